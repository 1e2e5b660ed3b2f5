#ifndef LAUREL_CSV_READER_H
#define LAUREL_CSV_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Separated text as people's programs write it, read in pieces of any size
 * and in constant memory: comma, semicolon or tab; lines that end in LF, CRLF
 * or CR; UTF-8 with or without a mark, UTF-16 with one (or with every other
 * byte zero), and Windows-1252 for what is no UTF-8 from its first letter
 * beyond ASCII on.  Nothing is guessed after that: a byte that does not fit is
 * told with its place (CRI-17).
 */
enum {
	CSV_COLUMNS_MAX = 256,
	CSV_FIELD_MAX = 1 << 20,  /* bytes of one field that are kept */
	CSV_RECORD_MAX = 4 << 20, /* bytes of one record; more ends the reading */
	CSV_HEAD_MAX = 64 << 10,  /* the header must end within so many bytes */
};

enum csv_encoding { CSV_UTF8, CSV_UTF8_BOM, CSV_UTF16LE, CSV_UTF16BE, CSV_WINDOWS_1252 };
extern const char *const csv_encoding_names[];

/* What was found in a cell. */
enum csv_mark {
	CSV_TRIMMED = 1 << 0,      /* blanks at its ends */
	CSV_DOUBLED = 1 << 1,      /* blanks in a row inside */
	CSV_LINE_BREAK = 1 << 2,   /* a line break or tab inside */
	CSV_ZERO_WIDTH = 1 << 3,   /* characters that cannot be seen */
	CSV_CONTROL = 1 << 4,      /* control characters, NUL among them */
	CSV_BAD_ENCODING = 1 << 5, /* bytes that are no character; U+FFFD stands in their place */
	CSV_TOO_LONG = 1 << 6,     /* more than CSV_FIELD_MAX bytes; the rest is gone */
};

/* One field of a record, in UTF-8. Valid until the callback returns. */
struct csv_cell {
	const char *
		text; /* cleaned: ends trimmed, blanks and breaks inside as one blank, unseen characters left out */
	size_t n;
	const char *raw; /* as it came */
	size_t raw_n;
	unsigned marks;
};

struct csv_record {
	int64_t line; /* physical line it begins on, from 1 */
	const struct csv_cell *cells;
	size_t n, kept;   /* fields it has; of which so many are in cells */
	bool stray_quote; /* a quoted field goes on after its closing quote */
};

/* What ends the reading. */
enum csv_fault { CSV_FINE, CSV_HEAD_TOO_LONG, CSV_RECORD_TOO_LARGE, CSV_QUOTE_OPEN, CSV_STOPPED };

struct csv_reader;

/* row gets every record, the header first; false ends the reading with CSV_STOPPED. */
struct csv_reader *csv_reader_new(bool (*row)(void *arg, const struct csv_record *r), void *arg);
void csv_reader_free(struct csv_reader *r);

/* False when the reading has ended with a fault. */
bool csv_reader_feed(struct csv_reader *r, const char *data, size_t n);
bool csv_reader_end(struct csv_reader *r);

enum csv_fault csv_reader_fault(const struct csv_reader *r);
int64_t csv_reader_line(const struct csv_reader *r); /* where the record begins that is being read */
enum csv_encoding csv_reader_encoding(const struct csv_reader *r);
char csv_reader_separator(const struct csv_reader *r);

/* Records that came after Windows-1252 was settled on but would have been UTF-8: the file may be mixed. */
int64_t csv_reader_suspects(const struct csv_reader *r);

#endif
