#include "db.h"
#include "enrollment_row.h"

/*
 * The trackers of a program are sums over one row a day and version, kept in the
 * transaction that changes an enrolment: reading them costs the same for two
 * people and for two hundred thousand.
 */
struct tally {
	int64_t program_id, version, graces, untouched, expires, earned, registrants;
	struct date on_date;
};
static const struct field tally_fields[] = {
	FIELD(tally, program_id, 0, 1, WIDE),
	FIELD(tally, version, 0, 1, WIDE),
	FIELD(tally, graces, 0, 0, WIDE),
	FIELD(tally, untouched, 0, 0, WIDE),
	FIELD(tally, expires, 0, 0, WIDE),
	FIELD(tally, earned, 0, 0, WIDE),
	FIELD(tally, registrants, 0, 0, WIDE),
	FIELD(tally, on_date, 0, DATE_MIN, DATE_MAX),
	FIELD_END,
};

STMT(add_tally, tally, none,
	"INSERT INTO program_tally (program_id, version, on_date, graces, untouched, expires, earned) "
	"VALUES (:program_id, :version, :on_date, :graces, :untouched, :expires, :earned) ON DUPLICATE KEY UPDATE "
	"graces = graces + VALUES(graces), untouched = untouched + VALUES(untouched), "
	"expires = expires + VALUES(expires), earned = earned + VALUES(earned)")
STMT(take_tally, tally, none,
	"UPDATE program_tally SET graces = graces - :graces, untouched = untouched - :untouched, "
	"expires = expires - :expires, earned = earned - :earned WHERE program_id = :program_id AND version = :version AND on_date = :on_date")
STMT(count_program, tally, none,
	"UPDATE program_count SET registrants = registrants + :registrants WHERE program_id = :program_id")

/* The one or two days that an enrolment counts on. */
static size_t tally_rows(const struct enrollment *e, int64_t n, struct tally rows[static 2])
{
	if (e->cancelled_at.us)
		return 0;
	rows[0] = rows[1] = (struct tally){ .program_id = e->program_id, .version = e->definition_version };
	if (e->earned_on.day) {
		rows[0].on_date = e->earned_on;
		rows[0].earned = n;
		return 1;
	}
	rows[0].on_date = e->grace_begins_on;
	rows[0].graces = n;
	rows[0].untouched = e->met ? 0 : n;
	rows[1].on_date = e->expires_on;
	rows[1].expires = n;
	return 2;
}

static enum err apply(struct ctx *c, struct stmt *s, const struct enrollment *e, int64_t n,
	int64_t registrants)
{
	struct tally rows[2];
	size_t count = tally_rows(e, n, rows);

	for (size_t i = 0; i < count; i++)
		TRY(db_exec(c, s, &rows[i]));
	if (!count)
		return ERR_OK;
	return db_exec(c, &count_program,
		&(struct tally){ .program_id = e->program_id, .registrants = registrants });
}

enum err tally_add(struct ctx *c, const struct enrollment *like, int64_t how_many)
{
	return how_many ? apply(c, &add_tally, like, how_many, how_many) : ERR_OK;
}

static bool counts_alike(const struct enrollment *a, const struct enrollment *b)
{
	return a->grace_begins_on.day == b->grace_begins_on.day && a->expires_on.day == b->expires_on.day &&
		a->earned_on.day == b->earned_on.day && !a->met == !b->met &&
		a->definition_version == b->definition_version && !a->cancelled_at.us == !b->cancelled_at.us;
}

enum err tally_move(struct ctx *c, const struct enrollment *before, const struct enrollment *after)
{
	if (before && after && counts_alike(before, after))
		return ERR_OK;
	if (before)
		TRY(apply(c, &take_tally, before, 1, -1));
	return after ? apply(c, &add_tally, after, 1, 1) : ERR_OK;
}
