#include "import_parts.h"

#include "contact.h"
#include "csv_out.h"
#include "db.h"

#include <ctype.h>
#include <sodium.h>
#include <string.h>

/*
 * From bytes to staged rows: what the reader gives is checked cell by cell and
 * written to the staging table a few megabytes at a time, one transaction
 * each.  Memory stays the same however long the file is.
 */
enum {
	ROWS_BYTES = 6 << 20,
	PROBLEMS_BYTES = 1 << 20,
	ROOM_FOR_ONE = 1 << 20, /* a larger record makes the buffer grow */
	STAGE_MEMORY = 64 << 20,
	VALUE_CHARACTERS = 200,
	OLDEST_YEAR = 1900
};

struct value {
	const char *text; /* NULL: none */
	size_t n;
	bool bad; /* there is one, but it cannot be used */
};

struct import_stage {
	struct ctx *c;
	struct csv_reader *reader;
	struct import import;
	enum import_kind kind;
	struct list profile, mappings;
	struct header header;
	enum import_slot used[SLOTS]; /* that the header has a column for */
	size_t used_n;
	const char *load_rows;
	bool look_only;      /* stop after the header */
	struct arena memory; /* of the three buffers, which outlive every row */
	struct buf rows, problems, profile_json;
	crypto_generichash_state hash;
	enum err failed;

	/* the record at hand */
	struct value values[SLOTS];
	char amounts[2][24];
	int64_t line, problem_n;
	bool bad, as_it_was;
};

/* --- problems --- */

static size_t characters(const char *text, size_t n, size_t most)
{
	size_t i = 0;

	for (size_t count = 0; i < n; count++) {
		size_t next = i + 1;

		while (next < n && ((unsigned char)text[next] & 0xC0) == 0x80)
			next++;
		if (count == most)
			break;
		i = next;
	}
	return i;
}

static void cell_chars(struct buf *b, const char *text, size_t n)
{
	if (!text) {
		buf_text(b, "\\N\t"); /* most cells of most files */
		return;
	}
	db_load_text(b, text, n);
	buf_text(b, "\t");
}

static void cell_text(struct buf *b, const char *text)
{
	cell_chars(b, text, text ? strlen(text) : 0);
}

static void cell_int(struct buf *b, int64_t n)
{
	char text[24], *to = text + sizeof(text);
	uint64_t rest = (uint64_t)n;

	*--to = '\t';
	do
		*--to = (char)('0' + rest % 10);
	while (rest /= 10);
	buf_add(b, to, (size_t)(text + sizeof(text) - to));
}

static void note(struct import_stage *s, const char *code, const char *column, const struct csv_cell *cell,
	const char *detail, bool fatal)
{
	struct buf *b = &s->problems;

	cell_int(b, s->import.id);
	cell_int(b, s->line);
	cell_int(b, s->problem_n++);
	cell_text(b, code);
	cell_text(b, column);
	cell_chars(b, cell ? cell->raw : NULL,
		cell ? characters(cell->raw, cell->raw_n, VALUE_CHARACTERS) : 0);
	cell_text(b, detail);
	buf_text(b, fatal ? "1\n" : "0\n");
	s->bad = s->bad || fatal;
	s->as_it_was = false;
}

static void complain(struct import_stage *s, const char *code, const char *column,
	const struct csv_cell *cell, const char *detail)
{
	note(s, code, column, cell, detail, true);
}

/* --- cells --- */

static bool take_text(struct value *v, const struct csv_cell *cell)
{
	v->text = cell->text;
	v->n = cell->n;
	return true;
}

static bool too_long(const struct csv_cell *cell, size_t most)
{
	return cell->n > most && characters(cell->text, cell->n, most) < cell->n;
}

static bool check_date(struct import_stage *s, const struct import_column *k, const struct csv_cell *cell)
{
	char text[DATE_TEXT];
	struct date d;
	int year, month, day;

	if (cell->n != DATE_TEXT - 1) {
		complain(s, "bad_date", k->name, cell, "It must be a day as YYYY-MM-DD.");
		return false;
	}
	memcpy(text, cell->text, DATE_TEXT - 1);
	text[DATE_TEXT - 1] = '\0';
	if (!date_parse(text, &d)) {
		complain(s, "bad_date", k->name, cell, "There is no such day.");
		return false;
	}
	date_split(d, &year, &month, &day);
	if (year < OLDEST_YEAR)
		complain(s, "bad_date", k->name, cell, "It lies before the year 1900.");
	else if (k->slot == SLOT_COMPLETED && d.day > s->c->today.day)
		complain(s, "future_date", k->name, cell, NULL);
	else
		return true;
	return false;
}

static bool word_is(const struct csv_cell *cell, const char *words)
{
	char text[8];

	if (!cell->n || cell->n >= sizeof(text))
		return false;
	for (size_t i = 0; i < cell->n; i++)
		text[i] = (char)tolower((unsigned char)cell->text[i]);
	text[cell->n] = '\0';
	for (const char *at = words; (at = strstr(at, text)); at += cell->n)
		if ((at == words || at[-1] == ' ') && (at[cell->n] == ' ' || !at[cell->n]))
			return true;
	return false;
}

static bool take_flag(struct import_stage *s, const struct import_column *k, const struct csv_cell *cell,
	struct value *v)
{
	bool yes = word_is(cell, "1 yes y true"), no = word_is(cell, "0 no n false");

	if (!yes && !no) {
		complain(s, "bad_value", k->name, cell, "It must be 1 or 0.");
		return false;
	}
	*v = (struct value){ yes ? "1" : "0", 1, false };
	s->as_it_was = s->as_it_was && isdigit((unsigned char)cell->text[0]);
	return true;
}

/* Digits, and at most two places after a point; in hundredths. */
static bool read_amount(const struct csv_cell *cell, int64_t most, int64_t *hundredths)
{
	size_t i = 0, places = 0;
	bool point = false;

	for (*hundredths = 0; i < cell->n && *hundredths <= most * 100; i++) {
		char ch = cell->text[i];

		if (ch == '.' && !point && i)
			point = true;
		else if (isdigit((unsigned char)ch) && (places < 2 || ch == '0')) {
			*hundredths = places < 2 ? *hundredths * 10 + (ch - '0') : *hundredths;
			places += point;
		} else
			return false;
	}
	for (; places < 2; places++)
		*hundredths *= 10;
	return cell->n && cell->text[cell->n - 1] != '.' && *hundredths <= most * 100;
}

static bool take_amount(struct import_stage *s, const struct import_column *k, const struct csv_cell *cell,
	struct value *v)
{
	char *text = s->amounts[k->slot == SLOT_SCORE];
	struct arena_mark mark = arena_mark(&s->c->arena);
	int64_t hundredths;

	if (!read_amount(cell, (int64_t)k->max, &hundredths)) {
		complain(s, "bad_value", k->name, cell,
			"It must be a number from 0 to 999999 with at most two decimal places.");
		return false;
	}
	strncpy(text, decimal_text(&s->c->arena, hundredths), sizeof(s->amounts[0]) - 1);
	arena_rewind(&s->c->arena, mark);
	*v = (struct value){ text, strlen(text), false };
	s->as_it_was = s->as_it_was && cell->n == v->n && !memcmp(cell->text, text, v->n);
	return true;
}

static bool take_count(struct import_stage *s, const struct import_column *k, const struct csv_cell *cell,
	struct value *v)
{
	int64_t n = 0;
	size_t i = 0;

	while (i < cell->n && isdigit((unsigned char)cell->text[i]) && n <= (int64_t)k->max)
		n = n * 10 + (cell->text[i++] - '0');
	if (i < cell->n || n > (int64_t)k->max) {
		complain(s, "bad_value", k->name, cell, "It must be a whole number, not below 0.");
		return false;
	}
	s->as_it_was = s->as_it_was && (cell->n == 1 || cell->text[0] != '0');
	return take_text(v, cell);
}

static bool take_email(struct import_stage *s, const struct import_column *k, const struct csv_cell *cell,
	struct value *v)
{
	char text[255];

	if (cell->n < sizeof(text)) {
		memcpy(text, cell->text, cell->n);
		text[cell->n] = '\0';
		if (email_plausible(text))
			return take_text(v, cell);
	}
	complain(s, "bad_value", k->name, cell, "It must be an e-mail address, like name@example.org.");
	return false;
}

static bool take_words(struct import_stage *s, const struct import_column *k, const struct csv_cell *cell,
	struct value *v)
{
	if (too_long(cell, k->max)) {
		complain(s, "bad_value", k->name, cell,
			arena_printf(&s->c->arena, "It may have at most %zu characters.", k->max));
		return false;
	}
	return take_text(v, cell);
}

static bool take_typed(struct import_stage *s, const struct import_column *k, const struct csv_cell *cell,
	struct value *v)
{
	switch (k->type) {
	case CELL_DATE:
		return check_date(s, k, cell) && take_text(v, cell);
	case CELL_FLAG:
		return take_flag(s, k, cell, v);
	case CELL_AMOUNT:
		return take_amount(s, k, cell, v);
	case CELL_COUNT:
		return take_count(s, k, cell, v);
	case CELL_EMAIL:
		return take_email(s, k, cell, v);
	case CELL_TEXT:
	case CELL_CODE:
		break;
	}
	return take_words(s, k, cell, v);
}

/* What makes a cell unusable whatever it should hold, and what was cleaned away from it. */
static bool check_marks(struct import_stage *s, const char *column, const struct csv_cell *cell)
{
	static const struct {
		unsigned mark;
		const char *code, *detail;
	} cleaned[] = { { CSV_TRIMMED, "trimmed", NULL }, { CSV_DOUBLED, "doubled_blank", NULL },
		{ CSV_LINE_BREAK, "line_break", NULL }, { CSV_ZERO_WIDTH, "invisible_character", NULL } };

	if (cell->marks & CSV_BAD_ENCODING)
		complain(s, "bad_encoding", column, cell, NULL);
	else if (cell->marks & CSV_CONTROL)
		complain(s, "bad_value", column, cell, "It holds a control character, such as NUL.");
	else if (cell->marks & CSV_TOO_LONG)
		complain(s, "bad_value", column, cell, "It has more than a million characters.");
	else
		for (size_t i = 0; i < sizeof(cleaned) / sizeof(*cleaned); i++)
			if (cell->marks & cleaned[i].mark)
				note(s, cleaned[i].code, column, cell, cleaned[i].detail, false);
	return !(cell->marks & (CSV_BAD_ENCODING | CSV_CONTROL | CSV_TOO_LONG));
}

/* What the field cannot take, as a sentence. */
static const char *first_complaint(struct ctx *c)
{
	const struct problem_field *f = c->problem.fields;
	const char *says = f ? arena_printf(&c->arena, "It %s.", f->detail) : "It cannot be used here.";

	fail_clear(c);
	return says;
}

static void write_profile(struct buf *b, const struct profile_value *v)
{
	char date[DATE_TEXT];

	buf_printf(b, "%s{\"f\":%lld,", b->used ? "," : "[", (long long)v->field_id);
	if (v->date_value.day)
		date_format(v->date_value, date);
	buf_text(b, v->date_value.day ? "\"d\":" : v->number_value ? "\"n\":" : "\"t\":");
	json_string(b, v->date_value.day ? date : v->number_value ? v->number_value : v->text_value);
	buf_text(b, "}");
}

static void take_profile(struct import_stage *s, const struct profile_field *f, const struct csv_cell *cell)
{
	const char *text = arena_printf(&s->c->arena, "%.*s", (int)cell->n, cell->text);
	struct profile_value v = { 0 };

	if (!check_marks(s, f->key, cell))
		return;
	if (profile_value_parse(s->c, f, text, f->key, &v))
		complain(s, "bad_value", f->key, cell, first_complaint(s->c));
	else
		write_profile(&s->profile_json, &v);
}

/* Without the apostrophe that our own files set before what a spreadsheet would calculate. */
static struct csv_cell unguarded(const struct csv_cell *cell)
{
	struct csv_cell bare = *cell;
	size_t guard = csv_unguard_cleaned(cell);

	bare.text += guard;
	bare.n -= guard;
	return bare;
}

static void take_cell(struct import_stage *s, const struct header_cell *h, const struct csv_cell *guarded)
{
	const struct csv_cell bare = unguarded(guarded), *cell = &bare;
	struct value *v;

	if (h->profile && cell->n)
		take_profile(s, h->profile, cell);
	if (!h->column)
		return;
	v = &s->values[h->column->slot];
	if (cell->marks && !check_marks(s, h->name, cell))
		v->bad = true;
	else if (cell->n)
		v->bad = !take_typed(s, h->column, cell, v);
}

/* --- what a row must bring, whatever the database holds --- */

static bool has(const struct import_stage *s, enum import_slot slot)
{
	return s->values[slot].text != NULL;
}

static bool lacks(const struct import_stage *s, enum import_slot slot)
{
	return !s->values[slot].text && !s->values[slot].bad;
}

static bool is_word(const struct import_stage *s, enum import_slot slot, char word)
{
	return has(s, slot) && s->values[slot].text[0] == word && s->values[slot].n == 1;
}

static void drop_value(struct import_stage *s, enum import_slot slot)
{
	s->as_it_was = s->as_it_was && !has(s, slot);
	s->values[slot].text = NULL;
}

static void check_credit(struct import_stage *s)
{
	/* No credit is the same as a credit of nothing. */
	if (is_word(s, SLOT_AMOUNT, '0'))
		drop_value(s, SLOT_AMOUNT);
	if (has(s, SLOT_AMOUNT) && lacks(s, SLOT_CREDIT_TYPE))
		complain(s, "bad_value", "credit_type", NULL, "There are credits, but not of which type.");
	if (has(s, SLOT_AMOUNT) && is_word(s, SLOT_COMPLETE, '0'))
		complain(s, "credits_without_complete", "credits", NULL, NULL);
	if (!has(s, SLOT_AMOUNT) && !s->values[SLOT_AMOUNT].bad) {
		drop_value(s, SLOT_CREDIT_TYPE);
		drop_value(s, SLOT_CREDIT_EXPIRES);
	}
}

static void check_record(struct import_stage *s)
{
	if (s->kind == KIND_COURSE_RECORDS && lacks(s, SLOT_COURSE))
		complain(s, "unknown_course", "external_course_id", NULL, "It is empty.");
	if (lacks(s, SLOT_COMPLETE))
		complain(s, "bad_value", "complete", NULL, "It must be 1 or 0.");
	if (is_word(s, SLOT_COMPLETE, '1') && lacks(s, SLOT_COMPLETED))
		complain(s, "bad_date", "date_completed", NULL, "A completed row needs its day.");
	if (is_word(s, SLOT_COMPLETE, '0') && has(s, SLOT_COMPLETED))
		complain(s, "bad_value", "complete", NULL, "It is 0, but there is a day of completion.");
	if (has(s, SLOT_STARTS) && has(s, SLOT_ENDS) &&
		memcmp(s->values[SLOT_ENDS].text, s->values[SLOT_STARTS].text, DATE_TEXT - 1) < 0)
		complain(s, "bad_date", "enrollment_end", NULL, "It lies before the enrollment's start.");
	check_credit(s);
}

static void check_attendance(struct import_stage *s)
{
	if (lacks(s, SLOT_COMPLETE) && lacks(s, SLOT_MINUTES))
		complain(s, "bad_value", "attended_minutes", NULL,
			"Neither attended nor the minutes are given.");
	if (is_word(s, SLOT_COMPLETE, '0') && has(s, SLOT_MINUTES) && !is_word(s, SLOT_MINUTES, '0'))
		complain(s, "bad_value", "attended", NULL, "It is 0, but there are minutes.");
	if (!s->import.target_id && lacks(s, SLOT_EVENT))
		complain(s, "bad_value", "event_id", NULL, "It is empty.");
}

static void check_contact(struct import_stage *s)
{
	if (lacks(s, SLOT_GIVEN))
		complain(s, "bad_value", "given_name", NULL, "It is empty.");
	if (lacks(s, SLOT_FAMILY))
		complain(s, "bad_value", "family_name", NULL, "It is empty.");
}

static void check_row(struct import_stage *s)
{
	if (lacks(s, SLOT_NUMBER) && lacks(s, SLOT_EMAIL))
		complain(s, "no_person_key", s->kind == KIND_CONTACTS ? "contact_no" : "external_user_id",
			NULL, NULL);
	if (s->kind == KIND_ATTENDANCE)
		check_attendance(s);
	else if (s->kind == KIND_CONTACTS)
		check_contact(s);
	else
		check_record(s);
}

/* --- rows --- */

/* The record as it was, for the list of what was rejected. */
static void write_raw(struct import_stage *s, const struct csv_record *r)
{
	struct arena_mark mark = arena_mark(&s->c->arena);
	struct buf line = { .arena = &s->c->arena };

	for (size_t i = 0; i < r->kept; i++) {
		const struct csv_cell *cell = &r->cells[i];
		size_t guard = csv_unguard(cell->raw, cell->raw_n);

		if (i)
			buf_text(&line, ",");
		csv_cell_n(&line, cell->raw + guard, cell->raw_n - guard);
	}
	db_load_text(&s->rows, line.used ? line.data : "", line.used);
	arena_rewind(&s->c->arena, mark);
}

static void write_row(struct import_stage *s, const struct csv_record *r)
{
	struct buf *b = &s->rows;

	cell_int(b, s->import.id);
	cell_int(b, s->line);
	cell_int(b, s->bad);
	for (size_t i = 0; i < s->used_n; i++)
		cell_chars(b, s->values[s->used[i]].text, s->values[s->used[i]].n);
	if (s->profile_json.used)
		buf_text(&s->profile_json, "]");
	if (s->kind == KIND_CONTACTS)
		cell_chars(b, s->profile_json.used ? s->profile_json.data : NULL, s->profile_json.used);
	if (s->as_it_was)
		buf_text(b, "\\N");
	else
		write_raw(s, r);
	buf_text(b, "\n");
}

/* Columns that the file has not are not sent: a NULL takes the database as long as a value. */
static void choose_columns(struct import_stage *s)
{
	static const char *const names[SLOTS] = { "course_code", "title", "person_no", "email", "given_name",
		"family_name", "starts_on", "ends_on", "complete", "completed_on", "credit_code", "amount",
		"credit_expires_on", "grade", "event_id", "minutes", "score" };
	struct buf b = { .arena = &s->c->arena };

	buf_text(&b,
		"LOAD DATA LOCAL INFILE 'rows' INTO TABLE import_row CHARACTER SET utf8mb4 (import_id, line, bad");
	for (enum import_slot slot = 0; slot < SLOTS; slot++)
		if (header_has(&s->header, slot)) {
			s->used[s->used_n++] = slot;
			buf_printf(&b, ", %s", names[slot]);
		}
	buf_text(&b, s->kind == KIND_CONTACTS ? ", profile, raw)" : ", raw)");
	s->load_rows = buf_end(&b);
}

static const char load_problems[] =
	"LOAD DATA LOCAL INFILE 'problems' INTO TABLE import_problem CHARACTER SET utf8mb4 "
	"(import_id, line, n, code, column_name, value, detail, fatal)";

/* One transaction: what is staged, and how far that is. */
static enum err store(struct ctx *c, void *arg)
{
	struct import_stage *s = arg;

	TRY(import_keep_lock(c, &s->import));
	if (s->rows.used)
		TRY(db_load(c, s->load_rows, s->rows.data, s->rows.used, REPEATS_FAIL));
	if (s->problems.used)
		TRY(db_load(c, load_problems, s->problems.data, s->problems.used, REPEATS_FAIL));
	return import_save_progress(c, &s->import);
}

static enum err flush(struct import_stage *s)
{
	struct arena_mark mark = arena_mark(&s->c->arena);

	if (s->c->tick)
		s->c->tick(s->c);
	TRY(db_transact(s->c, store, s, false));
	arena_rewind(&s->c->arena, mark);
	s->rows.used = s->problems.used = 0;
	return ERR_OK;
}

static bool is_blank(const struct csv_record *r)
{
	return r->n == 1 && !r->cells[0].n;
}

static void check_width(struct import_stage *s, const struct csv_record *r)
{
	if (r->n != s->header.n)
		complain(s, "wrong_field_count", NULL, NULL,
			arena_printf(&s->c->arena, "It has %zu fields, the header has %zu.", r->n,
				s->header.n));
	else if (r->stray_quote)
		complain(s, "bad_value", NULL, NULL,
			"A quoted field goes on after its closing quote; a quote inside it is written twice.");
}

static void read_row(struct import_stage *s, const struct csv_record *r)
{
	struct arena_mark mark = arena_mark(&s->c->arena);

	memset(s->values, 0, sizeof(s->values));
	s->line = r->line;
	s->problem_n = 0;
	s->bad = false;
	s->as_it_was = !s->header.leaves_out;
	s->profile_json = (struct buf){ .arena = &s->c->arena };
	check_width(s, r);
	if (!s->bad) {
		for (size_t i = 0; i < r->kept; i++)
			take_cell(s, &s->header.cells[i], &r->cells[i]);
		check_row(s);
	}
	write_row(s, r);
	s->import.rows++;
	s->import.last_line = r->line;
	arena_rewind(&s->c->arena, mark);
}

static bool take_record(void *arg, const struct csv_record *r)
{
	struct import_stage *s = arg;

	if (is_blank(r))
		return true;
	if (!s->header.cells) {
		s->failed = header_read(s->c, s->kind, r, &s->profile, &s->mappings, &s->header);
		if (!s->failed)
			choose_columns(s);
		return !s->failed && !s->look_only;
	}
	read_row(s, r);
	if (s->rows.used > ROWS_BYTES || s->problems.used > PROBLEMS_BYTES)
		s->failed = flush(s);
	return !s->failed;
}

/* --- the whole --- */

static void prepare_buffer(struct import_stage *s, struct buf *b, size_t n)
{
	*b = (struct buf){ .arena = &s->memory, .data = arena_raw(&s->memory, n), .size = n };
}

static struct import_stage *stage_new(struct ctx *c, const char *kind)
{
	struct import_stage *s = arena_new(&c->arena, struct import_stage);

	s->c = c;
	s->kind = import_kind_of(kind);
	s->reader = csv_reader_new(take_record, s);
	crypto_generichash_init(&s->hash, NULL, 0, 32);
	return s;
}

static void stage_free(struct import_stage *s)
{
	csv_reader_free(s->reader);
	arena_reset(&s->memory);
}

enum err import_begin(struct ctx *c, const struct import_upload *u, struct import_stage **into)
{
	struct import opened;
	struct list profile, mappings;
	struct import_stage *s;

	TRY(import_open(c, u, &opened, &profile, &mappings));
	s = stage_new(c, u->kind);
	s->import = opened;
	s->profile = profile;
	s->mappings = mappings;
	s->memory.limit = STAGE_MEMORY;
	prepare_buffer(s, &s->rows, ROWS_BYTES + ROOM_FOR_ONE);
	prepare_buffer(s, &s->problems, PROBLEMS_BYTES + PROBLEMS_BYTES / 4);
	*into = s;
	return ERR_OK;
}

static enum err fault(struct ctx *c, struct import_stage *s)
{
	long long line = (long long)csv_reader_line(s->reader);

	switch (csv_reader_fault(s->reader)) {
	case CSV_HEAD_TOO_LONG:
		return fail(c, ERR_UNREADABLE_FILE, "The first line does not end within %d characters.",
			CSV_HEAD_MAX);
	case CSV_RECORD_TOO_LARGE:
		return fail(c, ERR_UNREADABLE_FILE, "The record in line %lld is larger than %d bytes.", line,
			CSV_RECORD_MAX);
	case CSV_QUOTE_OPEN:
		return fail(c, ERR_UNREADABLE_FILE,
			"A quote that opens in the record of line %lld is never closed.", line);
	case CSV_STOPPED:
	case CSV_FINE:
		break;
	}
	return s->failed;
}

enum err import_feed(struct ctx *c, struct import_stage *s, const char *data, size_t n)
{
	crypto_generichash_update(&s->hash, (const unsigned char *)data, n);
	s->import.file_bytes += (int64_t)n;
	return csv_reader_feed(s->reader, data, n) ? ERR_OK : fault(c, s);
}

static const char *separator_name(char separator)
{
	return separator == ';' ? "semicolon" : separator == '\t' ? "tab" : "comma";
}

static void note_file(struct ctx *c, struct import_stage *s)
{
	unsigned char hash[32];
	struct buf b = { .arena = &c->arena };
	struct list cells = { s->header.cells, s->header.n, sizeof(*s->header.cells) };
	char *hex = arena_raw(&c->arena, sizeof(hash) * 2 + 1);

	crypto_generichash_final(&s->hash, hash, sizeof(hash));
	s->import.file_hash = sodium_bin2hex(hex, sizeof(hash) * 2 + 1, hash, sizeof(hash));
	s->import.encoding = csv_encoding_names[csv_reader_encoding(s->reader)];
	s->import.separator = separator_name(csv_reader_separator(s->reader));
	json_array(&b, header_cell_fields, &cells);
	s->import.header = buf_end(&b);
	s->import.suspects = csv_reader_suspects(s->reader);
}

enum err import_end(struct ctx *c, struct import_stage *s, int64_t *id)
{
	if (!csv_reader_end(s->reader))
		return fault(c, s);
	if (!s->header.cells)
		return fail(c, ERR_EMPTY_FILE, "There is not even a header in it.");
	TRY(flush(s));
	note_file(c, s);
	TRY(import_close(c, &s->import));
	*id = s->import.id;
	stage_free(s);
	return ERR_OK;
}

void import_abandon(struct ctx *c, struct import_stage *s)
{
	stage_free(s);
	import_discard(c, s->import.id);
}

/* --- a look at the header --- */

static struct words names_of(struct ctx *c, const struct import_stage *s)
{
	const struct profile_field *p = s->profile.items;
	struct words w = { arena_alloc(&c->arena, (64 + s->profile.n) * sizeof(*w.v)), 0 };

	for (const struct import_column *k = import_columns; k->name; k++)
		if (k->kinds & 1u << s->kind)
			w.v[w.n++] = k->name;
	for (size_t i = 0; s->kind == KIND_CONTACTS && i < s->profile.n; i++)
		w.v[w.n++] = p[i].key;
	return w;
}

enum err import_look(struct ctx *c, const struct import_upload *u, const char *data, size_t n,
	struct import_look *into)
{
	struct list profile, mappings;
	struct import_stage *s;

	TRY(import_known(c, u->kind, &profile, &mappings));
	s = stage_new(c, u->kind);
	s->profile = profile;
	s->mappings = mappings;
	s->look_only = true;
	if (csv_reader_feed(s->reader, data, n) && csv_reader_end(s->reader) && !s->header.cells)
		s->failed = fail(c, ERR_EMPTY_FILE, "There is not even a header in it.");
	if (s->failed || csv_reader_fault(s->reader) != CSV_STOPPED)
		s->failed = s->failed ? s->failed : fault(c, s);
	*into = (struct import_look){ .encoding = csv_encoding_names[csv_reader_encoding(s->reader)],
		.separator = separator_name(csv_reader_separator(s->reader)),
		.header = { s->header.cells, s->header.n, sizeof(*s->header.cells) },
		.problem = s->failed ? c->problem.detail : NULL,
		.columns = names_of(c, s) };
	stage_free(s);
	fail_clear(c);
	return ERR_OK;
}
