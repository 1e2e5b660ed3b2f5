#ifndef LAUREL_ENROLLMENT_ROW_H
#define LAUREL_ENROLLMENT_ROW_H

#include "audit.h"
#include "enrollment.h"

/*
 * Private to the core: the rules that read an enrolment's state off its facts,
 * stated once, in SQL, so that lists can filter by them.
 */

/* clang-format off */
#define ENROLLMENT_STATUS \
	"CASE WHEN e.state <> 'open' THEN CAST(e.state AS CHAR CHARACTER SET utf8mb4) WHEN e.expires_on < :today THEN 'expired' " \
	"WHEN e.grace_begins_on <= :today THEN 'grace' ELSE 'enrolled' END"

/* Until the grace period begins people are told its first day, afterwards the last day of all (IMIS-33). */
#define ENROLLMENT_DEADLINE "IF(:today < e.grace_begins_on, e.grace_begins_on, e.expires_on)"
#define ENROLLMENT_WORDING \
	"CASE WHEN e.state IN ('cancelled', 'earned') THEN 'none' WHEN e.expires_on < :today THEN 'expired' " \
	"WHEN e.grace_begins_on <= :today AND e.grace_begins_on < e.expires_on THEN 'grace' ELSE 'due' END"

/* The trackers go by the clock alone; they partition what is not cancelled (IMIS-10). */
#define ENROLLMENT_TRACKER \
	"CASE WHEN e.state = 'earned' THEN 'earned' WHEN e.expires_on < :today THEN 'expired' " \
	"WHEN e.grace_begins_on <= :today THEN 'grace_period' ELSE 'enrolled_not_earned' END"

/* Why an enrolment may be purged (IMIS-34); NULL while it is active. p is its program. */
#define ENROLLMENT_INACTIVE \
	"CASE WHEN e.state = 'earned' THEN NULL WHEN e.state = 'cancelled' THEN 'cancelled' " \
	"WHEN e.state = 'open' AND e.expires_on < :today THEN 'expired' WHEN p.status = 'inactive' THEN 'program_inactive' " \
	"WHEN p.status = 'cancelled' THEN 'program_cancelled' END"

/* Waits for the approval of the program completion; in this form it is found by its index. */
#define ENROLLMENT_PENDING "e.pending_on IS NOT NULL AND e.state = 'pending_approval'"

#define ENROLLMENT_COLUMNS \
	"e.id, e.contact_id, CONCAT(c.given_name, ' ', c.family_name) AS contact_name, c.contact_no, c.email, e.program_id, " \
	ENROLLMENT_STATUS " AS status, e.cycle, e.definition_version, e.enrolled_on, e.grace_begins_on, e.expires_on, " \
	"e.earned_on, " ENROLLMENT_DEADLINE " AS completion_deadline, " ENROLLMENT_WORDING " AS deadline_wording, " \
	"e.met, e.required, e.version, e.sort_name"

#define ENROLLMENT_PROGRAM_COLUMNS \
	"p.code AS program_code, p.name AS program_name, p.status AS program_status, p.kind AS program_kind, p.maintenance, " \
	"p.allow_enrollee_cancel, " ENROLLMENT_INACTIVE " AS inactive_reason, e.pending_on, e.approved_on, e.cancelled_at, " \
	"e.cancelled_by, e.cancel_reason, e.superseded, e.previous_id, e.batch_id"

/* In this order: lists are read along an index of enrollment, and stop when the page is full. */
#define ENROLLMENT_FROM \
	"FROM enrollment e STRAIGHT_JOIN contact c ON c.id = e.contact_id STRAIGHT_JOIN program p ON p.id = e.program_id "
/* clang-format on */

/* The whole row, for statements and for the audit. */
extern const struct field enrollment_fields[];

/* Store what completions and decisions made of it, and keep the tally in step. */
must_check enum err enrollment_store(struct ctx *c, const struct enrollment *before,
	struct enrollment *after);

/* Keep the trackers' counts: before or after may be NULL. */
must_check enum err tally_move(struct ctx *c, const struct enrollment *before,
	const struct enrollment *after);
must_check enum err tally_add(struct ctx *c, const struct enrollment *like, int64_t how_many);

/* What records that were carried over make of an enrolment: worked out, stored and told in the audit. */
must_check enum err enrollment_settle(struct ctx *c, int64_t enrollment_id);

/* Fill in stages and requirements as they stand. */
must_check enum err progress_fill(struct ctx *c, struct enrollment_view *v);

/* May this contact enrol in this program now? PROGRAM_NOT_ACTIVE, ALREADY_ENROLLED, NOT_ELIGIBLE. */
must_check enum err enroll_check(struct ctx *c, int64_t program_id, int64_t contact_id);
must_check enum err eligible_programs(struct ctx *c, int64_t contact_id, struct list *into);

/* May the actor purge it? RIGHT_MISSING, NOT_INACTIVE. */
must_check enum err purge_check(struct ctx *c, const struct enrollment *e);

/* How people call it in the audit: "Ada Lovelace, Certified Engineer". */
struct audit_object enrollment_object(struct ctx *c, const struct enrollment *e);

/* Is it open to changes of its progress? CANCELLED, SUPERSEDED, EARNED. */
must_check enum err enrollment_check_open(struct ctx *c, const struct enrollment *e);

/* Does a right hold for the actor? RIGHT_MISSING otherwise. */
must_check enum err right_check(struct ctx *c, unsigned roles, const char *what);

/* Turn a refusal into something to show; NULL for ERR_OK. Clears the problem. */
struct finding *finding_of(struct ctx *c, enum err e);

#endif
