#include "route.h"

#include "audit.h"

enum err history_get(struct request *r)
{
	struct history_query q = *(const struct history_query *)r->in;
	struct page page = { 0 };

	q.entity = r->word;
	q.entity_id = r->id;
	TRY(history_list(&r->c, &q, &page));
	return reply_page(r, history_item_fields, &page);
}

enum err audit_get(struct request *r)
{
	struct history_query q = *(const struct history_query *)r->in;
	struct page page = { 0 };

	TRY(audit_list(&r->c, &q, &page));
	return reply_page(r, history_item_fields, &page);
}
