#include "courses.h"
#include "credit.h"
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
