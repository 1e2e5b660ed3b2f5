#include "json.h"

#include <cjson/cJSON.h>
#include <criterion/criterion.h>
#include <string.h>

struct part {
	const char *title;
	int64_t weight;
};
static const struct field part_fields[] = {
	FIELD(part, title, IN | OUT | REQ | TRIM, 1, 10),
	FIELD(part, weight, IN | OUT, 0, 9),
	FIELD_END,
};
struct whole {
	int64_t id, number, optional;
	const char *name, *note, *secret, *raw;
	bool flag;
	struct date on;
	struct instant at;
	struct decimal grade;
	struct quorum needed;
	struct ints ids;
	struct words tags;
	struct part *part;
	struct list parts;
};
static const struct field whole_fields[] = {
	FIELD(whole, id, OUT, 1, WIDE),
	FIELD(whole, name, IN | OUT | REQ, 1, 20),
	FIELD(whole, number, IN | OUT, -WIDE, WIDE),
	FIELD(whole, optional, IN | OUT | NULLABLE, 1, 9),
	FIELD(whole, note, IN | OUT | NULLABLE, 0, 20),
	FIELD(whole, secret, IN | OUT | SECRET, 1, 20),
	FIELD(whole, raw, OUT | RAW, 0, 100),
	FIELD(whole, flag, IN | OUT, 0, 1),
	FIELD(whole, on, IN | OUT | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(whole, at, IN | OUT | NULLABLE, 0, WIDE),
	FIELD(whole, grade, IN | OUT | NULLABLE, 0, 10000),
	FIELD(whole, needed, IN | OUT, 1, 9),
	FIELD(whole, ids, IN | OUT, 0, 3),
	FIELD(whole, tags, IN | OUT, 0, 3),
	FIELD_SUB(whole, part, IN | OUT | NULLABLE, part),
	FIELD_MANY(whole, parts, IN | OUT, 0, 3, part),
	FIELD_END,
};

static struct ctx c;
static struct whole w;
static uint64_t sent;

static void setup(void)
{
	c = (struct ctx){ .arena.limit = 8 << 20, .pointer = "" };
	json_use_arena(&c.arena);
}

static void teardown(void)
{
	arena_reset(&c.arena);
}

TestSuite(json, .init = setup, .fini = teardown);

static enum err read_as(const char *text, bool partial)
{
	struct cJSON *tree;

	fail_clear(&c);
	w = (struct whole){ 0 };
	TRY(json_parse(&c, text, strlen(text), &tree));
	return json_read(&c, whole_fields, tree, partial, &w, &sent);
}

static enum err patch(const char *text)
{
	return read_as(text, true);
}

/* "pointer detail; pointer detail" */
static const char *complaints(void)
{
	struct buf b = { .arena = &c.arena };

	for (const struct problem_field *f = c.problem.fields; f; f = f->next)
		buf_printf(&b, "%s%s %s", b.used ? "; " : "", f->pointer, f->detail);
	return buf_end(&b);
}

#define COMPLAINS(text, words) \
	do { \
		cr_assert_eq(patch(text), ERR_VALIDATION, "%s", text); \
		cr_assert_str_eq(complaints(), words); \
	} while (0)

Test(json, what_is_not_json_is_refused_as_malformed)
{
	static const char *const bad[] = { "", " ", "{", "{\"name\":1,}", "{} x", "{}{}", "{'name':1}", "nul",
		"[1,]", "{\"name\":\"a\x01\"", "\"abc", "{\"name\" 1}" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		cr_assert_eq(patch(bad[i]), ERR_MALFORMED, "%s", bad[i]);
}

Test(json, bytes_after_the_end_and_a_nul_among_them_are_refused)
{
	static const char text[] = "{}\0{}";
	struct cJSON *tree;

	cr_assert_eq(json_parse(&c, text, sizeof(text) - 1, &tree), ERR_MALFORMED);
	cr_assert_eq(json_parse(&c, text, 2, &tree), ERR_OK);
}

Test(json, u0000_is_refused_however_it_is_written)
{
	cr_assert_eq(patch("{\"name\":\"a\\u0000b\"}"), ERR_MALFORMED);
	cr_assert_eq(patch("{\"na\\u0000me\":\"a\"}"), ERR_MALFORMED);
	cr_assert_eq(patch("{\"name\":\"a\\\\u0000b\"}"), ERR_OK,
		"an escaped backslash before u0000 is plain text");
	cr_assert_str_eq(w.name, "a\\u0000b");
	cr_assert_eq(patch("{\"name\":\"a\\\\\\u0000b\"}"), ERR_MALFORMED);
}

Test(json, invalid_utf8_is_refused)
{
	cr_assert_eq(patch("{\"name\":\"\xC3\"}"), ERR_MALFORMED);
	cr_assert_eq(patch("{\"name\":\"\xED\xA0\x80\"}"), ERR_MALFORMED);
	cr_assert_eq(patch("{\"name\":\"\\ud800\"}"), ERR_MALFORMED, "half a surrogate pair");
	cr_assert_eq(patch("{\"name\":\"Zo\xC3\xAB \\ud83c\\udf3f\"}"), ERR_OK);
	cr_assert_str_eq(w.name, "Zo\xC3\xAB \xF0\x9F\x8C\xBF");
}

Test(json, deep_nesting_does_not_break_the_reader)
{
	char deep[100001];

	memset(deep, '[', 100000);
	deep[100000] = '\0';
	cr_assert_eq(patch(deep), ERR_MALFORMED);
}

Test(json, only_an_object_is_read)
{
	COMPLAINS("[]", " must be an object");
	COMPLAINS("null", " must be an object");
	COMPLAINS("7", " must be an object");
}

Test(json, unknown_repeated_and_read_only_names_are_refused)
{
	COMPLAINS("{\"colour\":1}", "/colour is not known here");
	COMPLAINS("{\"Name\":\"a\"}", "/Name is not known here");
	COMPLAINS("{\"name\":\"a\",\"name\":\"b\"}", "/name is given twice");
	COMPLAINS("{\"id\":7}", "/id cannot be set");
	COMPLAINS("{\"\":1}", " is not known here");
}

Test(json, every_complaint_is_collected_in_one_pass)
{
	COMPLAINS("{\"x\":1,\"name\":\"\",\"flag\":1,\"number\":1.5}",
		"/x is not known here; /name must not be empty; /flag must be true or false; /number must be a whole number");
}

Test(json, what_is_required_must_be_there_unless_it_is_an_edit)
{
	cr_assert_eq(read_as("{}", false), ERR_VALIDATION);
	cr_assert_str_eq(complaints(), "/name is required");
	cr_assert_eq(read_as("{}", true), ERR_OK);
	cr_assert_eq(sent, 0);
	cr_assert_eq(read_as("{\"flag\":true,\"name\":\"a\"}", false), ERR_OK);
	cr_assert(field_sent(whole_fields, sent, "flag") && field_sent(whole_fields, sent, "name"));
	cr_assert_not(field_sent(whole_fields, sent, "number"));
}

Test(json, numbers_are_those_that_json_carries_exactly)
{
	cr_assert_eq(patch("{\"number\":9007199254740991}"), ERR_OK);
	cr_assert_eq(w.number, WIDE);
	cr_assert_eq(patch("{\"number\":-9007199254740991}"), ERR_OK);
	cr_assert_eq(patch("{\"number\":1e3}"), ERR_OK);
	cr_assert_eq(w.number, 1000);
	static const char *const bad[] = { "9007199254740992", "9223372036854775808", "1e400", "-1e400",
		"0.5", "\"7\"", "true", "null", "[]", "{}" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		const char *text = arena_printf(&c.arena, "{\"number\":%s}", bad[i]);

		cr_assert_eq(patch(text), ERR_VALIDATION, "%s", text);
		cr_assert_eq(w.number, 0, "%s", text);
	}
}

Test(json, null_is_taken_where_it_has_a_meaning)
{
	cr_assert_eq(
		patch("{\"optional\":null,\"note\":null,\"on\":null,\"at\":null,\"grade\":null,\"part\":null}"),
		ERR_OK);
	cr_assert(!w.optional && !w.note && !w.on.day && !w.at.us && !w.grade.set && !w.part);
	cr_assert(field_sent(whole_fields, sent, "note"), "null is sent, not left out");
	COMPLAINS("{\"name\":null}", "/name must not be null");
	COMPLAINS("{\"flag\":null}", "/flag must not be null");
	COMPLAINS("{\"ids\":null}", "/ids must not be null");
	COMPLAINS("{\"parts\":null}", "/parts must not be null");
	COMPLAINS("{\"needed\":null}", "/needed must not be null");
}

Test(json, a_decimal_comes_as_a_number_or_as_text)
{
	cr_assert_eq(patch("{\"grade\":85.5}"), ERR_OK);
	cr_assert_eq(w.grade.hundredths, 8550);
	cr_assert_eq(patch("{\"grade\":\"85.50\"}"), ERR_OK);
	cr_assert_eq(w.grade.hundredths, 8550);
	for (int64_t n = 0; n <= 10000; n++) {
		cr_assert_eq(patch(arena_printf(&c.arena, "{\"grade\":%lld.%02lld}", (long long)n / 100,
				     (long long)n % 100)),
			ERR_OK);
		cr_assert_eq(w.grade.hundredths, n);
	}
	COMPLAINS("{\"grade\":100.5}", "/grade must be between 0 and 100");
	COMPLAINS("{\"grade\":-1}", "/grade must be between 0 and 100");
	COMPLAINS("{\"grade\":85.555}", "/grade must have at most two decimal places");
	COMPLAINS("{\"grade\":\"high\"}", "/grade must be a number with at most two decimal places");
	COMPLAINS("{\"grade\":1e300}", "/grade must be a number");
	COMPLAINS("{\"grade\":true}", "/grade must be a number");
}

Test(json, a_quorum_is_all_or_a_number)
{
	cr_assert_eq(patch("{\"needed\":\"all\"}"), ERR_OK);
	cr_assert_eq(w.needed.n, 0);
	cr_assert_eq(patch("{\"needed\":2}"), ERR_OK);
	cr_assert_eq(w.needed.n, 2);
	COMPLAINS("{\"needed\":0}", "/needed must be between 1 and 9");
	COMPLAINS("{\"needed\":\"some\"}", "/needed must be \"all\" or a whole number");
}

Test(json, lists_have_a_length_and_a_type)
{
	cr_assert_eq(patch("{\"ids\":[3,1,2],\"tags\":[\"a\",\"b\"]}"), ERR_OK);
	cr_assert_eq(w.ids.n, 3);
	cr_assert_eq(w.ids.v[2], 2);
	cr_assert_str_eq(w.tags.v[1], "b");
	cr_assert_eq(patch("{\"ids\":[],\"tags\":[]}"), ERR_OK);
	COMPLAINS("{\"ids\":[1,2,3,4]}", "/ids must have 0 to 3 items");
	COMPLAINS("{\"ids\":[1,\"2\"]}", "/ids must be a whole number");
	COMPLAINS("{\"ids\":[0]}", "/ids must be between 1 and 9007199254740991");
	COMPLAINS("{\"ids\":{}}", "/ids must be a list");
	COMPLAINS("{\"tags\":[1]}", "/tags must be a list of words");
	COMPLAINS("{\"tags\":[\"\"]}", "/tags must not be empty");
}

Test(json, what_is_nested_complains_with_its_own_pointer)
{
	cr_assert_eq(
		patch("{\"part\":{\"title\":\" x \"},\"parts\":[{\"title\":\"a\"},{\"title\":\"b\",\"weight\":3}]}"),
		ERR_OK);
	cr_assert_str_eq(w.part->title, "x");
	cr_assert_eq(w.parts.n, 2);
	cr_assert_eq(((struct part *)w.parts.items)[1].weight, 3);
	COMPLAINS("{\"parts\":[{\"title\":\"a\"},{\"weight\":10}]}",
		"/parts/1/weight must be between 0 and 9; /parts/1/title is required");
	COMPLAINS("{\"part\":{\"title\":\"a\",\"x\":1}}", "/part/x is not known here");
	COMPLAINS("{\"part\":7}", "/part must be an object");
	COMPLAINS("{\"parts\":[7]}", "/parts/0 must be an object");
	COMPLAINS("{\"parts\":[{},{},{},{}]}", "/parts must have 0 to 3 items");
	cr_assert_str_eq(c.pointer, "", "the place is left as it was found");
}

static const char *written(const char *text)
{
	struct buf b = { .arena = &c.arena };

	json_string(&b, text);
	return buf_end(&b);
}

Test(json, text_is_escaped)
{
	cr_assert_str_eq(written("a\"b\\c/d"), "\"a\\\"b\\\\c/d\"");
	cr_assert_str_eq(written("\n\r\t\x01\x1F"), "\"\\n\\r\\t\\u0001\\u001f\"");
	cr_assert_str_eq(written("Zo\xC3\xAB"), "\"Zo\xC3\xAB\"");
	cr_assert_str_eq(written(""), "\"\"");
	cr_assert_str_eq(written(NULL), "null");
}

Test(json, text_comes_back_as_it_was_written)
{
	char text[128];

	for (int i = 1; i < 128; i++)
		text[i - 1] = (char)i;
	text[127] = '\0';
	struct cJSON *tree;
	const char *json = written(text);

	cr_assert_eq(json_parse(&c, json, strlen(json), &tree), ERR_OK);
	cr_assert_str_eq(tree->valuestring, text);
}

Test(json, a_struct_is_written_without_its_secrets)
{
	struct part part = { "inner", 2 }, parts[] = { { "a", 0 }, { "b", 1 } };
	const char *tags[] = { "x", "y" };
	int64_t numbers[] = { 1, -2, INT64_MIN };
	struct buf b = { .arena = &c.arena };

	w = (struct whole){ .id = 5,
		.name = "n\"",
		.secret = "hidden",
		.raw = "[1]",
		.flag = true,
		.on = date_of(2026, 6, 15),
		.at = date_start(date_of(2026, 6, 15)),
		.grade = { true, 8550 },
		.ids = { numbers, 3 },
		.tags = { tags, 2 },
		.part = &part,
		.parts = { parts, 2, sizeof(*parts) } };
	json_object(&b, whole_fields, &w);
	cr_assert_str_eq(buf_end(&b),
		"{\"id\":5,\"name\":\"n\\\"\",\"number\":0,\"optional\":null,\"note\":null,\"raw\":[1],\"flag\":true,"
		"\"on\":\"2026-06-15\",\"at\":\"2026-06-15T00:00:00Z\",\"grade\":85.5,\"needed\":\"all\","
		"\"ids\":[1,-2,-9223372036854775808],\"tags\":[\"x\",\"y\"],\"part\":{\"title\":\"inner\",\"weight\":2},"
		"\"parts\":[{\"title\":\"a\",\"weight\":0},{\"title\":\"b\",\"weight\":1}]}");
}

Test(json, decimals_are_written_without_zeros_at_the_end)
{
	static const struct {
		int64_t hundredths;
		const char *text;
	} cases[] = { { 0, "0" }, { 5, "0.05" }, { 50, "0.5" }, { 100, "1" }, { 8550, "85.5" },
		{ 8555, "85.55" }, { -5, "-0.05" }, { -150, "-1.5" }, { 99999999, "999999.99" } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		cr_assert_str_eq(decimal_text(&c.arena, cases[i].hundredths), cases[i].text);
}

Test(json, a_buffer_grows_and_keeps_what_it_holds)
{
	struct buf b = { .arena = &c.arena };

	for (int i = 0; i < 5000; i++)
		buf_printf(&b, "%04d", i);
	cr_assert_eq(b.used, 20000);
	cr_assert(!strncmp(buf_end(&b) + 4 * 4321, "4321", 4));
	cr_assert_eq(strlen(buf_end(&b)), 20000);
}
