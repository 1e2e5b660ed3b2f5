#include "file.h"
#include "json.h"
#include "multipart.h"
#include "zip.h"

#include <criterion/criterion.h>
#include <sodium.h>
#include <string.h>

static struct ctx c;
static struct file file;

static void setup(void)
{
	c = (struct ctx){ .arena.limit = 256 << 20, .pointer = "" };
	cr_assert_geq(sodium_init(), 0);
}

static void teardown(void)
{
	arena_reset(&c.arena);
}

TestSuite(file, .init = setup, .fini = teardown);

static enum err judge(const char *name, struct bytes data)
{
	struct file_upload up = { name, "application/octet-stream; charset=x", data };

	fail_clear(&c);
	return file_judge(&c, &up, &file);
}

static struct bytes text(const char *s)
{
	return (struct bytes){ s, strlen(s) };
}

#define BYTES(literal) ((struct bytes){ literal, sizeof(literal) - 1 })

#define PDF "%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
#define PNG \
	BYTES("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\2\0\0\0\x90wS\xDE\0\0\0\0IEND\xAE\x42\x60\x82")
#define WORD \
	{ "word/document.xml", "<w/>", 0, 0 }, \
	{ \
		"[Content_Types].xml", "<Types/>", 0, 0 \
	}

#define TAKEN(name, data, found) \
	do { \
		enum err taken_ = judge(name, data); \
		cr_assert_eq(taken_, ERR_OK, "%s: %s", name, c.problem.detail); \
		cr_assert_str_eq(file.type, found); \
	} while (0)
#define REFUSED(code, name, data) \
	do { \
		enum err refused_ = judge(name, data); \
		cr_assert_eq(refused_, code, "%s gave %s", name, err_slug(refused_)); \
	} while (0)

/* --- types --- */

Test(file, imis_52_documents_pictures_and_text_are_taken_by_what_is_in_them)
{
	TAKEN("diploma.pdf", text(PDF), "application/pdf");
	TAKEN("scan.png", PNG, "image/png");
	TAKEN("scan.jpg", BYTES("\xFF\xD8\xFF\xE0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"), "image/jpeg");
	TAKEN("moving.gif", BYTES("GIF89a\1\0\1\0\0\0\0;"), "image/gif");
	TAKEN("scan.webp", BYTES("RIFF\x24\0\0\0WEBPVP8 \x18\0\0\0"), "image/webp");
	TAKEN("notes.txt", text("What I did in May.\n"), "text/plain");
	TAKEN("notes.txt",
		text("Liebe Gr\xFC\xDF"
		     "e\n"),
		"text/plain");
	TAKEN("hours.csv", text("day,hours\n2026-05-01,7\n2026-05-02,8\n"), "text/csv");
	TAKEN("letter.rtf", text("{\\rtf1\\ansi Dear all}"), "text/rtf");
	TAKEN("letter.odt",
		ZIP(&c.arena, { "mimetype", "application/vnd.oasis.opendocument.text", 0, 0 },
			{ "content.xml", "<x/>", 0, 0 }),
		"application/vnd.oasis.opendocument.text");
	TAKEN("letter.docx", ZIP(&c.arena, WORD),
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document");
	TAKEN("sheet.xlsx", ZIP(&c.arena, { "xl/workbook.xml", "<w/>", 0, 0 }),
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
	TAKEN("all.zip", ZIP(&c.arena, { "a.pdf", PDF, 0, 0 }, { "b/c.txt", "x", 0, 0 }), "application/zip");
}

Test(file, what_was_sent_is_told_apart_from_what_was_found)
{
	TAKEN("diploma.pdf", text(PDF), "application/pdf");
	cr_assert_str_eq(file.declared_type, "application/octet-stream");
	cr_assert_eq(file.size, (int64_t)strlen(PDF));
	cr_assert_eq(strlen(file.hash), 64);
	cr_assert(file.inline_);
	TAKEN("x.txt", text("plain words\n"), "text/plain");
	cr_assert_not(file.inline_);
}

Test(file, what_runs_or_carries_scripts_is_refused_whatever_it_is_called)
{
	REFUSED(ERR_FILE_TYPE_REFUSED, "diploma.pdf", text("<!DOCTYPE html><html><script>alert(1)</script>"));
	REFUSED(ERR_FILE_TYPE_REFUSED, "diploma.pdf", text("\n  <html><body onload=alert(1)>"));
	REFUSED(ERR_FILE_TYPE_REFUSED, "notes.txt", text("\xEF\xBB\xBF <b>a</b><script>alert(1)</script>"));
	REFUSED(ERR_FILE_TYPE_REFUSED, "logo.png",
		text("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"));
	REFUSED(ERR_FILE_TYPE_REFUSED, "data.txt", text("<?xml version=\"1.0\"?><a/>"));
	REFUSED(ERR_FILE_TYPE_REFUSED, "scan.png", BYTES("MZ\x90\0\3\0\0\0\4\0\0\0\xFF\xFF\0\0\xB8\0\0\0"));
	REFUSED(ERR_FILE_TYPE_REFUSED, "notes.txt", text("#!/bin/sh\nrm -rf /\n"));
	REFUSED(ERR_FILE_TYPE_REFUSED, "scan.png",
		BYTES("\x7F"
		      "ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\x3E\0\1\0\0\0"));
	REFUSED(ERR_FILE_TYPE_REFUSED, "notes.txt", BYTES("\0\1\2\3\4\5\6\7"));
	cr_assert(c.problem.detail && err_remedy(ERR_FILE_TYPE_REFUSED));
}

Test(file, what_is_two_files_in_one_is_refused)
{
	struct bytes zip = ZIP(&c.arena, { "a.txt", "x", 0, 0 });
	struct buf b = { .arena = &c.arena };

	buf_add(&b, PNG.data, PNG.n);
	buf_add(&b, zip.data, zip.n);
	REFUSED(ERR_FILE_UNSAFE, "scan.png", ((struct bytes){ b.data, b.used }));
	REFUSED(ERR_FILE_UNSAFE, "diploma.pdf", text("/* a script */\n" PDF));
	cr_assert_neq(judge("diploma.pdf", text("<script>alert(1)</script>\n" PDF)), ERR_OK);
}

Test(file, an_empty_file_and_one_that_is_too_large_are_refused)
{
	size_t most = FILE_MAX_BYTES;
	char *large = arena_alloc(&c.arena, most + 1);

	REFUSED(ERR_FILE_EMPTY, "nothing.pdf", text(""));
	memset(large, ' ', most + 1);
	memcpy(large, PDF, strlen(PDF));
	TAKEN("large.pdf", ((struct bytes){ large, most }), "application/pdf");
	REFUSED(ERR_TOO_LARGE, "large.pdf", ((struct bytes){ large, most + 1 }));
}

/* --- archives --- */

Test(file, an_archive_that_unpacks_to_far_more_than_it_is_is_refused)
{
	REFUSED(ERR_FILE_UNSAFE, "bomb.zip", ZIP(&c.arena, { "a.txt", "x", 2000000, 0 }));
	REFUSED(ERR_FILE_UNSAFE, "bomb.docx",
		ZIP(&c.arena, WORD, { "word/media/a.bin", "x", 400u << 20, 0 }));
	REFUSED(ERR_FILE_UNSAFE, "bomb.zip",
		ZIP(&c.arena, { "a.txt", "x", 200u << 20, 0 }, { "b.txt", "x", 200u << 20, 0 }));
	TAKEN("small.zip", ZIP(&c.arena, { "a.txt", "x", 1000000, 0 }), "application/zip");
}

Test(file, an_archive_with_too_many_entries_or_a_broken_directory_is_refused)
{
	struct zip_entry *many = arena_alloc(&c.arena, 5001 * sizeof(*many));
	struct bytes zip;

	for (size_t i = 0; i < 5001; i++)
		many[i] = (struct zip_entry){ arena_printf(&c.arena, "%zu.txt", i), "x", 0, 0 };
	TAKEN("many.zip", zip_of(&c.arena, many, 5000), "application/zip");
	REFUSED(ERR_FILE_UNSAFE, "many.zip", zip_of(&c.arena, many, 5001));
	zip = ZIP(&c.arena, { "a.txt", "x", 0, 0 }, { "b.txt", "y", 0, 0 });
	for (size_t n = 4; n < zip.n; n++)
		cr_assert_neq(judge("cut.zip", (struct bytes){ zip.data, n }), ERR_OK, "cut at %zu", n);
}

Test(file, entries_that_share_their_bytes_are_refused)
{
	struct bytes zip = ZIP(&c.arena, { "a.txt", "x", 0, 0 });
	char *bytes = arena_alloc(&c.arena, zip.n);
	char *line;

	memcpy(bytes, zip.data, zip.n);
	line = memmem(bytes, zip.n, "PK\1\2", 4);
	memcpy(line + 20, "\0\0\1\0", 4); /* packed: 64 KB, in a file of 200 bytes */
	REFUSED(ERR_FILE_UNSAFE, "over.zip", ((struct bytes){ bytes, zip.n }));
}

Test(file, programs_macros_archives_passwords_and_paths_leading_out_are_refused_inside)
{
	REFUSED(ERR_FILE_UNSAFE, "a.zip", ZIP(&c.arena, { "setup.EXE", "MZ", 0, 0 }));
	REFUSED(ERR_FILE_UNSAFE, "a.zip", ZIP(&c.arena, { "page/index.html", "<p>", 0, 0 }));
	REFUSED(ERR_FILE_UNSAFE, "a.docm", ZIP(&c.arena, WORD, { "word/vbaProject.bin", "x", 0, 0 }));
	REFUSED(ERR_FILE_UNSAFE, "a.zip", ZIP(&c.arena, { "inner.zip", "PK", 0, 0 }));
	REFUSED(ERR_FILE_UNSAFE, "a.zip", ZIP(&c.arena, { "secret.pdf", "x", 0, 1 }));
	REFUSED(ERR_FILE_UNSAFE, "a.zip", ZIP(&c.arena, { "../../etc/passwd", "x", 0, 0 }));
	REFUSED(ERR_FILE_UNSAFE, "a.zip", ZIP(&c.arena, { "a\\..\\b.txt", "x", 0, 0 }));
	REFUSED(ERR_FILE_UNSAFE, "a.zip", ZIP(&c.arena, { "/etc/passwd", "x", 0, 0 }));
	REFUSED(ERR_FILE_UNSAFE, "a.zip", ZIP(&c.arena, { "C:evil.txt", "x", 0, 0 }));
	TAKEN("a.zip", ZIP(&c.arena, { "a..b/..c.txt", "x", 0, 0 }), "application/zip");
}

/* --- names --- */

static const char *shown(const char *name)
{
	enum err e = judge(name, text(PDF));

	cr_assert_eq(e, ERR_OK, "%s", c.problem.fields ? c.problem.fields->detail : c.problem.detail);
	return file.name;
}

Test(file, names_of_any_script_are_shown_as_given)
{
	cr_assert_str_eq(shown("Nachweis Prüfung №3.pdf"), "Nachweis Prüfung №3.pdf");
	cr_assert_str_eq(shown("شهادة الحضور.pdf"), "شهادة الحضور.pdf");
	cr_assert_str_eq(shown("修了証.pdf"), "修了証.pdf");
	cr_assert_str_eq(shown("می‌خواهم.pdf"), "می‌خواهم.pdf",
		"the joiners belong to the script");
}

Test(file, folders_before_a_name_are_cut_off)
{
	cr_assert_str_eq(shown("../../etc/passwd"), "passwd");
	cr_assert_str_eq(shown("C:\\fakepath\\scan.pdf"), "scan.pdf");
	cr_assert_str_eq(shown("  a.pdf. . "), "a.pdf");
	REFUSED(ERR_VALIDATION, "..", text(PDF));
	REFUSED(ERR_VALIDATION, "a/", text(PDF));
	REFUSED(ERR_VALIDATION, "", text(PDF));
}

Test(file, signs_that_nobody_sees_are_made_visible)
{
	cr_assert_str_eq(shown("invoice\u202Efdp.exe"), "invoice\uFFFDfdp.exe");
	cr_assert_str_eq(shown("a\u2066b\u2069c.pdf"), "a\uFFFDb\uFFFDc.pdf");
	cr_assert_str_eq(shown("a\r\nb\x7F.pdf"), "a\uFFFD\uFFFDb\uFFFD.pdf");
	cr_assert_str_eq(shown("a\u200Bb\uFEFF.pdf"), "a\uFFFDb\uFFFD.pdf");
}

Test(file, a_name_may_have_as_many_characters_as_file_systems_allow)
{
	char *name = arena_alloc(&c.arena, 2 * 256 + 1);

	for (int i = 0; i < 255; i++)
		strcat(name, "é");
	cr_assert_str_eq(shown(name), name);
	strcat(name, "é");
	REFUSED(ERR_VALIDATION, name, text(PDF));
	REFUSED(ERR_VALIDATION, "a\xFF.pdf", text(PDF));
}

Test(file, a_download_is_called_what_it_is)
{
	TAKEN("evil.exe", text(PDF), "application/pdf");
	cr_assert_str_eq(file_download_name(&c, &file), "evil.exe.pdf");
	TAKEN("Scan.PDF", text(PDF), "application/pdf");
	cr_assert_str_eq(file_download_name(&c, &file), "Scan.PDF");
	TAKEN("photo.jpeg", BYTES("\xFF\xD8\xFF\xE0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"), "image/jpeg");
	cr_assert_str_eq(file_download_name(&c, &file), "photo.jpeg");
	TAKEN("run.js", text("alert(1)\n"), "text/plain");
	cr_assert_str_eq(file_download_name(&c, &file), "run.js.txt");
	TAKEN("noext", text("some words\n"), "text/plain");
	cr_assert_str_eq(file_download_name(&c, &file), "noext.txt");
}

/* --- forms --- */

static struct part part;
static const char form[] = "multipart/form-data; boundary=----x";

static enum err parse(const char *type, struct bytes body)
{
	fail_clear(&c);
	return multipart_file(&c, type, body, &part);
}

#define HEAD \
	"------x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n"
#define END "\r\n------x--\r\n"

Test(file, the_file_of_a_form_is_found_byte_for_byte)
{
	cr_assert_eq(parse(form, BYTES(HEAD "a\0b\r\n--\r\n------y" END)), ERR_OK);
	cr_assert_eq(part.data.n, sizeof("a\0b\r\n--\r\n------y") - 1);
	cr_assert_not(memcmp(part.data.data, "a\0b\r\n--\r\n------y", part.data.n));
	cr_assert_str_eq(part.name, "a.pdf");
	cr_assert_str_eq(part.type, "application/pdf");
	cr_assert_eq(parse("multipart/form-data; charset=utf-8; boundary=\"----x\"", BYTES(HEAD "a" END)),
		ERR_OK);
	cr_assert_eq(parse(form, BYTES(HEAD END)), ERR_OK);
	cr_assert_eq(part.data.n, 0);
}

Test(file, names_in_forms_are_read_as_browsers_and_others_write_them)
{
#define NAMED(as) "------x\r\ncontent-disposition: form-data; filename=" as "; name=\"file\"\r\n\r\nx" END
	cr_assert_eq(parse(form, BYTES(NAMED("\"say %22hi%22; now.pdf\""))), ERR_OK);
	cr_assert_str_eq(part.name, "say \"hi\"; now.pdf");
	cr_assert_eq(parse(form, BYTES(NAMED("\"say \\\"hi\\\".pdf\""))), ERR_OK);
	cr_assert_str_eq(part.name, "say \"hi\".pdf");
	cr_assert_eq(parse(form, BYTES(NAMED("\"100%.pdf\""))), ERR_OK);
	cr_assert_str_eq(part.name, "100%.pdf");
	cr_assert_eq(parse(form, BYTES(NAMED("\"שלום.pdf\""))), ERR_OK);
	cr_assert_str_eq(part.name, "שלום.pdf");
}

Test(file, a_form_that_is_cut_off_anywhere_is_refused)
{
	struct bytes whole = BYTES(HEAD "some content" END);

	for (size_t n = 0; n < whole.n - 4; n++)
		cr_assert_neq(parse(form, (struct bytes){ whole.data, n }), ERR_OK, "cut at %zu", n);
	cr_assert_eq(parse(form, (struct bytes){ whole.data, whole.n - 6 }), ERR_FILE_CUT_OFF);
}

Test(file, a_form_with_anything_but_one_file_is_refused)
{
	cr_assert_eq(parse(form, BYTES(HEAD "a\r\n" HEAD "b" END)), ERR_VALIDATION);
	cr_assert_str_eq(c.problem.fields->pointer, "/file");
	cr_assert_eq(parse(form,
			     BYTES("------x\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nx" END)),
		ERR_VALIDATION);
	cr_assert_eq(parse(form, BYTES("------x--\r\n")), ERR_VALIDATION);
	cr_assert_eq(parse(form, BYTES("------x\r\nX: y\r\n\r\nx" END)), ERR_MALFORMED);
	cr_assert_eq(parse("multipart/form-data", BYTES(HEAD "a" END)), ERR_MALFORMED);
	cr_assert_eq(parse(form, BYTES("{}" HEAD "a" END)), ERR_MALFORMED);
}
