#include "completion.h"
#include "audit.h"
#include "completion_file.h"
#include "completion_moves.h"
#include "component.h"
#include "credit_evidence.h"
#include "db.h"
#include "enrollment_row.h"
#include "json.h"
#include "notice.h"
#include "perm.h"
#include "progress.h"

#include <string.h>

/*
 * "record" and "grade" lead to the first state that still lacks something;
 * settle_status() skips what the requirement does not need.
 */
const struct move completion_moves[] = {
	/* verb     from                 to */
	{ "record", "none", "awaiting_grade" },
	{ "record", "rejected", "awaiting_grade" },
	{ "grade", "awaiting_grade", "awaiting_approval" },
	{ "grade", "awaiting_approval", "awaiting_approval" },
	{ "approve", "awaiting_approval", "complete" },
	{ "reject", "awaiting_grade", "rejected" },
	{ "reject", "awaiting_approval", "rejected" },
	{ "waive", "none", "waived" },
	{ "waive", "awaiting_grade", "waived" },
	{ "waive", "awaiting_approval", "waived" },
	{ "waive", "rejected", "waived" },
	{ "void", "awaiting_grade", "void" },
	{ "void", "awaiting_approval", "void" },
	{ "void", "rejected", "void" },
	{ "void", "complete", "void" },
	{ "void", "waived", "void" },
	MOVE_END,
};

const struct field completion_input_fields[] = {
	FIELD(completion_input, completed_on, IN | REQ, 693961, DATE_MAX),
	FIELD(completion_input, offering_id, IN | NULLABLE, 1, WIDE),
	FIELD(completion_input, grade, IN | NULLABLE, 0, 99999999),
	FIELD(completion_input, notes, IN | NULLABLE | TRIM, 0, 2000),
	FIELD(completion_input, file_ids, IN, 0, FILES_AT_ONCE),
	FIELD_END,
};
const struct field grade_input_fields[] = { FIELD(grade_input, grade, IN | REQ, 0, 99999999), FIELD_END };
const struct field note_input_fields[] = { FIELD(note_input, note, IN | REQ | TRIM, 1, 1000), FIELD_END };
const struct field reason_input_fields[] = { FIELD(reason_input, reason, IN | REQ | TRIM, 1, 1000),
	FIELD_END };

/* A record as it is stored. */
struct completion {
	int64_t id, enrollment_id, requirement_id, offering_id, recorded_by, decided_by;
	const char *status, *notes, *evidence, *decision_note;
	struct date completed_on;
	struct decimal grade;
	struct instant recorded_at, decided_at;
	struct words files; /* their names */
};
static const struct field completion_fields[] = {
	FIELD(completion, id, QUIET, 0, WIDE),
	FIELD(completion, enrollment_id, QUIET, 0, WIDE),
	FIELD(completion, requirement_id, 0, 0, WIDE),
	FIELD(completion, offering_id, NULLABLE, 0, WIDE),
	FIELD(completion, status, 0, 0, 20),
	FIELD(completion, completed_on, 0, DATE_MIN, DATE_MAX),
	FIELD(completion, grade, NULLABLE, 0, WIDE),
	FIELD(completion, notes, NULLABLE, 0, 2000),
	FIELD(completion, evidence, 0, 0, 16),
	FIELD(completion, recorded_by, NULLABLE | QUIET, 0, WIDE),
	FIELD(completion, recorded_at, QUIET, 0, WIDE),
	FIELD(completion, decided_by, NULLABLE | QUIET, 0, WIDE),
	FIELD(completion, decided_at, QUIET, 0, WIDE),
	FIELD(completion, decision_note, NULLABLE, 0, 1000),
	FIELD(completion, files, 0, 0, FILES_AT_ONCE),
	FIELD_END,
};

STMT(insert_completion, completion, none,
	"INSERT INTO completion (enrollment_id, requirement_id, offering_id, status, completed_on, grade, notes, evidence, "
	"recorded_by, recorded_at, decided_by, decided_at, decision_note) VALUES (:enrollment_id, :requirement_id, :offering_id, "
	":status, :completed_on, :grade, :notes, :evidence, :recorded_by, :recorded_at, :decided_by, :decided_at, :decision_note)")
STMT(update_completion, completion, none,
	"UPDATE completion SET offering_id = :offering_id, status = :status, completed_on = :completed_on, grade = :grade, "
	"notes = :notes, evidence = :evidence, recorded_by = :recorded_by, recorded_at = :recorded_at, decided_by = :decided_by, "
	"decided_at = :decided_at, decision_note = :decision_note WHERE id = :id")

/* One step on one record: the enrolment is held, so that two people cannot take it at once. */
struct step {
	struct enrollment enrollment;
	struct progress progress;
	struct requirement_view *requirement;
	struct completion before, after;
	struct completion_files files;
};

static enum err begin(struct ctx *c, int64_t enrollment_id, int64_t requirement_id, struct step *s)
{
	const struct requirement_view *r;

	*s = (struct step){ 0 };
	TRY(enrollment_read(c, enrollment_id, true, &s->enrollment));
	TRY(progress_read(c, &s->enrollment, &s->progress));
	r = s->requirement = progress_requirement(&s->progress, requirement_id);
	if (!r)
		return fail(c, ERR_NOT_FOUND, "Version %lld of %s has no such requirement.",
			(long long)s->enrollment.definition_version, s->enrollment.program_name);
	s->before = (struct completion){ r->completion_id, enrollment_id, requirement_id, r->offering_id,
		r->recorded_by, 0, r->status, r->notes, r->evidence, r->decision_note, r->completed_on,
		r->grade, r->recorded_at, r->decided_at, { 0 } };
	s->after = s->before;
	return ERR_OK;
}

/* A cancelled enrolment and one that was followed by another are history; an earned one can only be corrected. */
static enum err check_alive(struct ctx *c, const struct enrollment *e)
{
	struct enrollment copy = *e;

	copy.earned_on = (struct date){ 0 };
	return enrollment_check_open(c, &copy);
}

static enum err take(struct ctx *c, struct step *s, const char *verb)
{
	bool final = s->requirement->met;

	TRY(check_alive(c, &s->enrollment));
	return move(c, completion_moves, verb, &s->after.status,
		final ? ERR_COMPLETION_READ_ONLY : ERR_BAD_MOVE);
}

/* Past what the requirement needs and already has. */
static void settle_status(struct step *s)
{
	if (!strcmp(s->after.status, "awaiting_grade") &&
		(!s->requirement->needs_grade || s->after.grade.set))
		s->after.status = "awaiting_approval";
	if (!strcmp(s->after.status, "awaiting_approval") && !s->requirement->needs_approval)
		s->after.status = "complete";
}

static enum err finish(struct ctx *c, struct step *s, const char *action, struct requirement_view *out)
{
	struct audit_object o = enrollment_object(c, &s->enrollment);
	uint64_t locked = notice_locked(&s->progress);
	const char *record, *enrollment;

	if (s->before.id)
		TRY(db_exec(c, &update_completion, &s->after));
	else
		TRY(db_insert(c, &insert_completion, &s->after, &s->after.id, ERR_INTERNAL));
	TRY(completion_files_link(c, s->after.id, &s->files));
	TRY(progress_refresh(c, &s->progress));
	TRY(progress_settle(c, &s->progress, &enrollment));
	o.title = s->requirement->title;
	record = audit_changes(c, completion_fields, s->before.id ? &s->before : NULL, &s->after);
	audit_json(c, action, o, audit_join(c, record, enrollment));
	TRY(enrollment_read(c, s->enrollment.id, false, &s->enrollment));
	TRY(notice_stages(c, &s->progress, locked));
	TRY(progress_dress(c, &s->progress));
	*out = *progress_requirement(&s->progress, s->before.requirement_id);
	return ERR_OK;
}

static enum err check_grade(struct ctx *c, const struct requirement_view *r, struct decimal grade)
{
	if (!grade.set)
		return ERR_OK;
	if (!r->needs_grade)
		return fail_field(c, "grade", "is not asked for by this requirement");
	if (grade.hundredths > r->grade_scale.hundredths)
		return fail_field(c, "grade", "must not be above %s, the best grade there is",
			decimal_text(&c->arena, r->grade_scale.hundredths));
	if (r->pass_grade.set && grade.hundredths < r->pass_grade.hundredths)
		return fail(c, ERR_GRADE_BELOW_PASS, "The pass mark is %s.",
			decimal_text(&c->arena, r->pass_grade.hundredths));
	return ERR_OK;
}

/* Nobody grades themselves. */
static enum err check_own_grade(struct ctx *c, struct decimal grade)
{
	if (!grade.set || c->actor.roles & (PERM_completion_record | SYSTEM))
		return ERR_OK;
	return fail_field(c, "grade", "is given by the organisation");
}

static enum err check_offering(struct ctx *c, struct step *s, int64_t offering_id)
{
	const struct list *all = &s->progress.offerings;
	const struct offering *o;
	size_t mine = 0;

	TRY(progress_offerings(c, &s->progress));
	o = all->items;
	for (size_t i = 0; i < all->n; i++) {
		if (o[i].component_id != s->requirement->component_id)
			continue;
		if (o[i].id == offering_id)
			return ERR_OK;
		mine++;
	}
	if (offering_id)
		return fail_field(c, "offering_id", "is not an offering of \"%s\", or it was cancelled",
			s->requirement->component_title);
	return mine ? fail_field(c, "offering_id",
			      "is required: say which of the %zu offerings was completed", mine)
		    : ERR_OK;
}

/* The files it shall have; the last of the checks, for it takes them into use. */
static enum err choose_files(struct ctx *c, struct step *s, const struct ints *file_ids)
{
	TRY(completion_files_choose(c, s->before.id, file_ids, &s->files));
	s->before.files = s->files.before;
	s->after.files = s->files.after;
	if (s->requirement->needs_file && !s->files.after.n)
		return fail(c, ERR_FILE_REQUIRED, "\"%s\" is recorded with a file.", s->requirement->title);
	return ERR_OK;
}

enum err completion_record(struct ctx *c, int64_t enrollment_id, int64_t requirement_id,
	const struct completion_input *in, struct requirement_view *out)
{
	struct step s;

	TRY(begin(c, enrollment_id, requirement_id, &s));
	TRY(progress_check_recorder(c, &s.progress, s.requirement));
	TRY(take(c, &s, "record"));
	TRY(progress_check_available(c, &s.progress, s.requirement));
	TRY(progress_check_day(c, &s.progress, in->completed_on));
	TRY(check_own_grade(c, in->grade));
	TRY(check_grade(c, s.requirement, in->grade));
	TRY(check_offering(c, &s, in->offering_id));
	TRY(choose_files(c, &s, &in->file_ids));
	s.after.completed_on = in->completed_on;
	s.after.offering_id = in->offering_id;
	s.after.grade = in->grade;
	s.after.notes = in->notes;
	s.after.evidence = "manual";
	s.after.recorded_by = c->actor.id;
	s.after.recorded_at = c->now;
	s.after.decided_by = 0;
	s.after.decided_at = (struct instant){ 0 };
	s.after.decision_note = NULL;
	settle_status(&s);
	return finish(c, &s, "completion.record", out);
}

/* "87.5" where it passes, else none. */
static struct decimal passing_grade(struct ctx *c, const struct requirement_view *r, const char *text)
{
	struct grade_input in = { 0 };

	if (!text || field_parse(c, field_find(grade_input_fields, "grade"), text, &in) ||
		check_grade(c, r, in.grade))
		in.grade = (struct decimal){ 0 };
	fail_clear(c);
	return in.grade;
}

enum err completion_of_course(struct ctx *c, int64_t enrollment_id, int64_t requirement_id,
	struct date completed_on, const char *grade)
{
	struct requirement_view after;
	struct step s;

	TRY(begin(c, enrollment_id, requirement_id, &s));
	TRY(take(c, &s, "record"));
	s.after.completed_on = completed_on;
	s.after.grade = passing_grade(c, s.requirement, grade);
	s.after.evidence = "course";
	s.after.recorded_by = c->actor.id;
	s.after.recorded_at = c->now;
	settle_status(&s);
	return finish(c, &s, "completion.record", &after);
}

static bool by_credits(const struct step *s)
{
	return s->before.id && !strcmp(s->before.evidence, "credits");
}

enum err completion_of_credits(struct ctx *c, int64_t enrollment_id, int64_t requirement_id,
	struct date met_on)
{
	struct requirement_view after;
	struct step s;

	TRY(begin(c, enrollment_id, requirement_id, &s));
	if (!met_on.day)
		TRY(take(c, &s, "void"));
	else if (!by_credits(&s))
		TRY(take(c, &s, "record"));
	if (met_on.day) {
		s.after.completed_on = met_on;
		s.after.evidence = "credits";
		s.after.recorded_by = c->actor.id;
		s.after.recorded_at = c->now;
		settle_status(&s);
		return finish(c, &s, "completion.record", &after);
	}
	s.after.decided_by = c->actor.id;
	s.after.decided_at = c->now;
	s.after.decision_note = "The credits no longer suffice.";
	return finish(c, &s, "completion.void", &after);
}

enum err completion_grade(struct ctx *c, int64_t enrollment_id, int64_t requirement_id, struct decimal grade,
	struct requirement_view *out)
{
	struct step s;

	TRY(begin(c, enrollment_id, requirement_id, &s));
	TRY(take(c, &s, "grade"));
	TRY(check_grade(c, s.requirement, grade));
	s.after.grade = grade;
	settle_status(&s);
	return finish(c, &s, "completion.grade", out);
}

static void sign(struct ctx *c, struct step *s, const char *note)
{
	s->after.decided_by = c->actor.id;
	s->after.decided_at = c->now;
	s->after.decision_note = note;
	c->reason = note;
}

enum err completion_approve(struct ctx *c, int64_t enrollment_id, int64_t requirement_id,
	struct requirement_view *out)
{
	struct step s;

	TRY(begin(c, enrollment_id, requirement_id, &s));
	TRY(take(c, &s, "approve"));
	sign(c, &s, NULL);
	TRY(finish(c, &s, "completion.approve", out));
	return notice_approved(c, &s.enrollment, out);
}

enum err completion_reject(struct ctx *c, int64_t enrollment_id, int64_t requirement_id, const char *note,
	struct requirement_view *out)
{
	struct step s;

	TRY(begin(c, enrollment_id, requirement_id, &s));
	TRY(take(c, &s, "reject"));
	sign(c, &s, note);
	TRY(finish(c, &s, "completion.reject", out));
	return notice_rejected(c, &s.enrollment, out, note);
}

/* A waiver stood in the way of what the ledger says. */
static enum err credits_speak(struct ctx *c, int64_t enrollment_id, int64_t requirement_id,
	struct requirement_view *out)
{
	struct step s;

	TRY(credit_evidence_of(c, &(struct ints){ &enrollment_id, 1 }));
	TRY(begin(c, enrollment_id, requirement_id, &s));
	TRY(progress_dress(c, &s.progress));
	*out = *progress_requirement(&s.progress, requirement_id);
	return ERR_OK;
}

enum err completion_void(struct ctx *c, int64_t enrollment_id, int64_t requirement_id, const char *reason,
	struct requirement_view *out)
{
	struct step s;

	TRY(begin(c, enrollment_id, requirement_id, &s));
	if (!s.before.id)
		return fail(c, ERR_BAD_MOVE,
			"Nothing is recorded for this requirement that could be voided.");
	TRY(progress_check_award(c, &s.progress));
	if (by_credits(&s))
		return fail(c, ERR_CREDITS_DECIDE, "\"%s\" is met by the credits in the ledger.",
			s.requirement->title);
	TRY(take(c, &s, "void"));
	sign(c, &s, reason);
	TRY(finish(c, &s, "completion.void", out));
	return s.requirement->min_credits.set ? credits_speak(c, enrollment_id, requirement_id, out) : ERR_OK;
}

enum err completion_of_course_gone(struct ctx *c, int64_t enrollment_id, int64_t requirement_id)
{
	struct requirement_view after;
	struct step s;

	TRY(begin(c, enrollment_id, requirement_id, &s));
	TRY(take(c, &s, "void"));
	sign(c, &s, c->reason ? c->reason : "The completion of the course was taken back.");
	return finish(c, &s, "completion.void", &after);
}

enum err completion_waive(struct ctx *c, int64_t enrollment_id, int64_t requirement_id, const char *reason,
	struct requirement_view *out)
{
	struct step s;

	TRY(begin(c, enrollment_id, requirement_id, &s));
	TRY(take(c, &s, "waive"));
	TRY(progress_check_available(c, &s.progress, s.requirement));
	TRY(progress_check_day(c, &s.progress, c->today));
	s.after.completed_on = c->today;
	s.after.evidence = "waiver";
	s.after.recorded_by = c->actor.id;
	s.after.recorded_at = c->now;
	sign(c, &s, reason);
	return finish(c, &s, "completion.waive", out);
}
