#ifndef LAUREL_COURSE_EQUIVALENCY_H
#define LAUREL_COURSE_EQUIVALENCY_H

#include "course.h"

/*
 * A rule: who has completed the course counts_id has completed course_id as
 * well, if they are in it, and the other way round where it holds both ways
 * (LVE-15).  It acts when either is completed and when somebody is enrolled;
 * for what was completed before the rule was made it is applied by hand, after
 * a look at how many are waiting.  Deleting a rule takes no completion back.
 */
struct course_equivalency {
	int64_t id, course_id, counts_id;
	const char *course_code, *course_title, *counts_code, *counts_title;
	bool both_ways;
	int64_t waiting; /* enrolments that applying it would complete */
};
extern const struct field course_equivalency_fields[];

must_check enum err course_equivalency_list(struct ctx *c, int64_t course_id, struct list *into);
must_check enum err course_equivalency_create(struct ctx *c, struct course_equivalency *in);
must_check enum err course_equivalency_delete(struct ctx *c, int64_t course_id, int64_t id);

struct course_equivalency_result {
	int64_t completed;
};
extern const struct field course_equivalency_result_fields[];
must_check enum err course_equivalency_apply(struct ctx *c, int64_t course_id, int64_t id,
	struct course_equivalency_result *out);

#endif
