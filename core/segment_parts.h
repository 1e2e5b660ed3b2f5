#ifndef LAUREL_SEGMENT_PARTS_H
#define LAUREL_SEGMENT_PARTS_H

#include "segment.h"

/* What the files of segments share and nobody else needs. */

/* One condition as it is stored; conditions of one `part` with a matching are a group. */
struct condition {
	int64_t rule_id, segment_id, n, part;
	const char *matching, *part_matching; /* matching: the rule's */
	int64_t field_id;
	const char *key, *type, *op;
	const char *text_value, *number_value;
	struct date date_value;
};
extern const struct field condition_row_fields[];

struct rule {
	const char *matching;
	struct list conditions; /* of struct condition */
};

/* Check a rule from outside: VALIDATION with pointers from /conditions on. */
must_check enum err rule_read(struct ctx *c, const char *match, const char *conditions, struct rule *into);
must_check enum err rule_store(struct ctx *c, struct rule *rule, int64_t *id);

/* The stored rule, and its conditions as JSON again. */
must_check enum err rule_load(struct ctx *c, int64_t id, struct rule *into);
const char *rule_json(struct ctx *c, const struct rule *rule);

/* Who moves where; lists of struct segment_change, by contact. */
struct movements {
	struct list entered, left;
	int64_t fitting;    /* who is in the segments by what was asked */
	struct list sample; /* the first of these */
};
enum { SEGMENT_SAMPLE = 5, NO_SEGMENT = -1 };

/*
 * Hold what the rules say of these contacts against who is a member: all
 * segments (0), or the one given.  Nothing is written.
 */
must_check enum err segments_compare(struct ctx *c, const struct ints *contacts, int64_t segment_id,
	struct movements *into);

/* The same for a rule that the segment does not have yet; NO_SEGMENT for one that is not there yet. */
must_check enum err rule_compare(struct ctx *c, const struct rule *rule, const struct ints *contacts,
	int64_t segment_id, struct movements *into);

/* Write the movements, with the counts of members and the sources of courses. */
must_check enum err segments_move(struct ctx *c, const struct movements *m);

/* The next contacts after an id. */
must_check enum err next_contacts(struct ctx *c, int64_t after, int64_t limit, struct ints *into);

/* The courses of a segment, with how far each is. */
must_check enum err segment_courses(struct ctx *c, int64_t segment_id, struct list *into);

/* What moving people does to the segment's courses. */
must_check enum err segment_effects(struct ctx *c, int64_t segment_id, const struct ints *entering,
	const struct ints *leaving, struct list *into);
must_check enum err segment_has_courses(struct ctx *c, const struct segment *s);

/* Alone with a segment until COMMIT. */
must_check enum err segment_lock(struct ctx *c, int64_t id, struct segment *into);

/* Start over the work that a changed rule asks for. */
must_check enum err segment_settle_again(struct ctx *c, struct segment *s);

/* What a job is about. */
struct work_target {
	int64_t segment_id, course_id;
};
struct job;
must_check enum err work_target(struct ctx *c, const struct job *job, struct work_target *into);
const char *work_args(struct ctx *c, int64_t segment_id, int64_t course_id);
extern const struct field work_fields[];

#endif
