#include "route.h"

#include "certificate.h"
#include "credential.h"
#include "issuer.h"

#include <string.h>

enum err certificate_list_get(struct request *r)
{
	struct certificate_query q = *(const struct certificate_query *)r->in;
	struct page page = { 0 };

	TRY(certificate_list(&r->c, &q, &page));
	return reply_page(r, certificate_row_fields, &page);
}

enum err certificate_get(struct request *r)
{
	struct certificate_public p;

	TRY(certificate_verify(&r->c, r->word, &p));
	return reply_one(r, 200, certificate_public_fields, &p);
}

enum err certificate_pdf_get(struct request *r)
{
	struct certificate k;
	struct pdf_file pdf;

	TRY(certificate_pdf(&r->c, r->word, &k, &pdf));
	return reply_bytes(r, "application/pdf", arena_printf(&r->c.arena, "%s.pdf", k.serial), pdf.data,
		pdf.n);
}

static enum err reply_certificate(struct request *r, int status, const char *code)
{
	struct certificate_view v = { 0 };

	TRY(certificate_find(&r->c, code, &v));
	return reply_one(r, status, certificate_view_fields, &v);
}

enum err certificate_details_get(struct request *r)
{
	return reply_certificate(r, 200, r->word);
}

enum err certificate_withdraw_post(struct request *r)
{
	const struct certificate_reason *in = r->in;

	TRY(certificate_withdraw(&r->c, r->word, in->reason));
	return reply_certificate(r, 200, r->word);
}

enum err certificate_reinstate_post(struct request *r)
{
	const struct certificate_reason *in = r->in;

	TRY(certificate_reinstate(&r->c, r->word, in->reason));
	return reply_certificate(r, 200, r->word);
}

enum err certificate_reissue_post(struct request *r)
{
	const struct certificate_reason *in = r->in;
	const char *code;

	TRY(certificate_reissue(&r->c, r->word, in->reason, &code));
	return reply_certificate(r, 201, code);
}

enum err enrollment_certificate_post(struct request *r)
{
	const char *code;

	TRY(certificate_issue(&r->c, r->id, r->in, &code));
	return reply_certificate(r, 201, code);
}

/* --- credentials: for whoever verifies them, from wherever --- */

static enum err reply_open(struct request *r, const char *type, const char *text)
{
	reply_header(r, "Access-Control-Allow-Origin", "*");
	return reply_bytes(r, type, NULL, text, strlen(text));
}

enum err credential_json_get(struct request *r)
{
	const char *json;

	TRY(credential_json(&r->c, r->word, &json));
	return reply_open(r, "application/json", json);
}

enum err credential_jwt_get(struct request *r)
{
	const char *jwt;

	TRY(credential_jwt(&r->c, r->word, &jwt));
	return reply_open(r, "application/vc+jwt", jwt);
}

enum err status_list_get(struct request *r)
{
	const char *jwt;

	TRY(status_list_jwt(&r->c, r->id, &jwt));
	return reply_open(r, "application/vc+jwt", jwt);
}

enum err did_get(struct request *r)
{
	const char *json;

	TRY(did_document(&r->c, &json));
	return reply_open(r, "application/did+json", json);
}

/* --- templates --- */

enum err template_list_get(struct request *r)
{
	struct page page = { 0 };

	TRY(template_list(&r->c, &page.items));
	return reply_page(r, certificate_template_row_fields, &page);
}

static enum err reply_template(struct request *r, int status, int64_t id)
{
	struct certificate_template t = { 0 };

	TRY(template_find(&r->c, id, &t));
	return reply_one(r, status, certificate_template_fields, &t);
}

enum err template_get(struct request *r)
{
	return reply_template(r, 200, r->id);
}

enum err template_post(struct request *r)
{
	struct certificate_template in = *(const struct certificate_template *)r->in;

	TRY(template_create(&r->c, &in));
	return reply_template(r, 201, in.id);
}

enum err template_patch(struct request *r)
{
	TRY(template_update(&r->c, r->id, r->version, r->in, r->sent));
	return reply_template(r, 200, r->id);
}

enum err template_preview_pdf_post(struct request *r)
{
	struct pdf_file pdf;

	TRY(template_preview(&r->c, r->in, false, &pdf));
	return reply_bytes(r, "application/pdf", NULL, pdf.data, pdf.n);
}

enum err template_preview_png_post(struct request *r)
{
	struct pdf_file png;

	TRY(template_preview(&r->c, r->in, true, &png));
	return reply_bytes(r, "image/png", NULL, png.data, png.n);
}

/* --- what the issuer says about itself --- */

enum err issuer_get(struct request *r)
{
	struct issuer i = { 0 };

	TRY(issuer_find(&r->c, &i));
	return reply_one(r, 200, issuer_fields, &i);
}

enum err issuer_patch(struct request *r)
{
	TRY(issuer_update(&r->c, r->version, r->in, r->sent));
	return issuer_get(r);
}
