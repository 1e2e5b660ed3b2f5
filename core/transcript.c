#include "transcript.h"
#include "certificate_row.h"
#include "contact.h"
#include "credit_rule.h"
#include "db.h"
#include "enrollment_row.h"
#include "setting.h"

#include <string.h>

static const struct field transcript_requirement_fields[] = {
	FIELD(transcript_requirement, id, OUT, 1, WIDE),
	FIELD(transcript_requirement, stage, OUT, 0, 200),
	FIELD(transcript_requirement, title, OUT, 1, 200),
	FIELD(transcript_requirement, status, OUT, 1, 20),
	FIELD(transcript_requirement, completed_on, OUT | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(transcript_requirement, grade, OUT | NULLABLE, 0, WIDE),
	FIELD(transcript_requirement, grade_scale, OUT | NULLABLE, 0, WIDE),
	FIELD(transcript_requirement, offering, OUT | NULLABLE, 0, 200),
	FIELD(transcript_requirement, evidence, OUT | NULLABLE, 0, 16),
	FIELD(transcript_requirement, enrollment_id, 0, 0, WIDE),
	FIELD(transcript_requirement, stage_position, 0, 0, WIDE),
	FIELD_END,
};
static const struct field transcript_program_fields[] = {
	FIELD(transcript_program, enrollment_id, OUT, 1, WIDE),
	FIELD(transcript_program, program_id, OUT, 1, WIDE),
	FIELD(transcript_program, code, OUT, 1, 40),
	FIELD(transcript_program, name, OUT, 1, 200),
	FIELD(transcript_program, kind, OUT, 1, 16),
	FIELD(transcript_program, designation, OUT | NULLABLE, 0, 60),
	FIELD(transcript_program, status, OUT, 1, 20),
	FIELD(transcript_program, cycle, OUT, 1, WIDE),
	FIELD(transcript_program, definition_version, OUT, 1, WIDE),
	FIELD(transcript_program, met, OUT, 0, WIDE),
	FIELD(transcript_program, required, OUT, 0, WIDE),
	FIELD(transcript_program, enrolled_on, OUT, DATE_MIN, DATE_MAX),
	FIELD(transcript_program, completion_deadline, OUT | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(transcript_program, expires_on, OUT, DATE_MIN, DATE_MAX),
	FIELD(transcript_program, earned_on, OUT | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(transcript_program, cancelled_at, OUT | NULLABLE, 0, WIDE),
	FIELD_MANY(transcript_program, requirements, OUT, 0, WIDE, transcript_requirement),
	FIELD(transcript_program, description, 0, 0, WIDE),
	FIELD_END,
};
static const struct field transcript_course_fields[] = {
	FIELD(transcript_course, course_enrollment_id, OUT, 1, WIDE),
	FIELD(transcript_course, course_id, OUT, 1, WIDE),
	FIELD(transcript_course, code, OUT, 1, 64),
	FIELD(transcript_course, title, OUT, 1, 200),
	FIELD(transcript_course, attempt, OUT, 1, WIDE),
	FIELD(transcript_course, current, OUT, 0, 1),
	FIELD(transcript_course, status, OUT, 1, 20),
	FIELD(transcript_course, active, OUT, 0, 1),
	FIELD(transcript_course, archived, OUT, 0, 1),
	FIELD(transcript_course, enrolled_on, OUT, DATE_MIN, DATE_MAX),
	FIELD(transcript_course, completed_on, OUT | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(transcript_course, origin, OUT | NULLABLE, 0, 16),
	FIELD(transcript_course, grade, OUT | NULLABLE, 0, 40),
	FIELD(transcript_course, description, 0, 0, WIDE),
	FIELD_END,
};
static const struct field transcript_credit_fields[] = {
	FIELD(transcript_credit, id, OUT, 1, WIDE),
	FIELD(transcript_credit, code, OUT, 1, 40),
	FIELD(transcript_credit, title, OUT, 1, 200),
	FIELD(transcript_credit, amount, OUT, 0, WIDE),
	FIELD(transcript_credit, course_id, OUT, 1, WIDE),
	FIELD(transcript_credit, course, OUT, 1, 200),
	FIELD(transcript_credit, attempt, OUT, 1, WIDE),
	FIELD(transcript_credit, awarded_on, OUT, DATE_MIN, DATE_MAX),
	FIELD(transcript_credit, expires_on, OUT | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(transcript_credit, provenance, OUT, 1, 16),
	FIELD_END,
};
static const struct field transcript_total_fields[] = {
	FIELD(transcript_total, code, OUT, 1, 40),
	FIELD(transcript_total, title, OUT, 1, 200),
	FIELD(transcript_total, amount, OUT, 0, WIDE),
	FIELD_END,
};
static const struct field transcript_certificate_fields[] = {
	FIELD(transcript_certificate, id, OUT, 1, WIDE),
	FIELD(transcript_certificate, title, OUT, 1, 200),
	FIELD(transcript_certificate, serial, OUT, 1, 24),
	FIELD(transcript_certificate, code, OUT, 26, 26),
	FIELD(transcript_certificate, status, OUT, 1, 16),
	FIELD(transcript_certificate, earned_on, OUT, DATE_MIN, DATE_MAX),
	FIELD(transcript_certificate, issued_on, OUT, DATE_MIN, DATE_MAX),
	FIELD(transcript_certificate, expires_on, OUT | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(transcript_certificate, enrollment_id, OUT | NULLABLE, 1, WIDE),
	FIELD(transcript_certificate, course_enrollment_id, OUT | NULLABLE, 1, WIDE),
	FIELD(transcript_certificate, cycle, OUT, 1, WIDE),
	FIELD_END,
};
const struct field transcript_fields[] = {
	FIELD(transcript, contact_id, OUT, 1, WIDE),
	FIELD(transcript, name, OUT, 1, 161),
	FIELD(transcript, contact_no, OUT, 0, 32),
	FIELD(transcript, email, OUT | NULLABLE, 0, 254),
	FIELD(transcript, organisation_name, OUT, 1, 120),
	FIELD(transcript, as_of, OUT, DATE_MIN, DATE_MAX),
	FIELD_MANY(transcript, programs, OUT, 0, WIDE, transcript_program),
	FIELD_MANY(transcript, courses, OUT, 0, WIDE, transcript_course),
	FIELD_MANY(transcript, credits, OUT, 0, WIDE, transcript_credit),
	FIELD_MANY(transcript, totals, OUT, 0, WIDE, transcript_total),
	FIELD_MANY(transcript, certificates, OUT, 0, WIDE, transcript_certificate),
	FIELD_END,
};

/* In the order in which a life goes: by the day of the enrolment. */
STMT(read_programs, transcript, transcript_program,
	"SELECT e.id AS enrollment_id, e.program_id, p.code, p.name, p.kind, p.description, v.designation, " ENROLLMENT_STATUS
	" AS status, e.cycle, e.definition_version, e.met, e.required, e.enrolled_on, "
	"IF(e.state IN ('earned', 'cancelled'), NULL, " ENROLLMENT_DEADLINE
	") AS completion_deadline, e.expires_on, e.earned_on, e.cancelled_at FROM enrollment e "
	"JOIN program p ON p.id = e.program_id JOIN program_version v ON v.program_id = e.program_id "
	"AND v.version = e.definition_version WHERE e.contact_id = :contact_id ORDER BY e.enrolled_on, e.id")
STMT(read_requirements, transcript, transcript_requirement,
	"SELECT e.id AS enrollment_id, v.requirement_id AS id, v.stage_position, s.title AS stage, v.title, "
	"COALESCE(k.status, 'none') AS status, k.completed_on, k.grade, v.grade_scale, k.evidence, o.title AS offering "
	"FROM enrollment e JOIN version_requirement v ON v.program_id = e.program_id AND v.version = e.definition_version "
	"JOIN stage s ON s.program_id = v.program_id AND s.version = v.version AND s.position = v.stage_position "
	"LEFT JOIN completion k ON k.enrollment_id = e.id AND k.requirement_id = v.requirement_id AND k.current = 1 "
	"LEFT JOIN offering o ON o.id = k.offering_id WHERE e.contact_id = :contact_id "
	"ORDER BY e.enrolled_on, e.id, v.stage_position, v.position")
STMT(read_courses, transcript, transcript_course,
	"SELECT a.*, k.code, k.title, k.description FROM (SELECT id AS course_enrollment_id, course_id, attempt, TRUE AS current, "
	"CAST(status AS CHAR CHARACTER SET utf8mb4) AS status, active, archived, enrolled_on, completed_on, "
	"CAST(completion_origin AS CHAR CHARACTER SET utf8mb4) AS origin, grade FROM course_enrollment WHERE contact_id = :contact_id "
	"UNION ALL SELECT e.id, e.course_id, t.n, FALSE, CAST(t.status AS CHAR CHARACTER SET utf8mb4), FALSE, e.archived, t.enrolled_on, "
	"t.completed_on, CAST(t.completion_origin AS CHAR CHARACTER SET utf8mb4), t.grade FROM course_enrollment e "
	"JOIN course_attempt t ON t.course_enrollment_id = e.id WHERE e.contact_id = :contact_id) a "
	"JOIN course k ON k.id = a.course_id ORDER BY a.enrolled_on, k.title, a.attempt")
STMT(read_credits, transcript, transcript_credit,
	"SELECT a.id, t.code, t.title, a.amount, a.course_id, k.title AS course, a.attempt, a.awarded_on, a.expires_on, "
	"CAST(a.provenance AS CHAR CHARACTER SET utf8mb4) AS provenance FROM credit_award a JOIN credit_type t ON t.id = a.credit_type_id "
	"JOIN course k ON k.id = a.course_id WHERE a.contact_id = :contact_id ORDER BY a.awarded_on, a.id")
STMT(read_totals, transcript, transcript_total,
	"SELECT t.code, t.title, SUM(a.amount) AS amount FROM credit_award a JOIN credit_type t ON t.id = a.credit_type_id "
	"WHERE a.contact_id = :contact_id AND " CREDIT_HOLDS(
		"a") " GROUP BY t.id, t.code, t.title ORDER BY t.title, t.code")

STMT(read_certificates, transcript, transcript_certificate,
	"SELECT k.id, k.title, k.serial, k.code, " CERTIFICATE_STATUS
	" AS status, k.earned_on, k.issued_on, k.expires_on, k.enrollment_id, k.course_enrollment_id, k.cycle "
	"FROM certificate k " CERTIFICATE_NEWER "WHERE k.contact_id = :contact_id ORDER BY k.earned_on, k.id")

/* Both lists go by the same order, so one walk hands out the requirements. */
static void hand_out(struct transcript *t, const struct list *requirements)
{
	struct transcript_requirement *r = requirements->items, *end = r + requirements->n;
	struct transcript_program *p = t->programs.items;

	for (size_t i = 0; i < t->programs.n; i++) {
		p[i].requirements = (struct list){ r, 0, sizeof(*r) };
		for (; r < end && r->enrollment_id == p[i].enrollment_id; r++)
			p[i].requirements.n++;
	}
}

enum err transcript_read(struct ctx *c, int64_t contact_id, struct transcript *into)
{
	struct contact who = { 0 };
	struct organisation o = { 0 };
	struct list requirements;

	TRY(contact_find(c, contact_id, &who));
	TRY(organisation_find(c, &o));
	*into = (struct transcript){ .contact_id = contact_id,
		.name = who.name,
		.contact_no = who.contact_no ? who.contact_no : "",
		.email = who.email,
		.organisation_name = o.organisation_name,
		.as_of = c->today };
	TRY(db_all(c, &read_programs, into, &into->programs));
	TRY(db_all(c, &read_requirements, into, &requirements));
	hand_out(into, &requirements);
	TRY(db_all(c, &read_courses, into, &into->courses));
	TRY(db_all(c, &read_credits, into, &into->credits));
	TRY(db_all(c, &read_totals, into, &into->totals));
	return db_all(c, &read_certificates, into, &into->certificates);
}

bool transcript_is_award(const struct transcript_program *p)
{
	return !strcmp(p->kind, "award");
}

const char *transcript_words(const char *status)
{
	static const struct {
		const char *status, *words;
	} known[] = {
		{ "none", "No status" },
		{ "awaiting_grade", "Awaiting grade" },
		{ "awaiting_approval", "Awaiting approval" },
		{ "rejected", "Rejected" },
		{ "complete", "Complete" },
		{ "waived", "Waived" },
		{ "enrolled", "Enrolled" },
		{ "grace", "Grace period" },
		{ "expired", "Expired" },
		{ "earned", "Earned" },
		{ "cancelled", "Cancelled" },
		{ "pending_approval", "Pending approval" },
		{ "assigned", "Assigned" },
		{ "not_started", "Not started" },
		{ "in_progress", "In progress" },
		{ "pending", "Pending" },
		{ "completed", "Completed" },
		{ "valid", "Valid" },
		{ "superseded", "Superseded" },
		{ "withdrawn", "Withdrawn" },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (!strcmp(known[i].status, status))
			return known[i].words;
	return status;
}
