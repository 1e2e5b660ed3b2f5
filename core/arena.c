#include "arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 64 * 1024, ALIGN = _Alignof(max_align_t) };

struct block {
	struct block *next;
	size_t size;
	_Alignas(max_align_t) char data[];
};

static void grow(struct arena *a, size_t need)
{
	size_t size = need > BLOCK_SIZE ? need : BLOCK_SIZE;
	struct block *b = a->total + size <= a->limit ? malloc(sizeof(*b) + size) : NULL;

	if (!b) {
		fprintf(stderr, "arena: out of memory at %zu bytes\n", a->total);
		abort();
	}
	*b = (struct block){ .next = a->head, .size = size };
	a->head = b;
	a->used = 0;
	a->total += size;
}

void *arena_raw(struct arena *a, size_t size)
{
	size_t need = (size + ALIGN - 1) / ALIGN * ALIGN;
	char *p;

	if (!a->head || a->head->size - a->used < need)
		grow(a, need);
	p = a->head->data + a->used;
	a->used += need;
	return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
	return memset(arena_raw(a, size), 0, size);
}

void *arena_aligned(struct arena *a, size_t size, size_t align)
{
	size_t slack = align > ALIGN ? align - ALIGN : 0;
	char *p = arena_alloc(a, size + slack);

	return p + (-(uintptr_t)p & (align - 1));
}

char *arena_strdup(struct arena *a, const char *s)
{
	size_t n = strlen(s) + 1;

	return memcpy(arena_raw(a, n), s, n);
}

char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	char *s;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		abort();
	s = arena_raw(a, (size_t)n + 1);
	vsnprintf(s, (size_t)n + 1, fmt, ap);
	return s;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return s;
}

struct arena_mark arena_mark(const struct arena *a)
{
	return (struct arena_mark){ a->head, a->used, a->total };
}

void arena_rewind(struct arena *a, struct arena_mark to)
{
	while (a->head != to.head) {
		struct block *b = a->head;

		a->head = b->next;
		free(b);
	}
	a->used = to.used;
	a->total = to.total;
}

void arena_reset(struct arena *a)
{
	arena_rewind(a, (struct arena_mark){ 0 });
}
