#ifndef LAUREL_PROGRESS_H
#define LAUREL_PROGRESS_H

#include "completion.h"

/* Private to the core: where one enrolment stands, read off its definition and its records. */
struct progress {
	const struct enrollment *enrollment;
	struct definition definition;
	struct list stages;       /* of struct stage_view */
	struct list requirements; /* of struct requirement_view */
	struct list offerings;    /* of struct offering; size 0 until progress_offerings() */
	int64_t met;              /* as far as the stages ask for it */
	bool complete;
	struct date complete_on; /* the day the last thing asked for was met; 0 while incomplete */
};

/* Without offerings and rights. */
must_check enum err progress_read(struct ctx *c, const struct enrollment *e, struct progress *into);

/* The records again; the version stays what it was, for it never changes. */
must_check enum err progress_refresh(struct ctx *c, struct progress *p);

/* Those of the version's components, read once. */
must_check enum err progress_offerings(struct ctx *c, struct progress *p);

/* What it makes of its enrolment: met, pending, approved and earned. */
void progress_judge(const struct progress *p, struct enrollment *into);

/*
 * Store what it makes of its enrolment, which the caller holds locked;
 * *changes is what that changed, for the audit.
 */
must_check enum err progress_settle(struct ctx *c, const struct progress *p, const char **changes);

/* Can the requirement be met on this day? VALIDATION for the future, AFTER_EXPIRY. */
must_check enum err progress_check_day(struct ctx *c, const struct progress *p, struct date day);

/* NULL when the enrolment's version has no such requirement. */
struct requirement_view *progress_requirement(const struct progress *p, int64_t requirement_id);

/* AWARD_LEVEL for an award, of which nothing is set by hand (GO1-21). */
must_check enum err progress_check_award(struct ctx *c, const struct progress *p);

/* Why a requirement cannot be worked on now: enrolment closed, or REQUIREMENT_LOCKED with what comes first. */
must_check enum err progress_check_available(struct ctx *c, const struct progress *p,
	const struct requirement_view *r);

/*
 * May the actor record it? Staff anything; the enrollee only what somebody
 * else approves: SUBMIT_NOT_ALLOWED.
 */
must_check enum err progress_check_recorder(struct ctx *c, const struct progress *p,
	const struct requirement_view *r);

/* Hand out offerings and say what the actor may do with each requirement. */
must_check enum err progress_dress(struct ctx *c, struct progress *p);

#endif
