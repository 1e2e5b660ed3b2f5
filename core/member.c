#include "member.h"
#include "db.h"
#include "enrollment_row.h"
#include "progress.h"

#include <string.h>

const struct field self_enrollment_fields[] = { FIELD(self_enrollment, carry_over, IN, 0, 1), FIELD_END };
const struct field my_programs_query_fields[] = { PAGE_FIELDS(my_programs_query), FIELD_END };

STMT(own_enrollments, my_programs_query, enrollment,
	"SELECT " ENROLLMENT_COLUMNS ", " ENROLLMENT_PROGRAM_COLUMNS " " ENROLLMENT_FROM
	"WHERE e.contact_id = :actor_id AND (:after_id = 0 OR e.id < :after_id) ORDER BY e.id DESC LIMIT :rows")

static bool under_way(const struct enrollment *e)
{
	return !e->superseded && (!strcmp(e->status, "enrolled") || !strcmp(e->status, "grace"));
}

static void list_steps(struct ctx *c, const struct progress *p, struct list *into)
{
	const struct requirement_view *r = p->requirements.items;
	const struct stage_view *stages = p->stages.items;
	struct next_step *out = arena_alloc(&c->arena, (p->requirements.n + 1) * sizeof(*out));

	*into = (struct list){ out, 0, sizeof(*out) };
	for (size_t i = 0; i < p->requirements.n; i++)
		if (r[i].next_step)
			out[into->n++] = (struct next_step){ r[i].id, r[i].title, stages[r[i].stage].title,
				r[i].next_step, !strcmp(r[i].next_step, "course") ? r[i].course_id : 0 };
}

static enum err fill_next(struct ctx *c, struct my_program *mine)
{
	static struct next_step waits[] = { { .step = "wait_program_approval" } };
	struct progress p;

	if (!strcmp(mine->row.status, "pending_approval"))
		mine->next = (struct list){ waits, 1, sizeof(*waits) };
	if (!under_way(&mine->row))
		return ERR_OK;
	TRY(progress_read(c, &mine->row, &p));
	TRY(progress_dress(c, &p));
	list_steps(c, &p, &mine->next);
	return ERR_OK;
}

enum err my_programs(struct ctx *c, struct my_programs_query *q, struct page *into)
{
	const struct enrollment *e;
	struct my_program *out;

	TRY(PAGE_START(c, q));
	TRY(db_all(c, &own_enrollments, q, &into->items));
	if (page_cut(into, q->limit))
		into->next = page_cursor(c, NULL, ((struct enrollment *)into->items.items)[q->limit - 1].id);
	e = into->items.items;
	out = arena_alloc(&c->arena, (into->items.n + 1) * sizeof(*out));
	for (size_t i = 0; i < into->items.n; i++) {
		out[i].row = e[i];
		TRY(fill_next(c, &out[i]));
	}
	into->items = (struct list){ out, into->items.n, sizeof(*out) };
	return ERR_OK;
}
