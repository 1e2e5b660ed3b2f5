#include "route.h"

#include "setting.h"

enum err settings_get(struct request *r)
{
	struct organisation o = { 0 };

	TRY(organisation_find(&r->c, &o));
	return reply_one(r, 200, organisation_fields, &o);
}

enum err settings_patch(struct request *r)
{
	TRY(organisation_update(&r->c, r->version, r->in, r->sent));
	return settings_get(r);
}
