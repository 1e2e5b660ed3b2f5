#ifndef LAUREL_ACCOUNT_H
#define LAUREL_ACCOUNT_H

#include "ctx.h"

enum {
	SESSION_IDLE_MINUTES = 120,
	SESSION_HOURS = 12,
	INVITATION_HOURS = 72,
	PASSWORD_MIN = 12,
	PASSWORD_MAX = 128,
};

/* Must be called once per process, before anything else here. False when libsodium fails. */
bool account_init(void);

/*
 * Who a session's cookie belongs to: fills c->actor, c->time_zone and, where
 * no date is fixed, c->today.  A missing, unknown or lapsed token gives nobody
 * (ANONYMOUS).  Runs outside a transaction, in one statement; once a minute it
 * also notes that the session is in use.  token may be NULL.
 */
must_check enum err session_open(struct ctx *c, const char *token);

struct credentials {
	const char *email, *password;
};
extern const struct field credentials_fields[];

/*
 * Check a password and start a session; *token is the cookie's value and is
 * kept nowhere else.  Failures are counted per account name and per address,
 * whether the account exists or not, and the answer never tells which it was:
 * SIGN_IN_FAILED, or TOO_MANY_ATTEMPTS with retry_after.
 * Runs its own transactions: a failed attempt must be counted, not rolled back.
 */
must_check enum err sign_in(struct ctx *c, const struct credentials *who, const char *address,
	const char **token);

/* End one session, or all of the actor's. */
must_check enum err sign_out(struct ctx *c, const char *token);
must_check enum err sign_out_everywhere(struct ctx *c);

/* What the session's page shows about the signed-in person. */
struct session_view {
	int64_t contact_id;
	const char *name, *email, *organisation_name, *time_zone;
	struct words roles, rights;
	struct date today;
};
extern const struct field session_view_fields[];
must_check enum err session_show(struct ctx *c, struct session_view *into);

struct password_change {
	const char *current_password, *new_password;
};
extern const struct field password_change_fields[];

/*
 * Change the actor's own password; their other sessions end. keep is the token
 * of the one that stays. Wrong current passwords are counted like failed
 * sign-ins, so this too runs its own transactions.
 */
must_check enum err password_change(struct ctx *c, const struct password_change *p, const char *keep);

/* A one-time link with which a contact sets a password; an earlier one stops working. */
struct invitation {
	const char *token;
	struct instant expires_at;
};
extern const struct field invitation_fields[];
must_check enum err invitation_create(struct ctx *c, int64_t contact_id, struct invitation *into);

struct invitation_answer {
	const char *token, *password;
};
extern const struct field invitation_answer_fields[];
must_check enum err invitation_accept(struct ctx *c, const struct invitation_answer *a);

/* The same with the link of a forgotten password (registration.h). */
must_check enum err password_reset_accept(struct ctx *c, const struct invitation_answer *a);

/*
 * Is it the actor's password? WRONG_PASSWORD, or TOO_MANY_ATTEMPTS: counted
 * like failed sign-ins, so it runs its own transactions.
 */
must_check enum err password_confirm(struct ctx *c, const char *password);

/* Give a contact a login, or a new password where there is one. */
must_check enum err account_create(struct ctx *c, int64_t contact_id, const char *password);

/*
 * Replace the roles of a contact ("sysadmin", "staff" ...); LAST_SYSADMIN when
 * none would be left. version is the contact's, -1 when the caller names none;
 * *now gets the roles as they are afterwards.
 */
struct role_set {
	struct words roles;
};
extern const struct field role_set_fields[];
must_check enum err roles_replace(struct ctx *c, int64_t contact_id, int64_t version,
	const struct role_set *roles, struct role_set *now);
must_check enum err roles_of(struct ctx *c, int64_t contact_id, unsigned *bits);

/* Everybody who holds a role. */
struct staff_member {
	int64_t contact_id;
	const char *name, *email, *role_list;
	struct words roles;
	bool has_account;
	struct instant last_sign_in_at;
};
extern const struct field staff_member_fields[];
must_check enum err staff_list(struct ctx *c, struct list *into);

/* Delete sessions, invitations, counters and idempotency keys that have lapsed. */
must_check enum err account_sweep(struct ctx *c);

#endif
