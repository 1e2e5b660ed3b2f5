#include "registration.h"
#include "account_link.h"
#include "attempt.h"
#include "audit.h"
#include "contact.h"
#include "db.h"
#include "mail.h"
#include "password.h"

#include <strings.h>

const struct field mailed_fields[] = { FIELD(mailed, detail, OUT, 1, 200), FIELD_END };
const struct field registration_fields[] = {
	FIELD(registration, given_name, IN | REQ | TRIM, 1, 80),
	FIELD(registration, family_name, IN | REQ | TRIM, 1, 80),
	FIELD(registration, email, IN | REQ | TRIM, 3, 254),
	FIELD(registration, password, IN | REQ | SECRET, PASSWORD_MIN, PASSWORD_MAX),
	FIELD_WORD(registration, language, IN | NULLABLE, mail_languages),
	FIELD_END,
};
const struct field confirmed_fields[] = { FIELD(confirmed, email, OUT, 3, 254), FIELD_END };
const struct field reset_request_fields[] = { FIELD(reset_request, email, IN | REQ | TRIM, 3, 254),
	FIELD_END };
const struct field email_change_fields[] = {
	FIELD(email_change, email, IN | REQ | TRIM, 3, 254),
	FIELD(email_change, current_password, IN | REQ | SECRET, 1, PASSWORD_MAX),
	FIELD_END,
};
const struct field email_answer_fields[] = { FIELD(email_answer, token, IN | REQ | SECRET, 1, 64),
	FIELD_END };

/* The contact behind an address. */
struct holder {
	int64_t contact_id;
	const char *email;
	bool has_account;
};
static const struct field holder_fields[] = {
	FIELD(holder, contact_id, 0, 0, WIDE),
	FIELD(holder, email, 0, 0, 254),
	FIELD(holder, has_account, 0, 0, 1),
	FIELD_END,
};
#define HOLDER \
	"SELECT c.id AS contact_id, c.email, a.contact_id IS NOT NULL AS has_account " \
	"FROM contact c LEFT JOIN account a ON a.contact_id = c.id WHERE c.email = :email"
STMT(find_holder, holder, holder, HOLDER)
STMT(lock_holder, holder, holder, HOLDER " FOR UPDATE")

/* One question of somebody who is not signed in. */
struct asking {
	const char *by_address, *by_email;
	struct account_link link;
};

static enum err count_asking(struct ctx *c, void *arg)
{
	const struct asking *a = arg;

	TRY(attempt_check(c, a->by_address));
	TRY(attempt_check(c, a->by_email));
	TRY(attempt_count(c, a->by_address, ASKED_FROM_MOST));
	return attempt_count(c, a->by_email, ASKED_MOST);
}

/* Hashed in every case, so that the answer takes as long whoever asks. */
static enum err ask(struct ctx *c, struct asking *a, const char *address, const char *password,
	enum err (*work)(struct ctx *c, void *arg))
{
	a->by_address = attempt_of_address(c, "asking address", address);
	a->by_email = attempt_of_email(c, a->link.purpose, a->link.email);
	TRY(db_transact(c, count_asking, a, false));
	if (!(a->link.password_hash = password_hash(&c->arena, password)))
		return fail(c, ERR_BUSY, "There was not enough memory to protect the password.");
	return db_transact(c, work, a, false);
}

static const char *link_vars(struct ctx *c, const char *page, const char *token, const struct account_link *l)
{
	/* Behind the # it never reaches a server's log. */
	return mail_vars(c, "link", mail_path(c, "%s#%s", page, token), "until",
		mail_moment(c, l->expires_at), NULL);
}

static enum err mail_registration(struct ctx *c, const struct holder *who, const struct account_link *l,
	const char *token)
{
	if (who->has_account)
		return mail_queue(c,
			&(struct mail_request){ .contact_id = who->contact_id,
				.template = "already_registered",
				.vars = mail_vars(c, "link", "/", "reset_link", "/forgot", NULL) });
	return mail_queue(c,
		&(struct mail_request){ .contact_id = who->contact_id,
			.to = l->email,
			.template = "confirm_registration",
			.language = who->contact_id ? NULL : l->language,
			.vars = link_vars(c, "/confirm", token, l) });
}

/*
 * The link is kept even for an address that has an account, and then mailed to
 * nobody.  Of several registrations all stay open until one is confirmed: a
 * stranger's must not undo the owner's.
 */
static enum err register_link(struct ctx *c, void *arg)
{
	struct account_link l = ((const struct asking *)arg)->link;
	struct holder who = { .email = l.email };
	const char *token;
	bool known;

	TRY(db_maybe(c, &find_holder, &who, &who, &known));
	l.email = who.email; /* as the contact has it: the database takes é for e, a mail server does not */
	TRY(link_make(c, &l, REGISTRATION_HOURS, &token));
	return mail_registration(c, &who, &l, token);
}

enum err registration_ask(struct ctx *c, const struct registration *r, const char *address)
{
	struct asking a = { .link = { .purpose = "registration",
				    .email = r->email,
				    .given_name = r->given_name,
				    .family_name = r->family_name,
				    .language = r->language } };
	const char *objection = password_objection(r->password, r->email);

	TRY(email_check(c, r->email));
	if (objection)
		return fail_field(c, "password", "%s", objection);
	return ask(c, &a, address, r->password, register_link);
}

struct confirming {
	const struct invitation_answer *in;
	const char *subject;
	struct account_link link;
};

static enum err look_up(struct ctx *c, void *arg)
{
	struct confirming *k = arg;

	TRY(attempt_check(c, k->subject));
	return link_open(c, "registration", k->in->token, &k->link);
}

static enum err count_wrong(struct ctx *c, void *arg)
{
	return attempt_count(c, ((const struct confirming *)arg)->subject, ACCOUNT_ATTEMPTS);
}

static enum err add_contact(struct ctx *c, const struct account_link *l, int64_t *id)
{
	struct contact new = { .given_name = l->given_name,
		.family_name = l->family_name,
		.email = l->email,
		.language = l->language };

	TRY(contact_create(c, &new));
	*id = new.id;
	return ERR_OK;
}

/* The contact with the address, which is claimed and never doubled; else a new one. */
static enum err claim(struct ctx *c, const struct account_link *l, int64_t *contact_id)
{
	struct holder who = { .email = l->email };
	bool known;

	TRY(db_maybe(c, &lock_holder, &who, &who, &known));
	*contact_id = who.contact_id;
	if (!known)
		return add_contact(c, l, contact_id);
	if (strcasecmp(who.email, l->email) != 0)
		return fail_remedy(c, ERR_EMAIL_TAKEN, "Ask the organisation to add you.",
			"Somebody else has an address that is written almost like %s.", l->email);
	if (who.has_account)
		return fail_remedy(c, ERR_LINK_INVALID, "Sign in, or set a new password if you forgot yours.",
			"There is an account with this address by now.");
	return ERR_OK;
}

static enum err enter(struct ctx *c, void *arg)
{
	struct confirming *k = arg;
	struct account_link *l = &k->link;
	int64_t contact_id;

	TRY(link_open(c, "registration", k->in->token, l));
	TRY(link_drop_registrations(c, l->email));
	TRY(claim(c, l, &contact_id));
	return account_open(c, contact_id, l->password_hash);
}

enum err registration_confirm(struct ctx *c, const struct invitation_answer *in, struct confirmed *out)
{
	struct confirming k = { .in = in, .subject = text_hash(&c->arena, "confirming", in->token) };

	TRY(db_transact(c, look_up, &k, false));
	if (!password_matches(k.link.password_hash, in->password)) {
		TRY(db_transact(c, count_wrong, &k, false));
		return fail_field(c, "password", "is not the one that was chosen when registering");
	}
	TRY(db_transact(c, enter, &k, false));
	out->email = k.link.email;
	return ERR_OK;
}

static enum err reset_link(struct ctx *c, void *arg)
{
	struct account_link l = ((const struct asking *)arg)->link;
	struct holder who = { .email = l.email };
	const char *token;
	bool known;

	TRY(db_maybe(c, &find_holder, &who, &who, &known));
	l = (struct account_link){ .purpose = l.purpose, .contact_id = who.contact_id };
	TRY(link_make(c, &l, RESET_HOURS, &token));
	if (!known)
		return ERR_OK;
	return mail_queue(c,
		&(struct mail_request){ .contact_id = who.contact_id,
			.template = "reset_password",
			.vars = link_vars(c, "/reset", token, &l) });
}

enum err password_reset_ask(struct ctx *c, const struct reset_request *r, const char *address)
{
	struct asking a = { .link = { .purpose = "reset", .email = r->email } };

	TRY(email_check(c, r->email));
	return ask(c, &a, address, "nobody has this password", reset_link);
}

static enum err move_link(struct ctx *c, void *arg)
{
	const struct email_change *in = arg;
	struct account_link l = { .purpose = "email", .contact_id = c->actor.id, .email = in->email };
	const char *token, *subject = text_hash(&c->arena, "moving", attempt_of_contact(c, c->actor.id));
	struct contact me = { 0 };

	TRY(contact_find(c, c->actor.id, &me));
	if (me.email && !strcasecmp(me.email, in->email))
		return fail_field(c, "email", "is your address already");
	TRY(attempt_check(c, subject));
	TRY(attempt_count(c, subject, ASKED_MOST));
	TRY(link_make(c, &l, EMAIL_HOURS, &token));
	audit_json(c, "account.email_ask", (struct audit_object){ "contact", me.id, me.name }, "[]");
	return mail_queue(c,
		&(struct mail_request){ .contact_id = me.id,
			.to = in->email,
			.template = "confirm_email",
			.vars = link_vars(c, "/confirm-email", token, &l) });
}

enum err email_change_ask(struct ctx *c, const struct email_change *in)
{
	struct email_change copy = *in;

	TRY(email_check(c, in->email));
	TRY(password_confirm(c, in->current_password));
	return db_transact(c, move_link, &copy, false);
}

enum err email_change_confirm(struct ctx *c, const struct email_answer *a, struct confirmed *out)
{
	struct account_link l = { 0 };
	struct contact was = { 0 };

	TRY(link_open(c, "email", a->token, &l));
	c->actor.id = l.contact_id;
	TRY(contact_set_email(c, l.contact_id, l.email, &was));
	TRY(link_drop(c, l.contact_id));
	out->email = l.email;
	if (!was.email)
		return ERR_OK;
	return mail_queue(c,
		&(struct mail_request){ .contact_id = l.contact_id,
			.to = was.email,
			.template = "email_changed",
			.vars = mail_vars(c, "email", l.email, "at", mail_moment(c, c->now), NULL) });
}
