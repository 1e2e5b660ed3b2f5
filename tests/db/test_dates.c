#include "fixture.h"

DB_SUITE(dates);

Test(dates, imis_32_the_expiration_date_can_be_moved)
{
	int64_t e = enroll_one(PROGRAM(.stages = "Course"), make_contact("Ada Lovelace"));
	struct enrollment_dates d = { .expires_on = ON(2030, 1, 1) };

	OK(enrollment_edit(&c, e, row_of(e).version, &d,
		UINT64_C(1) << (field_find(enrollment_edit_fields, "expires_on") - enrollment_edit_fields)));
	cr_assert_eq(row_of(e).expires_on.day, ON(2030, 1, 1).day);
}
