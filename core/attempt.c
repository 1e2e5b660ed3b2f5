#include "attempt.h"
#include "db.h"
#include "password.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

enum {
	SECOND_US = 1000000,
	WINDOW_MINUTES = 15,
	KEPT_MINUTES = 24 * 60,
	BLOCK_SECONDS = 30,
	BLOCK_MOST = 15 * 60
};

struct attempts {
	const char *subject;
	int64_t failures;
	struct instant first_at, blocked_until, window;
};
static const struct field attempts_fields[] = {
	FIELD(attempts, subject, 0, 0, 64),
	FIELD(attempts, failures, 0, 0, WIDE),
	FIELD(attempts, first_at, 0, 0, WIDE),
	FIELD(attempts, blocked_until, 0, 0, WIDE),
	FIELD(attempts, window, 0, 0, WIDE),
	FIELD_END,
};

STMT(find_failures, attempts, attempts,
	"SELECT failures, first_at, blocked_until FROM sign_in_failure WHERE subject = :subject")
STMT(put_failures, attempts, none,
	"INSERT INTO sign_in_failure (subject, failures, first_at, blocked_until) VALUES (:subject, 1, :now, NULL) "
	"ON DUPLICATE KEY UPDATE failures = IF(first_at < :window, 1, failures + 1), "
	"first_at = IF(first_at < :window, :now, first_at)")
STMT(block, attempts, none,
	"UPDATE sign_in_failure SET blocked_until = :blocked_until WHERE subject = :subject")
STMT(forget_failures, attempts, none, "DELETE FROM sign_in_failure WHERE subject = :subject")
STMT(sweep_failures, attempts, none, "DELETE FROM sign_in_failure WHERE first_at < :window LIMIT 1000")

static struct instant ago(const struct ctx *c, int64_t minutes)
{
	return (struct instant){ c->now.us - minutes * 60 * SECOND_US };
}

enum err attempt_check(struct ctx *c, const char *subject)
{
	struct attempts a = { .subject = subject };
	bool found;
	int64_t wait;

	TRY(db_maybe(c, &find_failures, &a, &a, &found));
	wait = a.blocked_until.us - c->now.us;
	if (!found || wait <= 0)
		return ERR_OK;
	c->problem.retry_after = wait / SECOND_US + 1;
	return fail(c, ERR_TOO_MANY_ATTEMPTS, "There were too many attempts; try again in %lld seconds.",
		(long long)(wait / SECOND_US + 1));
}

enum err attempt_count(struct ctx *c, const char *subject, int64_t allowed)
{
	struct attempts a = { .subject = subject, .window = ago(c, WINDOW_MINUTES) };
	int64_t seconds = BLOCK_SECONDS;

	TRY(db_exec(c, &put_failures, &a));
	TRY(db_one(c, &find_failures, &a, &a));
	if (a.failures < allowed)
		return ERR_OK;
	for (int64_t i = allowed; i < a.failures && seconds < BLOCK_MOST; i++)
		seconds *= 2;
	a.blocked_until.us = c->now.us + (seconds < BLOCK_MOST ? seconds : BLOCK_MOST) * SECOND_US;
	return db_exec(c, &block, &a);
}

enum err attempt_forget(struct ctx *c, const char *subject)
{
	return db_exec(c, &forget_failures, &(struct attempts){ .subject = subject });
}

enum err attempt_sweep(struct ctx *c)
{
	return db_exec(c, &sweep_failures, &(struct attempts){ .window = ago(c, KEPT_MINUTES) });
}

/* Addresses are compared as the database does, without case. */
const char *attempt_of_email(struct ctx *c, const char *kind, const char *email)
{
	char *low = arena_strdup(&c->arena, email);

	for (char *p = low; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return text_hash(&c->arena, kind, low);
}

/* Whoever has one IPv6 address has all 2^64 of its network. */
static const char *network_of(struct ctx *c, const char *address)
{
	struct in6_addr a;
	char *text;

	if (!address || inet_pton(AF_INET6, address, &a) != 1)
		return address ? address : "";
	memset(a.s6_addr + 8, 0, 8);
	text = arena_alloc(&c->arena, INET6_ADDRSTRLEN);
	return inet_ntop(AF_INET6, &a, text, INET6_ADDRSTRLEN);
}

const char *attempt_of_address(struct ctx *c, const char *kind, const char *address)
{
	return text_hash(&c->arena, kind, network_of(c, address));
}

const char *attempt_of_contact(struct ctx *c, int64_t contact_id)
{
	return text_hash(&c->arena, "contact", arena_printf(&c->arena, "%lld", (long long)contact_id));
}
