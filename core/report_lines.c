#include "report_lines.h"
#include "csv_out.h"
#include "db.h"

#include <string.h>

const struct field report_line_fields[] = {
	FIELD(report_line, n, 0, 0, WIDE),
	FIELD(report_line, award_id, 0, 0, WIDE),
	FIELD(report_line, contact_id, 0, 0, WIDE),
	FIELD(report_line, course_id, 0, 0, WIDE),
	FIELD(report_line, action, 0, 0, 8),
	FIELD(report_line, activity_id, 0, 0, 64),
	FIELD(report_line, given_name, 0, 0, 80),
	FIELD(report_line, family_name, 0, 0, 80),
	FIELD(report_line, birth, 0, 0, 4),
	FIELD(report_line, license_state, 0, 0, 200),
	FIELD(report_line, person_id, 0, 0, 200),
	FIELD(report_line, completed_on, 0, 0, DATE_MAX),
	FIELD(report_line, awarded_on, 0, 0, DATE_MAX),
	FIELD(report_line, amount, 0, 0, WIDE),
	FIELD_END,
};
const struct field report_window_fields[] = {
	FIELD(report_window, from, IN | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(report_window, to, IN | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(report_window, agency, 0, 0, 8),
	FIELD(report_window, provenances, 0, 0, 200),
	FIELD(report_window, after_id, 0, 0, WIDE),
	FIELD(report_window, rows, 0, 0, WIDE),
	FIELD_END,
};

enum { LINES_A_READ = 2000 };

STMT(lines_after, report_window, report_line,
	REPORT_NOW("COALESCE(g.activity_id, k.code)") "AND " REPORT_IN_WINDOW(
		"a") " AND a.id > :after_id ORDER BY a.id LIMIT :rows")

/* --- ACCME's learner template, in its order; Laurel knows nothing of board certification, so those stay empty --- */

static const char *const pars_head[] = { "Record Action", "ACCME Activity ID", "Completion Date",
	"First Name", "Last Name", "Date of Birth", "Licensing State", "Licensing ID or NPI",
	"Number of CME Credits", "Certifying Board", "Certifying Board ID", "Total Board Credits",
	"Credit Type", "Credits Awarded for Credit Type" };
enum { PARS_COLUMNS = sizeof(pars_head) / sizeof(*pars_head) };

/* As American agencies write a day. */
static const char *us_date(struct arena *a, struct date d)
{
	int year, month, day;

	date_split(d, &year, &month, &day);
	return arena_printf(a, "%02d/%02d/%04d", month, day, year);
}

static const char *us_birth(struct arena *a, const char *mmdd)
{
	return mmdd ? arena_printf(a, "%.2s/%s", mmdd, mmdd + 2) : NULL;
}

static void put_pars(struct buf *b, const struct report_line *l)
{
	const char *cells[PARS_COLUMNS] = { strcmp(l->action, "delete") ? "Add" : "Delete", l->activity_id,
		us_date(b->arena, l->completed_on), l->given_name, l->family_name,
		us_birth(b->arena, l->birth), l->license_state, l->person_id,
		decimal_text(b->arena, l->amount.hundredths) };

	csv_line(b, cells, PARS_COLUMNS);
}

/* --- the elements that CPE Monitor asks for; names and order are ours (README.md), as its layout is given to providers alone --- */

static const char *const cpe_head[] = { "Record Action", "Universal Activity Number", "NABP e-Profile ID",
	"Date of Birth", "Participation Date", "Contact Hours", "First Name", "Last Name" };
enum { CPE_COLUMNS = sizeof(cpe_head) / sizeof(*cpe_head) };

static void put_cpe(struct buf *b, const struct report_line *l)
{
	const char *cells[CPE_COLUMNS] = { strcmp(l->action, "delete") ? "Add" : "Delete", l->activity_id,
		l->person_id, l->birth, us_date(b->arena, l->completed_on),
		decimal_text(b->arena, l->amount.hundredths), l->given_name, l->family_name };

	csv_line(b, cells, CPE_COLUMNS);
}

static bool is_pars(const char *agency)
{
	return !strcmp(agency, "pars");
}

void report_head(struct buf *b, const char *agency)
{
	if (is_pars(agency))
		csv_line(b, pars_head, PARS_COLUMNS);
	else
		csv_line(b, cpe_head, CPE_COLUMNS);
}

void report_put(struct buf *b, const char *agency, const struct report_line *l)
{
	if (is_pars(agency))
		put_pars(b, l);
	else
		put_cpe(b, l);
}

/* --- the window --- */

/* The provenances that an agency is told of, for FIND_IN_SET(). */
static const char *told(struct ctx *c, const char *agency)
{
	struct buf b = { .arena = &c->arena };

	for (const struct report_rule *r = report_rules; r->provenance; r++)
		if (is_pars(agency) ? r->in_pars : r->in_cpe)
			buf_printf(&b, "%s%s", b.used ? "," : "", r->provenance);
	return buf_end(&b);
}

enum err report_window_check(struct ctx *c, struct report_window *w)
{
	w->provenances = told(c, w->agency);
	w->after_id = 0;
	w->rows = LINES_A_READ;
	if (w->from.day && w->to.day && w->from.day > w->to.day)
		return fail_field(c, "from", "must not be after the last day");
	return ERR_OK;
}

static enum err write_some(struct ctx *c, struct report_window *w, const struct report_writer *to, bool *more)
{
	const struct arena_mark mark = arena_mark(&c->arena);
	struct buf b = { .arena = &c->arena };
	struct report_line *l;
	struct list lines;

	TRY(db_all(c, &lines_after, w, &lines));
	l = lines.items;
	for (size_t i = 0; i < lines.n; i++) {
		l[i].action = "add";
		report_put(&b, w->agency, &l[i]);
	}
	*more = lines.n == (size_t)w->rows;
	if (lines.n) {
		w->after_id = l[lines.n - 1].award_id;
		TRY(to->write(c, to->arg, b.data, b.used));
	}
	arena_rewind(&c->arena, mark);
	return ERR_OK;
}

enum err report_write(struct ctx *c, const struct report_window *window, const struct report_writer *to)
{
	struct report_window w = *window;
	struct buf b = { .arena = &c->arena };
	bool more = true;

	report_head(&b, w.agency);
	TRY(to->write(c, to->arg, b.data, b.used));
	while (more)
		TRY(write_some(c, &w, to, &more));
	return ERR_OK;
}
