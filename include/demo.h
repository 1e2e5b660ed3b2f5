#ifndef LAUREL_DEMO_H
#define LAUREL_DEMO_H

#include "ctx.h"

/* Told after each phase: what was made ("contacts") and how many. */
typedef void demo_progress(const char *what, int64_t how_many);

/*
 * Fill a new database with an association's three years, acted out through the
 * core's own functions day by day, so that every rule holds and the audit
 * tells the story.  The same c->today gives the same data.  small is for
 * tests: six programs, every state at least twice.  password is that of the
 * five logins; csv_path names course records (sql/demo).
 * BAD_MOVE when there are contacts already: nothing is changed then.
 * Runs its own transactions; c->now, c->today and c->actor are as before afterwards.
 */
must_check enum err demo_load(struct ctx *c, bool small, const char *password, const char *csv_path,
	demo_progress *tell);

/* Give the demo's logins another password; those that are not there are left out. */
must_check enum err demo_logins(struct ctx *c, const char *password);

#endif
