#include "audit.h"
#include "contact.h"
#include "credit.h"
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
	FIELD(credit_type, courses, OUT | QUIET, 0, WIDE),
	FIELD(credit_type, version, OUT | QUIET, 1, WIDE),
	FIELD_END,
};

#define TYPE \
	"SELECT id, code, title, increment, decimals, version, (SELECT COUNT(*) FROM course_credit k WHERE k.credit_type_id = t.id) " \
	"AS courses FROM credit_type t "

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

/* What a new increment would not fit. */
struct misfit {
	int64_t courses, awards, programs;
	const char *course;
};
static const struct field misfit_fields[] = {
	FIELD(misfit, courses, 0, 0, WIDE),
	FIELD(misfit, awards, 0, 0, WIDE),
	FIELD(misfit, programs, 0, 0, WIDE),
	FIELD(misfit, course, NULLABLE, 0, 200),
	FIELD_END,
};
STMT(find_misfits, credit_type, misfit,
	"SELECT COUNT(*) AS courses, MIN(r.title) AS course, (SELECT COUNT(*) FROM credit_award a WHERE a.credit_type_id = :id "
	"AND MOD(a.amount, :increment) <> 0) AS awards, (SELECT COUNT(DISTINCT p.id) FROM version_requirement v JOIN program p "
	"ON p.id = v.program_id AND p.definition_version = v.version WHERE v.credit_type_id = :id "
	"AND MOD(v.min_credits, :increment) <> 0) AS programs FROM course_credit k JOIN course r ON r.id = k.course_id "
	"WHERE k.credit_type_id = :id AND MOD(k.maximum, :increment) <> 0")

enum err credit_type_list(struct ctx *c, struct list *into)
{
	return db_all(c, &list_types, NULL, into);
}

enum err credit_type_find(struct ctx *c, int64_t id, struct credit_type *into)
{
	return db_one(c, &find_type, &(struct credit_type){ .id = id }, into);
}

enum err credit_type_of_code(struct ctx *c, const char *code, struct credit_type *into, bool *found)
{
	return db_maybe(c, &find_type_by_code, &(struct credit_type){ .code = code }, into, found);
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

/* Amounts that are there stay multiples of the increment. */
static enum err check_uses(struct ctx *c, const struct credit_type *before, const struct credit_type *after)
{
	const char *increment = decimal_text(&c->arena, after->increment.hundredths);
	struct misfit m = { 0 };

	if (after->increment.hundredths == before->increment.hundredths)
		return ERR_OK;
	TRY(db_one(c, &find_misfits, after, &m));
	if (m.courses)
		return fail_remedy(c, ERR_CREDIT_TYPE_IN_USE, "Change what these courses award first.",
			"%lld %s amounts of %s that are no multiples of %s, such as %s.",
			(long long)m.courses, m.courses == 1 ? "course awards" : "courses award",
			before->title, increment, m.course);
	if (m.programs)
		return fail_remedy(c, ERR_CREDIT_TYPE_IN_USE, "Change what these programs ask for first.",
			"%lld %s for an amount of %s that is no multiple of %s.", (long long)m.programs,
			m.programs == 1 ? "program asks" : "programs ask", before->title, increment);
	if (m.awards)
		return fail_remedy(c, ERR_CREDIT_TYPE_IN_USE,
			"Add another credit type for what is awarded from now on.",
			"%lld %s awarded in amounts of %s that are no multiples of %s.", (long long)m.awards,
			m.awards == 1 ? "credit was" : "credits were", before->title, increment);
	return ERR_OK;
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
	TRY(check_uses(c, &before, &after));
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
	struct credit_type type = { 0 };
	bool found;

	TRY(credit_type_of_code(c, k->credit_type, &type, &found));
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
