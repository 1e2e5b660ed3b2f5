#include "config.h"

#include "credential.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

static const char *env_or(const char *name, const char *otherwise)
{
	const char *s = getenv(name);

	return s && *s ? s : otherwise;
}

static bool read_number(const char *name, int64_t otherwise, int64_t min, int64_t max, int64_t *into)
{
	const char *s = env_or(name, NULL);
	char *end;

	*into = otherwise;
	if (!s)
		return true;
	errno = 0;
	*into = strtoll(s, &end, 10);
	if (!errno && end != s && !*end && *into >= min && *into <= max)
		return true;
	fprintf(stderr, "laurel: %s must be a whole number from %lld to %lld, not \"%s\"\n", name,
		(long long)min, (long long)max, s);
	return false;
}

static bool read_socket(struct arena *keep, const char **into)
{
	*into = env_or("LAUREL_SOCKET", NULL);
	if (!*into)
		*into = arena_printf(keep, "%s/laurel.sock", env_or("LAUREL_HOME", ".run"));
	if (strlen(*into) < sizeof(((struct sockaddr_un *)0)->sun_path))
		return true;
	fprintf(stderr, "laurel: LAUREL_SOCKET is longer than a socket's path may be: %s\n", *into);
	return false;
}

/* Set for mail as well as for QR codes; without it, the place nginx/stack listens at. */
static bool choose_public_url(struct arena *keep, struct config *into)
{
	into->public_url = into->mail.public_url
		? into->mail.public_url
		: arena_printf(keep, "http://127.0.0.1:%s", env_or("LAUREL_PORT", "8080"));
	return true;
}

static bool read_today(struct date *into)
{
	const char *s = env_or("LAUREL_TODAY", NULL);

	if (!s || date_parse(s, into))
		return true;
	fprintf(stderr, "laurel: LAUREL_TODAY must be a date like 2026-01-31, not \"%s\"\n", s);
	return false;
}

bool config_read(struct arena *keep, struct config *into)
{
	*into = (struct config){ .sql_dir = env_or("LAUREL_SQL_DIR", "sql") };
	return read_number("LAUREL_WORKERS", 4, 1, WORKERS_MAX, &into->workers) &&
		read_number("LAUREL_WORKER_REQUESTS", 100000, 1, WIDE, &into->requests_per_worker) &&
		read_today(&into->today) && read_socket(keep, &into->socket) &&
		mail_settings_from_env(keep, &into->mail) && choose_public_url(keep, into) &&
		issuer_keys_from_env() && payment_settings_from_env(keep, &into->payment) &&
		webhook_keys_from_env(keep, &into->webhook) && db_config_from_env(keep, &into->db);
}
