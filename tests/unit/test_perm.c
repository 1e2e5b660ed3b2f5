#include "field.h"
#include "perm.h"

#include "arena.h"

#include <criterion/criterion.h>
#include <string.h>

/* The rights as they were agreed, in the order SysAdmin, Certification Manager, Certification Admin, Staff, learner, nobody. */
/* clang-format off */
static const struct {
	const char *right, *holders;
} agreed[] = {
	/*                      S M A s l - */
	{ "public",            "y y y y y y" },
	{ "session",           "y y y y y n" },
	{ "contact_read",      "y y y y n n" },
	{ "contact_write",     "y y y y n n" },
	{ "roles_write",       "y n n n n n" },
	{ "program_read",      "y y y y y n" },
	{ "program_write",     "y y y y n n" },
	{ "component_read",    "y y y y n n" },
	{ "component_write",   "y y y y n n" },
	{ "course_read",       "y y y y y n" },
	{ "course_write",      "y y y n n n" },
	{ "course_learn",      "y y y y y n" },
	{ "course_status",     "y y y n n n" },
	{ "enrollment_read",   "y y y y y n" },
	{ "roll_read",         "y y y y n n" },
	{ "enrollment_create", "y y y y n n" },
	{ "self_enroll",       "y y y y y n" },
	{ "enrollment_edit",   "y y y y n n" },
	{ "enrollment_cancel", "y y y y y n" },
	{ "enrollment_purge",  "n y n n n n" },
	{ "completion_record", "y y y y n n" },
	{ "completion_submit", "y y y y y n" },
	{ "completion_decide", "y y y n n n" },
	{ "file_upload",       "y y y y y n" },
	{ "file_read",         "y y y y y n" },
	{ "order_own",         "y y y y y n" },
	{ "order_read",        "y y y y n n" },
	{ "order_write",       "y y y y n n" },
	{ "history_read",      "y y y y n n" },
	{ "audit_read",        "y n n n n n" },
	{ "settings_write",    "y n n n n n" },
	{ "profile_read",      "y y y y n n" },
	{ "profile_write",     "y y y n n n" },
	{ "segment_read",      "y y y n n n" },
	{ "segment_write",     "y y y n n n" },
	{ "import_use",        "y y y n n n" },
	{ "import_unlock",     "y n n n n n" },
	{ "certificate_read",  "y y y y y n" },
	{ "certificate_decide", "y y y n n n" },
	{ "template_read",     "y y y y n n" },
	{ "template_write",    "y y y n n n" },
	{ "credit_read",       "y y y y y n" },
	{ "credit_write",      "y y y n n n" },
	{ "credit_claim",      "y y y y y n" },
	{ "event_read",        "y y y y n n" },
	{ "event_write",       "y y y n n n" },
	{ "attendance_write",  "y y y y n n" },
	{ "report_read",       "y y y y n n" },
	{ "report_write",      "y y y n n n" },
};
/* clang-format on */
static const unsigned columns[] = { SYSADMIN, CERTIFICATION_MANAGER, CERTIFICATION_ADMIN, STAFF, LEARNER,
	ANONYMOUS };
enum { AGREED = sizeof(agreed) / sizeof(*agreed), COLUMNS = sizeof(columns) / sizeof(*columns) };

static unsigned holders_of(const char *marks)
{
	unsigned roles = 0;

	for (size_t i = 0; i < COLUMNS; i++)
		if (marks[i * 2] == 'y')
			roles |= columns[i];
	return roles;
}

Test(perm, imis_36_42_each_right_is_held_by_exactly_the_agreed_roles)
{
	cr_assert_eq(perm_count, AGREED, "a right was added or lost: agree on its holders first");
	for (size_t i = 0; i < AGREED; i++) {
		size_t k = 0;

		while (k < perm_count && strcmp(perm_rows[k].name, agreed[i].right))
			k++;
		cr_assert_lt(k, perm_count, "%s", agreed[i].right);
		cr_assert_eq(perm_rows[k].roles, holders_of(agreed[i].holders), "%s", agreed[i].right);
		cr_assert_gt(strlen(perm_rows[k].words), 5, "%s is said in words", agreed[i].right);
	}
}

Test(perm, imis_36_sysadmin_does_not_purge_by_itself)
{
	cr_assert_eq(PERM_enrollment_purge & SYSADMIN, 0);
	cr_assert_eq(PERM_enrollment_purge, CERTIFICATION_MANAGER);
	cr_assert_eq(PERM_roles_write, SYSADMIN, "but can grant the role that does");
}

Test(perm, no_right_is_given_to_the_system_role)
{
	for (size_t i = 0; i < perm_count; i++)
		cr_assert_eq(perm_rows[i].roles & SYSTEM, 0, "%s: no session may ever hold SYSTEM",
			perm_rows[i].name);
	for (size_t i = 0; i < role_count; i++)
		cr_assert_eq(role_rows[i].bit & (SYSTEM | ANONYMOUS), 0, "nobody can be granted %s",
			role_rows[i].name);
}

Test(perm, roles_are_known_by_name_and_nothing_else_is)
{
	cr_assert_eq(role_bit("sysadmin"), SYSADMIN);
	cr_assert_eq(role_bit("certification_manager"), CERTIFICATION_MANAGER);
	cr_assert_eq(role_bit("certification_admin"), CERTIFICATION_ADMIN);
	cr_assert_eq(role_bit("staff"), STAFF);
	cr_assert_eq(role_bit("learner"), LEARNER);
	cr_assert_eq(role_bit("system"), 0);
	cr_assert_eq(role_bit("SysAdmin"), 0);
	cr_assert_eq(role_bit(""), 0);
}

Test(perm, names_are_told_strongest_first)
{
	struct arena a = { .limit = 1 << 20 };
	struct words w = role_names(&a, LEARNER | STAFF | SYSADMIN);

	cr_assert_eq(w.n, 3);
	cr_assert_str_eq(w.v[0], "sysadmin");
	cr_assert_str_eq(w.v[1], "staff");
	cr_assert_str_eq(w.v[2], "learner");
	w = right_names(&a, LEARNER);
	for (size_t i = 0, k = 0; i < perm_count; i++)
		if (perm_rows[i].roles & LEARNER)
			cr_assert_str_eq(w.v[k++], perm_rows[i].name);
	cr_assert_eq(right_names(&a, 0).n, 0);
	arena_reset(&a);
}
