#include "course_row.h"
#include "db.h"

#include <string.h>

const struct field course_count_fields[] = {
	FIELD(course_count, course_id, 0, 1, WIDE),
	FIELD_WORD(course_count, status, OUT, course_statuses),
	FIELD(course_count, active, OUT, 0, 1),
	FIELD(course_count, archived, OUT, 0, 1),
	FIELD(course_count, n, OUT, 0, WIDE),
	FIELD_END,
};

STMT(add_count, course_count, none,
	"INSERT INTO course_tally (course_id, status, active, archived, n) VALUES (:course_id, :status, :active, :archived, :n) "
	"ON DUPLICATE KEY UPDATE n = n + VALUES(n)")
STMT(take_count, course_count, none,
	"UPDATE course_tally SET n = n + :n WHERE course_id = :course_id AND status = :status AND active = :active "
	"AND archived = :archived")

enum err course_tally_add(struct ctx *c, const struct course_count *k)
{
	int64_t changed = 0;

	if (!k->n)
		return ERR_OK;
	if (k->n > 0)
		return db_exec(c, &add_count, k);
	TRY(db_change(c, &take_count, k, &changed));
	return changed ? ERR_OK
		       : fail(c, ERR_INTERNAL, "The tally of a course does not know what it counts.");
}

static int rank(const struct course_count *k)
{
	int i = 0;

	while (course_statuses[i] && strcmp(course_statuses[i], k->status) != 0)
		i++;
	return i * 4 + k->active * 2 + k->archived;
}

enum err course_tally_move(struct ctx *c, const struct course_count *from, const struct course_count *to)
{
	struct course_count less = *from, more = *to;

	if (rank(from) == rank(to))
		return ERR_OK;
	less.n = -from->n;
	more.n = from->n;
	TRY(course_tally_add(c, rank(from) < rank(to) ? &less : &more));
	return course_tally_add(c, rank(from) < rank(to) ? &more : &less);
}
