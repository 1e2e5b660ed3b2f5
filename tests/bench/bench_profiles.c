/*
 * Changes profiles as an import does, through the core: bench_profiles FIELD
 * FIRST COUNT TEXT sets a text field of COUNT contacts from the FIRST on, in
 * one transaction, and prints the microseconds until its COMMIT.  The database
 * is that of the environment, as the pool's.
 */
#include "account.h"
#include "db.h"
#include "json.h"
#include "perm.h"
#include "profile.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct wanted {
	int64_t field_id, first, count;
	const char *text;
};

static enum err change(struct ctx *c, void *arg)
{
	const struct wanted *w = arg;
	struct profile_value *v = arena_alloc(&c->arena, (size_t)w->count * sizeof(*v));
	struct list values = { v, (size_t)w->count, sizeof(*v) }, changed;

	for (int64_t i = 0; i < w->count; i++)
		v[i] = (struct profile_value){ .contact_id = w->first + i,
			.field_id = w->field_id,
			.text_value = w->text };
	return profile_store(c, &values, &changed);
}

static int64_t microseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static bool run(struct ctx *c, struct wanted *w)
{
	int64_t began = microseconds();

	if (db_transact(c, change, w, false)) {
		fprintf(stderr, "%s\n", c->problem.detail ? c->problem.detail : "it failed");
		return false;
	}
	printf("%lld\n", (long long)(microseconds() - began));
	arena_reset(&c->arena);
	return true;
}

int main(int argc, char **argv)
{
	static struct db db;
	static struct ctx c = { .arena.limit = (size_t)1 << 30,
		.db = &db,
		.time_zone = "UTC",
		.via = "import",
		.pointer = "",
		.actor.roles = SYSTEM };
	struct arena keep = { .limit = 1 << 20 };
	struct wanted w;

	if (argc < 5 || !account_init() || !db_config_from_env(&keep, &db.config))
		return EXIT_FAILURE;
	json_use_arena(&c.arena);
	c.today = date_of(2026, 6, 15);
	c.now = date_start(c.today);
	w = (struct wanted){ atoll(argv[1]), atoll(argv[2]), atoll(argv[3]), NULL };
	/* Each further text is another round; the first also prepares the statements. */
	for (int i = 4; i < argc; i++) {
		w.text = argv[i];
		if (!run(&c, &w))
			return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}
