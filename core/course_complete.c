#include "course_complete.h"
#include "audit.h"
#include "certificate.h"
#include "course_row.h"
#include "credit.h"
#include "db.h"
#include "json.h"
#include "webhook.h"

#include <stdlib.h>
#include <string.h>

/* The parameters of a set of completions: [[enrolment, day, what it refers to, grade], ...]. */
struct completing {
	const char *items, *origin, *note;
	struct ints ids;
};
static const struct field completing_fields[] = {
	FIELD(completing, items, 0, 0, WIDE),
	FIELD(completing, origin, 0, 0, 16),
	FIELD(completing, note, NULLABLE, 0, 500),
	FIELD(completing, ids, 0, 0, WIDE),
	FIELD_END,
};

/* An enrolment that is about to be completed, as it stands. */
struct standing {
	int64_t id, course_id;
	const char *status, *contact_name, *title;
	bool active, archived;
	struct date completed_on;
};
static const struct field standing_fields[] = {
	FIELD(standing, id, 0, 0, WIDE),
	FIELD(standing, course_id, 0, 0, WIDE),
	FIELD(standing, status, 0, 0, 16),
	FIELD(standing, contact_name, 0, 0, 161),
	FIELD(standing, title, 0, 0, 200),
	FIELD(standing, active, 0, 0, 1),
	FIELD(standing, archived, 0, 0, 1),
	FIELD(standing, completed_on, 0, DATE_MIN, DATE_MAX),
	FIELD_END,
};
const struct field course_completion_fields[] = {
	FIELD(course_completion, enrollment_id, 0, 1, WIDE),
	FIELD(course_completion, completed_on, 0, DATE_MIN, DATE_MAX),
	FIELD(course_completion, ref, NULLABLE, 0, WIDE),
	FIELD_END,
};
const struct field course_made_fields[] = {
	FIELD(course_made, id, 0, 0, WIDE),
	FIELD(course_made, course_id, 0, 0, WIDE),
	FIELD(course_made, status, 0, 0, 16),
	FIELD_END,
};

/* clang-format off */
#define ITEMS \
	"JSON_TABLE(:items, '$[*]' COLUMNS (id BIGINT PATH '$[0]', completed_on DATE PATH '$[1]', ref BIGINT PATH '$[2]', " \
	"grade VARCHAR(40) PATH '$[3]')) j STRAIGHT_JOIN course_enrollment e ON e.id = j.id "
#define IDS "JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) j "
/* clang-format on */

STMT(lock_open, completing, standing,
	"SELECT e.id, e.course_id, e.status, e.active, e.archived, j.completed_on FROM " ITEMS
	"WHERE " COURSE_OPEN " ORDER BY e.id FOR UPDATE")
STMT(complete_open, completing, none,
	"UPDATE " ITEMS
	"SET e.status = 'completed', e.completed_on = j.completed_on, e.completion_origin = :origin, "
	"e.origin_ref = NULLIF(j.ref, 0), e.origin_note = :note, e.grade = COALESCE(j.grade, e.grade), "
	"e.version = e.version + 1 WHERE " COURSE_OPEN)
STMT(named, completing, standing,
	"SELECT e.id, CONCAT(c.given_name, ' ', c.family_name) AS contact_name, r.title FROM " IDS
	"STRAIGHT_JOIN course_enrollment e ON e.id = j.id STRAIGHT_JOIN contact c ON c.id = e.contact_id "
	"STRAIGHT_JOIN course r ON r.id = e.course_id ORDER BY e.id")

/*
 * Which open enrolments a completed course counts as, by rules of one way and
 * of both.  An attempt after the first is only met by what was completed since
 * it began: else reassigning would be undone at once.
 */
#define COUNTS_AS(rule) \
	"JOIN course_enrollment e ON e.contact_id = x.contact_id AND e.course_id = " rule \
	" AND " COURSE_OPEN \
	" AND (e.attempt = 1 OR x.completed_on >= e.enrolled_on) WHERE x.completed_on IS NOT NULL"
STMT(counting, completing, course_completion,
	"SELECT e.id AS enrollment_id, x.completed_on, x.course_id AS ref FROM " IDS
	"STRAIGHT_JOIN course_enrollment x ON x.id = j.id STRAIGHT_JOIN course_equivalency q ON q.counts_id = x.course_id " COUNTS_AS(
		"q.course_id") " UNION ALL SELECT e.id, x.completed_on, x.course_id FROM " IDS
			       "STRAIGHT_JOIN course_enrollment x ON x.id = j.id STRAIGHT_JOIN course_equivalency q ON q.course_id = x.course_id AND q.both_ways " COUNTS_AS(
				       "q.counts_id"))

/* The same asked from the other side: enrolments that were just made, and what was completed before. */
#define MET_BY(course) \
	"STRAIGHT_JOIN course_enrollment x ON x.course_id = " course " AND x.contact_id = e.contact_id " \
	"WHERE " COURSE_OPEN " AND " COURSE_STANDING( \
		"x") " IS NOT NULL AND (e.attempt = 1 OR " COURSE_STANDING("x") " >= e.enrolled_on)"
STMT(counted, completing, course_completion,
	"SELECT e.id AS enrollment_id, " COURSE_STANDING(
		"x") " AS completed_on, x.course_id AS ref FROM " IDS
		     "STRAIGHT_JOIN course_enrollment e ON e.id = j.id STRAIGHT_JOIN course_equivalency q ON q.course_id = e.course_id " MET_BY(
			     "q.counts_id") " UNION ALL SELECT e.id, " COURSE_STANDING("x") ", x.course_id FROM " IDS
											    "STRAIGHT_JOIN course_enrollment e ON e.id = j.id STRAIGHT_JOIN course_equivalency q ON q.counts_id = e.course_id "
											    "AND q.both_ways " MET_BY(
												    "q.course_id"))

STMT(without_steps, completing, course_completion,
	"SELECT e.id AS enrollment_id, :today AS completed_on, NULL AS ref FROM " IDS
	"STRAIGHT_JOIN course_enrollment e ON e.id = j.id STRAIGHT_JOIN course r ON r.id = e.course_id "
	"WHERE r.required_steps = 0 AND " COURSE_OPEN)

static const struct field certificate_course_fields[] = {
	FIELD(certificate_course, contact_id, 0, 1, WIDE),
	FIELD(certificate_course, course_id, 0, 1, WIDE),
	FIELD(certificate_course, course_enrollment_id, 0, 1, WIDE),
	FIELD(certificate_course, attempt, 0, 1, WIDE),
	FIELD(certificate_course, title, 0, 0, 200),
	FIELD(certificate_course, completed_on, 0, DATE_MIN, DATE_MAX),
	FIELD_END,
};
STMT(certified, completing, certificate_course,
	"SELECT e.contact_id, e.course_id, e.id AS course_enrollment_id, e.attempt, r.title, e.completed_on FROM " IDS
	"STRAIGHT_JOIN course_enrollment e ON e.id = j.id STRAIGHT_JOIN course r ON r.id = e.course_id AND r.certificate "
	"WHERE e.completed_on IS NOT NULL ORDER BY e.id")

static int by_enrollment(const void *a, const void *b)
{
	const struct course_completion *x = a, *y = b;

	if (x->enrollment_id != y->enrollment_id)
		return x->enrollment_id < y->enrollment_id ? -1 : 1;
	return (x->completed_on.day > y->completed_on.day) - (x->completed_on.day < y->completed_on.day);
}

/* In the order of the key, each enrolment once: with the earliest of its days. */
static const char *items_text(struct ctx *c, const struct list *completions)
{
	struct course_completion *k = completions->items;
	struct buf b = { .arena = &c->arena };
	char on[DATE_TEXT];

	qsort(k, completions->n, sizeof(*k), by_enrollment);
	buf_text(&b, "[");
	for (size_t i = 0; i < completions->n; i++) {
		if (i && k[i].enrollment_id == k[i - 1].enrollment_id)
			continue;
		date_format(k[i].completed_on, on);
		buf_printf(&b, i ? ",[%lld,\"%s\",%lld," : "[%lld,\"%s\",%lld,",
			(long long)k[i].enrollment_id, on, (long long)k[i].ref);
		json_string(&b, k[i].grade);
		buf_text(&b, "]");
	}
	buf_text(&b, "]");
	return buf_end(&b);
}

static struct ints ids_of(struct ctx *c, const struct list *rows)
{
	const struct standing *s = rows->items;
	struct ints ids = { arena_alloc(&c->arena, (rows->n + 1) * sizeof(*ids.v)), rows->n };

	for (size_t i = 0; i < rows->n; i++)
		ids.v[i] = s[i].id;
	return ids;
}

static enum err tally(struct ctx *c, const struct list *rows)
{
	const struct standing *s = rows->items;

	for (size_t i = 0; i < rows->n;) {
		struct course_count from = { s[i].course_id, s[i].status, s[i].active, s[i].archived, 0 },
				    to = from;

		to.status = "completed";
		for (; i < rows->n && s[i].course_id == from.course_id && !strcmp(s[i].status, from.status) &&
			s[i].active == from.active && s[i].archived == from.archived;
			i++)
			from.n++;
		TRY(course_tally_move(c, &from, &to));
	}
	return ERR_OK;
}

static const char *completion_changes(struct ctx *c, const struct standing *s, const char *origin)
{
	char on[DATE_TEXT];

	date_format(s->completed_on, on);
	return arena_printf(&c->arena,
		"[{\"field\":\"status\",\"before\":\"%s\",\"after\":\"completed\"},"
		"{\"field\":\"completed_on\",\"before\":null,\"after\":\"%s\"},"
		"{\"field\":\"completion_origin\",\"before\":null,\"after\":\"%s\"}]",
		s->status, on, origin);
}

static enum err tell(struct ctx *c, const struct completing *k, const struct list *rows)
{
	const struct standing *s = rows->items, *name;
	struct list names;

	if (rows->n > COURSE_TELL_EACH) {
		struct buf b = { .arena = &c->arena };

		buf_printf(&b,
			"[{\"field\":\"completion_origin\",\"before\":null,\"after\":\"%s\"},"
			"{\"field\":\"enrollments\",\"before\":null,\"after\":%s}]",
			k->origin, k->items);
		audit_json(c, "course.complete", (struct audit_object){ "course", s->course_id, NULL },
			buf_end(&b));
		return ERR_OK;
	}
	TRY(db_all(c, &named, k, &names));
	name = names.items;
	for (size_t i = 0; i < rows->n; i++)
		audit_json(c, "course_enrollment.complete",
			(struct audit_object){ "course_enrollment", s[i].id,
				arena_printf(&c->arena, "%s, %s", name[i].contact_name, name[i].title) },
			completion_changes(c, &s[i], k->origin));
	return ERR_OK;
}

enum err course_complete_many(struct ctx *c, const char *origin, const char *note,
	const struct list *completions, int64_t *completed)
{
	struct completing k = { .origin = origin, .note = note };
	struct list rows;

	*completed = 0;
	if (!completions->n)
		return ERR_OK;
	k.items = items_text(c, completions);
	TRY(db_all(c, &lock_open, &k, &rows));
	*completed = (int64_t)rows.n;
	if (!rows.n)
		return ERR_OK;
	k.ids = ids_of(c, &rows);
	TRY(db_exec(c, &complete_open, &k));
	TRY(tally(c, &rows));
	TRY(tell(c, &k, &rows));
	return course_completions_follow(c, &k.ids);
}

static enum err certify(struct ctx *c, const struct completing *k)
{
	const struct certificate_course *of;
	struct list all;

	TRY(db_all(c, &certified, k, &all));
	of = all.items;
	for (size_t i = 0; i < all.n; i++)
		TRY(certificate_issue_course(c, &of[i]));
	return ERR_OK;
}

/* A chain of courses that count as one another ends, because each is completed once. */
enum err course_completions_follow(struct ctx *c, const struct ints *enrollment_ids)
{
	struct completing k = { .ids = *enrollment_ids };
	struct list counts;
	int64_t more;

	TRY(certify(c, &k));
	TRY(course_evidence_follow(c, enrollment_ids));
	TRY(credits_award_completed(c, enrollment_ids, &more));
	TRY(webhook_courses_completed(c, enrollment_ids));
	TRY(db_all(c, &counting, &k, &counts));
	return course_complete_many(c, "equivalency", NULL, &counts, &more);
}

static struct ints ids_of_made(struct ctx *c, const struct list *made)
{
	const struct course_made *m = made->items;
	struct ints ids = { arena_alloc(&c->arena, (made->n + 1) * sizeof(*ids.v)), made->n };

	for (size_t i = 0; i < made->n; i++)
		ids.v[i] = m[i].id;
	return ids;
}

enum err course_follow_made(struct ctx *c, const struct list *made, int64_t *completed)
{
	const struct course_made *m = made->items;
	struct completing k = { .ids = ids_of_made(c, made) };
	struct ints done = { arena_alloc(&c->arena, (made->n + 1) * sizeof(int64_t)), 0 };
	struct list counts;
	int64_t attended;

	for (size_t i = 0; i < made->n; i++)
		if (!strcmp(m[i].status, "completed"))
			done.v[done.n++] = m[i].id;
	TRY(course_events_follow(c, &k.ids, &attended));
	TRY(db_all(c, &counted, &k, &counts));
	TRY(course_complete_many(c, "equivalency", NULL, &counts, completed));
	*completed += attended + (int64_t)done.n;
	return done.n ? course_completions_follow(c, &done) : ERR_OK;
}

enum err course_begun(struct ctx *c, const struct list *made, int64_t *completed)
{
	struct completing k = { .ids = ids_of_made(c, made) };
	struct list rest;
	int64_t followed;

	TRY(course_follow_made(c, made, &followed));
	TRY(db_all(c, &without_steps, &k, &rest));
	TRY(course_complete_many(c, "no_steps", NULL, &rest, completed));
	*completed += followed;
	return ERR_OK;
}
