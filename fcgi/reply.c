#include "reply.h"

#include <ctype.h>
#include <string.h>

/* More complaints than anybody reads at once only make the answer large. */
enum { ERRORS_MAX = 100 };

void reply_reset(struct request *r)
{
	r->status = 0;
	r->reply_type = NULL;
	r->headers = NULL;
	r->out = (struct buf){ .arena = &r->c.arena };
}

void reply_header(struct request *r, const char *name, const char *value)
{
	struct header *h = arena_new(&r->c.arena, struct header);

	*h = (struct header){ .name = name, .value = value, .next = r->headers };
	r->headers = h;
}

enum err reply_json(struct request *r, int status)
{
	r->status = status;
	r->reply_type = "application/json";
	return ERR_OK;
}

static void tag_version(struct request *r, const struct field *fields, const void *value)
{
	const struct field *version = field_find(fields, "version");

	if (version && version->type == FIELD_INT && version->flags & OUT)
		reply_header(r, "ETag",
			arena_printf(&r->c.arena, "\"%lld\"",
				(long long)*(const int64_t *)field_at(version, value)));
}

enum err reply_one(struct request *r, int status, const struct field *fields, const void *value)
{
	json_object(&r->out, fields, value);
	tag_version(r, fields, value);
	return reply_json(r, status);
}

enum err reply_page(struct request *r, const struct field *fields, const struct page *page)
{
	buf_text(&r->out, "{\"items\":");
	json_array(&r->out, fields, &page->items);
	buf_text(&r->out, ",\"next\":");
	json_string(&r->out, page->next);
	if (page->has_total)
		buf_printf(&r->out, ",\"total\":%lld", (long long)page->total);
	buf_text(&r->out, "}");
	return reply_json(r, 200);
}

/* RFC 6266: a plain name for old clients, the true one beside it. */
void reply_named(struct request *r, const char *how, const char *name)
{
	struct buf b = { .arena = &r->c.arena };

	buf_printf(&b, "%s; filename=\"", how);
	for (const char *p = name; *p; p++)
		buf_printf(&b, "%c", strchr("\"\\/%", *p) || *p < ' ' || *p > '~' ? '_' : *p);
	buf_text(&b, "\"; filename*=UTF-8''");
	for (const unsigned char *p = (const unsigned char *)name; *p; p++)
		buf_printf(&b, isalnum(*p) || strchr("-._~", *p) ? "%c" : "%%%02X", *p);
	reply_header(r, "Content-Disposition", buf_end(&b));
}

enum err reply_bytes(struct request *r, const char *type, const char *name, const void *data, size_t n)
{
	if (name)
		reply_named(r, "attachment", name);
	buf_add(&r->out, data, n);
	r->status = 200;
	r->reply_type = type;
	return ERR_OK;
}

void reply_stream(struct request *r, const char *type, const char *name)
{
	if (name)
		reply_named(r, "attachment", name);
	r->status = 200;
	r->reply_type = type;
	r->streaming = true;
}

enum err reply_write(struct request *r, const char *data, size_t n)
{
	if (!r->line.write) {
		buf_add(&r->out, data, n);
		return ERR_OK;
	}
	if (r->line.write(r, data, n))
		return ERR_OK;
	return fail(&r->c, ERR_BUSY, "Whoever asked for this hung up before its end.");
}

enum err reply_nothing(struct request *r)
{
	r->status = 204;
	return ERR_OK;
}

static void member(struct buf *b, const char *name, const char *text)
{
	buf_printf(b, ",\"%s\":", name);
	json_string(b, text);
}

/* The core speaks of places as "/stages/0/title", of query parameters as "?/limit". */
static void problem_errors(struct request *r, const struct problem_field *f)
{
	struct buf *b = &r->out;

	buf_text(b, ",\"errors\":[");
	for (int n = 0; f && n < ERRORS_MAX; f = f->next, n++) {
		bool query = f->pointer[0] == '?';

		buf_text(b, n ? ",{\"pointer\":" : "{\"pointer\":");
		json_string(b,
			arena_printf(b->arena, "%s%s", query ? "?" : "#", f->pointer + (query ? 2 : 0)));
		member(b, "detail", f->detail);
		buf_text(b, "}");
	}
	buf_text(b, "]");
}

static const char *problem_detail(const struct problem *p, enum err code)
{
	if (p->detail && code != ERR_INTERNAL)
		return p->detail;
	return code == ERR_VALIDATION ? "What was sent breaks the rules named under errors."
				      : err_title(code);
}

/* Headers that were set for a refusal (Allow, Retry-After) stay; an answer that is taken back takes its own along. */
void reply_problem(struct request *r, enum err code)
{
	const struct problem *p = &r->c.problem;
	const char *remedy = p->remedy ? p->remedy : err_remedy(code);
	struct buf *b = &r->out;

	r->out = (struct buf){ .arena = &r->c.arena };
	r->headers = r->status ? NULL : r->headers;
	r->status = err_status(code);
	r->reply_type = "application/problem+json";
	buf_printf(b, "{\"type\":\"/problems/%s\"", err_slug(code));
	member(b, "title", err_title(code));
	buf_printf(b, ",\"status\":%d", r->status);
	member(b, "detail", problem_detail(p, code));
	member(b, "code", err_slug(code));
	if (remedy)
		member(b, "remedy", remedy);
	if (p->fields)
		problem_errors(r, p->fields);
	buf_text(b, "}");
	if (p->retry_after || r->status == 503)
		reply_header(r, "Retry-After",
			arena_printf(b->arena, "%lld", (long long)(p->retry_after ? p->retry_after : 1)));
}
