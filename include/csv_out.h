#ifndef LAUREL_CSV_OUT_H
#define LAUREL_CSV_OUT_H

#include "json.h"

struct csv_cell;

/*
 * CSV that leaves Laurel.  A spreadsheet takes a cell that begins with = + - @
 * for a formula, some also after blanks or in full width, or one that begins
 * with a tab or a line break; so such text gets an apostrophe before it, unless
 * it is a plain number.  csv_unguard() takes it away again, and every text
 * comes back as it was.
 */

/* One cell: guarded, and in quotes where it needs them. NULL is an empty cell. */
void csv_cell(struct buf *b, const char *text);
void csv_cell_n(struct buf *b, const char *text, size_t n);

/* The text of a cell without its guard: how many bytes at its beginning to leave out, 0 or 1. */
size_t csv_unguard(const char *text, size_t n);
/* The same of a cell that was read, for its cleaned text: blanks that stood behind the guard go with it. */
size_t csv_unguard_cleaned(const struct csv_cell *cell);

/* A whole line of cells, ended with CR LF as RFC 4180 has it. */
void csv_line(struct buf *b, const char *const *cells, size_t n);

#endif
