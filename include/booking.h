#ifndef LAUREL_BOOKING_H
#define LAUREL_BOOKING_H

#include "component.h"
#include "program.h"

/*
 * A contact's registration for an offering (in C "booking": to register is
 * also how a member makes an account, see registration.h).  Its state: pending (a seat is held until
 * hold_until, while it is in a cart or its order is being paid), registered,
 * waiting (in the line of a full offering), attended, cancelled.  At most one
 * that is not cancelled per contact and offering; the moves stand in a table
 * in seat.c.  Seats are counted on the offering's row, under its lock, so that
 * they are never oversold; a seat that frees goes to the first in the line in
 * the same transaction.
 */
struct booking {
	int64_t id, offering_id, contact_id, enrollment_id, order_id;
	const char *state, *billing;
	int64_t price_minor;
	const char *price_currency;
	struct price *price;
	struct instant hold_until, promoted_at, cancelled_at, created_at;
	int64_t cancelled_by, created_by;
	const char *cancel_cause; /* asked, expired, order (its order was cancelled), offering (that was) */
	int64_t version;
	int64_t position; /* in the line, 1 is next; 0 for none */
	const char *contact_name, *contact_no, *email;
	const char *offering_title, *location, *component_title;
	struct instant starts_at, ends_at;
};
extern const struct field booking_fields[];     /* as stored, for the audit */
extern const struct field booking_row_fields[]; /* in lists and on screens */

/* What the organisation has decided about seats and money. */
struct sales_rules {
	int64_t hold_minutes;    /* a seat in a cart is held so long */
	int64_t promotion_hours; /* who comes up from the waiting list has so long to pay */
	int64_t refund_days;     /* full refund until so many days before the start */
};
must_check enum err sales_rules(struct ctx *c, struct sales_rules *into);

/* An offering as somebody sees it who could register for it. */
struct offering_card {
	int64_t id, component_id;
	const char *title, *component_title, *component_kind, *location, *status;
	struct instant starts_at, ends_at;
	int64_t capacity, seats_taken, seats_left, seats_waiting;
	struct price *price;
	int64_t price_minor;
	const char *price_currency;
	struct instant refund_until; /* 0: a refund has no last moment */
	const char *registration;    /* the actor's own: none, or its state */
	int64_t registration_id, position, order_id;
	struct instant hold_until;
	bool may_register;
	struct finding *why_not; /* NULL when one may */
	int64_t refund_days;
	const char *sort_text;
};
extern const struct field offering_card_fields[];

struct offering_card_query {
	const char *q, *pattern;
	PAGE_MEMBERS;
};
extern const struct field offering_card_query_fields[];

/* Those that can still be registered for, the soonest first. */
must_check enum err offering_cards(struct ctx *c, struct offering_card_query *q, struct page *into);
must_check enum err offering_card(struct ctx *c, int64_t id, struct offering_card *into);

struct booking_query {
	int64_t offering_id, contact_id;
	const char *state;
	SEARCH_MEMBERS;
	PAGE_MEMBERS;
};
extern const struct field booking_query_fields[];     /* of one offering */
extern const struct field own_booking_query_fields[]; /* the actor's */

/* Who is registered for an offering, in the order in which they came; those that are not cancelled unless state asks. */
must_check enum err booking_list(struct ctx *c, struct booking_query *q, struct page *into);

/* The actor's own, newest first. */
must_check enum err booking_own(struct ctx *c, struct booking_query *q, struct page *into);

/* ERR_NOT_FOUND for a learner whose it is not. */
must_check enum err booking_find(struct ctx *c, int64_t id, struct booking *into);

struct booking_request {
	struct ints contact_ids; /* 1..200 */
	int64_t enrollment_id;   /* for one contact: the enrolment it is made for (IMIS-28) */
	const char *billing;     /* how a price is asked for: invoice (the default) or none */
};
extern const struct field booking_request_fields[];

struct booking_outcome {
	int64_t contact_id;
	const char *outcome; /* registered, waiting, refused */
	int64_t registration_id, position;
	const char *code, *detail, *remedy;
};
struct booking_result {
	int64_t registered, waiting, refused;
	struct list items; /* of struct booking_outcome, in the order asked for */
};
extern const struct field booking_result_fields[];

/*
 * Staff register people: each gets a seat, or a place in the line when there
 * is none.  OFFERING_CLOSED for all; ALREADY_REGISTERED, UNKNOWN_CONTACT for one.
 */
must_check enum err booking_create(struct ctx *c, int64_t offering_id, const struct booking_request *in,
	struct booking_result *out);

struct booking_end {
	const char *reason;
	const char *refund; /* rule (the default); staff may say full or none */
};
extern const struct field booking_end_fields[];

/* What cancelling does. */
struct booking_end_preview {
	int64_t id;
	const char *contact_name, *offering_title, *effect;
	struct price *paid, *refund;
	struct instant refund_until;
	bool frees_seat;
};
extern const struct field booking_end_preview_fields[];
must_check enum err booking_cancel_preview(struct ctx *c, int64_t id, const struct booking_end *in,
	struct booking_end_preview *out);

/*
 * Cancel: the seat goes to the first in the line, what was paid comes back by
 * the offering's rule.  REGISTRATION_ENDED once attended or cancelled,
 * ORDER_UNPAID while its order waits for a card payment.
 */
must_check enum err booking_cancel(struct ctx *c, int64_t id, const struct booking_end *in,
	struct booking *out);

/*
 * Let go of one seat whose hold has run out, together with what stands in the
 * same order; *found is false when none has. For db_transact().
 */
must_check enum err booking_expire_one(struct ctx *c, bool *found);

/*
 * An offering that is locked is about to change: CAPACITY_TAKEN for fewer
 * places than are taken.
 */
must_check enum err booking_check_change(struct ctx *c, const struct offering *before,
	const struct offering *after);

/* It was changed: free places go to the line; when it is cancelled, so are its registrations, in a job, with a full refund. */
must_check enum err booking_follow(struct ctx *c, const struct offering *after);

/* What was made for enrolments that are purged goes with them; its seats go to the line. The caller holds the enrolments. */
must_check enum err booking_purge(struct ctx *c, const struct ints *enrollment_ids);

/* Jobs: cancel the registrations of a cancelled offering. Resumable. */
struct job;
must_check enum err booking_cancel_all(struct ctx *c, struct job *job);

#endif
