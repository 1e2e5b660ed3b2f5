#include "fixture.h"
#include "gate.h"

DB_SUITE(routes);

Test(routes, the_right_of_every_route_stands_in_the_table_of_rights)
{
	for (size_t i = 0; i < route_count; i++) {
		size_t k = 0;

		while (k < perm_count && strcmp(perm_rows[k].name, routes[i].right))
			k++;
		cr_assert_lt(k, perm_count, "%s", routes[i].right);
		cr_assert_eq(perm_rows[k].roles, routes[i].roles, "%s", routes[i].path);
	}
}
