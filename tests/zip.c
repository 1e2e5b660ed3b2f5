#include "zip.h"

#include "json.h"

#include <string.h>

static void number(struct buf *b, uint32_t value, int n)
{
	while (n--) {
		char byte = (char)(value & 0xFF);

		buf_add(b, &byte, 1);
		value >>= 8;
	}
}

/* What the local head and the line of the directory have in common: version, flags, method ... lengths. */
static void entry(struct buf *b, const struct zip_entry *e)
{
	uint32_t size = (uint32_t)strlen(e->data);

	number(b, 20, 2);
	number(b, e->flags, 2);
	number(b, 0, 2 + 2 + 2 + 4);
	number(b, size, 4);
	number(b, e->unpacked ? e->unpacked : size, 4);
	number(b, (uint32_t)strlen(e->name), 2);
	number(b, 0, 2);
}

static void line(struct buf *b, const struct zip_entry *e, uint32_t at)
{
	buf_add(b, "PK\1\2", 4);
	number(b, 20, 2);
	entry(b, e);
	number(b, 0, 2 + 2 + 2 + 4);
	number(b, at, 4);
	buf_text(b, e->name);
}

struct bytes zip_of(struct arena *a, const struct zip_entry *entries, size_t n)
{
	struct buf all = { .arena = a }, directory = { .arena = a };
	uint32_t start;

	for (size_t i = 0; i < n; i++) {
		line(&directory, &entries[i], (uint32_t)all.used);
		buf_add(&all, "PK\3\4", 4);
		entry(&all, &entries[i]);
		buf_text(&all, entries[i].name);
		buf_text(&all, entries[i].data);
	}
	start = (uint32_t)all.used;
	buf_add(&all, directory.data, directory.used);
	buf_add(&all, "PK\5\6\0\0\0\0", 8);
	number(&all, (uint32_t)n, 2);
	number(&all, (uint32_t)n, 2);
	number(&all, (uint32_t)directory.used, 4);
	number(&all, start, 4);
	number(&all, 0, 2);
	return (struct bytes){ all.data, all.used };
}
