#include "hard_text.h"

#include <string.h>

uint32_t hard_dice(uint32_t sides)
{
	static uint32_t state = 88172645;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % sides;
}

const char *hard_text(struct arena *a)
{
	static const char *const pieces[] = { "=", "+", "-", "@", "'", "\"", ",", ";", "\t", "\r", "\n",
		"\r\n", " ", "  ", "a", "1", ".", "x y", "''", "=1+1", "-5", "=cmd|' /C calc'!A0", "sep=;",
		"\xC3\xA9", "\xC2\xA0", "\xE2\x80\x8B", "\xE6\x97\xA5", "\xF0\x9F\x8E\x93", "\xEF\xBC\x9D",
		"\xEF\xBC\xA0", "e\xCC\x81" };
	struct buf b = { .arena = a };

	for (uint32_t n = hard_dice(6); n; n--)
		buf_text(&b, pieces[hard_dice(sizeof(pieces) / sizeof(*pieces))]);
	return buf_end(&b);
}

/* One cell, and where it ends: at a comma, a CR, or NULL for a quote that stays open. */
static const char *read_cell(struct buf *b, const char *p)
{
	if (*p != '"') {
		size_t n = strcspn(p, ",\r");

		buf_add(b, p, n);
		return p + n;
	}
	for (p++; *p && (*p != '"' || *++p == '"'); p++)
		buf_add(b, p, 1);
	return *p ? p : NULL;
}

static size_t count_ends(const char *file)
{
	size_t n = 0;

	for (; *file; file++)
		n += *file == ',' || *file == '\r';
	return n;
}

const char **hard_cells(struct arena *a, const char *file, size_t *cells, size_t *columns)
{
	const char **all = arena_alloc(a, (count_ends(file) + 1) * sizeof(*all));

	*cells = *columns = 0;
	while (*file) {
		struct buf b = { .arena = a };

		if (!(file = read_cell(&b, file)))
			return NULL;
		all[(*cells)++] = buf_end(&b);
		if (*file == ',') {
			file++;
			continue;
		}
		if (strncmp(file, "\r\n", 2) != 0)
			return NULL;
		file += 2;
		*columns = *columns ? *columns : *cells;
		if (*cells % *columns)
			return NULL;
	}
	return all;
}

static bool is_wide(const char *text)
{
	static const char *const wide[] = { "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0" };

	for (size_t i = 0; i < sizeof(wide) / sizeof(*wide); i++)
		if (!strncmp(text, wide[i], 3))
			return true;
	return false;
}

bool hard_harmless(const char *cell)
{
	const char *sign = cell + strspn(cell, " ");

	if (*cell && strchr("\t\r\n", *cell))
		return false;
	if (*sign == '+' || *sign == '-') {
		size_t digits = strspn(sign + 1, "0123456789.");

		return digits && !sign[1 + digits];
	}
	return *sign != '=' && *sign != '@' && !is_wide(sign);
}
