#include "csv_out.h"
#include "csv_reader.h"
#include "hard_text.h"

#include <criterion/criterion.h>
#include <string.h>

/* --- what leaves comes back --- */

static struct arena arena = { .limit = 16 << 20 };

struct expected {
	const char **cells;
	size_t n, records;
};

static bool same(const char *text, size_t n, const char *as)
{
	return n == strlen(as) && !memcmp(text, as, n);
}

static bool compare(void *arg, const struct csv_record *r)
{
	struct expected *e = arg;

	if (e->records++ == 0)
		return true;
	cr_assert_eq(r->n, e->n);
	for (size_t i = 0; i < r->n; i++) {
		const struct csv_cell *cell = &r->cells[i];
		size_t guard = csv_unguard(cell->raw, cell->raw_n);

		cr_assert(same(cell->raw + guard, cell->raw_n - guard, e->cells[i]), "[%s]", e->cells[i]);
	}
	return true;
}

/* What the reader makes of a text that nobody wrote as CSV: cleaned, as every import takes it. */
static bool keep_text(void *arg, const struct csv_record *r)
{
	struct buf *b = arg;

	for (size_t i = 1; i < r->kept; i++) {
		size_t guard = csv_unguard_cleaned(&r->cells[i]);

		buf_add(b, r->cells[i].text + guard, r->cells[i].n - guard);
		buf_text(b, "|");
	}
	return true;
}

static const char *read_cleaned(const char *data, size_t n)
{
	struct buf b = { .arena = &arena };
	struct csv_reader *r = csv_reader_new(keep_text, &b);

	cr_assert(csv_reader_feed(r, data, n) && csv_reader_end(r));
	csv_reader_free(r);
	return buf_end(&b);
}

/* Cells that are quoted and nothing else: what a program writes that knows of no formulas. */
static void put_unguarded(struct buf *b, const char *const *cells, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_text(b, i ? ",\"" : "\"");
		for (const char *p = cells[i]; *p; p++)
			buf_printf(b, *p == '"' ? "\"\"" : "%c", *p);
		buf_text(b, "\"");
	}
	buf_text(b, "\r\n");
}

Test(csv, every_text_that_leaves_comes_back_as_it_was_and_none_is_a_formula_on_its_way)
{
	for (int round = 0; round < 20000; round++) {
		const char *cells[4] = { "first", hard_text(&arena), hard_text(&arena), hard_text(&arena) },
			   **seen;
		struct expected e = { cells, 4, 0 };
		struct csv_reader *r = csv_reader_new(compare, &e);
		struct buf b = { .arena = &arena };
		size_t n, columns;

		csv_line(&b, (const char *const[]){ "a", "b", "c", "d" }, 4);
		csv_line(&b, cells, 4);
		cr_assert(csv_reader_feed(r, b.data, b.used) && csv_reader_end(r));
		cr_assert_eq(e.records, 2);
		csv_reader_free(r);
		seen = hard_cells(&arena, buf_end(&b), &n, &columns);
		cr_assert(seen && n == 8 && columns == 4, "%s", buf_end(&b));
		for (size_t i = 0; i < n; i++)
			cr_assert(hard_harmless(seen[i]), "[%s]", seen[i]);
		arena_reset(&arena);
	}
}

Test(csv, an_import_takes_from_our_file_what_it_would_take_from_one_without_guards)
{
	for (int round = 0; round < 20000; round++) {
		const char *cells[4] = { "first", hard_text(&arena), hard_text(&arena), hard_text(&arena) };
		struct buf ours = { .arena = &arena }, plain = { .arena = &arena };
		bool ambiguous = false;

		for (size_t i = 1; i < 4; i++)
			ambiguous = ambiguous || strchr(cells[i], '\'');
		csv_line(&ours, cells, 4);
		put_unguarded(&plain, cells, 4);
		/* An apostrophe that people set by hand may be taken for a guard. */
		cr_assert(ambiguous ||
				!strcmp(read_cleaned(ours.data, ours.used),
					read_cleaned(plain.data, plain.used)),
			"%s", buf_end(&ours));
		arena_reset(&arena);
	}
}

static const char *written(const char *text)
{
	struct buf b = { .arena = &arena };

	csv_cell(&b, text);
	return buf_end(&b);
}

Test(csv, no_cell_that_leaves_is_a_formula)
{
	cr_assert_str_eq(written("=1+1"), "'=1+1");
	cr_assert_str_eq(written("+1 555"), "'+1 555");
	cr_assert_str_eq(written("@SUM(A1)"), "'@SUM(A1)");
	cr_assert_str_eq(written("-2+3"), "'-2+3");
	cr_assert_str_eq(written("\t=1"), "\"'\t=1\"");
	cr_assert_str_eq(written("\n"), "\"'\n\"");
	cr_assert_str_eq(written(" =1"), "\"' =1\"");
	cr_assert_str_eq(written("\xEF\xBC\x9D"
				 "1"),
		"'\xEF\xBC\x9D"
		"1");
	cr_assert_str_eq(written(" -5"), "\" -5\"");
	cr_assert_str_eq(written("-5.25"), "-5.25");
	cr_assert_str_eq(written("'t Hooft"), "'t Hooft");
	cr_assert_str_eq(written("a \"b\""), "\"a \"\"b\"\"\"");
	cr_assert_str_eq(written(NULL), "");
}

/* --- the reader --- */

struct lines {
	struct buf b;
};

static bool note_line(void *arg, const struct csv_record *r)
{
	struct lines *l = arg;

	buf_printf(&l->b, "%lld:", (long long)r->line);
	for (size_t i = 0; i < r->kept; i++)
		buf_printf(&l->b, "%s%.*s", i ? "|" : "", (int)r->cells[i].n, r->cells[i].text);
	buf_text(&l->b, r->stray_quote ? "! " : " ");
	return true;
}

/* Records with the line they begin on, the same in any pieces. */
static const char *records(const char *data, size_t n)
{
	const char *first = NULL;

	for (size_t piece = 1; piece <= n + 1; piece += piece < 9 ? 1 : n) {
		struct lines l = { { .arena = &arena } };
		struct csv_reader *r = csv_reader_new(note_line, &l);
		bool good = true;

		for (size_t at = 0; good && at < n; at += piece)
			good = csv_reader_feed(r, data + at, n - at < piece ? n - at : piece);
		cr_assert(good && csv_reader_end(r));
		csv_reader_free(r);
		if (first)
			cr_assert_str_eq(buf_end(&l.b), first, "in pieces of %zu", piece);
		first = buf_end(&l.b);
	}
	return first;
}
#define RECORDS(text) records(text, sizeof(text) - 1)

Test(csv, lines_are_counted_as_they_stand_in_the_file)
{
	cr_assert_str_eq(RECORDS("a,b\n1,2\n\n3,4"), "1:a|b 2:1|2 4:3|4 ");
	cr_assert_str_eq(RECORDS("a,b\r\n\"1\r\nx\",2\r\n3,4\r\n"), "1:a|b 2:1 x|2 4:3|4 ");
	cr_assert_str_eq(RECORDS("a,b\r1,2\r\r3,4\r"), "1:a|b 2:1|2 4:3|4 ");
	cr_assert_str_eq(RECORDS("\n\na;b\n1;2"), "3:a|b 4:1|2 ");
	/* Lines of all kinds in one file: an LF that does not follow its CR at once is a line of its own. */
	cr_assert_str_eq(RECORDS("a,b\r1,2\n3,4\n"), "1:a|b 2:1|2 3:3|4 ");
	cr_assert_str_eq(RECORDS("a,b\r\r1,2\n\n3,4\r\n5,6"), "1:a|b 3:1|2 5:3|4 6:5|6 ");
}

Test(csv, a_separator_that_the_file_names_is_one_of_three)
{
	cr_assert_str_eq(RECORDS("sep=;\na;b,c\n1;2\n"), "2:a|b,c 3:1|2 ");
	cr_assert_str_eq(RECORDS("sep=\0\na;b\n1;2\n"), "1:sep= 2:a;b 3:1;2 ");
}

Test(csv, quotes_separators_and_breaks_inside_quotes_are_text)
{
	cr_assert_str_eq(RECORDS("a,b\n\"x,\"\"y\"\"\",\"\"\n"), "1:a|b 2:x,\"y\"| ");
	cr_assert_str_eq(RECORDS("a,b\n\"x\"y\",2\n"), "1:a|b 2:x\"y|2! ");
	cr_assert_str_eq(RECORDS("a,b\n5\" pipe,2\n"), "1:a|b 2:5\" pipe|2 ");
}

Test(csv, what_cannot_be_seen_is_left_out_and_blanks_are_one)
{
	cr_assert_str_eq(RECORDS("a,b\n x  y \xC2\xA0,\xE2\x80\x8Bz\n"), "1:a|b 2:x y|z ");
	cr_assert_str_eq(RECORDS("a,b\n\xD8\xA8\xE2\x80\x8C\xD8\xA8,1\n"),
		"1:a|b 2:\xD8\xA8\xE2\x80\x8C\xD8\xA8|1 ");
}

static bool count_long(void *arg, const struct csv_record *r)
{
	int64_t *n = arg;

	*n += r->cells[0].marks & CSV_TOO_LONG ? 1000 : 1;
	return true;
}

Test(csv, a_field_of_a_million_bytes_is_cut_and_said_to_be_and_a_record_of_more_ends_it)
{
	static char large[CSV_RECORD_MAX + 100];
	struct csv_reader *r;
	int64_t n = 0;

	memset(large, 'x', sizeof(large));
	r = csv_reader_new(count_long, &n);
	cr_assert(csv_reader_feed(r, "a,b\n", 4) && csv_reader_feed(r, large, CSV_FIELD_MAX + 1) &&
		csv_reader_feed(r, ",2\n", 3) && csv_reader_end(r));
	cr_assert_eq(n, 1001);
	csv_reader_free(r);
	r = csv_reader_new(count_long, &n);
	cr_assert(csv_reader_feed(r, "a,b\n", 4));
	cr_assert_not(csv_reader_feed(r, large, sizeof(large)));
	cr_assert_eq(csv_reader_fault(r), CSV_RECORD_TOO_LARGE);
	cr_assert_eq(csv_reader_line(r), 2);
	csv_reader_free(r);
}
