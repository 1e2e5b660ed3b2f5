#ifndef LAUREL_FILE_H
#define LAUREL_FILE_H

#include "ctx.h"

/*
 * Files that people send: evidence of completions, pictures of templates.
 * They are kept in the database in chunks.  A file first waits: only its owner
 * sees it, and after a day it is swept.  Once something uses it (used_for), who
 * may see that may see the file.
 *
 * What a file is, its content says, by libmagic and never its name: only
 * documents and pictures are taken, nothing that runs or carries scripts.
 */
enum {
	FILE_MAX_BYTES = 20 << 20,
	FILE_NAME_MAX = 255, /* characters, as file systems have it */
	FILES_AT_ONCE = 10,  /* that one record may have */
	FILES_WAITING = 40,  /* that one person may leave unused */
	FILE_KEPT_HOURS = 24,
};

struct file {
	int64_t id;
	const char *name; /* to show: any script, without signs that would make it look like another */
	int64_t size;
	const char *type, *declared_type, *hash;
	int64_t owner_id;
	const char *used_for; /* completion, template; NULL while it waits */
	struct instant created_at;
	bool inline_; /* a type that browsers may show in place */
};
extern const struct field file_fields[];      /* the answer to an upload */
extern const struct field file_view_fields[]; /* id, name, size, type: in lists of a record */

/* The query of an upload, and that of a download. */
struct file_name {
	const char *name;
};
struct file_showing {
	bool inline_; /* "inline" in the address */
};
extern const struct field file_name_fields[], file_showing_fields[];

/* What came in. `data` lives as long as the request. */
struct file_upload {
	const char *name, *declared_type;
	struct bytes data;
};

/*
 * Judge an upload without the database, and fill everything of *into but its
 * id: FILE_EMPTY, TOO_LARGE, FILE_TYPE_REFUSED, FILE_UNSAFE for archives that
 * unpack to much more than they are, or that hold programs, macros, archives
 * or paths leading out.
 */
must_check enum err file_judge(struct ctx *c, const struct file_upload *up, struct file *into);

/*
 * Keep it as the actor's, waiting to be used; `file` was judged.
 * FILES_WAITING when too many do.  In a transaction: nothing or all is kept.
 */
must_check enum err file_store(struct ctx *c, const struct file_upload *up, struct file *file);

/*
 * A file that the actor may see: their own, or of a completion that they may
 * see.  ERR_NOT_FOUND otherwise, whether there is one or not.
 */
must_check enum err file_find(struct ctx *c, int64_t id, struct file *into);

/* Chunk n of a file, data NULL after the last.  Who may see it was asked by file_find(). */
must_check enum err file_chunk(struct ctx *c, int64_t id, int64_t n, struct bytes *into);

/* All of a file's content, in the arena; for pictures, which are small. No right is asked. */
must_check enum err file_read(struct ctx *c, int64_t id, struct bytes *into);

/*
 * Take waiting files of the actor into use for a record that the caller writes
 * in the same transaction, and give them back in the order of their ids.  A
 * file that is unknown, another's or in use already: VALIDATION at
 * pointer/INDEX, all the same words.
 */
must_check enum err file_use(struct ctx *c, const struct ints *ids, const char *used_for, const char *pointer,
	struct list *files);

/* Delete files with their content. The caller has removed what refers to them. */
must_check enum err file_remove(struct ctx *c, const struct ints *ids);

/* Give up a waiting file of one's own. ERR_NOT_FOUND when there is no such one. */
must_check enum err file_discard(struct ctx *c, int64_t id);

/* Remove what waited for longer than a day. */
must_check enum err file_sweep(struct ctx *c);

/* The name a download gets: with the extension of what was found, when it has another. */
const char *file_download_name(struct ctx *c, const struct file *f);

#endif
