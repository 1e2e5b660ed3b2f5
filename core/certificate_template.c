#include "certificate_template.h"
#include "audit.h"
#include "contact.h"
#include "db.h"
#include "file.h"
#include "setting.h"

#include <ctype.h>
#include <string.h>

static const char *const languages[] = { "en", "de", "fr", "es", NULL };
static const char *const papers[] = { "a4", "letter", NULL };
static const char *const orientations[] = { "landscape", "portrait", NULL };

static const struct field signature_fields[] = {
	FIELD(signature, name, IN | OUT | REQ | TRIM, 1, 120),
	FIELD(signature, title, IN | OUT | TRIM, 0, 120),
	FIELD(signature, file_id, IN | OUT | NULLABLE, 1, WIDE),
	FIELD(signature, template_id, QUIET, 0, WIDE),
	FIELD(signature, version, QUIET, 0, WIDE),
	FIELD(signature, position, QUIET, 0, WIDE),
	FIELD_END,
};
/* clang-format off */
#define TEMPLATE_TEXTS \
	FIELD(certificate_template, title, IN | OUT | REQ | TRIM, 1, 120), \
	FIELD(certificate_template, intro, IN | OUT | TRIM, 0, 300), \
	FIELD(certificate_template, body, IN | OUT | TRIM, 0, 1000), \
	FIELD(certificate_template, closing, IN | OUT | TRIM, 0, 500), \
	FIELD_WORD(certificate_template, language, IN | OUT, languages), \
	FIELD_WORD(certificate_template, paper, IN | OUT, papers), \
	FIELD_WORD(certificate_template, orientation, IN | OUT, orientations), \
	FIELD(certificate_template, accent, IN | OUT, 7, 7), \
	FIELD(certificate_template, qr, IN | OUT, 0, 1), \
	FIELD(certificate_template, logo_file_id, IN | OUT | NULLABLE, 1, WIDE), \
	FIELD_MANY(certificate_template, signatures, IN | OUT, 0, SIGNATURES_MAX, signature)
/* clang-format on */
const struct field certificate_template_fields[] = {
	FIELD(certificate_template, id, OUT | QUIET, 1, WIDE),
	FIELD(certificate_template, name, IN | OUT | REQ | TRIM, 1, 120),
	FIELD(certificate_template, version, OUT, 1, WIDE),
	TEMPLATE_TEXTS,
	FIELD(certificate_template, created_at, OUT | QUIET, 0, WIDE),
	FIELD(certificate_template, created_by_name, OUT | NULLABLE | QUIET, 0, 161),
	FIELD(certificate_template, programs, OUT | QUIET, 0, WIDE),
	FIELD_END,
};
const struct field template_preview_fields[] = { TEMPLATE_TEXTS, FIELD_END };
const struct field certificate_template_row_fields[] = {
	FIELD(certificate_template, id, OUT, 1, WIDE),
	FIELD(certificate_template, name, OUT, 1, 120),
	FIELD(certificate_template, version, OUT, 1, WIDE),
	FIELD(certificate_template, title, OUT, 1, 120),
	FIELD(certificate_template, language, OUT, 0, 8),
	FIELD(certificate_template, orientation, OUT, 0, 12),
	FIELD(certificate_template, created_at, OUT, 0, WIDE),
	FIELD(certificate_template, created_by_name, OUT | NULLABLE, 0, 161),
	FIELD(certificate_template, programs, OUT, 0, WIDE),
	FIELD_END,
};

#define COLUMNS \
	"t.id, t.name, v.version, v.title, v.intro, v.body, v.closing, v.language, v.paper, v.orientation, v.accent, v.qr, " \
	"v.logo_file_id, v.created_at, CONCAT(c.given_name, ' ', c.family_name) AS created_by_name, " \
	"(SELECT COUNT(*) FROM program p JOIN program_version d ON d.program_id = p.id AND d.version = p.definition_version " \
	"WHERE d.certificate_template_id = t.id) AS programs"
#define TABLES \
	" FROM certificate_template t JOIN certificate_template_version v ON v.template_id = t.id " \
	"LEFT JOIN contact c ON c.id = v.created_by WHERE "

STMT(list_templates, none, certificate_template,
	"SELECT " COLUMNS TABLES "v.version = t.version ORDER BY t.name")
STMT(find_template, certificate_template, certificate_template,
	"SELECT " COLUMNS TABLES "t.id = :id AND v.version = t.version")
STMT(find_version, certificate_template, certificate_template,
	"SELECT " COLUMNS TABLES "t.id = :id AND v.version = :version")
STMT(lock_template, certificate_template, certificate_template,
	"SELECT version FROM certificate_template WHERE id = :id FOR UPDATE")
STMT(find_signatures, certificate_template, signature,
	"SELECT template_id, version, position, name, title, file_id FROM certificate_signature "
	"WHERE template_id = :id AND version = :version ORDER BY position")
STMT(insert_template, certificate_template, none,
	"INSERT INTO certificate_template (name, version, created_at) VALUES (:name, 1, :now)")
STMT(advance_template, certificate_template, none,
	"UPDATE certificate_template SET name = :name, version = :version WHERE id = :id")
STMT(insert_version, certificate_template, none,
	"INSERT INTO certificate_template_version (template_id, version, title, intro, body, closing, language, paper, "
	"orientation, accent, qr, logo_file_id, created_at, created_by) VALUES (:id, :version, :title, :intro, :body, :closing, "
	":language, :paper, :orientation, :accent, :qr, :logo_file_id, :now, :actor_id)")
STMT(insert_signature, signature, none,
	"INSERT INTO certificate_signature (template_id, version, position, name, title, file_id) "
	"VALUES (:template_id, :version, :position, :name, :title, :file_id)")

enum err template_list(struct ctx *c, struct list *into)
{
	return db_all(c, &list_templates, NULL, into);
}

enum err template_find(struct ctx *c, int64_t id, struct certificate_template *into)
{
	TRY(db_one(c, &find_template, &(struct certificate_template){ .id = id }, into));
	return db_all(c, &find_signatures, into, &into->signatures);
}

enum err template_read(struct ctx *c, int64_t id, int64_t version, struct certificate_template *into)
{
	TRY(db_one(c, &find_version, &(struct certificate_template){ .id = id, .version = version }, into));
	return db_all(c, &find_signatures, into, &into->signatures);
}

enum err template_check(struct ctx *c, int64_t id)
{
	struct certificate_template t;
	bool found;

	TRY(db_maybe(c, &find_template, &(struct certificate_template){ .id = id }, &t, &found));
	return found ? ERR_OK : fail_field(c, "certificate_template_id", "is not a template of certificates");
}

/* --- what may be saved --- */

static enum err check_accent(struct ctx *c, const char *accent)
{
	for (int i = 1; i < 7; i++)
		if (*accent != '#' || !isxdigit((unsigned char)accent[i]))
			return fail_field(c, "accent", "must be a colour like #1f5f8b");
	return ERR_OK;
}

/* --- pictures --- */

/* A PNG that the actor has just sent, or that a template shows already. */
static enum err check_picture(struct ctx *c, int64_t id, const char *pointer)
{
	struct file f;
	struct bytes b;
	enum err e;

	if (!id)
		return ERR_OK;
	e = file_find(c, id, &f);
	if (e == ERR_NOT_FOUND || (!e && f.used_for && strcmp(f.used_for, "template") != 0)) {
		fail_clear(c);
		return fail_field(c, pointer, "is no picture that you sent; send it again");
	}
	TRY(e);
	TRY(file_read(c, id, &b));
	e = pdf_image_check(c, (struct pdf_file){ b.data, b.n });
	if (!e)
		return ERR_OK;
	fail_clear(c);
	return fail_field(c, pointer, "must be a PNG of at most four million pixels");
}

static const char *signature_pointer(struct ctx *c, size_t i)
{
	return arena_printf(&c->arena, "signatures/%zu/file_id", i);
}

static enum err check_pictures(struct ctx *c, const struct certificate_template *t)
{
	const struct signature *s = t->signatures.items;

	TRY(check_picture(c, t->logo_file_id, "logo_file_id"));
	for (size_t i = 0; i < t->signatures.n; i++)
		TRY(check_picture(c, s[i].file_id, signature_pointer(c, i)));
	return ERR_OK;
}

static enum err keep_picture(struct ctx *c, int64_t id, const char *pointer)
{
	struct file f;
	struct list files;

	if (!id)
		return ERR_OK;
	TRY(file_find(c, id, &f));
	return f.used_for ? ERR_OK : file_use(c, &(struct ints){ &id, 1 }, "template", pointer, &files);
}

/* From now on whoever may see templates may see them. */
static enum err keep_pictures(struct ctx *c, const struct certificate_template *t)
{
	const struct signature *s = t->signatures.items;

	TRY(keep_picture(c, t->logo_file_id, "logo_file_id"));
	for (size_t i = 0; i < t->signatures.n; i++)
		TRY(keep_picture(c, s[i].file_id, signature_pointer(c, i)));
	return ERR_OK;
}

/* All complaints at once: each check adds its own. */
static enum err check_template(struct ctx *c, const struct certificate_template *t)
{
	enum err e[] = {
		template_text_check(c, "title", t->title),
		template_text_check(c, "intro", t->intro),
		template_text_check(c, "body", t->body),
		template_text_check(c, "closing", t->closing),
		check_accent(c, t->accent),
	};

	for (size_t i = 0; i < sizeof(e) / sizeof(*e); i++)
		TRY(e[i]);
	return check_pictures(c, t);
}

static void fill_gaps(struct certificate_template *t)
{
	t->intro = t->intro ? t->intro : "";
	t->body = t->body ? t->body : "";
	t->closing = t->closing ? t->closing : "";
	t->language = t->language ? t->language : "en";
	t->paper = t->paper ? t->paper : "a4";
	t->orientation = t->orientation ? t->orientation : "landscape";
	t->accent = t->accent ? t->accent : "#1f5f8b";
}

static enum err insert_all(struct ctx *c, const struct certificate_template *t)
{
	const struct signature *s = t->signatures.items;

	TRY(keep_pictures(c, t));
	TRY(db_exec(c, &insert_version, t));
	for (size_t i = 0; i < t->signatures.n; i++) {
		struct signature mine = s[i];

		mine.template_id = t->id;
		mine.version = t->version;
		mine.position = (int64_t)i + 1;
		mine.title = mine.title ? mine.title : "";
		TRY(db_exec(c, &insert_signature, &mine));
	}
	return ERR_OK;
}

static enum err name_taken(struct ctx *c, const struct certificate_template *t)
{
	return fail_remedy(c, ERR_CODE_TAKEN, "Choose another name.", "Another template is called %s.",
		t->name);
}

enum err template_create(struct ctx *c, struct certificate_template *in)
{
	enum err e;

	fill_gaps(in);
	in->version = 1;
	TRY(check_template(c, in));
	e = db_insert(c, &insert_template, in, &in->id, ERR_CODE_TAKEN);
	if (e == ERR_CODE_TAKEN)
		return name_taken(c, in);
	TRY(e);
	TRY(insert_all(c, in));
	audit(c, "certificate_template.create",
		(struct audit_object){ "certificate_template", in->id, in->name },
		certificate_template_fields, NULL, in);
	return ERR_OK;
}

enum err template_update(struct ctx *c, int64_t id, int64_t version, const struct certificate_template *in,
	uint64_t sent)
{
	struct certificate_template before = { .id = id }, after;
	enum err e;

	TRY(db_one(c, &lock_template, &before, &before));
	TRY(template_find(c, id, &before));
	TRY(version_check(c, before.version, version));
	after = before;
	field_merge(certificate_template_fields, &after, in, sent);
	if (audit_nothing(c, certificate_template_fields, &before, &after))
		return ERR_OK;
	TRY(check_template(c, &after));
	after.version++;
	e = db_exec_unique(c, &advance_template, &after, ERR_CODE_TAKEN);
	if (e == ERR_CODE_TAKEN)
		return name_taken(c, &after);
	TRY(e);
	TRY(insert_all(c, &after));
	audit(c, "certificate_template.update",
		(struct audit_object){ "certificate_template", id, after.name }, certificate_template_fields,
		&before, &after);
	return ERR_OK;
}

/* --- preview --- */

enum err template_preview(struct ctx *c, const struct certificate_template *in, bool png,
	struct pdf_file *into)
{
	struct certificate_template t = *in;
	struct organisation o = { 0 };
	struct certificate_facts facts = { .name = "Alexandra Example-Lindqvist",
		.designation = "CPE",
		.program = "Certified Program Example",
		.serial = "LRL-2026-000123",
		.code = "abcdefghijklmnopqrstuvwxyz",
		.earned_on = c->today,
		.issued_on = c->today,
		.expires_on = date_add(c->today, 3, "years") };
	struct pdf *pdf;

	fill_gaps(&t);
	TRY(check_template(c, &t));
	TRY(organisation_find(c, &o));
	facts.organisation = o.organisation_name;
	TRY(template_draw(c, &t, &facts, &pdf));
	return png ? pdf_render_png(pdf, 1, 1200, into) : pdf_render(pdf, into);
}
