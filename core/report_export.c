#include "report_export.h"
#include "audit.h"
#include "contact.h"
#include "db.h"
#include "report_lines.h"

#include <sodium.h>
#include <string.h>

const struct move report_moves[] = {
	{ "accept", "sent", "accepted" },
	{ "reject", "sent", "rejected" },
	MOVE_END,
};

static const char *const states[] = { "sent", "accepted", "rejected", NULL };

const struct field report_request_fields[] = {
	FIELD_WORD(report_request, agency, IN | OUT | REQ, report_agencies),
	FIELD(report_request, from, IN | OUT | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(report_request, to, IN | OUT | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD_END,
};
const struct field report_preview_fields[] = {
	FIELD(report_preview, adds, OUT, 0, WIDE),
	FIELD(report_preview, corrections, OUT, 0, WIDE),
	FIELD(report_preview, deletes, OUT, 0, WIDE),
	FIELD(report_preview, unchanged, OUT, 0, WIDE),
	FIELD(report_preview, left_out, OUT, 0, WIDE),
	FIELD(report_preview, legacy, OUT, 0, WIDE),
	FIELD(report_preview, imported, OUT, 0, WIDE),
	FIELD_END,
};
const struct field report_export_fields[] = {
	FIELD(report_export, id, OUT, 1, WIDE),
	FIELD_WORD(report_export, agency, OUT, report_agencies),
	FIELD(report_export, from, OUT | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(report_export, to, OUT | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD_WORD(report_export, state, OUT, states),
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
	FIELD_END,
};
const struct field report_export_query_fields[] = {
	FIELD_WORD(report_export_query, agency, IN | NULLABLE, report_agencies),
	PAGE_FIELDS(report_export_query),
	FIELD_END,
};

/* --- what a file would say --- */

/* Everything that the statements of one file work with. */
struct making {
	int64_t id;
	const char *agency, *provenances, *moves, *state, *hash;
	struct date from, to;
	int64_t adds, corrections, deletes, unchanged, left_out, legacy, imported;
	int64_t after_n, rows;
};
static const struct field making_fields[] = {
	FIELD(making, id, 0, 0, WIDE),
	FIELD(making, agency, 0, 0, 8),
	FIELD(making, provenances, 0, 0, 200),
	FIELD(making, moves, 0, 0, WIDE),
	FIELD(making, state, 0, 0, 16),
	FIELD(making, hash, 0, 0, 64),
	FIELD(making, from, NULLABLE, 0, DATE_MAX),
	FIELD(making, to, NULLABLE, 0, DATE_MAX),
	FIELD(making, adds, 0, 0, WIDE),
	FIELD(making, corrections, 0, 0, WIDE),
	FIELD(making, deletes, 0, 0, WIDE),
	FIELD(making, unchanged, 0, 0, WIDE),
	FIELD(making, left_out, 0, 0, WIDE),
	FIELD(making, legacy, 0, 0, WIDE),
	FIELD(making, imported, 0, 0, WIDE),
	FIELD(making, after_n, 0, 0, WIDE),
	FIELD(making, rows, 0, 0, WIDE),
	FIELD_END,
};

/* clang-format off */
/* What is said of credit x now, beside r, the row by which the agency knows it. */
#define NOW "(" REPORT_NOW("g.activity_id") "LIMIT 9223372036854775807) x " /* a limit keeps MariaDB from merging it and losing its way */
#define KNOWN \
	"report_standing h STRAIGHT_JOIN report_row r ON h.agency = :agency AND r.export_id = h.export_id AND r.n = h.n "
#define NOW_AND_KNOWN \
	NOW "LEFT JOIN report_standing h ON h.agency = :agency AND h.award_id = x.award_id " \
	"LEFT JOIN report_row r ON r.export_id = h.export_id AND r.n = h.n "
#define COMPLETE REPORT_COMPLETE("x")
#define SAME(column) "CAST(x." column " AS BINARY) <=> CAST(r." column " AS BINARY)"
#define UNCHANGED \
	"(" SAME("activity_id") " AND x.completed_on = r.completed_on AND " SAME("given_name") " AND " SAME("family_name") \
	" AND " SAME("birth") " AND " SAME("license_state") " AND " SAME("person_id") " AND x.amount = r.amount)"
#define IN_WINDOW REPORT_IN_WINDOW("x")
#define CELLS(v) \
	v ".award_id, " v ".contact_id, " v ".course_id, " v ".activity_id, " v ".completed_on, " v ".given_name, " v ".family_name, " \
	v ".birth, " v ".license_state, " v ".person_id, " v ".amount"
/* clang-format on */

STMT(count_told, making, making,
	"SELECT COALESCE(SUM(h.award_id IS NULL AND " COMPLETE " AND " IN_WINDOW "), 0) AS adds, "
	"COALESCE(SUM(h.award_id IS NOT NULL AND " COMPLETE " AND NOT " UNCHANGED "), 0) AS corrections, "
	"COALESCE(SUM(h.award_id IS NOT NULL AND " IN_WINDOW " AND " UNCHANGED "), 0) AS unchanged, "
	"COALESCE(SUM(" IN_WINDOW " AND NOT " COMPLETE "), 0) AS left_out FROM " NOW_AND_KNOWN)
/* What the agency takes no more by its settings stays with it: only what is gone is taken back. */
#define KNOWN_AND_LEFT KNOWN "LEFT JOIN credit_award a ON a.id = h.award_id AND a.amount > 0 "
STMT(count_gone, making, making, "SELECT COUNT(*) AS deletes FROM " KNOWN_AND_LEFT "WHERE a.id IS NULL")
STMT(count_untold, making, making,
	"SELECT COALESCE(SUM(a.provenance = 'import_legacy'), 0) AS legacy, COALESCE(SUM(a.provenance = 'import_course'), 0) AS imported "
	"FROM credit_award a WHERE a.amount > 0 AND NOT FIND_IN_SET(a.provenance, :provenances) AND " REPORT_IN_WINDOW(
		"a"))

STMT(insert_export, making, none,
	"INSERT INTO report_export (agency, from_on, to_on, state, adds, deletes, left_out, created_by, created_at) "
	"VALUES (:agency, :from, :to, 'sent', :adds + :corrections, :deletes + :corrections, :left_out, NULLIF(:actor_id, 0), :now)")
#define INSERT_ROWS \
	"INSERT INTO report_row (export_id, n, action, award_id, contact_id, course_id, activity_id, completed_on, given_name, " \
	"family_name, birth, license_state, person_id, amount, state) SELECT :id, "
/* First all that is taken back, then all that is added. */
STMT(insert_deletes, making, none,
	INSERT_ROWS "ROW_NUMBER() OVER (ORDER BY r.award_id), 'delete', " CELLS(
		"r") ", 'sent' FROM " KNOWN_AND_LEFT "LEFT JOIN " NOW
		     "ON x.award_id = h.award_id WHERE a.id IS NULL OR (" COMPLETE " AND NOT " UNCHANGED ")")
STMT(insert_adds, making, none,
	INSERT_ROWS ":deletes + :corrections + ROW_NUMBER() OVER (ORDER BY x.award_id), 'add', " CELLS(
		"x") ", 'sent' FROM " NOW_AND_KNOWN "WHERE " COMPLETE " AND IF(h.award_id IS NULL, " IN_WINDOW
		     ", NOT " UNCHANGED ")")
STMT(forget_deleted, making, none,
	"DELETE h FROM report_standing h JOIN report_row r ON r.export_id = :id AND r.award_id = h.award_id AND r.action = 'delete' "
	"WHERE h.agency = :agency")
STMT(know_added, making, none,
	"INSERT INTO report_standing (agency, award_id, export_id, n) SELECT :agency, award_id, export_id, n FROM report_row "
	"WHERE export_id = :id AND action = 'add'")
STMT(set_hash, making, none, "UPDATE report_export SET hash = :hash WHERE id = :id")

/* The rows of this state say where their credits stand; the table of moves says where that leads. */
STMT(move_credits, making, none,
	"UPDATE report_row r JOIN credit_award a ON a.id = r.award_id JOIN JSON_TABLE(:moves, '$[*]' COLUMNS "
	"(was VARCHAR(16) CHARACTER SET ascii PATH '$[0]', is_now VARCHAR(16) CHARACTER SET ascii PATH '$[1]')) m ON m.was = a.submission "
	"SET a.submission = m.is_now WHERE r.export_id = :id AND r.action = 'add' AND r.state = :state")

/* One file at a time is made or decided. */
STMT(hold_settings, none, making, "SELECT id FROM report_setting FOR UPDATE")

static enum err hold(struct ctx *c)
{
	struct making row = { 0 };

	return db_one(c, &hold_settings, NULL, &row);
}

static enum err begin(struct ctx *c, const struct report_request *r, struct making *m)
{
	struct report_window w = { .from = r->from, .to = r->to, .agency = r->agency };

	TRY(report_window_check(c, &w));
	*m = (struct making){ .agency = r->agency,
		.provenances = w.provenances,
		.from = r->from,
		.to = r->to };
	TRY(db_one(c, &count_told, m, m));
	TRY(db_one(c, &count_gone, m, m));
	return db_one(c, &count_untold, m, m);
}

enum err report_preview(struct ctx *c, const struct report_request *r, struct report_preview *into)
{
	struct making m;

	TRY(begin(c, r, &m));
	*into = (struct report_preview){ m.adds, m.corrections, m.deletes, m.unchanged, m.left_out, m.legacy,
		m.imported };
	return ERR_OK;
}

/* --- making one --- */

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

static enum err move_awards(struct ctx *c, struct making *m, const char *verb, const char *state)
{
	m->moves = moves_of(c, verb);
	m->state = state;
	return db_exec(c, &move_credits, m);
}

static struct audit_object named(struct ctx *c, const struct report_export *x)
{
	return (struct audit_object){ "report_export", x->id,
		arena_printf(&c->arena, "%s %lld", strcmp(x->agency, "pars") ? "CPE Monitor" : "PARS",
			(long long)x->id) };
}

static enum err digest(struct ctx *c, void *arg, const char *data, size_t n)
{
	(void)c;
	crypto_hash_sha256_update(arg, (const unsigned char *)data, n);
	return ERR_OK;
}

static enum err hash_of(struct ctx *c, const struct report_export *x, const char **hash)
{
	unsigned char bytes[crypto_hash_sha256_BYTES];
	char *hex = arena_alloc(&c->arena, sizeof(bytes) * 2 + 1);
	crypto_hash_sha256_state state;

	crypto_hash_sha256_init(&state);
	TRY(report_export_write(c, x, &(struct report_writer){ digest, &state }));
	crypto_hash_sha256_final(&state, bytes);
	*hash = sodium_bin2hex(hex, sizeof(bytes) * 2 + 1, bytes, sizeof(bytes));
	return ERR_OK;
}

static enum err check_size(struct ctx *c, const struct making *m)
{
	int64_t rows = m->adds + 2 * m->corrections + m->deletes;

	if (!rows)
		return fail(c, ERR_NOTHING_TO_REPORT,
			m->left_out ? "Every credit that is not reported yet lacks something."
				    : "Everything of these days has been reported.");
	return rows <= REPORT_MAX_ROWS
		? ERR_OK
		: fail_field(c, "from", "covers more than %d lines; choose fewer days", REPORT_MAX_ROWS);
}

static enum err fill(struct ctx *c, struct making *m)
{
	TRY(db_exec(c, &insert_deletes, m));
	TRY(db_exec(c, &insert_adds, m));
	TRY(db_exec(c, &forget_deleted, m));
	TRY(db_exec(c, &know_added, m));
	return move_awards(c, m, "send", "sent");
}

enum err report_export_make(struct ctx *c, const struct report_request *r, struct report_export *out)
{
	struct making m;

	TRY(hold(c));
	TRY(begin(c, r, &m));
	TRY(check_size(c, &m));
	TRY(db_insert(c, &insert_export, &m, &m.id, ERR_INTERNAL));
	TRY(fill(c, &m));
	TRY(report_export_find(c, m.id, out));
	TRY(hash_of(c, out, &m.hash));
	TRY(db_exec(c, &set_hash, &m));
	out->hash = m.hash;
	audit(c, "report.make", named(c, out), report_export_fields, NULL, out);
	return ERR_OK;
}

/* --- reading --- */

#define EXPORT \
	"SELECT x.id, x.agency, x.from_on AS `from`, x.to_on AS `to`, x.state, x.adds, x.deletes, x.left_out, x.rejected, x.hash, " \
	"CONCAT(p.given_name, ' ', p.family_name) AS created_by_name, CONCAT(q.given_name, ' ', q.family_name) AS decided_by_name, " \
	"x.created_at, x.decided_at, x.version FROM report_export x LEFT JOIN contact p ON p.id = x.created_by " \
	"LEFT JOIN contact q ON q.id = x.decided_by "
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

enum { ROWS_A_READ = 2000 };
STMT(rows_after, making, report_line,
	"SELECT n, action, award_id, contact_id, course_id, activity_id, completed_on, given_name, family_name, birth, license_state, "
	"person_id, amount FROM report_row WHERE export_id = :id AND n > :after_n ORDER BY n LIMIT :rows")

static enum err write_some(struct ctx *c, const char *agency, struct making *m,
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
	m->after_n = lines.n == ROWS_A_READ ? l[lines.n - 1].n : -1;
	if (lines.n)
		TRY(to->write(c, to->arg, b.data, b.used));
	arena_rewind(&c->arena, mark);
	return ERR_OK;
}

enum err report_export_write(struct ctx *c, const struct report_export *x, const struct report_writer *to)
{
	struct making m = { .id = x->id, .rows = ROWS_A_READ };
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
STMT(forget_refused, making, none,
	"DELETE h FROM report_row r JOIN report_standing h ON h.agency = :agency AND h.award_id = r.award_id "
	"WHERE r.export_id = :id AND r.state = 'rejected'")
STMT(know_former, making, none,
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
	TRY(hold(c));
	TRY(db_one(c, &lock_export, &(struct report_export){ .id = id }, before));
	TRY(version_check(c, before->version, version));
	*after = *before;
	return move(c, report_moves, verb, &after->state, ERR_BAD_MOVE);
}

/* The rows say by now what became of them: bring the file, the credits and what the agency knows in step. */
static enum err settle(struct ctx *c, const struct report_export *before, struct report_export *after,
	const char *action)
{
	struct making m = { .id = after->id, .agency = after->agency };

	TRY(db_exec(c, &decide, after));
	TRY(move_awards(c, &m, "accept", "accepted"));
	TRY(move_awards(c, &m, "reject", "rejected"));
	TRY(db_exec(c, &forget_refused, &m));
	TRY(db_exec(c, &know_former, &m));
	TRY(report_export_find(c, after->id, after));
	audit(c, action, named(c, after), report_export_fields, before, after);
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
