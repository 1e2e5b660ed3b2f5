#include "call.h"
#include "certificate.h"
#include "certificate_template.h"
#include "file.h"
#include "issuer.h"
#include "paper.h"

#include <ctype.h>

DB_SUITE(certificates);

/* A program of one requirement whose certificates carry a designation and are valid for two years. */
static int64_t program_with(struct plan p)
{
	int64_t id;

	p.name = p.name ? p.name : "Certified Welder";
	p.stages = p.stages ? p.stages : "R";
	p.period = p.period ? p.period : "10 years";
	id = make_program(p);
	sql("UPDATE program_version SET certificate_template_id = 1, designation = 'CW', validity_n = 2, "
	    "validity_unit = 'years' WHERE program_id = %lld",
		(long long)id);
	return id;
}
#define CERTIFYING(...) program_with((struct plan){ 0, __VA_ARGS__ })

static int64_t earn(int64_t program, int64_t contact)
{
	int64_t e = enroll_on(program, contact, ON(2026, 1, 15));

	OK(record(e, "R", ON(2026, 6, 10)));
	return e;
}

static int64_t ada(void)
{
	return make_person("Ada Lovelace", "ada@example.com");
}

/* The code of an enrolment's current certificate, NULL when it has none. */
static const char *code_of(int64_t enrollment)
{
	return sql_text("SELECT code FROM certificate WHERE enrollment_id = %lld AND live = 1",
		(long long)enrollment);
}

static struct certificate_public seen(const char *code)
{
	struct certificate_public p;
	struct actor who = c.actor;

	c.actor = (struct actor){ .roles = ANONYMOUS };
	OK(certificate_verify(&c, code, &p));
	c.actor = who;
	return p;
}

static const char *status_of(int64_t enrollment)
{
	return seen(code_of(enrollment)).status;
}

static struct certificate_view details(const char *code)
{
	struct certificate_view v = { 0 };

	OK(certificate_find(&c, code, &v));
	return v;
}

static int64_t template_of(const char *code)
{
	return sql_int("SELECT template_id FROM certificate WHERE code = '%s'", code);
}

static int64_t certificates(void)
{
	return sql_int("SELECT COUNT(*) FROM certificate");
}

static int64_t mails(void)
{
	return sql_int("SELECT COUNT(*) FROM mail WHERE template = 'certificate_issued'");
}

/* --- issued once --- */

Test(certificates, earning_a_program_issues_its_certificate_and_one_mail)
{
	int64_t e = earn(CERTIFYING(.stages = "R"), ada());
	struct certificate_public p = seen(code_of(e));

	cr_assert_str_eq(p.status, "valid");
	cr_assert_str_eq(p.recipient, "Ada Lovelace");
	cr_assert_str_eq(p.title, "Certified Welder");
	cr_assert_str_eq(p.designation, "CW");
	cr_assert_str_eq(p.serial, "LRL-2026-000001");
	cr_assert_eq(p.earned_on.day, ON(2026, 6, 10).day);
	cr_assert_eq(p.issued_on.day, TODAY.day);
	cr_assert_eq(p.expires_on.day, ON(2028, 6, 10).day);
	cr_assert_str_eq(p.verify_url, arena_printf(&c.arena, "https://laurel.test/verify/%s", p.code));
	cr_assert_eq(mails(), 1);
	cr_assert_eq(audit_count("certificate.issue"), 1);
}

Test(certificates, a_version_without_a_template_issues_none)
{
	int64_t e = earn(PROGRAM(.stages = "R", .period = "10 years"), ada());

	cr_assert_null(code_of(e));
	cr_assert_eq(mails(), 0);
}

Test(certificates, a_person_without_an_address_gets_the_certificate_and_no_mail)
{
	int64_t e = earn(CERTIFYING(.stages = "R"), make_contact("Ada Lovelace"));

	cr_assert_not_null(code_of(e));
	cr_assert_eq(mails(), 0);
}

Test(certificates, the_approval_of_the_program_issues_it_and_not_the_last_requirement)
{
	int64_t e = enroll_on(CERTIFYING(.approval = true), ada(), ON(2026, 1, 15));

	OK(record(e, "R", ON(2026, 6, 10)));
	cr_assert_eq(certificates(), 0);
	OK(enrollment_approve(&c, e));
	cr_assert_eq(seen(code_of(e)).earned_on.day, TODAY.day);
	REFUSED(ERR_ALREADY_EARNED, enrollment_approve(&c, e));
	cr_assert_eq(certificates(), 1);
}

Test(certificates, serials_have_no_gaps_and_codes_cannot_be_guessed)
{
	int64_t program = CERTIFYING(.stages = "R"), late;

	for (int i = 1; i <= 20; i++) {
		int64_t e = enroll_on(program, make_contact("Ada Lovelace"), ON(2026, 1, 15));
		const char *code;

		/* One that fails in between takes no number along. */
		step_begin();
		cr_assert_eq(record(e, "R", ON(2026, 6, 10)), ERR_OK);
		step_end(ERR_BUSY);
		OK(record(e, "R", ON(2026, 6, 10)));
		code = code_of(e);
		cr_assert_eq(strlen(code), 26);
		cr_assert_eq(strspn(code, "abcdefghijklmnopqrstuvwxyz234567"), 26);
		cr_assert_str_eq(seen(code).serial, arena_printf(&c.arena, "LRL-2026-%06d", i));
	}
	cr_assert_eq(sql_int("SELECT COUNT(DISTINCT code) FROM certificate"), 20);
	today_is(ON(2027, 1, 1));
	late = enroll_on(program, make_contact("Ada Lovelace"), ON(2026, 1, 15));
	OK(record(late, "R", ON(2026, 12, 31)));
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM certificate WHERE serial = 'LRL-2027-000001'"), 1);
}

Test(certificates, the_database_itself_holds_one_for_each_enrolment)
{
	earn(CERTIFYING(.stages = "R"), ada());
	cr_assert_eq(
		sql_int("SELECT COUNT(*) FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND "
			"TABLE_NAME = 'certificate' AND INDEX_NAME = 'certificate_enrollment' AND NON_UNIQUE = 0"),
		2);
}

/* --- its status --- */

Test(certificates, it_expires_after_its_last_day)
{
	int64_t e = earn(CERTIFYING(.stages = "R"), ada());

	today_is(ON(2028, 6, 10));
	cr_assert_str_eq(status_of(e), "valid");
	today_is(ON(2028, 6, 11));
	cr_assert_str_eq(status_of(e), "expired");
}

Test(certificates, a_later_cycle_supersedes_the_one_before)
{
	int64_t program = CERTIFYING(.maintenance = true), who = ada(), first = earn(program, who), second;
	struct certificate_public p;

	second = enroll_on(program, who, ON(2026, 6, 11));
	cr_assert_str_eq(status_of(first), "valid");
	OK(record(second, "R", ON(2026, 6, 12)));
	p = seen(code_of(first));
	cr_assert_str_eq(p.status, "superseded");
	cr_assert_str_eq(p.newer_code, code_of(second));
	cr_assert_str_eq(status_of(second), "valid");
	/* What was a mistake takes nobody's place. */
	OK(void_it(second, "R", "Wrong person."));
	cr_assert_str_eq(status_of(second), "withdrawn");
	cr_assert_str_eq(status_of(first), "valid");
}

/* --- voided and earned again --- */

Test(certificates, a_voided_completion_withdraws_it_with_that_reason)
{
	int64_t e = earn(CERTIFYING(.stages = "R"), ada());
	const char *code = code_of(e);

	OK(void_it(e, "R", "Wrong person."));
	cr_assert_str_eq(seen(code).status, "withdrawn");
	cr_assert_str_eq(details(code).row.withdraw_reason, "Wrong person.");
	cr_assert_str_eq(details(code).row.withdrawn_because, "void");
	cr_assert_eq(audit_count("certificate.withdraw"), 1);
}

Test(certificates, earned_again_it_is_reinstated_and_neither_reissued_nor_mailed_again)
{
	int64_t e = earn(CERTIFYING(.stages = "R"), ada());
	const char *code = code_of(e);

	for (int i = 0; i < 2; i++) {
		OK(void_it(e, "R", "Wrong day."));
		OK(record(e, "R", ON(2026, 6, 9)));
		cr_assert_str_eq(seen(code).status, "valid");
	}
	cr_assert_eq(certificates(), 1);
	cr_assert_eq(mails(), 1);
	cr_assert_eq(audit_count("certificate.reinstate"), 2);
	/* It says what it said; a person sees what a reissue would change. */
	cr_assert_eq(seen(code).earned_on.day, ON(2026, 6, 10).day);
	cr_assert_eq(details(code).differs.n, 2);
}

Test(certificates, what_a_person_withdrew_stays_withdrawn_when_it_is_earned_again)
{
	int64_t e = earn(CERTIFYING(.stages = "R"), ada());

	OK(certificate_withdraw(&c, code_of(e), "Under review."));
	OK(void_it(e, "R", "Wrong day."));
	cr_assert_str_eq(details(code_of(e)).row.withdraw_reason, "Under review.");
	OK(record(e, "R", ON(2026, 6, 9)));
	cr_assert_str_eq(status_of(e), "withdrawn");
	cr_assert_eq(certificates(), 1);
}

/* --- decisions --- */

Test(certificates, a_decider_withdraws_and_reinstates_with_a_reason)
{
	int64_t e = earn(CERTIFYING(.stages = "R"), ada());
	const char *code = code_of(e);
	struct certificate_view v;

	OK(certificate_withdraw(&c, code, "Fraud."));
	v = details(code);
	cr_assert_str_eq(v.row.status, "withdrawn");
	cr_assert_str_eq(v.row.withdrawn_by_name, "Robin Role8");
	cr_assert(!v.can->withdraw && v.can->reinstate && !v.can->reissue);
	REFUSED(ERR_BAD_MOVE, certificate_withdraw(&c, code, "Again."));
	OK(certificate_reinstate(&c, code, "Cleared."));
	cr_assert_str_eq(seen(code).status, "valid");
	REFUSED(ERR_BAD_MOVE, certificate_reinstate(&c, code, "Again."));
	cr_assert_eq(
		sql_int("SELECT COUNT(*) FROM audit WHERE entity = 'certificate' AND reason IN ('Fraud.', 'Cleared.')"),
		2);
}

Test(certificates, what_does_not_stand_as_earned_is_not_reinstated)
{
	int64_t e = earn(CERTIFYING(.stages = "R"), ada());
	const char *code = code_of(e);

	OK(void_it(e, "R", "Wrong person."));
	REFUSED(ERR_NOT_EARNED, certificate_reinstate(&c, code, "Please."));
	cr_assert_str_eq(details(code).why_not->reinstate->code, "not_earned");
}

Test(certificates, staff_cannot_decide_and_are_told_why)
{
	int64_t e = earn(CERTIFYING(.stages = "R"), ada());
	const char *code = code_of(e), *other;

	act_as(STAFF);
	REFUSED(ERR_RIGHT_MISSING, certificate_withdraw(&c, code, "Fraud."));
	REFUSED(ERR_RIGHT_MISSING, certificate_reissue(&c, code, "Name.", &other));
	cr_assert_str_eq(details(code).why_not->withdraw->code, "right_missing");
}

Test(certificates, a_reissue_has_the_name_of_today_and_takes_the_place_of_the_old_one)
{
	int64_t who = ada(), e = earn(CERTIFYING(.stages = "R"), who);
	const char *old = code_of(e), *code;
	struct certificate_view v;

	sql("UPDATE contact SET family_name = 'King' WHERE id = %lld", (long long)who);
	cr_assert_str_eq(seen(old).recipient, "Ada Lovelace");
	v = details(old);
	cr_assert_eq(v.differs.n, 1);
	cr_assert_str_eq(((struct certificate_difference *)v.differs.items)->reissued, "Ada King");
	OK(certificate_reissue(&c, old, "Married.", &code));
	cr_assert_str_eq(seen(code).recipient, "Ada King");
	cr_assert_str_eq(seen(code).serial, "LRL-2026-000002");
	cr_assert_str_eq(seen(old).status, "superseded");
	cr_assert_str_eq(seen(old).newer_code, code);
	cr_assert_str_eq(details(code).row.older_code, old);
	cr_assert_eq(mails(), 2);
	REFUSED(ERR_BAD_MOVE, certificate_reissue(&c, old, "Again.", &code));
	/* Withdrawing the new one does not make the old one good again. */
	OK(certificate_withdraw(&c, code_of(e), "Fraud."));
	cr_assert_str_eq(seen(old).status, "superseded");
}

Test(certificates, one_that_was_earned_before_there_were_certificates_is_issued_when_a_person_asks)
{
	int64_t e = earn(PROGRAM(.stages = "R", .period = "10 years"), ada());
	struct certificate_issue in = { .reason = "Asked for it." };
	const char *code;

	in.template_id = 7;
	INVALID("/certificate_template_id", certificate_issue(&c, e, &in, &code));
	in.template_id = 0;
	OK(certificate_issue(&c, e, &in, &code));
	cr_assert_str_eq(seen(code).status, "valid");
	cr_assert_eq(template_of(code), STANDARD_TEMPLATE, "its version names none");
	REFUSED(ERR_BAD_MOVE, certificate_issue(&c, e, &in, &code));
	e = enroll_one(CERTIFYING(.stages = "R"), make_contact("Grace Hopper"));
	REFUSED(ERR_NOT_EARNED, certificate_issue(&c, e, &in, &code));
}

Test(certificates, one_that_a_person_asks_for_has_the_template_of_the_version)
{
	int64_t program = PROGRAM(.stages = "R", .period = "10 years"), e = earn(program, ada());
	struct certificate_template t = { .name = "Ours", .title = "Diploma" };
	const char *code;

	act_as(SYSADMIN);
	OK(template_create(&c, &t));
	sql("UPDATE program_version SET certificate_template_id = %lld WHERE program_id = %lld",
		(long long)t.id, (long long)program);
	OK(certificate_issue(&c, e, &(struct certificate_issue){ .reason = "Asked for it." }, &code));
	cr_assert_eq(template_of(code), t.id);
}

/* --- on paper --- */

static struct pdf_file paper_of(const char *code)
{
	struct certificate k;
	struct pdf_file file;

	OK(certificate_pdf(&c, code, &k, &file));
	told(file, "qpdf --check", "");
	return file;
}

/* A small PNG of its own, kept as the actor's. */
static int64_t picture(int width)
{
	struct pdf *p = pdf_new(&c, &(struct pdf_info){ .title = "A picture" });
	struct file_upload up = { .name = "picture.png" };
	struct pdf_file png;
	struct file file;

	pdf_heading(p, 1, "Signed");
	OK(pdf_render_png(p, 1, width, &png));
	up.data = (struct bytes){ png.data, png.n };
	OK(file_judge(&c, &up, &file));
	OK(file_store(&c, &up, &file));
	return file.id;
}

Test(certificates, what_was_issued_keeps_the_version_of_its_template)
{
	int64_t e = earn(CERTIFYING(.stages = "R"), ada());
	const char *old = code_of(e), *code;

	act_as(SYSADMIN);
	OK(template_update(&c, STANDARD_TEMPLATE, 1,
		&(struct certificate_template){ .title = "Changed Diploma" },
		members(certificate_template_fields, "title")));
	cr_assert(!strstr(text_of(paper_of(old)), "Changed Diploma"));
	OK(certificate_reissue(&c, old, "The new look.", &code));
	cr_assert(strstr(text_of(paper_of(code)), "Changed Diploma"));
	cr_assert(!strstr(text_of(paper_of(old)), "Changed Diploma"), "the old one stays as it was");
}

Test(certificates, the_logo_and_the_signatures_of_the_template_stand_in_the_file)
{
	struct signature who[2] = { { .name = "Edsger Dijkstra", .title = "Chair" },
		{ .name = "Barbara Liskov" } };
	struct certificate_template t = { .signatures = { who, 2, sizeof(*who) } };
	const char *images;

	act_as(SYSADMIN);
	t.logo_file_id = picture(300);
	who[0].file_id = picture(200);
	OK(template_update(&c, STANDARD_TEMPLATE, 1, &t,
		members(certificate_template_fields, "logo_file_id signatures")));
	images = told(paper_of(code_of(earn(CERTIFYING(.stages = "R"), ada()))), "pdfimages -list", "");
	cr_assert(strstr(images, " 300 "), "no logo in:\n%s", images);
	cr_assert(strstr(images, " 200 "), "no signature in:\n%s", images);
}

Test(certificates, the_qr_code_on_paper_leads_to_where_it_is_verified)
{
	const char *code = code_of(earn(CERTIFYING(.stages = "R"), ada()));
	const char *found = told(paper_of(code), "pdftoppm -r 150 -png",
		"| zbarimg --quiet --nodbus --raw -Sdisable -Sqrcode.enable -");

	cr_assert_str_eq(found, arena_printf(&c.arena, "%s/verify/%s\n", c.public_url, code));
}

/* --- purging --- */

Test(certificates, purging_an_enrolment_that_was_voided_leaves_its_withdrawn_certificate)
{
	int64_t e = earn(CERTIFYING(.stages = "R"), ada());
	const char *code = code_of(e);
	struct purge_request r = { .ids = ids(1, e) };
	struct purge_result out;

	OK(void_it(e, "R", "Wrong person."));
	OK(enrollment_cancel(&c, e, NULL));
	act_as(CERTIFICATION_MANAGER);
	OK(enrollment_purge(&c, &r, &out));
	cr_assert_eq(out.purged, 1);
	cr_assert_str_eq(seen(code).status, "withdrawn");
	cr_assert_eq(details(code).row.enrollment_id, 0);
	cr_assert_str_eq(details(code).why_not->reinstate->code, "not_earned");
}

/* --- who sees what --- */

Test(certificates, a_learner_lists_and_opens_their_own_alone)
{
	int64_t program = CERTIFYING(.stages = "R"), who = ada(), other = make_contact("Grace Hopper");
	int64_t mine = earn(program, who), theirs = earn(program, other);
	struct certificate_query q = { .contact_id = other };
	struct certificate_view v = { 0 };
	struct page page = { 0 };

	act_as_contact(who);
	OK(certificate_list(&c, &q, &page));
	cr_assert_eq(page.items.n, 1);
	cr_assert_str_eq(((struct certificate *)page.items.items)->code, code_of(mine));
	OK(certificate_find(&c, code_of(mine), &v));
	REFUSED(ERR_NOT_FOUND, certificate_find(&c, code_of(theirs), &v));
}

static size_t found(struct certificate_query q)
{
	struct page page = { 0 };

	OK(certificate_list(&c, &q, &page));
	return page.items.n;
}

Test(certificates, the_list_is_searched_by_person_serial_code_and_status)
{
	int64_t program = CERTIFYING(.stages = "R"), first = earn(program, ada()), second;

	second = earn(program, make_contact("Grace Hopper"));
	OK(certificate_withdraw(&c, code_of(second), "Fraud."));
	cr_assert_eq(found((struct certificate_query){ 0 }), 2);
	cr_assert_eq(found((struct certificate_query){ .q = "lovel" }), 1);
	cr_assert_eq(found((struct certificate_query){ .q = "LRL-2026-000002" }), 1);
	cr_assert_eq(found((struct certificate_query){ .q = code_of(first) }), 1);
	cr_assert_eq(found((struct certificate_query){ .q = "nobody" }), 0);
	cr_assert_eq(found((struct certificate_query){ .status = "withdrawn" }), 1);
	cr_assert_eq(found((struct certificate_query){ .status = "valid", .program_id = program }), 1);
	cr_assert_eq(found((struct certificate_query){ .enrollment_id = first }), 1);
	cr_assert_eq(found((struct certificate_query){ .limit = 1 }), 1);
}

Test(certificates, anybody_with_the_code_sees_it_without_its_reasons_and_unknown_codes_say_so)
{
	int64_t e = earn(CERTIFYING(.stages = "R"), ada());
	const char *path = arena_printf(&c.arena, "/api/certificates/%s", code_of(e));
	struct answer a;

	OK(certificate_withdraw(&c, code_of(e), "A private matter."));
	a = call(ANONYMOUS, GET, path, NULL);
	cr_assert_eq(a.status, 200);
	cr_assert_not_null(strstr(a.body, "\"status\":\"withdrawn\""));
	cr_assert_not_null(strstr(a.body, "Ada Lovelace"));
	cr_assert_null(strstr(a.body, "private"), "%s", a.body);
	cr_assert_null(strstr(a.body, "ada@example.com"), "%s", a.body);
	a = call(ANONYMOUS, GET, "/api/certificates/aaaaaaaaaaaaaaaaaaaaaaaaaa", NULL);
	cr_assert_eq(a.status, 404);
	cr_assert_not_null(strstr(a.body, "No certificate has this code."));
	cr_assert_str_eq(a.code, call(ANONYMOUS, GET, "/api/certificates/1", NULL).code);
	cr_assert_eq(call(ANONYMOUS, GET, arena_printf(&c.arena, "%s/details", path), NULL).status, 401);
}

/* --- courses --- */

static int64_t course_certificates(const char *status)
{
	return sql_int("SELECT COUNT(*) FROM certificate WHERE subject_kind = 'course' AND %s", status);
}

Test(certificates, an_attempt_of_a_course_gets_one_and_loses_it_when_it_is_taken_back)
{
	struct period year = { 1, "years" };
	struct certificate_course in = { .contact_id = ada(),
		.course_id = 5,
		.course_enrollment_id = 77,
		.attempt = 1,
		.title = "Ladder Safety",
		.completed_on = ON(2026, 6, 1),
		.validity = &year };
	const char *first, *second;

	OK(certificate_issue_course(&c, &in));
	OK(certificate_issue_course(&c, &in));
	OK(certificate_of_course(&c, 77, 1, &first));
	cr_assert_eq(course_certificates("TRUE"), 1);
	cr_assert_eq(seen(first).expires_on.day, ON(2027, 6, 1).day);
	/* Another attempt stands beside it. */
	in.attempt = 2;
	OK(certificate_issue_course(&c, &in));
	OK(certificate_of_course(&c, 77, 2, &second));
	cr_assert_str_eq(seen(first).status, "valid");
	OK(certificate_withdraw_course(&c, 77, 1));
	cr_assert_str_eq(seen(first).status, "withdrawn");
	cr_assert_str_eq(seen(second).status, "valid");
	in.attempt = 1;
	OK(certificate_issue_course(&c, &in));
	cr_assert_str_eq(seen(first).status, "valid");
	OK(certificate_withdraw_course(&c, 77, 0));
	cr_assert_eq(course_certificates("withdrawn_because = 'void'"), 2);
	OK(certificate_of_course(&c, 78, 1, &first));
	cr_assert_null(first);
}

/* --- two at once --- */

static int64_t racing_requirement;

static enum err do_approve(struct ctx *x, void *arg)
{
	struct requirement_view v;

	return completion_approve(x, *(const int64_t *)arg, racing_requirement, &v);
}

static int approve_in_child(int64_t e)
{
	return (int)db_transact(&c, do_approve, &e, false);
}

Test(certificates, two_approvals_at_once_issue_one_certificate)
{
	int64_t program = CERTIFYING(.stages = "R!");

	racing_requirement = requirement_of(program, "R");
	for (int i = 0; i < 6; i++) {
		int64_t e = enroll_on(program,
			make_person("Ada Lovelace", arena_printf(&c.arena, "a%d@example.com", i)),
			ON(2026, 1, 15));
		struct child both[2];
		int oks = 0;

		OK(record(e, "R", ON(2026, 6, 10)));
		both[0] = child_start(approve_in_child, e);
		both[1] = child_start(approve_in_child, e);
		children_go(both, 2);
		for (int k = 0; k < 2; k++)
			oks += child_result(&both[k]) == ERR_OK;
		cr_assert_eq(oks, 1);
		cr_assert_eq(certificates(), i + 1);
	}
	cr_assert_eq(mails(), 6);
}

Test(certificates, many_at_once_take_serials_without_gaps)
{
	enum { AT_ONCE = 8 };
	int64_t program = CERTIFYING(.stages = "R!");
	struct child children[AT_ONCE];

	racing_requirement = requirement_of(program, "R");
	for (int i = 0; i < AT_ONCE; i++) {
		int64_t e = enroll_on(program, make_contact("Ada Lovelace"), ON(2026, 1, 15));

		OK(record(e, "R", ON(2026, 6, 10)));
		children[i] = child_start(approve_in_child, e);
	}
	children_go(children, AT_ONCE);
	for (int i = 0; i < AT_ONCE; i++)
		cr_assert_eq(child_result(&children[i]), ERR_OK);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM certificate WHERE serial LIKE 'LRL-2026-00000_'"),
		AT_ONCE);
	cr_assert_eq(sql_int("SELECT MAX(last_no) FROM certificate_serial"), AT_ONCE);
}

/* --- the issuer --- */

static enum err set_issuer(struct issuer in)
{
	const char *sent = in.website ? "serial_prefix website email" : "serial_prefix";

	return issuer_update(&c, sql_int("SELECT version FROM certificate_settings"), &in,
		members(issuer_fields, sent));
}

Test(certificates, what_is_wrong_with_the_issuer_is_told_all_at_once)
{
	act_as(SYSADMIN);
	INVALID("/serial_prefix",
		set_issuer((struct issuer){ .serial_prefix = "a-b",
			.website = "example.org",
			.email = "nobody" }));
	cr_assert_str_eq(c.problem.fields->next->pointer, "/website");
	cr_assert_str_eq(c.problem.fields->next->next->pointer, "/email");
}

Test(certificates, a_new_prefix_is_for_new_certificates_and_is_audited)
{
	int64_t program = CERTIFYING(), before = earn(program, ada()), after;

	act_as(SYSADMIN);
	OK(set_issuer((struct issuer){ .serial_prefix = "HBR" }));
	cr_assert_eq(audit_count("issuer.update"), 1);
	after = earn(program, make_person("Grace Hopper", "grace@example.com"));
	cr_assert(strstr(seen(code_of(before)).serial, "LRL-"));
	cr_assert(strstr(seen(code_of(after)).serial, "HBR-"));
}
