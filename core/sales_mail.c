#include "sales_mail.h"
#include "calendar.h"
#include "db.h"
#include "mail.h"
#include "order_row.h"

#include <string.h>

STMT(receipt_of, order, order,
	"SELECT s.id, s.contact_id, s.currency, s.total_minor, (SELECT GROUP_CONCAT(CONCAT(l.title, '\\n') ORDER BY l.id "
	"SEPARATOR '') FROM order_line l WHERE l.order_id = s.id) AS titles FROM sales_order s WHERE s.id = :id")

#define LINK_OWN "/my-registrations"

static enum err tell(struct ctx *c, const struct booking *r, const char *template, const char *link)
{
	const char *ics = NULL;

	if (!strcmp(r->state, "registered"))
		TRY(offering_calendar(c, r->offering_id, false, &ics));
	return mail_queue(c,
		&(struct mail_request){ .contact_id = r->contact_id,
			.template = template,
			.ics = ics,
			.dedupe = arena_printf(&c->arena, "%s-%lld", template, (long long)r->id),
			.vars = mail_vars(c, "event", r->offering_title, "starts_at",
				mail_moment(c, r->starts_at), "location", r->location, "link", link, NULL) });
}

enum err tell_registered(struct ctx *c, const struct booking *r)
{
	return tell(c, r, "registration_confirmed", LINK_OWN);
}

enum err tell_promoted(struct ctx *c, const struct booking *r)
{
	return tell(c, r, "waiting_list_promoted", strcmp(r->state, "pending") ? LINK_OWN : "/cart");
}

static bool worth_telling(const struct booking *r, const char *cause)
{
	return !strcmp(r->state, "registered") || !strcmp(cause, "offering") ||
		(!strcmp(cause, "expired") && r->promoted_at.us);
}

enum err tell_cancelled(struct ctx *c, const struct booking *r, const char *cause)
{
	const char *ics = NULL;

	if (!worth_telling(r, cause))
		return ERR_OK;
	if (!strcmp(r->state, "registered"))
		TRY(offering_calendar(c, r->offering_id, true, &ics));
	return mail_queue(c,
		&(struct mail_request){ .contact_id = r->contact_id,
			.template = "registration_cancelled",
			.ics = ics,
			.vars = mail_vars(c, "event", r->offering_title, "starts_at",
				mail_moment(c, r->starts_at), "reason", c->reason, "link", LINK_OWN, NULL) });
}

enum err tell_receipt(struct ctx *c, int64_t order_id)
{
	struct order o;

	TRY(db_one(c, &receipt_of, &(struct order){ .id = order_id }, &o));
	return mail_queue(c,
		&(struct mail_request){ .contact_id = o.contact_id,
			.template = "order_receipt",
			.vars = mail_vars(c, "number", order_number(c, o.id), "items", o.titles, "total",
				mail_money(c, o.total_minor, o.currency), "link",
				mail_path(c, "/orders/%lld", (long long)o.id), NULL) });
}

enum err tell_refunded(struct ctx *c, const struct refund *r)
{
	struct order o;

	TRY(db_one(c, &receipt_of, &(struct order){ .id = r->order_id }, &o));
	return mail_queue(c,
		&(struct mail_request){ .contact_id = o.contact_id,
			.template = "order_refunded",
			.dedupe = arena_printf(&c->arena, "refund-%lld", (long long)r->id),
			.vars = mail_vars(c, "number", order_number(c, o.id), "amount",
				mail_money(c, r->amount_minor, o.currency), "reason", r->cause, "link",
				mail_path(c, "/orders/%lld", (long long)o.id), NULL) });
}
