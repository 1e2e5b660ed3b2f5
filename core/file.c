#include "file.h"
#include "audit.h"
#include "contact.h"
#include "db.h"
#include "file_type.h"

#include <string.h>

enum { CHUNK = 256 << 10 };

const struct field file_fields[] = {
	FIELD(file, id, OUT | QUIET, 1, WIDE),
	FIELD(file, name, OUT, 1, FILE_NAME_MAX),
	FIELD(file, size, OUT, 1, FILE_MAX_BYTES),
	FIELD(file, type, OUT, 1, 100),
	FIELD(file, declared_type, OUT | NULLABLE, 0, 100),
	FIELD(file, hash, OUT, 64, 64),
	FIELD(file, owner_id, NULLABLE | QUIET, 1, WIDE),
	FIELD(file, used_for, NULLABLE | QUIET, 0, 16),
	FIELD(file, created_at, OUT | QUIET, 0, WIDE),
	FIELD_END,
};
const struct field file_view_fields[] = {
	FIELD(file, id, OUT, 1, WIDE),
	FIELD(file, name, OUT, 1, FILE_NAME_MAX),
	FIELD(file, size, OUT, 1, FILE_MAX_BYTES),
	FIELD(file, type, OUT, 1, 100),
	FIELD_END,
};
const struct field file_name_fields[] = {
	FIELD(file_name, name, IN | NULLABLE, 0, FILE_NAME_MAX),
	FIELD_END,
};
const struct field file_showing_fields[] = {
	FIELD_NAMED(file_showing, inline_, "inline", IN, 0, 1, NULL),
	FIELD_END,
};

struct chunk {
	int64_t file_id, n;
	struct bytes data;
};
static const struct field chunk_fields[] = {
	FIELD(chunk, file_id, 0, 0, WIDE),
	FIELD(chunk, n, 0, 0, WIDE),
	FIELD(chunk, data, 0, 0, CHUNK),
	FIELD_END,
};

/* What is asked about many at once. */
struct file_set {
	struct ints ids;
	const char *used_for;
	int64_t waiting;
	struct instant before;
};
static const struct field file_set_fields[] = {
	FIELD(file_set, ids, 0, 0, WIDE),
	FIELD(file_set, used_for, NULLABLE, 0, 16),
	FIELD(file_set, waiting, 0, 0, WIDE),
	FIELD(file_set, before, 0, 0, WIDE),
	FIELD_END,
};

#define COLUMNS "f.id, f.name, f.size, f.type, f.declared_type, f.hash, f.owner_id, f.used_for, f.created_at"
/* Joined, not IN (...): that would read and lock the whole table. */
#define NAMED \
	"(SELECT DISTINCT id FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) t) j STRAIGHT_JOIN file f ON f.id = j.id "

STMT(count_waiting, none, file_set,
	"SELECT COUNT(*) AS waiting FROM file WHERE owner_id = :actor_id AND used_for IS NULL")
STMT(insert_file, file, none,
	"INSERT INTO file (name, size, type, declared_type, hash, owner_id, created_at) "
	"VALUES (:name, :size, :type, :declared_type, :hash, :owner_id, :created_at)")
STMT(insert_chunk, chunk, none, "INSERT INTO file_chunk (file_id, n, data) VALUES (:file_id, :n, :data)")
STMT(find_file, file, file, "SELECT " COLUMNS " FROM file f WHERE f.id = :id")
STMT(find_chunk, chunk, chunk, "SELECT data FROM file_chunk WHERE file_id = :file_id AND n = :n")
STMT(enrollees, file, file,
	"SELECT e.contact_id AS owner_id FROM completion_file l JOIN completion k ON k.id = l.completion_id "
	"JOIN enrollment e ON e.id = k.enrollment_id WHERE l.file_id = :id LIMIT 1")
STMT(lock_waiting, file_set, file,
	"SELECT " COLUMNS " FROM " NAMED
	"WHERE f.owner_id = :actor_id AND f.used_for IS NULL ORDER BY f.id FOR UPDATE")
STMT(use_files, file_set, none, "UPDATE " NAMED "SET f.used_for = :used_for")
STMT(delete_files, file_set, none, "DELETE f FROM " NAMED)
STMT(expired, file_set, file,
	"SELECT " COLUMNS
	" FROM file f WHERE f.used_for IS NULL AND f.created_at < :before ORDER BY f.created_at LIMIT 100 FOR UPDATE SKIP LOCKED")

/* --- keeping --- */

static enum err check_waiting(struct ctx *c)
{
	struct file_set mine = { 0 };

	TRY(db_one(c, &count_waiting, NULL, &mine));
	if (mine.waiting >= FILES_WAITING)
		return fail(c, ERR_FILES_WAITING, "%d files that you sent are not used for anything yet.",
			FILES_WAITING);
	return ERR_OK;
}

static struct audit_object file_object(const struct file *f)
{
	return (struct audit_object){ "file", f->id, f->name };
}

enum err file_store(struct ctx *c, const struct file_upload *up, struct file *file)
{
	struct chunk k = { 0 };

	TRY(check_waiting(c));
	TRY(db_insert(c, &insert_file, file, &file->id, ERR_INTERNAL));
	k.file_id = file->id;
	for (size_t at = 0; at < up->data.n; at += CHUNK, k.n++) {
		k.data.data = up->data.data + at;
		k.data.n = up->data.n - at < CHUNK ? up->data.n - at : CHUNK;
		TRY(db_exec(c, &insert_chunk, &k));
	}
	audit(c, "file.upload", file_object(file), file_fields, NULL, file);
	return ERR_OK;
}

/* --- reading --- */

static enum err unknown(struct ctx *c)
{
	return fail(c, ERR_NOT_FOUND, "There is no such file, or it is not yours to see.");
}

/* Staff see what is used for something; the person it is about sees the files of their own records. */
static enum err check_visible(struct ctx *c, const struct file *f)
{
	struct file enrollee = { .id = f->id };
	bool found;

	if (f->owner_id && f->owner_id == c->actor.id)
		return ERR_OK;
	if (!f->used_for)
		return unknown(c);
	if (actor_is_staff(c))
		return ERR_OK;
	TRY(db_maybe(c, &enrollees, &enrollee, &enrollee, &found));
	return found && enrollee.owner_id == c->actor.id ? ERR_OK : unknown(c);
}

enum err file_find(struct ctx *c, int64_t id, struct file *into)
{
	bool found;

	*into = (struct file){ .id = id };
	TRY(db_maybe(c, &find_file, into, into, &found));
	if (!found)
		return unknown(c);
	into->inline_ = file_type_shows(into->type);
	return check_visible(c, into);
}

enum err file_chunk(struct ctx *c, int64_t id, int64_t n, struct bytes *into)
{
	struct chunk k = { .file_id = id, .n = n };
	bool found;

	TRY(db_maybe(c, &find_chunk, &k, &k, &found));
	*into = found ? k.data : (struct bytes){ 0 };
	return ERR_OK;
}

enum err file_read(struct ctx *c, int64_t id, struct bytes *into)
{
	struct file f = { .id = id };
	char *all;
	size_t n = 0;

	TRY(db_one(c, &find_file, &f, &f));
	all = arena_raw(&c->arena, (size_t)f.size + 1);
	for (int64_t i = 0; n < (size_t)f.size; i++) {
		struct bytes part;

		TRY(file_chunk(c, id, i, &part));
		if (!part.data || part.n > (size_t)f.size - n)
			return fail(c, ERR_INTERNAL, "File %lld is damaged.", (long long)id);
		memcpy(all + n, part.data, part.n);
		n += part.n;
	}
	*into = (struct bytes){ all, n };
	return ERR_OK;
}

/* --- use and end --- */

static bool among(const struct list *files, int64_t id)
{
	const struct file *f = files->items;

	for (size_t i = 0; i < files->n; i++)
		if (f[i].id == id)
			return true;
	return false;
}

enum err file_use(struct ctx *c, const struct ints *ids, const char *used_for, const char *pointer,
	struct list *files)
{
	struct file_set set = { .ids = *ids, .used_for = used_for };
	enum err result = ERR_OK;

	TRY(db_all(c, &lock_waiting, &set, files));
	for (size_t i = 0; i < ids->n; i++)
		if (!among(files, ids->v[i]))
			result = fail_field(c, arena_printf(&c->arena, "%s/%zu", pointer, i),
				"is no file of yours that waits to be used; send it again");
	TRY(result);
	return files->n ? db_exec(c, &use_files, &set) : ERR_OK;
}

enum err file_remove(struct ctx *c, const struct ints *ids)
{
	return ids->n ? db_exec(c, &delete_files, &(struct file_set){ .ids = *ids }) : ERR_OK;
}

static enum err remove_all(struct ctx *c, const struct list *files, const char *action)
{
	const struct file *f = files->items;
	struct ints ids = { arena_alloc(&c->arena, (files->n + 1) * sizeof(int64_t)), files->n };

	for (size_t i = 0; i < files->n; i++) {
		ids.v[i] = f[i].id;
		audit(c, action, file_object(&f[i]), file_fields, &f[i], NULL);
	}
	return file_remove(c, &ids);
}

enum err file_discard(struct ctx *c, int64_t id)
{
	struct file_set set = { .ids = { &id, 1 } };
	struct list files;

	TRY(db_all(c, &lock_waiting, &set, &files));
	return files.n ? remove_all(c, &files, "file.discard") : unknown(c);
}

enum err file_sweep(struct ctx *c)
{
	struct file_set set = { .before.us = c->now.us - (int64_t)FILE_KEPT_HOURS * 3600 * INT64_C(1000000) };
	struct list files;

	TRY(db_all(c, &expired, &set, &files));
	return remove_all(c, &files, "file.expire");
}
