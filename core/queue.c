#include "completion_file.h"
#include "db.h"
#include "enrollment_row.h"

#include <string.h>

static const char *const waiting[] = { "awaiting_approval", "awaiting_grade", NULL };

const struct field completion_row_fields[] = {
	FIELD(completion_row, id, OUT, 1, WIDE),
	FIELD(completion_row, enrollment_id, OUT, 1, WIDE),
	FIELD(completion_row, requirement_id, OUT, 1, WIDE),
	FIELD(completion_row, contact_id, OUT, 1, WIDE),
	FIELD(completion_row, contact_name, OUT, 1, 161),
	FIELD(completion_row, program_id, OUT, 1, WIDE),
	FIELD(completion_row, program_name, OUT, 1, 200),
	FIELD(completion_row, stage_title, OUT, 1, 200),
	FIELD(completion_row, requirement_title, OUT, 1, 200),
	FIELD(completion_row, completed_on, OUT, DATE_MIN, DATE_MAX),
	FIELD(completion_row, grade, OUT | NULLABLE, 0, WIDE),
	FIELD(completion_row, pass_grade, OUT | NULLABLE, 0, WIDE),
	FIELD(completion_row, grade_scale, OUT | NULLABLE, 0, WIDE),
	FIELD(completion_row, needs_approval, OUT, 0, 1),
	FIELD(completion_row, notes, OUT | NULLABLE, 0, 2000),
	FIELD(completion_row, status, OUT, 1, 20),
	FIELD(completion_row, recorded_by_name, OUT | NULLABLE, 0, 161),
	FIELD(completion_row, recorded_at, OUT, 0, WIDE),
	FIELD_MANY_AS(completion_row, files, OUT, 0, FILES_AT_ONCE, file_view, file),
	FIELD_END,
};
const struct field completion_query_fields[] = {
	FIELD_WORD(completion_query, status, IN | REQ, waiting),
	FIELD(completion_query, program_id, IN | NULLABLE, 1, WIDE),
	SEARCH_FIELDS(completion_query),
	PAGE_FIELDS(completion_query),
	FIELD_END,
};
const struct field queues_fields[] = {
	FIELD(queues, awaiting_approval, OUT, 0, WIDE),
	FIELD(queues, awaiting_grade, OUT, 0, WIDE),
	FIELD(queues, program_completions, OUT, 0, WIDE),
	FIELD_END,
};

static const struct field decision_item_fields[] = {
	FIELD(decision_item, enrollment_id, IN | REQ, 1, WIDE),
	FIELD(decision_item, requirement_id, IN | REQ, 1, WIDE),
	FIELD_END,
};
static const struct field graded_item_fields[] = {
	FIELD(decision_item, enrollment_id, IN | REQ, 1, WIDE),
	FIELD(decision_item, requirement_id, IN | REQ, 1, WIDE),
	FIELD(decision_item, grade, IN | REQ, 0, 99999999),
	FIELD_END,
};
const struct field approve_many_fields[] = {
	FIELD_MANY(decision_request, items, IN | REQ, 1, 200, decision_item),
	FIELD_END,
};
const struct field reject_many_fields[] = {
	FIELD_MANY(decision_request, items, IN | REQ, 1, 200, decision_item),
	FIELD(decision_request, note, IN | REQ | TRIM, 1, 1000),
	FIELD_END,
};
const struct field grade_many_fields[] = {
	FIELD_MANY_AS(decision_request, items, IN | REQ, 1, 200, graded_item, decision_item),
	FIELD_END,
};
static const struct field decision_outcome_fields[] = {
	FIELD(decision_outcome, enrollment_id, OUT, 1, WIDE),
	FIELD(decision_outcome, requirement_id, OUT, 1, WIDE),
	FIELD(decision_outcome, outcome, OUT, 1, 16),
	FIELD(decision_outcome, status, OUT | NULLABLE, 0, 20),
	FIELD(decision_outcome, code, OUT | NULLABLE, 0, 40),
	FIELD(decision_outcome, detail, OUT | NULLABLE, 0, 500),
	FIELD(decision_outcome, remedy, OUT | NULLABLE, 0, 500),
	FIELD_END,
};
const struct field decision_result_fields[] = {
	FIELD_MANY(decision_result, items, OUT, 0, 200, decision_outcome),
	FIELD_END,
};

/* Records of cancelled enrolments wait for nobody. */
#define QUEUE \
	"FROM completion k JOIN enrollment e ON e.id = k.enrollment_id AND e.cancelled_at IS NULL AND NOT e.superseded "
#define LINE \
	"SELECT k.id, k.enrollment_id, k.requirement_id, e.contact_id, CONCAT(c.given_name, ' ', c.family_name) AS contact_name, " \
	"e.program_id, p.name AS program_name, s.title AS stage_title, v.title AS requirement_title, k.completed_on, k.grade, " \
	"v.pass_grade, v.grade_scale, v.needs_approval, k.notes, k.status, CONCAT(r.given_name, ' ', r.family_name) AS " \
	"recorded_by_name, k.recorded_at " QUEUE \
	"JOIN contact c ON c.id = e.contact_id JOIN program p ON p.id = e.program_id " \
	"JOIN version_requirement v ON v.program_id = e.program_id AND v.version = e.definition_version " \
	"AND v.requirement_id = k.requirement_id JOIN stage s ON s.program_id = v.program_id AND s.version = v.version " \
	"AND s.position = v.stage_position LEFT JOIN contact r ON r.id = k.recorded_by " \
	"WHERE k.status = :status AND k.id > :after_id AND (:program_id IS NULL OR e.program_id = :program_id) "

STMT(list_queue, completion_query, completion_row, LINE "ORDER BY k.id LIMIT :rows")
STMT(search_queue, completion_query, completion_row,
	LINE "AND " SEARCH_SQL("e.contact_id") " ORDER BY k.id LIMIT :rows")
STMT(count_queues, none, queues,
	"SELECT (SELECT COUNT(*) " QUEUE "WHERE k.status = 'awaiting_approval') AS awaiting_approval, "
	"(SELECT COUNT(*) " QUEUE "WHERE k.status = 'awaiting_grade') AS awaiting_grade, "
	"(SELECT COUNT(*) FROM enrollment e WHERE " ENROLLMENT_PENDING ") "
	"AS program_completions")

enum err queues_count(struct ctx *c, struct queues *into)
{
	return db_one(c, &count_queues, NULL, into);
}

enum err completion_list(struct ctx *c, struct completion_query *q, struct page *into)
{
	struct queues counts = { 0 };

	TRY(PAGE_START(c, q));
	TRY(SEARCH_START(c, q));
	TRY(db_all(c, q->w1 ? &search_queue : &list_queue, q, &into->items));
	if (page_cut(into, q->limit))
		into->next =
			page_cursor(c, NULL, ((struct completion_row *)into->items.items)[q->limit - 1].id);
	TRY(completion_files_list(c, &into->items));
	if (q->w1 || q->program_id)
		return ERR_OK;
	TRY(queues_count(c, &counts));
	into->total = strcmp(q->status, "awaiting_grade") ? counts.awaiting_approval : counts.awaiting_grade;
	into->has_total = true;
	return ERR_OK;
}

static enum err decide_one(struct ctx *c, enum decision what, const struct decision_request *r,
	const struct decision_item *i, struct requirement_view *out)
{
	switch (what) {
	case DECIDE_APPROVE:
		return completion_approve(c, i->enrollment_id, i->requirement_id, out);
	case DECIDE_REJECT:
		return completion_reject(c, i->enrollment_id, i->requirement_id, r->note, out);
	case DECIDE_GRADE:
		return completion_grade(c, i->enrollment_id, i->requirement_id, i->grade, out);
	}
	return ERR_INTERNAL;
}

/* Refusals come before the first write of a step, so going on after one leaves nothing half done. */
enum err completion_decide_many(struct ctx *c, enum decision what, const struct decision_request *r,
	struct decision_result *out)
{
	struct decision_outcome *o = arena_alloc(&c->arena, (r->items.n + 1) * sizeof(*o));

	out->items = (struct list){ o, r->items.n, sizeof(*o) };
	c->unchanged = true;
	for (size_t i = 0; i < r->items.n; i++) {
		const struct decision_item *item = (const struct decision_item *)r->items.items + i;
		struct requirement_view v = { 0 };
		enum err e = decide_one(c, what, r, item, &v);
		const struct finding *why;

		if (e == ERR_BUSY || e == ERR_INTERNAL)
			return e;
		c->unchanged = c->unchanged && e;
		o[i] = (struct decision_outcome){ item->enrollment_id, item->requirement_id,
			e ? "refused" : "done", v.status, NULL, NULL, NULL };
		if ((why = finding_of(c, e))) {
			o[i].code = why->code;
			o[i].detail = why->detail;
			o[i].remedy = why->remedy;
		}
	}
	return ERR_OK;
}
