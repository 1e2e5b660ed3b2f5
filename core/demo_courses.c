#include "course_enrollment.h"
#include "db.h"
#include "demo_world.h"
#include "perm.h"

#include <string.h>

/*
 * A few courses of each kind with people in every state, acted out on the
 * evening of the last day: everybody is enrolled, then they learn, then staff
 * see to the rest.
 */

/* A letter a step: l lesson, o on-the-job training, a assessment; capitals are required. */
struct demo_lesson {
	const char *code, *title, *about, *source, *method, *steps;
	bool listed, certificate;
	int people;
};
static const struct demo_lesson lessons[] = {
	{ "FA-101", "First aid at work", "What to do in the first ten minutes, refreshed every year.", "own",
		"open", "LLAl", true, true, 24 },
	{ "DP-100", "Data protection basics", "What everybody who handles records must know.", "own",
		"assignment_only", "LL", false, false, 16 },
	{ "LAB-200", "Laboratory practice", "Work in a partner laboratory, approved place by place.", "own",
		"approval", "LOA", true, true, 16 },
	{ "FIRE-10", "Fire safety briefing", "A page to read; being enrolled is enough.", "own", "open", "l",
		true, false, 8 },
	{ "PL-300", "Project leadership", "From a publisher, shared by many organisations.", "premium",
		"assignment_only", "LLA", false, true, 16 },
	{ "XL-050", "Spreadsheets for analysts", "From the marketplace.", "marketplace", "assignment_only",
		"LL", false, false, 8 },
};
enum { LESSONS = sizeof(lessons) / sizeof(*lessons), LESSON_PEOPLE = 24, STATES = 8 };

struct demo_class {
	struct demo_world *w;
	int64_t course[LESSONS];
	int phase;
};

static const char *kind_of(char letter)
{
	return strchr("Ll", letter) ? "lesson" : strchr("Oo", letter) ? "ojt" : "assessment";
}

static const char *title_of(struct ctx *c, char letter, size_t n)
{
	static const char *const words[] = { "Read and watch", "Try it yourself", "What to remember",
		"Look further" };

	if (!strcmp(kind_of(letter), "ojt"))
		return "Practice with a supervisor";
	return strcmp(kind_of(letter), "lesson") ? "Final test" : arena_printf(&c->arena, "%s", words[n % 4]);
}

static enum err found_course(struct ctx *c, struct demo_class *k, int i)
{
	const struct demo_lesson *l = &lessons[i];
	struct course in = { .code = l->code,
		.title = l->title,
		.description = l->about,
		.content_source = l->source,
		.enrollment_method = l->method,
		.certificate = l->certificate,
		.in_catalogue = l->listed };
	size_t n = strlen(l->steps);
	struct course_step *s = arena_alloc(&c->arena, n * sizeof(*s));

	for (size_t at = 0; at < n; at++)
		s[at] = (struct course_step){ .title = title_of(c, l->steps[at], at),
			.kind = kind_of(l->steps[at]),
			.required = l->steps[at] < 'a' };
	TRY(course_create(c, &in));
	k->course[i] = in.id;
	return course_steps_save(c, in.id, -1, &((struct course_steps){ { s, n, sizeof(*s) } }));
}

/* The demo's learner is in every course; the others take turns. */
static int64_t person_at(const struct demo_world *w, int course, int n)
{
	return w->people[n ? FIRST_PERSON + course * LESSON_PEOPLE + n : LEARNER_PERSON].id;
}

static enum err enroll_people(struct ctx *c, struct demo_class *k, int i)
{
	const struct demo_lesson *l = &lessons[i];
	struct course_enroll_request r = { { arena_alloc(&c->arena, LESSON_PEOPLE * sizeof(int64_t)), 0 } };
	struct enroll_result result = { 0 };
	int64_t id;

	for (int n = 0; n < l->people; n++)
		if (strcmp(l->method, "approval") != 0 || n % 4)
			r.contact_ids.v[r.contact_ids.n++] = person_at(k->w, i, n);
	TRY(course_enroll(c, k->course[i], &r, &result));
	for (int n = 0; n < l->people && !strcmp(l->method, "approval"); n += 4) {
		struct actor staff = c->actor;

		c->actor = (struct actor){ person_at(k->w, i, n), LEARNER, NULL };
		TRY(course_self_enroll(c, k->course[i], &id));
		c->actor = staff;
	}
	return ERR_OK;
}

struct demo_place {
	int64_t id, course_id;
	const char *status;
};
static const struct field demo_place_fields[] = {
	FIELD(demo_place, id, 0, 0, WIDE),
	FIELD(demo_place, course_id, 0, 0, WIDE),
	FIELD(demo_place, status, 0, 0, 16),
	FIELD_END,
};
STMT(places, demo_place, demo_place,
	"SELECT id, status FROM course_enrollment WHERE course_id = :course_id ORDER BY id")
STMT(own_steps, demo_place, demo_place,
	"SELECT id FROM course_step WHERE course_id = :course_id AND required AND NOT retired ORDER BY position")

/* As many of the required steps as the person's turn says: some, or all. */
static enum err learn(struct ctx *c, int64_t course, const struct demo_place *p, int turn)
{
	struct list steps;
	size_t n;

	TRY(db_all(c, &own_steps, &(struct demo_place){ .course_id = course }, &steps));
	n = turn < 2 || turn == 6 ? (size_t)(turn > 0) : turn == 2 || turn == 4 ? 1 : steps.n;
	for (size_t i = 0; i < n && i < steps.n; i++)
		TRY(course_enrollment_progress(c, p->id,
			&((struct course_progress){ ((struct demo_place *)steps.items)[i].id, true })));
	return ERR_OK;
}

static enum err see_to(struct ctx *c, const struct demo_lesson *l, const struct demo_place *p, int turn)
{
	bool own = !strcmp(l->source, "own");

	if (turn == 4 && own && !strcmp(p->status, "in_progress"))
		return course_enrollment_change(c, p->id, -1,
			&((struct course_change){ "completed", "Certificate of the previous employer seen.",
				{ 0 } }));
	if (turn == 5 && strcmp(l->source, "marketplace") != 0 && !strcmp(p->status, "completed"))
		return course_enrollment_re_enroll(c, p->id, "Yearly refresher.");
	if (turn == 6)
		return course_enrollment_unenroll(c, p->id, "Left the department.");
	if (turn == 7 && !strcmp(p->status, "completed"))
		return course_enrollment_reassign(c, p->id, "The test was taken with notes.");
	return ERR_OK;
}

static enum err phase(struct ctx *c, void *arg)
{
	struct demo_class *k = arg;

	demo_be(c, k->w, BY_CERTADMIN, 0, k->w->last, 15 * 3600 + 2400 + k->phase * 300);
	for (int i = 0; i < LESSONS; i++) {
		struct list all;
		const struct demo_place *p;

		if (!k->phase) {
			TRY(found_course(c, k, i));
			TRY(enroll_people(c, k, i));
			continue;
		}
		TRY(db_all(c, &places, &(struct demo_place){ .course_id = k->course[i] }, &all));
		p = all.items;
		for (size_t n = 0; n < all.n; n++)
			if (strcmp(p[n].status, "pending") != 0)
				TRY(k->phase == 1 ? learn(c, k->course[i], &p[n], (int)n % STATES)
						  : see_to(c, &lessons[i], &p[n], (int)n % STATES));
	}
	c->reason = NULL;
	return ERR_OK;
}

enum err demo_courses(struct ctx *c, struct demo_world *w)
{
	struct demo_class k = { .w = w };

	for (k.phase = 0; k.phase < 3; k.phase++)
		TRY(db_transact(c, phase, &k, false));
	return ERR_OK;
}
