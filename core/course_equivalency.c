#include "course_equivalency.h"
#include "audit.h"
#include "course_complete.h"
#include "db.h"

#include <string.h>

const struct field course_equivalency_fields[] = {
	FIELD(course_equivalency, id, OUT | QUIET, 1, WIDE),
	FIELD(course_equivalency, course_id, OUT | QUIET, 1, WIDE),
	FIELD(course_equivalency, course_code, OUT | QUIET, 1, 64),
	FIELD(course_equivalency, course_title, OUT | QUIET, 1, 200),
	FIELD(course_equivalency, counts_id, IN | OUT | REQ, 1, WIDE),
	FIELD(course_equivalency, counts_code, OUT | QUIET, 1, 64),
	FIELD(course_equivalency, counts_title, OUT | QUIET, 1, 200),
	FIELD(course_equivalency, both_ways, IN | OUT, 0, 1),
	FIELD(course_equivalency, waiting, OUT | QUIET, 0, WIDE),
	FIELD_END,
};
const struct field course_equivalency_result_fields[] = {
	FIELD(course_equivalency_result, completed, OUT, 0, WIDE),
	FIELD_END,
};

/* clang-format off */
#define COLUMNS \
	"q.id, q.course_id, r.code AS course_code, r.title AS course_title, q.counts_id, o.code AS counts_code, o.title AS counts_title, " \
	"q.both_ways"
#define JOINED "FROM course_equivalency q JOIN course r ON r.id = q.course_id JOIN course o ON o.id = q.counts_id "
/* Open enrolments in one course whose contacts have completed the other. */
#define MEETS(course, other) \
	"FROM course_enrollment e JOIN course_enrollment x ON x.course_id = " other " AND x.contact_id = e.contact_id " \
	"WHERE e.course_id = " course " AND " COURSE_OPEN " AND " COURSE_STANDING("x") " IS NOT NULL " \
	"AND (e.attempt = 1 OR " COURSE_STANDING("x") " >= e.enrolled_on)"
/* clang-format on */

STMT(list_rules, course_equivalency, course_equivalency,
	"SELECT " COLUMNS ", (SELECT COUNT(*) " MEETS("q.course_id",
		"q.counts_id") ") + IF(q.both_ways, (SELECT COUNT(*) " MEETS("q.counts_id",
		"q.course_id") "), 0) AS waiting " JOINED
			       "WHERE :course_id IN (q.course_id, q.counts_id) ORDER BY r.title, o.title, q.id")
STMT(find_rule, course_equivalency, course_equivalency, "SELECT " COLUMNS " " JOINED "WHERE q.id = :id")
STMT(reverse_rule, course_equivalency, course_equivalency,
	"SELECT " COLUMNS " " JOINED
	"WHERE q.course_id = :counts_id AND q.counts_id = :course_id AND (q.both_ways OR :both_ways)")
STMT(insert_rule, course_equivalency, none,
	"INSERT INTO course_equivalency (course_id, counts_id, both_ways, created_at) VALUES (:course_id, :counts_id, :both_ways, :now)")
STMT(delete_rule, course_equivalency, none, "DELETE FROM course_equivalency WHERE id = :id")
STMT(met, course_equivalency, course_completion,
	"SELECT e.id AS enrollment_id, " COURSE_STANDING(
		"x") " AS completed_on, x.course_id AS ref " MEETS(":course_id",
		":counts_id") " UNION ALL SELECT e.id, " COURSE_STANDING("x") ", x.course_id " MEETS(":counts_id",
		":course_id") " AND :both_ways")

static struct audit_object object_of(struct ctx *c, const struct course_equivalency *q)
{
	return (struct audit_object){ "course", q->course_id,
		arena_printf(&c->arena, q->both_ways ? "%s and %s" : "%s: %s counts", q->course_title,
			q->counts_title) };
}

enum err course_equivalency_list(struct ctx *c, int64_t course_id, struct list *into)
{
	return db_all(c, &list_rules, &(struct course_equivalency){ .course_id = course_id }, into);
}

static enum err check_pair(struct ctx *c, struct course_equivalency *in)
{
	struct course course;
	enum err e;
	bool found;

	TRY(course_read(c, in->course_id, false, &course));
	if (in->counts_id == in->course_id)
		return fail_field(c, "counts_id", "must be another course");
	e = course_read(c, in->counts_id, false, &course);
	if (e == ERR_NOT_FOUND)
		return fail_field(c, "counts_id", "is not a course");
	TRY(e);
	TRY(db_maybe(c, &reverse_rule, in, &(struct course_equivalency){ 0 }, &found));
	return found ? fail(c, ERR_CODE_TAKEN, "A rule between the two courses says so already.") : ERR_OK;
}

enum err course_equivalency_create(struct ctx *c, struct course_equivalency *in)
{
	enum err e;

	TRY(check_pair(c, in));
	e = db_insert(c, &insert_rule, in, &in->id, ERR_CODE_TAKEN);
	if (e == ERR_CODE_TAKEN)
		return fail_remedy(c, e, "Delete the rule that is there first.",
			"There is a rule for this course already.");
	TRY(e);
	TRY(db_one(c, &find_rule, in, in));
	audit(c, "course_equivalency.create", object_of(c, in), course_equivalency_fields, NULL, in);
	return ERR_OK;
}

/* Of this course, from either side. */
static enum err rule_of(struct ctx *c, int64_t course_id, int64_t id, struct course_equivalency *into)
{
	*into = (struct course_equivalency){ .id = id };
	TRY(db_one(c, &find_rule, into, into));
	if (into->course_id == course_id || into->counts_id == course_id)
		return ERR_OK;
	return fail(c, ERR_NOT_FOUND, "The course has no such rule.");
}

enum err course_equivalency_delete(struct ctx *c, int64_t course_id, int64_t id)
{
	struct course_equivalency q;

	TRY(rule_of(c, course_id, id, &q));
	TRY(db_exec(c, &delete_rule, &q));
	audit(c, "course_equivalency.delete", object_of(c, &q), course_equivalency_fields, &q, NULL);
	return ERR_OK;
}

enum err course_equivalency_apply(struct ctx *c, int64_t course_id, int64_t id,
	struct course_equivalency_result *out)
{
	struct course_equivalency q;
	struct list completions;

	TRY(rule_of(c, course_id, id, &q));
	TRY(db_all(c, &met, &q, &completions));
	TRY(course_complete_many(c, "equivalency", NULL, &completions, &out->completed));
	c->unchanged = !out->completed;
	return ERR_OK;
}
