#include "call.h"

#include "course_enrollment.h"
#include "course_source.h"
#include "job.h"
#include "profile.h"
#include "segment.h"

DB_SUITE(smart_enrolments);

static int64_t north, ada, bob, first, second;

static enum err fill(int64_t id, const char *region)
{
	const struct contact in = { .profile = arena_printf(&c.arena, "{\"region\":\"%s\"}", region) };

	return contact_update(&c, id, sql_int("SELECT version FROM contact WHERE id = %lld", (long long)id),
		&in, members(contact_fields, "profile"));
}

static int64_t make_course(const char *code, const char *method)
{
	struct course in = { .code = code, .title = code, .enrollment_method = method };
	struct course_step s[] = { { .title = "One", .kind = "lesson", .required = true },
		{ .title = "Two", .kind = "lesson", .required = true } };

	OK(course_create(&c, &in));
	OK(course_steps_save(&c, in.id, -1, &((struct course_steps){ { s, 2, sizeof(*s) } })));
	return in.id;
}

static int64_t make_segment(const char *name, const char *region)
{
	struct segment s = { .name = name,
		.match = "all",
		.conditions = arena_printf(&c.arena,
			"[{\"field\":\"region\",\"op\":\"is\",\"value\":\"%s\"}]", region) };

	OK(segment_create(&c, &s));
	return s.id;
}

static void setting(void)
{
	struct profile_field f = { .key = "region", .label = "Region", .type = "text" };

	OK(profile_field_create(&c, &f));
	ada = make_contact("Ada Alpha");
	bob = make_contact("Bob Beta");
	OK(fill(ada, "North"));
	north = make_segment("Northerners", "North");
	first = make_course("FIRST", "assignment_only");
	second = make_course("SECOND", "assignment_only");
}

static enum err try_link(int64_t segment, struct ints courses)
{
	struct segment_link_result result;

	return segment_link(&c, segment, &(struct segment_link_request){ courses }, &result);
}

static void link_one(int64_t segment, int64_t course)
{
	OK(try_link(segment, ids(1, course)));
}

static struct unlink_effect unlink_one(int64_t segment, int64_t course, bool preview)
{
	struct unlink_effect effect;

	OK(segment_unlink(&c, segment, course, &(struct unlink_query){ preview }, &effect));
	return effect;
}

static bool in_course(int64_t contact, int64_t course)
{
	return sql_int(
		"SELECT COUNT(*) FROM course_enrollment WHERE course_id = %lld AND contact_id = %lld AND active",
		(long long)course, (long long)contact);
}

static int64_t enrollment_of(int64_t contact, int64_t course)
{
	return sql_int("SELECT id FROM course_enrollment WHERE course_id = %lld AND contact_id = %lld",
		(long long)course, (long long)contact);
}

static void do_step(int64_t contact, int64_t course, const char *title)
{
	const struct course_progress p = {
		sql_int("SELECT id FROM course_step WHERE course_id = %lld AND title = '%s'",
			(long long)course, title),
		true
	};

	OK(course_enrollment_progress(&c, enrollment_of(contact, course), &p));
}

static int64_t percent_of(int64_t contact, int64_t course)
{
	return sql_int(
		"SELECT COALESCE(SUM(p.percent), 0) FROM course_step_progress p WHERE p.course_enrollment_id = %lld",
		(long long)enrollment_of(contact, course));
}

Test(smart_enrolments, seg_01_seg_03_who_comes_into_a_segment_is_enrolled_without_anybody_doing_it)
{
	setting();
	link_one(north, first);
	link_one(north, second);
	OK(fill(bob, "North"));
	cr_assert(in_course(bob, first) && in_course(bob, second));
	cr_assert_str_eq(sql_text("SELECT status FROM course_enrollment WHERE contact_id = %lld LIMIT 1",
				 (long long)bob),
		"assigned");
	everything_holds();
}

Test(smart_enrolments,
	seg_04_seg_14_seg_15_who_leaves_a_segment_is_unenrolled_at_once_with_their_progress_kept)
{
	setting();
	OK(try_link(north, ids(2, first, second)));
	do_step(ada, first, "One");
	OK(fill(ada, "South"));
	cr_assert_not(in_course(ada, first) || in_course(ada, second));
	cr_assert_eq(percent_of(ada, first), 100);
	cr_assert_eq(sql_int("SELECT archived FROM course_enrollment WHERE id = %lld",
			     (long long)enrollment_of(ada, first)),
		0);
	everything_holds();
}

Test(smart_enrolments, seg_16_seg_17_who_comes_back_goes_on_where_they_left_off)
{
	int64_t enrollment;

	setting();
	link_one(north, first);
	do_step(ada, first, "One");
	enrollment = enrollment_of(ada, first);
	OK(fill(ada, "South"));
	OK(fill(ada, "North"));
	cr_assert(in_course(ada, first));
	cr_assert_eq(enrollment_of(ada, first), enrollment);
	cr_assert_eq(percent_of(ada, first), 100);
	cr_assert_str_eq(sql_text("SELECT status FROM course_enrollment WHERE id = %lld",
				 (long long)enrollment),
		"in_progress");
	everything_holds();
}

Test(smart_enrolments, seg_05_a_course_that_is_not_by_assignment_only_is_refused_and_none_is_linked)
{
	int64_t open, ask;

	setting();
	open = make_course("OPEN", "open");
	ask = make_course("ASK", "approval");
	REFUSED(ERR_ASSIGNMENT_ONLY_REQUIRED, try_link(north, ids(2, first, open)));
	REFUSED(ERR_ASSIGNMENT_ONLY_REQUIRED, try_link(north, ids(1, ask)));
	sql("UPDATE course SET status = 'inactive' WHERE id = %lld", (long long)second);
	REFUSED(ERR_COURSE_NOT_ACTIVE, try_link(north, ids(1, second)));
	REFUSED(ERR_NOT_FOUND, try_link(north, ids(1, (int64_t)424242)));
	everything_holds();
}

Test(smart_enrolments, seg_07_courses_are_linked_to_segments_that_exist)
{
	setting();
	REFUSED(ERR_NOT_FOUND, try_link(424242, ids(1, first)));
}

Test(smart_enrolments, seg_08_seg_09_several_courses_are_linked_in_one_step)
{
	struct answer a;

	setting();
	a = call(CERTIFICATION_ADMIN, POST,
		arena_printf(&c.arena, "/api/segments/%lld/courses", (long long)north),
		arena_printf(&c.arena, "{\"course_ids\":[%lld,%lld]}", (long long)first, (long long)second));
	cr_assert_eq(a.status, 200, "%s", a.body);
	cr_assert_not_null(strstr(a.body, "\"outcome\":\"linked\""), "%s", a.body);
	cr_assert(in_course(ada, first) && in_course(ada, second));
	a = call(CERTIFICATION_ADMIN, POST,
		arena_printf(&c.arena, "/api/segments/%lld/courses", (long long)north),
		arena_printf(&c.arena, "{\"course_ids\":[%lld]}", (long long)second));
	cr_assert_not_null(strstr(a.body, "\"outcome\":\"already_linked\""), "%s", a.body);
	cr_assert_str_eq(call(STAFF, POST,
				 arena_printf(&c.arena, "/api/segments/%lld/courses", (long long)north), "{}")
				 .code,
		"right_missing");
	everything_holds();
}

Test(smart_enrolments, seg_10_linking_enrols_who_is_already_in_the_segment)
{
	setting();
	link_one(north, first);
	cr_assert(in_course(ada, first));
	cr_assert_not(in_course(bob, first));
	cr_assert_eq(audit_count("segment.link"), 1);
	everything_holds();
}

Test(smart_enrolments,
	seg_11_seg_12_seg_23_taking_a_course_away_says_what_it_does_and_then_unenrols_everybody)
{
	struct unlink_effect effect;
	const char *before;

	setting();
	OK(fill(bob, "North"));
	link_one(north, first);
	before = fingerprint();
	effect = unlink_one(north, first, true);
	cr_assert_str_eq(fingerprint(), before, "nothing happens without the confirmation");
	cr_assert_eq(effect.people, 2);
	cr_assert_eq(effect.unenrolled, 2);
	cr_assert_str_eq(effect.outcome, "preview");
	effect = unlink_one(north, first, false);
	cr_assert_str_eq(effect.outcome, "unlinked");
	cr_assert_not(in_course(ada, first) || in_course(bob, first));
	cr_assert_eq(audit_count("segment.unlink"), 1);
	OK(fill(ada, "South"));
	OK(fill(ada, "North"));
	cr_assert_not(in_course(ada, first), "the link is gone");
	everything_holds();
}

Test(smart_enrolments, seg_13_unlinking_archives_what_was_completed)
{
	struct unlink_effect effect;

	setting();
	OK(fill(bob, "North"));
	link_one(north, first);
	do_step(ada, first, "One");
	do_step(ada, first, "Two");
	do_step(bob, first, "One");
	effect = unlink_one(north, first, true);
	cr_assert_eq(effect.archived, 1);
	unlink_one(north, first, false);
	cr_assert_eq(sql_int("SELECT archived FROM course_enrollment WHERE id = %lld",
			     (long long)enrollment_of(ada, first)),
		1);
	cr_assert_not_null(sql_text("SELECT completed_on FROM course_enrollment WHERE id = %lld",
		(long long)enrollment_of(ada, first)));
	cr_assert_eq(sql_int("SELECT archived FROM course_enrollment WHERE id = %lld",
			     (long long)enrollment_of(bob, first)),
		0);
	cr_assert_eq(percent_of(bob, first), 100);
	everything_holds();
}

Test(smart_enrolments, seg_14_seg_22_taking_somebody_out_by_hand_takes_effect_at_once)
{
	setting();
	link_one(north, first);
	OK(segment_exclude(&c, north, &(struct exclusion_input){ ids(1, ada), "Moved" }));
	cr_assert_not(in_course(ada, first));
	OK(segment_include(&c, north, ada));
	cr_assert(in_course(ada, first));
	everything_holds();
}

Test(smart_enrolments, seg_18_somebody_in_two_segments_is_in_the_courses_of_both)
{
	int64_t all;
	struct segment s = { .name = "Everybody with a region",
		.match = "all",
		.conditions = "[{\"field\":\"region\",\"op\":\"is_not\",\"value\":\"Nowhere\"}]" };

	setting();
	OK(segment_create(&c, &s));
	all = s.id;
	link_one(north, first);
	OK(try_link(all, ids(2, first, second)));
	cr_assert(in_course(ada, first) && in_course(ada, second));
	OK(fill(ada, "South"));
	cr_assert(in_course(ada, first), "the other segment still brings her");
	OK(fill(ada, "Nowhere"));
	cr_assert_not(in_course(ada, first) || in_course(ada, second));
	everything_holds();
}

Test(smart_enrolments, seg_19_seg_20_what_staff_assigned_before_stays_and_stands_apart)
{
	struct enroll_result result;

	setting();
	OK(course_enroll(&c, first, &(struct course_enroll_request){ ids(1, ada) }, &result));
	link_one(north, first);
	cr_assert_str_eq(
		sql_text(
			"SELECT GROUP_CONCAT(kind, active ORDER BY kind) FROM course_source WHERE contact_id = %lld",
			(long long)ada),
		"staff1,segment1");
	cr_assert_eq(unlink_one(north, first, true).unenrolled, 0);
	unlink_one(north, first, false);
	cr_assert(in_course(ada, first));
	cr_assert_eq(sql_int("SELECT archived FROM course_enrollment WHERE id = %lld",
			     (long long)enrollment_of(ada, first)),
		0);
	cr_assert_str_eq(
		sql_text(
			"SELECT GROUP_CONCAT(kind, active ORDER BY kind) FROM course_source WHERE contact_id = %lld",
			(long long)ada),
		"staff1,segment0");
	everything_holds();
}

Test(smart_enrolments, seg_21_nobody_is_unenrolled_alone_from_what_a_segment_brings)
{
	struct answer a;

	setting();
	link_one(north, first);
	REFUSED(ERR_HELD_BY_SEGMENT, course_enrollment_unenroll(&c, enrollment_of(ada, first), "Please"));
	cr_assert_not_null(strstr(said(), "Northerners"), "%s", said());
	a = call(CERTIFICATION_ADMIN, POST,
		arena_printf(&c.arena, "/api/course-enrollments/%lld/unenroll",
			(long long)enrollment_of(ada, first)),
		"{}");
	cr_assert_eq(a.status, 409);
	cr_assert_str_eq(a.code, "held_by_segment");
	act_as_contact(ada);
	REFUSED(ERR_HELD_BY_SEGMENT, course_enrollment_unenroll(&c, enrollment_of(ada, first), NULL));
	cr_assert(in_course(ada, first));
}

Test(smart_enrolments, saving_a_rule_says_what_it_does_to_courses)
{
	struct segment_preview p = { .match = "all",
		.conditions = "[{\"field\":\"region\",\"op\":\"is\",\"value\":\"South\"}]" };
	const struct segment_effect *e;

	setting();
	OK(fill(bob, "South"));
	link_one(north, first);
	p.segment_id = north;
	OK(segment_foresee(&c, &p));
	e = p.courses.items;
	cr_assert_eq(p.courses.n, 1);
	cr_assert_eq(e->course_id, first);
	cr_assert_eq(e->enrolls, 1);
	cr_assert_eq(e->unenrolls, 1);
	OK(segment_update(&c, north, 1, &(struct segment){ .conditions = p.conditions },
		members(segment_fields, "conditions")));
	cr_assert(in_course(bob, first));
	cr_assert_not(in_course(ada, first));
	everything_holds();
}

Test(smart_enrolments, a_segment_with_courses_is_not_deleted)
{
	setting();
	link_one(north, first);
	REFUSED(ERR_SEGMENT_HAS_COURSES, segment_remove(&c, north));
	unlink_one(north, first, false);
	OK(segment_remove(&c, north));
}

/* --- large ones, by jobs --- */

enum { MANY = 5000 };

/* Contacts past the core; their profiles come through it. */
static void many_people(const char *region)
{
	struct profile_value *v = arena_alloc(&c.arena, MANY * sizeof(*v));
	struct list values = { v, MANY, sizeof(*v) }, changed;
	int64_t field = sql_int("SELECT id FROM profile_field WHERE field_key = 'region'");

	sql("INSERT IGNORE INTO contact (id, given_name, family_name, created_at) SELECT 20000 + seq, 'Many', CONCAT('M', seq), '2026-01-01' FROM seq_1_to_%d",
		MANY);
	for (int i = 0; i < MANY; i++)
		v[i] = (struct profile_value){ .contact_id = 20001 + i,
			.field_id = field,
			.text_value = region };
	OK(profile_store(&c, &values, &changed));
	cr_assert_eq(changed.n, MANY);
}

static bool run_due(void)
{
	bool ran;
	enum err e = job_run_due(&c, &ran);

	cr_assert_eq(e, ERR_OK, "%s: %s", err_slug(e), said());
	return ran;
}

static const char *state_of(int64_t course)
{
	return sql_text("SELECT state FROM segment_course WHERE course_id = %lld", (long long)course);
}

Test(smart_enrolments, seg_03_the_profiles_of_thousands_move_them_in_a_fixed_number_of_statements,
	.timeout = 120)
{
	uint64_t before;

	setting();
	link_one(north, first);
	before = c.db->executed;
	many_people("North");
	cr_assert_leq(c.db->executed - before, 60);
	cr_assert_eq(sql_int("SELECT members FROM segment_tally WHERE segment_id = %lld", (long long)north),
		MANY + 1);
	everything_holds();
}

Test(smart_enrolments, seg_10_seg_12_a_large_link_is_made_and_taken_away_by_a_job, .timeout = 120)
{
	setting();
	many_people("North");
	link_one(north, first);
	cr_assert_str_eq(state_of(first), "linking");
	OK(fill(ada, "South"));
	OK(fill(bob, "North"));
	cr_assert(in_course(bob, first), "who comes meanwhile does not wait for the job");
	cr_assert(run_due());
	cr_assert_str_eq(state_of(first), "linked");
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM course_enrollment WHERE active"), MANY + 1);
	everything_holds();
	cr_assert_str_eq(unlink_one(north, first, false).outcome, "unlinking");
	OK(fill(ada, "North"));
	cr_assert_not(in_course(ada, first));
	cr_assert(run_due());
	cr_assert_null(state_of(first));
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM course_enrollment WHERE active"), 0);
	everything_holds();
}

Test(smart_enrolments, a_link_that_is_being_made_can_be_cancelled_and_made_again, .timeout = 120)
{
	setting();
	many_people("North");
	link_one(north, first);
	unlink_one(north, first, false);
	while (run_due())
		;
	cr_assert_null(state_of(first), "the first job found that it was over");
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM course_enrollment WHERE active"), 0);
	link_one(north, first);
	cr_assert(run_due());
	unlink_one(north, first, false);
	link_one(north, first);
	while (run_due())
		;
	cr_assert_str_eq(state_of(first), "linked");
	everything_holds();
}

/* Between two chunks of the job, people move in all directions. */
static int turns;

static enum err move_somebody(struct ctx *x, void *arg)
{
	int64_t id = 20001 + dice(MANY);
	const struct contact in = { .profile = arg };

	return contact_update(x, id, sql_int("SELECT version FROM contact WHERE id = %lld", (long long)id),
		&in, members(contact_fields, "profile"));
}

static void move_people(struct ctx *x)
{
	static char there[] = "{\"region\":\"South\"}", back[] = "{\"region\":\"North\"}";

	turns++;
	for (int i = 0; i < 20; i++) {
		enum err e = db_transact(x, move_somebody, i % 3 ? there : back, false);

		cr_assert_eq(e, ERR_OK, "%s", said());
	}
}

Test(smart_enrolments, seg_03_seg_04_who_moves_while_a_link_is_being_made_is_where_their_profile_says,
	.timeout = 240)
{
	setting();
	many_people("North");
	c.tick = move_people;
	link_one(north, first);
	cr_assert(run_due());
	cr_assert_geq(turns, 3);
	cr_assert_str_eq(state_of(first), "linked");
	everything_holds();
	unlink_one(north, first, false);
	cr_assert(run_due());
	cr_assert_null(state_of(first));
	everything_holds();
	c.tick = NULL;
}

Test(smart_enrolments, a_rule_that_moves_many_is_brought_about_by_a_job, .timeout = 240)
{
	struct segment in = { .conditions = "[{\"field\":\"region\",\"op\":\"is\",\"value\":\"South\"}]",
		.confirm = "Northerners" },
		       s;

	setting();
	many_people("South");
	link_one(north, first);
	OK(segment_update(&c, north, 1, &in, members(segment_fields, "conditions confirm")));
	OK(segment_find(&c, north, &s));
	cr_assert_not_null(s.work);
	cr_assert_str_eq(s.work->state, "waiting");
	OK(fill(bob, "South"));
	cr_assert(in_course(bob, first), "the new rule holds already");
	c.tick = move_people;
	cr_assert(run_due());
	c.tick = NULL;
	OK(segment_find(&c, north, &s));
	cr_assert_null(s.work);
	cr_assert_not(in_course(ada, first));
	everything_holds();
}

Test(smart_enrolments, a_later_rule_takes_the_place_of_one_that_is_still_being_brought_about, .timeout = 120)
{
	struct segment in = { .conditions = "[{\"field\":\"region\",\"op\":\"is\",\"value\":\"South\"}]",
		.confirm = "Northerners" };

	setting();
	many_people("South");
	OK(segment_update(&c, north, 1, &in, members(segment_fields, "conditions confirm")));
	in.conditions = "[{\"field\":\"region\",\"op\":\"starts_with\",\"value\":\"N\"}]";
	OK(segment_update(&c, north, 2, &in, members(segment_fields, "conditions confirm")));
	while (run_due())
		;
	everything_holds();
	cr_assert_eq(sql_int("SELECT members FROM segment_tally WHERE segment_id = %lld", (long long)north),
		1);
}

Test(smart_enrolments, work_that_failed_is_taken_up_again, .timeout = 120)
{
	setting();
	many_people("North");
	REFUSED(ERR_NOT_FOUND, segment_retry(&c, north, 0));
	link_one(north, first);
	REFUSED(ERR_NOT_FOUND, segment_retry(&c, north, first));
	sql("UPDATE job SET state = 'failed', error = 'The disk was full.'");
	OK(segment_retry(&c, north, first));
	cr_assert(run_due());
	cr_assert_str_eq(state_of(first), "linked");
	everything_holds();
}

/* --- at the same time --- */

static int profiles_change(int64_t seed)
{
	for (int i = 0; i < 40; i++) {
		int64_t id = 20001 + (seed * 7919 + i * 104729) % MANY;
		const struct contact in = { .profile = i % 2 ? "{\"region\":\"South\"}"
							     : "{\"region\":\"North\"}" };
		enum err e = STEP(contact_update(&c, id,
			sql_int("SELECT version FROM contact WHERE id = %lld", (long long)id), &in,
			members(contact_fields, "profile")));

		if (e && e != ERR_BUSY && e != ERR_STALE_VERSION)
			return 1 + (int)e;
	}
	return 0;
}

static int jobs_run(int64_t unused)
{
	bool ran = true;

	(void)unused;
	for (int i = 0; i < 3; i++)
		while (ran)
			if (job_run_due(&c, &ran))
				return 1;
	return 0;
}

Test(smart_enrolments, seg_10_profiles_that_change_while_a_link_is_made_by_another_process_leave_it_exact,
	.timeout = 240)
{
	struct child children[4];

	setting();
	many_people("North");
	link_one(north, first);
	for (int i = 0; i < 3; i++)
		children[i] = child_start(profiles_change, i + 1);
	children[3] = child_start(jobs_run, 0);
	children_go(children, 4);
	for (int i = 0; i < 4; i++)
		cr_assert_eq(child_result(&children[i]), 0, "child %d", i);
	while (run_due())
		;
	cr_assert_str_eq(state_of(first), "linked");
	everything_holds();
}

/* --- laurel check --- */

Test(smart_enrolments, go1_01_check_names_a_lost_membership_and_repair_brings_it_back_with_its_course)
{
	setting();
	link_one(north, first);
	everything_holds();
	sql("DELETE FROM segment_member WHERE contact_id = %lld", (long long)ada);
	sql("UPDATE segment_tally SET members = members - 1");
	sql("UPDATE course_source SET active = 0 WHERE contact_id = %lld", (long long)ada);
	check_finds(true);
	cr_assert_str_eq(check_last.entity, "segment");
	cr_assert_eq(check_last.id, north);
	cr_assert_not_null(check_last.repair);
	everything_holds();
	cr_assert(in_course(ada, first));
}

Test(smart_enrolments, check_leaves_a_segment_alone_whose_new_rule_is_still_being_carried_out)
{
	setting();
	sql("INSERT INTO job (id, kind, args, state, run_at, created_at) VALUES (900, 'segment_settle', '{}', 'waiting', '2026-01-01', '2026-01-01')");
	sql("UPDATE segment SET job_id = 900");
	sql("DELETE FROM segment_member WHERE contact_id = %lld", (long long)ada);
	sql("UPDATE segment_tally SET members = members - 1");
	everything_holds();
}

Test(smart_enrolments, check_names_who_did_everything_and_is_not_completed)
{
	int64_t id;

	setting();
	link_one(north, first);
	do_step(ada, first, "One");
	do_step(ada, first, "Two");
	everything_holds();
	id = enrollment_of(ada, first);
	sql("UPDATE course_tally SET n = n + IF(status = 'in_progress', 1, -1) WHERE course_id = %lld AND status IN "
	    "('in_progress', 'completed')",
		(long long)first);
	sql("UPDATE course_enrollment SET status = 'in_progress', completed_on = NULL, completion_origin = NULL WHERE id = %lld",
		(long long)id);
	cr_assert_eq(check_finds(false), 1);
	cr_assert_eq(check_last.id, id);
}
