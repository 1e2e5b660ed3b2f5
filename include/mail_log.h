#ifndef LAUREL_MAIL_LOG_H
#define LAUREL_MAIL_LOG_H

#include "move.h"
#include "page.h"

/* What a SysAdmin sees of the mails: to whom, which, and what became of it; never its words or links. */
struct mail_item {
	int64_t id, contact_id;
	const char *contact_name, *address, *template;
	const char *state; /* waiting, sending, sent, failed, unclear, skipped */
	int64_t attempts;
	const char *error; /* of the last attempt */
	struct instant created_at, send_at, ended_at;
	bool forgotten; /* its secret link is gone */
	int64_t version;
};
extern const struct field mail_item_fields[];
extern const struct move mail_moves[];

struct mail_query {
	const char *state; /* NULL: all */
	PAGE_MEMBERS;
};
extern const struct field mail_query_fields[];

struct mail_summary {
	bool leaves; /* a mail server is set */
	int64_t waiting, failed, unclear;
	struct instant waiting_since, last_sent_at;
	const char *error; /* what keeps the one that waits the longest */
};
extern const struct field mail_summary_fields[];

/* All that ended in one of these states. */
struct mail_again {
	const char *state; /* failed, unclear */
};
extern const struct field mail_again_fields[];
struct mail_resent {
	int64_t resent, refused; /* refused: their links are forgotten or out of date */
};
extern const struct field mail_resent_fields[];

/* Newest first. */
must_check enum err mail_list(struct ctx *c, struct mail_query *q, struct page *into);
must_check enum err mail_find(struct ctx *c, int64_t id, struct mail_item *into);
must_check enum err mail_summarize(struct ctx *c, struct mail_summary *into);

/*
 * Send again what has failed or is unclear, because a person asks for it.
 * BAD_MOVE for others; MAIL_FORGOTTEN when the link in it is gone.
 */
must_check enum err mail_resend(struct ctx *c, int64_t id, struct mail_item *into);
must_check enum err mail_resend_all(struct ctx *c, const struct mail_again *what, struct mail_resent *into);

#endif
