#ifndef LAUREL_MODEL_H
#define LAUREL_MODEL_H

#include "err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What courses, segments and awards must do, said once more and as plainly as
 * can be: in memory, one person after the other, without the core and without
 * a database.  The tests hold the two against each other.
 *
 * A small world: segments S0 to S2 over the fields region and level; the
 * courses of model_courses; an award that asks for courses 0 and 1.
 */
enum { PEOPLE = 3, COURSES = 6, SEGMENTS = 3, STEPS = 2, EVENTS = 2, ATTEMPTS = 60, AWARDED = 2 };
enum { REQUIRED_MINUTES = 50 };

enum standing { NONE, ASSIGNED, NOT_STARTED, IN_PROGRESS, PENDING, COMPLETED };
extern const char *const standing_names[];

struct model_course {
	const char *code, *source, *method;
	bool certificate;
	int steps;
	int event[STEPS]; /* -1: a lesson */
};
extern const struct model_course model_courses[COURSES];
/* Course `counts` counts as `course`. */
struct model_rule {
	int course, counts;
	bool both_ways;
};
extern const struct model_rule model_rules[];
enum { RULES = 2 };
extern const char *const model_regions[], *const model_levels[]; /* what a profile may say; 0: nothing */
enum { REGIONS = 4, LEVELS = 4 };

struct past_attempt {
	int64_t completed; /* a day, 0: it was not */
	bool reassigned;
};
struct model_enrollment {
	enum standing status;
	int attempt;
	bool staff, self, segment[SEGMENTS], archived;
	int64_t enrolled, completed;
	const char *origin;
	int64_t percent[STEPS], done[STEPS];
	struct past_attempt past[ATTEMPTS];
};
struct model_person {
	int region, level;
	bool out[SEGMENTS];      /* staff took them out */
	int64_t minutes[EVENTS]; /* -1: nobody knows */
	struct model_enrollment in[COURSES];
	bool award;
	int64_t met[AWARDED]; /* days */
};
struct model {
	int64_t today, event_day[EVENTS];
	bool linked[SEGMENTS][COURSES];
	struct model_person people[PEOPLE];
};

bool model_active(const struct model_enrollment *e);
bool model_member(const struct model_person *p, int segment);
int64_t model_earned(const struct model_person *p);

/* Everything that may happen; the answer is what the core must answer. p, course, step, segment, event: numbers in this world. */
enum err model_assign(struct model *m, int p, int course);
enum err model_self_enroll(struct model *m, int p, int course);
enum err model_approve(struct model *m, int p, int course);
enum err model_decline(struct model *m, int p, int course);
enum err model_unenroll(struct model *m, int p, int course);
enum err model_remove(struct model *m, int p, int course);
enum err model_change(struct model *m, int p, int course, enum standing to);
enum err model_re_enroll(struct model *m, int p, int course);
enum err model_reassign(struct model *m, int p, int course);
enum err model_open(struct model *m, int p, int course);
enum err model_proof(struct model *m, int p, int course);
enum err model_mark(struct model *m, int p, int course, int step, bool done);
enum err model_attend(struct model *m, int p, int event, int64_t minutes);
enum err model_profile(struct model *m, int p, int region, int level);
enum err model_exclude(struct model *m, int p, int segment);
enum err model_include(struct model *m, int p, int segment);
enum err model_link(struct model *m, int segment, int course);
enum err model_unlink(struct model *m, int segment, int course);
enum err model_award(struct model *m, int p);

#endif
