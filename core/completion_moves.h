#ifndef LAUREL_COMPLETION_MOVES_H
#define LAUREL_COMPLETION_MOVES_H

#include "date.h"
#include "move.h"

/* Private to the core: the life of a requirement record. */
extern const struct move completion_moves[];

/*
 * Record that a requirement was met by a course (evidence `course`), whatever
 * stands before it: the course was completed. grade may be NULL; one that the
 * requirement cannot take is left for staff to enter.
 */
must_check enum err completion_of_course(struct ctx *c, int64_t enrollment_id, int64_t requirement_id,
	struct date completed_on, const char *grade);

/* The course's completion was taken back, and with it what it met: the record is void, for the reason of the call. */
must_check enum err completion_of_course_gone(struct ctx *c, int64_t enrollment_id, int64_t requirement_id);

/*
 * What the ledger says of a requirement that asks for credits (evidence
 * `credits`): met on that day, or on another day than before; day 0: no longer.
 */
must_check enum err completion_of_credits(struct ctx *c, int64_t enrollment_id, int64_t requirement_id,
	struct date met_on);

#endif
