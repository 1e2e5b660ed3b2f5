#include "route.h"

#include "event.h"

enum err event_list_get(struct request *r)
{
	struct event_query q = *(const struct event_query *)r->in;
	struct page page = { 0 };

	TRY(event_list(&r->c, &q, &page));
	return reply_page(r, event_fields, &page);
}

static enum err reply_event(struct request *r, int status, int64_t id)
{
	struct event e = { 0 };

	TRY(event_find(&r->c, id, &e));
	return reply_one(r, status, event_fields, &e);
}

enum err event_get(struct request *r)
{
	return reply_event(r, 200, r->id);
}

enum err event_post(struct request *r)
{
	struct event e = *(const struct event *)r->in;

	TRY(event_create(&r->c, &e));
	return reply_event(r, 201, e.id);
}

enum err event_patch(struct request *r)
{
	TRY(event_update(&r->c, r->id, r->version, r->in, r->sent));
	return reply_event(r, 200, r->id);
}

enum err attendance_list_get(struct request *r)
{
	struct attendance_query q = *(const struct attendance_query *)r->in;
	struct page page = { 0 };

	q.event_id = r->id;
	TRY(attendance_list(&r->c, &q, &page));
	return reply_page(r, attendance_fields, &page);
}

static enum err write_page(struct request *r, const char *cursor, const char **next)
{
	struct buf b = { .arena = &r->c.arena };

	TRY(attendance_csv(&r->c, r->id, cursor, &b, next));
	if (!r->streaming)
		reply_stream(r, "text/csv; charset=utf-8",
			arena_printf(&r->c.arena, "attendance-%lld.csv", (long long)r->id));
	return reply_write(r, b.data, b.used);
}

enum err attendance_csv_get(struct request *r)
{
	const char *next = NULL;

	do
		TRY(write_page(r, next, &next));
	while (next);
	return ERR_OK;
}

enum err contact_attendance_put(struct request *r)
{
	struct attendance_input in = *(const struct attendance_input *)r->in;
	struct attendance out = { 0 };

	in.event_id = r->id;
	in.contact_id = r->rid;
	TRY(attendance_put(&r->c, &in, &out));
	return reply_one(r, 200, attendance_fields, &out);
}
