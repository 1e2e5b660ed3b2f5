#include "route.h"

#include "db.h"
#include "setting.h"

static enum err ask_schema(struct ctx *c, void *arg)
{
	return schema_number(c, arg);
}

/* The transaction is here for its reconnecting: a restarted database is healthy again at once. */
enum err health_get(struct request *r)
{
	int64_t schema = 0;

	TRY(db_transact(&r->c, ask_schema, &schema, true));
	buf_printf(&r->out, "{\"status\":\"ok\",\"database\":\"ok\",\"schema\":%lld}", (long long)schema);
	return reply_json(r, 200);
}
