#include "course_source.h"
#include "audit.h"
#include "course_complete.h"
#include "course_row.h"
#include "db.h"
#include "json.h"

#include <stdlib.h>
#include <string.h>

/* Parameters of every statement here; what a set of people is made from. */
struct sourcing {
	int64_t course_id, ref_id, from_contact, to_contact;
	const char *kind, *status, *pairs; /* pairs: JSON, [[segment, contact], ...] */
	struct ints contacts, enrollments;
	bool archive, archived;
};
static const struct field sourcing_fields[] = {
	FIELD(sourcing, course_id, 0, 0, WIDE),
	FIELD(sourcing, ref_id, 0, 0, WIDE),
	FIELD(sourcing, from_contact, 0, 0, WIDE),
	FIELD(sourcing, to_contact, 0, 0, WIDE),
	FIELD(sourcing, kind, 0, 0, 16),
	FIELD(sourcing, status, 0, 0, 16),
	FIELD(sourcing, pairs, 0, 0, WIDE),
	FIELD(sourcing, contacts, 0, 0, WIDE),
	FIELD(sourcing, enrollments, 0, 0, WIDE),
	FIELD(sourcing, archive, 0, 0, 1),
	FIELD(sourcing, archived, 0, 0, 1),
	FIELD_END,
};

/* A course whose enrolments are about to change, held until the end. */
struct held_course {
	int64_t id;
	bool completes; /* enrolling may complete: no required steps, courses that count as it, events attended before */
};
static const struct field held_course_fields[] = {
	FIELD(held_course, id, 0, 0, WIDE),
	FIELD(held_course, completes, 0, 0, 1),
	FIELD_END,
};

/* An active enrolment that nothing keeps active any more. */
struct leaver {
	int64_t id, course_id;
	const char *status;
	bool archived;
};
static const struct field leaver_fields[] = {
	FIELD(leaver, id, 0, 0, WIDE),
	FIELD(leaver, course_id, 0, 0, WIDE),
	FIELD(leaver, status, 0, 0, 16),
	FIELD(leaver, archived, 0, 0, 1),
	FIELD_END,
};

/*
 * The sets of people that sources begin or end for.  They are read in the
 * order of their keys, which is that of the tables written to.
 */
/* clang-format off */
#define LIST_FROM    "JSON_TABLE(:contacts, '$[*]' COLUMNS (contact_id BIGINT PATH '$')) m"
#define LIST_WHERE   "TRUE"
#define MEMBER_FROM  "segment_member m"
#define MEMBER_WHERE "m.segment_id = :ref_id AND m.contact_id BETWEEN :from_contact AND :to_contact"
#define SOURCE_FROM  "course_source m"
#define SOURCE_WHERE \
	"m.kind = :kind AND m.ref_id = :ref_id AND m.course_id = :course_id AND m.contact_id BETWEEN :from_contact AND :to_contact"
#define PAIR_FROM \
	"JSON_TABLE(:pairs, '$[*]' COLUMNS (segment_id BIGINT PATH '$[0]', contact_id BIGINT PATH '$[1]')) m " \
	"STRAIGHT_JOIN segment_course k ON k.segment_id = m.segment_id"
#define ENTER_WHERE  "k.state <> 'unlinking'"
#define LEAVE_WHERE  "TRUE"

#define HELD \
	"SELECT r.id, r.required_steps = 0 OR EXISTS (SELECT 1 FROM course_equivalency q WHERE q.course_id = r.id " \
	"OR (q.counts_id = r.id AND q.both_ways)) OR EXISTS (SELECT 1 FROM course_step s WHERE s.course_id = r.id " \
	"AND s.event_id IS NOT NULL AND NOT s.retired) AS completes FROM course r "
#define OF_MEMBER(course) "STRAIGHT_JOIN course_enrollment e ON e.course_id = " course " AND e.contact_id = m.contact_id"
#define STANDING          "e.course_id, e.status, e.active, e.archived, COUNT("
#define ALIKE             " GROUP BY e.course_id, e.status, e.active, e.archived FOR UPDATE"
/* Asked of each by itself: NOT EXISTS would first gather the sources of all courses there are. */
#define SOURCELESS \
	"(SELECT COUNT(*) FROM course_source o WHERE o.course_id = e.course_id AND o.contact_id = e.contact_id AND o.active) = 0"
#define SUSPENDED \
	"e.active = FALSE, e.archived = e.archived OR (:archive AND e.status = 'completed'), e.version = e.version + 1"

#define NEW_STATUS "IF(r.required_steps = 0 AND :status <> 'pending', 'completed', :status)"
#define NEWCOMER(course) \
	"LEFT JOIN course_enrollment e ON e.course_id = " course " AND e.contact_id = m.contact_id WHERE e.id IS NULL AND "
#define ENROLL(from, newcomer, where, course, distinct) \
	"INSERT INTO course_enrollment (course_id, contact_id, status, active, sort_name, enrolled_on, completed_on, " \
	"completion_origin, created_at) SELECT " distinct " r.id, m.contact_id, " NEW_STATUS ", TRUE, c.sort_name, :today, " \
	"IF(" NEW_STATUS " = 'completed', :today, NULL), IF(" NEW_STATUS " = 'completed', 'no_steps', NULL), :now " \
	"FROM " from " STRAIGHT_JOIN course r ON r.id = " course " STRAIGHT_JOIN contact c ON c.id = m.contact_id " \
	newcomer where
#define WITHOUT(course, ref) \
	"LEFT JOIN course_source s ON s.course_id = " course " AND s.contact_id = m.contact_id AND s.kind = :kind " \
	"AND s.ref_id = " ref " WHERE s.course_id IS NULL AND "
#define BEGIN(from, without, where, course, ref, distinct) \
	"INSERT INTO course_source (course_id, contact_id, kind, ref_id, active) " \
	"SELECT " distinct " " course ", m.contact_id, :kind, " ref ", TRUE FROM " from " " without where

/*
 * Those who are in the course already, woken where they were suspended, and
 * begun where they had asked for it and something else brings them now; then
 * those who never were; then why.  Where nobody is in the course, and so nobody
 * has a source either, nobody is looked for again.
 */
#define BEGIN_STMTS(set, from, where, course, ref, distinct) \
	STMT(present_##set, sourcing, course_count, \
		"SELECT " STANDING distinct " e.id) AS n FROM " from " " OF_MEMBER(course) " WHERE " where ALIKE) \
	STMT(wake_##set, sourcing, none, \
		"UPDATE " from " " OF_MEMBER(course) " SET e.active = TRUE, e.archived = FALSE, " \
		"e.status = IF(e.status = 'pending', :status, e.status), e.version = e.version + 1 " \
		"WHERE " where " AND NOT e.active") \
	STMT(asked_##set, sourcing, course_made, \
		"SELECT " distinct " e.id, e.course_id, :status AS status FROM " from " " OF_MEMBER(course) \
		" WHERE " where " AND NOT e.active AND e.status = 'pending'") \
	STMT(enroll_##set, sourcing, none, ENROLL(from, NEWCOMER(course), where, course, distinct)) \
	STMT(enroll_all_##set, sourcing, none, ENROLL(from, "WHERE ", where, course, distinct)) \
	STMT(enroll_told_##set, sourcing, course_made, \
		ENROLL(from, NEWCOMER(course), where, course, distinct) " RETURNING id, course_id, status") \
	STMT(renew_##set, sourcing, none, \
		"UPDATE " from " STRAIGHT_JOIN course_source s ON s.course_id = " course " AND s.contact_id = m.contact_id " \
		"AND s.kind = :kind AND s.ref_id = " ref " SET s.active = TRUE WHERE " where " AND NOT s.active") \
	STMT(begin_##set, sourcing, none, BEGIN(from, WITHOUT(course, ref), where, course, ref, distinct)) \
	STMT(begin_all_##set, sourcing, none, BEGIN(from, "WHERE ", where, course, ref, distinct)) \
	static const struct begin_set begin_of_##set = { &present_##set, &wake_##set, &asked_##set, &enroll_##set, &enroll_all_##set, \
		&enroll_told_##set, &renew_##set, &begin_##set, &begin_all_##set };

/* Sources end; then whom nothing keeps active any more is suspended. */
#define LEAVING_STMT(set, from, where, course, distinct) \
	STMT(leaving_##set, sourcing, leaver, \
		"SELECT " distinct " e.id, e.course_id, e.status, e.archived FROM " from " " OF_MEMBER(course) " WHERE " where \
		" AND e.active AND " SOURCELESS " FOR UPDATE") \
	static const struct end_set end_of_##set = { &end_##set, &leaving_##set };
#define END(from, where, course, ref) \
	"UPDATE " from " STRAIGHT_JOIN course_source s ON s.course_id = " course " AND s.contact_id = m.contact_id " \
	"AND s.kind = :kind AND s.ref_id = " ref " SET s.active = FALSE WHERE " where " AND s.active"
/* clang-format on */

struct begin_set {
	struct stmt *present, *wake, *asked, *enroll, *enroll_all, *enroll_told, *renew, *begin, *begin_all;
};
struct end_set {
	struct stmt *end, *leaving;
};

STMT(hold_course, sourcing, held_course, HELD "WHERE r.id = :course_id FOR UPDATE")
STMT(hold_courses, sourcing, held_course,
	HELD "WHERE r.id IN (SELECT k.course_id FROM " PAIR_FROM ") ORDER BY r.id FOR UPDATE")

BEGIN_STMTS(listed, LIST_FROM, LIST_WHERE, ":course_id", ":ref_id", "")
BEGIN_STMTS(members, MEMBER_FROM, MEMBER_WHERE, ":course_id", ":ref_id", "")
BEGIN_STMTS(pairs, PAIR_FROM, ENTER_WHERE, "k.course_id", "m.segment_id", "DISTINCT")

STMT(end_listed, sourcing, none, END(LIST_FROM, LIST_WHERE, ":course_id", ":ref_id"))
STMT(end_pairs, sourcing, none, END(PAIR_FROM, LEAVE_WHERE, "k.course_id", "m.segment_id"))
STMT(end_sources, sourcing, none,
	"UPDATE " SOURCE_FROM " SET m.active = FALSE WHERE " SOURCE_WHERE " AND m.active")
STMT(suspend_some, sourcing, none,
	"UPDATE JSON_TABLE(:enrollments, '$[*]' COLUMNS (id BIGINT PATH '$')) j STRAIGHT_JOIN course_enrollment e ON e.id = j.id "
	"SET " SUSPENDED)
LEAVING_STMT(listed, LIST_FROM, LIST_WHERE, ":course_id", "")
LEAVING_STMT(pairs, PAIR_FROM, LEAVE_WHERE, "k.course_id", "DISTINCT")

/* Of a chunk, one standing after the other: how many there were, the statement itself says. */
STMT(active_kinds, sourcing, course_count,
	"SELECT course_id, status, active, archived, n FROM course_tally WHERE course_id = :course_id AND active AND n > 0")
#define SUSPEND_ALIKE \
	"UPDATE course_enrollment e FORCE INDEX (course_enrollment_pair) SET " SUSPENDED \
	" WHERE e.course_id = :course_id AND e.contact_id BETWEEN :from_contact AND :to_contact AND e.active " \
	"AND e.status = :status AND e.archived = :archived"
STMT(suspend_alike, sourcing, none, SUSPEND_ALIKE " AND " SOURCELESS)
STMT(suspend_all_alike, sourcing, none, SUSPEND_ALIKE)
/* One walk finds that nothing else brings anybody of a chunk, as is usual, and then nobody has to be asked. */
STMT(other_source, sourcing, course_count,
	"SELECT course_id FROM course_source FORCE INDEX (PRIMARY) WHERE course_id = :course_id "
	"AND contact_id BETWEEN :from_contact AND :to_contact AND active LIMIT 1")

/* In the order of their ids, so that two calls do not wait for each other. */
static enum err hold(struct ctx *c, struct stmt *s, const struct sourcing *in, bool *completes)
{
	struct list held;
	const struct held_course *r;

	TRY(db_all(c, s, in, &held));
	r = held.items;
	*completes = false;
	for (size_t i = 0; i < held.n; i++)
		*completes |= r[i].completes;
	return ERR_OK;
}

/* What becomes of enrolments that stand like this; of one that is active, nothing. */
static struct course_count awake_of(const struct course_count *k, const struct sourcing *in)
{
	struct course_count awake = *k;

	awake.active = true;
	awake.archived = false;
	if (!strcmp(k->status, "pending"))
		awake.status = in->status;
	return k->active ? *k : awake;
}

static enum err wake_asked(struct ctx *c, const struct begin_set *set, const struct sourcing *in,
	struct source_effect *out)
{
	struct list asked;

	TRY(db_all(c, set->asked, in, &asked));
	TRY(db_exec(c, set->wake, in));
	return course_begun(c, &asked, &out->completed);
}

static enum err wake(struct ctx *c, const struct begin_set *set, const struct sourcing *in, int64_t *present,
	struct source_effect *out)
{
	const struct course_count *k;
	struct list standing;
	bool asked = false;

	TRY(db_all(c, set->present, in, &standing));
	k = standing.items;
	for (size_t i = 0; i < standing.n; i++) {
		struct course_count awake = awake_of(&k[i], in);

		*present += k[i].n;
		out->resumed += k[i].active ? 0 : k[i].n;
		asked |= strcmp(awake.status, k[i].status) != 0;
		TRY(course_tally_move(c, &k[i], &awake));
	}
	if (asked)
		return wake_asked(c, set, in, out);
	return out->resumed ? db_exec(c, set->wake, in) : ERR_OK;
}

/* How many of those that were made stand alike. */
static enum err tally_made(struct ctx *c, const struct list *made)
{
	const struct course_made *m = made->items;
	struct course_count *k = arena_alloc(&c->arena, (made->n + 1) * sizeof(*k));
	size_t kinds = 0;

	for (size_t i = 0; i < made->n; i++) {
		size_t at = 0;

		while (at < kinds &&
			(k[at].course_id != m[i].course_id || strcmp(k[at].status, m[i].status) != 0))
			at++;
		if (at == kinds)
			k[kinds++] = (struct course_count){ m[i].course_id, m[i].status, true, false, 0 };
		k[at].n++;
	}
	for (size_t i = 0; i < kinds; i++)
		TRY(course_tally_add(c, &k[i]));
	return ERR_OK;
}

static enum err enroll_told(struct ctx *c, const struct begin_set *set, const struct sourcing *in,
	struct source_effect *out)
{
	struct list made;
	int64_t completed;

	TRY(db_all(c, set->enroll_told, in, &made));
	out->enrolled = (int64_t)made.n;
	TRY(tally_made(c, &made));
	TRY(course_follow_made(c, &made, &completed));
	out->completed += completed;
	return ERR_OK;
}

/* Where enrolling completes nobody, nothing needs to be known of each. */
static enum err enroll_new(struct ctx *c, const struct begin_set *set, const struct sourcing *in, bool told,
	bool all, struct source_effect *out)
{
	if (told)
		return enroll_told(c, set, in, out);
	TRY(db_change(c, all ? set->enroll_all : set->enroll, in, &out->enrolled));
	return course_tally_add(c,
		&(struct course_count){ in->course_id, in->status, true, false, out->enrolled });
}

static enum err begin(struct ctx *c, const struct begin_set *set, const struct sourcing *in, bool told,
	struct source_effect *out)
{
	int64_t present = 0, renewed = 0;

	*out = (struct source_effect){ 0 };
	TRY(wake(c, set, in, &present, out));
	TRY(enroll_new(c, set, in, told, !present, out));
	if (present)
		TRY(db_change(c, set->renew, in, &renewed));
	TRY(db_change(c, present ? set->begin : set->begin_all, in, &out->sources));
	out->sources += renewed;
	return ERR_OK;
}

/* So many of one standing are asleep now. */
static enum err tally_asleep(struct ctx *c, const struct course_count *was, bool archive,
	struct source_effect *out)
{
	struct course_count asleep = *was;

	asleep.active = false;
	asleep.archived = was->archived || (archive && !strcmp(was->status, "completed"));
	out->suspended += was->n;
	out->archived += asleep.archived && !was->archived ? was->n : 0;
	return course_tally_move(c, was, &asleep);
}

static int by_standing(const void *a, const void *b)
{
	const struct leaver *x = a, *y = b;
	int status;

	if (x->course_id != y->course_id)
		return x->course_id < y->course_id ? -1 : 1;
	status = strcmp(x->status, y->status);
	if (status || x->archived != y->archived)
		return status ? status : x->archived - y->archived;
	return (x->id > y->id) - (x->id < y->id);
}

static enum err tally_all(struct ctx *c, const struct list *leaving, bool archive, struct source_effect *out)
{
	const struct leaver *l = leaving->items;
	size_t n;

	for (size_t i = 0; i < leaving->n; i += n) {
		for (n = 1; i + n < leaving->n && l[i + n].course_id == l[i].course_id &&
			!strcmp(l[i + n].status, l[i].status) && l[i + n].archived == l[i].archived;)
			n++;
		TRY(tally_asleep(c,
			&(struct course_count){ l[i].course_id, l[i].status, true, l[i].archived,
				(int64_t)n },
			archive, out));
	}
	return ERR_OK;
}

static enum err end(struct ctx *c, const struct end_set *set, struct sourcing *in, struct source_effect *out)
{
	const struct leaver *l;
	struct list leaving;

	*out = (struct source_effect){ 0 };
	TRY(db_change(c, set->end, in, &out->sources));
	if (!out->sources)
		return ERR_OK;
	TRY(db_all(c, set->leaving, in, &leaving));
	if (!leaving.n)
		return ERR_OK;
	qsort(leaving.items, leaving.n, leaving.size, by_standing);
	l = leaving.items;
	in->enrollments = (struct ints){ arena_alloc(&c->arena, leaving.n * sizeof(int64_t)), leaving.n };
	for (size_t i = 0; i < leaving.n; i++)
		in->enrollments.v[i] = l[i].id;
	TRY(tally_all(c, &leaving, in->archive, out));
	return db_exec(c, &suspend_some, in);
}

static enum err end_chunk(struct ctx *c, struct sourcing *in, struct source_effect *out)
{
	struct course_count *k, kept = { 0 };
	struct list kinds;
	bool others;

	*out = (struct source_effect){ 0 };
	TRY(db_change(c, &end_sources, in, &out->sources));
	if (!out->sources)
		return ERR_OK;
	TRY(db_maybe(c, &other_source, in, &kept, &others));
	TRY(db_all(c, &active_kinds, in, &kinds));
	k = kinds.items;
	for (size_t i = 0; i < kinds.n; i++) {
		in->status = k[i].status;
		in->archived = k[i].archived;
		TRY(db_change(c, others ? &suspend_alike : &suspend_all_alike, in, &k[i].n));
		if (k[i].n)
			TRY(tally_asleep(c, &k[i], in->archive, out));
	}
	return ERR_OK;
}

static struct sourcing sourcing_of(const struct source_key *key, const struct ints *contacts)
{
	return (struct sourcing){ .course_id = key->course_id,
		.kind = key->kind,
		.ref_id = key->ref_id,
		.status = key->status ? key->status : "assigned",
		.contacts = *contacts };
}

enum err course_sources_begin(struct ctx *c, const struct source_key *key, const struct ints *contacts,
	struct source_effect *out)
{
	struct sourcing in = sourcing_of(key, contacts);
	bool completes;

	TRY(hold(c, &hold_course, &in, &completes));
	return begin(c, &begin_of_listed, &in, completes, out);
}

enum err course_sources_end(struct ctx *c, const struct source_key *key, bool archive,
	const struct ints *contacts, struct source_effect *out)
{
	struct sourcing in = sourcing_of(key, contacts);
	bool completes;

	in.archive = archive;
	TRY(hold(c, &hold_course, &in, &completes));
	return end(c, &end_of_listed, &in, out);
}

/* "[{"field":"enrolled","before":null,"after":12},...]": what came of it, in numbers. */
static const char *effect_changes(struct ctx *c, const struct source_effect *e, const char *more)
{
	const struct {
		const char *name;
		int64_t n;
	} counts[] = {
		{ "sources", e->sources },
		{ "enrolled", e->enrolled },
		{ "resumed", e->resumed },
		{ "suspended", e->suspended },
		{ "archived", e->archived },
		{ "completed", e->completed },
	};
	struct buf b = { .arena = &c->arena };

	buf_text(&b, "[");
	buf_text(&b, more);
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++)
		if (counts[i].n)
			buf_printf(&b, ",{\"field\":\"%s\",\"before\":null,\"after\":%lld}", counts[i].name,
				(long long)counts[i].n);
	buf_text(&b, "]");
	return buf_end(&b);
}

static void audit_chunk(struct ctx *c, const char *action, const struct segment_chunk *k,
	const struct source_effect *out)
{
	const char *which = arena_printf(&c->arena,
		"{\"field\":\"segment_id\",\"before\":null,\"after\":%lld},"
		"{\"field\":\"contacts\",\"before\":null,\"after\":[%lld,%lld]}",
		(long long)k->segment_id, (long long)k->from_contact, (long long)k->to_contact);

	if (out->sources)
		audit_json(c, action, (struct audit_object){ "course", k->course_id, NULL },
			effect_changes(c, out, which));
}

static struct sourcing sourcing_of_chunk(const struct segment_chunk *k)
{
	return (struct sourcing){ .course_id = k->course_id,
		.kind = "segment",
		.ref_id = k->segment_id,
		.status = "assigned",
		.from_contact = k->from_contact,
		.to_contact = k->to_contact };
}

enum err course_segment_link_chunk(struct ctx *c, const struct segment_chunk *chunk,
	struct source_effect *out)
{
	struct sourcing in = sourcing_of_chunk(chunk);
	bool completes;

	TRY(hold(c, &hold_course, &in, &completes));
	TRY(begin(c, &begin_of_members, &in, completes, out));
	audit_chunk(c, "course.link", chunk, out);
	return ERR_OK;
}

enum err course_segment_unlink_chunk(struct ctx *c, const struct segment_chunk *chunk,
	struct source_effect *out)
{
	struct sourcing in = sourcing_of_chunk(chunk);
	bool completes;

	in.archive = true;
	TRY(hold(c, &hold_course, &in, &completes));
	TRY(end_chunk(c, &in, out));
	audit_chunk(c, "course.unlink", chunk, out);
	return ERR_OK;
}

/* "[[segment,contact],...]" */
static const char *pairs_text(struct ctx *c, const struct list *changes)
{
	const struct segment_change *p = changes->items;
	struct buf b = { .arena = &c->arena };

	buf_text(&b, "[");
	for (size_t i = 0; i < changes->n; i++)
		buf_printf(&b, i ? ",[%lld,%lld]" : "[%lld,%lld]", (long long)p[i].segment_id,
			(long long)p[i].contact_id);
	buf_text(&b, "]");
	return buf_end(&b);
}

static void audit_pairs(struct ctx *c, const char *action, const struct list *changes,
	const struct sourcing *in, const struct source_effect *out)
{
	const struct segment_change *first = changes->items;
	const char *which = arena_printf(&c->arena,
		"{\"field\":\"segment_contacts\",\"before\":null,\"after\":%s}", in->pairs);

	if (out->sources)
		audit_json(c, action, (struct audit_object){ "segment", first->segment_id, NULL },
			effect_changes(c, out, which));
}

enum err course_segments_entered(struct ctx *c, const struct list *changes, struct source_effect *out)
{
	struct sourcing in = { .kind = "segment", .status = "assigned", .pairs = pairs_text(c, changes) };
	bool completes;

	TRY(hold(c, &hold_courses, &in, &completes));
	TRY(begin(c, &begin_of_pairs, &in, true, out));
	audit_pairs(c, "segment.enter", changes, &in, out);
	return ERR_OK;
}

enum err course_segments_left(struct ctx *c, const struct list *changes, struct source_effect *out)
{
	struct sourcing in = { .kind = "segment", .pairs = pairs_text(c, changes) };
	bool completes;

	TRY(hold(c, &hold_courses, &in, &completes));
	TRY(end(c, &end_of_pairs, &in, out));
	audit_pairs(c, "segment.leave", changes, &in, out);
	return ERR_OK;
}
