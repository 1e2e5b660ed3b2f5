#include "describe.h"

#include <stdlib.h>
#include <string.h>

/*
 * Three documents are made of one field table: what comes back (OUT), what a
 * POST or PUT takes (IN, required as REQ says), what a PATCH takes (IN, none
 * required).
 */
enum use { USE_REPLY, USE_BODY, USE_PATCH };

static void object_schema(struct buf *b, const struct field *table, enum use use);

/* "integer", or ["integer","null"]. */
static void type_write(struct buf *b, const struct field *f, const char *type)
{
	buf_printf(b, f->flags & NULLABLE ? "\"type\":[\"%s\",\"null\"]" : "\"type\":\"%s\"", type);
}

static void enum_write(struct buf *b, const struct field *f)
{
	buf_text(b, ",\"enum\":[");
	for (const char *const *w = f->words; *w; w++) {
		buf_text(b, w == f->words ? "" : ",");
		json_string(b, *w);
	}
	buf_text(b, f->type == FIELD_STR && f->flags & NULLABLE ? ",null]" : "]");
}

static void text_schema(struct buf *b, const struct field *f)
{
	if (f->flags & RAW) {
		buf_text(b, "\"description\":\"any JSON\"");
		return;
	}
	type_write(b, f, "string");
	if (f->words)
		enum_write(b, f);
	else
		buf_printf(b, ",\"minLength\":%lld,\"maxLength\":%lld", (long long)f->min, (long long)f->max);
	if (f->flags & PLAIN)
		buf_text(b, ",\"pattern\":\"^[ -~]*$\"");
	if (f->flags & SECRET)
		buf_text(b, ",\"writeOnly\":true");
}

static void array_schema(struct buf *b, const struct field *f, enum use use)
{
	type_write(b, f, "array");
	buf_printf(b, ",\"minItems\":%lld,\"maxItems\":%lld,\"items\":", (long long)f->min,
		(long long)f->max);
	if (f->type == FIELD_LIST) {
		object_schema(b, f->sub, use);
		return;
	}
	buf_text(b, f->type == FIELD_INTS ? "{\"type\":\"integer\"" : "{\"type\":\"string\"");
	if (f->words)
		enum_write(b, f);
	buf_text(b, "}");
}

static void dated(struct buf *b, const struct field *f, const char *format)
{
	type_write(b, f, "string");
	buf_printf(b, ",\"format\":\"%s\"", format);
}

static void number_schema(struct buf *b, const struct field *f)
{
	switch (f->type) {
	case FIELD_DEC:
		type_write(b, f, "number");
		buf_printf(b, ",\"multipleOf\":0.01,\"minimum\":%.2f,\"maximum\":%.2f", (double)f->min / 100,
			(double)f->max / 100);
		break;
	case FIELD_QUORUM:
		buf_printf(b,
			"\"oneOf\":[{\"const\":\"all\"},{\"type\":\"integer\",\"minimum\":1,\"maximum\":%lld}]",
			(long long)f->max);
		break;
	default:
		type_write(b, f, "integer");
		buf_printf(b, ",\"minimum\":%lld,\"maximum\":%lld", (long long)f->min, (long long)f->max);
	}
}

/* The members of a field's schema, without the braces. */
static void field_schema(struct buf *b, const struct field *f, enum use use)
{
	switch (f->type) {
	case FIELD_STR:
		text_schema(b, f);
		break;
	case FIELD_BOOL:
		type_write(b, f, "boolean");
		break;
	case FIELD_TIME:
		dated(b, f, "date-time");
		break;
	case FIELD_DATE:
		dated(b, f, "date");
		break;
	case FIELD_INTS:
	case FIELD_WORDS:
	case FIELD_LIST:
		array_schema(b, f, use);
		break;
	case FIELD_OBJ:
		buf_text(b, f->flags & NULLABLE ? "\"oneOf\":[{\"type\":\"null\"}," : "\"allOf\":[");
		object_schema(b, f->sub, use);
		buf_text(b, "]");
		break;
	case FIELD_INT:
	case FIELD_DEC:
	case FIELD_QUORUM:
		number_schema(b, f);
		break;
	case FIELD_BYTES:
		abort(); /* never in JSON */
	}
}

static bool used(const struct field *f, enum use use)
{
	return use == USE_REPLY ? f->flags & OUT && !(f->flags & SECRET) : (f->flags & IN) != 0;
}

static void required_write(struct buf *b, const struct field *table, enum use use)
{
	bool first = true;

	for (const struct field *f = table; f->name; f++) {
		if (!used(f, use) || (use == USE_BODY && !(f->flags & REQ)))
			continue;
		buf_printf(b, "%s\"%s\"", first ? ",\"required\":[" : ",", f->name);
		first = false;
	}
	buf_text(b, first ? "" : "]");
}

static void object_schema(struct buf *b, const struct field *table, enum use use)
{
	bool first = true;

	buf_text(b, "{\"type\":\"object\",\"properties\":{");
	for (const struct field *f = table; f->name; f++) {
		if (!used(f, use))
			continue;
		buf_printf(b, "%s\"%s\":{", first ? "" : ",", f->name);
		field_schema(b, f, use);
		buf_text(b, "}");
		first = false;
	}
	buf_text(b, "}");
	if (use != USE_PATCH)
		required_write(b, table, use);
	/* An answer may gain members in a later version; what is sent may not have unknown ones. */
	buf_text(b, use == USE_REPLY ? "}" : ",\"additionalProperties\":false}");
}

static const char *use_suffix(enum use use)
{
	return use == USE_BODY ? "_body" : use == USE_PATCH ? "_patch" : "";
}

static bool any_used(const struct field *table, enum use use)
{
	for (const struct field *f = table; f->name; f++)
		if (used(f, use))
			return true;
	return false;
}

static void shape_schemas(struct buf *b, const struct shape *s)
{
	bool first = true;

	for (enum use use = USE_REPLY; use <= USE_PATCH; use++) {
		if (!any_used(s->fields, use))
			continue;
		buf_printf(b, "%s\"%s%s\":", first ? "" : ",", s->name, use_suffix(use));
		object_schema(b, s->fields, use);
		first = false;
	}
}

static void parameter(struct buf *b, const char *in, const char *name, bool required, bool *first)
{
	buf_printf(b, "%s{\"in\":\"%s\",\"name\":\"%s\",\"required\":%s,\"schema\":{", *first ? "" : ",", in,
		name, required ? "true" : "false");
	*first = false;
}

static void path_parameters(struct buf *b, const char *path, bool *first)
{
	for (const char *p = strchr(path, '{'); p; p = strchr(p, '{')) {
		size_t n = strcspn(++p, "}");

		parameter(b, "path", arena_printf(b->arena, "%.*s", (int)n, p), true, first);
		buf_text(b,
			*p == 'w' ? "\"type\":\"string\",\"pattern\":\"^[a-z0-9_-]{1,64}$\"}}"
				  : "\"type\":\"integer\",\"minimum\":1}}");
	}
}

static void query_parameters(struct buf *b, const struct field *table, bool *first)
{
	for (const struct field *f = table; f && f->name; f++)
		if (f->flags & IN) {
			parameter(b, "query", f->name, f->flags & REQ, first);
			field_schema(b, f, USE_BODY);
			buf_text(b, "}}");
		}
}

static void header_parameters(struct buf *b, const struct route *r, bool *first)
{
	if (!route_changes(r))
		return;
	parameter(b, "header", "X-Requested-With", true, first);
	buf_text(b, "\"const\":\"laurel\"}}");
	if (r->method == PATCH || r->method == PUT) {
		parameter(b, "header", "If-Match", r->method == PATCH || r->flags & NEEDS_VERSION, first);
		buf_text(b, "\"type\":\"string\",\"pattern\":\"^\\\"[0-9]+\\\"$\"}}");
	}
	if (r->method == POST && !(r->flags & NOT_KEPT)) {
		parameter(b, "header", "Idempotency-Key", false, first);
		buf_text(b, "\"type\":\"string\",\"minLength\":1,\"maxLength\":128}}");
	}
}

static void parameters_write(struct buf *b, const struct route *r)
{
	bool first = true;

	buf_text(b, ",\"parameters\":[");
	path_parameters(b, r->path, &first);
	if (route_takes_query(r))
		query_parameters(b, r->in.fields, &first);
	header_parameters(b, r, &first);
	buf_text(b, "]");
}

static void body_write(struct buf *b, const struct route *r)
{
	if (r->flags & STREAM_BODY) {
		buf_text(b,
			",\"requestBody\":{\"required\":true,\"content\":{\"*/*\":{\"schema\":"
			"{\"type\":\"string\",\"format\":\"binary\"}}}}");
		return;
	}
	if (!r->in.fields || route_takes_query(r))
		return;
	buf_printf(b,
		",\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":"
		"{\"$ref\":\"#/components/schemas/%s%s\"}}}}",
		r->in.name, use_suffix(r->method == PATCH ? USE_PATCH : USE_BODY));
}

static void answer_schema(struct buf *b, const struct route *r)
{
	static const char ref[] = "{\"$ref\":\"#/components/schemas/%s\"}";

	switch (r->kind) {
	case REPLY_ONE:
		buf_printf(b, ref, r->out.name);
		break;
	case REPLY_MANY:
		buf_text(b,
			"{\"type\":\"object\",\"required\":[\"items\",\"next\"],\"properties\":{\"items\":"
			"{\"type\":\"array\",\"items\":");
		buf_printf(b, ref, r->out.name);
		buf_text(b, "},\"next\":{\"type\":[\"string\",\"null\"]},\"total\":{\"type\":\"integer\"}}}");
		break;
	case REPLY_NOTHING:
	case REPLY_OTHER:
		buf_text(b, "{\"type\":\"object\"}");
	}
}

static void answers_write(struct buf *b, const struct route *r)
{
	buf_text(b, ",\"responses\":{");
	if (r->kind == REPLY_NOTHING)
		buf_text(b, "\"204\":{\"description\":\"Done\"}");
	else {
		buf_text(b,
			"\"2XX\":{\"description\":\"Done\",\"content\":{\"application/json\":{\"schema\":");
		answer_schema(b, r);
		buf_text(b, "}}}");
	}
	buf_text(b, ",\"default\":{\"$ref\":\"#/components/responses/problem\"}}");
}

/* "post_contacts_id_roles": a name for generated clients. */
static const char *operation_id(struct arena *a, const struct route *r)
{
	char *id = arena_printf(a, "%s%s", method_name(r->method), r->path + strlen("/api")), *to = id;

	for (const char *p = id; *p; p++) {
		if (*p >= 'A' && *p <= 'Z')
			*to++ = (char)(*p | 0x20);
		else if (*p == '/' || *p == '.')
			*to++ = '_';
		else if (*p != '{' && *p != '}')
			*to++ = *p;
	}
	*to = '\0';
	return id;
}

static void operation_write(struct buf *b, const struct route *r)
{
	const char *method = arena_printf(b->arena, "%s", method_name(r->method));
	bool open = (r->roles & ANONYMOUS) != 0;

	buf_text(b, "\"");
	for (; *method; method++)
		buf_printf(b, "%c", *method | 0x20);
	buf_printf(b, "\":{\"operationId\":\"%s\",\"description\":\"Right: %s.\"", operation_id(b->arena, r),
		r->right);
	buf_text(b, open ? ",\"security\":[]" : "");
	parameters_write(b, r);
	body_write(b, r);
	answers_write(b, r);
	buf_text(b, "}");
}

static bool path_before(size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (!strcmp(routes[k].path, routes[i].path))
			return true;
	return false;
}

static void path_write(struct buf *b, size_t first)
{
	bool comma = false;

	json_string(b, routes[first].path);
	buf_text(b, ":{");
	for (size_t i = first; i < route_count; i++) {
		if (strcmp(routes[i].path, routes[first].path))
			continue;
		buf_text(b, comma ? "," : "");
		operation_write(b, &routes[i]);
		comma = true;
	}
	buf_text(b, "}");
}

static const char problem_parts[] =
	"\"problem\":{\"type\":\"object\",\"required\":[\"type\",\"title\",\"status\",\"detail\",\"code\"],\"properties\":{"
	"\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},"
	"\"detail\":{\"type\":\"string\"},\"code\":{\"type\":\"string\",\"description\":\"stable\"},"
	"\"remedy\":{\"type\":\"string\"},\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
	"\"required\":[\"pointer\",\"detail\"],\"properties\":{\"pointer\":{\"type\":\"string\","
	"\"description\":\"#/... in the body, ?name in the query\"},\"detail\":{\"type\":\"string\"}}}}}}},"
	"\"responses\":{\"problem\":{\"description\":\"Refused; what for and what to do, as RFC 9457 has it\",\"content\":{"
	"\"application/problem+json\":{\"schema\":{\"$ref\":\"#/components/schemas/problem\"}}}}},"
	"\"securitySchemes\":{\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"" SESSION_COOKIE
	"\"}}}";

void openapi_write(struct buf *b)
{
	bool comma = false;

	buf_text(b,
		"{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Laurel\",\"version\":\"1\"},"
		"\"security\":[{\"session\":[]}],\"paths\":{");
	for (size_t i = 0; i < route_count; i++) {
		if (path_before(i))
			continue;
		buf_text(b, comma ? "," : "");
		path_write(b, i);
		comma = true;
	}
	buf_text(b, "},\"components\":{\"schemas\":{");
	each_shape(shape_schemas, b);
	buf_text(b, ",");
	buf_text(b, problem_parts);
	buf_text(b, "}");
}
