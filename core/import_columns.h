#ifndef LAUREL_IMPORT_COLUMNS_H
#define LAUREL_IMPORT_COLUMNS_H

#include "csv_reader.h"
#include "profile.h"

/* Where a column's value goes in the staging table; the order is that of LOAD DATA. */
enum import_slot {
	SLOT_COURSE,
	SLOT_TITLE,
	SLOT_NUMBER,
	SLOT_EMAIL,
	SLOT_GIVEN,
	SLOT_FAMILY,
	SLOT_STARTS,
	SLOT_ENDS,
	SLOT_COMPLETE,
	SLOT_COMPLETED,
	SLOT_CREDIT_TYPE,
	SLOT_AMOUNT,
	SLOT_CREDIT_EXPIRES,
	SLOT_GRADE,
	SLOT_EVENT,
	SLOT_MINUTES,
	SLOT_SCORE,
	SLOTS,
	SLOT_PROFILE = SLOTS, /* many columns, one place */
};

enum import_kind { KIND_COURSE_RECORDS, KIND_COURSE, KIND_ATTENDANCE, KIND_CONTACTS, KINDS };
extern const char *const import_kinds[]; /* NULL ends the list */
enum import_kind import_kind_of(const char *name);

enum cell_type { CELL_TEXT, CELL_CODE, CELL_EMAIL, CELL_DATE, CELL_FLAG, CELL_AMOUNT, CELL_COUNT };

struct import_column {
	const char *name;
	enum import_slot slot;
	enum cell_type type;
	size_t max;               /* characters, or the largest number */
	unsigned kinds, required; /* bits of kinds */
	const char *aliases;      /* separated by blanks */
	const char *example;      /* for the template */
};
extern const struct import_column import_columns[]; /* a NULL name ends them */

/* The column a header stands for in a file of this kind, by its own name or an alias; NULL for none. */
const struct import_column *import_column_find(enum import_kind kind, const char *header, bool *alias);

/* "  First-Name " is "first_name": what names are compared by. */
const char *header_key(struct arena *a, const char *text, size_t n);

/* Columns that Laurel adds to a list of rejected rows and leaves out again. */
bool header_is_ours(const char *key);

/* What somebody said once to take a header for. */
struct header_mapping {
	const char *header, *column_name;
};

/* One header of the file and what became of it. */
struct header_cell {
	const char *was, *name; /* name: of the column, NULL when it is left out */
	const char *how;        /* exact, cleaned, alias, mapped, profile, ours, ignored */
	const char *cleaned;    /* what was taken away: "blanks, invisible characters"; NULL for nothing */
	const struct import_column *column;
	const struct profile_field *profile;
};
extern const struct field header_cell_fields[];

struct header {
	struct header_cell *cells;
	size_t n;
	bool leaves_out; /* columns that Laurel does not know */
};
bool header_has(const struct header *h, enum import_slot slot);

/*
 * Understand the first record. BAD_HEADER, naming what is missing or twice
 * there, with into filled as far as it was understood.
 */
must_check enum err header_read(struct ctx *c, enum import_kind kind, const struct csv_record *record,
	const struct list *profile, const struct list *mappings, struct header *into);

/* The header of an import, as it was stored: struct header_cell each, without pointers to columns. */
must_check enum err import_header_cells(struct ctx *c, const char *json, struct list *into);

#endif
