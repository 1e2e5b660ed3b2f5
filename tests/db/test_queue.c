#include "fixture.h"

DB_SUITE(queue);

static int64_t somebody_in(int64_t program, const char *name)
{
	return enroll_one(program, make_contact(name));
}

/* The enrolments a list names, in its order. */
static const char *listed(struct completion_query q)
{
	const struct completion_row *rows;
	struct page page = { 0 };
	const char *all = "";

	OK(completion_list(&c, &q, &page));
	rows = page.items.items;
	for (size_t i = 0; i < page.items.n; i++) {
		cr_assert_str_eq(rows[i].status, q.status);
		all = arena_printf(&c.arena, "%s%lld ", all, (long long)rows[i].enrollment_id);
	}
	return all;
}
#define LISTED(...) listed((struct completion_query){ __VA_ARGS__ })

static const char *numbers(int64_t a, int64_t b)
{
	return b ? arena_printf(&c.arena, "%lld %lld ", (long long)a, (long long)b)
		 : arena_printf(&c.arena, "%lld ", (long long)a);
}

static struct queues counted(void)
{
	struct queues q = { 0 };

	OK(queues_count(&c, &q));
	return q;
}

/* --- the lists --- */

Test(queue, imis_58_what_awaits_approval_is_listed_oldest_first)
{
	int64_t program = PROGRAM(.stages = "R! S#60!");
	int64_t ada = somebody_in(program, "Ada Lovelace"), bo = somebody_in(program, "Bo Diddley");

	OK(record(bo, "R", TODAY));
	OK(record(ada, "R", TODAY));
	OK(record(ada, "S", TODAY));
	cr_assert_str_eq(LISTED(.status = "awaiting_approval"), numbers(bo, ada));
	cr_assert_str_eq(LISTED(.status = "awaiting_grade"), numbers(ada, 0));
	cr_assert_eq(counted().awaiting_approval, 2);
	cr_assert_eq(counted().awaiting_grade, 1);
	OK(grade(ada, "S", 80));
	cr_assert_eq(counted().awaiting_approval, 3);
	cr_assert_eq(counted().awaiting_grade, 0);
	OK(approve(ada, "S"));
	OK(reject(bo, "R", "Not like this."));
	cr_assert_str_eq(LISTED(.status = "awaiting_approval"), numbers(ada, 0));
}

Test(queue, a_line_tells_what_is_needed_to_decide)
{
	int64_t program = PROGRAM(.name = "Welding", .stages = "A | Exam#60!");
	int64_t e = somebody_in(program, "Ada Lovelace");
	struct completion_query q = { .status = "awaiting_approval" };
	struct page page = { 0 };
	const struct completion_row *r;

	OK(record_graded(e, "Exam", ON(2026, 6, 1), 85));
	OK(completion_list(&c, &q, &page));
	r = page.items.items;
	cr_assert_eq(page.items.n, 1);
	cr_assert_eq(page.total, 1);
	cr_assert_eq(r->enrollment_id, e);
	cr_assert_eq(r->requirement_id, requirement_of(program, "Exam"));
	cr_assert_str_eq(r->contact_name, "Ada Lovelace");
	cr_assert_str_eq(r->program_name, "Welding");
	cr_assert_str_eq(r->stage_title, "Stage 2");
	cr_assert_str_eq(r->requirement_title, "Exam");
	cr_assert_str_eq(date_text(r->completed_on), "2026-06-01");
	cr_assert_eq(r->grade.hundredths, 8500);
	cr_assert_eq(r->pass_grade.hundredths, 6000);
	cr_assert_eq(r->grade_scale.hundredths, 10000);
	cr_assert(r->needs_approval);
	cr_assert_str_eq(r->recorded_by_name, "Robin Role8");
	cr_assert_eq(r->recorded_at.us, c.now.us);
}

Test(queue, what_was_recorded_under_an_older_version_keeps_its_titles)
{
	struct plan plan = { .stages = "Exam!" };
	int64_t program = make_program(plan), e = somebody_in(program, "Ada Lovelace");
	struct definition_saved saved;
	struct completion_query q = { .status = "awaiting_approval" };
	struct page page = { 0 };

	OK(record(e, "Exam", TODAY));
	plan.stages = "Other";
	OK(definition_save(&c, program, 1, define(plan), &saved));
	OK(completion_list(&c, &q, &page));
	cr_assert_eq(page.items.n, 1);
	cr_assert_str_eq(((struct completion_row *)page.items.items)->requirement_title, "Exam");
}

Test(queue, a_queue_is_narrowed_to_a_program_or_an_enrollee)
{
	int64_t one = PROGRAM(.stages = "R!"), two = PROGRAM(.stages = "R!");
	int64_t ada = somebody_in(one, "Ada Lovelace"), bo = somebody_in(two, "Bo Diddley");

	OK(record(ada, "R", TODAY));
	OK(record(bo, "R", TODAY));
	cr_assert_str_eq(LISTED(.status = "awaiting_approval", .program_id = two), numbers(bo, 0));
	cr_assert_str_eq(LISTED(.status = "awaiting_approval", .q = "lov"), numbers(ada, 0));
	cr_assert_str_eq(LISTED(.status = "awaiting_approval", .q = "ada", .program_id = two), "");
	cr_assert_str_eq(LISTED(.status = "awaiting_approval", .q = "nobody"), "");
	INVALID("/q",
		completion_list(&c, &(struct completion_query){ .status = "awaiting_approval", .q = "..." },
			&(struct page){ 0 }));
}

Test(queue, what_nobody_has_to_decide_any_more_leaves_the_queue)
{
	int64_t program = PROGRAM(.stages = "R! S", .period = "1 months", .grace = "none", .approval = true);
	int64_t ada = make_contact("Ada Lovelace"), lapsed = enroll_on(program, ada, ON(2026, 5, 1));
	int64_t cancelled = somebody_in(program, "Bo Diddley");

	OK(record(lapsed, "R", ON(2026, 5, 2)));
	OK(record(cancelled, "R", TODAY));
	cr_assert_eq(counted().awaiting_approval, 2);
	OK(enrollment_cancel(&c, cancelled, NULL));
	cr_assert_str_eq(LISTED(.status = "awaiting_approval"), numbers(lapsed, 0),
		"what is expired can still be approved");
	enroll_one(program, ada);
	cr_assert_str_eq(LISTED(.status = "awaiting_approval"), "");
	cr_assert_eq(counted().awaiting_approval, 0);
}

Test(queue, pages_name_each_record_once_and_give_the_total)
{
	struct completion_query q = { .status = "awaiting_approval", .limit = 2 };
	int64_t program = PROGRAM(.stages = "R!"), e[5];
	struct page page;
	size_t seen = 0;

	for (int i = 0; i < 5; i++) {
		e[i] = somebody_in(program, "Ada Lovelace");
		OK(record(e[i], "R", TODAY));
	}
	do {
		page = (struct page){ 0 };
		OK(completion_list(&c, &q, &page));
		cr_assert(page.has_total);
		cr_assert_eq(page.total, 5);
		for (size_t i = 0; i < page.items.n; i++)
			cr_assert_eq(((struct completion_row *)page.items.items)[i].enrollment_id, e[seen++]);
		q.cursor = page.next;
	} while (page.next);
	cr_assert_eq(seen, 5);
}

Test(queue, program_completions_are_counted_and_listed_alike)
{
	int64_t program = PROGRAM(.stages = "R", .approval = true);
	int64_t ada = somebody_in(program, "Ada Lovelace"), bo = somebody_in(program, "Bo Diddley");
	struct enrollment_query q = { .pending = true };
	struct page page = { 0 };

	OK(record(ada, "R", TODAY));
	OK(record(bo, "R", TODAY));
	cr_assert_eq(counted().program_completions, 2);
	OK(enrollment_search(&c, &q, &page));
	cr_assert_eq(page.items.n, 2);
	OK(enrollment_approve(&c, ada));
	OK(enrollment_cancel(&c, bo, NULL));
	cr_assert_eq(counted().program_completions, 0);
	page = (struct page){ 0 };
	OK(enrollment_search(&c, &q, &page));
	cr_assert_eq(page.items.n, 0);
}

/* --- many at once, each judged alone --- */

static struct decision_result result;

static enum err decide(enum decision what, size_t n, struct decision_item *items)
{
	struct decision_request r = { .items = { items, n, sizeof(*items) }, .note = "Not like this." };

	return completion_decide_many(&c, what, &r, &result);
}

static void expect_outcome(size_t i, const char *outcome, const char *status_or_code)
{
	const struct decision_outcome *o = (const struct decision_outcome *)result.items.items + i;

	cr_assert_lt(i, result.items.n);
	cr_assert_str_eq(o->outcome, outcome, "item %zu: %s", i, o->detail ? o->detail : "");
	if (!strcmp(outcome, "done")) {
		cr_assert_str_eq(o->status, status_or_code, "item %zu", i);
		cr_assert_null(o->code);
		return;
	}
	cr_assert_str_eq(o->code, status_or_code, "item %zu", i);
	cr_assert_not_null(o->detail);
}

/* By somebody, in the whole database. */
static int64_t records_decided(void)
{
	return sql_int("SELECT COUNT(*) FROM completion WHERE decided_at IS NOT NULL");
}

Test(queue, many_are_approved_each_judged_alone)
{
	int64_t program = PROGRAM(.stages = "R!"), other = PROGRAM(.stages = "R!");
	int64_t r = requirement_of(program, "R");
	int64_t ada = somebody_in(program, "Ada Lovelace"), bo = somebody_in(program, "Bo Diddley");
	int64_t gone = somebody_in(program, "Cy Young"), none = somebody_in(program, "Di Prima");
	struct decision_item items[] = { { .enrollment_id = ada, .requirement_id = r },
		{ .enrollment_id = none, .requirement_id = r },
		{ .enrollment_id = gone, .requirement_id = r },
		{ .enrollment_id = 424242, .requirement_id = r },
		{ .enrollment_id = ada, .requirement_id = requirement_of(other, "R") },
		{ .enrollment_id = ada, .requirement_id = r }, { .enrollment_id = bo, .requirement_id = r } };

	OK(record(ada, "R", TODAY));
	OK(record(bo, "R", TODAY));
	OK(record(gone, "R", TODAY));
	OK(enrollment_cancel(&c, gone, NULL));
	OK(decide(DECIDE_APPROVE, 7, items));
	expect_outcome(0, "done", "complete");
	expect_outcome(1, "refused", "bad_move");
	expect_outcome(2, "refused", "enrollment_cancelled");
	expect_outcome(3, "refused", "not_found");
	expect_outcome(4, "refused", "not_found");
	expect_outcome(5, "refused", "completion_read_only");
	expect_outcome(6, "done", "complete");
	cr_assert_eq(audit_count("completion.approve"), 2);
	cr_assert_eq(records_decided(), 2);
	cr_assert_str_eq(row_of(ada).status, "earned");
	cr_assert_str_eq(row_of(bo).status, "earned");
	cr_assert_eq(tracker_of(program).earned, 2);
	everything_holds();
}

Test(queue, many_are_graded_each_with_its_own_grade)
{
	int64_t program = PROGRAM(.stages = "R#60"), r = requirement_of(program, "R");
	int64_t ada = somebody_in(program, "Ada Lovelace"), bo = somebody_in(program, "Bo Diddley");
	int64_t cy = somebody_in(program, "Cy Young");
	struct decision_item items[] = { { ada, r, { true, 5900 } }, { bo, r, { true, 6000 } },
		{ cy, r, { true, 10100 } } };

	OK(record(ada, "R", TODAY));
	OK(record(bo, "R", TODAY));
	OK(record(cy, "R", TODAY));
	OK(decide(DECIDE_GRADE, 3, items));
	expect_outcome(0, "refused", "grade_below_pass");
	expect_outcome(1, "done", "complete");
	expect_outcome(2, "refused", "validation");
	cr_assert_str_eq(requirement_in(ada, "R").status, "awaiting_grade");
	cr_assert_not(requirement_in(ada, "R").grade.set, "a refused grade is not kept");
	cr_assert_eq(requirement_in(bo, "R").grade.hundredths, 6000);
	cr_assert_eq(audit_count("completion.grade"), 1);
}

Test(queue, many_are_rejected_with_one_note)
{
	int64_t program = PROGRAM(.stages = "R! S!"), r = requirement_of(program, "R");
	int64_t ada = somebody_in(program, "Ada Lovelace");
	struct decision_item items[] = { { .enrollment_id = ada, .requirement_id = r },
		{ .enrollment_id = ada, .requirement_id = requirement_of(program, "S") } };

	OK(record(ada, "R", TODAY));
	OK(record(ada, "S", TODAY));
	OK(decide(DECIDE_REJECT, 2, items));
	expect_outcome(0, "done", "rejected");
	expect_outcome(1, "done", "rejected");
	cr_assert_str_eq(requirement_in(ada, "S").decision_note, "Not like this.");
	cr_assert_eq(
		sql_int("SELECT COUNT(*) FROM audit WHERE action = 'completion.reject' AND reason = 'Not like this.'"),
		2);
}

Test(queue, refused_alone_they_change_nothing_and_say_so)
{
	int64_t program = PROGRAM(.stages = "R!"), e = somebody_in(program, "Ada Lovelace");
	struct decision_item item = { .enrollment_id = e, .requirement_id = requirement_of(program, "R") };
	const char *before = fingerprint();

	OK(decide(DECIDE_APPROVE, 1, &item));
	expect_outcome(0, "refused", "bad_move");
	cr_assert(c.unchanged);
	cr_assert_str_eq(fingerprint(), before);
	OK(record(e, "R", TODAY));
	OK(decide(DECIDE_APPROVE, 1, &item));
	cr_assert_not(c.unchanged);
}
