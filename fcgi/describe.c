#include "describe.h"

#include <string.h>

static const char *const type_names[] = {
	[FIELD_INT] = "int",
	[FIELD_STR] = "text",
	[FIELD_BOOL] = "bool",
	[FIELD_TIME] = "instant",
	[FIELD_DATE] = "date",
	[FIELD_DEC] = "decimal",
	[FIELD_QUORUM] = "quorum",
	[FIELD_INTS] = "ints",
	[FIELD_WORDS] = "words",
	[FIELD_BYTES] = "bytes",
	[FIELD_OBJ] = "object",
	[FIELD_LIST] = "list",
};

static const struct {
	unsigned bit;
	const char *name;
} flag_names[] = {
	{ IN, "in" },
	{ OUT, "out" },
	{ REQ, "required" },
	{ NULLABLE, "nullable" },
	{ SECRET, "secret" },
	{ TRIM, "trim" },
	{ PLAIN, "plain" },
};

/* A comma before every item but the first: each list keeps its own `first`. */
static void comma(struct buf *b, bool *first)
{
	if (!*first)
		buf_text(b, ",");
	*first = false;
}

static void named(struct buf *b, const char *name, const char *text)
{
	buf_printf(b, "\"%s\":", name);
	json_string(b, text);
}

static void flags_write(struct buf *b, unsigned flags)
{
	bool first = true;

	buf_text(b, ",\"flags\":[");
	for (size_t i = 0; i < sizeof(flag_names) / sizeof(*flag_names); i++)
		if (flags & flag_names[i].bit) {
			comma(b, &first);
			json_string(b, flag_names[i].name);
		}
	buf_text(b, "]");
}

static void words_write(struct buf *b, const char *const *words)
{
	bool first = true;

	buf_text(b, ",\"words\":[");
	for (; *words; words++) {
		comma(b, &first);
		json_string(b, *words);
	}
	buf_text(b, "]");
}

static void fields_write(struct buf *b, const struct field *table)
{
	bool first = true;

	buf_text(b, "[");
	for (const struct field *f = table; f->name; f++) {
		if (!(f->flags & (IN | OUT)))
			continue;
		comma(b, &first);
		buf_text(b, "{");
		named(b, "name", f->name);
		buf_printf(b, ",\"type\":\"%s\"", f->flags & RAW ? "json" : type_names[f->type]);
		flags_write(b, f->flags);
		buf_printf(b, ",\"min\":%lld,\"max\":%lld", (long long)f->min, (long long)f->max);
		if (f->words)
			words_write(b, f->words);
		if (f->sub) {
			buf_text(b, ",\"fields\":");
			fields_write(b, f->sub);
		}
		buf_text(b, "}");
	}
	buf_text(b, "]");
}

static void route_write(struct buf *b, const struct route *r)
{
	static const char *const kinds[] = { [REPLY_NOTHING] = "nothing",
		[REPLY_ONE] = "one",
		[REPLY_MANY] = "many",
		[REPLY_OTHER] = "other" };
	bool query = route_takes_query(r);
	const char *in = r->in.fields ? r->in.name : NULL;

	buf_text(b, "{");
	named(b, "method", method_name(r->method));
	buf_text(b, ",");
	named(b, "path", r->path);
	buf_text(b, ",");
	named(b, "right", r->right);
	buf_text(b, ",");
	named(b, "query", query ? in : NULL);
	buf_text(b, ",");
	named(b, "body", query ? NULL : in);
	buf_text(b, ",");
	named(b, "answers", kinds[r->kind]);
	buf_text(b, ",");
	named(b, "answer", r->out.name);
	buf_printf(b, ",\"needs_version\":%s}",
		r->method == PATCH || r->flags & NEEDS_VERSION ? "true" : "false");
}

static void rights_write(struct buf *b)
{
	bool first = true;

	buf_text(b, "{");
	for (size_t i = 0; i < perm_count; i++) {
		bool first_role = true;

		comma(b, &first);
		json_string(b, perm_rows[i].name);
		buf_text(b, ":[");
		for (size_t k = 0; k < role_count; k++)
			if (perm_rows[i].roles & role_rows[k].bit) {
				comma(b, &first_role);
				json_string(b, role_rows[k].name);
			}
		buf_text(b, "]");
	}
	buf_text(b, "}");
}

static bool named_before(const struct shape *s)
{
	for (size_t i = 0; i < route_count; i++) {
		if (&routes[i].in == s)
			return false;
		if (routes[i].in.fields && !strcmp(routes[i].in.name, s->name))
			return true;
		if (&routes[i].out == s)
			return false;
		if (routes[i].out.fields && !strcmp(routes[i].out.name, s->name))
			return true;
	}
	return false;
}

void each_shape(void (*each)(struct buf *b, const struct shape *s), struct buf *b)
{
	bool first = true;

	for (size_t i = 0; i < route_count; i++)
		for (int side = 0; side < 2; side++) {
			const struct shape *s = side ? &routes[i].out : &routes[i].in;

			if (!s->fields || named_before(s))
				continue;
			comma(b, &first);
			each(b, s);
		}
}

static void shape_write(struct buf *b, const struct shape *s)
{
	json_string(b, s->name);
	buf_text(b, ":");
	fields_write(b, s->fields);
}

void describe_write(struct buf *b)
{
	bool first = true;

	buf_text(b, "{\"routes\":[");
	for (size_t i = 0; i < route_count; i++) {
		comma(b, &first);
		route_write(b, &routes[i]);
	}
	buf_text(b, "],\"rights\":");
	rights_write(b);
	buf_text(b, ",\"bodies\":{");
	each_shape(shape_write, b);
	buf_text(b, "}}");
}

void rights_table_write(struct buf *b)
{
	buf_text(b, "| Right | What it allows |");
	for (size_t k = 0; k < role_count; k++)
		buf_printf(b, " %s |", role_rows[k].title);
	buf_text(b, "\n|---|---|");
	for (size_t k = 0; k < role_count; k++)
		buf_text(b, ":-:|");
	for (size_t i = 0; i < perm_count; i++) {
		buf_printf(b, "\n| `%s` | %s |", perm_rows[i].name, perm_rows[i].words);
		for (size_t k = 0; k < role_count; k++)
			buf_text(b, perm_rows[i].roles & role_rows[k].bit ? " yes |" : "  |");
	}
	buf_text(b, "\n");
}

enum err describe_get(struct request *r)
{
	describe_write(&r->out);
	return reply_json(r, 200);
}

enum err openapi_get(struct request *r)
{
	openapi_write(&r->out);
	return reply_json(r, 200);
}
