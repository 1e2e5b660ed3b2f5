#include "csv_out.h"
#include "csv_reader.h"

#include <ctype.h>
#include <string.h>

static bool is_number(const char *text, size_t n)
{
	size_t at = n && (*text == '-' || *text == '+'), digits = 0;
	bool point = false;

	for (; at < n; at++) {
		if (text[at] == '.' && !point && digits)
			point = true;
		else if (isdigit((unsigned char)text[at]))
			digits++;
		else
			return false;
	}
	return digits && isdigit((unsigned char)text[n - 1]);
}

static bool is_blank(char ch)
{
	return ch && strchr(" \t\r\n", ch);
}

/* = + - @, in the full width of East Asian writing as well: some spreadsheets take one for the other. */
static bool is_trigger(const char *text, size_t n)
{
	static const char *const wide[] = { "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0" };

	if (n && *text && strchr("=+-@", *text))
		return true;
	for (size_t i = 0; n >= 3 && i < sizeof(wide) / sizeof(*wide); i++)
		if (!memcmp(text, wide[i], 3))
			return true;
	return false;
}

/* Would a spreadsheet calculate it, whatever number of guards stands before it already? */
static bool is_formula(const char *text, size_t n)
{
	size_t guards = 0, blanks;

	while (guards < n && text[guards] == '\'')
		guards++;
	for (blanks = guards; blanks < n && is_blank(text[blanks]);)
		blanks++;
	if (blanks > guards && text[guards] != ' ')
		return true;
	return is_trigger(text + blanks, n - blanks) && (guards || !is_number(text + blanks, n - blanks));
}

size_t csv_unguard(const char *text, size_t n)
{
	return n > 1 && *text == '\'' && is_formula(text, n);
}

size_t csv_unguard_cleaned(const struct csv_cell *cell)
{
	const bool first = cell->raw_n && *cell->raw == '\'';
	size_t guard = first ? csv_unguard(cell->raw, cell->raw_n) : csv_unguard(cell->text, cell->n);

	return guard && cell->n > guard && cell->text[guard] == ' ' ? guard + 1 : guard;
}

static bool needs_quotes(const char *text, size_t n)
{
	if (n && (isspace((unsigned char)text[0]) || isspace((unsigned char)text[n - 1])))
		return true;
	for (size_t i = 0; i < n; i++)
		if (strchr(",;\t\"\r\n", text[i]) || !text[i])
			return true;
	return false;
}

void csv_cell_n(struct buf *b, const char *text, size_t n)
{
	bool guard = is_formula(text, n), quote = needs_quotes(text, n);

	if (quote)
		buf_text(b, "\"");
	if (guard)
		buf_text(b, "'");
	for (const char *end = text + n, *mark; text < end; text = mark) {
		mark = memchr(text, '"', (size_t)(end - text));
		mark = mark ? mark + 1 : end;
		buf_add(b, text, (size_t)(mark - text));
		if (mark[-1] == '"')
			buf_text(b, "\"");
	}
	if (quote)
		buf_text(b, "\"");
}

void csv_cell(struct buf *b, const char *text)
{
	if (text)
		csv_cell_n(b, text, strlen(text));
}

void csv_line(struct buf *b, const char *const *cells, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_text(b, ",");
		csv_cell(b, cells[i]);
	}
	buf_text(b, "\r\n");
}
