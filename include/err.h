#ifndef LAUREL_ERR_H
#define LAUREL_ERR_H

struct ctx;

/* One code per refusal; what each means stands in err.def. */
#define ERR(name, status, title, remedy) ERR_##name,
enum err {
#include "err.def"
	ERR_COUNT
};

#define must_check __attribute__((warn_unused_result))

/* Leave the function with the first failure; the arena and the transaction own the cleanup. */
#define TRY(expr) \
	do { \
		enum err try_result_ = (expr); \
		if (try_result_) \
			return try_result_; \
	} while (0)

/*
 * Say why on the request and hand back the code, so that callers can
 * `return fail(...)`.  The text is a whole sentence for the person who asked.
 */
must_check enum err fail(struct ctx *c, enum err code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* As fail(), for refusals whose way out depends on the case: remedy replaces the table's. */
must_check enum err fail_remedy(struct ctx *c, enum err code, const char *remedy, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * Add a complaint about one place of the input; always returns ERR_VALIDATION.
 * pointer is relative to c->pointer, the place that is being read: "title".
 */
enum err fail_field(struct ctx *c, const char *pointer, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Forget what was said so far: for callers that go on after a refusal. */
void fail_clear(struct ctx *c);

int err_status(enum err code);
const char *err_title(enum err code);
const char *err_remedy(enum err code); /* may be NULL */
const char *err_slug(enum err code);   /* "already_enrolled"; static */

#endif
