#include "course.h"
#include "audit.h"
#include "contact.h"
#include "course_row.h"
#include "db.h"

#include <string.h>

static const char *const methods[] = { "open", "approval", "assignment_only", NULL };
static const char *const course_states[] = { "active", "inactive", NULL };

/* clang-format off */
#define COURSE_ROW \
	FIELD(course, id, OUT, 1, WIDE), \
	FIELD(course, code, IN | OUT | REQ | TRIM, 1, 64), \
	FIELD(course, title, IN | OUT | REQ | TRIM, 1, 200), \
	FIELD(course, description, IN | OUT | TRIM, 0, 5000), \
	FIELD_WORD(course, content_source, IN | OUT, course_content_sources), \
	FIELD_WORD(course, enrollment_method, IN | OUT, methods), \
	FIELD_WORD(course, status, IN | OUT, course_states), \
	FIELD(course, certificate, IN | OUT, 0, 1), \
	FIELD(course, in_catalogue, IN | OUT, 0, 1), \
	FIELD(course, made_by_import, OUT | NULLABLE, 1, WIDE), \
	FIELD(course, required_steps, OUT | QUIET, 0, WIDE), \
	FIELD(course, version, OUT | QUIET, 1, WIDE), \
	FIELD(course, learners, OUT | QUIET, 0, WIDE), \
	FIELD(course, segments, OUT | QUIET, 0, WIDE)
/* clang-format on */

const struct field course_row_fields[] = {
	COURSE_ROW,
	FIELD_WORD(course, my_status, OUT | NULLABLE | QUIET, course_statuses),
	FIELD(course, my_enrollment_id, OUT | NULLABLE | QUIET, 1, WIDE),
	FIELD_END,
};
const struct field course_fields[] = {
	COURSE_ROW,
	FIELD_MANY(course, counts, OUT | QUIET, 0, WIDE, course_count),
	FIELD_WORD(course, my_status, OUT | NULLABLE | QUIET, course_statuses),
	FIELD(course, my_enrollment_id, OUT | NULLABLE | QUIET, 1, WIDE),
	FIELD_END,
};
const struct field course_query_fields[] = {
	FIELD(course_query, q, IN | TRIM, 0, 200),
	FIELD(course_query, pattern, 0, 0, 404),
	FIELD_WORD(course_query, content_source, IN, course_content_sources),
	FIELD_WORD(course_query, enrollment_method, IN, methods),
	FIELD_WORD(course_query, status, IN, course_states),
	FIELD(course_query, catalogue_only, 0, 0, 1),
	PAGE_FIELDS(course_query),
	FIELD_END,
};

#define COLUMNS \
	"r.id, r.code, r.title, r.description, r.content_source, r.enrollment_method, r.status, r.certificate, r.in_catalogue, " \
	"r.made_by_import, r.required_steps, r.version"
#define DERIVED \
	"COALESCE((SELECT SUM(t.n) FROM course_tally t WHERE t.course_id = r.id AND t.active), 0) AS learners, " \
	"(SELECT COUNT(*) FROM segment_course k WHERE k.course_id = r.id) AS segments, m.status AS my_status, m.id AS my_enrollment_id"
#define MINE "LEFT JOIN course_enrollment m ON m.course_id = r.id AND m.contact_id = :actor_id "

STMT(list_courses, course_query, course,
	"SELECT " COLUMNS ", " DERIVED " FROM course r " MINE "WHERE (:status IS NULL OR r.status = :status) "
	"AND (:content_source IS NULL OR r.content_source = :content_source) "
	"AND (:enrollment_method IS NULL OR r.enrollment_method = :enrollment_method) "
	"AND (NOT :catalogue_only OR (r.status = 'active' AND r.in_catalogue)) "
	"AND (:pattern IS NULL OR r.title LIKE :pattern OR r.code LIKE :pattern) "
	"AND r.title >= :after_text AND (r.title > :after_text OR r.id > :after_id) ORDER BY r.title, r.id LIMIT :rows")
STMT(find_course, course, course, "SELECT " COLUMNS ", " DERIVED " FROM course r " MINE "WHERE r.id = :id")
STMT(lock_course, course, course, "SELECT " COLUMNS " FROM course r WHERE r.id = :id FOR UPDATE")
STMT(counts_of, course, course_count,
	"SELECT course_id, status, active, archived, n FROM course_tally WHERE course_id = :id AND n > 0")
STMT(insert_course, course, none,
	"INSERT INTO course (code, title, description, content_source, enrollment_method, status, certificate, in_catalogue, "
	"created_at) VALUES (:code, :title, :description, :content_source, :enrollment_method, :status, :certificate, "
	":in_catalogue, :now)")
STMT(update_course, course, none,
	"UPDATE course SET code = :code, title = :title, description = :description, content_source = :content_source, "
	"enrollment_method = :enrollment_method, status = :status, certificate = :certificate, in_catalogue = :in_catalogue, "
	"version = version + 1 WHERE id = :id")
STMT(linked_segments, course, course,
	"SELECT s.name AS title, COUNT(*) OVER () AS segments FROM segment_course k JOIN segment s ON s.id = k.segment_id "
	"WHERE k.course_id = :id ORDER BY s.name LIMIT 1")

enum err course_list(struct ctx *c, struct course_query *q, struct page *into)
{
	struct course *r;

	TRY(PAGE_START(c, q));
	q->pattern = like_anywhere(c, q->q);
	q->catalogue_only = !actor_is_staff(c);
	TRY(db_all(c, &list_courses, q, &into->items));
	r = into->items.items;
	for (size_t i = 0; q->catalogue_only && i < into->items.n; i++)
		r[i].learners = r[i].segments = 0; /* who is in it is for staff to see */
	if (page_cut(into, q->limit))
		into->next = page_cursor(c, r[q->limit - 1].title, r[q->limit - 1].id);
	return ERR_OK;
}

enum err course_read(struct ctx *c, int64_t id, bool lock, struct course *into)
{
	*into = (struct course){ 0 };
	return db_one(c, lock ? &lock_course : &find_course, &(struct course){ .id = id }, into);
}

enum err course_find(struct ctx *c, int64_t id, struct course *into)
{
	TRY(course_read(c, id, false, into));
	if (actor_is_staff(c))
		return db_all(c, &counts_of, into, &into->counts);
	into->learners = into->segments = 0;
	if (into->my_enrollment_id || (!strcmp(into->status, "active") && into->in_catalogue))
		return ERR_OK;
	return fail(c, ERR_NOT_FOUND, "It does not exist, or it is not yours to see.");
}

static enum err code_taken(struct ctx *c, const char *code)
{
	return fail(c, ERR_CODE_TAKEN, "Another course has the code %s.", code);
}

/* CRI-02, CRI-03: certificates want a course that was made as one. */
static enum err check_certificate(struct ctx *c, const struct course *k)
{
	if (!k->certificate || strcmp(k->content_source, "import_shell") != 0)
		return ERR_OK;
	return fail_field(c, "certificate",
		"is not for a course that an import made; create the real course and import the enrollments into it");
}

enum err course_create(struct ctx *c, struct course *in)
{
	enum err e;

	in->description = in->description ? in->description : "";
	in->content_source = in->content_source ? in->content_source : "own";
	in->enrollment_method = in->enrollment_method ? in->enrollment_method : "assignment_only";
	in->status = in->status ? in->status : "active";
	TRY(check_certificate(c, in));
	e = db_insert(c, &insert_course, in, &in->id, ERR_CODE_TAKEN);
	if (e == ERR_CODE_TAKEN)
		return code_taken(c, in->code);
	TRY(e);
	audit(c, "course.create", (struct audit_object){ "course", in->id, in->title }, course_row_fields,
		NULL, in);
	return ERR_OK;
}

static enum err check_shell(struct ctx *c, const struct course *before, const struct course *after)
{
	bool was = !strcmp(before->content_source, "import_shell");
	bool is = !strcmp(after->content_source, "import_shell");

	if (was == is)
		return ERR_OK;
	return was
		? fail_field(c, "content_source",
			  "cannot change: an import made this course; create the real one and import the enrollments into it")
		: fail_field(c, "content_source", "cannot become import_shell: that is what imports make");
}

static enum err check_method(struct ctx *c, const struct course *before, const struct course *after)
{
	struct course segment = { 0 };
	bool linked;

	if (strcmp(before->enrollment_method, "assignment_only") != 0 ||
		!strcmp(after->enrollment_method, "assignment_only"))
		return ERR_OK;
	TRY(db_maybe(c, &linked_segments, after, &segment, &linked));
	if (!linked)
		return ERR_OK;
	return fail_remedy(c, ERR_ASSIGNMENT_ONLY_REQUIRED,
		"Remove the course from the smart enrolments of every segment first.",
		"%lld segment%s, \"%s\" among them, assign this course to their members.",
		(long long)segment.segments, segment.segments == 1 ? "" : "s", segment.title);
}

enum err course_update(struct ctx *c, int64_t id, int64_t version, const struct course *in, uint64_t sent)
{
	struct course before, after;
	enum err e;

	TRY(course_read(c, id, true, &before));
	TRY(version_check(c, before.version, version));
	after = before;
	field_merge(course_fields, &after, in, sent);
	if (audit_nothing(c, course_row_fields, &before, &after))
		return ERR_OK;
	TRY(check_shell(c, &before, &after));
	TRY(check_certificate(c, &after));
	TRY(check_method(c, &before, &after));
	e = db_exec_unique(c, &update_course, &after, ERR_CODE_TAKEN);
	if (e == ERR_CODE_TAKEN)
		return code_taken(c, after.code);
	TRY(e);
	audit(c, "course.update", (struct audit_object){ "course", id, after.title }, course_row_fields,
		&before, &after);
	return ERR_OK;
}
