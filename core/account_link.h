#ifndef LAUREL_ACCOUNT_LINK_H
#define LAUREL_ACCOUNT_LINK_H

#include "ctx.h"

/*
 * Private to the core: one-time links.  Only the hash of a token is kept; a
 * link works once, for one purpose, until it expires, and not after the
 * password or the address of its contact was changed.
 */
struct account_link {
	const char *token_hash;
	const char *purpose; /* invitation, registration, reset, email */
	int64_t contact_id;  /* 0: of a registration, or for an address that nobody has */
	const char *email;   /* registration, email: the address it confirms */
	const char *given_name, *family_name, *password_hash, *language; /* of a registration */
	struct instant expires_at;
};
extern const struct field account_link_fields[];

/* Keep a link for so many hours; one for the same purpose and contact stops working. *token is kept nowhere. */
must_check enum err link_make(struct ctx *c, struct account_link *l, int64_t hours, const char **token);

/* LINK_INVALID when it is unknown, used, expired or replaced; held until the transaction ends. */
must_check enum err link_open(struct ctx *c, const char *purpose, const char *token,
	struct account_link *into);

/* All links of a contact stop working. */
must_check enum err link_drop(struct ctx *c, int64_t contact_id);

/* The new address that a contact was asked to confirm; NULL for none. */
must_check enum err link_pending_email(struct ctx *c, int64_t contact_id, const char **email);

/* All registrations of an address stop working. */
must_check enum err link_drop_registrations(struct ctx *c, const char *email);

must_check enum err link_sweep(struct ctx *c);

/* Give a contact the login that its registration asked for. */
must_check enum err account_open(struct ctx *c, int64_t contact_id, const char *password_hash);

#endif
