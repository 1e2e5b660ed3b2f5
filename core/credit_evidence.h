#ifndef LAUREL_CREDIT_EVIDENCE_H
#define LAUREL_CREDIT_EVIDENCE_H

#include "field.h"

/*
 * Private to the core: requirements of programs that are met by credits.
 * Whoever changes what is in somebody's ledger, or which of it counts, calls
 * one of these in the same transaction; afterwards each requirement that asks
 * for credits is met exactly where the ledger says so, and on that day.
 */

/* Of these people: their credits have changed. */
must_check enum err credit_evidence_follow(struct ctx *c, const struct ints *contact_ids);

/* Of these enrolments in programs: they are new, moved, or have other dates. */
must_check enum err credit_evidence_of(struct ctx *c, const struct ints *enrollment_ids);

/* Of everybody, for `laurel check`. */
must_check enum err credit_evidence_mend(struct ctx *c);

#endif
