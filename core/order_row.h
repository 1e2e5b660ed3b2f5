#ifndef LAUREL_ORDER_ROW_H
#define LAUREL_ORDER_ROW_H

#include "audit.h"
#include "move.h"
#include "order.h"

/* Private to the core: what orders and registrations do with each other. Who locks what first: seat.h. */

extern const struct move order_moves[];
extern const struct field order_stored_fields[]; /* for statements and the audit */

/* The bare row, locked. */
must_check enum err order_lock(struct ctx *c, int64_t id, struct order *into);
must_check enum err order_store(struct ctx *c, const struct order *before, const struct order *after,
	const char *action);
must_check enum err order_save(struct ctx *c, const struct order *o); /* what the audit does not tell of */
struct audit_object order_object(struct ctx *c, const struct order *o);
const char *order_number(struct ctx *c, int64_t id);

/* Write an order with a line for each registration; o->id, and an invoice's number, are filled. */
must_check enum err order_create(struct ctx *c, struct order *o, const struct booking *r, size_t n);

/* Money that goes back: queued for the card's provider when the order has a payment there, else to be paid by hand. */
must_check enum err refund_add(struct ctx *c, const struct order *o, struct refund *refund);

/* A registration was given a seat without a cart: its price is invoiced, if that is how it is asked for. */
must_check enum err order_for_seat(struct ctx *c, struct booking *r);

/* What has been paid, or is asked for by invoice, for one registration. */
struct paid {
	int64_t order_id, registration_id, line_id, amount_minor;
	const char *currency, *state, *method;
};
extern const struct field paid_fields[];
must_check enum err order_paid_for(struct ctx *c, const struct booking *r, struct paid *into);

/* Give all of it back: to the card, by hand, or by asking less on an invoice that is not paid. */
must_check enum err order_give_back(struct ctx *c, const struct paid *p, const char *cause);

/* End an order that waits for its payment, and free its seats; leaves alone what was paid or prolonged meanwhile. */
must_check enum err order_end(struct ctx *c, int64_t id, const char *cause);

bool order_has_receipt(const struct order *o);

/* The registrations of an order in the order in which offerings are locked. */
must_check enum err order_bookings(struct ctx *c, int64_t id, struct list *into);

#endif
