#include "move.h"

#include <string.h>

const char *move_target(const struct move *moves, const char *verb, const char *state)
{
	for (; moves->verb; moves++)
		if (!strcmp(moves->verb, verb) && !strcmp(moves->from, state))
			return moves->to;
	return NULL;
}

/* "awaiting_grade" as people read it. */
static const char *spoken(struct ctx *c, const char *state)
{
	char *s = arena_strdup(&c->arena, state);

	for (char *p = s; *p; p++)
		if (*p == '_')
			*p = ' ';
	return s;
}

enum err move(struct ctx *c, const struct move *moves, const char *verb, const char **state, enum err refusal)
{
	const char *to = move_target(moves, verb, *state);

	if (!to)
		return fail(c, refusal, "You cannot %s what is %s.", spoken(c, verb), spoken(c, *state));
	*state = to;
	return ERR_OK;
}
