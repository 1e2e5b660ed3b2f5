#include "db.h"
#include "json.h"
#include "order_row.h"
#include "outbox.h"
#include "payment_settings.h"
#include "sales_mail.h"

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
	return strcmp(to, "queued") ? tell_refunded(c, &after) : queue(c, &after);
}

enum err refund_done(struct ctx *c, int64_t order_id, int64_t refund_id)
{
	return change(c, order_id, refund_id, "manual", "done");
}

enum err refund_retry(struct ctx *c, int64_t order_id, int64_t refund_id)
{
	return change(c, order_id, refund_id, "failed", "queued");
}

/* --- telling the provider --- */

struct refund_task {
	struct outbox message;
	struct refund refund;
	int64_t refund_id;
	bool found;
	enum payment_fate fate;
	const char *ref, *why;
};
static const struct field refund_task_fields[] = { FIELD(refund_task, refund_id, IN | REQ, 1, WIDE),
	FIELD_END };

STMT(find_refund, refund, refund,
	"SELECT id, order_id, amount_minor, state, cause, error, payment_intent, provider_ref, created_at, done_at FROM refund "
	"WHERE id = :id")

static enum err take(struct ctx *c, void *arg)
{
	struct refund_task *t = arg;
	struct cJSON *json;

	*t = (struct refund_task){ 0 };
	TRY(outbox_take(c, "refund", &t->message, &t->found));
	if (!t->found)
		return ERR_OK;
	TRY(json_parse(c, t->message.payload, strlen(t->message.payload), &json));
	TRY(json_read(c, refund_task_fields, json, false, t, NULL));
	return db_one(c, &find_refund, &(struct refund){ .id = t->refund_id }, &t->refund);
}

static enum err finish(struct ctx *c, void *arg)
{
	const struct refund_task *t = arg;
	struct refund before = t->refund, after = t->refund;

	if (t->fate == PAYMENT_AWAY)
		return outbox_failed(c, t->message.id, t->why);
	after.state = t->fate == PAYMENT_DONE ? "done" : "failed";
	after.error = t->fate == PAYMENT_DONE ? NULL : t->why;
	after.provider_ref = t->ref;
	after.done_at = t->fate == PAYMENT_DONE ? c->now : (struct instant){ 0 };
	TRY(db_exec(c, &update_refund, &after));
	audit(c, arena_printf(&c->arena, "refund.%s", after.state),
		(struct audit_object){ "sales_order", after.order_id, order_number(c, after.order_id) },
		refund_fields, &before, &after);
	if (t->fate == PAYMENT_DONE)
		TRY(tell_refunded(c, &after));
	return outbox_sent(c, t->message.id);
}

/* The same key as long as it is the same refund: one that got through and whose answer was lost is not made twice. */
static void tell(struct ctx *c, struct refund_task *t)
{
	const struct payment_settings *s = payment_settings();
	char *why = arena_alloc(&c->arena, PAYMENT_WHY);
	struct payment_refund r = { .amount_minor = t->refund.amount_minor,
		.intent = t->refund.payment_intent,
		.once = arena_printf(&c->arena, "laurel-refund-%lld-%lld", (long long)t->refund.id,
			(long long)t->message.id) };

	t->fate = s->provider->refund(c, s, &r, why);
	t->ref = r.ref;
	t->why = why;
}

enum err payment_refund_one(struct ctx *c, bool *more)
{
	struct refund_task t;

	*more = false;
	if (!payment_offered())
		return ERR_OK;
	TRY(db_transact(c, take, &t, false));
	if (!t.found)
		return ERR_OK;
	tell(c, &t);
	*more = t.fate != PAYMENT_AWAY;
	return db_transact(c, finish, &t, false);
}
