#include "call.h"

DB_SUITE(purge);

static struct purge_result out;

static enum err purge(struct ints which)
{
	struct purge_request r = { .ids = which, .reason = "Kept long enough." };

	return enrollment_purge(&c, &r, &out);
}

static enum err preview(struct ints which)
{
	struct purge_request r = { .ids = which };

	return enrollment_purge_preview(&c, &r, &out);
}

static const struct purge_refusal *refusal(size_t i)
{
	cr_assert_lt(i, out.refused.n);
	return (const struct purge_refusal *)out.refused.items + i;
}

static void set_status(int64_t program_id, const char *status)
{
	struct program in = { .status = status };
	int64_t version = program_of(program_id).version;

	OK(program_update(&c, program_id, version, &in,
		UINT64_C(1) << (field_find(program_fields, "status") - program_fields)));
}

static int64_t ada_in(int64_t program)
{
	return enroll_one(program, make_contact("Ada Lovelace"));
}

static int64_t cancelled_in(int64_t program)
{
	int64_t e = ada_in(program);

	OK(enrollment_cancel(&c, e, NULL));
	return e;
}

/* --- what may go --- */

/* Enrolled on 15 June, grace from 15 July, expires on 15 August; what is done to it, and on which day it is judged. */
static const struct inactive_case {
	const char *what, *program_status;
	bool approval, completes, approves, cancels;
	int month, day;              /* of 2026; 0 for 15 June */
	const char *inactive_reason; /* NULL: refused */
} inactive_cases[] = {
	{ "enrolled", NULL, false, false, false, false, 0, 0, NULL },
	{ "in grace, on its first day", NULL, false, false, false, false, 7, 15, NULL },
	{ "in grace, on its last day", NULL, false, false, false, false, 8, 15, NULL },
	{ "expired since a day", NULL, false, false, false, false, 8, 16, "expired" },
	{ "cancelled", NULL, false, false, false, true, 0, 0, "cancelled" },
	{ "earned", NULL, false, true, false, false, 0, 0, NULL },
	{ "earned, after its expiration date", NULL, false, true, false, false, 8, 16, NULL },
	{ "earned, of an inactive program", "inactive", false, true, false, false, 8, 16, NULL },
	{ "earned, of a cancelled program", "cancelled", false, true, false, false, 0, 0, NULL },
	{ "waiting for approval, after its expiration date", NULL, true, true, false, false, 8, 16, NULL },
	{ "waiting for approval, of a cancelled program", "cancelled", true, true, false, false, 0, 0,
		"program_cancelled" },
	{ "approved, of a cancelled program", "cancelled", true, true, true, false, 0, 0, NULL },
	{ "enrolled, of an inactive program", "inactive", false, false, false, false, 0, 0,
		"program_inactive" },
	{ "enrolled, of a cancelled program", "cancelled", false, false, false, false, 0, 0,
		"program_cancelled" },
	{ "expired, of a cancelled program", "cancelled", false, false, false, false, 8, 16, "expired" },
	{ "cancelled, of a cancelled program", "cancelled", false, false, false, true, 0, 0, "cancelled" },
};

static int64_t arrange(const struct inactive_case *k)
{
	int64_t program =
		PROGRAM(.stages = "R", .period = "1 months", .grace = "1 months", .approval = k->approval);
	int64_t e;

	today_is(TODAY);
	e = ada_in(program);
	if (k->completes)
		OK(record(e, "R", TODAY));
	if (k->approves)
		OK(enrollment_approve(&c, e));
	if (k->cancels)
		OK(enrollment_cancel(&c, e, NULL));
	if (k->program_status)
		set_status(program, k->program_status);
	if (k->day)
		today_is(ON(2026, k->month, k->day));
	return e;
}

static void check_refused(const struct inactive_case *k, int64_t e)
{
	const char *before = fingerprint();

	OK(purge(ids(1, e)));
	cr_assert_eq(out.purged, 0, "%s", k->what);
	cr_assert_eq(out.refused.n, 1, "%s", k->what);
	cr_assert_eq(refusal(0)->id, e);
	cr_assert_str_eq(refusal(0)->code, "not_inactive", "%s", k->what);
	cr_assert_str_eq(fingerprint(), before, "%s", k->what);
}

Test(purge, imis_34_only_what_is_expired_cancelled_or_of_a_program_no_longer_offered_goes)
{
	for (size_t i = 0; i < sizeof(inactive_cases) / sizeof(*inactive_cases); i++) {
		const struct inactive_case *k = &inactive_cases[i];
		int64_t e = arrange(k);
		const char *reason = row_of(e).inactive_reason;

		if (!k->inactive_reason) {
			cr_assert_null(reason, "%s", k->what);
			check_refused(k, e);
			continue;
		}
		cr_assert_str_eq(reason ? reason : "none", k->inactive_reason, "%s", k->what);
		OK(purge(ids(1, e)));
		cr_assert_eq(out.purged, 1, "%s", k->what);
		cr_assert_eq(sql_int("SELECT COUNT(*) FROM enrollment WHERE id = %lld", (long long)e), 0);
	}
	everything_holds();
}

Test(purge, an_enrolment_that_another_followed_goes_and_the_other_stays)
{
	int64_t program = PROGRAM(.stages = "R", .period = "1 months", .grace = "none");
	int64_t ada = make_contact("Ada Lovelace"), old = enroll_on(program, ada, ON(2026, 1, 1));
	int64_t now = enroll_one(program, ada);

	OK(purge(ids(2, old, now)));
	cr_assert_eq(out.purged, 1);
	cr_assert_eq(refusal(0)->id, now);
	cr_assert_str_eq(view_of(now).row.status, "enrolled");
	cr_assert_eq(program_of(program).registrants, 1);
	everything_holds();
}

/* --- what a purge does --- */

Test(purge, imis_35_the_contact_stays_and_what_was_recorded_goes)
{
	int64_t program = PROGRAM(.stages = "A B C!"), ada = make_contact("Ada Lovelace");
	int64_t e = enroll_one(program, ada), other = enroll_one(program, make_contact("Bo Diddley"));
	struct contact who = { 0 };

	OK(record(other, "A", TODAY));
	OK(record(e, "A", TODAY));
	OK(void_it(e, "A", "A mistake."));
	OK(record(e, "A", TODAY));
	OK(record(e, "C", TODAY));
	OK(enrollment_cancel(&c, e, NULL));
	OK(purge(ids(1, e)));
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM completion WHERE enrollment_id = %lld", (long long)e), 0);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM enrollment WHERE id = %lld", (long long)e), 0);
	OK(contact_find(&c, ada, &who));
	cr_assert_str_eq(who.name, "Ada Lovelace");
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM completion"), 1, "other people's records stay");
	cr_assert_str_eq(requirement_in(other, "A").status, "complete");
	REFUSED(ERR_NOT_FOUND, enrollment_cancel(&c, e, NULL));
	cr_assert_gt(enroll_one(program, ada), e, "and the contact may enrol again");
	everything_holds();
}

Test(purge, the_audit_keeps_a_tombstone_with_the_facts)
{
	int64_t e = ada_in(PROGRAM(.name = "Welding", .stages = "A B"));
	const char *facts;

	OK(record(e, "A", TODAY));
	OK(enrollment_cancel(&c, e, "Moved away."));
	OK(purge(ids(1, e)));
	cr_assert_eq(audit_count("enrollment.purge"), 1);
	cr_assert_eq(sql_int("SELECT entity_id FROM audit WHERE action = 'enrollment.purge'"), e);
	cr_assert_str_eq(
		sql_text(
			"SELECT CONCAT_WS('|', entity, title, reason) FROM audit WHERE action = 'enrollment.purge'"),
		"enrollment|Ada Lovelace, Welding|Kept long enough.");
	facts = sql_text(
		"SELECT GROUP_CONCAT(JSON_VALUE(x.item, '$.field'), '=', JSON_VALUE(x.item, '$.before') ORDER BY 1) "
		"FROM audit a, JSON_TABLE(a.changes, '$[*]' COLUMNS (item JSON PATH '$')) x WHERE a.action = 'enrollment.purge' "
		"AND JSON_VALUE(x.item, '$.field') IN ('enrolled_on', 'expires_on', 'met', 'cancel_reason', 'cycle')");
	cr_assert_str_eq(facts,
		"cancel_reason=Moved away.,cycle=1,enrolled_on=2026-06-15,expires_on=2027-09-15,met=1");
	cr_assert_eq(
		sql_int("SELECT COUNT(*) FROM audit a, JSON_TABLE(a.changes, '$[*]' COLUMNS (item JSON PATH '$')) x "
			"WHERE a.action = 'enrollment.purge' AND JSON_VALUE(x.item, '$.after') IS NOT NULL"),
		0);
	cr_assert_eq(audit_count("enrollment.cancel"), 1, "its history stays");
}

Test(purge, imis_39_just_the_ticked_ones_go)
{
	int64_t program = PROGRAM(.stages = "R"), e[4];

	for (int i = 0; i < 4; i++)
		e[i] = cancelled_in(program);
	OK(purge(ids(2, e[2], e[0])));
	cr_assert_eq(out.purged, 2);
	cr_assert_eq(out.refused.n, 0);
	cr_assert_str_eq(sql_text("SELECT GROUP_CONCAT(id ORDER BY id) FROM enrollment"),
		arena_printf(&c.arena, "%lld,%lld", (long long)e[1], (long long)e[3]));
	cr_assert_eq(audit_count("enrollment.purge"), 2);
}

Test(purge, what_cannot_go_is_refused_one_by_one_and_the_rest_goes)
{
	int64_t program = PROGRAM(.stages = "R");
	int64_t open = ada_in(program), gone = cancelled_in(program), earned = ada_in(program);

	OK(record(earned, "R", TODAY));
	OK(purge(ids(4, earned, gone, open, INT64_C(424242))));
	cr_assert_eq(out.purged, 1);
	cr_assert_eq(out.refused.n, 3);
	cr_assert_eq(refusal(0)->id, open);
	cr_assert_str_eq(refusal(0)->code, "not_inactive");
	cr_assert_str_eq(refusal(0)->detail,
		arena_printf(&c.arena, "The enrolment of Ada Lovelace in %s is enrolled.",
			program_of(program).name));
	cr_assert_eq(refusal(1)->id, earned);
	cr_assert_str_eq(refusal(1)->code, "not_inactive");
	cr_assert_eq(refusal(2)->id, 424242);
	cr_assert_str_eq(refusal(2)->code, "not_found");
	cr_assert_eq(audit_count("enrollment.purge"), 1);
	everything_holds();
}

Test(purge, an_enrolment_that_is_named_twice_goes_once)
{
	int64_t e = cancelled_in(PROGRAM(.stages = "R"));

	OK(purge(ids(3, e, e, e)));
	cr_assert_eq(out.purged, 1);
	cr_assert_eq(out.refused.n, 0);
	cr_assert_eq(audit_count("enrollment.purge"), 1);
	OK(purge(ids(1, e)));
	cr_assert_eq(out.purged, 0);
	cr_assert_str_eq(refusal(0)->code, "not_found");
	cr_assert(c.unchanged, "a call that finds nothing to purge says so");
}

Test(purge, counts_go_down_by_what_was_counted)
{
	int64_t program = PROGRAM(.stages = "R", .period = "1 months", .grace = "none");
	int64_t expired = enroll_on(program, make_contact("Bo Diddley"), ON(2026, 1, 1));
	int64_t cancelled = cancelled_in(program);

	ada_in(program);
	cr_assert_eq(tracker_of(program).expired, 1);
	cr_assert_eq(program_of(program).registrants, 2);
	OK(purge(ids(2, expired, cancelled)));
	cr_assert_eq(tracker_of(program).expired, 0);
	cr_assert_eq(tracker_of(program).total, 1);
	cr_assert_eq(tracker_of(program).enrolled_not_earned, 1);
	cr_assert_eq(program_of(program).registrants, 1);
	everything_holds();
}

Test(purge, the_preview_tells_what_the_purge_will_do)
{
	int64_t program = PROGRAM(.stages = "A B C"), ada = make_contact("Ada Lovelace");
	int64_t first = enroll_one(program, ada), second, open = ada_in(program);
	struct purge_result shown;
	const struct purge_item *items;
	const char *before;
	int64_t entries;

	OK(record(first, "A", TODAY));
	OK(record(first, "B", TODAY));
	OK(void_it(first, "B", "A mistake."));
	OK(enrollment_cancel(&c, first, NULL));
	second = enroll_one(program, ada);
	OK(enrollment_cancel(&c, second, NULL));
	before = fingerprint();
	OK(preview(ids(4, second, open, first, second)));
	cr_assert_str_eq(fingerprint(), before);
	shown = out;
	items = shown.items.items;
	cr_assert_eq(shown.enrollments, 2);
	cr_assert_eq(shown.contacts, 1);
	cr_assert_eq(items[0].id, first);
	cr_assert_eq(items[1].id, second);
	cr_assert_str_eq(items[0].contact_name, "Ada Lovelace");
	cr_assert_str_eq(items[0].inactive_reason, "cancelled");
	entries = sql_int("SELECT COUNT(*) FROM completion");
	OK(purge(ids(4, second, open, first, second)));
	cr_assert_eq(out.purged, shown.enrollments);
	cr_assert_eq(entries - sql_int("SELECT COUNT(*) FROM completion"), shown.completions);
	cr_assert_eq(shown.completions, 2, "the voided one goes too");
	cr_assert_eq(out.refused.n, shown.refused.n);
	cr_assert_eq(refusal(0)->id, open);
}

/* --- who, and from where --- */

Test(purge, imis_36_only_the_certification_manager_purges)
{
	static const unsigned roles[] = { ANONYMOUS, LEARNER, STAFF, CERTIFICATION_ADMIN, SYSADMIN };
	int64_t e = cancelled_in(PROGRAM(.stages = "R"));
	const char *body = arena_printf(&c.arena, "{\"ids\":[%lld],\"reason\":\"Old\"}", (long long)e);

	for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++) {
		const char *refused = roles[i] == ANONYMOUS ? "not_signed_in" : "right_missing";

		cr_assert_str_eq(call(roles[i], POST, "/api/enrollments/purge/preview", body).code, refused);
		cr_assert_str_eq(call(roles[i], POST, "/api/enrollments/purge", body).code, refused);
		cr_assert_eq(sql_int("SELECT COUNT(*) FROM enrollment"), 1, "role %u", roles[i]);
	}
	cr_assert_eq(call(CERTIFICATION_MANAGER, POST, "/api/enrollments/purge/preview", body).status, 200);
	cr_assert_str_eq(call(CERTIFICATION_MANAGER, POST, "/api/enrollments/purge", body).body,
		"{\"purged\":1,\"refused\":[]}");
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM enrollment"), 0);
	cr_assert_str_eq(sql_text("SELECT reason FROM audit WHERE action = 'enrollment.purge'"), "Old");
}

Test(purge, imis_36_the_enrolment_says_who_may_purge_it)
{
	int64_t program = PROGRAM(.stages = "R"), e = cancelled_in(program), open = ada_in(program);

	cr_assert_not(view_of(e).can->purge);
	cr_assert_str_eq(view_of(e).why_not->purge->code, "right_missing");
	act_as(SYSADMIN);
	cr_assert_not(view_of(e).can->purge);
	act_as(CERTIFICATION_MANAGER);
	cr_assert(view_of(e).can->purge);
	cr_assert_not(view_of(open).can->purge);
	cr_assert_str_eq(view_of(open).why_not->purge->code, "not_inactive");
}

/* --- the list of inactive enrolments --- */

static const char *found(struct enrollment_query q)
{
	const struct enrollment *e;
	struct page page = { 0 };
	const char *all = "";

	q.inactive = true;
	OK(enrollment_search(&c, &q, &page));
	e = page.items.items;
	for (size_t i = 0; i < page.items.n; i++) {
		cr_assert_not_null(e[i].inactive_reason);
		all = arena_printf(&c.arena, "%s%lld:%s ", all, (long long)e[i].id, e[i].inactive_reason);
	}
	return all;
}
#define FOUND(...) found((struct enrollment_query){ __VA_ARGS__ })

Test(purge, imis_37_inactive_enrolments_are_listed_for_one_enrollee_or_for_all)
{
	int64_t program = PROGRAM(.stages = "R"), other = PROGRAM(.stages = "R"), ada, bo;

	ada = cancelled_in(program);
	bo = enroll_one(other, make_contact("Bo Diddley"));
	set_status(other, "inactive");
	cr_assert_str_eq(FOUND(0),
		arena_printf(&c.arena, "%lld:program_inactive %lld:cancelled ", (long long)bo,
			(long long)ada));
	cr_assert_str_eq(FOUND(.q = "lovel"), arena_printf(&c.arena, "%lld:cancelled ", (long long)ada));
	cr_assert_str_eq(FOUND(.program_id = other),
		arena_printf(&c.arena, "%lld:program_inactive ", (long long)bo));
	cr_assert_str_eq(FOUND(.q = "Nobody"), "");
}

Test(purge, imis_38_only_inactive_enrolments_are_listed_and_every_one_of_them_goes)
{
	const char *expected = "";

	for (size_t i = 0; i < sizeof(inactive_cases) / sizeof(*inactive_cases); i++) {
		const struct inactive_case *k = &inactive_cases[i];
		int64_t e = arrange(k);
		const char *listed = FOUND(.program_id = row_of(e).program_id);

		expected = k->inactive_reason
			? arena_printf(&c.arena, "%lld:%s ", (long long)e, k->inactive_reason)
			: "";
		cr_assert_str_eq(listed, expected, "%s", k->what);
	}
}

Test(purge, the_pages_of_inactive_enrolments_name_each_once)
{
	struct enrollment_query q = { .inactive = true, .limit = 2 };
	int64_t program = PROGRAM(.stages = "R"), e[5];
	struct page page;
	size_t seen = 0;

	for (int i = 0; i < 5; i++)
		e[i] = cancelled_in(program);
	do {
		page = (struct page){ 0 };
		OK(enrollment_search(&c, &q, &page));
		for (size_t i = 0; i < page.items.n; i++)
			cr_assert_eq(((struct enrollment *)page.items.items)[i].id, e[4 - seen++]);
		q.cursor = page.next;
	} while (page.next);
	cr_assert_eq(seen, 5);
}

Test(purge, a_purged_enrolment_waits_in_no_queue)
{
	int64_t e = ada_in(PROGRAM(.stages = "R!")), bo;
	struct queues q = { 0 };

	OK(record(e, "R", TODAY));
	bo = enroll_one(row_of(e).program_id, make_contact("Bo Diddley"));
	OK(record(bo, "R", TODAY));
	OK(enrollment_cancel(&c, e, NULL));
	OK(purge(ids(1, e)));
	OK(queues_count(&c, &q));
	cr_assert_eq(q.awaiting_approval, 1);
}
