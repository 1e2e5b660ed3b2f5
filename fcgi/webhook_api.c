#include "route.h"

#include "webhook.h"

enum err webhook_settings_get(struct request *r)
{
	struct webhook_settings s;

	TRY(webhook_settings_find(&r->c, &s));
	return reply_one(r, 200, webhook_settings_fields, &s);
}

enum err webhook_settings_patch(struct request *r)
{
	TRY(webhook_settings_update(&r->c, r->version, r->in, r->sent));
	return webhook_settings_get(r);
}

static enum err reply_message(struct request *r, int status, int64_t id)
{
	struct webhook_delivery d;

	TRY(webhook_find(&r->c, id, &d));
	return reply_one(r, status, webhook_message_fields, &d);
}

enum err webhook_deliveries_get(struct request *r)
{
	struct webhook_query q = *(const struct webhook_query *)r->in;
	struct page page = { 0 };

	TRY(webhook_list(&r->c, &q, &page));
	return reply_page(r, webhook_delivery_fields, &page);
}

enum err webhook_delivery_get(struct request *r)
{
	return reply_message(r, 200, r->id);
}

enum err webhook_retry_post(struct request *r)
{
	TRY(webhook_retry(&r->c, r->id));
	return reply_message(r, 200, r->id);
}

enum err webhook_ping_post(struct request *r)
{
	struct webhook_delivery d = { 0 };

	TRY(webhook_ping(&r->c, &d));
	return reply_message(r, 201, d.id);
}
