#ifndef LAUREL_POOL_H
#define LAUREL_POOL_H

#include "config.h"

/*
 * `laurel serve`: the listening socket, the workers and the job runner.
 * A child that dies is replaced; SIGHUP replaces all of them by fresh ones of
 * the program as it is on disk then; SIGTERM lets them finish and ends.
 * Returns the exit status.
 */
int pool_run(const struct config *config);

#endif
