#include "route.h"

#include "calendar.h"
#include "mail_choice.h"
#include "mail_log.h"

#include <string.h>

enum err notifications_get(struct request *r)
{
	struct mail_choice choice;

	TRY(mail_choice_find(&r->c, &choice));
	return reply_one(r, 200, mail_choice_fields, &choice);
}

enum err notifications_put(struct request *r)
{
	TRY(mail_choice_update(&r->c, r->in));
	return notifications_get(r);
}

enum err mail_refusal_get(struct request *r)
{
	struct mail_refusal refusal;

	TRY(mail_refusal_find(&r->c, r->word, &refusal));
	return reply_one(r, 200, mail_refusal_fields, &refusal);
}

enum err mail_refusal_post(struct request *r)
{
	TRY(mail_refuse(&r->c, r->word));
	return reply_nothing(r);
}

enum err mail_list_get(struct request *r)
{
	struct mail_query q = *(const struct mail_query *)r->in;
	struct page page = { 0 };

	TRY(mail_list(&r->c, &q, &page));
	return reply_page(r, mail_item_fields, &page);
}

enum err mail_summary_get(struct request *r)
{
	struct mail_summary summary;

	TRY(mail_summarize(&r->c, &summary));
	return reply_one(r, 200, mail_summary_fields, &summary);
}

enum err mail_resend_post(struct request *r)
{
	struct mail_item item = { 0 };

	TRY(mail_resend(&r->c, r->id, &item));
	return reply_one(r, 200, mail_item_fields, &item);
}

enum err mail_resend_all_post(struct request *r)
{
	struct mail_resent resent;

	TRY(mail_resend_all(&r->c, r->in, &resent));
	return reply_one(r, 200, mail_resent_fields, &resent);
}

enum err offering_calendar_get(struct request *r)
{
	const char *ics;

	TRY(offering_calendar(&r->c, r->id, false, &ics));
	if (!ics)
		return fail(&r->c, ERR_NOT_FOUND, "This offering has no date yet.");
	return reply_bytes(r, "text/calendar; charset=utf-8", "event.ics", ics, strlen(ics));
}
