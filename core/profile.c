#include "profile.h"
#include "audit.h"
#include "db.h"
#include "json.h"

#include <cjson/cJSON.h>
#include <string.h>
#include <strings.h>

static const char *const types[] = { "text", "choice", "date", "number", NULL };

const struct field profile_field_fields[] = {
	FIELD(profile_field, id, OUT, 1, WIDE),
	FIELD(profile_field, key, IN | OUT | REQ | TRIM, 1, 64),
	FIELD(profile_field, label, IN | OUT | REQ | TRIM, 1, 120),
	FIELD_WORD(profile_field, type, IN | OUT | REQ, types),
	FIELD(profile_field, options, IN | OUT, 0, 200),
	FIELD(profile_field, member_edits, IN | OUT, 0, 1),
	FIELD(profile_field, version, OUT | QUIET, 1, WIDE),
	FIELD(profile_field, filled, OUT | QUIET, 0, WIDE),
	FIELD(profile_field, empty, OUT | QUIET, 0, WIDE),
	FIELD(profile_field, option_list, NULLABLE | QUIET, 0, WIDE),
	FIELD_END,
};
const struct field member_field_fields[] = {
	FIELD(profile_field, key, OUT, 1, 64),
	FIELD(profile_field, label, OUT, 1, 120),
	FIELD_WORD(profile_field, type, OUT, types),
	FIELD(profile_field, options, OUT, 0, 200),
	FIELD_END,
};
const struct field missing_query_fields[] = {
	FIELD(missing_query, field_id, 0, 0, WIDE),
	PAGE_FIELDS(missing_query),
	FIELD_END,
};

/* An option that somebody uses, and how many do. */
struct option_use {
	int64_t field_id;
	const char *option_list, *option;
	int64_t contacts, rules;
};
static const struct field option_use_fields[] = {
	FIELD(option_use, field_id, 0, 0, WIDE),
	FIELD(option_use, option_list, 0, 0, WIDE),
	FIELD(option_use, option, 0, 0, 200),
	FIELD(option_use, contacts, 0, 0, WIDE),
	FIELD(option_use, rules, 0, 0, WIDE),
	FIELD_END,
};

#define COLUMNS \
	"SELECT f.id, f.field_key AS `key`, f.label, f.type, f.options AS option_list, f.member_edits, f.version"
#define COUNTS \
	", (SELECT COUNT(*) FROM profile_value v WHERE v.field_id = f.id) AS filled, " \
	"(SELECT COUNT(*) FROM contact) - (SELECT COUNT(*) FROM profile_value v WHERE v.field_id = f.id) AS empty"

STMT(list_fields, none, profile_field, COLUMNS COUNTS " FROM profile_field f ORDER BY f.label, f.id")
STMT(member_fields, none, profile_field,
	COLUMNS " FROM profile_field f WHERE f.member_edits ORDER BY f.label, f.id")
STMT(find_field, profile_field, profile_field, COLUMNS COUNTS " FROM profile_field f WHERE f.id = :id")
STMT(lock_field, profile_field, profile_field, COLUMNS " FROM profile_field f WHERE f.id = :id FOR UPDATE")
STMT(insert_field, profile_field, none,
	"INSERT INTO profile_field (field_key, label, type, options, member_edits, created_at) "
	"VALUES (:key, :label, :type, :option_list, :member_edits, :now)")
STMT(update_field, profile_field, none,
	"UPDATE profile_field SET label = :label, options = :option_list, member_edits = :member_edits, version = version + 1 "
	"WHERE id = :id")
STMT(delete_field, profile_field, none, "DELETE FROM profile_field WHERE id = :id")

#define RULES(test) \
	"(SELECT COUNT(DISTINCT g.id) FROM segment_condition k JOIN segment g ON g.rule_id = k.rule_id " \
	"WHERE k.field_id = " test ")"
STMT(field_use, option_use, option_use,
	"SELECT (SELECT COUNT(*) FROM profile_value WHERE field_id = :field_id) AS contacts, " RULES(
		":field_id") " AS rules")
STMT(options_gone, option_use, option_use,
	"SELECT o.option, (SELECT COUNT(*) FROM profile_value v WHERE v.field_id = :field_id AND v.text_value = o.option) AS contacts, " RULES(
		":field_id AND k.text_value = o.option") " AS rules "
							 "FROM JSON_TABLE(:option_list, '$[*]' COLUMNS (option VARCHAR(200) PATH '$')) o "
							 "HAVING contacts + rules > 0 LIMIT 1")

STMT(missing, missing_query, contact_row,
	"SELECT c.id, c.contact_no, c.given_name, c.family_name, CONCAT(c.given_name, ' ', c.family_name) AS name, c.email, "
	"c.sort_name FROM contact c FORCE INDEX (contact_sort) LEFT JOIN profile_value v ON v.contact_id = c.id "
	"AND v.field_id = :field_id WHERE v.contact_id IS NULL AND c.sort_name >= :after_text "
	"AND (c.sort_name > :after_text OR c.id > :after_id) ORDER BY c.sort_name, c.id LIMIT :rows")

/* The column's JSON as the struct's words. */
static void read_options(struct ctx *c, struct profile_field *f)
{
	const cJSON *all = f->option_list ? cJSON_Parse(f->option_list) : NULL, *one;

	f->options = (struct words){ NULL, 0 };
	if (!all)
		return;
	f->options.v = arena_alloc(&c->arena, ((size_t)cJSON_GetArraySize(all) + 1) * sizeof(*f->options.v));
	for (one = all ? all->child : NULL; one; one = one->next)
		f->options.v[f->options.n++] = one->valuestring;
}

static const char *options_json(struct ctx *c, const struct words *options)
{
	const struct profile_field holder = { .options = *options };
	struct buf b = { .arena = &c->arena };

	json_value(&b, field_find(profile_field_fields, "options"), &holder);
	return buf_end(&b);
}

static enum err read_all(struct ctx *c, struct stmt *s, struct list *into)
{
	TRY(db_all(c, s, NULL, into));
	for (size_t i = 0; i < into->n; i++)
		read_options(c, (struct profile_field *)into->items + i);
	return ERR_OK;
}

enum err profile_field_list(struct ctx *c, struct list *into)
{
	return read_all(c, &list_fields, into);
}

enum err profile_member_fields(struct ctx *c, struct list *into)
{
	return read_all(c, &member_fields, into);
}

enum err profile_field_find(struct ctx *c, int64_t id, struct profile_field *into)
{
	*into = (struct profile_field){ 0 };
	TRY(db_one(c, &find_field, &(struct profile_field){ .id = id }, into));
	read_options(c, into);
	return ERR_OK;
}

static enum err check_key(struct ctx *c, const char *key)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

	if (!key[strspn(key, letters)])
		return ERR_OK;
	return fail_field(c, "key", "may have letters from a to z, digits, _ and - only, such as job_title");
}

/* Two options that compare equal would be one and the same to every rule. */
static enum err check_repeated(struct ctx *c, const struct words *options)
{
	for (size_t i = 0; i < options->n; i++)
		for (size_t k = 0; k < i; k++)
			if (!strcasecmp(options->v[i], options->v[k]))
				return fail_field(c, arena_printf(&c->arena, "options/%zu", i),
					"is there already");
	return ERR_OK;
}

static enum err check_options(struct ctx *c, const struct profile_field *f)
{
	bool choice = !strcmp(f->type, "choice");

	if (choice && !f->options.n)
		return fail_field(c, "options", "must have at least one: people choose from them");
	if (!choice && f->options.n)
		return fail_field(c, "options", "belong to fields of the type choice");
	return check_repeated(c, &f->options);
}

static enum err key_taken(struct ctx *c, const char *key)
{
	return fail_remedy(c, ERR_CODE_TAKEN, "Choose another key.", "Another profile field has the key %s.",
		key);
}

enum err profile_field_create(struct ctx *c, struct profile_field *in)
{
	enum err e;

	TRY(check_key(c, in->key));
	TRY(check_options(c, in));
	in->option_list = in->options.n ? options_json(c, &in->options) : NULL;
	e = db_insert(c, &insert_field, in, &in->id, ERR_CODE_TAKEN);
	if (e == ERR_CODE_TAKEN)
		return key_taken(c, in->key);
	TRY(e);
	audit(c, "profile_field.create", (struct audit_object){ "profile_field", in->id, in->label },
		profile_field_fields, NULL, in);
	return ERR_OK;
}

static enum err check_fixed(struct ctx *c, const struct profile_field *before,
	const struct profile_field *after)
{
	if (strcmp(before->key, after->key) != 0)
		return fail_field(c, "key", "never changes: rules and files are written against it");
	if (strcmp(before->type, after->type) != 0)
		return fail_field(c, "type", "never changes: make a new field");
	return ERR_OK;
}

static bool has_word(const struct words *w, const char *word)
{
	for (size_t i = 0; i < w->n; i++)
		if (!strcmp(w->v[i], word))
			return true;
	return false;
}

/* Values and rules must not be left with an option that is not there any more. */
static enum err check_gone(struct ctx *c, const struct profile_field *before,
	const struct profile_field *after)
{
	struct words gone = { arena_alloc(&c->arena, (before->options.n + 1) * sizeof(*gone.v)), 0 };
	struct option_use use = { .field_id = before->id };
	bool any;

	for (size_t i = 0; i < before->options.n; i++)
		if (!has_word(&after->options, before->options.v[i]))
			gone.v[gone.n++] = before->options.v[i];
	if (!gone.n)
		return ERR_OK;
	use.option_list = options_json(c, &gone);
	TRY(db_maybe(c, &options_gone, &use, &use, &any));
	if (!any)
		return ERR_OK;
	return fail(c, ERR_OPTION_IN_USE,
		"%s is the value of %lld contacts and stands in the rules of %lld segments.", use.option,
		(long long)use.contacts, (long long)use.rules);
}

enum err profile_field_update(struct ctx *c, int64_t id, int64_t version, const struct profile_field *in,
	uint64_t sent)
{
	struct profile_field before = { 0 }, after;

	TRY(db_one(c, &lock_field, &(struct profile_field){ .id = id }, &before));
	TRY(version_check(c, before.version, version));
	read_options(c, &before);
	after = before;
	field_merge(profile_field_fields, &after, in, sent);
	if (audit_nothing(c, profile_field_fields, &before, &after))
		return ERR_OK;
	TRY(check_fixed(c, &before, &after));
	TRY(check_options(c, &after));
	TRY(check_gone(c, &before, &after));
	after.option_list = after.options.n ? options_json(c, &after.options) : NULL;
	TRY(db_exec(c, &update_field, &after));
	audit(c, "profile_field.update", (struct audit_object){ "profile_field", id, after.label },
		profile_field_fields, &before, &after);
	return ERR_OK;
}

enum err profile_field_remove(struct ctx *c, int64_t id)
{
	struct profile_field gone = { .id = id };
	struct option_use use = { .field_id = id };

	TRY(db_one(c, &lock_field, &gone, &gone));
	read_options(c, &gone);
	TRY(db_one(c, &field_use, &use, &use));
	if (use.contacts || use.rules)
		return fail(c, ERR_FIELD_IN_USE,
			"%s is filled for %lld contacts and stands in the rules of %lld segments.",
			gone.label, (long long)use.contacts, (long long)use.rules);
	TRY(db_exec(c, &delete_field, &gone));
	audit(c, "profile_field.delete", (struct audit_object){ "profile_field", id, gone.label },
		profile_field_fields, &gone, NULL);
	return ERR_OK;
}

enum err profile_missing(struct ctx *c, struct missing_query *q, struct page *into)
{
	struct profile_field f;
	const struct contact_row *last;

	TRY(profile_field_find(c, q->field_id, &f));
	TRY(PAGE_START(c, q));
	TRY(db_all(c, &missing, q, &into->items));
	into->total = f.empty;
	into->has_total = true;
	if (page_cut(into, q->limit)) {
		last = (const struct contact_row *)into->items.items + q->limit - 1;
		into->next = page_cursor(c, last->sort_name, last->id);
	}
	return ERR_OK;
}
