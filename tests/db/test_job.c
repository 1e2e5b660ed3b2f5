#include "call.h"
#include "job.h"
#include "outbox.h"

DB_SUITE(job);

/* --- jobs --- */

static int64_t add_job(const char *kind)
{
	struct job job = { .kind = kind };

	OK(job_add(&c, &job));
	return job.id;
}

static struct job read_job(int64_t id)
{
	struct job job = { 0 };

	OK(job_find(&c, id, &job));
	return job;
}

static bool run_due(void)
{
	bool ran;
	enum err e = job_run_due(&c, &ran);

	cr_assert_eq(e, ERR_OK, "%s: %s", err_slug(e), said());
	return ran;
}

static void seconds_pass(int64_t seconds)
{
	c.now.us += seconds * 1000000;
}

/* Somebody took it and was killed. */
static void leave_running(int64_t id, int64_t attempts)
{
	struct instant end = { c.now.us + JOB_LEASE_SECONDS * INT64_C(1000000) };
	char text[INSTANT_TEXT];

	instant_format(end, text);
	sql("UPDATE job SET state = 'running', attempts = %lld, leased_until = '%.10s %.8s' WHERE id = %lld",
		(long long)attempts, text, text + 11, (long long)id);
}

/* Saying how far it is fails from now on. */
static void break_progress(const char *signal)
{
	sql("CREATE TRIGGER breaks BEFORE UPDATE ON job FOR EACH ROW IF NEW.state = 'running' AND NEW.attempts = OLD.attempts "
	    "THEN SIGNAL SQLSTATE %s; END IF",
		signal);
}

static const char deadlock[] = "'40001' SET MYSQL_ERRNO = 1213";

Test(job, without_anything_due_nothing_runs)
{
	cr_assert_not(run_due());
}

Test(job, a_job_that_is_due_runs_to_its_end_once)
{
	int64_t id = add_job("audit_verify");
	struct job job = read_job(id);

	cr_assert_str_eq(job.state, "waiting");
	cr_assert_eq(job.attempts, 0);
	cr_assert_eq(job.created_at.us, c.now.us);
	cr_assert(run_due());
	job = read_job(id);
	cr_assert_str_eq(job.state, "done");
	cr_assert_eq(job.attempts, 1);
	cr_assert_eq(job.leased_until.us, 0);
	cr_assert_null(job.error);
	cr_assert_not(run_due());
}

Test(job, a_job_whose_adding_is_taken_back_is_not_there)
{
	struct job job = { .kind = "audit_verify" };

	step_begin();
	cr_assert_eq(job_add(&c, &job), ERR_OK);
	cr_assert_eq(step_end(ERR_BAD_MOVE), ERR_BAD_MOVE);
	cr_assert_not(run_due());
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM job"), 0);
}

Test(job, jobs_run_in_the_order_they_came_and_not_before_their_time)
{
	int64_t later = add_job("audit_verify"), first = add_job("audit_verify"),
		second = add_job("audit_verify");

	sql("UPDATE job SET run_at = '2026-06-15 12:00:01' WHERE id = %lld", (long long)later);
	cr_assert(run_due());
	cr_assert_str_eq(read_job(first).state, "done");
	cr_assert_str_eq(read_job(second).state, "waiting");
	cr_assert(run_due());
	cr_assert_not(run_due());
	seconds_pass(1);
	cr_assert(run_due());
	cr_assert_str_eq(read_job(later).state, "done");
}

Test(job, a_running_job_is_left_alone_until_its_lease_has_lapsed)
{
	int64_t id = add_job("audit_verify");

	leave_running(id, 1);
	cr_assert_not(run_due());
	seconds_pass(JOB_LEASE_SECONDS);
	cr_assert_not(run_due(), "the last moment of a lease is still included");
	seconds_pass(1);
	cr_assert(run_due());
	cr_assert_str_eq(read_job(id).state, "done");
	cr_assert_eq(read_job(id).attempts, 2);
}

Test(job, saying_how_far_it_is_keeps_the_lease)
{
	int64_t id = add_job("audit_verify");
	struct job job;

	leave_running(id, 1);
	job = read_job(id);
	seconds_pass(20);
	cr_assert_eq(job_progress(&c, &job, 3, 10), ERR_OK);
	seconds_pass(20);
	cr_assert_not(run_due());
	cr_assert_eq(read_job(id).done, 3);
	cr_assert_eq(read_job(id).total, 10);
	seconds_pass(11);
	cr_assert(run_due());
}

Test(job, a_runner_that_stalled_cannot_write_over_its_successor)
{
	int64_t id = add_job("audit_verify");
	struct job stalled;

	leave_running(id, 1);
	stalled = read_job(id);
	seconds_pass(JOB_LEASE_SECONDS + 1);
	leave_running(id, 2);
	REFUSED(ERR_LEASE_LOST, job_progress(&c, &stalled, 5, 10));
	REFUSED(ERR_LEASE_LOST, job_hold(&c, &stalled));
	stalled.attempts = 2;
	OK(job_hold(&c, &stalled));
}

Test(job, a_job_that_another_is_just_taking_is_passed_over)
{
	int64_t first = add_job("audit_verify"), second = add_job("audit_verify");
	MYSQL *other = rival();

	cr_assert_not(mysql_query(other, "START TRANSACTION"));
	cr_assert_not(mysql_query(other,
		arena_printf(&c.arena, "UPDATE job SET attempts = 1 WHERE id = %lld", (long long)first)));
	cr_assert(run_due());
	cr_assert_str_eq(read_job(second).state, "done");
	cr_assert_not(run_due());
	mysql_close(other);
	cr_assert_str_eq(read_job(first).state, "waiting");
}

Test(job, a_passing_failure_is_tried_again_later_each_time_and_in_the_end_given_up)
{
	int64_t id = add_job("audit_verify");

	break_progress(deadlock);
	for (int64_t attempt = 1; attempt < JOB_ATTEMPTS; attempt++) {
		cr_assert(run_due());
		cr_assert_str_eq(read_job(id).state, "waiting", "attempt %lld", (long long)attempt);
		cr_assert_eq(read_job(id).attempts, attempt);
		cr_assert_not_null(read_job(id).error);
		seconds_pass(attempt * 10 - 1);
		cr_assert_not(run_due(), "attempt %lld waits longer", (long long)attempt);
		seconds_pass(1);
	}
	cr_assert(run_due());
	cr_assert_str_eq(read_job(id).state, "failed");
	cr_assert_eq(read_job(id).attempts, JOB_ATTEMPTS);
	minutes_pass(600);
	cr_assert_not(run_due());
}

Test(job, what_failed_in_passing_may_succeed_the_next_time)
{
	int64_t id = add_job("audit_verify");

	break_progress(deadlock);
	cr_assert(run_due());
	sql("DROP TRIGGER breaks");
	seconds_pass(10);
	cr_assert(run_due());
	cr_assert_str_eq(read_job(id).state, "done");
	cr_assert_null(read_job(id).error);
}

Test(job, a_failure_that_will_not_pass_is_not_tried_again)
{
	int64_t id = add_job("audit_verify");

	break_progress("'45000'");
	cr_assert(run_due());
	cr_assert_str_eq(read_job(id).state, "failed");
	cr_assert_str_eq(read_job(id).error, "The database refused the request.");
	minutes_pass(600);
	cr_assert_not(run_due());
}

Test(job, a_kind_that_nobody_knows_fails_and_says_so)
{
	int64_t id = add_job("bake_bread");

	cr_assert(run_due());
	cr_assert_str_eq(read_job(id).state, "failed");
	cr_assert_str_eq(read_job(id).error, "No runner knows jobs of the kind bake_bread.");
}

Test(job, a_job_whose_runner_dies_each_time_is_given_up)
{
	int64_t id = add_job("audit_verify"), other = add_job("audit_verify");

	leave_running(id, JOB_ATTEMPTS);
	seconds_pass(JOB_LEASE_SECONDS + 1);
	for (int i = 0; i < 3; i++)
		run_due();
	cr_assert_str_eq(read_job(id).state, "failed");
	cr_assert_not_null(read_job(id).error);
	cr_assert_eq(read_job(id).attempts, JOB_ATTEMPTS);
	cr_assert_str_eq(read_job(other).state, "done", "and is in nobody's way");
}

Test(job, a_job_that_gets_further_each_time_may_be_interrupted_as_often_as_it_likes)
{
	int64_t id = add_job("audit_verify");
	struct job job;

	leave_running(id, JOB_ATTEMPTS - 1);
	job = read_job(id);
	cr_assert_eq(job_progress(&c, &job, 1, 10), ERR_OK);
	leave_running(id, JOB_ATTEMPTS);
	seconds_pass(JOB_LEASE_SECONDS + 1);
	cr_assert(run_due());
	cr_assert_str_eq(read_job(id).state, "done");
}

/* --- verifying the audit --- */

Test(job, verifying_the_audit_counts_its_entries_and_finds_no_fault)
{
	int64_t id, entries;

	make_contact("Ada Lovelace");
	make_contact("Bo Diddley");
	entries = sql_int("SELECT COUNT(*) FROM audit");
	cr_assert_gt(entries, 0);
	id = add_job("audit_verify");
	cr_assert(run_due());
	cr_assert_str_eq(read_job(id).result,
		arena_printf(&c.arena, "{\"entries\":%lld,\"first_bad\":null}", (long long)entries));
	cr_assert_eq(read_job(id).done, entries);
	cr_assert_eq(read_job(id).total, entries);
}

Test(job, verifying_the_audit_names_the_first_entry_that_was_changed)
{
	int64_t id;

	for (int i = 0; i < 5; i++)
		make_contact("Ada Lovelace");
	sql("UPDATE audit SET title = 'Somebody else' WHERE id IN (3, 4)");
	id = add_job("audit_verify");
	cr_assert(run_due());
	cr_assert_str_eq(read_job(id).state, "done", "a fault is a result, not a failure");
	cr_assert_not_null(strstr(read_job(id).result, "\"first_bad\":3}"), "%s", read_job(id).result);
}

Test(job, a_sysadmin_asks_for_the_verification_and_sees_its_result)
{
	struct answer a;
	const char *path;

	make_contact("Ada Lovelace");
	a = call(SYSADMIN, POST, "/api/audit/verify", NULL);
	cr_assert_eq(a.status, 202);
	cr_assert_not_null(strstr(a.body, "\"state\":\"waiting\""), "%s", a.body);
	path = arena_printf(&c.arena, "/api/jobs/%s", sql_text("SELECT id FROM job"));
	cr_assert_str_eq(call(CERTIFICATION_MANAGER, GET, path, NULL).code, "right_missing");
	cr_assert(run_due());
	a = call(SYSADMIN, GET, path, NULL);
	cr_assert_not_null(strstr(a.body, "\"result\":{\"entries\":1,\"first_bad\":null}"), "%s", a.body);
	cr_assert_str_eq(call(SYSADMIN, GET, "/api/jobs/424242", NULL).code, "not_found");
}

/* --- the outbox --- */

static enum err add_message(struct ctx *x, void *arg)
{
	return outbox_add(x, "mail", arg);
}

static enum err add_message_and_fail(struct ctx *x, void *arg)
{
	TRY(outbox_add(x, "mail", arg));
	return fail(x, ERR_BAD_MOVE, "Not today.");
}

static char payload[] = "{\"to\":\"ada@example.com\"}";

/* 0 when nothing of this kind is due. */
static struct outbox take(const char *kind)
{
	struct outbox m = { 0 };
	bool found;

	OK(outbox_take(&c, kind, &m, &found));
	cr_assert_eq(found, m.id != 0);
	return m;
}

static struct outbox message(int64_t id)
{
	struct outbox m = { .id = id };

	m.attempts = sql_int("SELECT attempts FROM outbox WHERE id = %lld", (long long)id);
	m.error = sql_text("SELECT error FROM outbox WHERE id = %lld", (long long)id);
	return m;
}

Test(job, a_message_leaves_only_for_a_change_that_was_kept)
{
	cr_assert_eq(db_transact(&c, add_message_and_fail, payload, false), ERR_BAD_MOVE);
	cr_assert_eq(take("mail").id, 0);
	cr_assert_eq(db_transact(&c, add_message, payload, false), ERR_OK);
	cr_assert_str_eq(take("mail").payload, payload);
}

Test(job, a_message_is_not_there_before_the_commit)
{
	step_begin();
	cr_assert_eq(outbox_add(&c, "mail", payload), ERR_OK);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM outbox"), 0, "another connection sees nothing yet");
	cr_assert_eq(step_end(ERR_OK), ERR_OK);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM outbox"), 1);
}

Test(job, a_message_is_taken_by_the_sender_of_its_kind_oldest_first)
{
	OK(outbox_add(&c, "mail", "{\"n\":1}"));
	OK(outbox_add(&c, "report", "{\"n\":2}"));
	seconds_pass(1);
	OK(outbox_add(&c, "mail", "{\"n\":3}"));
	cr_assert_eq(take("letter").id, 0);
	cr_assert_str_eq(take("mail").payload, "{\"n\":1}");
	cr_assert_str_eq(take("mail").payload, "{\"n\":3}");
	cr_assert_eq(take("mail").id, 0);
	cr_assert_str_eq(take("report").payload, "{\"n\":2}");
}

Test(job, what_was_sent_is_not_sent_again)
{
	int64_t id;

	OK(outbox_add(&c, "mail", payload));
	id = take("mail").id;
	OK(outbox_failed(&c, id, "No route to host"));
	OK(outbox_sent(&c, id));
	cr_assert_null(message(id).error);
	cr_assert_not_null(sql_text("SELECT sent_at FROM outbox"));
	minutes_pass(100000);
	cr_assert_eq(take("mail").id, 0);
}

Test(job, a_sender_that_dies_or_fails_tries_again_after_a_doubling_time_up_to_a_day)
{
	static const int64_t minutes[] = { 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1440, 1440, 1440 };
	struct outbox m;

	OK(outbox_add(&c, "mail", payload));
	for (size_t i = 0; i < sizeof(minutes) / sizeof(*minutes); i++) {
		m = take("mail");
		cr_assert_gt(m.id, 0, "attempt %zu is due", i + 1);
		cr_assert_eq(m.attempts, (int64_t)i + 1);
		if (i % 2)
			OK(outbox_failed(&c, m.id, "No route to host"));
		minutes_pass(minutes[i]);
		seconds_pass(-1);
		cr_assert_eq(take("mail").id, 0, "attempt %zu waits %lld minutes", i + 2,
			(long long)minutes[i]);
		seconds_pass(1);
	}
	cr_assert_str_eq(message(m.id).error, "No route to host");
}

Test(job, two_senders_never_take_the_same_message)
{
	MYSQL *other = rival();

	OK(outbox_add(&c, "mail", "{\"n\":1}"));
	OK(outbox_add(&c, "mail", "{\"n\":2}"));
	cr_assert_not(mysql_query(other, "START TRANSACTION"));
	cr_assert_not(
		mysql_query(other, "UPDATE outbox SET attempts = 1 WHERE payload = '{\"n\":1}' AND id = 1"));
	cr_assert_str_eq(take("mail").payload, "{\"n\":2}");
	cr_assert_eq(take("mail").id, 0);
	cr_assert_not(mysql_query(other, "ROLLBACK"),
		"as the server does when a sender dies, but waited for");
	mysql_close(other);
	cr_assert_str_eq(take("mail").payload, "{\"n\":1}", "it was not lost with the other sender");
}
