#ifndef LAUREL_COURSE_COMPLETE_H
#define LAUREL_COURSE_COMPLETE_H

#include "course_enrollment.h"

/* Private to the core: how enrolments become completed, and what follows from it in the same transaction. */

/* An enrolment that was just made. */
struct course_made {
	int64_t id, course_id;
	const char *status;
};
extern const struct field course_made_fields[], course_completion_fields[];

/* clang-format off */
/* Which states a completion may come to; one that waits for approval has not begun. */
#define COURSE_OPEN "e.status IN ('assigned', 'not_started', 'in_progress')"

/*
 * The day on which an enrolment's course was completed and still is: of the
 * current attempt, or of one before that re-enrolling left standing (GO1-17).
 */
#define COURSE_STANDING(x) \
	"COALESCE(" x ".completed_on, (SELECT MAX(a.completed_on) FROM course_attempt a " \
	"WHERE a.course_enrollment_id = " x ".id AND a.ended_by = 're_enroll'))"
/* clang-format on */

/*
 * What came before they did: events that the people had attended count as
 * steps, and those that other courses count as are completed; then what follows
 * from every one that is completed now. *completed: how many those are.
 */
must_check enum err course_follow_made(struct ctx *c, const struct list *made, int64_t *completed);

/*
 * The same for enrolments that waited for approval and wait no more; one in a
 * course without required steps is completed by that.
 */
must_check enum err course_begun(struct ctx *c, const struct list *made, int64_t *completed);

/* Enrolments that have just begun: their steps show the events that the people had attended. */
must_check enum err course_events_follow(struct ctx *c, const struct ints *ids, int64_t *completed);

/* Record completed courses where the requirements of programs ask for them. */
must_check enum err course_evidence_follow(struct ctx *c, const struct ints *course_enrollment_ids);

/* The same for enrolments in programs that were just made: courses completed before. */
must_check enum err course_evidence_of(struct ctx *c, const struct ints *enrollment_ids);

/*
 * A completion of that day was taken back, and the enrolment stored without it:
 * so are the records that it made; an earlier attempt that still stands takes
 * their place.
 */
must_check enum err course_evidence_withdraw(struct ctx *c, int64_t course_enrollment_id,
	struct date completed_on);

#endif
