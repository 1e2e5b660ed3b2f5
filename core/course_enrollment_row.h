#ifndef LAUREL_COURSE_ENROLLMENT_ROW_H
#define LAUREL_COURSE_ENROLLMENT_ROW_H

#include "audit.h"
#include "course_enrollment.h"

/* Private to the core: what the files about course enrolments share. */

/* The whole row, for statements and for the audit. */
extern const struct field course_enrollment_fields[], course_enrollment_source_fields[],
	course_attempt_fields[], course_step_view_fields[];

/* Most are in their first attempt, and are not asked for earlier ones: a fifth of a report's time. */
/* clang-format off */
#define COURSE_ENROLLMENT_COLUMNS \
	"e.id, e.contact_id, CONCAT(c.given_name, ' ', c.family_name) AS contact_name, c.contact_no, c.email, e.course_id, " \
	"r.code AS course_code, r.title AS course_title, r.content_source, r.required_steps, e.attempt, e.status, e.active, " \
	"e.archived, e.enrolled_on, e.completed_on, e.completion_origin, e.origin_ref, e.origin_note, e.grade, e.ends_on, " \
	"e.version, e.sort_name, " COURSE_STEPS_DONE " AS steps_done, " \
	"IF(e.attempt > 1, (SELECT COUNT(*) FROM course_attempt a WHERE a.course_enrollment_id = e.id AND a.completed_on IS NOT NULL), 0) " \
	"AS earlier_completions"
#define COURSE_STEPS_DONE \
	"(SELECT COUNT(*) FROM course_step_progress p JOIN course_step s ON s.id = p.step_id AND s.required AND NOT s.retired " \
	"WHERE p.course_enrollment_id = e.id AND p.attempt = e.attempt AND p.percent = 100)"
/* clang-format on */

/* How people call it in the audit: "Ada Lovelace, First aid". */
struct audit_object course_enrollment_object(struct ctx *c, const struct course_enrollment *e);

/* Nobody can end what a segment or a program keeps going: HELD_BY_SEGMENT, BAD_MOVE. */
must_check enum err course_check_held(struct ctx *c, const struct course_enrollment *e);

/* The rules of each action, asked by the action and for what a screen offers. */
must_check enum err course_check_change(struct ctx *c, const struct course_enrollment *e);
must_check enum err course_check_re_enroll(struct ctx *c, const struct course_enrollment *e);
must_check enum err course_check_reassign(struct ctx *c, const struct course_enrollment *e);
must_check enum err course_check_unenroll(struct ctx *c, const struct course_enrollment *e);
must_check enum err course_check_remove(struct ctx *c, const struct course_enrollment *e);
must_check enum err course_check_decide(struct ctx *c, const struct course_enrollment *e);
must_check enum err course_check_equivalency(struct ctx *c, const struct course_enrollment *e);
must_check enum err course_check_learn(struct ctx *c, const struct course_enrollment *e);

/* Store a row that was changed, and keep the tally in step. */
must_check enum err course_enrollment_store(struct ctx *c, const struct course_enrollment *before,
	const struct course_enrollment *after);

#endif
