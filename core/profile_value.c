#include "audit.h"
#include "db.h"
#include "json.h"
#include "profile.h"
#include "segment.h"

#include <cjson/cJSON.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 200, DIGITS = 14, PLACES = 4 };

/* The values of many contacts, as one parameter. */
struct batch {
	const char *rows; /* JSON: [[contact, field, text, number, date], ...] */
};
static const struct field batch_fields[] = { FIELD(batch, rows, 0, 0, WIDE), FIELD_END };

struct difference {
	int64_t contact_id;
	const char *key, *before, *after; /* as JSON */
};
static const struct field difference_fields[] = {
	FIELD(difference, contact_id, 0, 0, WIDE),
	FIELD(difference, key, 0, 0, 64),
	FIELD(difference, before, 0, 0, WIDE),
	FIELD(difference, after, 0, 0, WIDE),
	FIELD_END,
};

#define BATCH \
	"JSON_TABLE(:rows, '$[*]' COLUMNS (contact_id BIGINT PATH '$[0]', field_id BIGINT PATH '$[1]', " \
	"text_value VARCHAR(200) CHARACTER SET utf8mb4 PATH '$[2]', number_value DECIMAL(18,4) PATH '$[3]', date_value DATE PATH '$[4]')) j"
/* Always in the same order, so that two batches never wait for each other. */
STMT(hold_contacts, batch, difference,
	"SELECT c.id AS contact_id FROM " BATCH
	" JOIN contact c ON c.id = j.contact_id ORDER BY c.id FOR UPDATE")

/* Texts that rules take for the same, as "Lyon" and "lyon", are still different things to have written. */
STMT(find_differences, batch, difference,
	"SELECT j.contact_id, f.field_key AS `key`, " PROFILE_SHOWN("v") " AS `before`, " PROFILE_SHOWN(
		"j") " AS after FROM " BATCH " JOIN profile_field f ON f.id = j.field_id "
		     "LEFT JOIN profile_value v ON v.contact_id = j.contact_id AND v.field_id = j.field_id "
		     "WHERE NOT (CAST(v.text_value AS BINARY) <=> CAST(j.text_value AS BINARY) AND v.number_value <=> j.number_value "
		     "AND v.date_value <=> j.date_value) ORDER BY j.contact_id, f.id")
STMT(fill_values, batch, none,
	"INSERT INTO profile_value (contact_id, field_id, text_value, number_value, date_value) "
	"SELECT j.contact_id, j.field_id, j.text_value, j.number_value, j.date_value FROM " BATCH
	" WHERE COALESCE(j.text_value, j.number_value, j.date_value) IS NOT NULL ON DUPLICATE KEY UPDATE "
	"text_value = VALUES(text_value), number_value = VALUES(number_value), date_value = VALUES(date_value)")
STMT(empty_values, batch, none,
	"DELETE v FROM " BATCH
	" JOIN profile_value v ON v.contact_id = j.contact_id AND v.field_id = j.field_id "
	"WHERE COALESCE(j.text_value, j.number_value, j.date_value) IS NULL")

/* --- one value --- */

/* -12.5 without leading zeros and without zeros at its end; NULL when it is no number or has too many digits. */
static const char *number_text(struct ctx *c, const char *s)
{
	const char *sign = *s == '-' ? "-" : "", *point;
	size_t whole, places;

	s += *s == '-';
	while (*s == '0' && isdigit((unsigned char)s[1]))
		s++;
	whole = strspn(s, "0123456789");
	point = s + whole;
	places = *point == '.' ? strspn(point + 1, "0123456789") : 0;
	if (!whole || point[*point == '.' ? places + 1 : 0] || (*point == '.' && !places))
		return NULL;
	while (places && point[places] == '0')
		places--;
	if (whole > DIGITS || places > PLACES)
		return NULL;
	if (*s == '0' && !places)
		return "0";
	return arena_printf(&c->arena, "%s%.*s", sign, (int)(whole + (places ? places + 1 : 0)), s);
}

static enum err parse_number(struct ctx *c, const char *text, const char *pointer, struct profile_value *into)
{
	into->number_value = number_text(c, text);
	if (into->number_value)
		return ERR_OK;
	return fail_field(c, pointer,
		"must be a number of at most %d digits and %d decimal places, like 12.5", DIGITS, PLACES);
}

static enum err parse_words(struct ctx *c, const struct profile_field *f, const char *text,
	const char *pointer, struct profile_value *into)
{
	const char **words = arena_alloc(&c->arena, (f->options.n + 1) * sizeof(*words));
	const struct field as = { .name = pointer,
		.offset = offsetof(struct profile_value, text_value),
		.type = FIELD_STR,
		.flags = NULLABLE | TRIM,
		.max = TEXT_MAX,
		.words = f->options.n ? words : NULL };

	for (size_t i = 0; i < f->options.n; i++)
		words[i] = f->options.v[i];
	return field_parse(c, &as, text, into);
}

static enum err parse_date(struct ctx *c, const char *text, const char *pointer, struct profile_value *into)
{
	const struct field as = { .name = pointer,
		.offset = offsetof(struct profile_value, date_value),
		.type = FIELD_DATE,
		.min = DATE_MIN,
		.max = DATE_MAX };

	return field_parse(c, &as, text, into);
}

enum err profile_value_parse(struct ctx *c, const struct profile_field *f, const char *text,
	const char *pointer, struct profile_value *into)
{
	into->field_id = f->id;
	into->text_value = into->number_value = NULL;
	into->date_value.day = 0;
	if (!text || !*text)
		return ERR_OK;
	if (!strcmp(f->type, "number"))
		return parse_number(c, text, pointer, into);
	if (!strcmp(f->type, "date"))
		return parse_date(c, text, pointer, into);
	return parse_words(c, f, text, pointer, into);
}

/* --- a profile as clients send it --- */

static const struct profile_field *field_by_key(const struct list *fields, const char *key)
{
	const struct profile_field *f = fields->items;

	for (size_t i = 0; i < fields->n; i++)
		if (!strcmp(f[i].key, key))
			return &f[i];
	return NULL;
}

static bool repeated(const struct list *values, int64_t field_id)
{
	const struct profile_value *v = values->items;

	for (size_t i = 0; i < values->n; i++)
		if (v[i].field_id == field_id)
			return true;
	return false;
}

/* The value as text, if it is of a JSON type that this field's values are written in. */
static bool member_text(const struct profile_field *f, const cJSON *v, const char **text)
{
	bool number = !strcmp(f->type, "number");

	*text = cJSON_IsNumber(v) ? cJSON_PrintUnformatted(v) : v->valuestring;
	return cJSON_IsNull(v) || cJSON_IsString(v) || (number && cJSON_IsNumber(v));
}

static enum err read_value(struct ctx *c, const struct list *fields, const cJSON *v, struct list *into)
{
	const char *pointer = arena_printf(&c->arena, "profile/%s", json_pointer_name(c, v->string));
	const struct profile_field *f = field_by_key(fields, v->string);
	const char *text;

	if (!f)
		return fail_field(c, pointer, "is no profile field");
	if (repeated(into, f->id))
		return fail_field(c, pointer, "is given twice");
	if (!member_text(f, v, &text))
		return fail_field(c, pointer,
			strcmp(f->type, "number") ? "must be text" : "must be a number");
	return profile_value_parse(c, f, text, pointer, (struct profile_value *)into->items + into->n++);
}

static enum err profile_fields(struct ctx *c, bool by_member, struct list *into)
{
	return by_member ? profile_member_fields(c, into) : profile_field_list(c, into);
}

enum err profile_read(struct ctx *c, int64_t contact_id, const char *json, bool by_member,
	struct list *values)
{
	const cJSON *all = json ? cJSON_Parse(json) : NULL, *one;
	enum err result = ERR_OK;
	struct list fields;

	*values = (struct list){ .size = sizeof(struct profile_value) };
	if (!all)
		return ERR_OK;
	if (!cJSON_IsObject(all))
		return fail_field(c, "profile", "must be an object of keys and values");
	TRY(profile_fields(c, by_member, &fields));
	values->items = arena_alloc(&c->arena, ((size_t)cJSON_GetArraySize(all) + 1) * values->size);
	for (one = all ? all->child : NULL; one; one = one->next)
		if (read_value(c, &fields, one, values))
			result = ERR_VALIDATION;
	for (size_t i = 0; i < values->n; i++)
		((struct profile_value *)values->items)[i].contact_id = contact_id;
	return result;
}

/* --- storing --- */

static int by_contact(const void *a, const void *b)
{
	const struct profile_value *x = a, *y = b;

	return (x->contact_id > y->contact_id) - (x->contact_id < y->contact_id);
}

static void write_value(struct buf *b, const struct profile_value *v)
{
	char date[DATE_TEXT] = "";

	buf_printf(b, b->used > 1 ? ",[%lld,%lld," : "[%lld,%lld,", (long long)v->contact_id,
		(long long)v->field_id);
	json_string(b, v->text_value);
	buf_text(b, ",");
	json_string(b, v->number_value);
	buf_text(b, ",");
	if (v->date_value.day)
		date_format(v->date_value, date);
	json_string(b, *date ? date : NULL);
	buf_text(b, "]");
}

static const char *batch_rows(struct ctx *c, const struct list *values)
{
	struct buf b = { .arena = &c->arena };

	qsort(values->items, values->n, values->size, by_contact);
	buf_text(&b, "[");
	for (size_t i = 0; i < values->n; i++)
		write_value(&b, (const struct profile_value *)values->items + i);
	buf_text(&b, "]");
	return buf_end(&b);
}

/* The differences of one contact, from *i on. */
static struct profile_change gather(struct ctx *c, const struct list *differences, size_t *i)
{
	const struct difference *d = differences->items;
	int64_t contact_id = d[*i].contact_id;
	struct buf b = { .arena = &c->arena };

	buf_text(&b, "[");
	for (; *i < differences->n && d[*i].contact_id == contact_id; ++*i)
		buf_printf(&b, "%s{\"field\":\"profile.%s\",\"before\":%s,\"after\":%s}",
			b.used > 1 ? "," : "", d[*i].key, d[*i].before, d[*i].after);
	buf_text(&b, "]");
	return (struct profile_change){ contact_id, buf_end(&b) };
}

static void gather_all(struct ctx *c, const struct list *differences, struct list *into)
{
	*into = (struct list){ arena_alloc(&c->arena, (differences->n + 1) * sizeof(struct profile_change)),
		0, sizeof(struct profile_change) };
	for (size_t i = 0; i < differences->n;)
		((struct profile_change *)into->items)[into->n++] = gather(c, differences, &i);
}

static bool any_empty(const struct list *values)
{
	const struct profile_value *v = values->items;

	for (size_t i = 0; i < values->n; i++)
		if (!v[i].text_value && !v[i].number_value && !v[i].date_value.day)
			return true;
	return false;
}

static struct ints contacts_of(struct ctx *c, const struct list *changed)
{
	const struct profile_change *p = changed->items;
	struct ints contacts = { arena_alloc(&c->arena, (changed->n + 1) * sizeof(int64_t)), changed->n };

	for (size_t i = 0; i < changed->n; i++)
		contacts.v[i] = p[i].contact_id;
	return contacts;
}

enum err profile_store(struct ctx *c, const struct list *values, struct list *changed)
{
	struct ints contacts;
	struct batch batch;
	struct list rows;

	*changed = (struct list){ .size = sizeof(struct profile_change) };
	if (!values->n)
		return ERR_OK;
	TRY(segments_hold(c));
	batch.rows = batch_rows(c, values);
	TRY(db_all(c, &hold_contacts, &batch, &rows));
	TRY(db_all(c, &find_differences, &batch, &rows));
	if (!rows.n)
		return ERR_OK;
	gather_all(c, &rows, changed);
	TRY(db_exec(c, &fill_values, &batch));
	if (any_empty(values))
		TRY(db_exec(c, &empty_values, &batch));
	contacts = contacts_of(c, changed);
	return segments_refresh(c, &contacts);
}
