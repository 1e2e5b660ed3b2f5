#include "payment_settings.h"
#include "env.h"

#include <stdio.h>
#include <string.h>

enum { CONNECT_MS = 2000, TOTAL_MS = 8000 };

static const struct payment_settings *in_use;

static bool complain(const char *what)
{
	fprintf(stderr, "laurel: %s\n", what);
	return false;
}

/* The key crosses networks only inside TLS; a stand-in on this very machine may do without. */
static bool safe(const char *url)
{
	static const char *const begin[] = { "https://",
		"http://127.0.0.1:", "http://localhost:", "http://[::1]:" };

	for (size_t i = 0; i < sizeof(begin) / sizeof(*begin); i++)
		if (!strncmp(url, begin[i], strlen(begin[i])))
			return true;
	return false;
}

bool payment_settings_from_env(struct arena *keep, struct payment_settings *into)
{
	const char *key = env_or("LAUREL_PAYMENT_KEY_FILE", NULL),
		   *secret = env_or("LAUREL_PAYMENT_WEBHOOK_SECRET_FILE", NULL);

	*into = (struct payment_settings){ .provider = &stripe,
		.url = env_or("LAUREL_PAYMENT_URL", stripe.url),
		.public_url = env_or("LAUREL_PUBLIC_URL", NULL),
		.connect_ms = CONNECT_MS,
		.total_ms = TOTAL_MS };
	if (!key && !secret)
		return true;
	if (!key || !secret || !into->public_url)
		return complain(
			"payment by card needs LAUREL_PAYMENT_KEY_FILE, LAUREL_PAYMENT_WEBHOOK_SECRET_FILE "
			"and LAUREL_PUBLIC_URL");
	if (!safe(into->url))
		return complain("LAUREL_PAYMENT_URL must begin with https://");
	into->key = secret_read(keep, key);
	into->webhook_secret = secret_read(keep, secret);
	return into->key && into->webhook_secret;
}

void payment_use(const struct payment_settings *settings)
{
	in_use = settings;
}

bool payment_offered(void)
{
	return in_use && in_use->key && in_use->webhook_secret;
}

const struct payment_settings *payment_settings(void)
{
	return in_use;
}
