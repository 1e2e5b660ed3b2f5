#ifndef LAUREL_JOBS_H
#define LAUREL_JOBS_H

#include "config.h"

/* `laurel jobs`: long work, one job after the other, until SIGTERM. One runs beside the workers. Returns the exit status. */
int jobs_run(const struct config *config);

#endif
