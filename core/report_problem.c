#include "db.h"
#include "report_export.h"
#include "report_lines.h"

#include <string.h>

/* What people and courses lack before they can be reported, one line for each of them and thing. */

const struct field report_problem_fields[] = {
	FIELD(report_problem, code, OUT, 1, 32),
	FIELD(report_problem, subject, OUT, 1, 8),
	FIELD(report_problem, subject_id, OUT, 1, WIDE),
	FIELD(report_problem, name, OUT, 1, 200),
	FIELD(report_problem, reason, OUT, 1, 200),
	FIELD(report_problem, remedy, OUT, 1, 300),
	FIELD(report_problem, credits, OUT, 0, WIDE),
	FIELD_END,
};
const struct field report_problem_query_fields[] = {
	FIELD_WORD(report_problem_query, agency, IN | REQ, report_agencies),
	FIELD(report_problem_query, from, IN | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(report_problem_query, to, IN | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(report_problem_query, provenances, 0, 0, 200),
	PAGE_FIELDS(report_problem_query),
	FIELD_END,
};

static const struct lack {
	const char *agency, *code, *reason, *remedy, *unset;
} lacks[] = {
	{ "pars", "no_activity_id", "The course has no ACCME activity ID.",
		"Enter the ID that PARS shows for the activity.", NULL },
	{ "cpe", "no_activity_id", "The course has no Universal Activity Number.",
		"Enter the number that ACPE gave the activity.", NULL },
	{ "pars", "no_birth", "The day of birth is not known.", "Fill the contact's profile field {birth}.",
		"Choose in the settings which profile field carries the day of birth." },
	{ "cpe", "no_birth", "The day of birth is not known.", "Fill the contact's profile field {birth}.",
		"Choose in the settings which profile field carries the day of birth." },
	{ "pars", "no_license", "The licence number or NPI is not known.",
		"Fill the contact's profile field {license}.",
		"Choose in the settings which profile field carries the licence number." },
	{ "pars", "no_license_state", "The state of the licence is not known.",
		"Fill the contact's profile field {license_state}.",
		"Choose in the settings which profile field carries the state of the licence." },
	{ "cpe", "no_license", "The NABP e-Profile ID is not known.",
		"Fill the contact's profile field {eprofile}.",
		"Choose in the settings which profile field carries the e-Profile ID." },
};

/* clang-format off */
#define PEOPLE(code, condition) \
	"SELECT '" code "' AS code, 'contact' AS subject, x.contact_id AS subject_id, MAX(CONCAT(x.given_name, ' ', x.family_name)) AS name, " \
	"COUNT(*) AS credits FROM x WHERE " condition " GROUP BY x.contact_id "
STMT(list_problems, report_problem_query, report_problem,
	"WITH x AS (" REPORT_NOW("g.activity_id") "AND " REPORT_IN_WINDOW("a") ") SELECT y.code, y.subject, y.subject_id, y.name, y.credits FROM ("
	"SELECT 'no_activity_id' AS code, 'course' AS subject, x.course_id AS subject_id, MAX(k.title) AS name, COUNT(*) AS credits FROM x "
	"JOIN course k ON k.id = x.course_id WHERE x.activity_id IS NULL GROUP BY x.course_id UNION ALL "
	PEOPLE("no_birth", "x.birth IS NULL") "UNION ALL " PEOPLE("no_license", "x.person_id IS NULL")
	"UNION ALL " PEOPLE("no_license_state", "x.license_state IS NULL AND :agency = 'pars'") ") y "
	"WHERE (y.code > :after_text OR (y.code = :after_text AND y.subject_id > :after_id)) ORDER BY y.code, y.subject_id LIMIT :rows")
/* clang-format on */

static const struct lack *lack_of(const char *agency, const char *code)
{
	for (size_t i = 0; i < sizeof(lacks) / sizeof(*lacks); i++)
		if (!strcmp(lacks[i].agency, agency) && !strcmp(lacks[i].code, code))
			return &lacks[i];
	return NULL;
}

/* The key of the profile field that would say it; NULL where no field was chosen. */
static const char *carrier(const struct report_settings *s, const char *agency, const char *code)
{
	if (!strcmp(code, "no_birth"))
		return s->birth_field;
	if (!strcmp(code, "no_license_state"))
		return s->license_state_field;
	return strcmp(agency, "pars") ? s->eprofile_field : s->license_field;
}

static const char *remedy_of(struct ctx *c, const struct lack *l, const char *key)
{
	const char *place = strchr(l->remedy, '{');

	if (!place)
		return l->remedy;
	return key ? arena_printf(&c->arena, "%.*s%s.", (int)(place - l->remedy), l->remedy, key) : l->unset;
}

enum err report_problems(struct ctx *c, struct report_problem_query *q, struct page *into)
{
	struct report_window w = { .from = q->from, .to = q->to, .agency = q->agency };
	struct report_settings s;
	struct report_problem *p;

	TRY(report_window_check(c, &w));
	TRY(report_settings_find(c, &s));
	TRY(PAGE_START(c, q));
	q->provenances = w.provenances;
	q->after_text = q->after_text ? q->after_text : "";
	TRY(db_all(c, &list_problems, q, &into->items));
	p = into->items.items;
	if (page_cut(into, q->limit))
		into->next = page_cursor(c, p[q->limit - 1].code, p[q->limit - 1].subject_id);
	for (size_t i = 0; i < into->items.n; i++) {
		const struct lack *l = lack_of(q->agency, p[i].code);

		p[i].reason = l->reason;
		p[i].remedy = remedy_of(c, l, carrier(&s, q->agency, p[i].code));
	}
	return ERR_OK;
}
