#ifndef LAUREL_CTX_H
#define LAUREL_CTX_H

#include "arena.h"
#include "err.h"
#include "field.h"

struct problem_field {
	const char *pointer, *detail;
	struct problem_field *next;
};

/* Why the call is refused: filled by fail() and fail_field(). */
struct problem {
	const char *detail, *remedy;
	int64_t retry_after; /* seconds, 0 when waiting does not help */
	struct problem_field *fields, **tail;
};

/* Who acts. id 0 is nobody (a public call) or the system itself (roles SYSTEM). */
struct actor {
	int64_t id;
	unsigned roles; /* bits of enum role */
	const char *name;
};

/*
 * One request: its memory, its moment, its actor, its connection, its failure.
 * A process serves one request at a time; the core takes this first everywhere.
 */
struct ctx {
	struct arena arena;
	struct db *db;
	struct instant now;          /* read once per request; SQL never asks the clock */
	struct date today;           /* now, in the organisation's time zone */
	const char *time_zone;       /* the organisation's */
	const char *public_url;      /* where people reach this installation; without a slash at its end */
	void (*tick)(struct ctx *c); /* long work brings `now` up to date with it; NULL elsewhere */
	struct actor actor;
	const char *via;        /* how the change came: screen, api, rule, schedule, command */
	const char *request_id; /* shared with nginx's log */
	const char *reason;     /* why, for the audit; from the caller's words or NULL */
	const char *pointer;    /* the JSON place being read, "" at the top */
	struct problem problem;
	struct audit_entry *audit, **audit_tail; /* entries of this transaction, written at its end */
	bool unchanged; /* a changing call found nothing to change, so that no audit entry is missing */
};

/* The parameters every statement may use beside its own: :now, :today, :actor_id. */
extern const struct field ctx_fields[];

#endif
