#include "booking.h"
#include "completion_file.h"
#include "db.h"
#include "enrollment_row.h"
#include "perm.h"

#include <stdlib.h>
#include <string.h>

struct purge_count {
	int64_t completions, contacts, files, registrations;
	struct ints ids;
};
static const struct field purge_count_fields[] = {
	FIELD(purge_count, completions, 0, 0, WIDE),
	FIELD(purge_count, contacts, 0, 0, WIDE),
	FIELD(purge_count, files, 0, 0, WIDE),
	FIELD(purge_count, registrations, 0, 0, WIDE),
	FIELD(purge_count, ids, 0, 0, WIDE),
	FIELD_END,
};

#define IDS "SELECT id FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) j"

STMT(lock_enrollments, purge_count, enrollment, "SELECT id FROM enrollment WHERE id IN (" IDS ") FOR UPDATE")
STMT(read_enrollments, purge_count, enrollment,
	"SELECT " ENROLLMENT_COLUMNS ", " ENROLLMENT_PROGRAM_COLUMNS " " ENROLLMENT_FROM "WHERE e.id IN (" IDS
	") ORDER BY e.id")
/* Joined, not IN (...): that would read and lock the whole table. */
#define DOOMED "FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) j STRAIGHT_JOIN "
STMT(count_purge, purge_count, purge_count,
	"SELECT (SELECT COUNT(*) " DOOMED "completion k ON k.enrollment_id = j.id) AS completions, "
	"(SELECT COUNT(DISTINCT e.contact_id) " DOOMED "enrollment e ON e.id = j.id) AS contacts, "
	"(SELECT COUNT(DISTINCT l.file_id) " DOOMED "completion k ON k.enrollment_id = j.id "
	"STRAIGHT_JOIN completion_file l ON l.completion_id = k.id) AS files, "
	"(SELECT COUNT(*) " DOOMED "registration r ON r.enrollment_id = j.id) AS registrations")
STMT(delete_completions, purge_count, none, "DELETE k " DOOMED "completion k ON k.enrollment_id = j.id")
STMT(delete_enrollments, purge_count, none, "DELETE e " DOOMED "enrollment e ON e.id = j.id")

/* The one rule on what may go (IMIS-34, 38). */
static enum err check_inactive(struct ctx *c, const struct enrollment *e)
{
	if (!e)
		return fail(c, ERR_NOT_FOUND, "There is no such enrolment; it may have been purged already.");
	if (!e->inactive_reason)
		return fail(c, ERR_NOT_INACTIVE, "The enrolment of %s in %s is %s.", e->contact_name,
			e->program_name, e->status);
	return ERR_OK;
}

enum err purge_check(struct ctx *c, const struct enrollment *e)
{
	TRY(right_check(c, PERM_enrollment_purge, "purge inactive enrolments"));
	return check_inactive(c, e);
}

static int by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* In order and without repetitions: ticking a row twice purges it once. */
static struct ints distinct(struct ctx *c, const struct ints *ids)
{
	struct ints d = { arena_alloc(&c->arena, (ids->n + 1) * sizeof(*d.v)), 0 };

	memcpy(d.v, ids->v, ids->n * sizeof(*d.v));
	qsort(d.v, ids->n, sizeof(*d.v), by_id);
	for (size_t i = 0; i < ids->n; i++)
		if (!d.n || d.v[d.n - 1] != d.v[i])
			d.v[d.n++] = d.v[i];
	return d;
}

/* What is asked for, split into what goes and what is refused. */
struct purging {
	struct list gone; /* of struct enrollment */
	struct purge_count doomed;
};

/* Both the ids and the rows that exist are in order: walk them side by side. */
static void split(struct ctx *c, const struct ints *ids, const struct list *rows, struct purging *p,
	struct purge_result *out)
{
	struct purge_refusal *refused = arena_alloc(&c->arena, (ids->n + 1) * sizeof(*refused));
	struct enrollment *row = rows->items, *end = row + rows->n, *gone;

	gone = arena_alloc(&c->arena, (ids->n + 1) * sizeof(*gone));
	p->gone = (struct list){ gone, 0, sizeof(*gone) };
	p->doomed.ids = (struct ints){ arena_alloc(&c->arena, (ids->n + 1) * sizeof(int64_t)), 0 };
	out->refused = (struct list){ refused, 0, sizeof(*refused) };
	for (size_t i = 0; i < ids->n; i++) {
		struct enrollment *e = row < end && row->id == ids->v[i] ? row++ : NULL;
		const struct finding *why = finding_of(c, check_inactive(c, e));

		if (why) {
			refused[out->refused.n++] =
				(struct purge_refusal){ ids->v[i], why->code, why->detail };
			continue;
		}
		gone[p->gone.n++] = *e;
		p->doomed.ids.v[p->doomed.ids.n++] = e->id;
	}
}

static enum err judge(struct ctx *c, const struct purge_request *r, bool lock, struct purging *p,
	struct purge_result *out)
{
	struct purge_count asked = { .ids = distinct(c, &r->ids) };
	struct list rows;

	*out = (struct purge_result){ 0 };
	if (lock)
		TRY(db_all(c, &lock_enrollments, &asked, &rows));
	TRY(db_all(c, &read_enrollments, &asked, &rows));
	split(c, &asked.ids, &rows, p, out);
	return ERR_OK;
}

enum err enrollment_purge_preview(struct ctx *c, const struct purge_request *r, struct purge_result *out)
{
	struct purging p = { 0 };
	struct purge_item *items;

	TRY(judge(c, r, false, &p, out));
	TRY(db_one(c, &count_purge, &p.doomed, &p.doomed));
	out->enrollments = (int64_t)p.gone.n;
	out->completions = p.doomed.completions;
	out->registrations = p.doomed.registrations;
	out->contacts = p.doomed.contacts;
	out->files = p.doomed.files;
	items = arena_alloc(&c->arena, (p.gone.n + 1) * sizeof(*items));
	out->items = (struct list){ items, p.gone.n, sizeof(*items) };
	for (size_t i = 0; i < p.gone.n; i++) {
		const struct enrollment *e = (const struct enrollment *)p.gone.items + i;

		items[i] = (struct purge_item){ e->id, e->contact_name, e->program_name, e->inactive_reason };
	}
	return ERR_OK;
}

static int64_t files_of(const struct list *counts, int64_t enrollment_id)
{
	const struct enrollment_files *f = counts->items;

	for (size_t i = 0; i < counts->n; i++)
		if (f[i].enrollment_id == enrollment_id)
			return f[i].files;
	return 0;
}

/* What was there, and how many files went with it. */
static void bury(struct ctx *c, const struct enrollment *e, int64_t files)
{
	const char *facts = audit_changes(c, enrollment_fields, e, NULL);
	const char *more = "[]";

	if (files)
		more = arena_printf(&c->arena, "[{\"field\":\"files\",\"before\":%lld,\"after\":null}]",
			(long long)files);
	audit_json(c, "enrollment.purge", enrollment_object(c, e), audit_join(c, facts, more));
}

enum err enrollment_purge(struct ctx *c, const struct purge_request *r, struct purge_result *out)
{
	struct purging p = { 0 };
	struct list files;

	TRY(judge(c, r, true, &p, out));
	TRY(completion_files_count(c, &p.doomed.ids, &files));
	c->reason = r->reason;
	for (size_t i = 0; i < p.gone.n; i++) {
		const struct enrollment *e = (const struct enrollment *)p.gone.items + i;

		TRY(tally_move(c, e, NULL));
		bury(c, e, files_of(&files, e->id));
	}
	TRY(completion_files_purge(c, &p.doomed.ids));
	TRY(booking_purge(c, &p.doomed.ids));
	TRY(db_exec(c, &delete_completions, &p.doomed));
	TRY(db_exec(c, &delete_enrollments, &p.doomed));
	out->purged = (int64_t)p.gone.n;
	c->unchanged = !p.gone.n;
	return ERR_OK;
}
