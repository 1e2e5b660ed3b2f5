#ifndef LAUREL_LANGUAGE_H
#define LAUREL_LANGUAGE_H

#include "arena.h"
#include "date.h"

/*
 * Days, moments and amounts as people of a language write them, in texts that
 * leave Laurel (mails, documents). The site does this in the browser.
 * Language codes are those of mail_languages; an unknown one reads as "en".
 */

/* "15 June 2026", "15. Juni 2026", "15 juin 2026", "15 de junio de 2026". */
const char *language_day(struct arena *a, const char *language, struct date d);

/* With the weekday, the time in that zone and the zone's name: "Monday, 15 June 2026, 14:30 CEST". */
const char *language_moment(struct arena *a, const char *language, struct instant t, const char *time_zone);

/* "125.00 EUR", "125,00 EUR"; currencies have the decimals of ISO 4217. */
const char *language_money(struct arena *a, const char *language, int64_t minor, const char *currency);

#endif
