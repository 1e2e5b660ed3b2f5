#include "csv_text.h"

#include <stdbool.h>

static int sequence_length(unsigned char first)
{
	if (first < 0x80)
		return 1;
	return first >= 0xC2 && first < 0xE0    ? 2
		: first >= 0xE0 && first < 0xF0 ? 3
		: first >= 0xF0 && first < 0xF5 ? 4
						: 0;
}

static bool in_range(int32_t ch, int length)
{
	static const int32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };

	return ch >= least[length] && ch <= 0x10FFFF && (ch < 0xD800 || ch > 0xDFFF);
}

int32_t utf8_next(const unsigned char *p, size_t n, size_t *bytes)
{
	int length = sequence_length(*p);
	int32_t ch = length == 1 ? *p : *p & (0xFF >> (length + 1));

	*bytes = 1;
	if (!length || (size_t)length > n)
		return -1;
	for (int i = 1; i < length; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return -1;
		ch = ch << 6 | (p[i] & 0x3F);
	}
	if (!in_range(ch, length))
		return -1;
	*bytes = (size_t)length;
	return ch;
}

size_t utf8_put(char *to, int32_t ch)
{
	size_t n = ch < 0x80 ? 1 : ch < 0x800 ? 2 : ch < 0x10000 ? 3 : 4;
	static const unsigned char first[] = { 0, 0, 0xC0, 0xE0, 0xF0 };

	for (size_t i = n; i-- > 1; ch >>= 6)
		to[i] = (char)(0x80 | (ch & 0x3F));
	to[0] = (char)(n == 1 ? ch : first[n] | ch);
	return n;
}

int32_t windows_1252(unsigned char byte)
{
	static const int32_t high[32] = { 0x20AC, -1, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6,
		0x2030, 0x0160, 0x2039, 0x0152, -1, 0x017D, -1, -1, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
		0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, -1, 0x017E, 0x0178 };

	return byte >= 0x80 && byte < 0xA0 ? high[byte - 0x80] : byte;
}

static bool is_unseen(int32_t ch)
{
	return ch == 0xAD || ch == 0x180E || (ch >= 0x200B && ch <= 0x200F) ||
		(ch >= 0x202A && ch <= 0x202E) || (ch >= 0x2060 && ch <= 0x2069) || ch == 0xFEFF;
}

enum char_class char_class(int32_t ch, int32_t after)
{
	enum { ZERO_WIDTH_NON_JOINER = 0x200C, ZERO_WIDTH_JOINER = 0x200D, FIRST_JOINED = 0x600 };

	if (ch == ' ' || ch == 0xA0 || (ch >= 0x2000 && ch <= 0x200A) || ch == 0x202F || ch == 0x205F ||
		ch == 0x3000)
		return CHAR_BLANK;
	if (ch == '\t' || ch == '\n' || ch == '\r' || ch == 0x2028 || ch == 0x2029)
		return CHAR_BREAK;
	if (ch < 0x20 || (ch >= 0x7F && ch < 0xA0))
		return CHAR_CONTROL;
	if ((ch == ZERO_WIDTH_NON_JOINER || ch == ZERO_WIDTH_JOINER) && after >= FIRST_JOINED)
		return CHAR_PLAIN;
	return is_unseen(ch) ? CHAR_UNSEEN : CHAR_PLAIN;
}
