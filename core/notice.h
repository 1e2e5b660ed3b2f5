#ifndef LAUREL_NOTICE_H
#define LAUREL_NOTICE_H

#include "progress.h"

/*
 * Private to the core: what an enrollee is told by mail when something happens
 * to their enrolment, in the transaction in which it happens.
 */

/* Which stages are still waiting for the ones before: a bit each. */
uint64_t notice_locked(const struct progress *p);

/* Those of them that can begin now. */
must_check enum err notice_stages(struct ctx *c, const struct progress *p, uint64_t locked_before);

/* What somebody submitted was approved, or rejected with a note. */
must_check enum err notice_approved(struct ctx *c, const struct enrollment *e,
	const struct requirement_view *r);
must_check enum err notice_rejected(struct ctx *c, const struct enrollment *e,
	const struct requirement_view *r, const char *note);

/* The completion of a whole program was approved. */
must_check enum err notice_earned(struct ctx *c, const struct enrollment *e);

#endif
