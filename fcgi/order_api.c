#include "route.h"

#include "account.h"
#include "payment.h"

/* --- offerings and registrations --- */

enum err offering_cards_get(struct request *r)
{
	struct offering_card_query q = *(const struct offering_card_query *)r->in;
	struct page page = { 0 };

	TRY(offering_cards(&r->c, &q, &page));
	return reply_page(r, offering_card_fields, &page);
}

enum err offering_card_get(struct request *r)
{
	struct offering_card card = { 0 };

	TRY(offering_card(&r->c, r->id, &card));
	return reply_one(r, 200, offering_card_fields, &card);
}

enum err offering_bookings_get(struct request *r)
{
	struct booking_query q = *(const struct booking_query *)r->in;
	struct page page = { 0 };

	q.offering_id = r->id;
	TRY(booking_list(&r->c, &q, &page));
	return reply_page(r, booking_row_fields, &page);
}

enum err offering_bookings_post(struct request *r)
{
	struct booking_result result;

	TRY(booking_create(&r->c, r->id, r->in, &result));
	return reply_one(r, 200, booking_result_fields, &result);
}

enum err own_bookings_get(struct request *r)
{
	struct booking_query q = *(const struct booking_query *)r->in;
	struct page page = { 0 };

	TRY(booking_own(&r->c, &q, &page));
	return reply_page(r, booking_row_fields, &page);
}

enum err booking_get(struct request *r)
{
	struct booking it = { 0 };

	TRY(booking_find(&r->c, r->id, &it));
	return reply_one(r, 200, booking_row_fields, &it);
}

enum err booking_cancel_get(struct request *r)
{
	struct booking_end_preview p;

	TRY(booking_cancel_preview(&r->c, r->id, r->in, &p));
	return reply_one(r, 200, booking_end_preview_fields, &p);
}

enum err booking_cancel_post(struct request *r)
{
	struct booking it = { 0 };

	TRY(booking_cancel(&r->c, r->id, r->in, &it));
	return reply_one(r, 200, booking_row_fields, &it);
}

/* --- the cart --- */

static enum err reply_cart(struct request *r, int status)
{
	struct cart cart = { 0 };

	TRY(cart_find(&r->c, &cart));
	return reply_one(r, status, cart_fields, &cart);
}

enum err cart_get(struct request *r)
{
	return reply_cart(r, 200);
}

enum err cart_post(struct request *r)
{
	TRY(cart_put(&r->c, r->in));
	return reply_cart(r, r->c.unchanged ? 200 : 201);
}

enum err cart_delete(struct request *r)
{
	TRY(cart_remove(&r->c, r->id));
	return reply_cart(r, 200);
}

/* --- orders --- */

static enum err reply_order(struct request *r, int status, int64_t id)
{
	struct order o = { 0 };

	TRY(order_find(&r->c, id, &o));
	return reply_one(r, status, order_fields, &o);
}

enum err checkout_post(struct request *r)
{
	int64_t id;

	TRY(order_checkout(&r->c, r->in, &id));
	return reply_order(r, r->c.unchanged ? 200 : 201, id);
}

static enum err reply_orders(struct request *r,
	enum err (*list)(struct ctx *, struct order_query *, struct page *))
{
	struct order_query q = *(const struct order_query *)r->in;
	struct page page = { 0 };

	TRY(list(&r->c, &q, &page));
	return reply_page(r, order_row_fields, &page);
}

enum err orders_get(struct request *r)
{
	return reply_orders(r, order_list);
}

enum err own_orders_get(struct request *r)
{
	return reply_orders(r, order_own);
}

enum err order_get(struct request *r)
{
	return reply_order(r, 200, r->id);
}

enum err order_receipt_get(struct request *r)
{
	struct order o = { 0 };
	struct pdf_file pdf;

	TRY(order_find(&r->c, r->id, &o));
	TRY(order_receipt(&r->c, &o, &pdf));
	return reply_bytes(r, "application/pdf", arena_printf(&r->c.arena, "Order %s.pdf", o.number),
		pdf.data, pdf.n);
}

enum err order_cancel_post(struct request *r)
{
	TRY(order_cancel(&r->c, r->id));
	return reply_order(r, 200, r->id);
}

enum err order_paid_post(struct request *r)
{
	TRY(order_mark_paid(&r->c, r->id));
	return reply_order(r, 200, r->id);
}

enum err refund_done_post(struct request *r)
{
	TRY(refund_done(&r->c, r->id, r->rid));
	return reply_order(r, 200, r->id);
}

enum err refund_retry_post(struct request *r)
{
	TRY(refund_retry(&r->c, r->id, r->rid));
	return reply_order(r, 200, r->id);
}

/* --- payment --- */

enum err order_payment_post(struct request *r)
{
	struct payment_page page;

	TRY(payment_start(&r->c, r->id, &page));
	return reply_one(r, 200, payment_page_fields, &page);
}

/* The very bytes: they are what was signed. */
static enum err read_message(struct request *r, struct payment_message *into)
{
	size_t size = r->line.read ? (size_t)r->announced : r->body_length, part = 1;
	char *data;

	if (size > BODY_MAX)
		return fail(&r->c, ERR_TOO_LARGE, "A message may have at most %d bytes.", BODY_MAX);
	data = arena_alloc(&r->c.arena, size + 1);
	*into = (struct payment_message){ .body = data, .signature = r->stripe_signature };
	while (part && into->length < size) {
		part = body_read(r, data + into->length, size - into->length);
		into->length += part;
	}
	return ERR_OK;
}

/* The provider's server has no session, and no page of ours made the call: the signature is what counts. */
enum err payment_webhook_post(struct request *r)
{
	struct payment_message m;
	struct payment_event e;

	TRY(read_message(r, &m));
	TRY(session_open(&r->c, NULL));
	TRY(payment_hear(&r->c, &m, &e));
	return reply_one(r, 200, payment_outcome_fields, &e);
}
