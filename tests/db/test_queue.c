#include "fixture.h"

DB_SUITE(queue);

Test(queue, imis_58_what_awaits_approval_is_in_the_queue)
{
	int64_t e = enroll_one(PROGRAM(.stages = "Course!"), make_contact("Ada Lovelace"));
	struct queues q = { 0 };

	OK(record(e, "Course", TODAY));
	OK(queues_count(&c, &q));
	cr_assert_eq(q.awaiting_approval, 1);
}
