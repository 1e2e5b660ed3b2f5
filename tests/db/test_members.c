#include "call.h"

#include "component.h"
#include "member.h"

DB_SUITE(members);

static int64_t learner(void)
{
	return contact_of_role(LEARNER);
}

/* A program that people enrol in by themselves, in the catalogue. */
static int64_t open_program(const char *stages)
{
	int64_t id = PROGRAM(.stages = stages, .enrollee_cancel = true);

	sql("UPDATE program SET self_enrollment = TRUE, in_catalogue = TRUE, description = 'About it' WHERE id = %lld",
		(long long)id);
	return id;
}

static enum err enroll_me(int64_t program_id)
{
	int64_t id;

	return enroll_self(&c, program_id, &(struct self_enrollment){ 0 }, &id);
}

Test(members, imis_02_a_learner_enrols_in_a_program_that_is_open_to_it)
{
	int64_t program = open_program("A"), id = 0;

	act_as(LEARNER);
	OK(enroll_self(&c, program, NULL, &id));
	cr_assert_eq(row_of(id).contact_id, learner());
	cr_assert_str_eq(row_of(id).status, "enrolled");
	cr_assert_eq(
		sql_int("SELECT COUNT(*) FROM audit WHERE action = 'enrollment.create' AND actor_id = %lld",
			(long long)learner()),
		1);
	everything_holds();
	REFUSED(ERR_ALREADY_ENROLLED, enroll_me(program));
}

Test(members, imis_02_the_program_decides_whether_people_enrol_by_themselves)
{
	int64_t closed = PROGRAM(.stages = "A"), draft = PROGRAM(.stages = "A", .draft = true), gated;

	act_as(LEARNER);
	cr_assert_eq(STEP(enroll_me(closed)), ERR_NOT_ELIGIBLE);
	cr_assert_str_eq(said(), "The organisation itself enrols people in this program.",
		"not even its name");
	REFUSED(ERR_NOT_ELIGIBLE, enroll_me(closed));
	REFUSED(ERR_PROGRAM_NOT_ACTIVE, enroll_me(draft));
	REFUSED(ERR_NOT_FOUND, enroll_me(424242));
	gated = PROGRAM(.stages = "A", .prerequisite = closed);
	sql("UPDATE program SET self_enrollment = TRUE WHERE id = %lld", (long long)gated);
	REFUSED(ERR_NOT_ELIGIBLE, enroll_me(gated));
	sql("UPDATE program SET self_enrollment = TRUE, kind = 'award' WHERE id = %lld", (long long)closed);
	REFUSED(ERR_AWARD_LEVEL, enroll_me(closed));
}

Test(members, imis_46_after_cancelling_by_oneself_one_enrols_again_and_takes_over_what_was_met)
{
	int64_t program = open_program("A! B"), one = 0, two = 0;

	act_as(LEARNER);
	OK(enroll_self(&c, program, NULL, &one));
	OK(record(one, "A", TODAY));
	act_as(CERTIFICATION_ADMIN);
	OK(approve(one, "A"));
	act_as(LEARNER);
	OK(enrollment_cancel(&c, one, "No time"));
	OK(enroll_self(&c, program, &(struct self_enrollment){ .carry_over = true }, &two));
	cr_assert_eq(row_of(two).met, 1);
	cr_assert_eq(row_of(two).cycle, 2);
}

Test(members, two_clicks_at_once_enrol_once)
{
	int64_t program = open_program("A");
	struct answer first, again;
	const char *path = arena_printf(&c.arena, "/api/me/programs/%lld/enroll", (long long)program);

	first = call(LEARNER, POST, path, NULL);
	again = call(LEARNER, POST, path, "{}");
	cr_assert_eq(first.status, 201, "%s", first.body);
	cr_assert_str_eq(again.code, "already_enrolled");
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM enrollment"), 1);
}

static int enroll_in_a_process(int64_t program_id)
{
	step_begin();
	return (int)step_end(enroll_me(program_id));
}

Test(members, enrolling_twice_at_the_same_moment_makes_one_enrolment)
{
	int64_t program = open_program("A");
	struct child children[4];
	int done = 0;

	act_as(LEARNER);
	for (int i = 0; i < 4; i++)
		children[i] = child_start(enroll_in_a_process, program);
	children_go(children, 4);
	for (int i = 0; i < 4; i++)
		done += child_result(&children[i]) == ERR_OK;
	cr_assert_eq(done, 1);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM enrollment"), 1);
}

/* --- the catalogue --- */

static struct catalogue_program shown(int64_t id)
{
	struct catalogue_program p = { 0 };

	OK(catalogue_find(&c, id, &p));
	return p;
}

static const char *why_not(int64_t id)
{
	struct eligibility *e = shown(id).eligibility;

	return e->why_not ? e->why_not->code : "";
}

Test(members, the_catalogue_lists_what_is_open_to_self_enrolment_to_everybody)
{
	int64_t program = open_program("A! | 1: B C#60");
	struct catalogue_query q = { 0 };
	struct page page = { 0 };
	struct catalogue_program p;
	const struct catalogue_stage *s;

	PROGRAM(.stages = "A");
	act_as(ANONYMOUS);
	c.actor.id = 0;
	OK(catalogue_list(&c, &q, &page));
	cr_assert_eq(page.items.n, 1);
	p = shown(program);
	cr_assert_null(p.eligibility);
	cr_assert_eq(p.requirements, 2);
	cr_assert_str_eq(p.description, "About it");
	s = p.stages.items;
	cr_assert_eq(p.stages.n, 2);
	cr_assert_eq(s[1].needed.n, 1);
	cr_assert(((const struct catalogue_requirement *)s[0].requirements.items)[0].needs_approval);
}

Test(members, the_catalogue_shows_no_draft_no_award_and_nothing_that_is_not_open)
{
	static const char *const hidden[] = { "self_enrollment = FALSE", "in_catalogue = FALSE",
		"status = 'inactive'", "kind = 'award'" };
	struct catalogue_program p = { 0 };

	act_as(LEARNER);
	for (size_t i = 0; i < sizeof(hidden) / sizeof(*hidden); i++) {
		int64_t id = open_program("A");

		sql("UPDATE program SET %s WHERE id = %lld", hidden[i], (long long)id);
		REFUSED(ERR_NOT_FOUND, catalogue_find(&c, id, &p));
	}
}

Test(members, the_catalogue_explains_who_may_enrol)
{
	int64_t before = open_program("A"), program = open_program("B"), e;

	sql("INSERT INTO program_prerequisite VALUES (%lld, %lld)", (long long)program, (long long)before);
	act_as(LEARNER);
	cr_assert_str_eq(why_not(program), "not_eligible");
	cr_assert_eq(shown(program).prerequisites.n, 1);
	cr_assert_str_eq(why_not(before), "");
	OK(enroll_self(&c, before, NULL, &e));
	cr_assert_str_eq(why_not(before), "already_enrolled");
	cr_assert_eq(shown(before).eligibility->enrollment_id, e);
}

Test(members, the_catalogue_names_the_lowest_price_and_the_next_day_of_what_is_to_come)
{
	int64_t program = open_program("Exam"), component, past, cheap, dear;
	const struct catalogue_requirement *r;
	struct catalogue_program p;

	component = sql_int("SELECT component_id FROM version_requirement WHERE program_id = %lld",
		(long long)program);
	past = make_offering(component, "Spring");
	cheap = make_offering(component, "Autumn");
	dear = make_offering(component, "Winter");
	sql("UPDATE offering SET starts_at = '2026-03-01', ends_at = '2026-03-01', price_minor = 100, price_currency = 'EUR' WHERE id = %lld",
		(long long)past);
	sql("UPDATE offering SET starts_at = '2026-09-01', ends_at = '2026-09-01', price_minor = 4500, price_currency = 'EUR' WHERE id = %lld",
		(long long)cheap);
	sql("UPDATE offering SET starts_at = '2026-12-01', ends_at = '2026-12-01', price_minor = 9900, price_currency = 'EUR' WHERE id = %lld",
		(long long)dear);
	p = shown(program);
	r = ((const struct catalogue_stage *)p.stages.items)->requirements.items;
	cr_assert_eq(r->offerings, 2);
	cr_assert_eq(r->price_from->amount_minor, 4500);
	cr_assert_eq(r->next_start_at.us, date_start(ON(2026, 9, 1)).us);
	cr_assert(p.has_fees);
}

Test(members, the_catalogue_is_read_page_by_page_and_searched)
{
	struct catalogue_query q = { .limit = 2 };
	struct page page = { 0 };

	for (int i = 0; i < 3; i++)
		open_program("A");
	act_as(LEARNER);
	OK(catalogue_list(&c, &q, &page));
	cr_assert_eq(page.items.n, 2);
	q = (struct catalogue_query){ .limit = 2, .cursor = page.next };
	OK(catalogue_list(&c, &q, &page));
	cr_assert_eq(page.items.n, 1);
	q = (struct catalogue_query){ .q = "no such thing" };
	OK(catalogue_list(&c, &q, &page));
	cr_assert_eq(page.items.n, 0);
}

/* --- my programs --- */

static struct my_program mine(void)
{
	struct my_programs_query q = { 0 };
	struct page page = { 0 };

	OK(my_programs(&c, &q, &page));
	cr_assert_eq(page.items.n, 1);
	return *(struct my_program *)page.items.items;
}

static const char *steps(void)
{
	struct my_program m = mine();
	const struct next_step *s = m.next.items;
	const char *all = "";

	for (size_t i = 0; i < m.next.n; i++)
		all = arena_printf(&c.arena, "%s%s%s:%s", all, i ? " " : "", s[i].title ? s[i].title : "",
			s[i].step);
	return all;
}

Test(members, imis_33_my_programs_tell_the_deadline_with_its_grace_wording)
{
	int64_t program = open_program("A");

	enroll_on(program, learner(), ON(2026, 1, 15));
	act_as(LEARNER);
	cr_assert_str_eq(mine().row.deadline_wording, "due");
	cr_assert_str_eq(date_text(mine().row.completion_deadline), date_text(mine().row.grace_begins_on));
	today_is(mine().row.grace_begins_on);
	cr_assert_str_eq(mine().row.status, "grace");
	cr_assert_str_eq(mine().row.deadline_wording, "grace");
	cr_assert_str_eq(date_text(mine().row.completion_deadline), date_text(mine().row.expires_on));
}

Test(members, my_programs_name_the_course_to_take_next)
{
	int64_t program = PROGRAM(.stages = "Aid", .component_kind = "course");
	const struct next_step *next;
	struct my_program m;

	sql("INSERT INTO course (id, code, title, description, content_source, enrollment_method, status, created_at) "
	    "VALUES (77, 'AID', 'Aid', '', 'own', 'open', 'active', '2026-01-01')");
	sql("UPDATE component SET course_id = 77 WHERE code = 'Aid'");
	enroll_one(program, learner());
	act_as(LEARNER);
	m = mine();
	next = m.next.items;
	cr_assert_eq(m.next.n, 1);
	cr_assert_str_eq(next->step, "course");
	cr_assert_eq(next->course_id, 77);
}

Test(members, my_programs_say_what_to_do_next)
{
	int64_t program = PROGRAM(.stages = "Class Essay! Exam#60!", .in_order = false), e;

	e = enroll_one(program, learner());
	make_offering(sql_int("SELECT component_id FROM version_requirement WHERE title = 'Class'"),
		"Autumn");
	act_as(LEARNER);
	cr_assert_str_eq(steps(), "Class:register Essay:submit Exam:submit");
	OK(record(e, "Essay", TODAY));
	OK(record(e, "Exam", TODAY));
	cr_assert_str_eq(steps(), "Class:register Essay:wait_approval Exam:wait_grade");
	act_as(CERTIFICATION_ADMIN);
	OK(reject(e, "Essay", "Too short"));
	sql("UPDATE offering SET status = 'closed'");
	act_as(LEARNER);
	cr_assert_str_eq(steps(), "Class:wait_record Essay:submit_again Exam:wait_grade");
}

Test(members, what_waits_for_something_else_is_nothing_to_do_yet)
{
	int64_t program = PROGRAM(.stages = "A! B! | C!", .in_order = true), e;

	e = enroll_one(program, learner());
	act_as(LEARNER);
	cr_assert_str_eq(steps(), "A:submit");
	OK(record(e, "A", TODAY));
	cr_assert_str_eq(steps(), "A:wait_approval");
}

Test(members, a_stage_that_is_met_asks_for_nothing_more)
{
	int64_t program = PROGRAM(.stages = "1: A! B!"), e = enroll_one(program, learner());

	act_as(CERTIFICATION_ADMIN);
	OK(record(e, "A", TODAY));
	OK(approve(e, "A"));
	act_as(LEARNER);
	cr_assert_str_eq(steps(), "");
	cr_assert_str_eq(mine().row.status, "earned");
}

Test(members, a_program_that_waits_for_its_approval_says_so)
{
	int64_t program = PROGRAM(.stages = "A", .approval = true), e = enroll_one(program, learner());

	OK(record(e, "A", TODAY));
	act_as(LEARNER);
	cr_assert_str_eq(steps(), ":wait_program_approval");
}

Test(members, nobody_sees_the_programs_of_others)
{
	enroll_one(open_program("A"), make_contact("Ada Lovelace"));
	cr_assert_not_null(strstr(call(LEARNER, GET, "/api/me/programs", NULL).body, "\"items\":[]"));
}

/* --- own completions --- */

static void refuse_decision(int64_t e, const char *title, const char *verb)
{
	const char *path = arena_printf(&c.arena, "/api/enrollments/%lld/requirements/%lld/completion/%s",
		(long long)e, (long long)requirement_in(e, title).id, verb);

	cr_assert_str_eq(call(LEARNER, POST, path, NULL).code, "right_missing", "%s", verb);
}

Test(members, imis_54_a_learner_submits_what_somebody_approves_and_it_waits)
{
	int64_t e = enroll_one(PROGRAM(.stages = "Essay!"), learner());

	act_as(LEARNER);
	cr_assert(requirement_in(e, "Essay").can->record);
	OK(record(e, "Essay", TODAY));
	cr_assert_str_eq(requirement_in(e, "Essay").status, "awaiting_approval");
	cr_assert_eq(sql_int("SELECT recorded_by FROM completion"), learner());
	refuse_decision(e, "Essay", "approve");
	act_as(CERTIFICATION_ADMIN);
	OK(approve(e, "Essay"));
	cr_assert_str_eq(row_of(e).status, "earned");
}

Test(members, a_learner_records_nothing_that_nobody_would_approve)
{
	int64_t e = enroll_one(PROGRAM(.stages = "Talk Exam#60"), learner());

	act_as(LEARNER);
	cr_assert_not(requirement_in(e, "Talk").can->record);
	cr_assert(requirement_in(e, "Talk").available, "it is open, but not theirs to record");
	REFUSED(ERR_SUBMIT_NOT_ALLOWED, record(e, "Talk", TODAY));
	REFUSED(ERR_SUBMIT_NOT_ALLOWED, record(e, "Exam", TODAY));
	act_as(STAFF);
	cr_assert(requirement_in(e, "Talk").can->record);
	OK(record(e, "Talk", TODAY));
}

Test(members, imis_57_a_learner_never_grades_himself)
{
	int64_t e = enroll_one(PROGRAM(.stages = "Exam#60!"), learner());

	act_as(LEARNER);
	INVALID("/grade", record_graded(e, "Exam", TODAY, 90));
	OK(record(e, "Exam", TODAY));
	cr_assert_str_eq(requirement_in(e, "Exam").status, "awaiting_grade");
	refuse_decision(e, "Exam", "approve");
	refuse_decision(e, "Exam", "grade");
}

Test(members, a_learner_submits_in_order_in_time_and_for_himself_only)
{
	int64_t e = enroll_one(PROGRAM(.stages = "A! B!", .in_order = true), learner()), other;

	other = enroll_one(PROGRAM(.stages = "A!"), make_contact("Ada Lovelace"));
	act_as(LEARNER);
	REFUSED(ERR_REQUIREMENT_LOCKED, record(e, "B", TODAY));
	INVALID("/completed_on", record(e, "A", ON(2026, 6, 16)));
	REFUSED(ERR_NOT_FOUND,
		completion_record(&c, other,
			sql_int("SELECT requirement_id FROM version_requirement v JOIN enrollment e ON e.program_id = v.program_id "
				"WHERE e.id = %lld",
				(long long)other),
			&(struct completion_input){ .completed_on = TODAY },
			&(struct requirement_view){ 0 }));
}

/* --- cancelling --- */

Test(members, imis_41_imis_42_the_enrollee_cancels_where_the_program_allows_it_and_else_learns_why_not)
{
	int64_t program = open_program("A"), e = 0;
	struct enrollment_view v;

	act_as(LEARNER);
	OK(enroll_self(&c, program, NULL, &e));
	cr_assert(view_of(e).can->cancel);
	sql("UPDATE program SET allow_enrollee_cancel = FALSE");
	v = view_of(e);
	cr_assert_not(v.can->cancel);
	cr_assert_str_eq(v.why_not->cancel->code, "cancel_not_allowed");
	cr_assert_not_null(v.why_not->cancel->remedy);
	REFUSED(ERR_CANCEL_NOT_ALLOWED, enrollment_cancel(&c, e, NULL));
	sql("UPDATE program SET allow_enrollee_cancel = TRUE");
	OK(enrollment_cancel(&c, e, "No time"));
	cr_assert_str_eq(row_of(e).status, "cancelled");
}
