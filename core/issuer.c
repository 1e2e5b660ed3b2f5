#include "issuer.h"
#include "audit.h"
#include "contact.h"
#include "db.h"

#include <ctype.h>
#include <string.h>

const struct field issuer_fields[] = {
	FIELD(issuer, serial_prefix, IN | OUT | TRIM, 1, 8),
	FIELD(issuer, website, IN | OUT | NULLABLE | TRIM, 0, 200),
	FIELD(issuer, email, IN | OUT | NULLABLE | TRIM, 0, 254),
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
	return db_one(c, &find_issuer, NULL, into);
}

static enum err check_issuer(struct ctx *c, const struct issuer *i)
{
	for (const char *p = i->serial_prefix; *p; p++)
		if (!isupper((unsigned char)*p) && !isdigit((unsigned char)*p))
			return fail_field(c, "serial_prefix", "must be capital letters and digits");
	if (i->website && strncmp(i->website, "https://", 8) != 0 && strncmp(i->website, "http://", 7) != 0)
		return fail_field(c, "website", "must be an address like https://example.org");
	if (i->email && !strchr(i->email, '@'))
		return fail_field(c, "email", "must be an e-mail address, like name@example.org");
	return ERR_OK;
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
