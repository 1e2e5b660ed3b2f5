#ifndef LAUREL_COURSE_ENROLLMENT_H
#define LAUREL_COURSE_ENROLLMENT_H

#include "course.h"
#include "enrollment.h"

/*
 * A contact in a course: one row, which is the current attempt; earlier ones
 * are kept beside it.  Status, activity (its sources, see course_source.h) and
 * `archived` are separate facts.  Completion is a latch: of all there is, only
 * reassigning takes it away, and a correction that says why (LVE-02 to 04, 14,
 * 19; GO1-14).
 */
struct course_enrollment {
	int64_t id, contact_id;
	const char *contact_name, *contact_no, *email, *sort_name;
	int64_t course_id;
	const char *course_code, *course_title, *content_source, *enrollment_method, *course_status;
	int64_t attempt;
	const char *status; /* assigned, not_started, in_progress, pending, completed */
	bool active, archived;
	struct date enrolled_on, completed_on;
	const char *completion_origin; /* steps, no_steps, staff, import, equivalency */
	int64_t origin_ref;            /* the import, or the course that counted as this one */
	const char *origin_title;      /* that course's */
	const char *origin_note, *grade;
	struct date ends_on;
	int64_t steps_done, required_steps;
	int64_t earlier_completions; /* attempts before this one that were completed */
	int64_t version;
	struct instant created_at;
};
extern const struct field course_enrollment_row_fields[]; /* in lists */

struct course_enrollment_source {
	const char *kind;
	int64_t segment_id, program_id, import_id;
	const char *name; /* of the segment or program */
	bool active;
};
struct course_attempt {
	int64_t n;
	const char *status;
	struct date enrolled_on, completed_on;
	const char *completion_origin, *origin_title, *origin_note, *grade, *certificate;
	const char *ended_by; /* re_enroll, reassign; NULL for the current one */
	struct instant ended_at;
};
struct course_step_view {
	int64_t id;
	const char *title, *kind;
	bool required;
	int64_t event_id, percent;
	bool complete;
	struct date done_on;
	bool can_mark; /* the actor, by hand */
};

/* May the actor do it, and if not, why and what else. */
struct course_can {
	bool change, re_enroll, reassign, unenroll, remove, decide, equivalency, learn;
};
struct course_why_not {
	struct finding *change, *re_enroll, *reassign, *unenroll, *remove, *decide, *equivalency, *learn;
};
struct course_enrollment_view {
	struct course_enrollment row;
	struct course_can *can;
	struct course_why_not *why_not;
	struct list sources, attempts, steps; /* attempts: oldest first, the current one last */
};
extern const struct field course_enrollment_view_fields[];

struct course_enrollment_query {
	int64_t course_id, contact_id;
	const char *status, *activity; /* activity: active, suspended, archived; all without */
	SEARCH_MEMBERS;
	PAGE_MEMBERS;
};
extern const struct field course_enrollment_query_fields[];

/* The course report: by name (GO1-01, 05, 14). */
must_check enum err course_enrollment_list(struct ctx *c, struct course_enrollment_query *q,
	struct page *into);

/* A contact's courses, active ones first, then newest first. ERR_NOT_FOUND for a learner who is somebody else. */
must_check enum err course_enrollments_of(struct ctx *c, int64_t contact_id, struct list *into);

/* ERR_NOT_FOUND for a learner whose it is not. */
must_check enum err course_enrollment_find(struct ctx *c, int64_t id, struct course_enrollment_view *into);
must_check enum err course_enrollment_read(struct ctx *c, int64_t id, bool lock,
	struct course_enrollment *into);

struct course_enroll_request {
	struct ints contact_ids; /* 1..10000 */
};
extern const struct field course_enroll_request_fields[];

/*
 * Staff assign a course to contacts, each judged alone: ALREADY_ENROLLED,
 * UNKNOWN_CONTACT for one, COURSE_NOT_ACTIVE for all. Whoever was in it before
 * goes on where they left off (SEG-17).
 */
must_check enum err course_enroll(struct ctx *c, int64_t course_id, const struct course_enroll_request *r,
	struct enroll_result *out);

/* The actor enrols in a course of the catalogue: not started where it is open, pending where it wants approval. NOT_OPEN_TO_ALL. */
must_check enum err course_self_enroll(struct ctx *c, int64_t course_id, int64_t *enrollment_id);

struct course_change {
	const char *status; /* not_started, in_progress, completed */
	const char *reason;
	struct date completed_on; /* today without */
};
extern const struct field course_change_fields[];

/*
 * Change the status by hand (route B: GO1-02, 05 to 07, 14 to 16), as the
 * table of moves allows; taking a completion back is a correction and wants a
 * reason. version < 0: whatever the enrolment's version is.
 */
must_check enum err course_enrollment_change(struct ctx *c, int64_t id, int64_t version,
	const struct course_change *in);

/* What waits for approval (pending) becomes not started, or ends. */
must_check enum err course_enrollment_approve(struct ctx *c, int64_t id);
must_check enum err course_enrollment_decline(struct ctx *c, int64_t id, const char *reason);

/*
 * End what keeps the contact in it, but for segments and programs:
 * HELD_BY_SEGMENT names them and the two ways out (SEG-21 to 23). Progress is kept.
 */
must_check enum err course_enrollment_unenroll(struct ctx *c, int64_t id, const char *reason);

/* Attempt n+1; what was completed stays completed, certificate and all (GO1-17 to 20). */
must_check enum err course_enrollment_re_enroll(struct ctx *c, int64_t id, const char *reason);

/* Must retake: attempt n+1 from nothing; completion and certificate of the attempt before are gone (LVE-14, 19). */
must_check enum err course_enrollment_reassign(struct ctx *c, int64_t id, const char *reason);

/* Whom it belongs to opens it: assigned becomes not started. Nothing happens when it was opened before. */
must_check enum err course_enrollment_open(struct ctx *c, int64_t id);

struct course_progress {
	int64_t step_id;
	bool done;
};
extern const struct field course_progress_fields[];

/* Mark a step: learners their own lessons, staff everything but events. The completion stays (LVE-03, 05). */
must_check enum err course_enrollment_progress(struct ctx *c, int64_t id, const struct course_progress *in);

struct course_proof {
	int64_t course_id; /* the course that counts, which the contact has completed; 0: a proof from outside */
	struct date completed_on; /* of a proof; today without */
	const char *note;         /* what the proof is */
};
extern const struct field course_proof_fields[];

/* Complete it by another course or by a proof from outside, for this contact alone (LVE-15). */
must_check enum err course_enrollment_equivalency(struct ctx *c, int64_t id, const struct course_proof *in);

struct course_removal {
	const char *confirm; /* the course's code */
	const char *reason;
};
extern const struct field course_removal_fields[];

/* What deleting it would take away, in numbers and words (GO1-11, 13). */
struct course_removal_preview {
	const char *contact_name, *course_code, *course_title, *effect;
	int64_t attempts, completions, steps, credits;
};
extern const struct field course_removal_preview_fields[];
must_check enum err course_enrollment_removal(struct ctx *c, int64_t id, struct course_removal_preview *into);

/*
 * Delete the contact's whole record in the course; the audit keeps a tombstone
 * (GO1-11 to 13). NOT_CONFIRMED, HELD_BY_SEGMENT.
 */
must_check enum err course_enrollment_remove(struct ctx *c, int64_t id, const struct course_removal *in);

/* --- for many, and for other parts of the core --- */

/* One action on many enrolments, each judged alone: what a rule refuses is refused for that one, with its reason. */
struct course_many {
	const char *action; /* change, approve, decline, unenroll, re_enroll, reassign */
	struct ints ids;    /* 1..200 */
	const char *status, *reason;
	struct date completed_on;
};
struct course_outcome {
	int64_t id;
	const char *contact_name, *outcome, *code, *detail, *remedy;
};
struct course_many_result {
	int64_t done, refused;
	struct list items;
};
extern const struct field course_many_fields[], course_many_result_fields[];
must_check enum err course_enrollments_change(struct ctx *c, const struct course_many *in,
	struct course_many_result *out);

struct course_completion {
	int64_t enrollment_id;
	struct date completed_on; /* the day of the fact */
	int64_t ref;              /* origin_ref */
	const char *grade;        /* NULL leaves what is there */
};

/*
 * Complete those of the enrolments that are assigned, not started or in
 * progress; the rest is left as it is, for completion is a latch. Sorts the
 * list. What follows from each is done (see below), and told in the audit.
 */
must_check enum err course_complete_many(struct ctx *c, const char *origin, const char *note,
	const struct list *completions, int64_t *completed);

/*
 * What follows from enrolments that have just become completed, in the same
 * transaction: requirements of programs that ask for the course, and other
 * courses that it counts as. For whoever completes enrolments by statements of
 * their own.
 */
must_check enum err course_completions_follow(struct ctx *c, const struct ints *enrollment_ids);

/* How far contacts are in one step of a course, from 0 to 100 %. */
struct step_result {
	int64_t contact_id, percent;
	struct date on; /* the day of the fact; counts when it is 100 */
};

/*
 * Note results in a step for those who are in its course, in their current
 * attempt; an attempt after the first is not met by what happened before it.
 * Who has all that is required is completed on the day of the last of it; who
 * is completed stays so, whatever the results say (LVE-03, 05, 08, 16, 17).
 */
must_check enum err course_step_record(struct ctx *c, int64_t step_id, const struct list *results,
	int64_t *completed);

/* Complete those in a course who have all that is required now; after its steps were changed. */
must_check enum err course_steps_settle(struct ctx *c, int64_t course_id, int64_t *completed);

#endif
