#ifndef LAUREL_LOG_H
#define LAUREL_LOG_H

#include "request.h"

/*
 * One line of JSON an event on stderr, written with one write() so that lines
 * of several processes never mix.  Never bodies, queries, cookies or tokens.
 */
struct log_line {
	char text[2048];
	size_t used;
};

/* level: "info", "warning" or "error" */
struct log_line log_begin(const char *level);
void log_text(struct log_line *l, const char *name, const char *text); /* NULL is left out */
void log_number(struct log_line *l, const char *name, int64_t n);
void log_end(struct log_line *l);

/* An event in words, with the process it happened in: log_event("info", "pool", "started"). */
void log_event(const char *level, const char *process, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* A call that was answered. */
void log_request(const struct request *r, enum err code, int64_t microseconds, uint64_t statements);

#endif
