/*
 * Files as anybody may upload them.  However they are cut into pieces, the same
 * records come out; every cell is good UTF-8; lines only grow; and a header is
 * either understood or refused.
 */
#include "csv_out.h"
#include "csv_reader.h"
#include "import_columns.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct ctx c = { .arena.limit = 64 << 20, .pointer = "" };

struct seen {
	uint64_t sum;
	size_t records;
	int64_t line;
	bool look;
};

static void add(struct seen *s, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		s->sum = s->sum * 1099511628211U + (unsigned char)text[i];
	s->sum = s->sum * 1099511628211U + 257;
}

static void check_cell(const struct csv_cell *cell)
{
	char *text = malloc(cell->raw_n + cell->n + 1);

	if (!text)
		return;
	memcpy(text, cell->raw, cell->raw_n);
	text[cell->raw_n] = '\0';
	if (utf8_length(text) < 0 || csv_unguard(text, cell->raw_n) > 1)
		abort();
	memcpy(text, cell->text, cell->n);
	text[cell->n] = '\0';
	if (strlen(text) != cell->n || utf8_length(text) < 0 || cell->n > cell->raw_n)
		abort();
	free(text);
}

static void check_header(const struct csv_record *r)
{
	struct list none = { NULL, 0, 1 };

	for (enum import_kind kind = 0; kind < KINDS; kind++) {
		struct header h = { NULL, 0, false };

		if (!header_read(&c, kind, r, &none, &none, &h) && !h.cells)
			abort();
	}
}

static bool take(void *arg, const struct csv_record *r)
{
	struct seen *s = arg;

	if (r->line <= s->line)
		abort();
	s->line = r->line;
	for (size_t i = 0; i < r->kept; i++) {
		check_cell(&r->cells[i]);
		add(s, r->cells[i].text, r->cells[i].n);
	}
	if (!s->records++ && s->look)
		check_header(r);
	return true;
}

/* first decides how long the pieces are. */
static struct seen read_in_pieces(const char *data, size_t size, size_t piece)
{
	struct seen s = { .look = piece >= size };
	struct csv_reader *r = csv_reader_new(take, &s);
	bool good = true;

	for (size_t at = 0; good && at < size; at += piece)
		good = csv_reader_feed(r, data + at, size - at < piece ? size - at : piece);
	if (good)
		csv_reader_end(r);
	s.sum += (uint64_t)csv_reader_fault(r);
	csv_reader_free(r);
	return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct seen whole = read_in_pieces((const char *)data, size, size + 1),
		    parts = read_in_pieces((const char *)data, size, size ? 1 + data[0] % 13 : 1);

	if (whole.sum != parts.sum || whole.records != parts.records)
		abort();
	arena_reset(&c.arena);
	return 0;
}
