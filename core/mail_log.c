#include "mail_log.h"
#include "audit.h"
#include "db.h"
#include "mail_delivery.h"

#include <string.h>

const struct move mail_moves[] = {
	/* verb    from       to */
	{ "resend", "failed", "waiting" },
	{ "resend", "unclear", "waiting" },
	MOVE_END,
};

static const char *const states[] = { "waiting", "sending", "sent", "failed", "unclear", "skipped", NULL };
static const char *const resendable[] = { "failed", "unclear", NULL };

const struct field mail_item_fields[] = {
	FIELD(mail_item, id, OUT, 1, WIDE),
	FIELD(mail_item, contact_id, OUT | NULLABLE, 1, WIDE),
	FIELD(mail_item, contact_name, OUT | NULLABLE, 1, 161),
	FIELD(mail_item, address, OUT | NULLABLE | QUIET, 0, 254),
	FIELD(mail_item, template, OUT, 1, 32),
	FIELD_WORD(mail_item, state, OUT, states),
	FIELD(mail_item, attempts, OUT, 0, WIDE),
	FIELD(mail_item, error, OUT | NULLABLE, 0, 500),
	FIELD(mail_item, created_at, OUT | QUIET, 0, WIDE),
	FIELD(mail_item, send_at, OUT | QUIET, 0, WIDE),
	FIELD(mail_item, ended_at, OUT | NULLABLE | QUIET, 0, WIDE),
	FIELD(mail_item, forgotten, OUT | QUIET, 0, 1),
	FIELD(mail_item, version, OUT | QUIET, 1, WIDE),
	FIELD_END,
};
const struct field mail_query_fields[] = {
	FIELD_WORD(mail_query, state, IN | NULLABLE, states),
	PAGE_FIELDS(mail_query),
	FIELD_END,
};
const struct field mail_summary_fields[] = {
	FIELD(mail_summary, leaves, OUT, 0, 1),
	FIELD(mail_summary, waiting, OUT, 0, WIDE),
	FIELD(mail_summary, failed, OUT, 0, WIDE),
	FIELD(mail_summary, unclear, OUT, 0, WIDE),
	FIELD(mail_summary, waiting_since, OUT | NULLABLE, 0, WIDE),
	FIELD(mail_summary, last_sent_at, OUT | NULLABLE, 0, WIDE),
	FIELD(mail_summary, error, OUT | NULLABLE, 0, 500),
	FIELD_END,
};
const struct field mail_again_fields[] = {
	FIELD_WORD(mail_again, state, IN | REQ, resendable),
	FIELD_END,
};
const struct field mail_resent_fields[] = {
	FIELD(mail_resent, resent, OUT, 0, WIDE),
	FIELD(mail_resent, refused, OUT, 0, WIDE),
	FIELD_END,
};

#define COLUMNS \
	"SELECT m.id, m.contact_id, CONCAT(c.given_name, ' ', c.family_name) AS contact_name, " \
	"COALESCE(NULLIF(m.address, ''), c.email) AS address, m.template, m.state, m.attempts, m.error, m.created_at, " \
	"m.send_at, m.ended_at, m.vars IS NULL AS forgotten, m.version " \
	"FROM mail m LEFT JOIN contact c ON c.id = m.contact_id WHERE "
#define NEWEST "m.id < IF(:after_id = 0, 9223372036854775807, :after_id) ORDER BY m.id DESC LIMIT :rows"

STMT(list_mails, mail_query, mail_item, COLUMNS NEWEST)
STMT(list_mails_in, mail_query, mail_item, COLUMNS "m.state = :state AND " NEWEST)
STMT(find_mail, mail_item, mail_item, COLUMNS "m.id = :id")
STMT(lock_mail, mail_item, mail_item, COLUMNS "m.id = :id FOR UPDATE")
STMT(count_mails, none, mail_summary,
	"SELECT COALESCE(SUM(state IN ('waiting', 'sending')), 0) AS waiting, COALESCE(SUM(state = 'failed'), 0) AS failed, "
	"COALESCE(SUM(state = 'unclear'), 0) AS unclear FROM mail WHERE state IN ('waiting', 'sending', 'failed', 'unclear')")
STMT(oldest_mail, none, mail_summary,
	"SELECT created_at AS waiting_since, error FROM mail WHERE state = 'waiting' AND send_at <= :now OR "
	"state = 'waiting' AND attempts > 0 ORDER BY id LIMIT 1")
STMT(last_mail, none, mail_summary,
	"SELECT ended_at AS last_sent_at FROM mail WHERE state = 'sent' ORDER BY id DESC LIMIT 1")
STMT(resend_mail, mail_item, none,
	"UPDATE mail SET state = 'waiting', attempts = 0, send_at = :now, ended_at = NULL, version = version + 1 WHERE id = :id")
STMT(count_forgotten, mail_again, mail_resent,
	"SELECT COUNT(*) AS refused FROM mail WHERE state = :state AND vars IS NULL")
STMT(resend_mails, mail_again, none,
	"UPDATE mail SET state = 'waiting', attempts = 0, send_at = :now, ended_at = NULL, version = version + 1 "
	"WHERE state = :state AND vars IS NOT NULL")

enum err mail_list(struct ctx *c, struct mail_query *q, struct page *into)
{
	const struct mail_item *items;

	TRY(PAGE_START(c, q));
	TRY(db_all(c, q->state ? &list_mails_in : &list_mails, q, &into->items));
	items = into->items.items;
	if (page_cut(into, q->limit))
		into->next = page_cursor(c, NULL, items[q->limit - 1].id);
	return ERR_OK;
}

enum err mail_find(struct ctx *c, int64_t id, struct mail_item *into)
{
	return db_one(c, &find_mail, &(struct mail_item){ .id = id }, into);
}

enum err mail_summarize(struct ctx *c, struct mail_summary *into)
{
	bool found;

	*into = (struct mail_summary){ 0 };
	TRY(db_one(c, &count_mails, NULL, into));
	TRY(db_maybe(c, &oldest_mail, NULL, into, &found));
	TRY(db_maybe(c, &last_mail, NULL, into, &found));
	into->leaves = mail_leaves();
	return ERR_OK;
}

static struct audit_object object_of(struct ctx *c, const struct mail_item *m)
{
	return (struct audit_object){ "mail", m->id,
		m->contact_name ? arena_printf(&c->arena, "%s: %s", m->template, m->contact_name)
				: m->template };
}

enum err mail_resend(struct ctx *c, int64_t id, struct mail_item *into)
{
	struct mail_item before = { 0 }, after;

	TRY(db_one(c, &lock_mail, &(struct mail_item){ .id = id }, &before));
	after = before;
	TRY(move(c, mail_moves, "resend", &after.state, ERR_BAD_MOVE));
	if (before.forgotten)
		return fail(c, ERR_MAIL_FORGOTTEN,
			"What this mail said was forgotten %d days after it ended.", MAIL_KEPT_DAYS);
	after.attempts = 0;
	TRY(db_exec(c, &resend_mail, &after));
	audit(c, "mail.resend", object_of(c, &after), mail_item_fields, &before, &after);
	return mail_find(c, id, into);
}

enum err mail_resend_all(struct ctx *c, const struct mail_again *what, struct mail_resent *into)
{
	*into = (struct mail_resent){ 0 };
	TRY(db_one(c, &count_forgotten, what, into));
	TRY(db_change(c, &resend_mails, what, &into->resent));
	c->unchanged = !into->resent;
	if (into->resent)
		audit_json(c, "mail.resend_all", (struct audit_object){ "mail", 0, what->state },
			arena_printf(&c->arena, "[{\"field\":\"resent\",\"before\":null,\"after\":%lld}]",
				(long long)into->resent));
	return ERR_OK;
}
