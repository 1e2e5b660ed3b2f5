#include "account.h"
#include "admin.h"
#include "config.h"
#include "describe.h"
#include "jobs.h"
#include "migrate.h"
#include "pool.h"
#include "schedule.h"
#include "worker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MEMORY_MAX = 256 << 20 };

static int serve(struct config *config, struct arena *memory, int argc, char **argv)
{
	(void)memory, (void)argc, (void)argv;
	return pool_run(config);
}

static int work(struct config *config, struct arena *memory, int argc, char **argv)
{
	(void)memory, (void)argc, (void)argv;
	return worker_run(config);
}

static int jobs(struct config *config, struct arena *memory, int argc, char **argv)
{
	(void)memory, (void)argc, (void)argv;
	return jobs_run(config);
}

static int schedule(struct config *config, struct arena *memory, int argc, char **argv)
{
	(void)memory, (void)argc, (void)argv;
	return schedule_run(config);
}

static int migrate(struct config *config, struct arena *memory, int argc, char **argv)
{
	(void)argc, (void)argv;
	return migrate_database(memory, &config->db, config->sql_dir) ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int admin(struct config *config, struct arena *memory, int argc, char **argv)
{
	(void)memory;
	return admin_run(config, argc, argv);
}

static int check_command(struct config *config, struct arena *memory, int argc, char **argv)
{
	(void)memory;
	return check_command_run(config, argc, argv);
}

static int audit_command(struct config *config, struct arena *memory, int argc, char **argv)
{
	(void)memory;
	return audit_run(config, argc, argv);
}

static int demo(struct config *config, struct arena *memory, int argc, char **argv)
{
	(void)memory;
	return demo_run(config, argc, argv);
}

static int import(struct config *config, struct arena *memory, int argc, char **argv)
{
	(void)memory;
	return import_command(config, argc, argv);
}

/* Says what the program is made of; asks for no configuration and no database. */
static int describe(struct config *config, struct arena *memory, int argc, char **argv)
{
	struct buf b = { .arena = memory };

	(void)config;
	if (argc == 1)
		describe_write(&b);
	else if (argc == 2 && !strcmp(argv[1], "--openapi"))
		openapi_write(&b);
	else if (argc == 2 && !strcmp(argv[1], "--rights-table"))
		rights_table_write(&b);
	else {
		fprintf(stderr, "usage: laurel describe [--openapi | --rights-table]\n");
		return 2;
	}
	fwrite(b.data, 1, b.used, stdout);
	if (b.data[b.used - 1] != '\n')
		fputs("\n", stdout);
	return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}

static const struct command {
	const char *name, *help; /* without help: for the pool only */
	int (*run)(struct config *config, struct arena *memory, int argc, char **argv);
	bool configured;
} commands[] = {
	{ "serve", "answer calls: the listening socket, its workers and the job runner", serve, true },
	{ "worker", NULL, work, true },
	{ "jobs", NULL, jobs, true },
	{ "schedule", NULL, schedule, true },
	{ "migrate", "bring the database to the newest schema", migrate, true },
	{ "admin", "admin create: make a person with a login and roles", admin, true },
	{ "audit", "audit verify: check that nobody altered the audit", audit_command, true },
	{ "check", "check that all stored sums, sources and latches hold [--repair]", check_command, true },
	{ "import", "import FILE: rehearse and apply a CSV file", import, true },
	{ "demo", "fill a new database with demo data [--small], or change its password [--logins]", demo,
		true },
	{ "describe", "print what calls there are [--openapi | --rights-table]", describe, false },
};
enum { COMMANDS = sizeof(commands) / sizeof(*commands) };

static int usage(void)
{
	fprintf(stderr, "usage: laurel COMMAND\n");
	for (size_t i = 0; i < COMMANDS; i++)
		if (commands[i].help)
			fprintf(stderr, "  %-9s %s\n", commands[i].name, commands[i].help);
	return 2;
}

static int run(const struct command *command, int argc, char **argv)
{
	struct arena memory = { .limit = MEMORY_MAX };
	struct config config = { 0 };
	int status = 2;

	if (!account_init())
		fprintf(stderr, "laurel: libsodium cannot be used here\n");
	else if (!command->configured || config_read(&memory, &config))
		status = command->run(&config, &memory, argc, argv);
	arena_reset(&memory);
	return status;
}

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < COMMANDS; i++)
		if (!strcmp(commands[i].name, argv[1]))
			return run(&commands[i], argc - 1, argv + 1);
	return usage();
}
