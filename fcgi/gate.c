#include "gate.h"

#include "account.h"
#include "db.h"
#include "idempotency.h"

#include <string.h>
#include <strings.h>

static const struct field nothing_fields[] = { FIELD_END };

static bool is_json(const char *type)
{
	size_t n = strlen("application/json");

	return type && !strncasecmp(type, "application/json", n) &&
		(!type[n] || type[n] == ';' || type[n] == ' ');
}

/* A JSON body is read whole, once it is known that the call takes one. */
static void load_body(struct request *r)
{
	char *body;
	size_t got = 0, part = 1;

	if (!r->line.read || r->announced <= 0)
		return;
	r->too_large = r->announced > BODY_MAX;
	if (r->too_large)
		return;
	body = arena_raw(&r->c.arena, (size_t)r->announced + 1);
	while (part && got < (size_t)r->announced) {
		part = body_read(r, body + got, (size_t)r->announced - got);
		got += part;
	}
	body[got] = '\0';
	r->body = body;
	r->body_length = got;
	r->cut_off = !body_complete(r);
}

static enum err check_body(struct request *r)
{
	if (r->route->flags & STREAM_BODY)
		return r->line.read && r->announced < 0
			? fail(&r->c, ERR_MALFORMED,
				  "The header Content-Length is missing: without it, half a file would look like a whole one.")
			: ERR_OK;
	load_body(r);
	if (r->too_large)
		return fail(&r->c, ERR_TOO_LARGE, "A body may have at most %d bytes.", BODY_MAX);
	if (r->cut_off)
		return fail(&r->c, ERR_MALFORMED, "The body ended before the length that was announced.");
	if (!r->body_length)
		return ERR_OK;
	if (route_takes_query(r->route))
		return fail(&r->c, ERR_MALFORMED, "%s takes no body here.", method_name(r->method));
	if (!is_json(r->content_type))
		return fail(&r->c, ERR_UNSUPPORTED_TYPE, "The body must be application/json.");
	return ERR_OK;
}

/* Where TLS ends before nginx, nginx sees http while the browser says https; the reverse is never right. */
static bool same_origin(const struct request *r)
{
	static const char http[] = "http://", https[] = "https://";
	const char *o = r->origin;

	if (!r->host)
		return false;
	if (!strncmp(o, https, sizeof(https) - 1))
		return !strcmp(o + sizeof(https) - 1, r->host);
	return !strcmp(r->scheme, "http") && !strncmp(o, http, sizeof(http) - 1) &&
		!strcmp(o + sizeof(http) - 1, r->host);
}

static enum err check_origin(struct request *r)
{
	const char *site = r->fetch_site;

	if (!route_changes(r->route) || r->route->flags & FOREIGN)
		return ERR_OK;
	if (r->origin && !same_origin(r))
		return fail(&r->c, ERR_FOREIGN_ORIGIN, "The header Origin names another site than this one.");
	if (site && strcmp(site, "same-origin") && strcmp(site, "none"))
		return fail(&r->c, ERR_FOREIGN_ORIGIN, "The browser says that another site sent this.");
	if (!r->requested_with || strcmp(r->requested_with, "laurel"))
		return fail(&r->c, ERR_FOREIGN_ORIGIN, "The header X-Requested-With: laurel is missing.");
	return ERR_OK;
}

/* In one statement, before the transaction. A public call that needs no database works without one. */
static enum err open_session(struct request *r)
{
	r->c.actor = (struct actor){ .roles = ANONYMOUS };
	if (r->route->roles & ANONYMOUS && r->route->flags & NO_TRANSACTION)
		return ERR_OK;
	return session_open(&r->c, request_cookie(r, SESSION_COOKIE));
}

static const char *right_words(const char *right)
{
	for (size_t i = 0; i < perm_count; i++)
		if (!strcmp(perm_rows[i].name, right))
			return perm_rows[i].words;
	return right;
}

/* "SysAdmin, Certification Manager", strongest first. */
static const char *role_titles(struct arena *a, unsigned roles)
{
	struct buf b = { .arena = a };

	for (size_t i = 0; i < role_count; i++)
		if (role_rows[i].bit & roles)
			buf_printf(&b, "%s%s", b.used ? ", " : "", role_rows[i].title);
	return buf_end(&b);
}

static enum err check_right(struct request *r)
{
	const struct route *route = r->route;
	const char *holders;

	if (route->roles & r->c.actor.roles)
		return ERR_OK;
	if (!r->c.actor.id)
		return fail(&r->c, ERR_NOT_SIGNED_IN, "You are not signed in, or your session has ended.");
	holders = role_titles(&r->c.arena, route->roles);
	return fail_remedy(&r->c, ERR_RIGHT_MISSING,
		arena_printf(&r->c.arena, "Ask a SysAdmin for a role that has it: %s.", holders),
		"This needs the right %s (%s), which these roles have: %s.", route->right,
		right_words(route->right), holders);
}

/* Where nothing must be sent, no body is an empty one. */
static bool asks_for_something(const struct field *fields)
{
	while (fields->name && !(fields->flags & REQ))
		fields++;
	return fields->name;
}

static enum err read_body(struct request *r, const struct field *fields, void *into)
{
	uint64_t no_query = 0;
	struct cJSON *json;

	TRY(query_read(r, nothing_fields, into, &no_query));
	if (!r->body_length && (!r->route->in.fields || r->route->flags & BODY_OPTIONAL))
		return ERR_OK;
	if (!r->body_length && !asks_for_something(fields))
		return ERR_OK;
	if (!r->body_length)
		return fail(&r->c, ERR_MALFORMED, "The body is missing; this call takes a JSON object.");
	TRY(json_parse(&r->c, r->body, r->body_length, &json));
	return json_read(&r->c, fields, json_named(fields, json), r->method == PATCH, into, &r->sent);
}

/* What the caller gives as the reason stands in the audit beside what they did. */
static void take_reason(struct request *r)
{
	const struct field *f = field_find(r->route->in.fields, "reason");

	if (f && f->type == FIELD_STR)
		r->c.reason = *(const char *const *)field_at(f, r->in);
}

static enum err read_input(struct request *r)
{
	const struct shape *in = &r->route->in;
	const struct field *fields = in->fields ? in->fields : nothing_fields;
	void *into = arena_alloc(&r->c.arena, in->size);

	if (route_takes_query(r->route))
		TRY(query_read(r, fields, into, &r->sent));
	else
		TRY(read_body(r, fields, into));
	r->in = in->fields ? into : NULL;
	if (r->in)
		take_reason(r);
	return ERR_OK;
}

static enum err read_version(struct request *r)
{
	if (!version_parse(r->if_match, &r->version))
		return fail(&r->c, ERR_MALFORMED, "If-Match must be one version in quotes, like \"7\".");
	if (r->version < 0 && (r->method == PATCH || r->route->flags & NEEDS_VERSION))
		return fail(&r->c, ERR_VERSION_REQUIRED, "The header If-Match is missing.");
	return ERR_OK;
}

static enum err check_audit(struct request *r)
{
	if (!route_changes(r->route) || r->route->flags & NO_AUDIT || r->c.audit || r->c.unchanged)
		return ERR_OK;
	return fail(&r->c, ERR_INTERNAL, "%s %s changed things without an audit entry.",
		method_name(r->method), r->route->path);
}

/* Idempotency-Key: for POSTs of somebody to keep an answer for, unless it is a secret. */
static bool is_keyed(const struct request *r)
{
	return r->idempotency_key && r->method == POST && r->c.actor.id && !(r->route->flags & NOT_KEPT);
}

static enum err answer_again(struct request *r, const struct kept_answer *before)
{
	reply_header(r, "Idempotency-Replayed", "true");
	if (before->status == 204)
		return reply_nothing(r);
	buf_text(&r->out, before->body);
	return reply_json(r, (int)before->status);
}

static enum err handle(struct request *r)
{
	TRY(r->route->handle(r));
	return check_audit(r);
}

static enum err handle_once(struct request *r)
{
	struct keyed_call call = { r->idempotency_key, r->path, r->body, r->body_length };
	struct kept_answer before;
	bool answered;

	TRY(idempotency_claim(&r->c, &call, &answered, &before));
	if (answered)
		return answer_again(r, &before);
	TRY(handle(r));
	return idempotency_keep(&r->c, &call, (struct kept_answer){ r->status, buf_end(&r->out) });
}

/* What runs inside the transaction, and again when it is repeated. */
static enum err work(struct ctx *c, void *arg)
{
	struct request *r = arg;

	(void)c; /* r->c */
	reply_reset(r);
	return is_keyed(r) ? handle_once(r) : handle(r);
}

static enum err serve(struct request *r)
{
	TRY(route_find(r));
	TRY(check_body(r));
	TRY(check_origin(r));
	TRY(open_session(r));
	TRY(check_right(r));
	TRY(read_input(r));
	TRY(read_version(r));
	if (r->route->flags & NO_TRANSACTION)
		return r->route->handle(r);
	if (r->route->flags & NO_SNAPSHOT)
		return db_look(&r->c, work, r);
	return db_transact(&r->c, work, r, !route_changes(r->route));
}

enum err dispatch(struct request *r)
{
	enum err e;

	r->c.via = r->fetch_site ? "screen" : "api";
	e = serve(r);
	if (e && !r->streaming)
		reply_problem(r, e);
	return e;
}
