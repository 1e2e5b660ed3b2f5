#include "fixture.h"

#include "job.h"
#include "json.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct ctx c;
static struct db db;
static MYSQL *admin;
static char schema[64];
static const char *sums; /* a query that tells one database from another */

/* --- the database --- */

static MYSQL *connect_to(const char *name)
{
	MYSQL *m = mysql_init(NULL);

	mysql_options(m, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	cr_assert(mysql_real_connect(m, NULL, getenv("TEST_DB_USER"), NULL, name, 0, getenv("TEST_DB_SOCKET"),
			  CLIENT_MULTI_STATEMENTS),
		"%s (tests/run db starts a server)", mysql_error(m));
	return m;
}

MYSQL *rival(void)
{
	return connect_to(schema);
}

const char *schema_name(void)
{
	return schema;
}

/* A child has given up its parent's connection, and opens one of its own when it needs it. */
static void need_admin(void)
{
	if (!admin)
		admin = connect_to(schema);
}

static void run_text(const char *text)
{
	int status;

	need_admin();
	status = mysql_query(admin, text);

	for (; !status; status = mysql_next_result(admin))
		mysql_free_result(mysql_store_result(admin));
	cr_assert_leq(status, 0, "%s in %.300s", mysql_error(admin), text);
}

void sql(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	run_text(arena_vprintf(&c.arena, fmt, ap));
	va_end(ap);
}

static const char *first_value(const char *text)
{
	const char *value = NULL;
	MYSQL_RES *rows;
	MYSQL_ROW row;

	need_admin();
	cr_assert(!mysql_query(admin, text), "%s in %s", mysql_error(admin), text);
	rows = mysql_store_result(admin);
	row = rows ? mysql_fetch_row(rows) : NULL;
	if (row && row[0])
		value = arena_strdup(&c.arena, row[0]);
	mysql_free_result(rows);
	return value;
}

const char *sql_text(const char *fmt, ...)
{
	const char *value;
	va_list ap;

	va_start(ap, fmt);
	value = first_value(arena_vprintf(&c.arena, fmt, ap));
	va_end(ap);
	return value;
}

int64_t sql_int(const char *fmt, ...)
{
	const char *value;
	va_list ap;

	va_start(ap, fmt);
	value = first_value(arena_vprintf(&c.arena, fmt, ap));
	va_end(ap);
	cr_assert_not_null(value, "no number from %s", fmt);
	return strtoll(value, NULL, 10);
}

static int is_migration(const struct dirent *d)
{
	size_t n = strlen(d->d_name);

	return isdigit((unsigned char)d->d_name[0]) && n > 4 && !strcmp(d->d_name + n - 4, ".sql");
}

static void apply_file(const char *path)
{
	enum { FILE_MAX = 1 << 20 };
	char *text = arena_alloc(&c.arena, FILE_MAX);
	FILE *f = fopen(path, "re");

	cr_assert_not_null(f, "%s", path);
	text[fread(text, 1, FILE_MAX - 1, f)] = '\0';
	fclose(f);
	run_text(text);
}

static void apply_migrations(void)
{
	const char *dir = getenv("LAUREL_SQL_DIR") ? getenv("LAUREL_SQL_DIR") : "sql";
	struct dirent **names;
	int n = scandir(dir, &names, is_migration, alphasort);

	cr_assert_gt(n, 0, "no migrations in %s", dir);
	for (int i = 0; i < n; i++) {
		apply_file(arena_printf(&c.arena, "%s/%s", dir, names[i]->d_name));
		free(names[i]);
	}
	free(names);
	/* As migrate leaves it behind. */
	run_text("CREATE TABLE schema_migration (n BIGINT NOT NULL PRIMARY KEY, name VARCHAR(100) NOT NULL, "
		 "checksum CHAR(64) NOT NULL, applied_at DATETIME(6) NULL) ENGINE=InnoDB");
}

/* Of each table the sum of its rows' checksums. CHECKSUM TABLE is none: what it says of nulls in stored columns varies. */
static const char *sums_query(void)
{
	return sql_text(
		"SELECT GROUP_CONCAT(q SEPARATOR ' UNION ALL ') FROM (SELECT CONCAT('SELECT ''', TABLE_NAME, ''', COUNT(*), "
		"COALESCE(SUM(CRC32(CONCAT_WS(''|'', ', GROUP_CONCAT('COALESCE(CAST(`', COLUMN_NAME, '` AS BINARY), ''~'')' "
		"ORDER BY ORDINAL_POSITION), '))), 0) FROM ', TABLE_NAME) AS q FROM information_schema.COLUMNS "
		"WHERE TABLE_SCHEMA = '%s' GROUP BY TABLE_NAME) t",
		schema);
}

void fixture_open(void)
{
	c = (struct ctx){ .arena.limit = (size_t)1 << 30,
		.db = &db,
		.time_zone = "UTC",
		.via = "screen",
		.public_url = "https://laurel.test",
		.pointer = "" };
	cr_assert(account_init());
	json_use_arena(&c.arena);
	admin = connect_to(NULL);
	snprintf(schema, sizeof(schema), "t_%d", (int)getpid());
	sql("DROP DATABASE IF EXISTS %s", schema);
	sql("CREATE DATABASE %s CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci", schema);
	sql("USE %s", schema);
	apply_migrations();
	sums = sums_query();
	db.config = (struct db_config){ .socket = getenv("TEST_DB_SOCKET"),
		.name = schema,
		.user = getenv("TEST_DB_USER") };
	today_is(TODAY);
	act_as(CERTIFICATION_ADMIN);
}

/* A test that failed may have left a connection with a transaction; DROP would wait for it. */
static void kill_others(void)
{
	const char *id;

	while ((id = sql_text(
			"SELECT MIN(ID) FROM information_schema.PROCESSLIST WHERE DB = '%s' AND ID <> CONNECTION_ID() "
			"AND COMMAND <> 'Killed'",
			schema)))
		mysql_query(admin, arena_printf(&c.arena, "KILL %s", id));
}

void fixture_close(void)
{
	db_close(&db);
	kill_others();
	sql("DROP DATABASE %s", schema);
	mysql_close(admin);
	arena_reset(&c.arena);
}

/* --- who and when --- */

void today_is(struct date d)
{
	c.today = d;
	c.now.us = date_start(d).us + INT64_C(12) * 3600 * 1000000;
}

void minutes_pass(int64_t minutes)
{
	c.now.us += minutes * 60 * 1000000;
}

const char *date_text(struct date d)
{
	char text[DATE_TEXT];

	if (!d.day)
		return NULL;
	date_format(d, text);
	return arena_strdup(&c.arena, text);
}

int64_t contact_of_role(unsigned role)
{
	int64_t id = 9000 + role;

	sql("INSERT IGNORE INTO contact (id, contact_no, given_name, family_name, created_at) "
	    "VALUES (%lld, 'R%u', 'Robin', 'Role%u', '2026-01-01')",
		(long long)id, role, role);
	return id;
}

void act_as(unsigned roles)
{
	c.actor = (struct actor){ contact_of_role(roles), roles | LEARNER, "Robin Role" };
}

void act_as_contact(int64_t contact_id)
{
	c.actor = (struct actor){ contact_id, LEARNER, "A learner" };
}

static struct actor be_the_system(void)
{
	struct actor who = c.actor;

	c.actor = (struct actor){ 0, SYSTEM, NULL };
	return who;
}

/* --- one call --- */

static bool stepping;

void step_begin(void)
{
	cr_assert_not(stepping, "a step inside a step would commit it");
	stepping = true;
	fail_clear(&c);
	c.audit = NULL;
	c.audit_tail = &c.audit;
	c.unchanged = false;
	c.reason = NULL;
	cr_assert_eq(db_connect(&c), ERR_OK);
	cr_assert_eq(db_plain(&c, "START TRANSACTION"), ERR_OK);
}

enum err step_end(enum err e)
{
	stepping = false;
	if (!e)
		e = audit_flush(&c);
	if (e && !c.db->conn)
		return e;
	cr_assert_not(mysql_query(c.db->conn, e ? "ROLLBACK" : "COMMIT"), "%s", mysql_error(c.db->conn));
	return e;
}

const char *said(void)
{
	struct buf b = { .arena = &c.arena };

	buf_text(&b, c.problem.detail ? c.problem.detail : "");
	for (const struct problem_field *f = c.problem.fields; f; f = f->next)
		buf_printf(&b, " [%s %s]", f->pointer, f->detail);
	return buf_end(&b);
}

bool complained_of(const char *pointer)
{
	for (const struct problem_field *f = c.problem.fields; f; f = f->next)
		if (!strcmp(f->pointer, pointer))
			return true;
	return false;
}

const char *fingerprint(void)
{
	struct buf b = { .arena = &c.arena };
	MYSQL_RES *rows;
	MYSQL_ROW row;

	cr_assert_not(mysql_query(admin, sums), "%s", mysql_error(admin));
	rows = mysql_store_result(admin);
	while ((row = mysql_fetch_row(rows)))
		buf_printf(&b, "%s=%s:%s ", row[0], row[1], row[2]);
	mysql_free_result(rows);
	return buf_end(&b);
}

/* --- builders --- */

int64_t make_person(const char *name, const char *email)
{
	const char *blank = strrchr(name, ' ');
	struct actor who = be_the_system();
	struct contact in = { .email = email };

	cr_assert_not_null(blank);
	in.given_name = arena_printf(&c.arena, "%.*s", (int)(blank - name), name);
	in.family_name = blank + 1;
	OK(contact_create(&c, &in));
	c.actor = who;
	return in.id;
}

int64_t make_contact(const char *name)
{
	return make_person(name, NULL);
}

int64_t make_component(const char *title, const char *kind)
{
	struct actor who = be_the_system();
	struct component in = { .code = title, .title = title, .kind = kind };

	OK(component_create(&c, &in));
	c.actor = who;
	return in.id;
}

int64_t make_offering(int64_t component_id, const char *title)
{
	struct actor who = be_the_system();
	struct offering in = { .component_id = component_id, .title = title };

	OK(offering_create(&c, &in));
	c.actor = who;
	return in.id;
}

/* Past the core, so that it may be called inside a step. */
static int64_t component_named(const char *title, const char *kind)
{
	sql("INSERT IGNORE INTO component (code, title, kind, status, created_at) VALUES ('%s', '%s', '%s', 'active', '2026-01-01')",
		title, title, kind ? kind : "experience");
	return sql_int("SELECT id FROM component WHERE code = '%s'", title);
}

static struct period *period_in(const char *text)
{
	struct period *p = arena_new(&c.arena, struct period);
	char *end;

	if (!strcmp(text, "none"))
		return NULL;
	p->n = strtoll(text, &end, 10);
	p->unit = arena_strdup(&c.arena, end + 1);
	return p;
}

/* "Exam#60!" */
static struct requirement parse_requirement(const char *word, const char *component_kind)
{
	const char *hash = strchr(word, '#');
	char *title = arena_strdup(&c.arena, word);
	struct requirement r = { .needs_approval = strchr(word, '!') != NULL, .needs_grade = hash != NULL };

	title[strcspn(title, "#!")] = '\0';
	r.title = title;
	r.component_id = component_named(title, component_kind);
	if (hash && isdigit((unsigned char)hash[1]))
		r.pass_grade = (struct decimal){ true, strtoll(hash + 1, NULL, 10) * 100 };
	return r;
}

/* "1: Essay Talk" */
static struct stage parse_stage(char *text, size_t number, const char *component_kind)
{
	struct requirement *r = arena_alloc(&c.arena, (strlen(text) + 1) * sizeof(*r));
	struct stage s = { .title = arena_printf(&c.arena, "Stage %zu", number),
		.requirements = { r, 0, sizeof(*r) } };
	char *colon = strchr(text, ':'), *rest;

	if (colon) {
		s.needed.n = strtoll(text, NULL, 10);
		text = colon + 1;
	}
	for (char *word = strtok_r(text, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
		r[s.requirements.n++] = parse_requirement(word, component_kind);
	return s;
}

struct definition *define(struct plan p)
{
	struct definition *d = arena_new(&c.arena, struct definition);
	char *text = arena_strdup(&c.arena, p.stages ? p.stages : "Course"), *rest;
	struct stage *s = arena_alloc(&c.arena, (strlen(text) + 1) * sizeof(*s));

	*d = (struct definition){ .in_order = p.in_order, .requires_approval = p.approval };
	d->completion_period = period_in(p.period ? p.period : "12 months");
	d->grace_period = period_in(p.grace ? p.grace : "3 months");
	d->stages = (struct list){ s, 0, sizeof(*s) };
	for (char *one = strtok_r(text, "|", &rest); one; one = strtok_r(NULL, "|", &rest)) {
		s[d->stages.n] = parse_stage(one, d->stages.n + 1, p.component_kind);
		d->stages.n++;
	}
	return d;
}

uint64_t members(const struct field *table, const char *names)
{
	char *text = arena_strdup(&c.arena, names), *rest;
	uint64_t bits = 0;

	for (char *name = strtok_r(text, " ", &rest); name; name = strtok_r(NULL, " ", &rest)) {
		const struct field *f = field_find(table, name);

		cr_assert_not_null(f, "no member %s", name);
		bits |= UINT64_C(1) << (f - table);
	}
	return bits;
}

static void activate(int64_t program_id)
{
	OK(program_update(&c, program_id, 1, &(struct program){ .status = "active" },
		members(program_fields, "status")));
}

int64_t make_program(struct plan p)
{
	static int count;
	struct actor who = be_the_system();
	struct definition_saved saved;
	struct program in = { .maintenance = p.maintenance,
		.allow_enrollee_cancel = p.enrollee_cancel,
		.kind = p.kind };

	in.code = arena_printf(&c.arena, "P%d", ++count);
	in.name = p.name ? p.name : arena_printf(&c.arena, "Program %d", count);
	if (p.prerequisite)
		in.prerequisites = ids(1, p.prerequisite);
	OK(program_create(&c, &in));
	OK(definition_save(&c, in.id, -1, define(p), &saved));
	if (!p.draft)
		activate(in.id);
	c.actor = who;
	return in.id;
}

int64_t requirement_of(int64_t program_id, const char *title)
{
	return sql_int(
		"SELECT v.requirement_id FROM version_requirement v JOIN program p ON p.id = v.program_id "
		"AND p.definition_version = v.version WHERE p.id = %lld AND v.title = '%s'",
		(long long)program_id, title);
}

struct ints ids(size_t n, ...)
{
	struct ints list = { arena_alloc(&c.arena, (n + 1) * sizeof(int64_t)), n };
	va_list ap;

	va_start(ap, n);
	for (size_t i = 0; i < n; i++)
		list.v[i] = va_arg(ap, int64_t);
	va_end(ap);
	return list;
}

struct enroll_outcome try_enroll(int64_t program_id, int64_t contact_id)
{
	struct enroll_request in = { .contact_ids = ids(1, contact_id) };
	struct enroll_result out = { 0 };

	OK(enroll(&c, program_id, &in, &out));
	cr_assert_eq(out.items.n, 1);
	return *(struct enroll_outcome *)out.items.items;
}

int64_t enroll_on(int64_t program_id, int64_t contact_id, struct date on)
{
	struct enroll_request in = { .contact_ids = ids(1, contact_id), .enrolled_on = on };
	struct enroll_result out = { 0 };
	const struct enroll_outcome *o;

	OK(enroll(&c, program_id, &in, &out));
	o = out.items.items;
	cr_assert_eq(out.enrolled, 1, "refused: %s", o->detail);
	return o->enrollment_id;
}

int64_t enroll_one(int64_t program_id, int64_t contact_id)
{
	return enroll_on(program_id, contact_id, (struct date){ 0 });
}

/* --- steps on a requirement --- */

static int64_t requirement_id(int64_t enrollment_id, const char *title)
{
	return sql_int(
		"SELECT v.requirement_id FROM enrollment e JOIN version_requirement v ON v.program_id = e.program_id "
		"AND v.version = e.definition_version WHERE e.id = %lld AND v.title = '%s'",
		(long long)enrollment_id, title);
}

static struct requirement_view step_view;

enum err record(int64_t enrollment_id, const char *title, struct date on)
{
	struct completion_input in = { .completed_on = on };

	return completion_record(&c, enrollment_id, requirement_id(enrollment_id, title), &in, &step_view);
}

enum err record_graded(int64_t enrollment_id, const char *title, struct date on, int64_t points)
{
	struct completion_input in = { .completed_on = on, .grade = { true, points * 100 } };

	return completion_record(&c, enrollment_id, requirement_id(enrollment_id, title), &in, &step_view);
}

enum err grade(int64_t enrollment_id, const char *title, int64_t points)
{
	return completion_grade(&c, enrollment_id, requirement_id(enrollment_id, title),
		(struct decimal){ true, points * 100 }, &step_view);
}

enum err approve(int64_t enrollment_id, const char *title)
{
	return completion_approve(&c, enrollment_id, requirement_id(enrollment_id, title), &step_view);
}

enum err reject(int64_t enrollment_id, const char *title, const char *note)
{
	return completion_reject(&c, enrollment_id, requirement_id(enrollment_id, title), note, &step_view);
}

enum err void_it(int64_t enrollment_id, const char *title, const char *reason)
{
	return completion_void(&c, enrollment_id, requirement_id(enrollment_id, title), reason, &step_view);
}

enum err waive(int64_t enrollment_id, const char *title, const char *reason)
{
	return completion_waive(&c, enrollment_id, requirement_id(enrollment_id, title), reason, &step_view);
}

/* --- looking --- */

struct enrollment row_of(int64_t enrollment_id)
{
	struct actor who = be_the_system();
	struct enrollment e;

	OK(enrollment_read(&c, enrollment_id, false, &e));
	c.actor = who;
	return e;
}

struct enrollment_view view_of(int64_t enrollment_id)
{
	struct enrollment_view v = { 0 };

	OK(enrollment_find(&c, enrollment_id, &v));
	return v;
}

struct requirement_view requirement_in(int64_t enrollment_id, const char *title)
{
	struct enrollment_view v = view_of(enrollment_id);
	const struct requirement_view *r = v.requirements.items;

	for (size_t i = 0; i < v.requirements.n; i++)
		if (!strcmp(r[i].title, title))
			return r[i];
	cr_assert_fail("no requirement %s", title);
	return (struct requirement_view){ 0 };
}

struct tracker tracker_of(int64_t program_id)
{
	struct tracker t;

	OK(program_tracker(&c, program_id, &t));
	return t;
}

struct program program_of(int64_t program_id)
{
	struct program p;

	OK(program_read(&c, program_id, false, &p));
	return p;
}

int64_t audit_count(const char *action)
{
	return sql_int("SELECT COUNT(*) FROM audit WHERE action = '%s'", action);
}

struct violation check_last;

static void remember(const struct violation *v, void *arg)
{
	(void)arg;
	check_last = *v;
}

int64_t check_finds(bool repair)
{
	int64_t found;
	enum err e = check_run(&c, repair, remember, NULL, &found);

	cr_assert_eq(e, ERR_OK, "%s", said());
	return found;
}

void everything_holds(void)
{
	int64_t found = check_finds(false);

	cr_assert_eq(found, 0, "%lld rows break a rule; the last: %s: %s %lld %s", (long long)found,
		check_last.rule, check_last.entity, (long long)check_last.id, check_last.detail);
}

/* --- processes --- */

/* The connection belongs to the parent: forget it without a word on the wire. */
static void leave_connection(MYSQL *m)
{
	int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);

	dup2(nowhere, (int)mysql_get_socket(m));
	mysql_close(m);
}

struct child child_start(int (*work)(int64_t arg), int64_t arg)
{
	int gate[2];
	struct child child;
	char byte;

	cr_assert_not(pipe(gate));
	child = (struct child){ fork(), gate[1] };
	cr_assert_geq(child.pid, 0);
	if (child.pid) {
		close(gate[0]);
		return child;
	}
	close(gate[1]);
	leave_connection(admin);
	admin = NULL;
	if (db.conn)
		leave_connection(db.conn);
	db.conn = NULL;
	if (db_connect(&c) || read(gate[0], &byte, 1) != 1)
		_exit(255);
	_exit(work(arg));
}

void children_go(struct child *children, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		cr_assert_eq(write(children[i].gate, "!", 1), 1);
		close(children[i].gate);
	}
}

int child_result(struct child *child)
{
	int status = 0;

	cr_assert_eq(waitpid(child->pid, &status, 0), child->pid);
	cr_assert(WIFEXITED(status), "a child ended by signal %d", WTERMSIG(status));
	return WEXITSTATUS(status);
}

void die_in(int64_t microseconds)
{
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGKILL };
	struct itimerspec at = { .it_value = { .tv_nsec = microseconds * 1000 } };
	timer_t timer;

	if (microseconds &&
		(timer_create(CLOCK_MONOTONIC, &event, &timer) || timer_settime(timer, 0, &at, NULL)))
		_exit(254);
}

bool killed(int (*work)(int64_t arg), int64_t arg)
{
	struct child child = child_start(work, arg);
	int status;

	children_go(&child, 1);
	cr_assert_eq(waitpid(child.pid, &status, 0), child.pid);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

void run_jobs(void)
{
	bool ran = true;

	while (ran) {
		struct actor who = c.actor;
		enum err e = job_run_due(&c, &ran);

		c.actor = who;
		c.via = "api";
		cr_assert_eq(e, ERR_OK, "%s: %s", err_slug(e), said());
	}
}

int run_jobs_briefly(int64_t microseconds)
{
	bool ran = true;

	die_in(microseconds);
	while (ran)
		if (job_run_due(&c, &ran))
			return 1;
	return 0;
}

uint32_t dice(uint32_t sides)
{
	static uint32_t state = 2463534242;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % sides;
}
