#ifndef LAUREL_PERM_H
#define LAUREL_PERM_H

#include <stddef.h>

struct words;
struct arena;

/* Roles are bits; an actor holds a set of them. LEARNER is everybody with a login. */
enum role {
	ANONYMOUS = 1 << 0,
	LEARNER = 1 << 1,
	STAFF = 1 << 2,
	CERTIFICATION_ADMIN = 1 << 3,
	CERTIFICATION_MANAGER = 1 << 4,
	SYSADMIN = 1 << 5,
	SYSTEM = 1 << 6, /* the system's own jobs and commands; never a person */
	DECIDERS = CERTIFICATION_ADMIN | CERTIFICATION_MANAGER | SYSADMIN,
	STAFF_ROLES = STAFF | DECIDERS,
	SIGNED_IN = LEARNER | STAFF_ROLES,
	EVERYONE = ANONYMOUS | SIGNED_IN,
};

/* PERM_<right> is the set of roles that hold it; a right that perm.def does not name does not compile. */
#define PERM(name, roles, words) PERM_##name = (roles),
enum perm {
#include "perm.def"
};

struct perm_row {
	const char *name, *words;
	unsigned roles;
};
extern const struct perm_row perm_rows[];
extern const size_t perm_count;

struct role_row {
	const char *name, *title;
	unsigned bit;
};
extern const struct role_row role_rows[]; /* the grantable roles and learner, strongest first */
extern const size_t role_count;

unsigned role_bit(const char *name); /* 0 for an unknown name */

/* "sysadmin,staff" as bits; NULL is none. */
unsigned role_bits(struct arena *a, const char *list);

/* The names of the roles and of the rights that a set of roles holds; in the arena. */
struct words role_names(struct arena *a, unsigned roles);
struct words right_names(struct arena *a, unsigned roles);

#endif
