#include "route.h"

#include "db.h"
#include "report.h"

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
