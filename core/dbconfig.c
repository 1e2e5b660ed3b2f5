#include "db.h"
#include "env.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *unescaped(char *s)
{
	char *to = s, hex[3] = "";

	for (char *p = s; *p; p++) {
		if (*p == '%' && isxdigit((unsigned char)p[1]) && isxdigit((unsigned char)p[2])) {
			hex[0] = *++p;
			hex[1] = *++p;
			*to++ = (char)strtol(hex, NULL, 16);
		} else
			*to++ = *p;
	}
	*to = '\0';
	return s;
}

/* user:password@host:port/name, each part percent-encoded where it must be. */
static bool parse_url(char *rest, struct db_config *into)
{
	char *at = strrchr(rest, '@'), *slash = at ? strchr(at, '/') : NULL, *colon;

	if (!at || !slash || !slash[1])
		return false;
	*at = *slash = '\0';
	into->name = unescaped(slash + 1);
	if ((colon = strchr(rest, ':'))) {
		*colon = '\0';
		into->password = unescaped(colon + 1);
	}
	into->user = unescaped(rest);
	if ((colon = strchr(at + 1, ':'))) {
		*colon = '\0';
		into->port = (unsigned)strtoul(colon + 1, NULL, 10);
		if (!into->port)
			return false;
	}
	into->host = at + 1;
	return true;
}

static bool config_from_url(struct arena *keep, const char *url, struct db_config *into)
{
	static const char scheme[] = "mariadb://";

	if (!strncmp(url, scheme, sizeof(scheme) - 1) &&
		parse_url(arena_strdup(keep, url + sizeof(scheme) - 1), into))
		return true;
	fprintf(stderr, "laurel: LAUREL_DB must look like mariadb://user:password@host:port/name\n");
	return false;
}

bool db_config_from_env(struct arena *keep, struct db_config *into)
{
	const char *url = getenv("LAUREL_DB"), *file = getenv("LAUREL_DB_PASSWORD_FILE");

	*into = (struct db_config){ 0 };
	if (url && *url)
		return config_from_url(keep, url, into);
	into->socket = env_or("LAUREL_DB_SOCKET", NULL);
	into->name = env_or("LAUREL_DB_NAME", "laurel");
	into->user = env_or("LAUREL_DB_USER", "laurel");
	if (file && *file && !(into->password = secret_read(keep, file)))
		return false;
	if (!into->socket)
		fprintf(stderr, "laurel: LAUREL_DB_SOCKET or LAUREL_DB must say where the database is\n");
	return into->socket != NULL;
}
