#include "file_type.h"
#include "archive.h"

#include <magic.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { TYPE_MAX = 100 };

enum type_flags { SHOWS = 1 << 0, PACKED = 1 << 1, TEXT = 1 << 2 };

/*
 * What is taken: nothing that runs, nothing that carries scripts into a page.
 * The first extension is the one that a download gets when it has none of them.
 */
static const struct file_type {
	const char *type, *extensions;
	unsigned flags;
} types[] = {
	{ "application/pdf", "pdf", SHOWS },
	{ "image/png", "png", SHOWS },
	{ "image/jpeg", "jpg jpeg", SHOWS },
	{ "image/gif", "gif", SHOWS },
	{ "image/webp", "webp", SHOWS },
	{ "image/heic", "heic heif", 0 },
	{ "image/heif", "heif heic", 0 },
	{ "text/plain", "txt text log md csv", TEXT },
	{ "text/csv", "csv txt", TEXT },
	{ "text/rtf", "rtf", TEXT },
	{ "application/vnd.oasis.opendocument.text", "odt", PACKED },
	{ "application/vnd.oasis.opendocument.spreadsheet", "ods", PACKED },
	{ "application/vnd.oasis.opendocument.presentation", "odp", PACKED },
	{ "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", PACKED },
	{ "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", PACKED },
	{ "application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx", PACKED },
	{ "application/zip", "zip", PACKED },
};

static const struct file_type *type_named(const char *type)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (!strcmp(types[i].type, type))
			return &types[i];
	return NULL;
}

static const struct file_type *type_of_extension(const char *extension)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (!strcmp(types[i].extensions, extension))
			return &types[i];
	return NULL;
}

/* Its tables are loaded once a process and never given back. */
static magic_t magic(void)
{
	static magic_t m;

	if (m)
		return m;
	m = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR | MAGIC_NO_CHECK_ELF);
	if (!m || magic_load(m, NULL)) {
		fprintf(stderr, "{\"level\":\"error\",\"says\":\"libmagic: %s\"}\n", m ? magic_error(m) : "");
		abort();
	}
	return m;
}

static const char *found_type(struct bytes data)
{
	const char *found = magic_buffer(magic(), data.data, data.n);

	return found ? found : "application/octet-stream";
}

static enum err refused(struct ctx *c, const char *found)
{
	return fail(c, ERR_FILE_TYPE_REFUSED, "By its content this is %s, whatever its name says.", found);
}

/* Browsers of old took what begins with a tag for a page; people may still open it as one. */
static bool looks_like_markup(struct bytes data)
{
	size_t i = 0;

	if (data.n >= 3 && !memcmp(data.data, "\xEF\xBB\xBF", 3))
		i = 3;
	while (i < data.n && strchr(" \t\r\n\f", data.data[i]) && data.data[i])
		i++;
	return i < data.n && data.data[i] == '<';
}

/* Archives are looked into: what kind of document they are, and whether they may be kept. */
static enum err judge_packed(struct ctx *c, struct bytes data, const struct file_type **type)
{
	struct archive a;

	TRY(archive_read(c, data, &a));
	if (!strcmp((*type)->type, "application/zip") && a.office)
		*type = type_of_extension(a.office);
	return archive_check(c, &a);
}

static enum err judge_plain(struct ctx *c, struct bytes data, const struct file_type *type)
{
	if (archive_ends(data))
		return fail(c, ERR_FILE_UNSAFE, "It is two files in one: %s, and an archive.", type->type);
	if (type->flags & TEXT && looks_like_markup(data))
		return refused(c, "markup");
	if (!strcmp(type->type, "application/pdf") && memcmp(data.data, "%PDF-", 5))
		return fail(c, ERR_FILE_UNSAFE, "Something stands before the beginning of the PDF.");
	return ERR_OK;
}

static enum err judge_content(struct ctx *c, struct bytes data, const struct file_type **into)
{
	const char *found = found_type(data);

	/* Some office programs write their entries in an order that libmagic does not know. */
	if (!strcmp(found, "application/octet-stream") && data.n > 4 && !memcmp(data.data, "PK\3\4", 4))
		found = "application/zip";
	*into = type_named(found);
	if (!*into)
		return refused(c, arena_strdup(&c->arena, found));
	return (*into)->flags & PACKED ? judge_packed(c, data, into) : judge_plain(c, data, *into);
}

/* --- names --- */

/* One character of valid UTF-8 and its length. */
static uint32_t character(const char *s, size_t *n)
{
	unsigned char first = (unsigned char)*s;
	uint32_t ch;

	*n = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
	ch = *n == 1 ? first : first & (0xFFu >> (*n + 1));
	for (size_t i = 1; i < *n; i++)
		ch = ch << 6 | ((unsigned char)s[i] & 0x3F);
	return ch;
}

/* Signs that are never seen but make a name look like another. The joiners U+200C and U+200D belong to scripts. */
static bool deceives(uint32_t ch)
{
	return ch < 0x20 || (ch >= 0x7F && ch < 0xA0) || ch == 0x61C || ch == 0x200B || ch == 0x200E ||
		ch == 0x200F || (ch >= 0x2028 && ch <= 0x202E) || (ch >= 0x2060 && ch <= 0x206F) ||
		ch == 0xFEFF || (ch >= 0xFFF9 && ch <= 0xFFFB) || (ch >= 0xE0000 && ch <= 0xE007F);
}

/* Without the folders that some senders put before it, and with a visible sign for each that would deceive. */
static const char *clean_name(struct ctx *c, const char *name)
{
	char *clean, *to;

	for (const char *p = name; *p; p++)
		if (*p == '/' || *p == '\\')
			name = p + 1;
	clean = to = arena_alloc(&c->arena, strlen(name) * 3 + 1);
	for (size_t n; *name; name += n) {
		bool bad = deceives(character(name, &n));

		memcpy(to, bad ? "\uFFFD" : name, bad ? 3 : n);
		to += bad ? 3 : n;
	}
	while (to > clean && (to[-1] == ' ' || to[-1] == '.'))
		*--to = '\0';
	while (*clean == ' ')
		clean++;
	return clean;
}

static enum err judge_name(struct ctx *c, const char *name, const char **into)
{
	int64_t length = name ? utf8_length(name) : 0;

	if (length < 0)
		return fail_field(c, "name", "is not UTF-8");
	if (length > FILE_NAME_MAX)
		return fail_field(c, "name", "must not be longer than %d characters", FILE_NAME_MAX);
	*into = clean_name(c, name ? name : "");
	if (!**into)
		return fail_field(c, "name", "is required: nobody could tell the file from others");
	return ERR_OK;
}

const char *file_download_name(struct ctx *c, const struct file *f)
{
	const struct file_type *t = type_named(f->type);
	const char *dot = strrchr(f->name, '.'), *p = t ? t->extensions : "bin";
	size_t n = strcspn(p, " "), first = n;

	for (const char *at = p; dot && *at; at += n + (at[n] == ' ')) {
		n = strcspn(at, " ");
		if (n == strlen(dot + 1) && !strncasecmp(at, dot + 1, n))
			return f->name;
	}
	return arena_printf(&c->arena, "%s.%.*s", f->name, (int)first, p);
}

/* --- all of it --- */

static const char *hash_of(struct ctx *c, struct bytes data)
{
	unsigned char hash[crypto_generichash_BYTES];
	char *hex = arena_alloc(&c->arena, sizeof(hash) * 2 + 1);

	crypto_generichash(hash, sizeof(hash), (const unsigned char *)data.data, data.n, NULL, 0);
	return sodium_bin2hex(hex, sizeof(hash) * 2 + 1, hash, sizeof(hash));
}

/* What the sender said it is, for whoever looks into a mishap; it decides nothing. */
static const char *declared(struct ctx *c, const char *type)
{
	static const char signs[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/!#$&^_.+-";
	size_t n = type ? strspn(type, signs) : 0;

	return n && n <= TYPE_MAX ? arena_printf(&c->arena, "%.*s", (int)n, type) : NULL;
}

bool file_type_shows(const char *type)
{
	const struct file_type *t = type_named(type);

	return t && t->flags & SHOWS;
}

enum err file_judge(struct ctx *c, const struct file_upload *up, struct file *into)
{
	const struct file_type *type;

	*into = (struct file){ .size = (int64_t)up->data.n, .owner_id = c->actor.id, .created_at = c->now };
	TRY(judge_name(c, up->name, &into->name));
	if (!up->data.n)
		return fail(c, ERR_FILE_EMPTY, "\"%s\" has no content.", into->name);
	if (up->data.n > FILE_MAX_BYTES)
		return fail_remedy(c, ERR_TOO_LARGE,
			"Make it smaller, for instance by scanning it more coarsely.",
			"A file may have at most %d MB.", FILE_MAX_BYTES >> 20);
	TRY(judge_content(c, up->data, &type));
	into->type = type->type;
	into->declared_type = declared(c, up->declared_type);
	into->hash = hash_of(c, up->data);
	into->inline_ = file_type_shows(into->type);
	return ERR_OK;
}
