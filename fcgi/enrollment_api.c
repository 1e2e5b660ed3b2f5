#include "route.h"

#include "enrollment.h"

enum err contact_programs_get(struct request *r)
{
	struct contact_programs p = { 0 };

	TRY(contact_programs(&r->c, r->id, &p));
	return reply_one(r, 200, contact_programs_fields, &p);
}

enum err enrollment_search_get(struct request *r)
{
	struct enrollment_query q = *(const struct enrollment_query *)r->in;
	struct page page = { 0 };

	TRY(enrollment_search(&r->c, &q, &page));
	return reply_page(r, enrollment_listed_fields, &page);
}

static enum err reply_enrollment(struct request *r, int64_t id)
{
	struct enrollment_view v = { 0 };

	TRY(enrollment_find(&r->c, id, &v));
	return reply_one(r, 200, enrollment_view_fields, &v);
}

enum err enrollment_get(struct request *r)
{
	return reply_enrollment(r, r->id);
}

enum err enrollment_patch(struct request *r)
{
	TRY(enrollment_edit(&r->c, r->id, r->version, r->in, r->sent));
	return reply_enrollment(r, r->id);
}

enum err enrollment_dates_get(struct request *r)
{
	struct enrollment_dates out;

	TRY(enrollment_preview(&r->c, r->id, r->in, r->sent, &out));
	return reply_one(r, 200, enrollment_dates_fields, &out);
}

enum err enrollment_cancel_get(struct request *r)
{
	struct cancel_preview p = { 0 };

	TRY(enrollment_cancel_preview(&r->c, r->id, &p));
	return reply_one(r, 200, cancel_preview_fields, &p);
}

enum err enrollment_cancel_post(struct request *r)
{
	const struct reason *in = r->in;

	TRY(enrollment_cancel(&r->c, r->id, in->reason));
	return reply_enrollment(r, r->id);
}

enum err enrollment_approve_post(struct request *r)
{
	TRY(enrollment_approve(&r->c, r->id));
	return reply_enrollment(r, r->id);
}

enum err enrollment_purge_post(struct request *r)
{
	struct purge_result result;

	TRY(enrollment_purge(&r->c, r->in, &result));
	return reply_one(r, 200, purge_result_fields, &result);
}

enum err purge_preview_post(struct request *r)
{
	struct purge_result result;

	TRY(enrollment_purge_preview(&r->c, r->in, &result));
	return reply_one(r, 200, purge_preview_fields, &result);
}
