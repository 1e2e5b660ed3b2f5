/* expect: _Generic.* not compatible with any association|not compatible with any generic association */
#include "field.h"

struct thing {
	double price;
};

const struct field thing_fields[] = { FIELD(thing, price, IN | OUT, 0, 100), FIELD_END };
