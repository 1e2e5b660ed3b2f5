#include "schedule.h"

#include "account.h"
#include "booking.h"
#include "db.h"
#include "file.h"
#include "import.h"
#include "mailer.h"
#include "process.h"
#include "reminder.h"
#include "round.h"
#include "webhook.h"

#include <stdlib.h>

enum { TICK_MS = 1000, HOLDS_A_ROUND = 200, REFUNDS_A_ROUND = 20, MESSAGES_A_ROUND = 50 };

static enum err sweep_work(struct ctx *c, void *arg)
{
	(void)arg;
	TRY(mail_sweep(c));
	TRY(webhook_sweep(c));
	return account_sweep(c);
}

static enum err sweep_accounts(struct ctx *c)
{
	return db_transact(c, sweep_work, NULL, false);
}

static enum err sweep_files_work(struct ctx *c, void *arg)
{
	(void)arg;
	return file_sweep(c);
}

static enum err sweep_files(struct ctx *c)
{
	return db_transact(c, sweep_files_work, NULL, false);
}

/* Seats whose hold has run out, each in a transaction of its own: no line waits for all of them. */
static enum err expire_one(struct ctx *c, void *arg)
{
	return booking_expire_one(c, arg);
}

static enum err expire_holds(struct ctx *c)
{
	bool found = true;

	for (int n = 0; found && n < HOLDS_A_ROUND && !process_leaving(); n++)
		TRY(db_transact(c, expire_one, &found, false));
	return ERR_OK;
}

/* Until the provider has had enough of them for now. */
static enum err tell_refunds(struct ctx *c)
{
	bool more = true;

	for (int n = 0; more && n < REFUNDS_A_ROUND && !process_leaving(); n++)
		TRY(payment_refund_one(c, &more));
	return ERR_OK;
}

/* A side that does not answer holds up one message a round, not fifty. */
static enum err tell_association(struct ctx *c)
{
	const struct arena_mark clean = arena_mark(&c->arena);
	bool more = true;

	for (int n = 0; more && n < MESSAGES_A_ROUND && !process_leaving(); n++) {
		TRY(webhook_send_one(c, &more));
		arena_rewind(&c->arena, clean);
		if (c->tick)
			c->tick(c);
	}
	return ERR_OK;
}

/* Runs its own transactions, and comes back soon: the next chore waits for it. */
static const struct chore {
	const char *what;
	unsigned seconds; /* between two rounds */
	enum err (*run)(struct ctx *c);
} chores[] = {
	{ "sweeping what has lapsed", 60, sweep_accounts },
	{ "sweeping files that nothing uses", 60, sweep_files },
	{ "sending mail", 1, mailer_run },
	{ "writing reminders", 300, reminder_sweep },
	{ "freeing seats", 10, expire_holds },
	{ "sweeping half uploads", 60, import_sweep },
	{ "giving money back", 5, tell_refunds },
	{ "telling the association's system", 1, tell_association },
};

static void work_off(struct request *r, struct db *db, const struct config *config, unsigned tick)
{
	for (size_t i = 0; i < sizeof(chores) / sizeof(*chores) && !process_leaving(); i++) {
		if (tick % chores[i].seconds)
			continue;
		round_begin(r, db, config);
		round_report(&r->c, "schedule", chores[i].what, chores[i].run(&r->c));
	}
}

int schedule_run(const struct config *config)
{
	static struct request r; /* too large for a stack, and there is one */
	struct db db = { .config = config->db };

	process_prepare();
	json_use_arena(&r.c.arena);
	mailer_use(&config->mail);
	payment_use(&config->payment);
	webhook_use(&config->webhook);
	round_begin(&r, &db, config);
	process_connect(&r.c);
	process_ready();
	for (unsigned tick = 0; !process_leaving(); tick++) {
		work_off(&r, &db, config, tick);
		process_wait(-1, TICK_MS);
	}
	db_close(&db);
	arena_reset(&r.c.arena);
	return EXIT_SUCCESS;
}
