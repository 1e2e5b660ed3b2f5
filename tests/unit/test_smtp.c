#include "smtp.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- a mail server that behaves as it is told, in a process of its own --- */

enum manner {
	GOOD,
	SILENT, /* takes the connection and never speaks */
	CLOSED, /* wants nobody at the moment */
	GREYLISTS,
	KNOWS_NOBODY,
	DISLIKES_SENDER,
	REFUSES_MESSAGE,
	HANGS_BEFORE_MESSAGE,
	HANGS_AFTER_MESSAGE,
	DIES_AFTER_MESSAGE,
	IMPATIENT, /* one mail a connection */
};

static struct server {
	pid_t pid;
	int heard; /* what it was told */
	struct mail_settings settings;
	char url[64];
} server;

static void say(FILE *to, const char *line)
{
	fprintf(to, "%s\r\n", line);
	fflush(to);
}

static void hang(void)
{
	for (;;)
		pause();
}

static void take_message(FILE *from, FILE *to, FILE *heard, enum manner manner)
{
	char line[1200];

	if (manner == HANGS_BEFORE_MESSAGE)
		hang();
	say(to, "354 go on");
	while (fgets(line, sizeof(line), from) && strcmp(line, ".\r\n") != 0)
		fputs(line, heard);
	fflush(heard);
	if (manner == HANGS_AFTER_MESSAGE)
		hang();
	if (manner == DIES_AFTER_MESSAGE)
		_exit(0);
	say(to, manner == REFUSES_MESSAGE ? "554 5.7.1 not with such words" : "250 taken");
}

static const char *answer(const char *line, enum manner manner)
{
	if (!strncmp(line, "MAIL", 4) && manner == DISLIKES_SENDER)
		return "550 5.1.8 not from you";
	if (!strncmp(line, "RCPT", 4) && manner == GREYLISTS)
		return "451 4.7.1 come back later";
	if (!strncmp(line, "RCPT", 4) && manner == KNOWS_NOBODY)
		return "550 5.1.1 no such person";
	return "250 ok";
}

static void serve_one(int fd, FILE *heard, enum manner manner)
{
	FILE *from = fdopen(fd, "r"), *to = fdopen(dup(fd), "w");
	char line[1200];
	bool taken = false;

	if (manner == SILENT)
		hang();
	say(to, manner == CLOSED ? "421 4.3.2 closed" : "220 stub ESMTP");
	while (manner != CLOSED && fgets(line, sizeof(line), from)) {
		fputs(line, heard);
		fflush(heard);
		if (taken && manner == IMPATIENT) {
			say(to, "421 4.4.2 idle for too long");
			break;
		}
		taken |= !strncmp(line, "DATA", 4);
		if (!strncmp(line, "DATA", 4))
			take_message(from, to, heard, manner);
		else
			say(to, answer(line, manner));
	}
	fclose(from);
	fclose(to);
}

static void open_server(enum manner manner)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);
	int listener = socket(AF_INET, SOCK_STREAM, 0), pipes[2];

	cr_assert(bind(listener, (struct sockaddr *)&at, size) == 0 && listen(listener, 5) == 0 &&
		getsockname(listener, (struct sockaddr *)&at, &size) == 0 && pipe(pipes) == 0);
	server.pid = fork();
	if (!server.pid) {
		FILE *heard = fdopen(pipes[1], "w");

		for (;;)
			serve_one(accept(listener, NULL, NULL), heard, manner);
	}
	close(listener);
	close(pipes[1]);
	server.heard = pipes[0];
	snprintf(server.url, sizeof(server.url), "smtp://127.0.0.1:%d/laurel", ntohs(at.sin_port));
	server.settings =
		(struct mail_settings){ .smtp_url = server.url, .connect_ms = 400, .total_ms = 400 };
}

static const char *close_server(void)
{
	static char heard[20000];
	size_t n = 0;
	ssize_t got;

	kill(server.pid, SIGKILL);
	waitpid(server.pid, NULL, 0);
	while ((got = read(server.heard, heard + n, sizeof(heard) - 1 - n)) > 0)
		n += (size_t)got;
	heard[n] = '\0';
	return heard;
}

/* --- the tests --- */

static char why[SMTP_WHY];

static enum smtp_fate deliver_to(enum manner manner)
{
	struct smtp *s;
	enum smtp_fate fate;

	open_server(manner);
	s = smtp_open(&server.settings);
	fate = smtp_send(s, "office@guild.test", "ada@example.org", "Subject: Hello\r\n\r\nOne\r\n.two\r\n",
		why);
	smtp_close(s);
	return fate;
}

Test(smtp, a_mail_arrives_whole_and_with_its_envelope)
{
	const char *heard;

	cr_assert_eq(deliver_to(GOOD), SMTP_ACCEPTED, "%s", why);
	heard = close_server();
	cr_assert(strstr(heard, "MAIL FROM:<office@guild.test>"), "%s", heard);
	cr_assert(strstr(heard, "RCPT TO:<ada@example.org>\r\n"), "%s", heard);
	cr_assert(strstr(heard, "Subject: Hello\r\n\r\nOne\r\n..two\r\n"), "%s", heard);
}

Test(smtp, several_mails_go_over_one_connection)
{
	struct smtp *s;
	const char *heard, *ehlo;

	open_server(GOOD);
	s = smtp_open(&server.settings);
	for (int i = 0; i < 3; i++)
		cr_assert_eq(smtp_send(s, "a@guild.test", "b@example.org", "Subject: x\r\n\r\n\r\n", why),
			SMTP_ACCEPTED, "%s", why);
	smtp_close(s);
	heard = close_server();
	ehlo = strstr(heard, "EHLO");
	cr_assert(ehlo);
	cr_assert_not(strstr(ehlo + 1, "EHLO"), "%s", heard);
}

Test(smtp, a_connection_that_the_server_gave_up_is_opened_anew_at_once)
{
	struct smtp *s;

	open_server(IMPATIENT);
	s = smtp_open(&server.settings);
	for (int i = 0; i < 2; i++)
		cr_assert_eq(smtp_send(s, "a@guild.test", "b@example.org", "Subject: x\r\n\r\n\r\n", why),
			SMTP_ACCEPTED, "%s", why);
	smtp_close(s);
	close_server();
}

Test(smtp, a_server_that_cannot_be_reached_is_away)
{
	struct mail_settings nowhere = { .smtp_url = "smtp://127.0.0.1:1/laurel",
		.connect_ms = 400,
		.total_ms = 400 };
	struct smtp *s = smtp_open(&nowhere);

	cr_assert_eq(smtp_send(s, "a@guild.test", "b@example.org", "x", why), SMTP_AWAY);
	cr_assert(*why);
	smtp_close(s);
}

/* What a server does, what becomes of the mail, and what is said about it. */
static const struct fate_case {
	enum manner manner;
	enum smtp_fate fate;
	const char *why;
} cases[] = {
	{ SILENT, SMTP_AWAY, "time" },
	{ CLOSED, SMTP_AWAY, "421 4.3.2 closed" },
	{ GREYLISTS, SMTP_LATER, "451 4.7.1 come back later" },
	{ KNOWS_NOBODY, SMTP_REFUSED, "550 5.1.1 no such person" },
	{ DISLIKES_SENDER, SMTP_REFUSED, "550 5.1.8 not from you" },
	{ REFUSES_MESSAGE, SMTP_REFUSED, "554 5.7.1 not with such words" },
	{ HANGS_BEFORE_MESSAGE, SMTP_AWAY, "time" },
	{ HANGS_AFTER_MESSAGE, SMTP_UNCLEAR, "time" },
	{ DIES_AFTER_MESSAGE, SMTP_UNCLEAR, "" },
};

Test(smtp, what_became_of_a_mail_is_told_apart)
{
	for (const struct fate_case *f = cases; f < cases + sizeof(cases) / sizeof(*cases); f++) {
		enum smtp_fate fate = deliver_to(f->manner);

		close_server();
		cr_assert_eq(fate, f->fate, "manner %d gave %d: %s", f->manner, fate, why);
		cr_assert(*why && strstr(why, f->why), "manner %d said %s", f->manner, why);
	}
}

Test(smtp, a_password_never_crosses_a_network_in_clear)
{
	struct smtp *s;

	open_server(GOOD);
	/* The same server under a name that is not known to be this machine. */
	memcpy(server.url, "smtp://127.0.0.2:", 17);
	server.settings.user = "laurel";
	server.settings.password = "secret-of-the-server";
	s = smtp_open(&server.settings);
	cr_assert_neq(smtp_send(s, "a@guild.test", "b@example.org", "x", why), SMTP_ACCEPTED);
	smtp_close(s);
	cr_assert_not(strstr(close_server(), "AUTH"));
}

/* --- settings --- */

static struct arena memory = { .limit = 1 << 20 };

static bool settings_with(const char *url, const char *from, const char *site, struct mail_settings *into)
{
	setenv("LAUREL_SMTP_URL", url, 1);
	setenv("LAUREL_MAIL_FROM", from, 1);
	setenv("LAUREL_PUBLIC_URL", site, 1);
	return mail_settings_from_env(&memory, into);
}

Test(smtp, the_settings_of_mail_come_from_the_environment)
{
	struct mail_settings s;

	cr_assert(settings_with("smtp://mail.test:587", "\"The Guild\" <office@guild.test>",
		"https://guild.test/", &s));
	cr_assert_str_eq(s.from, "office@guild.test");
	cr_assert_str_eq(s.from_name, "The Guild");
	cr_assert_str_eq(s.public_url, "https://guild.test");
	cr_assert(settings_with("", "", "", &s),
		"without a server no mail leaves, and nothing else is missing");
	cr_assert_null(s.smtp_url);
	arena_reset(&memory);
}

Test(smtp, settings_that_make_no_sense_are_refused_at_the_start)
{
	struct mail_settings s;

	cr_assert_not(settings_with("http://mail.test", "office@guild.test", "https://guild.test", &s));
	cr_assert_not(settings_with("smtp://mail.test:25", "", "https://guild.test", &s));
	cr_assert_not(settings_with("smtp://mail.test:25", "office", "https://guild.test", &s));
	cr_assert_not(settings_with("smtp://mail.test:25", "office@guild.test", "guild.test", &s));
	setenv("LAUREL_SMTP_PASSWORD_FILE", "/nonexistent", 1);
	cr_assert_not(settings_with("smtp://mail.test:25", "office@guild.test", "https://guild.test", &s));
	arena_reset(&memory);
}
