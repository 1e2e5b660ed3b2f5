#include "fixture.h"

DB_SUITE(dates);

/* --- what enrolling gives --- */

static void check_defaults(const char *period, const char *grace, struct date on, const char *grace_begins_on,
	const char *expires_on)
{
	int64_t program = PROGRAM(.stages = "R", .period = period, .grace = grace), e;
	struct enrollment_dates preview;

	OK(program_dates(&c, program, on, &preview));
	e = enroll_on(program, make_contact("Ada Lovelace"), on);
	cr_assert_str_eq(date_text(row_of(e).enrolled_on), date_text(on));
	cr_assert_str_eq(date_text(row_of(e).grace_begins_on), grace_begins_on, "%s from %s", period,
		date_text(on));
	cr_assert_str_eq(date_text(row_of(e).expires_on), expires_on, "%s more", grace);
	cr_assert_eq(preview.grace_begins_on.day, row_of(e).grace_begins_on.day);
	cr_assert_eq(preview.expires_on.day, row_of(e).expires_on.day);
	cr_assert_eq(preview.completion_deadline.day, row_of(e).completion_deadline.day);
	cr_assert_str_eq(preview.deadline_wording, row_of(e).deadline_wording);
	cr_assert_str_eq(preview.status, row_of(e).status);
}

Test(dates, imis_33_periods_count_from_the_enrolment_date_and_clamp_to_the_end_of_the_month)
{
	check_defaults("12 months", "3 months", ON(2026, 6, 15), "2027-06-15", "2027-09-15");
	check_defaults("1 months", "1 months", ON(2026, 1, 31), "2026-02-28", "2026-03-28");
	check_defaults("2 months", "none", ON(2023, 12, 31), "2024-02-29", "2024-02-29");
	check_defaults("1 years", "4 years", ON(2024, 2, 29), "2025-02-28", "2029-02-28");
	check_defaults("30 days", "2 weeks", ON(2026, 6, 15), "2026-07-15", "2026-07-29");
	check_defaults("3 weeks", "none", ON(2026, 12, 25), "2027-01-15", "2027-01-15");
}

Test(dates, imis_17_without_a_date_the_enrolment_begins_today)
{
	int64_t program = PROGRAM(.stages = "R");
	struct enrollment_dates preview;

	OK(program_dates(&c, program, (struct date){ 0 }, &preview));
	cr_assert_str_eq(date_text(preview.enrolled_on), "2026-06-15");
	cr_assert_str_eq(date_text(row_of(enroll_one(program, make_contact("Ada Lovelace"))).enrolled_on),
		"2026-06-15");
}

Test(dates, a_period_that_leads_beyond_the_calendar_is_refused)
{
	int64_t program = PROGRAM(.stages = "R", .period = "1000 years", .grace = "1000 years");
	struct enroll_request r = { .contact_ids = ids(1, make_contact("Ada Lovelace")),
		.enrolled_on = date_of(8000, 1, 1) };
	struct enroll_result out = { 0 };

	INVALID("/enrolled_on", enroll(&c, program, &r, &out));
}

/* --- what a date means on each day --- */

struct day_row {
	struct date today;
	const char *status, *wording, *deadline, *tracker;
};

static const char *tracker_name(int64_t program)
{
	struct tracker t = tracker_of(program);

	cr_assert_eq(t.earned + t.enrolled_not_earned + t.grace_period + t.expired, 1, "a partition of one");
	return t.earned ? "earned" : t.grace_period ? "grace" : t.expired ? "expired" : "enrolled";
}

static void check_days(int64_t program, int64_t e, const struct day_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct enrollment_dates preview;
		struct enrollment now;

		today_is(rows[i].today);
		now = row_of(e);
		cr_assert_str_eq(now.status, rows[i].status, "on %s", date_text(c.today));
		cr_assert_str_eq(now.deadline_wording, rows[i].wording, "on %s", date_text(c.today));
		cr_assert_str_eq(date_text(now.completion_deadline), rows[i].deadline, "on %s",
			date_text(c.today));
		cr_assert_str_eq(tracker_name(program), rows[i].tracker, "on %s", date_text(c.today));
		OK(enrollment_preview(&c, e, &(struct enrollment_dates){ 0 }, 0, &preview));
		cr_assert_str_eq(preview.status, now.status);
		cr_assert_str_eq(preview.deadline_wording, now.deadline_wording);
		cr_assert_eq(preview.completion_deadline.day, now.completion_deadline.day);
	}
}
#define DAYS(program, e, rows) check_days(program, e, rows, sizeof(rows) / sizeof(*(rows)))

Test(dates, imis_33_the_deadline_is_the_first_day_of_grace_and_from_then_on_the_last_day_of_all)
{
	const struct day_row rows[] = {
		{ ON(2026, 6, 15), "enrolled", "due", "2026-07-15", "enrolled" },
		{ ON(2026, 7, 14), "enrolled", "due", "2026-07-15", "enrolled" },
		{ ON(2026, 7, 15), "grace", "grace", "2026-08-15", "grace" },
		{ ON(2026, 7, 16), "grace", "grace", "2026-08-15", "grace" },
		{ ON(2026, 8, 14), "grace", "grace", "2026-08-15", "grace" },
		{ ON(2026, 8, 15), "grace", "grace", "2026-08-15", "grace" },
		{ ON(2026, 8, 16), "expired", "expired", "2026-08-15", "expired" },
		{ ON(2027, 8, 15), "expired", "expired", "2026-08-15", "expired" },
	};
	int64_t program = PROGRAM(.stages = "R", .period = "1 months", .grace = "1 months");

	DAYS(program, enroll_one(program, make_contact("Ada Lovelace")), rows);
}

Test(dates, without_a_grace_period_the_last_day_is_simply_due)
{
	const struct day_row rows[] = {
		{ ON(2026, 7, 14), "enrolled", "due", "2026-07-15", "enrolled" },
		{ ON(2026, 7, 15), "grace", "due", "2026-07-15", "grace" },
		{ ON(2026, 7, 16), "expired", "expired", "2026-07-15", "expired" },
	};
	int64_t program = PROGRAM(.stages = "R", .period = "1 months", .grace = "none");

	DAYS(program, enroll_one(program, make_contact("Ada Lovelace")), rows);
}

Test(dates, what_is_earned_has_no_deadline_any_more)
{
	const struct day_row rows[] = {
		{ ON(2026, 6, 15), "earned", "none", "2026-07-15", "earned" },
		{ ON(2026, 8, 16), "earned", "none", "2026-08-15", "earned" },
	};
	int64_t program = PROGRAM(.stages = "R", .period = "1 months", .grace = "1 months");
	int64_t e = enroll_one(program, make_contact("Ada Lovelace"));

	OK(record(e, "R", TODAY));
	DAYS(program, e, rows);
}

Test(dates, who_waits_for_approval_counts_by_the_clock_but_does_not_expire)
{
	const struct day_row rows[] = {
		{ ON(2026, 6, 15), "pending_approval", "due", "2026-07-15", "enrolled" },
		{ ON(2026, 7, 15), "pending_approval", "grace", "2026-08-15", "grace" },
		{ ON(2026, 8, 16), "pending_approval", "expired", "2026-08-15", "expired" },
	};
	int64_t program = PROGRAM(.stages = "R", .period = "1 months", .grace = "1 months", .approval = true);
	int64_t e = enroll_one(program, make_contact("Ada Lovelace"));

	OK(record(e, "R", TODAY));
	DAYS(program, e, rows);
}

Test(dates, a_cancelled_enrolment_has_no_deadline)
{
	int64_t e = enroll_one(PROGRAM(.stages = "R"), make_contact("Ada Lovelace"));

	OK(enrollment_cancel(&c, e, NULL));
	cr_assert_str_eq(row_of(e).status, "cancelled");
	cr_assert_str_eq(row_of(e).deadline_wording, "none");
}

/* --- editing --- */

static uint64_t bit(const char *name)
{
	return UINT64_C(1) << (field_find(enrollment_edit_fields, name) - enrollment_edit_fields);
}

/* What is sent is what is set. */
static uint64_t sent_of(const struct enrollment_dates *d)
{
	return (d->enrolled_on.day ? bit("enrolled_on") : 0) |
		(d->grace_begins_on.day ? bit("grace_begins_on") : 0) |
		(d->expires_on.day ? bit("expires_on") : 0);
}

static enum err edit(int64_t e, int64_t version, struct enrollment_dates d)
{
	return enrollment_edit(&c, e, version, &d, sent_of(&d));
}
#define DATES(...) ((struct enrollment_dates){ __VA_ARGS__ })

static int64_t ada_in(int64_t program)
{
	return enroll_one(program, make_contact("Ada Lovelace"));
}

/* From 15 June, grace from 15 July, until 15 August. */
static int64_t ada_for_two_months(void)
{
	return ada_in(PROGRAM(.stages = "R", .period = "1 months", .grace = "1 months"));
}

Test(dates, imis_29_the_enrolment_date_can_be_edited_and_moves_nothing_else)
{
	int64_t e = ada_for_two_months();

	OK(edit(e, 1, DATES(.enrolled_on = ON(2026, 6, 1))));
	cr_assert_str_eq(date_text(row_of(e).enrolled_on), "2026-06-01");
	cr_assert_str_eq(date_text(row_of(e).grace_begins_on), "2026-07-15");
	cr_assert_str_eq(date_text(row_of(e).expires_on), "2026-08-15");
	cr_assert_eq(row_of(e).version, 2);
}

Test(dates, imis_30_the_beginning_of_the_grace_period_can_be_edited)
{
	int64_t e = ada_for_two_months();

	today_is(ON(2026, 7, 20));
	cr_assert_str_eq(row_of(e).status, "grace");
	OK(edit(e, 1, DATES(.grace_begins_on = ON(2026, 8, 1))));
	cr_assert_str_eq(row_of(e).status, "enrolled");
	cr_assert_str_eq(date_text(row_of(e).completion_deadline), "2026-08-01");
	cr_assert_eq(tracker_of(row_of(e).program_id).enrolled_not_earned, 1);
	everything_holds();
}

Test(dates, imis_31_a_later_expiration_date_extends_the_grace_period)
{
	int64_t e = ada_for_two_months();

	today_is(ON(2026, 8, 16));
	cr_assert_eq(tracker_of(row_of(e).program_id).expired, 1);
	OK(edit(e, 1, DATES(.expires_on = ON(2026, 9, 1))));
	cr_assert_str_eq(row_of(e).status, "grace");
	cr_assert_str_eq(date_text(row_of(e).completion_deadline), "2026-09-01");
	cr_assert_eq(tracker_of(row_of(e).program_id).grace_period, 1);
	OK(record(e, "R", ON(2026, 8, 16)));
	everything_holds();
}

Test(dates, imis_32_the_expiration_date_can_be_edited)
{
	int64_t e = ada_for_two_months();

	OK(edit(e, 1, DATES(.grace_begins_on = ON(2026, 6, 15), .expires_on = ON(2026, 6, 15))));
	cr_assert_str_eq(row_of(e).status, "grace", "the last day is still included");
	today_is(ON(2026, 6, 16));
	cr_assert_str_eq(row_of(e).status, "expired");
	everything_holds();
}

Test(dates, dates_must_be_in_their_order)
{
	int64_t e = ada_for_two_months();

	INVALID("/grace_begins_on", edit(e, 1, DATES(.grace_begins_on = ON(2026, 6, 14))));
	INVALID("/grace_begins_on", edit(e, 1, DATES(.enrolled_on = ON(2026, 7, 16))));
	INVALID("/expires_on", edit(e, 1, DATES(.expires_on = ON(2026, 7, 14))));
	INVALID("/expires_on", edit(e, 1, DATES(.grace_begins_on = ON(2026, 8, 16))));
	OK(edit(e, 1,
		DATES(.enrolled_on = ON(2026, 7, 1), .grace_begins_on = ON(2026, 7, 1),
			.expires_on = ON(2026, 7, 1))));
}

Test(dates, an_edit_names_the_version_it_was_made_for)
{
	int64_t e = ada_for_two_months();

	OK(edit(e, 1, DATES(.expires_on = ON(2026, 9, 1))));
	REFUSED(ERR_STALE_VERSION, edit(e, 1, DATES(.expires_on = ON(2026, 10, 1))));
	OK(edit(e, 2, DATES(.expires_on = ON(2026, 10, 1))));
}

Test(dates, an_edit_stands_in_the_audit_with_what_it_changed)
{
	int64_t e = ada_for_two_months();

	c.reason = NULL;
	OK(edit(e, 1, DATES(.expires_on = ON(2026, 9, 1))));
	cr_assert_eq(audit_count("enrollment.edit"), 1);
	cr_assert_str_eq(sql_text("SELECT changes FROM audit WHERE action = 'enrollment.edit'"),
		"[{\"field\":\"expires_on\",\"before\":\"2026-08-15\",\"after\":\"2026-09-01\"}]");
	cr_assert_str_eq(sql_text("SELECT title FROM audit WHERE action = 'enrollment.edit'"),
		arena_printf(&c.arena, "Ada Lovelace, %s", row_of(e).program_name));
}

Test(dates, staff_edit_dates_and_enrollees_do_not)
{
	int64_t ada = make_contact("Ada Lovelace"), e = enroll_one(PROGRAM(.stages = "R"), ada);

	act_as_contact(ada);
	cr_assert_not(view_of(e).can->edit);
	REFUSED(ERR_RIGHT_MISSING, edit(e, 1, DATES(.expires_on = ON(2030, 1, 1))));
	act_as(STAFF);
	cr_assert(view_of(e).can->edit);
	OK(edit(e, 1, DATES(.expires_on = ON(2030, 1, 1))));
}

Test(dates, what_has_ended_keeps_its_dates)
{
	int64_t program = PROGRAM(.stages = "R", .period = "1 months", .grace = "none", .maintenance = true);
	int64_t ada = make_contact("Ada Lovelace"), cancelled = ada_in(program), earned = ada_in(program);
	int64_t superseded = enroll_on(program, ada, ON(2026, 1, 1));

	OK(enrollment_cancel(&c, cancelled, NULL));
	OK(record(earned, "R", TODAY));
	enroll_one(program, ada);
	REFUSED(ERR_ENROLLMENT_CANCELLED, edit(cancelled, 2, DATES(.expires_on = ON(2030, 1, 1))));
	REFUSED(ERR_ALREADY_EARNED, edit(earned, 2, DATES(.expires_on = ON(2030, 1, 1))));
	REFUSED(ERR_ENROLLMENT_SUPERSEDED, edit(superseded, 2, DATES(.expires_on = ON(2030, 1, 1))));
}

/* --- the preview --- */

Test(dates, imis_33_the_preview_is_what_is_then_saved)
{
	const struct enrollment_dates edits[] = {
		DATES(.enrolled_on = ON(2026, 6, 1)),
		DATES(.grace_begins_on = ON(2026, 7, 1)),
		DATES(.grace_begins_on = ON(2026, 8, 15)),
		DATES(.expires_on = ON(2026, 7, 31)),
		DATES(.expires_on = ON(2026, 12, 24)),
		DATES(.enrolled_on = ON(2026, 8, 1), .grace_begins_on = ON(2026, 8, 1),
			.expires_on = ON(2026, 8, 1)),
	};
	struct enrollment_dates shown;
	struct enrollment saved;

	today_is(ON(2026, 6, 15));
	for (size_t i = 0; i < sizeof(edits) / sizeof(*edits); i++) {
		int64_t e = ada_for_two_months();
		const char *before;

		today_is(ON(2026, 8, 1));
		before = fingerprint();
		OK(enrollment_preview(&c, e, &edits[i], sent_of(&edits[i]), &shown));
		cr_assert_str_eq(fingerprint(), before, "a preview changes nothing");
		OK(edit(e, 1, edits[i]));
		saved = row_of(e);
		cr_assert_str_eq(shown.status, saved.status, "edit %zu", i);
		cr_assert_str_eq(shown.deadline_wording, saved.deadline_wording, "edit %zu", i);
		cr_assert_eq(shown.completion_deadline.day, saved.completion_deadline.day, "edit %zu", i);
		cr_assert_eq(shown.enrolled_on.day, saved.enrolled_on.day, "edit %zu", i);
		cr_assert_eq(shown.grace_begins_on.day, saved.grace_begins_on.day, "edit %zu", i);
		cr_assert_eq(shown.expires_on.day, saved.expires_on.day, "edit %zu", i);
		today_is(ON(2026, 6, 15));
	}
	everything_holds();
}

Test(dates, the_preview_offers_the_dates_that_a_new_enrolment_date_would_give_under_the_same_version)
{
	struct plan plan = { .stages = "R", .period = "1 months", .grace = "1 months" };
	int64_t program = make_program(plan), e = ada_in(program);
	struct definition_saved saved;
	struct enrollment_dates in = DATES(.enrolled_on = ON(2026, 5, 31)), shown;

	plan.period = "5 years";
	OK(definition_save(&c, program, 1, define(plan), &saved));
	OK(enrollment_preview(&c, e, &in, sent_of(&in), &shown));
	cr_assert_str_eq(date_text(shown.default_grace_begins_on), "2026-06-30");
	cr_assert_str_eq(date_text(shown.default_expires_on), "2026-07-30");
	cr_assert_str_eq(date_text(shown.grace_begins_on), "2026-07-15", "they are offered, not set");
}

Test(dates, a_preview_refuses_what_saving_would_refuse)
{
	int64_t e = ada_for_two_months();
	struct enrollment_dates in = DATES(.expires_on = ON(2026, 7, 14)), out;

	INVALID("/expires_on", enrollment_preview(&c, e, &in, sent_of(&in), &out));
}
