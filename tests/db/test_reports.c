#include "call.h"
#include "json.h"
#include "profile.h"
#include "report.h"

DB_SUITE(reports);

/* --- people, a course, and credits of every provenance --- */

static void make_field(const char *key, const char *type)
{
	sql("INSERT INTO profile_field (field_key, label, type, created_at) VALUES ('%s', '%s', '%s', '2026-01-01')",
		key, key, type);
}

/* Ada is born on 3 April, is licensed in Maine as 00712 and has the e-Profile 445566; whoever else has nothing. */
static void make_profiles(int64_t contact)
{
	make_field("born", "date");
	make_field("state", "text");
	make_field("license", "text");
	make_field("eprofile", "number");
	sql("INSERT INTO profile_value (contact_id, field_id, date_value) VALUES (%lld, 1, '1980-04-03')",
		(long long)contact);
	sql("INSERT INTO profile_value (contact_id, field_id, text_value) VALUES (%lld, 2, 'Maine'), (%lld, 3, '00712')",
		(long long)contact, (long long)contact);
	sql("INSERT INTO profile_value (contact_id, field_id, number_value) VALUES (%lld, 4, 445566)",
		(long long)contact);
}

static enum err set_up(const char *birth, const char *state, const char *license, const char *eprofile)
{
	struct report_settings in = { .birth_field = birth,
		.license_state_field = state,
		.license_field = license,
		.eprofile_field = eprofile };

	return report_settings_update(&c, sql_int("SELECT version FROM report_setting"), &in,
		members(report_settings_fields,
			"birth_field license_state_field license_field eprofile_field"));
}

static enum err name_course(int64_t course, const char *pars, const char *cpe)
{
	return report_activity_save(&c, course, &(struct report_activity){ .pars = pars, .cpe = cpe });
}

static int64_t make_course(const char *code)
{
	sql("INSERT INTO course (code, title, description, content_source, enrollment_method, status, created_at) "
	    "VALUES ('%s', 'Course %s', '', 'own', 'open', 'active', '2026-01-01')",
		code, code);
	sql("INSERT IGNORE INTO credit_type (code, title, increment, decimals, created_at) VALUES ('CME', 'CME', 0.25, 2, '2026-01-01')");
	return sql_int("SELECT id FROM course WHERE code = '%s'", code);
}

/* Completed on 3 June, awarded on that day; begins as the table of rules has it. */
static int64_t award(int64_t course, int64_t contact, const char *provenance)
{
	sql("INSERT IGNORE INTO import (id, kind, unknown_person, state, created_at) VALUES (1, 'course', 'hold', 'applied', '2026-01-01')");
	sql("INSERT INTO course_enrollment (course_id, contact_id, status, active, sort_name, enrolled_on, completed_on, "
	    "completion_origin, created_at) SELECT %lld, id, 'completed', 1, sort_name, '2026-05-01', '2026-06-03', 'steps', '2026-05-01' "
	    "FROM contact WHERE id = %lld",
		(long long)course, (long long)contact);
	sql("INSERT INTO credit_award (course_id, contact_id, attempt, credit_type_id, amount, awarded_on, provenance, import_id, "
	    "submission, created_at) VALUES (%lld, %lld, 1, 1, 1.5, '2026-06-03', '%s', 1, '%s', '2026-06-03')",
		(long long)course, (long long)contact, provenance, report_rule(provenance)->submission);
	return sql_int("SELECT MAX(id) FROM credit_award");
}

/* --- what a file says --- */

static char text[64 << 10];
static size_t text_used;

static enum err keep(struct ctx *ctx, void *arg, const char *data, size_t n)
{
	(void)ctx;
	(void)arg;
	cr_assert_lt(text_used + n, sizeof(text));
	memcpy(text + text_used, data, n);
	text_used += n;
	text[text_used] = '\0';
	return ERR_OK;
}

static enum err write_window(struct report_window *w)
{
	text_used = 0;
	TRY(report_window_check(&c, w));
	return report_write(&c, w, &(struct report_writer){ keep, NULL });
}

static const char *file_of(const char *agency, struct date from, struct date to)
{
	struct report_window w = { .agency = agency, .from = from, .to = to };

	OK(write_window(&w));
	return text;
}

/* Without its head. */
static const char *lines_of(const char *agency)
{
	return strchr(file_of(agency, (struct date){ 0 }, (struct date){ 0 }), '\n') + 1;
}

static const struct date never = { 0 };

/* --- who is told --- */

Test(reports, cri_13_cri_14_what_the_global_importer_brought_stands_in_no_file)
{
	award(make_course("A"), make_contact("Ada Lovelace"), "import_legacy");
	cr_assert_str_eq(lines_of("pars"), "");
	cr_assert_str_eq(lines_of("cpe"), "");
	cr_assert_not(report_rule("import_legacy")->sent);
	cr_assert_str_eq(report_rule("import_legacy")->submission, "not_reportable");
}

Test(reports, cri_15_what_the_importer_of_one_course_brought_stands_in_the_file_for_pars)
{
	award(make_course("A"), make_contact("Ada Lovelace"), "import_course");
	cr_assert_str_eq(lines_of("pars"), "Add,A,06/03/2026,Ada,Lovelace,,,,1.5,,,,,\r\n");
}

Test(reports, cri_21_an_imported_credit_is_queued_for_nobody_and_the_database_holds_that)
{
	int64_t course = make_course("A"), id = award(course, make_contact("Ada Lovelace"), "import_course");

	cr_assert_str_eq(lines_of("cpe"), "");
	cr_assert_not(report_rule("import_course")->sent);
	for (const struct move *m = submission_moves; m->verb; m++)
		if (!strcmp(m->from, "not_reportable"))
			cr_assert_str_eq(m->to, "not_reportable", "%s", m->verb);
	cr_assert_null(sql_text("SELECT submission FROM credit_award WHERE submission <> 'not_reportable'"));
	cr_assert_neq(mysql_query(c.db->conn,
			      arena_printf(&c.arena,
				      "UPDATE credit_award SET submission = 'queued' WHERE id = %lld",
				      (long long)id)),
		0);
}

Test(reports, cri_22_what_was_awarded_here_is_reported_to_everybody)
{
	static const char *const here[] = { "earned", "claimed", "auto_on_import" };
	int64_t course = make_course("A");

	for (size_t i = 0; i < 3; i++) {
		award(course, make_contact(arena_printf(&c.arena, "Ada No%zu", i)), here[i]);
		cr_assert_str_eq(report_rule(here[i])->submission, "queued");
		cr_assert(report_rule(here[i])->sent);
	}
	cr_assert_str_eq(lines_of("pars"),
		"Add,A,06/03/2026,Ada,No0,,,,1.5,,,,,\r\nAdd,A,06/03/2026,Ada,No1,,,,1.5,,,,,\r\n"
		"Add,A,06/03/2026,Ada,No2,,,,1.5,,,,,\r\n");
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM credit_award WHERE submission = 'queued'"), 3);
}

Test(reports, every_provenance_there_is_has_a_rule)
{
	const char *column =
		sql_text("SELECT COLUMN_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = '%s' "
			 "AND TABLE_NAME = 'credit_award' AND COLUMN_NAME = 'provenance'",
			schema_name());
	struct buf b = { .arena = &c.arena };

	for (const char *p = column; (p = strchr(p, '\'')); p = strchr(p + 1, '\'') + 1)
		cr_assert_not_null(report_rule(
					   arena_printf(&c.arena, "%.*s", (int)strcspn(p + 1, "'"), p + 1)),
			"%s", p);
	for (const struct report_rule *r = report_rules; r->provenance; r++)
		buf_printf(&b, "%s'%s'", b.used ? "," : "enum(", r->provenance);
	buf_text(&b, ")");
	cr_assert_eq(strlen(buf_end(&b)), strlen(column), "%s", column);
}

/* --- what a line says --- */

Test(reports, a_line_for_pars_has_accmes_columns_and_says_no_more_of_the_birth_than_its_day)
{
	int64_t course = make_course("A"), ada = make_contact("Ada Lovelace");

	award(course, ada, "earned");
	make_profiles(ada);
	OK(set_up("born", "state", "license", "eprofile"));
	OK(name_course(course, "202612345", NULL));
	cr_assert_str_eq(file_of("pars", never, never),
		"Record Action,ACCME Activity ID,Completion Date,First Name,Last Name,Date of Birth,Licensing State,"
		"Licensing ID or NPI,Number of CME Credits,Certifying Board,Certifying Board ID,Total Board Credits,"
		"Credit Type,Credits Awarded for Credit Type\r\n"
		"Add,202612345,06/03/2026,Ada,Lovelace,04/03,Maine,00712,1.5,,,,,\r\n");
}

Test(reports, a_line_for_cpe_monitor_has_the_uan_the_e_profile_and_the_day_of_birth_as_mmdd)
{
	int64_t course = make_course("A"), ada = make_contact("Ada Lovelace");

	award(course, ada, "claimed");
	make_profiles(ada);
	OK(set_up("born", "state", "license", "eprofile"));
	OK(name_course(course, NULL, "0123-0000-26-001-L04-P"));
	cr_assert_str_eq(file_of("cpe", never, never),
		"Record Action,Universal Activity Number,NABP e-Profile ID,Date of Birth,Participation Date,Contact Hours,"
		"First Name,Last Name\r\nAdd,0123-0000-26-001-L04-P,445566,0403,06/03/2026,1.5,Ada,Lovelace\r\n");
}

Test(reports, a_day_of_birth_may_be_a_text_of_month_and_day_and_what_is_none_is_left_empty)
{
	static const struct {
		const char *text, *shown;
	} cases[] = { { "0403", ",04/03," }, { "04/03", ",04/03," }, { "0229", ",02/29," },
		{ "0431", ",Lovelace,,," }, { "1303", ",Lovelace,,," }, { "3 April", ",Lovelace,,," } };
	int64_t ada = make_contact("Ada Lovelace");

	award(make_course("A"), ada, "earned");
	make_field("mmdd", "text");
	OK(set_up("mmdd", NULL, NULL, NULL));
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		sql("REPLACE INTO profile_value (contact_id, field_id, text_value) VALUES (%lld, 1, '%s')",
			(long long)ada, cases[i].text);
		cr_assert_not_null(strstr(lines_of("pars"), cases[i].shown), "%s: %s", cases[i].text, text);
	}
}

Test(reports, a_line_tells_the_day_the_attempt_was_completed_not_that_of_the_claim)
{
	int64_t id = award(make_course("A"), make_contact("Ada Lovelace"), "claimed");

	sql("UPDATE credit_award SET awarded_on = '2026-06-14' WHERE id = %lld", (long long)id);
	cr_assert_not_null(strstr(lines_of("pars"), "06/03/2026"));
	sql("INSERT INTO course_attempt (course_enrollment_id, n, status, enrolled_on, completed_on, completion_origin, ended_by, ended_at) "
	    "SELECT id, 1, 'completed', '2026-01-01', '2026-02-02', 'steps', 're_enroll', '2026-06-10' FROM course_enrollment");
	sql("UPDATE course_enrollment SET attempt = 2");
	cr_assert_not_null(strstr(lines_of("pars"), "02/02/2026"), "%s", text);
}

Test(reports, a_window_includes_both_its_days_and_ends_after_it_begins)
{
	struct report_window turned = { .agency = "pars", .from = ON(2026, 6, 4), .to = ON(2026, 6, 3) };

	award(make_course("A"), make_contact("Ada Lovelace"), "earned");
	cr_assert_not_null(strstr(file_of("pars", ON(2026, 6, 3), ON(2026, 6, 3)), "Ada"));
	cr_assert_null(strstr(file_of("pars", ON(2026, 6, 4), never), "Ada"));
	cr_assert_null(strstr(file_of("pars", never, ON(2026, 6, 2)), "Ada"));
	INVALID("/from", write_window(&turned));
}

Test(reports, a_name_that_a_spreadsheet_would_calculate_leaves_as_text)
{
	int64_t ada = make_contact("Ada Lovelace");

	award(make_course("A"), ada, "earned");
	sql("UPDATE contact SET family_name = '=HYPERLINK(\"x\")' WHERE id = %lld", (long long)ada);
	cr_assert_not_null(strstr(lines_of("pars"), ",\"'=HYPERLINK(\"\"x\"\")\","), "%s", text);
}

Test(reports, an_agency_takes_the_credit_types_that_are_named_and_all_while_none_is)
{
	const char *cme[] = { "CME" }, *unknown[] = { "none" };
	struct report_settings in = { .cpe_types = { cme, 1 } };
	int64_t id = award(make_course("A"), make_contact("Ada Lovelace"), "earned");

	sql("INSERT INTO credit_type (code, title, increment, decimals, created_at) VALUES ('CPD', 'CPD', 1, 0, '2026-01-01')");
	sql("UPDATE credit_award SET credit_type_id = (SELECT id FROM credit_type WHERE code = 'CPD') WHERE id = %lld",
		(long long)id);
	cr_assert_not_null(strstr(lines_of("cpe"), "Ada"));
	OK(report_settings_update(&c, 1, &in, members(report_settings_fields, "cpe_types")));
	cr_assert_str_eq(lines_of("cpe"), "");
	cr_assert_not_null(strstr(lines_of("pars"), "Ada"));
	in.pars_types = (struct words){ unknown, 1 };
	INVALID("/pars_types/0",
		report_settings_update(&c, 2, &in, members(report_settings_fields, "pars_types")));
}

/* --- settings --- */

Test(reports, what_carries_a_number_is_a_field_of_a_type_that_can)
{
	struct report_settings s;

	make_profiles(make_contact("Ada Lovelace"));
	INVALID("/birth_field", set_up("nothing", NULL, NULL, NULL));
	INVALID("/birth_field", set_up("eprofile", NULL, NULL, NULL));
	INVALID("/license_field", set_up(NULL, NULL, "born", NULL));
	OK(set_up("born", "state", "license", "eprofile"));
	OK(report_settings_find(&c, &s));
	cr_assert_str_eq(s.license_state_field, "state");
	cr_assert_eq(s.version, 2);
	cr_assert_eq(audit_count("report_settings.update"), 1);
	REFUSED(ERR_STALE_VERSION,
		report_settings_update(&c, 1, &(struct report_settings){ .birth_field = NULL },
			members(report_settings_fields, "birth_field")));
	OK(set_up("born", "state", "license", "eprofile"));
	cr_assert_eq(audit_count("report_settings.update"), 1, "nothing changed");
}

Test(reports, a_field_that_goes_carries_nothing_any_more)
{
	struct report_settings s;

	make_field("state", "text");
	OK(set_up(NULL, "state", NULL, NULL));
	OK(profile_field_remove(&c, 1));
	OK(report_settings_find(&c, &s));
	cr_assert_null(s.license_state_field);
}

Test(reports, the_numbers_of_a_course_have_the_shapes_that_the_agencies_give_them)
{
	int64_t course = make_course("A");
	struct report_activity a;

	INVALID("/pars", name_course(course, "A-17", NULL));
	INVALID("/cpe", name_course(course, NULL, "0123-0000-26-001"));
	INVALID("/cpe", name_course(course, NULL, "0123-0000-26-001-L04-P9"));
	OK(name_course(course, "202612345", "0123-0000-26-001-L04-P"));
	OK(name_course(course, "202612345", NULL));
	OK(report_activity_find(&c, course, &a));
	cr_assert_str_eq(a.pars, "202612345");
	cr_assert_null(a.cpe);
	cr_assert_eq(audit_count("course.report_ids"), 2);
	REFUSED(ERR_NOT_FOUND, name_course(course + 1, NULL, NULL));
}

Test(reports, a_file_comes_through_the_gate_with_its_name)
{
	struct request *r;

	award(make_course("A"), make_contact("Ada Lovelace"), "import_course");
	r = call_begin(STAFF, GET, "/api/reports/pars.csv", NULL);
	r->query = "from=2026-06-01&to=2026-06-30";
	cr_assert_not_null(strstr(call_end(r).body, "Add,A,06/03/2026,Ada,Lovelace"));
	r = call_begin(STAFF, GET, "/api/reports/pars.csv", NULL);
	r->query = "from=2026-06-31";
	cr_assert_str_eq(call_end(r).code, "validation");
}
