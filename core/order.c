#include "order.h"
#include "contact.h"
#include "db.h"
#include "order_row.h"
#include "payment.h"
#include "perm.h"
#include "sales_mail.h"
#include "seat.h"

#include <string.h>

const struct move order_moves[] = {
	/* verb           from                to */
	{ "pay", "awaiting_payment", "paid" },
	{ "pay", "invoiced", "paid" },
	{ "pay", "cancelled", "paid" }, /* the payment came after the hold had run out */
	{ "cancel", "awaiting_payment", "cancelled" },
	{ "cancel", "invoiced", "cancelled" }, /* nothing is left to ask for */
	{ "refund_a_part_of", "paid", "partly_refunded" },
	{ "refund_a_part_of", "partly_refunded", "partly_refunded" },
	{ "refund", "paid", "refunded" },
	{ "refund", "partly_refunded", "refunded" },
	MOVE_END,
};

static const char *const states[] = { "awaiting_payment", "invoiced", "paid", "complete", "cancelled",
	"partly_refunded", "refunded", NULL };
static const char *const methods[] = { "free", "invoice", "card", NULL };
static const char *const refund_states[] = { "queued", "manual", "done", "failed", NULL };

const struct field order_stored_fields[] = {
	FIELD(order, id, QUIET, 0, WIDE),
	FIELD(order, contact_id, 0, 1, WIDE),
	FIELD(order, state, OUT, 1, 16),
	FIELD(order, method, OUT, 1, 8),
	FIELD(order, currency, OUT | NULLABLE, 0, 3),
	FIELD(order, total_minor, OUT, 0, WIDE),
	FIELD(order, refunded_minor, OUT, 0, WIDE),
	FIELD(order, invoice_no, OUT | NULLABLE, 0, WIDE),
	FIELD(order, payment_session, QUIET | NULLABLE, 0, 255),
	FIELD(order, payment_url, QUIET | NULLABLE, 0, 2048),
	FIELD(order, payment_intent, OUT | NULLABLE, 0, 255),
	FIELD(order, payment_attempts, QUIET, 0, WIDE),
	FIELD(order, payment_opened_at, QUIET | NULLABLE, 0, WIDE),
	FIELD(order, payment_expires_at, QUIET | NULLABLE, 0, WIDE),
	FIELD(order, created_at, QUIET, 0, WIDE),
	FIELD(order, created_by, QUIET | NULLABLE, 0, WIDE),
	FIELD(order, paid_at, OUT | NULLABLE, 0, WIDE),
	FIELD(order, cancelled_at, OUT | NULLABLE, 0, WIDE),
	FIELD(order, version, QUIET, 0, WIDE),
	FIELD_END,
};
static const struct field order_line_fields[] = {
	FIELD(order_line, id, OUT, 1, WIDE),
	FIELD(order_line, order_id, 0, 1, WIDE),
	FIELD(order_line, registration_id, OUT | NULLABLE, 1, WIDE),
	FIELD(order_line, offering_id, OUT, 1, WIDE),
	FIELD(order_line, title, OUT, 1, 200),
	FIELD(order_line, amount_minor, OUT, 0, WIDE),
	FIELD(order_line, refunded_minor, OUT, 0, WIDE),
	FIELD(order_line, registration, OUT | NULLABLE, 0, 12),
	FIELD(order_line, starts_at, OUT | NULLABLE, 0, WIDE),
	FIELD(order_line, ends_at, OUT | NULLABLE, 0, WIDE),
	FIELD(order_line, location, OUT | NULLABLE, 0, 200),
	FIELD_END,
};
const struct field refund_fields[] = {
	FIELD(refund, id, OUT, 1, WIDE),
	FIELD(refund, order_id, 0, 1, WIDE),
	FIELD(refund, amount_minor, OUT, 1, WIDE),
	FIELD_WORD(refund, state, OUT, refund_states),
	FIELD(refund, cause, OUT, 1, 200),
	FIELD(refund, error, OUT | NULLABLE, 0, 500),
	FIELD(refund, payment_intent, NULLABLE, 0, 255),
	FIELD(refund, provider_ref, NULLABLE, 0, 255),
	FIELD(refund, created_at, OUT, 0, WIDE),
	FIELD(refund, done_at, OUT | NULLABLE, 0, WIDE),
	FIELD_END,
};
static const struct field order_can_fields[] = {
	FIELD(order_can, pay, OUT, 0, 1),
	FIELD(order_can, cancel, OUT, 0, 1),
	FIELD(order_can, mark_paid, OUT, 0, 1),
	FIELD(order_can, receipt, OUT, 0, 1),
	FIELD_END,
};

/* clang-format off */
#define ORDER_ROW \
	FIELD(order, id, OUT, 1, WIDE), \
	FIELD(order, number, OUT, 1, 20), \
	FIELD(order, contact_id, OUT, 1, WIDE), \
	FIELD(order, contact_name, OUT, 1, 161), \
	FIELD(order, contact_no, OUT | NULLABLE, 0, 32), \
	FIELD_WORD(order, state, OUT, states), \
	FIELD_WORD(order, method, OUT, methods), \
	FIELD(order, currency, OUT | NULLABLE, 0, 3), \
	FIELD(order, total_minor, OUT, 0, WIDE), \
	FIELD(order, refunded_minor, OUT, 0, WIDE), \
	FIELD(order, invoice_no, OUT | NULLABLE, 0, WIDE), \
	FIELD(order, created_at, OUT, 0, WIDE), \
	FIELD(order, paid_at, OUT | NULLABLE, 0, WIDE), \
	FIELD(order, cancelled_at, OUT | NULLABLE, 0, WIDE), \
	FIELD(order, version, OUT, 1, WIDE)
/* clang-format on */

const struct field order_row_fields[] = {
	ORDER_ROW,
	FIELD(order, titles, OUT | NULLABLE, 0, WIDE),
	FIELD_END,
};
const struct field order_fields[] = {
	ORDER_ROW,
	FIELD(order, email, OUT | NULLABLE, 0, 254),
	FIELD(order, organisation_name, OUT | NULLABLE, 0, 120),
	FIELD(order, hold_until, OUT | NULLABLE, 0, WIDE),
	FIELD_MANY(order, lines, OUT, 0, WIDE, order_line),
	FIELD_MANY(order, refunds, OUT, 0, WIDE, refund),
	FIELD_SUB(order, can, OUT, order_can),
	FIELD(order, titles, 0, 0, WIDE),
	FIELD(order, payment_session, NULLABLE, 0, 255),
	FIELD(order, payment_url, NULLABLE, 0, 2048),
	FIELD(order, payment_intent, NULLABLE, 0, 255),
	FIELD(order, payment_attempts, 0, 0, WIDE),
	FIELD(order, payment_opened_at, NULLABLE, 0, WIDE),
	FIELD(order, payment_expires_at, NULLABLE, 0, WIDE),
	FIELD(order, created_by, NULLABLE, 0, WIDE),
	FIELD_END,
};
const struct field order_query_fields[] = {
	FIELD_WORD(order_query, state, IN, states),
	FIELD(order_query, contact_id, IN, 0, WIDE),
	SEARCH_FIELDS(order_query),
	PAGE_FIELDS(order_query),
	FIELD_END,
};
const struct field own_order_query_fields[] = {
	FIELD_WORD(order_query, state, IN, states),
	PAGE_FIELDS(order_query),
	FIELD_END,
};

const struct field paid_fields[] = {
	FIELD(paid, order_id, 0, 0, WIDE),
	FIELD(paid, registration_id, 0, 0, WIDE),
	FIELD(paid, line_id, 0, 0, WIDE),
	FIELD(paid, amount_minor, 0, 0, WIDE),
	FIELD(paid, currency, 0, 0, 3),
	FIELD(paid, state, 0, 0, 16),
	FIELD(paid, method, 0, 0, 8),
	FIELD_END,
};

#define STORED \
	"SELECT id, contact_id, state, method, currency, total_minor, refunded_minor, invoice_no, payment_session, payment_url, " \
	"payment_intent, payment_attempts, payment_opened_at, payment_expires_at, created_at, created_by, paid_at, cancelled_at, " \
	"version FROM sales_order "
#define COLUMNS \
	"s.id, s.contact_id, CONCAT(n.given_name, ' ', n.family_name) AS contact_name, n.contact_no, s.state, s.method, " \
	"s.currency, s.total_minor, s.refunded_minor, s.invoice_no, s.created_at, s.paid_at, s.cancelled_at, s.version"
#define FROM "FROM sales_order s STRAIGHT_JOIN contact n ON n.id = s.contact_id "
#define TITLES \
	"(SELECT GROUP_CONCAT(l.title ORDER BY l.id SEPARATOR ', ') FROM order_line l WHERE l.order_id = s.id) AS titles "
#define NEWEST "AND (:after_id = 0 OR s.id < :after_id) ORDER BY s.id DESC LIMIT :rows"

STMT(lock_order, order, order, STORED "WHERE id = :id FOR UPDATE")
STMT(insert_order, order, none,
	"INSERT INTO sales_order (contact_id, state, method, currency, total_minor, invoice_no, created_at, created_by) "
	"VALUES (:contact_id, :state, :method, :currency, :total_minor, :invoice_no, :now, :actor_id)")
STMT(update_order, order, none,
	"UPDATE sales_order SET state = :state, refunded_minor = :refunded_minor, payment_session = :payment_session, "
	"payment_url = :payment_url, payment_intent = :payment_intent, payment_attempts = :payment_attempts, "
	"payment_opened_at = :payment_opened_at, payment_expires_at = :payment_expires_at, paid_at = :paid_at, "
	"cancelled_at = :cancelled_at, version = version + 1 WHERE id = :id")
STMT(last_invoice, none, order, "SELECT last_no AS invoice_no FROM invoice_head FOR UPDATE")
STMT(next_invoice, order, none, "UPDATE invoice_head SET last_no = :invoice_no")
STMT(insert_line, order_line, none,
	"INSERT INTO order_line (order_id, registration_id, offering_id, title, amount_minor) "
	"VALUES (:order_id, :registration_id, :offering_id, :title, :amount_minor)")
STMT(give_back_line, paid, none,
	"UPDATE order_line SET refunded_minor = refunded_minor + :amount_minor WHERE id = :line_id")
STMT(find_order, order, order,
	"SELECT " COLUMNS ", n.email, (SELECT organisation_name FROM organisation) AS organisation_name, "
	"(SELECT MIN(hold_until) FROM registration r WHERE r.order_id = s.id AND r.state = 'pending') AS hold_until " FROM
	"WHERE s.id = :id")
STMT(lines_of, order, order_line,
	"SELECT l.id, l.order_id, l.registration_id, l.offering_id, l.title, l.amount_minor, l.refunded_minor, "
	"r.state AS registration, o.starts_at, o.ends_at, o.location FROM order_line l JOIN offering o ON o.id = l.offering_id "
	"LEFT JOIN registration r ON r.id = l.registration_id WHERE l.order_id = :id ORDER BY l.id")
STMT(refunds_of, order, refund,
	"SELECT id, order_id, amount_minor, state, cause, error, created_at, done_at FROM refund WHERE order_id = :id ORDER BY id")
STMT(list_orders, order_query, order,
	"SELECT " COLUMNS ", " TITLES FROM "WHERE (:state IS NULL OR s.state = :state) "
	"AND (:contact_id = 0 OR s.contact_id = :contact_id) " NEWEST)
STMT(search_orders, order_query, order,
	"SELECT " COLUMNS ", " TITLES FROM "WHERE (:state IS NULL OR s.state = :state) "
	"AND (:contact_id = 0 OR s.contact_id = :contact_id) AND " SEARCH_SQL("s.contact_id") NEWEST)
STMT(paid_for, booking, paid,
	"SELECT s.id AS order_id, l.registration_id, l.id AS line_id, l.amount_minor - l.refunded_minor AS amount_minor, s.currency, "
	"s.state, s.method FROM order_line l JOIN sales_order s ON s.id = l.order_id "
	"WHERE l.registration_id = :id ORDER BY l.id DESC LIMIT 1")
STMT(registrations_of, order, booking,
	"SELECT id, offering_id, state FROM registration WHERE order_id = :id ORDER BY offering_id, id")

struct audit_object order_object(struct ctx *c, const struct order *o)
{
	return (struct audit_object){ "sales_order", o->id, order_number(c, o->id) };
}

const char *order_number(struct ctx *c, int64_t id)
{
	return arena_printf(&c->arena, "O%06lld", (long long)id);
}

enum err order_lock(struct ctx *c, int64_t id, struct order *into)
{
	return db_one(c, &lock_order, &(struct order){ .id = id }, into);
}

enum err order_store(struct ctx *c, const struct order *before, const struct order *after, const char *action)
{
	TRY(db_exec(c, &update_order, after));
	audit(c, action, order_object(c, after), order_stored_fields, before, after);
	return ERR_OK;
}

enum err order_save(struct ctx *c, const struct order *o)
{
	return db_exec(c, &update_order, o);
}

enum err order_bookings(struct ctx *c, int64_t id, struct list *into)
{
	return db_all(c, &registrations_of, &(struct order){ .id = id }, into);
}

/* --- making one --- */

static enum err take_invoice_number(struct ctx *c, struct order *o)
{
	TRY(db_one(c, &last_invoice, NULL, o));
	o->invoice_no++;
	return db_exec(c, &next_invoice, o);
}

static enum err add_line(struct ctx *c, const struct order *o, const struct booking *r)
{
	return db_exec(c, &insert_line,
		&(struct order_line){ .order_id = o->id,
			.registration_id = r->id,
			.offering_id = r->offering_id,
			.title = r->offering_title,
			.amount_minor = r->price_minor });
}

enum err order_create(struct ctx *c, struct order *o, const struct booking *r, size_t n)
{
	if (!strcmp(o->method, "invoice"))
		TRY(take_invoice_number(c, o));
	TRY(db_insert(c, &insert_order, o, &o->id, ERR_INTERNAL));
	for (size_t i = 0; i < n; i++)
		TRY(add_line(c, o, &r[i]));
	audit(c, "order.create", order_object(c, o), order_stored_fields, NULL, o);
	return strcmp(o->state, "invoiced") ? ERR_OK : tell_receipt(c, o->id);
}

enum err order_for_seat(struct ctx *c, struct booking *r)
{
	struct order o = { .contact_id = r->contact_id,
		.state = "invoiced",
		.method = "invoice",
		.currency = r->price_currency,
		.total_minor = r->price_minor };

	if (!r->price_minor || strcmp(r->billing, "invoice") != 0)
		return ERR_OK;
	TRY(order_create(c, &o, r, 1));
	r->order_id = o.id;
	return booking_store(c, r);
}

/* --- looking --- */

static bool may(struct ctx *c, const struct order *o, const char *verb, unsigned roles)
{
	bool own = c->actor.id == o->contact_id;

	return (own || c->actor.roles & roles) && move_target(order_moves, verb, o->state);
}

static void say_what_can_be_done(struct ctx *c, struct order *o)
{
	bool waits = !strcmp(o->state, "awaiting_payment");

	o->number = order_number(c, o->id);
	o->can = arena_new(&c->arena, struct order_can);
	o->can->pay = waits && c->actor.id == o->contact_id && payment_offered();
	o->can->cancel = waits && may(c, o, "cancel", PERM_order_write);
	o->can->receipt = order_has_receipt(o);
	o->can->mark_paid = !strcmp(o->state, "invoiced") && c->actor.roles & PERM_order_write;
}

enum err order_find(struct ctx *c, int64_t id, struct order *into)
{
	TRY(db_one(c, &find_order, &(struct order){ .id = id }, into));
	TRY(contact_scope(c, into->contact_id));
	TRY(db_all(c, &lines_of, into, &into->lines));
	TRY(db_all(c, &refunds_of, into, &into->refunds));
	say_what_can_be_done(c, into);
	return ERR_OK;
}

enum err order_list(struct ctx *c, struct order_query *q, struct page *into)
{
	struct order *items;

	TRY(PAGE_START(c, q));
	TRY(SEARCH_START(c, q));
	TRY(db_all(c, q->w1 ? &search_orders : &list_orders, q, &into->items));
	items = into->items.items;
	if (page_cut(into, q->limit))
		into->next = page_cursor(c, NULL, items[q->limit - 1].id);
	for (size_t i = 0; i < into->items.n; i++)
		items[i].number = order_number(c, items[i].id);
	return ERR_OK;
}

enum err order_own(struct ctx *c, struct order_query *q, struct page *into)
{
	q->contact_id = c->actor.id;
	return order_list(c, q, into);
}

/* --- what becomes of it --- */

enum err order_mark_paid(struct ctx *c, int64_t id)
{
	struct order before, after;

	TRY(order_lock(c, id, &before));
	after = before;
	if (strcmp(before.state, "invoiced") != 0)
		return fail(c, ERR_BAD_MOVE,
			"The order is %s; only one that was invoiced is marked paid by hand.", before.state);
	TRY(move(c, order_moves, "pay", &after.state, ERR_BAD_MOVE));
	after.paid_at = c->now;
	TRY(order_store(c, &before, &after, "order.pay"));
	return tell_receipt(c, id);
}

/* A hold that was prolonged in the meantime has not run out. */
static enum err free_seat(struct ctx *c, const struct booking *of, const char *cause, bool *kept)
{
	struct booking r;
	struct seats s;

	TRY(seats_lock(c, of->offering_id, &s));
	TRY(booking_lock(c, of->id, &r));
	*kept = *kept || strcmp(r.state, "pending") ||
		(!strcmp(cause, "expired") && r.hold_until.us > c->now.us);
	return *kept ? ERR_OK : seats_release(c, &s, &r, cause);
}

/* Seats first, the order last: so does everybody who locks both. The holds of an order end together. */
enum err order_end(struct ctx *c, int64_t id, const char *cause)
{
	struct order before, after;
	struct list seats;
	const struct booking *r;
	bool kept = false;

	TRY(order_bookings(c, id, &seats));
	r = seats.items;
	for (size_t i = 0; i < seats.n; i++)
		TRY(free_seat(c, &r[i], cause, &kept));
	if (kept)
		return ERR_OK;
	TRY(order_lock(c, id, &before));
	after = before;
	TRY(move(c, order_moves, "cancel", &after.state, ERR_BAD_MOVE));
	after.cancelled_at = c->now;
	return order_store(c, &before, &after, "order.cancel");
}

enum err order_cancel(struct ctx *c, int64_t id)
{
	struct order o;

	TRY(db_one(c, &find_order, &(struct order){ .id = id }, &o));
	TRY(contact_scope(c, o.contact_id));
	if (strcmp(o.state, "awaiting_payment") != 0)
		return fail_remedy(c, ERR_BAD_MOVE, "Cancel the registrations in it one by one.",
			"Only an order that waits for its payment is cancelled as a whole; this one is %s.",
			o.state);
	return order_end(c, id, "order");
}

/* --- money back --- */

enum err order_paid_for(struct ctx *c, const struct booking *r, struct paid *into)
{
	bool found;

	*into = (struct paid){ 0 };
	return db_maybe(c, &paid_for, r, into, &found);
}

/* An invoice that was not paid is asked for less, or not at all. */
static enum err reduce(struct ctx *c, struct order *o)
{
	if (o->refunded_minor < o->total_minor)
		return ERR_OK;
	TRY(move(c, order_moves, "cancel", &o->state, ERR_BAD_MOVE));
	o->cancelled_at = c->now;
	return ERR_OK;
}

enum err order_give_back(struct ctx *c, const struct paid *p, const char *cause)
{
	struct order before, after;
	bool all;

	TRY(order_lock(c, p->order_id, &before));
	after = before;
	after.refunded_minor += p->amount_minor;
	all = after.refunded_minor == after.total_minor;
	TRY(db_exec(c, &give_back_line, p));
	if (!strcmp(before.state, "invoiced")) {
		TRY(reduce(c, &after));
		return order_store(c, &before, &after, "order.reduce");
	}
	TRY(move(c, order_moves, all ? "refund" : "refund_a_part_of", &after.state, ERR_BAD_MOVE));
	TRY(order_store(c, &before, &after, "order.refund"));
	return refund_add(c, &after,
		&(struct refund){ .amount_minor = p->amount_minor,
			.cause = cause,
			.payment_intent = after.payment_intent });
}
