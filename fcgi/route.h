#ifndef LAUREL_ROUTE_H
#define LAUREL_ROUTE_H

#include "perm.h"
#include "reply.h"
#include "request.h"

enum route_flags {
	NO_AUDIT = 1 << 0,       /* changes nothing that the audit tells of: previews, signing in and out */
	NEEDS_VERSION = 1 << 1,  /* refused without If-Match, as every PATCH is */
	NOT_KEPT = 1 << 2,       /* the answer holds a secret: no Idempotency-Key may store it */
	NO_TRANSACTION = 1 << 3, /* the handler needs none, or opens its own (db_transact) */
	NO_SNAPSHOT = 1 << 4,    /* GET: its statements need not see the same moment (db_look) */
	STREAM_BODY =
		1 << 5, /* any bytes: the handler takes them with body_read(); input is the query string */
	BODY_OPTIONAL = 1 << 8, /* all that the body could say may be left out, and so may the body */
	FOREIGN = 1 << 6,     /* called by other servers, which sign what they send: no origin is asked for */
	DELETE_BODY = 1 << 7, /* DELETE: input is a JSON body, as of the others, not the query string */
};

enum reply_kind { REPLY_NOTHING, REPLY_ONE, REPLY_MANY, REPLY_OTHER };

/* A struct that comes in or goes out, with the name it has in the API's document. */
struct shape {
	const char *name;
	const struct field *fields;
	size_t size;
};

/* One row of routes.def. */
struct route {
	enum method method;
	const char *path;
	const char *right; /* of perm.def */
	unsigned roles;    /* who holds it */
	struct shape in;   /* query string of GET and DELETE, body of the others */
	enum reply_kind kind;
	struct shape out;
	enum err (*handle)(struct request *r);
	unsigned flags;
};
extern const struct route routes[];
extern const size_t route_count;

/* A handler exists because a route names it. */
#define ROUTE(method, path, right, in, out, handler, flags) enum err handler(struct request *r);
#include "routes.def"

/* What the braces of a path stood for. */
struct path_params {
	int64_t id, rid;
	const char *word;
	size_t word_length;
};

/*
 * Does a path fit a pattern?  0 if not; otherwise the higher, the more of its
 * leading segments are literal, so that the best of several can be chosen.
 */
unsigned path_match(const char *pattern, const char *path, struct path_params *params);

/*
 * Find the route; ERR_NOT_FOUND, or ERR_METHOD_NOT_ALLOWED with the header
 * Allow when only other methods know the path.
 */
must_check enum err route_find(struct request *r);

/* Is the input the query string, and not a JSON body? */
bool route_takes_query(const struct route *route);

/* Does the method change things? */
bool route_changes(const struct route *route);

#endif
