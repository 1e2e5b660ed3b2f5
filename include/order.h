#ifndef LAUREL_ORDER_H
#define LAUREL_ORDER_H

#include "booking.h"
#include "pdf.h"

/*
 * The cart is the contact's pending registrations that stand in no order.
 * Checking out makes one order of them, in one currency: complete at once when
 * it is free, invoiced, or awaiting_payment until the card's provider says that
 * it is paid.  Later: cancelled, partly_refunded, refunded.  Amounts are whole
 * minor units (cents, yen).  The moves stand in a table in order.c.
 */

struct cart_add {
	int64_t offering_id;
	int64_t enrollment_id; /* the enrolment it is for, if any */
};
extern const struct field cart_add_fields[];

struct cart {
	struct list items;   /* of struct booking: seats that are held */
	struct list waiting; /* of struct booking: places in lines */
	const char *currency;
	int64_t total_minor;
	struct words methods; /* how it can be paid: free, or card and invoice */
};
extern const struct field cart_fields[];

must_check enum err cart_find(struct ctx *c, struct cart *into);

/*
 * Hold a seat for the actor, or stand in the line when there is none (IMIS-50).
 * Twice is once.  OFFERING_CLOSED, ALREADY_REGISTERED, CART_CURRENCY,
 * REQUIREMENT_LOCKED for an enrolment whose requirement cannot be worked on.
 */
must_check enum err cart_put(struct ctx *c, const struct cart_add *in);

/* Let a seat, or a place in a line, go. ORDER_UNPAID, REGISTRATION_ENDED. */
must_check enum err cart_remove(struct ctx *c, int64_t registration_id);

struct checkout {
	const char *method;           /* free, invoice, card; may be left out when nothing costs anything */
	struct ints registration_ids; /* what the person saw in the cart */
};
extern const struct field checkout_fields[];

struct order_line {
	int64_t id, order_id, registration_id, offering_id;
	const char *title;
	int64_t amount_minor, refunded_minor;
	const char *registration; /* its state by now; NULL when it was purged */
	struct instant starts_at, ends_at;
	const char *location;
};

struct refund {
	int64_t id, order_id, amount_minor;
	const char *state; /* queued, manual (to be paid back by hand), done, failed */
	const char *cause, *error, *payment_intent, *provider_ref;
	struct instant created_at, done_at;
};
extern const struct field refund_fields[];

struct order_can {
	bool pay, cancel, mark_paid;
	bool receipt; /* there is something to give a receipt of */
};

struct order {
	int64_t id, contact_id;
	const char *number; /* what people call it */
	const char *contact_name, *contact_no, *email;
	const char *state, *method, *currency;
	int64_t total_minor, refunded_minor, invoice_no;
	const char *payment_session, *payment_url, *payment_intent;
	struct instant payment_opened_at, payment_expires_at, created_at, paid_at, cancelled_at, hold_until;
	int64_t payment_attempts, created_by, version;
	const char *organisation_name;
	const char *titles; /* of its lines, in lists */
	struct list lines, refunds;
	struct order_can *can;
};
extern const struct field order_fields[];     /* with lines and refunds */
extern const struct field order_row_fields[]; /* in lists */

/*
 * Turn the cart into one order.  Twice, by two clicks or in two tabs, gives the
 * same order when registration_ids says what was seen.  CART_EMPTY,
 * CART_CHANGED when it is no longer what was seen, VALIDATION for a method that
 * does not fit.
 */
must_check enum err order_checkout(struct ctx *c, const struct checkout *in, int64_t *order_id);

/* The contact's own or, for staff, any. */
must_check enum err order_find(struct ctx *c, int64_t id, struct order *into);

/*
 * An order as a document to keep: an invoice while it is owed, a receipt once
 * it is paid or free, with what was given back.  In English, its days those of
 * the organisation.  NO_RECEIPT while a card's payment has not come.
 */
must_check enum err order_receipt(struct ctx *c, const struct order *o, struct pdf_file *into);

struct order_query {
	const char *state;
	int64_t contact_id;
	SEARCH_MEMBERS;
	PAGE_MEMBERS;
};
extern const struct field order_query_fields[], own_order_query_fields[];

/* Newest first. */
must_check enum err order_list(struct ctx *c, struct order_query *q, struct page *into);
must_check enum err order_own(struct ctx *c, struct order_query *q, struct page *into);

/* The money for an invoice has come. */
must_check enum err order_mark_paid(struct ctx *c, int64_t id);

/* Give up an order that waits for its payment: its seats are free again. */
must_check enum err order_cancel(struct ctx *c, int64_t id);

/* A refund by hand was paid; one that the provider refused is tried again. */
must_check enum err refund_done(struct ctx *c, int64_t order_id, int64_t refund_id);
must_check enum err refund_retry(struct ctx *c, int64_t order_id, int64_t refund_id);

#endif
