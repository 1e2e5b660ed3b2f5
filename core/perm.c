#include "perm.h"
#include "arena.h"
#include "field.h"

#include <string.h>

const struct perm_row perm_rows[] = {
#define PERM(name, roles, words) { #name, words, PERM_##name },
#include "perm.def"
};
const size_t perm_count = sizeof(perm_rows) / sizeof(*perm_rows);

const struct role_row role_rows[] = {
	{ "sysadmin", "SysAdmin", SYSADMIN },
	{ "certification_manager", "Certification Manager", CERTIFICATION_MANAGER },
	{ "certification_admin", "Certification Admin", CERTIFICATION_ADMIN },
	{ "staff", "Staff", STAFF },
	{ "learner", "Learner", LEARNER },
};
const size_t role_count = sizeof(role_rows) / sizeof(*role_rows);

unsigned role_bit(const char *name)
{
	for (size_t i = 0; i < role_count; i++)
		if (!strcmp(role_rows[i].name, name))
			return role_rows[i].bit;
	return 0;
}

struct words role_names(struct arena *a, unsigned roles)
{
	struct words w = { arena_alloc(a, role_count * sizeof(*w.v)), 0 };

	for (size_t i = 0; i < role_count; i++)
		if (roles & role_rows[i].bit)
			w.v[w.n++] = role_rows[i].name;
	return w;
}

struct words right_names(struct arena *a, unsigned roles)
{
	struct words w = { arena_alloc(a, perm_count * sizeof(*w.v)), 0 };

	for (size_t i = 0; i < perm_count; i++)
		if (roles & perm_rows[i].roles)
			w.v[w.n++] = perm_rows[i].name;
	return w;
}

unsigned role_bits(struct arena *a, const char *list)
{
	unsigned bits = 0;
	char *rest = list ? arena_strdup(a, list) : NULL;

	for (char *name = rest ? strtok_r(rest, ",", &rest) : NULL; name; name = strtok_r(NULL, ",", &rest))
		bits |= role_bit(name);
	return bits;
}
