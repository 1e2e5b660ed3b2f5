#include "fixture.h"
#include "mail.h"
#include "reminder.h"

DB_SUITE(reminder);

/* 15 June 2026, noon UTC: the morning has come in UTC and everywhere east of New York's. */
static void sweep(void)
{
	enum err e;

	fail_clear(&c);
	e = reminder_sweep(&c);
	cr_assert_eq(e, ERR_OK, "%s: %s", err_slug(e), said());
}

static void next_days(int64_t n)
{
	for (int64_t i = 0; i < n; i++) {
		minutes_pass((int64_t)24 * 60);
		sweep();
	}
}

static int64_t reminders(void)
{
	return sql_int("SELECT COUNT(*) FROM mail WHERE kind = 'reminders'");
}

static const char *templates(void)
{
	return sql_text(
		"SELECT GROUP_CONCAT(template, ' ', DATE(send_at) ORDER BY id) FROM mail WHERE kind = 'reminders'");
}

static int64_t ada(void)
{
	return make_person("Ada Lovelace", "ada@example.org");
}

/* Enrolled on 15 June 2026: grace begins on 15 July, the enrolment expires on 15 August. */
static int64_t enrolled_for_a_month(void)
{
	int64_t program =
		PROGRAM(.name = "Arborist", .stages = "Essay", .period = "1 months", .grace = "1 months");

	sql("DELETE FROM program_reminder");
	sql("INSERT INTO program_reminder VALUES (%ld, 7)", (long)program);
	return enroll_one(program, ada());
}

Test(reminder, people_are_reminded_before_the_deadline_and_before_the_grace_period_ends_once_each)
{
	enrolled_for_a_month();
	sweep();
	next_days(70);
	cr_assert_str_eq(templates(), "deadline_reminder 2026-07-08,grace_reminder 2026-08-08");
}

Test(reminder, without_a_grace_period_people_are_reminded_that_the_enrolment_expires)
{
	int64_t program = PROGRAM(.stages = "Essay", .period = "1 months", .grace = "none");

	enroll_one(program, ada());
	next_days(40);
	cr_assert_str_eq(templates(), "expiry_reminder 2026-06-16,expiry_reminder 2026-07-08",
		"a new program reminds 30 and 7 days before");
}

Test(reminder, a_reminder_tells_the_date_what_is_done_and_where_to_go_on)
{
	int64_t id = enrolled_for_a_month();

	next_days(23);
	cr_assert_str_eq(
		sql_text(
			"SELECT CONCAT(JSON_VALUE(vars, '$.program'), ' ', JSON_VALUE(vars, '$.deadline'), ' ', "
			"JSON_VALUE(vars, '$.grace_until'), ' ', JSON_VALUE(vars, '$.progress'), ' ', "
			"JSON_VALUE(vars, '$.link') = '/my-programs/%ld') FROM mail",
			(long)id),
		"Arborist 2026-07-15 2026-08-15 0/1 1");
}

Test(reminder, sweeping_again_and_again_writes_nothing_twice)
{
	enrolled_for_a_month();
	next_days(23);
	sweep();
	sql("DELETE FROM mail_sweep");
	sweep();
	cr_assert_eq(reminders(), 1);
}

Test(reminder, a_sweep_that_was_killed_in_the_middle_goes_on_where_it_was)
{
	int64_t program = PROGRAM(.stages = "Essay", .period = "30 days", .grace = "none");

	for (int i = 0; i < 5; i++)
		enroll_one(program,
			make_person(arena_printf(&c.arena, "Person %d", i),
				arena_printf(&c.arena, "person%d@example.org", i)));
	sweep();
	cr_assert_eq(reminders(), 5);
	sql("DELETE FROM mail ORDER BY id LIMIT 2");
	sql("DELETE FROM mail_sweep");
	sweep();
	cr_assert_eq(reminders(), 5);
}

Test(reminder, after_a_standstill_of_days_a_reminder_comes_late_and_after_longer_not_at_all)
{
	enrolled_for_a_month();
	minutes_pass((int64_t)(23 + REMINDER_LATE_DAYS) * 24 * 60);
	sweep();
	cr_assert_eq(reminders(), 1);
	sql("DELETE FROM mail");
	sql("DELETE FROM mail_sweep");
	minutes_pass((int64_t)24 * 60);
	sweep();
	cr_assert_eq(reminders(), 0);
}

Test(reminder, everybody_gets_it_in_the_morning_of_their_own_time_zone)
{
	int64_t id = enrolled_for_a_month();

	sql("UPDATE contact SET time_zone = 'Asia/Tokyo' WHERE id = (SELECT contact_id FROM enrollment WHERE id = %ld)",
		(long)id);
	next_days(22);
	minutes_pass((int64_t)10 * 60); /* 22:00 UTC is 7 o'clock of the next day in Tokyo */
	sweep();
	cr_assert_eq(reminders(), 0);
	minutes_pass(61);
	sweep();
	cr_assert_eq(reminders(), 1);
}

Test(reminder, nobody_is_reminded_of_what_is_earned_cancelled_superseded_pending_or_no_longer_offered)
{
	static const char *const facts[] = { "UPDATE enrollment SET earned_on = '2026-06-15'",
		"UPDATE enrollment SET cancelled_at = '2026-06-15'",
		"UPDATE enrollment SET superseded = TRUE", "UPDATE enrollment SET pending_on = '2026-06-15'",
		"UPDATE program SET status = 'inactive'",
		"UPDATE contact SET email = NULL WHERE email = 'ada@example.org'",
		"INSERT INTO mail_refusal SELECT contact_id, 'reminders' FROM enrollment" };
	int64_t program = PROGRAM(.stages = "Essay", .period = "30 days", .grace = "none");

	enroll_one(program, ada());
	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++) {
		sql("UPDATE enrollment SET earned_on = NULL, cancelled_at = NULL, superseded = FALSE, pending_on = NULL");
		sql("UPDATE program SET status = 'active'");
		sql("UPDATE contact SET email = 'ada@example.org' WHERE given_name = 'Ada'");
		sql("DELETE FROM mail_sweep");
		sql("%s", facts[i]);
		sweep();
		cr_assert_eq(reminders(), 0, "%s", facts[i]);
	}
}

Test(reminder, a_date_that_is_moved_is_another_date_to_be_reminded_of)
{
	int64_t id = enrolled_for_a_month();

	next_days(24);
	cr_assert_eq(reminders(), 1);
	sql("UPDATE enrollment SET grace_begins_on = '2026-07-25' WHERE id = %ld", (long)id);
	next_days(20);
	cr_assert_str_eq(templates(), "deadline_reminder 2026-07-08,deadline_reminder 2026-07-18");
}

Test(reminder, who_enrols_when_it_is_late_already_is_not_reminded_of_a_day_that_has_passed)
{
	int64_t program = PROGRAM(.stages = "Essay", .period = "29 days", .grace = "none");

	enroll_one(program, ada());
	sweep();
	cr_assert_eq(reminders(), 0);
}

Test(reminder, more_than_a_chunk_is_written_completely)
{
	int64_t program = PROGRAM(.stages = "Essay", .period = "30 days", .grace = "none");

	enroll_one(program, ada());
	sql("INSERT INTO contact (given_name, family_name, email, created_at) "
	    "SELECT 'P', seq, CONCAT('p', seq, '@example.org'), '2026-01-01' FROM seq_1_to_%d",
		2 * REMINDER_CHUNK + 10);
	sql("INSERT INTO enrollment (program_id, contact_id, definition_version, cycle, batch_id, sort_name, enrolled_on, "
	    "grace_begins_on, expires_on, required) SELECT e.program_id, c.id, 1, 1, 1, 'x', e.enrolled_on, e.grace_begins_on, "
	    "e.expires_on, 1 FROM enrollment e JOIN contact c WHERE c.given_name = 'P'");
	sweep();
	cr_assert_eq(reminders(), 2 * REMINDER_CHUNK + 11);
	cr_assert_eq(sql_int("SELECT COUNT(DISTINCT enrollment_id) FROM mail"), 2 * REMINDER_CHUNK + 11);
}

static struct program whole(int64_t id)
{
	struct program p;

	OK(program_find(&c, id, &p));
	return p;
}

Test(reminder, a_program_says_how_many_days_before_people_are_reminded)
{
	int64_t id = PROGRAM(.stages = "Essay");
	int64_t days[] = { 60, 14, 60 }, too_many[] = { 400 };
	struct program p = whole(id);

	cr_assert_eq(p.reminder_days.n, 2);
	cr_assert_eq(p.reminder_days.v[0], 30);
	p.reminder_days = (struct ints){ days, 3 };
	OK(program_update(&c, id, p.version, &p, members(program_fields, "reminder_days")));
	p = whole(id);
	cr_assert_eq(p.reminder_days.n, 2);
	cr_assert_eq(p.reminder_days.v[0], 60);
	cr_assert_eq(p.reminder_days.v[1], 14);
	p.reminder_days = (struct ints){ too_many, 1 };
	INVALID("/reminder_days",
		program_update(&c, id, p.version, &p, members(program_fields, "reminder_days")));
	p.reminder_days = (struct ints){ days, 0 };
	OK(program_update(&c, id, p.version, &p, members(program_fields, "reminder_days")));
	cr_assert_eq(whole(id).reminder_days.n, 0);
}

/* --- what people are told when it happens --- */

static const char *told(void)
{
	return sql_text("SELECT GROUP_CONCAT(template ORDER BY id) FROM mail");
}

Test(reminder, an_approval_is_told_in_the_transaction_in_which_it_happens)
{
	int64_t e = enroll_one(PROGRAM(.name = "Arborist", .stages = "Essay!"), ada());

	OK(record(e, "Essay", TODAY));
	cr_assert_null(told());
	OK(approve(e, "Essay"));
	cr_assert_str_eq(told(), "decision_approved");
	cr_assert_str_eq(sql_text("SELECT JSON_VALUE(vars, '$.completed_on') FROM mail"), "2026-06-15");
	REFUSED(ERR_COMPLETION_READ_ONLY, approve(e, "Essay"));
}

Test(reminder, a_rejection_is_told_with_its_note_each_time)
{
	int64_t e = enroll_one(PROGRAM(.stages = "Essay!"), ada());

	for (int i = 0; i < 2; i++) {
		OK(record(e, "Essay", TODAY));
		minutes_pass(1);
		OK(reject(e, "Essay", "Too short."));
	}
	cr_assert_str_eq(told(), "decision_rejected,decision_rejected");
	cr_assert_str_eq(sql_text("SELECT JSON_VALUE(vars, '$.note') FROM mail LIMIT 1"), "Too short.");
}

Test(reminder, a_stage_that_can_begin_is_told_once)
{
	int64_t e = enroll_one(PROGRAM(.stages = "Course | Essay | Talk", .in_order = true), ada());

	OK(record(e, "Course", TODAY));
	cr_assert_str_eq(told(), "stage_started");
	OK(void_it(e, "Course", "A mistake."));
	OK(record(e, "Course", TODAY));
	cr_assert_str_eq(told(), "stage_started", "the same stage again");
	OK(record(e, "Essay", TODAY));
	cr_assert_str_eq(told(), "stage_started,stage_started");
	OK(record(e, "Talk", TODAY));
	cr_assert_str_eq(told(), "stage_started,stage_started", "earned: there is no next stage");
}

Test(reminder, without_an_order_no_stage_begins)
{
	int64_t e = enroll_one(PROGRAM(.stages = "Course | Essay"), ada());

	OK(record(e, "Course", TODAY));
	cr_assert_null(told());
}

Test(reminder, the_approval_of_a_whole_program_is_told)
{
	int64_t e = enroll_one(PROGRAM(.stages = "Course", .approval = true), ada());

	OK(record(e, "Course", TODAY));
	OK(enrollment_approve(&c, e));
	cr_assert_str_eq(told(), "program_earned");
}

/* --- the digest --- */

Test(reminder, who_decides_gets_one_digest_in_the_morning_when_something_new_waits)
{
	int64_t program = PROGRAM(.name = "Arborist", .stages = "Essay!"), e = enroll_one(program, ada()),
		manager;

	act_as(CERTIFICATION_MANAGER);
	manager = contact_of_role(CERTIFICATION_MANAGER);
	sql("INSERT INTO role_grant VALUES (%ld, 'certification_manager'), (%ld, 'staff')", (long)manager,
		(long)contact_of_role(STAFF));
	sql("UPDATE contact SET email = CONCAT('c', id, '@example.org') WHERE email IS NULL");
	act_as(STAFF);
	OK(record(e, "Essay", TODAY));
	minutes_pass(1);
	sweep();
	sweep();
	cr_assert_eq(
		sql_int("SELECT COUNT(*) FROM mail WHERE template = 'awaiting_approval' AND contact_id = %ld",
			(long)manager),
		1);
	cr_assert_str_eq(
		sql_text(
			"SELECT JSON_VALUE(vars, '$.items') FROM mail WHERE template = 'awaiting_approval' LIMIT 1"),
		"Ada Lovelace: Essay (Arborist)\n");
	cr_assert_eq(
		sql_int("SELECT COUNT(*) FROM mail m JOIN role_grant g ON g.contact_id = m.contact_id WHERE g.role = 'staff'"),
		0, "Staff do not decide");
	next_days(3);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM mail WHERE contact_id = %ld", (long)manager), 1,
		"nothing new, no mail");
}
