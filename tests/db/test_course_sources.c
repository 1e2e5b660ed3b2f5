#include "courses.h"

#include "course_source.h"

#include <stdarg.h>

DB_SUITE(course_sources);

static int64_t make_segment(const char *name, size_t n, ...)
{
	int64_t id;
	va_list ap;

	sql("INSERT INTO segment_rule (matching) VALUES ('all')");
	sql("INSERT INTO segment (name, rule_id, created_at) SELECT '%s', MAX(id), '2026-01-01' FROM segment_rule",
		name);
	id = sql_int("SELECT id FROM segment WHERE name = '%s'", name);
	va_start(ap, n);
	for (size_t i = 0; i < n; i++)
		sql("INSERT INTO segment_member VALUES (%lld, %lld)", (long long)id,
			(long long)va_arg(ap, int64_t));
	va_end(ap);
	return id;
}

static struct source_effect effect;

static void link_course(int64_t segment, int64_t course)
{
	sql("INSERT IGNORE INTO segment_course (segment_id, course_id, state, linked_at) VALUES (%lld, %lld, 'linked', '2026-01-01')",
		(long long)segment, (long long)course);
	OK(course_segment_link_chunk(&c, &((struct segment_chunk){ segment, course, 1, INT64_MAX }),
		&effect));
}

static void unlink_course(int64_t segment, int64_t course)
{
	OK(course_segment_unlink_chunk(&c, &((struct segment_chunk){ segment, course, 1, INT64_MAX }),
		&effect));
	sql("DELETE FROM segment_course WHERE segment_id = %lld AND course_id = %lld", (long long)segment,
		(long long)course);
}

static struct list one_change(int64_t segment, int64_t contact)
{
	struct segment_change *k = arena_new(&c.arena, struct segment_change);

	*k = (struct segment_change){ segment, contact };
	return (struct list){ k, 1, sizeof(*k) };
}

static void enter(int64_t segment, int64_t contact)
{
	struct list changes = one_change(segment, contact);

	sql("INSERT INTO segment_member VALUES (%lld, %lld)", (long long)segment, (long long)contact);
	OK(course_segments_entered(&c, &changes, &effect));
}

static void leave(int64_t segment, int64_t contact)
{
	struct list changes = one_change(segment, contact);

	sql("DELETE FROM segment_member WHERE segment_id = %lld AND contact_id = %lld", (long long)segment,
		(long long)contact);
	OK(course_segments_left(&c, &changes, &effect));
}

Test(course_sources, seg_10_linking_enrolls_the_members_there_are)
{
	int64_t ada = make_contact("Ada Lovelace"), bob = make_contact("Bob Babbage"),
		course = make_course("C", "A");
	int64_t other = make_contact("Not Member"), nurses = make_segment("Nurses", 2, ada, bob);

	link_course(nurses, course);
	cr_assert_eq(effect.enrolled, 2);
	cr_assert_eq(effect.sources, 2);
	cr_assert_str_eq(standing(course, ada), "assigned active");
	cr_assert_str_eq(standing(course, bob), "assigned active");
	cr_assert_str_eq(standing(course, other), "none");
	cr_assert_eq(audit_count("course.link"), 1);
	everything_holds();
}

Test(course_sources, a_chunk_that_runs_again_changes_nothing)
{
	int64_t ada = make_contact("Ada Lovelace"), course = make_course("C", "A");
	int64_t nurses = make_segment("Nurses", 1, ada);

	link_course(nurses, course);
	link_course(nurses, course);
	cr_assert_eq(effect.sources + effect.enrolled + effect.resumed, 0);
	cr_assert_eq(audit_count("course.link"), 1);
	sql("UPDATE segment_course SET state = 'unlinking'");
	OK(course_segment_unlink_chunk(&c, &((struct segment_chunk){ nurses, course, 1, INT64_MAX }),
		&effect));
	cr_assert_eq(effect.suspended, 1);
	OK(course_segment_unlink_chunk(&c, &((struct segment_chunk){ nurses, course, 1, INT64_MAX }),
		&effect));
	cr_assert_eq(effect.suspended, 0);
	everything_holds();
}

Test(course_sources, seg_15_seg_16_seg_17_who_leaves_and_returns_goes_on_where_they_left_off)
{
	int64_t ada = make_contact("Ada Lovelace"), course = make_course("C", "AB");
	int64_t nurses = make_segment("Nurses", 1, ada);

	link_course(nurses, course);
	do_step(course, ada, "A");
	cr_assert_str_eq(standing(course, ada), "in_progress active");
	leave(nurses, ada);
	cr_assert_eq(effect.suspended, 1);
	cr_assert_str_eq(standing(course, ada), "in_progress");
	everything_holds();
	enter(nurses, ada);
	cr_assert_eq(effect.resumed, 1);
	cr_assert_eq(effect.enrolled, 0);
	cr_assert_str_eq(standing(course, ada), "in_progress active");
	cr_assert_eq(sql_int("SELECT MAX(percent) FROM course_step_progress"), 100, "what was done is kept");
	do_step(course, ada, "B");
	cr_assert_str_eq(standing(course, ada), "completed active");
	everything_holds();
}

Test(course_sources, seg_18_two_segments_bring_the_union_of_their_courses)
{
	int64_t ada = make_contact("Ada Lovelace"), both = make_course("Both", "A"),
		one = make_course("One", "A");
	int64_t nurses = make_segment("Nurses", 0), night = make_segment("Night", 0);

	link_course(nurses, both);
	link_course(night, both);
	link_course(night, one);
	enter(nurses, ada);
	enter(night, ada);
	cr_assert_str_eq(standing(both, ada), "assigned active");
	cr_assert_str_eq(standing(one, ada), "assigned active");
	leave(night, ada);
	cr_assert_str_eq(standing(both, ada), "assigned active", "the other segment still brings it");
	cr_assert_str_eq(standing(one, ada), "assigned");
	leave(nurses, ada);
	cr_assert_str_eq(standing(both, ada), "assigned");
	everything_holds();
}

Test(course_sources, who_enters_two_segments_at_once_is_enrolled_once)
{
	int64_t ada = make_contact("Ada Lovelace"), course = make_course("C", "A");
	int64_t nurses = make_segment("Nurses", 0), night = make_segment("Night", 0);
	struct segment_change both[] = { { nurses, ada }, { night, ada } };
	struct list changes = { both, 2, sizeof(*both) };

	link_course(nurses, course);
	link_course(night, course);
	OK(course_segments_entered(&c, &changes, &effect));
	cr_assert_eq(effect.enrolled, 1);
	cr_assert_eq(effect.sources, 2);
	OK(course_segments_left(&c, &changes, &effect));
	cr_assert_eq(effect.suspended, 1);
	everything_holds();
}

Test(course_sources, seg_19_seg_20_an_enrollment_that_was_there_before_stays_when_the_segment_goes)
{
	int64_t ada = make_contact("Ada Lovelace"), course = make_course("C", "AB");
	int64_t nurses = make_segment("Nurses", 1, ada);

	assign(course, ada);
	do_step(course, ada, "A");
	link_course(nurses, course);
	cr_assert_eq(effect.enrolled + effect.resumed, 0);
	cr_assert_eq(effect.sources, 1, "its own record, beside the other");
	cr_assert_str_eq(standing(course, ada), "in_progress active");
	unlink_course(nurses, course);
	cr_assert_eq(effect.suspended, 0);
	cr_assert_str_eq(standing(course, ada), "in_progress active");
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM course_source WHERE kind = 'staff' AND active"), 1);
	everything_holds();
}

Test(course_sources, seg_12_seg_13_unlinking_unenrolls_all_and_archives_what_was_completed)
{
	int64_t ada = make_contact("Ada Lovelace"), bob = make_contact("Bob Babbage"),
		course = make_course("C", "A");
	int64_t nurses = make_segment("Nurses", 2, ada, bob);

	link_course(nurses, course);
	do_step(course, ada, "A");
	unlink_course(nurses, course);
	cr_assert_eq(effect.suspended, 2);
	cr_assert_eq(effect.archived, 1);
	cr_assert_str_eq(standing(course, ada), "completed archived");
	cr_assert_str_eq(standing(course, bob), "assigned");
	everything_holds();
	link_course(nurses, course);
	cr_assert_str_eq(standing(course, ada), "completed active", "taken out of the archive");
	everything_holds();
}

Test(course_sources, seg_13_seg_19_what_was_completed_is_archived_only_when_nothing_else_brings_it)
{
	int64_t ada = make_contact("Ada Lovelace"), bob = make_contact("Bob Babbage"),
		course = make_course("C", "A");
	int64_t nurses = make_segment("Nurses", 2, ada, bob), night = make_segment("Night", 1, bob);

	assign(course, ada);
	link_course(nurses, course);
	link_course(night, course);
	do_step(course, ada, "A");
	do_step(course, bob, "A");
	unlink_course(nurses, course);
	cr_assert_eq(effect.suspended + effect.archived, 0);
	cr_assert_str_eq(standing(course, ada), "completed active", "staff assigned it");
	cr_assert_str_eq(standing(course, bob), "completed active", "the other segment brings it");
	leave(night, bob);
	cr_assert_str_eq(standing(course, bob), "completed", "leaving a segment archives nothing");
	everything_holds();
}

Test(course_sources, seg_21_seg_22_seg_23_who_is_in_it_through_a_segment_cannot_be_unenrolled_alone)
{
	int64_t ada = make_contact("Ada Lovelace"), course = make_course("C", "A");
	int64_t nurses = make_segment("Nurses", 1, ada);

	assign(course, ada);
	link_course(nurses, course);
	REFUSED(ERR_HELD_BY_SEGMENT, course_enrollment_unenroll(&c, enrollment_id(course, ada), NULL));
	cr_assert(strstr(c.problem.detail, "\"Nurses\""), "%s", c.problem.detail);
	cr_assert(strstr(c.problem.remedy, "Remove Ada Lovelace from the segment"), "%s", c.problem.remedy);
	cr_assert(strstr(c.problem.remedy, "unlink the course from the segment, which unenrolls everybody"),
		"%s", c.problem.remedy);
	REFUSED(ERR_HELD_BY_SEGMENT,
		course_enrollment_remove(&c, enrollment_id(course, ada),
			&((struct course_removal){ "C", NULL })));
	leave(nurses, ada);
	OK(course_enrollment_unenroll(&c, enrollment_id(course, ada), NULL));
	cr_assert_str_eq(standing(course, ada), "assigned");
	everything_holds();
}

Test(course_sources, a_course_without_required_steps_completes_whom_a_segment_enrolls)
{
	int64_t ada = make_contact("Ada Lovelace"), course = make_course("C", "a");
	int64_t nurses = make_segment("Nurses", 1, ada);

	link_course(nurses, course);
	cr_assert_eq(effect.completed, 1);
	cr_assert_str_eq(standing(course, ada), "completed active");
	cr_assert_str_eq(sql_text("SELECT completion_origin FROM course_enrollment"), "no_steps");
	everything_holds();
}

Test(course_sources, members_who_come_while_a_course_is_being_unlinked_are_not_enrolled)
{
	int64_t ada = make_contact("Ada Lovelace"), course = make_course("C", "A");
	int64_t nurses = make_segment("Nurses", 0);

	link_course(nurses, course);
	sql("UPDATE segment_course SET state = 'unlinking'");
	enter(nurses, ada);
	cr_assert_str_eq(standing(course, ada), "none");
}
