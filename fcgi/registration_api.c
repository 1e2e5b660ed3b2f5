#include "route.h"

#include "contact.h"
#include "registration.h"

static enum err reply_mailed(struct request *r)
{
	static const struct mailed mailed = {
		"A mail is on its way to the address, if it can be used. Look for it, also among the unwanted ones."
	};

	return reply_one(r, 202, mailed_fields, &mailed);
}

enum err registration_post(struct request *r)
{
	TRY(registration_ask(&r->c, r->in, r->address));
	return reply_mailed(r);
}

enum err registration_confirm_post(struct request *r)
{
	struct confirmed done;

	TRY(registration_confirm(&r->c, r->in, &done));
	return reply_one(r, 200, confirmed_fields, &done);
}

enum err password_reset_post(struct request *r)
{
	TRY(password_reset_ask(&r->c, r->in, r->address));
	return reply_mailed(r);
}

enum err password_reset_accept_post(struct request *r)
{
	TRY(password_reset_accept(&r->c, r->in));
	return reply_nothing(r);
}

enum err email_change_confirm_post(struct request *r)
{
	struct confirmed done;

	TRY(email_change_confirm(&r->c, r->in, &done));
	return reply_one(r, 200, confirmed_fields, &done);
}

static enum err reply_me(struct request *r)
{
	struct contact me = { 0 };

	TRY(me_find(&r->c, &me));
	return reply_one(r, 200, me_fields, &me);
}

enum err me_get(struct request *r)
{
	return reply_me(r);
}

enum err me_patch(struct request *r)
{
	TRY(me_update(&r->c, r->version, r->in, r->sent));
	return reply_me(r);
}

enum err me_email_post(struct request *r)
{
	TRY(email_change_ask(&r->c, r->in));
	return reply_mailed(r);
}
