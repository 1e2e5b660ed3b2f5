#include "mail_delivery.h"
#include "db.h"
#include "mail_choice.h"
#include "mail_text.h"
#include "mime.h"

#include <string.h>

/* One mail on its way, with all that is said about the person it goes to. */
struct parcel {
	int64_t id, contact_id, attempts;
	const char *address, *given_name, *name, *language, *time_zone, *organisation, *template, *vars,
		*kind, *ics, *state, *error, *unsubscribe;
	bool refused, pointless;
	struct instant created_at, send_at, kept_since;
};
static const struct field parcel_fields[] = {
	FIELD(parcel, id, 0, 1, WIDE),
	FIELD(parcel, contact_id, NULLABLE, 0, WIDE),
	FIELD(parcel, attempts, 0, 0, WIDE),
	FIELD(parcel, address, 0, 0, 254),
	FIELD(parcel, given_name, 0, 0, 80),
	FIELD(parcel, name, 0, 0, 161),
	FIELD(parcel, language, 0, 0, 8),
	FIELD(parcel, time_zone, 0, 0, 60),
	FIELD(parcel, organisation, 0, 0, 120),
	FIELD(parcel, template, 0, 0, 32),
	FIELD(parcel, vars, 0, 0, WIDE),
	FIELD(parcel, kind, 0, 0, 16),
	FIELD(parcel, ics, 0, 0, WIDE),
	FIELD(parcel, state, 0, 0, 8),
	FIELD(parcel, error, NULLABLE, 0, 500),
	FIELD(parcel, refused, 0, 0, 1),
	FIELD(parcel, pointless, 0, 0, 1),
	FIELD(parcel, created_at, 0, 0, WIDE),
	FIELD(parcel, send_at, 0, 0, WIDE),
	FIELD(parcel, kept_since, 0, 0, WIDE),
	FIELD_END,
};

STMT(give_up_unclear, none, none,
	"UPDATE mail SET state = 'unclear', ended_at = :now, version = version + 1, "
	"error = 'The sender was stopped in the middle; the mail may have arrived.' "
	"WHERE state = 'sending' AND send_at < :now")
STMT(due_mail, none, parcel,
	"SELECT id, attempts FROM mail WHERE state = 'waiting' AND send_at <= :now "
	"ORDER BY send_at, id LIMIT 1 FOR UPDATE SKIP LOCKED")
STMT(hold_mail, parcel, none,
	"UPDATE mail SET state = 'sending', attempts = :attempts, send_at = :send_at, version = version + 1 WHERE id = :id")
STMT(read_parcel, parcel, parcel,
	"SELECT m.id, m.contact_id, m.attempts, COALESCE(m.address, c.email) AS address, c.given_name, "
	"CONCAT(c.given_name, ' ', c.family_name) AS name, COALESCE(m.language, c.language, o.language) AS language, "
	"COALESCE(c.time_zone, o.time_zone) AS time_zone, o.organisation_name AS organisation, m.template, m.vars, m.kind, "
	"m.ics, m.created_at, r.kind IS NOT NULL AS refused, "
	"m.enrollment_id IS NOT NULL AND (e.id IS NULL OR e.live IS NULL OR e.pending_on IS NOT NULL) AS pointless "
	"FROM mail m JOIN organisation o LEFT JOIN contact c ON c.id = m.contact_id "
	"LEFT JOIN mail_refusal r ON r.contact_id = m.contact_id AND r.kind = m.kind "
	"LEFT JOIN enrollment e ON e.id = m.enrollment_id WHERE m.id = :id")
STMT(end_mail, parcel, none,
	"UPDATE mail SET state = :state, error = :error, send_at = :send_at, vars = :vars, "
	"ended_at = IF(:state = 'waiting', NULL, :now), version = version + 1 WHERE id = :id AND state = 'sending'")
STMT(sweep_mails, parcel, none,
	"DELETE FROM mail WHERE ended_at < :kept_since AND dedupe IS NULL AND state IN ('sent', 'skipped', 'failed', 'unclear') "
	"LIMIT 1000")
STMT(sweep_words, parcel, none,
	"UPDATE mail SET vars = NULL, address = IF(contact_id IS NULL, '', NULL), ics = NULL WHERE ended_at < :kept_since "
	"AND vars IS NOT NULL AND state IN ('sent', 'skipped', 'failed', 'unclear') LIMIT 1000")

static enum smtp_fate send_by_smtp(void *arg, const char *from, const char *to, const char *message,
	char why[static SMTP_WHY])
{
	return smtp_send(arg, from, to, message, why);
}

struct mail_transport smtp_transport(struct smtp *s)
{
	return (struct mail_transport){ send_by_smtp, s };
}

static struct instant later(const struct ctx *c, int64_t seconds)
{
	return (struct instant){ c->now.us + seconds * 1000000 };
}

static enum err take(struct ctx *c, void *arg)
{
	struct parcel *p = arg;
	bool found;

	*p = (struct parcel){ 0 };
	TRY(db_exec(c, &give_up_unclear, NULL));
	TRY(db_maybe(c, &due_mail, NULL, p, &found));
	if (!found)
		return ERR_OK;
	p->attempts++;
	p->send_at = later(c, MAIL_LEASE_SECONDS);
	TRY(db_exec(c, &hold_mail, p));
	TRY(db_one(c, &read_parcel, p, p));
	return p->kind ? mail_refusal_path(c, p->contact_id, p->kind, &p->unsubscribe) : ERR_OK;
}

static enum err end(struct ctx *c, void *arg)
{
	return db_exec(c, &end_mail, arg);
}

static struct instant next_attempt(const struct ctx *c, int64_t attempts)
{
	int64_t minutes = attempts < 10 ? INT64_C(1) << (attempts - 1) : 360;

	return later(c, (minutes < 360 ? minutes : 360) * 60);
}

/* Why it should not leave after all, or NULL. */
static const char *needless(const struct parcel *p)
{
	if (!p->address)
		return "The contact has no e-mail address any more.";
	if (p->refused)
		return "The person has refused mails of this kind.";
	return p->pointless ? "What it reminds of is done." : NULL;
}

/* The same whenever it is tried, so that who gets it twice can tell. */
static const char *message_id(struct ctx *c, const struct parcel *p, const struct mail_settings *s)
{
	return arena_printf(&c->arena, "laurel-%lld-%llx%s", (long long)p->id,
		(unsigned long long)p->created_at.us, strchr(s->from, '@'));
}

static enum err wrap(struct ctx *c, const struct parcel *p, const struct mail_settings *s,
	const char **message)
{
	struct mail_letter letter = { .template = p->template,
		.vars = p->vars ? p->vars : "{}",
		.language = p->language,
		.time_zone = p->time_zone,
		.given_name = p->given_name,
		.organisation = p->organisation,
		.public_url = s->public_url,
		.unsubscribe = p->unsubscribe };
	struct mail_text text;
	struct mime_message m;

	TRY(mail_write(c, &letter, &text));
	m = (struct mime_message){ .from_name =
					   s->from_name && *s->from_name ? s->from_name : p->organisation,
		.from = s->from,
		.to_name = p->name,
		.to = p->address,
		.subject = text.subject,
		.message_id = message_id(c, p, s),
		.language = p->language,
		.date = p->created_at,
		.text = text.text,
		.html = text.html,
		.ics = p->ics };
	if (p->unsubscribe)
		m.unsubscribe = arena_printf(&c->arena, "%s%s", s->public_url, p->unsubscribe);
	*message = mime_write(&c->arena, &m);
	return ERR_OK;
}

static void settle(struct ctx *c, struct parcel *p, const char *state, const char *why)
{
	const struct mail_template *t = mail_template_find(p->template);

	p->state = state;
	p->error = why;
	if ((!strcmp(state, "sent") || !strcmp(state, "skipped")) && t && t->secret)
		p->vars = NULL;
	if (!strcmp(state, "waiting"))
		p->send_at = next_attempt(c, p->attempts);
}

static void judge(struct ctx *c, struct parcel *p, enum smtp_fate fate, const char *why)
{
	bool again = (fate == SMTP_LATER || fate == SMTP_AWAY) && p->attempts < MAIL_ATTEMPTS;

	if (fate == SMTP_ACCEPTED)
		settle(c, p, "sent", NULL);
	else if (fate == SMTP_UNCLEAR)
		settle(c, p, "unclear",
			arena_printf(&c->arena,
				"The server took it and did not answer (%s); it may have arrived.", why));
	else
		settle(c, p, again ? "waiting" : "failed", arena_strdup(&c->arena, why));
}

/* Outside a transaction: nobody holds a lock while the server takes its time. */
static enum mail_round send(struct ctx *c, const struct mail_settings *s, const struct mail_transport *t,
	struct parcel *p)
{
	char why[SMTP_WHY] = "";
	const char *message;
	enum smtp_fate fate;

	if (needless(p)) {
		settle(c, p, "skipped", needless(p));
		return MAIL_ONE_ENDED;
	}
	if (!mail_address_valid(p->address)) {
		settle(c, p, "failed", "No mail can be sent to this address.");
		return MAIL_ONE_ENDED;
	}
	if (wrap(c, p, s, &message)) {
		settle(c, p, "failed", c->problem.detail);
		return MAIL_ONE_ENDED;
	}
	fate = t->send(t->arg, s->from, p->address, message, why);
	judge(c, p, fate, why);
	return fate == SMTP_AWAY ? MAIL_SERVER_AWAY : MAIL_ONE_ENDED;
}

enum err mail_deliver(struct ctx *c, const struct mail_settings *s, const struct mail_transport *t,
	enum mail_round *round)
{
	struct parcel p;

	*round = MAIL_NONE_DUE;
	TRY(db_transact(c, take, &p, false));
	if (!p.id)
		return ERR_OK;
	*round = send(c, s, t, &p);
	return db_transact(c, end, &p, false);
}

enum err mail_sweep(struct ctx *c)
{
	struct parcel p = { .kept_since = later(c, -(int64_t)MAIL_KEPT_DAYS * 86400) };

	TRY(db_exec(c, &sweep_mails, &p));
	return db_exec(c, &sweep_words, &p);
}
