#include "import_columns.h"
#include "json.h"

#include <ctype.h>
#include <string.h>

const char *const import_kinds[] = { "course_records", "course", "attendance", "contacts", NULL };

#define GLOBAL   (1u << KIND_COURSE_RECORDS)
#define COURSE   (1u << KIND_COURSE)
#define RECORDS  (GLOBAL | COURSE)
#define ATTEND   (1u << KIND_ATTENDANCE)
#define CONTACTS (1u << KIND_CONTACTS)

/* clang-format off */
const struct import_column import_columns[] = {
	{ "external_course_id", SLOT_COURSE, CELL_CODE, 64, RECORDS, GLOBAL, "course_id course_code course code", "CPR-2026" },
	{ "title", SLOT_TITLE, CELL_TEXT, 200, RECORDS, 0, "course_title course_name", "Resuscitation 2026" },
	{ "external_user_id", SLOT_NUMBER, CELL_CODE, 32, RECORDS | ATTEND, 0, "user_id contact_no member_id member_no learner_id person_id", "C000123" },
	{ "external_email", SLOT_EMAIL, CELL_EMAIL, 254, RECORDS | ATTEND, 0, "email e_mail email_address mail", "ada@example.org" },
	{ "first_name", SLOT_GIVEN, CELL_TEXT, 80, RECORDS | ATTEND, 0, "given_name firstname forename", "Ada" },
	{ "last_name", SLOT_FAMILY, CELL_TEXT, 80, RECORDS | ATTEND, 0, "family_name lastname surname", "Lovelace" },
	{ "enrollment_start", SLOT_STARTS, CELL_DATE, 0, RECORDS, 0, "enrolment_start enrolled_on start_date enrollment_date", "2026-01-15" },
	{ "enrollment_end", SLOT_ENDS, CELL_DATE, 0, RECORDS, 0, "enrolment_end end_date", "" },
	{ "complete", SLOT_COMPLETE, CELL_FLAG, 0, RECORDS, RECORDS, "completed is_complete", "1" },
	{ "date_completed", SLOT_COMPLETED, CELL_DATE, 0, RECORDS, 0, "completed_on completion_date date_complete", "2026-02-20" },
	{ "credit_type", SLOT_CREDIT_TYPE, CELL_CODE, 40, RECORDS, 0, "credit_code", "CME" },
	{ "credits", SLOT_AMOUNT, CELL_AMOUNT, 999999, RECORDS, 0, "credit_amount amount", "2.5" },
	{ "credit_expiration", SLOT_CREDIT_EXPIRES, CELL_DATE, 0, RECORDS, 0, "credit_expires credit_expires_on", "" },
	{ "grade", SLOT_GRADE, CELL_TEXT, 40, RECORDS, 0, "mark", "Pass" },
	{ "event_id", SLOT_EVENT, CELL_COUNT, 999999999, ATTEND, 0, "event", "" },
	{ "attended", SLOT_COMPLETE, CELL_FLAG, 0, ATTEND, 0, "present", "1" },
	{ "attended_minutes", SLOT_MINUTES, CELL_COUNT, 100000, ATTEND, 0, "minutes minutes_attended duration", "60" },
	{ "score", SLOT_SCORE, CELL_AMOUNT, 999999, ATTEND, 0, "points", "" },
	{ "contact_no", SLOT_NUMBER, CELL_CODE, 32, CONTACTS, 0, "external_user_id user_id member_id member_no", "C000123" },
	{ "given_name", SLOT_GIVEN, CELL_TEXT, 80, CONTACTS, CONTACTS, "first_name firstname forename", "Ada" },
	{ "family_name", SLOT_FAMILY, CELL_TEXT, 80, CONTACTS, CONTACTS, "last_name lastname surname", "Lovelace" },
	{ "email", SLOT_EMAIL, CELL_EMAIL, 254, CONTACTS, 0, "external_email e_mail email_address mail", "ada@example.org" },
	{ NULL, SLOTS, CELL_TEXT, 0, 0, 0, NULL, NULL },
};
/* clang-format on */

const struct field header_cell_fields[] = {
	FIELD(header_cell, was, OUT, 0, WIDE),
	FIELD(header_cell, name, OUT | NULLABLE, 0, 64),
	FIELD(header_cell, how, OUT, 1, 16),
	FIELD(header_cell, cleaned, OUT | NULLABLE, 0, 200),
	FIELD_END,
};

enum import_kind import_kind_of(const char *name)
{
	enum import_kind kind = 0;

	while (kind < KINDS - 1 && strcmp(import_kinds[kind], name) != 0)
		kind++;
	return kind;
}

static bool has_alias(const char *aliases, const char *key)
{
	size_t n = strlen(key);

	for (const char *at = aliases; (at = strstr(at, key)); at += n)
		if ((at == aliases || at[-1] == ' ') && (at[n] == ' ' || !at[n]))
			return true;
	return false;
}

const struct import_column *import_column_find(enum import_kind kind, const char *header, bool *alias)
{
	for (int by_alias = 0; *header && by_alias < 2; by_alias++)
		for (const struct import_column *k = import_columns; k->name; k++) {
			*alias = by_alias;
			if (k->kinds & 1u << kind &&
				(by_alias ? has_alias(k->aliases, header) : !strcmp(k->name, header)))
				return k;
		}
	return NULL;
}

const char *header_key(struct arena *a, const char *text, size_t n)
{
	char *key = arena_raw(a, n + 1), *to = key;

	for (size_t i = 0; i < n; i++) {
		char ch = (char)tolower((unsigned char)text[i]);
		bool gap = ch == ' ' || ch == '-' || ch == '.' || ch == '/' || ch == '_';

		if (!gap)
			*to++ = ch;
		else if (to > key && to[-1] != '_')
			*to++ = '_';
	}
	if (to > key && to[-1] == '_')
		to--;
	*to = '\0';
	return key;
}

bool header_is_ours(const char *key)
{
	return !strncmp(key, "laurel_", strlen("laurel_"));
}

/* What the reader took away from a header, in words. */
static const char *cleaned_words(struct arena *a, unsigned marks)
{
	static const struct {
		unsigned mark;
		const char *words;
	} says[] = { { CSV_TRIMMED, "blanks at its ends" }, { CSV_DOUBLED, "doubled blanks" },
		{ CSV_LINE_BREAK, "a line break" }, { CSV_ZERO_WIDTH, "invisible characters" },
		{ CSV_CONTROL, "control characters" }, { CSV_BAD_ENCODING, "broken characters" } };
	struct buf b = { .arena = a };

	for (size_t i = 0; i < sizeof(says) / sizeof(*says); i++)
		if (marks & says[i].mark)
			buf_printf(&b, "%s%s", b.used ? ", " : "", says[i].words);
	return b.used ? buf_end(&b) : NULL;
}

static const struct profile_field *profile_find(struct arena *a, const struct list *profile, const char *key)
{
	const struct profile_field *p = profile->items;
	const char *bare = strncmp(key, "profile_", 8) ? key : key + 8;

	for (size_t i = 0; i < profile->n; i++)
		if (!strcmp(p[i].key, bare) || !strcmp(header_key(a, p[i].label, strlen(p[i].label)), key))
			return &p[i];
	return NULL;
}

static const char *mapped_name(const struct list *mappings, const char *key)
{
	const struct header_mapping *m = mappings->items;

	for (size_t i = 0; i < mappings->n; i++)
		if (!strcmp(m[i].header, key))
			return m[i].column_name;
	return NULL;
}

static void take(struct header_cell *cell, const struct import_column *column, const char *how)
{
	cell->column = column;
	cell->name = column->name;
	cell->how = how;
}

static struct header_cell understand(struct ctx *c, enum import_kind kind, const struct csv_cell *from,
	const struct list *profile, const struct list *mappings)
{
	struct arena *a = &c->arena;
	const char *key = header_key(a, from->text, from->n), *mapped = mapped_name(mappings, key);
	struct header_cell cell = { .was = arena_printf(a, "%.*s", (int)from->raw_n, from->raw),
		.cleaned = cleaned_words(a, from->marks),
		.how = header_is_ours(key) ? "ours" : "ignored" };
	bool alias;
	const struct import_column *column = import_column_find(kind, mapped ? mapped : key, &alias);

	if (column)
		take(&cell, column,
			mapped                          ? "mapped"
				: alias                 ? "alias"
				: strcmp(cell.was, key) ? "cleaned"
							: "exact");
	else if (kind == KIND_CONTACTS && (cell.profile = profile_find(a, profile, mapped ? mapped : key))) {
		cell.name = cell.profile->key;
		cell.how = "profile";
	}
	return cell;
}

static bool has_column(const struct header *h, enum import_kind kind, const char *name)
{
	for (size_t i = 0; i < h->n; i++)
		if (h->cells[i].column && h->cells[i].column->kinds & 1u << kind &&
			!strcmp(h->cells[i].name, name))
			return true;
	return false;
}

bool header_has(const struct header *h, enum import_slot slot)
{
	for (size_t i = 0; i < h->n; i++)
		if (h->cells[i].column && h->cells[i].column->slot == slot)
			return true;
	return false;
}

/* What a file of this kind cannot do without. */
static const char *missing(struct arena *a, enum import_kind kind, const struct header *h)
{
	struct buf b = { .arena = a };

	for (const struct import_column *k = import_columns; k->name; k++)
		if (k->required & 1u << kind && !has_column(h, kind, k->name))
			buf_printf(&b, "%s%s", b.used ? ", " : "", k->name);
	if (kind != KIND_CONTACTS && !header_has(h, SLOT_NUMBER) && !header_has(h, SLOT_EMAIL))
		buf_printf(&b, "%sexternal_user_id or external_email", b.used ? ", " : "");
	if (kind == KIND_ATTENDANCE && !header_has(h, SLOT_MINUTES) && !header_has(h, SLOT_COMPLETE))
		buf_printf(&b, "%sattended or attended_minutes", b.used ? ", " : "");
	return b.used ? buf_end(&b) : NULL;
}

/* Two columns of one name: which of them counts is not ours to guess. */
static enum err refuse_doubles(struct ctx *c, const struct header *h)
{
	for (size_t i = 0; i < h->n; i++)
		for (size_t k = 0; k < i; k++)
			if (h->cells[i].name && h->cells[k].name &&
				!strcmp(h->cells[i].name, h->cells[k].name))
				return fail_remedy(c, ERR_BAD_HEADER,
					"Rename or take out one of the two columns, then upload the file again.",
					"The columns %zu and %zu are both taken for %s.", k + 1, i + 1,
					h->cells[i].name);
	return ERR_OK;
}

enum err header_read(struct ctx *c, enum import_kind kind, const struct csv_record *record,
	const struct list *profile, const struct list *mappings, struct header *into)
{
	const char *lacking;

	into->n = record->kept;
	into->cells = arena_alloc(&c->arena, (into->n + 1) * sizeof(*into->cells));
	for (size_t i = 0; i < into->n; i++) {
		into->cells[i] = understand(c, kind, &record->cells[i], profile, mappings);
		into->leaves_out = into->leaves_out || !into->cells[i].name;
	}
	if (record->n > CSV_COLUMNS_MAX)
		return fail(c, ERR_BAD_HEADER, "The file has %zu columns; %d is the most.", record->n,
			CSV_COLUMNS_MAX);
	TRY(refuse_doubles(c, into));
	lacking = missing(&c->arena, kind, into);
	if (lacking)
		return fail(c, ERR_BAD_HEADER, "Line %lld should name the columns; missing: %s.",
			(long long)record->line, lacking);
	return ERR_OK;
}

/* What header_cell_fields wrote: for reading an import's header again. */
static const struct field stored_header_fields[] = {
	FIELD(header_cell, was, IN, 0, WIDE),
	FIELD(header_cell, name, IN | NULLABLE, 0, 64),
	FIELD(header_cell, how, IN, 1, 16),
	FIELD(header_cell, cleaned, IN | NULLABLE, 0, 200),
	FIELD_END,
};
struct stored_header {
	struct list cells;
};
static const struct field stored_fields[] = {
	FIELD_MANY_AS(stored_header, cells, IN, 0, CSV_COLUMNS_MAX, stored_header, header_cell),
	FIELD_END,
};

enum err import_header_cells(struct ctx *c, const char *json, struct list *into)
{
	const char *text = arena_printf(&c->arena, "{\"cells\":%s}", json ? json : "[]");
	struct stored_header stored = { .cells = { .items = NULL } };
	struct cJSON *tree;

	TRY(json_parse(c, text, strlen(text), &tree));
	TRY(json_read(c, stored_fields, tree, true, &stored, NULL));
	*into = stored.cells;
	return ERR_OK;
}
