#include "seat.h"
#include "contact.h"
#include "db.h"
#include "order_row.h"
#include "perm.h"
#include "sales_mail.h"

#include <string.h>

const struct move booking_moves[] = {
	/* verb     from        to */
	{ "confirm", "pending", "registered" },
	{ "offer", "waiting", "pending" }, /* there is a seat, and a price to pay for it */
	{ "promote", "waiting", "registered" },
	{ "attend", "registered", "attended" },
	{ "absent", "attended", "registered" },
	{ "cancel", "pending", "cancelled" },
	{ "cancel", "waiting", "cancelled" },
	{ "cancel", "registered", "cancelled" },
	MOVE_END,
};

static const struct field seats_fields[] = {
	FIELD(seats, offering_id, 0, 1, WIDE),
	FIELD(seats, component_id, 0, 1, WIDE),
	FIELD(seats, title, 0, 1, 200),
	FIELD(seats, location, 0, 0, 200),
	FIELD(seats, status, 0, 1, 16),
	FIELD(seats, starts_at, NULLABLE, 0, WIDE),
	FIELD(seats, ends_at, NULLABLE, 0, WIDE),
	FIELD(seats, capacity, NULLABLE, 0, WIDE),
	FIELD(seats, seats_taken, 0, 0, WIDE),
	FIELD(seats, seats_waiting, 0, 0, WIDE),
	FIELD(seats, refund_days, 0, 0, 365),
	FIELD(seats, price_minor, 0, 0, WIDE),
	FIELD(seats, price_currency, 0, 0, 3),
	FIELD_END,
};
static const struct field sales_rules_fields[] = {
	FIELD(sales_rules, hold_minutes, 0, 0, WIDE),
	FIELD(sales_rules, promotion_hours, 0, 0, WIDE),
	FIELD(sales_rules, refund_days, 0, 0, WIDE),
	FIELD_END,
};

#define SEATS \
	"SELECT o.id AS offering_id, o.component_id, o.title, o.location, o.status, o.starts_at, o.ends_at, o.capacity, " \
	"o.seats_taken, o.seats_waiting, COALESCE(o.refund_days, (SELECT refund_days FROM organisation)) AS refund_days, " \
	"COALESCE(o.price_minor, 0) AS price_minor, o.price_currency FROM offering o WHERE o.id = :offering_id"

STMT(read_seats, seats, seats, SEATS)
STMT(lock_seats, seats, seats, SEATS " FOR UPDATE")
STMT(store_seats, seats, none,
	"UPDATE offering SET seats_taken = :seats_taken, seats_waiting = :seats_waiting WHERE id = :offering_id")
STMT(read_rules, none, sales_rules, "SELECT hold_minutes, promotion_hours, refund_days FROM organisation")
STMT(insert_registration, booking, none,
	"INSERT INTO registration (offering_id, contact_id, enrollment_id, order_id, state, billing, price_minor, price_currency, "
	"hold_until, created_at, created_by) VALUES (:offering_id, :contact_id, :enrollment_id, :order_id, :state, :billing, "
	":price_minor, :price_currency, :hold_until, :now, :actor_id)")
STMT(update_registration, booking, none,
	"UPDATE registration SET order_id = :order_id, state = :state, hold_until = :hold_until, promoted_at = :promoted_at, "
	"cancelled_at = :cancelled_at, cancelled_by = :cancelled_by, cancel_cause = :cancel_cause, price_minor = :price_minor, "
	"price_currency = :price_currency, version = version + 1 WHERE id = :id")
STMT(lock_registration, booking, booking, BOOKING_LOCKED "WHERE r.id = :id FOR UPDATE")
STMT(first_in_line, booking, booking,
	BOOKING_LOCKED
	"WHERE r.offering_id = :offering_id AND r.state = 'waiting' ORDER BY r.id LIMIT 1 FOR UPDATE")

enum err sales_rules(struct ctx *c, struct sales_rules *into)
{
	return db_one(c, &read_rules, NULL, into);
}

enum err seats_read(struct ctx *c, int64_t offering_id, struct seats *into)
{
	return db_one(c, &read_seats, &(struct seats){ .offering_id = offering_id }, into);
}

enum err seats_lock(struct ctx *c, int64_t offering_id, struct seats *into)
{
	return db_one(c, &lock_seats, &(struct seats){ .offering_id = offering_id }, into);
}

enum err booking_lock(struct ctx *c, int64_t id, struct booking *into)
{
	return db_one(c, &lock_registration, &(struct booking){ .id = id }, into);
}

enum err booking_store(struct ctx *c, const struct booking *r)
{
	return db_exec(c, &update_registration, r);
}

struct audit_object booking_object(struct ctx *c, const struct booking *r)
{
	return (struct audit_object){ "registration", r->id,
		arena_printf(&c->arena, "%s, %s", r->contact_name, r->offering_title) };
}

/* Staff may still write down who came late. */
static bool too_late(const struct ctx *c, const struct seats *s)
{
	struct instant last = s->starts_at.us && !actor_is_staff(c) ? s->starts_at : s->ends_at;

	if (!last.us)
		last = s->starts_at;
	return last.us && last.us <= c->now.us;
}

enum err seats_check_open(struct ctx *c, const struct seats *s)
{
	if (!strcmp(s->status, "cancelled"))
		return fail(c, ERR_OFFERING_CLOSED, "%s was cancelled.", s->title);
	if (too_late(c, s))
		return fail(c, ERR_OFFERING_CLOSED, "%s has already %s.", s->title,
			s->ends_at.us && s->ends_at.us <= c->now.us ? "ended" : "begun");
	if (strcmp(s->status, "open") != 0)
		return fail_remedy(c, ERR_OFFERING_CLOSED,
			"Choose another offering, or ask the organiser to open the registration again.",
			"The registration for %s is closed.", s->title);
	return ERR_OK;
}

struct instant seats_refund_until(const struct seats *s)
{
	if (!s->starts_at.us)
		return (struct instant){ 0 };
	return (struct instant){ s->starts_at.us - s->refund_days * INT64_C(86400000000) };
}

static bool has_free(const struct seats *s)
{
	return !s->capacity || s->seats_taken < s->capacity;
}

enum err seats_check_free(struct ctx *c, const struct seats *s)
{
	TRY(seats_check_open(c, s));
	if (!has_free(s) || s->seats_waiting)
		return fail(c, ERR_OFFERING_CLOSED, "%s is full.", s->title);
	return ERR_OK;
}

static struct instant hours_from_now(const struct ctx *c, int64_t hours)
{
	return (struct instant){ c->now.us + hours * INT64_C(3600000000) };
}

/* What a new registration is: in line behind others, held for a cart, or there. */
static enum err first_state(struct ctx *c, const struct seats *s, struct booking *r)
{
	struct sales_rules rules;

	r->hold_until = (struct instant){ 0 };
	r->state = !has_free(s) || s->seats_waiting ? "waiting" : "registered";
	if (strcmp(r->billing, "cart") != 0 || strcmp(r->state, "registered") != 0)
		return ERR_OK;
	TRY(sales_rules(c, &rules));
	r->state = "pending";
	r->hold_until.us = c->now.us + rules.hold_minutes * INT64_C(60000000);
	return ERR_OK;
}

/* A place in an offering counts as a seat or in the line, never both. */
static void count(struct seats *s, const struct booking *r, int64_t by)
{
	if (!strcmp(r->state, "waiting"))
		s->seats_waiting += by;
	else
		s->seats_taken += by;
}

static enum err already(struct ctx *c, const struct seats *s)
{
	return fail(c, ERR_ALREADY_REGISTERED, "There is a registration for %s already.", s->title);
}

enum err seats_take(struct ctx *c, struct seats *s, struct booking *r)
{
	struct booking row;
	enum err e;

	r->offering_id = s->offering_id;
	r->price_minor = s->price_minor;
	r->price_currency = s->price_minor ? s->price_currency : NULL;
	TRY(first_state(c, s, r));
	e = db_insert(c, &insert_registration, r, &r->id, ERR_ALREADY_REGISTERED);
	if (e == ERR_ALREADY_REGISTERED)
		return already(c, s);
	TRY(e);
	count(s, r, 1);
	TRY(db_exec(c, &store_seats, s));
	TRY(booking_lock(c, r->id, &row));
	*r = row;
	audit(c, "registration.create", booking_object(c, r), booking_fields, NULL, r);
	if (strcmp(r->state, "registered") != 0)
		return ERR_OK;
	TRY(tell_registered(c, r));
	return order_for_seat(c, r);
}

enum err seats_confirm(struct ctx *c, struct booking *r)
{
	struct booking before = *r;

	TRY(move(c, booking_moves, "confirm", &r->state, ERR_REGISTRATION_ENDED));
	r->hold_until = (struct instant){ 0 };
	TRY(booking_store(c, r));
	audit(c, "registration.confirm", booking_object(c, r), booking_fields, &before, r);
	return tell_registered(c, r);
}

/* The price is that of the day on which there is a seat. */
static enum err promote_one(struct ctx *c, struct seats *s, struct booking *r)
{
	struct booking before = *r;
	struct sales_rules rules;
	bool to_pay = s->price_minor && !strcmp(r->billing, "cart");

	TRY(sales_rules(c, &rules));
	count(s, r, -1);
	TRY(move(c, booking_moves, to_pay ? "offer" : "promote", &r->state, ERR_REGISTRATION_ENDED));
	count(s, r, 1);
	r->price_minor = s->price_minor;
	r->price_currency = s->price_minor ? s->price_currency : NULL;
	r->promoted_at = c->now;
	if (to_pay)
		r->hold_until = hours_from_now(c, rules.promotion_hours);
	if (to_pay && s->starts_at.us && r->hold_until.us > s->starts_at.us)
		r->hold_until = s->starts_at;
	TRY(booking_store(c, r));
	audit(c, "registration.promote", booking_object(c, r), booking_fields, &before, r);
	TRY(tell_promoted(c, r));
	return to_pay ? ERR_OK : order_for_seat(c, r);
}

enum err seats_promote(struct ctx *c, struct seats *s)
{
	struct booking r;
	bool found = strcmp(s->status, "cancelled") != 0 && (!s->starts_at.us || s->starts_at.us > c->now.us);

	while (found && s->seats_waiting && has_free(s)) {
		TRY(db_maybe(c, &first_in_line, &(struct booking){ .offering_id = s->offering_id }, &r,
			&found));
		if (found)
			TRY(promote_one(c, s, &r));
	}
	return db_exec(c, &store_seats, s);
}

enum err seats_release(struct ctx *c, struct seats *s, struct booking *r, const char *cause)
{
	struct booking before = *r;

	count(s, r, -1);
	TRY(move(c, booking_moves, "cancel", &r->state, ERR_REGISTRATION_ENDED));
	r->hold_until = (struct instant){ 0 };
	r->cancelled_at = c->now;
	r->cancelled_by = c->actor.id;
	r->cancel_cause = cause;
	TRY(booking_store(c, r));
	audit(c, strcmp(cause, "expired") ? "registration.cancel" : "registration.expire",
		booking_object(c, r), booking_fields, &before, r);
	TRY(tell_cancelled(c, &before, cause));
	return seats_promote(c, s);
}
