#include "admin.h"

#include "db.h"
#include "import.h"
#include "json.h"
#include "request.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/*
 * laurel import: the same engine as on the site, for files that are on the
 * server and for scripts.  What it ends with says how it went: 0 all well, 3
 * rows were rejected, 4 a warning has to be confirmed first, 1 it failed.
 */
enum { REJECTED = 3, UNCONFIRMED = 4, PART = 64 << 10, SHOWN = 20, BAR = 30 };

struct command {
	struct import_upload upload;
	const char *path, *confirm;
	bool dry_run, bar;
	int64_t id;
	struct import import;
};

static bool read_options(struct command *k, int argc, char **argv)
{
	static const struct option options[] = { { "kind", required_argument, NULL, 'k' },
		{ "course-id", required_argument, NULL, 'c' }, { "event-id", required_argument, NULL, 'e' },
		{ "unknown-person", required_argument, NULL, 'u' },
		{ "confirm", required_argument, NULL, 'f' }, { "dry-run", no_argument, NULL, 'd' }, { 0 } };
	int option;

	k->upload.kind = "course_records";
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'k')
			k->upload.kind = optarg;
		else if (option == 'c')
			k->upload.course_id = strtoll(optarg, NULL, 10);
		else if (option == 'e')
			k->upload.event_id = strtoll(optarg, NULL, 10);
		else if (option == 'u')
			k->upload.unknown_person = optarg;
		else if (option == 'f')
			k->confirm = optarg;
		else if (option == 'd')
			k->dry_run = true;
		else
			return false;
	}
	k->path = optind + 1 == argc ? argv[optind] : NULL;
	return k->path != NULL;
}

/* The same checks that the interface makes. */
static enum err check_words(struct ctx *c, struct command *k)
{
	struct import_upload checked = k->upload;

	TRY(field_parse(c, field_find(import_upload_fields, "kind"), k->upload.kind, &checked));
	if (k->upload.unknown_person)
		TRY(field_parse(c, field_find(import_upload_fields, "unknown_person"),
			k->upload.unknown_person, &checked));
	return ERR_OK;
}

/* One line on a terminal, drawn over itself; nothing where nobody looks. */
static void draw(const struct command *k, const char *what, int64_t done, int64_t total, const char *unit)
{
	int filled = total > 0 ? (int)(done * BAR / total) : 0;

	if (!k->bar)
		return;
	fprintf(stderr, "\r%-10s [%.*s%*s] %lld", what, filled < BAR ? filled : BAR,
		"##############################", BAR - (filled < BAR ? filled : BAR), "", (long long)done);
	if (total > 0)
		fprintf(stderr, " of %lld", (long long)total);
	fprintf(stderr, " %s\033[K", unit);
}

static void draw_end(const struct command *k)
{
	if (k->bar)
		fputs("\n", stderr);
}

static int64_t size_of(FILE *f)
{
	long size = fseek(f, 0, SEEK_END) ? 0 : ftell(f);

	rewind(f);
	return size > 0 ? size : 0;
}

static enum err send(struct ctx *c, struct command *k, FILE *f, struct import_stage *s)
{
	static char part[PART];
	int64_t sent = 0, size = f == stdin ? 0 : size_of(f);
	size_t n;

	while ((n = fread(part, 1, sizeof(part), f)) > 0) {
		TRY(import_feed(c, s, part, n));
		sent += (int64_t)n;
		draw(k, "reading", sent / 1000, size / 1000, "kB");
	}
	draw_end(k);
	if (ferror(f))
		return fail(c, ERR_MALFORMED, "%s cannot be read: %s.", k->path, strerror(errno));
	return import_end(c, s, &k->id);
}

static enum err upload(struct ctx *c, struct command *k)
{
	FILE *f = strcmp(k->path, "-") ? fopen(k->path, "re") : stdin;
	struct import_stage *s = NULL;
	enum err e;

	if (!f)
		return fail(c, ERR_NOT_FOUND, "%s cannot be opened: %s.", k->path, strerror(errno));
	e = import_begin(c, &k->upload, &s);
	if (!e)
		e = send(c, k, f, s);
	if (e && s)
		import_abandon(c, s);
	if (f != stdin)
		fclose(f);
	return e;
}

static enum err look(struct ctx *c, void *arg)
{
	struct command *k = arg;

	return import_find(c, k->id, &k->import);
}

static bool runs(const char *state)
{
	return !strcmp(state, "uploaded") || !strcmp(state, "applying");
}

/* Where a pool runs, its runner may be faster; where none does, the work is done here. */
static enum err wait_for(struct ctx *c, struct command *k)
{
	struct arena_mark mark = arena_mark(&c->arena);
	bool ran;

	for (;;) {
		arena_rewind(&c->arena, mark);
		c->tick(c);
		TRY(db_look(c, look, k));
		draw(k, k->import.phase, k->import.done, k->import.total, "rows");
		if (!runs(k->import.state))
			break;
		TRY(job_run_due(c, &ran));
		if (!ran)
			nanosleep(&(struct timespec){ .tv_nsec = 200000000 }, NULL);
	}
	draw_end(k);
	return strcmp(k->import.state, "failed") ? ERR_OK : fail(c, ERR_IMPORT_ENDED, "%s", k->import.error);
}

static enum err list_problems(struct ctx *c, void *arg)
{
	const struct command *k = arg;
	struct import_rows_query q = { .verdict = "reject", .import_id = k->id, .limit = SHOWN };
	struct page page = { 0 };
	const struct import_line *l;

	TRY(import_rows(c, &q, &page));
	l = page.items.items;
	for (size_t i = 0; i < page.items.n; i++)
		printf("line %lld: %s%s%s%s%s: %s\n", (long long)l[i].line, l[i].code,
			l[i].column ? ", " : "", l[i].column ? l[i].column : "", l[i].value ? " = " : "",
			l[i].value ? l[i].value : "", l[i].reason);
	if (page.next)
		printf("... and more: /api/imports/%lld/problems.csv\n", (long long)k->id);
	return ERR_OK;
}

static enum err tell(struct ctx *c, struct command *k)
{
	const struct import *i = &k->import;

	printf("import %lld %s: %lld rows; create %lld, fulfil %lld, hold %lld, unchanged %lld, reject %lld; reported %lld\n",
		(long long)i->id, i->state, (long long)i->rows, (long long)i->creates, (long long)i->fulfils,
		(long long)i->holds, (long long)i->unchanged, (long long)i->rejects, (long long)i->reported);
	if (strcmp(i->warnings, "[]"))
		printf("warnings: %s\n", i->warnings);
	return i->rejects ? db_look(c, list_problems, k) : ERR_OK;
}

static enum err order(struct ctx *c, void *arg)
{
	struct command *k = arg;
	struct import_order o = { .confirm = { &k->confirm, k->confirm ? 1 : 0 } };

	return import_apply(c, k->id, &o);
}

static enum err run(struct ctx *c, struct command *k)
{
	TRY(check_words(c, k));
	TRY(upload(c, k));
	TRY(wait_for(c, k));
	if (!k->dry_run) {
		enum err e = db_transact(c, order, k, false);

		if (e == ERR_IMPORT_UNCONFIRMED)
			TRY(tell(c, k));
		TRY(e);
		TRY(wait_for(c, k));
	}
	return tell(c, k);
}

int import_command(const struct config *config, int argc, char **argv)
{
	struct command k = { .bar = isatty(STDERR_FILENO) };
	struct db db = { .conn = NULL };
	struct ctx c;
	enum err e;
	int status;

	if (!read_options(&k, argc, argv)) {
		fprintf(stderr,
			"usage: laurel import FILE [--kind course_records|course|attendance|contacts] [--course-id N] [--event-id N]\n"
			"         [--unknown-person hold|create] [--dry-run] [--confirm CODE]    FILE - is standard input\n"
			"ends with 0 when all went well, 3 when rows were rejected, 4 when a warning has to be confirmed, 1 when it failed\n");
		return 2;
	}
	k.upload.name = strcmp(k.path, "-") ? k.path : "standard input";
	command_begin(&c, &db, config);
	json_use_arena(&c.arena);
	e = run(&c, &k);
	status = command_end(&c, e);
	if (e == ERR_IMPORT_UNCONFIRMED)
		return UNCONFIRMED;
	return status ? status : k.import.rejects ? REJECTED : EXIT_SUCCESS;
}
