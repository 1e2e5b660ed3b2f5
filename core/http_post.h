#ifndef LAUREL_HTTP_POST_H
#define LAUREL_HTTP_POST_H

#include "ctx.h"

/*
 * Where a call may go, whatever its address' name leads to: an address that
 * people enter must not open what only this machine or its network can see.
 */
enum http_reach {
	HTTP_ANYWHERE,
	HTTP_PUBLIC,   /* the public internet alone */
	HTTP_LOOPBACK, /* that, and this very machine: for tests */
};

/* Private to the core: one call of another server, never inside a transaction. */
struct http_post {
	const char *url, *bearer, *form; /* bearer: NULL without */
	const char *once;                /* Idempotency-Key */
	const char *const *headers;      /* more of them, ended by NULL; may be NULL */
	int64_t connect_ms, total_ms;    /* how long a connection and the whole may take */
	enum http_reach reach;
};

/* status 0: no answer, and body says why. The body lives in the arena. */
struct http_answer {
	long status;
	const char *body;
	size_t length;
};

/* Is this address within reach? */
struct sockaddr;
bool http_may_reach(const struct sockaddr *to, enum http_reach reach);

void http_post(struct ctx *c, const struct http_post *p, struct http_answer *into);

/* Add name=value to a form, the value escaped. */
struct buf;
void form_add(struct buf *b, const char *name, const char *value);

#endif
