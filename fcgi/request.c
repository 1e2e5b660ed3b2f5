#include "request.h"

#include <ctype.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *const method_names[] = { [GET] = "GET",
	[POST] = "POST",
	[PUT] = "PUT",
	[PATCH] = "PATCH",
	[DELETE] = "DELETE",
	[METHOD_COUNT] = "OTHER" };

enum method method_from(const char *name)
{
	enum method m = GET;

	while (m < METHOD_COUNT && strcmp(method_names[m], name))
		m++;
	return m;
}

const char *method_name(enum method m)
{
	return method_names[m];
}

void request_begin(struct request *r, struct db *db)
{
	struct arena arena;

	arena_reset(&r->c.arena);
	arena = r->c.arena;
	*r = (struct request){ .c = { .arena = arena,
				       .db = db,
				       .time_zone = "UTC",
				       .pointer = "",
				       .public_url = "http://localhost" },
		.path = "",
		.query = "",
		.body = "",
		.scheme = "http",
		.version = -1 };
	r->c.arena.limit = ARENA_MAX;
	r->out.arena = &r->c.arena;
}

void clock_read(struct ctx *c, struct date fixed)
{
	const int64_t day = INT64_C(86400) * 1000000;
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	c->now.us = (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
	if (fixed.day)
		c->now.us = date_start(fixed).us + c->now.us % day;
	c->today = fixed;
}

const char *request_id_new(struct arena *a)
{
	unsigned char raw[16];
	char *hex = arena_alloc(a, sizeof(raw) * 2 + 1);

	randombytes_buf(raw, sizeof(raw));
	return sodium_bin2hex(hex, sizeof(raw) * 2 + 1, raw, sizeof(raw));
}

bool request_id_valid(const char *id)
{
	size_t n = strspn(id, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_.-");

	return n && n <= REQUEST_ID_MAX && !id[n];
}

size_t body_read(struct request *r, char *into, size_t n)
{
	size_t got = r->body_length - (size_t)r->taken;

	if (r->line.read) {
		got = r->line.read(r, into, n);
	} else {
		got = got < n ? got : n;
		memcpy(into, r->body + r->taken, got);
	}
	r->taken += (int64_t)got;
	return got;
}

bool body_complete(const struct request *r)
{
	return r->taken >= (r->line.read ? r->announced : (int64_t)r->body_length);
}

const char *request_cookie(struct request *r, const char *name)
{
	size_t length = strlen(name);

	for (const char *p = r->cookie; p && *p; p += strcspn(p, ";")) {
		const char *end;

		p += strspn(p, "; ");
		if (strncmp(p, name, length) || p[length] != '=')
			continue;
		p += length + 1;
		end = p + strcspn(p, "; ");
		return arena_printf(&r->c.arena, "%.*s", (int)(end - p), p);
	}
	return NULL;
}

static int hex_digit(char ch)
{
	return isdigit((unsigned char)ch)     ? ch - '0'
		: isxdigit((unsigned char)ch) ? (ch | 0x20) - 'a' + 10
					      : -1;
}

const char *percent_decode(struct arena *a, const char *text, size_t n)
{
	char *decoded = arena_alloc(a, n + 1), *to = decoded;

	for (size_t i = 0; i < n; i++) {
		int high, low;

		if (text[i] != '%') {
			*to++ = text[i] == '+' ? ' ' : text[i];
			continue;
		}
		high = i + 2 < n ? hex_digit(text[i + 1]) : -1;
		low = i + 2 < n ? hex_digit(text[i + 2]) : -1;
		if (high < 0 || low < 0 || !(high | low))
			return NULL;
		*to++ = (char)(high << 4 | low);
		i += 2;
	}
	return decoded;
}

/* One name=value of the query string. */
static enum err query_one(struct request *r, const struct field *table, const char *pair, size_t n,
	void *into, uint64_t *seen)
{
	size_t length = strcspn(pair, "=&"), skip = length < n ? length + 1 : n;
	const char *name = percent_decode(&r->c.arena, pair, length);
	const char *value = percent_decode(&r->c.arena, pair + skip, n - skip);
	const struct field *f;

	if (!name || !value || utf8_length(name) < 0) {
		fail_clear(&r->c);
		return fail(&r->c, ERR_MALFORMED, "The query string has a broken %%-escape in it.");
	}
	f = field_find(table, name);
	if (!f || !(f->flags & IN))
		return fail_field(&r->c, name, "is not known here");
	if (*seen >> (f - table) & 1)
		return fail_field(&r->c, name, "is given twice");
	*seen |= UINT64_C(1) << (f - table);
	return field_parse(&r->c, f, value, into);
}

static enum err query_pairs(struct request *r, const struct field *table, void *into, uint64_t *sent)
{
	enum err result = ERR_OK;

	for (const char *p = r->query; *p; p += *p == '&') {
		size_t n = strcspn(p, "&");
		enum err e = n ? query_one(r, table, p, n, into, sent) : ERR_OK;

		if (e && e != ERR_VALIDATION)
			return e;
		result = e ? e : result;
		p += n;
	}
	for (const struct field *f = table; f && f->name; f++)
		if (f->flags & REQ && !(*sent >> (f - table) & 1))
			result = fail_field(&r->c, f->name, "is required");
	return result;
}

enum err query_read(struct request *r, const struct field *table, void *into, uint64_t *sent)
{
	const char *outer = r->c.pointer;
	enum err e;

	r->c.pointer = "?";
	e = query_pairs(r, table, into, sent);
	r->c.pointer = outer;
	return e;
}

bool version_parse(const char *if_match, int64_t *version)
{
	const char *quote;
	char *end;

	*version = -1;
	if (!if_match)
		return true;
	if (!strncmp(if_match, "W/", 2))
		if_match += 2;
	quote = *if_match == '"' ? "\"" : "";
	if_match += strlen(quote);
	if (!isdigit((unsigned char)*if_match) || strlen(if_match) > 17)
		return false;
	*version = strtoll(if_match, &end, 10);
	return !strcmp(end, quote);
}
