#include "import_parts.h"

#include "db.h"

#include <string.h>

/*
 * One engine decides what becomes of every row, for the dry run and for the
 * apply alike: set by set, a stretch of lines at a time, from the rows as they
 * were staged and the database as it is.  All that stands against a row is
 * gathered in one number, `faults`; judging again only rewrites what differs.
 */
enum { JUDGE_LINES = 20000 };

const struct field import_range_fields[] = {
	FIELD(import_range, id, 0, 1, WIDE),
	FIELD(import_range, from_line, 0, 0, WIDE),
	FIELD(import_range, to_line, 0, 0, WIDE),
	FIELD(import_range, from_course, 0, 0, WIDE),
	FIELD(import_range, to_course, 0, 0, WIDE),
	FIELD(import_range, from_contact, 0, 0, WIDE),
	FIELD(import_range, to_contact, 0, 0, WIDE),
	FIELD(import_range, n, 0, 0, WIDE),
	FIELD_END,
};

/* clang-format off */
#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)
#define BIT(name) TEXT(BIT_##name)
#define BIT_READER 1
#define BIT_UNKNOWN_COURSE 2
#define BIT_AWARD 4
#define BIT_TWO_PEOPLE 8
#define BIT_CREDIT_TYPE 16
#define BIT_NOT_AWARDED 32
#define BIT_OVER 64
#define BIT_PARTIAL 128
#define BIT_INCREMENT 256
#define BIT_IN_PROGRESS 512
#define BIT_NOT_STARTED 1024
#define BIT_PENDING 2048
#define BIT_COMPLETED 4096
#define BIT_CREDIT 8192
#define BIT_NAMES 16384
#define BIT_DUPLICATE 32768
#define BIT_DIFFERS 65536
#define BIT_OTHER_COURSE 131072
#define BIT_UNKNOWN_EVENT 262144
#define BIT_REPEATED 524288
#define BIT_CONTACT 1048576
#define BIT_PROFILE 2097152
#define WHEN(condition, name) "IF(" condition ", " BIT(name) ", 0)"
/* clang-format on */

/* SQL needs the bits as text: they are those of the table. */
#define FAULT(name, bit, code, column, detail) \
	_Static_assert(BIT_##name == (bit), "a bit of import_fault.def");
#include "import_fault.def"

/* Who is meant: by number, else by address. */
#define PERSON \
	"LEFT JOIN contact pn ON pn.contact_no = r.person_no LEFT JOIN contact pe ON pe.email = r.email "
#define PERSON_ID   "COALESCE(pn.id, pe.id)"
#define IS_NEW      PERSON_ID " IS NULL"
#define FROM_BEFORE "COALESCE(pn.made_by_import, pe.made_by_import, 0) <> i.id"
#define NO_STEPS(course) \
	"(" course \
	".content_source <> 'import_shell' AND NOT EXISTS (SELECT 1 FROM course_step s WHERE s.course_id = " course \
	".id AND s.required AND NOT s.retired))"

#define INTO \
	"INSERT INTO import_item (import_id, line, course_id, contact_id, credit_type_id, verdict, complete, reported, faults) "
#define AGAIN \
	" ON DUPLICATE KEY UPDATE course_id = VALUES(course_id), contact_id = VALUES(contact_id), " \
	"credit_type_id = VALUES(credit_type_id), verdict = VALUES(verdict), complete = VALUES(complete), " \
	"reported = VALUES(reported), faults = VALUES(faults), other_line = NULL"
#define VERDICT \
	"CASE WHEN faults THEN 'reject' WHEN same OR (contact_id = 0 AND waits) THEN 'unchanged' " \
	"WHEN contact_id = 0 AND unknown_person = 'hold' THEN 'hold' WHEN there THEN 'fulfil' ELSE 'create' END"
#define PERSON_FAULTS \
	WHEN("r.bad", READER) \
	" | " WHEN("pn.id <> pe.id", TWO_PEOPLE) " | " WHEN(IS_NEW \
		" AND i.unknown_person = 'create' AND (r.given_name IS NULL OR r.family_name IS NULL)", \
		NAMES)

/*
 * Course records. Whether the status that is there lets a completion in stands in the table of moves; what an
 * import made before, and is the same, is left alone without a word (CRI-20).
 */
#define SAME \
	"(e.id IS NOT NULL AND IF(r.complete, e.completion_origin <=> 'import' AND e.completed_on <=> r.completed_on AND " \
	"(r.amount IS NULL OR c.amount <=> r.amount), e.status = 'assigned' OR (e.completion_origin <=> 'no_steps' AND " \
	"EXISTS (SELECT 1 FROM course_source s WHERE s.course_id = e.course_id AND s.contact_id = e.contact_id AND s.kind = 'import'))))"
#define WAITS(same_course) \
	"EXISTS (SELECT 1 FROM import_holding h JOIN import_row x ON x.import_id = h.import_id AND x.line = h.line " \
	"JOIN import y ON y.id = h.import_id AND y.kind = i.kind AND y.target_id = i.target_id " \
	"WHERE (h.person_no = r.person_no OR (r.person_no IS NULL AND h.email = r.email)) AND h.import_id <> r.import_id " \
	"AND " same_course ")"
#define SAME_RECORD \
	"x.course_code <=> r.course_code AND x.complete <=> r.complete AND x.completed_on <=> r.completed_on AND " \
	"x.credit_code <=> r.credit_code AND x.amount <=> r.amount"
/* clang-format off */
/* What stands against it unless it is the same; whether a status lets a completion in, the table of moves says. */
#define STANDING \
	"IF(c.id IS NULL, 0, " BIT(CREDIT) ") | IF(e.id IS NULL OR (r.complete AND v.refusal IS NULL), 0, CASE e.status " \
	"WHEN 'in_progress' THEN " BIT(IN_PROGRESS) " WHEN 'pending' THEN " BIT(PENDING) " WHEN 'completed' THEN " BIT(COMPLETED) \
	" ELSE " BIT(NOT_STARTED) " END)"
#define RECORD_FAULTS \
	PERSON_FAULTS \
	" | " WHEN("r.credit_code IS NOT NULL AND t.id IS NULL", CREDIT_TYPE) \
	" | " WHEN("t.id IS NOT NULL AND m.course_id IS NULL AND k.content_source <> 'import_shell'", NOT_AWARDED) \
	" | " WHEN("r.amount > m.maximum", OVER) \
	" | " WHEN("r.amount < m.maximum AND NOT m.variable", PARTIAL) \
	" | " WHEN("MOD(r.amount, t.increment) <> 0", INCREMENT)
#define AWARDS_ITSELF \
	"COALESCE(r.amount IS NULL AND " PERSON_ID " IS NOT NULL AND " FROM_BEFORE " AND (r.complete OR " NO_STEPS("k") ") AND " \
	"EXISTS (SELECT 1 FROM course_credit a WHERE a.course_id = k.id AND NOT a.variable), 0)"
#define JUDGE_RECORDS(course, shells, course_id, course_faults) \
	INTO "SELECT import_id, line, course_id, contact_id, credit_type_id, " VERDICT ", complete, awards AND NOT faults AND NOT same, " \
	"faults FROM (SELECT b.*, base | IF(same, 0, standing) AS faults FROM (SELECT STRAIGHT_JOIN r.import_id, r.line, " \
	"COALESCE(" course_id ", 0) AS course_id, COALESCE(" PERSON_ID ", 0) AS contact_id, COALESCE(t.id, 0) AS credit_type_id, " \
	"i.unknown_person, COALESCE(r.complete, 0) AS complete, e.id IS NOT NULL AS there, " SAME " AS same, " STANDING " AS standing, " \
	IS_NEW " AND " WAITS(SAME_RECORD) " AS waits, " AWARDS_ITSELF " AS awards, " RECORD_FAULTS " | " course_faults " AS base " \
	"FROM import i JOIN import_row r ON r.import_id = i.id AND r.line > :from_line AND r.line <= :to_line " \
	"LEFT JOIN course k ON " course " " shells PERSON "LEFT JOIN credit_type t ON t.code = r.credit_code " \
	"LEFT JOIN course_credit m ON m.course_id = k.id AND m.credit_type_id = t.id " \
	"LEFT JOIN course_enrollment e ON e.course_id = k.id AND e.contact_id = " PERSON_ID " " \
	"LEFT JOIN course_move v ON v.verb = 'import' AND v.from_status = e.status AND v.content_source = k.content_source " \
	"LEFT JOIN credit_award c ON c.course_id = e.course_id AND c.contact_id = e.contact_id AND c.credit_type_id = t.id " \
	"AND c.attempt = e.attempt WHERE i.id = :id) b) j" AGAIN

#define IS_AWARD "EXISTS (SELECT 1 FROM program g WHERE g.code = r.course_code AND g.kind = 'award')"
#define OTHER    "r.course_code IS NOT NULL AND r.course_code <> k.code AND "
STMT(judge_global, import_range, none,
	JUDGE_RECORDS("k.code = r.course_code", "LEFT JOIN import_course n ON n.import_id = i.id AND n.code = r.course_code ",
		"COALESCE(k.id, n.course_id)", WHEN("k.id IS NULL AND r.course_code IS NOT NULL AND " IS_AWARD, AWARD) " | "
		WHEN("k.id IS NULL AND n.course_id IS NULL AND r.course_code IS NOT NULL AND NOT " IS_AWARD, UNKNOWN_COURSE)))
STMT(judge_course, import_range, none,
	JUDGE_RECORDS("k.id = i.target_id", "", "k.id", WHEN(OTHER "NOT " IS_AWARD, OTHER_COURSE) " | " WHEN(OTHER IS_AWARD, AWARD)))
/* clang-format on */

/* Attendance: minutes may always be changed (LVE-01, LVE-18); contact and event stand where course and contact do. */
#define MINUTES "COALESCE(r.minutes, IF(r.complete, v.duration_minutes, 0))"
STMT(judge_attendance, import_range, none,
	INTO
	"SELECT import_id, line, course_id, contact_id, 0, " VERDICT
	", 0, 0, faults FROM (SELECT STRAIGHT_JOIN r.import_id, r.line, "
	"COALESCE(v.id, 0) AS course_id, COALESCE(" PERSON_ID ", 0) AS contact_id, i.unknown_person, "
	"a.event_id IS NOT NULL AS there, a.event_id IS NOT NULL AND a.minutes = " MINUTES
	" AND (r.score IS NULL OR a.score <=> r.score) AS same, " IS_NEW
	" AND " WAITS("x.event_id <=> r.event_id AND x.minutes <=> r.minutes AND x.complete <=> r.complete") " AS waits, " PERSON_FAULTS " | " WHEN(
		"v.id IS NULL OR r.event_id <> v.id",
		UNKNOWN_EVENT) " AS faults "
			       "FROM import i JOIN import_row r ON r.import_id = i.id AND r.line > :from_line AND r.line <= :to_line "
			       "LEFT JOIN event v ON v.id = IF(i.target_id = 0, r.event_id, i.target_id) " PERSON
			       "LEFT JOIN event_attendance a ON a.event_id = v.id AND a.contact_id = " PERSON_ID
			       " WHERE i.id = :id) j" AGAIN)

/* Contacts: an import makes them and changes none, their profiles neither. */
/* clang-format off */
#define VALUES_THAT_DIFFER(contact) \
	"JSON_TABLE(r.profile, '$[*]' COLUMNS (field_id BIGINT PATH '$.f', text_value VARCHAR(200) PATH '$.t', " \
	"number_value VARCHAR(40) PATH '$.n', date_value DATE PATH '$.d')) j JOIN profile_field q ON q.id = j.field_id " \
	"LEFT JOIN profile_value v ON v.contact_id = " contact " AND v.field_id = j.field_id WHERE NOT (v.text_value <=> j.text_value " \
	"AND v.number_value <=> CAST(j.number_value AS DECIMAL(18,4)) AND v.date_value <=> j.date_value)"
/* clang-format on */
STMT(judge_contacts, import_range, none,
	INTO
	"SELECT import_id, line, 0, contact_id, 0, CASE WHEN faults THEN 'reject' WHEN contact_id THEN 'unchanged' "
	"ELSE 'create' END, 0, 0, faults FROM (SELECT STRAIGHT_JOIN r.import_id, r.line, COALESCE(" PERSON_ID
	", 0) AS contact_id, " WHEN("r.bad", READER) " | " WHEN("pn.id <> pe.id", TWO_PEOPLE) " | " WHEN(
		"COALESCE(pn.id, pe.id) IS NOT NULL AND NOT (COALESCE(pn.given_name, pe.given_name) = r.given_name AND "
		"COALESCE(pn.family_name, pe.family_name) = r.family_name AND "
		"(r.email IS NULL OR COALESCE(pn.email, pe.email) <=> r.email) AND "
		"(r.person_no IS NULL OR COALESCE(pn.contact_no, pe.contact_no) <=> r.person_no))",
		CONTACT) " | " WHEN("r.profile IS NOT NULL AND " PERSON_ID
				    " IS NOT NULL AND EXISTS (SELECT 1 FROM " VALUES_THAT_DIFFER(
					    PERSON_ID) ")",
		PROFILE) " AS faults "
			 "FROM import i JOIN import_row r ON r.import_id = i.id AND r.line > :from_line AND r.line <= :to_line " PERSON
			 "WHERE i.id = :id) j" AGAIN)

enum err judge_lines(struct ctx *c, const struct import *i, const struct import_range *r)
{
	static struct stmt *const judges[KINDS] = { [KIND_COURSE_RECORDS] = &judge_global,
		[KIND_COURSE] = &judge_course,
		[KIND_ATTENDANCE] = &judge_attendance,
		[KIND_CONTACTS] = &judge_contacts };

	return db_exec(c, judges[import_kind_of(i->kind)], r);
}

/* --- courses that nobody has yet --- */

/* One row that names the course is enough to make it. */
STMT(find_courses, import_range, none,
	"INSERT INTO import_course (import_id, code, title, course_id) SELECT :id, r.course_code, r.title, 0 FROM "
	"(SELECT r.course_code, MIN(r.line) AS line FROM import_row r WHERE r.import_id = :id AND r.line > :from_line AND r.line <= :to_line "
	"AND r.title IS NOT NULL AND r.course_code IS NOT NULL GROUP BY r.course_code) f LEFT JOIN course k ON k.code = f.course_code "
	"JOIN import_row r ON r.import_id = :id AND r.line = f.line WHERE k.id IS NULL "
	"ON DUPLICATE KEY UPDATE import_course.code = import_course.code")
/* Ids that were given once are given to nobody else, whatever becomes of what had them. No code of a course begins with a blank. */
#define NEW_COURSES \
	"SELECT n.code, ROW_NUMBER() OVER (ORDER BY n.code) AS place FROM import_course n WHERE n.import_id = :id AND n.course_id = 0"
STMT(reserve, import_range, none,
	"INSERT INTO course (code, title, description, content_source, enrollment_method, status, certificate, created_at) "
	"SELECT CONCAT(' ', :id, ' ', x.place), '', '', 'import_shell', 'assignment_only', 'inactive', FALSE, :now FROM (" NEW_COURSES
	") x ORDER BY x.place")
STMT(number_courses, import_range, none,
	"UPDATE import_course n JOIN (" NEW_COURSES
	") x ON x.code = n.code SET n.course_id = :n + x.place - 1 WHERE n.import_id = :id AND n.course_id = 0")
STMT(unreserve, import_range, none,
	"DELETE k FROM import_course n STRAIGHT_JOIN course k ON k.id = n.course_id AND k.code LIKE CONCAT(' ', :id, ' %') WHERE n.import_id = :id")

static enum err courses_of_lines(struct ctx *c, const struct import *i, const struct import_range *r)
{
	struct import_range first = *r;

	(void)i;
	TRY(db_exec(c, &find_courses, r));
	TRY(db_insert(c, &reserve, r, &first.n, ERR_INTERNAL));
	if (!first.n)
		return ERR_OK;
	TRY(db_exec(c, &number_courses, &first));
	return db_exec(c, &unreserve, r);
}

/* --- what needs the whole file --- */

/* The first row of a person, course and credit type counts, every later one is refused (CRI-12). */
#define REFUSE(bit) \
	"SET i.faults = i.faults | " bit \
	", i.verdict = 'reject', i.reported = 0, i.other_line = d.line WHERE i.import_id = :id AND "
#define LATER "i.line > d.line AND i.verdict <> 'reject'"
STMT(find_doubles, import_range, none,
	"UPDATE (SELECT course_id, contact_id, credit_type_id, MIN(line) AS line FROM import_item FORCE INDEX (import_item_order) "
	"WHERE import_id = :id AND course_id > 0 AND contact_id > 0 AND verdict <> 'reject' "
	"GROUP BY course_id, contact_id, credit_type_id HAVING COUNT(*) > 1) d "
	"JOIN import_item i ON i.import_id = :id AND i.course_id = d.course_id AND i.contact_id = d.contact_id AND "
	"i.credit_type_id = d.credit_type_id " REFUSE(BIT(DUPLICATE)) LATER)
STMT(find_new_doubles, import_range, none,
	"UPDATE import_item i JOIN import_row r ON r.import_id = i.import_id AND r.line = i.line JOIN "
	"(SELECT r.course_code, COALESCE(r.person_no, r.email) AS who, r.credit_code, MIN(r.line) AS line FROM import_item i "
	"JOIN import_row r ON r.import_id = i.import_id AND r.line = i.line WHERE i.import_id = :id AND i.verdict <> 'reject' "
	"AND (i.course_id = 0 OR i.contact_id = 0) GROUP BY 1, 2, 3 HAVING COUNT(*) > 1) d ON d.course_code <=> r.course_code "
	"AND d.who = COALESCE(r.person_no, r.email) AND d.credit_code <=> r.credit_code " REFUSE(
		BIT(DUPLICATE)) "(i.course_id = 0 OR i.contact_id = 0) AND " LATER)

/* Rows of one person and course must tell the same story. */
STMT(find_contradictions, import_range, none,
	"UPDATE (SELECT course_id, contact_id, MIN(line) AS line FROM import_item FORCE INDEX (import_item_order) "
	"WHERE import_id = :id AND course_id > 0 AND contact_id > 0 AND verdict <> 'reject' "
	"GROUP BY course_id, contact_id HAVING COUNT(*) > 1) d "
	"JOIN import_item i ON i.import_id = :id AND i.course_id = d.course_id AND i.contact_id = d.contact_id "
	"JOIN import_row r ON r.import_id = i.import_id AND r.line = i.line "
	"JOIN import_row f ON f.import_id = i.import_id AND f.line = d.line " REFUSE(BIT(DIFFERS)) LATER
	" AND NOT (r.complete <=> f.complete AND r.completed_on <=> f.completed_on)")
STMT(find_new_contradictions, import_range, none,
	"UPDATE import_item i JOIN import_row r ON r.import_id = i.import_id AND r.line = i.line JOIN "
	"(SELECT r.course_code, COALESCE(r.person_no, r.email) AS who, MIN(r.line) AS line FROM import_item i "
	"JOIN import_row r ON r.import_id = i.import_id AND r.line = i.line WHERE i.import_id = :id AND i.verdict <> 'reject' "
	"AND (i.course_id = 0 OR i.contact_id = 0) GROUP BY 1, 2 HAVING COUNT(*) > 1) d ON d.course_code <=> r.course_code "
	"AND d.who = COALESCE(r.person_no, r.email) JOIN import_row f ON f.import_id = i.import_id AND f.line = d.line " REFUSE(
		BIT(DIFFERS)) "(i.course_id = 0 OR i.contact_id = 0) AND " LATER
			      " AND NOT (r.complete <=> f.complete AND r.completed_on <=> f.completed_on)")

/* A sibling row names a credit: then nothing awards itself. */
STMT(find_named_credits, import_range, none,
	"UPDATE import_item i JOIN import_item x FORCE INDEX (import_item_order) ON x.import_id = i.import_id AND x.course_id = i.course_id "
	"AND x.contact_id = i.contact_id AND x.credit_type_id > 0 AND x.verdict IN ('create', 'fulfil') SET i.reported = FALSE "
	"WHERE i.import_id = :id AND i.reported AND i.contact_id > 0")

/* Attendance and contacts: one row for each person. */
STMT(find_repeats, import_range, none,
	"UPDATE import_item i JOIN import_row r ON r.import_id = i.import_id AND r.line = i.line JOIN "
	"(SELECT i.course_id, COALESCE(r.person_no, r.email) AS who, MIN(r.line) AS line FROM import_item i "
	"JOIN import_row r ON r.import_id = i.import_id AND r.line = i.line WHERE i.import_id = :id AND i.verdict <> 'reject' "
	"GROUP BY 1, 2 HAVING COUNT(*) > 1) d ON d.course_id = i.course_id AND d.who = COALESCE(r.person_no, r.email) " REFUSE(
		BIT(REPEATED)) LATER)
STMT(find_repeated_people, import_range, none,
	"UPDATE (SELECT course_id, contact_id, MIN(line) AS line FROM import_item FORCE INDEX (import_item_order) "
	"WHERE import_id = :id AND contact_id > 0 AND verdict <> 'reject' GROUP BY course_id, contact_id HAVING COUNT(*) > 1) d "
	"JOIN import_item i ON i.import_id = :id AND i.course_id = d.course_id AND i.contact_id = d.contact_id " REFUSE(
		BIT(REPEATED)) LATER)
STMT(find_repeated_addresses, import_range, none,
	"UPDATE import_item i JOIN import_row r ON r.import_id = i.import_id AND r.line = i.line JOIN "
	"(SELECT r.email, MIN(r.line) AS line FROM import_item i JOIN import_row r ON r.import_id = i.import_id AND r.line = i.line "
	"WHERE i.import_id = :id AND i.verdict = 'create' AND r.email IS NOT NULL GROUP BY 1 HAVING COUNT(*) > 1) d "
	"ON d.email = r.email " REFUSE(BIT(REPEATED)) LATER)

/* Most files need none of the above: one look each says whether it does. Hashes that meet by chance only cost a second look. */
STMT(count_repeats, import_range, import_range,
	"SELECT COUNT(*) AS n FROM (SELECT 1 FROM import_item FORCE INDEX (import_item_order) WHERE import_id = :id AND course_id > 0 "
	"AND contact_id > 0 AND verdict <> 'reject' GROUP BY course_id, contact_id HAVING COUNT(*) > 1 LIMIT 1) d")
#define WHO_AND_COURSE "WEIGHT_STRING(CONCAT_WS('|', r.course_code, COALESCE(r.person_no, r.email)))"
STMT(count_new_repeats, import_range, import_range,
	"SELECT COUNT(*) - COUNT(DISTINCT CRC32(" WHO_AND_COURSE ") << 32 | CRC32C(" WHO_AND_COURSE ")) AS n "
	"FROM import_item i FORCE INDEX (PRIMARY) STRAIGHT_JOIN import_row r ON r.import_id = i.import_id AND r.line = i.line "
	"WHERE i.import_id = :id AND i.verdict <> 'reject' AND (i.course_id = 0 OR i.contact_id = 0)")

static enum err run_all(struct ctx *c, const struct import *i, struct stmt *const *all, size_t n)
{
	for (size_t k = 0; k < n; k++)
		TRY(db_exec(c, all[k], &(struct import_range){ .id = i->id }));
	return ERR_OK;
}

static enum err run_if(struct ctx *c, const struct import *i, struct stmt *count, struct stmt *const *all,
	size_t n)
{
	struct import_range found = { .id = i->id };

	TRY(db_one(c, count, &found, &found));
	return found.n ? run_all(c, i, all, n) : ERR_OK;
}

static enum err judge_records(struct ctx *c, const struct import *i)
{
	static struct stmt *const known[] = { &find_doubles, &find_contradictions, &find_named_credits },
				  *const fresh[] = { &find_new_doubles, &find_new_contradictions };

	TRY(run_if(c, i, &count_repeats, known, 3));
	return run_if(c, i, &count_new_repeats, fresh, 2);
}

enum err judge_whole(struct ctx *c, const struct import *i)
{
	static struct stmt *const attendance[] = { &find_repeated_people, &find_repeats };
	static struct stmt *const contacts[] = { &find_repeated_people, &find_repeats,
		&find_repeated_addresses };

	switch (import_kind_of(i->kind)) {
	case KIND_ATTENDANCE:
		return run_all(c, i, attendance, 2);
	case KIND_CONTACTS:
		return run_all(c, i, contacts, 3);
	default:
		return judge_records(c, i);
	}
}

/* --- what is wrong, one by one --- */

enum { JUDGED_FROM = 100 }; /* problems the reader found are numbered below */

struct fault_list {
	int64_t id, from_line, to_line;
	const char *faults; /* JSON: bit, code, column, sentence */
};
static const struct field fault_list_fields[] = {
	FIELD(fault_list, id, 0, 1, WIDE),
	FIELD(fault_list, from_line, 0, 0, WIDE),
	FIELD(fault_list, to_line, 0, 0, WIDE),
	FIELD(fault_list, faults, 0, 0, WIDE),
	FIELD_END,
};
static const char fault_table[] = "[null"
#define FAULT(name, bit, code, column, detail) \
	",{\"b\":" #bit ",\"c\":\"" code "\",\"k\":\"" column "\",\"s\":\"" detail "\"}"
#include "import_fault.def"
				  "]";

#define PLAIN(amount) "CAST(" amount " AS DOUBLE)"
STMT(forget_faults, fault_list, none,
	"DELETE FROM import_problem WHERE import_id = :id AND line > :from_line AND line <= :to_line AND n >= 100")
STMT(list_faults, fault_list, none,
	"INSERT INTO import_problem (import_id, line, n, code, column_name, value, detail, fatal) "
	"SELECT i.import_id, i.line, 100 + f.place, f.code, f.col, LEFT(CASE f.col WHEN 'external_course_id' THEN r.course_code "
	"WHEN 'external_email' THEN r.email WHEN 'email' THEN COALESCE(r.email, r.person_no) WHEN 'credit_type' THEN r.credit_code "
	"WHEN 'credits' THEN " PLAIN(
		"r.amount") " WHEN 'date_completed' THEN r.completed_on WHEN 'event_id' THEN r.event_id "
			    "WHEN 'first_name' THEN r.given_name ELSE COALESCE(r.person_no, r.email) END, 200), CASE f.bit "
			    "WHEN " BIT(OVER) " THEN CONCAT('The course awards at most ', " PLAIN(
				    "m.maximum") ", '.') "
						 "WHEN " BIT(PARTIAL) " THEN CONCAT('The course awards ', " PLAIN(
							 "m.maximum") ", ', no less.') "
								      "WHEN " BIT(INCREMENT) " THEN CONCAT('It must be a multiple of ', " PLAIN(
									      "t.increment") ", '.') "
											     "WHEN " BIT(
												     DUPLICATE) " THEN CONCAT('Line ', i.other_line, ' has the same person, course and credit type.') "
														"WHEN " BIT(
															DIFFERS) " THEN CONCAT('Line ', i.other_line, ' tells of the same person and course otherwise.') "
																 "WHEN " BIT(
																	 REPEATED) " THEN CONCAT('Line ', i.other_line, ' is about the same person.') "
																		   "WHEN " BIT(PROFILE) " THEN (SELECT LEFT(CONCAT('The contact has other values: ', GROUP_CONCAT(q.field_key ORDER BY q.field_key SEPARATOR ', '), '.'), 300) FROM " VALUES_THAT_DIFFER(
																			   "i.contact_id") ") "
																					   "ELSE NULLIF(f.says, '') END, 1 FROM import_item i FORCE INDEX (PRIMARY) STRAIGHT_JOIN JSON_TABLE(:faults, '$[*]' COLUMNS (place FOR ORDINALITY, "
																					   "bit BIGINT PATH '$.b', code VARCHAR(32) PATH '$.c', col VARCHAR(64) PATH '$.k', says VARCHAR(300) PATH '$.s')) f "
																					   "ON i.faults & f.bit JOIN import_row r ON r.import_id = i.import_id AND r.line = i.line "
																					   "LEFT JOIN credit_type t ON t.id = i.credit_type_id "
																					   "LEFT JOIN course_credit m ON m.course_id = i.course_id AND m.credit_type_id = i.credit_type_id "
																					   "WHERE i.import_id = :id AND i.line > :from_line AND i.line <= :to_line AND i.faults > 1 AND f.bit > 1")

enum err judge_problems(struct ctx *c, const struct import *i, const struct import_range *r)
{
	struct fault_list list = { i->id, r->from_line, r->to_line, fault_table };

	TRY(db_exec(c, &forget_faults, &list));
	return db_exec(c, &list_faults, &list);
}

/* --- the sum, and what to warn of --- */

STMT(count_verdicts, import, import,
	"SELECT COALESCE(SUM(verdict = 'create'), 0) AS creates, COALESCE(SUM(verdict = 'fulfil'), 0) AS fulfils, "
	"COALESCE(SUM(verdict = 'hold'), 0) AS holds, COALESCE(SUM(verdict = 'unchanged'), 0) AS unchanged, "
	"COALESCE(SUM(verdict = 'reject'), 0) AS rejects, COALESCE(SUM(reported), 0) AS reported FROM import_item WHERE import_id = :id")

struct warned {
	int64_t id, n;
	const char *text;
	struct instant at;
};
static const struct field warned_fields[] = {
	FIELD(warned, id, 0, 0, WIDE),
	FIELD(warned, n, 0, 0, WIDE),
	FIELD(warned, text, NULLABLE, 0, 300),
	FIELD(warned, at, NULLABLE, 0, WIDE),
	FIELD_END,
};
STMT(courses_without_steps, import, warned,
	"SELECT k.title AS text, (SELECT COUNT(*) FROM import_item x WHERE x.import_id = :id AND x.course_id = k.id "
	"AND x.verdict IN ('create', 'hold') AND (x.contact_id = 0 OR NOT x.complete)) AS n FROM (SELECT DISTINCT course_id "
	"FROM import_item FORCE INDEX (import_item_order) WHERE import_id = :id AND course_id > 0) d JOIN course k ON k.id = d.course_id "
	"WHERE " NO_STEPS("k") " HAVING n > 0 ORDER BY n DESC LIMIT 6")
STMT(same_file_before, import, warned,
	"SELECT id, applied_at AS at FROM import WHERE file_hash = :file_hash AND kind = :kind AND target_id = :target_id AND id <> :id "
	"AND state = 'applied' ORDER BY id DESC LIMIT 1")

static void warn(struct buf *b, const char *code, const char *detail, bool confirm)
{
	buf_printf(b, "%s{\"code\":\"%s\",\"detail\":", b->used > 1 ? "," : "", code);
	json_string(b, detail);
	buf_printf(b, ",\"confirm\":%s}", confirm ? "true" : "false");
}

/* CRI-05, CRI-06: whoever is enrolled in such a course has completed it at once. */
static enum err warn_of_steps(struct ctx *c, const struct import *i, struct buf *b)
{
	struct buf names = { .arena = &c->arena };
	struct list courses;
	const struct warned *w;
	int64_t rows = 0;

	TRY(db_all(c, &courses_without_steps, i, &courses));
	w = courses.items;
	for (size_t k = 0; k < courses.n; k++) {
		buf_printf(&names, k < 5 ? "%s%s" : "%s ...", k ? ", " : "", w[k].text);
		rows += w[k].n;
	}
	if (courses.n)
		warn(b, "no_required_steps",
			arena_printf(&c->arena,
				"%lld rows are for courses without a required step: %s. Nothing keeps people from completing them: they "
				"are completed on enrollment and receive whatever credit there is, whatever the row wants.",
				(long long)rows, buf_end(&names)),
			true);
	return ERR_OK;
}

static enum err warn_of_repeat(struct ctx *c, const struct import *i, struct buf *b)
{
	struct warned before = { 0 };
	bool found;

	TRY(db_maybe(c, &same_file_before, i, &before, &found));
	if (found)
		warn(b, "import_duplicate",
			arena_printf(&c->arena, "The very same file was applied before, as import %lld. %s",
				(long long)before.id,
				i->creates + i->fulfils + i->holds ? "What is new by now is imported."
								   : "Applying it changes nothing."),
			false);
	return ERR_OK;
}

static enum err gather_warnings(struct ctx *c, struct import *i)
{
	struct buf b = { .arena = &c->arena };

	buf_text(&b, "[");
	TRY(warn_of_steps(c, i, &b));
	TRY(warn_of_repeat(c, i, &b));
	if (!i->rows)
		warn(&b, "no_rows", "The file has a header and nothing else.", false);
	if (i->encoding && !strcmp(i->encoding, "windows-1252"))
		warn(&b, "windows_1252",
			i->suspects
				? "The file was read as Windows-1252, but some of its rows would be UTF-8. Look at names with "
				  "accents before you apply it, or save it as UTF-8 and upload it again."
				: "The file is no UTF-8 and was read as Windows-1252. Look at names with accents before you apply it.",
			false);
	buf_text(&b, "]");
	i->warnings = buf_end(&b);
	return ERR_OK;
}

enum err count_verdicts_of(struct ctx *c, struct import *i)
{
	return db_one(c, &count_verdicts, i, i);
}

enum err judge_counts(struct ctx *c, struct import *i)
{
	TRY(count_verdicts_of(c, i));
	return gather_warnings(c, i);
}

/* --- step by step --- */

STMT(end_of_stretch, import_range, import_range,
	"SELECT COALESCE(MAX(line), 0) AS to_line, COUNT(*) AS n FROM (SELECT line FROM import_row WHERE import_id = :id "
	"AND line > :from_line ORDER BY line LIMIT 20000) s")

void import_phase(struct ctx *c, struct import *i, const char *phase)
{
	i->phase = phase;
	i->phase_at = c->now;
	i->at_line = i->at_course = i->at_contact = i->done = 0;
	i->total = i->rows;
}

enum err import_some_lines(struct ctx *c, struct import_step *s, const char *then,
	enum err (*judge)(struct ctx *, const struct import *, const struct import_range *))
{
	struct import *i = &s->import;

	s->range = (struct import_range){ .id = i->id, .from_line = i->at_line };
	TRY(db_one(c, &end_of_stretch, &s->range, &s->range));
	if (!s->range.n) {
		import_phase(c, i, then);
		return ERR_OK;
	}
	TRY(judge(c, i, &s->range));
	i->at_line = s->range.to_line;
	i->done += s->range.n;
	return ERR_OK;
}

enum err judge_step(struct ctx *c, struct import_step *s, const char *next)
{
	struct import *i = &s->import;

	if (!strcmp(i->phase, "courses"))
		return import_some_lines(c, s, "judge", courses_of_lines);
	if (!strcmp(i->phase, "judge"))
		return import_some_lines(c, s, "compare", judge_lines);
	if (!strcmp(i->phase, "compare")) {
		TRY(judge_whole(c, i));
		import_phase(c, i, "list");
		return ERR_OK;
	}
	if (i->at_line == 0 && !i->done)
		TRY(judge_counts(c, i));
	if (i->rejects)
		return import_some_lines(c, s, next, judge_problems);
	TRY(db_exec(c, &forget_faults, &((struct fault_list){ .id = i->id, .to_line = WIDE, .faults = "" })));
	import_phase(c, i, next);
	return ERR_OK;
}
