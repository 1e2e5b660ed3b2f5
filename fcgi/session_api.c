#include "route.h"

#include "account.h"

#include <string.h>

static bool over_tls(const struct request *r)
{
	return !strcmp(r->scheme, "https") || (r->origin && !strncmp(r->origin, "https://", 8));
}

/* The second cookie only tells the site's scripts that asking for the session is worth a call. */
static void set_cookies(struct request *r, const char *token)
{
	int seconds = *token ? SESSION_HOURS * 3600 : 0;
	const char *rest = arena_printf(&r->c.arena, "; Path=/; Max-Age=%d; SameSite=Lax%s", seconds,
		over_tls(r) ? "; Secure" : "");

	reply_header(r, "Set-Cookie",
		arena_printf(&r->c.arena, SESSION_COOKIE "=%s%s; HttpOnly", token, rest));
	reply_header(r, "Set-Cookie", arena_printf(&r->c.arena, "laurel_hint=%s%s", *token ? "1" : "", rest));
}

enum err session_get(struct request *r)
{
	struct session_view view;

	TRY(session_show(&r->c, &view));
	return reply_one(r, 200, session_view_fields, &view);
}

enum err session_post(struct request *r)
{
	const char *token;

	TRY(sign_in(&r->c, r->in, r->address, &token));
	TRY(session_open(&r->c, token));
	set_cookies(r, token);
	return session_get(r);
}

enum err session_delete(struct request *r)
{
	TRY(sign_out(&r->c, request_cookie(r, SESSION_COOKIE)));
	set_cookies(r, "");
	return reply_nothing(r);
}

enum err sessions_delete(struct request *r)
{
	TRY(sign_out_everywhere(&r->c));
	set_cookies(r, "");
	return reply_nothing(r);
}
