#include "call.h"

#include "certificate.h"
#include "json.h"
#include "paper.h"
#include "transcript.h"

#include <stdio.h>

DB_SUITE(transcript);

static struct transcript t;

static enum err read_of(int64_t contact)
{
	return transcript_read(&c, contact, &t);
}

static const struct transcript_program *program_at(size_t i)
{
	cr_assert_lt(i, t.programs.n);
	return (const struct transcript_program *)t.programs.items + i;
}

static const struct transcript_requirement *requirement_at(size_t program, size_t i)
{
	const struct transcript_program *p = program_at(program);

	cr_assert_lt(i, p->requirements.n);
	return (const struct transcript_requirement *)p->requirements.items + i;
}

static struct pdf_file paper(void)
{
	struct pdf_file file = { 0 };

	cr_assert_eq(transcript_pdf(&c, &t, &file), ERR_OK, "%s", c.problem.detail);
	return file;
}

static const char *table(void)
{
	struct buf b = { .arena = &c.arena };

	transcript_csv(&b, &t);
	return buf_end(&b);
}

/* Two programs and two cycles of one, with grades, an offering, a waiver, and a record that was voided. */
static int64_t make_ada(void)
{
	int64_t ada = make_person("Ada Lovelace", "ada@example.test"), first, again, other;
	int64_t engines =
		PROGRAM(.name = "Analytical Engines", .stages = "Reading Exam#60", .maintenance = true);
	int64_t offering, component;
	struct requirement_view v;
	struct completion_input in = { .completed_on = ON(2026, 5, 2) };

	first = enroll_on(engines, ada, ON(2026, 3, 1));
	OK(record(first, "Reading", ON(2026, 4, 1)));
	OK(void_it(first, "Reading", "The wrong person."));
	OK(record(first, "Reading", ON(2026, 4, 2)));
	component = sql_int("SELECT id FROM component WHERE code = 'Exam'");
	offering = make_offering(component, "Spring exam");
	in.offering_id = offering;
	in.grade = (struct decimal){ true, 8550 };
	OK(completion_record(&c, first, requirement_of(engines, "Exam"), &in, &v));
	again = enroll_on(engines, ada, ON(2026, 6, 1));
	other = enroll_on(PROGRAM(.name = "Poetical Science", .stages = "Essay! Talk"), ada, ON(2026, 2, 1));
	OK(record(other, "Essay", ON(2026, 2, 3)));
	OK(waive(other, "Talk", "Spoken at another place."));
	OK(enrollment_cancel(&c, other, "Moved away."));
	cr_assert_gt(again, first);
	return ada;
}

Test(transcript, imis_25_all_programs_with_all_cycles_and_requirements_in_order)
{
	int64_t ada = make_ada();

	OK(read_of(ada));
	cr_assert_str_eq(t.name, "Ada Lovelace");
	cr_assert_eq(t.programs.n, 3);
	cr_assert_str_eq(program_at(0)->name, "Poetical Science");
	cr_assert_str_eq(program_at(0)->status, "cancelled");
	cr_assert_str_eq(requirement_at(0, 0)->status, "awaiting_approval");
	cr_assert_str_eq(requirement_at(0, 1)->status, "waived");
	cr_assert_str_eq(program_at(1)->status, "earned");
	cr_assert_str_eq(date_text(program_at(1)->earned_on), "2026-05-02");
	cr_assert_eq(program_at(1)->completion_deadline.day, 0, "what is earned has no deadline any more");
	cr_assert_eq(program_at(1)->requirements.n, 2);
	cr_assert_str_eq(date_text(requirement_at(1, 0)->completed_on), "2026-04-02", "not the voided one");
	cr_assert_eq(requirement_at(1, 1)->grade.hundredths, 8550);
	cr_assert_str_eq(requirement_at(1, 1)->offering, "Spring exam");
	cr_assert_eq(program_at(2)->cycle, 2);
	cr_assert_str_eq(program_at(2)->status, "enrolled");
	cr_assert_str_eq(requirement_at(2, 0)->status, "none");
}

static void make_courses(int64_t contact)
{
	sql("INSERT INTO course (id, code, title, description, content_source, enrollment_method, status, created_at) VALUES "
	    "(1, 'C-1', 'First aid', '', 'own', 'open', 'active', '2026-01-01')");
	sql("INSERT INTO course_enrollment (id, course_id, contact_id, attempt, status, active, sort_name, enrolled_on, created_at) "
	    "VALUES (1, 1, %lld, 2, 'in_progress', TRUE, 'Lovelace Ada', '2026-06-01', '2026-06-01')",
		(long long)contact);
	sql("INSERT INTO course_attempt (course_enrollment_id, n, status, enrolled_on, completed_on, completion_origin, grade, ended_by, ended_at) "
	    "VALUES (1, 1, 'completed', '2025-01-01', '2025-02-01', 'import', '1.3', 're_enroll', '2026-06-01')");
	sql("INSERT INTO credit_type (id, code, title, increment, decimals, created_at) VALUES (1, 'CME', 'CME hours', 0.25, 2, '2026-01-01')");
	sql("INSERT INTO credit_award (course_id, contact_id, attempt, credit_type_id, amount, awarded_on, provenance, submission, created_at) VALUES "
	    "(1, %lld, 1, 1, 1.5, '2025-02-01', 'earned', 'not_reportable', '2025-02-01'), "
	    "(1, %lld, 2, 1, 2.25, '2026-02-01', 'claimed', 'not_reportable', '2026-02-01')",
		(long long)contact, (long long)contact);
}

Test(transcript, courses_stand_there_with_every_attempt_and_credits_with_their_sum)
{
	int64_t ada = make_contact("Ada Lovelace");
	const struct transcript_course *k;
	const char *text;

	make_courses(ada);
	OK(read_of(ada));
	k = t.courses.items;
	cr_assert_eq(t.courses.n, 2);
	cr_assert_eq(k[0].attempt, 1);
	cr_assert_str_eq(k[0].status, "completed");
	cr_assert_str_eq(k[0].grade, "1.3");
	cr_assert_not(k[0].current);
	cr_assert_str_eq(k[1].status, "in_progress");
	cr_assert(k[1].current);
	cr_assert_eq(t.credits.n, 2);
	cr_assert_eq(((const struct transcript_total *)t.totals.items)->amount.hundredths, 375);
	text = text_of(paper());
	cr_assert(strstr(text, "First aid (C-1)"), "%s", text);
	cr_assert(strstr(text, "CME hours"));
	cr_assert(strstr(text, "3.75"));
}

Test(transcript, certificates_stand_there_with_their_numbers_and_whether_they_hold)
{
	int64_t ada = make_contact("Ada Lovelace"), program = PROGRAM(.name = "Welding", .stages = "R"), e,
		bo;
	const struct transcript_certificate *k;
	struct buf b = { .arena = &c.arena };
	const char *clr;

	sql("UPDATE program_version SET certificate_template_id = 1");
	e = enroll_one(program, ada);
	OK(record(e, "R", TODAY));
	OK(read_of(ada));
	k = t.certificates.items;
	cr_assert_eq(t.certificates.n, 1);
	cr_assert_str_eq(k->title, "Welding");
	cr_assert_str_eq(k->status, "valid");
	cr_assert(strstr(text_of(paper()), k->serial));
	cr_assert(strstr(table(),
		arena_printf(&c.arena, "\r\ncertificate,%s,Welding,,1,,valid,,2026-06-15,", k->serial)));
	transcript_clr(&c, &b, &t, "https://laurel.example");
	clr = buf_end(&b);
	cr_assert(strstr(clr,
		arena_printf(&c.arena, "\"evidence\":[{\"id\":\"https://laurel.example/verify/%s\"",
			k->code)));
	OK(certificate_withdraw(&c, k->code, "A mistake."));
	OK(read_of(ada));
	cr_assert_str_eq(((const struct transcript_certificate *)t.certificates.items)->status, "withdrawn");
	b = (struct buf){ .arena = &c.arena };
	transcript_clr(&c, &b, &t, "https://laurel.example");
	cr_assert_not(strstr(buf_end(&b), "evidence"), "what is withdrawn shows nothing");
	bo = make_contact("Bo Diddley");
	OK(read_of(bo));
	cr_assert_eq(t.certificates.n, 0);
}

Test(transcript, however_much_it_is_the_database_is_asked_as_often)
{
	int64_t ada = make_ada(), bo = make_contact("Bo Diddley");
	uint64_t before, for_bo;

	OK(read_of(bo));
	before = c.db->executed;
	OK(read_of(bo));
	for_bo = c.db->executed - before;
	before = c.db->executed;
	OK(read_of(ada));
	cr_assert_eq(c.db->executed - before, for_bo);
}

/* --- on paper --- */

Test(transcript, imis_25_the_document_says_what_the_screen_says)
{
	int64_t ada = make_ada();
	const char *text;

	OK(read_of(ada));
	text = text_of(paper());
	cr_assert(strstr(text, "Ada Lovelace"), "%s", text);
	cr_assert(strstr(text, "Analytical Engines"));
	cr_assert(strstr(text, "enrollment no. 2"));
	cr_assert(strstr(text, "85.5 / 100"), "%s", text);
	cr_assert(strstr(text, "Spring exam"));
	cr_assert(strstr(text, "earned on 2 May 2026"), "%s", text);
	cr_assert(strstr(text, "Waived"));
	cr_assert(strstr(told(paper(), "qpdf --check", ""), "No syntax or stream encoding errors"));
	cr_assert(strstr(told(paper(), "pdfinfo", ""), "Tagged:          yes"));
}

Test(transcript, the_same_facts_give_the_same_bytes)
{
	int64_t ada = make_ada();
	struct pdf_file one, two;

	OK(read_of(ada));
	one = paper();
	two = paper();
	cr_assert_eq(one.n, two.n);
	cr_assert_not(memcmp(one.data, two.data, one.n));
}

Test(transcript, names_may_be_long_and_run_from_right_to_left)
{
	int64_t noor, program;
	char longest[81] = "";
	const char *text;

	memset(longest, 'W', 80);
	noor = make_contact("نور الحسيني");
	program = PROGRAM(.name = "برنامج السلامة المهنية", .stages = "Reading");
	enroll_one(program, noor);
	sql("UPDATE version_requirement SET title = '%s%s' WHERE program_id = %lld", longest, longest,
		(long long)program);
	OK(read_of(noor));
	text = text_of(paper());
	cr_assert(strstr(text, "نور"), "%s", text);
	cr_assert(strstr(text, "برنامج"), "%s", text);
	told(paper(), "qpdf --check", "");
}

Test(transcript, three_hundred_enrolments_fill_many_pages)
{
	int64_t ada = make_contact("Ada Lovelace");
	int64_t program = PROGRAM(.name = "Renewal", .stages = "A B C", .period = "1 days", .grace = "none");
	const char *text;
	int pages = 0;

	for (int i = 0; i < 300; i++)
		enroll_on(program, ada, (struct date){ ON(2025, 1, 1).day + i });
	OK(read_of(ada));
	cr_assert_eq(t.programs.n, 300);
	cr_assert_eq(program_at(299)->cycle, 300);
	text = told(paper(), "pdfinfo", "");
	cr_assert_eq(sscanf(strstr(text, "Pages:") + 6, "%d", &pages), 1);
	cr_assert_gt(pages, 20);
	text = text_of(paper());
	cr_assert(strstr(text, "enrollment no. 300"));
	told(paper(), "qpdf --check", "");
}

Test(transcript, who_has_done_nothing_has_a_transcript_that_says_so)
{
	int64_t bo = make_contact("Bo Diddley");
	struct buf b = { .arena = &c.arena };

	OK(read_of(bo));
	cr_assert_eq(t.programs.n, 0);
	cr_assert(strstr(text_of(paper()), "No program so far."));
	cr_assert_str_eq(table(),
		"record,code,title,part_of,cycle,stage,status,enrolled_on,completed_on,expires_on,grade,offering,amount\r\n");
	transcript_clr(&c, &b, &t, "https://laurel.example");
	cr_assert(strstr(buf_end(&b), "\"verifiableCredential\":[]"));
}

/* --- for spreadsheets --- */

Test(transcript, the_table_has_a_line_for_everything)
{
	int64_t ada = make_ada();
	const char *csv;

	make_courses(ada);
	OK(read_of(ada));
	csv = table();
	cr_assert(strstr(csv, "\r\nprogram,P1,Analytical Engines,,1,,earned,2026-03-01,2026-05-02,"), "%s",
		csv);
	cr_assert(
		strstr(csv,
			"\r\nrequirement,P1,Exam,Analytical Engines,1,Stage 1,complete,,2026-05-02,,85.5,Spring exam,\r\n"),
		"%s", csv);
	cr_assert(strstr(csv, "\r\ncourse,C-1,First aid,,1,,completed,2025-01-01,2025-02-01,,1.3,,\r\n"),
		"%s", csv);
	cr_assert(strstr(csv, "\r\ncredit,CME,CME hours,First aid,2,,claimed,,2026-02-01,,,,2.25\r\n"), "%s",
		csv);
}

Test(transcript, no_cell_of_the_table_is_a_formula)
{
	int64_t program = PROGRAM(.name = "=HYPERLINK(\"http://evil.test\")", .stages = "Reading");
	int64_t ada = make_contact("Ada Lovelace");

	enroll_one(program, ada);
	OK(read_of(ada));
	cr_assert(strstr(table(), ",\"'=HYPERLINK(\"\"http://evil.test\"\")\","), "%s", table());
}

/* --- who may see it --- */

Test(transcript, go1_23_awards_stand_apart_from_programs)
{
	int64_t ada = make_contact("Ada Lovelace");
	struct buf b = { .arena = &c.arena };

	enroll_one(PROGRAM(.name = "Engines", .stages = "R"), ada);
	enroll_one(PROGRAM(.name = "Medal", .stages = "S", .kind = "award", .component_kind = "course"), ada);
	OK(transcript_read(&c, ada, &t));
	transcript_csv(&b, &t);
	cr_assert_not_null(strstr(buf_end(&b), "\r\naward,P2,Medal"), "%s", buf_end(&b));
	cr_assert_not_null(strstr(buf_end(&b), "\r\nprogram,P1,Engines"), "%s", buf_end(&b));
}

Test(transcript, imis_25_staff_and_the_person_themselves_get_it_and_nobody_else)
{
	static const unsigned staff[] = { STAFF, CERTIFICATION_ADMIN, CERTIFICATION_MANAGER, SYSADMIN };
	static const char *const forms[] = { "", ".json", ".csv", ".pdf" };
	int64_t learner = contact_of_role(LEARNER), other = make_contact("Bo Diddley");

	enroll_one(PROGRAM(.stages = "R"), learner);
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		const char *own = arena_printf(&c.arena, "/api/contacts/%lld/transcript%s",
			(long long)learner, forms[i]);
		const char *foreign =
			arena_printf(&c.arena, "/api/contacts/%lld/transcript%s", (long long)other, forms[i]);

		cr_assert_eq(call(LEARNER, GET, own, NULL).status, 200, "%s", own);
		cr_assert_eq(call(LEARNER, GET, foreign, NULL).status, 404, "%s", foreign);
		cr_assert_eq(call(ANONYMOUS, GET, own, NULL).status, 401);
		for (size_t k = 0; k < sizeof(staff) / sizeof(*staff); k++)
			cr_assert_eq(call(staff[k], GET, own, NULL).status, 200, "%s", own);
	}
	cr_assert_eq(call(STAFF, GET, "/api/contacts/424242/transcript.pdf", NULL).status, 404);
}
