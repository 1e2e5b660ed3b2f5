#include "fixture.h"

DB_SUITE(enrollment);

static struct enroll_result result;

static enum err enroll_all(int64_t program, struct ints contacts)
{
	result = (struct enroll_result){ 0 };
	return enroll(&c, program, &(struct enroll_request){ .contact_ids = contacts }, &result);
}

static const struct enroll_outcome *outcome(size_t i)
{
	return (const struct enroll_outcome *)result.items.items + i;
}

static void expect_refusal(int64_t program, int64_t contact, const char *code)
{
	const char *before = fingerprint();
	struct enroll_outcome o = try_enroll(program, contact);

	cr_assert_str_eq(o.outcome, "refused");
	cr_assert_str_eq(o.code, code);
	cr_assert_not_null(o.detail);
	cr_assert_str_eq(fingerprint(), before, "a refusal changes nothing");
}

static void set_program(int64_t program, const char *assignment)
{
	sql("UPDATE program SET %s WHERE id = %lld", assignment, (long long)program);
}

static int64_t earn(int64_t program, int64_t contact)
{
	int64_t id = enroll_one(program, contact);

	OK(record(id, "Course", c.today));
	cr_assert_str_eq(row_of(id).status, "earned");
	return id;
}

/* --- enrolling --- */

Test(enrollment, imis_05_a_contact_record_comes_first)
{
	int64_t program = PROGRAM(), unknown = 4711;

	expect_refusal(program, unknown, "unknown_contact");
	cr_assert_str_eq(try_enroll(program, unknown).remedy, "Add the contact first.");
	cr_assert_str_eq(try_enroll(program, make_contact("Ada Lovelace")).outcome, "enrolled");
}

Test(enrollment, imis_06_the_program_must_exist_and_be_active)
{
	int64_t program = PROGRAM(), ada = make_contact("Ada Lovelace");
	static const char *const others[] = { "draft", "inactive", "cancelled" };

	for (size_t i = 0; i < 3; i++) {
		sql("UPDATE program SET status = '%s'", others[i]);
		REFUSED(ERR_PROGRAM_NOT_ACTIVE, enroll_all(program, ids(1, ada)));
	}
	REFUSED(ERR_NOT_FOUND, enroll_all(program + 1000, ids(1, ada)));
	sql("UPDATE program SET status = 'active'");
	OK(enroll_all(program, ids(1, ada)));
	cr_assert_eq(result.enrolled, 1);
}

Test(enrollment, imis_07_a_program_with_components_and_offerings_takes_enrolments)
{
	int64_t program = PROGRAM(.stages = "Safety", .component_kind = "class", .draft = true);
	int64_t ada = make_contact("Ada Lovelace");

	make_offering(sql_int("SELECT id FROM component WHERE code = 'Safety'"), "Spring");
	REFUSED(ERR_PROGRAM_NOT_ACTIVE, enroll_all(program, ids(1, ada)));
	set_program(program, "status = 'active'");
	cr_assert_eq(requirement_in(enroll_one(program, ada), "Safety").offerings.n, 1);
}

Test(enrollment, imis_03_staff_enrol_contacts_and_the_audit_tells_once)
{
	int64_t program = PROGRAM(), ada = make_contact("Ada Lovelace"), alan = make_contact("Alan Turing");
	const char *changes;

	act_as(STAFF);
	OK(enroll_all(program, ids(2, alan, ada)));
	cr_assert_eq(audit_count("enrollment.create"), 1);
	changes = sql_text("SELECT changes FROM audit WHERE action = 'enrollment.create'");
	cr_assert_not_null(strstr(changes,
				   "{\"field\":\"enrolled_on\",\"before\":null,\"after\":\"2026-06-15\"}"),
		"%s", changes);
	cr_assert_not_null(strstr(changes,
				   arena_printf(&c.arena, "\"after\":[[%lld,%lld],[%lld,%lld]]",
					   (long long)ada, (long long)outcome(1)->enrollment_id,
					   (long long)alan, (long long)outcome(0)->enrollment_id)),
		"%s", changes);
	cr_assert_eq(sql_int("SELECT actor_id FROM audit WHERE action = 'enrollment.create'"), c.actor.id);
}

Test(enrollment, imis_16_several_contacts_are_enrolled_in_one_call_each_by_the_rules)
{
	int64_t program = PROGRAM(), ada = make_contact("Ada Lovelace"), alan = make_contact("Alan Turing");

	enroll_one(program, ada);
	OK(enroll_all(program, ids(4, alan, ada, (int64_t)4711, alan)));
	cr_assert_eq(result.enrolled, 1);
	cr_assert_eq(result.refused, 3);
	cr_assert_str_eq(outcome(0)->outcome, "enrolled");
	cr_assert_eq(outcome(0)->contact_id, alan);
	cr_assert_eq(row_of(outcome(0)->enrollment_id).contact_id, alan);
	cr_assert_str_eq(outcome(1)->code, "already_enrolled");
	cr_assert_str_eq(outcome(2)->code, "unknown_contact");
	cr_assert_str_eq(outcome(3)->code, "already_enrolled", "named twice, enrolled once");
	cr_assert_eq(tracker_of(program).total, 2);
}

Test(enrollment, imis_17_the_enrollment_date_is_today_unless_another_is_given)
{
	int64_t program = PROGRAM();

	cr_assert_eq(row_of(enroll_one(program, make_contact("Ada Lovelace"))).enrolled_on.day, TODAY.day);
	cr_assert_eq(row_of(enroll_on(program, make_contact("Alan Turing"), ON(2026, 1, 31))).enrolled_on.day,
		ON(2026, 1, 31).day);
	cr_assert_eq(row_of(enroll_on(program, make_contact("Grace Hopper"), ON(2027, 2, 1))).enrolled_on.day,
		ON(2027, 2, 1).day);
}

Test(enrollment, dates_follow_from_the_enrollment_date_and_the_definition)
{
	int64_t program = PROGRAM(.period = "1 months", .grace = "1 months"),
		bare = PROGRAM(.period = "2 weeks", .grace = "none");
	int64_t ada = make_contact("Ada Lovelace");
	struct enrollment e = row_of(enroll_on(program, ada, ON(2026, 1, 31)));

	cr_assert_str_eq(date_text(e.grace_begins_on), "2026-02-28", "clamped to the end of the month");
	cr_assert_str_eq(date_text(e.expires_on), "2026-03-28");
	e = row_of(enroll_on(bare, ada, ON(2026, 6, 1)));
	cr_assert_str_eq(date_text(e.grace_begins_on), "2026-06-15");
	cr_assert_str_eq(date_text(e.expires_on), "2026-06-15", "no grace period: both are one day");
}

Test(enrollment, imis_20_the_result_can_be_seen_in_the_enrolment_itself)
{
	int64_t program = PROGRAM(.name = "Engineer"), ada = make_contact("Ada Lovelace");
	struct enroll_outcome o = try_enroll(program, ada);
	struct enrollment_view v = view_of(o.enrollment_id);

	cr_assert_str_eq(v.row.status, "enrolled");
	cr_assert_str_eq(v.contact->name, "Ada Lovelace");
	cr_assert_str_eq(v.program->name, "Engineer");
	cr_assert_eq(v.row.cycle, 1);
	cr_assert_eq(v.row.met, 0);
	cr_assert_eq(v.row.required, 1);
}

Test(enrollment, one_that_is_open_keeps_another_out)
{
	int64_t program = PROGRAM(.stages = "Course", .approval = true), ada = make_contact("Ada Lovelace");
	int64_t alan = make_contact("Alan Turing"), id = enroll_one(program, ada);

	expect_refusal(program, ada, "already_enrolled");
	enroll_on(program, alan, ON(2025, 4, 15));
	expect_refusal(program, alan, "already_enrolled");
	OK(record(id, "Course", TODAY));
	today_is(ON(2030, 1, 1));
	cr_assert_str_eq(row_of(id).status, "pending_approval");
	expect_refusal(program, ada, "already_enrolled");
}

Test(enrollment, an_expired_one_is_followed_by_another)
{
	int64_t program = PROGRAM(), ada = make_contact("Ada Lovelace"),
		old = enroll_on(program, ada, ON(2024, 1, 1)), new;

	cr_assert_str_eq(row_of(old).status, "expired");
	new = enroll_one(program, ada);
	cr_assert_eq(row_of(new).cycle, 2);
	cr_assert_eq(row_of(new).previous_id, old);
	cr_assert(row_of(old).superseded);
	cr_assert_str_eq(row_of(old).status, "expired", "it stays what it was");
	REFUSED(ERR_ENROLLMENT_SUPERSEDED, record(old, "Course", ON(2024, 2, 1)));
	REFUSED(ERR_ENROLLMENT_SUPERSEDED, enrollment_cancel(&c, old, NULL));
}

Test(enrollment, a_prerequisite_must_be_earned)
{
	int64_t basics = PROGRAM(.name = "Basics", .stages = "Course"),
		advanced = PROGRAM(.prerequisite = basics);
	int64_t ada = make_contact("Ada Lovelace"), id = enroll_one(basics, ada);

	expect_refusal(advanced, ada, "not_eligible");
	cr_assert_not_null(strstr(try_enroll(advanced, ada).detail, "Basics"));
	OK(record(id, "Course", TODAY));
	cr_assert_str_eq(try_enroll(advanced, ada).outcome, "enrolled");
}

Test(enrollment, imis_66_with_maintenance_on_who_has_earned_it_may_enrol_again)
{
	int64_t program = PROGRAM(.stages = "Course"), ada = make_contact("Ada Lovelace"),
		first = earn(program, ada), second;

	expect_refusal(program, ada, "not_eligible");
	set_program(program, "maintenance = TRUE");
	second = enroll_one(program, ada);
	cr_assert_eq(row_of(second).cycle, 2);
	cr_assert_eq(row_of(second).previous_id, first);
	cr_assert_eq(row_of(second).met, 0, "a new cycle starts from nothing");
	cr_assert_str_eq(row_of(first).status, "earned", "what was earned stays earned");
}

Test(enrollment, imis_67_with_maintenance_off_again_it_is_no_longer_available)
{
	int64_t program = PROGRAM(.stages = "Course", .maintenance = true),
		ada = make_contact("Ada Lovelace");
	struct enrollment_view v = view_of(earn(program, ada));

	cr_assert(v.can->re_enroll);
	set_program(program, "maintenance = FALSE");
	expect_refusal(program, ada, "not_eligible");
	v = view_of(v.row.id);
	cr_assert_not(v.can->re_enroll);
	cr_assert_str_eq(v.why_not->re_enroll->code, "not_eligible");
}

Test(enrollment, imis_65_the_maintenance_flag_reaches_current_enrollees_and_other_edits_do_not)
{
	int64_t program = PROGRAM(.stages = "Course", .period = "12 months"),
		ada = make_contact("Ada Lovelace");
	int64_t id = enroll_one(program, ada);
	struct enrollment before = row_of(id), after;
	struct definition *d = define((struct plan){ .stages = "Course Exam#60!",
		.period = "1 days",
		.grace = "none",
		.in_order = true,
		.approval = true });
	struct definition_saved saved;

	OK(definition_save(&c, program, 1, d, &saved));
	after = row_of(id);
	cr_assert_eq(after.definition_version, 1);
	cr_assert_eq(after.expires_on.day, before.expires_on.day);
	cr_assert_eq(after.required, 1);
	cr_assert_eq(view_of(id).requirements.n, 1);
	cr_assert_not(view_of(id).in_order);
	OK(record(id, "Course", TODAY));
	cr_assert_str_eq(row_of(id).status, "earned", "under the version it was made under");
	set_program(program, "maintenance = TRUE");
	cr_assert(view_of(id).can->re_enroll);
}

Test(enrollment, imis_68_who_cancels_and_enrols_again_is_under_the_edited_definition)
{
	int64_t program = PROGRAM(.stages = "Course"), ada = make_contact("Ada Lovelace"),
		id = enroll_one(program, ada);
	struct definition *d = define((struct plan){ .stages = "Course Exam" });
	struct definition_saved saved;

	OK(definition_save(&c, program, 1, d, &saved));
	cr_assert_eq(row_of(id).definition_version, 1);
	OK(enrollment_cancel(&c, id, NULL));
	id = enroll_one(program, ada);
	cr_assert_eq(row_of(id).definition_version, 2);
	cr_assert_eq(row_of(id).required, 2);
	cr_assert_eq(view_of(id).requirements.n, 2);
}

/* --- lists --- */

static const char *names_of(struct enrollment_query q)
{
	struct page page = { 0 };
	const struct enrollment *rows;
	const char *names = "";

	OK(enrollment_list(&c, &q, &page));
	rows = page.items.items;
	for (size_t i = 0; i < page.items.n; i++)
		names = arena_printf(&c.arena, "%s%s%s", names, i ? ", " : "", rows[i].contact_name);
	return names;
}

Test(enrollment, imis_01_the_list_shows_who_is_enrolled_and_how_many)
{
	int64_t program = PROGRAM(), other = PROGRAM(), gone;
	struct enrollment_query q = { .program_id = program };
	struct page page = { 0 };

	enroll_one(program, make_contact("Alan Turing"));
	enroll_one(program, make_contact("Ada Lovelace"));
	gone = enroll_one(program, make_contact("Grace Hopper"));
	enroll_one(other, make_contact("Mary Shaw"));
	OK(enrollment_cancel(&c, gone, NULL));
	cr_assert_str_eq(names_of(q), "Ada Lovelace, Alan Turing");
	OK(enrollment_list(&c, &q, &page));
	cr_assert(page.has_total);
	cr_assert_eq(page.total, 2);
	q = (struct enrollment_query){ .program_id = program, .status = "cancelled" };
	cr_assert_str_eq(names_of(q), "Grace Hopper");
	q = (struct enrollment_query){ .program_id = other + 1000 };
	REFUSED(ERR_NOT_FOUND, enrollment_list(&c, &q, &page));
}

Test(enrollment, imis_13_a_search_filters_the_enrollees_of_the_program)
{
	int64_t program = PROGRAM(), other = PROGRAM();

	enroll_one(program, make_person("Ada Lovelace", "countess@example.org"));
	enroll_one(program, make_contact("Alan Turing"));
	enroll_one(other, make_contact("Ada Byron"));
	cr_assert_str_eq(names_of((struct enrollment_query){ .program_id = program, .q = "ada" }),
		"Ada Lovelace");
	cr_assert_str_eq(names_of((struct enrollment_query){ .program_id = program, .q = "love countess" }),
		"Ada Lovelace");
	cr_assert_str_eq(names_of((struct enrollment_query){ .program_id = program, .q = "byron" }), "");
	cr_assert_str_eq(names_of((struct enrollment_query){ .program_id = program, .q = "" }),
		"Ada Lovelace, Alan Turing");
}

Test(enrollment, the_list_is_read_in_pages_without_gaps_or_repeats_under_every_filter)
{
	static const char *const trackers[] = { NULL, "enrolled_not_earned", "nothing_completed" };
	int64_t program = PROGRAM(.stages = "Course Exam");
	struct page page;

	for (int i = 0; i < 25; i++)
		enroll_one(program, make_contact(i % 2 ? "Same Name" : "Sam Nam"));
	for (size_t t = 0; t < 3; t++) {
		struct enrollment_query q = { .program_id = program,
			.tracker = trackers[t],
			.limit = 4,
			.q = t == 2 ? "sam" : NULL };
		int64_t seen = 0, sum = 0;

		do {
			page = (struct page){ 0 };
			OK(enrollment_list(&c, &q, &page));
			for (size_t i = 0; i < page.items.n; i++, seen++)
				sum += ((struct enrollment *)page.items.items)[i].id;
			q.cursor = page.next;
		} while (page.next);
		cr_assert_eq(seen, 25, "%zu", t);
		cr_assert_eq(sum, sql_int("SELECT SUM(id) FROM enrollment"));
	}
}

Test(enrollment, imis_14_an_enrollee_shows_the_status_of_each_requirement)
{
	int64_t id = enroll_one(PROGRAM(.stages = "Course Exam#60! Talk"), make_contact("Ada Lovelace"));
	static const char *const titles[] = { "Course", "Exam", "Talk" },
				 *const statuses[] = { "complete", "awaiting_approval", "none" };
	struct enrollment_view v;

	OK(record(id, "Course", TODAY));
	OK(record_graded(id, "Exam", TODAY, 70));
	v = view_of(id);
	cr_assert_eq(v.requirements.n, 3);
	for (size_t i = 0; i < 3; i++) {
		cr_assert_str_eq(((struct requirement_view *)v.requirements.items)[i].title, titles[i]);
		cr_assert_str_eq(((struct requirement_view *)v.requirements.items)[i].status, statuses[i]);
	}
}

/* --- one person's programs --- */

static struct contact_programs programs_of(int64_t contact)
{
	struct contact_programs p = { 0 };

	OK(contact_programs(&c, contact, &p));
	return p;
}

static bool is_eligible(const struct contact_programs *p, int64_t program)
{
	for (size_t i = 0; i < p->eligible.n; i++)
		if (((struct eligible_program *)p->eligible.items)[i].program_id == program)
			return true;
	return false;
}

Test(enrollment, imis_21_22_a_person_sees_programs_enrolled_in_and_available_and_no_others)
{
	int64_t ada = make_contact("Ada Lovelace"), enrolled = PROGRAM(), open = PROGRAM(),
		draft = PROGRAM(.draft = true);
	int64_t locked = PROGRAM(.prerequisite = open), earned = PROGRAM(.stages = "Course"), renewable,
		lapsed = PROGRAM();
	struct contact_programs p;

	renewable = PROGRAM(.stages = "Course", .maintenance = true);
	enroll_one(enrolled, ada);
	earn(earned, ada);
	earn(renewable, ada);
	enroll_on(lapsed, ada, ON(2020, 1, 1));
	p = programs_of(ada);
	cr_assert_eq(p.enrolled.n, 4);
	cr_assert_eq(p.eligible.n, 3);
	cr_assert(is_eligible(&p, open) && is_eligible(&p, renewable) && is_eligible(&p, lapsed));
	cr_assert_not(is_eligible(&p, draft) || is_eligible(&p, locked) || is_eligible(&p, earned) ||
		is_eligible(&p, enrolled));
}

Test(enrollment, imis_22_what_is_shown_as_available_is_exactly_what_enrolling_accepts)
{
	int64_t ada = make_contact("Ada Lovelace"), programs[5], open = PROGRAM();
	struct contact_programs p;

	programs[0] = open;
	programs[1] = PROGRAM(.prerequisite = open);
	programs[2] = PROGRAM(.stages = "Course");
	programs[3] = PROGRAM(.stages = "Course", .maintenance = true);
	programs[4] = PROGRAM();
	earn(programs[2], ada);
	earn(programs[3], ada);
	enroll_one(programs[4], ada);
	p = programs_of(ada);
	for (size_t i = 5; i-- > 0;)
		cr_assert_eq(!strcmp(try_enroll(programs[i], ada).outcome, "enrolled"),
			is_eligible(&p, programs[i]), "%zu", i);
}

Test(enrollment, imis_24_enrolling_from_that_list_moves_the_program_over)
{
	int64_t ada = make_contact("Ada Lovelace"), program = PROGRAM(.name = "Engineer");
	struct contact_programs p = programs_of(ada);

	cr_assert(is_eligible(&p, program));
	enroll_one(program, ada);
	p = programs_of(ada);
	cr_assert_not(is_eligible(&p, program));
	cr_assert_eq(p.enrolled.n, 1);
	cr_assert_str_eq(((struct enrollment *)p.enrolled.items)->program_name, "Engineer");
}

Test(enrollment, learners_see_their_own_enrolments_only)
{
	int64_t ada = make_contact("Ada Lovelace"), alan = make_contact("Alan Turing"), program = PROGRAM();
	int64_t own = enroll_one(program, ada), others = enroll_one(program, alan);
	struct contact_programs p = { 0 };
	struct enrollment_view v = { 0 };

	act_as_contact(ada);
	OK(enrollment_find(&c, own, &v));
	REFUSED(ERR_NOT_FOUND, enrollment_find(&c, others, &v));
	OK(contact_programs(&c, ada, &p));
	REFUSED(ERR_NOT_FOUND, contact_programs(&c, alan, &p));
}

/* --- cancelling --- */

Test(enrollment, imis_40_an_enrolment_can_be_cancelled_and_stays_on_record)
{
	int64_t program = PROGRAM(), id = enroll_one(program, make_contact("Ada Lovelace"));
	struct enrollment_view v;

	OK(enrollment_cancel(&c, id, "moved abroad"));
	v = view_of(id);
	cr_assert_str_eq(v.row.status, "cancelled");
	cr_assert_str_eq(v.row.cancel_reason, "moved abroad");
	cr_assert_str_eq(v.row.cancelled_by_name, "Robin Role8");
	cr_assert_eq(v.row.cancelled_at.us, c.now.us);
	cr_assert_str_eq(sql_text("SELECT reason FROM audit WHERE action = 'enrollment.cancel'"),
		"moved abroad");
	REFUSED(ERR_ENROLLMENT_CANCELLED, enrollment_cancel(&c, id, NULL));
	cr_assert_eq(tracker_of(program).total, 0);
}

static bool may_cancel(int64_t id, unsigned role, int64_t enrollee)
{
	struct enrollment_view v;

	if (role == LEARNER)
		act_as_contact(enrollee);
	else
		act_as(role);
	v = view_of(id);
	cr_assert_eq(v.can->cancel, v.why_not->cancel == NULL);
	if (v.can->cancel)
		return true;
	cr_assert_str_eq(v.why_not->cancel->code, "cancel_not_allowed");
	REFUSED(ERR_CANCEL_NOT_ALLOWED, enrollment_cancel(&c, id, NULL));
	return false;
}

Test(enrollment, imis_41_42_with_the_option_off_only_sysadmins_managers_and_admins_cancel)
{
	int64_t program = PROGRAM(.stages = "Course"), ada = make_contact("Ada Lovelace"),
		id = enroll_one(program, ada);

	cr_assert_not(may_cancel(id, STAFF, ada));
	cr_assert_not(may_cancel(id, LEARNER, ada));
	cr_assert(may_cancel(id, CERTIFICATION_ADMIN, ada));
	cr_assert(may_cancel(id, CERTIFICATION_MANAGER, ada));
	cr_assert(may_cancel(id, SYSADMIN, ada));
	set_program(program, "allow_enrollee_cancel = TRUE");
	cr_assert(may_cancel(id, STAFF, ada));
	cr_assert(may_cancel(id, LEARNER, ada));
	OK(enrollment_cancel(&c, id, NULL));
	cr_assert_eq(row_of(id).cancelled_by, ada);
}

Test(enrollment, imis_42_each_of_the_three_roles_cancels_for_real)
{
	static const unsigned roles[] = { SYSADMIN, CERTIFICATION_MANAGER, CERTIFICATION_ADMIN };
	int64_t program = PROGRAM(), ada = make_contact("Ada Lovelace");

	for (size_t i = 0; i < 3; i++) {
		int64_t id = enroll_one(program, ada);

		act_as(roles[i]);
		OK(enrollment_cancel(&c, id, NULL));
		cr_assert_str_eq(row_of(id).status, "cancelled");
	}
}

Test(enrollment, another_learner_cannot_cancel_it_even_where_the_program_allows)
{
	int64_t program = PROGRAM(.enrollee_cancel = true),
		id = enroll_one(program, make_contact("Ada Lovelace"));

	act_as_contact(make_contact("Alan Turing"));
	REFUSED(ERR_NOT_FOUND, enrollment_cancel(&c, id, NULL));
}

Test(enrollment, imis_44_what_is_completed_cannot_be_cancelled)
{
	int64_t program = PROGRAM(.stages = "Course"), id = earn(program, make_contact("Ada Lovelace"));

	REFUSED(ERR_ALREADY_EARNED, enrollment_cancel(&c, id, NULL));
	cr_assert_str_eq(view_of(id).why_not->cancel->code, "already_earned");
	cr_assert_str_eq(row_of(id).status, "earned");
}

Test(enrollment, imis_45_before_cancelling_it_is_told_what_is_lost)
{
	int64_t id = enroll_one(PROGRAM(.name = "Engineer", .stages = "Course Exam"),
		make_contact("Ada Lovelace"));
	struct cancel_preview p = { 0 };
	const char *before;

	OK(record(id, "Course", TODAY));
	before = fingerprint();
	OK(enrollment_cancel_preview(&c, id, &p));
	cr_assert_str_eq(p.contact_name, "Ada Lovelace");
	cr_assert_str_eq(p.program_name, "Engineer");
	cr_assert_eq(p.completed.n, 1);
	cr_assert_str_eq(p.completed.v[0], "Course");
	cr_assert(p.may_re_enroll);
	cr_assert_gt(strlen(p.effect), 20);
	cr_assert_str_eq(fingerprint(), before, "looking cancels nothing");
	cr_assert_str_eq(row_of(id).status, "enrolled");
	act_as(STAFF);
	REFUSED(ERR_CANCEL_NOT_ALLOWED, enrollment_cancel_preview(&c, id, &p));
}

Test(enrollment, imis_46_after_cancelling_one_can_enrol_again)
{
	int64_t program = PROGRAM(), ada = make_contact("Ada Lovelace"), first = enroll_one(program, ada),
		second;

	OK(enrollment_cancel(&c, first, NULL));
	cr_assert(view_of(first).can->re_enroll);
	second = enroll_one(program, ada);
	cr_assert_eq(row_of(second).cycle, 2);
	cr_assert_eq(row_of(second).previous_id, first);
	cr_assert_str_eq(row_of(second).status, "enrolled");
	cr_assert_str_eq(row_of(first).status, "cancelled");
}

/* --- taking completions over --- */

static int64_t carry(int64_t program, int64_t contact)
{
	struct enroll_request in = { .contact_ids = ids(1, contact), .carry_over = true };

	result = (struct enroll_result){ 0 };
	OK(enroll(&c, program, &in, &result));
	cr_assert_eq(result.enrolled, 1);
	return outcome(0)->enrollment_id;
}

Test(enrollment, completions_of_the_same_components_can_be_carried_over)
{
	int64_t program = PROGRAM(.stages = "Course Exam! Talk"), ada = make_contact("Ada Lovelace"),
		id = enroll_one(program, ada);
	struct definition *d = define((struct plan){ .stages = "Essay Course Exam" });
	struct definition_saved saved;

	OK(record(id, "Course", ON(2026, 5, 1)));
	OK(record(id, "Exam", ON(2026, 5, 2)));
	OK(waive(id, "Talk", "gave one elsewhere"));
	OK(enrollment_cancel(&c, id, NULL));
	OK(definition_save(&c, program, 1, d, &saved));
	id = carry(program, ada);
	cr_assert_eq(row_of(id).met, 1);
	cr_assert_str_eq(requirement_in(id, "Course").status, "complete");
	cr_assert_eq(requirement_in(id, "Course").completed_on.day, ON(2026, 5, 1).day);
	cr_assert_str_eq(requirement_in(id, "Exam").status, "none",
		"what was never approved is not taken over");
	cr_assert_str_eq(requirement_in(id, "Essay").status, "none");
	cr_assert_eq(tracker_of(program).nothing_completed, 0);
}

Test(enrollment, nothing_is_carried_over_unless_it_is_asked_for)
{
	int64_t program = PROGRAM(.stages = "Course Exam"), ada = make_contact("Ada Lovelace"),
		id = enroll_one(program, ada);

	OK(record(id, "Course", TODAY));
	OK(enrollment_cancel(&c, id, NULL));
	cr_assert_eq(row_of(enroll_one(program, ada)).met, 0);
}

Test(enrollment, carrying_over_is_for_a_hundred_contacts_at_most)
{
	int64_t program = PROGRAM();
	struct enroll_request in = { .contact_ids = { arena_alloc(&c.arena, 101 * sizeof(int64_t)), 101 },
		.carry_over = true };

	INVALID("/contact_ids", enroll(&c, program, &in, &result));
}
