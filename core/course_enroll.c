#include "audit.h"
#include "contact.h"
#include "course_enrollment_row.h"
#include "course_row.h"
#include "course_source.h"
#include "db.h"
#include "enrollment_row.h"
#include "json.h"
#include "perm.h"

#include <string.h>

/* What decides whether a contact can be enrolled. */
struct applicant {
	int64_t course_id, contact_id, enrollment_id;
	bool known, active, again; /* again: named before */
	bool by_itself;            /* enrolled by a source of its own, not through a group */
	const char *status, *contact_name;
	struct ints contact_ids;
};
static const struct field applicant_fields[] = {
	FIELD(applicant, course_id, 0, 1, WIDE),
	FIELD(applicant, contact_id, 0, 1, WIDE),
	FIELD(applicant, enrollment_id, NULLABLE, 0, WIDE),
	FIELD(applicant, known, 0, 0, 1),
	FIELD(applicant, active, 0, 0, 1),
	FIELD(applicant, again, 0, 0, 1),
	FIELD(applicant, by_itself, 0, 0, 1),
	FIELD(applicant, status, NULLABLE, 0, 16),
	FIELD(applicant, contact_name, NULLABLE, 0, 161),
	FIELD(applicant, contact_ids, 0, 0, WIDE),
	FIELD_END,
};

/* In the order that was asked for. */
STMT(judge_contacts, applicant, applicant,
	"SELECT j.contact_id, ROW_NUMBER() OVER (PARTITION BY j.contact_id ORDER BY j.place) > 1 AS again, c.id IS NOT NULL AS known, CONCAT(c.given_name, ' ', c.family_name) AS contact_name, "
	"e.id AS enrollment_id, COALESCE(e.active, FALSE) AS active, e.status, EXISTS (SELECT 1 FROM course_source s "
	"WHERE s.course_id = :course_id AND s.contact_id = j.contact_id AND s.kind IN ('self', 'staff', 'import') AND s.active) AS by_itself "
	"FROM JSON_TABLE(:contact_ids, '$[*]' COLUMNS (place FOR ORDINALITY, contact_id BIGINT PATH '$')) j "
	"LEFT JOIN contact c ON c.id = j.contact_id "
	"LEFT JOIN course_enrollment e ON e.course_id = :course_id AND e.contact_id = j.contact_id ORDER BY j.place")

static enum err check_active(struct ctx *c, const struct course *course)
{
	if (!strcmp(course->status, "active"))
		return ERR_OK;
	return fail(c, ERR_COURSE_NOT_ACTIVE, "%s is inactive and takes no enrollments.", course->title);
}

static enum err judge(struct ctx *c, const struct applicant *a)
{
	if (!a->known)
		return fail(c, ERR_UNKNOWN_CONTACT, "There is no contact %lld.", (long long)a->contact_id);
	if (a->again)
		return fail(c, ERR_ALREADY_ENROLLED, "%s is named twice.", a->contact_name);
	if (!a->active || !a->by_itself)
		return ERR_OK;
	if (!strcmp(a->status, "pending"))
		return fail_remedy(c, ERR_ALREADY_ENROLLED, "Approve the enrollment that waits.",
			"%s has asked for this course and waits for approval.", a->contact_name);
	return fail(c, ERR_ALREADY_ENROLLED, "%s is in this course already.", a->contact_name);
}

static void refuse(struct ctx *c, struct enroll_outcome *o, enum err e)
{
	const struct finding *why = finding_of(c, e);

	o->outcome = "refused";
	o->code = why->code;
	o->detail = why->detail;
	o->remedy = why->remedy;
}

/* Split what was asked for; a contact that is named twice is refused the second time. */
static struct ints decide(struct ctx *c, const struct list *applicants, struct enroll_result *out)
{
	const struct applicant *a = applicants->items;
	struct enroll_outcome *o = arena_alloc(&c->arena, (applicants->n + 1) * sizeof(*o));
	struct ints accepted = { arena_alloc(&c->arena, (applicants->n + 1) * sizeof(int64_t)), 0 };

	out->items = (struct list){ o, applicants->n, sizeof(*o) };
	for (size_t i = 0; i < applicants->n; i++) {
		enum err e = judge(c, &a[i]);

		o[i].contact_id = a[i].contact_id;
		o[i].outcome = "enrolled";
		if (e)
			refuse(c, &o[i], e);
		else
			accepted.v[accepted.n++] = a[i].contact_id;
	}
	out->enrolled = (int64_t)accepted.n;
	out->refused = (int64_t)(applicants->n - accepted.n);
	return accepted;
}

static void tell_one(struct ctx *c, const struct course *course, const struct applicant *a)
{
	audit_json(c, "course_enrollment.create",
		(struct audit_object){ "course_enrollment", a->enrollment_id,
			arena_printf(&c->arena, "%s, %s", a->contact_name, course->title) },
		"[{\"field\":\"source\",\"before\":null,\"after\":\"staff\"}]");
}

static void tell_all(struct ctx *c, const struct course *course, const struct ints *accepted,
	const struct source_effect *effect)
{
	struct buf b = { .arena = &c->arena };

	buf_printf(&b,
		"[{\"field\":\"source\",\"before\":null,\"after\":\"staff\"},{\"field\":\"enrolled\",\"before\":null,"
		"\"after\":%lld},{\"field\":\"resumed\",\"before\":null,\"after\":%lld},"
		"{\"field\":\"contacts\",\"before\":null,\"after\":[",
		(long long)effect->enrolled, (long long)effect->resumed);
	for (size_t i = 0; i < accepted->n; i++)
		buf_printf(&b, i ? ",%lld" : "%lld", (long long)accepted->v[i]);
	buf_text(&b, "]}]");
	audit_json(c, "course.enroll", (struct audit_object){ "course", course->id, course->title },
		buf_end(&b));
}

static enum err report(struct ctx *c, const struct course *course, const struct applicant *key,
	const struct ints *accepted, const struct source_effect *effect, struct enroll_result *out)
{
	struct enroll_outcome *o = out->items.items;
	const struct applicant *a;
	struct list after;

	TRY(db_all(c, &judge_contacts, key, &after));
	a = after.items;
	for (size_t i = 0; i < after.n; i++) {
		if (o[i].code)
			continue;
		o[i].enrollment_id = a[i].enrollment_id;
		if (accepted->n <= COURSE_TELL_EACH)
			tell_one(c, course, &a[i]);
	}
	if (accepted->n > COURSE_TELL_EACH)
		tell_all(c, course, accepted, effect);
	return ERR_OK;
}

enum err course_enroll(struct ctx *c, int64_t course_id, const struct course_enroll_request *r,
	struct enroll_result *out)
{
	struct applicant key = { .course_id = course_id, .contact_ids = r->contact_ids };
	struct source_key staff = { .course_id = course_id, .kind = "staff", .status = "assigned" };
	struct source_effect effect;
	struct course course;
	struct list applicants;
	struct ints accepted;

	TRY(course_read(c, course_id, true, &course));
	TRY(check_active(c, &course));
	TRY(db_all(c, &judge_contacts, &key, &applicants));
	accepted = decide(c, &applicants, out);
	c->unchanged = !accepted.n;
	if (!accepted.n)
		return ERR_OK;
	TRY(course_sources_begin(c, &staff, &accepted, &effect));
	return report(c, &course, &key, &accepted, &effect, out);
}

static enum err check_self(struct ctx *c, const struct course *course, const struct applicant *a)
{
	TRY(check_active(c, course));
	if (a->active)
		return fail_remedy(c, ERR_ALREADY_ENROLLED, "Open it under My courses.",
			"You are in this course already.");
	if (!strcmp(course->enrollment_method, "assignment_only"))
		return fail(c, ERR_NOT_OPEN_TO_ALL,
			"%s is assigned by the organisation; nobody enrolls in it by themselves.",
			course->title);
	return ERR_OK;
}

/* Who comes back before having begun asks again, where the course wants approval. */
static enum err ask_again(struct ctx *c, int64_t id)
{
	struct course_enrollment before, after;

	TRY(course_enrollment_read(c, id, true, &before));
	after = before;
	if (strcmp(before.status, "assigned") != 0 && strcmp(before.status, "not_started") != 0)
		return ERR_OK;
	after.status = "pending";
	return course_enrollment_store(c, &before, &after);
}

enum err course_self_enroll(struct ctx *c, int64_t course_id, int64_t *enrollment_id)
{
	struct ints me = { &c->actor.id, 1 };
	struct applicant key = { .course_id = course_id, .contact_ids = me }, a = { 0 };
	struct source_key self = { .course_id = course_id, .kind = "self" };
	struct course_enrollment e;
	struct source_effect effect;
	struct course course;
	bool approval;

	TRY(course_find(c, course_id, &course));
	TRY(course_read(c, course_id, true, &course));
	TRY(db_one(c, &judge_contacts, &key, &a));
	TRY(check_self(c, &course, &a));
	approval = !strcmp(course.enrollment_method, "approval");
	self.status = approval ? "pending" : "not_started";
	TRY(course_sources_begin(c, &self, &me, &effect));
	TRY(db_one(c, &judge_contacts, &key, &a));
	if (approval)
		TRY(ask_again(c, a.enrollment_id));
	TRY(course_enrollment_read(c, a.enrollment_id, false, &e));
	audit_json(c, "course_enrollment.create", course_enrollment_object(c, &e),
		"[{\"field\":\"source\",\"before\":null,\"after\":\"self\"}]");
	*enrollment_id = a.enrollment_id;
	return ERR_OK;
}
