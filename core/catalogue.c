#include "component.h"
#include "db.h"
#include "member.h"

#include <string.h>

static const struct field eligibility_fields[] = {
	FIELD(eligibility, eligible, OUT, 0, 1),
	FIELD(eligibility, enrollment_id, OUT | NULLABLE, 1, WIDE),
	FIELD(eligibility, carry_over_available, OUT, 0, 1),
	FIELD_SUB(eligibility, why_not, OUT | NULLABLE, finding),
	FIELD_END,
};
static const struct field catalogue_requirement_fields[] = {
	FIELD(catalogue_requirement, title, OUT, 1, 200),
	FIELD(catalogue_requirement, component_kind, OUT, 1, 16),
	FIELD(catalogue_requirement, needs_grade, OUT, 0, 1),
	FIELD(catalogue_requirement, pass_grade, OUT | NULLABLE, 0, WIDE),
	FIELD(catalogue_requirement, grade_scale, OUT | NULLABLE, 0, WIDE),
	FIELD(catalogue_requirement, needs_approval, OUT, 0, 1),
	FIELD(catalogue_requirement, needs_file, OUT, 0, 1),
	FIELD(catalogue_requirement, min_credits, OUT | NULLABLE, 0, WIDE),
	FIELD(catalogue_requirement, credit_type, OUT | NULLABLE, 0, 40),
	FIELD(catalogue_requirement, credit_title, OUT | NULLABLE, 0, 200),
	FIELD(catalogue_requirement, credit_decimals, OUT, 0, 2),
	FIELD(catalogue_requirement, since_enrollment, OUT, 0, 1),
	FIELD(catalogue_requirement, offerings, OUT, 0, WIDE),
	FIELD(catalogue_requirement, next_start_at, OUT | NULLABLE, 0, WIDE),
	FIELD_SUB(catalogue_requirement, price_from, OUT | NULLABLE, price),
	FIELD_END,
};
static const struct field catalogue_stage_fields[] = {
	FIELD(catalogue_stage, title, OUT, 1, 200),
	FIELD(catalogue_stage, needed, OUT, 1, 100),
	FIELD_MANY(catalogue_stage, requirements, OUT, 0, 100, catalogue_requirement),
	FIELD_END,
};

/* clang-format off */
#define ROW \
	FIELD(catalogue_program, id, OUT, 1, WIDE), \
	FIELD(catalogue_program, code, OUT, 1, 40), \
	FIELD(catalogue_program, name, OUT, 1, 200), \
	FIELD(catalogue_program, description, OUT, 0, 5000), \
	FIELD(catalogue_program, designation, OUT | NULLABLE, 0, 60), \
	FIELD_SUB(catalogue_program, completion_period, OUT, period), \
	FIELD_SUB(catalogue_program, grace_period, OUT | NULLABLE, period), \
	FIELD(catalogue_program, requirements, OUT, 0, WIDE), \
	FIELD(catalogue_program, in_order, OUT, 0, 1), \
	FIELD(catalogue_program, requires_approval, OUT, 0, 1), \
	FIELD(catalogue_program, has_fees, OUT, 0, 1), \
	FIELD(catalogue_program, maintenance, OUT, 0, 1), \
	FIELD_SUB(catalogue_program, eligibility, OUT | NULLABLE, eligibility), \
	FIELD(catalogue_program, definition_version, 0, 0, WIDE), \
	FIELD(catalogue_program, period_n, 0, 0, WIDE), \
	FIELD(catalogue_program, period_unit, 0, 0, 8), \
	FIELD(catalogue_program, grace_n, NULLABLE, 0, WIDE), \
	FIELD(catalogue_program, grace_unit, NULLABLE, 0, 8)
/* clang-format on */

const struct field catalogue_row_fields[] = { ROW, FIELD_END };
const struct field catalogue_program_fields[] = {
	ROW,
	FIELD_MANY(catalogue_program, prerequisites, OUT, 0, 20, program_ref),
	FIELD_MANY(catalogue_program, stages, OUT, 0, 50, catalogue_stage),
	FIELD_END,
};
const struct field catalogue_query_fields[] = {
	FIELD(catalogue_query, q, IN | TRIM, 0, 200),
	FIELD(catalogue_query, pattern, 0, 0, 404),
	PAGE_FIELDS(catalogue_query),
	FIELD_END,
};

/* Open to everybody who wants to enrol; an award follows from its courses and is not enrolled in. */
#define OPEN_PROGRAMS \
	"SELECT p.id, p.code, p.name, p.description, p.maintenance, p.definition_version, v.designation, v.required AS requirements, " \
	"v.in_order, v.requires_approval, v.period_n, v.period_unit, v.grace_n, v.grace_unit, EXISTS (SELECT 1 " \
	"FROM version_requirement r JOIN offering o ON o.component_id = r.component_id WHERE r.program_id = v.program_id " \
	"AND r.version = v.version AND o.status = 'open' AND o.price_minor > 0 AND (o.starts_at IS NULL OR o.starts_at > :now)) " \
	"AS has_fees FROM program p JOIN program_version v ON v.program_id = p.id AND v.version = p.definition_version " \
	"WHERE p.status = 'active' AND p.in_catalogue AND p.self_enrollment AND p.kind = 'certification' "

STMT(list_catalogue, catalogue_query, catalogue_program,
	OPEN_PROGRAMS
	"AND (:pattern IS NULL OR p.name LIKE :pattern OR p.code LIKE :pattern OR p.description LIKE :pattern) "
	"AND p.name >= :after_text AND (p.name > :after_text OR p.id > :after_id) ORDER BY p.name, p.id LIMIT :rows")
STMT(find_in_catalogue, catalogue_program, catalogue_program, OPEN_PROGRAMS "AND p.id = :id")

static void dress(struct ctx *c, struct catalogue_program *p, struct list *eligibility)
{
	struct eligibility *e = eligibility->items;

	p->completion_period = period_of(c, p->period_n, p->period_unit);
	p->grace_period = p->grace_n ? period_of(c, p->grace_n, p->grace_unit) : NULL;
	for (size_t i = 0; i < eligibility->n; i++)
		if (e[i].program_id == p->id)
			p->eligibility = &e[i];
}

enum err catalogue_list(struct ctx *c, struct catalogue_query *q, struct page *into)
{
	struct list eligibility = { 0 };
	struct catalogue_program *p;

	TRY(PAGE_START(c, q));
	q->pattern = like_anywhere(c, q->q);
	TRY(db_all(c, &list_catalogue, q, &into->items));
	if (c->actor.id)
		TRY(own_eligibility(c, 0, &eligibility));
	p = into->items.items;
	for (size_t i = 0; i < into->items.n; i++)
		dress(c, &p[i], &eligibility);
	if (page_cut(into, q->limit))
		into->next = page_cursor(c, p[q->limit - 1].name, p[q->limit - 1].id);
	return ERR_OK;
}

static void take_offering(const struct ctx *c, struct catalogue_requirement *r, const struct offering *o)
{
	bool same = r->price_from && o->price && !strcmp(r->price_from->currency, o->price->currency);

	if (!offering_to_come(c, o))
		return;
	r->offerings++;
	if (o->starts_at.us && (!r->next_start_at.us || o->starts_at.us < r->next_start_at.us))
		r->next_start_at = o->starts_at;
	if (o->price && o->price->amount_minor &&
		(!r->price_from || (same && o->price->amount_minor < r->price_from->amount_minor)))
		r->price_from = o->price;
}

static struct catalogue_requirement tell(const struct ctx *c, const struct requirement *r,
	const struct list *offerings)
{
	const struct offering *o = offerings->items;
	struct catalogue_requirement told = { .title = r->title,
		.component_kind = r->component_kind,
		.needs_grade = r->needs_grade,
		.needs_approval = r->needs_approval,
		.needs_file = r->needs_file,
		.pass_grade = r->pass_grade,
		.grade_scale = r->grade_scale,
		.min_credits = r->min_credits,
		.credit_type = r->credit_type,
		.credit_title = r->credit_title,
		.credit_decimals = r->credit_decimals,
		.since_enrollment = r->since_enrollment };

	for (size_t i = 0; i < offerings->n; i++)
		if (o[i].component_id == r->component_id)
			take_offering(c, &told, &o[i]);
	return told;
}

static struct catalogue_stage tell_stage(struct ctx *c, const struct stage *s, const struct list *offerings)
{
	struct catalogue_requirement *to = arena_alloc(&c->arena, (s->requirements.n + 1) * sizeof(*to));
	const struct requirement *from = s->requirements.items;

	for (size_t i = 0; i < s->requirements.n; i++)
		to[i] = tell(c, &from[i], offerings);
	return (struct catalogue_stage){ s->title, s->needed, { to, s->requirements.n, sizeof(*to) } };
}

static enum err tell_stages(struct ctx *c, struct catalogue_program *p)
{
	struct definition d;
	struct list offerings;
	struct catalogue_stage *to;

	TRY(definition_find(c, p->id, p->definition_version, &d));
	TRY(offerings_of_version(c, p->id, p->definition_version, c->actor.id, &offerings));
	to = arena_alloc(&c->arena, (d.stages.n + 1) * sizeof(*to));
	p->stages = (struct list){ to, d.stages.n, sizeof(*to) };
	for (size_t i = 0; i < d.stages.n; i++)
		to[i] = tell_stage(c, (const struct stage *)d.stages.items + i, &offerings);
	return ERR_OK;
}

enum err catalogue_find(struct ctx *c, int64_t id, struct catalogue_program *into)
{
	struct program bare = { .id = id };
	struct list eligibility = { 0 };

	TRY(db_one(c, &find_in_catalogue, &(struct catalogue_program){ .id = id }, into));
	if (c->actor.id)
		TRY(own_eligibility(c, id, &eligibility));
	dress(c, into, &eligibility);
	TRY(program_prerequisites(c, &bare));
	into->prerequisites = bare.prerequisite_programs;
	return tell_stages(c, into);
}
