#ifndef LAUREL_CALL_H
#define LAUREL_CALL_H

#include "fixture.h"
#include "gate.h"

/* What a call through the gate was answered with. */
struct answer {
	int status;
	const char *body, *code; /* code: of a problem, else "" */
};

/* Call as a contact of that role would from the site; ANONYMOUS has no session. body may be NULL. */
struct answer call(unsigned role, enum method method, const char *path, const char *body);

/* The same with a request filled in by hand: r->method, path, query, body, headers. */
struct request *call_begin(unsigned role, enum method method, const char *path, const char *body);
struct answer call_end(struct request *r);

#endif
