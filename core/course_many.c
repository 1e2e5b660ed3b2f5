#include "course_enrollment_row.h"
#include "enrollment_row.h"

#include <string.h>

static const char *const actions[] = { "change", "approve", "decline", "unenroll", "re_enroll", "reassign",
	NULL };
static const char *const outcomes[] = { "done", "refused", NULL };
static const char *const changes[] = { "not_started", "in_progress", "completed", NULL };

const struct field course_many_fields[] = {
	FIELD_WORD(course_many, action, IN | REQ, actions),
	FIELD(course_many, ids, IN | REQ, 1, 200),
	FIELD_WORD(course_many, status, IN | NULLABLE, changes),
	FIELD(course_many, completed_on, IN | NULLABLE, 693961 /* 1901 */, DATE_MAX),
	FIELD(course_many, reason, IN | NULLABLE | TRIM, 0, 500),
	FIELD_END,
};
static const struct field course_outcome_fields[] = {
	FIELD(course_outcome, id, OUT, 1, WIDE),
	FIELD(course_outcome, contact_name, OUT | NULLABLE, 0, 161),
	FIELD_WORD(course_outcome, outcome, OUT, outcomes),
	FIELD(course_outcome, code, OUT | NULLABLE, 0, 40),
	FIELD(course_outcome, detail, OUT | NULLABLE, 0, 500),
	FIELD(course_outcome, remedy, OUT | NULLABLE, 0, 500),
	FIELD_END,
};
const struct field course_many_result_fields[] = {
	FIELD(course_many_result, done, OUT, 0, WIDE),
	FIELD(course_many_result, refused, OUT, 0, WIDE),
	FIELD_MANY(course_many_result, items, OUT, 0, 200, course_outcome),
	FIELD_END,
};

static enum err change(struct ctx *c, const struct course_many *in, int64_t id)
{
	return course_enrollment_change(c, id, -1,
		&((struct course_change){ in->status, in->reason, in->completed_on }));
}

static enum err act(struct ctx *c, const struct course_many *in, int64_t id)
{
	if (!strcmp(in->action, "change"))
		return change(c, in, id);
	if (!strcmp(in->action, "approve"))
		return course_enrollment_approve(c, id);
	if (!strcmp(in->action, "decline"))
		return course_enrollment_decline(c, id, in->reason);
	if (!strcmp(in->action, "unenroll"))
		return course_enrollment_unenroll(c, id, in->reason);
	if (!strcmp(in->action, "re_enroll"))
		return course_enrollment_re_enroll(c, id, in->reason);
	return course_enrollment_reassign(c, id, in->reason);
}

/* What goes wrong with the database goes wrong for all; what a rule refuses, for one. */
static enum err act_alone(struct ctx *c, const struct course_many *in, struct course_outcome *o)
{
	struct course_enrollment before;
	const struct finding *why;
	enum err e;

	e = course_enrollment_read(c, o->id, false, &before);
	o->contact_name = e ? NULL : before.contact_name;
	e = e ? e : act(c, in, o->id);
	if (e == ERR_BUSY || e == ERR_INTERNAL)
		return e;
	why = finding_of(c, e);
	o->outcome = why ? "refused" : "done";
	if (why) {
		o->code = why->code;
		o->detail = why->detail;
		o->remedy = why->remedy;
	}
	return ERR_OK;
}

enum err course_enrollments_change(struct ctx *c, const struct course_many *in,
	struct course_many_result *out)
{
	struct course_outcome *o = arena_alloc(&c->arena, (in->ids.n + 1) * sizeof(*o));

	*out = (struct course_many_result){ .items = { o, in->ids.n, sizeof(*o) } };
	if (!strcmp(in->action, "reassign") && (!in->reason || !*in->reason))
		return fail_field(c, "reason", "is required");
	if (!strcmp(in->action, "change") && !in->status)
		return fail_field(c, "status", "is required");
	for (size_t i = 0; i < in->ids.n; i++) {
		o[i].id = in->ids.v[i];
		TRY(act_alone(c, in, &o[i]));
		out->done += !o[i].code;
	}
	out->refused = (int64_t)in->ids.n - out->done;
	c->unchanged = !c->audit;
	return ERR_OK;
}
