#include "language.h"

#include <stdlib.h>
#include <string.h>

struct language {
	const char *code, *decimal_mark;
	const char *first; /* how the first of a month is written; NULL: as any other day */
	const char *after_day, *before_year;
	const char *weekdays[7], *months[12];
};

/* clang-format off */
static const struct language languages[] = {
	{ "en", ".", NULL, " ", " ",
	  { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" },
	  { "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
	    "November", "December" } },
	{ "de", ",", NULL, ". ", " ",
	  { "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag" },
	  { "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
	    "Dezember" } },
	{ "fr", ",", "1er", " ", " ",
	  { "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche" },
	  { "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
	    "novembre", "décembre" } },
	{ "es", ",", NULL, " de ", " de ",
	  { "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo" },
	  { "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
	    "noviembre", "diciembre" } },
};
/* clang-format on */

static const struct language *find(const char *code)
{
	for (size_t i = 0; i < sizeof(languages) / sizeof(*languages); i++)
		if (!strcmp(languages[i].code, code))
			return &languages[i];
	return languages;
}

const char *language_day(struct arena *a, const char *code, struct date d)
{
	const struct language *l = find(code);
	const char *number;
	int y, m, day;

	date_split(d, &y, &m, &day);
	number = day == 1 && l->first ? l->first : arena_printf(a, "%d", day);
	return arena_printf(a, "%s%s%s%s%d", number, l->after_day, l->months[m - 1], l->before_year, y);
}

const char *language_moment(struct arena *a, const char *code, struct instant t, const char *zone)
{
	struct local_time local = instant_local(t, zone);

	/* Day 1, 1 January of the year 1, was a Monday. */
	return arena_printf(a, "%s, %s, %02d:%02d %s", find(code)->weekdays[(local.date.day - 1) % 7],
		language_day(a, code, local.date), local.hour, local.minute, local.zone);
}

/* ISO 4217: two, but for these. */
static int decimals(const char *currency)
{
	static const char none[] = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
			  three[] = "BHD IQD JOD KWD LYD OMR TND";

	return strstr(none, currency) ? 0 : strstr(three, currency) ? 3 : 2;
}

const char *language_money(struct arena *a, const char *code, int64_t minor, const char *currency)
{
	int places = decimals(currency);
	long long unit = places == 3 ? 1000 : places == 2 ? 100 : 1, amount = llabs((long long)minor);
	const char *sign = minor < 0 ? "-" : "";

	if (!places)
		return arena_printf(a, "%s%lld %s", sign, amount, currency);
	return arena_printf(a, "%s%lld%s%0*lld %s", sign, amount / unit, find(code)->decimal_mark, places,
		amount % unit, currency);
}
