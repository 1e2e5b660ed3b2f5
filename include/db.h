#ifndef LAUREL_DB_H
#define LAUREL_DB_H

#include "json.h"

#include <mysql.h>

enum { STMT_PARAMS = 40, STMT_COLUMNS = 64 };

/*
 * A query beside the function that uses it.  `:name` takes its value from the
 * field of that name in `in`, else from ctx_fields; a column lands in the
 * field of its name in `out`.  Prepared once per connection; a name no table
 * knows fails the prepare, so preparing all of them at start proves every
 * mapping and the schema.  Only literals reach `sql`.
 */
struct stmt {
	const char *sql;
	const struct field *in, *out;
	size_t in_size, out_size;

	/* private */
	MYSQL_STMT *handle;
	unsigned epoch;
	const struct field *params[STMT_PARAMS], *columns[STMT_COLUMNS];
	bool param_from_ctx[STMT_PARAMS];
	unsigned nparams, ncolumns;
	struct row *row;
	struct stmt *next;
};

/* struct none stands where a statement takes or gives nothing. */
struct none {
	char unused;
};
#define none_fields NULL

/* Define a statement and enlist it: STMT(find, contact, contact, "SELECT ... WHERE id = :id"). */
#define STMT(name, from, to, text) \
	static struct stmt name = { .sql = text, \
		.in = from##_fields, \
		.out = to##_fields, \
		.in_size = sizeof(struct from), \
		.out_size = sizeof(struct to) }; \
	__attribute__((constructor)) static void enlist_##name(void) \
	{ \
		db_enlist(&name); \
	}

void db_enlist(struct stmt *s);

struct db_config {
	const char *socket, *host, *name, *user, *password; /* NULL where not used */
	unsigned port;
};

struct db {
	struct db_config config;
	MYSQL *conn;        /* NULL while there is none */
	unsigned epoch;     /* counts connections: statements of an older one are prepared again */
	uint64_t executed;  /* statements run so far, for tests and logs */
	char duplicate[64]; /* name of the unique key that the last duplicate ran into */
};

/*
 * LAUREL_DB (mariadb://user:password@host:port/name), or LAUREL_DB_SOCKET,
 * LAUREL_DB_NAME, LAUREL_DB_USER, LAUREL_DB_PASSWORD_FILE; text lives in c's
 * arena.  False with a message on stderr when they make no sense.
 */
bool db_config_from_env(struct arena *keep, struct db_config *into);

/* Connect when there is no connection. ERR_BUSY when the server cannot be reached. */
must_check enum err db_connect(struct ctx *c);
void db_close(struct db *db);
must_check enum err db_prepare_all(struct ctx *c);

/* Run a statement that returns no rows; changed may be NULL. */
must_check enum err db_exec(struct ctx *c, struct stmt *s, const void *in);
must_check enum err db_change(struct ctx *c, struct stmt *s, const void *in, int64_t *changed);

/*
 * Insert one row; *id gets the AUTO_INCREMENT value.  A unique key that is
 * already there gives `duplicate` (without words: the caller knows them).
 */
must_check enum err db_insert(struct ctx *c, struct stmt *s, const void *in, int64_t *id, enum err duplicate);
must_check enum err db_exec_unique(struct ctx *c, struct stmt *s, const void *in, enum err duplicate);

/* As db_change(), but what a foreign key holds on to is passed over: *changed is 0 then. */
must_check enum err db_change_free(struct ctx *c, struct stmt *s, const void *in, int64_t *changed);

/* One row or ERR_NOT_FOUND. Members that the query does not select keep their value. */
must_check enum err db_one(struct ctx *c, struct stmt *s, const void *in, void *out);
must_check enum err db_maybe(struct ctx *c, struct stmt *s, const void *in, void *out, bool *found);

/* All rows, as structs of s->out_size in the arena. */
must_check enum err db_all(struct ctx *c, struct stmt *s, const void *in, struct list *out);

/*
 * Run `work` in a transaction.  It commits when `work` succeeds, rolls back
 * when it fails, and starts over from a clean arena when InnoDB or Galera asks
 * for that (1213, 1205) or the connection was lost before COMMIT.  A lost
 * COMMIT is ERR_OUTCOME_UNKNOWN.  Audit entries are written and sealed last.
 * `work` must touch nothing but the database and the request's arena.
 */
must_check enum err db_transact(struct ctx *c, enum err (*work)(struct ctx *c, void *arg), void *arg,
	bool read_only);

/*
 * The same without a transaction, for reads whose statements may each see a
 * moment of their own: it saves two of a list page's five round trips.
 */
must_check enum err db_look(struct ctx *c, enum err (*work)(struct ctx *c, void *arg), void *arg);

/*
 * Fill a table from memory by LOAD DATA LOCAL INFILE, inside a transaction:
 * sql is a literal, data its "file".  Whatever the server could not take as it
 * is fails the call, unless repeats may be passed over.  No connection ever
 * opens a file for the server: outside this call it is refused.
 */
enum db_repeats { REPEATS_FAIL, REPEATS_PASS };
must_check enum err db_load(struct ctx *c, const char *sql, const char *data, size_t n,
	enum db_repeats repeats);

/* Writes one cell of such data, and what parts and ends its lines. NULL is SQL's. */
void db_load_text(struct buf *b, const char *text, size_t n);

/* Plain text without parameters, for migrations and sessions settings only. */
must_check enum err db_plain(struct ctx *c, const char *sql);

#endif
