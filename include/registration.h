#ifndef LAUREL_REGISTRATION_H
#define LAUREL_REGISTRATION_H

#include "account.h"

/*
 * How people come to an account by themselves (IMIS-02).  Whatever they ask
 * for is confirmed by a link that is mailed to the address, and no answer
 * tells whether an address is known: the same words, after the same work.
 * Each of these runs its own transactions, as attempts must be counted.
 */
enum {
	REGISTRATION_HOURS = 48,
	RESET_HOURS = 2,
	EMAIL_HOURS = 48,
	ASKED_MOST = 5,        /* mails for an address before it has to wait; see attempt.h */
	ASKED_FROM_MOST = 100, /* from one network: a class registers together */
};

/* The one answer to whoever asks. */
struct mailed {
	const char *detail;
};
extern const struct field mailed_fields[];

struct registration {
	const char *given_name, *family_name, *email, *password;
	const char *language; /* of the mail, and of the contact that is added; NULL: the organisation's */
};
extern const struct field registration_fields[];

/*
 * Mail a link to the address; to one that has an account already, mail that
 * instead. address is the network's. VALIDATION, TOO_MANY_ATTEMPTS.
 */
must_check enum err registration_ask(struct ctx *c, const struct registration *r, const char *address);

/* What was confirmed. */
struct confirmed {
	const char *email;
};
extern const struct field confirmed_fields[];

/*
 * Follow the link, with the password that was chosen: whoever registered with
 * somebody else's address cannot make its owner confirm their password.  A
 * contact with the address gets the account and keeps its own names; without
 * one, a contact is added.  LINK_INVALID, VALIDATION at "password".
 */
must_check enum err registration_confirm(struct ctx *c, const struct invitation_answer *a,
	struct confirmed *out);

struct reset_request {
	const char *email;
};
extern const struct field reset_request_fields[];

/* Mail a link with which the password can be set anew: password_reset_accept(). TOO_MANY_ATTEMPTS. */
must_check enum err password_reset_ask(struct ctx *c, const struct reset_request *r, const char *address);

struct email_change {
	const char *email, *current_password;
};
extern const struct field email_change_fields[];

/* Mail a link to the actor's new address; theirs stays until it is followed. WRONG_PASSWORD, VALIDATION. */
must_check enum err email_change_ask(struct ctx *c, const struct email_change *in);

struct email_answer {
	const char *token;
};
extern const struct field email_answer_fields[];

/* LINK_INVALID, EMAIL_TAKEN. Whoever had the old address is told. In the caller's transaction. */
must_check enum err email_change_confirm(struct ctx *c, const struct email_answer *a, struct confirmed *out);

#endif
