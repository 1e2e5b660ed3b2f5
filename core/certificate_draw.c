#include "certificate_template.h"
#include "file.h"
#include "pdf.h"

#include <stdlib.h>
#include <string.h>

enum { INK = 0x1f2933, PALE_INK = 0x52606d };

/* One certificate on its page: where things go is worked out from the page's size alone. */
struct sheet {
	struct ctx *c;
	const struct certificate_template *t;
	const struct certificate_facts *facts;
	struct pdf *pdf;
	double width, height, unit; /* unit: a 100th of the page's shorter side */
	uint32_t accent;
	struct pdf_file logo, hands[SIGNATURES_MAX]; /* n 0: none */
};

static const char *words(struct sheet *s, const char *text)
{
	return template_text(s->c, text, s->t->language, s->facts);
}

static struct pdf_box across(const struct sheet *s, double y, double height)
{
	double side = 14 * s->unit;

	return (struct pdf_box){ side, y, s->width - 2 * side, height };
}

/* A line or some in the middle, between `y` and `y + height` units. */
static void centred(struct sheet *s, double y, double height, double size, const char *tag, uint32_t colour,
	const char *text)
{
	struct pdf_box box = across(s, y * s->unit, height * s->unit);
	struct pdf_style style = { .size = size * s->unit,
		.least = size * s->unit * 0.3,
		.serif = true,
		.bold = *tag == 'H',
		.wraps = *tag == 'P',
		.colour = colour,
		.align = PDF_CENTER };

	if (*text)
		pdf_place_text(s->pdf, &box, &style, tag, text);
}

static void frame(struct sheet *s)
{
	double outer = 3 * s->unit, inner = 4.6 * s->unit;

	pdf_place_frame(s->pdf,
		&(struct pdf_box){ outer, outer, s->width - 2 * outer, s->height - 2 * outer }, 0.9 * s->unit,
		s->accent);
	pdf_place_frame(s->pdf,
		&(struct pdf_box){ inner, inner, s->width - 2 * inner, s->height - 2 * inner },
		0.15 * s->unit, s->accent);
}

static void signature(struct sheet *s, size_t i, double x, double width, double y)
{
	const struct signature *who = (const struct signature *)s->t->signatures.items + i;
	struct pdf_style name = { .size = 2.2 * s->unit,
		.least = 0.9 * s->unit,
		.colour = INK,
		.align = PDF_CENTER };
	struct pdf_style title = name;

	title.size = 1.8 * s->unit;
	title.colour = PALE_INK;
	if (s->hands[i].n)
		pdf_place_image(s->pdf, &(struct pdf_box){ x, y, width, 8 * s->unit }, s->hands[i],
			arena_printf(&s->c->arena, "Signature of %s", who->name));
	pdf_place_fill(s->pdf, &(struct pdf_box){ x, y + 8.4 * s->unit, width, 0.12 * s->unit }, PALE_INK);
	pdf_place_text(s->pdf, &(struct pdf_box){ x, y + 8.8 * s->unit, width, 3 * s->unit }, &name, "P",
		who->name);
	pdf_place_text(s->pdf, &(struct pdf_box){ x, y + 11.8 * s->unit, width, 2.6 * s->unit }, &title, "P",
		who->title);
}

/* Side by side, between the margins and beside the QR code. */
static void signatures(struct sheet *s, double y)
{
	size_t n = s->t->signatures.n;
	double left = 12 * s->unit, right = s->width - (s->t->qr ? 32 : 12) * s->unit, gap = 4 * s->unit;
	double width = (right - left - gap * ((double)n - 1)) / (n ? (double)n : 1);

	if (width > 40 * s->unit) {
		left += (width - 40 * s->unit) * (s->t->qr ? 0 : (double)n / 2);
		width = 40 * s->unit;
	}
	for (size_t i = 0; i < n; i++)
		signature(s, i, left + (double)i * (width + gap), width, y);
}

static void qr(struct sheet *s, double y)
{
	const char *url = arena_printf(&s->c->arena, "%s/verify/%s", s->c->public_url, s->facts->code);
	double side = 16 * s->unit, x = s->width - 10 * s->unit - side;
	struct pdf_style style = { .size = 1.3 * s->unit,
		.least = 0.6 * s->unit,
		.colour = PALE_INK,
		.align = PDF_CENTER,
		.link = url };

	if (!s->t->qr)
		return;
	pdf_place_qr(s->pdf, &(struct pdf_box){ x, y, side, side }, url,
		"QR code with the address to verify this");
	pdf_place_text(s->pdf,
		&(struct pdf_box){ x - 4 * s->unit, y + side, side + 8 * s->unit, 4 * s->unit }, &style, "P",
		url);
}

static void draw(struct sheet *s)
{
	double h = s->height / s->unit, top = s->logo.n ? 21 : 12, room = h - top - 38;

	frame(s);
	if (s->logo.n)
		pdf_place_image(s->pdf,
			&(struct pdf_box){ s->width / 2 - 25 * s->unit, 8 * s->unit, 50 * s->unit,
				12 * s->unit },
			s->logo, s->facts->organisation);
	else
		centred(s, 8, 4, 2.4, "P", PALE_INK, s->facts->organisation);
	centred(s, top, room * 0.24, 7, "H1", s->accent, words(s, s->t->title));
	centred(s, top + room * 0.26, room * 0.09, 3, "P", PALE_INK, words(s, s->t->intro));
	centred(s, top + room * 0.36, room * 0.22, 7, "H2", INK, s->facts->name);
	centred(s, top + room * 0.60, room * 0.38, 3.6, "P", INK, words(s, s->t->body));
	centred(s, top + room + 1, 6, 2.1, "P", PALE_INK, words(s, s->t->closing));
	signatures(s, h * s->unit - 27 * s->unit);
	qr(s, h * s->unit - 28 * s->unit);
}

static enum err picture(struct sheet *s, int64_t file_id, struct pdf_file *into)
{
	struct bytes b;

	*into = (struct pdf_file){ 0 };
	if (!file_id)
		return ERR_OK;
	TRY(file_read(s->c, file_id, &b));
	*into = (struct pdf_file){ b.data, b.n };
	return ERR_OK;
}

static enum err pictures(struct sheet *s)
{
	const struct signature *who = s->t->signatures.items;

	TRY(picture(s, s->t->logo_file_id, &s->logo));
	for (size_t i = 0; i < s->t->signatures.n && i < SIGNATURES_MAX; i++)
		TRY(picture(s, who[i].file_id, &s->hands[i]));
	return ERR_OK;
}

static void choose_paper(struct sheet *s)
{
	bool letter = !strcmp(s->t->paper, "letter"), upright = !strcmp(s->t->orientation, "portrait");
	double near = letter ? PDF_LETTER_SHORT : PDF_A4_SHORT, far = letter ? PDF_LETTER_LONG : PDF_A4_LONG;

	s->width = upright ? near : far;
	s->height = upright ? far : near;
	s->unit = near / 100;
}

enum err template_draw(struct ctx *c, const struct certificate_template *t,
	const struct certificate_facts *facts, struct pdf **into)
{
	struct sheet s = { .c = c, .t = t, .facts = facts };

	choose_paper(&s);
	s.accent = (uint32_t)strtoul(t->accent + 1, NULL, 16);
	TRY(pictures(&s));
	*into = s.pdf = pdf_new(c,
		&(struct pdf_info){
			.title = arena_printf(&c->arena, "%s: %s", words(&s, t->title), facts->name),
			.author = facts->organisation,
			.language = t->language,
			.width = s.width,
			.height = s.height });
	draw(&s);
	return ERR_OK;
}
