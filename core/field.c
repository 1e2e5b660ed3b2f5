#include "ctx.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

const struct field *field_find(const struct field *table, const char *name)
{
	for (; table && table->name; table++)
		if (!strcmp(table->name, name))
			return table;
	return NULL;
}

void *field_at(const struct field *f, const void *base)
{
	return (char *)(uintptr_t)base + f->offset;
}

bool field_is_null(const struct field *f, const void *base)
{
	const void *p = field_at(f, base);

	switch (f->type) {
	case FIELD_STR:
		return !*(const char *const *)p;
	case FIELD_OBJ:
		return !*(const void *const *)p;
	case FIELD_DEC:
		return !((const struct decimal *)p)->set;
	case FIELD_DATE:
		return !((const struct date *)p)->day;
	case FIELD_TIME:
		return !((const struct instant *)p)->us;
	case FIELD_INT:
		return f->flags & NULLABLE && !*(const int64_t *)p;
	case FIELD_BOOL:
	case FIELD_QUORUM:
	case FIELD_INTS:
	case FIELD_WORDS:
	case FIELD_LIST:
		return false;
	case FIELD_BYTES:
		return !((const struct bytes *)p)->data;
	}
	abort();
}

static size_t field_size(enum field_type type)
{
	static const size_t sizes[] = {
		[FIELD_INT] = sizeof(int64_t),
		[FIELD_STR] = sizeof(const char *),
		[FIELD_BOOL] = sizeof(bool),
		[FIELD_TIME] = sizeof(struct instant),
		[FIELD_DATE] = sizeof(struct date),
		[FIELD_DEC] = sizeof(struct decimal),
		[FIELD_QUORUM] = sizeof(struct quorum),
		[FIELD_INTS] = sizeof(struct ints),
		[FIELD_WORDS] = sizeof(struct words),
		[FIELD_BYTES] = sizeof(struct bytes),
		[FIELD_OBJ] = sizeof(void *),
		[FIELD_LIST] = sizeof(struct list),
	};

	return sizes[type];
}

bool field_sent(const struct field *table, uint64_t sent, const char *name)
{
	const struct field *f = field_find(table, name);

	return f && sent >> (f - table) & 1;
}

void field_merge(const struct field *table, void *to, const void *from, uint64_t sent)
{
	for (const struct field *f = table; f->name; f++)
		if (sent >> (f - table) & 1)
			memcpy(field_at(f, to), field_at(f, from), field_size(f->type));
}

/* Length of the UTF-8 sequence at s: 1 to 4, or 0 when it is not valid. */
static int sequence(const unsigned char *s)
{
	unsigned code;
	int n = *s < 0x80                 ? 1
		: *s >= 0xC2 && *s < 0xE0 ? 2
		: (*s & 0xF0) == 0xE0     ? 3
		: *s >= 0xF0 && *s < 0xF5 ? 4
					  : 0;

	if (n < 2)
		return n;
	code = *s & (0x7Fu >> n);
	for (int i = 1; i < n; i++) {
		if ((s[i] & 0xC0) != 0x80)
			return 0;
		code = code << 6 | (s[i] & 0x3F);
	}
	if ((n == 3 && (code < 0x800 || (code >= 0xD800 && code < 0xE000))) ||
		(n == 4 && (code < 0x10000 || code > 0x10FFFF)))
		return 0;
	return n;
}

int64_t utf8_length(const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	int64_t count = 0;

	while (*s) {
		int n = sequence(s);

		if (!n)
			return -1;
		s += n;
		count++;
	}
	return count;
}

static const char *trimmed(struct ctx *c, const char *s)
{
	size_t n;
	char *copy;

	while (isspace((unsigned char)*s))
		s++;
	n = strlen(s);
	while (n && isspace((unsigned char)s[n - 1]))
		n--;
	copy = arena_strdup(&c->arena, s);
	copy[n] = '\0';
	return copy;
}

/* Text may hold line breaks and tabs; other control characters are never meant. */
static bool has_control(const char *s)
{
	for (; *s; s++)
		if (((unsigned char)*s < 0x20 && !strchr("\n\r\t", *s)) || *s == 0x7F)
			return true;
	return false;
}

static bool is_plain(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s >= 0x80)
			return false;
	return true;
}

static enum err check_words(struct ctx *c, const struct field *f, const char *s)
{
	char all[256] = "";

	for (const char *const *w = f->words; *w; w++) {
		if (!strcmp(*w, s))
			return ERR_OK;
		if (strlen(all) + strlen(*w) + 3 < sizeof(all))
			strcat(strcat(all, *all ? ", " : ""), *w);
	}
	return fail_field(c, f->name, "must be one of: %s", all);
}

static enum err parse_str(struct ctx *c, const struct field *f, const char *s, const char **into)
{
	int64_t n;

	if (f->flags & TRIM)
		s = trimmed(c, s);
	n = utf8_length(s);
	if (n < 0)
		return fail_field(c, f->name, "is not valid UTF-8");
	if (!n && f->flags & NULLABLE) {
		*into = NULL; /* no text: forms send it for what was left empty */
		return ERR_OK;
	}
	if (has_control(s))
		return fail_field(c, f->name, "has control characters in it");
	if (f->flags & PLAIN && !is_plain(s))
		return fail_field(c, f->name, "may have letters from a to z, digits and signs only");
	if (f->words && *s)
		TRY(check_words(c, f, s));
	if (n < f->min && f->min == 1)
		return fail_field(c, f->name, "must not be empty");
	if (n < f->min)
		return fail_field(c, f->name, "must have at least %lld characters", (long long)f->min);
	if (n > f->max)
		return fail_field(c, f->name, "must have at most %lld characters", (long long)f->max);
	*into = s;
	return ERR_OK;
}

static enum err parse_int(struct ctx *c, const struct field *f, const char *s, int64_t *into)
{
	char *end;
	long long n;

	errno = 0;
	n = strtoll(s, &end, 10);
	if (end == s || *end || errno || isspace((unsigned char)*s) || *s == '+')
		return fail_field(c, f->name, "must be a whole number");
	if (n < f->min || n > f->max)
		return fail_field(c, f->name, "must be between %lld and %lld", (long long)f->min,
			(long long)f->max);
	*into = n;
	return ERR_OK;
}

/* At most two places are kept; a third would be a guess. */
static bool decimal_text(const char *s, int64_t *hundredths)
{
	bool negative = *s == '-';
	int64_t whole = 0, part = 0;
	int places = 0, n = 0;

	for (s += negative; isdigit((unsigned char)*s) && n < 12; s++, n++)
		whole = whole * 10 + (*s - '0');
	if (!n)
		return false;
	if (*s == '.')
		for (s++; isdigit((unsigned char)*s); s++, places++) {
			if (places < 2)
				part = part * 10 + (*s - '0');
			else if (*s != '0')
				return false;
		}
	*hundredths = (whole * 100 + (places == 1 ? part * 10 : part)) * (negative ? -1 : 1);
	return !*s;
}

static enum err parse_dec(struct ctx *c, const struct field *f, const char *s, struct decimal *into)
{
	int64_t n;

	if (!decimal_text(s, &n))
		return fail_field(c, f->name, "must be a number with at most two decimal places");
	if (n < f->min || n > f->max)
		return fail_field(c, f->name, "must be between %lld and %lld", (long long)f->min / 100,
			(long long)f->max / 100);
	*into = (struct decimal){ true, n };
	return ERR_OK;
}

static enum err parse_date(struct ctx *c, const struct field *f, const char *s, struct date *into)
{
	struct date d = { 0 };

	if (!date_parse(s, &d))
		return fail_field(c, f->name, "must be a date that exists, written YYYY-MM-DD");
	if (d.day < f->min || d.day > f->max)
		return fail_field(c, f->name, "is too far away");
	*into = d;
	return ERR_OK;
}

static enum err parse_bool(struct ctx *c, const struct field *f, const char *s, bool *into)
{
	if (strcmp(s, "true") != 0 && strcmp(s, "false") != 0)
		return fail_field(c, f->name, "must be true or false");
	*into = *s == 't';
	return ERR_OK;
}

static enum err parse_time(struct ctx *c, const struct field *f, const char *s, struct instant *into)
{
	/* None is written as 0, and years past 9999 have no text. */
	const int64_t latest = date_start((struct date){ DATE_MAX }).us + INT64_C(86400) * 1000000 - 1;

	if (!instant_parse(s, into))
		return fail_field(c, f->name, "must be a moment written as 2026-03-31T09:00:00Z");
	if (into->us <= 0 || into->us > latest)
		return fail_field(c, f->name, "is too far away");
	return ERR_OK;
}

enum err field_parse(struct ctx *c, const struct field *f, const char *s, void *base)
{
	void *into = field_at(f, base);

	switch (f->type) {
	case FIELD_STR:
		return parse_str(c, f, s, into);
	case FIELD_INT:
		return parse_int(c, f, s, into);
	case FIELD_BOOL:
		return parse_bool(c, f, s, into);
	case FIELD_DEC:
		return parse_dec(c, f, s, into);
	case FIELD_DATE:
		return parse_date(c, f, s, into);
	case FIELD_TIME:
		return parse_time(c, f, s, into);
	case FIELD_QUORUM:
	case FIELD_INTS:
	case FIELD_WORDS:
	case FIELD_BYTES:
	case FIELD_OBJ:
	case FIELD_LIST:
		break;
	}
	return fail_field(c, f->name, "cannot be given as text");
}
