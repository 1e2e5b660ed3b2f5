#include "credit_evidence.h"
#include "completion_moves.h"
#include "credit_rule.h"
#include "db.h"

/*
 * A requirement that asks for credits is met on the first day on which those
 * that counted that day add up to it; so the order in which they come in makes
 * no difference.  What expired before the rest was earned does not count with
 * it, but a day that was reached stays: only a correction takes it away, or
 * deleting what awarded them.  As with courses, what earned a program once
 * cannot earn the next cycle.
 */
struct judged {
	int64_t enrollment_id, requirement_id;
	struct date met_on;
	struct ints ids;
};
static const struct field judged_fields[] = {
	FIELD(judged, enrollment_id, 0, 0, WIDE),
	FIELD(judged, requirement_id, 0, 0, WIDE),
	FIELD(judged, met_on, NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(judged, ids, 0, 0, WIDE),
	FIELD_END,
};

/* clang-format off */
#define REACHED_ON \
	"(SELECT MIN(w.awarded_on) FROM credit_award w WHERE " CREDIT_COUNTS("w") " AND v.min_credits <= (SELECT SUM(s.amount) " \
	"FROM credit_award s WHERE " CREDIT_COUNTS("s") " AND s.awarded_on <= w.awarded_on AND (s.expires_on IS NULL " \
	"OR s.expires_on >= w.awarded_on)))"
/* Enrolments n whose record is not what the ledger says. A waiver stands whatever it says; one that was followed by another is history. */
#define JUDGE(enrolments) \
	"SELECT DISTINCT enrollment_id, requirement_id, met_on FROM (SELECT n.id AS enrollment_id, v.requirement_id, q.completed_on AS was, " \
	REACHED_ON " AS met_on FROM " enrolments "STRAIGHT_JOIN version_requirement v ON v.program_id = n.program_id " \
	"AND v.version = n.definition_version AND v.min_credits IS NOT NULL LEFT JOIN completion q ON q.enrollment_id = n.id " \
	"AND q.requirement_id = v.requirement_id AND q.current = 1 WHERE n.cancelled_at IS NULL AND NOT n.superseded " \
	"AND COALESCE(q.evidence = 'credits', n.earned_on IS NULL) AND NOT EXISTS (SELECT 1 FROM enrollment o " \
	"WHERE o.previous_id = n.id AND o.program_id = n.program_id AND o.contact_id = n.contact_id)) x " \
	"WHERE NOT was <=> met_on ORDER BY enrollment_id, requirement_id"
/* clang-format on */

STMT(judge_contacts, judged, judged,
	JUDGE("JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) j STRAIGHT_JOIN enrollment n ON n.contact_id = j.id "))
STMT(judge_enrollments, judged, judged,
	JUDGE("JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) j STRAIGHT_JOIN enrollment n ON n.id = j.id "))

static enum err judge(struct ctx *c, struct stmt *s, const struct ints *ids)
{
	const struct judged *j;
	struct list all;

	if (!ids->n)
		return ERR_OK;
	TRY(db_all(c, s, &((struct judged){ .ids = *ids }), &all));
	j = all.items;
	for (size_t i = 0; i < all.n; i++)
		TRY(completion_of_credits(c, j[i].enrollment_id, j[i].requirement_id, j[i].met_on));
	return ERR_OK;
}

enum err credit_evidence_follow(struct ctx *c, const struct ints *contact_ids)
{
	return judge(c, &judge_contacts, contact_ids);
}

enum err credit_evidence_of(struct ctx *c, const struct ints *enrollment_ids)
{
	return judge(c, &judge_enrollments, enrollment_ids);
}
