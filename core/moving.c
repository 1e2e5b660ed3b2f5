#include "moving.h"
#include "audit.h"
#include "credit_evidence.h"
#include "db.h"
#include "enrollment_row.h"
#include "json.h"
#include "move.h"
#include "progress.h"

#include <stdlib.h>
#include <string.h>

enum { STEP = 50 }; /* enrolments a transaction */

static const char *const outcomes[] = { "completes", "loses", "gains", "more", "same", NULL };

const struct field move_row_fields[] = {
	FIELD(move_row, enrollment_id, OUT, 1, WIDE),
	FIELD(move_row, contact_id, OUT, 1, WIDE),
	FIELD(move_row, contact_name, OUT, 1, 161),
	FIELD(move_row, definition_version, OUT, 1, WIDE),
	FIELD(move_row, met, OUT, 0, WIDE),
	FIELD(move_row, required, OUT, 0, WIDE),
	FIELD(move_row, met_after, OUT, 0, WIDE),
	FIELD(move_row, required_after, OUT, 0, WIDE),
	FIELD_WORD(move_row, outcome, OUT, outcomes),
	FIELD(move_row, sort_name, 0, 0, 161),
	FIELD_END,
};
const struct field move_summary_fields[] = {
	FIELD(move_summary, program_id, 0, 1, WIDE),
	FIELD(move_summary, to_version, OUT, 0, WIDE),
	FIELD(move_summary, candidates, OUT, 0, WIDE),
	FIELD(move_summary, completes, OUT, 0, WIDE),
	FIELD(move_summary, loses, OUT, 0, WIDE),
	FIELD(move_summary, gains, OUT, 0, WIDE),
	FIELD(move_summary, more, OUT, 0, WIDE),
	FIELD(move_summary, same, OUT, 0, WIDE),
	FIELD_END,
};
const struct field move_query_fields[] = {
	FIELD(move_query, program_id, 0, 1, WIDE),
	FIELD_WORD(move_query, outcome, IN | NULLABLE, outcomes),
	PAGE_FIELDS(move_query),
	FIELD_END,
};
const struct field move_request_fields[] = {
	FIELD(move_request, program_id, 0, 1, WIDE),
	FIELD(move_request, enrollment_ids, IN, 0, 1000),
	FIELD(move_request, all, IN, 0, 1),
	FIELD(move_request, keep_dates, IN | REQ, 0, 1),
	FIELD_END,
};
static const char *const states[] = { "moving", "moved", "undoing", "undone", NULL };
const struct field enrollment_move_fields[] = {
	FIELD(enrollment_move, id, OUT, 1, WIDE),
	FIELD(enrollment_move, program_id, OUT, 1, WIDE),
	FIELD(enrollment_move, to_version, OUT, 1, WIDE),
	FIELD(enrollment_move, keep_dates, OUT, 0, 1),
	FIELD(enrollment_move, wanted, QUIET | NULLABLE, 0, WIDE),
	FIELD_WORD(enrollment_move, state, OUT, states),
	FIELD(enrollment_move, total, OUT, 0, WIDE),
	FIELD(enrollment_move, moved, OUT | QUIET, 0, WIDE),
	FIELD(enrollment_move, undone, OUT | QUIET, 0, WIDE),
	FIELD(enrollment_move, refused, OUT | QUIET, 0, WIDE),
	FIELD(enrollment_move, created_at, OUT | QUIET, 0, WIDE),
	FIELD(enrollment_move, created_by, NULLABLE | QUIET, 0, WIDE),
	FIELD(enrollment_move, created_by_name, OUT | NULLABLE | QUIET, 0, 161),
	FIELD_END,
};
const struct field move_refusal_fields[] = {
	FIELD(move_refusal, enrollment_id, OUT, 1, WIDE),
	FIELD(move_refusal, contact_name, OUT, 1, 161),
	FIELD(move_refusal, refusal, OUT, 1, 500),
	FIELD_END,
};

struct outcome_count {
	const char *outcome;
	int64_t n;
};
static const struct field outcome_count_fields[] = {
	FIELD(outcome_count, outcome, 0, 1, 16),
	FIELD(outcome_count, n, 0, 0, WIDE),
	FIELD_END,
};

/* One enrolment as it was before a move. */
struct moved_row {
	int64_t move_id, enrollment_id, definition_version, required, met, version_after, rows, program_id;
	struct date grace_begins_on, expires_on, pending_on, earned_on, approved_on;
	const char *refusal, *wanted;
};
static const struct field moved_row_fields[] = {
	FIELD(moved_row, move_id, 0, 1, WIDE),
	FIELD(moved_row, enrollment_id, 0, 1, WIDE),
	FIELD(moved_row, definition_version, 0, 1, WIDE),
	FIELD(moved_row, required, 0, 0, WIDE),
	FIELD(moved_row, met, 0, 0, WIDE),
	FIELD(moved_row, version_after, 0, 0, WIDE),
	FIELD(moved_row, rows, 0, 0, WIDE),
	FIELD(moved_row, program_id, 0, 0, WIDE),
	FIELD(moved_row, grace_begins_on, 0, DATE_MIN, DATE_MAX),
	FIELD(moved_row, expires_on, 0, DATE_MIN, DATE_MAX),
	FIELD(moved_row, pending_on, NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(moved_row, earned_on, NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(moved_row, approved_on, NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(moved_row, refusal, NULLABLE, 0, 500),
	FIELD(moved_row, wanted, NULLABLE, 0, WIDE),
	FIELD_END,
};

/* clang-format off */
/* Current enrolments under an older version: not ended, and not expired unless they wait for approval. */
#define CANDIDATE \
	"e.program_id = :program_id AND e.live = 1 AND e.definition_version < p.definition_version " \
	"AND (e.expires_on >= :today OR e.pending_on IS NOT NULL)"

/* What counts under the newest version, a stage at most as much as it asks for. */
#define JUDGED \
	"WITH ask AS (SELECT s.position, IF(s.needed = 0, COUNT(*), s.needed) AS n FROM program p JOIN stage s " \
	"ON s.program_id = p.id AND s.version = p.definition_version JOIN version_requirement v ON v.program_id = p.id " \
	"AND v.version = p.definition_version AND v.stage_position = s.position WHERE p.id = :program_id " \
	"GROUP BY s.position, s.needed), " \
	"has AS (SELECT e.id, v.stage_position AS position, COUNT(*) AS n FROM program p JOIN enrollment e ON " CANDIDATE " " \
	"JOIN completion k ON k.enrollment_id = e.id AND k.status IN ('complete', 'waived') JOIN version_requirement v " \
	"ON v.program_id = p.id AND v.version = p.definition_version AND v.requirement_id = k.requirement_id " \
	"WHERE p.id = :program_id GROUP BY e.id, v.stage_position), " \
	"after_it AS (SELECT has.id, SUM(LEAST(has.n, ask.n)) AS met, SUM(has.n) AS counting FROM has " \
	"JOIN ask ON ask.position = has.position GROUP BY has.id), " \
	"done AS (SELECT e.id, COUNT(*) AS n FROM program p JOIN enrollment e ON " CANDIDATE " JOIN completion k " \
	"ON k.enrollment_id = e.id AND k.status IN ('complete', 'waived') JOIN version_requirement v ON v.program_id = p.id " \
	"AND v.version = e.definition_version AND v.requirement_id = k.requirement_id WHERE p.id = :program_id GROUP BY e.id), " \
	"judged AS (SELECT e.id, e.contact_id, e.sort_name, e.definition_version, e.met, e.required, " \
	"COALESCE(a.met, 0) AS met_after, w.required AS required_after, p.definition_version AS to_version, " \
	"CASE WHEN COALESCE(a.met, 0) >= w.required THEN 'completes' " \
	"WHEN COALESCE(d.n, 0) > COALESCE(a.counting, 0) THEN 'loses' " \
	"WHEN w.required - COALESCE(a.met, 0) < e.required - e.met THEN 'gains' " \
	"WHEN w.required - COALESCE(a.met, 0) > e.required - e.met THEN 'more' ELSE 'same' END AS outcome " \
	"FROM program p JOIN enrollment e ON " CANDIDATE " JOIN program_version w ON w.program_id = p.id " \
	"AND w.version = p.definition_version LEFT JOIN after_it a ON a.id = e.id LEFT JOIN done d ON d.id = e.id " \
	"WHERE p.id = :program_id) "
/* clang-format on */

STMT(find_newest, move_summary, move_summary,
	"SELECT definition_version AS to_version FROM program WHERE id = :program_id")
/* Counted by outcome and summed here: MariaDB refuses sums over these the second time the statement runs. */
STMT(count_outcomes, move_summary, outcome_count,
	JUDGED "SELECT outcome, COUNT(*) AS n FROM judged GROUP BY outcome")
STMT(list_judged, move_query, move_row,
	JUDGED
	"SELECT j.id AS enrollment_id, j.contact_id, CONCAT(c.given_name, ' ', c.family_name) AS contact_name, "
	"j.sort_name, j.definition_version, j.met, j.required, j.met_after, j.required_after, j.outcome "
	"FROM judged j JOIN contact c ON c.id = j.contact_id WHERE (:outcome IS NULL OR j.outcome = :outcome) "
	"AND j.sort_name >= :after_text AND (j.sort_name > :after_text OR j.id > :after_id) "
	"ORDER BY j.sort_name, j.id LIMIT :rows")

STMT(lock_newest, move_request, move_summary,
	"SELECT id AS program_id, definition_version AS to_version FROM program WHERE id = :program_id FOR UPDATE")
STMT(count_all, move_request, move_summary,
	"SELECT COUNT(*) AS candidates FROM program p JOIN enrollment e ON " CANDIDATE
	" WHERE p.id = :program_id")
STMT(count_wanted, move_request, move_summary,
	"SELECT COUNT(*) AS candidates FROM program p JOIN enrollment e ON " CANDIDATE
	" JOIN JSON_TABLE(:enrollment_ids, '$[*]' COLUMNS (id BIGINT PATH '$')) j ON j.id = e.id WHERE p.id = :program_id")
STMT(insert_move, enrollment_move, none,
	"INSERT INTO enrollment_move (program_id, to_version, keep_dates, wanted, total, state, created_at, created_by) "
	"VALUES (:program_id, :to_version, :keep_dates, :wanted, :total, 'moving', :now, :actor_id)")

#define MOVE \
	"SELECT m.id, m.program_id, m.to_version, m.keep_dates, m.wanted, m.total, m.state, m.created_at, m.created_by, " \
	"CONCAT(c.given_name, ' ', c.family_name) AS created_by_name, " \
	"(SELECT COUNT(*) FROM enrollment_moved d WHERE d.move_id = m.id) AS moved, " \
	"(SELECT COALESCE(SUM(undone), 0) FROM enrollment_moved d WHERE d.move_id = m.id) AS undone, " \
	"(SELECT COUNT(refusal) FROM enrollment_moved d WHERE d.move_id = m.id) AS refused " \
	"FROM enrollment_move m LEFT JOIN contact c ON c.id = m.created_by WHERE "

STMT(find_move, enrollment_move, enrollment_move, MOVE "m.id = :id")
STMT(list_moves, enrollment_move, enrollment_move,
	MOVE "m.program_id = :program_id ORDER BY m.id DESC LIMIT 50")
STMT(lock_move, enrollment_move, enrollment_move,
	"SELECT id, program_id, to_version, keep_dates, wanted, total, state FROM enrollment_move WHERE id = :id FOR UPDATE")
STMT(put_state, enrollment_move, none, "UPDATE enrollment_move SET state = :state WHERE id = :id")
STMT(list_refusals, enrollment_move, move_refusal,
	"SELECT d.enrollment_id, CONCAT(c.given_name, ' ', c.family_name) AS contact_name, d.refusal FROM enrollment_moved d "
	"JOIN enrollment e ON e.id = d.enrollment_id JOIN contact c ON c.id = e.contact_id "
	"WHERE d.move_id = :id AND d.refusal IS NOT NULL ORDER BY e.sort_name, e.id LIMIT 200")

STMT(next_all, moved_row, moved_row,
	"SELECT e.id AS enrollment_id FROM program p JOIN enrollment e ON " CANDIDATE
	" WHERE p.id = :program_id AND e.definition_version < :definition_version ORDER BY e.id LIMIT :rows")
STMT(next_wanted, moved_row, moved_row,
	"SELECT e.id AS enrollment_id FROM program p JOIN enrollment e ON " CANDIDATE
	" JOIN JSON_TABLE(:wanted, '$[*]' COLUMNS (id BIGINT PATH '$')) j ON j.id = e.id "
	"WHERE p.id = :program_id AND e.definition_version < :definition_version ORDER BY e.id LIMIT :rows")
STMT(keep_row, moved_row, none,
	"INSERT INTO enrollment_moved (move_id, enrollment_id, definition_version, required, met, grace_begins_on, expires_on, "
	"pending_on, earned_on, approved_on, version_after) VALUES (:move_id, :enrollment_id, :definition_version, :required, "
	":met, :grace_begins_on, :expires_on, :pending_on, :earned_on, :approved_on, :version_after)")
STMT(next_moved, moved_row, moved_row,
	"SELECT move_id, enrollment_id, definition_version, required, met, grace_begins_on, expires_on, pending_on, earned_on, "
	"approved_on, version_after FROM enrollment_moved WHERE move_id = :move_id AND NOT undone AND refusal IS NULL "
	"ORDER BY enrollment_id LIMIT :rows")
STMT(end_row, moved_row, none,
	"UPDATE enrollment_moved SET undone = :refusal IS NULL, refusal = :refusal "
	"WHERE move_id = :move_id AND enrollment_id = :enrollment_id")

/* --- before anything happens --- */

enum err move_preview(struct ctx *c, int64_t program_id, struct move_summary *into)
{
	const struct outcome_count *counts;
	struct list all;

	*into = (struct move_summary){ .program_id = program_id };
	TRY(db_one(c, &find_newest, into, into));
	TRY(db_all(c, &count_outcomes, into, &all));
	counts = all.items;
	for (size_t i = 0; i < all.n; i++) {
		*(int64_t *)field_at(field_find(move_summary_fields, counts[i].outcome), into) = counts[i].n;
		into->candidates += counts[i].n;
	}
	return ERR_OK;
}

enum err move_preview_list(struct ctx *c, struct move_query *q, struct page *into)
{
	const struct move_row *rows;

	TRY(PAGE_START(c, q));
	TRY(db_all(c, &list_judged, q, &into->items));
	rows = into->items.items;
	if (page_cut(into, q->limit))
		into->next = page_cursor(c, rows[q->limit - 1].sort_name, rows[q->limit - 1].enrollment_id);
	return ERR_OK;
}

/* --- beginning --- */

static enum err begin_job(struct ctx *c, const char *kind, int64_t move_id)
{
	struct job job = { .kind = kind, .args = arena_printf(&c->arena, "%lld", (long long)move_id) };

	return job_add(c, &job);
}

static const char *ids_json(struct ctx *c, const struct ints *ids)
{
	struct buf b = { .arena = &c->arena };

	for (size_t i = 0; i < ids->n; i++)
		buf_printf(&b, "%s%lld", i ? "," : "[", (long long)ids->v[i]);
	buf_text(&b, "]");
	return buf_end(&b);
}

static struct audit_object object_of(const struct enrollment_move *m)
{
	return (struct audit_object){ "program", m->program_id, NULL };
}

enum err move_start(struct ctx *c, const struct move_request *in, struct enrollment_move *into)
{
	struct move_summary newest = { 0 };

	if (in->all == (in->enrollment_ids.n > 0))
		return fail_field(c, "enrollment_ids", "must name those to move, or all must be true");
	TRY(db_one(c, &lock_newest, in, &newest));
	TRY(db_one(c, in->all ? &count_all : &count_wanted, in, &newest));
	if (!newest.candidates)
		return fail(c, ERR_BAD_MOVE, "None of them is enrolled under an older version than %lld.",
			(long long)newest.to_version);
	*into = (struct enrollment_move){ .program_id = in->program_id,
		.to_version = newest.to_version,
		.keep_dates = in->keep_dates,
		.wanted = in->all ? NULL : ids_json(c, &in->enrollment_ids),
		.total = newest.candidates,
		.state = "moving" };
	TRY(db_insert(c, &insert_move, into, &into->id, ERR_INTERNAL));
	TRY(begin_job(c, "move_enrollments", into->id));
	audit(c, "program.move", object_of(into), enrollment_move_fields, NULL, into);
	return move_find(c, into->id, into);
}

enum err move_undo(struct ctx *c, int64_t id, struct enrollment_move *into)
{
	static const struct move moves[] = { { "undo", "moved", "undoing" }, MOVE_END };
	struct enrollment_move before = { 0 };

	TRY(db_one(c, &lock_move, &(struct enrollment_move){ .id = id }, &before));
	*into = before;
	TRY(move(c, moves, "undo", &into->state, ERR_BAD_MOVE));
	TRY(db_exec(c, &put_state, into));
	TRY(begin_job(c, "undo_move", id));
	audit(c, "program.move_undo", object_of(into), enrollment_move_fields, &before, into);
	return move_find(c, id, into);
}

enum err move_find(struct ctx *c, int64_t id, struct enrollment_move *into)
{
	return db_one(c, &find_move, &(struct enrollment_move){ .id = id }, into);
}

enum err move_list(struct ctx *c, int64_t program_id, struct page *into)
{
	return db_all(c, &list_moves, &(struct enrollment_move){ .program_id = program_id }, &into->items);
}

enum err move_refusals(struct ctx *c, int64_t id, struct page *into)
{
	return db_all(c, &list_refusals, &(struct enrollment_move){ .id = id }, &into->items);
}

/* --- moving --- */

/* A step of a job: some enrolments in one transaction. */
struct step {
	struct job *job;
	struct enrollment_move move;
	struct definition to;
	int64_t n; /* of this step */
	bool more;
};

static enum err move_one(struct ctx *c, const struct step *s, int64_t id)
{
	struct enrollment before, after;
	struct moved_row row;
	struct progress p;

	TRY(enrollment_read(c, id, true, &before));
	after = before;
	after.definition_version = s->to.version;
	after.required = s->to.required;
	if (!s->move.keep_dates)
		TRY(definition_dates(c, &s->to, before.enrolled_on, &after.grace_begins_on,
			&after.expires_on));
	TRY(progress_read(c, &after, &p));
	progress_judge(&p, &after);
	TRY(enrollment_store(c, &before, &after));
	audit(c, "enrollment.move", enrollment_object(c, &before), enrollment_fields, &before, &after);
	TRY(credit_evidence_of(c, &(struct ints){ &id, 1 }));
	TRY(enrollment_read(c, id, false, &after));
	row = (struct moved_row){ .move_id = s->move.id,
		.enrollment_id = id,
		.definition_version = before.definition_version,
		.required = before.required,
		.met = before.met,
		.version_after = after.version,
		.grace_begins_on = before.grace_begins_on,
		.expires_on = before.expires_on,
		.pending_on = before.pending_on,
		.earned_on = before.earned_on,
		.approved_on = before.approved_on };
	return db_exec(c, &keep_row, &row);
}

static enum err move_some(struct ctx *c, void *arg)
{
	struct step *s = arg;
	struct moved_row key = { .program_id = s->move.program_id,
		.definition_version = s->move.to_version,
		.wanted = s->move.wanted,
		.rows = STEP };
	const struct moved_row *rows;
	struct list all;

	TRY(job_hold(c, s->job));
	TRY(definition_find(c, s->move.program_id, s->move.to_version, &s->to));
	TRY(db_all(c, s->move.wanted ? &next_wanted : &next_all, &key, &all));
	rows = all.items;
	for (size_t i = 0; i < all.n; i++)
		TRY(move_one(c, s, rows[i].enrollment_id));
	s->more = all.n == STEP;
	s->n = (int64_t)all.n;
	if (s->more)
		return ERR_OK;
	s->move.state = "moved";
	return db_exec(c, &put_state, &s->move);
}

/* --- putting back --- */

static enum err put_back(struct ctx *c, const struct moved_row *row)
{
	struct enrollment before, after;

	TRY(enrollment_read(c, row->enrollment_id, true, &before));
	if (before.version != row->version_after)
		return fail(c, ERR_BAD_MOVE,
			"It was changed after the move, and what was done since would be lost.");
	after = before;
	after.definition_version = row->definition_version;
	after.required = row->required;
	after.met = row->met;
	after.grace_begins_on = row->grace_begins_on;
	after.expires_on = row->expires_on;
	after.pending_on = row->pending_on;
	after.earned_on = row->earned_on;
	after.approved_on = row->approved_on;
	TRY(enrollment_store(c, &before, &after));
	audit(c, "enrollment.move_undo", enrollment_object(c, &before), enrollment_fields, &before, &after);
	return credit_evidence_of(c, &(struct ints){ &before.id, 1 });
}

static enum err undo_some(struct ctx *c, void *arg)
{
	struct step *s = arg;
	struct moved_row *moved;
	struct list all;

	TRY(job_hold(c, s->job));
	TRY(db_all(c, &next_moved, &(struct moved_row){ .move_id = s->move.id, .rows = STEP }, &all));
	moved = all.items;
	for (size_t i = 0; i < all.n; i++) {
		enum err e = put_back(c, &moved[i]);

		/* A refusal is an answer; what the database could not do is not. */
		if (e && err_status(e) >= 500)
			return e;
		moved[i].refusal = e ? c->problem.detail : NULL;
		fail_clear(c);
		TRY(db_exec(c, &end_row, &moved[i]));
	}
	s->more = all.n == STEP;
	s->n = (int64_t)all.n;
	if (s->more)
		return ERR_OK;
	s->move.state = "undone";
	return db_exec(c, &put_state, &s->move);
}

static enum err read_move(struct ctx *c, void *arg)
{
	struct step *s = arg;

	return move_find(c, strtoll(s->job->args, NULL, 10), &s->move);
}

static enum err run(struct ctx *c, struct job *job, enum err (*some)(struct ctx *c, void *arg))
{
	struct step s = { .job = job, .more = true };
	struct arena_mark clean;
	int64_t done = 0;

	TRY(db_transact(c, read_move, &s, true));
	clean = arena_mark(&c->arena);
	/* Whoever asked for it stands in the audit, not the runner. */
	c->actor.id = s.move.created_by;
	while (s.more) {
		TRY(db_transact(c, some, &s, false));
		done += s.n;
		TRY(job_progress(c, job, done, s.move.total));
		arena_rewind(&c->arena, clean);
	}
	return ERR_OK;
}

enum err move_run(struct ctx *c, struct job *job)
{
	return run(c, job, move_some);
}

enum err move_undo_run(struct ctx *c, struct job *job)
{
	return run(c, job, undo_some);
}
