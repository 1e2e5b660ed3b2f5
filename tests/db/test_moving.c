#include "fixture.h"
#include "moving.h"

DB_SUITE(moving);

static int64_t program;

static int64_t person(const char *name)
{
	return enroll_one(program, make_contact(name));
}

/* A new version that keeps the requirements of the same title. */
static void redefine(const char *stages)
{
	struct definition *d =
		define((struct plan){ 0, .stages = stages, .period = "24 months", .grace = "1 months" });
	struct definition_saved saved;
	struct stage *s = d->stages.items;
	int64_t version = program_of(program).definition_version;

	for (size_t i = 0; i < d->stages.n; i++)
		for (size_t k = 0; k < s[i].requirements.n; k++) {
			struct requirement *r = (struct requirement *)s[i].requirements.items + k;

			r->id = sql_int(
				"SELECT COALESCE(MAX(v.requirement_id), 0) FROM version_requirement v "
				"WHERE v.program_id = %ld AND v.title = '%s'",
				(long)program, r->title);
		}
	OK(definition_save(&c, program, version, d, &saved));
}

static void work_off(void)
{
	run_jobs();
	act_as(CERTIFICATION_ADMIN);
	cr_assert_null(sql_text("SELECT GROUP_CONCAT(error) FROM job WHERE state = 'failed'"));
}

static struct enrollment_move moved(struct move_request in)
{
	struct enrollment_move m = { 0 };

	in.program_id = program;
	OK(move_start(&c, &in, &m));
	work_off();
	OK(move_find(&c, m.id, &m));
	return m;
}

static struct enrollment_move undone(int64_t id)
{
	struct enrollment_move m = { 0 };

	OK(move_undo(&c, id, &m));
	work_off();
	OK(move_find(&c, id, &m));
	return m;
}

static const char *outcome_of(int64_t enrollment_id)
{
	struct move_query q = { .program_id = program };
	struct page page = { 0 };
	const struct move_row *rows;

	OK(move_preview_list(&c, &q, &page));
	rows = page.items.items;
	for (size_t i = 0; i < page.items.n; i++)
		if (rows[i].enrollment_id == enrollment_id)
			return rows[i].outcome;
	return "none";
}

static int64_t version_of(int64_t e)
{
	return row_of(e).definition_version;
}

Test(moving, the_preview_tells_who_would_complete_gain_lose_or_have_more_to_do)
{
	int64_t completes, loses, more;
	struct move_summary s;

	program = PROGRAM(.stages = "Course Exam Talk");
	completes = person("Ada Lovelace");
	loses = person("Grace Hopper");
	more = person("Alan Turing");
	OK(record(completes, "Course", TODAY));
	OK(record(completes, "Exam", TODAY));
	OK(record(loses, "Talk", TODAY));
	redefine("Course Exam");
	cr_assert_str_eq(outcome_of(completes), "completes");
	cr_assert_str_eq(outcome_of(loses), "loses");
	cr_assert_str_eq(outcome_of(more), "gains", "less is left to do");
	OK(move_preview(&c, program, &s));
	cr_assert_eq(s.to_version, 2);
	cr_assert_eq(s.candidates, 3);
	cr_assert_eq(s.completes + s.loses + s.gains, 3);
	redefine("Course Exam Talk Essay");
	for (int i = 0; i < 3; i++)
		OK(move_preview(&c, program, &s));
	cr_assert_eq(s.to_version, 3);
	cr_assert_eq(s.more, 3);
	cr_assert_str_eq(outcome_of(more), "more");
}

Test(moving, the_preview_counts_a_stage_at_most_as_much_as_it_asks_for)
{
	struct move_query q = { 0 };
	struct page page = { 0 };
	int64_t e;

	program = PROGRAM(.stages = "Course Exam Talk");
	e = person("Ada Lovelace");
	OK(record(e, "Course", TODAY));
	OK(record(e, "Exam", TODAY));
	redefine("1: Course Exam | Talk Essay");
	q.program_id = program;
	OK(move_preview_list(&c, &q, &page));
	cr_assert_eq(((const struct move_row *)page.items.items)->met_after, 1);
	cr_assert_eq(((const struct move_row *)page.items.items)->required_after, 3);
}

/* What the preview said is what happens, for people in every state of progress. */
Test(moving, what_the_preview_says_is_what_the_move_does)
{
	static const char *const titles[] = { "Course", "Exam", "Talk", "Essay" };
	struct move_query q = { .limit = 200 };
	struct page page = { 0 };
	const struct move_row *rows;

	program = PROGRAM(.stages = "Course Exam | 1: Talk Essay");
	for (int i = 0; i < 15; i++) {
		int64_t e = person(arena_printf(&c.arena, "Person %02d", i));

		for (int k = 0; k < 4; k++)
			if (i >> k & 1)
				OK(record(e, titles[k], TODAY));
	}
	redefine("1: Course Talk | Essay Thesis");
	q.program_id = program;
	OK(move_preview_list(&c, &q, &page));
	rows = page.items.items;
	cr_assert_gt(page.items.n, 5);
	moved((struct move_request){ .all = true, .keep_dates = true });
	for (size_t i = 0; i < page.items.n; i++) {
		struct enrollment e = row_of(rows[i].enrollment_id);

		cr_assert_eq(e.met, rows[i].met_after, "%s", rows[i].contact_name);
		cr_assert_eq(e.required, rows[i].required_after);
		cr_assert_eq(e.earned_on.day != 0, !strcmp(rows[i].outcome, "completes"));
	}
	everything_holds();
}

Test(moving, imis_68_current_enrollees_stay_on_their_version_until_they_are_moved)
{
	int64_t ada, grace;
	struct enrollment_move m;
	int64_t chosen[1];

	program = PROGRAM(.stages = "Course Exam");
	ada = person("Ada Lovelace");
	grace = person("Grace Hopper");
	redefine("Course Talk");
	cr_assert_eq(version_of(ada), 1);
	chosen[0] = ada;
	m = moved((struct move_request){ .enrollment_ids = { chosen, 1 }, .keep_dates = true });
	cr_assert_str_eq(m.state, "moved");
	cr_assert_eq(m.moved, 1);
	cr_assert_eq(version_of(ada), 2);
	cr_assert_eq(version_of(grace), 1, "who was not chosen stays");
	cr_assert_eq(audit_count("program.move"), 1);
	cr_assert_eq(audit_count("enrollment.move"), 1);
	everything_holds();
}

Test(moving, records_of_requirements_that_stay_count_on_and_the_others_are_kept)
{
	int64_t e;

	program = PROGRAM(.stages = "Course Exam");
	e = person("Ada Lovelace");
	OK(record(e, "Course", TODAY));
	OK(record(e, "Exam", TODAY));
	sql("UPDATE enrollment SET earned_on = NULL");
	sql("UPDATE program_tally SET earned = 0");
	sql("UPDATE program_tally t JOIN enrollment e SET t.graces = 1 WHERE t.on_date = e.grace_begins_on");
	sql("UPDATE program_tally t JOIN enrollment e SET t.expires = 1 WHERE t.on_date = e.expires_on");
	redefine("Course Talk");
	moved((struct move_request){ .all = true, .keep_dates = true });
	cr_assert_eq(row_of(e).met, 1);
	cr_assert_str_eq(requirement_in(e, "Course").status, "complete");
	cr_assert_str_eq(requirement_in(e, "Talk").status, "none");
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM completion"), 2, "nothing is deleted");
}

Test(moving, dates_are_kept_or_count_anew_from_the_enrolment_by_choice)
{
	int64_t ada, grace;
	int64_t chosen[1];

	program = PROGRAM(.stages = "Course", .period = "12 months", .grace = "3 months");
	ada = person("Ada Lovelace");
	grace = person("Grace Hopper");
	redefine("Course Talk");
	chosen[0] = ada;
	moved((struct move_request){ .enrollment_ids = { chosen, 1 }, .keep_dates = true });
	moved((struct move_request){ .all = true });
	cr_assert_str_eq(date_text(row_of(ada).grace_begins_on), "2027-06-15");
	cr_assert_str_eq(date_text(row_of(grace).grace_begins_on), "2028-06-15");
	cr_assert_str_eq(date_text(row_of(grace).expires_on), "2028-07-15");
	everything_holds();
}

Test(moving, an_undone_move_leaves_everything_as_it_was)
{
	struct enrollment before, after;
	struct enrollment_move m;
	int64_t e;

	program = PROGRAM(.stages = "Course Exam");
	e = person("Ada Lovelace");
	OK(record(e, "Course", TODAY));
	before = row_of(e);
	redefine("Course");
	m = moved((struct move_request){ .all = true });
	cr_assert(row_of(e).earned_on.day);
	m = undone(m.id);
	cr_assert_str_eq(m.state, "undone");
	cr_assert_eq(m.undone, 1);
	after = row_of(e);
	cr_assert_eq(after.definition_version, before.definition_version);
	cr_assert_eq(after.met, before.met);
	cr_assert_eq(after.required, before.required);
	cr_assert_eq(after.earned_on.day, 0);
	cr_assert_eq(after.expires_on.day, before.expires_on.day);
	cr_assert_eq(audit_count("enrollment.move_undo"), 1);
	everything_holds();
}

Test(moving, what_was_changed_since_is_not_put_back_and_named_with_the_reason)
{
	struct enrollment_move m;
	struct page page = { 0 };
	const struct move_refusal *r;
	int64_t ada, grace;

	program = PROGRAM(.stages = "Course Exam");
	ada = person("Ada Lovelace");
	grace = person("Grace Hopper");
	redefine("Course Talk");
	m = moved((struct move_request){ .all = true, .keep_dates = true });
	OK(record(ada, "Talk", TODAY));
	m = undone(m.id);
	cr_assert_eq(m.undone, 1);
	cr_assert_eq(m.refused, 1);
	cr_assert_eq(version_of(ada), 2);
	cr_assert_eq(version_of(grace), 1);
	OK(move_refusals(&c, m.id, &page));
	r = page.items.items;
	cr_assert_str_eq(r->contact_name, "Ada Lovelace");
	cr_assert(strstr(r->refusal, "changed after the move"));
	REFUSED(ERR_BAD_MOVE, move_undo(&c, m.id, &m));
	everything_holds();
}

Test(moving, ended_and_expired_enrolments_are_not_moved)
{
	struct move_summary s;
	struct enrollment_move m;

	program = PROGRAM(.stages = "Course", .period = "1 months", .grace = "none");
	for (int i = 0; i < 3; i++)
		person(arena_printf(&c.arena, "Person %d", i));
	sql("UPDATE enrollment SET cancelled_at = '2026-06-15' ORDER BY id LIMIT 1");
	sql("UPDATE enrollment SET earned_on = '2026-06-15' ORDER BY id DESC LIMIT 1");
	redefine("Course Talk");
	OK(move_preview(&c, program, &s));
	cr_assert_eq(s.candidates, 1);
	today_is(ON(2026, 9, 1));
	REFUSED(ERR_BAD_MOVE,
		move_start(&c, &(struct move_request){ .program_id = program, .all = true }, &m));
}

Test(moving, a_move_says_whom_it_is_about)
{
	struct enrollment_move m;
	int64_t one[] = { 1 };

	program = PROGRAM(.stages = "Course");
	INVALID("/enrollment_ids", move_start(&c, &(struct move_request){ .program_id = program }, &m));
	INVALID("/enrollment_ids",
		move_start(&c,
			&(struct move_request){ .program_id = program,
				.all = true,
				.enrollment_ids = { one, 1 } },
			&m));
}

Test(moving, a_runner_that_was_killed_is_followed_by_one_that_goes_on)
{
	struct enrollment_move m = { 0 };

	program = PROGRAM(.stages = "Course");
	for (int i = 0; i < 120; i++)
		person(arena_printf(&c.arena, "Person %03d", i));
	redefine("Course Talk");
	OK(move_start(&c, &(struct move_request){ .program_id = program, .all = true, .keep_dates = true },
		&m));
	sql("UPDATE job SET state = 'running', attempts = 1, leased_until = '2026-01-01'");
	work_off();
	OK(move_find(&c, m.id, &m));
	cr_assert_eq(m.moved, 120);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM enrollment WHERE definition_version = 2"), 120);
	everything_holds();
}
