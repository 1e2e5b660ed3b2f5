#ifndef LAUREL_JOBS_H
#define LAUREL_JOBS_H

#include "config.h"
#include "request.h"

/* `laurel jobs`: long work, one job after the other, until SIGTERM. One runs beside the workers. Returns the exit status. */
int jobs_run(const struct config *config);

/* A round of work in the background is a request of its own: fresh memory, a fresh moment, an id to find it by. */
void round_begin(struct request *r, struct db *db, const struct config *config);

/* Log why a round failed; nothing for ERR_OK. */
void round_report(const struct ctx *c, const char *process, const char *what, enum err e);

#endif
