#include "certificate.h"
#include "certificate_row.h"
#include "contact.h"
#include "db.h"
#include "mail.h"
#include "perm.h"

#include <sodium.h>
#include <string.h>

enum { CODE_LETTERS = 26 }; /* of 5 bits each: 130 bits */

const struct field certificate_issue_fields[] = {
	FIELD(certificate_issue, template_id, IN | NULLABLE, 1, WIDE),
	FIELD(certificate_issue, reason, IN | REQ | TRIM, 1, 1000),
	FIELD_END,
};

struct serial {
	int64_t year, last_no;
	const char *prefix;
};
static const struct field serial_fields[] = {
	FIELD(serial, year, 0, 1, WIDE),
	FIELD(serial, last_no, 0, 0, WIDE),
	FIELD(serial, prefix, 0, 0, 8),
	FIELD_END,
};

/* What a version says of its certificates, and what is not kept in a certificate itself. */
struct basis {
	int64_t enrollment_id, validity_n;
	const char *validity_unit;
};
static const struct field basis_fields[] = {
	FIELD(basis, enrollment_id, 0, 1, WIDE),
	FIELD(basis, validity_n, NULLABLE, 0, WIDE),
	FIELD(basis, validity_unit, NULLABLE, 0, 8),
	FIELD_END,
};

#define OF_ENROLLMENT \
	"FROM enrollment e JOIN program p ON p.id = e.program_id JOIN contact c ON c.id = e.contact_id " \
	"JOIN program_version v ON v.program_id = e.program_id AND v.version = e.definition_version " \
	"WHERE e.id = :enrollment_id"

STMT(read_basis, basis, certificate,
	"SELECT 'program' AS subject_kind, e.contact_id, CONCAT(c.given_name, ' ', c.family_name) AS recipient, "
	"CONCAT(c.given_name, ' ', c.family_name) AS contact_name, e.program_id, e.id AS enrollment_id, e.cycle, "
	"p.name AS title, v.designation, e.earned_on, v.certificate_template_id AS template_id " OF_ENROLLMENT)
STMT(read_validity, basis, basis, "SELECT v.validity_n, v.validity_unit " OF_ENROLLMENT)

STMT(take_number, serial, none,
	"INSERT INTO certificate_serial (year, last_no) VALUES (:year, 1) ON DUPLICATE KEY UPDATE last_no = last_no + 1")
STMT(read_number, serial, serial,
	"SELECT s.last_no, t.serial_prefix AS prefix FROM certificate_serial s JOIN certificate_settings t ON t.id = 1 "
	"WHERE s.year = :year")
STMT(newest_template, certificate, certificate,
	"SELECT version AS template_version FROM certificate_template WHERE id = :template_id")
STMT(insert_certificate, certificate, none,
	"INSERT INTO certificate (contact_id, subject_kind, program_id, enrollment_id, cycle, course_id, course_enrollment_id, "
	"serial, code, recipient, title, designation, earned_on, issued_on, expires_on, template_id, template_version, reissue_of, "
	"issued_at, issued_by) VALUES (:contact_id, :subject_kind, :program_id, :enrollment_id, :cycle, :course_id, "
	":course_enrollment_id, :serial, :code, :recipient, :title, :designation, :earned_on, :issued_on, :expires_on, "
	":template_id, :template_version, :reissue_of, :now, NULLIF(:actor_id, 0))")
STMT(mark_reissued, certificate, none,
	"UPDATE certificate SET reissued = TRUE, version = version + 1 WHERE id = :reissue_of")
/* Found first and held then: a lock on what is not there would hold up others who issue theirs. */
STMT(current_of_enrollment, certificate, certificate,
	"SELECT id FROM certificate WHERE enrollment_id = :enrollment_id AND live = 1")
STMT(current_of_course, certificate, certificate,
	"SELECT id FROM certificate WHERE course_enrollment_id = :course_enrollment_id AND cycle = :cycle AND live = 1")
STMT(lock_current, certificate, certificate, "SELECT id FROM certificate WHERE id = :id FOR UPDATE")
STMT(read_current, certificate, certificate,
	"SELECT " CERTIFICATE_COLUMNS " " CERTIFICATE_FROM "WHERE k.id = :id")
STMT(withdraw_certificate, certificate, none,
	"UPDATE certificate SET withdrawn_at = :now, withdrawn_by = :withdrawn_by, withdrawn_because = :withdrawn_because, "
	"withdraw_reason = :withdraw_reason, version = version + 1 WHERE id = :id")
STMT(reinstate_certificate, certificate, none,
	"UPDATE certificate SET withdrawn_at = NULL, withdrawn_by = NULL, withdrawn_because = NULL, withdraw_reason = NULL, "
	"version = version + 1 WHERE id = :id")
STMT(name_of, certificate, certificate,
	"SELECT CONCAT(given_name, ' ', family_name) AS recipient FROM contact WHERE id = :contact_id")
STMT(code_of_course, certificate, certificate,
	"SELECT code FROM certificate WHERE course_enrollment_id = :course_enrollment_id AND cycle = :cycle AND live = 1")
STMT(of_course, certificate, certificate,
	"SELECT id, code FROM certificate WHERE course_enrollment_id = :course_enrollment_id "
	"AND (:cycle = 0 OR cycle = :cycle) AND live = 1 ORDER BY id FOR UPDATE")

struct audit_object certificate_object(struct ctx *c, const struct certificate *k)
{
	return (struct audit_object){ "certificate", k->id,
		arena_printf(&c->arena, "%s, %s", k->recipient, k->title) };
}

/* --- writing one --- */

/* Held until the transaction ends: who comes next waits, and takes the next one, or this one if we fail. */
static enum err next_serial(struct ctx *c, struct certificate *k)
{
	struct serial s = { 0 };
	int year, month, day;

	date_split(c->today, &year, &month, &day);
	s.year = year;
	TRY(db_exec(c, &take_number, &s));
	TRY(db_one(c, &read_number, &s, &s));
	k->serial = arena_printf(&c->arena, "%s-%04d-%06lld", s.prefix, year, (long long)s.last_no);
	return ERR_OK;
}

static const char *new_code(struct ctx *c)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
	char *code = arena_alloc(&c->arena, CODE_LETTERS + 1);

	for (int i = 0; i < CODE_LETTERS; i++)
		code[i] = letters[randombytes_uniform(32)];
	return code;
}

static enum err tell(struct ctx *c, const struct certificate *k)
{
	return mail_queue(c,
		&(struct mail_request){ .contact_id = k->contact_id,
			.template = "certificate_issued",
			.vars = mail_vars(c, "program", k->title, "link", mail_path(c, "/my-certificates"),
				"verify_link", mail_path(c, "/verify/%s", k->code), NULL),
			.dedupe = arena_printf(&c->arena, "certificate:%lld", (long long)k->id) });
}

enum err certificate_write(struct ctx *c, struct certificate *k, const char *action)
{
	if (k->reissue_of)
		TRY(db_exec(c, &mark_reissued, k));
	TRY(db_one(c, &newest_template, k, k));
	TRY(next_serial(c, k));
	k->code = new_code(c);
	k->issued_on = c->today;
	k->withdrawn_because = NULL;
	TRY(db_insert(c, &insert_certificate, k, &k->id, ERR_INTERNAL));
	audit(c, action, certificate_object(c, k), certificate_fields, NULL, k);
	return tell(c, k);
}

static enum err set_expiry(struct ctx *c, struct certificate *k, const struct basis *b)
{
	k->expires_on =
		b->validity_n ? date_add(k->earned_on, b->validity_n, b->validity_unit) : (struct date){ 0 };
	if (b->validity_n && !k->expires_on.day)
		return fail(c, ERR_INTERNAL, "The certificate would be valid beyond the year 9999.");
	return ERR_OK;
}

enum err certificate_basis(struct ctx *c, int64_t enrollment_id, struct certificate *into)
{
	struct basis b = { .enrollment_id = enrollment_id };

	*into = (struct certificate){ 0 };
	TRY(db_one(c, &read_basis, &b, into));
	TRY(db_one(c, &read_validity, &b, &b));
	return set_expiry(c, into, &b);
}

/* --- taking it back and giving it back --- */

enum err certificate_current(struct ctx *c, const struct certificate *of, struct certificate *into,
	bool *found)
{
	*into = (struct certificate){ 0 };
	TRY(db_maybe(c, of->enrollment_id ? &current_of_enrollment : &current_of_course, of, into, found));
	if (!*found)
		return ERR_OK;
	TRY(db_one(c, &lock_current, into, into));
	return db_one(c, &read_current, into, into);
}

enum err certificate_take_back(struct ctx *c, const struct certificate *k, const char *because,
	const char *reason)
{
	struct certificate after = *k;

	after.withdrawn_at = c->now;
	after.withdrawn_by = c->actor.id;
	after.withdrawn_because = because;
	after.withdraw_reason = reason;
	TRY(db_exec(c, &withdraw_certificate, &after));
	audit(c, "certificate.withdraw", certificate_object(c, k), certificate_fields, k, &after);
	return ERR_OK;
}

enum err certificate_give_back(struct ctx *c, const struct certificate *k)
{
	struct certificate after = *k;

	after.withdrawn_at = (struct instant){ 0 };
	after.withdrawn_because = after.withdraw_reason = NULL;
	TRY(db_exec(c, &reinstate_certificate, &after));
	audit(c, "certificate.reinstate", certificate_object(c, k), certificate_fields, k, &after);
	return ERR_OK;
}

static bool void_took_it(const struct certificate *k)
{
	return k->withdrawn_because && !strcmp(k->withdrawn_because, "void");
}

/* --- what happens by itself --- */

static enum err follow_earned(struct ctx *c, const struct enrollment *e)
{
	struct certificate k;
	bool found;

	TRY(certificate_current(c, &(struct certificate){ .enrollment_id = e->id }, &k, &found));
	if (found)
		return void_took_it(&k) ? certificate_give_back(c, &k) : ERR_OK;
	TRY(certificate_basis(c, e->id, &k));
	return k.template_id ? certificate_write(c, &k, "certificate.issue") : ERR_OK;
}

static enum err follow_void(struct ctx *c, const struct enrollment *e)
{
	struct certificate k;
	bool found;

	TRY(certificate_current(c, &(struct certificate){ .enrollment_id = e->id }, &k, &found));
	if (!found || k.withdrawn_at.us)
		return ERR_OK;
	return certificate_take_back(c, &k, "void",
		c->reason ? c->reason : "The program does not stand as earned any more.");
}

enum err certificate_follow(struct ctx *c, const struct enrollment *before, const struct enrollment *after)
{
	if (!before->earned_on.day && after->earned_on.day)
		return follow_earned(c, after);
	if (before->earned_on.day && !after->earned_on.day)
		return follow_void(c, after);
	return ERR_OK;
}

enum err certificate_issue(struct ctx *c, int64_t enrollment_id, const struct certificate_issue *in,
	const char **code)
{
	struct enrollment e;
	struct certificate k;
	bool found;

	TRY(right_check(c, PERM_certificate_decide, "issue certificates"));
	TRY(enrollment_read(c, enrollment_id, true, &e));
	if (!e.earned_on.day)
		return fail(c, ERR_NOT_EARNED, "%s does not stand as earned by %s.", e.program_name,
			e.contact_name);
	TRY(certificate_current(c, &(struct certificate){ .enrollment_id = e.id }, &k, &found));
	if (found)
		return fail(c, ERR_BAD_MOVE, "The certificate %s was issued for it already.", k.serial);
	TRY(certificate_basis(c, e.id, &k));
	if (in->template_id || !k.template_id)
		k.template_id = in->template_id ? in->template_id : STANDARD_TEMPLATE;
	TRY(template_check(c, k.template_id));
	c->reason = in->reason;
	TRY(certificate_write(c, &k, "certificate.issue"));
	*code = k.code;
	return ERR_OK;
}

/* --- courses --- */

static enum err course_basis(struct ctx *c, const struct certificate_course *in, struct certificate *into)
{
	struct basis b = { .validity_n = in->validity ? in->validity->n : 0,
		.validity_unit = in->validity ? in->validity->unit : NULL };
	struct certificate who = { .contact_id = in->contact_id };

	TRY(db_one(c, &name_of, &who, &who));
	*into = (struct certificate){ .subject_kind = "course",
		.contact_id = in->contact_id,
		.contact_name = who.recipient,
		.recipient = who.recipient,
		.course_id = in->course_id,
		.course_enrollment_id = in->course_enrollment_id,
		.cycle = in->attempt,
		.title = in->title,
		.earned_on = in->completed_on,
		.template_id = in->template_id ? in->template_id : STANDARD_TEMPLATE };
	return set_expiry(c, into, &b);
}

enum err certificate_issue_course(struct ctx *c, const struct certificate_course *in)
{
	struct certificate of = { .course_enrollment_id = in->course_enrollment_id, .cycle = in->attempt }, k;
	bool found;

	TRY(certificate_current(c, &of, &k, &found));
	if (found)
		return void_took_it(&k) ? certificate_give_back(c, &k) : ERR_OK;
	TRY(course_basis(c, in, &k));
	return certificate_write(c, &k, "certificate.issue");
}

enum err certificate_withdraw_course(struct ctx *c, int64_t course_enrollment_id, int64_t attempt)
{
	struct certificate of = { .course_enrollment_id = course_enrollment_id, .cycle = attempt }, k;
	const char *reason = c->reason ? c->reason : "The completion of the course was taken back.";
	const struct certificate *rows;
	struct list all;

	TRY(db_all(c, &of_course, &of, &all));
	rows = all.items;
	for (size_t i = 0; i < all.n; i++) {
		TRY(db_one(c, &read_current, &rows[i], &k));
		if (!k.withdrawn_at.us)
			TRY(certificate_take_back(c, &k, "void", reason));
	}
	return ERR_OK;
}

enum err certificate_of_course(struct ctx *c, int64_t course_enrollment_id, int64_t attempt,
	const char **code)
{
	struct certificate of = { .course_enrollment_id = course_enrollment_id, .cycle = attempt }, k = { 0 };
	bool found;

	TRY(db_maybe(c, &code_of_course, &of, &k, &found));
	*code = found ? k.code : NULL;
	return ERR_OK;
}
