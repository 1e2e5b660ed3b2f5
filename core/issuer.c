#include "issuer.h"
#include "audit.h"
#include "contact.h"
#include "db.h"
#include "jws.h"
#include "mime.h"

#include <ctype.h>
#include <string.h>

const struct field issuer_fields[] = {
	FIELD(issuer, serial_prefix, IN | OUT | TRIM, 1, 8),
	FIELD(issuer, website, IN | OUT | NULLABLE | TRIM, 0, 200),
	FIELD(issuer, email, IN | OUT | NULLABLE | TRIM, 0, 254),
	FIELD(issuer, signs, OUT | QUIET, 0, 1),
	FIELD(issuer, did, OUT | QUIET | NULLABLE, 0, WIDE),
	FIELD(issuer, version, OUT | QUIET, 1, WIDE),
	FIELD_END,
};

STMT(find_issuer, none, issuer, "SELECT serial_prefix, website, email, version FROM certificate_settings")
STMT(lock_issuer, none, issuer,
	"SELECT serial_prefix, website, email, version FROM certificate_settings FOR UPDATE")
STMT(update_issuer, issuer, none,
	"UPDATE certificate_settings SET serial_prefix = :serial_prefix, website = :website, email = :email, "
	"version = version + 1")

enum err issuer_find(struct ctx *c, struct issuer *into)
{
	TRY(db_one(c, &find_issuer, NULL, into));
	into->signs = jws_can_sign();
	into->did = into->signs ? issuer_did(c) : NULL;
	return ERR_OK;
}

static bool is_prefix(const char *text)
{
	while (isupper((unsigned char)*text) || isdigit((unsigned char)*text))
		text++;
	return !*text;
}

static bool is_address(const char *text)
{
	bool web = !strncmp(text, "https://", 8) || !strncmp(text, "http://", 7);

	return web && strstr(text, "://")[3] && !strpbrk(text, " \t\"<>");
}

/* All that is wrong, in one answer. */
static enum err check_issuer(struct ctx *c, const struct issuer *i)
{
	enum err e = ERR_OK;

	if (!is_prefix(i->serial_prefix))
		e = fail_field(c, "serial_prefix", "must be capital letters and digits");
	if (i->website && !is_address(i->website))
		e = fail_field(c, "website", "must be an address like https://example.org");
	if (i->email && !mail_address_valid(i->email))
		e = fail_field(c, "email", "must be an e-mail address, like name@example.org");
	return e;
}

enum err issuer_update(struct ctx *c, int64_t version, const struct issuer *in, uint64_t sent)
{
	struct issuer before, after;

	TRY(db_one(c, &lock_issuer, NULL, &before));
	TRY(version_check(c, before.version, version));
	after = before;
	field_merge(issuer_fields, &after, in, sent);
	if (audit_nothing(c, issuer_fields, &before, &after))
		return ERR_OK;
	TRY(check_issuer(c, &after));
	TRY(db_exec(c, &update_issuer, &after));
	audit(c, "issuer.update", (struct audit_object){ "certificate_settings", 1, "Certificates" },
		issuer_fields, &before, &after);
	return ERR_OK;
}
