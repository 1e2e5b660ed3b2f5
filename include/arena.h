#ifndef LAUREL_ARENA_H
#define LAUREL_ARENA_H

#include <stdarg.h>
#include <stddef.h>

/*
 * Request memory.  Everything a request builds lives here and dies together
 * at arena_reset(); nothing is freed on its own and nothing returns NULL:
 * passing the limit aborts the worker, so limits upstream (nginx body size,
 * page size) must make that unreachable from outside.
 */
struct arena {
	struct block *head; /* current block; older ones chained behind it */
	size_t used;        /* bytes handed out of the current block */
	size_t total, limit;
};

/* A place to go back to: what was allocated after it is given up together. */
struct arena_mark {
	struct block *head;
	size_t used, total;
};

void *arena_alloc(struct arena *a, size_t size); /* zeroed, max_align_t */
void *arena_raw(struct arena *a, size_t size);   /* not zeroed */
char *arena_strdup(struct arena *a, const char *s);
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));

/* As arena_alloc(), for what asks for more than max_align_t, as the state of libsodium's hashes does. */
void *arena_aligned(struct arena *a, size_t size, size_t align);

#define arena_new(a, type) ((type *)arena_aligned((a), sizeof(type), _Alignof(type)))

struct arena_mark arena_mark(const struct arena *a);
void arena_rewind(struct arena *a, struct arena_mark to);
void arena_reset(struct arena *a);

#endif
