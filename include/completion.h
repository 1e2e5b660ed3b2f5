#ifndef LAUREL_COMPLETION_H
#define LAUREL_COMPLETION_H

#include "enrollment.h"

/*
 * The record of one requirement in one enrolment.  Its status:
 *   none -> awaiting_grade -> awaiting_approval -> complete, leaving out what
 * the requirement does not need; awaiting_* -> rejected, and from there again;
 * waived instead of any of these; void for one that was a mistake (it stays,
 * beside a new one).  The moves stand in a table in completion.c.
 */

struct requirement_can {
	bool record, grade, approve, reject, void_, waive;
};

/* A requirement as it stands for one enrolment (IMIS-47, 56 to 62). */
struct requirement_view {
	int64_t id;
	const char *title;
	int64_t stage;                   /* index from 0 */
	int64_t component_id, course_id; /* course_id: the course that meets it; 0 for none */
	const char *component_title, *component_kind;
	bool needs_grade, needs_approval, needs_file;
	struct decimal pass_grade, grade_scale;
	struct decimal min_credits; /* where set, the credits in the ledger decide, and nobody records it */
	struct decimal credits;     /* of these, how many count today */
	const char *credit_type, *credit_title;
	int64_t credit_decimals;
	bool since_enrollment;
	const char *status; /* none ... */
	bool available;     /* can be completed now */
	const char *locked_reason;
	const char *next_step; /* of the enrollee: see struct next_step; NULL for none */
	struct date completed_on;
	struct decimal grade;
	const char *notes, *evidence, *offering_title, *recorded_by_name, *decided_by_name, *decision_note;
	int64_t completion_id, offering_id, recorded_by;
	struct instant recorded_at, decided_at;
	struct list offerings; /* of struct offering */
	struct list files;     /* of struct file */
	struct requirement_can *can;

	bool met, is_void;
};
extern const struct field requirement_view_fields[];

/*
 * What an enrollee does next, or waits for: register (for an offering), submit,
 * submit_again, course, credits, wait_record, wait_grade, wait_approval, and for the
 * program as a whole wait_program_approval (requirement_id 0).
 */
struct next_step {
	int64_t requirement_id;
	const char *title, *stage_title, *step;
	int64_t course_id; /* to take; 0 for none */
};
extern const struct field next_step_fields[];

struct completion_input {
	struct date completed_on;
	int64_t offering_id;
	struct decimal grade;
	const char *notes;
	struct ints file_ids; /* v NULL: those it has stay */
};
extern const struct field completion_input_fields[];

struct grade_input {
	struct decimal grade;
};
struct note_input {
	const char *note;
};
struct reason_input {
	const char *reason;
};
extern const struct field grade_input_fields[], note_input_fields[], reason_input_fields[];

/*
 * Record that a requirement was completed, by offering where its component has
 * offerings (IMIS-51).  REQUIREMENT_LOCKED out of order (IMIS-48, 55),
 * COMPLETION_READ_ONLY once final (IMIS-62), AFTER_EXPIRY for a date after the
 * expiration, GRADE_BELOW_PASS, FILE_REQUIRED. Enrollees submit what is approved
 * afterwards, without a grade: SUBMIT_NOT_ALLOWED.  What credits meet is met by
 * itself: CREDITS_DECIDE.  file_ids names the files that
 * the record shall have (IMIS-52): waiting ones of the actor's, see file.h, and
 * on a second try those it has already.  All of these calls give back the
 * requirement as it stands afterwards.
 */
must_check enum err completion_record(struct ctx *c, int64_t enrollment_id, int64_t requirement_id,
	const struct completion_input *in, struct requirement_view *out);
must_check enum err completion_grade(struct ctx *c, int64_t enrollment_id, int64_t requirement_id,
	struct decimal grade, struct requirement_view *out);
must_check enum err completion_approve(struct ctx *c, int64_t enrollment_id, int64_t requirement_id,
	struct requirement_view *out);
must_check enum err completion_reject(struct ctx *c, int64_t enrollment_id, int64_t requirement_id,
	const char *note, struct requirement_view *out);
must_check enum err completion_void(struct ctx *c, int64_t enrollment_id, int64_t requirement_id,
	const char *reason, struct requirement_view *out);
must_check enum err completion_waive(struct ctx *c, int64_t enrollment_id, int64_t requirement_id,
	const char *reason, struct requirement_view *out);

/* One line of a queue. */
struct completion_row {
	int64_t id, enrollment_id, requirement_id, contact_id, program_id;
	const char *contact_name, *program_name, *stage_title, *requirement_title, *notes, *status,
		*recorded_by_name;
	struct date completed_on;
	struct decimal grade, pass_grade, grade_scale;
	bool needs_approval;
	struct instant recorded_at;
	struct list files; /* of struct file */
};
extern const struct field completion_row_fields[];

struct completion_query {
	const char *status; /* awaiting_approval, awaiting_grade */
	int64_t program_id;
	SEARCH_MEMBERS;
	PAGE_MEMBERS;
};
extern const struct field completion_query_fields[];

/* What waits for somebody, oldest first. */
must_check enum err completion_list(struct ctx *c, struct completion_query *q, struct page *into);

struct queues {
	int64_t awaiting_approval, awaiting_grade, program_completions;
};
extern const struct field queues_fields[];
must_check enum err queues_count(struct ctx *c, struct queues *into);

/* The same step for many records; each is judged alone. */
struct decision_item {
	int64_t enrollment_id, requirement_id;
	struct decimal grade;
};
struct decision_request {
	struct list items; /* of struct decision_item, 1..200 */
	const char *note;
};
extern const struct field approve_many_fields[], reject_many_fields[], grade_many_fields[];

struct decision_outcome {
	int64_t enrollment_id, requirement_id;
	const char *outcome, *status, *code, *detail, *remedy;
};
struct decision_result {
	struct list items;
};
extern const struct field decision_result_fields[];

enum decision { DECIDE_APPROVE, DECIDE_REJECT, DECIDE_GRADE };
must_check enum err completion_decide_many(struct ctx *c, enum decision what,
	const struct decision_request *r, struct decision_result *out);

#endif
