#ifndef LAUREL_FIELD_H
#define LAUREL_FIELD_H

#include "date.h"
#include "err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A decimal with two places that may be absent: 85.5 is { true, 8550 }. */
struct decimal {
	bool set;
	int64_t hundredths;
};

/* How many of a group are needed; 0 stands for all of them ("all" in JSON). */
struct quorum {
	int64_t n;
};

/* An array of structs of `size` bytes in the request's arena. */
struct list {
	void *items;
	size_t n, size;
};

/* What is no text, such as the content of a file; for SQL alone, never in JSON. */
struct bytes {
	const char *data;
	size_t n;
};

/* Arrays of plain values. */
struct ints {
	int64_t *v;
	size_t n;
};
struct words {
	const char **v;
	size_t n;
};

enum field_type {
	FIELD_INT,
	FIELD_STR,
	FIELD_BOOL,
	FIELD_TIME,
	FIELD_DATE,
	FIELD_DEC,
	FIELD_QUORUM,
	FIELD_INTS,
	FIELD_WORDS,
	FIELD_BYTES,
	FIELD_OBJ,  /* the member points to a struct described by `sub`; NULL is null */
	FIELD_LIST, /* the member is a struct list of structs described by `sub` */
};

enum field_flags {
	IN = 1 << 0,       /* a client may send it */
	OUT = 1 << 1,      /* a client may see it */
	REQ = 1 << 2,      /* a client must send it, except in a PATCH */
	NULLABLE = 1 << 3, /* may be null; 0, no date and NULL are null in SQL as well */
	SECRET = 1 << 4,   /* never in a reply, in a log or in the audit */
	TRIM = 1 << 5,     /* text: blanks at both ends are cut off */
	RAW = 1 << 7,      /* text that is JSON: comes in and goes out as it is; max counts its bytes */
	QUIET = 1 << 6,    /* derived or bookkeeping: left out of audit diffs */
	PLAIN = 1 << 8,    /* text: ASCII only, as the column is that it is compared with */
};

/*
 * One row per struct member: the single description that JSON in and out, SQL
 * parameters and columns, audit diffs, forms and the API's document are driven
 * by.  Bounds are compulsory: length in characters for text, value for
 * numbers (decimals in hundredths), count for arrays.
 */
struct field {
	const char *name;
	size_t offset;
	enum field_type type;
	unsigned flags;
	int64_t min, max;
	const char *const *words; /* text: the values it may have */
	const struct field *sub;
	size_t sub_size;
};

/* clang-format off */
#define FIELD_TYPE(x) _Generic((x), \
	int64_t: FIELD_INT, const char *: FIELD_STR, bool: FIELD_BOOL, \
	struct instant: FIELD_TIME, struct date: FIELD_DATE, struct decimal: FIELD_DEC, \
	struct quorum: FIELD_QUORUM, struct ints: FIELD_INTS, struct words: FIELD_WORDS, \
	struct bytes: FIELD_BYTES)

#define FIELD_OF(T, member, flags, min, max, words) \
	{ #member, offsetof(struct T, member), FIELD_TYPE(((struct T *)0)->member), (flags), (min), (max), (words), NULL, 0 }

/* As FIELD_OF for a member inside a member (row.id), under a name of its own. */
#define FIELD_NAMED(T, member, name, flags, min, max, words) \
	{ name, offsetof(struct T, member), FIELD_TYPE(((struct T *)0)->member), (flags), (min), (max), (words), NULL, 0 }

#define FIELD(T, member, flags, min, max) FIELD_OF(T, member, flags, min, max, NULL)
#define FIELD_WORD(T, member, flags, words) FIELD_OF(T, member, flags, 1, 64, words)
#define FIELD_SUB(T, member, flags, sub) \
	{ #member, offsetof(struct T, member), FIELD_OBJ, (flags), 0, 1, NULL, sub##_fields, sizeof(struct sub) }
#define FIELD_MANY(T, member, flags, min, max, sub) FIELD_MANY_AS(T, member, flags, min, max, sub, sub)
/* Where one struct has several tables, and `table` shows a part of struct `type`. */
#define FIELD_MANY_AS(T, member, flags, min, max, table, type) \
	{ #member, offsetof(struct T, member), FIELD_LIST, (flags), (min), (max), NULL, table##_fields, sizeof(struct type) }
#define FIELD_END { NULL, 0, FIELD_INT, 0, 0, 0, NULL, NULL, 0 }
/* clang-format on */

/* The largest integer a JSON number carries exactly. */
#define WIDE     INT64_C(9007199254740991)
#define DATE_MIN 1       /* 0001-01-01 */
#define DATE_MAX 3652059 /* 9999-12-31 */

/* NULL when the table has no such name. */
const struct field *field_find(const struct field *table, const char *name);
void *field_at(const struct field *f, const void *base);

/* Does the struct hold a null here? */
bool field_is_null(const struct field *f, const void *base);

/* Which fields of a table a client sent: bit i stands for row i; tables have at most 64 rows. */
bool field_sent(const struct field *table, uint64_t sent, const char *name);

/* Copy the members that were sent from one struct to another of the same type. */
void field_merge(const struct field *table, void *to, const void *from, uint64_t sent);

/*
 * Check one text from outside against a field and store it: path and query
 * parameters, and text members of JSON.
 */
must_check enum err field_parse(struct ctx *c, const struct field *f, const char *text, void *base);

/* Whole characters of valid UTF-8, or -1. */
int64_t utf8_length(const char *s);

#endif
