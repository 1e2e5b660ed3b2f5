#ifndef LAUREL_AUDIT_H
#define LAUREL_AUDIT_H

#include "page.h"

/* One change as it will stand in the audit. */
struct audit_entry {
	int64_t id;
	struct instant at;
	int64_t actor_id;
	const char *action, *entity;
	int64_t entity_id;
	const char *title, *reason, *via, *request_id;
	const char *changes; /* JSON: [{"field","before","after"}] */
	const char *hash;    /* hex; covers every member above and the hash of the entry before */
	struct audit_entry *next;
};
extern const struct field audit_entry_fields[];

/* What was changed: entity is the table's name, title what people call it (may be NULL). */
struct audit_object {
	const char *entity;
	int64_t id;
	const char *title;
};

/*
 * Note that `action` ("enrollment.cancel") happened; before is NULL for
 * something new, after for something gone.  Members flagged SECRET or QUIET
 * stay out.  The entry is written, numbered and chained at the end of the
 * transaction, so that the chain's lock is held for its last step only.
 */
void audit(struct ctx *c, const char *action, struct audit_object o, const struct field *fields,
	const void *before, const void *after);

/* What audit() writes as changes: "[]" when nothing differs. */
const char *audit_changes(struct ctx *c, const struct field *fields, const void *before, const void *after);

/* Two such lists as one. */
const char *audit_join(struct ctx *c, const char *a, const char *b);

/* Nothing differs: says so on c->unchanged, and the call may leave without a trace. */
bool audit_nothing(struct ctx *c, const struct field *fields, const void *before, const void *after);

/* As audit(), with the changes already as JSON; for set-based work. */
void audit_json(struct ctx *c, const char *action, struct audit_object o, const char *changes);

/* Called by db_transact() before COMMIT. */
must_check enum err audit_flush(struct ctx *c);

/* As audit_verify(), telling now and then how far it is; what progress() fails with ends the walk. */
must_check enum err audit_verify_slowly(struct ctx *c,
	enum err (*progress)(struct ctx *c, void *arg, int64_t done, int64_t total), void *arg,
	int64_t *entries, int64_t *bad);

/* Walk the chain; *bad is the first entry that does not fit, 0 if all do. */
must_check enum err audit_verify(struct ctx *c, int64_t *entries, int64_t *bad);

/* One line of history as screens show it. */
struct history_object {
	const char *entity;
	int64_t id;
	const char *title;
};
struct history_item {
	int64_t id;
	struct instant at;
	int64_t actor_id;
	const char *actor_name, *action, *reason, *via;
	const char *entity; /* read into object */
	int64_t entity_id;
	const char *title;
	struct history_object *object;
	const char *changes; /* JSON: [{"field","before","after"}] */
};
extern const struct field history_item_fields[];

struct history_query {
	const char *entity;
	int64_t entity_id, actor_id;
	const char *action;
	struct date from, to; /* days of the organisation */
	struct instant since, until;
	PAGE_MEMBERS;
};
extern const struct field history_query_fields[], history_page_fields[];

/*
 * History of one object, newest first; of an enrolment, its requirement
 * records and the call that made it too. entity is a table's name.
 */
must_check enum err history_list(struct ctx *c, struct history_query *q, struct page *into);

/* The whole audit, filtered by actor, action and dates. */
must_check enum err audit_list(struct ctx *c, struct history_query *q, struct page *into);

#endif
