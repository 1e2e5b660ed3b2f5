#include "call.h"
#include "mail.h"
#include "mail_choice.h"
#include "mail_delivery.h"
#include "mail_log.h"

#include <sodium.h>
#include <stdio.h>

DB_SUITE(mail_delivery);

/* --- a server that answers as it is told, and keeps what it was sent --- */

static enum smtp_fate fate;
static char sent_to[300], message[30000];
static int sendings;

static enum smtp_fate pretend(void *arg, const char *from, const char *to, const char *text,
	char why[static SMTP_WHY])
{
	(void)arg;
	cr_assert_str_eq(from, "office@guild.test");
	snprintf(sent_to, sizeof(sent_to), "%s", to);
	snprintf(message, sizeof(message), "%s", text);
	snprintf(why, SMTP_WHY, "%s", fate ? "451 not now" : "");
	sendings++;
	return fate;
}

static const struct mail_settings settings = { .smtp_url = "smtp://unused",
	.from = "office@guild.test",
	.public_url = "https://guild.test" };

static enum mail_round deliver(void)
{
	struct mail_transport t = { pretend, NULL };
	enum mail_round round;
	enum err e;

	fail_clear(&c);
	e = mail_deliver(&c, &settings, &t, &round);
	cr_assert_eq(e, ERR_OK, "%s: %s", err_slug(e), said());
	return round;
}

/* The first text part of the message, as people read it. */
static const char *body(void)
{
	const char *at = strstr(message, "base64\r\n\r\n") + 10;
	size_t n = (size_t)(strstr(at, "\r\n--") - at), size;
	char *text = arena_alloc(&c.arena, n);

	cr_assert_eq(sodium_base642bin((unsigned char *)text, n, at, n, "\r\n", &size, NULL,
			     sodium_base64_VARIANT_ORIGINAL),
		0);
	return text;
}

static const char *state(void)
{
	return sql_text("SELECT state FROM mail ORDER BY id DESC LIMIT 1");
}

static int64_t ada(void)
{
	return make_person("Ada Lovelace", "ada@example.org");
}

static void queue_reset(int64_t contact_id)
{
	OK(mail_queue(&c,
		&(struct mail_request){
			.contact_id = contact_id,
			.template = "reset_password",
			.vars = mail_vars(&c, "link", "/reset/abc", "until", "2026-06-16T12:00:00Z", NULL),
		}));
}

static void queue_stage(int64_t contact_id)
{
	OK(mail_queue(&c,
		&(struct mail_request){
			.contact_id = contact_id,
			.template = "stage_started",
			.vars = mail_vars(&c, "program", "Arborist", "stage", "Practice", "deadline",
				"2026-09-01", "link", "/my/1", NULL),
			.optional = true,
		}));
}

/* --- on its way --- */

Test(mail_delivery, a_mail_leaves_in_the_persons_language_and_time_zone)
{
	queue_reset(ada());
	sql("UPDATE contact SET language = 'de', time_zone = 'America/New_York'");
	cr_assert_eq(deliver(), MAIL_ONE_ENDED);
	cr_assert_str_eq(state(), "sent");
	cr_assert_str_eq(sent_to, "ada@example.org");
	cr_assert(strstr(message, "Content-Language: de\r\n"));
	cr_assert(strstr(body(), "Guten Tag Ada,"), "%s", body());
	cr_assert(strstr(body(), "16. Juni 2026, 08:00 EDT"), "%s", body());
	cr_assert(strstr(body(), "https://guild.test/reset/abc\r\n"), "%s", body());
	cr_assert_eq(deliver(), MAIL_NONE_DUE);
}

Test(mail_delivery, without_a_language_of_their_own_people_are_written_to_in_the_organisations)
{
	queue_reset(ada());
	sql("UPDATE organisation SET language = 'fr', time_zone = 'Europe/Paris', organisation_name = 'La Guilde'");
	deliver();
	cr_assert(strstr(body(), "Bonjour Ada,"), "%s", body());
	cr_assert(strstr(body(), "16 juin 2026, 14:00 CEST"), "%s", body());
	cr_assert(strstr(message, "From: \"La Guilde\"\r\n <office@guild.test>\r\n"));
}

Test(mail_delivery, a_mail_goes_to_the_address_that_the_person_has_by_then)
{
	queue_reset(ada());
	sql("UPDATE contact SET email = 'countess@example.org' WHERE email = 'ada@example.org'");
	deliver();
	cr_assert_str_eq(sent_to, "countess@example.org");
}

Test(mail_delivery, secret_links_are_forgotten_once_the_mail_has_left)
{
	int64_t id = ada();

	queue_reset(id);
	deliver();
	cr_assert_null(sql_text("SELECT vars FROM mail"));
	queue_stage(id);
	deliver();
	cr_assert(sql_text("SELECT vars FROM mail WHERE template = 'stage_started'"));
}

Test(mail_delivery, mails_leave_in_the_order_they_are_due_and_not_before)
{
	int64_t id = ada();

	queue_reset(id);
	sql("UPDATE mail SET send_at = send_at + INTERVAL 1 HOUR");
	cr_assert_eq(deliver(), MAIL_NONE_DUE);
	minutes_pass(61);
	cr_assert_eq(deliver(), MAIL_ONE_ENDED);
}

/* --- when something is wrong --- */

Test(mail_delivery, a_passing_trouble_is_tried_again_after_longer_and_longer_waits)
{
	int64_t minutes = 0;

	queue_reset(ada());
	fate = SMTP_LATER;
	for (int i = 1; i <= 4; i++) {
		cr_assert_eq(deliver(), MAIL_ONE_ENDED);
		cr_assert_eq(deliver(), MAIL_NONE_DUE, "not at once again");
		minutes = (int64_t)1 << (i - 1);
		minutes_pass(minutes - 1);
		cr_assert_eq(deliver(), MAIL_NONE_DUE, "not before %ld minutes", (long)minutes);
		minutes_pass(1);
	}
	cr_assert_str_eq(sql_text("SELECT CONCAT(state, ' ', attempts, ' ', error) FROM mail"),
		"waiting 4 451 not now");
	fate = SMTP_ACCEPTED;
	deliver();
	cr_assert_str_eq(sql_text("SELECT CONCAT(state, COALESCE(error, '')) FROM mail"), "sent");
}

Test(mail_delivery, trying_has_an_end_and_the_reason_is_kept)
{
	queue_reset(ada());
	fate = SMTP_LATER;
	for (int i = 0; i < MAIL_ATTEMPTS; i++) {
		cr_assert_eq(deliver(), MAIL_ONE_ENDED);
		minutes_pass(360);
	}
	cr_assert_eq(deliver(), MAIL_NONE_DUE);
	cr_assert_eq(sendings, MAIL_ATTEMPTS);
	cr_assert_str_eq(sql_text("SELECT CONCAT(state, ' ', error) FROM mail"), "failed 451 not now");
}

Test(mail_delivery, what_the_server_refuses_for_good_is_not_tried_again)
{
	queue_reset(ada());
	fate = SMTP_REFUSED;
	cr_assert_eq(deliver(), MAIL_ONE_ENDED);
	minutes_pass(1000);
	cr_assert_eq(deliver(), MAIL_NONE_DUE);
	cr_assert_str_eq(state(), "failed");
}

Test(mail_delivery, while_the_server_is_away_the_sender_is_told_to_pause)
{
	queue_reset(ada());
	fate = SMTP_AWAY;
	cr_assert_eq(deliver(), MAIL_SERVER_AWAY);
	cr_assert_str_eq(state(), "waiting");
}

Test(mail_delivery, a_mail_whose_fate_is_unclear_goes_out_again_only_by_hand_and_with_the_same_id)
{
	struct mail_item item = { 0 };
	char first[200];

	queue_stage(ada());
	fate = SMTP_UNCLEAR;
	deliver();
	snprintf(first, sizeof(first), "%.100s", strstr(message, "Message-ID: "));
	minutes_pass(100000);
	cr_assert_eq(deliver(), MAIL_NONE_DUE);
	cr_assert_str_eq(state(), "unclear");
	fate = SMTP_ACCEPTED;
	act_as(SYSADMIN);
	OK(mail_resend(&c, sql_int("SELECT id FROM mail"), &item));
	cr_assert_str_eq(item.state, "waiting");
	deliver();
	cr_assert_str_eq(state(), "sent");
	cr_assert_eq(strncmp(strstr(message, "Message-ID: "), first, strcspn(first, "\r")), 0);
	cr_assert_eq(audit_count("mail.resend"), 1);
}

/* Between the server's yes and our note of it. */
Test(mail_delivery, a_sender_that_was_killed_never_sends_the_same_mail_twice)
{
	queue_reset(ada());
	sql("UPDATE mail SET state = 'sending', attempts = 1, send_at = send_at + INTERVAL %d SECOND",
		MAIL_LEASE_SECONDS);
	cr_assert_eq(deliver(), MAIL_NONE_DUE);
	cr_assert_str_eq(state(), "sending", "it may still be at it");
	minutes_pass(3);
	cr_assert_eq(deliver(), MAIL_NONE_DUE);
	cr_assert_str_eq(state(), "unclear");
	cr_assert_eq(sendings, 0);
}

Test(mail_delivery, an_address_that_cannot_be_one_fails_alone)
{
	int64_t id = ada();

	queue_reset(id);
	sql("UPDATE contact SET email = 'a@b\\r\\nRCPT TO:<x@y>' WHERE email = 'ada@example.org'");
	cr_assert_eq(deliver(), MAIL_ONE_ENDED);
	cr_assert_eq(sendings, 0);
	cr_assert_str_eq(state(), "failed");
}

Test(mail_delivery, a_contact_that_lost_its_address_meanwhile_gets_nothing)
{
	queue_reset(ada());
	sql("UPDATE contact SET email = NULL WHERE email = 'ada@example.org'");
	deliver();
	cr_assert_eq(sendings, 0);
	cr_assert_str_eq(state(), "skipped");
}

/* --- refusing --- */

Test(mail_delivery, an_optional_mail_carries_a_link_that_refuses_its_kind_without_signing_in)
{
	int64_t id = ada();
	const char *link;
	struct mail_refusal r;

	queue_stage(id);
	deliver();
	link = strstr(message, "List-Unsubscribe: <https://guild.test/unsubscribe/");
	cr_assert(link);
	link = arena_printf(&c.arena, "%.50s",
		link + strlen("List-Unsubscribe: <https://guild.test/unsubscribe/"));
	cr_assert(strstr(body(), link), "it stands in the text as well");
	c.actor = (struct actor){ 0 };
	OK(mail_refusal_find(&c, link, &r));
	cr_assert_str_eq(r.kind, "progress");
	cr_assert_not(r.refused);
	OK(mail_refuse(&c, link));
	OK(mail_refuse(&c, link));
	OK(mail_refusal_find(&c, link, &r));
	cr_assert(r.refused);
	cr_assert_eq(audit_count("contact.mail"), 1);
}

Test(mail_delivery, what_was_refused_after_it_was_queued_does_not_leave)
{
	int64_t id = ada();

	queue_stage(id);
	sql("INSERT INTO mail_refusal VALUES (%ld, 'progress')", (long)id);
	deliver();
	cr_assert_eq(sendings, 0);
	cr_assert_str_eq(state(), "skipped");
}

Test(mail_delivery, mails_that_always_come_carry_no_such_link)
{
	queue_reset(ada());
	deliver();
	cr_assert_not(strstr(message, "List-Unsubscribe"));
	cr_assert_not(strstr(body(), "unsubscribe"));
}

Test(mail_delivery, a_forged_link_says_nothing_about_anybody)
{
	int64_t id = ada();
	const char *path, *known, *unknown;
	struct mail_refusal r;

	OK(mail_refusal_path(&c, id, "reminders", &path));
	known = path + strlen("/unsubscribe/");
	unknown = arena_printf(&c.arena, "%.17s%s", known, "0aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
	REFUSED(ERR_LINK_INVALID, mail_refusal_find(&c, unknown, &r));
	REFUSED(ERR_LINK_INVALID, mail_refuse(&c, unknown));
	REFUSED(ERR_LINK_INVALID, mail_refuse(&c, "0000000000000001009"));
	REFUSED(ERR_LINK_INVALID, mail_refuse(&c, arena_printf(&c.arena, "%s0", known)));
}

/* As the mail program's own button does it: another origin, a form, no session (RFC 8058). */
Test(mail_delivery, one_click_of_a_mail_program_refuses)
{
	int64_t id = ada();
	const char *path;
	struct request *r;

	OK(mail_refusal_path(&c, id, "reminders", &path));
	path = arena_printf(&c.arena, "/api/mail/refusals/%s", path + strlen("/unsubscribe/"));
	r = call_begin(ANONYMOUS, POST, path, "List-Unsubscribe=One-Click");
	r->content_type = "application/x-www-form-urlencoded";
	r->requested_with = NULL;
	r->origin = "https://mail.test";
	cr_assert_eq(call_end(r).status, 204);
	cr_assert_eq(
		sql_int("SELECT COUNT(*) FROM mail_refusal WHERE contact_id = %ld AND kind = 'reminders'",
			(long)id),
		1);
}

Test(mail_delivery, people_choose_which_mails_they_want)
{
	struct mail_choice choice;

	act_as_contact(ada());
	OK(mail_choice_find(&c, &choice));
	cr_assert(choice.progress && choice.reminders && choice.approvals);
	OK(mail_choice_update(&c, &(struct mail_choice){ .progress = true }));
	OK(mail_choice_find(&c, &choice));
	cr_assert(choice.progress && !choice.reminders && !choice.approvals);
	OK(mail_choice_update(&c, &choice));
	cr_assert_eq(audit_count("contact.mail"), 1, "the same again is no change");
	OK(mail_choice_update(&c, &(struct mail_choice){ true, true, true }));
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM mail_refusal"), 0);
}

/* --- what a SysAdmin sees and does --- */

Test(mail_delivery, a_sysadmin_sees_what_waits_what_failed_and_why)
{
	struct mail_query q = { .state = "failed" };
	struct mail_summary s;
	struct page page = { 0 };
	const struct mail_item *item;
	int64_t id = ada();

	queue_stage(id);
	fate = SMTP_REFUSED;
	deliver();
	queue_reset(id);
	fate = SMTP_LATER;
	deliver();
	OK(mail_summarize(&c, &s));
	cr_assert_eq(s.waiting, 1);
	cr_assert_eq(s.failed, 1);
	cr_assert_eq(s.unclear, 0);
	cr_assert_str_eq(s.error, "451 not now");
	OK(mail_list(&c, &q, &page));
	cr_assert_eq(page.items.n, 1);
	item = page.items.items;
	cr_assert_str_eq(item->template, "stage_started");
	cr_assert_str_eq(item->address, "ada@example.org");
	cr_assert_str_eq(item->contact_name, "Ada Lovelace");
}

Test(mail_delivery, the_list_of_mails_never_shows_their_links)
{
	queue_reset(ada());
	cr_assert_not(strstr(call(SYSADMIN, GET, "/api/mail", NULL).body, "/reset/abc"));
}

Test(mail_delivery, all_that_failed_can_be_sent_again_at_once)
{
	struct mail_resent resent;
	int64_t id = ada();

	fate = SMTP_REFUSED;
	for (int i = 0; i < 3; i++) {
		queue_stage(id);
		deliver();
	}
	sql("UPDATE mail SET vars = NULL ORDER BY id LIMIT 1");
	act_as(SYSADMIN);
	OK(mail_resend_all(&c, &(struct mail_again){ "failed" }, &resent));
	cr_assert_eq(resent.resent, 2);
	cr_assert_eq(resent.refused, 1);
	cr_assert_eq(audit_count("mail.resend_all"), 1);
	fate = SMTP_ACCEPTED;
	cr_assert_eq(deliver(), MAIL_ONE_ENDED);
	cr_assert_eq(deliver(), MAIL_ONE_ENDED);
	cr_assert_eq(deliver(), MAIL_NONE_DUE);
}

Test(mail_delivery, what_left_or_is_forgotten_is_not_sent_again)
{
	struct mail_item item = { 0 };
	int64_t id;

	queue_reset(ada());
	deliver();
	id = sql_int("SELECT id FROM mail");
	act_as(SYSADMIN);
	REFUSED(ERR_BAD_MOVE, mail_resend(&c, id, &item));
	sql("UPDATE mail SET state = 'failed'");
	REFUSED(ERR_MAIL_FORGOTTEN, mail_resend(&c, id, &item));
}

Test(mail_delivery, old_mails_are_forgotten_but_their_keys_are_not)
{
	int64_t id = ada();

	queue_stage(id);
	deliver();
	OK(mail_queue(&c,
		&(struct mail_request){
			.contact_id = id,
			.template = "reset_password",
			.vars = mail_vars(&c, "link", "/reset/abc", "until", "2026-06-16T12:00:00Z", NULL),
			.dedupe = "once",
		}));
	fate = SMTP_REFUSED;
	deliver();
	minutes_pass((int64_t)MAIL_KEPT_DAYS * 24 * 60 - 1);
	OK(mail_sweep(&c));
	cr_assert_eq(sql_int("SELECT COUNT(vars) FROM mail"), 2);
	minutes_pass(2);
	OK(mail_sweep(&c));
	cr_assert_str_eq(sql_text("SELECT GROUP_CONCAT(CONCAT(dedupe, COALESCE(vars, '-'))) FROM mail"),
		"once-");
}
