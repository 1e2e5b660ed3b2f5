#include "definition.h"
#include "audit.h"
#include "certificate.h"
#include "contact.h"
#include "credit.h"
#include "db.h"
#include "enrollment_row.h"
#include "json.h"
#include "program.h"

#include <string.h>

const struct field period_fields[] = {
	FIELD(period, n, IN | OUT | REQ, 1, 3650),
	FIELD_WORD(period, unit, IN | OUT | REQ, date_units),
	FIELD_END,
};
const struct field requirement_fields[] = {
	FIELD(requirement, id, IN | OUT | NULLABLE, 1, WIDE),
	FIELD(requirement, title, IN | OUT | REQ | TRIM, 1, 200),
	FIELD(requirement, component_id, IN | OUT | REQ, 1, WIDE),
	FIELD(requirement, component_title, OUT, 0, 200),
	FIELD(requirement, course_id, NULLABLE, 1, WIDE),
	FIELD(requirement, component_kind, OUT, 0, 16),
	FIELD(requirement, needs_grade, IN | OUT, 0, 1),
	FIELD(requirement, pass_grade, IN | OUT | NULLABLE, 0, 99999999),
	FIELD(requirement, grade_scale, IN | OUT | NULLABLE, 1, 99999999),
	FIELD(requirement, needs_approval, IN | OUT, 0, 1),
	FIELD(requirement, needs_file, IN | OUT, 0, 1),
	FIELD(requirement, min_credits, IN | OUT | NULLABLE, 1, 99999999),
	FIELD(requirement, credit_type, IN | OUT | NULLABLE | TRIM, 1, 40),
	FIELD(requirement, credit_title, OUT | NULLABLE, 0, 200),
	FIELD(requirement, credit_decimals, OUT, 0, 2),
	FIELD(requirement, since_enrollment, IN | OUT, 0, 1),
	FIELD(requirement, credit_type_id, NULLABLE, 0, WIDE),
	FIELD(requirement, stage_position, 0, 1, WIDE),
	FIELD(requirement, position, 0, 1, WIDE),
	FIELD(requirement, program_id, 0, 1, WIDE),
	FIELD(requirement, version, 0, 1, WIDE),
	FIELD_END,
};
const struct field stage_fields[] = {
	FIELD(stage, title, IN | OUT | REQ | TRIM, 1, 200),
	FIELD(stage, needed, IN | OUT, 1, 100),
	FIELD_MANY(stage, requirements, IN | OUT | REQ, 1, 100, requirement),
	FIELD(stage, position, 0, 1, WIDE),
	FIELD(stage, program_id, 0, 1, WIDE),
	FIELD(stage, version, 0, 1, WIDE),
	FIELD_END,
};
const struct field definition_fields[] = {
	FIELD(definition, program_id, OUT, 1, WIDE),
	FIELD(definition, version, OUT, 0, WIDE),
	FIELD(definition, created_at, OUT | NULLABLE, 0, WIDE),
	FIELD(definition, created_by_name, OUT | NULLABLE, 0, 161),
	FIELD(definition, note, IN | OUT | NULLABLE | TRIM, 0, 500),
	FIELD(definition, current_enrollees, OUT, 0, WIDE),
	FIELD(definition, enrollees, OUT, 0, WIDE),
	FIELD(definition, in_order, IN | OUT, 0, 1),
	FIELD_SUB(definition, completion_period, IN | OUT | REQ, period),
	FIELD_SUB(definition, grace_period, IN | OUT | NULLABLE, period),
	FIELD(definition, requires_approval, IN | OUT, 0, 1),
	FIELD(definition, designation, IN | OUT | NULLABLE | TRIM, 0, 60),
	FIELD(definition, certificate_template_id, IN | OUT | NULLABLE, 1, WIDE),
	FIELD(definition, certificate_template_name, OUT | NULLABLE, 0, 120),
	FIELD_SUB(definition, certificate_validity, IN | OUT | NULLABLE, period),
	FIELD_MANY(definition, stages, IN | OUT | REQ, 0, 50, stage),
	FIELD(definition, created_by, NULLABLE, 0, WIDE),
	FIELD(definition, period_n, 0, 1, WIDE),
	FIELD(definition, period_unit, 0, 0, 8),
	FIELD(definition, grace_n, NULLABLE, 0, WIDE),
	FIELD(definition, grace_unit, 0, 0, 8),
	FIELD(definition, validity_n, NULLABLE, 0, WIDE),
	FIELD(definition, validity_unit, 0, 0, 8),
	FIELD(definition, required, 0, 0, WIDE),
	FIELD_END,
};
const struct field definition_query_fields[] = {
	FIELD(definition_query, version, IN, 1, WIDE),
	FIELD_END,
};
const struct field definition_saved_fields[] = {
	FIELD(definition_saved, version, OUT, 1, WIDE),
	FIELD(definition_saved, enrollees_on_older, OUT, 0, WIDE),
	FIELD_END,
};
const struct field version_row_fields[] = {
	FIELD(version_row, program_id, 0, 1, WIDE),
	FIELD(version_row, version, OUT, 1, WIDE),
	FIELD(version_row, created_at, OUT, 0, WIDE),
	FIELD(version_row, created_by_name, OUT | NULLABLE, 0, 161),
	FIELD(version_row, note, OUT | NULLABLE, 0, 500),
	FIELD(version_row, open_enrollees, OUT, 0, WIDE),
	FIELD(version_row, requirements, OUT, 0, WIDE),
	FIELD_END,
};

/*
 * Who is open under the version, or under any: by the tally, who has not
 * expired by the clock, and, of those who have, who waits for the approval of
 * the program, for that stops the clock.
 */
#define OPEN_ENROLLEES(tallied, enrolled) \
	"((SELECT COALESCE(SUM(t.graces) - SUM(IF(t.on_date < :today, t.expires, 0)), 0) FROM program_tally t " \
	"WHERE t.program_id = v.program_id " tallied \
	") + (SELECT COUNT(*) FROM enrollment e WHERE " ENROLLMENT_PENDING \
	" AND e.expires_on < :today AND e.program_id = v.program_id " enrolled ")) "
#define OPEN_UNDER_VERSION OPEN_ENROLLEES("AND t.version = v.version", "AND e.definition_version = v.version")

STMT(find_version, definition, definition,
	"SELECT v.program_id, v.version, v.in_order, v.period_n, v.period_unit, v.grace_n, v.grace_unit, v.requires_approval, "
	"v.designation, v.certificate_template_id, t.name AS certificate_template_name, v.validity_n, v.validity_unit, v.note, "
	"v.required, v.created_at, CONCAT(c.given_name, ' ', c.family_name) AS created_by_name "
	"FROM program_version v LEFT JOIN contact c ON c.id = v.created_by "
	"LEFT JOIN certificate_template t ON t.id = v.certificate_template_id "
	"WHERE v.program_id = :program_id AND v.version = :version")
STMT(count_enrollees, definition, definition,
	"SELECT " OPEN_UNDER_VERSION "AS enrollees, " OPEN_ENROLLEES("",
		"") "AS current_enrollees "
		    "FROM (SELECT :program_id AS program_id, :version AS version) v")
STMT(find_stages, definition, stage,
	"SELECT position, title, needed FROM stage WHERE program_id = :program_id AND version = :version ORDER BY position")
STMT(find_requirements, definition, requirement,
	"SELECT v.requirement_id AS id, v.title, v.component_id, k.title AS component_title, k.kind AS component_kind, k.course_id, "
	"v.needs_grade, v.pass_grade, v.grade_scale, v.needs_approval, v.needs_file, v.min_credits, t.code AS credit_type, "
	"t.title AS credit_title, COALESCE(t.decimals, 0) AS credit_decimals, v.since_enrollment, v.credit_type_id, v.stage_position, "
	"v.position FROM version_requirement v JOIN component k ON k.id = v.component_id LEFT JOIN credit_type t ON t.id = v.credit_type_id "
	"WHERE v.program_id = :program_id AND v.version = :version ORDER BY v.stage_position, v.position")

STMT(insert_version, definition, none,
	"INSERT INTO program_version (program_id, version, in_order, period_n, period_unit, grace_n, grace_unit, "
	"requires_approval, designation, certificate_template_id, validity_n, validity_unit, note, required, created_at, "
	"created_by) VALUES (:program_id, :version, :in_order, :period_n, :period_unit, :grace_n, :grace_unit, "
	":requires_approval, :designation, :certificate_template_id, :validity_n, :validity_unit, :note, :required, :now, "
	":actor_id)")
STMT(insert_stage, stage, none,
	"INSERT INTO stage (program_id, version, position, title, needed) "
	"VALUES (:program_id, :version, :position, :title, :needed)")
STMT(insert_identity, requirement, none, "INSERT INTO requirement (program_id) VALUES (:program_id)")
STMT(find_identity, requirement, requirement, "SELECT program_id FROM requirement WHERE id = :id")
STMT(insert_requirement, requirement, none,
	"INSERT INTO version_requirement (program_id, version, requirement_id, stage_position, position, title, component_id, "
	"needs_grade, pass_grade, grade_scale, needs_approval, needs_file, min_credits, credit_type_id, since_enrollment) "
	"VALUES (:program_id, :version, :id, :stage_position, :position, :title, :component_id, :needs_grade, :pass_grade, :grade_scale, "
	":needs_approval, :needs_file, :min_credits, :credit_type_id, :since_enrollment)")
STMT(advance_program, definition, none,
	"UPDATE program SET definition_version = :version WHERE id = :program_id")

struct component_state {
	const char *status, *kind;
};
static const struct field component_state_fields[] = {
	FIELD(component_state, status, 0, 0, 16),
	FIELD(component_state, kind, 0, 0, 16),
	FIELD_END,
};
STMT(component_state_of, requirement, component_state,
	"SELECT status, kind FROM component WHERE id = :component_id LOCK IN SHARE MODE")

STMT(list_versions, version_row, version_row,
	"SELECT v.version, v.created_at, CONCAT(c.given_name, ' ', c.family_name) AS created_by_name, v.note, " OPEN_UNDER_VERSION
	"AS open_enrollees, "
	"(SELECT COUNT(*) FROM version_requirement r WHERE r.program_id = v.program_id AND r.version = v.version) AS requirements "
	"FROM program_version v LEFT JOIN contact c ON c.id = v.created_by WHERE v.program_id = :program_id ORDER BY v.version DESC")

void definition_defaults(struct definition *d, uint64_t sent)
{
	if (!field_sent(definition_fields, sent, "certificate_template_id"))
		d->certificate_template_id = STANDARD_TEMPLATE;
}

int64_t stage_needed(const struct stage *s)
{
	return s->needed.n ? s->needed.n : (int64_t)s->requirements.n;
}

struct period *period_of(struct ctx *c, int64_t n, const char *unit)
{
	struct period *p = arena_new(&c->arena, struct period);

	*p = (struct period){ n, unit };
	return p;
}

/* Both lists are in order: hand each stage its stretch of the requirements. */
static void deal_requirements(struct list *stages, struct list *requirements)
{
	struct requirement *r = requirements->items, *end = r + requirements->n;
	struct stage *s = stages->items;

	for (size_t i = 0; i < stages->n; i++) {
		s[i].requirements = (struct list){ r, 0, sizeof(*r) };
		for (; r < end && r->stage_position == s[i].position; r++)
			s[i].requirements.n++;
	}
}

enum err definition_count(struct ctx *c, struct definition *d)
{
	return db_one(c, &count_enrollees, d, d);
}

enum err definition_find(struct ctx *c, int64_t program_id, int64_t version, struct definition *into)
{
	struct program p;
	struct list requirements;
	bool found;

	TRY(program_read(c, program_id, false, &p));
	*into = (struct definition){ .program_id = program_id,
		.version = version ? version : p.definition_version };
	if (!into->version) {
		into->completion_period = period_of(c, 1, "years");
		into->certificate_template_id = STANDARD_TEMPLATE;
		return ERR_OK;
	}
	TRY(db_maybe(c, &find_version, into, into, &found));
	if (!found)
		return fail(c, ERR_UNKNOWN_VERSION, "%s has no version %lld.", p.name, (long long)version);
	into->completion_period = period_of(c, into->period_n, into->period_unit);
	into->grace_period = into->grace_n ? period_of(c, into->grace_n, into->grace_unit) : NULL;
	into->certificate_validity =
		into->validity_n ? period_of(c, into->validity_n, into->validity_unit) : NULL;
	TRY(db_all(c, &find_stages, into, &into->stages));
	TRY(db_all(c, &find_requirements, into, &requirements));
	deal_requirements(&into->stages, &requirements);
	return ERR_OK;
}

enum err definition_see(struct ctx *c, int64_t program_id, int64_t version, struct definition *into)
{
	struct program p;

	TRY(program_see(c, program_id, &p));
	TRY(definition_find(c, program_id, version, into));
	if (actor_is_staff(c))
		return definition_count(c, into);
	into->note = into->created_by_name = NULL;
	return ERR_OK;
}

static enum err check_grade(struct ctx *c, struct requirement *r)
{
	if (!r->needs_grade) {
		if (r->pass_grade.set)
			return fail_field(c, "pass_grade", "makes no sense where no grade is needed");
		r->grade_scale = (struct decimal){ 0 };
		return ERR_OK;
	}
	if (!r->grade_scale.set)
		r->grade_scale = (struct decimal){ true, 10000 };
	if (r->pass_grade.set && r->pass_grade.hundredths > r->grade_scale.hundredths)
		return fail_field(c, "pass_grade", "must not be above the best grade");
	return ERR_OK;
}

static enum err check_component(struct ctx *c, const struct program *p, const struct requirement *r)
{
	struct component_state k = { 0 };
	bool found;

	TRY(db_maybe(c, &component_state_of, r, &k, &found));
	if (!found)
		return fail_field(c, "component_id", "is not a component");
	if (!strcmp(p->status, "active") && strcmp(k.status, "active") != 0)
		return fail_field(c, "component_id", "is inactive, and the program is active");
	if (!strcmp(p->kind, "award") && strcmp(k.kind, "course") != 0)
		return fail_field(c, "component_id", "must be a course: an award follows from courses alone");
	if (r->min_credits.set && strcmp(k.kind, "experience") != 0)
		return fail_field(c, "component_id", "must be an experience where credits are asked for");
	return ERR_OK;
}

/* What people would have to add, where something is met by itself. */
static enum err check_flags(struct ctx *c, const struct requirement *r, const char *why)
{
	const struct {
		const char *name;
		bool on;
	} flags[] = { { "needs_grade", r->needs_grade }, { "needs_approval", r->needs_approval },
		{ "needs_file", r->needs_file } };
	enum err result = ERR_OK;

	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		if (flags[i].on)
			result = fail_field(c, flags[i].name, "makes no sense %s", why);
	return result;
}

/* Nothing done by hand stands between a completed course and an award (GO1-21, GO1-23). */
static enum err check_award(struct ctx *c, const struct program *p, const struct requirement *r)
{
	return strcmp(p->kind, "award") ? ERR_OK
					: check_flags(c, r, "in an award: it follows from courses alone");
}

static enum err check_credits(struct ctx *c, struct requirement *r)
{
	struct credit_type type = { 0 };
	bool found;

	r->credit_type_id = 0;
	if (!r->min_credits.set) {
		r->since_enrollment = false;
		return r->credit_type
			? fail_field(c, "min_credits", "is required where a credit type is named")
			: ERR_OK;
	}
	if (!r->credit_type)
		return fail_field(c, "credit_type", "is required where credits are asked for");
	TRY(credit_type_of_code(c, r->credit_type, &type, &found));
	if (!found)
		return fail_field(c, "credit_type", "is not the code of a credit type");
	r->credit_type_id = type.id;
	if (r->min_credits.hundredths % type.increment.hundredths)
		return fail_field(c, "min_credits", "must be a multiple of %s",
			decimal_text(&c->arena, type.increment.hundredths));
	/* Nothing else is asked for where credits are: the ledger alone decides. */
	return check_flags(c, r, "where credits meet it by themselves");
}

/* An id that is kept must be this program's own, and appear once. */
static enum err check_identity(struct ctx *c, struct definition *d, const struct requirement *r)
{
	struct requirement known = { 0 };
	int times = 0;
	bool found;

	if (!r->id)
		return ERR_OK;
	TRY(db_maybe(c, &find_identity, r, &known, &found));
	if (!found || known.program_id != d->program_id)
		return fail_field(c, "id", "is not a requirement of this program");
	for (size_t s = 0; s < d->stages.n; s++) {
		const struct list *all = &((struct stage *)d->stages.items)[s].requirements;

		for (size_t i = 0; i < all->n; i++)
			times += ((const struct requirement *)all->items)[i].id == r->id;
	}
	return times > 1 ? fail_field(c, "id", "is there twice") : ERR_OK;
}

static enum err worse(enum err so_far, enum err e)
{
	return e && (!so_far || e != ERR_VALIDATION) ? e : so_far;
}

static enum err check_stage(struct ctx *c, const struct program *p, struct definition *d, size_t index)
{
	struct stage *s = (struct stage *)d->stages.items + index;
	struct requirement *r = s->requirements.items;
	enum err result = ERR_OK;

	c->pointer = arena_printf(&c->arena, "/stages/%zu", index);
	if (s->needed.n > (int64_t)s->requirements.n)
		result = fail_field(c, "needed", "asks for more than the %zu there are", s->requirements.n);
	for (size_t i = 0; i < s->requirements.n; i++) {
		c->pointer = arena_printf(&c->arena, "/stages/%zu/requirements/%zu", index, i);
		result = worse(result, check_grade(c, &r[i]));
		result = worse(result, check_component(c, p, &r[i]));
		result = worse(result, check_award(c, p, &r[i]));
		result = worse(result, check_credits(c, &r[i]));
		result = worse(result, check_identity(c, d, &r[i]));
	}
	c->pointer = "";
	d->required += stage_needed(s);
	return result;
}

static enum err check_certificate(struct ctx *c, struct definition *d)
{
	d->validity_n = d->certificate_validity ? d->certificate_validity->n : 0;
	d->validity_unit = d->certificate_validity ? d->certificate_validity->unit : NULL;
	if (d->validity_n && !date_add(c->today, d->validity_n, d->validity_unit).day)
		return fail_field(c, "certificate_validity",
			"is so long that it would end after the year 9999");
	return d->certificate_template_id ? template_check(c, d->certificate_template_id) : ERR_OK;
}

static enum err check_definition(struct ctx *c, const struct program *p, struct definition *d)
{
	enum err result = ERR_OK;
	struct date grace, expires;

	for (size_t i = 0; i < d->stages.n; i++)
		result = worse(result, check_stage(c, p, d, i));
	if (!d->stages.n && !strcmp(p->status, "active"))
		result = fail_field(c, "stages", "must have at least one requirement: the program is active");
	if (d->requires_approval && !strcmp(p->kind, "award"))
		result = fail_field(c, "requires_approval",
			"makes no sense in an award: it follows from courses alone");
	d->period_n = d->completion_period->n;
	d->period_unit = d->completion_period->unit;
	d->grace_n = d->grace_period ? d->grace_period->n : 0;
	d->grace_unit = d->grace_period ? d->grace_period->unit : NULL;
	result = worse(result, check_certificate(c, d));
	return worse(result, definition_dates(c, d, c->today, &grace, &expires));
}

static enum err insert_requirements(struct ctx *c, const struct stage *s)
{
	struct requirement *r = s->requirements.items;

	for (size_t i = 0; i < s->requirements.n; i++) {
		r[i].program_id = s->program_id;
		r[i].version = s->version;
		r[i].stage_position = s->position;
		r[i].position = (int64_t)i + 1;
		if (!r[i].id)
			TRY(db_insert(c, &insert_identity, &r[i], &r[i].id, ERR_INTERNAL));
		TRY(db_exec(c, &insert_requirement, &r[i]));
	}
	return ERR_OK;
}

static enum err insert_definition(struct ctx *c, struct definition *d)
{
	struct stage *s = d->stages.items;

	TRY(db_exec(c, &insert_version, d));
	for (size_t i = 0; i < d->stages.n; i++) {
		s[i].program_id = d->program_id;
		s[i].version = d->version;
		s[i].position = (int64_t)i + 1;
		TRY(db_exec(c, &insert_stage, &s[i]));
		TRY(insert_requirements(c, &s[i]));
	}
	return db_exec(c, &advance_program, d);
}

/* A list of its own: what came in is read again when the transaction is repeated, and must not hold what we put there. */
static struct list copied(struct ctx *c, const struct list *l)
{
	struct list copy = { arena_alloc(&c->arena, (l->n + 1) * l->size), l->n, l->size };

	if (l->n)
		memcpy(copy.items, l->items, l->n * l->size);
	return copy;
}

static void copy_definition(struct ctx *c, struct definition *d)
{
	struct stage *s;

	if (!d->stages.n)
		return;
	d->stages = copied(c, &d->stages);
	s = d->stages.items;
	for (size_t i = 0; i < d->stages.n; i++)
		s[i].requirements = copied(c, &s[i].requirements);
}

static enum err check_given(struct ctx *c, const struct program *p, int64_t given)
{
	if (given < 0 && p->definition_version)
		return fail(c, ERR_VERSION_REQUIRED,
			"The definition is at version %lld; say that you edited that one.",
			(long long)p->definition_version);
	if (given >= 0 && given != p->definition_version)
		return fail(c, ERR_STALE_VERSION,
			"You edited version %lld, but the definition is at version %lld by now.",
			(long long)given, (long long)p->definition_version);
	return ERR_OK;
}

/* "changed requirement Exam: pass_grade" */
static void describe(struct ctx *c, struct buf *b, const struct change *x)
{
	const char *what = arena_printf(&c->arena, "%s %s %s%s%s", x->kind, x->where, x->title,
		x->field ? ": " : "", x->field ? x->field : "");

	buf_text(b, b->used > 1 ? ",{\"field\":" : "{\"field\":");
	json_string(b, what);
	buf_text(b, ",\"before\":");
	json_string(b, x->before);
	buf_text(b, ",\"after\":");
	json_string(b, x->after);
	buf_text(b, "}");
}

static enum err audit_definition(struct ctx *c, const struct program *p, const struct definition *d)
{
	struct buf b = { .arena = &c->arena };
	struct change_list list;

	TRY(definition_changes(c, p->id, d->version, &list));
	buf_printf(&b, "[{\"field\":\"version\",\"before\":%lld,\"after\":%lld}", (long long)d->version - 1,
		(long long)d->version);
	for (size_t i = 0; i < list.changes.n; i++)
		describe(c, &b, (struct change *)list.changes.items + i);
	buf_text(&b, "]");
	c->reason = d->note;
	audit_json(c, "definition.save", (struct audit_object){ "program", p->id, p->name }, buf_end(&b));
	return ERR_OK;
}

enum err definition_save(struct ctx *c, int64_t program_id, int64_t given, struct definition *in,
	struct definition_saved *out)
{
	struct program p;

	TRY(program_read(c, program_id, true, &p));
	TRY(check_given(c, &p, given));
	copy_definition(c, in);
	in->program_id = program_id;
	in->version = p.definition_version + 1;
	TRY(check_definition(c, &p, in));
	TRY(insert_definition(c, in));
	TRY(audit_definition(c, &p, in));
	TRY(definition_count(c, in));
	*out = (struct definition_saved){ in->version, in->current_enrollees - in->enrollees };
	return ERR_OK;
}

enum err version_list(struct ctx *c, int64_t program_id, struct list *into)
{
	struct program p;

	TRY(program_read(c, program_id, false, &p));
	return db_all(c, &list_versions, &(struct version_row){ .program_id = program_id }, into);
}

enum err definition_dates(struct ctx *c, const struct definition *d, struct date enrolled_on,
	struct date *grace_begins_on, struct date *expires_on)
{
	if (!d->version)
		return fail(c, ERR_UNKNOWN_VERSION, "The program has no definition yet.");
	*grace_begins_on = date_add(enrolled_on, d->period_n, d->period_unit);
	*expires_on = d->grace_n ? date_add(*grace_begins_on, d->grace_n, d->grace_unit) : *grace_begins_on;
	if (!grace_begins_on->day || !expires_on->day)
		return fail_field(c, "enrolled_on",
			"is so late that the deadline would be after the year 9999");
	return ERR_OK;
}
