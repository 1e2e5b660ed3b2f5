#include "job.h"
#include "audit.h"
#include "booking.h"
#include "db.h"
#include "import.h"
#include "moving.h"
#include "report_export.h"
#include "segment.h"

#include <string.h>

static const char *const states[] = { "waiting", "running", "done", "failed", NULL };

const struct field job_fields[] = {
	FIELD(job, id, OUT, 1, WIDE),
	FIELD(job, kind, OUT, 1, 32),
	FIELD(job, args, NULLABLE, 0, WIDE),
	FIELD_WORD(job, state, OUT, states),
	FIELD(job, run_at, 0, 0, WIDE),
	FIELD(job, leased_until, NULLABLE, 0, WIDE),
	FIELD(job, created_at, OUT, 0, WIDE),
	FIELD(job, attempts, OUT, 0, WIDE),
	FIELD(job, advanced_in, 0, 0, WIDE),
	FIELD(job, done, OUT, 0, WIDE),
	FIELD(job, total, OUT | NULLABLE, 0, WIDE),
	FIELD(job, error, OUT | NULLABLE, 0, 500),
	FIELD(job, result, OUT | NULLABLE | RAW, 0, WIDE),
	FIELD_END,
};

#define COLUMNS \
	"SELECT id, kind, args, state, run_at, leased_until, attempts, advanced_in, done, total, error, result, created_at FROM job "

STMT(insert_job, job, none,
	"INSERT INTO job (kind, args, state, run_at, created_at) VALUES (:kind, :args, 'waiting', :now, :now)")
STMT(find_job, job, job, COLUMNS "WHERE id = :id")
STMT(due_job, none, job,
	COLUMNS "WHERE (state = 'waiting' AND run_at <= :now) OR (state = 'running' AND leased_until < :now) "
		"ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED")
STMT(lease_job, job, none,
	"UPDATE job SET state = 'running', attempts = attempts + 1, leased_until = :leased_until WHERE id = :id")
STMT(advance_job, job, none,
	"UPDATE job SET advanced_in = IF(:done > done, attempts, advanced_in), done = :done, total = :total, "
	"leased_until = :leased_until "
	"WHERE id = :id AND attempts = :attempts AND state = 'running'")
/* A later attempt is another's: its runner took over when the lease had lapsed. */
STMT(hold_job, job, job,
	"SELECT id FROM job WHERE id = :id AND attempts = :attempts AND state = 'running' FOR UPDATE")
STMT(end_job, job, none,
	"UPDATE job SET state = :state, done = :done, total = :total, error = :error, result = :result, "
	"run_at = :run_at, leased_until = NULL WHERE id = :id")

static struct instant lease_end(const struct ctx *c)
{
	return (struct instant){ c->now.us + JOB_LEASE_SECONDS * INT64_C(1000000) };
}

enum err job_add(struct ctx *c, struct job *job)
{
	TRY(db_insert(c, &insert_job, job, &job->id, ERR_INTERNAL));
	return job_find(c, job->id, job);
}

enum err job_find(struct ctx *c, int64_t id, struct job *into)
{
	return db_one(c, &find_job, &(struct job){ .id = id }, into);
}

static enum err lease_lost(struct ctx *c, const struct job *job)
{
	return fail(c, ERR_LEASE_LOST, "Attempt %lld of job %lld took too long: another runner has taken it.",
		(long long)job->attempts, (long long)job->id);
}

enum err job_progress(struct ctx *c, struct job *job, int64_t done, int64_t total)
{
	if (c->tick)
		c->tick(c);
	return job_advance(c, job, done, total);
}

enum err job_advance(struct ctx *c, struct job *job, int64_t done, int64_t total)
{
	int64_t kept;

	job->done = done;
	job->total = total;
	job->leased_until = lease_end(c);
	TRY(db_change(c, &advance_job, job, &kept));
	return kept ? ERR_OK : lease_lost(c, job);
}

enum err job_hold(struct ctx *c, const struct job *job)
{
	struct job held;
	bool found;

	TRY(db_maybe(c, &hold_job, job, &held, &found));
	return found ? ERR_OK : lease_lost(c, job);
}

static enum err verify_progress(struct ctx *c, void *arg, int64_t done, int64_t total)
{
	return job_progress(c, arg, done, total);
}

/* Does the audit still stand as it was written? */
static enum err run_audit_verify(struct ctx *c, struct job *job)
{
	int64_t entries, bad;

	TRY(audit_verify_slowly(c, verify_progress, job, &entries, &bad));
	job->result = arena_printf(&c->arena, "{\"entries\":%lld,\"first_bad\":%s}", (long long)entries,
		bad ? arena_printf(&c->arena, "%lld", (long long)bad) : "null");
	return ERR_OK;
}

static const struct job_kind {
	const char *name;
	enum err (*run)(struct ctx *c, struct job *job);
} kinds[] = {
	{ "audit_verify", run_audit_verify },
	{ "move_enrollments", move_run },
	{ "undo_move", move_undo_run },
	{ "offering_cancelled", booking_cancel_all },
	{ "import_validate", import_validate_job },
	{ "segment_settle", run_segment_settle },
	{ "segment_link", run_segment_link },
	{ "segment_unlink", run_segment_unlink },
	{ "import_apply", import_apply_job },
	{ "import_revert", import_revert_job },
	{ "report_make", report_make_job },
};

/* Whoever ran it died each time before it got any further: once more would end the same. */
static enum err give_up(struct ctx *c, struct job *job)
{
	job->state = "failed";
	job->error = "It was tried several times, and its runner ended each time before it was done.";
	TRY(db_exec(c, &end_job, job));
	job->id = 0;
	return ERR_OK;
}

static enum err take_due(struct ctx *c, void *arg)
{
	struct job *job = arg;
	bool found;

	*job = (struct job){ 0 };
	TRY(db_maybe(c, &due_job, NULL, job, &found));
	if (!found)
		return ERR_OK;
	if (job->attempts - job->advanced_in >= JOB_ATTEMPTS)
		return give_up(c, job);
	job->attempts++;
	job->leased_until = lease_end(c);
	return db_exec(c, &lease_job, job);
}

static enum err end(struct ctx *c, void *arg)
{
	TRY(job_hold(c, arg));
	return db_exec(c, &end_job, arg);
}

static enum err run_kind(struct ctx *c, struct job *job)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcmp(kinds[i].name, job->kind))
			return kinds[i].run(c, job);
	return fail(c, ERR_INTERNAL, "No runner knows jobs of the kind %s.", job->kind);
}

/* Every kind goes on from where its own rows say that it is, so it may begin again without knowing what was saved last. */
static bool passes(enum err e)
{
	return e == ERR_BUSY || e == ERR_OUTCOME_UNKNOWN;
}

static void judge(struct ctx *c, struct job *job, enum err e)
{
	bool again = passes(e) && job->attempts - job->advanced_in < JOB_ATTEMPTS;

	job->state = !e ? "done" : again ? "waiting" : "failed";
	job->error = e ? c->problem.detail : NULL;
	job->run_at.us = c->now.us + (again ? job->attempts * 10 * INT64_C(1000000) : 0);
}

enum err job_run_due(struct ctx *c, bool *ran)
{
	struct job job;

	TRY(db_transact(c, take_due, &job, false));
	*ran = job.id != 0;
	if (!*ran)
		return ERR_OK;
	judge(c, &job, run_kind(c, &job));
	return db_transact(c, end, &job, false);
}
