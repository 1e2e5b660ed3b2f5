#ifndef LAUREL_SMTP_H
#define LAUREL_SMTP_H

#include "arena.h"

#include <stdbool.h>
#include <stdint.h>

/* Where mail leaves and in whose name; from the environment, and secrets from files outside the tree. */
struct mail_settings {
	const char
		*smtp_url; /* LAUREL_SMTP_URL: smtp://host:port or smtps://host:port; NULL: no mail leaves */
	const char *user, *password;  /* LAUREL_SMTP_USER, LAUREL_SMTP_PASSWORD_FILE; NULL: none */
	const char *from, *from_name; /* LAUREL_MAIL_FROM: "Name <address>" or an address */
	const char *public_url; /* LAUREL_PUBLIC_URL: how people reach the site, without a slash at its end */
	int64_t connect_ms, total_ms; /* how long a connection and a whole mail may take */
};

/* False, with a message on stderr, when the values make no sense. Texts live in `keep`. */
bool mail_settings_from_env(struct arena *keep, struct mail_settings *into);

/* from, from_name and public_url alone. */
bool mail_origin_from_env(struct arena *keep, struct mail_settings *into);

/* Is there a mail server at all? */
bool mail_leaves(void);

/*
 * What became of a mail. UNCLEAR: all of it was handed over and no answer
 * came, so it may have arrived; sending it again could bring it twice.
 */
enum smtp_fate {
	SMTP_ACCEPTED,
	SMTP_LATER,   /* a passing trouble of this mail (greylisting, a full mailbox) */
	SMTP_AWAY,    /* the server cannot be reached or wants none at all: others would fare the same */
	SMTP_REFUSED, /* for good */
	SMTP_UNCLEAR,
};

/* One client, which keeps its connection from mail to mail. */
struct smtp;
struct smtp *smtp_open(const struct mail_settings *settings); /* NULL when libcurl cannot be used */
void smtp_close(struct smtp *s);

enum { SMTP_WHY = 300 };

/* Addresses must be valid (mail_address_valid()); why says what went wrong, in the server's words if it spoke. */
enum smtp_fate smtp_send(struct smtp *s, const char *from, const char *to, const char *message,
	char why[static SMTP_WHY]);

#endif
