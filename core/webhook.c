#include "webhook.h"
#include "audit.h"
#include "contact.h"
#include "db.h"
#include "json.h"
#include "report.h"
#include "webhook_keys.h"

#include <string.h>

const struct move webhook_moves[] = {
	{ "retry", "failed", "waiting" },
	{ "retry", "delivered", "waiting" },
	MOVE_END,
};

static const char *const states[] = { "waiting", "delivered", "failed", NULL };

const struct field webhook_settings_fields[] = {
	FIELD(webhook_settings, enabled, IN | OUT, 0, 1),
	FIELD(webhook_settings, url, IN | OUT | NULLABLE | TRIM, 1, 2000),
	FIELD(webhook_settings, can_sign, OUT | QUIET, 0, 1),
	FIELD(webhook_settings, waiting, OUT | QUIET, 0, WIDE),
	FIELD(webhook_settings, failed, OUT | QUIET, 0, WIDE),
	FIELD(webhook_settings, version, OUT | QUIET, 1, WIDE),
	FIELD_END,
};
const struct field webhook_delivery_fields[] = {
	FIELD(webhook_delivery, id, OUT, 1, WIDE),
	FIELD(webhook_delivery, event, OUT, 1, 32),
	FIELD_WORD(webhook_delivery, state, OUT, states),
	FIELD(webhook_delivery, attempts, OUT, 0, WIDE),
	FIELD(webhook_delivery, status, OUT | NULLABLE, 0, 999),
	FIELD(webhook_delivery, error, OUT | NULLABLE, 0, 500),
	FIELD(webhook_delivery, created_at, OUT | QUIET, 0, WIDE),
	FIELD(webhook_delivery, send_at, OUT | QUIET, 0, WIDE),
	FIELD(webhook_delivery, ended_at, OUT | NULLABLE | QUIET, 0, WIDE),
	FIELD(webhook_delivery, version, OUT | QUIET, 1, WIDE),
	FIELD(webhook_delivery, payload, NULLABLE | QUIET, 0, WIDE),
	FIELD_END,
};
const struct field webhook_message_fields[] = {
	FIELD(webhook_delivery, id, OUT, 1, WIDE),
	FIELD(webhook_delivery, event, OUT, 1, 32),
	FIELD_WORD(webhook_delivery, state, OUT, states),
	FIELD(webhook_delivery, attempts, OUT, 0, WIDE),
	FIELD(webhook_delivery, status, OUT | NULLABLE, 0, 999),
	FIELD(webhook_delivery, error, OUT | NULLABLE, 0, 500),
	FIELD(webhook_delivery, payload, OUT | RAW, 0, WIDE),
	FIELD(webhook_delivery, created_at, OUT | QUIET, 0, WIDE),
	FIELD(webhook_delivery, send_at, OUT | QUIET, 0, WIDE),
	FIELD(webhook_delivery, ended_at, OUT | NULLABLE | QUIET, 0, WIDE),
	FIELD(webhook_delivery, version, OUT | QUIET, 1, WIDE),
	FIELD_END,
};
const struct field webhook_query_fields[] = {
	FIELD_WORD(webhook_query, state, IN | NULLABLE, states),
	PAGE_FIELDS(webhook_query),
	FIELD_END,
};

/* --- settings --- */

static const struct webhook_keys *in_use;

void webhook_use(const struct webhook_keys *keys)
{
	in_use = keys;
}

const struct webhook_keys *webhook_keys(void)
{
	return in_use;
}

#define SETTINGS \
	"SELECT enabled, url, version, (SELECT COUNT(*) FROM webhook_delivery d WHERE d.state = 'waiting') AS waiting, " \
	"(SELECT COUNT(*) FROM webhook_delivery d WHERE d.state = 'failed') AS failed FROM webhook_setting"
STMT(find_settings, none, webhook_settings, SETTINGS)
STMT(lock_settings, none, webhook_settings, SETTINGS " FOR UPDATE")
STMT(update_settings, webhook_settings, none,
	"UPDATE webhook_setting SET enabled = :enabled, url = :url, version = version + 1")

enum err webhook_settings_find(struct ctx *c, struct webhook_settings *into)
{
	*into = (struct webhook_settings){ 0 };
	TRY(db_one(c, &find_settings, NULL, into));
	into->can_sign = in_use && in_use->secret;
	return ERR_OK;
}

static enum err check_settings(struct ctx *c, const struct webhook_settings *s)
{
	if (s->enabled && !s->url)
		return fail_field(c, "url", "is needed to switch the webhook on");
	if (s->url && !webhook_url_safe(s->url, in_use && in_use->loopback))
		return fail_field(c, "url",
			"must begin with https://, name a host and no user, and have no spaces");
	if (s->enabled && (!in_use || !in_use->secret))
		return fail(c, ERR_NO_WEBHOOK_SECRET, "There is no secret to sign messages with.");
	return ERR_OK;
}

enum err webhook_settings_update(struct ctx *c, int64_t version, const struct webhook_settings *in,
	uint64_t sent)
{
	struct webhook_settings before = { 0 }, after;

	TRY(db_one(c, &lock_settings, NULL, &before));
	TRY(version_check(c, before.version, version));
	after = before;
	field_merge(webhook_settings_fields, &after, in, sent);
	if (audit_nothing(c, webhook_settings_fields, &before, &after))
		return ERR_OK;
	TRY(check_settings(c, &after));
	TRY(db_exec(c, &update_settings, &after));
	audit(c, "webhook.update", (struct audit_object){ "settings", 3, "Webhook" }, webhook_settings_fields,
		&before, &after);
	return ERR_OK;
}

/* --- what is told --- */

struct telling {
	const char *event, *stamp, *provenances;
	struct ints ids;
	int64_t import_id, from_course, to_course, from_contact, to_contact;
};
static const struct field telling_fields[] = {
	FIELD(telling, event, 0, 0, 32),
	FIELD(telling, stamp, 0, 0, 40),
	FIELD(telling, provenances, 0, 0, 200),
	FIELD(telling, ids, 0, 0, WIDE),
	FIELD(telling, import_id, 0, 0, WIDE),
	FIELD(telling, from_course, 0, 0, WIDE),
	FIELD(telling, to_course, 0, 0, WIDE),
	FIELD(telling, from_contact, 0, 0, WIDE),
	FIELD(telling, to_contact, 0, 0, WIDE),
	FIELD_END,
};

/* clang-format off */
#define INTO "INSERT IGNORE INTO webhook_delivery (event, dedupe, payload, state, send_at, created_at) SELECT :event, "
#define ENVELOPE(data) "JSON_OBJECT('type', :event, 'timestamp', :stamp, 'data', " data "), 'waiting', :now, :now "
#define PERSON \
	"'contact', JSON_OBJECT('id', p.id, 'contact_no', p.contact_no, 'email', p.email, 'given_name', p.given_name, " \
	"'family_name', p.family_name), 'course', JSON_OBJECT('id', k.id, 'code', k.code, 'title', k.title)"
/* A credit is told once as awarded, and each correction once. */
#define TELL_CREDITS(from, condition) \
	INTO "CONCAT(:event, ':', a.id, ':', IF(:event = 'credit.awarded', 1, a.version)), " ENVELOPE("JSON_OBJECT('credit_id', a.id, " PERSON ", " \
	"'attempt', a.attempt, 'credit_type', t.code, 'amount', a.amount, 'awarded_on', a.awarded_on, 'expires_on', a.expires_on, " \
	"'provenance', a.provenance)") "FROM webhook_setting s STRAIGHT_JOIN " from \
	"STRAIGHT_JOIN contact p ON p.id = a.contact_id STRAIGHT_JOIN course k ON k.id = a.course_id " \
	"STRAIGHT_JOIN credit_type t ON t.id = a.credit_type_id WHERE s.enabled AND FIND_IN_SET(a.provenance, :provenances) AND " condition
#define IDS "JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) m "
/* clang-format on */

STMT(tell_credits, telling, none, TELL_CREDITS(IDS "STRAIGHT_JOIN credit_award a ON a.id = m.id ", "TRUE"))
STMT(tell_earned, telling, none,
	TELL_CREDITS(IDS
		"STRAIGHT_JOIN course_enrollment e ON e.id = m.id STRAIGHT_JOIN credit_award a ON a.course_id = e.course_id "
		"AND a.contact_id = e.contact_id AND a.attempt = e.attempt ",
		"a.created_at = :now"))
STMT(tell_imported, telling, none,
	TELL_CREDITS("credit_award a ",
		"a.import_id = :import_id AND a.course_id BETWEEN :from_course AND :to_course AND a.contact_id > :from_contact "
		"AND a.contact_id <= :to_contact"))
STMT(tell_completed, telling, none,
	INTO "CONCAT(:event, ':', e.id, ':', e.attempt), " ENVELOPE(
		"JSON_OBJECT('course_enrollment_id', e.id, " PERSON
		", 'attempt', e.attempt, 'completed_on', e.completed_on, 'origin', e.completion_origin, 'grade', e.grade)") "FROM webhook_setting s STRAIGHT_JOIN " IDS
															    "STRAIGHT_JOIN course_enrollment e ON e.id = m.id "
															    "STRAIGHT_JOIN contact p ON p.id = e.contact_id STRAIGHT_JOIN course k ON k.id = e.course_id "
															    "WHERE s.enabled AND e.status = 'completed' AND e.completion_origin <> 'import'")

/* Of which provenances the association is told, by the one table that says so. */
static const char *told(struct ctx *c)
{
	struct buf b = { .arena = &c->arena };

	for (const struct report_rule *r = report_rules; r->provenance; r++)
		if (r->sent)
			buf_printf(&b, "%s%s", b.used ? "," : "", r->provenance);
	return buf_end(&b);
}

static enum err tell(struct ctx *c, struct stmt *s, struct telling t)
{
	char stamp[INSTANT_TEXT];

	instant_format(c->now, stamp);
	t.stamp = arena_strdup(&c->arena, stamp);
	t.provenances = told(c);
	return db_exec(c, s, &t);
}

enum err webhook_credits_earned(struct ctx *c, const struct ints *course_enrollment_ids)
{
	return tell(c, &tell_earned,
		(struct telling){ .event = "credit.awarded", .ids = *course_enrollment_ids });
}

enum err webhook_credit_claimed(struct ctx *c, int64_t award_id)
{
	return tell(c, &tell_credits, (struct telling){ .event = "credit.awarded", .ids = { &award_id, 1 } });
}

enum err webhook_credit_corrected(struct ctx *c, int64_t award_id)
{
	return tell(c, &tell_credits,
		(struct telling){ .event = "credit.corrected", .ids = { &award_id, 1 } });
}

enum err webhook_credits_imported(struct ctx *c, const struct webhook_range *r)
{
	return tell(c, &tell_imported,
		(struct telling){ .event = "credit.awarded",
			.import_id = r->import_id,
			.from_course = r->from_course,
			.to_course = r->to_course,
			.from_contact = r->from_contact,
			.to_contact = r->to_contact });
}

enum err webhook_courses_completed(struct ctx *c, const struct ints *course_enrollment_ids)
{
	return tell(c, &tell_completed,
		(struct telling){ .event = "course.completed", .ids = *course_enrollment_ids });
}

/* --- what became of it --- */

#define DELIVERY \
	"SELECT id, event, state, attempts, status, error, created_at, send_at, ended_at, version FROM webhook_delivery "
#define NEWEST "id < IF(:after_id = 0, 9223372036854775807, :after_id) ORDER BY id DESC LIMIT :rows"
STMT(list_deliveries, webhook_query, webhook_delivery, DELIVERY "WHERE " NEWEST)
STMT(list_deliveries_in, webhook_query, webhook_delivery, DELIVERY "WHERE state = :state AND " NEWEST)
STMT(find_delivery, webhook_delivery, webhook_delivery,
	"SELECT id, event, state, attempts, status, error, payload, created_at, send_at, ended_at, version FROM webhook_delivery WHERE id = :id")
STMT(lock_delivery, webhook_delivery, webhook_delivery, DELIVERY "WHERE id = :id FOR UPDATE")
STMT(send_again, webhook_delivery, none,
	"UPDATE webhook_delivery SET state = :state, attempts = 0, send_at = :now, ended_at = NULL, version = version + 1 WHERE id = :id")
STMT(insert_ping, telling, none,
	"INSERT INTO webhook_delivery (event, payload, state, send_at, created_at) SELECT :event, " ENVELOPE(
		"JSON_OBJECT()"))

enum err webhook_list(struct ctx *c, struct webhook_query *q, struct page *into)
{
	const struct webhook_delivery *items;

	TRY(PAGE_START(c, q));
	TRY(db_all(c, q->state ? &list_deliveries_in : &list_deliveries, q, &into->items));
	items = into->items.items;
	if (page_cut(into, q->limit))
		into->next = page_cursor(c, NULL, items[q->limit - 1].id);
	return ERR_OK;
}

enum err webhook_find(struct ctx *c, int64_t id, struct webhook_delivery *into)
{
	*into = (struct webhook_delivery){ .id = id };
	return db_one(c, &find_delivery, into, into);
}

static struct audit_object named(const struct webhook_delivery *d)
{
	return (struct audit_object){ "webhook", d->id, d->event };
}

enum err webhook_retry(struct ctx *c, int64_t id)
{
	struct webhook_delivery before = { .id = id }, after;

	TRY(db_one(c, &lock_delivery, &before, &before));
	after = before;
	TRY(move(c, webhook_moves, "retry", &after.state, ERR_BAD_MOVE));
	after.attempts = 0;
	TRY(db_exec(c, &send_again, &after));
	audit(c, "webhook.retry", named(&after), webhook_delivery_fields, &before, &after);
	return ERR_OK;
}

enum err webhook_ping(struct ctx *c, struct webhook_delivery *into)
{
	struct telling t = { .event = "ping" };
	char stamp[INSTANT_TEXT];
	struct webhook_settings s;

	TRY(webhook_settings_find(c, &s));
	if (!s.enabled)
		return fail(c, ERR_WEBHOOK_OFF, "Messages are not sent while the webhook is off.");
	instant_format(c->now, stamp);
	t.stamp = stamp;
	TRY(db_insert(c, &insert_ping, &t, &into->id, ERR_INTERNAL));
	TRY(webhook_find(c, into->id, into));
	audit(c, "webhook.ping", named(into), webhook_delivery_fields, NULL, into);
	return ERR_OK;
}
