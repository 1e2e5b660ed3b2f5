#include "route.h"

#include "completion.h"
#include "course_enrollment.h"

static enum err reply_enrollment(struct request *r, int status, int64_t id)
{
	struct course_enrollment_view v = { 0 };

	TRY(course_enrollment_find(&r->c, id, &v));
	return reply_one(r, status, course_enrollment_view_fields, &v);
}

static const char *reason_of(const struct request *r)
{
	return ((const struct reason *)r->in)->reason;
}

enum err course_enrollment_get(struct request *r)
{
	return reply_enrollment(r, 200, r->id);
}

enum err my_course_enroll_post(struct request *r)
{
	int64_t id;

	TRY(course_self_enroll(&r->c, r->id, &id));
	return reply_enrollment(r, 201, id);
}

enum err course_enrollment_patch(struct request *r)
{
	TRY(course_enrollment_change(&r->c, r->id, r->version, r->in));
	return reply_enrollment(r, 200, r->id);
}

enum err course_removal_get(struct request *r)
{
	struct course_removal_preview p = { 0 };

	TRY(course_enrollment_removal(&r->c, r->id, &p));
	return reply_one(r, 200, course_removal_preview_fields, &p);
}

enum err course_enrollment_delete(struct request *r)
{
	TRY(course_enrollment_remove(&r->c, r->id, r->in));
	return reply_nothing(r);
}

enum err course_approve_post(struct request *r)
{
	TRY(course_enrollment_approve(&r->c, r->id));
	return reply_enrollment(r, 200, r->id);
}

enum err course_decline_post(struct request *r)
{
	TRY(course_enrollment_decline(&r->c, r->id, reason_of(r)));
	return reply_enrollment(r, 200, r->id);
}

enum err course_unenroll_post(struct request *r)
{
	TRY(course_enrollment_unenroll(&r->c, r->id, reason_of(r)));
	return reply_enrollment(r, 200, r->id);
}

enum err course_re_enroll_post(struct request *r)
{
	TRY(course_enrollment_re_enroll(&r->c, r->id, reason_of(r)));
	return reply_enrollment(r, 200, r->id);
}

enum err course_reassign_post(struct request *r)
{
	TRY(course_enrollment_reassign(&r->c, r->id, ((const struct reason_input *)r->in)->reason));
	return reply_enrollment(r, 200, r->id);
}

enum err course_open_post(struct request *r)
{
	TRY(course_enrollment_open(&r->c, r->id));
	return reply_enrollment(r, 200, r->id);
}

enum err course_progress_post(struct request *r)
{
	TRY(course_enrollment_progress(&r->c, r->id, r->in));
	return reply_enrollment(r, 200, r->id);
}

enum err course_equivalency_post(struct request *r)
{
	TRY(course_enrollment_equivalency(&r->c, r->id, r->in));
	return reply_enrollment(r, 200, r->id);
}

enum err course_many_post(struct request *r)
{
	struct course_many_result result;

	TRY(course_enrollments_change(&r->c, r->in, &result));
	return reply_one(r, 200, course_many_result_fields, &result);
}
