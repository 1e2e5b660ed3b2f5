#include "program.h"
#include "audit.h"
#include "component_sql.h"
#include "contact.h"
#include "db.h"
#include "move.h"
#include "perm.h"
#include "reminder.h"

#include <string.h>

static const char *const kinds[] = { "certification", "award", NULL };
static const char *const statuses[] = { "draft", "active", "inactive", "cancelled", NULL };

static const struct move program_moves[] = {
	/* verb        from         to */
	{ "activate", "draft", "active" },
	{ "activate", "inactive", "active" },
	{ "deactivate", "active", "inactive" },
	{ "cancel", "active", "cancelled" },
	{ "cancel", "inactive", "cancelled" },
	{ "cancel", "draft", "cancelled" },
	MOVE_END,
};

const struct field finding_fields[] = {
	FIELD(finding, code, OUT, 1, 64),
	FIELD(finding, detail, OUT, 1, 500),
	FIELD(finding, remedy, OUT, 0, 500),
	FIELD_END,
};
static const struct field activation_fields[] = {
	FIELD(activation, ready, OUT, 0, 1),
	FIELD_MANY(activation, problems, OUT, 0, WIDE, finding),
	FIELD_MANY(activation, warnings, OUT, 0, WIDE, finding),
	FIELD_END,
};
const struct field program_ref_fields[] = {
	FIELD(program_ref, id, OUT, 1, WIDE),
	FIELD(program_ref, code, OUT, 1, 40),
	FIELD(program_ref, name, OUT, 1, 200),
	FIELD_END,
};

/* clang-format off */
#define PROGRAM_ROW \
	FIELD(program, id, OUT, 1, WIDE), \
	FIELD(program, code, IN | OUT | REQ | TRIM, 1, 40), \
	FIELD(program, name, IN | OUT | REQ | TRIM, 1, 200), \
	FIELD_WORD(program, kind, IN | OUT, kinds), \
	FIELD(program, description, IN | OUT | TRIM, 0, 5000), \
	FIELD_WORD(program, status, IN | OUT, statuses), \
	FIELD(program, maintenance, IN | OUT, 0, 1), \
	FIELD(program, allow_enrollee_cancel, IN | OUT, 0, 1), \
	FIELD(program, self_enrollment, IN | OUT, 0, 1), \
	FIELD(program, in_catalogue, IN | OUT, 0, 1), \
	FIELD(program, version, OUT | QUIET, 1, WIDE), \
	FIELD(program, definition_version, OUT | QUIET, 0, WIDE), \
	FIELD(program, registrants, OUT | QUIET, 0, WIDE)
/* clang-format on */

const struct field program_row_fields[] = { PROGRAM_ROW, FIELD_END };
const struct field program_fields[] = {
	PROGRAM_ROW,
	FIELD(program, prerequisites, IN | OUT, 0, 20),
	FIELD(program, reminder_days, IN | OUT, 0, 10),
	FIELD_MANY(program, prerequisite_programs, OUT | QUIET, 0, 20, program_ref),
	FIELD_SUB(program, activation, OUT | QUIET, activation),
	FIELD_END,
};
const struct field program_query_fields[] = {
	FIELD(program_query, q, IN | TRIM, 0, 200),
	FIELD(program_query, pattern, 0, 0, 404),
	FIELD_WORD(program_query, status, IN, statuses),
	FIELD_WORD(program_query, kind, IN, kinds),
	FIELD(program_query, catalogue_only, 0, 0, 1),
	PAGE_FIELDS(program_query),
	FIELD_END,
};
const struct field tracker_fields[] = {
	FIELD(tracker, total, OUT, 0, WIDE),
	FIELD(tracker, earned, OUT, 0, WIDE),
	FIELD(tracker, enrolled_not_earned, OUT, 0, WIDE),
	FIELD(tracker, nothing_completed, OUT, 0, WIDE),
	FIELD(tracker, grace_period, OUT, 0, WIDE),
	FIELD(tracker, expired, OUT, 0, WIDE),
	FIELD_END,
};

#define COLUMNS \
	"p.id, p.code, p.name, p.kind, p.description, p.status, p.maintenance, p.allow_enrollee_cancel, p.self_enrollment, " \
	"p.in_catalogue, p.version, p.definition_version"
#define REGISTRANTS \
	"COALESCE((SELECT registrants FROM program_count t WHERE t.program_id = p.id), 0) AS registrants"

STMT(list_programs, program_query, program,
	"SELECT " COLUMNS ", " REGISTRANTS " FROM program p WHERE (:status IS NULL OR p.status = :status) "
	"AND (:kind IS NULL OR p.kind = :kind) AND (:catalogue_only = 0 OR p.status = 'active' AND p.in_catalogue) "
	"AND (:pattern IS NULL OR p.name LIKE :pattern OR p.code LIKE :pattern) "
	"AND p.name >= :after_text AND (p.name > :after_text OR p.id > :after_id) ORDER BY p.name, p.id LIMIT :rows")
STMT(find_program, program, program, "SELECT " COLUMNS ", " REGISTRANTS " FROM program p WHERE p.id = :id")
STMT(lock_program, program, program, "SELECT " COLUMNS " FROM program p WHERE p.id = :id FOR UPDATE")
STMT(own_program, program, program,
	"SELECT program_id AS id FROM enrollment WHERE program_id = :id AND contact_id = :actor_id LIMIT 1")
STMT(insert_program, program, none,
	"INSERT INTO program (code, name, kind, description, status, maintenance, allow_enrollee_cancel, self_enrollment, "
	"in_catalogue, created_at) VALUES (:code, :name, :kind, :description, 'draft', :maintenance, :allow_enrollee_cancel, "
	":self_enrollment, :in_catalogue, :now)")
STMT(insert_count, program, none, "INSERT INTO program_count (program_id) VALUES (:id)")
STMT(update_program, program, none,
	"UPDATE program SET code = :code, name = :name, kind = :kind, description = :description, status = :status, "
	"maintenance = :maintenance, allow_enrollee_cancel = :allow_enrollee_cancel, self_enrollment = :self_enrollment, "
	"in_catalogue = :in_catalogue, version = version + 1 WHERE id = :id")

STMT(prerequisites, program, program_ref,
	"SELECT p.id, p.code, p.name FROM program_prerequisite q JOIN program p ON p.id = q.required_program_id "
	"WHERE q.program_id = :id ORDER BY p.name")
STMT(drop_prerequisites, program, none, "DELETE FROM program_prerequisite WHERE program_id = :id")
STMT(insert_prerequisites, program, none,
	"INSERT INTO program_prerequisite (program_id, required_program_id) SELECT DISTINCT :id, j.id "
	"FROM JSON_TABLE(:prerequisites, '$[*]' COLUMNS (id BIGINT PATH '$')) j")
STMT(unknown_prerequisites, program, program_ref,
	"SELECT j.id FROM JSON_TABLE(:prerequisites, '$[*]' COLUMNS (id BIGINT PATH '$')) j "
	"LEFT JOIN program p ON p.id = j.id WHERE p.id IS NULL")

/* A program that stands, however far away, before one of its own prerequisites. */
STMT(prerequisite_cycle, program, program_ref,
	"WITH RECURSIVE before_it (id) AS (SELECT j.id FROM JSON_TABLE(:prerequisites, '$[*]' COLUMNS (id BIGINT PATH '$')) j "
	"UNION SELECT q.required_program_id FROM program_prerequisite q JOIN before_it b ON b.id = q.program_id) "
	"SELECT p.id, p.code, p.name FROM before_it b JOIN program p ON p.id = b.id WHERE b.id = :id")

struct finding_row {
	const char *title, *kind, *status;
	int64_t open_offerings;
	bool waits; /* for a grade, an approval or a file, once it is done */
};
static const struct field finding_row_fields[] = {
	FIELD(finding_row, title, 0, 0, 200),
	FIELD(finding_row, kind, 0, 0, 16),
	FIELD(finding_row, status, 0, 0, 16),
	FIELD(finding_row, open_offerings, 0, 0, WIDE),
	FIELD(finding_row, waits, 0, 0, 1),
	FIELD_END,
};
STMT(required_components, program, finding_row,
	"SELECT k.title, k.kind, k.status, " OPEN_OFFERINGS(
		"k.id") " AS open_offerings, MAX(v.needs_grade OR v.needs_approval OR v.needs_file OR w.requires_approval) AS waits "
			"FROM version_requirement v JOIN program_version w ON w.program_id = v.program_id AND w.version = v.version "
			"JOIN component k ON k.id = v.component_id WHERE v.program_id = :id AND v.version = :definition_version "
			"GROUP BY k.id, k.title, k.kind, k.status ORDER BY k.title")

/* Nobody retires one of them while the program is being activated. */
STMT(hold_components, program, finding_row,
	"SELECT k.title FROM version_requirement v JOIN component k ON k.id = v.component_id "
	"WHERE v.program_id = :id AND v.version = :definition_version LOCK IN SHARE MODE")

/*
 * An enrolment that is neither earned nor cancelled is counted on the day its
 * grace period begins and again on the day it expires; the one never comes
 * after the other, so the difference is who is in the grace period.
 */
STMT(read_tracker, program, tracker,
	"SELECT COALESCE(SUM(graces + earned), 0) AS total, COALESCE(SUM(earned), 0) AS earned, "
	"COALESCE(SUM(IF(on_date > :today, graces, 0)), 0) AS enrolled_not_earned, "
	"COALESCE(SUM(IF(on_date > :today, untouched, 0)), 0) AS nothing_completed, "
	"COALESCE(SUM(IF(on_date <= :today, graces, 0)) - SUM(IF(on_date < :today, expires, 0)), 0) AS grace_period, "
	"COALESCE(SUM(IF(on_date < :today, expires, 0)), 0) AS expired FROM program_tally WHERE program_id = :id")

enum err program_list(struct ctx *c, struct program_query *q, struct page *into)
{
	const struct program *last;

	TRY(PAGE_START(c, q));
	q->pattern = like_anywhere(c, q->q);
	q->catalogue_only = !actor_is_staff(c);
	TRY(db_all(c, &list_programs, q, &into->items));
	for (size_t i = 0; q->catalogue_only && i < into->items.n; i++)
		((struct program *)into->items.items)[i].registrants = 0;
	if (page_cut(into, q->limit)) {
		last = (const struct program *)into->items.items + q->limit - 1;
		into->next = page_cursor(c, last->name, last->id);
	}
	return ERR_OK;
}

enum err program_prerequisites(struct ctx *c, struct program *p)
{
	const struct program_ref *refs;

	TRY(db_all(c, &prerequisites, p, &p->prerequisite_programs));
	refs = p->prerequisite_programs.items;
	p->prerequisites =
		(struct ints){ arena_alloc(&c->arena, (p->prerequisite_programs.n + 1) * sizeof(int64_t)),
			0 };
	for (size_t i = 0; i < p->prerequisite_programs.n; i++)
		p->prerequisites.v[p->prerequisites.n++] = refs[i].id;
	return ERR_OK;
}

enum err program_read(struct ctx *c, int64_t id, bool lock, struct program *into)
{
	*into = (struct program){ 0 };
	return db_one(c, lock ? &lock_program : &find_program, &(struct program){ .id = id }, into);
}

enum err program_see(struct ctx *c, int64_t id, struct program *into)
{
	struct program mine = { .id = id };
	bool enrolled;

	TRY(program_read(c, id, false, into));
	if (actor_is_staff(c))
		return ERR_OK;
	into->registrants = 0; /* who is enrolled is for staff to see */
	if (!strcmp(into->status, "active") && into->in_catalogue)
		return ERR_OK;
	TRY(db_maybe(c, &own_program, &mine, &mine, &enrolled));
	return enrolled ? ERR_OK : fail(c, ERR_NOT_FOUND, "It does not exist, or it is not yours to see.");
}

enum err program_find(struct ctx *c, int64_t id, struct program *into)
{
	TRY(program_see(c, id, into));
	TRY(program_prerequisites(c, into));
	TRY(reminder_days_read(c, id, &into->reminder_days));
	into->activation = arena_new(&c->arena, struct activation);
	return program_activation(c, into, into->activation);
}

static void find_one(struct list *into, const char *code, const char *detail, const char *remedy)
{
	((struct finding *)into->items)[into->n++] = (struct finding){ code, detail, remedy };
}

static void judge_component(struct ctx *c, const struct program *p, const struct finding_row *k,
	struct activation *into)
{
	if (strcmp(k->status, "active") != 0)
		find_one(&into->problems, "component_inactive",
			arena_printf(&c->arena, "The component \"%s\" is inactive.", k->title),
			"Activate the component, or replace it in the definition.");
	if (!strcmp(p->kind, "award") && strcmp(k->kind, "course") != 0)
		find_one(&into->problems, "award_needs_courses",
			arena_printf(&c->arena,
				"The component \"%s\" is no course, and an award follows from courses alone.",
				k->title),
			"Replace it by a component of kind course.");
	if (!strcmp(p->kind, "award") && k->waits)
		find_one(&into->problems, "award_waits",
			arena_printf(&c->arena,
				"\"%s\" would wait for a grade, an approval or a file, and an award follows from courses alone.",
				k->title),
			"Save the definition without them.");
	if ((!strcmp(k->kind, "class") || !strcmp(k->kind, "exam")) && !k->open_offerings)
		find_one(&into->warnings, "no_open_offering",
			arena_printf(&c->arena, "The %s \"%s\" has no open offering that people could take.",
				k->kind, k->title),
			"Add an offering to the component.");
}

enum err program_activation(struct ctx *c, const struct program *p, struct activation *into)
{
	struct list components;

	TRY(db_all(c, &required_components, p, &components));
	into->problems.size = into->warnings.size = sizeof(struct finding);
	into->problems.items = arena_alloc(&c->arena, (components.n * 3 + 1) * sizeof(struct finding));
	into->warnings.items = arena_alloc(&c->arena, (components.n + 1) * sizeof(struct finding));
	if (!components.n)
		find_one(&into->problems, "no_requirements", "The definition asks for nothing yet.",
			"Add at least one requirement to the definition.");
	for (size_t i = 0; i < components.n; i++)
		judge_component(c, p, (struct finding_row *)components.items + i, into);
	into->ready = !into->problems.n;
	return ERR_OK;
}

static enum err check_prerequisites(struct ctx *c, const struct program *p)
{
	struct program_ref found = { 0 };
	bool any;

	TRY(db_maybe(c, &unknown_prerequisites, p, &found, &any));
	if (any)
		return fail_field(c, "prerequisites", "has %lld in it, which is no program",
			(long long)found.id);
	TRY(db_maybe(c, &prerequisite_cycle, p, &found, &any));
	if (any)
		return fail(c, ERR_PREREQUISITE_CYCLE, "%s would have to be earned before itself.", p->name);
	return ERR_OK;
}

static enum err save_prerequisites(struct ctx *c, const struct program *p)
{
	TRY(check_prerequisites(c, p));
	TRY(db_exec(c, &drop_prerequisites, p));
	return db_exec(c, &insert_prerequisites, p);
}

static enum err code_taken(struct ctx *c, const char *code)
{
	return fail(c, ERR_CODE_TAKEN, "Another program has the code %s.", code);
}

enum err program_create(struct ctx *c, struct program *in)
{
	static int64_t usual_days[] = { 30, 7 };
	enum err e;

	if (in->status && strcmp(in->status, "draft") != 0)
		return fail_field(c, "status", "must be draft: a new program has no definition yet");
	in->status = "draft";
	in->kind = in->kind ? in->kind : "certification";
	in->description = in->description ? in->description : "";
	if (!in->reminder_days.v)
		in->reminder_days = (struct ints){ usual_days, sizeof(usual_days) / sizeof(*usual_days) };
	e = db_insert(c, &insert_program, in, &in->id, ERR_CODE_TAKEN);
	if (e == ERR_CODE_TAKEN)
		return code_taken(c, in->code);
	TRY(e);
	TRY(db_exec(c, &insert_count, in));
	TRY(save_prerequisites(c, in));
	TRY(reminder_days_save(c, in->id, &in->reminder_days));
	audit(c, "program.create", (struct audit_object){ "program", in->id, in->name }, program_fields, NULL,
		in);
	return ERR_OK;
}

static const char *status_verb(const char *status)
{
	return !strcmp(status, "active") ? "activate" : !strcmp(status, "inactive") ? "deactivate" : "cancel";
}

static enum err check_activation(struct ctx *c, const struct program *p)
{
	struct activation a = { 0 };
	const struct finding *problem;
	struct list held;

	TRY(db_all(c, &hold_components, p, &held));

	TRY(program_activation(c, p, &a));
	problem = a.problems.items;
	for (size_t i = 0; i < a.problems.n; i++)
		fail_field(c, "status", "%s", problem[i].detail);
	if (a.problems.n)
		return fail_remedy(c, ERR_NOT_ACTIVATABLE, problem->remedy, "%s", problem->detail);
	return ERR_OK;
}

static enum err move_status(struct ctx *c, const struct program *before, const struct program *after)
{
	const char *status = before->status;

	if (!strcmp(before->status, after->status))
		return ERR_OK;
	if (!strcmp(after->status, "draft"))
		return fail(c, ERR_BAD_MOVE, "A program that was %s cannot become a draft again.",
			before->status);
	TRY(move(c, program_moves, status_verb(after->status), &status, ERR_BAD_MOVE));
	return strcmp(status, "active") ? ERR_OK : check_activation(c, after);
}

/* What a program is about cannot turn round under the people in it. */
static enum err check_kind(struct ctx *c, const struct program *before, const struct program *after)
{
	if (!strcmp(before->kind, after->kind) || !strcmp(before->status, "draft"))
		return ERR_OK;
	return fail_field(c, "kind", "can be changed in a draft only");
}

enum err program_update(struct ctx *c, int64_t id, int64_t version, const struct program *in, uint64_t sent)
{
	struct program before, after;
	enum err e;

	TRY(program_read(c, id, true, &before));
	TRY(version_check(c, before.version, version));
	TRY(program_prerequisites(c, &before));
	TRY(reminder_days_read(c, id, &before.reminder_days));
	after = before;
	field_merge(program_fields, &after, in, sent);
	if (audit_nothing(c, program_fields, &before, &after))
		return ERR_OK;
	TRY(check_kind(c, &before, &after));
	TRY(move_status(c, &before, &after));
	e = db_exec_unique(c, &update_program, &after, ERR_CODE_TAKEN);
	if (e == ERR_CODE_TAKEN)
		return code_taken(c, after.code);
	TRY(e);
	if (field_sent(program_fields, sent, "prerequisites"))
		TRY(save_prerequisites(c, &after));
	if (field_sent(program_fields, sent, "reminder_days"))
		TRY(reminder_days_save(c, id, &after.reminder_days));
	audit(c, "program.update", (struct audit_object){ "program", id, after.name }, program_fields,
		&before, &after);
	return ERR_OK;
}

enum err program_tracker(struct ctx *c, int64_t id, struct tracker *into)
{
	struct program p;

	TRY(program_read(c, id, false, &p));
	return db_one(c, &read_tracker, &p, into);
}
