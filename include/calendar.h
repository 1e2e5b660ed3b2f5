#ifndef LAUREL_CALENDAR_H
#define LAUREL_CALENDAR_H

#include "ctx.h"

/*
 * An event for people's calendars: RFC 5545, with CRLF, lines folded at 75
 * octets between whole characters, and times in UTC. The same event keeps its
 * UID; a higher sequence replaces what a calendar holds, and a cancelled one
 * takes it out (METHOD:CANCEL).
 */
struct calendar_event {
	const char *uid, *title, *location, *url; /* location and url may be NULL */
	const char *organizer, *organizer_name;   /* an address; NULL: not told */
	struct instant starts_at, ends_at;        /* ends_at 0: not known */
	int64_t sequence;
	bool cancelled;
};
const char *calendar_write(struct ctx *c, const struct calendar_event *e);

/*
 * The calendar of an offering, for a file or for mail_queue(): *ics is NULL
 * when it has no date yet. cancelled also for a registration that has ended,
 * so that the event leaves that person's calendar.
 */
must_check enum err offering_calendar(struct ctx *c, int64_t offering_id, bool cancelled, const char **ics);

#endif
