#include "fixture.h"

DB_SUITE(programs);

static enum err update(int64_t id, struct program in, const char *names)
{
	int64_t version = sql_int("SELECT version FROM program WHERE id = %lld", (long long)id);

	return program_update(&c, id, version, &in, members(program_fields, names));
}

static enum err set_status(int64_t id, const char *status)
{
	return update(id, (struct program){ .status = status }, "status");
}

static struct program found(int64_t id)
{
	struct program p = { 0 };

	OK(program_find(&c, id, &p));
	return p;
}

Test(programs, a_new_one_is_a_draft)
{
	struct program in = { .code = "CE", .name = "Certified Engineer" };

	OK(program_create(&c, &in));
	cr_assert_str_eq(found(in.id).status, "draft");
	cr_assert_str_eq(found(in.id).kind, "certification");
	cr_assert_eq(found(in.id).definition_version, 0);
	in.code = "CF";
	in.status = "active";
	INVALID("/status", program_create(&c, &in));
}

Test(programs, a_code_belongs_to_one)
{
	int64_t id = PROGRAM(.draft = true);
	struct program in = { .code = "p1", .name = "Another" };

	PROGRAM(.draft = true);
	REFUSED(ERR_CODE_TAKEN, program_create(&c, &in));
	REFUSED(ERR_CODE_TAKEN, update(id, (struct program){ .code = "P2" }, "code"));
}

Test(programs, an_edit_of_an_older_version_is_refused)
{
	int64_t id = PROGRAM(.draft = true);
	uint64_t sent = members(program_fields, "name");

	OK(program_update(&c, id, 1, &(struct program){ .name = "One" }, sent));
	REFUSED(ERR_STALE_VERSION, program_update(&c, id, 1, &(struct program){ .name = "Two" }, sent));
	cr_assert_str_eq(program_of(id).name, "One");
}

/* Rows: from; columns: to. */
static const char *const states[] = { "draft", "active", "inactive", "cancelled" };
static const bool allowed[4][4] = {
	{ true, true, false, true },
	{ false, true, true, true },
	{ false, true, true, true },
	{ false, false, false, true },
};

Test(programs, every_change_of_status_is_allowed_or_refused_as_agreed)
{
	int64_t id = PROGRAM(.stages = "Course");

	for (size_t from = 0; from < 4; from++)
		for (size_t to = 0; to < 4; to++) {
			sql("UPDATE program SET status = '%s' WHERE id = %lld", states[from], (long long)id);
			if (!allowed[from][to]) {
				REFUSED(ERR_BAD_MOVE, set_status(id, states[to]));
				continue;
			}
			OK(set_status(id, states[to]));
			cr_assert_str_eq(program_of(id).status, states[to]);
		}
}

static bool has_finding(const struct list *findings, const char *code)
{
	for (size_t i = 0; i < findings->n; i++)
		if (!strcmp(((const struct finding *)findings->items)[i].code, code))
			return true;
	return false;
}

Test(programs, one_without_requirements_cannot_be_activated)
{
	struct program in = { .code = "CE", .name = "Certified Engineer" };

	OK(program_create(&c, &in));
	cr_assert_not(found(in.id).activation->ready);
	cr_assert(has_finding(&found(in.id).activation->problems, "no_requirements"));
	REFUSED(ERR_NOT_ACTIVATABLE, set_status(in.id, "active"));
	cr_assert_not_null(c.problem.remedy);
}

Test(programs, imis_07_its_components_must_be_there_and_active)
{
	int64_t id = PROGRAM(.stages = "Course Exam", .draft = true);

	sql("UPDATE component SET status = 'inactive' WHERE code = 'Exam'");
	cr_assert(has_finding(&found(id).activation->problems, "component_inactive"));
	REFUSED(ERR_NOT_ACTIVATABLE, set_status(id, "active"));
	cr_assert_not_null(strstr(said(), "Exam"));
	sql("UPDATE component SET status = 'active'");
	cr_assert(found(id).activation->ready);
	OK(set_status(id, "active"));
}

Test(programs, imis_07_classes_and_exams_without_an_open_offering_are_warned_of)
{
	int64_t id = PROGRAM(.stages = "Safety", .component_kind = "class", .draft = true);
	int64_t k = sql_int("SELECT id FROM component WHERE code = 'Safety'");

	cr_assert(has_finding(&found(id).activation->warnings, "no_open_offering"));
	cr_assert(found(id).activation->ready, "a warning is no refusal");
	make_offering(k, "Spring");
	cr_assert_eq(found(id).activation->warnings.n, 0);
	sql("UPDATE offering SET status = 'closed'");
	cr_assert_eq(found(id).activation->warnings.n, 1);
	OK(set_status(id, "active"));
}

Test(programs, an_award_is_made_of_courses)
{
	int64_t id = PROGRAM(.stages = "Essay", .component_kind = "document", .draft = true);

	sql("UPDATE program SET kind = 'award' WHERE id = %lld", (long long)id);
	cr_assert(has_finding(&found(id).activation->problems, "award_needs_courses"));
	REFUSED(ERR_NOT_ACTIVATABLE, set_status(id, "active"));
	sql("UPDATE component SET kind = 'course'");
	sql("UPDATE version_requirement SET needs_approval = TRUE");
	cr_assert(has_finding(&found(id).activation->problems, "award_waits"));
	REFUSED(ERR_NOT_ACTIVATABLE, set_status(id, "active"));
	sql("UPDATE version_requirement SET needs_approval = FALSE");
	OK(set_status(id, "active"));
}

Test(programs, the_kind_is_settled_with_the_draft)
{
	int64_t draft = PROGRAM(.draft = true), active = PROGRAM();

	OK(update(draft, (struct program){ .kind = "award" }, "kind"));
	INVALID("/kind", update(active, (struct program){ .kind = "award" }, "kind"));
}

/* --- prerequisites --- */

static enum err require(int64_t id, struct ints others)
{
	return update(id, (struct program){ .prerequisites = others }, "prerequisites");
}

Test(programs, prerequisites_never_lead_back)
{
	int64_t a = PROGRAM(), b = PROGRAM(), d = PROGRAM();

	REFUSED(ERR_PREREQUISITE_CYCLE, require(a, ids(1, a)));
	OK(require(b, ids(1, a)));
	REFUSED(ERR_PREREQUISITE_CYCLE, require(a, ids(1, b)));
	OK(require(d, ids(1, b)));
	REFUSED(ERR_PREREQUISITE_CYCLE, require(a, ids(1, d)));
	OK(require(b, ids(0)));
	OK(require(a, ids(1, d)));
}

Test(programs, prerequisites_are_programs_and_shown_by_name)
{
	int64_t a = PROGRAM(.name = "Basics"), b = PROGRAM(.name = "Advanced");

	INVALID("/prerequisites", require(b, ids(1, b + 1000)));
	OK(require(b, ids(2, a, a)));
	cr_assert_eq(found(b).prerequisites.n, 1);
	cr_assert_str_eq(((struct program_ref *)found(b).prerequisite_programs.items)[0].name, "Basics");
	OK(update(b, (struct program){ .name = "Expert" }, "name"));
	cr_assert_eq(found(b).prerequisites.n, 1, "not sent, not changed");
}

/* --- what is shown --- */

Test(programs, imis_01_the_list_counts_the_registrants_of_each_program)
{
	int64_t a = PROGRAM(.name = "A"), b = PROGRAM(.name = "B"), first;
	struct program_query q = { 0 };
	struct page page = { 0 };
	const struct program *p;

	first = enroll_one(a, make_contact("Ada Lovelace"));
	enroll_one(a, make_contact("Alan Turing"));
	enroll_one(b, make_contact("Grace Hopper"));
	OK(program_list(&c, &q, &page));
	p = page.items.items;
	cr_assert_eq(p[0].registrants, 2);
	cr_assert_eq(p[1].registrants, 1);
	OK(enrollment_cancel(&c, first, NULL));
	cr_assert_eq(program_of(a).registrants, 1, "cancelled enrolments do not count");
}

static size_t listed(struct program_query q)
{
	struct page page = { 0 };

	OK(program_list(&c, &q, &page));
	return page.items.n;
}

Test(programs, the_list_is_filtered_by_status_kind_and_words)
{
	PROGRAM(.name = "Engineer");
	PROGRAM(.name = "Chief engineer", .draft = true);
	PROGRAM(.name = "Medal", .kind = "award", .component_kind = "course", .stages = "Lesson");
	cr_assert_eq(listed((struct program_query){ 0 }), 3);
	cr_assert_eq(listed((struct program_query){ .status = "draft" }), 1);
	cr_assert_eq(listed((struct program_query){ .kind = "award" }), 1);
	cr_assert_eq(listed((struct program_query){ .q = "ENGINEER" }), 2);
	cr_assert_eq(listed((struct program_query){ .q = "P3" }), 1, "the code");
	cr_assert_eq(listed((struct program_query){ .q = "%" }), 0);
}

Test(programs, its_pages_follow_each_other)
{
	struct program_query q = { .limit = 3 };
	struct page page;
	size_t seen = 0;

	for (int i = 0; i < 8; i++)
		PROGRAM(.name = "Same", .draft = true);
	do {
		page = (struct page){ 0 };
		OK(program_list(&c, &q, &page));
		seen += page.items.n;
		q.cursor = page.next;
	} while (page.next);
	cr_assert_eq(seen, 8);
}

Test(programs, learners_see_what_is_active_and_in_the_catalogue)
{
	int64_t shown = PROGRAM(), hidden = PROGRAM(), draft = PROGRAM(.draft = true);
	struct program p = { 0 };

	sql("UPDATE program SET in_catalogue = TRUE WHERE id <> %lld", (long long)hidden);
	act_as_contact(make_contact("Ada Lovelace"));
	cr_assert_eq(listed((struct program_query){ 0 }), 1);
	OK(program_find(&c, shown, &p));
	REFUSED(ERR_NOT_FOUND, program_find(&c, hidden, &p));
	REFUSED(ERR_NOT_FOUND, program_find(&c, draft, &p));
}

Test(programs, live_settings_are_audited_with_before_and_after)
{
	int64_t id = PROGRAM();

	OK(update(id, (struct program){ .maintenance = true, .allow_enrollee_cancel = true },
		"maintenance allow_enrollee_cancel"));
	cr_assert_str_eq(
		sql_text("SELECT changes FROM audit WHERE action = 'program.update' ORDER BY id DESC"),
		"[{\"field\":\"maintenance\",\"before\":false,\"after\":true},"
		"{\"field\":\"allow_enrollee_cancel\",\"before\":false,\"after\":true}]");
}
