#include "password.h"

#include <ctype.h>
#include <sodium.h>
#include <string.h>
#include <strings.h>

/* OWASP's smaller argon2id setting: 19 MiB and two passes, so that every worker can check at once. */
enum { MEMORY = 19 * 1024 * 1024, PASSES = 2 };

/* The usual answers to "at least twelve characters"; stored bare, compared without case. */
static const char *const common[] = {
	"123456789012",
	"1234567890123",
	"12345678901234",
	"123456789123",
	"1234567891234",
	"123123123123",
	"012345678901",
	"password1234",
	"password12345",
	"password123456",
	"password1234!",
	"passwordpassword",
	"mypassword123",
	"qwertyuiop12",
	"qwertyuiop123",
	"qwertyuiopasdf",
	"1q2w3e4r5t6y",
	"1qaz2wsx3edc",
	"1qaz2wsx3edc4rfv",
	"qwerty123456",
	"qwerty12345678",
	"asdfghjkl123",
	"zaq12wsxcde3",
	"administrator",
	"administrator1",
	"adminadmin123",
	"admin1234567",
	"letmein12345",
	"letmeinletmein",
	"welcome12345",
	"welcome123456",
	"iloveyou1234",
	"iloveyou12345",
	"changeme1234",
	"changemechangeme",
	"changeme12345",
	"sunshine1234",
	"football1234",
	"baseball1234",
	"princess1234",
	"superman1234",
	"trustno1trustno1",
	"abcdefghijkl",
	"abcdefghijklm",
	"abc123abc123",
	"abcd1234abcd",
	"abcd12345678",
	"a1b2c3d4e5f6",
	"monkey123456",
	"dragon123456",
	"master123456",
	"shadow123456",
	"michael12345",
	"charlie12345",
	"certification",
	"certification1",
	"laurellaurel",
	"laurel123456",
	"summer2024summer",
	"correcthorsebatterystaple",
	NULL,
};

static bool is_common(const char *password)
{
	for (const char *const *p = common; *p; p++)
		if (!strcasecmp(*p, password))
			return true;
	return false;
}

/* "aaaaaaaaaaaa" and "abababababab": at most two different characters. */
static bool is_monotonous(const char *password)
{
	char seen[3] = "";

	for (; *password; password++)
		if (!strchr(seen, *password)) {
			if (strlen(seen) == 2)
				return false;
			seen[strlen(seen)] = *password;
		}
	return true;
}

const char *password_objection(const char *password, const char *email)
{
	if (is_common(password))
		return "is among the most common passwords";
	if (is_monotonous(password))
		return "repeats the same characters";
	if (email && strcasestr(password, email))
		return "contains the e-mail address";
	return NULL;
}

const char *password_hash(struct arena *a, const char *password)
{
	char *hash = arena_alloc(a, crypto_pwhash_STRBYTES);

	if (crypto_pwhash_str_alg(hash, password, strlen(password), PASSES, MEMORY,
		    crypto_pwhash_ALG_ARGON2ID13))
		return NULL;
	return hash;
}

bool password_matches(const char *hash, const char *password)
{
	return !crypto_pwhash_str_verify(hash, password, strlen(password));
}

const char *token_new(struct arena *a)
{
	unsigned char bytes[TOKEN_BYTES];
	char *text = arena_alloc(a, TOKEN_TEXT);

	randombytes_buf(bytes, sizeof(bytes));
	return sodium_bin2base64(text, TOKEN_TEXT, bytes, sizeof(bytes),
		sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

const char *text_hash(struct arena *a, const char *kind, const char *text)
{
	unsigned char hash[TOKEN_BYTES];
	char *hex = arena_alloc(a, 2 * TOKEN_BYTES + 1);
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, sizeof(hash));
	crypto_generichash_update(&state, (const unsigned char *)kind, strlen(kind) + 1);
	crypto_generichash_update(&state, (const unsigned char *)text, strlen(text));
	crypto_generichash_final(&state, hash, sizeof(hash));
	return sodium_bin2hex(hex, 2 * TOKEN_BYTES + 1, hash, sizeof(hash));
}
