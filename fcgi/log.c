#include "log.h"

#include "route.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Room that is kept for the line's end, however long its members are. */
enum { LINE_END = 4 };

static void put(struct log_line *l, const char *text, size_t n)
{
	size_t room = sizeof(l->text) - LINE_END - l->used;

	n = n < room ? n : room;
	memcpy(l->text + l->used, text, n);
	l->used += n;
}

static void put_string(struct log_line *l, const char *s)
{
	const size_t enough = sizeof(l->text) - 64;
	bool utf8 = utf8_length(s) >= 0;

	put(l, "\"", 1);
	/* A long text ends early, but never within an escape or a character: the line stays JSON. */
	for (; *s && (l->used < enough || (*s & 0xC0) == 0x80); s++) {
		unsigned char ch = (unsigned char)*s;
		char hex[8];

		if (ch >= 0x20 && ch != '"' && ch != '\\' && (ch < 0x80 || utf8)) {
			put(l, s, 1);
			continue;
		}
		snprintf(hex, sizeof(hex), "\\u%04x", ch);
		put(l, hex, 6);
		if (l->used >= enough)
			break;
	}
	put(l, "\"", 1);
}

static void put_name(struct log_line *l, const char *name)
{
	put(l, l->used ? ",\"" : "{\"", 2);
	put(l, name, strlen(name));
	put(l, "\":", 2);
}

struct log_line log_begin(const char *level)
{
	struct log_line l = { .used = 0 };
	char text[INSTANT_TEXT];
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	instant_format((struct instant){ (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000 }, text);
	log_text(&l, "time", text);
	log_text(&l, "level", level);
	return l;
}

void log_text(struct log_line *l, const char *name, const char *text)
{
	if (!text || l->used > sizeof(l->text) - 128)
		return;
	put_name(l, name);
	put_string(l, text);
}

void log_number(struct log_line *l, const char *name, int64_t n)
{
	char text[24];
	int length = snprintf(text, sizeof(text), "%lld", (long long)n);

	if (l->used > sizeof(l->text) - 128)
		return;
	put_name(l, name);
	put(l, text, (size_t)length);
}

void log_end(struct log_line *l)
{
	memcpy(l->text + l->used, "}\n", 2);
	/* Where it cannot be written there is nobody to tell. */
	if (write(STDERR_FILENO, l->text, l->used + 2) < 0)
		return;
}

void log_event(const char *level, const char *process, const char *fmt, ...)
{
	struct log_line l = log_begin(level);
	char words[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	log_text(&l, "process", process);
	log_number(&l, "pid", getpid());
	log_text(&l, "message", words);
	log_end(&l);
}

void log_request(const struct request *r, enum err code, int64_t microseconds, uint64_t statements)
{
	struct log_line l = log_begin(r->status >= 500 ? "error" : "info");
	char ms[32];

	snprintf(ms, sizeof(ms), "%lld.%03d", (long long)(microseconds / 1000), (int)(microseconds % 1000));
	log_text(&l, "request", r->c.request_id);
	log_text(&l, "method", r->head ? "HEAD" : method_name(r->method));
	log_text(&l, "path", r->path);
	log_number(&l, "status", r->status);
	put_name(&l, "ms");
	put(&l, ms, strlen(ms));
	log_number(&l, "statements", (int64_t)statements);
	if (r->c.actor.id)
		log_number(&l, "actor", r->c.actor.id);
	if (code)
		log_text(&l, "code", err_slug(code));
	if (r->status >= 500)
		log_text(&l, "detail", r->c.problem.detail);
	log_end(&l);
}
