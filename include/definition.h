#ifndef LAUREL_DEFINITION_H
#define LAUREL_DEFINITION_H

#include "page.h"

struct period {
	int64_t n;
	const char *unit; /* days, weeks, months, years */
};
extern const struct field period_fields[];

struct period *period_of(struct ctx *c, int64_t n, const char *unit);

struct requirement {
	int64_t id; /* 0 in a new one; one that keeps its id is the same in the next version */
	const char *title;
	int64_t component_id, course_id; /* course_id: of a component of the kind course; 0 for none */
	const char *component_title, *component_kind;
	bool needs_grade;
	struct decimal pass_grade, grade_scale; /* the pass mark and the best grade there is */
	bool needs_approval, needs_file;
	struct decimal min_credits; /* of credit_type; where set, credits meet it and nothing else */
	const char *credit_type, *credit_title;
	bool since_enrollment; /* only credits that were awarded since the enrolment began */
	int64_t credit_type_id, credit_decimals;
	int64_t stage_position, position, program_id, version; /* from 1 */
};

struct stage {
	const char *title;
	struct quorum needed; /* how many of its requirements */
	struct list requirements;
	int64_t position, program_id, version;
};

/* The versioned part of a program. A saved version never changes (IMIS-65). */
struct definition {
	int64_t program_id, version;
	struct instant created_at;
	int64_t created_by;
	const char *created_by_name, *note;
	int64_t current_enrollees; /* open enrolments: they would stay on their version */
	int64_t enrollees;         /* of these, on this version */
	bool in_order;
	struct period *completion_period, *grace_period;
	bool requires_approval;
	const char *designation;
	int64_t certificate_template_id; /* whose newest version certificates are issued with; 0: none are */
	const char *certificate_template_name;
	struct period *certificate_validity; /* from the day it was earned; NULL: without end */
	struct list stages;                  /* of struct stage */

	int64_t period_n, grace_n, validity_n, required;
	const char *period_unit, *grace_unit, *validity_unit;
};
extern const struct field definition_fields[], requirement_fields[], stage_fields[];

struct definition_query {
	int64_t version; /* 0: the newest */
};
extern const struct field definition_query_fields[];

/* version 0 is the newest; a program without any has an empty definition with version 0. UNKNOWN_VERSION. */
must_check enum err definition_find(struct ctx *c, int64_t program_id, int64_t version,
	struct definition *into);

/* As the actor may see it: learners without counts, notes and names of staff. */
must_check enum err definition_see(struct ctx *c, int64_t program_id, int64_t version,
	struct definition *into);

/* What an edit leaves unsaid: certificates are issued, with the standard template. */
void definition_defaults(struct definition *d, uint64_t sent);

/* Fill in how many are enrolled under it, and in all: current_enrollees, enrollees. */
must_check enum err definition_count(struct ctx *c, struct definition *d);

struct definition_saved {
	int64_t version, enrollees_on_older;
};
extern const struct field definition_saved_fields[];

/*
 * Save version n+1. given is the version that was edited (If-Match), -1 where
 * there is none yet. in->stages is replaced by a copy that holds the ids of
 * new requirements. Enrolments keep their version (IMIS-65, IMIS-68).
 */
must_check enum err definition_save(struct ctx *c, int64_t program_id, int64_t given, struct definition *in,
	struct definition_saved *out);

struct version_row {
	int64_t program_id, version;
	struct instant created_at;
	const char *created_by_name, *note;
	int64_t open_enrollees, requirements;
};
extern const struct field version_row_fields[];

/* Newest first. */
must_check enum err version_list(struct ctx *c, int64_t program_id, struct list *into);

/* One difference between two versions, for reading. */
struct change {
	const char *kind;  /* added, removed, changed, moved */
	const char *where; /* rule, stage, requirement */
	const char *title, *field, *before, *after;
};
struct change_list {
	int64_t from, to;
	struct list changes;
};
extern const struct field change_list_fields[];

/* What version n changed against the one before it. */
must_check enum err definition_changes(struct ctx *c, int64_t program_id, int64_t n,
	struct change_list *into);

/* Where the clock of a definition leads: grace begins, and the expiration. VALIDATION past year 9999. */
must_check enum err definition_dates(struct ctx *c, const struct definition *d, struct date enrolled_on,
	struct date *grace_begins_on, struct date *expires_on);

/* How many requirements a stage asks for: "all" in numbers. */
int64_t stage_needed(const struct stage *s);

#endif
