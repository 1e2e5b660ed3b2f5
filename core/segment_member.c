#include "audit.h"
#include "course_source.h"
#include "db.h"
#include "json.h"
#include "segment_parts.h"

#include <stdlib.h>
#include <string.h>

const struct field member_query_fields[] = {
	FIELD(member_query, segment_id, 0, 0, WIDE),
	SEARCH_FIELDS(member_query),
	PAGE_FIELDS(member_query),
	FIELD_END,
};
const struct field segment_excluded_fields[] = {
	FIELD(segment_excluded, contact_id, OUT, 1, WIDE),
	FIELD(segment_excluded, name, OUT, 1, 161),
	FIELD(segment_excluded, contact_no, OUT, 1, 32),
	FIELD(segment_excluded, reason, OUT | NULLABLE, 0, 500),
	FIELD(segment_excluded, excluded_by_name, OUT | NULLABLE, 0, 161),
	FIELD(segment_excluded, excluded_at, OUT, 0, WIDE),
	FIELD(segment_excluded, sort_name, QUIET, 0, 161),
	FIELD_END,
};
const struct field exclusion_input_fields[] = {
	FIELD(exclusion_input, contact_ids, IN | REQ, 1, 200),
	FIELD(exclusion_input, reason, IN | NULLABLE | TRIM, 0, 500),
	FIELD_END,
};

/* Movements and people as parameters; pairs: [[segment, contact], ...]. */
struct moving {
	const char *pairs;
	struct ints contacts;
	int64_t segment_id, contact_id;
	const char *reason;
};
static const struct field moving_fields[] = {
	FIELD(moving, pairs, 0, 0, WIDE),
	FIELD(moving, contacts, 0, 0, WIDE),
	FIELD(moving, segment_id, 0, 0, WIDE),
	FIELD(moving, contact_id, 0, 0, WIDE),
	FIELD(moving, reason, NULLABLE, 0, 500),
	FIELD_END,
};
struct guard {
	int64_t id;
};
static const struct field guard_fields[] = { FIELD(guard, id, 0, 0, WIDE), FIELD_END };

#define PAIRS \
	"JSON_TABLE(:pairs, '$[*]' COLUMNS (segment_id BIGINT PATH '$[0]', contact_id BIGINT PATH '$[1]')) j"
#define LISTED "JSON_TABLE(:contacts, '$[*]' COLUMNS (id BIGINT PATH '$')) j"

STMT(hold_segments, none, guard,
	"SELECT g.id FROM segment_guard g LEFT JOIN segment s ON s.id > 0 LOCK IN SHARE MODE")
STMT(linked_segments, none, guard, "SELECT DISTINCT segment_id AS id FROM segment_course ORDER BY segment_id")
STMT(unsettled_segments, none, guard, "SELECT id FROM segment WHERE job_id IS NOT NULL ORDER BY id")
STMT(add_members, moving, none,
	"INSERT INTO segment_member (segment_id, contact_id) SELECT j.segment_id, j.contact_id FROM " PAIRS)
STMT(drop_members, moving, none,
	"DELETE m FROM " PAIRS
	" JOIN segment_member m ON m.segment_id = j.segment_id AND m.contact_id = j.contact_id")

/* In one order, so that two of them never wait for each other. */
#define COUNT_PAIRS(sign) \
	"UPDATE segment_tally t JOIN (SELECT j.segment_id, COUNT(*) AS n FROM " PAIRS \
	" GROUP BY j.segment_id) d ON d.segment_id = t.segment_id SET t.members = t.members " sign " d.n"
STMT(count_in, moving, none, COUNT_PAIRS("+"))
STMT(count_out, moving, none, COUNT_PAIRS("-"))

#define PERSON \
	"c.id, c.contact_no, c.given_name, c.family_name, CONCAT(c.given_name, ' ', c.family_name) AS name, c.email, c.sort_name"
#define AFTER   "c.sort_name >= :after_text AND (c.sort_name > :after_text OR c.id > :after_id)"
#define BY_NAME " ORDER BY c.sort_name, c.id LIMIT :rows"
STMT(members_of_few, member_query, contact_row,
	"SELECT " PERSON " FROM segment_member m STRAIGHT_JOIN contact c ON c.id = m.contact_id "
	"WHERE m.segment_id = :segment_id AND " SEARCH_EACH("c.id") " AND " AFTER BY_NAME)
STMT(members_of_many, member_query, contact_row,
	"SELECT " PERSON
	" FROM contact c FORCE INDEX (contact_sort) STRAIGHT_JOIN segment_member m ON m.contact_id = c.id "
	"AND m.segment_id = :segment_id WHERE " AFTER " AND " SEARCH_EACH("c.id") BY_NAME)
STMT(members_found, member_query, contact_row,
	"SELECT " PERSON
	" FROM contact c JOIN segment_member m ON m.contact_id = c.id AND m.segment_id = :segment_id "
	"WHERE " SEARCH_SQL("c.id") " AND " AFTER BY_NAME)

STMT(list_excluded, member_query, segment_excluded,
	"SELECT x.contact_id, CONCAT(c.given_name, ' ', c.family_name) AS name, c.contact_no, x.reason, x.excluded_at, c.sort_name, "
	"CONCAT(b.given_name, ' ', b.family_name) AS excluded_by_name FROM segment_exclusion x JOIN contact c ON c.id = x.contact_id "
	"LEFT JOIN contact b ON b.id = x.excluded_by WHERE x.segment_id = :segment_id AND " SEARCH_EACH(
		"c.id") " AND " AFTER BY_NAME)
STMT(unknown_contact, moving, guard,
	"SELECT j.id FROM " LISTED " LEFT JOIN contact c ON c.id = j.id WHERE c.id IS NULL LIMIT 1")
STMT(add_excluded, moving, none,
	"INSERT IGNORE INTO segment_exclusion (segment_id, contact_id, excluded_at, excluded_by, reason) "
	"SELECT :segment_id, j.id, :now, :actor_id, :reason FROM " LISTED)
STMT(drop_excluded, moving, none,
	"DELETE FROM segment_exclusion WHERE segment_id = :segment_id AND contact_id = :contact_id")

enum err segments_hold(struct ctx *c)
{
	struct list held;

	return db_all(c, &hold_segments, NULL, &held);
}

static const char *pairs_json(struct ctx *c, const struct list *changes)
{
	const struct segment_change *m = changes->items;
	struct buf b = { .arena = &c->arena };

	buf_text(&b, "[");
	for (size_t i = 0; i < changes->n; i++)
		buf_printf(&b, "%s[%lld,%lld]", i ? "," : "", (long long)m[i].segment_id,
			(long long)m[i].contact_id);
	buf_text(&b, "]");
	return buf_end(&b);
}

/* The order of the keys they are written to. */
static int by_segment(const void *a, const void *b)
{
	const struct segment_change *x = a, *y = b;

	if (x->segment_id != y->segment_id)
		return x->segment_id < y->segment_id ? -1 : 1;
	return (x->contact_id > y->contact_id) - (x->contact_id < y->contact_id);
}

/* Of changes in order, those of segments that bring courses. */
static struct list with_courses(struct ctx *c, const struct list *changes, const struct list *linked)
{
	const struct segment_change *m = changes->items;
	const struct guard *segment = linked->items;
	struct segment_change *kept = arena_alloc(&c->arena, (changes->n + 1) * sizeof(*kept));
	size_t n = 0, k = 0;

	for (size_t i = 0; i < changes->n; i++) {
		while (k < linked->n && segment[k].id < m[i].segment_id)
			k++;
		if (k < linked->n && segment[k].id == m[i].segment_id)
			kept[n++] = m[i];
	}
	return (struct list){ kept, n, sizeof(*kept) };
}

static enum err enter(struct ctx *c, const struct list *entered, const struct list *linked)
{
	const struct moving in = { .pairs = pairs_json(c, entered) };
	const struct list courses = with_courses(c, entered, linked);
	struct source_effect effect = { 0 };

	TRY(db_exec(c, &add_members, &in));
	if (courses.n)
		TRY(course_segments_entered(c, &courses, &effect));
	return db_exec(c, &count_in, &in);
}

static enum err leave(struct ctx *c, const struct list *left, const struct list *linked)
{
	const struct moving in = { .pairs = pairs_json(c, left) };
	const struct list courses = with_courses(c, left, linked);
	struct source_effect effect = { 0 };

	TRY(db_exec(c, &drop_members, &in));
	if (courses.n)
		TRY(course_segments_left(c, &courses, &effect));
	return db_exec(c, &count_out, &in);
}

static void put_in_order(const struct list *changes)
{
	if (changes->n)
		qsort(changes->items, changes->n, changes->size, by_segment);
}

/* First in, then out: who is in a course by both is not suspended between. */
enum err segments_move(struct ctx *c, const struct movements *m)
{
	struct list linked;

	if (!m->entered.n && !m->left.n)
		return ERR_OK;
	put_in_order(&m->entered);
	put_in_order(&m->left);
	TRY(db_all(c, &linked_segments, NULL, &linked));
	if (m->entered.n)
		TRY(enter(c, &m->entered, &linked));
	return m->left.n ? leave(c, &m->left, &linked) : ERR_OK;
}

enum err segments_refresh(struct ctx *c, const struct ints *contacts)
{
	struct movements m;

	TRY(segments_hold(c));
	TRY(segments_compare(c, contacts, 0, &m));
	return segments_move(c, &m);
}

/* One chunk of a check. */
struct checking {
	int64_t after, next;
	bool repair;
	struct list unsettled;
	struct movements found;
};

static bool is_settling(const struct checking *k, int64_t segment_id)
{
	const struct guard *segment = k->unsettled.items;

	for (size_t i = 0; i < k->unsettled.n; i++)
		if (segment[i].id == segment_id)
			return true;
	return false;
}

/* Leaves out those of segments whose work is still under way: they differ by design. */
static void leave_out_settling(const struct checking *k, struct list *changes)
{
	struct segment_change *m = changes->items;
	size_t n = 0;

	for (size_t i = 0; i < changes->n; i++)
		if (!is_settling(k, m[i].segment_id))
			m[n++] = m[i];
	changes->n = n;
}

static enum err check_chunk(struct ctx *c, void *arg)
{
	struct checking *k = arg;
	struct ints contacts;

	if (k->repair)
		TRY(segments_hold(c));
	TRY(db_all(c, &unsettled_segments, NULL, &k->unsettled));
	TRY(next_contacts(c, k->after, SEGMENT_CHUNK, &contacts));
	TRY(segments_compare(c, &contacts, 0, &k->found));
	k->next = contacts.n ? contacts.v[contacts.n - 1] : 0;
	leave_out_settling(k, &k->found.entered);
	leave_out_settling(k, &k->found.left);
	return k->repair ? segments_move(c, &k->found) : ERR_OK;
}

static void tell_changes(const struct list *changes, bool missing, segment_tell *tell, void *arg)
{
	const struct segment_change *m = changes->items;

	for (size_t i = 0; i < changes->n; i++)
		tell(m[i].segment_id, m[i].contact_id, missing, arg);
}

enum err segments_check(struct ctx *c, bool repair, segment_tell *tell, void *arg)
{
	struct arena_mark mark = arena_mark(&c->arena);
	struct checking k = { .repair = repair };

	do {
		k.after = k.next;
		arena_rewind(&c->arena, mark);
		TRY(db_transact(c, check_chunk, &k, !repair));
		tell_changes(&k.found.entered, true, tell, arg);
		tell_changes(&k.found.left, false, tell, arg);
	} while (k.next);
	return ERR_OK;
}

/* --- who is in it --- */

/* Above this many, sorting all of them costs more than walking all contacts by name until a page is full. */
enum { MANY = 20000 };

enum err segment_members(struct ctx *c, struct member_query *q, struct page *into)
{
	const struct contact_row *last;
	struct segment s;
	bool broad = false;

	TRY(segment_find(c, q->segment_id, &s));
	TRY(PAGE_START(c, q));
	TRY(SEARCH_START(c, q));
	if (q->w1)
		TRY(search_is_broad(c, q->w1, &broad));
	TRY(db_all(c,
		q->w1 && !broad            ? &members_found
			: s.members > MANY ? &members_of_many
					   : &members_of_few,
		q, &into->items));
	into->total = s.members;
	into->has_total = !q->w1;
	if (page_cut(into, q->limit)) {
		last = (const struct contact_row *)into->items.items + q->limit - 1;
		into->next = page_cursor(c, last->sort_name, last->id);
	}
	return ERR_OK;
}

/* --- whom staff took out --- */

enum err segment_exclusions(struct ctx *c, struct member_query *q, struct page *into)
{
	const struct segment_excluded *last;
	struct segment s;

	TRY(segment_find(c, q->segment_id, &s));
	TRY(PAGE_START(c, q));
	TRY(SEARCH_START(c, q));
	TRY(db_all(c, &list_excluded, q, &into->items));
	into->total = s.excluded;
	into->has_total = !q->w1;
	if (page_cut(into, q->limit)) {
		last = (const struct segment_excluded *)into->items.items + q->limit - 1;
		into->next = page_cursor(c, last->sort_name, last->contact_id);
	}
	return ERR_OK;
}

/* What the rule and the exclusions say now, of these people and this segment. */
static enum err settle_people(struct ctx *c, int64_t segment_id, const struct ints *contacts)
{
	struct movements m;

	TRY(segments_compare(c, contacts, segment_id, &m));
	return segments_move(c, &m);
}

static const char *people_changes(struct ctx *c, const struct ints *contacts)
{
	struct buf b = { .arena = &c->arena };

	buf_text(&b, "[{\"field\":\"contact_ids\",\"before\":null,\"after\":[");
	for (size_t i = 0; i < contacts->n; i++)
		buf_printf(&b, "%s%lld", i ? "," : "", (long long)contacts->v[i]);
	buf_text(&b, "]}]");
	return buf_end(&b);
}

enum err segment_exclude(struct ctx *c, int64_t id, const struct exclusion_input *in)
{
	const struct moving m = { .segment_id = id, .contacts = in->contact_ids, .reason = in->reason };
	struct segment s;
	struct guard unknown;
	int64_t added;
	bool any;

	TRY(segment_lock(c, id, &s));
	TRY(db_maybe(c, &unknown_contact, &m, &unknown, &any));
	if (any)
		return fail(c, ERR_UNKNOWN_CONTACT, "There is no contact %lld.", (long long)unknown.id);
	TRY(db_change(c, &add_excluded, &m, &added));
	c->unchanged = !added;
	if (!added)
		return ERR_OK;
	audit_json(c, "segment.exclude", (struct audit_object){ "segment", id, s.name },
		people_changes(c, &in->contact_ids));
	return settle_people(c, id, &in->contact_ids);
}

enum err segment_include(struct ctx *c, int64_t id, int64_t contact_id)
{
	const struct moving m = { .segment_id = id, .contact_id = contact_id };
	const struct ints one = { &contact_id, 1 };
	struct segment s;
	int64_t dropped;

	TRY(segment_lock(c, id, &s));
	TRY(db_change(c, &drop_excluded, &m, &dropped));
	if (!dropped)
		return fail(c, ERR_NOT_FOUND, "Nobody took contact %lld out of %s.", (long long)contact_id,
			s.name);
	audit_json(c, "segment.include", (struct audit_object){ "segment", id, s.name },
		people_changes(c, &one));
	return settle_people(c, id, &one);
}
