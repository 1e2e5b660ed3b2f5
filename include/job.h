#ifndef LAUREL_JOB_H
#define LAUREL_JOB_H

#include "ctx.h"

/*
 * Work that is too long for a request, or for later. A runner leases a job
 * while it works on it; one whose runner was killed is taken up again when the
 * lease has lapsed, so every kind must bear to be run twice.
 */
struct job {
	int64_t id;
	const char *kind;
	const char *args;  /* JSON or NULL */
	const char *state; /* waiting, running, done, failed */
	struct instant run_at, leased_until, created_at;
	int64_t attempts, advanced_in; /* advanced_in: the attempt in which it last got further */
	int64_t done, total;           /* total 0: not known yet */
	const char *error;             /* why it failed */
	const char *result;            /* JSON or NULL */
};
extern const struct field job_fields[];

enum { JOB_LEASE_SECONDS = 30, JOB_ATTEMPTS = 5 };

/* Put a job into the queue, in the caller's transaction; job->kind and args are read, the rest is filled. */
must_check enum err job_add(struct ctx *c, struct job *job);
must_check enum err job_find(struct ctx *c, int64_t id, struct job *into);

/* Say how far it is and keep the lease; LEASE_LOST when another runner has taken the job. Outside a transaction. */
must_check enum err job_progress(struct ctx *c, struct job *job, int64_t done, int64_t total);
/* The same within the transaction of what was done, which saves a commit; the clock is the caller's to bring up to date. */
must_check enum err job_advance(struct ctx *c, struct job *job, int64_t done, int64_t total);

/*
 * Inside the transaction of a step: hold the job against another runner until
 * COMMIT.  LEASE_LOST when one has taken it already, so that a runner that
 * stalled cannot write what its successor is writing.
 */
must_check enum err job_hold(struct ctx *c, const struct job *job);

/*
 * Take one job that is due and run it to its end; *ran is false when none is.
 * A kind that fails for a passing reason (ERR_BUSY, or ERR_OUTCOME_UNKNOWN as the
 * database went away at a COMMIT) is tried again later, at most JOB_ATTEMPTS times
 * without getting any further. Runs its own transactions.
 */
must_check enum err job_run_due(struct ctx *c, bool *ran);

#endif
