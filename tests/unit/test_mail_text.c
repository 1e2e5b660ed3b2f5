#include "json.h"
#include "language.h"
#include "mail_text.h"

#include <criterion/criterion.h>
#include <string.h>

static struct ctx c = { .arena = { .limit = 64 << 20 } };

static void begin(void)
{
	json_use_arena(&c.arena);
}

static void end(void)
{
	arena_reset(&c.arena);
}

TestSuite(mail_text, .init = begin, .fini = end);
TestSuite(language, .fini = end);

static struct mail_letter letter(const char *template, const char *vars, const char *language)
{
	return (struct mail_letter){ .template = template,
		.vars = vars,
		.language = language,
		.time_zone = "Europe/Paris",
		.given_name = "Ada",
		.organisation = "Guild",
		.public_url = "https://guild.test",
		.unsubscribe = "/unsubscribe/abc" };
}

/* What each kind of variable is given, and how it reads in each language (a part of it that none other has). */
static const char *given(enum mail_type type)
{
	static const char *const texts[] = {
		[MAIL_TEXT] = "<Wörter & \\\"mehr\\\">",
		[MAIL_LINES] = "eins\\nzwei",
		[MAIL_LINK] = "/here/and/now",
		[MAIL_DAY] = "2026-06-01",
		[MAIL_MOMENT] = "2026-06-15T12:30:00Z",
		[MAIL_MONEY] = "12550 EUR",
	};

	return texts[type];
}

static const char *shown(enum mail_type type, const char *language)
{
	switch (type) {
	case MAIL_TEXT:
		return "<Wörter & \"mehr\">";
	case MAIL_LINES:
		return "- eins\n- zwei\n";
	case MAIL_LINK:
		return "https://guild.test/here/and/now";
	case MAIL_DAY:
		return language_day(&c.arena, language, date_of(2026, 6, 1));
	case MAIL_MOMENT:
		return "14:30 CEST";
	case MAIL_MONEY:
		return strcmp(language, "en") ? "125,50 EUR" : "125.50 EUR";
	}
	return NULL;
}

/* All variables of a template, or all but one. */
static const char *all_vars(const struct mail_template *t, const struct mail_var *but)
{
	struct buf b = { .arena = &c.arena };

	buf_text(&b, "{");
	for (const struct mail_var *v = t->vars; v->name; v++)
		if (v != but)
			buf_printf(&b, "%s\"%s\":\"%s\"", b.used > 1 ? "," : "", v->name, given(v->type));
	buf_text(&b, "}");
	return buf_end(&b);
}

static struct mail_text written(struct mail_letter l)
{
	struct mail_text text = { 0 };

	cr_assert_eq(mail_write(&c, &l, &text), ERR_OK, "%s in %s: %s", l.template, l.language,
		c.problem.detail);
	return text;
}

static void check_whole(const struct mail_template *t, const char *language)
{
	struct mail_text m = written(letter(t->name, all_vars(t, NULL), language));
	const char *both = arena_printf(&c.arena, "%s\n%s", m.subject, m.text);

	cr_assert(*m.subject && !strchr(m.subject, '\n'));
	cr_assert_not(strpbrk(both, "{}"), "%s in %s keeps a brace: %s", t->name, language, both);
	for (const struct mail_var *v = t->vars; v->name; v++)
		cr_assert(strstr(both, shown(v->type, language)), "%s in %s does not tell {%s}", t->name,
			language, v->name);
	cr_assert_not(strstr(m.html, "<Wörter"), "%s in %s lets a text be markup", t->name, language);
	cr_assert(strstr(m.html, "lang=\""), "%s", m.html);
}

Test(mail_text, every_mail_is_written_in_every_language_with_all_its_variables)
{
	for (const struct mail_template *t = mail_templates; t->name; t++)
		for (const char *const *l = mail_languages; *l; l++)
			check_whole(t, *l);
}

/* Each variable stands in the words of its own right: leaving it out is noticed. */
static void check_variable(const struct mail_template *t, const struct mail_var *v, const char *language)
{
	struct mail_letter l = letter(t->name, all_vars(t, v), language);
	struct mail_text m;

	fail_clear(&c);
	if (!v->absent_allowed)
		cr_assert_eq(mail_write(&c, &l, &m), ERR_INTERNAL, "%s in %s never says {%s}", t->name,
			language, v->name);
	else
		cr_assert_lt(strlen(written(l).text),
			strlen(written(letter(t->name, all_vars(t, NULL), language)).text),
			"%s in %s keeps the paragraph without {%s}", t->name, language, v->name);
}

Test(mail_text, no_language_leaves_a_variable_unsaid)
{
	for (const struct mail_template *t = mail_templates; t->name; t++)
		for (const struct mail_var *v = t->vars; v->name; v++)
			for (const char *const *l = mail_languages; *l; l++)
				check_variable(t, v, *l);
}

Test(mail_text, a_mail_says_hello_by_name_or_without_one)
{
	struct mail_letter l =
		letter("invitation", "{\"link\":\"/a\",\"until\":\"2026-06-15T12:30:00Z\"}", "de");

	cr_assert_eq(strncmp(written(l).text, "Guten Tag Ada,\n\n", 16), 0);
	l.given_name = NULL;
	cr_assert_eq(strncmp(written(l).text, "Guten Tag,\n\n", 12), 0);
}

Test(mail_text, text_of_people_is_never_markup_and_keeps_its_lines)
{
	struct mail_text m = written(letter("decision_rejected",
		"{\"program\":\"P\",\"requirement\":\"R\",\"note\":\"<script>alert(1)</script>\\nand \\\"more\\\" & more\","
		"\"link\":\"/a\"}",
		"en"));

	cr_assert(strstr(m.text, "<script>alert(1)</script>\nand \"more\" & more\n"), "%s", m.text);
	cr_assert(strstr(m.html,
			  "&lt;script&gt;alert(1)&lt;/script&gt;<br>\nand &quot;more&quot; &amp; more"),
		"%s", m.html);
}

Test(mail_text, a_subject_is_one_line_whatever_its_variables_hold)
{
	struct mail_text m = written(letter("decision_approved",
		"{\"program\":\"P\",\"requirement\":\"R\\r\\nBcc: all@example.org\",\"completed_on\":\"2026-06-01\",\"link\":\"/a\"}",
		"en"));

	cr_assert_str_eq(m.subject, "R  Bcc: all@example.org was approved");
}

Test(mail_text, only_mails_that_can_be_refused_say_how)
{
	struct mail_letter l =
		letter("invitation", "{\"link\":\"/a\",\"until\":\"2026-06-15T12:30:00Z\"}", "fr");

	cr_assert(strstr(written(l).text, "https://guild.test/unsubscribe/abc"));
	cr_assert(strstr(written(l).html, "<a href=\"https://guild.test/unsubscribe/abc\">"));
	l.unsubscribe = NULL;
	cr_assert_not(strstr(written(l).text, "unsubscribe"));
}

Test(language, days_read_as_people_write_them)
{
	cr_assert_str_eq(language_day(&c.arena, "en", date_of(2026, 6, 1)), "1 June 2026");
	cr_assert_str_eq(language_day(&c.arena, "de", date_of(2026, 3, 15)), "15. März 2026");
	cr_assert_str_eq(language_day(&c.arena, "fr", date_of(2026, 8, 1)), "1er août 2026");
	cr_assert_str_eq(language_day(&c.arena, "es", date_of(2026, 12, 31)), "31 de diciembre de 2026");
	cr_assert_str_eq(language_day(&c.arena, "xx", date_of(2026, 6, 1)), "1 June 2026");
}

Test(language, moments_are_told_in_the_time_of_the_place)
{
	struct instant t;

	cr_assert(instant_parse("2026-06-15T22:30:00Z", &t));
	cr_assert_str_eq(language_moment(&c.arena, "en", t, "UTC"), "Monday, 15 June 2026, 22:30 UTC");
	cr_assert_str_eq(language_moment(&c.arena, "de", t, "Europe/Berlin"),
		"Dienstag, 16. Juni 2026, 00:30 CEST");
	cr_assert_str_eq(language_moment(&c.arena, "es", t, "America/New_York"),
		"lunes, 15 de junio de 2026, 18:30 EDT");
}

Test(language, amounts_have_the_decimals_of_their_currency)
{
	cr_assert_str_eq(language_money(&c.arena, "en", 12505, "EUR"), "125.05 EUR");
	cr_assert_str_eq(language_money(&c.arena, "de", 12505, "EUR"), "125,05 EUR");
	cr_assert_str_eq(language_money(&c.arena, "en", 12505, "JPY"), "12505 JPY");
	cr_assert_str_eq(language_money(&c.arena, "fr", 12505, "KWD"), "12,505 KWD");
	cr_assert_str_eq(language_money(&c.arena, "en", -50, "USD"), "-0.50 USD");
}
