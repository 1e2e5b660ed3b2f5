#include "certificate.h"
#include "contact.h"
#include "course_complete.h"
#include "course_enrollment_row.h"
#include "course_source.h"
#include "db.h"
#include "enrollment_row.h"
#include "json.h"
#include "perm.h"
#include "webhook.h"

#include <string.h>

/* The segments and programs that keep somebody in a course, by name. */
struct holder {
	const char *kind, *names;
	int64_t n;
};
static const struct field holder_fields[] = {
	FIELD(holder, kind, 0, 0, 16),
	FIELD(holder, names, 0, 0, 1000),
	FIELD(holder, n, 0, 0, WIDE),
	FIELD_END,
};

/* An attempt that is followed by another. */
struct attempt_end {
	int64_t id;
	const char *ended_by;
};
static const struct field attempt_end_fields[] = {
	FIELD(attempt_end, id, 0, 1, WIDE),
	FIELD(attempt_end, ended_by, 0, 0, 16),
	FIELD_END,
};

STMT(held_by, course_enrollment, holder,
	"SELECT s.kind, COUNT(*) AS n, GROUP_CONCAT(COALESCE(g.name, p.name) ORDER BY g.name, p.name SEPARATOR '\", \"') AS names "
	"FROM course_source s LEFT JOIN segment g ON s.kind = 'segment' AND g.id = s.ref_id "
	"LEFT JOIN program p ON s.kind = 'program' AND p.id = s.ref_id WHERE s.course_id = :course_id "
	"AND s.contact_id = :contact_id AND s.active AND s.kind IN ('segment', 'program') GROUP BY s.kind ORDER BY s.kind = 'program'")
STMT(others_of, course_enrollment, holder,
	"SELECT s.kind, COUNT(*) AS n FROM course_source s WHERE s.course_id = :course_id AND s.contact_id = :contact_id "
	"AND s.active AND s.kind <> 'self' GROUP BY s.kind LIMIT 1")
STMT(end_own, course_enrollment, none,
	"UPDATE course_source SET active = FALSE WHERE course_id = :course_id AND contact_id = :contact_id "
	"AND kind IN ('self', 'staff', 'import') AND active")
STMT(keep_attempt, attempt_end, none,
	"INSERT INTO course_attempt (course_enrollment_id, n, status, enrolled_on, completed_on, completion_origin, origin_ref, "
	"origin_note, grade, ended_by, ended_at) SELECT id, attempt, status, enrolled_on, completed_on, completion_origin, "
	"origin_ref, origin_note, grade, :ended_by, :now FROM course_enrollment WHERE id = :id")

/* Whose completion of what. */
struct course_proof_key {
	int64_t course_id, contact_id;
};
static const struct field course_proof_key_fields[] = {
	FIELD(course_proof_key, course_id, 0, 1, WIDE),
	FIELD(course_proof_key, contact_id, 0, 1, WIDE),
	FIELD_END,
};
STMT(proof_of, course_proof_key, course_completion,
	"SELECT " COURSE_STANDING(
		"x") " AS completed_on, x.course_id AS ref FROM course_enrollment x "
		     "WHERE x.course_id = :course_id AND x.contact_id = :contact_id AND " COURSE_STANDING(
			     "x") " IS NOT NULL")

/* --- what may be done: one rule each, asked by the action and by what a screen offers --- */

static enum err check_status_right(struct ctx *c)
{
	return right_check(c, PERM_course_status, "change enrollments in courses");
}

enum err course_check_change(struct ctx *c, const struct course_enrollment *e)
{
	TRY(check_status_right(c));
	return course_move_check(c, "change", e->status, e->content_source);
}

enum err course_check_re_enroll(struct ctx *c, const struct course_enrollment *e)
{
	TRY(check_status_right(c));
	TRY(course_move_check(c, "re_enroll", e->status, e->content_source));
	if (!strcmp(e->course_status, "active"))
		return ERR_OK;
	return fail(c, ERR_COURSE_NOT_ACTIVE, "%s is inactive and takes no enrollments.", e->course_title);
}

enum err course_check_reassign(struct ctx *c, const struct course_enrollment *e)
{
	TRY(check_status_right(c));
	return course_move_check(c, "reassign", e->status, e->content_source);
}

/* SEG-21 to 23. */
enum err course_check_held(struct ctx *c, const struct course_enrollment *e)
{
	struct holder h = { 0 };
	bool held;

	TRY(db_maybe(c, &held_by, e, &h, &held));
	if (!held)
		return ERR_OK;
	if (!strcmp(h.kind, "program"))
		return fail_remedy(c, ERR_BAD_MOVE, "Cancel the enrollment in the program first.",
			"The program \"%s\" keeps %s in this course.", h.names, e->contact_name);
	return fail_remedy(c, ERR_HELD_BY_SEGMENT,
		arena_printf(&c->arena,
			"Remove %s from the segment (on its page, or by changing the profile), or unlink the course from the segment, which "
			"unenrolls everybody in it.",
			e->contact_name),
		"%s is in this course through the segment%s \"%s\"; nobody can be unenrolled from it alone.",
		e->contact_name, h.n == 1 ? "" : "s", h.names);
}

/* Learners leave what they entered themselves. */
static enum err check_own(struct ctx *c, const struct course_enrollment *e)
{
	struct holder other = { 0 };
	bool any;

	if (c->actor.roles & (PERM_enrollment_create | SYSTEM))
		return ERR_OK;
	TRY(db_maybe(c, &others_of, e, &other, &any));
	if (!any)
		return ERR_OK;
	return fail_remedy(c, ERR_RIGHT_MISSING, "Ask the organisation to take you out of it.",
		"The course was assigned to you; you can leave only what you entered yourself.");
}

enum err course_check_unenroll(struct ctx *c, const struct course_enrollment *e)
{
	if (!e->active)
		return fail_remedy(c, ERR_BAD_MOVE, "Enroll the contact again, to go on from here.",
			"%s is not active in this course.", e->contact_name);
	TRY(course_check_held(c, e));
	return check_own(c, e);
}

enum err course_check_remove(struct ctx *c, const struct course_enrollment *e)
{
	TRY(check_status_right(c));
	return course_check_held(c, e);
}

enum err course_check_decide(struct ctx *c, const struct course_enrollment *e)
{
	TRY(right_check(c, PERM_course_status, "approve enrollments in courses"));
	if (strcmp(e->status, "pending") != 0 || !e->active)
		return fail(c, ERR_NOT_PENDING, "The enrollment does not wait for approval.");
	return ERR_OK;
}

enum err course_check_equivalency(struct ctx *c, const struct course_enrollment *e)
{
	TRY(check_status_right(c));
	if (!strcmp(e->status, "completed"))
		return fail_remedy(c, ERR_BAD_MOVE, "Nothing needs to be done: a completion stays.",
			"%s has completed this course already.", e->contact_name);
	if (!strcmp(e->status, "pending"))
		return fail_remedy(c, ERR_BAD_MOVE, "Approve it first.",
			"The enrollment still waits for approval.");
	return ERR_OK;
}

enum err course_check_learn(struct ctx *c, const struct course_enrollment *e)
{
	if (!e->active)
		return fail_remedy(c, ERR_BAD_MOVE, "Enroll again, to go on where it was left off.",
			"The enrollment has ended; what was done in it is kept.");
	if (!strcmp(e->status, "pending"))
		return fail_remedy(c, ERR_BAD_MOVE, "Wait until the organisation has approved it.",
			"The enrollment still waits for approval.");
	return ERR_OK;
}

/* --- the actions --- */

/* The course first: so do those that change many at once. */
static enum err begin(struct ctx *c, int64_t id, struct course_enrollment *e)
{
	struct course course;

	TRY(course_enrollment_read(c, id, false, e));
	TRY(course_read(c, e->course_id, true, &course));
	return course_enrollment_read(c, id, true, e);
}

static enum err finish(struct ctx *c, const char *action, const struct course_enrollment *before,
	const struct course_enrollment *after)
{
	TRY(course_enrollment_store(c, before, after));
	audit(c, action, course_enrollment_object(c, before), course_enrollment_fields, before, after);
	return ERR_OK;
}

static enum err complete(struct ctx *c, const struct course_enrollment *e, const char *origin,
	const char *note, struct course_completion fact)
{
	struct list one = { &fact, 1, sizeof(fact) };
	int64_t completed;

	fact.enrollment_id = e->id;
	return course_complete_many(c, origin, note, &one, &completed);
}

static void forget_completion(struct course_enrollment *e)
{
	e->completed_on = (struct date){ 0 };
	e->completion_origin = e->origin_note = e->grade = NULL;
	e->origin_ref = 0;
}

static enum err check_day(struct ctx *c, struct date day)
{
	return day.day > c->today.day ? fail_field(c, "completed_on", "must not be in the future") : ERR_OK;
}

/* What followed from a completion that is there no more. */
static enum err take_back(struct ctx *c, const struct course_enrollment *before)
{
	const struct webhook_completion was = { before->id, before->attempt, before->completed_on,
		before->completion_origin };

	TRY(webhook_course_uncompleted(c, &was));
	TRY(certificate_withdraw_course(c, before->id, before->attempt));
	return course_evidence_withdraw(c, before->id, before->completed_on);
}

/* What was completed by mistake: never without saying why (GO1-14). */
static enum err correct(struct ctx *c, const struct course_enrollment *before, const struct course_change *in)
{
	struct course_enrollment after = *before;

	if (!in->reason || !*in->reason)
		return fail_field(c, "reason", "is needed: a completion is taken back only as a correction");
	forget_completion(&after);
	after.status = in->status;
	after.archived = false;
	TRY(finish(c, "course_enrollment.correct", before, &after));
	return take_back(c, before);
}

enum err course_enrollment_change(struct ctx *c, int64_t id, int64_t version, const struct course_change *in)
{
	struct course_enrollment before, after;

	TRY(course_enrollment_read(c, id, true, &before));
	if (version >= 0)
		TRY(version_check(c, before.version, version));
	if (!in->status)
		return fail_field(c, "status", "is required");
	TRY(course_check_change(c, &before));
	TRY(check_day(c, in->completed_on));
	c->reason = in->reason;
	if (!strcmp(before.status, in->status)) {
		c->unchanged = true;
		return ERR_OK;
	}
	if (!strcmp(before.status, "completed"))
		return correct(c, &before, in);
	if (!strcmp(in->status, "completed"))
		return complete(c, &before, "staff", in->reason,
			(struct course_completion){
				.completed_on = in->completed_on.day ? in->completed_on : c->today });
	after = before;
	after.status = in->status;
	return finish(c, "course_enrollment.change", &before, &after);
}

/* Enrolled for good: a course without required steps is completed by that, or it was met before. */
static enum err arrive(struct ctx *c, const struct course_enrollment *e)
{
	struct course_made made = { e->id, e->course_id, e->status };
	int64_t completed;

	return course_begun(c, &(struct list){ &made, 1, sizeof(made) }, &completed);
}

enum err course_enrollment_approve(struct ctx *c, int64_t id)
{
	struct course_enrollment before, after;

	TRY(course_enrollment_read(c, id, true, &before));
	TRY(course_check_decide(c, &before));
	after = before;
	after.status = "not_started";
	TRY(finish(c, "course_enrollment.approve", &before, &after));
	return arrive(c, &after);
}

/* End what staff and learners can end, and say whether anything else keeps it going. */
static enum err leave(struct ctx *c, struct course_enrollment *e)
{
	struct holder other = { 0 };
	bool held;

	TRY(db_exec(c, &end_own, e));
	TRY(db_maybe(c, &held_by, e, &other, &held));
	e->active = held;
	return ERR_OK;
}

enum err course_enrollment_decline(struct ctx *c, int64_t id, const char *reason)
{
	struct course_enrollment before, after;

	TRY(begin(c, id, &before));
	TRY(course_check_decide(c, &before));
	c->reason = reason;
	after = before;
	TRY(leave(c, &after));
	if (!after.active)
		return finish(c, "course_enrollment.decline", &before, &after);
	after.status = "assigned";
	TRY(finish(c, "course_enrollment.decline", &before, &after));
	return arrive(c, &after);
}

enum err course_enrollment_unenroll(struct ctx *c, int64_t id, const char *reason)
{
	struct course_enrollment before, after;

	TRY(begin(c, id, &before));
	TRY(course_check_unenroll(c, &before));
	c->reason = reason;
	after = before;
	TRY(leave(c, &after));
	return finish(c, "course_enrollment.unenroll", &before, &after);
}

/* A new attempt needs somebody who wants it: where no source is left, it is staff who ask. */
static enum err wake(struct ctx *c, struct course_enrollment *e)
{
	struct source_key staff = { .course_id = e->course_id, .kind = "staff" };
	struct source_effect effect;

	if (e->active)
		return ERR_OK;
	TRY(course_sources_begin(c, &staff, &(struct ints){ &e->contact_id, 1 }, &effect));
	return course_enrollment_read(c, e->id, true, e);
}

static enum err next_attempt(struct ctx *c, struct course_enrollment *before, const char *ended_by,
	const char *action)
{
	struct course_enrollment after;

	TRY(wake(c, before));
	TRY(db_exec(c, &keep_attempt, &((struct attempt_end){ before->id, ended_by })));
	after = *before;
	forget_completion(&after);
	after.attempt++;
	after.status = "assigned";
	after.archived = false;
	after.enrolled_on = c->today;
	after.ends_on = (struct date){ 0 };
	return finish(c, action, before, &after);
}

enum err course_enrollment_re_enroll(struct ctx *c, int64_t id, const char *reason)
{
	struct course_enrollment e;

	TRY(begin(c, id, &e));
	TRY(course_check_re_enroll(c, &e));
	c->reason = reason;
	TRY(next_attempt(c, &e, "re_enroll", "course_enrollment.re_enroll"));
	if (e.required_steps)
		return ERR_OK;
	return complete(c, &e, "no_steps", NULL, (struct course_completion){ .completed_on = c->today });
}

/* Without required steps it is opening it that completes it again: reassigning must take something away. */
enum err course_enrollment_reassign(struct ctx *c, int64_t id, const char *reason)
{
	struct course_enrollment e;

	TRY(begin(c, id, &e));
	TRY(course_check_reassign(c, &e));
	c->reason = reason;
	TRY(next_attempt(c, &e, "reassign", "course_enrollment.reassign"));
	return take_back(c, &e);
}

enum err course_enrollment_open(struct ctx *c, int64_t id)
{
	struct course_enrollment before, after;
	bool first;

	TRY(course_enrollment_read(c, id, true, &before));
	TRY(course_check_learn(c, &before));
	first = !strcmp(before.status, "assigned") && before.contact_id == c->actor.id;
	c->unchanged = !first;
	if (!first)
		return ERR_OK;
	after = before;
	after.status = "not_started";
	TRY(finish(c, "course_enrollment.open", &before, &after));
	if (after.required_steps)
		return ERR_OK;
	return complete(c, &after, "no_steps", NULL, (struct course_completion){ .completed_on = c->today });
}

static const struct course_step_view *step_in(const struct course_enrollment_view *v, int64_t step_id)
{
	const struct course_step_view *s = v->steps.items;

	for (size_t i = 0; i < v->steps.n; i++)
		if (s[i].id == step_id)
			return &s[i];
	return NULL;
}

static enum err check_step(struct ctx *c, const struct course_enrollment_view *v,
	const struct course_step_view *s)
{
	TRY(course_check_learn(c, &v->row));
	if (!s)
		return fail_field(c, "step_id", "is not a step of this course");
	if (s->can_mark)
		return ERR_OK;
	if (!strcmp(s->kind, "event"))
		return fail_remedy(c, ERR_BAD_MOVE, "Change the attendance of the event.",
			"\"%s\" follows from the attendance at its event.", s->title);
	return fail_remedy(c, ERR_RIGHT_MISSING, "Ask the organisation to record it.",
		"\"%s\" is recorded by the organisation.", s->title);
}

enum err course_enrollment_progress(struct ctx *c, int64_t id, const struct course_progress *in)
{
	struct course_enrollment_view v = { 0 };
	struct step_result result = { .percent = in->done ? 100 : 0, .on = c->today };
	struct list one = { &result, 1, sizeof(result) };
	const struct course_step_view *s;
	struct buf b = { .arena = &c->arena };
	int64_t completed;

	TRY(course_enrollment_read(c, id, true, &v.row));
	TRY(course_enrollment_find(c, id, &v));
	s = step_in(&v, in->step_id);
	TRY(check_step(c, &v, s));
	c->unchanged = s->percent == result.percent;
	if (c->unchanged)
		return ERR_OK;
	result.contact_id = v.row.contact_id;
	buf_text(&b, "[{\"field\":");
	json_string(&b, s->title);
	buf_printf(&b, ",\"before\":%lld,\"after\":%lld}]", (long long)s->percent, (long long)result.percent);
	audit_json(c, "course_enrollment.progress", course_enrollment_object(c, &v.row), buf_end(&b));
	return course_step_record(c, s->id, &one, &completed);
}

/* The day on which the other course was completed. */
static enum err find_proof(struct ctx *c, const struct course_enrollment *e, const struct course_proof *in,
	struct course_completion *fact)
{
	struct course_proof_key key = { in->course_id, e->contact_id };
	bool found;

	if (in->course_id == e->course_id)
		return fail_field(c, "course_id", "must be another course");
	TRY(db_maybe(c, &proof_of, &key, fact, &found));
	return found ? ERR_OK
		     : fail_field(c, "course_id", "is not a course that %s has completed", e->contact_name);
}

enum err course_enrollment_equivalency(struct ctx *c, int64_t id, const struct course_proof *in)
{
	struct course_enrollment e;
	struct course_completion fact = { .completed_on =
						  in->completed_on.day ? in->completed_on : c->today };

	TRY(course_enrollment_read(c, id, true, &e));
	TRY(course_check_equivalency(c, &e));
	TRY(check_day(c, in->completed_on));
	if (in->course_id)
		TRY(find_proof(c, &e, in, &fact));
	else if (!in->note || !*in->note)
		return fail_field(c, "note", "is needed: say what the proof is");
	c->reason = in->note;
	return complete(c, &e, "equivalency", in->note, fact);
}
