#ifndef LAUREL_OUTBOX_H
#define LAUREL_OUTBOX_H

#include "ctx.h"

/*
 * What must leave Laurel (mail, webhooks, reports) is written here in the
 * transaction that causes it, and sent after its commit: nothing is sent for
 * a change that was rolled back, nothing is lost when the other side is down.
 */
struct outbox {
	int64_t id;
	const char *kind;    /* who sends it */
	const char *payload; /* JSON */
	struct instant created_at, send_at, sent_at;
	int64_t attempts;
	const char *error; /* of the last attempt */
};
extern const struct field outbox_fields[];

must_check enum err outbox_add(struct ctx *c, const char *kind, const char *payload);

/*
 * Take the oldest message of a kind that is due, counting the attempt and
 * putting the next one off (one minute, doubling up to a day), so that a
 * sender that dies in the middle does not send at once again.
 */
must_check enum err outbox_take(struct ctx *c, const char *kind, struct outbox *into, bool *found);

/* It has arrived, or why it has not. */
must_check enum err outbox_sent(struct ctx *c, int64_t id);
must_check enum err outbox_failed(struct ctx *c, int64_t id, const char *error);

#endif
