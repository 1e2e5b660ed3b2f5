#include "import_parts.h"

#include "certificate.h"
#include "course_enrollment.h"
#include "credit_evidence.h"
#include "credit_rule.h"
#include "db.h"
#include "event.h"
#include "page.h"
#include "profile.h"
#include "segment.h"
#include "webhook.h"

#include <string.h>

/*
 * Applying: shells and people first, then everything is judged once more with
 * them if that can change a verdict, then enrolments and credits in the order
 * of their keys, a stretch of (course, contact) at a time.  What an import made
 * is known by its number on the source, the credit, the contact and the course,
 * and by import_before.
 */

/* clang-format off */
#define IN_RANGE \
	"i.import_id = :id AND i.course_id BETWEEN :from_course AND :to_course AND i.contact_id > :from_contact " \
	"AND i.contact_id <= :to_contact"
#define ORDERED "import_item i FORCE INDEX (import_item_order)"
#define PAIRS(verdicts) \
	"(SELECT i.course_id, i.contact_id, MIN(i.line) AS line FROM " ORDERED " WHERE " IN_RANGE \
	" AND i.verdict IN (" verdicts ") GROUP BY i.course_id, i.contact_id) f "
#define ROW_OF(item) "STRAIGHT_JOIN import_row r ON r.import_id = :id AND r.line = " item ".line "
#define ENROLLMENT_OF(item) \
	"STRAIGHT_JOIN course_enrollment e ON e.course_id = " item ".course_id AND e.contact_id = " item ".contact_id "
#define OPEN_COURSE \
	"(k.content_source <> 'import_shell' AND NOT EXISTS (SELECT 1 FROM course_step s WHERE s.course_id = k.id AND s.required " \
	"AND NOT s.retired))"
#define STARTS "COALESCE(r.starts_on, r.completed_on, :today)"
/* clang-format on */

/* --- shells (CRI-02, CRI-03) --- */

/* With the id that its rows have already, unless somebody's own table of courses took it. */
STMT(make_shells, import_range, none,
	"INSERT INTO course (id, code, title, description, content_source, enrollment_method, status, certificate, made_by_import, created_at) "
	"SELECT IF(t.id IS NULL, n.course_id, NULL), n.code, n.title, '', 'import_shell', 'assignment_only', 'active', FALSE, :id, :now "
	"FROM import_course n LEFT JOIN course t ON t.id = n.course_id LEFT JOIN course k ON k.code = n.code WHERE n.import_id = :id "
	"AND k.id IS NULL AND (SELECT i.line FROM import_item i FORCE INDEX (import_item_order) WHERE i.import_id = :id "
	"AND i.course_id = n.course_id AND i.verdict IN ('create', 'hold') LIMIT 1) IS NOT NULL "
	"ORDER BY n.course_id ON DUPLICATE KEY UPDATE course.code = course.code")

static enum err make_courses(struct ctx *c, const struct import *i)
{
	int64_t n;

	if (strcmp(i->kind, "course_records") != 0)
		return ERR_OK;
	TRY(db_change(c, &make_shells, &(struct import_range){ .id = i->id }, &n));
	if (n)
		audit_json(c, "import.make_courses", import_named(i),
			arena_printf(&c->arena, "[{\"field\":\"courses\",\"before\":null,\"after\":%lld}]",
				(long long)n));
	return ERR_OK;
}

/* --- people (CRI-04) --- */

/* A key that another row of the stretch has taken meanwhile is passed over: judging again finds its owner. */
STMT(make_people, import_range, none,
	"INSERT IGNORE INTO contact (contact_no, given_name, family_name, email, made_by_import, created_at) "
	"SELECT r.person_no, r.given_name, r.family_name, r.email, :id, :now FROM (SELECT MIN(i.line) AS line FROM import_item i "
	"FORCE INDEX (PRIMARY) JOIN import_row r ON r.import_id = i.import_id AND r.line = i.line WHERE i.import_id = :id "
	"AND i.line > :from_line AND i.line <= :to_line AND i.contact_id = 0 AND i.verdict = 'create' "
	"GROUP BY COALESCE(r.person_no, r.email)) f JOIN import_row r ON r.import_id = :id AND r.line = f.line "
	"LEFT JOIN contact pn ON pn.contact_no = r.person_no LEFT JOIN contact pe ON pe.email = r.email "
	"WHERE pn.id IS NULL AND pe.id IS NULL ORDER BY r.line")
STMT(number_people, import_range, none,
	"UPDATE contact p LEFT JOIN contact q ON q.contact_no = CONCAT('C', IF(p.id < 1000000, LPAD(p.id, 6, '0'), p.id)) "
	"SET p.contact_no = CONCAT('C', IF(p.id < 1000000, LPAD(p.id, 6, '0'), p.id), IF(q.id IS NULL, '', CONCAT('-', :id))) "
	"WHERE p.made_by_import = :id AND p.contact_no IS NULL")

struct new_person {
	int64_t id;
	const char *text;
};
static const struct field new_person_fields[] = {
	FIELD(new_person, id, 0, 1, WIDE),
	FIELD(new_person, text, 0, 0, 1000),
	FIELD_END,
};
STMT(people_without_words, import_range, new_person,
	"SELECT p.id, CONCAT_WS(' ', p.given_name, p.family_name, p.contact_no, p.email) AS text FROM contact p "
	"WHERE p.made_by_import = :id AND NOT EXISTS (SELECT 1 FROM contact_word w WHERE w.contact_id = p.id) ORDER BY p.id")

/* They are found by the words of their names like everybody else. */
static enum err index_people(struct ctx *c, const struct list *people)
{
	const struct new_person *p = people->items;
	struct buf b = { .arena = &c->arena };

	for (size_t i = 0; i < people->n; i++) {
		struct words words = search_words(c, p[i].text);

		for (size_t k = 0; k < words.n; k++) {
			db_load_text(&b, words.v[k], strlen(words.v[k]));
			buf_printf(&b, "\t%lld\n", (long long)p[i].id);
		}
	}
	if (!b.used)
		return ERR_OK;
	return db_load(c,
		"LOAD DATA LOCAL INFILE 'words' IGNORE INTO TABLE contact_word CHARACTER SET utf8mb4 (word, contact_id)",
		b.data, b.used, REPEATS_PASS);
}

/* What the file says of their profiles; read cell by cell already. */
static const struct field value_fields[] = {
	FIELD(profile_value, contact_id, 0, 1, WIDE),
	FIELD(profile_value, field_id, 0, 1, WIDE),
	FIELD(profile_value, text_value, NULLABLE, 0, 200),
	FIELD(profile_value, number_value, NULLABLE, 0, 40),
	FIELD(profile_value, date_value, NULLABLE, DATE_MIN, DATE_MAX),
	FIELD_END,
};
#define profile_value_fields value_fields
STMT(profiles_of_people, import_range, profile_value,
	"SELECT p.id AS contact_id, j.field_id, j.text_value, j.number_value, j.date_value FROM import_item i FORCE INDEX (PRIMARY) "
	"STRAIGHT_JOIN import_row r ON r.import_id = i.import_id AND r.line = i.line AND r.profile IS NOT NULL "
	"STRAIGHT_JOIN contact p ON p.made_by_import = :id AND (p.contact_no = r.person_no OR (r.person_no IS NULL AND p.email = r.email)) "
	"STRAIGHT_JOIN JSON_TABLE(r.profile, '$[*]' COLUMNS (field_id BIGINT PATH '$.f', text_value VARCHAR(200) PATH '$.t', "
	"number_value VARCHAR(40) PATH '$.n', date_value DATE PATH '$.d')) j "
	"WHERE i.import_id = :id AND i.line > :from_line AND i.line <= :to_line AND i.verdict = 'create' ORDER BY p.id, j.field_id")

/* Their profiles, and the segments that profiles bring, a few thousand people at a time. */
static enum err settle_people(struct ctx *c, const struct import_range *r, const struct list *people)
{
	const struct new_person *p = people->items;
	struct ints ids = { arena_alloc(&c->arena, (SEGMENT_CHUNK + 1) * sizeof(int64_t)), 0 };
	struct list values, changed;

	TRY(db_all(c, &profiles_of_people, r, &values));
	if (values.n)
		TRY(profile_store(c, &values, &changed));
	for (size_t i = 0; i < people->n; i++) {
		ids.v[ids.n++] = p[i].id;
		if (ids.n < SEGMENT_CHUNK && i + 1 < people->n)
			continue;
		TRY(segments_refresh(c, &ids));
		ids.n = 0;
	}
	return ERR_OK;
}

static enum err people_of(struct ctx *c, const struct import *i, const struct import_range *r)
{
	struct list people;
	int64_t made;

	TRY(segments_hold(c));
	TRY(db_change(c, &make_people, r, &made));
	if (!made)
		return ERR_OK;
	TRY(db_exec(c, &number_people, r));
	TRY(db_all(c, &people_without_words, r, &people));
	TRY(index_people(c, &people));
	TRY(settle_people(c, r, &people));
	audit_json(c, "import.make_contacts", import_named(i),
		arena_printf(&c->arena,
			"[{\"field\":\"contacts\",\"before\":null,\"after\":%lld},{\"field\":\"lines\",\"before\":null,\"after\":[%lld,%lld]}]",
			(long long)people.n, (long long)r->from_line + 1, (long long)r->to_line));
	return ERR_OK;
}

/* --- enrolments and credits --- */

/* An enrolment whose course gives a certificate. */
struct certified {
	int64_t course_enrollment_id, contact_id, course_id, attempt;
	const char *title;
	struct date completed_on;
};
static const struct field certified_fields[] = {
	FIELD(certified, course_enrollment_id, 0, 1, WIDE),
	FIELD(certified, contact_id, 0, 1, WIDE),
	FIELD(certified, course_id, 0, 1, WIDE),
	FIELD(certified, attempt, 0, 1, WIDE),
	FIELD(certified, title, 0, 1, 200),
	FIELD(certified, completed_on, 0, DATE_MIN, DATE_MAX),
	FIELD_END,
};

/* Certificates are issued one by one: a step of them is smaller, so that none takes long. */
enum { PAIRS_A_STEP = 20000, CERTIFICATES_A_STEP = 500 };
#define COURSES_IN_RANGE \
	"(SELECT DISTINCT i.course_id FROM " ORDERED " WHERE " IN_RANGE \
	") d STRAIGHT_JOIN course k ON k.id = d.course_id "
STMT(gives_certificates, import_range, import_range,
	"SELECT COUNT(*) AS n FROM " COURSES_IN_RANGE "WHERE k.certificate")

STMT(end_of_pairs, import_range, import_range,
	"SELECT i.course_id AS to_course, i.contact_id AS to_contact FROM " ORDERED
	" WHERE i.import_id = :id AND (i.course_id > :from_course OR (i.course_id = :from_course AND i.contact_id > :from_contact)) "
	"ORDER BY i.course_id, i.contact_id LIMIT 1 OFFSET :n")
STMT(count_range, import_range, import_range, "SELECT COUNT(*) AS n FROM " ORDERED " WHERE " IN_RANGE)

/* What a stretch holds: what it has nothing of is not done. */
struct stretch {
	int64_t n, creates, fulfils; /* rows */
};
static const struct field stretch_fields[] = {
	FIELD(stretch, n, 0, 0, WIDE),
	FIELD(stretch, creates, 0, 0, WIDE),
	FIELD(stretch, fulfils, 0, 0, WIDE),
	FIELD_END,
};
/* How many of its courses give certificates, count elsewhere once completed, award credits; and whether any program asks for credits. */
struct stretch_courses {
	int64_t certify, count, awards, asked;
};
static const struct field stretch_courses_fields[] = {
	FIELD(stretch_courses, certify, 0, 0, WIDE),
	FIELD(stretch_courses, count, 0, 0, WIDE),
	FIELD(stretch_courses, awards, 0, 0, WIDE),
	FIELD(stretch_courses, asked, 0, 0, WIDE),
	FIELD_END,
};
STMT(look_at_rows, import_range, stretch,
	"SELECT COUNT(*) AS n, COALESCE(SUM(i.verdict = 'create'), 0) AS creates, COALESCE(SUM(i.verdict = 'fulfil'), 0) AS fulfils FROM " ORDERED
	" WHERE " IN_RANGE)
STMT(look_at_courses, import_range, stretch_courses,
	"SELECT COALESCE(SUM(k.certificate), 0) AS certify, COALESCE(SUM(EXISTS (SELECT 1 FROM component m WHERE m.course_id = k.id) OR "
	"EXISTS (SELECT 1 FROM course_equivalency q WHERE q.counts_id = k.id) OR "
	"EXISTS (SELECT 1 FROM course_equivalency q WHERE q.course_id = k.id AND q.both_ways)), 0) AS count, "
	"COALESCE(SUM(EXISTS (SELECT 1 FROM course_credit w WHERE w.course_id = k.id AND NOT w.variable)), 0) AS awards, "
	"EXISTS (SELECT 1 FROM version_requirement WHERE credit_type_id IS NOT NULL) AS asked FROM " COURSES_IN_RANGE)
STMT(lines_in_range, import_range, import_range,
	"SELECT i.line AS to_line FROM " ORDERED " WHERE " IN_RANGE " ORDER BY i.line")
STMT(hold_courses, import_range, import_range,
	"SELECT k.id FROM " COURSES_IN_RANGE "ORDER BY k.id FOR UPDATE")

/* Somebody changed who is in the course since it was judged. */
STMT(count_overtaken, import_range, import_range,
	"SELECT COUNT(*) AS n FROM " PAIRS(
		"'fulfil'") "LEFT JOIN course_enrollment e ON e.course_id = f.course_id "
			    "AND e.contact_id = f.contact_id WHERE e.id IS NULL OR e.status <> 'assigned'")

/* clang-format off */
/* Pairs come in the order of the index that they are read from, which is that of the keys: nothing is sorted for it. */
STMT(enrol, import_range, none,
	"INSERT INTO course_enrollment (course_id, contact_id, sort_name, attempt, status, active, enrolled_on, completed_on, "
	"completion_origin, origin_ref, grade, ends_on, created_at) "
	"SELECT f.course_id, f.contact_id, p.sort_name, 1, IF(r.complete OR " OPEN_COURSE ", 'completed', 'assigned'), TRUE, " STARTS ", "
	"IF(r.complete, r.completed_on, IF(" OPEN_COURSE ", LEAST(" STARTS ", :today), NULL)), "
	"IF(r.complete, 'import', IF(" OPEN_COURSE ", 'no_steps', NULL)), IF(r.complete, :id, NULL), r.grade, r.ends_on, :now "
	"FROM " PAIRS("'create'") ROW_OF("f") "STRAIGHT_JOIN course k ON k.id = f.course_id STRAIGHT_JOIN contact p ON p.id = f.contact_id")
/* clang-format on */
STMT(keep_before, import_range, none,
	"INSERT INTO import_before (import_id, course_id, contact_id, status, active, grade, ends_on, version) "
	"SELECT :id, e.course_id, e.contact_id, e.status, e.active, e.grade, e.ends_on, e.version FROM " PAIRS(
		"'fulfil'") ENROLLMENT_OF("f"))
STMT(fulfil, import_range, none,
	"UPDATE " PAIRS("'fulfil'") ROW_OF("f") ENROLLMENT_OF(
		"f") "SET e.status = 'completed', e.completed_on = r.completed_on, e.completion_origin = 'import', e.origin_ref = :id, "
		     "e.grade = COALESCE(r.grade, e.grade), e.ends_on = COALESCE(r.ends_on, e.ends_on), e.active = TRUE, "
		     "e.version = e.version + 1")
STMT(add_sources, import_range, none,
	"INSERT INTO course_source (course_id, contact_id, kind, ref_id, active) SELECT f.course_id, f.contact_id, 'import', :id, TRUE FROM " PAIRS(
		"'create', 'fulfil'"))

/* Imported credits are never submitted by themselves (CRI-21); which import they came with decides on PARS (CRI-14, CRI-15). */
/* clang-format off */
#define BY_KIND(what) "IF(m.kind = 'course', " what(import_course) ", " what(import_legacy) ")"
#define AWARD_IMPORTED(attempt, enrollment, verdict) \
	"INSERT INTO credit_award (course_id, contact_id, attempt, credit_type_id, amount, awarded_on, expires_on, provenance, import_id, " \
	"submission, created_at) SELECT i.course_id, i.contact_id, " attempt \
	", i.credit_type_id, r.amount, r.completed_on, r.credit_expires_on, " BY_KIND(PROVENANCE) ", :id, " BY_KIND(SUBMISSION) ", :now " \
	"FROM import m STRAIGHT_JOIN " ORDERED " STRAIGHT_JOIN import_row r ON r.import_id = i.import_id AND r.line = i.line " enrollment \
	"WHERE m.id = :id AND " IN_RANGE " AND i.credit_type_id > 0 AND i.verdict = '" verdict "'"
/* clang-format on */
STMT(award_created, import_range, none, AWARD_IMPORTED("1", "", "create"))
STMT(award_fulfilled, import_range, none, AWARD_IMPORTED("e.attempt", ENROLLMENT_OF("i"), "fulfil"))
/* A completion without credit, of somebody who is known, awards what is not variable, and that is reported (CRI-22, CRI-23). */
STMT(award_unasked, import_range, none,
	AWARD_CREDITS_DUE(auto_on_import, ":id", ORDERED " " ENROLLMENT_OF("i")) IN_RANGE
	" AND i.reported AND i.verdict IN ('create', 'fulfil')")
#define COUNT_THEM(enrollments) \
	"INSERT INTO course_tally (course_id, status, active, archived, n) SELECT e.course_id, e.status, e.active, e.archived, COUNT(*) FROM " enrollments \
	" GROUP BY e.course_id, e.status, e.active, e.archived ON DUPLICATE KEY UPDATE n = n + VALUES(n)"
/* From the first id that enrol gave. Their courses are held, so nobody else's are among them. */
STMT(count_made, import_range, none,
	COUNT_THEM(
		"course_enrollment e FORCE INDEX (PRIMARY) WHERE e.id >= :n AND e.course_id BETWEEN :from_course AND :to_course "
		"AND e.contact_id > :from_contact AND e.contact_id <= :to_contact"))
STMT(count_completed, import_range, none, COUNT_THEM(PAIRS("'fulfil'") ENROLLMENT_OF("f")))
STMT(count_fulfilled, import_range, none,
	"UPDATE (SELECT b.course_id, b.status, b.active, e.archived, COUNT(*) AS n FROM " PAIRS("'fulfil'") ENROLLMENT_OF(
		"f") "STRAIGHT_JOIN import_before b ON b.import_id = :id AND b.course_id = f.course_id AND b.contact_id = f.contact_id "
		     "GROUP BY b.course_id, b.status, b.active, e.archived) x JOIN course_tally t ON t.course_id = x.course_id "
		     "AND t.status = x.status AND t.active = x.active AND t.archived = x.archived SET t.n = t.n - x.n")

/* What other parts make of a completion: requirements of programs, courses that count as one another, certificates. */
#define COMPLETED "e.status = 'completed' AND e.completed_on IS NOT NULL"
STMT(completions_that_count, import_range, import_range,
	"SELECT e.id FROM " PAIRS("'create', 'fulfil'") ENROLLMENT_OF(
		"f") "WHERE " COMPLETED " AND (EXISTS (SELECT 1 FROM component k "
		     "WHERE k.course_id = f.course_id) OR EXISTS (SELECT 1 FROM course_equivalency q WHERE q.counts_id = f.course_id) OR EXISTS "
		     "(SELECT 1 FROM course_equivalency q WHERE q.course_id = f.course_id AND q.both_ways)) ORDER BY e.id")
STMT(completions_to_certify, import_range, certified,
	"SELECT e.id AS course_enrollment_id, e.contact_id, e.course_id, e.attempt, e.completed_on, k.title FROM " PAIRS(
		"'create', 'fulfil'") "STRAIGHT_JOIN course k ON k.id = f.course_id AND k.certificate " ENROLLMENT_OF("f") "WHERE " COMPLETED
															   " ORDER BY e.id")

/* clang-format off */
/* Whose credits of this import, named by rows or awarded by courses, some program may ask for. The few types that are asked for come first. */
#define ASKED_FOR(type) \
	"STRAIGHT_JOIN (SELECT DISTINCT credit_type_id FROM version_requirement WHERE credit_type_id IS NOT NULL) q ON q.credit_type_id = " type \
	" WHERE " IN_RANGE " AND i.verdict IN ('create', 'fulfil') "
STMT(people_with_credits, import_range, import_range,
	"SELECT i.contact_id AS id FROM " ORDERED " " ASKED_FOR("i.credit_type_id") "UNION SELECT i.contact_id FROM " ORDERED
	" STRAIGHT_JOIN course_credit w ON w.course_id = i.course_id AND NOT w.variable " ASKED_FOR("w.credit_type_id")
	"AND i.credit_type_id = 0 ORDER BY id")
/* clang-format on */

static enum err certify(struct ctx *c, const struct import_range *r)
{
	const struct certified *k;
	struct list list;

	TRY(db_all(c, &completions_to_certify, r, &list));
	k = list.items;
	for (size_t i = 0; i < list.n; i++) {
		struct certificate_course in = { .contact_id = k[i].contact_id,
			.course_id = k[i].course_id,
			.course_enrollment_id = k[i].course_enrollment_id,
			.attempt = k[i].attempt,
			.title = k[i].title,
			.completed_on = k[i].completed_on };

		TRY(certificate_issue_course(c, &in));
	}
	return ERR_OK;
}

static enum err ids_of(struct ctx *c, struct stmt *s, const struct import_range *r, struct ints *into)
{
	const struct import_range *one;
	struct list list;

	TRY(db_all(c, s, r, &list));
	one = list.items;
	*into = (struct ints){ arena_alloc(&c->arena, (list.n + 1) * sizeof(int64_t)), list.n };
	for (size_t i = 0; i < list.n; i++)
		into->v[i] = one[i].id;
	return ERR_OK;
}

static enum err follow(struct ctx *c, const struct import_range *r, const struct stretch_courses *has)
{
	struct ints ids;

	if (has->certify)
		TRY(certify(c, r));
	if (has->asked) {
		TRY(ids_of(c, &people_with_credits, r, &ids));
		TRY(credit_evidence_follow(c, &ids));
	}
	if (!has->count)
		return ERR_OK;
	TRY(ids_of(c, &completions_that_count, r, &ids));
	return ids.n ? course_completions_follow(c, &ids) : ERR_OK;
}

/* Judge these rows once more: rare, and therefore simple. */
static enum err judge_range(struct ctx *c, const struct import *i, const struct import_range *r)
{
	const struct import_range *line;
	struct list lines;

	TRY(db_all(c, &lines_in_range, r, &lines));
	line = lines.items;
	for (size_t k = 0; k < lines.n; k++) {
		struct import_range one = { .id = i->id,
			.from_line = line[k].to_line - 1,
			.to_line = line[k].to_line };

		TRY(judge_lines(c, i, &one));
		TRY(judge_problems(c, i, &one));
	}
	return judge_whole(c, i);
}

static enum err enrol_once(struct ctx *c, const struct import_range *r)
{
	struct import_range made = *r;

	TRY(db_insert(c, &enrol, r, &made.n, ERR_ALREADY_ENROLLED));
	return made.n ? db_exec(c, &count_made, &made) : ERR_OK;
}

static enum err enrol_range(struct ctx *c, const struct import *i, const struct import_range *r,
	struct stretch *has)
{
	struct import_range overtaken = { .n = 0 };
	bool again;
	enum err e;

	TRY(db_one(c, &look_at_rows, r, has));
	if (has->fulfils)
		TRY(db_one(c, &count_overtaken, r, &overtaken));
	again = overtaken.n;
	if (again)
		TRY(judge_range(c, i, r));
	e = enrol_once(c, r);
	if (e == ERR_ALREADY_ENROLLED) {
		again = true;
		TRY(judge_range(c, i, r));
		e = enrol_once(c, r);
	}
	return e || !again ? e : db_one(c, &look_at_rows, r, has);
}

enum err apply_pairs(struct ctx *c, const struct import *i, const struct import_range *r, int64_t *rows)
{
	static struct stmt *const fulfilling[] = { &keep_before, &fulfil, &count_completed, &count_fulfilled,
		&award_fulfilled };
	struct stretch_courses courses = { 0 };
	struct stretch has = { 0 };
	struct list held;

	TRY(db_all(c, &hold_courses, r, &held));
	TRY(db_one(c, &look_at_courses, r, &courses));
	TRY(enrol_range(c, i, r, &has));
	for (size_t k = 0; has.fulfils && k < sizeof(fulfilling) / sizeof(*fulfilling); k++)
		TRY(db_exec(c, fulfilling[k], r));
	TRY(db_exec(c, &add_sources, r));
	TRY(db_exec(c, &award_created, r));
	if (courses.awards)
		TRY(db_exec(c, &award_unasked, r));
	TRY(webhook_credits_imported(c,
		&(struct webhook_range){ r->id, r->from_course, r->to_course, r->from_contact,
			r->to_contact }));
	TRY(follow(c, r, &courses));
	*rows = has.n;
	return ERR_OK;
}

/* --- attendance (LVE-01, LVE-06) --- */

#define EVENT_MINUTES "COALESCE(r.minutes, IF(r.complete, v.duration_minutes, 0))"
STMT(keep_minutes, import_range, none,
	"INSERT INTO import_minutes (import_id, event_id, contact_id, minutes, score, after_minutes) SELECT :id, i.course_id, i.contact_id, "
	"a.minutes, a.score, " EVENT_MINUTES " FROM " ORDERED
	" STRAIGHT_JOIN import_row r ON r.import_id = i.import_id AND r.line = i.line "
	"STRAIGHT_JOIN event v ON v.id = i.course_id LEFT JOIN event_attendance a ON a.event_id = i.course_id AND a.contact_id = i.contact_id "
	"WHERE " IN_RANGE " AND i.verdict IN ('create', 'fulfil')")
STMT(set_minutes, import_range, none,
	"INSERT INTO event_attendance (event_id, contact_id, minutes, score, import_id, changed_at) SELECT i.course_id, i.contact_id, " EVENT_MINUTES
	", r.score, :id, :now FROM " ORDERED
	" STRAIGHT_JOIN import_row r ON r.import_id = i.import_id AND r.line = i.line "
	"STRAIGHT_JOIN event v ON v.id = i.course_id WHERE " IN_RANGE
	" AND i.verdict IN ('create', 'fulfil') "
	"ON DUPLICATE KEY UPDATE minutes = VALUES(minutes), score = COALESCE(VALUES(score), event_attendance.score), import_id = VALUES(import_id), "
	"changed_at = VALUES(changed_at), version = event_attendance.version + 1")

STMT(events_in_range, import_range, import_range,
	"SELECT i.course_id AS id, MIN(i.contact_id) AS from_contact, MAX(i.contact_id) AS to_contact FROM " ORDERED
	" WHERE " IN_RANGE " AND i.verdict IN ('create', 'fulfil') GROUP BY i.course_id")

/* Steps and courses follow as they do when minutes are typed in (LVE-20). */
enum err settle_minutes(struct ctx *c, const struct import_range *r)
{
	const struct import_range *e;
	struct list events;

	TRY(db_all(c, &events_in_range, r, &events));
	e = events.items;
	for (size_t i = 0; i < events.n; i++)
		TRY(attendance_settle(c, e[i].id, e[i].from_contact, e[i].to_contact));
	return ERR_OK;
}

static enum err apply_minutes(struct ctx *c, const struct import *i, const struct import_range *r,
	int64_t *rows)
{
	struct import_range counted = { .n = 0 };

	(void)i;
	TRY(db_exec(c, &keep_minutes, r));
	TRY(db_exec(c, &set_minutes, r));
	TRY(settle_minutes(c, r));
	TRY(db_one(c, &count_range, r, &counted));
	*rows = counted.n;
	return ERR_OK;
}

enum err apply_range(struct ctx *c, const struct import *i, const struct import_range *r, int64_t *rows)
{
	return strcmp(i->kind, "attendance") ? apply_pairs(c, i, r, rows) : apply_minutes(c, i, r, rows);
}

/*
 * The next stretch after the checkpoint: part of one large course, or several
 * whole ones, so that the key's order is its order too.
 */
static enum err stretch_of(struct ctx *c, const struct import *i, int64_t pairs, struct import_range *r)
{
	struct import_range to = { .to_course = 0 };
	bool found;

	*r = (struct import_range){ .id = i->id,
		.from_course = i->at_course,
		.from_contact = i->at_contact,
		.n = pairs };
	TRY(db_maybe(c, &end_of_pairs, r, &to, &found));
	r->to_contact = WIDE;
	if (i->at_contact || (found && to.to_course == i->at_course))
		r->to_course = i->at_course;
	else
		r->to_course = found ? to.to_course - 1 : WIDE;
	if (found && to.to_course == i->at_course)
		r->to_contact = to.to_contact;
	return ERR_OK;
}

/* False at the end. */
enum err next_pairs(struct ctx *c, const struct import *i, struct import_range *r, bool *more)
{
	struct import_range certify = { .n = 0 };

	*r = (struct import_range){ .id = i->id };
	*more = i->at_course < WIDE;
	if (!*more)
		return ERR_OK;
	TRY(stretch_of(c, i, PAIRS_A_STEP, r));
	TRY(db_one(c, &gives_certificates, r, &certify));
	return certify.n ? stretch_of(c, i, CERTIFICATES_A_STEP, r) : ERR_OK;
}

void pairs_done(struct import *i, const struct import_range *r)
{
	bool whole = r->to_contact == WIDE;

	i->at_course = whole && r->to_course < WIDE ? r->to_course + 1 : r->to_course;
	i->at_contact = whole ? 0 : r->to_contact;
}

STMT(count_held, import_range, import_range,
	"SELECT COUNT(*) AS n FROM " ORDERED " WHERE i.import_id = :id AND i.verdict = 'hold'")

static enum err rows_step(struct ctx *c, struct import_step *s)
{
	struct import *i = &s->import;
	int64_t rows;
	bool more;

	TRY(next_pairs(c, i, &s->range, &more));
	if (!more) {
		TRY(db_one(c, &count_held, &s->range, &s->range));
		import_phase(c, i, s->range.n ? "hold" : "done");
		return ERR_OK;
	}
	TRY(apply_range(c, i, &s->range, &rows));
	pairs_done(i, &s->range);
	i->done += rows;
	if (rows)
		audit_json(c, "import.rows", import_named(i), range_json(c, &s->range, rows));
	return ERR_OK;
}

const char *range_json(struct ctx *c, const struct import_range *r, int64_t rows)
{
	return arena_printf(&c->arena,
		"[{\"field\":\"rows\",\"before\":null,\"after\":%lld},{\"field\":\"courses\",\"before\":null,\"after\":[%lld,%lld]},"
		"{\"field\":\"contacts\",\"before\":null,\"after\":[%lld,%lld]}]",
		(long long)rows, (long long)r->from_course, (long long)r->to_course,
		(long long)r->from_contact + 1, (long long)r->to_contact);
}

/* --- rows that wait --- */

STMT(hold_rows, import_range, none,
	"INSERT INTO import_holding (import_id, line, person_no, email) SELECT i.import_id, i.line, r.person_no, r.email "
	"FROM import_item i FORCE INDEX (PRIMARY) JOIN import_row r ON r.import_id = i.import_id AND r.line = i.line "
	"WHERE i.import_id = :id AND i.line > :from_line AND i.line <= :to_line AND i.verdict = 'hold'")

static enum err hold_range(struct ctx *c, const struct import *i, const struct import_range *r)
{
	int64_t n;

	TRY(db_change(c, &hold_rows, r, &n));
	if (n)
		audit_json(c, "import.hold", import_named(i),
			arena_printf(&c->arena,
				"[{\"field\":\"rows\",\"before\":null,\"after\":%lld},{\"field\":\"lines\",\"before\":null,\"after\":[%lld,%lld]}]",
				(long long)n, (long long)r->from_line + 1, (long long)r->to_line));
	return ERR_OK;
}

/* --- step by step --- */

static enum err finish(struct ctx *c, struct import_step *s)
{
	struct import *i = &s->import;

	TRY(count_verdicts_of(c, i));
	i->state = "applied";
	i->phase = "applied";
	i->done = i->total = i->rows;
	i->ended_at = c->now;
	s->more = false;
	audit_json(c, "import.applied", import_named(i), import_counts_json(c, i));
	return ERR_OK;
}

/* What was judged now may warn of what nobody has accepted yet: then nothing more is done. */
static enum err begin_rows(struct ctx *c, struct import_step *s)
{
	struct import *i = &s->import;

	if (strstr(i->warnings, "no_required_steps") && !i->confirmed) {
		i->state = "validated";
		i->error = "Since the dry run, a course lost its required steps. Read the warnings again.";
		s->more = false;
		return ERR_OK;
	}
	import_phase(c, i, "rows");
	i->at_course = 1;
	return ERR_OK;
}

/*
 * Every change writes an audit entry in its own transaction, and their numbers are in the order of the commits. So who finds none since
 * the upload ended, which is before the dry run began, would judge each row as it was judged. Shells are what the dry run expected of
 * its courses, if they got the ids that it gave them.
 */
STMT(changes_since, import_range, import_range,
	"SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM audit a WHERE a.id > COALESCE((SELECT MAX(u.id) FROM audit u WHERE u.entity = 'import' "
	"AND u.entity_id = :id AND u.action = 'import.upload'), 0) AND a.action NOT LIKE 'session.%' AND NOT (a.entity = 'import' "
	"AND a.entity_id = :id AND a.action IN ('import.validate', 'import.apply', 'import.make_courses')) LIMIT 1) z) "
	"+ (SELECT COUNT(*) FROM import_course n JOIN course k ON k.code = n.code WHERE n.import_id = :id AND k.id <> n.course_id) AS n")

/* On to judging, or past it where that would end the same. */
static enum err to_judging(struct ctx *c, struct import *i, const char *past)
{
	struct import_range since = { .id = i->id };

	TRY(db_one(c, &changes_since, &since, &since));
	import_phase(c, i, since.n ? "judge" : past);
	return ERR_OK;
}

/* Whom nobody knows waits, unless the upload said otherwise; contacts are judged before they are made. */
static enum err make_step(struct ctx *c, struct import *i, bool contacts, const char *past)
{
	TRY(make_courses(c, i));
	if (contacts || !strcmp(i->unknown_person, "hold"))
		return to_judging(c, i, past);
	import_phase(c, i, "people");
	return ERR_OK;
}

static enum err made_step(struct ctx *c, struct import *i, bool contacts, const char *past)
{
	TRY(release_step(c, i, contacts ? "done" : "judge"));
	return strcmp(i->phase, "judge") ? ERR_OK : to_judging(c, i, past);
}

static enum err apply_step(struct ctx *c, struct import_step *s)
{
	struct import *i = &s->import;
	const bool contacts = !strcmp(i->kind, "contacts");
	const char *past = contacts ? "people" : "judged";

	s->more = true;
	if (!strcmp(i->phase, "make"))
		return make_step(c, i, contacts, past);
	if (!strcmp(i->phase, "people"))
		return import_some_lines(c, s, "release", people_of);
	if (!strcmp(i->phase, "release"))
		return made_step(c, i, contacts, past);
	if (!strcmp(i->phase, "judge") || !strcmp(i->phase, "compare") || !strcmp(i->phase, "list"))
		return judge_step(c, s, past);
	if (!strcmp(i->phase, "judged"))
		return begin_rows(c, s);
	if (!strcmp(i->phase, "rows"))
		return rows_step(c, s);
	if (!strcmp(i->phase, "hold"))
		return import_some_lines(c, s, "done", hold_range);
	return finish(c, s);
}

enum err import_apply_job(struct ctx *c, struct job *job)
{
	return import_run_job(c, job, "applying", apply_step);
}
