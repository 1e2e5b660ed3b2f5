#include "import_parts.h"

#include "csv_out.h"
#include "db.h"

#include <stdlib.h>
#include <string.h>

/* What was decided about each row, told: as a list, and as files to mend and to keep. */

static const char *const verdicts[] = { "create", "fulfil", "hold", "unchanged", "reject", NULL };

const struct field import_line_fields[] = {
	FIELD(import_line, line, OUT, 1, WIDE),
	FIELD(import_line, verdict, OUT, 1, 16),
	FIELD(import_line, code, OUT | NULLABLE, 0, 32),
	FIELD(import_line, column, OUT | NULLABLE, 0, 64),
	FIELD(import_line, value, OUT | NULLABLE, 0, 200),
	FIELD(import_line, reason, OUT | NULLABLE, 0, 300),
	FIELD(import_line, remedy, OUT | NULLABLE, 0, 300),
	FIELD(import_line, reported, OUT, 0, 1),
	FIELD(import_line, who, OUT | NULLABLE, 0, 300),
	FIELD(import_line, what, OUT | NULLABLE, 0, 300),
	FIELD(import_line, n, 0, 0, WIDE),
	FIELD(import_line, detail, NULLABLE, 0, 300),
	FIELD_END,
};
const struct field import_rows_query_fields[] = {
	FIELD_WORD(import_rows_query, verdict, IN, verdicts),
	FIELD(import_rows_query, code, IN | PLAIN, 1, 32),
	FIELD(import_rows_query, import_id, 0, 1, WIDE),
	FIELD(import_rows_query, after_line, 0, 0, WIDE),
	FIELD(import_rows_query, after_n, 0, 0, WIDE),
	PAGE_FIELDS(import_rows_query),
	FIELD_END,
};
const struct field import_rejected_query_fields[] = {
	FIELD(import_rejected_query, reasons, IN, 0, 1),
	FIELD_END,
};
const struct field import_problem_count_fields[] = {
	FIELD(import_problem_count, code, OUT, 1, 32),
	FIELD(import_problem_count, title, OUT, 1, 120),
	FIELD(import_problem_count, remedy, OUT, 1, 300),
	FIELD(import_problem_count, n, OUT, 0, WIDE),
	FIELD(import_problem_count, fatal, OUT, 0, 1),
	FIELD_END,
};

#define WHO  "COALESCE(NULLIF(CONCAT_WS(' ', r.given_name, r.family_name), ''), r.email, r.person_no) AS who"
#define WHAT "COALESCE(r.title, r.course_code) AS what"

/* Rows that say something are listed by what they say; a rejected one may say several things. */
STMT(list_problems, import_rows_query, import_line,
	"SELECT p.line, p.n, COALESCE(i.verdict, 'reject') AS verdict, p.code, p.column_name AS `column`, p.value, p.detail, "
	"COALESCE(i.reported, 0) AS reported, " WHO ", " WHAT " FROM import_problem p FORCE INDEX (PRIMARY) "
	"JOIN import_row r ON r.import_id = p.import_id AND r.line = p.line "
	"LEFT JOIN import_item i ON i.import_id = p.import_id AND i.line = p.line WHERE p.import_id = :import_id AND p.fatal "
	"AND p.line >= :after_line AND (p.line > :after_line OR p.n > :after_n) ORDER BY p.line, p.n LIMIT :rows")
STMT(list_code, import_rows_query, import_line,
	"SELECT p.line, p.n, COALESCE(i.verdict, 'reject') AS verdict, p.code, p.column_name AS `column`, p.value, p.detail, "
	"COALESCE(i.reported, 0) AS reported, " WHO ", " WHAT
	" FROM import_problem p FORCE INDEX (import_problem_code) "
	"JOIN import_row r ON r.import_id = p.import_id AND r.line = p.line "
	"LEFT JOIN import_item i ON i.import_id = p.import_id AND i.line = p.line WHERE p.import_id = :import_id AND p.code = :code "
	"AND (:verdict IS NULL OR i.verdict = :verdict) "
	"AND p.line >= :after_line AND (p.line > :after_line OR p.n > :after_n) ORDER BY p.line, p.n LIMIT :rows")
STMT(list_rows, import_rows_query, import_line,
	"SELECT i.line, 0 AS n, i.verdict, i.reported, " WHO ", " WHAT
	" FROM import_item i FORCE INDEX (PRIMARY) "
	"JOIN import_row r ON r.import_id = i.import_id AND r.line = i.line WHERE i.import_id = :import_id AND i.line > :after_line "
	"AND (:verdict IS NULL OR i.verdict = :verdict) ORDER BY i.line LIMIT :rows")
STMT(count_problems, import, import_problem_count,
	"SELECT code, COUNT(*) AS n, MAX(fatal) AS fatal FROM import_problem WHERE import_id = :id GROUP BY code "
	"ORDER BY fatal DESC, n DESC, code")

static const struct import_code codes[] = {
#define CODE(code, title, reason, remedy) { code, title, reason, remedy },
#include "import_code.def"
};

const struct import_code *import_code_find(const char *code)
{
	static const struct import_code unknown = { "", "Problem", "The row cannot be imported.",
		"Correct the row." };

	for (size_t i = 0; code && i < sizeof(codes) / sizeof(*codes); i++)
		if (!strcmp(codes[i].code, code))
			return &codes[i];
	return &unknown;
}

static void explain(struct import_line *line)
{
	const struct import_code *code = import_code_find(line->code);

	if (!line->code)
		return;
	line->reason = line->detail ? line->detail : code->reason;
	line->remedy = code->remedy;
}

static void read_place(struct import_rows_query *q)
{
	char *end;

	q->after_line = strtoll(q->after_text, &end, 10);
	q->after_n = *end == '.' ? strtoll(end + 1, NULL, 10) : -1;
}

enum err import_rows(struct ctx *c, struct import_rows_query *q, struct page *into)
{
	struct import i;
	struct import_line *lines;

	TRY(import_read(c, q->import_id, false, &i));
	TRY(PAGE_START(c, q));
	read_place(q);
	TRY(db_all(c,
		q->code                                               ? &list_code
			: q->verdict && !strcmp(q->verdict, "reject") ? &list_problems
								      : &list_rows,
		q, &into->items));
	lines = into->items.items;
	if (page_cut(into, q->limit))
		into->next = page_cursor(c,
			arena_printf(&c->arena, "%lld.%lld", (long long)lines[q->limit - 1].line,
				(long long)lines[q->limit - 1].n),
			1);
	for (size_t k = 0; k < into->items.n; k++)
		explain(&lines[k]);
	return ERR_OK;
}

enum err import_problem_counts(struct ctx *c, int64_t id, struct list *into)
{
	struct import_problem_count *items;
	struct import i;

	TRY(import_read(c, id, false, &i));
	TRY(db_all(c, &count_problems, &i, into));
	items = into->items;
	for (size_t k = 0; k < into->n; k++) {
		items[k].title = import_code_find(items[k].code)->title;
		items[k].remedy = import_code_find(items[k].code)->remedy;
	}
	return ERR_OK;
}

/* --- files --- */

struct rejected {
	int64_t import_id, line;
	const char *raw, *course_code, *title, *person_no, *email, *given_name, *family_name, *complete,
		*credit_code, *amount, *grade, *starts_on, *ends_on, *completed_on, *credit_expires_on,
		*event_id, *minutes, *score, *code, *column_name, *detail, *value;
	int64_t n;
};
static const struct field rejected_fields[] = {
	FIELD(rejected, import_id, 0, 1, WIDE),
	FIELD(rejected, line, 0, 0, WIDE),
	FIELD(rejected, n, 0, 0, WIDE),
	FIELD(rejected, raw, 0, 0, WIDE),
	FIELD(rejected, course_code, 0, 0, WIDE),
	FIELD(rejected, title, 0, 0, WIDE),
	FIELD(rejected, person_no, 0, 0, WIDE),
	FIELD(rejected, email, 0, 0, WIDE),
	FIELD(rejected, given_name, 0, 0, WIDE),
	FIELD(rejected, family_name, 0, 0, WIDE),
	FIELD(rejected, starts_on, 0, 0, WIDE),
	FIELD(rejected, ends_on, 0, 0, WIDE),
	FIELD(rejected, complete, 0, 0, WIDE),
	FIELD(rejected, completed_on, 0, 0, WIDE),
	FIELD(rejected, credit_code, 0, 0, WIDE),
	FIELD(rejected, amount, 0, 0, WIDE),
	FIELD(rejected, credit_expires_on, 0, 0, WIDE),
	FIELD(rejected, grade, 0, 0, WIDE),
	FIELD(rejected, event_id, 0, 0, WIDE),
	FIELD(rejected, minutes, 0, 0, WIDE),
	FIELD(rejected, score, 0, 0, WIDE),
	FIELD(rejected, code, 0, 0, WIDE),
	FIELD(rejected, column_name, 0, 0, WIDE),
	FIELD(rejected, value, 0, 0, WIDE),
	FIELD(rejected, detail, 0, 0, WIDE),
	FIELD_END,
};
STMT(rejected_after, rejected, rejected,
	"SELECT r.line, r.raw, r.course_code, r.title, r.person_no, r.email, r.given_name, r.family_name, "
	"CAST(r.starts_on AS CHAR) AS starts_on, CAST(r.ends_on AS CHAR) AS ends_on, CAST(r.complete AS CHAR) AS complete, "
	"CAST(r.completed_on AS CHAR) AS completed_on, r.credit_code, CAST(CAST(r.amount AS DOUBLE) AS CHAR) AS amount, "
	"CAST(r.credit_expires_on AS CHAR) AS credit_expires_on, r.grade, CAST(r.event_id AS CHAR) AS event_id, "
	"CAST(r.minutes AS CHAR) AS minutes, CAST(CAST(r.score AS DOUBLE) AS CHAR) AS score, p.code, p.detail "
	"FROM import_item i FORCE INDEX (PRIMARY) JOIN import_row r ON r.import_id = i.import_id AND r.line = i.line "
	"LEFT JOIN import_problem p ON p.import_id = i.import_id AND p.line = i.line AND p.n = (SELECT MIN(n) FROM import_problem x "
	"WHERE x.import_id = i.import_id AND x.line = i.line AND x.fatal) "
	"WHERE i.import_id = :import_id AND i.line > :line AND i.verdict = 'reject' ORDER BY i.line LIMIT 500")
STMT(problems_after, rejected, rejected,
	"SELECT line, n, code, column_name, value, detail FROM import_problem WHERE import_id = :import_id AND line >= :line "
	"AND (line > :line OR n > :n) ORDER BY line, n LIMIT 500")

/* The columns of the file, in its order: names as they were written, and where their values stand. */
struct file_columns {
	size_t n;
	struct {
		const char *was;
		enum import_slot slot;
	} at[CSV_COLUMNS_MAX];
};

/* What note_file() wrote, read again: only the names are needed, and they are texts of ours. */
static enum err read_columns(struct ctx *c, const struct import *i, struct file_columns *f)
{
	struct list cells;

	TRY(import_header_cells(c, i->header, &cells));
	f->n = cells.n;
	for (size_t k = 0; k < cells.n; k++) {
		const struct header_cell *cell = (const struct header_cell *)cells.items + k;
		bool alias;
		const struct import_column *column =
			cell->name ? import_column_find(import_kind_of(i->kind), cell->name, &alias) : NULL;

		f->at[k].was = cell->was;
		f->at[k].slot = column ? column->slot : SLOTS;
	}
	return ERR_OK;
}

static const char *slot_text(const struct rejected *r, enum import_slot slot)
{
	const char *const texts[SLOTS + 1] = { [SLOT_COURSE] = r->course_code,
		[SLOT_TITLE] = r->title,
		[SLOT_NUMBER] = r->person_no,
		[SLOT_EMAIL] = r->email,
		[SLOT_GIVEN] = r->given_name,
		[SLOT_FAMILY] = r->family_name,
		[SLOT_STARTS] = r->starts_on,
		[SLOT_ENDS] = r->ends_on,
		[SLOT_COMPLETE] = r->complete,
		[SLOT_COMPLETED] = r->completed_on,
		[SLOT_CREDIT_TYPE] = r->credit_code,
		[SLOT_AMOUNT] = r->amount,
		[SLOT_CREDIT_EXPIRES] = r->credit_expires_on,
		[SLOT_GRADE] = r->grade,
		[SLOT_EVENT] = r->event_id,
		[SLOT_MINUTES] = r->minutes,
		[SLOT_SCORE] = r->score };

	return texts[slot];
}

static void write_record(struct buf *b, const struct file_columns *f, const struct rejected *r)
{
	if (r->raw) {
		buf_text(b, r->raw);
		return;
	}
	for (size_t i = 0; i < f->n; i++) {
		if (i)
			buf_text(b, ",");
		csv_cell(b, slot_text(r, f->at[i].slot));
	}
}

/* The columns that say why, which an upload knows for ours and leaves out. */
static void write_reasons(struct ctx *c, struct buf *b, const struct rejected *r)
{
	const struct import_code *code = import_code_find(r->code);
	const char *cells[] = { arena_printf(&c->arena, "%lld", (long long)r->line), r->code,
		r->detail ? r->detail : code->reason, code->remedy };

	for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++) {
		buf_text(b, ",");
		csv_cell(b, cells[i]);
	}
}

static void write_header(struct buf *b, const struct file_columns *f, bool reasons)
{
	for (size_t i = 0; i < f->n; i++) {
		if (i)
			buf_text(b, ",");
		csv_cell(b, f->at[i].was);
	}
	buf_text(b, reasons ? ",laurel_line,laurel_code,laurel_reason,laurel_remedy\r\n" : "\r\n");
}

static enum err send(struct ctx *c, const struct import_writer *w, const struct buf *b)
{
	return b->used ? w->write(c, w->arg, b->data, b->used) : ERR_OK;
}

/* A stretch of records; *line goes to its last one, 0 at the end. */
static enum err send_rejected(struct ctx *c, const struct import_writer *w, const struct file_columns *f,
	int64_t id, int64_t *line)
{
	struct arena_mark mark = arena_mark(&c->arena);
	struct buf b = { .arena = &c->arena };
	struct list rows;
	const struct rejected *r;

	TRY(db_all(c, &rejected_after, &((struct rejected){ .import_id = id, .line = *line }), &rows));
	r = rows.items;
	for (size_t i = 0; i < rows.n; i++) {
		write_record(&b, f, &r[i]);
		if (w->reasons)
			write_reasons(c, &b, &r[i]);
		buf_text(&b, "\r\n");
	}
	*line = rows.n ? r[rows.n - 1].line : 0;
	TRY(send(c, w, &b));
	arena_rewind(&c->arena, mark);
	return ERR_OK;
}

enum err import_write_rejected(struct ctx *c, int64_t id, const struct import_writer *w)
{
	struct file_columns *f = arena_new(&c->arena, struct file_columns);
	struct buf b = { .arena = &c->arena };
	struct import i;
	int64_t line = 0;

	TRY(import_read(c, id, false, &i));
	TRY(read_columns(c, &i, f));
	write_header(&b, f, w->reasons);
	TRY(send(c, w, &b));
	do
		TRY(send_rejected(c, w, f, id, &line));
	while (line);
	return ERR_OK;
}

static enum err send_problems(struct ctx *c, const struct import_writer *w, struct rejected *after)
{
	struct arena_mark mark = arena_mark(&c->arena);
	struct buf b = { .arena = &c->arena };
	struct list rows;
	const struct rejected *r;

	TRY(db_all(c, &problems_after, after, &rows));
	r = rows.items;
	for (size_t i = 0; i < rows.n; i++) {
		const struct import_code *code = import_code_find(r[i].code);
		const char *cells[] = { arena_printf(&c->arena, "%lld", (long long)r[i].line), r[i].code,
			r[i].column_name, r[i].value, r[i].detail ? r[i].detail : code->reason,
			code->remedy };

		csv_line(&b, cells, sizeof(cells) / sizeof(*cells));
	}
	after->line = rows.n ? r[rows.n - 1].line : -1;
	after->n = rows.n ? r[rows.n - 1].n : 0;
	TRY(send(c, w, &b));
	arena_rewind(&c->arena, mark);
	return ERR_OK;
}

enum err import_write_problems(struct ctx *c, int64_t id, const struct import_writer *w)
{
	static const char head[] = "line,code,column,value,reason,remedy\r\n";
	struct rejected after = { .import_id = id, .n = -1 };
	struct import i;

	TRY(import_read(c, id, false, &i));
	TRY(w->write(c, w->arg, head, sizeof(head) - 1));
	while (after.line >= 0)
		TRY(send_problems(c, w, &after));
	return ERR_OK;
}
