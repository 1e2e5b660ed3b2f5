#ifndef LAUREL_IMPORT_H
#define LAUREL_IMPORT_H

#include "job.h"
#include "json.h"
#include "page.h"

/*
 * Importing files (CRI-01..23, LVE-01, LVE-06): uploaded bit by bit into
 * staging, judged row by row in a dry run, applied in chunks with a
 * checkpoint each, and undone the same way.
 *
 *   uploading -> uploaded -> validated -> applying -> applied -> reverting -> reverted
 *
 * and failed from where it runs; a failed one goes on where it stood.
 */
struct import_counts {
	int64_t create, fulfil, hold, unchanged, reject;
};
struct import {
	int64_t id;
	const char *kind, *state, *unknown_person;
	int64_t course_id, event_id; /* the target, where the kind has one; else 0 */
	const char *target_title;
	const char *file_name;
	int64_t file_bytes;
	const char *encoding, *separator, *header; /* header: JSON, see header_cell_fields */
	int64_t rows;                              /* records of the file but its header */
	struct import_counts *counts;
	int64_t reported;                        /* rows whose credit will be, or was, reported (CRI-22) */
	const char *warnings;                    /* JSON: [{"code","detail","confirm","confirmed"}] */
	const char *phase;                       /* what runs or ran last */
	int64_t done, total, rate, seconds_left; /* of the phase: rows, rows a second */
	int64_t kept;                            /* rows that could not be undone */
	const char *error;
	struct instant created_at, applied_at, ended_at, phase_at;
	const char *created_by_name;
	bool locked; /* it holds the lock of its kind and target */
	const char *locked_by_name;
	struct instant locked_at, leased_until;

	/* not shown */
	const char *file_hash, *confirmed;
	int64_t suspects, target_id, creates, fulfils, holds, unchanged, rejects, last_line, at_course,
		at_contact, at_line, job_id, created_by, acted_by;
};
extern const struct field import_fields[], import_row_fields[];

/* What an upload says beside the file. */
struct import_upload {
	const char *kind, *unknown_person, *name;
	int64_t course_id, event_id;
};
extern const struct field import_upload_fields[];

/*
 * An upload: begin takes the lock of the kind and target (IMPORT_LOCKED),
 * feed takes bytes in pieces of any size, end puts the dry run into the queue.
 * After a failure, or instead of end, abandon leaves nothing behind.
 * Each runs its own transactions.  BAD_HEADER, EMPTY_FILE, UNREADABLE_FILE.
 */
struct import_stage;
must_check enum err import_begin(struct ctx *c, const struct import_upload *u, struct import_stage **into);
must_check enum err import_feed(struct ctx *c, struct import_stage *s, const char *data, size_t n);
must_check enum err import_end(struct ctx *c, struct import_stage *s, int64_t *id);
void import_abandon(struct ctx *c, struct import_stage *s);

/* Only the header: what would be recognised, from the beginning of a file. */
struct import_look {
	const char *encoding, *separator;
	struct list header;   /* of struct header_cell */
	const char *problem;  /* why the file could not be taken so; NULL when it could */
	struct words columns; /* what a header can be taken for */
};
extern const struct field import_look_fields[];
must_check enum err import_look(struct ctx *c, const struct import_upload *u, const char *data, size_t n,
	struct import_look *into);

struct import_query {
	const char *kind;
	PAGE_MEMBERS;
};
extern const struct field import_query_fields[];
must_check enum err import_list(struct ctx *c, struct import_query *q, struct page *into);
must_check enum err import_find(struct ctx *c, int64_t id, struct import *into);

/* Start applying or undoing; both go on where they stood after a failure. IMPORT_UNCONFIRMED, BAD_MOVE, IMPORT_LOCKED. */
struct import_order {
	struct words confirm; /* codes of warnings that are accepted (CRI-05, CRI-06) */
};
extern const struct field import_order_fields[];
must_check enum err import_apply(struct ctx *c, int64_t id, const struct import_order *order);
must_check enum err import_revert(struct ctx *c, int64_t id);

/* What undoing would take away, and what stands against it for some rows. */
struct import_kept {
	int64_t line;
	const char *who, *what, *why; /* the person, the course, and what depends on it */
};
struct import_undo {
	int64_t enrollments, restored, credits, contacts, courses, attendance, holding;
	int64_t kept;         /* enrolments that later things depend on */
	struct words because; /* "12: It met a requirement of a program." */
	struct list keeps;    /* the first of them, of struct import_kept */
};
extern const struct field import_kept_fields[], import_undo_fields[];
must_check enum err import_undo_preview(struct ctx *c, int64_t id, struct import_undo *into);

/* End the lock of a kind, and what ran under it, at once (CRI-18). */
struct import_unlock {
	const char *kind;
	int64_t course_id, event_id;
};
extern const struct field import_unlock_fields[];
struct import_unlocked {
	int64_t unlocked;
};
extern const struct field import_unlocked_fields[];
must_check enum err import_unlock(struct ctx *c, const struct import_unlock *which,
	struct import_unlocked *into);

/* Who holds which lock. */
struct import_lock {
	int64_t import_id, target_id;
	const char *kind, *owner_name;
	struct instant taken_at, leased_until;
	int64_t age_seconds;
	bool lapsed;
	int64_t owner_id;
};
extern const struct field import_lock_fields[];
must_check enum err import_locks(struct ctx *c, struct page *into);

/* A row and one problem of it; rows without problems have none. */
struct import_line {
	int64_t line;
	const char *verdict, *code, *column, *value, *reason, *remedy;
	bool reported;
	int64_t n;
	const char *detail, *who, *what;
};
extern const struct field import_line_fields[];
struct import_rows_query {
	const char *verdict, *code;
	int64_t import_id;
	int64_t after_line, after_n;
	PAGE_MEMBERS;
};
extern const struct field import_rows_query_fields[];
must_check enum err import_rows(struct ctx *c, struct import_rows_query *q, struct page *into);

/* How many of each problem there are. */
struct import_problem_count {
	const char *code, *title, *remedy;
	int64_t n;
	bool fatal;
};
extern const struct field import_problem_count_fields[];
must_check enum err import_problem_counts(struct ctx *c, int64_t id, struct list *into);

/* Texts that are written bit by bit; write() takes each part and may fail. */
struct import_writer {
	enum err (*write)(struct ctx *c, void *arg, const char *data, size_t n);
	void *arg;
	bool reasons; /* rejected rows: with why, in columns that an upload leaves out again */
};
struct import_rejected_query {
	bool reasons;
};
extern const struct field import_rejected_query_fields[];
must_check enum err import_write_rejected(struct ctx *c, int64_t id, const struct import_writer *w);
must_check enum err import_write_problems(struct ctx *c, int64_t id, const struct import_writer *w);
must_check enum err import_template(struct ctx *c, const char *kind, struct buf *into);

/* Take these headers for those columns from now on. */
struct import_mapping {
	const char *header, *column;
};
struct import_mappings {
	const char *kind;
	struct list mappings;
};
extern const struct field import_mapping_fields[], import_mappings_fields[];
must_check enum err import_map(struct ctx *c, const struct import_mappings *in);

/* Rows that waited for this person become theirs, in the caller's transaction. */
must_check enum err import_release(struct ctx *c, int64_t contact_id);

/* Uploads that nobody goes on with leave. Runs its own transactions. */
must_check enum err import_sweep(struct ctx *c);

/* Job kinds. */
must_check enum err import_validate_job(struct ctx *c, struct job *job);
must_check enum err import_apply_job(struct ctx *c, struct job *job);
must_check enum err import_revert_job(struct ctx *c, struct job *job);

#endif
