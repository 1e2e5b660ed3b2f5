#include "route.h"

#include "db.h"
#include "file.h"
#include "multipart.h"

/* What a form may weigh beside its file. */
enum { FORM_BYTES = 64 << 10 };

static enum err too_large(struct request *r)
{
	return fail_remedy(&r->c, ERR_TOO_LARGE,
		"Make it smaller, for instance by scanning it more coarsely.",
		"A file may have at most %d MB.", FILE_MAX_BYTES >> 20);
}

/* All of it at once: a file is judged whole, and then written in one transaction that may be repeated. */
static enum err gather(struct request *r, struct bytes *into)
{
	size_t size = r->line.read ? (size_t)r->announced : r->body_length, part = 1;
	char *data;

	if (size > FILE_MAX_BYTES + FORM_BYTES)
		return too_large(r);
	data = arena_raw(&r->c.arena, size + 1);
	*into = (struct bytes){ data, 0 };
	while (part && into->n < size) {
		part = body_read(r, data + into->n, size - into->n);
		into->n += part;
	}
	if (!body_complete(r))
		return fail(&r->c, ERR_FILE_CUT_OFF, "Only %zu of %zu bytes came.", into->n, size);
	return ERR_OK;
}

/* A form from a page, or the bare file with its name in the address from a program. */
static enum err read_upload(struct request *r, struct file_upload *up)
{
	const struct file_name *in = r->in;
	struct bytes body;
	struct part part;

	TRY(gather(r, &body));
	*up = (struct file_upload){ in->name, r->content_type, body };
	if (!is_multipart(r->content_type))
		return ERR_OK;
	TRY(multipart_file(&r->c, r->content_type, body, &part));
	*up = (struct file_upload){ in->name ? in->name : part.name, part.type, part.data };
	return ERR_OK;
}

struct storing {
	struct file_upload upload;
	struct file file;
};

static enum err store(struct ctx *c, void *arg)
{
	struct storing *s = arg;

	return file_store(c, &s->upload, &s->file);
}

enum err file_post(struct request *r)
{
	struct storing s;

	TRY(read_upload(r, &s.upload));
	TRY(file_judge(&r->c, &s.upload, &s.file));
	TRY(db_transact(&r->c, store, &s, false));
	return reply_one(r, 201, file_fields, &s.file);
}

/* Bit by bit, so that a large file takes no more memory than a small one. */
static enum err send(struct request *r, const struct file *f)
{
	int64_t sent = 0;

	for (int64_t n = 0; sent < f->size; n++) {
		struct arena_mark mark = arena_mark(&r->c.arena);
		struct bytes part;

		TRY(file_chunk(&r->c, f->id, n, &part));
		if (!part.data)
			return fail(&r->c, ERR_INTERNAL, "File %lld ends too early.", (long long)f->id);
		TRY(reply_write(r, part.data, part.n));
		sent += (int64_t)part.n;
		if (r->line.write)
			arena_rewind(&r->c.arena, mark);
	}
	return ERR_OK;
}

/* In place only what browsers show by themselves, and even that in a sandbox. */
enum err file_get(struct request *r)
{
	const struct file_showing *in = r->in;
	struct file f;
	bool shows;

	TRY(file_find(&r->c, r->id, &f));
	shows = in->inline_ && f.inline_;
	reply_header(r, "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox");
	reply_header(r, "Content-Length", arena_printf(&r->c.arena, "%lld", (long long)f.size));
	reply_named(r, shows ? "inline" : "attachment", file_download_name(&r->c, &f));
	reply_stream(r, f.type, NULL);
	return send(r, &f);
}

enum err file_delete(struct request *r)
{
	TRY(file_discard(&r->c, r->id));
	return reply_nothing(r);
}
