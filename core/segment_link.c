#include "audit.h"
#include "course_source.h"
#include "db.h"
#include "job.h"
#include "json.h"
#include "segment_parts.h"
#include "setting.h"

#include <string.h>

static const char *const states[] = { "linking", "linked", "unlinking", NULL };

const struct field segment_course_fields[] = {
	FIELD(segment_course, course_id, OUT, 1, WIDE),
	FIELD(segment_course, code, OUT, 1, 64),
	FIELD(segment_course, title, OUT, 1, 200),
	FIELD_WORD(segment_course, state, OUT, states),
	FIELD_SUB(segment_course, work, OUT | NULLABLE, work),
	FIELD(segment_course, linked_at, OUT, 0, WIDE),
	FIELD(segment_course, linked_by_name, OUT | NULLABLE, 0, 161),
	FIELD(segment_course, segment_id, 0, 0, WIDE),
	FIELD(segment_course, job_id, NULLABLE, 0, WIDE),
	FIELD(segment_course, done_to, 0, 0, WIDE),
	FIELD(segment_course, done, 0, 0, WIDE),
	FIELD(segment_course, total, 0, 0, WIDE),
	FIELD(segment_course, job_state, 0, 0, 16),
	FIELD(segment_course, error, 0, 0, 500),
	FIELD(segment_course, enrollment_method, 0, 0, 16),
	FIELD(segment_course, status, 0, 0, 16),
	FIELD_END,
};
const struct field segment_link_request_fields[] = {
	FIELD(segment_link_request, course_ids, IN | REQ, 1, 100),
	FIELD_END,
};
static const char *const outcomes[] = { "linked", "linking", "already_linked", NULL };
static const struct field segment_link_outcome_fields[] = {
	FIELD(segment_link_outcome, course_id, OUT, 1, WIDE),
	FIELD_WORD(segment_link_outcome, outcome, OUT, outcomes),
	FIELD_END,
};
const struct field segment_link_result_fields[] = {
	FIELD_MANY(segment_link_result, items, OUT, 0, 100, segment_link_outcome),
	FIELD(segment_link_result, members, OUT, 0, WIDE),
	FIELD_END,
};
const struct field unlink_query_fields[] = { FIELD(unlink_query, preview, IN, 0, 1), FIELD_END };
static const char *const unlink_outcomes[] = { "preview", "unlinked", "unlinking", NULL };
const struct field unlink_effect_fields[] = {
	FIELD(unlink_effect, course_id, OUT, 1, WIDE),
	FIELD(unlink_effect, title, OUT, 1, 200),
	FIELD(unlink_effect, people, OUT, 0, WIDE),
	FIELD(unlink_effect, unenrolled, OUT, 0, WIDE),
	FIELD(unlink_effect, archived, OUT, 0, WIDE),
	FIELD_WORD(unlink_effect, outcome, OUT, unlink_outcomes),
	FIELD_END,
};
static const struct field effect_fields[] = {
	FIELD(segment_effect, course_id, OUT, 1, WIDE),
	FIELD(segment_effect, code, OUT, 1, 64),
	FIELD(segment_effect, title, OUT, 1, 200),
	FIELD(segment_effect, enrolls, OUT, 0, WIDE),
	FIELD(segment_effect, unenrolls, OUT, 0, WIDE),
	FIELD_END,
};
#define segment_effect_fields effect_fields

struct crossing {
	int64_t segment_id, course_id, after, limit;
	struct ints entering, leaving;
};
static const struct field crossing_fields[] = {
	FIELD(crossing, segment_id, 0, 0, WIDE),
	FIELD(crossing, course_id, 0, 0, WIDE),
	FIELD(crossing, after, 0, 0, WIDE),
	FIELD(crossing, limit, 0, 0, WIDE),
	FIELD(crossing, entering, 0, 0, WIDE),
	FIELD(crossing, leaving, 0, 0, WIDE),
	FIELD_END,
};
/* How many people a chunk has, and the last of them. */
struct stretch {
	int64_t n, last;
};
static const struct field stretch_fields[] = {
	FIELD(stretch, n, 0, 0, WIDE),
	FIELD(stretch, last, 0, 0, WIDE),
	FIELD_END,
};

#define LINK \
	"SELECT k.segment_id, k.course_id, r.code, r.title, r.enrollment_method, r.status, k.state, k.job_id, k.done_to, k.linked_at, " \
	"CONCAT(b.given_name, ' ', b.family_name) AS linked_by_name, w.state AS job_state, w.done, w.total, w.error " \
	"FROM segment_course k JOIN course r ON r.id = k.course_id LEFT JOIN contact b ON b.id = k.linked_by " \
	"LEFT JOIN job w ON w.id = k.job_id WHERE k.segment_id = :segment_id "
STMT(list_links, crossing, segment_course, LINK "ORDER BY r.title, r.id")
STMT(find_link, crossing, segment_course, LINK "AND k.course_id = :course_id")
STMT(hold_course_row, crossing, segment_course,
	"SELECT id AS course_id, code, title, enrollment_method, status FROM course WHERE id = :course_id FOR UPDATE")
STMT(write_link, segment_course, none,
	"INSERT INTO segment_course (segment_id, course_id, state, job_id, done_to, linked_at, linked_by) "
	"VALUES (:segment_id, :course_id, :state, :job_id, :done_to, :now, :actor_id) ON DUPLICATE KEY UPDATE "
	"state = VALUES(state), job_id = VALUES(job_id), done_to = VALUES(done_to)")
STMT(drop_link, segment_course, none,
	"DELETE FROM segment_course WHERE segment_id = :segment_id AND course_id = :course_id")
STMT(next_members, crossing, stretch,
	"SELECT COUNT(*) AS n, MAX(contact_id) AS last FROM (SELECT contact_id FROM segment_member "
	"WHERE segment_id = :segment_id AND contact_id > :after ORDER BY contact_id LIMIT :limit) m")
STMT(next_sources, crossing, stretch,
	"SELECT COUNT(*) AS n, MAX(contact_id) AS last FROM (SELECT contact_id FROM course_source FORCE INDEX (PRIMARY) "
	"WHERE course_id = :course_id AND contact_id > :after AND kind = 'segment' AND ref_id = :segment_id "
	"ORDER BY contact_id LIMIT :limit) m")

#define HERE "s.kind = 'segment' AND s.ref_id = :segment_id AND s.active"
#define ALONE(s) \
	"NOT EXISTS (SELECT 1 FROM course_source o WHERE o.course_id = " s \
	".course_id AND o.contact_id = " s \
	".contact_id AND o.active AND NOT (o.kind = 'segment' AND o.ref_id = :segment_id))"
/* One walk along the sources of the course, person by person. */
STMT(count_unlinking, crossing, unlink_effect,
	"SELECT COUNT(*) AS people, COALESCE(SUM(t.alone), 0) AS unenrolled, "
	"COALESCE(SUM(t.alone AND e.status = 'completed'), 0) AS archived FROM (SELECT s.contact_id, COUNT(*) = 1 AS alone "
	"FROM course_source s FORCE INDEX (PRIMARY) WHERE s.course_id = :course_id AND s.active GROUP BY s.contact_id "
	"HAVING SUM(s.kind = 'segment' AND s.ref_id = :segment_id)) t STRAIGHT_JOIN course_enrollment e "
	"ON e.course_id = :course_id AND e.contact_id = t.contact_id")
STMT(foresee_courses, crossing, segment_effect,
	"SELECT k.course_id, r.code, r.title, "
	"(SELECT COUNT(*) FROM JSON_TABLE(:entering, '$[*]' COLUMNS (id BIGINT PATH '$')) j LEFT JOIN course_enrollment e "
	"ON e.course_id = k.course_id AND e.contact_id = j.id WHERE e.id IS NULL OR NOT e.active) AS enrolls, "
	"(SELECT COUNT(*) FROM JSON_TABLE(:leaving, '$[*]' COLUMNS (id BIGINT PATH '$')) j JOIN course_source s "
	"ON s.course_id = k.course_id AND s.contact_id = j.id AND " HERE " WHERE " ALONE(
		"s") ") AS unenrolls "
		     "FROM segment_course k JOIN course r ON r.id = k.course_id WHERE k.segment_id = :segment_id AND k.state <> 'unlinking' "
		     "ORDER BY r.title, r.id")

/* --- reading --- */

static void attach_work(struct ctx *c, struct segment_course *k)
{
	if (!k->job_id)
		return;
	k->work = arena_new(&c->arena, struct work);
	*k->work = (struct work){ k->job_state, k->done, k->total, k->error };
}

enum err segment_courses(struct ctx *c, int64_t segment_id, struct list *into)
{
	TRY(db_all(c, &list_links, &(struct crossing){ .segment_id = segment_id }, into));
	for (size_t i = 0; i < into->n; i++)
		attach_work(c, (struct segment_course *)into->items + i);
	return ERR_OK;
}

enum err segment_course_list(struct ctx *c, int64_t id, struct page *into)
{
	struct segment s;

	TRY(segment_find(c, id, &s));
	into->items = s.courses;
	return ERR_OK;
}

enum err segment_effects(struct ctx *c, int64_t segment_id, const struct ints *entering,
	const struct ints *leaving, struct list *into)
{
	return db_all(c, &foresee_courses,
		&(struct crossing){ .segment_id = segment_id, .entering = *entering, .leaving = *leaving },
		into);
}

enum err segment_has_courses(struct ctx *c, const struct segment *s)
{
	struct list links;

	TRY(segment_courses(c, s->id, &links));
	if (!links.n)
		return ERR_OK;
	return fail(c, ERR_SEGMENT_HAS_COURSES,
		"%s still brings its %lld members into %zu courses, %s among them.", s->name,
		(long long)s->members, links.n, ((const struct segment_course *)links.items)->title);
}

/* --- work --- */

static const struct field work_target_fields[] = {
	FIELD(work_target, segment_id, IN, 1, WIDE),
	FIELD(work_target, course_id, IN, 0, WIDE),
	FIELD_END,
};

const char *work_args(struct ctx *c, int64_t segment_id, int64_t course_id)
{
	return arena_printf(&c->arena, "{\"segment_id\":%lld,\"course_id\":%lld}", (long long)segment_id,
		(long long)course_id);
}

enum err work_target(struct ctx *c, const struct job *job, struct work_target *into)
{
	struct cJSON *args;

	TRY(json_parse(c, job->args, strlen(job->args), &args));
	return json_read(c, work_target_fields, args, false, into, NULL);
}

/* Leave the rest to a job; the link says which, so that an older one knows that it is over. */
static enum err leave_to_job(struct ctx *c, const char *kind, const char *state, struct segment_course *k)
{
	struct job job = { .kind = kind, .args = work_args(c, k->segment_id, k->course_id) };

	TRY(job_add(c, &job));
	k->state = state;
	k->job_id = job.id;
	k->done_to = 0;
	return db_exec(c, &write_link, k);
}

/* What a job does to a link, again and again until nobody is left. */
struct linking {
	struct job *job;
	struct work_target target;
	const char *state;
	struct stmt *next;
	enum err (*chunk)(struct ctx *c, const struct segment_chunk *chunk, struct source_effect *out);
	enum err (*finish)(struct ctx *c, struct segment_course *k);
	int64_t n, done, total; /* of this chunk, before it, and of all */
	bool over;
};

static enum err finish_link(struct ctx *c, struct segment_course *k)
{
	k->state = "linked";
	k->job_id = k->done_to = 0;
	return db_exec(c, &write_link, k);
}

static enum err finish_unlink(struct ctx *c, struct segment_course *k)
{
	return db_exec(c, &drop_link, k);
}

static enum err some_more(struct ctx *c, struct linking *w, struct segment_course *k)
{
	const struct crossing in = { k->segment_id, k->course_id, k->done_to, SEGMENT_COURSE_CHUNK, { 0 },
		{ 0 } };
	struct source_effect effect;
	struct stretch next = { 0 };

	TRY(db_one(c, w->next, &in, &next));
	w->n = next.n;
	w->over = !next.n;
	if (w->over)
		return w->finish(c, k);
	TRY(w->chunk(c, &(struct segment_chunk){ k->segment_id, k->course_id, k->done_to + 1, next.last },
		&effect));
	k->done_to = next.last;
	return db_exec(c, &write_link, k);
}

/*
 * The segment is held alone: who enters or leaves meanwhile waits, and sees the
 * link as it is after this chunk.
 */
static enum err work_chunk(struct ctx *c, void *arg)
{
	struct linking *w = arg;
	struct segment_course k = { 0 };
	struct segment s;
	bool found;

	w->n = 0;
	TRY(organisation_day(c));
	TRY(job_hold(c, w->job));
	TRY(segment_lock(c, w->target.segment_id, &s));
	TRY(db_maybe(c, &find_link,
		&(struct crossing){ .segment_id = s.id, .course_id = w->target.course_id }, &k, &found));
	w->over = !found || k.job_id != w->job->id || strcmp(k.state, w->state) != 0;
	return w->over ? ERR_OK : some_more(c, w, &k);
}

/* How far it is, in the chunk's own transaction: a commit less for each. */
static enum err work_chunk_on(struct ctx *c, void *arg)
{
	struct linking *w = arg;
	int64_t done;

	TRY(work_chunk(c, w));
	done = w->done + w->n;
	return job_advance(c, w->job, done, w->total < done ? done : w->total);
}

static enum err run_link(struct ctx *c, struct linking *w)
{
	struct segment s;
	struct arena_mark mark;
	enum err e = ERR_OK;

	TRY(work_target(c, w->job, &w->target));
	TRY(segment_find(c, w->target.segment_id, &s));
	w->total = s.members;
	mark = arena_mark(&c->arena);
	while (!w->over && !e) {
		arena_rewind(&c->arena, mark);
		w->done = w->job->done;
		e = db_transact(c, work_chunk_on, w, false);
		if (c->tick)
			c->tick(c);
	}
	if (e)
		w->job->done = w->done;
	return e;
}

enum err run_segment_link(struct ctx *c, struct job *job)
{
	struct linking w = { .job = job,
		.state = "linking",
		.next = &next_members,
		.chunk = course_segment_link_chunk,
		.finish = finish_link };

	return run_link(c, &w);
}

enum err run_segment_unlink(struct ctx *c, struct job *job)
{
	struct linking w = { .job = job,
		.state = "unlinking",
		.next = &next_sources,
		.chunk = course_segment_unlink_chunk,
		.finish = finish_unlink };

	return run_link(c, &w);
}

/* --- linking --- */

static enum err check_course(struct ctx *c, const struct segment_course *k)
{
	if (strcmp(k->enrollment_method, "assignment_only") != 0)
		return fail_remedy(c, ERR_ASSIGNMENT_ONLY_REQUIRED,
			arena_printf(&c->arena,
				"Open the settings of %s and set Enrollment method to \"By assignment only\".",
				k->title),
			"%s lets people enroll in other ways than by assignment, so a segment cannot assign it.",
			k->title);
	if (strcmp(k->status, "active") != 0)
		return fail(c, ERR_COURSE_NOT_ACTIVE, "%s is not active.", k->title);
	return ERR_OK;
}

/* Everybody in one go: few enough. */
static enum err link_now(struct ctx *c, struct segment_course *k)
{
	struct source_effect effect;

	TRY(finish_link(c, k));
	return course_segment_link_chunk(c, &(struct segment_chunk){ k->segment_id, k->course_id, 0, WIDE },
		&effect);
}

static enum err link_course(struct ctx *c, const struct segment *s, int64_t course_id, const char **outcome)
{
	const struct crossing in = { .segment_id = s->id, .course_id = course_id };
	struct segment_course k = { 0 };
	bool found;

	TRY(db_one(c, &hold_course_row, &in, &k));
	TRY(check_course(c, &k));
	TRY(db_maybe(c, &find_link, &in, &k, &found));
	*outcome = "already_linked";
	if (found && strcmp(k.state, "unlinking") != 0)
		return ERR_OK;
	k.segment_id = s->id;
	audit_json(c, "segment.link", (struct audit_object){ "segment", s->id, s->name },
		arena_printf(&c->arena, "[{\"field\":\"course_id\",\"before\":null,\"after\":%lld}]",
			(long long)course_id));
	*outcome = s->members > SEGMENT_AT_ONCE ? "linking" : "linked";
	return s->members > SEGMENT_AT_ONCE ? leave_to_job(c, "segment_link", "linking", &k)
					    : link_now(c, &k);
}

enum err segment_link(struct ctx *c, int64_t id, const struct segment_link_request *in,
	struct segment_link_result *out)
{
	struct segment_link_outcome *o = arena_alloc(&c->arena, (in->course_ids.n + 1) * sizeof(*o));
	struct segment s;

	TRY(segment_lock(c, id, &s));
	*out = (struct segment_link_result){ { o, in->course_ids.n, sizeof(*o) }, s.members };
	for (size_t i = 0; i < in->course_ids.n; i++) {
		o[i].course_id = in->course_ids.v[i];
		TRY(link_course(c, &s, o[i].course_id, &o[i].outcome));
	}
	c->unchanged = !c->audit;
	return ERR_OK;
}

/* --- unlinking --- */

static enum err unlink_now(struct ctx *c, struct segment_course *k)
{
	struct source_effect effect;

	TRY(course_segment_unlink_chunk(c, &(struct segment_chunk){ k->segment_id, k->course_id, 0, WIDE },
		&effect));
	return finish_unlink(c, k);
}

static enum err unlink_course(struct ctx *c, const struct segment *s, struct segment_course *k,
	struct unlink_effect *out)
{
	bool large = out->people > SEGMENT_AT_ONCE;

	audit_json(c, "segment.unlink", (struct audit_object){ "segment", s->id, s->name },
		arena_printf(&c->arena,
			"[{\"field\":\"course_id\",\"before\":%lld,\"after\":null},"
			"{\"field\":\"unenrolled\",\"before\":null,\"after\":%lld}]",
			(long long)k->course_id, (long long)out->unenrolled));
	out->outcome = large ? "unlinking" : "unlinked";
	return large ? leave_to_job(c, "segment_unlink", "unlinking", k) : unlink_now(c, k);
}

enum err segment_unlink(struct ctx *c, int64_t id, int64_t course_id, const struct unlink_query *q,
	struct unlink_effect *out)
{
	const struct crossing in = { .segment_id = id, .course_id = course_id };
	struct segment_course k = { 0 };
	struct segment s;

	TRY(segment_find(c, id, &s));
	TRY(db_one(c, &find_link, &in, &k));
	*out = (struct unlink_effect){ .course_id = course_id, .title = k.title, .outcome = "preview" };
	TRY(db_one(c, &count_unlinking, &in,
		out)); /* before anything is held: counting keeps nobody waiting */
	c->unchanged = q->preview;
	if (q->preview)
		return ERR_OK;
	TRY(segment_lock(c, id, &s));
	TRY(db_one(c, &find_link, &in, &k));
	return unlink_course(c, &s, &k, out);
}

/* --- once more --- */

static enum err retry_rule(struct ctx *c, struct segment *s)
{
	if (!s->work || strcmp(s->work->state, "failed") != 0)
		return fail(c, ERR_NOT_FOUND, "No work on %s has failed.", s->name);
	return segment_settle_again(c, s);
}

static enum err retry_course(struct ctx *c, const struct segment *s, struct segment_course *k)
{
	if (!k->job_state || strcmp(k->job_state, "failed") != 0)
		return fail(c, ERR_NOT_FOUND, "No work on %s has failed.", k->title);
	audit_json(c, "segment.retry", (struct audit_object){ "segment", s->id, s->name },
		arena_printf(&c->arena, "[{\"field\":\"course_id\",\"before\":null,\"after\":%lld}]",
			(long long)k->course_id));
	return leave_to_job(c, strcmp(k->state, "linking") ? "segment_unlink" : "segment_link", k->state, k);
}

enum err segment_retry(struct ctx *c, int64_t id, int64_t course_id)
{
	struct segment_course k = { 0 };
	struct segment locked, s;

	TRY(segment_lock(c, id, &locked));
	TRY(segment_find(c, id, &s));
	if (!course_id)
		return retry_rule(c, &s);
	TRY(db_one(c, &find_link, &(struct crossing){ .segment_id = id, .course_id = course_id }, &k));
	return retry_course(c, &s, &k);
}
