#include "import_parts.h"

#include "db.h"

#include <stdlib.h>
#include <string.h>

static const char *const policies[] = { "hold", "create", NULL };

const struct field import_counts_fields[] = {
	FIELD(import_counts, create, OUT, 0, WIDE),
	FIELD(import_counts, fulfil, OUT, 0, WIDE),
	FIELD(import_counts, hold, OUT, 0, WIDE),
	FIELD(import_counts, unchanged, OUT, 0, WIDE),
	FIELD(import_counts, reject, OUT, 0, WIDE),
	FIELD_END,
};
const struct field import_fields[] = {
	FIELD(import, id, OUT, 1, WIDE),
	FIELD_WORD(import, kind, OUT, import_kinds),
	FIELD(import, state, OUT, 1, 16),
	FIELD(import, unknown_person, OUT, 1, 8),
	FIELD(import, course_id, OUT | NULLABLE, 0, WIDE),
	FIELD(import, event_id, OUT | NULLABLE, 0, WIDE),
	FIELD(import, target_title, OUT | NULLABLE, 0, 200),
	FIELD(import, file_name, OUT | NULLABLE, 0, 255),
	FIELD(import, file_bytes, OUT | QUIET, 0, WIDE),
	FIELD(import, encoding, OUT | NULLABLE, 0, 16),
	FIELD(import, separator, OUT | NULLABLE, 0, 16),
	FIELD(import, header, OUT | NULLABLE | RAW | QUIET, 0, WIDE),
	FIELD(import, rows, OUT, 0, WIDE),
	FIELD_SUB(import, counts, OUT | QUIET, import_counts),
	FIELD(import, reported, OUT | QUIET, 0, WIDE),
	FIELD(import, warnings, OUT | RAW | QUIET, 0, WIDE),
	FIELD(import, phase, OUT | QUIET, 0, 16),
	FIELD(import, done, OUT | QUIET, 0, WIDE),
	FIELD(import, total, OUT | QUIET, 0, WIDE),
	FIELD(import, rate, OUT | QUIET, 0, WIDE),
	FIELD(import, seconds_left, OUT | QUIET | NULLABLE, 0, WIDE),
	FIELD(import, kept, OUT | QUIET, 0, WIDE),
	FIELD(import, error, OUT | NULLABLE | QUIET, 0, 500),
	FIELD(import, created_at, OUT | QUIET, 0, WIDE),
	FIELD(import, applied_at, OUT | NULLABLE | QUIET, 0, WIDE),
	FIELD(import, ended_at, OUT | NULLABLE | QUIET, 0, WIDE),
	FIELD(import, phase_at, NULLABLE, 0, WIDE),
	FIELD(import, created_by_name, OUT | NULLABLE | QUIET, 0, 161),
	FIELD(import, locked, OUT | QUIET, 0, 1),
	FIELD(import, locked_by_name, OUT | NULLABLE | QUIET, 0, 161),
	FIELD(import, locked_at, OUT | NULLABLE | QUIET, 0, WIDE),
	FIELD(import, leased_until, OUT | NULLABLE | QUIET, 0, WIDE),
	FIELD(import, file_hash, NULLABLE | QUIET, 0, 64),
	FIELD(import, confirmed, NULLABLE | QUIET, 0, 255),
	FIELD(import, suspects, QUIET, 0, WIDE),
	FIELD(import, target_id, QUIET, 0, WIDE),
	FIELD(import, creates, QUIET, 0, WIDE),
	FIELD(import, fulfils, QUIET, 0, WIDE),
	FIELD(import, holds, QUIET, 0, WIDE),
	FIELD(import, unchanged, QUIET, 0, WIDE),
	FIELD(import, rejects, QUIET, 0, WIDE),
	FIELD(import, last_line, QUIET, 0, WIDE),
	FIELD(import, at_course, QUIET, 0, WIDE),
	FIELD(import, at_contact, QUIET, 0, WIDE),
	FIELD(import, at_line, QUIET, 0, WIDE),
	FIELD(import, job_id, QUIET | NULLABLE, 0, WIDE),
	FIELD(import, created_by, QUIET | NULLABLE, 0, WIDE),
	FIELD(import, acted_by, QUIET | NULLABLE, 0, WIDE),
	FIELD_END,
};
/* As the list shows it. */
const struct field import_row_fields[] = {
	FIELD(import, id, OUT, 1, WIDE),
	FIELD(import, kind, OUT, 1, 16),
	FIELD(import, state, OUT, 1, 16),
	FIELD(import, course_id, OUT | NULLABLE, 0, WIDE),
	FIELD(import, event_id, OUT | NULLABLE, 0, WIDE),
	FIELD(import, target_title, OUT | NULLABLE, 0, 200),
	FIELD(import, file_name, OUT | NULLABLE, 0, 255),
	FIELD(import, rows, OUT, 0, WIDE),
	FIELD_SUB(import, counts, OUT, import_counts),
	FIELD(import, error, OUT | NULLABLE, 0, 500),
	FIELD(import, created_at, OUT, 0, WIDE),
	FIELD(import, created_by_name, OUT | NULLABLE, 0, 161),
	FIELD(import, locked, OUT, 0, 1),
	FIELD(import, locked_by_name, OUT | NULLABLE, 0, 161),
	FIELD(import, locked_at, OUT | NULLABLE, 0, WIDE),
	FIELD_END,
};
const struct field import_upload_fields[] = {
	FIELD_WORD(import_upload, kind, IN | REQ, import_kinds),
	FIELD_WORD(import_upload, unknown_person, IN, policies),
	FIELD(import_upload, name, IN | TRIM, 0, 255),
	FIELD(import_upload, course_id, IN, 1, WIDE),
	FIELD(import_upload, event_id, IN, 1, WIDE),
	FIELD_END,
};
const struct field import_look_fields[] = {
	FIELD(import_look, encoding, OUT, 1, 16),
	FIELD(import_look, separator, OUT, 1, 16),
	FIELD_MANY(import_look, header, OUT, 0, CSV_COLUMNS_MAX, header_cell),
	FIELD(import_look, problem, OUT | NULLABLE, 0, 500),
	FIELD(import_look, columns, OUT, 0, 200),
	FIELD_END,
};
const struct field import_query_fields[] = {
	FIELD_WORD(import_query, kind, IN, import_kinds),
	PAGE_FIELDS(import_query),
	FIELD_END,
};
const struct field import_mapping_fields[] = {
	FIELD(import_mapping, header, IN | REQ, 1, 120),
	FIELD(import_mapping, column, IN | REQ, 1, 64),
	FIELD_END,
};
const struct field import_mappings_fields[] = {
	FIELD_WORD(import_mappings, kind, IN | REQ, import_kinds),
	FIELD_MANY(import_mappings, mappings, IN | REQ, 1, CSV_COLUMNS_MAX, import_mapping),
	FIELD_END,
};
static const struct field header_mapping_fields[] = {
	FIELD(header_mapping, header, 0, 1, 120),
	FIELD(header_mapping, column_name, 0, 1, 64),
	FIELD_END,
};
struct mapping_row {
	const char *kind, *header, *column_name;
};
static const struct field mapping_row_fields[] = {
	FIELD(mapping_row, kind, 0, 1, 16),
	FIELD(mapping_row, header, 0, 1, 120),
	FIELD(mapping_row, column_name, 0, 1, 64),
	FIELD_END,
};

#define COLUMNS \
	"SELECT i.id, i.kind, i.state, i.unknown_person, IF(i.kind = 'course', i.target_id, 0) AS course_id, " \
	"IF(i.kind = 'attendance', i.target_id, 0) AS event_id, i.target_id, i.file_name, i.file_bytes, i.encoding, " \
	"i.separator_name AS `separator`, i.header, i.row_count AS `rows`, i.creates, i.fulfils, i.holds, i.unchanged, i.rejects, " \
	"i.reported, i.warnings, i.phase, i.done, i.total, i.kept, i.error, i.created_at, i.applied_at, i.ended_at, i.phase_at, " \
	"i.file_hash, i.confirmed, i.suspects, i.last_line, i.at_course, i.at_contact, i.at_line, i.job_id, i.created_by, i.acted_by "
#define NAMED \
	COLUMNS \
	", COALESCE(k.title, v.title) AS target_title, CONCAT(p.given_name, ' ', p.family_name) AS created_by_name, " \
	"l.import_id IS NOT NULL AS locked, CONCAT(o.given_name, ' ', o.family_name) AS locked_by_name, l.taken_at AS locked_at, " \
	"l.leased_until FROM import i LEFT JOIN course k ON i.kind = 'course' AND k.id = i.target_id " \
	"LEFT JOIN event v ON i.kind = 'attendance' AND v.id = i.target_id LEFT JOIN contact p ON p.id = i.created_by " \
	"LEFT JOIN import_lock l ON l.import_id = i.id AND l.leased_until >= :now LEFT JOIN contact o ON o.id = l.owner_id "

STMT(find_import, import, import, NAMED "WHERE i.id = :id")
STMT(read_import, import, import, COLUMNS "FROM import i WHERE i.id = :id")
STMT(lock_import, import, import, COLUMNS "FROM import i WHERE i.id = :id FOR UPDATE")
STMT(list_imports, import_query, import,
	NAMED
	"WHERE (:kind IS NULL OR i.kind = :kind) AND i.state <> 'uploading' AND (:after_id = 0 OR i.id < :after_id) "
	"ORDER BY i.id DESC LIMIT :rows")
STMT(insert_import, import, none,
	"INSERT INTO import (kind, target_id, unknown_person, state, file_name, created_by, acted_by, created_at, phase_at) "
	"VALUES (:kind, :target_id, :unknown_person, 'uploading', :file_name, :actor_id, :actor_id, :now, :now)")
STMT(save_progress, import, none,
	"UPDATE import SET file_bytes = :file_bytes, row_count = :rows, last_line = :last_line, done = :rows WHERE id = :id")
STMT(save_import, import, none,
	"UPDATE import SET state = :state, file_bytes = :file_bytes, file_hash = :file_hash, encoding = :encoding, "
	"separator_name = :separator, header = :header, row_count = :rows, last_line = :last_line, creates = :creates, "
	"fulfils = :fulfils, holds = :holds, unchanged = :unchanged, rejects = :rejects, reported = :reported, suspects = :suspects, warnings = :warnings, "
	"confirmed = :confirmed, phase = :phase, at_course = :at_course, at_contact = :at_contact, at_line = :at_line, done = :done, "
	"total = :total, kept = :kept, phase_at = :phase_at, job_id = :job_id, error = :error, acted_by = :acted_by, "
	"applied_at = :applied_at, ended_at = :ended_at WHERE id = :id")
STMT(kind_mappings, import_upload, header_mapping,
	"SELECT header, column_name FROM import_mapping WHERE kind = :kind")
STMT(keep_mapping, mapping_row, none,
	"INSERT INTO import_mapping (kind, header, column_name) VALUES (:kind, :header, :column_name) "
	"ON DUPLICATE KEY UPDATE column_name = VALUES(column_name)")
STMT(drop_rows, import, none, "DELETE FROM import_row WHERE import_id = :id LIMIT 20000")
STMT(drop_problems, import, none, "DELETE FROM import_problem WHERE import_id = :id LIMIT 20000")
STMT(drop_items, import, none, "DELETE FROM import_item WHERE import_id = :id LIMIT 20000")
STMT(drop_courses, import, none, "DELETE FROM import_course WHERE import_id = :id LIMIT 20000")
STMT(drop_lock, import, none, "DELETE FROM import_lock WHERE import_id = :id")
STMT(drop_lapsed_lock, import, none, "DELETE FROM import_lock WHERE import_id = :id AND leased_until < :now")
STMT(find_lock, import, import, "SELECT import_id AS id FROM import_lock WHERE import_id = :id FOR UPDATE")
STMT(drop_import, import, none, "DELETE FROM import WHERE id = :id AND state = 'uploading'")
STMT(find_course, import, import,
	"SELECT id AS target_id, title AS target_title FROM course WHERE id = :target_id")
STMT(find_event, import, import,
	"SELECT id AS target_id, title AS target_title FROM event WHERE id = :target_id")
STMT(left_behind, none, import,
	"SELECT i.id FROM import i LEFT JOIN import_lock l ON l.import_id = i.id AND l.leased_until >= :now "
	"WHERE i.state = 'uploading' AND l.import_id IS NULL")

STMT(given_up, none, import,
	"SELECT i.id, j.error FROM import i JOIN job j ON j.id = i.job_id AND j.state = 'failed' "
	"WHERE i.state IN ('uploaded', 'applying', 'reverting')")

/* --- reading --- */

static int64_t seconds_since(const struct ctx *c, struct instant t)
{
	return t.us ? (c->now.us - t.us) / 1000000 : 0;
}

static void derive(struct ctx *c, struct import *i)
{
	int64_t seconds = seconds_since(c, i->phase_at);

	i->counts = arena_new(&c->arena, struct import_counts);
	*i->counts = (struct import_counts){ i->creates, i->fulfils, i->holds, i->unchanged, i->rejects };
	i->rate = i->done / (seconds > 0 ? seconds : 1);
	i->seconds_left = i->rate && i->total > i->done ? (i->total - i->done + i->rate - 1) / i->rate : 0;
	i->warnings = i->warnings ? i->warnings : "[]";
}

enum err import_find(struct ctx *c, int64_t id, struct import *into)
{
	TRY(db_one(c, &find_import, &(struct import){ .id = id }, into));
	derive(c, into);
	return ERR_OK;
}

enum err import_read(struct ctx *c, int64_t id, bool lock, struct import *into)
{
	*into = (struct import){ 0 };
	return db_one(c, lock ? &lock_import : &read_import, &(struct import){ .id = id }, into);
}

enum err import_save(struct ctx *c, const struct import *i)
{
	return db_exec(c, &save_import, i);
}

enum err import_list(struct ctx *c, struct import_query *q, struct page *into)
{
	struct import *items;

	TRY(PAGE_START(c, q));
	TRY(db_all(c, &list_imports, q, &into->items));
	items = into->items.items;
	if (page_cut(into, q->limit))
		into->next = page_cursor(c, NULL, items[q->limit - 1].id);
	for (size_t i = 0; i < into->items.n; i++)
		derive(c, &items[i]);
	return ERR_OK;
}

/* --- uploading --- */

enum err import_known(struct ctx *c, const char *kind, struct list *profile, struct list *mappings)
{
	TRY(profile_field_list(c, profile));
	return db_all(c, &kind_mappings, &(struct import_upload){ .kind = kind }, mappings);
}

/* Which course or event it is for, and that there is one. */
static enum err find_target(struct ctx *c, const struct import_upload *u, struct import *i)
{
	bool course = !strcmp(u->kind, "course"), attendance = !strcmp(u->kind, "attendance"), found = true;

	i->target_id = course ? u->course_id : attendance ? u->event_id : 0;
	if (course && !u->course_id)
		return fail_field(c, "course_id", "is required for records of one course");
	if (u->course_id && !course)
		return fail_field(c, "course_id", "is for the kind course only");
	if (u->event_id && !attendance)
		return fail_field(c, "event_id", "is for the kind attendance only");
	if (i->target_id)
		TRY(db_maybe(c, course ? &find_course : &find_event, i, i, &found));
	return found ? ERR_OK
		     : fail(c, ERR_NOT_FOUND, "There is no %s with the id %lld.", course ? "course" : "event",
			       (long long)i->target_id);
}

struct opening {
	const struct import_upload *u;
	struct import *import;
	struct list *profile, *mappings;
};

static enum err open_work(struct ctx *c, void *arg)
{
	struct opening *o = arg;
	struct import *i = o->import;

	*i = (struct import){ .kind = o->u->kind,
		.unknown_person = o->u->unknown_person ? o->u->unknown_person : "hold",
		.file_name = o->u->name };
	TRY(find_target(c, o->u, i));
	TRY(import_known(c, i->kind, o->profile, o->mappings));
	TRY(db_insert(c, &insert_import, i, &i->id, ERR_INTERNAL));
	TRY(import_take_lock(c, i, c->actor.id));
	return ERR_OK;
}

enum err import_open(struct ctx *c, const struct import_upload *u, struct import *into, struct list *profile,
	struct list *mappings)
{
	return db_transact(c, open_work, &(struct opening){ u, into, profile, mappings }, false);
}

enum err import_save_progress(struct ctx *c, const struct import *i)
{
	return db_exec(c, &save_progress, i);
}

static enum err queue_job(struct ctx *c, struct import *i, const char *kind)
{
	struct job job = { .kind = kind,
		.args = arena_printf(&c->arena, "{\"import_id\":%lld}", (long long)i->id) };

	TRY(job_add(c, &job));
	i->job_id = job.id;
	return ERR_OK;
}

static void begin_phase(struct ctx *c, struct import *i, const char *state, const char *phase, int64_t total)
{
	i->state = state;
	i->phase = phase;
	i->phase_at = c->now;
	i->at_course = i->at_contact = i->at_line = i->done = 0;
	i->total = total;
	i->error = NULL;
}

struct audit_object import_named(const struct import *i)
{
	return (struct audit_object){ "import", i->id, i->file_name ? i->file_name : i->kind };
}

const char *import_counts_json(struct ctx *c, const struct import *i)
{
	struct import_counts counts = { i->creates, i->fulfils, i->holds, i->unchanged, i->rejects };

	return audit_changes(c, import_counts_fields, NULL, &counts);
}

static enum err close_work(struct ctx *c, void *arg)
{
	struct import *from = arg, i;

	TRY(import_keep_lock(c, from));
	TRY(import_read(c, from->id, true, &i));
	i.file_bytes = from->file_bytes;
	i.file_hash = from->file_hash;
	i.encoding = from->encoding;
	i.separator = from->separator;
	i.header = from->header;
	i.rows = from->rows;
	i.last_line = from->last_line;
	i.suspects = from->suspects;
	i.acted_by = c->actor.id;
	begin_phase(c, &i, "uploaded", import_kind_of(i.kind) == KIND_COURSE_RECORDS ? "courses" : "judge",
		i.rows);
	TRY(queue_job(c, &i, "import_validate"));
	TRY(import_save(c, &i));
	audit(c, "import.upload", import_named(&i), import_fields, NULL, &i);
	return ERR_OK;
}

enum err import_close(struct ctx *c, struct import *i)
{
	return db_transact(c, close_work, i, false);
}

/* --- leaving nothing behind --- */

struct dropping {
	const struct import *import;
	bool lapsed; /* only if nobody goes on with it */
	int64_t dropped;
};

/*
 * Its lock goes first, so that whoever sends it is stopped at the next piece:
 * an upload that woke up again must not go on without the rows that are gone.
 */
static enum err may_drop(struct ctx *c, const struct dropping *d, bool *may)
{
	struct import i, held;
	bool found;

	*may = false;
	TRY(db_exec(c, d->lapsed ? &drop_lapsed_lock : &drop_lock, d->import));
	TRY(db_maybe(c, &find_lock, d->import, &held, &found));
	if (found)
		return ERR_OK;
	TRY(db_maybe(c, &lock_import, d->import, &i, &found));
	*may = found && !strcmp(i.state, "uploading");
	return ERR_OK;
}

static enum err drop_some(struct ctx *c, void *arg)
{
	struct dropping *d = arg;
	struct stmt *const all[] = { &drop_rows, &drop_problems, &drop_items, &drop_courses };
	bool may;

	d->dropped = 0;
	TRY(may_drop(c, d, &may));
	if (!may)
		return ERR_OK;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		int64_t n;

		TRY(db_change(c, all[i], d->import, &n));
		d->dropped += n;
	}
	return d->dropped ? ERR_OK : db_exec(c, &drop_import, d->import);
}

static enum err discard(struct ctx *c, int64_t id, bool lapsed)
{
	struct dropping d = { &(struct import){ .id = id }, lapsed, 1 };

	while (d.dropped)
		TRY(db_transact(c, drop_some, &d, false));
	return ERR_OK;
}

/* What went wrong before is what the caller tells of; what is left is swept later. */
void import_discard(struct ctx *c, int64_t id)
{
	struct problem told = c->problem;

	if (discard(c, id, false))
		fail_clear(c);
	c->problem = told;
}

static enum err find_left(struct ctx *c, void *into)
{
	return db_all(c, &left_behind, NULL, into);
}

/* Their job was given up: they stand as failed, and can go on. */
static enum err stop_given_up(struct ctx *c, void *arg)
{
	struct list list;
	const struct import *stuck;

	(void)arg;
	TRY(db_all(c, &given_up, NULL, &list));
	stuck = list.items;
	for (size_t k = 0; k < list.n; k++) {
		struct import i;

		TRY(import_read(c, stuck[k].id, true, &i));
		i.state = "failed";
		i.error = stuck[k].error;
		i.ended_at = c->now;
		TRY(import_free_lock(c, &i));
		TRY(import_save(c, &i));
		audit_json(c, "import.fail", import_named(&i), "[]");
	}
	return ERR_OK;
}

enum err import_sweep(struct ctx *c)
{
	struct list left;

	TRY(db_transact(c, stop_given_up, NULL, false));

	TRY(db_look(c, find_left, &left));
	for (size_t i = 0; i < left.n; i++)
		TRY(discard(c, ((const struct import *)left.items)[i].id, true));
	return ERR_OK;
}

/* --- orders --- */

const struct field import_order_fields[] = {
	FIELD(import_order, confirm, IN, 0, 8),
	FIELD_END,
};

static bool state_is(const struct import *i, const char *states)
{
	const char *at = strstr(states, i->state);

	return at && (at == states || at[-1] == ' ') &&
		(at[strlen(i->state)] == ' ' || !at[strlen(i->state)]);
}

/* May what runs under this state begin, or go on, from here? */
static enum err check_state(struct ctx *c, const struct import *i, const char *verb, const char *states)
{
	if (state_is(i, states))
		return ERR_OK;
	return fail(c, ERR_BAD_MOVE, "The import is %s, so it cannot be %s.", i->state, verb);
}

/* Warnings that ask for it must be accepted by name (CRI-05, CRI-06). */
static enum err check_confirmed(struct ctx *c, struct import *i, const struct import_order *order)
{
	static const char asks[] = "no_required_steps";
	bool accepted = i->confirmed && strstr(i->confirmed, asks);

	for (size_t k = 0; order && k < order->confirm.n; k++)
		accepted = accepted || !strcmp(order->confirm.v[k], asks);
	if (!i->warnings || !strstr(i->warnings, asks))
		return ERR_OK;
	if (!accepted)
		return fail_remedy(c, ERR_IMPORT_UNCONFIRMED,
			"Read the warning, then apply with \"confirm\":[\"no_required_steps\"].",
			"Some courses have no required step, so people complete them by being enrolled.");
	i->confirmed = asks;
	return ERR_OK;
}

enum err import_apply(struct ctx *c, int64_t id, const struct import_order *order)
{
	struct import i;
	bool resumes;

	TRY(import_read(c, id, true, &i));
	TRY(check_state(c, &i, "applied", "validated failed"));
	resumes = !strcmp(i.state, "failed");
	if (resumes && (!strcmp(i.phase, "judge") ? !i.applied_at.us : !strncmp(i.phase, "undo", 4)))
		return fail(c, ERR_BAD_MOVE,
			"It failed before there was anything to apply: upload the file again.");
	TRY(check_confirmed(c, &i, order));
	TRY(import_take_lock(c, &i, c->actor.id));
	i.acted_by = c->actor.id;
	if (resumes) {
		i.state = "applying";
		i.error = NULL;
		i.phase_at = c->now;
	} else {
		begin_phase(c, &i, "applying", "make", i.last_line);
		i.applied_at = c->now;
	}
	TRY(queue_job(c, &i, "import_apply"));
	TRY(import_save(c, &i));
	audit_json(c, "import.apply", import_named(&i), "[]");
	return ERR_OK;
}

enum err import_revert(struct ctx *c, int64_t id)
{
	struct import i;

	TRY(import_read(c, id, true, &i));
	TRY(check_state(c, &i, "undone", "applied failed"));
	if (!i.applied_at.us)
		return fail(c, ERR_BAD_MOVE, "Nothing of it was applied, so there is nothing to undo.");
	TRY(import_take_lock(c, &i, c->actor.id));
	i.acted_by = c->actor.id;
	if (strcmp(i.state, "failed") || strncmp(i.phase, "undo", 4)) {
		begin_phase(c, &i, "reverting", "undo", i.creates + i.fulfils);
		i.kept = 0;
	}
	i.state = "reverting";
	i.error = NULL;
	TRY(queue_job(c, &i, "import_revert"));
	TRY(import_save(c, &i));
	audit_json(c, "import.revert", import_named(&i), "[]");
	return ERR_OK;
}

/* --- headers of others --- */

static bool can_map(enum import_kind kind, const struct list *profile, const char *column)
{
	const struct profile_field *p = profile->items;
	bool alias, known = import_column_find(kind, column, &alias) && !alias;

	for (size_t i = 0; i < profile->n && !known && kind == KIND_CONTACTS; i++)
		known = !strcmp(p[i].key, column);
	return known;
}

enum err import_map(struct ctx *c, const struct import_mappings *in)
{
	const struct import_mapping *m = in->mappings.items;
	struct list profile;

	TRY(profile_field_list(c, &profile));
	for (size_t i = 0; i < in->mappings.n; i++) {
		struct mapping_row row = { in->kind, header_key(&c->arena, m[i].header, strlen(m[i].header)),
			m[i].column };

		if (!can_map(import_kind_of(in->kind), &profile, m[i].column))
			return fail_field(c, arena_printf(&c->arena, "mappings/%zu/column", i),
				"is no column of such a file");
		if (!*row.header)
			return fail_field(c, arena_printf(&c->arena, "mappings/%zu/header", i),
				"must have a letter or a digit in it");
		TRY(db_exec(c, &keep_mapping, &row));
		audit(c, "import.map", (struct audit_object){ "import_mapping", 0, m[i].header },
			import_mapping_fields, NULL, &m[i]);
	}
	return ERR_OK;
}

/* --- templates --- */

enum err import_template(struct ctx *c, const char *kind, struct buf *into)
{
	unsigned bit = 1u << import_kind_of(kind);
	const char *first = "";

	(void)c;
	for (const struct import_column *k = import_columns; k->name; k++)
		if (k->kinds & bit) {
			buf_printf(into, "%s%s", first, k->name);
			first = ",";
		}
	buf_text(into, "\r\n");
	first = "";
	for (const struct import_column *k = import_columns; k->name; k++)
		if (k->kinds & bit) {
			buf_printf(into, "%s%s", first, k->example);
			first = ",";
		}
	buf_text(into, "\r\n");
	return ERR_OK;
}
