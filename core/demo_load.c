#include "account.h"
#include "certificate_template.h"
#include "component.h"
#include "contact.h"
#include "db.h"
#include "demo.h"
#include "demo_world.h"
#include "perm.h"
#include "program.h"
#include "setting.h"

#include <string.h>

/* --- the founding day --- */

static enum err found_organisation(struct ctx *c)
{
	struct organisation now,
		in = { .organisation_name = "Meridian Institute of Technical Professions",
			.time_zone = "Europe/Paris" };

	TRY(organisation_find(c, &now));
	return organisation_update(c, now.version, &in, 3);
}

static enum err found_staff(struct ctx *c, struct demo_world *w)
{
	static const char *roles[] = { "sysadmin", "certification_manager", "certification_admin", "staff",
		"staff" };

	for (int i = 0; i < LEARNER_PERSON; i++) {
		struct demo_person *p = &w->people[i];
		struct contact in = { .given_name = p->given_name,
			.family_name = p->family_name,
			.email = p->email };

		struct role_set now;

		TRY(contact_create(c, &in));
		p->id = in.id;
		TRY(roles_replace(c, p->id, -1, &(struct role_set){ { &roles[i], 1 } }, &now));
	}
	return ERR_OK;
}

static enum err found_components(struct ctx *c, struct demo_world *w)
{
	for (int i = 0; i < w->components_n; i++) {
		struct demo_component *k = &w->components[i];
		struct component in = { .code = k->code, .title = k->title, .kind = k->kind };

		TRY(component_create(c, &in));
		k->id = in.id;
	}
	return ERR_OK;
}

static enum err found_program(struct ctx *c, struct demo_world *w, int i)
{
	struct demo_course *p = &w->programs[i];
	const struct demo_program *is = p->is;
	struct program in = { .code = is->code,
		.name = is->name,
		.description = is->about,
		.kind = is->flags & AWARD ? "award" : "certification",
		.maintenance = is->flags & MAINTAINED,
		.allow_enrollee_cancel = is->flags & MAY_CANCEL,
		.self_enrollment = is->flags & SELF,
		.in_catalogue = is->flags & LISTED };

	for (int k = 0; k < i; k++)
		if (is->after && !strcmp(w->programs[k].is->code, is->after))
			in.prerequisites = (struct ints){ &w->programs[k].id, 1 };
	TRY(program_create(c, &in));
	p->id = in.id;
	TRY(demo_save_version(c, w, i, 1));
	return strcmp(is->status, "draft") ? demo_set_status(c, p->id, "active") : ERR_OK;
}

static enum err found(struct ctx *c, void *arg)
{
	struct demo_world *w = arg;

	demo_be(c, w, BY_SYSTEM, 0, w->first, 7 * 3600);
	TRY(found_organisation(c));
	TRY(demo_found_fields(c));
	TRY(found_staff(c, w));
	demo_be(c, w, BY_MANAGER, 0, w->first, 9 * 3600);
	TRY(found_components(c, w));
	for (int i = 0; i < w->programs_n; i++)
		TRY(found_program(c, w, i));
	return ERR_OK;
}

/* --- a version of a definition --- */

static void fill_requirement(const struct demo_world *w, int program, int at, int version,
	struct requirement *r)
{
	const struct demo_slot *s = slot_at(w, program, at);
	const struct demo_course *p = &w->programs[program];
	const struct demo_component *k =
		&w->components[s->component < 0 ? -1 - s->component : p->components[s->component]];

	*r = (struct requirement){ .id = p->requirements[at],
		.title = s->title ? s->title : k->title,
		.component_id = k->id,
		.needs_grade = s->flags & GRADED,
		.needs_approval = s->flags & APPROVED };
	if (!(s->flags & GRADED))
		return;
	/* The first version asked for less. */
	r->pass_grade = (struct decimal){ true, (s->pass - (version == 1 ? 5 : 0)) * 100 };
	r->grade_scale = (struct decimal){ true, 10000 };
}

static void fill_stage(struct ctx *c, const struct demo_world *w, int program, int stage, int version,
	struct stage *into)
{
	const struct demo_stage *s = &w->programs[program].is->shape->stage[stage];
	struct requirement *r = arena_alloc(&c->arena, SLOTS * sizeof(*r));

	*into = (struct stage){ .title = s->title,
		.needed = { s->needed },
		.requirements = { r, 0, sizeof(*r) } };
	for (int i = 0; i < s->slots; i++)
		if (slot_in(&s->slot[i], version))
			fill_requirement(w, program, stage * SLOTS + i, version, &r[into->requirements.n++]);
}

/* What was new gets its identity; the next version keeps it. */
static void keep_identities(struct demo_world *w, int program, int version, const struct stage *saved)
{
	struct demo_course *p = &w->programs[program];

	for (int i = 0; i < p->is->shape->stages; i++) {
		const struct requirement *r = saved[i].requirements.items;

		for (int k = 0; k < p->is->shape->stage[i].slots; k++)
			if (slot_in(&p->is->shape->stage[i].slot[k], version))
				p->requirements[i * SLOTS + k] = r++->id;
	}
}

enum err demo_save_version(struct ctx *c, struct demo_world *w, int program, int version)
{
	static const char *const said[] = { NULL, "Pass marks raised, new requirements.",
		"Revised after the yearly review." };
	const struct demo_program *is = w->programs[program].is;
	struct period period = is->shape->period, grace = is->shape->grace, validity = { 3, "years" };
	struct stage stages[STAGES];
	struct definition_saved saved;
	struct definition d = { .note = said[version - 1],
		.in_order = is->shape->in_order,
		.completion_period = &period,
		.grace_period = grace.n ? &grace : NULL,
		.requires_approval = is->shape->approval,
		.designation = is->designation,
		.certificate_template_id = STANDARD_TEMPLATE,
		.certificate_validity = is->flags & MAINTAINED ? &validity : NULL,
		.stages = { stages, (size_t)is->shape->stages, sizeof(*stages) } };

	for (int i = 0; i < is->shape->stages; i++)
		fill_stage(c, w, program, i, version, &stages[i]);
	TRY(definition_save(c, w->programs[program].id, version > 1 ? version - 1 : -1, &d, &saved));
	keep_identities(w, program, version, d.stages.items);
	return ERR_OK;
}

enum err demo_found(struct ctx *c, struct demo_world *w)
{
	return db_transact(c, found, w, false);
}

/* --- all of it --- */

struct loading {
	struct demo_world *w;
	const char *password;
};

static enum err check_empty(struct ctx *c, void *arg)
{
	struct contact_query q = { .limit = 1 };
	struct page page = { 0 };

	(void)arg;
	TRY(contact_list(c, &q, &page));
	if (!page.items.n)
		return ERR_OK;
	return fail_remedy(c, ERR_BAD_MOVE, "Use a new database.",
		"There are contacts already: demo data goes into a new database only. Nothing was changed.");
}

static enum err found_segments(struct ctx *c, void *arg)
{
	demo_be(c, arg, BY_MANAGER, 0, ((const struct demo_world *)arg)->last, 16 * 3600);
	return demo_found_segments(c);
}
/* What the past told people it told them then: nobody is written to now. */
STMT(forget_mails, none, none, "DELETE FROM mail")

static enum err give_logins(struct ctx *c, void *arg)
{
	static const int people[] = { 0, 1, 2, 3, LEARNER_PERSON };
	const struct loading *l = arg;

	demo_be(c, l->w, BY_SYSADMIN, 0, l->w->last, 20 * 3600);
	TRY(db_exec(c, &forget_mails, NULL));
	for (size_t i = 0; i < sizeof(people) / sizeof(*people); i++)
		TRY(account_create(c, l->w->people[people[i]].id, l->password));
	return ERR_OK;
}

static void tell_counts(const struct demo_world *w, const int64_t n[static EV_KINDS], demo_progress *tell)
{
	tell("contacts", n[EV_ADD_PERSON] + LEARNER_PERSON);
	tell("components", w->components_n);
	tell("offerings", n[EV_ANNOUNCE]);
	tell("programs", w->programs_n);
	tell("program versions", n[EV_SAVE_VERSION] + w->programs_n);
	tell("enrollments", n[EV_ENROLL]);
	tell("completions recorded or waived", n[EV_RECORD] + n[EV_WAIVE]);
	tell("decisions on completions",
		n[EV_GRADE] + n[EV_APPROVE] + n[EV_REJECT] + n[EV_VOID] + n[EV_APPROVE_PROGRAM]);
	tell("cancellations", n[EV_CANCEL]);
	tell("edits and purges", n[EV_EXTEND] + n[EV_RENAME] + n[EV_PURGE]);
}

static enum err load(struct ctx *c, struct loading *l, const char *csv_path, demo_progress *tell)
{
	int64_t counts[EV_KINDS] = { 0 }, rows = 0;

	demo_plan(l->w);
	TRY(demo_found(c, l->w));
	TRY(demo_records(c, l->w, csv_path, l->w->small ? 200 : 0, &rows));
	tell("course records", rows);
	TRY(demo_play(c, l->w, counts));
	tell_counts(l->w, counts, tell);
	TRY(demo_courses(c, l->w));
	TRY(db_transact(c, found_segments, l->w, false));
	TRY(db_transact(c, give_logins, l, false));
	tell("logins", 5);
	return ERR_OK;
}

static enum err check_password(struct ctx *c, const char *password)
{
	if (password && strlen(password) >= PASSWORD_MIN && strlen(password) <= PASSWORD_MAX)
		return ERR_OK;
	return fail(c, ERR_VALIDATION, "The password of the demo logins must have %d to %d characters.",
		PASSWORD_MIN, PASSWORD_MAX);
}

STMT(find_logins, none, contact_row,
	"SELECT id FROM contact WHERE email IN ('sysadmin@demo.test', 'manager@demo.test', 'certadmin@demo.test', "
	"'staff@demo.test', 'learner@demo.test')")

static enum err change_logins(struct ctx *c, void *arg)
{
	struct list people;

	TRY(db_all(c, &find_logins, NULL, &people));
	for (size_t i = 0; i < people.n; i++)
		TRY(account_create(c, ((const struct contact_row *)people.items)[i].id, arg));
	return ERR_OK;
}

enum err demo_logins(struct ctx *c, const char *password)
{
	TRY(check_password(c, password));
	return db_transact(c, change_logins, (void *)(uintptr_t)password, false);
}

enum err demo_load(struct ctx *c, bool small, const char *password, const char *csv_path, demo_progress *tell)
{
	const struct ctx before = *c;
	struct demo_world w = { .arena = &c->arena, .small = small, .today = c->today };
	struct loading l = { &w, password };
	enum err e;

	TRY(check_password(c, password));
	TRY(db_transact(c, check_empty, NULL, true));
	c->time_zone = "Europe/Paris";
	c->request_id = NULL; /* the same data each time */
	e = load(c, &l, csv_path, tell);
	c->now = before.now;
	c->today = before.today;
	c->actor = before.actor;
	c->time_zone = before.time_zone;
	c->request_id = before.request_id;
	c->reason = NULL;
	return e;
}
