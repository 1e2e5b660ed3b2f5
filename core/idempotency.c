#include "idempotency.h"

#include "db.h"

#include <sodium.h>
#include <string.h>

enum { KEY_MAX = 128, HASH_SIZE = 32 };

struct kept {
	int64_t actor_id, status;
	const char *key_hash, *request_hash, *body;
};

static const struct field kept_fields[] = {
	FIELD(kept, actor_id, 0, 1, WIDE),
	FIELD(kept, status, NULLABLE, 100, 599),
	FIELD(kept, key_hash, 0, 64, 64),
	FIELD(kept, request_hash, 0, 64, 64),
	FIELD(kept, body, NULLABLE, 0, WIDE),
	FIELD_END,
};

STMT(claim, kept, none,
	"INSERT INTO idempotency (actor_id, key_hash, request_hash, created_at)"
	" VALUES (:actor_id, :key_hash, :request_hash, :now)")

/* Locking, so that it sees what the other call has just committed. */
STMT(recall, kept, kept,
	"SELECT request_hash, status, body FROM idempotency"
	" WHERE actor_id = :actor_id AND key_hash = :key_hash LOCK IN SHARE MODE")

STMT(keep, kept, none,
	"UPDATE idempotency SET status = :status, body = :body WHERE actor_id = :actor_id AND key_hash = :key_hash")

static bool key_valid(const char *key)
{
	size_t n = 0;

	while (key[n] >= 0x20 && key[n] < 0x7F)
		n++;
	return n && n <= KEY_MAX && !key[n];
}

/* The first text goes in with its NUL, so that the two cannot trade characters. */
static const char *hash_of(struct ctx *c, const char *text, const char *more, size_t length)
{
	char *hex = arena_raw(&c->arena, HASH_SIZE * 2 + 1);
	unsigned char hash[HASH_SIZE];
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, sizeof(hash));
	crypto_generichash_update(&state, (const unsigned char *)text, strlen(text) + 1);
	if (length)
		crypto_generichash_update(&state, (const unsigned char *)more, length);
	crypto_generichash_final(&state, hash, sizeof(hash));
	return sodium_bin2hex(hex, HASH_SIZE * 2 + 1, hash, sizeof(hash));
}

enum err idempotency_claim(struct ctx *c, const struct keyed_call *call, bool *answered,
	struct kept_answer *before)
{
	struct kept asked = { .actor_id = c->actor.id }, stored = { 0 };
	enum err e;

	*answered = false;
	if (!key_valid(call->key))
		return fail(c, ERR_MALFORMED, "An Idempotency-Key has 1 to %d printable characters.",
			KEY_MAX);
	asked.key_hash = hash_of(c, call->key, NULL, 0);
	asked.request_hash = hash_of(c, call->what, call->body, call->body_length);
	e = db_exec_unique(c, &claim, &asked, ERR_KEY_REUSED);
	if (e != ERR_KEY_REUSED)
		return e;
	TRY(db_one(c, &recall, &asked, &stored));
	if (strcmp(stored.request_hash, asked.request_hash))
		return fail(c, ERR_KEY_REUSED, "This Idempotency-Key came with another request before.");
	*answered = true;
	*before = (struct kept_answer){ stored.status, stored.body };
	return ERR_OK;
}

enum err idempotency_keep(struct ctx *c, const struct keyed_call *call, struct kept_answer answer)
{
	struct kept row = { .actor_id = c->actor.id,
		.key_hash = hash_of(c, call->key, NULL, 0),
		.status = answer.status,
		.body = answer.body };

	return db_exec(c, &keep, &row);
}
