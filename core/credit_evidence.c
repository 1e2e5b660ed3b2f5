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

#define JUDGE(enrolments) \
	"SELECT enrollment_id, requirement_id, met_on FROM " UNLIKE_LEDGER(enrolments, \
		"credit_award") "y ORDER BY enrollment_id, requirement_id"

STMT(judge_contacts, judged, judged,
	JUDGE("JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) j STRAIGHT_JOIN enrollment n ON n.contact_id = j.id "))
STMT(judge_enrollments, judged, judged,
	JUDGE("JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) j STRAIGHT_JOIN enrollment n ON n.id = j.id "))

STMT(judge_all, judged, judged, JUDGE("enrollment n "))

static enum err settle(struct ctx *c, const struct list *all)
{
	const struct judged *j = all->items;

	for (size_t i = 0; i < all->n; i++)
		TRY(completion_of_credits(c, j[i].enrollment_id, j[i].requirement_id, j[i].met_on));
	return ERR_OK;
}

static enum err judge(struct ctx *c, struct stmt *s, const struct ints *ids)
{
	struct list all;

	if (!ids->n)
		return ERR_OK;
	TRY(db_all(c, s, &((struct judged){ .ids = *ids }), &all));
	return settle(c, &all);
}

enum err credit_evidence_mend(struct ctx *c)
{
	struct list all;

	TRY(db_all(c, &judge_all, &(struct judged){ 0 }, &all));
	return settle(c, &all);
}

enum err credit_evidence_follow(struct ctx *c, const struct ints *contact_ids)
{
	return judge(c, &judge_contacts, contact_ids);
}

enum err credit_evidence_of(struct ctx *c, const struct ints *enrollment_ids)
{
	return judge(c, &judge_enrollments, enrollment_ids);
}
