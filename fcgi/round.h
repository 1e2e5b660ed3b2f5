#ifndef LAUREL_ROUND_H
#define LAUREL_ROUND_H

#include "config.h"
#include "request.h"

/* What the job runner and the schedule have in common. */

/* A round of work in the background is a request of its own: fresh memory, a fresh moment, an id to find it by. */
void round_begin(struct request *r, struct db *db, const struct config *config);

/* Log why a round failed; nothing for ERR_OK. */
void round_report(const struct ctx *c, const char *process, const char *what, enum err e);

#endif
