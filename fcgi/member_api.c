#include "route.h"

#include "member.h"

enum err catalogue_get(struct request *r)
{
	struct catalogue_query q = *(const struct catalogue_query *)r->in;
	struct page page = { 0 };

	TRY(catalogue_list(&r->c, &q, &page));
	return reply_page(r, catalogue_row_fields, &page);
}

enum err catalogue_program_get(struct request *r)
{
	struct catalogue_program p = { 0 };

	TRY(catalogue_find(&r->c, r->id, &p));
	return reply_one(r, 200, catalogue_program_fields, &p);
}

enum err my_programs_get(struct request *r)
{
	struct my_programs_query q = *(const struct my_programs_query *)r->in;
	struct page page = { 0 };

	TRY(my_programs(&r->c, &q, &page));
	return reply_page(r, my_program_fields, &page);
}

enum err self_enrollment_post(struct request *r)
{
	struct enrollment_view v = { 0 };
	int64_t id;

	TRY(enroll_self(&r->c, r->id, r->in, &id));
	TRY(enrollment_find(&r->c, id, &v));
	return reply_one(r, 201, enrollment_view_fields, &v);
}
