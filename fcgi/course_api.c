#include "route.h"

#include "course_enrollment.h"
#include "course_equivalency.h"

enum err course_list_get(struct request *r)
{
	struct course_query q = *(const struct course_query *)r->in;
	struct page page = { 0 };

	TRY(course_list(&r->c, &q, &page));
	return reply_page(r, course_row_fields, &page);
}

static enum err reply_course(struct request *r, int status, int64_t id)
{
	struct course course;

	TRY(course_find(&r->c, id, &course));
	return reply_one(r, status, course_fields, &course);
}

enum err course_get(struct request *r)
{
	return reply_course(r, 200, r->id);
}

enum err course_post(struct request *r)
{
	struct course course = *(const struct course *)r->in;

	TRY(course_create(&r->c, &course));
	return reply_course(r, 201, course.id);
}

enum err course_patch(struct request *r)
{
	TRY(course_update(&r->c, r->id, r->version, r->in, r->sent));
	return reply_course(r, 200, r->id);
}

enum err course_steps_get(struct request *r)
{
	struct course course;
	struct page page = { 0 };

	TRY(course_find(&r->c, r->id, &course));
	TRY(course_steps_read(&r->c, r->id, &page.items));
	return reply_page(r, course_step_fields, &page);
}

enum err course_steps_put(struct request *r)
{
	TRY(course_steps_save(&r->c, r->id, r->version, r->in));
	return course_steps_get(r);
}

enum err course_report_get(struct request *r)
{
	struct course_enrollment_query q = *(const struct course_enrollment_query *)r->in;
	struct page page = { 0 };

	q.course_id = r->id;
	TRY(course_enrollment_list(&r->c, &q, &page));
	return reply_page(r, course_enrollment_row_fields, &page);
}

enum err course_enrollments_post(struct request *r)
{
	struct enroll_result result = { 0 };

	TRY(course_enroll(&r->c, r->id, r->in, &result));
	return reply_one(r, 200, enroll_result_fields, &result);
}

static enum err reply_courses_of(struct request *r, int64_t contact_id)
{
	struct page page = { 0 };

	TRY(course_enrollments_of(&r->c, contact_id, &page.items));
	return reply_page(r, course_enrollment_row_fields, &page);
}

enum err contact_courses_get(struct request *r)
{
	return reply_courses_of(r, r->id);
}

enum err my_courses_get(struct request *r)
{
	return reply_courses_of(r, r->c.actor.id);
}

enum err course_rules_get(struct request *r)
{
	struct page page = { 0 };

	TRY(course_equivalency_list(&r->c, r->id, &page.items));
	return reply_page(r, course_equivalency_fields, &page);
}

enum err course_rules_post(struct request *r)
{
	struct course_equivalency q = *(const struct course_equivalency *)r->in;

	q.course_id = r->id;
	TRY(course_equivalency_create(&r->c, &q));
	return reply_one(r, 201, course_equivalency_fields, &q);
}

enum err course_rule_delete(struct request *r)
{
	TRY(course_equivalency_delete(&r->c, r->id, r->rid));
	return reply_nothing(r);
}

enum err course_rule_apply_post(struct request *r)
{
	struct course_equivalency_result result = { 0 };

	TRY(course_equivalency_apply(&r->c, r->id, r->rid, &result));
	return reply_one(r, 200, course_equivalency_result_fields, &result);
}
