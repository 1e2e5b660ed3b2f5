#include "courses.h"

int64_t make_course(const char *code, const char *steps)
{
	struct course in = { .code = code, .title = code, .enrollment_method = "assignment_only" };
	size_t n = strlen(steps);
	struct course_step *s = arena_alloc(&c.arena, (n + 1) * sizeof(*s));

	OK(course_create(&c, &in));
	/* one step a letter; capitals are required */
	for (size_t i = 0; i < n; i++)
		s[i] = (struct course_step){ .title = arena_printf(&c.arena, "%c", steps[i]),
			.kind = "lesson",
			.required = steps[i] < 'a' };
	if (n)
		OK(course_steps_save(&c, in.id, -1, &((struct course_steps){ { s, n, sizeof(*s) } })));
	return in.id;
}

void assign(int64_t course, int64_t contact)
{
	struct course_enroll_request r = { ids(1, contact) };
	struct enroll_result out = { 0 };

	OK(course_enroll(&c, course, &r, &out));
	cr_assert_eq(out.enrolled, 1);
}

/* "in_progress active", "completed archived", "none". */
const char *standing(int64_t course, int64_t contact)
{
	const char *s =
		sql_text("SELECT CONCAT(status, IF(active, ' active', ''), IF(archived, ' archived', '')) "
			 "FROM course_enrollment WHERE course_id = %lld AND contact_id = %lld",
			(long long)course, (long long)contact);

	return s ? s : "none";
}

int64_t enrollment_id(int64_t course, int64_t contact)
{
	return sql_int("SELECT id FROM course_enrollment WHERE course_id = %lld AND contact_id = %lld",
		(long long)course, (long long)contact);
}

void do_step(int64_t course, int64_t contact, const char *title)
{
	struct course_progress p = {
		sql_int("SELECT id FROM course_step WHERE course_id = %lld AND title = '%s'",
			(long long)course, title),
		true
	};

	OK(course_enrollment_progress(&c, enrollment_id(course, contact), &p));
}

struct course_enrollment_view course_view(int64_t course, int64_t contact)
{
	struct course_enrollment_view v = { 0 };

	OK(course_enrollment_find(&c, enrollment_id(course, contact), &v));
	return v;
}

void course_is(int64_t course, const char *change)
{
	sql("UPDATE course SET %s WHERE id = %lld", change, (long long)course);
}

enum err change_status(int64_t course, int64_t contact, const char *status, const char *reason)
{
	return course_enrollment_change(&c, enrollment_id(course, contact), -1,
		&((struct course_change){ status, reason, { 0 } }));
}
