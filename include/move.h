#ifndef LAUREL_MOVE_H
#define LAUREL_MOVE_H

#include "ctx.h"

/* One allowed transition of a state machine; a pair that no row names is refused. */
struct move {
	const char *verb, *from, *to;
};

/* clang-format off */
#define MOVE_END { NULL, NULL, NULL }
/* clang-format on */

/* Where verb leads from a state, or NULL. */
const char *move_target(const struct move *moves, const char *verb, const char *state);

/* Advance *state, or fail with `refusal` saying what is not possible. */
must_check enum err move(struct ctx *c, const struct move *moves, const char *verb, const char **state,
	enum err refusal);

#endif
