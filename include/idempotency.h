#ifndef LAUREL_IDEMPOTENCY_H
#define LAUREL_IDEMPOTENCY_H

#include "ctx.h"

/*
 * Calls that carry a key of the caller's choice are done once: the answer is
 * stored in the transaction that makes the change, so both are there or
 * neither is.  A refusal rolls back and keeps nothing; the same call twice at
 * once waits for the first to end.  Keys are per actor and are swept after a
 * day (account_sweep).
 */
struct keyed_call {
	const char *key, *what, *body; /* what is called, and with what */
	size_t body_length;
};

struct kept_answer {
	int64_t status;
	const char *body;
};

/*
 * Claim the key.  *answered: the call was done before, with this answer.
 * KEY_REUSED when the key came with another call, MALFORMED when it is not 1
 * to 128 printable characters.
 */
must_check enum err idempotency_claim(struct ctx *c, const struct keyed_call *call, bool *answered,
	struct kept_answer *before);

/* Store the answer to the call whose key was claimed in this transaction. */
must_check enum err idempotency_keep(struct ctx *c, const struct keyed_call *call, struct kept_answer answer);

#endif
