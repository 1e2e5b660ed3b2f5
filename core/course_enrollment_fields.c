#include "course_enrollment.h"

static const char *const origins[] = { "steps", "no_steps", "staff", "import", "equivalency", NULL };
static const char *const activities[] = { "active", "suspended", "archived", NULL };
static const char *const changes[] = { "not_started", "in_progress", "completed", NULL };
static const char *const kinds[] = { "self", "staff", "import", "segment", "program", NULL };
static const char *const endings[] = { "re_enroll", "reassign", NULL };

/* clang-format off */
#define ROW(F) \
	F(id, OUT | QUIET, 1, WIDE, NULL), \
	F(contact_id, OUT | QUIET, 1, WIDE, NULL), \
	F(contact_name, OUT | QUIET, 1, 161, NULL), \
	F(contact_no, OUT | QUIET, 1, 32, NULL), \
	F(email, OUT | NULLABLE | QUIET, 0, 254, NULL), \
	F(course_id, OUT | QUIET, 1, WIDE, NULL), \
	F(course_code, OUT | QUIET, 1, 64, NULL), \
	F(course_title, OUT | QUIET, 1, 200, NULL), \
	F(content_source, OUT | QUIET, 1, 16, course_content_sources), \
	F(attempt, OUT, 1, WIDE, NULL), \
	F(status, OUT, 1, 16, course_statuses), \
	F(active, OUT, 0, 1, NULL), \
	F(archived, OUT, 0, 1, NULL), \
	F(enrolled_on, OUT, DATE_MIN, DATE_MAX, NULL), \
	F(completed_on, OUT | NULLABLE, DATE_MIN, DATE_MAX, NULL), \
	F(completion_origin, OUT | NULLABLE, 1, 16, origins), \
	F(origin_ref, OUT | NULLABLE, 1, WIDE, NULL), \
	F(origin_note, OUT | NULLABLE, 0, 500, NULL), \
	F(grade, OUT | NULLABLE, 0, 40, NULL), \
	F(ends_on, OUT | NULLABLE, DATE_MIN, DATE_MAX, NULL), \
	F(steps_done, OUT | QUIET, 0, WIDE, NULL), \
	F(required_steps, OUT | QUIET, 0, WIDE, NULL), \
	F(earlier_completions, OUT | QUIET, 0, WIDE, NULL), \
	F(version, OUT | QUIET, 1, WIDE, NULL)
#define OF_ROW(member, flags, min, max, words) FIELD_OF(course_enrollment, member, flags, min, max, words)
#define OF_VIEW(member, flags, min, max, words) \
	FIELD_NAMED(course_enrollment_view, row.member, #member, flags, min, max, words)
/* clang-format on */

const struct field course_enrollment_row_fields[] = { ROW(OF_ROW), FIELD_END };
const struct field course_enrollment_fields[] = {
	ROW(OF_ROW),
	FIELD(course_enrollment, sort_name, QUIET, 0, 161),
	FIELD(course_enrollment, enrollment_method, QUIET, 0, 16),
	FIELD(course_enrollment, course_status, QUIET, 0, 16),
	FIELD(course_enrollment, origin_title, QUIET, 0, 200),
	FIELD(course_enrollment, created_at, QUIET, 0, WIDE),
	FIELD_END,
};

const struct field course_enrollment_source_fields[] = {
	FIELD_WORD(course_enrollment_source, kind, OUT, kinds),
	FIELD(course_enrollment_source, segment_id, OUT | NULLABLE, 1, WIDE),
	FIELD(course_enrollment_source, program_id, OUT | NULLABLE, 1, WIDE),
	FIELD(course_enrollment_source, import_id, OUT | NULLABLE, 1, WIDE),
	FIELD(course_enrollment_source, name, OUT | NULLABLE, 0, 200),
	FIELD(course_enrollment_source, active, OUT, 0, 1),
	FIELD_END,
};
const struct field course_attempt_fields[] = {
	FIELD(course_attempt, n, OUT, 1, WIDE),
	FIELD_WORD(course_attempt, status, OUT, course_statuses),
	FIELD(course_attempt, enrolled_on, OUT, DATE_MIN, DATE_MAX),
	FIELD(course_attempt, completed_on, OUT | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD_WORD(course_attempt, completion_origin, OUT | NULLABLE, origins),
	FIELD(course_attempt, origin_title, OUT | NULLABLE, 0, 200),
	FIELD(course_attempt, origin_note, OUT | NULLABLE, 0, 500),
	FIELD(course_attempt, grade, OUT | NULLABLE, 0, 40),
	FIELD(course_attempt, certificate, OUT | NULLABLE, 0, 64),
	FIELD_WORD(course_attempt, ended_by, OUT | NULLABLE, endings),
	FIELD(course_attempt, ended_at, OUT | NULLABLE, 0, WIDE),
	FIELD_END,
};
const struct field course_step_view_fields[] = {
	FIELD(course_step_view, id, OUT, 1, WIDE),
	FIELD(course_step_view, title, OUT, 1, 200),
	FIELD(course_step_view, kind, OUT, 1, 16),
	FIELD(course_step_view, required, OUT, 0, 1),
	FIELD(course_step_view, event_id, OUT | NULLABLE, 1, WIDE),
	FIELD(course_step_view, percent, OUT, 0, 100),
	FIELD(course_step_view, complete, OUT, 0, 1),
	FIELD(course_step_view, done_on, OUT | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(course_step_view, can_mark, OUT, 0, 1),
	FIELD_END,
};

/* clang-format off */
#define ABILITIES(F) F(change), F(re_enroll), F(reassign), F(unenroll), F(decide), F(equivalency), F(learn)
#define ABLE(member) FIELD(course_can, member, OUT, 0, 1)
#define WHY(member)  FIELD_SUB(course_why_not, member, OUT | NULLABLE, finding)
/* clang-format on */
static const struct field course_can_fields[] = {
	ABILITIES(ABLE),
	FIELD_NAMED(course_can, remove, "delete", OUT, 0, 1, NULL),
	FIELD_END,
};
static const struct field course_why_not_fields[] = {
	ABILITIES(WHY),
	{ "delete", offsetof(struct course_why_not, remove), FIELD_OBJ, OUT | NULLABLE, 0, 1, NULL,
		finding_fields, sizeof(struct finding) },
	FIELD_END,
};

const struct field course_enrollment_view_fields[] = {
	ROW(OF_VIEW),
	FIELD_NAMED(course_enrollment_view, row.origin_title, "origin_title", OUT | NULLABLE, 0, 200, NULL),
	FIELD_SUB(course_enrollment_view, can, OUT, course_can),
	FIELD_SUB(course_enrollment_view, why_not, OUT, course_why_not),
	FIELD_MANY(course_enrollment_view, sources, OUT, 0, WIDE, course_enrollment_source),
	FIELD_MANY(course_enrollment_view, attempts, OUT, 0, WIDE, course_attempt),
	FIELD_MANY(course_enrollment_view, steps, OUT, 0, WIDE, course_step_view),
	FIELD_END,
};

const struct field course_enrollment_query_fields[] = {
	SEARCH_FIELDS(course_enrollment_query),
	PAGE_FIELDS(course_enrollment_query),
	FIELD(course_enrollment_query, course_id, NULLABLE, 1, WIDE),
	FIELD(course_enrollment_query, contact_id, IN | NULLABLE, 1, WIDE),
	FIELD_WORD(course_enrollment_query, status, IN, course_statuses),
	FIELD_WORD(course_enrollment_query, activity, IN, activities),
	FIELD_END,
};

const struct field course_enroll_request_fields[] = {
	FIELD(course_enroll_request, contact_ids, IN | REQ, 1, 10000),
	FIELD_END,
};
const struct field course_change_fields[] = {
	FIELD_WORD(course_change, status, IN | REQ, changes),
	FIELD(course_change, reason, IN | NULLABLE | TRIM, 0, 500),
	FIELD(course_change, completed_on, IN | NULLABLE, 693961 /* 1901 */, DATE_MAX),
	FIELD_END,
};
const struct field course_progress_fields[] = {
	FIELD(course_progress, step_id, IN | REQ, 1, WIDE),
	FIELD(course_progress, done, IN | REQ, 0, 1),
	FIELD_END,
};
const struct field course_proof_fields[] = {
	FIELD(course_proof, course_id, IN | NULLABLE, 1, WIDE),
	FIELD(course_proof, completed_on, IN | NULLABLE, 693961, DATE_MAX),
	FIELD(course_proof, note, IN | NULLABLE | TRIM, 0, 500),
	FIELD_END,
};
const struct field course_removal_fields[] = {
	FIELD(course_removal, confirm, IN | REQ, 0, 64),
	FIELD(course_removal, reason, IN | NULLABLE | TRIM, 0, 1000),
	FIELD_END,
};
const struct field course_removal_preview_fields[] = {
	FIELD(course_removal_preview, contact_name, OUT, 1, 161),
	FIELD(course_removal_preview, course_code, OUT, 1, 64),
	FIELD(course_removal_preview, course_title, OUT, 1, 200),
	FIELD(course_removal_preview, effect, OUT, 1, 1000),
	FIELD(course_removal_preview, attempts, OUT, 0, WIDE),
	FIELD(course_removal_preview, completions, OUT, 0, WIDE),
	FIELD(course_removal_preview, steps, OUT, 0, WIDE),
	FIELD(course_removal_preview, credits, OUT, 0, WIDE),
	FIELD_END,
};
