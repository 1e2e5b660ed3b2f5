#include "db.h"
#include "issuer.h"
#include "language.h"
#include "order_row.h"
#include "pdf.h"
#include "setting.h"

#include <string.h>

#define CELLS(...) ((const char *const[]){ __VA_ARGS__ })

/* What a receipt is made of. */
struct receipt {
	struct ctx *c;
	struct pdf *pdf;
	const struct order *order;
	const char *zone;
};

static bool is_owed(const struct order *o)
{
	return !strcmp(o->method, "invoice") && !o->paid_at.us;
}

bool order_has_receipt(const struct order *o)
{
	return is_owed(o) || o->paid_at.us || !strcmp(o->state, "complete");
}

static enum err check_receipt(struct ctx *c, const struct order *o)
{
	if (order_has_receipt(o))
		return ERR_OK;
	if (!strcmp(o->state, "cancelled"))
		return fail_remedy(c, ERR_NO_RECEIPT, "Order again what is still wanted.",
			"The order was cancelled before anything was paid.");
	return fail(c, ERR_NO_RECEIPT, "The order waits for its payment.");
}

static const char *money(const struct receipt *r, int64_t minor)
{
	return r->order->currency ? language_money(&r->c->arena, "en", minor, r->order->currency) : "Free";
}

/* NULL, for no cell or fact, where there is no moment. */
static const char *moment(const struct receipt *r, struct instant t)
{
	return t.us ? language_moment(&r->c->arena, "en", t, r->zone) : NULL;
}

static const char *day(const struct receipt *r, struct instant t)
{
	return t.us ? language_day(&r->c->arena, "en", instant_date(t, r->zone)) : NULL;
}

static void write_fact(const struct receipt *r, const char *label, const char *value)
{
	if (value)
		pdf_fact(r->pdf, label, value);
}

static const char *title_of(struct ctx *c, const struct order *o)
{
	if (!is_owed(o))
		return arena_printf(&c->arena, "Receipt for order %s", o->number);
	return arena_printf(&c->arena, "Invoice %lld%s", (long long)o->invoice_no,
		strcmp(o->state, "cancelled") ? "" : " (cancelled)");
}

static const char *payment(const struct receipt *r)
{
	if (!strcmp(r->order->method, "free"))
		return "Nothing to pay";
	if (is_owed(r->order))
		return strcmp(r->order->state, "cancelled")
			? arena_printf(&r->c->arena, "By bank transfer; please name %s", r->order->number)
			: "Nothing is to be paid any more";
	return arena_printf(&r->c->arena, "%s, on %s",
		strcmp(r->order->method, "card") ? "By invoice" : "By card", day(r, r->order->paid_at));
}

static void write_facts(const struct receipt *r, const struct issuer *issuer)
{
	const struct order *o = r->order;

	write_fact(r, "For", o->contact_name);
	write_fact(r, "Contact number", o->contact_no);
	write_fact(r, "E-mail", o->email);
	write_fact(r, "From", o->organisation_name);
	write_fact(r, "Questions to", issuer->email);
	write_fact(r, "Website", issuer->website);
	write_fact(r, "Order", o->number);
	if (o->invoice_no)
		write_fact(r, "Invoice", arena_printf(&r->c->arena, "%lld", (long long)o->invoice_no));
	write_fact(r, "Ordered on", day(r, o->created_at));
	write_fact(r, "Cancelled on", day(r, o->cancelled_at));
	write_fact(r, "Payment", payment(r));
}

static void write_line(const struct receipt *r, const struct order_line *l)
{
	const char *when = moment(r, l->starts_at);
	const char *where = l->location ? l->location : "";
	const char *gap = when && *where ? ", " : "";

	pdf_row(r->pdf,
		CELLS(l->title, arena_printf(&r->c->arena, "%s%s%s", when ? when : "", gap, where),
			money(r, l->amount_minor)));
}

static void write_sum(const struct receipt *r, const char *label, int64_t minor)
{
	pdf_row(r->pdf, CELLS(label, NULL, money(r, minor)));
}

/* In the table of the lines, below what they add up. */
static void write_sums(const struct receipt *r)
{
	const struct order *o = r->order;
	bool owed = is_owed(o);

	write_sum(r, "Total", o->total_minor);
	if (o->refunded_minor)
		write_sum(r, owed ? "No longer asked for" : "Given back", o->refunded_minor);
	if (owed)
		write_sum(r, "To be paid", o->total_minor - o->refunded_minor);
	else if (o->refunded_minor)
		write_sum(r, "Paid in the end", o->total_minor - o->refunded_minor);
}

static void write_lines(const struct receipt *r)
{
	static const struct pdf_column columns[] = { { "What", 36, PDF_START },
		{ "When and where", 44, PDF_START }, { "Amount", 20, PDF_END } };
	const struct order_line *lines = r->order->lines.items;

	pdf_heading(r->pdf, 2, "What was ordered");
	pdf_table(r->pdf, columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < r->order->lines.n; i++)
		write_line(r, &lines[i]);
	write_sums(r);
	pdf_table_end(r->pdf);
}

static const char *refund_words(const char *state)
{
	if (!strcmp(state, "done"))
		return "Paid back";
	return strcmp(state, "manual") ? "On its way" : "To be paid back";
}

static void write_refunds(const struct receipt *r)
{
	static const struct pdf_column columns[] = { { "For", 36, PDF_START }, { "State", 22, PDF_START },
		{ "Date", 22, PDF_START }, { "Amount", 20, PDF_END } };
	const struct refund *k = r->order->refunds.items;

	if (!r->order->refunds.n)
		return;
	pdf_heading(r->pdf, 2, "Refunds");
	pdf_table(r->pdf, columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < r->order->refunds.n; i++)
		pdf_row(r->pdf,
			CELLS(k[i].cause, refund_words(k[i].state),
				day(r, k[i].done_at.us ? k[i].done_at : k[i].created_at),
				money(r, k[i].amount_minor)));
	pdf_table_end(r->pdf);
}

enum err order_receipt(struct ctx *c, const struct order *o, struct pdf_file *into)
{
	struct organisation organisation;
	struct issuer issuer;
	struct receipt r = { .c = c, .order = o };
	const char *title = title_of(c, o);

	TRY(check_receipt(c, o));
	TRY(organisation_find(c, &organisation));
	TRY(issuer_find(c, &issuer));
	r.zone = organisation.time_zone;
	r.pdf = pdf_new(c,
		&(struct pdf_info){ .title = title,
			.author = o->organisation_name,
			.header = o->organisation_name,
			.footer = title });
	pdf_heading(r.pdf, 1, title);
	write_facts(&r, &issuer);
	write_lines(&r);
	write_refunds(&r);
	return pdf_render(r.pdf, into);
}
