#include "contact.h"
#include "db.h"
#include "enrollment_row.h"
#include "seat.h"

#include <string.h>

const struct field offering_card_fields[] = {
	FIELD(offering_card, id, OUT, 1, WIDE),
	FIELD(offering_card, component_id, OUT, 1, WIDE),
	FIELD(offering_card, title, OUT, 1, 200),
	FIELD(offering_card, component_title, OUT, 1, 200),
	FIELD(offering_card, component_kind, OUT, 1, 16),
	FIELD(offering_card, location, OUT | NULLABLE, 0, 200),
	FIELD(offering_card, status, OUT, 1, 16),
	FIELD(offering_card, starts_at, OUT | NULLABLE, 0, WIDE),
	FIELD(offering_card, ends_at, OUT | NULLABLE, 0, WIDE),
	FIELD(offering_card, capacity, OUT | NULLABLE, 0, WIDE),
	FIELD(offering_card, seats_taken, 0, 0, WIDE),
	FIELD(offering_card, seats_left, OUT, 0, WIDE),
	FIELD(offering_card, seats_waiting, OUT, 0, WIDE),
	FIELD_SUB(offering_card, price, OUT | NULLABLE, price),
	FIELD(offering_card, price_minor, 0, 0, WIDE),
	FIELD(offering_card, price_currency, 0, 0, 3),
	FIELD(offering_card, refund_until, OUT | NULLABLE, 0, WIDE),
	FIELD(offering_card, registration, OUT, 1, 12),
	FIELD(offering_card, registration_id, OUT | NULLABLE, 0, WIDE),
	FIELD(offering_card, position, OUT, 0, WIDE),
	FIELD(offering_card, order_id, OUT | NULLABLE, 0, WIDE),
	FIELD(offering_card, hold_until, OUT | NULLABLE, 0, WIDE),
	FIELD(offering_card, may_register, OUT, 0, 1),
	FIELD_SUB(offering_card, why_not, OUT | NULLABLE, finding),
	FIELD(offering_card, refund_days, 0, 0, 365),
	FIELD(offering_card, sort_text, 0, 0, 40),
	FIELD_END,
};
const struct field offering_card_query_fields[] = {
	FIELD(offering_card_query, q, IN | TRIM, 0, 200),
	FIELD(offering_card_query, pattern, 0, 0, 404),
	PAGE_FIELDS(offering_card_query),
	FIELD_END,
};

/* What has no date can be done at any time, and comes last. */
#define SORT "COALESCE(DATE_FORMAT(o.starts_at, '%Y-%m-%dT%H:%i:%s.%f'), '9999')"
#define CARD \
	"SELECT o.id, o.component_id, o.title, k.title AS component_title, k.kind AS component_kind, o.location, o.status, " \
	"o.starts_at, o.ends_at, o.capacity, o.seats_taken, o.seats_waiting, COALESCE(o.price_minor, 0) AS price_minor, " \
	"o.price_currency, COALESCE(o.refund_days, (SELECT refund_days FROM organisation)) AS refund_days, " \
	"COALESCE(r.state, 'none') AS registration, r.id AS registration_id, r.order_id, r.hold_until, " BOOKING_POSITION \
	", " SORT " AS sort_text FROM offering o JOIN component k ON k.id = o.component_id " \
	"LEFT JOIN registration r ON r.offering_id = o.id AND r.contact_id = :actor_id AND r.live = 1 "

STMT(find_card, offering_card, offering_card, CARD "WHERE o.id = :id")
STMT(list_cards, offering_card_query, offering_card,
	CARD
	"WHERE o.status = 'open' AND k.status = 'active' AND (o.starts_at IS NULL OR o.starts_at > :now) "
	"AND (o.ends_at IS NULL OR o.ends_at > :now) AND (:pattern IS NULL OR o.title LIKE :pattern OR k.title LIKE :pattern "
	"OR o.location LIKE :pattern) AND (" SORT
	", o.id) > (:after_text, :after_id) ORDER BY sort_text, o.id LIMIT :rows")

static struct seats seats_of(const struct offering_card *o)
{
	return (struct seats){ .offering_id = o->id,
		.title = o->title,
		.status = o->status,
		.starts_at = o->starts_at,
		.ends_at = o->ends_at,
		.refund_days = o->refund_days };
}

static void dress(struct ctx *c, struct offering_card *o)
{
	struct seats s = seats_of(o);

	o->price = price_of(c, o->price_minor, o->price_currency);
	o->refund_until = o->price_minor ? seats_refund_until(&s) : (struct instant){ 0 };
	o->seats_left = o->capacity ? o->capacity - o->seats_taken : 0;
	o->why_not = finding_of(c, seats_check_open(c, &s));
	o->may_register = !o->why_not && !strcmp(o->registration, "none");
}

enum err offering_cards(struct ctx *c, struct offering_card_query *q, struct page *into)
{
	struct offering_card *items;

	TRY(PAGE_START(c, q));
	q->pattern = like_anywhere(c, q->q);
	TRY(db_all(c, &list_cards, q, &into->items));
	items = into->items.items;
	if (page_cut(into, q->limit))
		into->next = page_cursor(c, items[q->limit - 1].sort_text, items[q->limit - 1].id);
	for (size_t i = 0; i < into->items.n; i++)
		dress(c, &items[i]);
	return ERR_OK;
}

enum err offering_card(struct ctx *c, int64_t id, struct offering_card *into)
{
	TRY(db_one(c, &find_card, &(struct offering_card){ .id = id }, into));
	dress(c, into);
	return ERR_OK;
}
