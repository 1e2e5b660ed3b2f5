#include "http_post.h"
#include "json.h"
#include "payment.h"

#include <cjson/cJSON.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The version whose shapes are read here, whatever the account's own is. */
static const char *const headers[] = { "Stripe-Version: 2024-06-20", NULL };

static const char *text_in(const cJSON *o, const char *name)
{
	return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(o, name));
}

static int64_t number_in(const cJSON *o, const char *name)
{
	const cJSON *n = cJSON_GetObjectItemCaseSensitive(o, name);

	/* Beyond 2^53 a double says no exact number, and far beyond it none that fits. */
	return cJSON_IsNumber(n) && n->valuedouble > -9e15 && n->valuedouble < 9e15 ? (int64_t)n->valuedouble
										    : 0;
}

static const char *number(struct ctx *c, int64_t n)
{
	return arena_printf(&c->arena, "%lld", (long long)n);
}

/* Currencies are lower case there and upper case here. */
static const char *in_case(struct ctx *c, const char *currency, bool upper)
{
	char *text = currency ? arena_strdup(&c->arena, currency) : NULL;

	for (char *p = text; p && *p; p++)
		if (upper && *p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
		else if (!upper && *p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return text;
}

/* --- calls --- */

static enum payment_fate judge(struct ctx *c, const struct http_answer *a, cJSON **json,
	char why[static PAYMENT_WHY])
{
	const char *said;

	*json = NULL;
	snprintf(why, PAYMENT_WHY, "%s", a->status ? "The answer could not be read." : a->body);
	if (a->status && json_parse(c, a->body, a->length, json))
		return PAYMENT_AWAY;
	if (a->status >= 200 && a->status < 300)
		return PAYMENT_DONE;
	said = text_in(cJSON_GetObjectItemCaseSensitive(*json, "error"), "message");
	if (said)
		snprintf(why, PAYMENT_WHY, "%s", said);
	/* Too many calls, or the same one still running: later. A wrong key can be mended as well. */
	return a->status >= 400 && a->status < 500 && a->status != 401 && a->status != 409 && a->status != 429
		? PAYMENT_REFUSED
		: PAYMENT_AWAY;
}

static enum payment_fate post(struct ctx *c, const struct payment_settings *s, const char *path,
	struct buf *form, const char *once, cJSON **json, char why[static PAYMENT_WHY])
{
	struct http_post p = { .url = arena_printf(&c->arena, "%s%s", s->url, path),
		.bearer = s->key,
		.form = buf_end(form),
		.once = once,
		.headers = headers,
		.connect_ms = s->connect_ms,
		.total_ms = s->total_ms };
	struct http_answer answer;

	http_post(c, &p, &answer);
	return judge(c, &answer, json, why);
}

static void add_line(struct ctx *c, struct buf *b, const struct payment_ask *ask)
{
	form_add(b, "line_items[0][quantity]", "1");
	form_add(b, "line_items[0][price_data][currency]", in_case(c, ask->currency, false));
	form_add(b, "line_items[0][price_data][unit_amount]", number(c, ask->amount_minor));
	form_add(b, "line_items[0][price_data][product_data][name]", ask->title);
}

static enum payment_fate start(struct ctx *c, const struct payment_settings *s, const struct payment_ask *ask,
	struct payment_page *page, char why[static PAYMENT_WHY])
{
	struct buf b = { .arena = &c->arena };
	enum payment_fate fate;
	cJSON *json;

	form_add(&b, "mode", "payment");
	add_line(c, &b, ask);
	form_add(&b, "client_reference_id", number(c, ask->order_id));
	form_add(&b, "metadata[order_id]", number(c, ask->order_id));
	form_add(&b, "payment_intent_data[metadata][order_id]", number(c, ask->order_id));
	if (ask->email)
		form_add(&b, "customer_email", ask->email);
	form_add(&b, "success_url", ask->success_url);
	form_add(&b, "cancel_url", ask->cancel_url);
	form_add(&b, "expires_at", number(c, ask->expires_at.us / 1000000));
	fate = post(c, s, "/v1/checkout/sessions", &b, ask->once, &json, why);
	*page = (struct payment_page){ text_in(json, "id"), text_in(json, "url") };
	return fate == PAYMENT_DONE && !(page->session && page->url) ? PAYMENT_AWAY : fate;
}

static enum payment_fate refund(struct ctx *c, const struct payment_settings *s, struct payment_refund *r,
	char why[static PAYMENT_WHY])
{
	struct buf b = { .arena = &c->arena };
	enum payment_fate fate;
	const char *status;
	cJSON *json;

	form_add(&b, "payment_intent", r->intent);
	form_add(&b, "amount", number(c, r->amount_minor));
	fate = post(c, s, "/v1/refunds", &b, r->once, &json, why);
	r->ref = text_in(json, "id");
	status = text_in(json, "status");
	if (fate != PAYMENT_DONE || !status ||
		(strcmp(status, "failed") != 0 && strcmp(status, "canceled") != 0))
		return fate;
	snprintf(why, PAYMENT_WHY, "The provider says that the refund %s.", status);
	return PAYMENT_REFUSED;
}

/* --- messages --- */

static enum err refuse(struct ctx *c, const char *why)
{
	fail_clear(c);
	return fail(c, ERR_WEBHOOK_REFUSED, "%s", why);
}

/* The secret's HMAC of "t.body". */
static void sign(const struct payment_settings *s, const char *t, size_t n, const struct payment_message *m,
	unsigned char mac[static crypto_auth_hmacsha256_BYTES])
{
	crypto_auth_hmacsha256_state state;

	crypto_auth_hmacsha256_init(&state, (const unsigned char *)s->webhook_secret,
		strlen(s->webhook_secret));
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)t, n);
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)".", 1);
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)m->body, m->length);
	crypto_auth_hmacsha256_final(&state, mac);
}

static bool same_mac(const char *hex, size_t n, const unsigned char mac[static crypto_auth_hmacsha256_BYTES])
{
	unsigned char given[crypto_auth_hmacsha256_BYTES];
	size_t length;

	return !sodium_hex2bin(given, sizeof(given), hex, n, NULL, &length, NULL) &&
		length == sizeof(given) && !sodium_memcmp(given, mac, sizeof(given));
}

static const char *timestamp_in(const char *header)
{
	for (const char *p = header; *p; p += strcspn(p, ","), p += *p == ',')
		if (!strncmp(p, "t=", 2))
			return p + 2;
	return NULL;
}

/* "t=1492774577,v1=5257...,v1=...": one of the v1 must be ours, as while a secret is changed there are two. */
static enum err check_signature(struct ctx *c, const struct payment_settings *s,
	const struct payment_message *m)
{
	const char *t = m->signature ? timestamp_in(m->signature) : NULL;
	unsigned char mac[crypto_auth_hmacsha256_BYTES];
	int64_t age;
	bool ours = false;

	if (!t || strspn(t, "0123456789") == 0 || strspn(t, "0123456789") > 12)
		return refuse(c, "The message is not signed.");
	sign(s, t, strspn(t, "0123456789"), m, mac);
	for (const char *p = m->signature; *p; p += strcspn(p, ","), p += *p == ',')
		if (!strncmp(p, "v1=", 3))
			ours = same_mac(p + 3, strcspn(p + 3, ","), mac) || ours;
	if (!ours)
		return refuse(c, "The signature is not the provider's.");
	age = c->now.us / 1000000 - strtoll(t, NULL, 10);
	if (age > PAYMENT_MESSAGE_AGE_S || age < -PAYMENT_MESSAGE_AGE_S)
		return refuse(c, "The message was signed too long ago, or in the future.");
	return ERR_OK;
}

/* A page can be left before the money has come: then another message follows. */
static enum payment_news news_in(const char *kind, const cJSON *o)
{
	const char *paid = text_in(o, "payment_status");

	if (!strcmp(kind, "checkout.session.completed") ||
		!strcmp(kind, "checkout.session.async_payment_succeeded"))
		return paid && !strcmp(paid, "paid") ? PAYMENT_PAID : PAYMENT_OTHER;
	if (!strcmp(kind, "checkout.session.expired"))
		return PAYMENT_EXPIRED;
	return strcmp(kind, "charge.refunded") ? PAYMENT_OTHER : PAYMENT_REFUNDED;
}

static int64_t order_in(const cJSON *o)
{
	const char *id = text_in(o, "client_reference_id");

	if (!id)
		id = text_in(cJSON_GetObjectItemCaseSensitive(o, "metadata"), "order_id");
	return id && strspn(id, "0123456789") == strlen(id) && strlen(id) <= 15 ? strtoll(id, NULL, 10) : 0;
}

static enum err parse_webhook(struct ctx *c, const struct payment_settings *s,
	const struct payment_message *m, struct payment_event *into)
{
	const cJSON *o;
	cJSON *json;

	TRY(check_signature(c, s, m));
	if (json_parse(c, m->body, m->length, &json))
		return refuse(c, "The message is not JSON.");
	o = cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(json, "data"), "object");
	*into = (struct payment_event){ .event_id = text_in(json, "id"), .kind = text_in(json, "type") };
	if (!into->event_id || !into->kind || !o || strlen(into->event_id) > 255 || strlen(into->kind) > 64)
		return refuse(c, "The message is not an event.");
	into->news = news_in(into->kind, o);
	into->order_id = order_in(o);
	into->session = text_in(o, "id");
	into->intent = text_in(o, "payment_intent");
	into->currency = in_case(c, text_in(o, "currency"), true);
	into->amount_minor =
		number_in(o, into->news == PAYMENT_REFUNDED ? "amount_refunded" : "amount_total");
	return ERR_OK;
}

const struct payment_provider stripe = {
	.name = "stripe",
	.url = "https://api.stripe.com",
	.start = start,
	.refund = refund,
	.parse_webhook = parse_webhook,
};
