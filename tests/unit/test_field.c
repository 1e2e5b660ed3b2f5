#include "ctx.h"

#include <criterion/criterion.h>
#include <string.h>

static const char *const colours[] = { "red", "green", NULL };

struct sample {
	int64_t number, optional;
	const char *name, *trimmed, *nullable, *colour;
	bool flag;
	struct instant at;
	struct date on;
	struct decimal grade;
	struct quorum needed;
	struct ints list;
};
static const struct field sample_fields[] = {
	FIELD(sample, number, IN, -5, 100),
	FIELD(sample, optional, IN | NULLABLE, 1, 9),
	FIELD(sample, name, IN, 1, 5),
	FIELD(sample, trimmed, IN | TRIM, 2, 5),
	FIELD(sample, nullable, IN | NULLABLE | TRIM, 0, 5),
	FIELD_WORD(sample, colour, IN, colours),
	FIELD(sample, flag, IN, 0, 1),
	FIELD(sample, at, IN, 0, WIDE),
	FIELD(sample, on, IN, DATE_MIN, DATE_MAX),
	FIELD(sample, grade, IN, 0, 10000),
	FIELD(sample, needed, IN, 1, 9),
	FIELD(sample, list, IN, 0, 9),
	FIELD_END,
};

static struct ctx c;
static struct sample s;

static void setup(void)
{
	c = (struct ctx){ .arena.limit = 1 << 20, .pointer = "" };
}

static void teardown(void)
{
	arena_reset(&c.arena);
}

TestSuite(field, .init = setup, .fini = teardown);

static bool takes(const char *name, const char *text)
{
	enum err e;

	fail_clear(&c);
	s = (struct sample){ 0 };
	e = field_parse(&c, field_find(sample_fields, name), text, &s);
	cr_assert(!e || (e == ERR_VALIDATION && c.problem.fields), "a refusal says why");
	return !e;
}

static const char *complaint(void)
{
	return c.problem.fields->detail;
}

Test(field, a_number_is_whole_and_within_its_bounds)
{
	cr_assert(takes("number", "42"));
	cr_assert_eq(s.number, 42);
	cr_assert(takes("number", "-5"));
	cr_assert(takes("number", "100"));
	cr_assert(takes("number", "007"));
	static const char *const bad[] = { "-6", "101", "", " 1", "1 ", "+1", "1.0", "1e1", "x", "0x1",
		"99999999999999999999" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		cr_assert_not(takes("number", bad[i]), "\"%s\"", bad[i]);
	cr_assert_eq(s.number, 0, "what is refused is not stored");
}

Test(field, length_is_counted_in_characters_not_in_bytes)
{
	cr_assert(takes("name", "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9"));
	cr_assert_not(takes("name", "abcdef"));
	cr_assert_str_eq(complaint(), "must have at most 5 characters");
	cr_assert(takes("name", "\xF0\x9F\x8C\xBF\xF0\x9F\x8C\xBF"));
	cr_assert_not(takes("name", ""));
	cr_assert_str_eq(complaint(), "must not be empty");
	cr_assert_not(takes("trimmed", "a"));
	cr_assert_str_eq(complaint(), "must have at least 2 characters");
}

Test(field, blanks_at_the_ends_are_cut_where_the_table_says_so)
{
	cr_assert(takes("trimmed", " \t ab \n"));
	cr_assert_str_eq(s.trimmed, "ab");
	cr_assert_not(takes("trimmed", "    "));
	cr_assert(takes("name", " ab "));
	cr_assert_str_eq(s.name, " ab ");
	cr_assert(takes("nullable", "  "));
	cr_assert_null(s.nullable, "an empty form field is no text");
}

Test(field, text_is_valid_utf8_without_control_characters)
{
	static const char *const bad[] = { "\xFF", "a\xC3", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80",
		"\xE2\x82", "\x80", "a\x01z", "a\x1Bz", "a\x7Fz" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		cr_assert_not(takes("name", bad[i]), "case %zu", i);
	cr_assert(takes("name", "a\n\tb"));
}

Test(field, utf8_is_counted_or_refused)
{
	cr_assert_eq(utf8_length(""), 0);
	cr_assert_eq(utf8_length("Zo\xC3\xAB"), 3);
	cr_assert_eq(utf8_length("\xEF\xBF\xBF"), 1);
	cr_assert_eq(utf8_length("\xF4\x8F\xBF\xBF"), 1);
	static const char *const bad[] = { "\xC1\x81", "\xE0\x80\x80", "\xF0\x80\x80\x80", "\xF5\x80\x80\x80",
		"\xED\xBF\xBF", "\xC3\xC3", "\xE2\x28\xA1" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		cr_assert_eq(utf8_length(bad[i]), -1, "case %zu", i);
}

Test(field, a_word_is_one_of_its_list)
{
	cr_assert(takes("colour", "green"));
	cr_assert_not(takes("colour", "Green"));
	cr_assert_str_eq(complaint(), "must be one of: red, green");
	cr_assert_not(takes("colour", "blue"));
	cr_assert_not(takes("colour", ""));
}

Test(field, a_flag_is_true_or_false)
{
	cr_assert(takes("flag", "true") && s.flag);
	cr_assert(takes("flag", "false") && !s.flag);
	cr_assert_not(takes("flag", "1"));
	cr_assert_not(takes("flag", "True"));
	cr_assert_not(takes("flag", ""));
}

Test(field, a_decimal_keeps_two_places_exactly)
{
	static const struct {
		const char *text;
		int64_t hundredths;
	} good[] = { { "85", 8500 }, { "85.5", 8550 }, { "85.05", 8505 }, { "0", 0 }, { "100.00", 10000 },
		{ "1.", 100 }, { "0.010", 1 }, { "33.33", 3333 } };
	static const char *const bad[] = { "100.01", "-0.01", "1.005", "", ".", ".5", "x", "1,5", "1e2",
		"1.2.3", " 1", "1 ", "9999999999999" };

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		cr_assert(takes("grade", good[i].text), "%s", good[i].text);
		cr_assert_eq(s.grade.hundredths, good[i].hundredths, "%s", good[i].text);
		cr_assert(s.grade.set);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		cr_assert_not(takes("grade", bad[i]), "\"%s\"", bad[i]);
		cr_assert_not(s.grade.set);
	}
}

Test(field, dates_and_moments_are_read_as_such)
{
	cr_assert(takes("on", "2026-06-15"));
	cr_assert_eq(s.on.day, date_of(2026, 6, 15).day);
	cr_assert_not(takes("on", "2026-02-29"));
	cr_assert_not(takes("on", "tomorrow"));
	cr_assert(takes("at", "2026-06-15T12:00:00Z"));
	cr_assert_eq(s.at.us, date_start(date_of(2026, 6, 15)).us + INT64_C(43200000000));
	cr_assert_not(takes("at", "2026-06-15"));
}

Test(field, lists_are_not_given_as_text)
{
	cr_assert_not(takes("list", "[1]"));
	cr_assert_not(takes("needed", "all"));
}

Test(field, null_depends_on_the_type_and_the_flag)
{
	s = (struct sample){ 0 };
	cr_assert(field_is_null(field_find(sample_fields, "name"), &s));
	cr_assert(field_is_null(field_find(sample_fields, "grade"), &s));
	cr_assert(field_is_null(field_find(sample_fields, "on"), &s));
	cr_assert(field_is_null(field_find(sample_fields, "at"), &s));
	cr_assert(field_is_null(field_find(sample_fields, "optional"), &s));
	cr_assert_not(field_is_null(field_find(sample_fields, "number"), &s), "a plain 0 is a number");
	cr_assert_not(field_is_null(field_find(sample_fields, "flag"), &s));
	s.grade.set = true;
	cr_assert_not(field_is_null(field_find(sample_fields, "grade"), &s), "a grade of 0 is a grade");
}

Test(field, merging_copies_what_was_sent_and_leaves_the_rest)
{
	struct sample to = { .number = 1, .name = "old", .flag = true, .grade = { true, 100 } };
	const struct sample from = { .number = 2, .name = "new", .grade = { false, 0 } };
	uint64_t sent = UINT64_C(1) << (field_find(sample_fields, "name") - sample_fields) |
		UINT64_C(1) << (field_find(sample_fields, "grade") - sample_fields);

	field_merge(sample_fields, &to, &from, sent);
	cr_assert_str_eq(to.name, "new");
	cr_assert_not(to.grade.set);
	cr_assert_eq(to.number, 1);
	cr_assert(to.flag);
	cr_assert(field_sent(sample_fields, sent, "name"));
	cr_assert_not(field_sent(sample_fields, sent, "number"));
	cr_assert_not(field_sent(sample_fields, sent, "nope"));
	cr_assert_null(field_find(sample_fields, "nope"));
	cr_assert_null(field_find(NULL, "name"));
}
