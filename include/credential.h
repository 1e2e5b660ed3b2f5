#ifndef LAUREL_CREDENTIAL_H
#define LAUREL_CREDENTIAL_H

#include "ctx.h"

/*
 * Certificates for programs: Open Badges 3.0, secured as a VC-JWT (EdDSA) by an
 * issuer that is known as did:web at the public address.  What is revoked
 * stands in a Bitstring Status List, signed by the same key.
 *
 * Keys are 32 bytes in hexadecimal, one a line, in LAUREL_ISSUER_KEY_FILE.  The
 * first one signs; those below it sign no more, but stay in the DID document,
 * so that what they signed can still be verified.  To change the key, put a
 * new line on top and restart.
 */
enum { ISSUER_KEYS_MAX = 8, ISSUER_SEED = 32 };

/* Once in a process. No file: nothing is signed. False, with a message on stderr, when it makes no sense. */
bool issuer_keys_from_env(void);
bool issuer_keys_use(const unsigned char seeds[][ISSUER_SEED], size_t n);

/* The signed credential of a certificate, as a compact JWS. NOT_FOUND; NO_ISSUER_KEY. */
must_check enum err credential_jwt(struct ctx *c, const char *code, const char **jwt);

/* The credential in the open, with a member "jwt" that holds the signed one. */
must_check enum err credential_json(struct ctx *c, const char *code, const char **json);

/* List n, from 1, of which certificates are revoked: a signed credential as well. NOT_FOUND. */
must_check enum err status_list_jwt(struct ctx *c, int64_t n, const char **jwt);

/* The DID document with the public keys. */
must_check enum err did_document(struct ctx *c, const char **json);

#endif
