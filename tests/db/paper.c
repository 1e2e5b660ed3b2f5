#include "paper.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const char *told(struct pdf_file file, const char *before, const char *after)
{
	char path[] = "/tmp/laurel-paper-XXXXXX", *text = arena_alloc(&c.arena, 4 << 20);
	int fd = mkstemp(path);
	FILE *out;

	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, file.data, file.n), (ssize_t)file.n);
	close(fd);
	out = popen(arena_printf(&c.arena, "%s %s %s 2>&1", before, path, after), "r");
	cr_assert_not_null(out);
	text[fread(text, 1, (4 << 20) - 1, out)] = '\0';
	cr_assert_eq(pclose(out), 0, "%s: %s", before, text);
	unlink(path);
	return text;
}

const char *text_of(struct pdf_file file)
{
	return told(file, "pdftotext -layout -enc UTF-8", "-");
}
