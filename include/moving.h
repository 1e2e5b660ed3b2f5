#ifndef LAUREL_MOVING_H
#define LAUREL_MOVING_H

#include "job.h"
#include "page.h"

/*
 * Moving current enrolments from older versions of a definition to the newest
 * one, beside the classic way to cancel and enrol again (IMIS-68). Records of
 * requirements that kept their id count on; others stay, and count no more.
 * A move is audited for each enrolment and can be undone: whoever was not
 * changed since is put back as they were, the others are named with the reason.
 */

/* What moving would do to one enrolment; set-based, so it is told of all before anything happens. */
struct move_row {
	int64_t enrollment_id, contact_id;
	const char *contact_name;
	int64_t definition_version;
	int64_t met, required;             /* now */
	int64_t met_after, required_after; /* under the newest version */
	const char *outcome;               /* completes, loses, gains, more, same */
	const char *sort_name;
};
extern const struct field move_row_fields[];

/* completes: would have all that is asked for; loses: something completed counts no more; gains: less is left; more: more is left. */
struct move_summary {
	int64_t program_id, to_version, candidates, completes, loses, gains, more, same;
};
extern const struct field move_summary_fields[];

struct move_query {
	int64_t program_id;
	const char *outcome; /* NULL: all */
	PAGE_MEMBERS;
};
extern const struct field move_query_fields[];

must_check enum err move_preview(struct ctx *c, int64_t program_id, struct move_summary *into);
must_check enum err move_preview_list(struct ctx *c, struct move_query *q, struct page *into);

/* Which to move: some by id, or all there are. keep_dates: else the new version's periods count from the enrolment on. */
struct move_request {
	int64_t program_id;
	struct ints enrollment_ids;
	bool all, keep_dates;
};
extern const struct field move_request_fields[];

/* One move, as its screen shows it: the work is a job, and moved grows. */
struct enrollment_move {
	int64_t id, program_id, to_version;
	bool keep_dates;
	const char *wanted;
	const char *state; /* moving, moved, undoing, undone */
	int64_t total, moved, undone, refused;
	struct instant created_at;
	int64_t created_by;
	const char *created_by_name;
};
extern const struct field enrollment_move_fields[];

/* Begin to move; VALIDATION without anybody to move. */
must_check enum err move_start(struct ctx *c, const struct move_request *in, struct enrollment_move *into);

/* Begin to put back; BAD_MOVE unless it is moved. */
must_check enum err move_undo(struct ctx *c, int64_t id, struct enrollment_move *into);
must_check enum err move_find(struct ctx *c, int64_t id, struct enrollment_move *into);
must_check enum err move_list(struct ctx *c, int64_t program_id, struct page *into);

/* Who could not be put back, and why. */
struct move_refusal {
	int64_t enrollment_id;
	const char *contact_name, *refusal;
};
extern const struct field move_refusal_fields[];
must_check enum err move_refusals(struct ctx *c, int64_t id, struct page *into);

/* The jobs move_enrollments and undo_move: in steps that each bear to be cut short. */
must_check enum err move_run(struct ctx *c, struct job *job);
must_check enum err move_undo_run(struct ctx *c, struct job *job);

#endif
