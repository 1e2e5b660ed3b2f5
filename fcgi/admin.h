#ifndef LAUREL_ADMIN_H
#define LAUREL_ADMIN_H

#include "config.h"
#include "ctx.h"

/* Commands that act on the database as the system itself. Each returns the exit status. */

/* `laurel admin create --email E --given-name G --family-name F [--role R]... [--password-stdin]` */
int admin_run(const struct config *config, int argc, char **argv);

/* `laurel audit verify` */
int audit_run(const struct config *config, int argc, char **argv);

/* `laurel check [--repair]`: fails while any row breaks a rule. */
int check_command_run(const struct config *config, int argc, char **argv);

/* `laurel demo [--small]`: demo data for a new database; `--logins`: only its password anew; LAUREL_DEMO_PASSWORD is that of its logins. */
int demo_run(const struct config *config, int argc, char **argv);

/* `laurel import FILE ...`, see there. */
int import_command(const struct config *config, int argc, char **argv);

/* The context of a command: the system acts, nobody is signed in; its clock goes on. end says what failed; the exit status. */
void command_begin(struct ctx *c, struct db *db, const struct config *config);
int command_end(struct ctx *c, enum err e);

#endif
