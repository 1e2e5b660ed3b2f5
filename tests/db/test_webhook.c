#include "certificate.h"
#include "courses.h"
#include "credit.h"
#include "import.h"
#include "report.h"
#include "webhook.h"

DB_SUITE(webhook);

/* The secret of every test: 32 bytes. Nobody listens on port 1 of this machine. */
static const struct webhook_keys keys = { "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", true };

static enum err set(const char *url, bool enabled)
{
	struct webhook_settings in = { .url = url, .enabled = enabled };

	return webhook_settings_update(&c, sql_int("SELECT version FROM webhook_setting"), &in,
		members(webhook_settings_fields, "url enabled"));
}

static void switch_on(void)
{
	webhook_use(&keys);
	OK(set("http://127.0.0.1:1/hook", true));
}

/* Ada completes a course of one lesson that awards 3 CME. */
static int64_t complete(void)
{
	int64_t course = make_course("A", "L"), ada = make_person("Ada Lovelace", "ada@example.test");

	sql("INSERT INTO credit_type (code, title, increment, decimals, created_at) VALUES ('CME', 'CME', 1, 0, '2026-01-01')");
	sql("INSERT INTO course_credit (course_id, credit_type_id, maximum, variable) VALUES (%lld, 1, 3, FALSE)",
		(long long)course);
	assign(course, ada);
	do_step(course, ada, "L");
	return sql_int("SELECT id FROM credit_award");
}

static const char *events(void)
{
	return sql_text("SELECT GROUP_CONCAT(event ORDER BY event) FROM webhook_delivery");
}

Test(webhook, cri_22_a_credit_and_a_completion_are_told_once_in_the_transaction_that_makes_them)
{
	switch_on();
	complete();
	cr_assert_str_eq(events(), "course.completed,credit.awarded");
	cr_assert_str_eq(
		sql_text(
			"SELECT CONCAT_WS(' ', JSON_VALUE(payload, '$.type'), JSON_VALUE(payload, '$.timestamp'), "
			"JSON_VALUE(payload, '$.data.contact.email'), JSON_VALUE(payload, '$.data.course.code'), "
			"JSON_VALUE(payload, '$.data.amount'), JSON_VALUE(payload, '$.data.provenance')) FROM webhook_delivery "
			"WHERE event = 'credit.awarded'"),
		"credit.awarded 2026-06-15T12:00:00Z ada@example.test A 3.00 earned");
	OK(webhook_credits_earned(&c, &(struct ints){ (int64_t[]){ 1 }, 1 }));
	cr_assert_str_eq(events(), "course.completed,credit.awarded");
}

Test(webhook, a_change_that_is_rolled_back_tells_nobody)
{
	int64_t id;

	switch_on();
	id = complete();
	sql("DELETE FROM webhook_delivery");
	REFUSED(ERR_STALE_VERSION,
		credit_correct(&c, id, 9,
			&(struct credit_correction){ .amount = { true, 100 }, .reason = "typo" },
			members(credit_correction_fields, "amount reason")));
	OK(credit_correct(&c, id, 1, &(struct credit_correction){ .amount = { true, 100 }, .reason = "typo" },
		members(credit_correction_fields, "amount reason")));
	cr_assert_str_eq(events(), "credit.corrected");
	cr_assert_str_eq(sql_text("SELECT JSON_VALUE(payload, '$.data.amount') FROM webhook_delivery"),
		"1.00");
}

Test(webhook, nothing_is_written_while_it_is_off)
{
	complete();
	cr_assert_null(events());
	webhook_use(&keys);
	OK(set("https://ams.example.org/hook", false));
	OK(webhook_credits_earned(&c, &(struct ints){ (int64_t[]){ 1 }, 1 }));
	cr_assert_null(events());
}

Test(webhook, cri_21_what_an_import_brought_is_told_to_nobody)
{
	static const char *const imported[] = { "import_course", "import_legacy" };

	switch_on();
	complete();
	sql("DELETE FROM webhook_delivery");
	for (size_t i = 0; i < 2; i++) {
		sql("UPDATE credit_award SET provenance = '%s', submission = 'not_reportable', import_id = 1",
			imported[i]);
		OK(webhook_credits_imported(&c, &(struct webhook_range){ 1, 1, WIDE, 0, WIDE }));
		OK(webhook_credit_corrected(&c, 1));
	}
	sql("UPDATE course_enrollment SET completion_origin = 'import'");
	OK(webhook_courses_completed(&c, &(struct ints){ (int64_t[]){ 1 }, 1 }));
	cr_assert_null(events());
	sql("UPDATE credit_award SET provenance = 'auto_on_import', submission = 'queued'");
	OK(webhook_credits_imported(&c, &(struct webhook_range){ 1, 1, WIDE, 0, WIDE }));
	cr_assert_str_eq(events(), "credit.awarded");
}

/* --- what is taken back --- */

/* In the order in which they were written, from now on. */
static const char *told_since(int64_t id)
{
	return sql_text("SELECT GROUP_CONCAT(event ORDER BY id) FROM webhook_delivery WHERE id > %lld",
		(long long)id);
}

static int64_t last_told(void)
{
	return sql_int("SELECT COALESCE(MAX(id), 0) FROM webhook_delivery");
}

static const char *last_said(const char *path)
{
	return sql_text("SELECT JSON_VALUE(payload, '%s') FROM webhook_delivery ORDER BY id DESC LIMIT 1",
		path);
}

Test(webhook, a_completion_that_is_taken_back_is_told_and_so_is_the_next_one)
{
	int64_t course, ada, e, mark;

	switch_on();
	complete();
	course = sql_int("SELECT id FROM course");
	ada = sql_int("SELECT contact_id FROM course_enrollment");
	e = enrollment_id(course, ada);
	mark = last_told();
	OK(change_status(course, ada, "in_progress", "Entered by mistake"));
	cr_assert_str_eq(told_since(mark), "course.uncompleted");
	cr_assert_str_eq(last_said("$.data.completed_on"), "2026-06-15");
	OK(change_status(course, ada, "completed", NULL));
	cr_assert_str_eq(told_since(mark), "course.uncompleted,course.completed");
	OK(course_enrollment_reassign(&c, e, "Must be taken again"));
	cr_assert_str_eq(told_since(mark), "course.uncompleted,course.completed,course.uncompleted");
	cr_assert_str_eq(last_said("$.data.attempt"), "1");
}

Test(webhook, a_record_that_is_deleted_is_told_with_its_credits_where_it_was_told_before)
{
	int64_t course, ada, bob, mark;
	struct course_removal removal = { .confirm = "A", .reason = "Asked for" };

	switch_on();
	complete();
	course = sql_int("SELECT id FROM course");
	ada = sql_int("SELECT contact_id FROM course_enrollment");
	bob = make_contact("Bob Hope");
	assign(course, bob);
	mark = last_told();
	OK(course_enrollment_remove(&c, enrollment_id(course, bob), &removal));
	cr_assert_null(told_since(mark), "nothing was told of him");
	REFUSED(ERR_NOT_CONFIRMED,
		course_enrollment_remove(&c, enrollment_id(course, ada),
			&(struct course_removal){ "B", NULL }));
	OK(course_enrollment_remove(&c, enrollment_id(course, ada), &removal));
	cr_assert_str_eq(told_since(mark), "credit.removed,course.deleted");
	cr_assert_str_eq(last_said("$.data.contact.email"), "ada@example.test");
}

Test(webhook, cri_21_a_completion_that_an_import_brought_is_taken_back_without_a_word)
{
	struct course_removal removal = { .confirm = "A", .reason = "Asked for" };
	int64_t course, ada, mark;

	switch_on();
	complete();
	course = sql_int("SELECT id FROM course");
	ada = sql_int("SELECT contact_id FROM course_enrollment");
	sql("UPDATE course_enrollment SET completion_origin = 'import'");
	sql("UPDATE credit_award SET provenance = 'import_course', submission = 'not_reportable', import_id = 1");
	mark = last_told();
	OK(change_status(course, ada, "in_progress", "Entered by mistake"));
	OK(course_enrollment_remove(&c, enrollment_id(course, ada), &removal));
	cr_assert_null(told_since(mark));
}

Test(webhook, a_program_is_told_when_it_is_earned_and_when_it_is_earned_no_more)
{
	int64_t program, e, mark;

	switch_on();
	program = PROGRAM(.name = "Certified Welder", .stages = "R");
	e = enroll_one(program, make_person("Ada Lovelace", "ada@example.test"));
	mark = last_told();
	OK(record(e, "R", ON(2026, 6, 15)));
	cr_assert_str_eq(told_since(mark), "program.earned");
	cr_assert_str_eq(last_said("$.data.program.name"), "Certified Welder");
	cr_assert_str_eq(last_said("$.data.earned_on"), "2026-06-15");
	OK(void_it(e, "R", "Somebody else's"));
	cr_assert_str_eq(told_since(mark), "program.earned,program.rescinded");
	cr_assert_str_eq(last_said("$.data.earned_on"), "2026-06-15");
	OK(record(e, "R", TODAY));
	cr_assert_str_eq(told_since(mark), "program.earned,program.rescinded,program.earned");
	c.via = "import";
	OK(void_it(e, "R", "By an import"));
	cr_assert_str_eq(told_since(mark), "program.earned,program.rescinded,program.earned");
}

Test(webhook, a_certificate_that_staff_withdraw_or_give_back_is_told)
{
	const char *code;
	int64_t program, e, mark;

	switch_on();
	program = PROGRAM(.stages = "R");
	sql("UPDATE program_version SET certificate_template_id = 1");
	e = enroll_one(program, make_person("Ada Lovelace", "ada@example.test"));
	OK(record(e, "R", TODAY));
	code = sql_text("SELECT code FROM certificate");
	mark = last_told();
	OK(certificate_withdraw(&c, code, "Fraud"));
	OK(certificate_reinstate(&c, code, "Cleared"));
	cr_assert_str_eq(told_since(mark), "certificate.withdrawn,certificate.reinstated");
	cr_assert_str_eq(last_said("$.data.code"), code);
}

static int64_t import_one(const char *row)
{
	struct import_upload u = { .kind = "course_records" };
	struct import_order order = { .confirm = { (const char *[]){ "no_required_steps" }, 1 } };
	struct import_stage *s = NULL;
	const char *text = arena_printf(&c.arena,
		"external_course_id,external_email,complete,date_completed,credit_type,credits\n%s\n", row);
	int64_t id;

	cr_assert_eq(import_begin(&c, &u, &s), ERR_OK, "%s", said());
	cr_assert_eq(import_feed(&c, s, text, strlen(text)), ERR_OK, "%s", said());
	cr_assert_eq(import_end(&c, s, &id), ERR_OK, "%s", said());
	run_jobs();
	OK(import_apply(&c, id, &order));
	run_jobs();
	return id;
}

Test(webhook, cri_21_cri_22_an_import_that_is_undone_tells_of_nothing_but_the_credits_that_it_had_told)
{
	int64_t mark, id;

	switch_on();
	complete();
	make_person("Bob Hope", "bob@example.test");
	mark = last_told();
	id = import_one("A,bob@example.test,1,2026-01-02,CME,3");
	OK(import_revert(&c, id));
	run_jobs();
	cr_assert_null(told_since(mark));
	id = import_one("A,bob@example.test,1,2026-01-02,,");
	cr_assert_str_eq(told_since(mark), "credit.awarded");
	OK(import_revert(&c, id));
	run_jobs();
	cr_assert_str_eq(told_since(mark), "credit.awarded,credit.removed");
	cr_assert_str_eq(last_said("$.data.contact.email"), "bob@example.test");
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM credit_award"), 1);
}

Test(webhook, its_address_is_https_names_a_host_and_no_user_and_needs_a_secret_to_be_on)
{
	static const char *const bad[] = { "http://ams.example.org/", "ftp://ams.example.org/", "https://",
		"ams.example.org", "https://user:word@ams.example.org/", "https://ams.example.org/#part",
		"http://127.0.0.1:80/", "file:///etc/passwd", "https://ams.example.org/a b" };
	static const struct webhook_keys strict = { "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
		false },
					 none = { NULL, false };

	webhook_use(&strict);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		INVALID("/url", set(bad[i], false));
	INVALID("/url", set(NULL, true));
	OK(set("https://ams.example.org/hook?of=laurel", true));
	cr_assert_eq(audit_count("webhook.update"), 1);
	OK(set(NULL, false));
	webhook_use(&none);
	REFUSED(ERR_NO_WEBHOOK_SECRET, set("https://ams.example.org/hook", true));
}

static void send_one(bool expected)
{
	bool more;
	enum err e = webhook_send_one(&c, &more);

	cr_assert_eq(e, ERR_OK, "%s", said());
	cr_assert_eq(more, expected);
}

Test(webhook, what_does_not_arrive_is_tried_again_later_and_later_and_in_the_end_by_hand_only)
{
	struct webhook_delivery d = { 0 };

	switch_on();
	OK(webhook_ping(&c, &d));
	send_one(true);
	cr_assert_str_eq(sql_text("SELECT CONCAT_WS(' ', state, attempts, send_at) FROM webhook_delivery"),
		"waiting 1 2026-06-15 12:01:00.000000");
	send_one(false);
	for (int i = 2; i <= WEBHOOK_ATTEMPTS; i++) {
		minutes_pass(360);
		send_one(true);
	}
	OK(webhook_find(&c, d.id, &d));
	cr_assert_str_eq(d.state, "failed");
	cr_assert_eq(d.attempts, WEBHOOK_ATTEMPTS);
	cr_assert_not_null(strstr(d.error, "did not answer"), "%s", d.error);
	minutes_pass(100000);
	send_one(false);
	OK(webhook_retry(&c, d.id));
	cr_assert_eq(audit_count("webhook.retry"), 1);
	REFUSED(ERR_BAD_MOVE, webhook_retry(&c, d.id));
	send_one(true);
	cr_assert_eq(sql_int("SELECT attempts FROM webhook_delivery"), 1);
}

Test(webhook, an_address_inside_the_network_is_not_reached_whatever_its_name)
{
	static const struct webhook_keys strict = { "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
		false };
	struct webhook_delivery d = { 0 };

	webhook_use(&strict);
	OK(set("https://localhost:1/hook", true));
	OK(webhook_ping(&c, &d));
	send_one(true);
	OK(webhook_find(&c, d.id, &d));
	cr_assert_str_eq(d.state, "waiting");
	cr_assert_not_null(d.error);
	cr_assert_null(strstr(d.error, "refused"), "it was not even asked: %s", d.error);
}

Test(webhook, a_test_message_needs_the_webhook_to_be_on)
{
	struct webhook_delivery d = { 0 };

	webhook_use(&keys);
	REFUSED(ERR_WEBHOOK_OFF, webhook_ping(&c, &d));
	send_one(false);
}
