#include "call.h"
#include "outbox.h"
#include "payment.h"
#include "sales.h"

#include <sodium.h>
#include <stdio.h>

/* The provider of these tests answers at once; what it is told by, and tells, is Stripe's own. */
static struct {
	enum payment_fate fate;
	int started, refunded;
	int64_t amount;
	const char *once;
} other_side;

static void no_transaction_is_open(struct ctx *x)
{
	cr_assert_eq(x->db->conn->server_status & SERVER_STATUS_IN_TRANS, 0,
		"a transaction waits for the provider");
}

static enum payment_fate start(struct ctx *x, const struct payment_settings *s, const struct payment_ask *ask,
	struct payment_page *page, char why[static PAYMENT_WHY])
{
	(void)s;
	no_transaction_is_open(x);
	other_side.started++;
	other_side.amount = ask->amount_minor;
	other_side.once = ask->once;
	snprintf(why, PAYMENT_WHY, "out of order");
	*page = (struct payment_page){ arena_printf(&x->arena, "cs_%d", other_side.started),
		"https://pay.example/1" };
	return other_side.fate;
}

static enum payment_fate refund(struct ctx *x, const struct payment_settings *s, struct payment_refund *r,
	char why[static PAYMENT_WHY])
{
	(void)s;
	no_transaction_is_open(x);
	other_side.refunded++;
	other_side.amount = r->amount_minor;
	other_side.once = r->once;
	r->ref = "re_1";
	snprintf(why, PAYMENT_WHY, "no such charge");
	return other_side.fate;
}

static enum err hear(struct ctx *x, const struct payment_settings *s, const struct payment_message *m,
	struct payment_event *into)
{
	return stripe.parse_webhook(x, s, m, into);
}

static const struct payment_provider provider = { "test", "", start, refund, hear };
static const struct payment_settings settings = { .provider = &provider,
	.url = "",
	.key = "sk_test",
	.webhook_secret = "whsec_of_the_tests",
	.public_url = "https://laurel.example" };

static int64_t ada, grace;

static void payments_open(void)
{
	fixture_open();
	payment_use(&settings);
	other_side.fate = PAYMENT_DONE;
	ada = make_person("Ada Lovelace", "ada@example.org");
	grace = make_contact("Grace Hopper");
	act_as_contact(ada);
}

TestSuite(payments, .init = payments_open, .fini = fixture_close);

/* --- messages of the provider's --- */

static const char *signature_at(const char *body, int64_t seconds, const char *secret)
{
	unsigned char mac[crypto_auth_hmacsha256_BYTES];
	char hex[sizeof(mac) * 2 + 1];
	crypto_auth_hmacsha256_state state;
	const char *signed_text = arena_printf(&c.arena, "%lld.%s", (long long)seconds, body);

	crypto_auth_hmacsha256_init(&state, (const unsigned char *)secret, strlen(secret));
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)signed_text, strlen(signed_text));
	crypto_auth_hmacsha256_final(&state, mac);
	return arena_printf(&c.arena, "t=%lld,v1=%s", (long long)seconds,
		sodium_bin2hex(hex, sizeof(hex), mac, sizeof(mac)));
}

static const char *message(const char *event, const char *kind, int64_t order, int64_t amount,
	const char *currency)
{
	return arena_printf(&c.arena,
		"{\"id\":\"%s\",\"type\":\"%s\",\"data\":{\"object\":{\"id\":\"cs_1\",\"client_reference_id\":\"%lld\","
		"\"payment_status\":\"paid\",\"payment_intent\":\"pi_of_%s\",\"amount_total\":%lld,\"amount_refunded\":%lld,"
		"\"currency\":\"%s\"}}}",
		event, kind, (long long)order, event, (long long)amount, (long long)amount, currency);
}

static struct answer deliver(const char *body, const char *signature)
{
	struct request *r = call_begin(ANONYMOUS, POST, "/api/payments/webhook", body);

	r->requested_with = NULL;
	r->fetch_site = NULL;
	r->stripe_signature = signature;
	return call_end(r);
}

static struct answer say(const char *body)
{
	return deliver(body, signature_at(body, c.now.us / 1000000, settings.webhook_secret));
}

static void says(const char *outcome, const char *body)
{
	struct answer a = say(body);

	cr_assert_eq(a.status, 200, "%s", a.body);
	cr_assert_not_null(strstr(a.body, arena_printf(&c.arena, "\"%s\"", outcome)), "%s", a.body);
}

static void paid(int64_t order, int64_t amount)
{
	says("paid", message("evt_1", "checkout.session.completed", order, amount, "eur"));
}

static int64_t order_by_card(int64_t offering)
{
	act_as_contact(ada);
	OK(put(offering));
	OK(checkout("card"));
	return last_order();
}

/* --- the page --- */

Test(payments, imis_50_a_card_order_waits_until_the_provider_says_that_it_is_paid)
{
	int64_t class = make_class(10, 4500), id;
	struct payment_page page;
	struct pdf_file file;

	OK(put(class));
	cr_assert_str_eq(cart_now().methods.v[0], "card");
	OK(checkout("card"));
	id = last_order();
	cr_assert_str_eq(order_at(id).state, "awaiting_payment");
	cr_assert_not(order_at(id).can->receipt);
	REFUSED(ERR_NO_RECEIPT,
		order_receipt(&c, &(struct order){ .state = "awaiting_payment", .method = "card" }, &file));
	cr_assert_str_eq(state_of(ada, class), "pending");
	cr_assert_eq(payment_start(&c, id, &page), ERR_OK);
	cr_assert_str_eq(page.url, "https://pay.example/1");
	cr_assert_eq(other_side.amount, 4500);
	paid(id, 4500);
	cr_assert_str_eq(order_at(id).state, "paid");
	cr_assert(order_at(id).can->receipt);
	cr_assert_str_eq(state_of(ada, class), "registered");
	cr_assert_eq(audit_count("order.pay"), 1);
	seats_hold();
}

Test(payments, the_page_is_the_same_while_it_is_open_and_a_new_one_afterwards)
{
	int64_t id = order_by_card(make_class(10, 4500));
	struct payment_page page;

	cr_assert_eq(payment_start(&c, id, &page), ERR_OK);
	cr_assert_eq(payment_start(&c, id, &page), ERR_OK);
	cr_assert_eq(other_side.started, 1);
	minutes_pass(PAYMENT_PAGE_MINUTES);
	cr_assert_eq(payment_start(&c, id, &page), ERR_OK);
	cr_assert_eq(other_side.started, 2);
	cr_assert_str_eq(other_side.once, arena_printf(&c.arena, "laurel-order-%lld-2", (long long)id));
}

Test(payments, while_the_provider_is_away_the_order_and_its_seats_stay)
{
	int64_t class = make_class(10, 4500), id = order_by_card(class);
	struct payment_page page;
	const char *once;

	other_side.fate = PAYMENT_AWAY;
	cr_assert_eq(payment_start(&c, id, &page), ERR_PAYMENT_UNAVAILABLE);
	once = other_side.once;
	cr_assert_str_eq(state_of(ada, class), "pending");
	other_side.fate = PAYMENT_DONE;
	cr_assert_eq(payment_start(&c, id, &page), ERR_OK);
	cr_assert_str_eq(other_side.once, once, "asked again, it is the same page");
}

Test(payments, nobody_opens_the_page_of_anothers_order_or_of_one_that_is_paid)
{
	int64_t id = order_by_card(make_class(10, 4500));
	struct payment_page page;

	act_as_contact(grace);
	cr_assert_eq(payment_start(&c, id, &page), ERR_NOT_FOUND);
	act_as(STAFF);
	cr_assert_eq(payment_start(&c, id, &page), ERR_NOT_FOUND);
	paid(id, 4500);
	act_as_contact(ada);
	cr_assert_eq(payment_start(&c, id, &page), ERR_BAD_MOVE);
	cr_assert_eq(other_side.started, 0);
}

Test(payments, an_order_that_waits_is_cancelled_by_its_buyer_and_its_seats_are_free)
{
	int64_t class = make_class(1, 4500), id = order_by_card(class);

	REFUSED(ERR_ORDER_UNPAID, cancel(booking_of(ada, class)));
	REFUSED(ERR_ORDER_UNPAID, cart_remove(&c, booking_of(ada, class)));
	OK(order_cancel(&c, id));
	cr_assert_str_eq(order_at(id).state, "cancelled");
	cr_assert_str_eq(state_of(ada, class), "cancelled");
	seats_hold();
}

Test(payments, an_order_that_is_not_paid_in_time_frees_its_seats_for_the_line)
{
	int64_t class = make_class(1, 4500), id = order_by_card(class);

	act_as_contact(grace);
	OK(put(class));
	minutes_pass(PAYMENT_HOLD_MINUTES - 1);
	holds_run_out();
	cr_assert_str_eq(order_at(id).state, "awaiting_payment");
	minutes_pass(1);
	holds_run_out();
	cr_assert_str_eq(order_at(id).state, "cancelled");
	cr_assert_str_eq(state_of(ada, class), "cancelled");
	cr_assert_str_eq(state_of(grace, class), "pending");
}

/* --- messages that are not what they seem --- */

static void refused(const char *body, const char *signature)
{
	const char *before = fingerprint();
	struct answer a = deliver(body, signature);

	cr_assert_eq(a.status, 400);
	cr_assert_str_eq(a.code, "webhook_refused");
	cr_assert_str_eq(fingerprint(), before, "a refused message changed something");
}

Test(payments, a_forged_a_stale_and_an_unsigned_message_are_refused)
{
	int64_t id = order_by_card(make_class(10, 4500)), now = c.now.us / 1000000;
	const char *body = message("evt_1", "checkout.session.completed", id, 4500, "eur");
	const char *good = signature_at(body, now, settings.webhook_secret);

	refused(body, NULL);
	refused(body, "");
	refused(body, "t=1,v1=00");
	refused(body, signature_at(body, now, "whsec_of_somebody"));
	refused(message("evt_1", "checkout.session.completed", id, 1, "eur"), good);
	refused(body, signature_at(body, now - 301, settings.webhook_secret));
	refused(body, signature_at(body, now + 301, settings.webhook_secret));
	refused("{", signature_at("{", now, settings.webhook_secret));
	refused("{}", signature_at("{}", now, settings.webhook_secret));
	cr_assert_str_eq(order_at(id).state, "awaiting_payment");
	cr_assert_eq(deliver(body, arena_printf(&c.arena, "%s,v1=%064d", good, 0)).status, 200,
		"one of two secrets");
}

Test(payments, a_message_that_is_sent_again_counts_once)
{
	int64_t id = order_by_card(make_class(10, 4500));

	paid(id, 4500);
	says("replayed", message("evt_1", "checkout.session.completed", id, 4500, "eur"));
	cr_assert_eq(audit_count("order.pay"), 1);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM payment_event"), 1);
}

Test(payments, a_payment_of_another_amount_or_currency_pays_nothing_and_is_written_down)
{
	int64_t id = order_by_card(make_class(10, 4500));

	says("wrong_amount", message("evt_1", "checkout.session.completed", id, 1, "eur"));
	says("wrong_amount", message("evt_2", "checkout.session.completed", id, 4500, "usd"));
	says("unknown_order", message("evt_3", "checkout.session.completed", 424242, 4500, "eur"));
	cr_assert_str_eq(order_at(id).state, "awaiting_payment");
	cr_assert_eq(audit_count("order.payment_refused"), 2);
	cr_assert_str_eq(sql_text("SELECT detail FROM payment_event WHERE event_id = 'evt_1'"),
		"1 EUR instead of 4500 EUR");
}

Test(payments, a_second_payment_of_the_same_order_goes_back)
{
	int64_t id = order_by_card(make_class(10, 4500));
	bool more;

	paid(id, 4500);
	says("paid_twice", message("evt_2", "checkout.session.completed", id, 4500, "eur"));
	cr_assert_eq(payment_refund_one(&c, &more), ERR_OK);
	cr_assert_eq(other_side.refunded, 1);
	cr_assert_eq(
		sql_int("SELECT COUNT(*) FROM refund WHERE payment_intent = 'pi_of_evt_2' AND state = 'done'"),
		1);
	cr_assert_str_eq(order_at(id).state, "paid");
}

Test(payments, news_that_nobody_needs_is_taken_without_a_word)
{
	says("ignored", message("evt_1", "customer.created", 1, 1, "eur"));
}

/* --- late --- */

Test(payments, a_payment_that_comes_late_takes_the_seat_again_if_it_is_free)
{
	int64_t class = make_class(1, 4500), id = order_by_card(class);

	minutes_pass(PAYMENT_HOLD_MINUTES);
	holds_run_out();
	cr_assert_str_eq(state_of(ada, class), "cancelled");
	paid(id, 4500);
	cr_assert_str_eq(state_of(ada, class), "registered");
	cr_assert_str_eq(order_at(id).state, "paid");
	cr_assert_eq(order_at(id).refunds.n, 0);
	OK(cancel(booking_of(ada, class)));
	cr_assert_str_eq(order_at(id).state, "refunded", "the line follows the new registration");
	seats_hold();
}

Test(payments, a_payment_that_comes_when_the_seat_is_gone_goes_back)
{
	int64_t class = make_class(1, 4500), other = make_class(5, 1000), id;
	bool more;

	OK(put(other));
	id = order_by_card(class);
	minutes_pass(PAYMENT_HOLD_MINUTES);
	holds_run_out();
	act_as(STAFF);
	OK(book(class, grace));
	paid(id, 5500);
	cr_assert_str_eq(order_at(id).state, "partly_refunded");
	cr_assert_eq(order_at(id).refunded_minor, 4500);
	cr_assert_str_eq(state_of(ada, class), "cancelled");
	cr_assert_str_eq(state_of(ada, other), "registered");
	cr_assert_eq(payment_refund_one(&c, &more), ERR_OK);
	cr_assert_eq(other_side.amount, 4500);
	seats_hold();
}

Test(payments, a_page_that_closed_unpaid_ends_the_order)
{
	int64_t class = make_class(1, 4500), id = order_by_card(class);

	says("expired", message("evt_1", "checkout.session.expired", id, 4500, "eur"));
	cr_assert_str_eq(order_at(id).state, "cancelled");
	cr_assert_str_eq(state_of(ada, class), "cancelled");
	says("known", message("evt_2", "checkout.session.expired", id, 4500, "eur"));
}

Test(payments, who_came_up_from_the_line_may_open_another_page_until_the_deadline)
{
	int64_t class = make_class(1, 4500), id;

	act_as(STAFF);
	OK(book(class, grace));
	act_as_contact(ada);
	OK(put(class));
	act_as(STAFF);
	OK(cancel(booking_of(grace, class)));
	act_as_contact(ada);
	OK(checkout("card"));
	id = last_order();
	says("page_closed", message("evt_1", "checkout.session.expired", id, 4500, "eur"));
	cr_assert_str_eq(order_at(id).state, "awaiting_payment");
	cr_assert_str_eq(state_of(ada, class), "pending");
}

/* --- money back --- */

static int64_t paid_order(int64_t class)
{
	int64_t id = order_by_card(class);

	paid(id, 4500);
	return id;
}

static const char *refund_state(int64_t order)
{
	return sql_text("SELECT state FROM refund WHERE order_id = %lld ORDER BY id DESC LIMIT 1",
		(long long)order);
}

Test(payments, cancelling_in_time_gives_the_card_its_money_back_through_the_provider)
{
	int64_t class = make_class(10, 4500), id = paid_order(class);
	struct booking_end_preview p;
	bool more;

	OK(booking_cancel_preview(&c, booking_of(ada, class), &(struct booking_end){ 0 }, &p));
	cr_assert_str_eq(p.effect, "refund_to_card");
	OK(cancel(booking_of(ada, class)));
	cr_assert_str_eq(refund_state(id), "queued", "after the commit, not inside it");
	cr_assert_eq(other_side.refunded, 0);
	cr_assert_eq(payment_refund_one(&c, &more), ERR_OK);
	cr_assert(more);
	cr_assert_str_eq(refund_state(id), "done");
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM mail WHERE template = 'order_refunded'"), 1);
	cr_assert_eq(payment_refund_one(&c, &more), ERR_OK);
	cr_assert_not(more);
	cr_assert_eq(other_side.refunded, 1);
	says("known",
		arena_printf(&c.arena,
			"{\"id\":\"evt_9\",\"type\":\"charge.refunded\",\"data\":{\"object\":{\"id\":\"ch_1\","
			"\"payment_intent\":\"pi_of_evt_1\",\"amount_refunded\":4500,\"currency\":\"eur\"}}}"));
}

Test(payments, a_refund_is_tried_again_while_the_provider_is_away_under_the_same_key)
{
	int64_t class = make_class(10, 4500), id = paid_order(class);
	const char *once;
	bool more;

	OK(cancel(booking_of(ada, class)));
	other_side.fate = PAYMENT_AWAY;
	cr_assert_eq(payment_refund_one(&c, &more), ERR_OK);
	cr_assert_not(more);
	cr_assert_str_eq(refund_state(id), "queued");
	once = other_side.once;
	other_side.fate = PAYMENT_DONE;
	cr_assert_eq(payment_refund_one(&c, &more), ERR_OK);
	cr_assert_eq(other_side.refunded, 1, "not before its time");
	minutes_pass(1);
	cr_assert_eq(payment_refund_one(&c, &more), ERR_OK);
	cr_assert_str_eq(other_side.once, once);
	cr_assert_str_eq(refund_state(id), "done");
}

Test(payments, a_refund_that_the_provider_refuses_is_shown_and_can_be_tried_again)
{
	int64_t class = make_class(10, 4500), id = paid_order(class);
	const struct refund *r;
	bool more;

	OK(cancel(booking_of(ada, class)));
	other_side.fate = PAYMENT_REFUSED;
	cr_assert_eq(payment_refund_one(&c, &more), ERR_OK);
	r = order_at(id).refunds.items;
	cr_assert_str_eq(r->state, "failed");
	cr_assert_str_eq(r->error, "no such charge");
	act_as(STAFF);
	OK(refund_retry(&c, id, r->id));
	other_side.fate = PAYMENT_DONE;
	cr_assert_eq(payment_refund_one(&c, &more), ERR_OK);
	cr_assert_str_eq(refund_state(id), "done");
}

Test(payments, a_refund_made_on_the_providers_own_pages_is_noted)
{
	int64_t id = paid_order(make_class(10, 4500));

	says("refunded",
		"{\"id\":\"evt_9\",\"type\":\"charge.refunded\",\"data\":{\"object\":{\"id\":\"ch_1\","
		"\"payment_intent\":\"pi_of_evt_1\",\"amount_refunded\":4500,\"currency\":\"eur\"}}}");
	cr_assert_str_eq(order_at(id).state, "refunded");
	cr_assert_eq(order_at(id).refunds.n, 0, "nothing is left to give back");
}

/* --- the same message twice at once --- */

static const char *raced_body, *raced_signature;

static int teller(int64_t arg)
{
	(void)arg;
	return deliver(raced_body, raced_signature).status == 200 ? 0 : 1;
}

Test(payments, ten_copies_of_a_message_at_once_count_once)
{
	enum { COPIES = 10 };
	struct child children[COPIES];
	int64_t class = make_class(10, 4500), id = order_by_card(class);

	raced_body = message("evt_1", "checkout.session.completed", id, 4500, "eur");
	raced_signature = signature_at(raced_body, c.now.us / 1000000, settings.webhook_secret);
	for (int i = 0; i < COPIES; i++)
		children[i] = child_start(teller, 0);
	children_go(children, COPIES);
	for (int i = 0; i < COPIES; i++)
		cr_assert_eq(child_result(&children[i]), 0);
	cr_assert_eq(audit_count("order.pay"), 1);
	cr_assert_str_eq(state_of(ada, class), "registered");
	seats_hold();
}
