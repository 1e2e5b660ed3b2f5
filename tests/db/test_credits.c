#include "call.h"
#include "course_enrollment.h"
#include "credit.h"

DB_SUITE(credits);

static int64_t make_type(const char *code, int64_t increment)
{
	struct credit_type t = { .code = code, .title = code, .increment = { true, increment } };

	OK(credit_type_create(&c, &t));
	return t.id;
}

static int64_t make_course(const char *code)
{
	sql("INSERT INTO course (code, title, description, content_source, enrollment_method, status, created_at) "
	    "VALUES ('%s', 'Course %s', '', 'own', 'open', 'active', '2026-01-01')",
		code, code);
	return sql_int("SELECT id FROM course WHERE code = '%s'", code);
}

/* In the course since 1 May, in this status; completed on 3 June. */
static int64_t put_into(int64_t course, int64_t contact, const char *status)
{
	bool completed = !strcmp(status, "completed");

	sql("INSERT INTO course_enrollment (course_id, contact_id, status, active, sort_name, enrolled_on, completed_on, "
	    "completion_origin, created_at) SELECT %lld, id, '%s', 1, sort_name, '2026-05-01', %s, %s, '2026-05-01' FROM contact "
	    "WHERE id = %lld",
		(long long)course, status, completed ? "'2026-06-03'" : "NULL",
		completed ? "'steps'" : "NULL", (long long)contact);
	return sql_int("SELECT id FROM course_enrollment WHERE course_id = %lld AND contact_id = %lld",
		(long long)course, (long long)contact);
}

static struct course_credits offers(size_t n, struct course_credit *k)
{
	return (struct course_credits){ { k, n, sizeof(*k) } };
}

static void award(int64_t course, const char *type, int64_t maximum, bool variable)
{
	struct course_credit k = { .credit_type = type, .maximum = { true, maximum }, .variable = variable };
	struct course_credits in = offers(1, &k);

	OK(course_credits_save(&c, course, &in));
}

static enum err claim(int64_t enrollment, const char *type, int64_t amount)
{
	struct credit_award out = { 0 };

	return credit_claim(&c, enrollment, &(struct credit_claim){ type, { true, amount } }, &out);
}

static enum err correct(int64_t id, int64_t version, int64_t amount)
{
	struct credit_correction in = { .amount = { true, amount }, .reason = "typed wrongly" };

	return credit_correct(&c, id, version, &in, members(credit_correction_fields, "amount reason"));
}

Test(credits, a_type_has_a_code_of_its_own_and_enough_decimals)
{
	int64_t id = make_type("CME", 25);
	struct credit_type t = { 0 };

	OK(credit_type_find(&c, id, &t));
	cr_assert_eq(t.decimals, 2, "quarters need two places");
	cr_assert_eq(audit_count("credit_type.create"), 1);
	REFUSED(ERR_CODE_TAKEN, credit_type_create(&c, &(struct credit_type){ .code = "cme", .title = "x" }));
	INVALID("/decimals",
		credit_type_update(&c, id, 1, &(struct credit_type){ .decimals = 1 },
			members(credit_type_fields, "decimals")));
	REFUSED(ERR_STALE_VERSION,
		credit_type_update(&c, id, 7, &(struct credit_type){ .title = "y" },
			members(credit_type_fields, "title")));
}

Test(credits, an_increment_that_amounts_in_use_are_no_multiples_of_is_refused)
{
	int64_t course = make_course("A"), id = make_type("CME", 25);
	struct credit_type t = { .increment = { true, 100 } };
	uint64_t sent = members(credit_type_fields, "increment");

	award(course, "CME", 150, false);
	REFUSED(ERR_CREDIT_TYPE_IN_USE, credit_type_update(&c, id, 1, &t, sent));
	cr_assert_not_null(strstr(said(), "such as Course A"));
	t.increment.hundredths = 50;
	OK(credit_type_update(&c, id, 1, &t, sent));
	put_into(course, make_contact("Ada Lovelace"), "completed");
	sql("INSERT INTO credit_award (course_id, contact_id, attempt, credit_type_id, amount, awarded_on, provenance, submission, "
	    "created_at) SELECT course_id, contact_id, 1, 1, 1.50, '2026-06-03', 'earned', 'queued', '2026-06-03' FROM course_enrollment");
	award(course, "CME", 200, false);
	t.increment.hundredths = 100;
	REFUSED(ERR_CREDIT_TYPE_IN_USE, credit_type_update(&c, id, 2, &t, sent));
	cr_assert_not_null(strstr(said(), "1 credit was awarded"));
	OK(credit_type_find(&c, id, &t));
	cr_assert_eq(t.courses, 1);
}

Test(credits, a_course_awards_each_type_once_in_whole_increments)
{
	int64_t course = make_course("A");
	struct course_credit k[] = { { .credit_type = "CME", .maximum = { true, 130 } },
		{ .credit_type = "none", .maximum = { true, 100 } },
		{ .credit_type = "CME", .maximum = { true, 100 } } };
	struct course_credits in = offers(3, k);

	make_type("CME", 50);
	INVALID("/credits/0/maximum", course_credits_save(&c, course, &in));
	cr_assert(complained_of("/credits/1/credit_type"));
	cr_assert(complained_of("/credits/2/credit_type"));
	k[0].maximum.hundredths = 150;
	in = offers(1, k);
	OK(course_credits_save(&c, course, &in));
	cr_assert_eq(audit_count("course.credits"), 1);
	OK(course_credits_read(&c, course, &in.credits));
	cr_assert_eq(((struct course_credit *)in.credits.items)->maximum.hundredths, 150);
}

Test(credits, cri_23_variable_credit_waits_for_the_learners_claim)
{
	int64_t course = make_course("A"), ada = make_contact("Ada Lovelace"),
		enrollment = put_into(course, ada, "completed"), awarded;

	make_type("CME", 25);
	award(course, "CME", 300, true);
	OK(credits_award_completed(&c, &(struct ints){ &enrollment, 1 }, &awarded));
	cr_assert_eq(awarded, 0);
	act_as_contact(ada);
	INVALID("/amount", claim(enrollment, "CME", 325));
	INVALID("/amount", claim(enrollment, "CME", 110));
	INVALID("/credit_type", claim(enrollment, "CEU", 100));
	OK(claim(enrollment, "CME", 125));
	cr_assert_str_eq(
		sql_text(
			"SELECT CONCAT_WS(' ', amount, provenance, submission, awarded_on) FROM credit_award"),
		"1.25 claimed queued 2026-06-15");
	REFUSED(ERR_EXISTS_CREDIT, claim(enrollment, "CME", 125));
	cr_assert_eq(audit_count("credit.claim"), 1);
}

Test(credits, a_claim_needs_a_completed_course_of_ones_own_and_variable_credit)
{
	int64_t course = make_course("A"), ada = make_contact("Ada Lovelace"), bob = make_contact("Bob Hope"),
		running = put_into(course, ada, "in_progress"), theirs = put_into(course, bob, "completed");

	make_type("CME", 100);
	make_type("CEU", 100);
	award(course, "CME", 300, true);
	act_as_contact(ada);
	REFUSED(ERR_CREDIT_NOT_CLAIMABLE, claim(running, "CME", 100));
	cr_assert_not_null(strstr(said(), "not completed"));
	REFUSED(ERR_NOT_FOUND, claim(theirs, "CME", 100));
	act_as_contact(bob);
	REFUSED(ERR_CREDIT_NOT_CLAIMABLE, claim(theirs, "CEU", 100));
	act_as(CERTIFICATION_ADMIN);
	award(course, "CME", 300, false);
	act_as_contact(bob);
	REFUSED(ERR_CREDIT_NOT_CLAIMABLE, claim(theirs, "CME", 100));
	cr_assert_not_null(strstr(said(), "by itself"));
}

Test(credits, credit_that_is_not_variable_is_awarded_by_itself_once_for_each_attempt)
{
	int64_t course = make_course("A"), done = make_contact("Ada Lovelace"),
		running = make_contact("Bob Hope"), awarded;
	struct ints both;

	make_type("CME", 100);
	award(course, "CME", 300, false);
	sql("UPDATE course_credit SET valid_months = 24");
	both = ids(2, put_into(course, done, "completed"), put_into(course, running, "in_progress"));
	sql("UPDATE course_enrollment SET completion_origin = 'import' WHERE status = 'completed'");
	OK(credits_award_completed(&c, &both, &awarded));
	cr_assert_eq(awarded, 0, "an import says itself what it brings");
	sql("UPDATE course_enrollment SET completion_origin = 'steps' WHERE status = 'completed'");
	OK(credits_award_completed(&c, &both, &awarded));
	cr_assert_eq(awarded, 1);
	cr_assert_str_eq(
		sql_text(
			"SELECT CONCAT_WS(' ', amount, provenance, submission, awarded_on, expires_on) FROM credit_award"),
		"3.00 earned queued 2026-06-03 2028-06-03");
	cr_assert_eq(audit_count("credit.award"), 1);
	OK(credits_award_completed(&c, &both, &awarded));
	cr_assert_eq(awarded, 0, "once is enough");
	sql("UPDATE course_enrollment SET attempt = 2");
	OK(credits_award_completed(&c, &both, &awarded));
	cr_assert_eq(awarded, 1, "another attempt earns again");
}

Test(credits, cri_09_a_credit_is_corrected_by_hand_and_reported_anew_unless_it_never_is)
{
	int64_t course = make_course("A"), ada = make_contact("Ada Lovelace"), awarded, id;

	make_type("CME", 100);
	award(course, "CME", 300, false);
	id = put_into(course, ada, "completed");
	OK(credits_award_completed(&c, &(struct ints){ &id, 1 }, &awarded));
	id = sql_int("SELECT id FROM credit_award");
	sql("UPDATE credit_award SET submission = 'accepted'");
	REFUSED(ERR_STALE_VERSION, correct(id, 2, 200));
	OK(correct(id, 1, 200));
	cr_assert_str_eq(sql_text("SELECT CONCAT_WS(' ', amount, submission, version) FROM credit_award"),
		"2.00 queued 2");
	cr_assert_eq(audit_count("credit.correct"), 1);
	sql("UPDATE credit_award SET submission = 'not_reportable'");
	OK(correct(id, 2, 100));
	cr_assert_str_eq(sql_text("SELECT submission FROM credit_award"), "not_reportable");
}

Test(credits, cri_08_what_an_import_awarded_cannot_be_claimed_otherwise)
{
	int64_t course = make_course("A"), ada = make_contact("Ada Lovelace"),
		enrollment = put_into(course, ada, "completed");
	const struct credit_offer *k;
	struct list offers;

	make_type("CME", 100);
	award(course, "CME", 300, true);
	act_as_contact(ada);
	OK(credit_claimable(&c, &offers));
	cr_assert_eq(offers.n, 1);
	sql("INSERT INTO credit_award (course_id, contact_id, attempt, credit_type_id, amount, awarded_on, provenance, import_id, "
	    "submission, created_at) VALUES (%lld, %lld, 1, 1, 2, '2026-06-03', 'import_course', 1, 'not_reportable', '2026-06-03')",
		(long long)course, (long long)ada);
	REFUSED(ERR_EXISTS_CREDIT, claim(enrollment, "CME", 300));
	OK(credit_claimable(&c, &offers));
	cr_assert_eq(offers.n, 0);
	OK(credit_offers(&c, enrollment, &offers));
	k = offers.items;
	cr_assert_eq(offers.n, 1);
	cr_assert_not(k->can_claim);
	cr_assert_str_eq(k->why_not->code, "exists_credit");
	cr_assert_eq(k->amount.hundredths, 200);
}

Test(credits, cri_09_a_correction_stays_within_what_the_course_awards_and_says_why)
{
	int64_t course = make_course("A"), id = put_into(course, make_contact("Ada Lovelace"), "completed"),
		awarded;
	struct credit_correction in = { .expires_on = ON(2026, 6, 2), .reason = "Wrong day." };

	make_type("CME", 50);
	award(course, "CME", 300, false);
	OK(credits_award_completed(&c, &(struct ints){ &id, 1 }, &awarded));
	id = sql_int("SELECT id FROM credit_award");
	INVALID("/amount", correct(id, 1, 350));
	INVALID("/amount", correct(id, 1, 110));
	INVALID("/expires_on",
		credit_correct(&c, id, 1, &in, members(credit_correction_fields, "expires_on reason")));
	award(course, "CME", 100, false);
	in.expires_on = ON(2026, 6, 3);
	OK(credit_correct(&c, id, 1, &in, members(credit_correction_fields, "expires_on reason")));
	OK(correct(id, 2, 0));
	cr_assert_eq(
		sql_int("SELECT COUNT(*) FROM audit WHERE entity = 'credit_award' AND action = 'credit.correct'"),
		2);
}

Test(credits, totals_leave_out_what_has_expired_and_say_what_expires_next)
{
	int64_t course = make_course("A"), ada = make_contact("Ada Lovelace"), bob = make_contact("Bob Hope");
	const struct credit_total *t;
	struct list totals;

	make_type("CME", 25);
	put_into(course, ada, "completed");
	sql("INSERT INTO credit_award (course_id, contact_id, attempt, credit_type_id, amount, awarded_on, expires_on, provenance, "
	    "submission, created_at) SELECT %lld, %lld, n, 1, n, '2024-01-01', expires_on, 'earned', 'queued', '2024-01-01' FROM "
	    "(SELECT 1 AS n, '2026-06-14' AS expires_on UNION SELECT 2, '2026-06-15' UNION SELECT 4, '2027-01-01' UNION SELECT 8, NULL) x",
		(long long)course, (long long)ada);
	act_as_contact(ada);
	OK(credit_totals(&c, &(struct credit_total_query){ 0 }, &totals));
	t = totals.items;
	cr_assert_eq(totals.n, 1);
	cr_assert_eq(t->amount.hundredths, 1400, "a day that is named is included");
	cr_assert_eq(t->expired.hundredths, 100);
	cr_assert_eq(t->awards, 4);
	cr_assert_eq(t->next_expires_on.day, ON(2026, 6, 15).day);
	REFUSED(ERR_NOT_FOUND, credit_totals(&c, &(struct credit_total_query){ bob }, &totals));
}

Test(credits, a_learner_sees_their_own_ledger_and_nobody_elses)
{
	int64_t course = make_course("A"), ada = make_contact("Ada Lovelace"), bob = make_contact("Bob Hope"),
		awarded;
	struct ints both;
	struct credit_query q = { 0 };
	struct page page = { 0 };

	make_type("CME", 100);
	award(course, "CME", 300, false);
	both = ids(2, put_into(course, ada, "completed"), put_into(course, bob, "completed"));
	OK(credits_award_completed(&c, &both, &awarded));
	OK(credit_list(&c, &q, &page));
	cr_assert_eq(page.items.n, 2);
	act_as_contact(ada);
	q = (struct credit_query){ 0 };
	OK(credit_list(&c, &q, &page));
	cr_assert_eq(page.items.n, 1);
	cr_assert_str_eq(((struct credit_award *)page.items.items)->contact_name, "Ada Lovelace");
	q = (struct credit_query){ .contact_id = bob };
	REFUSED(ERR_NOT_FOUND, credit_list(&c, &q, &page));
}

Test(credits, completing_a_course_awards_its_credit_in_the_same_transaction)
{
	int64_t course = make_course("A"), ada = make_contact("Ada Lovelace"), completed,
		enrollment = put_into(course, ada, "in_progress");
	struct course_completion k = { .enrollment_id = enrollment, .completed_on = ON(2026, 5, 20) };
	struct list one = { &k, 1, sizeof(k) };

	sql("INSERT INTO course_tally VALUES (%lld, 'in_progress', 1, 0, 1)", (long long)course);
	make_type("CME", 100);
	award(course, "CME", 200, false);
	OK(course_complete_many(&c, "staff", NULL, &one, &completed));
	cr_assert_eq(completed, 1);
	cr_assert_str_eq(sql_text("SELECT CONCAT_WS(' ', amount, awarded_on, provenance) FROM credit_award"),
		"2.00 2026-05-20 earned");
}
