/* expect: requires 5 arguments|too few arguments */
#include "field.h"

struct thing {
	const char *title;
};

const struct field thing_fields[] = { FIELD(thing, title, IN | OUT), FIELD_END };
