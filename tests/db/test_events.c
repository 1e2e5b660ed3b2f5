#include "call.h"
#include "course_enrollment.h"
#include "course_source.h"
#include "event.h"

DB_SUITE(events);

/* A course with these steps; an event of 60 minutes, 50 of them required, is its first step. */
static int64_t course_id, event_id, step_id;

static void make_course_with_event(const char *code, bool lesson)
{
	struct course course = { .code = code,
		.title = code,
		.content_source = "own",
		.enrollment_method = "open" };
	struct event event = { .title = "Webinar",
		.starts_at = date_start(ON(2026, 6, 10)),
		.duration_minutes = 60,
		.required_minutes = 50 };
	struct course_step steps[] = {
		{ .title = "Webinar", .kind = "event", .required = true },
		{ .title = "Reading", .kind = "lesson", .required = true },
	};
	struct course_steps in = { { steps, lesson ? 2 : 1, sizeof(*steps) } };

	OK(course_create(&c, &course));
	OK(event_create(&c, &event));
	steps[0].event_id = event_id = event.id;
	OK(course_steps_save(&c, course.id, -1, &in));
	course_id = course.id;
	step_id = sql_int("SELECT id FROM course_step WHERE event_id = %lld", (long long)event_id);
}

static int64_t put_in(int64_t contact)
{
	struct enroll_result result = { 0 };
	struct course_enroll_request in = { .contact_ids = ids(1, contact) };

	OK(course_enroll(&c, course_id, &in, &result));
	return sql_int("SELECT id FROM course_enrollment WHERE course_id = %lld AND contact_id = %lld",
		(long long)course_id, (long long)contact);
}

static struct attendance attended(int64_t contact, int64_t minutes)
{
	struct attendance out = { 0 };

	OK(attendance_put(&c,
		&(struct attendance_input){ .event_id = event_id, .contact_id = contact, .minutes = minutes },
		&out));
	return out;
}

/* "completed 2026-06-10 100": status, day and the percentage of the event's step. */
static const char *standing(int64_t enrollment)
{
	return sql_text(
		"SELECT CONCAT_WS(' ', e.status, e.completed_on, p.percent) FROM course_enrollment e LEFT JOIN "
		"course_step_progress p ON p.course_enrollment_id = e.id AND p.attempt = e.attempt AND p.step_id = %lld "
		"WHERE e.id = %lld",
		(long long)step_id, (long long)enrollment);
}

/* What a file of attendance does with everybody there is. */
static void all_attended(int64_t minutes)
{
	sql("INSERT INTO event_attendance (event_id, contact_id, minutes, changed_at) SELECT %lld, id, %lld, '2026-06-15' FROM contact "
	    "ON DUPLICATE KEY UPDATE minutes = VALUES(minutes)",
		(long long)event_id, (long long)minutes);
	OK(attendance_settle(&c, event_id, 0, INT64_MAX));
}

static int64_t valid_certificates(int64_t enrollment)
{
	return sql_int(
		"SELECT COUNT(*) FROM certificate WHERE course_enrollment_id = %lld AND withdrawn_at IS NULL",
		(long long)enrollment);
}

Test(events, an_event_requires_no_more_than_it_lasts_and_a_course_there_is)
{
	struct event e = { .title = "X",
		.starts_at = c.now,
		.duration_minutes = 60,
		.required_minutes = 61,
		.course_id = 99 };

	INVALID("/required_minutes", event_create(&c, &e));
	e.required_minutes = 60;
	INVALID("/course_id", event_create(&c, &e));
	e.course_id = 0;
	OK(event_create(&c, &e));
	REFUSED(ERR_STALE_VERSION,
		event_update(&c, e.id, 5, &(struct event){ .title = "Y" }, members(event_fields, "title")));
}

/* The ids of the events that can be a step of a course, the newest first: "3 1". */
static const char *events_for(int64_t course)
{
	struct event_query q = { .free_for = course };
	struct page page = { 0 };
	const char *found = "";

	OK(event_list(&c, &q, &page));
	for (size_t i = 0; i < page.items.n; i++)
		found = arena_printf(&c.arena, "%s%s%lld", found, i ? " " : "",
			(long long)((struct event *)page.items.items)[i].id);
	return found;
}

Test(events, a_step_is_offered_the_events_that_are_of_no_other_course)
{
	int64_t taken, free_one, theirs;
	struct event e = { .title = "Webinar",
		.starts_at = c.now,
		.duration_minutes = 60,
		.required_minutes = 50 };

	make_course_with_event("A", false);
	taken = event_id;
	theirs = course_id;
	make_course_with_event("B", false);
	OK(event_create(&c, &e));
	free_one = e.id;
	e.course_id = theirs;
	OK(event_create(&c, &e));
	cr_assert_str_eq(events_for(course_id),
		arena_printf(&c.arena, "%lld %lld", (long long)free_one, (long long)event_id));
	cr_assert_str_eq(events_for(theirs),
		arena_printf(&c.arena, "%lld %lld %lld", (long long)e.id, (long long)free_one,
			(long long)taken));
}

Test(events, lve_11_attendance_from_before_the_enrollment_counts_on_the_day_of_the_event)
{
	int64_t ada = make_contact("Ada Lovelace"), bob = make_contact("Bob Babbage");

	make_course_with_event("C", false);
	attended(ada, 50);
	attended(bob, 25);
	cr_assert_str_eq(standing(put_in(ada)), "completed 2026-06-10 100");
	cr_assert_str_eq(standing(put_in(bob)), "in_progress 50");
}

Test(events, attendance_from_before_an_attempt_does_not_meet_it)
{
	int64_t ada = make_contact("Ada Lovelace"), e;

	make_course_with_event("C", false);
	attended(ada, 50);
	e = put_in(ada);
	OK(course_enrollment_reassign(&c, e, "Must retake."));
	cr_assert_str_eq(standing(e), "assigned");
	attended(ada, 60);
	cr_assert_str_eq(standing(e), "assigned", "the event was before the attempt");
}

Test(events, who_waited_for_approval_has_their_attendance_once_it_is_given)
{
	int64_t ada = make_contact("Ada Lovelace"), e;

	make_course_with_event("C", false);
	sql("UPDATE course SET enrollment_method = 'approval', in_catalogue = TRUE");
	act_as_contact(ada);
	OK(course_self_enroll(&c, course_id, &e));
	act_as(CERTIFICATION_ADMIN);
	attended(ada, 50);
	cr_assert_str_eq(standing(e), "pending 100");
	OK(course_enrollment_approve(&c, e));
	cr_assert_str_eq(standing(e), "completed 2026-06-10 100");
}

Test(events, an_event_that_becomes_a_step_brings_its_attendance_along)
{
	int64_t ada = make_contact("Ada Lovelace"), e;
	struct course_step step = { .title = "Webinar", .kind = "event", .required = true };
	struct course_steps none = { .steps = { .size = sizeof(step) } },
			    one = { { &step, 1, sizeof(step) } };

	make_course_with_event("C", false);
	OK(course_steps_save(&c, course_id, -1, &none));
	sql("UPDATE course SET required_steps = 1");
	e = put_in(ada);
	sql("UPDATE course SET required_steps = 0");
	attended(ada, 50);
	step.event_id = event_id;
	OK(course_steps_save(&c, course_id, -1, &one));
	step_id = step.id;
	cr_assert_str_eq(standing(e), "completed 2026-06-10 100");
}

Test(events, lve_09_the_percentage_is_that_of_the_required_minutes_at_every_update)
{
	int64_t ada = make_contact("Ada Lovelace"), enrollment;

	make_course_with_event("A", true);
	enrollment = put_in(ada);
	cr_assert_eq(attended(ada, 20).percent, 40);
	cr_assert_str_eq(standing(enrollment), "in_progress 40");
	cr_assert_eq(attended(ada, 49).percent, 98);
	cr_assert_eq(attended(ada, 50).percent, 100);
	cr_assert_eq(attended(ada, 600).percent, 100);
	cr_assert_eq(attended(ada, 10).percent, 20);
	cr_assert_str_eq(standing(enrollment), "in_progress 20");
	OK(event_update(&c, event_id, 1, &(struct event){ .required_minutes = 20 },
		members(event_fields, "required_minutes")));
	cr_assert_str_eq(standing(enrollment), "in_progress 50", "less is required: more is done");
	OK(event_update(&c, event_id, 2, &(struct event){ .required_minutes = 3 },
		members(event_fields, "required_minutes")));
	cr_assert_eq(attended(ada, 2).percent, 66, "what is not whole is rounded down, and never to 100");
}

/* A: many are marked as attended at once, and one of them is set to 0 minutes later. */
Test(events, lve_05_lve_06_lve_07_lve_08_scenario_a_zero_minutes_take_the_step_and_leave_the_course)
{
	int64_t ada = make_contact("Ada Lovelace"), bob = make_contact("Bob Hope"), hers, his;

	make_course_with_event("A", false);
	hers = put_in(ada);
	his = put_in(bob);
	all_attended(60);
	cr_assert_str_eq(standing(hers), "completed 2026-06-10 100");
	cr_assert_str_eq(standing(his), "completed 2026-06-10 100");
	cr_assert_eq(attended(ada, 0).percent, 0);
	cr_assert_str_eq(standing(hers), "completed 2026-06-10 0");
	cr_assert_str_eq(standing(his), "completed 2026-06-10 100");
}

/* B: one person is marked 100 % by hand, earns the course, and is set to 0 minutes later. */
Test(events, lve_01_lve_02_lve_10_lve_11_lve_12_lve_13_scenario_b_a_course_once_earned_is_kept)
{
	int64_t ada = make_contact("Ada Lovelace"), enrollment;
	struct course_progress lesson = { .done = true };

	make_course_with_event("A", true);
	sql("UPDATE course SET certificate = TRUE");
	enrollment = put_in(ada);
	lesson.step_id = sql_int("SELECT id FROM course_step WHERE title = 'Reading'");
	cr_assert(attended(ada, 50).attended);
	cr_assert_str_eq(standing(enrollment), "in_progress 100", "the reading is required as well");
	OK(course_enrollment_progress(&c, enrollment, &lesson));
	cr_assert_str_eq(standing(enrollment), "completed 2026-06-15 100");
	cr_assert_eq(valid_certificates(enrollment), 1);
	attended(ada, 0);
	cr_assert_str_eq(standing(enrollment), "completed 2026-06-15 0");
	cr_assert_eq(valid_certificates(enrollment), 1, "it remains as well");
	cr_assert_eq(audit_count("attendance.set"), 2);
}

Test(events, lve_14_lve_19_only_must_retake_takes_a_completion_away)
{
	int64_t ada = make_contact("Ada Lovelace"), enrollment;

	make_course_with_event("A", false);
	enrollment = put_in(ada);
	attended(ada, 50);
	attended(ada, 0);
	attended(ada, 10);
	cr_assert_str_eq(standing(enrollment), "completed 2026-06-10 20");
	OK(course_enrollment_reassign(&c, enrollment, "Must retake"));
	cr_assert_str_eq(sql_text("SELECT CONCAT(status, ' ', attempt) FROM course_enrollment"),
		"assigned 2");
}

static void save_one_step_more(void)
{
	struct course_step *s;
	struct list before;
	struct course_step more[2];

	OK(course_steps_read(&c, course_id, &before));
	s = before.items;
	more[0] = s[0];
	more[1] = (struct course_step){ .title = "New this year", .kind = "lesson", .required = true };
	OK(course_steps_save(&c, course_id, -1, &((struct course_steps){ { more, 2, sizeof(*more) } })));
}

Test(events, lve_02_lve_03_lve_14_nothing_that_changes_around_a_completion_takes_it_away)
{
	int64_t ada = make_contact("Ada Lovelace"), enrollment;

	make_course_with_event("A", false);
	sql("UPDATE course SET certificate = TRUE");
	enrollment = put_in(ada);
	attended(ada, 50);
	OK(event_update(&c, event_id, 1, &(struct event){ .required_minutes = 60 },
		members(event_fields, "required_minutes")));
	cr_assert_str_eq(standing(enrollment), "completed 2026-06-10 83", "more is required of the event");
	save_one_step_more();
	cr_assert_str_eq(standing(enrollment), "completed 2026-06-10 83", "more is required of the course");
	OK(course_steps_save(&c, course_id, -1,
		&((struct course_steps){ .steps = { .size = sizeof(struct course_step) } })));
	OK(course_enrollment_unenroll(&c, enrollment, "Left"));
	put_in(ada);
	cr_assert_str_eq(
		sql_text("SELECT CONCAT(status, ' ', completed_on, ' ', active) FROM course_enrollment"),
		"completed 2026-06-10 1", "steps that went, and ending and beginning again");
	cr_assert_eq(valid_certificates(enrollment), 1);
	everything_holds();
}

/* C: a course that is complete by another is not touched by what happens at its event. */
Test(events, lve_15_lve_16_lve_17_scenario_c_attendance_leaves_an_equivalency_alone)
{
	int64_t ada = make_contact("Ada Lovelace"), enrollment;
	struct course_proof proof = { .completed_on = ON(2026, 3, 2), .note = "Diploma of the university" };

	make_course_with_event("A", false);
	enrollment = put_in(ada);
	sql("UPDATE course SET certificate = TRUE");
	OK(course_enrollment_equivalency(&c, enrollment, &proof));
	all_attended(60);
	cr_assert_str_eq(standing(enrollment), "completed 2026-03-02 100");
	all_attended(0);
	cr_assert_str_eq(standing(enrollment), "completed 2026-03-02 0");
	attended(ada, 50);
	attended(ada, 0);
	cr_assert_str_eq(standing(enrollment), "completed 2026-03-02 0");
	cr_assert_eq(valid_certificates(enrollment), 1);
	cr_assert_str_eq(
		sql_text("SELECT CONCAT_WS(': ', completion_origin, origin_note) FROM course_enrollment"),
		"equivalency: Diploma of the university");
}

Test(events, lve_03_lve_18_attendance_may_always_be_adjusted_with_or_without_the_course)
{
	int64_t ada = make_contact("Ada Lovelace"), stranger = make_contact("Bob Hope"), enrollment;

	make_course_with_event("A", false);
	enrollment = put_in(ada);
	attended(ada, 50);
	OK(course_enrollment_unenroll(&c, enrollment, "Left"));
	cr_assert_eq(attended(ada, 0).percent, 0);
	cr_assert_str_eq(standing(enrollment), "completed 2026-06-10 0");
	cr_assert_eq(attended(stranger, 50).percent, 100, "who is in no course has attended all the same");
	REFUSED(ERR_UNKNOWN_CONTACT,
		attendance_put(&c,
			&(struct attendance_input){ .event_id = event_id, .contact_id = 99999, .minutes = 1 },
			&(struct attendance){ 0 }));
	act_as(STAFF);
	attended(ada, 30);
}

Test(events, lve_20_mass_and_manual_updates_give_the_same_result)
{
	int64_t by_hand, by_mass;
	const char *left, *right;

	make_course_with_event("A", true);
	for (int64_t minutes = 0; minutes <= 60; minutes += 7) {
		int64_t one = make_contact("Ada Lovelace"), other = make_contact("Bob Hope");

		by_hand = put_in(one);
		by_mass = put_in(other);
		attended(one, minutes);
		sql("INSERT INTO event_attendance (event_id, contact_id, minutes, changed_at) VALUES (%lld, %lld, %lld, '2026-06-15')",
			(long long)event_id, (long long)other, (long long)minutes);
		OK(attendance_settle(&c, event_id, other, other));
		left = standing(by_hand);
		right = standing(by_mass);
		cr_assert_str_eq(left, right, "%lld minutes", (long long)minutes);
	}
}

Test(events, the_list_has_everybody_who_registered_is_in_the_course_or_came)
{
	int64_t ada = make_contact("Ada Lovelace"), bob = make_contact("Bob Hope"),
		eve = make_contact("Eve Adams");
	struct attendance_query q = { 0 };
	struct page page = { 0 };
	const struct attendance *a;

	make_contact("Zoe Absent");
	make_course_with_event("A", false);
	put_in(ada);
	attended(bob, 50);
	sql("UPDATE event SET course_id = %lld", (long long)course_id);
	sql("INSERT INTO offering (component_id, title, status, event_id, created_at) VALUES (%lld, 'Class', 'open', %lld, '2026-01-01')",
		(long long)make_component("K", "class"), (long long)event_id);
	sql("INSERT INTO registration (offering_id, contact_id, state, billing, created_at) "
	    "SELECT id, %lld, 'registered', 'none', '2026-01-01' FROM offering",
		(long long)eve);
	q.event_id = event_id;
	q.limit = 2;
	OK(attendance_list(&c, &q, &page));
	a = page.items.items;
	cr_assert_eq(page.items.n, 2);
	cr_assert_str_eq(a[0].name, "Eve Adams");
	cr_assert(a[0].registered);
	cr_assert_str_eq(a[1].name, "Bob Hope");
	cr_assert(a[1].attended);
	q = (struct attendance_query){ .event_id = event_id, .limit = 2, .cursor = page.next };
	page = (struct page){ 0 };
	OK(attendance_list(&c, &q, &page));
	cr_assert_eq(page.items.n, 1);
	cr_assert_str_eq(((const struct attendance *)page.items.items)->course_status, "assigned");
	cr_assert_null(page.next);
}

Test(events, lve_06_the_template_for_uploads_is_filled_with_everybody_expected)
{
	int64_t ada = make_person("Ada Lovelace", "ada@example.org");
	struct answer a;

	make_course_with_event("A", false);
	sql("UPDATE contact SET contact_no = '=1+1' WHERE id = %lld", (long long)ada);
	put_in(ada);
	attended(ada, 20);
	a = call(STAFF, GET, arena_printf(&c.arena, "/api/events/%lld/attendance.csv", (long long)event_id),
		NULL);
	cr_assert_eq(a.status, 200);
	cr_assert_str_eq(a.body,
		arena_printf(&c.arena,
			"event_id,external_user_id,external_email,attended,attended_minutes,score\r\n"
			"%lld,'=1+1,ada@example.org,1,20,\r\n",
			(long long)event_id));
}

/* --- laurel check --- */

Test(events, go1_01_check_names_the_row_that_differs_from_its_records_and_mends_it)
{
	int64_t ada = make_contact("Ada Lovelace"), program = PROGRAM(.stages = "Paper");

	make_course_with_event("A", false);
	put_in(ada);
	enroll_one(program, ada);
	cr_assert_eq(check_finds(false), 0);
	sql("UPDATE course_tally SET n = n + 1");
	cr_assert_eq(check_finds(false), 1);
	cr_assert_str_eq(check_last.entity, "course");
	cr_assert_eq(check_last.id, course_id);
	cr_assert_eq(check_finds(true), 1, "what was mended is named");
	cr_assert_eq(audit_count("check.repair"), 1);
	cr_assert_eq(check_finds(false), 0);
	sql("UPDATE course_source SET active = 0");
	cr_assert_eq(check_finds(true), 1);
	cr_assert_str_eq(check_last.entity, "course_enrollment");
	cr_assert_eq(check_finds(false), 0);
	sql("UPDATE program_tally SET graces = graces + 1 LIMIT 1");
	cr_assert_eq(check_finds(true), 1);
	cr_assert_str_eq(check_last.entity, "program");
	cr_assert_eq(check_finds(false), 0);
}

Test(events, check_finds_a_step_that_does_not_show_the_attended_minutes_and_leaves_it_to_people)
{
	int64_t ada = make_contact("Ada Lovelace");

	make_course_with_event("A", false);
	put_in(ada);
	attended(ada, 20);
	cr_assert_eq(check_finds(false), 0);
	sql("UPDATE event_attendance SET minutes = 30");
	cr_assert_eq(check_finds(true), 1);
	cr_assert_null(check_last.repair);
	cr_assert_eq(check_finds(false), 1);
}

/* --- awards follow from their courses --- */

static void complete_course(int64_t course, int64_t contact, struct date on)
{
	struct course_completion k = {
		.enrollment_id = sql_int(
			"SELECT id FROM course_enrollment WHERE course_id = %lld AND contact_id = %lld",
			(long long)course, (long long)contact),
		.completed_on = on
	};
	struct list one = { &k, 1, sizeof(k) };
	int64_t completed;

	OK(course_complete_many(&c, "staff", NULL, &one, &completed));
	cr_assert_eq(completed, 1);
}

Test(events, go1_21_go1_22_go1_23_an_award_is_earned_by_itself_when_its_items_complete)
{
	int64_t ada = make_contact("Ada Lovelace"), award, enrollment, courses[2];
	const char *codes[] = { "First", "Second" };

	award = PROGRAM(.kind = "award", .component_kind = "course", .stages = "First Second");
	for (size_t i = 0; i < 2; i++) {
		make_course_with_event(codes[i], false);
		courses[i] = course_id;
		sql("UPDATE component SET course_id = %lld WHERE code = '%s'", (long long)course_id,
			codes[i]);
		put_in(ada);
	}
	enrollment = enroll_one(award, ada);
	REFUSED(ERR_AWARD_LEVEL, record(enrollment, "First", TODAY));
	REFUSED(ERR_AWARD_LEVEL, waive(enrollment, "First", "By hand."));
	complete_course(courses[1], ada, ON(2026, 6, 2));
	cr_assert_eq(row_of(enrollment).met, 1);
	cr_assert_eq(row_of(enrollment).earned_on.day, 0);
	complete_course(courses[0], ada, ON(2026, 5, 20));
	cr_assert_eq(row_of(enrollment).earned_on.day, ON(2026, 6, 2).day,
		"the day the last of them was completed");
	REFUSED(ERR_AWARD_LEVEL, void_it(enrollment, "First", "By hand."));
	cr_assert_not(requirement_in(enrollment, "First").can->void_);
	cr_assert_str_eq(row_of(enrollment).status, "earned");
	everything_holds();
}
