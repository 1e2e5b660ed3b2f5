#include "archive.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* APPNOTE.TXT 4.3.16 and 4.3.12: the record at the end and the directory's lines; sizes without names and comments. */
enum { END_SIZE = 22, LINE_SIZE = 46, COMMENT_MAX = 0xFFFF };

static const char end_sign[] = "PK\5\6", line_sign[] = "PK\1\2";

static uint32_t little(const char *p, int n)
{
	uint32_t value = 0;

	while (n--)
		value = value << 8 | (unsigned char)p[n];
	return value;
}

/* The record whose comment reaches to the very end of the data; NULL when there is none. */
static const char *find_end(struct bytes data)
{
	size_t furthest = END_SIZE + COMMENT_MAX;

	for (size_t back = END_SIZE; back <= data.n && back <= furthest; back++) {
		const char *p = data.data + data.n - back;

		if (!memcmp(p, end_sign, 4) && little(p + 20, 2) == back - END_SIZE)
			return p;
	}
	return NULL;
}

bool archive_ends(struct bytes data)
{
	return find_end(data) != NULL;
}

static enum err broken(struct ctx *c)
{
	return fail(c, ERR_FILE_UNSAFE, "The archive's directory is broken.");
}

static bool ends_in(const char *name, const char *const *extensions)
{
	const char *dot = strrchr(name, '.');

	for (; dot && *extensions; extensions++)
		if (!strcasecmp(dot + 1, *extensions))
			return true;
	return false;
}

static bool leads_out(const char *name)
{
	size_t n;

	if (*name == '/' || *name == '\\' || (isalpha((unsigned char)*name) && name[1] == ':'))
		return true;
	for (; *name; name += n + (name[n] != '\0')) {
		n = strcspn(name, "/\\");
		if (n == 2 && !strncmp(name, "..", 2))
			return true;
	}
	return false;
}

static void note_name(struct archive *a, const char *name)
{
	static const char *const programs[] = { "exe", "com", "scr", "pif", "msi", "dll", "bat", "cmd", "ps1",
		"vbs", "vbe", "js", "jse", "mjs", "wsf", "wsh", "hta", "lnk", "jar", "sh", "app", "html",
		"htm", "xhtml", "svg", NULL };
	static const char *const archives[] = { "zip", "7z", "rar", "gz", "tgz", "bz2", "xz", "zst", "tar",
		"cab", "iso", "arj", NULL };
	const char *slash = strrchr(name, '/');

	if (!strcmp(name, "word/document.xml"))
		a->office = "docx";
	if (!strcmp(name, "xl/workbook.xml"))
		a->office = "xlsx";
	if (!strcmp(name, "ppt/presentation.xml"))
		a->office = "pptx";
	if (!strcasecmp(slash ? slash + 1 : name, "vbaProject.bin") || !strncmp(name, "Basic/", 6))
		a->macros = true;
	if (leads_out(name))
		a->leads_out = name;
	if (ends_in(name, programs))
		a->runs = name;
	if (ends_in(name, archives))
		a->archive = name;
}

/* One line of the directory, at p and not past the end; gives its whole length, 0 when it is broken. */
static size_t read_line(struct ctx *c, const char *p, size_t left, struct archive *a)
{
	size_t name, length;

	if (left < LINE_SIZE || memcmp(p, line_sign, 4))
		return 0;
	name = little(p + 28, 2);
	length = LINE_SIZE + name + little(p + 30, 2) + little(p + 32, 2);
	if (length > left || memchr(p + LINE_SIZE, '\0', name))
		return 0;
	a->entries++;
	a->packed += little(p + 20, 4);
	a->unpacked += little(p + 24, 4);
	a->encrypted = a->encrypted || little(p + 8, 2) & 1;
	note_name(a, arena_printf(&c->arena, "%.*s", (int)name, p + LINE_SIZE));
	return length;
}

static enum err check_bounds(struct ctx *c, struct bytes data, const struct archive *a)
{
	if (a->unpacked > ARCHIVE_UNPACKED ||
		(a->unpacked > ARCHIVE_SMALL && a->unpacked / ARCHIVE_RATIO > data.n))
		return fail(c, ERR_FILE_UNSAFE,
			"The archive says that it unpacks to %llu MB, which is far more than it is.",
			(unsigned long long)(a->unpacked >> 20));
	/* Entries that share their bytes: the way to pack one bomb a thousand times. */
	if (a->packed > data.n)
		return fail(c, ERR_FILE_UNSAFE, "The archive's entries lie over one another.");
	return ERR_OK;
}

enum err archive_read(struct ctx *c, struct bytes data, struct archive *into)
{
	const char *end = find_end(data), *p;
	size_t announced, length, before;

	*into = (struct archive){ 0 };
	if (!end)
		return broken(c);
	announced = little(end + 10, 2);
	before = (size_t)(end - data.data);
	if (announced > ARCHIVE_ENTRIES)
		return fail(c, ERR_FILE_UNSAFE, "The archive holds more than %d entries.", ARCHIVE_ENTRIES);
	if (little(end + 12, 4) > before || little(end + 16, 4) != before - little(end + 12, 4))
		return broken(c);
	for (p = data.data + little(end + 16, 4); p < end; p += length) {
		length = into->entries < announced ? read_line(c, p, (size_t)(end - p), into) : 0;
		if (!length)
			return broken(c);
	}
	return into->entries == announced && announced ? check_bounds(c, data, into) : broken(c);
}

enum err archive_check(struct ctx *c, const struct archive *a)
{
	if (a->macros)
		return fail_remedy(c, ERR_FILE_UNSAFE, "Save it without macros, or as PDF.",
			"The document holds macros.");
	if (a->encrypted)
		return fail_remedy(c, ERR_FILE_UNSAFE, "Send it without a password.",
			"What is inside needs a password, so nobody here could open it.");
	if (a->leads_out)
		return fail(c, ERR_FILE_UNSAFE, "\"%.100s\" would be unpacked outside of its folder.",
			a->leads_out);
	if (a->runs)
		return fail_remedy(c, ERR_FILE_UNSAFE, "Leave it out, or send the documents one by one.",
			"\"%.100s\" inside can run on the computer of who opens it.", a->runs);
	if (a->archive)
		return fail_remedy(c, ERR_FILE_UNSAFE, "Send what is in it instead.",
			"\"%.100s\" inside is an archive itself.", a->archive);
	return ERR_OK;
}
