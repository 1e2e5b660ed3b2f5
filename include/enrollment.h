#ifndef LAUREL_ENROLLMENT_H
#define LAUREL_ENROLLMENT_H

#include "definition.h"
#include "program.h"

/*
 * A contact's way through one version of a program.  Its status is derived
 * from facts and today's date wherever it is read, and stored nowhere:
 * cancelled > earned > pending_approval > expired > grace > enrolled.
 */
struct enrollment {
	int64_t id, contact_id;
	const char *contact_name, *contact_no, *email;
	int64_t program_id;
	const char *program_code, *program_name, *program_status, *program_kind;
	const char *status;
	int64_t cycle, definition_version, previous_id, batch_id;
	struct date enrolled_on, grace_begins_on, expires_on, earned_on;
	struct date completion_deadline; /* what people are told (IMIS-33) */
	const char *deadline_wording;    /* due, grace, expired, none */
	int64_t met, required;           /* requirements */
	int64_t version;
	struct date pending_on, approved_on;
	struct instant cancelled_at;
	int64_t cancelled_by;
	const char *cancelled_by_name, *cancel_reason;
	bool superseded, maintenance, allow_enrollee_cancel;
	const char *
		inactive_reason; /* expired, cancelled, program_inactive, program_cancelled; NULL while active */
	const char *sort_name;
};
extern const struct field enrollment_row_fields[];    /* in a program's list */
extern const struct field enrollment_listed_fields[]; /* in lists over programs */

/* May the actor do it, and if not, why. */
struct enrollment_can {
	bool cancel, edit, approve, re_enroll, purge;
};
struct enrollment_why_not {
	struct finding *cancel, *edit, *approve, *re_enroll, *purge;
};

struct contact_ref {
	int64_t id;
	const char *contact_no, *name, *email;
};
struct enrollment_program {
	int64_t id;
	const char *code, *name, *status, *kind;
	bool maintenance;
};

/* A stage as it stands for one enrolment. */
struct stage_view {
	const char *title;
	struct quorum needed;
	int64_t met;
	bool complete, locked;
};

/* Everything about one enrolment; requirements are struct requirement_view of completion.h. */
struct enrollment_view {
	struct enrollment row;
	struct contact_ref *contact;
	struct enrollment_program *program;
	struct enrollment_can *can;
	struct enrollment_why_not *why_not;
	bool in_order, requires_approval;
	const char *designation;
	struct list stages, requirements;
};
extern const struct field enrollment_view_fields[];

struct enrollment_query {
	int64_t program_id;
	const char *status, *tracker;
	bool inactive, pending;
	SEARCH_MEMBERS;
	PAGE_MEMBERS;
};
extern const struct field enrollment_query_fields[]; /* of one program */
extern const struct field enrollment_find_fields[];  /* over all programs */

/* One program's enrollees by name; those not cancelled, unless status asks for them (IMIS-01, IMIS-13). */
must_check enum err enrollment_list(struct ctx *c, struct enrollment_query *q, struct page *into);

/*
 * Over all programs: q->inactive lists what may be purged (IMIS-37, IMIS-38),
 * q->pending the program completions that wait for approval. One of the two
 * must be asked for.
 */
must_check enum err enrollment_search(struct ctx *c, struct enrollment_query *q, struct page *into);

/* ERR_NOT_FOUND for a learner who is not its enrollee. */
must_check enum err enrollment_find(struct ctx *c, int64_t id, struct enrollment_view *into);

/* The bare row; lock holds it until the transaction ends. */
must_check enum err enrollment_read(struct ctx *c, int64_t id, bool lock, struct enrollment *into);

struct enroll_request {
	struct ints contact_ids; /* 1..10000 */
	struct date enrolled_on; /* today if none is given (IMIS-17) */
	bool carry_over; /* take over completions of the same components from the enrolment before; at most 100 contacts */
};
extern const struct field enroll_request_fields[];

/* What became of one contact: enrolled, or refused with the reason. */
struct enroll_outcome {
	int64_t contact_id;
	const char *outcome;
	int64_t enrollment_id;
	const char *code, *detail, *remedy;
};
struct enroll_result {
	int64_t enrolled, refused;
	struct list items; /* of struct enroll_outcome, in the order asked for */
};
extern const struct field enroll_result_fields[];

/*
 * Enrol contacts in an active program, each by the same rules (IMIS-05, 06, 16,
 * 24, 46): ALREADY_ENROLLED, NOT_ELIGIBLE, UNKNOWN_CONTACT for one;
 * PROGRAM_NOT_ACTIVE for all. Set-based: the number of statements does not
 * depend on how many they are.
 */
must_check enum err enroll(struct ctx *c, int64_t program_id, const struct enroll_request *r,
	struct enroll_result *out);

/* A program a contact may enrol in now (IMIS-22). */
struct eligible_program {
	int64_t program_id;
	const char *code, *name, *description;
	int64_t cycle;
	bool maintenance, carry_over_available;
};
struct contact_programs {
	struct contact_ref *contact;
	struct list enrolled; /* of struct enrollment */
	struct list eligible; /* of struct eligible_program */
};
extern const struct field contact_programs_fields[];
must_check enum err contact_programs(struct ctx *c, int64_t contact_id, struct contact_programs *into);

/* Dates as they stand or would stand. */
struct enrollment_dates {
	int64_t id;
	struct date enrolled_on, grace_begins_on, expires_on;
	const char *reason;
	const char *status, *deadline_wording;
	struct date completion_deadline, default_grace_begins_on, default_expires_on;
};
extern const struct field enrollment_edit_fields[];    /* PATCH */
extern const struct field enrollment_preview_fields[]; /* query of the preview */
extern const struct field program_dates_fields[];      /* query of a program's dates */
extern const struct field enrollment_dates_fields[];   /* what the preview answers */

/* Change dates (IMIS-29 to 32); VALIDATION unless enrolled_on <= grace_begins_on <= expires_on. */
must_check enum err enrollment_edit(struct ctx *c, int64_t id, int64_t version,
	const struct enrollment_dates *in, uint64_t sent);

/* What the edit would lead to, without saving. */
must_check enum err enrollment_preview(struct ctx *c, int64_t id, const struct enrollment_dates *in,
	uint64_t sent, struct enrollment_dates *out);

/* The dates that enrolling on a day would give. */
must_check enum err program_dates(struct ctx *c, int64_t program_id, struct date enrolled_on,
	struct enrollment_dates *out);

struct cancel_preview {
	const char *contact_name, *program_name, *effect;
	struct words completed;
	bool may_re_enroll;
};
extern const struct field cancel_preview_fields[];
must_check enum err enrollment_cancel_preview(struct ctx *c, int64_t id, struct cancel_preview *into);

struct reason {
	const char *reason;
};
extern const struct field reason_fields[];

/*
 * Cancel while it is not earned (IMIS-40 to 46). SysAdmin, Certification
 * Manager and Certification Admin always; Staff and the enrollee where the
 * program allows it, else CANCEL_NOT_ALLOWED.
 */
must_check enum err enrollment_cancel(struct ctx *c, int64_t id, const char *reason);

/* Approve the program completion: earned on the day of the approval. NOT_PENDING. */
must_check enum err enrollment_approve(struct ctx *c, int64_t id);

struct purge_request {
	struct ints ids; /* 1..1000 */
	const char *reason;
};
extern const struct field purge_request_fields[];

struct purge_refusal {
	int64_t id;
	const char *code, *detail;
};
struct purge_item {
	int64_t id;
	const char *contact_name, *program_name, *inactive_reason;
};
struct purge_result {
	int64_t purged, enrollments, completions, registrations, files, contacts;
	struct list items, refused;
};
extern const struct field purge_result_fields[], purge_preview_fields[];

/*
 * Delete inactive enrolments with their records; the contacts stay, and the
 * audit keeps a tombstone of each (IMIS-34 to 39). What is not inactive is
 * refused one by one with NOT_INACTIVE.
 */
must_check enum err enrollment_purge(struct ctx *c, const struct purge_request *r, struct purge_result *out);
must_check enum err enrollment_purge_preview(struct ctx *c, const struct purge_request *r,
	struct purge_result *out);

#endif
