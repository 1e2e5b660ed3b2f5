#include "audit.h"
#include "db.h"
#include "json.h"

#include <sodium.h>
#include <string.h>

enum { HASH = 32, TITLE_BYTES = 255 };

const struct field audit_entry_fields[] = {
	FIELD(audit_entry, id, OUT, 1, WIDE),
	FIELD(audit_entry, at, OUT, 0, WIDE),
	FIELD(audit_entry, actor_id, OUT | NULLABLE, 1, WIDE),
	FIELD(audit_entry, action, OUT, 1, 64),
	FIELD(audit_entry, entity, OUT, 1, 32),
	FIELD(audit_entry, entity_id, OUT, 1, WIDE),
	FIELD(audit_entry, title, OUT, 0, 255),
	FIELD(audit_entry, reason, OUT, 0, 1000),
	FIELD(audit_entry, via, OUT, 1, 16),
	FIELD(audit_entry, request_id, OUT, 0, 64),
	FIELD(audit_entry, changes, OUT, 0, WIDE),
	FIELD(audit_entry, hash, OUT, 64, 64),
	FIELD_END,
};

struct head {
	int64_t last_id, newest;
	const char *hash;
};
static const struct field head_fields[] = {
	FIELD(head, last_id, 0, 0, WIDE),
	FIELD(head, newest, 0, 0, WIDE),
	FIELD(head, hash, 0, 64, 64),
	FIELD_END,
};

/* Entries that are written while the chain is walked are left for the next time. */
struct stretch {
	int64_t id, upto;
};
static const struct field stretch_fields[] = {
	FIELD(stretch, id, 0, 0, WIDE),
	FIELD(stretch, upto, 0, 0, WIDE),
	FIELD_END,
};

STMT(append, audit_entry, none,
	"INSERT INTO audit (id, at, actor_id, action, entity, entity_id, title, reason, via, request_id, changes, hash) "
	"VALUES (:id, :at, :actor_id, :action, :entity, :entity_id, :title, :reason, :via, :request_id, :changes, :hash)")

STMT(lock_head, none, head, "SELECT last_id, hash FROM audit_head WHERE id = 1 FOR UPDATE")
STMT(move_head, head, none, "UPDATE audit_head SET last_id = :last_id, hash = :hash WHERE id = 1")
STMT(read_head, none, head,
	"SELECT last_id, hash, (SELECT COALESCE(MAX(id), 0) FROM audit) AS newest FROM audit_head WHERE id = 1")

STMT(entries_after, stretch, audit_entry,
	"SELECT id, at, actor_id, action, entity, entity_id, title, reason, via, request_id, changes, hash "
	"FROM audit WHERE id > :id AND id <= :upto ORDER BY id LIMIT 50")

/* A member counts as changed when its JSON differs: one notion of equality for every type. */
static const char *member_json(struct ctx *c, const struct field *f, const void *base)
{
	struct buf b = { .arena = &c->arena };

	json_value(&b, f, base);
	return buf_end(&b);
}

static void add_change(struct buf *b, const char *name, const char *before, const char *after)
{
	buf_printf(b, "%s{\"field\":\"%s\",\"before\":%s,\"after\":%s}", b->used > 1 ? "," : "", name, before,
		after);
}

const char *audit_changes(struct ctx *c, const struct field *fields, const void *before, const void *after)
{
	struct buf b = { .arena = &c->arena };

	buf_text(&b, "[");
	for (const struct field *f = fields; f && f->name; f++) {
		const char *was, *is;

		if (f->flags & (SECRET | QUIET))
			continue;
		was = before ? member_json(c, f, before) : "null";
		is = after ? member_json(c, f, after) : "null";
		if (strcmp(was, is) != 0)
			add_change(&b, f->name, was, is);
	}
	buf_text(&b, "]");
	return buf_end(&b);
}

const char *audit_join(struct ctx *c, const char *a, const char *b)
{
	if (!strcmp(a, "[]") || !strcmp(b, "[]"))
		return strcmp(a, "[]") ? a : b;
	return arena_printf(&c->arena, "%.*s,%s", (int)strlen(a) - 1, a, b + 1);
}

bool audit_nothing(struct ctx *c, const struct field *fields, const void *before, const void *after)
{
	c->unchanged = !strcmp(audit_changes(c, fields, before, after), "[]");
	return c->unchanged;
}

/* A title is for people; the column holds as much of it as a screen does. */
static const char *short_title(struct ctx *c, const char *title)
{
	size_t n = title ? strlen(title) : 0;
	char *cut;

	if (n <= TITLE_BYTES)
		return title;
	cut = arena_strdup(&c->arena, title);
	for (n = TITLE_BYTES - 3; (cut[n] & 0xC0) == 0x80; n--)
		;
	strcpy(cut + n, "\u2026");
	return cut;
}

void audit_json(struct ctx *c, const char *action, struct audit_object o, const char *changes)
{
	struct audit_entry *e = arena_new(&c->arena, struct audit_entry);

	*e = (struct audit_entry){ .at = c->now,
		.actor_id = c->actor.id,
		.action = action,
		.entity = o.entity,
		.entity_id = o.id,
		.title = short_title(c, o.title),
		.reason = c->reason,
		.via = c->via ? c->via : "api",
		.request_id = c->request_id,
		.changes = changes };
	if (!c->audit_tail)
		c->audit_tail = &c->audit;
	*c->audit_tail = e;
	c->audit_tail = &e->next;
}

void audit(struct ctx *c, const char *action, struct audit_object o, const struct field *fields,
	const void *before, const void *after)
{
	audit_json(c, action, o, audit_changes(c, fields, before, after));
}

/* Each member goes in with its length, so that no two entries can read the same. */
static void absorb(crypto_generichash_state *state, const char *text)
{
	int64_t n = text ? (int64_t)strlen(text) : -1;

	crypto_generichash_update(state, (const unsigned char *)&n, sizeof(n));
	if (n > 0)
		crypto_generichash_update(state, (const unsigned char *)text, (size_t)n);
}

static const char *entry_hash(struct ctx *c, const struct audit_entry *e, const char *previous)
{
	crypto_generichash_state state;
	unsigned char hash[HASH];
	char *hex = arena_raw(&c->arena, 2 * HASH + 1);
	char at[INSTANT_TEXT];

	instant_format(e->at, at);
	crypto_generichash_init(&state, NULL, 0, HASH);
	absorb(&state, previous);
	absorb(&state,
		arena_printf(&c->arena, "%lld|%s|%lld|%lld", (long long)e->id, at, (long long)e->actor_id,
			(long long)e->entity_id));
	absorb(&state, e->action);
	absorb(&state, e->entity);
	absorb(&state, e->title);
	absorb(&state, e->reason);
	absorb(&state, e->via);
	absorb(&state, e->request_id);
	absorb(&state, e->changes);
	crypto_generichash_final(&state, hash, HASH);
	return sodium_bin2hex(hex, 2 * HASH + 1, hash, HASH);
}

enum err audit_flush(struct ctx *c)
{
	struct head head;

	if (!c->audit)
		return ERR_OK;
	TRY(db_one(c, &lock_head, NULL, &head));
	for (struct audit_entry *e = c->audit; e; e = e->next) {
		e->id = ++head.last_id;
		head.hash = e->hash = entry_hash(c, e, head.hash);
		TRY(db_exec(c, &append, e));
	}
	return db_exec(c, &move_head, &head);
}

/* Check one stretch of the chain; *last and *hash go to its end. */
static enum err verify_some(struct ctx *c, int64_t upto, int64_t *last, const char **hash, int64_t *count,
	int64_t *bad)
{
	struct list entries;

	TRY(db_all(c, &entries_after, &((struct stretch){ *last, upto }), &entries));
	*count = (int64_t)entries.n;
	for (size_t i = 0; i < entries.n && !*bad; i++) {
		struct audit_entry *e = (struct audit_entry *)entries.items + i;

		if (e->id != *last + 1 || strcmp(entry_hash(c, e, *hash), e->hash) != 0)
			*bad = *last + 1;
		*last = e->id;
		*hash = e->hash;
	}
	return ERR_OK;
}

/* The chain's end must be where the head says, or its last entries are missing or followed by others. */
static bool ends_well(const struct head *head, int64_t last, const char *hash)
{
	return last == head->last_id && last == head->newest && (!last || !strcmp(hash, head->hash));
}

enum err audit_verify_slowly(struct ctx *c, enum err (*progress)(struct ctx *, void *, int64_t, int64_t),
	void *arg, int64_t *entries, int64_t *bad)
{
	char hash[2 * HASH + 1];
	struct head head;
	int64_t last = 0, count = 1;

	*bad = *entries = 0;
	memset(hash, '0', 2 * HASH);
	hash[2 * HASH] = '\0';
	TRY(db_one(c, &read_head, NULL, &head));
	while (count && !*bad) {
		struct arena_mark mark = arena_mark(&c->arena);
		const char *at = hash;

		TRY(verify_some(c, head.last_id, &last, &at, &count, bad));
		*entries += count;
		memmove(hash, at, sizeof(hash));
		arena_rewind(&c->arena, mark);
		if (progress)
			TRY(progress(c, arg, *entries, head.last_id));
	}
	if (!*bad && !ends_well(&head, last, hash))
		*bad = last + 1;
	return ERR_OK;
}

enum err audit_verify(struct ctx *c, int64_t *entries, int64_t *bad)
{
	return audit_verify_slowly(c, NULL, NULL, entries, bad);
}
