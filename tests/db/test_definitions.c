#include "fixture.h"

DB_SUITE(definitions);

static enum err save(int64_t program, int64_t given, struct definition *d)
{
	struct definition_saved saved;

	return definition_save(&c, program, given, d, &saved);
}

static enum err save_plan(int64_t program, int64_t given, const char *stages)
{
	return save(program, given, define((struct plan){ .stages = stages }));
}

static struct definition *found(int64_t program, int64_t version)
{
	struct definition *d = arena_new(&c.arena, struct definition);

	OK(definition_find(&c, program, version, d));
	return d;
}

static struct stage *stage_at(const struct definition *d, size_t i)
{
	return (struct stage *)d->stages.items + i;
}

static struct requirement *requirement_at(const struct definition *d, size_t stage, size_t i)
{
	return (struct requirement *)stage_at(d, stage)->requirements.items + i;
}

/* Everything that is stored of one version. */
static const char *stored(int64_t program, int64_t version)
{
	static const char *const queries[] = {
		"SELECT GROUP_CONCAT(CONCAT_WS('|', in_order, period_n, period_unit, grace_n, grace_unit, requires_approval, "
		"designation, note, required, created_at)) FROM program_version",
		"SELECT GROUP_CONCAT(CONCAT_WS('|', position, title, needed) ORDER BY position) FROM stage",
		"SELECT GROUP_CONCAT(CONCAT_WS('|', requirement_id, stage_position, position, title, component_id, needs_grade, "
		"pass_grade, grade_scale, needs_approval, needs_file) ORDER BY requirement_id) FROM version_requirement",
	};
	const char *all = "";

	for (size_t i = 0; i < sizeof(queries) / sizeof(*queries); i++)
		all = arena_printf(&c.arena, "%s %s", all,
			sql_text("%s WHERE program_id = %lld AND version = %lld", queries[i],
				(long long)program, (long long)version));
	return all;
}

Test(definitions, what_was_saved_is_what_is_read)
{
	int64_t program = PROGRAM(.stages = "Course Exam#60! | 1: Essay Talk", .in_order = true,
		.approval = true, .period = "18 months", .grace = "6 weeks");
	const struct definition *d = found(program, 0);

	cr_assert_eq(d->version, 1);
	cr_assert(d->in_order && d->requires_approval);
	cr_assert(d->completion_period->n == 18 && !strcmp(d->completion_period->unit, "months"));
	cr_assert(d->grace_period->n == 6 && !strcmp(d->grace_period->unit, "weeks"));
	cr_assert_eq(d->stages.n, 2);
	cr_assert_eq(stage_needed(stage_at(d, 0)), 2);
	cr_assert_eq(stage_needed(stage_at(d, 1)), 1);
	cr_assert_eq(d->required, 3);
	cr_assert_str_eq(requirement_at(d, 0, 1)->title, "Exam");
	cr_assert_eq(requirement_at(d, 0, 1)->pass_grade.hundredths, 6000);
	cr_assert_eq(requirement_at(d, 0, 1)->grade_scale.hundredths, 10000, "a hundred unless it is said");
	cr_assert(requirement_at(d, 0, 1)->needs_approval);
	cr_assert_not(requirement_at(d, 0, 0)->needs_grade);
	cr_assert_str_eq(requirement_at(d, 1, 0)->title, "Essay");
}

Test(definitions, imis_65_a_saved_version_never_changes)
{
	int64_t program = PROGRAM(.stages = "Course Exam#60 | 1: Essay Talk");
	const char *before = stored(program, 1);

	OK(save_plan(program, 1, "Thesis!"));
	OK(save_plan(program, 2, "Course | Thesis"));
	cr_assert_str_eq(stored(program, 1), before);
	cr_assert_eq(program_of(program).definition_version, 3);
	cr_assert_str_eq(requirement_at(found(program, 1), 0, 1)->title, "Exam");
	cr_assert_str_eq(requirement_at(found(program, 2), 0, 0)->title, "Thesis");
}

Test(definitions, imis_64_every_part_can_be_edited_and_the_differences_can_be_read)
{
	int64_t program = PROGRAM(.stages = "Course | Exam#60");
	struct definition *d = found(program, 0);
	struct change_list list;
	static const char *const fields[] = { "in_order", "completion_period", "grace_period",
		"requires_approval", "designation", "title", "needed", "title", "component", "needs_grade",
		"pass_grade", "grade_scale", "needs_approval", "needs_file" };

	*d->completion_period = (struct period){ 2, "years" };
	d->grace_period = NULL;
	d->in_order = d->requires_approval = true;
	d->designation = "CE";
	stage_at(d, 0)->title = "Basics";
	stage_at(d, 1)->needed.n = 1;
	*requirement_at(d, 0, 0) = (struct requirement){ .id = requirement_at(d, 0, 0)->id,
		.title = "Lecture",
		.needs_grade = true,
		.component_id = make_component("Lecture", "class"),
		.pass_grade = { true, 5000 },
		.grade_scale = { true, 20000 },
		.needs_approval = true,
		.needs_file = true };
	OK(save(program, 1, d));
	OK(definition_changes(&c, program, 2, &list));
	cr_assert_eq(list.changes.n, sizeof(fields) / sizeof(*fields));
	for (size_t i = 0; i < list.changes.n; i++) {
		const struct change *x = (struct change *)list.changes.items + i;

		cr_assert_str_eq(x->kind, "changed");
		cr_assert_str_eq(x->field, fields[i]);
		cr_assert(!x->before || !x->after || strcmp(x->before, x->after));
	}
	cr_assert_eq(audit_count("definition.save"), 2);
}

Test(definitions, what_was_added_removed_and_moved_is_told)
{
	int64_t program = PROGRAM(.stages = "Course Exam Talk");
	struct definition *d = found(program, 0);
	struct requirement *r = requirement_at(d, 0, 0);
	struct change_list list;
	const struct change *x;

	r[0] = r[2];
	r[2] = (struct requirement){ .title = "Essay", .component_id = r[1].component_id };
	OK(save(program, 1, d));
	OK(definition_changes(&c, program, 2, &list));
	x = list.changes.items;
	cr_assert_eq(list.changes.n, 3);
	cr_assert(!strcmp(x[0].kind, "removed") && !strcmp(x[0].title, "Course"));
	cr_assert(!strcmp(x[1].kind, "moved") && !strcmp(x[1].title, "Talk"));
	cr_assert_str_eq(x[1].before, "stage 1, place 3");
	cr_assert_str_eq(x[1].after, "stage 1, place 1");
	cr_assert(!strcmp(x[2].kind, "added") && !strcmp(x[2].title, "Essay"));
}

Test(definitions, the_first_version_adds_everything)
{
	int64_t program = PROGRAM(.stages = "Course | Exam");
	struct change_list list;

	OK(definition_changes(&c, program, 1, &list));
	cr_assert_eq(list.from, 0);
	cr_assert_eq(list.changes.n, 4, "two stages and two requirements");
}

Test(definitions, a_requirement_keeps_its_id_from_version_to_version)
{
	int64_t program = PROGRAM(.stages = "Course Exam");
	struct definition *d = found(program, 0);
	int64_t course = requirement_at(d, 0, 0)->id;

	requirement_at(d, 0, 0)->title = "Lecture";
	requirement_at(d, 0, 1)->id = 0;
	OK(save(program, 1, d));
	d = found(program, 0);
	cr_assert_eq(requirement_at(d, 0, 0)->id, course);
	cr_assert_neq(requirement_at(d, 0, 1)->id, requirement_at(found(program, 1), 0, 1)->id,
		"without an id it is a new one");
}

Test(definitions, an_id_must_be_the_programs_own_and_appear_once)
{
	int64_t program = PROGRAM(.stages = "Course Exam"), other = PROGRAM(.stages = "Course");
	struct definition *d = found(program, 0);

	requirement_at(d, 0, 1)->id = requirement_of(other, "Course");
	INVALID("/stages/0/requirements/1/id", save(program, 1, d));
	d = found(program, 0);
	requirement_at(d, 0, 1)->id = requirement_at(d, 0, 0)->id;
	INVALID("/stages/0/requirements/1/id", save(program, 1, d));
	requirement_at(d, 0, 1)->id = 4711;
	INVALID("/stages/0/requirements/1/id", save(program, 1, d));
}

Test(definitions, each_mistake_is_told_with_its_place)
{
	int64_t program = PROGRAM(.stages = "Course");
	struct definition *d = define((struct plan){ .stages = "Course | Exam#60 Essay" });

	stage_at(d, 1)->needed.n = 3;
	requirement_at(d, 0, 0)->component_id = 4711;
	requirement_at(d, 1, 0)->grade_scale = (struct decimal){ true, 5000 };
	requirement_at(d, 1, 1)->pass_grade = (struct decimal){ true, 100 };
	INVALID("/stages/1/needed", save(program, 1, d));
	cr_assert(complained_of("/stages/0/requirements/0/component_id"));
	cr_assert(complained_of("/stages/1/requirements/0/pass_grade"));
	cr_assert(complained_of("/stages/1/requirements/1/pass_grade"));
}

Test(definitions, an_edit_of_an_older_version_is_refused)
{
	int64_t program = PROGRAM();

	make_component("Essay", "document");
	OK(save_plan(program, 1, "Course Exam"));
	REFUSED(ERR_STALE_VERSION, save_plan(program, 1, "Course Essay"));
	REFUSED(ERR_STALE_VERSION, save_plan(program, 3, "Course Essay"));
	REFUSED(ERR_VERSION_REQUIRED, save_plan(program, -1, "Course Essay"));
	REFUSED(ERR_NOT_FOUND, save_plan(program + 1000, -1, "Course Essay"));
}

Test(definitions, an_active_program_keeps_at_least_one_requirement_and_active_components)
{
	int64_t program = PROGRAM(), draft = PROGRAM(.draft = true), retired = make_component("Old", "exam");
	struct definition *empty = define((struct plan){ 0 }),
			  *old = define((struct plan){ .stages = "Old" });

	empty->stages.n = 0;
	sql("UPDATE component SET status = 'inactive' WHERE id = %lld", (long long)retired);
	INVALID("/stages", save(program, 1, empty));
	INVALID("/stages/0/requirements/0/component_id", save(program, 1, old));
	OK(save(draft, 1, empty));
	OK(save(draft, 2, old));
}

Test(definitions, an_award_asks_for_courses_only)
{
	int64_t program = PROGRAM(.kind = "award", .stages = "Lesson", .component_kind = "course");

	make_component("Essay", "document");
	INVALID("/stages/0/requirements/0/component_id", save_plan(program, 1, "Essay"));
}

/* What a definition of one requirement is told, with one of its switches on. */
static enum err save_with(int64_t program, bool approval, struct requirement flags)
{
	struct definition *d = define((struct plan){ .stages = "Lesson", .approval = approval });
	struct requirement *r = ((struct stage *)d->stages.items)->requirements.items;

	r->needs_grade = flags.needs_grade;
	r->needs_approval = flags.needs_approval;
	r->needs_file = flags.needs_file;
	return save(program, 1, d);
}

Test(definitions, go1_21_go1_23_nothing_done_by_hand_stands_between_a_course_and_an_award)
{
	int64_t program = PROGRAM(.kind = "award", .stages = "Lesson", .component_kind = "course");

	INVALID("/requires_approval", save_with(program, true, (struct requirement){ 0 }));
	INVALID("/stages/0/requirements/0/needs_grade",
		save_with(program, false, (struct requirement){ .needs_grade = true }));
	INVALID("/stages/0/requirements/0/needs_approval",
		save_with(program, false, (struct requirement){ .needs_approval = true }));
	INVALID("/stages/0/requirements/0/needs_file",
		save_with(program, false, (struct requirement){ .needs_file = true }));
	OK(save_with(program, false, (struct requirement){ 0 }));
}

Test(definitions, an_unknown_version_is_refused)
{
	int64_t program = PROGRAM();
	struct definition d;

	REFUSED(ERR_UNKNOWN_VERSION, definition_find(&c, program, 2, &d));
	REFUSED(ERR_NOT_FOUND, definition_find(&c, program + 1000, 1, &d));
}

Test(definitions, a_program_without_any_has_an_empty_one)
{
	struct program in = { .code = "CE", .name = "Certified Engineer" };
	const struct definition *d;

	OK(program_create(&c, &in));
	d = found(in.id, 0);
	cr_assert_eq(d->version, 0);
	cr_assert_eq(d->stages.n, 0);
	cr_assert_not_null(d->completion_period);
}

Test(definitions, imis_65_saving_tells_how_many_stay_on_older_versions)
{
	int64_t program = PROGRAM(), gone = make_contact("Grace Hopper"), left;
	struct definition_saved saved;
	struct definition *d;

	enroll_one(program, make_contact("Ada Lovelace"));
	enroll_on(program, make_contact("Alan Turing"), ON(2025, 4, 1));
	left = enroll_one(program, gone);
	OK(enrollment_cancel(&c, left, NULL));
	enroll_on(program, make_contact("Long Expired"), ON(2020, 1, 1));
	d = found(program, 0);
	OK(definition_count(&c, d));
	cr_assert_eq(d->current_enrollees, 2, "open ones: enrolled and in the grace period");
	OK(definition_save(&c, program, 1, define((struct plan){ .stages = "Course Exam" }), &saved));
	cr_assert_eq(saved.version, 2);
	cr_assert_eq(saved.enrollees_on_older, 2);
	enroll_one(program, make_contact("Mary Shaw"));
	d = found(program, 1);
	OK(definition_count(&c, d));
	cr_assert_eq(d->current_enrollees, 3);
	cr_assert_eq(d->enrollees, 2);
}

Test(definitions, who_waits_for_approval_past_the_expiration_date_is_still_counted)
{
	int64_t program = PROGRAM(.stages = "Course", .approval = true);
	int64_t e = enroll_one(program, make_contact("Ada Lovelace"));
	const struct version_row *v;
	struct definition *d;
	struct list list;

	enroll_one(program, make_contact("Grace Hopper"));
	OK(record(e, "Course", TODAY));
	today_is(ON(2030, 1, 1));
	d = found(program, 1);
	OK(definition_count(&c, d));
	cr_assert_eq(d->enrollees, 1, "the other one has expired");
	cr_assert_eq(d->current_enrollees, 1);
	OK(version_list(&c, program, &list));
	v = list.items;
	cr_assert_eq(v->open_enrollees, 1);
}

Test(definitions, versions_are_listed_newest_first_with_who_is_on_them)
{
	int64_t program = PROGRAM();
	const struct version_row *v;
	struct list list;

	enroll_one(program, make_contact("Ada Lovelace"));
	OK(save_plan(program, 1, "Course Exam"));
	OK(version_list(&c, program, &list));
	v = list.items;
	cr_assert_eq(list.n, 2);
	cr_assert(v[0].version == 2 && v[0].requirements == 2 && v[0].open_enrollees == 0);
	cr_assert(v[1].version == 1 && v[1].requirements == 1 && v[1].open_enrollees == 1);
	cr_assert_str_eq(v[0].created_by_name, "Robin Role8");
}
