#include "fixture.h"

DB_SUITE(bulk);

Test(bulk, imis_16_several_contacts_are_enrolled_in_one_call)
{
	int64_t program = PROGRAM(.stages = "Course");
	struct enroll_request r = { .contact_ids = ids(2, make_contact("Ada Lovelace"),
					    make_contact("Bo Diddley")) };
	struct enroll_result out = { 0 };

	OK(enroll(&c, program, &r, &out));
	cr_assert_eq(out.enrolled, 2);
	cr_assert_eq(tracker_of(program).total, 2);
}
