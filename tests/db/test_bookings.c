#include "job.h"
#include "sales.h"

DB_SUITE(bookings);

static const char *state_in(const char *state, int64_t offering)
{
	return sql_text("SELECT COUNT(*) FROM registration WHERE state = '%s' AND offering_id = %lld", state,
		(long long)offering);
}

static int64_t ada, grace, alan;

static void three_people(void)
{
	ada = make_contact("Ada Lovelace");
	grace = make_contact("Grace Hopper");
	alan = make_contact("Alan Turing");
}

/* --- seats and the line --- */

Test(bookings, imis_50_register_now_puts_a_seat_into_the_cart_and_checking_out_registers)
{
	int64_t class = make_class(10, 0);

	three_people();
	act_as_contact(ada);
	OK(put(class));
	cr_assert_str_eq(state_of(ada, class), "pending");
	cr_assert_eq(cart_now().items.n, 1);
	cr_assert_str_eq(cart_now().methods.v[0], "free");
	OK(checkout(NULL));
	cr_assert_str_eq(state_of(ada, class), "registered");
	cr_assert_eq(cart_now().items.n, 0);
	cr_assert_str_eq(order_at(last_order()).state, "complete");
	cr_assert_eq(audit_count("registration.create"), 1);
	cr_assert_eq(audit_count("registration.confirm"), 1);
	cr_assert_eq(audit_count("order.create"), 1);
	seats_hold();
}

Test(bookings, who_comes_to_a_full_class_stands_in_line_and_comes_up_in_order)
{
	int64_t class = make_class(1, 0);

	three_people();
	OK(book(class, ada));
	OK(book(class, grace));
	OK(book(class, alan));
	cr_assert_str_eq(state_of(grace, class), "waiting");
	cr_assert_eq(booking_at(booking_of(grace, class)).position, 1);
	cr_assert_eq(booking_at(booking_of(alan, class)).position, 2);
	OK(cancel(booking_of(ada, class)));
	cr_assert_str_eq(state_of(grace, class), "registered");
	cr_assert_str_eq(state_of(alan, class), "waiting");
	cr_assert_eq(booking_at(booking_of(alan, class)).position, 1);
	cr_assert_eq(audit_count("registration.promote"), 1);
	seats_hold();
}

Test(bookings, more_places_are_given_to_the_line_at_once)
{
	int64_t class = make_class(1, 0);

	three_people();
	OK(book(class, ada));
	OK(book(class, grace));
	OK(book(class, alan));
	OK(offering_update(&c, class, 1, &(struct offering){ .capacity = 2 },
		members(offering_fields, "capacity")));
	cr_assert_str_eq(state_of(grace, class), "registered");
	cr_assert_str_eq(state_of(alan, class), "waiting");
	OK(offering_update(&c, class, 2, &(struct offering){ 0 }, members(offering_fields, "capacity")));
	cr_assert_str_eq(state_of(alan, class), "registered", "no limit takes everybody");
	seats_hold();
}

Test(bookings, there_cannot_be_fewer_places_than_are_taken)
{
	int64_t class = make_class(3, 0);

	three_people();
	OK(book(class, ada));
	OK(book(class, grace));
	REFUSED(ERR_CAPACITY_TAKEN,
		offering_update(&c, class, 1, &(struct offering){ .capacity = 1 },
			members(offering_fields, "capacity")));
}

Test(bookings, the_database_itself_refuses_one_seat_too_many)
{
	int64_t class = make_class(1, 0);
	MYSQL *m = rival();

	cr_assert(mysql_query(m,
			  arena_printf(&c.arena, "UPDATE offering SET seats_taken = 2 WHERE id = %lld",
				  (long long)class)) != 0);
	mysql_close(m);
}

Test(bookings, a_held_seat_that_is_not_checked_out_in_time_goes_to_the_first_in_line)
{
	int64_t class = make_class(1, 0);

	three_people();
	act_as_contact(ada);
	OK(put(class));
	act_as_contact(grace);
	OK(put(class));
	cr_assert_str_eq(state_of(grace, class), "waiting");
	minutes_pass(29);
	holds_run_out();
	cr_assert_str_eq(state_of(ada, class), "pending", "half an hour is not over");
	minutes_pass(1);
	holds_run_out();
	cr_assert_str_eq(state_of(ada, class), "cancelled");
	cr_assert_str_eq(booking_at(booking_of(ada, class)).cancel_cause, "expired");
	cr_assert_str_eq(state_of(grace, class), "registered", "a free class needs nothing more");
	cr_assert_eq(audit_count("registration.expire"), 1);
}

Test(bookings, a_promoted_seat_with_a_price_is_held_until_a_deadline_and_then_passed_on)
{
	int64_t class = make_class(1, 4500);

	three_people();
	act_as_contact(ada);
	OK(put(class));
	act_as_contact(grace);
	OK(put(class));
	act_as_contact(alan);
	OK(put(class));
	act_as_contact(ada);
	OK(cart_remove(&c, booking_of(ada, class)));
	cr_assert_str_eq(state_of(grace, class), "pending", "there is something to pay first");
	cr_assert_eq(booking_at(booking_of(grace, class)).hold_until.us, c.now.us + INT64_C(48) * 3600000000);
	minutes_pass(48 * 60);
	holds_run_out();
	cr_assert_str_eq(state_of(grace, class), "cancelled");
	cr_assert_str_eq(state_of(alan, class), "pending");
}

Test(bookings, nobody_has_two_places_in_one_class)
{
	int64_t class = make_class(10, 0);

	three_people();
	act_as_contact(ada);
	OK(put(class));
	OK(put(class));
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM registration"), 1, "twice is once");
	OK(checkout(NULL));
	REFUSED(ERR_ALREADY_REGISTERED, put(class));
	act_as(STAFF);
	OK(cancel(booking_of(ada, class)));
	act_as_contact(ada);
	OK(put(class));
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM registration"), 2, "the one that was cancelled stays");
}

/* --- what takes no registrations --- */

static void status_is(int64_t offering, const char *status)
{
	sql("UPDATE offering SET status = '%s' WHERE id = %lld", status, (long long)offering);
}

Test(bookings, a_class_that_is_closed_cancelled_or_over_says_so_and_what_to_do)
{
	int64_t class = make_class(10, 0);

	three_people();
	act_as_contact(ada);
	status_is(class, "closed");
	REFUSED(ERR_OFFERING_CLOSED, put(class));
	cr_assert_not_null(strstr(said(), "is closed"));
	cr_assert_not_null(strstr(c.problem.remedy, "organiser"));
	status_is(class, "cancelled");
	REFUSED(ERR_OFFERING_CLOSED, put(class));
	status_is(class, "open");
	today_is(ON(2026, 7, 15));
	REFUSED(ERR_OFFERING_CLOSED, put(class));
	cr_assert_not_null(strstr(said(), "begun"), "%s", said());
	act_as(STAFF);
	OK(book(class, ada)); /* who came late is written down */
	today_is(ON(2026, 7, 16));
	REFUSED(ERR_OFFERING_CLOSED, book(class, grace));
}

Test(bookings, a_seat_that_frees_after_the_start_promotes_nobody)
{
	int64_t class = make_class(1, 0);

	three_people();
	OK(book(class, ada));
	OK(book(class, grace));
	today_is(ON(2026, 7, 15));
	OK(cancel(booking_of(ada, class)));
	cr_assert_str_eq(state_of(grace, class), "waiting");
	seats_hold();
}

/* --- staff --- */

Test(bookings, staff_register_people_each_judged_alone)
{
	int64_t class = make_class(1, 0);
	struct booking_request in = { 0 };
	struct booking_result out;
	const struct booking_outcome *o;

	three_people();
	in.contact_ids = ids(4, ada, grace, ada, INT64_C(424242));
	act_as(STAFF);
	OK(booking_create(&c, class, &in, &out));
	o = out.items.items;
	cr_assert_str_eq(o[0].outcome, "registered");
	cr_assert_str_eq(o[1].outcome, "waiting");
	cr_assert_eq(o[1].position, 1);
	cr_assert_str_eq(o[2].code, "already_registered");
	cr_assert_str_eq(o[3].code, "unknown_contact");
	cr_assert_eq(out.registered + out.waiting + out.refused, 4);
	seats_hold();
}

Test(bookings, staff_see_who_is_registered_page_by_page_and_find_them)
{
	int64_t class = make_class(2, 0);
	struct booking_query q = { .offering_id = class, .limit = 2 };
	struct page page = { 0 };

	three_people();
	OK(book(class, ada));
	OK(book(class, grace));
	OK(book(class, alan));
	OK(booking_list(&c, &q, &page));
	cr_assert_eq(page.items.n, 2);
	cr_assert_eq(page.total, 3);
	q = (struct booking_query){ .offering_id = class, .limit = 2, .cursor = page.next };
	OK(booking_list(&c, &q, &page));
	cr_assert_eq(page.items.n, 1);
	cr_assert_eq(((struct booking *)page.items.items)->position, 1);
	q = (struct booking_query){ .offering_id = class, .q = "hop" };
	OK(booking_list(&c, &q, &page));
	cr_assert_eq(page.items.n, 1);
	cr_assert_str_eq(((struct booking *)page.items.items)->contact_name, "Grace Hopper");
}

Test(bookings, people_see_and_cancel_their_own_only)
{
	int64_t class = make_class(2, 0);
	struct booking b;
	struct booking_end_preview p;

	three_people();
	OK(book(class, ada));
	act_as_contact(grace);
	REFUSED(ERR_NOT_FOUND, booking_find(&c, booking_of(ada, class), &b));
	REFUSED(ERR_NOT_FOUND, cancel(booking_of(ada, class)));
	REFUSED(ERR_NOT_FOUND,
		booking_cancel_preview(&c, booking_of(ada, class), &(struct booking_end){ 0 }, &p));
	REFUSED(ERR_NOT_FOUND, cart_remove(&c, booking_of(ada, class)));
	act_as_contact(ada);
	OK(cancel(booking_of(ada, class)));
	REFUSED(ERR_REGISTRATION_ENDED, cancel(booking_of(ada, class)));
}

Test(bookings, only_staff_decide_about_a_refund_themselves)
{
	int64_t class = make_class(2, 4500);
	struct booking b;

	three_people();
	OK(book(class, ada));
	act_as_contact(ada);
	REFUSED(ERR_RIGHT_MISSING,
		booking_cancel(&c, booking_of(ada, class), &(struct booking_end){ .refund = "full" }, &b));
}

/* --- requirements --- */

static int64_t class_of(int64_t component, const char *title)
{
	return make_offering(component, title);
}

Test(bookings, imis_28_49_a_requirement_shows_its_offerings_and_what_the_enrollee_has_of_them)
{
	int64_t program = PROGRAM(.stages = "Course"), e, class;
	const struct offering *o;
	struct requirement_view r;

	three_people();
	e = enroll_one(program, ada);
	class = class_of(requirement_in(e, "Course").component_id, "Spring");
	r = requirement_in(e, "Course");
	o = r.offerings.items;
	cr_assert_eq(r.offerings.n, 1);
	cr_assert_str_eq(o->registration, "none");
	OK(book(class, grace));
	act_as_contact(ada);
	OK(put_for(class, e));
	o = requirement_in(e, "Course").offerings.items;
	cr_assert_str_eq(o->registration, "pending");
	OK(checkout(NULL));
	o = requirement_in(e, "Course").offerings.items;
	cr_assert_str_eq(o->registration, "registered");
	cr_assert_eq(o->registration_id, booking_of(ada, class));
	cr_assert_eq(o->seats_taken, 2);
}

Test(bookings, imis_28_staff_register_an_enrollee_for_a_requirement_that_is_open)
{
	int64_t program = PROGRAM(.stages = "First | Second", .in_order = true), e, first, second;
	struct booking_request in = { 0 };
	struct booking_result out;

	three_people();
	e = enroll_one(program, ada);
	first = class_of(requirement_in(e, "First").component_id, "A");
	second = class_of(requirement_in(e, "Second").component_id, "B");
	in = (struct booking_request){ .contact_ids = ids(1, ada), .enrollment_id = e };
	REFUSED(ERR_REQUIREMENT_LOCKED, booking_create(&c, second, &in, &out));
	OK(booking_create(&c, first, &in, &out));
	in.contact_ids = ids(1, grace);
	INVALID("/enrollment_id", booking_create(&c, first, &in, &out));
	cr_assert_eq(booking_at(booking_of(ada, first)).enrollment_id, e);
}

Test(bookings, purging_an_enrollment_takes_its_registrations_along_and_frees_their_seats)
{
	int64_t program = PROGRAM(.stages = "Course", .period = "1 months", .grace = "none"), e, class;
	struct purge_request in = { 0 };
	struct purge_result out;

	three_people();
	e = enroll_one(program, ada);
	class = class_of(requirement_in(e, "Course").component_id, "Spring");
	sql("UPDATE offering SET capacity = 1 WHERE id = %lld", (long long)class);
	act_as_contact(ada);
	OK(put_for(class, e));
	OK(checkout(NULL));
	act_as(STAFF);
	OK(book(class, grace));
	today_is(ON(2026, 9, 1));
	act_as(CERTIFICATION_MANAGER);
	in.ids = ids(1, e);
	OK(enrollment_purge_preview(&c, &in, &out));
	cr_assert_eq(out.registrations, 1);
	OK(enrollment_purge(&c, &in, &out));
	cr_assert_eq(out.purged, 1);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM registration WHERE contact_id = %lld", (long long)ada), 0);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM contact WHERE id = %lld", (long long)ada), 1);
	cr_assert_str_eq(state_of(grace, class), "registered");
	seats_hold();
}

/* --- an offering that is cancelled --- */

Test(bookings, cancelling_an_offering_cancels_its_registrations_in_a_job_and_is_resumable)
{
	int64_t class = make_class(2, 0);
	bool ran;

	three_people();
	OK(book(class, ada));
	OK(book(class, grace));
	OK(book(class, alan));
	OK(offering_update(&c, class, 1, &(struct offering){ .status = "cancelled" },
		members(offering_fields, "status")));
	cr_assert_str_eq(state_of(ada, class), "registered", "the job has not run yet");
	REFUSED(ERR_BAD_MOVE,
		offering_update(&c, class, 2, &(struct offering){ .status = "open" },
			members(offering_fields, "status")));
	act_as(SYSTEM);
	cr_assert_eq(job_run_due(&c, &ran), ERR_OK);
	cr_assert(ran);
	cr_assert_str_eq(state_in("cancelled", class), "3");
	cr_assert_str_eq(booking_at(booking_of(alan, class)).cancel_cause, "offering");
	cr_assert_str_eq(sql_text("SELECT state FROM job ORDER BY id DESC LIMIT 1"), "done");
	seats_hold();
}

/* --- mail --- */

static int64_t mails(const char *template, int64_t contact)
{
	return sql_int("SELECT COUNT(*) FROM mail WHERE template = '%s' AND contact_id = %lld", template,
		(long long)contact);
}

Test(bookings, people_are_written_when_they_are_registered_come_up_and_are_cancelled)
{
	int64_t class = make_class(1, 4500);

	ada = make_person("Ada Lovelace", "ada@example.org");
	grace = make_person("Grace Hopper", "grace@example.org");
	buy(ada, class, "invoice");
	cr_assert_eq(mails("registration_confirmed", ada), 1);
	cr_assert_eq(mails("order_receipt", ada), 1);
	cr_assert_not_null(strstr(sql_text("SELECT ics FROM mail WHERE template = 'registration_confirmed'"),
		"BEGIN:VCALENDAR"));
	act_as_contact(grace);
	OK(put(class));
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM mail WHERE contact_id = %lld", (long long)grace), 0);
	act_as(STAFF);
	OK(cancel(booking_of(ada, class)));
	cr_assert_eq(mails("registration_cancelled", ada), 1);
	cr_assert_eq(mails("waiting_list_promoted", grace), 1);
	cr_assert_not_null(
		strstr(sql_text("SELECT vars FROM mail WHERE template = 'waiting_list_promoted'"), "/cart"));
	minutes_pass(48 * 60);
	holds_run_out();
	cr_assert_eq(mails("registration_cancelled", grace), 1);
}

/* --- the race for the last seats --- */

enum { BUYERS = 60, SEATS = 7 };
static int64_t raced;

static enum err do_put(struct ctx *x, void *arg)
{
	(void)arg;
	return cart_put(x, &(struct cart_add){ .offering_id = raced });
}

static enum err do_checkout(struct ctx *x, void *arg)
{
	struct cart cart = { 0 };

	TRY(cart_find(x, &cart));
	return cart.items.n ? order_checkout(x, &(struct checkout){ 0 }, arg) : ERR_OK;
}

static int buyer(int64_t contact)
{
	int64_t order_id;
	enum err e;

	act_as_contact(contact);
	e = db_transact(&c, do_put, NULL, false);
	return (int)(e ? e : db_transact(&c, do_checkout, &order_id, false));
}

Test(bookings, imis_50_sixty_buyers_at_once_get_exactly_the_seats_there_are_and_the_rest_wait_in_order)
{
	struct child children[BUYERS];

	raced = make_class(SEATS, 0);
	for (int i = 0; i < BUYERS; i++)
		children[i] = child_start(buyer, make_contact(arena_printf(&c.arena, "Buyer Number%d", i)));
	children_go(children, BUYERS);
	for (int i = 0; i < BUYERS; i++)
		cr_assert_eq(child_result(&children[i]), 0);
	seats_hold();
	cr_assert_str_eq(state_in("registered", raced), "7");
	cr_assert_str_eq(state_in("waiting", raced), "53");
	cr_assert_eq(sql_int("SELECT COUNT(DISTINCT contact_id) FROM registration"), BUYERS);
	/* Everybody who has a seat came before everybody who waits. */
	cr_assert(sql_int("SELECT MAX(id) FROM registration WHERE state = 'registered'") <
		sql_int("SELECT MIN(id) FROM registration WHERE state = 'waiting'"));
}

static int canceller(int64_t booking)
{
	struct ctx *x = &c;

	(void)x;
	act_as(STAFF);
	step_begin();
	return (int)step_end(cancel(booking));
}

Test(bookings, seats_that_free_at_once_promote_the_first_in_line_one_each)
{
	struct child children[SEATS];
	int64_t class = make_class(SEATS, 0), people[SEATS * 2];

	for (int i = 0; i < SEATS * 2; i++) {
		people[i] = make_contact(arena_printf(&c.arena, "Person Number%d", i));
		OK(book(class, people[i]));
	}
	contact_of_role(STAFF);
	for (int i = 0; i < SEATS - 2; i++)
		children[i] = child_start(canceller, booking_of(people[i], class));
	children_go(children, SEATS - 2);
	for (int i = 0; i < SEATS - 2; i++)
		cr_assert_eq(child_result(&children[i]), 0);
	seats_hold();
	cr_assert_str_eq(state_of(people[SEATS + SEATS - 3], class), "registered");
	cr_assert_str_eq(state_of(people[SEATS + SEATS - 2], class), "waiting");
}
