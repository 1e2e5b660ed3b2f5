#ifndef LAUREL_ISSUER_H
#define LAUREL_ISSUER_H

#include "ctx.h"

/* Who issues certificates, and what stands on all of them beside the organisation's name. */
struct issuer {
	const char *serial_prefix; /* of "LRL-2026-000123"; what was issued keeps its own */
	const char *website, *email;
	bool signs;      /* there is a key, so certificates are signed credentials too */
	const char *did; /* who signs; NULL where nobody does */
	int64_t version;
};
extern const struct field issuer_fields[];

must_check enum err issuer_find(struct ctx *c, struct issuer *into);
must_check enum err issuer_update(struct ctx *c, int64_t version, const struct issuer *in, uint64_t sent);

#endif
