#include "import_parts.h"

#include "db.h"

#include <string.h>

const struct field import_lock_fields[] = {
	FIELD(import_lock, import_id, OUT, 1, WIDE),
	FIELD(import_lock, kind, OUT, 1, 16),
	FIELD(import_lock, target_id, OUT, 0, WIDE),
	FIELD(import_lock, owner_name, OUT | NULLABLE, 0, 161),
	FIELD(import_lock, taken_at, OUT, 0, WIDE),
	FIELD(import_lock, leased_until, OUT, 0, WIDE),
	FIELD(import_lock, age_seconds, OUT, 0, WIDE),
	FIELD(import_lock, lapsed, OUT, 0, 1),
	FIELD(import_lock, owner_id, NULLABLE, 0, WIDE),
	FIELD_END,
};
const struct field import_unlock_fields[] = {
	FIELD_WORD(import_unlock, kind, IN | REQ, import_kinds),
	FIELD(import_unlock, course_id, IN, 1, WIDE),
	FIELD(import_unlock, event_id, IN, 1, WIDE),
	FIELD_END,
};
const struct field import_unlocked_fields[] = {
	FIELD(import_unlocked, unlocked, OUT, 0, WIDE),
	FIELD_END,
};

#define LOCK \
	"SELECT l.import_id, l.kind, l.target_id, l.owner_id, CONCAT(o.given_name, ' ', o.family_name) AS owner_name, " \
	"l.taken_at, l.leased_until, l.leased_until < :now AS lapsed FROM import_lock l LEFT JOIN contact o ON o.id = l.owner_id "

STMT(lock_of, import_lock, import_lock, LOCK "WHERE l.kind = :kind AND l.target_id = :target_id FOR UPDATE")
STMT(all_locks, none, import_lock, LOCK "ORDER BY l.kind, l.target_id")
STMT(locks_to_end, import_lock, import_lock,
	LOCK "WHERE l.kind = :kind AND (:target_id = 0 OR l.target_id = :target_id) FOR UPDATE")
STMT(take_lock, import_lock, none,
	"REPLACE INTO import_lock (kind, target_id, import_id, owner_id, taken_at, leased_until) "
	"VALUES (:kind, :target_id, :import_id, :owner_id, :now, :leased_until)")
STMT(keep_lock, import_lock, none,
	"UPDATE import_lock SET leased_until = :leased_until WHERE kind = :kind AND target_id = :target_id AND import_id = :import_id")
STMT(free_lock, import_lock, none,
	"DELETE FROM import_lock WHERE kind = :kind AND target_id = :target_id AND import_id = :import_id")

static struct import_lock wanted(const struct ctx *c, const struct import *i, int64_t owner_id)
{
	return (struct import_lock){ .import_id = i->id,
		.kind = i->kind,
		.target_id = i->target_id,
		.owner_id = owner_id,
		.leased_until = { c->now.us + IMPORT_LEASE_SECONDS * INT64_C(1000000) } };
}

static const char *age_words(struct ctx *c, struct instant since)
{
	int64_t minutes = (c->now.us - since.us) / 60000000;

	if (minutes < 1)
		return "less than a minute ago";
	return arena_printf(&c->arena, minutes == 1 ? "%lld minute ago" : "%lld minutes ago",
		(long long)minutes);
}

enum err import_take_lock(struct ctx *c, const struct import *i, int64_t owner_id)
{
	struct import_lock lock = wanted(c, i, owner_id), there = { 0 };
	bool found;

	TRY(db_maybe(c, &lock_of, &lock, &there, &found));
	if (!found || there.lapsed || there.import_id == i->id)
		return db_exec(c, &take_lock, &lock);
	return fail_remedy(c, ERR_IMPORT_LOCKED,
		"Wait until it is done, or ask a SysAdmin to unlock it under Import.",
		"Import %lld of the same kind runs already: %s started it %s.", (long long)there.import_id,
		there.owner_name ? there.owner_name : "the system", age_words(c, there.taken_at));
}

enum err import_keep_lock(struct ctx *c, const struct import *i)
{
	struct import_lock lock = wanted(c, i, 0);
	int64_t kept;

	TRY(db_change(c, &keep_lock, &lock, &kept));
	return kept ? ERR_OK
		    : fail(c, ERR_IMPORT_ENDED, "A SysAdmin unlocked it, or another import took its place.");
}

enum err import_free_lock(struct ctx *c, const struct import *i)
{
	struct import_lock lock = wanted(c, i, 0);

	return db_exec(c, &free_lock, &lock);
}

enum err import_locks(struct ctx *c, struct page *into)
{
	struct import_lock *items;

	TRY(db_all(c, &all_locks, NULL, &into->items));
	items = into->items.items;
	for (size_t i = 0; i < into->items.n; i++)
		items[i].age_seconds = (c->now.us - items[i].taken_at.us) / 1000000;
	return ERR_OK;
}

/* What ran under it stands as failed, and can go on, be undone, or be uploaded again (CRI-19). */
static enum err end_import(struct ctx *c, const struct import_lock *lock)
{
	struct import i;

	TRY(import_read(c, lock->import_id, true, &i));
	if (strcmp(i.state, "applied") && strcmp(i.state, "reverted") && strcmp(i.state, "validated")) {
		i.error = "A SysAdmin unlocked it while it ran.";
		i.state = strcmp(i.state, "uploading") ? "failed"
						       : "uploading"; /* what is half uploaded is swept */
		TRY(import_save(c, &i));
	}
	TRY(import_free_lock(c, &i));
	audit_json(c, "import.unlock", import_named(&i), "[]");
	return ERR_OK;
}

enum err import_unlock(struct ctx *c, const struct import_unlock *which, struct import_unlocked *into)
{
	struct import_lock like = { .kind = which->kind,
		.target_id = which->course_id ? which->course_id : which->event_id };
	struct list locks;

	TRY(db_all(c, &locks_to_end, &like, &locks));
	for (size_t i = 0; i < locks.n; i++)
		TRY(end_import(c, (const struct import_lock *)locks.items + i));
	into->unlocked = (int64_t)locks.n;
	c->unchanged = !locks.n;
	return ERR_OK;
}
