#include "fixture.h"

#include "course_enrollment.h"
#include "route.h"

#include <stdio.h>

DB_SUITE(course_moves);

static const char *const statuses[] = { "none", "assigned", "not_started", "in_progress", "pending",
	"completed" };
enum { STATUSES = sizeof(statuses) / sizeof(*statuses) };

/* domain.md, Courses, word for word: who may do what from where. */
static const struct {
	const char *from, *import, *own, *shared, *re_enroll;
} table[STATUSES] = {
	{ "none", "yes", "-", "-", "-" },
	{ "assigned", "yes", "use_import", "no", "no" },
	{ "not_started", "exists_not_started", "yes", "no", "no" },
	{ "in_progress", "exists_in_progress", "yes", "no", "no" },
	{ "pending", "exists_pending", "use_import", "no", "no" },
	{ "completed", "exists_completed", "yes", "no", "own and premium" },
};

static bool shared(const char *source)
{
	return !strcmp(source, "premium") || !strcmp(source, "marketplace");
}

/* What the table above says of one case: NULL, or the code of the refusal. */
static const char *expected(const char *verb, size_t i, const char *source)
{
	const char *cell = !strcmp(verb, "import") ? table[i].import
		: !strcmp(verb, "re_enroll")       ? table[i].re_enroll
		: shared(source)                   ? table[i].shared
						   : table[i].own;

	if (!strcmp(cell, "yes"))
		return NULL;
	if (!strcmp(cell, "-"))
		return "not_found";
	if (!strcmp(verb, "re_enroll"))
		return !strcmp(cell, "own and premium") &&
				(!strcmp(source, "own") || !strcmp(source, "premium"))
			? NULL
			: "not_re_enrollable";
	return strcmp(cell, "no") ? cell : "shared_content";
}

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static const char *text(const char *s)
{
	return s ? s : "allowed";
}

Test(course_moves,
	go1_06_go1_07_go1_08_go1_09_go1_10_go1_14_go1_15_go1_16_go1_20_every_verb_from_every_status_for_every_source_is_what_the_domain_table_says)
{
	static const char *const verbs[] = { "import", "change", "re_enroll" };

	for (size_t v = 0; v < sizeof(verbs) / sizeof(*verbs); v++)
		for (size_t i = 0; i < STATUSES; i++)
			for (size_t k = 0; course_content_sources[k]; k++) {
				const char *source = course_content_sources[k];
				const char *is = course_move_refusal(verbs[v], statuses[i], source);

				cr_assert(same(is, expected(verbs[v], i, source)), "%s from %s, %s: %s",
					verbs[v], statuses[i], source, text(is));
			}
}

Test(course_moves, the_table_that_statements_join_says_what_the_program_says)
{
	int64_t rows = 0;

	for (const struct course_move *m = course_moves; m->verb; m++)
		for (size_t k = 0; course_content_sources[k]; k++, rows++) {
			const char *stored = sql_text(
				"SELECT refusal FROM course_move WHERE verb = '%s' AND from_status = '%s' "
				"AND content_source = '%s'",
				m->verb, m->from, course_content_sources[k]);

			cr_assert(same(stored, m->refusal[k]),
				"%s from %s, %s: %s in the table, %s in the program", m->verb, m->from,
				course_content_sources[k], text(stored), text(m->refusal[k]));
		}
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM course_move"), rows,
		"neither knows a row that the other lacks");
}

static bool takes_status(const struct route *r)
{
	return (!strncmp(r->path, "/api/course-enrollments", 23) ||
		       !strncmp(r->path, "/api/courses/{id}/enrollments", 29)) &&
		route_changes(r) && r->in.fields && field_find(r->in.fields, "status");
}

Test(course_moves, go1_02_no_call_takes_a_status_but_the_change_by_hand_of_one_enrollment_or_of_many)
{
	const char *found = "";

	for (size_t i = 0; i < route_count; i++)
		if (takes_status(&routes[i]))
			found = arena_printf(&c.arena, "%s%s ", found, routes[i].path);
	cr_assert_str_eq(found, "/api/course-enrollments/actions /api/course-enrollments/{id} ");
}

Test(course_moves, what_no_row_names_is_refused)
{
	cr_assert_str_eq(course_move_refusal("fly", "assigned", "own"), "bad_move");
	cr_assert_str_eq(course_move_refusal("change", "gone", "own"), "bad_move");
	cr_assert_str_eq(course_move_refusal("change", "in_progress", "elsewhere"), "bad_move");
}
