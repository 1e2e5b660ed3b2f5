#ifndef LAUREL_MAIL_DELIVERY_H
#define LAUREL_MAIL_DELIVERY_H

#include "ctx.h"
#include "smtp.h"

/*
 * From the queue to the mail server, one mail after the other.
 *
 * Each mail is sent at most once without a person asking for more. It is
 * marked as being sent before the server is spoken to, and its end is written
 * down afterwards. When the sender dies between the two, or the server takes
 * the whole message and never answers, the mail may or may not have arrived:
 * it becomes `unclear`, is shown to a SysAdmin, and goes out again only by
 * hand, with the same Message-ID, by which the receiving side can tell.
 * A passing trouble is tried again, first after a minute, then after twice as
 * long each time, at most six hours; after MAIL_ATTEMPTS the mail has failed.
 */
enum { MAIL_ATTEMPTS = 16, MAIL_LEASE_SECONDS = 120, MAIL_KEPT_DAYS = 90 };

/* How a message leaves; tests give one of their own. */
struct mail_transport {
	enum smtp_fate (*send)(void *arg, const char *from, const char *to, const char *message,
		char why[static SMTP_WHY]);
	void *arg;
};
struct mail_transport smtp_transport(struct smtp *s);

enum mail_round {
	MAIL_NONE_DUE,
	MAIL_ONE_ENDED, /* well or not: the next one may fare better */
	MAIL_SERVER_AWAY,
};

/* Take the mail that is due for the longest time and see it through. Runs its own transactions. */
must_check enum err mail_deliver(struct ctx *c, const struct mail_settings *s, const struct mail_transport *t,
	enum mail_round *round);

/* Forget what nobody needs any more: mails that ended long ago; those with a key keep it. In a transaction. */
must_check enum err mail_sweep(struct ctx *c);

#endif
