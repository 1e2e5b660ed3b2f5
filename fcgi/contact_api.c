#include "route.h"

#include "contact.h"

enum err contact_list_get(struct request *r)
{
	struct contact_query q = *(const struct contact_query *)r->in;
	struct page page = { 0 };

	TRY(contact_list(&r->c, &q, &page));
	return reply_page(r, contact_row_fields, &page);
}

static enum err reply_contact(struct request *r, int status, int64_t id)
{
	struct contact contact = { 0 };

	TRY(contact_find(&r->c, id, &contact));
	return reply_one(r, status, contact_fields, &contact);
}

enum err contact_get(struct request *r)
{
	return reply_contact(r, 200, r->id);
}

enum err contact_post(struct request *r)
{
	struct contact contact = *(const struct contact *)r->in;

	TRY(contact_create(&r->c, &contact));
	return reply_contact(r, 201, contact.id);
}

enum err contact_patch(struct request *r)
{
	TRY(contact_update(&r->c, r->id, r->version, r->in, r->sent));
	return reply_contact(r, 200, r->id);
}
