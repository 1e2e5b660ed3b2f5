#ifndef LAUREL_WORKER_H
#define LAUREL_WORKER_H

#include "config.h"

/* `laurel worker`: answer calls from the listening socket on standard input until SIGTERM. Returns the exit status. */
int worker_run(const struct config *config);

#endif
