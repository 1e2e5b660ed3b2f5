#include "credit.h"
#include "audit.h"
#include "contact.h"
#include "db.h"
#include "json.h"

#include <string.h>

/* --- types --- */

const struct field credit_type_fields[] = {
	FIELD(credit_type, id, OUT, 1, WIDE),
	FIELD(credit_type, code, IN | OUT | REQ | TRIM, 1, 40),
	FIELD(credit_type, title, IN | OUT | REQ | TRIM, 1, 200),
	FIELD(credit_type, increment, IN | OUT, 1, 10000),
	FIELD(credit_type, decimals, IN | OUT, 0, 2),
	FIELD(credit_type, version, OUT | QUIET, 1, WIDE),
	FIELD_END,
};

#define TYPE "SELECT id, code, title, increment, decimals, version FROM credit_type "

STMT(list_types, none, credit_type, TYPE "ORDER BY code")
STMT(find_type, credit_type, credit_type, TYPE "WHERE id = :id")
STMT(find_type_by_code, credit_type, credit_type, TYPE "WHERE code = :code")
STMT(lock_type, credit_type, credit_type, TYPE "WHERE id = :id FOR UPDATE")
STMT(insert_type, credit_type, none,
	"INSERT INTO credit_type (code, title, increment, decimals, created_at) "
	"VALUES (:code, :title, :increment, :decimals, :now)")
STMT(update_type, credit_type, none,
	"UPDATE credit_type SET code = :code, title = :title, increment = :increment, decimals = :decimals, "
	"version = version + 1 WHERE id = :id")

enum err credit_type_list(struct ctx *c, struct list *into)
{
	return db_all(c, &list_types, NULL, into);
}

enum err credit_type_find(struct ctx *c, int64_t id, struct credit_type *into)
{
	return db_one(c, &find_type, &(struct credit_type){ .id = id }, into);
}

static enum err code_taken(struct ctx *c, const char *code)
{
	return fail(c, ERR_CODE_TAKEN, "Another credit type has the code %s.", code);
}

/* 0.25 with one decimal would be shown as what it is not. */
static enum err check_type(struct ctx *c, const struct credit_type *t)
{
	int64_t unit = t->decimals == 2 ? 1 : t->decimals == 1 ? 10 : 100;

	return t->increment.hundredths % unit == 0
		? ERR_OK
		: fail_field(c, "decimals", "are too few to show the increment %s",
			  decimal_text(&c->arena, t->increment.hundredths));
}

/* Where nothing is said, credits are whole numbers; where only the increment is, as many decimals as it has. */
static void fill_type(struct credit_type *t)
{
	if (!t->increment.set)
		t->increment = (struct decimal){ true, t->decimals == 2 ? 1 : t->decimals == 1 ? 10 : 100 };
	if (!t->decimals)
		t->decimals = t->increment.hundredths % 10 ? 2 : t->increment.hundredths % 100 ? 1 : 0;
}

enum err credit_type_create(struct ctx *c, struct credit_type *in)
{
	enum err e;

	fill_type(in);
	TRY(check_type(c, in));
	e = db_insert(c, &insert_type, in, &in->id, ERR_CODE_TAKEN);
	if (e == ERR_CODE_TAKEN)
		return code_taken(c, in->code);
	TRY(e);
	audit(c, "credit_type.create", (struct audit_object){ "credit_type", in->id, in->title },
		credit_type_fields, NULL, in);
	return ERR_OK;
}

enum err credit_type_update(struct ctx *c, int64_t id, int64_t version, const struct credit_type *in,
	uint64_t sent)
{
	struct credit_type before = { 0 }, after;
	enum err e;

	TRY(db_one(c, &lock_type, &(struct credit_type){ .id = id }, &before));
	TRY(version_check(c, before.version, version));
	after = before;
	field_merge(credit_type_fields, &after, in, sent);
	if (audit_nothing(c, credit_type_fields, &before, &after))
		return ERR_OK;
	TRY(check_type(c, &after));
	e = db_exec_unique(c, &update_type, &after, ERR_CODE_TAKEN);
	if (e == ERR_CODE_TAKEN)
		return code_taken(c, after.code);
	TRY(e);
	audit(c, "credit_type.update", (struct audit_object){ "credit_type", id, after.title },
		credit_type_fields, &before, &after);
	return ERR_OK;
}

/* --- what a course awards --- */

const struct field course_credit_fields[] = {
	FIELD(course_credit, credit_type, IN | OUT | REQ | TRIM, 1, 40),
	FIELD(course_credit, title, OUT | QUIET, 0, 200),
	FIELD(course_credit, maximum, IN | OUT | REQ, 1, 99999999),
	FIELD(course_credit, variable, IN | OUT, 0, 1),
	FIELD(course_credit, valid_months, IN | OUT | NULLABLE, 1, 1200),
	FIELD(course_credit, increment, OUT | QUIET, 0, WIDE),
	FIELD(course_credit, course_id, QUIET, 0, WIDE),
	FIELD(course_credit, credit_type_id, QUIET, 0, WIDE),
	FIELD_END,
};
const struct field course_credits_fields[] = {
	FIELD_MANY(course_credits, credits, IN | OUT | REQ, 0, 40, course_credit),
	FIELD_END,
};

STMT(list_credits, course_credit, course_credit,
	"SELECT t.code AS credit_type, t.title, k.maximum, k.variable, k.valid_months, t.increment, k.course_id, k.credit_type_id "
	"FROM course_credit k JOIN credit_type t ON t.id = k.credit_type_id WHERE k.course_id = :course_id ORDER BY t.code")
STMT(lock_course, course_credit, course_credit,
	"SELECT id AS course_id, title FROM course WHERE id = :course_id FOR UPDATE")
STMT(drop_credits, course_credit, none, "DELETE FROM course_credit WHERE course_id = :course_id")
STMT(insert_credit, course_credit, none,
	"INSERT INTO course_credit (course_id, credit_type_id, maximum, variable, valid_months) "
	"VALUES (:course_id, :credit_type_id, :maximum, :variable, :valid_months)")
STMT(bump_course, course_credit, none, "UPDATE course SET version = version + 1 WHERE id = :course_id")

enum err course_credits_read(struct ctx *c, int64_t course_id, struct list *into)
{
	return db_all(c, &list_credits, &(struct course_credit){ .course_id = course_id }, into);
}

static const char *place(struct ctx *c, size_t i, const char *member)
{
	return arena_printf(&c->arena, "credits/%zu/%s", i, member);
}

/* Looks the type up; a complaint is noted, and the next one is looked at all the same. */
static enum err resolve(struct ctx *c, struct course_credit *k, size_t i, enum err *verdict)
{
	struct credit_type type = { .code = k->credit_type };
	bool found;

	TRY(db_maybe(c, &find_type_by_code, &type, &type, &found));
	if (!found)
		*verdict = fail_field(c, place(c, i, "credit_type"), "is not the code of a credit type");
	else if (k->maximum.hundredths % type.increment.hundredths)
		*verdict = fail_field(c, place(c, i, "maximum"), "must be a multiple of %s",
			decimal_text(&c->arena, type.increment.hundredths));
	k->credit_type_id = found ? type.id : 0;
	k->credit_type = found ? type.code : k->credit_type;
	return ERR_OK;
}

static enum err check_credits(struct ctx *c, struct course_credit *k, size_t n)
{
	enum err verdict = ERR_OK;

	for (size_t i = 0; i < n; i++) {
		TRY(resolve(c, &k[i], i, &verdict));
		for (size_t j = 0; j < i; j++)
			if (k[i].credit_type_id && k[j].credit_type_id == k[i].credit_type_id)
				verdict = fail_field(c, place(c, i, "credit_type"), "stands there already");
	}
	return verdict;
}

enum err course_credits_save(struct ctx *c, int64_t course_id, const struct course_credits *in)
{
	struct course_credit *k = in->credits.items, course = { .course_id = course_id };
	struct course_credits before, after;

	TRY(db_one(c, &lock_course, &course, &course));
	TRY(check_credits(c, k, in->credits.n));
	TRY(course_credits_read(c, course_id, &before.credits));
	TRY(db_exec(c, &drop_credits, &course));
	for (size_t i = 0; i < in->credits.n; i++) {
		k[i].course_id = course_id;
		TRY(db_exec(c, &insert_credit, &k[i]));
	}
	TRY(db_exec(c, &bump_course, &course));
	TRY(course_credits_read(c, course_id, &after.credits));
	if (!audit_nothing(c, course_credits_fields, &before, &after))
		audit(c, "course.credits", (struct audit_object){ "course", course_id, course.title },
			course_credits_fields, &before, &after);
	return ERR_OK;
}

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
	FIELD(credit_award, awarded_on, OUT, DATE_MIN, DATE_MAX),
	FIELD(credit_award, expires_on, OUT | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(credit_award, expired, OUT | QUIET, 0, 1),
	FIELD(credit_award, provenance, OUT, 0, 16),
	FIELD_WORD(credit_award, submission, OUT, submissions),
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
	"a.awarded_on, a.expires_on, COALESCE(a.expires_on < :today, FALSE) AS expired, a.provenance, a.submission, a.version " \
	"FROM credit_award a STRAIGHT_JOIN contact p ON p.id = a.contact_id STRAIGHT_JOIN course k ON k.id = a.course_id " \
	"STRAIGHT_JOIN credit_type t ON t.id = a.credit_type_id STRAIGHT_JOIN course_enrollment e " \
	"ON e.course_id = a.course_id AND e.contact_id = a.contact_id "
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

/* What a claim is judged by. */
struct claimable {
	int64_t course_enrollment_id, course_id, contact_id, attempt, credit_type_id;
	const char *credit_type, *status, *course_title, *type_title;
	bool offered, variable, awarded;
	struct decimal maximum, increment, amount;
	struct date awarded_on, expires_on;
	int64_t valid_months;
};
static const struct field claimable_fields[] = {
	FIELD(claimable, course_enrollment_id, 0, 0, WIDE),
	FIELD(claimable, course_id, 0, 0, WIDE),
	FIELD(claimable, contact_id, 0, 0, WIDE),
	FIELD(claimable, attempt, 0, 0, WIDE),
	FIELD(claimable, credit_type_id, NULLABLE, 0, WIDE),
	FIELD(claimable, credit_type, 0, 0, 40),
	FIELD(claimable, status, 0, 0, 16),
	FIELD(claimable, course_title, 0, 0, 200),
	FIELD(claimable, type_title, NULLABLE, 0, 200),
	FIELD(claimable, offered, 0, 0, 1),
	FIELD(claimable, variable, 0, 0, 1),
	FIELD(claimable, awarded, 0, 0, 1),
	FIELD(claimable, maximum, NULLABLE, 0, WIDE),
	FIELD(claimable, increment, NULLABLE, 0, WIDE),
	FIELD(claimable, amount, NULLABLE, 0, WIDE),
	FIELD(claimable, awarded_on, 0, 0, DATE_MAX),
	FIELD(claimable, expires_on, NULLABLE, 0, DATE_MAX),
	FIELD(claimable, valid_months, NULLABLE, 0, WIDE),
	FIELD_END,
};

STMT(hold_enrollment, claimable, claimable,
	"SELECT contact_id FROM course_enrollment WHERE id = :course_enrollment_id FOR UPDATE")
STMT(judge_claim, claimable, claimable,
	"SELECT e.course_id, e.contact_id, e.attempt, e.status, r.title AS course_title, t.id AS credit_type_id, "
	"t.title AS type_title, k.course_id IS NOT NULL AS offered, COALESCE(k.variable, FALSE) AS variable, k.maximum, t.increment, "
	"k.valid_months, EXISTS (SELECT 1 FROM credit_award a WHERE a.course_id = e.course_id AND a.contact_id = e.contact_id "
	"AND a.attempt = e.attempt AND a.credit_type_id = t.id) AS awarded FROM course_enrollment e JOIN course r ON r.id = e.course_id "
	"LEFT JOIN credit_type t ON t.code = :credit_type LEFT JOIN course_credit k ON k.course_id = e.course_id "
	"AND k.credit_type_id = t.id WHERE e.id = :course_enrollment_id")
STMT(insert_award, claimable, none,
	"INSERT INTO credit_award (course_id, contact_id, attempt, credit_type_id, amount, awarded_on, expires_on, provenance, "
	"submission, created_at) VALUES (:course_id, :contact_id, :attempt, :credit_type_id, :amount, :awarded_on, :expires_on, "
	"'claimed', 'queued', :now)")

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

/* Is it a credit that waits for a claim at all? */
static enum err check_claimable(struct ctx *c, const struct claimable *k)
{
	if (!k->credit_type_id)
		return fail_field(c, "credit_type", "is not the code of a credit type");
	if (!k->offered)
		return fail(c, ERR_CREDIT_NOT_CLAIMABLE, "%s awards no %s.", k->course_title, k->type_title);
	if (k->awarded)
		return fail(c, ERR_EXISTS_CREDIT, "%s was awarded for this attempt at %s already.",
			k->type_title, k->course_title);
	if (!k->variable)
		return fail(c, ERR_CREDIT_NOT_CLAIMABLE, "%s is awarded whole and by itself on completion.",
			k->type_title);
	if (strcmp(k->status, "completed") != 0)
		return fail_remedy(c, ERR_CREDIT_NOT_CLAIMABLE, "Complete the course first.",
			"%s is not completed yet.", k->course_title);
	return ERR_OK;
}

static enum err check_amount(struct ctx *c, struct decimal amount, struct decimal maximum,
	struct decimal increment)
{
	if (amount.hundredths > maximum.hundredths)
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
	struct claimable k = { .course_enrollment_id = course_enrollment_id, .credit_type = in->credit_type };

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
	audit(c, "credit.claim",
		(struct audit_object){ "course_enrollment", course_enrollment_id, k.course_title },
		credit_claim_fields, NULL, in);
	return credit_find(c, out->id, out);
}

/* What was told to others is told again; what never is stays untold (CRI-21). */
static const char *after_correction(const char *submission)
{
	return strcmp(submission, "not_reportable") ? "queued" : submission;
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
	after.submission = after_correction(before.submission);
	TRY(db_exec(c, &correct_award, &after));
	audit(c, "credit.correct", (struct audit_object){ "credit_award", id, before.contact_name },
		credit_award_fields, &before, &after);
	return ERR_OK;
}

/* --- what follows from completions --- */

struct awarding {
	struct ints ids;
};
static const struct field awarding_fields[] = {
	FIELD(awarding, ids, 0, 0, WIDE),
	FIELD_END,
};

STMT(award_completed, awarding, none,
	"INSERT INTO credit_award (course_id, contact_id, attempt, credit_type_id, amount, awarded_on, expires_on, provenance, "
	"submission, created_at) SELECT e.course_id, e.contact_id, e.attempt, k.credit_type_id, k.maximum, e.completed_on, "
	"e.completed_on + INTERVAL k.valid_months MONTH, 'earned', 'queued', :now "
	"FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) m STRAIGHT_JOIN course_enrollment e ON e.id = m.id "
	"STRAIGHT_JOIN course_credit k ON k.course_id = e.course_id LEFT JOIN credit_award a ON a.course_id = e.course_id "
	"AND a.contact_id = e.contact_id AND a.attempt = e.attempt AND a.credit_type_id = k.credit_type_id "
	"WHERE e.status = 'completed' AND e.completion_origin <> 'import' AND NOT k.variable AND a.id IS NULL")

enum err credits_award_completed(struct ctx *c, const struct ints *enrollment_ids, int64_t *awarded)
{
	return db_change(c, &award_completed, &(struct awarding){ *enrollment_ids }, awarded);
}
