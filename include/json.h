#ifndef LAUREL_JSON_H
#define LAUREL_JSON_H

#include "ctx.h"

#include <string.h>

struct cJSON;

/*
 * Read a JSON text that was sent by a client.  Refuses what cJSON would let
 * through: bytes after the end, bad UTF-8, the character U+0000.
 * The tree lives in the request's arena: call json_use_arena() once.
 */
must_check enum err json_parse(struct ctx *c, const char *text, size_t length, struct cJSON **into);

/* Point cJSON's allocator at the arena of the one request this process serves. */
void json_use_arena(struct arena *a);

/*
 * Fill a struct from an object by its field table.  Every complaint is
 * collected with its JSON pointer: unknown and repeated names, wrong types,
 * bounds, missing members (unless partial).  sent may be NULL.
 */
must_check enum err json_read(struct ctx *c, const struct field *table, const struct cJSON *from,
	bool partial, void *into, uint64_t *sent);

/*
 * The only list that a call takes may come bare: [...] for {"steps":[...]}.
 * Anything else is handed back as it is.
 */
struct cJSON *json_named(const struct field *table, struct cJSON *from);

/* A name as it stands in a JSON pointer: one that nobody knows may hold the signs that pointers give a meaning. */
const char *json_pointer_name(struct ctx *c, const char *name);

/* A growing text in the arena. */
struct buf {
	struct arena *arena;
	char *data; /* not terminated; see buf_text() */
	size_t used, size;
};

void buf_add(struct buf *b, const char *data, size_t n);
/* Here, so that the length of a literal is known where it stands. */
static inline void buf_text(struct buf *b, const char *text)
{
	buf_add(b, text, strlen(text));
}
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
const char *buf_end(struct buf *b); /* terminates and returns the text */

/* 85.5 for 8550, without zeros at the end; as JSON and as people read it. */
const char *decimal_text(struct arena *a, int64_t hundredths);

/* Write values straight into a buffer; a tree would cost twice the rest of a list page. */
void json_string(struct buf *b, const char *s); /* NULL gives null */
void json_value(struct buf *b, const struct field *f, const void *base);
void json_object(struct buf *b, const struct field *table, const void *from);
void json_array(struct buf *b, const struct field *table, const struct list *items);

#endif
