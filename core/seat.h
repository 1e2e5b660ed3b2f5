#ifndef LAUREL_SEAT_H
#define LAUREL_SEAT_H

#include "audit.h"
#include "booking.h"
#include "move.h"

/*
 * Private to the core: the seats of an offering.  Whoever takes or frees one
 * locks in this order: enrolment, offerings by their ids, registrations,
 * orders.  Everything below needs the offering locked by seats_lock().
 */
struct seats {
	int64_t offering_id, component_id;
	const char *title, *location, *status;
	struct instant starts_at, ends_at;
	int64_t capacity, seats_taken, seats_waiting, refund_days;
	int64_t price_minor;
	const char *price_currency;
};

extern const struct move booking_moves[];

must_check enum err seats_lock(struct ctx *c, int64_t offering_id, struct seats *into);
must_check enum err seats_read(struct ctx *c, int64_t offering_id, struct seats *into); /* without the lock */

/* Does it take registrations? OFFERING_CLOSED, with what to do instead. */
must_check enum err seats_check_open(struct ctx *c, const struct seats *s);

/* The same, and has it a seat that nobody in the line is ahead for? */
must_check enum err seats_check_free(struct ctx *c, const struct seats *s);

/* The last moment of a full refund; 0 where there is none. */
struct instant seats_refund_until(const struct seats *s);

/*
 * Give r (contact, billing, enrolment) a seat or a place in the line, and
 * store it.  A seat in a cart is held, any other is registered at once.
 * ALREADY_REGISTERED.
 */
must_check enum err seats_take(struct ctx *c, struct seats *s, struct booking *r);

/* A held seat is registered: its order is made, or paid. */
must_check enum err seats_confirm(struct ctx *c, struct booking *r);

/* End a registration that is locked; its seat goes to the first in the line. */
must_check enum err seats_release(struct ctx *c, struct seats *s, struct booking *r, const char *cause);

/* Hand out what is free to the line, in order, unless it is cancelled or has begun; store the counts. */
must_check enum err seats_promote(struct ctx *c, struct seats *s);

/* The rows, whole, to be changed. */
must_check enum err booking_lock(struct ctx *c, int64_t id, struct booking *into);
must_check enum err booking_store(struct ctx *c, const struct booking *r);

struct audit_object booking_object(struct ctx *c, const struct booking *r);

/* clang-format off */
#define BOOKING_COLUMNS \
	"r.id, r.offering_id, r.contact_id, r.enrollment_id, r.order_id, r.state, r.billing, r.price_minor, r.price_currency, " \
	"r.hold_until, r.promoted_at, r.cancelled_at, r.cancelled_by, r.cancel_cause, r.created_at, r.created_by, r.version"
#define BOOKING_NAMES \
	"CONCAT(n.given_name, ' ', n.family_name) AS contact_name, n.contact_no, n.email, o.title AS offering_title, o.location, " \
	"o.starts_at, o.ends_at"
#define BOOKING_FROM \
	"FROM registration r STRAIGHT_JOIN contact n ON n.id = r.contact_id STRAIGHT_JOIN offering o ON o.id = r.offering_id "
/* For locking reads: what stands in a subquery is not locked. */
#define BOOKING_NAMED(what, from, id) "(SELECT " what " FROM " from " WHERE id = " id ")"
#define BOOKING_LOCKED \
	"SELECT " BOOKING_COLUMNS ", " \
	BOOKING_NAMED("CONCAT(given_name, ' ', family_name)", "contact", "r.contact_id") " AS contact_name, " \
	BOOKING_NAMED("title", "offering", "r.offering_id") " AS offering_title, " \
	BOOKING_NAMED("location", "offering", "r.offering_id") " AS location, " \
	BOOKING_NAMED("starts_at", "offering", "r.offering_id") " AS starts_at, " \
	BOOKING_NAMED("ends_at", "offering", "r.offering_id") " AS ends_at FROM registration r "
#define BOOKING_POSITION \
	"IF(r.state = 'waiting', (SELECT COUNT(*) FROM registration w WHERE w.offering_id = r.offering_id AND w.state = 'waiting' " \
	"AND w.id <= r.id), 0) AS position"
/* clang-format on */

#endif
