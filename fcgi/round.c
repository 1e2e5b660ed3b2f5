#include "round.h"

#include "log.h"
#include "perm.h"

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
