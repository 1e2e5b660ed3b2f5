#ifndef LAUREL_MULTIPART_H
#define LAUREL_MULTIPART_H

#include "request.h"

/* The one file of a form that was sent as multipart/form-data (RFC 7578). */
struct part {
	const char *name; /* NULL when the sender gave none */
	const char *type;
	struct bytes data; /* inside the body */
};

bool is_multipart(const char *content_type);

/*
 * Find it in a body. MALFORMED when the form is broken, FILE_CUT_OFF when it
 * ends before its end, VALIDATION unless it holds the part "file" once and nothing else.
 */
must_check enum err multipart_file(struct ctx *c, const char *content_type, struct bytes body,
	struct part *into);

#endif
