#ifndef LAUREL_CORE_PDF_PARTS_H
#define LAUREL_CORE_PDF_PARTS_H

#include "pdf.h"

/* The pieces of a document as they were added, and what makes a file of them. */

enum pdf_kind {
	PDF_ROW,   /* cells side by side that flow: headings and paragraphs are rows of one */
	PDF_TABLE, /* a table begins; its head is the row */
	PDF_TABLE_END,
	PDF_GAP,
	PDF_PAGE_BREAK,
	PDF_TEXT,
	PDF_IMAGE,
	PDF_QR,
	PDF_FILL,
	PDF_FRAME,
};

struct pdf_piece {
	enum pdf_kind kind;
	const char *tag;      /* of the piece; cells of a table row: TH or TD */
	const char **cells;   /* ncells of them; placed pieces have one */
	const double *shares; /* widths of the cells, together 1 */
	const enum pdf_align *aligns;
	size_t ncells;
	struct pdf_style style;
	struct pdf_box box;
	struct pdf_file png;
	double above, below; /* white space, in points */
	double keep;         /* how much room must be left after it on its page */
	bool in_table, bare; /* bare: a row without a rule below it */
	struct pdf_piece *next;
};

struct pdf {
	struct ctx *c;
	struct pdf_info info;
	const struct pdf_piece *table; /* the open table while pieces are added */
	struct pdf_piece *first, **tail;
};

/*
 * What Cairo 1.16 cannot say: the document's language, that its title is to be
 * shown, and the words of its figures, in order.  Appended as an incremental
 * update; a file that is not as expected is an internal error.
 */
must_check enum err pdf_finish(struct pdf *p, struct pdf_file *file);

#endif
