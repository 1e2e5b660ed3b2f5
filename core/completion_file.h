#ifndef LAUREL_COMPLETION_FILE_H
#define LAUREL_COMPLETION_FILE_H

#include "completion.h"
#include "file.h"

/* Private to the core: the files that show that a requirement was completed (IMIS-52, IMIS-63). */

/* Give each requirement the files of its current record. */
must_check enum err completion_files_fill(struct ctx *c, int64_t enrollment_id, struct list *requirements);

/* The same for lines of a queue, struct completion_row. */
must_check enum err completion_files_list(struct ctx *c, struct list *rows);

/*
 * The files that a record shall have: what it has, by its id, and what
 * `file_ids` (v NULL: no change) asks for.  choose() takes the new ones into
 * use before there is a record; link() writes them down once there is one, and
 * removes those that are no longer wanted.
 */
struct completion_files {
	struct ints wanted, fresh, dropped;
	struct words before, after; /* names, for the audit */
};
must_check enum err completion_files_choose(struct ctx *c, int64_t completion_id, const struct ints *file_ids,
	struct completion_files *into);
must_check enum err completion_files_link(struct ctx *c, int64_t completion_id,
	const struct completion_files *files);

/* Records that were carried over to these enrolments share the files of those they came from. */
must_check enum err completion_files_carry(struct ctx *c, const struct ints *enrollments);

/* How many files only these enrolments have; and the end of them, with what refers to them. */
must_check enum err completion_files_count(struct ctx *c, const struct ints *enrollments, struct list *into);
must_check enum err completion_files_purge(struct ctx *c, const struct ints *enrollments);

/* A line of completion_files_count(), for each enrolment that has any; a shared file counts as its own. */
struct enrollment_files {
	int64_t enrollment_id, files;
};

#endif
