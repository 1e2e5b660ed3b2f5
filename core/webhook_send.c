#include "db.h"
#include "env.h"
#include "http_post.h"
#include "json.h"
#include "webhook_keys.h"

#include <curl/curl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { CONNECT_MS = 3000, TOTAL_MS = 10000, KEY_MAX = 64 };
static const char prefix[] = "whsec_";

/* --- the secret, and where messages may go --- */

static bool complain(const char *what)
{
	fprintf(stderr, "laurel: %s\n", what);
	return false;
}

/* The bytes that stand behind whsec_; 0 for what is none. */
static size_t key_of(const char *secret, unsigned char key[static KEY_MAX])
{
	size_t n = 0;

	if (strncmp(secret, prefix, sizeof(prefix) - 1) != 0)
		return 0;
	secret += sizeof(prefix) - 1;
	return sodium_base642bin(key, KEY_MAX, secret, strlen(secret), "", &n, NULL,
		       sodium_base64_VARIANT_ORIGINAL)
		? 0
		: n;
}

bool webhook_keys_from_env(struct arena *keep, struct webhook_keys *into)
{
	const char *path = env_or("LAUREL_WEBHOOK_SECRET_FILE", NULL);
	unsigned char key[KEY_MAX];

	*into = (struct webhook_keys){ .loopback = env_or("LAUREL_WEBHOOK_LOOPBACK", NULL) };
	if (!path)
		return true;
	into->secret = secret_read(keep, path);
	if (!into->secret)
		return false;
	return key_of(into->secret, key) >= 24 ||
		complain("LAUREL_WEBHOOK_SECRET_FILE must hold whsec_ and 24 to 64 bytes in base64");
}

static bool part_is(CURLU *u, CURLUPart part, const char *text)
{
	char *value = NULL;
	bool same = !curl_url_get(u, part, &value, 0) && !strcmp(value, text);

	curl_free(value);
	return same;
}

static bool has_part(CURLU *u, CURLUPart part)
{
	char *value = NULL;
	bool there = !curl_url_get(u, part, &value, 0) && *value;

	curl_free(value);
	return there;
}

/* Names that people write for this machine; what other names lead to is looked at when connecting. */
static bool local(CURLU *u)
{
	return part_is(u, CURLUPART_HOST, "127.0.0.1") || part_is(u, CURLUPART_HOST, "localhost") ||
		part_is(u, CURLUPART_HOST, "[::1]");
}

bool webhook_url_safe(const char *url, bool loopback)
{
	CURLU *u = curl_url();
	bool safe;

	if (!u)
		return false;
	safe = !curl_url_set(u, CURLUPART_URL, url, 0) && has_part(u, CURLUPART_HOST) &&
		!has_part(u, CURLUPART_USER) && !has_part(u, CURLUPART_PASSWORD) &&
		!has_part(u, CURLUPART_FRAGMENT) &&
		(part_is(u, CURLUPART_SCHEME, "https") ||
			(loopback && part_is(u, CURLUPART_SCHEME, "http") && local(u)));
	curl_url_cleanup(u);
	return safe;
}

/* --- one message --- */

struct message {
	int64_t id, attempts, status;
	const char *url, *payload, *state, *error;
	struct instant created_at, send_at, kept_since;
};
static const struct field message_fields[] = {
	FIELD(message, id, 0, 1, WIDE),
	FIELD(message, attempts, 0, 0, WIDE),
	FIELD(message, status, NULLABLE, 0, 999),
	FIELD(message, url, 0, 0, 2000),
	FIELD(message, payload, 0, 0, WIDE),
	FIELD(message, state, 0, 0, 16),
	FIELD(message, error, NULLABLE, 0, 500),
	FIELD(message, created_at, 0, 0, WIDE),
	FIELD(message, send_at, 0, 0, WIDE),
	FIELD(message, kept_since, 0, 0, WIDE),
	FIELD_END,
};

STMT(due_message, none, message,
	"SELECT d.id, d.attempts, d.payload, d.created_at, s.url FROM webhook_delivery d JOIN webhook_setting s ON s.enabled "
	"WHERE d.state = 'waiting' AND d.send_at <= :now ORDER BY d.send_at, d.id LIMIT 1 FOR UPDATE SKIP LOCKED")
STMT(hold_message, message, none,
	"UPDATE webhook_delivery SET attempts = :attempts, send_at = :send_at WHERE id = :id")
/* A message that somebody asked for again meanwhile has fewer attempts, and stays as it is. */
STMT(end_message, message, none,
	"UPDATE webhook_delivery SET state = :state, status = :status, error = :error, send_at = :send_at, "
	"ended_at = IF(:state = 'waiting', NULL, :now), version = version + 1 "
	"WHERE id = :id AND state = 'waiting' AND attempts = :attempts")
STMT(sweep_messages, message, none,
	"DELETE FROM webhook_delivery WHERE state = 'delivered' AND ended_at < :kept_since LIMIT 1000")

static struct instant later(const struct ctx *c, int64_t seconds)
{
	return (struct instant){ c->now.us + seconds * 1000000 };
}

/* The next attempt is put off first, so that a sender that dies in the middle does not send at once again. */
static enum err take(struct ctx *c, void *arg)
{
	struct message *m = arg;
	bool found;

	*m = (struct message){ 0 };
	TRY(db_maybe(c, &due_message, NULL, m, &found));
	if (!found)
		return ERR_OK;
	m->attempts++;
	m->send_at = later(c, WEBHOOK_LEASE_SECONDS);
	return db_exec(c, &hold_message, m);
}

static enum err end(struct ctx *c, void *arg)
{
	return db_exec(c, &end_message, arg);
}

static const char *signature(struct ctx *c, const char *id, int64_t seconds, const char *body)
{
	const char *text = arena_printf(&c->arena, "%s.%lld.%s", id, (long long)seconds, body);
	unsigned char key[KEY_MAX], mac[crypto_auth_hmacsha256_BYTES];
	char base64[sodium_base64_ENCODED_LEN(sizeof(mac), sodium_base64_VARIANT_ORIGINAL)];
	crypto_auth_hmacsha256_state state;

	crypto_auth_hmacsha256_init(&state, key, key_of(webhook_keys()->secret, key));
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)text, strlen(text));
	crypto_auth_hmacsha256_final(&state, mac);
	sodium_bin2base64(base64, sizeof(base64), mac, sizeof(mac), sodium_base64_VARIANT_ORIGINAL);
	sodium_memzero(key, sizeof(key));
	return arena_printf(&c->arena, "webhook-signature: v1,%s", base64);
}

static void post(struct ctx *c, const struct message *m, struct http_answer *answer)
{
	const int64_t seconds = c->now.us / 1000000;
	const char *id = arena_printf(&c->arena, "msg_%lld_%llx", (long long)m->id,
		(unsigned long long)m->created_at.us);
	const char *headers[] = { "Content-Type: application/json", "User-Agent: Laurel",
		arena_printf(&c->arena, "webhook-id: %s", id),
		arena_printf(&c->arena, "webhook-timestamp: %lld", (long long)seconds),
		signature(c, id, seconds, m->payload), NULL };
	const struct http_post p = { .url = m->url,
		.form = m->payload,
		.headers = headers,
		.connect_ms = CONNECT_MS,
		.total_ms = TOTAL_MS,
		.reach = webhook_keys()->loopback ? HTTP_LOOPBACK : HTTP_PUBLIC };

	http_post(c, &p, answer);
}

static struct instant next_attempt(const struct ctx *c, int64_t attempts)
{
	int64_t minutes = attempts < 10 ? INT64_C(1) << (attempts - 1) : 360;

	return later(c, (minutes < 360 ? minutes : 360) * 60);
}

/* What came back is for people: the first words of it are enough. */
static const char *complaint(struct ctx *c, const struct http_answer *a)
{
	return a->status ? arena_printf(&c->arena, "It answered with status %ld.", a->status)
			 : arena_printf(&c->arena, "It did not answer: %.300s", a->body);
}

static void judge(struct ctx *c, struct message *m, const struct http_answer *a)
{
	const bool good = a->status >= 200 && a->status < 300;

	m->status = a->status;
	m->error = good ? NULL : complaint(c, a);
	m->state = good ? "delivered" : m->attempts < WEBHOOK_ATTEMPTS ? "waiting" : "failed";
	if (!good)
		m->send_at = next_attempt(c, m->attempts);
}

/* Between two transactions: nobody holds a lock while the other side takes its time. */
enum err webhook_send_one(struct ctx *c, bool *more)
{
	struct http_answer answer;
	struct message m;

	*more = false;
	if (!webhook_keys() || !webhook_keys()->secret)
		return ERR_OK;
	TRY(db_transact(c, take, &m, false));
	if (!m.id)
		return ERR_OK;
	*more = true;
	if (webhook_url_safe(m.url, webhook_keys()->loopback))
		post(c, &m, &answer);
	else
		answer = (struct http_answer){ .body = "its address is not allowed here." };
	judge(c, &m, &answer);
	return db_transact(c, end, &m, false);
}

enum err webhook_sweep(struct ctx *c)
{
	return db_exec(c, &sweep_messages,
		&(struct message){ .kept_since = later(c, -(int64_t)WEBHOOK_KEPT_DAYS * 86400) });
}
