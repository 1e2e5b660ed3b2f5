#include "progress.h"
#include "completion_file.h"
#include "completion_moves.h"
#include "component.h"
#include "contact.h"
#include "credit_rule.h"
#include "db.h"
#include "enrollment_row.h"
#include "perm.h"

#include <stdlib.h>
#include <string.h>

static const char *const statuses[] = {
	"none",
	"awaiting_grade",
	"awaiting_approval",
	"rejected",
	"complete",
	"waived",
	NULL,
};
static const char *const steps[] = {
	"register",
	"submit",
	"submit_again",
	"course",
	"credits",
	"wait_record",
	"wait_grade",
	"wait_approval",
	"wait_program_approval",
	NULL,
};
const struct field next_step_fields[] = {
	FIELD(next_step, requirement_id, OUT | NULLABLE, 1, WIDE),
	FIELD(next_step, title, OUT | NULLABLE, 1, 200),
	FIELD(next_step, stage_title, OUT | NULLABLE, 1, 200),
	FIELD_WORD(next_step, step, OUT, steps),
	FIELD(next_step, course_id, OUT | NULLABLE, 1, WIDE),
	FIELD_END,
};
static const struct field requirement_can_fields[] = {
	FIELD(requirement_can, record, OUT, 0, 1),
	FIELD(requirement_can, grade, OUT, 0, 1),
	FIELD(requirement_can, approve, OUT, 0, 1),
	FIELD(requirement_can, reject, OUT, 0, 1),
	FIELD_NAMED(requirement_can, void_, "void", OUT, 0, 1, NULL),
	FIELD(requirement_can, waive, OUT, 0, 1),
	FIELD_END,
};
const struct field requirement_view_fields[] = {
	FIELD(requirement_view, id, OUT, 1, WIDE),
	FIELD(requirement_view, title, OUT | QUIET, 1, 200),
	FIELD(requirement_view, stage, OUT | QUIET, 0, 50),
	FIELD(requirement_view, component_id, OUT | QUIET, 1, WIDE),
	FIELD(requirement_view, component_title, OUT | QUIET, 1, 200),
	FIELD(requirement_view, component_kind, OUT | QUIET, 1, 16),
	FIELD(requirement_view, course_id, OUT | NULLABLE | QUIET, 1, WIDE),
	FIELD(requirement_view, needs_grade, OUT | QUIET, 0, 1),
	FIELD(requirement_view, pass_grade, OUT | NULLABLE | QUIET, 0, WIDE),
	FIELD(requirement_view, grade_scale, OUT | NULLABLE | QUIET, 0, WIDE),
	FIELD(requirement_view, needs_approval, OUT | QUIET, 0, 1),
	FIELD(requirement_view, needs_file, OUT | QUIET, 0, 1),
	FIELD(requirement_view, min_credits, OUT | NULLABLE | QUIET, 0, WIDE),
	FIELD(requirement_view, credits, OUT | NULLABLE | QUIET, 0, WIDE),
	FIELD(requirement_view, credit_type, OUT | NULLABLE | QUIET, 0, 40),
	FIELD(requirement_view, credit_title, OUT | NULLABLE | QUIET, 0, 200),
	FIELD(requirement_view, credit_decimals, OUT | QUIET, 0, 2),
	FIELD(requirement_view, since_enrollment, OUT | QUIET, 0, 1),
	FIELD_WORD(requirement_view, status, OUT, statuses),
	FIELD(requirement_view, available, OUT | QUIET, 0, 1),
	FIELD(requirement_view, locked_reason, OUT | NULLABLE | QUIET, 0, 500),
	FIELD_WORD(requirement_view, next_step, OUT | NULLABLE | QUIET, steps),
	FIELD(requirement_view, completed_on, OUT | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(requirement_view, grade, OUT | NULLABLE, 0, WIDE),
	FIELD(requirement_view, notes, OUT | NULLABLE, 0, 2000),
	FIELD(requirement_view, evidence, OUT | NULLABLE, 0, 16),
	FIELD(requirement_view, offering_id, OUT | NULLABLE, 0, WIDE),
	FIELD(requirement_view, offering_title, OUT | NULLABLE | QUIET, 0, 200),
	FIELD(requirement_view, recorded_by_name, OUT | NULLABLE | QUIET, 0, 161),
	FIELD(requirement_view, recorded_at, OUT | NULLABLE | QUIET, 0, WIDE),
	FIELD(requirement_view, decided_by_name, OUT | NULLABLE | QUIET, 0, 161),
	FIELD(requirement_view, decided_at, OUT | NULLABLE | QUIET, 0, WIDE),
	FIELD(requirement_view, decision_note, OUT | NULLABLE, 0, 1000),
	FIELD_MANY_AS(requirement_view, files, OUT | QUIET, 0, FILES_AT_ONCE, file_view, file),
	FIELD_MANY(requirement_view, offerings, OUT | QUIET, 0, WIDE, offering),
	FIELD_SUB(requirement_view, can, OUT | QUIET, requirement_can),
	FIELD(requirement_view, completion_id, NULLABLE | QUIET, 0, WIDE),
	FIELD(requirement_view, recorded_by, NULLABLE | QUIET, 0, WIDE),
	FIELD_END,
};

STMT(records_of, enrollment, requirement_view,
	"SELECT k.id AS completion_id, k.requirement_id AS id, k.status, k.completed_on, k.grade, k.notes, k.evidence, "
	"k.offering_id, o.title AS offering_title, CONCAT(r.given_name, ' ', r.family_name) AS recorded_by_name, k.recorded_at, "
	"k.recorded_by, CONCAT(d.given_name, ' ', d.family_name) AS decided_by_name, k.decided_at, k.decision_note "
	"FROM completion k LEFT JOIN offering o ON o.id = k.offering_id LEFT JOIN contact r ON r.id = k.recorded_by "
	"LEFT JOIN contact d ON d.id = k.decided_by WHERE k.enrollment_id = :id AND k.current = 1")

STMT(credits_of, enrollment, requirement_view,
	"SELECT v.requirement_id AS id, (SELECT COALESCE(SUM(a.amount), 0) FROM credit_award a WHERE " CREDIT_COUNTS(
		"a") " AND " CREDIT_HOLDS("a") ") AS credits FROM enrollment n JOIN version_requirement v ON v.program_id = n.program_id "
					       "AND v.version = :definition_version AND v.min_credits IS NOT NULL WHERE n.id = :id")

static const struct requirement_view *record_of(const struct list *records, int64_t requirement_id)
{
	const struct requirement_view *r = records->items;

	for (size_t i = 0; i < records->n; i++)
		if (r[i].id == requirement_id)
			return &r[i];
	return NULL;
}

/* The requirement as the version has it, with what its record says. */
static struct requirement_view view_of(const struct requirement *r, const struct requirement_view *record,
	int64_t stage)
{
	struct requirement_view v = record ? *record : (struct requirement_view){ .status = "none" };

	v.id = r->id;
	v.title = r->title;
	v.stage = stage;
	v.component_id = r->component_id;
	v.course_id = r->course_id;
	v.component_title = r->component_title;
	v.component_kind = r->component_kind;
	v.needs_grade = r->needs_grade;
	v.needs_approval = r->needs_approval;
	v.needs_file = r->needs_file;
	v.pass_grade = r->pass_grade;
	v.grade_scale = r->grade_scale;
	v.min_credits = r->min_credits;
	v.credit_type = r->credit_type;
	v.credit_title = r->credit_title;
	v.credit_decimals = r->credit_decimals;
	v.since_enrollment = r->since_enrollment;
	v.met = !strcmp(v.status, "complete") || !strcmp(v.status, "waived");
	return v;
}

static int by_day(const void *a, const void *b)
{
	int32_t x = ((const struct date *)a)->day, y = ((const struct date *)b)->day;

	return (x > y) - (x < y);
}

/*
 * A stage that asks for N is met on the Nth day that one of its requirements
 * was met, whatever the order in which the records came in.
 */
static void judge_stage(struct ctx *c, struct progress *p, const struct stage *s,
	const struct requirement_view *r)
{
	struct stage_view *v = (struct stage_view *)p->stages.items + p->stages.n++;
	struct date *days = arena_alloc(&c->arena, (s->requirements.n + 1) * sizeof(*days));
	int64_t needed = stage_needed(s);

	*v = (struct stage_view){ .title = s->title, .needed = s->needed };
	for (size_t i = 0; i < s->requirements.n; i++)
		if (r[i].met)
			days[v->met++] = r[i].completed_on;
	v->complete = v->met >= needed;
	p->met += v->complete ? needed : v->met;
	p->complete = p->complete && v->complete;
	if (!v->complete)
		return;
	qsort(days, (size_t)v->met, sizeof(*days), by_day);
	if (needed && days[needed - 1].day > p->complete_on.day)
		p->complete_on = days[needed - 1];
}

static size_t count_requirements(const struct definition *d)
{
	size_t n = 0;

	for (size_t i = 0; i < d->stages.n; i++)
		n += ((const struct stage *)d->stages.items)[i].requirements.n;
	return n;
}

static void lay_out(struct ctx *c, struct progress *p, const struct list *records)
{
	const struct stage *s = p->definition.stages.items;
	struct requirement_view *out =
		arena_alloc(&c->arena, (count_requirements(&p->definition) + 1) * sizeof(*out));

	p->requirements = (struct list){ out, 0, sizeof(*out) };
	p->stages = (struct list){ arena_alloc(&c->arena,
					   (p->definition.stages.n + 1) * sizeof(struct stage_view)),
		0, sizeof(struct stage_view) };
	p->complete = p->definition.stages.n > 0;
	for (size_t i = 0; i < p->definition.stages.n; i++) {
		const struct requirement *r = s[i].requirements.items;
		size_t first = p->requirements.n;

		for (size_t k = 0; k < s[i].requirements.n; k++)
			out[p->requirements.n++] = view_of(&r[k], record_of(records, r[k].id), (int64_t)i);
		judge_stage(c, p, &s[i], out + first);
	}
	if (!p->complete)
		p->complete_on = (struct date){ 0 };
}

/* How far the credits are, where any are asked for. */
static enum err count_credits(struct ctx *c, struct progress *p)
{
	struct requirement_view *r = p->requirements.items;
	const struct requirement_view *sum;
	struct list sums;
	bool any = false;

	for (size_t i = 0; i < p->requirements.n; i++)
		any = any || r[i].min_credits.set;
	if (!any)
		return ERR_OK;
	TRY(db_all(c, &credits_of, p->enrollment, &sums));
	for (size_t i = 0; i < p->requirements.n; i++)
		if ((sum = record_of(&sums, r[i].id)))
			r[i].credits = sum->credits;
	return ERR_OK;
}

enum err progress_read(struct ctx *c, const struct enrollment *e, struct progress *into)
{
	*into = (struct progress){ .enrollment = e };
	TRY(definition_find(c, e->program_id, e->definition_version, &into->definition));
	return progress_refresh(c, into);
}

enum err progress_refresh(struct ctx *c, struct progress *p)
{
	struct list records;

	*p = (struct progress){ .enrollment = p->enrollment,
		.definition = p->definition,
		.offerings = p->offerings };
	TRY(db_all(c, &records_of, p->enrollment, &records));
	lay_out(c, p, &records);
	return count_credits(c, p);
}

struct requirement_view *progress_requirement(const struct progress *p, int64_t id)
{
	struct requirement_view *r = p->requirements.items;

	for (size_t i = 0; i < p->requirements.n; i++)
		if (r[i].id == id)
			return &r[i];
	return NULL;
}

/* The stage before it that is not met, where the order matters. */
static const struct stage_view *stage_before(const struct progress *p, const struct requirement_view *r)
{
	const struct stage_view *s = p->stages.items;

	for (int64_t i = 0; i < r->stage; i++)
		if (!s[i].complete)
			return &s[i];
	return NULL;
}

/* Inside a stage that asks for all, each requirement waits for those before it; "any N" may be taken in any order. */
static const struct requirement_view *requirement_before(const struct progress *p,
	const struct requirement_view *r)
{
	const struct requirement_view *all = p->requirements.items;

	if (((const struct stage_view *)p->stages.items)[r->stage].needed.n)
		return NULL;
	for (const struct requirement_view *x = all; x < r; x++)
		if (x->stage == r->stage && !x->met)
			return x;
	return NULL;
}

enum err progress_check_award(struct ctx *c, const struct progress *p)
{
	if (strcmp(p->enrollment->program_kind, "award") != 0)
		return ERR_OK;
	return fail(c, ERR_AWARD_LEVEL, "The status of an award cannot be set; it follows from its courses.");
}

enum err progress_check_available(struct ctx *c, const struct progress *p, const struct requirement_view *r)
{
	const struct stage_view *stage;
	const struct requirement_view *before;

	TRY(enrollment_check_open(c, p->enrollment));
	TRY(progress_check_award(c, p));
	if (!p->definition.in_order)
		return ERR_OK;
	if ((stage = stage_before(p, r)))
		return fail(c, ERR_REQUIREMENT_LOCKED, "The stage \"%s\" comes first.", stage->title);
	if ((before = requirement_before(p, r)))
		return fail(c, ERR_REQUIREMENT_LOCKED, "\"%s\" comes first%s.", before->title,
			!strcmp(before->status, "awaiting_approval") ? ", and still waits for approval" : "");
	return ERR_OK;
}

enum err progress_check_day(struct ctx *c, const struct progress *p, struct date day)
{
	char expires[DATE_TEXT];

	if (day.day > c->today.day)
		return fail_field(c, "completed_on", "must not be in the future");
	if (day.day <= p->enrollment->expires_on.day)
		return ERR_OK;
	date_format(p->enrollment->expires_on, expires);
	return fail(c, ERR_AFTER_EXPIRY, "The enrolment expires on %s.", expires);
}

enum err progress_check_recorder(struct ctx *c, const struct progress *p, const struct requirement_view *r)
{
	if (r->min_credits.set)
		return fail(c, ERR_CREDITS_DECIDE,
			"\"%s\" is met by itself with %s credits of %s; %s count by now.", r->title,
			decimal_text(&c->arena, r->min_credits.hundredths), r->credit_title,
			decimal_text(&c->arena, r->credits.hundredths));
	if (c->actor.roles & (PERM_completion_record | SYSTEM))
		return ERR_OK;
	TRY(contact_scope(c, p->enrollment->contact_id));
	if (r->needs_approval)
		return ERR_OK;
	return fail(c, ERR_SUBMIT_NOT_ALLOWED,
		"\"%s\" needs no approval, so enrollees do not record it themselves.", r->title);
}

static bool can_register(const struct ctx *c, const struct list *offerings)
{
	const struct offering *o = offerings->items;

	for (size_t i = 0; i < offerings->n; i++)
		if (offering_to_come(c, &o[i]))
			return true;
	return false;
}

/* What the enrollee does about a requirement, or waits for; NULL where there is nothing to do now. */
static const char *next_step(const struct ctx *c, const struct progress *p, const struct requirement_view *r)
{
	if (!strcmp(r->status, "awaiting_grade"))
		return "wait_grade";
	if (!strcmp(r->status, "awaiting_approval"))
		return "wait_approval";
	if (!r->available || ((const struct stage_view *)p->stages.items)[r->stage].complete)
		return NULL;
	if (r->min_credits.set)
		return "credits";
	if (!strcmp(r->component_kind, "course"))
		return "course";
	if (!strcmp(r->status, "rejected") && r->needs_approval)
		return "submit_again";
	if (can_register(c, &r->offerings))
		return "register";
	return r->needs_approval ? "submit" : "wait_record";
}

static bool movable(struct ctx *c, const struct requirement_view *r, const char *verb, unsigned roles)
{
	return c->actor.roles & (roles | SYSTEM) && move_target(completion_moves, verb, r->status);
}

static void dress(struct ctx *c, const struct progress *p, struct requirement_view *r)
{
	const struct finding *locked = finding_of(c, progress_check_available(c, p, r));
	bool changeable = !p->enrollment->cancelled_at.us && !p->enrollment->superseded;
	bool in_time = !finding_of(c, progress_check_day(c, p, c->today));

	r->available = !locked && move_target(completion_moves, "record", r->status);
	r->locked_reason = locked && !r->met ? locked->detail : NULL;
	r->can = arena_new(&c->arena, struct requirement_can);
	if (!changeable)
		return;
	r->can->record = r->available && !finding_of(c, progress_check_recorder(c, p, r));
	r->next_step = next_step(c, p, r);
	r->can->waive = !locked && in_time && movable(c, r, "waive", PERM_completion_decide);
	r->can->grade = r->needs_grade && movable(c, r, "grade", PERM_completion_record);
	r->can->approve = movable(c, r, "approve", PERM_completion_decide);
	r->can->reject = movable(c, r, "reject", PERM_completion_decide);
	r->can->void_ = movable(c, r, "void", PERM_completion_decide) &&
		strcmp(p->enrollment->program_kind, "award") != 0 &&
		(!r->evidence || strcmp(r->evidence, "credits") != 0);
}

static struct list offerings_for(struct ctx *c, const struct list *all, int64_t component_id)
{
	const struct offering *o = all->items;
	struct offering *mine = arena_alloc(&c->arena, (all->n + 1) * sizeof(*mine));
	struct list l = { mine, 0, sizeof(*mine) };

	for (size_t i = 0; i < all->n; i++)
		if (o[i].component_id == component_id)
			mine[l.n++] = o[i];
	return l;
}

enum err progress_offerings(struct ctx *c, struct progress *p)
{
	if (p->offerings.size)
		return ERR_OK;
	return offerings_of_version(c, p->enrollment->program_id, p->enrollment->definition_version,
		p->enrollment->contact_id, &p->offerings);
}

enum err progress_dress(struct ctx *c, struct progress *p)
{
	struct requirement_view *r = p->requirements.items;
	struct stage_view *s = p->stages.items;

	TRY(progress_offerings(c, p));
	TRY(completion_files_fill(c, p->enrollment->id, &p->requirements));
	for (size_t i = 0; i < p->requirements.n; i++) {
		r[i].offerings = offerings_for(c, &p->offerings, r[i].component_id);
		dress(c, p, &r[i]);
	}
	for (size_t i = 1; i < p->stages.n && p->definition.in_order; i++)
		s[i].locked = s[i - 1].locked || !s[i - 1].complete;
	return ERR_OK;
}

enum err progress_fill(struct ctx *c, struct enrollment_view *v)
{
	struct progress p;

	TRY(progress_read(c, &v->row, &p));
	TRY(progress_dress(c, &p));
	v->in_order = p.definition.in_order;
	v->requires_approval = p.definition.requires_approval;
	v->designation = p.definition.designation;
	v->stages = p.stages;
	v->requirements = p.requirements;
	return ERR_OK;
}

/*
 * Earned on the day the last thing was met, or on the day of the approval
 * where the version wants one; a record that is voided takes both back.
 */
void progress_judge(const struct progress *p, struct enrollment *into)
{
	into->met = p->met;
	into->pending_on = p->definition.requires_approval ? p->complete_on : (struct date){ 0 };
	into->approved_on = p->complete ? into->approved_on : (struct date){ 0 };
	into->earned_on = p->definition.requires_approval ? into->approved_on : p->complete_on;
}

enum err progress_settle(struct ctx *c, const struct progress *p, const char **changes)
{
	const struct enrollment *before = p->enrollment;
	struct enrollment after = *before;

	progress_judge(p, &after);
	*changes = audit_changes(c, enrollment_fields, before, &after);
	return enrollment_store(c, before, &after);
}

enum err enrollment_settle(struct ctx *c, int64_t enrollment_id)
{
	struct enrollment e;
	struct progress p;
	const char *changes;

	TRY(enrollment_read(c, enrollment_id, true, &e));
	TRY(progress_read(c, &e, &p));
	TRY(progress_settle(c, &p, &changes));
	if (strcmp(changes, "[]") != 0)
		audit_json(c, "enrollment.carry_over", enrollment_object(c, &e), changes);
	return ERR_OK;
}
