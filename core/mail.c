#include "mail.h"
#include "db.h"
#include "json.h"

#include <cjson/cJSON.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

const char *const mail_languages[] = { "en", "de", "fr", "es", NULL };
const char *const mail_kinds[] = { "progress", "reminders", "approvals", NULL };

/* clang-format off */
#define VAR(name, type) { #name, MAIL_##type, false },
#define OPT(name, type) { #name, MAIL_##type, true },
#define MAIL(name, kind, secret, vars) static const struct mail_var vars_of_##name[] = { vars { NULL, MAIL_TEXT, false } };
#include "mail.def"

#define KIND_none      NULL
#define KIND_progress  "progress"
#define KIND_reminders "reminders"
#define KIND_approvals "approvals"
#define MAIL(name, kind, secret, vars) { #name, KIND_##kind, secret, vars_of_##name },
const struct mail_template mail_templates[] = {
#include "mail.def"
	{ NULL, NULL, false, NULL },
};
/* clang-format on */

/* A mail as it is written down. */
struct mail_row {
	int64_t contact_id;
	const char *address, *language, *template, *vars, *dedupe, *ics, *kind;
	struct instant send_at;
};
static const struct field mail_row_fields[] = {
	FIELD(mail_row, contact_id, NULLABLE, 0, WIDE),
	FIELD(mail_row, address, NULLABLE, 0, 254),
	FIELD(mail_row, language, NULLABLE, 0, 8),
	FIELD(mail_row, template, 0, 1, 32),
	FIELD(mail_row, vars, 0, 0, WIDE),
	FIELD(mail_row, dedupe, NULLABLE, 0, 120),
	FIELD(mail_row, ics, NULLABLE, 0, WIDE),
	FIELD(mail_row, kind, NULLABLE, 0, 16),
	FIELD(mail_row, send_at, 0, 0, WIDE),
	FIELD_END,
};

#define INSERT_MAIL \
	"INSERT INTO mail (contact_id, address, language, template, vars, dedupe, kind, ics, send_at, created_at) "

STMT(insert_mail, mail_row, none,
	INSERT_MAIL
	"SELECT :contact_id, :address, :language, :template, :vars, :dedupe, :kind, :ics, :send_at, :now "
	"FROM contact c WHERE c.id = :contact_id AND (:address IS NOT NULL OR c.email IS NOT NULL) "
	"AND NOT EXISTS (SELECT 1 FROM mail_refusal r WHERE r.contact_id = c.id AND r.kind = :kind)")
STMT(insert_mail_to_stranger, mail_row, none,
	INSERT_MAIL
	"VALUES (NULL, :address, :language, :template, :vars, :dedupe, :kind, :ics, :send_at, :now)")

const struct mail_template *mail_template_find(const char *name)
{
	for (const struct mail_template *t = mail_templates; t->name; t++)
		if (!strcmp(t->name, name))
			return t;
	return NULL;
}

const char *mail_vars(struct ctx *c, const char *name, const char *text, ...)
{
	struct buf b = { .arena = &c->arena };
	va_list ap;

	buf_text(&b, "{");
	va_start(ap, text);
	for (const char *between = ""; name; between = ",") {
		buf_text(&b, between);
		json_string(&b, name);
		buf_text(&b, ":");
		json_string(&b, text);
		name = va_arg(ap, const char *);
		text = name ? va_arg(ap, const char *) : NULL;
	}
	va_end(ap);
	buf_text(&b, "}");
	return buf_end(&b);
}

const char *mail_path(struct ctx *c, const char *fmt, ...)
{
	va_list ap;
	const char *path;

	va_start(ap, fmt);
	path = arena_vprintf(&c->arena, fmt, ap);
	va_end(ap);
	return path;
}

const char *mail_day(struct ctx *c, struct date d)
{
	char text[DATE_TEXT];

	if (!d.day)
		return NULL;
	date_format(d, text);
	return arena_strdup(&c->arena, text);
}

const char *mail_moment(struct ctx *c, struct instant t)
{
	char text[INSTANT_TEXT];

	if (!t.us)
		return NULL;
	instant_format(t, text);
	return arena_strdup(&c->arena, text);
}

const char *mail_money(struct ctx *c, int64_t minor, const char *currency)
{
	return arena_printf(&c->arena, "%lld %s", (long long)minor, currency);
}

static bool is_money(const char *text)
{
	char *end;

	strtoll(text, &end, 10);
	return end != text && *end == ' ' && strspn(end + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3 && !end[4];
}

static bool fits(enum mail_type type, const char *text)
{
	struct instant t;
	struct date d;

	switch (type) {
	case MAIL_TEXT:
	case MAIL_LINES:
		return true;
	case MAIL_LINK:
		return *text == '/' && text[1] != '/' && !strpbrk(text, " \t\r\n<>\"");
	case MAIL_DAY:
		return date_parse(text, &d);
	case MAIL_MOMENT:
		return instant_parse(text, &t);
	case MAIL_MONEY:
		return is_money(text);
	}
	abort();
}

static enum err check_var(struct ctx *c, const struct mail_template *t, const struct mail_var *v,
	const cJSON *vars)
{
	const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(vars, v->name));

	if (text ? fits(v->type, text) : v->absent_allowed)
		return ERR_OK;
	return fail(c, ERR_INTERNAL, "The mail %s has no good value for {%s}.", t->name, v->name);
}

static enum err check_vars(struct ctx *c, const struct mail_template *t, const char *text)
{
	cJSON *vars;

	TRY(json_parse(c, text, strlen(text), &vars));
	for (const struct mail_var *v = t->vars; v->name; v++)
		TRY(check_var(c, t, v, vars));
	return ERR_OK;
}

static enum err check_request(struct ctx *c, const struct mail_request *m, const struct mail_template *t)
{
	if (!t)
		return fail(c, ERR_INTERNAL, "There is no mail \"%s\".", m->template);
	if (!m->contact_id && !m->to)
		return fail(c, ERR_INTERNAL, "The mail %s goes to nobody.", t->name);
	if (m->optional && (!t->kind || !m->contact_id))
		return fail(c, ERR_INTERNAL, "Nobody could refuse the mail %s.", t->name);
	return check_vars(c, t, m->vars ? m->vars : "{}");
}

enum err mail_queue(struct ctx *c, const struct mail_request *m)
{
	const struct mail_template *t = mail_template_find(m->template);
	struct mail_row row = { m->contact_id, m->to, m->language, m->template, m->vars ? m->vars : "{}",
		m->dedupe, m->ics, t && m->optional ? t->kind : NULL, m->send_at.us ? m->send_at : c->now };
	enum err e;

	TRY(check_request(c, m, t));
	e = db_exec_unique(c, m->contact_id ? &insert_mail : &insert_mail_to_stranger, &row, ERR_KEY_REUSED);
	return e == ERR_KEY_REUSED ? ERR_OK : e;
}
