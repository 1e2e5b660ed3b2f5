#ifndef LAUREL_SETTING_H
#define LAUREL_SETTING_H

#include "ctx.h"

/* What the whole organisation shares. */
struct organisation {
	const char *organisation_name;
	const char *time_zone;   /* IANA name; decides which day "today" is */
	const char *language;    /* of mails to people who have chosen none; one of mail_languages */
	int64_t refund_days;     /* registrations: full refund until so many days before the start */
	int64_t hold_minutes;    /* a seat in a cart is held so long */
	int64_t promotion_hours; /* who comes up from a waiting list has so long to pay */
	/* A change of a segment's rule that moves more people, or a larger share of its members, asks to be confirmed. */
	int64_t segment_brake_people, segment_brake_percent; /* percent 0: no share is too large */
	int64_t version;
};
extern const struct field organisation_fields[];

must_check enum err organisation_find(struct ctx *c, struct organisation *into);
/* For work that nobody signed in for: which day it is, where that is not known yet. */
must_check enum err organisation_day(struct ctx *c);

must_check enum err organisation_update(struct ctx *c, int64_t version, const struct organisation *in,
	uint64_t sent);

/* The number of the newest migration, 0 for an empty database. */
must_check enum err schema_number(struct ctx *c, int64_t *n);

#endif
