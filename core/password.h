#ifndef LAUREL_PASSWORD_H
#define LAUREL_PASSWORD_H

#include "arena.h"

#include <stdbool.h>

/* Private to the core: secrets and how they are kept. */

enum { TOKEN_BYTES = 32, TOKEN_TEXT = 44 /* base64url without padding, terminated */ };

/* What speaks against a password of allowed length, or NULL. email may be NULL. */
const char *password_objection(const char *password, const char *email);

/* An argon2id string, or NULL when memory does not suffice. */
const char *password_hash(struct arena *a, const char *password);
bool password_matches(const char *hash, const char *password);

/* 256 random bits as text for a cookie or a link. */
const char *token_new(struct arena *a);

/* The hash under which a token or a counted subject is stored, 64 hex digits; kinds never collide. */
const char *text_hash(struct arena *a, const char *kind, const char *text);

#endif
