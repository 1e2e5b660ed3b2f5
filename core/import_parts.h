#ifndef LAUREL_IMPORT_PARTS_H
#define LAUREL_IMPORT_PARTS_H

#include "audit.h"
#include "import.h"
#include "import_columns.h"

/* What the files of the import share. */

/* What is wrong with a row by what the database holds: bits of import_item.faults. */
enum import_fault {
#define FAULT(name, bit, code, column, detail) FAULT_##name = (bit),
#include "import_fault.def"
};

/* What a code means to whoever mends the file. */
struct import_code {
	const char *code, *title, *reason, *remedy;
};
const struct import_code *import_code_find(const char *code); /* never NULL */

enum { IMPORT_LEASE_SECONDS = 60 };

/* Uploading. */
must_check enum err import_known(struct ctx *c, const char *kind, struct list *profile,
	struct list *mappings);
must_check enum err import_open(struct ctx *c, const struct import_upload *u, struct import *into,
	struct list *profile, struct list *mappings);
must_check enum err import_save_progress(struct ctx *c, const struct import *i);
must_check enum err import_close(struct ctx *c, struct import *i);
void import_discard(struct ctx *c, int64_t id);

/* The lock. Inside a transaction. IMPORT_LOCKED, and IMPORT_ENDED when somebody unlocked it. */
must_check enum err import_take_lock(struct ctx *c, const struct import *i, int64_t owner_id);
must_check enum err import_keep_lock(struct ctx *c, const struct import *i);
must_check enum err import_free_lock(struct ctx *c, const struct import *i);

/* How the audit names it, and its counts as changes there. */
struct audit_object import_named(const struct import *i);
const char *import_counts_json(struct ctx *c, const struct import *i);

/* One row of `import`; with lock it is held until COMMIT. */
must_check enum err import_read(struct ctx *c, int64_t id, bool lock, struct import *into);

/* A step of a job: its own transaction, in which the job, the lock and the import are held. */
struct import_step {
	struct job *job;
	int64_t id, actor_id;
	const char *state; /* the import must be in, to be worked on */
	const char *why;   /* it failed */
	bool due;
	struct import import;
	enum err (*work)(struct ctx *c, struct import_step *s);
	struct import_range {
		int64_t id, from_line, to_line, from_course, to_course, from_contact, to_contact, n;
	} range;
	bool more;
};
must_check enum err import_save(struct ctx *c, const struct import *i);

extern const struct field import_range_fields[];

/* Judging a stretch of lines, and what needs all of them. Inside a transaction. */
must_check enum err judge_lines(struct ctx *c, const struct import *i, const struct import_range *r);
must_check enum err judge_whole(struct ctx *c, const struct import *i);
must_check enum err judge_problems(struct ctx *c, const struct import *i, const struct import_range *r);
must_check enum err judge_counts(struct ctx *c, struct import *i);

/* All of that, step by step, from import.at_line on; ends with the phase `next`. */
must_check enum err judge_step(struct ctx *c, struct import_step *s, const char *next);

/* Applying and undoing a stretch of course and contact. Inside a transaction. */
must_check enum err apply_pairs(struct ctx *c, const struct import *i, const struct import_range *r,
	int64_t *rows);
/* The same for whatever the import's kind is. */
must_check enum err apply_range(struct ctx *c, const struct import *i, const struct import_range *r,
	int64_t *rows);
must_check enum err settle_minutes(struct ctx *c, const struct import_range *r);
must_check enum err release_step(struct ctx *c, struct import *i, const char *then);
must_check enum err next_pairs(struct ctx *c, const struct import *i, struct import_range *r, bool *more);
void pairs_done(struct import *i, const struct import_range *r);
const char *range_json(struct ctx *c, const struct import_range *r, int64_t rows);

/* The phase that comes now. */
void import_phase(struct ctx *c, struct import *i, const char *phase);

/* One stretch of lines of a phase; after the last, the phase `then`. */
must_check enum err import_some_lines(struct ctx *c, struct import_step *s, const char *then,
	enum err (*work)(struct ctx *c, const struct import *i, const struct import_range *r));

/* Run a job to its end, step by step, while the import is in that state. */
must_check enum err import_run_job(struct ctx *c, struct job *job, const char *state,
	enum err (*work)(struct ctx *c, struct import_step *s));
must_check enum err count_verdicts_of(struct ctx *c, struct import *i);

#endif
