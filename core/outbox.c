#include "outbox.h"
#include "db.h"

const struct field outbox_fields[] = {
	FIELD(outbox, id, OUT, 1, WIDE),
	FIELD(outbox, kind, OUT, 1, 32),
	FIELD(outbox, payload, OUT | RAW, 0, WIDE),
	FIELD(outbox, created_at, OUT, 0, WIDE),
	FIELD(outbox, send_at, OUT, 0, WIDE),
	FIELD(outbox, sent_at, OUT | NULLABLE, 0, WIDE),
	FIELD(outbox, attempts, OUT, 0, WIDE),
	FIELD(outbox, error, OUT | NULLABLE, 0, 500),
	FIELD_END,
};

STMT(insert_message, outbox, none,
	"INSERT INTO outbox (kind, payload, created_at, send_at) VALUES (:kind, :payload, :now, :now)")
STMT(due_message, outbox, outbox,
	"SELECT id, kind, payload, created_at, send_at, attempts, error FROM outbox "
	"WHERE sent_at IS NULL AND send_at <= :now AND kind = :kind ORDER BY send_at, id LIMIT 1 FOR UPDATE SKIP LOCKED")
STMT(put_off, outbox, none, "UPDATE outbox SET attempts = :attempts, send_at = :send_at WHERE id = :id")
STMT(mark_sent, outbox, none, "UPDATE outbox SET sent_at = :now, error = NULL WHERE id = :id")
STMT(mark_failed, outbox, none, "UPDATE outbox SET error = :error WHERE id = :id")

enum err outbox_add(struct ctx *c, const char *kind, const char *payload)
{
	return db_exec(c, &insert_message, &(struct outbox){ .kind = kind, .payload = payload });
}

static struct instant next_attempt(const struct ctx *c, int64_t attempts)
{
	const int64_t day = 24 * 60;
	int64_t minutes = attempts < 12 ? INT64_C(1) << (attempts - 1) : day;

	return (struct instant){ c->now.us + (minutes < day ? minutes : day) * 60 * 1000000 };
}

enum err outbox_take(struct ctx *c, const char *kind, struct outbox *into, bool *found)
{
	TRY(db_maybe(c, &due_message, &(struct outbox){ .kind = kind }, into, found));
	if (!*found)
		return ERR_OK;
	into->attempts++;
	into->send_at = next_attempt(c, into->attempts);
	return db_exec(c, &put_off, into);
}

enum err outbox_sent(struct ctx *c, int64_t id)
{
	return db_exec(c, &mark_sent, &(struct outbox){ .id = id });
}

enum err outbox_failed(struct ctx *c, int64_t id, const char *error)
{
	return db_exec(c, &mark_failed, &(struct outbox){ .id = id, .error = error });
}
