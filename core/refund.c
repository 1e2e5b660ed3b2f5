#include "db.h"
#include "order_row.h"
#include "outbox.h"

#include <string.h>

STMT(insert_refund, refund, none,
	"INSERT INTO refund (order_id, amount_minor, state, cause, payment_intent, created_at) "
	"VALUES (:order_id, :amount_minor, :state, :cause, :payment_intent, :now)")
STMT(lock_refund, refund, refund,
	"SELECT id, order_id, amount_minor, state, cause, error, payment_intent, provider_ref, created_at, done_at FROM refund "
	"WHERE id = :id AND order_id = :order_id FOR UPDATE")
STMT(update_refund, refund, none,
	"UPDATE refund SET state = :state, error = :error, provider_ref = :provider_ref, done_at = :done_at WHERE id = :id")

/* What the provider has to be told leaves after the commit. */
static enum err queue(struct ctx *c, const struct refund *r)
{
	return outbox_add(c, "refund", arena_printf(&c->arena, "{\"refund_id\":%lld}", (long long)r->id));
}

enum err refund_add(struct ctx *c, const struct order *o, struct refund *r)
{
	r->order_id = o->id;
	r->state = r->payment_intent ? "queued" : "manual";
	TRY(db_insert(c, &insert_refund, r, &r->id, ERR_INTERNAL));
	return r->payment_intent ? queue(c, r) : ERR_OK;
}

static enum err change(struct ctx *c, int64_t order_id, int64_t id, const char *from, const char *to)
{
	struct refund before, after;

	TRY(db_one(c, &lock_refund, &(struct refund){ .id = id, .order_id = order_id }, &before));
	if (strcmp(before.state, from) != 0)
		return fail(c, ERR_BAD_MOVE, "The refund is %s.", before.state);
	after = before;
	after.state = to;
	after.error = NULL;
	if (!strcmp(to, "done"))
		after.done_at = c->now;
	TRY(db_exec(c, &update_refund, &after));
	audit(c, arena_printf(&c->arena, "refund.%s", to),
		(struct audit_object){ "sales_order", order_id, order_number(c, order_id) }, refund_fields,
		&before, &after);
	return strcmp(to, "queued") ? ERR_OK : queue(c, &after);
}

enum err refund_done(struct ctx *c, int64_t order_id, int64_t refund_id)
{
	return change(c, order_id, refund_id, "manual", "done");
}

enum err refund_retry(struct ctx *c, int64_t order_id, int64_t refund_id)
{
	return change(c, order_id, refund_id, "failed", "queued");
}
