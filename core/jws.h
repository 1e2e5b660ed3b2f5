#ifndef LAUREL_CORE_JWS_H
#define LAUREL_CORE_JWS_H

#include "ctx.h"

/* Private to the core: signing as RFC 7515 and 8037 have it. */

/* The issuer's name: "did:web:laurel.example.org". */
const char *issuer_did(struct ctx *c);

bool jws_can_sign(void);

/* n bytes as base64url without padding. */
const char *base64url(struct arena *a, const void *data, size_t n);

/* "header.payload.signature" by the first key. NO_ISSUER_KEY. */
must_check enum err jws_sign(struct ctx *c, const char *payload, const char **jws);

#endif
