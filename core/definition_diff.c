#include "definition.h"
#include "json.h"

#include <string.h>

static const struct field change_fields[] = {
	FIELD(change, kind, OUT, 1, 16),
	FIELD(change, where, OUT, 1, 16),
	FIELD(change, title, OUT, 1, 200),
	FIELD(change, field, OUT | NULLABLE, 0, 64),
	FIELD(change, before, OUT | NULLABLE, 0, 500),
	FIELD(change, after, OUT | NULLABLE, 0, 500),
	FIELD_END,
};
const struct field change_list_fields[] = {
	FIELD(change_list, from, OUT, 0, WIDE),
	FIELD(change_list, to, OUT, 1, WIDE),
	FIELD_MANY(change_list, changes, OUT, 0, WIDE, change),
	FIELD_END,
};

/* Where the differences are gathered. */
struct diff {
	struct ctx *c;
	struct list *into;
	size_t room;
};

static void note(struct diff *d, struct change x)
{
	if (d->into->n == d->room) {
		size_t room = d->room ? d->room * 2 : 32;
		struct change *more = arena_alloc(&d->c->arena, room * sizeof(x));

		if (d->into->n)
			memcpy(more, d->into->items, d->into->n * sizeof(x));
		d->into->items = more;
		d->room = room;
	}
	((struct change *)d->into->items)[d->into->n++] = x;
}

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static void compare(struct diff *d, const char *where, const char *title, const char *field,
	const char *before, const char *after)
{
	if (!same(before, after))
		note(d, (struct change){ "changed", where, title, field, before, after });
}

static const char *yes_no(bool b)
{
	return b ? "yes" : "no";
}

static const char *period_text(struct diff *d, const struct period *p)
{
	return p ? arena_printf(&d->c->arena, "%lld %s", (long long)p->n, p->unit) : NULL;
}

static const char *grade_text(struct diff *d, struct decimal g)
{
	return g.set ? decimal_text(&d->c->arena, g.hundredths) : NULL;
}

static const char *credits_text(struct diff *d, const struct requirement *r)
{
	return r->min_credits.set
		? arena_printf(&d->c->arena, "%s %s%s", decimal_text(&d->c->arena, r->min_credits.hundredths),
			  r->credit_type, r->since_enrollment ? ", since the enrollment" : "")
		: NULL;
}

static const char *needed_text(struct diff *d, const struct stage *s)
{
	return s->needed.n ? arena_printf(&d->c->arena, "any %lld", (long long)s->needed.n) : "all";
}

static void compare_rules(struct diff *d, const struct definition *a, const struct definition *b)
{
	const char *where = "rule", *title = "Program";

	compare(d, where, title, "in_order", yes_no(a->in_order), yes_no(b->in_order));
	compare(d, where, title, "completion_period", period_text(d, a->completion_period),
		period_text(d, b->completion_period));
	compare(d, where, title, "grace_period", period_text(d, a->grace_period),
		period_text(d, b->grace_period));
	compare(d, where, title, "requires_approval", yes_no(a->requires_approval),
		yes_no(b->requires_approval));
	compare(d, where, title, "designation", a->designation, b->designation);
	compare(d, where, title, "certificate_template", a->certificate_template_name,
		b->certificate_template_name);
	compare(d, where, title, "certificate_validity", period_text(d, a->certificate_validity),
		period_text(d, b->certificate_validity));
}

static void compare_stages(struct diff *d, const struct definition *a, const struct definition *b)
{
	const struct stage *s = a->stages.items, *t = b->stages.items;
	size_t both = a->stages.n < b->stages.n ? a->stages.n : b->stages.n;

	for (size_t i = 0; i < both; i++) {
		compare(d, "stage", t[i].title, "title", s[i].title, t[i].title);
		compare(d, "stage", t[i].title, "needed", needed_text(d, &s[i]), needed_text(d, &t[i]));
	}
	for (size_t i = both; i < a->stages.n; i++)
		note(d, (struct change){ "removed", "stage", s[i].title, NULL, s[i].title, NULL });
	for (size_t i = both; i < b->stages.n; i++)
		note(d, (struct change){ "added", "stage", t[i].title, NULL, NULL, t[i].title });
}

static const struct requirement *requirement_in(const struct definition *d, int64_t id)
{
	for (size_t i = 0; i < d->stages.n; i++) {
		const struct stage *s = (const struct stage *)d->stages.items + i;
		const struct requirement *r = s->requirements.items;

		for (size_t k = 0; k < s->requirements.n; k++)
			if (r[k].id == id)
				return &r[k];
	}
	return NULL;
}

static const char *place_text(struct diff *d, const struct requirement *r)
{
	return arena_printf(&d->c->arena, "stage %lld, place %lld", (long long)r->stage_position,
		(long long)r->position);
}

static void compare_requirement(struct diff *d, const struct requirement *a, const struct requirement *b)
{
	const char *where = "requirement";

	compare(d, where, b->title, "title", a->title, b->title);
	compare(d, where, b->title, "component", a->component_title, b->component_title);
	compare(d, where, b->title, "needs_grade", yes_no(a->needs_grade), yes_no(b->needs_grade));
	compare(d, where, b->title, "pass_grade", grade_text(d, a->pass_grade), grade_text(d, b->pass_grade));
	compare(d, where, b->title, "grade_scale", grade_text(d, a->grade_scale),
		grade_text(d, b->grade_scale));
	compare(d, where, b->title, "needs_approval", yes_no(a->needs_approval), yes_no(b->needs_approval));
	compare(d, where, b->title, "needs_file", yes_no(a->needs_file), yes_no(b->needs_file));
	compare(d, where, b->title, "min_credits", credits_text(d, a), credits_text(d, b));
	if (a->stage_position != b->stage_position || a->position != b->position)
		note(d,
			(struct change){ "moved", where, b->title, "place", place_text(d, a),
				place_text(d, b) });
}

/* Requirements of one version that the other may lack. */
static void each_requirement(struct diff *d, const struct definition *in, const struct definition *other,
	const char *kind)
{
	for (size_t i = 0; i < in->stages.n; i++) {
		const struct stage *s = (const struct stage *)in->stages.items + i;
		const struct requirement *r = s->requirements.items;

		for (size_t k = 0; k < s->requirements.n; k++) {
			const struct requirement *there = requirement_in(other, r[k].id);
			bool added = *kind == 'a';

			if (!there)
				note(d,
					(struct change){ kind, "requirement", r[k].title, NULL,
						added ? NULL : s->title, added ? s->title : NULL });
			else if (added)
				compare_requirement(d, there, &r[k]);
		}
	}
}

enum err definition_changes(struct ctx *c, int64_t program_id, int64_t n, struct change_list *into)
{
	struct definition after, before = { 0 };
	struct diff d = { .c = c, .into = &into->changes };

	*into = (struct change_list){ .from = n - 1, .to = n, .changes.size = sizeof(struct change) };
	TRY(definition_find(c, program_id, n, &after));
	if (n > 1) {
		TRY(definition_find(c, program_id, n - 1, &before));
		compare_rules(&d, &before, &after);
	}
	compare_stages(&d, &before, &after);
	each_requirement(&d, &before, &after, "removed");
	each_requirement(&d, &after, &before, "added");
	return ERR_OK;
}
