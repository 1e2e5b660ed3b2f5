#include "db.h"
#include "gate.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct path_params params;

static unsigned match(const char *pattern, const char *path)
{
	return path_match(pattern, path, &params);
}

Test(route, a_literal_path_fits_itself_and_nothing_else)
{
	cr_assert(match("/api/health", "/api/health"));
	cr_assert_not(match("/api/health", "/api/healthy"));
	cr_assert_not(match("/api/health", "/api/heal"));
	cr_assert_not(match("/api/health", "/api/health/"));
	cr_assert_not(match("/api/health", "/api/health/x"));
	cr_assert_not(match("/api/health", "/api"));
	cr_assert_not(match("/api/health", ""));
	cr_assert_not(match("/api/health", "api/health"));
}

Test(route, braces_take_a_positive_number_as_we_write_it)
{
	cr_assert(match("/api/contacts/{id}", "/api/contacts/42"));
	cr_assert_eq(params.id, 42);
	cr_assert(match("/api/contacts/{id}", "/api/contacts/999999999999999"));
	static const char *const bad[] = { "0", "007", "-1", "+1", "1x", "x", "", "1.0", "%31",
		"9999999999999999", "99999999999999999999999999" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		char path[64];

		snprintf(path, sizeof(path), "/api/contacts/%s", bad[i]);
		cr_assert_not(match("/api/contacts/{id}", path), "%s", path);
	}
}

Test(route, a_placeholder_may_have_an_ending)
{
	cr_assert(match("/api/certificates/{word}.pdf", "/api/certificates/abc.pdf"));
	cr_assert_eq(params.word_length, strlen("abc"));
	cr_assert_not(match("/api/certificates/{word}.pdf", "/api/certificates/abc.json"));
	cr_assert_not(match("/api/certificates/{word}.pdf", "/api/certificates/.pdf"));
	cr_assert_not(match("/api/certificates/{word}.pdf", "/api/certificates/pdf"));
	cr_assert_not(match("/api/certificates/{word}", "/api/certificates/abc.pdf"));
	cr_assert(match("/api/events/{id}.ics", "/api/events/12.ics"));
	cr_assert_eq(params.id, 12);
}

Test(route, a_path_may_name_two_numbers_and_a_word)
{
	cr_assert(match("/api/enrollments/{id}/requirements/{rid}/completion",
		"/api/enrollments/7/requirements/9/completion"));
	cr_assert_eq(params.id, 7);
	cr_assert_eq(params.rid, 9);
	cr_assert(match("/api/programs/{id}/versions/{n}/changes", "/api/programs/3/versions/2/changes"));
	cr_assert_eq(params.rid, 2);
	cr_assert(match("/api/history/{word}/{id}", "/api/history/enrollment/5"));
	cr_assert_eq(params.word_length, strlen("enrollment"));
	cr_assert(!strncmp(params.word, "enrollment", params.word_length));
	cr_assert_eq(params.id, 5);
	cr_assert_not(match("/api/history/{word}/{id}", "/api/history/Enrollment/5"));
	cr_assert_not(match("/api/history/{word}/{id}", "/api/history/a.b/5"));
	cr_assert_not(match("/api/history/{word}/{id}", "/api/history//5"));
}

Test(route, only_reads_go_without_a_snapshot)
{
	for (size_t i = 0; i < route_count; i++)
		if (routes[i].flags & NO_SNAPSHOT)
			cr_assert_eq(routes[i].method, GET, "%s", routes[i].path);
}

Test(route, a_literal_segment_beats_braces)
{
	cr_assert_gt(match("/api/x/list", "/api/x/list"), match("/api/x/{word}", "/api/x/list"));
	cr_assert_gt(match("/api/x/list/{word}", "/api/x/list/y"), match("/api/x/{word}/y", "/api/x/list/y"));
}

/* --- a request made by hand --- */

static struct db db;
static struct request r;

static void setup(void)
{
	request_begin(&r, &db);
	json_use_arena(&r.c.arena);
	r.host = "laurel.test";
}

static void teardown(void)
{
	arena_reset(&r.c.arena);
}

TestSuite(request, .init = setup, .fini = teardown);

static const char *header(const char *name)
{
	for (const struct header *h = r.headers; h; h = h->next)
		if (!strcmp(h->name, name))
			return h->value;
	return NULL;
}

static enum err call(enum method method, const char *path)
{
	r.method = method;
	r.path = path;
	return dispatch(&r);
}

static bool says(const char *text)
{
	return strstr(buf_end(&r.out), text) != NULL;
}

Test(request, an_unknown_path_is_a_problem)
{
	cr_assert_eq(call(GET, "/api/nope"), ERR_NOT_FOUND);
	cr_assert_eq(r.status, 404);
	cr_assert_str_eq(r.reply_type, "application/problem+json");
	cr_assert(says("\"code\":\"not_found\""));
}

Test(request, another_method_is_told_which_ones_there_are)
{
	cr_assert_eq(call(DELETE, "/api/contacts"), ERR_METHOD_NOT_ALLOWED);
	cr_assert_eq(r.status, 405);
	cr_assert_str_eq(header("Allow"), "GET, HEAD, POST");
}

Test(request, an_unknown_method_is_refused_as_such)
{
	cr_assert_eq(call(method_from("BREW"), "/api/health"), ERR_METHOD_NOT_ALLOWED);
}

Test(request, a_change_needs_our_header)
{
	cr_assert_eq(call(POST, "/api/contacts"), ERR_FOREIGN_ORIGIN);
	cr_assert_eq(r.status, 403);
}

struct origin_case {
	const char *scheme, *origin, *site;
	bool ours;
};

static bool lets_in(const struct origin_case *o)
{
	setup();
	r.scheme = o->scheme;
	r.origin = o->origin;
	r.fetch_site = o->site;
	r.requested_with = "laurel";
	r.too_large = false;
	/* Without a body sign-in goes no further than its input. */
	return call(POST, "/api/session") == ERR_MALFORMED;
}

Test(request, a_change_comes_from_this_site_or_from_no_browser)
{
	static const struct origin_case cases[] = {
		{ "http", NULL, NULL, true },
		{ "http", "http://laurel.test", NULL, true },
		{ "http", "http://laurel.test", "same-origin", true },
		{ "http", "https://laurel.test", "same-origin", true },
		{ "https", "https://laurel.test", NULL, true },
		{ "https", "http://laurel.test", NULL, false },
		{ "http", "http://laurel.test:81", NULL, false },
		{ "http", "http://laurel.test.evil.test", NULL, false },
		{ "http", "http://evil.test", NULL, false },
		{ "http", "null", NULL, false },
		{ "http", NULL, "same-site", false },
		{ "http", NULL, "cross-site", false },
		{ "http", NULL, "none", true },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		cr_assert_eq(lets_in(&cases[i]), cases[i].ours, "case %zu", i);
}

Test(request, a_body_has_a_size_an_end_and_a_type)
{
	r.too_large = true;
	cr_assert_eq(call(POST, "/api/session"), ERR_TOO_LARGE);
	setup();
	r.cut_off = true;
	cr_assert_eq(call(POST, "/api/session"), ERR_MALFORMED);
	setup();
	r.body = "email=a";
	r.body_length = strlen(r.body);
	r.content_type = "application/x-www-form-urlencoded";
	cr_assert_eq(call(POST, "/api/session"), ERR_UNSUPPORTED_TYPE);
	setup();
	r.body = "{}";
	r.body_length = 2;
	r.content_type = "application/jsonp";
	cr_assert_eq(call(POST, "/api/session"), ERR_UNSUPPORTED_TYPE);
	setup();
	r.body = "{}";
	r.body_length = 2;
	cr_assert_eq(call(GET, "/api/describe"), ERR_MALFORMED);
}

static size_t drip(struct request *request, char *into, size_t n)
{
	const char **rest = request->line.end;

	if (!**rest || !n)
		return 0;
	*into = *(*rest)++;
	return 1;
}

Test(request, a_body_that_comes_in_drops_is_read_to_its_announced_end)
{
	const char *rest = "{\"email\":1}";

	r.line = (struct line){ .read = drip, .end = &rest };
	r.announced = (int64_t)strlen(rest);
	r.content_type = "application/json";
	r.requested_with = "laurel";
	cr_assert_eq(call(POST, "/api/session"), ERR_VALIDATION);
	cr_assert(says("#/email"));
	setup();
	rest = "{\"email\":1}";
	r.line = (struct line){ .read = drip, .end = &rest };
	r.announced = (int64_t)strlen(rest) + 1;
	cr_assert_eq(call(POST, "/api/session"), ERR_MALFORMED, "one byte is missing");
	setup();
	r.line = (struct line){ .read = drip, .end = &rest };
	r.announced = BODY_MAX + 1;
	cr_assert_eq(call(POST, "/api/session"), ERR_TOO_LARGE);
}

Test(request, a_file_goes_out_under_any_name_and_bit_by_bit)
{
	cr_assert_eq(reply_bytes(&r, "text/csv", "Zeugnis \"Müller\".csv", "a,b", 3), ERR_OK);
	cr_assert_str_eq(header("Content-Disposition"),
		"attachment; filename=\"Zeugnis _M__ller_.csv\"; filename*=UTF-8''Zeugnis%20%22M%C3%BCller%22.csv");
	cr_assert_eq(r.out.used, 3);
	setup();
	reply_stream(&r, "text/csv", NULL);
	cr_assert_eq(reply_write(&r, "a,", 2), ERR_OK);
	cr_assert_eq(reply_write(&r, "b", 1), ERR_OK);
	cr_assert_str_eq(buf_end(&r.out), "a,b");
	cr_assert_null(header("Content-Disposition"));
}

Test(request, what_is_wrong_with_a_body_is_said_by_pointer)
{
	r.requested_with = "laurel";
	r.content_type = "application/json; charset=utf-8";
	r.body = "{\"email\":5,\"colour\":\"red\"}";
	r.body_length = strlen(r.body);
	cr_assert_eq(call(POST, "/api/session"), ERR_VALIDATION);
	cr_assert(says("{\"pointer\":\"#/email\",\"detail\":\"must be text\"}"), "%s", buf_end(&r.out));
	cr_assert(says("{\"pointer\":\"#/colour\""));
	cr_assert(says("{\"pointer\":\"#/password\",\"detail\":\"is required\"}"));
}

Test(request, a_call_that_takes_nothing_refuses_a_query)
{
	r.query = "verbose=1";
	cr_assert_eq(call(GET, "/api/describe"), ERR_VALIDATION);
	cr_assert(says("{\"pointer\":\"?verbose\",\"detail\":\"is not known here\"}"), "%s", buf_end(&r.out));
}

Test(request, the_documents_are_answers)
{
	cr_assert_eq(call(GET, "/api/openapi.json"), ERR_OK);
	cr_assert_eq(r.status, 200);
	cr_assert(says("\"openapi\":\"3.1.0\""));
}

/* --- the parts --- */

struct search {
	const char *q;
	int64_t limit;
};
static const struct field search_fields[] = {
	FIELD(search, q, IN | TRIM, 0, 20),
	FIELD(search, limit, IN | REQ, 1, 200),
	FIELD_END,
};

static enum err read_query(const char *query, struct search *s)
{
	uint64_t sent = 0;

	setup();
	r.query = query;
	*s = (struct search){ 0 };
	return query_read(&r, search_fields, s, &sent);
}

Test(request, a_query_is_decoded_and_checked)
{
	struct search s;

	cr_assert_eq(read_query("q=Zo%C3%A9+M%2b&limit=20", &s), ERR_OK);
	cr_assert_str_eq(s.q, "Zo\xC3\xA9 M+");
	cr_assert_eq(s.limit, 20);
	cr_assert_eq(read_query("&&limit=1&", &s), ERR_OK);
	cr_assert_eq(read_query("q=a=b&limit=1", &s), ERR_OK);
	cr_assert_str_eq(s.q, "a=b");
}

Test(request, a_bad_query_is_refused)
{
	struct search s;

	cr_assert_eq(read_query("q=x", &s), ERR_VALIDATION, "limit is required");
	cr_assert_eq(read_query("limit=1&limit=2", &s), ERR_VALIDATION);
	cr_assert_eq(read_query("limit=1&page=2", &s), ERR_VALIDATION);
	cr_assert_eq(read_query("limit=201", &s), ERR_VALIDATION);
	cr_assert_eq(read_query("limit", &s), ERR_VALIDATION);
	cr_assert_eq(read_query("limit=1&q=%C3", &s), ERR_VALIDATION, "half a character");
	cr_assert_eq(read_query("limit=1&q=%zz", &s), ERR_MALFORMED);
	cr_assert_eq(read_query("limit=1&q=%4", &s), ERR_MALFORMED);
	cr_assert_eq(read_query("limit=1&q=%", &s), ERR_MALFORMED);
	cr_assert_eq(read_query("limit=1&q=a%00b", &s), ERR_MALFORMED);
	cr_assert_eq(read_query("%ff=1&limit=1", &s), ERR_MALFORMED);
}

Test(request, if_match_is_one_version)
{
	int64_t version;

	cr_assert(version_parse("\"7\"", &version) && version == 7);
	cr_assert(version_parse("W/\"7\"", &version) && version == 7);
	cr_assert(version_parse("7", &version) && version == 7);
	cr_assert(version_parse("7", &version) && version == 7);
	cr_assert(version_parse(NULL, &version) && version == -1);
	static const char *const bad[] = { "", "\"\"", "7\"", "\"7", "\"7\", \"8\"", "*", "\"-1\"", "\"7x\"",
		"\"0x7\"", "\"99999999999999999999\"" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		cr_assert_not(version_parse(bad[i], &version), "%s", bad[i]);
}

Test(request, a_cookie_is_found_by_its_whole_name)
{
	r.cookie = "laurel_hint=1; xlaurel_session=no; laurel_session=abc; other=2";
	cr_assert_str_eq(request_cookie(&r, "laurel_session"), "abc");
	cr_assert_null(request_cookie(&r, "session"));
	r.cookie = NULL;
	cr_assert_null(request_cookie(&r, "laurel_session"));
}

Test(request, an_id_from_outside_is_taken_only_when_it_is_plain)
{
	cr_assert(request_id_valid("0123456789abcdef"));
	cr_assert_not(request_id_valid(""));
	cr_assert_not(request_id_valid("a b"));
	cr_assert_not(request_id_valid("a\nb"));
	cr_assert_not(
		request_id_valid("0123456789012345678901234567890123456789012345678901234567890123456789"));
}

Test(request, a_fixed_date_keeps_the_time_of_day)
{
	struct date fixed = date_of(2026, 6, 15);

	clock_read(&r.c, fixed);
	cr_assert_eq(r.c.today.day, fixed.day);
	cr_assert_eq(instant_date(r.c.now, "UTC").day, fixed.day);
}
