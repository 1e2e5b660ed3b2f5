#ifndef LAUREL_REQUEST_H
#define LAUREL_REQUEST_H

#include "ctx.h"
#include "json.h"

enum method { GET, POST, PUT, PATCH, DELETE, METHOD_COUNT }; /* METHOD_COUNT: one that we do not know */

enum {
	BODY_MAX = 1 << 20,   /* bytes of a JSON body; nginx refuses at the same size */
	ARENA_MAX = 64 << 20, /* what the largest body and the largest reply need together, twice over */
	REQUEST_ID_MAX = 64,
};

#define SESSION_COOKIE "laurel_session"

/* One line of the reply's head. */
struct header {
	const char *name, *value;
	struct header *next;
};

/*
 * One call: what came in, what the gate made of it, what goes out.  Handlers
 * read `in`, `id`, `rid`, `word` and `version`, call the core with `&r->c`,
 * and answer through reply.h.  It knows nothing of FastCGI: worker.c fills it
 * from there, tests by hand.
 */
struct request;

/*
 * How bytes come in and go out while a handler runs.  read gives up to n bytes
 * of the body, 0 at its end; write sends bytes on, false when nobody listens
 * any more.  A request without a line (tests) has its body in memory and
 * gathers what is written in `out`.
 */
struct line {
	size_t (*read)(struct request *r, char *into, size_t n);
	bool (*write)(struct request *r, const char *data, size_t n);
	void *end; /* the worker's */
};

struct request {
	struct ctx c; /* first: the transaction hands it back as the request */

	/* as it came */
	enum method method;
	bool head; /* HEAD: GET whose body is not sent */
	const char *path, *query, *body;
	size_t body_length;
	int64_t announced;       /* Content-Length; -1 when there is none */
	int64_t taken;           /* bytes of the body read so far */
	bool too_large, cut_off; /* the body passed BODY_MAX; it ended before its announced length */
	struct line line;
	const char *scheme, *host, *origin, *fetch_site, *requested_with, *cookie, *content_type, *if_match,
		*idempotency_key, *stripe_signature, *address;

	/* as the gate understood it */
	const struct route *route;
	int64_t id, rid;  /* {id}; {rid} or {n} */
	const char *word; /* {word} */
	const void *in;   /* query string (GET, DELETE) or body, of the type the route names; NULL for none */
	uint64_t sent;    /* which members of it were sent, see field_sent() */
	int64_t version;  /* If-Match; -1 when there is none */

	/* the answer */
	int status;
	const char *reply_type;
	struct header *headers;
	struct buf out;
	bool streaming; /* reply_stream() began: bytes are on their way, a refusal can only cut them off */
};

/* Ready for the next call: everything but the arena's limit and the connection is forgotten. */
void request_begin(struct request *r, struct db *db);

enum method method_from(const char *name);
const char *method_name(enum method m);

/*
 * The moment of the call.  `fixed` (LAUREL_TODAY) replaces the date and keeps
 * the time of day; without it "today" stays open until session_open() knows
 * the organisation's time zone.
 */
void clock_read(struct ctx *c, struct date fixed);

/* An id of our own making, for calls that come without one. */
const char *request_id_new(struct arena *a);
bool request_id_valid(const char *id);

/*
 * Up to n bytes of the body of a route that streams; 0 at the end.  Fewer than
 * were announced in the end means that the sender gave up: see body_complete().
 */
size_t body_read(struct request *r, char *into, size_t n);
bool body_complete(const struct request *r);

/* The value of one cookie, or NULL. */
const char *request_cookie(struct request *r, const char *name);

/*
 * Read the query string by a field table (NULL: there must be none) and
 * complain about every unknown, repeated or missing name as "?name".
 */
must_check enum err query_read(struct request *r, const struct field *table, void *into, uint64_t *sent);

/* Undo %XX and '+' in n bytes; NULL when an escape is broken or hides a NUL. */
const char *percent_decode(struct arena *a, const char *text, size_t n);

/* "\"7\"" is 7, so is a bare 7 and the weak form that nginx makes when it compresses; NULL is -1; else false. */
bool version_parse(const char *if_match, int64_t *version);

#endif
