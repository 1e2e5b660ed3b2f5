#ifndef LAUREL_PROGRAM_H
#define LAUREL_PROGRAM_H

#include "page.h"

/* Something that speaks for or against a step, with the way out. */
struct finding {
	const char *code, *detail, *remedy;
};
extern const struct field finding_fields[];

struct activation {
	bool ready;
	struct list problems, warnings; /* of struct finding */
};

struct program_ref {
	int64_t id;
	const char *code, *name;
};
extern const struct field program_ref_fields[];

/* A program with its live settings: they hold for everyone at once; see definition.h for the rest. */
struct program {
	int64_t id;
	const char *code, *name;
	const char *kind; /* certification, award */
	const char *description;
	const char *status;         /* draft, active, inactive, cancelled */
	bool maintenance;           /* who has earned it may enrol again (IMIS-66, IMIS-67) */
	bool allow_enrollee_cancel; /* IMIS-41 */
	bool self_enrollment, in_catalogue;
	struct ints prerequisites; /* programs that must be earned before */
	struct ints reminder_days; /* how many days before a deadline people are reminded; none: never */
	int64_t version;           /* of the live settings */
	int64_t definition_version;
	int64_t registrants;               /* enrolments that are not cancelled (IMIS-01) */
	struct list prerequisite_programs; /* of struct program_ref; program_find() only */
	struct activation *activation;     /* program_find() only */
};
extern const struct field program_fields[], program_row_fields[];

struct program_query {
	const char *q, *pattern, *status, *kind;
	int64_t catalogue_only;
	PAGE_MEMBERS;
};
extern const struct field program_query_fields[];

/* By name. Learners see active programs in the catalogue. */
must_check enum err program_list(struct ctx *c, struct program_query *q, struct page *into);
must_check enum err program_find(struct ctx *c, int64_t id, struct program *into);

/* The bare row, if it is the actor's to see: staff see all, learners the catalogue and what they are enrolled in. */
must_check enum err program_see(struct ctx *c, int64_t id, struct program *into);

/* Without prerequisites' names and activation; lock holds the row until the transaction ends. */
must_check enum err program_read(struct ctx *c, int64_t id, bool lock, struct program *into);

/* Fill in what must be earned before, by id and by name. */
must_check enum err program_prerequisites(struct ctx *c, struct program *p);

must_check enum err program_create(struct ctx *c, struct program *in); /* CODE_TAKEN, PREREQUISITE_CYCLE */

/*
 * Change what was sent. The status follows the table of moves: draft ->
 * active -> inactive | cancelled, and back to active; NOT_ACTIVATABLE names
 * what is missing (domain.md, Programs).
 */
must_check enum err program_update(struct ctx *c, int64_t id, int64_t version, const struct program *in,
	uint64_t sent);

/* What stands in the way of activating it, and what should be looked at (IMIS-07). */
must_check enum err program_activation(struct ctx *c, const struct program *p, struct activation *into);

/* The four trackers: a partition of the enrolments that are not cancelled (IMIS-08 to 12). */
struct tracker {
	int64_t total, earned, enrolled_not_earned, nothing_completed, grace_period, expired;
};
extern const struct field tracker_fields[];
must_check enum err program_tracker(struct ctx *c, int64_t id, struct tracker *into);

#endif
