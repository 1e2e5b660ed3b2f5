#include "completion_moves.h"
#include "course_complete.h"
#include "db.h"

/*
 * What a completed course means for programs: where a requirement asks for the
 * course, its completion is recorded on the day the course was completed
 * (evidence `course`).  It is a fact like any other and comes in any order: it
 * is recorded when the course is completed, and for courses completed before,
 * when the contact enrols.  What was earned once cannot earn the next cycle:
 * only what was completed after the day the cycle before was earned counts.
 * It goes when the completion is taken back, by reassigning or a correction,
 * unless an earlier attempt of that day still stands; it stays when the
 * enrolment in the course is deleted, and in cycles that another has followed.
 */
struct evidence {
	int64_t enrollment_id, requirement_id, course_enrollment_id;
	struct date completed_on;
	const char *grade;
	struct ints ids;
};
static const struct field evidence_fields[] = {
	FIELD(evidence, enrollment_id, 0, 0, WIDE),
	FIELD(evidence, requirement_id, 0, 0, WIDE),
	FIELD(evidence, course_enrollment_id, 0, 0, WIDE),
	FIELD(evidence, completed_on, 0, DATE_MIN, DATE_MAX),
	FIELD(evidence, grade, NULLABLE, 0, 40),
	FIELD(evidence, ids, 0, 0, WIDE),
	FIELD_END,
};

/* clang-format off */
#define ASKS_FOR \
	"v.component_id = k.id AND NOT EXISTS (SELECT 1 FROM completion q WHERE q.enrollment_id = n.id " \
	"AND q.requirement_id = v.requirement_id AND q.current = 1 AND q.status <> 'rejected') "
#define COUNTS(day) \
	day " <= n.expires_on AND NOT EXISTS (SELECT 1 FROM enrollment o WHERE o.program_id = n.program_id " \
	"AND o.contact_id = n.contact_id AND o.earned_on >= " day ")"
/* clang-format on */

STMT(wanted_by_programs, evidence, evidence,
	"SELECT n.id AS enrollment_id, v.requirement_id, x.completed_on, x.grade "
	"FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) j STRAIGHT_JOIN course_enrollment x ON x.id = j.id "
	"STRAIGHT_JOIN component k ON k.course_id = x.course_id AND k.kind = 'course' "
	"STRAIGHT_JOIN enrollment n ON n.contact_id = x.contact_id AND n.live = 1 "
	"STRAIGHT_JOIN version_requirement v ON v.program_id = n.program_id AND v.version = n.definition_version AND " ASKS_FOR
	"WHERE x.completed_on IS NOT NULL AND " COUNTS("x.completed_on") " ORDER BY n.id, v.requirement_id")

STMT(met_before, evidence, evidence,
	"SELECT n.id AS enrollment_id, v.requirement_id, " COURSE_STANDING(
		"x") " AS completed_on, x.grade "
		     "FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) j STRAIGHT_JOIN enrollment n ON n.id = j.id AND n.live = 1 "
		     "STRAIGHT_JOIN version_requirement v ON v.program_id = n.program_id AND v.version = n.definition_version "
		     "STRAIGHT_JOIN component k ON k.id = v.component_id AND k.kind = 'course' "
		     "STRAIGHT_JOIN course_enrollment x ON x.course_id = k.course_id AND x.contact_id = n.contact_id "
		     "WHERE " ASKS_FOR "AND " COURSE_STANDING("x") " IS NOT NULL AND " COUNTS(
			     COURSE_STANDING("x")) " ORDER BY n.id, v.requirement_id")

STMT(met_by_it, evidence, evidence,
	"SELECT n.id AS enrollment_id, v.requirement_id FROM course_enrollment x "
	"STRAIGHT_JOIN component k ON k.course_id = x.course_id AND k.kind = 'course' "
	"STRAIGHT_JOIN enrollment n ON n.contact_id = x.contact_id AND n.cancelled_at IS NULL AND NOT n.superseded "
	"STRAIGHT_JOIN version_requirement v ON v.program_id = n.program_id AND v.version = n.definition_version "
	"AND v.component_id = k.id STRAIGHT_JOIN completion q ON q.enrollment_id = n.id AND q.requirement_id = v.requirement_id "
	"AND q.current = 1 AND q.evidence = 'course' AND q.completed_on = :completed_on "
	"WHERE x.id = :course_enrollment_id AND NOT EXISTS (SELECT 1 FROM course_attempt a WHERE a.course_enrollment_id = x.id "
	"AND a.ended_by = 're_enroll' AND a.completed_on = q.completed_on) "
	"AND NOT EXISTS (SELECT 1 FROM enrollment l WHERE l.program_id = n.program_id AND l.contact_id = n.contact_id "
	"AND l.cycle > n.cycle AND l.cancelled_at IS NULL) ORDER BY n.id, v.requirement_id")

static enum err record_all(struct ctx *c, const struct list *wanted)
{
	const struct evidence *w = wanted->items;

	for (size_t i = 0; i < wanted->n; i++)
		if (!i || w[i].enrollment_id != w[i - 1].enrollment_id ||
			w[i].requirement_id != w[i - 1].requirement_id)
			TRY(completion_of_course(c, w[i].enrollment_id, w[i].requirement_id,
				w[i].completed_on, w[i].grade));
	return ERR_OK;
}

enum err course_evidence_follow(struct ctx *c, const struct ints *course_enrollment_ids)
{
	struct list wanted;

	TRY(db_all(c, &wanted_by_programs, &((struct evidence){ .ids = *course_enrollment_ids }), &wanted));
	return record_all(c, &wanted);
}

enum err course_evidence_of(struct ctx *c, const struct ints *enrollment_ids)
{
	struct list wanted;

	TRY(db_all(c, &met_before, &((struct evidence){ .ids = *enrollment_ids }), &wanted));
	return record_all(c, &wanted);
}

enum err course_evidence_withdraw(struct ctx *c, int64_t course_enrollment_id, struct date completed_on)
{
	const struct evidence key = { .course_enrollment_id = course_enrollment_id,
		.completed_on = completed_on };
	const struct evidence *w;
	struct list gone;
	struct ints ids;

	if (!completed_on.day)
		return ERR_OK;
	TRY(db_all(c, &met_by_it, &key, &gone));
	w = gone.items;
	ids = (struct ints){ arena_alloc(&c->arena, (gone.n + 1) * sizeof(int64_t)), gone.n };
	for (size_t i = 0; i < gone.n; i++) {
		ids.v[i] = w[i].enrollment_id;
		TRY(completion_of_course_gone(c, w[i].enrollment_id, w[i].requirement_id));
	}
	return gone.n ? course_evidence_of(c, &ids) : ERR_OK;
}
