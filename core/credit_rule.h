#ifndef LAUREL_CREDIT_RULE_H
#define LAUREL_CREDIT_RULE_H

/* Private to the core: what a completion awards by itself, in SQL, once. */

/* clang-format off */
/*
 * The credits that are due to enrolments e: of every type that the course
 * awards whole (variable credit waits for a claim: CRI-23), once for each
 * attempt.  More conditions follow after AND.
 */
#define CREDITS_DUE(enrolments) \
	"FROM " enrolments "STRAIGHT_JOIN course_credit w ON w.course_id = e.course_id AND NOT w.variable " \
	"LEFT JOIN credit_award had ON had.course_id = e.course_id AND had.contact_id = e.contact_id AND had.attempt = e.attempt " \
	"AND had.credit_type_id = w.credit_type_id WHERE e.status = 'completed' AND had.id IS NULL AND "

/* Awards them, on the day of the completion; they are reported (CRI-22). */
#define AWARD_CREDITS_DUE(provenance, import, enrolments) \
	"INSERT INTO credit_award (course_id, contact_id, attempt, credit_type_id, amount, awarded_on, expires_on, provenance, import_id, " \
	"submission, created_at) SELECT e.course_id, e.contact_id, e.attempt, w.credit_type_id, w.maximum, e.completed_on, " \
	"e.completed_on + INTERVAL w.valid_months MONTH, " provenance ", " import ", 'queued', :now " CREDITS_DUE(enrolments)

/* Credit a still counts; the day on which it expires is included. */
#define CREDIT_HOLDS(a) "(" a ".expires_on IS NULL OR " a ".expires_on >= :today)"
/* clang-format on */

#endif
