#include "route.h"

#include "definition.h"
#include "enrollment.h"
#include "program.h"

enum err program_list_get(struct request *r)
{
	struct program_query q = *(const struct program_query *)r->in;
	struct page page = { 0 };

	TRY(program_list(&r->c, &q, &page));
	return reply_page(r, program_row_fields, &page);
}

static enum err reply_program(struct request *r, int status, int64_t id)
{
	struct program p = { 0 };

	TRY(program_find(&r->c, id, &p));
	return reply_one(r, status, program_fields, &p);
}

enum err program_get(struct request *r)
{
	return reply_program(r, 200, r->id);
}

enum err program_post(struct request *r)
{
	struct program p = *(const struct program *)r->in;

	TRY(program_create(&r->c, &p));
	return reply_program(r, 201, p.id);
}

enum err program_patch(struct request *r)
{
	TRY(program_update(&r->c, r->id, r->version, r->in, r->sent));
	return reply_program(r, 200, r->id);
}

enum err tracker_get(struct request *r)
{
	struct tracker t = { 0 };

	TRY(program_tracker(&r->c, r->id, &t));
	return reply_one(r, 200, tracker_fields, &t);
}

enum err definition_get(struct request *r)
{
	const struct definition_query *q = r->in;
	struct definition d;

	TRY(definition_see(&r->c, r->id, q->version, &d));
	return reply_one(r, 200, definition_fields, &d);
}

enum err definition_put(struct request *r)
{
	struct definition d = *(const struct definition *)r->in;
	struct definition_saved saved = { 0 };

	definition_defaults(&d, r->sent);
	TRY(definition_save(&r->c, r->id, r->version, &d, &saved));
	return reply_one(r, 200, definition_saved_fields, &saved);
}

enum err versions_get(struct request *r)
{
	struct page page = { 0 };

	TRY(version_list(&r->c, r->id, &page.items));
	return reply_page(r, version_row_fields, &page);
}

enum err changes_get(struct request *r)
{
	struct change_list list;

	TRY(definition_changes(&r->c, r->id, r->rid, &list));
	return reply_one(r, 200, change_list_fields, &list);
}

enum err program_dates_get(struct request *r)
{
	const struct enrollment_dates *in = r->in;
	struct enrollment_dates out;

	TRY(program_dates(&r->c, r->id, in->enrolled_on, &out));
	return reply_one(r, 200, enrollment_dates_fields, &out);
}

enum err program_enrollments_get(struct request *r)
{
	struct enrollment_query q = *(const struct enrollment_query *)r->in;
	struct page page = { 0 };

	q.program_id = r->id;
	TRY(enrollment_list(&r->c, &q, &page));
	return reply_page(r, enrollment_row_fields, &page);
}

enum err program_enrollments_post(struct request *r)
{
	struct enroll_result result = { 0 };

	TRY(enroll(&r->c, r->id, r->in, &result));
	return reply_one(r, 200, enroll_result_fields, &result);
}
