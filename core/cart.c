#include "booking_for.h"
#include "contact.h"
#include "db.h"
#include "order_row.h"
#include "payment.h"
#include "seat.h"

#include <string.h>

/* More is a mistake, or somebody who keeps others out. */
enum { CART_MAX = 20 };

static const char *const methods[] = { "free", "invoice", "card", NULL };

const struct field cart_add_fields[] = {
	FIELD(cart_add, offering_id, IN | REQ, 1, WIDE),
	FIELD(cart_add, enrollment_id, IN | NULLABLE, 1, WIDE),
	FIELD_END,
};
const struct field cart_fields[] = {
	FIELD_MANY_AS(cart, items, OUT, 0, CART_MAX, booking_row, booking),
	FIELD_MANY_AS(cart, waiting, OUT, 0, WIDE, booking_row, booking),
	FIELD(cart, currency, OUT | NULLABLE, 0, 3),
	FIELD(cart, total_minor, OUT, 0, WIDE),
	FIELD(cart, methods, OUT, 0, 3),
	FIELD_END,
};
const struct field checkout_fields[] = {
	FIELD_WORD(checkout, method, IN, methods),
	FIELD(checkout, registration_ids, IN, 0, CART_MAX),
	FIELD_END,
};

/* Who asks, what they saw, and what came of it. */
struct cart_look {
	int64_t offering_id, order_id, n;
	struct ints ids;
};
static const struct field cart_look_fields[] = {
	FIELD(cart_look, offering_id, 0, 0, WIDE),
	FIELD(cart_look, order_id, NULLABLE, 0, WIDE),
	FIELD(cart_look, n, 0, 0, WIDE),
	FIELD(cart_look, ids, 0, 0, WIDE),
	FIELD_END,
};

#define ROW \
	"SELECT " BOOKING_COLUMNS ", " BOOKING_NAMES ", k.title AS component_title, " BOOKING_POSITION \
	" " BOOKING_FROM "STRAIGHT_JOIN component k ON k.id = o.component_id "

/* In the order in which their offerings are locked. */
STMT(in_cart, none, booking,
	ROW
	"WHERE r.contact_id = :actor_id AND r.state = 'pending' AND r.order_id IS NULL ORDER BY r.offering_id")
STMT(in_line, none, booking, ROW "WHERE r.contact_id = :actor_id AND r.state = 'waiting' ORDER BY r.id")
STMT(own_of, cart_look, booking,
	"SELECT id, state, order_id FROM registration WHERE offering_id = :offering_id AND contact_id = :actor_id AND live = 1")
STMT(orders_of, cart_look, cart_look,
	"SELECT MIN(order_id) AS order_id, COUNT(*) AS n FROM registration WHERE contact_id = :actor_id AND id IN "
	"(SELECT id FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) j) "
	"HAVING MIN(order_id) = MAX(order_id) AND COUNT(*) = COUNT(order_id)")

static enum err read_rows(struct ctx *c, struct stmt *s, struct list *into)
{
	struct booking *r;

	TRY(db_all(c, s, NULL, into));
	r = into->items;
	for (size_t i = 0; i < into->n; i++)
		r[i].price = price_of(c, r[i].price_minor, r[i].price_currency);
	return ERR_OK;
}

static enum err read_cart(struct ctx *c, struct cart *into)
{
	const struct booking *r;

	TRY(read_rows(c, &in_cart, &into->items));
	r = into->items.items;
	into->total_minor = 0;
	into->currency = NULL;
	for (size_t i = 0; i < into->items.n; i++) {
		into->total_minor += r[i].price_minor;
		into->currency = r[i].price_currency ? r[i].price_currency : into->currency;
	}
	return ERR_OK;
}

static struct words ways_to_pay(struct ctx *c, const struct cart *cart)
{
	struct words w = { arena_alloc(&c->arena, 2 * sizeof(*w.v)), 0 };

	if (!cart->items.n)
		return w;
	if (!cart->total_minor) {
		w.v[w.n++] = "free";
		return w;
	}
	if (payment_offered())
		w.v[w.n++] = "card";
	w.v[w.n++] = "invoice";
	return w;
}

enum err cart_find(struct ctx *c, struct cart *into)
{
	TRY(read_cart(c, into));
	into->methods = ways_to_pay(c, into);
	return read_rows(c, &in_line, &into->waiting);
}

/* --- in and out --- */

static enum err check_cart(struct ctx *c, const struct seats *s)
{
	struct cart cart;

	TRY(read_cart(c, &cart));
	if (cart.items.n >= CART_MAX)
		return fail_remedy(c, ERR_TOO_LARGE, "Check out what is in it first.",
			"A cart holds at most %d things.", CART_MAX);
	if (s->price_minor && cart.currency && strcmp(cart.currency, s->price_currency) != 0)
		return fail(c, ERR_CART_CURRENCY, "%s is sold in %s, what is in the cart in %s.", s->title,
			s->price_currency, cart.currency);
	return ERR_OK;
}

enum err cart_put(struct ctx *c, const struct cart_add *in)
{
	struct booking r = { 0 };
	struct seats s;
	bool found;

	TRY(seats_read(c, in->offering_id, &s));
	TRY(booking_check_for(c, in->enrollment_id, c->actor.id, s.component_id));
	TRY(seats_lock(c, in->offering_id, &s));
	TRY(db_maybe(c, &own_of, &(struct cart_look){ .offering_id = in->offering_id }, &r, &found));
	if (found && !r.order_id && (!strcmp(r.state, "pending") || !strcmp(r.state, "waiting"))) {
		c->unchanged = true;
		return ERR_OK;
	}
	if (found)
		return fail(c, ERR_ALREADY_REGISTERED, "You have a place in %s already.", s.title);
	TRY(seats_check_open(c, &s));
	TRY(check_cart(c, &s));
	r = (struct booking){ .contact_id = c->actor.id,
		.enrollment_id = in->enrollment_id,
		.billing = "cart" };
	return seats_take(c, &s, &r);
}

enum err cart_remove(struct ctx *c, int64_t id)
{
	struct booking r;
	struct seats s;

	TRY(booking_find(c, id, &r));
	if (r.contact_id != c->actor.id)
		return fail(c, ERR_NOT_FOUND, "It is not in your cart.");
	TRY(seats_lock(c, r.offering_id, &s));
	TRY(booking_lock(c, id, &r));
	if (r.order_id)
		return fail(c, ERR_ORDER_UNPAID, "It was checked out: it stands in the order %s.",
			order_number(c, r.order_id));
	if (strcmp(r.state, "pending") != 0 && strcmp(r.state, "waiting") != 0)
		return fail(c, ERR_REGISTRATION_ENDED, "It is not in the cart any more.");
	return seats_release(c, &s, &r, "asked");
}

/* --- checking out --- */

/* The second click, or the other tab: all of it stands in one order already. */
static enum err same_again(struct ctx *c, struct ints seen, enum err otherwise, int64_t *order_id)
{
	struct cart_look look = { .ids = seen };
	bool found = false;

	if (seen.n)
		TRY(db_maybe(c, &orders_of, &look, &look, &found));
	if (found && look.n == (int64_t)seen.n) {
		c->unchanged = true;
		*order_id = look.order_id;
		return ERR_OK;
	}
	if (otherwise == ERR_CART_EMPTY)
		return fail(c, otherwise, "There is nothing in the cart to check out.");
	return fail(c, otherwise, "Something in the cart changed since you looked at it.");
}

static bool holds(const struct ints *ids, int64_t id)
{
	for (size_t i = 0; i < ids->n; i++)
		if (ids->v[i] == id)
			return true;
	return false;
}

static struct ints ids_in(struct ctx *c, const struct cart *cart)
{
	const struct booking *r = cart->items.items;
	struct ints ids = { arena_alloc(&c->arena, (cart->items.n + 1) * sizeof(*ids.v)), cart->items.n };

	for (size_t i = 0; i < ids.n; i++)
		ids.v[i] = r[i].id;
	return ids;
}

static bool same_ids(const struct ints *a, const struct ints *b)
{
	for (size_t i = 0; i < a->n; i++)
		if (!holds(b, a->v[i]))
			return false;
	return a->n == b->n;
}

/* Lock what is in the cart; false when somebody, or the sweeper, was faster. */
static enum err lock_cart(struct ctx *c, struct cart *cart, bool *whole)
{
	struct booking *r = cart->items.items;

	*whole = true;
	for (size_t i = 0; i < cart->items.n && *whole; i++) {
		struct seats s;

		TRY(seats_lock(c, r[i].offering_id, &s));
		TRY(booking_lock(c, r[i].id, &r[i]));
		*whole = !strcmp(r[i].state, "pending") && !r[i].order_id && r[i].hold_until.us > c->now.us;
		if (!strcmp(s.status, "cancelled"))
			return seats_check_open(c, &s);
	}
	return ERR_OK;
}

static enum err choose_method(struct ctx *c, const struct cart *cart, const char **method)
{
	if (!cart->total_minor) {
		*method = "free";
		return ERR_OK;
	}
	if (!*method || !strcmp(*method, "free"))
		return fail_field(c, "method", "must be card or invoice: there is something to pay");
	if (!strcmp(*method, "card") && !payment_offered())
		return fail(c, ERR_CARD_NOT_OFFERED, "This organisation takes no payments by card.");
	return ERR_OK;
}

/* The holds of an order end together, and not while its payment page is open. */
static struct instant last_hold(const struct ctx *c, const struct cart *cart)
{
	const struct booking *r = cart->items.items;
	struct instant last = { c->now.us + PAYMENT_HOLD_MINUTES * INT64_C(60000000) };

	for (size_t i = 0; i < cart->items.n; i++)
		if (r[i].hold_until.us > last.us)
			last = r[i].hold_until;
	return last;
}

static enum err settle_seats(struct ctx *c, const struct cart *cart, const struct order *o)
{
	struct booking *r = cart->items.items;
	struct instant until = last_hold(c, cart);

	for (size_t i = 0; i < cart->items.n; i++) {
		r[i].order_id = o->id;
		r[i].hold_until = until;
		if (strcmp(o->method, "card") != 0)
			TRY(seats_confirm(c, &r[i]));
		else
			TRY(booking_store(c, &r[i]));
	}
	return ERR_OK;
}

static enum err make_order(struct ctx *c, const struct cart *cart, const char *method, int64_t *order_id)
{
	bool is_card = !strcmp(method, "card"), is_free = !strcmp(method, "free");
	struct order o = { .contact_id = c->actor.id,
		.state = is_card  ? "awaiting_payment"
			: is_free ? "complete"
				  : "invoiced",
		.method = method,
		.currency = cart->currency,
		.total_minor = cart->total_minor };

	TRY(order_create(c, &o, cart->items.items, cart->items.n));
	*order_id = o.id;
	return settle_seats(c, cart, &o);
}

enum err order_checkout(struct ctx *c, const struct checkout *in, int64_t *order_id)
{
	const char *method = in->method;
	struct cart cart;
	struct ints there;
	bool whole;

	TRY(read_cart(c, &cart));
	there = ids_in(c, &cart);
	if (!there.n)
		return same_again(c, in->registration_ids, ERR_CART_EMPTY, order_id);
	if (in->registration_ids.n && !same_ids(&in->registration_ids, &there))
		return same_again(c, in->registration_ids, ERR_CART_CHANGED, order_id);
	TRY(choose_method(c, &cart, &method));
	TRY(lock_cart(c, &cart, &whole));
	if (!whole)
		return same_again(c, there, ERR_CART_CHANGED, order_id);
	return make_order(c, &cart, method, order_id);
}
