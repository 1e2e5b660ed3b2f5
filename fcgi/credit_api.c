#include "route.h"

#include "credit.h"

enum err credit_type_list_get(struct request *r)
{
	struct page page = { 0 };

	TRY(credit_type_list(&r->c, &page.items));
	return reply_page(r, credit_type_fields, &page);
}

static enum err reply_type(struct request *r, int status, int64_t id)
{
	struct credit_type t = { 0 };

	TRY(credit_type_find(&r->c, id, &t));
	return reply_one(r, status, credit_type_fields, &t);
}

enum err credit_type_get(struct request *r)
{
	return reply_type(r, 200, r->id);
}

enum err credit_type_post(struct request *r)
{
	struct credit_type t = *(const struct credit_type *)r->in;

	TRY(credit_type_create(&r->c, &t));
	return reply_type(r, 201, t.id);
}

enum err credit_type_patch(struct request *r)
{
	TRY(credit_type_update(&r->c, r->id, r->version, r->in, r->sent));
	return reply_type(r, 200, r->id);
}

enum err course_credits_get(struct request *r)
{
	struct page page = { 0 };

	TRY(course_credits_read(&r->c, r->id, &page.items));
	return reply_page(r, course_credit_fields, &page);
}

enum err course_credits_put(struct request *r)
{
	TRY(course_credits_save(&r->c, r->id, r->in));
	return course_credits_get(r);
}

static enum err reply_awards(struct request *r, struct credit_query q)
{
	struct page page = { 0 };

	TRY(credit_list(&r->c, &q, &page));
	return reply_page(r, credit_award_fields, &page);
}

enum err credit_list_get(struct request *r)
{
	return reply_awards(r, *(const struct credit_query *)r->in);
}

enum err credit_get(struct request *r)
{
	struct credit_award award = { 0 };

	TRY(credit_find(&r->c, r->id, &award));
	return reply_one(r, 200, credit_award_fields, &award);
}

enum err credit_totals_get(struct request *r)
{
	struct page page = { 0 };

	TRY(credit_totals(&r->c, r->in, &page.items));
	return reply_page(r, credit_total_fields, &page);
}

enum err credit_offers_get(struct request *r)
{
	struct page page = { 0 };

	TRY(credit_offers(&r->c, r->id, &page.items));
	return reply_page(r, credit_offer_fields, &page);
}

enum err my_credits_get(struct request *r)
{
	struct page page = { 0 };

	TRY(credit_claimable(&r->c, &page.items));
	return reply_page(r, credit_offer_fields, &page);
}

enum err credit_claim_post(struct request *r)
{
	struct credit_award award = { 0 };

	TRY(credit_claim(&r->c, r->id, r->in, &award));
	return reply_one(r, 201, credit_award_fields, &award);
}

enum err credit_effect_get(struct request *r)
{
	struct page page = { 0 };

	TRY(credit_correction_effect(&r->c, r->id, r->in, &page.items));
	return reply_page(r, credit_effect_fields, &page);
}

enum err credit_patch(struct request *r)
{
	TRY(credit_correct(&r->c, r->id, r->version, r->in, r->sent));
	return credit_get(r);
}
