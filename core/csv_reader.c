#include "csv_reader.h"
#include "csv_text.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

const char *const csv_encoding_names[] = { "utf-8", "utf-8-bom", "utf-16le", "utf-16be", "windows-1252" };

/* Where a quote would be out of place: what libcsv would read on over is watched beside it. */
enum watch { FIELD_BEGINS, IN_FIELD, IN_QUOTES, QUOTE_SEEN };

enum { PIECE = 32 << 10, PART = 64 << 10 };

struct csv_reader {
	bool (*row)(void *arg, const struct csv_record *r);
	void *arg;
	struct csv_parser parser;
	enum csv_fault fault;
	enum csv_encoding encoding;
	bool beyond_ascii; /* characters of UTF-8 were seen: it is UTF-8 */
	char separator;    /* 0: not recognised yet */
	int64_t suspects;

	char *head; /* held back until encoding and separator are known */
	size_t head_n;
	bool begun;
	unsigned char
		odd[4]; /* the file's first bytes, later those of a UTF-16 character that is not whole yet */
	size_t odd_n;

	int64_t line, record_line;
	bool after_cr;
	enum watch watch;
	bool stray_quote;

	char *text; /* the cells of the record, raw and cleaned */
	size_t used, size;
	struct csv_cell cells[CSV_COLUMNS_MAX];
	size_t at[CSV_COLUMNS_MAX], raw_at[CSV_COLUMNS_MAX]; /* offsets: text may move while it grows */
	size_t n;
};

static int never_blank(unsigned char ch)
{
	(void)ch;
	return 0;
}

struct csv_reader *csv_reader_new(bool (*row)(void *, const struct csv_record *), void *arg)
{
	struct csv_reader *r = calloc(1, sizeof(*r));

	if (!r || csv_init(&r->parser, 0) || !(r->head = malloc(CSV_HEAD_MAX)) ||
		!(r->text = malloc(r->size = PART)))
		abort();
	csv_set_space_func(&r->parser, never_blank);
	csv_set_blk_size(&r->parser, PART);
	r->row = row;
	r->arg = arg;
	r->line = r->record_line = 1;
	return r;
}

void csv_reader_free(struct csv_reader *r)
{
	csv_free(&r->parser);
	free(r->head);
	free(r->text);
	free(r);
}

static bool stop(struct csv_reader *r, enum csv_fault fault)
{
	if (!r->fault)
		r->fault = fault;
	return false;
}

/* --- cells --- */

static char *room_for(struct csv_reader *r, size_t n)
{
	if (r->used + n > r->size) {
		while (r->used + n > r->size)
			r->size *= 2;
		if (!(r->text = realloc(r->text, r->size)))
			abort();
	}
	return r->text + r->used;
}

/* ASCII that can be seen, without blanks at its ends or in a row: what nearly every cell is. */
static bool is_plain(const unsigned char *p, size_t n)
{
	if (n && (p[0] == ' ' || p[n - 1] == ' '))
		return false;
	for (size_t i = 0; i < n; i++)
		if (p[i] < ' ' || p[i] > '~' || (p[i] == ' ' && p[i + 1] == ' '))
			return false;
	return true;
}

/* Is it UTF-8 as a whole, with something beyond ASCII in it? */
static bool is_utf8(const unsigned char *p, size_t n, bool *beyond)
{
	size_t bytes;

	*beyond = false;
	for (size_t i = 0; i < n; i += bytes) {
		if (utf8_next(p + i, n - i, &bytes) < 0)
			return false;
		*beyond = *beyond || bytes > 1;
	}
	return true;
}

/* The first letters beyond ASCII decide: UTF-8 if they are, Windows-1252 if they are not. */
static void settle_encoding(struct csv_reader *r, const unsigned char *p, size_t n)
{
	bool beyond, good = is_utf8(p, n, &beyond);

	if (r->encoding == CSV_WINDOWS_1252)
		r->suspects += good && beyond;
	else if (!good && !r->beyond_ascii && r->encoding == CSV_UTF8)
		r->encoding = CSV_WINDOWS_1252;
	r->beyond_ascii = r->beyond_ascii || beyond;
}

static int32_t next_char(const struct csv_reader *r, const unsigned char *p, size_t n, size_t *bytes)
{
	if (r->encoding != CSV_WINDOWS_1252)
		return utf8_next(p, n, bytes);
	*bytes = 1;
	return windows_1252(*p);
}

/* As it came, in UTF-8. */
static size_t put_raw(struct csv_reader *r, const unsigned char *p, size_t n, unsigned *marks)
{
	char *to = room_for(r, n * 3 + 1), *from = to;
	size_t bytes;

	for (size_t i = 0; i < n; i += bytes) {
		int32_t ch = next_char(r, p + i, n - i, &bytes);

		if (ch < 0)
			*marks |= CSV_BAD_ENCODING;
		to += utf8_put(to, ch < 0 ? CHAR_BROKEN : ch);
	}
	r->used += (size_t)(to - from);
	return (size_t)(to - from);
}

struct cleaning {
	char *start, *to;
	int32_t before;  /* the character before, 0 at the start */
	unsigned blanks; /* waiting: how many stand before the next character */
	bool broke;      /* a line break among them */
	unsigned marks;
};

static void put_clean(struct cleaning *k, int32_t ch)
{
	if (k->blanks && k->to == k->start)
		k->marks |= CSV_TRIMMED;
	else if (k->blanks) {
		k->marks |= (k->blanks > 1 ? CSV_DOUBLED : 0u) | (k->broke ? CSV_LINE_BREAK : 0u);
		*k->to++ = ' ';
	}
	k->blanks = 0;
	k->broke = false;
	k->to += utf8_put(k->to, ch);
}

static void clean_char(struct cleaning *k, int32_t ch)
{
	switch (char_class(ch, k->before)) {
	case CHAR_PLAIN:
		put_clean(k, ch);
		break;
	case CHAR_BREAK:
		k->broke = true;
		k->blanks++;
		break;
	case CHAR_BLANK:
		k->blanks++;
		break;
	case CHAR_UNSEEN:
		k->marks |= CSV_ZERO_WIDTH;
		break;
	case CHAR_CONTROL:
		k->marks |= CSV_CONTROL;
		break;
	}
	k->before = ch;
}

/* From the raw text, which is good UTF-8 by now. */
static size_t put_cleaned(struct csv_reader *r, size_t raw_at, size_t raw_n, unsigned *marks)
{
	char *start = room_for(r, raw_n + 1);
	struct cleaning k = { .start = start, .to = start, .marks = *marks };
	size_t bytes;

	for (size_t i = 0; i < raw_n; i += bytes)
		clean_char(&k, utf8_next((const unsigned char *)r->text + raw_at + i, raw_n - i, &bytes));
	if (k.blanks)
		k.marks |= CSV_TRIMMED;
	r->used += (size_t)(k.to - start);
	*marks = k.marks;
	return (size_t)(k.to - start);
}

static void take_cell(struct csv_reader *r, const unsigned char *p, size_t n)
{
	struct csv_cell *cell = &r->cells[r->n];
	unsigned marks = n > CSV_FIELD_MAX ? CSV_TOO_LONG : 0;

	n = n > CSV_FIELD_MAX ? CSV_FIELD_MAX : n;
	r->raw_at[r->n] = r->at[r->n] = r->used;
	if (!marks && is_plain(p, n)) {
		memcpy(room_for(r, n + 1), p, n);
		r->used += n;
		cell->n = cell->raw_n = n;
	} else {
		settle_encoding(r, p, n);
		cell->raw_n = put_raw(r, p, n, &marks);
		r->at[r->n] = r->used;
		cell->n = put_cleaned(r, r->raw_at[r->n], cell->raw_n, &marks);
	}
	cell->marks = marks;
}

static void field_done(void *text, size_t n, void *arg)
{
	struct csv_reader *r = arg;

	if (r->fault)
		return;
	if (r->n < CSV_COLUMNS_MAX)
		take_cell(r, text, n);
	r->n++;
	if (r->used > CSV_RECORD_MAX)
		stop(r, CSV_RECORD_TOO_LARGE);
}

static void record_done(int end, void *arg)
{
	struct csv_reader *r = arg;
	struct csv_record record = { .line = r->record_line,
		.cells = r->cells,
		.n = r->n,
		.kept = r->n < CSV_COLUMNS_MAX ? r->n : CSV_COLUMNS_MAX,
		.stray_quote = r->stray_quote };

	(void)end;
	for (size_t i = 0; i < record.kept; i++) {
		r->cells[i].text = r->text + r->at[i];
		r->cells[i].raw = r->text + r->raw_at[i];
	}
	if (!r->fault && !r->row(r->arg, &record))
		stop(r, CSV_STOPPED);
	r->n = r->used = 0;
	r->stray_quote = false;
}

/* --- lines --- */

static void watch_byte(struct csv_reader *r, char ch)
{
	bool ends = ch == r->separator || ch == '\n' || ch == '\r';

	if (r->watch == IN_QUOTES)
		r->watch = ch == '"' ? QUOTE_SEEN : IN_QUOTES;
	else if (ends)
		r->watch = FIELD_BEGINS;
	else if (r->watch == QUOTE_SEEN) {
		r->stray_quote = r->stray_quote || ch != '"';
		r->watch = IN_QUOTES;
	} else
		r->watch = r->watch == FIELD_BEGINS && ch == '"' ? IN_QUOTES : IN_FIELD;
}

/* As much as belongs to one physical line. */
static size_t line_part(struct csv_reader *r, const char *data, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		watch_byte(r, data[i]);
		if (data[i] == '\n' || data[i] == '\r')
			return i + 1;
	}
	return n;
}

/* LF ends no line of its own where it follows CR at once. */
static void count_line(struct csv_reader *r, const char *part, size_t n)
{
	char last = part[n - 1];

	r->line += last == '\r' || (last == '\n' && !(r->after_cr && n == 1));
	r->after_cr = last == '\r';
}

static bool parse(struct csv_reader *r, const char *data, size_t n)
{
	enum { NOTHING_BEGUN = 0 };

	while (n && !r->fault) {
		size_t part = line_part(r, data, n < PIECE ? n : PIECE);

		if (r->parser.pstate == NOTHING_BEGUN && !r->n)
			r->record_line = r->line;
		if (csv_parse(&r->parser, data, part, field_done, record_done, r) != part)
			abort();
		if (r->parser.entry_pos > CSV_RECORD_MAX)
			stop(r, r->watch == IN_QUOTES ? CSV_QUOTE_OPEN : CSV_RECORD_TOO_LARGE);
		count_line(r, data, part);
		data += part;
		n -= part;
	}
	return !r->fault;
}

/* --- the head: which separator --- */

/* Excel writes it down: sep=; */
static size_t told_separator(struct csv_reader *r)
{
	size_t n = r->head_n;

	if (n < 5 || memcmp(r->head, "sep=", 4) != 0 || !r->head[4] || !strchr(",;\t", r->head[4]))
		return 0;
	r->separator = r->head[4];
	for (n = 5; n < r->head_n && (r->head[n] == '\r' || r->head[n] == '\n') && n < 7; n++)
		count_line(r, r->head + n, 1);
	return n;
}

/* The one that stands most often in the first record, outside quotes; a comma where none does. */
static char likely_separator(const char *head, size_t n)
{
	static const char candidates[] = ",;\t";
	size_t count[3] = { 0 }, best = 0;
	bool quoted = false;

	for (size_t i = 0; i < n && (quoted || (head[i] != '\n' && head[i] != '\r')); i++) {
		quoted ^= head[i] == '"';
		for (size_t k = 0; k < 3; k++)
			count[k] += !quoted && head[i] == candidates[k];
	}
	for (size_t k = 1; k < 3; k++)
		best = count[k] > count[best] ? k : best;
	return candidates[best];
}

/* Is the first record there as a whole? */
static bool head_is_whole(const char *head, size_t n)
{
	bool quoted = false, begun = false;

	for (size_t i = 0; i < n; i++) {
		bool newline = head[i] == '\n' || head[i] == '\r';

		quoted ^= head[i] == '"';
		if (newline && begun && !quoted)
			return true;
		begun = begun || !newline;
	}
	return false;
}

static bool leave_head(struct csv_reader *r)
{
	size_t skip = told_separator(r), blank = skip;

	while (blank < r->head_n && (r->head[blank] == '\r' || r->head[blank] == '\n'))
		blank++;
	if (!skip)
		r->separator = likely_separator(r->head + blank, r->head_n - blank);
	csv_set_delim(&r->parser, (unsigned char)r->separator);
	return parse(r, r->head + skip, r->head_n - skip);
}

/* Bytes of UTF-8, or of what will turn out to be Windows-1252. */
static bool take_bytes(struct csv_reader *r, const char *data, size_t n)
{
	size_t take = CSV_HEAD_MAX - r->head_n;

	if (r->separator)
		return parse(r, data, n);
	take = n < take ? n : take;
	memcpy(r->head + r->head_n, data, take);
	r->head_n += take;
	if (!head_is_whole(r->head, r->head_n) && r->head_n < CSV_HEAD_MAX)
		return true;
	if (!head_is_whole(r->head, r->head_n))
		return stop(r, CSV_HEAD_TOO_LONG);
	return leave_head(r) && parse(r, data + take, n - take);
}

/* --- encodings --- */

static uint32_t unit(const struct csv_reader *r, const unsigned char *p)
{
	return r->encoding == CSV_UTF16LE ? (uint32_t)(p[0] | p[1] << 8) : (uint32_t)(p[1] | p[0] << 8);
}

/* One character of UTF-16 at p, or none yet; half of one becomes a byte that no encoding has. */
static size_t put_unit(const struct csv_reader *r, const unsigned char *p, size_t n, char *to, size_t *put)
{
	uint32_t first = unit(r, p), second;
	bool high = first >= 0xD800 && first < 0xDC00;

	*put = 0;
	if (high && n < 4)
		return 0;
	second = high ? unit(r, p + 2) : 0;
	if (high && second >= 0xDC00 && second < 0xE000) {
		*put = utf8_put(to, (int32_t)(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)));
		return 4;
	}
	if (first >= 0xD800 && first < 0xE000)
		to[(*put)++] = '\xFF';
	else
		*put = utf8_put(to, (int32_t)first);
	return 2;
}

static bool take_utf16(struct csv_reader *r, const char *data, size_t n)
{
	char out[PIECE];
	size_t used = 0, put, took;

	while (n) {
		size_t more = sizeof(r->odd) - r->odd_n < n ? sizeof(r->odd) - r->odd_n : n;

		memcpy(r->odd + r->odd_n, data, more);
		data += more;
		n -= more;
		r->odd_n += more;
		for (took = 1; r->odd_n >= 2 && took;) {
			took = put_unit(r, r->odd, r->odd_n, out + used, &put);
			used += put;
			r->odd_n -= took;
			memmove(r->odd, r->odd + took, r->odd_n);
		}
		if (used > sizeof(out) - 8 || !n) {
			if (!take_bytes(r, out, used))
				return false;
			used = 0;
		}
	}
	return true;
}

/* By its mark, or by the zeros that Latin text has in UTF-16; how many bytes the mark takes. */
static size_t sniff(struct csv_reader *r, const unsigned char *p, size_t n)
{
	r->encoding = CSV_UTF8;
	if (n >= 3 && !memcmp(p, "\xEF\xBB\xBF", 3)) {
		r->encoding = CSV_UTF8_BOM;
		return 3;
	}
	if (n >= 2 && p[0] == 0xFF && p[1] == 0xFE)
		r->encoding = CSV_UTF16LE;
	if (n >= 2 && p[0] == 0xFE && p[1] == 0xFF)
		r->encoding = CSV_UTF16BE;
	if (r->encoding != CSV_UTF8)
		return 2;
	if (n >= 4 && p[0] && !p[1] && p[2] && !p[3])
		r->encoding = CSV_UTF16LE;
	if (n >= 4 && !p[0] && p[1] && !p[2] && p[3])
		r->encoding = CSV_UTF16BE;
	return 0;
}

static bool take_any(struct csv_reader *r, const char *data, size_t n)
{
	bool wide = r->encoding == CSV_UTF16LE || r->encoding == CSV_UTF16BE;

	return !n || (wide ? take_utf16(r, data, n) : take_bytes(r, data, n));
}

enum { SNIFFED = 4 };

/* The first four bytes wait for each other. */
static bool begin(struct csv_reader *r)
{
	unsigned char first[SNIFFED];
	size_t n = r->odd_n, mark;

	memcpy(first, r->odd, n);
	mark = sniff(r, first, n);
	r->odd_n = 0;
	r->begun = true;
	return take_any(r, (const char *)first + mark, n - mark);
}

bool csv_reader_feed(struct csv_reader *r, const char *data, size_t n)
{
	if (r->fault)
		return false;
	for (; !r->begun && r->odd_n < SNIFFED && n; n--)
		r->odd[r->odd_n++] = (unsigned char)*data++;
	if (!r->begun && r->odd_n < SNIFFED)
		return true;
	return (r->begun || begin(r)) && take_any(r, data, n);
}

bool csv_reader_end(struct csv_reader *r)
{
	if (r->fault)
		return false;
	if (!r->begun && !begin(r))
		return false;
	if (r->odd_n && !take_bytes(r, "\xFF", 1))
		return false;
	if (!r->separator && r->head_n && !leave_head(r))
		return false;
	if (r->watch == IN_QUOTES)
		return stop(r, CSV_QUOTE_OPEN);
	csv_fini(&r->parser, field_done, record_done, r);
	return !r->fault;
}

enum csv_fault csv_reader_fault(const struct csv_reader *r)
{
	return r->fault;
}

int64_t csv_reader_line(const struct csv_reader *r)
{
	return r->record_line;
}

enum csv_encoding csv_reader_encoding(const struct csv_reader *r)
{
	return r->encoding;
}

char csv_reader_separator(const struct csv_reader *r)
{
	return r->separator;
}

int64_t csv_reader_suspects(const struct csv_reader *r)
{
	return r->suspects;
}
