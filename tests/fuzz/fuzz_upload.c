/* Whatever bytes come as an upload: as a form, as an archive, as a file. What is found lies inside of what came. */
#include "archive.h"
#include "file.h"
#include "multipart.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void form(struct ctx *c, struct bytes body)
{
	struct part part;

	if (multipart_file(c, "multipart/form-data; boundary=x", body, &part))
		return;
	if (part.data.data < body.data || part.data.data + part.data.n > body.data + body.n)
		abort();
}

static void archive(struct ctx *c, struct bytes body)
{
	struct archive a;

	if (archive_read(c, body, &a))
		return;
	if (!a.entries || a.entries > ARCHIVE_ENTRIES || a.packed > body.n || a.unpacked > ARCHIVE_UNPACKED)
		abort();
	if (archive_check(c, &a))
		fail_clear(c);
}

/* The first line as the name, the rest as the content. */
static void file(struct ctx *c, struct bytes body)
{
	size_t n = 0;
	struct file f;
	struct file_upload up;

	while (n < body.n && body.data[n] != '\n')
		n++;
	up = (struct file_upload){ arena_printf(&c->arena, "%.*s", (int)n, body.data), body.data,
		{ body.data + n, body.n - n } };
	if (file_judge(c, &up, &f))
		return;
	if (utf8_length(f.name) < 1 || strpbrk(f.name, "/\\") || utf8_length(file_download_name(c, &f)) < 1)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ctx c = { .arena.limit = 64 << 20, .pointer = "" };
	char *text = arena_raw(&c.arena, size + 1);

	memcpy(text, data, size);
	text[size] = '\0';
	form(&c, (struct bytes){ text, size });
	archive(&c, (struct bytes){ text, size });
	file(&c, (struct bytes){ text, size });
	arena_reset(&c.arena);
	return 0;
}
