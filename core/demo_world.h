#ifndef LAUREL_DEMO_WORLD_H
#define LAUREL_DEMO_WORLD_H

#include "ctx.h"
#include "definition.h"

/*
 * Private to the demo data.  It is made in two steps: a plan, in memory, of
 * everything that will have happened (demo_plan.c), and then the plan is acted
 * out in the order of time (demo_play.c).  Only the first step rolls dice, so
 * a transaction that has to be repeated repeats exactly.
 */

/* --- what the tables in demo_programs.c and demo_names.c hold --- */

enum { OWN = 6, SLOTS = 6, STAGES = 4, VERSIONS = 3, REQUIREMENTS = STAGES * SLOTS };

enum slot_flags { GRADED = 1, APPROVED = 2 };

/* A requirement of a shape: component 0.. is the program's own, -1.. one that programs share. */
struct demo_slot {
	signed char component;
	unsigned char flags, pass, since; /* the pass mark of 100; from which version on (0: always) */
	const char *title;                /* NULL: the component's */
};

struct demo_stage {
	const char *title;
	int needed, slots; /* needed 0: all */
	struct demo_slot slot[SLOTS];
};

/* How a program is built; several professions build theirs alike. */
struct demo_shape {
	bool in_order, approval;
	struct period period, grace; /* grace.n 0: none */
	const char *kinds; /* of the own components: k class, e exam, x experience, d document, c course */
	int stages;
	struct demo_stage stage[STAGES];
};

enum program_flags { MAINTAINED = 1, MAY_CANCEL = 2, SELF = 4, LISTED = 8, AWARD = 16 };

struct demo_program {
	const char *code, *name, *designation;
	const struct demo_shape *shape;
	const char *status, *after; /* how it ends up; the code of its prerequisite or NULL */
	unsigned flags;
	int versions, weight; /* weight: how many people choose it */
	const char *about, *own[OWN];
};
extern const struct demo_program demo_programs[];
extern const int demo_program_count;
enum { SMALL_PROGRAMS = 6, SHARED = 4 };
struct demo_shared {
	const char *code, *title, *kind;
};
extern const struct demo_shared demo_shared[SHARED];

const char *demo_kind(char letter);

/* --- the world as it is planned --- */

struct dice {
	uint64_t state;
};
uint32_t dice_roll(struct dice *d, uint32_t sides); /* 0 .. sides - 1 */
bool dice_chance(struct dice *d, uint32_t percent);

struct demo_person {
	const char *given_name, *family_name, *email, *contact_no;
	int32_t born; /* the day the contact was added */
	int64_t id;
};

/* The n-th person; the same for the same dice. */
struct demo_person demo_person(struct arena *a, struct dice *d, int n);
const char *demo_place(struct dice *d, bool *online);

struct demo_component {
	const char *code, *title, *kind;
	int64_t id;
	int first_offering, offerings;
};

struct demo_offering {
	int component;
	int32_t announced, starts, ends; /* days */
	const char *location;
	int capacity, price;
	int64_t id;
};

struct demo_course { /* of a program */
	const struct demo_program *is;
	int components[OWN];
	int32_t version_day[VERSIONS], closes; /* closes: the day it leaves the active state */
	int64_t id, requirements[REQUIREMENTS];
	int64_t version;
};

struct demo_enrollment {
	int program, person;
	int32_t day, earned;   /* earned: 0, or the day it will be */
	int version, previous; /* previous: -1 */
	bool carry_over;
	uint32_t done; /* a bit for each requirement that is met in the end */
	int64_t id;
};

enum event_kind {
	EV_ADD_PERSON,
	EV_ANNOUNCE,
	EV_SAVE_VERSION,
	EV_ENROLL,
	EV_RECORD,
	EV_GRADE,
	EV_APPROVE,
	EV_REJECT,
	EV_WAIVE,
	EV_VOID,
	EV_APPROVE_PROGRAM,
	EV_EXTEND,
	EV_CANCEL,
	EV_CLOSE_PROGRAM,
	EV_RENAME,
	EV_PURGE,
	EV_KINDS
};

/* The hands that act: the demo's logins, colleagues without one, and the enrollee. */
enum hand { BY_SYSTEM, BY_SYSADMIN, BY_MANAGER, BY_CERTADMIN, BY_STAFF, BY_COLLEAGUE, BY_ENROLLEE, HANDS };
enum { LEARNER_PERSON = 5, FIRST_PERSON = 6 }; /* persons 0..4 are the staff, in the order of the hands */

struct event {
	int32_t day, second;
	unsigned order;
	enum event_kind kind;
	enum hand by;
	int subject, detail; /* an index into the world; a requirement, a version or a count */
	int32_t on;          /* the day it is about */
	int grade;           /* hundredths, 0: none */
};

struct demo_world {
	struct arena *arena;
	struct dice dice;
	bool small;
	struct date today;
	int32_t first, last; /* days of the story; the last is yesterday */
	struct demo_person *people;
	int people_n;
	struct demo_component *components;
	int components_n;
	struct demo_offering *offerings;
	int offerings_n, offerings_room;
	struct demo_course *programs;
	int programs_n;
	struct demo_enrollment *enrollments;
	int enrollments_n, enrollments_room;
	int *roll; /* enrolments by program and day: EV_ENROLL names a stretch of it */
	struct event *events;
	int events_n, events_room;
};

/* Everything that will have happened, sorted by time. */
void demo_plan(struct demo_world *w);

/* How a version builds on the shape: is this slot part of it? */
bool slot_in(const struct demo_slot *s, int version);
const struct demo_slot *slot_at(const struct demo_world *w, int program, int requirement);

/* Act out the events, many to a transaction; counts[kind] is filled. */
must_check enum err demo_play(struct ctx *c, struct demo_world *w, int64_t counts[static EV_KINDS]);

/* The programs, their components and first versions, and the organisation's settings. */
must_check enum err demo_found(struct ctx *c, struct demo_world *w);

/* Take on a hand and a moment. */
void demo_be(struct ctx *c, const struct demo_world *w, enum hand by, int person, int32_t day,
	int32_t second);

/* Save version n (from 1) of a program. */
must_check enum err demo_save_version(struct ctx *c, struct demo_world *w, int program, int version);
must_check enum err demo_set_status(struct ctx *c, int64_t program_id, const char *status);

/* The profile fields, what is known of the n-th person, and the segments with their courses (demo_segments.c). */
must_check enum err demo_found_fields(struct ctx *c);
const char *demo_profile(struct arena *a, int n);
must_check enum err demo_found_segments(struct ctx *c);

/* Courses with people in every state (demo_courses.c). */
must_check enum err demo_courses(struct ctx *c, struct demo_world *w);

/* Course records from a file, at most `most` rows (0: all). */
must_check enum err demo_records(struct ctx *c, struct demo_world *w, const char *csv_path, int most,
	int64_t *rows);

#endif
