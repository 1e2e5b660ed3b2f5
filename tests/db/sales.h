#ifndef LAUREL_SALES_H
#define LAUREL_SALES_H

#include "fixture.h"
#include "order.h"

/* What the suites about registrations, orders and payments share. */

/* An open offering on 15 July 2026, 09:00 to 17:00 UTC; capacity 0: no limit; price in cents of EUR, 0: free. */
int64_t make_class(int64_t capacity, int64_t price_minor);

/* To be called inside OK() and REFUSED(). */
enum err put(int64_t offering_id);
enum err put_for(int64_t offering_id, int64_t enrollment_id);
enum err checkout(const char *method);
enum err book(int64_t offering_id, int64_t contact_id); /* by staff */
enum err cancel(int64_t booking_id);

/* As that contact, through the cart to the end; gives back the order. */
int64_t buy(int64_t contact_id, int64_t offering_id, const char *method);

int64_t last_order(void);                                      /* of checkout() */
int64_t booking_of(int64_t contact_id, int64_t offering_id);   /* the newest */
const char *state_of(int64_t contact_id, int64_t offering_id); /* of the newest */
struct booking booking_at(int64_t id);
struct order order_at(int64_t id);
struct cart cart_now(void);

/* The counts on the offerings are what counting the registrations gives. */
void seats_hold(void);

/* Let go of every hold that has run out, as the schedule does. */
void holds_run_out(void);

#endif
