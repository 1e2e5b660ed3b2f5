#ifndef LAUREL_PDF_H
#define LAUREL_PDF_H

#include "ctx.h"

/*
 * Documents on paper, by Cairo and Pango.  A document is a list of pieces in
 * the request's arena: adding one costs nothing and cannot fail; pdf_render()
 * lays them out, in any script, and gives the file.  Nothing is freed by hand.
 *
 * - Text is text: no markup is read in it.  What is too long wraps, also inside
 *   a word, or shrinks where a size to shrink to is given; it never leaves its
 *   box.  The direction of a paragraph is that of its first letter.
 * - The file is tagged (headings, paragraphs, tables, figures with their words),
 *   names its language, title and author, and depends on nothing but the pieces
 *   and c->now: the same twice is the same bytes.
 * - Lengths are points (72 to the inch) from the top left corner of the page.
 *   Colours are 0xRRGGBB.  All texts are UTF-8 and must live until rendering.
 */
struct pdf;

struct pdf_file {
	const void *data;
	size_t n;
};

struct pdf_info {
	const char *title;    /* compulsory */
	const char *author;   /* may be NULL */
	const char *language; /* BCP 47; NULL: en */
	double width, height; /* 0: A4, upright */
	double margin;        /* 0: 48 */
	const char *header,
		*footer; /* run along each page; both NULL: no running lines and no page numbers */
};

#define PDF_A4_SHORT     595.276
#define PDF_A4_LONG      841.890
#define PDF_LETTER_SHORT 612.0
#define PDF_LETTER_LONG  792.0

enum pdf_align { PDF_START, PDF_CENTER, PDF_END }; /* start: left, or right in a script that runs that way */

struct pdf_style {
	double size;  /* 0: 10 */
	double least; /* placed text may shrink down to this; 0: it keeps its size and only wraps */
	bool wraps;   /* placed text wraps before it shrinks; otherwise it shrinks to stay on one line */
	bool bold, italic, serif;
	uint32_t colour;
	enum pdf_align align;
	const char *link; /* the address a click opens; NULL: none */
};

struct pdf_box {
	double x, y, width, height;
};

struct pdf_column {
	const char *title;
	double share; /* of the width, beside the others' */
	enum pdf_align align;
};

struct pdf *pdf_new(struct ctx *c, const struct pdf_info *info);

/* --- text that flows from page to page --- */

/* Level 1 to 3; stays with what follows it. */
void pdf_heading(struct pdf *p, int level, const char *text);
void pdf_paragraph(struct pdf *p, const char *text);
void pdf_styled(struct pdf *p, const struct pdf_style *style, const char *text);

/* "Label   value" on one line, the value wrapping beside it. */
void pdf_fact(struct pdf *p, const char *label, const char *value);

/* A table, whose head is repeated on each page it reaches; rows follow until pdf_table_end(). NULL cells are empty. */
void pdf_table(struct pdf *p, const struct pdf_column *columns, size_t n);
void pdf_row(struct pdf *p, const char *const *cells);
void pdf_table_end(struct pdf *p);

void pdf_gap(struct pdf *p, double points);
void pdf_page_break(struct pdf *p);

/* --- pieces with a place of their own, on the page that the flow has reached --- */

/* tag: what it is for readers that do not see: "H1", "P"; NULL: decoration. Centred in the box's height. */
void pdf_place_text(struct pdf *p, const struct pdf_box *box, const struct pdf_style *style, const char *tag,
	const char *text);

/* A PNG, as large as fits the box; `words` says what it shows. See pdf_image_check(). */
void pdf_place_image(struct pdf *p, const struct pdf_box *box, struct pdf_file png, const char *words);

/* `text` as a QR code with its quiet zone, black on white. */
void pdf_place_qr(struct pdf *p, const struct pdf_box *box, const char *text, const char *words);

/* Decoration: a filled box, and a frame whose line lies inside the box. */
void pdf_place_fill(struct pdf *p, const struct pdf_box *box, uint32_t colour);
void pdf_place_frame(struct pdf *p, const struct pdf_box *box, double line, uint32_t colour);

/* --- the file --- */

must_check enum err pdf_render(struct pdf *p, struct pdf_file *into);

/* One page (from 1) as a PNG of so many pixels' width: what pdf_render() would put on it. */
must_check enum err pdf_render_png(struct pdf *p, int page, int width, struct pdf_file *into);

/* ERR_BAD_IMAGE unless it is a PNG that can be read and has at most PDF_IMAGE_PIXELS. */
enum { PDF_IMAGE_PIXELS = 4 << 20 };
must_check enum err pdf_image_check(struct ctx *c, struct pdf_file png);

#endif
