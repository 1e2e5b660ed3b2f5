#include "env.h"
#include "mime.h"
#include "smtp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CONNECT_MS = 5000, TOTAL_MS = 20000 };

static bool complain(const char *what)
{
	fprintf(stderr, "laurel: %s\n", what);
	return false;
}

static bool begins_with(const char *s, const char *a, const char *b)
{
	return !strncmp(s, a, strlen(a)) || !strncmp(s, b, strlen(b));
}

/* "Name <address>" or an address alone. */
static bool read_from(struct arena *keep, const char *text, struct mail_settings *into)
{
	char *copy = arena_strdup(keep, text), *open = strchr(copy, '<'), *end = strrchr(copy, '>');

	if (open && end && open < end) {
		*end = '\0';
		into->from = open + 1;
		while (open > copy && strchr(" \"", open[-1]))
			open--;
		*open = '\0';
		into->from_name = copy + strspn(copy, " \"");
	} else
		into->from = copy;
	return mail_address_valid(into->from) ||
		complain("LAUREL_MAIL_FROM must be an address, or like \"Office <office@example.org>\"");
}

static bool read_public_url(struct arena *keep, const char *text, struct mail_settings *into)
{
	char *copy = arena_strdup(keep, text);
	size_t n = strlen(copy);

	if (n && copy[n - 1] == '/')
		copy[n - 1] = '\0';
	into->public_url = copy;
	return (begins_with(copy, "https://", "http://") && !strpbrk(copy, " <>\"\r\n")) ||
		complain("LAUREL_PUBLIC_URL must be the site's address, like https://laurel.example.org");
}

bool mail_origin_from_env(struct arena *keep, struct mail_settings *into)
{
	const char *from = env_or("LAUREL_MAIL_FROM", NULL), *url = env_or("LAUREL_PUBLIC_URL", NULL);

	return (!from || read_from(keep, from, into)) && (!url || read_public_url(keep, url, into));
}

bool mail_settings_from_env(struct arena *keep, struct mail_settings *into)
{
	const char *file = env_or("LAUREL_SMTP_PASSWORD_FILE", NULL),
		   *from = env_or("LAUREL_MAIL_FROM", NULL), *url = env_or("LAUREL_PUBLIC_URL", NULL);

	*into = (struct mail_settings){ .smtp_url = env_or("LAUREL_SMTP_URL", NULL),
		.user = env_or("LAUREL_SMTP_USER", NULL),
		.connect_ms = CONNECT_MS,
		.total_ms = TOTAL_MS };
	if (!mail_origin_from_env(keep, into))
		return false;
	if (file && !(into->password = secret_read(keep, file)))
		return false;
	if (!into->smtp_url)
		return true;
	if (!begins_with(into->smtp_url, "smtp://", "smtps://"))
		return complain("LAUREL_SMTP_URL must begin with smtp:// or smtps://");
	return (from && url) ||
		complain("LAUREL_SMTP_URL needs LAUREL_MAIL_FROM and LAUREL_PUBLIC_URL as well");
}

bool mail_leaves(void)
{
	return env_or("LAUREL_SMTP_URL", NULL) != NULL;
}
