#ifndef LAUREL_CHECK_H
#define LAUREL_CHECK_H

#include "ctx.h"

/*
 * What must always be true of the stored data, beyond what the database's own
 * constraints hold: sums against what they add up, sources against activity,
 * latches against what may open them (GO1-01).  `laurel check` asks all of it
 * and names each row that breaks one.
 */
struct violation {
	const char *rule;   /* what does not hold */
	const char *entity; /* of which object: a table's name */
	int64_t id;
	const char *detail; /* what is there and what should be */
	const char *cause;  /* how it may have come about */
	const char *repair; /* what `--repair` does about it; NULL where only a person can decide */
};

/* Told of each violation, at most CHECK_MOST for a rule. */
typedef void check_tell(const struct violation *v, void *arg);
enum { CHECK_MOST = 200 };

/*
 * Walk all rules; *found counts what was told.  With repair, what can be mended
 * without a decision is, one transaction for each rule, with its audit.  Runs
 * its own transactions.
 */
must_check enum err check_run(struct ctx *c, bool repair, check_tell *tell, void *arg, int64_t *found);

#endif
