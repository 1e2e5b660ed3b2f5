#include "route.h"

#include "account.h"

enum err password_put(struct request *r)
{
	TRY(password_change(&r->c, r->in, request_cookie(r, SESSION_COOKIE)));
	return reply_nothing(r);
}

enum err invitation_post(struct request *r)
{
	struct invitation link;

	TRY(invitation_create(&r->c, r->id, &link));
	return reply_one(r, 201, invitation_fields, &link);
}

enum err invitation_accept_post(struct request *r)
{
	TRY(invitation_accept(&r->c, r->in));
	return reply_nothing(r);
}

enum err staff_list_get(struct request *r)
{
	struct page page = { 0 };

	TRY(staff_list(&r->c, &page.items));
	return reply_page(r, staff_member_fields, &page);
}

enum err contact_roles_put(struct request *r)
{
	struct role_set now;

	TRY(roles_replace(&r->c, r->id, r->version, r->in, &now));
	return reply_one(r, 200, role_set_fields, &now);
}
