#include "jobs.h"

#include "job.h"
#include "log.h"
#include "perm.h"
#include "process.h"

#include <stdlib.h>

enum { TICK_MS = 1000 };

static struct date fixed_date;

static void tick(struct ctx *c)
{
	clock_read(c, fixed_date);
}

void round_begin(struct request *r, struct db *db, const struct config *config)
{
	request_begin(r, db);
	r->c.public_url = config->public_url;
	fixed_date = config->today;
	clock_read(&r->c, fixed_date);
	r->c.tick = tick;
	r->c.actor.roles = SYSTEM;
	r->c.via = "schedule";
	r->c.request_id = request_id_new(&r->c.arena);
}

void round_report(const struct ctx *c, const char *process, const char *what, enum err e)
{
	if (e)
		log_event("error", process, "%s: %s", what,
			c->problem.detail ? c->problem.detail : err_title(e));
}

/* One after the other until nothing is due. */
static void work_off(struct request *r, struct db *db, const struct config *config)
{
	bool ran = true;

	while (ran && !process_leaving()) {
		round_begin(r, db, config);
		ran = false;
		round_report(&r->c, "jobs", "running a job", job_run_due(&r->c, &ran));
	}
}

int jobs_run(const struct config *config)
{
	static struct request r; /* too large for a stack, and there is one */
	struct db db = { .config = config->db };

	process_prepare();
	json_use_arena(&r.c.arena);
	round_begin(&r, &db, config);
	process_connect(&r.c);
	process_ready();
	while (!process_leaving()) {
		work_off(&r, &db, config);
		process_wait(-1, TICK_MS);
	}
	db_close(&db);
	arena_reset(&r.c.arena);
	return EXIT_SUCCESS;
}
