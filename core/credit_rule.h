#ifndef LAUREL_CREDIT_RULE_H
#define LAUREL_CREDIT_RULE_H

#include "db.h"
#include "report.h"

/* Private to the core: what a completion awards by itself, in SQL, once. */

/* clang-format off */
/* A provenance in SQL, and what a credit of it begins as for those who are told (report_rules). */
#define PROVENANCE(provenance) "'" #provenance "'"
#define SUBMISSION(provenance) "'" REPORT_BEGINS_##provenance "'"

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
	"e.completed_on + INTERVAL w.valid_months MONTH, " PROVENANCE(provenance) ", " import ", " SUBMISSION(provenance) ", :now " CREDITS_DUE(enrolments)

/* Credit a still counts; the day on which it expires is included. */
#define CREDIT_HOLDS(a) "(" a ".expires_on IS NULL OR " a ".expires_on >= :today)"

/* Credit a counts for what requirement v asks of enrolment n: not what the cycle before was earned with. */
#define CREDIT_COUNTS(a) \
	a ".contact_id = n.contact_id AND " a ".credit_type_id = v.credit_type_id AND " a ".amount > 0 AND " a ".awarded_on <= n.expires_on " \
	"AND (NOT v.since_enrollment OR " a ".awarded_on >= n.enrolled_on) AND NOT EXISTS (SELECT 1 FROM enrollment b " \
	"WHERE b.program_id = n.program_id AND b.contact_id = n.contact_id AND b.cycle < n.cycle AND b.earned_on >= " a ".awarded_on)"
/*
 * Enrolments n whose record of a requirement that asks for credits is not what
 * a ledger (a table or a query like credit_award) says: met on the first day on
 * which those that counted that day add up to it.  A waiver stands whatever it
 * says; an enrolment that was followed by another is history.
 */
#define REACHED_ON(ledger) \
	"(SELECT MIN(w.awarded_on) FROM " ledger " w WHERE " CREDIT_COUNTS("w") " AND v.min_credits <= (SELECT SUM(s.amount) " \
	"FROM " ledger " s WHERE " CREDIT_COUNTS("s") " AND s.awarded_on <= w.awarded_on AND (s.expires_on IS NULL " \
	"OR s.expires_on >= w.awarded_on)))"
#define UNLIKE_LEDGER(enrolments, ledger) \
	"(SELECT DISTINCT enrollment_id, program_id, requirement_id, title, was, met_on FROM (SELECT n.id AS enrollment_id, n.program_id, " \
	"v.requirement_id, v.title, q.completed_on AS was, " REACHED_ON(ledger) " AS met_on FROM " enrolments \
	"STRAIGHT_JOIN version_requirement v ON v.program_id = n.program_id " \
	"AND v.version = n.definition_version AND v.min_credits IS NOT NULL LEFT JOIN completion q ON q.enrollment_id = n.id " \
	"AND q.requirement_id = v.requirement_id AND q.current = 1 WHERE n.cancelled_at IS NULL AND NOT n.superseded " \
	"AND COALESCE(q.evidence = 'credits', n.earned_on IS NULL) AND NOT EXISTS (SELECT 1 FROM enrollment o " \
	"WHERE o.previous_id = n.id AND o.program_id = n.program_id AND o.contact_id = n.contact_id)) x WHERE NOT was <=> met_on) "
/* clang-format on */

#endif
