#ifndef LAUREL_ENV_H
#define LAUREL_ENV_H

#include "arena.h"

/* A variable of the environment; an empty one counts as not set. */
const char *env_or(const char *name, const char *otherwise);

/* The first line of a secret's file; NULL, with a message on stderr, when it cannot be read. */
const char *secret_read(struct arena *keep, const char *path);

#endif
