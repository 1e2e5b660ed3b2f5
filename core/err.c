#include "ctx.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
	int status;
	const char *name, *title, *remedy;
} errs[] = {
#define ERR(name, status, title, remedy) [ERR_##name] = { status, #name, title, remedy },
#include "err.def"
};

int err_status(enum err code)
{
	return errs[code].status;
}

const char *err_title(enum err code)
{
	return errs[code].title;
}

const char *err_remedy(enum err code)
{
	return errs[code].remedy;
}

const char *err_slug(enum err code)
{
	static char slugs[ERR_COUNT][40];
	char *to = slugs[code];

	if (!*to)
		for (size_t i = 0; i < sizeof(slugs[0]) - 1 && errs[code].name[i]; i++)
			to[i] = (char)tolower((unsigned char)errs[code].name[i]);
	return to;
}

static void say(struct ctx *c, const char *remedy, const char *detail)
{
	c->problem.detail = detail;
	c->problem.remedy = remedy;
}

enum err fail(struct ctx *c, enum err code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(c, NULL, arena_vprintf(&c->arena, fmt, ap));
	va_end(ap);
	return code;
}

enum err fail_remedy(struct ctx *c, enum err code, const char *remedy, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(c, arena_strdup(&c->arena, remedy), arena_vprintf(&c->arena, fmt, ap));
	va_end(ap);
	return code;
}

static const char *join_pointer(struct ctx *c, const char *name)
{
	const char *base = c->pointer ? c->pointer : "";

	return *name ? arena_printf(&c->arena, "%s/%s", base, name) : base;
}

enum err fail_field(struct ctx *c, const char *pointer, const char *fmt, ...)
{
	struct problem_field *f = arena_new(&c->arena, struct problem_field);
	va_list ap;

	va_start(ap, fmt);
	*f = (struct problem_field){ .pointer = join_pointer(c, pointer),
		.detail = arena_vprintf(&c->arena, fmt, ap) };
	va_end(ap);
	if (!c->problem.tail)
		c->problem.tail = &c->problem.fields;
	*c->problem.tail = f;
	c->problem.tail = &f->next;
	return ERR_VALIDATION;
}

void fail_clear(struct ctx *c)
{
	c->problem = (struct problem){ 0 };
}
