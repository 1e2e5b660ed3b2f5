#ifndef LAUREL_PAYMENT_H
#define LAUREL_PAYMENT_H

#include "order.h"

/*
 * Payment by card, on a page of a provider's.  Laurel sees no card: it asks for
 * a page, sends the person there, and believes what the provider tells it by a
 * signed message.  No transaction is open while the provider is spoken to: an
 * order first waits for its payment, then gets its page.
 */
enum {
	PAYMENT_PAGE_MINUTES = 40,   /* the provider's page is open so long */
	PAYMENT_HOLD_MINUTES = 45,   /* and the seats are held a little longer */
	PAYMENT_MESSAGE_AGE_S = 300, /* a signed message that is older, or from the future, is refused */
};

struct payment_provider;

/* From the environment; secrets from files outside the tree. Without a key nobody pays by card. */
struct payment_settings {
	const struct payment_provider *provider;
	const char *url;            /* LAUREL_PAYMENT_URL: the provider's own by default */
	const char *key;            /* LAUREL_PAYMENT_KEY_FILE */
	const char *webhook_secret; /* LAUREL_PAYMENT_WEBHOOK_SECRET_FILE */
	const char *public_url;     /* LAUREL_PUBLIC_URL: where people come back to */
	int64_t connect_ms, total_ms;
};

/* False, with a message on stderr, when the values make no sense. Texts live in `keep`. */
bool payment_settings_from_env(struct arena *keep, struct payment_settings *into);

/* What this process pays by from now on; kept, not copied. NULL: nothing. */
void payment_use(const struct payment_settings *settings);
bool payment_offered(void);

/* AWAY may go better later; what was REFUSED will be again. */
enum payment_fate { PAYMENT_DONE, PAYMENT_AWAY, PAYMENT_REFUSED };

/* A page to be opened: what for, and until when. */
struct payment_ask {
	int64_t order_id, amount_minor;
	const char *currency, *title, *email, *success_url, *cancel_url,
		*once; /* once: the same ask twice is one page */
	struct instant expires_at;
};
struct payment_page {
	const char *session, *url;
};
extern const struct field payment_page_fields[];

struct payment_refund {
	int64_t amount_minor;
	const char *intent, *once;
	const char *ref; /* out */
};

enum payment_news { PAYMENT_PAID, PAYMENT_EXPIRED, PAYMENT_REFUNDED, PAYMENT_OTHER };

/* What the provider has to say, once it is known to be the provider's. */
struct payment_event {
	const char *event_id, *kind;
	enum payment_news news;
	int64_t order_id; /* 0: not said */
	const char *session, *intent, *currency;
	int64_t amount_minor;
	const char *outcome, *detail; /* what became of it: stored and answered */
};
extern const struct field payment_outcome_fields[];

/* A message as it came: the bytes that were signed, and the signature. */
struct payment_message {
	const char *body, *signature;
	size_t length;
};

/* One that can be paid by; why says what went wrong, in the provider's words if it spoke. */
enum { PAYMENT_WHY = 300 };
struct payment_provider {
	const char *name, *url;
	enum payment_fate (*start)(struct ctx *c, const struct payment_settings *s,
		const struct payment_ask *ask, struct payment_page *page, char why[static PAYMENT_WHY]);
	enum payment_fate (*refund)(struct ctx *c, const struct payment_settings *s,
		struct payment_refund *refund, char why[static PAYMENT_WHY]);
	/* WEBHOOK_REFUSED for what is forged, stale or unreadable. */
	enum err (*parse_webhook)(struct ctx *c, const struct payment_settings *s,
		const struct payment_message *m, struct payment_event *into);
};
extern const struct payment_provider stripe;

/*
 * The page on which the actor pays an order that waits for it.  BAD_MOVE when
 * it does not, PAYMENT_UNAVAILABLE when the provider does not answer: the order
 * and its seats stay. Runs its own transactions.
 */
must_check enum err payment_start(struct ctx *c, int64_t order_id, struct payment_page *page);

/*
 * A message of the provider's, each counted once.  A payment that comes when
 * the seats were given up takes them again if they are free, and is given back
 * for those that are not. Runs its own transaction.
 */
must_check enum err payment_hear(struct ctx *c, const struct payment_message *m, struct payment_event *into);

/* Tell the provider about refunds that are due; *more is false when there is nothing more to do for now. */
must_check enum err payment_refund_one(struct ctx *c, bool *more);

#endif
