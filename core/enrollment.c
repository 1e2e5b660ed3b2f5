#include "enrollment.h"
#include "audit.h"
#include "certificate.h"
#include "completion.h"
#include "contact.h"
#include "credit_evidence.h"
#include "db.h"
#include "enrollment_row.h"
#include "notice.h"
#include "perm.h"
#include "webhook.h"

#include <string.h>

#define AFTER_NAME   "e.sort_name >= :after_text AND (e.sort_name > :after_text OR e.id > :after_id)"
#define BY_NAME      " ORDER BY e.sort_name, e.id LIMIT :rows"
#define NEWEST_FIRST "e.id < IF(:after_id = 0, 9223372036854775807, :after_id) ORDER BY e.id DESC LIMIT :rows"

/* Cancelled enrolments show only where they are asked for; the rest is what the trackers count. */
#define WANTED \
	"((:status IS NULL AND e.state <> 'cancelled') OR :status = " ENROLLMENT_STATUS \
	") AND (:tracker IS NULL OR " \
	"IF(:tracker = 'nothing_completed', 'enrolled_not_earned', :tracker) = " ENROLLMENT_TRACKER ") " \
	"AND (:tracker IS NULL OR :tracker <> 'nothing_completed' OR e.met = 0)"

/*
 * The hint makes the page start where the cursor points: by its estimates
 * alone the optimizer would read the program's index from its beginning.
 */
#define ROLL \
	"SELECT " ENROLLMENT_COLUMNS \
	" FROM enrollment e FORCE INDEX (enrollment_roll) STRAIGHT_JOIN contact c ON c.id = e.contact_id " \
	"WHERE e.program_id = :program_id AND " AFTER_NAME " AND "

/* Most pages are of the whole list: deciding WANTED for each row would be an eighth of their time. */
STMT(list_roll, enrollment_query, enrollment, ROLL "e.state <> 'cancelled'" BY_NAME)
STMT(filter_roll, enrollment_query, enrollment, ROLL WANTED BY_NAME)
STMT(search_roll, enrollment_query, enrollment,
	"SELECT " ENROLLMENT_COLUMNS " FROM enrollment e JOIN contact c ON c.id = e.contact_id "
	"WHERE e.program_id = :program_id AND " SEARCH_SQL("e.contact_id") " AND " AFTER_NAME
									   " AND " WANTED BY_NAME)

STMT(sift_roll, enrollment_query, enrollment, ROLL WANTED " AND " SEARCH_EACH("e.contact_id") BY_NAME)

#define LISTED     "SELECT " ENROLLMENT_COLUMNS ", " ENROLLMENT_PROGRAM_COLUMNS " " ENROLLMENT_FROM
#define IN_PROGRAM "(:program_id IS NULL OR e.program_id = :program_id)"

STMT(list_inactive, enrollment_query, enrollment,
	LISTED "WHERE " ENROLLMENT_INACTIVE " IS NOT NULL AND " IN_PROGRAM " AND " NEWEST_FIRST)
STMT(search_inactive, enrollment_query, enrollment,
	LISTED "WHERE " ENROLLMENT_INACTIVE " IS NOT NULL AND " IN_PROGRAM
	       " AND " SEARCH_SQL("e.contact_id") " AND " NEWEST_FIRST)
STMT(list_pending, enrollment_query, enrollment,
	LISTED "WHERE " ENROLLMENT_PENDING " AND " IN_PROGRAM " AND " NEWEST_FIRST)
STMT(search_pending, enrollment_query, enrollment,
	LISTED "WHERE " ENROLLMENT_PENDING " AND " IN_PROGRAM
	       " AND " SEARCH_SQL("e.contact_id") " AND " NEWEST_FIRST)

#define WHOLE \
	"SELECT " ENROLLMENT_COLUMNS ", " ENROLLMENT_PROGRAM_COLUMNS ", " \
	"(SELECT CONCAT(given_name, ' ', family_name) FROM contact WHERE id = e.cancelled_by) AS cancelled_by_name " ENROLLMENT_FROM \
	"WHERE e.id = :id"

STMT(find_enrollment, enrollment, enrollment, WHOLE)
STMT(lock_row, enrollment, enrollment, "SELECT id FROM enrollment WHERE id = :id FOR UPDATE")
STMT(of_contact, enrollment_query, enrollment,
	LISTED "WHERE e.contact_id = :program_id ORDER BY e.cancelled_at IS NOT NULL, e.id DESC")

STMT(store_enrollment, enrollment, none,
	"UPDATE enrollment SET enrolled_on = :enrolled_on, grace_begins_on = :grace_begins_on, expires_on = :expires_on, "
	"earned_on = :earned_on, pending_on = :pending_on, approved_on = :approved_on, met = :met, required = :required, definition_version = :definition_version, cancelled_at = :cancelled_at, "
	"cancelled_by = :cancelled_by, cancel_reason = :cancel_reason, version = version + 1 WHERE id = :id")

/* What a row with these dates would say today; without an id, what a new one would. */
STMT(judge_dates, enrollment_dates, enrollment_dates,
	"SELECT " ENROLLMENT_STATUS " AS status, " ENROLLMENT_DEADLINE
	" AS completion_deadline, " ENROLLMENT_WORDING
	" AS deadline_wording FROM (SELECT :grace_begins_on AS grace_begins_on, :expires_on AS expires_on, "
	"COALESCE((SELECT state FROM enrollment WHERE id = :id), 'open') AS state) e")

enum err right_check(struct ctx *c, unsigned roles, const char *what)
{
	if (c->actor.roles & (roles | SYSTEM))
		return ERR_OK;
	return fail(c, ERR_RIGHT_MISSING, "Your roles do not include the right to %s.", what);
}

/* What was said of one field is a reason as well: "grade must not be above 100". */
static const char *reason_of(struct ctx *c, enum err e)
{
	const struct problem_field *f = c->problem.fields;

	if (c->problem.detail)
		return c->problem.detail;
	return f ? arena_printf(&c->arena, "%s %s", f->pointer + (*f->pointer == '/'), f->detail)
		 : err_title(e);
}

struct finding *finding_of(struct ctx *c, enum err e)
{
	struct finding *f = NULL;

	if (e) {
		f = arena_new(&c->arena, struct finding);
		*f = (struct finding){ err_slug(e), reason_of(c, e),
			c->problem.remedy ? c->problem.remedy : err_remedy(e) };
	}
	fail_clear(c);
	return f;
}

struct audit_object enrollment_object(struct ctx *c, const struct enrollment *e)
{
	return (struct audit_object){ "enrollment", e->id,
		arena_printf(&c->arena, "%s, %s", e->contact_name, e->program_name) };
}

static const struct enrollment *row_at(const struct page *p, int64_t i)
{
	return (const struct enrollment *)p->items.items + i;
}

static enum err total_of(struct ctx *c, const struct enrollment_query *q, struct page *into)
{
	struct program p;

	TRY(program_read(c, q->program_id, false, &p));
	into->total = p.registrants;
	into->has_total = !q->w1 && !q->status && !q->tracker;
	return ERR_OK;
}

static enum err choose_roll(struct ctx *c, const struct enrollment_query *q, struct stmt **into)
{
	bool broad;

	*into = q->status || q->tracker ? &filter_roll : &list_roll;
	if (!q->w1)
		return ERR_OK;
	TRY(search_is_broad(c, q->w1, &broad));
	*into = broad ? &sift_roll : &search_roll;
	return ERR_OK;
}

enum err enrollment_list(struct ctx *c, struct enrollment_query *q, struct page *into)
{
	struct stmt *roll;

	TRY(PAGE_START(c, q));
	TRY(SEARCH_START(c, q));
	TRY(total_of(c, q, into));
	TRY(choose_roll(c, q, &roll));
	TRY(db_all(c, roll, q, &into->items));
	if (page_cut(into, q->limit))
		into->next =
			page_cursor(c, row_at(into, q->limit - 1)->sort_name, row_at(into, q->limit - 1)->id);
	return ERR_OK;
}

enum err enrollment_search(struct ctx *c, struct enrollment_query *q, struct page *into)
{
	struct stmt *s;

	if (q->inactive == q->pending)
		return fail_field(c, "inactive", "or pending must be true, and not both");
	TRY(PAGE_START(c, q));
	TRY(SEARCH_START(c, q));
	if (q->inactive)
		s = q->w1 ? &search_inactive : &list_inactive;
	else
		s = q->w1 ? &search_pending : &list_pending;
	TRY(db_all(c, s, q, &into->items));
	if (page_cut(into, q->limit))
		into->next = page_cursor(c, NULL, row_at(into, q->limit - 1)->id);
	return ERR_OK;
}

enum err enrollment_read(struct ctx *c, int64_t id, bool lock, struct enrollment *into)
{
	struct enrollment key = { .id = id };

	*into = (struct enrollment){ 0 };
	if (lock)
		TRY(db_one(c, &lock_row, &key, into));
	TRY(db_one(c, &find_enrollment, &key, into));
	return contact_scope(c, into->contact_id);
}

enum err enrollment_store(struct ctx *c, const struct enrollment *before, struct enrollment *after)
{
	enum err e = db_exec_unique(c, &store_enrollment, after, ERR_LATER_ENROLLMENT);

	if (e == ERR_LATER_ENROLLMENT)
		return fail(c, e, "%s has enrolled in %s again since; two enrolments cannot be open at once.",
			after->contact_name, after->program_name);
	TRY(e);
	TRY(tally_move(c, before, after));
	TRY(webhook_program_follow(c, after->id, before->earned_on, after->earned_on));
	return certificate_follow(c, before, after);
}

enum err enrollment_check_open(struct ctx *c, const struct enrollment *e)
{
	if (e->cancelled_at.us)
		return fail(c, ERR_ENROLLMENT_CANCELLED, "The enrolment was cancelled.");
	if (e->superseded)
		return fail(c, ERR_ENROLLMENT_SUPERSEDED, "It expired, and %s enrolled again since.",
			e->contact_name);
	if (e->earned_on.day)
		return fail(c, ERR_ALREADY_EARNED, "%s has earned %s already.", e->contact_name,
			e->program_name);
	return ERR_OK;
}

static enum err check_edit(struct ctx *c, const struct enrollment *e)
{
	TRY(right_check(c, PERM_enrollment_edit, "edit enrolment dates"));
	return enrollment_check_open(c, e);
}

/* Expired and re-enrolled rows can be cancelled no more: they have ended. */
static enum err check_cancel(struct ctx *c, const struct enrollment *e)
{
	TRY(enrollment_check_open(c, e));
	if (c->actor.roles & (DECIDERS | SYSTEM) || e->allow_enrollee_cancel)
		return ERR_OK;
	return fail(c, ERR_CANCEL_NOT_ALLOWED, "%s does not allow enrollees or Staff to cancel enrolments.",
		e->program_name);
}

static enum err check_approve(struct ctx *c, const struct enrollment *e)
{
	TRY(right_check(c, PERM_completion_decide, "approve completions"));
	TRY(enrollment_check_open(c, e));
	if (!e->pending_on.day)
		return fail(c, ERR_NOT_PENDING, "The program completion does not wait for approval.");
	return ERR_OK;
}

static enum err check_re_enroll(struct ctx *c, const struct enrollment *e)
{
	TRY(right_check(c, PERM_enrollment_create, "enrol contacts"));
	return enroll_check(c, e->program_id, e->contact_id);
}

static enum err fill_can(struct ctx *c, struct enrollment_view *v)
{
	struct enrollment_why_not *why = v->why_not = arena_new(&c->arena, struct enrollment_why_not);
	const struct enrollment *e = &v->row;
	enum err re_enroll = check_re_enroll(c, e);

	if (re_enroll == ERR_BUSY || re_enroll == ERR_INTERNAL)
		return re_enroll;
	why->re_enroll = finding_of(c, re_enroll);
	why->cancel = finding_of(c, check_cancel(c, e));
	why->edit = finding_of(c, check_edit(c, e));
	why->approve = finding_of(c, check_approve(c, e));
	why->purge = finding_of(c, purge_check(c, e));
	v->can = arena_new(&c->arena, struct enrollment_can);
	*v->can = (struct enrollment_can){ !why->cancel, !why->edit, !why->approve, !why->re_enroll,
		!why->purge };
	return ERR_OK;
}

enum err enrollment_find(struct ctx *c, int64_t id, struct enrollment_view *into)
{
	struct enrollment *e = &into->row;

	TRY(enrollment_read(c, id, false, e));
	into->contact = arena_new(&c->arena, struct contact_ref);
	*into->contact = (struct contact_ref){ e->contact_id, e->contact_no, e->contact_name, e->email };
	into->program = arena_new(&c->arena, struct enrollment_program);
	*into->program = (struct enrollment_program){ e->program_id, e->program_code, e->program_name,
		e->program_status, e->program_kind, e->maintenance };
	TRY(progress_fill(c, into));
	return fill_can(c, into);
}

enum err contact_programs(struct ctx *c, int64_t contact_id, struct contact_programs *into)
{
	struct contact who = { 0 };

	TRY(contact_find(c, contact_id, &who));
	into->contact = arena_new(&c->arena, struct contact_ref);
	*into->contact = (struct contact_ref){ who.id, who.contact_no, who.name, who.email };
	TRY(db_all(c, &of_contact, &(struct enrollment_query){ .program_id = contact_id }, &into->enrolled));
	return eligible_programs(c, contact_id, &into->eligible);
}

static enum err check_dates(struct ctx *c, const struct enrollment *e)
{
	if (e->grace_begins_on.day < e->enrolled_on.day)
		return fail_field(c, "grace_begins_on", "must not be before the enrolment date");
	if (e->expires_on.day < e->grace_begins_on.day)
		return fail_field(c, "expires_on", "must not be before the day the grace period begins");
	return ERR_OK;
}

/* Lay the dates that were sent over those of a row. */
static void apply_dates(struct enrollment *e, const struct field *table, const struct enrollment_dates *in,
	uint64_t sent)
{
	struct enrollment_dates d = { .enrolled_on = e->enrolled_on,
		.grace_begins_on = e->grace_begins_on,
		.expires_on = e->expires_on };

	field_merge(table, &d, in, sent);
	e->enrolled_on = d.enrolled_on;
	e->grace_begins_on = d.grace_begins_on;
	e->expires_on = d.expires_on;
}

enum err enrollment_edit(struct ctx *c, int64_t id, int64_t version, const struct enrollment_dates *in,
	uint64_t sent)
{
	struct enrollment before, after;

	TRY(enrollment_read(c, id, true, &before));
	TRY(version_check(c, before.version, version));
	TRY(check_edit(c, &before));
	after = before;
	apply_dates(&after, enrollment_edit_fields, in, sent);
	TRY(check_dates(c, &after));
	if (audit_nothing(c, enrollment_fields, &before, &after))
		return ERR_OK;
	TRY(enrollment_store(c, &before, &after));
	audit(c, "enrollment.edit", enrollment_object(c, &before), enrollment_fields, &before, &after);
	return credit_evidence_of(c, &(struct ints){ &id, 1 });
}

static enum err default_dates(struct ctx *c, const struct enrollment *e, struct enrollment_dates *out)
{
	struct definition d;

	TRY(definition_find(c, e->program_id, e->definition_version, &d));
	return definition_dates(c, &d, e->enrolled_on, &out->default_grace_begins_on,
		&out->default_expires_on);
}

enum err enrollment_preview(struct ctx *c, int64_t id, const struct enrollment_dates *in, uint64_t sent,
	struct enrollment_dates *out)
{
	struct enrollment e;

	TRY(enrollment_read(c, id, false, &e));
	apply_dates(&e, enrollment_preview_fields, in, sent);
	TRY(check_dates(c, &e));
	*out = (struct enrollment_dates){ .id = id,
		.enrolled_on = e.enrolled_on,
		.grace_begins_on = e.grace_begins_on,
		.expires_on = e.expires_on };
	TRY(default_dates(c, &e, out));
	return db_one(c, &judge_dates, out, out);
}

enum err program_dates(struct ctx *c, int64_t program_id, struct date enrolled_on,
	struct enrollment_dates *out)
{
	struct enrollment e = { .program_id = program_id,
		.enrolled_on = enrolled_on.day ? enrolled_on : c->today };

	struct program p;

	TRY(program_see(c, program_id, &p));
	*out = (struct enrollment_dates){ .enrolled_on = e.enrolled_on };
	TRY(default_dates(c, &e, out));
	out->grace_begins_on = out->default_grace_begins_on;
	out->expires_on = out->default_expires_on;
	return db_one(c, &judge_dates, out, out);
}

static void list_completed(struct ctx *c, const struct enrollment_view *v, struct words *into)
{
	const struct requirement_view *r = v->requirements.items;

	*into = (struct words){ arena_alloc(&c->arena, (v->requirements.n + 1) * sizeof(*into->v)), 0 };
	for (size_t i = 0; i < v->requirements.n; i++)
		if (r[i].met)
			into->v[into->n++] = r[i].title;
}

/* What becomes of the records, in words. */
static const char *kept_records(struct ctx *c, const struct cancel_preview *p)
{
	const char *then = p->may_re_enroll ? "; a new enrolment can take over what is complete." : ".";

	if (!p->completed.n)
		return "";
	if (p->completed.n == 1)
		return arena_printf(&c->arena,
			" The completed requirement stays on record, but counts no more%s", then);
	return arena_printf(&c->arena, " The %zu completed requirements stay on record, but count no more%s",
		p->completed.n, then);
}

static const char *cancel_effect(struct ctx *c, const struct cancel_preview *p)
{
	return arena_printf(&c->arena, "%s will no longer be enrolled in %s.%s", p->contact_name,
		p->program_name, kept_records(c, p));
}

enum err enrollment_cancel_preview(struct ctx *c, int64_t id, struct cancel_preview *into)
{
	struct enrollment_view v = { 0 };
	const struct enrollment *e = &v.row;

	TRY(enrollment_read(c, id, false, &v.row));
	TRY(check_cancel(c, e));
	TRY(progress_fill(c, &v));
	list_completed(c, &v, &into->completed);
	into->contact_name = e->contact_name;
	into->program_name = e->program_name;
	into->may_re_enroll = !strcmp(e->program_status, "active");
	into->effect = cancel_effect(c, into);
	return ERR_OK;
}

enum err enrollment_cancel(struct ctx *c, int64_t id, const char *reason)
{
	struct enrollment before, after;

	TRY(enrollment_read(c, id, true, &before));
	TRY(check_cancel(c, &before));
	after = before;
	after.cancelled_at = c->now;
	after.cancelled_by = c->actor.id;
	after.cancel_reason = reason;
	TRY(enrollment_store(c, &before, &after));
	c->reason = reason;
	audit(c, "enrollment.cancel", enrollment_object(c, &before), enrollment_fields, &before, &after);
	return ERR_OK;
}

enum err enrollment_approve(struct ctx *c, int64_t id)
{
	struct enrollment before, after;

	TRY(enrollment_read(c, id, true, &before));
	TRY(check_approve(c, &before));
	after = before;
	after.approved_on = after.earned_on = c->today;
	TRY(enrollment_store(c, &before, &after));
	audit(c, "enrollment.approve", enrollment_object(c, &before), enrollment_fields, &before, &after);
	return notice_earned(c, &after);
}
