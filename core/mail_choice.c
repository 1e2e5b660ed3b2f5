#include "mail_choice.h"
#include "audit.h"
#include "db.h"
#include "mail.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_BYTES = 32, MAC_BYTES = 16, SIGNED = 18, MAC = 2 * MAC_BYTES };

const struct field mail_choice_fields[] = {
	FIELD(mail_choice, progress, IN | OUT | REQ, 0, 1),
	FIELD(mail_choice, reminders, IN | OUT | REQ, 0, 1),
	FIELD(mail_choice, approvals, IN | OUT | REQ, 0, 1),
	FIELD_END,
};
const struct field mail_refusal_fields[] = {
	FIELD(mail_refusal, kind, OUT, 1, 16),
	FIELD(mail_refusal, refused, OUT, 0, 1),
	FIELD_END,
};

/* One kind that one person does not want, and the key that signs the links. */
struct refusal_row {
	int64_t contact_id;
	const char *kind, *secret, *name;
	bool refused;
};
static const struct field refusal_row_fields[] = {
	FIELD(refusal_row, contact_id, 0, 1, WIDE),
	FIELD(refusal_row, kind, 0, 0, 16),
	FIELD(refusal_row, secret, SECRET, 0, 64),
	FIELD(refusal_row, name, 0, 0, 161),
	FIELD(refusal_row, refused, 0, 0, 1),
	FIELD_END,
};

STMT(find_key, none, refusal_row, "SELECT secret FROM mail_key")
STMT(make_key, refusal_row, none,
	"INSERT INTO mail_key (id, secret) VALUES (1, :secret) ON DUPLICATE KEY UPDATE id = id")
STMT(list_refusals, refusal_row, refusal_row, "SELECT kind FROM mail_refusal WHERE contact_id = :contact_id")
STMT(lock_refuser, refusal_row, refusal_row,
	"SELECT c.id AS contact_id, CONCAT(c.given_name, ' ', c.family_name) AS name, r.kind IS NOT NULL AS refused "
	"FROM contact c LEFT JOIN mail_refusal r ON r.contact_id = c.id AND r.kind = :kind WHERE c.id = :contact_id FOR UPDATE")
STMT(find_refuser, refusal_row, refusal_row,
	"SELECT c.id AS contact_id, r.kind IS NOT NULL AS refused "
	"FROM contact c LEFT JOIN mail_refusal r ON r.contact_id = c.id AND r.kind = :kind WHERE c.id = :contact_id")
STMT(add_refusal, refusal_row, none,
	"INSERT INTO mail_refusal (contact_id, kind) VALUES (:contact_id, :kind) ON DUPLICATE KEY UPDATE kind = VALUES(kind)")
STMT(drop_refusal, refusal_row, none,
	"DELETE FROM mail_refusal WHERE contact_id = :contact_id AND kind = :kind")

/* --- choices --- */

static bool *chosen(struct mail_choice *m, const char *kind)
{
	return field_at(field_find(mail_choice_fields, kind), m);
}

static enum err read_choice(struct ctx *c, int64_t contact_id, struct mail_choice *into)
{
	const struct refusal_row *rows;
	struct list all;

	*into = (struct mail_choice){ true, true, true };
	TRY(db_all(c, &list_refusals, &(struct refusal_row){ .contact_id = contact_id }, &all));
	rows = all.items;
	for (size_t i = 0; i < all.n; i++)
		*chosen(into, rows[i].kind) = false;
	return ERR_OK;
}

enum err mail_choice_find(struct ctx *c, struct mail_choice *into)
{
	return read_choice(c, c->actor.id, into);
}

static enum err write_choice(struct ctx *c, int64_t contact_id, struct mail_choice *m)
{
	for (const char *const *kind = mail_kinds; *kind; kind++)
		TRY(db_exec(c, *chosen(m, *kind) ? &drop_refusal : &add_refusal,
			&(struct refusal_row){ .contact_id = contact_id, .kind = *kind }));
	return ERR_OK;
}

static enum err change(struct ctx *c, const struct refusal_row *whose, const struct mail_choice *to)
{
	struct mail_choice before, after = *to;
	struct refusal_row person = { 0 };

	TRY(db_one(c, &lock_refuser, whose, &person));
	TRY(read_choice(c, whose->contact_id, &before));
	if (audit_nothing(c, mail_choice_fields, &before, &after))
		return ERR_OK;
	TRY(write_choice(c, whose->contact_id, &after));
	audit(c, "contact.mail", (struct audit_object){ "contact", person.contact_id, person.name },
		mail_choice_fields, &before, &after);
	return ERR_OK;
}

enum err mail_choice_update(struct ctx *c, const struct mail_choice *in)
{
	return change(c, &(struct refusal_row){ .contact_id = c->actor.id, .kind = "" }, in);
}

/* --- links --- */

static enum err read_key(struct ctx *c, unsigned char key[static KEY_BYTES], bool *found)
{
	struct refusal_row row = { 0 };

	TRY(db_maybe(c, &find_key, NULL, &row, found));
	if (*found && sodium_hex2bin(key, KEY_BYTES, row.secret, strlen(row.secret), NULL, NULL, NULL))
		return fail(c, ERR_INTERNAL, "The key of the links is damaged.");
	return ERR_OK;
}

/* Two senders may begin at once: the first key stays, and both read it. */
static enum err need_key(struct ctx *c, unsigned char key[static KEY_BYTES])
{
	char text[2 * KEY_BYTES + 1];
	bool found;

	TRY(read_key(c, key, &found));
	if (found)
		return ERR_OK;
	randombytes_buf(key, KEY_BYTES);
	sodium_bin2hex(text, sizeof(text), key, KEY_BYTES);
	TRY(db_exec(c, &make_key, &(struct refusal_row){ .secret = text }));
	return read_key(c, key, &found);
}

static const char *sign(struct ctx *c, const char *text, const unsigned char key[static KEY_BYTES])
{
	unsigned char mac[MAC_BYTES];
	char hex[MAC + 1];

	crypto_generichash(mac, MAC_BYTES, (const unsigned char *)text, strlen(text), key, KEY_BYTES);
	return arena_strdup(&c->arena, sodium_bin2hex(hex, sizeof(hex), mac, MAC_BYTES));
}

enum err mail_refusal_path(struct ctx *c, int64_t contact_id, const char *kind, const char **path)
{
	unsigned char key[KEY_BYTES];
	const char *text;
	unsigned n = 0;

	TRY(need_key(c, key));
	while (strcmp(mail_kinds[n], kind))
		n++;
	text = arena_printf(&c->arena, "%016llx%02x", (unsigned long long)contact_id, n);
	*path = arena_printf(&c->arena, "/unsubscribe/%s%s", text, sign(c, text, key));
	return ERR_OK;
}

static bool parse_token(struct ctx *c, const char *token, const unsigned char key[static KEY_BYTES],
	struct refusal_row *into)
{
	const char *text = arena_printf(&c->arena, "%.*s", SIGNED, token), *mac = sign(c, text, key);
	unsigned long kind;

	if (strlen(token) != SIGNED + MAC || sodium_memcmp(token + SIGNED, mac, MAC))
		return false;
	kind = strtoul(text + 16, NULL, 16);
	*into = (struct refusal_row){
		.contact_id = (int64_t)strtoull(arena_printf(&c->arena, "%.16s", text), NULL, 16),
		.kind = mail_kinds[kind],
	};
	return true;
}

static enum err read_token(struct ctx *c, const char *token, struct refusal_row *into)
{
	unsigned char key[KEY_BYTES];
	bool found;

	TRY(read_key(c, key, &found));
	if (found && parse_token(c, token, key, into))
		TRY(db_maybe(c, &find_refuser, into, into, &found));
	else
		found = false;
	return found ? ERR_OK
		     : fail_remedy(c, ERR_LINK_INVALID,
			       "Use the link in the mail as it is, or sign in and choose under Account.",
			       "This link is not one that Laurel made.");
}

enum err mail_refusal_find(struct ctx *c, const char *token, struct mail_refusal *into)
{
	struct refusal_row row = { 0 };

	TRY(read_token(c, token, &row));
	*into = (struct mail_refusal){ row.kind, row.refused };
	return ERR_OK;
}

enum err mail_refuse(struct ctx *c, const char *token)
{
	struct refusal_row row = { 0 };
	struct mail_choice choice;

	TRY(read_token(c, token, &row));
	TRY(read_choice(c, row.contact_id, &choice));
	*chosen(&choice, row.kind) = false;
	c->reason = "By the link in a mail.";
	return change(c, &row, &choice);
}
