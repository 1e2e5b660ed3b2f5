#ifndef LAUREL_REPLY_H
#define LAUREL_REPLY_H

#include "page.h"
#include "request.h"

/* Start the answer over: the transaction may be repeated. */
void reply_reset(struct request *r);

/* One object. A member `version` becomes the ETag too. */
must_check enum err reply_one(struct request *r, int status, const struct field *fields, const void *value);

/* A page: {"items":[...],"next":cursor or null}, with "total" where the page has one. */
must_check enum err reply_page(struct request *r, const struct field *fields, const struct page *page);

/* 204: done, and nothing to say. */
must_check enum err reply_nothing(struct request *r);

/* For answers that no field table describes: fill r->out with JSON, then hand it over. */
must_check enum err reply_json(struct request *r, int status);

/* What a saved copy is called (any characters); `how`: "attachment" for a download, "inline" to show it in place. */
void reply_named(struct request *r, const char *how, const char *name);

/*
 * A file as it is: PDF, CSV, an image.  `name` makes it a download under that
 * name (any characters); NULL shows it in place.  The data lives as long as
 * the request.
 */
must_check enum err reply_bytes(struct request *r, const char *type, const char *name, const void *data,
	size_t n);

/*
 * The same, written bit by bit with reply_write(): for what may be larger than
 * a worker's memory.  Nothing can be refused any more once it began: a failure
 * after that breaks the connection, so that half a file is never taken for a
 * whole one.  For routes that say NO_TRANSACTION: what went out cannot be repeated.
 */
void reply_stream(struct request *r, const char *type, const char *name);
must_check enum err reply_write(struct request *r, const char *data, size_t n);

/* A line of the head; name and value must live as long as the request. */
void reply_header(struct request *r, const char *name, const char *value);

/* The refusal `code`, as RFC 9457 has it, from what fail() and fail_field() said. */
void reply_problem(struct request *r, enum err code);

#endif
