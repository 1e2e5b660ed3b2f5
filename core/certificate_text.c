#include "certificate_template.h"
#include "json.h"
#include "language.h"

#include <string.h>

/* The names a text may hold in braces, and where their words come from. */
struct placeholder {
	const char *name;
	size_t offset;
	bool day;
};
#define WORDS(member) \
	{ \
#member, offsetof(struct certificate_facts, member), false \
	}
#define DAY(member) \
	{ \
#member, offsetof(struct certificate_facts, member), true \
	}
static const struct placeholder placeholders[] = {
	WORDS(name),
	WORDS(designation),
	WORDS(program),
	WORDS(serial),
	WORDS(code),
	WORDS(organisation),
	DAY(earned_on),
	DAY(issued_on),
	DAY(expires_on),
};
enum { PLACEHOLDERS = sizeof(placeholders) / sizeof(*placeholders) };

static const struct placeholder *placeholder_at(const char *name, size_t n)
{
	for (size_t i = 0; i < PLACEHOLDERS; i++)
		if (strlen(placeholders[i].name) == n && !memcmp(placeholders[i].name, name, n))
			return &placeholders[i];
	return NULL;
}

/* NULL for what is absent. */
static const char *value_of(struct ctx *c, const struct placeholder *p, const char *language,
	const struct certificate_facts *facts)
{
	const char *at = (const char *)facts + p->offset;
	const char *words;

	if (p->day) {
		struct date d = *(const struct date *)(const void *)at;

		return d.day ? language_day(&c->arena, language, d) : NULL;
	}
	words = *(const char *const *)(const void *)at;
	return words && *words ? words : NULL;
}

/* n characters of a text without brackets; *empty when a placeholder in it has no value. */
static void fill(struct ctx *c, struct buf *out, const char *text, size_t n, const char *language,
	const struct certificate_facts *facts, bool *empty)
{
	for (const char *end = text + n; text < end;) {
		size_t plain = strcspn(text, "{"), name = strcspn(text, "}");
		const struct placeholder *p = NULL;
		const char *value;

		if (plain >= (size_t)(end - text)) {
			buf_add(out, text, (size_t)(end - text));
			return;
		}
		buf_add(out, text, plain);
		if (name > plain && name < (size_t)(end - text))
			p = placeholder_at(text + plain + 1, name - plain - 1);
		if (!p) {
			buf_add(out, text + plain, 1);
			text += plain + 1;
			continue;
		}
		value = value_of(c, p, language, facts);
		*empty = *empty || !value;
		buf_text(out, value ? value : "");
		text += name + 1;
	}
}

/* Lines that a part in brackets left empty are taken out with it. */
static const char *without_empty_lines(struct ctx *c, const char *text)
{
	struct buf b = { .arena = &c->arena };

	while (*text) {
		size_t n = strcspn(text, "\n");

		if (n) {
			if (b.used)
				buf_text(&b, "\n");
			buf_add(&b, text, n);
		}
		text += n + (text[n] == '\n');
	}
	return buf_end(&b);
}

const char *template_text(struct ctx *c, const char *text, const char *language,
	const struct certificate_facts *facts)
{
	struct buf b = { .arena = &c->arena };

	while (*text) {
		size_t plain = strcspn(text, "["), part;
		size_t kept;
		bool empty = false;

		fill(c, &b, text, plain, language, facts, &empty);
		text += plain;
		if (!*text)
			break;
		part = strcspn(text, "]");
		kept = b.used;
		empty = false;
		fill(c, &b, text + 1, part - 1, language, facts, &empty);
		b.used = empty ? kept : b.used;
		text += part + (text[part] == ']');
	}
	return without_empty_lines(c, buf_end(&b));
}

/* "{name}, {designation}, ..." */
static const char *all_names(struct ctx *c)
{
	struct buf b = { .arena = &c->arena };

	for (size_t i = 0; i < PLACEHOLDERS; i++)
		buf_printf(&b, "%s{%s}", i ? ", " : "", placeholders[i].name);
	return buf_end(&b);
}

static enum err check_braces(struct ctx *c, const char *pointer, const char *text)
{
	for (const char *at = strpbrk(text, "{}"); at; at = strpbrk(at + 1, "{}")) {
		size_t n = strcspn(at + 1, "{}");

		if (*at == '}' || at[1 + n] != '}')
			return fail_field(c, pointer, "has a brace without its partner");
		if (!placeholder_at(at + 1, n))
			return fail_field(c, pointer, "knows no {%.*s}; there are %s", (int)(n < 40 ? n : 40),
				at + 1, all_names(c));
		at += n + 1;
	}
	return ERR_OK;
}

static enum err check_brackets(struct ctx *c, const char *pointer, const char *text)
{
	bool open = false;

	for (const char *at = strpbrk(text, "[]"); at; at = strpbrk(at + 1, "[]")) {
		if ((*at == '[') == open)
			return fail_field(c, pointer,
				"has a bracket without its partner; brackets hold no others");
		open = !open;
	}
	return open ? fail_field(c, pointer, "has a bracket that is not closed") : ERR_OK;
}

enum err template_text_check(struct ctx *c, const char *pointer, const char *text)
{
	TRY(check_braces(c, pointer, text));
	return check_brackets(c, pointer, text);
}
