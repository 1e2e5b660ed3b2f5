#ifndef LAUREL_PROFILE_H
#define LAUREL_PROFILE_H

#include "contact.h"
#include "page.h"

/*
 * What an organisation wants to know of its people beside their names: fields
 * of its own (SEG-02, SEG-06).  The key is the name in JSON and in imports; it
 * and the type never change, because rules and files are written against them.
 */
struct profile_field {
	int64_t id;
	const char *key, *label;
	const char *type;     /* text, choice, date, number */
	struct words options; /* of a choice */
	bool member_edits;    /* people may fill it in for themselves */
	int64_t version;
	int64_t filled, empty; /* contacts with and without a value */

	const char *option_list; /* options as JSON */
};
extern const struct field profile_field_fields[];
extern const struct field member_field_fields[]; /* what people are told of it */

/* All of them, by label. */
must_check enum err profile_field_list(struct ctx *c, struct list *into);
must_check enum err profile_field_find(struct ctx *c, int64_t id, struct profile_field *into);
must_check enum err profile_field_create(struct ctx *c, struct profile_field *in); /* CODE_TAKEN */

/* OPTION_IN_USE when an option that is taken away is the value of contacts or stands in a segment's rule. */
must_check enum err profile_field_update(struct ctx *c, int64_t id, int64_t version,
	const struct profile_field *in, uint64_t sent);

/* FIELD_IN_USE while a contact has a value or a segment asks for it. */
must_check enum err profile_field_remove(struct ctx *c, int64_t id);

/* The contacts whose field is empty, by name: no segment that asks for the field finds them (SEG-06). */
struct missing_query {
	int64_t field_id;
	PAGE_MEMBERS;
};
extern const struct field missing_query_fields[];
must_check enum err profile_missing(struct ctx *c, struct missing_query *q, struct page *into);

/* One field of one contact: the member of the field's type is set, or none when it is to be empty. */
struct profile_value {
	int64_t contact_id, field_id;
	const char *text_value, *number_value; /* a number as its digits, at most 14 and 4 places */
	struct date date_value;
};

/*
 * Read a value that is given as text; "" and NULL are empty.  VALIDATION with
 * a complaint about `pointer` when it does not fit the field.
 */
must_check enum err profile_value_parse(struct ctx *c, const struct profile_field *f, const char *text,
	const char *pointer, struct profile_value *into);

/*
 * Read a profile as clients send it, {key: value}: null and "" empty a field,
 * keys that are not there keep theirs.  NULL is no profile.  Complaints are
 * about profile/<key>; by_member refuses fields that are for staff to fill.
 */
must_check enum err profile_read(struct ctx *c, int64_t contact_id, const char *json, bool by_member,
	struct list *values);

/* What profile_store() changed of one contact, as the audit has it. */
struct profile_change {
	int64_t contact_id;
	const char *changes; /* JSON: [{"field":"profile.<key>","before","after"}] */
};

/*
 * Store the values (of struct profile_value) of any number of contacts, a few
 * thousand at best, and bring every segment in step with them.  A contact and
 * field stands there once at most.  *changed gets a struct profile_change for
 * each contact of which something is different now, by id; the caller writes
 * the audit with it.
 */
must_check enum err profile_store(struct ctx *c, const struct list *values, struct list *changed);

/* A contact's profile as JSON: {"region":"North","since":"2020-05-01","staff":12.5}. */
#define PROFILE_SQL(contact_id) \
	"(SELECT CONCAT('{', COALESCE(GROUP_CONCAT(JSON_QUOTE(f.field_key), ':', " PROFILE_SHOWN( \
		"v") " ORDER BY f.label, f.id), ''), '}') FROM profile_value v JOIN profile_field f ON f.id = v.field_id WHERE v.contact_id = " contact_id \
		     ")"
#define PROFILE_SHOWN(v) \
	"COALESCE(JSON_QUOTE(" v ".text_value), TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM " v \
	".number_value)), JSON_QUOTE(CAST(" v ".date_value AS CHAR)), 'null')"

/* The fields that people may fill in for themselves. */
must_check enum err profile_member_fields(struct ctx *c, struct list *into);

#endif
