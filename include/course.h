#ifndef LAUREL_COURSE_H
#define LAUREL_COURSE_H

#include "course_move.h"
#include "page.h"

/* Learning content with steps. Its code is the external_course_id of imports. */
struct course {
	int64_t id;
	const char *code, *title, *description;
	const char *content_source;    /* own, premium, marketplace, import_shell */
	const char *enrollment_method; /* open, approval, assignment_only */
	const char *status;            /* active, inactive: takes no new enrolments */
	bool certificate;              /* its completion gives one; never of a shell (CRI-02) */
	bool in_catalogue;
	int64_t made_by_import;
	int64_t required_steps; /* without any, enrolling completes */
	int64_t version;
	int64_t learners;      /* active enrolments */
	int64_t segments;      /* that bring it */
	struct list counts;    /* of struct course_count; course_find() only */
	const char *my_status; /* the actor's own enrolment, if there is one */
	int64_t my_enrollment_id;
};
extern const struct field course_fields[];     /* one, with counts */
extern const struct field course_row_fields[]; /* in lists */

/* How many enrolments of a course stand alike: what its report counts (GO1-01). */
struct course_count {
	int64_t course_id;
	const char *status;
	bool active, archived;
	int64_t n;
};
extern const struct field course_count_fields[];

struct course_query {
	const char *q, *pattern, *content_source, *enrollment_method, *status;
	bool catalogue_only;
	PAGE_MEMBERS;
};
extern const struct field course_query_fields[];

/* By title. Learners see active courses in the catalogue and those they are in. */
must_check enum err course_list(struct ctx *c, struct course_query *q, struct page *into);
must_check enum err course_find(struct ctx *c, int64_t id, struct course *into);

/* The bare row; lock holds it until the transaction ends. */
must_check enum err course_read(struct ctx *c, int64_t id, bool lock, struct course *into);

must_check enum err course_create(struct ctx *c, struct course *in); /* CODE_TAKEN */

/*
 * Change what was sent. A shell stays a shell (CRI-02, CRI-03); while segments
 * bring a course it stays "by assignment only" (SEG-05): ASSIGNMENT_ONLY_REQUIRED.
 */
must_check enum err course_update(struct ctx *c, int64_t id, int64_t version, const struct course *in,
	uint64_t sent);

struct course_step {
	int64_t id, course_id, position;
	const char *title;
	const char *kind; /* lesson, event, ojt, assessment */
	bool required;
	int64_t event_id;
	const char *event_title;
	int64_t people; /* who have got somewhere in it */
};
extern const struct field course_step_fields[];

struct course_steps {
	struct list steps; /* of struct course_step, in order */
};
extern const struct field course_steps_fields[];

must_check enum err course_steps_read(struct ctx *c, int64_t course_id, struct list *into);

/*
 * Set the steps in their order. A step that keeps its id is the same one; one
 * that is left out is retired where people have got somewhere in it, so that
 * what they did stays, and deleted otherwise. People who have done all that is
 * required now are completed, on the day they did the last of it.
 * version < 0: whatever the course's version is.
 */
must_check enum err course_steps_save(struct ctx *c, int64_t course_id, int64_t version,
	const struct course_steps *in);

#endif
