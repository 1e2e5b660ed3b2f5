#include "worker.h"

#include "gate.h"
#include "log.h"
#include "process.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

/* nginx gives a call up after 60 s; a worker still at it then is stuck, and SIGALRM ends it. */
enum { CALL_SECONDS = 90, LISTEN_FD = 0 };

struct worker {
	const struct config *config;
	struct db db;
	struct request request;
	FCGX_Request fcgi;
	int epoll;
	bool prepared, head_sent;
	int64_t served;
};

/* A copy: libfcgi frees its own when the answer is sent, and the log line comes after. Empty is as good as absent. */
static const char *param(struct worker *w, const char *name)
{
	const char *s = FCGX_GetParam(name, w->fcgi.envp);

	return s && *s ? arena_strdup(&w->request.c.arena, s) : NULL;
}

static const char *param_or(struct worker *w, const char *name, const char *otherwise)
{
	const char *s = param(w, name);

	return s ? s : otherwise;
}

/* Whoever sends or fetches much may take long, as long as it goes on. */
static size_t line_read(struct request *r, char *into, size_t n)
{
	struct worker *w = r->line.end;

	alarm(CALL_SECONDS);
	return (size_t)FCGX_GetStr(into, n > INT_MAX ? INT_MAX : (int)n, w->fcgi.in);
}

static bool line_write(struct request *r, const char *data, size_t n);

static void read_head(struct worker *w, struct request *r)
{
	const char *method = param_or(w, "REQUEST_METHOD", "");

	r->head = !strcmp(method, "HEAD");
	r->method = r->head ? GET : method_from(method);
	r->path = param_or(w, "DOCUMENT_URI", "");
	r->query = param_or(w, "QUERY_STRING", "");
	r->scheme = param_or(w, "REQUEST_SCHEME", "http");
	r->host = param(w, "HTTP_HOST");
	r->origin = param(w, "HTTP_ORIGIN");
	r->fetch_site = param(w, "HTTP_SEC_FETCH_SITE");
	r->requested_with = param(w, "HTTP_X_REQUESTED_WITH");
	r->cookie = param(w, "HTTP_COOKIE");
	r->content_type = param(w, "CONTENT_TYPE");
	r->announced = strtoll(param_or(w, "CONTENT_LENGTH", "-1"), NULL, 10);
	r->line = (struct line){ line_read, line_write, w };
	r->if_match = param(w, "HTTP_IF_MATCH");
	r->idempotency_key = param(w, "HTTP_IDEMPOTENCY_KEY");
	r->stripe_signature = param(w, "HTTP_STRIPE_SIGNATURE");
	r->address = param(w, "REMOTE_ADDR");
	r->c.request_id = param_or(w, "REQUEST_ID", "");
	if (!request_id_valid(r->c.request_id))
		r->c.request_id = request_id_new(&r->c.arena);
}

/* nginx adds what every answer of the site carries, X-Request-Id among it. */
static void write_head(FCGX_Stream *out, const struct request *r)
{
	bool caches = false;

	FCGX_FPrintF(out, "Status: %d\r\n", r->status);
	if (r->reply_type)
		FCGX_FPrintF(out, "Content-Type: %s\r\n", r->reply_type);
	if (r->reply_type && !r->streaming)
		FCGX_FPrintF(out, "Content-Length: %ld\r\n", (long)r->out.used);
	for (const struct header *h = r->headers; h; h = h->next) {
		FCGX_FPrintF(out, "%s: %s\r\n", h->name, h->value);
		caches = caches || !strcmp(h->name, "Cache-Control");
	}
	FCGX_PutS(caches ? "\r\n" : "Cache-Control: no-store\r\n\r\n", out);
}

/* The head goes out before the first byte. */
static bool line_write(struct request *r, const char *data, size_t n)
{
	struct worker *w = r->line.end;

	alarm(CALL_SECONDS);
	if (!w->head_sent)
		write_head(w->fcgi.out, r);
	w->head_sent = true;
	for (size_t part; n && !r->head; data += part, n -= part) {
		part = n > INT_MAX ? INT_MAX : n;
		if (FCGX_PutStr(data, (int)part, w->fcgi.out) < 0)
			return false;
	}
	return true;
}

static void write_reply(struct worker *w, const struct request *r)
{
	if (w->head_sent)
		return;
	write_head(w->fcgi.out, r);
	if (r->reply_type && !r->head)
		FCGX_PutStr(r->out.data, (int)r->out.used, w->fcgi.out);
}

/*
 * libfcgi would wait for nginx to hang up first, lest closing early takes the answer along.  It cannot once all
 * that nginx sent has been read; what is detached is simply closed.
 */
static void finish(struct worker *w, const struct request *r, enum err e)
{
	/* No end is announced, so that nobody takes half a download for a whole one. */
	if (e && w->head_sent) {
		FCGX_Free(&w->fcgi, 1);
		return;
	}
	if (!r->too_large && FCGX_GetChar(w->fcgi.in) == EOF)
		FCGX_Detach(&w->fcgi);
	else
		FCGX_Attach(&w->fcgi);
	FCGX_Finish_r(&w->fcgi);
}

static int64_t microseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static struct date fixed_date;

/* An upload may take long; what it does late is dated then. */
static void tick(struct ctx *c)
{
	struct date today = c->today;

	clock_read(c, fixed_date);
	c->today = today;
}

static void answer(struct worker *w)
{
	int64_t began = microseconds();
	uint64_t executed = w->db.executed;
	struct request *r = &w->request;
	enum err e;

	request_begin(r, &w->db);
	r->c.public_url = w->config->public_url;
	fixed_date = w->config->today;
	clock_read(&r->c, fixed_date);
	r->c.tick = tick;
	read_head(w, r);
	w->head_sent = false;
	if (!w->prepared)
		w->prepared = process_connect(&r->c);
	e = dispatch(r);
	write_reply(w, r);
	finish(w, r, e);
	log_request(r, e, microseconds() - began, w->db.executed - executed);
}

/* Each connection wakes one idle worker, not all of them. */
static bool watch_socket(struct worker *w)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLEXCLUSIVE };
	int flags = fcntl(LISTEN_FD, F_GETFL);

	w->epoll = epoll_create1(EPOLL_CLOEXEC);
	/* Non-blocking: another worker may have taken the connection that woke this one. */
	return flags >= 0 && fcntl(LISTEN_FD, F_SETFL, flags | O_NONBLOCK) == 0 && w->epoll >= 0 &&
		epoll_ctl(w->epoll, EPOLL_CTL_ADD, LISTEN_FD, &event) == 0;
}

static bool begin(struct worker *w)
{
	process_prepare();
	if (!watch_socket(w) || FCGX_Init() || FCGX_InitRequest(&w->fcgi, LISTEN_FD, 0)) {
		log_event("error", "worker",
			"standard input is not a listening socket; `laurel serve` starts workers");
		return false;
	}
	payment_use(&w->config->payment);
	webhook_use(&w->config->webhook);
	json_use_arena(&w->request.c.arena);
	request_begin(&w->request, &w->db);
	w->prepared = process_connect(&w->request.c);
	process_ready();
	return true;
}

static void end(struct worker *w)
{
	db_close(&w->db);
	arena_reset(&w->request.c.arena);
	close(w->epoll);
}

int worker_run(const struct config *config)
{
	static struct worker w; /* too large for a stack, and there is one */

	w = (struct worker){ .config = config, .db.config = config->db };
	if (!begin(&w))
		return EXIT_FAILURE;
	while (!process_leaving() && w.served < config->requests_per_worker) {
		process_wait(w.epoll, -1);
		if (process_leaving())
			break;
		alarm(CALL_SECONDS);
		if (FCGX_Accept_r(&w.fcgi) == 0) {
			answer(&w);
			w.served++;
		}
		alarm(0);
	}
	end(&w);
	return EXIT_SUCCESS;
}
