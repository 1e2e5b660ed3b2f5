#include "call.h"

DB_SUITE(concurrency);

enum { ROUND = 12, WRONG = 250 };

static int64_t rows[ROUND * 4], program, other_program, requirement;

/* What a child does: as the program does it, repeated when it was a victim. */
static enum err once(enum err (*work)(struct ctx *, void *), int64_t arg)
{
	return db_transact(&c, work, &arg, false);
}

static int64_t id_in(const void *arg)
{
	return *(const int64_t *)arg;
}

/* Both at once; gives back what each said. */
static void race(int (*one)(int64_t), int (*two)(int64_t), int said_by[static 2])
{
	struct child both[2] = { child_start(one, 0), child_start(two, 1) };

	children_go(both, 2);
	for (int i = 0; i < 2; i++) {
		said_by[i] = child_result(&both[i]);
		cr_assert_lt(said_by[i], WRONG, "child %d gave %d", i, said_by[i]);
	}
}

/* --- one call each --- */

static enum err enroll_in(struct ctx *x, int64_t in_program, int64_t contact)
{
	struct enroll_request r = { .contact_ids = ids(1, contact) };
	struct enroll_result out = { 0 };
	const struct enroll_outcome *o;

	TRY(enroll(x, in_program, &r, &out));
	o = out.items.items;
	if (!o->code)
		return ERR_OK;
	return strcmp(o->code, "already_enrolled") ? ERR_NOT_ELIGIBLE : ERR_ALREADY_ENROLLED;
}

static enum err do_enroll(struct ctx *x, void *arg)
{
	return enroll_in(x, program, id_in(arg));
}

static enum err do_enroll_in_other(struct ctx *x, void *arg)
{
	return enroll_in(x, other_program, id_in(arg));
}

static enum err do_approve(struct ctx *x, void *arg)
{
	struct requirement_view v;

	return completion_approve(x, id_in(arg), requirement, &v);
}

static enum err do_void(struct ctx *x, void *arg)
{
	struct requirement_view v;

	return completion_void(x, id_in(arg), requirement, "A mistake.", &v);
}

static enum err do_record(struct ctx *x, void *arg)
{
	struct completion_input in = { .completed_on = x->today };
	struct requirement_view v;

	return completion_record(x, id_in(arg), requirement, &in, &v);
}

static enum err do_cancel(struct ctx *x, void *arg)
{
	return enrollment_cancel(x, id_in(arg), NULL);
}

static enum err do_approve_program(struct ctx *x, void *arg)
{
	return enrollment_approve(x, id_in(arg));
}

static enum err do_edit(struct ctx *x, void *arg)
{
	struct enrollment_dates d = { .expires_on = ON(2030, 1, 1) };

	return enrollment_edit(x, id_in(arg), 1, &d,
		UINT64_C(1) << (field_find(enrollment_edit_fields, "expires_on") - enrollment_edit_fields));
}

static enum err do_purge(struct ctx *x, void *arg)
{
	struct purge_request r = { .ids = ids(1, id_in(arg)) };
	struct purge_result out;

	TRY(enrollment_purge(x, &r, &out));
	if (out.purged)
		return ERR_OK;
	return strcmp(((struct purge_refusal *)out.refused.items)->code, "not_found") ? ERR_NOT_INACTIVE
										      : ERR_NOT_FOUND;
}

static enum err do_close_program(struct ctx *x, void *arg)
{
	(void)arg;
	return program_update(x, program, 2, &(struct program){ .status = "inactive" },
		UINT64_C(1) << (field_find(program_fields, "status") - program_fields));
}

static struct definition *next_definition;

static enum err do_define(struct ctx *x, void *arg)
{
	struct definition_saved saved;

	(void)arg;
	return definition_save(x, program, 1, next_definition, &saved);
}

static enum err do_demote(struct ctx *x, void *arg)
{
	struct role_set none = { 0 }, now;

	return roles_replace(x, id_in(arg), -1, &none, &now);
}

/* --- what comes second sees what came first --- */

/*
 * The second waits for the first's lock. InnoDB's own table of transactions is a copy that those who ask too
 * often keep old; a lock that another test waits for may end this early, which changes the outcome of none.
 */
static void wait_until_blocked(void)
{
	for (int i = 0; i < 10000; i++)
		if (sql_int("SELECT (SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS "
			    "WHERE VARIABLE_NAME = 'Innodb_row_lock_current_waits') > 0 AND EXISTS (SELECT 1 FROM "
			    "information_schema.PROCESSLIST WHERE DB = '%s' AND COMMAND = 'Execute')",
			    schema_name()))
			return;
	cr_assert_fail("the second one never waited");
}

static enum err (*second_work)(struct ctx *, void *);

static int second(int64_t arg)
{
	return (int)once(second_work, arg);
}

static void one_after_the_other(enum err (*first)(struct ctx *, void *), int64_t first_arg,
	enum err (*then)(struct ctx *, void *), int64_t then_arg, enum err expected)
{
	struct child child;
	int got;
	enum err e;

	second_work = then;
	child = child_start(second, then_arg);
	step_begin();
	e = first(&c, &first_arg);
	cr_assert_eq(e, ERR_OK, "%s", said());
	children_go(&child, 1);
	wait_until_blocked();
	cr_assert_eq(step_end(e), ERR_OK);
	got = child_result(&child);
	cr_assert_eq(got, (int)expected, "the second gave %s", err_slug((enum err)got));
	everything_holds();
}

static int64_t somebody_who_awaits(const char *stages, bool approval)
{
	int64_t e;

	program = PROGRAM(.stages = stages, .approval = approval, .period = "1 months", .grace = "none");
	requirement = requirement_of(program, "R");
	e = enroll_one(program, make_contact("Ada Lovelace"));
	OK(record(e, "R", TODAY));
	return e;
}

Test(concurrency, of_two_approvals_of_one_record_the_second_finds_it_final)
{
	int64_t e = somebody_who_awaits("R!", false);

	one_after_the_other(do_approve, e, do_approve, e, ERR_COMPLETION_READ_ONLY);
	cr_assert_eq(audit_count("completion.approve"), 1);
	cr_assert_eq(tracker_of(program).earned, 1);
}

Test(concurrency, an_approval_after_a_cancellation_is_refused)
{
	int64_t e = somebody_who_awaits("R!", false);

	one_after_the_other(do_cancel, e, do_approve, e, ERR_ENROLLMENT_CANCELLED);
	cr_assert_str_eq(row_of(e).status, "cancelled");
	cr_assert_eq(audit_count("completion.approve"), 0);
}

Test(concurrency, a_cancellation_after_the_approval_that_earned_is_refused)
{
	int64_t e = somebody_who_awaits("R!", false);

	one_after_the_other(do_approve, e, do_cancel, e, ERR_ALREADY_EARNED);
	cr_assert_str_eq(row_of(e).status, "earned");
}

Test(concurrency, of_two_approvals_of_a_program_completion_the_second_finds_it_earned)
{
	int64_t e = somebody_who_awaits("R", true);

	one_after_the_other(do_approve_program, e, do_approve_program, e, ERR_ALREADY_EARNED);
	cr_assert_eq(audit_count("enrollment.approve"), 1);
}

Test(concurrency, a_program_completion_is_not_approved_after_its_record_was_voided)
{
	int64_t e = somebody_who_awaits("R", true);

	one_after_the_other(do_void, e, do_approve_program, e, ERR_NOT_PENDING);
	cr_assert_eq(row_of(e).earned_on.day, 0);
}

Test(concurrency, what_is_voided_twice_was_voided_once)
{
	int64_t e = somebody_who_awaits("R", false);

	one_after_the_other(do_void, e, do_void, e, ERR_BAD_MOVE);
	cr_assert_eq(audit_count("completion.void"), 1);
}

Test(concurrency, what_is_recorded_twice_is_there_once)
{
	int64_t e = somebody_who_awaits("R S", false);

	requirement = requirement_of(program, "S");
	one_after_the_other(do_record, e, do_record, e, ERR_COMPLETION_READ_ONLY);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM completion"), 2);
}

Test(concurrency, of_two_edits_of_one_version_the_second_is_stale)
{
	int64_t e = somebody_who_awaits("R S", false);

	sql("UPDATE enrollment SET version = 1");
	one_after_the_other(do_edit, e, do_edit, e, ERR_STALE_VERSION);
	cr_assert_eq(audit_count("enrollment.edit"), 1);
}

Test(concurrency, an_edit_after_a_cancellation_is_stale)
{
	int64_t e = somebody_who_awaits("R S", false);

	sql("UPDATE enrollment SET version = 1");
	one_after_the_other(do_cancel, e, do_edit, e, ERR_STALE_VERSION);
	cr_assert_neq(row_of(e).expires_on.day, ON(2030, 1, 1).day);
}

Test(concurrency, what_is_purged_cannot_be_cancelled_or_purged_any_more)
{
	int64_t e = somebody_who_awaits("R S", false), f;

	f = enroll_one(program, make_contact("Bo Diddley"));
	today_is(ON(2027, 1, 1));
	one_after_the_other(do_purge, e, do_cancel, e, ERR_NOT_FOUND);
	one_after_the_other(do_purge, f, do_purge, f, ERR_NOT_FOUND);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM enrollment"), 0);
	cr_assert_eq(audit_count("enrollment.cancel"), 0);
}

Test(concurrency, what_an_edit_brought_back_to_life_is_not_purged)
{
	int64_t e = somebody_who_awaits("R S", false);

	sql("UPDATE enrollment SET version = 1");
	today_is(ON(2027, 1, 1));
	one_after_the_other(do_edit, e, do_purge, e, ERR_NOT_INACTIVE);
	cr_assert_str_eq(row_of(e).status, "grace");
}

Test(concurrency, what_an_edit_brought_back_to_life_is_in_the_way_of_another_enrolment)
{
	int64_t e = somebody_who_awaits("R S", false), ada = row_of(e).contact_id;

	sql("UPDATE enrollment SET version = 1");
	today_is(ON(2027, 1, 1));
	one_after_the_other(do_edit, e, do_enroll, ada, ERR_ALREADY_ENROLLED);
	cr_assert_not(row_of(e).superseded);
}

Test(concurrency, a_contact_enrolled_by_two_people_is_enrolled_by_the_first)
{
	int64_t ada = make_contact("Ada Lovelace");

	program = PROGRAM(.stages = "R");
	one_after_the_other(do_enroll, ada, do_enroll, ada, ERR_ALREADY_ENROLLED);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM enrollment"), 1);
	cr_assert_eq(program_of(program).registrants, 1);
}

Test(concurrency, what_a_late_record_earned_is_not_followed_by_another_enrolment)
{
	int64_t e = somebody_who_awaits("R!", false), ada = row_of(e).contact_id;

	today_is(ON(2027, 1, 1));
	cr_assert_str_eq(row_of(e).status, "expired");
	one_after_the_other(do_approve, e, do_enroll, ada, ERR_NOT_ELIGIBLE);
	cr_assert_str_eq(row_of(e).status, "earned");
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM enrollment"), 1);
}

Test(concurrency, a_program_that_was_just_closed_takes_nobody)
{
	int64_t ada = make_contact("Ada Lovelace");

	program = PROGRAM(.stages = "R");
	cr_assert_eq(program_of(program).version, 2);
	one_after_the_other(do_close_program, 0, do_enroll, ada, ERR_PROGRAM_NOT_ACTIVE);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM enrollment"), 0);
}

Test(concurrency, of_two_definitions_made_from_one_version_the_second_is_stale)
{
	struct plan plan = { .stages = "R S" };

	program = PROGRAM(.stages = "R");
	next_definition = define(plan);
	one_after_the_other(do_define, 0, do_define, 0, ERR_STALE_VERSION);
	cr_assert_eq(program_of(program).definition_version, 2);
}

Test(concurrency, two_sysadmins_cannot_demote_each_other)
{
	int64_t ada = make_person("Ada Lovelace", "ada@example.com"),
		bo = make_person("Bo Diddley", "bo@example.com");

	sql("INSERT INTO role_grant VALUES (%lld, 'sysadmin'), (%lld, 'sysadmin')", (long long)ada,
		(long long)bo);
	act_as(SYSADMIN);
	one_after_the_other(do_demote, ada, do_demote, bo, ERR_LAST_SYSADMIN);
	cr_assert_eq(sql_int("SELECT contact_id FROM role_grant"), bo);
}

/* --- a long transaction sees what others did meanwhile --- */

static int attempts;

static int void_the_second(int64_t enrollment_id)
{
	return (int)once(do_void, enrollment_id);
}

/* As a list of decisions does: one after the other, while somebody else takes the second away. */
static enum err approve_both(struct ctx *x, void *arg)
{
	int64_t *both = arg;
	struct child child;

	if (attempts++ == 0)
		child = child_start(void_the_second, both[1]);
	TRY(do_approve(x, &both[0]));
	if (attempts == 1) {
		children_go(&child, 1);
		cr_assert_eq(child_result(&child), 0);
	}
	return do_approve(x, &both[1]);
}

Test(concurrency, a_list_of_decisions_does_not_decide_on_what_was_taken_away_meanwhile)
{
	int64_t both[2];

	both[0] = somebody_who_awaits("R!", false);
	both[1] = enroll_one(program, make_contact("Bo Diddley"));
	OK(record(both[1], "R", TODAY));
	cr_assert_eq(db_transact(&c, approve_both, both, false), ERR_BAD_MOVE, "%s", said());
	cr_assert_str_eq(sql_text("SELECT status FROM completion WHERE enrollment_id = %lld",
				 (long long)both[1]),
		"void");
	cr_assert_str_eq(requirement_in(both[1], "R").status, "none");
	everything_holds();
}

/* --- many at once, in whatever order they come --- */

static int count_ok(enum err (*work)(struct ctx *, void *), enum err otherwise, enum err or_otherwise)
{
	int ok = 0;

	for (size_t i = 0; i < ROUND; i++) {
		enum err e = once(work, rows[i]);

		if (e && e != otherwise && e != or_otherwise)
			return WRONG;
		ok += !e;
	}
	return ok;
}

static int enroll_all(int64_t arg)
{
	(void)arg;
	return count_ok(do_enroll, ERR_ALREADY_ENROLLED, ERR_OK);
}

static int approve_all(int64_t arg)
{
	(void)arg;
	return count_ok(do_approve, ERR_COMPLETION_READ_ONLY, ERR_OK);
}

static int cancel_all(int64_t arg)
{
	(void)arg;
	return count_ok(do_cancel, ERR_NOT_FOUND, ERR_ENROLLMENT_CANCELLED);
}

static int edit_all(int64_t arg)
{
	(void)arg;
	return count_ok(do_edit, ERR_STALE_VERSION, ERR_OK);
}

static int purge_all(int64_t arg)
{
	(void)arg;
	return count_ok(do_purge, ERR_NOT_FOUND, ERR_OK);
}

static void fill_rows(const char *stages)
{
	program = PROGRAM(.stages = stages, .period = "1 months", .grace = "none");
	requirement = requirement_of(program, "R");
	for (int i = 0; i < ROUND; i++)
		rows[i] = enroll_one(program, make_contact(arena_printf(&c.arena, "Ada L%d", i)));
}

Test(concurrency, each_contact_is_enrolled_once_by_one_of_two)
{
	int enrolled[2];

	program = PROGRAM(.stages = "R");
	for (int i = 0; i < ROUND; i++)
		rows[i] = make_contact("Ada Lovelace");
	race(enroll_all, enroll_all, enrolled);
	cr_assert_eq(enrolled[0] + enrolled[1], ROUND);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM enrollment"), ROUND);
	cr_assert_eq(audit_count("enrollment.create"), ROUND);
	everything_holds();
}

Test(concurrency, each_record_is_approved_once_by_one_of_two)
{
	int approved[2];

	fill_rows("R!");
	for (int i = 0; i < ROUND; i++)
		OK(record(rows[i], "R", TODAY));
	race(approve_all, approve_all, approved);
	cr_assert_eq(approved[0] + approved[1], ROUND);
	cr_assert_eq(audit_count("completion.approve"), ROUND);
	cr_assert_eq(tracker_of(program).earned, ROUND);
	everything_holds();
}

Test(concurrency, edits_and_cancellations_each_hold_or_are_refused)
{
	int done[2];

	fill_rows("R");
	race(edit_all, cancel_all, done);
	cr_assert_eq(done[1], ROUND, "a cancellation needs no version");
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM enrollment WHERE expires_on = '2030-01-01'"), done[0]);
	cr_assert_eq(audit_count("enrollment.edit"), done[0]);
	cr_assert_eq(sql_int("SELECT SUM(version) FROM enrollment"), ROUND * 2 + done[0]);
	cr_assert_eq(tracker_of(program).total, 0);
	everything_holds();
}

Test(concurrency, what_is_purged_and_cancelled_at_once_is_gone)
{
	int done[2];

	fill_rows("R");
	today_is(ON(2027, 1, 1));
	race(purge_all, cancel_all, done);
	cr_assert_eq(done[0], ROUND);
	cr_assert_eq(audit_count("enrollment.purge"), ROUND);
	cr_assert_eq(audit_count("enrollment.cancel"), done[1]);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM enrollment"), 0);
	everything_holds();
}

/* Each has contacts of its own, in two programs. */
static int enroll_mine(int64_t arg)
{
	for (int i = 0; i < ROUND; i++) {
		int64_t contact = rows[arg * ROUND + i];

		if (once(do_enroll, contact) || once(do_enroll_in_other, contact))
			return WRONG;
	}
	return 0;
}

Test(concurrency, enrolling_in_two_programs_at_once_keeps_the_counts_right)
{
	struct child four[4];

	program = PROGRAM(.stages = "R");
	other_program = PROGRAM(.stages = "R");
	for (int i = 0; i < ROUND * 4; i++)
		rows[i] = make_contact("Ada Lovelace");
	for (int i = 0; i < 4; i++)
		four[i] = child_start(enroll_mine, i);
	children_go(four, 4);
	for (int i = 0; i < 4; i++)
		cr_assert_eq(child_result(&four[i]), 0);
	cr_assert_eq(tracker_of(program).total, ROUND * 4);
	cr_assert_eq(tracker_of(other_program).total, ROUND * 4);
	cr_assert_eq(sql_int("SELECT last_id FROM audit_head"), sql_int("SELECT COUNT(*) FROM audit"),
		"numbered without gaps");
	everything_holds();
}

/* In opposite orders they get in each other's way: InnoDB chooses victims, and they start over. */
static enum err approve_list(struct ctx *x, void *arg)
{
	struct decision_item items[ROUND];
	struct decision_request r = { .items = { items, ROUND, sizeof(*items) } };
	struct decision_result result;
	int64_t *reverse_and_done = arg;

	for (size_t i = 0; i < ROUND; i++)
		items[i] = (struct decision_item){ .enrollment_id =
							   rows[reverse_and_done[0] ? ROUND - 1 - i : i],
			.requirement_id = requirement };
	TRY(completion_decide_many(x, DECIDE_APPROVE, &r, &result));
	reverse_and_done[1] = 0;
	for (size_t i = 0; i < ROUND; i++)
		reverse_and_done[1] += !((struct decision_outcome *)result.items.items)[i].code;
	return ERR_OK;
}

static int approve_one_way(int64_t reverse)
{
	int64_t arg[2] = { reverse, 0 };

	return db_transact(&c, approve_list, arg, false) ? WRONG : (int)arg[1];
}

Test(concurrency, lists_of_decisions_in_opposite_orders_are_each_decided_once)
{
	int done[2];

	fill_rows("R!");
	for (int i = 0; i < ROUND; i++)
		OK(record(rows[i], "R", TODAY));
	race(approve_one_way, approve_one_way, done);
	cr_assert_eq(done[0] + done[1], ROUND);
	cr_assert_eq(audit_count("completion.approve"), ROUND);
	cr_assert_eq(tracker_of(program).earned, ROUND);
	everything_holds();
}

/* --- a double click --- */

static struct request *twice;

static int send(int64_t arg)
{
	(void)arg;
	return dispatch(twice) ? WRONG : twice->status - 200;
}

Test(concurrency, one_idempotency_key_sent_twice_at_once_is_done_once_and_answered_twice)
{
	int status[2];

	twice = call_begin(STAFF, POST, "/api/contacts",
		"{\"given_name\":\"Ada\",\"family_name\":\"Lovelace\"}");
	twice->idempotency_key = "k-1";
	race(send, send, status);
	json_use_arena(&c.arena);
	cr_assert_eq(status[0], 1);
	cr_assert_eq(status[1], 1);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM contact WHERE family_name = 'Lovelace'"), 1);
	cr_assert_eq(audit_count("contact.create"), 1);
}
