#include "route.h"

#include "component.h"

enum err component_list_get(struct request *r)
{
	struct component_query q = *(const struct component_query *)r->in;
	struct page page = { 0 };

	TRY(component_list(&r->c, &q, &page));
	return reply_page(r, component_row_fields, &page);
}

static enum err reply_component(struct request *r, int status, int64_t id)
{
	struct component k = { 0 };

	TRY(component_find(&r->c, id, &k));
	return reply_one(r, status, component_fields, &k);
}

enum err component_get(struct request *r)
{
	return reply_component(r, 200, r->id);
}

enum err component_post(struct request *r)
{
	struct component k = *(const struct component *)r->in;

	TRY(component_create(&r->c, &k));
	return reply_component(r, 201, k.id);
}

enum err component_patch(struct request *r)
{
	TRY(component_update(&r->c, r->id, r->version, r->in, r->sent));
	return reply_component(r, 200, r->id);
}

enum err offering_list_get(struct request *r)
{
	struct offering_query q = *(const struct offering_query *)r->in;
	struct page page = { 0 };

	q.component_id = r->id;
	TRY(offering_list(&r->c, &q, &page));
	return reply_page(r, offering_fields, &page);
}

static enum err reply_offering(struct request *r, int status, int64_t id)
{
	struct offering o = { 0 };

	TRY(offering_find(&r->c, id, &o));
	return reply_one(r, status, offering_fields, &o);
}

enum err offering_get(struct request *r)
{
	return reply_offering(r, 200, r->id);
}

enum err offering_post(struct request *r)
{
	struct offering o = *(const struct offering *)r->in;

	o.component_id = r->id;
	TRY(offering_create(&r->c, &o));
	return reply_offering(r, 201, o.id);
}

enum err offering_patch(struct request *r)
{
	TRY(offering_update(&r->c, r->id, r->version, r->in, r->sent));
	return reply_offering(r, 200, r->id);
}
