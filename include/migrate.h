#ifndef LAUREL_MIGRATE_H
#define LAUREL_MIGRATE_H

#include "db.h"

/*
 * Bring a database to the newest schema: create it when it is absent, then
 * apply the files NNN_name.sql of `dir` in order, each once.  Refuses when one
 * that was applied has changed since, is unknown, or broke off half-way.
 * Prints what it did; false, with a message on stderr, when it could not.
 */
bool migrate_database(struct arena *memory, const struct db_config *config, const char *dir);

#endif
