#include "json.h"
#include "transcript.h"

#include <string.h>

#define VC_CONTEXT  "\"https://www.w3.org/ns/credentials/v2\""
#define OB_CONTEXT  "\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\""
#define CLR_CONTEXT "\"https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json\""

struct writing {
	struct ctx *c;
	struct buf *b;
	const struct transcript *t;
	const char *site;
	size_t credentials, associations;
};

/* One thing that was achieved. */
struct achieved {
	const char *credential, *achievement; /* their ids, below the site */
	const char *type, *code, *name, *description, *criteria, *result;
	const struct transcript_certificate *certificate; /* NULL: none that holds */
	struct date on;
};

static void member(struct buf *b, const char *name, const char *text)
{
	buf_printf(b, ",\"%s\":", name);
	json_string(b, text);
}

static const char *below(const struct writing *w, const char *path)
{
	return arena_printf(&w->c->arena, "%s%s", w->site, path);
}

static void write_issuer(const struct writing *w)
{
	buf_text(w->b, ",\"issuer\":{\"id\":");
	json_string(w->b, w->site);
	buf_text(w->b, ",\"type\":[\"Profile\"]");
	member(w->b, "name", w->t->organisation_name);
	buf_text(w->b, "}");
}

static void write_identity(const struct writing *w, const char *type, const char *value, bool first)
{
	if (!value || !*value)
		return;
	buf_printf(w->b, "%s{\"type\":\"IdentityObject\",\"hashed\":false,\"identityType\":\"%s\"",
		first ? "" : ",", type);
	member(w->b, "identityHash", value);
	buf_text(w->b, "}");
}

/* Who it is about: in words, by the number here, and by the address that they are known by. */
static void write_identifiers(const struct writing *w)
{
	buf_text(w->b, "\"identifier\":[");
	write_identity(w, "name", w->t->name, true);
	write_identity(w, "sourcedId", w->t->contact_no, false);
	write_identity(w, "emailAddress", w->t->email, false);
	buf_text(w->b, "]");
}

static void write_day(const struct writing *w, const char *name, struct date d)
{
	char text[DATE_TEXT];

	date_format(d, text);
	buf_printf(w->b, ",\"%s\":\"%sT00:00:00Z\"", name, text);
}

static void write_achievement(const struct writing *w, const struct achieved *a)
{
	buf_text(w->b, ",\"achievement\":{\"id\":");
	json_string(w->b, below(w, a->achievement));
	buf_printf(w->b, ",\"type\":[\"Achievement\"],\"achievementType\":\"%s\"", a->type);
	member(w->b, "name", a->name);
	member(w->b, "description", a->description && *a->description ? a->description : a->name);
	if (a->code)
		member(w->b, "humanCode", a->code);
	buf_text(w->b, ",\"criteria\":{\"narrative\":");
	json_string(w->b, a->criteria);
	buf_text(w->b, "}}");
}

/* Where anybody can see that it holds. */
static void write_evidence(const struct writing *w, const struct transcript_certificate *k)
{
	buf_text(w->b, ",\"evidence\":[{\"id\":");
	json_string(w->b, below(w, arena_printf(&w->c->arena, "/verify/%s", k->code)));
	buf_text(w->b, ",\"type\":[\"Evidence\"]");
	member(w->b, "name", arena_printf(&w->c->arena, "Certificate %s", k->serial));
	buf_text(w->b, "}]");
}

static void write_credential(struct writing *w, const struct achieved *a)
{
	buf_printf(w->b,
		"%s{\"@context\":[" VC_CONTEXT "," OB_CONTEXT "],\"id\":", w->credentials++ ? "," : "");
	json_string(w->b, below(w, a->credential));
	buf_text(w->b, ",\"type\":[\"VerifiableCredential\",\"AchievementCredential\"]");
	member(w->b, "name", a->name);
	write_issuer(w);
	write_day(w, "validFrom", a->on);
	if (a->certificate)
		write_evidence(w, a->certificate);
	buf_text(w->b, ",\"credentialSubject\":{\"type\":[\"AchievementSubject\"],");
	write_identifiers(w);
	write_achievement(w, a);
	if (a->result) {
		buf_text(w->b, ",\"result\":[{\"type\":[\"Result\"]");
		member(w->b, "value", a->result);
		buf_text(w->b, "}]");
	}
	buf_text(w->b, "}}");
}

static const char *requirement_path(const struct writing *w, const struct transcript_program *p,
	const struct transcript_requirement *r)
{
	return arena_printf(&w->c->arena, "/programs/%lld/requirements/%lld", (long long)p->program_id,
		(long long)r->id);
}

static const char *program_path(const struct writing *w, const struct transcript_program *p)
{
	return arena_printf(&w->c->arena, "/programs/%lld", (long long)p->program_id);
}

/* The one that was issued for it and is good: of an enrolment, or of an attempt at a course. */
static const struct transcript_certificate *certificate_of(const struct transcript *t, int64_t enrollment_id,
	int64_t course_enrollment_id, int64_t attempt)
{
	const struct transcript_certificate *k = t->certificates.items;

	for (size_t i = 0; i < t->certificates.n; i++) {
		if (strcmp(k[i].status, "valid") || k[i].enrollment_id != enrollment_id)
			continue;
		if (k[i].course_enrollment_id == course_enrollment_id &&
			(!course_enrollment_id || k[i].cycle == attempt))
			return &k[i];
	}
	return NULL;
}

static bool is_complete(const struct transcript_requirement *r)
{
	return !strcmp(r->status, "complete");
}

static void write_requirement(struct writing *w, const struct transcript_program *p,
	const struct transcript_requirement *r)
{
	struct arena *a = &w->c->arena;
	struct achieved one = { .type = "Achievement", .name = r->title, .on = r->completed_on };

	one.credential = arena_printf(a, "/enrollments/%lld/requirements/%lld", (long long)p->enrollment_id,
		(long long)r->id);
	one.achievement = requirement_path(w, p, r);
	one.description = arena_printf(a, "%s, a requirement of %s", r->title, p->name);
	one.criteria = arena_printf(a, "Completed as the stage \"%s\" of %s asks for it.", r->stage, p->name);
	one.result = r->grade.set ? decimal_text(a, r->grade.hundredths) : NULL;
	write_credential(w, &one);
}

static void write_program(struct writing *w, const struct transcript_program *p)
{
	struct arena *a = &w->c->arena;
	const struct transcript_requirement *r = p->requirements.items;
	struct achieved one = { .type = transcript_is_award(p) ? "Award" : "Certification",
		.code = p->code,
		.name = p->name,
		.description = p->description,
		.on = p->earned_on };

	for (size_t i = 0; i < p->requirements.n; i++)
		if (is_complete(&r[i]))
			write_requirement(w, p, &r[i]);
	if (!p->earned_on.day)
		return;
	one.credential = arena_printf(a, "/enrollments/%lld", (long long)p->enrollment_id);
	one.achievement = program_path(w, p);
	one.certificate = certificate_of(w->t, p->enrollment_id, 0, 0);
	one.criteria = arena_printf(a, "All that version %lld of %s asks for.",
		(long long)p->definition_version, p->name);
	write_credential(w, &one);
}

static void write_course(struct writing *w, const struct transcript_course *k)
{
	struct arena *a = &w->c->arena;
	struct achieved one = { .type = "Course",
		.code = k->code,
		.name = k->title,
		.description = k->description,
		.result = k->grade,
		.on = k->completed_on };

	if (!k->completed_on.day)
		return;
	one.credential = arena_printf(a, "/course-enrollments/%lld/attempts/%lld",
		(long long)k->course_enrollment_id, (long long)k->attempt);
	one.achievement = arena_printf(a, "/courses/%lld", (long long)k->course_id);
	one.certificate = certificate_of(w->t, 0, k->course_enrollment_id, k->attempt);
	one.criteria = arena_printf(a, "All required steps of %s, or what counts as them.", k->title);
	write_credential(w, &one);
}

/* A requirement that an earlier cycle completed as well belongs to the program once. */
static bool told_before(const struct transcript *t, size_t program, int64_t requirement_id)
{
	const struct transcript_program *p = t->programs.items;

	for (size_t i = 0; i < program; i++) {
		const struct transcript_requirement *r = p[i].requirements.items;

		if (p[i].program_id != p[program].program_id || !p[i].earned_on.day)
			continue;
		for (size_t k = 0; k < p[i].requirements.n; k++)
			if (r[k].id == requirement_id && is_complete(&r[k]))
				return true;
	}
	return false;
}

static void write_association(struct writing *w, const struct transcript_program *p,
	const struct transcript_requirement *r)
{
	buf_printf(w->b, "%s{\"type\":\"Association\",\"associationType\":\"isPartOf\"",
		w->associations++ ? "," : "");
	member(w->b, "sourceId", below(w, requirement_path(w, p, r)));
	member(w->b, "targetId", below(w, program_path(w, p)));
	buf_text(w->b, "}");
}

static void write_associations(struct writing *w)
{
	const struct transcript_program *p = w->t->programs.items;

	buf_text(w->b, ",\"association\":[");
	for (size_t i = 0; i < w->t->programs.n; i++) {
		const struct transcript_requirement *r = p[i].requirements.items;

		for (size_t k = 0; p[i].earned_on.day && k < p[i].requirements.n; k++)
			if (is_complete(&r[k]) && !told_before(w->t, i, r[k].id))
				write_association(w, &p[i], &r[k]);
	}
	buf_text(w->b, "]");
}

static void write_subject(struct writing *w)
{
	const struct transcript *t = w->t;

	buf_text(w->b, ",\"credentialSubject\":{\"type\":[\"ClrSubject\"],");
	write_identifiers(w);
	buf_text(w->b, ",\"verifiableCredential\":[");
	for (size_t i = 0; i < t->programs.n; i++)
		write_program(w, (const struct transcript_program *)t->programs.items + i);
	for (size_t i = 0; i < t->courses.n; i++)
		write_course(w, (const struct transcript_course *)t->courses.items + i);
	buf_text(w->b, "]");
	write_associations(w);
	buf_text(w->b, "}");
}

void transcript_clr(struct ctx *c, struct buf *b, const struct transcript *t, const char *site)
{
	struct writing w = { c, b, t, site, 0, 0 };
	char now[INSTANT_TEXT];

	instant_format(c->now, now);
	buf_text(b, "{\"@context\":[" VC_CONTEXT "," CLR_CONTEXT "," OB_CONTEXT "],\"id\":");
	json_string(b,
		below(&w, arena_printf(&c->arena, "/contacts/%lld/transcript", (long long)t->contact_id)));
	buf_text(b, ",\"type\":[\"VerifiableCredential\",\"ClrCredential\"]");
	member(b, "name", arena_printf(&c->arena, "Transcript of %s", t->name));
	write_issuer(&w);
	buf_printf(b, ",\"validFrom\":\"%s\",\"partial\":false", now);
	write_subject(&w);
	buf_text(b, "}");
}
