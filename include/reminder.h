#ifndef LAUREL_REMINDER_H
#define LAUREL_REMINDER_H

#include "ctx.h"

/*
 * What people are reminded of, in their morning: REMINDER_HOUR of their own
 * time zone. How many days before, each program says (program.reminder_days).
 *
 * Each enrolment has one date that matters next, and a reminder of its own:
 * before the grace period begins, where there is one (deadline_reminder);
 * before the grace period ends (grace_reminder); before it expires, where
 * there is no grace period (expiry_reminder). Nobody is reminded of what is
 * earned, cancelled, superseded, waits for approval, or belongs to a program
 * that is not active. Each reminder is written once, whatever happens between:
 * a date that is moved is another date. A reminder that a standstill delayed
 * by more than REMINDER_LATE_DAYS is left out.
 *
 * Those who decide get one mail in their morning when something new waits for
 * a decision: a digest, as a mail for each record would drown them.
 */
enum { REMINDER_HOUR = 8, REMINDER_LATE_DAYS = 2, REMINDER_CHUNK = 2000, REMINDER_DAYS_MAX = 366 };

/* How many days before, most first. Save: VALIDATION for days that are none; in a transaction. */
must_check enum err reminder_days_read(struct ctx *c, int64_t program_id, struct ints *into);
must_check enum err reminder_days_save(struct ctx *c, int64_t program_id, const struct ints *days);

/*
 * Write the reminders of every time zone whose morning has come, a chunk a
 * transaction; a sweep that was killed goes on where it was. Runs its own
 * transactions.
 */
must_check enum err reminder_sweep(struct ctx *c);

#endif
