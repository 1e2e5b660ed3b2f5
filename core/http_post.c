#include "http_post.h"
#include "json.h"

#include <ctype.h>
#include <curl/curl.h>
#include <string.h>

enum { ANSWER_MAX = 256 << 10 };

void form_add(struct buf *b, const char *name, const char *value)
{
	buf_printf(b, "%s%s=", b->used ? "&" : "", name);
	for (const char *p = value; *p; p++)
		if (isalnum((unsigned char)*p) || strchr("-_.~", *p))
			buf_add(b, p, 1);
		else
			buf_printf(b, "%%%02X", (unsigned char)*p);
}

/* Taking less than was offered makes libcurl give up: nobody answers so much. */
static size_t take(char *data, size_t size, size_t n, void *arg)
{
	struct buf *b = arg;

	if (b->used + size * n > ANSWER_MAX)
		return 0;
	buf_add(b, data, size * n);
	return size * n;
}

static struct curl_slist *with(struct curl_slist *l, struct ctx *c, const char *name, const char *value)
{
	return value ? curl_slist_append(l, arena_printf(&c->arena, "%s: %s", name, value)) : l;
}

static struct curl_slist *headers_of(struct ctx *c, const struct http_post *p)
{
	struct curl_slist *l = NULL;

	l = with(l, c, "Authorization", arena_printf(&c->arena, "Bearer %s", p->bearer));
	l = with(l, c, "Idempotency-Key", p->once);
	for (const char *const *h = p->headers; h && *h; h++)
		l = curl_slist_append(l, *h);
	return l;
}

static void prepare(CURL *curl, const struct http_post *p, struct buf *b, char said[static CURL_ERROR_SIZE])
{
	curl_easy_setopt(curl, CURLOPT_URL, p->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, p->form);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)p->connect_ms);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)p->total_ms);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, b);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, said);
}

void http_post(struct ctx *c, const struct http_post *p, struct http_answer *into)
{
	struct buf b = { .arena = &c->arena };
	char said[CURL_ERROR_SIZE] = "";
	struct curl_slist *headers = headers_of(c, p);
	CURL *curl = curl_easy_init();
	CURLcode code = CURLE_FAILED_INIT;

	*into = (struct http_answer){ 0 };
	if (curl) {
		prepare(curl, p, &b, said);
		curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
		code = curl_easy_perform(curl);
		curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &into->status);
	}
	if (code) {
		into->status = 0;
		b = (struct buf){ .arena = &c->arena };
		buf_text(&b, *said ? said : curl_easy_strerror(code));
	}
	into->length = b.used;
	into->body = buf_end(&b);
	curl_slist_free_all(headers);
	curl_easy_cleanup(curl);
}
