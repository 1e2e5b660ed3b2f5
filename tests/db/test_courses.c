#include "call.h"
#include "courses.h"

#include "course_equivalency.h"

DB_SUITE(courses);

static int64_t ada, course;

static void ada_is_in(const char *steps)
{
	ada = make_contact("Ada Lovelace");
	course = make_course("C-1", steps);
	assign(course, ada);
}

static void complete_it(void)
{
	do_step(course, ada, "A");
	cr_assert_str_eq(standing(course, ada), "completed active");
}

static const struct course_attempt *attempt(const struct course_enrollment_view *v, size_t i)
{
	cr_assert_lt(i, v->attempts.n);
	return (const struct course_attempt *)v->attempts.items + i;
}

static enum err re_enroll(void)
{
	return course_enrollment_re_enroll(&c, enrollment_id(course, ada), NULL);
}

static enum err reassign(void)
{
	return course_enrollment_reassign(&c, enrollment_id(course, ada), "Must retake.");
}

/* What the report counts under a status, from its head and from its list. */
static int64_t reported(const char *status)
{
	struct course_enrollment_query q = { .course_id = course, .status = status };
	struct page page = { 0 };

	step_begin();
	cr_assert_eq(step_end(course_enrollment_list(&c, &q, &page)), ERR_OK, "%s", said());
	cr_assert_eq(page.total, (int64_t)page.items.n);
	return page.total;
}

/* --- courses and their steps --- */

static enum err update(int64_t version, struct course in, const char *names)
{
	return course_update(&c, course, version, &in, members(course_fields, names));
}

Test(courses, a_code_belongs_to_one_course)
{
	course = make_course("C-1", "");
	REFUSED(ERR_CODE_TAKEN, course_create(&c, &(struct course){ .code = "c-1", .title = "x" }));
	make_course("C-2", "");
	REFUSED(ERR_CODE_TAKEN, update(1, (struct course){ .code = "C-2" }, "code"));
}

Test(courses, cri_02_a_shell_that_an_import_made_never_gives_certificates)
{
	course = make_course("C-1", "");
	course_is(course, "content_source = 'import_shell'");
	INVALID("/certificate", update(1, (struct course){ .certificate = true }, "certificate"));
	INVALID("/content_source", update(1, (struct course){ .content_source = "own" }, "content_source"));
	INVALID("/certificate",
		course_create(&c,
			&(struct course){ .code = "x",
				.title = "x",
				.content_source = "import_shell",
				.certificate = true }));
}

Test(courses, seg_05_a_course_that_a_segment_brings_stays_by_assignment_only)
{
	course = make_course("C-1", "A");
	sql("INSERT INTO segment_rule (matching) VALUES ('all')");
	sql("INSERT INTO segment (name, rule_id, created_at) VALUES ('Nurses', 1, '2026-01-01')");
	sql("INSERT INTO segment_course (segment_id, course_id, state, linked_at) VALUES (1, %lld, 'linked', '2026-01-01')",
		(long long)course);
	REFUSED(ERR_ASSIGNMENT_ONLY_REQUIRED,
		update(2, (struct course){ .enrollment_method = "open" }, "enrollment_method"));
	cr_assert(strstr(said(), "Nurses"), "%s", said());
}

static enum err save_steps(struct course_step *s, size_t n)
{
	return course_steps_save(&c, course, -1, &((struct course_steps){ { s, n, sizeof(*s) } }));
}

Test(courses, a_step_left_out_is_retired_where_somebody_got_somewhere_in_it_and_deleted_where_nobody_did)
{
	struct list steps;
	struct course_step *s;

	ada_is_in("ABC");
	do_step(course, ada, "A");
	OK(course_steps_read(&c, course, &steps));
	s = steps.items;
	OK(save_steps(&s[2], 1));
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM course_step"), 2);
	cr_assert_eq(sql_int("SELECT retired FROM course_step WHERE title = 'A'"), 1);
	cr_assert_eq(sql_int("SELECT required_steps FROM course"), 1);
	cr_assert_str_eq(standing(course, ada), "in_progress active");
}

Test(courses, who_has_done_all_that_is_required_now_is_completed_on_the_day_of_the_last_of_it)
{
	struct list steps;
	struct course_step *s;

	ada_is_in("AB");
	do_step(course, ada, "A");
	today_is(ON(2026, 6, 20));
	OK(course_steps_read(&c, course, &steps));
	s = steps.items;
	s[1].required = false;
	OK(save_steps(s, 2));
	cr_assert_str_eq(standing(course, ada), "completed active");
	cr_assert_str_eq(sql_text("SELECT completed_on FROM course_enrollment"), "2026-06-15");
	everything_holds();
}

Test(courses, steps_of_other_courses_and_unknown_events_are_refused_where_they_stand)
{
	struct course_step s[2] = { { .title = "x", .kind = "lesson" },
		{ .id = 777, .title = "y", .kind = "lesson" } };

	course = make_course("C-1", "A");
	INVALID("/steps/1/id", save_steps(s, 2));
	s[1] = (struct course_step){ .title = "y", .kind = "lesson", .event_id = 5 };
	INVALID("/steps/1/event_id", save_steps(s, 2));
	s[1].kind = "event";
	INVALID("/steps/1/event_id", save_steps(s, 2));
}

/* --- the report and changes by hand --- */

Test(courses, go1_01_after_every_change_the_report_counts_what_the_records_say)
{
	ada_is_in("AB");
	cr_assert_eq(reported("assigned"), 1);
	do_step(course, ada, "A");
	cr_assert_eq(reported("assigned"), 0);
	cr_assert_eq(reported("in_progress"), 1);
	OK(change_status(course, ada, "completed", "Shown on paper."));
	cr_assert_eq(reported("in_progress"), 0);
	cr_assert_eq(reported("completed"), 1);
	OK(change_status(course, ada, "in_progress", "The paper was another's."));
	cr_assert_eq(reported("completed"), 0);
	cr_assert_eq(reported("in_progress"), 1);
	OK(course_enrollment_unenroll(&c, enrollment_id(course, ada), NULL));
	cr_assert_eq(reported("in_progress"), 1);
	everything_holds();
	OK(course_enrollment_remove(&c, enrollment_id(course, ada),
		&((struct course_removal){ "C-1", NULL })));
	cr_assert_eq(reported(NULL), 0);
	everything_holds();
}

Test(courses, go1_02_go1_14_a_change_by_hand_is_one_of_the_two_ways_and_is_audited_with_its_reason)
{
	ada_is_in("AB");
	do_step(course, ada, "A");
	OK(change_status(course, ada, "completed", "Shown on paper."));
	cr_assert_str_eq(sql_text("SELECT completion_origin FROM course_enrollment"), "staff");
	cr_assert_str_eq(sql_text("SELECT reason FROM audit WHERE action = 'course_enrollment.complete'"),
		"Shown on paper.");
	INVALID("/reason", change_status(course, ada, "in_progress", NULL));
	OK(change_status(course, ada, "in_progress", "A mix-up."));
	cr_assert_str_eq(sql_text("SELECT reason FROM audit WHERE action = 'course_enrollment.correct'"),
		"A mix-up.");
	cr_assert_null(sql_text("SELECT completed_on FROM course_enrollment"));
}

Test(courses, go1_05_the_page_of_an_enrollment_and_the_report_offer_the_change_and_say_why_where_they_do_not)
{
	struct course_enrollment_view v;
	struct course_many many = { .action = "change", .status = "completed", .reason = "Seen." };
	struct course_many_result result;

	ada_is_in("AB");
	v = course_view(course, ada);
	cr_assert_not(v.can->change);
	cr_assert_str_eq(v.why_not->change->code, "use_import");
	do_step(course, ada, "A");
	v = course_view(course, ada);
	cr_assert(v.can->change);
	many.ids = ids(2, v.row.id, (int64_t)4242);
	OK(course_enrollments_change(&c, &many, &result));
	cr_assert_eq(result.done, 1);
	cr_assert_eq(result.refused, 1);
	cr_assert_str_eq(standing(course, ada), "completed active");
	everything_holds();
}

Test(courses, go1_07_shared_content_is_not_changed_by_hand_and_the_reason_names_the_way_out)
{
	ada_is_in("AB");
	do_step(course, ada, "A");
	course_is(course, "content_source = 'premium'");
	REFUSED(ERR_SHARED_CONTENT, change_status(course, ada, "completed", "Please."));
	cr_assert(strstr(c.problem.remedy, "Delete the enrollment first, then import"), "%s",
		c.problem.remedy);
	course_is(course, "content_source = 'marketplace'");
	REFUSED(ERR_SHARED_CONTENT, change_status(course, ada, "completed", "Please."));
	course_is(course, "content_source = 'own'");
	OK(change_status(course, ada, "completed", "Please."));
}

Test(courses, go1_15_who_was_only_assigned_is_pointed_to_the_import)
{
	ada_is_in("A");
	REFUSED(ERR_USE_IMPORT, change_status(course, ada, "completed", NULL));
	cr_assert_str_eq(c.problem.remedy, "Import the completion from a CSV file.");
}

Test(courses, go1_16_what_waits_for_approval_is_not_changed_by_hand)
{
	int64_t id;

	ada = make_contact("Ada Lovelace");
	course = make_course("C-1", "A");
	course_is(course, "enrollment_method = 'approval', in_catalogue = TRUE");
	act_as_contact(ada);
	OK(course_self_enroll(&c, course, &id));
	act_as(CERTIFICATION_ADMIN);
	cr_assert_str_eq(standing(course, ada), "pending active");
	REFUSED(ERR_USE_IMPORT, change_status(course, ada, "completed", NULL));
	OK(course_enrollment_approve(&c, id));
	cr_assert_str_eq(standing(course, ada), "not_started active");
	everything_holds();
}

Test(courses, a_completion_is_never_dated_in_the_future)
{
	ada_is_in("AB");
	do_step(course, ada, "A");
	INVALID("/completed_on",
		course_enrollment_change(&c, enrollment_id(course, ada), -1,
			&((struct course_change){ "completed", NULL, ON(2026, 6, 16) })));
}

/* --- deleting --- */

Test(courses, go1_11_go1_13_deleting_says_that_the_historical_records_go_and_wants_the_code_typed)
{
	struct course_removal_preview p = { 0 };
	int64_t id;

	ada_is_in("A");
	complete_it();
	OK(re_enroll());
	id = enrollment_id(course, ada);
	OK(course_enrollment_removal(&c, id, &p));
	cr_assert_eq(p.attempts, 2);
	cr_assert_eq(p.completions, 1);
	cr_assert(strstr(p.effect, "cannot be undone"), "%s", p.effect);
	cr_assert(strstr(p.effect, "The historical records go with the current enrollment"), "%s", p.effect);
	REFUSED(ERR_NOT_CONFIRMED,
		course_enrollment_remove(&c, id, &((struct course_removal){ "c-2", NULL })));
	OK(course_enrollment_remove(&c, id, &((struct course_removal){ "C-1", "Typed by mistake." })));
	cr_assert_str_eq(standing(course, ada), "none");
	cr_assert_eq(
		sql_int("SELECT (SELECT COUNT(*) FROM course_source) + (SELECT COUNT(*) FROM course_attempt) "
			"+ (SELECT COUNT(*) FROM course_step_progress)"),
		0, "nothing is left of it");
	cr_assert_str_eq(sql_text("SELECT title FROM audit WHERE action = 'course_enrollment.delete'"),
		"Ada Lovelace, C-1");
	everything_holds();
}

Test(courses, go1_11_go1_13_nothing_is_deleted_without_a_confirmation)
{
	const char *path, *before;

	ada_is_in("A");
	path = arena_printf(&c.arena, "/api/course-enrollments/%lld", (long long)enrollment_id(course, ada));
	cr_assert_str_eq(call(CERTIFICATION_ADMIN, DELETE, path, NULL).code, "malformed");
	before = fingerprint(); /* with the session of the call */
	cr_assert_str_eq(call(CERTIFICATION_ADMIN, DELETE, path, "{}").code, "validation");
	cr_assert_str_eq(call(CERTIFICATION_ADMIN, DELETE, path, "{\"confirm\":\"C\"}").code,
		"not_confirmed");
	cr_assert_str_eq(fingerprint(), before);
	cr_assert_eq(call(CERTIFICATION_ADMIN, DELETE, path, "{\"confirm\":\"C-1\"}").status, 204);
	cr_assert_str_eq(standing(course, ada), "none");
}

Test(courses, go1_12_after_the_deletion_a_completion_may_be_imported_again)
{
	ada_is_in("A");
	do_step(course, ada, "A");
	cr_assert_str_eq(course_move_refusal("import", "completed", "own"), "exists_completed");
	OK(course_enrollment_remove(&c, enrollment_id(course, ada),
		&((struct course_removal){ "C-1", NULL })));
	cr_assert_str_eq(standing(course, ada), "none");
	cr_assert_null(course_move_refusal("import", "none", "own"));
}

/* --- taking it again --- */

Test(courses, go1_17_go1_18_go1_19_each_re_enrollment_keeps_every_completion_before_it)
{
	struct course_enrollment_view v;

	ada_is_in("A");
	for (int year = 2026; year < 2029; year++) {
		today_is(ON(year, 7, 1));
		complete_it();
		OK(re_enroll());
		cr_assert_str_eq(standing(course, ada), "assigned active");
	}
	v = course_view(course, ada);
	cr_assert_eq(v.row.attempt, 4);
	cr_assert_eq(v.row.earlier_completions, 3);
	cr_assert_eq(v.attempts.n, 4);
	for (size_t i = 0; i < 3; i++) {
		cr_assert_str_eq(attempt(&v, i)->status, "completed");
		cr_assert_str_eq(attempt(&v, i)->ended_by, "re_enroll");
		cr_assert_str_eq(date_text(attempt(&v, i)->completed_on),
			arena_printf(&c.arena, "%zu-07-01", 2026 + i));
	}
	cr_assert_null(attempt(&v, 3)->ended_by);
	everything_holds();
}

Test(courses, go1_20_marketplace_courses_and_what_is_not_completed_cannot_be_taken_again)
{
	ada_is_in("A");
	REFUSED(ERR_NOT_RE_ENROLLABLE, re_enroll());
	complete_it();
	course_is(course, "content_source = 'marketplace'");
	REFUSED(ERR_NOT_RE_ENROLLABLE, re_enroll());
	course_is(course, "content_source = 'premium'");
	OK(re_enroll());
}

Test(courses, lve_14_lve_19_only_reassigning_takes_a_completion_away_and_it_stays_readable)
{
	struct course_enrollment_view v;

	ada_is_in("A");
	complete_it();
	OK(course_enrollment_unenroll(&c, enrollment_id(course, ada), NULL));
	cr_assert_str_eq(standing(course, ada), "completed", "ending it keeps the completion");
	assign(course, ada);
	cr_assert_str_eq(standing(course, ada), "completed active");
	OK(reassign());
	v = course_view(course, ada);
	cr_assert_str_eq(v.row.status, "assigned");
	cr_assert_eq(v.row.completed_on.day, 0);
	cr_assert_eq(v.row.steps_done, 0, "from nothing");
	cr_assert_str_eq(attempt(&v, 0)->status, "completed");
	cr_assert_str_eq(attempt(&v, 0)->ended_by, "reassign");
	cr_assert_str_eq(sql_text("SELECT reason FROM audit WHERE action = 'course_enrollment.reassign'"),
		"Must retake.");
	everything_holds();
	REFUSED(ERR_BAD_MOVE, reassign());
}

/* --- the latch --- */

static int64_t step_named(const char *title)
{
	return sql_int("SELECT id FROM course_step WHERE title = '%s'", title);
}

static int64_t percent_of(const char *title)
{
	return sql_int("SELECT percent FROM course_step_progress WHERE step_id = %lld",
		(long long)step_named(title));
}

static void result_is(const char *title, int64_t percent)
{
	struct step_result r = { ada, percent, TODAY };
	struct list one = { &r, 1, sizeof(r) };
	int64_t completed;

	OK(course_step_record(&c, step_named(title), &one, &completed));
}

Test(courses, lve_02_lve_03_lve_04_lve_05_a_step_can_lose_what_it_had_and_the_course_stays_completed)
{
	ada_is_in("AB");
	result_is("A", 100);
	result_is("B", 100);
	cr_assert_str_eq(standing(course, ada), "completed active");
	result_is("B", 0);
	cr_assert_eq(percent_of("B"), 0);
	cr_assert_str_eq(standing(course, ada), "completed active");
	cr_assert_str_eq(sql_text("SELECT completed_on FROM course_enrollment"), "2026-06-15");
	OK(course_enrollment_progress(&c, enrollment_id(course, ada),
		&((struct course_progress){ step_named("A"), false })));
	cr_assert_eq(percent_of("A"), 0);
	cr_assert_str_eq(standing(course, ada), "completed active");
	everything_holds();
}

Test(courses, results_in_any_order_complete_it_on_the_day_of_the_last)
{
	struct step_result late = { 0, 100, ON(2026, 5, 3) }, early = { 0, 100, ON(2026, 5, 1) };
	struct list l = { &late, 1, sizeof(late) }, e = { &early, 1, sizeof(early) };
	int64_t completed;

	ada_is_in("AB");
	late.contact_id = early.contact_id = ada;
	OK(course_step_record(&c, step_named("B"), &l, &completed));
	OK(course_step_record(&c, step_named("A"), &e, &completed));
	cr_assert_eq(completed, 1);
	cr_assert_str_eq(sql_text("SELECT completed_on FROM course_enrollment"), "2026-05-03");
}

Test(courses, what_happened_before_an_attempt_began_does_not_meet_it)
{
	struct step_result old = { 0, 100, ON(2026, 6, 15) };
	struct list one = { &old, 1, sizeof(old) };
	int64_t completed;

	ada_is_in("A");
	old.contact_id = ada;
	complete_it();
	today_is(ON(2026, 7, 1));
	OK(reassign());
	OK(course_step_record(&c, step_named("A"), &one, &completed));
	cr_assert_eq(completed, 0);
	cr_assert_str_eq(standing(course, ada), "assigned active");
}

/* --- certificates --- */

static const char *certificate_standing(void)
{
	return sql_text(
		"SELECT GROUP_CONCAT(IF(withdrawn_at IS NULL, 'valid', 'withdrawn') ORDER BY id) FROM certificate");
}

Test(courses,
	lve_13_lve_19_a_certificate_stays_through_changes_of_steps_and_re_enrolling_and_goes_with_reassigning)
{
	struct course_enrollment_view v;

	ada_is_in("A");
	course_is(course, "certificate = TRUE");
	complete_it();
	cr_assert_str_eq(certificate_standing(), "valid");
	result_is("A", 0);
	cr_assert_str_eq(certificate_standing(), "valid");
	v = course_view(course, ada);
	cr_assert_not_null(attempt(&v, 0)->certificate);
	OK(re_enroll());
	cr_assert_str_eq(certificate_standing(), "valid");
	complete_it();
	cr_assert_str_eq(certificate_standing(), "valid,valid");
	OK(reassign());
	cr_assert_str_eq(certificate_standing(), "valid,withdrawn",
		"that of the attempt before, and no other");
}

/* --- equivalency --- */

static int64_t counts_as(int64_t which, int64_t counts, bool both)
{
	struct course_equivalency q = { .course_id = which, .counts_id = counts, .both_ways = both };

	OK(course_equivalency_create(&c, &q));
	return q.id;
}

Test(courses, lve_15_lve_17_a_course_is_completed_by_another_that_counts_as_it_and_stays_so)
{
	struct course_enrollment_view v;
	int64_t other;

	ada_is_in("A");
	other = make_course("Other", "Z");
	assign(other, ada);
	counts_as(course, other, false);
	do_step(other, ada, "Z");
	v = course_view(course, ada);
	cr_assert_str_eq(v.row.status, "completed");
	cr_assert_str_eq(v.row.completion_origin, "equivalency");
	cr_assert_eq(v.row.origin_ref, other);
	cr_assert_str_eq(v.row.origin_title, "Other");
	OK(course_enrollment_reassign(&c, enrollment_id(other, ada), "Again."));
	cr_assert_str_eq(standing(course, ada), "completed active", "protected like any other completion");
	everything_holds();
}

Test(courses, one_way_counts_one_way_and_both_ways_count_both)
{
	int64_t other;

	ada_is_in("A");
	other = make_course("Other", "Z");
	assign(other, ada);
	counts_as(other, course, false);
	do_step(other, ada, "Z");
	cr_assert_str_eq(standing(course, ada), "assigned active");
	REFUSED(ERR_CODE_TAKEN,
		course_equivalency_create(&c,
			&(struct course_equivalency){ .course_id = course,
				.counts_id = other,
				.both_ways = true }));
	sql("DELETE FROM course_equivalency");
	counts_as(other, course, true);
	OK(course_enrollment_reassign(&c, enrollment_id(other, ada), "Again."));
	do_step(other, ada, "Z");
	cr_assert_str_eq(standing(course, ada), "completed active");
}

Test(courses, it_does_not_matter_whether_the_completion_the_enrollment_or_the_rule_came_first)
{
	struct course_equivalency_result result = { 0 };
	int64_t other = make_course("Other", "Z"), rule;

	ada = make_contact("Ada Lovelace");
	course = make_course("C-1", "A");
	assign(other, ada);
	do_step(other, ada, "Z");
	today_is(ON(2026, 7, 1));
	rule = counts_as(course, other, false);
	assign(course, ada);
	cr_assert_str_eq(standing(course, ada), "completed active");
	cr_assert_str_eq(sql_text("SELECT completed_on FROM course_enrollment WHERE course_id = %lld",
				 (long long)course),
		"2026-06-15", "on the day of the fact");
	sql("DELETE FROM course_equivalency");
	sql("DELETE FROM course_enrollment WHERE course_id = %lld", (long long)course);
	sql("DELETE FROM course_tally WHERE course_id = %lld", (long long)course);
	assign(course, ada);
	cr_assert_str_eq(standing(course, ada), "assigned active");
	rule = counts_as(course, other, false);
	cr_assert_str_eq(standing(course, ada), "assigned active", "a rule made later is applied by hand");
	OK(course_equivalency_apply(&c, course, rule, &result));
	cr_assert_eq(result.completed, 1);
	cr_assert_str_eq(standing(course, ada), "completed active");
	everything_holds();
}

Test(courses, a_proof_from_outside_completes_it_with_what_was_shown)
{
	struct course_proof proof = { .completed_on = ON(2026, 3, 1) };
	struct course_enrollment_view v;

	ada_is_in("A");
	INVALID("/note", course_enrollment_equivalency(&c, enrollment_id(course, ada), &proof));
	proof.note = "Certificate of the Red Cross.";
	OK(course_enrollment_equivalency(&c, enrollment_id(course, ada), &proof));
	v = course_view(course, ada);
	cr_assert_str_eq(v.row.completion_origin, "equivalency");
	cr_assert_str_eq(v.row.origin_note, "Certificate of the Red Cross.");
	cr_assert_str_eq(date_text(v.row.completed_on), "2026-03-01");
}

/* --- what a completed course means for programs --- */

static int64_t program_of_course(const char *kind)
{
	int64_t program = PROGRAM(.stages = "Aid", .component_kind = "course", .kind = kind);

	sql("UPDATE component SET course_id = %lld WHERE code = 'Aid'", (long long)course);
	return program;
}

Test(courses, go1_22_completing_the_course_completes_the_award_that_asks_for_it)
{
	int64_t program, e;

	ada_is_in("A");
	program = program_of_course("award");
	e = enroll_one(program, ada);
	REFUSED(ERR_AWARD_LEVEL, record(e, "Aid", TODAY));
	complete_it();
	cr_assert_str_eq(row_of(e).status, "earned");
	cr_assert_str_eq(date_text(row_of(e).earned_on), "2026-06-15");
	cr_assert_str_eq(requirement_in(e, "Aid").evidence, "course");
	everything_holds();
}

Test(courses, a_course_completed_before_the_enrollment_in_the_program_counts_on_its_own_day)
{
	int64_t e;

	ada_is_in("A");
	complete_it();
	today_is(ON(2026, 7, 1));
	e = enroll_one(program_of_course("certification"), ada);
	cr_assert_str_eq(date_text(requirement_in(e, "Aid").completed_on), "2026-06-15");
	everything_holds();
}

Test(courses, a_requirement_that_the_course_met_stays_met_when_its_enrollment_is_deleted)
{
	int64_t e;

	ada_is_in("A");
	e = enroll_one(program_of_course("certification"), ada);
	complete_it();
	OK(course_enrollment_remove(&c, enrollment_id(course, ada),
		&((struct course_removal){ "C-1", NULL })));
	cr_assert_str_eq(requirement_in(e, "Aid").status, "complete");
}

Test(courses, lve_19_reassigning_takes_back_what_the_completion_met_and_completing_it_again_gives_it_back)
{
	int64_t award, program;

	ada_is_in("A");
	award = enroll_one(program_of_course("award"), ada);
	program = enroll_one(program_of_course("certification"), ada);
	complete_it();
	OK(reassign());
	cr_assert_str_eq(row_of(award).status, "enrolled");
	cr_assert_str_eq(requirement_in(program, "Aid").status, "none");
	cr_assert_eq(audit_count("completion.void"), 2);
	cr_assert_str_eq(sql_text("SELECT reason FROM audit WHERE action = 'completion.void' LIMIT 1"),
		"Must retake.");
	today_is(ON(2026, 7, 1));
	do_step(course, ada, "A");
	cr_assert_str_eq(date_text(row_of(award).earned_on), "2026-07-01");
	cr_assert_str_eq(date_text(row_of(program).earned_on), "2026-07-01");
	everything_holds();
}

Test(courses, go1_14_go1_23_a_correction_takes_an_award_back_unless_an_earlier_completion_stands)
{
	int64_t award;

	ada_is_in("A");
	award = enroll_one(program_of_course("award"), ada);
	complete_it();
	OK(change_status(course, ada, "in_progress", "A mix-up."));
	cr_assert_str_eq(row_of(award).status, "enrolled");
	OK(change_status(course, ada, "completed", "It was hers."));
	cr_assert_str_eq(row_of(award).status, "earned");
	OK(re_enroll());
	today_is(ON(2026, 7, 1));
	complete_it();
	OK(reassign());
	cr_assert_str_eq(date_text(row_of(award).earned_on), "2026-06-15", "the first attempt still stands");
	everything_holds();
}

/* --- learners --- */

Test(courses, learners_enter_open_courses_by_themselves_and_leave_only_what_they_entered)
{
	int64_t id;

	ada_is_in("A");
	act_as_contact(ada);
	REFUSED(ERR_RIGHT_MISSING, course_enrollment_unenroll(&c, enrollment_id(course, ada), NULL));
	course = make_course("C-2", "A");
	REFUSED(ERR_NOT_FOUND, course_self_enroll(&c, course, &id));
	course_is(course, "in_catalogue = TRUE");
	REFUSED(ERR_NOT_OPEN_TO_ALL, course_self_enroll(&c, course, &id));
	course_is(course, "enrollment_method = 'open'");
	OK(course_self_enroll(&c, course, &id));
	cr_assert_str_eq(standing(course, ada), "not_started active");
	REFUSED(ERR_ALREADY_ENROLLED, course_self_enroll(&c, course, &id));
	OK(course_enrollment_unenroll(&c, id, NULL));
	OK(course_self_enroll(&c, course, &id));
	cr_assert_str_eq(standing(course, ada), "not_started active");
	everything_holds();
}

Test(courses, who_asked_for_a_course_and_left_is_in_it_when_staff_assign_it)
{
	int64_t id;

	ada = make_contact("Ada Lovelace");
	course = make_course("C-1", "");
	course_is(course, "in_catalogue = TRUE, enrollment_method = 'approval'");
	act_as_contact(ada);
	OK(course_self_enroll(&c, course, &id));
	OK(course_enrollment_unenroll(&c, id, NULL));
	cr_assert_str_eq(standing(course, ada), "pending");
	act_as(CERTIFICATION_ADMIN);
	assign(course, ada);
	cr_assert_str_eq(standing(course, ada), "completed active", "nothing is required in it");
	everything_holds();
}

Test(courses, opening_an_assigned_course_begins_it_and_others_cannot_see_it)
{
	int64_t id;

	ada_is_in("A");
	id = enrollment_id(course, ada);
	act_as_contact(ada);
	OK(course_enrollment_open(&c, id));
	cr_assert_str_eq(standing(course, ada), "not_started active");
	OK(course_enrollment_open(&c, id));
	act_as_contact(contact_of_role(LEARNER));
	REFUSED(ERR_NOT_FOUND, course_enrollment_open(&c, id));
	everything_holds();
}

Test(courses, staff_assign_each_contact_once_and_are_told_why_not)
{
	struct enroll_result out = { 0 };
	const struct enroll_outcome *o;
	struct course_enroll_request r;

	ada_is_in("A");
	r.contact_ids = ids(4, ada, make_contact("Bob Babbage"), (int64_t)4242, ada);
	OK(course_enroll(&c, course, &r, &out));
	o = out.items.items;
	cr_assert_eq(out.enrolled, 1);
	cr_assert_str_eq(o[0].code, "already_enrolled");
	cr_assert_null(o[1].code);
	cr_assert_gt(o[1].enrollment_id, 0);
	cr_assert_str_eq(o[2].code, "unknown_contact");
	cr_assert_str_eq(o[3].code, "already_enrolled");
	course_is(course, "status = 'inactive'");
	REFUSED(ERR_COURSE_NOT_ACTIVE, course_enroll(&c, course, &r, &out));
	everything_holds();
}

Test(courses, a_name_that_changes_is_found_where_it_belongs_in_the_report)
{
	ada_is_in("A");
	OK(contact_update(&c, ada, 1, &(struct contact){ .family_name = "Byron" },
		members(contact_fields, "family_name")));
	cr_assert_str_eq(sql_text("SELECT sort_name FROM course_enrollment"), "Byron Ada");
}

/* --- at once --- */

static int complete_in_child(int64_t id)
{
	struct step_result r = { ada, 100, TODAY };
	struct list one = { &r, 1, sizeof(r) };
	int64_t completed = 0;
	enum err e;

	(void)id;
	step_begin();
	e = step_end(course_step_record(&c, step_named("A"), &one, &completed));
	return e ? 100 + (int)e : (int)completed;
}

Test(courses, two_completions_at_once_complete_it_once)
{
	struct child both[2];

	ada_is_in("A");
	both[0] = child_start(complete_in_child, 0);
	both[1] = child_start(complete_in_child, 0);
	children_go(both, 2);
	cr_assert_eq(child_result(&both[0]) % 100 + child_result(&both[1]) % 100, 1,
		"exactly one of the two did it");
	cr_assert_eq(audit_count("course_enrollment.complete"), 1);
	everything_holds();
}
