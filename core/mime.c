#include "mime.h"
#include "json.h"

#include <sodium.h>
#include <string.h>

#define BASE64 sodium_base64_VARIANT_ORIGINAL

enum {
	WORD_BYTES = 42, /* of an encoded word: with its frame it stays below 75 */
	LINE_BYTES = 57, /* 76 characters in base64 */
	PLAIN_MAX = 60,
};

bool mail_address_valid(const char *address)
{
	const char *at = strchr(address, '@');

	if (!at || at == address || !at[1] || strchr(at + 1, '@') || strlen(address) > 254)
		return false;
	for (const unsigned char *p = (const unsigned char *)address; *p; p++)
		if (*p <= ' ' || *p == 0x7f || strchr("<>(),;:\\\"[]", *p))
			return false;
	return true;
}

static void add_base64(struct buf *b, const char *data, size_t n)
{
	char text[(LINE_BYTES + 2) / 3 * 4 + 1];

	buf_text(b, sodium_bin2base64(text, sizeof(text), (const unsigned char *)data, n, BASE64));
}

/* As many whole characters as fit. */
static size_t word_length(const char *s)
{
	size_t n = strlen(s);

	if (n <= WORD_BYTES)
		return n;
	for (n = WORD_BYTES; n > 1 && ((unsigned char)s[n] & 0xc0) == 0x80;)
		n--;
	return n;
}

static void add_encoded_words(struct buf *b, const char *s)
{
	for (size_t n; *s; s += n) {
		n = word_length(s);
		buf_text(b, "=?UTF-8?B?");
		add_base64(b, s, n);
		buf_text(b, s[n] ? "?=\r\n " : "?=");
	}
}

static bool is_plain(const char *s)
{
	if (strlen(s) > PLAIN_MAX || strstr(s, "=?"))
		return false;
	for (; *s; s++)
		if (*s < ' ' || *s > '~')
			return false;
	return true;
}

static const char *without_controls(struct arena *a, const char *s)
{
	char *copy = arena_strdup(a, s);

	for (char *p = copy; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = ' ';
	return copy;
}

static void add_subject(struct buf *b, const char *subject)
{
	subject = without_controls(b->arena, subject);
	buf_text(b, "Subject: ");
	if (is_plain(subject))
		buf_text(b, subject);
	else
		add_encoded_words(b, subject);
	buf_text(b, "\r\n");
}

static void add_name(struct buf *b, const char *name)
{
	name = without_controls(b->arena, name);
	if (!is_plain(name)) {
		add_encoded_words(b, name);
		return;
	}
	buf_text(b, "\"");
	for (; *name; name++)
		buf_printf(b, strchr("\"\\", *name) ? "\\%c" : "%c", *name);
	buf_text(b, "\"");
}

static void add_mailbox(struct buf *b, const char *header, const char *name, const char *address)
{
	buf_printf(b, "%s: ", header);
	if (name && *name) {
		add_name(b, name);
		buf_text(b, "\r\n ");
	}
	buf_printf(b, "<%s>\r\n", address);
}

static void add_date(struct buf *b, struct instant t)
{
	static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
		"Oct", "Nov", "Dec" };
	struct date d = instant_date(t, "UTC");
	int64_t seconds = t.us / 1000000 % 86400;
	int y, m, day;

	date_split(d, &y, &m, &day);
	buf_printf(b, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[(d.day - 1) % 7], day,
		months[m - 1], y, (int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60));
}

static void add_headers(struct buf *b, const struct mime_message *m)
{
	add_date(b, m->date);
	add_mailbox(b, "From", m->from_name, m->from);
	add_mailbox(b, "To", m->to_name, m->to);
	add_subject(b, m->subject);
	buf_printf(b, "Message-ID: <%s>\r\nContent-Language: %s\r\n", m->message_id, m->language);
	buf_text(b, "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n");
	if (m->unsubscribe)
		buf_printf(b,
			"List-Unsubscribe: <%s>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
			m->unsubscribe);
	buf_text(b, "MIME-Version: 1.0\r\n");
}

/* Lines of text end with CR and LF, in base64 as well. */
static const char *with_crlf(struct arena *a, const char *text)
{
	struct buf b = { .arena = a };

	for (; *text; text++) {
		if (*text == '\n')
			buf_text(&b, "\r");
		if (*text != '\r')
			buf_add(&b, text, 1);
	}
	return buf_end(&b);
}

static void add_body(struct buf *b, const char *type, const char *text)
{
	size_t left;

	text = with_crlf(b->arena, text);
	buf_printf(b, "Content-Type: %s\r\nContent-Transfer-Encoding: base64\r\n\r\n", type);
	for (left = strlen(text); left; left -= left < LINE_BYTES ? left : LINE_BYTES) {
		size_t n = left < LINE_BYTES ? left : LINE_BYTES;

		add_base64(b, text, n);
		buf_text(b, "\r\n");
		text += n;
	}
}

/* Base64 knows no hyphen and no underscore, so these never stand in a body. */
#define MIXED "=_laurel_mixed"
#define BOTH  "=_laurel_both"

static void add_both(struct buf *b, const struct mime_message *m)
{
	buf_text(b, "Content-Type: multipart/alternative; boundary=\"" BOTH "\"\r\n\r\n--" BOTH "\r\n");
	add_body(b, "text/plain; charset=utf-8", m->text);
	buf_text(b, "--" BOTH "\r\n");
	add_body(b, "text/html; charset=utf-8", m->html);
	buf_text(b, "--" BOTH "--\r\n");
}

/* The calendar's METHOD is told again in its type (RFC 6047). */
static const char *calendar_type(struct arena *a, const char *ics)
{
	const char *method = strstr(ics, "\r\nMETHOD:");
	size_t n = method ? strspn(method + 9, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") : 0;

	return arena_printf(a,
		"text/calendar; charset=utf-8; method=%.*s; name=\"event.ics\"\r\n"
		"Content-Disposition: attachment; filename=\"event.ics\"",
		(int)n, n ? method + 9 : "");
}

const char *mime_write(struct arena *a, const struct mime_message *m)
{
	struct buf b = { .arena = a };

	add_headers(&b, m);
	if (!m->ics) {
		add_both(&b, m);
		return buf_end(&b);
	}
	buf_text(&b, "Content-Type: multipart/mixed; boundary=\"" MIXED "\"\r\n\r\n--" MIXED "\r\n");
	add_both(&b, m);
	buf_text(&b, "--" MIXED "\r\n");
	add_body(&b, calendar_type(a, m->ics), m->ics);
	buf_text(&b, "--" MIXED "--\r\n");
	return buf_end(&b);
}
