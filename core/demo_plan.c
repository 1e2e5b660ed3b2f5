#include "demo_world.h"

#include <stdlib.h>
#include <string.h>

enum { NEVER = INT32_MAX, ALL = 99, STORY_DAYS = 1095, INTAKE = 28, MORNING = 8 * 3600, NIGHT = 5 * 3600 };

/* What becomes of the first requirement that can end that way; nothing comes after it. */
enum ending { GOES_ON, UNGRADED, UNDECIDED, REJECTED, WAIVED, VOIDED };

/* One enrolment's way, before its days are known. */
struct path {
	int32_t day;
	int limit, gap; /* how many requirements, how many days apart */
	enum ending ending;
	bool undecided,
		quick;  /* the program completion stays open; nobody waits for offerings or signatures */
	int32_t cancel; /* the day, 0: never */
	int previous;
	bool carry_over;
};

static void *room(struct demo_world *w, void *items, int n, int *room, size_t size)
{
	void *more;

	if (n < *room)
		return items;
	*room = *room ? *room * 2 : 1024;
	more = arena_raw(w->arena, (size_t)*room * size);
	return n ? memcpy(more, items, (size_t)n * size) : more;
}

static int32_t roll(struct demo_world *w, int32_t sides)
{
	return sides > 1 ? (int32_t)dice_roll(&w->dice, (uint32_t)sides) : 0;
}

static struct event *plan(struct demo_world *w, enum event_kind kind, enum hand by, int subject, int32_t day)
{
	struct event *e;

	w->events = room(w, w->events, w->events_n, &w->events_room, sizeof(*w->events));
	e = &w->events[w->events_n];
	*e = (struct event){ .day = day,
		.second = MORNING + roll(w, 8 * 3600),
		.order = (unsigned)w->events_n,
		.kind = kind,
		.by = by,
		.subject = subject };
	w->events_n += day <= w->last;
	return e;
}

static enum hand clerk(struct demo_world *w)
{
	return dice_chance(&w->dice, 70) ? BY_STAFF : BY_COLLEAGUE;
}

static enum hand decider(struct demo_world *w)
{
	return dice_chance(&w->dice, 80) ? BY_CERTADMIN : BY_MANAGER;
}

/* --- programs, components, offerings --- */

static void plan_offerings(struct demo_world *w, int component)
{
	struct demo_component *k = &w->components[component];
	bool is_class = !strcmp(k->kind, "class"), online;

	k->first_offering = w->offerings_n;
	if (!is_class && strcmp(k->kind, "exam") != 0)
		return;
	for (int32_t day = w->first + 10 + roll(w, 60); day <= w->last + 180; day += 90 + roll(w, 30)) {
		struct demo_offering *o;

		w->offerings = room(w, w->offerings, w->offerings_n, &w->offerings_room, sizeof(*o));
		o = &w->offerings[w->offerings_n];
		*o = (struct demo_offering){ .component = component,
			.announced = day - 110 > w->first ? day - 110 : w->first + 1,
			.starts = day,
			.ends = day + (is_class ? roll(w, 4) : 0),
			.location = demo_place(&w->dice, &online),
			.price = 4000 + 500 * roll(w, 60) };
		o->capacity = online ? 0 : 8 + 2 * roll(w, 12);
		if (o->announced > w->last)
			return;
		plan(w, EV_ANNOUNCE, BY_STAFF, w->offerings_n++, o->announced)->second = NIGHT;
		k->offerings++;
	}
}

static int add_component(struct demo_world *w, const char *code, const char *title, const char *kind)
{
	w->components[w->components_n] =
		(struct demo_component){ .code = code, .title = title, .kind = kind };
	plan_offerings(w, w->components_n);
	return w->components_n++;
}

static void plan_program(struct demo_world *w, int i)
{
	const struct demo_program *is = &demo_programs[i];
	struct demo_course *p = &w->programs[i];

	p->is = is;
	p->closes = !strcmp(is->status, "inactive") || !strcmp(is->status, "cancelled")
		? w->last - 100 - roll(w, 40)
		: NEVER;
	p->version_day[0] = w->first;
	p->version_day[1] = is->versions > 1 ? w->last - 560 + roll(w, 120) : NEVER;
	p->version_day[2] = is->versions > 2 ? w->last - 190 + roll(w, 60) : NEVER;
	for (int v = 1; v < is->versions; v++) {
		struct event *e = plan(w, EV_SAVE_VERSION, BY_MANAGER, i, p->version_day[v]);

		e->second = NIGHT;
		e->detail = v + 1;
	}
	for (int k = 0; k < OWN && is->own[k]; k++)
		p->components[k] = add_component(w, arena_printf(w->arena, "%s-%d", is->code, k + 1),
			is->own[k], demo_kind(is->shape->kinds[k]));
	if (p->closes != NEVER)
		plan(w, EV_CLOSE_PROGRAM, BY_MANAGER, i, p->closes)->second = NIGHT;
}

static void plan_programs(struct demo_world *w)
{
	w->programs_n = w->small ? SMALL_PROGRAMS : demo_program_count;
	w->programs = arena_alloc(w->arena, (size_t)w->programs_n * sizeof(*w->programs));
	w->components =
		arena_alloc(w->arena, (size_t)(w->programs_n * OWN + SHARED) * sizeof(*w->components));
	for (int i = 0; i < SHARED; i++)
		add_component(w, demo_shared[i].code, demo_shared[i].title, demo_shared[i].kind);
	for (int i = 0; i < w->programs_n; i++)
		plan_program(w, i);
}

const struct demo_slot *slot_at(const struct demo_world *w, int program, int requirement)
{
	return &w->programs[program].is->shape->stage[requirement / SLOTS].slot[requirement % SLOTS];
}

static int version_on(const struct demo_course *p, int32_t day)
{
	int v = 1;

	while (v < VERSIONS && p->version_day[v] <= day)
		v++;
	return v;
}

static bool takes(const struct demo_world *w, int program, int32_t day)
{
	const struct demo_course *p = &w->programs[program];

	return strcmp(p->is->status, "draft") != 0 && day < p->closes && day <= w->last;
}

/* People start together: the first day of an intake from a day on. */
static int32_t intake(const struct demo_world *w, int program, int32_t day)
{
	int32_t start = w->first + 16 + program * 5 % INTAKE;

	return day <= start ? start : start + (day - start + INTAKE - 1) / INTAKE * INTAKE;
}

/* --- one enrolment's way --- */

/* What happens to one requirement, in order. */
struct chain {
	struct {
		enum event_kind kind;
		int32_t day;
		int grade;
	} link[12]; /* five for a success, the voiding, and five again */
	int n;
	bool met;
};

struct walk {
	struct demo_world *w;
	const struct path *path;
	const struct demo_shape *shape;
	int enrollment, version, left; /* left: how many more may be done */
	int32_t at, until;             /* the day so far; nothing happens after until */
	int32_t met_on;                /* the day everything so far is final */
	bool stopped;
};

static void link_to(struct chain *k, enum event_kind kind, int32_t day, int grade)
{
	k->link[k->n].kind = kind;
	k->link[k->n].day = day;
	k->link[k->n++].grade = grade;
}

static int32_t lag(struct walk *x, int32_t most)
{
	return 1 + (x->path->quick ? 0 : roll(x->w, most));
}

static int pass(struct walk *x, const struct demo_slot *s)
{
	return s->flags & GRADED ? 100 * s->pass + 50 * roll(x->w, 2 * (100 - s->pass) + 1) : 0;
}

/* Recorded, and graded and approved where it takes that; false where it ends before. */
static bool link_success(struct walk *x, struct chain *k, const struct demo_slot *s, int32_t day)
{
	bool later = s->flags & GRADED && (x->path->ending == UNGRADED || dice_chance(&x->w->dice, 35));

	link_to(k, EV_RECORD, day, later ? 0 : pass(x, s));
	if (s->flags & GRADED && x->path->ending == UNGRADED)
		return false;
	if (later)
		link_to(k, EV_GRADE, day += lag(x, 30), pass(x, s));
	if (!(s->flags & APPROVED))
		return true;
	if (x->path->ending == UNDECIDED)
		return false;
	day += lag(x, 34);
	if (x->path->ending == REJECTED || dice_chance(&x->w->dice, 8)) {
		link_to(k, EV_REJECT, day, 0);
		if (x->path->ending == REJECTED)
			return false;
		link_to(k, EV_RECORD, day += 5 + lag(x, 20), pass(x, s));
		day += lag(x, 34);
	}
	link_to(k, EV_APPROVE, day, 0);
	return true;
}

static void make_chain(struct walk *x, struct chain *k, const struct demo_slot *s, int32_t day)
{
	if (x->path->ending == WAIVED || dice_chance(&x->w->dice, 1)) {
		link_to(k, EV_WAIVE, day, 0);
		k->met = x->path->ending != WAIVED;
		return;
	}
	k->met = link_success(x, k, s, day);
	if (!k->met || (x->path->ending != VOIDED && !dice_chance(&x->w->dice, 1)))
		return;
	day = k->link[k->n - 1].day + lag(x, 10);
	link_to(k, EV_VOID, day, 0);
	k->met = x->path->ending != VOIDED && link_success(x, k, s, day + lag(x, 10));
}

static void emit(struct walk *x, const struct chain *k, int requirement, int32_t on)
{
	for (int i = 0; i < k->n; i++) {
		enum event_kind kind = k->link[i].kind;
		enum hand by = kind == EV_RECORD || kind == EV_GRADE ? clerk(x->w) : decider(x->w);
		struct event *e = plan(x->w, kind, by, x->enrollment, k->link[i].day);

		e->detail = requirement;
		e->on = on;
		e->grade = k->link[i].grade;
	}
}

/* The day a component can be completed from a day on: classes and exams only when there is one. */
static int32_t next_date(const struct walk *x, int component, int32_t day)
{
	const struct demo_component *k = &x->w->components[component];
	const struct demo_offering *o = x->w->offerings + k->first_offering;

	if (!k->offerings || x->path->quick)
		return day;
	for (int i = 0; i < k->offerings; i++)
		if (o[i].ends >= day)
			return o[i].ends;
	return NEVER;
}

static int component_of(const struct demo_world *w, int program, const struct demo_slot *s)
{
	return s->component < 0 ? -1 - s->component : w->programs[program].components[s->component];
}

static void walk_requirement(struct walk *x, int requirement)
{
	struct demo_enrollment *e = &x->w->enrollments[x->enrollment];
	const struct demo_slot *s = slot_at(x->w, e->program, requirement);
	int32_t on =
		next_date(x, component_of(x->w, e->program, s), x->at + 1 + roll(x->w, 2 * x->path->gap));
	struct chain k = { .n = 0 };
	int32_t end;

	x->stopped = x->stopped || !x->left-- || on >= x->until;
	if (x->stopped)
		return;
	make_chain(x, &k, s, on + lag(x, 6));
	end = k.link[k.n - 1].day;
	if (end > x->until) {
		x->stopped = true;
		return;
	}
	emit(x, &k, requirement, on);
	if (k.met && end <= x->w->last)
		e->done |= 1U << requirement;
	x->stopped = !k.met || end > x->w->last;
	x->met_on = end > x->met_on ? end : x->met_on;
	x->at = x->shape->in_order ? end : on;
}

static void shuffle(struct demo_world *w, int *v, int n)
{
	for (int i = n - 1; i > 0; i--) {
		int k = roll(w, i + 1), t = v[i];

		v[i] = v[k];
		v[k] = t;
	}
}

static void walk_stage(struct walk *x, int stage)
{
	const struct demo_stage *s = &x->shape->stage[stage];
	uint32_t done = x->w->enrollments[x->enrollment].done;
	int open[SLOTS], n = 0, met = 0;

	for (int i = 0; i < s->slots; i++) {
		if (!slot_in(&s->slot[i], x->version))
			continue;
		if (done >> (stage * SLOTS + i) & 1)
			met++;
		else
			open[n++] = stage * SLOTS + i;
	}
	if (s->needed) {
		shuffle(x->w, open, n);
		n = s->needed - met > 0 ? s->needed - met : 0;
	}
	for (int i = 0; i < n; i++)
		walk_requirement(x, open[i]);
}

/* How many requirements a version asks for. */
static int required(const struct demo_course *p, int version)
{
	int n = 0;

	for (int i = 0; i < p->is->shape->stages; i++) {
		const struct demo_stage *s = &p->is->shape->stage[i];

		for (int k = 0; k < s->slots && !s->needed; k++)
			n += slot_in(&s->slot[k], version);
		n += s->needed;
	}
	return n;
}

static int add_enrollment(struct demo_world *w, int program, int person, const struct path *path)
{
	struct demo_enrollment *e;
	struct demo_person *who = &w->people[person];

	w->enrollments = room(w, w->enrollments, w->enrollments_n, &w->enrollments_room, sizeof(*e));
	e = &w->enrollments[w->enrollments_n];
	*e = (struct demo_enrollment){ .program = program,
		.person = person,
		.day = path->day,
		.version = version_on(&w->programs[program], path->day),
		.previous = path->previous,
		.carry_over = path->carry_over,
		.done = path->carry_over ? w->enrollments[path->previous].done : 0 };
	if (who->born >= path->day)
		who->born = path->day - 1 -
			roll(w, path->day - w->first - 1 < 14 ? path->day - w->first - 1 : 14);
	return w->enrollments_n++;
}

static struct date expiry(const struct demo_shape *s, int32_t day, struct date *grace)
{
	*grace = date_add((struct date){ day }, s->period.n, s->period.unit);
	return s->grace.n ? date_add(*grace, s->grace.n, s->grace.unit) : *grace;
}

static void finish(struct walk *x)
{
	struct demo_enrollment *e = &x->w->enrollments[x->enrollment];

	if (x->stopped)
		return;
	e->earned = x->met_on;
	if (x->shape->approval) {
		e->earned += 1 + lag(x, 45);
		if (x->path->undecided)
			e->earned = NEVER;
		else
			plan(x->w, EV_APPROVE_PROGRAM, decider(x->w), x->enrollment, e->earned);
	}
}

static void cancel(struct walk *x)
{
	unsigned flags = x->w->programs[x->w->enrollments[x->enrollment].program].is->flags;
	enum hand by = flags & MAY_CANCEL && dice_chance(&x->w->dice, 60) ? BY_ENROLLEE : decider(x->w);

	plan(x->w, EV_CANCEL, by, x->enrollment, x->path->cancel);
}

static void plan_again(struct demo_world *w, int enrollment, int32_t expires, int32_t cancelled);

/* Plan an enrolment from its first day to wherever it leads; returns its index. */
static int plan_enrollment(struct demo_world *w, int program, int person, const struct path *path)
{
	const struct demo_shape *shape = w->programs[program].is->shape;
	struct date grace, expires = expiry(shape, path->day, &grace);
	struct walk x = { .w = w,
		.path = path,
		.shape = shape,
		.enrollment = add_enrollment(w, program, person, path),
		.left = path->limit,
		.at = path->day,
		.met_on = path->day,
		.until = path->cancel ? path->cancel - 1 : expires.day };

	x.version = w->enrollments[x.enrollment].version;
	x.until = x.until < expires.day ? x.until : expires.day;
	for (int i = 0; i < shape->stages; i++)
		walk_stage(&x, i);
	finish(&x);
	if (path->cancel)
		cancel(&x);
	if (!path->quick)
		plan_again(w, x.enrollment, expires.day, path->cancel);
	return x.enrollment;
}

static struct path random_path(struct demo_world *w, int program, int32_t day)
{
	const struct demo_course *p = &w->programs[program];
	struct date grace;
	int all = required(p, version_on(p, day)), fate = roll(w, 100);
	struct path path = { .day = day, .limit = ALL, .previous = -1 };

	expiry(p->is->shape, day, &grace);
	path.gap = (grace.day - day) * (25 + roll(w, 50)) / 100 / (all + 1);
	if (fate < 54)
		path.limit = fate < 22 ? 0 : 1 + roll(w, all - 1);
	else if (fate < 61) {
		path.limit = roll(w, all);
		path.cancel = day + 12 + roll(w, (grace.day - day) / 2);
	}
	/* An award follows from its courses; nobody can record anything. */
	if (p->is->flags & AWARD)
		path.limit = 0;
	return path;
}

static void plan_extension(struct demo_world *w, int enrollment, int32_t expires)
{
	plan(w, EV_EXTEND, clerk(w), enrollment, expires - 10 - roll(w, 20))->on = expires + 60 + roll(w, 90);
}

/* What comes after it: another cycle of what was earned, a second try at what lapsed or was cancelled. */
static void plan_again(struct demo_world *w, int enrollment, int32_t expires, int32_t cancelled)
{
	const struct demo_enrollment e = w->enrollments[enrollment];
	bool renew = e.earned && w->programs[e.program].is->flags & MAINTAINED && dice_chance(&w->dice, 60);
	struct path path;
	int32_t day = NEVER;

	if (renew && e.earned < w->last)
		day = e.earned + 200 + roll(w, 200);
	else if (cancelled && cancelled < w->last && dice_chance(&w->dice, 15))
		day = cancelled + 15 + roll(w, 100);
	else if (!e.earned && !cancelled && expires < w->last && dice_chance(&w->dice, 18))
		day = expires + 3 + roll(w, 90);
	else if (!e.earned && !cancelled && dice_chance(&w->dice, 5))
		plan_extension(w, enrollment, expires);
	if (day > w->last || !takes(w, e.program, intake(w, e.program, day)))
		return;
	path = random_path(w, e.program, intake(w, e.program, day));
	path.previous = enrollment;
	path.carry_over = !e.earned && e.done && dice_chance(&w->dice, 60);
	/* With what is carried over it could be earned before the day it is cancelled. */
	path.limit = path.carry_over && path.cancel ? 0 : path.limit;
	plan_enrollment(w, e.program, e.person, &path);
}

/* --- every state on purpose --- */

enum since { AGO, IN_GRACE, LAPSED };

static const struct shown {
	int program;
	enum since since;
	int ago, limit;
	enum ending ending;
	int cancelled, again; /* days ago; again: enrolled once more */
	bool undecided, same; /* same: the person of the line before */
} shown[] = {
	/* program, since, ago, limit, ending, cancelled, again, undecided, same */
	{ 0, AGO, 20, 0, GOES_ON, 0, 0, false, false },
	{ 1, AGO, 60, 1, GOES_ON, 0, 0, false, false },
	{ 0, IN_GRACE, 0, 1, GOES_ON, 0, 0, false, false },
	{ 1, IN_GRACE, 0, 0, GOES_ON, 0, 0, false, false },
	{ 1, LAPSED, 0, 1, GOES_ON, 0, 0, false, false },
	{ 2, LAPSED, 0, 0, GOES_ON, 0, 0, false, false },
	{ 2, AGO, 120, ALL, GOES_ON, 0, 0, false, false },
	{ 0, AGO, 420, ALL, GOES_ON, 0, 0, false, false },
	{ 3, AGO, 100, 1, GOES_ON, 0, 0, false, true },
	{ 0, AGO, 200, ALL, GOES_ON, 0, 0, true, false },
	{ 1, AGO, 90, 1, GOES_ON, 30, 0, false, false },
	{ 0, AGO, 100, 1, GOES_ON, 12, 0, false, false },
	{ 2, AGO, 500, ALL, GOES_ON, 0, 15, false, false },
	{ 1, LAPSED, 0, 1, GOES_ON, 0, 10, false, false },
	{ 2, AGO, 40, ALL, UNGRADED, 0, 0, false, false },
	{ 0, AGO, 150, ALL, UNDECIDED, 0, 0, false, false },
	{ 0, AGO, 160, ALL, REJECTED, 0, 0, false, false },
	{ 2, AGO, 50, ALL, WAIVED, 0, 0, false, false },
	{ 1, AGO, 50, ALL, VOIDED, 0, 0, false, false },
	{ 4, AGO, 250, 1, GOES_ON, 0, 0, false, false },
};
/* The demo's learner: in time, in the grace period, earned, cancelled. */
static const struct shown learners[] = {
	{ 1, AGO, 60, 2, GOES_ON, 0, 0, false, false },
	{ 0, IN_GRACE, 0, 2, GOES_ON, 0, 0, false, false },
	{ 2, AGO, 130, ALL, GOES_ON, 0, 0, false, false },
	{ 4, AGO, 300, 1, GOES_ON, 200, 0, false, false },
};

static int32_t shown_day(const struct demo_world *w, const struct shown *s)
{
	const struct demo_shape *shape = w->programs[s->program].is->shape;
	struct date day = w->today;

	if (s->since == AGO)
		return day.day - s->ago;
	day.day -= s->since == LAPSED ? 40 : 20;
	if (s->since == LAPSED && shape->grace.n)
		day = date_add(day, -shape->grace.n, shape->grace.unit);
	return date_add(day, -shape->period.n, shape->period.unit).day;
}

static void show(struct demo_world *w, const struct shown *s, int person)
{
	struct path path = { .day = shown_day(w, s),
		.limit = s->limit,
		.gap = 4,
		.ending = s->ending,
		.undecided = s->undecided,
		.quick = true,
		.cancel = s->cancelled ? w->today.day - s->cancelled : 0,
		.previous = -1 };
	int e = plan_enrollment(w, s->program, person, &path);

	if (s->again)
		plan_enrollment(w, s->program, person,
			&(struct path){ .day = w->today.day - s->again,
				.quick = true,
				.previous = e,
				.carry_over = !w->enrollments[e].earned && w->enrollments[e].done });
}

static int show_all(struct demo_world *w)
{
	int person = FIRST_PERSON;

	for (size_t i = 0; i < sizeof(learners) / sizeof(*learners); i++)
		show(w, &learners[i], LEARNER_PERSON);
	for (int times = 0; times < 3; times++)
		for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++) {
			person -= shown[i].same;
			show(w, &shown[i], person++);
		}
	return person;
}

/* --- everybody else --- */

static int pick_program(struct demo_world *w)
{
	int all = 0, at, i = 0;

	for (int k = 0; k < w->programs_n; k++)
		all += demo_programs[k].weight;
	for (at = roll(w, all); at >= demo_programs[i].weight; i++)
		at -= demo_programs[i].weight;
	return i;
}

static void enroll_somewhere(struct demo_world *w, int person, uint64_t *taken)
{
	int program = pick_program(w);
	struct demo_course *p = &w->programs[program];
	int32_t last = p->closes < w->last ? p->closes : w->last;
	int32_t day = intake(w, program, w->first + 20 + roll(w, last - w->first - 20));
	struct path path;

	if (*taken >> program & 1 || !takes(w, program, day))
		return;
	*taken |= UINT64_C(1) << program;
	path = random_path(w, program, day);
	plan_enrollment(w, program, person, &path);
}

static void plan_person(struct demo_world *w, int person)
{
	int dice = roll(w, 100), times = dice < 38 ? 0 : dice < 88 ? 1 : dice < 97 ? 2 : 3;
	uint64_t taken = 0;

	for (int i = 0; i < times; i++)
		enroll_somewhere(w, person, &taken);
}

static int program_by_code(const struct demo_world *w, const char *code)
{
	int i = 0;

	while (i < w->programs_n && (!code || strcmp(demo_programs[i].code, code) != 0))
		i++;
	return i;
}

/* Many of those who earned the lower grade go on to the higher one. */
static void plan_seniors(struct demo_world *w, int program, int lower, int from)
{
	int n = w->enrollments_n;

	for (int i = from; i < n; i++) {
		struct demo_enrollment e = w->enrollments[i];
		int32_t day =
			e.earned ? intake(w, program, (e.earned < w->last ? e.earned : w->last) + 10) : NEVER;
		struct path path;

		if (e.program != lower || e.previous >= 0 || day > w->last || !dice_chance(&w->dice, 60))
			continue;
		path = random_path(w, program, day);
		plan_enrollment(w, program, e.person, &path);
	}
}

static void plan_people(struct demo_world *w)
{
	int from, shown_enrollments;

	w->people_n = w->small ? 120 : 5000;
	w->people = arena_alloc(w->arena, (size_t)w->people_n * sizeof(*w->people));
	for (int i = 0; i < w->people_n; i++) {
		w->people[i] = demo_person(w->arena, &w->dice, i);
		w->people[i].born = w->first + 2 + roll(w, w->last - w->first - 2);
	}
	from = show_all(w);
	shown_enrollments = w->enrollments_n;
	for (int i = from; i < w->people_n; i++)
		plan_person(w, i);
	for (int i = 0; i < w->programs_n; i++)
		if (demo_programs[i].after)
			plan_seniors(w, i, program_by_code(w, demo_programs[i].after), shown_enrollments);
	for (int i = LEARNER_PERSON; i < w->people_n; i++) {
		plan(w, EV_ADD_PERSON, clerk(w), i, w->people[i].born);
		if (i > from && dice_chance(&w->dice, 1))
			plan(w, EV_RENAME, clerk(w), i, w->people[i].born + 30 + roll(w, 600));
	}
}

/* --- calls that enrol several --- */

static struct demo_world *sorting;

static int by_call(const void *a, const void *b)
{
	int i = *(const int *)a, k = *(const int *)b;
	const struct demo_enrollment *x = &sorting->enrollments[i], *y = &sorting->enrollments[k];

	if (x->program != y->program)
		return x->program - y->program;
	if (x->day != y->day)
		return x->day - y->day;
	return x->carry_over != y->carry_over ? x->carry_over - y->carry_over : i - k;
}

static bool same_call(const struct demo_world *w, int a, int b)
{
	const struct demo_enrollment *x = &w->enrollments[w->roll[a]], *y = &w->enrollments[w->roll[b]];

	return x->program == y->program && x->day == y->day && x->carry_over == y->carry_over;
}

static void plan_calls(struct demo_world *w)
{
	w->roll = arena_alloc(w->arena, (size_t)(w->enrollments_n + 1) * sizeof(*w->roll));
	for (int i = 0; i < w->enrollments_n; i++)
		w->roll[i] = i;
	sorting = w;
	qsort(w->roll, (size_t)w->enrollments_n, sizeof(*w->roll), by_call);
	for (int i = 0, n; i < w->enrollments_n; i += n) {
		for (n = 1; i + n < w->enrollments_n && same_call(w, i, i + n);)
			n++;
		plan(w, EV_ENROLL, clerk(w), i, w->enrollments[w->roll[i]].day)->detail = n;
	}
}

/* A manager clears out some who never began and lapsed long ago. */
static void plan_purge(struct demo_world *w)
{
	int left = 12;

	for (int i = 0; i < w->enrollments_n && left && !w->small; i++) {
		const struct demo_enrollment *e = &w->enrollments[i];

		if (e->earned || e->done || e->previous >= 0 || e->day > w->last - 1000)
			continue;
		plan(w, EV_PURGE, BY_MANAGER, i, w->last - 30);
		left--;
	}
}

static int by_time(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	if (x->day != y->day)
		return x->day - y->day;
	if (x->second != y->second)
		return x->second - y->second;
	return (x->order > y->order) - (x->order < y->order);
}

void demo_plan(struct demo_world *w)
{
	w->dice.state = 20130317;
	w->last = w->today.day - 1;
	w->first = w->today.day - STORY_DAYS;
	plan_programs(w);
	plan_people(w);
	plan_calls(w);
	plan_purge(w);
	qsort(w->events, (size_t)w->events_n, sizeof(*w->events), by_time);
}
