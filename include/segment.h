#ifndef LAUREL_SEGMENT_H
#define LAUREL_SEGMENT_H

#include "contact.h"
#include "page.h"

enum {
	RULE_CONDITIONS = 100,       /* of a rule, groups and all */
	SEGMENT_AT_ONCE = 2000,      /* people moved within a request; more is a job's */
	SEGMENT_CHUNK = 10000,       /* contacts looked at in one go */
	SEGMENT_COURSE_CHUNK = 5000, /* people enrolled or unenrolled in one transaction */
};

/*
 * A dynamic group: whoever fits its rule is in it, and nobody else, from the
 * moment a profile changes (SEG-02, SEG-07).
 *
 * A rule is {match: all|any, conditions: [...]}; a condition is {field, op,
 * value} or a group {match, conditions} of such.  Of texts, `is`, `is_not`,
 * `contains` and `starts_with` disregard case and accents.  `before` and
 * `after` are for dates, and for numbers mean less and greater.  A field that
 * is empty meets `is_empty` and nothing else: not even `is_not` (SEG-06).
 */
struct segment {
	int64_t id;
	const char *name, *match;
	const char *conditions; /* JSON array */
	int64_t members;
	int64_t version;
	int64_t course_count;
	struct list courses; /* of struct segment_course; segment_find() only */
	int64_t excluded;    /* people whom staff took out */
	struct work *work;   /* bringing its members in step with a new rule; NULL when they are */
	const char *confirm; /* IN: its name, typed, where the brake asks for it */

	int64_t rule_id, job_id, settled_to;
};

/* Long work as its screen shows it. */
struct work {
	const char *state; /* waiting, running, failed */
	int64_t done, total;
	const char *error;
};

/* A course that a segment brings: a smart enrolment (SEG-08). */
struct segment_course {
	int64_t course_id;
	const char *code, *title;
	const char *state; /* linking, linked, unlinking */
	struct work *work; /* while linking or unlinking */
	struct instant linked_at;
	const char *linked_by_name;

	int64_t segment_id, job_id, done_to, done, total;
	const char *job_state, *error, *enrollment_method, *status;
};
extern const struct field segment_course_fields[];
extern const struct field segment_fields[], segment_row_fields[];

struct segment_query {
	const char *q, *pattern;
	PAGE_MEMBERS;
};
extern const struct field segment_query_fields[];

must_check enum err segment_list(struct ctx *c, struct segment_query *q, struct page *into);
must_check enum err segment_find(struct ctx *c, int64_t id, struct segment *into);

/* NAME_TAKEN; VALIDATION with a pointer into conditions. */
must_check enum err segment_create(struct ctx *c, struct segment *in);

/*
 * Change name or rule.  SEGMENT_BRAKE when a new rule moves more people than
 * the organisation allows without in->confirm.  Up to SEGMENT_AT_ONCE people
 * move in the same transaction, more by a job: the segment is `settling`.
 */
must_check enum err segment_update(struct ctx *c, int64_t id, int64_t version, const struct segment *in,
	uint64_t sent);

/* SEGMENT_HAS_COURSES while courses are linked to it. */
must_check enum err segment_remove(struct ctx *c, int64_t id);

/* --- what a rule would do --- */

struct segment_person {
	int64_t contact_id;
	const char *name, *contact_no;
};
struct segment_effect {
	int64_t course_id;
	const char *code, *title;
	int64_t enrolls, unenrolls;
};
struct segment_preview {
	int64_t segment_id; /* IN: the segment that the rule is for, 0 for a new one */
	const char *match, *conditions;
	int64_t members; /* who would be in it */
	int64_t entering, leaving;
	struct list sample, entering_sample, leaving_sample; /* of struct segment_person */
	struct list courses;                                 /* of struct segment_effect */
	bool brake; /* saving asks for the segment's name to be typed */
};
extern const struct field segment_preview_fields[];
must_check enum err segment_foresee(struct ctx *c, struct segment_preview *p);

/* --- members --- */

struct member_query {
	int64_t segment_id;
	SEARCH_MEMBERS;
	PAGE_MEMBERS;
};
extern const struct field member_query_fields[];

/* By name. */
must_check enum err segment_members(struct ctx *c, struct member_query *q, struct page *into);

/* Whom staff took out, by name. */
struct segment_excluded {
	int64_t contact_id;
	const char *name, *contact_no, *reason, *excluded_by_name, *sort_name;
	struct instant excluded_at;
};
extern const struct field segment_excluded_fields[];
must_check enum err segment_exclusions(struct ctx *c, struct member_query *q, struct page *into);

/*
 * Take people out whatever the rule says, at once in all linked courses
 * (SEG-04, 14, 22), or let the rule decide again (SEG-16).
 */
struct exclusion_input {
	struct ints contact_ids;
	const char *reason;
};
extern const struct field exclusion_input_fields[];
must_check enum err segment_exclude(struct ctx *c, int64_t id, const struct exclusion_input *in);
must_check enum err segment_include(struct ctx *c, int64_t id, int64_t contact_id);

/* --- smart enrolments --- */

must_check enum err segment_course_list(struct ctx *c, int64_t id, struct page *into);

/*
 * Link courses: who is in the segment is enrolled, now up to SEGMENT_AT_ONCE
 * people, else by a job (SEG-08 to 10).  ASSIGNMENT_ONLY_REQUIRED,
 * COURSE_NOT_ACTIVE: then none is linked.
 */
struct segment_link_request {
	struct ints course_ids;
};
struct segment_link_outcome {
	int64_t course_id;
	const char *outcome; /* linked, linking, already_linked */
};
struct segment_link_result {
	struct list items; /* of struct segment_link_outcome */
	int64_t members;
};
extern const struct field segment_link_request_fields[], segment_link_result_fields[];
must_check enum err segment_link(struct ctx *c, int64_t id, const struct segment_link_request *in,
	struct segment_link_result *out);

/*
 * Take a course away: everybody whom the segment brought is unenrolled unless
 * something else keeps them in, and who had completed it is archived (SEG-11
 * to 13, 23).  Also ends a link that is still being made.
 */
struct unlink_query {
	bool preview; /* only say what it would do */
};
struct unlink_effect {
	int64_t course_id;
	const char *title;
	int64_t people;      /* whom the segment brought */
	int64_t unenrolled;  /* of these: nothing else keeps them in */
	int64_t archived;    /* of the unenrolled: had completed it */
	const char *outcome; /* preview, unlinked, unlinking */
};
extern const struct field unlink_query_fields[], unlink_effect_fields[];
must_check enum err segment_unlink(struct ctx *c, int64_t id, int64_t course_id, const struct unlink_query *q,
	struct unlink_effect *out);

/* Take up work again that failed: of one course, or (course_id 0) of a changed rule. NOT_FOUND when none did. */
must_check enum err segment_retry(struct ctx *c, int64_t id, int64_t course_id);

/* --- kept in step --- */

/*
 * Hold the list of segments, their rules and their courses until COMMIT.
 * Whoever changes profiles does so first, before it locks contacts: the other
 * order would wait in a circle with those who change segments.
 */
must_check enum err segments_hold(struct ctx *c);

/*
 * Bring every segment in step with the profiles of these contacts, in the
 * transaction that changed them: who enters or leaves has the courses begun or
 * ended (SEG-03, 04, 14 to 18).  A handful of statements, however many
 * contacts; at best SEGMENT_CHUNK at a time.
 */
must_check enum err segments_refresh(struct ctx *c, const struct ints *contacts);

/* The kinds of jobs; each ends early when something newer has taken its place. */
struct job;
must_check enum err run_segment_settle(struct ctx *c, struct job *job);
must_check enum err run_segment_link(struct ctx *c, struct job *job);
must_check enum err run_segment_unlink(struct ctx *c, struct job *job);

/* Told of a stored membership that differs from what the rule says. */
typedef void segment_tell(int64_t segment_id, int64_t contact_id, bool missing, void *arg);

/*
 * Compare all contacts' memberships with the rules, SEGMENT_CHUNK at a time,
 * each in a transaction of its own, and tell of each that differs.  With
 * repair, these are brought in step as segments_refresh() does.
 */
must_check enum err segments_check(struct ctx *c, bool repair, segment_tell *tell, void *arg);

#endif
