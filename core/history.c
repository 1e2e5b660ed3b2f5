#include "audit.h"
#include "db.h"

#include <string.h>

static const struct field history_object_fields[] = {
	FIELD(history_object, entity, OUT, 1, 32),
	FIELD(history_object, id, OUT, 1, WIDE),
	FIELD(history_object, title, OUT | NULLABLE, 0, 255),
	FIELD_END,
};
const struct field history_item_fields[] = {
	FIELD(history_item, id, OUT, 1, WIDE),
	FIELD(history_item, at, OUT, 0, WIDE),
	FIELD(history_item, actor_id, OUT | NULLABLE, 1, WIDE),
	FIELD(history_item, actor_name, OUT | NULLABLE, 0, 161),
	FIELD(history_item, action, OUT, 0, 64),
	FIELD(history_item, reason, OUT | NULLABLE, 0, 1000),
	FIELD(history_item, via, OUT, 0, 16),
	FIELD(history_item, entity, 0, 0, 32),
	FIELD(history_item, entity_id, 0, 0, WIDE),
	FIELD(history_item, title, 0, 0, 255),
	FIELD_SUB(history_item, object, OUT, history_object),
	FIELD(history_item, changes, OUT | RAW, 0, WIDE),
	FIELD_END,
};
const struct field history_query_fields[] = {
	FIELD(history_query, entity, 0, 0, 32),
	FIELD(history_query, entity_id, 0, 0, WIDE),
	FIELD(history_query, actor_id, IN | NULLABLE, 1, WIDE),
	FIELD(history_query, action, IN | PLAIN, 1, 64),
	FIELD(history_query, from, IN, DATE_MIN, DATE_MAX),
	FIELD(history_query, to, IN, DATE_MIN, DATE_MAX),
	FIELD(history_query, since, NULLABLE, 0, WIDE),
	FIELD(history_query, until, NULLABLE, 0, WIDE),
	PAGE_FIELDS(history_query),
	FIELD_END,
};

const struct field history_page_fields[] = { PAGE_FIELDS(history_query), FIELD_END };

#define COLUMNS(changes) \
	"SELECT a.id, a.at, a.actor_id, CONCAT(c.given_name, ' ', c.family_name) AS actor_name, a.action, a.reason, a.via, " \
	"a.entity, a.entity_id, a.title, " changes \
	" AS changes FROM audit a LEFT JOIN contact c ON c.id = a.actor_id "
#define NEWEST "a.id < IF(:after_id = 0, 9223372036854775807, :after_id) ORDER BY a.id DESC LIMIT :rows"

STMT(of_object, history_query, history_item,
	COLUMNS("a.changes") "WHERE a.entity = :entity AND a.entity_id = :entity_id AND a.action <> 'session.create' AND " NEWEST)

/*
 * An enrolment was made together with others: that one entry tells its
 * beginning too, but the list of the others is not part of its story.
 */
STMT(of_enrollment, history_query, history_item,
	COLUMNS("IF(a.entity = 'enrollment_batch', '[]', a.changes)") "WHERE ((a.entity = 'enrollment' AND a.entity_id = :entity_id) OR "
								      "(a.entity = 'enrollment_batch' AND a.entity_id = (SELECT batch_id FROM enrollment WHERE id = :entity_id))) "
								      "AND " NEWEST)

/* A call that changed thousands of things would make a page of megabytes; its size stands in their place. */
#define SHORT_CHANGES \
	"IF(LENGTH(a.changes) < 20000, a.changes, JSON_ARRAY(JSON_OBJECT('field', 'details', 'before', NULL, 'after', " \
	"CONCAT(LENGTH(a.changes) DIV 1024, ' KB, too long for this list'))))"

STMT(of_everything, history_query, history_item,
	COLUMNS(SHORT_CHANGES) "WHERE (:actor_id IS NULL OR a.actor_id = :actor_id) AND (:action IS NULL OR a.action = :action) "
			       "AND (:since IS NULL OR a.at >= :since) AND (:until IS NULL OR a.at < :until) AND " NEWEST)

static enum err list(struct ctx *c, struct stmt *s, struct history_query *q, struct page *into)
{
	struct history_item *items;

	TRY(PAGE_START(c, q));
	TRY(db_all(c, s, q, &into->items));
	items = into->items.items;
	if (page_cut(into, q->limit))
		into->next = page_cursor(c, NULL, items[q->limit - 1].id);
	for (size_t i = 0; i < into->items.n; i++) {
		items[i].object = arena_new(&c->arena, struct history_object);
		*items[i].object =
			(struct history_object){ items[i].entity, items[i].entity_id, items[i].title };
	}
	return ERR_OK;
}

static const char *const told[] = {
	"course",
	"course_enrollment",
	"credit_award",
	"credit_type",
	"contact",
	"program",
	"component",
	"offering",
	"enrollment",
	"settings",
	"registration",
	"sales_order",
	NULL,
};

enum err history_list(struct ctx *c, struct history_query *q, struct page *into)
{
	const char *const *entity = told;

	while (*entity && strcmp(*entity, q->entity) != 0)
		entity++;
	if (!*entity)
		return fail(c, ERR_NOT_FOUND, "Nothing of the kind \"%s\" has a history.", q->entity);
	return list(c, strcmp(q->entity, "enrollment") ? &of_object : &of_enrollment, q, into);
}

enum err audit_list(struct ctx *c, struct history_query *q, struct page *into)
{
	if (q->from.day)
		q->since = date_start_in(q->from, c->time_zone);
	if (q->to.day)
		q->until = date_start_in((struct date){ q->to.day + 1 }, c->time_zone);
	return list(c, &of_everything, q, into);
}
