#include "smtp.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { IDLE_SECONDS = 10 }; /* servers close what is idle for longer */

struct smtp {
	CURL *curl;
	const struct mail_settings *settings;
	char from[260];   /* <address> */
	const char *left; /* what of the message libcurl has not taken yet */
	bool handed_over;
	char reply[SMTP_WHY]; /* the server's last complaint */
	char said[CURL_ERROR_SIZE];
};

static size_t give(char *to, size_t size, size_t n, void *arg)
{
	struct smtp *s = arg;
	size_t length = strlen(s->left);

	if (length > size * n)
		length = size * n;
	memcpy(to, s->left, length);
	s->left += length;
	s->handed_over = !*s->left;
	return length;
}

/* The server's replies pass here, of which the complaints are kept: what answers our QUIT comes after them. */
static int hear(CURL *curl, curl_infotype type, char *data, size_t n, void *arg)
{
	struct smtp *s = arg;

	(void)curl;
	if (type != CURLINFO_HEADER_IN || !n || (*data != '4' && *data != '5'))
		return 0;
	if (n >= sizeof(s->reply))
		n = sizeof(s->reply) - 1;
	memcpy(s->reply, data, n);
	s->reply[n] = '\0';
	s->reply[strcspn(s->reply, "\r\n")] = '\0';
	return 0;
}

/* Passwords and mails cross networks only inside TLS; a server on this very machine may do without. */
static long tls_for(const char *url)
{
	static const char *const here[] = { "smtp://127.0.0.1:", "smtp://localhost:", "smtp://[::1]:" };

	for (size_t i = 0; i < sizeof(here) / sizeof(*here); i++)
		if (!strncmp(url, here[i], strlen(here[i])))
			return CURLUSESSL_NONE;
	return CURLUSESSL_ALL;
}

static void prepare(struct smtp *s)
{
	const struct mail_settings *m = s->settings;

	curl_easy_setopt(s->curl, CURLOPT_URL, m->smtp_url);
	curl_easy_setopt(s->curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(s->curl, CURLOPT_PROXY, "");
	curl_easy_setopt(s->curl, CURLOPT_USE_SSL, tls_for(m->smtp_url));
	curl_easy_setopt(s->curl, CURLOPT_USERNAME, m->user);
	curl_easy_setopt(s->curl, CURLOPT_PASSWORD, m->password);
	curl_easy_setopt(s->curl, CURLOPT_CONNECTTIMEOUT_MS, (long)m->connect_ms);
	/* The whole time does not count while the server is to answer for the whole message; whole seconds are all it takes. */
	curl_easy_setopt(s->curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)(m->total_ms + 999) / 1000);
	curl_easy_setopt(s->curl, CURLOPT_TIMEOUT_MS, (long)m->total_ms);
	curl_easy_setopt(s->curl, CURLOPT_MAXAGE_CONN, (long)IDLE_SECONDS);
	curl_easy_setopt(s->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(s->curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(s->curl, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(s->curl, CURLOPT_READDATA, s);
	curl_easy_setopt(s->curl, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(s->curl, CURLOPT_DEBUGFUNCTION, hear);
	curl_easy_setopt(s->curl, CURLOPT_DEBUGDATA, s);
	curl_easy_setopt(s->curl, CURLOPT_ERRORBUFFER, s->said);
}

struct smtp *smtp_open(const struct mail_settings *settings)
{
	struct smtp *s = calloc(1, sizeof(*s));

	if (s && curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK && (s->curl = curl_easy_init())) {
		s->settings = settings;
		prepare(s);
		return s;
	}
	free(s);
	return NULL;
}

void smtp_close(struct smtp *s)
{
	if (!s)
		return;
	curl_easy_cleanup(s->curl);
	curl_global_cleanup();
	free(s);
}

/* 354 asks for the message: after it, only another number is an answer. */
static enum smtp_fate judge(struct smtp *s, CURLcode code)
{
	long number = 0;
	bool spoke_of_mail = code == CURLE_SEND_ERROR || s->handed_over;

	curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &number);
	if (code == CURLE_OK)
		return SMTP_ACCEPTED;
	if (s->handed_over && number < 400)
		return SMTP_UNCLEAR;
	if (number >= 500 && spoke_of_mail)
		return SMTP_REFUSED;
	return number >= 400 && number < 500 && spoke_of_mail ? SMTP_LATER : SMTP_AWAY;
}

static void explain(const struct smtp *s, CURLcode code, char why[static SMTP_WHY])
{
	const char *said = *s->said ? s->said : curl_easy_strerror(code);

	if (*s->reply)
		snprintf(why, SMTP_WHY, "%s", s->reply);
	else
		snprintf(why, SMTP_WHY, "%s", said);
	for (char *p = why; *p; p++)
		if ((unsigned char)*p < ' ' || (unsigned char)*p >= 0x7f)
			*p = '?';
}

static CURLcode perform(struct smtp *s, const char *message, bool fresh)
{
	s->left = message;
	s->handed_over = false;
	*s->reply = *s->said = '\0';
	curl_easy_setopt(s->curl, CURLOPT_FRESH_CONNECT, (long)fresh);
	return curl_easy_perform(s->curl);
}

/* A kept connection that the server gave up meanwhile is no fault of the mail: a new one tells. */
static CURLcode perform_on_any(struct smtp *s, const char *message)
{
	CURLcode code = perform(s, message, false);
	long opened = 0;

	curl_easy_getinfo(s->curl, CURLINFO_NUM_CONNECTS, &opened);
	return code && !opened && !s->handed_over ? perform(s, message, true) : code;
}

enum smtp_fate smtp_send(struct smtp *s, const char *from, const char *to, const char *message,
	char why[static SMTP_WHY])
{
	struct curl_slist *rcpt = curl_slist_append(NULL, to);
	CURLcode code;

	snprintf(s->from, sizeof(s->from), "<%s>", from);
	*why = '\0';
	curl_easy_setopt(s->curl, CURLOPT_MAIL_FROM, s->from);
	curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, rcpt);
	curl_easy_setopt(s->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)strlen(message));
	code = rcpt ? perform_on_any(s, message) : CURLE_OUT_OF_MEMORY;
	curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, NULL);
	curl_slist_free_all(rcpt);
	if (code)
		explain(s, code, why);
	return judge(s, code);
}
