#ifndef LAUREL_COURSE_ROW_H
#define LAUREL_COURSE_ROW_H

#include "course.h"

/* Private to the core: what the files about courses share. */

/* Up to so many the audit tells of one by one, so that each finds it in its own history; of more, one entry tells. */
enum { COURSE_TELL_EACH = 200 };

/*
 * The counts of a course's report, kept in the transaction of each change
 * (GO1-01).  n may be negative; a count below zero fails loudly.
 */
must_check enum err course_tally_add(struct ctx *c, const struct course_count *k);

/* The same enrolments from one standing to another, always in the same order, so that two moves do not wait for each other. */
must_check enum err course_tally_move(struct ctx *c, const struct course_count *from,
	const struct course_count *to);

#endif
