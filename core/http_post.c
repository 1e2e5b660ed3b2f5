#include "http_post.h"
#include "json.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <curl/curl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

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

	l = with(l, c, "Authorization", p->bearer ? arena_printf(&c->arena, "Bearer %s", p->bearer) : NULL);
	l = with(l, c, "Idempotency-Key", p->once);
	for (const char *const *h = p->headers; h && *h; h++)
		l = curl_slist_append(l, *h);
	return l;
}

/* --- where it may go --- */

struct net {
	uint32_t first;
	int bits;
};

/* What the internet does not lead to: private, shared, link-local, reserved, multicast (RFC 6890). */
static const struct net not_public[] = { { 0x00000000, 8 }, { 0x0a000000, 8 }, { 0x64400000, 10 },
	{ 0xa9fe0000, 16 }, { 0xac100000, 12 }, { 0xc0000000, 24 }, { 0xc0000200, 24 }, { 0xc0a80000, 16 },
	{ 0xc6120000, 15 }, { 0xc6336400, 24 }, { 0xcb007100, 24 }, { 0xe0000000, 3 } };

static bool may_reach_v4(uint32_t ip, enum http_reach reach)
{
	if (ip >> 24 == 127)
		return reach == HTTP_LOOPBACK;
	for (size_t i = 0; i < sizeof(not_public) / sizeof(*not_public); i++)
		if (ip >> (32 - not_public[i].bits) == not_public[i].first >> (32 - not_public[i].bits))
			return false;
	return true;
}

/* Of IPv6 only what is globally routed (2000::/3), and not what wraps an IPv4 address (2002::/16, 2001::/32). */
static bool may_reach_v6(const unsigned char ip[static 16], enum http_reach reach)
{
	static const unsigned char loopback[16] = { [15] = 1 };

	if (!memcmp(ip, loopback, sizeof(loopback)))
		return reach == HTTP_LOOPBACK;
	return ip[0] >> 5 == 1 && !(ip[0] == 0x20 && ip[1] == 0x02) &&
		!(ip[0] == 0x20 && ip[1] == 0x01 && !ip[2] && !ip[3]);
}

bool http_may_reach(const struct sockaddr *to, enum http_reach reach)
{
	const void *at = to; /* libcurl's storage is aligned for every kind of address */

	if (reach == HTTP_ANYWHERE)
		return true;
	if (to->sa_family == AF_INET)
		return may_reach_v4(ntohl(((const struct sockaddr_in *)at)->sin_addr.s_addr), reach);
	return to->sa_family == AF_INET6 &&
		may_reach_v6(((const struct sockaddr_in6 *)at)->sin6_addr.s6_addr, reach);
}

/* Asked after the name was looked up, so that no name can lead elsewhere than it was judged by. */
static curl_socket_t open_socket(void *reach, curlsocktype purpose, struct curl_sockaddr *to)
{
	(void)purpose;
	return http_may_reach(&to->addr, *(const enum http_reach *)reach)
		? socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol)
		: CURL_SOCKET_BAD;
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
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, (void *)(uintptr_t)&p->reach);
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
