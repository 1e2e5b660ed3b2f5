#include "pdf.h"
#include "pdf_parts.h"

#include <string.h>

enum { TABLE_SIZE = 9, TEXT_SIZE = 10, MARGIN = 48 };

struct pdf *pdf_new(struct ctx *c, const struct pdf_info *info)
{
	struct pdf *p = arena_new(&c->arena, struct pdf);

	*p = (struct pdf){ .c = c, .info = *info };
	p->tail = &p->first;
	if (p->info.width <= 0 || p->info.height <= 0) {
		p->info.width = PDF_A4_SHORT;
		p->info.height = PDF_A4_LONG;
	}
	if (p->info.margin <= 0)
		p->info.margin = MARGIN;
	if (!p->info.language)
		p->info.language = "en";
	return p;
}

static struct pdf_piece *add(struct pdf *p, const struct pdf_piece *piece)
{
	struct pdf_piece *mine = arena_new(&p->c->arena, struct pdf_piece);

	*mine = *piece;
	mine->style.size = piece->style.size > 0 ? piece->style.size : TEXT_SIZE;
	*p->tail = mine;
	p->tail = &mine->next;
	return mine;
}

static const char **cells_of(struct pdf *p, const char *const *cells, size_t n)
{
	const char **mine = arena_alloc(&p->c->arena, n * sizeof(*mine));

	for (size_t i = 0; i < n; i++)
		mine[i] = cells[i] ? cells[i] : "";
	return mine;
}

static const double whole[] = { 1 };
static const double fact_shares[] = { 0.28, 0.72 };

/* A row of one cell; its alignment is the style's. */
static void flow(struct pdf *p, const char *text, struct pdf_piece piece)
{
	piece.kind = PDF_ROW;
	piece.cells = cells_of(p, &text, 1);
	piece.shares = whole;
	piece.ncells = 1;
	piece.bare = true;
	add(p, &piece);
}

void pdf_heading(struct pdf *p, int level, const char *text)
{
	static const struct {
		const char *tag;
		double size, above;
	} levels[] = { { "H1", 20, 0 }, { "H2", 14, 16 }, { "H3", 11, 10 } };
	size_t i = level < 2 ? 0 : level < 3 ? 1 : 2;

	flow(p, text,
		(struct pdf_piece){ .tag = levels[i].tag,
			.style = { .size = levels[i].size, .bold = true },
			.above = levels[i].above,
			.below = 4,
			.keep = 48 });
}

void pdf_styled(struct pdf *p, const struct pdf_style *style, const char *text)
{
	flow(p, text, (struct pdf_piece){ .tag = "P", .style = *style, .below = 6 });
}

void pdf_paragraph(struct pdf *p, const char *text)
{
	pdf_styled(p, &(struct pdf_style){ 0 }, text);
}

void pdf_fact(struct pdf *p, const char *label, const char *value)
{
	const char *cells[] = { label, value };

	add(p,
		&(struct pdf_piece){ .kind = PDF_ROW,
			.tag = "P",
			.cells = cells_of(p, cells, 2),
			.shares = fact_shares,
			.ncells = 2,
			.below = 2,
			.bare = true });
}

static const double *shares_of(struct pdf *p, const struct pdf_column *columns, size_t n)
{
	double *shares = arena_alloc(&p->c->arena, n * sizeof(*shares)), sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += columns[i].share;
	for (size_t i = 0; i < n; i++)
		shares[i] = columns[i].share / sum;
	return shares;
}

static void table_head(struct pdf *p, struct pdf_piece *t, const struct pdf_column *columns)
{
	enum pdf_align *aligns = arena_alloc(&p->c->arena, t->ncells * sizeof(*aligns));

	for (size_t i = 0; i < t->ncells; i++) {
		t->cells[i] = columns[i].title ? columns[i].title : "";
		aligns[i] = columns[i].align;
	}
	t->aligns = aligns;
}

void pdf_table(struct pdf *p, const struct pdf_column *columns, size_t n)
{
	struct pdf_piece t = { .kind = PDF_TABLE,
		.tag = "TH",
		.cells = arena_alloc(&p->c->arena, n * sizeof(const char *)),
		.shares = shares_of(p, columns, n),
		.ncells = n,
		.style = { .size = TABLE_SIZE, .bold = true },
		.keep = 24,
		.in_table = true };

	table_head(p, &t, columns);
	p->table = add(p, &t);
}

void pdf_row(struct pdf *p, const char *const *cells)
{
	struct pdf_piece row = *p->table;

	row.kind = PDF_ROW;
	row.tag = "TD";
	row.cells = cells_of(p, cells, row.ncells);
	row.style.bold = false;
	row.keep = 0;
	row.next = NULL;
	add(p, &row);
}

void pdf_table_end(struct pdf *p)
{
	p->table = NULL;
	add(p, &(struct pdf_piece){ .kind = PDF_TABLE_END });
}

void pdf_gap(struct pdf *p, double points)
{
	add(p, &(struct pdf_piece){ .kind = PDF_GAP, .above = points });
}

void pdf_page_break(struct pdf *p)
{
	add(p, &(struct pdf_piece){ .kind = PDF_PAGE_BREAK });
}

void pdf_place_text(struct pdf *p, const struct pdf_box *box, const struct pdf_style *style, const char *tag,
	const char *text)
{
	add(p,
		&(struct pdf_piece){ .kind = PDF_TEXT,
			.tag = tag,
			.cells = cells_of(p, &text, 1),
			.ncells = 1,
			.style = *style,
			.box = *box });
}

void pdf_place_image(struct pdf *p, const struct pdf_box *box, struct pdf_file png, const char *words)
{
	add(p,
		&(struct pdf_piece){ .kind = PDF_IMAGE,
			.tag = "Figure",
			.cells = cells_of(p, &words, 1),
			.ncells = 1,
			.box = *box,
			.png = png });
}

void pdf_place_qr(struct pdf *p, const struct pdf_box *box, const char *text, const char *words)
{
	const char *cells[] = { words, text };

	add(p,
		&(struct pdf_piece){ .kind = PDF_QR,
			.tag = "Figure",
			.cells = cells_of(p, cells, 2),
			.ncells = 2,
			.box = *box });
}

void pdf_place_fill(struct pdf *p, const struct pdf_box *box, uint32_t colour)
{
	add(p, &(struct pdf_piece){ .kind = PDF_FILL, .box = *box, .style = { .colour = colour } });
}

void pdf_place_frame(struct pdf *p, const struct pdf_box *box, double line, uint32_t colour)
{
	add(p,
		&(struct pdf_piece){ .kind = PDF_FRAME,
			.box = *box,
			.style = { .colour = colour },
			.above = line });
}
