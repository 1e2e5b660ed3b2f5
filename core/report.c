#include "report.h"
#include "audit.h"
#include "contact.h"
#include "db.h"
#include "json.h"

#include <cjson/cJSON.h>
#include <ctype.h>
#include <string.h>

/* --- the rules --- */

#define RULE(provenance, in_pars, in_cpe, sent) \
	{ \
#provenance, REPORT_BEGINS_##provenance, in_pars, in_cpe, sent \
	}
const struct report_rule report_rules[] = {
	/*                   PARS   CPE    webhook */
	RULE(earned, true, true, true),
	RULE(claimed, true, true, true),
	RULE(auto_on_import, true, true, true),
	RULE(import_course, true, false, false),
	RULE(import_legacy, false, false, false),
	{ NULL, NULL, false, false, false },
};

const struct report_rule *report_rule(const char *provenance)
{
	for (const struct report_rule *r = report_rules; r->provenance; r++)
		if (!strcmp(r->provenance, provenance))
			return r;
	return NULL;
}

/* What nobody was told of by itself stays so, whatever file it stands in (CRI-21). */
const struct move submission_moves[] = {
	{ "send", "queued", "sent" },
	{ "send", "sent", "sent" },
	{ "send", "accepted", "sent" },
	{ "send", "rejected", "sent" },
	{ "send", "not_reportable", "not_reportable" },
	{ "accept", "sent", "accepted" },
	{ "accept", "not_reportable", "not_reportable" },
	{ "reject", "sent", "rejected" },
	{ "reject", "not_reportable", "not_reportable" },
	{ "correct", "queued", "queued" },
	{ "correct", "sent", "queued" },
	{ "correct", "accepted", "queued" },
	{ "correct", "rejected", "queued" },
	{ "correct", "not_reportable", "not_reportable" },
	MOVE_END,
};

const char *const report_agencies[] = { "pars", "cpe", NULL };

/* --- settings --- */

const struct field report_settings_fields[] = {
	FIELD(report_settings, birth_field, IN | OUT | NULLABLE | TRIM | PLAIN, 1, 64),
	FIELD(report_settings, license_state_field, IN | OUT | NULLABLE | TRIM | PLAIN, 1, 64),
	FIELD(report_settings, license_field, IN | OUT | NULLABLE | TRIM | PLAIN, 1, 64),
	FIELD(report_settings, eprofile_field, IN | OUT | NULLABLE | TRIM | PLAIN, 1, 64),
	FIELD(report_settings, pars_types, IN | OUT, 0, 100),
	FIELD(report_settings, cpe_types, IN | OUT, 0, 100),
	FIELD(report_settings, version, OUT | QUIET, 1, WIDE),
	FIELD(report_settings, birth_field_id, NULLABLE | QUIET, 0, WIDE),
	FIELD(report_settings, license_state_field_id, NULLABLE | QUIET, 0, WIDE),
	FIELD(report_settings, license_field_id, NULLABLE | QUIET, 0, WIDE),
	FIELD(report_settings, eprofile_field_id, NULLABLE | QUIET, 0, WIDE),
	FIELD(report_settings, pars_list, NULLABLE | QUIET, 0, WIDE),
	FIELD(report_settings, cpe_list, NULLABLE | QUIET, 0, WIDE),
	FIELD_END,
};

/* A profile field that shall carry something, and the types of an agency. */
struct carrier {
	int64_t id;
	const char *key, *type;
};
static const struct field carrier_fields[] = {
	FIELD(carrier, id, 0, 0, WIDE),
	FIELD(carrier, key, 0, 0, 64),
	FIELD(carrier, type, 0, 0, 8),
	FIELD_END,
};
struct typed {
	const char *agency, *code;
};
static const struct field typed_fields[] = {
	FIELD(typed, agency, 0, 0, 8),
	FIELD(typed, code, 0, 0, 40),
	FIELD_END,
};

#define KEY_OF(column) "(SELECT f.field_key FROM profile_field f WHERE f.id = s." column "_id) AS " column
#define TYPES_OF(agency, name) \
	"(SELECT JSON_ARRAYAGG(t.code ORDER BY t.code) FROM report_type r JOIN credit_type t ON t.id = r.credit_type_id " \
	"WHERE r.agency = '" agency "') AS " name
#define SETTINGS \
	"SELECT " KEY_OF("birth_field") ", " KEY_OF("license_state_field") ", " KEY_OF( \
		"license_field") ", " KEY_OF("eprofile_field") ", " TYPES_OF("pars", \
		"pars_list") ", " TYPES_OF("cpe", "cpe_list") ", s.version FROM report_setting s"

STMT(find_settings, none, report_settings, SETTINGS)
STMT(lock_settings, none, report_settings, SETTINGS " FOR UPDATE")
STMT(update_settings, report_settings, none,
	"UPDATE report_setting SET birth_field_id = :birth_field_id, license_state_field_id = :license_state_field_id, "
	"license_field_id = :license_field_id, eprofile_field_id = :eprofile_field_id, version = version + 1")
STMT(drop_types, none, none, "DELETE FROM report_type")
STMT(add_type, typed, none,
	"INSERT IGNORE INTO report_type (agency, credit_type_id) SELECT :agency, id FROM credit_type WHERE code = :code")
STMT(find_type, typed, typed, "SELECT code FROM credit_type WHERE code = :code")
STMT(find_carrier, carrier, carrier, "SELECT id, type FROM profile_field WHERE field_key = :key")

static struct words words_of(struct ctx *c, const char *json)
{
	const cJSON *all = json ? cJSON_Parse(json) : NULL, *one;
	struct words w = { NULL, 0 };

	if (!all)
		return w;
	w.v = arena_alloc(&c->arena, ((size_t)cJSON_GetArraySize(all) + 1) * sizeof(*w.v));
	for (one = all->child; one; one = one->next)
		w.v[w.n++] = one->valuestring;
	return w;
}

static enum err read_settings(struct ctx *c, struct stmt *s, struct report_settings *into)
{
	*into = (struct report_settings){ 0 };
	TRY(db_one(c, s, NULL, into));
	into->pars_types = words_of(c, into->pars_list);
	into->cpe_types = words_of(c, into->cpe_list);
	return ERR_OK;
}

enum err report_settings_find(struct ctx *c, struct report_settings *into)
{
	return read_settings(c, &find_settings, into);
}

/* A day of birth is a date, or text that says MMDD; every other carrier may be of any type but a date. */
static enum err check_carrier(struct ctx *c, const char *name, const char *key, int64_t *id,
	enum err *verdict)
{
	struct carrier f = { .key = key };
	bool found, birth = !strcmp(name, "birth_field");

	*id = 0;
	if (!key)
		return ERR_OK;
	TRY(db_maybe(c, &find_carrier, &f, &f, &found));
	if (!found)
		*verdict = fail_field(c, name, "is not the key of a profile field");
	else if (birth ? strcmp(f.type, "date") && strcmp(f.type, "text") : !strcmp(f.type, "date"))
		*verdict = fail_field(c, name,
			birth ? "must be a field for a date, or for text such as 0314"
			      : "must not be a field for a date");
	*id = f.id;
	return ERR_OK;
}

static enum err check_types(struct ctx *c, const char *name, const struct words *codes, enum err *verdict)
{
	for (size_t i = 0; i < codes->n; i++) {
		struct typed t = { .code = codes->v[i] };
		bool found;

		TRY(db_maybe(c, &find_type, &t, &t, &found));
		if (!found)
			*verdict = fail_field(c, arena_printf(&c->arena, "%s/%zu", name, i),
				"is not the code of a credit type");
	}
	return ERR_OK;
}

static enum err check_settings(struct ctx *c, struct report_settings *s)
{
	enum err verdict = ERR_OK;

	TRY(check_carrier(c, "birth_field", s->birth_field, &s->birth_field_id, &verdict));
	TRY(check_carrier(c, "license_state_field", s->license_state_field, &s->license_state_field_id,
		&verdict));
	TRY(check_carrier(c, "license_field", s->license_field, &s->license_field_id, &verdict));
	TRY(check_carrier(c, "eprofile_field", s->eprofile_field, &s->eprofile_field_id, &verdict));
	TRY(check_types(c, "pars_types", &s->pars_types, &verdict));
	TRY(check_types(c, "cpe_types", &s->cpe_types, &verdict));
	return verdict;
}

static enum err save_types(struct ctx *c, const char *agency, const struct words *codes)
{
	for (size_t i = 0; i < codes->n; i++)
		TRY(db_exec(c, &add_type, &(struct typed){ agency, codes->v[i] }));
	return ERR_OK;
}

enum err report_settings_update(struct ctx *c, int64_t version, const struct report_settings *in,
	uint64_t sent)
{
	struct report_settings before, after;

	TRY(read_settings(c, &lock_settings, &before));
	TRY(version_check(c, before.version, version));
	after = before;
	field_merge(report_settings_fields, &after, in, sent);
	if (audit_nothing(c, report_settings_fields, &before, &after))
		return ERR_OK;
	TRY(check_settings(c, &after));
	TRY(db_exec(c, &update_settings, &after));
	TRY(db_exec(c, &drop_types, NULL));
	TRY(save_types(c, "pars", &after.pars_types));
	TRY(save_types(c, "cpe", &after.cpe_types));
	audit(c, "report_settings.update", (struct audit_object){ "settings", 2, "Reports" },
		report_settings_fields, &before, &after);
	return ERR_OK;
}

/* --- what the agencies call a course --- */

const struct field report_activity_fields[] = {
	FIELD(report_activity, course_id, OUT | QUIET, 1, WIDE),
	FIELD(report_activity, pars, IN | OUT | NULLABLE | TRIM, 1, 20),
	FIELD(report_activity, cpe, IN | OUT | NULLABLE | TRIM, 1, 64),
	FIELD_END,
};

struct named_course {
	int64_t course_id;
	const char *title;
};
static const struct field named_course_fields[] = {
	FIELD(named_course, course_id, 0, 0, WIDE),
	FIELD(named_course, title, 0, 0, 200),
	FIELD_END,
};

#define ID_AT(agency) \
	"(SELECT g.activity_id FROM report_activity g WHERE g.course_id = k.id AND g.agency = '" agency \
	"') AS " agency
STMT(find_activity, report_activity, report_activity,
	"SELECT k.id AS course_id, " ID_AT("pars") ", " ID_AT("cpe") " FROM course k WHERE k.id = :course_id")
STMT(lock_course, named_course, named_course, "SELECT title FROM course WHERE id = :course_id FOR UPDATE")
STMT(drop_activity, report_activity, none, "DELETE FROM report_activity WHERE course_id = :course_id")
STMT(insert_activity, report_activity, none,
	"INSERT INTO report_activity (course_id, agency, activity_id) SELECT * FROM (SELECT :course_id AS course_id, 'pars' AS agency, "
	":pars AS activity_id UNION ALL SELECT :course_id, 'cpe', :cpe) v WHERE activity_id IS NOT NULL")

enum err report_activity_find(struct ctx *c, int64_t course_id, struct report_activity *into)
{
	*into = (struct report_activity){ .course_id = course_id };
	return db_one(c, &find_activity, into, into);
}

/* 0 stands for a digit, A for a capital letter, all else for itself. */
static bool shaped(const char *text, const char *shape)
{
	for (; *text && *shape; text++, shape++)
		if (*shape == '0'               ? !isdigit((unsigned char)*text)
				: *shape == 'A' ? !isupper((unsigned char)*text)
						: *text != *shape)
			return false;
	return !*text && !*shape;
}

static enum err check_activity(struct ctx *c, const struct report_activity *in)
{
	enum err verdict = ERR_OK;

	if (in->pars && in->pars[strspn(in->pars, "0123456789")])
		verdict = fail_field(c, "pars", "must be the digits of an ACCME activity ID");
	if (in->cpe && !shaped(in->cpe, "0000-0000-00-000-A00-A"))
		verdict = fail_field(c, "cpe",
			"must be a Universal Activity Number, like 0123-0000-26-001-L04-P");
	return verdict;
}

enum err report_activity_save(struct ctx *c, int64_t course_id, const struct report_activity *in)
{
	struct named_course course = { .course_id = course_id };
	struct report_activity before, after = *in;

	after.course_id = course_id;
	TRY(db_one(c, &lock_course, &course, &course));
	TRY(report_activity_find(c, course_id, &before));
	TRY(check_activity(c, &after));
	if (audit_nothing(c, report_activity_fields, &before, &after))
		return ERR_OK;
	TRY(db_exec(c, &drop_activity, &after));
	TRY(db_exec(c, &insert_activity, &after));
	audit(c, "course.report_ids", (struct audit_object){ "course", course_id, course.title },
		report_activity_fields, &before, &after);
	return ERR_OK;
}
