#ifndef LAUREL_COURSE_MOVE_H
#define LAUREL_COURSE_MOVE_H

#include "ctx.h"

/*
 * The one table of what may be done with a course enrolment, by its status and
 * by where the course's content comes from (GO1-05 to 20; domain.md, Courses).
 * Every call asks it; table `course_move` says the same for statements that
 * judge many rows at once, and a test compares the two.
 */
enum course_source_column {
	COURSE_OWN,
	COURSE_PREMIUM,
	COURSE_MARKETPLACE,
	COURSE_IMPORT_SHELL,
	COURSE_SOURCES,
};
struct course_move {
	const char *verb; /* import: a completion by file; change: by staff; re_enroll; reassign */
	const char *from; /* a status of course_enrollment, or none */
	const char *refusal[COURSE_SOURCES]; /* the code it is refused with; NULL: it may be done */
};
extern const struct course_move course_moves[];    /* a NULL verb ends it */
extern const char *const course_content_sources[]; /* in the order of the columns */
extern const char *const course_statuses[];        /* assigned ... completed */

/* NULL when it may be done; a verb and a status that no row names are refused with bad_move. */
const char *course_move_refusal(const char *verb, const char *status, const char *content_source);

/*
 * May staff do it ("change", "re_enroll", "reassign")? SHARED_CONTENT, USE_IMPORT,
 * NOT_RE_ENROLLABLE, BAD_MOVE, each with the reason and the way out.
 */
must_check enum err course_move_check(struct ctx *c, const char *verb, const char *status,
	const char *content_source);

#endif
