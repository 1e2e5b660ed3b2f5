#ifndef LAUREL_CERTIFICATE_TEMPLATE_H
#define LAUREL_CERTIFICATE_TEMPLATE_H

#include "page.h"
#include "pdf.h"

/* The one that comes with Laurel, and is taken where none is named. */
enum { STANDARD_TEMPLATE = 1, SIGNATURES_MAX = 3 };

struct signature {
	const char *name, *title;
	int64_t file_id; /* a PNG; 0: none */
	int64_t template_id, version, position;
};

/*
 * How certificates look.  Saving makes a new version; what was issued keeps
 * the version it was issued with.  Texts may hold {name}, {designation},
 * {program}, {earned_on}, {issued_on}, {expires_on}, {serial}, {code} and
 * {organisation}; a part in [brackets] is left out when something in it is empty.
 */
struct certificate_template {
	int64_t id;
	const char *name;
	int64_t version;
	const char *title, *intro, *body, *closing;
	const char *language, *paper, *orientation, *accent; /* accent: "#1f5f8b" */
	bool qr;
	int64_t logo_file_id;
	struct list signatures; /* of struct signature */
	struct instant created_at;
	int64_t created_by;
	const char *created_by_name;
	int64_t programs; /* how many newest definitions name it */
};
extern const struct field certificate_template_fields[], certificate_template_row_fields[];
extern const struct field template_preview_fields[]; /* unsaved: it needs no name yet */

must_check enum err template_list(struct ctx *c, struct list *into);
must_check enum err template_find(struct ctx *c, int64_t id, struct certificate_template *into);

/* One version, as a certificate keeps it. */
must_check enum err template_read(struct ctx *c, int64_t id, int64_t version,
	struct certificate_template *into);

/* CODE_TAKEN for a name that is there; VALIDATION names unknown placeholders. */
must_check enum err template_create(struct ctx *c, struct certificate_template *in);
must_check enum err template_update(struct ctx *c, int64_t id, int64_t version,
	const struct certificate_template *in, uint64_t sent);

/* VALIDATION at certificate_template_id when there is no such template. */
must_check enum err template_check(struct ctx *c, int64_t id);

/* What a certificate says, with made-up facts: as a PDF, and its page as a PNG. */
must_check enum err template_preview(struct ctx *c, const struct certificate_template *in, bool png,
	struct pdf_file *into);

/* The facts of one certificate that the texts may name; absent ones are NULL or day 0. */
struct certificate_facts {
	const char *name, *designation, *program, *serial, *code, *organisation;
	struct date earned_on, issued_on, expires_on;
};

/*
 * A text with its placeholders filled in.  In a broken text an unknown name is
 * left as it stands.
 */
const char *template_text(struct ctx *c, const char *text, const char *language,
	const struct certificate_facts *facts);

/* VALIDATION at `pointer` for unknown placeholders and brackets without a partner. */
must_check enum err template_text_check(struct ctx *c, const char *pointer, const char *text);

/* Draw it: one page. */
must_check enum err template_draw(struct ctx *c, const struct certificate_template *t,
	const struct certificate_facts *facts, struct pdf **into);

#endif
