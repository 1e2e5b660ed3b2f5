#include "completion.h"
#include "enrollment_row.h"
#include "member.h"

static const char *const statuses[] = { "enrolled", "grace", "expired", "earned", "cancelled",
	"pending_approval", NULL };
static const char *const wordings[] = { "due", "grace", "expired", "none", NULL };
static const char *const trackers[] = {
	"earned",
	"enrolled_not_earned",
	"grace_period",
	"expired",
	"nothing_completed",
	NULL,
};

/* clang-format off */
#define ROW(F) \
	F(id, OUT, 1, WIDE, NULL), \
	F(contact_id, OUT, 1, WIDE, NULL), \
	F(contact_name, OUT | QUIET, 1, 161, NULL), \
	F(contact_no, OUT | QUIET, 1, 32, NULL), \
	F(email, OUT | NULLABLE | QUIET, 0, 254, NULL), \
	F(program_id, OUT, 1, WIDE, NULL), \
	F(status, OUT | QUIET, 1, 20, statuses), \
	F(cycle, OUT, 1, WIDE, NULL), \
	F(definition_version, OUT, 1, WIDE, NULL), \
	F(enrolled_on, OUT, DATE_MIN, DATE_MAX, NULL), \
	F(grace_begins_on, OUT, DATE_MIN, DATE_MAX, NULL), \
	F(expires_on, OUT, DATE_MIN, DATE_MAX, NULL), \
	F(earned_on, OUT | NULLABLE, DATE_MIN, DATE_MAX, NULL), \
	F(completion_deadline, OUT | QUIET, DATE_MIN, DATE_MAX, NULL), \
	F(deadline_wording, OUT | QUIET, 1, 16, wordings), \
	F(met, OUT, 0, WIDE, NULL), \
	F(required, OUT, 0, WIDE, NULL), \
	F(version, OUT | QUIET, 1, WIDE, NULL)
#define LISTED(F) \
	F(program_code, OUT | QUIET, 1, 40, NULL), \
	F(program_name, OUT | QUIET, 1, 200, NULL), \
	F(inactive_reason, OUT | NULLABLE | QUIET, 0, 20, NULL)
#define STATE(F) \
	F(cancelled_at, OUT | NULLABLE, 0, WIDE, NULL), \
	F(cancelled_by_name, OUT | NULLABLE | QUIET, 0, 161, NULL), \
	F(cancel_reason, OUT | NULLABLE, 0, 1000, NULL), \
	F(superseded, OUT, 0, 1, NULL)

#define OF_ROW(member, flags, min, max, words) FIELD_OF(enrollment, member, flags, min, max, words)
#define OF_VIEW(member, flags, min, max, words) FIELD_NAMED(enrollment_view, row.member, #member, flags, min, max, words)
/* clang-format on */

const struct field enrollment_row_fields[] = { ROW(OF_ROW), FIELD_END };
const struct field enrollment_listed_fields[] = { ROW(OF_ROW), LISTED(OF_ROW), FIELD_END };
const struct field enrollment_fields[] = {
	ROW(OF_ROW),
	LISTED(OF_ROW),
	STATE(OF_ROW),
	FIELD(enrollment, program_status, QUIET, 0, 16),
	FIELD(enrollment, program_kind, QUIET, 0, 16),
	FIELD(enrollment, previous_id, NULLABLE, 0, WIDE),
	FIELD(enrollment, batch_id, 0, 0, WIDE),
	FIELD(enrollment, pending_on, NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(enrollment, approved_on, NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(enrollment, cancelled_by, NULLABLE, 0, WIDE),
	FIELD(enrollment, maintenance, QUIET, 0, 1),
	FIELD(enrollment, allow_enrollee_cancel, QUIET, 0, 1),
	FIELD(enrollment, sort_name, QUIET, 0, 161),
	FIELD_END,
};

/* clang-format off */
#define OF_MINE(member, flags, min, max, words) FIELD_NAMED(my_program, row.member, #member, flags, min, max, words)
/* clang-format on */
const struct field my_program_fields[] = {
	ROW(OF_MINE),
	LISTED(OF_MINE),
	FIELD_NAMED(my_program, row.program_kind, "program_kind", OUT, 1, 16, NULL),
	FIELD_NAMED(my_program, row.superseded, "superseded", OUT, 0, 1, NULL),
	FIELD_MANY(my_program, next, OUT, 0, WIDE, next_step),
	FIELD_END,
};

static const struct field contact_ref_fields[] = {
	FIELD(contact_ref, id, OUT, 1, WIDE),
	FIELD(contact_ref, contact_no, OUT, 1, 32),
	FIELD(contact_ref, name, OUT, 1, 161),
	FIELD(contact_ref, email, OUT | NULLABLE, 0, 254),
	FIELD_END,
};
static const struct field enrollment_program_fields[] = {
	FIELD(enrollment_program, id, OUT, 1, WIDE),
	FIELD(enrollment_program, code, OUT, 1, 40),
	FIELD(enrollment_program, name, OUT, 1, 200),
	FIELD(enrollment_program, status, OUT, 1, 16),
	FIELD(enrollment_program, kind, OUT, 1, 16),
	FIELD(enrollment_program, maintenance, OUT, 0, 1),
	FIELD_END,
};
static const struct field enrollment_can_fields[] = {
	FIELD(enrollment_can, cancel, OUT, 0, 1),
	FIELD(enrollment_can, edit, OUT, 0, 1),
	FIELD(enrollment_can, approve, OUT, 0, 1),
	FIELD(enrollment_can, re_enroll, OUT, 0, 1),
	FIELD(enrollment_can, purge, OUT, 0, 1),
	FIELD_END,
};
static const struct field enrollment_why_not_fields[] = {
	FIELD_SUB(enrollment_why_not, cancel, OUT | NULLABLE, finding),
	FIELD_SUB(enrollment_why_not, edit, OUT | NULLABLE, finding),
	FIELD_SUB(enrollment_why_not, approve, OUT | NULLABLE, finding),
	FIELD_SUB(enrollment_why_not, re_enroll, OUT | NULLABLE, finding),
	FIELD_SUB(enrollment_why_not, purge, OUT | NULLABLE, finding),
	FIELD_END,
};
static const struct field stage_view_fields[] = {
	FIELD(stage_view, title, OUT, 1, 200),
	FIELD(stage_view, needed, OUT, 1, 100),
	FIELD(stage_view, met, OUT, 0, 100),
	FIELD(stage_view, complete, OUT, 0, 1),
	FIELD(stage_view, locked, OUT, 0, 1),
	FIELD_END,
};
const struct field enrollment_view_fields[] = {
	ROW(OF_VIEW),
	STATE(OF_VIEW),
	FIELD_NAMED(enrollment_view, row.inactive_reason, "inactive_reason", OUT | NULLABLE, 0, 20, NULL),
	FIELD_NAMED(enrollment_view, row.pending_on, "pending_since", OUT | NULLABLE, DATE_MIN, DATE_MAX,
		NULL),
	FIELD_SUB(enrollment_view, contact, OUT, contact_ref),
	FIELD_SUB(enrollment_view, program, OUT, enrollment_program),
	FIELD(enrollment_view, in_order, OUT, 0, 1),
	FIELD(enrollment_view, requires_approval, OUT, 0, 1),
	FIELD(enrollment_view, designation, OUT | NULLABLE, 0, 60),
	FIELD_SUB(enrollment_view, can, OUT, enrollment_can),
	FIELD_SUB(enrollment_view, why_not, OUT, enrollment_why_not),
	FIELD_MANY(enrollment_view, stages, OUT, 0, WIDE, stage_view),
	FIELD_MANY(enrollment_view, requirements, OUT, 0, WIDE, requirement_view),
	FIELD_END,
};

/* clang-format off */
#define QUERY(program_flags) \
	SEARCH_FIELDS(enrollment_query), \
	PAGE_FIELDS(enrollment_query), \
	FIELD(enrollment_query, program_id, program_flags, 1, WIDE)
/* clang-format on */
const struct field enrollment_query_fields[] = {
	QUERY(NULLABLE),
	FIELD_WORD(enrollment_query, status, IN, statuses),
	FIELD_WORD(enrollment_query, tracker, IN, trackers),
	FIELD_END,
};
const struct field enrollment_find_fields[] = {
	QUERY(IN | NULLABLE),
	FIELD(enrollment_query, inactive, IN, 0, 1),
	FIELD(enrollment_query, pending, IN, 0, 1),
	FIELD_END,
};

const struct field enroll_request_fields[] = {
	FIELD(enroll_request, contact_ids, IN | REQ, 1, 10000),
	FIELD(enroll_request, enrolled_on, IN | NULLABLE, 693961 /* 1901 */, 767009 /* 2100 */),
	FIELD(enroll_request, carry_over, IN, 0, 1),
	FIELD_END,
};
static const struct field enroll_outcome_fields[] = {
	FIELD(enroll_outcome, contact_id, OUT, 1, WIDE),
	FIELD(enroll_outcome, outcome, OUT, 1, 16),
	FIELD(enroll_outcome, enrollment_id, OUT | NULLABLE, 1, WIDE),
	FIELD(enroll_outcome, code, OUT | NULLABLE, 0, 40),
	FIELD(enroll_outcome, detail, OUT | NULLABLE, 0, 500),
	FIELD(enroll_outcome, remedy, OUT | NULLABLE, 0, 500),
	FIELD_END,
};
const struct field enroll_result_fields[] = {
	FIELD(enroll_result, enrolled, OUT, 0, WIDE),
	FIELD(enroll_result, refused, OUT, 0, WIDE),
	FIELD_MANY(enroll_result, items, OUT, 0, WIDE, enroll_outcome),
	FIELD_END,
};

static const struct field eligible_program_fields[] = {
	FIELD(eligible_program, program_id, OUT, 1, WIDE),
	FIELD(eligible_program, code, OUT, 1, 40),
	FIELD(eligible_program, name, OUT, 1, 200),
	FIELD(eligible_program, description, OUT, 0, 5000),
	FIELD(eligible_program, cycle, OUT, 1, WIDE),
	FIELD(eligible_program, maintenance, OUT, 0, 1),
	FIELD(eligible_program, carry_over_available, OUT, 0, 1),
	FIELD_END,
};
const struct field contact_programs_fields[] = {
	FIELD_SUB(contact_programs, contact, OUT, contact_ref),
	FIELD_MANY_AS(contact_programs, enrolled, OUT, 0, WIDE, enrollment_listed, enrollment),
	FIELD_MANY(contact_programs, eligible, OUT, 0, WIDE, eligible_program),
	FIELD_END,
};

/* clang-format off */
#define DATES(flags) \
	FIELD(enrollment_dates, enrolled_on, flags, 693961, 767009), \
	FIELD(enrollment_dates, grace_begins_on, flags, 693961, 803533 /* 2200 */), \
	FIELD(enrollment_dates, expires_on, flags, 693961, 803533)
/* clang-format on */
const struct field enrollment_edit_fields[] = {
	DATES(IN | OUT),
	FIELD(enrollment_dates, reason, IN | NULLABLE | TRIM | QUIET, 0, 1000),
	FIELD_END,
};
const struct field enrollment_preview_fields[] = {
	DATES(IN),
	FIELD(enrollment_dates, id, 0, 0, WIDE),
	FIELD_END,
};
const struct field program_dates_fields[] = {
	FIELD(enrollment_dates, enrolled_on, IN, 693961, 767009),
	FIELD_END,
};
const struct field enrollment_dates_fields[] = {
	DATES(OUT),
	FIELD_WORD(enrollment_dates, status, OUT | NULLABLE, statuses),
	FIELD(enrollment_dates, completion_deadline, OUT, DATE_MIN, DATE_MAX),
	FIELD_WORD(enrollment_dates, deadline_wording, OUT, wordings),
	FIELD(enrollment_dates, default_grace_begins_on, OUT, DATE_MIN, DATE_MAX),
	FIELD(enrollment_dates, default_expires_on, OUT, DATE_MIN, DATE_MAX),
	FIELD(enrollment_dates, id, NULLABLE, 0, WIDE),
	FIELD_END,
};

const struct field cancel_preview_fields[] = {
	FIELD(cancel_preview, contact_name, OUT, 1, 161),
	FIELD(cancel_preview, program_name, OUT, 1, 200),
	FIELD(cancel_preview, completed, OUT, 0, WIDE),
	FIELD(cancel_preview, effect, OUT, 1, 500),
	FIELD(cancel_preview, may_re_enroll, OUT, 0, 1),
	FIELD_END,
};
const struct field reason_fields[] = {
	FIELD(reason, reason, IN | NULLABLE | TRIM, 0, 1000),
	FIELD_END,
};

const struct field purge_request_fields[] = {
	FIELD(purge_request, ids, IN | REQ, 1, 1000),
	FIELD(purge_request, reason, IN | NULLABLE | TRIM, 0, 1000),
	FIELD_END,
};
static const struct field purge_refusal_fields[] = {
	FIELD(purge_refusal, id, OUT, 1, WIDE),
	FIELD(purge_refusal, code, OUT, 1, 40),
	FIELD(purge_refusal, detail, OUT, 1, 500),
	FIELD_END,
};
static const struct field purge_item_fields[] = {
	FIELD(purge_item, id, OUT, 1, WIDE),
	FIELD(purge_item, contact_name, OUT, 1, 161),
	FIELD(purge_item, program_name, OUT, 1, 200),
	FIELD(purge_item, inactive_reason, OUT, 1, 20),
	FIELD_END,
};
const struct field purge_result_fields[] = {
	FIELD(purge_result, purged, OUT, 0, WIDE),
	FIELD_MANY(purge_result, refused, OUT, 0, WIDE, purge_refusal),
	FIELD_END,
};
const struct field purge_preview_fields[] = {
	FIELD(purge_result, enrollments, OUT, 0, WIDE),
	FIELD(purge_result, completions, OUT, 0, WIDE),
	FIELD(purge_result, registrations, OUT, 0, WIDE),
	FIELD(purge_result, contacts, OUT, 0, WIDE),
	FIELD(purge_result, files, OUT, 0, WIDE),
	FIELD_MANY(purge_result, items, OUT, 0, WIDE, purge_item),
	FIELD_MANY(purge_result, refused, OUT, 0, WIDE, purge_refusal),
	FIELD_END,
};
