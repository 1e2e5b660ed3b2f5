#ifndef LAUREL_COMPONENT_H
#define LAUREL_COMPONENT_H

#include "page.h"

/* A reusable unit that can meet requirements. */
struct component {
	int64_t id;
	const char *code, *title;
	const char *kind;   /* class, exam, experience, document, course */
	const char *status; /* active, inactive */
	int64_t course_id;
	int64_t version;
	int64_t open_offerings; /* that can still be used today */
	int64_t programs;       /* active programs whose newest definition asks for it */
	struct list used_by;    /* of struct component_use; component_find() only */
};
extern const struct field component_fields[];     /* one, with used_by */
extern const struct field component_row_fields[]; /* in lists */

struct component_use {
	int64_t program_id;
	const char *name, *status, *program_kind;
};

struct component_query {
	const char *q, *pattern, *kind, *status;
	PAGE_MEMBERS;
};
extern const struct field component_query_fields[];

must_check enum err component_list(struct ctx *c, struct component_query *q, struct page *into);
must_check enum err component_find(struct ctx *c, int64_t id, struct component *into);
must_check enum err component_create(struct ctx *c, struct component *in); /* CODE_TAKEN */

/* COMPONENT_IN_USE when an active program's newest definition would be left with an inactive component. */
must_check enum err component_update(struct ctx *c, int64_t id, int64_t version, const struct component *in,
	uint64_t sent);

struct price {
	int64_t amount_minor; /* cents, pence, yen */
	const char *currency; /* ISO 4217 */
};
extern const struct field price_fields[];

extern const struct field price_fields[];
struct price *price_of(struct ctx *c, int64_t minor, const char *currency); /* NULL without a currency */

/* A scheduled or purchasable instance of a component. */
struct offering {
	int64_t id, component_id;
	const char *title;
	struct instant starts_at, ends_at;
	const char *location;
	int64_t capacity; /* 0: no limit */
	struct price *price;
	int64_t price_minor;
	const char *price_currency;
	const char *status; /* open, closed, cancelled */
	int64_t event_id;
	int64_t version;
	int64_t refund_days; /* full refund until so many days before the start; 0: as the organisation has it */
	int64_t seats_taken, seats_waiting; /* held or registered; in the line */
	const char
		*registration; /* of the enrollee, where it is seen from an enrolment: none, or its state */
	int64_t registration_id;
};
extern const struct field offering_fields[];

/* Is it open, and has not begun yet? */
bool offering_to_come(const struct ctx *c, const struct offering *o);

struct offering_query {
	int64_t component_id;
	const char *status;
	PAGE_MEMBERS;
};
extern const struct field offering_query_fields[];

/* Newest first. */
must_check enum err offering_list(struct ctx *c, struct offering_query *q, struct page *into);
must_check enum err offering_find(struct ctx *c, int64_t id, struct offering *into);
must_check enum err offering_create(struct ctx *c, struct offering *in);
must_check enum err offering_update(struct ctx *c, int64_t id, int64_t version, const struct offering *in,
	uint64_t sent);

/* The offerings of every component that a version of a program asks for, and what a contact has of them (IMIS-49). */
must_check enum err offerings_of_version(struct ctx *c, int64_t program_id, int64_t version,
	int64_t contact_id, struct list *into);

#endif
