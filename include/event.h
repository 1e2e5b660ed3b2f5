#ifndef LAUREL_EVENT_H
#define LAUREL_EVENT_H

#include "page.h"

/*
 * A live event.  Where a course has a step for it, a person's attendance is
 * that step's percentage; the course's own completion is never touched by it
 * (LVE-03, LVE-08).
 */
struct event {
	int64_t id;
	const char *title;
	struct instant starts_at;
	int64_t duration_minutes, required_minutes; /* required for 100 % */
	int64_t course_id;                          /* 0: of no course */
	const char *course_title;
	int64_t version;
};
extern const struct field event_fields[];

struct event_query {
	int64_t course_id, free_for; /* free_for: what can be a step of this course, being of no other */
	const char *q, *pattern;
	PAGE_MEMBERS;
};
extern const struct field event_query_fields[];

/* Newest first. */
must_check enum err event_list(struct ctx *c, struct event_query *q, struct page *into);
must_check enum err event_find(struct ctx *c, int64_t id, struct event *into);
must_check enum err event_create(struct ctx *c, struct event *in); /* in->id is filled */

/* When the required minutes change, everybody's percentage follows (LVE-09). STALE_VERSION. */
must_check enum err event_update(struct ctx *c, int64_t id, int64_t version, const struct event *in,
	uint64_t sent);

/* One person at an event: everybody who is registered, in its course, or has attended. */
struct attendance {
	int64_t event_id, contact_id;
	const char *contact_no, *name, *email, *sort_name;
	bool registered; /* for an offering of the event */
	int64_t minutes; /* over all joins */
	int64_t percent; /* 0..100, of the required minutes */
	bool attended;   /* 100 % */
	struct decimal score;
	const char *course_status; /* of the event's course; NULL when not enrolled there */
};
extern const struct field attendance_fields[];

struct attendance_query {
	int64_t event_id, course_id; /* course_id: the event's, filled in */
	SEARCH_MEMBERS;
	PAGE_MEMBERS;
};
extern const struct field attendance_query_fields[];

/* By name. */
must_check enum err attendance_list(struct ctx *c, struct attendance_query *q, struct page *into);

/*
 * A page of the file that mass uploads take, filled with everybody the list
 * has (LVE-06); its head comes with the first page. *next is the cursor of
 * the next page, NULL after the last.
 */
struct buf;
must_check enum err attendance_csv(struct ctx *c, int64_t event_id, const char *cursor, struct buf *out,
	const char **next);

/*
 * Set the minutes of one person (LVE-01, 07, 10, 12, 18): always allowed.  The
 * event's step follows, down to 0 % as well (LVE-05, 09); a course that this
 * completes stays complete whatever becomes of the minutes (LVE-02, 08, 13, 14).
 */
struct attendance_input {
	int64_t event_id, contact_id, minutes;
	struct decimal score;
};
extern const struct field attendance_input_fields[];
must_check enum err attendance_put(struct ctx *c, const struct attendance_input *in, struct attendance *out);

/*
 * After the rows of these contacts (from <= id <= to) at an event were changed
 * by whatever way: bring steps and courses in step, set-based.  Every way ends
 * here, so that mass and manual updates give the same result (LVE-20).
 */
must_check enum err attendance_settle(struct ctx *c, int64_t event_id, int64_t from, int64_t to);

#endif
