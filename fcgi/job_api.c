#include "route.h"

#include "job.h"

enum err audit_verify_post(struct request *r)
{
	struct job job = { .kind = "audit_verify" };

	TRY(job_add(&r->c, &job));
	return reply_one(r, 202, job_fields, &job);
}

enum err job_get(struct request *r)
{
	struct job job = { 0 };

	TRY(job_find(&r->c, r->id, &job));
	return reply_one(r, 200, job_fields, &job);
}
