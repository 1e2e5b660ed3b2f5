#include "demo_world.h"

#include "completion.h"
#include "component.h"
#include "contact.h"
#include "db.h"
#include "enrollment.h"
#include "program.h"

#include <csv.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Real course records (sql/demo/ATTRIBUTION), taken over on the founding day:
 * each presentation of a module is a program of one requirement, each student
 * a contact, each registration an enrolment, each pass its completion.
 */

enum { COLUMNS = 13, PROGRAMS = 64, BATCH = 100 };
enum column {
	COURSE,
	TITLE,
	USER,
	EMAIL,
	GIVEN,
	FAMILY,
	START,
	END,
	COMPLETE,
	COMPLETED,
	CREDIT_TYPE,
	CREDITS,
	GRADE
};

static const char header[] =
	"external_course_id,title,external_user_id,external_email,first_name,last_name,enrollment_start,enrollment_end,"
	"complete,date_completed,credit_type,credits,grade";

struct record {
	const char *cell[COLUMNS];
	int64_t contact_id; /* once it is known */
};

struct module {
	const char *code;
	int64_t program_id, requirement_id;
};

struct records {
	struct arena *arena;
	struct demo_world *w;
	struct record *rows;
	int n, room, most, column, line;
	bool bad;
	struct module modules[PROGRAMS];
	int modules_n;
	int from, to; /* the stretch of one transaction */
};

/* --- reading --- */

static void take_cell(void *text, size_t n, void *arg)
{
	struct records *r = arg;
	char *copy;

	if (r->column >= COLUMNS || r->n >= r->room) {
		r->bad = r->column >= COLUMNS;
		return;
	}
	copy = arena_raw(r->arena, n + 1);
	memcpy(copy, text, n);
	copy[n] = '\0';
	r->rows[r->n].cell[r->column++] = copy;
}

static bool is_header(const struct record *row)
{
	const char *at = header;

	for (int i = 0; i < COLUMNS; i++) {
		size_t n = strcspn(at, ",");

		if (strlen(row->cell[i]) != n || strncmp(row->cell[i], at, n) != 0)
			return false;
		at += n + 1;
	}
	return true;
}

static void take_row(int end, void *arg)
{
	struct records *r = arg;

	(void)end;
	r->bad = r->bad || r->column != COLUMNS || (!r->line && !is_header(&r->rows[0]));
	r->n += r->line > 0 && r->n < r->room;
	r->line++;
	r->column = 0;
}

static bool read_all(struct records *r, FILE *f)
{
	struct csv_parser parser;
	char text[1 << 14];
	size_t n;

	if (csv_init(&parser, CSV_STRICT | CSV_APPEND_NULL))
		return false;
	while (!r->bad && (n = fread(text, 1, sizeof(text), f)) > 0)
		r->bad = csv_parse(&parser, text, n, take_cell, take_row, r) != n;
	r->bad = csv_fini(&parser, take_cell, take_row, r) || r->bad || ferror(f);
	csv_free(&parser);
	return !r->bad;
}

static enum err open_records(struct ctx *c, const char *path, struct records *r)
{
	enum { ROWS_MAX = 20000 };
	FILE *f = fopen(path, "r");
	bool good;

	if (!f)
		return fail(c, ERR_NOT_FOUND, "The course records cannot be read: %s: %s.", path,
			strerror(errno));
	r->room = r->most ? r->most : ROWS_MAX;
	r->rows = arena_alloc(&c->arena, (size_t)r->room * sizeof(*r->rows));
	good = read_all(r, f);
	fclose(f);
	return good ? ERR_OK
		    : fail(c, ERR_MALFORMED, "%s, line %d: this is no file of course records.", path,
			      r->line + 1);
}

/* --- taking over --- */

static enum err add_module(struct ctx *c, const struct record *row, struct module *m)
{
	struct component k = { .code = row->cell[COURSE], .title = row->cell[TITLE], .kind = "course" };
	struct program p = { .code = row->cell[COURSE],
		.name = row->cell[TITLE],
		.description = "Taken over from course records." };
	struct requirement one = { .title = "Module passed" };
	struct stage stage = { .title = "Module", .requirements = { &one, 1, sizeof(one) } };
	struct definition d = { .completion_period = &(struct period){ 2, "years" },
		.stages = { &stage, 1, sizeof(stage) } };
	struct definition_saved saved;
	const struct stage *saved_stage;

	TRY(component_create(c, &k));
	TRY(program_create(c, &p));
	one.component_id = k.id;
	TRY(definition_save(c, p.id, -1, &d, &saved));
	TRY(demo_set_status(c, p.id, "active"));
	saved_stage = d.stages.items;
	*m = (struct module){ row->cell[COURSE], p.id,
		((const struct requirement *)saved_stage->requirements.items)->id };
	return ERR_OK;
}

static struct module *module_of(struct records *r, const char *code)
{
	for (int i = 0; i < r->modules_n; i++)
		if (!strcmp(r->modules[i].code, code))
			return &r->modules[i];
	return NULL;
}

static enum err add_modules(struct ctx *c, void *arg)
{
	struct records *r = arg;

	demo_be(c, r->w, BY_SYSTEM, 0, r->w->first, 12 * 3600);
	r->modules_n = 0;
	for (int i = 0; i < r->n; i++) {
		if (module_of(r, r->rows[i].cell[COURSE]))
			continue;
		if (r->modules_n == PROGRAMS)
			return fail(c, ERR_TOO_LARGE, "There are more than %d modules.", PROGRAMS);
		TRY(add_module(c, &r->rows[i], &r->modules[r->modules_n]));
		r->modules_n++;
	}
	return ERR_OK;
}

/* Students who came back have a row for each presentation. */
static int64_t known_contact(const struct records *r, int before)
{
	for (int i = 0; i < before; i++)
		if (!strcmp(r->rows[i].cell[USER], r->rows[before].cell[USER]))
			return r->rows[i].contact_id;
	return 0;
}

static enum err add_contact(struct ctx *c, struct records *r, int i)
{
	const char **cell = r->rows[i].cell;
	struct contact in = { .contact_no = cell[USER],
		.given_name = cell[GIVEN],
		.family_name = cell[FAMILY],
		.email = cell[EMAIL] };

	r->rows[i].contact_id = known_contact(r, i);
	if (r->rows[i].contact_id)
		return ERR_OK;
	TRY(contact_create(c, &in));
	r->rows[i].contact_id = in.id;
	return ERR_OK;
}

/* Grades are words here; they are kept as notes. */
static enum err add_completion(struct ctx *c, const struct record *row, const struct module *m,
	int64_t enrollment_id)
{
	struct completion_input in = { .notes = row->cell[GRADE] };
	struct requirement_view view;

	if (strcmp(row->cell[COMPLETE], "1") != 0)
		return ERR_OK;
	if (!date_parse(row->cell[COMPLETED], &in.completed_on))
		return fail(c, ERR_MALFORMED, "The day \"%s\" does not exist.", row->cell[COMPLETED]);
	if (in.completed_on.day > c->today.day)
		return ERR_OK;
	if (*row->cell[CREDITS])
		in.notes = arena_printf(&c->arena, "%s (%s %s)", row->cell[GRADE], row->cell[CREDITS],
			row->cell[CREDIT_TYPE]);
	return completion_record(c, enrollment_id, m->requirement_id, &in, &view);
}

static bool same_call(const struct record *a, const struct record *b)
{
	return !strcmp(a->cell[COURSE], b->cell[COURSE]) && !strcmp(a->cell[START], b->cell[START]);
}

/* Those who registered for a presentation on one day are enrolled by one call. */
static enum err enroll_rows(struct ctx *c, struct records *r, int from, int n)
{
	const struct record *row = &r->rows[from];
	const struct module *m = module_of(r, row->cell[COURSE]);
	struct ints ids = { arena_alloc(&c->arena, (size_t)n * sizeof(int64_t)), (size_t)n };
	struct enroll_request request = { .contact_ids = ids };
	struct enroll_result result = { 0 };
	const struct enroll_outcome *o;

	if (!date_parse(row->cell[START], &request.enrolled_on))
		return fail(c, ERR_MALFORMED, "The day \"%s\" does not exist.", row->cell[START]);
	for (int i = 0; i < n; i++)
		ids.v[i] = row[i].contact_id;
	TRY(enroll(c, m->program_id, &request, &result));
	o = result.items.items;
	for (int i = 0; i < n; i++) {
		if (o[i].code)
			return fail(c, ERR_INTERNAL, "%s: %s", o[i].code, o[i].detail);
		TRY(add_completion(c, &row[i], m, o[i].enrollment_id));
	}
	return ERR_OK;
}

static enum err add_some(struct ctx *c, void *arg)
{
	struct records *r = arg;

	for (r->to = r->from; r->to < r->n && r->to - r->from < BATCH;) {
		int first = r->to;

		demo_be(c, r->w, BY_SYSTEM, 0, r->w->first, 13 * 3600 + r->to);
		for (; r->to < r->n && same_call(&r->rows[first], &r->rows[r->to]); r->to++)
			TRY(add_contact(c, r, r->to));
		TRY(enroll_rows(c, r, first, r->to - first));
	}
	return ERR_OK;
}

static int by_call(const void *a, const void *b)
{
	const struct record *x = a, *y = b;
	int order = strcmp(x->cell[COURSE], y->cell[COURSE]);

	order = order ? order : strcmp(x->cell[START], y->cell[START]);
	return order ? order : strcmp(x->cell[USER], y->cell[USER]);
}

/* The presentations are over. */
static enum err close_modules(struct ctx *c, void *arg)
{
	struct records *r = arg;

	demo_be(c, r->w, BY_SYSTEM, 0, r->w->first, 18 * 3600);
	for (int i = 0; i < r->modules_n; i++)
		TRY(demo_set_status(c, r->modules[i].program_id, "inactive"));
	return ERR_OK;
}

enum err demo_records(struct ctx *c, struct demo_world *w, const char *csv_path, int most, int64_t *rows)
{
	struct records r = { .arena = &c->arena, .w = w, .most = most };

	TRY(open_records(c, csv_path, &r));
	qsort(r.rows, (size_t)r.n, sizeof(*r.rows), by_call);
	TRY(db_transact(c, add_modules, &r, false));
	for (; r.from < r.n; r.from = r.to) {
		struct arena_mark mark = arena_mark(&c->arena);

		TRY(db_transact(c, add_some, &r, false));
		arena_rewind(&c->arena, mark);
	}
	*rows = r.n;
	return db_transact(c, close_modules, &r, false);
}
