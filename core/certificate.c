#include "certificate.h"
#include "certificate_row.h"
#include "contact.h"
#include "db.h"
#include "perm.h"
#include "setting.h"
#include "webhook.h"

#include <string.h>

static const char *const statuses[] = { "valid", "expired", "superseded", "withdrawn", NULL };
static const char *const kinds[] = { "program", "course", NULL };

/* clang-format off */
#define ROW(F) \
	F(id, OUT | QUIET, 1, WIDE, NULL), \
	F(contact_id, OUT, 1, WIDE, NULL), \
	F(contact_name, OUT | QUIET, 0, 161, NULL), \
	F(contact_no, OUT | QUIET, 0, 32, NULL), \
	F(subject_kind, OUT, 1, 8, kinds), \
	F(program_id, OUT | NULLABLE, 1, WIDE, NULL), \
	F(enrollment_id, OUT | NULLABLE, 1, WIDE, NULL), \
	F(cycle, OUT, 0, WIDE, NULL), \
	F(course_id, OUT | NULLABLE, 1, WIDE, NULL), \
	F(course_enrollment_id, OUT | NULLABLE, 1, WIDE, NULL), \
	F(serial, OUT, 1, 24, NULL), \
	F(code, OUT | QUIET, 26, 26, NULL), \
	F(recipient, OUT, 1, 161, NULL), \
	F(title, OUT, 1, 200, NULL), \
	F(designation, OUT | NULLABLE, 0, 60, NULL), \
	F(status, OUT | QUIET, 1, 16, statuses), \
	F(earned_on, OUT, DATE_MIN, DATE_MAX, NULL), \
	F(issued_on, OUT, DATE_MIN, DATE_MAX, NULL), \
	F(expires_on, OUT | NULLABLE, DATE_MIN, DATE_MAX, NULL), \
	F(newer_code, OUT | NULLABLE | QUIET, 0, 26, NULL), \
	F(newer_serial, OUT | NULLABLE | QUIET, 0, 24, NULL), \
	F(withdrawn_at, OUT | NULLABLE, 0, WIDE, NULL), \
	F(withdraw_reason, OUT | NULLABLE, 0, 1000, NULL), \
	F(withdrawn_because, OUT | NULLABLE, 0, 8, NULL)
#define MORE(F) \
	F(template_id, OUT, 1, WIDE, NULL), \
	F(template_version, OUT, 1, WIDE, NULL), \
	F(issued_at, OUT | QUIET, 0, WIDE, NULL), \
	F(issued_by_name, OUT | NULLABLE | QUIET, 0, 161, NULL), \
	F(withdrawn_by_name, OUT | NULLABLE | QUIET, 0, 161, NULL), \
	F(older_code, OUT | NULLABLE | QUIET, 0, 26, NULL), \
	F(older_serial, OUT | NULLABLE | QUIET, 0, 24, NULL), \
	F(earned, OUT | QUIET, 0, 1, NULL), \
	F(version, OUT | QUIET, 1, WIDE, NULL)

#define OF_ROW(member, flags, min, max, words) FIELD_OF(certificate, member, flags, min, max, words)
#define OF_VIEW(member, flags, min, max, words) FIELD_NAMED(certificate_view, row.member, #member, flags, min, max, words)
/* clang-format on */

const struct field certificate_fields[] = {
	ROW(OF_ROW),
	MORE(OF_ROW),
	FIELD(certificate, issued_by, NULLABLE | QUIET, 0, WIDE),
	FIELD(certificate, withdrawn_by, NULLABLE | QUIET, 0, WIDE),
	FIELD(certificate, reissue_of, NULLABLE | QUIET, 0, WIDE),
	FIELD(certificate, reissued, QUIET, 0, 1),
	FIELD_END,
};
const struct field certificate_row_fields[] = { ROW(OF_ROW), FIELD_END };

static const struct field certificate_can_fields[] = {
	FIELD(certificate_can, withdraw, OUT, 0, 1),
	FIELD(certificate_can, reinstate, OUT, 0, 1),
	FIELD(certificate_can, reissue, OUT, 0, 1),
	FIELD_END,
};
static const struct field certificate_why_not_fields[] = {
	FIELD_SUB(certificate_why_not, withdraw, OUT | NULLABLE, finding),
	FIELD_SUB(certificate_why_not, reinstate, OUT | NULLABLE, finding),
	FIELD_SUB(certificate_why_not, reissue, OUT | NULLABLE, finding),
	FIELD_END,
};
static const struct field certificate_difference_fields[] = {
	FIELD(certificate_difference, field, OUT, 1, 40),
	FIELD(certificate_difference, now, OUT | NULLABLE, 0, 200),
	FIELD(certificate_difference, reissued, OUT | NULLABLE, 0, 200),
	FIELD_END,
};
const struct field certificate_view_fields[] = {
	ROW(OF_VIEW),
	MORE(OF_VIEW),
	FIELD_SUB(certificate_view, can, OUT, certificate_can),
	FIELD_SUB(certificate_view, why_not, OUT, certificate_why_not),
	FIELD_MANY(certificate_view, differs, OUT, 0, 20, certificate_difference),
	FIELD_END,
};
const struct field certificate_public_fields[] = {
	FIELD(certificate_public, code, OUT, 26, 26),
	FIELD(certificate_public, serial, OUT, 1, 24),
	FIELD_WORD(certificate_public, status, OUT, statuses),
	FIELD_WORD(certificate_public, subject_kind, OUT, kinds),
	FIELD(certificate_public, recipient, OUT, 1, 161),
	FIELD(certificate_public, title, OUT, 1, 200),
	FIELD(certificate_public, designation, OUT | NULLABLE, 0, 60),
	FIELD(certificate_public, earned_on, OUT, DATE_MIN, DATE_MAX),
	FIELD(certificate_public, issued_on, OUT, DATE_MIN, DATE_MAX),
	FIELD(certificate_public, expires_on, OUT | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(certificate_public, withdrawn_on, OUT | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(certificate_public, issuer, OUT, 1, 120),
	FIELD(certificate_public, newer_code, OUT | NULLABLE, 0, 26),
	FIELD(certificate_public, verify_url, OUT, 1, 400),
	FIELD_END,
};
const struct field certificate_query_fields[] = {
	SEARCH_FIELDS(certificate_query),
	PAGE_FIELDS(certificate_query),
	FIELD_WORD(certificate_query, status, IN, statuses),
	FIELD(certificate_query, contact_id, IN | NULLABLE, 1, WIDE),
	FIELD(certificate_query, program_id, IN | NULLABLE, 1, WIDE),
	FIELD(certificate_query, enrollment_id, IN | NULLABLE, 1, WIDE),
	FIELD(certificate_query, course_enrollment_id, IN | NULLABLE, 1, WIDE),
	FIELD(certificate_query, own, IN, 0, 1),
	FIELD(certificate_query, number, NULLABLE, 0, 32),
	FIELD_END,
};
const struct field certificate_reason_fields[] = {
	FIELD(certificate_reason, reason, IN | REQ | TRIM, 1, 1000),
	FIELD_END,
};

const struct move certificate_moves[] = {
	/* verb        from          to */
	{ "withdraw", "valid", "withdrawn" },
	{ "withdraw", "expired", "withdrawn" },
	{ "withdraw", "superseded", "withdrawn" },
	{ "reinstate", "withdrawn", "valid" },
	{ "reissue", "valid", "superseded" },
	{ "reissue", "expired", "superseded" },
	MOVE_END,
};

#define NEWEST_FIRST "k.id < IF(:after_id = 0, 9223372036854775807, :after_id) ORDER BY k.id DESC LIMIT :rows"
#define WANTED \
	"(:contact_id IS NULL OR k.contact_id = :contact_id) AND (:program_id IS NULL OR k.program_id = :program_id) " \
	"AND (:enrollment_id IS NULL OR k.enrollment_id = :enrollment_id) " \
	"AND (:course_enrollment_id IS NULL OR k.course_enrollment_id = :course_enrollment_id) " \
	"AND (:status IS NULL OR :status = " CERTIFICATE_STATUS ") AND "
#define LISTED "SELECT " CERTIFICATE_COLUMNS " " CERTIFICATE_FROM "WHERE "

STMT(list_certificates, certificate_query, certificate, LISTED WANTED NEWEST_FIRST)
STMT(list_of_contact, certificate_query, certificate,
	LISTED "k.contact_id = :contact_id AND " WANTED NEWEST_FIRST)
STMT(list_of_enrollment, certificate_query, certificate,
	LISTED "k.enrollment_id = :enrollment_id AND " WANTED NEWEST_FIRST)
/* By its index: withdrawn ones are rare among a million. */
STMT(list_withdrawn, certificate_query, certificate, LISTED "k.revoked = 1 AND " WANTED NEWEST_FIRST)
STMT(search_certificates, certificate_query, certificate,
	LISTED SEARCH_SQL("k.contact_id") " AND " WANTED NEWEST_FIRST)
STMT(list_by_number, certificate_query, certificate,
	LISTED "k.id IN (SELECT id FROM certificate WHERE serial = :number UNION SELECT id FROM certificate "
	       "WHERE code = :number) AND " WANTED NEWEST_FIRST)

STMT(find_certificate, certificate, certificate,
	"SELECT " CERTIFICATE_COLUMNS ", o.code AS older_code, o.serial AS older_serial, "
	"CONCAT(i.given_name, ' ', i.family_name) AS issued_by_name, CONCAT(w.given_name, ' ', w.family_name) AS withdrawn_by_name, "
	"IF(k.subject_kind = 'program', EXISTS (SELECT 1 FROM enrollment e WHERE e.id = k.enrollment_id AND e.state = 'earned'), "
	"COALESCE(k.withdrawn_because <> 'void', TRUE)) AS earned " CERTIFICATE_FROM
	"LEFT JOIN certificate o ON o.id = k.reissue_of LEFT JOIN contact i ON i.id = k.issued_by "
	"LEFT JOIN contact w ON w.id = k.withdrawn_by WHERE k.code = :code")
STMT(lock_certificate, certificate, certificate, "SELECT id FROM certificate WHERE code = :code FOR UPDATE")

static const struct certificate *row_at(const struct page *p, int64_t i)
{
	return (const struct certificate *)p->items.items + i;
}

/* "LRL-2026-000123", or a code: no name looks like either. */
static const char *number_in(const struct certificate_query *q)
{
	size_t digits = 0;

	if (!q->q || strchr(q->q, ' '))
		return NULL;
	for (const char *p = q->q; *p; p++)
		digits += *p >= '0' && *p <= '9';
	return digits >= 6 && strchr(q->q, '-') ? q->q : strlen(q->q) == 26 ? q->q : NULL;
}

static struct stmt *choose_list(const struct certificate_query *q)
{
	if (q->number)
		return &list_by_number;
	if (q->w1)
		return &search_certificates;
	if (q->enrollment_id)
		return &list_of_enrollment;
	if (q->contact_id)
		return &list_of_contact;
	return q->status && !strcmp(q->status, "withdrawn") ? &list_withdrawn : &list_certificates;
}

enum err certificate_list(struct ctx *c, struct certificate_query *q, struct page *into)
{
	TRY(PAGE_START(c, q));
	q->number = number_in(q);
	if (!q->number)
		TRY(SEARCH_START(c, q));
	if (q->own || !actor_is_staff(c))
		q->contact_id = c->actor.id;
	TRY(db_all(c, choose_list(q), q, &into->items));
	if (page_cut(into, q->limit))
		into->next = page_cursor(c, NULL, row_at(into, q->limit - 1)->id);
	return ERR_OK;
}

enum err certificate_read(struct ctx *c, const char *code, bool lock, struct certificate *into)
{
	struct certificate key = { .code = code };
	bool found = true;

	*into = (struct certificate){ 0 };
	if (lock)
		TRY(db_maybe(c, &lock_certificate, &key, into, &found));
	if (found)
		TRY(db_maybe(c, &find_certificate, &key, into, &found));
	return found ? ERR_OK : fail(c, ERR_NOT_FOUND, "No certificate has this code.");
}

static enum err check_move(struct ctx *c, const struct certificate *k, const char *verb)
{
	const char *status = k->status;

	TRY(right_check(c, PERM_certificate_decide, "decide on certificates"));
	return move(c, certificate_moves, verb, &status, ERR_BAD_MOVE);
}

static enum err check_earned(struct ctx *c, const struct certificate *k)
{
	if (k->earned)
		return ERR_OK;
	return fail(c, ERR_NOT_EARNED, "%s does not stand as earned by %s.", k->title, k->contact_name);
}

static enum err check_reinstate(struct ctx *c, const struct certificate *k)
{
	TRY(check_move(c, k, "reinstate"));
	return check_earned(c, k);
}

static enum err check_reissue(struct ctx *c, const struct certificate *k)
{
	TRY(check_move(c, k, "reissue"));
	return check_earned(c, k);
}

static void fill_can(struct ctx *c, struct certificate_view *v)
{
	struct certificate_why_not *why = v->why_not = arena_new(&c->arena, struct certificate_why_not);

	why->withdraw = finding_of(c, check_move(c, &v->row, "withdraw"));
	why->reinstate = finding_of(c, check_reinstate(c, &v->row));
	why->reissue = finding_of(c, check_reissue(c, &v->row));
	v->can = arena_new(&c->arena, struct certificate_can);
	*v->can = (struct certificate_can){ !why->withdraw, !why->reinstate, !why->reissue };
}

static const char *day_text(struct ctx *c, struct date d)
{
	char text[DATE_TEXT];

	if (!d.day)
		return NULL;
	date_format(d, text);
	return arena_strdup(&c->arena, text);
}

static void differ(struct certificate_view *v, const char *field, const char *now, const char *then)
{
	struct certificate_difference *d = v->differs.items;

	if (now && then ? strcmp(now, then) != 0 : now != then)
		d[v->differs.n++] = (struct certificate_difference){ field, now, then };
}

/* What a person looks at before asking for a reissue. */
static enum err fill_differences(struct ctx *c, struct certificate_view *v)
{
	const struct certificate *k = &v->row;
	struct certificate then;

	v->differs = (struct list){ arena_alloc(&c->arena, 8 * sizeof(struct certificate_difference)), 0,
		sizeof(struct certificate_difference) };
	if (!v->can->reissue || !k->enrollment_id)
		return ERR_OK;
	TRY(certificate_basis(c, k->enrollment_id, &then));
	differ(v, "recipient", k->recipient, then.recipient);
	differ(v, "title", k->title, then.title);
	differ(v, "designation", k->designation, then.designation);
	differ(v, "earned_on", day_text(c, k->earned_on), day_text(c, then.earned_on));
	differ(v, "expires_on", day_text(c, k->expires_on), day_text(c, then.expires_on));
	return ERR_OK;
}

enum err certificate_find(struct ctx *c, const char *code, struct certificate_view *into)
{
	TRY(certificate_read(c, code, false, &into->row));
	TRY(contact_scope(c, into->row.contact_id));
	fill_can(c, into);
	return fill_differences(c, into);
}

enum err certificate_verify(struct ctx *c, const char *code, struct certificate_public *into)
{
	struct certificate k;
	struct organisation o = { 0 };

	TRY(organisation_find(c, &o));
	TRY(certificate_read(c, code, false, &k));
	*into = (struct certificate_public){ .code = k.code,
		.serial = k.serial,
		.status = k.status,
		.subject_kind = k.subject_kind,
		.recipient = k.recipient,
		.title = k.title,
		.designation = k.designation,
		.issuer = o.organisation_name,
		.newer_code = k.newer_code,
		.verify_url = arena_printf(&c->arena, "%s/verify/%s", c->public_url, k.code),
		.earned_on = k.earned_on,
		.issued_on = k.issued_on,
		.expires_on = k.expires_on,
		.withdrawn_on =
			k.withdrawn_at.us ? instant_date(k.withdrawn_at, c->time_zone) : (struct date){ 0 } };
	return ERR_OK;
}

enum err certificate_pdf(struct ctx *c, const char *code, struct certificate *k, struct pdf_file *into)
{
	struct certificate_template t = { 0 };
	struct organisation o = { 0 };
	struct certificate_facts facts;
	struct pdf *pdf;

	TRY(organisation_find(c, &o));
	TRY(certificate_read(c, code, false, k));
	TRY(template_read(c, k->template_id, k->template_version, &t));
	facts = (struct certificate_facts){ k->recipient, k->designation, k->title, k->serial, k->code,
		o.organisation_name, k->earned_on, k->issued_on, k->expires_on };
	TRY(template_draw(c, &t, &facts, &pdf));
	return pdf_render(pdf, into);
}

/* --- decisions --- */

enum err certificate_withdraw(struct ctx *c, const char *code, const char *reason)
{
	struct certificate k;

	TRY(certificate_read(c, code, true, &k));
	TRY(check_move(c, &k, "withdraw"));
	c->reason = reason;
	TRY(certificate_take_back(c, &k, "decision", reason));
	return webhook_certificate_withdrawn(c, k.id);
}

enum err certificate_reinstate(struct ctx *c, const char *code, const char *reason)
{
	struct certificate k;

	TRY(certificate_read(c, code, true, &k));
	TRY(check_reinstate(c, &k));
	c->reason = reason;
	TRY(certificate_give_back(c, &k));
	return webhook_certificate_reinstated(c, k.id);
}

/* Of a course nothing is kept here that could be newer than the certificate, but the person's name. */
static enum err basis_of(struct ctx *c, const struct certificate *k, struct certificate *into)
{
	struct contact who = { 0 };

	if (k->enrollment_id)
		return certificate_basis(c, k->enrollment_id, into);
	TRY(contact_find(c, k->contact_id, &who));
	*into = *k;
	into->recipient = who.name;
	return ERR_OK;
}

enum err certificate_reissue(struct ctx *c, const char *old, const char *reason, const char **code)
{
	struct certificate k, then;

	TRY(certificate_read(c, old, true, &k));
	TRY(check_reissue(c, &k));
	TRY(basis_of(c, &k, &then));
	then.reissue_of = k.id;
	if (!then.template_id)
		then.template_id = k.template_id;
	c->reason = reason;
	TRY(certificate_write(c, &then, "certificate.reissue"));
	*code = then.code;
	return ERR_OK;
}
