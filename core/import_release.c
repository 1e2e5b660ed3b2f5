#include "import_parts.h"

#include "db.h"

#include <string.h>

/*
 * Rows that waited for somebody (CRI-04).  Whoever adds the person, or gives
 * them the number or address that a row names, makes their rows theirs in the
 * same transaction: judged once more, by the same engine, and applied like any
 * others.  Nothing awards itself, as the person was unknown when the file came
 * (CRI-23).
 */
struct waiting {
	int64_t id, import_id, line, contact_id, course_id;
	const char *verdict;
};
static const struct field waiting_fields[] = {
	FIELD(waiting, id, 0, 0, WIDE),
	FIELD(waiting, import_id, 0, 0, WIDE),
	FIELD(waiting, line, 0, 0, WIDE),
	FIELD(waiting, contact_id, 0, 0, WIDE),
	FIELD(waiting, course_id, 0, 0, WIDE),
	FIELD(waiting, verdict, 0, 0, 16),
	FIELD_END,
};
STMT(waiting_for, waiting, waiting,
	"SELECT h.import_id, h.line FROM contact p JOIN import_holding h ON h.email = p.email WHERE p.id = :contact_id "
	"UNION SELECT h.import_id, h.line FROM contact p JOIN import_holding h ON h.person_no = p.contact_no WHERE p.id = :contact_id "
	"ORDER BY import_id, line")
STMT(not_reported, waiting, none,
	"UPDATE import_item SET reported = FALSE WHERE import_id = :import_id AND line = :line AND reported")
STMT(no_longer_waiting, waiting, none,
	"DELETE FROM import_holding WHERE import_id = :import_id AND line = :line")
STMT(judged_line, waiting, waiting,
	"SELECT course_id, contact_id, verdict FROM import_item WHERE import_id = :import_id AND line = :line")
STMT(courses_of, waiting, waiting,
	"SELECT DISTINCT course_id FROM import_item FORCE INDEX (import_item_order) WHERE import_id = :import_id "
	"AND course_id > 0 AND contact_id = :contact_id AND verdict IN ('create', 'fulfil')")
STMT(recount, waiting, none,
	"UPDATE import SET holds = GREATEST(holds - 1, 0), creates = creates + (:verdict = 'create'), "
	"fulfils = fulfils + (:verdict = 'fulfil'), rejects = rejects + (:verdict = 'reject'), "
	"unchanged = unchanged + (:verdict = 'unchanged') WHERE id = :import_id")

static enum err judge_waiting(struct ctx *c, const struct import *i, struct waiting *w)
{
	struct import_range one = { .id = i->id, .from_line = w->line - 1, .to_line = w->line };

	TRY(judge_lines(c, i, &one));
	TRY(db_exec(c, &not_reported, w));
	TRY(judge_problems(c, i, &one));
	TRY(db_one(c, &judged_line, w, w));
	TRY(db_exec(c, &no_longer_waiting, w));
	return db_exec(c, &recount, w);
}

/* All rows of one import that waited for this person. */
static enum err release_import(struct ctx *c, struct waiting *w, size_t n)
{
	struct buf lines = { .arena = &c->arena };
	struct list courses;
	struct import i;

	TRY(import_read(c, w->import_id, true, &i));
	for (size_t k = 0; k < n; k++) {
		TRY(judge_waiting(c, &i, &w[k]));
		buf_printf(&lines, "%s%lld", k ? "," : "", (long long)w[k].line);
	}
	TRY(db_all(c, &courses_of, w, &courses));
	for (size_t k = 0; k < courses.n; k++) {
		int64_t course = ((const struct waiting *)courses.items)[k].course_id, rows;
		struct import_range r = { .id = i.id,
			.from_course = course,
			.to_course = course,
			.from_contact = w->contact_id - 1,
			.to_contact = w->contact_id };

		TRY(apply_range(c, &i, &r, &rows));
	}
	audit_json(c, "import.release", import_named(&i),
		arena_printf(&c->arena,
			"[{\"field\":\"contact_id\",\"before\":null,\"after\":%lld},{\"field\":\"lines\",\"before\":null,\"after\":[%s]}]",
			(long long)w->contact_id, buf_end(&lines)));
	return ERR_OK;
}

enum err import_release(struct ctx *c, int64_t contact_id)
{
	struct list rows;
	struct waiting *w;
	size_t n;

	TRY(db_all(c, &waiting_for, &((struct waiting){ .contact_id = contact_id }), &rows));
	w = rows.items;
	for (size_t i = 0; i < rows.n; i += n) {
		for (n = 0; i + n < rows.n && w[i + n].import_id == w[i].import_id; n++)
			w[i + n].contact_id = contact_id;
		TRY(release_import(c, &w[i], n));
	}
	return ERR_OK;
}

/* --- whom an import made may have been waited for by others --- */

STMT(made_and_awaited, waiting, waiting,
	"SELECT p.id AS contact_id FROM import_holding h JOIN contact p ON p.email = h.email WHERE p.made_by_import = :import_id "
	"AND p.id > :contact_id UNION SELECT p.id FROM import_holding h JOIN contact p ON p.contact_no = h.person_no "
	"WHERE p.made_by_import = :import_id AND p.id > :contact_id ORDER BY contact_id LIMIT 100")

enum err release_step(struct ctx *c, struct import *i, const char *then)
{
	struct waiting after = { .import_id = i->id, .contact_id = i->at_contact };
	const struct waiting *w;
	struct list rows;

	TRY(db_all(c, &made_and_awaited, &after, &rows));
	w = rows.items;
	for (size_t k = 0; k < rows.n; k++) {
		TRY(import_release(c, w[k].contact_id));
		i->at_contact = w[k].contact_id;
	}
	if (!rows.n)
		import_phase(c, i, then);
	return ERR_OK;
}
