#include "route.h"

#include "account.h"
#include "audit.h"
#include "certificate.h"
#include "completion.h"
#include "component.h"
#include "contact.h"
#include "course_enrollment.h"
#include "course_equivalency.h"
#include "credit.h"
#include "event.h"
#include "file.h"
#include "import.h"
#include "issuer.h"
#include "job.h"
#include "mail_choice.h"
#include "mail_log.h"
#include "member.h"
#include "moving.h"
#include "order.h"
#include "payment.h"
#include "profile.h"
#include "registration.h"
#include "report_export.h"
#include "segment.h"
#include "setting.h"
#include "transcript.h"
#include "webhook.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* clang-format off */
#define TAKES(x) TAKES_AS(x, x)
#define TAKES_AS(table, type) { #table, table##_fields, sizeof(struct type) }
#define TAKES_NOTHING { "none", NULL, 1 }
#define ONE(x) REPLY_ONE, { #x, x##_fields, 0 }
#define MANY(x) REPLY_MANY, { #x, x##_fields, 0 }
#define NOTHING REPLY_NOTHING, { NULL, NULL, 0 }
#define OTHER REPLY_OTHER, { NULL, NULL, 0 }
#define ROUTE(method, path, right, in, out, handler, flags) \
	{ method, path, #right, PERM_##right, in, out, handler, flags },
/* clang-format on */
const struct route routes[] = {
#include "routes.def"
};
const size_t route_count = sizeof(routes) / sizeof(*routes);

bool route_takes_query(const struct route *route)
{
	return route->method == GET || (route->method == DELETE && !(route->flags & DELETE_BODY)) ||
		route->flags & STREAM_BODY;
}

bool route_changes(const struct route *route)
{
	return route->method != GET;
}

/* A positive number without leading zeros or sign, as we write ids ourselves. */
static bool segment_id(const char *s, size_t n, int64_t *into)
{
	int64_t value = 0;

	if (!n || n > 15 || *s == '0')
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!isdigit((unsigned char)s[i]))
			return false;
		value = value * 10 + (s[i] - '0');
	}
	*into = value;
	return true;
}

static bool segment_word(const char *s, size_t n, struct path_params *params)
{
	if (!n || n > 64)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!islower((unsigned char)s[i]) && !isdigit((unsigned char)s[i]) && s[i] != '_' &&
			s[i] != '-')
			return false;
	params->word = s;
	params->word_length = n;
	return true;
}

static bool segment_fits(const char *pattern, size_t np, const char *s, size_t n, struct path_params *params)
{
	size_t name = strcspn(pattern, "}") + 1, suffix = np - name; /* {word}.pdf */

	if (*pattern != '{')
		return np == n && !memcmp(pattern, s, n);
	if (n < suffix || memcmp(pattern + name, s + n - suffix, suffix) != 0)
		return false;
	n -= suffix;
	if (!strncmp(pattern, "{id}", name))
		return segment_id(s, n, &params->id);
	if (!strncmp(pattern, "{word}", name))
		return segment_word(s, n, params);
	return segment_id(s, n, &params->rid);
}

unsigned path_match(const char *pattern, const char *path, struct path_params *params)
{
	unsigned literal = 0;

	*params = (struct path_params){ 0 };
	for (unsigned bit = 1u << 30; *pattern == '/' && *path == '/'; bit >>= 1) {
		size_t np = strcspn(++pattern, "/"), n = strcspn(++path, "/");

		if (!segment_fits(pattern, np, path, n, params))
			return 0;
		if (*pattern != '{')
			literal |= bit;
		pattern += np;
		path += n;
	}
	return *pattern || *path ? 0 : literal;
}

static void take(struct request *r, const struct route *route, const struct path_params *params)
{
	r->route = route;
	r->id = params->id;
	r->rid = params->rid;
	r->word = params->word ? arena_printf(&r->c.arena, "%.*s", (int)params->word_length, params->word)
			       : NULL;
}

static enum err refuse_method(struct request *r, unsigned methods)
{
	struct buf allow = { .arena = &r->c.arena };

	for (enum method m = GET; m < METHOD_COUNT; m++)
		if (methods >> m & 1)
			buf_printf(&allow, "%s%s", allow.used ? ", " : "",
				m == GET ? "GET, HEAD" : method_name(m));
	reply_header(r, "Allow", buf_end(&allow));
	return fail(&r->c, ERR_METHOD_NOT_ALLOWED, "This address takes %s.", buf_end(&allow));
}

enum err route_find(struct request *r)
{
	unsigned best = 0, methods = 0;

	for (size_t i = 0; i < route_count; i++) {
		struct path_params params;
		unsigned literal = path_match(routes[i].path, r->path, &params);

		if (!literal)
			continue;
		methods |= 1u << routes[i].method;
		if (routes[i].method == r->method && literal > best) {
			best = literal;
			take(r, &routes[i], &params);
		}
	}
	if (best)
		return ERR_OK;
	if (methods)
		return refuse_method(r, methods);
	return fail(&r->c, ERR_NOT_FOUND, "There is nothing at this address.");
}
