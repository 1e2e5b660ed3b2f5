#include "route.h"

#include "profile.h"

enum err profile_field_list_get(struct request *r)
{
	struct page page = { 0 };

	TRY(profile_field_list(&r->c, &page.items));
	return reply_page(r, profile_field_fields, &page);
}

static enum err reply_field(struct request *r, int status, int64_t id)
{
	struct profile_field f;

	TRY(profile_field_find(&r->c, id, &f));
	return reply_one(r, status, profile_field_fields, &f);
}

enum err profile_field_get(struct request *r)
{
	return reply_field(r, 200, r->id);
}

enum err profile_field_post(struct request *r)
{
	struct profile_field f = *(const struct profile_field *)r->in;

	TRY(profile_field_create(&r->c, &f));
	return reply_field(r, 201, f.id);
}

enum err profile_field_patch(struct request *r)
{
	TRY(profile_field_update(&r->c, r->id, r->version, r->in, r->sent));
	return reply_field(r, 200, r->id);
}

enum err profile_field_delete(struct request *r)
{
	TRY(profile_field_remove(&r->c, r->id));
	return reply_nothing(r);
}

enum err profile_missing_get(struct request *r)
{
	struct missing_query q = *(const struct missing_query *)r->in;
	struct page page = { 0 };

	q.field_id = r->id;
	TRY(profile_missing(&r->c, &q, &page));
	return reply_page(r, contact_row_fields, &page);
}

enum err me_profile_fields_get(struct request *r)
{
	struct page page = { 0 };

	TRY(profile_member_fields(&r->c, &page.items));
	return reply_page(r, member_field_fields, &page);
}
