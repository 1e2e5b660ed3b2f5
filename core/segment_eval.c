#include "course_source.h"
#include "db.h"
#include "segment_parts.h"

#include <ctype.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>

/*
 * What a rule means, once, for one contact and for all there are: the values
 * of a set of contacts come out of the database in one statement and stand in
 * a table of contacts by fields; each rule is asked of each line.  Asking in
 * SQL was tried: 100 rules of 3 conditions and 10,000 contacts are three
 * million comparisons, which take the database seconds and this file
 * milliseconds.
 */

enum op { IS, IS_NOT, CONTAINS, STARTS_WITH, IS_EMPTY, BEFORE, AFTER };

/* A value made ready to be compared; no text is an empty field. */
struct cell {
	const char *text;
	int64_t number; /* in ten-thousandths */
	bool is_number;
};
struct test {
	size_t column;
	enum op op;
	struct cell value;
	int64_t part;
	bool part_any;
};
struct program_of_tests {
	int64_t segment_id; /* first: they are looked up by it */
	bool any;
	const struct test *tests;
	size_t n;
};

/* The contacts at hand and what is known of them. */
struct table {
	const int64_t *contacts; /* ascending */
	size_t n, columns;
	int64_t *fields;    /* of each column */
	struct cell *cells; /* n lines of `columns` */
};

struct asked {
	struct ints contacts;
	int64_t segment_id, after, limit, first, last;
};
static const struct field asked_fields[] = {
	FIELD(asked, contacts, 0, 0, WIDE),
	FIELD(asked, first, 0, 0, WIDE),
	FIELD(asked, last, 0, 0, WIDE),
	FIELD(asked, segment_id, 0, 0, WIDE),
	FIELD(asked, after, 0, 0, WIDE),
	FIELD(asked, limit, 0, 0, WIDE),
	FIELD_END,
};
struct stored_value {
	int64_t contact_id, field_id;
	const char *text, *number;
};
static const struct field stored_value_fields[] = {
	FIELD(stored_value, contact_id, 0, 0, WIDE),
	FIELD(stored_value, field_id, 0, 0, WIDE),
	FIELD(stored_value, text, NULLABLE, 0, 200),
	FIELD(stored_value, number, NULLABLE, 0, 24),
	FIELD_END,
};
struct membership {
	int64_t segment_id, contact_id;
	bool member, excluded;
};
static const struct field membership_fields[] = {
	FIELD(membership, segment_id, 0, 0, WIDE),
	FIELD(membership, contact_id, 0, 0, WIDE),
	FIELD(membership, member, 0, 0, 1),
	FIELD(membership, excluded, 0, 0, 1),
	FIELD_END,
};

#define condition_fields condition_row_fields
#define CONTACTS         "JSON_TABLE(:contacts, '$[*]' COLUMNS (id BIGINT PATH '$')) j "
STMT(rules_of_all, asked, condition,
	"SELECT s.id AS segment_id, k.rule_id, k.n, k.part, r.matching, k.part_matching, k.field_id, f.type, k.op, k.text_value, "
	"k.number_value, k.date_value FROM segment s JOIN segment_rule r ON r.id = s.rule_id "
	"JOIN segment_condition k ON k.rule_id = s.rule_id JOIN profile_field f ON f.id = k.field_id "
	"WHERE :segment_id = 0 OR s.id = :segment_id ORDER BY s.id, k.n")
/* Those of the contacts, or all between the first and the last of them, which is a walk along an index. */
#define VALUES_OF(from, which) \
	"SELECT v.contact_id, v.field_id, COALESCE(v.text_value, v.date_value) AS text, v.number_value AS number FROM " from \
	"profile_value v " which
#define MEMBERSHIPS_OF(from, which, and) \
	"SELECT m.segment_id, m.contact_id, TRUE AS member, FALSE AS excluded FROM " from \
	"segment_member m " which("m") and \
		"(:segment_id = 0 OR m.segment_id = :segment_id) UNION ALL SELECT x.segment_id, x.contact_id, FALSE, TRUE FROM " from \
		"segment_exclusion x " which("x") and \
		"(:segment_id = 0 OR x.segment_id = :segment_id)"
#define LISTED(x)  "ON " x ".contact_id = j.id "
#define BETWEEN(x) "WHERE " x ".contact_id BETWEEN :first AND :last "
STMT(values_of, asked, stored_value, VALUES_OF(CONTACTS "STRAIGHT_JOIN ", LISTED("v")))
STMT(values_between, asked, stored_value, VALUES_OF("", BETWEEN("v")))
STMT(memberships_of, asked, membership, MEMBERSHIPS_OF(CONTACTS "STRAIGHT_JOIN ", LISTED, "WHERE "))
STMT(memberships_between, asked, membership, MEMBERSHIPS_OF("", BETWEEN, "AND "))
STMT(contacts_after, asked, membership,
	"SELECT id AS contact_id FROM contact WHERE id > :after ORDER BY id LIMIT :limit")

/* --- values --- */

/* As searches do: without regard to case and accents. */
static const char *folded(struct ctx *c, const char *text)
{
	char *copy = arena_strdup(&c->arena, text), *to = copy;
	gchar *cased, *parts;

	while (*to && (unsigned char)*to < 0x80) {
		*to = (char)tolower((unsigned char)*to);
		to++;
	}
	if (!*to)
		return copy;
	cased = g_utf8_casefold(text, -1);
	parts = g_utf8_normalize(cased, -1, G_NORMALIZE_NFKD);
	to = copy = arena_raw(&c->arena, strlen(parts) + 1);
	for (gchar *p = parts; *p; p = g_utf8_next_char(p))
		if (!g_unichar_ismark(g_utf8_get_char(p)))
			to += g_unichar_to_utf8(g_utf8_get_char(p), to);
	*to = '\0';
	g_free(parts);
	g_free(cased);
	return copy;
}

/* "-12.5" in ten-thousandths; the column keeps four places. */
static int64_t number_of(const char *text)
{
	bool negative = *text == '-';
	int64_t n = 0;
	int places = -1;

	for (text += negative; *text; text++) {
		if (*text == '.')
			places = 0;
		else if (places < 4) {
			n = n * 10 + (*text - '0');
			places += places >= 0;
		}
	}
	for (places = places < 0 ? 0 : places; places < 4; places++)
		n *= 10;
	return negative ? -n : n;
}

static struct cell cell_of(struct ctx *c, const char *text, const char *number)
{
	if (number)
		return (struct cell){ .text = number, .number = number_of(number), .is_number = true };
	return (struct cell){ .text = text ? folded(c, text) : NULL };
}

static int by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* The line of a contact; t->n for one that was not asked about. */
static size_t line_of(const struct table *t, int64_t contact_id)
{
	const int64_t *at = bsearch(&contact_id, t->contacts, t->n, sizeof(*t->contacts), by_id);

	return at ? (size_t)(at - t->contacts) : t->n;
}

/* What is asked of the database; *dense: few others stand between them. */
static struct asked asked_of(const struct table *t, int64_t segment_id, bool *dense)
{
	struct asked in = { .contacts = { (int64_t *)(uintptr_t)t->contacts, t->n },
		.segment_id = segment_id,
		.first = t->contacts[0],
		.last = t->contacts[t->n - 1] };

	*dense = t->n > 1 && in.last - in.first < 2 * (int64_t)t->n;
	return in;
}

static size_t column_of(const struct table *t, int64_t field_id)
{
	size_t i = 0;

	while (i < t->columns && t->fields[i] != field_id)
		i++;
	return i;
}

/* The columns that these conditions ask for. */
static void lay_out(struct ctx *c, const struct list *conditions, struct table *t)
{
	const struct condition *k = conditions->items;

	t->fields = arena_alloc(&c->arena, (conditions->n + 1) * sizeof(*t->fields));
	for (size_t i = 0; i < conditions->n; i++)
		if (column_of(t, k[i].field_id) == t->columns)
			t->fields[t->columns++] = k[i].field_id;
}

static enum err fill_table(struct ctx *c, struct table *t)
{
	const struct stored_value *v;
	struct list values;
	bool dense;
	const struct asked in = asked_of(t, 0, &dense);

	t->cells = arena_alloc(&c->arena, (t->n * t->columns + 1) * sizeof(*t->cells));
	TRY(db_all(c, dense ? &values_between : &values_of, &in, &values));
	v = values.items;
	for (size_t i = 0; i < values.n; i++) {
		size_t column = column_of(t, v[i].field_id), line = line_of(t, v[i].contact_id);

		if (column < t->columns &&
			line < t->n) /* leaving the others out in SQL took longer than reading them */
			t->cells[line * t->columns + column] = cell_of(c, v[i].text, v[i].number);
	}
	return ERR_OK;
}

/* --- rules --- */

static enum op op_named(const char *name)
{
	static const char *const names[] = { [IS] = "is",
		[IS_NOT] = "is_not",
		[CONTAINS] = "contains",
		[STARTS_WITH] = "starts_with",
		[IS_EMPTY] = "is_empty",
		[BEFORE] = "before",
		[AFTER] = "after" };
	enum op op = IS;

	while (strcmp(names[op], name) != 0)
		op++;
	return op;
}

static struct test test_of(struct ctx *c, const struct table *t, const struct condition *k)
{
	char date[DATE_TEXT] = "";

	if (k->date_value.day)
		date_format(k->date_value, date);
	return (struct test){ .column = column_of(t, k->field_id),
		.op = op_named(k->op),
		.value = cell_of(c, *date ? date : k->text_value, k->number_value),
		.part = k->part,
		.part_any = k->part_matching && !strcmp(k->part_matching, "any") };
}

/* One program for each run of conditions of the same segment. */
static void make_programs(struct ctx *c, const struct table *t, const struct list *conditions,
	struct list *into)
{
	const struct condition *k = conditions->items;
	struct test *tests = arena_alloc(&c->arena, (conditions->n + 1) * sizeof(*tests));
	struct program_of_tests *p;

	*into = (struct list){ arena_alloc(&c->arena, (conditions->n + 1) * sizeof(*p)), 0, sizeof(*p) };
	p = into->items;
	for (size_t i = 0; i < conditions->n; i++) {
		tests[i] = test_of(c, t, &k[i]);
		if (!i || k[i].segment_id != k[i - 1].segment_id)
			p[into->n++] = (struct program_of_tests){ k[i].segment_id,
				!strcmp(k[i].matching, "any"), &tests[i], 0 };
		p[into->n - 1].n++;
	}
}

static int compare(const struct cell *a, const struct cell *b)
{
	if (a->is_number)
		return (a->number > b->number) - (a->number < b->number);
	return strcmp(a->text, b->text);
}

static bool holds(const struct test *t, const struct cell *line)
{
	const struct cell *v = &line[t->column];

	if (!v->text)
		return t->op == IS_EMPTY; /* and nothing else: SEG-06 */
	switch (t->op) {
	case IS:
		return !compare(v, &t->value);
	case IS_NOT:
		return compare(v, &t->value) != 0;
	case CONTAINS:
		return strstr(v->text, t->value.text) != NULL;
	case STARTS_WITH:
		return !strncmp(v->text, t->value.text, strlen(t->value.text));
	case BEFORE:
		return compare(v, &t->value) < 0;
	case AFTER:
		return compare(v, &t->value) > 0;
	case IS_EMPTY:
		return false;
	}
	abort();
}

/* One condition, or a group of them, from *i on; *i goes behind it. */
static bool part_holds(const struct program_of_tests *p, const struct cell *line, size_t *i)
{
	const struct test *first = &p->tests[*i];
	bool met = !first->part_any;

	for (; *i < p->n && p->tests[*i].part == first->part; ++*i)
		if (met != first->part_any)
			met = holds(&p->tests[*i], line);
	return met;
}

static bool fits(const struct program_of_tests *p, const struct cell *line)
{
	bool met = !p->any;

	for (size_t i = 0; i < p->n;) {
		if (met == p->any)
			return met;
		met = part_holds(p, line, &i);
	}
	return met;
}

/* --- who fits, who moves --- */

enum err next_contacts(struct ctx *c, int64_t after, int64_t limit, struct ints *into)
{
	const struct asked in = { .after = after, .limit = limit };
	const struct membership *row;
	struct list rows;

	TRY(db_all(c, &contacts_after, &in, &rows));
	row = rows.items;
	*into = (struct ints){ arena_alloc(&c->arena, (rows.n + 1) * sizeof(int64_t)), rows.n };
	for (size_t i = 0; i < rows.n; i++)
		into->v[i] = row[i].contact_id;
	return ERR_OK;
}

/* Sorted, each once. */
static struct ints in_order(struct ctx *c, const struct ints *contacts)
{
	struct ints sorted = { arena_alloc(&c->arena, (contacts->n + 1) * sizeof(int64_t)), 0 };
	int64_t *v = arena_alloc(&c->arena, (contacts->n + 1) * sizeof(int64_t));

	if (contacts->n)
		memcpy(v, contacts->v, contacts->n * sizeof(*v));
	qsort(v, contacts->n, sizeof(*v), by_id);
	for (size_t i = 0; i < contacts->n; i++)
		if (!i || v[i] != v[i - 1])
			sorted.v[sorted.n++] = v[i];
	return sorted;
}

static enum err prepare_table(struct ctx *c, const struct ints *contacts, const struct list *conditions,
	struct table *t, struct list *programs)
{
	struct ints sorted = in_order(c, contacts);

	*t = (struct table){ .contacts = sorted.v, .n = sorted.n };
	lay_out(c, conditions, t);
	make_programs(c, t, conditions, programs);
	return fill_table(c, t);
}

/* Who is in which segment, as a byte for each contact and segment. */
enum { MEMBER = 1, EXCLUDED = 2 };

static size_t program_at(const struct list *programs, int64_t segment_id)
{
	const struct program_of_tests *p = programs->items, *at;

	/* Their first member is the segment, by which they stand in order. */
	at = bsearch(&segment_id, p, programs->n, sizeof(*p), by_id);
	if (!at)
		abort(); /* every segment has a rule */
	return (size_t)(at - p);
}

static enum err read_memberships(struct ctx *c, const struct table *t, const struct list *programs,
	int64_t segment_id, unsigned char **into)
{
	const struct membership *m;
	struct list rows;
	bool dense;
	const struct asked in = asked_of(t, segment_id, &dense);

	*into = arena_alloc(&c->arena, t->n * programs->n + 1);
	TRY(db_all(c, dense ? &memberships_between : &memberships_of, &in, &rows));
	m = rows.items;
	for (size_t i = 0; i < rows.n; i++) {
		size_t line = line_of(t, m[i].contact_id);

		if (line < t->n)
			(*into)[line * programs->n + program_at(programs, m[i].segment_id)] |=
				m[i].member ? MEMBER : EXCLUDED;
	}
	return ERR_OK;
}

/* Twice the room whenever it is full. */
static void add_item(struct ctx *c, struct list *l, const void *item)
{
	char *more;

	if (!(l->n & (l->n - 1)) || !l->n) {
		more = arena_raw(&c->arena, (l->n ? l->n * 2 : 1) * l->size);
		if (l->n)
			memcpy(more, l->items, l->n * l->size);
		l->items = more;
	}
	memcpy((char *)l->items + l->n++ * l->size, item, l->size);
}

static void judge(struct ctx *c, struct segment_change change, bool fitting, unsigned char stands,
	struct movements *into)
{
	bool should = fitting && !(stands & EXCLUDED);

	into->fitting += should;
	if (should && into->sample.n < SEGMENT_SAMPLE)
		add_item(c, &into->sample, &change);
	if (should && !(stands & MEMBER))
		add_item(c, &into->entered, &change);
	else if (!should && stands & MEMBER)
		add_item(c, &into->left, &change);
}

/* Hold what these conditions, in order of their segments, say of the contacts against who is a member. */
static enum err compare_all(struct ctx *c, const struct ints *contacts, const struct list *conditions,
	int64_t segment_id, struct movements *into)
{
	const struct program_of_tests *p;
	struct list programs;
	unsigned char *stands;
	struct table t;

	into->fitting = 0;
	into->entered = into->left = into->sample = (struct list){ .size = sizeof(struct segment_change) };
	if (!conditions->n || !contacts->n)
		return ERR_OK;
	TRY(prepare_table(c, contacts, conditions, &t, &programs));
	TRY(read_memberships(c, &t, &programs, segment_id, &stands));
	p = programs.items;
	for (size_t i = 0; i < t.n; i++)
		for (size_t s = 0; s < programs.n; s++)
			judge(c, (struct segment_change){ p[s].segment_id, t.contacts[i] },
				fits(&p[s], &t.cells[i * t.columns]), stands[i * programs.n + s], into);
	return ERR_OK;
}

enum err segments_compare(struct ctx *c, const struct ints *contacts, int64_t segment_id,
	struct movements *into)
{
	const struct asked in = { .segment_id = segment_id };
	struct list conditions;

	TRY(db_all(c, &rules_of_all, &in, &conditions));
	return compare_all(c, contacts, &conditions, segment_id, into);
}

enum err rule_compare(struct ctx *c, const struct rule *rule, const struct ints *contacts, int64_t segment_id,
	struct movements *into)
{
	struct condition *k = rule->conditions.items;

	for (size_t i = 0; i < rule->conditions.n; i++) {
		k[i].matching = rule->matching;
		k[i].segment_id = segment_id;
	}
	return compare_all(c, contacts, &rule->conditions, segment_id, into);
}
