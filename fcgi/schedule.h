#ifndef LAUREL_SCHEDULE_H
#define LAUREL_SCHEDULE_H

#include "config.h"

/*
 * `laurel schedule`: what is done by the clock, until SIGTERM: sweeping what
 * has lapsed, sending what waits to be sent.  Beside the job runner, so that
 * an hour's import keeps no mail waiting.  Returns the exit status.
 */
int schedule_run(const struct config *config);

#endif
