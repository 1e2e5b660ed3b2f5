#include "jws.h"
#include "credential.h"
#include "env.h"
#include "json.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

struct key {
	unsigned char secret[crypto_sign_SECRETKEYBYTES], public[crypto_sign_PUBLICKEYBYTES];
};
static struct key keys[ISSUER_KEYS_MAX];
static size_t key_count;

bool issuer_keys_use(const unsigned char seeds[][ISSUER_SEED], size_t n)
{
	_Static_assert(ISSUER_SEED == crypto_sign_SEEDBYTES, "a seed is what libsodium takes for one");
	if (n > ISSUER_KEYS_MAX)
		return false;
	key_count = n;
	for (size_t i = 0; i < n; i++)
		if (crypto_sign_seed_keypair(keys[i].public, keys[i].secret, seeds[i]) != 0)
			return false;
	return true;
}

bool jws_can_sign(void)
{
	return key_count > 0;
}

static bool complain(const char *path, const char *what)
{
	fprintf(stderr, "laurel: LAUREL_ISSUER_KEY_FILE: %s %s\n", path, what);
	return false;
}

static bool read_seeds(FILE *f, const char *path)
{
	unsigned char seeds[ISSUER_KEYS_MAX][ISSUER_SEED];
	char line[4 * ISSUER_SEED];
	size_t n = 0, bytes;
	bool good;

	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\r\n")] = '\0';
		if (!*line)
			continue;
		if (n == ISSUER_KEYS_MAX ||
			sodium_hex2bin(seeds[n++], ISSUER_SEED, line, strlen(line), NULL, &bytes, NULL) ||
			bytes != ISSUER_SEED)
			return complain(path, "must hold 64 hexadecimal digits a line, and at most 8 lines");
	}
	good = n ? issuer_keys_use((const unsigned char(*)[ISSUER_SEED])seeds, n)
		 : complain(path, "is empty");
	sodium_memzero(seeds, sizeof(seeds));
	sodium_memzero(line, sizeof(line));
	return good;
}

bool issuer_keys_from_env(void)
{
	const char *path = env_or("LAUREL_ISSUER_KEY_FILE", NULL);
	bool good;
	FILE *f;

	if (!path)
		return true;
	f = sodium_init() < 0 ? NULL : fopen(path, "re");
	if (!f)
		return complain(path, "cannot be read");
	good = read_seeds(f, path);
	fclose(f);
	return good;
}

const char *base64url(struct arena *a, const void *data, size_t n)
{
	size_t size = sodium_base64_encoded_len(n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	char *text = arena_raw(a, size);

	return sodium_bin2base64(text, size, data, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

/* did:web: the address without its scheme; what parts a port is escaped, what parts a path is a colon. */
const char *issuer_did(struct ctx *c)
{
	const char *at = strstr(c->public_url, "://") + 3;
	struct buf b = { .arena = &c->arena };

	buf_text(&b, "did:web:");
	for (; *at; at++)
		buf_text(&b, *at == ':' ? "%3A" : *at == '/' ? ":" : (char[]){ *at, '\0' });
	return buf_end(&b);
}

static const char *public_x(struct arena *a, const struct key *k)
{
	return base64url(a, k->public, sizeof(k->public));
}

/* The thumbprint of RFC 7638: it is the key's name, and follows from the key alone. */
static const char *key_id(struct ctx *c, const struct key *k)
{
	const char *jwk = arena_printf(&c->arena, "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"%s\"}",
		public_x(&c->arena, k));
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, (const unsigned char *)jwk, strlen(jwk));
	return base64url(&c->arena, hash, sizeof(hash));
}

static enum err check_key(struct ctx *c)
{
	if (key_count)
		return ERR_OK;
	return fail(c, ERR_NO_ISSUER_KEY, "This installation has no key to sign with.");
}

enum err jws_sign(struct ctx *c, const char *payload, const char **jws)
{
	unsigned char signature[crypto_sign_BYTES];
	const char *header, *signing;

	TRY(check_key(c));
	header = arena_printf(&c->arena, "{\"alg\":\"EdDSA\",\"typ\":\"JWT\",\"kid\":\"%s#%s\"}",
		issuer_did(c), key_id(c, &keys[0]));
	signing = arena_printf(&c->arena, "%s.%s", base64url(&c->arena, header, strlen(header)),
		base64url(&c->arena, payload, strlen(payload)));
	crypto_sign_detached(signature, NULL, (const unsigned char *)signing, strlen(signing),
		keys[0].secret);
	*jws = arena_printf(&c->arena, "%s.%s", signing, base64url(&c->arena, signature, sizeof(signature)));
	return ERR_OK;
}

static void add_method(struct ctx *c, struct buf *b, const struct key *k)
{
	const char *did = issuer_did(c), *id = key_id(c, k);

	buf_printf(b,
		"{\"id\":\"%s#%s\",\"type\":\"JsonWebKey\",\"controller\":\"%s\",\"publicKeyJwk\":{\"kty\":\"OKP\","
		"\"crv\":\"Ed25519\",\"alg\":\"EdDSA\",\"use\":\"sig\",\"kid\":\"%s\",\"x\":\"%s\"}}",
		did, id, did, id, public_x(&c->arena, k));
}

/* Former keys sign no more, but stay among those that may assert: else what they signed would be refused. */
enum err did_document(struct ctx *c, const char **json)
{
	struct buf b = { .arena = &c->arena };

	TRY(check_key(c));
	buf_printf(&b,
		"{\"@context\":[\"https://www.w3.org/ns/did/v1\",\"https://w3id.org/security/jwk/v1\"],\"id\":\"%s\","
		"\"verificationMethod\":[",
		issuer_did(c));
	for (size_t i = 0; i < key_count; i++) {
		buf_text(&b, i ? "," : "");
		add_method(c, &b, &keys[i]);
	}
	buf_text(&b, "],\"assertionMethod\":[");
	for (size_t i = 0; i < key_count; i++)
		buf_printf(&b, "%s\"%s#%s\"", i ? "," : "", issuer_did(c), key_id(c, &keys[i]));
	buf_text(&b, "]}");
	*json = buf_end(&b);
	return ERR_OK;
}
