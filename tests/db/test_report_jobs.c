#include "call.h"
#include "job.h"
#include "report_export.h"

DB_SUITE(report_jobs);

/* --- one person, one course, and as many attempts with a credit each as a file needs --- */

enum { CREDITS = 5600 };

static void award(int from, int to)
{
	sql("INSERT INTO credit_award (course_id, contact_id, attempt, credit_type_id, amount, awarded_on, provenance, submission, created_at) "
	    "WITH RECURSIVE k AS (SELECT %d AS n UNION ALL SELECT n + 1 FROM k WHERE n < %d) "
	    "SELECT 1, 1, n, 1, 1.5, '2026-06-03', 'earned', 'queued', '2026-06-03' FROM k",
		from, to);
}

static void make_credits(void)
{
	sql("SET SESSION max_recursive_iterations = 100000");
	sql("INSERT INTO contact (id, given_name, family_name, created_at) VALUES (1, 'Ada', 'Lovelace', '2026-01-01')");
	sql("INSERT INTO profile_field (id, field_key, label, type, created_at) VALUES (1, 'born', 'Born', 'date', '2026-01-01'), "
	    "(2, 'state', 'State', 'text', '2026-01-01'), (3, 'license', 'License', 'text', '2026-01-01')");
	sql("UPDATE report_setting SET birth_field_id = 1, license_state_field_id = 2, license_field_id = 3, eprofile_field_id = 3");
	sql("INSERT INTO profile_value (contact_id, field_id, date_value, text_value) VALUES (1, 1, '1980-04-03', NULL), "
	    "(1, 2, NULL, 'Maine'), (1, 3, NULL, '00712')");
	sql("INSERT INTO course (id, code, title, description, content_source, enrollment_method, status, created_at) "
	    "VALUES (1, 'A', 'Course A', '', 'own', 'open', 'active', '2026-01-01')");
	sql("INSERT INTO credit_type (id, code, title, increment, decimals, created_at) VALUES (1, 'CME', 'CME', 0.25, 2, '2026-01-01')");
	sql("INSERT INTO report_activity (course_id, agency, activity_id) VALUES (1, 'pars', '20261'), (1, 'cpe', '0123-0000-26-001-L04-P')");
	sql("INSERT INTO course_enrollment (course_id, contact_id, status, active, sort_name, attempt, enrolled_on, completed_on, "
	    "completion_origin, created_at) VALUES (1, 1, 'completed', 1, 'Lovelace', 1, '2026-05-01', '2026-06-03', 'steps', '2026-05-01')");
	award(1, CREDITS);
}

/* Of what the agency has got, 300 credits changed, 200 are gone, and as many as before are new. */
static void change_credits(void)
{
	sql("UPDATE credit_award SET amount = 1.25, submission = 'queued' WHERE attempt BETWEEN 101 AND 400");
	sql("DELETE FROM credit_award WHERE attempt BETWEEN 5001 AND 5200");
	award(CREDITS + 1, 2 * CREDITS);
}

static struct report_export make(const char *agency)
{
	struct report_export x = { 0 };

	OK(report_export_make(&c, &(struct report_request){ .agency = agency }, &x));
	return x;
}

static enum err try_make(const char *agency)
{
	struct report_export x = { 0 };

	return report_export_make(&c, &(struct report_request){ .agency = agency }, &x);
}

static enum err resume(int64_t id)
{
	struct report_export x = { 0 };

	return report_export_resume(&c, id, &x);
}

static struct report_export look_at(int64_t id)
{
	struct report_export x = { 0 };

	OK(report_export_find(&c, id, &x));
	return x;
}

/* Every line once, in order; what the agency knows by them; and the credits that they are about. */
static void expect_whole(const struct report_export *x, int64_t adds, int64_t deletes)
{
	const char *file = sql_text(
		"SELECT CONCAT(COUNT(*), ' ', MAX(n), ' ', COUNT(DISTINCT award_id, action), ' ', SUM(action = 'delete'), ' ', "
		"COALESCE(MAX(IF(action = 'delete', n, NULL)), 0)) FROM report_row WHERE export_id = %lld",
		(long long)x->id);

	cr_assert_str_eq(x->state, "sent");
	cr_assert_eq(x->adds, adds);
	cr_assert_eq(x->deletes, deletes);
	cr_assert_str_eq(file,
		arena_printf(&c.arena, "%lld %lld %lld %lld %lld", (long long)(adds + deletes),
			(long long)(adds + deletes), (long long)(adds + deletes), (long long)deletes,
			(long long)deletes));
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM report_standing WHERE agency = '%s'", x->agency),
		sql_int("SELECT COUNT(*) FROM credit_award"));
	cr_assert_eq(
		sql_int("SELECT COUNT(*) FROM report_standing h JOIN report_row r ON r.export_id = h.export_id AND r.n = h.n "
			"JOIN credit_award a ON a.id = h.award_id AND a.amount = r.amount WHERE h.agency = '%s' AND r.action = 'add'",
			x->agency),
		sql_int("SELECT COUNT(*) FROM credit_award"));
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM credit_award WHERE submission <> 'sent'"), 0);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM job WHERE state <> 'done'"), 0);
}

Test(report_jobs, a_large_file_is_made_by_a_job_as_a_small_one_is_made_at_once)
{
	struct report_export x;

	make_credits();
	x = make("pars");
	cr_assert_str_eq(x.state, "making");
	cr_assert_str_eq(x.work, "waiting");
	cr_assert_str_eq(x.hash, "");
	run_jobs();
	x = look_at(x.id);
	expect_whole(&x, CREDITS, 0);
	cr_assert_null(x.work);
	cr_assert_eq(x.done, x.total);
	cr_assert_eq(audit_count("report.make"), 1);
	cr_assert_eq(audit_count("report.finish"), 1);
	sql("UPDATE credit_award SET amount = 1.25, submission = 'queued' WHERE attempt <= 10");
	x = make("pars");
	expect_whole(&x, 10, 10);
	REFUSED(ERR_NOTHING_TO_REPORT, try_make("pars"));
}

Test(report_jobs, while_a_file_is_made_the_agencys_files_stay_as_they_are)
{
	struct report_export first, x;
	struct answer a;

	make_credits();
	sql("UPDATE credit_award SET awarded_on = '2025-01-01' WHERE attempt <= 10");
	OK(report_export_make(&c, &(struct report_request){ .agency = "pars", .to = ON(2025, 12, 31) },
		&first));
	cr_assert_str_eq(first.state, "sent");
	x = make("pars");
	REFUSED(ERR_REPORT_IN_WORK, try_make("pars"));
	REFUSED(ERR_REPORT_IN_WORK, report_export_accept(&c, first.id, 1, &(struct report_answer){ 0 }));
	REFUSED(ERR_REPORT_IN_WORK, report_export_reject(&c, x.id, 1, &(struct report_rejection){ "No" }));
	a = call(STAFF, GET, arena_printf(&c.arena, "/api/reports/exports/%lld/file.csv", (long long)x.id),
		NULL);
	cr_assert_eq(a.status, 409);
	cr_assert_str_eq(a.code, "report_in_work");
	cr_assert_str_eq(make("cpe").state, "making", "the other agency is another matter");
	REFUSED(ERR_BAD_MOVE, resume(x.id));
	REFUSED(ERR_BAD_MOVE, resume(first.id));
	run_jobs();
	OK(report_export_accept(&c, first.id, 1, &(struct report_answer){ 0 }));
}

Test(report_jobs, a_file_whose_job_failed_goes_on_where_it_stood)
{
	struct report_export x;

	make_credits();
	x = make("pars");
	sql("UPDATE job SET state = 'failed', error = 'The disk was full.'");
	x = look_at(x.id);
	cr_assert_str_eq(x.work, "failed");
	cr_assert_str_eq(x.error, "The disk was full.");
	OK(resume(x.id));
	sql("DELETE FROM job WHERE state = 'failed'");
	run_jobs();
	x = look_at(x.id);
	expect_whole(&x, CREDITS, 0);
	cr_assert_eq(audit_count("report.resume"), 1);
}

/* By runners of which three in four are killed. */
static int make_among_kills(int64_t id)
{
	int kills = 0;

	for (int round = 0;
		sql_int("SELECT state = 'making' FROM report_export WHERE id = %lld", (long long)id);
		round++) {
		cr_assert_lt(round, 200);
		sql("UPDATE job SET leased_until = '2026-01-01' WHERE state = 'running'");
		kills += killed(run_jobs_briefly, round % 4 == 3 ? 0 : 2000 + dice(150000));
	}
	sql("UPDATE job SET leased_until = '2026-01-01' WHERE state = 'running'");
	run_jobs();
	return kills;
}

Test(report_jobs, a_file_comes_out_the_same_however_often_its_runner_is_killed, .timeout = 300)
{
	struct report_export first, calm, x;
	int kills = 0;

	make_credits();
	first = make("pars");
	run_jobs();
	change_credits();
	calm = make("pars");
	run_jobs();
	calm = look_at(calm.id);
	expect_whole(&calm, CREDITS + 300, 500);
	for (int round = 0; round < 4; round++) {
		OK(report_export_reject(&c, round ? x.id : calm.id, 2,
			&(struct report_rejection){ "Once more" }));
		x = make("pars");
		kills += make_among_kills(x.id);
		x = look_at(x.id);
		expect_whole(&x, CREDITS + 300, 500);
		cr_assert_str_eq(x.hash, calm.hash);
	}
	cr_assert_geq(kills, 4);
	cr_assert_str_neq(look_at(first.id).hash, calm.hash);
}
