#include "route.h"

#include "transcript.h"

static enum err reply_file(struct request *r, const struct transcript *t, const char *type,
	const char *ending, struct bytes file)
{
	char day[DATE_TEXT];

	date_format(t->as_of, day);
	return reply_bytes(r, type, arena_printf(&r->c.arena, "Transcript of %s %s.%s", t->name, day, ending),
		file.data, file.n);
}

enum err transcript_get(struct request *r)
{
	struct transcript t;

	TRY(transcript_read(&r->c, r->id, &t));
	return reply_one(r, 200, transcript_fields, &t);
}

enum err transcript_pdf_get(struct request *r)
{
	struct pdf_file pdf;
	struct transcript t;

	TRY(transcript_read(&r->c, r->id, &t));
	TRY(transcript_pdf(&r->c, &t, &pdf));
	return reply_file(r, &t, "application/pdf", "pdf", (struct bytes){ pdf.data, pdf.n });
}

enum err transcript_csv_get(struct request *r)
{
	struct buf b = { .arena = &r->c.arena };
	struct transcript t;

	TRY(transcript_read(&r->c, r->id, &t));
	transcript_csv(&b, &t);
	return reply_file(r, &t, "text/csv; charset=utf-8", "csv", (struct bytes){ b.data, b.used });
}

/* Where Laurel is reached, as the caller sees it. */
static const char *site(struct request *r)
{
	return arena_printf(&r->c.arena, "%s://%s", r->scheme, r->host ? r->host : "localhost");
}

enum err transcript_json_get(struct request *r)
{
	struct buf b = { .arena = &r->c.arena };
	struct transcript t;

	TRY(transcript_read(&r->c, r->id, &t));
	transcript_clr(&r->c, &b, &t, site(r));
	return reply_file(r, &t, "application/json", "json", (struct bytes){ b.data, b.used });
}
