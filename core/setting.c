#include "setting.h"
#include "audit.h"
#include "contact.h"
#include "db.h"
#include "mail.h"

const struct field organisation_fields[] = {
	FIELD(organisation, organisation_name, IN | OUT | TRIM, 1, 120),
	FIELD(organisation, time_zone, IN | OUT | TRIM, 1, 60),
	FIELD_WORD(organisation, language, IN | OUT, mail_languages),
	FIELD(organisation, refund_days, IN | OUT, 0, 365),
	FIELD(organisation, hold_minutes, IN | OUT, 5, 1440),
	FIELD(organisation, promotion_hours, IN | OUT, 1, 336),
	FIELD(organisation, segment_brake_people, IN | OUT, 0, 1000000),
	FIELD(organisation, segment_brake_percent, IN | OUT, 0, 100),
	FIELD(organisation, version, OUT | QUIET, 1, WIDE),
	FIELD_END,
};

struct schema {
	int64_t n;
};
static const struct field schema_fields[] = { FIELD(schema, n, 0, 0, WIDE), FIELD_END };

#define COLUMNS \
	"SELECT organisation_name, time_zone, language, refund_days, hold_minutes, promotion_hours, " \
	"segment_brake_people, segment_brake_percent, version FROM organisation"

STMT(find_organisation, none, organisation, COLUMNS)
STMT(lock_organisation, none, organisation, COLUMNS " FOR UPDATE")
STMT(update_organisation, organisation, none,
	"UPDATE organisation SET organisation_name = :organisation_name, time_zone = :time_zone, language = :language, "
	"refund_days = :refund_days, hold_minutes = :hold_minutes, promotion_hours = :promotion_hours, "
	"segment_brake_people = :segment_brake_people, segment_brake_percent = :segment_brake_percent, version = version + 1")
STMT(find_schema, none, schema, "SELECT COALESCE(MAX(n), 0) AS n FROM schema_migration")

enum err organisation_find(struct ctx *c, struct organisation *into)
{
	return db_one(c, &find_organisation, NULL, into);
}

enum err organisation_day(struct ctx *c)
{
	struct organisation o;

	if (c->today.day)
		return ERR_OK;
	TRY(organisation_find(c, &o));
	c->time_zone = o.time_zone;
	c->today = instant_date(c->now, o.time_zone);
	return ERR_OK;
}

enum err organisation_update(struct ctx *c, int64_t version, const struct organisation *in, uint64_t sent)
{
	struct organisation before, after;

	TRY(db_one(c, &lock_organisation, NULL, &before));
	TRY(version_check(c, before.version, version));
	after = before;
	field_merge(organisation_fields, &after, in, sent);
	if (audit_nothing(c, organisation_fields, &before, &after))
		return ERR_OK;
	if (!time_zone_known(after.time_zone))
		return fail_field(c, "time_zone", "must be the name of a time zone, like Europe/Paris");
	TRY(db_exec(c, &update_organisation, &after));
	audit(c, "settings.update", (struct audit_object){ "settings", 1, after.organisation_name },
		organisation_fields, &before, &after);
	return ERR_OK;
}

enum err schema_number(struct ctx *c, int64_t *n)
{
	struct schema s = { 0 };

	TRY(db_one(c, &find_schema, NULL, &s));
	*n = s.n;
	return ERR_OK;
}
