#include "completion_file.h"
#include "contact.h"
#include "course_complete.h"
#include "credit_evidence.h"
#include "db.h"
#include "enrollment_row.h"
#include "json.h"
#include "member.h"
#include "perm.h"

#include <stdlib.h>
#include <string.h>

/* Everything the decision about one contact and one program rests on. */
struct candidacy {
	int64_t contact_id, program_id;
	bool known, earned;
	int64_t open_id;   /* the enrolment that is in the way */
	int64_t lapsed_id; /* expired and not yet followed by another */
	int64_t cycle, previous_id;
	const char *program_name, *code, *kind, *description,
		*missing; /* a prerequisite that is not earned */
	bool maintenance, self_enrollment, carry_over_available, catalogue_only;
	struct ints contact_ids;
	struct date enrolled_on, grace_begins_on, expires_on;
	int64_t definition_version, required, batch_id;
	const char *accepted; /* JSON: [[contact, cycle, previous], ...] */
	struct ints ids;
};
static const struct field candidacy_fields[] = {
	FIELD(candidacy, contact_id, 0, 1, WIDE),
	FIELD(candidacy, program_id, 0, 1, WIDE),
	FIELD(candidacy, known, 0, 0, 1),
	FIELD(candidacy, earned, 0, 0, 1),
	FIELD(candidacy, open_id, NULLABLE, 0, WIDE),
	FIELD(candidacy, lapsed_id, NULLABLE, 0, WIDE),
	FIELD(candidacy, cycle, 0, 0, WIDE),
	FIELD(candidacy, previous_id, NULLABLE, 0, WIDE),
	FIELD(candidacy, program_name, 0, 0, 200),
	FIELD(candidacy, code, 0, 0, 40),
	FIELD(candidacy, kind, 0, 0, 16),
	FIELD(candidacy, description, 0, 0, 5000),
	FIELD(candidacy, missing, 0, 0, 200),
	FIELD(candidacy, maintenance, 0, 0, 1),
	FIELD(candidacy, self_enrollment, 0, 0, 1),
	FIELD(candidacy, carry_over_available, 0, 0, 1),
	FIELD(candidacy, catalogue_only, 0, 0, 1),
	FIELD(candidacy, contact_ids, 0, 0, WIDE),
	FIELD(candidacy, enrolled_on, 0, DATE_MIN, DATE_MAX),
	FIELD(candidacy, grace_begins_on, 0, DATE_MIN, DATE_MAX),
	FIELD(candidacy, expires_on, 0, DATE_MIN, DATE_MAX),
	FIELD(candidacy, definition_version, 0, 0, WIDE),
	FIELD(candidacy, required, 0, 0, WIDE),
	FIELD(candidacy, batch_id, 0, 0, WIDE),
	FIELD(candidacy, accepted, 0, 0, WIDE),
	FIELD(candidacy, ids, 0, 0, WIDE),
	FIELD_END,
};

/* Open means live, and not expired unless it waits for approval. */
#define OPEN_ID   "IF(e.live = 1 AND (e.state = 'pending_approval' OR e.expires_on >= :today), e.id, NULL)"
#define LAPSED_ID "IF(e.live = 1 AND e.state = 'open' AND e.expires_on < :today, e.id, NULL)"
#define CONTACTS  "JSON_TABLE(:contact_ids, '$[*]' COLUMNS (id BIGINT PATH '$')) j "

/* A row for each enrolment that a contact ever had in the program, or one without; merge() makes one of them. */
STMT(judge_contacts, candidacy, candidacy,
	"SELECT j.id AS contact_id, c.id IS NOT NULL AS known, e.earned_on IS NOT NULL AS earned, " OPEN_ID
	" AS open_id, " LAPSED_ID
	" AS lapsed_id, COALESCE(e.cycle, 0) + 1 AS cycle, e.id AS previous_id FROM " CONTACTS
	"LEFT JOIN contact c ON c.id = j.id LEFT JOIN enrollment e ON e.program_id = :program_id AND e.contact_id = j.id")

/* Contacts who lack a prerequisite, with the name of one. */
STMT(judge_prerequisites, candidacy, candidacy,
	"SELECT j.id AS contact_id, MIN(p.name) AS missing FROM " CONTACTS
	"JOIN program_prerequisite q ON q.program_id = :program_id JOIN program p ON p.id = q.required_program_id "
	"WHERE NOT EXISTS (SELECT 1 FROM enrollment e WHERE e.program_id = q.required_program_id AND e.contact_id = j.id "
	"AND e.earned_on IS NOT NULL) GROUP BY j.id ORDER BY j.id")

STMT(judge_programs, candidacy, candidacy,
	"SELECT p.id AS program_id, p.code, p.kind, p.name AS program_name, p.description, p.maintenance, p.self_enrollment, TRUE AS known, "
	"COALESCE(MAX(e.earned_on IS NOT NULL), 0) AS earned, MAX(" OPEN_ID ") AS open_id, MAX(" LAPSED_ID
	") AS lapsed_id, "
	"COALESCE(MAX(e.cycle), 0) + 1 AS cycle, MAX(e.id) AS previous_id, "
	"EXISTS (SELECT 1 FROM enrollment o WHERE o.program_id = p.id AND o.contact_id = :contact_id AND o.met > 0 "
	"AND o.earned_on IS NULL AND o.id = (SELECT MAX(l.id) FROM enrollment l WHERE l.program_id = p.id "
	"AND l.contact_id = :contact_id)) AS carry_over_available, (SELECT MIN(r.name) FROM program_prerequisite q "
	"JOIN program r ON r.id = q.required_program_id WHERE q.program_id = p.id AND NOT EXISTS (SELECT 1 FROM enrollment x "
	"WHERE x.program_id = q.required_program_id AND x.contact_id = :contact_id AND x.earned_on IS NOT NULL)) AS missing "
	"FROM program p LEFT JOIN enrollment e ON e.program_id = p.id AND e.contact_id = :contact_id "
	"WHERE p.status = 'active' AND (:program_id = 0 OR p.id = :program_id) AND (p.in_catalogue OR NOT :catalogue_only) "
	"GROUP BY p.id, p.code, p.kind, p.name, p.description, p.maintenance, p.self_enrollment ORDER BY p.name")

STMT(insert_batch, candidacy, none,
	"INSERT INTO enrollment_batch (program_id, created_at, created_by) VALUES (:program_id, :now, :actor_id)")
STMT(supersede, candidacy, none,
	"UPDATE JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) j STRAIGHT_JOIN enrollment e ON e.id = j.id "
	"SET e.superseded = TRUE, e.version = e.version + 1 "
	"WHERE e.live = 1 AND e.state = 'open' AND e.expires_on < :today")
STMT(insert_enrollments, candidacy, candidacy,
	"INSERT INTO enrollment (program_id, contact_id, definition_version, cycle, previous_id, batch_id, sort_name, enrolled_on, "
	"grace_begins_on, expires_on, required) SELECT :program_id, c.id, :definition_version, j.cycle, NULLIF(j.previous_id, 0), "
	":batch_id, c.sort_name, :enrolled_on, :grace_begins_on, :expires_on, :required "
	"FROM JSON_TABLE(:accepted, '$[*]' COLUMNS (id BIGINT PATH '$[0]', cycle BIGINT PATH '$[1]', "
	"previous_id BIGINT PATH '$[2]')) j STRAIGHT_JOIN contact c ON c.id = j.id LOCK IN SHARE MODE RETURNING contact_id, id AS open_id")

/*
 * A requirement counts as met again where the enrolment before met one with the same component, unless that
 * one was earned: what a certification rests on cannot earn it twice.
 */
STMT(carry_completions, candidacy, none,
	"INSERT IGNORE INTO completion (enrollment_id, requirement_id, offering_id, status, completed_on, grade, notes, evidence, "
	"recorded_by, recorded_at, decided_by, decided_at, decision_note) "
	"SELECT n.id, w.requirement_id, k.offering_id, k.status, k.completed_on, k.grade, k.notes, k.evidence, k.recorded_by, "
	"k.recorded_at, k.decided_by, k.decided_at, k.decision_note FROM enrollment n "
	"JOIN enrollment o ON o.id = n.previous_id AND o.earned_on IS NULL JOIN completion k ON k.enrollment_id = o.id AND k.status IN ('complete', 'waived') "
	"JOIN version_requirement v ON v.program_id = o.program_id AND v.version = o.definition_version "
	"AND v.requirement_id = k.requirement_id JOIN version_requirement w ON w.program_id = n.program_id "
	"AND w.version = n.definition_version AND w.component_id = v.component_id "
	"AND k.evidence <> 'credits' AND (w.min_credits IS NULL OR k.status = 'waived') WHERE n.batch_id = :batch_id "
	"AND n.contact_id IN (SELECT id FROM JSON_TABLE(:contact_ids, '$[*]' COLUMNS (id BIGINT PATH '$')) j) "
	"AND n.program_id = :program_id AND n.live = 1 ORDER BY w.requirement_id = v.requirement_id DESC, k.id")

/* The one place that decides who may enrol (domain.md, Program enrolment). */
static enum err judge(struct ctx *c, const struct candidacy *k)
{
	if (!k->known)
		return fail(c, ERR_UNKNOWN_CONTACT, "There is no contact %lld.", (long long)k->contact_id);
	if (k->open_id)
		return fail(c, ERR_ALREADY_ENROLLED, "An enrolment in %s is open already.", k->program_name);
	if (k->missing)
		return fail_remedy(c, ERR_NOT_ELIGIBLE, "Earn the prerequisite first.",
			"The prerequisite %s is not earned yet.", k->missing);
	if (k->earned && !k->maintenance)
		return fail_remedy(c, ERR_NOT_ELIGIBLE,
			actor_is_staff(c) ? "Turn Maintenance on for the program, if people should renew it."
					  : "Ask the organisation whether it can be renewed.",
			"%s is earned already, and it is not a maintenance program.", k->program_name);
	return ERR_OK;
}

/* Who enrols by himself needs a program that is open to it (IMIS-02); others are not even named. */
static enum err judge_self(struct ctx *c, const struct candidacy *k)
{
	if (!strcmp(k->kind, "award"))
		return fail(c, ERR_AWARD_LEVEL,
			"Nobody enrols in an award by himself; it follows from its courses.");
	if (!k->self_enrollment)
		return fail_remedy(c, ERR_NOT_ELIGIBLE, "Ask the organisation to enrol you.",
			"The organisation itself enrols people in this program.");
	return judge(c, k);
}

enum err own_eligibility(struct ctx *c, int64_t program_id, struct list *into)
{
	struct candidacy key = { .contact_id = c->actor.id, .program_id = program_id };
	struct list programs;
	struct eligibility *out;

	TRY(db_all(c, &judge_programs, &key, &programs));
	out = arena_alloc(&c->arena, (programs.n + 1) * sizeof(*out));
	*into = (struct list){ out, programs.n, sizeof(*out) };
	for (size_t i = 0; i < programs.n; i++) {
		const struct candidacy *k = (const struct candidacy *)programs.items + i;

		out[i] = (struct eligibility){ .program_id = k->program_id,
			.enrollment_id = k->open_id,
			.carry_over_available = k->carry_over_available,
			.why_not = finding_of(c, judge_self(c, k)) };
		out[i].eligible = !out[i].why_not;
	}
	return ERR_OK;
}

static enum err check_self(struct ctx *c, int64_t program_id)
{
	struct candidacy k = { .program_id = program_id, .contact_id = c->actor.id };
	bool active;

	TRY(db_maybe(c, &judge_programs, &k, &k, &active));
	return active ? judge_self(c, &k)
		      : fail_remedy(c, ERR_PROGRAM_NOT_ACTIVE, "Look for another one in the catalogue.",
				"The program takes no enrolments now.");
}

enum err enroll_check(struct ctx *c, int64_t program_id, int64_t contact_id)
{
	struct candidacy k = { .program_id = program_id, .contact_id = contact_id };
	bool active;

	TRY(db_maybe(c, &judge_programs, &k, &k, &active));
	if (!active)
		return fail(c, ERR_PROGRAM_NOT_ACTIVE, "The program takes no enrolments now.");
	return judge(c, &k);
}

enum err eligible_programs(struct ctx *c, int64_t contact_id, struct list *into)
{
	struct list programs;
	struct eligible_program *out;

	TRY(db_all(c, &judge_programs,
		&((struct candidacy){ .contact_id = contact_id, .catalogue_only = !actor_is_staff(c) }),
		&programs));
	out = arena_alloc(&c->arena, (programs.n + 1) * sizeof(*out));
	*into = (struct list){ out, 0, sizeof(*out) };
	for (size_t i = 0; i < programs.n; i++) {
		const struct candidacy *k = (const struct candidacy *)programs.items + i;

		if (!judge(c, k))
			out[into->n++] = (struct eligible_program){ k->program_id, k->code, k->program_name,
				k->description, k->cycle, k->maintenance, k->carry_over_available };
		fail_clear(c);
	}
	return ERR_OK;
}

/* One call of enroll(): what is asked, what was found, what is made. */
struct enrolling {
	const struct enroll_request *request;
	struct program program;
	struct definition definition;
	struct candidacy common; /* what all new enrolments share, and the parameters of the statements */
	struct list candidates;
	struct candidacy **accepted;
	size_t n;
};

static int by_contact(const void *a, const void *b)
{
	int64_t x = ((const struct candidacy *)a)->contact_id, y = ((const struct candidacy *)b)->contact_id;

	return (x > y) - (x < y);
}

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static struct candidacy *candidate(const struct list *candidates, int64_t contact_id)
{
	return bsearch(&(struct candidacy){ .contact_id = contact_id }, candidates->items, candidates->n,
		sizeof(struct candidacy), by_contact);
}

/* Fold the rows of each contact into one candidacy, in the order of their ids. */
static void merge(struct enrolling *e)
{
	struct candidacy *all = e->candidates.items, *to = all;

	qsort(all, e->candidates.n, sizeof(*all), by_contact);
	for (size_t i = 0; i < e->candidates.n; i++) {
		struct candidacy *from = &all[i];

		if (i == 0 || from->contact_id != to->contact_id) {
			to += i > 0;
			*to = *from;
			to->program_name = e->program.name;
			to->maintenance = e->program.maintenance;
			continue;
		}
		to->earned |= from->earned;
		to->open_id = larger(to->open_id, from->open_id);
		to->lapsed_id = larger(to->lapsed_id, from->lapsed_id);
		to->cycle = larger(to->cycle, from->cycle);
		to->previous_id = larger(to->previous_id, from->previous_id);
	}
	e->candidates.n = e->candidates.n ? (size_t)(to - all) + 1 : 0;
}

static enum err gather(struct ctx *c, struct enrolling *e)
{
	struct list missing;

	TRY(db_all(c, &judge_contacts, &e->common, &e->candidates));
	merge(e);
	TRY(db_all(c, &judge_prerequisites, &e->common, &missing));
	for (size_t i = 0; i < missing.n; i++) {
		const struct candidacy *m = (const struct candidacy *)missing.items + i;

		candidate(&e->candidates, m->contact_id)->missing = m->missing;
	}
	return ERR_OK;
}

static void refuse(struct ctx *c, struct enroll_outcome *o, enum err e)
{
	const struct finding *why = finding_of(c, e);

	o->outcome = "refused";
	o->code = why->code;
	o->detail = why->detail;
	o->remedy = why->remedy;
}

/* Judge every contact once; a contact that is named twice is enrolled once and refused the second time. */
static void decide(struct ctx *c, struct enrolling *e, struct enroll_result *out)
{
	const struct ints *ids = &e->request->contact_ids;
	struct enroll_outcome *o = arena_alloc(&c->arena, (ids->n + 1) * sizeof(*o));

	out->items = (struct list){ o, ids->n, sizeof(*o) };
	e->accepted = arena_alloc(&c->arena, (ids->n + 1) * sizeof(struct candidacy *));
	for (size_t i = 0; i < ids->n; i++) {
		struct candidacy *k = candidate(&e->candidates, ids->v[i]);
		enum err refused = judge(c, k);

		o[i].contact_id = k->contact_id;
		if (refused) {
			refuse(c, &o[i], refused);
			out->refused++;
			continue;
		}
		o[i].outcome = "enrolled";
		e->accepted[e->n++] = k;
		k->open_id = -1; /* its id is not known yet */
	}
	out->enrolled = (int64_t)e->n;
}

static int by_accepted(const void *a, const void *b)
{
	return by_contact(*(const struct candidacy *const *)a, *(const struct candidacy *const *)b);
}

/* In the order of the target's key: that is the largest single gain of a bulk insert. */
static void write_accepted(struct ctx *c, struct enrolling *e)
{
	struct buf b = { .arena = &c->arena };
	struct candidacy *k = &e->common;

	qsort(e->accepted, e->n, sizeof(*e->accepted), by_accepted);
	k->contact_ids = (struct ints){ arena_alloc(&c->arena, (e->n + 1) * sizeof(int64_t)), 0 };
	k->ids = (struct ints){ arena_alloc(&c->arena, (e->n + 1) * sizeof(int64_t)), 0 };
	buf_text(&b, "[");
	for (size_t i = 0; i < e->n; i++) {
		const struct candidacy *a = e->accepted[i];

		buf_printf(&b, i ? ",[%lld,%lld,%lld]" : "[%lld,%lld,%lld]", (long long)a->contact_id,
			(long long)a->cycle, (long long)a->previous_id);
		k->contact_ids.v[k->contact_ids.n++] = a->contact_id;
		if (a->lapsed_id)
			k->ids.v[k->ids.n++] = a->lapsed_id;
	}
	buf_text(&b, "]");
	k->accepted = buf_end(&b);
}

/* They were judged without a lock: one that is not lapsed any more means to start over and judge again. */
static enum err supersede_lapsed(struct ctx *c, const struct candidacy *k)
{
	int64_t superseded = 0;

	if (k->ids.n)
		TRY(db_change(c, &supersede, k, &superseded));
	if (superseded == (int64_t)k->ids.n)
		return ERR_OK;
	return fail(c, ERR_BUSY, "Somebody else was changing the same enrolments.");
}

static enum err insert(struct ctx *c, struct enrolling *e)
{
	struct candidacy *k = &e->common;
	struct enrollment like = { .program_id = k->program_id,
		.definition_version = k->definition_version,
		.grace_begins_on = k->grace_begins_on,
		.expires_on = k->expires_on };
	struct list made;

	write_accepted(c, e);
	TRY(db_insert(c, &insert_batch, k, &k->batch_id, ERR_INTERNAL));
	TRY(supersede_lapsed(c, k));
	TRY(db_all(c, &insert_enrollments, k, &made));
	for (size_t i = 0; i < made.n; i++) {
		const struct candidacy *m = (const struct candidacy *)made.items + i;

		candidate(&e->candidates, m->contact_id)->open_id = m->open_id;
	}
	return tally_add(c, &like, (int64_t)e->n);
}

/* One entry for the call; it lists who was enrolled under which number. */
static void audit_batch(struct ctx *c, const struct enrolling *e)
{
	struct buf b = { .arena = &c->arena };
	char on[DATE_TEXT];

	date_format(e->common.enrolled_on, on);
	buf_printf(&b,
		"[{\"field\":\"enrolled_on\",\"before\":null,\"after\":\"%s\"},{\"field\":\"definition_version\","
		"\"before\":null,\"after\":%lld},{\"field\":\"carry_over\",\"before\":null,\"after\":%s},"
		"{\"field\":\"superseded\",\"before\":null,\"after\":",
		on, (long long)e->common.definition_version, e->request->carry_over ? "true" : "false");
	json_value(&b, field_find(candidacy_fields, "ids"), &e->common);
	buf_text(&b, "},{\"field\":\"enrollments\",\"before\":null,\"after\":[");
	for (size_t i = 0; i < e->n; i++)
		buf_printf(&b, i ? ",[%lld,%lld]" : "[%lld,%lld]", (long long)e->accepted[i]->contact_id,
			(long long)e->accepted[i]->open_id);
	buf_text(&b, "]}]");
	audit_json(c, "enrollment.create",
		(struct audit_object){ "enrollment_batch", e->common.batch_id, e->program.name },
		buf_end(&b));
}

enum { CARRY_OVER_MOST = 100 };

static enum err carry_over(struct ctx *c, struct enrolling *e)
{
	struct ints made = { arena_alloc(&c->arena, (e->n + 1) * sizeof(int64_t)), e->n };

	for (size_t i = 0; i < e->n; i++)
		made.v[i] = e->accepted[i]->open_id;
	TRY(db_exec(c, &carry_completions, &e->common));
	TRY(completion_files_carry(c, &made));
	for (size_t i = 0; i < e->n; i++)
		if (e->accepted[i]->previous_id)
			TRY(enrollment_settle(c, e->accepted[i]->open_id));
	return ERR_OK;
}

/* Courses that were completed, and credits that were awarded before count from the first day. */
static enum err count_earlier(struct ctx *c, const struct enrolling *e)
{
	struct ints made = { arena_alloc(&c->arena, (e->n + 1) * sizeof(*made.v)), 0 };

	for (size_t i = 0; i < e->n; i++)
		made.v[made.n++] = e->accepted[i]->open_id;
	if (!made.n)
		return ERR_OK;
	TRY(course_evidence_of(c, &made));
	return credit_evidence_of(c, &made);
}

static enum err check_request(struct ctx *c, const struct enrolling *e)
{
	if (strcmp(e->program.status, "active") != 0)
		return fail(c, ERR_PROGRAM_NOT_ACTIVE, "%s is %s; only active programs take enrolments.",
			e->program.name, e->program.status);
	if (e->request->carry_over && e->request->contact_ids.n > CARRY_OVER_MOST)
		return fail_field(c, "contact_ids",
			"must have at most %d contacts when completions are carried over", CARRY_OVER_MOST);
	return ERR_OK;
}

enum err enroll(struct ctx *c, int64_t program_id, const struct enroll_request *r, struct enroll_result *out)
{
	struct enrolling e = { .request = r,
		.common = { .program_id = program_id, .contact_ids = r->contact_ids } };
	struct candidacy *k = &e.common;
	struct enroll_outcome *items;

	TRY(program_read(c, program_id, true, &e.program));
	TRY(check_request(c, &e));
	TRY(definition_find(c, program_id, e.program.definition_version, &e.definition));
	k->enrolled_on = r->enrolled_on.day ? r->enrolled_on : c->today;
	k->definition_version = e.definition.version;
	k->required = e.definition.required;
	TRY(definition_dates(c, &e.definition, k->enrolled_on, &k->grace_begins_on, &k->expires_on));
	TRY(gather(c, &e));
	decide(c, &e, out);
	c->unchanged = !e.n;
	if (e.n) {
		TRY(insert(c, &e));
		audit_batch(c, &e);
	}
	if (r->carry_over)
		TRY(carry_over(c, &e));
	TRY(count_earlier(c, &e));
	items = out->items.items;
	for (size_t i = 0; i < out->items.n; i++)
		if (!items[i].code)
			items[i].enrollment_id = candidate(&e.candidates, items[i].contact_id)->open_id;
	return ERR_OK;
}

enum err enroll_self(struct ctx *c, int64_t program_id, const struct self_enrollment *in,
	int64_t *enrollment_id)
{
	struct enroll_request r = { .contact_ids = { &c->actor.id, 1 }, .carry_over = in && in->carry_over };
	struct enroll_result result = { 0 };
	const struct enroll_outcome *o;
	struct program p;

	/* Held first, so that two clicks are judged one after the other. */
	TRY(program_read(c, program_id, true, &p));
	TRY(check_self(c, program_id));
	TRY(enroll(c, program_id, &r, &result));
	o = result.items.items;
	if (o->code)
		return fail_remedy(c, ERR_NOT_ELIGIBLE, o->remedy, "%s", o->detail);
	*enrollment_id = o->enrollment_id;
	return ERR_OK;
}
