#include "route.h"

#include "db.h"
#include "report_export.h"

/* --- what is told to whom --- */

enum err report_settings_get(struct request *r)
{
	struct report_settings s;

	TRY(report_settings_find(&r->c, &s));
	return reply_one(r, 200, report_settings_fields, &s);
}

enum err report_settings_patch(struct request *r)
{
	TRY(report_settings_update(&r->c, r->version, r->in, r->sent));
	return report_settings_get(r);
}

enum err report_activity_get(struct request *r)
{
	struct report_activity a;

	TRY(report_activity_find(&r->c, r->id, &a));
	return reply_one(r, 200, report_activity_fields, &a);
}

enum err report_activity_put(struct request *r)
{
	TRY(report_activity_save(&r->c, r->id, r->in));
	return report_activity_get(r);
}

/* --- files --- */

static enum err write_part(struct ctx *c, void *arg, const char *data, size_t n)
{
	(void)c;
	return reply_write(arg, data, n);
}

/* Without db_look(): what went out cannot be taken back and sent again. */
static enum err send_window(struct request *r, const char *agency)
{
	struct report_window w = *(const struct report_window *)r->in;
	const struct report_writer to = { write_part, r };

	w.agency = agency;
	TRY(report_window_check(&r->c, &w));
	TRY(db_connect(&r->c));
	reply_stream(r, "text/csv; charset=utf-8", arena_printf(&r->c.arena, "%s.csv", agency));
	return report_write(&r->c, &w, &to);
}

enum err pars_csv_get(struct request *r)
{
	return send_window(r, "pars");
}

enum err cpe_csv_get(struct request *r)
{
	return send_window(r, "cpe");
}

enum err report_preview_get(struct request *r)
{
	struct report_preview preview;

	TRY(report_preview(&r->c, r->in, &preview));
	return reply_one(r, 200, report_preview_fields, &preview);
}

enum err report_problems_get(struct request *r)
{
	struct report_problem_query q = *(const struct report_problem_query *)r->in;
	struct page page = { 0 };

	TRY(report_problems(&r->c, &q, &page));
	return reply_page(r, report_problem_fields, &page);
}

/* --- files that are handed in --- */

static enum err reply_export(struct request *r, int status, int64_t id)
{
	struct report_export x;

	TRY(report_export_find(&r->c, id, &x));
	return reply_one(r, status, report_export_fields, &x);
}

enum err report_exports_get(struct request *r)
{
	struct report_export_query q = *(const struct report_export_query *)r->in;
	struct page page = { 0 };

	TRY(report_export_list(&r->c, &q, &page));
	return reply_page(r, report_export_fields, &page);
}

enum err report_exports_post(struct request *r)
{
	struct report_export x;

	TRY(report_export_make(&r->c, r->in, &x));
	return reply_export(r, 201, x.id);
}

enum err report_resume_post(struct request *r)
{
	struct report_export x;

	TRY(report_export_resume(&r->c, r->id, &x));
	return reply_export(r, 200, x.id);
}

enum err report_export_get(struct request *r)
{
	return reply_export(r, 200, r->id);
}

enum err report_export_file_get(struct request *r)
{
	const struct report_writer to = { write_part, r };
	struct report_export x;

	TRY(db_connect(&r->c));
	TRY(report_export_find(&r->c, r->id, &x));
	TRY(report_export_check_made(&r->c, &x));
	reply_stream(r, "text/csv; charset=utf-8",
		arena_printf(&r->c.arena, "%s-%lld.csv", x.agency, (long long)x.id));
	return report_export_write(&r->c, &x, &to);
}

enum err report_rows_get(struct request *r)
{
	struct report_row_query q = *(const struct report_row_query *)r->in;
	struct page page = { 0 };

	q.export_id = r->id;
	TRY(report_row_list(&r->c, &q, &page));
	return reply_page(r, report_row_fields, &page);
}

enum err report_accept_post(struct request *r)
{
	TRY(report_export_accept(&r->c, r->id, r->version, r->in));
	return reply_export(r, 200, r->id);
}

enum err report_reject_post(struct request *r)
{
	TRY(report_export_reject(&r->c, r->id, r->version, r->in));
	return reply_export(r, 200, r->id);
}
