#include "route.h"

#include "completion.h"

static enum err reply_requirement(struct request *r, int status, const struct requirement_view *v)
{
	return reply_one(r, status, requirement_view_fields, v);
}

enum err completion_post(struct request *r)
{
	struct requirement_view v;

	TRY(completion_record(&r->c, r->id, r->rid, r->in, &v));
	return reply_requirement(r, 201, &v);
}

enum err completion_grade_post(struct request *r)
{
	const struct grade_input *in = r->in;
	struct requirement_view v;

	TRY(completion_grade(&r->c, r->id, r->rid, in->grade, &v));
	return reply_requirement(r, 200, &v);
}

enum err completion_approve_post(struct request *r)
{
	struct requirement_view v;

	TRY(completion_approve(&r->c, r->id, r->rid, &v));
	return reply_requirement(r, 200, &v);
}

enum err completion_reject_post(struct request *r)
{
	const struct note_input *in = r->in;
	struct requirement_view v;

	TRY(completion_reject(&r->c, r->id, r->rid, in->note, &v));
	return reply_requirement(r, 200, &v);
}

enum err completion_void_post(struct request *r)
{
	const struct reason_input *in = r->in;
	struct requirement_view v;

	TRY(completion_void(&r->c, r->id, r->rid, in->reason, &v));
	return reply_requirement(r, 200, &v);
}

enum err completion_waive_post(struct request *r)
{
	const struct reason_input *in = r->in;
	struct requirement_view v;

	TRY(completion_waive(&r->c, r->id, r->rid, in->reason, &v));
	return reply_requirement(r, 200, &v);
}

enum err completion_list_get(struct request *r)
{
	struct completion_query q = *(const struct completion_query *)r->in;
	struct page page = { 0 };

	TRY(completion_list(&r->c, &q, &page));
	return reply_page(r, completion_row_fields, &page);
}

static enum err decide_many(struct request *r, enum decision what)
{
	struct decision_result result = { 0 };

	TRY(completion_decide_many(&r->c, what, r->in, &result));
	return reply_one(r, 200, decision_result_fields, &result);
}

enum err completions_approve_post(struct request *r)
{
	return decide_many(r, DECIDE_APPROVE);
}

enum err completions_reject_post(struct request *r)
{
	return decide_many(r, DECIDE_REJECT);
}

enum err completions_grade_post(struct request *r)
{
	return decide_many(r, DECIDE_GRADE);
}

enum err queues_get(struct request *r)
{
	struct queues q = { 0 };

	TRY(queues_count(&r->c, &q));
	return reply_one(r, 200, queues_fields, &q);
}
