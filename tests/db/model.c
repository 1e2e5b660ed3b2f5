#include "model.h"

#include <string.h>

const char *const standing_names[] = { "none", "assigned", "not_started", "in_progress", "pending",
	"completed" };
const struct model_course model_courses[COURSES] = {
	{ "LESSONS", "own", "assignment_only", true, 2, { -1, -1 } },
	{ "BARE", "own", "assignment_only", false, 0, { 0 } },
	{ "EVENT", "own", "assignment_only", true, 2, { 0, -1 } },
	{ "OPEN", "premium", "open", false, 1, { -1 } },
	{ "ASKED", "marketplace", "approval", false, 1, { 1 } },
	{ "COUNTED", "own", "assignment_only", false, 1, { -1 } },
};
const struct model_rule model_rules[RULES] = { { 5, 0, false }, { 3, 5, true } };
const char *const model_regions[REGIONS] = { NULL, "NORTH", "South", "Öst" };
const char *const model_levels[LEVELS] = { NULL, "2", "5", "9" };

/* --- segments --- */

static bool fits(const struct model_person *p, int segment)
{
	bool south = p->region == 2;

	if (segment == 0) /* region is north */
		return p->region == 1;
	if (segment == 1) /* region is south, or level after 5 */
		return south || p->level == 3;
	return p->region && !south &&
		(p->level == 0 || p->level == 1); /* region is not south; level is empty or before 3 */
}

bool model_member(const struct model_person *p, int segment)
{
	return fits(p, segment) && !p->out[segment];
}

/* --- one enrolment --- */

static bool by_segment(const struct model_enrollment *e)
{
	return e->segment[0] || e->segment[1] || e->segment[2];
}

bool model_active(const struct model_enrollment *e)
{
	return e->staff || e->self || by_segment(e);
}

static bool open_to_completion(const struct model_enrollment *e)
{
	return e->status == ASSIGNED || e->status == NOT_STARTED || e->status == IN_PROGRESS;
}

/* The day on which it was completed and still is, in this attempt or one that was followed by choice. */
static int64_t stands(const struct model_enrollment *e)
{
	int64_t day = 0;

	if (e->status == NONE)
		return 0;
	for (int i = 0; i < e->attempt - 1; i++)
		if (!e->past[i].reassigned && e->past[i].completed > day)
			day = e->past[i].completed;
	return e->completed ? e->completed : day;
}

static void meet(struct model_person *p, int course, int64_t day)
{
	if (course < AWARDED && p->award && !p->met[course])
		p->met[course] = day;
}

int64_t model_earned(const struct model_person *p)
{
	if (!p->met[0] || !p->met[1])
		return 0;
	return p->met[0] > p->met[1] ? p->met[0] : p->met[1];
}

static void complete(struct model *m, struct model_person *p, int course, int64_t day, const char *origin);

static void count_as(struct model *m, struct model_person *p, int course, int64_t day)
{
	const struct model_enrollment *e = &p->in[course];

	if (open_to_completion(e) && (e->attempt == 1 || day >= e->enrolled))
		complete(m, p, course, day, "equivalency");
}

static void complete(struct model *m, struct model_person *p, int course, int64_t day, const char *origin)
{
	struct model_enrollment *e = &p->in[course];

	e->status = COMPLETED;
	e->completed = day;
	e->origin = origin;
	meet(p, course, day);
	for (int i = 0; i < RULES; i++) {
		if (model_rules[i].counts == course)
			count_as(m, p, model_rules[i].course, day);
		if (model_rules[i].course == course && model_rules[i].both_ways)
			count_as(m, p, model_rules[i].counts, day);
	}
}

/* The earliest day on which something was completed that counts as it. */
static void take_what_counts(struct model *m, struct model_person *p, int course)
{
	const struct model_enrollment *e = &p->in[course];
	int64_t best = 0;

	for (int i = 0; i < RULES; i++) {
		const struct model_rule *r = &model_rules[i];
		int other = r->course == course ? r->counts : r->course;
		bool counts = r->course == course || (r->counts == course && r->both_ways);
		int64_t day = stands(&p->in[other]);

		if (counts && day && (e->attempt == 1 || day >= e->enrolled) && (!best || day < best))
			best = day;
	}
	if (best)
		count_as(m, p, course, best);
}

static void finish_steps(struct model *m, struct model_person *p, int course)
{
	const struct model_enrollment *e = &p->in[course];
	int64_t last = 0;

	for (int i = 0; i < model_courses[course].steps; i++) {
		if (e->percent[i] < 100)
			return;
		last = e->done[i] > last ? e->done[i] : last;
	}
	if (open_to_completion(e))
		complete(m, p, course, last, "steps");
}

/* A fact of that day; an attempt after the first is not met by what was before it. */
static void step_fact(struct model *m, struct model_person *p, int course, int step, int64_t percent,
	int64_t day)
{
	struct model_enrollment *e = &p->in[course];

	if (e->status == NONE || (e->attempt > 1 && day < e->enrolled))
		return;
	if (percent && (e->status == ASSIGNED || e->status == NOT_STARTED))
		e->status = IN_PROGRESS;
	e->percent[step] = percent;
	e->done[step] = percent < 100 ? 0 : e->done[step] ? e->done[step] : day;
	if (percent == 100)
		finish_steps(m, p, course);
}

static void event_fact(struct model *m, struct model_person *p, int course, int event)
{
	int64_t percent = p->minutes[event] * 100 / REQUIRED_MINUTES;
	int64_t day = m->event_day[event] < m->today ? m->event_day[event] : m->today;

	for (int i = 0; i < model_courses[course].steps && p->minutes[event] >= 0; i++)
		if (model_courses[course].event[i] == event)
			step_fact(m, p, course, i, percent > 100 ? 100 : percent, day);
}

/* What was before somebody came into it. */
static void begun(struct model *m, struct model_person *p, int course)
{
	if (!model_courses[course].steps && open_to_completion(&p->in[course]))
		complete(m, p, course, m->today, "no_steps");
	for (int i = 0; i < EVENTS; i++)
		event_fact(m, p, course, i);
	take_what_counts(m, p, course);
}

static void source_begins(struct model *m, struct model_person *p, int course, bool *source,
	enum standing status)
{
	struct model_enrollment *e = &p->in[course];
	bool was_active = model_active(e);

	*source = true;
	if (e->status == NONE) {
		e->status = status;
		e->attempt = 1;
		e->enrolled = m->today;
		begun(m, p, course);
		return;
	}
	if (was_active)
		return;
	e->archived = false;
	if (e->status == PENDING && status != PENDING) {
		e->status = status;
		begun(m, p, course);
	}
}

static void source_ends(struct model_enrollment *e, bool *source, bool archive)
{
	if (!*source)
		return;
	*source = false;
	if (archive && !model_active(e) && e->status == COMPLETED)
		e->archived = true;
}

static void follow_segments(struct model *m, struct model_person *p)
{
	for (int s = 0; s < SEGMENTS; s++)
		for (int i = 0; i < COURSES; i++)
			if (m->linked[s][i] && model_member(p, s) && !p->in[i].segment[s])
				source_begins(m, p, i, &p->in[i].segment[s], ASSIGNED);
	for (int s = 0; s < SEGMENTS; s++)
		for (int i = 0; i < COURSES; i++)
			if (!model_member(p, s))
				source_ends(&p->in[i], &p->in[i].segment[s], false);
}

/* --- what happens to one enrolment --- */

enum err model_assign(struct model *m, int person, int course)
{
	struct model_person *p = &m->people[person];

	if (p->in[course].staff || p->in[course].self)
		return ERR_ALREADY_ENROLLED;
	source_begins(m, p, course, &p->in[course].staff, ASSIGNED);
	return ERR_OK;
}

enum err model_self_enroll(struct model *m, int person, int course)
{
	struct model_person *p = &m->people[person];
	struct model_enrollment *e = &p->in[course];
	bool asks = !strcmp(model_courses[course].method, "approval");

	if (model_active(e))
		return ERR_ALREADY_ENROLLED;
	source_begins(m, p, course, &e->self, asks ? PENDING : NOT_STARTED);
	if (asks && (e->status == ASSIGNED || e->status == NOT_STARTED))
		e->status = PENDING;
	return ERR_OK;
}

enum err model_approve(struct model *m, int person, int course)
{
	struct model_person *p = &m->people[person];

	if (p->in[course].status != PENDING || !model_active(&p->in[course]))
		return ERR_NOT_PENDING;
	p->in[course].status = NOT_STARTED;
	begun(m, p, course);
	return ERR_OK;
}

enum err model_decline(struct model *m, int person, int course)
{
	struct model_enrollment *e = &m->people[person].in[course];

	if (e->status != PENDING || !model_active(e))
		return ERR_NOT_PENDING;
	e->staff = e->self = false;
	return ERR_OK;
}

enum err model_unenroll(struct model *m, int person, int course)
{
	struct model_enrollment *e = &m->people[person].in[course];

	if (!model_active(e))
		return ERR_BAD_MOVE;
	if (by_segment(e))
		return ERR_HELD_BY_SEGMENT;
	e->staff = e->self = false;
	return ERR_OK;
}

enum err model_remove(struct model *m, int person, int course)
{
	struct model_enrollment *e = &m->people[person].in[course];

	if (by_segment(e))
		return ERR_HELD_BY_SEGMENT;
	*e = (struct model_enrollment){ .status = NONE };
	return ERR_OK;
}

/* The award has only what still stands. */
static void take_back(struct model_person *p, int course, int64_t day)
{
	const struct model_enrollment *e = &p->in[course];

	if (course >= AWARDED || !day || p->met[course] != day)
		return;
	for (int i = 0; i < e->attempt - 1; i++)
		if (!e->past[i].reassigned && e->past[i].completed == day)
			return;
	p->met[course] = stands(e);
}

static enum err correct(struct model_person *p, int course, enum standing to)
{
	struct model_enrollment *e = &p->in[course];
	int64_t day = e->completed;

	e->status = to;
	e->completed = 0;
	e->origin = NULL;
	e->archived = false;
	take_back(p, course, day);
	return ERR_OK;
}

enum err model_change(struct model *m, int person, int course, enum standing to)
{
	struct model_person *p = &m->people[person];
	struct model_enrollment *e = &p->in[course];

	if (strcmp(model_courses[course].source, "own") != 0)
		return ERR_SHARED_CONTENT;
	if (e->status == ASSIGNED || e->status == PENDING)
		return ERR_USE_IMPORT;
	if (e->status == COMPLETED && to != COMPLETED)
		return correct(p, course, to);
	if (to == COMPLETED && e->status != COMPLETED)
		complete(m, p, course, m->today, "staff");
	e->status = to;
	return ERR_OK;
}

static void next_attempt(struct model *m, struct model_enrollment *e, bool reassigned)
{
	if (!model_active(e))
		e->staff = true;
	e->past[e->attempt - 1] = (struct past_attempt){ e->completed, reassigned };
	e->attempt++;
	e->status = ASSIGNED;
	e->archived = false;
	e->enrolled = m->today;
	e->completed = 0;
	e->origin = NULL;
	memset(e->percent, 0, sizeof(e->percent));
	memset(e->done, 0, sizeof(e->done));
}

enum err model_re_enroll(struct model *m, int person, int course)
{
	struct model_person *p = &m->people[person];

	if (p->in[course].status != COMPLETED || !strcmp(model_courses[course].source, "marketplace"))
		return ERR_NOT_RE_ENROLLABLE;
	next_attempt(m, &p->in[course], false);
	if (!model_courses[course].steps)
		complete(m, p, course, m->today, "no_steps");
	return ERR_OK;
}

enum err model_reassign(struct model *m, int person, int course)
{
	struct model_person *p = &m->people[person];
	int64_t day = p->in[course].completed;

	if (p->in[course].status != COMPLETED && p->in[course].status != IN_PROGRESS)
		return ERR_BAD_MOVE;
	next_attempt(m, &p->in[course], true);
	take_back(p, course, day);
	return ERR_OK;
}

/* Learners can do something in it. */
static bool can_learn(const struct model_enrollment *e)
{
	return model_active(e) && e->status != PENDING;
}

enum err model_open(struct model *m, int person, int course)
{
	struct model_person *p = &m->people[person];

	if (!can_learn(&p->in[course]))
		return ERR_BAD_MOVE;
	if (p->in[course].status != ASSIGNED)
		return ERR_OK;
	p->in[course].status = NOT_STARTED;
	if (!model_courses[course].steps)
		complete(m, p, course, m->today, "no_steps");
	return ERR_OK;
}

enum err model_proof(struct model *m, int person, int course)
{
	struct model_person *p = &m->people[person];

	if (!open_to_completion(&p->in[course]))
		return ERR_BAD_MOVE;
	complete(m, p, course, m->today, "equivalency");
	return ERR_OK;
}

enum err model_mark(struct model *m, int person, int course, int step, bool done)
{
	struct model_person *p = &m->people[person];

	if (!can_learn(&p->in[course]) || model_courses[course].event[step] >= 0)
		return ERR_BAD_MOVE;
	if (p->in[course].percent[step] != (done ? 100 : 0))
		step_fact(m, p, course, step, done ? 100 : 0, m->today);
	return ERR_OK;
}

/* --- what happens around them --- */

enum err model_attend(struct model *m, int person, int event, int64_t minutes)
{
	struct model_person *p = &m->people[person];

	p->minutes[event] = minutes;
	for (int i = 0; i < COURSES; i++)
		event_fact(m, p, i, event);
	return ERR_OK;
}

enum err model_profile(struct model *m, int person, int region, int level)
{
	struct model_person *p = &m->people[person];

	p->region = region;
	p->level = level;
	follow_segments(m, p);
	return ERR_OK;
}

enum err model_exclude(struct model *m, int person, int segment)
{
	m->people[person].out[segment] = true;
	follow_segments(m, &m->people[person]);
	return ERR_OK;
}

enum err model_include(struct model *m, int person, int segment)
{
	if (!m->people[person].out[segment])
		return ERR_NOT_FOUND;
	m->people[person].out[segment] = false;
	follow_segments(m, &m->people[person]);
	return ERR_OK;
}

enum err model_link(struct model *m, int segment, int course)
{
	if (strcmp(model_courses[course].method, "assignment_only") != 0)
		return ERR_ASSIGNMENT_ONLY_REQUIRED;
	m->linked[segment][course] = true;
	for (int i = 0; i < PEOPLE; i++)
		follow_segments(m, &m->people[i]);
	return ERR_OK;
}

enum err model_unlink(struct model *m, int segment, int course)
{
	if (!m->linked[segment][course])
		return ERR_NOT_FOUND;
	m->linked[segment][course] = false;
	for (int i = 0; i < PEOPLE; i++) {
		struct model_enrollment *e = &m->people[i].in[course];

		source_ends(e, &e->segment[segment], true);
	}
	return ERR_OK;
}

enum err model_award(struct model *m, int person)
{
	struct model_person *p = &m->people[person];

	if (p->award)
		return ERR_ALREADY_ENROLLED;
	p->award = true;
	for (int i = 0; i < AWARDED; i++)
		p->met[i] = stands(&p->in[i]);
	return ERR_OK;
}
