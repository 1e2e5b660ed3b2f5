#ifndef LAUREL_DATE_H
#define LAUREL_DATE_H

#include <stdbool.h>
#include <stdint.h>

/* A calendar date: days since 31 December of the year 0, so 0001-01-01 is 1. 0 means "no date". */
struct date {
	int32_t day;
};

/* A UTC moment in microseconds since 1970. 0 means "none". */
struct instant {
	int64_t us;
};

enum { DATE_TEXT = sizeof("YYYY-MM-DD"), INSTANT_TEXT = sizeof("YYYY-MM-DDTHH:MM:SS.uuuuuuZ") };

/* Years outside 1..9999 give no date. */
struct date date_of(int year, int month, int day);
void date_split(struct date d, int *year, int *month, int *day);

/* Exactly YYYY-MM-DD and a day that exists, or false. */
bool date_parse(const char *text, struct date *into);
void date_format(struct date d, char text[static DATE_TEXT]);

/*
 * n days, weeks, months or years later; months and years clamp to the last
 * day of the month (31 January + 1 month = 28 or 29 February).
 * No date when the result would leave the years 1..9999 or unit is unknown.
 */
struct date date_add(struct date d, int64_t n, const char *unit);
extern const char *const date_units[]; /* NULL ends the list */

/* RFC 3339 with Z or an offset; fractions of a second are optional. */
bool instant_parse(const char *text, struct instant *into);
void instant_format(struct instant t, char text[static INSTANT_TEXT]);

/* The calendar date that t falls on in an IANA time zone ("Europe/Paris"). */
struct date instant_date(struct instant t, const char *time_zone);
bool time_zone_known(const char *time_zone);

/* The moment a day begins in a time zone. */
struct instant date_start_in(struct date d, const char *time_zone);

/* The moment of a full hour of a day in a time zone; one that the clocks skip is that much later. */
struct instant date_hour_in(struct date d, int hour, const char *time_zone);

/* What the clocks of a time zone show, and what the zone calls itself then: "CEST". */
struct local_time {
	struct date date;
	int hour, minute;
	char zone[16];
};
struct local_time instant_local(struct instant t, const char *time_zone);

/* The moment a day begins in UTC. */
struct instant date_start(struct date d);

#endif
