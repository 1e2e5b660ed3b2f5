#include "fixture.h"
#include "import.h"

#include <stdio.h>

/*
 * SIGKILL at random moments: of the runner, while it judges, applies and
 * undoes, and of the worker, while a file comes in.  What is killed dies by a
 * timer of its own, so that nothing here waits.
 */
DB_SUITE(import_faults);

enum { KILLS = 50, COURSES = 12, PEOPLE = 40 };

static const char *file(void)
{
	struct buf b = { .arena = &c.arena };

	buf_text(&b,
		"external_course_id,title,external_user_id,first_name,last_name,complete,date_completed,credit_type,credits\n");
	for (int k = 0; k < COURSES; k++)
		for (int p = 0; p < PEOPLE; p++)
			buf_printf(&b, "K%d,Course %d,P%d,Pat,Person%d,1,2026-02-03,CME,%d\n", k, k, p, p,
				1 + p % 3);
	return buf_end(&b);
}

static enum err send(const char *text, int64_t *id)
{
	struct import_upload u = { .kind = "course_records", .unknown_person = "create" };
	struct import_stage *s = NULL;
	size_t n = strlen(text);

	TRY(import_begin(&c, &u, &s));
	for (size_t at = 0; at < n; at += 1000)
		TRY(import_feed(&c, s, text + at, n - at < 1000 ? n - at : 1000));
	return import_end(&c, s, id);
}

static int send_briefly(int64_t microseconds)
{
	int64_t id;

	die_in(microseconds);
	return send(file(), &id) != ERR_OK;
}

static const char *state(int64_t id)
{
	return sql_text("SELECT state FROM import WHERE id = %lld", (long long)id);
}

/* Until the import gets there, by runners of which three in four are killed: a job is given up after five without any progress. */
static int run_until(int64_t id, const char *wanted)
{
	int kills = 0;

	for (int round = 0; strcmp(state(id), wanted) && round < 200; round++) {
		sql("UPDATE job SET leased_until = '2026-01-01' WHERE state = 'running'");
		kills += killed(run_jobs_briefly, round % 4 == 3 ? 0 : 2000 + dice(80000));
		cr_assert_str_neq(state(id), "failed", "%s",
			sql_text("SELECT error FROM import WHERE id = %lld", (long long)id));
	}
	cr_assert_str_eq(state(id), wanted);
	return kills;
}

static void all_is_there(void)
{
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM course_enrollment WHERE status = 'completed'"),
		COURSES * PEOPLE);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM course_source WHERE kind = 'import' AND active"),
		COURSES * PEOPLE);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM credit_award"), COURSES * PEOPLE);
	cr_assert_eq(sql_int("SELECT SUM(n) FROM course_tally WHERE status = 'completed'"), COURSES * PEOPLE);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM contact WHERE made_by_import IS NOT NULL"), PEOPLE);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM course WHERE made_by_import IS NOT NULL"), COURSES);
	cr_assert_eq(
		sql_int("SELECT COUNT(DISTINCT contact_id) FROM contact_word w JOIN contact p ON p.id = w.contact_id "
			"WHERE p.made_by_import IS NOT NULL"),
		PEOPLE);
}

static void nothing_is_there(void)
{
	cr_assert_eq(
		sql_int("SELECT (SELECT COUNT(*) FROM course_enrollment) + (SELECT COUNT(*) FROM credit_award) + "
			"(SELECT COUNT(*) FROM course) + (SELECT COUNT(*) FROM course_tally) + "
			"(SELECT COUNT(*) FROM contact WHERE made_by_import IS NOT NULL)"),
		0);
}

static void audit_holds(void)
{
	int64_t entries, bad;

	OK(audit_verify(&c, &entries, &bad));
	cr_assert_eq(bad, 0);
}

Test(import_faults, a_runner_killed_at_any_moment_leaves_no_gap_and_nothing_twice, .timeout = 300)
{
	int kills = 0;

	sql("INSERT INTO credit_type (code, title, increment, decimals, created_at) VALUES ('CME', 'CME', 1, 0, '2026-01-01')");
	while (kills < KILLS) {
		int64_t id;

		cr_assert_eq(send(file(), &id), ERR_OK, "%s", said());
		kills += run_until(id, "validated");
		cr_assert_eq(sql_int("SELECT creates FROM import WHERE id = %lld", (long long)id),
			COURSES * PEOPLE);
		OK(import_apply(&c, id, NULL));
		kills += run_until(id, "applied");
		all_is_there();
		OK(import_revert(&c, id));
		kills += run_until(id, "reverted");
		nothing_is_there();
	}
	audit_holds();
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM import_lock"), 0);
}

Test(import_faults, a_worker_killed_while_a_file_comes_in_leaves_nothing_behind, .timeout = 300)
{
	int kills = 0;

	for (int round = 0; kills < KILLS && round < 400; round++) {
		kills += killed(send_briefly, 500 + dice(15000));
		minutes_pass(2);
		cr_assert_eq(import_sweep(&c), ERR_OK);
		sql("DELETE FROM job");
		sql("DELETE FROM import_lock");
		sql("UPDATE import SET state = 'uploading'");
		cr_assert_eq(import_sweep(&c), ERR_OK);
		cr_assert_eq(
			sql_int("SELECT (SELECT COUNT(*) FROM import) + (SELECT COUNT(*) FROM import_row) + (SELECT COUNT(*) FROM import_problem)"),
			0);
	}
	cr_assert_geq(kills, KILLS);
	audit_holds();
}
