#include "process.h"

#include "db.h"
#include "log.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

/* The arena's limit several times over: what passes this is a leak, and dying of it is the cure. */
#define MEMORY_MAX ((rlim_t)512 << 20)

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

static volatile sig_atomic_t leaving;

static void leave(int signal)
{
	(void)signal;
	leaving = 1;
}

static void limit_memory(void)
{
#ifndef SANITIZED
	setrlimit(RLIMIT_DATA, &(struct rlimit){ MEMORY_MAX, MEMORY_MAX });
#endif
}

void process_prepare(void)
{
	struct sigaction action = { .sa_handler = leave };
	sigset_t term;

	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_SETMASK, &term, NULL);
	sigaction(SIGTERM, &action, NULL);
	signal(SIGPIPE, SIG_IGN); /* a caller that went away is no reason to die */
	signal(SIGINT, SIG_IGN);  /* Ctrl-C reaches the whole group; the pool decides */
	signal(SIGHUP, SIG_IGN);
	limit_memory();
}

bool process_leaving(void)
{
	return leaving;
}

void process_wait(int epoll, int ms)
{
	struct epoll_event event;
	sigset_t none;

	sigemptyset(&none);
	if (epoll < 0)
		ppoll(NULL, 0, &(struct timespec){ ms / 1000, ms % 1000 * 1000000L }, &none);
	else
		epoll_pwait(epoll, &event, 1, ms, &none);
}

void process_ready(void)
{
	pid_t self = getpid();

	if (fcntl(READY_FD, F_GETFD) < 0)
		return;
	if (write(READY_FD, &self, sizeof(self)) != sizeof(self))
		log_event("warning", "worker", "could not tell the pool that it serves");
	close(READY_FD);
}

bool process_connect(struct ctx *c)
{
	enum err e = db_connect(c);

	if (!e)
		e = db_prepare_all(c);
	if (e && e != ERR_BUSY) {
		log_event("error", "worker",
			"the database's schema does not fit this program: run `laurel migrate` (%s)",
			c->problem.detail ? c->problem.detail : err_title(e));
		exit(EXIT_SCHEMA);
	}
	return !e;
}
