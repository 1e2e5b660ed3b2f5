#include "json.h"
#include "pdf_parts.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

/* One entry of the cross-reference table: "0000012345 00000 n \n". */
enum { XREF_ENTRY = 20 };

/* The file that Cairo wrote, as its cross-reference table tells it. */
struct finish {
	struct pdf *p;
	const char *data;
	size_t n, xref;      /* where the table stands */
	const char *entries; /* of objects 0 to count - 1 */
	long count;
	const struct pdf_piece *figure; /* whose words come next */
	struct buf out;                 /* the update, appended to the file */
	struct buf table;               /* its cross-reference table */
};

static enum err unexpected(struct finish *f)
{
	return fail(f->p->c, ERR_INTERNAL, "Cairo wrote a document that is not as expected.");
}

/* Where the last `word` of the file begins, or NULL; the data ends in NUL. */
static const char *last(const struct finish *f, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = f->data + f->n - n; at > f->data; at--)
		if (memcmp(at, word, n) == 0)
			return at;
	return NULL;
}

static enum err read_table(struct finish *f)
{
	const char *start = last(f, "startxref\n"), *table;
	char *end;

	if (!start)
		return unexpected(f);
	f->xref = strtoul(start + strlen("startxref\n"), NULL, 10);
	if (f->xref >= f->n || strncmp(f->data + f->xref, "xref\n0 ", 7) != 0)
		return unexpected(f);
	table = f->data + f->xref + 7;
	f->count = strtol(table, &end, 10);
	f->entries = end + 1;
	if (f->count < 2 || f->entries + f->count * XREF_ENTRY > f->data + f->n)
		return unexpected(f);
	return ERR_OK;
}

/* A text of the file: UTF-16 in hexadecimal, which needs no escapes. */
static void text_string(struct buf *b, const char *text)
{
	long n = 0;
	gunichar2 *units = g_utf8_to_utf16(text, -1, NULL, &n, NULL);

	buf_text(b, "<FEFF");
	for (long i = 0; i < n; i++)
		buf_printf(b, "%04X", units[i]);
	buf_text(b, ">");
	g_free(units);
}

static void add_catalog(struct finish *f)
{
	buf_text(&f->out, "   /ViewerPreferences << /DisplayDocTitle true >>\n   /Lang ");
	text_string(&f->out, f->p->info.language);
	buf_text(&f->out, "\n");
}

static const struct pdf_piece *next_figure(const struct pdf_piece *piece)
{
	while (piece && !(piece->tag && strcmp(piece->tag, "Figure") == 0))
		piece = piece->next;
	return piece;
}

static void add_words(struct finish *f)
{
	buf_text(&f->out, "   /Alt ");
	text_string(&f->out, f->figure ? f->figure->cells[0] : "");
	buf_text(&f->out, "\n");
	f->figure = f->figure ? next_figure(f->figure->next) : NULL;
}

static void add_scope(struct finish *f)
{
	buf_text(&f->out, "   /A << /O /Table /Scope /Column >>\n");
}

static const struct {
	const char *begins; /* the object, after "N 0 obj\n" */
	void (*add)(struct finish *f);
} additions[] = {
	{ "<< /Type /Catalog\n", add_catalog },
	{ "<< /Type /StructElem\n   /S /Figure\n", add_words },
	{ "<< /Type /StructElem\n   /S /TH\n", add_scope },
};

/* The object once more, with what is added after its first lines. */
static void rewrite(struct finish *f, long id, const char *body, size_t i)
{
	const char *end = strstr(body, "endobj\n"), *rest = body + strlen(additions[i].begins);

	if (!end)
		return;
	buf_printf(&f->table, "%ld 1\n%010zu 00000 n \n", id, f->n + f->out.used);
	buf_printf(&f->out, "%ld 0 obj\n%s", id, additions[i].begins);
	additions[i].add(f);
	buf_add(&f->out, rest, (size_t)(end - rest));
	buf_text(&f->out, "endobj\n");
}

static void rewrite_objects(struct finish *f)
{
	for (long id = 1; id < f->count; id++) {
		size_t at = strtoul(f->entries + id * XREF_ENTRY, NULL, 10);
		const char *body = at < f->n ? strchr(f->data + at, '\n') : NULL;

		for (size_t i = 0; body && i < sizeof(additions) / sizeof(*additions); i++)
			if (strncmp(body + 1, additions[i].begins, strlen(additions[i].begins)) == 0)
				rewrite(f, id, body + 1, i);
	}
}

/* The trailer as it was, and where the table before this one stands. */
static enum err append_trailer(struct finish *f)
{
	const char *trailer = last(f, "trailer\n"), *end = trailer ? strstr(trailer, ">>") : NULL;
	size_t at = f->n + f->out.used;

	if (!end)
		return unexpected(f);
	buf_text(&f->out, "xref\n");
	buf_add(&f->out, f->table.data, f->table.used);
	buf_add(&f->out, trailer, (size_t)(end - trailer));
	buf_printf(&f->out, "   /Prev %zu\n>>\nstartxref\n%zu\n%%%%EOF\n", f->xref, at);
	return ERR_OK;
}

enum err pdf_finish(struct pdf *p, struct pdf_file *file)
{
	struct arena *a = &p->c->arena;
	struct finish f = { .p = p, .data = file->data, .n = file->n, .figure = next_figure(p->first) };
	char *whole;

	f.out.arena = f.table.arena = a;
	TRY(read_table(&f));
	rewrite_objects(&f);
	TRY(append_trailer(&f));
	whole = arena_raw(a, f.n + f.out.used);
	memcpy(whole, f.data, f.n);
	memcpy(whole + f.n, f.out.data, f.out.used);
	*file = (struct pdf_file){ whole, f.n + f.out.used };
	return ERR_OK;
}
