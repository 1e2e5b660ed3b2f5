#include "pdf.h"

#include <criterion/criterion.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Documents are read by programs that are not ours: pdftotext, pdfinfo (poppler-utils) and qpdf. */

static struct ctx c;

static void setup(void)
{
	c = (struct ctx){ .arena.limit = 64 << 20, .now = { INT64_C(1781481600123456) } };
}

static void cleanup(void)
{
	arena_reset(&c.arena);
}

TestSuite(pdf, .init = setup, .fini = cleanup);

static struct pdf *document(void)
{
	return pdf_new(&c,
		&(struct pdf_info){ .title = "Transcript of Ana Müller",
			.author = "Laurel Association",
			.header = "Transcript",
			.footer = "Laurel Association" });
}

static struct pdf_file file_of(struct pdf *p)
{
	struct pdf_file file = { 0 };

	cr_assert_eq(pdf_render(p, &file), ERR_OK, "%s", c.problem.detail);
	return file;
}

/* What a command makes of a document, whose place stands for %s. */
static const char *told(struct pdf_file file, const char *before, const char *after)
{
	char path[] = "/tmp/laurel-pdf-XXXXXX", *text = arena_alloc(&c.arena, 1 << 20);
	int fd = mkstemp(path);
	FILE *out;
	size_t n;

	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, file.data, file.n), (ssize_t)file.n);
	close(fd);
	out = popen(arena_printf(&c.arena, "%s %s %s 2>&1", before, path, after), "r");
	cr_assert_not_null(out);
	n = fread(text, 1, (1 << 20) - 1, out);
	cr_assert_eq(pclose(out), 0, "%s: %s", before, text);
	cr_assert_lt(n, (size_t)(1 << 20) - 1);
	unlink(path);
	return text;
}

static const char *text_of(struct pdf_file file)
{
	return told(file, "pdftotext", "-");
}

static int count(const char *text, const char *word)
{
	int n = 0;

	for (text = strstr(text, word); text; text = strstr(text + 1, word))
		n++;
	return n;
}

static int pages_of(struct pdf_file file)
{
	const char *line = strstr(told(file, "pdfinfo", ""), "Pages:");

	cr_assert_not_null(line);
	return atoi(line + strlen("Pages:"));
}

/* Every word lies on the page, inside the margins. */
static void assert_inside(struct pdf_file file, double margin, double width, double height)
{
	const char *word = told(file, "pdftotext -bbox", "-");
	int n = 0;

	for (word = strstr(word, "<word "); word; word = strstr(word + 1, "<word ")) {
		double x1, y1, x2, y2;

		cr_assert_eq(sscanf(word, "<word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\"", &x1,
				     &y1, &x2, &y2),
			4);
		cr_assert(x1 >= margin - 1 && x2 <= width - margin + 1, "%.60s", word);
		cr_assert(y1 >= 0 && y2 <= height, "%.60s", word);
		n++;
	}
	cr_assert_gt(n, 0);
}

Test(pdf, any_script_is_written_and_markup_is_text)
{
	static const char *const words[] = { "<b>Čapek & Ångström</b>", "مرحبا", "שלום", "漢字かな", "한국어",
		"Ελληνικά", "Пётр", "office" };
	struct pdf *p = document();
	struct pdf_file file;
	const char *text;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		pdf_paragraph(p, words[i]);
	file = file_of(p);
	text = text_of(file);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		cr_assert_not_null(strstr(text, words[i]), "%s is missing in %s", words[i], text);
	cr_assert_null(strstr(told(file, "pdffonts", ""), "LastResort"));
	told(file, "qpdf --check", "");
}

Test(pdf, it_is_tagged_and_says_its_title_author_language_and_day)
{
	struct pdf *p = document();
	struct pdf_file file;
	const char *info;

	pdf_heading(p, 1, "Transcript");
	pdf_place_qr(p, &(struct pdf_box){ 400, 400, 90, 90 }, "https://example.test/verify/x",
		"Code to verify it");
	file = file_of(p);
	info = told(file, "TZ=UTC pdfinfo -isodates", "");
	cr_assert_not_null(strstr(info, "Transcript of Ana Müller"));
	cr_assert_not_null(strstr(info, "Laurel Association"));
	cr_assert(strstr(info, "2026-06-15T00:00:00Z"), "%s", info);
	cr_assert_not_null(strstr(info, "Tagged:          yes"));
	info = told(file, "qpdf --qdf --object-streams=disable", "-");
	cr_assert_not_null(strstr(info, "/Lang <feff0065006e>"));
	cr_assert_not_null(strstr(info, "/DisplayDocTitle true"));
	cr_assert_not_null(strstr(info, "/Alt <feff0043006f0064006500200074006f"));
	told(file, "qpdf --check", "");
}

Test(pdf, figures_keep_the_words_that_belong_to_each)
{
	struct pdf *p = document();
	const char *file, *first, *second;

	pdf_place_qr(p, &(struct pdf_box){ 100, 100, 90, 90 }, "one", "A");
	pdf_paragraph(p, "between");
	pdf_place_qr(p, &(struct pdf_box){ 300, 100, 90, 90 }, "two", "B");
	/* In qdf form objects come in the order of the document. */
	file = told(file_of(p), "qpdf --qdf --object-streams=disable", "-");
	first = strstr(file, "/Alt <feff0041>");
	second = strstr(file, "/Alt <feff0042>");
	cr_assert(first && second, "%s", file);
	cr_assert_lt(first, strstr(file, "/S /P"));
	cr_assert_lt(strstr(file, "/S /P"), second);
}

Test(pdf, the_same_pieces_at_the_same_moment_are_the_same_bytes)
{
	struct pdf_file files[2];

	for (int i = 0; i < 2; i++) {
		struct pdf *p = document();

		pdf_heading(p, 1, "Transcript");
		pdf_paragraph(p, "مرحبا and others");
		files[i] = file_of(p);
	}
	cr_assert_eq(files[0].n, files[1].n);
	cr_assert_eq(memcmp(files[0].data, files[1].data, files[0].n), 0);
}

static const struct pdf_column columns[] = { { "Program", 3, PDF_START }, { "Notes", 4, PDF_START },
	{ "Date", 2, PDF_END } };

Test(pdf, a_table_repeats_its_head_and_pages_are_numbered_to_the_last)
{
	struct pdf *p = document();
	struct pdf_file file;
	const char *text, *tree;
	int pages;

	pdf_table(p, columns, 3);
	for (int i = 0; i < 150; i++)
		pdf_row(p, (const char *[]){ arena_printf(&c.arena, "Row%d.", i), NULL, "2026-06-15" });
	pdf_table_end(p);
	file = file_of(p);
	text = text_of(file);
	pages = pages_of(file);
	cr_assert_gt(pages, 2);
	cr_assert_eq(count(text, "Program"), pages);
	cr_assert_eq(count(text, "Row"), 150);
	for (int i = 1; i <= pages; i++)
		cr_assert_not_null(strstr(text, arena_printf(&c.arena, "Page %d of %d", i, pages)));
	tree = told(file, "pdfinfo -struct", "");
	cr_assert_eq(count(tree, "    TR\n"), 151);
	cr_assert_eq(count(tree, " TH"), 3);
	assert_inside(file, 48, PDF_A4_SHORT, PDF_A4_LONG);
}

/* n words, or one word, of so many letters together. */
static char *letters(size_t n, bool spaces)
{
	char *text = arena_alloc(&c.arena, n + 1);

	for (size_t i = 0; i < n; i++)
		text[i] = (char)(spaces && i % 8 == 7 ? ' ' : 'a' + (int)(i % 25));
	return text;
}

Test(pdf, what_is_longer_than_a_page_goes_on_and_loses_nothing)
{
	struct pdf *p = document();
	struct pdf_file file;
	const char *text;

	pdf_table(p, columns, 3);
	pdf_row(p, (const char *[]){ "One", letters(20000, true), "2026-06-15" });
	pdf_table_end(p);
	pdf_paragraph(p, letters(20000, true));
	pdf_paragraph(p, letters(3000, false));
	pdf_paragraph(p, "The end.");
	file = file_of(p);
	text = text_of(file);
	cr_assert_gt(pages_of(file), 6);
	/* Each word of seven letters of the long texts, whichever they are. */
	cr_assert_geq(count(text, "abcdefg"), 2 * 20000 / 200);
	cr_assert_not_null(strstr(text, "The end."));
	assert_inside(file, 48, PDF_A4_SHORT, PDF_A4_LONG);
	told(file, "qpdf --check", "");
}

Test(pdf, a_long_name_shrinks_then_wraps_and_never_leaves_its_box)
{
	static const struct pdf_style style = { .size = 36, .least = 9, .serif = true, .align = PDF_CENTER };
	static const struct pdf_box box = { 48, 200, PDF_A4_SHORT - 96, 60 };

	for (size_t n = 10; n < 4000; n = n * 2 + 1) {
		struct pdf *p = pdf_new(&c, &(struct pdf_info){ .title = "Certificate" });

		pdf_place_text(p, &box, &style, "P", letters(n, n % 2 == 0));
		assert_inside(file_of(p), 48, PDF_A4_SHORT, PDF_A4_LONG);
	}
}

Test(pdf, a_heading_stays_with_what_follows)
{
	for (int lines = 30; lines < 60; lines++) {
		struct pdf *p = document();
		const char *text;

		for (int i = 0; i < lines; i++)
			pdf_paragraph(p, "A line.");
		pdf_heading(p, 2, "Heading");
		pdf_paragraph(p, "Follows.");
		text = text_of(file_of(p));
		cr_assert_null(memchr(strstr(text, "Heading"), '\f',
				       (size_t)(strstr(text, "Follows") - strstr(text, "Heading"))),
			"%d lines", lines);
	}
}

Test(pdf, a_page_is_shown_as_the_picture_it_is_printed_as)
{
	struct pdf *p = document();
	struct pdf_file png, again;

	pdf_heading(p, 1, "Transcript");
	cr_assert_eq(pdf_render_png(p, 1, 600, &png), ERR_OK);
	cr_assert_eq(pdf_image_check(&c, png), ERR_OK);
	pdf_place_image(p, &(struct pdf_box){ 100, 300, 200, 200 }, png, "The page itself");
	cr_assert_eq(pdf_render_png(p, 1, 600, &again), ERR_OK);
	cr_assert_gt(again.n, png.n);
	cr_assert(strstr(told(file_of(p), "pdfimages -list", ""), "image"));
}

Test(pdf, what_is_no_image_or_too_large_a_one_is_refused)
{
	static const unsigned char bomb[] =
		"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x20\0\0\0\x20\0\x08\x06\0\0\0....IDAT";
	static const unsigned char broken[] =
		"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x20\0\0\0\x20\x08\x06\0\0\0....IDAT";
	struct pdf *p = document();
	struct pdf_file file;

	cr_assert_eq(pdf_image_check(&c, (struct pdf_file){ bomb, sizeof(bomb) }), ERR_BAD_IMAGE);
	cr_assert_eq(pdf_image_check(&c, (struct pdf_file){ broken, sizeof(broken) }), ERR_BAD_IMAGE);
	cr_assert_eq(pdf_image_check(&c, (struct pdf_file){ "GIF89a", 6 }), ERR_BAD_IMAGE);
	cr_assert_eq(pdf_image_check(&c, (struct pdf_file){ NULL, 0 }), ERR_BAD_IMAGE);
	pdf_place_image(p, &(struct pdf_box){ 0, 0, 10, 10 }, (struct pdf_file){ "x", 1 }, "Nothing");
	cr_assert_eq(pdf_render(p, &file), ERR_BAD_IMAGE);
}
