#ifndef LAUREL_REPORT_EXPORT_H
#define LAUREL_REPORT_EXPORT_H

#include "report.h"

/*
 * Files that are handed in, and remembered.
 *
 * Making one takes every complete credit of the window that the agency has not
 * got, and of the credits that it has got, whenever they were awarded, those
 * that are told otherwise now or are gone: these leave as a Delete of the old
 * line and, where there is a new one, an Add after it.  What lacks something
 * is left out and listed with what to do about it; it comes with a later file.
 *
 * A file of up to REPORT_AT_ONCE lines is made at once.  A larger one is
 * `making` while a job writes it, in steps that are a transaction each: its
 * lines, what the agency knows by them and what became of the credits always
 * agree, and a runner that was killed is followed by one that goes on after
 * the last step.  Meanwhile the agency's files cannot be made or decided.
 *
 * A file is `sent` until somebody notes what the agency said: accepted, with
 * the rows that were not, or rejected as a whole.  A rejected row was never
 * taken by the agency: the credit leaves again with the next file.
 */
enum { REPORT_AT_ONCE = 5000 };

struct report_request {
	const char *agency;
	struct date from, to;
};
extern const struct field report_request_fields[];

/* What making a file now would do. */
struct report_preview {
	int64_t adds;        /* credits that the agency has not got */
	int64_t corrections; /* that it has got otherwise: a Delete and an Add each */
	int64_t deletes;     /* that are gone */
	int64_t unchanged;   /* of the window, that it has got as they are */
	int64_t left_out;    /* of the window, that lack something: see report_problems() */
	int64_t legacy;      /* of the window, from the global importer: never reported (CRI-14) */
	int64_t imported;    /* of the window, imported into one course: not for this agency (CRI-21) */
};
extern const struct field report_preview_fields[];
must_check enum err report_preview(struct ctx *c, const struct report_request *r,
	struct report_preview *into);

/* What a person or a course lacks, and how many credits of the window wait for it. */
struct report_problem {
	const char *code;    /* no_activity_id, no_birth, no_license, no_license_state */
	const char *subject; /* contact, course */
	int64_t subject_id;
	const char *name, *reason, *remedy;
	int64_t credits;
};
extern const struct field report_problem_fields[];
struct report_problem_query {
	const char *agency;
	struct date from, to;
	const char *provenances;
	PAGE_MEMBERS;
};
extern const struct field report_problem_query_fields[];
must_check enum err report_problems(struct ctx *c, struct report_problem_query *q, struct page *into);

struct report_export {
	int64_t id;
	const char *agency;
	struct date from, to;
	const char *state; /* making, sent, accepted, rejected */
	int64_t adds, deletes, left_out, rejected;
	const char *hash; /* SHA-256 of the file, in hex */
	const char *created_by_name, *decided_by_name;
	struct instant created_at, decided_at;
	int64_t version;

	/* while it is being made: how far, of how much, and whether the job goes on (as a job's state) or why not */
	const char *work;
	int64_t done, total;
	const char *error;
};
extern const struct field report_export_fields[];
extern const struct move report_moves[];

struct report_export_query {
	const char *agency; /* NULL: all */
	PAGE_MEMBERS;
};
extern const struct field report_export_query_fields[];

/* Newest first. */
must_check enum err report_export_list(struct ctx *c, struct report_export_query *q, struct page *into);
must_check enum err report_export_find(struct ctx *c, int64_t id, struct report_export *into);

/* NOTHING_TO_REPORT when no line would stand in it; REPORT_IN_WORK while another one is being made for the agency. */
must_check enum err report_export_make(struct ctx *c, const struct report_request *r,
	struct report_export *out);
/* Its job failed: go on where it stood. BAD_MOVE else. */
must_check enum err report_export_resume(struct ctx *c, int64_t id, struct report_export *out);
struct job;
must_check enum err report_make_job(struct ctx *c, struct job *job);

/* REPORT_IN_WORK for a file that is not made yet. */
must_check enum err report_export_check_made(struct ctx *c, const struct report_export *x);
/* The file, as it was the first time. Opens no transaction. */
must_check enum err report_export_write(struct ctx *c, const struct report_export *x,
	const struct report_writer *to);

/* A row of a file, in its order. */
struct report_row {
	int64_t n, award_id, contact_id, course_id;
	const char *action, *name, *activity_id, *state, *message;
	struct date completed_on;
	struct decimal amount;
};
extern const struct field report_row_fields[];
struct report_row_query {
	int64_t export_id;
	const char *state; /* NULL: all */
	PAGE_MEMBERS;
};
extern const struct field report_row_query_fields[];
must_check enum err report_row_list(struct ctx *c, struct report_row_query *q, struct page *into);

/* The agency took the file, but for these rows: n as in the file, and what it said. */
struct report_refusal {
	int64_t n;
	const char *message;
};
struct report_answer {
	struct list rejected; /* of struct report_refusal */
};
struct report_rejection {
	const char *message;
};
extern const struct field report_answer_fields[], report_rejection_fields[];

/* BAD_MOVE once it was decided; VALIDATION for rows that there are not. */
must_check enum err report_export_accept(struct ctx *c, int64_t id, int64_t version,
	const struct report_answer *in);
must_check enum err report_export_reject(struct ctx *c, int64_t id, int64_t version,
	const struct report_rejection *in);

#endif
