#ifndef LAUREL_GATE_H
#define LAUREL_GATE_H

#include "route.h"

/*
 * The one way from a call to its answer: route, size and type, origin,
 * session, right, input, version, transaction, handler, trace in the audit.
 * Always leaves an answer in r; returns the refusal it tells of, for the log.
 */
enum err dispatch(struct request *r);

#endif
