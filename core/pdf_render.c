#include "pdf_parts.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

/* Between the lines of a table and its text; between a cell's text and the next cell. */
enum { PAD = 4, RUNNING_SIZE = 8, INK = 0x1f2933, QUIET_INK = 0x5f6b7a, RULE = 0xc9d1d9, CELLS = 16 };

/*
 * One walk over the pieces.  Two are made: the first draws nothing and finds
 * out how many pages there are, the second draws "Page 1 of N".
 */
struct walk {
	struct pdf *p;
	cairo_t *cr; /* NULL: only measure */
	PangoContext *text;
	int page, pages, only; /* only: the one page that is drawn, 0 for all */
	double y;
	const struct pdf_piece *table; /* the table that is open */
	bool head_drawn;
	enum err e;
};

/* A cell on its way through the pages: which of its lines comes next. */
struct cell {
	PangoLayout *layout;
	const struct pdf_piece *piece;
	double x, width;
	int line, lines;
};

static bool draws(const struct walk *w)
{
	return w->cr && (!w->only || w->only == w->page);
}

static bool numbered(const struct walk *w)
{
	return w->p->info.header || w->p->info.footer;
}

static double top(const struct walk *w)
{
	return w->p->info.margin + (w->p->info.header ? RUNNING_SIZE * 1.5 : 0);
}

static double bottom(const struct walk *w)
{
	return w->p->info.height - w->p->info.margin - (numbered(w) ? RUNNING_SIZE * 2 : 0);
}

static double inner_width(const struct walk *w)
{
	return w->p->info.width - 2 * w->p->info.margin;
}

static void ink(const struct walk *w, uint32_t colour)
{
	cairo_set_source_rgb(w->cr, (colour >> 16 & 0xff) / 255.0, (colour >> 8 & 0xff) / 255.0,
		(colour & 0xff) / 255.0);
}

static void tag_begin(const struct walk *w, const char *tag)
{
	if (tag && draws(w))
		cairo_tag_begin(w->cr, tag, NULL);
}

static void tag_end(const struct walk *w, const char *tag)
{
	if (tag && draws(w))
		cairo_tag_end(w->cr, tag);
}

/* --- text --- */

static PangoFontDescription *font_of(const struct pdf_style *style, double size)
{
	PangoFontDescription *font = pango_font_description_new();

	pango_font_description_set_family_static(font,
		style->serif ? "Noto Serif, serif" : "Noto Sans, sans-serif");
	pango_font_description_set_weight(font, style->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_font_description_set_style(font, style->italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
	pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
	return font;
}

static void set_size(PangoLayout *layout, const struct pdf_style *style, double size)
{
	PangoFontDescription *font = font_of(style, size);

	pango_layout_set_font_description(layout, font);
	pango_font_description_free(font);
}

/* No hyphen where a long word is broken, and letters that stay letters when text is searched or read out. */
static void plain_letters(PangoLayout *layout)
{
	PangoAttrList *attributes = pango_attr_list_new();

	pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
	pango_attr_list_insert(attributes, pango_attr_font_features_new("liga=0, clig=0"));
	pango_layout_set_attributes(layout, attributes);
	pango_attr_list_unref(attributes);
}

static PangoLayout *layout_new(const struct walk *w, const struct pdf_style *style, enum pdf_align align,
	double width, const char *text)
{
	static const PangoAlignment aligns[] = { PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER, PANGO_ALIGN_RIGHT };
	PangoLayout *layout = pango_layout_new(w->text);

	set_size(layout, style, style->size);
	pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_alignment(layout, aligns[align]);
	plain_letters(layout);
	pango_layout_set_text(layout, text, -1);
	return layout;
}

static double layout_height(PangoLayout *layout)
{
	int height;

	pango_layout_get_size(layout, NULL, &height);
	return (double)height / PANGO_SCALE;
}

static void show_line(const struct walk *w, PangoLayoutLine *line, double x, double baseline)
{
	cairo_move_to(w->cr, x, baseline);
	pango_cairo_show_layout_line(w->cr, line);
}

/* As many of the cell's lines as fit into `room`, but at least `least` of them; how high they are. */
static double cell_take(const struct walk *w, struct cell *cell, double y, double room, int least)
{
	PangoLayoutIter *i = pango_layout_get_iter(cell->layout);
	double from = -1, used = 0;

	for (int n = 0; n < cell->line; n++)
		pango_layout_iter_next_line(i);
	while (cell->line < cell->lines) {
		PangoRectangle box;
		int above, below;

		pango_layout_iter_get_line_yrange(i, &above, &below);
		from = from < 0 ? above : from;
		if ((below - from) / PANGO_SCALE > room && least <= 0)
			break;
		pango_layout_iter_get_line_extents(i, NULL, &box);
		used = (below - from) / PANGO_SCALE;
		if (draws(w))
			show_line(w, pango_layout_iter_get_line_readonly(i),
				cell->x + (double)box.x / PANGO_SCALE,
				y + (pango_layout_iter_get_baseline(i) - from) / PANGO_SCALE);
		least--;
		cell->line++;
		pango_layout_iter_next_line(i);
	}
	pango_layout_iter_free(i);
	return used;
}

/* --- pages --- */

static void running_line(const struct walk *w, enum pdf_align align, double y, const char *text)
{
	struct pdf_style style = { .size = RUNNING_SIZE };
	PangoLayout *layout = layout_new(w, &style, align, inner_width(w) * 0.75, text);
	struct cell cell = { .layout = layout,
		.x = w->p->info.margin + (align == PDF_END ? inner_width(w) * 0.25 : 0),
		.lines = 1 };

	pango_layout_set_height(layout, 0);
	pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
	ink(w, QUIET_INK);
	cell_take(w, &cell, y, 0, 1);
	g_object_unref(layout);
}

static void running_lines(const struct walk *w)
{
	const struct pdf_info *info = &w->p->info;
	double y = info->height - info->margin - RUNNING_SIZE;

	if (!numbered(w) || !draws(w))
		return;
	if (info->header)
		running_line(w, PDF_START, info->margin - RUNNING_SIZE, info->header);
	if (info->footer)
		running_line(w, PDF_START, y, info->footer);
	running_line(w, PDF_END, y, arena_printf(&w->p->c->arena, "Page %d of %d", w->page, w->pages));
}

static void page_end(struct walk *w)
{
	running_lines(w);
	if (draws(w))
		cairo_show_page(w->cr);
}

static void page_begin(struct walk *w)
{
	w->page++;
	w->y = top(w);
}

static void row(struct walk *w, const struct pdf_piece *piece, bool again);

static void page_next(struct walk *w)
{
	const struct pdf_piece *table = w->table;

	page_end(w);
	page_begin(w);
	/* The repeated head is for the eye: who is read to has heard it already. */
	if (table && w->head_drawn)
		row(w, table, true);
}

/* --- rows --- */

static size_t row_cells(const struct walk *w, const struct pdf_piece *piece, struct cell cells[CELLS],
	double *height)
{
	double x = w->p->info.margin, width, pad = piece->ncells > 1 ? PAD : 0;
	size_t n = piece->ncells < CELLS ? piece->ncells : CELLS;

	*height = 0;
	for (size_t i = 0; i < n; i++) {
		width = inner_width(w) * piece->shares[i];
		cells[i] = (struct cell){ .x = x, .width = width - pad, .piece = piece };
		cells[i].layout = layout_new(w, &piece->style,
			piece->aligns ? piece->aligns[i] : piece->style.align, width - pad, piece->cells[i]);
		cells[i].lines = pango_layout_get_line_count(cells[i].layout);
		if (layout_height(cells[i].layout) > *height)
			*height = layout_height(cells[i].layout);
		x += width;
	}
	return n;
}

static void row_rule(const struct walk *w, const struct pdf_piece *piece)
{
	if (piece->bare || !draws(w))
		return;
	ink(w, piece->kind == PDF_TABLE ? INK : RULE);
	cairo_set_line_width(w->cr, piece->kind == PDF_TABLE ? 0.8 : 0.4);
	cairo_move_to(w->cr, w->p->info.margin, w->y);
	cairo_line_to(w->cr, w->p->info.margin + inner_width(w), w->y);
	cairo_stroke(w->cr);
}

/* What fits of each cell on this page; true when nothing is left. */
static bool row_part(struct walk *w, struct cell *cells, size_t n, bool first, const char *tag)
{
	double room = bottom(w) - w->y - (tag && !strcmp(tag, "TD") ? PAD : 0), used = 0, height;
	bool done = true;

	for (size_t i = 0; i < n; i++) {
		tag_begin(w, tag);
		if (draws(w))
			ink(w, cells[i].piece->style.colour ? cells[i].piece->style.colour : INK);
		height = cell_take(w, &cells[i], w->y, room, first ? 0 : 1);
		tag_end(w, tag);
		used = height > used ? height : used;
		done = done && cells[i].line == cells[i].lines;
	}
	w->y += used;
	return done;
}

static void row(struct walk *w, const struct pdf_piece *piece, bool again)
{
	const char *tag = again ? NULL : piece->tag;
	struct cell cells[CELLS];
	double pad = piece->bare ? 0 : PAD, height;
	size_t n = row_cells(w, piece, cells, &height);
	bool fresh;

	w->y += w->y > top(w) ? piece->above : 0;
	/* A row that fits a page of its own is not torn apart. */
	if (!again && w->y + height + 2 * pad + piece->keep > bottom(w) && w->y > top(w) &&
		height + piece->keep < bottom(w) - top(w) - 60)
		page_next(w);
	tag_begin(w, !again && piece->in_table ? "TR" : NULL);
	w->y += pad;
	for (fresh = w->y <= top(w) + pad; !row_part(w, cells, n, !fresh && !again, tag); fresh = true) {
		page_next(w);
		w->y += pad;
	}
	w->y += pad;
	tag_end(w, !again && piece->in_table ? "TR" : NULL);
	row_rule(w, piece);
	w->y += piece->below;
	for (size_t i = 0; i < n; i++)
		g_object_unref(cells[i].layout);
}

static void table_begin(struct walk *w, const struct pdf_piece *piece)
{
	tag_begin(w, "Table");
	w->table = piece;
	w->head_drawn = false;
	row(w, piece, false);
	w->head_drawn = true;
}

static void table_end(struct walk *w)
{
	w->table = NULL;
	tag_end(w, "Table");
}

/* --- placed pieces --- */

static bool fits(PangoLayout *layout, const struct pdf_box *box)
{
	PangoRectangle logical;

	pango_layout_get_extents(layout, NULL, &logical);
	return logical.height <= box->height * PANGO_SCALE && logical.width <= box->width * PANGO_SCALE;
}

/* Whether the text, all of it, is on one line. */
static bool one_line(PangoLayout *layout)
{
	return pango_layout_get_line_count(layout) == 1;
}

/* The largest size between `least` and `size` at which it fits, on one line rather than wrapped. */
static void shrink(PangoLayout *layout, const struct pdf_piece *t)
{
	double size = t->style.size;

	if (t->style.least <= 0)
		return;
	while (size > t->style.least &&
		!(fits(layout, &t->box) &&
			(t->style.wraps || one_line(layout) || size < t->style.size * 0.7))) {
		size = size * 0.94 > t->style.least ? size * 0.94 : t->style.least;
		set_size(layout, &t->style, size);
	}
}

static void place_text(struct walk *w, const struct pdf_piece *t)
{
	PangoLayout *layout = layout_new(w, &t->style, t->style.align, t->box.width, t->cells[0]);
	struct cell cell = { .layout = layout, .x = t->box.x, .piece = t };
	double height;

	shrink(layout, t);
	/* What does not fit even so ends in an ellipsis rather than outside. */
	pango_layout_set_height(layout, (int)(t->box.height * PANGO_SCALE));
	pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
	cell.lines = pango_layout_get_line_count(layout);
	height = layout_height(layout);
	ink(w, t->style.colour);
	cell_take(w, &cell, t->box.y + (t->box.height - height) / 2, height, 1);
	g_object_unref(layout);
}

struct reader {
	const unsigned char *data;
	size_t n;
};

static cairo_status_t read_png(void *closure, unsigned char *into, unsigned n)
{
	struct reader *r = closure;

	if (n > r->n)
		return CAIRO_STATUS_READ_ERROR;
	memcpy(into, r->data, n);
	r->data += n;
	r->n -= n;
	return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *surface_of(struct pdf_file png)
{
	return cairo_image_surface_create_from_png_stream(read_png,
		&(struct reader){ .data = png.data, .n = png.n });
}

static void place_image(struct walk *w, const struct pdf_piece *t)
{
	cairo_surface_t *image = surface_of(t->png);
	double width = cairo_image_surface_get_width(image), height = cairo_image_surface_get_height(image);
	double scale;

	if (cairo_surface_status(image) != CAIRO_STATUS_SUCCESS) {
		w->e = fail(w->p->c, ERR_BAD_IMAGE, "An image of the document cannot be read.");
	} else {
		scale = t->box.width / width < t->box.height / height ? t->box.width / width
								      : t->box.height / height;
		cairo_save(w->cr);
		cairo_translate(w->cr, t->box.x + (t->box.width - width * scale) / 2,
			t->box.y + (t->box.height - height * scale) / 2);
		cairo_scale(w->cr, scale, scale);
		cairo_set_source_surface(w->cr, image, 0, 0);
		cairo_paint(w->cr);
		cairo_restore(w->cr);
	}
	cairo_surface_destroy(image);
}

/* The dark modules as one path: neighbours leave no seams, and the file stays small. */
static void qr_path(const struct walk *w, const QRcode *qr, const struct pdf_box *box)
{
	enum { QUIET_ZONE = 4 };
	double module = box->width / (qr->width + 2 * QUIET_ZONE);

	for (int row = 0; row < qr->width; row++)
		for (int from = 0, to; from < qr->width; from = to + 1) {
			for (to = from; to < qr->width && qr->data[row * qr->width + to] & 1; to++)
				;
			if (to > from)
				cairo_rectangle(w->cr, box->x + (QUIET_ZONE + from) * module,
					box->y + (QUIET_ZONE + row) * module, (to - from) * module, module);
		}
}

static void place_qr(struct walk *w, const struct pdf_piece *t)
{
	QRcode *qr = QRcode_encodeString8bit(t->cells[1], 0, QR_ECLEVEL_M);

	if (!qr) {
		w->e = fail(w->p->c, ERR_INTERNAL, "The text is too long for a QR code.");
		return;
	}
	ink(w, 0xffffff);
	cairo_rectangle(w->cr, t->box.x, t->box.y, t->box.width, t->box.width);
	cairo_fill(w->cr);
	ink(w, 0);
	qr_path(w, qr, &t->box);
	cairo_fill(w->cr);
	QRcode_free(qr);
}

static void place_fill(struct walk *w, const struct pdf_piece *t)
{
	ink(w, t->style.colour);
	cairo_rectangle(w->cr, t->box.x, t->box.y, t->box.width, t->box.height);
	cairo_fill(w->cr);
}

static void place_frame(struct walk *w, const struct pdf_piece *t)
{
	double line = t->above;

	ink(w, t->style.colour);
	cairo_set_line_width(w->cr, line);
	cairo_rectangle(w->cr, t->box.x + line / 2, t->box.y + line / 2, t->box.width - line,
		t->box.height - line);
	cairo_stroke(w->cr);
}

static void place(struct walk *w, const struct pdf_piece *t)
{
	static void (*const how[])(struct walk * w, const struct pdf_piece *t) = { [PDF_TEXT] = place_text,
		[PDF_IMAGE] = place_image,
		[PDF_QR] = place_qr,
		[PDF_FILL] = place_fill,
		[PDF_FRAME] = place_frame };
	/* A quote would end the address early: what has one is no link. */
	bool link = t->style.link && !strpbrk(t->style.link, "'\\");

	if (!draws(w))
		return;
	tag_begin(w, t->tag);
	if (link)
		cairo_tag_begin(w->cr, CAIRO_TAG_LINK,
			arena_printf(&w->p->c->arena, "uri='%s'", t->style.link));
	how[t->kind](w, t);
	if (link)
		cairo_tag_end(w->cr, CAIRO_TAG_LINK);
	tag_end(w, t->tag);
}

/* --- the walk --- */

static void step(struct walk *w, const struct pdf_piece *piece)
{
	switch (piece->kind) {
	case PDF_ROW:
		row(w, piece, false);
		break;
	case PDF_TABLE:
		table_begin(w, piece);
		break;
	case PDF_TABLE_END:
		table_end(w);
		break;
	case PDF_GAP:
		w->y += piece->above;
		break;
	case PDF_PAGE_BREAK:
		page_next(w);
		break;
	case PDF_TEXT:
	case PDF_IMAGE:
	case PDF_QR:
	case PDF_FILL:
	case PDF_FRAME:
		place(w, piece);
		break;
	}
}

static void walk(struct walk *w, cairo_t *cr)
{
	w->cr = cr;
	w->page = 0;
	page_begin(w);
	if (draws(w) && !w->only)
		cairo_tag_begin(cr, "Document", NULL);
	for (const struct pdf_piece *piece = w->p->first; piece && !w->e; piece = piece->next)
		step(w, piece);
	page_end(w);
	if (cr && !w->only)
		cairo_tag_end(cr, "Document");
	w->pages = w->page;
}

/* Shapes do not depend on the size of a pixel, so that a preview is what is printed. */
static PangoContext *text_context(const struct pdf *p)
{
	PangoContext *text = pango_font_map_create_context(pango_cairo_font_map_get_default());
	cairo_font_options_t *options = cairo_font_options_create();

	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	pango_cairo_context_set_font_options(text, options);
	pango_context_set_round_glyph_positions(text, FALSE);
	pango_context_set_language(text, pango_language_from_string(p->info.language));
	cairo_font_options_destroy(options);
	return text;
}

static cairo_status_t keep(void *closure, const unsigned char *data, unsigned n)
{
	g_byte_array_append(closure, data, n);
	return CAIRO_STATUS_SUCCESS;
}

/* What Cairo wrote moves into the arena; a failure of Cairo's own is ours, not the caller's. */
static enum err hand_over(struct walk *w, cairo_status_t status, GByteArray *bytes, struct pdf_file *into)
{
	struct ctx *c = w->p->c;
	char *mine = arena_raw(&c->arena, bytes->len + 1);

	if (bytes->len)
		memcpy(mine, bytes->data, bytes->len);
	mine[bytes->len] = '\0';
	*into = (struct pdf_file){ mine, bytes->len };
	g_byte_array_unref(bytes);
	g_object_unref(w->text);
	if (!w->e && status != CAIRO_STATUS_SUCCESS)
		w->e = fail(c, ERR_INTERNAL, "The document could not be drawn: %s.",
			cairo_status_to_string(status));
	return w->e;
}

static void describe(struct pdf *p, cairo_surface_t *surface)
{
	char created[INSTANT_TEXT];

	instant_format((struct instant){ p->c->now.us / 1000000 * 1000000 }, created);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, p->info.title);
	if (p->info.author)
		cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, p->info.author);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Laurel");
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, created);
}

enum err pdf_render(struct pdf *p, struct pdf_file *into)
{
	GByteArray *bytes = g_byte_array_new();
	cairo_surface_t *surface =
		cairo_pdf_surface_create_for_stream(keep, bytes, p->info.width, p->info.height);
	cairo_t *cr = cairo_create(surface);
	struct walk w = { .p = p, .text = text_context(p) };
	cairo_status_t status;

	describe(p, surface);
	walk(&w, NULL);
	walk(&w, cr);
	status = cairo_status(cr);
	cairo_destroy(cr);
	cairo_surface_finish(surface);
	status = status == CAIRO_STATUS_SUCCESS ? cairo_surface_status(surface) : status;
	cairo_surface_destroy(surface);
	TRY(hand_over(&w, status, bytes, into));
	return pdf_finish(p, into);
}

enum err pdf_render_png(struct pdf *p, int page, int width, struct pdf_file *into)
{
	double scale = width / p->info.width;
	cairo_surface_t *surface =
		cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, (int)(p->info.height * scale + 0.5));
	cairo_t *cr = cairo_create(surface);
	struct walk w = { .p = p, .text = text_context(p), .only = page };
	GByteArray *bytes = g_byte_array_new();
	cairo_status_t status;

	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_paint(cr);
	cairo_scale(cr, scale, scale);
	walk(&w, NULL);
	walk(&w, cr);
	status = cairo_surface_write_to_png_stream(surface, keep, bytes);
	cairo_destroy(cr);
	cairo_surface_destroy(surface);
	return hand_over(&w, status, bytes, into);
}

static uint32_t big_endian(const unsigned char *b)
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* The size stands in the first chunk: a bomb is known before it is unpacked. */
static bool size_allowed(struct pdf_file png)
{
	static const unsigned char head[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
	const unsigned char *b = png.data;
	uint64_t width, height;

	if (png.n < 24 || memcmp(b, head, 16) != 0)
		return false;
	width = big_endian(b + 16);
	height = big_endian(b + 20);
	return width > 0 && height > 0 && width <= 8192 && height <= 8192 &&
		width * height <= PDF_IMAGE_PIXELS;
}

enum err pdf_image_check(struct ctx *c, struct pdf_file png)
{
	cairo_status_t status = CAIRO_STATUS_READ_ERROR;
	cairo_surface_t *image;

	if (size_allowed(png)) {
		image = surface_of(png);
		status = cairo_surface_status(image);
		cairo_surface_destroy(image);
	}
	if (status != CAIRO_STATUS_SUCCESS)
		return fail(c, ERR_BAD_IMAGE,
			"The image is not a PNG that can be read, or has more than four million pixels.");
	return ERR_OK;
}
