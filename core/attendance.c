#include "audit.h"
#include "contact.h"
#include "course_complete.h"
#include "csv_out.h"
#include "db.h"
#include "event.h"

const struct field attendance_fields[] = {
	FIELD(attendance, event_id, OUT | QUIET, 1, WIDE),
	FIELD(attendance, contact_id, OUT | QUIET, 1, WIDE),
	FIELD(attendance, contact_no, OUT | NULLABLE | QUIET, 0, 32),
	FIELD(attendance, name, OUT | QUIET, 0, 161),
	FIELD(attendance, email, OUT | NULLABLE | QUIET, 0, 254),
	FIELD(attendance, sort_name, QUIET, 0, 161),
	FIELD(attendance, registered, OUT | QUIET, 0, 1),
	FIELD(attendance, minutes, OUT, 0, WIDE),
	FIELD(attendance, percent, OUT, 0, 100),
	FIELD(attendance, attended, OUT | QUIET, 0, 1),
	FIELD(attendance, score, OUT | NULLABLE, 0, WIDE),
	FIELD(attendance, course_status, OUT | NULLABLE | QUIET, 0, 16),
	FIELD_END,
};
const struct field attendance_query_fields[] = {
	FIELD(attendance_query, event_id, 0, 1, WIDE),
	FIELD(attendance_query, course_id, 0, 0, WIDE),
	SEARCH_FIELDS(attendance_query),
	PAGE_FIELDS(attendance_query),
	FIELD_END,
};
const struct field attendance_input_fields[] = {
	FIELD(attendance_input, event_id, 0, 1, WIDE),
	FIELD(attendance_input, contact_id, 0, 1, WIDE),
	FIELD(attendance_input, minutes, IN | REQ, 0, 100000),
	FIELD(attendance_input, score, IN | NULLABLE, 0, 99999999),
	FIELD_END,
};

/* clang-format off */
/* The one place that makes a percentage of minutes (LVE-09). */
#define PERCENT "LEAST(100, FLOOR(COALESCE(a.minutes, 0) * 100 / v.required_minutes))"
#define PERSON \
	"SELECT v.id AS event_id, c.id AS contact_id, c.contact_no, CONCAT(c.given_name, ' ', c.family_name) AS name, c.email, " \
	"c.sort_name, EXISTS (SELECT 1 FROM registration r JOIN offering o ON o.id = r.offering_id WHERE o.event_id = v.id " \
	"AND r.contact_id = c.id AND r.state IN ('registered', 'attended')) AS registered, COALESCE(a.minutes, 0) AS minutes, " \
	PERCENT " AS percent, COALESCE(a.minutes, 0) >= v.required_minutes AS attended, a.score, " \
	"CAST(e.status AS CHAR CHARACTER SET utf8mb4) AS course_status FROM contact c JOIN event v ON v.id = :event_id " \
	"LEFT JOIN event_attendance a ON a.event_id = v.id AND a.contact_id = c.id " \
	"LEFT JOIN course_step s ON s.event_id = v.id LEFT JOIN course_enrollment e " \
	"ON e.course_id = COALESCE(s.course_id, v.course_id) AND e.contact_id = c.id AND e.active "
/* clang-format on */

/* Three sets of people, each found by an index, and then in the order of their names. */
STMT(list_people, attendance_query, attendance,
	PERSON
	"WHERE c.id IN (SELECT contact_id FROM event_attendance WHERE event_id = :event_id "
	"UNION SELECT r.contact_id FROM offering o JOIN registration r ON r.offering_id = o.id "
	"AND r.state IN ('registered', 'attended') WHERE o.event_id = :event_id "
	"UNION SELECT contact_id FROM course_enrollment WHERE course_id = :course_id AND active) "
	"AND (:w1 IS NULL OR " SEARCH_EACH(
		"c.id") ") "
			"AND c.sort_name >= :after_text AND (c.sort_name > :after_text OR c.id > :after_id) "
			"ORDER BY c.sort_name, c.id LIMIT :rows")
STMT(find_person, attendance_input, attendance, PERSON "WHERE c.id = :contact_id")
STMT(lock_event, attendance_input, attendance_input,
	"SELECT id AS event_id FROM event WHERE id = :event_id FOR UPDATE")
STMT(put_attendance, attendance_input, none,
	"INSERT INTO event_attendance (event_id, contact_id, minutes, score, changed_at) "
	"VALUES (:event_id, :contact_id, :minutes, :score, :now) "
	"ON DUPLICATE KEY UPDATE minutes = VALUES(minutes), score = VALUES(score), version = version + 1, changed_at = :now")

/* The step that is this event, and when it was: the day of the fact, never later than today. */
struct event_step {
	int64_t id, step_id, from, to;
	struct instant starts_at;
};
static const struct field event_step_fields[] = {
	FIELD(event_step, id, 0, 1, WIDE),
	FIELD(event_step, step_id, 0, 0, WIDE),
	FIELD(event_step, from, 0, 0, WIDE),
	FIELD(event_step, to, 0, 0, INT64_MAX),
	FIELD(event_step, starts_at, 0, 0, WIDE),
	FIELD_END,
};
static const struct field step_result_fields[] = {
	FIELD(step_result, contact_id, 0, 1, WIDE),
	FIELD(step_result, percent, 0, 0, 100),
	FIELD_END,
};
STMT(find_step, event_step, event_step,
	"SELECT s.id AS step_id, v.starts_at FROM event v JOIN course_step s ON s.event_id = v.id AND NOT s.retired WHERE v.id = :id")
STMT(read_results, event_step, step_result,
	"SELECT a.contact_id, " PERCENT
	" AS percent FROM event_attendance a JOIN event v ON v.id = a.event_id "
	"WHERE a.event_id = :id AND a.contact_id BETWEEN :from AND :to ORDER BY a.contact_id")

/* What people attended before they were in the course that it is a step of. */
struct attended {
	int64_t step_id, contact_id, percent;
	struct instant starts_at;
	struct ints ids;
};
static const struct field attended_fields[] = {
	FIELD(attended, step_id, 0, 0, WIDE),
	FIELD(attended, contact_id, 0, 0, WIDE),
	FIELD(attended, percent, 0, 0, 100),
	FIELD(attended, starts_at, 0, 0, WIDE),
	FIELD(attended, ids, 0, 0, WIDE),
	FIELD_END,
};
STMT(attended_before, attended, attended,
	"SELECT s.id AS step_id, a.contact_id, " PERCENT " AS percent, v.starts_at "
	"FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) j STRAIGHT_JOIN course_enrollment e ON e.id = j.id "
	"STRAIGHT_JOIN course_step s ON s.course_id = e.course_id AND NOT s.retired STRAIGHT_JOIN event v ON v.id = s.event_id "
	"STRAIGHT_JOIN event_attendance a ON a.event_id = v.id AND a.contact_id = e.contact_id ORDER BY s.id, a.contact_id")

enum err attendance_list(struct ctx *c, struct attendance_query *q, struct page *into)
{
	struct event event = { 0 };
	const struct attendance *last;

	TRY(event_find(c, q->event_id, &event));
	q->course_id = event.course_id;
	TRY(PAGE_START(c, q));
	TRY(SEARCH_START(c, q));
	TRY(db_all(c, &list_people, q, &into->items));
	if (page_cut(into, q->limit)) {
		last = (const struct attendance *)into->items.items + q->limit - 1;
		into->next = page_cursor(c, last->sort_name, last->contact_id);
	}
	return ERR_OK;
}

/* Who was there for a part was there: an import takes 0 beside minutes for a contradiction. */
static void csv_row(struct ctx *c, struct buf *out, const struct attendance *a)
{
	const char *cells[] = { arena_printf(&c->arena, "%lld", (long long)a->event_id), a->contact_no,
		a->email, a->attended || a->minutes ? "1" : "0",
		arena_printf(&c->arena, "%lld", (long long)a->minutes),
		a->score.set ? decimal_text(&c->arena, a->score.hundredths) : NULL };

	csv_line(out, cells, sizeof(cells) / sizeof(*cells));
}

enum err attendance_csv(struct ctx *c, int64_t event_id, const char *cursor, struct buf *out,
	const char **next)
{
	static const char *const head[] = { "event_id", "external_user_id", "external_email", "attended",
		"attended_minutes", "score" };
	struct attendance_query q = { .event_id = event_id, .limit = 200, .cursor = cursor };
	struct page page = { 0 };
	const struct attendance *a;

	TRY(attendance_list(c, &q, &page));
	a = page.items.items;
	if (!cursor)
		csv_line(out, head, sizeof(head) / sizeof(*head));
	for (size_t i = 0; i < page.items.n; i++)
		csv_row(c, out, &a[i]);
	*next = page.next;
	return ERR_OK;
}

static struct date day_of(const struct ctx *c, struct instant starts_at)
{
	struct date day = instant_date(starts_at, c->time_zone);

	return day.day < c->today.day ? day : c->today;
}

enum err attendance_settle(struct ctx *c, int64_t event_id, int64_t from, int64_t to)
{
	struct event_step s = { .id = event_id, .from = from, .to = to };
	struct step_result *r;
	struct list results;
	int64_t completed;
	bool found;

	TRY(db_maybe(c, &find_step, &s, &s, &found));
	if (!found)
		return ERR_OK;
	TRY(db_all(c, &read_results, &s, &results));
	r = results.items;
	for (size_t i = 0; i < results.n; i++)
		r[i].on = day_of(c, s.starts_at);
	return course_step_record(c, s.step_id, &results, &completed);
}

/* One call for each step; they stand in the order of the steps. */
static enum err record_attended(struct ctx *c, const struct attended *a, size_t n, int64_t *completed)
{
	struct step_result *r = arena_alloc(&c->arena, n * sizeof(*r));

	for (size_t i = 0; i < n; i++)
		r[i] = (struct step_result){ a[i].contact_id, a[i].percent, day_of(c, a[i].starts_at) };
	return course_step_record(c, a->step_id, &(struct list){ r, n, sizeof(*r) }, completed);
}

enum err course_events_follow(struct ctx *c, const struct ints *ids, int64_t *completed)
{
	const struct attended *a;
	struct list all;
	int64_t some;
	size_t n;

	*completed = 0;
	TRY(db_all(c, &attended_before, &((struct attended){ .ids = *ids }), &all));
	a = all.items;
	for (size_t i = 0; i < all.n; i += n) {
		for (n = 1; i + n < all.n && a[i + n].step_id == a[i].step_id;)
			n++;
		TRY(record_attended(c, &a[i], n, &some));
		*completed += some;
	}
	return ERR_OK;
}

enum err attendance_put(struct ctx *c, const struct attendance_input *in, struct attendance *out)
{
	struct attendance_input held;
	struct attendance before = { 0 };
	enum err e;

	TRY(db_one(c, &lock_event, in, &held));
	e = db_one(c, &find_person, in, &before);
	if (e == ERR_NOT_FOUND)
		return fail(c, ERR_UNKNOWN_CONTACT, "There is no contact %lld.", (long long)in->contact_id);
	TRY(e);
	TRY(db_exec(c, &put_attendance, in));
	TRY(attendance_settle(c, in->event_id, in->contact_id, in->contact_id));
	TRY(db_one(c, &find_person, in, out));
	if (!audit_nothing(c, attendance_fields, &before, out))
		audit(c, "attendance.set", (struct audit_object){ "event", in->event_id, out->name },
			attendance_fields, &before, out);
	return ERR_OK;
}
