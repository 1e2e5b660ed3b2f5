#include "db.h"
#include "audit.h"

#include <ctype.h>
#include <errmsg.h>
#include <math.h>
#include <mysqld_error.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ATTEMPTS = 5, TEXT_START = 128 };

/* Where the columns of a statement land before they are copied into a struct; made once per prepare. */
struct row {
	MYSQL_BIND cols[STMT_COLUMNS];
	union {
		int64_t i;
		double d;
		signed char b;
		MYSQL_TIME t;
	} values[STMT_COLUMNS];
	char *text[STMT_COLUMNS];
	unsigned long length[STMT_COLUMNS];
	my_bool null[STMT_COLUMNS];
};

const struct field ctx_fields[] = {
	{ "now", offsetof(struct ctx, now), FIELD_TIME, 0, 0, WIDE, NULL, NULL, 0 },
	{ "today", offsetof(struct ctx, today), FIELD_DATE, 0, DATE_MIN, DATE_MAX, NULL, NULL, 0 },
	{ "actor_id", offsetof(struct ctx, actor.id), FIELD_INT, NULLABLE, 0, WIDE, NULL, NULL, 0 },
	FIELD_END,
};

/* Errors after which the same transaction may simply be run again. */
static bool worth_replay(unsigned code)
{
	return code == ER_LOCK_DEADLOCK || code == ER_LOCK_WAIT_TIMEOUT || code == ER_CHECKREAD;
}

static bool means_lost(unsigned code)
{
	return code == CR_SERVER_GONE_ERROR || code == CR_SERVER_LOST || code == CR_SERVER_LOST_EXTENDED ||
		code == CR_COMMANDS_OUT_OF_SYNC || code == ER_SERVER_SHUTDOWN ||
		code == ER_CONNECTION_KILLED || code == ER_QUERY_INTERRUPTED;
}

static enum err failure(struct ctx *c, unsigned code, const char *why, const char *sql)
{
	if (worth_replay(code))
		return fail(c, ERR_BUSY, "Somebody else was changing the same records.");
	if (means_lost(code)) {
		db_close(c->db);
		return fail(c, ERR_BUSY, "The database went away.");
	}
	if (code == ER_DISK_FULL || code == ER_RECORD_FILE_FULL)
		return fail(c, ERR_STORAGE_FULL, "The database's disk is full.");
	if (code == ER_DUP_ENTRY)
		return fail(c, ERR_INTERNAL, "The database refused the request: it is there already.");
	fprintf(stderr,
		"{\"level\":\"error\",\"database\":%u,\"request\":\"%s\",\"says\":\"%s\",\"sql\":\"%.200s\"}\n",
		code, c->request_id ? c->request_id : "", why, sql);
	return fail(c, ERR_INTERNAL, "The database refused the request.");
}

static enum err stmt_failure(struct ctx *c, struct stmt *s)
{
	return failure(c, mysql_stmt_errno(s->handle), mysql_stmt_error(s->handle), s->sql);
}

enum err db_plain(struct ctx *c, const char *sql)
{
	if (mysql_query(c->db->conn, sql))
		return failure(c, mysql_errno(c->db->conn), mysql_error(c->db->conn), sql);
	return ERR_OK;
}

void db_close(struct db *db)
{
	if (db->conn)
		mysql_close(db->conn);
	db->conn = NULL;
}

/* --- filling tables from memory --- */

struct load {
	const char *data;
	size_t n;
};

/* The server names a file; what is sent is the memory at hand, whatever the name. */
static int load_begin(void **state, const char *name, void *from)
{
	(void)name;
	*state = from;
	return 0;
}

static int load_read(void *state, char *into, unsigned int n)
{
	struct load *load = state;
	size_t part = load->n < n ? load->n : n;

	memcpy(into, load->data, part);
	load->data += part;
	load->n -= part;
	return (int)part;
}

static void load_end(void *state)
{
	(void)state;
}

static int load_error(void *state, char *message, unsigned int n)
{
	(void)state;
	snprintf(message, n, "nothing is sent to the server but in db_load()");
	return CR_UNKNOWN_ERROR;
}

static int load_refuse(void **state, const char *name, void *from)
{
	(void)name, (void)from;
	*state = NULL;
	return 1;
}

static void load_nothing(MYSQL *m)
{
	mysql_set_local_infile_handler(m, load_refuse, load_read, load_end, load_error, NULL);
}

enum err db_load(struct ctx *c, const char *sql, const char *data, size_t n, enum db_repeats repeats)
{
	struct load load = { data, n };
	int failed;

	if (!c->db->conn)
		return fail(c, ERR_BUSY, "The database went away.");
	c->db->executed++;
	mysql_set_local_infile_handler(c->db->conn, load_begin, load_read, load_end, load_error, &load);
	failed = mysql_query(c->db->conn, sql);
	load_nothing(c->db->conn);
	if (failed)
		return failure(c, mysql_errno(c->db->conn), mysql_error(c->db->conn), sql);
	if (mysql_warning_count(c->db->conn) && repeats == REPEATS_FAIL)
		return failure(c, ER_WARN_DATA_OUT_OF_RANGE, mysql_info(c->db->conn), sql);
	return ERR_OK;
}

void db_load_text(struct buf *b, const char *text, size_t n)
{
	if (!text) {
		buf_text(b, "\\N");
		return;
	}
	for (const char *end = text + n, *run; text < end; text += text < end) {
		for (run = text; text < end && *text != '\t' && *text != '\n' && *text != '\\'; text++)
			;
		buf_add(b, run, (size_t)(text - run));
		if (text < end)
			buf_add(b, *text == '\t' ? "\\t" : *text == '\n' ? "\\n" : "\\\\", 2);
	}
}

static MYSQL *open_connection(const struct db_config *config)
{
	MYSQL *m = mysql_init(NULL);
	const unsigned connect_seconds = 3, io_seconds = 120;

	if (!m)
		abort();
	mysql_options(m, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	mysql_options(m, MYSQL_OPT_CONNECT_TIMEOUT, &connect_seconds);
	mysql_options(m, MYSQL_OPT_READ_TIMEOUT, &io_seconds);
	mysql_options(m, MYSQL_OPT_WRITE_TIMEOUT, &io_seconds);
	load_nothing(m);
	if (mysql_real_connect(m, config->host, config->user, config->password, config->name, config->port,
		    config->socket, CLIENT_FOUND_ROWS))
		return m;
	fprintf(stderr, "{\"level\":\"error\",\"database\":%u,\"says\":\"%s\"}\n", mysql_errno(m),
		mysql_error(m));
	mysql_close(m);
	return NULL;
}

enum err db_connect(struct ctx *c)
{
	if (c->db->conn)
		return ERR_OK;
	c->db->conn = open_connection(&c->db->config);
	c->db->epoch++;
	if (!c->db->conn)
		return fail(c, ERR_BUSY, "The database cannot be reached.");
	return db_plain(c,
		"SET time_zone = '+00:00', innodb_lock_wait_timeout = 5, "
		"sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
		"NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY'");
}

static const struct field *param_field(struct stmt *s, const char *name)
{
	const struct field *f = s->in ? field_find(s->in, name) : NULL;

	s->param_from_ctx[s->nparams] = !f;
	return f ? f : field_find(ctx_fields, name);
}

static bool name_char(char ch)
{
	return islower((unsigned char)ch) || isdigit((unsigned char)ch) || ch == '_';
}

/* Replace each :name by ? and remember its field; NULL when a name is in no table. */
static char *positional(struct ctx *c, struct stmt *s)
{
	char *sql = arena_strdup(&c->arena, s->sql), *to = sql;

	s->nparams = 0;
	for (const char *p = s->sql; *p;) {
		char name[64];
		size_t n = 0;

		if (*p != ':' || !islower((unsigned char)p[1])) {
			*to++ = *p++;
			continue;
		}
		for (p++; name_char(*p) && n < sizeof(name) - 1; p++)
			name[n++] = *p;
		name[n] = '\0';
		if (s->nparams == STMT_PARAMS || !(s->params[s->nparams] = param_field(s, name))) {
			fprintf(stderr, "db: no field for :%s in [%s]\n", name, s->sql);
			return NULL;
		}
		s->nparams++;
		*to++ = '?';
	}
	*to = '\0';
	return sql;
}

static void bind_column(struct row *r, unsigned i, enum field_type type)
{
	static const enum enum_field_types types[] = {
		[FIELD_INT] = MYSQL_TYPE_LONGLONG,
		[FIELD_QUORUM] = MYSQL_TYPE_LONGLONG,
		[FIELD_BOOL] = MYSQL_TYPE_TINY,
		[FIELD_DEC] = MYSQL_TYPE_DOUBLE,
		[FIELD_DATE] = MYSQL_TYPE_DATE,
		[FIELD_TIME] = MYSQL_TYPE_DATETIME,
		[FIELD_STR] = MYSQL_TYPE_STRING,
		[FIELD_BYTES] = MYSQL_TYPE_BLOB,
	};

	r->cols[i].buffer_type = types[type];
	r->cols[i].buffer = &r->values[i];
	r->cols[i].length = &r->length[i];
	r->cols[i].is_null = &r->null[i];
	if (type == FIELD_STR || type == FIELD_BYTES) {
		if (!r->text[i] && !(r->text[i] = malloc(TEXT_START)))
			abort();
		r->cols[i].buffer = r->text[i];
		r->cols[i].buffer_length = TEXT_START;
	}
}

static bool scalar(enum field_type type)
{
	return type != FIELD_INTS && type != FIELD_WORDS && type != FIELD_OBJ && type != FIELD_LIST;
}

static enum err map_columns(struct ctx *c, struct stmt *s)
{
	MYSQL_RES *meta = mysql_stmt_result_metadata(s->handle);
	enum err result = ERR_OK;

	s->ncolumns = meta ? mysql_num_fields(meta) : 0;
	if (s->ncolumns && !s->row && !(s->row = calloc(1, sizeof(*s->row))))
		abort();
	for (unsigned i = 0; i < s->ncolumns && !result; i++) {
		const char *name = mysql_fetch_field_direct(meta, i)->name;
		const struct field *f = i < STMT_COLUMNS ? field_find(s->out, name) : NULL;

		if (!f || !scalar(f->type)) {
			fprintf(stderr, "db: no field for column %s in [%s]\n", name, s->sql);
			result = fail(c, ERR_INTERNAL, "A query and its struct disagree.");
			break;
		}
		s->columns[i] = f;
		bind_column(s->row, i, f->type);
	}
	if (meta)
		mysql_free_result(meta);
	if (!result && s->ncolumns && mysql_stmt_bind_result(s->handle, s->row->cols))
		return stmt_failure(c, s);
	return result;
}

static enum err prepare(struct ctx *c, struct stmt *s)
{
	char *sql;

	if (s->handle && s->epoch == c->db->epoch)
		return ERR_OK;
	if (s->handle)
		mysql_stmt_close(s->handle);
	s->handle = NULL;
	if (!(sql = positional(c, s)))
		return fail(c, ERR_INTERNAL, "A query and its struct disagree.");
	if (!(s->handle = mysql_stmt_init(c->db->conn)))
		abort();
	s->epoch = c->db->epoch;
	if (mysql_stmt_prepare(s->handle, sql, strlen(sql))) {
		s->epoch--;
		return stmt_failure(c, s);
	}
	return map_columns(c, s);
}

static struct stmt *enlisted;

void db_enlist(struct stmt *s)
{
	s->next = enlisted;
	enlisted = s;
}

enum err db_prepare_all(struct ctx *c)
{
	for (struct stmt *s = enlisted; s; s = s->next)
		TRY(prepare(c, s));
	return ERR_OK;
}

static MYSQL_TIME split_date(struct date d)
{
	int y, m, day;

	date_split(d, &y, &m, &day);
	return (MYSQL_TIME){ .year = (unsigned)y,
		.month = (unsigned)m,
		.day = (unsigned)day,
		.time_type = MYSQL_TIMESTAMP_DATE };
}

static MYSQL_TIME split_instant(struct instant t)
{
	time_t seconds = (time_t)(t.us / 1000000);
	struct tm tm;

	gmtime_r(&seconds, &tm);
	return (MYSQL_TIME){ .year = (unsigned)tm.tm_year + 1900,
		.month = (unsigned)tm.tm_mon + 1,
		.day = (unsigned)tm.tm_mday,
		.hour = (unsigned)tm.tm_hour,
		.minute = (unsigned)tm.tm_min,
		.second = (unsigned)tm.tm_sec,
		.second_part = (unsigned long)(t.us % 1000000),
		.time_type = MYSQL_TIMESTAMP_DATETIME };
}

static struct instant join_instant(const MYSQL_TIME *t)
{
	struct instant day = date_start(date_of((int)t->year, (int)t->month, (int)t->day));

	day.us += ((int64_t)t->hour * 3600 + t->minute * 60 + t->second) * 1000000 + (int64_t)t->second_part;
	return day;
}

static void bind_text(MYSQL_BIND *b, const char *s)
{
	b->buffer_type = MYSQL_TYPE_STRING;
	b->buffer = (void *)(uintptr_t)s;
	b->buffer_length = (unsigned long)strlen(s);
}

static void bind_bytes(MYSQL_BIND *b, const struct bytes *bytes)
{
	b->buffer_type = MYSQL_TYPE_BLOB;
	b->buffer = (void *)(uintptr_t)bytes->data;
	b->buffer_length = (unsigned long)bytes->n;
}

static void bind_time(struct ctx *c, MYSQL_BIND *b, enum enum_field_types type, MYSQL_TIME t)
{
	MYSQL_TIME *kept = arena_new(&c->arena, MYSQL_TIME);

	*kept = t;
	b->buffer_type = type;
	b->buffer = kept;
}

/* "[1,2,3]", for JSON_TABLE: one parameter carries ten thousand ids. */
static const char *ints_text(struct ctx *c, const struct ints *list)
{
	char *text = arena_raw(&c->arena, list->n * 21 + 3), *p = text;

	*p++ = '[';
	for (size_t i = 0; i < list->n; i++)
		p += sprintf(p, i ? ",%lld" : "%lld", (long long)list->v[i]);
	strcpy(p, "]");
	return text;
}

static void bind_param(struct ctx *c, const struct field *f, const void *in, MYSQL_BIND *b)
{
	void *p = field_at(f, in);

	if (field_is_null(f, in)) {
		b->buffer_type = MYSQL_TYPE_NULL;
		return;
	}
	switch (f->type) {
	case FIELD_INT:
	case FIELD_QUORUM:
		b->buffer_type = MYSQL_TYPE_LONGLONG;
		b->buffer = p;
		break;
	case FIELD_BOOL:
		b->buffer_type = MYSQL_TYPE_TINY;
		b->buffer = p;
		break;
	case FIELD_STR:
		bind_text(b, *(const char *const *)p);
		break;
	case FIELD_DATE:
		bind_time(c, b, MYSQL_TYPE_DATE, split_date(*(const struct date *)p));
		break;
	case FIELD_TIME:
		bind_time(c, b, MYSQL_TYPE_DATETIME, split_instant(*(const struct instant *)p));
		break;
	case FIELD_DEC:
		bind_text(b,
			arena_printf(&c->arena, "%.2f",
				(double)((const struct decimal *)p)->hundredths / 100));
		break;
	case FIELD_INTS:
		bind_text(b, ints_text(c, p));
		break;
	case FIELD_BYTES:
		bind_bytes(b, p);
		break;
	case FIELD_WORDS:
	case FIELD_OBJ:
	case FIELD_LIST:
		abort(); /* such a member is no parameter */
	}
}

static enum err run(struct ctx *c, struct stmt *s, const void *in)
{
	MYSQL_BIND params[STMT_PARAMS] = { 0 };

	if (!c->db->conn)
		return fail(c, ERR_BUSY, "The database went away.");
	TRY(prepare(c, s));
	for (unsigned i = 0; i < s->nparams; i++)
		bind_param(c, s->params[i], s->param_from_ctx[i] ? (const void *)c : in, &params[i]);
	c->db->executed++;
	if ((s->nparams && mysql_stmt_bind_param(s->handle, params)) || mysql_stmt_execute(s->handle))
		return stmt_failure(c, s);
	/* INSERT ... RETURNING tells its columns only once it has run. */
	if (!s->ncolumns && mysql_stmt_field_count(s->handle))
		return map_columns(c, s);
	return ERR_OK;
}

static enum err regrow(struct ctx *c, struct stmt *s, unsigned i)
{
	struct row *r = s->row;

	free(r->text[i]);
	if (!(r->text[i] = malloc(r->length[i] * 2)))
		abort();
	r->cols[i].buffer = r->text[i];
	r->cols[i].buffer_length = r->length[i] * 2;
	return mysql_stmt_fetch_column(s->handle, &r->cols[i], i, 0) ? stmt_failure(c, s) : ERR_OK;
}

/*
 * Texts that did not fit are fetched again into larger buffers, which later
 * rows use too.  These are bound when all of the row are there: binding makes
 * Connector/C forget where the row's columns are.
 */
static enum err fetch_long_texts(struct ctx *c, struct stmt *s)
{
	struct row *r = s->row;
	bool grown = false;

	for (unsigned i = 0; i < s->ncolumns; i++) {
		if (!r->text[i] || r->null[i] || r->length[i] <= r->cols[i].buffer_length)
			continue;
		TRY(regrow(c, s, i));
		grown = true;
	}
	return grown && mysql_stmt_bind_result(s->handle, r->cols) ? stmt_failure(c, s) : ERR_OK;
}

static enum err take_text(struct ctx *c, struct stmt *s, unsigned i, const char **into)
{
	struct row *r = s->row;
	char *copy = arena_raw(&c->arena, r->length[i] + 1);

	memcpy(copy, r->text[i], r->length[i]);
	copy[r->length[i]] = '\0';
	*into = copy;
	return ERR_OK;
}

static enum err take_bytes(struct ctx *c, struct stmt *s, unsigned i, struct bytes *into)
{
	TRY(take_text(c, s, i, &into->data));
	into->n = s->row->length[i];
	return ERR_OK;
}

static void take_null(const struct field *f, void *out)
{
	static const char zeros[sizeof(MYSQL_TIME)];
	static const size_t sizes[] = {
		[FIELD_INT] = sizeof(int64_t),
		[FIELD_STR] = sizeof(char *),
		[FIELD_BOOL] = sizeof(bool),
		[FIELD_TIME] = sizeof(struct instant),
		[FIELD_DATE] = sizeof(struct date),
		[FIELD_DEC] = sizeof(struct decimal),
		[FIELD_QUORUM] = sizeof(struct quorum),
		[FIELD_BYTES] = sizeof(struct bytes),
	};

	memcpy(field_at(f, out), zeros, sizes[f->type]);
}

static enum err take_column(struct ctx *c, struct stmt *s, unsigned i, void *out)
{
	const struct field *f = s->columns[i];
	struct row *r = s->row;
	void *p = field_at(f, out);

	if (r->null[i]) {
		take_null(f, out);
		return ERR_OK;
	}
	switch (f->type) {
	case FIELD_STR:
		return take_text(c, s, i, p);
	case FIELD_BYTES:
		return take_bytes(c, s, i, p);
	case FIELD_INT:
	case FIELD_QUORUM:
		*(int64_t *)p = r->values[i].i;
		break;
	case FIELD_BOOL:
		*(bool *)p = r->values[i].b != 0;
		break;
	case FIELD_DEC:
		*(struct decimal *)p = (struct decimal){ true, llround(r->values[i].d * 100) };
		break;
	case FIELD_DATE:
		*(struct date *)p =
			date_of((int)r->values[i].t.year, (int)r->values[i].t.month, (int)r->values[i].t.day);
		break;
	case FIELD_TIME:
		*(struct instant *)p = join_instant(&r->values[i].t);
		break;
	case FIELD_INTS:
	case FIELD_WORDS:
	case FIELD_OBJ:
	case FIELD_LIST:
		abort(); /* map_columns() lets only scalars through */
	}
	return ERR_OK;
}

static enum err fetch(struct ctx *c, struct stmt *s, void *out, bool *found)
{
	int rc = mysql_stmt_fetch(s->handle);

	*found = rc == 0 || rc == MYSQL_DATA_TRUNCATED;
	if (rc == 1)
		return stmt_failure(c, s);
	if (*found)
		TRY(fetch_long_texts(c, s));
	for (unsigned i = 0; *found && i < s->ncolumns; i++)
		TRY(take_column(c, s, i, out));
	return ERR_OK;
}

enum err db_exec(struct ctx *c, struct stmt *s, const void *in)
{
	return run(c, s, in);
}

enum err db_change(struct ctx *c, struct stmt *s, const void *in, int64_t *changed)
{
	TRY(run(c, s, in));
	*changed = (int64_t)mysql_stmt_affected_rows(s->handle);
	return ERR_OK;
}

/* The server says: Duplicate entry '...' for key 'contact_email'. */
static void note_key(struct db *db, const char *message)
{
	const char *from = strstr(message, "for key '");

	snprintf(db->duplicate, sizeof(db->duplicate), "%s", from ? from + strlen("for key '") : "");
	db->duplicate[strcspn(db->duplicate, "'")] = '\0';
}

enum err db_exec_unique(struct ctx *c, struct stmt *s, const void *in, enum err duplicate)
{
	enum err e = run(c, s, in);

	if (!e || !c->db->conn || mysql_stmt_errno(s->handle) != ER_DUP_ENTRY)
		return e;
	note_key(c->db, mysql_stmt_error(s->handle));
	fail_clear(c);
	return duplicate;
}

enum err db_change_free(struct ctx *c, struct stmt *s, const void *in, int64_t *changed)
{
	enum err e = run(c, s, in);

	*changed = 0;
	if (e && c->db->conn && mysql_stmt_errno(s->handle) == ER_ROW_IS_REFERENCED_2) {
		fail_clear(c);
		return ERR_OK;
	}
	TRY(e);
	*changed = (int64_t)mysql_stmt_affected_rows(s->handle);
	return ERR_OK;
}

enum err db_insert(struct ctx *c, struct stmt *s, const void *in, int64_t *id, enum err duplicate)
{
	TRY(db_exec_unique(c, s, in, duplicate));
	*id = (int64_t)mysql_stmt_insert_id(s->handle);
	return ERR_OK;
}

enum err db_maybe(struct ctx *c, struct stmt *s, const void *in, void *out, bool *found)
{
	enum err e;

	*found = false;
	TRY(run(c, s, in));
	e = fetch(c, s, out, found);
	if (c->db->conn)
		mysql_stmt_free_result(s->handle);
	return e;
}

enum err db_one(struct ctx *c, struct stmt *s, const void *in, void *out)
{
	bool found;

	TRY(db_maybe(c, s, in, out, &found));
	return found ? ERR_OK : fail(c, ERR_NOT_FOUND, "It does not exist, or it is not yours to see.");
}

static void *next_item(struct ctx *c, struct list *l, size_t *room)
{
	if (l->n == *room) {
		size_t more = *room ? *room * 2 : 64;
		void *items = arena_raw(&c->arena, more * l->size);

		if (l->n)
			memcpy(items, l->items, l->n * l->size);
		l->items = items;
		*room = more;
	}
	return memset((char *)l->items + l->n * l->size, 0, l->size);
}

enum err db_all(struct ctx *c, struct stmt *s, const void *in, struct list *out)
{
	enum err e = ERR_OK;
	bool found = true;
	size_t room = 0;

	*out = (struct list){ .size = s->out_size };
	TRY(run(c, s, in));
	while (!e && found) {
		e = fetch(c, s, next_item(c, out, &room), &found);
		out->n += !e && found;
	}
	if (c->db->conn)
		mysql_stmt_free_result(s->handle);
	return e;
}

static void pause_before(int attempt)
{
	long ms = (15L << attempt) + random() % 20;

	nanosleep(&(struct timespec){ .tv_nsec = ms * 1000000 }, NULL);
}

static enum err commit(struct ctx *c)
{
	enum err e = db_plain(c, "COMMIT");

	/* A connection lost here leaves open whether the change was made: never repeat it blindly. */
	if (e && !c->db->conn)
		return fail(c, ERR_OUTCOME_UNKNOWN,
			"The database went away while the change was being saved.");
	return e;
}

enum how { CHANGE, READ, LOOK };

static enum err attempt(struct ctx *c, enum err (*work)(struct ctx *, void *), void *arg, enum how how)
{
	TRY(db_connect(c));
	if (how == LOOK)
		return work(c, arg);
	/*
	 * A change decides on rows that it has locked, so it must see them as they are by then and not as they
	 * were when it began; a page of reads wants one moment for all of them.
	 */
	if (how == CHANGE)
		TRY(db_plain(c, "SET TRANSACTION ISOLATION LEVEL READ COMMITTED"));
	TRY(db_plain(c, how == READ ? "START TRANSACTION READ ONLY" : "START TRANSACTION"));
	TRY(work(c, arg));
	if (how == CHANGE)
		TRY(audit_flush(c));
	return commit(c);
}

static void roll_back(struct ctx *c)
{
	if (c->db->conn && mysql_query(c->db->conn, "ROLLBACK"))
		db_close(c->db);
}

static enum err repeat(struct ctx *c, enum err (*work)(struct ctx *, void *), void *arg, enum how how)
{
	struct arena_mark clean = arena_mark(&c->arena);
	enum err e = ERR_BUSY;

	for (int i = 0; e == ERR_BUSY && i < ATTEMPTS; i++) {
		if (i) {
			pause_before(i);
			arena_rewind(&c->arena, clean);
		}
		fail_clear(c);
		c->audit = NULL;
		c->audit_tail = &c->audit;
		c->unchanged = false;
		e = attempt(c, work, arg, how);
		if (e && how != LOOK)
			roll_back(c);
	}
	return e;
}

enum err db_transact(struct ctx *c, enum err (*work)(struct ctx *, void *), void *arg, bool read_only)
{
	return repeat(c, work, arg, read_only ? READ : CHANGE);
}

enum err db_look(struct ctx *c, enum err (*work)(struct ctx *, void *), void *arg)
{
	return repeat(c, work, arg, LOOK);
}
