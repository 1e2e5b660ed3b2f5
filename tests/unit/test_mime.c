#include "mime.h"

#include <criterion/criterion.h>
#include <sodium.h>
#include <string.h>

static struct arena a = { .limit = 16 << 20 };

static void end(void)
{
	arena_reset(&a);
}

TestSuite(mime, .fini = end);

static struct mime_message message(void)
{
	struct mime_message m = { .from_name = "Guild of \"Trees\"",
		.from = "office@guild.test",
		.to_name = "Ada Lovelace",
		.to = "ada@example.org",
		.subject = "Hello",
		.message_id = "mail-7@guild.test",
		.language = "en",
		.text = "One\nTwo\n",
		.html = "<p>One</p>" };

	cr_assert(instant_parse("2026-06-15T09:05:07Z", &m.date));
	return m;
}

static const char *wire(struct mime_message m)
{
	return mime_write(&a, &m);
}

static void has(const char *text, const char *part)
{
	cr_assert(strstr(text, part), "no %s in:\n%s", part, text);
}

Test(mime, a_message_has_the_headers_that_mail_needs)
{
	const char *w = wire(message());

	has(w, "Date: Mon, 15 Jun 2026 09:05:07 +0000\r\n");
	has(w, "From: \"Guild of \\\"Trees\\\"\"\r\n <office@guild.test>\r\n");
	has(w, "To: \"Ada Lovelace\"\r\n <ada@example.org>\r\n");
	has(w, "Subject: Hello\r\n");
	has(w, "Message-ID: <mail-7@guild.test>\r\n");
	has(w, "Auto-Submitted: auto-generated\r\n");
	has(w, "MIME-Version: 1.0\r\n");
	cr_assert_not(strstr(w, "List-Unsubscribe"));
}

Test(mime, text_and_html_are_two_forms_of_one_body)
{
	const char *w = wire(message());

	has(w,
		"Content-Type: multipart/alternative; boundary=\"=_laurel_both\"\r\n\r\n--=_laurel_both\r\n"
		"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
		"T25lDQpUd28NCg==\r\n--=_laurel_both\r\nContent-Type: text/html; charset=utf-8\r\n");
	has(w, "PHA+T25lPC9wPg==\r\n--=_laurel_both--\r\n");
}

Test(mime, names_and_subjects_beyond_ascii_become_encoded_words_of_whole_characters)
{
	struct mime_message m = message();
	const char *w, *at;

	m.to_name = "Zoë Ångström";
	m.subject = "Prüfung bestanden: ααααααααααααααααααααααααααααααααααααααααααααα";
	w = wire(m);
	has(w, "To: =?UTF-8?B?Wm/DqyDDhW5nc3Ryw7Zt?=\r\n <ada@example.org>\r\n");
	at = strstr(w, "Subject: ") + strlen("Subject: ");
	for (; !strncmp(at, "=?UTF-8?B?", 10); at += strspn(at, "\r\n ")) {
		unsigned char word[60];
		size_t n;

		cr_assert_eq(sodium_base642bin(word, sizeof(word), at + 10, strcspn(at + 10, "?"), NULL, &n,
				     NULL, sodium_base64_VARIANT_ORIGINAL),
			0);
		cr_assert_leq(strcspn(at, "\r"), 75);
		cr_assert_neq(word[0] & 0xc0, 0x80, "a word begins in the middle of a character");
		at += strcspn(at, "\r") + 2;
	}
	cr_assert_eq(strncmp(at, "Message-ID", 10), 0, "%s", at);
}

Test(mime, no_text_from_outside_can_begin_a_header)
{
	struct mime_message m = message();
	const char *w;

	m.subject = "Hello\r\nBcc: all@example.org";
	m.to_name = "Ada\r\nBcc: all@example.org";
	m.from_name = "Guild\nBcc: all@example.org";
	w = wire(m);
	cr_assert_not(strstr(w, "\nBcc"), "%s", w);
	has(w, "Subject: Hello  Bcc: all@example.org\r\n");
}

Test(mime, what_looks_like_an_encoded_word_is_encoded_itself)
{
	struct mime_message m = message();

	m.subject = "=?UTF-8?B?QQ==?=";
	cr_assert_not(strstr(wire(m), "Subject: =?UTF-8?B?QQ==?=\r\n"));
}

Test(mime, no_line_is_longer_than_mail_allows_and_every_byte_is_ascii)
{
	struct mime_message m = message();
	char text[5000];
	const char *w;

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	m.text = text;
	m.subject = text;
	m.html = "<p>äöü €</p>";
	w = wire(m);
	for (const char *line = w; *line; line += strcspn(line, "\n") + 1)
		cr_assert_leq(strcspn(line, "\n"), 79);
	for (const char *p = w; *p; p++)
		cr_assert(*p > 0 && (*p >= ' ' || *p == '\r' || *p == '\n' || *p == '\t'));
}

Test(mime, mails_that_can_be_refused_take_one_click)
{
	struct mime_message m = message();

	m.unsubscribe = "https://guild.test/unsubscribe/abc";
	has(wire(m),
		"List-Unsubscribe: <https://guild.test/unsubscribe/abc>\r\n"
		"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
}

Test(mime, a_calendar_is_attached_with_its_method)
{
	struct mime_message m = message();

	m.ics = "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n";
	has(wire(m), "Content-Type: multipart/mixed; boundary=\"=_laurel_mixed\"\r\n");
	has(wire(m),
		"--=_laurel_mixed\r\nContent-Type: text/calendar; charset=utf-8; method=CANCEL; "
		"name=\"event.ics\"\r\nContent-Disposition: attachment; filename=\"event.ics\"\r\n");
	has(wire(m), "\r\n--=_laurel_mixed--\r\n");
}

Test(mime, addresses_that_could_end_a_header_or_a_command_are_refused)
{
	static const char *const good[] = { "a@b", "o'neil+tag@sub.example.org", "zoë@exämple.org" };
	static const char *const bad[] = { "", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\r\nRCPT TO:<x@y>",
		"<a@b>", "a@b,c@d", "\"a\"@b", "a@b>", "a;b@c" };

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		cr_assert(mail_address_valid(good[i]), "%s", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		cr_assert_not(mail_address_valid(bad[i]), "%s", bad[i]);
}
