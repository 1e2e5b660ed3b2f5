#include "segment.h"
#include "audit.h"
#include "course_source.h"
#include "db.h"
#include "job.h"
#include "segment_parts.h"
#include "setting.h"

#include <string.h>
#include <strings.h>

static const char *const matchings[] = { "all", "any", NULL };

const struct field work_fields[] = {
	FIELD(work, state, OUT, 1, 16),
	FIELD(work, done, OUT, 0, WIDE),
	FIELD(work, total, OUT, 0, WIDE),
	FIELD(work, error, OUT | NULLABLE, 0, 500),
	FIELD_END,
};
const struct field segment_fields[] = {
	FIELD(segment, id, OUT, 1, WIDE),
	FIELD(segment, name, IN | OUT | REQ | TRIM, 1, 120),
	FIELD_WORD(segment, match, IN | OUT | REQ, matchings),
	FIELD(segment, conditions, IN | OUT | REQ | RAW, 0, 262144),
	FIELD(segment, members, OUT | QUIET, 0, WIDE),
	FIELD(segment, excluded, OUT | QUIET, 0, WIDE),
	FIELD_MANY(segment, courses, OUT | QUIET, 0, WIDE, segment_course),
	FIELD_SUB(segment, work, OUT | NULLABLE | QUIET, work),
	FIELD(segment, version, OUT | QUIET, 1, WIDE),
	FIELD(segment, confirm, IN | NULLABLE | QUIET | TRIM, 0, 120),
	FIELD(segment, course_count, QUIET, 0, WIDE),
	FIELD(segment, rule_id, QUIET, 0, WIDE),
	FIELD(segment, job_id, NULLABLE | QUIET, 0, WIDE),
	FIELD(segment, settled_to, QUIET, 0, WIDE),
	FIELD_END,
};
const struct field segment_row_fields[] = {
	FIELD(segment, id, OUT, 1, WIDE),
	FIELD(segment, name, OUT, 1, 120),
	FIELD(segment, members, OUT, 0, WIDE),
	FIELD(segment, course_count, OUT, 0, WIDE),
	FIELD_END,
};
const struct field segment_query_fields[] = {
	FIELD(segment_query, q, IN | TRIM, 0, 120),
	FIELD(segment_query, pattern, 0, 0, 250),
	PAGE_FIELDS(segment_query),
	FIELD_END,
};
static const struct field segment_person_fields[] = {
	FIELD(segment_person, contact_id, OUT, 1, WIDE),
	FIELD(segment_person, name, OUT, 1, 161),
	FIELD(segment_person, contact_no, OUT, 1, 32),
	FIELD_END,
};
static const struct field segment_effect_fields[] = {
	FIELD(segment_effect, course_id, OUT, 1, WIDE),
	FIELD(segment_effect, code, OUT, 1, 64),
	FIELD(segment_effect, title, OUT, 1, 200),
	FIELD(segment_effect, enrolls, OUT, 0, WIDE),
	FIELD(segment_effect, unenrolls, OUT, 0, WIDE),
	FIELD_END,
};
const struct field segment_preview_fields[] = {
	FIELD(segment_preview, segment_id, IN | NULLABLE, 1, WIDE),
	FIELD_WORD(segment_preview, match, IN | REQ, matchings),
	FIELD(segment_preview, conditions, IN | REQ | RAW, 0, 262144),
	FIELD(segment_preview, members, OUT, 0, WIDE),
	FIELD(segment_preview, entering, OUT, 0, WIDE),
	FIELD(segment_preview, leaving, OUT, 0, WIDE),
	FIELD_MANY(segment_preview, sample, OUT, 0, SEGMENT_SAMPLE, segment_person),
	FIELD_MANY(segment_preview, entering_sample, OUT, 0, SEGMENT_SAMPLE, segment_person),
	FIELD_MANY(segment_preview, leaving_sample, OUT, 0, SEGMENT_SAMPLE, segment_person),
	FIELD_MANY(segment_preview, courses, OUT, 0, WIDE, segment_effect),
	FIELD(segment_preview, brake, OUT, 0, 1),
	FIELD_END,
};

struct people {
	struct ints contacts;
};
static const struct field people_fields[] = { FIELD(people, contacts, 0, 0, WIDE), FIELD_END };
struct total {
	int64_t n;
};
static const struct field total_fields[] = { FIELD(total, n, 0, 0, WIDE), FIELD_END };

#define COLUMNS \
	"SELECT s.id, s.name, r.matching AS `match`, s.version, s.rule_id, s.job_id, s.settled_to, t.members"
#define FROM_SEGMENT \
	" FROM segment s JOIN segment_rule r ON r.id = s.rule_id JOIN segment_tally t ON t.segment_id = s.id "
STMT(list_segments, segment_query, segment,
	"SELECT s.id, s.name, t.members, (SELECT COUNT(*) FROM segment_course k WHERE k.segment_id = s.id) AS course_count "
	"FROM segment s JOIN segment_tally t ON t.segment_id = s.id WHERE (:pattern IS NULL OR s.name LIKE :pattern) "
	"AND s.name >= :after_text AND (s.name > :after_text OR s.id > :after_id) ORDER BY s.name, s.id LIMIT :rows")
STMT(find_segment, segment, segment,
	COLUMNS
	", (SELECT COUNT(*) FROM segment_exclusion x WHERE x.segment_id = s.id) AS excluded" FROM_SEGMENT
	"WHERE s.id = :id")
STMT(lock_row, segment, segment, "SELECT id FROM segment WHERE id = :id FOR UPDATE")
STMT(lock_guard, none, total, "SELECT id AS n FROM segment_guard FOR UPDATE")
STMT(insert_segment, segment, none,
	"INSERT INTO segment (name, rule_id, created_at) VALUES (:name, :rule_id, :now)")
STMT(insert_tally, segment, none, "INSERT INTO segment_tally (segment_id) VALUES (:id)")
STMT(update_segment, segment, none,
	"UPDATE segment SET name = :name, rule_id = :rule_id, version = version + 1 WHERE id = :id")
STMT(update_work, segment, none,
	"UPDATE segment SET job_id = :job_id, settled_to = :settled_to WHERE id = :id")
STMT(delete_rule, segment, none, "DELETE FROM segment_rule WHERE id = :rule_id")
STMT(delete_members, segment, none, "DELETE FROM segment_member WHERE segment_id = :id")
STMT(delete_segment, segment, none, "DELETE FROM segment WHERE id = :id")
STMT(count_contacts, none, total, "SELECT COUNT(*) AS n FROM contact")
STMT(name_people, people, segment_person,
	"SELECT c.id AS contact_id, CONCAT(c.given_name, ' ', c.family_name) AS name, c.contact_no "
	"FROM JSON_TABLE(:contacts, '$[*]' COLUMNS (id BIGINT PATH '$')) j JOIN contact c ON c.id = j.id ORDER BY c.sort_name, c.id")

enum err segment_list(struct ctx *c, struct segment_query *q, struct page *into)
{
	const struct segment *last;

	TRY(PAGE_START(c, q));
	q->pattern = like_anywhere(c, q->q);
	TRY(db_all(c, &list_segments, q, &into->items));
	if (page_cut(into, q->limit)) {
		last = (const struct segment *)into->items.items + q->limit - 1;
		into->next = page_cursor(c, last->name, last->id);
	}
	return ERR_OK;
}

static enum err read_work(struct ctx *c, struct segment *s)
{
	struct job job = { 0 };

	if (!s->job_id)
		return ERR_OK;
	TRY(job_find(c, s->job_id, &job));
	s->work = arena_new(&c->arena, struct work);
	*s->work = (struct work){ job.state, job.done, job.total, job.error };
	return ERR_OK;
}

/* The segment with its rule, without its courses. */
static enum err read_segment(struct ctx *c, int64_t id, struct segment *into, struct rule *rule)
{
	*into = (struct segment){ 0 };
	TRY(db_one(c, &find_segment, &(struct segment){ .id = id }, into));
	TRY(rule_load(c, into->rule_id, rule));
	into->conditions = rule_json(c, rule);
	return ERR_OK;
}

enum err segment_find(struct ctx *c, int64_t id, struct segment *into)
{
	struct rule rule;

	TRY(read_segment(c, id, into, &rule));
	TRY(segment_courses(c, id, &into->courses));
	return read_work(c, into);
}

enum err segment_lock(struct ctx *c, int64_t id, struct segment *into)
{
	struct segment key = { .id = id };
	struct rule rule;

	TRY(db_one(c, &lock_row, &key, &key));
	return read_segment(c, id, into, &rule);
}

/* --- what a rule would do --- */

/* Who moves in all, as ids. */
struct forecast {
	int64_t members;
	struct ints entering, leaving, sample;
};

static void take_ids(const struct list *changes, struct ints *into, size_t most)
{
	const struct segment_change *m = changes->items;

	for (size_t i = 0; i < changes->n && into->n < most; i++)
		into->v[into->n++] = m[i].contact_id;
}

/* All contacts, chunk by chunk in the same memory. */
static enum err forecast(struct ctx *c, const struct rule *rule, int64_t segment_id, struct forecast *into)
{
	struct total contacts;
	struct arena_mark mark;
	struct movements m;
	struct ints chunk;
	int64_t after = 0;
	size_t most;

	TRY(db_one(c, &count_contacts, NULL, &contacts));
	most = (size_t)contacts.n + SEGMENT_CHUNK; /* some may be added meanwhile */
	into->entering.v = arena_raw(&c->arena, most * sizeof(int64_t));
	into->leaving.v = arena_raw(&c->arena, most * sizeof(int64_t));
	into->sample.v = arena_raw(&c->arena, SEGMENT_SAMPLE * sizeof(int64_t));
	mark = arena_mark(&c->arena);
	do {
		arena_rewind(&c->arena, mark);
		TRY(next_contacts(c, after, SEGMENT_CHUNK, &chunk));
		TRY(rule_compare(c, rule, &chunk, segment_id, &m));
		into->members += m.fitting;
		take_ids(&m.entered, &into->entering, most);
		take_ids(&m.left, &into->leaving, most);
		take_ids(&m.sample, &into->sample, SEGMENT_SAMPLE);
		after = chunk.n ? chunk.v[chunk.n - 1] : after;
	} while (chunk.n);
	return ERR_OK;
}

/* Does saving ask for a typed confirmation? */
static enum err brake_holds(struct ctx *c, int64_t members, int64_t moved, bool *holds)
{
	struct organisation o = { 0 };

	TRY(organisation_find(c, &o));
	*holds = moved > o.segment_brake_people ||
		(o.segment_brake_percent && members && moved * 100 > members * o.segment_brake_percent);
	return ERR_OK;
}

static enum err name_sample(struct ctx *c, const struct ints *ids, struct list *into)
{
	struct people p = { *ids };

	if (p.contacts.n > SEGMENT_SAMPLE)
		p.contacts.n = SEGMENT_SAMPLE;
	return db_all(c, &name_people, &p, into);
}

enum err segment_foresee(struct ctx *c, struct segment_preview *p)
{
	struct segment s = { 0 };
	struct forecast f = { 0 };
	struct rule rule, stored;

	if (p->segment_id)
		TRY(read_segment(c, p->segment_id, &s, &stored));
	TRY(rule_read(c, p->match, p->conditions, &rule));
	TRY(forecast(c, &rule, s.id ? s.id : NO_SEGMENT, &f));
	p->members = f.members;
	p->entering = (int64_t)f.entering.n;
	p->leaving = (int64_t)f.leaving.n;
	TRY(name_sample(c, &f.sample, &p->sample));
	TRY(name_sample(c, &f.entering, &p->entering_sample));
	TRY(name_sample(c, &f.leaving, &p->leaving_sample));
	if (!s.id)
		return ERR_OK;
	TRY(segment_effects(c, s.id, &f.entering, &f.leaving, &p->courses));
	return brake_holds(c, s.members, p->entering + p->leaving, &p->brake);
}

/* --- saving --- */

static enum err name_taken(struct ctx *c, const char *name)
{
	return fail_remedy(c, ERR_CODE_TAKEN, "Choose another name.", "Another segment is called %s.", name);
}

static struct list changes_of(struct ctx *c, int64_t segment_id, const struct ints *contacts)
{
	struct segment_change *m = arena_alloc(&c->arena, (contacts->n + 1) * sizeof(*m));

	for (size_t i = 0; i < contacts->n; i++)
		m[i] = (struct segment_change){ segment_id, contacts->v[i] };
	return (struct list){ m, contacts->n, sizeof(*m) };
}

static enum err settle_later(struct ctx *c, struct segment *s)
{
	struct job job = { .kind = "segment_settle", .args = work_args(c, s->id, 0) };

	TRY(job_add(c, &job));
	s->job_id = job.id;
	s->settled_to = 0;
	return db_exec(c, &update_work, s);
}

enum err segment_settle_again(struct ctx *c, struct segment *s)
{
	audit(c, "segment.retry", (struct audit_object){ "segment", s->id, s->name }, segment_fields, s, s);
	return settle_later(c, s);
}

/* Few move now; many are moved by a job, chunk by chunk. */
static enum err settle(struct ctx *c, struct segment *s, const struct forecast *f)
{
	struct movements m = { changes_of(c, s->id, &f->entering), changes_of(c, s->id, &f->leaving), 0,
		{ 0 } };

	if (f->entering.n + f->leaving.n > SEGMENT_AT_ONCE)
		return settle_later(c, s);
	s->job_id = s->settled_to = 0;
	TRY(db_exec(c, &update_work, s));
	return segments_move(c, &m);
}

enum err segment_create(struct ctx *c, struct segment *in)
{
	struct forecast f = { 0 };
	struct total guard;
	struct rule rule;
	enum err e;

	TRY(rule_read(c, in->match, in->conditions, &rule));
	in->conditions = rule_json(c, &rule);
	TRY(db_one(c, &lock_guard, NULL, &guard));
	TRY(rule_store(c, &rule, &in->rule_id));
	e = db_insert(c, &insert_segment, in, &in->id, ERR_CODE_TAKEN);
	if (e == ERR_CODE_TAKEN)
		return name_taken(c, in->name);
	TRY(e);
	TRY(db_exec(c, &insert_tally, in));
	audit(c, "segment.create", (struct audit_object){ "segment", in->id, in->name }, segment_fields, NULL,
		in);
	TRY(forecast(c, &rule, in->id, &f));
	return settle(c, in, &f);
}

/* More people than an administrator lets move without a second thought. */
static enum err check_brake(struct ctx *c, const struct segment *before, const char *confirm,
	const struct forecast *f)
{
	int64_t moved = (int64_t)(f->entering.n + f->leaving.n);
	bool holds;

	TRY(brake_holds(c, before->members, moved, &holds));
	if (!holds || (confirm && !strcasecmp(confirm, before->name)))
		return ERR_OK;
	return fail_remedy(c, ERR_SEGMENT_BRAKE,
		arena_printf(&c->arena,
			"Look at who enters and who leaves; to go on, send the segment's name, %s, as confirm.",
			before->name),
		"%zu people would enter %s and %zu would leave it.", f->entering.n, before->name,
		f->leaving.n);
}

static enum err change_rule(struct ctx *c, const struct segment *before, struct segment *after,
	const struct rule *rule)
{
	struct forecast f = { 0 };

	TRY(forecast(c, rule, before->id, &f));
	TRY(check_brake(c, before, after->confirm, &f));
	TRY(db_exec(c, &delete_rule, before));
	return settle(c, after, &f);
}

static enum err store(struct ctx *c, const struct segment *before, struct segment *after, struct rule *rule)
{
	bool ruled = strcmp(before->match, after->match) || strcmp(before->conditions, after->conditions);
	enum err e;

	if (ruled)
		TRY(rule_store(c, rule, &after->rule_id));
	e = db_exec_unique(c, &update_segment, after, ERR_CODE_TAKEN);
	if (e == ERR_CODE_TAKEN)
		return name_taken(c, after->name);
	TRY(e);
	audit(c, "segment.update", (struct audit_object){ "segment", after->id, after->name }, segment_fields,
		before, after);
	return ruled ? change_rule(c, before, after, rule) : ERR_OK;
}

enum err segment_update(struct ctx *c, int64_t id, int64_t version, const struct segment *in, uint64_t sent)
{
	struct segment before, after;
	struct rule rule;

	TRY(segment_lock(c, id, &before));
	TRY(version_check(c, before.version, version));
	after = before;
	field_merge(segment_fields, &after, in, sent);
	TRY(rule_read(c, after.match, after.conditions, &rule));
	after.conditions = rule_json(c, &rule);
	if (audit_nothing(c, segment_fields, &before, &after))
		return ERR_OK;
	return store(c, &before, &after, &rule);
}

enum err segment_remove(struct ctx *c, int64_t id)
{
	struct segment s;
	struct total guard;

	TRY(db_one(c, &lock_guard, NULL, &guard));
	TRY(segment_lock(c, id, &s));
	TRY(segment_has_courses(c, &s));
	TRY(db_exec(c, &delete_members, &s));
	TRY(db_exec(c, &delete_segment, &s));
	TRY(db_exec(c, &delete_rule, &s));
	audit(c, "segment.delete", (struct audit_object){ "segment", id, s.name }, segment_fields, &s, NULL);
	return ERR_OK;
}

/* --- the job --- */

struct settling {
	struct job *job;
	int64_t segment_id, total;
	bool over;
};

static enum err settle_chunk(struct ctx *c, void *arg)
{
	struct settling *w = arg;
	struct ints contacts;
	struct movements m;
	struct segment s;

	TRY(organisation_day(c));
	TRY(job_hold(c, w->job));
	TRY(segment_lock(c, w->segment_id, &s));
	w->over = s.job_id != w->job->id; /* another rule has come, with a job of its own */
	if (w->over)
		return ERR_OK;
	TRY(next_contacts(c, s.settled_to, SEGMENT_COURSE_CHUNK, &contacts));
	TRY(segments_compare(c, &contacts, s.id, &m));
	TRY(segments_move(c, &m));
	w->over = !contacts.n;
	s.job_id = contacts.n ? s.job_id : 0;
	s.settled_to = contacts.n ? contacts.v[contacts.n - 1] : s.settled_to;
	return db_exec(c, &update_work, &s);
}

enum err run_segment_settle(struct ctx *c, struct job *job)
{
	struct settling w = { .job = job };
	struct work_target target;
	struct arena_mark mark;
	struct total contacts;

	TRY(work_target(c, job, &target));
	w.segment_id = target.segment_id;
	TRY(db_one(c, &count_contacts, NULL, &contacts));
	mark = arena_mark(&c->arena);
	while (!w.over) {
		arena_rewind(&c->arena, mark);
		TRY(db_transact(c, settle_chunk, &w, false));
		TRY(job_progress(c, job, job->done + (w.over ? 0 : SEGMENT_COURSE_CHUNK), contacts.n));
	}
	return ERR_OK;
}
