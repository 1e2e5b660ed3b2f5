#include "db.h"
#include "job.h"
#include "report_export_parts.h"
#include "report_lines.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

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
/* --- what a file would say --- */

/* Everything that the statements of one file work with. */
struct making {
	int64_t id, created_by, job_id;
	const char *agency, *provenances, *phase, *hash;
	struct date from, to;
	int64_t adds, corrections, deletes, unchanged, left_out, legacy, imported;
	int64_t at_award, to_award, last_award, looked,
		to_look;         /* the stretch of credits that a step is about */
	int64_t before, n, rows; /* before: lines of the file when the step begins */
};
static const struct field making_fields[] = {
	FIELD(making, id, 0, 0, WIDE),
	FIELD(making, created_by, NULLABLE, 0, WIDE),
	FIELD(making, job_id, 0, 0, WIDE),
	FIELD(making, agency, 0, 0, 8),
	FIELD(making, provenances, 0, 0, 200),
	FIELD(making, phase, 0, 0, 8),
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
	FIELD(making, at_award, 0, 0, WIDE),
	FIELD(making, to_award, 0, 0, WIDE),
	FIELD(making, last_award, 0, 0, WIDE),
	FIELD(making, looked, 0, 0, WIDE),
	FIELD(making, to_look, 0, 0, WIDE),
	FIELD(making, before, 0, 0, WIDE),
	FIELD(making, n, 0, 0, WIDE),
	FIELD(making, rows, 0, 0, WIDE),
	FIELD_END,
};

/* clang-format off */
/* What is said of credit x now, beside r, the row by which the agency knows it. */
#define NOW_WHERE(condition) "(" REPORT_NOW("g.activity_id") condition "LIMIT 9223372036854775807) x " /* a limit keeps MariaDB from merging it and losing its way */
#define NOW                  NOW_WHERE("")
#define IN_STRETCH(id)       "(" id " > :at_award AND " id " <= :to_award) "
#define NOW_IN_STRETCH       NOW_WHERE("AND " IN_STRETCH("a.id"))
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
	"INSERT INTO report_export (agency, from_on, to_on, state, phase, last_award, to_look, left_out, created_by, created_at) "
	"SELECT :agency, :from, :to, 'making', 'deletes', (SELECT COALESCE(MAX(id), 0) FROM credit_award), (SELECT COUNT(*) FROM credit_award) "
	"+ (SELECT COUNT(*) FROM report_standing WHERE agency = :agency) + :adds + 2 * :corrections + :deletes, :left_out, "
	"NULLIF(:actor_id, 0), :now")
#define INSERT_ROWS \
	"INSERT INTO report_row (export_id, n, action, award_id, contact_id, course_id, activity_id, completed_on, given_name, " \
	"family_name, birth, license_state, person_id, amount, state) SELECT :id, "
/*
 * First all that is taken back, then all that is added: what is told otherwise
 * now is forgotten with its Delete, and added because there is one.
 */
STMT(insert_deletes, making, none,
	INSERT_ROWS ":before + ROW_NUMBER() OVER (ORDER BY r.award_id), 'delete', " CELLS(
		"r") ", 'sent' FROM " KNOWN_AND_LEFT "LEFT JOIN " NOW_IN_STRETCH
		     "ON x.award_id = h.award_id WHERE " IN_STRETCH(
			     "h.award_id") "AND (a.id IS NULL OR (" COMPLETE " AND NOT " UNCHANGED "))")
STMT(insert_adds, making, none,
	INSERT_ROWS ":before + ROW_NUMBER() OVER (ORDER BY x.award_id), 'add', " CELLS(
		"x") ", 'sent' FROM " NOW_IN_STRETCH
		     "LEFT JOIN report_standing h ON h.agency = :agency AND h.award_id = x.award_id "
		     "LEFT JOIN report_row d ON d.award_id = x.award_id AND d.export_id = :id AND d.action = 'delete' WHERE " COMPLETE
		     " AND h.award_id IS NULL AND (" IN_WINDOW " OR d.award_id IS NOT NULL)")
STMT(forget_deleted, making, none,
	"DELETE h FROM report_row r JOIN report_standing h ON h.agency = :agency AND h.award_id = r.award_id "
	"WHERE r.export_id = :id AND r.n > :before AND r.action = 'delete'")
STMT(know_added, making, none,
	"INSERT INTO report_standing (agency, award_id, export_id, n) SELECT :agency, award_id, export_id, n FROM report_row "
	"WHERE export_id = :id AND n > :before AND action = 'add'")

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

static enum err take_back(struct ctx *c, struct making *m)
{
	int64_t n;

	m->before = m->adds + m->deletes;
	TRY(db_change(c, &insert_deletes, m, &n));
	m->deletes += n;
	return db_exec(c, &forget_deleted, m);
}

static enum err add(struct ctx *c, struct making *m)
{
	int64_t n;

	m->before = m->adds + m->deletes;
	TRY(db_change(c, &insert_adds, m, &n));
	m->adds += n;
	TRY(db_exec(c, &know_added, m));
	return report_move_credits(c, m->id, m->before, "send", "sent");
}

/* The file's SHA-256 as it is written, and where a job that writes it stands. */
struct sealing {
	crypto_hash_sha256_state hash;
	struct job *job;
	int64_t done, total;
};

static enum err digest(struct ctx *c, void *arg, const char *data, size_t n)
{
	struct sealing *s = arg;

	crypto_hash_sha256_update(&s->hash, (const unsigned char *)data, n);
	if (!s->job)
		return ERR_OK;
	s->done = s->done + REPORT_ROWS_A_READ < s->total ? s->done + REPORT_ROWS_A_READ : s->total;
	return job_progress(c, s->job, s->done, s->total);
}

static enum err hash_of(struct ctx *c, struct making *m, struct job *job)
{
	const struct report_export x = { .id = m->id, .agency = m->agency };
	unsigned char bytes[crypto_hash_sha256_BYTES];
	char *hex = arena_alloc(&c->arena, sizeof(bytes) * 2 + 1);
	struct sealing s = { .job = job, .done = m->looked, .total = m->to_look };

	crypto_hash_sha256_init(&s.hash);
	TRY(report_export_write(c, &x, &(struct report_writer){ digest, &s }));
	crypto_hash_sha256_final(&s.hash, bytes);
	m->hash = sodium_bin2hex(hex, sizeof(bytes) * 2 + 1, bytes, sizeof(bytes));
	return ERR_OK;
}

/* Who made it by a job has seen it before it was done. */
STMT(set_sent, making, none,
	"UPDATE report_export SET state = 'sent', phase = 'seal', looked = to_look, adds = :adds, deletes = :deletes, hash = :hash, "
	"version = version + (job_id IS NOT NULL) WHERE id = :id")
STMT(set_job, making, none, "UPDATE report_export SET job_id = :job_id WHERE id = :id")

static enum err make_at_once(struct ctx *c, struct making *m)
{
	m->adds = m->deletes = m->at_award = 0;
	m->to_award = WIDE;
	TRY(take_back(c, m));
	TRY(add(c, m));
	TRY(hash_of(c, m, NULL));
	return db_exec(c, &set_sent, m);
}

static enum err give_to_job(struct ctx *c, struct making *m)
{
	struct job job = { .kind = "report_make", .args = arena_printf(&c->arena, "%lld", (long long)m->id) };

	TRY(job_add(c, &job));
	m->job_id = job.id;
	return db_exec(c, &set_job, m);
}

static int64_t lines_of(const struct making *m)
{
	return m->adds + 2 * m->corrections + m->deletes;
}

enum err report_export_make(struct ctx *c, const struct report_request *r, struct report_export *out)
{
	struct making m;

	TRY(report_hold_idle(c, r->agency));
	TRY(begin(c, r, &m));
	if (!lines_of(&m))
		return fail(c, ERR_NOTHING_TO_REPORT,
			m.left_out ? "Every credit that is not reported yet lacks something."
				   : "Everything of these days has been reported.");
	TRY(db_insert(c, &insert_export, &m, &m.id, ERR_INTERNAL));
	TRY(lines_of(&m) > REPORT_AT_ONCE ? give_to_job(c, &m) : make_at_once(c, &m));
	TRY(report_export_find(c, m.id, out));
	audit(c, "report.make", report_object(c, out), report_export_fields, NULL, out);
	return ERR_OK;
}

/* --- by a job --- */

enum { STEP = 5000 };

STMT(lock_making, making, making,
	"SELECT agency, from_on AS `from`, to_on AS `to`, phase, at_award, last_award, looked, to_look, adds, deletes, created_by "
	"FROM report_export WHERE id = :id AND state = 'making' FOR UPDATE")
#define CUT(ids) "SELECT COALESCE(MAX(id), :at_award) AS to_award, COUNT(*) AS n FROM (" ids " LIMIT :rows) z"
STMT(cut_known, making, making,
	CUT("SELECT award_id AS id FROM report_standing WHERE agency = :agency AND award_id > :at_award ORDER BY award_id"))
STMT(cut_awards, making, making,
	CUT("SELECT id FROM credit_award WHERE id > :at_award AND id <= :last_award ORDER BY id"))
STMT(put_stretch, making, none,
	"UPDATE report_export SET phase = :phase, at_award = :at_award, looked = :looked, adds = :adds, deletes = :deletes WHERE id = :id")

struct work {
	struct job *job;
	struct making m;
};

static enum err take_up(struct ctx *c, struct work *w)
{
	struct report_window window = { 0 };

	w->m = (struct making){ .id = strtoll(w->job->args, NULL, 10), .rows = STEP };
	TRY(job_hold(c, w->job));
	TRY(report_hold(c));
	TRY(db_one(c, &lock_making, &w->m, &w->m));
	window.agency = w->m.agency;
	TRY(report_window_check(c, &window));
	w->m.provenances = window.provenances;
	c->actor.id = w->m.created_by; /* whoever asked for it stands in the audit, not the runner */
	return ERR_OK;
}

/* A step: a stretch of credits looked at and written, with its checkpoint. */
static enum err write_stretch(struct ctx *c, void *arg)
{
	struct work *w = arg;
	struct making *m = &w->m;
	bool deletes;

	TRY(take_up(c, w));
	if (!strcmp(m->phase, "seal"))
		return ERR_OK;
	deletes = !strcmp(m->phase, "deletes");
	TRY(db_one(c, deletes ? &cut_known : &cut_awards, m, m));
	TRY(deletes ? take_back(c, m) : add(c, m));
	m->looked += m->n;
	m->at_award = m->n < STEP ? 0 : m->to_award;
	if (m->n < STEP)
		m->phase = deletes ? "adds" : "seal";
	return db_exec(c, &put_stretch, m);
}

static enum err finish(struct ctx *c, void *arg)
{
	struct work *w = arg;
	const char *hash = w->m.hash;
	struct report_export before, after;

	TRY(take_up(c, w));
	w->m.hash = hash;
	TRY(report_export_find(c, w->m.id, &before));
	TRY(db_exec(c, &set_sent, &w->m));
	TRY(report_export_find(c, w->m.id, &after));
	audit(c, "report.finish", report_object(c, &after), report_export_fields, &before, &after);
	return ERR_OK;
}

enum err report_make_job(struct ctx *c, struct job *job)
{
	const struct arena_mark clean = arena_mark(&c->arena);
	struct work w = { .job = job };

	do {
		arena_rewind(&c->arena, clean);
		TRY(db_transact(c, write_stretch, &w, false));
		TRY(job_progress(c, job, w.m.looked, w.m.to_look));
	} while (strcmp(w.m.phase, "seal") != 0);
	TRY(hash_of(c, &w.m, job));
	return db_transact(c, finish, &w, false);
}

enum err report_export_resume(struct ctx *c, int64_t id, struct report_export *out)
{
	struct making m = { .id = id };
	struct report_export before;

	TRY(report_hold(c));
	TRY(report_export_find(c, id, &before));
	if (strcmp(before.state, "making") != 0 || !before.work || strcmp(before.work, "failed") != 0)
		return fail(c, ERR_BAD_MOVE, "The report is not one that stopped while it was made.");
	TRY(give_to_job(c, &m));
	TRY(report_export_find(c, id, out));
	audit(c, "report.resume", report_object(c, out), report_export_fields, &before, out);
	return ERR_OK;
}
