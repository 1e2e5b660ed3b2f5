#include "demo_world.h"

#include "completion.h"
#include "component.h"
#include "contact.h"
#include "db.h"
#include "enrollment.h"
#include "perm.h"
#include "program.h"

#include <string.h>

/* A transaction ends after so many events, or when its memory reaches so much. */
enum { BATCH_EVENTS = 200, BATCH_MEMORY = 24 << 20 };

static const unsigned hand_roles[HANDS] = {
	[BY_SYSTEM] = SYSTEM,
	[BY_SYSADMIN] = LEARNER | SYSADMIN,
	[BY_MANAGER] = LEARNER | CERTIFICATION_MANAGER,
	[BY_CERTADMIN] = LEARNER | CERTIFICATION_ADMIN,
	[BY_STAFF] = LEARNER | STAFF,
	[BY_COLLEAGUE] = LEARNER | STAFF,
	[BY_ENROLLEE] = LEARNER,
};

void demo_be(struct ctx *c, const struct demo_world *w, enum hand by, int person, int32_t day, int32_t second)
{
	const struct demo_person *p =
		by == BY_SYSTEM ? NULL : &w->people[by == BY_ENROLLEE ? person : (int)by - BY_SYSADMIN];

	c->today = (struct date){ day };
	c->now = (struct instant){ date_start(c->today).us + second * INT64_C(1000000) };
	c->actor = (struct actor){ p ? p->id : 0, hand_roles[by], p ? p->given_name : NULL };
	c->reason = NULL;
	fail_clear(c);
}

/* The bit of a member, for calls that take what was sent. */
static uint64_t sent(const struct field *table, const char *name)
{
	return UINT64_C(1) << (field_find(table, name) - table);
}

static const char *pick(const char *const *texts, size_t n, const struct event *e)
{
	return texts[(unsigned)e->order % n];
}
#define PICK(texts, e) pick((texts), sizeof(texts) / sizeof(*(texts)), (e))

static const char *const cancel_reasons[] = {
	"Left the association.",
	"Changed to another programme.",
	"The employer no longer pays.",
	"Asked by telephone.",
	"Enrolled by mistake.",
	"Moved abroad.",
	"Parental leave until next year.",
};
static const char *const reject_notes[] = {
	"The certificate is not legible; please send it again.",
	"The signature of the supervisor is missing.",
	"Only 80 of 120 hours are shown.",
	"Wrong name on the document.",
	"The date lies before the enrolment.",
};
static const char *const waive_reasons[] = {
	"Equivalent training abroad, recognised by the board.",
	"Twenty years of practice, decided on 3 March.",
	"Holds the degree that covers it.",
};
static const char *const void_reasons[] = {
	"Recorded for the wrong person.",
	"The wrong exam sitting was chosen.",
	"Recorded twice.",
};
static const char *const extend_reasons[] = {
	"Illness; extended by the board.",
	"The examination was postponed.",
	"Military service.",
};
static const char *const notes[] = {
	NULL,
	NULL,
	NULL,
	"Original seen.",
	"Passed at the second attempt.",
	"Certificate no. 4711/B",
	"Confirmé par l'employeur.",
	"証明書を確認済み",
	"تم التحقق من الشهادة",
};

static struct demo_enrollment *subject(struct demo_world *w, const struct event *e)
{
	return &w->enrollments[e->subject];
}

static int64_t requirement(struct demo_world *w, const struct event *e)
{
	return w->programs[subject(w, e)->program].requirements[e->detail];
}

/* --- one function for each kind of event --- */

static enum err add_person(struct ctx *c, struct demo_world *w, const struct event *e)
{
	struct demo_person *p = &w->people[e->subject];
	struct contact in = { .given_name = p->given_name,
		.family_name = p->family_name,
		.email = p->email,
		.contact_no = p->contact_no,
		.profile = demo_profile(&c->arena, e->subject) };

	TRY(contact_create(c, &in));
	p->id = in.id;
	return ERR_OK;
}

static enum err rename_person(struct ctx *c, struct demo_world *w, const struct event *e)
{
	const struct demo_person *p = &w->people[e->subject];
	const char *other = w->people[(e->subject + 17) % w->people_n].family_name;
	struct contact now = { 0 };

	TRY(contact_find(c, p->id, &now));
	if (strlen(p->family_name) + strlen(other) > 78)
		return ERR_OK;
	c->reason = "Married name";
	return contact_update(c, p->id, now.version,
		&(struct contact){ .family_name = arena_printf(&c->arena, "%s-%s", p->family_name, other) },
		sent(contact_fields, "family_name"));
}

static enum err announce(struct ctx *c, struct demo_world *w, const struct event *e)
{
	struct demo_offering *o = &w->offerings[e->subject];
	const struct demo_component *k = &w->components[o->component];
	struct price price = { o->price, "EUR" };
	char on[DATE_TEXT];
	struct offering in = { .component_id = k->id,
		.location = o->location,
		.capacity = o->capacity,
		.price = &price,
		.starts_at.us = date_start((struct date){ o->starts }).us + 7 * INT64_C(3600000000),
		.ends_at.us = date_start((struct date){ o->ends }).us + 15 * INT64_C(3600000000) };

	date_format((struct date){ o->starts }, on);
	in.title = arena_printf(&c->arena, "%s, %s", k->title, on);
	TRY(offering_create(c, &in));
	o->id = in.id;
	return ERR_OK;
}

static enum err save_version(struct ctx *c, struct demo_world *w, const struct event *e)
{
	return demo_save_version(c, w, e->subject, e->detail);
}

enum err demo_set_status(struct ctx *c, int64_t program_id, const char *status)
{
	struct program p;

	TRY(program_read(c, program_id, false, &p));
	return program_update(c, program_id, p.version, &(struct program){ .status = status },
		sent(program_fields, "status"));
}

static enum err close_program(struct ctx *c, struct demo_world *w, const struct event *e)
{
	return demo_set_status(c, w->programs[e->subject].id, w->programs[e->subject].is->status);
}

/* A refusal here means that the plan and the rules disagree. */
static enum err take_result(struct ctx *c, struct demo_world *w, const struct event *e,
	const struct enroll_result *r)
{
	const struct enroll_outcome *o = r->items.items;

	for (size_t i = 0; i < r->items.n; i++) {
		if (o[i].code)
			return fail(c, ERR_INTERNAL, "%s: %s", o[i].code, o[i].detail);
		w->enrollments[w->roll[e->subject + (int)i]].id = o[i].enrollment_id;
	}
	return ERR_OK;
}

static enum err enroll_call(struct ctx *c, struct demo_world *w, const struct event *e)
{
	const struct demo_enrollment *first = &w->enrollments[w->roll[e->subject]];
	struct enroll_request r = { .carry_over = first->carry_over };
	struct enroll_result result = { 0 };

	r.contact_ids = (struct ints){ arena_alloc(&c->arena, (size_t)e->detail * sizeof(int64_t)), 0 };
	for (int i = 0; i < e->detail; i++)
		r.contact_ids.v[r.contact_ids.n++] =
			w->people[w->enrollments[w->roll[e->subject + i]].person].id;
	TRY(enroll(c, w->programs[first->program].id, &r, &result));
	return take_result(c, w, e, &result);
}

/* The last one that was over by the day, else the first that is announced. */
static int64_t offering_for(const struct demo_world *w, const struct demo_component *k, int32_t day)
{
	const struct demo_offering *o = w->offerings + k->first_offering;
	int64_t id = k->offerings ? o->id : 0;

	for (int i = 0; i < k->offerings; i++)
		if (o[i].id && o[i].ends <= day)
			id = o[i].id;
	return id;
}

static enum err record(struct ctx *c, struct demo_world *w, const struct event *e)
{
	struct demo_enrollment *x = subject(w, e);
	const struct demo_slot *s = slot_at(w, x->program, e->detail);
	int component =
		s->component < 0 ? -1 - s->component : w->programs[x->program].components[s->component];
	struct requirement_view view;
	struct completion_input in = { .completed_on = { e->on },
		.offering_id = offering_for(w, &w->components[component], e->on),
		.grade = { e->grade != 0, e->grade },
		.notes = PICK(notes, e) };

	return completion_record(c, x->id, requirement(w, e), &in, &view);
}

static enum err grade(struct ctx *c, struct demo_world *w, const struct event *e)
{
	struct requirement_view view;

	return completion_grade(c, subject(w, e)->id, requirement(w, e), (struct decimal){ true, e->grade },
		&view);
}

static enum err approve(struct ctx *c, struct demo_world *w, const struct event *e)
{
	struct requirement_view view;

	return completion_approve(c, subject(w, e)->id, requirement(w, e), &view);
}

static enum err reject(struct ctx *c, struct demo_world *w, const struct event *e)
{
	struct requirement_view view;

	return completion_reject(c, subject(w, e)->id, requirement(w, e), PICK(reject_notes, e), &view);
}

static enum err waive(struct ctx *c, struct demo_world *w, const struct event *e)
{
	struct requirement_view view;

	return completion_waive(c, subject(w, e)->id, requirement(w, e), PICK(waive_reasons, e), &view);
}

static enum err void_it(struct ctx *c, struct demo_world *w, const struct event *e)
{
	struct requirement_view view;

	return completion_void(c, subject(w, e)->id, requirement(w, e), PICK(void_reasons, e), &view);
}

static enum err approve_program(struct ctx *c, struct demo_world *w, const struct event *e)
{
	return enrollment_approve(c, subject(w, e)->id);
}

static enum err extend(struct ctx *c, struct demo_world *w, const struct event *e)
{
	struct enrollment now;

	TRY(enrollment_read(c, subject(w, e)->id, false, &now));
	c->reason = PICK(extend_reasons, e);
	return enrollment_edit(c, now.id, now.version, &(struct enrollment_dates){ .expires_on = { e->on } },
		sent(enrollment_edit_fields, "expires_on"));
}

static enum err cancel(struct ctx *c, struct demo_world *w, const struct event *e)
{
	return enrollment_cancel(c, subject(w, e)->id, PICK(cancel_reasons, e));
}

static enum err purge(struct ctx *c, struct demo_world *w, const struct event *e)
{
	struct purge_result result = { 0 };
	struct purge_request r = { .ids = { &subject(w, e)->id, 1 },
		.reason = "Never began; lapsed long ago." };

	return enrollment_purge(c, &r, &result);
}

static enum err (*const plays[EV_KINDS])(struct ctx *c, struct demo_world *w, const struct event *e) = {
	[EV_ADD_PERSON] = add_person,
	[EV_ANNOUNCE] = announce,
	[EV_SAVE_VERSION] = save_version,
	[EV_ENROLL] = enroll_call,
	[EV_RECORD] = record,
	[EV_GRADE] = grade,
	[EV_APPROVE] = approve,
	[EV_REJECT] = reject,
	[EV_WAIVE] = waive,
	[EV_VOID] = void_it,
	[EV_APPROVE_PROGRAM] = approve_program,
	[EV_EXTEND] = extend,
	[EV_CANCEL] = cancel,
	[EV_CLOSE_PROGRAM] = close_program,
	[EV_RENAME] = rename_person,
	[EV_PURGE] = purge,
};

struct playing {
	struct demo_world *w;
	int from, to;
};

static int actor_of(const struct demo_world *w, const struct event *e)
{
	return e->by == BY_ENROLLEE ? w->enrollments[e->subject].person : 0;
}

static enum err play_some(struct ctx *c, void *arg)
{
	struct playing *p = arg;
	size_t before = c->arena.total;

	for (p->to = p->from; p->to < p->w->events_n && p->to - p->from < BATCH_EVENTS; p->to++) {
		const struct event *e = &p->w->events[p->to];

		if (c->arena.total - before > BATCH_MEMORY)
			break;
		demo_be(c, p->w, e->by, actor_of(p->w, e), e->day, e->second);
		TRY(plays[e->kind](c, p->w, e));
	}
	return ERR_OK;
}

enum err demo_play(struct ctx *c, struct demo_world *w, int64_t counts[static EV_KINDS])
{
	for (struct playing p = { .w = w }; p.from < w->events_n; p.from = p.to) {
		struct arena_mark mark = arena_mark(&c->arena);
		enum err e = db_transact(c, play_some, &p, false);

		if (e)
			return e;
		arena_rewind(&c->arena, mark);
		for (int i = p.from; i < p.to; i++)
			counts[w->events[i].kind] += w->events[i].kind == EV_ENROLL ? w->events[i].detail : 1;
	}
	return ERR_OK;
}
