#include "fixture.h"
#include "job.h"

DB_SUITE(job);

Test(job, without_anything_due_nothing_runs)
{
	bool ran = true;

	cr_assert_eq(job_run_due(&c, &ran), ERR_OK);
	cr_assert_not(ran);
}
