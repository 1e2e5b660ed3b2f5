#ifndef LAUREL_TRANSCRIPT_H
#define LAUREL_TRANSCRIPT_H

#include "enrollment.h"
#include "pdf.h"

/*
 * Everything that one person has done, as it stands today (IMIS-25): programs
 * with their requirements, courses with every attempt, credits, certificates.  Read in a
 * fixed number of statements, however much it is.  What is voided, and what
 * people noted, is not part of it.
 */
struct transcript_requirement {
	int64_t enrollment_id, id, stage_position;
	const char *stage, *title, *status, *evidence, *offering;
	struct date completed_on;
	struct decimal grade, grade_scale;
};

struct transcript_program {
	int64_t enrollment_id, program_id;
	const char *code, *name, *kind, *description, *designation, *status;
	int64_t cycle, definition_version, met, required;
	struct date enrolled_on, completion_deadline, expires_on, earned_on;
	struct instant cancelled_at;
	struct list requirements; /* of struct transcript_requirement */
};

/* One attempt at a course. */
struct transcript_course {
	int64_t course_enrollment_id, course_id, attempt;
	const char *code, *title, *description, *status, *origin, *grade;
	bool current, active, archived;
	struct date enrolled_on, completed_on;
};

struct transcript_credit {
	int64_t id, course_id, attempt;
	const char *code, *title, *course, *provenance;
	struct decimal amount;
	struct date awarded_on, expires_on;
};

struct transcript_certificate {
	int64_t id, enrollment_id, course_enrollment_id, cycle;
	const char *title, *serial, *code, *status;
	struct date earned_on, issued_on, expires_on;
};

/* All credit of one type. */
struct transcript_total {
	const char *code, *title;
	struct decimal amount;
};

struct transcript {
	int64_t contact_id;
	const char *name, *contact_no, *email, *organisation_name;
	struct date as_of;
	struct list programs, courses, credits, totals, certificates;
};
extern const struct field transcript_fields[];

/* NOT_FOUND for learners who ask for another's. */
must_check enum err transcript_read(struct ctx *c, int64_t contact_id, struct transcript *into);

/* For people: "Awaiting approval" for awaiting_approval; what is unknown stays as it is. */
const char *transcript_words(const char *status);

/* It follows from courses, and stands in a section of its own. */
bool transcript_is_award(const struct transcript_program *p);

/* On paper. */
must_check enum err transcript_pdf(struct ctx *c, const struct transcript *t, struct pdf_file *into);

/* For spreadsheets: one line for each program, requirement, course attempt, credit and certificate. */
struct buf;
void transcript_csv(struct buf *b, const struct transcript *t);

/*
 * For other systems: a Comprehensive Learner Record (1EdTech CLR 2.0), that is
 * a ClrCredential around one AchievementCredential for each thing achieved:
 * programs earned, requirements complete, courses completed.  What is still
 * under way is no achievement; transcript_fields has it.  It is not signed: the
 * evidence of each achievement that has a certificate is the page where anybody can verify it.  `site` is
 * where Laurel is reached ("https://laurel.example"): ids are addresses there.
 */
void transcript_clr(struct ctx *c, struct buf *b, const struct transcript *t, const char *site);

#endif
