#ifndef LAUREL_WEBHOOK_H
#define LAUREL_WEBHOOK_H

#include "move.h"
#include "page.h"

/*
 * Telling the association's own system (AMS) what happens, by signed messages
 * as Standard Webhooks has them: POST of {"type","timestamp","data"}, with
 * webhook-id (the same at every attempt), webhook-timestamp (seconds) and
 * webhook-signature ("v1," and the base64 of HMAC-SHA256 over
 * id.timestamp.body, keyed with the secret's bytes).
 *
 * A message is written in the transaction that causes it and sent after its
 * commit, at least once: the receiver tells repeats by webhook-id.  What is not
 * answered with 2xx is tried again, after a minute, then after twice as long
 * each time, at most six hours; after WEBHOOK_ATTEMPTS it has failed, and
 * leaves again by hand only.  Nothing is written while the webhook is off.
 *
 *
 *   credit.awarded        a credit was awarded here (report_rules, CRI-22)
 *   credit.corrected      it says something else now; an amount of 0 is none
 *   credit.removed        it is gone: its record was deleted, or the import undone that awarded it
 *   course.completed      a course was completed here
 *   course.uncompleted    that was taken back: by reassigning, or as a correction
 *   course.deleted        the person's record in the course is gone, with all its attempts
 *   program.earned        a program was earned, or is earned on another day than was told
 *   program.rescinded     it is earned no more: what met a requirement was voided, or the definition is another
 *   certificate.withdrawn, certificate.reinstated   by decision of staff
 *   ping                  to see whether messages arrive
 *
 * Imports tell nothing (CRI-13..15, CRI-21) but the credits that completions
 * without credit award by themselves (CRI-22): not the credits and completions
 * that they bring, nor programs that are earned by them.  So undoing one tells
 * of nothing but those credits that are gone, and taking back a completion that
 * was imported is not told either.  Certificates that are withdrawn or given
 * back because a completion or program was say no more than that, and are not
 * told by themselves.  No message is written when a day passes: what expires
 * says when, in expires_on.  A message may take back what was never told, as
 * the webhook was off then, or an import had brought it.
 */
enum { WEBHOOK_ATTEMPTS = 16, WEBHOOK_LEASE_SECONDS = 60, WEBHOOK_KEPT_DAYS = 90 };

/* What the installation brings; the secret is a file of its own, whsec_ and base64. */
struct webhook_keys {
	const char *secret; /* NULL: nothing can be sent */
	bool loopback;      /* messages may go to this very machine, without TLS: for tests */
};

/* LAUREL_WEBHOOK_SECRET_FILE, LAUREL_WEBHOOK_LOOPBACK. False with a message on stderr when they make no sense. */
must_check bool webhook_keys_from_env(struct arena *keep, struct webhook_keys *into);
/* What this process works with; lives as long as it. */
void webhook_use(const struct webhook_keys *keys);

struct webhook_settings {
	bool enabled;
	const char *url; /* https://... */
	bool can_sign;   /* there is a secret */
	int64_t waiting, failed;
	int64_t version;
};
extern const struct field webhook_settings_fields[];

must_check enum err webhook_settings_find(struct ctx *c, struct webhook_settings *into);
/* VALIDATION for addresses that are not https, name a user, or no host; NO_WEBHOOK_SECRET to switch it on without one. */
must_check enum err webhook_settings_update(struct ctx *c, int64_t version, const struct webhook_settings *in,
	uint64_t sent);

/* In the transaction that awards or corrects them. */
must_check enum err webhook_credits_earned(struct ctx *c, const struct ints *course_enrollment_ids);
must_check enum err webhook_credit_claimed(struct ctx *c, int64_t award_id);
must_check enum err webhook_credit_corrected(struct ctx *c, int64_t award_id);
/* The credits that an import awarded by itself to these courses and contacts (after from_contact). */
struct webhook_range {
	int64_t import_id, from_course, to_course, from_contact, to_contact;
};
must_check enum err webhook_credits_imported(struct ctx *c, const struct webhook_range *r);
/* They are about to go. */
must_check enum err webhook_credits_removed(struct ctx *c, const struct ints *award_ids);
/* Completions that an import brought are not told (CRI-21). */
must_check enum err webhook_courses_completed(struct ctx *c, const struct ints *course_enrollment_ids);

/* What it was before it was taken back; afterwards it may be told as completed again. */
struct webhook_completion {
	int64_t course_enrollment_id, attempt;
	struct date completed_on;
	const char *origin;
};
must_check enum err webhook_course_uncompleted(struct ctx *c, const struct webhook_completion *was);
/* Before it is deleted; its credits are told to be gone as well. */
must_check enum err webhook_course_deleted(struct ctx *c, int64_t course_enrollment_id);
/* After it was stored: the day on which it was earned before and is now. */
must_check enum err webhook_program_follow(struct ctx *c, int64_t enrollment_id, struct date before,
	struct date after);
must_check enum err webhook_certificate_withdrawn(struct ctx *c, int64_t id);
must_check enum err webhook_certificate_reinstated(struct ctx *c, int64_t id);

/* What became of each message, newest first; its words are shown one by one. */
struct webhook_delivery {
	int64_t id;
	const char *event, *state; /* waiting, delivered, failed */
	int64_t attempts, status;
	const char *error, *payload;
	struct instant created_at, send_at, ended_at;
	int64_t version;
};
extern const struct field webhook_delivery_fields[], webhook_message_fields[];
extern const struct move webhook_moves[];
struct webhook_query {
	const char *state; /* NULL: all */
	PAGE_MEMBERS;
};
extern const struct field webhook_query_fields[];
must_check enum err webhook_list(struct ctx *c, struct webhook_query *q, struct page *into);
must_check enum err webhook_find(struct ctx *c, int64_t id, struct webhook_delivery *into);

/* Send once more what failed or was delivered; BAD_MOVE while it waits. */
must_check enum err webhook_retry(struct ctx *c, int64_t id);
/* Write a message of the type "ping", to see whether it arrives. */
must_check enum err webhook_ping(struct ctx *c, struct webhook_delivery *into);

/* Send the message that is due for the longest time. Runs its own transactions. */
must_check enum err webhook_send_one(struct ctx *c, bool *more);
/* Forget what was delivered long ago. In a transaction. */
must_check enum err webhook_sweep(struct ctx *c);

#endif
