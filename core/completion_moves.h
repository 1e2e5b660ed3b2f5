#ifndef LAUREL_COMPLETION_MOVES_H
#define LAUREL_COMPLETION_MOVES_H

#include "move.h"

/* Private to the core: the life of a requirement record. */
extern const struct move completion_moves[];

#endif
