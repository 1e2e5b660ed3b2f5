#include "fixture.h"

static void open_empty(void)
{
	fixture_open();
	sql("DELETE FROM contact");
}

TestSuite(contacts, .init = open_empty, .fini = fixture_close);

static struct page find(const char *q)
{
	struct contact_query query = { .q = q };
	struct page page = { 0 };

	OK(contact_list(&c, &query, &page));
	return page;
}

/* The names that a search gives: "Ada Lovelace, Alan Turing". */
static const char *found(const char *q)
{
	struct page page = find(q);
	const struct contact_row *rows = page.items.items;
	const char *names = "";

	for (size_t i = 0; i < page.items.n; i++)
		names = arena_printf(&c.arena, "%s%s%s", names, i ? ", " : "", rows[i].name);
	return names;
}

static enum err create(const char *number, const char *email)
{
	return contact_create(&c,
		&(struct contact){ .contact_no = number,
			.given_name = "Ada",
			.family_name = "Byron",
			.email = email });
}

static enum err rename_contact(int64_t id, int64_t version, const char *given, const char *family)
{
	return contact_update(&c, id, version,
		&(struct contact){ .given_name = given, .family_name = family },
		members(contact_fields, "given_name family_name"));
}

Test(contacts, a_new_one_gets_a_number_of_its_own)
{
	int64_t id = make_contact("Ada Lovelace");
	struct contact k = { 0 };

	OK(contact_find(&c, id, &k));
	cr_assert_str_eq(k.contact_no, arena_printf(&c.arena, "C%06lld", (long long)id));
	cr_assert_str_eq(k.name, "Ada Lovelace");
	cr_assert_eq(k.version, 1);
	cr_assert_not(k.has_account);
	cr_assert_null(k.email);
}

Test(contacts, a_number_that_somebody_chose_before_is_given_to_nobody_else)
{
	int64_t next = make_contact("Ada Lovelace") + 2;

	OK(create(arena_printf(&c.arena, "C%06lld", (long long)next), NULL));
	cr_assert_eq(make_contact("Alan Turing"), next);
	cr_assert_str_eq(sql_text("SELECT contact_no FROM contact WHERE id = %lld", (long long)next),
		arena_printf(&c.arena, "C%06lld-2", (long long)next));
}

Test(contacts, number_and_email_belong_to_one_contact)
{
	OK(create("X1", "ada@example.org"));
	REFUSED(ERR_CONTACT_NO_TAKEN, create("X1", NULL));
	REFUSED(ERR_EMAIL_TAKEN, create("X2", "ada@example.org"));
	REFUSED(ERR_EMAIL_TAKEN, create("X2", "Ada@Example.ORG"));
	OK(create("X2", NULL));
	OK(create("X3", NULL));
}

Test(contacts, an_edit_cannot_take_what_belongs_to_another)
{
	int64_t id = make_contact("Alan Turing");

	OK(create("X1", "ada@example.org"));
	REFUSED(ERR_EMAIL_TAKEN,
		contact_update(&c, id, 1, &(struct contact){ .email = "ada@example.org" },
			members(contact_fields, "email")));
	REFUSED(ERR_CONTACT_NO_TAKEN,
		contact_update(&c, id, 1, &(struct contact){ .contact_no = "X1" },
			members(contact_fields, "contact_no")));
}

Test(contacts, an_email_address_looks_like_one)
{
	static const char *const bad[] = { "ada", "@example.org", "ada@", "a@b@c", "ada lovelace@example.org",
		"ada@exa mple.org", "ada@example.org,alan@example.org", "<ada@example.org>" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		INVALID("/email", create("X1", bad[i]));
	OK(create("X1", "ada+laurel@sub.example.org"));
	OK(create("X2",
		"\xC3\xA9milie@b\xC3\xBC"
		"cher.example"));
}

Test(contacts, an_edit_of_an_older_version_is_refused)
{
	int64_t id = make_contact("Ada Lovelace");

	OK(rename_contact(id, 1, "Augusta Ada", "King"));
	REFUSED(ERR_STALE_VERSION, rename_contact(id, 1, "Ada", "Byron"));
	OK(rename_contact(id, 2, "Ada", "Byron"));
	REFUSED(ERR_NOT_FOUND, rename_contact(id + 1000, 1, "Ada", "Byron"));
	cr_assert_str_eq(found("byron"), "Ada Byron");
}

Test(contacts, members_that_are_not_sent_stay_and_null_clears_an_email)
{
	int64_t id = make_person("Ada Lovelace", "ada@example.org");
	struct contact k = { 0 };

	OK(contact_update(&c, id, 1, &(struct contact){ .given_name = "Augusta" },
		members(contact_fields, "given_name")));
	OK(contact_find(&c, id, &k));
	cr_assert_str_eq(k.name, "Augusta Lovelace");
	cr_assert_str_eq(k.email, "ada@example.org");
	OK(contact_update(&c, id, 2, &(struct contact){ .email = NULL }, members(contact_fields, "email")));
	OK(contact_find(&c, id, &k));
	cr_assert_null(k.email);
}

/* --- searching --- */

Test(contacts, imis_15_a_search_finds_beginnings_of_words_in_any_order)
{
	make_person("Ada Lovelace", "countess@example.org");
	make_contact("Alan Turing");
	make_contact("Adam Love");
	cr_assert_str_eq(found("love"), "Adam Love, Ada Lovelace");
	cr_assert_str_eq(found("LOVELACE ada"), "Ada Lovelace");
	cr_assert_str_eq(found("ada love"), "Adam Love, Ada Lovelace");
	cr_assert_str_eq(found("countess@exam"), "Ada Lovelace");
	cr_assert_str_eq(found("lace"), "", "not the middle of a word");
	cr_assert_str_eq(found("ada turing"), "", "all words must be there");
	cr_assert_str_eq(found(NULL), "Adam Love, Ada Lovelace, Alan Turing");
}

Test(contacts, a_search_does_not_mind_accents_and_case)
{
	make_contact("Zo\xC3\xAB N\xC3\xBA\xC3\xB1"
		     "ez");
	cr_assert_str_eq(found("zoe nunez"),
		"Zo\xC3\xAB N\xC3\xBA\xC3\xB1"
		"ez");
	cr_assert_str_eq(found("ZO\xC3\x8B"),
		"Zo\xC3\xAB N\xC3\xBA\xC3\xB1"
		"ez");
}

Test(contacts, a_search_finds_the_contact_number)
{
	OK(create("EMP-4711", NULL));
	cr_assert_str_eq(found("4711"), "Ada Byron");
	cr_assert_str_eq(found("emp-4711"), "Ada Byron");
}

Test(contacts, signs_of_like_in_a_search_are_no_wildcards)
{
	make_contact("Ada Lovelace");
	cr_assert_str_eq(found("a%ce"), "");
	cr_assert_str_eq(found("a_a"), "Ada Lovelace", "a sign separates words: two that begin with a");
	INVALID("/q", contact_list(&c, &(struct contact_query){ .q = "%" }, &(struct page){ 0 }));
}

Test(contacts, a_search_knows_the_new_name_and_forgets_the_old_one)
{
	int64_t id = make_contact("Ada Lovelace");

	OK(rename_contact(id, 1, "Augusta", "King"));
	cr_assert_str_eq(found("lovelace"), "");
	cr_assert_str_eq(found("king augusta"), "Augusta King");
}

Test(contacts, common_words_and_rare_ones_are_found_alike)
{
	sql("INSERT INTO contact (contact_no, given_name, family_name, created_at) SELECT CONCAT('M', seq), 'Maria', "
	    "CONCAT('Mendel', LPAD(seq, 5, '0')), '2026-01-01' FROM seq_1_to_6000");
	sql("INSERT INTO contact_word (word, contact_id) SELECT given_name, id FROM contact UNION SELECT family_name, id FROM contact");
	cr_assert_eq(find("maria").items.n, 50);
	cr_assert_str_eq(found("maria mendel04321"), "Maria Mendel04321");
	cr_assert_str_eq(found("mendel04321 maria"), "Maria Mendel04321");
	cr_assert_str_eq(((struct contact_row *)find("maria mendel").items.items)[0].name,
		"Maria Mendel00001");
}

Test(contacts, pages_follow_each_other_without_gaps_or_repeats)
{
	struct contact_query q = { .limit = 7 };
	int64_t seen = 0, last = 0;
	struct page page;

	for (int i = 0; i < 50; i++)
		make_contact(i % 3 ? "Same Name" : "Sam Nam");
	do {
		page = (struct page){ 0 };
		OK(contact_list(&c, &q, &page));
		cr_assert_leq(page.items.n, 7);
		for (size_t i = 0; i < page.items.n; i++, seen++) {
			const struct contact_row *row = (struct contact_row *)page.items.items + i;

			cr_assert_str_eq(row->family_name, seen < 17 ? "Nam" : "Name");
			cr_assert(seen == 0 || seen == 17 || row->id > last);
			last = row->id;
		}
		q.cursor = page.next;
	} while (page.next);
	cr_assert_eq(seen, 50);
}

Test(contacts, a_page_that_ends_with_the_list_has_no_next)
{
	for (int i = 0; i < 4; i++)
		make_contact("Same Name");
	cr_assert_null(find(NULL).next);
	struct contact_query q = { .limit = 4 };
	struct page page = { 0 };

	OK(contact_list(&c, &q, &page));
	cr_assert_eq(page.items.n, 4);
	cr_assert_null(page.next);
}

Test(contacts, names_are_sorted_by_family_name_without_regard_to_accents)
{
	make_contact("A Zimmer");
	make_contact("B \xC3\x89mile");
	make_contact("C Elm");
	make_contact("D Emma");
	cr_assert_str_eq(found(NULL), "C Elm, B \xC3\x89mile, D Emma, A Zimmer");
}

Test(contacts, a_new_name_moves_the_enrolments_in_their_lists)
{
	int64_t program = PROGRAM(.stages = "Course"), first = make_contact("Ada Abel"),
		second = make_contact("Bea Baker");
	struct enrollment_query q = { .program_id = program };
	struct page page = { 0 };

	enroll_one(program, first);
	enroll_one(program, second);
	OK(rename_contact(first, 1, "Ada", "Zuse"));
	OK(enrollment_list(&c, &q, &page));
	cr_assert_eq(((struct enrollment *)page.items.items)[0].contact_id, second);
	cr_assert_str_eq(((struct enrollment *)page.items.items)[1].contact_name, "Ada Zuse");
}

Test(contacts, learners_see_themselves_only)
{
	int64_t ada = make_contact("Ada Lovelace"), alan = make_contact("Alan Turing");
	struct contact k = { 0 };

	act_as_contact(ada);
	OK(contact_find(&c, ada, &k));
	REFUSED(ERR_NOT_FOUND, contact_find(&c, alan, &k));
}
