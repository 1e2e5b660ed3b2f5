#include "demo.h"
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

/* The demo data of a day is what tests of the screens stand on; it must be right and always the same. */

DB_SUITE(demo);

static void tell(const char *what, int64_t how_many)
{
	(void)what, (void)how_many;
}

static enum err load(const char *password)
{
	const char *dir = getenv("LAUREL_SQL_DIR") ? getenv("LAUREL_SQL_DIR") : "sql";

	c.actor = (struct actor){ .roles = SYSTEM };
	return demo_load(&c, true, password, arena_printf(&c.arena, "%s/demo/oulad-course-records.csv", dir),
		tell);
}

/* On a database as new as one can be: the fixture's own people are gone. */
static void load_small(void)
{
	enum err e;

	sql("DELETE FROM contact");
	e = load("correct horse battery demo");
	cr_assert_eq(e, ERR_OK, "%s", said());
}

Test(demo, has_every_state_of_an_enrolment_at_least_twice)
{
	static const char *const states[] = {
		"e.cancelled_at IS NOT NULL",
		"e.earned_on IS NOT NULL AND e.cycle = 1",
		"e.previous_id IS NOT NULL AND e.live = 1 AND e.expires_on >= '2026-06-15'",
		"e.pending_on IS NOT NULL AND e.earned_on IS NULL AND e.live = 1",
		"e.live = 1 AND e.met = 0 AND e.grace_begins_on > '2026-06-15'",
		"e.live = 1 AND e.met > 0 AND e.grace_begins_on > '2026-06-15'",
		"e.live = 1 AND e.grace_begins_on <= '2026-06-15' AND e.expires_on >= '2026-06-15'",
		"e.live = 1 AND e.expires_on < '2026-06-15'",
		"e.superseded",
	};
	static const char *const records[] = { "awaiting_grade", "awaiting_approval", "rejected", "complete",
		"waived", "void" };

	load_small();
	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		cr_expect_geq(
			sql_int("SELECT COUNT(*) FROM enrollment e JOIN program p ON p.id = e.program_id "
				"WHERE p.status = 'active' AND %s",
				states[i]),
			2, "%s", states[i]);
	for (size_t i = 0; i < sizeof(records) / sizeof(*records); i++)
		cr_expect_geq(sql_int("SELECT COUNT(*) FROM completion WHERE status = '%s'", records[i]), 2,
			"%s", records[i]);
}

Test(demo, imis_10_trackers_are_what_counting_the_enrolments_gives)
{
	int64_t programs;

	load_small();
	programs = sql_int("SELECT MAX(id) FROM program");
	for (int64_t id = 1; id <= programs; id++) {
		struct tracker t = tracker_of(id);

#define COUNT(condition) \
	sql_int("SELECT COUNT(*) FROM enrollment WHERE program_id = %lld AND cancelled_at IS NULL AND " condition, \
		(long long)id)
		cr_expect_eq(t.total, COUNT("TRUE"));
		cr_expect_eq(t.total, program_of(id).registrants);
		cr_expect_eq(t.earned, COUNT("earned_on IS NOT NULL"));
		cr_expect_eq(t.expired, COUNT("earned_on IS NULL AND expires_on < '2026-06-15'"));
		cr_expect_eq(t.grace_period,
			COUNT("earned_on IS NULL AND expires_on >= '2026-06-15' AND grace_begins_on <= '2026-06-15'"));
		cr_expect_eq(t.enrolled_not_earned,
			COUNT("earned_on IS NULL AND grace_begins_on > '2026-06-15'"));
		cr_expect_eq(t.nothing_completed,
			COUNT("earned_on IS NULL AND grace_begins_on > '2026-06-15' AND met = 0"));
	}
}

Test(demo, tells_its_story_in_an_audit_that_holds)
{
	int64_t entries, bad;

	load_small();
	OK(audit_verify(&c, &entries, &bad));
	cr_expect_eq(bad, 0);
	cr_expect_gt(entries, 1000);
	cr_expect_eq(
		sql_int("SELECT COUNT(*) FROM audit a JOIN audit b ON b.id = a.id + 1 WHERE b.at < a.at"), 0);
	cr_expect_eq(sql_int("SELECT COUNT(*) FROM audit WHERE at >= '2026-06-15'"), 0);
	cr_expect_eq(sql_int("SELECT COUNT(*) FROM completion WHERE completed_on >= '2026-06-15'"), 0);
	cr_expect_eq(sql_int("SELECT COUNT(*) FROM completion k JOIN enrollment e ON e.id = k.enrollment_id "
			     "WHERE k.completed_on > e.expires_on"),
		0);
}

Test(demo, is_the_same_each_time)
{
	const char *first = "SELECT hash FROM audit_head";
	char hash[65];

	load_small();
	snprintf(hash, sizeof(hash), "%s", sql_text("%s", first));
	fixture_close();
	fixture_open();
	load_small();
	cr_expect_str_eq(sql_text("%s", first), hash);
}

Test(demo, goes_into_a_new_database_only)
{
	make_contact("Ada Lovelace");
	REFUSED(ERR_BAD_MOVE, load("correct horse battery demo"));
}

Test(demo, wants_a_password_that_people_may_have)
{
	sql("DELETE FROM contact");
	REFUSED(ERR_VALIDATION, load("eleven char"));
	REFUSED(ERR_VALIDATION, load(NULL));
}

Test(demo, lets_its_people_sign_in)
{
	static const char *const people[] = { "sysadmin", "manager", "certadmin", "staff", "learner" };
	const char *token;

	load_small();
	for (size_t i = 0; i < sizeof(people) / sizeof(*people); i++) {
		struct credentials who = { arena_printf(&c.arena, "%s@demo.test", people[i]),
			"correct horse battery demo" };

		cr_expect_eq(sign_in(&c, &who, "192.0.2.1", &token), ERR_OK, "%s: %s", people[i], said());
	}
	cr_expect_eq(sql_int("SELECT COUNT(*) FROM enrollment e JOIN contact p ON p.id = e.contact_id "
			     "WHERE p.email = 'learner@demo.test'"),
		4);
}
