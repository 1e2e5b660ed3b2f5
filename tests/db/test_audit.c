#include "fixture.h"

#include <mysqld_error.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

DB_SUITE(audit);

/* The first entry that does not fit, 0 when all do. */
static int64_t first_bad(void)
{
	int64_t entries, bad;

	OK(audit_verify(&c, &entries, &bad));
	return bad;
}

static void act_five_times(void)
{
	static const char *const names[] = { "Ada Lovelace", "Alan Turing", "Grace Hopper", "Edsger Dijkstra",
		"Mary Shaw" };

	c.request_id = "req-1";
	c.reason = "because";
	for (size_t i = 0; i < 5; i++)
		make_contact(names[i]);
}

static void keep_copy(void)
{
	sql("CREATE TABLE copy AS SELECT * FROM audit; CREATE TABLE head_copy AS SELECT * FROM audit_head");
}

static void restore(void)
{
	sql("DELETE FROM audit; INSERT INTO audit SELECT * FROM copy; REPLACE INTO audit_head SELECT * FROM head_copy");
	cr_assert_eq(first_bad(), 0);
}

Test(audit, an_untouched_chain_verifies_whatever_was_done)
{
	int64_t program = PROGRAM(.stages = "Course Exam#60!"), entries, bad;
	int64_t id = enroll_one(program, make_contact("Ada Lovelace"));

	OK(record(id, "Course", TODAY));
	OK(record_graded(id, "Exam", TODAY, 80));
	OK(approve(id, "Exam"));
	OK(audit_verify(&c, &entries, &bad));
	cr_assert_eq(bad, 0);
	cr_assert_eq(entries, sql_int("SELECT COUNT(*) FROM audit"));
	cr_assert_eq(entries, sql_int("SELECT last_id FROM audit_head"));
	cr_assert_gt(entries, 6);
}

Test(audit, an_empty_chain_verifies)
{
	cr_assert_eq(first_bad(), 0);
}

Test(audit, an_entry_altered_in_any_column_is_found)
{
	static const char *const changes[] = { "at = at + INTERVAL 1 MICROSECOND", "actor_id = 77",
		"action = 'contact.creatf'", "entity = 'program'", "entity_id = entity_id + 1",
		"title = 'Ada Lovelacf'", "title = NULL", "reason = 'x'", "via = 'api'",
		"request_id = 'req-2'", "request_id = NULL",
		"changes = REPLACE(changes, 'Lovelace', 'Byron')", "changes = CONCAT(changes, ' ')",
		"hash = REVERSE(hash)" };

	act_five_times();
	keep_copy();
	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
		sql("UPDATE audit SET %s WHERE id = 1", changes[i]);
		cr_assert_eq(first_bad(), 1, "%s", changes[i]);
		restore();
	}
}

Test(audit, an_entry_altered_anywhere_in_the_chain_is_found_at_its_place)
{
	act_five_times();
	keep_copy();
	for (int64_t id = 1; id <= 5; id++) {
		sql("UPDATE audit SET actor_id = 5 WHERE id = %lld", (long long)id);
		cr_assert_eq(first_bad(), id);
		restore();
	}
}

Test(audit, an_entry_removed_anywhere_is_found)
{
	act_five_times();
	keep_copy();
	for (int64_t id = 1; id <= 5; id++) {
		sql("DELETE FROM audit WHERE id = %lld", (long long)id);
		cr_assert_eq(first_bad(), id);
		restore();
	}
	sql("DELETE FROM audit");
	cr_assert_eq(first_bad(), 1);
}

Test(audit, closing_the_gap_of_a_removed_entry_does_not_hide_it)
{
	act_five_times();
	sql("DELETE FROM audit WHERE id = 3; UPDATE audit SET id = id - 1 WHERE id > 3 ORDER BY id; UPDATE audit_head SET last_id = 4");
	cr_assert_eq(first_bad(), 3);
}

Test(audit, an_entry_put_in_is_found)
{
	act_five_times();
	keep_copy();
	sql("UPDATE audit SET id = id + 1 WHERE id >= 3 ORDER BY id DESC; UPDATE audit_head SET last_id = 6");
	sql("INSERT INTO audit SELECT 3, at, actor_id, action, entity, entity_id, title, reason, via, request_id, changes, hash "
	    "FROM copy WHERE id = 2");
	cr_assert_eq(first_bad(), 3);
	restore();
	sql("INSERT INTO audit SELECT 6, at, actor_id, action, entity, entity_id, title, reason, via, request_id, changes, hash "
	    "FROM copy WHERE id = 5");
	cr_assert_eq(first_bad(), 6, "also behind the last one");
}

Test(audit, entries_in_another_order_are_found)
{
	act_five_times();
	sql("UPDATE audit SET id = 100 WHERE id = 2; UPDATE audit SET id = 2 WHERE id = 3; UPDATE audit SET id = 3 WHERE id = 100");
	cr_assert_eq(first_bad(), 2);
}

Test(audit, cutting_off_the_end_and_its_head_number_is_found)
{
	act_five_times();
	sql("DELETE FROM audit WHERE id = 5; UPDATE audit_head SET last_id = 4");
	cr_assert_neq(first_bad(), 0, "the head's hash is that of the entry that is gone");
}

Test(audit, a_long_chain_is_walked_to_its_end)
{
	int64_t entries, bad;

	step_begin();
	for (int i = 0; i < 1203; i++)
		audit_json(&c, "test.step", (struct audit_object){ "test", i + 1, NULL }, "[]");
	cr_assert_eq(step_end(ERR_OK), ERR_OK);
	OK(audit_verify(&c, &entries, &bad));
	cr_assert_eq(entries, 1203);
	cr_assert_eq(bad, 0);
	sql("UPDATE audit SET title = 'x' WHERE id = 1101");
	cr_assert_eq(first_bad(), 1101);
}

Test(audit, an_entry_tells_who_when_what_and_why)
{
	struct contact in = { .given_name = "Ada", .family_name = "Lovelace" };

	act_as(STAFF);
	c.request_id = "req-9";
	step_begin();
	c.reason = "asked for by telephone";
	cr_assert_eq(step_end(contact_create(&c, &in)), ERR_OK);
	cr_assert_eq(sql_int("SELECT actor_id FROM audit"), c.actor.id);
	cr_assert_str_eq(sql_text("SELECT at FROM audit"), "2026-06-15 12:00:00.000000");
	cr_assert_str_eq(sql_text("SELECT CONCAT(action, ' ', entity, ' ', title) FROM audit"),
		"contact.create contact Ada Lovelace");
	cr_assert_eq(sql_int("SELECT entity_id FROM audit"), in.id);
	cr_assert_str_eq(sql_text("SELECT CONCAT(reason, ', ', via, ', ', request_id) FROM audit"),
		"asked for by telephone, screen, req-9");
}

Test(audit, changes_hold_what_changed_and_nothing_else)
{
	int64_t id = make_person("Ada Lovelace", "ada@example.org");

	OK(contact_update(&c, id, 1, &(struct contact){ .family_name = "Byron", .given_name = "Ada" },
		members(contact_fields, "family_name given_name")));
	cr_assert_str_eq(sql_text("SELECT changes FROM audit WHERE action = 'contact.update'"),
		"[{\"field\":\"family_name\",\"before\":\"Lovelace\",\"after\":\"Byron\"}]");
}

Test(audit, secrets_stay_out)
{
	int64_t id = make_person("Ada Lovelace", "ada@example.org");
	struct invitation link;

	OK(account_create(&c, id, "quiet-river-lantern"));
	OK(invitation_create(&c, id, &link));
	OK(invitation_accept(&c, &(struct invitation_answer){ link.token, "another-river-lantern" }));
	cr_assert_eq(
		sql_int("SELECT COUNT(*) FROM audit WHERE CONCAT_WS(' ', title, reason, changes) LIKE '%%lantern%%' "
			"OR CONCAT_WS(' ', title, reason, changes) LIKE '%%argon2%%' OR changes LIKE '%%%s%%'",
			link.token),
		0);
	cr_assert_eq(audit_count("account.password"), 2);
	cr_assert_eq(audit_count("account.invite"), 1);
}

Test(audit, a_call_that_is_taken_back_leaves_no_entry_and_no_gap)
{
	struct contact twin = { .given_name = "Ada", .family_name = "Byron", .email = "ada@example.org" };

	make_person("Ada Lovelace", "ada@example.org");
	REFUSED(ERR_EMAIL_TAKEN, contact_create(&c, &twin));
	make_contact("Alan Turing");
	cr_assert_eq(sql_int("SELECT MAX(id) FROM audit"), 2);
	cr_assert_eq(first_bad(), 0);
}

/* --- reading it --- */

Test(audit, an_objects_history_is_told_newest_first_page_by_page)
{
	int64_t id = make_contact("Ada Lovelace"), seen = 0, last = INT64_MAX;
	struct history_query q = { .entity = "contact", .entity_id = id, .limit = 2 };
	struct page page;

	for (int64_t version = 1; version <= 6; version++)
		OK(contact_update(&c, id, version,
			&(struct contact){ .given_name = version % 2 ? "A" : "Ada" },
			members(contact_fields, "given_name")));
	make_contact("Alan Turing");
	do {
		page = (struct page){ 0 };
		OK(history_list(&c, &q, &page));
		for (size_t i = 0; i < page.items.n; i++, seen++) {
			const struct history_item *h = (struct history_item *)page.items.items + i;

			cr_assert_lt(h->id, last);
			cr_assert_eq(h->object->id, id);
			last = h->id;
		}
		q.cursor = page.next;
	} while (page.next);
	cr_assert_eq(seen, 7);
}

static size_t audit_found(struct history_query q)
{
	struct page page = { 0 };

	OK(audit_list(&c, &q, &page));
	return page.items.n;
}

Test(audit, the_whole_audit_is_filtered_by_actor_action_and_day)
{
	struct contact a = { .given_name = "A", .family_name = "A" },
		       b = { .given_name = "B", .family_name = "B" };

	act_as(STAFF);
	OK(contact_create(&c, &a));
	today_is(ON(2026, 6, 16));
	act_as(SYSADMIN);
	OK(contact_create(&c, &b));
	OK(contact_update(&c, b.id, 1, &a, members(contact_fields, "given_name")));
	cr_assert_eq(audit_found((struct history_query){ 0 }), 3);
	cr_assert_eq(audit_found((struct history_query){ .actor_id = contact_of_role(STAFF) }), 1);
	cr_assert_eq(audit_found((struct history_query){ .action = "contact.create" }), 2);
	cr_assert_eq(audit_found((struct history_query){ .from = ON(2026, 6, 16) }), 2);
	cr_assert_eq(audit_found((struct history_query){ .to = ON(2026, 6, 15) }), 1);
	cr_assert_eq(audit_found((struct history_query){ .from = ON(2026, 6, 17) }), 0);
}

Test(audit, an_enrolments_history_begins_with_the_call_that_made_it_and_names_nobody_else)
{
	int64_t program = PROGRAM(.stages = "Course");
	struct enroll_request in = { .contact_ids = ids(2, make_contact("Ada Lovelace"),
					     make_contact("Alan Turing")) };
	struct enroll_result out = { 0 };
	struct page page = { 0 };
	const struct history_item *h;
	int64_t id;

	OK(enroll(&c, program, &in, &out));
	id = ((struct enroll_outcome *)out.items.items)->enrollment_id;
	OK(record(id, "Course", TODAY));
	OK(history_list(&c, &(struct history_query){ .entity = "enrollment", .entity_id = id }, &page));
	h = page.items.items;
	cr_assert_eq(page.items.n, 2);
	cr_assert_str_eq(h[0].action, "completion.record");
	cr_assert_str_eq(h[1].action, "enrollment.create");
	cr_assert_str_eq(h[1].changes, "[]");
}

/* --- what the pool's own account may do with it --- */

static char account[32], password_file[64];

static void grant(void)
{
	FILE *f;
	const char *dir = getenv("LAUREL_SQL_DIR") ? getenv("LAUREL_SQL_DIR") : "sql";

	snprintf(account, sizeof(account), "pool_%d", (int)getpid());
	snprintf(password_file, sizeof(password_file), "/tmp/laurel-grants-%d", (int)getpid());
	umask(077);
	f = fopen(password_file, "we");
	cr_assert_not_null(f);
	fputs("a-password-for-the-pool\n", f);
	fclose(f);
	cr_assert_eq(
		system(arena_printf(&c.arena,
			"LAUREL_DB_SOCKET='%s' LAUREL_DB_USER='%s' LAUREL_DB_NAME='%s' LAUREL_DB_ACCOUNT='%s' "
			"LAUREL_DB_PASSWORD_FILE='%s' '%s/grants'",
			getenv("TEST_DB_SOCKET"), getenv("TEST_DB_USER"), schema_name(), account,
			password_file, dir)),
		0);
	unlink(password_file);
}

static MYSQL *connect_as_pool(void)
{
	MYSQL *m = mysql_init(NULL);

	cr_assert(mysql_real_connect(m, NULL, account, "a-password-for-the-pool", schema_name(), 0,
			  getenv("TEST_DB_SOCKET"), 0),
		"%s", mysql_error(m));
	return m;
}

Test(audit, the_pools_account_can_read_and_append_entries_and_never_change_or_remove_them)
{
	static const char *const forbidden[] = { "UPDATE audit SET title = 'x'", "DELETE FROM audit",
		"TRUNCATE audit", "DROP TABLE audit", "ALTER TABLE audit ADD x INT",
		"REPLACE INTO audit SELECT * FROM audit",
		"CREATE TRIGGER t BEFORE INSERT ON audit FOR EACH ROW SET NEW.title = 'x'",
		"DELETE FROM audit_head", "INSERT INTO schema_migration VALUES (99, 'x', 'x', NULL)" };
	MYSQL *pool;

	act_five_times();
	grant();
	pool = connect_as_pool();
	for (size_t i = 0; i < sizeof(forbidden) / sizeof(*forbidden); i++) {
		cr_assert(mysql_query(pool, forbidden[i]), "%s", forbidden[i]);
		cr_assert_eq(mysql_errno(pool), ER_TABLEACCESS_DENIED_ERROR, "%s: %s", forbidden[i],
			mysql_error(pool));
	}
	mysql_close(pool);
	c.db->config.user = account;
	c.db->config.password = "a-password-for-the-pool";
	db_close(c.db);
	make_contact("Barbara Liskov");
	cr_assert_eq(first_bad(), 0);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM audit"), 6);
	sql("DROP USER '%s'@'localhost'", account);
}

Test(audit, the_pools_account_suffices_for_every_statement)
{
	grant();
	db_close(c.db);
	c.db->config.user = account;
	c.db->config.password = "a-password-for-the-pool";
	cr_assert_eq(db_connect(&c), ERR_OK);
	cr_assert_eq(db_prepare_all(&c), ERR_OK, "%s", said());
	sql("DROP USER '%s'@'localhost'", account);
}
