#include "booking.h"
#include "booking_for.h"
#include "contact.h"
#include "db.h"
#include "enrollment_row.h"
#include "job.h"
#include "json.h"
#include "order_row.h"
#include "perm.h"
#include "progress.h"
#include "seat.h"

#include <string.h>

static const char *const states[] = { "pending", "waiting", "registered", "attended", "cancelled", NULL };
static const char *const billings[] = { "invoice", "none", NULL };
static const char *const refund_words[] = { "rule", "full", "none", NULL };

const struct field booking_fields[] = {
	FIELD(booking, id, QUIET, 0, WIDE),
	FIELD(booking, offering_id, 0, 1, WIDE),
	FIELD(booking, contact_id, 0, 1, WIDE),
	FIELD(booking, enrollment_id, NULLABLE, 1, WIDE),
	FIELD(booking, order_id, NULLABLE, 1, WIDE),
	FIELD(booking, state, OUT, 1, 12),
	FIELD(booking, billing, OUT, 1, 8),
	FIELD(booking, price_minor, OUT, 0, WIDE),
	FIELD(booking, price_currency, OUT | NULLABLE, 0, 3),
	FIELD(booking, hold_until, OUT | NULLABLE, 0, WIDE),
	FIELD(booking, promoted_at, OUT | NULLABLE, 0, WIDE),
	FIELD(booking, cancelled_at, OUT | NULLABLE, 0, WIDE),
	FIELD(booking, cancelled_by, NULLABLE | QUIET, 0, WIDE),
	FIELD(booking, cancel_cause, OUT | NULLABLE, 0, 16),
	FIELD(booking, created_at, QUIET, 0, WIDE),
	FIELD(booking, created_by, NULLABLE | QUIET, 0, WIDE),
	FIELD(booking, version, QUIET, 0, WIDE),
	FIELD(booking, contact_name, QUIET, 0, 161),
	FIELD(booking, offering_title, QUIET, 0, 200),
	FIELD(booking, location, NULLABLE | QUIET, 0, 200),
	FIELD(booking, starts_at, NULLABLE | QUIET, 0, WIDE),
	FIELD(booking, ends_at, NULLABLE | QUIET, 0, WIDE),
	FIELD(booking, contact_no, QUIET, 0, 32),
	FIELD(booking, email, QUIET, 0, 254),
	FIELD(booking, component_title, QUIET, 0, 200),
	FIELD(booking, position, QUIET, 0, WIDE),
	FIELD_END,
};
const struct field booking_row_fields[] = {
	FIELD(booking, id, OUT, 1, WIDE),
	FIELD(booking, offering_id, OUT, 1, WIDE),
	FIELD(booking, offering_title, OUT, 1, 200),
	FIELD(booking, component_title, OUT | NULLABLE, 0, 200),
	FIELD(booking, location, OUT | NULLABLE, 0, 200),
	FIELD(booking, starts_at, OUT | NULLABLE, 0, WIDE),
	FIELD(booking, ends_at, OUT | NULLABLE, 0, WIDE),
	FIELD(booking, contact_id, OUT, 1, WIDE),
	FIELD(booking, contact_name, OUT, 1, 161),
	FIELD(booking, contact_no, OUT | NULLABLE, 0, 32),
	FIELD(booking, email, OUT | NULLABLE, 0, 254),
	FIELD(booking, enrollment_id, OUT | NULLABLE, 1, WIDE),
	FIELD(booking, order_id, OUT | NULLABLE, 1, WIDE),
	FIELD_WORD(booking, state, OUT, states),
	FIELD_SUB(booking, price, OUT | NULLABLE, price),
	FIELD(booking, hold_until, OUT | NULLABLE, 0, WIDE),
	FIELD(booking, promoted_at, OUT | NULLABLE, 0, WIDE),
	FIELD(booking, cancelled_at, OUT | NULLABLE, 0, WIDE),
	FIELD(booking, cancel_cause, OUT | NULLABLE, 0, 16),
	FIELD(booking, created_at, OUT, 0, WIDE),
	FIELD(booking, position, OUT, 0, WIDE),
	FIELD(booking, version, OUT, 1, WIDE),
	FIELD_END,
};
const struct field booking_query_fields[] = {
	FIELD(booking_query, offering_id, 0, 0, WIDE),
	FIELD(booking_query, contact_id, 0, 0, WIDE),
	FIELD_WORD(booking_query, state, IN, states),
	SEARCH_FIELDS(booking_query),
	PAGE_FIELDS(booking_query),
	FIELD_END,
};
const struct field own_booking_query_fields[] = {
	FIELD_WORD(booking_query, state, IN, states),
	PAGE_FIELDS(booking_query),
	FIELD_END,
};
const struct field booking_request_fields[] = {
	FIELD(booking_request, contact_ids, IN | REQ, 1, 200),
	FIELD(booking_request, enrollment_id, IN | NULLABLE, 1, WIDE),
	FIELD_WORD(booking_request, billing, IN, billings),
	FIELD_END,
};
static const struct field booking_outcome_fields[] = {
	FIELD(booking_outcome, contact_id, OUT, 1, WIDE),
	FIELD(booking_outcome, outcome, OUT, 1, 16),
	FIELD(booking_outcome, registration_id, OUT | NULLABLE, 1, WIDE),
	FIELD(booking_outcome, position, OUT, 0, WIDE),
	FIELD(booking_outcome, code, OUT | NULLABLE, 0, 40),
	FIELD(booking_outcome, detail, OUT | NULLABLE, 0, 500),
	FIELD(booking_outcome, remedy, OUT | NULLABLE, 0, 500),
	FIELD_END,
};
const struct field booking_result_fields[] = {
	FIELD(booking_result, registered, OUT, 0, WIDE),
	FIELD(booking_result, waiting, OUT, 0, WIDE),
	FIELD(booking_result, refused, OUT, 0, WIDE),
	FIELD_MANY(booking_result, items, OUT, 0, 200, booking_outcome),
	FIELD_END,
};
const struct field booking_end_fields[] = {
	FIELD(booking_end, reason, IN | TRIM, 1, 1000),
	FIELD_WORD(booking_end, refund, IN, refund_words),
	FIELD_END,
};
const struct field booking_end_preview_fields[] = {
	FIELD(booking_end_preview, id, OUT, 1, WIDE),
	FIELD(booking_end_preview, contact_name, OUT, 1, 161),
	FIELD(booking_end_preview, offering_title, OUT, 1, 200),
	FIELD(booking_end_preview, effect, OUT, 1, 16),
	FIELD_SUB(booking_end_preview, paid, OUT | NULLABLE, price),
	FIELD_SUB(booking_end_preview, refund, OUT | NULLABLE, price),
	FIELD(booking_end_preview, refund_until, OUT | NULLABLE, 0, WIDE),
	FIELD(booking_end_preview, frees_seat, OUT, 0, 1),
	FIELD_END,
};

#define ROW \
	"SELECT " BOOKING_COLUMNS ", " BOOKING_NAMES ", k.title AS component_title, " BOOKING_POSITION \
	" " BOOKING_FROM "STRAIGHT_JOIN component k ON k.id = o.component_id "
#define LIVE_OR "(:state IS NULL AND r.state <> 'cancelled' OR r.state = :state) "

STMT(list_registrations, booking_query, booking,
	ROW "WHERE r.offering_id = :offering_id AND " LIVE_OR
	    "AND r.id > :after_id ORDER BY r.id LIMIT :rows")
STMT(search_registrations, booking_query, booking,
	ROW "WHERE r.offering_id = :offering_id AND " LIVE_OR
	    "AND r.id > :after_id AND " SEARCH_EACH("r.contact_id") " ORDER BY r.id LIMIT :rows")
STMT(own_registrations, booking_query, booking,
	ROW "WHERE r.contact_id = :contact_id AND " LIVE_OR
	    "AND (:after_id = 0 OR r.id < :after_id) ORDER BY r.id DESC LIMIT :rows")
STMT(find_registration, booking, booking, ROW "WHERE r.id = :id")
STMT(position_of, booking, booking, "SELECT " BOOKING_POSITION " FROM registration r WHERE r.id = :id")
STMT(due_hold, none, booking,
	"SELECT id, offering_id, order_id FROM registration WHERE state = 'pending' AND hold_until <= :now "
	"ORDER BY hold_until LIMIT 1")
STMT(next_of_cancelled, booking, booking,
	"SELECT id FROM registration WHERE offering_id = :offering_id AND live = 1 AND state <> 'attended' ORDER BY id LIMIT 1")

struct purging {
	struct ints ids;
};
static const struct field purging_fields[] = { FIELD(purging, ids, 0, 0, WIDE), FIELD_END };

#define MADE_FOR \
	"FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) j STRAIGHT_JOIN registration r ON r.enrollment_id = j.id "

STMT(live_of_enrollments, purging, booking,
	"SELECT r.id, r.offering_id, r.order_id, r.state " MADE_FOR
	"WHERE r.live = 1 AND r.state <> 'attended' "
	"ORDER BY r.offering_id, r.id")
STMT(uncount_attended, purging, none,
	"UPDATE offering o JOIN (SELECT r.offering_id, COUNT(*) AS n " MADE_FOR
	"WHERE r.state = 'attended' GROUP BY r.offering_id) x "
	"ON x.offering_id = o.id SET o.seats_taken = o.seats_taken - x.n")
STMT(delete_of_enrollments, purging, none, "DELETE r " MADE_FOR)

static void dress(struct ctx *c, struct list *l)
{
	struct booking *r = l->items;

	for (size_t i = 0; i < l->n; i++)
		r[i].price = price_of(c, r[i].price_minor, r[i].price_currency);
}

static enum err list(struct ctx *c, struct stmt *s, struct booking_query *q, struct page *into)
{
	struct booking *items;

	TRY(PAGE_START(c, q));
	TRY(db_all(c, s, q, &into->items));
	items = into->items.items;
	if (page_cut(into, q->limit))
		into->next = page_cursor(c, NULL, items[q->limit - 1].id);
	dress(c, &into->items);
	return ERR_OK;
}

enum err booking_list(struct ctx *c, struct booking_query *q, struct page *into)
{
	struct seats s;

	TRY(seats_read(c, q->offering_id, &s));
	TRY(SEARCH_START(c, q));
	TRY(list(c, q->w1 ? &search_registrations : &list_registrations, q, into));
	into->has_total = !q->state && !q->w1;
	into->total = s.seats_taken + s.seats_waiting;
	return ERR_OK;
}

enum err booking_own(struct ctx *c, struct booking_query *q, struct page *into)
{
	q->contact_id = c->actor.id;
	return list(c, &own_registrations, q, into);
}

enum err booking_find(struct ctx *c, int64_t id, struct booking *into)
{
	TRY(db_one(c, &find_registration, &(struct booking){ .id = id }, into));
	TRY(contact_scope(c, into->contact_id));
	into->price = price_of(c, into->price_minor, into->price_currency);
	return ERR_OK;
}

/* --- for an enrolment --- */

static enum err check_requirement(struct ctx *c, const struct progress *p, const struct requirement_view *r)
{
	if (r->met)
		return fail_remedy(c, ERR_COMPLETION_READ_ONLY, "There is nothing left to do for it.",
			"\"%s\" is complete already.", r->title);
	return progress_check_available(c, p, r);
}

enum err booking_check_for(struct ctx *c, int64_t enrollment_id, int64_t contact_id, int64_t component_id)
{
	const struct requirement_view *r;
	struct enrollment e;
	struct progress p;

	if (!enrollment_id)
		return ERR_OK;
	TRY(enrollment_read(c, enrollment_id, true, &e));
	if (e.contact_id != contact_id)
		return fail_field(c, "enrollment_id", "is the enrolment of somebody else");
	TRY(progress_read(c, &e, &p));
	r = p.requirements.items;
	for (size_t i = 0; i < p.requirements.n; i++)
		if (r[i].component_id == component_id)
			return check_requirement(c, &p, &r[i]);
	return fail_field(c, "enrollment_id", "does not ask for what this offering is of");
}

/* --- by staff --- */

static enum err register_one(struct ctx *c, struct seats *s, const struct booking_request *in,
	int64_t contact_id, struct booking *r)
{
	struct contact who = { 0 };
	enum err e = contact_find(c, contact_id, &who);

	if (e == ERR_NOT_FOUND) {
		fail_clear(c);
		return fail(c, ERR_UNKNOWN_CONTACT, "There is no contact with the id %lld.",
			(long long)contact_id);
	}
	TRY(e);
	*r = (struct booking){ .contact_id = contact_id,
		.enrollment_id = in->enrollment_id,
		.billing = in->billing ? in->billing : "invoice" };
	TRY(seats_take(c, s, r));
	return db_one(c, &position_of, r, r);
}

static bool of_one_only(enum err e)
{
	return e == ERR_UNKNOWN_CONTACT || e == ERR_ALREADY_REGISTERED;
}

static enum err outcome_of(struct ctx *c, enum err e, const struct booking *r, struct booking_outcome *into,
	struct booking_result *out)
{
	const struct finding *why;

	if (e && !of_one_only(e))
		return e;
	if (!e) {
		into->outcome = r->state;
		into->registration_id = r->id;
		into->position = r->position;
		*(strcmp(r->state, "waiting") ? &out->registered : &out->waiting) += 1;
		return ERR_OK;
	}
	why = finding_of(c, e);
	into->outcome = "refused";
	into->code = why->code;
	into->detail = why->detail;
	into->remedy = why->remedy;
	out->refused++;
	return ERR_OK;
}

static enum err check_request(struct ctx *c, const struct booking_request *in, int64_t component_id)
{
	if (!in->enrollment_id)
		return ERR_OK;
	if (in->contact_ids.n != 1)
		return fail_field(c, "contact_ids", "must name one contact where there is an enrolment");
	return booking_check_for(c, in->enrollment_id, in->contact_ids.v[0], component_id);
}

enum err booking_create(struct ctx *c, int64_t offering_id, const struct booking_request *in,
	struct booking_result *out)
{
	struct booking_outcome *items = arena_alloc(&c->arena, in->contact_ids.n * sizeof(*items));
	struct booking r;
	struct seats s;

	*out = (struct booking_result){ .items = { items, in->contact_ids.n, sizeof(*items) } };
	TRY(seats_read(c, offering_id, &s));
	TRY(check_request(c, in, s.component_id));
	TRY(seats_lock(c, offering_id, &s));
	TRY(seats_check_open(c, &s));
	for (size_t i = 0; i < in->contact_ids.n; i++) {
		items[i] = (struct booking_outcome){ .contact_id = in->contact_ids.v[i] };
		TRY(outcome_of(c, register_one(c, &s, in, in->contact_ids.v[i], &r), &r, &items[i], out));
	}
	c->unchanged = out->refused == (int64_t)in->contact_ids.n;
	return ERR_OK;
}

/* --- cancelling --- */

static enum err check_end(struct ctx *c, const struct booking *r, const struct paid *p)
{
	if (!move_target(booking_moves, "cancel", r->state))
		return fail(c, ERR_REGISTRATION_ENDED, "The registration is %s.", r->state);
	if (p->state && !strcmp(p->state, "awaiting_payment"))
		return fail(c, ERR_ORDER_UNPAID, "It stands in the order %lld, which waits for its payment.",
			(long long)p->order_id);
	return ERR_OK;
}

static enum err check_refund(struct ctx *c, const struct booking_end *in)
{
	if (!in->refund || !strcmp(in->refund, "rule"))
		return ERR_OK;
	return right_check(c, PERM_order_write, "decide about a refund");
}

/* Until so many days before the start; without a start there is no last moment. */
static bool entitled(const struct ctx *c, const struct seats *s, const struct booking_end *in)
{
	struct instant until = seats_refund_until(s);

	if (in->refund && strcmp(in->refund, "rule") != 0)
		return !strcmp(in->refund, "full");
	return !until.us || c->now.us <= until.us;
}

/* What becomes of the money, in one word for the screen to say it. */
static const char *effect_on_money(const struct paid *p, bool gives_back)
{
	if (!p->amount_minor)
		return "nothing_paid";
	if (!gives_back)
		return "no_refund";
	if (!strcmp(p->state, "invoiced"))
		return "invoice_reduced";
	return strcmp(p->method, "card") ? "refund_by_hand" : "refund_to_card";
}

enum err booking_cancel_preview(struct ctx *c, int64_t id, const struct booking_end *in,
	struct booking_end_preview *out)
{
	struct booking r;
	struct seats s;
	struct paid p;
	bool back;

	TRY(booking_find(c, id, &r));
	TRY(order_paid_for(c, &r, &p));
	TRY(check_end(c, &r, &p));
	TRY(check_refund(c, in));
	TRY(seats_read(c, r.offering_id, &s));
	back = p.amount_minor && entitled(c, &s, in);
	*out = (struct booking_end_preview){ .id = id,
		.contact_name = r.contact_name,
		.offering_title = r.offering_title,
		.effect = effect_on_money(&p, back),
		.paid = p.amount_minor ? price_of(c, p.amount_minor, p.currency) : NULL,
		.refund = back ? price_of(c, p.amount_minor, p.currency) : NULL,
		.refund_until = seats_refund_until(&s),
		.frees_seat = strcmp(r.state, "waiting") != 0 };
	return ERR_OK;
}

static enum err end_one(struct ctx *c, int64_t id, const struct booking_end *in, const char *cause)
{
	struct booking r;
	struct seats s;
	struct paid p;
	bool back;

	TRY(booking_find(c, id, &r));
	TRY(seats_lock(c, r.offering_id, &s));
	TRY(booking_lock(c, id, &r));
	TRY(order_paid_for(c, &r, &p));
	TRY(check_end(c, &r, &p));
	back = p.amount_minor && entitled(c, &s, in);
	TRY(seats_release(c, &s, &r, cause));
	return back ? order_give_back(c, &p, r.offering_title) : ERR_OK;
}

enum err booking_cancel(struct ctx *c, int64_t id, const struct booking_end *in, struct booking *out)
{
	TRY(check_refund(c, in));
	c->reason = in->reason;
	TRY(end_one(c, id, in, "asked"));
	return booking_find(c, id, out);
}

/* --- holds that ran out --- */

static enum err expire(struct ctx *c, const struct booking *due)
{
	struct booking r;
	struct seats s;

	if (due->order_id)
		return order_end(c, due->order_id, "expired");
	TRY(seats_lock(c, due->offering_id, &s));
	TRY(booking_lock(c, due->id, &r));
	if (strcmp(r.state, "pending") != 0 || r.order_id || r.hold_until.us > c->now.us)
		return ERR_OK; /* checked out, or taken out of the cart, in the meantime */
	return seats_release(c, &s, &r, "expired");
}

enum err booking_expire_one(struct ctx *c, bool *found)
{
	struct booking due = { 0 };

	TRY(db_maybe(c, &due_hold, NULL, &due, found));
	return *found ? expire(c, &due) : ERR_OK;
}

/* --- when an enrolment goes --- */

/* An order that waits for its payment ends as a whole: what it was for is no longer there. */
static enum err release_one(struct ctx *c, const struct booking *of)
{
	struct booking r;
	struct seats s;
	struct paid p;

	TRY(order_paid_for(c, of, &p));
	if (p.state && !strcmp(p.state, "awaiting_payment"))
		return order_end(c, p.order_id, "order");
	TRY(seats_lock(c, of->offering_id, &s));
	TRY(booking_lock(c, of->id, &r));
	return seats_release(c, &s, &r, "asked");
}

enum err booking_purge(struct ctx *c, const struct ints *enrollment_ids)
{
	struct purging p = { *enrollment_ids };
	const struct booking *r;
	struct list live;

	TRY(db_all(c, &live_of_enrollments, &p, &live));
	r = live.items;
	for (size_t i = 0; i < live.n; i++)
		TRY(release_one(c, &r[i]));
	TRY(db_exec(c, &uncount_attended, &p));
	return db_exec(c, &delete_of_enrollments, &p);
}

/* --- when the offering changes --- */

enum err booking_check_change(struct ctx *c, const struct offering *before, const struct offering *after)
{
	if (after->capacity && after->capacity < before->seats_taken)
		return fail(c, ERR_CAPACITY_TAKEN, "%lld places are taken, so there cannot be %lld only.",
			(long long)before->seats_taken, (long long)after->capacity);
	if (!strcmp(before->status, "cancelled") && strcmp(after->status, "cancelled") != 0 &&
		before->seats_taken + before->seats_waiting > 0)
		return fail(c, ERR_BAD_MOVE,
			"Its registrations are being cancelled; it can be opened again once that is done.");
	return ERR_OK;
}

enum err booking_follow(struct ctx *c, const struct offering *after)
{
	struct job job = { .kind = "offering_cancelled" };
	struct seats s;

	TRY(seats_read(c, after->id, &s));
	if (strcmp(after->status, "cancelled") != 0)
		return seats_promote(c, &s);
	if (!s.seats_taken && !s.seats_waiting)
		return ERR_OK;
	job.args = arena_printf(&c->arena, "{\"offering_id\":%lld}", (long long)after->id);
	return job_add(c, &job);
}

/* One registration of a cancelled offering, in a transaction of its own. */
struct clearing {
	int64_t offering_id;
	bool found;
};
static const struct field clearing_fields[] = { FIELD(clearing, offering_id, IN | REQ, 1, WIDE), FIELD_END };

static enum err clear_one(struct ctx *c, void *arg)
{
	static const struct booking_end all_of_it = { .refund = "full" };
	struct clearing *k = arg;
	struct booking r = { .offering_id = k->offering_id };
	struct paid p;

	TRY(db_maybe(c, &next_of_cancelled, &r, &r, &k->found));
	if (!k->found)
		return ERR_OK;
	TRY(booking_find(c, r.id, &r));
	TRY(order_paid_for(c, &r, &p));
	if (p.state && !strcmp(p.state, "awaiting_payment"))
		return order_end(c, p.order_id, "offering");
	return end_one(c, r.id, &all_of_it, "offering");
}

static enum err clear(struct ctx *c, struct job *job, struct clearing *k)
{
	struct seats s;

	TRY(seats_read(c, k->offering_id, &s));
	job->total = job->done + s.seats_taken + s.seats_waiting;
	do {
		TRY(db_transact(c, clear_one, k, false));
		TRY(job_progress(c, job, job->done + k->found, job->total));
	} while (k->found);
	return ERR_OK;
}

enum err booking_cancel_all(struct ctx *c, struct job *job)
{
	struct clearing k = { 0 };
	struct cJSON *json;

	TRY(json_parse(c, job->args, strlen(job->args), &json));
	TRY(json_read(c, clearing_fields, json, false, &k, NULL));
	return clear(c, job, &k);
}
