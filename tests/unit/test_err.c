#include "ctx.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <string.h>

/* What other programs look for: a code may be added, never renamed or given another status. */
static const struct {
	const char *slug;
	int status;
} stable[] = {
	{ "ok", 200 },
	{ "malformed", 400 },
	{ "not_signed_in", 401 },
	{ "sign_in_failed", 401 },
	{ "right_missing", 403 },
	{ "foreign_origin", 403 },
	{ "not_found", 404 },
	{ "method_not_allowed", 405 },
	{ "too_large", 413 },
	{ "unsupported_type", 415 },
	{ "validation", 422 },
	{ "key_reused", 422 },
	{ "stale_version", 412 },
	{ "version_required", 428 },
	{ "too_many_attempts", 429 },
	{ "internal", 500 },
	{ "busy", 503 },
	{ "outcome_unknown", 503 },
	{ "contact_no_taken", 409 },
	{ "email_taken", 409 },
	{ "email_required", 409 },
	{ "last_sysadmin", 409 },
	{ "link_invalid", 410 },
	{ "wrong_password", 422 },
	{ "code_taken", 409 },
	{ "prerequisite_cycle", 409 },
	{ "bad_move", 409 },
	{ "not_activatable", 409 },
	{ "unknown_version", 404 },
	{ "component_in_use", 409 },
	{ "award_level", 409 },
	{ "program_not_active", 409 },
	{ "already_enrolled", 409 },
	{ "not_eligible", 409 },
	{ "unknown_contact", 404 },
	{ "already_earned", 409 },
	{ "cancel_not_allowed", 403 },
	{ "enrollment_cancelled", 409 },
	{ "enrollment_superseded", 409 },
	{ "later_enrollment", 409 },
	{ "not_inactive", 409 },
	{ "not_pending", 409 },
	{ "requirement_locked", 409 },
	{ "completion_read_only", 409 },
	{ "after_expiry", 409 },
	{ "grade_below_pass", 409 },
};

static bool is_there(const char *slug, int status)
{
	for (int e = 0; e < ERR_COUNT; e++)
		if (!strcmp(err_slug((enum err)e), slug))
			return err_status((enum err)e) == status;
	return false;
}

Test(err, the_codes_on_the_wire_stay_as_they_are)
{
	for (size_t i = 0; i < sizeof(stable) / sizeof(*stable); i++)
		cr_assert(is_there(stable[i].slug, stable[i].status), "%s with %d", stable[i].slug,
			stable[i].status);
}

Test(err, each_code_is_one_of_a_kind_and_has_a_title_and_a_remedy)
{
	for (int e = 1; e < ERR_COUNT; e++) {
		const char *slug = err_slug((enum err)e);

		cr_assert_eq(strspn(slug, "abcdefghijklmnopqrstuvwxyz_"), strlen(slug), "%s", slug);
		cr_assert(isupper((unsigned char)err_title((enum err)e)[0]), "%s", slug);
		cr_assert(err_remedy((enum err)e) && *err_remedy((enum err)e), "%s", slug);
		cr_assert(err_status((enum err)e) >= 400 && err_status((enum err)e) < 600, "%s", slug);
		for (int other = 0; other < e; other++)
			cr_assert_str_neq(slug, err_slug((enum err)other));
	}
}

Test(err, a_failure_says_why_and_can_be_forgotten)
{
	struct ctx c = { .arena.limit = 1 << 20, .pointer = "" };

	cr_assert_eq(fail(&c, ERR_BUSY, "%s of %d", "one", 2), ERR_BUSY);
	cr_assert_str_eq(c.problem.detail, "one of 2");
	cr_assert_null(c.problem.remedy);
	cr_assert_eq(fail_remedy(&c, ERR_NOT_ELIGIBLE, "Do this.", "No."), ERR_NOT_ELIGIBLE);
	cr_assert_str_eq(c.problem.remedy, "Do this.");
	fail_clear(&c);
	cr_assert_null(c.problem.detail);
	cr_assert_null(c.problem.remedy);
	arena_reset(&c.arena);
}

Test(err, complaints_about_fields_are_collected_in_order_with_their_place)
{
	struct ctx c = { .arena.limit = 1 << 20, .pointer = "" };
	const struct problem_field *f;

	cr_assert_eq(fail_field(&c, "title", "is too short by %d", 3), ERR_VALIDATION);
	c.pointer = "/stages/0";
	cr_assert_eq(fail_field(&c, "needed", "no"), ERR_VALIDATION);
	cr_assert_eq(fail_field(&c, "", "must be an object"), ERR_VALIDATION);
	f = c.problem.fields;
	cr_assert_str_eq(f->pointer, "/title");
	cr_assert_str_eq(f->detail, "is too short by 3");
	cr_assert_str_eq(f->next->pointer, "/stages/0/needed");
	cr_assert_str_eq(f->next->next->pointer, "/stages/0");
	cr_assert_null(f->next->next->next);
	arena_reset(&c.arena);
}
