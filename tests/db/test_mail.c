#include "fixture.h"
#include "mail.h"

DB_SUITE(mail);

static const char *vars(void)
{
	return mail_vars(&c, "link", "/reset/abc", "until", "2026-06-16T12:00:00Z", NULL);
}

static enum err queue_reset(int64_t contact_id, const char *dedupe)
{
	return mail_queue(&c,
		&(struct mail_request){
			.contact_id = contact_id,
			.template = "reset_password",
			.vars = vars(),
			.dedupe = dedupe,
		});
}

static enum err queue_stage(int64_t contact_id)
{
	return mail_queue(&c,
		&(struct mail_request){
			.contact_id = contact_id,
			.template = "stage_started",
			.vars = mail_vars(&c, "program", "Arborist", "stage", "Practice", "deadline",
				"2026-09-01", "link", "/programs/1", NULL),
			.optional = true,
		});
}

static int64_t mails(void)
{
	return sql_int("SELECT COUNT(*) FROM mail");
}

Test(mail, a_queued_mail_waits_from_the_moment_of_the_change_on)
{
	int64_t ada = make_person("Ada Lovelace", "ada@example.org");

	OK(queue_reset(ada, NULL));
	cr_assert_str_eq(
		sql_text("SELECT CONCAT(state, ' ', send_at = created_at, ' ', contact_id = %ld, ' ', "
			 "address IS NULL) FROM mail",
			(long)ada),
		"waiting 1 1 1");
	cr_assert_str_eq(sql_text("SELECT vars FROM mail"),
		"{\"link\":\"/reset/abc\",\"until\":\"2026-06-16T12:00:00Z\"}");
}

static enum err queue_and_fail(int64_t contact_id)
{
	TRY(queue_reset(contact_id, NULL));
	return fail(&c, ERR_BAD_MOVE, "Not today.");
}

Test(mail, nothing_is_sent_for_a_change_that_is_rolled_back)
{
	int64_t ada = make_person("Ada Lovelace", "ada@example.org");

	REFUSED(ERR_BAD_MOVE, queue_and_fail(ada));
	cr_assert_eq(mails(), 0);
}

Test(mail, there_is_at_most_one_mail_with_a_key)
{
	int64_t ada = make_person("Ada Lovelace", "ada@example.org");

	OK(queue_reset(ada, "reset:1"));
	OK(queue_reset(ada, "reset:1"));
	OK(queue_reset(ada, "reset:2"));
	OK(queue_reset(ada, NULL));
	OK(queue_reset(ada, NULL));
	cr_assert_eq(mails(), 4);
}

Test(mail, who_has_no_address_gets_no_mail)
{
	int64_t ada = make_contact("Ada Lovelace");

	OK(queue_reset(ada, NULL));
	cr_assert_eq(mails(), 0);
}

Test(mail, a_stranger_is_written_to_at_the_address_given)
{
	OK(mail_queue(&c,
		&(struct mail_request){
			.to = "new@example.org",
			.template = "confirm_registration",
			.vars = vars(),
			.language = "fr",
		}));
	cr_assert_str_eq(sql_text("SELECT CONCAT(address, ' ', language) FROM mail"), "new@example.org fr");
}

Test(mail, optional_mails_respect_what_a_person_refused)
{
	int64_t ada = make_person("Ada Lovelace", "ada@example.org");

	sql("INSERT INTO mail_refusal VALUES (%ld, 'progress')", (long)ada);
	OK(queue_stage(ada));
	cr_assert_eq(mails(), 0);
	OK(queue_reset(ada, NULL));
	cr_assert_eq(mails(), 1, "others come all the same");
}

static enum err queue_with(const char *template, const char *text)
{
	return mail_queue(&c,
		&(struct mail_request){ .to = "ada@example.org", .template = template, .vars = text });
}

Test(mail, a_mail_with_missing_or_wrong_variables_is_a_bug_that_is_refused_at_once)
{
	REFUSED(ERR_INTERNAL, queue_with("no_such_mail", "{}"));
	REFUSED(ERR_INTERNAL, queue_with("reset_password", "{}"));
	REFUSED(ERR_INTERNAL,
		queue_with("reset_password",
			"{\"link\":\"https://evil.test/\",\"until\":\"2026-06-16T12:00:00Z\"}"));
	REFUSED(ERR_INTERNAL, queue_with("reset_password", "{\"link\":\"/reset\",\"until\":\"tomorrow\"}"));
	cr_assert_eq(mails(), 0);
}
