#include "fixture.h"

#include "registration.h"

DB_SUITE(registration);

static const char *const PASSWORD = "quiet-river-lantern";
static const char *const HOME = "192.0.2.1";

static const char *speaks; /* the language of who registers */

/* All of it runs its own transactions; what it says is kept apart. */
static enum err ask_as(const char *given, const char *family, const char *email, const char *password)
{
	fail_clear(&c);
	return registration_ask(&c,
		&(struct registration){ .given_name = given,
			.family_name = family,
			.email = email,
			.password = password,
			.language = speaks },
		HOME);
}

static void ask(const char *email)
{
	cr_assert_eq(ask_as("Ada", "Lovelace", email, PASSWORD), ERR_OK, "%s", said());
}

/* The secret in the newest mail of a template. */
static const char *mailed(const char *template)
{
	const char *link = sql_text(
		"SELECT JSON_VALUE(vars, '$.link') FROM mail WHERE template = '%s' ORDER BY id DESC LIMIT 1",
		template);

	cr_assert_not_null(link, "no mail %s", template);
	cr_assert_not_null(strchr(link, '#'), "%s", link);
	return strchr(link, '#') + 1;
}

static enum err confirm(const char *token, const char *password)
{
	struct confirmed done;

	fail_clear(&c);
	return registration_confirm(&c, &(struct invitation_answer){ token, password }, &done);
}

static enum err enter(const char *email, const char *password)
{
	const char *cookie;

	fail_clear(&c);
	return sign_in(&c, &(struct credentials){ email, password }, HOME, &cookie);
}

static int64_t mails(const char *template)
{
	return sql_int("SELECT COUNT(*) FROM mail WHERE template = '%s'", template);
}

Test(registration, imis_02_a_stranger_registers_confirms_and_signs_in)
{
	act_as(ANONYMOUS);
	ask("ada@example.org");
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM contact WHERE email = 'ada@example.org'"), 0,
		"nothing is there before the address is confirmed");
	cr_assert_eq(enter("ada@example.org", PASSWORD), ERR_SIGN_IN_FAILED);
	cr_assert_eq(confirm(mailed("confirm_registration"), PASSWORD), ERR_OK, "%s", said());
	cr_assert_eq(enter("ada@example.org", PASSWORD), ERR_OK);
	cr_assert_str_eq(sql_text("SELECT sort_name FROM contact WHERE email = 'ada@example.org'"),
		"Lovelace Ada");
	cr_assert_not_null(sql_text("SELECT contact_no FROM contact WHERE email = 'ada@example.org'"));
	cr_assert_eq(audit_count("contact.create"), 1);
	cr_assert_eq(audit_count("account.register"), 1);
}

Test(registration, imis_02_a_contact_with_the_address_is_claimed_and_keeps_its_own_names)
{
	int64_t id = make_person("Augusta King", "ada@example.org"), version = 1;

	ask("ADA@example.org");
	cr_assert_str_eq(sql_text("SELECT sort_name FROM contact WHERE id = %lld", (long long)id),
		"King Augusta");
	cr_assert_eq(confirm(mailed("confirm_registration"), PASSWORD), ERR_OK, "%s", said());
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM contact WHERE email = 'ada@example.org'"), 1,
		"never doubled");
	cr_assert_str_eq(sql_text("SELECT sort_name FROM contact WHERE id = %lld", (long long)id),
		"King Augusta");
	cr_assert_eq(sql_int("SELECT version FROM contact WHERE id = %lld", (long long)id), version);
	cr_assert_eq(sql_int("SELECT contact_id FROM account"), id);
	cr_assert_eq(enter("ada@example.org", PASSWORD), ERR_OK);
}

Test(registration, an_address_with_an_account_is_told_so_and_nothing_changes)
{
	int64_t id = make_person("Ada Lovelace", "ada@example.org");

	OK(account_create(&c, id, PASSWORD));
	cr_assert_eq(ask_as("Eve", "Mallory", "ada@example.org", "another-river-lantern"), ERR_OK);
	cr_assert_eq(mails("already_registered"), 1);
	cr_assert_eq(mails("confirm_registration"), 0);
	cr_assert_eq(sql_int("SELECT contact_id FROM mail"), id);
	cr_assert_eq(enter("ada@example.org", PASSWORD), ERR_OK);
	cr_assert_eq(enter("ada@example.org", "another-river-lantern"), ERR_SIGN_IN_FAILED);
}

Test(registration, the_owner_of_an_address_cannot_be_made_to_confirm_a_strangers_password)
{
	const char *strangers;

	cr_assert_eq(ask_as("Eve", "Mallory", "ada@example.org", "another-river-lantern"), ERR_OK);
	strangers = mailed("confirm_registration");
	ask("ada@example.org");
	cr_assert_eq(confirm(strangers, PASSWORD), ERR_VALIDATION, "it is not the password chosen there");
	cr_assert(complained_of("/password"));
	cr_assert_eq(confirm(mailed("confirm_registration"), PASSWORD), ERR_OK, "%s", said());
	cr_assert_eq(confirm(strangers, "another-river-lantern"), ERR_LINK_INVALID,
		"the others of the address have ended");
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM account"), 1);
}

Test(registration, guessing_the_password_of_a_link_is_held_up)
{
	const char *token;

	ask("ada@example.org");
	token = mailed("confirm_registration");
	for (int i = 0; i < 5; i++)
		cr_assert_eq(confirm(token, "wrong-river-lantern"), ERR_VALIDATION);
	cr_assert_eq(confirm(token, PASSWORD), ERR_TOO_MANY_ATTEMPTS);
	cr_assert_gt(c.problem.retry_after, 0);
	minutes_pass(1);
	cr_assert_eq(confirm(token, PASSWORD), ERR_OK);
}

Test(registration, a_link_works_once_expires_and_is_kept_as_a_hash_only)
{
	const char *token;

	ask("ada@example.org");
	token = mailed("confirm_registration");
	cr_assert_eq(
		sql_int("SELECT COUNT(*) FROM account_link WHERE CONCAT_WS(' ', token_hash, password_hash) "
			"LIKE '%%%s%%'",
			token),
		0);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM account_link WHERE password_hash LIKE '%%lantern%%'"), 0);
	minutes_pass(REGISTRATION_HOURS * 60);
	cr_assert_eq(confirm(token, PASSWORD), ERR_LINK_INVALID, "expired");
	minutes_pass(-1);
	cr_assert_eq(confirm(token, PASSWORD), ERR_OK, "%s", said());
	cr_assert_eq(confirm(token, PASSWORD), ERR_LINK_INVALID, "used");
	cr_assert_eq(confirm("nothing", PASSWORD), ERR_LINK_INVALID);
}

Test(registration, a_link_opens_only_what_it_was_made_for)
{
	struct confirmed done;

	ask("ada@example.org");
	REFUSED(ERR_LINK_INVALID,
		invitation_accept(&c,
			&(struct invitation_answer){ mailed("confirm_registration"), PASSWORD }));
	REFUSED(ERR_LINK_INVALID,
		password_reset_accept(&c,
			&(struct invitation_answer){ mailed("confirm_registration"), PASSWORD }));
	REFUSED(ERR_LINK_INVALID,
		email_change_confirm(&c, &(struct email_answer){ mailed("confirm_registration") }, &done));
}

Test(registration, bad_input_is_refused_before_anything_is_looked_up)
{
	cr_assert_eq(ask_as("Ada", "Lovelace", "nowhere", PASSWORD), ERR_VALIDATION);
	cr_assert(complained_of("/email"));
	cr_assert_eq(ask_as("Ada", "Lovelace", "ada@example.org", "password1234"), ERR_VALIDATION);
	cr_assert(complained_of("/password"));
	cr_assert_eq(ask_as("Ada", "Lovelace", "ada@example.org", "me-ada@example.org"), ERR_VALIDATION);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM mail") + sql_int("SELECT COUNT(*) FROM account_link") +
			sql_int("SELECT COUNT(*) FROM sign_in_failure"),
		0);
}

Test(registration, names_of_any_script_and_length_are_kept_whole)
{
	char long_name[80 * 2 + 1] = "";

	for (int i = 0; i < 80; i++)
		strcat(long_name, "ß");
	cr_assert_eq(ask_as("عبد الرحمن", long_name, "abd@example.org", PASSWORD), ERR_OK, "%s", said());
	cr_assert_eq(confirm(mailed("confirm_registration"), PASSWORD), ERR_OK, "%s", said());
	cr_assert_str_eq(sql_text("SELECT given_name FROM contact WHERE email = 'abd@example.org'"),
		"عبد الرحمن");
	cr_assert_eq(sql_int("SELECT CHAR_LENGTH(family_name) FROM contact WHERE email = 'abd@example.org'"),
		80);
}

Test(registration, a_stranger_is_written_to_in_his_language_and_a_contact_in_its_own)
{
	speaks = "fr";
	ask("ada@example.org");
	cr_assert_str_eq(sql_text("SELECT language FROM mail"), "fr");
	cr_assert_eq(confirm(mailed("confirm_registration"), PASSWORD), ERR_OK, "%s", said());
	cr_assert_str_eq(sql_text("SELECT language FROM contact WHERE email = 'ada@example.org'"), "fr");
	make_person("Alan Turing", "alan@example.org");
	ask("alan@example.org");
	cr_assert_null(sql_text("SELECT language FROM mail ORDER BY id DESC LIMIT 1"));
	cr_assert_eq(confirm(mailed("confirm_registration"), PASSWORD), ERR_OK, "%s", said());
	cr_assert_null(sql_text("SELECT language FROM contact WHERE email = 'alan@example.org'"));
}

Test(registration, an_address_that_is_only_written_alike_claims_nobody)
{
	int64_t id = make_person("Ada Lovelace", "ada@example.org");

	ask("adá@example.org");
	cr_assert_str_eq(sql_text("SELECT address FROM mail"), "ada@example.org",
		"the mail goes to the address that the contact has");
	sql("UPDATE account_link SET email = 'adá@example.org'");
	cr_assert_eq(confirm(mailed("confirm_registration"), PASSWORD), ERR_EMAIL_TAKEN);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM account"), 0);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM contact WHERE id = %lld", (long long)id), 1);
}

Test(registration, an_account_that_came_meanwhile_is_not_taken_over)
{
	int64_t id = make_person("Ada Lovelace", "ada@example.org");

	ask("ada@example.org");
	OK(account_create(&c, id, "another-river-lantern"));
	cr_assert_eq(confirm(mailed("confirm_registration"), PASSWORD), ERR_LINK_INVALID);
	cr_assert_eq(enter("ada@example.org", "another-river-lantern"), ERR_OK);
}

/* --- how often --- */

Test(registration, an_address_gets_a_few_mails_and_then_has_to_wait)
{
	const char *words;

	make_person("Ada Lovelace", "ada@example.org");
	for (int i = 0; i < ASKED_MOST; i++)
		ask("ada@example.org");
	cr_assert_eq(ask_as("A", "B", "Ada@Example.org", PASSWORD), ERR_TOO_MANY_ATTEMPTS);
	words = said();
	cr_assert_eq(mails("confirm_registration"), ASKED_MOST);
	for (int i = 0; i < ASKED_MOST; i++)
		ask("nobody@example.org");
	cr_assert_eq(ask_as("A", "B", "nobody@example.org", PASSWORD), ERR_TOO_MANY_ATTEMPTS);
	cr_assert_str_eq(said(), words, "and so does one that nobody has");
	minutes_pass(1);
	ask("ada@example.org");
}

Test(registration, one_network_cannot_ask_for_many_addresses)
{
	ask("first@example.org");
	sql("UPDATE sign_in_failure SET failures = 99");
	ask("second@example.org");
	cr_assert_eq(ask_as("A", "B", "third@example.org", PASSWORD), ERR_TOO_MANY_ATTEMPTS);
	fail_clear(&c);
	cr_assert_eq(registration_ask(&c,
			     &(struct registration){ "A", "B", "third@example.org", PASSWORD, NULL },
			     "198.51.100.7"),
		ERR_OK, "others can go on");
}

/* --- two at once --- */

static const char *raced[2];

static int confirm_in_a_process(int64_t which)
{
	return (int)confirm(raced[which], PASSWORD);
}

static void race(void)
{
	struct child children[2];
	int results[2];

	for (int64_t i = 0; i < 2; i++)
		children[i] = child_start(confirm_in_a_process, i);
	children_go(children, 2);
	for (int i = 0; i < 2; i++)
		results[i] = child_result(&children[i]);
	cr_assert((results[0] == ERR_OK) != (results[1] == ERR_OK), "%d %d", results[0], results[1]);
	cr_assert(results[0] == ERR_LINK_INVALID || results[1] == ERR_LINK_INVALID, "%d %d", results[0],
		results[1]);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM contact WHERE email = 'ada@example.org'"), 1);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM account"), 1);
}

Test(registration, two_registrations_of_one_address_confirmed_at_once_make_one_contact)
{
	for (int i = 0; i < 2; i++) {
		ask("ada@example.org");
		raced[i] = mailed("confirm_registration");
	}
	race();
}

Test(registration, one_link_followed_twice_at_once_makes_one_account)
{
	make_person("Ada Lovelace", "ada@example.org");
	ask("ada@example.org");
	raced[0] = raced[1] = mailed("confirm_registration");
	race();
}

/* --- forgotten passwords --- */

static enum err forget(const char *email)
{
	fail_clear(&c);
	return password_reset_ask(&c, &(struct reset_request){ email }, HOME);
}

static int64_t ada(void)
{
	int64_t id = make_person("Ada Lovelace", "ada@example.org");

	OK(account_create(&c, id, PASSWORD));
	return id;
}

static enum err reset(const char *token, const char *password)
{
	return password_reset_accept(&c, &(struct invitation_answer){ token, password });
}

Test(registration, a_forgotten_password_is_set_anew_by_a_mailed_link_once)
{
	int64_t id = ada();
	const char *token;

	cr_assert_eq(enter("ada@example.org", PASSWORD), ERR_OK);
	cr_assert_eq(forget("ada@example.org"), ERR_OK);
	token = mailed("reset_password");
	INVALID("/password", reset(token, "password1234"));
	OK(reset(token, "another-river-lantern"));
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM session"), 0, "the sessions there were have ended");
	cr_assert_eq(enter("ada@example.org", PASSWORD), ERR_SIGN_IN_FAILED);
	cr_assert_eq(enter("ada@example.org", "another-river-lantern"), ERR_OK);
	REFUSED(ERR_LINK_INVALID, reset(token, PASSWORD));
	cr_assert_eq(
		sql_int("SELECT COUNT(*) FROM mail WHERE template = 'password_changed' AND contact_id = %lld",
			(long long)id),
		1, "and the person is told");
}

Test(registration, a_reset_link_expires_and_a_newer_one_replaces_it)
{
	const char *one;

	ada();
	cr_assert_eq(forget("ada@example.org"), ERR_OK);
	one = mailed("reset_password");
	cr_assert_eq(forget("ada@example.org"), ERR_OK);
	REFUSED(ERR_LINK_INVALID, reset(one, PASSWORD));
	one = mailed("reset_password");
	minutes_pass(RESET_HOURS * 60);
	REFUSED(ERR_LINK_INVALID, reset(one, PASSWORD));
}

Test(registration, an_unknown_address_gets_no_mail_and_the_asker_the_same_answer)
{
	cr_assert_eq(forget("nobody@example.org"), ERR_OK);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM mail"), 0);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM account_link"), 1, "the same work was done");
	for (int i = 1; i < ASKED_MOST; i++)
		cr_assert_eq(forget("nobody@example.org"), ERR_OK);
	cr_assert_eq(forget("nobody@example.org"), ERR_TOO_MANY_ATTEMPTS);
}

Test(registration, who_was_held_up_by_wrong_passwords_gets_in_after_a_reset)
{
	ada();
	for (int i = 0; i < 5; i++)
		cr_assert_eq(enter("ada@example.org", "wrong-river-lantern"), ERR_SIGN_IN_FAILED);
	cr_assert_eq(forget("ada@example.org"), ERR_OK);
	OK(reset(mailed("reset_password"), "another-river-lantern"));
	cr_assert_eq(enter("ada@example.org", "another-river-lantern"), ERR_OK, "%s", said());
}

Test(registration, a_contact_without_an_account_gets_one_by_a_reset)
{
	make_person("Ada Lovelace", "ada@example.org");
	cr_assert_eq(forget("ada@example.org"), ERR_OK);
	OK(reset(mailed("reset_password"), PASSWORD));
	cr_assert_eq(enter("ada@example.org", PASSWORD), ERR_OK);
	cr_assert_eq(mails("password_changed"), 0, "there was none to change");
}

/* --- one's own record --- */

static enum err move_to(const char *email, const char *password)
{
	fail_clear(&c);
	return email_change_ask(&c, &(struct email_change){ email, password });
}

static enum err moved(const char *token)
{
	struct confirmed done;

	return email_change_confirm(&c, &(struct email_answer){ token }, &done);
}

Test(registration, a_new_address_counts_once_it_is_confirmed_and_the_old_one_is_told)
{
	struct contact me = { 0 };

	act_as_contact(ada());
	cr_assert_eq(move_to("countess@example.org", "wrong-river-lantern"), ERR_WRONG_PASSWORD);
	cr_assert_eq(move_to("ADA@example.org", PASSWORD), ERR_VALIDATION);
	cr_assert_eq(move_to("countess@example.org", PASSWORD), ERR_OK, "%s", said());
	OK(me_find(&c, &me));
	cr_assert_str_eq(me.email, "ada@example.org");
	cr_assert_str_eq(me.pending_email, "countess@example.org");
	cr_assert_str_eq(sql_text("SELECT address FROM mail WHERE template = 'confirm_email'"),
		"countess@example.org");
	OK(moved(mailed("confirm_email")));
	cr_assert_str_eq(sql_text("SELECT address FROM mail WHERE template = 'email_changed'"),
		"ada@example.org");
	OK(me_find(&c, &me));
	cr_assert_str_eq(me.email, "countess@example.org");
	cr_assert_null(me.pending_email);
	cr_assert_eq(enter("countess@example.org", PASSWORD), ERR_OK);
	REFUSED(ERR_LINK_INVALID, moved(mailed("confirm_email")));
}

Test(registration, an_address_of_somebody_else_cannot_be_taken)
{
	make_person("Alan Turing", "alan@example.org");
	act_as_contact(ada());
	cr_assert_eq(move_to("alan@example.org", PASSWORD), ERR_OK, "the answer reveals nothing");
	REFUSED(ERR_EMAIL_TAKEN, moved(mailed("confirm_email")));
}

Test(registration, what_was_mailed_to_the_old_address_opens_nothing_after_the_move)
{
	const char *old;

	act_as_contact(ada());
	cr_assert_eq(forget("ada@example.org"), ERR_OK);
	old = mailed("reset_password");
	cr_assert_eq(move_to("countess@example.org", PASSWORD), ERR_OK);
	OK(moved(mailed("confirm_email")));
	REFUSED(ERR_LINK_INVALID, reset(old, "another-river-lantern"));
}

Test(registration, a_new_password_ends_a_move_that_somebody_else_began)
{
	act_as_contact(ada());
	cr_assert_eq(move_to("eve@example.org", PASSWORD), ERR_OK);
	cr_assert_eq(forget("ada@example.org"), ERR_OK);
	OK(reset(mailed("reset_password"), "another-river-lantern"));
	REFUSED(ERR_LINK_INVALID, moved(mailed("confirm_email")));
}

Test(registration, people_change_their_own_names_language_and_time_zone)
{
	int64_t id = ada();
	struct contact me = { 0 };

	act_as_contact(id);
	OK(me_update(&c, 1,
		&(struct contact){ .given_name = "Augusta", .language = "fr", .time_zone = "Europe/Paris" },
		members(me_fields, "given_name language time_zone")));
	OK(me_find(&c, &me));
	cr_assert_str_eq(me.name, "Augusta Lovelace");
	cr_assert_str_eq(me.language, "fr");
	cr_assert_str_eq(me.time_zone, "Europe/Paris");
	cr_assert_eq(me.version, 2);
	cr_assert_eq(audit_count("contact.update"), 1);
	REFUSED(ERR_STALE_VERSION,
		me_update(&c, 1, &(struct contact){ .given_name = "A" }, members(me_fields, "given_name")));
	INVALID("/time_zone",
		me_update(&c, 2, &(struct contact){ .time_zone = "Mars/Olympus" },
			members(me_fields, "time_zone")));
}
