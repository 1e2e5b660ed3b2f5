#ifndef LAUREL_MAIL_CHOICE_H
#define LAUREL_MAIL_CHOICE_H

#include "ctx.h"

/* Which optional mails somebody wants; all of them, until they say otherwise. */
struct mail_choice {
	bool progress;  /* a stage can begin, a decision was made */
	bool reminders; /* of deadlines */
	bool approvals; /* what waits for a decision, to those who decide */
};
extern const struct field mail_choice_fields[];

/* The actor's own. */
must_check enum err mail_choice_find(struct ctx *c, struct mail_choice *into);
must_check enum err mail_choice_update(struct ctx *c, const struct mail_choice *in);

/*
 * The link at the end of an optional mail refuses its kind without signing in.
 * It is signed, and says nothing about the person: LINK_INVALID for a forged
 * one, whoever it names.
 */
struct mail_refusal {
	const char *kind;
	bool refused; /* already */
};
extern const struct field mail_refusal_fields[];

/* "/unsubscribe/<token>"; in a transaction, as the first one makes the key. */
must_check enum err mail_refusal_path(struct ctx *c, int64_t contact_id, const char *kind, const char **path);
must_check enum err mail_refusal_find(struct ctx *c, const char *token, struct mail_refusal *into);
must_check enum err mail_refuse(struct ctx *c, const char *token);

#endif
