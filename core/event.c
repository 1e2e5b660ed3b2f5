#include "event.h"
#include "audit.h"
#include "contact.h"
#include "db.h"

const struct field event_fields[] = {
	FIELD(event, id, OUT, 1, WIDE),
	FIELD(event, title, IN | OUT | REQ | TRIM, 1, 200),
	FIELD(event, starts_at, IN | OUT | REQ, 0, WIDE),
	FIELD(event, duration_minutes, IN | OUT | REQ, 1, 100000),
	FIELD(event, required_minutes, IN | OUT | REQ, 1, 100000),
	FIELD(event, course_id, IN | OUT | NULLABLE, 1, WIDE),
	FIELD(event, course_title, OUT | NULLABLE | QUIET, 0, 200),
	FIELD(event, version, OUT | QUIET, 1, WIDE),
	FIELD_END,
};
const struct field event_query_fields[] = {
	FIELD(event_query, course_id, IN, 1, WIDE),
	FIELD(event_query, free_for, IN, 1, WIDE),
	FIELD(event_query, q, IN | TRIM, 0, 200),
	FIELD(event_query, pattern, 0, 0, 404),
	PAGE_FIELDS(event_query),
	FIELD_END,
};

#define WHOLE \
	"SELECT e.id, e.title, e.starts_at, e.duration_minutes, e.required_minutes, k.id AS course_id, e.version, " \
	"k.title AS course_title FROM event e LEFT JOIN course_step s ON s.event_id = e.id " \
	"LEFT JOIN course k ON k.id = COALESCE(s.course_id, e.course_id) "

STMT(list_events, event_query, event,
	WHOLE
	"WHERE (:course_id = 0 OR k.id = :course_id) AND (:free_for = 0 OR k.id IS NULL OR k.id = :free_for) "
	"AND (:pattern IS NULL OR e.title LIKE :pattern) "
	"AND (:after_id = 0 OR e.id < :after_id) ORDER BY e.id DESC LIMIT :rows")
STMT(find_event, event, event, WHOLE "WHERE e.id = :id")
STMT(lock_event, event, event, WHOLE "WHERE e.id = :id FOR UPDATE")
STMT(find_course, event, event, "SELECT title AS course_title FROM course WHERE id = :course_id")
STMT(step_elsewhere, event, event,
	"SELECT k.title AS course_title FROM course_step s JOIN course k ON k.id = s.course_id "
	"WHERE s.event_id = :id AND s.course_id <> COALESCE(:course_id, 0)")
STMT(insert_event, event, none,
	"INSERT INTO event (title, starts_at, duration_minutes, required_minutes, course_id, created_at) "
	"VALUES (:title, :starts_at, :duration_minutes, :required_minutes, :course_id, :now)")
STMT(update_event, event, none,
	"UPDATE event SET title = :title, starts_at = :starts_at, duration_minutes = :duration_minutes, "
	"required_minutes = :required_minutes, course_id = :course_id, version = version + 1 WHERE id = :id")

enum err event_list(struct ctx *c, struct event_query *q, struct page *into)
{
	const struct event *items;

	TRY(PAGE_START(c, q));
	q->pattern = like_anywhere(c, q->q);
	TRY(db_all(c, &list_events, q, &into->items));
	items = into->items.items;
	if (page_cut(into, q->limit))
		into->next = page_cursor(c, NULL, items[q->limit - 1].id);
	return ERR_OK;
}

enum err event_find(struct ctx *c, int64_t id, struct event *into)
{
	return db_one(c, &find_event, &(struct event){ .id = id }, into);
}

static enum err check_event(struct ctx *c, const struct event *e)
{
	struct event course;
	bool found;

	if (e->required_minutes > e->duration_minutes)
		return fail_field(c, "required_minutes", "must not be more than the event's %lld minutes",
			(long long)e->duration_minutes);
	if (!e->course_id)
		return ERR_OK;
	TRY(db_maybe(c, &find_course, e, &course, &found));
	return found ? ERR_OK : fail_field(c, "course_id", "is not a course");
}

/* A step that shows this event's attendance would show another course's. */
static enum err check_step(struct ctx *c, const struct event *e)
{
	struct event elsewhere;
	bool found;

	TRY(db_maybe(c, &step_elsewhere, e, &elsewhere, &found));
	return found
		? fail_field(c, "course_id", "must stay: a step of %s is this event", elsewhere.course_title)
		: ERR_OK;
}

enum err event_create(struct ctx *c, struct event *in)
{
	TRY(check_event(c, in));
	TRY(db_insert(c, &insert_event, in, &in->id, ERR_INTERNAL));
	audit(c, "event.create", (struct audit_object){ "event", in->id, in->title }, event_fields, NULL, in);
	return ERR_OK;
}

enum err event_update(struct ctx *c, int64_t id, int64_t version, const struct event *in, uint64_t sent)
{
	struct event before = { 0 }, after;

	TRY(db_one(c, &lock_event, &(struct event){ .id = id }, &before));
	TRY(version_check(c, before.version, version));
	after = before;
	field_merge(event_fields, &after, in, sent);
	if (audit_nothing(c, event_fields, &before, &after))
		return ERR_OK;
	TRY(check_event(c, &after));
	TRY(check_step(c, &after));
	TRY(db_exec(c, &update_event, &after));
	audit(c, "event.update", (struct audit_object){ "event", id, after.title }, event_fields, &before,
		&after);
	if (before.required_minutes == after.required_minutes)
		return ERR_OK;
	return attendance_settle(c, id, 0, INT64_MAX);
}
