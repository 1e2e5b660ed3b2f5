#include "fixture.h"

DB_SUITE(purge);

Test(purge, imis_34_an_active_enrolment_is_refused)
{
	int64_t e = enroll_one(PROGRAM(.stages = "Course"), make_contact("Ada Lovelace"));
	struct purge_request r = { .ids = ids(1, e) };
	struct purge_result out;

	OK(enrollment_purge(&c, &r, &out));
	cr_assert_eq(out.purged, 0);
	cr_assert_eq(out.refused.n, 1);
}
