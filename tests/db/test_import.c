#include "call.h"
#include "course.h"
#include "csv_out.h"
#include "event.h"
#include "import.h"

#include <stdio.h>

DB_SUITE(import);

/* --- a file in, a dry run out --- */

static const char head[] =
	"external_course_id,title,external_user_id,external_email,first_name,last_name,enrollment_start,"
	"complete,date_completed,credit_type,credits,grade\n";

static struct import_upload records = { .kind = "course_records" };

static enum err try_upload(struct import_upload *u, const char *data, size_t n, int64_t *id)
{
	struct import_stage *s = NULL;
	enum err e = import_begin(&c, u, &s);

	for (size_t at = 0; !e && at < n; at += 7)
		e = import_feed(&c, s, data + at, n - at < 7 ? n - at : 7);
	if (!e)
		e = import_end(&c, s, id);
	if (e && s)
		import_abandon(&c, s);
	return e;
}

static int64_t upload_bytes(struct import_upload *u, const char *data, size_t n)
{
	int64_t id = 0;
	enum err e = try_upload(u, data, n, &id);

	cr_assert_eq(e, ERR_OK, "%s: %s", err_slug(e), said());
	run_jobs();
	return id;
}

static int64_t upload(const char *text)
{
	return upload_bytes(&records, text, strlen(text));
}

/* With the usual header. */
static int64_t upload_rows(const char *rows)
{
	return upload(arena_printf(&c.arena, "%s%s", head, rows));
}

static struct import look_at(int64_t id)
{
	struct import i = { 0 };

	OK(import_find(&c, id, &i));
	return i;
}

/* "create 2, reject 1" */
static const char *counts(int64_t id)
{
	struct import i = look_at(id);
	struct buf b = { .arena = &c.arena };
	const struct {
		const char *word;
		int64_t n;
	} all[] = { { "create", i.creates }, { "fulfil", i.fulfils }, { "hold", i.holds },
		{ "unchanged", i.unchanged }, { "reject", i.rejects } };

	cr_assert_null(i.error, "%s", i.error);
	for (size_t k = 0; k < 5; k++)
		if (all[k].n)
			buf_printf(&b, "%s%s %lld", b.used ? ", " : "", all[k].word, (long long)all[k].n);
	return buf_end(&b);
}

static struct list lines_of(struct import_rows_query q)
{
	struct page page = { 0 };

	OK(import_rows(&c, &q, &page));
	return page.items;
}

/* "3 bad_date date_completed 2014-02-31; 4 over_maximum credits 61" */
static const char *problems(int64_t id)
{
	struct list lines =
		lines_of((struct import_rows_query){ .verdict = "reject", .import_id = id, .limit = 200 });
	const struct import_line *l = lines.items;
	struct buf b = { .arena = &c.arena };

	for (size_t i = 0; i < lines.n; i++) {
		cr_assert_not_null(l[i].reason);
		cr_assert_not_null(l[i].remedy);
		buf_printf(&b, "%s%lld %s %s %s", i ? "; " : "", (long long)l[i].line, l[i].code,
			l[i].column ? l[i].column : "-", l[i].value ? l[i].value : "-");
	}
	return buf_end(&b);
}

static int64_t make_course(const char *code)
{
	sql("INSERT INTO course (code, title, description, content_source, enrollment_method, status, created_at) "
	    "VALUES ('%s', 'Course %s', '', 'own', 'open', 'active', '2026-01-01')",
		code, code);
	sql("INSERT INTO course_step (course_id, position, title, kind, required) SELECT id, 1, 'Lesson', 'lesson', TRUE FROM course "
	    "WHERE code = '%s'",
		code);
	return sql_int("SELECT id FROM course WHERE code = '%s'", code);
}

static void make_credit(const char *course, const char *code, const char *maximum, bool variable)
{
	sql("INSERT IGNORE INTO credit_type (code, title, increment, decimals, created_at) VALUES ('%s', '%s', 0.5, 1, '2026-01-01')",
		code, code);
	sql("INSERT INTO course_credit (course_id, credit_type_id, maximum, variable) SELECT k.id, t.id, %s, %d FROM course k JOIN credit_type t ON t.code = '%s' WHERE k.code = '%s'",
		maximum, variable, code, course);
}

static int64_t make_learner(const char *number, const char *name)
{
	int64_t id = make_person(name, arena_printf(&c.arena, "%s@example.org", number));

	sql("UPDATE contact SET contact_no = '%s' WHERE id = %lld", number, (long long)id);
	return id;
}

static void put_in_course(const char *course, const char *number, const char *status)
{
	sql("INSERT INTO course_enrollment (course_id, contact_id, sort_name, status, active, enrolled_on, completed_on, completion_origin, created_at) "
	    "SELECT k.id, p.id, p.sort_name, '%s', TRUE, '2026-01-01', IF('%s' = 'completed', '2026-02-02', NULL), IF('%s' = 'completed', 'staff', NULL), "
	    "'2026-01-01' FROM course k JOIN contact p WHERE k.code = '%s' AND p.contact_no = '%s'",
		status, status, status, course, number);
}

/* Course A, which awards 10 CME in full, and a learner for it. */
static void one_learner_and_course(void)
{
	make_course("A");
	make_learner("L1", "Ada Lovelace");
	make_credit("A", "CME", "10", false);
}

/* --- reading --- */

Test(import, a_file_is_read_in_any_pieces_and_its_rows_are_judged)
{
	make_course("A");
	make_learner("L1", "Ada Lovelace");
	cr_assert_str_eq(counts(upload_rows("A,,L1,,,,2026-01-01,1,2026-02-02,,,Pass\n")), "create 1");
	cr_assert_str_eq(sql_text("SELECT state FROM import"), "validated");
	cr_assert_eq(audit_count("import.upload"), 1);
	cr_assert_eq(audit_count("import.validate"), 1);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM import_lock"), 0);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM course_enrollment"), 0, "a dry run changes nothing");
}

static void check_file(const char *data, size_t n, const char *encoding, const char *separator)
{
	int64_t id = upload_bytes(&records, data, n);
	struct import i = look_at(id);

	cr_assert_str_eq(i.encoding, encoding);
	cr_assert_str_eq(i.separator, separator);
	cr_assert_str_eq(counts(id), "create 1", "%s", problems(id));
}
#define FILE_IS(text, encoding, separator) check_file(text, sizeof(text) - 1, encoding, separator)

Test(import, cri_17_every_usual_way_to_write_a_file_is_recognised)
{
	make_course("A");
	make_learner("L1", "Ada Lovelace");
	FILE_IS("external_course_id,external_user_id,complete,date_completed,grade\nA,L1,1,2026-02-02,Gut\n",
		"utf-8", "comma");
	FILE_IS("\xEF\xBB\xBF"
		"external_course_id;external_user_id;complete;date_completed\r\nA;L1;1;2026-02-02\r\n",
		"utf-8-bom", "semicolon");
	FILE_IS("external_course_id\texternal_user_id\tcomplete\tdate_completed\rA\tL1\t1\t2026-02-02\r",
		"utf-8", "tab");
	FILE_IS("external_course_id,external_user_id,complete,date_completed,grade\nA,L1,1,2026-02-02,\xC3\xA9tude\n",
		"utf-8", "comma");
	FILE_IS("external_course_id,external_user_id,complete,date_completed,grade\nA,L1,1,2026-02-02,\xE9tude\n",
		"windows-1252", "comma");
	FILE_IS("sep=;\nexternal_course_id;external_user_id;complete;date_completed\nA;L1;1;2026-02-02",
		"utf-8", "semicolon");
}

Test(import, cri_17_utf_16_is_converted_whichever_way_its_bytes_stand)
{
	static const char text[] =
		"external_course_id,external_user_id,complete,date_completed,grade\nA,L1,1,2026-02-02,Gut\n";
	char wide[2 * sizeof(text)], other[2 * sizeof(text)];

	make_course("A");
	make_learner("L1", "Ada Lovelace");
	wide[0] = '\xFF', wide[1] = '\xFE', other[0] = '\xFE', other[1] = '\xFF';
	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		wide[2 + 2 * i] = other[3 + 2 * i] = text[i];
		wide[3 + 2 * i] = other[2 + 2 * i] = 0;
	}
	check_file(wide, 2 * sizeof(text), "utf-16le", "comma");
	check_file(other, 2 * sizeof(text), "utf-16be", "comma");
	check_file(wide + 2, 2 * sizeof(text) - 2, "utf-16le", "comma");
}

Test(import, cri_17_what_was_cleaned_in_the_header_is_said)
{
	struct import i;

	make_course("A");
	make_learner("L1", "Ada Lovelace");
	i = look_at(upload(
		"  External  Course-ID , user_id\xE2\x80\x8B,Complete,completion_date,Shoe size\nA,L1,1,2026-02-02,42\n"));
	cr_assert_str_eq(counts(i.id), "create 1", "%s", problems(i.id));
	cr_assert_not_null(
		strstr(i.header,
			"\"name\":\"external_course_id\",\"how\":\"cleaned\",\"cleaned\":\"blanks at its ends, doubled blanks\""),
		"%s", i.header);
	cr_assert_not_null(
		strstr(i.header,
			"\"name\":\"external_user_id\",\"how\":\"alias\",\"cleaned\":\"blanks at its ends, invisible characters\""),
		"%s", i.header);
	cr_assert_not_null(strstr(i.header, "\"was\":\"Shoe size\",\"name\":null,\"how\":\"ignored\""), "%s",
		i.header);
}

Test(import, a_file_without_a_needed_column_is_refused_and_leaves_nothing_behind)
{
	int64_t id;

	cr_assert_eq(try_upload(&records, "title,complete\nx,1\n", 19, &id), ERR_BAD_HEADER);
	cr_assert_not_null(strstr(said(), "external_course_id"), "%s", said());
	cr_assert_not_null(strstr(said(), "external_user_id or external_email"), "%s", said());
	cr_assert_eq(try_upload(&records, "", 0, &id), ERR_EMPTY_FILE);
	cr_assert_str_eq(err_slug(try_upload(&records, "a,b\n\"open", 9, &id)), "bad_header", "%s", said());
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM import"), 0);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM import_lock"), 0);
}

Test(import, a_quote_that_never_closes_is_named_by_the_line_it_opens_in)
{
	const char *text = arena_printf(&c.arena,
		"%sA,,L1,,,,,1,2026-02-02,,,x\nA,\"open,L1,,,,,1,2026-02-02,,,x\n", head);
	int64_t id;

	cr_assert_eq(try_upload(&records, text, strlen(text), &id), ERR_UNREADABLE_FILE);
	cr_assert_not_null(strstr(said(), "line 3"), "%s", said());
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM import_row"), 0);
}

Test(import, a_header_alone_is_a_file_of_no_rows)
{
	struct import i = look_at(upload(head));

	cr_assert_eq(i.rows, 0);
	cr_assert_str_eq(i.state, "validated");
	cr_assert_not_null(strstr(i.warnings, "no_rows"));
}

Test(import, physical_lines_stay_right_over_line_breaks_in_fields_and_blank_lines)
{
	make_course("A");
	make_learner("L1", "Ada Lovelace");
	cr_assert_str_eq(
		problems(upload_rows(
			"A,\"two\r\nlines\",L1,,,,,1,2026-02-02,,,\"He said \"\"hi\"\"\"\r\n\r\nA,,L1,,,,,1,2026-02-31,,,x\rA,,L1\n")),
		"5 bad_date date_completed 2026-02-31; 6 wrong_field_count - -");
}

Test(import, every_problem_of_every_row_is_found_in_one_pass)
{
	make_course("A");
	make_credit("A", "CME", "10", false);
	make_learner("L1", "Ada Lovelace");
	cr_assert_str_eq(problems(upload_rows("A,,L1,,,,,1,2026-02-31,CME,4.3,\n"
					      "A,,,,,,,2,0001-01-01,CME,-5,\n"
					      "A,,L1,,,,,1,2026-06-16,CME,1e9,\n"
					      "A,,L1,nobody,,,,1,2026-06-15,,99999999,\n"
					      "A,,L1,,,,,0,,CME,10,\n"
					      ",,L1,,,,,1,,,,\n")),
		"2 bad_date date_completed 2026-02-31; 2 partial_not_variable credits 4.3; 2 bad_increment credits 4.3; "
		"3 bad_value complete 2; 3 bad_date date_completed 0001-01-01; 3 bad_value credits -5; 3 no_person_key external_user_id -; "
		"4 future_date date_completed 2026-06-16; 4 bad_value credits 1e9; "
		"5 bad_value external_email nobody; 5 bad_value credits 99999999; "
		"6 credits_without_complete credits -; "
		"7 unknown_course external_course_id -; 7 bad_date date_completed -");
}

Test(import, cri_17_special_characters_are_reported_with_their_place)
{
	static const char rows[] =
		"external_course_id,external_user_id,complete,date_completed,grade\nA,L1,1,2026-02-02,a\0b\n"
		"A,L2,1,2026-02-02,a\x01\n\xC3\xA9,L2,1,2026-02-02,\xFF\nA,L\xE2\x80\x8B"
		"3,1,2026-02-02,x  y \n";
	struct import_rows_query q = { .limit = 10 };
	struct page page = { 0 };
	int64_t id;

	make_course("A");
	make_learner("L3", "Ada Lovelace");
	id = upload_bytes(&records, rows, sizeof(rows) - 1);
	cr_assert_not_null(strstr(problems(id), "2 bad_value grade a"), "%s", problems(id));
	cr_assert_not_null(strstr(problems(id), "3 bad_value grade a"), "%s", problems(id));
	cr_assert_not_null(strstr(problems(id), "4 bad_encoding grade \xEF\xBF\xBD"), "%s", problems(id));
	cr_assert_eq(look_at(id).creates, 1, "what can be cleaned is");
	q.import_id = id;
	q.code = "invisible_character";
	OK(import_rows(&c, &q, &page));
	cr_assert_eq(page.items.n, 1);
	cr_assert_eq(((const struct import_line *)page.items.items)->line, 5);
	q.code = "doubled_blank";
	OK(import_rows(&c, &q, &page));
	cr_assert_eq(page.items.n, 1);
}

/* --- judging --- */

/* What a completion of L1 in course A meets when they are in it with this status. */
static const char *met(const char *status)
{
	make_course("A");
	make_learner("L1", "Ada Lovelace");
	put_in_course("A", "L1", status);
	return problems(upload_rows("A,,L1,,,,,1,2026-02-03,,,\n"));
}

Test(import, go1_03_go1_10_a_completion_is_refused_where_the_person_is_in_progress)
{
	cr_assert_str_eq(met("in_progress"), "2 exists_in_progress external_user_id L1");
}

Test(import, go1_10_a_completion_is_refused_where_the_person_has_not_started)
{
	cr_assert_str_eq(met("not_started"), "2 exists_not_started external_user_id L1");
}

Test(import, go1_10_go1_16_a_completion_is_refused_where_the_enrolment_waits_for_approval)
{
	cr_assert_str_eq(met("pending"), "2 exists_pending external_user_id L1");
}

Test(import, cri_20_a_completion_that_is_there_is_not_changed)
{
	cr_assert_str_eq(met("completed"), "2 exists_completed external_user_id L1");
}

Test(import, go1_08_go1_15_who_is_only_assigned_can_be_completed_by_a_file)
{
	cr_assert_str_eq(met("assigned"), "");
	cr_assert_eq(sql_int("SELECT fulfils FROM import"), 1);
}

Test(import, cri_01_fewer_credits_than_the_maximum_need_a_variable_credit)
{
	make_course("A");
	make_course("B");
	make_learner("L1", "Ada Lovelace");
	make_credit("A", "CME", "10", false);
	make_credit("B", "CME", "10", true);
	cr_assert_str_eq(problems(upload_rows(
				 "A,,L1,,,,,1,2026-02-03,CME,9.5,\nB,,L1,,,,,1,2026-02-03,CME,9.5,\n")),
		"2 partial_not_variable credits 9.5");
}

Test(import, more_credits_than_the_maximum_and_unknown_types_are_refused)
{
	make_course("A");
	make_learner("L1", "Ada Lovelace");
	make_learner("L2", "Bo Diddley");
	make_credit("A", "CME", "10", true);
	sql("INSERT INTO credit_type (code, title, increment, decimals, created_at) VALUES ('CE', 'CE', 1, 0, '2026-01-01')");
	cr_assert_str_eq(problems(upload_rows(
				 "A,,L1,,,,,1,2026-02-03,CME,10.5,\nA,,L2,,,,,1,2026-02-03,NONE,1,\n"
				 "A,,L2,,,,,1,2026-02-03,CE,1,\n")),
		"2 over_maximum credits 10.5; 3 bad_value credit_type NONE; 4 bad_value credit_type CE");
}

Test(import, cri_07_cri_08_credits_without_completion_are_refused)
{
	one_learner_and_course();
	cr_assert_str_eq(problems(upload_rows("A,,L1,,,,,0,,CME,10,\n")),
		"2 credits_without_complete credits -");
}

Test(import, cri_10_cri_11_cri_12_one_row_for_each_credit_type_and_none_twice)
{
	one_learner_and_course();
	make_credit("A", "CPE", "2", false);
	cr_assert_str_eq(
		problems(upload_rows(
			"A,,L1,,,,,1,2026-02-03,CME,10,\nA,,L1,,,,,1,2026-02-03,CPE,2,\n"
			"A,,,l1@example.org,,,,1,2026-02-03,CME,10,\nA,,L1,,,,,1,2026-02-04,CPE,2,\n")),
		"4 duplicate_credit_type credit_type CME; 5 duplicate_credit_type credit_type CPE");
	cr_assert_eq(sql_int("SELECT creates FROM import"), 2);
}

Test(import, rows_of_one_completion_may_not_contradict_each_other)
{
	one_learner_and_course();
	make_credit("A", "CPE", "2", false);
	cr_assert_str_eq(
		problems(upload_rows(
			"A,,L1,,,,,1,2026-02-03,CME,10,\nA,,L1,,,,,1,2026-02-04,CPE,2,\n"
			"A,,N1,,New,One,,1,2026-02-03,CME,10,\nA,,N1,,New,One,,1,2026-02-04,CPE,2,\n")),
		"3 bad_value date_completed 2026-02-04; 5 bad_value date_completed 2026-02-04");
}

Test(import, cri_04_people_without_a_record_are_held_or_made_as_the_upload_asks)
{
	struct import_upload create = { .kind = "course_records", .unknown_person = "create" };
	const char *text = arena_printf(&c.arena,
		"%sA,,N1,,New,One,,1,2026-02-03,,,\nA,,N2,,,,,1,2026-02-03,,,\nA,,N1,,New,One,,1,2026-02-03,,,\n",
		head);
	int64_t id;

	make_course("A");
	cr_assert_str_eq(counts(upload(text)), "hold 2, reject 1");
	id = upload_bytes(&create, text, strlen(text));
	cr_assert_str_eq(counts(id), "create 1, reject 2");
	cr_assert_str_eq(problems(id), "3 bad_value first_name -; 4 duplicate_credit_type credit_type -");
}

Test(import, a_number_and_an_address_of_two_people_are_refused)
{
	make_course("A");
	make_learner("L1", "Ada Lovelace");
	make_learner("L2", "Bo Diddley");
	cr_assert_str_eq(problems(upload_rows("A,,L1,l2@example.org,,,,1,2026-02-03,,,\n")),
		"2 bad_value external_email l2@example.org");
}

Test(import, go1_21_an_award_cannot_be_imported)
{
	PROGRAM(.kind = "award", .component_kind = "course", .draft = true);
	make_learner("L1", "Ada Lovelace");
	cr_assert_str_eq(problems(upload_rows("P1,Award,L1,,,,,1,2026-02-03,,,\n")),
		"2 award_level external_course_id P1");
}

Test(import, cri_02_an_unknown_course_with_a_title_becomes_a_shell_and_without_one_is_refused)
{
	make_learner("L1", "Ada Lovelace");
	make_learner("L2", "Bo Diddley");
	cr_assert_str_eq(
		problems(upload_rows(
			"NEW,A new one,L1,,,,,1,2026-02-03,,,\nNEW,,L2,,,,,1,2026-02-03,,,\nGONE,,L1,,,,,1,2026-02-03,,,\n")),
		"4 unknown_course external_course_id GONE");
}

Test(import, cri_05_cri_06_courses_without_required_steps_are_warned_of)
{
	int64_t id;

	make_course("A");
	sql("UPDATE course_step SET required = FALSE");
	make_learner("L1", "Ada Lovelace");
	cr_assert_null(
		strstr(look_at(upload_rows("A,,L1,,,,,1,2026-02-03,,,\n")).warnings, "no_required_steps"));
	id = upload_rows("A,,N1,,,,,1,2026-02-03,,,\n");
	cr_assert_not_null(strstr(look_at(id).warnings, "no_required_steps"));
	cr_assert_not_null(strstr(look_at(id).warnings, "Course A"));
}

/* --- applying --- */

static void apply(int64_t id)
{
	OK(import_apply(&c, id, NULL));
	run_jobs();
	cr_assert_null(look_at(id).error, "%s", look_at(id).error);
	cr_assert_str_eq(look_at(id).state, "applied");
}

static void confirm(int64_t id)
{
	const char *codes[] = { "no_required_steps" };
	struct import_order order = { .confirm = { codes, 1 } };

	OK(import_apply(&c, id, &order));
	run_jobs();
	cr_assert_str_eq(look_at(id).state, "applied");
}

static void undo(int64_t id)
{
	OK(import_revert(&c, id));
	run_jobs();
	cr_assert_null(look_at(id).error, "%s", look_at(id).error);
	cr_assert_str_eq(look_at(id).state, "reverted");
}

/* "completed 2026-02-03 import 1" of L1 in A */
static const char *standing(const char *number)
{
	return sql_text(
		"SELECT CONCAT_WS(' ', e.status, e.completed_on, e.completion_origin, e.active) FROM course_enrollment e "
		"JOIN contact p ON p.id = e.contact_id WHERE p.contact_no = '%s'",
		number);
}

static const char *credits(const char *number)
{
	return sql_text(
		"SELECT GROUP_CONCAT(CONCAT_WS(' ', t.code, CAST(a.amount AS DOUBLE), a.provenance, a.submission) ORDER BY t.code SEPARATOR '; ') "
		"FROM credit_award a JOIN contact p ON p.id = a.contact_id JOIN credit_type t ON t.id = a.credit_type_id WHERE p.contact_no = '%s'",
		number);
}

static void counts_hold(void)
{
	cr_assert_null(
		sql_text(
			"SELECT CONCAT_WS(' ', course_id, status, SUM(n)) FROM (SELECT course_id, status, active, archived, 1 AS n "
			"FROM course_enrollment UNION ALL SELECT course_id, status, active, archived, -n FROM course_tally) x "
			"GROUP BY course_id, status, active, archived HAVING SUM(n) LIMIT 1"),
		"the tally of a course is not what there is");
}

Test(import, go1_01_go1_09_a_completion_of_somebody_who_is_not_enrolled_makes_the_enrolment)
{
	make_course("A");
	make_learner("L1", "Ada Lovelace");
	apply(upload_rows("A,,L1,,,,2026-01-05,1,2026-02-03,,,Pass\n"));
	cr_assert_str_eq(standing("L1"), "completed 2026-02-03 import 1");
	cr_assert_str_eq(sql_text("SELECT CONCAT_WS(' ', enrolled_on, grade) FROM course_enrollment"),
		"2026-01-05 Pass");
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM course_source WHERE kind = 'import' AND active"), 1);
	counts_hold();
	cr_assert_eq(audit_count("import.rows"), 1);
	cr_assert_eq(audit_count("import.applied"), 1);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM import_lock"), 0);
}

Test(import, go1_08_a_completion_of_somebody_who_is_assigned_completes_the_enrolment)
{
	make_course("A");
	make_learner("L1", "Ada Lovelace");
	put_in_course("A", "L1", "assigned");
	sql("INSERT INTO course_tally SELECT course_id, 'assigned', TRUE, FALSE, 1 FROM course_enrollment");
	apply(upload_rows("A,,L1,,,,,1,2026-02-03,,,\n"));
	cr_assert_str_eq(standing("L1"), "completed 2026-02-03 import 1");
	counts_hold();
}

Test(import, go1_12_after_the_enrolment_is_deleted_the_completion_can_be_imported)
{
	int64_t id;

	make_course("A");
	make_learner("L1", "Ada Lovelace");
	put_in_course("A", "L1", "in_progress");
	id = upload_rows("A,,L1,,,,,1,2026-02-03,,,\n");
	cr_assert_str_eq(counts(id), "reject 1");
	sql("DELETE FROM course_enrollment");
	apply(upload_rows("A,,L1,,,,,1,2026-02-03,,,\n"));
	cr_assert_str_eq(standing("L1"), "completed 2026-02-03 import 1");
}

Test(import, go1_04_completions_of_shared_content_can_be_imported)
{
	make_course("A");
	make_learner("L1", "Ada Lovelace");
	sql("UPDATE course SET content_source = 'marketplace'");
	apply(upload_rows("A,,L1,,,,,1,2026-02-03,,,\n"));
	cr_assert_str_eq(standing("L1"), "completed 2026-02-03 import 1");
}

Test(import, cri_02_cri_03_a_shell_has_no_certificate_and_a_course_that_is_there_is_used)
{
	make_learner("L1", "Ada Lovelace");
	apply(upload_rows("NEW,A new one,L1,,,,,1,2026-02-03,,,\n"));
	cr_assert_str_eq(
		sql_text(
			"SELECT CONCAT_WS(' ', title, content_source, certificate) FROM course WHERE code = 'NEW'"),
		"A new one import_shell 0");
	make_course("A");
	apply(upload_rows("A,Some other title,L1,,,,,1,2026-02-03,,,\n"));
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM course"), 2);
	cr_assert_str_eq(sql_text("SELECT title FROM course WHERE code = 'A'"), "Course A");
}

Test(import, cri_02_the_title_of_a_row_that_is_refused_names_the_course_for_the_others)
{
	int64_t id;

	make_learner("L1", "Ada Lovelace");
	make_learner("L2", "Bo Diddley");
	id = upload_rows("NEW,A new one,L1,,,,,1,2026-02-03,NONE,1,\nNEW,,L2,,,,,1,2026-02-03,,,\n");
	cr_assert_eq(look_at(id).rejects, 1);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM course"), 0);
	apply(id);
	cr_assert_str_eq(standing("L2"), "completed 2026-02-03 import 1");
	cr_assert_str_eq(sql_text("SELECT title FROM course WHERE code = 'NEW'"), "A new one");
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM course k JOIN import_course n ON n.course_id = k.id"), 1);
}

Test(import, cri_02_a_course_that_somebody_makes_before_the_file_is_applied_is_used)
{
	int64_t id;

	make_learner("L1", "Ada Lovelace");
	id = upload_rows("NEW,A new one,L1,,,,,1,2026-02-03,,,\n");
	make_course("NEW");
	apply(id);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM course"), 1);
	cr_assert_str_eq(standing("L1"), "completed 2026-02-03 import 1");
}

Test(import, cri_02_a_shell_whose_id_is_taken_gets_another)
{
	int64_t id;

	make_learner("L1", "Ada Lovelace");
	id = upload_rows("NEW,A new one,L1,,,,,1,2026-02-03,,,\n");
	sql("INSERT INTO course (id, code, title, description, content_source, enrollment_method, status, created_at) SELECT course_id, 'OTHER', "
	    "'Other', '', 'own', 'open', 'active', '2026-01-01' FROM import_course");
	apply(id);
	cr_assert_str_eq(standing("L1"), "completed 2026-02-03 import 1");
	cr_assert_eq(
		sql_int("SELECT COUNT(*) FROM course_enrollment e JOIN course k ON k.id = e.course_id WHERE k.code = 'NEW'"),
		1);
}

Test(import, cri_11_cri_13_cri_14_credits_of_several_types_are_awarded_and_marked_as_legacy)
{
	one_learner_and_course();
	make_credit("A", "CPE", "2", true);
	apply(upload_rows("A,,L1,,,,,1,2026-02-03,CME,10,\nA,,L1,,,,,1,2026-02-03,CPE,1.5,\n"));
	cr_assert_str_eq(credits("L1"),
		"CME 10 import_legacy not_reportable; CPE 1.5 import_legacy not_reportable");
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM course_enrollment"), 1);
	cr_assert_eq(look_at(1).reported, 0);
}

Test(import, cri_03_cri_15_cri_21_credits_of_one_course_are_marked_as_its_and_never_submitted)
{
	struct import_upload one = { .kind = "course" };
	const char *text =
		"external_user_id,complete,date_completed,credit_type,credits\nL1,1,2026-02-03,CME,10\n";
	int64_t id;

	one.course_id = make_course("A");
	make_learner("L1", "Ada Lovelace");
	make_credit("A", "CME", "10", false);
	id = upload_bytes(&one, text, strlen(text));
	cr_assert_eq(look_at(id).reported, 0);
	apply(id);
	cr_assert_str_eq(credits("L1"), "CME 10 import_course not_reportable");
}

Test(import, cri_22_a_completion_without_credit_awards_what_is_not_variable_and_that_is_reported)
{
	int64_t id;

	one_learner_and_course();
	make_credit("A", "CPE", "2", true);
	sql("UPDATE course_credit SET valid_months = 12");
	id = upload_rows("A,,L1,,,,,1,2026-02-03,,,\n");
	cr_assert_eq(look_at(id).reported, 1);
	apply(id);
	cr_assert_str_eq(credits("L1"), "CME 10 auto_on_import queued");
	cr_assert_str_eq(sql_text("SELECT expires_on FROM credit_award"), "2027-02-03");
}

Test(import, cri_23_with_variable_credit_or_an_unknown_person_nothing_awards_itself)
{
	struct import_upload create = { .kind = "course_records", .unknown_person = "create" };
	const char *text = arena_printf(&c.arena,
		"%sA,,N1,,New,One,,1,2026-02-03,,,\nB,,L1,,,,,1,2026-02-03,,,\n", head);
	int64_t id;

	make_course("A");
	make_course("B");
	make_learner("L1", "Ada Lovelace");
	make_credit("A", "CME", "10", false);
	make_credit("B", "CME", "10", true);
	id = upload_bytes(&create, text, strlen(text));
	cr_assert_eq(look_at(id).reported, 0);
	apply(id);
	cr_assert_str_eq(standing("N1"), "completed 2026-02-03 import 1");
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM credit_award"), 0);
}

Test(import, cri_04_a_new_person_is_made_with_a_number_and_found_by_name)
{
	struct import_upload create = { .kind = "course_records", .unknown_person = "create" };
	const char *text = arena_printf(&c.arena,
		"%sA,,,new@example.org,Grace,Hopper,,1,2026-02-03,,,\nB,,,new@example.org,Grace,Hopper,,1,2026-02-03,,,\n",
		head);
	struct contact_query q = { .q = "hopper" };
	struct page page = { 0 };

	make_course("A");
	make_course("B");
	apply(upload_bytes(&create, text, strlen(text)));
	OK(contact_list(&c, &q, &page));
	cr_assert_eq(page.items.n, 1);
	cr_assert_not_null(((const struct contact_row *)page.items.items)->contact_no);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM course_enrollment"), 2);
}

Test(import, cri_06_a_course_without_required_steps_completes_whom_it_enrols_once_that_is_confirmed)
{
	int64_t id;

	one_learner_and_course();
	sql("UPDATE course_step SET required = FALSE");
	id = upload_rows("A,,L1,,,,2026-03-01,0,,,,\n");
	REFUSED(ERR_IMPORT_UNCONFIRMED, import_apply(&c, id, NULL));
	confirm(id);
	cr_assert_str_eq(standing("L1"), "completed 2026-03-01 no_steps 1");
	cr_assert_str_eq(credits("L1"), "CME 10 auto_on_import queued");
}

Test(import, an_enrolment_without_completion_is_assigned)
{
	make_course("A");
	make_learner("L1", "Ada Lovelace");
	apply(upload_rows("A,,L1,,,,2026-03-01,0,,,,\n"));
	cr_assert_str_eq(standing("L1"), "assigned 1");
	counts_hold();
}

Test(import, the_same_file_twice_changes_nothing_and_says_so)
{
	static const char rows[] =
		"A,,L1,,,,,1,2026-02-03,CME,10,\nA,,L2,,,,,0,,,,\nNEW,Shell,L1,,,,,1,2026-02-03,,,\nA,,N1,,,,,1,2026-02-03,,,\n";
	const char *before;
	int64_t id;

	make_course("A");
	make_learner("L1", "Ada Lovelace");
	make_learner("L2", "Bo Diddley");
	make_credit("A", "CME", "10", false);
	id = upload_rows(rows);
	cr_assert_str_eq(counts(id), "create 3, hold 1");
	apply(id);
	before = sql_text(
		"SELECT CONCAT_WS(' ', (SELECT COUNT(*) FROM course_enrollment), (SELECT COUNT(*) FROM credit_award), "
		"(SELECT COUNT(*) FROM course), (SELECT COUNT(*) FROM import_holding), (SELECT SUM(n) FROM course_tally))");
	id = upload_rows(rows);
	cr_assert_str_eq(counts(id), "unchanged 4");
	cr_assert_not_null(strstr(look_at(id).warnings, "import_duplicate"));
	cr_assert_not_null(strstr(look_at(id).warnings, "changes nothing"));
	apply(id);
	cr_assert_str_eq(
		sql_text(
			"SELECT CONCAT_WS(' ', (SELECT COUNT(*) FROM course_enrollment), (SELECT COUNT(*) FROM credit_award), "
			"(SELECT COUNT(*) FROM course), (SELECT COUNT(*) FROM import_holding), (SELECT SUM(n) FROM course_tally))"),
		before);
}

Test(import, cri_20_what_an_import_made_is_not_changed_by_another)
{
	make_course("A");
	make_learner("L1", "Ada Lovelace");
	make_credit("A", "CME", "10", true);
	apply(upload_rows("A,,L1,,,,,1,2026-02-03,CME,10,\n"));
	cr_assert_str_eq(problems(upload_rows("A,,L1,,,,,1,2026-02-03,CME,9,\n")),
		"2 exists_completed external_user_id L1; 2 exists_credit credit_type CME");
	cr_assert_str_eq(problems(upload_rows("A,,L1,,,,,1,2026-02-04,,,\n")),
		"2 exists_completed external_user_id L1");
}

Test(import, what_happened_between_dry_run_and_apply_is_judged_anew)
{
	int64_t id;

	make_course("A");
	make_learner("L1", "Ada Lovelace");
	make_learner("L2", "Bo Diddley");
	id = upload_rows("A,,L1,,,,,1,2026-02-03,,,\nA,,L2,,,,,1,2026-02-03,,,\n");
	put_in_course("A", "L1", "in_progress");
	sql("INSERT INTO course_tally SELECT course_id, 'in_progress', TRUE, FALSE, 1 FROM course_enrollment");
	apply(id);
	cr_assert_str_eq(standing("L1"), "in_progress 1");
	cr_assert_str_eq(standing("L2"), "completed 2026-02-03 import 1");
	cr_assert_str_eq(counts(id), "create 1, reject 1");
	cr_assert_str_eq(problems(id), "2 exists_in_progress external_user_id L1");
	counts_hold();
}

/* Rows are not looked at from now on. */
static void forbid_judging(void)
{
	static const char *const changes[] = { "INSERT", "UPDATE" };

	for (size_t i = 0; i < 2; i++)
		sql("CREATE TRIGGER no_%s BEFORE %s ON import_item FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'judged'",
			changes[i], changes[i]);
}

Test(import, cri_20_without_a_change_between_dry_run_and_apply_no_row_is_judged_again)
{
	int64_t id;

	make_course("A");
	make_learner("L1", "Ada Lovelace");
	id = upload_rows(
		"A,,L1,,,,,1,2026-02-03,,,\nNEW,Shell,L1,,,,,1,2026-02-03,,,\nA,,N1,,,,,1,2026-02-03,,,\n");
	forbid_judging();
	apply(id);
	cr_assert_str_eq(counts(id), "create 2, hold 1");
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM course_enrollment WHERE status = 'completed'"), 2);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM import_holding"), 1);
	counts_hold();
}

Test(import, cri_20_any_change_between_dry_run_and_apply_has_every_row_judged_again)
{
	struct contact in = { .contact_no = "X1", .given_name = "Somebody", .family_name = "Else" };
	int64_t id;

	make_course("A");
	make_learner("L1", "Ada Lovelace");
	id = upload_rows("A,,L1,,,,,1,2026-02-03,,,\n");
	OK(contact_create(&c, &in));
	forbid_judging();
	OK(import_apply(&c, id, NULL));
	run_jobs();
	cr_assert_str_eq(look_at(id).state, "failed");
	cr_assert_str_eq(look_at(id).error, "The database refused the request.");
}

Test(import, cri_04_who_is_added_between_dry_run_and_apply_does_not_wait)
{
	struct contact in = { .contact_no = "N1", .given_name = "Grace", .family_name = "Hopper" };
	int64_t id;

	make_course("A");
	id = upload_rows("A,,N1,,,,,1,2026-02-03,,,\n");
	cr_assert_str_eq(counts(id), "hold 1");
	OK(contact_create(&c, &in));
	apply(id);
	cr_assert_str_eq(counts(id), "create 1");
	cr_assert_str_eq(standing("N1"), "completed 2026-02-03 import 1");
	counts_hold();
}

/* --- undoing --- */

/* What an import keeps of itself when all it did is undone: its file and its verdicts, the audit, its jobs. */
static const char import_own[] =
	"'import', 'import_row', 'import_course', 'import_item', 'import_problem', 'audit', 'audit_head', 'job'";

static void dump_table(MYSQL *m, const char *table, const char *order, struct buf *b)
{
	MYSQL_RES *rows;
	MYSQL_ROW row;

	cr_assert_not(mysql_query(m, arena_printf(&c.arena, "SELECT * FROM `%s` ORDER BY %s", table, order)));
	rows = mysql_store_result(m);
	while ((row = mysql_fetch_row(rows))) {
		unsigned long *n = mysql_fetch_lengths(rows);

		buf_text(b, table);
		for (unsigned i = 0; i < mysql_num_fields(rows); i++) {
			buf_text(b, row[i] ? "|" : "~");
			buf_add(b, row[i] ? row[i] : "", n[i]);
		}
		buf_text(b, "\n");
	}
	mysql_free_result(rows);
}

/* Every column of every row of every other table, in the order of their keys. */
static const char *content(void)
{
	struct buf b = { .arena = &c.arena };
	MYSQL *m = rival();
	MYSQL_RES *tables;
	MYSQL_ROW row;

	cr_assert_not(mysql_query(m,
		arena_printf(&c.arena,
			"SELECT TABLE_NAME, GROUP_CONCAT('`', COLUMN_NAME, '`' ORDER BY ORDINAL_POSITION) FROM information_schema.KEY_COLUMN_USAGE "
			"WHERE TABLE_SCHEMA = DATABASE() AND CONSTRAINT_NAME = 'PRIMARY' AND TABLE_NAME NOT IN (%s) GROUP BY TABLE_NAME ORDER BY 1",
			import_own)));
	tables = mysql_store_result(m);
	cr_assert_gt(mysql_num_rows(tables), 50, "every table has a primary key");
	while ((row = mysql_fetch_row(tables)))
		dump_table(m, row[0], row[1], &b);
	mysql_free_result(tables);
	mysql_close(m);
	return buf_end(&b);
}

/* The first line that is different says enough. */
static void content_is(const char *expected)
{
	const char *now = content(), *a = expected, *b = now;

	for (size_t i = 0; expected[i] && expected[i] == now[i]; i++)
		if (now[i] == '\n') {
			a = expected + i + 1;
			b = now + i + 1;
		}
	cr_assert_str_eq(now, expected, "is [%.*s], was [%.*s]", (int)strcspn(b, "\n"), b,
		(int)strcspn(a, "\n"), a);
}

Test(import, undo_leaves_the_database_as_it_was)
{
	struct import_upload create = { .kind = "course_records", .unknown_person = "create" };
	const char *text = arena_printf(&c.arena,
		"%sA,,L1,,,,,1,2026-02-03,CME,10,Pass\nA,,L2,,,,,1,2026-02-03,,,Good\nNEW,Shell,N1,,Grace,Hopper,,1,2026-02-03,CME,5,\n",
		head);
	struct import_undo preview = { 0 };
	const char *before;
	int64_t id;

	make_course("A");
	make_learner("L1", "Ada Lovelace");
	make_learner("L2", "Bo Diddley");
	make_credit("A", "CME", "10", false);
	put_in_course("A", "L2", "assigned");
	sql("UPDATE course_enrollment SET grade = 'Kept', version = 3");
	sql("INSERT INTO course_source SELECT course_id, contact_id, 'staff', 0, TRUE FROM course_enrollment");
	sql("INSERT INTO course_tally SELECT course_id, 'assigned', TRUE, FALSE, 1 FROM course_enrollment");
	before = content();
	id = upload_bytes(&create, text, strlen(text));
	cr_assert_str_eq(counts(id), "create 2, fulfil 1");
	apply(id);
	cr_assert_str_neq(content(), before);
	counts_hold();
	OK(import_undo_preview(&c, id, &preview));
	cr_assert_eq(preview.enrollments, 2);
	cr_assert_eq(preview.restored, 1);
	cr_assert_eq(preview.credits, 3);
	cr_assert_eq(preview.contacts, 1);
	cr_assert_eq(preview.courses, 1);
	cr_assert_eq(preview.kept, 0);
	undo(id);
	content_is(before);
	cr_assert_gt(audit_count("import.undo_rows"), 0);
	REFUSED(ERR_BAD_MOVE, import_revert(&c, id));
}

Test(import, imported_credits_meet_a_requirement_that_asks_for_them_and_then_the_import_is_kept)
{
	struct import_undo preview = { 0 };
	int64_t id, program, enrollment;

	make_course("A");
	make_credit("A", "CME", "10", false);
	program = PROGRAM(.stages = "Learn Exam");
	sql("UPDATE version_requirement SET min_credits = 10, credit_type_id = 1 WHERE title = 'Learn'");
	enrollment = enroll_on(program, make_learner("L1", "Ada Lovelace"), ON(2026, 1, 10));
	id = upload_rows("A,,L1,,,,,1,2026-02-03,CME,10,\n");
	apply(id);
	cr_assert_str_eq(requirement_in(enrollment, "Learn").evidence, "credits");
	cr_assert_eq(requirement_in(enrollment, "Learn").completed_on.day, ON(2026, 2, 3).day);
	OK(import_undo_preview(&c, id, &preview));
	cr_assert_eq(preview.kept, 1);
	cr_assert_not_null(strstr(preview.because.v[0], "requirement of a program"));
}

Test(import, undo_keeps_what_something_later_depends_on_and_says_what)
{
	struct import_undo preview = { 0 };
	const struct import_kept *kept;
	struct import_rows_query q = { .code = "undo_kept", .limit = 10 };
	struct page page = { 0 };
	int64_t id;

	make_course("A");
	make_learner("L1", "Ada Lovelace");
	make_learner("L2", "Bo Diddley");
	make_learner("L3", "Cy Coleman");
	id = upload_rows("A,,L1,,,,,1,2026-02-03,,,\nA,,L2,,,,,1,2026-02-03,,,\nA,,L3,,,,,1,2026-02-03,,,\n");
	apply(id);
	sql("UPDATE course_enrollment e JOIN contact p ON p.id = e.contact_id SET e.version = 2, e.archived = FALSE WHERE p.contact_no = 'L1'");
	sql("INSERT INTO course_source SELECT e.course_id, e.contact_id, 'staff', 0, TRUE FROM course_enrollment e JOIN contact p "
	    "ON p.id = e.contact_id WHERE p.contact_no = 'L2'");
	OK(import_undo_preview(&c, id, &preview));
	cr_assert_eq(preview.kept, 2);
	cr_assert_eq(preview.because.n, 2);
	cr_assert_eq(preview.enrollments, 1);
	kept = preview.keeps.items;
	cr_assert_eq(preview.keeps.n, 2);
	cr_assert_eq(kept[0].line, 2);
	cr_assert_str_eq(kept[0].who, "Ada Lovelace");
	cr_assert_str_eq(kept[0].what, "Course A");
	cr_assert_str_eq(kept[0].why, "The enrollment was changed after the import.");
	cr_assert_str_eq(kept[1].why, "The person is in the course for another reason too.");
	undo(id);
	cr_assert_eq(look_at(id).kept, 2);
	cr_assert_not_null(standing("L1"));
	cr_assert_not_null(standing("L2"));
	cr_assert_null(standing("L3"));
	q.import_id = id;
	OK(import_rows(&c, &q, &page));
	cr_assert_eq(page.items.n, 2);
	counts_hold();
}

/* "2 Grace Hopper The contact was made ...; " for each thing that an undone import left. */
static const char *left_of(int64_t id)
{
	struct list lines =
		lines_of((struct import_rows_query){ .code = "undo_kept", .import_id = id, .limit = 10 });
	const struct import_line *l = lines.items;
	struct buf b = { .arena = &c.arena };

	for (size_t i = 0; i < lines.n; i++)
		buf_printf(&b, "%s%lld %s: %s", i ? "; " : "", (long long)l[i].line,
			l[i].value ? l[i].value : "-", l[i].reason);
	return buf_end(&b);
}

Test(import, undo_names_the_people_and_courses_that_stay)
{
	int64_t id;

	records.unknown_person = "create";
	id = upload_rows(
		"NEW,A new one,N1,,Grace,Hopper,,1,2026-02-03,,,\nNEW,,N2,,Katherine,Johnson,,1,2026-02-03,,,\n");
	records.unknown_person = NULL;
	apply(id);
	sql("UPDATE course_enrollment e JOIN contact p ON p.id = e.contact_id SET e.version = 2 WHERE p.contact_no = 'N2'");
	undo(id);
	cr_assert_eq(look_at(id).kept, 3);
	cr_assert_str_eq(left_of(id),
		"2 A new one: The course was made by the import and stays.; 3 Katherine Johnson: The contact was made by the import and stays.; "
		"3 -: The enrollment was changed after the import.");
}

Test(import, undo_names_the_contacts_of_a_file_that_stay)
{
	struct import_upload people = { .kind = "contacts" };
	const char *text =
		"contact_no,given_name,family_name,email\nN1,Grace,Hopper,grace@example.org\nN2,Mary,Jackson,\n"
		",Katherine,Johnson,kat@example.org\n";
	int64_t id;

	make_course("A");
	id = upload_bytes(&people, text, strlen(text));
	apply(id);
	put_in_course("A", "N1", "assigned");
	sql("UPDATE contact SET version = 2 WHERE family_name = 'Johnson'");
	undo(id);
	cr_assert_eq(look_at(id).kept, 2);
	cr_assert_str_eq(left_of(id),
		"2 Grace Hopper: The contact was made by the import and stays.; 4 Katherine Johnson: The contact was made by the import and stays.");
}

/* Why the only row of an applied import would stay. */
static const char *kept_because(int64_t id)
{
	struct import_undo preview = { 0 };

	apply(id);
	OK(import_undo_preview(&c, id, &preview));
	cr_assert_eq(preview.keeps.n, 1);
	return ((const struct import_kept *)preview.keeps.items)->why;
}

Test(import, undo_keeps_a_completion_that_made_a_certificate)
{
	int64_t id;

	one_learner_and_course();
	sql("UPDATE course SET certificate = TRUE");
	id = upload_rows("A,,L1,,,,,1,2026-02-03,,,\n");
	cr_assert_str_eq(kept_because(id), "A certificate was issued for it.");
	undo(id);
	cr_assert_str_eq(standing("L1"), "completed 2026-02-03 import 1");
}

Test(import, go1_22_undo_keeps_a_completion_that_met_a_requirement_of_a_program)
{
	int64_t program = PROGRAM(.stages = "Aid", .component_kind = "course", .kind = "award"), learner, id;

	one_learner_and_course();
	sql("UPDATE component SET course_id = (SELECT id FROM course WHERE code = 'A') WHERE code = 'Aid'");
	learner = sql_int("SELECT id FROM contact WHERE contact_no = 'L1'");
	enroll_one(program, learner);
	id = upload_rows("A,,L1,,,,,1,2026-02-03,,,\n");
	cr_assert_str_eq(kept_because(id), "It met a requirement of a program.");
	undo(id);
	cr_assert_str_eq(standing("L1"), "completed 2026-02-03 import 1");
}

/* --- the lock --- */

static void begin_and_hang(void)
{
	struct import_stage *s;

	cr_assert_eq(import_begin(&c, &records, &s), ERR_OK);
}

Test(import, cri_16_while_an_import_hangs_no_second_one_of_its_kind_can_start)
{
	int64_t id;

	make_course("A");
	begin_and_hang();
	cr_assert_eq(try_upload(&records, head, strlen(head), &id), ERR_IMPORT_LOCKED);
	cr_assert_not_null(strstr(said(), "Robin Role"), "it says who: %s", said());
	cr_assert_not_null(c.problem.remedy);
}

Test(import, imports_of_another_kind_or_course_are_not_in_each_others_way)
{
	struct import_upload one = { .kind = "course", .course_id = make_course("A") },
			     other = { .kind = "course", .course_id = make_course("B") };
	struct import_stage *s;

	begin_and_hang();
	cr_assert_eq(import_begin(&c, &one, &s), ERR_OK);
	cr_assert_eq(import_begin(&c, &other, &s), ERR_OK);
	cr_assert_eq(import_begin(&c, &one, &s), ERR_IMPORT_LOCKED);
}

Test(import, a_lapsed_lease_frees_itself_and_its_half_upload_is_swept_away)
{
	begin_and_hang();
	minutes_pass(2);
	cr_assert_str_eq(counts(upload_rows("")), "");
	cr_assert_eq(import_sweep(&c), ERR_OK);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM import"), 1);
}

Test(import, cri_18_cri_19_a_sysadmin_unlocks_it_and_the_file_can_be_imported_again)
{
	int64_t id;
	struct answer a;

	make_course("A");
	make_learner("L1", "Ada Lovelace");
	begin_and_hang();
	a = call(CERTIFICATION_MANAGER, POST, "/api/imports/unlock", "{\"kind\":\"course_records\"}");
	cr_assert_str_eq(a.code, "right_missing");
	a = call(SYSADMIN, GET, "/api/imports/locks", NULL);
	cr_assert_not_null(strstr(a.body, "\"owner_name\":\"Robin Role"), "%s", a.body);
	a = call(SYSADMIN, POST, "/api/imports/unlock", "{\"kind\":\"course_records\"}");
	cr_assert_str_eq(a.body, "{\"unlocked\":1}");
	cr_assert_eq(audit_count("import.unlock"), 1);
	id = upload_rows("A,,L1,,,,,1,2026-02-03,,,\n");
	cr_assert_str_eq(counts(id), "create 1");
}

Test(import, what_runs_stops_when_it_is_unlocked_and_can_go_on_later)
{
	struct import_unlock which = { .kind = "course_records" };
	struct import_unlocked out;
	int64_t id;

	make_course("A");
	make_learner("L1", "Ada Lovelace");
	id = upload_rows("A,,L1,,,,,1,2026-02-03,,,\n");
	OK(import_apply(&c, id, NULL));
	OK(import_unlock(&c, &which, &out));
	cr_assert_eq(out.unlocked, 1);
	run_jobs();
	cr_assert_null(standing("L1"));
	cr_assert_str_eq(look_at(id).state, "failed");
	apply(id);
	cr_assert_str_eq(standing("L1"), "completed 2026-02-03 import 1");
}

/* --- files that go out --- */

static enum err gather(struct ctx *x, void *arg, const char *data, size_t n)
{
	(void)x;
	buf_add(arg, data, n);
	return ERR_OK;
}

static const char *rejected(int64_t id, bool reasons)
{
	struct buf b = { .arena = &c.arena };
	struct import_writer w = { gather, &b, reasons };

	OK(import_write_rejected(&c, id, &w));
	return buf_end(&b);
}

Test(import, rejected_rows_come_out_as_they_were_and_can_be_mended_and_uploaded)
{
	static const char file[] =
		"external_course_id;external_user_id;Complete;date_completed;grade;credits\n"
		"A;L1;1;2026-02-31;=1+1;\nA;L1;1;2026-02-03;Pass;\nGONE;L1;1;2026-02-03;\"a;b\";0\n";
	const char *out, *mended;
	int64_t id;

	make_course("A");
	make_learner("L1", "Ada Lovelace");
	make_learner("L2", "Bo Diddley");
	id = upload(file);
	cr_assert_str_eq(counts(id), "create 1, reject 2");
	out = rejected(id, false);
	cr_assert_str_eq(out,
		"external_course_id,external_user_id,Complete,date_completed,grade,credits\r\n"
		"A,L1,1,2026-02-31,'=1+1,\r\nGONE,L1,1,2026-02-03,\"a;b\",0\r\n");
	cr_assert_str_eq(problems(upload(out)),
		"2 bad_date date_completed 2026-02-31; 3 unknown_course external_course_id GONE");
	mended =
		"external_course_id,external_user_id,Complete,date_completed,grade,credits\r\nA,L2,1,2026-02-03,'=1+1,\r\n";
	apply(upload(mended));
	cr_assert_str_eq(sql_text("SELECT grade FROM course_enrollment"), "=1+1",
		"the guard is taken away again");
	cr_assert_str_eq(problems(upload(rejected(id, true))),
		"2 bad_date date_completed 2026-02-31; 3 unknown_course external_course_id GONE");
}

/* --- people who come later --- */

static struct contact newcomer = { .contact_no = "N1",
	.given_name = "Grace",
	.family_name = "Hopper",
	.email = "grace@example.org" };

Test(import, cri_04_a_held_row_becomes_a_persons_when_they_are_added)
{
	struct contact in = newcomer;

	make_course("A");
	make_credit("A", "CME", "10", true);
	make_credit("A", "CPE", "2", false);
	apply(upload_rows(
		"A,,N1,,,,,1,2026-02-03,CME,4,\nA,,N1,,,,,1,2026-02-03,CPE,2,\nA,,N2,,,,,1,2026-02-03,,,\n"));
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM import_holding"), 3);
	OK(contact_create(&c, &in));
	cr_assert_str_eq(standing("N1"), "completed 2026-02-03 import 1");
	cr_assert_str_eq(credits("N1"),
		"CME 4 import_legacy not_reportable; CPE 2 import_legacy not_reportable");
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM import_holding"), 1);
	cr_assert_eq(audit_count("import.release"), 1);
	cr_assert_str_eq(counts(1), "create 2, hold 1");
	counts_hold();
}

Test(import, cri_23_a_held_row_without_credit_awards_nothing_by_itself)
{
	struct contact in = newcomer;

	make_course("A");
	make_credit("A", "CME", "10", false);
	apply(upload_rows("A,,,grace@example.org,,,,1,2026-02-03,,,\n"));
	OK(contact_create(&c, &in));
	cr_assert_str_eq(standing("N1"), "completed 2026-02-03 import 1");
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM credit_award"), 0);
}

Test(import, a_held_row_is_released_by_an_address_that_is_given_later_and_by_an_import_of_people)
{
	struct import_upload people = { .kind = "contacts" };
	const char *text = "contact_no,given_name,family_name,email\nN9,Katherine,Johnson,kj@example.org\n";
	struct contact change = { .email = "grace@example.org" };
	int64_t id;

	make_course("A");
	id = make_learner("L1", "Ada Lovelace");
	apply(upload_rows("A,,,grace@example.org,,,,1,2026-02-03,,,\nA,,N9,,,,,1,2026-02-03,,,\n"));
	OK(contact_update(&c, id, 1, &change, members(contact_fields, "email")));
	cr_assert_str_eq(standing("L1"), "completed 2026-02-03 import 1");
	apply(upload_bytes(&people, text, strlen(text)));
	cr_assert_str_eq(standing("N9"), "completed 2026-02-03 import 1");
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM import_holding"), 0);
	counts_hold();
}

/* --- contacts and attendance --- */

Test(import, contacts_are_made_and_never_changed)
{
	struct import_upload people = { .kind = "contacts" };
	const char *text =
		"Member No,First Name,Last Name,E-Mail\nN1,Grace,Hopper,grace@example.org\nN2,Katherine,Johnson,\n"
		"L1,Ada,Lovelace,\nL1,Ada,Byron,\nN3,Mary,Jackson,grace@example.org\n,,,x@example.org\n";
	int64_t id;

	make_learner("L1", "Ada Lovelace");
	id = upload_bytes(&people, text, strlen(text));
	cr_assert_str_eq(counts(id), "create 2, unchanged 1, reject 3", "%s", problems(id));
	cr_assert_str_eq(problems(id),
		"5 exists_contact email L1; 6 duplicate_row external_user_id N3; 7 bad_value given_name -; 7 bad_value family_name -");
	apply(id);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM contact WHERE made_by_import"), 2);
	cr_assert_str_eq(counts(upload_bytes(&people, text, strlen(text))), "unchanged 3, reject 3");
	undo(id);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM contact WHERE made_by_import"), 0);
}

Test(import, contacts_come_with_their_profiles_and_are_refused_where_somebody_has_another)
{
	struct import_upload people = { .kind = "contacts" };
	const char *text =
		"contact_no,given_name,family_name,region,since,seats\nN1,Grace,Hopper,North,2020-01-01,12.50\n"
		"L1,Ada,Lovelace,North,,\nL2,Bo,Diddley,South,2020-01-01,\nN2,Mary,Jackson,East,,\n"
		"N3,Katherine,Johnson,,31.12.2020,\nN4,Dorothy,Vaughan,,,many\n";
	int64_t id;

	sql("INSERT INTO profile_field (id, field_key, label, type, options, created_at) VALUES "
	    "(1, 'region', 'Region', 'choice', '[\"North\",\"South\"]', '2026-01-01'), (2, 'since', 'Since', 'date', NULL, '2026-01-01'), "
	    "(3, 'seats', 'Seats', 'number', NULL, '2026-01-01')");
	make_learner("L1", "Ada Lovelace");
	make_learner("L2", "Bo Diddley");
	sql("INSERT INTO profile_value (contact_id, field_id, text_value) SELECT id, 1, 'North' FROM contact WHERE contact_no IN ('L1', 'L2')");
	id = upload_bytes(&people, text, strlen(text));
	cr_assert_str_eq(problems(id),
		"4 exists_contact profile L2; 5 bad_value region East; 6 bad_value since 31.12.2020; 7 bad_value seats many");
	cr_assert_str_eq(sql_text("SELECT detail FROM import_problem WHERE line = 4"),
		"The contact has other values: region, since.");
	cr_assert_str_eq(counts(id), "create 1, unchanged 1, reject 4");
	apply(id);
	cr_assert_str_eq(
		sql_text(
			"SELECT GROUP_CONCAT(COALESCE(v.text_value, v.number_value, v.date_value) ORDER BY v.field_id) FROM profile_value v "
			"JOIN contact p ON p.id = v.contact_id WHERE p.contact_no = 'N1'"),
		"North,2020-01-01,12.5000");
	cr_assert_str_eq(counts(upload_bytes(&people, text, strlen(text))), "unchanged 2, reject 4");
}

Test(import, lve_01_lve_06_attendance_of_many_is_taken_from_a_file_and_can_be_undone)
{
	struct import_upload attendance = { .kind = "attendance", .event_id = 7 };
	const char *text =
		"external_user_id,attended,attended_minutes,score\nL1,1,,\nL2,1,45,80.5\nL3,0,,\nX,1,,\nL1,1,10,\n";
	int64_t id;

	sql("INSERT INTO event (id, title, starts_at, duration_minutes, required_minutes, created_at) "
	    "VALUES (7, 'Webinar', '2026-06-01 10:00:00', 60, 50, '2026-01-01')");
	make_learner("L1", "Ada Lovelace");
	make_learner("L2", "Bo Diddley");
	make_learner("L3", "Cy Coleman");
	sql("INSERT INTO event_attendance (event_id, contact_id, minutes, changed_at) SELECT 7, id, 5, '2026-01-01' FROM contact WHERE contact_no = 'L2'");
	id = upload_bytes(&attendance, text, strlen(text));
	cr_assert_str_eq(counts(id), "create 2, fulfil 1, hold 1, reject 1", "%s", problems(id));
	cr_assert_str_eq(problems(id), "6 duplicate_row external_user_id L1");
	apply(id);
	cr_assert_str_eq(sql_text("SELECT GROUP_CONCAT(minutes ORDER BY contact_id) FROM event_attendance"),
		"60,45,0");
	cr_assert_str_eq(counts(upload_bytes(&attendance, text, strlen(text))), "unchanged 4, reject 1");
	undo(id);
	cr_assert_str_eq(sql_text("SELECT GROUP_CONCAT(minutes) FROM event_attendance"), "5");
}

/* What the file says of L1, and the hand of L2. */
static void both_attended(int64_t event, int64_t by_hand, int64_t minutes)
{
	struct import_upload attendance = { .kind = "attendance", .event_id = event };
	const char *text = arena_printf(&c.arena, "external_user_id,attended,attended_minutes\nL1,%d,%lld\n",
		minutes > 0, (long long)minutes);
	struct attendance_input in = { .event_id = event, .contact_id = by_hand, .minutes = minutes };
	struct attendance out = { 0 };

	apply(upload_bytes(&attendance, text, strlen(text)));
	OK(attendance_put(&c, &in, &out));
}

static const char *standing_of(const char *number)
{
	return sql_text(
		"SELECT CONCAT_WS(' ', e.status, e.completed_on, s.percent, a.minutes) FROM contact p "
		"JOIN course_enrollment e ON e.contact_id = p.id JOIN event_attendance a ON a.contact_id = p.id "
		"LEFT JOIN course_step_progress s ON s.course_enrollment_id = e.id WHERE p.contact_no = '%s'",
		number);
}

Test(import, lve_07_lve_08_lve_09_lve_20_a_file_and_the_hand_do_the_same_with_the_same_minutes)
{
	struct event event = { .title = "Webinar",
		.starts_at = date_start(ON(2026, 6, 10)),
		.duration_minutes = 60,
		.required_minutes = 50 };
	struct course_step step = { .title = "Webinar", .kind = "event", .required = true };
	static const int64_t minutes[] = { 20, 49, 10, 50, 30, 0 };
	int64_t by_hand;

	make_course("A");
	make_learner("L1", "Ada Lovelace");
	by_hand = make_learner("L2", "Bo Diddley");
	OK(event_create(&c, &event));
	step.event_id = event.id;
	OK(course_steps_save(&c, sql_int("SELECT id FROM course WHERE code = 'A'"), -1,
		&((struct course_steps){ { &step, 1, sizeof(step) } })));
	put_in_course("A", "L1", "assigned");
	put_in_course("A", "L2", "assigned");
	sql("INSERT INTO course_tally (course_id, status, active, archived, n) SELECT id, 'assigned', TRUE, FALSE, 2 FROM course");
	for (size_t i = 0; i < sizeof(minutes) / sizeof(*minutes); i++) {
		both_attended(event.id, by_hand, minutes[i]);
		cr_assert_str_eq(standing_of("L1"), standing_of("L2"), "%lld minutes", (long long)minutes[i]);
	}
	cr_assert_str_eq(standing_of("L1"), "completed 2026-06-10 0 0");
}

/* --- the real records --- */

static const char *read_records(size_t *n)
{
	enum { MOST = 1 << 20 };
	char *text = arena_raw(&c.arena, MOST);
	FILE *f = fopen(arena_printf(&c.arena, "%s/demo/oulad-course-records.csv", getenv("LAUREL_SQL_DIR")),
		"r");

	cr_assert_not_null(f);
	*n = fread(text, 1, MOST, f);
	fclose(f);
	return text;
}

Test(import, the_real_records_import_without_an_unexplained_row_twice_and_undo_takes_all_of_it_back)
{
	struct import_upload create = { .kind = "course_records", .unknown_person = "create" };
	const char *before, *after;
	int64_t id, rows;
	size_t n;
	const char *text = read_records(&n);

	sql("INSERT INTO credit_type (code, title, increment, decimals, created_at) VALUES ('CATS', 'CATS points', 5, 0, '2026-01-01')");
	before = content();
	id = upload_bytes(&create, text, n);
	rows = look_at(id).rows;
	cr_assert_eq(rows, 2313);
	cr_assert_eq(look_at(id).rejects, 0, "%s", problems(id));
	apply(id);
	counts_hold();
	after = content();
	cr_assert_str_neq(after, before);
	id = upload_bytes(&create, text, n);
	cr_assert_eq(look_at(id).unchanged, rows);
	apply(id);
	content_is(after);
	undo(1);
	content_is(before);
}
