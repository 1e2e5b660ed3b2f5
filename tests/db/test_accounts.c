#include "fixture.h"

DB_SUITE(accounts);

static const char *const PASSWORD = "quiet-river-lantern";
static const char *const HOME = "192.0.2.1";

static int64_t ada(void)
{
	int64_t id = make_person("Ada Lovelace", "ada@example.org");

	OK(account_create(&c, id, PASSWORD));
	return id;
}

static const char *token;

static enum err try_sign_in(const char *email, const char *password, const char *address)
{
	token = NULL;
	return sign_in(&c, &(struct credentials){ email, password }, address, &token);
}

static unsigned roles_with(const char *cookie)
{
	cr_assert_eq(session_open(&c, cookie), ERR_OK);
	return c.actor.roles;
}

static const char *signed_in(void)
{
	cr_assert_eq(try_sign_in("ada@example.org", PASSWORD, HOME), ERR_OK, "%s", said());
	return token;
}

Test(accounts, the_right_password_starts_a_session)
{
	int64_t id = ada();
	const char *cookie = signed_in();

	cr_assert_eq(roles_with(cookie), LEARNER);
	cr_assert_eq(c.actor.id, id);
	cr_assert_str_eq(c.actor.name, "Ada Lovelace");
	cr_assert_eq(audit_count("session.create"), 1);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM account WHERE last_sign_in_at = '2026-06-15 12:00:00'"),
		1);
}

Test(accounts, what_is_stored_opens_nothing)
{
	ada();
	cr_assert_eq(strlen(signed_in()), 43);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM session WHERE token_hash LIKE '%%%s%%'", token), 0);
	cr_assert_eq(roles_with(sql_text("SELECT token_hash FROM session")), ANONYMOUS,
		"the stored hash is no cookie");
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM account WHERE password_hash LIKE '%%lantern%%'"), 0);
}

Test(accounts, no_cookie_and_an_unknown_one_are_nobody)
{
	cr_assert_eq(roles_with(NULL), ANONYMOUS);
	cr_assert_eq(c.actor.id, 0);
	cr_assert_eq(roles_with(""), ANONYMOUS);
	cr_assert_eq(roles_with("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), ANONYMOUS);
}

Test(accounts, a_failure_never_tells_which_accounts_there_are)
{
	const char *words;

	ada();
	make_person("No Login", "none@example.org");
	cr_assert_eq(try_sign_in("ada@example.org", "wrong-river-lantern", HOME), ERR_SIGN_IN_FAILED);
	words = said();
	cr_assert_eq(try_sign_in("nobody@example.org", PASSWORD, HOME), ERR_SIGN_IN_FAILED);
	cr_assert_str_eq(said(), words);
	cr_assert_eq(try_sign_in("none@example.org", PASSWORD, HOME), ERR_SIGN_IN_FAILED);
	cr_assert_str_eq(said(), words);
	cr_assert_eq(try_sign_in("ada@example.org", "", HOME), ERR_SIGN_IN_FAILED);
	cr_assert_null(token);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM session"), 0);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM sign_in_failure"), 4,
		"three names and an address are counted");
}

static void fail_five_times(const char *email)
{
	for (int i = 0; i < 5; i++)
		cr_assert_eq(try_sign_in(email, "wrong-river-lantern", HOME), ERR_SIGN_IN_FAILED,
			"attempt %d", i);
}

Test(accounts, after_five_failures_even_the_right_password_waits)
{
	ada();
	fail_five_times("ada@example.org");
	cr_assert_eq(try_sign_in("ada@example.org", PASSWORD, HOME), ERR_TOO_MANY_ATTEMPTS);
	cr_assert_gt(c.problem.retry_after, 0);
	cr_assert_leq(c.problem.retry_after, 31);
	cr_assert_eq(try_sign_in("ada@example.org", PASSWORD, "198.51.100.7"), ERR_TOO_MANY_ATTEMPTS,
		"from anywhere");
	cr_assert_eq(try_sign_in("ADA@Example.ORG", PASSWORD, HOME), ERR_TOO_MANY_ATTEMPTS,
		"however it is written");
	minutes_pass(1);
	cr_assert_eq(try_sign_in("ada@example.org", PASSWORD, HOME), ERR_OK, "and may go on afterwards");
}

Test(accounts, unknown_names_are_held_up_just_the_same)
{
	const char *words;

	ada();
	fail_five_times("ada@example.org");
	cr_assert_eq(try_sign_in("ada@example.org", PASSWORD, HOME), ERR_TOO_MANY_ATTEMPTS);
	words = said();
	fail_five_times("nobody@example.org");
	cr_assert_eq(try_sign_in("nobody@example.org", PASSWORD, HOME), ERR_TOO_MANY_ATTEMPTS);
	cr_assert_str_eq(said(), words);
}

Test(accounts, the_wait_grows_and_has_a_limit)
{
	int64_t waited = 0;

	ada();
	fail_five_times("ada@example.org");
	for (int i = 0; i < 8; i++) {
		sql("UPDATE sign_in_failure SET blocked_until = NULL");
		cr_assert_eq(try_sign_in("ada@example.org", "wrong-river-lantern", HOME), ERR_SIGN_IN_FAILED);
		cr_assert_eq(try_sign_in("ada@example.org", PASSWORD, HOME), ERR_TOO_MANY_ATTEMPTS);
		cr_assert_geq(c.problem.retry_after, waited);
		waited = c.problem.retry_after;
	}
	cr_assert_eq(waited, 901, "a quarter of an hour at most");
}

Test(accounts, one_address_cannot_try_many_names)
{
	ada();
	cr_assert_eq(try_sign_in("first@example.org", PASSWORD, HOME), ERR_SIGN_IN_FAILED);
	sql("UPDATE sign_in_failure SET failures = 49");
	cr_assert_eq(try_sign_in("second@example.org", PASSWORD, HOME), ERR_SIGN_IN_FAILED);
	cr_assert_eq(try_sign_in("ada@example.org", PASSWORD, HOME), ERR_TOO_MANY_ATTEMPTS);
	cr_assert_eq(try_sign_in("ada@example.org", PASSWORD, "198.51.100.7"), ERR_OK, "others can go on");
}

Test(accounts, success_forgets_the_failures_of_the_account)
{
	ada();
	for (int i = 0; i < 4; i++)
		cr_assert_eq(try_sign_in("ada@example.org", "wrong-river-lantern", HOME), ERR_SIGN_IN_FAILED);
	signed_in();
	for (int i = 0; i < 4; i++)
		cr_assert_eq(try_sign_in("ada@example.org", "wrong-river-lantern", HOME), ERR_SIGN_IN_FAILED);
	signed_in();
}

Test(accounts, old_failures_do_not_add_up)
{
	ada();
	for (int i = 0; i < 8; i++) {
		cr_assert_eq(try_sign_in("ada@example.org", "wrong-river-lantern", HOME), ERR_SIGN_IN_FAILED);
		minutes_pass(16);
	}
	signed_in();
}

/* --- sessions --- */

Test(accounts, a_session_that_is_used_goes_on_and_an_idle_one_ends)
{
	const char *cookie;

	ada();
	cookie = signed_in();
	minutes_pass(SESSION_IDLE_MINUTES - 1);
	cr_assert_eq(roles_with(cookie), LEARNER);
	minutes_pass(SESSION_IDLE_MINUTES - 1);
	cr_assert_eq(roles_with(cookie), LEARNER, "using it moved the end");
	minutes_pass(SESSION_IDLE_MINUTES + 1);
	cr_assert_eq(roles_with(cookie), ANONYMOUS);
}

Test(accounts, no_session_outlives_twelve_hours)
{
	const char *cookie;

	ada();
	cookie = signed_in();
	for (int hour = 0; hour < SESSION_HOURS; hour++) {
		cr_assert_eq(roles_with(cookie), LEARNER, "hour %d", hour);
		minutes_pass(60);
	}
	minutes_pass(1);
	cr_assert_eq(roles_with(cookie), ANONYMOUS);
}

Test(accounts, being_in_use_is_noted_once_a_minute)
{
	const char *cookie;
	uint64_t before;

	ada();
	cookie = signed_in();
	cr_assert_eq(roles_with(cookie), LEARNER);
	before = c.db->executed;
	cr_assert_eq(roles_with(cookie), LEARNER);
	cr_assert_eq(c.db->executed - before, 1);
	minutes_pass(2);
	cr_assert_eq(roles_with(cookie), LEARNER);
	cr_assert_eq(c.db->executed - before, 3);
}

Test(accounts, a_lost_connection_is_noticed_and_opened_again)
{
	const char *cookie;

	ada();
	cookie = signed_in();
	sql("KILL %lu", mysql_thread_id(c.db->conn));
	cr_assert_eq(roles_with(cookie), LEARNER);
}

Test(accounts, signing_out_ends_this_session_only)
{
	const char *one, *two;

	ada();
	one = signed_in();
	two = signed_in();
	OK(sign_out(&c, one));
	cr_assert_eq(roles_with(one), ANONYMOUS);
	cr_assert_eq(roles_with(two), LEARNER);
}

Test(accounts, signing_out_everywhere_ends_all_of_ones_own)
{
	int64_t other = make_person("Alan Turing", "alan@example.org");
	const char *one, *two, *alans;

	ada();
	OK(account_create(&c, other, PASSWORD));
	one = signed_in();
	two = signed_in();
	cr_assert_eq(try_sign_in("alan@example.org", PASSWORD, HOME), ERR_OK);
	alans = token;
	cr_assert_eq(roles_with(one), LEARNER);
	OK(sign_out_everywhere(&c));
	cr_assert_eq(audit_count("session.end_all"), 1);
	cr_assert_eq(roles_with(one), ANONYMOUS);
	cr_assert_eq(roles_with(two), ANONYMOUS);
	cr_assert_eq(roles_with(alans), LEARNER);
}

Test(accounts, the_session_shows_the_person_the_rights_and_the_day)
{
	struct session_view v;

	ada();
	c.today = (struct date){ 0 };
	sql("UPDATE organisation SET time_zone = 'Pacific/Kiritimati', organisation_name = 'Guild'");
	roles_with(signed_in());
	OK(session_show(&c, &v));
	cr_assert_str_eq(v.email, "ada@example.org");
	cr_assert_str_eq(v.organisation_name, "Guild");
	cr_assert_eq(v.today.day, ON(2026, 6, 16).day, "where the organisation is it is tomorrow already");
	cr_assert_eq(v.roles.n, 1);
	cr_assert_eq(v.rights.n, right_names(&c.arena, LEARNER).n);
}

/* --- passwords --- */

/* Runs its own transactions, as sign_in() does. */
static enum err change(const char *from, const char *to, const char *keep)
{
	return password_change(&c, &(struct password_change){ from, to }, keep);
}

Test(accounts, a_changed_password_replaces_the_old_one_and_ends_other_sessions)
{
	const char *here, *elsewhere;

	ada();
	elsewhere = signed_in();
	here = signed_in();
	cr_assert_eq(roles_with(here), LEARNER);
	cr_assert_eq(change(PASSWORD, "another-river-lantern", here), ERR_OK, "%s", said());
	cr_assert_eq(roles_with(here), LEARNER);
	cr_assert_eq(roles_with(elsewhere), ANONYMOUS);
	cr_assert_eq(try_sign_in("ada@example.org", PASSWORD, HOME), ERR_SIGN_IN_FAILED);
	cr_assert_eq(try_sign_in("ada@example.org", "another-river-lantern", HOME), ERR_OK);
}

static void expect_weak(const char *password, const char *keep)
{
	fail_clear(&c);
	cr_assert_eq(change(PASSWORD, password, keep), ERR_VALIDATION, "%s", password);
	cr_assert(complained_of("/new_password"));
}

Test(accounts, a_password_is_changed_by_who_knows_it_and_to_a_good_one)
{
	const char *here;

	ada();
	here = signed_in();
	cr_assert_eq(roles_with(here), LEARNER);
	cr_assert_eq(change("wrong-river-lantern", "another-river-lantern", here), ERR_WRONG_PASSWORD);
	expect_weak("password1234", here);
	expect_weak("me-ada@example.org", here);
	expect_weak("aaaaaaaaaaaaaaa", here);
	cr_assert_eq(audit_count("account.password"), 1, "only the first one was ever set");
	signed_in();
}

Test(accounts, guessing_the_current_password_is_held_up_like_guessing_at_the_door)
{
	const char *here;

	ada();
	here = signed_in();
	cr_assert_eq(roles_with(here), LEARNER);
	for (int i = 0; i < 5; i++)
		cr_assert_eq(change("wrong-river-lantern", "another-river-lantern", here), ERR_WRONG_PASSWORD,
			"%d", i);
	cr_assert_eq(change(PASSWORD, "another-river-lantern", here), ERR_TOO_MANY_ATTEMPTS);
	cr_assert_eq(try_sign_in("ada@example.org", PASSWORD, "198.51.100.7"), ERR_TOO_MANY_ATTEMPTS);
	cr_assert_eq(audit_count("account.password"), 1, "only the first one was ever set");
}

/* --- invitations --- */

static enum err accept(const char *link, const char *password)
{
	return invitation_accept(&c, &(struct invitation_answer){ link, password });
}

Test(accounts, an_invitation_works_once)
{
	struct invitation link;
	int64_t id = make_person("Ada Lovelace", "ada@example.org");

	OK(invitation_create(&c, id, &link));
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM account_link WHERE token_hash LIKE '%%%s%%'", link.token),
		0);
	INVALID("/password", accept(link.token, "password1234"));
	OK(accept(link.token, PASSWORD));
	REFUSED(ERR_LINK_INVALID, accept(link.token, "another-river-lantern"));
	signed_in();
}

Test(accounts, a_newer_invitation_replaces_the_one_before)
{
	struct invitation one, two;
	int64_t id = make_person("Ada Lovelace", "ada@example.org");

	OK(invitation_create(&c, id, &one));
	OK(invitation_create(&c, id, &two));
	REFUSED(ERR_LINK_INVALID, accept(one.token, PASSWORD));
	OK(accept(two.token, PASSWORD));
}

Test(accounts, an_invitation_lapses)
{
	struct invitation link;
	int64_t id = make_person("Ada Lovelace", "ada@example.org");

	OK(invitation_create(&c, id, &link));
	minutes_pass(INVITATION_HOURS * 60);
	REFUSED(ERR_LINK_INVALID, accept(link.token, PASSWORD));
	minutes_pass(-1);
	OK(accept(link.token, PASSWORD));
}

Test(accounts, accepting_an_invitation_ends_the_sessions_there_were)
{
	struct invitation link;
	const char *before;
	int64_t id = ada();

	before = signed_in();
	OK(invitation_create(&c, id, &link));
	OK(accept(link.token, "another-river-lantern"));
	cr_assert_eq(roles_with(before), ANONYMOUS);
}

Test(accounts, who_has_no_email_address_cannot_sign_in)
{
	int64_t id = make_contact("Ada Lovelace");
	struct invitation link;

	REFUSED(ERR_EMAIL_REQUIRED, invitation_create(&c, id, &link));
	REFUSED(ERR_EMAIL_REQUIRED, account_create(&c, id, PASSWORD));
	REFUSED(ERR_NOT_FOUND, invitation_create(&c, id + 1000, &link));
}

/* --- roles --- */

static enum err give(int64_t id, size_t n, const char **names)
{
	struct role_set now;

	return roles_replace(&c, id, -1, &(struct role_set){ { names, n } }, &now);
}

#define ROLES(id, ...) \
	give(id, sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(const char *), \
		(const char *[]){ __VA_ARGS__ })

Test(accounts, there_is_always_a_sysadmin)
{
	int64_t one = make_contact("Ada Lovelace"), two = make_contact("Alan Turing");

	OK(ROLES(one, "sysadmin", "staff"));
	REFUSED(ERR_LAST_SYSADMIN, ROLES(one, "staff"));
	REFUSED(ERR_LAST_SYSADMIN, give(one, 0, NULL));
	OK(ROLES(one, "sysadmin"));
	OK(ROLES(two, "sysadmin"));
	OK(ROLES(one, "staff"));
	REFUSED(ERR_LAST_SYSADMIN, ROLES(two, "staff"));
}

Test(accounts, imis_36_a_sysadmin_grants_certification_manager_and_the_audit_tells)
{
	int64_t id = ada();
	const char *cookie = signed_in();

	act_as(SYSADMIN);
	OK(ROLES(id, "certification_manager", "staff"));
	cr_assert_str_eq(sql_text("SELECT changes FROM audit WHERE action = 'contact.roles'"),
		"[{\"field\":\"roles\",\"before\":[],\"after\":[\"certification_manager\",\"staff\"]}]");
	cr_assert_eq(roles_with(cookie), LEARNER | CERTIFICATION_MANAGER | STAFF, "from the next call on");
	OK(give(id, 0, NULL));
	cr_assert_eq(roles_with(cookie), LEARNER, "and taken away as fast");
}

Test(accounts, staff_are_those_with_a_role)
{
	int64_t id = ada();
	struct list staff;
	const struct staff_member *m;

	make_contact("Alan Turing");
	OK(ROLES(id, "staff", "certification_admin"));
	OK(staff_list(&c, &staff));
	cr_assert_eq(staff.n, 1);
	m = staff.items;
	cr_assert_eq(m->contact_id, id);
	cr_assert(m->has_account);
	cr_assert_eq(m->roles.n, 2);
	cr_assert_str_eq(m->roles.v[0], "certification_admin");
}

Test(accounts, what_has_lapsed_is_swept_and_nothing_else)
{
	struct invitation link;
	const char *old, *new;
	int64_t id = ada();

	old = signed_in();
	minutes_pass(SESSION_IDLE_MINUTES + 1);
	new = signed_in();
	cr_assert_eq(try_sign_in("nobody@example.org", PASSWORD, HOME), ERR_SIGN_IN_FAILED);
	OK(invitation_create(&c, id, &link));
	OK(account_sweep(&c));
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM session"), 1);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM account_link"), 1);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM sign_in_failure"), 2);
	cr_assert_eq(roles_with(old), ANONYMOUS);
	cr_assert_eq(roles_with(new), LEARNER);
	minutes_pass(INVITATION_HOURS * 60 + 1);
	OK(account_sweep(&c));
	cr_assert_eq(sql_int("SELECT (SELECT COUNT(*) FROM session) + (SELECT COUNT(*) FROM account_link) "
			     "+ (SELECT COUNT(*) FROM sign_in_failure)"),
		0);
}
