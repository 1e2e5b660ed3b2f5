#include "mail_text.h"
#include "json.h"
#include "language.h"

#include <cjson/cJSON.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { PARAGRAPHS_MAX = 8, MAILS_MAX = 40 };

/* The words of one mail, and all words of a language: mail_en.def and its siblings. */
struct mail_words {
	const char *template, *subject, *paragraphs[PARAGRAPHS_MAX + 1];
};
struct tongue {
	const char *code, *hello, *hello_stranger, *sender, *refuse;
	struct mail_words mails[MAILS_MAX + 1];
};

/* clang-format off */
#define LANGUAGE(code, ...) #code, __VA_ARGS__, {
#define MAIL(name, subject, ...) { #name, subject, { __VA_ARGS__ } },
static const struct tongue tongues[] = {
	{
#include "mail_en.def"
	} },
	{
#include "mail_de.def"
	} },
	{
#include "mail_fr.def"
	} },
	{
#include "mail_es.def"
	} },
};
/* clang-format on */

/* A mail that is being written. */
struct draft {
	struct ctx *c;
	const struct mail_letter *letter;
	const struct mail_template *template;
	const cJSON *vars;
	struct buf text, html;
};

static const struct tongue *tongue_find(const char *language)
{
	for (size_t i = 0; i < sizeof(tongues) / sizeof(*tongues); i++)
		if (!strcmp(tongues[i].code, language))
			return &tongues[i];
	return tongues;
}

static const struct mail_words *words_find(const struct tongue *t, const char *template)
{
	for (const struct mail_words *w = t->mails; w->template; w++)
		if (!strcmp(w->template, template))
			return w;
	return NULL;
}

static const char *format_money(struct draft *d, const char *text)
{
	char *currency;
	int64_t minor = strtoll(text, &currency, 10);

	return language_money(&d->c->arena, d->letter->language, minor, currency + 1);
}

/* A variable as people read it. */
static const char *format(struct draft *d, enum mail_type type, const char *text)
{
	struct arena *a = &d->c->arena;
	struct instant t = { 0 };
	struct date day = { 0 };

	switch (type) {
	case MAIL_TEXT:
	case MAIL_LINES:
		return text;
	case MAIL_LINK:
		return arena_printf(a, "%s%s", d->letter->public_url, text);
	case MAIL_DAY:
		return date_parse(text, &day) ? language_day(a, d->letter->language, day) : NULL;
	case MAIL_MOMENT:
		return instant_parse(text, &t)
			? language_moment(a, d->letter->language, t, d->letter->time_zone)
			: NULL;
	case MAIL_MONEY:
		return format_money(d, text);
	}
	abort();
}

static enum err missing(struct draft *d, const char *what)
{
	return fail(d->c, ERR_INTERNAL, "The mail %s has nothing for {%s} in the language %s.",
		d->letter->template, what, d->letter->language);
}

/* NULL for an optional variable that is absent. */
static enum err value_of(struct draft *d, const char *name, const char **into)
{
	const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(d->vars, name));
	const struct mail_var *v = d->template->vars;

	*into = NULL;
	if (!strcmp(name, "given_name") || !strcmp(name, "organisation")) {
		*into = *name == 'g' ? d->letter->given_name : d->letter->organisation;
		return ERR_OK;
	}
	while (v->name && strcmp(v->name, name))
		v++;
	if (v->name && !text && v->absent_allowed)
		return ERR_OK;
	if (!v->name || !text || !(*into = format(d, v->type, text)))
		return missing(d, name);
	return ERR_OK;
}

/* Fill in the variables; NULL when one that may be absent is. */
static enum err expand(struct draft *d, const char *from, const char **into)
{
	struct buf b = { .arena = &d->c->arena };

	*into = NULL;
	while (*from) {
		size_t plain = strcspn(from, "{"), n = strcspn(from + plain, "}");
		const char *value;

		buf_add(&b, from, plain);
		from += plain;
		if (!*from)
			break;
		TRY(value_of(d, arena_printf(&d->c->arena, "%.*s", (int)n - 1, from + 1), &value));
		if (!value)
			return ERR_OK;
		buf_text(&b, value);
		from += n + 1;
	}
	*into = buf_end(&b);
	return ERR_OK;
}

/* The only way for text into the HTML. */
static void escape(struct buf *b, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '&':
			buf_text(b, "&amp;");
			break;
		case '<':
			buf_text(b, "&lt;");
			break;
		case '>':
			buf_text(b, "&gt;");
			break;
		case '"':
			buf_text(b, "&quot;");
			break;
		case '\n':
			buf_text(b, "<br>\n");
			break;
		default:
			buf_add(b, text, 1);
		}
}

static void put(struct buf *b, const char *before, const char *text, const char *after)
{
	buf_text(b, before);
	escape(b, text);
	buf_text(b, after);
}

static void add_paragraph(struct draft *d, const char *text)
{
	buf_printf(&d->text, "%s\n\n", text);
	put(&d->html, "<p style=\"margin:0 0 16px\">", text, "</p>\n");
}

static void add_list(struct draft *d, const char *lines)
{
	buf_text(&d->html, "<ul style=\"margin:0 0 16px;padding-left:20px\">\n");
	for (const char *end; *lines; lines = *end ? end + 1 : end) {
		end = lines + strcspn(lines, "\n");
		const char *line = arena_printf(&d->c->arena, "%.*s", (int)(end - lines), lines);

		if (!*line)
			continue;
		buf_printf(&d->text, "- %s\n", line);
		put(&d->html, "<li>", line, "</li>\n");
	}
	buf_text(&d->text, "\n");
	buf_text(&d->html, "</ul>\n");
}

static void add_button(struct draft *d, const char *label, const char *url)
{
	buf_printf(&d->text, "%s:\n%s\n\n", label, url);
	put(&d->html, "<p style=\"margin:0 0 24px\"><a href=\"", url, "\" style=\"display:inline-block;");
	put(&d->html,
		"background:#1d4ed8;color:#ffffff;padding:12px 20px;border-radius:6px;"
		"text-decoration:none;font-weight:600\">",
		label, "</a></p>\n");
}

static enum err write_button(struct draft *d, const char *paragraph)
{
	const char *bar = strstr(paragraph, " | "), *label, *url;

	if (!bar)
		return missing(d, "link");
	TRY(expand(d, arena_printf(&d->c->arena, "%.*s", (int)(bar - paragraph), paragraph), &label));
	TRY(expand(d, bar + 3, &url));
	if (label && url)
		add_button(d, label, url);
	return ERR_OK;
}

static enum err write_paragraph(struct draft *d, const char *paragraph)
{
	const char *text;

	if (!strncmp(paragraph, "> ", 2))
		return write_button(d, paragraph + 2);
	TRY(expand(d, paragraph + (strncmp(paragraph, "* ", 2) ? 0 : 2), &text));
	if (!text)
		return ERR_OK;
	if (!strncmp(paragraph, "* ", 2))
		add_list(d, text);
	else
		add_paragraph(d, text);
	return ERR_OK;
}

static void open_html(struct draft *d, const char *subject)
{
	put(&d->html, "<!doctype html>\n<html lang=\"", d->letter->language,
		"\"><head><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light dark\">");
	put(&d->html, "<title>", subject,
		"</title></head>\n"
		"<body style=\"margin:0;padding:24px 16px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif\">\n"
		"<div style=\"max-width:560px;margin:0 auto\">\n");
}

static enum err write_end(struct draft *d, const struct tongue *t)
{
	const char *sender, *url = d->letter->unsubscribe;

	TRY(expand(d, t->sender, &sender));
	buf_printf(&d->text, "-- \n%s\n", sender);
	put(&d->html,
		"<hr style=\"border:0;border-top:1px solid #8c959f;margin:24px 0 12px\">\n"
		"<p style=\"margin:0;font-size:13px\">",
		sender, "");
	if (url) {
		url = arena_printf(&d->c->arena, "%s%s", d->letter->public_url, url);
		buf_printf(&d->text, "%s\n%s\n", t->refuse, url);
		put(&d->html, "<br>\n", t->refuse, " ");
		put(&d->html, "<a href=\"", url, "\">");
		put(&d->html, "", url, "</a>");
	}
	buf_text(&d->html, "</p>\n</div></body></html>\n");
	return ERR_OK;
}

/* One line, whatever the variables hold. */
static const char *one_line(struct arena *a, const char *text)
{
	char *line = arena_strdup(a, text);

	for (char *p = line; *p; p++)
		if (iscntrl((unsigned char)*p))
			*p = ' ';
	return line;
}

static enum err write_all(struct draft *d, const struct tongue *t, const struct mail_words *w,
	struct mail_text *into)
{
	const char *subject, *hello;

	TRY(expand(d, w->subject, &subject));
	if (!subject)
		return missing(d, "subject");
	into->subject = one_line(&d->c->arena, subject);
	open_html(d, into->subject);
	TRY(expand(d, d->letter->given_name ? t->hello : t->hello_stranger, &hello));
	add_paragraph(d, hello);
	for (const char *const *p = w->paragraphs; *p; p++)
		TRY(write_paragraph(d, *p));
	TRY(write_end(d, t));
	into->text = buf_end(&d->text);
	into->html = buf_end(&d->html);
	return ERR_OK;
}

enum err mail_write(struct ctx *c, const struct mail_letter *l, struct mail_text *into)
{
	const struct tongue *t = tongue_find(l->language);
	const struct mail_words *w = words_find(t, l->template);
	struct draft d = { .c = c,
		.letter = l,
		.template = mail_template_find(l->template),
		.text = { .arena = &c->arena },
		.html = { .arena = &c->arena } };
	cJSON *vars;

	if (!d.template || !w)
		return missing(&d, "words");
	TRY(json_parse(c, l->vars, strlen(l->vars), &vars));
	d.vars = vars;
	return write_all(&d, t, w, into);
}
