#include "call.h"
#include "paper.h"
#include "sales.h"

DB_SUITE(orders);

static int64_t ada, grace;

static void two_people(void)
{
	ada = make_contact("Ada Lovelace");
	grace = make_contact("Grace Hopper");
	act_as_contact(ada);
}

static int64_t orders(void)
{
	return sql_int("SELECT COUNT(*) FROM sales_order");
}

/* --- checking out --- */

Test(orders, imis_50_a_cart_with_prices_is_invoiced_and_its_seats_are_registered)
{
	int64_t first = make_class(10, 4500), second = make_class(10, 1250);
	struct order o;

	two_people();
	OK(put(second));
	OK(put(first));
	cr_assert_eq(cart_now().total_minor, 5750);
	INVALID("/method", checkout(NULL));
	INVALID("/method", checkout("free"));
	OK(checkout("invoice"));
	o = order_at(last_order());
	cr_assert_str_eq(o.state, "invoiced");
	cr_assert_eq(o.total_minor, 5750);
	cr_assert_str_eq(o.currency, "EUR");
	cr_assert_eq(o.invoice_no, 1);
	cr_assert_eq(o.lines.n, 2);
	cr_assert_str_eq(state_of(ada, first), "registered");
	cr_assert_str_eq(state_of(ada, second), "registered");
	seats_hold();
}

Test(orders, what_was_agreed_stays_when_the_price_changes)
{
	int64_t class = make_class(10, 4500);

	two_people();
	OK(put(class));
	act_as(STAFF);
	OK(offering_update(&c, class, 1, &(struct offering){ .price = price_of(&c, 9900, "EUR") },
		members(offering_fields, "price")));
	act_as_contact(ada);
	OK(checkout("invoice"));
	cr_assert_eq(order_at(last_order()).total_minor, 4500);
}

Test(orders, card_payment_is_refused_where_it_is_not_offered)
{
	int64_t class = make_class(10, 4500);

	two_people();
	OK(put(class));
	cr_assert_eq(cart_now().methods.n, 1);
	cr_assert_str_eq(cart_now().methods.v[0], "invoice");
	REFUSED(ERR_CARD_NOT_OFFERED, checkout("card"));
}

Test(orders, a_cart_has_one_currency)
{
	int64_t euros = make_class(10, 4500), dollars = make_class(10, 4500), nothing = make_class(10, 0);

	two_people();
	sql("UPDATE offering SET price_currency = 'USD' WHERE id = %lld", (long long)dollars);
	OK(put(nothing));
	OK(put(euros));
	REFUSED(ERR_CART_CURRENCY, put(dollars));
	OK(checkout("invoice"));
	OK(put(dollars));
	cr_assert_str_eq(cart_now().currency, "USD");
}

Test(orders, an_empty_cart_cannot_be_checked_out)
{
	two_people();
	REFUSED(ERR_CART_EMPTY, checkout("invoice"));
}

Test(orders, what_is_taken_out_of_the_cart_is_free_again)
{
	int64_t class = make_class(1, 4500);

	two_people();
	OK(put(class));
	OK(cart_remove(&c, booking_of(ada, class)));
	cr_assert_eq(cart_now().items.n, 0);
	seats_hold();
	cr_assert_eq(sql_int("SELECT seats_taken FROM offering WHERE id = %lld", (long long)class), 0);
	REFUSED(ERR_REGISTRATION_ENDED, cart_remove(&c, booking_of(ada, class)));
}

Test(orders, a_hold_that_ran_out_is_not_checked_out)
{
	int64_t class = make_class(1, 0);

	two_people();
	OK(put(class));
	minutes_pass(31); /* and the sweeper has not come by yet */
	REFUSED(ERR_CART_CHANGED, checkout(NULL));
}

Test(orders, an_offering_that_was_cancelled_is_not_checked_out)
{
	int64_t class = make_class(1, 0);

	two_people();
	OK(put(class));
	sql("UPDATE offering SET status = 'cancelled'");
	REFUSED(ERR_OFFERING_CLOSED, checkout(NULL));
}

/* --- twice is once --- */

static enum err checkout_seen(struct ints seen, int64_t *id)
{
	return order_checkout(&c, &(struct checkout){ .method = "invoice", .registration_ids = seen }, id);
}

Test(orders, checking_out_what_was_checked_out_gives_the_same_order)
{
	int64_t class = make_class(10, 4500), other = make_class(10, 100), first, second;
	struct ints seen;

	two_people();
	OK(put(class));
	seen = ids(1, booking_of(ada, class));
	OK(checkout_seen(seen, &first));
	OK(checkout_seen(seen, &second));
	cr_assert_eq(first, second);
	OK(put(other));
	OK(checkout_seen(seen, &second));
	cr_assert_eq(first, second, "the old tab");
	cr_assert_eq(orders(), 1);
	seen = ids(2, booking_of(ada, class), booking_of(ada, other));
	REFUSED(ERR_CART_CHANGED, checkout_seen(seen, &second));
	act_as_contact(grace);
	REFUSED(ERR_CART_EMPTY, checkout_seen(ids(1, booking_of(ada, class)), &second));
}

Test(orders, the_same_idempotency_key_gives_the_same_answer)
{
	int64_t class = make_class(10, 4500);
	struct request *r;
	struct answer first, second;

	cr_assert_eq(call(LEARNER, POST, "/api/cart",
			     arena_printf(&c.arena, "{\"offering_id\":%lld}", (long long)class))
			     .status,
		201);
	r = call_begin(LEARNER, POST, "/api/cart/checkout", "{\"method\":\"invoice\"}");
	r->idempotency_key = "one-click";
	first = call_end(r);
	r = call_begin(LEARNER, POST, "/api/cart/checkout", "{\"method\":\"invoice\"}");
	r->idempotency_key = "one-click";
	second = call_end(r);
	cr_assert_eq(first.status, 201);
	cr_assert_eq(second.status, 201);
	cr_assert_str_eq(first.body, second.body);
	cr_assert_eq(orders(), 1);
}

static enum err do_checkout(struct ctx *x, void *arg)
{
	return order_checkout(x, &(struct checkout){ .method = "invoice" }, arg);
}

static int clicker(int64_t contact)
{
	int64_t id = 0;
	enum err e;

	act_as_contact(contact);
	e = db_transact(&c, do_checkout, &id, false);
	return e && e != ERR_CART_EMPTY ? (int)e : 0;
}

Test(orders, twenty_clicks_at_once_make_one_order)
{
	enum { CLICKS = 20 };
	struct child children[CLICKS];
	int64_t class = make_class(10, 4500);

	two_people();
	OK(put(class));
	for (int i = 0; i < CLICKS; i++)
		children[i] = child_start(clicker, ada);
	children_go(children, CLICKS);
	for (int i = 0; i < CLICKS; i++)
		cr_assert_eq(child_result(&children[i]), 0);
	cr_assert_eq(orders(), 1);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM order_line"), 1);
	seats_hold();
}

Test(orders, invoices_are_numbered_without_gaps)
{
	int64_t class = make_class(10, 4500);

	two_people();
	buy(ada, class, "invoice");
	act_as_contact(grace);
	OK(put(class));
	INVALID("/method", checkout(NULL));
	OK(checkout("invoice"));
	cr_assert_eq(order_at(last_order()).invoice_no, 2);
}

/* --- who sees it --- */

Test(orders, people_see_their_own_orders_and_staff_see_all)
{
	int64_t class = make_class(10, 4500), id;
	struct order_query q = { 0 };
	struct page page = { 0 };
	struct order o = { 0 };

	two_people();
	id = buy(ada, class, "invoice");
	act_as_contact(grace);
	REFUSED(ERR_NOT_FOUND, order_find(&c, id, &o));
	REFUSED(ERR_NOT_FOUND, order_cancel(&c, id));
	OK(order_own(&c, &q, &page));
	cr_assert_eq(page.items.n, 0);
	act_as_contact(ada);
	OK(order_own(&c, &q, &page));
	cr_assert_eq(page.items.n, 1);
	act_as(STAFF);
	q = (struct order_query){ .q = "love", .state = "invoiced" };
	OK(order_list(&c, &q, &page));
	cr_assert_eq(page.items.n, 1);
	q = (struct order_query){ .state = "paid" };
	OK(order_list(&c, &q, &page));
	cr_assert_eq(page.items.n, 0);
}

/* --- invoices --- */

Test(orders, staff_mark_an_invoice_paid_once)
{
	int64_t class = make_class(10, 4500), id;

	two_people();
	id = buy(ada, class, "invoice");
	act_as(STAFF);
	OK(order_mark_paid(&c, id));
	cr_assert_str_eq(order_at(id).state, "paid");
	cr_assert_eq(order_at(id).paid_at.us, c.now.us);
	REFUSED(ERR_BAD_MOVE, order_mark_paid(&c, id));
	cr_assert_eq(audit_count("order.pay"), 1);
}

Test(orders, an_order_that_was_invoiced_is_not_cancelled_as_a_whole)
{
	int64_t class = make_class(10, 4500), id;

	two_people();
	id = buy(ada, class, "invoice");
	REFUSED(ERR_BAD_MOVE, order_cancel(&c, id));
}

Test(orders, people_whom_staff_register_are_invoiced_unless_staff_say_otherwise)
{
	int64_t class = make_class(10, 4500);
	struct booking_request in = { .billing = "none" };
	struct booking_result out;

	two_people();
	act_as(STAFF);
	OK(book(class, ada));
	cr_assert_str_eq(order_at(booking_at(booking_of(ada, class)).order_id).state, "invoiced");
	in.contact_ids = ids(1, grace);
	OK(booking_create(&c, class, &in, &out));
	cr_assert_eq(booking_at(booking_of(grace, class)).order_id, 0);
	cr_assert_eq(orders(), 1);
}

/* --- money back --- */

Test(orders, before_the_last_moment_an_unpaid_invoice_is_no_longer_asked_for)
{
	int64_t first = make_class(10, 4500), second = make_class(10, 1000), id;

	two_people();
	OK(put(first));
	id = buy(ada, second, "invoice");
	OK(cancel(booking_of(ada, first)));
	cr_assert_str_eq(order_at(id).state, "invoiced");
	cr_assert_eq(order_at(id).refunded_minor, 4500);
	cr_assert_eq(order_at(id).refunds.n, 0, "nothing was paid");
	OK(cancel(booking_of(ada, second)));
	cr_assert_str_eq(order_at(id).state, "cancelled");
}

Test(orders, before_the_last_moment_a_paid_invoice_is_paid_back_by_hand)
{
	int64_t class = make_class(10, 4500), id;
	struct booking_end_preview p;
	const struct refund *r;

	two_people();
	id = buy(ada, class, "invoice");
	act_as(STAFF);
	OK(order_mark_paid(&c, id));
	act_as_contact(ada);
	today_is(ON(2026, 7, 8)); /* noon: a week before the start is at nine */
	OK(booking_cancel_preview(&c, booking_of(ada, class), &(struct booking_end){ 0 }, &p));
	cr_assert_str_eq(p.effect, "no_refund");
	today_is(ON(2026, 7, 7));
	OK(booking_cancel_preview(&c, booking_of(ada, class), &(struct booking_end){ 0 }, &p));
	cr_assert_str_eq(p.effect, "refund_by_hand");
	cr_assert_eq(p.refund->amount_minor, 4500);
	OK(cancel(booking_of(ada, class)));
	cr_assert_str_eq(order_at(id).state, "refunded");
	r = order_at(id).refunds.items;
	cr_assert_str_eq(r->state, "manual");
	act_as(STAFF);
	OK(refund_done(&c, id, r->id));
	REFUSED(ERR_BAD_MOVE, refund_done(&c, id, r->id));
}

Test(orders, after_the_last_moment_nothing_is_paid_back_unless_staff_decide)
{
	int64_t class = make_class(10, 4500), id;
	struct booking b = { 0 };

	two_people();
	id = buy(ada, class, "invoice");
	buy(grace, class, "invoice");
	act_as(STAFF);
	OK(order_mark_paid(&c, id));
	OK(order_mark_paid(&c, last_order()));
	today_is(ON(2026, 7, 14));
	OK(booking_cancel(&c, booking_of(grace, class), &(struct booking_end){ .refund = "full" }, &b));
	cr_assert_str_eq(order_at(last_order()).state, "refunded");
	act_as_contact(ada);
	OK(cancel(booking_of(ada, class)));
	cr_assert_str_eq(order_at(id).state, "paid");
	cr_assert_eq(order_at(id).refunds.n, 0);
}

Test(orders, an_offering_may_have_a_rule_of_its_own_for_refunds)
{
	int64_t class = make_class(10, 4500);
	struct booking_end_preview p;

	two_people();
	act_as(STAFF);
	OK(offering_update(&c, class, 1, &(struct offering){ .refund_days = 29 },
		members(offering_fields, "refund_days")));
	OK(book(class, ada));
	OK(booking_cancel_preview(&c, booking_of(ada, class), &(struct booking_end){ 0 }, &p));
	cr_assert_str_eq(p.effect, "invoice_reduced");
	today_is(ON(2026, 6, 16));
	OK(booking_cancel_preview(&c, booking_of(ada, class), &(struct booking_end){ 0 }, &p));
	cr_assert_str_eq(p.effect, "no_refund", "twenty-nine days before are over");
}

Test(orders, a_part_of_a_paid_order_that_is_cancelled_leaves_the_rest)
{
	int64_t first = make_class(10, 4500), second = make_class(10, 1000), id;

	two_people();
	OK(put(first));
	id = buy(ada, second, "invoice");
	act_as(STAFF);
	OK(order_mark_paid(&c, id));
	OK(cancel(booking_of(ada, first)));
	cr_assert_str_eq(order_at(id).state, "partly_refunded");
	cr_assert_eq(order_at(id).refunded_minor, 4500);
	OK(cancel(booking_of(ada, second)));
	cr_assert_str_eq(order_at(id).state, "refunded");
	cr_assert_eq(order_at(id).refunds.n, 2);
}

/* --- receipts --- */

static const char *receipt(int64_t id)
{
	struct order o = order_at(id);
	struct pdf_file file;

	OK(order_receipt(&c, &o, &file));
	told(file, "qpdf --check", "");
	return text_of(file);
}

static void says(const char *text, const char *what)
{
	cr_assert(strstr(text, what), "\"%s\" is not in:\n%s", what, text);
}

Test(orders, imis_50_an_order_that_is_owed_has_an_invoice_and_a_receipt_once_it_is_paid)
{
	int64_t class = make_class(10, 4500), order;
	const char *text;

	two_people();
	order = buy(ada, class, "invoice");
	cr_assert(order_at(order).can->receipt);
	text = receipt(order);
	says(text, "Invoice 1");
	says(text, "Ada Lovelace");
	says(text, order_at(order).number);
	says(text, "Wednesday, 15 July 2026, 09:00 UTC, Hall 1");
	says(text, "To be paid");
	says(text, "45.00 EUR");
	act_as(STAFF);
	OK(order_mark_paid(&c, order));
	text = receipt(order);
	says(text, "Receipt for order");
	says(text, "By invoice, on 15 June 2026");
	cr_assert(!strstr(text, "To be paid"));
}

Test(orders, imis_50_a_receipt_shows_what_was_given_back)
{
	int64_t class = make_class(10, 4500), order;
	const char *text;

	two_people();
	order = buy(ada, class, "invoice");
	act_as(STAFF);
	OK(order_mark_paid(&c, order));
	act_as_contact(ada);
	OK(cancel(booking_of(ada, class)));
	text = receipt(order);
	says(text, "Refunds");
	says(text, "To be paid back");
	says(text, "Paid in the end");
	act_as(STAFF);
	OK(refund_done(&c, order, sql_int("SELECT MAX(id) FROM refund")));
	says(receipt(order), "Paid back");
}

Test(orders, an_invoice_that_is_no_longer_owed_says_so_and_what_is_free_names_no_sum)
{
	int64_t class = make_class(10, 4500), free = make_class(10, 0), order;
	const char *text;

	two_people();
	order = buy(ada, class, "invoice");
	act_as_contact(ada);
	OK(cancel(booking_of(ada, class)));
	text = receipt(order);
	says(text, "Invoice 1 (cancelled)");
	says(text, "Nothing is to be paid any more");
	says(text, "No longer asked for");
	text = receipt(buy(grace, free, NULL));
	says(text, "Nothing to pay");
	says(text, "Free");
}

Test(orders, a_receipt_holds_names_of_any_length_and_script)
{
	int64_t class = make_class(10, 4500), order;

	two_people();
	sql("UPDATE contact SET given_name = 'שרה', family_name = 'Нечуй-Левицький' WHERE id = %lld",
		(long long)ada);
	sql("UPDATE offering SET title = REPEAT('W', 200) WHERE id = %lld", (long long)class);
	order = buy(ada, class, "invoice");
	says(receipt(order), "Нечуй-Левицький");
}
