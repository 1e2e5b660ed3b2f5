#ifndef LAUREL_HARD_TEXT_H
#define LAUREL_HARD_TEXT_H

#include "json.h"

/*
 * Texts of the kinds that make CSV hard, and a spreadsheet's view of what was
 * written, made apart from Laurel's own reader.
 */

/* Numbers that look random and are the same in every run of a process. */
uint32_t hard_dice(uint32_t sides);

/* Signs of formulas, quotes, separators, breaks, blanks, and letters beyond ASCII; may be empty. */
const char *hard_text(struct arena *a);

/*
 * The cells of a whole file as RFC 4180 has them (every line ends with CR LF),
 * line after line; *columns is how many the first line has.  NULL when the
 * lines are of different lengths, or a quote is open.
 */
const char **hard_cells(struct arena *a, const char *file, size_t *cells, size_t *columns);

/* Would no spreadsheet take this cell for more than a text or a number? */
bool hard_harmless(const char *cell);

#endif
