#include "import_parts.h"

#include "db.h"
#include "webhook.h"

#include <string.h>

/*
 * Undoing takes away what the import made and nothing else, in the same order
 * and with the same checkpoints as it was made.  A row that something later
 * depends on stays, and is listed with what that is.
 */

enum { KEPT_NAMED = 50 };
const struct field import_kept_fields[] = {
	FIELD(import_kept, line, OUT, 1, WIDE),
	FIELD(import_kept, who, OUT, 0, 161),
	FIELD(import_kept, what, OUT, 0, 200),
	FIELD(import_kept, why, OUT, 0, 300),
	FIELD_END,
};
const struct field import_undo_fields[] = {
	FIELD(import_undo, enrollments, OUT, 0, WIDE),
	FIELD(import_undo, restored, OUT, 0, WIDE),
	FIELD(import_undo, credits, OUT, 0, WIDE),
	FIELD(import_undo, contacts, OUT, 0, WIDE),
	FIELD(import_undo, courses, OUT, 0, WIDE),
	FIELD(import_undo, attendance, OUT, 0, WIDE),
	FIELD(import_undo, holding, OUT, 0, WIDE),
	FIELD(import_undo, kept, OUT, 0, WIDE),
	FIELD(import_undo, because, OUT, 0, 20),
	FIELD_MANY(import_undo, keeps, OUT, 0, KEPT_NAMED, import_kept),
	FIELD_END,
};

/* clang-format off */
#define IN_RANGE \
	"i.import_id = :id AND i.course_id BETWEEN :from_course AND :to_course AND i.contact_id > :from_contact " \
	"AND i.contact_id <= :to_contact"
#define ORDERED "import_item i FORCE INDEX (import_item_order)"
#define PAIRS(verdicts, keys) \
	"(SELECT i.course_id, i.contact_id, MIN(i.line) AS line FROM " ORDERED " WHERE " keys \
	" AND i.verdict IN (" verdicts ") GROUP BY i.course_id, i.contact_id) f "
#define MADE(keys) PAIRS("'create', 'fulfil'", keys)
#define ENROLLMENT \
	"STRAIGHT_JOIN course_enrollment e ON e.course_id = f.course_id AND e.contact_id = f.contact_id "
/* Somebody may have ended it, or deleted the enrolment, since. */
#define OURS \
	"STRAIGHT_JOIN course_source o ON o.course_id = f.course_id AND o.contact_id = f.contact_id AND o.kind = 'import' AND o.ref_id = :id "
#define BEFORE \
	"LEFT JOIN import_before b ON b.import_id = :id AND b.course_id = f.course_id AND b.contact_id = f.contact_id "
/* By pair: the other index would have it read all credits that a person ever had. */
#define AWARDS "credit_award a FORCE INDEX (credit_award_pair)"
#define OF_PAIR(table) table ".course_id = e.course_id AND " table ".contact_id = e.contact_id"

/* What stands against it; NULL: nothing. Whether any program asks for such a thing is asked first, as most do not. */
#define AGAINST \
	"CASE WHEN e.attempt > 1 AND b.version IS NULL OR e.version <> COALESCE(b.version + 1, 1) " \
	"THEN 'The enrollment was changed after the import.' " \
	"WHEN EXISTS (SELECT 1 FROM course_source s WHERE " OF_PAIR("s") " AND NOT (s.kind = 'import' AND s.ref_id = :id) " \
	"AND b.version IS NULL) THEN 'The person is in the course for another reason too.' " \
	"WHEN EXISTS (SELECT 1 FROM " AWARDS " WHERE " OF_PAIR("a") " AND NOT a.import_id <=> :id AND b.version IS NULL) " \
	"THEN 'A credit was awarded later.' " \
	"WHEN EXISTS (SELECT 1 FROM " AWARDS " WHERE " OF_PAIR("a") " AND a.import_id = :id AND (a.version > 1 OR " \
	"a.submission IN ('sent', 'accepted', 'rejected'))) THEN 'Its credit was corrected or reported.' " \
	"WHEN EXISTS (SELECT 1 FROM course_step_progress s WHERE s.course_enrollment_id = e.id AND b.version IS NULL) " \
	"THEN 'The person has worked in the course.' " \
	"WHEN EXISTS (SELECT 1 FROM certificate z WHERE z.course_enrollment_id = e.id) THEN 'A certificate was issued for it.' " \
	"WHEN (EXISTS (SELECT 1 FROM component k WHERE k.course_id = e.course_id) AND EXISTS (SELECT 1 FROM component k JOIN version_requirement v ON v.component_id = k.id JOIN completion q ON " \
	"q.requirement_id = v.requirement_id AND q.evidence = 'course' AND q.current = 1 JOIN enrollment n ON n.id = q.enrollment_id " \
	"AND n.contact_id = e.contact_id AND n.program_id = v.program_id AND n.definition_version = v.version " \
	"WHERE k.course_id = e.course_id)) OR (EXISTS (SELECT 1 FROM " AWARDS " JOIN version_requirement v ON v.credit_type_id = a.credit_type_id " \
	"WHERE " OF_PAIR("a") " AND a.import_id = :id) AND EXISTS (SELECT 1 FROM " AWARDS " JOIN enrollment n ON n.contact_id = e.contact_id " \
	"JOIN version_requirement v ON v.program_id = n.program_id AND v.version = n.definition_version " \
	"AND v.credit_type_id = a.credit_type_id JOIN completion q ON q.enrollment_id = n.id AND q.requirement_id = v.requirement_id " \
	"AND q.evidence = 'credits' AND q.current = 1 WHERE " OF_PAIR("a") " AND a.import_id = :id)) " \
	"THEN 'It met a requirement of a program.' END"
#define KEPT "EXISTS (SELECT 1 FROM import_problem p WHERE p.import_id = :id AND p.line = f.line AND p.n = 99)"
/* clang-format on */

STMT(hold_courses, import_range, import_range,
	"SELECT k.id FROM (SELECT DISTINCT i.course_id FROM " ORDERED " WHERE " IN_RANGE
	") d STRAIGHT_JOIN course k ON k.id = d.course_id ORDER BY k.id FOR UPDATE")
STMT(mark_kept, import_range, none,
	"INSERT IGNORE INTO import_problem (import_id, line, n, code, detail, fatal) SELECT :id, x.line, 99, 'undo_kept', x.why, FALSE FROM "
	"(SELECT f.line, " AGAINST " AS why FROM " MADE(IN_RANGE) OURS ENROLLMENT BEFORE
	") x WHERE x.why IS NOT NULL")
/* Credits that were awarded by themselves were told; the others were not (CRI-21, CRI-22). */
STMT(credits_to_take, import_range, import_range,
	"SELECT a.id FROM " MADE(IN_RANGE) OURS
	"STRAIGHT_JOIN " AWARDS " ON a.course_id = f.course_id "
	"AND a.contact_id = f.contact_id AND a.import_id = :id AND a.provenance = 'auto_on_import' WHERE NOT " KEPT)
STMT(uncount, import_range, none,
	"UPDATE (SELECT e.course_id, e.status, e.active, e.archived, COUNT(*) AS n FROM " MADE(IN_RANGE)
		OURS ENROLLMENT
	"WHERE NOT " KEPT
	" GROUP BY e.course_id, e.status, e.active, e.archived) x JOIN course_tally t ON t.course_id = x.course_id "
	"AND t.status = x.status AND t.active = x.active AND t.archived = x.archived SET t.n = t.n - x.n")
STMT(count_again, import_range, none,
	"INSERT INTO course_tally (course_id, status, active, archived, n) SELECT e.course_id, b.status, b.active, e.archived, COUNT(*) FROM " PAIRS(
		"'fulfil'", IN_RANGE) OURS ENROLLMENT
	"STRAIGHT_JOIN import_before b ON b.import_id = :id AND b.course_id = f.course_id AND b.contact_id = f.contact_id WHERE NOT " KEPT
	" GROUP BY e.course_id, b.status, b.active, e.archived ON DUPLICATE KEY UPDATE n = n + VALUES(n)")
STMT(drop_empty_counts, import_range, none,
	"DELETE t FROM (SELECT DISTINCT i.course_id FROM " ORDERED " WHERE " IN_RANGE
	") d STRAIGHT_JOIN course_tally t ON t.course_id = d.course_id WHERE t.n = 0")
STMT(take_credits, import_range, none,
	"DELETE a FROM " PAIRS("'fulfil'", IN_RANGE) OURS
	"STRAIGHT_JOIN " AWARDS " ON a.course_id = f.course_id "
	"AND a.contact_id = f.contact_id AND a.import_id = :id WHERE NOT " KEPT)
STMT(restore, import_range, none,
	"UPDATE " PAIRS("'fulfil'", IN_RANGE) OURS ENROLLMENT
	"STRAIGHT_JOIN import_before b ON b.import_id = :id AND b.course_id = f.course_id AND b.contact_id = f.contact_id "
	"SET e.status = b.status, e.completed_on = NULL, e.completion_origin = NULL, e.origin_ref = NULL, e.grade = b.grade, "
	"e.ends_on = b.ends_on, e.active = b.active, e.version = b.version WHERE NOT " KEPT)
STMT(take_sources, import_range, none, "DELETE o FROM " PAIRS("'fulfil'", IN_RANGE) OURS "WHERE NOT " KEPT)
STMT(take_enrollments, import_range, none,
	"DELETE e FROM " PAIRS("'create'", IN_RANGE) OURS ENROLLMENT "WHERE NOT " KEPT)
STMT(count_range, import_range, import_range, "SELECT COUNT(*) AS n FROM " ORDERED " WHERE " IN_RANGE)

/* Minutes that were changed again since stay as they are (LVE-18). */
#define MINUTES_RANGE \
	"m.import_id = :id AND m.event_id BETWEEN :from_course AND :to_course AND m.contact_id > :from_contact AND m.contact_id <= :to_contact"
#define MINUTES_OURS "a.import_id <=> :id AND a.minutes = m.after_minutes"
STMT(mark_minutes, import_range, none,
	"INSERT IGNORE INTO import_problem (import_id, line, n, code, detail, fatal) SELECT :id, i.line, 99, 'undo_kept', "
	"'The minutes were changed after the import.', FALSE FROM import_minutes m JOIN " ORDERED
	" ON i.import_id = m.import_id "
	"AND i.course_id = m.event_id AND i.contact_id = m.contact_id AND i.verdict IN ('create', 'fulfil') LEFT JOIN event_attendance a "
	"ON a.event_id = m.event_id AND a.contact_id = m.contact_id WHERE " MINUTES_RANGE
	" AND NOT (" MINUTES_OURS ")")
STMT(restore_minutes, import_range, none,
	"UPDATE import_minutes m JOIN event_attendance a ON a.event_id = m.event_id AND a.contact_id = m.contact_id "
	"SET a.minutes = m.minutes, a.score = m.score, a.import_id = NULL, a.changed_at = :now, a.version = a.version + 1 WHERE " MINUTES_RANGE
	" AND m.minutes IS NOT NULL AND " MINUTES_OURS)
STMT(take_minutes, import_range, none,
	"DELETE a FROM import_minutes m JOIN event_attendance a ON a.event_id = m.event_id AND a.contact_id = m.contact_id WHERE " MINUTES_RANGE
	" AND m.minutes IS NULL AND " MINUTES_OURS)

static enum err revert_minutes(struct ctx *c, const struct import_range *r, int64_t *rows)
{
	struct import_range counted = { .n = 0 };

	TRY(db_exec(c, &mark_minutes, r));
	TRY(db_exec(c, &restore_minutes, r));
	TRY(db_exec(c, &take_minutes, r));
	TRY(settle_minutes(c, r));
	TRY(db_one(c, &count_range, r, &counted));
	*rows = counted.n;
	return ERR_OK;
}

static enum err tell_credits(struct ctx *c, const struct import_range *range)
{
	const struct import_range *r;
	struct list credits;
	struct ints ids;

	TRY(db_all(c, &credits_to_take, range, &credits));
	r = credits.items;
	ids = (struct ints){ arena_alloc(&c->arena, (credits.n + 1) * sizeof(*ids.v)), credits.n };
	for (size_t i = 0; i < credits.n; i++)
		ids.v[i] = r[i].id;
	return webhook_credits_removed(c, &ids);
}

static enum err revert_pairs(struct ctx *c, const struct import_range *r, int64_t *rows)
{
	static struct stmt *const steps[] = { &uncount, &count_again, &take_credits, &restore, &take_sources,
		&take_enrollments, &drop_empty_counts };
	struct import_range counted = { .n = 0 };
	struct list held;

	TRY(db_all(c, &hold_courses, r, &held));
	TRY(db_exec(c, &mark_kept, r));
	TRY(tell_credits(c, r));
	for (size_t k = 0; k < sizeof(steps) / sizeof(*steps); k++)
		TRY(db_exec(c, steps[k], r));
	TRY(db_one(c, &count_range, r, &counted));
	*rows = counted.n;
	return ERR_OK;
}

/* --- people and shells --- */

STMT(some_people, import_range, import_range,
	"SELECT id FROM contact WHERE made_by_import = :id AND id > :from_contact ORDER BY id LIMIT 500")
STMT(drop_person, import_range, none,
	"DELETE FROM contact WHERE id = :id AND version = 1 AND NOT EXISTS (SELECT 1 FROM event_attendance a WHERE a.contact_id = :id) "
	"AND NOT EXISTS (SELECT 1 FROM segment_member m WHERE m.contact_id = :id)")
STMT(shells, import_range, import_range,
	"SELECT id FROM course WHERE made_by_import = :id AND id > :from_course ORDER BY id LIMIT 500")
STMT(drop_tally, import_range, none, "DELETE FROM course_tally WHERE course_id = :id AND n = 0")
STMT(drop_shell, import_range, none,
	"DELETE FROM course WHERE id = :id AND version = 1 AND content_source = 'import_shell'")
STMT(drop_holding, import_range, none, "DELETE FROM import_holding WHERE import_id = :id LIMIT 20000")

/*
 * Who and what stays is named at the first line that tells of it. Rows of contacts are not told whom they became, so those are looked
 * up once more.
 */
#define NAME_KEPT(line, n, name, what) \
	"INSERT IGNORE INTO import_problem (import_id, line, n, code, value, detail, fatal) SELECT :id, " line \
	", " n ", 'undo_kept', " name ", '" what " was made by the import and stays.', FALSE FROM "
#define NAME_CONTACTS \
	NAME_KEPT("MIN(i.line)", "98", "MIN(LEFT(CONCAT(p.given_name, ' ', p.family_name), 200))", \
		"The contact")
STMT(name_people, import, none,
	NAME_CONTACTS
	"import_item i STRAIGHT_JOIN contact p ON p.id = i.contact_id AND p.made_by_import = :id WHERE i.import_id = :id GROUP BY p.id")
STMT(name_numbered, import, none,
	NAME_CONTACTS
	"import_row i STRAIGHT_JOIN contact p ON p.contact_no = i.person_no AND p.made_by_import = :id WHERE i.import_id = :id "
	"GROUP BY p.id")
STMT(name_addressed, import, none,
	NAME_CONTACTS
	"import_row i STRAIGHT_JOIN contact p ON p.email = i.email AND p.made_by_import = :id WHERE i.import_id = :id "
	"AND i.person_no IS NULL GROUP BY p.id")
STMT(name_shells, import, none,
	NAME_KEPT(
		"COALESCE((SELECT MIN(i.line) FROM import_item i FORCE INDEX (import_item_order) WHERE i.import_id = :id AND i.course_id = k.id), 1)",
		"97", "LEFT(k.title, 200)", "The course") "course k WHERE k.made_by_import = :id")
STMT(count_left, import, import_undo,
	"SELECT (SELECT COUNT(*) FROM contact WHERE made_by_import = :id) AS contacts, (SELECT COUNT(*) FROM course WHERE made_by_import = :id) "
	"AS courses")

static enum err name_left(struct ctx *c, const struct import *i)
{
	const bool contacts = !strcmp(i->kind, "contacts");
	struct import_undo left = { .contacts = 0 };

	TRY(db_one(c, &count_left, i, &left));
	if (left.courses)
		TRY(db_exec(c, &name_shells, i));
	if (left.contacts && contacts)
		TRY(db_exec(c, &name_addressed, i));
	return left.contacts ? db_exec(c, contacts ? &name_numbered : &name_people, i) : ERR_OK;
}

/* Whoever is needed by something else stays: the database itself says so. */
static enum err drop_each(struct ctx *c, const struct list *ids, struct stmt *first, struct stmt *drop,
	int64_t *dropped)
{
	const struct import_range *r = ids->items;

	*dropped = 0;
	for (size_t i = 0; i < ids->n; i++) {
		int64_t n = 0;

		if (first)
			TRY(db_exec(c, first, &r[i]));
		TRY(db_change_free(c, drop, &r[i], &n));
		*dropped += n;
	}
	return ERR_OK;
}

static void tell(struct ctx *c, const struct import *i, const char *what, int64_t n)
{
	if (n)
		audit_json(c, "import.undo", import_named(i),
			arena_printf(&c->arena, "[{\"field\":\"%s\",\"before\":%lld,\"after\":null}]", what,
				(long long)n));
}

static enum err undo_people(struct ctx *c, struct import *i)
{
	struct import_range r = { .id = i->id, .from_contact = i->at_contact };
	struct list ids;
	int64_t n;

	TRY(db_all(c, &some_people, &r, &ids));
	TRY(drop_each(c, &ids, NULL, &drop_person, &n));
	tell(c, i, "contacts", n);
	if (ids.n)
		i->at_contact = ((const struct import_range *)ids.items)[ids.n - 1].id;
	else
		import_phase(c, i, "undo_courses");
	return ERR_OK;
}

static enum err undo_courses(struct ctx *c, struct import *i)
{
	struct import_range r = { .id = i->id, .from_course = i->at_course };
	struct list ids;
	int64_t n;

	TRY(db_all(c, &shells, &r, &ids));
	TRY(drop_each(c, &ids, &drop_tally, &drop_shell, &n));
	tell(c, i, "courses", n);
	if (ids.n)
		i->at_course = ((const struct import_range *)ids.items)[ids.n - 1].id;
	else
		import_phase(c, i, "undone");
	return ERR_OK;
}

static enum err undo_holding(struct ctx *c, struct import *i)
{
	int64_t n;

	TRY(db_change(c, &drop_holding, &(struct import_range){ .id = i->id }, &n));
	tell(c, i, "holding", n);
	if (!n)
		import_phase(c, i, "undo_people");
	return ERR_OK;
}

static enum err undo_rows(struct ctx *c, struct import_step *s)
{
	struct import *i = &s->import;
	int64_t rows;
	bool more;

	TRY(next_pairs(c, i, &s->range, &more));
	if (!more) {
		import_phase(c, i, "undo_holding");
		return ERR_OK;
	}
	TRY((strcmp(i->kind, "attendance") ? revert_pairs : revert_minutes)(c, &s->range, &rows));
	pairs_done(i, &s->range);
	i->done += rows;
	if (rows)
		audit_json(c, "import.undo_rows", import_named(i), range_json(c, &s->range, rows));
	return ERR_OK;
}

/* --- step by step --- */

STMT(count_kept, import, import,
	"SELECT (SELECT COUNT(*) FROM import_problem WHERE import_id = :id AND code = 'undo_kept' AND n = 99) + "
	"(SELECT COUNT(*) FROM contact WHERE made_by_import = :id) + (SELECT COUNT(*) FROM course WHERE made_by_import = :id) AS kept")
STMT(forget_before, import, none, "DELETE FROM import_before WHERE import_id = :id")
STMT(forget_minutes, import, none, "DELETE FROM import_minutes WHERE import_id = :id")

static enum err revert_step(struct ctx *c, struct import_step *s)
{
	struct import *i = &s->import;

	s->more = true;
	if (!strcmp(i->phase, "undo"))
		return undo_rows(c, s);
	if (!strcmp(i->phase, "undo_holding"))
		return undo_holding(c, i);
	if (!strcmp(i->phase, "undo_people"))
		return undo_people(c, i);
	if (!strcmp(i->phase, "undo_courses"))
		return undo_courses(c, i);
	TRY(db_exec(c, &forget_before, i));
	TRY(db_exec(c, &forget_minutes, i));
	TRY(db_one(c, &count_kept, i, i));
	TRY(name_left(c, i));
	i->state = "reverted";
	i->ended_at = c->now;
	s->more = false;
	audit_json(c, "import.reverted", import_named(i),
		arena_printf(&c->arena, "[{\"field\":\"kept\",\"before\":null,\"after\":%lld}]",
			(long long)i->kept));
	return ERR_OK;
}

enum err import_revert_job(struct ctx *c, struct job *job)
{
	return import_run_job(c, job, "reverting", revert_step);
}

/* --- beforehand --- */

#define ALL "i.import_id = :id AND i.course_id > 0 AND i.contact_id > 0"
STMT(count_undo, import, import_undo,
	"SELECT (SELECT COUNT(*) FROM course_source WHERE kind = 'import' AND ref_id = :id) - (SELECT COUNT(*) FROM import_before WHERE "
	"import_id = :id) AS enrollments, (SELECT COUNT(*) FROM import_before WHERE import_id = :id) AS restored, "
	"(SELECT COUNT(*) FROM credit_award WHERE import_id = :id) AS credits, "
	"(SELECT COUNT(*) FROM contact WHERE made_by_import = :id) AS contacts, "
	"(SELECT COUNT(*) FROM course WHERE made_by_import = :id) AS courses, "
	"(SELECT COUNT(*) FROM import_minutes WHERE import_id = :id) AS attendance, "
	"(SELECT COUNT(*) FROM import_holding WHERE import_id = :id) AS holding")
struct undo_reason {
	const char *why;
	int64_t n, made, credits; /* rows; of which it made the enrolment; their credits */
};
static const struct field undo_reason_fields[] = {
	FIELD(undo_reason, why, 0, 0, 300),
	FIELD(undo_reason, n, 0, 0, WIDE),
	FIELD(undo_reason, made, 0, 0, WIDE),
	FIELD(undo_reason, credits, 0, 0, WIDE),
	FIELD_END,
};
STMT(count_against, import, undo_reason,
	"SELECT why, COUNT(*) AS n, SUM(made) AS made, SUM(credits) AS credits FROM (SELECT " AGAINST
	" AS why, b.version IS NULL AS made, "
	"(SELECT COUNT(*) FROM " AWARDS
	" WHERE " OF_PAIR("a") " AND a.import_id = :id) AS credits FROM " MADE(ALL) OURS ENROLLMENT BEFORE
	") x WHERE why IS NOT NULL GROUP BY why ORDER BY n DESC")

STMT(name_kept, import, import_kept,
	"SELECT x.line, CONCAT(p.given_name, ' ', p.family_name) AS who, k.title AS what, x.why FROM (SELECT f.line, f.contact_id, "
	"f.course_id, " AGAINST " AS why FROM " MADE(ALL) OURS ENROLLMENT BEFORE
	") x STRAIGHT_JOIN contact p ON p.id = x.contact_id STRAIGHT_JOIN course k ON k.id = x.course_id WHERE x.why IS NOT NULL "
	"ORDER BY x.line LIMIT 50")

enum err import_undo_preview(struct ctx *c, int64_t id, struct import_undo *into)
{
	struct import i;
	const struct undo_reason *r;
	struct list reasons;

	TRY(import_read(c, id, false, &i));
	TRY(db_one(c, &count_undo, &i, into));
	TRY(db_all(c, &count_against, &i, &reasons));
	r = reasons.items;
	into->because = (struct words){ arena_alloc(&c->arena, (reasons.n + 1) * sizeof(char *)), reasons.n };
	for (size_t k = 0; k < reasons.n; k++) {
		into->kept += r[k].n;
		into->enrollments -= r[k].made;
		into->restored -= r[k].n - r[k].made;
		into->credits -= r[k].credits;
		into->because.v[k] = arena_printf(&c->arena, "%lld: %s", (long long)r[k].n, r[k].why);
	}
	return into->kept ? db_all(c, &name_kept, &i, &into->keeps) : ERR_OK;
}
