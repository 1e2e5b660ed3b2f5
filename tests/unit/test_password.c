#include "account.h"
#include "password.h"

#include <criterion/criterion.h>
#include <string.h>

static struct arena a;

static void setup(void)
{
	a = (struct arena){ .limit = 1 << 20 };
	cr_assert(account_init());
}

static void teardown(void)
{
	arena_reset(&a);
}

TestSuite(password, .init = setup, .fini = teardown);

Test(password, a_hash_matches_its_password_and_no_other)
{
	const char *hash = password_hash(&a, "quiet-river-lantern");

	cr_assert(password_matches(hash, "quiet-river-lantern"));
	cr_assert_not(password_matches(hash, "quiet-river-lanterN"));
	cr_assert_not(password_matches(hash, "quiet-river-lantern "));
	cr_assert_not(password_matches(hash, ""));
	cr_assert_not(password_matches("", "quiet-river-lantern"));
	cr_assert_not(password_matches("not a hash", "quiet-river-lantern"));
}

Test(password, it_is_argon2id_with_a_salt_of_its_own)
{
	const char *one = password_hash(&a, "quiet-river-lantern"),
		   *two = password_hash(&a, "quiet-river-lantern");

	cr_assert(!strncmp(one, "$argon2id$v=19$m=19456,t=2,p=1$", 31), "%s", one);
	cr_assert_str_neq(one, two);
	cr_assert_lt(strlen(one), 128, "it fits its column");
}

Test(password, what_everybody_takes_is_objected_to)
{
	static const char *const weak[] = { "password1234", "PassWord1234", "123456789012",
		"correcthorsebatterystaple", "aaaaaaaaaaaa", "abababababab", "111111111111", "changeme1234" };

	for (size_t i = 0; i < sizeof(weak) / sizeof(*weak); i++)
		cr_assert_not_null(password_objection(weak[i], NULL), "%s", weak[i]);
	cr_assert_not_null(password_objection("my-ada@example.org-1", "ada@example.org"));
	cr_assert_not_null(password_objection("my-ADA@example.org-1", "ada@Example.org"));
	cr_assert_null(password_objection("quiet-river-lantern", "ada@example.org"));
	cr_assert_null(password_objection("abcabcabcabc", NULL));
	cr_assert_null(password_objection("quiet-river-lantern", NULL));
}

Test(password, tokens_are_long_random_and_fit_a_cookie)
{
	const char *seen[200];

	for (size_t i = 0; i < 200; i++) {
		seen[i] = token_new(&a);
		cr_assert_eq(strlen(seen[i]), TOKEN_TEXT - 1);
		cr_assert_eq(strspn(seen[i],
				     "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
			TOKEN_TEXT - 1);
		for (size_t k = 0; k < i; k++)
			cr_assert_str_neq(seen[i], seen[k]);
	}
}

Test(password, what_is_stored_of_a_token_depends_on_its_kind)
{
	const char *hash = text_hash(&a, "session", "abc");

	cr_assert_eq(strlen(hash), 64);
	cr_assert_str_eq(hash, text_hash(&a, "session", "abc"));
	cr_assert_str_neq(hash, text_hash(&a, "invitation", "abc"));
	cr_assert_str_neq(hash, text_hash(&a, "session", "abd"));
	cr_assert_str_neq(text_hash(&a, "a", "bc"), text_hash(&a, "ab", "c"),
		"kind and text cannot trade characters");
	cr_assert_null(strstr(hash, "abc"));
}
