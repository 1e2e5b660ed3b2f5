#include "sales.h"

static int64_t made;

int64_t make_class(int64_t capacity, int64_t price_minor)
{
	static int count;
	int64_t component = make_component(arena_printf(&c.arena, "Class %d", ++count), "class");
	struct offering in = { .component_id = component,
		.title = arena_printf(&c.arena, "Session %d", count),
		.starts_at = { date_start(ON(2026, 7, 15)).us + INT64_C(9) * 3600000000 },
		.ends_at = { date_start(ON(2026, 7, 15)).us + INT64_C(17) * 3600000000 },
		.location = "Hall 1",
		.capacity = capacity };
	struct actor who = c.actor;

	in.price = price_minor ? price_of(&c, price_minor, "EUR") : NULL;
	c.actor = (struct actor){ 0, SYSTEM, NULL };
	OK(offering_create(&c, &in));
	c.actor = who;
	return in.id;
}

enum err put_for(int64_t offering_id, int64_t enrollment_id)
{
	return cart_put(&c, &(struct cart_add){ offering_id, enrollment_id });
}

enum err put(int64_t offering_id)
{
	return put_for(offering_id, 0);
}

enum err checkout(const char *method)
{
	return order_checkout(&c, &(struct checkout){ .method = method }, &made);
}

int64_t last_order(void)
{
	return made;
}

enum err book(int64_t offering_id, int64_t contact_id)
{
	struct booking_request in = { .contact_ids = ids(1, contact_id) };
	struct booking_result out;

	return booking_create(&c, offering_id, &in, &out);
}

enum err cancel(int64_t booking_id)
{
	struct booking b = { 0 };

	return booking_cancel(&c, booking_id, &(struct booking_end){ 0 }, &b);
}

int64_t buy(int64_t contact_id, int64_t offering_id, const char *method)
{
	struct actor who = c.actor;

	act_as_contact(contact_id);
	OK(put(offering_id));
	OK(checkout(method));
	c.actor = who;
	return made;
}

int64_t booking_of(int64_t contact_id, int64_t offering_id)
{
	return sql_int("SELECT MAX(id) FROM registration WHERE contact_id = %lld AND offering_id = %lld",
		(long long)contact_id, (long long)offering_id);
}

const char *state_of(int64_t contact_id, int64_t offering_id)
{
	return booking_at(booking_of(contact_id, offering_id)).state;
}

struct booking booking_at(int64_t id)
{
	struct actor who = c.actor;
	struct booking b = { 0 };

	c.actor = (struct actor){ 0, SYSTEM, NULL };
	OK(booking_find(&c, id, &b));
	c.actor = who;
	return b;
}

struct order order_at(int64_t id)
{
	struct actor who = c.actor;
	struct order o = { 0 };

	c.actor = (struct actor){ 0, SYSTEM, NULL };
	OK(order_find(&c, id, &o));
	c.actor = who;
	return o;
}

struct cart cart_now(void)
{
	struct cart cart = { 0 };

	OK(cart_find(&c, &cart));
	return cart;
}

void seats_hold(void)
{
	cr_assert_eq(
		sql_int("SELECT COUNT(*) FROM offering o WHERE seats_taken <> (SELECT COUNT(*) FROM registration r "
			"WHERE r.offering_id = o.id AND r.state IN ('pending', 'registered', 'attended')) "
			"OR seats_waiting <> (SELECT COUNT(*) FROM registration r WHERE r.offering_id = o.id "
			"AND r.state = 'waiting') OR seats_taken > capacity"),
		0, "the seats counted are not the seats given");
}

void holds_run_out(void)
{
	struct actor who = c.actor;
	bool found = true;

	c.actor = (struct actor){ 0, SYSTEM, NULL };
	while (found)
		OK(booking_expire_one(&c, &found));
	c.actor = who;
	seats_hold();
}
