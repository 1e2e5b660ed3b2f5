#include "csv_out.h"
#include "event.h"
#include "fixture.h"
#include "hard_text.h"
#include "import.h"
#include "report_export.h"
#include "transcript.h"

/* Files that leave Laurel with whatever people have written into it. */
DB_SUITE(exports);

enum { PEOPLE = 60 };

/* What is gathered outlives the arena of a call, which writers rewind. */
static struct arena kept = { .limit = 16 << 20 };

static enum err gather(struct ctx *x, void *arg, const char *data, size_t n)
{
	(void)x;
	buf_add(arg, data, n);
	return ERR_OK;
}

/* Cells of a file that nothing calculates. */
static const char **safe_cells(const char *file, size_t *n, size_t *columns)
{
	const char **cells = hard_cells(&c.arena, file, n, columns);

	cr_assert_not_null(cells, "%s", file);
	for (size_t i = 0; i < *n; i++)
		cr_assert(hard_harmless(cells[i]), "[%s]", cells[i]);
	return cells;
}

/* As it was before it was written. */
static const char *bare(const char *cell)
{
	return cell + csv_unguard(cell, strlen(cell));
}

/* For statements, whatever stands in it. */
static const char *quoted(const char *text)
{
	struct buf b = { .arena = &c.arena };

	for (buf_text(&b, "CONVERT(X'"); *text; text++)
		buf_printf(&b, "%02X", (unsigned char)*text);
	buf_text(&b, "' USING utf8mb4)");
	return buf_end(&b);
}

static const char *some_text(void)
{
	const char *text = hard_text(&c.arena);

	return *text ? text : "=";
}

/* --- reports and transcripts --- */

/* People of hard names and licences, each with a credit of one course. */
static void make_people(const char *names[PEOPLE][3])
{
	sql("INSERT INTO profile_field (id, field_key, label, type, created_at) VALUES (1, 'born', 'Born', 'date', '2026-01-01'), "
	    "(2, 'state', 'State', 'text', '2026-01-01'), (3, 'license', 'License', 'text', '2026-01-01')");
	sql("UPDATE report_setting SET birth_field_id = 1, license_state_field_id = 2, license_field_id = 3, eprofile_field_id = 3");
	sql("INSERT INTO course (id, code, title, description, content_source, enrollment_method, status, created_at) "
	    "VALUES (1, '=A', %s, '', 'own', 'open', 'active', '2026-01-01')",
		quoted("@SUM(1+1)*cmd|' /C calc'!A0"));
	sql("INSERT INTO credit_type (id, code, title, increment, decimals, created_at) VALUES (1, 'CME', '+CME', 1, 0, '2026-01-01')");
	sql("INSERT INTO report_activity (course_id, agency, activity_id) VALUES (1, 'pars', '20261'), (1, 'cpe', '0123-0000-26-001-L04-P')");
	for (int i = 0; i < PEOPLE; i++) {
		int64_t id = make_contact("Ada Lovelace");

		for (int k = 0; k < 3; k++)
			names[i][k] = some_text();
		sql("UPDATE contact SET given_name = %s, family_name = %s WHERE id = %lld",
			quoted(names[i][0]), quoted(names[i][1]), (long long)id);
		sql("INSERT INTO profile_value (contact_id, field_id, date_value, text_value) VALUES (%lld, 1, '1980-04-03', NULL), "
		    "(%lld, 2, NULL, 'Maine'), (%lld, 3, NULL, %s)",
			(long long)id, (long long)id, (long long)id, quoted(names[i][2]));
		sql("INSERT INTO course_enrollment (course_id, contact_id, status, active, sort_name, enrolled_on, completed_on, "
		    "completion_origin, created_at) VALUES (1, %lld, 'completed', 1, 'x', '2026-05-01', '2026-06-03', 'steps', '2026-05-01')",
			(long long)id);
		sql("INSERT INTO credit_award (course_id, contact_id, attempt, credit_type_id, amount, awarded_on, provenance, submission, "
		    "created_at) VALUES (1, %lld, 1, 1, 1.5, '2026-06-03', 'earned', 'queued', '2026-06-03')",
			(long long)id);
	}
}

/* A made file, and where in its lines the given name, the family name and the licence stand. */
static void expect_report(const char *agency, const char *names[PEOPLE][3], const size_t at[3])
{
	struct buf b = { .arena = &kept };
	struct report_export x = { 0 };
	const char **cells;
	size_t n, columns;

	OK(report_export_make(&c, &(struct report_request){ .agency = agency }, &x));
	OK(report_export_write(&c, &x, &(struct report_writer){ gather, &b }));
	cells = safe_cells(buf_end(&b), &n, &columns);
	cr_assert_eq(n, (PEOPLE + 1) * columns);
	for (size_t i = 0; i < PEOPLE; i++)
		for (size_t k = 0; k < 3; k++)
			cr_assert_str_eq(bare(cells[(i + 1) * columns + at[k]]), names[i][k]);
}

Test(exports, no_cell_of_a_report_is_a_formula_and_each_says_what_it_should)
{
	const char *names[PEOPLE][3];

	make_people(names);
	expect_report("pars", names, (const size_t[]){ 3, 4, 7 });
	expect_report("cpe", names, (const size_t[]){ 6, 7, 2 });
}

Test(exports, no_cell_of_a_transcript_is_a_formula)
{
	const char *names[PEOPLE][3], **cells;
	struct buf b = { .arena = &c.arena };
	struct transcript t;
	size_t n, columns, found = 0;

	make_people(names);
	OK(transcript_read(&c, sql_int("SELECT MAX(id) FROM contact"), &t));
	transcript_csv(&b, &t);
	cells = safe_cells(buf_end(&b), &n, &columns);
	for (size_t i = 0; i < n; i++)
		found += !strcmp(bare(cells[i]), "@SUM(1+1)*cmd|' /C calc'!A0");
	cr_assert_eq(found, 2, "the course, and its credit");
}

/* --- files that come back --- */

static int64_t upload(struct import_upload *u, const char *text)
{
	struct import_stage *s = NULL;
	struct import i = { 0 };
	bool ran = true;

	cr_assert_eq(import_begin(&c, u, &s), ERR_OK, "%s", said());
	cr_assert_eq(import_feed(&c, s, text, strlen(text)), ERR_OK, "%s", said());
	cr_assert_eq(import_end(&c, s, &i.id), ERR_OK, "%s", said());
	while (ran)
		cr_assert_eq(job_run_due(&c, &ran), ERR_OK, "%s", said());
	OK(import_find(&c, i.id, &i));
	cr_assert_str_eq(i.state, "validated", "%s", i.error);
	return i.id;
}

static const char *written_rows(enum err (*write)(struct ctx *c, int64_t id, const struct import_writer *w),
	int64_t id)
{
	struct buf b = { .arena = &kept };

	OK(write(&c, id, &((struct import_writer){ gather, &b, false })));
	return buf_end(&b);
}

Test(exports, rejected_rows_are_safe_and_are_rejected_for_the_same_reasons_when_they_come_back)
{
	struct import_upload u = { .kind = "contacts" };
	struct buf b = { .arena = &c.arena };
	const char *out, *problems;
	size_t n, columns;
	int64_t id;

	csv_line(&b, (const char *const[]){ "contact_no", "given_name", "family_name", "email" }, 4);
	for (int i = 0; i < 300; i++)
		csv_line(&b,
			(const char *const[]){ hard_text(&c.arena), hard_text(&c.arena), hard_text(&c.arena),
				"no address" },
			4);
	id = upload(&u, buf_end(&b));
	out = written_rows(import_write_rejected, id);
	problems = written_rows(import_write_problems, id);
	safe_cells(out, &n, &columns);
	cr_assert_eq(n, 301 * 4);
	safe_cells(problems, &n, &columns);
	id = upload(&u, out);
	cr_assert_str_eq(written_rows(import_write_rejected, id), out);
}

/* Everybody's number and address, as the list of an event's people has them. */
static const char *attendance(void)
{
	struct buf b = { .arena = &c.arena };
	const char *next = NULL;

	do
		OK(attendance_csv(&c, 7, next, &b, &next));
	while (next);
	return buf_end(&b);
}

Test(exports, the_list_of_an_event_is_safe_and_coming_back_it_changes_nothing)
{
	struct import_upload u = { .kind = "attendance", .event_id = 7 };
	size_t n, columns;
	const char *out;
	struct import i;
	int64_t id;

	sql("INSERT INTO event (id, title, starts_at, duration_minutes, required_minutes, created_at) "
	    "VALUES (7, 'Webinar', '2026-06-01 10:00:00', 60, 50, '2026-01-01')");
	for (int k = 0; k < PEOPLE; k++) {
		static const char *const signs[] = { "=", "+", "-", "@", "'", "'=", "\xEF\xBC\x9D", "\"",
			";" };
		const char *sign = signs[(size_t)k % (sizeof(signs) / sizeof(*signs))];

		id = make_person("Ada Lovelace",
			arena_printf(&c.arena, "%s%d@example.org", k % 2 ? "+" : "=", k));

		sql("UPDATE contact SET contact_no = %s WHERE id = %lld",
			quoted(arena_printf(&c.arena, "%s%d", sign, k)), (long long)id);
		sql("INSERT INTO event_attendance (event_id, contact_id, minutes, changed_at) VALUES (7, %lld, %d, '2026-06-01')",
			(long long)id, k);
	}
	out = attendance();
	safe_cells(out, &n, &columns);
	cr_assert_eq(n, (PEOPLE + 1) * columns);
	id = upload(&u, out);
	OK(import_find(&c, id, &i));
	cr_assert_eq(i.unchanged, PEOPLE, "%s", written_rows(import_write_problems, id));
}
