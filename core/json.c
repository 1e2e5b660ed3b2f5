#include "json.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct arena *json_arena;

static void *arena_malloc(size_t n)
{
	return arena_raw(json_arena, n);
}

static void arena_free(void *p)
{
	(void)p; /* the request's end frees everything */
}

void json_use_arena(struct arena *a)
{
	json_arena = a;
	cJSON_InitHooks(&(cJSON_Hooks){ arena_malloc, arena_free });
}

/*
 * cJSON ends texts at U+0000, written raw or as \u0000; the rest would vanish.
 * A backslash that is itself escaped does not count.
 */
static bool has_nul(const char *s, size_t n)
{
	if (memchr(s, 0, n))
		return true;
	for (size_t i = 0; i + 5 < n; i++)
		if (s[i] == '\\') {
			if (!strncmp(s + i, "\\u0000", 6))
				return true;
			i++;
		}
	return false;
}

enum err json_parse(struct ctx *c, const char *text, size_t length, cJSON **into)
{
	char *copy = arena_raw(&c->arena, length + 1);
	const char *end = NULL;

	memcpy(copy, text, length);
	copy[length] = '\0';
	if (has_nul(text, length))
		return fail(c, ERR_MALFORMED, "The body holds the character U+0000, which no text may have.");
	if (utf8_length(copy) < 0)
		return fail(c, ERR_MALFORMED, "The body is not valid UTF-8.");
	*into = cJSON_ParseWithOpts(copy, &end, true);
	if (!*into)
		return fail(c, ERR_MALFORMED, "The body is not JSON; the reader stopped at byte %td.",
			end ? end - copy : (ptrdiff_t)0);
	return ERR_OK;
}

static enum err read_member(struct ctx *c, const struct field *f, const cJSON *v, void *base);

static const char *below(struct ctx *c, const char *name)
{
	return arena_printf(&c->arena, "%s/%s", c->pointer ? c->pointer : "", name);
}

static enum err read_int(struct ctx *c, const struct field *f, const cJSON *v, int64_t *into)
{
	if (!cJSON_IsNumber(v) || trunc(v->valuedouble) != v->valuedouble)
		return fail_field(c, f->name, "must be a whole number");
	if (v->valuedouble < (double)f->min || v->valuedouble > (double)f->max)
		return fail_field(c, f->name, "must be between %lld and %lld", (long long)f->min,
			(long long)f->max);
	*into = (int64_t)v->valuedouble;
	return ERR_OK;
}

/* A decimal may be a number, or text where the sender wants its digits kept exactly. */
static enum err read_dec(struct ctx *c, const struct field *f, const cJSON *v, void *base)
{
	double scaled;

	if (cJSON_IsString(v))
		return field_parse(c, f, v->valuestring, base);
	if (!cJSON_IsNumber(v) || fabs(v->valuedouble) > 1e12)
		return fail_field(c, f->name, "must be a number");
	scaled = round(v->valuedouble * 100);
	if (fabs(scaled - v->valuedouble * 100) > 1e-6)
		return fail_field(c, f->name, "must have at most two decimal places");
	return field_parse(c, f, arena_printf(&c->arena, "%.2f", scaled / 100), base);
}

static enum err read_quorum(struct ctx *c, const struct field *f, const cJSON *v, struct quorum *into)
{
	if (cJSON_IsString(v) && !strcmp(v->valuestring, "all")) {
		into->n = 0;
		return ERR_OK;
	}
	if (!cJSON_IsNumber(v))
		return fail_field(c, f->name, "must be \"all\" or a whole number");
	return read_int(c, f, v, &into->n);
}

static enum err check_count(struct ctx *c, const struct field *f, const cJSON *v, int *count)
{
	if (!cJSON_IsArray(v))
		return fail_field(c, f->name, "must be a list");
	*count = cJSON_GetArraySize(v);
	if (*count < f->min || *count > f->max)
		return fail_field(c, f->name, "must have %lld to %lld items", (long long)f->min,
			(long long)f->max);
	return ERR_OK;
}

static enum err read_ints(struct ctx *c, const struct field *f, const cJSON *v, struct ints *into)
{
	const struct field item = { .name = f->name, .min = 1, .max = WIDE };
	const cJSON *one;
	int count;

	TRY(check_count(c, f, v, &count));
	into->v = arena_alloc(&c->arena, ((size_t)count + 1) * sizeof(*into->v));
	into->n = 0;
	cJSON_ArrayForEach(one, v) TRY(read_int(c, &item, one, &into->v[into->n++]));
	return ERR_OK;
}

static enum err read_words(struct ctx *c, const struct field *f, const cJSON *v, struct words *into)
{
	const struct field item = { .name = f->name,
		.type = FIELD_STR,
		.min = 1,
		.max = 200,
		.words = f->words };
	const cJSON *one;
	int count;

	TRY(check_count(c, f, v, &count));
	into->v = arena_alloc(&c->arena, ((size_t)count + 1) * sizeof(*into->v));
	into->n = 0;
	cJSON_ArrayForEach(one, v)
	{
		if (!cJSON_IsString(one))
			return fail_field(c, f->name, "must be a list of words");
		TRY(field_parse(c, &item, one->valuestring, &into->v[into->n++]));
	}
	return ERR_OK;
}

static enum err read_nested(struct ctx *c, const struct field *f, const cJSON *v, const char *pointer,
	void *into)
{
	const char *outer = c->pointer;
	enum err e;

	c->pointer = pointer;
	e = json_read(c, f->sub, v, false, into, NULL);
	c->pointer = outer;
	return e;
}

static enum err read_object(struct ctx *c, const struct field *f, const cJSON *v, void **into)
{
	*into = arena_alloc(&c->arena, f->sub_size);
	return read_nested(c, f, v, below(c, f->name), *into);
}

static enum err read_list(struct ctx *c, const struct field *f, const cJSON *v, struct list *into)
{
	enum err result = ERR_OK;
	const cJSON *one;
	int count;

	TRY(check_count(c, f, v, &count));
	into->items = arena_alloc(&c->arena, ((size_t)count + 1) * f->sub_size);
	into->n = 0;
	into->size = f->sub_size;
	cJSON_ArrayForEach(one, v)
	{
		const char *pointer = arena_printf(&c->arena, "%s/%zu", below(c, f->name), into->n);

		if (read_nested(c, f, one, pointer, (char *)into->items + into->n++ * f->sub_size))
			result = ERR_VALIDATION;
	}
	return result;
}

static enum err read_text(struct ctx *c, const struct field *f, const cJSON *v, void *base)
{
	if (!cJSON_IsString(v))
		return fail_field(c, f->name, "must be text");
	return field_parse(c, f, v->valuestring, base);
}

/* JSON that no table describes: kept as text, judged by the rule that knows it. */
static enum err read_raw(struct ctx *c, const struct field *f, const cJSON *v, const char **into)
{
	*into = cJSON_PrintUnformatted(v);
	if (!*into)
		abort();
	return strlen(*into) <= (size_t)f->max ? ERR_OK : fail_field(c, f->name, "is too large");
}

static enum err read_null(struct ctx *c, const struct field *f, void *base)
{
	if (!(f->flags & NULLABLE))
		return fail_field(c, f->name, "must not be null");
	if (f->type == FIELD_STR || f->type == FIELD_OBJ)
		*(void **)field_at(f, base) = NULL;
	else if (f->type == FIELD_DEC)
		*(struct decimal *)field_at(f, base) = (struct decimal){ 0 };
	else if (f->type == FIELD_DATE)
		((struct date *)field_at(f, base))->day = 0;
	else
		*(int64_t *)field_at(f, base) = 0; /* integers and instants */
	return ERR_OK;
}

static enum err read_member(struct ctx *c, const struct field *f, const cJSON *v, void *base)
{
	void *into = field_at(f, base);

	if (cJSON_IsNull(v))
		return read_null(c, f, base);
	if (f->flags & RAW)
		return read_raw(c, f, v, into);
	switch (f->type) {
	case FIELD_INT:
		return read_int(c, f, v, into);
	case FIELD_BOOL:
		if (!cJSON_IsBool(v))
			return fail_field(c, f->name, "must be true or false");
		*(bool *)into = cJSON_IsTrue(v);
		return ERR_OK;
	case FIELD_DEC:
		return read_dec(c, f, v, base);
	case FIELD_QUORUM:
		return read_quorum(c, f, v, into);
	case FIELD_INTS:
		return read_ints(c, f, v, into);
	case FIELD_WORDS:
		return read_words(c, f, v, into);
	case FIELD_OBJ:
		return read_object(c, f, v, into);
	case FIELD_LIST:
		return read_list(c, f, v, into);
	case FIELD_STR:
	case FIELD_TIME:
	case FIELD_DATE:
		return read_text(c, f, v, base);
	case FIELD_BYTES:
		break; /* never in JSON */
	}
	abort();
}

const char *json_pointer_name(struct ctx *c, const char *name)
{
	char *escaped = arena_raw(&c->arena, strlen(name) * 2 + 1), *to = escaped;

	for (; *name; name++) {
		if (*name == '~' || *name == '/') {
			*to++ = '~';
			*to++ = *name == '~' ? '0' : '1';
		} else
			*to++ = *name;
	}
	*to = '\0';
	return escaped;
}

static enum err read_named(struct ctx *c, const struct field *table, const cJSON *v, void *into,
	uint64_t *seen)
{
	const struct field *f = field_find(table, v->string);
	uint64_t bit;

	if (!f || !(f->flags & (IN | OUT)))
		return fail_field(c, json_pointer_name(c, v->string), "is not known here");
	if (!(f->flags & IN))
		return fail_field(c, v->string, "cannot be set");
	bit = UINT64_C(1) << (f - table);
	if (*seen & bit)
		return fail_field(c, v->string, "is given twice");
	*seen |= bit;
	return read_member(c, f, v, into);
}

enum err json_read(struct ctx *c, const struct field *table, const cJSON *from, bool partial, void *into,
	uint64_t *sent)
{
	enum err result = ERR_OK;
	uint64_t seen = 0;
	const cJSON *v;

	if (!cJSON_IsObject(from))
		return fail_field(c, "", "must be an object");
	cJSON_ArrayForEach(v, from) if (read_named(c, table, v, into, &seen)) result = ERR_VALIDATION;
	for (const struct field *f = table; f->name && !partial; f++)
		if (f->flags & REQ && !(seen >> (f - table) & 1))
			result = fail_field(c, f->name, "is required");
	if (sent)
		*sent = seen;
	return result;
}

static void grow(struct buf *b, size_t n)
{
	size_t size = b->size ? b->size : 4096;
	char *data;

	while (size < b->used + n)
		size *= 2;
	data = arena_raw(b->arena, size);
	if (b->used)
		memcpy(data, b->data, b->used);
	b->data = data;
	b->size = size;
}

/* Asked for each member of each row: only the rare case is a call. */
static inline void reserve(struct buf *b, size_t n)
{
	if (b->size - b->used < n)
		grow(b, n);
}

void buf_add(struct buf *b, const char *data, size_t n)
{
	if (!n)
		return;
	reserve(b, n);
	memcpy(b->data + b->used, data, n);
	b->used += n;
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_text(b, arena_vprintf(b->arena, fmt, ap));
	va_end(ap);
}

const char *buf_end(struct buf *b)
{
	reserve(b, 1);
	b->data[b->used] = '\0';
	return b->data;
}

static void json_escape(struct buf *b, unsigned char ch)
{
	static const char *const shorts
		[0x60] = { ['"'] = "\\\"", ['\\'] = "\\\\", ['\n'] = "\\n", ['\r'] = "\\r", ['\t'] = "\\t" };
	char hex[8];

	if (ch < 0x60 && shorts[ch]) {
		buf_add(b, shorts[ch], 2);
		return;
	}
	snprintf(hex, sizeof(hex), "\\u%04x", ch);
	buf_add(b, hex, 6);
}

/* How many bytes go into a JSON text as they are. */
static size_t plain_bytes(const char *s)
{
	size_t n = 0;

	while ((unsigned char)s[n] >= 0x20 && s[n] != '"' && s[n] != '\\')
		n++;
	return n;
}

void json_string(struct buf *b, const char *s)
{
	size_t n;

	if (!s) {
		buf_add(b, "null", 4);
		return;
	}
	n = plain_bytes(s);
	reserve(b, n + 2);
	b->data[b->used++] = '"';
	memcpy(b->data + b->used, s, n);
	b->used += n;
	for (s += n; *s; s += n) {
		json_escape(b, (unsigned char)*s++);
		n = plain_bytes(s);
		buf_add(b, s, n);
	}
	buf_add(b, "\"", 1);
}

static void json_int(struct buf *b, int64_t n)
{
	uint64_t rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
	char text[24], *p = text + sizeof(text);

	do
		*--p = (char)('0' + rest % 10);
	while (rest /= 10);
	if (n < 0)
		*--p = '-';
	reserve(b, sizeof(text));
	while (p < text + sizeof(text))
		b->data[b->used++] = *p++;
}

/* printf() would be a tenth of the time that an import's rows take to be staged. */
const char *decimal_text(struct arena *a, int64_t hundredths)
{
	uint64_t n = hundredths < 0 ? -(uint64_t)hundredths : (uint64_t)hundredths;
	char text[32], *to = text + sizeof(text), *made;

	*--to = '\0';
	if (n % 10)
		*--to = (char)('0' + n % 10);
	if (n % 100) {
		*--to = (char)('0' + n / 10 % 10);
		*--to = '.';
	}
	n /= 100;
	do
		*--to = (char)('0' + n % 10);
	while (n /= 10);
	if (hundredths < 0)
		*--to = '-';
	made = arena_raw(a, (size_t)(text + sizeof(text) - to));
	return memcpy(made, to, (size_t)(text + sizeof(text) - to));
}

static void json_date(struct buf *b, struct date d)
{
	reserve(b, DATE_TEXT + 1);
	b->data[b->used] = '"';
	date_format(d, b->data + b->used + 1);
	b->data[b->used + DATE_TEXT] = '"';
	b->used += DATE_TEXT + 1;
}

static void json_time(struct buf *b, struct instant t)
{
	char text[INSTANT_TEXT];

	instant_format(t, text);
	json_string(b, text);
}

static void json_quorum(struct buf *b, const struct quorum *q)
{
	if (q->n)
		json_int(b, q->n);
	else
		json_string(b, "all");
}

static void json_ints(struct buf *b, const struct ints *list)
{
	buf_add(b, "[", 1);
	for (size_t i = 0; i < list->n; i++) {
		if (i)
			buf_add(b, ",", 1);
		json_int(b, list->v[i]);
	}
	buf_add(b, "]", 1);
}

static void json_words(struct buf *b, const struct words *list)
{
	buf_add(b, "[", 1);
	for (size_t i = 0; i < list->n; i++) {
		if (i)
			buf_add(b, ",", 1);
		json_string(b, list->v[i]);
	}
	buf_add(b, "]", 1);
}

void json_array(struct buf *b, const struct field *table, const struct list *items)
{
	buf_add(b, "[", 1);
	for (size_t i = 0; i < items->n; i++) {
		if (i)
			buf_add(b, ",", 1);
		json_object(b, table, (const char *)items->items + i * items->size);
	}
	buf_add(b, "]", 1);
}

void json_value(struct buf *b, const struct field *f, const void *base)
{
	const void *p = field_at(f, base);

	if (field_is_null(f, base)) {
		buf_add(b, "null", 4);
		return;
	}
	switch (f->type) {
	case FIELD_INT:
		json_int(b, *(const int64_t *)p);
		break;
	case FIELD_STR:
		if (f->flags & RAW)
			buf_text(b, *(const char *const *)p);
		else
			json_string(b, *(const char *const *)p);
		break;
	case FIELD_BOOL:
		buf_text(b, *(const bool *)p ? "true" : "false");
		break;
	case FIELD_TIME:
		json_time(b, *(const struct instant *)p);
		break;
	case FIELD_DATE:
		json_date(b, *(const struct date *)p);
		break;
	case FIELD_DEC:
		buf_text(b, decimal_text(b->arena, ((const struct decimal *)p)->hundredths));
		break;
	case FIELD_QUORUM:
		json_quorum(b, p);
		break;
	case FIELD_INTS:
		json_ints(b, p);
		break;
	case FIELD_WORDS:
		json_words(b, p);
		break;
	case FIELD_OBJ:
		json_object(b, f->sub, *(const void *const *)p);
		break;
	case FIELD_LIST:
		json_array(b, f->sub, p);
		break;
	case FIELD_BYTES:
		abort(); /* never in JSON */
	}
}

/* ,"name": */
static void json_name(struct buf *b, const char *name, bool first)
{
	size_t n = strlen(name);
	char *to;

	reserve(b, n + 4);
	to = b->data + b->used;
	if (!first)
		*to++ = ',';
	*to++ = '"';
	memcpy(to, name, n);
	memcpy(to + n, "\":", 2);
	b->used = (size_t)(to + n + 2 - b->data);
}

void json_object(struct buf *b, const struct field *table, const void *from)
{
	bool first = true;

	buf_add(b, "{", 1);
	for (const struct field *f = table; f->name; f++) {
		if (!(f->flags & OUT) || f->flags & SECRET)
			continue;
		json_name(b, f->name, first);
		first = false;
		json_value(b, f, from);
	}
	buf_add(b, "}", 1);
}

struct cJSON *json_named(const struct field *fields, struct cJSON *json)
{
	const struct field *list = NULL;
	struct cJSON *object;
	size_t n = 0;

	for (const struct field *f = fields; f->name; f++)
		if (f->flags & IN) {
			list = f;
			n++;
		}
	if (!cJSON_IsArray(json) || n != 1 || list->type < FIELD_INTS || list->type == FIELD_OBJ)
		return json;
	object = cJSON_CreateObject();
	cJSON_AddItemToObject(object, list->name, json);
	return object;
}
