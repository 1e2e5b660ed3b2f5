#include "fixture.h"

DB_SUITE(completion);

Test(completion, imis_56_what_nobody_recorded_has_no_status)
{
	int64_t e = enroll_one(PROGRAM(.stages = "Course"), make_contact("Ada Lovelace"));

	cr_assert_str_eq(requirement_in(e, "Course").status, "none");
}
