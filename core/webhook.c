#include "webhook.h"
#include "audit.h"
#include "contact.h"
#include "db.h"
#include "json.h"
#include "webhook_keys.h"

#include <string.h>

const struct move webhook_moves[] = {
	{ "retry", "failed", "waiting" },
	{ "retry", "delivered", "waiting" },
	MOVE_END,
};

static const char *const states[] = { "waiting", "delivered", "failed", NULL };

const struct field webhook_settings_fields[] = {
	FIELD(webhook_settings, enabled, IN | OUT, 0, 1),
	FIELD(webhook_settings, url, IN | OUT | NULLABLE | TRIM, 1, 2000),
	FIELD(webhook_settings, can_sign, OUT | QUIET, 0, 1),
	FIELD(webhook_settings, waiting, OUT | QUIET, 0, WIDE),
	FIELD(webhook_settings, failed, OUT | QUIET, 0, WIDE),
	FIELD(webhook_settings, version, OUT | QUIET, 1, WIDE),
	FIELD_END,
};
/* In a list without what it says, by itself with it. */
#define DELIVERY_FIELDS(payload_flags) \
	FIELD(webhook_delivery, id, OUT, 1, WIDE), FIELD(webhook_delivery, event, OUT, 1, 32), \
		FIELD_WORD(webhook_delivery, state, OUT, states), \
		FIELD(webhook_delivery, attempts, OUT, 0, WIDE), \
		FIELD(webhook_delivery, status, OUT | NULLABLE, 0, 999), \
		FIELD(webhook_delivery, error, OUT | NULLABLE, 0, 500), \
		FIELD(webhook_delivery, payload, payload_flags, 0, WIDE), \
		FIELD(webhook_delivery, created_at, OUT | QUIET, 0, WIDE), \
		FIELD(webhook_delivery, send_at, OUT | QUIET, 0, WIDE), \
		FIELD(webhook_delivery, ended_at, OUT | NULLABLE | QUIET, 0, WIDE), \
		FIELD(webhook_delivery, version, OUT | QUIET, 1, WIDE), FIELD_END
const struct field webhook_delivery_fields[] = { DELIVERY_FIELDS(NULLABLE | QUIET) };
const struct field webhook_message_fields[] = { DELIVERY_FIELDS(OUT | RAW) };
const struct field webhook_query_fields[] = {
	FIELD_WORD(webhook_query, state, IN | NULLABLE, states),
	PAGE_FIELDS(webhook_query),
	FIELD_END,
};

/* --- settings --- */

static const struct webhook_keys *in_use;

void webhook_use(const struct webhook_keys *keys)
{
	in_use = keys;
}

const struct webhook_keys *webhook_keys(void)
{
	return in_use;
}

#define SETTINGS \
	"SELECT enabled, url, version, (SELECT COUNT(*) FROM webhook_delivery d WHERE d.state = 'waiting') AS waiting, " \
	"(SELECT COUNT(*) FROM webhook_delivery d WHERE d.state = 'failed') AS failed FROM webhook_setting"
STMT(find_settings, none, webhook_settings, SETTINGS)
STMT(lock_settings, none, webhook_settings, SETTINGS " FOR UPDATE")
STMT(update_settings, webhook_settings, none,
	"UPDATE webhook_setting SET enabled = :enabled, url = :url, version = version + 1")

enum err webhook_settings_find(struct ctx *c, struct webhook_settings *into)
{
	*into = (struct webhook_settings){ 0 };
	TRY(db_one(c, &find_settings, NULL, into));
	into->can_sign = in_use && in_use->secret;
	return ERR_OK;
}

static enum err check_settings(struct ctx *c, const struct webhook_settings *s)
{
	if (s->enabled && !s->url)
		return fail_field(c, "url", "is needed to switch the webhook on");
	if (s->url && !webhook_url_safe(s->url, in_use && in_use->loopback))
		return fail_field(c, "url",
			"must begin with https://, name a host and no user, and have no spaces");
	if (s->enabled && (!in_use || !in_use->secret))
		return fail(c, ERR_NO_WEBHOOK_SECRET, "There is no secret to sign messages with.");
	return ERR_OK;
}

enum err webhook_settings_update(struct ctx *c, int64_t version, const struct webhook_settings *in,
	uint64_t sent)
{
	struct webhook_settings before = { 0 }, after;

	TRY(db_one(c, &lock_settings, NULL, &before));
	TRY(version_check(c, before.version, version));
	after = before;
	field_merge(webhook_settings_fields, &after, in, sent);
	if (audit_nothing(c, webhook_settings_fields, &before, &after))
		return ERR_OK;
	TRY(check_settings(c, &after));
	TRY(db_exec(c, &update_settings, &after));
	audit(c, "webhook.update", (struct audit_object){ "settings", 3, "Webhook" }, webhook_settings_fields,
		&before, &after);
	return ERR_OK;
}

/* --- what became of it --- */

#define DELIVERY \
	"SELECT id, event, state, attempts, status, error, created_at, send_at, ended_at, version FROM webhook_delivery "
#define NEWEST "id < IF(:after_id = 0, 9223372036854775807, :after_id) ORDER BY id DESC LIMIT :rows"
STMT(list_deliveries, webhook_query, webhook_delivery, DELIVERY "WHERE " NEWEST)
STMT(list_deliveries_in, webhook_query, webhook_delivery, DELIVERY "WHERE state = :state AND " NEWEST)
STMT(find_delivery, webhook_delivery, webhook_delivery,
	"SELECT id, event, state, attempts, status, error, payload, created_at, send_at, ended_at, version FROM webhook_delivery WHERE id = :id")
STMT(lock_delivery, webhook_delivery, webhook_delivery, DELIVERY "WHERE id = :id FOR UPDATE")
STMT(send_again, webhook_delivery, none,
	"UPDATE webhook_delivery SET state = :state, attempts = 0, send_at = :now, ended_at = NULL, version = version + 1 WHERE id = :id")
struct ping {
	const char *stamp;
};
static const struct field ping_fields[] = {
	FIELD(ping, stamp, 0, 0, 40),
	FIELD_END,
};
STMT(insert_ping, ping, none,
	"INSERT INTO webhook_delivery (event, payload, state, send_at, created_at) SELECT 'ping', " WEBHOOK_ENVELOPE(
		"'ping'", "JSON_OBJECT()"))

enum err webhook_list(struct ctx *c, struct webhook_query *q, struct page *into)
{
	const struct webhook_delivery *items;

	TRY(PAGE_START(c, q));
	TRY(db_all(c, q->state ? &list_deliveries_in : &list_deliveries, q, &into->items));
	items = into->items.items;
	if (page_cut(into, q->limit))
		into->next = page_cursor(c, NULL, items[q->limit - 1].id);
	return ERR_OK;
}

enum err webhook_find(struct ctx *c, int64_t id, struct webhook_delivery *into)
{
	*into = (struct webhook_delivery){ .id = id };
	return db_one(c, &find_delivery, into, into);
}

static struct audit_object named(const struct webhook_delivery *d)
{
	return (struct audit_object){ "webhook", d->id, d->event };
}

enum err webhook_retry(struct ctx *c, int64_t id)
{
	struct webhook_delivery before = { .id = id }, after;

	TRY(db_one(c, &lock_delivery, &before, &before));
	after = before;
	TRY(move(c, webhook_moves, "retry", &after.state, ERR_BAD_MOVE));
	after.attempts = 0;
	TRY(db_exec(c, &send_again, &after));
	audit(c, "webhook.retry", named(&after), webhook_delivery_fields, &before, &after);
	return ERR_OK;
}

enum err webhook_ping(struct ctx *c, struct webhook_delivery *into)
{
	char stamp[INSTANT_TEXT];
	struct webhook_settings s;

	TRY(webhook_settings_find(c, &s));
	if (!s.enabled)
		return fail(c, ERR_WEBHOOK_OFF, "Messages are not sent while the webhook is off.");
	instant_format(c->now, stamp);
	TRY(db_insert(c, &insert_ping, &(struct ping){ stamp }, &into->id, ERR_INTERNAL));
	TRY(webhook_find(c, into->id, into));
	audit(c, "webhook.ping", named(into), webhook_delivery_fields, NULL, into);
	return ERR_OK;
}
