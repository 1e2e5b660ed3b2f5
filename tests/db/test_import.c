#include "call.h"
#include "csv_out.h"
#include "import.h"
#include "job.h"

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

static void run_jobs(void)
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

/* "3 bad_date date_completed 2014-02-31; 4 over_maximum credits 61" */
static const char *problems(int64_t id)
{
	struct import_rows_query q = { .verdict = "reject", .import_id = id, .limit = 200 };
	struct page page = { 0 };
	struct buf b = { .arena = &c.arena };
	const struct import_line *l;

	OK(import_rows(&c, &q, &page));
	l = page.items.items;
	for (size_t i = 0; i < page.items.n; i++) {
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
	sql("INSERT INTO course_credit SELECT k.id, t.id, %s, %d FROM course k JOIN credit_type t ON t.code = '%s' WHERE k.code = '%s'",
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
	sql("INSERT INTO course_enrollment (course_id, contact_id, status, active, enrolled_on, completed_on, completion_origin, created_at) "
	    "SELECT k.id, p.id, '%s', TRUE, '2026-01-01', IF('%s' = 'completed', '2026-02-02', NULL), IF('%s' = 'completed', 'staff', NULL), "
	    "'2026-01-01' FROM course k JOIN contact p WHERE k.code = '%s' AND p.contact_no = '%s'",
		status, status, status, course, number);
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
	make_course("A");
	make_learner("L1", "Ada Lovelace");
	make_credit("A", "CME", "10", false);
	cr_assert_str_eq(problems(upload_rows("A,,L1,,,,,0,,CME,10,\n")),
		"2 credits_without_complete credits -");
}

Test(import, cri_10_cri_11_cri_12_one_row_for_each_credit_type_and_none_twice)
{
	make_course("A");
	make_learner("L1", "Ada Lovelace");
	make_credit("A", "CME", "10", false);
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
	make_course("A");
	make_learner("L1", "Ada Lovelace");
	make_credit("A", "CME", "10", false);
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
