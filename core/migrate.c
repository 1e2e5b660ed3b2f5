#include "migrate.h"

#include <dirent.h>
#include <errno.h>
#include <mysqld_error.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { HASH_SIZE = 32, FILE_MAX = 16 << 20 };

struct migration {
	int n;
	const char *name, *sql, *checksum;
	size_t length;
};

struct migrator {
	const struct db_config *config;
	const char *dir;
	struct arena *memory;
	MYSQL *db;
	struct migration *files;
	int count;
};

static bool complain(const struct migrator *m, const char *what)
{
	fprintf(stderr, "laurel: %s: %s\n", what, mysql_error(m->db));
	return false;
}

/* --- the files --- */

/* 001_foundation.sql; what the name may hold needs no quoting in SQL. */
static int is_migration(const struct dirent *d)
{
	size_t n = strlen(d->d_name);

	return n > 8 && n < 100 && strspn(d->d_name, "0123456789") == 3 && d->d_name[3] == '_' &&
		strspn(d->d_name, "abcdefghijklmnopqrstuvwxyz0123456789_") == n - 4 &&
		!strcmp(d->d_name + n - 4, ".sql");
}

static const char *checksum(struct arena *a, const char *text, size_t length)
{
	unsigned char hash[HASH_SIZE];

	crypto_generichash(hash, sizeof(hash), (const unsigned char *)text, length, NULL, 0);
	return sodium_bin2hex(arena_alloc(a, HASH_SIZE * 2 + 1), HASH_SIZE * 2 + 1, hash, HASH_SIZE);
}

/* The whole of a file, in memory of its size; NULL with errno where it cannot be read. */
static const char *read_text(struct arena *memory, const char *path, size_t *length)
{
	FILE *f = fopen(path, "re");
	struct stat about;
	char *text = NULL;

	if (!f)
		return NULL;
	if (!fstat(fileno(f), &about) && about.st_size <= FILE_MAX) {
		text = arena_alloc(memory, (size_t)about.st_size + 1);
		*length = fread(text, 1, (size_t)about.st_size, f);
	} else {
		errno = EFBIG;
	}
	fclose(f);
	return text;
}

static bool read_file(struct migrator *m, const char *name, struct migration *into)
{
	const char *path = arena_printf(m->memory, "%s/%s", m->dir, name);

	into->sql = read_text(m->memory, path, &into->length);
	if (!into->sql) {
		fprintf(stderr, "laurel: cannot read %s: %s\n", path, strerror(errno));
		return false;
	}
	into->n = (int)strtol(name, NULL, 10);
	into->name = arena_printf(m->memory, "%.*s", (int)strlen(name) - 4, name);
	into->checksum = checksum(m->memory, into->sql, into->length);
	return true;
}

static bool read_all(struct migrator *m, struct dirent **names, int count)
{
	m->files = arena_alloc(m->memory, (size_t)(count + 1) * sizeof(*m->files));
	for (; m->count < count; m->count++) {
		struct migration *file = &m->files[m->count];

		if (!read_file(m, names[m->count]->d_name, file))
			return false;
		if (file->n != m->count + 1) {
			fprintf(stderr, "laurel: %s should be number %03d\n", file->name, m->count + 1);
			return false;
		}
	}
	return true;
}

static bool read_files(struct migrator *m)
{
	struct dirent **names;
	int count = scandir(m->dir, &names, is_migration, alphasort);
	bool good;

	if (count <= 0) {
		fprintf(stderr, "laurel: there are no migrations in %s\n", m->dir);
		if (count == 0)
			free(names);
		return false;
	}
	good = read_all(m, names, count);
	while (count)
		free(names[--count]);
	free(names);
	return good;
}

/* --- the database --- */

/* Runs every statement of a text; *done counts those that went well. */
static bool run_all(struct migrator *m, const char *sql, size_t length, int *done)
{
	int status = mysql_real_query(m->db, sql, length);

	for (*done = 0; !status; ++*done) {
		mysql_free_result(mysql_store_result(m->db));
		status = mysql_next_result(m->db);
		if (status < 0) {
			++*done;
			return true;
		}
	}
	return false;
}

static bool run(struct migrator *m, const char *sql)
{
	int done;

	return run_all(m, sql, strlen(sql), &done) || complain(m, sql);
}

static bool open_database(struct migrator *m, const char *name)
{
	const struct db_config *c = m->config;

	m->db = mysql_init(NULL);
	if (!m->db)
		abort();
	mysql_options(m->db, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	return mysql_real_connect(m->db, c->host, c->user, c->password, name, c->port, c->socket,
		       CLIENT_MULTI_STATEMENTS) != NULL;
}

static bool create_database(struct migrator *m)
{
	const char *name = m->config->name;

	mysql_close(m->db);
	if (strchr(name, '`') || !open_database(m, NULL))
		return complain(m, "cannot connect");
	if (!run(m,
		    arena_printf(m->memory,
			    "CREATE DATABASE `%s` CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci",
			    name)) ||
		mysql_select_db(m->db, name))
		return complain(m, "cannot create the database");
	printf("created the database %s\n", name);
	return true;
}

static bool connect_database(struct migrator *m)
{
	if (!open_database(m, m->config->name) &&
		(mysql_errno(m->db) != ER_BAD_DB_ERROR || !create_database(m)))
		return complain(m, "cannot connect");
	return run(m,
		       "SET time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,"
		       "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY'") &&
		run(m,
			"CREATE TABLE IF NOT EXISTS schema_migration ("
			" n BIGINT NOT NULL PRIMARY KEY,"
			" name VARCHAR(100) CHARACTER SET ascii NOT NULL,"
			" checksum CHAR(64) CHARACTER SET ascii NOT NULL,"
			" applied_at DATETIME(6) NULL COMMENT 'NULL: begun and not finished'"
			") ENGINE=InnoDB");
}

/* --- what was applied and what remains --- */

static bool check_applied(const struct migrator *m, char **row)
{
	long n = strtol(row[0], NULL, 10);
	const struct migration *file = n >= 1 && n <= m->count ? &m->files[n - 1] : NULL;

	if (!row[3])
		fprintf(stderr,
			"laurel: migration %s broke off half-way. Mend the schema by hand or restore a backup, then"
			" delete row %ld of schema_migration (or set its applied_at, if all of it is there).\n",
			row[1], n);
	else if (!file)
		fprintf(stderr,
			"laurel: the database has migration %s, which this program does not know: it is older"
			" than the database.\n",
			row[1]);
	else if (strcmp(file->checksum, row[2]))
		fprintf(stderr,
			"laurel: migration %s was changed after it was applied. Undo that; changes belong into"
			" a new file.\n",
			row[1]);
	else
		return true;
	return false;
}

/* -1 when what stands in the database does not fit the files. */
static int count_applied(struct migrator *m)
{
	int applied = 0;
	MYSQL_RES *rows = NULL;
	char **row;

	if (!mysql_query(m->db, "SELECT n, name, checksum, applied_at FROM schema_migration ORDER BY n"))
		rows = mysql_store_result(m->db);
	if (!rows) {
		complain(m, "cannot read schema_migration");
		return -1;
	}
	while (applied >= 0 && (row = mysql_fetch_row(rows)))
		applied = check_applied(m, row) ? applied + 1 : -1;
	mysql_free_result(rows);
	return applied;
}

static const char *utc_now(struct arena *a)
{
	char *text = arena_alloc(a, 32);
	time_t now = time(NULL);
	struct tm tm;

	gmtime_r(&now, &tm);
	strftime(text, 32, "%Y-%m-%d %H:%M:%S", &tm);
	return text;
}

/*
 * DDL commits by itself, so a file cannot be undone: a mark set before and
 * completed after tells one that broke off, and keeps a second migrate out.
 */
static bool apply(struct migrator *m, const struct migration *file)
{
	int done;

	if (!run(m,
		    arena_printf(m->memory, "INSERT INTO schema_migration VALUES (%d, '%s', '%s', NULL)",
			    file->n, file->name, file->checksum)))
		return false;
	if (!run_all(m, file->sql, file->length, &done)) {
		fprintf(stderr, "laurel: %s failed at its statement %d: %s\n", file->name, done + 1,
			mysql_error(m->db));
		if (!done)
			run(m, arena_printf(m->memory, "DELETE FROM schema_migration WHERE n = %d", file->n));
		return false;
	}
	printf("applied %s\n", file->name);
	return run(m,
		arena_printf(m->memory, "UPDATE schema_migration SET applied_at = '%s' WHERE n = %d",
			utc_now(m->memory), file->n));
}

static bool migrate(struct migrator *m)
{
	int applied;

	if (!read_files(m) || !connect_database(m))
		return false;
	applied = count_applied(m);
	if (applied < 0)
		return false;
	for (int i = applied; i < m->count; i++)
		if (!apply(m, &m->files[i]))
			return false;
	printf("the schema is at %d%s\n", m->count, applied == m->count ? " already" : "");
	return true;
}

bool migrate_database(struct arena *memory, const struct db_config *config, const char *dir)
{
	struct migrator m = { .config = config, .dir = dir, .memory = memory };
	bool good = migrate(&m);

	if (m.db)
		mysql_close(m.db);
	return good;
}
