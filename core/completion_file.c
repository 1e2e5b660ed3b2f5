#include "completion_file.h"
#include "db.h"

#include <string.h>

/* One file of one record. */
struct link {
	struct file file;
	int64_t completion_id, requirement_id, enrollment_id;
	struct ints ids;
};
static const struct field link_fields[] = {
	FIELD_NAMED(link, file.id, "id", 0, 0, WIDE, NULL),
	FIELD_NAMED(link, file.name, "name", 0, 0, WIDE, NULL),
	FIELD_NAMED(link, file.size, "size", 0, 0, WIDE, NULL),
	FIELD_NAMED(link, file.type, "type", 0, 0, WIDE, NULL),
	FIELD(link, completion_id, 0, 0, WIDE),
	FIELD(link, requirement_id, 0, 0, WIDE),
	FIELD(link, enrollment_id, 0, 0, WIDE),
	FIELD(link, ids, 0, 0, WIDE),
	FIELD_END,
};
static const struct field enrollment_files_fields[] = {
	FIELD(enrollment_files, enrollment_id, 0, 0, WIDE),
	FIELD(enrollment_files, files, 0, 0, WIDE),
	FIELD_END,
};

STMT(of_enrollment, link, link,
	"SELECT f.id, f.name, f.size, f.type, k.requirement_id FROM completion k "
	"JOIN completion_file l ON l.completion_id = k.id JOIN file f ON f.id = l.file_id "
	"WHERE k.enrollment_id = :enrollment_id AND k.current = 1 ORDER BY l.position")
STMT(of_completion, link, link,
	"SELECT f.id, f.name FROM completion_file l JOIN file f ON f.id = l.file_id "
	"WHERE l.completion_id = :completion_id ORDER BY l.position")

#define NAMED "FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) j "
STMT(of_completions, link, link,
	"SELECT f.id, f.name, f.size, f.type, l.completion_id " NAMED
	"STRAIGHT_JOIN completion_file l ON l.completion_id = j.id STRAIGHT_JOIN file f ON f.id = l.file_id ORDER BY l.position")
STMT(link_files, link, none,
	"INSERT INTO completion_file (completion_id, file_id, position) SELECT :completion_id, j.id, MIN(j.n) "
	"FROM JSON_TABLE(:ids, '$[*]' COLUMNS (n FOR ORDINALITY, id BIGINT PATH '$')) j GROUP BY j.id "
	"ON DUPLICATE KEY UPDATE position = VALUES(position)")
STMT(unlink_files, link, none,
	"DELETE l " NAMED
	"STRAIGHT_JOIN completion_file l ON l.completion_id = :completion_id AND l.file_id = j.id")
/* Of some files those that no record has any more. */
STMT(orphans, link, link,
	"SELECT DISTINCT j.id " NAMED
	"WHERE NOT EXISTS (SELECT 1 FROM completion_file l WHERE l.file_id = j.id)")

/* A record that was carried over says when, by whom and for which day, as the one it came from. */
STMT(carry_files, link, none,
	"INSERT IGNORE INTO completion_file (completion_id, file_id, position) SELECT k.id, l.file_id, l.position " NAMED
	"STRAIGHT_JOIN enrollment n ON n.id = j.id STRAIGHT_JOIN completion k ON k.enrollment_id = n.id "
	"STRAIGHT_JOIN completion o ON o.enrollment_id = n.previous_id AND o.current = 1 "
	"AND o.recorded_at = k.recorded_at AND o.completed_on = k.completed_on AND o.recorded_by <=> k.recorded_by "
	"STRAIGHT_JOIN completion_file l ON l.completion_id = o.id")

/* Of the enrolments named: the files, and how many each has. */
#define DOOMED \
	NAMED "STRAIGHT_JOIN completion k ON k.enrollment_id = j.id STRAIGHT_JOIN completion_file l ON l.completion_id = k.id "
STMT(of_enrollments, link, link, "SELECT DISTINCT l.file_id AS id " DOOMED)
STMT(count_files, link, enrollment_files,
	"SELECT k.enrollment_id, COUNT(DISTINCT l.file_id) AS files " DOOMED "GROUP BY k.enrollment_id")
STMT(unlink_enrollments, link, none, "DELETE l " DOOMED)

static struct ints ids_of(struct ctx *c, const struct list *links)
{
	struct ints ids = { arena_alloc(&c->arena, (links->n + 1) * sizeof(int64_t)), links->n };

	for (size_t i = 0; i < links->n; i++)
		ids.v[i] = ((const struct link *)links->items)[i].file.id;
	return ids;
}

/* Of one record, by its own number or by that of its requirement. */
static struct list files_for(struct ctx *c, const struct list *links, int64_t completion_id,
	int64_t requirement_id)
{
	const struct link *l = links->items;
	struct file *mine = arena_alloc(&c->arena, (links->n + 1) * sizeof(*mine));
	struct list files = { mine, 0, sizeof(*mine) };

	for (size_t i = 0; i < links->n; i++)
		if (l[i].completion_id == completion_id && l[i].requirement_id == requirement_id)
			mine[files.n++] = l[i].file;
	return files;
}

enum err completion_files_fill(struct ctx *c, int64_t enrollment_id, struct list *requirements)
{
	struct requirement_view *r = requirements->items;
	struct list links;

	TRY(db_all(c, &of_enrollment, &(struct link){ .enrollment_id = enrollment_id }, &links));
	for (size_t i = 0; i < requirements->n; i++)
		r[i].files = files_for(c, &links, 0, r[i].id);
	return ERR_OK;
}

enum err completion_files_list(struct ctx *c, struct list *rows)
{
	struct completion_row *r = rows->items;
	struct link page = { .ids = { arena_alloc(&c->arena, (rows->n + 1) * sizeof(int64_t)), rows->n } };
	struct list links;

	for (size_t i = 0; i < rows->n; i++)
		page.ids.v[i] = r[i].id;
	TRY(db_all(c, &of_completions, &page, &links));
	for (size_t i = 0; i < rows->n; i++)
		r[i].files = files_for(c, &links, r[i].id, 0);
	return ERR_OK;
}

static bool has(const struct ints *ids, int64_t id)
{
	for (size_t i = 0; i < ids->n; i++)
		if (ids->v[i] == id)
			return true;
	return false;
}

/* Which of `from` are not in `others`. */
static struct ints without(struct ctx *c, const struct ints *from, const struct ints *others)
{
	struct ints rest = { arena_alloc(&c->arena, (from->n + 1) * sizeof(int64_t)), 0 };

	for (size_t i = 0; i < from->n; i++)
		if (!has(others, from->v[i]))
			rest.v[rest.n++] = from->v[i];
	return rest;
}

static const char *name_of(int64_t id, const struct list *had, const struct list *fresh)
{
	const struct link *l = had->items;
	const struct file *f = fresh->items;

	for (size_t i = 0; i < had->n; i++)
		if (l[i].file.id == id)
			return l[i].file.name;
	for (size_t i = 0; i < fresh->n; i++)
		if (f[i].id == id)
			return f[i].name;
	return NULL;
}

/* In their order; one that is named twice is there once. */
static struct words names_of(struct ctx *c, const struct ints *ids, const struct list *had,
	const struct list *fresh)
{
	struct words names = { arena_alloc(&c->arena, (ids->n + 1) * sizeof(const char *)), 0 };

	for (size_t i = 0; i < ids->n; i++)
		if (!has(&(struct ints){ ids->v, i }, ids->v[i]))
			names.v[names.n++] = name_of(ids->v[i], had, fresh);
	return names;
}

enum err completion_files_choose(struct ctx *c, int64_t completion_id, const struct ints *file_ids,
	struct completion_files *into)
{
	struct list had = { 0 }, fresh = { 0 };
	struct ints old;

	if (completion_id)
		TRY(db_all(c, &of_completion, &(struct link){ .completion_id = completion_id }, &had));
	old = ids_of(c, &had);
	into->wanted = file_ids->v ? *file_ids : old;
	into->fresh = without(c, &into->wanted, &old);
	into->dropped = without(c, &old, &into->wanted);
	TRY(file_use(c, &into->fresh, "completion", "file_ids", &fresh));
	into->before = names_of(c, &old, &had, &fresh);
	into->after = names_of(c, &into->wanted, &had, &fresh);
	return ERR_OK;
}

static enum err remove_orphans(struct ctx *c, const struct ints *files)
{
	struct list gone;
	struct ints ids;

	TRY(db_all(c, &orphans, &(struct link){ .ids = *files }, &gone));
	ids = ids_of(c, &gone);
	return file_remove(c, &ids);
}

enum err completion_files_link(struct ctx *c, int64_t completion_id, const struct completion_files *files)
{
	struct link link = { .completion_id = completion_id, .ids = files->wanted };

	if (files->wanted.n)
		TRY(db_exec(c, &link_files, &link));
	if (!files->dropped.n)
		return ERR_OK;
	link.ids = files->dropped;
	TRY(db_exec(c, &unlink_files, &link));
	return remove_orphans(c, &files->dropped);
}

enum err completion_files_carry(struct ctx *c, const struct ints *enrollments)
{
	return db_exec(c, &carry_files, &(struct link){ .ids = *enrollments });
}

enum err completion_files_count(struct ctx *c, const struct ints *enrollments, struct list *into)
{
	return db_all(c, &count_files, &(struct link){ .ids = *enrollments }, into);
}

enum err completion_files_purge(struct ctx *c, const struct ints *enrollments)
{
	struct link doomed = { .ids = *enrollments };
	struct list files;
	struct ints ids;

	TRY(db_all(c, &of_enrollments, &doomed, &files));
	if (!files.n)
		return ERR_OK;
	ids = ids_of(c, &files);
	TRY(db_exec(c, &unlink_enrollments, &doomed));
	return remove_orphans(c, &ids);
}
