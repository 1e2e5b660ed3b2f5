#include "fixture.h"

#include <stdlib.h>

DB_SUITE(trackers);

Test(trackers, imis_08_there_are_four_and_a_new_program_has_them_at_nothing)
{
	struct tracker t = tracker_of(PROGRAM());

	cr_assert(!t.total && !t.earned && !t.enrolled_not_earned && !t.nothing_completed &&
		!t.grace_period && !t.expired);
}

/* One enrolment of each kind: 2026-06-15 lies in the first, in the grace period, and after the end. */
static int64_t program, running, graced, expired;

static void enrol_three(void)
{
	program = PROGRAM(.stages = "Course Exam", .period = "12 months", .grace = "3 months");
	running = enroll_on(program, make_contact("Ada Running"), ON(2026, 1, 1));
	graced = enroll_on(program, make_contact("Bob Graced"), ON(2025, 5, 1));
	expired = enroll_on(program, make_contact("Cyd Expired"), ON(2024, 1, 1));
}

static void earn(int64_t id, struct date on)
{
	OK(record(id, "Course", on));
	OK(record(id, "Exam", on));
}

Test(trackers, imis_09_earned_counts_those_with_status_earned_beside_the_total)
{
	struct tracker t;

	enrol_three();
	earn(running, TODAY);
	t = tracker_of(program);
	cr_assert_eq(t.earned, 1);
	cr_assert_eq(t.total, 3);
	cr_assert_str_eq(row_of(running).status, "earned");
}

Test(trackers, imis_10_enrolled_not_earned_tells_of_whom_nothing_is_completed)
{
	struct tracker t;

	enrol_three();
	enroll_one(program, make_contact("Eve Empty"));
	OK(record(running, "Course", TODAY));
	t = tracker_of(program);
	cr_assert_eq(t.enrolled_not_earned, 2);
	cr_assert_eq(t.nothing_completed, 1);
	OK(void_it(running, "Course", "a mistake"));
	cr_assert_eq(tracker_of(program).nothing_completed, 2);
}

Test(trackers, imis_11_grace_period_counts_those_past_their_deadline_with_time_left)
{
	enrol_three();
	cr_assert_eq(tracker_of(program).grace_period, 1);
	cr_assert_str_eq(row_of(graced).status, "grace");
	today_is(ON(2026, 4, 30));
	cr_assert_eq(tracker_of(program).grace_period, 0, "the day before it begins");
	today_is(ON(2026, 5, 1));
	cr_assert_eq(tracker_of(program).grace_period, 1, "its first day");
	today_is(ON(2026, 8, 1));
	cr_assert_eq(tracker_of(program).grace_period, 1, "its last day");
	today_is(ON(2026, 8, 2));
	cr_assert_eq(tracker_of(program).grace_period, 0, "the day after");
}

Test(trackers, imis_12_expired_counts_those_whose_expiration_date_has_passed)
{
	enrol_three();
	cr_assert_eq(tracker_of(program).expired, 1);
	cr_assert_str_eq(row_of(expired).status, "expired");
	today_is(ON(2026, 8, 2));
	cr_assert_eq(tracker_of(program).expired, 2);
	cr_assert_str_eq(row_of(graced).status, "expired");
}

Test(trackers, a_day_that_is_named_is_still_included)
{
	int64_t id = enroll_on(PROGRAM(.period = "10 days", .grace = "none"), make_contact("Ada Lovelace"),
		ON(2026, 6, 5));

	cr_assert_eq(row_of(id).expires_on.day, TODAY.day);
	cr_assert_str_neq(row_of(id).status, "expired");
	today_is(ON(2026, 6, 16));
	cr_assert_str_eq(row_of(id).status, "expired");
}

Test(trackers, waiting_for_approval_counts_by_the_clock_until_it_is_earned)
{
	int64_t p = PROGRAM(.stages = "Course", .approval = true),
		id = enroll_one(p, make_contact("Ada Lovelace"));

	OK(record(id, "Course", TODAY));
	cr_assert_str_eq(row_of(id).status, "pending_approval");
	cr_assert_eq(tracker_of(p).enrolled_not_earned, 1);
	cr_assert_eq(tracker_of(p).nothing_completed, 0);
	today_is(ON(2030, 1, 1));
	cr_assert_eq(tracker_of(p).expired, 1);
	OK(enrollment_approve(&c, id));
	cr_assert_eq(tracker_of(p).expired, 0);
	cr_assert_eq(tracker_of(p).earned, 1);
}

/* --- a count of its own, from the rows as they are --- */

struct row {
	int32_t grace_begins_on, expires_on;
	bool earned, cancelled, touched;
};

static struct date date_in(const char *text)
{
	struct date d = { 0 };

	cr_assert(date_parse(text, &d));
	return d;
}

/* Whether anything is met is read off the records, not off what the enrolment says of itself. */
static size_t read_rows(int64_t of_program, struct row *rows, size_t most)
{
	const char *sql_rows = sql_text(
		"SELECT GROUP_CONCAT(CONCAT_WS(' ', e.grace_begins_on, e.expires_on, e.earned_on IS NOT NULL, "
		"e.cancelled_at IS NOT NULL, EXISTS (SELECT 1 FROM completion k WHERE k.enrollment_id = e.id "
		"AND k.status IN ('complete', 'waived'))) SEPARATOR ',') FROM enrollment e WHERE e.program_id = %lld",
		(long long)of_program);
	char *text = arena_strdup(&c.arena, sql_rows ? sql_rows : ""), *rest;
	size_t n = 0;

	for (char *one = strtok_r(text, ",", &rest); one; one = strtok_r(NULL, ",", &rest)) {
		cr_assert_lt(n, most);
		one[10] = one[21] = '\0';
		rows[n++] = (struct row){ date_in(one).day, date_in(one + 11).day, one[22] == '1',
			one[24] == '1', one[26] == '1' };
	}
	return n;
}

static struct tracker recount(const struct row *rows, size_t n, int32_t today)
{
	struct tracker t = { 0 };

	for (size_t i = 0; i < n; i++) {
		if (rows[i].cancelled)
			continue;
		t.total++;
		if (rows[i].earned)
			t.earned++;
		else if (today > rows[i].expires_on)
			t.expired++;
		else if (today >= rows[i].grace_begins_on)
			t.grace_period++;
		else {
			t.enrolled_not_earned++;
			t.nothing_completed += !rows[i].touched;
		}
	}
	return t;
}

static void compare(int64_t of_program)
{
	static const int days[] = { -900, -400, -200, -30, -1, 0, 1, 30, 90, 365, 1000 };
	struct row rows[200];
	size_t n = read_rows(of_program, rows, 200);
	struct date now = c.today;

	for (size_t i = 0; i < sizeof(days) / sizeof(*days); i++) {
		struct tracker counted, told;

		c.today.day = now.day + days[i];
		counted = recount(rows, n, c.today.day);
		told = tracker_of(of_program);
		cr_assert(!memcmp(&counted, &told, sizeof(told)),
			"on %s: %lld earned, %lld running (%lld empty), %lld in grace, %lld expired",
			date_text(c.today), (long long)told.earned, (long long)told.enrolled_not_earned,
			(long long)told.nothing_completed, (long long)told.grace_period,
			(long long)told.expired);
		cr_assert_eq(told.earned + told.enrolled_not_earned + told.grace_period + told.expired,
			told.total);
	}
	c.today = now;
	cr_assert_eq(program_of(of_program).registrants, tracker_of(of_program).total);
}

static void edit_dates(int64_t id)
{
	struct enrollment_dates d = { .enrolled_on = { TODAY.day - (int32_t)dice(800) } };
	uint64_t all = members(enrollment_edit_fields, "enrolled_on grace_begins_on expires_on");

	d.grace_begins_on.day = d.enrolled_on.day + (int32_t)dice(500);
	d.expires_on.day = d.grace_begins_on.day + (int32_t)dice(300);
	(void)STEP(enrollment_edit(&c, id,
		sql_int("SELECT version FROM enrollment WHERE id = %lld", (long long)id), &d, all));
}

/* Some record that is there, so that steps on records meet one more often than not. */
static void pick_record(int64_t of_program, int64_t *id, const char **title)
{
	static const char from[] =
		"FROM completion k JOIN enrollment e ON e.id = k.enrollment_id JOIN version_requirement v "
		"ON v.requirement_id = k.requirement_id AND v.version = e.definition_version "
		"AND v.program_id = e.program_id WHERE e.program_id =";
	int64_t n = sql_int("SELECT COUNT(*) %s %lld", from, (long long)of_program);
	uint32_t nth = n ? dice((uint32_t)n) : 0;

	if (!n)
		return;
	*id = sql_int("SELECT e.id %s %lld ORDER BY k.id LIMIT %u, 1", from, (long long)of_program, nth);
	*title = sql_text("SELECT v.title %s %lld ORDER BY k.id LIMIT %u, 1", from, (long long)of_program,
		nth);
}

/* One step that may or may not be allowed; refusals change nothing and are as good. */
static void anything(int64_t of_program, int64_t contacts, const int64_t *enrolled, size_t n)
{
	static const char *const titles[] = { "Course", "Exam", "Talk" };
	int64_t id = n ? enrolled[dice((uint32_t)n)] : 0,
		contact = sql_int("SELECT id FROM contact WHERE given_name = 'Some' ORDER BY id LIMIT %u, 1",
			dice((uint32_t)contacts));
	const char *title = titles[dice(3)];
	struct date day = { TODAY.day - (int32_t)dice(600) };
	struct enroll_request in = { .contact_ids = ids(1, contact),
		.enrolled_on = { TODAY.day - (int32_t)dice(700) },
		.carry_over = dice(2) };
	struct enroll_result out = { 0 };

	if (dice(2))
		pick_record(of_program, &id, &title);
	switch (n ? dice(16) : 0) {
	case 0:
	case 1:
	case 2:
		(void)STEP(enroll(&c, of_program, &in, &out));
		break;
	case 3:
		(void)STEP(enrollment_cancel(&c, id, NULL));
		break;
	case 4:
		edit_dates(id);
		break;
	case 5:
		(void)STEP(void_it(id, title, "a mistake"));
		break;
	case 6:
		(void)STEP(waive(id, title, "done elsewhere"));
		break;
	case 7:
		(void)STEP(approve(id, title));
		break;
	case 8:
		(void)STEP(enrollment_approve(&c, id));
		break;
	case 9:
		(void)STEP(enrollment_purge(&c, &(struct purge_request){ .ids = ids(1, id) },
			&(struct purge_result){ 0 }));
		break;
	default:
		(void)STEP(record(id, title, day));
	}
}

static size_t enrolments(int64_t of_program, int64_t *into, size_t most)
{
	const char *list = sql_text("SELECT GROUP_CONCAT(id) FROM enrollment WHERE program_id = %lld",
		(long long)of_program);
	char *text = arena_strdup(&c.arena, list ? list : ""), *rest;
	size_t n = 0;

	for (char *one = strtok_r(text, ",", &rest); one && n < most; one = strtok_r(NULL, ",", &rest))
		into[n++] = strtoll(one, NULL, 10);
	return n;
}

static void play(int64_t of_program, int rounds)
{
	enum { CONTACTS = 12 };

	for (int i = 0; i < CONTACTS; i++)
		make_contact("Some Body");
	act_as(CERTIFICATION_MANAGER | CERTIFICATION_ADMIN);
	for (int i = 0; i < rounds; i++) {
		struct arena_mark mark = arena_mark(&c.arena);
		int64_t enrolled[200];
		size_t n = enrolments(of_program, enrolled, 200);

		anything(of_program, CONTACTS, enrolled, n);
		if (i % 5 == 0)
			compare(of_program);
		arena_rewind(&c.arena, mark);
	}
	compare(of_program);
	cr_assert_gt(audit_count("completion.record"), 9, "enough was done");
	cr_assert_gt(audit_count("enrollment.cancel"), 3);
	cr_assert_gt(audit_count("completion.void"), 3);
}

Test(trackers, imis_08_09_10_11_12_they_partition_the_enrolments_whatever_happens)
{
	play(PROGRAM(.stages = "Course! | Exam | Talk", .maintenance = true, .period = "9 months",
		     .grace = "3 months"),
		400);
}

Test(trackers, imis_08_09_10_11_12_they_partition_them_also_with_approval_choice_and_order)
{
	play(PROGRAM(.stages = "1: Course Exam | Talk!", .approval = true, .in_order = true,
		     .maintenance = true, .period = "6 months", .grace = "none"),
		400);
}

static void compare_lists(void)
{
	static const char *const names[] = { "earned", "enrolled_not_earned", "grace_period", "expired",
		"nothing_completed" };
	struct tracker t = tracker_of(program);
	const int64_t counts[] = { t.earned, t.enrolled_not_earned, t.grace_period, t.expired,
		t.nothing_completed };

	for (size_t i = 0; i < 5; i++) {
		struct enrollment_query q = { .program_id = program, .tracker = names[i] };
		struct page page = { 0 };

		OK(enrollment_list(&c, &q, &page));
		cr_assert_eq((int64_t)page.items.n, counts[i], "%s on %s", names[i], date_text(c.today));
	}
}

Test(trackers, their_counts_are_the_lengths_of_the_lists_they_open_on_every_day)
{
	int64_t ids_of[3];

	enrol_three();
	ids_of[0] = running, ids_of[1] = graced, ids_of[2] = expired;
	earn(enroll_one(program, make_contact("Eve Earned")), TODAY);
	OK(record(running, "Course", TODAY));
	compare_lists();
	for (size_t i = 0; i < 3; i++) {
		struct enrollment e = row_of(ids_of[i]);

		for (int32_t day = -1; day <= 1; day++) {
			today_is((struct date){ e.grace_begins_on.day + day });
			compare_lists();
			today_is((struct date){ e.expires_on.day + day });
			compare_lists();
		}
	}
}
