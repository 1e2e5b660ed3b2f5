#include "db.h"
#include "json.h"
#include "profile.h"
#include "segment_parts.h"

#include <cjson/cJSON.h>
#include <string.h>

static const char *const matchings[] = { "all", "any", NULL };
static const char *const ops[] = { "is", "is_not", "contains", "starts_with", "is_empty", "before", "after",
	NULL };

/* A condition or a group as clients send it. */
struct part {
	const char *field, *op, *value; /* value: JSON */
	const char *match, *conditions;
};
static const struct field part_fields[] = {
	FIELD(part, field, IN | TRIM, 1, 64),
	FIELD_WORD(part, op, IN, ops),
	FIELD(part, value, IN | NULLABLE | RAW, 0, 2000),
	FIELD_WORD(part, match, IN, matchings),
	FIELD(part, conditions, IN | RAW, 0, 65536),
	FIELD_END,
};

const struct field condition_row_fields[] = {
	FIELD(condition, rule_id, 0, 0, WIDE),
	FIELD(condition, segment_id, 0, 0, WIDE),
	FIELD(condition, n, 0, 0, WIDE),
	FIELD(condition, part, 0, 0, WIDE),
	FIELD(condition, matching, 0, 0, 3),
	FIELD(condition, part_matching, NULLABLE, 0, 3),
	FIELD(condition, field_id, 0, 0, WIDE),
	FIELD(condition, key, 0, 0, 64),
	FIELD(condition, type, 0, 0, 8),
	FIELD(condition, op, 0, 0, 12),
	FIELD(condition, text_value, NULLABLE, 0, 200),
	FIELD(condition, number_value, NULLABLE, 0, 24),
	FIELD(condition, date_value, NULLABLE, 0, DATE_MAX),
	FIELD_END,
};
#define condition_fields condition_row_fields

struct stored_rule {
	int64_t id;
	const char *matching;
};
static const struct field stored_rule_fields[] = {
	FIELD(stored_rule, id, 0, 0, WIDE),
	FIELD(stored_rule, matching, 0, 0, 3),
	FIELD_END,
};

STMT(insert_rule, stored_rule, none, "INSERT INTO segment_rule (matching) VALUES (:matching)")
STMT(find_rule, stored_rule, stored_rule, "SELECT id, matching FROM segment_rule WHERE id = :id")
STMT(insert_condition, condition, none,
	"INSERT INTO segment_condition (rule_id, n, part, part_matching, field_id, op, text_value, number_value, date_value) "
	"VALUES (:rule_id, :n, :part, :part_matching, :field_id, :op, :text_value, :number_value, :date_value)")
STMT(find_conditions, stored_rule, condition,
	"SELECT k.rule_id, k.n, k.part, r.matching, k.part_matching, k.field_id, f.field_key AS `key`, f.type, k.op, k.text_value, "
	"TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM k.number_value)) AS number_value, k.date_value "
	"FROM segment_condition k JOIN segment_rule r ON r.id = k.rule_id JOIN profile_field f ON f.id = k.field_id "
	"WHERE k.rule_id = :id ORDER BY k.n")

/* What is being read: the fields there are, and what came of it so far. */
struct reading {
	struct list fields; /* of struct profile_field */
	struct rule *rule;
	int64_t part;
	const char *part_matching;
};

static const struct profile_field *field_named(const struct list *fields, const char *key)
{
	const struct profile_field *f = fields->items;

	for (size_t i = 0; i < fields->n; i++)
		if (!strcmp(f[i].key, key))
			return &f[i];
	return NULL;
}

/* Texts are looked into, dates and numbers have an order; everything is or is not. */
static bool op_fits(const char *op, const char *type)
{
	bool ordered = !strcmp(type, "date") || !strcmp(type, "number");

	if (!strcmp(op, "before") || !strcmp(op, "after"))
		return ordered;
	if (!strcmp(op, "contains") || !strcmp(op, "starts_with"))
		return !ordered;
	return true;
}

static const char *value_text(const char *json)
{
	const cJSON *v = json ? cJSON_Parse(json) : NULL;

	if (cJSON_IsNumber(v))
		return json;
	return cJSON_IsString(v) ? v->valuestring : NULL;
}

/* The value to compare with; a part of an option is no option. */
static enum err read_value(struct ctx *c, const struct profile_field *f, const struct part *p,
	struct condition *into)
{
	struct profile_field as = *f;
	struct profile_value v = { 0 };
	const char *text = value_text(p->value);

	if (!strcmp(p->op, "is_empty"))
		return text && *text ? fail_field(c, "value", "must be left out: empty is empty") : ERR_OK;
	if (!text || !*text)
		return fail_field(c, "value", "is required; fields that are empty are found by is_empty");
	if (strcmp(p->op, "is") != 0 && strcmp(p->op, "is_not") != 0)
		as.options.n = 0;
	TRY(profile_value_parse(c, &as, text, "value", &v));
	into->text_value = v.text_value;
	into->number_value = v.number_value;
	into->date_value = v.date_value;
	return v.text_value || v.number_value || v.date_value.day ? ERR_OK
								  : fail_field(c, "value", "is required");
}

static enum err read_condition(struct ctx *c, struct reading *r, const struct part *p)
{
	struct list *into = &r->rule->conditions;
	struct condition k = { .n = (int64_t)into->n, .part = r->part, .part_matching = r->part_matching };
	const struct profile_field *f = p->field ? field_named(&r->fields, p->field) : NULL;

	if (!p->field || !p->op)
		return fail_field(c, p->field ? "op" : "field", "is required");
	if (!f)
		return fail_field(c, "field", "is no profile field");
	if (!op_fits(p->op, f->type))
		return fail_field(c, "op", "cannot be asked of a field of the type %s", f->type);
	if (into->n == RULE_CONDITIONS)
		return fail_field(c, "", "is one too many: a rule has at most %d conditions",
			RULE_CONDITIONS);
	k.field_id = f->id;
	k.key = f->key;
	k.type = f->type;
	k.op = p->op;
	TRY(read_value(c, f, p, &k));
	((struct condition *)into->items)[into->n++] = k;
	return ERR_OK;
}

static enum err read_parts(struct ctx *c, struct reading *r, const char *json, bool inside);

static enum err read_group(struct ctx *c, struct reading *r, const struct part *p, bool inside)
{
	enum err e;

	if (inside)
		return fail_field(c, "conditions", "cannot stand in a group: groups are one level deep");
	if (p->field || p->op || p->value)
		return fail_field(c, "field",
			"cannot stand beside conditions: it is one condition or a group");
	if (!p->match)
		return fail_field(c, "match", "is required");
	r->part_matching = p->match;
	e = read_parts(c, r, p->conditions, true);
	r->part_matching = NULL;
	return e;
}

static enum err read_part(struct ctx *c, struct reading *r, const cJSON *one, bool inside)
{
	struct part p = { 0 };

	TRY(json_read(c, part_fields, one, false, &p, NULL));
	if (p.conditions)
		return read_group(c, r, &p, inside);
	if (p.match)
		return fail_field(c, "conditions", "is required in a group");
	return read_condition(c, r, &p);
}

/* A list of conditions, each with its place for what is wrong with it. */
static enum err read_parts(struct ctx *c, struct reading *r, const char *json, bool inside)
{
	const cJSON *all = cJSON_Parse(json), *one;
	const char *outer = c->pointer ? c->pointer : "";
	enum err result = ERR_OK;
	int i = 0;

	if (!cJSON_IsArray(all) || !cJSON_GetArraySize(all))
		return fail_field(c, "conditions", "must be a list of at least one condition");
	cJSON_ArrayForEach(one, all)
	{
		c->pointer = arena_printf(&c->arena, "%s/conditions/%d", outer, i++);
		if (!inside)
			r->part = i;
		if (read_part(c, r, one, inside))
			result = ERR_VALIDATION;
	}
	c->pointer = outer;
	return result;
}

enum err rule_read(struct ctx *c, const char *match, const char *conditions, struct rule *into)
{
	struct reading r = { .rule = into };

	*into = (struct rule){ .matching = match, .conditions.size = sizeof(struct condition) };
	into->conditions.items = arena_alloc(&c->arena, RULE_CONDITIONS * sizeof(struct condition));
	TRY(profile_field_list(c, &r.fields));
	return read_parts(c, &r, conditions, false);
}

enum err rule_store(struct ctx *c, struct rule *rule, int64_t *id)
{
	struct condition *k = rule->conditions.items;

	TRY(db_insert(c, &insert_rule, &(struct stored_rule){ .matching = rule->matching }, id,
		ERR_INTERNAL));
	for (size_t i = 0; i < rule->conditions.n; i++) {
		k[i].rule_id = *id;
		TRY(db_exec(c, &insert_condition, &k[i]));
	}
	return ERR_OK;
}

enum err rule_load(struct ctx *c, int64_t id, struct rule *into)
{
	struct stored_rule key = { .id = id };

	TRY(db_one(c, &find_rule, &key, &key));
	into->matching = key.matching;
	return db_all(c, &find_conditions, &key, &into->conditions);
}

static void write_condition(struct buf *b, const struct condition *k)
{
	char date[DATE_TEXT];

	buf_printf(b, "{\"field\":\"%s\",\"op\":\"%s\"", k->key, k->op);
	if (k->text_value) {
		buf_text(b, ",\"value\":");
		json_string(b, k->text_value);
	} else if (k->number_value)
		buf_printf(b, ",\"value\":%s", k->number_value);
	else if (k->date_value.day) {
		date_format(k->date_value, date);
		buf_printf(b, ",\"value\":\"%s\"", date);
	}
	buf_text(b, "}");
}

const char *rule_json(struct ctx *c, const struct rule *rule)
{
	const struct condition *k = rule->conditions.items;
	struct buf b = { .arena = &c->arena };

	buf_text(&b, "[");
	for (size_t i = 0; i < rule->conditions.n; i++) {
		bool first = !i || k[i].part != k[i - 1].part;
		bool last = i + 1 == rule->conditions.n || k[i].part != k[i + 1].part;

		buf_text(&b, i ? "," : "");
		if (first && k[i].part_matching)
			buf_printf(&b, "{\"match\":\"%s\",\"conditions\":[", k[i].part_matching);
		write_condition(&b, &k[i]);
		if (last && k[i].part_matching)
			buf_text(&b, "]}");
	}
	buf_text(&b, "]");
	return buf_end(&b);
}
