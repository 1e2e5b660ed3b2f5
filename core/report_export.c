#include "report_export.h"
#include "audit.h"
#include "contact.h"
#include "db.h"
#include "report_export_parts.h"
#include "report_lines.h"

#include <string.h>

const struct move report_moves[] = {
	{ "accept", "sent", "accepted" },
	{ "reject", "sent", "rejected" },
	MOVE_END,
};

static const char *const states[] = { "sent", "accepted", "rejected", NULL };
static const char *const export_states[] = { "making", "sent", "accepted", "rejected", NULL };

const struct field report_request_fields[] = {
	FIELD_WORD(report_request, agency, IN | OUT | REQ, report_agencies),
	FIELD(report_request, from, IN | OUT | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(report_request, to, IN | OUT | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD_END,
};
const struct field report_export_fields[] = {
	FIELD(report_export, id, OUT, 1, WIDE),
	FIELD_WORD(report_export, agency, OUT, report_agencies),
	FIELD(report_export, from, OUT | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(report_export, to, OUT | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD_WORD(report_export, state, OUT, export_states),
	FIELD(report_export, adds, OUT, 0, WIDE),
	FIELD(report_export, deletes, OUT, 0, WIDE),
	FIELD(report_export, left_out, OUT, 0, WIDE),
	FIELD(report_export, rejected, OUT, 0, WIDE),
	FIELD(report_export, hash, OUT, 0, 64),
	FIELD(report_export, created_by_name, OUT | NULLABLE | QUIET, 0, 161),
	FIELD(report_export, decided_by_name, OUT | NULLABLE | QUIET, 0, 161),
	FIELD(report_export, created_at, OUT | QUIET, 0, WIDE),
	FIELD(report_export, decided_at, OUT | NULLABLE | QUIET, 0, WIDE),
	FIELD(report_export, version, OUT | QUIET, 1, WIDE),
	FIELD(report_export, work, OUT | NULLABLE | QUIET, 0, 16),
	FIELD(report_export, done, OUT | QUIET, 0, WIDE),
	FIELD(report_export, total, OUT | QUIET, 0, WIDE),
	FIELD(report_export, error, OUT | NULLABLE | QUIET, 0, 500),
	FIELD_END,
};
const struct field report_export_query_fields[] = {
	FIELD_WORD(report_export_query, agency, IN | NULLABLE, report_agencies),
	PAGE_FIELDS(report_export_query),
	FIELD_END,
};

/* --- who may work on files --- */

struct guard {
	int64_t id, before;
	const char *agency, *state, *moves;
};
static const struct field guard_fields[] = {
	FIELD(guard, id, NULLABLE, 0, WIDE),
	FIELD(guard, before, 0, 0, WIDE),
	FIELD(guard, agency, 0, 0, 8),
	FIELD(guard, state, 0, 0, 16),
	FIELD(guard, moves, 0, 0, WIDE),
	FIELD_END,
};

STMT(hold_settings, none, guard, "SELECT id FROM report_setting FOR UPDATE")
STMT(find_in_work, guard, guard,
	"SELECT MIN(id) AS id FROM report_export WHERE agency = :agency AND state = 'making'")
/* The rows of this state say where their credits stand; the table of moves says where that leads. */
STMT(move_credits, guard, none,
	"UPDATE report_row r STRAIGHT_JOIN credit_award a ON a.id = r.award_id STRAIGHT_JOIN JSON_TABLE(:moves, '$[*]' COLUMNS "
	"(was VARCHAR(16) CHARACTER SET ascii PATH '$[0]', is_now VARCHAR(16) CHARACTER SET ascii PATH '$[1]')) m ON m.was = a.submission "
	"SET a.submission = m.is_now WHERE r.export_id = :id AND r.n > :before AND r.action = 'add' AND r.state = :state")

static const char *report_name(struct ctx *c, const char *agency, int64_t id)
{
	return arena_printf(&c->arena, "%s %lld", strcmp(agency, "pars") ? "CPE Monitor" : "PARS",
		(long long)id);
}

struct audit_object report_object(struct ctx *c, const struct report_export *x)
{
	return (struct audit_object){ "report_export", x->id, report_name(c, x->agency, x->id) };
}

enum err report_hold(struct ctx *c)
{
	struct guard row = { 0 };

	return db_one(c, &hold_settings, NULL, &row);
}

enum err report_hold_idle(struct ctx *c, const char *agency)
{
	struct guard row = { .agency = agency };

	TRY(report_hold(c));
	TRY(db_one(c, &find_in_work, &row, &row));
	return row.id ? fail(c, ERR_REPORT_IN_WORK, "%s is being made.", report_name(c, agency, row.id))
		      : ERR_OK;
}

/* [["queued","sent"], ...] of one verb. */
static const char *moves_of(struct ctx *c, const char *verb)
{
	struct buf b = { .arena = &c->arena };

	for (const struct move *m = submission_moves; m->verb; m++)
		if (!strcmp(m->verb, verb))
			buf_printf(&b, "%s[\"%s\",\"%s\"]", b.used ? "," : "[", m->from, m->to);
	buf_text(&b, "]");
	return buf_end(&b);
}

enum err report_move_credits(struct ctx *c, int64_t id, int64_t before, const char *verb, const char *state)
{
	return db_exec(c, &move_credits,
		&(struct guard){ .id = id, .before = before, .state = state, .moves = moves_of(c, verb) });
}

/* --- reading --- */

#define EXPORT \
	"SELECT x.id, x.agency, x.from_on AS `from`, x.to_on AS `to`, x.state, x.adds, x.deletes, x.left_out, x.rejected, x.hash, " \
	"CONCAT(p.given_name, ' ', p.family_name) AS created_by_name, CONCAT(q.given_name, ' ', q.family_name) AS decided_by_name, " \
	"x.created_at, x.decided_at, x.version, GREATEST(x.looked, COALESCE(j.done, 0)) AS done, x.to_look AS total, j.state AS work, j.error FROM report_export x " \
	"LEFT JOIN contact p ON p.id = x.created_by LEFT JOIN contact q ON q.id = x.decided_by " \
	"LEFT JOIN job j ON j.id = x.job_id AND x.state = 'making' "
STMT(list_exports, report_export_query, report_export,
	EXPORT
	"WHERE (:agency IS NULL OR x.agency = :agency) AND (:after_id = 0 OR x.id < :after_id) ORDER BY x.id DESC LIMIT :rows")
STMT(find_export, report_export, report_export, EXPORT "WHERE x.id = :id")

enum err report_export_list(struct ctx *c, struct report_export_query *q, struct page *into)
{
	const struct report_export *items;

	TRY(PAGE_START(c, q));
	TRY(db_all(c, &list_exports, q, &into->items));
	items = into->items.items;
	if (page_cut(into, q->limit))
		into->next = page_cursor(c, NULL, items[q->limit - 1].id);
	return ERR_OK;
}

enum err report_export_find(struct ctx *c, int64_t id, struct report_export *into)
{
	*into = (struct report_export){ .id = id };
	return db_one(c, &find_export, into, into);
}

/* A stretch of a file's rows. */
struct stretch {
	int64_t id, after_n, rows;
};
static const struct field stretch_fields[] = {
	FIELD(stretch, id, 0, 0, WIDE),
	FIELD(stretch, after_n, 0, 0, WIDE),
	FIELD(stretch, rows, 0, 0, WIDE),
	FIELD_END,
};
STMT(rows_after, stretch, report_line,
	"SELECT n, action, award_id, contact_id, course_id, activity_id, completed_on, given_name, family_name, birth, license_state, "
	"person_id, amount FROM report_row WHERE export_id = :id AND n > :after_n ORDER BY n LIMIT :rows")

static enum err write_some(struct ctx *c, const char *agency, struct stretch *m,
	const struct report_writer *to)
{
	const struct arena_mark mark = arena_mark(&c->arena);
	struct buf b = { .arena = &c->arena };
	const struct report_line *l;
	struct list lines;

	TRY(db_all(c, &rows_after, m, &lines));
	l = lines.items;
	for (size_t i = 0; i < lines.n; i++)
		report_put(&b, agency, &l[i]);
	m->after_n = lines.n == REPORT_ROWS_A_READ ? l[lines.n - 1].n : -1;
	if (lines.n)
		TRY(to->write(c, to->arg, b.data, b.used));
	arena_rewind(&c->arena, mark);
	return ERR_OK;
}

enum err report_export_check_made(struct ctx *c, const struct report_export *x)
{
	return strcmp(x->state, "making")
		? ERR_OK
		: fail(c, ERR_REPORT_IN_WORK, "%s is being made.", report_name(c, x->agency, x->id));
}

enum err report_export_write(struct ctx *c, const struct report_export *x, const struct report_writer *to)
{
	struct stretch m = { .id = x->id, .rows = REPORT_ROWS_A_READ };
	struct buf b = { .arena = &c->arena };

	report_head(&b, x->agency);
	TRY(to->write(c, to->arg, b.data, b.used));
	while (m.after_n >= 0)
		TRY(write_some(c, x->agency, &m, to));
	return ERR_OK;
}

/* --- what the agency said --- */

const struct field report_row_fields[] = {
	FIELD(report_row, n, OUT, 1, WIDE),
	FIELD(report_row, action, OUT, 1, 8),
	FIELD(report_row, award_id, OUT, 1, WIDE),
	FIELD(report_row, contact_id, OUT, 1, WIDE),
	FIELD(report_row, course_id, OUT, 1, WIDE),
	FIELD(report_row, name, OUT, 1, 161),
	FIELD(report_row, activity_id, OUT, 1, 64),
	FIELD(report_row, completed_on, OUT, DATE_MIN, DATE_MAX),
	FIELD(report_row, amount, OUT, 0, WIDE),
	FIELD_WORD(report_row, state, OUT, states),
	FIELD(report_row, message, OUT | NULLABLE, 0, 500),
	FIELD_END,
};
const struct field report_row_query_fields[] = {
	FIELD(report_row_query, export_id, 0, 0, WIDE),
	FIELD_WORD(report_row_query, state, IN | NULLABLE, states),
	PAGE_FIELDS(report_row_query),
	FIELD_END,
};
static const struct field report_refusal_fields[] = {
	FIELD(report_refusal, n, IN | REQ, 1, WIDE),
	FIELD(report_refusal, message, IN | REQ | TRIM, 1, 500),
	FIELD_END,
};
const struct field report_answer_fields[] = {
	FIELD_MANY(report_answer, rejected, IN, 0, 1000, report_refusal),
	FIELD_END,
};
const struct field report_rejection_fields[] = {
	FIELD(report_rejection, message, IN | REQ | TRIM, 1, 500),
	FIELD_END,
};

/* One row that the agency refused. */
struct refusing {
	int64_t id, n;
	const char *message;
};
static const struct field refusing_fields[] = {
	FIELD(refusing, id, 0, 0, WIDE),
	FIELD(refusing, n, 0, 0, WIDE),
	FIELD(refusing, message, 0, 0, 500),
	FIELD_END,
};

STMT(list_rows, report_row_query, report_row,
	"SELECT n, action, award_id, contact_id, course_id, CONCAT(given_name, ' ', family_name) AS name, activity_id, completed_on, "
	"amount, state, message FROM report_row WHERE export_id = :export_id AND n > :after_id AND (:state IS NULL OR state = :state) "
	"ORDER BY n LIMIT :rows")
STMT(lock_export, report_export, report_export, EXPORT "WHERE x.id = :id FOR UPDATE")
STMT(refuse_row, refusing, none,
	"UPDATE report_row SET state = 'rejected', message = :message WHERE export_id = :id AND n = :n AND state = 'sent'")
STMT(refuse_rows, refusing, none,
	"UPDATE report_row SET state = 'rejected', message = :message WHERE export_id = :id")
STMT(accept_rows, refusing, none,
	"UPDATE report_row SET state = 'accepted' WHERE export_id = :id AND state = 'sent'")
STMT(decide, report_export, none,
	"UPDATE report_export SET state = :state, rejected = (SELECT COUNT(*) FROM report_row WHERE export_id = :id AND state = 'rejected'), "
	"decided_by = NULLIF(:actor_id, 0), decided_at = :now, version = version + 1 WHERE id = :id")
/* The agency knows a credit by the newest row that it did not refuse. */
STMT(forget_refused, guard, none,
	"DELETE h FROM report_row r JOIN report_standing h ON h.agency = :agency AND h.award_id = r.award_id "
	"WHERE r.export_id = :id AND r.state = 'rejected'")
STMT(know_former, guard, none,
	"INSERT INTO report_standing (agency, award_id, export_id, n) SELECT :agency, z.award_id, z.export_id, z.n FROM "
	"(SELECT r.award_id, r.export_id, r.n, r.action, ROW_NUMBER() OVER (PARTITION BY r.award_id ORDER BY r.export_id DESC, r.n DESC) AS k "
	"FROM (SELECT DISTINCT award_id FROM report_row WHERE export_id = :id AND state = 'rejected') w "
	"STRAIGHT_JOIN report_row r ON r.award_id = w.award_id AND r.state <> 'rejected' "
	"STRAIGHT_JOIN report_export x ON x.id = r.export_id AND x.agency = :agency) z WHERE z.k = 1 AND z.action = 'add'")

enum err report_row_list(struct ctx *c, struct report_row_query *q, struct page *into)
{
	const struct report_row *items;
	struct report_export x;

	TRY(report_export_find(c, q->export_id, &x));
	TRY(PAGE_START(c, q));
	TRY(db_all(c, &list_rows, q, &into->items));
	items = into->items.items;
	if (page_cut(into, q->limit))
		into->next = page_cursor(c, NULL, items[q->limit - 1].n);
	return ERR_OK;
}

static enum err refuse_some(struct ctx *c, int64_t id, const struct report_answer *in)
{
	const struct report_refusal *r = in->rejected.items;
	enum err verdict = ERR_OK;
	int64_t changed;

	for (size_t i = 0; i < in->rejected.n; i++) {
		TRY(db_change(c, &refuse_row, &(struct refusing){ id, r[i].n, r[i].message }, &changed));
		if (!changed)
			verdict = fail_field(c, arena_printf(&c->arena, "rejected/%zu/n", i),
				"is no row of this file, or stands there twice");
	}
	return verdict;
}

static enum err take_decision(struct ctx *c, int64_t id, int64_t version, const char *verb,
	struct report_export *before, struct report_export *after)
{
	TRY(report_export_find(c, id, before));
	TRY(report_hold_idle(c, before->agency));
	TRY(db_one(c, &lock_export, &(struct report_export){ .id = id }, before));
	TRY(version_check(c, before->version, version));
	*after = *before;
	return move(c, report_moves, verb, &after->state, ERR_BAD_MOVE);
}

/* The rows say by now what became of them: bring the file, the credits and what the agency knows in step. */
static enum err settle(struct ctx *c, const struct report_export *before, struct report_export *after,
	const char *action)
{
	const struct guard m = { .id = after->id, .agency = after->agency };

	TRY(db_exec(c, &decide, after));
	TRY(report_move_credits(c, m.id, 0, "accept", "accepted"));
	TRY(report_move_credits(c, m.id, 0, "reject", "rejected"));
	TRY(db_exec(c, &forget_refused, &m));
	TRY(db_exec(c, &know_former, &m));
	TRY(report_export_find(c, after->id, after));
	audit(c, action, report_object(c, after), report_export_fields, before, after);
	return ERR_OK;
}

enum err report_export_accept(struct ctx *c, int64_t id, int64_t version, const struct report_answer *in)
{
	struct report_export before = { 0 }, after;

	TRY(take_decision(c, id, version, "accept", &before, &after));
	TRY(refuse_some(c, id, in));
	TRY(db_exec(c, &accept_rows, &(struct refusing){ .id = id }));
	return settle(c, &before, &after, "report.accept");
}

enum err report_export_reject(struct ctx *c, int64_t id, int64_t version, const struct report_rejection *in)
{
	struct report_export before = { 0 }, after;

	TRY(take_decision(c, id, version, "reject", &before, &after));
	TRY(db_exec(c, &refuse_rows, &(struct refusing){ .id = id, .message = in->message }));
	c->reason = in->message;
	return settle(c, &before, &after, "report.reject");
}
