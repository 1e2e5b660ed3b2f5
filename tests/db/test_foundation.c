#include "fixture.h"

DB_SUITE(foundation);

Test(foundation, every_statement_prepares_against_the_schema)
{
	cr_assert_eq(db_connect(&c), ERR_OK);
	cr_assert_eq(db_prepare_all(&c), ERR_OK, "%s", said());
}

Test(foundation, a_schema_that_does_not_fit_is_noticed_when_statements_are_prepared)
{
	cr_assert_eq(db_connect(&c), ERR_OK);
	sql("ALTER TABLE contact DROP COLUMN contact_no");
	cr_assert_eq(db_prepare_all(&c), ERR_INTERNAL);
}

/* --- work for transactions: each adds one contact, and counts how often it was called --- */

static int attempts;
static MYSQL *other;

static enum err add_contact(struct ctx *x, void *arg)
{
	struct contact in = { .given_name = "Ada", .family_name = arg };

	attempts++;
	return contact_create(x, &in);
}

static int64_t contacts(void)
{
	return sql_int("SELECT COUNT(*) FROM contact WHERE given_name = 'Ada'");
}

static int64_t entries(void)
{
	return sql_int("SELECT COUNT(*) FROM audit");
}

static enum err transact(enum err (*work)(struct ctx *, void *), bool read_only)
{
	static char name[] = "Lovelace";

	attempts = 0;
	return db_transact(&c, work, name, read_only);
}

static void run_other(const char *text)
{
	cr_assert_not(mysql_query(other, text), "%s", mysql_error(other));
	mysql_free_result(mysql_store_result(other));
}

/* The server has forgotten the connection, so that what follows on it fails for sure. */
static void kill_connection(struct ctx *x)
{
	unsigned long id = mysql_thread_id(x->db->conn);

	sql("KILL %lu", id);
	while (sql_int("SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE ID = %lu", id))
		;
}

Test(foundation, a_transaction_writes_the_change_and_its_audit_together)
{
	cr_assert_eq(transact(add_contact, false), ERR_OK);
	cr_assert_eq(attempts, 1);
	cr_assert_eq(contacts(), 1);
	cr_assert_eq(entries(), 1);
}

static enum err add_and_fail(struct ctx *x, void *arg)
{
	TRY(add_contact(x, arg));
	return fail(x, ERR_BAD_MOVE, "Not today.");
}

Test(foundation, a_refusal_takes_everything_back)
{
	cr_assert_eq(transact(add_and_fail, false), ERR_BAD_MOVE);
	cr_assert_eq(attempts, 1, "a refusal is not repeated");
	cr_assert_str_eq(c.problem.detail, "Not today.");
	cr_assert_eq(contacts(), 0);
	cr_assert_eq(entries(), 0);
}

static enum err deadlocks_twice(struct ctx *x, void *arg)
{
	TRY(add_contact(x, arg));
	return attempts < 3 ? db_plain(x, "SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213") : ERR_OK;
}

Test(foundation, a_transaction_that_was_a_victim_is_repeated_and_writes_once)
{
	cr_assert_eq(transact(deadlocks_twice, false), ERR_OK);
	cr_assert_eq(attempts, 3);
	cr_assert_eq(contacts(), 1);
	cr_assert_eq(entries(), 1);
}

static enum err deadlocks_always(struct ctx *x, void *arg)
{
	TRY(add_contact(x, arg));
	return db_plain(x, "SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213");
}

Test(foundation, repeating_has_an_end)
{
	cr_assert_eq(transact(deadlocks_always, false), ERR_BUSY);
	cr_assert_eq(attempts, 5);
	cr_assert_eq(contacts(), 0);
	cr_assert_eq(entries(), 0);
}

/* Crosses a heavier transaction: the first attempt becomes InnoDB's victim, the second finds the way free. */
static enum err crosses_another(struct ctx *x, void *arg)
{
	static const char theirs[] = "UPDATE organisation SET organisation_name = 'Theirs'";

	TRY(add_contact(x, arg));
	if (attempts == 2) {
		cr_assert_not(mysql_read_query_result(other), "the other one went on: %s",
			mysql_error(other));
		run_other("COMMIT");
	}
	TRY(db_plain(x, "UPDATE organisation SET organisation_name = 'Ours'"));
	if (attempts == 1)
		cr_assert_not(mysql_send_query(other, theirs, sizeof(theirs) - 1));
	return db_plain(x, "UPDATE component SET title = 'Ours' WHERE id = 1");
}

Test(foundation, a_real_deadlock_is_survived)
{
	sql("INSERT INTO component (code, title, kind, status, created_at) SELECT seq, seq, 'exam', 'active', '2026-01-01' FROM seq_1_to_50");
	other = rival();
	run_other("SET innodb_lock_wait_timeout = 50");
	run_other("START TRANSACTION");
	run_other("UPDATE component SET title = CONCAT(title, ' of theirs')");
	cr_assert_eq(transact(crosses_another, false), ERR_OK, "%s", said());
	cr_assert_eq(attempts, 2);
	mysql_close(other);
	cr_assert_eq(contacts(), 1);
	cr_assert_eq(entries(), 1);
	cr_assert_str_eq(
		sql_text(
			"SELECT CONCAT(organisation_name, ' ', title) FROM organisation, component WHERE component.id = 1"),
		"Ours Ours");
}

static enum err waits_for_another(struct ctx *x, void *arg)
{
	TRY(add_contact(x, arg));
	TRY(db_plain(x, "SET innodb_lock_wait_timeout = 0"));
	if (attempts == 2)
		run_other("ROLLBACK");
	return db_plain(x, "UPDATE organisation SET organisation_name = 'Ours'");
}

Test(foundation, a_lock_wait_that_ran_out_is_repeated_and_writes_once)
{
	other = rival();
	run_other("START TRANSACTION");
	run_other("UPDATE organisation SET organisation_name = 'Theirs'");
	cr_assert_eq(transact(waits_for_another, false), ERR_OK, "%s", said());
	cr_assert_eq(attempts, 2);
	mysql_close(other);
	cr_assert_eq(contacts(), 1);
	cr_assert_eq(entries(), 1);
	cr_assert_str_eq(sql_text("SELECT organisation_name FROM organisation"), "Ours");
}

static enum err loses_its_connection_once(struct ctx *x, void *arg)
{
	if (!attempts) {
		TRY(add_contact(x, arg));
		kill_connection(x);
		return add_contact(x, arg);
	}
	return add_contact(x, arg);
}

Test(foundation, a_connection_lost_before_the_commit_is_opened_again_and_the_work_done_once)
{
	cr_assert_eq(transact(loses_its_connection_once, false), ERR_OK, "%s", said());
	cr_assert_eq(attempts, 3);
	cr_assert_eq(contacts(), 1);
	cr_assert_eq(entries(), 1);
}

static enum err loses_its_connection_at_the_end(struct ctx *x, void *arg)
{
	TRY(add_contact(x, arg));
	x->audit = NULL; /* nothing more to say before the COMMIT */
	kill_connection(x);
	return ERR_OK;
}

Test(foundation, a_connection_lost_at_the_commit_leaves_the_outcome_open_and_repeats_nothing)
{
	cr_assert_eq(transact(loses_its_connection_at_the_end, false), ERR_OUTCOME_UNKNOWN);
	cr_assert_eq(attempts, 1);
	cr_assert_str_eq(c.problem.detail, "The database went away while the change was being saved.");
	cr_assert_eq(transact(add_contact, false), ERR_OK, "the next call finds a new connection");
	cr_assert_eq(contacts(), 1);
}

Test(foundation, a_read_only_transaction_cannot_write)
{
	cr_assert_eq(transact(add_contact, true), ERR_INTERNAL);
	cr_assert_eq(contacts(), 0);
	cr_assert_eq(transact(add_contact, false), ERR_OK, "and leaves nothing read-only behind");
}

Test(foundation, statements_work_again_on_a_new_connection)
{
	cr_assert_eq(transact(add_contact, false), ERR_OK);
	db_close(c.db);
	cr_assert_eq(transact(add_contact, false), ERR_OK);
	cr_assert_eq(contacts(), 2);
}

Test(foundation, an_unreachable_database_is_said_to_be_busy)
{
	db_close(c.db);
	c.db->config.socket = "/nonexistent/mysql.sock";
	cr_assert_eq(transact(add_contact, false), ERR_BUSY);
	cr_assert_eq(attempts, 0);
}

/* --- values --- */

struct value {
	int64_t id;
	const char *code, *title, *kind;
	struct instant at;
	struct decimal price;
	struct date on;
	bool flag;
	struct ints ids;
};
static const struct field value_fields[] = {
	FIELD(value, id, NULLABLE, 0, WIDE),
	FIELD(value, code, 0, 0, 40),
	FIELD(value, title, 0, 0, 200),
	FIELD(value, kind, 0, 0, 200),
	FIELD(value, at, 0, 0, WIDE),
	FIELD(value, price, 0, 0, WIDE),
	FIELD(value, on, 0, DATE_MIN, DATE_MAX),
	FIELD(value, flag, 0, 0, 1),
	FIELD(value, ids, 0, 0, WIDE),
	FIELD_END,
};
STMT(echo, value, value,
	"SELECT :id AS id, :code AS code, CAST(:at AS DATETIME(6)) AS at, CAST(:price AS DECIMAL(8,2)) AS price, "
	"CAST(:on AS DATE) AS `on`, :flag AS flag, CONCAT(:title, '') AS title")
STMT(count_ids, value, value,
	"SELECT COUNT(*) AS id FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) j")
STMT(series, value, value,
	"WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < 700) "
	"SELECT id, REPEAT('x', id) AS title FROM n")
STMT(insert_value, value, none,
	"INSERT INTO component (code, title, kind, status, created_at) VALUES (:code, :title, :kind, 'active', :now)")

Test(foundation, every_type_of_value_comes_back_from_the_database_as_it_went_in)
{
	struct value in = { 42, "c\"'\\", "Zo\xC3\xAB \xF0\x9F\x8C\xBF", NULL, { 0 }, { true, -12345 },
		ON(2024, 2, 29), true, { NULL, 0 } };
	struct value out = { 0 };

	cr_assert(instant_parse("2026-06-15T23:59:59.123456Z", &in.at));
	OK(db_one(&c, &echo, &in, &out));
	cr_assert_eq(out.id, 42);
	cr_assert_str_eq(out.code, in.code);
	cr_assert_str_eq(out.title, in.title);
	cr_assert_eq(out.at.us, in.at.us);
	cr_assert(out.price.set);
	cr_assert_eq(out.price.hundredths, -12345);
	cr_assert_eq(out.on.day, in.on.day);
	cr_assert(out.flag);
}

Test(foundation, nulls_come_back_as_nulls)
{
	struct value in = { 0 }, out = { 1, "x", "x", "x", { 1 }, { true, 1 }, { 1 }, true, { NULL, 0 } };

	OK(db_one(&c, &echo, &in, &out));
	cr_assert(!out.id && !out.code && !out.title && !out.at.us && !out.price.set && !out.on.day &&
		!out.flag);
	cr_assert_str_eq(out.kind, "x", "what is not selected keeps its value");
}

Test(foundation, ten_thousand_ids_travel_in_one_parameter)
{
	struct value in = { .ids = { arena_alloc(&c.arena, 10000 * sizeof(int64_t)), 10000 } }, out = { 0 };

	for (size_t i = 0; i < in.ids.n; i++)
		in.ids.v[i] = WIDE - (int64_t)i;
	OK(db_one(&c, &count_ids, &in, &out));
	cr_assert_eq(out.id, 10000);
}

Test(foundation, long_lists_and_texts_of_growing_length_arrive_whole)
{
	const struct value *v;
	struct list all;

	OK(db_all(&c, &series, &(struct value){ 0 }, &all));
	cr_assert_eq(all.n, 700);
	v = all.items;
	for (size_t i = 0; i < all.n; i++) {
		cr_assert_eq(v[i].id, (int64_t)i + 1);
		cr_assert_eq(strlen(v[i].title), i + 1);
		cr_assert_eq(strspn(v[i].title, "x"), i + 1);
	}
}

Test(foundation, several_long_texts_of_one_row_come_whole_the_first_time)
{
	char given[161], family[161];
	struct contact in = { .given_name = given, .family_name = family }, out;

	for (size_t i = 0; i < 160; i += 2) {
		memcpy(given + i, "\xc3\x9f", 2);
		memcpy(family + i, "\xc3\xbc", 2);
	}
	given[160] = family[160] = '\0';
	OK(contact_create(&c, &in));
	OK(contact_find(&c, in.id, &out));
	cr_assert_str_eq(out.given_name, given);
	cr_assert_str_eq(out.family_name, family);
}

Test(foundation, a_duplicate_gives_the_callers_code_and_names_the_key)
{
	struct value in = { .code = "K", .title = "One", .kind = "exam" };
	int64_t id = 0;

	OK(db_insert(&c, &insert_value, &in, &id, ERR_CODE_TAKEN));
	cr_assert_eq(id, sql_int("SELECT id FROM component"));
	REFUSED(ERR_CODE_TAKEN, db_insert(&c, &insert_value, &in, &id, ERR_CODE_TAKEN));
	cr_assert_str_eq(c.db->duplicate, "component_code");
	cr_assert_null(c.problem.detail, "the caller knows the words");
}

Test(foundation, what_the_schema_forbids_is_refused)
{
	int64_t id;

	REFUSED(ERR_INTERNAL,
		db_insert(&c, &insert_value, &(struct value){ .code = "K", .title = "One", .kind = "song" },
			&id, ERR_CODE_TAKEN));
	REFUSED(ERR_INTERNAL,
		db_insert(&c, &insert_value, &(struct value){ .code = "K", .title = NULL, .kind = "exam" },
			&id, ERR_CODE_TAKEN));
}

Test(foundation, statements_are_counted)
{
	uint64_t before;
	struct value out;

	OK(db_one(&c, &echo, &(struct value){ 0 }, &out));
	before = c.db->executed;
	OK(db_one(&c, &echo, &(struct value){ 0 }, &out));
	cr_assert_eq(c.db->executed - before, 1);
}
