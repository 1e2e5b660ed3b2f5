#include "date.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static const char *text_of(struct date d)
{
	static char text[DATE_TEXT];

	date_format(d, text);
	return d.day ? text : "none";
}

Test(date, days_are_counted_without_a_gap_over_ten_thousand_years)
{
	struct date before = date_of(1, 1, 1);

	cr_assert_eq(before.day, 1);
	for (int y = 1; y <= 9999; y++)
		for (int m = 1; m <= 12; m++) {
			struct date first = date_of(y, m, 1),
				    last = date_add(date_add(first, 1, "months"), -1, "days");

			cr_assert(y == 1 && m == 1 ? first.day == 1 : first.day == before.day + 1, "%d-%d", y,
				m);
			before = last.day ? last : date_of(9999, 12, 31);
		}
	cr_assert_eq(before.day, date_of(9999, 12, 31).day);
}

Test(date, splitting_gives_back_what_was_joined)
{
	for (int32_t day = 1; day <= 3652059; day += 13) {
		int y, m, d;

		date_split((struct date){ day }, &y, &m, &d);
		cr_assert_eq(date_of(y, m, d).day, day, "%d gave %d-%d-%d", day, y, m, d);
	}
}

Test(date, a_day_that_does_not_exist_is_no_date)
{
	static const int bad[][3] = { { 0, 1, 1 }, { 10000, 1, 1 }, { -1, 1, 1 }, { 2026, 0, 1 },
		{ 2026, 13, 1 }, { 2026, 1, 0 }, { 2026, 1, 32 }, { 2026, 4, 31 }, { 2026, 2, 29 },
		{ 1900, 2, 29 }, { 2024, 2, 30 } };

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		cr_assert_eq(date_of(bad[i][0], bad[i][1], bad[i][2]).day, 0, "case %zu", i);
	cr_assert_neq(date_of(2024, 2, 29).day, 0);
	cr_assert_neq(date_of(2000, 2, 29).day, 0);
}

Test(date, a_text_is_read_only_when_it_is_exactly_a_day)
{
	static const char *const bad[] = { "", "2026", "2026-6-15", "2026-06-15 ", " 2026-06-15",
		"2026-06-15T00:00:00Z", "2026/06/15", "15-06-2026", "2026-06-1x", "+026-06-15", "20260615",
		"2026-02-29", "0000-01-01", "2026-00-10", "2026-06-00", "2026-06-31", "-026-06-15" };
	struct date d = { 77 };

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		cr_assert_not(date_parse(bad[i], &d), "\"%s\"", bad[i]);
	cr_assert(date_parse("2026-06-15", &d));
	cr_assert_eq(d.day, date_of(2026, 6, 15).day);
	cr_assert(date_parse("0001-01-01", &d));
	cr_assert_eq(d.day, 1);
	cr_assert(date_parse("9999-12-31", &d));
	cr_assert_eq(d.day, 3652059);
}

Test(date, writing_and_reading_come_back_to_the_same_day)
{
	for (int32_t day = 1; day <= 3652059; day += 101) {
		struct date again;

		cr_assert(date_parse(text_of((struct date){ day }), &again));
		cr_assert_eq(again.day, day);
	}
	cr_assert_str_eq(text_of(date_of(7, 3, 9)), "0007-03-09");
}

struct sum {
	int y, m, d;
	int64_t n;
	const char *unit, *result;
};

Test(date, months_and_years_clamp_to_the_last_day_of_the_month)
{
	static const struct sum sums[] = {
		{ 2026, 1, 31, 1, "months", "2026-02-28" },
		{ 2024, 1, 31, 1, "months", "2024-02-29" },
		{ 2026, 3, 31, 1, "months", "2026-04-30" },
		{ 2026, 3, 31, -1, "months", "2026-02-28" },
		{ 2026, 8, 31, 6, "months", "2027-02-28" },
		{ 2026, 12, 15, 1, "months", "2027-01-15" },
		{ 2026, 1, 15, -1, "months", "2025-12-15" },
		{ 2024, 2, 29, 1, "years", "2025-02-28" },
		{ 2024, 2, 29, 4, "years", "2028-02-29" },
		{ 1896, 2, 29, 4, "years", "1900-02-28" },
		{ 2026, 6, 15, 12, "months", "2027-06-15" },
		{ 2026, 6, 15, 0, "months", "2026-06-15" },
		{ 2026, 12, 31, 1, "days", "2027-01-01" },
		{ 2024, 2, 28, 1, "days", "2024-02-29" },
		{ 2026, 6, 15, 2, "weeks", "2026-06-29" },
		{ 2026, 1, 1, -1, "weeks", "2025-12-25" },
	};

	for (size_t i = 0; i < sizeof(sums) / sizeof(*sums); i++) {
		const struct sum *s = &sums[i];

		cr_assert_str_eq(text_of(date_add(date_of(s->y, s->m, s->d), s->n, s->unit)), s->result,
			"case %zu", i);
	}
}

Test(date, a_month_later_is_in_the_next_month_for_every_day_of_400_years)
{
	for (int32_t day = date_of(1900, 1, 1).day; day < date_of(2300, 1, 1).day; day++) {
		int y, m, d, y2, m2, d2;
		struct date at = { day }, later = date_add(at, 1, "months");

		date_split(at, &y, &m, &d);
		date_split(later, &y2, &m2, &d2);
		cr_assert_eq(y2 * 12 + m2, y * 12 + m + 1, "%s", text_of(at));
		cr_assert(d2 == d ||
				(d2 < d &&
					date_add(later, 1, "days").day ==
						date_of(y2 + m2 / 12, m2 % 12 + 1, 1).day),
			"%s", text_of(at));
		cr_assert_eq(date_add(at, 12, "months").day, date_add(at, 1, "years").day);
		cr_assert_eq(date_add(at, 7, "days").day, date_add(at, 1, "weeks").day);
	}
}

Test(date, what_leaves_the_calendar_is_no_date)
{
	struct date last = date_of(9999, 12, 31), first = date_of(1, 1, 1);

	cr_assert_eq(date_add(last, 1, "days").day, 0);
	cr_assert_eq(date_add(last, 1, "months").day, 0);
	cr_assert_eq(date_add(last, 1, "years").day, 0);
	cr_assert_eq(date_add(first, -1, "days").day, 0);
	cr_assert_eq(date_add(first, -1, "months").day, 0);
	cr_assert_eq(date_add(first, INT64_MAX, "weeks").day, 0);
	cr_assert_eq(date_add(last, INT64_MIN, "years").day, 0);
	cr_assert_eq(date_add((struct date){ 0 }, 1, "days").day, 0);
	cr_assert_eq(date_add(first, 1, "fortnights").day, 0);
	cr_assert_eq(date_add(date_of(9999, 11, 30), 1, "months").day, date_of(9999, 12, 30).day);
	cr_assert_eq(date_add(date_of(1, 2, 28), -1, "months").day, date_of(1, 1, 28).day);
}

/* --- moments --- */

static const char *moment(const char *text)
{
	static char again[INSTANT_TEXT];
	struct instant t;

	if (!instant_parse(text, &t))
		return "no moment";
	instant_format(t, again);
	return again;
}

Test(instant, offsets_and_fractions_are_understood)
{
	cr_assert_str_eq(moment("2026-06-15T12:00:00Z"), "2026-06-15T12:00:00Z");
	cr_assert_str_eq(moment("2026-06-15t12:00:00z"), "2026-06-15T12:00:00Z");
	cr_assert_str_eq(moment("2026-06-15T12:00:00+02:00"), "2026-06-15T10:00:00Z");
	cr_assert_str_eq(moment("2026-01-01T00:30:00+01:00"), "2025-12-31T23:30:00Z");
	cr_assert_str_eq(moment("2026-12-31T20:00:00-05:30"), "2027-01-01T01:30:00Z");
	cr_assert_str_eq(moment("2026-06-15T12:00:00.25Z"), "2026-06-15T12:00:00.250000Z");
	cr_assert_str_eq(moment("2026-06-15T12:00:00.000001Z"), "2026-06-15T12:00:00.000001Z");
	cr_assert_str_eq(moment("1969-12-31T23:59:59.5Z"), "1969-12-31T23:59:59.500000Z");
	cr_assert_str_eq(moment("0001-01-01T00:00:00Z"), "0001-01-01T00:00:00Z");
	cr_assert_str_eq(moment("9999-12-31T23:59:59Z"), "9999-12-31T23:59:59Z");
}

Test(instant, anything_else_is_no_moment)
{
	static const char *const bad[] = { "", "2026-06-15", "2026-06-15T12:00Z", "2026-06-15 12:00:00Z",
		"2026-06-15T12:00:00", "2026-06-15T24:00:00Z", "2026-06-15T12:60:00Z", "2026-06-15T12:00:60Z",
		"2026-02-30T12:00:00Z", "2026-06-15T12:00:00Zx", "2026-06-15T12:00:00+2:00",
		"2026-06-15T12:00:00+02:00x", "2026-06-15T12:00:00+24:00", "2026-06-15T12:00:00+01:60",
		"2026-06-15T12:00:00+0100" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		cr_assert_str_eq(moment(bad[i]), "no moment", "\"%s\"", bad[i]);
}

Test(instant, the_day_depends_on_the_time_zone)
{
	struct instant t;

	cr_assert(instant_parse("2026-06-15T23:30:00Z", &t));
	cr_assert_str_eq(text_of(instant_date(t, "UTC")), "2026-06-15");
	cr_assert_str_eq(text_of(instant_date(t, "Europe/Paris")), "2026-06-16");
	cr_assert_str_eq(text_of(instant_date(t, "America/New_York")), "2026-06-15");
	cr_assert_str_eq(text_of(instant_date(t, "Pacific/Kiritimati")), "2026-06-16");
	cr_assert(instant_parse("2026-01-01T04:59:59Z", &t));
	cr_assert_str_eq(text_of(instant_date(t, "America/New_York")), "2025-12-31");
	t.us += 1000000;
	cr_assert_str_eq(text_of(instant_date(t, "America/New_York")), "2026-01-01");
}

Test(instant, summer_time_moves_midnight)
{
	struct instant t;

	cr_assert(instant_parse("2026-03-28T22:59:59Z", &t));
	cr_assert_str_eq(text_of(instant_date(t, "Europe/Paris")), "2026-03-28");
	cr_assert(instant_parse("2026-03-28T23:00:00Z", &t));
	cr_assert_str_eq(text_of(instant_date(t, "Europe/Paris")), "2026-03-29");
	cr_assert(instant_parse("2026-03-29T22:00:00Z", &t));
	cr_assert_str_eq(text_of(instant_date(t, "Europe/Paris")), "2026-03-30");
}

Test(instant, a_utc_day_begins_at_midnight_and_lasts_86400_seconds)
{
	for (int32_t day = date_of(1960, 1, 1).day; day < date_of(2100, 1, 1).day; day++) {
		struct instant start = date_start((struct date){ day });

		cr_assert_eq(instant_date(start, "UTC").day, day);
		cr_assert_eq(instant_date((struct instant){ start.us - 1 }, "UTC").day, day - 1);
		cr_assert_eq(date_start((struct date){ day + 1 }).us - start.us, INT64_C(86400000000));
	}
	cr_assert_eq(date_start(date_of(1970, 1, 1)).us, 0);
}

Test(instant, only_zones_that_exist_are_known)
{
	cr_assert(time_zone_known("UTC"));
	cr_assert(time_zone_known("Europe/Paris"));
	cr_assert(time_zone_known("America/Argentina/Buenos_Aires"));
	static const char *const bad[] = { "", "Mars/Olympus", "../../etc/passwd", "/etc/passwd",
		"Europe/../../../etc/passwd", "Europe/Paris;", "Europe Paris", ":UTC" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		cr_assert_not(time_zone_known(bad[i]), "\"%s\"", bad[i]);
}
