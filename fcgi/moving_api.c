#include "route.h"

#include "moving.h"

enum err move_preview_get(struct request *r)
{
	struct move_summary summary;

	TRY(move_preview(&r->c, r->id, &summary));
	return reply_one(r, 200, move_summary_fields, &summary);
}

enum err move_preview_list_get(struct request *r)
{
	struct move_query q = *(const struct move_query *)r->in;
	struct page page = { 0 };

	q.program_id = r->id;
	TRY(move_preview_list(&r->c, &q, &page));
	return reply_page(r, move_row_fields, &page);
}

enum err move_post(struct request *r)
{
	struct move_request in = *(const struct move_request *)r->in;
	struct enrollment_move move = { 0 };

	in.program_id = r->id;
	TRY(move_start(&r->c, &in, &move));
	return reply_one(r, 202, enrollment_move_fields, &move);
}

enum err moves_get(struct request *r)
{
	struct page page = { 0 };

	TRY(move_list(&r->c, r->id, &page));
	return reply_page(r, enrollment_move_fields, &page);
}

enum err move_get(struct request *r)
{
	struct enrollment_move move = { 0 };

	TRY(move_find(&r->c, r->id, &move));
	return reply_one(r, 200, enrollment_move_fields, &move);
}

enum err move_undo_post(struct request *r)
{
	struct enrollment_move move = { 0 };

	TRY(move_undo(&r->c, r->id, &move));
	return reply_one(r, 202, enrollment_move_fields, &move);
}

enum err move_refusals_get(struct request *r)
{
	struct page page = { 0 };

	TRY(move_refusals(&r->c, r->id, &page));
	return reply_page(r, move_refusal_fields, &page);
}
