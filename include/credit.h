#ifndef LAUREL_CREDIT_H
#define LAUREL_CREDIT_H

#include "page.h"

/* A kind of credit: CME, CEU, CPD points. */
struct credit_type {
	int64_t id;
	const char *code, *title;
	struct decimal increment; /* amounts are multiples of it */
	int64_t decimals;         /* 0..2 places that people see */
	int64_t courses;          /* how many award it */
	int64_t version;
};
extern const struct field credit_type_fields[];

/* By code; few, so all at once. */
must_check enum err credit_type_list(struct ctx *c, struct list *into);
must_check enum err credit_type_find(struct ctx *c, int64_t id, struct credit_type *into);
must_check enum err credit_type_create(struct ctx *c, struct credit_type *in); /* CODE_TAKEN */
must_check enum err credit_type_of_code(struct ctx *c, const char *code, struct credit_type *into,
	bool *found);
/* CODE_TAKEN; CREDIT_TYPE_IN_USE for an increment that amounts in use are no multiples of. */
must_check enum err credit_type_update(struct ctx *c, int64_t id, int64_t version,
	const struct credit_type *in, uint64_t sent);

/* What a course awards: of each type at most once. */
struct course_credit {
	const char *credit_type; /* its code */
	const char *title;
	struct decimal maximum;
	bool variable;        /* less than the maximum may be awarded (CRI-01), and waits for a claim */
	int64_t valid_months; /* the award expires after so many; 0: never */
	int64_t course_id, credit_type_id;
	struct decimal increment;
};
extern const struct field course_credit_fields[];
struct course_credits {
	struct list credits; /* of struct course_credit */
};
extern const struct field course_credits_fields[];

must_check enum err course_credits_read(struct ctx *c, int64_t course_id, struct list *into);

/*
 * Replace what a course awards. What people were awarded stays as it is
 * (CRI-08). VALIDATION for unknown types, repeated types and maxima that are
 * no multiple of the type's increment.
 */
must_check enum err course_credits_save(struct ctx *c, int64_t course_id, const struct course_credits *in);

/* A credit that a person was awarded. */
struct credit_award {
	int64_t id, contact_id, course_id, course_enrollment_id, attempt;
	const char *contact_name, *course_code, *course_title, *credit_type, *credit_title;
	struct decimal amount, increment;
	struct decimal
		maximum; /* what the course awards at most now; absent where it awards the type no longer */
	int64_t decimals;
	struct date awarded_on, expires_on;
	bool expired;
	const char *provenance; /* earned, claimed, import_course, import_legacy, auto_on_import */
	const char *submission; /* not_reportable, queued, sent, accepted, rejected */
	int64_t corrections;    /* how often it was corrected */
	int64_t version;
};
extern const struct field credit_award_fields[];

struct credit_query {
	int64_t contact_id, course_id;
	const char *submission;
	PAGE_MEMBERS;
};
extern const struct field credit_query_fields[];

/* The ledger, newest first; a learner sees their own (contact_id is theirs then). */
must_check enum err credit_list(struct ctx *c, struct credit_query *q, struct page *into);

must_check enum err credit_find(struct ctx *c, int64_t id, struct credit_award *into);

/* What somebody has of a type. Credit that has expired counts no longer. */
struct credit_total {
	const char *credit_type, *title;
	int64_t decimals, awards;
	struct decimal amount, expired;
	struct date next_expires_on; /* when some of the amount expires next */
};
struct credit_total_query {
	int64_t contact_id; /* 0: the actor */
};
extern const struct field credit_total_fields[], credit_total_query_fields[];
must_check enum err credit_totals(struct ctx *c, const struct credit_total_query *q, struct list *into);

/* A credit of an enrolment's course, and whether it can be claimed for the current attempt. */
struct credit_offer {
	int64_t course_enrollment_id, course_id, contact_id, attempt, credit_type_id;
	const char *course_title, *status, *credit_type, *title;
	bool offered, variable;
	struct decimal maximum, increment;
	int64_t decimals, valid_months;
	int64_t award_id; /* 0: not awarded yet */
	struct decimal amount;
	struct date awarded_on, expires_on;
	bool can_claim;
	struct finding *why_not;
};
extern const struct field credit_offer_fields[];

/* Of one enrolment, awarded or not. */
must_check enum err credit_offers(struct ctx *c, int64_t course_enrollment_id, struct list *into);

/* What the actor can claim now, of all courses. */
must_check enum err credit_claimable(struct ctx *c, struct list *into);

/*
 * A completed learner claims variable credit, once for a type and attempt
 * (CRI-23): 0 < amount <= maximum, a multiple of the increment.
 * CREDIT_NOT_CLAIMABLE says why not; EXISTS_CREDIT where it was awarded
 * already, by import as well (CRI-08).
 */
struct credit_claim {
	const char *credit_type;
	struct decimal amount;
};
extern const struct field credit_claim_fields[];
must_check enum err credit_claim(struct ctx *c, int64_t course_enrollment_id, const struct credit_claim *in,
	struct credit_award *out);

/*
 * Staff correct an amount, with a reason; what was reported is reported again,
 * corrected (CRI-09).  VALIDATION for an amount that is above the course's
 * maximum or no multiple of the increment, and for an end before the award.
 */
struct credit_correction {
	struct decimal amount;
	struct date expires_on;
	const char *reason;
};
extern const struct field credit_correction_fields[];
must_check enum err credit_correct(struct ctx *c, int64_t id, int64_t version,
	const struct credit_correction *in, uint64_t sent);

/* A requirement that would be met no more (met_on: no date), or on another day, were a credit corrected so. */
struct credit_effect {
	int64_t enrollment_id, requirement_id;
	const char *program_name, *title;
	struct date was, met_on;
};
struct credit_effect_query {
	struct decimal amount;
	struct date expires_on;

	/* private */
	int64_t id, contact_id;
};
extern const struct field credit_effect_fields[], credit_effect_query_fields[];
must_check enum err credit_correction_effect(struct ctx *c, int64_t id, const struct credit_effect_query *in,
	struct list *into);

/*
 * Award what follows from completions by itself: the non-variable credits of
 * the courses, for each of these course enrolments that is completed and has
 * none of the type for its current attempt.  Imported completions are left
 * out: what they bring is the import's to say (CRI-06, 22, 23).
 * Set-based; *awarded: how many credits.
 */
must_check enum err credits_award_completed(struct ctx *c, const struct ints *enrollment_ids,
	int64_t *awarded);

#endif
