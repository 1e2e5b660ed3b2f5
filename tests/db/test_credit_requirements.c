#include "course_enrollment.h"
#include "credit.h"
#include "enrollment.h"
#include "fixture.h"
#include "moving.h"
#include "program.h"

#include <string.h>

DB_SUITE(credit_requirements);

static void make_type(const char *code, int64_t increment)
{
	OK(credit_type_create(&c,
		&(struct credit_type){ .code = code, .title = code, .increment = { true, increment } }));
}

/* Saving leaves a copy in the definition. */
static struct requirement *first_of(const struct definition *d)
{
	return ((struct stage *)d->stages.items)->requirements.items;
}

/* "Learn" asks for so many credits of a type, beside "Exam" that anybody records. */
static struct definition *asking(int64_t amount, const char *type, bool since_enrollment)
{
	struct definition *d = define((struct plan){ .stages = "Learn Exam" });
	struct requirement *r = first_of(d);

	r->min_credits = (struct decimal){ true, amount };
	r->credit_type = type;
	r->since_enrollment = since_enrollment;
	return d;
}

/* The program as it is from now on. */
static enum err ask(int64_t program, struct definition *d)
{
	struct definition_saved saved;

	return definition_save(&c, program,
		sql_int("SELECT definition_version FROM program WHERE id = %lld", (long long)program), d,
		&saved);
}

static int64_t program_asking(int64_t amount, bool since_enrollment)
{
	int64_t program = PROGRAM(.stages = "Learn Exam", .maintenance = true);

	if (!sql_int("SELECT COUNT(*) FROM credit_type"))
		make_type("CME", 50);
	OK(ask(program, asking(amount, "CME", since_enrollment)));
	return program;
}

/* A course that awards so much, completed on that day: the award's id. */
static int64_t earn(int64_t contact, int64_t amount, const char *on)
{
	static int made;
	int64_t course, enrollment, awarded;

	made++;
	sql("INSERT INTO course (code, title, description, content_source, enrollment_method, status, created_at) "
	    "VALUES ('E%d', 'Course %d', '', 'own', 'open', 'active', '2026-01-01')",
		made, made);
	course = sql_int("SELECT MAX(id) FROM course");
	sql("INSERT INTO course_credit (course_id, credit_type_id, maximum, variable) VALUES (%lld, 1, %lld / 100, FALSE)",
		(long long)course, (long long)amount);
	sql("INSERT INTO course_enrollment (course_id, contact_id, status, active, sort_name, enrolled_on, completed_on, completion_origin, "
	    "created_at) SELECT %lld, id, 'completed', 1, sort_name, '%s', '%s', 'steps', '2026-01-01' FROM contact WHERE id = %lld",
		(long long)course, on, on, (long long)contact);
	sql("INSERT INTO course_source (course_id, contact_id, kind, active) VALUES (%lld, %lld, 'self', TRUE)",
		(long long)course, (long long)contact);
	sql("INSERT INTO course_tally VALUES (%lld, 'completed', 1, 0, 1)", (long long)course);
	enrollment = sql_int("SELECT MAX(id) FROM course_enrollment");
	OK(credits_award_completed(&c, &(struct ints){ &enrollment, 1 }, &awarded));
	cr_assert_eq(awarded, 1);
	return sql_int("SELECT MAX(id) FROM credit_award");
}

static enum err correct(int64_t award, int64_t amount)
{
	return credit_correct(&c, award,
		sql_int("SELECT version FROM credit_award WHERE id = %lld", (long long)award),
		&(struct credit_correction){ .amount = { true, amount }, .reason = "Counted again." },
		members(credit_correction_fields, "amount reason"));
}

/* "complete 2026-06-01 credits", "none". */
static const char *learn(int64_t enrollment)
{
	struct requirement_view r = requirement_in(enrollment, "Learn");
	char on[DATE_TEXT] = "";

	if (!r.completed_on.day)
		return r.status;
	date_format(r.completed_on, on);
	return arena_printf(&c.arena, "%s %s %s", r.status, on, r.evidence);
}

Test(credit_requirements, credits_meet_a_requirement_on_the_day_they_suffice_whatever_their_order)
{
	int64_t ada = make_contact("Ada Lovelace"), program = program_asking(300, false),
		e = enroll_on(program, ada, ON(2026, 1, 10));
	struct requirement_view r;

	earn(ada, 200, "2026-05-20");
	cr_assert_str_eq(learn(e), "none");
	r = requirement_in(e, "Learn");
	cr_assert_eq(r.credits.hundredths, 200);
	cr_assert_eq(r.min_credits.hundredths, 300);
	cr_assert_str_eq(r.next_step, "credits");
	earn(ada, 100, "2026-06-03");
	cr_assert_str_eq(learn(e), "complete 2026-06-03 credits");
	earn(ada, 100, "2026-03-02");
	cr_assert_str_eq(learn(e), "complete 2026-05-20 credits", "a late fact tells of an earlier day");
	cr_assert_eq(row_of(e).met, 1);
	cr_assert_gt(audit_count("completion.record"), 0);
	everything_holds();
}

Test(credit_requirements, a_correction_takes_a_requirement_back_and_gives_it_again)
{
	int64_t ada = make_contact("Ada Lovelace"), program = program_asking(200, false),
		e = enroll_on(program, ada, ON(2026, 1, 10)), award = earn(ada, 200, "2026-05-20");

	OK(record(e, "Exam", ON(2026, 5, 1)));
	cr_assert_eq(row_of(e).earned_on.day, ON(2026, 5, 20).day);
	OK(correct(award, 150));
	cr_assert_str_eq(learn(e), "none");
	cr_assert_eq(row_of(e).earned_on.day, 0);
	cr_assert_eq(audit_count("completion.void"), 1);
	OK(correct(award, 200));
	cr_assert_str_eq(learn(e), "complete 2026-05-20 credits");
	cr_assert_eq(row_of(e).earned_on.day, ON(2026, 5, 20).day);
	everything_holds();
}

Test(credit_requirements, nobody_records_or_voids_by_hand_what_credits_meet_but_it_can_be_waived)
{
	int64_t ada = make_contact("Ada Lovelace"), program = program_asking(200, false),
		e = enroll_on(program, ada, ON(2026, 1, 10));

	REFUSED(ERR_CREDITS_DECIDE, record(e, "Learn", ON(2026, 5, 1)));
	cr_assert_not_null(strstr(said(), "0 count by now"));
	cr_assert_not(requirement_in(e, "Learn").can->record);
	OK(waive(e, "Learn", "Taught it."));
	earn(ada, 200, "2026-05-20");
	cr_assert_str_eq(learn(e), "waived 2026-06-15 waiver");
	OK(void_it(e, "Learn", "Waived by mistake."));
	cr_assert_str_eq(learn(e), "complete 2026-05-20 credits", "the ledger speaks again");
	REFUSED(ERR_CREDITS_DECIDE, void_it(e, "Learn", "No."));
	cr_assert_not(requirement_in(e, "Learn").can->void_);
}

Test(credit_requirements, what_expired_before_the_rest_was_earned_does_not_count_with_it)
{
	int64_t ada = make_contact("Ada Lovelace"), program = program_asking(200, false),
		e = enroll_on(program, ada, ON(2026, 1, 10)), first = earn(ada, 100, "2026-02-01");
	struct credit_correction in = { .expires_on = ON(2026, 4, 30), .reason = "Valid for a quarter." };
	uint64_t sent = members(credit_correction_fields, "expires_on reason");

	OK(credit_correct(&c, first, 1, &in, sent));
	earn(ada, 100, "2026-05-01");
	cr_assert_str_eq(learn(e), "none");
	cr_assert_eq(requirement_in(e, "Learn").credits.hundredths, 100);
	in.expires_on = ON(2026, 5, 1);
	OK(credit_correct(&c, first, 2, &in, sent));
	cr_assert_str_eq(learn(e), "complete 2026-05-01 credits", "a day that was reached stays");
	cr_assert_eq(requirement_in(e, "Learn").credits.hundredths, 100);
}

Test(credit_requirements, only_credits_since_the_enrolment_count_where_the_program_says_so)
{
	int64_t ada = make_contact("Ada Lovelace"), since = program_asking(200, true),
		any = program_asking(200, false), e, f, version;

	earn(ada, 200, "2026-02-01");
	e = enroll_on(since, ada, ON(2026, 3, 1));
	f = enroll_on(any, ada, ON(2026, 3, 1));
	cr_assert_str_eq(learn(e), "none");
	cr_assert_str_eq(learn(f), "complete 2026-02-01 credits", "earlier credits count from the first day");
	version = row_of(e).version;
	OK(enrollment_edit(&c, e, version, &(struct enrollment_dates){ .enrolled_on = ON(2026, 1, 1) },
		members(enrollment_edit_fields, "enrolled_on")));
	cr_assert_str_eq(learn(e), "complete 2026-02-01 credits", "other dates, other credits");
}

Test(credit_requirements, what_earned_a_program_cannot_earn_its_next_cycle)
{
	int64_t ada = make_contact("Ada Lovelace"), program = program_asking(200, false),
		e = enroll_on(program, ada, ON(2026, 1, 10)), award = earn(ada, 200, "2026-02-01"), next;

	OK(record(e, "Exam", ON(2026, 2, 10)));
	cr_assert_eq(row_of(e).earned_on.day, ON(2026, 2, 10).day);
	next = enroll_on(program, ada, ON(2026, 3, 1));
	cr_assert_str_eq(learn(next), "none");
	earn(ada, 200, "2026-04-01");
	cr_assert_str_eq(learn(next), "complete 2026-04-01 credits");
	OK(correct(award, 0));
	cr_assert_str_eq(learn(e), "complete 2026-02-01 credits", "what another cycle follows is history");
}

Test(credit_requirements, a_new_version_and_putting_people_under_it_judge_the_credits_again)
{
	int64_t ada = make_contact("Ada Lovelace"), program = program_asking(200, false),
		e = enroll_on(program, ada, ON(2026, 1, 10));
	struct definition *more = asking(250, "CME", false);
	struct requirement_view v;

	earn(ada, 200, "2026-02-01");
	cr_assert_str_eq(learn(e), "complete 2026-02-01 credits");
	first_of(more)->id = requirement_of(program, "Learn");
	OK(ask(program, more));
	cr_assert_str_eq(learn(e), "complete 2026-02-01 credits", "an enrolment keeps its version");
	v = requirement_in(enroll_on(program, make_contact("Bob Hope"), ON(2026, 1, 10)), "Learn");
	cr_assert_eq(v.min_credits.hundredths, 250);
}

Test(credit_requirements, a_definition_asks_for_known_credits_in_whole_increments_and_for_nothing_beside)
{
	int64_t program = program_asking(200, false), class = make_component("Class", "class");
	struct definition *d = asking(220, "CME", false);

	INVALID("/stages/0/requirements/0/min_credits", ask(program, d));
	d = asking(200, "nothing", false);
	INVALID("/stages/0/requirements/0/credit_type", ask(program, d));
	d = asking(200, NULL, false);
	INVALID("/stages/0/requirements/0/credit_type", ask(program, d));
	d = asking(200, "CME", false);
	first_of(d)->needs_approval = first_of(d)->needs_file = true;
	INVALID("/stages/0/requirements/0/needs_approval", ask(program, d));
	cr_assert(complained_of("/stages/0/requirements/0/needs_file"));
	d = asking(200, "CME", false);
	first_of(d)->component_id = class;
	INVALID("/stages/0/requirements/0/component_id", ask(program, d));
	d = asking(0, "CME", false);
	first_of(d)->min_credits.set = false;
	INVALID("/stages/0/requirements/0/min_credits", ask(program, d));
	REFUSED(ERR_CREDIT_TYPE_IN_USE,
		credit_type_update(&c, 1, 1, &(struct credit_type){ .increment = { true, 300 } },
			members(credit_type_fields, "increment")));
	cr_assert_not_null(strstr(said(), "1 program asks"));
}

Test(credit_requirements, deleting_somebody_from_a_course_takes_its_credits_out_of_requirements)
{
	int64_t ada = make_contact("Ada Lovelace"), program = program_asking(200, false),
		e = enroll_on(program, ada, ON(2026, 1, 10));

	earn(ada, 200, "2026-02-01");
	cr_assert_str_eq(learn(e), "complete 2026-02-01 credits");
	OK(course_enrollment_remove(&c, sql_int("SELECT MAX(id) FROM course_enrollment"),
		&(struct course_removal){
			.confirm = sql_text("SELECT code FROM course ORDER BY id DESC LIMIT 1") }));
	cr_assert_str_eq(learn(e), "none");
}

Test(credit_requirements, a_correction_says_before_it_is_made_which_requirements_it_takes_back)
{
	int64_t ada = make_contact("Ada Lovelace"), program = program_asking(300, false),
		e = enroll_one(program, ada), award = earn(ada, 400, "2026-06-01");
	struct credit_effect_query q = { .amount = { true, 350 } };
	const struct credit_effect *found;
	struct list effect;

	cr_assert_str_eq(requirement_in(e, "Learn").status, "complete");
	OK(credit_correction_effect(&c, award, &q, &effect));
	cr_assert_eq(effect.n, 0, "it still suffices");
	q.amount.hundredths = 200;
	OK(credit_correction_effect(&c, award, &q, &effect));
	found = effect.items;
	cr_assert_eq(effect.n, 1);
	cr_assert_eq(found->enrollment_id, e);
	cr_assert_str_eq(found->title, "Learn");
	cr_assert_str_eq(date_text(found->was), "2026-06-01");
	cr_assert_null(date_text(found->met_on));
	cr_assert_str_eq(requirement_in(e, "Learn").status, "complete", "asking changes nothing");
	OK(credit_correct(&c, award, 1,
		&(struct credit_correction){ .amount = { true, 200 }, .reason = "typo" },
		members(credit_correction_fields, "amount reason")));
	cr_assert_str_eq(requirement_in(e, "Learn").status, "none");
	q.amount.hundredths = 300;
	OK(credit_correction_effect(&c, award, &q, &effect));
	found = effect.items;
	cr_assert_eq(effect.n, 1);
	cr_assert_str_eq(date_text(found->met_on), "2026-06-01");
}

Test(credit_requirements, laurel_check_finds_a_requirement_that_is_not_as_the_ledger_says_and_mends_it)
{
	int64_t ada = make_contact("Ada Lovelace"), program = program_asking(300, false),
		e = enroll_one(program, ada), award = earn(ada, 400, "2026-06-01");

	cr_assert_eq(check_finds(false), 0);
	sql("UPDATE credit_award SET amount = 1 WHERE id = %lld", (long long)award);
	cr_assert_eq(check_finds(false), 1);
	cr_assert_str_eq(check_last.entity, "enrollment");
	cr_assert_eq(check_last.id, e);
	cr_assert_not_null(strstr(check_last.detail, "is met on 2026-06-01, its credits say not met"), "%s",
		check_last.detail);
	cr_assert_eq(check_finds(true), 1);
	cr_assert_str_eq(requirement_in(e, "Learn").status, "none");
	cr_assert_eq(audit_count("completion.void"), 1);
	cr_assert_eq(audit_count("check.repair"), 1);
	cr_assert_eq(check_finds(false), 0);
	sql("UPDATE credit_award SET amount = 4, awarded_on = '2026-06-02' WHERE id = %lld",
		(long long)award);
	cr_assert_eq(check_finds(true), 1);
	cr_assert_str_eq(date_text(requirement_in(e, "Learn").completed_on), "2026-06-02");
	cr_assert_eq(check_finds(false), 0);
}
