#include "admin.h"

#include "account.h"
#include "audit.h"
#include "check.h"
#include "contact.h"
#include "demo.h"
#include "perm.h"
#include "request.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { ROLES_MAX = 8 };

struct new_admin {
	struct contact contact;
	const char *roles[ROLES_MAX], *password;
	size_t role_count;
	bool password_stdin;
};

static struct date fixed_date;

static void tick(struct ctx *c)
{
	clock_read(c, fixed_date);
	if (!c->today.day)
		c->today = instant_date(c->now, c->time_zone);
}

/* The context of a command: the system acts, nobody is signed in. */
void command_begin(struct ctx *c, struct db *db, const struct config *config)
{
	db->config = config->db;
	*c = (struct ctx){ .arena.limit = ARENA_MAX,
		.db = db,
		.time_zone = "UTC",
		.pointer = "",
		.public_url = config->public_url,
		.actor.roles = SYSTEM,
		.via = "command" };
	fixed_date = config->today;
	c->tick = tick;
	tick(c);
	c->request_id = request_id_new(&c->arena);
}

int command_end(struct ctx *c, enum err e)
{
	if (e) {
		fprintf(stderr, "laurel: %s\n", c->problem.detail ? c->problem.detail : err_title(e));
		for (const struct problem_field *f = c->problem.fields; f; f = f->next)
			fprintf(stderr, "  %s %s\n", f->pointer, f->detail);
	}
	db_close(c->db);
	arena_reset(&c->arena);
	return e ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* --- admin create --- */

static const char *read_line(struct arena *a)
{
	char line[PASSWORD_MAX * 4 + 2];

	if (!fgets(line, sizeof(line), stdin))
		return NULL;
	line[strcspn(line, "\r\n")] = '\0';
	return arena_strdup(a, line);
}

/* Asked on the terminal without showing it, or taken from a pipe. */
static const char *read_password(struct arena *a, bool from_stdin)
{
	struct termios shown, hidden;
	const char *password;

	if (from_stdin)
		return read_line(a);
	if (tcgetattr(STDIN_FILENO, &shown)) {
		fprintf(stderr,
			"laurel: there is no terminal to ask for the password; use --password-stdin\n");
		return NULL;
	}
	hidden = shown;
	hidden.c_lflag &= ~(tcflag_t)ECHO;
	fputs("Password: ", stderr);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
	password = read_line(a);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
	fputs("\n", stderr);
	return password;
}

static bool read_options(struct new_admin *a, int argc, char **argv)
{
	static const struct option options[] = { { "email", required_argument, NULL, 'e' },
		{ "given-name", required_argument, NULL, 'g' },
		{ "family-name", required_argument, NULL, 'f' }, { "role", required_argument, NULL, 'r' },
		{ "password-stdin", no_argument, NULL, 'p' }, { 0 } };
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'e')
			a->contact.email = optarg;
		else if (option == 'g')
			a->contact.given_name = optarg;
		else if (option == 'f')
			a->contact.family_name = optarg;
		else if (option == 'p')
			a->password_stdin = true;
		else if (option == 'r' && a->role_count < ROLES_MAX && role_bit(optarg))
			a->roles[a->role_count++] = optarg;
		else
			return false;
	}
	if (!a->role_count)
		a->roles[a->role_count++] = "sysadmin";
	return optind == argc && a->contact.email && a->contact.given_name && a->contact.family_name;
}

/* The same checks that the interface makes, on what came as arguments. */
static enum err check_contact(struct ctx *c, struct contact *contact)
{
	const char *given[] = { contact->email, contact->given_name, contact->family_name };
	static const char *const names[] = { "email", "given_name", "family_name" };
	enum err result = ERR_OK;

	for (size_t i = 0; i < 3; i++)
		if (field_parse(c, field_find(contact_fields, names[i]), given[i], contact))
			result = ERR_VALIDATION;
	return result;
}

static enum err create(struct ctx *c, void *arg)
{
	struct new_admin *a = arg;
	struct contact contact = a->contact;
	struct role_set roles = { { a->roles, a->role_count } }, now;

	TRY(contact_create(c, &contact));
	TRY(account_create(c, contact.id, a->password));
	return roles_replace(c, contact.id, -1, &roles, &now);
}

static enum err admin_create(struct ctx *c, struct new_admin *a)
{
	struct invitation_answer answer = { 0 }; /* who is invited chooses a password by the same rules */

	TRY(check_contact(c, &a->contact));
	answer.password = read_password(&c->arena, a->password_stdin);
	if (!answer.password)
		return fail(c, ERR_VALIDATION, "There is no password.");
	TRY(field_parse(c, field_find(invitation_answer_fields, "password"), answer.password, &answer));
	a->password = answer.password;
	return db_transact(c, create, a, false);
}

int admin_run(const struct config *config, int argc, char **argv)
{
	struct new_admin a = { .role_count = 0 };
	struct db db = { .conn = NULL };
	struct ctx c;
	enum err e;

	if (argc < 2 || strcmp(argv[1], "create") || !read_options(&a, argc - 1, argv + 1)) {
		fprintf(stderr,
			"usage: laurel admin create --email E --given-name G --family-name F [--role R]..."
			" [--password-stdin]\n"
			"roles: sysadmin (if none is given), certification_manager, certification_admin, staff\n");
		return 2;
	}
	command_begin(&c, &db, config);
	e = admin_create(&c, &a);
	if (!e)
		printf("%s can sign in\n", a.contact.email);
	return command_end(&c, e);
}

/* --- audit verify --- */

struct verdict {
	int64_t entries, bad;
};

static enum err verify(struct ctx *c, void *arg)
{
	struct verdict *v = arg;

	return audit_verify(c, &v->entries, &v->bad);
}

int audit_run(const struct config *config, int argc, char **argv)
{
	struct db db = { .conn = NULL };
	struct verdict v = { 0 };
	struct ctx c;
	int status;

	if (argc != 2 || strcmp(argv[1], "verify")) {
		fprintf(stderr, "usage: laurel audit verify\n");
		return 2;
	}
	command_begin(&c, &db, config);
	status = command_end(&c, db_transact(&c, verify, &v, true));
	if (status)
		return status;
	if (v.bad) {
		fprintf(stderr,
			"laurel: the audit does not hold: entry %lld was changed, or one before it is missing\n",
			(long long)v.bad);
		return EXIT_FAILURE;
	}
	printf("the audit holds: %lld entries checked\n", (long long)v.entries);
	return EXIT_SUCCESS;
}

/* --- check --- */

static void tell_violation(const struct violation *v, void *arg)
{
	bool repair = *(const bool *)arg;

	printf("%s %lld: %s\n  rule: %s\n  likely cause: %s\n", v->entity, (long long)v->id, v->detail,
		v->rule, v->cause);
	if (v->repair)
		printf("  %s: %s\n", repair ? "repaired" : "--repair", v->repair);
}

int check_command_run(const struct config *config, int argc, char **argv)
{
	struct db db = { .conn = NULL };
	bool repair = argc == 2 && !strcmp(argv[1], "--repair");
	int64_t found = 0;
	struct ctx c;
	enum err e;

	if (argc > 1 && !repair) {
		fprintf(stderr, "usage: laurel check [--repair]\n");
		return 2;
	}
	command_begin(&c, &db, config);
	e = check_run(&c, repair, tell_violation, &repair, &found);
	if (!e)
		printf(found ? "%lld rows break a rule\n" : "everything holds: no row breaks a rule\n",
			(long long)found);
	return command_end(&c, e) || found ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* --- demo --- */

/* The plan of three years is kept in memory while it is acted out. */
enum { DEMO_MEMORY = 256 << 20 };

static void tell(const char *what, int64_t how_many)
{
	printf("%8lld %s\n", (long long)how_many, what);
	fflush(stdout);
}

int demo_run(const struct config *config, int argc, char **argv)
{
	struct db db = { .conn = NULL };
	bool small = argc == 2 && !strcmp(argv[1], "--small"),
	     logins = argc == 2 && !strcmp(argv[1], "--logins");
	struct ctx c;
	enum err e;

	if (argc > 1 && !small && !logins) {
		fprintf(stderr,
			"usage: laurel demo [--small | --logins]   LAUREL_DEMO_PASSWORD: of the demo logins\n");
		return 2;
	}
	command_begin(&c, &db, config);
	c.arena.limit = DEMO_MEMORY;
	if (logins)
		return command_end(&c, demo_logins(&c, getenv("LAUREL_DEMO_PASSWORD")));
	e = demo_load(&c, small, getenv("LAUREL_DEMO_PASSWORD"),
		arena_printf(&c.arena, "%s/demo/oulad-course-records.csv", config->sql_dir), tell);
	return command_end(&c, e);
}
