#include "reminder.h"
#include "db.h"
#include "json.h"
#include "mail.h"

#include <string.h>

enum { DIGEST_ITEMS = 20 };

/* The people of one time zone, this morning. */
struct morning {
	const char *zone, *item;
	struct date day, swept_on;
	struct instant swept_at;
	int64_t chunk, late, n, contact_id;
};
static const struct field morning_fields[] = {
	FIELD(morning, zone, 0, 1, 60),
	FIELD(morning, item, 0, 0, WIDE),
	FIELD(morning, day, 0, DATE_MIN, DATE_MAX),
	FIELD(morning, swept_on, NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(morning, swept_at, NULLABLE, 0, WIDE),
	FIELD(morning, chunk, 0, 0, WIDE),
	FIELD(morning, late, 0, 0, WIDE),
	FIELD(morning, n, 0, 0, WIDE),
	FIELD(morning, contact_id, 0, 0, WIDE),
	FIELD_END,
};

STMT(list_zones, none, morning,
	"SELECT z.zone, s.swept_on, s.swept_at FROM (SELECT time_zone AS zone FROM organisation UNION "
	"SELECT DISTINCT time_zone FROM contact WHERE time_zone IS NOT NULL) z LEFT JOIN mail_sweep s ON s.time_zone = z.zone")
STMT(end_sweep, morning, none,
	"INSERT INTO mail_sweep (time_zone, swept_on, swept_at) VALUES (:zone, :day, :now) "
	"ON DUPLICATE KEY UPDATE swept_on = VALUES(swept_on), swept_at = VALUES(swept_at)")

/*
 * One kind of reminder: its template, its date, what else must hold, its
 * variables. The key is compared in the column's own character set, so that
 * its index finds it.
 */
/* clang-format off */
#define KEY(template, on) "CONVERT(CONCAT('" template ":', e.id, ':', " on ", ':', r.days) USING ascii)"
#define REMINDERS(template, on, condition, vars) \
	"INSERT INTO mail (contact_id, template, vars, dedupe, kind, enrollment_id, send_at, created_at) " \
	"SELECT e.contact_id, '" template "', JSON_OBJECT('program', p.name, 'progress', CONCAT(e.met, '/', e.required), " \
	"'link', CONCAT('/my-programs/', e.id), " vars "), " KEY(template, on) ", 'reminders', e.id, :now, :now " \
	"FROM program_reminder r JOIN program p ON p.id = r.program_id AND p.status = 'active' " \
	"JOIN enrollment e FORCE INDEX (enrollment_roll) ON e.program_id = p.id AND e.state = 'open' " \
	"AND " on " BETWEEN :day + INTERVAL r.days - :late DAY AND :day + INTERVAL r.days DAY AND " on " > :day " \
	"AND " condition " JOIN contact c ON c.id = e.contact_id AND c.email IS NOT NULL " \
	"JOIN organisation o ON COALESCE(c.time_zone, o.time_zone) = :zone " \
	"WHERE e.live = 1 AND e.enrolled_on <= " on " - INTERVAL r.days DAY " \
	"AND NOT EXISTS (SELECT 1 FROM mail_refusal f WHERE f.contact_id = c.id AND f.kind = 'reminders') " \
	"AND NOT EXISTS (SELECT 1 FROM mail m WHERE m.dedupe = " KEY(template, on) ") LIMIT :chunk"
/* clang-format on */

STMT(remind_of_deadline, morning, none,
	REMINDERS("deadline_reminder", "e.grace_begins_on", "e.grace_begins_on < e.expires_on",
		"'deadline', e.grace_begins_on, 'grace_until', e.expires_on"))
STMT(remind_of_grace, morning, none,
	REMINDERS("grace_reminder", "e.expires_on",
		"e.grace_begins_on < e.expires_on AND e.grace_begins_on <= :day",
		"'grace_until', e.expires_on"))
STMT(remind_of_expiry, morning, none,
	REMINDERS("expiry_reminder", "e.expires_on", "e.grace_begins_on = e.expires_on",
		"'expires_on', e.expires_on"))

STMT(count_waiting, none, morning,
	"SELECT COUNT(*) AS n FROM completion k JOIN enrollment e ON e.id = k.enrollment_id "
	"WHERE k.status = 'awaiting_approval' AND e.cancelled_at IS NULL AND NOT e.superseded")
STMT(list_new, morning, morning,
	"SELECT CONCAT(c.given_name, ' ', c.family_name, ': ', v.title, ' (', p.name, ')') AS item "
	"FROM completion k JOIN enrollment e ON e.id = k.enrollment_id JOIN contact c ON c.id = e.contact_id "
	"JOIN program p ON p.id = e.program_id JOIN version_requirement v ON v.program_id = e.program_id "
	"AND v.version = e.definition_version AND v.requirement_id = k.requirement_id "
	"WHERE k.status = 'awaiting_approval' AND k.recorded_at > :swept_at AND e.cancelled_at IS NULL AND NOT e.superseded "
	"ORDER BY k.id LIMIT :chunk")
STMT(list_deciders, morning, morning,
	"SELECT DISTINCT g.contact_id FROM role_grant g JOIN contact c ON c.id = g.contact_id JOIN organisation o "
	"WHERE g.role IN ('sysadmin', 'certification_manager', 'certification_admin') "
	"AND COALESCE(c.time_zone, o.time_zone) = :zone ORDER BY g.contact_id")

/* --- how many days before --- */

struct reminder_days {
	int64_t program_id, day;
	struct ints days;
};
static const struct field reminder_days_fields[] = {
	FIELD(reminder_days, program_id, 0, 1, WIDE),
	FIELD(reminder_days, day, 0, 1, REMINDER_DAYS_MAX),
	FIELD(reminder_days, days, 0, 0, 10),
	FIELD_END,
};

STMT(list_days, reminder_days, reminder_days,
	"SELECT days AS day FROM program_reminder WHERE program_id = :program_id ORDER BY days DESC")
STMT(drop_days, reminder_days, none, "DELETE FROM program_reminder WHERE program_id = :program_id")
STMT(insert_days, reminder_days, none,
	"INSERT INTO program_reminder (program_id, days) SELECT DISTINCT :program_id, j.day "
	"FROM JSON_TABLE(:days, '$[*]' COLUMNS (day BIGINT PATH '$')) j")

enum err reminder_days_read(struct ctx *c, int64_t program_id, struct ints *into)
{
	const struct reminder_days *rows;
	struct list all;

	TRY(db_all(c, &list_days, &(struct reminder_days){ .program_id = program_id }, &all));
	rows = all.items;
	into->v = arena_alloc(&c->arena, (all.n + 1) * sizeof(*into->v));
	for (into->n = 0; into->n < all.n; into->n++)
		into->v[into->n] = rows[into->n].day;
	return ERR_OK;
}

enum err reminder_days_save(struct ctx *c, int64_t program_id, const struct ints *days)
{
	const struct reminder_days row = { .program_id = program_id, .days = *days };

	for (size_t i = 0; i < days->n; i++)
		if (days->v[i] > REMINDER_DAYS_MAX)
			return fail_field(c, "reminder_days", "must be at most %d days before",
				REMINDER_DAYS_MAX);
	TRY(db_exec(c, &drop_days, &row));
	return db_exec(c, &insert_days, &row);
}

/* --- reminders --- */

struct chunk {
	struct stmt *insert;
	struct morning *morning;
	int64_t written;
};

static enum err write_chunk(struct ctx *c, void *arg)
{
	struct chunk *k = arg;

	return db_change(c, k->insert, k->morning, &k->written);
}

static enum err write_reminders(struct ctx *c, struct stmt *insert, struct morning *m)
{
	struct chunk k = { insert, m, REMINDER_CHUNK };

	m->chunk = REMINDER_CHUNK;
	m->late = REMINDER_LATE_DAYS;
	while (k.written == REMINDER_CHUNK)
		TRY(db_transact(c, write_chunk, &k, false));
	return ERR_OK;
}

/* --- the digest of those who decide --- */

static const char *lines_of(struct ctx *c, const struct list *all)
{
	const struct morning *rows = all->items;
	struct buf b = { .arena = &c->arena };

	for (size_t i = 0; i < all->n && i < DIGEST_ITEMS; i++)
		buf_printf(&b, "%s\n", rows[i].item);
	if (all->n > DIGEST_ITEMS)
		buf_text(&b, "…\n");
	return buf_end(&b);
}

static enum err send_digests(struct ctx *c, const struct morning *m, const struct list *new, int64_t waiting)
{
	const char *vars = mail_vars(c, "items", lines_of(c, new), "count",
		arena_printf(&c->arena, "%lld", (long long)waiting), "link", "/completions", NULL);
	const struct morning *deciders;
	struct list all;

	TRY(db_all(c, &list_deciders, m, &all));
	deciders = all.items;
	for (size_t i = 0; i < all.n; i++)
		TRY(mail_queue(c,
			&(struct mail_request){
				.contact_id = deciders[i].contact_id,
				.template = "awaiting_approval",
				.vars = vars,
				.dedupe = mail_path(c, "approvals:%lld:%s", (long long)deciders[i].contact_id,
					mail_day(c, m->day)),
				.optional = true,
			}));
	return ERR_OK;
}

static enum err end_morning(struct ctx *c, void *arg)
{
	struct morning *m = arg, waiting = { 0 };
	struct list new;

	m->chunk = DIGEST_ITEMS + 1;
	TRY(db_all(c, &list_new, m, &new));
	TRY(db_one(c, &count_waiting, NULL, &waiting));
	if (new.n)
		TRY(send_digests(c, m, &new, waiting.n));
	return db_exec(c, &end_sweep, m);
}

/* --- mornings --- */

static enum err sweep_zone(struct ctx *c, struct morning *m)
{
	if (!m->swept_at.us)
		m->swept_at.us = c->now.us - INT64_C(86400) * 1000000;
	TRY(write_reminders(c, &remind_of_deadline, m));
	TRY(write_reminders(c, &remind_of_grace, m));
	TRY(write_reminders(c, &remind_of_expiry, m));
	return db_transact(c, end_morning, m, false);
}

static enum err read_zones(struct ctx *c, void *arg)
{
	return db_all(c, &list_zones, NULL, arg);
}

enum err reminder_sweep(struct ctx *c)
{
	struct morning *zones;
	struct list all;

	TRY(db_transact(c, read_zones, &all, true));
	zones = all.items;
	for (size_t i = 0; i < all.n; i++) {
		struct local_time local = instant_local(c->now, zones[i].zone);

		zones[i].day = local.date;
		if (local.hour >= REMINDER_HOUR && zones[i].swept_on.day < local.date.day)
			TRY(sweep_zone(c, &zones[i]));
	}
	return ERR_OK;
}
