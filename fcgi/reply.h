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

/* A line of the head; name and value must live as long as the request. */
void reply_header(struct request *r, const char *name, const char *value);

/* The refusal `code`, as RFC 9457 has it, from what fail() and fail_field() said. */
void reply_problem(struct request *r, enum err code);

#endif
