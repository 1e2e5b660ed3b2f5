#ifndef LAUREL_PROCESS_H
#define LAUREL_PROCESS_H

#include "ctx.h"

enum {
	READY_FD = 3,    /* where a child tells the pool that it serves: its pid, once */
	EXIT_SCHEMA = 3, /* the database and the program do not fit each other */
};

/* What a worker and the job runner have in common, being children of the pool. */

/* Signals and the memory limit. */
void process_prepare(void);

/* Was SIGTERM sent? */
bool process_leaving(void);

/*
 * Wait for something on an epoll (-1: only for the time) or until `ms` have
 * passed (-1: for ever).  SIGTERM arrives here only, so it never cuts into work.
 */
void process_wait(int epoll, int ms);

/* Tell the pool that this process serves; nothing happens without a pool. */
void process_ready(void);

/*
 * Connect and prepare every statement.  False while the database is away;
 * ends the process with EXIT_SCHEMA when a statement does not fit the schema.
 */
bool process_connect(struct ctx *c);

#endif
