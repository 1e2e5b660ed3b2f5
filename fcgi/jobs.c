#include "jobs.h"

#include "job.h"
#include "process.h"
#include "round.h"

#include <stdlib.h>

enum { TICK_MS = 1000 };

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
