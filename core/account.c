#include "account.h"
#include "account_link.h"
#include "attempt.h"
#include "audit.h"
#include "contact.h"
#include "db.h"
#include "mail.h"
#include "password.h"
#include "perm.h"

#include <sodium.h>
#include <string.h>

enum { MINUTE_US = 60 * 1000000, TOUCH_US = MINUTE_US };

const struct field credentials_fields[] = {
	FIELD(credentials, email, IN | REQ | TRIM, 1, 254),
	FIELD(credentials, password, IN | REQ | SECRET, 1, PASSWORD_MAX),
	FIELD_END,
};
const struct field session_view_fields[] = {
	FIELD(session_view, contact_id, OUT, 1, WIDE),
	FIELD(session_view, name, OUT, 1, 161),
	FIELD(session_view, email, OUT, 0, 254),
	FIELD(session_view, roles, OUT, 0, 5),
	FIELD(session_view, rights, OUT, 0, 64),
	FIELD(session_view, organisation_name, OUT, 1, 120),
	FIELD(session_view, time_zone, OUT, 1, 60),
	FIELD(session_view, today, OUT, DATE_MIN, DATE_MAX),
	FIELD_END,
};
const struct field password_change_fields[] = {
	FIELD(password_change, current_password, IN | REQ | SECRET, 1, PASSWORD_MAX),
	FIELD(password_change, new_password, IN | REQ | SECRET, PASSWORD_MIN, PASSWORD_MAX),
	FIELD_END,
};
const struct field invitation_fields[] = {
	FIELD(invitation, token, OUT, 43, 43),
	FIELD(invitation, expires_at, OUT, 0, WIDE),
	FIELD_END,
};
const struct field invitation_answer_fields[] = {
	FIELD(invitation_answer, token, IN | REQ | SECRET, 1, 64),
	FIELD(invitation_answer, password, IN | REQ | SECRET, PASSWORD_MIN, PASSWORD_MAX),
	FIELD_END,
};

static const char *const grantable[] = {
	"sysadmin",
	"certification_manager",
	"certification_admin",
	"staff",
	NULL,
};
const struct field role_set_fields[] = {
	FIELD_OF(role_set, roles, IN | OUT | REQ, 0, 4, grantable),
	FIELD_END,
};
const struct field staff_member_fields[] = {
	FIELD(staff_member, contact_id, OUT, 1, WIDE),
	FIELD(staff_member, name, OUT, 1, 161),
	FIELD(staff_member, email, OUT | NULLABLE, 0, 254),
	FIELD(staff_member, roles, OUT, 0, 4),
	FIELD(staff_member, role_list, 0, 0, 255),
	FIELD(staff_member, has_account, OUT, 0, 1),
	FIELD(staff_member, last_sign_in_at, OUT | NULLABLE, 0, WIDE),
	FIELD_END,
};

/* One row that answers everything about a session, an account or an address's failures. */
struct account {
	int64_t contact_id, failures;
	const char *token_hash, *password_hash, *email, *name, *role_list, *role, *time_zone,
		*organisation_name;
	struct instant created_at, seen_at, idle_after, dead_before;
	unsigned roles; /* bits, gathered from the rows */
};
static const struct field account_fields[] = {
	FIELD(account, contact_id, NULLABLE, 1, WIDE),
	FIELD(account, failures, 0, 0, WIDE),
	FIELD(account, token_hash, SECRET, 0, 64),
	FIELD(account, password_hash, SECRET, 0, 128),
	FIELD(account, email, 0, 0, 254),
	FIELD(account, name, 0, 0, 161),
	FIELD(account, role_list, 0, 0, 255),
	FIELD(account, role, 0, 0, 32),
	FIELD(account, time_zone, 0, 0, 60),
	FIELD(account, organisation_name, 0, 0, 120),
	FIELD(account, created_at, 0, 0, WIDE),
	FIELD(account, seen_at, 0, 0, WIDE),
	FIELD(account, idle_after, 0, 0, WIDE),
	FIELD(account, dead_before, 0, 0, WIDE),
	FIELD_END,
};

/* One row for each role: every call asks this, and a list of them made by the database would cost half as much again. */
STMT(open_session, account, account,
	"SELECT o.time_zone, s.contact_id, s.seen_at, CONCAT(c.given_name, ' ', c.family_name) AS name, g.role "
	"FROM organisation o LEFT JOIN session s ON s.token_hash = :token_hash AND s.seen_at >= :idle_after "
	"AND s.created_at >= :dead_before LEFT JOIN contact c ON c.id = s.contact_id "
	"LEFT JOIN role_grant g ON g.contact_id = s.contact_id WHERE o.id = 1")
STMT(touch_session, account, none, "UPDATE session SET seen_at = :now WHERE token_hash = :token_hash")
STMT(insert_session, account, none,
	"INSERT INTO session (token_hash, contact_id, created_at, seen_at) VALUES (:token_hash, :contact_id, :now, :now)")
STMT(delete_session, account, none, "DELETE FROM session WHERE token_hash = :token_hash")
STMT(delete_other_sessions, account, none,
	"DELETE FROM session WHERE contact_id = :contact_id AND token_hash <> COALESCE(:token_hash, '')")
STMT(show_session, account, account,
	"SELECT CONCAT(c.given_name, ' ', c.family_name) AS name, c.email, o.organisation_name, o.time_zone "
	"FROM contact c, organisation o WHERE c.id = :contact_id")
STMT(find_login, account, account,
	"SELECT c.id AS contact_id, a.password_hash FROM contact c JOIN account a ON a.contact_id = c.id WHERE c.email = :email")
STMT(find_account, account, account,
	"SELECT c.id AS contact_id, c.email, CONCAT(c.given_name, ' ', c.family_name) AS name, a.password_hash "
	"FROM contact c LEFT JOIN account a ON a.contact_id = c.id WHERE c.id = :contact_id")
STMT(note_sign_in, account, none, "UPDATE account SET last_sign_in_at = :now WHERE contact_id = :contact_id")
STMT(put_password, account, none,
	"INSERT INTO account (contact_id, password_hash, created_at) VALUES (:contact_id, :password_hash, :now) "
	"ON DUPLICATE KEY UPDATE password_hash = VALUES(password_hash)")

STMT(read_roles, account, account,
	"SELECT GROUP_CONCAT(role ORDER BY role) AS role_list FROM role_grant WHERE contact_id = :contact_id")
STMT(drop_roles, account, none, "DELETE FROM role_grant WHERE contact_id = :contact_id")
STMT(insert_role, account, none, "INSERT INTO role_grant (contact_id, role) VALUES (:contact_id, :role)")
STMT(count_sysadmins, none, account,
	"SELECT COUNT(*) AS failures FROM role_grant WHERE role = 'sysadmin' FOR UPDATE")
/* The contact's version comes where the others count. */
STMT(lock_person, account, account,
	"SELECT id AS contact_id, version AS failures, CONCAT(given_name, ' ', family_name) AS name FROM contact "
	"WHERE id = :contact_id FOR UPDATE")
STMT(bump_person, account, none, "UPDATE contact SET version = version + 1 WHERE id = :contact_id")
STMT(list_staff, none, staff_member,
	"SELECT g.contact_id, CONCAT(c.given_name, ' ', c.family_name) AS name, c.email, GROUP_CONCAT(g.role) AS role_list, "
	"a.contact_id IS NOT NULL AS has_account, a.last_sign_in_at FROM role_grant g JOIN contact c ON c.id = g.contact_id "
	"LEFT JOIN account a ON a.contact_id = g.contact_id "
	"GROUP BY g.contact_id, c.given_name, c.family_name, c.email, a.contact_id, a.last_sign_in_at, c.sort_name "
	"ORDER BY c.sort_name")

STMT(sweep_sessions, account, none,
	"DELETE FROM session WHERE seen_at < :idle_after OR created_at < :dead_before LIMIT 1000")
STMT(sweep_keys, account, none, "DELETE FROM idempotency WHERE created_at < :dead_before LIMIT 1000")

bool account_init(void)
{
	return sodium_init() >= 0;
}

static struct instant ago(const struct ctx *c, int64_t minutes)
{
	return (struct instant){ c->now.us - minutes * MINUTE_US };
}

static enum err read_session(struct ctx *c, const char *token, struct account *into)
{
	struct account key = { .token_hash = text_hash(&c->arena, "session", token ? token : ""),
		.idle_after = ago(c, SESSION_IDLE_MINUTES),
		.dead_before = ago(c, SESSION_HOURS * 60) };
	const struct account *row;
	struct list rows;

	TRY(db_connect(c));
	TRY(db_all(c, &open_session, &key, &rows));
	if (!rows.n)
		return fail(c, ERR_INTERNAL, "The organisation's settings are missing.");
	row = rows.items;
	*into = row[0];
	into->token_hash = key.token_hash;
	for (size_t i = 0; i < rows.n; i++)
		into->roles |= row[i].role ? role_bit(row[i].role) : 0;
	return ERR_OK;
}

enum err session_open(struct ctx *c, const char *token)
{
	struct account a = { 0 };
	enum err e = read_session(c, token, &a);

	/* An idle worker may find its connection closed: a second try opens another. */
	if (e == ERR_BUSY)
		e = read_session(c, token, &a);
	if (e)
		return e;
	c->time_zone = a.time_zone;
	if (!c->today.day)
		c->today = instant_date(c->now, a.time_zone);
	c->actor = (struct actor){ .roles = ANONYMOUS };
	if (!a.contact_id)
		return ERR_OK;
	c->actor = (struct actor){ a.contact_id, LEARNER | a.roles, a.name };
	if (c->now.us - a.seen_at.us < TOUCH_US)
		return ERR_OK;
	return db_exec(c, &touch_session, &a);
}

/* What is counted: a name that may or may not be an account, or an address. */
struct attempt {
	const struct credentials *who;
	const char *account_subject, *address_subject, *token;
	struct account found;
	bool known;
};

static enum err look_up(struct ctx *c, void *arg)
{
	struct attempt *a = arg;

	TRY(attempt_check(c, a->address_subject));
	TRY(db_maybe(c, &find_login, &(struct account){ .email = a->who->email }, &a->found, &a->known));
	/* The database takes é for e: whatever spelling found the account, its failures are counted together. */
	if (a->known)
		a->account_subject = attempt_of_contact(c, a->found.contact_id);
	return attempt_check(c, a->account_subject);
}

static enum err count_failure(struct ctx *c, void *arg)
{
	struct attempt *a = arg;

	TRY(attempt_count(c, a->address_subject, ADDRESS_ATTEMPTS));
	return attempt_count(c, a->account_subject, ACCOUNT_ATTEMPTS);
}

static enum err start_session(struct ctx *c, void *arg)
{
	struct attempt *a = arg;
	struct account s = { .contact_id = a->found.contact_id,
		.token_hash = text_hash(&c->arena, "session", a->token) };

	TRY(attempt_forget(c, a->account_subject));
	TRY(db_exec(c, &insert_session, &s));
	TRY(db_exec(c, &note_sign_in, &s));
	c->actor = (struct actor){ .id = s.contact_id };
	audit_json(c, "session.create", (struct audit_object){ "contact", s.contact_id, NULL }, "[]");
	return ERR_OK;
}

/* An unknown account costs the same time as a known one: a hash of nothing is checked instead. */
static bool check_password(struct ctx *c, const struct attempt *a)
{
	static char dummy[crypto_pwhash_STRBYTES];

	if (!*dummy)
		memcpy(dummy, password_hash(&c->arena, "nobody has this password"), sizeof(dummy));
	return password_matches(a->known ? a->found.password_hash : dummy, a->who->password) && a->known;
}

enum err sign_in(struct ctx *c, const struct credentials *who, const char *address, const char **token)
{
	struct attempt a = { .who = who,
		.account_subject = attempt_of_email(c, "account", who->email),
		.address_subject = attempt_of_address(c, "address", address) };

	TRY(db_transact(c, look_up, &a, true));
	if (!check_password(c, &a)) {
		TRY(db_transact(c, count_failure, &a, false));
		return fail(c, ERR_SIGN_IN_FAILED, "No account has this e-mail address and password.");
	}
	*token = a.token = token_new(&c->arena);
	return db_transact(c, start_session, &a, false);
}

enum err sign_out(struct ctx *c, const char *token)
{
	return db_exec(c, &delete_session,
		&(struct account){ .token_hash = text_hash(&c->arena, "session", token) });
}

enum err sign_out_everywhere(struct ctx *c)
{
	TRY(db_exec(c, &delete_other_sessions, &(struct account){ .contact_id = c->actor.id }));
	audit_json(c, "session.end_all", (struct audit_object){ "contact", c->actor.id, c->actor.name },
		"[]");
	return ERR_OK;
}

enum err session_show(struct ctx *c, struct session_view *into)
{
	struct account a = { 0 };

	TRY(db_one(c, &show_session, &(struct account){ .contact_id = c->actor.id }, &a));
	*into = (struct session_view){ .contact_id = c->actor.id,
		.name = a.name,
		.email = a.email,
		.organisation_name = a.organisation_name,
		.time_zone = a.time_zone,
		.today = c->today,
		.roles = role_names(&c->arena, c->actor.roles),
		.rights = right_names(&c->arena, c->actor.roles) };
	return ERR_OK;
}

/* What was mailed for the password there was opens nothing any more. */
static enum err put_hash(struct ctx *c, int64_t contact_id, const char *hash)
{
	TRY(db_exec(c, &put_password, &(struct account){ .contact_id = contact_id, .password_hash = hash }));
	return link_drop(c, contact_id);
}

enum err account_open(struct ctx *c, int64_t contact_id, const char *password_hash)
{
	struct account a = { .contact_id = contact_id };

	TRY(put_hash(c, contact_id, password_hash));
	TRY(db_one(c, &find_account, &a, &a));
	c->actor.id = contact_id;
	audit_json(c, "account.register", (struct audit_object){ "contact", contact_id, a.name }, "[]");
	return ERR_OK;
}

static enum err set_password(struct ctx *c, const struct account *who, const char *member,
	const char *password)
{
	const char *objection = password_objection(password, who->email), *hash;

	if (objection)
		return fail_field(c, member, "%s", objection);
	if (!(hash = password_hash(&c->arena, password)))
		return fail(c, ERR_BUSY, "There was not enough memory to protect the password.");
	TRY(put_hash(c, who->contact_id, hash));
	audit_json(c, "account.password", (struct audit_object){ "contact", who->contact_id, who->name },
		"[]");
	return ERR_OK;
}

/* Whoever did not do it themselves must hear of it. */
static enum err tell_of_password(struct ctx *c, int64_t contact_id)
{
	return mail_queue(c,
		&(struct mail_request){ .contact_id = contact_id,
			.template = "password_changed",
			.vars = mail_vars(c, "at", mail_moment(c, c->now), "reset_link", "/forgot", NULL) });
}

struct changing {
	const struct password_change *in;
	const char *keep, *subject;
	struct account who;
};

static enum err look_up_own(struct ctx *c, void *arg)
{
	struct changing *p = arg;

	p->who = (struct account){ .contact_id = c->actor.id };
	p->subject = attempt_of_contact(c, c->actor.id);
	TRY(attempt_check(c, p->subject));
	return db_one(c, &find_account, &p->who, &p->who);
}

static enum err count_wrong(struct ctx *c, void *arg)
{
	return attempt_count(c, ((const struct changing *)arg)->subject, ACCOUNT_ATTEMPTS);
}

static enum err replace_password(struct ctx *c, void *arg)
{
	struct changing *p = arg;
	struct account a = p->who;

	TRY(set_password(c, &a, "new_password", p->in->new_password));
	TRY(attempt_forget(c, p->subject));
	TRY(tell_of_password(c, a.contact_id));
	a.token_hash = text_hash(&c->arena, "session", p->keep);
	return db_exec(c, &delete_other_sessions, &a);
}

static enum err own_password(struct ctx *c, struct changing *p, const char *password)
{
	TRY(db_transact(c, look_up_own, p, true));
	if (p->who.password_hash && password_matches(p->who.password_hash, password))
		return ERR_OK;
	TRY(db_transact(c, count_wrong, p, false));
	return fail(c, ERR_WRONG_PASSWORD, "The current password does not match.");
}

enum err password_confirm(struct ctx *c, const char *password)
{
	struct changing p = { 0 };

	return own_password(c, &p, password);
}

enum err password_change(struct ctx *c, const struct password_change *in, const char *keep)
{
	struct changing p = { .in = in, .keep = keep };

	TRY(own_password(c, &p, in->current_password));
	return db_transact(c, replace_password, &p, false);
}

static enum err require_email(struct ctx *c, const struct account *a)
{
	if (a->email)
		return ERR_OK;
	return fail(c, ERR_EMAIL_REQUIRED, "%s has no e-mail address, so there is nothing to sign in with.",
		a->name);
}

enum err invitation_create(struct ctx *c, int64_t contact_id, struct invitation *into)
{
	struct account a = { .contact_id = contact_id };
	struct account_link l = { .purpose = "invitation", .contact_id = contact_id };

	TRY(db_one(c, &find_account, &a, &a));
	TRY(require_email(c, &a));
	TRY(link_make(c, &l, INVITATION_HOURS, &into->token));
	into->expires_at = l.expires_at;
	audit_json(c, "account.invite", (struct audit_object){ "contact", contact_id, a.name }, "[]");
	return ERR_OK;
}

/* Invitations and forgotten passwords: the link stands for the right to set one. */
static enum err password_by_link(struct ctx *c, const char *purpose, const struct invitation_answer *answer)
{
	struct account_link l = { 0 };
	struct account a = { 0 };
	bool had_one;

	TRY(link_open(c, purpose, answer->token, &l));
	a.contact_id = l.contact_id;
	TRY(db_one(c, &find_account, &a, &a));
	had_one = a.password_hash;
	c->actor.id = a.contact_id;
	TRY(set_password(c, &a, "password", answer->password));
	TRY(attempt_forget(c, attempt_of_contact(c, a.contact_id)));
	a.token_hash = NULL;
	TRY(db_exec(c, &delete_other_sessions, &a));
	return had_one ? tell_of_password(c, a.contact_id) : ERR_OK;
}

enum err invitation_accept(struct ctx *c, const struct invitation_answer *answer)
{
	return password_by_link(c, "invitation", answer);
}

enum err password_reset_accept(struct ctx *c, const struct invitation_answer *answer)
{
	return password_by_link(c, "reset", answer);
}

enum err account_create(struct ctx *c, int64_t contact_id, const char *password)
{
	struct account a = { .contact_id = contact_id };

	TRY(db_one(c, &find_account, &a, &a));
	TRY(require_email(c, &a));
	return set_password(c, &a, "password", password);
}

enum err roles_of(struct ctx *c, int64_t contact_id, unsigned *bits)
{
	struct account a = { 0 };

	TRY(db_one(c, &read_roles, &(struct account){ .contact_id = contact_id }, &a));
	*bits = role_bits(&c->arena, a.role_list);
	return ERR_OK;
}

static enum err write_roles(struct ctx *c, int64_t contact_id, unsigned bits)
{
	struct account a = { .contact_id = contact_id };

	TRY(db_exec(c, &drop_roles, &a));
	for (const char *const *name = grantable; *name; name++)
		if (bits & role_bit(*name)) {
			a.role = *name;
			TRY(db_exec(c, &insert_role, &a));
		}
	return ERR_OK;
}

enum err roles_replace(struct ctx *c, int64_t contact_id, int64_t version, const struct role_set *roles,
	struct role_set *now)
{
	struct account person = { .contact_id = contact_id }, sysadmins = { 0 };
	struct role_set before;
	unsigned had, wanted = 0;

	TRY(db_one(c, &lock_person, &person, &person));
	if (version >= 0)
		TRY(version_check(c, person.failures, version));
	TRY(db_one(c, &count_sysadmins, NULL, &sysadmins));
	TRY(roles_of(c, contact_id, &had));
	for (size_t i = 0; i < roles->roles.n; i++)
		wanted |= role_bit(roles->roles.v[i]);
	if (had & SYSADMIN && !(wanted & SYSADMIN) && sysadmins.failures == 1)
		return fail(c, ERR_LAST_SYSADMIN, "%s is the only SysAdmin.", person.name);
	before.roles = role_names(&c->arena, had);
	now->roles = role_names(&c->arena, wanted);
	if (audit_nothing(c, role_set_fields, &before, now))
		return ERR_OK;
	TRY(write_roles(c, contact_id, wanted));
	TRY(db_exec(c, &bump_person, &person));
	audit(c, "contact.roles", (struct audit_object){ "contact", contact_id, person.name },
		role_set_fields, &before, now);
	return ERR_OK;
}

enum err staff_list(struct ctx *c, struct list *into)
{
	TRY(db_all(c, &list_staff, NULL, into));
	for (size_t i = 0; i < into->n; i++) {
		struct staff_member *m = (struct staff_member *)into->items + i;

		m->roles = role_names(&c->arena, role_bits(&c->arena, m->role_list));
	}
	return ERR_OK;
}

enum err account_sweep(struct ctx *c)
{
	struct account limits = { .idle_after = ago(c, SESSION_IDLE_MINUTES),
		.dead_before = ago(c, SESSION_HOURS * 60) };

	TRY(db_exec(c, &sweep_sessions, &limits));
	TRY(link_sweep(c));
	TRY(attempt_sweep(c));
	limits.dead_before = ago(c, 24 * 60);
	return db_exec(c, &sweep_keys, &limits);
}
