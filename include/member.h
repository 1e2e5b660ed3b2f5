#ifndef LAUREL_MEMBER_H
#define LAUREL_MEMBER_H

#include "completion.h"

/*
 * What members see and do by themselves: the catalogue of programs that are
 * open to self-enrolment, enrolling in one (IMIS-02), and where they stand in
 * theirs.
 */

/* May the actor enrol in a program, and if not, why. */
struct eligibility {
	int64_t program_id;
	bool eligible;
	int64_t enrollment_id; /* the open one that they have */
	bool carry_over_available;
	struct finding *why_not;
};

/* Of every active program, or of one; by the same judge as staff's enrolling. */
must_check enum err own_eligibility(struct ctx *c, int64_t program_id, struct list *into);

/* What a program asks for, as the catalogue tells it. */
struct catalogue_requirement {
	const char *title, *component_kind;
	bool needs_grade, needs_approval, needs_file;
	struct decimal pass_grade, grade_scale;
	struct decimal
		min_credits; /* of credit_type, awarded since the enrolment or whenever; where set, they meet it */
	const char *credit_type, *credit_title;
	int64_t credit_decimals;
	bool since_enrollment;
	struct price *price_from;     /* the lowest of the offerings to come; NULL for none or free ones */
	struct instant next_start_at; /* of the next offering to come */
	int64_t offerings;            /* to come */
};
struct catalogue_stage {
	const char *title;
	struct quorum needed;
	struct list requirements; /* of struct catalogue_requirement */
};

/* A program that people can enrol in by themselves: active, in the catalogue, open to self-enrolment, no award. */
struct catalogue_program {
	int64_t id;
	const char *code, *name, *description, *designation;
	struct period *completion_period, *grace_period;
	int64_t requirements; /* how many are asked for in all */
	bool in_order, requires_approval, has_fees, maintenance;
	struct eligibility *eligibility; /* NULL while nobody is signed in */
	struct list prerequisites;       /* of struct program_ref; catalogue_find() only */
	struct list stages;              /* of struct catalogue_stage; catalogue_find() only */

	int64_t definition_version, period_n, grace_n;
	const char *period_unit, *grace_unit;
};
extern const struct field catalogue_row_fields[], catalogue_program_fields[];

struct catalogue_query {
	const char *q, *pattern;
	PAGE_MEMBERS;
};
extern const struct field catalogue_query_fields[];

/* By name; for everybody, signed in or not. */
must_check enum err catalogue_list(struct ctx *c, struct catalogue_query *q, struct page *into);
must_check enum err catalogue_find(struct ctx *c, int64_t id, struct catalogue_program *into);

struct self_enrollment {
	bool carry_over; /* see enroll() */
};
extern const struct field self_enrollment_fields[];

/*
 * Enrol the actor: NOT_ELIGIBLE unless the program is open to self-enrolment
 * and they may enrol, AWARD_LEVEL, PROGRAM_NOT_ACTIVE, ALREADY_ENROLLED.
 */
must_check enum err enroll_self(struct ctx *c, int64_t program_id, const struct self_enrollment *in,
	int64_t *enrollment_id);

/* One of the actor's enrolments, with what to do next (IMIS-33). */
struct my_program {
	struct enrollment row;
	struct list next; /* of struct next_step; empty where there is nothing to do */
};
extern const struct field my_program_fields[];

struct my_programs_query {
	PAGE_MEMBERS;
};
extern const struct field my_programs_query_fields[];

/* Newest first, cancelled ones too. */
must_check enum err my_programs(struct ctx *c, struct my_programs_query *q, struct page *into);

#endif
