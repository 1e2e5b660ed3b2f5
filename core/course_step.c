#include "audit.h"
#include "contact.h"
#include "course_complete.h"
#include "course_row.h"
#include "db.h"
#include "event.h"
#include "json.h"

#include <string.h>

static const char *const kinds[] = { "lesson", "event", "ojt", "assessment", NULL };

const struct field course_step_fields[] = {
	FIELD(course_step, id, IN | OUT, 1, WIDE),
	FIELD(course_step, course_id, QUIET, 1, WIDE),
	FIELD(course_step, position, QUIET, 0, WIDE),
	FIELD(course_step, title, IN | OUT | REQ | TRIM, 1, 200),
	FIELD_WORD(course_step, kind, IN | OUT | REQ, kinds),
	FIELD(course_step, required, IN | OUT, 0, 1),
	FIELD(course_step, event_id, IN | OUT | NULLABLE, 1, WIDE),
	FIELD(course_step, event_title, OUT | NULLABLE | QUIET, 0, 200),
	FIELD(course_step, people, OUT | QUIET, 0, WIDE),
	FIELD_END,
};
enum { STEPS_MOST = 200 };
const struct field course_steps_fields[] = {
	FIELD_MANY(course_steps, steps, IN | REQ, 0, STEPS_MOST, course_step),
	FIELD_END,
};

/* The steps of a course as the audit shows them. */
struct steps_told {
	struct list steps;
};
static const struct field steps_told_fields[] = {
	FIELD_MANY(steps_told, steps, OUT, 0, STEPS_MOST, course_step),
	FIELD_END,
};

STMT(read_steps, course_step, course_step,
	"SELECT s.id, s.course_id, s.position, s.title, s.kind, s.required, s.event_id, v.title AS event_title, "
	"(SELECT COUNT(*) FROM course_step_progress p WHERE p.step_id = s.id AND p.percent > 0) AS people "
	"FROM course_step s LEFT JOIN event v ON v.id = s.event_id WHERE s.course_id = :course_id AND NOT s.retired "
	"ORDER BY s.position, s.id")
STMT(find_event, course_step, course_step,
	"SELECT v.id AS event_id, v.title AS event_title, COALESCE(s.course_id, 0) AS course_id, COALESCE(s.id, 0) AS id "
	"FROM event v LEFT JOIN course_step s ON s.event_id = v.id AND NOT s.retired WHERE v.id = :event_id")
STMT(insert_step, course_step, none,
	"INSERT INTO course_step (course_id, position, title, kind, required, event_id) "
	"VALUES (:course_id, :position, :title, :kind, :required, :event_id)")
STMT(update_step, course_step, none,
	"UPDATE course_step SET position = :position, title = :title, kind = :kind, required = :required, event_id = :event_id "
	"WHERE id = :id")
STMT(retire_step, course_step, none, "UPDATE course_step SET retired = TRUE, event_id = NULL WHERE id = :id")
STMT(delete_step, course_step, none, "DELETE FROM course_step WHERE id = :id")
STMT(free_events, course_step, none, "UPDATE course_step SET event_id = NULL WHERE course_id = :course_id")
STMT(count_required, course_step, none,
	"UPDATE course r SET r.version = r.version + 1, r.required_steps = (SELECT COUNT(*) FROM course_step s "
	"WHERE s.course_id = r.id AND s.required AND NOT s.retired) WHERE r.id = :course_id")

enum err course_steps_read(struct ctx *c, int64_t course_id, struct list *into)
{
	return db_all(c, &read_steps, &(struct course_step){ .course_id = course_id }, into);
}

static const struct course_step *step_of(const struct list *steps, int64_t id)
{
	const struct course_step *s = steps->items;

	for (size_t i = 0; i < steps->n; i++)
		if (s[i].id == id)
			return &s[i];
	return NULL;
}

static enum err check_event(struct ctx *c, const struct course_step *s)
{
	struct course_step taken = { 0 };
	bool known;

	if (!s->event_id)
		return ERR_OK;
	if (strcmp(s->kind, "event") != 0)
		return fail_field(c, "event_id", "is for a step of kind event only");
	TRY(db_maybe(c, &find_event, s, &taken, &known));
	if (!known)
		return fail_field(c, "event_id", "is not an event");
	if (taken.id && taken.course_id != s->course_id)
		return fail_field(c, "event_id", "is a step of another course already");
	return ERR_OK;
}

/* Its own step or none, once; its event too. */
static enum err check_step(struct ctx *c, const struct list *before, const struct course_steps *in, size_t i)
{
	const struct course_step *s = in->steps.items;

	if (s[i].id && !step_of(before, s[i].id))
		return fail_field(c, "id", "is not a step of this course");
	for (size_t k = 0; k < i; k++) {
		if (s[i].id && s[k].id == s[i].id)
			return fail_field(c, "id", "is there twice");
		if (s[i].event_id && s[k].event_id == s[i].event_id)
			return fail_field(c, "event_id", "is there twice");
	}
	return check_event(c, &s[i]);
}

static enum err check_steps(struct ctx *c, int64_t course_id, const struct list *before,
	const struct course_steps *in)
{
	struct course_step *s = in->steps.items;
	enum err result = ERR_OK;

	for (size_t i = 0; i < in->steps.n; i++) {
		enum err e;

		s[i].course_id = course_id;
		s[i].position = (int64_t)i + 1;
		c->pointer = arena_printf(&c->arena, "/steps/%zu", i);
		e = check_step(c, before, in, i);
		c->pointer = "";
		if (e && e != ERR_VALIDATION)
			return e;
		result = e ? e : result;
	}
	return result;
}

static enum err drop_missing(struct ctx *c, const struct list *before, const struct course_steps *in)
{
	const struct course_step *s = before->items;

	for (size_t i = 0; i < before->n; i++)
		if (!step_of(&in->steps, s[i].id))
			TRY(db_exec(c, s[i].people ? &retire_step : &delete_step, &s[i]));
	return ERR_OK;
}

static enum err write_steps(struct ctx *c, const struct course_steps *in)
{
	struct course_step *s = in->steps.items;

	for (size_t i = 0; i < in->steps.n; i++)
		if (s[i].id)
			TRY(db_exec(c, &update_step, &s[i]));
		else
			TRY(db_insert(c, &insert_step, &s[i], &s[i].id, ERR_INTERNAL));
	return ERR_OK;
}

/* An event may have been attended before it became a step. */
static enum err take_attendance(struct ctx *c, const struct list *before, const struct course_steps *in)
{
	const struct course_step *s = in->steps.items, *was;

	for (size_t i = 0; i < in->steps.n; i++) {
		was = step_of(before, s[i].id);
		if (s[i].event_id && (!was || was->event_id != s[i].event_id))
			TRY(attendance_settle(c, s[i].event_id, 0, INT64_MAX));
	}
	return ERR_OK;
}

static bool same_steps(const struct list *a, const struct list *b)
{
	const struct course_step *x = a->items, *y = b->items;

	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (x[i].id != y[i].id || strcmp(x[i].title, y[i].title) != 0 ||
			strcmp(x[i].kind, y[i].kind) != 0 || x[i].required != y[i].required ||
			x[i].event_id != y[i].event_id)
			return false;
	return true;
}

enum err course_steps_save(struct ctx *c, int64_t course_id, int64_t version, const struct course_steps *in)
{
	struct course_step key = { .course_id = course_id };
	struct course course;
	struct list before;
	int64_t completed;

	TRY(course_read(c, course_id, true, &course));
	if (version >= 0)
		TRY(version_check(c, course.version, version));
	TRY(course_steps_read(c, course_id, &before));
	TRY(check_steps(c, course_id, &before, in));
	c->unchanged = same_steps(&before, &in->steps);
	if (c->unchanged)
		return ERR_OK;
	TRY(drop_missing(c, &before, in));
	TRY(db_exec(c, &free_events, &key));
	TRY(write_steps(c, in));
	TRY(db_exec(c, &count_required, &key));
	audit(c, "course.steps", (struct audit_object){ "course", course_id, course.title },
		steps_told_fields, &((struct steps_told){ before }), &((struct steps_told){ in->steps }));
	TRY(take_attendance(c, &before, in));
	return course_steps_settle(c, course_id, &completed);
}

/* --- what people have done of them --- */

struct recording {
	int64_t step_id, course_id;
	const char *results; /* JSON: [[contact, percent, day], ...] */
};
static const struct field recording_fields[] = {
	FIELD(recording, step_id, 0, 0, WIDE),
	FIELD(recording, course_id, 0, 0, WIDE),
	FIELD(recording, results, 0, 0, WIDE),
	FIELD_END,
};
/* clang-format off */
#define RESULTS \
	"JSON_TABLE(:results, '$[*]' COLUMNS (contact_id BIGINT PATH '$[0]', reached BIGINT PATH '$[1]', on_day DATE PATH '$[2]')) j " \
	"STRAIGHT_JOIN course_enrollment e ON e.course_id = :course_id AND e.contact_id = j.contact_id " \
	"AND (e.attempt = 1 OR j.on_day >= e.enrolled_on) "
#define DONE \
	"FROM course_step s JOIN course_step_progress p ON p.step_id = s.id AND p.course_enrollment_id = e.id " \
	"AND p.attempt = e.attempt AND p.percent = 100 WHERE s.course_id = e.course_id AND s.required AND NOT s.retired"
/* clang-format on */

STMT(step_course, recording, recording,
	"SELECT course_id FROM course_step WHERE id = :step_id AND NOT retired")
STMT(write_progress, recording, none,
	"INSERT INTO course_step_progress (course_enrollment_id, attempt, step_id, percent, done_on, changed_at) "
	"SELECT e.id, e.attempt, :step_id, j.reached, IF(j.reached = 100, j.on_day, NULL), :now FROM " RESULTS
	"ON DUPLICATE KEY UPDATE done_on = IF(VALUES(percent) < 100, NULL, COALESCE(done_on, VALUES(done_on))), "
	"percent = VALUES(percent), changed_at = VALUES(changed_at)")
STMT(starting, recording, course_count,
	"SELECT e.course_id, e.status, e.active, e.archived, COUNT(*) AS n FROM " RESULTS
	"WHERE j.reached > 0 AND e.status IN ('assigned', 'not_started') "
	"GROUP BY e.course_id, e.status, e.active, e.archived FOR UPDATE")
STMT(start, recording, none,
	"UPDATE " RESULTS "SET e.status = 'in_progress', e.version = e.version + 1 "
	"WHERE j.reached > 0 AND e.status IN ('assigned', 'not_started')")
STMT(finished_of, recording, course_completion,
	"SELECT e.id AS enrollment_id, (SELECT MAX(p.done_on) " DONE ") AS completed_on FROM " RESULTS
	"STRAIGHT_JOIN course r ON r.id = e.course_id WHERE j.reached = 100 AND " COURSE_OPEN
	" AND r.required_steps > 0 AND (SELECT COUNT(*) " DONE ") = r.required_steps")
STMT(finished_in, recording, course_completion,
	"SELECT e.id AS enrollment_id, (SELECT MAX(p.done_on) " DONE
	") AS completed_on FROM course_enrollment e "
	"STRAIGHT_JOIN course r ON r.id = e.course_id WHERE e.course_id = :course_id AND e.status = 'in_progress' "
	"AND r.required_steps > 0 AND (SELECT COUNT(*) " DONE ") = r.required_steps")

static const char *results_text(struct ctx *c, const struct list *results)
{
	const struct step_result *r = results->items;
	struct buf b = { .arena = &c->arena };
	char on[DATE_TEXT];

	buf_text(&b, "[");
	for (size_t i = 0; i < results->n; i++) {
		date_format(r[i].on, on);
		buf_printf(&b, i ? ",[%lld,%lld,\"%s\"]" : "[%lld,%lld,\"%s\"]", (long long)r[i].contact_id,
			(long long)r[i].percent, on);
	}
	buf_text(&b, "]");
	return buf_end(&b);
}

/* Who has got somewhere has begun. */
static enum err begin(struct ctx *c, const struct recording *in)
{
	const struct course_count *k;
	struct list starting_now;

	TRY(db_all(c, &starting, in, &starting_now));
	k = starting_now.items;
	for (size_t i = 0; i < starting_now.n; i++) {
		struct course_count begun = k[i];

		begun.status = "in_progress";
		TRY(course_tally_move(c, &k[i], &begun));
	}
	return starting_now.n ? db_exec(c, &start, in) : ERR_OK;
}

enum err course_step_record(struct ctx *c, int64_t step_id, const struct list *results, int64_t *completed)
{
	struct recording in = { .step_id = step_id, .results = results_text(c, results) };
	struct list done;

	*completed = 0;
	if (!results->n)
		return ERR_OK;
	TRY(db_one(c, &step_course, &in, &in));
	TRY(begin(c, &in));
	TRY(db_exec(c, &write_progress, &in));
	TRY(db_all(c, &finished_of, &in, &done));
	return course_complete_many(c, "steps", NULL, &done, completed);
}

enum err course_steps_settle(struct ctx *c, int64_t course_id, int64_t *completed)
{
	struct recording in = { .course_id = course_id };
	struct list done;

	TRY(db_all(c, &finished_in, &in, &done));
	return course_complete_many(c, "steps", NULL, &done, completed);
}
