#include "import_parts.h"

#include "db.h"
#include "perm.h"

#include <stdlib.h>
#include <string.h>

/*
 * The jobs of an import: one small transaction after the other, each with its
 * checkpoint, its journal and its audit.  Whatever kills them between two
 * steps, or in the middle of one, the next runner goes on at the last COMMIT.
 */

struct actor_row {
	int64_t id;
	const char *name;
};
static const struct field actor_row_fields[] = {
	FIELD(actor_row, id, 0, 1, WIDE),
	FIELD(actor_row, name, 0, 1, 161),
	FIELD_END,
};
STMT(find_actor, actor_row, actor_row,
	"SELECT id, CONCAT(given_name, ' ', family_name) AS name FROM contact WHERE id = :id")

static enum err step_work(struct ctx *c, void *arg)
{
	struct import_step *s = arg;

	TRY(job_hold(c, s->job));
	TRY(import_read(c, s->id, true, &s->import));
	TRY(import_keep_lock(c, &s->import));
	s->more = false;
	TRY(s->work(c, s));
	if (!s->more)
		TRY(import_free_lock(c, &s->import));
	return import_save(c, &s->import);
}

/* What stopped it stands with the import, which can go on from there. */
static enum err note_failure(struct ctx *c, void *arg)
{
	struct import_step *s = arg;

	TRY(job_hold(c, s->job));
	TRY(import_read(c, s->id, true, &s->import));
	s->import.state = "failed";
	s->import.error = s->why;
	s->import.ended_at = c->now;
	TRY(import_free_lock(c, &s->import));
	TRY(import_save(c, &s->import));
	audit_json(c, "import.fail", import_named(&s->import), "[]");
	return ERR_OK;
}

static enum err run_steps(struct ctx *c, struct import_step *s)
{
	enum err e = ERR_OK;

	for (s->more = true; s->more && !e;) {
		struct arena_mark mark = arena_mark(&c->arena);
		int64_t done, total;

		e = db_transact(c, step_work, s, false);
		done = e ? 0 : s->import.done;
		total = e ? 0 : s->import.total;
		if (e)
			break;
		arena_rewind(&c->arena, mark);
		e = job_progress(c, s->job, done, total);
	}
	return e;
}

/* Nobody else may have the lock now but a import whose lease has lapsed; ours is taken anew after a kill. */
static enum err open_step(struct ctx *c, void *arg)
{
	struct import_step *s = arg;

	TRY(job_hold(c, s->job));
	TRY(import_read(c, s->id, true, &s->import));
	s->due = !strcmp(s->import.state, s->state);
	if (!s->due)
		return ERR_OK;
	s->actor_id = s->import.acted_by;
	return import_take_lock(c, &s->import, s->import.acted_by);
}

static enum err become(struct ctx *c, void *arg)
{
	struct import_step *s = arg;
	struct actor_row who = { 0 };
	bool found;

	TRY(db_maybe(c, &find_actor, &(struct actor_row){ .id = s->actor_id }, &who, &found));
	if (found)
		c->actor = (struct actor){ who.id, SYSTEM, who.name };
	c->via = "import";
	return ERR_OK;
}

/* Another attempt goes on from the checkpoint, which tells whether the last step is done. */
static bool passes(enum err e)
{
	return e == ERR_BUSY || e == ERR_OUTCOME_UNKNOWN || e == ERR_LEASE_LOST;
}

enum err import_run_job(struct ctx *c, struct job *job, const char *state,
	enum err (*work)(struct ctx *, struct import_step *))
{
	const char *colon = job->args ? strchr(job->args, ':') : NULL;
	struct import_step s = { .job = job, .work = work, .state = state };
	enum err e;

	s.id = colon ? strtoll(colon + 1, NULL, 10) : 0;
	e = db_transact(c, open_step, &s, false);
	if (e == ERR_IMPORT_LOCKED)
		return ERR_BUSY; /* the other one will be done, or lapse */
	TRY(e);
	if (!s.due)
		return ERR_OK; /* somebody unlocked it meanwhile, or it was done before */
	TRY(db_look(c, become, &s));
	e = run_steps(c, &s);
	if (!e || passes(e) || e == ERR_IMPORT_ENDED)
		return e;
	s.why = arena_strdup(&c->arena, c->problem.detail ? c->problem.detail : err_title(e));
	if (db_transact(c, note_failure, &s, false))
		fail_clear(c);
	return fail(c, e, "%s", s.why);
}

/* --- the dry run --- */

static enum err validate_step(struct ctx *c, struct import_step *s)
{
	struct import *i = &s->import;

	s->more = true;
	TRY(judge_step(c, s, "judged"));
	if (strcmp(i->phase, "judged"))
		return ERR_OK;
	s->more = false;
	i->state = "validated";
	i->done = i->total;
	audit_json(c, "import.validate", import_named(i), import_counts_json(c, i));
	return ERR_OK;
}

enum err import_validate_job(struct ctx *c, struct job *job)
{
	return import_run_job(c, job, "uploaded", validate_step);
}
