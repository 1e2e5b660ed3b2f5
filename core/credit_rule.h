#ifndef LAUREL_CREDIT_RULE_H
#define LAUREL_CREDIT_RULE_H

#include "db.h"

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

/* Credit a counts for what requirement v asks of enrolment n: not what the cycle before was earned with. */
#define CREDIT_COUNTS(a) \
	a ".contact_id = n.contact_id AND " a ".credit_type_id = v.credit_type_id AND " a ".amount > 0 AND " a ".awarded_on <= n.expires_on " \
	"AND (NOT v.since_enrollment OR " a ".awarded_on >= n.enrolled_on) AND NOT EXISTS (SELECT 1 FROM enrollment b " \
	"WHERE b.program_id = n.program_id AND b.contact_id = n.contact_id AND b.cycle < n.cycle AND b.earned_on >= " a ".awarded_on)"
/* clang-format on */

#endif
