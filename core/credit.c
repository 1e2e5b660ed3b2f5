#include "credit.h"
#include "audit.h"
#include "contact.h"
#include "course_row.h"
#include "credit_evidence.h"
#include "credit_rule.h"
#include "db.h"
#include "enrollment_row.h"
#include "json.h"
#include "report.h"
#include "webhook.h"

#include <string.h>

/* --- what people were awarded --- */

static const char *const submissions[] = { "not_reportable", "queued", "sent", "accepted", "rejected", NULL };

const struct field credit_award_fields[] = {
	FIELD(credit_award, id, OUT, 1, WIDE),
	FIELD(credit_award, contact_id, OUT, 1, WIDE),
	FIELD(credit_award, contact_name, OUT | QUIET, 0, 161),
	FIELD(credit_award, course_id, OUT, 1, WIDE),
	FIELD(credit_award, course_code, OUT | QUIET, 0, 64),
	FIELD(credit_award, course_title, OUT | QUIET, 0, 200),
	FIELD(credit_award, course_enrollment_id, OUT | QUIET, 0, WIDE),
	FIELD(credit_award, attempt, OUT, 1, WIDE),
	FIELD(credit_award, credit_type, OUT, 1, 40),
	FIELD(credit_award, credit_title, OUT | QUIET, 0, 200),
	FIELD(credit_award, amount, OUT, 0, WIDE),
	FIELD(credit_award, increment, OUT | QUIET, 0, WIDE),
	FIELD(credit_award, maximum, OUT | NULLABLE | QUIET, 0, WIDE),
	FIELD(credit_award, decimals, OUT | QUIET, 0, 2),
	FIELD(credit_award, awarded_on, OUT, DATE_MIN, DATE_MAX),
	FIELD(credit_award, expires_on, OUT | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(credit_award, expired, OUT | QUIET, 0, 1),
	FIELD(credit_award, provenance, OUT, 0, 16),
	FIELD_WORD(credit_award, submission, OUT, submissions),
	FIELD(credit_award, corrections, OUT | QUIET, 0, WIDE),
	FIELD(credit_award, version, OUT | QUIET, 1, WIDE),
	FIELD_END,
};
const struct field credit_query_fields[] = {
	FIELD(credit_query, contact_id, IN, 1, WIDE),
	FIELD(credit_query, course_id, IN, 1, WIDE),
	FIELD_WORD(credit_query, submission, IN, submissions),
	PAGE_FIELDS(credit_query),
	FIELD_END,
};
const struct field credit_claim_fields[] = {
	FIELD(credit_claim, credit_type, IN | REQ | TRIM, 1, 40),
	FIELD(credit_claim, amount, IN | REQ, 1, 99999999),
	FIELD_END,
};
const struct field credit_correction_fields[] = {
	FIELD(credit_correction, amount, IN, 0, 99999999),
	FIELD(credit_correction, expires_on, IN | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(credit_correction, reason, IN | REQ | TRIM, 1, 1000),
	FIELD_END,
};

#define AWARD \
	"SELECT a.id, a.contact_id, CONCAT(p.given_name, ' ', p.family_name) AS contact_name, a.course_id, k.code AS course_code, " \
	"k.title AS course_title, e.id AS course_enrollment_id, a.attempt, t.code AS credit_type, t.title AS credit_title, a.amount, " \
	"t.increment, t.decimals, m.maximum, a.awarded_on, a.expires_on, NOT " CREDIT_HOLDS( \
		"a") " AS expired, a.provenance, a.submission, " \
		     "(SELECT COUNT(*) FROM audit u WHERE u.entity = 'credit_award' AND u.entity_id = a.id AND u.action = 'credit.correct') " \
		     "AS corrections, a.version " \
		     "FROM credit_award a STRAIGHT_JOIN contact p ON p.id = a.contact_id STRAIGHT_JOIN course k ON k.id = a.course_id " \
		     "STRAIGHT_JOIN credit_type t ON t.id = a.credit_type_id STRAIGHT_JOIN course_enrollment e " \
		     "ON e.course_id = a.course_id AND e.contact_id = a.contact_id LEFT JOIN course_credit m ON m.course_id = a.course_id " \
		     "AND m.credit_type_id = a.credit_type_id "
#define NEWEST \
	"(:course_id = 0 OR a.course_id = :course_id) AND (:submission IS NULL OR a.submission = :submission) " \
	"AND (:after_id = 0 OR a.id < :after_id) ORDER BY a.id DESC LIMIT :rows"

STMT(list_awards, credit_query, credit_award, AWARD "WHERE " NEWEST)
STMT(list_own_awards, credit_query, credit_award, AWARD "WHERE a.contact_id = :contact_id AND " NEWEST)
STMT(find_award, credit_award, credit_award, AWARD "WHERE a.id = :id")
STMT(lock_award, credit_award, credit_award, "SELECT id FROM credit_award WHERE id = :id FOR UPDATE")
STMT(correct_award, credit_award, none,
	"UPDATE credit_award SET amount = :amount, expires_on = :expires_on, submission = :submission, version = version + 1 "
	"WHERE id = :id")

const struct field credit_total_fields[] = {
	FIELD(credit_total, credit_type, OUT, 1, 40),
	FIELD(credit_total, title, OUT, 1, 200),
	FIELD(credit_total, decimals, OUT, 0, 2),
	FIELD(credit_total, amount, OUT, 0, WIDE),
	FIELD(credit_total, expired, OUT, 0, WIDE),
	FIELD(credit_total, awards, OUT, 0, WIDE),
	FIELD(credit_total, next_expires_on, OUT | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD_END,
};
const struct field credit_total_query_fields[] = {
	FIELD(credit_total_query, contact_id, IN, 1, WIDE),
	FIELD_END,
};
STMT(sum_awards, credit_total_query, credit_total,
	"SELECT t.code AS credit_type, t.title, t.decimals, SUM(IF(" CREDIT_HOLDS(
		"a") ", a.amount, 0)) AS amount, "
		     "SUM(IF(" CREDIT_HOLDS(
			     "a") ", 0, a.amount)) AS expired, COUNT(*) AS awards, "
				  "MIN(IF(a.amount > 0 AND a.expires_on >= :today, a.expires_on, NULL)) AS next_expires_on "
				  "FROM credit_award a JOIN credit_type t ON t.id = a.credit_type_id WHERE a.contact_id = :contact_id "
				  "GROUP BY t.id, t.code, t.title, t.decimals ORDER BY t.code")

enum err credit_list(struct ctx *c, struct credit_query *q, struct page *into)
{
	const struct credit_award *items;

	if (!q->contact_id && !actor_is_staff(c))
		q->contact_id = c->actor.id;
	if (q->contact_id)
		TRY(contact_scope(c, q->contact_id));
	TRY(PAGE_START(c, q));
	TRY(db_all(c, q->contact_id ? &list_own_awards : &list_awards, q, &into->items));
	items = into->items.items;
	if (page_cut(into, q->limit))
		into->next = page_cursor(c, NULL, items[q->limit - 1].id);
	return ERR_OK;
}

enum err credit_find(struct ctx *c, int64_t id, struct credit_award *into)
{
	TRY(db_one(c, &find_award, &(struct credit_award){ .id = id }, into));
	return contact_scope(c, into->contact_id);
}

enum err credit_totals(struct ctx *c, const struct credit_total_query *q, struct list *into)
{
	struct credit_total_query of = { q->contact_id ? q->contact_id : c->actor.id };

	TRY(contact_scope(c, of.contact_id));
	return db_all(c, &sum_awards, &of, into);
}

/* --- what can be claimed --- */

const struct field credit_offer_fields[] = {
	FIELD(credit_offer, course_enrollment_id, OUT, 1, WIDE),
	FIELD(credit_offer, course_id, OUT, 1, WIDE),
	FIELD(credit_offer, course_title, OUT, 1, 200),
	FIELD(credit_offer, attempt, OUT, 1, WIDE),
	FIELD(credit_offer, credit_type, OUT, 1, 40),
	FIELD(credit_offer, title, OUT | NULLABLE, 1, 200),
	FIELD(credit_offer, variable, OUT, 0, 1),
	FIELD(credit_offer, maximum, OUT | NULLABLE, 0, WIDE),
	FIELD(credit_offer, increment, OUT | NULLABLE, 0, WIDE),
	FIELD(credit_offer, decimals, OUT, 0, 2),
	FIELD(credit_offer, valid_months, OUT | NULLABLE, 1, 1200),
	FIELD(credit_offer, award_id, OUT | NULLABLE, 1, WIDE),
	FIELD(credit_offer, amount, OUT | NULLABLE, 0, WIDE),
	FIELD(credit_offer, awarded_on, OUT | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(credit_offer, expires_on, OUT | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(credit_offer, can_claim, OUT, 0, 1),
	FIELD_SUB(credit_offer, why_not, OUT | NULLABLE, finding),
	FIELD(credit_offer, contact_id, 0, 0, WIDE),
	FIELD(credit_offer, credit_type_id, NULLABLE, 0, WIDE),
	FIELD(credit_offer, status, 0, 0, 16),
	FIELD(credit_offer, offered, 0, 0, 1),
	FIELD_END,
};

#define OFFER \
	"SELECT e.id AS course_enrollment_id, e.course_id, e.contact_id, e.attempt, e.status, r.title AS course_title, " \
	"t.id AS credit_type_id, t.code AS credit_type, t.title, k.course_id IS NOT NULL AS offered, COALESCE(k.variable, FALSE) AS variable, " \
	"k.maximum, t.increment, COALESCE(t.decimals, 0) AS decimals, k.valid_months, a.id AS award_id, a.amount, a.awarded_on, " \
	"a.expires_on FROM course_enrollment e JOIN course r ON r.id = e.course_id "
#define AWARDED \
	"LEFT JOIN credit_award a ON a.course_id = e.course_id AND a.contact_id = e.contact_id AND a.attempt = e.attempt " \
	"AND a.credit_type_id = t.id "

STMT(hold_enrollment, credit_offer, credit_offer,
	"SELECT contact_id FROM course_enrollment WHERE id = :course_enrollment_id FOR UPDATE")
STMT(see_enrollment, credit_offer, credit_offer,
	"SELECT contact_id FROM course_enrollment WHERE id = :course_enrollment_id")
STMT(judge_claim, credit_offer, credit_offer,
	OFFER
	"LEFT JOIN credit_type t ON t.code = :credit_type LEFT JOIN course_credit k ON k.course_id = e.course_id "
	"AND k.credit_type_id = t.id " AWARDED "WHERE e.id = :course_enrollment_id")
STMT(list_offers, credit_offer, credit_offer,
	OFFER
	"JOIN course_credit k ON k.course_id = e.course_id JOIN credit_type t ON t.id = k.credit_type_id " AWARDED
	"WHERE e.id = :course_enrollment_id ORDER BY t.code")
STMT(list_claimable, credit_offer, credit_offer,
	OFFER
	"JOIN course_credit k ON k.course_id = e.course_id AND k.variable JOIN credit_type t ON t.id = k.credit_type_id " AWARDED
	"WHERE e.contact_id = :contact_id AND e.status = 'completed' AND a.id IS NULL ORDER BY e.completed_on DESC, e.id, t.code")
STMT(insert_award, credit_offer, none,
	"INSERT INTO credit_award (course_id, contact_id, attempt, credit_type_id, amount, awarded_on, expires_on, provenance, "
	"submission, created_at) VALUES (:course_id, :contact_id, :attempt, :credit_type_id, :amount, :awarded_on, :expires_on, " PROVENANCE(
		claimed) ", " SUBMISSION(claimed) ", :now)")

/* Is it a credit that waits for a claim at all? */
static enum err check_claimable(struct ctx *c, const struct credit_offer *k)
{
	if (!k->credit_type_id)
		return fail_field(c, "credit_type", "is not the code of a credit type");
	if (!k->offered)
		return fail(c, ERR_CREDIT_NOT_CLAIMABLE, "%s awards no %s.", k->course_title, k->title);
	if (k->award_id)
		return fail(c, ERR_EXISTS_CREDIT, "%s was awarded for this attempt at %s already.", k->title,
			k->course_title);
	if (!k->variable)
		return fail(c, ERR_CREDIT_NOT_CLAIMABLE, "%s is awarded whole and by itself on completion.",
			k->title);
	if (strcmp(k->status, "completed") != 0)
		return fail_remedy(c, ERR_CREDIT_NOT_CLAIMABLE, "Complete the course first.",
			"%s is not completed yet.", k->course_title);
	return ERR_OK;
}

static void judge_offers(struct ctx *c, struct list *offers)
{
	struct credit_offer *k = offers->items;

	for (size_t i = 0; i < offers->n; i++) {
		k[i].why_not = finding_of(c, check_claimable(c, &k[i]));
		k[i].can_claim = !k[i].why_not;
	}
}

enum err credit_offers(struct ctx *c, int64_t course_enrollment_id, struct list *into)
{
	struct credit_offer of = { .course_enrollment_id = course_enrollment_id };

	TRY(db_one(c, &see_enrollment, &of, &of));
	TRY(contact_scope(c, of.contact_id));
	TRY(db_all(c, &list_offers, &of, into));
	judge_offers(c, into);
	return ERR_OK;
}

enum err credit_claimable(struct ctx *c, struct list *into)
{
	TRY(db_all(c, &list_claimable, &(struct credit_offer){ .contact_id = c->actor.id }, into));
	judge_offers(c, into);
	return ERR_OK;
}

/* maximum may be absent: then the increment alone is a bound. */
static enum err check_amount(struct ctx *c, struct decimal amount, struct decimal maximum,
	struct decimal increment)
{
	if (maximum.set && amount.hundredths > maximum.hundredths)
		return fail_field(c, "amount", "must not be more than %s",
			decimal_text(&c->arena, maximum.hundredths));
	if (amount.hundredths % increment.hundredths)
		return fail_field(c, "amount", "must be a multiple of %s",
			decimal_text(&c->arena, increment.hundredths));
	return ERR_OK;
}

enum err credit_claim(struct ctx *c, int64_t course_enrollment_id, const struct credit_claim *in,
	struct credit_award *out)
{
	struct credit_offer k = { .course_enrollment_id = course_enrollment_id,
		.credit_type = in->credit_type };

	TRY(db_one(c, &hold_enrollment, &k, &k));
	TRY(contact_scope(c, k.contact_id));
	TRY(db_one(c, &judge_claim, &k, &k));
	TRY(check_claimable(c, &k));
	TRY(check_amount(c, in->amount, k.maximum, k.increment));
	k.amount = in->amount;
	k.awarded_on = c->today;
	if (k.valid_months)
		k.expires_on = date_add(c->today, k.valid_months, "months");
	TRY(db_insert(c, &insert_award, &k, &out->id, ERR_EXISTS_CREDIT));
	TRY(webhook_credit_claimed(c, out->id));
	audit(c, "credit.claim",
		(struct audit_object){ "course_enrollment", course_enrollment_id, k.course_title },
		credit_claim_fields, NULL, in);
	TRY(credit_evidence_follow(c, &(struct ints){ &k.contact_id, 1 }));
	return credit_find(c, out->id, out);
}

static enum err check_correction(struct ctx *c, const struct credit_award *before,
	const struct credit_award *after)
{
	if (after->amount.hundredths != before->amount.hundredths)
		TRY(check_amount(c, after->amount, before->maximum, before->increment));
	if (after->expires_on.day && after->expires_on.day < after->awarded_on.day)
		return fail_field(c, "expires_on", "must not be before the day it was awarded");
	return ERR_OK;
}

enum err credit_correct(struct ctx *c, int64_t id, int64_t version, const struct credit_correction *in,
	uint64_t sent)
{
	struct credit_award before = { .id = id }, after;

	TRY(db_one(c, &lock_award, &before, &before));
	TRY(db_one(c, &find_award, &before, &before));
	TRY(version_check(c, before.version, version));
	after = before;
	if (field_sent(credit_correction_fields, sent, "amount"))
		after.amount = in->amount;
	if (field_sent(credit_correction_fields, sent, "expires_on"))
		after.expires_on = in->expires_on;
	if (audit_nothing(c, credit_award_fields, &before, &after))
		return ERR_OK;
	TRY(check_correction(c, &before, &after));
	after.submission = move_target(submission_moves, "correct", before.submission);
	TRY(db_exec(c, &correct_award, &after));
	TRY(webhook_credit_corrected(c, id));
	audit(c, "credit.correct", (struct audit_object){ "credit_award", id, before.contact_name },
		credit_award_fields, &before, &after);
	return credit_evidence_follow(c, &(struct ints){ &before.contact_id, 1 });
}

const struct field credit_effect_query_fields[] = {
	FIELD(credit_effect_query, amount, IN | REQ, 0, 99999999),
	FIELD(credit_effect_query, expires_on, IN | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(credit_effect_query, id, 0, 0, WIDE),
	FIELD(credit_effect_query, contact_id, 0, 0, WIDE),
	FIELD_END,
};
const struct field credit_effect_fields[] = {
	FIELD(credit_effect, enrollment_id, OUT, 1, WIDE),
	FIELD(credit_effect, requirement_id, OUT, 1, WIDE),
	FIELD(credit_effect, program_name, OUT, 1, 200),
	FIELD(credit_effect, title, OUT, 1, 200),
	FIELD(credit_effect, was, OUT | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(credit_effect, met_on, OUT | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD_END,
};

/* The person's credits as they would be; a limit keeps MariaDB from merging the query with those around it. */
#define CORRECTED \
	"(SELECT contact_id, credit_type_id, awarded_on, IF(id = :id, :amount, amount) AS amount, IF(id = :id, :expires_on, expires_on) " \
	"AS expires_on FROM credit_award WHERE contact_id = :contact_id LIMIT 9223372036854775807)"
STMT(judge_corrected, credit_effect_query, credit_effect,
	"SELECT y.enrollment_id, y.requirement_id, g.name AS program_name, y.title, y.was, y.met_on FROM " UNLIKE_LEDGER(
		"(SELECT * FROM enrollment WHERE contact_id = :contact_id) n ",
		CORRECTED) "y JOIN program g ON g.id = y.program_id ORDER BY g.name, y.enrollment_id, y.requirement_id")

enum err credit_correction_effect(struct ctx *c, int64_t id, const struct credit_effect_query *in,
	struct list *into)
{
	struct credit_effect_query q = *in;
	struct credit_award award;

	TRY(credit_find(c, id, &award));
	q.id = id;
	q.contact_id = award.contact_id;
	return db_all(c, &judge_corrected, &q, into);
}

/* --- what follows from completions --- */

struct awarding {
	struct ints ids;
};
static const struct field awarding_fields[] = {
	FIELD(awarding, ids, 0, 0, WIDE),
	FIELD_END,
};

/* A credit that a completion awards. */
struct due {
	int64_t course_enrollment_id, course_id, contact_id;
	const char *title, *credit_type;
	struct decimal amount;
	struct date awarded_on;
};
static const struct field due_fields[] = {
	FIELD(due, credit_type, 0, 0, 40),
	FIELD(due, amount, 0, 0, WIDE),
	FIELD(due, awarded_on, 0, 0, DATE_MAX),
	FIELD(due, course_enrollment_id, QUIET, 0, WIDE),
	FIELD(due, course_id, QUIET, 0, WIDE),
	FIELD(due, contact_id, QUIET, 0, WIDE),
	FIELD(due, title, QUIET, 0, 400),
	FIELD_END,
};

#define ENROLMENTS \
	"JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) m STRAIGHT_JOIN course_enrollment e ON e.id = m.id "
#define NOT_IMPORTED "e.completion_origin <> 'import'"
STMT(list_due, awarding, due,
	"SELECT e.id AS course_enrollment_id, e.course_id, e.contact_id, CONCAT(p.given_name, ' ', p.family_name, ', ', r.title) AS title, "
	"(SELECT t.code FROM credit_type t WHERE t.id = w.credit_type_id) AS credit_type, w.maximum AS amount, e.completed_on AS awarded_on " CREDITS_DUE(
		ENROLMENTS
		"STRAIGHT_JOIN contact p ON p.id = e.contact_id STRAIGHT_JOIN course r ON r.id = e.course_id ")
		NOT_IMPORTED " ORDER BY e.id, w.credit_type_id")
STMT(award_due, awarding, none, AWARD_CREDITS_DUE(earned, "NULL", ENROLMENTS) NOT_IMPORTED)

/* Many at once are told of in one entry. */
static void tell_many(struct ctx *c, const struct due *d, size_t n)
{
	struct buf b = { .arena = &c->arena };

	buf_text(&b, "[{\"field\":\"credits\",\"before\":null,\"after\":[");
	for (size_t i = 0; i < n; i++) {
		buf_printf(&b, i ? ",[%lld," : "[%lld,", (long long)d[i].course_enrollment_id);
		json_string(&b, d[i].credit_type);
		buf_printf(&b, ",%s]", decimal_text(&c->arena, d[i].amount.hundredths));
	}
	buf_text(&b, "]}]");
	audit_json(c, "credit.award_many", (struct audit_object){ "course", d->course_id, NULL },
		buf_end(&b));
}

static void tell(struct ctx *c, const struct list *awards)
{
	const struct due *d = awards->items;

	if (awards->n > COURSE_TELL_EACH) {
		tell_many(c, d, awards->n);
		return;
	}
	for (size_t i = 0; i < awards->n; i++)
		audit(c, "credit.award",
			(struct audit_object){ "course_enrollment", d[i].course_enrollment_id, d[i].title },
			due_fields, NULL, &d[i]);
}

static const struct ints *people_of(struct ctx *c, const struct list *awards)
{
	struct ints *ids = arena_new(&c->arena, struct ints);
	const struct due *d = awards->items;

	ids->v = arena_alloc(&c->arena, (awards->n + 1) * sizeof(*ids->v));
	for (size_t i = 0; i < awards->n; i++)
		if (!i || d[i].contact_id != d[i - 1].contact_id)
			ids->v[ids->n++] = d[i].contact_id;
	return ids;
}

enum err credits_award_completed(struct ctx *c, const struct ints *enrollment_ids, int64_t *awarded)
{
	struct awarding of = { *enrollment_ids };
	struct list due;

	TRY(db_all(c, &list_due, &of, &due));
	*awarded = (int64_t)due.n;
	if (!due.n)
		return ERR_OK;
	TRY(db_exec(c, &award_due, &of));
	TRY(webhook_credits_earned(c, enrollment_ids));
	tell(c, &due);
	return credit_evidence_follow(c, people_of(c, &due));
}
