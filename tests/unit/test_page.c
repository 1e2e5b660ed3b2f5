#include "page.h"

#include <criterion/criterion.h>
#include <string.h>

static struct ctx c;

static void setup(void)
{
	c = (struct ctx){ .arena.limit = 1 << 20, .pointer = "" };
}

static void teardown(void)
{
	arena_reset(&c.arena);
}

TestSuite(page, .init = setup, .fini = teardown);

struct query {
	SEARCH_MEMBERS;
	PAGE_MEMBERS;
};

Test(page, a_cursor_leads_back_to_the_row_it_was_made_of)
{
	static const char *const texts[] = { "", "Lovelace Ada", "Zo\xC3\xAB", "with:colon", "0",
		"a b c d e f g" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		for (int64_t id = 1; id < INT64_C(1000000000000); id = id * 7 + 1) {
			struct query q = { .cursor = page_cursor(&c, texts[i], id) };

			cr_assert_eq(PAGE_START(&c, &q), ERR_OK);
			cr_assert_str_eq(q.after_text, texts[i]);
			cr_assert_eq(q.after_id, id);
		}
}

Test(page, a_list_by_id_alone_has_a_cursor_too)
{
	struct query q = { .cursor = page_cursor(&c, NULL, 12) };

	cr_assert_eq(PAGE_START(&c, &q), ERR_OK);
	cr_assert_str_eq(q.after_text, "");
	cr_assert_eq(q.after_id, 12);
}

Test(page, the_first_page_starts_before_everything_with_one_row_more_than_shown)
{
	struct query q = { 0 };

	cr_assert_eq(PAGE_START(&c, &q), ERR_OK);
	cr_assert_eq(q.limit, PAGE_DEFAULT);
	cr_assert_eq(q.rows, PAGE_DEFAULT + 1);
	cr_assert_str_eq(q.after_text, "");
	cr_assert_eq(q.after_id, 0);
	q = (struct query){ .limit = 7 };
	cr_assert_eq(PAGE_START(&c, &q), ERR_OK);
	cr_assert_eq(q.rows, 8);
}

Test(page, a_cursor_that_is_not_ours_is_refused)
{
	/* broken; "7", "x:", "0:a", "-1:a", ":a", an invalid character, a NUL inside */
	static const char *const bad[] = { "%%%", "a", "Nw", "eDo", "MDph", "LTE6YQ", "OmE", "MTr_",
		"MTphAGI", "MTph=" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct query q = { .cursor = bad[i] };

		fail_clear(&c);
		cr_assert_eq(PAGE_START(&c, &q), ERR_VALIDATION, "%s", bad[i]);
		cr_assert_str_eq(c.problem.fields->pointer, "/cursor");
	}
}

Test(page, the_row_too_many_says_that_there_is_a_next_page)
{
	struct page p = { .items = { NULL, 51, 1 } };

	cr_assert(page_cut(&p, 50));
	cr_assert_eq(p.items.n, 50);
	cr_assert_not(page_cut(&p, 50));
	p.items.n = 0;
	cr_assert_not(page_cut(&p, 50));
}

Test(page, words_are_letters_digits_and_all_beyond_ascii)
{
	struct words w = search_words(&c, "  O'Brien, Zo\xC3\xAB-Anne C000123 ada@example.org ");
	static const char *const expected[] = { "O", "Brien", "Zo\xC3\xAB", "Anne", "C000123", "ada",
		"example", "org" };

	cr_assert_eq(w.n, sizeof(expected) / sizeof(*expected));
	for (size_t i = 0; i < w.n; i++)
		cr_assert_str_eq(w.v[i], expected[i]);
	cr_assert_eq(search_words(&c, "").n, 0);
	cr_assert_eq(search_words(&c, " .,;%_ ").n, 0);
	cr_assert_eq(search_words(&c, "a b c d e f g h i j k l m").n, 13);
}

Test(page, a_search_becomes_beginnings_of_words)
{
	struct query q = { .q = "ada 50%" };

	cr_assert_eq(SEARCH_START(&c, &q), ERR_OK);
	cr_assert_str_eq(q.w1, "ada%");
	cr_assert_str_eq(q.w2, "50%", "what is no letter or digit only separates");
	cr_assert_null(q.w3);
}

Test(page, no_search_is_no_pattern)
{
	struct query q = { .w1 = "left over" };

	cr_assert_eq(SEARCH_START(&c, &q), ERR_OK);
	cr_assert_null(q.w1);
	q.q = "";
	cr_assert_eq(SEARCH_START(&c, &q), ERR_OK);
	cr_assert_null(q.w1);
}

Test(page, a_search_has_at_most_six_words_and_at_least_a_letter)
{
	struct query q = { .q = "a b c d e f" };

	cr_assert_eq(SEARCH_START(&c, &q), ERR_OK);
	cr_assert_str_eq(q.w6, "f%");
	q.q = "a b c d e f g";
	cr_assert_eq(SEARCH_START(&c, &q), ERR_VALIDATION);
	q.q = "%";
	cr_assert_eq(SEARCH_START(&c, &q), ERR_VALIDATION, "or it would list everything");
	q.q = "_";
	cr_assert_eq(SEARCH_START(&c, &q), ERR_VALIDATION);
}

Test(page, a_pattern_takes_the_signs_of_like_literally)
{
	cr_assert_str_eq(like_anywhere(&c, "50%_\\"), "%50\\%\\_\\\\%");
	cr_assert_str_eq(like_anywhere(&c, "a"), "%a%");
	cr_assert_null(like_anywhere(&c, ""));
	cr_assert_null(like_anywhere(&c, NULL));
}
