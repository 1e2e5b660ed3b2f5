#include "multipart.h"

#include <string.h>
#include <strings.h>

enum { BOUNDARY_MAX = 70, HEAD_MAX = 8 << 10 };

static const char form_type[] = "multipart/form-data";

bool is_multipart(const char *content_type)
{
	size_t n = sizeof(form_type) - 1;

	return content_type && !strncasecmp(content_type, form_type, n) && strchr(" ;", content_type[n]);
}

static enum err broken(struct ctx *c, const char *why)
{
	return fail(c, ERR_MALFORMED, "The form could not be read: %s.", why);
}

static enum err cut_off(struct ctx *c)
{
	return fail(c, ERR_FILE_CUT_OFF, "The form ended before its end was written.");
}

/*
 * The value of NAME="..." or NAME=... in a header's line; NULL when it is not
 * there.  Browsers write a quote as %22 and line ends as %0D %0A, others put a
 * backslash before a quote.
 */
static const char *parameter(struct arena *a, const char *line, const char *name)
{
	size_t n = strlen(name);
	const char *p = strchr(line, ';');
	char *value, *to;
	bool quoted;

	for (; p; p = strchr(p, ';')) {
		p += 1 + strspn(p + 1, " \t");
		if (!strncasecmp(p, name, n) && p[n] == '=')
			break;
	}
	if (!p)
		return NULL;
	p += n + 1;
	quoted = *p == '"';
	p += quoted;
	value = to = arena_alloc(a, strlen(p) + 1);
	for (; *p && (quoted ? *p != '"' : !strchr("; \t", *p)); p++) {
		bool escaped = quoted && *p == '\\' && p[1] == '"';

		if (!strncmp(p, "%22", 3)) {
			*to++ = '"';
			p += 2;
			continue;
		}
		p += escaped;
		*to++ = *p;
	}
	return value;
}

static const char *delimiter_of(struct ctx *c, const char *content_type)
{
	const char *boundary = parameter(&c->arena, content_type, "boundary");

	if (!boundary || !*boundary || strlen(boundary) > BOUNDARY_MAX)
		return NULL;
	return arena_printf(&c->arena, "\r\n--%s", boundary);
}

/* A header's line by its name, without the name; NULL when there is none. */
static const char *header_of(struct arena *a, const char *head, const char *name)
{
	size_t n = strlen(name);

	for (const char *line = head; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		if (strncasecmp(line, name, n) || line[n] != ':')
			continue;
		line += n + 1;
		line += strspn(line, " \t");
		return arena_printf(a, "%.*s", (int)strcspn(line, "\r\n"), line);
	}
	return NULL;
}

static enum err take(struct ctx *c, const char *head, struct bytes data, struct part *into)
{
	const char *line = header_of(&c->arena, head, "Content-Disposition");
	const char *name = line ? parameter(&c->arena, line, "name") : NULL;

	if (!name || utf8_length(name) < 0)
		return broken(c, "a part has no name");
	if (strcmp(name, "file") != 0)
		return fail_field(c, name, "is not known here; a call takes one part, \"file\"");
	if (into->data.data)
		return fail_field(c, "file", "is there twice; send each file in a call of its own");
	*into = (struct part){ parameter(&c->arena, line, "filename"),
		header_of(&c->arena, head, "Content-Type"), data };
	return ERR_OK;
}

/* One part; *rest stands after a delimiter and is moved behind the next. */
static enum err read_part(struct ctx *c, const char *delimiter, struct bytes *rest, struct part *into)
{
	size_t n = strlen(delimiter);
	const char *head_end, *end, *at;

	if (rest->n < 2 || memcmp(rest->data, "\r\n", 2))
		return rest->n < 2 ? cut_off(c) : broken(c, "what follows a boundary is no part");
	at = rest->data + 2;
	head_end = memmem(rest->data, rest->n < HEAD_MAX ? rest->n : HEAD_MAX, "\r\n\r\n", 4);
	if (!head_end)
		return rest->n < HEAD_MAX ? cut_off(c) : broken(c, "the head of a part is too long");
	if (head_end < at || memchr(at, '\0', (size_t)(head_end - at)))
		return broken(c, "a part has no head");
	end = memmem(head_end + 2, rest->n - (size_t)(head_end + 2 - rest->data), delimiter, n);
	if (!end)
		return cut_off(c);
	TRY(take(c, arena_printf(&c->arena, "%.*s", (int)(head_end - at), at),
		(struct bytes){ head_end + 4, end > head_end + 4 ? (size_t)(end - head_end - 4) : 0 }, into));
	rest->n -= (size_t)(end + n - rest->data);
	rest->data = end + n;
	return ERR_OK;
}

enum err multipart_file(struct ctx *c, const char *content_type, struct bytes body, struct part *into)
{
	const char *delimiter = delimiter_of(c, content_type);
	size_t n = delimiter ? strlen(delimiter) : 0;
	struct bytes rest;

	*into = (struct part){ 0 };
	if (!delimiter)
		return broken(c, "its type names no boundary");
	/* The first delimiter has no line end before it. */
	if (body.n < n - 2 || memcmp(body.data, delimiter + 2, n - 2))
		return body.n < n - 2 ? cut_off(c) : broken(c, "it does not begin with its boundary");
	rest = (struct bytes){ body.data + n - 2, body.n - n + 2 };
	while (rest.n < 2 || memcmp(rest.data, "--", 2))
		TRY(read_part(c, delimiter, &rest, into));
	if (!into->data.data)
		return fail_field(c, "file", "is required");
	return ERR_OK;
}
