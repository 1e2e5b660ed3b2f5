#include "route.h"

#include "db.h"
#include "import.h"

#include <stdio.h>
#include <string.h>

enum { PART = 64 << 10 };

static enum err reply_import(struct request *r, int status, int64_t id)
{
	struct import i = { 0 };

	TRY(import_find(&r->c, id, &i));
	return reply_one(r, status, import_fields, &i);
}

/* Who sends must be let finish, or nginx would cut them off before they can read why it was refused. */
static void drain(struct request *r)
{
	char part[PART];

	while (body_read(r, part, sizeof(part)))
		;
}

static enum err take_file(struct request *r, struct import_stage *s, int64_t *id)
{
	char part[PART];
	size_t n;

	while ((n = body_read(r, part, sizeof(part))))
		TRY(import_feed(&r->c, s, part, n));
	if (!body_complete(r))
		return fail(&r->c, ERR_MALFORMED, "The file ended before the length that was announced.");
	return import_end(&r->c, s, id);
}

struct found {
	struct request *r;
	int64_t id;
};

static enum err show(struct ctx *c, void *arg)
{
	struct found *f = arg;

	(void)c;
	return reply_import(f->r, 201, f->id);
}

enum err import_post(struct request *r)
{
	struct import_stage *s = NULL;
	struct found f = { .r = r };
	enum err e = import_begin(&r->c, r->in, &s);

	if (!e)
		e = take_file(r, s, &f.id);
	if (e) {
		drain(r);
		if (s)
			import_abandon(&r->c, s);
		return e;
	}
	return db_look(&r->c, show, &f);
}

static enum err read_start(struct request *r, char **start, size_t *n)
{
	enum { MOST = 256 << 10 };
	size_t part = 1;

	*start = arena_raw(&r->c.arena, MOST);
	for (*n = 0; part && *n < MOST; *n += part)
		part = body_read(r, *start + *n, MOST - *n);
	drain(r);
	return ERR_OK;
}

enum err import_look_post(struct request *r)
{
	struct import_look look = { 0 };
	char *start;
	size_t n;

	TRY(read_start(r, &start, &n));
	TRY(import_look(&r->c, r->in, start, n, &look));
	return reply_one(r, 200, import_look_fields, &look);
}

enum err import_list_get(struct request *r)
{
	struct import_query q = *(const struct import_query *)r->in;
	struct page page = { 0 };

	TRY(import_list(&r->c, &q, &page));
	return reply_page(r, import_row_fields, &page);
}

enum err import_get(struct request *r)
{
	return reply_import(r, 200, r->id);
}

enum err import_apply_post(struct request *r)
{
	TRY(import_apply(&r->c, r->id, r->in));
	return reply_import(r, 202, r->id);
}

enum err import_revert_post(struct request *r)
{
	TRY(import_revert(&r->c, r->id));
	return reply_import(r, 202, r->id);
}

enum err import_revert_get(struct request *r)
{
	struct import_undo undo = { 0 };

	TRY(import_undo_preview(&r->c, r->id, &undo));
	return reply_one(r, 200, import_undo_fields, &undo);
}

enum err import_rows_get(struct request *r)
{
	struct import_rows_query q = *(const struct import_rows_query *)r->in;
	struct page page = { 0 };

	q.import_id = r->id;
	TRY(import_rows(&r->c, &q, &page));
	return reply_page(r, import_line_fields, &page);
}

enum err import_problems_get(struct request *r)
{
	struct page page = { 0 };

	TRY(import_problem_counts(&r->c, r->id, &page.items));
	return reply_page(r, import_problem_count_fields, &page);
}

enum err import_locks_get(struct request *r)
{
	struct page page = { 0 };

	TRY(import_locks(&r->c, &page));
	return reply_page(r, import_lock_fields, &page);
}

enum err import_unlock_post(struct request *r)
{
	struct import_unlocked out;

	TRY(import_unlock(&r->c, r->in, &out));
	return reply_one(r, 200, import_unlocked_fields, &out);
}

enum err import_mappings_put(struct request *r)
{
	TRY(import_map(&r->c, r->in));
	return reply_nothing(r);
}

/* --- files --- */

static enum err write_part(struct ctx *c, void *arg, const char *data, size_t n)
{
	(void)c;
	return reply_write(arg, data, n);
}

struct download {
	const char *what;
	enum err (*write)(struct ctx *c, int64_t id, const struct import_writer *w);
	bool reasons;
};

/* Without db_look(): what went out cannot be taken back and sent again. */
static enum err send_file(struct request *r, struct download d)
{
	struct import i = { 0 };
	struct import_writer w = { write_part, r, d.reasons };

	TRY(db_connect(&r->c));
	TRY(import_find(&r->c, r->id, &i));
	reply_stream(r, "text/csv; charset=utf-8",
		arena_printf(&r->c.arena, "import-%lld-%s.csv", (long long)r->id, d.what));
	return d.write(&r->c, r->id, &w);
}

enum err import_rejected_get(struct request *r)
{
	const struct import_rejected_query *q = r->in;

	return send_file(r, (struct download){ "rejected", import_write_rejected, q->reasons });
}

enum err import_problems_csv_get(struct request *r)
{
	return send_file(r, (struct download){ "problems", import_write_problems, false });
}

enum err import_template_get(struct request *r)
{
	const struct import_query *q = r->in;
	struct buf b = { .arena = &r->c.arena };
	const char *kind = q->kind ? q->kind : "course_records";

	TRY(import_template(&r->c, kind, &b));
	return reply_bytes(r, "text/csv; charset=utf-8", arena_printf(&r->c.arena, "%s-template.csv", kind),
		b.data, b.used);
}
