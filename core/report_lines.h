#ifndef LAUREL_REPORT_LINES_H
#define LAUREL_REPORT_LINES_H

#include "report.h"

/* Private to the core: the lines of a report, and how they are written. */

/* One line: what an agency is told of one credit. Texts it does not know are NULL. */
struct report_line {
	int64_t n, award_id, contact_id, course_id;
	const char *action; /* add, delete */
	const char *activity_id, *given_name, *family_name, *birth /* MMDD */, *license_state, *person_id;
	struct date completed_on, awarded_on;
	struct decimal amount;
};
extern const struct field report_line_fields[];

/*
 * Every credit that belongs to an agency, as it is told now; conditions on the
 * award `a` follow.  The day is that of the attempt's completion: a credit
 * that was claimed later was earned then.
 */
#define REPORT_TEXT(v) \
	"COALESCE(" v ".text_value, TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM " v ".number_value)))"
#define REPORT_DAYS(months, days) "(" months ")[-/. ]?(" days ")"
#define REPORT_MMDD \
	"^(" REPORT_DAYS("0[13578]|1[02]", "0[1-9]|[12][0-9]|3[01]") "|" REPORT_DAYS("0[469]|11", \
		"0[1-9]|[12][0-9]|30") "|" REPORT_DAYS("02", "0[1-9]|[12][0-9]") ")$"
#define REPORT_BIRTH \
	"CASE WHEN vb.date_value IS NOT NULL THEN DATE_FORMAT(vb.date_value, '%m%d') WHEN vb.text_value REGEXP '" REPORT_MMDD \
	"' THEN CONCAT(LEFT(vb.text_value, 2), RIGHT(vb.text_value, 2)) END"
#define REPORT_VALUE(v, column) \
	"LEFT JOIN profile_value " v " ON " v ".contact_id = a.contact_id AND " v ".field_id = s." column \
	"_id "
#define REPORT_NOW(activity) \
	"SELECT a.id AS award_id, a.contact_id, a.course_id, " activity " AS activity_id, " \
	"COALESCE(IF(e.attempt = a.attempt, e.completed_on, t.completed_on), a.awarded_on) AS completed_on, p.given_name, p.family_name, " REPORT_BIRTH \
	" AS birth, IF(:agency = 'pars', " REPORT_TEXT("vs") ", NULL) AS license_state, IF(:agency = 'pars', " REPORT_TEXT("vl") ", " REPORT_TEXT( \
		"ve") ") AS person_id, a.amount, a.awarded_on " \
		      "FROM report_setting s STRAIGHT_JOIN credit_award a STRAIGHT_JOIN contact p ON p.id = a.contact_id " \
		      "STRAIGHT_JOIN course k ON k.id = a.course_id STRAIGHT_JOIN course_enrollment e ON e.course_id = a.course_id " \
		      "AND e.contact_id = a.contact_id LEFT JOIN course_attempt t ON t.course_enrollment_id = e.id AND t.n = a.attempt " \
		      "LEFT JOIN report_activity g ON g.course_id = a.course_id AND g.agency = :agency " REPORT_VALUE( \
			      "vb", "birth_field") REPORT_VALUE("vs", \
			      "license_state_field") REPORT_VALUE("vl", "license_field") REPORT_VALUE("ve", \
			      "eprofile_field") "WHERE a.amount > 0 AND FIND_IN_SET(a.provenance, :provenances) AND (NOT EXISTS (SELECT 1 FROM report_type r " \
						"WHERE r.agency = :agency) OR EXISTS (SELECT 1 FROM report_type r WHERE r.agency = :agency " \
						"AND r.credit_type_id = a.credit_type_id)) "

/* Does line x say all that its agency asks for? Was credit x awarded in the window? */
#define REPORT_COMPLETE(x) \
	"(" x ".activity_id IS NOT NULL AND " x ".birth IS NOT NULL AND " x \
	".person_id IS NOT NULL AND (:agency <> 'pars' OR " x ".license_state IS NOT NULL))"
#define REPORT_IN_WINDOW(x) \
	"((:from IS NULL OR " x ".awarded_on >= :from) AND (:to IS NULL OR " x ".awarded_on <= :to))"

/* The head of an agency's file, and one line of it. */
struct buf;
void report_head(struct buf *b, const char *agency);
void report_put(struct buf *b, const char *agency, const struct report_line *l);

#endif
