/* expect: ignoring return value */
#include "err.h"

void careless(struct ctx *c);

void careless(struct ctx *c)
{
	fail(c, ERR_NOT_FOUND, "nobody will hear of this");
}
