#include "call.h"

#include "json.h"
#include "password.h"

/* A session as signing in would leave it. */
static const char *cookie_of(unsigned role)
{
	const char *token = arena_printf(&c.arena, "token-of-%u", role);
	long long id = contact_of_role(role);
	const char *name = NULL;

	for (size_t i = 0; i < role_count; i++)
		if (role_rows[i].bit == role)
			name = role_rows[i].name;
	cr_assert_not_null(name);
	if (role != LEARNER)
		sql("INSERT IGNORE INTO role_grant VALUES (%lld, '%s')", id, name);
	sql("INSERT IGNORE INTO account (contact_id, password_hash, created_at) VALUES (%lld, 'none', '2026-01-01')",
		id);
	sql("INSERT IGNORE INTO session VALUES ('%s', %lld, '2026-06-15 12:00:00', '2026-06-15 12:00:00')",
		text_hash(&c.arena, "session", token), id);
	return arena_printf(&c.arena, SESSION_COOKIE "=%s", token);
}

struct request *call_begin(unsigned role, enum method method, const char *path, const char *body)
{
	static struct request r; /* too large for a stack */

	request_begin(&r, c.db);
	json_use_arena(&r.c.arena);
	r.c.now = c.now;
	r.c.today = c.today;
	r.c.request_id = "test";
	r.method = method;
	r.path = path;
	r.fetch_site = "same-origin";
	r.requested_with = "laurel";
	r.cookie = role == ANONYMOUS ? NULL : cookie_of(role);
	if (body) {
		r.body = body;
		r.body_length = strlen(body);
		r.content_type = "application/json";
	}
	return &r;
}

static const char *code_in(const char *body)
{
	static const char member[] = "\"code\":\"";
	const char *at = strstr(body, member);

	if (!at)
		return "";
	at += sizeof(member) - 1;
	return arena_printf(&c.arena, "%.*s", (int)strcspn(at, "\""), at);
}

struct answer call_end(struct request *r)
{
	struct answer a;

	dispatch(r);
	a.status = r->status;
	a.body = arena_printf(&c.arena, "%.*s", (int)r->out.used, r->out.used ? r->out.data : "");
	a.code = a.status < 400 ? "" : code_in(a.body);
	json_use_arena(&c.arena);
	return a;
}

struct answer call(unsigned role, enum method method, const char *path, const char *body)
{
	return call_end(call_begin(role, method, path, body));
}
