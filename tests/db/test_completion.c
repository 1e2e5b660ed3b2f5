#include "fixture.h"

DB_SUITE(completion);

/* --- every verb in every status --- */

enum verb { RECORD, RECORD_GRADED, GRADE, APPROVE, REJECT, VOID, WAIVE, VERBS };
static const char *const verb_actions[VERBS] = { "completion.record", "completion.record", "completion.grade",
	"completion.approve", "completion.reject", "completion.void", "completion.waive" };

static enum err act(int64_t enrollment_id, enum verb verb)
{
	switch (verb) {
	case RECORD:
		return record(enrollment_id, "R", TODAY);
	case RECORD_GRADED:
		return record_graded(enrollment_id, "R", TODAY, 70);
	case GRADE:
		return grade(enrollment_id, "R", 80);
	case APPROVE:
		return approve(enrollment_id, "R");
	case REJECT:
		return reject(enrollment_id, "R", "Not like this.");
	case VOID:
		return void_it(enrollment_id, "R", "A mistake.");
	case WAIVE:
	case VERBS:
		break;
	}
	return waive(enrollment_id, "R", "Done elsewhere.");
}

static int64_t somebody_in(int64_t program)
{
	static int n;

	return enroll_one(program, make_contact(arena_printf(&c.arena, "Ada L%d", ++n)));
}

static void bring_to(int64_t e, const char *marks, const char *status)
{
	bool graded = strchr(marks, '#'), approved = strchr(marks, '!');

	if (!strcmp(status, "none"))
		return;
	if (!strcmp(status, "waived"))
		OK(act(e, WAIVE));
	else if (!strcmp(status, "awaiting_grade") || !graded || (!strcmp(status, "rejected") && !approved))
		OK(act(e, RECORD));
	else
		OK(act(e, RECORD_GRADED));
	if (!strcmp(status, "rejected"))
		OK(act(e, REJECT));
	if (!strcmp(status, "complete") && approved)
		OK(act(e, APPROVE));
	cr_assert_str_eq(requirement_in(e, "R").status, status);
}

/* outcome: the status it leads to, or the refusal's code in capitals. */
static void check_outcome(int64_t program, const char *marks, const char *from, enum verb verb,
	const char *outcome)
{
	const char *before,
		*what = arena_printf(&c.arena, "%s of R%s that is %s", verb_actions[verb], marks, from);
	int64_t e = somebody_in(program), entries;
	enum err got;

	bring_to(e, marks, from);
	before = fingerprint();
	entries = sql_int("SELECT COUNT(*) FROM audit");
	got = STEP(act(e, verb));
	if (*outcome == '!') {
		cr_assert_str_eq(err_slug(got), outcome + 1, "%s gave %s: %s", what, err_slug(got), said());
		cr_assert_str_eq(fingerprint(), before, "%s was refused and changed something", what);
		return;
	}
	cr_assert_eq(got, ERR_OK, "%s gave %s: %s", what, err_slug(got), said());
	cr_assert_str_eq(requirement_in(e, "R").status, outcome, "%s", what);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM audit"), entries + 1, "%s", what);
	cr_assert_str_eq(sql_text("SELECT action FROM audit ORDER BY id DESC LIMIT 1"), verb_actions[verb]);
	cr_assert_eq(sql_int("SELECT entity_id FROM audit ORDER BY id DESC LIMIT 1"), e);
}

#define READ_ONLY "!completion_read_only"
#define BAD       "!bad_move"
#define NOT_ASKED "!validation"
struct machine_row {
	const char *from, *outcome[VERBS];
};

static void check_machine(const char *marks, const struct machine_row *rows, size_t n)
{
	int64_t program = PROGRAM(.stages = arena_printf(&c.arena, "R%s", marks));

	for (size_t i = 0; i < n; i++)
		for (enum verb v = 0; v < VERBS; v++)
			check_outcome(program, marks, rows[i].from, v, rows[i].outcome[v]);
	everything_holds();
}
#define MACHINE(marks, rows) check_machine(marks, rows, sizeof(rows) / sizeof(*(rows)))

/* clang-format off */
static const struct machine_row final_rows[] = {
	/*          record     graded     grade      approve    reject     void    waive */
	{ "complete", { READ_ONLY, READ_ONLY, READ_ONLY, READ_ONLY, READ_ONLY, "none", READ_ONLY } },
	{ "waived",   { READ_ONLY, READ_ONLY, READ_ONLY, READ_ONLY, READ_ONLY, "none", READ_ONLY } },
};
static const struct machine_row plain_rows[] = {
	{ "none", { "complete", NOT_ASKED, BAD, BAD, BAD, BAD, "waived" } },
};
static const struct machine_row graded_rows[] = {
	{ "none",           { "awaiting_grade", "complete", BAD,        BAD, BAD,        BAD,    "waived" } },
	{ "awaiting_grade", { BAD,              BAD,        "complete", BAD, "rejected", "none", "waived" } },
	{ "rejected",       { "awaiting_grade", "complete", BAD,        BAD, BAD,        "none", "waived" } },
};
static const struct machine_row approved_rows[] = {
	{ "none",              { "awaiting_approval", NOT_ASKED, BAD,       BAD,        BAD,        BAD,    "waived" } },
	{ "awaiting_approval", { BAD,                 BAD,       NOT_ASKED, "complete", "rejected", "none", "waived" } },
	{ "rejected",          { "awaiting_approval", NOT_ASKED, BAD,       BAD,        BAD,        "none", "waived" } },
};
static const struct machine_row both_rows[] = {
	{ "none",              { "awaiting_grade", "awaiting_approval", BAD,                 BAD,        BAD,        BAD,    "waived" } },
	{ "awaiting_grade",    { BAD,              BAD,                 "awaiting_approval", BAD,        "rejected", "none", "waived" } },
	{ "awaiting_approval", { BAD,              BAD,                 "awaiting_approval", "complete", "rejected", "none", "waived" } },
	{ "rejected",          { "awaiting_grade", "awaiting_approval", BAD,                 BAD,        BAD,        "none", "waived" } },
};
/* clang-format on */

Test(completion, imis_59_without_grade_and_approval_recording_completes)
{
	MACHINE("", plain_rows);
}

Test(completion, imis_57_a_grade_must_be_entered_before_it_is_complete)
{
	MACHINE("#60", graded_rows);
}

Test(completion, imis_58_staff_must_approve_before_it_is_complete)
{
	MACHINE("!", approved_rows);
}

Test(completion, imis_54_a_grade_and_an_approval_are_waited_for_one_after_the_other)
{
	MACHINE("#60!", both_rows);
}

Test(completion, imis_62_what_is_complete_or_waived_can_only_be_voided)
{
	MACHINE("", final_rows);
	MACHINE("#60!", final_rows);
}

/* --- what a record holds --- */

Test(completion, imis_52_recording_keeps_date_notes_and_grade_and_who_and_when)
{
	int64_t program = PROGRAM(.stages = "R#60"), e = somebody_in(program);
	struct completion_input in = { .completed_on = ON(2026, 6, 1),
		.grade = { true, 8550 },
		.notes = "In the second sitting" };
	struct requirement_view v;

	act_as(STAFF);
	OK(completion_record(&c, e, requirement_of(program, "R"), &in, &v));
	v = requirement_in(e, "R");
	cr_assert_str_eq(date_text(v.completed_on), "2026-06-01");
	cr_assert_str_eq(v.notes, "In the second sitting");
	cr_assert_eq(v.grade.hundredths, 8550);
	cr_assert_str_eq(v.evidence, "manual");
	cr_assert_eq(v.recorded_by, c.actor.id);
	cr_assert_eq(v.recorded_at.us, c.now.us);
	cr_assert_null(v.decided_by_name);
}

Test(completion, imis_53_saving_gives_back_and_stores_the_requirement_as_it_stands)
{
	int64_t program = PROGRAM(.stages = "R S"), e = somebody_in(program);
	struct completion_input in = { .completed_on = TODAY };
	struct requirement_view v, stored;

	OK(completion_record(&c, e, requirement_of(program, "R"), &in, &v));
	stored = requirement_in(e, "R");
	cr_assert_str_eq(v.status, "complete");
	cr_assert_str_eq(stored.status, "complete");
	cr_assert_eq(v.completion_id, stored.completion_id);
	cr_assert_not(v.can->record);
	cr_assert(v.can->void_);
	cr_assert_eq(row_of(e).met, 1);
	cr_assert_eq(row_of(e).required, 2);
}

Test(completion, who_decided_and_why_stands_beside_the_record_and_in_the_audit)
{
	int64_t e = somebody_in(PROGRAM(.stages = "R!"));
	struct requirement_view v;

	OK(act(e, RECORD));
	minutes_pass(5);
	act_as(CERTIFICATION_MANAGER);
	OK(act(e, REJECT));
	v = requirement_in(e, "R");
	cr_assert_str_eq(v.decision_note, "Not like this.");
	cr_assert_str_eq(v.decided_by_name, "Robin Role16");
	cr_assert_eq(v.decided_at.us, c.now.us);
	cr_assert_str_eq(sql_text("SELECT reason FROM audit WHERE action = 'completion.reject'"),
		"Not like this.");
	cr_assert_eq(sql_int("SELECT actor_id FROM audit WHERE action = 'completion.reject'"), c.actor.id);
}

Test(completion, what_was_rejected_is_recorded_again_in_the_same_record_without_the_old_decision)
{
	int64_t e = somebody_in(PROGRAM(.stages = "R!"));
	struct requirement_view v;
	int64_t first;

	OK(act(e, RECORD));
	OK(act(e, REJECT));
	first = requirement_in(e, "R").completion_id;
	OK(record(e, "R", ON(2026, 6, 2)));
	v = requirement_in(e, "R");
	cr_assert_eq(v.completion_id, first);
	cr_assert_str_eq(v.status, "awaiting_approval");
	cr_assert_str_eq(date_text(v.completed_on), "2026-06-02");
	cr_assert_null(v.decision_note);
	cr_assert_eq(v.decided_at.us, 0);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM completion"), 1);
}

Test(completion, a_waiver_says_so_and_counts_from_today)
{
	int64_t e = somebody_in(PROGRAM(.stages = "R"));
	struct requirement_view v;

	OK(act(e, WAIVE));
	v = requirement_in(e, "R");
	cr_assert_str_eq(v.status, "waived");
	cr_assert_str_eq(v.evidence, "waiver");
	cr_assert_str_eq(v.decision_note, "Done elsewhere.");
	cr_assert_str_eq(date_text(v.completed_on), "2026-06-15");
	cr_assert_str_eq(date_text(row_of(e).earned_on), "2026-06-15");
}

Test(completion, the_audit_tells_what_each_step_changed)
{
	int64_t e = somebody_in(PROGRAM(.stages = "R#60!"));

	OK(act(e, RECORD));
	OK(act(e, GRADE));
	cr_assert_str_eq(
		sql_text(
			"SELECT GROUP_CONCAT(JSON_VALUE(x.item, '$.field'), ':', JSON_VALUE(x.item, '$.before'), '>', "
			"JSON_VALUE(x.item, '$.after') ORDER BY 1) FROM audit a, JSON_TABLE(a.changes, '$[*]' COLUMNS "
			"(item JSON PATH '$')) x WHERE a.action = 'completion.grade' AND JSON_VALUE(x.item, '$.field') = 'status'"),
		"status:awaiting_grade>awaiting_approval");
	cr_assert_eq(audit_count("completion.record"), 1);
	cr_assert_eq(audit_count("completion.grade"), 1);
	cr_assert_str_eq(sql_text("SELECT title FROM audit WHERE action = 'completion.grade'"), "R");
	cr_assert_str_eq(sql_text("SELECT entity FROM audit WHERE action = 'completion.grade'"),
		"enrollment");
}

Test(completion, what_a_step_made_of_the_enrolment_stands_in_the_entry_of_the_step)
{
	int64_t e = somebody_in(PROGRAM(.stages = "R"));

	OK(record(e, "R", ON(2026, 6, 1)));
	cr_assert_str_eq(
		sql_text(
			"SELECT GROUP_CONCAT(JSON_VALUE(x.item, '$.field'), '=', JSON_VALUE(x.item, '$.after') ORDER BY 1) "
			"FROM audit a, JSON_TABLE(a.changes, '$[*]' COLUMNS (item JSON PATH '$')) x WHERE a.action = 'completion.record' "
			"AND JSON_VALUE(x.item, '$.field') IN ('earned_on', 'met')"),
		"earned_on=2026-06-01,met=1");
}

/* --- what the list of requirements says --- */

Test(completion, imis_60_all_requirements_are_listed_with_their_statuses)
{
	int64_t e = somebody_in(PROGRAM(.stages = "A B#60 C! | D"));
	const struct requirement_view *r;
	static const char *const expected[] = { "complete", "awaiting_grade", "awaiting_approval", "none" };
	struct enrollment_view v;

	OK(record(e, "A", TODAY));
	OK(record(e, "B", TODAY));
	OK(record(e, "C", TODAY));
	v = view_of(e);
	r = v.requirements.items;
	cr_assert_eq(v.requirements.n, 4);
	for (size_t i = 0; i < 4; i++)
		cr_assert_str_eq(r[i].status, expected[i], "%s", r[i].title);
	cr_assert_eq(r[3].stage, 1);
	cr_assert_eq(((struct stage_view *)v.stages.items)[0].met, 1);
	cr_assert_not(((struct stage_view *)v.stages.items)[0].complete);
}

Test(completion, imis_56_what_nobody_recorded_has_no_status_and_can_be_recorded)
{
	struct requirement_view v = requirement_in(somebody_in(PROGRAM(.stages = "R")), "R");

	cr_assert_str_eq(v.status, "none");
	cr_assert(v.available);
	cr_assert_eq(v.completion_id, 0);
	cr_assert_eq(v.completed_on.day, 0);
}

Test(completion, imis_47_only_what_can_be_completed_now_is_available)
{
	int64_t e = somebody_in(PROGRAM(.stages = "A B | C", .in_order = true));
	struct requirement_view b;

	cr_assert(requirement_in(e, "A").available);
	cr_assert_null(requirement_in(e, "A").locked_reason);
	b = requirement_in(e, "B");
	cr_assert_not(b.available || b.can->record || b.can->waive);
	cr_assert_str_eq(b.locked_reason, "\"A\" comes first.");
	cr_assert_str_eq(requirement_in(e, "C").locked_reason, "The stage \"Stage 1\" comes first.");
	OK(record(e, "A", TODAY));
	cr_assert(requirement_in(e, "B").available);
	cr_assert_not(requirement_in(e, "C").available);
}

Test(completion, imis_61_what_was_completed_before_keeps_its_record_to_look_at)
{
	int64_t e = somebody_in(PROGRAM(.stages = "A B", .in_order = true));
	struct requirement_view a;

	OK(record(e, "A", TODAY));
	a = requirement_in(e, "A");
	cr_assert_not(a.available);
	cr_assert_gt(a.completion_id, 0);
	cr_assert_null(a.locked_reason, "it is done, not locked");
	cr_assert(a.met);
}

Test(completion, what_each_role_may_do_with_a_requirement)
{
	static const struct {
		unsigned role;
		bool records, decides;
	} cases[] = { { LEARNER, false, false }, { STAFF, true, false }, { CERTIFICATION_ADMIN, true, true },
		{ CERTIFICATION_MANAGER, true, true }, { SYSADMIN, true, true } };
	int64_t ada = make_contact("Ada Lovelace"), e = enroll_one(PROGRAM(.stages = "A B#60!"), ada);
	struct requirement_view a, b;

	OK(record(e, "B", TODAY));
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		if (cases[i].role == LEARNER)
			act_as_contact(ada);
		else
			act_as(cases[i].role);
		a = requirement_in(e, "A");
		b = requirement_in(e, "B");
		cr_assert_eq(a.can->record, cases[i].records, "role %u", cases[i].role);
		cr_assert_eq(a.can->waive, cases[i].decides, "role %u", cases[i].role);
		cr_assert_eq(b.can->grade, cases[i].records, "role %u", cases[i].role);
		cr_assert_eq(b.can->reject, cases[i].decides, "role %u", cases[i].role);
		cr_assert_eq(b.can->void_, cases[i].decides, "role %u", cases[i].role);
		cr_assert_not(b.can->approve, "a grade comes first");
	}
}

/* --- order --- */

Test(completion, imis_48_later_requirements_wait_for_those_before_them)
{
	int64_t e = somebody_in(PROGRAM(.stages = "A B | C", .in_order = true));

	REFUSED(ERR_REQUIREMENT_LOCKED, record(e, "B", TODAY));
	REFUSED(ERR_REQUIREMENT_LOCKED, waive(e, "B", "Done elsewhere."));
	REFUSED(ERR_REQUIREMENT_LOCKED, record(e, "C", TODAY));
	OK(record(e, "A", TODAY));
	REFUSED(ERR_REQUIREMENT_LOCKED, record(e, "C", TODAY));
	OK(waive(e, "B", "Done elsewhere."));
	OK(record(e, "C", TODAY));
}

Test(completion, without_an_order_everything_can_be_recorded_at_once)
{
	int64_t e = somebody_in(PROGRAM(.stages = "A B | C"));

	OK(record(e, "C", TODAY));
	OK(record(e, "B", TODAY));
	OK(record(e, "A", TODAY));
	cr_assert_str_eq(row_of(e).status, "earned");
}

Test(completion, imis_55_the_next_stage_waits_for_the_approval)
{
	int64_t e = somebody_in(PROGRAM(.stages = "A! | B", .in_order = true));

	OK(record(e, "A", TODAY));
	REFUSED(ERR_REQUIREMENT_LOCKED, record(e, "B", TODAY));
	cr_assert_not(requirement_in(e, "B").available);
	OK(approve(e, "A"));
	cr_assert(requirement_in(e, "B").available);
	OK(record(e, "B", TODAY));
}

Test(completion, imis_55_inside_a_stage_the_next_requirement_waits_for_the_approval)
{
	int64_t e = somebody_in(PROGRAM(.stages = "A! B", .in_order = true));

	OK(record(e, "A", TODAY));
	REFUSED(ERR_REQUIREMENT_LOCKED, record(e, "B", TODAY));
	cr_assert_str_eq(c.problem.detail, "\"A\" comes first, and still waits for approval.");
	OK(reject(e, "A", "Not like this."));
	REFUSED(ERR_REQUIREMENT_LOCKED, record(e, "B", TODAY));
	OK(record(e, "A", TODAY));
	OK(approve(e, "A"));
	OK(record(e, "B", TODAY));
}

Test(completion, a_stage_that_asks_for_any_two_has_no_order_inside)
{
	int64_t e = somebody_in(PROGRAM(.stages = "2: A B C | D", .in_order = true));

	REFUSED(ERR_REQUIREMENT_LOCKED, record(e, "D", TODAY));
	OK(record(e, "C", TODAY));
	REFUSED(ERR_REQUIREMENT_LOCKED, record(e, "D", TODAY));
	cr_assert_eq(row_of(e).met, 1);
	OK(record(e, "A", TODAY));
	cr_assert_eq(row_of(e).met, 2);
	OK(record(e, "B", TODAY));
	cr_assert_eq(row_of(e).met, 2, "what is not asked for does not count");
	OK(record(e, "D", TODAY));
	cr_assert_str_eq(row_of(e).status, "earned");
	cr_assert_eq(row_of(e).met, row_of(e).required);
}

Test(completion, what_is_voided_locks_again_what_comes_after_it)
{
	int64_t e = somebody_in(PROGRAM(.stages = "A | B", .in_order = true));
	struct enrollment_view v;

	OK(record(e, "A", TODAY));
	OK(void_it(e, "A", "A mistake."));
	REFUSED(ERR_REQUIREMENT_LOCKED, record(e, "B", TODAY));
	v = view_of(e);
	cr_assert(((struct stage_view *)v.stages.items)[1].locked);
}

/* --- voiding --- */

Test(completion, what_is_voided_stays_beside_the_new_record)
{
	int64_t e = somebody_in(PROGRAM(.stages = "R S"));

	OK(record(e, "R", ON(2026, 5, 1)));
	OK(void_it(e, "R", "The wrong person."));
	cr_assert_str_eq(requirement_in(e, "R").status, "none");
	cr_assert_eq(row_of(e).met, 0);
	OK(record(e, "R", ON(2026, 6, 1)));
	cr_assert_str_eq(date_text(requirement_in(e, "R").completed_on), "2026-06-01");
	cr_assert_str_eq(sql_text("SELECT GROUP_CONCAT(status ORDER BY id) FROM completion"),
		"void,complete");
	cr_assert_str_eq(sql_text("SELECT decision_note FROM completion WHERE status = 'void'"),
		"The wrong person.");
	cr_assert_str_eq(sql_text("SELECT reason FROM audit WHERE action = 'completion.void'"),
		"The wrong person.");
}

Test(completion, voiding_takes_what_was_earned_back)
{
	int64_t program = PROGRAM(.stages = "R"), e = somebody_in(program);

	OK(record(e, "R", TODAY));
	cr_assert_eq(tracker_of(program).earned, 1);
	OK(void_it(e, "R", "A mistake."));
	cr_assert_str_eq(row_of(e).status, "enrolled");
	cr_assert_eq(row_of(e).earned_on.day, 0);
	cr_assert_eq(tracker_of(program).earned, 0);
	cr_assert_eq(tracker_of(program).nothing_completed, 1);
	everything_holds();
}

Test(completion, what_was_earned_cannot_be_taken_back_while_a_later_enrolment_is_open)
{
	int64_t program = PROGRAM(.stages = "R", .maintenance = true), ada = make_contact("Ada Lovelace");
	int64_t first = enroll_one(program, ada), second;

	OK(record(first, "R", TODAY));
	second = enroll_one(program, ada);
	REFUSED(ERR_LATER_ENROLLMENT, void_it(first, "R", "A mistake."));
	OK(enrollment_cancel(&c, second, NULL));
	OK(void_it(first, "R", "A mistake."));
	cr_assert_str_eq(row_of(first).status, "enrolled");
	everything_holds();
}

/* --- grades --- */

Test(completion, imis_57_a_grade_reaches_the_pass_mark_or_is_refused)
{
	int64_t e = somebody_in(PROGRAM(.stages = "R#60"));

	REFUSED(ERR_GRADE_BELOW_PASS, record_graded(e, "R", TODAY, 59));
	OK(record(e, "R", TODAY));
	REFUSED(ERR_GRADE_BELOW_PASS, grade(e, "R", 59));
	cr_assert_str_eq(c.problem.detail, "The pass mark is 60.");
	OK(grade(e, "R", 60));
	cr_assert_str_eq(requirement_in(e, "R").status, "complete");
	cr_assert_eq(requirement_in(e, "R").grade.hundredths, 6000);
}

Test(completion, a_grade_is_not_above_the_best_there_is)
{
	int64_t e = somebody_in(PROGRAM(.stages = "R#60"));

	INVALID("/grade", record_graded(e, "R", TODAY, 101));
	OK(record(e, "R", TODAY));
	INVALID("/grade", grade(e, "R", 101));
	OK(grade(e, "R", 100));
}

Test(completion, without_a_pass_mark_any_grade_will_do)
{
	int64_t e = somebody_in(PROGRAM(.stages = "R#"));

	OK(record(e, "R", TODAY));
	cr_assert_str_eq(requirement_in(e, "R").status, "awaiting_grade");
	OK(grade(e, "R", 0));
	cr_assert_str_eq(requirement_in(e, "R").status, "complete");
	cr_assert(requirement_in(e, "R").grade.set, "nothing is a grade too");
}

Test(completion, a_grade_that_is_not_asked_for_is_refused)
{
	int64_t e = somebody_in(PROGRAM(.stages = "R!"));

	INVALID("/grade", record_graded(e, "R", TODAY, 90));
	OK(record(e, "R", TODAY));
	INVALID("/grade", grade(e, "R", 90));
}

/* --- dates --- */

Test(completion, a_completion_is_not_in_the_future)
{
	int64_t e = somebody_in(PROGRAM(.stages = "R"));

	INVALID("/completed_on", record(e, "R", ON(2026, 6, 16)));
	OK(record(e, "R", ON(2026, 6, 15)));
}

Test(completion, a_completion_is_not_after_the_expiration_date_whose_day_still_counts)
{
	int64_t program = PROGRAM(.stages = "R S", .period = "1 months", .grace = "none");
	int64_t e = enroll_on(program, make_contact("Ada Lovelace"), ON(2026, 5, 10));

	REFUSED(ERR_AFTER_EXPIRY, record(e, "R", ON(2026, 6, 11)));
	REFUSED(ERR_AFTER_EXPIRY, waive(e, "R", "Done elsewhere."));
	cr_assert_str_eq(row_of(e).status, "expired");
	OK(record(e, "R", ON(2026, 6, 10)));
	OK(record(e, "S", ON(2026, 6, 9)));
	cr_assert_str_eq(row_of(e).status, "earned", "the certificate of an exam in time may arrive late");
	cr_assert_str_eq(date_text(row_of(e).earned_on), "2026-06-10");
	everything_holds();
}

/* --- offerings --- */

static enum err record_offering(int64_t e, int64_t requirement, int64_t offering)
{
	struct completion_input in = { .completed_on = TODAY, .offering_id = offering };
	struct requirement_view v;

	return completion_record(&c, e, requirement, &in, &v);
}

static void cancel_offering(int64_t id)
{
	struct offering in = { .status = "cancelled" };

	OK(offering_update(&c, id, 1, &in,
		UINT64_C(1) << (field_find(offering_fields, "status") - offering_fields)));
}

Test(completion, imis_51_a_completion_names_the_offering_where_there_are_any)
{
	int64_t program = PROGRAM(.stages = "A B"), e = somebody_in(program),
		a = requirement_of(program, "A");
	int64_t component = sql_int("SELECT id FROM component WHERE code = 'A'");
	int64_t spring = make_offering(component, "Spring"), autumn = make_offering(component, "Autumn");
	int64_t other = make_offering(sql_int("SELECT id FROM component WHERE code = 'B'"), "Other");

	INVALID("/offering_id", record_offering(e, a, 0));
	INVALID("/offering_id", record_offering(e, a, other));
	INVALID("/offering_id", record_offering(e, a, other + 1000));
	cancel_offering(spring);
	INVALID("/offering_id", record_offering(e, a, spring));
	OK(record_offering(e, a, autumn));
	cr_assert_eq(requirement_in(e, "A").offering_id, autumn);
	cr_assert_str_eq(requirement_in(e, "A").offering_title, "Autumn");
}

Test(completion, imis_51_without_offerings_the_requirement_is_completed_as_a_whole)
{
	int64_t program = PROGRAM(.stages = "A B"), e = somebody_in(program),
		a = requirement_of(program, "A");
	int64_t other = make_offering(sql_int("SELECT id FROM component WHERE code = 'B'"), "Other");

	INVALID("/offering_id", record_offering(e, a, other));
	OK(record_offering(e, a, 0));
	cr_assert_str_eq(requirement_in(e, "A").status, "complete");
}

Test(completion, imis_49_a_requirement_shows_the_offerings_of_its_component)
{
	int64_t e = somebody_in(PROGRAM(.stages = "A B"));
	int64_t component = sql_int("SELECT id FROM component WHERE code = 'A'");
	int64_t spring = make_offering(component, "Spring"), autumn = make_offering(component, "Autumn");
	struct requirement_view a;

	cancel_offering(spring);
	a = requirement_in(e, "A");
	cr_assert_eq(a.offerings.n, 1, "a cancelled one cannot be completed");
	cr_assert_eq(((struct offering *)a.offerings.items)->id, autumn);
	cr_assert_eq(requirement_in(e, "B").offerings.n, 0);
}

/* --- enrolments that have ended, and what is no requirement of theirs --- */

static void refuse_every_step(int64_t e, enum err code)
{
	REFUSED(code, record(e, "N", TODAY));
	REFUSED(code, waive(e, "N", "Done elsewhere."));
	REFUSED(code, grade(e, "G", 80));
	REFUSED(code, approve(e, "P"));
	REFUSED(code, reject(e, "P", "Not like this."));
	REFUSED(code, void_it(e, "D", "A mistake."));
}

static int64_t somebody_half_way(int64_t program, int64_t contact)
{
	int64_t e = enroll_on(program, contact, ON(2026, 6, 1));

	OK(record(e, "G", ON(2026, 6, 2)));
	OK(record(e, "P", ON(2026, 6, 2)));
	OK(record(e, "D", ON(2026, 6, 2)));
	return e;
}

static void expect_nothing_possible(int64_t e)
{
	struct enrollment_view v = view_of(e);
	const struct requirement_view *r = v.requirements.items;

	for (size_t i = 0; i < v.requirements.n; i++)
		cr_assert_not(r[i].available || r[i].can->record || r[i].can->grade || r[i].can->approve ||
				r[i].can->reject || r[i].can->void_ || r[i].can->waive,
			"%s", r[i].title);
}

Test(completion, a_cancelled_enrolment_refuses_every_step)
{
	int64_t e = somebody_half_way(PROGRAM(.stages = "N G# P! D"), make_contact("Ada Lovelace"));

	OK(enrollment_cancel(&c, e, "Moved away."));
	refuse_every_step(e, ERR_ENROLLMENT_CANCELLED);
	expect_nothing_possible(e);
}

Test(completion, an_enrolment_that_another_followed_refuses_every_step)
{
	int64_t program = PROGRAM(.stages = "N G# P! D", .period = "1 weeks", .grace = "none");
	int64_t ada = make_contact("Ada Lovelace"), e = somebody_half_way(program, ada);

	enroll_one(program, ada);
	cr_assert(row_of(e).superseded);
	refuse_every_step(e, ERR_ENROLLMENT_SUPERSEDED);
	expect_nothing_possible(e);
}

Test(completion, an_earned_enrolment_takes_no_more_records_but_can_be_corrected)
{
	int64_t e = somebody_in(PROGRAM(.stages = "1: A B! C"));

	OK(record(e, "B", ON(2026, 6, 1)));
	OK(record(e, "A", ON(2026, 6, 10)));
	cr_assert_str_eq(date_text(row_of(e).earned_on), "2026-06-10");
	REFUSED(ERR_ALREADY_EARNED, record(e, "C", TODAY));
	REFUSED(ERR_ALREADY_EARNED, waive(e, "C", "Done elsewhere."));
	OK(approve(e, "B"));
	cr_assert_str_eq(date_text(row_of(e).earned_on), "2026-06-01", "what is approved later came first");
	OK(void_it(e, "A", "A mistake."));
	cr_assert_str_eq(row_of(e).status, "earned");
	everything_holds();
}

Test(completion, an_award_follows_from_its_courses_alone)
{
	int64_t e = somebody_in(PROGRAM(.stages = "R", .kind = "award", .component_kind = "course"));

	REFUSED(ERR_AWARD_LEVEL, record(e, "R", TODAY));
	REFUSED(ERR_AWARD_LEVEL, waive(e, "R", "Done elsewhere."));
	cr_assert_not(requirement_in(e, "R").available);
}

Test(completion, a_requirement_of_another_program_or_version_is_not_found)
{
	struct plan plan = { .stages = "A" };
	int64_t program = make_program(plan), e = somebody_in(program), older = requirement_of(program, "A");
	int64_t foreign = requirement_of(PROGRAM(.stages = "B"), "B");
	struct requirement_view v;
	struct definition_saved saved;

	REFUSED(ERR_NOT_FOUND, record_offering(e, foreign, 0));
	plan.stages = "C";
	OK(definition_save(&c, program, 1, define(plan), &saved));
	REFUSED(ERR_NOT_FOUND, completion_approve(&c, e, requirement_of(program, "C"), &v));
	REFUSED(ERR_NOT_FOUND, record_offering(e + 1000, older, 0));
	OK(record_offering(e, older, 0));
}

Test(completion, somebody_elses_enrolment_is_not_there_for_a_learner)
{
	int64_t e = somebody_in(PROGRAM(.stages = "R"));
	struct enrollment_view v = { 0 };

	act_as_contact(make_contact("Bo Diddley"));
	REFUSED(ERR_NOT_FOUND, record(e, "R", TODAY));
	REFUSED(ERR_NOT_FOUND, enrollment_find(&c, e, &v));
}

/* --- the approval of the whole program --- */

Test(completion, a_program_that_asks_for_it_is_earned_on_the_day_of_its_approval)
{
	int64_t program = PROGRAM(.stages = "R", .approval = true), e = somebody_in(program);

	REFUSED(ERR_NOT_PENDING, enrollment_approve(&c, e));
	OK(record(e, "R", ON(2026, 6, 10)));
	cr_assert_str_eq(row_of(e).status, "pending_approval");
	cr_assert_str_eq(date_text(row_of(e).pending_on), "2026-06-10");
	cr_assert_eq(row_of(e).earned_on.day, 0);
	cr_assert_eq(tracker_of(program).earned, 0);
	today_is(ON(2026, 6, 20));
	OK(enrollment_approve(&c, e));
	cr_assert_str_eq(row_of(e).status, "earned");
	cr_assert_str_eq(date_text(row_of(e).earned_on), "2026-06-20");
	cr_assert_eq(tracker_of(program).earned, 1);
	cr_assert_eq(audit_count("enrollment.approve"), 1);
	REFUSED(ERR_ALREADY_EARNED, enrollment_approve(&c, e));
	everything_holds();
}

Test(completion, who_waits_for_the_approval_does_not_expire_meanwhile)
{
	int64_t e =
		somebody_in(PROGRAM(.stages = "R", .approval = true, .period = "1 weeks", .grace = "none"));

	OK(record(e, "R", TODAY));
	today_is(ON(2027, 1, 1));
	cr_assert_str_eq(row_of(e).status, "pending_approval");
	cr_assert_null(row_of(e).inactive_reason);
	OK(enrollment_approve(&c, e));
	cr_assert_str_eq(date_text(row_of(e).earned_on), "2027-01-01");
}

Test(completion, only_those_who_decide_approve_the_program)
{
	int64_t e = somebody_in(PROGRAM(.stages = "R", .approval = true));

	OK(record(e, "R", TODAY));
	act_as(STAFF);
	cr_assert_not(view_of(e).can->approve);
	REFUSED(ERR_RIGHT_MISSING, enrollment_approve(&c, e));
	act_as(CERTIFICATION_ADMIN);
	cr_assert(view_of(e).can->approve);
	OK(enrollment_approve(&c, e));
}

Test(completion, voiding_takes_the_wait_and_the_approval_back)
{
	int64_t e = somebody_in(PROGRAM(.stages = "R", .approval = true));

	OK(record(e, "R", TODAY));
	OK(void_it(e, "R", "A mistake."));
	cr_assert_str_eq(row_of(e).status, "enrolled");
	REFUSED(ERR_NOT_PENDING, enrollment_approve(&c, e));
	OK(record(e, "R", TODAY));
	OK(enrollment_approve(&c, e));
	OK(void_it(e, "R", "A mistake."));
	cr_assert_eq(row_of(e).approved_on.day, 0);
	OK(record(e, "R", TODAY));
	cr_assert_str_eq(row_of(e).status, "pending_approval", "an earlier approval does not count again");
	everything_holds();
}

/* --- the order in which facts arrive never changes the result --- */

struct fact {
	const char *title, *kind;
	int day; /* of June */
};
/* Kinds of one requirement happen in this order; between requirements any order will do. */
static const struct fact facts[] = {
	{ "A", "record", 1 },
	{ "B", "record", 9 },
	{ "B", "void", 0 },
	{ "B", "record", 3 },
	{ "C", "record", 2 },
	{ "C", "grade", 0 },
	{ "D", "record", 10 },
	{ "D", "approve", 0 },
	{ "E", "record", 4 },
	{ "E", "approve", 0 },
	{ "F", "record", 5 },
	{ "F", "reject", 0 },
	{ "F", "record", 6 },
	{ "F", "approve", 0 },
};
enum { FACTS = sizeof(facts) / sizeof(*facts) };

static void happen(int64_t e, const struct fact *f)
{
	if (!strcmp(f->kind, "record"))
		OK(record(e, f->title, ON(2026, 6, f->day)));
	else if (!strcmp(f->kind, "void"))
		OK(void_it(e, f->title, "A mistake."));
	else if (!strcmp(f->kind, "grade"))
		OK(grade(e, f->title, 80));
	else if (!strcmp(f->kind, "approve"))
		OK(approve(e, f->title));
	else
		OK(reject(e, f->title, "Not like this."));
}

/* The next fact of a requirement that the dice chose; approvals last, for an earned enrolment takes no records. */
static const struct fact *draw(bool done[static FACTS], bool approvals)
{
	size_t from = dice(FACTS);

	for (size_t k = 0; k < FACTS; k++) {
		const struct fact *f = &facts[(from + k) % FACTS];
		bool ready = !done[f - facts] && !strcmp(f->kind, "approve") == approvals;

		for (const struct fact *x = facts; ready && x < f; x++)
			ready = done[x - facts] || strcmp(x->title, f->title);
		if (ready) {
			done[f - facts] = true;
			return f;
		}
	}
	return NULL;
}

static void happen_in_any_order(int64_t e)
{
	bool done[FACTS] = { false };
	const struct fact *f;

	for (int approvals = 0; approvals < 2; approvals++)
		while ((f = draw(done, approvals)))
			happen(e, f);
}

static void check_any_order(bool approval, const char *expected)
{
	/* The second of D, E and F was met on the 6th, the last of the others on the 3rd. */
	int64_t program = PROGRAM(.stages = "A B C#60 | 2: D! E! F!", .approval = approval);

	for (int i = 0; i < 25; i++) {
		int64_t e = somebody_in(program);
		struct enrollment now;

		happen_in_any_order(e);
		now = row_of(e);
		cr_assert_str_eq(arena_printf(&c.arena, "%lld met, %s pending, %s earned", (long long)now.met,
					 now.pending_on.day ? date_text(now.pending_on) : "not",
					 now.earned_on.day ? date_text(now.earned_on) : "not"),
			expected, "in round %d", i);
		everything_holds();
	}
}

Test(completion, earned_on_the_day_the_last_thing_asked_for_was_met_in_whatever_order_records_arrive)
{
	check_any_order(false, "5 met, not pending, 2026-06-06 earned");
}

Test(completion, waits_for_approval_since_the_day_the_last_thing_was_met_in_whatever_order_records_arrive)
{
	check_any_order(true, "5 met, 2026-06-06 pending, not earned");
}
