#include "course_enrollment.h"
#include "certificate.h"
#include "contact.h"
#include "course_enrollment_row.h"
#include "course_row.h"
#include "db.h"
#include "enrollment_row.h"
#include "perm.h"

#include <string.h>

/* clang-format off */
#define AFTER_NAME "e.sort_name >= :after_text AND (e.sort_name > :after_text OR e.id > :after_id)"
#define BY_NAME    " ORDER BY e.sort_name, e.id LIMIT :rows"
#define WANTED \
	"(:status IS NULL OR e.status = :status) AND CASE :activity WHEN 'active' THEN e.active " \
	"WHEN 'suspended' THEN NOT e.active AND NOT e.archived WHEN 'archived' THEN e.archived ELSE TRUE END"

/* The hint makes the page start where the cursor points, as in the list of a program's enrollees. */
#define ROLL \
	"SELECT " COURSE_ENROLLMENT_COLUMNS " FROM course_enrollment e FORCE INDEX (course_enrollment_roll) " \
	"STRAIGHT_JOIN contact c ON c.id = e.contact_id STRAIGHT_JOIN course r ON r.id = e.course_id " \
	"WHERE e.course_id = :course_id AND " AFTER_NAME
#define JOINED \
	" FROM course_enrollment e STRAIGHT_JOIN contact c ON c.id = e.contact_id STRAIGHT_JOIN course r ON r.id = e.course_id "
/* clang-format on */

STMT(list_roll, course_enrollment_query, course_enrollment, ROLL BY_NAME)
STMT(filter_roll, course_enrollment_query, course_enrollment, ROLL " AND " WANTED BY_NAME)
STMT(sift_roll, course_enrollment_query, course_enrollment,
	ROLL " AND " WANTED " AND " SEARCH_EACH("e.contact_id") BY_NAME)
STMT(search_roll, course_enrollment_query, course_enrollment,
	"SELECT " COURSE_ENROLLMENT_COLUMNS " FROM course_enrollment e JOIN contact c ON c.id = e.contact_id "
	"JOIN course r ON r.id = e.course_id WHERE e.course_id = :course_id AND " SEARCH_SQL(
		"e.contact_id") " AND " AFTER_NAME " AND " WANTED BY_NAME)
STMT(contact_in_course, course_enrollment_query, course_enrollment,
	"SELECT " COURSE_ENROLLMENT_COLUMNS JOINED
	"WHERE e.course_id = :course_id AND e.contact_id = :contact_id AND " WANTED)
STMT(of_contact, course_enrollment_query, course_enrollment,
	"SELECT " COURSE_ENROLLMENT_COLUMNS JOINED
	"WHERE e.contact_id = :contact_id ORDER BY e.active DESC, e.id DESC")
/* Whether there is such a course; course_read() would also ask who is in it. */
STMT(course_there, course_enrollment_query, course_count,
	"SELECT id AS course_id FROM course WHERE id = :course_id")
STMT(total_of, course_enrollment_query, course_count,
	"SELECT COALESCE(SUM(e.n), 0) AS n FROM course_tally e WHERE e.course_id = :course_id AND " WANTED)

STMT(find_enrollment, course_enrollment, course_enrollment,
	"SELECT " COURSE_ENROLLMENT_COLUMNS ", r.enrollment_method, r.status AS course_status, e.created_at, "
	"IF(e.completion_origin = 'equivalency', (SELECT o.title FROM course o WHERE o.id = e.origin_ref), NULL) AS origin_title" JOINED
	"WHERE e.id = :id")
STMT(lock_row, course_enrollment, course_enrollment,
	"SELECT id FROM course_enrollment WHERE id = :id FOR UPDATE")
STMT(store_enrollment, course_enrollment, none,
	"UPDATE course_enrollment SET attempt = :attempt, status = :status, active = :active, archived = :archived, "
	"enrolled_on = :enrolled_on, completed_on = :completed_on, completion_origin = :completion_origin, "
	"origin_ref = :origin_ref, origin_note = :origin_note, grade = :grade, ends_on = :ends_on, version = version + 1 "
	"WHERE id = :id")

STMT(sources_of, course_enrollment, course_enrollment_source,
	"SELECT s.kind, IF(s.kind = 'segment', s.ref_id, NULL) AS segment_id, IF(s.kind = 'program', s.ref_id, NULL) AS program_id, "
	"IF(s.kind = 'import', s.ref_id, NULL) AS import_id, COALESCE(g.name, p.name) AS name, s.active FROM course_source s "
	"LEFT JOIN segment g ON s.kind = 'segment' AND g.id = s.ref_id LEFT JOIN program p ON s.kind = 'program' AND p.id = s.ref_id "
	"WHERE s.course_id = :course_id AND s.contact_id = :contact_id ORDER BY s.active DESC, s.kind, s.ref_id")
STMT(attempts_of, course_enrollment, course_attempt,
	"SELECT a.n, a.status, a.enrolled_on, a.completed_on, a.completion_origin, a.origin_note, a.grade, a.ended_by, a.ended_at, "
	"IF(a.completion_origin = 'equivalency', (SELECT o.title FROM course o WHERE o.id = a.origin_ref), NULL) AS origin_title "
	"FROM course_attempt a WHERE a.course_enrollment_id = :id ORDER BY a.n")
STMT(steps_of, course_enrollment, course_step_view,
	"SELECT s.id, s.title, s.kind, s.required, s.event_id, COALESCE(p.percent, 0) AS percent, p.percent = 100 AS complete, p.done_on "
	"FROM course_step s LEFT JOIN course_step_progress p ON p.step_id = s.id AND p.course_enrollment_id = :id "
	"AND p.attempt = :attempt WHERE s.course_id = :course_id AND NOT s.retired ORDER BY s.position, s.id")

static const struct course_enrollment *row_at(const struct page *p, int64_t i)
{
	return (const struct course_enrollment *)p->items.items + i;
}

static enum err total(struct ctx *c, const struct course_enrollment_query *q, struct page *into)
{
	struct course_count n = { 0 };

	into->has_total = !q->w1 && !q->contact_id;
	if (!into->has_total)
		return ERR_OK;
	TRY(db_one(c, &total_of, q, &n));
	into->total = n.n;
	return ERR_OK;
}

static enum err choose_roll(struct ctx *c, const struct course_enrollment_query *q, struct stmt **into)
{
	bool broad;

	*into = q->status || q->activity ? &filter_roll : &list_roll;
	if (q->contact_id)
		*into = &contact_in_course;
	if (!q->w1 || q->contact_id)
		return ERR_OK;
	TRY(search_is_broad(c, q->w1, &broad));
	*into = broad ? &sift_roll : &search_roll;
	return ERR_OK;
}

enum err course_enrollment_list(struct ctx *c, struct course_enrollment_query *q, struct page *into)
{
	struct course_count course = { 0 };
	struct stmt *roll;

	TRY(PAGE_START(c, q));
	TRY(SEARCH_START(c, q));
	TRY(db_one(c, &course_there, q, &course));
	TRY(total(c, q, into));
	TRY(choose_roll(c, q, &roll));
	TRY(db_all(c, roll, q, &into->items));
	if (page_cut(into, q->limit))
		into->next =
			page_cursor(c, row_at(into, q->limit - 1)->sort_name, row_at(into, q->limit - 1)->id);
	return ERR_OK;
}

enum err course_enrollments_of(struct ctx *c, int64_t contact_id, struct list *into)
{
	struct contact who = { 0 };

	TRY(contact_find(c, contact_id, &who));
	return db_all(c, &of_contact, &(struct course_enrollment_query){ .contact_id = contact_id }, into);
}

enum err course_enrollment_read(struct ctx *c, int64_t id, bool lock, struct course_enrollment *into)
{
	struct course_enrollment key = { .id = id };

	*into = (struct course_enrollment){ 0 };
	if (lock)
		TRY(db_one(c, &lock_row, &key, into));
	TRY(db_one(c, &find_enrollment, &key, into));
	return contact_scope(c, into->contact_id);
}

static struct course_count count_of(const struct course_enrollment *e)
{
	return (struct course_count){ e->course_id, e->status, e->active, e->archived, 1 };
}

enum err course_enrollment_store(struct ctx *c, const struct course_enrollment *before,
	const struct course_enrollment *after)
{
	struct course_count from = count_of(before), to = count_of(after);

	TRY(db_exec(c, &store_enrollment, after));
	return course_tally_move(c, &from, &to);
}

struct audit_object course_enrollment_object(struct ctx *c, const struct course_enrollment *e)
{
	return (struct audit_object){ "course_enrollment", e->id,
		arena_printf(&c->arena, "%s, %s", e->contact_name, e->course_title) };
}

/* Lessons are a learner's own to mark; events follow from attendance, and from nothing else. */
static bool may_mark(struct ctx *c, const struct course_step_view *s)
{
	if (!strcmp(s->kind, "event"))
		return false;
	return c->actor.roles & (PERM_completion_record | SYSTEM) || !strcmp(s->kind, "lesson");
}

static enum err fill_steps(struct ctx *c, struct course_enrollment_view *v)
{
	struct course_step_view *s;

	TRY(db_all(c, &steps_of, &v->row, &v->steps));
	s = v->steps.items;
	for (size_t i = 0; i < v->steps.n; i++)
		s[i].can_mark = v->can->learn && may_mark(c, &s[i]);
	return ERR_OK;
}

/* The current attempt is the last of the list. */
static enum err fill_attempts(struct ctx *c, struct course_enrollment_view *v)
{
	const struct course_enrollment *e = &v->row;
	struct course_attempt *all;
	struct list earlier;

	TRY(db_all(c, &attempts_of, e, &earlier));
	all = arena_alloc(&c->arena, (earlier.n + 1) * sizeof(*all));
	if (earlier.n)
		memcpy(all, earlier.items, earlier.n * sizeof(*all));
	all[earlier.n] = (struct course_attempt){ .n = e->attempt,
		.status = e->status,
		.enrolled_on = e->enrolled_on,
		.completed_on = e->completed_on,
		.completion_origin = e->completion_origin,
		.origin_title = e->origin_title,
		.origin_note = e->origin_note,
		.grade = e->grade };
	v->attempts = (struct list){ all, earlier.n + 1, sizeof(*all) };
	for (size_t i = 0; i <= earlier.n; i++)
		if (all[i].completed_on.day)
			TRY(certificate_of_course(c, e->id, all[i].n, &all[i].certificate));
	return ERR_OK;
}

static enum err ask(struct ctx *c, enum err e, struct finding **why, bool *can)
{
	if (e == ERR_BUSY || e == ERR_INTERNAL)
		return e;
	*why = finding_of(c, e);
	*can = !*why;
	return ERR_OK;
}

static enum err fill_can(struct ctx *c, struct course_enrollment_view *v)
{
	struct course_why_not *why = v->why_not = arena_new(&c->arena, struct course_why_not);
	struct course_can *can = v->can = arena_new(&c->arena, struct course_can);
	const struct course_enrollment *e = &v->row;

	TRY(ask(c, course_check_change(c, e), &why->change, &can->change));
	TRY(ask(c, course_check_re_enroll(c, e), &why->re_enroll, &can->re_enroll));
	TRY(ask(c, course_check_reassign(c, e), &why->reassign, &can->reassign));
	TRY(ask(c, course_check_unenroll(c, e), &why->unenroll, &can->unenroll));
	TRY(ask(c, course_check_remove(c, e), &why->remove, &can->remove));
	TRY(ask(c, course_check_decide(c, e), &why->decide, &can->decide));
	TRY(ask(c, course_check_equivalency(c, e), &why->equivalency, &can->equivalency));
	return ask(c, course_check_learn(c, e), &why->learn, &can->learn);
}

enum err course_enrollment_find(struct ctx *c, int64_t id, struct course_enrollment_view *into)
{
	TRY(course_enrollment_read(c, id, false, &into->row));
	TRY(fill_can(c, into));
	TRY(db_all(c, &sources_of, &into->row, &into->sources));
	TRY(fill_attempts(c, into));
	return fill_steps(c, into);
}
