/*
 * The bare loop: the statements of one page, prepared once and run over and over with the same values, every
 * column fetched into a bound buffer, and nothing else. No program that asks the database the same questions
 * can be faster than this.
 *
 *   bench_bare PLAN SOCKET DATABASE USER PASSWORD_FILE PROCESSES SECONDS
 *
 * PLAN is what capture.mjs wrote: a line for each statement, and after a prepared one a line for each value.
 * Prints pages a second, all processes together.
 */
#include <mysql.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STEPS = 16, VALUES = 64, COLUMNS = 64, TEXT = 1024, PROCESSES = 64 };

/* One line of the plan: `query` is plain text, `statement` is prepared and has values. */
struct step {
	char *sql;
	bool prepared;
	char *values[VALUES];
	unsigned nvalues;

	MYSQL_STMT *handle;
	MYSQL_BIND params[VALUES], columns[COLUMNS];
	union {
		long long i;
		MYSQL_TIME t;
	} numbers[VALUES], landed[COLUMNS];
	char text[COLUMNS][TEXT];
	unsigned long length[COLUMNS];
	my_bool null[COLUMNS];
};

static struct step steps[STEPS];
static unsigned nsteps;

static void die(const char *what, const char *why)
{
	fprintf(stderr, "bench_bare: %s: %s\n", what, why);
	exit(EXIT_FAILURE);
}

static void read_line(char *line)
{
	char *rest = strchr(line, '\t');

	line[strcspn(line, "\n")] = '\0';
	if (!strncmp(line, "query\t", 6) || !strncmp(line, "statement\t", 10)) {
		if (nsteps == STEPS)
			die(line, "too many statements");
		steps[nsteps++] = (struct step){ .sql = strdup(rest + 1), .prepared = *line == 's' };
	} else if (nsteps && steps[nsteps - 1].nvalues < VALUES)
		steps[nsteps - 1].values[steps[nsteps - 1].nvalues++] = strdup(line);
	else
		die(line, "no such line");
}

static void read_plan(const char *path)
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t size = 0;

	if (!f)
		die(path, "cannot be read");
	while (getline(&line, &size, f) > 0)
		read_line(line);
	free(line);
	fclose(f);
}

static MYSQL *connect_to(char **args)
{
	MYSQL *m = mysql_init(NULL);
	char password[256] = "";
	FILE *f = fopen(args[4], "r");

	if (!f || !fgets(password, sizeof(password), f))
		die(args[4], "cannot be read");
	fclose(f);
	password[strcspn(password, "\n")] = '\0';
	mysql_options(m, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	if (!mysql_real_connect(m, NULL, args[3], password, args[2], 0, args[1], CLIENT_FOUND_ROWS))
		die("connect", mysql_error(m));
	return m;
}

static MYSQL_TIME read_time(const char *s, enum enum_mysql_timestamp_type type)
{
	MYSQL_TIME t = { .time_type = type };
	char us[7] = "000000";

	sscanf(s, "%4u-%2u-%2u %2u:%2u:%2u.%6[0-9]", &t.year, &t.month, &t.day, &t.hour, &t.minute, &t.second,
		us);
	t.second_part = strtoul(us, NULL, 10);
	return t;
}

/* "i 1001", "s text", "d 2026-06-15", "t 2026-06-15 06:37:20.636816" or "n"; a tab stands after the letter. */
static void bind_value(struct step *s, unsigned i)
{
	char *value = s->values[i];
	MYSQL_BIND *b = &s->params[i];

	b->buffer = &s->numbers[i];
	switch (*value) {
	case 'i':
		b->buffer_type = MYSQL_TYPE_LONGLONG;
		s->numbers[i].i = strtoll(value + 2, NULL, 10);
		break;
	case 'd':
		b->buffer_type = MYSQL_TYPE_DATE;
		s->numbers[i].t = read_time(value + 2, MYSQL_TIMESTAMP_DATE);
		break;
	case 't':
		b->buffer_type = MYSQL_TYPE_DATETIME;
		s->numbers[i].t = read_time(value + 2, MYSQL_TIMESTAMP_DATETIME);
		break;
	case 's':
		b->buffer_type = MYSQL_TYPE_STRING;
		b->buffer = value + 2;
		b->buffer_length = strlen(value + 2);
		break;
	default:
		b->buffer_type = MYSQL_TYPE_NULL;
	}
}

static bool is_integer(enum enum_field_types type)
{
	return type == MYSQL_TYPE_TINY || type == MYSQL_TYPE_SHORT || type == MYSQL_TYPE_LONG ||
		type == MYSQL_TYPE_INT24 || type == MYSQL_TYPE_LONGLONG || type == MYSQL_TYPE_YEAR;
}

static void bind_column(struct step *s, unsigned i, enum enum_field_types type)
{
	MYSQL_BIND *b = &s->columns[i];

	b->length = &s->length[i];
	b->is_null = &s->null[i];
	b->buffer = &s->landed[i];
	if (is_integer(type))
		b->buffer_type = MYSQL_TYPE_LONGLONG;
	else if (type == MYSQL_TYPE_DATE || type == MYSQL_TYPE_DATETIME || type == MYSQL_TYPE_TIMESTAMP)
		b->buffer_type = type;
	else {
		b->buffer_type = MYSQL_TYPE_STRING;
		b->buffer = s->text[i];
		b->buffer_length = TEXT;
	}
}

static void prepare(MYSQL *m, struct step *s)
{
	MYSQL_RES *meta;

	s->handle = mysql_stmt_init(m);
	if (mysql_stmt_prepare(s->handle, s->sql, strlen(s->sql)))
		die(s->sql, mysql_stmt_error(s->handle));
	for (unsigned i = 0; i < s->nvalues; i++)
		bind_value(s, i);
	meta = mysql_stmt_result_metadata(s->handle);
	for (unsigned i = 0; i < mysql_num_fields(meta) && i < COLUMNS; i++)
		bind_column(s, i, mysql_fetch_field_direct(meta, i)->type);
	mysql_free_result(meta);
	if ((s->nvalues && mysql_stmt_bind_param(s->handle, s->params)) ||
		mysql_stmt_bind_result(s->handle, s->columns))
		die(s->sql, mysql_stmt_error(s->handle));
}

static void run(MYSQL *m, struct step *s)
{
	int rc;

	if (!s->prepared) {
		if (mysql_query(m, s->sql))
			die(s->sql, mysql_error(m));
		return;
	}
	if (mysql_stmt_execute(s->handle))
		die(s->sql, mysql_stmt_error(s->handle));
	while ((rc = mysql_stmt_fetch(s->handle)) == 0)
		continue;
	if (rc != MYSQL_NO_DATA)
		die(s->sql, rc == 1 ? mysql_stmt_error(s->handle) : "a column does not fit");
	mysql_stmt_free_result(s->handle);
}

static void page(MYSQL *m)
{
	for (unsigned i = 0; i < nsteps; i++)
		run(m, &steps[i]);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double pages_a_second(char **args, double seconds)
{
	const double warm_up = 0.5;
	MYSQL *m = connect_to(args);
	double began, at;
	long pages = 0;

	for (unsigned i = 0; i < nsteps; i++)
		if (steps[i].prepared)
			prepare(m, &steps[i]);
	for (began = now(); now() - began < warm_up;)
		page(m);
	for (began = at = now(); at - began < seconds; at = now()) {
		page(m);
		pages++;
	}
	mysql_close(m);
	return (double)pages / (at - began);
}

static void *shared(size_t size)
{
	return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

int main(int argc, char **args)
{
	int processes = argc == 8 ? atoi(args[6]) : 0, status, failed = 0;
	double *rates = shared(PROCESSES * sizeof(*rates)), sum = 0;

	if (processes < 1 || processes > PROCESSES || rates == MAP_FAILED)
		die("usage", "bench_bare PLAN SOCKET DATABASE USER PASSWORD_FILE PROCESSES SECONDS");
	read_plan(args[1]);
	for (int i = 0; i < processes; i++)
		if (fork() == 0) {
			rates[i] = pages_a_second(args + 1, atof(args[7]));
			_exit(EXIT_SUCCESS);
		}
	while (wait(&status) > 0)
		failed |= status;
	for (int i = 0; i < processes; i++)
		sum += rates[i];
	printf("%.1f\n", sum);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
