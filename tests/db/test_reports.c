#include "call.h"
#include "json.h"
#include "profile.h"
#include "report_export.h"

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

/* --- files that are handed in --- */

/* Ada can be reported to both agencies for course A; her credit was earned. */
static int64_t ready(void)
{
	int64_t course = make_course("A"), ada = make_contact("Ada Lovelace"),
		id = award(course, ada, "earned");

	make_profiles(ada);
	OK(set_up("born", "state", "license", "eprofile"));
	OK(name_course(course, "202612345", "0123-0000-26-001-L04-P"));
	return id;
}

static struct report_export make(const char *agency)
{
	struct report_export x = { 0 };

	OK(report_export_make(&c, &(struct report_request){ .agency = agency }, &x));
	return x;
}

static enum err try_make(const char *agency)
{
	struct report_export x = { 0 };

	return report_export_make(&c, &(struct report_request){ .agency = agency }, &x);
}

/* "Add 1.5 Delete 1.5": what stands in a file. */
static const char *said_in(const struct report_export *x)
{
	return sql_text(
		"SELECT GROUP_CONCAT(CONCAT(action, ' ', amount) ORDER BY n SEPARATOR ', ') FROM report_row WHERE export_id = %lld",
		(long long)x->id);
}

static const char *submission(void)
{
	return sql_text("SELECT GROUP_CONCAT(submission ORDER BY id) FROM credit_award");
}

static enum err write_export(int64_t id)
{
	struct report_export x;

	text_used = 0;
	TRY(report_export_find(&c, id, &x));
	return report_export_write(&c, &x, &(struct report_writer){ keep, NULL });
}

static enum err accept(int64_t id, int64_t version, size_t n, struct report_refusal *refused)
{
	return report_export_accept(&c, id, version,
		&(struct report_answer){ { refused, n, sizeof(*refused) } });
}

static void correct(int64_t award_id, const char *amount)
{
	sql("UPDATE credit_award SET amount = %s, submission = 'queued' WHERE id = %lld", amount,
		(long long)award_id);
}

Test(reports, a_file_takes_what_the_agency_has_not_got_and_the_next_one_takes_it_no_more)
{
	struct report_export x;

	ready();
	x = make("pars");
	cr_assert_str_eq(said_in(&x), "add 1.50");
	cr_assert_str_eq(x.state, "sent");
	cr_assert_str_eq(submission(), "sent");
	cr_assert_eq(audit_count("report.make"), 1);
	REFUSED(ERR_NOTHING_TO_REPORT, try_make("pars"));
	x = make("cpe");
	cr_assert_str_eq(said_in(&x), "add 1.50", "each agency is told for itself");
}

Test(reports, a_file_is_written_again_byte_by_byte_whatever_has_changed_since)
{
	struct report_export x;
	const char *first;

	ready();
	x = make("pars");
	OK(write_export(x.id));
	first = arena_strdup(&c.arena, text);
	cr_assert_str_eq(strchr(first, '\n') + 1,
		"Add,202612345,06/03/2026,Ada,Lovelace,04/03,Maine,00712,1.5,,,,,\r\n");
	sql("UPDATE contact SET family_name = 'Byron'");
	sql("DELETE FROM profile_value");
	sql("DELETE FROM credit_award");
	OK(write_export(x.id));
	cr_assert_str_eq(text, first);
	cr_assert_str_eq(x.hash, sql_text("SELECT SHA2('%s', 256)", first));
}

Test(reports, a_correction_leaves_with_the_next_file_as_a_delete_and_an_add)
{
	int64_t id = ready();
	struct report_export x = make("pars");

	correct(id, "1.25");
	x = make("pars");
	cr_assert_str_eq(said_in(&x), "delete 1.50, add 1.25");
	cr_assert_str_eq(submission(), "sent");
	OK(write_export(x.id));
	cr_assert_str_eq(strchr(text, '\n') + 1,
		"Delete,202612345,06/03/2026,Ada,Lovelace,04/03,Maine,00712,1.5,,,,,\r\n"
		"Add,202612345,06/03/2026,Ada,Lovelace,04/03,Maine,00712,1.25,,,,,\r\n");
	sql("UPDATE contact SET family_name = 'Byron'");
	x = make("pars");
	cr_assert_str_eq(said_in(&x), "delete 1.25, add 1.25", "a name that changed is a correction as well");
	REFUSED(ERR_NOTHING_TO_REPORT, try_make("pars"));
}

Test(reports, a_correction_leaves_whatever_days_the_next_file_covers)
{
	int64_t id = ready();
	struct report_request later = { .agency = "pars", .from = ON(2026, 7, 1) };
	struct report_export x = make("pars");

	correct(id, "1.25");
	OK(report_export_make(&c, &later, &x));
	cr_assert_str_eq(said_in(&x), "delete 1.50, add 1.25");
}

Test(reports, a_credit_that_is_gone_or_nothing_any_more_is_taken_back)
{
	int64_t id = ready();
	struct report_export x = make("pars");

	correct(id, "0");
	x = make("pars");
	cr_assert_str_eq(said_in(&x), "delete 1.50");
	correct(id, "1.5");
	x = make("pars");
	cr_assert_str_eq(said_in(&x), "add 1.50");
	sql("DELETE FROM course_enrollment");
	x = make("pars");
	cr_assert_str_eq(said_in(&x), "delete 1.50");
	REFUSED(ERR_NOTHING_TO_REPORT, try_make("pars"));
}

Test(reports, what_an_agency_takes_no_more_is_not_taken_back_from_it)
{
	struct report_export x;
	const char *other[] = { "CPD" };
	struct report_settings in = { .pars_types = { other, 1 } };

	ready();
	x = make("pars");
	cr_assert_eq(x.adds, 1);
	sql("INSERT INTO credit_type (code, title, increment, decimals, created_at) VALUES ('CPD', 'CPD', 1, 0, '2026-01-01')");
	OK(report_settings_update(&c, 2, &in, members(report_settings_fields, "pars_types")));
	REFUSED(ERR_NOTHING_TO_REPORT, try_make("pars"));
}

Test(reports, cri_15_cri_21_an_imported_credit_stands_in_the_file_for_pars_and_its_submission_never_moves)
{
	struct report_export x;

	ready();
	sql("UPDATE credit_award SET provenance = 'import_course', submission = 'not_reportable'");
	x = make("pars");
	cr_assert_str_eq(said_in(&x), "add 1.50");
	cr_assert_str_eq(submission(), "not_reportable");
	OK(accept(x.id, 1, 0, NULL));
	cr_assert_str_eq(submission(), "not_reportable");
	REFUSED(ERR_NOTHING_TO_REPORT, try_make("cpe"));
}

Test(reports, a_file_that_is_accepted_settles_its_credits_but_for_the_rows_that_were_refused)
{
	int64_t bob;
	struct report_refusal refused = { 2, "License not found" };
	struct report_row_query q = { .state = "rejected" };
	struct page page = { 0 };
	struct report_export x;

	ready();
	bob = make_contact("Bob Hope");
	award(1, bob, "claimed");
	sql("INSERT INTO profile_value SELECT %lld, field_id, text_value, number_value, date_value FROM profile_value",
		(long long)bob);
	x = make("pars");
	cr_assert_str_eq(said_in(&x), "add 1.50, add 1.50");
	REFUSED(ERR_STALE_VERSION, accept(x.id, 9, 1, &refused));
	refused.n = 3;
	INVALID("/rejected/0/n", accept(x.id, 1, 1, &refused));
	refused.n = 2;
	OK(accept(x.id, 1, 1, &refused));
	cr_assert_str_eq(submission(), "accepted,rejected");
	q.export_id = x.id;
	OK(report_row_list(&c, &q, &page));
	cr_assert_eq(page.items.n, 1);
	cr_assert_str_eq(((const struct report_row *)page.items.items)->message, "License not found");
	REFUSED(ERR_BAD_MOVE, accept(x.id, 2, 0, NULL));
	x = make("pars");
	cr_assert_str_eq(said_in(&x), "add 1.50", "what was refused leaves again");
	cr_assert_eq(sql_int("SELECT contact_id FROM report_row WHERE export_id = %lld", (long long)x.id),
		bob);
	cr_assert_str_eq(submission(), "accepted,sent");
}

Test(reports, a_file_that_is_rejected_never_was_for_the_agency)
{
	int64_t id = ready();
	struct report_export x = make("pars");

	OK(accept(x.id, 1, 0, NULL));
	correct(id, "1.25");
	x = make("pars");
	OK(report_export_reject(&c, x.id, 1, &(struct report_rejection){ "The file could not be read" }));
	cr_assert_str_eq(submission(), "rejected");
	cr_assert_eq(audit_count("report.reject"), 1);
	x = make("pars");
	cr_assert_str_eq(said_in(&x), "delete 1.50, add 1.25", "the agency still has the first one");
	OK(accept(x.id, 1, 1, &(struct report_refusal){ 1, "No such record" }));
	REFUSED(ERR_NOTHING_TO_REPORT, try_make("pars"));
}

Test(reports, what_a_file_would_do_is_told_before_and_what_lacks_something_is_named_with_its_remedy)
{
	int64_t course = make_course("A"), ada = make_contact("Ada Lovelace");
	struct report_preview p;
	struct report_problem_query q = { .agency = "pars", .limit = 3 };
	struct page page = { 0 };
	const struct report_problem *found;

	award(course, ada, "earned");
	award(course, make_contact("Bob Hope"), "import_legacy");
	REFUSED(ERR_NOTHING_TO_REPORT, try_make("pars"));
	OK(report_preview(&c, &(struct report_request){ .agency = "pars" }, &p));
	cr_assert(p.adds == 0 && p.left_out == 1 && p.legacy == 1 && p.imported == 0);
	OK(report_problems(&c, &q, &page));
	found = page.items.items;
	cr_assert_eq(page.items.n, 3);
	cr_assert_str_eq(found[0].code, "no_activity_id");
	cr_assert_str_eq(found[0].subject, "course");
	cr_assert_str_eq(found[1].code, "no_birth");
	cr_assert_str_eq(found[1].remedy,
		"Choose in the settings which profile field carries the day of birth.");
	q.cursor = page.next;
	page = (struct page){ 0 };
	make_profiles(make_contact("Somebody Else"));
	OK(set_up("born", "state", "license", "eprofile"));
	OK(report_problems(&c, &q, &page));
	found = page.items.items;
	cr_assert_eq(page.items.n, 1);
	cr_assert_str_eq(found[0].code, "no_license_state");
	cr_assert_str_eq(found[0].name, "Ada Lovelace");
	cr_assert_str_eq(found[0].remedy, "Fill the contact's profile field state.");
	cr_assert_null(page.next);
}

static const char *const submissions[] = { "not_reportable", "queued", "sent", "accepted", "rejected" };
static const char *const verbs[] = { "send", "accept", "reject", "correct" };

Test(reports, a_submission_moves_as_the_table_says_and_no_other_way)
{
	static const char *const agreed[][4] = { { "not_reportable", "not_reportable", "not_reportable",
							 "not_reportable" },
		{ "sent", NULL, NULL, "queued" }, { "sent", "accepted", "rejected", "queued" },
		{ "sent", NULL, NULL, "queued" }, { "sent", NULL, NULL, "queued" } };

	for (size_t s = 0; s < 5; s++)
		for (size_t v = 0; v < 4; v++) {
			const char *to = move_target(submission_moves, verbs[v], submissions[s]);

			cr_assert(to ? agreed[s][v] && !strcmp(to, agreed[s][v]) : !agreed[s][v], "%s %s",
				verbs[v], submissions[s]);
		}
}
