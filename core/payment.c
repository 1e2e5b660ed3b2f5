#include "payment.h"
#include "db.h"
#include "order_row.h"
#include "outbox.h"
#include "payment_settings.h"
#include "perm.h"
#include "sales_mail.h"
#include "seat.h"

#include <string.h>

const struct field payment_page_fields[] = {
	FIELD(payment_page, session, 0, 0, 255),
	FIELD(payment_page, url, OUT, 1, 2048),
	FIELD_END,
};
const struct field payment_outcome_fields[] = {
	FIELD(payment_event, outcome, OUT, 1, 32),
	FIELD_END,
};
static const struct field payment_event_fields[] = {
	FIELD(payment_event, event_id, 0, 1, 255),
	FIELD(payment_event, kind, 0, 1, 64),
	FIELD(payment_event, order_id, NULLABLE, 0, WIDE),
	FIELD(payment_event, intent, NULLABLE, 0, 255),
	FIELD(payment_event, outcome, 0, 0, 32),
	FIELD(payment_event, detail, NULLABLE, 0, 500),
	FIELD_END,
};

STMT(insert_event, payment_event, none,
	"INSERT INTO payment_event (event_id, kind, order_id, outcome, received_at) "
	"VALUES (:event_id, :kind, :order_id, 'received', :now)")
STMT(update_event, payment_event, none,
	"UPDATE payment_event SET order_id = :order_id, outcome = :outcome, detail = :detail WHERE event_id = :event_id")
STMT(order_of_intent, payment_event, order, "SELECT id FROM sales_order WHERE payment_intent = :intent")
STMT(prolong, order, none,
	"UPDATE registration SET hold_until = GREATEST(hold_until, :hold_until) WHERE order_id = :id AND state = 'pending'")
STMT(hold_of, order, order,
	"SELECT MIN(hold_until) AS hold_until FROM registration WHERE order_id = :id AND state = 'pending'")
STMT(titles_of, order, order,
	"SELECT GROUP_CONCAT(l.title ORDER BY l.id SEPARATOR ', ') AS titles, (SELECT email FROM contact n WHERE n.id = "
	":contact_id) AS email FROM order_line l WHERE l.order_id = :id")
STMT(move_line, paid, none, "UPDATE order_line SET registration_id = :registration_id WHERE id = :line_id")

static struct instant minutes_from_now(const struct ctx *c, int64_t minutes)
{
	return (struct instant){ c->now.us + minutes * INT64_C(60000000) };
}

/* --- the page --- */

struct opening {
	int64_t order_id;
	struct order order;
	struct payment_page page;
	bool is_open;
};

static enum err check_payable(struct ctx *c, const struct order *o)
{
	if (o->contact_id != c->actor.id)
		return fail(c, ERR_NOT_FOUND, "It does not exist, or it is not yours to pay.");
	if (strcmp(o->state, "awaiting_payment") != 0)
		return fail(c, ERR_BAD_MOVE, "The order does not wait for a payment: it is %s.", o->state);
	return ERR_OK;
}

/* Two clicks within minutes ask for the same page; later it would be open too short a time for the provider. */
static void next_attempt(struct ctx *c, struct order *o)
{
	if (o->payment_opened_at.us > c->now.us - INT64_C(300000000) && !o->payment_session)
		return;
	o->payment_attempts++;
	o->payment_session = o->payment_url = NULL;
	o->payment_opened_at = c->now;
	o->payment_expires_at = minutes_from_now(c, PAYMENT_PAGE_MINUTES);
}

static enum err open_page(struct ctx *c, void *arg)
{
	struct opening *k = arg;
	struct order *o = &k->order;
	struct order hold = { .id = k->order_id, .hold_until = minutes_from_now(c, PAYMENT_HOLD_MINUTES) };

	TRY(db_exec(c, &prolong, &hold));
	TRY(order_lock(c, k->order_id, o));
	TRY(check_payable(c, o));
	TRY(db_one(c, &titles_of, o, o));
	k->is_open = o->payment_url && o->payment_expires_at.us > minutes_from_now(c, 1).us;
	if (k->is_open) {
		k->page = (struct payment_page){ o->payment_session, o->payment_url };
		return ERR_OK;
	}
	next_attempt(c, o);
	return order_save(c, o);
}

static enum err keep_page(struct ctx *c, void *arg)
{
	struct opening *k = arg;
	struct order o;

	TRY(order_lock(c, k->order_id, &o));
	if (o.payment_attempts != k->order.payment_attempts)
		return ERR_OK; /* another page was opened meanwhile; whichever is paid counts, and only one */
	o.payment_session = k->page.session;
	o.payment_url = k->page.url;
	return order_save(c, &o);
}

static struct payment_ask ask_for(struct ctx *c, const struct order *o)
{
	const char *site = payment_settings()->public_url;

	return (struct payment_ask){ .order_id = o->id,
		.amount_minor = o->total_minor,
		.currency = o->currency,
		.title = arena_printf(&c->arena, "%s: %.150s", order_number(c, o->id), o->titles),
		.email = o->email,
		.success_url = arena_printf(&c->arena, "%s/orders/%lld?paid=1", site, (long long)o->id),
		.cancel_url = arena_printf(&c->arena, "%s/orders/%lld?paid=0", site, (long long)o->id),
		.once = arena_printf(&c->arena, "laurel-order-%lld-%lld", (long long)o->id,
			(long long)o->payment_attempts),
		.expires_at = o->payment_expires_at };
}

enum err payment_start(struct ctx *c, int64_t order_id, struct payment_page *page)
{
	const struct payment_settings *s = payment_settings();
	struct opening k = { .order_id = order_id };
	char why[PAYMENT_WHY];
	struct payment_ask ask;

	if (!payment_offered())
		return fail(c, ERR_CARD_NOT_OFFERED, "This organisation takes no payments by card.");
	TRY(db_transact(c, open_page, &k, false));
	if (!k.is_open) {
		ask = ask_for(c, &k.order);
		if (s->provider->start(c, s, &ask, &k.page, why))
			return fail(c, ERR_PAYMENT_UNAVAILABLE, "The payment page could not be opened: %s",
				why);
		TRY(db_transact(c, keep_page, &k, false));
	}
	*page = k.page;
	return ERR_OK;
}

/* --- messages --- */

static enum err outcome(struct payment_event *e, const char *what)
{
	e->outcome = what;
	return ERR_OK;
}

/* Money that nothing is given for goes back at once. */
static enum err pay_twice(struct ctx *c, const struct order *o, struct payment_event *e)
{
	if (!e->intent || (o->payment_intent && !strcmp(o->payment_intent, e->intent)))
		return outcome(e, "known");
	audit_json(c, "order.paid_twice", order_object(c, o), "[]");
	TRY(refund_add(c, o,
		&(struct refund){ .amount_minor = e->amount_minor,
			.cause = "Paid twice",
			.payment_intent = e->intent }));
	return outcome(e, "paid_twice");
}

static enum err wrong_amount(struct ctx *c, const struct order *o, struct payment_event *e)
{
	e->detail = arena_printf(&c->arena, "%lld %s instead of %lld %s", (long long)e->amount_minor,
		e->currency ? e->currency : "?", (long long)o->total_minor, o->currency ? o->currency : "?");
	c->reason = e->detail;
	audit_json(c, "order.payment_refused", order_object(c, o), "[]");
	return outcome(e, "wrong_amount");
}

static enum err note_payment(struct ctx *c, const struct order *before, const struct payment_event *e)
{
	struct order after = *before;

	TRY(move(c, order_moves, "pay", &after.state, ERR_BAD_MOVE));
	after.paid_at = c->now;
	after.cancelled_at = (struct instant){ 0 };
	after.payment_intent = e->intent;
	TRY(order_store(c, before, &after, "order.pay"));
	return tell_receipt(c, after.id);
}

/* The hold had run out: the seat again if there is one, else the money. */
static enum err seat_again(struct ctx *c, struct seats *s, const struct booking *lost)
{
	struct booking r = { .contact_id = lost->contact_id,
		.enrollment_id = lost->enrollment_id,
		.order_id = lost->order_id,
		.billing = "none" };
	struct paid p;
	enum err e = seats_check_free(c, s);

	TRY(order_paid_for(c, lost, &p));
	if (!e)
		e = seats_take(c, s, &r);
	if (e == ERR_ALREADY_REGISTERED || e == ERR_OFFERING_CLOSED) {
		fail_clear(c);
		return order_give_back(c, &p, "The seat was given up before the payment came");
	}
	TRY(e);
	p.registration_id = r.id;
	return db_exec(c, &move_line, &p);
}

static enum err seat(struct ctx *c, int64_t offering_id, int64_t booking_id)
{
	struct booking r;
	struct seats s;

	TRY(seats_lock(c, offering_id, &s));
	TRY(booking_lock(c, booking_id, &r));
	if (!strcmp(r.state, "pending"))
		return seats_confirm(c, &r);
	return strcmp(r.state, "cancelled") ? ERR_OK : seat_again(c, &s, &r);
}

static enum err lock_seats(struct ctx *c, const struct list *bookings)
{
	const struct booking *r = bookings->items;
	struct seats s;

	for (size_t i = 0; i < bookings->n; i++)
		TRY(seats_lock(c, r[i].offering_id, &s));
	return ERR_OK;
}

/* Offerings are locked before the order, as everybody does. */
static enum err hear_paid(struct ctx *c, struct payment_event *e)
{
	const struct booking *r;
	struct list bookings;
	struct order o;
	enum err missing;

	TRY(order_bookings(c, e->order_id, &bookings));
	TRY(lock_seats(c, &bookings));
	missing = order_lock(c, e->order_id, &o);
	if (missing == ERR_NOT_FOUND) {
		fail_clear(c);
		e->order_id = 0;
		return outcome(e, "unknown_order");
	}
	TRY(missing);
	if (e->amount_minor != o.total_minor || !o.currency || !e->currency ||
		strcmp(e->currency, o.currency) != 0)
		return wrong_amount(c, &o, e);
	if (!move_target(order_moves, "pay", o.state) || strcmp(o.method, "card") != 0)
		return pay_twice(c, &o, e);
	TRY(note_payment(c, &o, e));
	r = bookings.items;
	for (size_t i = 0; i < bookings.n; i++)
		TRY(seat(c, r[i].offering_id, r[i].id));
	return outcome(e, "paid");
}

/* The page closed unpaid. Who came up from a waiting list may still have time for another one. */
static enum err hear_expired(struct ctx *c, struct payment_event *e)
{
	struct order o, hold = { .id = e->order_id };
	bool found;

	TRY(db_maybe(c, &hold_of, &hold, &hold, &found));
	if (!hold.hold_until.us)
		return outcome(e, "known");
	if (hold.hold_until.us <= minutes_from_now(c, PAYMENT_HOLD_MINUTES).us) {
		TRY(order_end(c, e->order_id, "order"));
		return outcome(e, "expired");
	}
	TRY(order_lock(c, e->order_id, &o));
	if (o.payment_session && e->session && !strcmp(o.payment_session, e->session)) {
		o.payment_url = NULL;
		TRY(order_save(c, &o));
	}
	return outcome(e, "page_closed");
}

/* Refunds made on the provider's own pages are noted here; our own are known already. */
static enum err hear_refunded(struct ctx *c, struct payment_event *e)
{
	struct order before = { 0 }, after;
	bool found;

	TRY(db_maybe(c, &order_of_intent, e, &before, &found));
	if (!found)
		return outcome(e, "unknown_order");
	e->order_id = before.id;
	TRY(order_lock(c, before.id, &before));
	after = before;
	if (e->amount_minor <= before.refunded_minor || e->amount_minor > before.total_minor)
		return outcome(e, "known");
	after.refunded_minor = e->amount_minor;
	TRY(move(c, order_moves, e->amount_minor == before.total_minor ? "refund" : "refund_a_part_of",
		&after.state, ERR_BAD_MOVE));
	TRY(order_store(c, &before, &after, "order.refund"));
	return outcome(e, "refunded");
}

static enum err hear_one(struct ctx *c, struct payment_event *e)
{
	switch (e->news) {
	case PAYMENT_PAID:
		return hear_paid(c, e);
	case PAYMENT_EXPIRED:
		return hear_expired(c, e);
	case PAYMENT_REFUNDED:
		return hear_refunded(c, e);
	case PAYMENT_OTHER:
		break;
	}
	return outcome(e, "ignored");
}

/* The event's own row comes first: of two copies at once, the second waits and finds it. */
static enum err count_once(struct ctx *c, void *arg)
{
	struct payment_event *e = arg;
	enum err seen = db_exec_unique(c, &insert_event, e, ERR_KEY_REUSED);

	if (seen == ERR_KEY_REUSED) {
		fail_clear(c);
		return outcome(e, "replayed");
	}
	TRY(seen);
	TRY(hear_one(c, e));
	return db_exec(c, &update_event, e);
}

enum err payment_hear(struct ctx *c, const struct payment_message *m, struct payment_event *into)
{
	const struct payment_settings *s = payment_settings();

	if (!payment_offered())
		return fail(c, ERR_WEBHOOK_REFUSED, "No payment provider is set up here.");
	TRY(s->provider->parse_webhook(c, s, m, into));
	c->actor = (struct actor){ .roles = SYSTEM };
	c->via = "payment";
	return db_transact(c, count_once, into, false);
}
