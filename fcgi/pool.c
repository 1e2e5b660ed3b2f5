#include "pool.h"

#include "log.h"
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	BACKLOG = 511,
	GRACE_MS = 25000,      /* for a call that is under way when its worker must go */
	QUICK_DEATH_MS = 1000, /* living shorter than this is a fault that will come again */
	PAUSE_MAX_MS = 5000,
	CHILDREN_MAX = 4 * (WORKERS_MAX + 2), /* those of a few reloads may still be draining */
};

struct child {
	unsigned generation; /* 0: the row is free */
	const char *task;    /* "worker", "jobs" or "schedule" */
	pid_t pid;           /* 0: not running, starts at start_at */
	bool ready, leaving;
	int64_t started, start_at, kill_at; /* ms */
	int quick_deaths;
};

struct pool {
	const struct config *config;
	char program[4096];
	int socket, signals, ready[2];
	struct child children[CHILDREN_MAX];
	unsigned generation;
	bool stopping, served, unfit;
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* --- the listening socket --- */

static bool socket_answers(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool answers = fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0;

	if (fd >= 0)
		close(fd);
	return answers;
}

/* nginx may be of the socket's group; nobody else may talk to the pool. */
static bool bind_private(int fd, const struct sockaddr_un *address)
{
	mode_t before = umask(0117);
	bool bound = bind(fd, (const struct sockaddr *)address, sizeof(*address)) == 0;

	umask(before);
	return bound;
}

static int listen_on(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct stat there;
	int fd;

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (socket_answers(&address)) {
		log_event("error", "pool", "another pool answers on %s", path);
		return -1;
	}
	if (lstat(path, &there) == 0 && S_ISSOCK(there.st_mode))
		unlink(path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0 && bind_private(fd, &address) && listen(fd, BACKLOG) == 0)
		return fd;
	log_event("error", "pool", "cannot listen on %s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

/* --- children --- */

/* dup2() leaves a descriptor that is in its place already closed on exec. */
static bool place(int fd, int at)
{
	return fd == at ? fcntl(fd, F_SETFD, 0) == 0 : dup2(fd, at) == at;
}

/* In the new process: becomes the program again, with the socket as its standard input. */
static void become(const struct pool *p, const char *task)
{
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (!place(p->ready[1], READY_FD) || !place(p->socket, STDIN_FILENO))
		_exit(EXIT_FAILURE);
	execl(p->program, "laurel", task, (char *)NULL);
	log_event("error", task, "cannot execute %s: %s", p->program, strerror(errno));
	_exit(EXIT_FAILURE);
}

static void start_child(struct pool *p, struct child *c)
{
	pid_t supervisor = getpid(), pid = fork();

	if (pid == 0) {
		/* The supervisor may die before its child can ask to be told. */
		if (getppid() != supervisor)
			_exit(EXIT_FAILURE);
		become(p, c->task);
	}
	c->started = now_ms();
	c->pid = pid > 0 ? pid : 0;
	c->ready = false;
	if (pid < 0) {
		log_event("error", "pool", "cannot fork: %s", strerror(errno));
		c->start_at = c->started + PAUSE_MAX_MS;
	}
}

static bool add_child(struct pool *p, const char *task)
{
	for (struct child *c = p->children; c < p->children + CHILDREN_MAX; c++)
		if (!c->generation) {
			*c = (struct child){ .generation = p->generation, .task = task };
			return true;
		}
	return false;
}

static void add_generation(struct pool *p)
{
	p->generation++;
	add_child(p, "jobs");
	add_child(p, "schedule");
	for (int64_t i = 0; i < p->config->workers; i++)
		add_child(p, "worker");
}

static void tell_to_leave(struct child *c)
{
	c->leaving = true;
	c->kill_at = now_ms() + GRACE_MS;
	if (c->pid)
		kill(c->pid, SIGTERM);
	else
		c->generation = 0;
}

static void log_death(const struct child *c, int status)
{
	bool asked = c->leaving && WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM;

	if (WIFSIGNALED(status) && !asked)
		log_event("error", "pool", "%s %d died of signal %d (%s)", c->task, (int)c->pid,
			WTERMSIG(status), strsignal(WTERMSIG(status)));
	else if (WIFEXITED(status) && WEXITSTATUS(status))
		log_event("error", "pool", "%s %d ended with status %d", c->task, (int)c->pid,
			WEXITSTATUS(status));
}

static int64_t pause_after(int quick_deaths)
{
	int64_t pause = quick_deaths ? INT64_C(50) << (quick_deaths < 8 ? quick_deaths : 8) : 0;

	return pause < PAUSE_MAX_MS ? pause : PAUSE_MAX_MS;
}

static void bury(struct pool *p, struct child *c, int status)
{
	int64_t now = now_ms();

	log_death(c, status);
	c->pid = 0;
	/* After an update the old ones go on; a pool that never served says so and ends. */
	p->unfit |= !p->served && WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SCHEMA;
	if (c->leaving || c->generation != p->generation) {
		c->generation = 0;
		return;
	}
	c->quick_deaths = now - c->started < QUICK_DEATH_MS && status ? c->quick_deaths + 1 : 0;
	c->start_at = now + pause_after(c->quick_deaths);
}

static void reap(struct pool *p)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (struct child *c = p->children; c < p->children + CHILDREN_MAX; c++)
			if (c->generation && c->pid == pid)
				bury(p, c, status);
}

/* --- generations --- */

static bool generation_ready(const struct pool *p)
{
	for (const struct child *c = p->children; c < p->children + CHILDREN_MAX; c++)
		if (c->generation == p->generation && !(c->pid && c->ready))
			return false;
	return true;
}

/* The new ones serve: let the old ones go. */
static void hand_over(struct pool *p)
{
	if (p->stopping || !generation_ready(p))
		return;
	if (!p->served)
		log_event("info", "pool", "serving on %s with %d workers", p->config->socket,
			(int)p->config->workers);
	p->served = true;
	for (struct child *c = p->children; c < p->children + CHILDREN_MAX; c++)
		if (c->generation && c->generation != p->generation && !c->leaving)
			tell_to_leave(c);
}

static void note_ready(struct pool *p)
{
	pid_t pid;

	while (read(p->ready[0], &pid, sizeof(pid)) == sizeof(pid))
		for (struct child *c = p->children; c < p->children + CHILDREN_MAX; c++)
			if (c->generation && c->pid == pid)
				c->ready = true;
	hand_over(p);
}

/* A reload that is not through yet starts the program on disk anyway, again and again. */
static void reload(struct pool *p)
{
	int64_t room = 0;
	bool under_way = false;

	for (const struct child *c = p->children; c < p->children + CHILDREN_MAX; c++) {
		room += !c->generation;
		under_way |= c->generation && c->generation != p->generation && !c->leaving;
	}
	if (p->stopping || under_way || room <= p->config->workers) {
		log_event("warning", "pool", "a reload is under way already");
		return;
	}
	log_event("info", "pool", "reloading");
	add_generation(p);
}

static void stop(struct pool *p)
{
	if (p->stopping)
		return;
	p->stopping = true;
	log_event("info", "pool", "stopping");
	for (struct child *c = p->children; c < p->children + CHILDREN_MAX; c++)
		if (c->generation && !c->leaving)
			tell_to_leave(c);
}

static void take_signals(struct pool *p)
{
	struct signalfd_siginfo info;

	while (read(p->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGCHLD)
			reap(p);
		else if (info.ssi_signo == SIGHUP)
			reload(p);
		else
			stop(p);
	}
}

/* Start and kill what is due; returns the ms until the next such moment, -1 for none. */
static int run_due(struct pool *p)
{
	int64_t now = now_ms(), next = INT64_MAX;

	for (struct child *c = p->children; c < p->children + CHILDREN_MAX; c++) {
		if (!c->generation)
			continue;
		if (!c->pid && c->start_at <= now)
			start_child(p, c);
		else if (!c->pid && c->start_at < next)
			next = c->start_at;
		if (c->leaving && c->kill_at <= now) {
			log_event("error", "pool", "%s %d does not leave: killing it", c->task, (int)c->pid);
			kill(c->pid, SIGKILL);
			c->kill_at = now + GRACE_MS;
		}
		if (c->leaving && c->kill_at < next)
			next = c->kill_at;
	}
	return next == INT64_MAX ? -1 : (int)(next - now);
}

static bool any_left(const struct pool *p)
{
	for (const struct child *c = p->children; c < p->children + CHILDREN_MAX; c++)
		if (c->generation)
			return true;
	return false;
}

static int watch_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_SETMASK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Named once, at the start: after an update the same name leads to the new program. */
static bool find_program(struct pool *p)
{
	ssize_t n = readlink("/proc/self/exe", p->program, sizeof(p->program) - 1);

	return n > 0;
}

int pool_run(const struct config *config)
{
	static struct pool p; /* too large for a stack, and there is one */

	p = (struct pool){ .config = config };
	if (!find_program(&p) || pipe2(p.ready, O_CLOEXEC | O_NONBLOCK) ||
		(p.signals = watch_signals()) < 0) {
		log_event("error", "pool", "cannot start: %s", strerror(errno));
		return EXIT_FAILURE;
	}
	p.socket = listen_on(config->socket);
	if (p.socket < 0)
		return EXIT_FAILURE;
	add_generation(&p);
	while (any_left(&p)) {
		struct pollfd fds[] = { { .fd = p.signals, .events = POLLIN },
			{ .fd = p.ready[0], .events = POLLIN } };

		poll(fds, 2, run_due(&p));
		take_signals(&p);
		note_ready(&p);
		if (p.unfit)
			stop(&p);
	}
	unlink(config->socket);
	log_event("info", "pool", "stopped");
	return p.unfit ? EXIT_FAILURE : EXIT_SUCCESS;
}
