#include "route.h"

#include "segment.h"

enum err segment_list_get(struct request *r)
{
	struct segment_query q = *(const struct segment_query *)r->in;
	struct page page = { 0 };

	TRY(segment_list(&r->c, &q, &page));
	return reply_page(r, segment_row_fields, &page);
}

static enum err reply_segment(struct request *r, int status, int64_t id)
{
	struct segment s;

	TRY(segment_find(&r->c, id, &s));
	return reply_one(r, status, segment_fields, &s);
}

enum err segment_get(struct request *r)
{
	return reply_segment(r, 200, r->id);
}

enum err segment_post(struct request *r)
{
	struct segment s = *(const struct segment *)r->in;

	TRY(segment_create(&r->c, &s));
	return reply_segment(r, 201, s.id);
}

enum err segment_patch(struct request *r)
{
	TRY(segment_update(&r->c, r->id, r->version, r->in, r->sent));
	return reply_segment(r, 200, r->id);
}

enum err segment_delete(struct request *r)
{
	TRY(segment_remove(&r->c, r->id));
	return reply_nothing(r);
}

enum err segment_preview_post(struct request *r)
{
	struct segment_preview p = *(const struct segment_preview *)r->in;

	TRY(segment_foresee(&r->c, &p));
	return reply_one(r, 200, segment_preview_fields, &p);
}

enum err segment_members_get(struct request *r)
{
	struct member_query q = *(const struct member_query *)r->in;
	struct page page = { 0 };

	q.segment_id = r->id;
	TRY(segment_members(&r->c, &q, &page));
	return reply_page(r, contact_row_fields, &page);
}

enum err segment_exclusions_get(struct request *r)
{
	struct member_query q = *(const struct member_query *)r->in;
	struct page page = { 0 };

	q.segment_id = r->id;
	TRY(segment_exclusions(&r->c, &q, &page));
	return reply_page(r, segment_excluded_fields, &page);
}

enum err segment_exclusions_post(struct request *r)
{
	TRY(segment_exclude(&r->c, r->id, r->in));
	return reply_segment(r, 200, r->id);
}

enum err segment_exclusion_delete(struct request *r)
{
	TRY(segment_include(&r->c, r->id, r->rid));
	return reply_nothing(r);
}

enum err segment_retry_post(struct request *r)
{
	TRY(segment_retry(&r->c, r->id, 0));
	return reply_segment(r, 200, r->id);
}

enum err segment_courses_get(struct request *r)
{
	struct page page = { 0 };

	TRY(segment_course_list(&r->c, r->id, &page));
	return reply_page(r, segment_course_fields, &page);
}

enum err segment_courses_post(struct request *r)
{
	struct segment_link_result result;

	TRY(segment_link(&r->c, r->id, r->in, &result));
	return reply_one(r, 200, segment_link_result_fields, &result);
}

enum err segment_course_delete(struct request *r)
{
	struct unlink_effect effect;

	TRY(segment_unlink(&r->c, r->id, r->rid, r->in, &effect));
	return reply_one(r, 200, unlink_effect_fields, &effect);
}

enum err segment_course_retry_post(struct request *r)
{
	TRY(segment_retry(&r->c, r->id, r->rid));
	return reply_segment(r, 200, r->id);
}
