#ifndef LAUREL_ATTEMPT_H
#define LAUREL_ATTEMPT_H

#include "ctx.h"

/*
 * Private to the core: counting what must not be tried too often.  A subject
 * is the hash of a name, an address or a person; after `allowed` counts in a
 * quarter of an hour it has to wait, twice as long each time, up to a quarter
 * of an hour.
 */
enum { ACCOUNT_ATTEMPTS = 5, ADDRESS_ATTEMPTS = 50 };

/* TOO_MANY_ATTEMPTS with retry_after while it has to wait. */
must_check enum err attempt_check(struct ctx *c, const char *subject);
must_check enum err attempt_count(struct ctx *c, const char *subject, int64_t allowed);
must_check enum err attempt_forget(struct ctx *c, const char *subject);
must_check enum err attempt_sweep(struct ctx *c);

/* Subjects: an e-mail address as typed, a network address (NULL: unknown), a contact. */
const char *attempt_of_email(struct ctx *c, const char *kind, const char *email);
const char *attempt_of_address(struct ctx *c, const char *kind, const char *address);
const char *attempt_of_contact(struct ctx *c, int64_t contact_id);

#endif
