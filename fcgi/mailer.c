#include "mailer.h"

#include "log.h"
#include "process.h"

#include <stdlib.h>

enum { SECOND_US = 1000000, ROUND_US = 4 * SECOND_US, PAUSE_MIN_S = 2, PAUSE_MAX_S = 300 };

static struct mailer {
	const struct mail_settings *settings;
	struct smtp *smtp;
	int64_t pause_s,
		quiet_until; /* while the server is away, other chores do not wait for it again and again */
} mailer;

void mailer_use(const struct mail_settings *settings)
{
	mailer = (struct mailer){ .settings = settings };
	if (settings->smtp_url && !(mailer.smtp = smtp_open(settings)))
		log_event("error", "mail", "libcurl cannot be used here: no mail will leave");
}

static void note(const struct ctx *c, enum mail_round round)
{
	if (round != MAIL_SERVER_AWAY) {
		mailer.pause_s = 0;
		return;
	}
	mailer.pause_s = mailer.pause_s ? mailer.pause_s * 2 : PAUSE_MIN_S;
	if (mailer.pause_s > PAUSE_MAX_S)
		mailer.pause_s = PAUSE_MAX_S;
	mailer.quiet_until = c->now.us + mailer.pause_s * SECOND_US;
	log_event("warning", "mail", "the mail server is away; trying again in %d s", (int)mailer.pause_s);
}

static bool resting(const struct ctx *c)
{
	return mailer.pause_s && c->now.us < mailer.quiet_until;
}

enum err mailer_run(struct ctx *c)
{
	const struct mail_transport transport = smtp_transport(mailer.smtp);
	const struct arena_mark clean = arena_mark(&c->arena);
	const int64_t end = c->now.us + ROUND_US;
	enum mail_round round = MAIL_ONE_ENDED;

	while (mailer.smtp && round == MAIL_ONE_ENDED && !resting(c) && c->now.us < end &&
		!process_leaving()) {
		TRY(mail_deliver(c, mailer.settings, &transport, &round));
		note(c, round);
		arena_rewind(&c->arena, clean);
		if (c->tick)
			c->tick(c);
	}
	return ERR_OK;
}
