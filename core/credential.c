#include "credential.h"
#include "certificate_row.h"
#include "db.h"
#include "issuer.h"
#include "json.h"
#include "jws.h"
#include "setting.h"

#include <string.h>
#include <zlib.h>

/* The least that the recommendation allows, so that one bit says nothing about one person: 16 KB. */
enum { LIST_BITS = 131072, LIST_BYTES = LIST_BITS / 8 };

static int64_t list_of(int64_t id)
{
	return (id - 1) / LIST_BITS + 1;
}

struct revoked {
	int64_t first, last, id;
};
static const struct field revoked_fields[] = {
	FIELD(revoked, first, 0, 0, WIDE),
	FIELD(revoked, last, 0, 0, WIDE),
	FIELD(revoked, id, 0, 0, WIDE),
	FIELD_END,
};
STMT(newest_id, none, revoked, "SELECT COALESCE(MAX(id), 0) AS id FROM certificate")
STMT(revoked_ids, revoked, revoked,
	"SELECT id FROM certificate WHERE revoked = 1 AND id BETWEEN :first AND :last ORDER BY id")

struct about {
	const char *description;
};
static const struct field about_fields[] = { FIELD(about, description, 0, 0, 5000), FIELD_END };
STMT(about_program, certificate, about, "SELECT description FROM program WHERE id = :program_id")

/* Everything one credential says. */
struct saying {
	struct ctx *c;
	struct certificate k;
	struct organisation o;
	struct issuer i;
	struct about about;
	struct buf *b;
};

static void member(struct buf *b, const char *name, const char *text)
{
	if (!text)
		return;
	buf_printf(b, ",\"%s\":", name);
	json_string(b, text);
}

/* Whole seconds: NumericDate knows no others, and both must say the same. */
static int64_t seconds(struct instant t)
{
	return t.us / 1000000;
}

static const char *moment(struct ctx *c, struct instant t)
{
	char text[INSTANT_TEXT];

	instant_format((struct instant){ seconds(t) * 1000000 }, text);
	return arena_strdup(&c->arena, text);
}

/* The last second of the last day, where the organisation is. */
static struct instant valid_until(const struct saying *s)
{
	struct date next = { s->k.expires_on.day + 1 };

	return (struct instant){ date_start_in(next, s->c->time_zone).us - 1000000 };
}

static void add_issuer(struct saying *s)
{
	buf_printf(s->b, ",\"issuer\":{\"id\":\"%s\",\"type\":[\"Profile\"]", issuer_did(s->c));
	member(s->b, "name", s->o.organisation_name);
	member(s->b, "url", s->i.website ? s->i.website : s->c->public_url);
	member(s->b, "email", s->i.email);
	buf_text(s->b, "}");
}

static void add_achievement(struct saying *s)
{
	bool program = s->k.program_id;
	const char *title = s->k.title;

	buf_printf(s->b,
		",\"achievement\":{\"id\":\"%s/achievements/%s-%lld\",\"type\":[\"Achievement\"],\"achievementType\":\"%s\"",
		s->c->public_url, s->k.subject_kind, (long long)(program ? s->k.program_id : s->k.course_id),
		program ? "Certification" : "Course");
	member(s->b, "name", title);
	member(s->b, "description",
		s->about.description && *s->about.description ? s->about.description : title);
	member(s->b, "specialization", s->k.designation);
	buf_text(s->b, ",\"criteria\":{\"narrative\":");
	json_string(s->b,
		arena_printf(&s->c->arena,
			program ? "All requirements of the program %s were met."
				: "The course %s was completed.",
			title));
	buf_text(s->b, "}}");
}

/* Whose it is stands as the certificate has it, and no more than that. */
static void add_subject(struct saying *s)
{
	char day[DATE_TEXT];

	date_format(s->k.earned_on, day);
	buf_text(s->b,
		",\"credentialSubject\":{\"type\":[\"AchievementSubject\"],\"identifier\":[{\"type\":\"IdentityObject\","
		"\"hashed\":false,\"identityType\":\"name\",\"identityHash\":");
	json_string(s->b, s->k.recipient);
	buf_text(s->b, "}]");
	member(s->b, "activityEndDate", arena_printf(&s->c->arena, "%sT00:00:00Z", day));
	member(s->b, "licenseNumber", s->k.serial);
	add_achievement(s);
	buf_text(s->b, "}");
}

static const char *list_url(struct ctx *c, int64_t n)
{
	return arena_printf(&c->arena, "%s/api/certificate-status/%lld", c->public_url, (long long)n);
}

static void add_status(struct saying *s)
{
	const char *list = list_url(s->c, list_of(s->k.id));
	long long index = (long long)((s->k.id - 1) % LIST_BITS);

	buf_printf(s->b,
		",\"credentialStatus\":{\"id\":\"%s#%lld\",\"type\":\"BitstringStatusListEntry\",\"statusPurpose\":\"revocation\","
		"\"statusListIndex\":\"%lld\",\"statusListCredential\":\"%s\"}",
		list, index, index, list);
}

static const char *credential_id(const struct saying *s)
{
	return arena_printf(&s->c->arena, "%s/api/certificates/%s.json", s->c->public_url, s->k.code);
}

/* Without its closing brace: what secures it comes after. */
static void add_credential(struct saying *s)
{
	buf_printf(s->b,
		"{\"@context\":[\"https://www.w3.org/ns/credentials/v2\","
		"\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"],\"id\":\"%s\","
		"\"type\":[\"VerifiableCredential\",\"OpenBadgeCredential\"]",
		credential_id(s));
	member(s->b, "name", s->k.title);
	add_issuer(s);
	member(s->b, "validFrom", moment(s->c, s->k.issued_at));
	if (s->k.expires_on.day)
		member(s->b, "validUntil", moment(s->c, valid_until(s)));
	add_subject(s);
	add_status(s);
}

static enum err gather(struct ctx *c, const char *code, struct saying *s)
{
	bool found;

	*s = (struct saying){ .c = c };
	TRY(organisation_find(c, &s->o));
	TRY(issuer_find(c, &s->i));
	TRY(certificate_read(c, code, false, &s->k));
	return db_maybe(c, &about_program, &s->k, &s->about, &found);
}

static enum err sign(struct saying *s, const char **jwt)
{
	struct buf *b = s->b = arena_new(&s->c->arena, struct buf);

	*b = (struct buf){ .arena = &s->c->arena };
	add_credential(s);
	buf_printf(b, ",\"iss\":\"%s\",\"jti\":\"%s\",\"nbf\":%lld", issuer_did(s->c), credential_id(s),
		(long long)seconds(s->k.issued_at));
	if (s->k.expires_on.day)
		buf_printf(b, ",\"exp\":%lld", (long long)seconds(valid_until(s)));
	buf_text(b, "}");
	return jws_sign(s->c, buf_end(b), jwt);
}

enum err credential_jwt(struct ctx *c, const char *code, const char **jwt)
{
	struct saying s;

	TRY(gather(c, code, &s));
	return sign(&s, jwt);
}

enum err credential_json(struct ctx *c, const char *code, const char **json)
{
	struct buf b = { .arena = &c->arena };
	struct saying s;
	const char *jwt;

	TRY(gather(c, code, &s));
	TRY(sign(&s, &jwt));
	s.b = &b;
	add_credential(&s);
	buf_printf(&b, ",\"jwt\":\"%s\"}", jwt);
	*json = buf_end(&b);
	return ERR_OK;
}

/* --- the status list --- */

static enum err read_bits(struct ctx *c, int64_t n, unsigned char bits[LIST_BYTES])
{
	struct revoked of = { .first = (n - 1) * LIST_BITS + 1, .last = n * LIST_BITS };
	const struct revoked *r;
	struct list ids;

	TRY(db_all(c, &revoked_ids, &of, &ids));
	r = ids.items;
	for (size_t i = 0; i < ids.n; i++) {
		size_t index = (size_t)(r[i].id - of.first);

		/* The leftmost bit is the first. */
		bits[index / 8] |= (unsigned char)(0x80 >> index % 8);
	}
	return ERR_OK;
}

/* As multibase writes base64url: a "u" in front. */
static enum err encode(struct ctx *c, unsigned char bits[LIST_BYTES], const char **text)
{
	enum { GZIP = 15 + 16 };
	z_stream z = { .next_in = bits, .avail_in = LIST_BYTES };
	uLong size;
	unsigned char *out;
	int end;

	if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return fail(c, ERR_INTERNAL, "The status list could not be packed.");
	size = deflateBound(&z, LIST_BYTES);
	z.next_out = out = arena_raw(&c->arena, size);
	z.avail_out = (uInt)size;
	end = deflate(&z, Z_FINISH);
	deflateEnd(&z);
	if (end != Z_STREAM_END)
		return fail(c, ERR_INTERNAL, "The status list could not be packed.");
	*text = arena_printf(&c->arena, "u%s", base64url(&c->arena, out, z.total_out));
	return ERR_OK;
}

enum err status_list_jwt(struct ctx *c, int64_t n, const char **jwt)
{
	unsigned char *bits = arena_alloc(&c->arena, LIST_BYTES);
	const char *url = list_url(c, n), *encoded = "", *now = moment(c, c->now);
	struct revoked newest = { 0 };

	TRY(db_one(c, &newest_id, NULL, &newest));
	if (n != 1 && n > list_of(newest.id))
		return fail(c, ERR_NOT_FOUND, "There is no such list.");
	TRY(read_bits(c, n, bits));
	TRY(encode(c, bits, &encoded));
	return jws_sign(c,
		arena_printf(&c->arena,
			"{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"id\":\"%s\","
			"\"type\":[\"VerifiableCredential\",\"BitstringStatusListCredential\"],\"issuer\":\"%s\",\"validFrom\":\"%s\","
			"\"credentialSubject\":{\"id\":\"%s#list\",\"type\":\"BitstringStatusList\",\"statusPurpose\":\"revocation\","
			"\"encodedList\":\"%s\"},\"iss\":\"%s\",\"jti\":\"%s\",\"nbf\":%lld}",
			url, issuer_did(c), now, url, encoded, issuer_did(c), url,
			(long long)seconds(c->now)),
		jwt);
}
