#include "fixture.h"

DB_SUITE(concurrency);

static int64_t program;

static int enroll_this(int64_t contact_id)
{
	return strcmp(try_enroll(program, contact_id).outcome, "enrolled") ? 1 : 0;
}

Test(concurrency, a_contact_who_is_enrolled_twice_at_once_is_enrolled_once)
{
	int64_t ada = make_contact("Ada Lovelace");
	struct child two[2];
	int refused = 0;

	program = PROGRAM(.stages = "Course");
	for (int i = 0; i < 2; i++)
		two[i] = child_start(enroll_this, ada);
	children_go(two, 2);
	for (int i = 0; i < 2; i++)
		refused += child_result(&two[i]);
	cr_assert_eq(refused, 1);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM enrollment"), 1);
}
