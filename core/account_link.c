#include "account_link.h"
#include "db.h"
#include "password.h"

#define HOUR_US INT64_C(3600000000)

const struct field account_link_fields[] = {
	FIELD(account_link, token_hash, SECRET, 0, 64),
	FIELD(account_link, purpose, 0, 0, 16),
	FIELD(account_link, contact_id, NULLABLE, 0, WIDE),
	FIELD(account_link, email, NULLABLE, 0, 254),
	FIELD(account_link, given_name, NULLABLE, 0, 80),
	FIELD(account_link, family_name, NULLABLE, 0, 80),
	FIELD(account_link, password_hash, NULLABLE | SECRET, 0, 128),
	FIELD(account_link, language, NULLABLE, 0, 8),
	FIELD(account_link, expires_at, 0, 0, WIDE),
	FIELD_END,
};

STMT(insert_link, account_link, none,
	"INSERT INTO account_link (token_hash, purpose, contact_id, email, given_name, family_name, password_hash, language, expires_at) "
	"VALUES (:token_hash, :purpose, :contact_id, :email, :given_name, :family_name, :password_hash, :language, :expires_at)")
STMT(hold_link, account_link, account_link,
	"SELECT token_hash, purpose, contact_id, email, given_name, family_name, password_hash, language, expires_at FROM account_link "
	"WHERE token_hash = :token_hash AND purpose = :purpose AND expires_at > :now FOR UPDATE")
STMT(find_pending, account_link, account_link,
	"SELECT email FROM account_link WHERE contact_id = :contact_id AND purpose = 'email' AND expires_at > :now")
STMT(drop_replaced, account_link, none,
	"DELETE FROM account_link WHERE contact_id = :contact_id AND purpose = :purpose")
STMT(drop_links, account_link, none, "DELETE FROM account_link WHERE contact_id = :contact_id")
STMT(drop_registrations, account_link, none,
	"DELETE FROM account_link WHERE email = :email AND purpose = 'registration'")
STMT(sweep_links, none, none, "DELETE FROM account_link WHERE expires_at < :now LIMIT 1000")

enum err link_make(struct ctx *c, struct account_link *l, int64_t hours, const char **token)
{
	*token = token_new(&c->arena);
	l->token_hash = text_hash(&c->arena, l->purpose, *token);
	l->expires_at.us = c->now.us + hours * HOUR_US;
	if (l->contact_id)
		TRY(db_exec(c, &drop_replaced, l));
	return db_exec(c, &insert_link, l);
}

enum err link_open(struct ctx *c, const char *purpose, const char *token, struct account_link *into)
{
	struct account_link key = { .token_hash = text_hash(&c->arena, purpose, token), .purpose = purpose };
	bool found;

	TRY(db_maybe(c, &hold_link, &key, into, &found));
	if (found)
		return ERR_OK;
	return fail(c, ERR_LINK_INVALID,
		"The link was used already, has lapsed, or was replaced by a newer one.");
}

enum err link_drop(struct ctx *c, int64_t contact_id)
{
	return db_exec(c, &drop_links, &(struct account_link){ .contact_id = contact_id });
}

enum err link_pending_email(struct ctx *c, int64_t contact_id, const char **email)
{
	struct account_link l = { .contact_id = contact_id };
	bool found;

	TRY(db_maybe(c, &find_pending, &l, &l, &found));
	*email = l.email;
	return ERR_OK;
}

enum err link_drop_registrations(struct ctx *c, const char *email)
{
	return db_exec(c, &drop_registrations, &(struct account_link){ .email = email });
}

enum err link_sweep(struct ctx *c)
{
	return db_exec(c, &sweep_links, NULL);
}
