#ifndef LAUREL_CERTIFICATE_H
#define LAUREL_CERTIFICATE_H

#include "certificate_template.h"
#include "enrollment.h"
#include "page.h"

/*
 * What an earned program or a completed course gives its person to show.
 * Issued once for each earned cycle (or attempt), in the transaction that
 * makes it earned; never issued or mailed again unless a person asks for it.
 *
 * Its status is derived from facts wherever it is read, and stored nowhere:
 * withdrawn > superseded (by a reissue, or by the certificate of a later cycle
 * that stands) > expired > valid.
 */
struct certificate {
	int64_t id, contact_id;
	const char *contact_name, *contact_no;
	const char *subject_kind; /* program, course */
	int64_t program_id, enrollment_id, cycle, course_id, course_enrollment_id;
	const char *serial; /* for people: "LRL-2026-000123", without gaps in a year */
	const char *code;   /* unguessable; who has it may see the certificate */
	const char *recipient, *title, *designation; /* as they were */
	const char *status;
	struct date earned_on, issued_on,
		expires_on; /* expires_on: the last day it is valid; 0: without end */
	int64_t template_id, template_version;
	int64_t reissue_of;
	bool reissued;
	const char *newer_code, *newer_serial, *older_code, *older_serial;
	struct instant withdrawn_at, issued_at;
	int64_t withdrawn_by, issued_by;
	const char *withdrawn_by_name, *issued_by_name, *withdrawn_because, *withdraw_reason;
	int64_t version;
	bool earned; /* its cycle or attempt stands as earned today */
};
extern const struct field certificate_fields[], certificate_row_fields[];

/* May the actor do it, and if not, why. */
struct certificate_can {
	bool withdraw, reinstate, reissue;
};
struct certificate_why_not {
	struct finding *withdraw, *reinstate, *reissue;
};
struct certificate_view {
	struct certificate row;
	struct certificate_can *can;
	struct certificate_why_not *why_not;
	struct list differs; /* of struct certificate_difference: what a reissue would change */
};
extern const struct field certificate_view_fields[];

struct certificate_difference {
	const char *field, *now, *reissued;
};

/* What anybody who has the code may know. */
struct certificate_public {
	const char *code, *serial, *status, *recipient, *title, *designation, *issuer, *newer_code;
	const char *subject_kind, *verify_url;
	struct date earned_on, issued_on, expires_on, withdrawn_on;
};
extern const struct field certificate_public_fields[];

struct certificate_query {
	const char *status;
	int64_t contact_id, program_id, enrollment_id, course_enrollment_id;
	bool own;           /* the actor's, also of staff */
	const char *number; /* a serial or a code, when q is one */
	SEARCH_MEMBERS;
	PAGE_MEMBERS;
};
extern const struct field certificate_query_fields[];

/* Newest first; learners see their own. q: words of the person, a serial or a code. */
must_check enum err certificate_list(struct ctx *c, struct certificate_query *q, struct page *into);

/* By code. ERR_NOT_FOUND for a learner whose it is not. */
must_check enum err certificate_find(struct ctx *c, const char *code, struct certificate_view *into);

/* For anybody: an unknown code is ERR_NOT_FOUND, in the same words and by the same way as any other. */
must_check enum err certificate_verify(struct ctx *c, const char *code, struct certificate_public *into);

/* For anybody who has the code: as a PDF. */
must_check enum err certificate_pdf(struct ctx *c, const char *code, struct certificate *k,
	struct pdf_file *into);

/* --- steps that people ask for, each with a reason --- */

struct certificate_reason {
	const char *reason;
};
extern const struct field certificate_reason_fields[];

/* It is no longer good. BAD_MOVE when it is withdrawn already. */
must_check enum err certificate_withdraw(struct ctx *c, const char *code, const char *reason);

/* It is good again. NOT_EARNED while the program or course does not stand as earned. */
must_check enum err certificate_reinstate(struct ctx *c, const char *code, const char *reason);

/*
 * A new one in its place, with the name, the dates and the template as they
 * are now, a serial and a code of its own, and a mail; *code names it.
 */
must_check enum err certificate_reissue(struct ctx *c, const char *old, const char *reason,
	const char **code);

/* For an earned enrolment that has none, as of before there were certificates. */
struct certificate_issue {
	int64_t template_id; /* 0: the one of the enrolment's version, or where that names none the standard one */
	const char *reason;
};
extern const struct field certificate_issue_fields[];
must_check enum err certificate_issue(struct ctx *c, int64_t enrollment_id,
	const struct certificate_issue *in, const char **code);

/* --- what happens by itself --- */

/*
 * An enrolment changed, and its row is held: becoming earned issues its
 * certificate, or reinstates the one that was withdrawn when it ceased to be
 * earned; ceasing to be earned withdraws it.
 */
must_check enum err certificate_follow(struct ctx *c, const struct enrollment *before,
	const struct enrollment *after);

/* A completed attempt of a course that issues certificates. */
struct certificate_course {
	int64_t contact_id, course_id, course_enrollment_id, attempt;
	const char *title; /* the course's */
	struct date completed_on;
	int64_t template_id;     /* 0: the standard one */
	struct period *validity; /* NULL: without end */
};

/*
 * Issue it, once for each course enrolment and attempt, however often this is
 * called; the caller holds the course enrolment's row.  One that was withdrawn
 * by certificate_withdraw_course() is reinstated.
 */
must_check enum err certificate_issue_course(struct ctx *c, const struct certificate_course *in);

/*
 * The completion of an attempt is taken back (reassign, correction, deletion of
 * the record): its certificate is withdrawn, with c->reason.  attempt 0: all of
 * them.  Nothing to withdraw is no failure.  Certificates stay when the course
 * enrolment's row goes: who holds a copy must be told.
 */
must_check enum err certificate_withdraw_course(struct ctx *c, int64_t course_enrollment_id, int64_t attempt);

/* The code of an attempt's certificate, NULL when it has none. */
must_check enum err certificate_of_course(struct ctx *c, int64_t course_enrollment_id, int64_t attempt,
	const char **code);

#endif
