#include "date.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DAYS_400_YEARS = 146097, EPOCH = 719163 /* 1970-01-01 */, LAST = 3652059 /* 9999-12-31 */ };

const char *const date_units[] = { "days", "weeks", "months", "years", NULL };

static bool leap(int y)
{
	return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

static int month_days(int y, int m)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return m == 2 && leap(y) ? 29 : days[m - 1];
}

struct date date_of(int y, int m, int d)
{
	int before, march_year;

	if (y < 1 || y > 9999 || m < 1 || m > 12 || d < 1 || d > month_days(y, m))
		return (struct date){ 0 };
	/* Count from 1 March, so that the leap day is the last of its year. */
	march_year = m > 2 ? y : y - 1;
	before = march_year * 365 + march_year / 4 - march_year / 100 + march_year / 400;
	return (struct date){ before + (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 306 };
}

void date_split(struct date at, int *y, int *m, int *d)
{
	int n = at.day + 305, cycle = n / DAYS_400_YEARS, in_cycle = n % DAYS_400_YEARS;
	int year = (in_cycle - in_cycle / 1460 + in_cycle / 36524 - in_cycle / 146096) / 365;
	int in_year = in_cycle - (365 * year + year / 4 - year / 100);
	int march = (5 * in_year + 2) / 153;

	*d = in_year - (153 * march + 2) / 5 + 1;
	*m = march < 10 ? march + 3 : march - 9;
	*y = cycle * 400 + year + (*m <= 2);
}

/* Exactly n digits, or -1. */
static int digits(const char *s, int n)
{
	int value = 0;

	for (int i = 0; i < n; i++) {
		if (!isdigit((unsigned char)s[i]))
			return -1;
		value = value * 10 + (s[i] - '0');
	}
	return value;
}

static bool parse_day(const char *s, struct date *into)
{
	int y = digits(s, 4), m, d;

	if (y < 0 || s[4] != '-' || (m = digits(s + 5, 2)) < 0 || s[7] != '-' || (d = digits(s + 8, 2)) < 0)
		return false;
	*into = date_of(y, m, d);
	return into->day != 0;
}

bool date_parse(const char *s, struct date *into)
{
	return strlen(s) == 10 && parse_day(s, into);
}

/* snprintf() would be most of the time that a list of dates takes. */
static char *put_digits(char *to, unsigned n, int width)
{
	for (int i = width; i--; n /= 10)
		to[i] = (char)('0' + n % 10);
	return to + width;
}

void date_format(struct date at, char text[static DATE_TEXT])
{
	int y, m, d;

	date_split(at, &y, &m, &d);
	text = put_digits(text, (unsigned)y, 4);
	*text++ = '-';
	text = put_digits(text, (unsigned)m, 2);
	*text++ = '-';
	*put_digits(text, (unsigned)d, 2) = '\0';
}

static struct date add_months(struct date at, int64_t n)
{
	int y, m, d;
	int64_t months;

	date_split(at, &y, &m, &d);
	months = (int64_t)y * 12 + m - 1 + n;
	if (months < 12 || months >= 10000 * 12)
		return (struct date){ 0 };
	y = (int)(months / 12);
	m = (int)(months % 12) + 1;
	return date_of(y, m, d < month_days(y, m) ? d : month_days(y, m));
}

static struct date add_days(struct date at, int64_t n)
{
	int64_t day = at.day + n;

	return (struct date){ day < 1 || day > LAST ? 0 : (int32_t)day };
}

struct date date_add(struct date at, int64_t n, const char *unit)
{
	if (!at.day || n > LAST || n < -LAST)
		return (struct date){ 0 };
	if (!strcmp(unit, "days"))
		return add_days(at, n);
	if (!strcmp(unit, "weeks"))
		return add_days(at, n * 7);
	if (!strcmp(unit, "months"))
		return add_months(at, n);
	return !strcmp(unit, "years") ? add_months(at, n * 12) : (struct date){ 0 };
}

static bool parse_clock(const char *s, int64_t *seconds)
{
	int h = digits(s, 2), m, sec;

	if (h < 0 || s[2] != ':' || (m = digits(s + 3, 2)) < 0 || s[5] != ':' || (sec = digits(s + 6, 2)) < 0)
		return false;
	*seconds = h * 3600 + m * 60 + sec;
	return h < 24 && m < 60 && sec < 60;
}

/* "Z", "+02:00" or "-05:30" in seconds. */
static bool parse_offset(const char *s, int64_t *seconds)
{
	int h, m;

	*seconds = 0;
	if (*s == 'Z' || *s == 'z')
		return !s[1];
	if ((*s != '+' && *s != '-') || (h = digits(s + 1, 2)) < 0 || s[3] != ':' ||
		(m = digits(s + 4, 2)) < 0)
		return false;
	*seconds = (*s == '-' ? -1 : 1) * (h * 3600 + m * 60);
	return h < 24 && m < 60 && !s[6];
}

static const char *parse_fraction(const char *s, int64_t *us)
{
	*us = 0;
	if (*s != '.')
		return s;
	for (int64_t unit = 100000; isdigit((unsigned char)*++s); unit /= 10)
		*us += (*s - '0') * unit;
	return s;
}

bool instant_parse(const char *s, struct instant *into)
{
	struct date day;
	int64_t clock, offset, us;

	if (strlen(s) < sizeof("YYYY-MM-DDTHH:MM:SSZ") - 1 || !parse_day(s, &day) ||
		(s[10] != 'T' && s[10] != 't') || !parse_clock(s + 11, &clock) ||
		!parse_offset(parse_fraction(s + 19, &us), &offset))
		return false;
	into->us = ((int64_t)(day.day - EPOCH) * 86400 + clock - offset) * 1000000 + us;
	return true;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

void instant_format(struct instant t, char text[static INSTANT_TEXT])
{
	int64_t seconds = floor_div(t.us, 1000000), day = floor_div(seconds, 86400);
	unsigned rest = (unsigned)(seconds - day * 86400), us = (unsigned)(t.us - seconds * 1000000);
	char *to = text + DATE_TEXT - 1;

	date_format((struct date){ (int32_t)day + EPOCH }, text);
	*to++ = 'T';
	to = put_digits(to, rest / 3600, 2);
	*to++ = ':';
	to = put_digits(to, rest / 60 % 60, 2);
	*to++ = ':';
	to = put_digits(to, rest % 60, 2);
	if (us) {
		*to++ = '.';
		to = put_digits(to, us, 6);
	}
	*to++ = 'Z';
	*to = '\0';
}

/* The C library reads zones through TZ only; switching is cheap and done when the zone changes. */
static void use_zone(const char *zone)
{
	static char current[64];

	if (!strcmp(current, zone))
		return;
	snprintf(current, sizeof(current), "%s", zone);
	setenv("TZ", zone, 1);
	tzset();
}

struct local_time instant_local(struct instant t, const char *zone)
{
	time_t seconds = (time_t)floor_div(t.us, 1000000);
	struct local_time local;
	struct tm tm;

	use_zone(zone);
	localtime_r(&seconds, &tm);
	local = (struct local_time){ .date = date_of(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday),
		.hour = tm.tm_hour,
		.minute = tm.tm_min };
	snprintf(local.zone, sizeof(local.zone), "%s", tm.tm_zone);
	return local;
}

struct date instant_date(struct instant t, const char *zone)
{
	return instant_local(t, zone).date;
}

/* The file of a zone begins so; directories and lists stand beside them. */
static bool holds_zone(const char *path)
{
	char magic[4] = "";
	FILE *f = fopen(path, "re");
	bool zone = f && fread(magic, 1, sizeof(magic), f) == sizeof(magic) &&
		!memcmp(magic, "TZif", sizeof(magic));

	if (f)
		fclose(f);
	return zone;
}

bool time_zone_known(const char *zone)
{
	char path[PATH_MAX];

	if (!*zone || strstr(zone, "..") || *zone == '/' || strlen(zone) > 60)
		return false;
	if (!strncmp(zone, "posix/", 6) || !strncmp(zone, "right/", 6))
		return false;
	for (const char *p = zone; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("/_+-", *p))
			return false;
	snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", zone);
	return !strcmp(zone, "UTC") || holds_zone(path);
}

struct instant date_start_in(struct date d, const char *zone)
{
	return date_hour_in(d, 0, zone);
}

struct instant date_hour_in(struct date d, int hour, const char *zone)
{
	int y, m, day;
	struct tm tm = { .tm_hour = hour, .tm_isdst = -1 };

	date_split(d, &y, &m, &day);
	tm.tm_year = y - 1900;
	tm.tm_mon = m - 1;
	tm.tm_mday = day;
	use_zone(zone);
	return (struct instant){ (int64_t)mktime(&tm) * 1000000 };
}

struct instant date_start(struct date d)
{
	return (struct instant){ (int64_t)(d.day - EPOCH) * 86400 * 1000000 };
}
