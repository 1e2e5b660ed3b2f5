#include "certificate.h"
#include "course_enrollment_row.h"
#include "course_row.h"
#include "credit_evidence.h"
#include "db.h"
#include "webhook.h"

#include <string.h>

STMT(count_removal, course_enrollment, course_removal_preview,
	"SELECT (SELECT COUNT(*) FROM course_attempt a WHERE a.course_enrollment_id = :id) + 1 AS attempts, "
	"(SELECT COUNT(*) FROM course_attempt a WHERE a.course_enrollment_id = :id AND a.completed_on IS NOT NULL) "
	"+ (SELECT e.completed_on IS NOT NULL FROM course_enrollment e WHERE e.id = :id) AS completions, "
	"(SELECT COUNT(*) FROM course_step_progress p WHERE p.course_enrollment_id = :id AND p.percent > 0) AS steps, "
	"(SELECT COUNT(*) FROM credit_award w WHERE w.course_id = :course_id AND w.contact_id = :contact_id) AS credits")
STMT(delete_enrollment, course_enrollment, none, "DELETE FROM course_enrollment WHERE id = :id")

static const char *counted(struct ctx *c, int64_t n, const char *one, const char *many)
{
	return n == 1 ? arena_printf(&c->arena, "1 %s", one)
		      : arena_printf(&c->arena, "%lld %s", (long long)n, many);
}

/* Said before it happens, with everything that goes (GO1-11, 13). */
static const char *effect_of(struct ctx *c, const struct course_removal_preview *p)
{
	return arena_printf(&c->arena,
		"This cannot be undone. Everything that %s has in %s is removed: %s, %s, %s and %s. The historical records "
		"go with the current enrollment, and certificates of the course are withdrawn. Requirements of programs that the course has met stay met%s.",
		p->contact_name, p->course_title, counted(c, p->attempts, "attempt", "attempts"),
		counted(c, p->completions, "completion", "completions"),
		counted(c, p->steps, "step with progress", "steps with progress"),
		counted(c, p->credits, "credit", "credits"),
		p->credits ? "; those that ask for credits are judged without these" : "");
}

static enum err preview(struct ctx *c, const struct course_enrollment *e, struct course_removal_preview *into)
{
	TRY(course_check_remove(c, e));
	TRY(db_one(c, &count_removal, e, into));
	into->contact_name = e->contact_name;
	into->course_code = e->course_code;
	into->course_title = e->course_title;
	into->effect = effect_of(c, into);
	return ERR_OK;
}

enum err course_enrollment_removal(struct ctx *c, int64_t id, struct course_removal_preview *into)
{
	struct course_enrollment e;

	TRY(course_enrollment_read(c, id, false, &e));
	return preview(c, &e, into);
}

/* What goes, in numbers, beside what the row itself said. */
static const char *tombstone(struct ctx *c, const struct course_enrollment *e,
	const struct course_removal_preview *p)
{
	return audit_join(c, audit_changes(c, course_enrollment_fields, e, NULL),
		arena_printf(&c->arena,
			"[{\"field\":\"attempts\",\"before\":%lld,\"after\":null},"
			"{\"field\":\"completions\",\"before\":%lld,\"after\":null},"
			"{\"field\":\"contact_id\",\"before\":%lld,\"after\":null},"
			"{\"field\":\"course_id\",\"before\":%lld,\"after\":null}]",
			(long long)p->attempts, (long long)p->completions, (long long)e->contact_id,
			(long long)e->course_id));
}

enum err course_enrollment_remove(struct ctx *c, int64_t id, const struct course_removal *in)
{
	struct course_removal_preview p = { 0 };
	struct course_enrollment e;
	struct course course;

	TRY(course_enrollment_read(c, id, false, &e));
	TRY(course_read(c, e.course_id, true, &course));
	TRY(course_enrollment_read(c, id, true, &e));
	TRY(preview(c, &e, &p));
	if (strcmp(in->confirm, e.course_code) != 0)
		return fail_remedy(c, ERR_NOT_CONFIRMED,
			arena_printf(&c->arena, "Type %s to show that this is meant.", e.course_code), "%s",
			p.effect);
	c->reason = in->reason;
	TRY(certificate_withdraw_course(c, id, 0));
	TRY(webhook_course_deleted(c, id));
	TRY(db_exec(c, &delete_enrollment, &e));
	audit_json(c, "course_enrollment.delete", course_enrollment_object(c, &e), tombstone(c, &e, &p));
	if (p.credits)
		TRY(credit_evidence_follow(c, &(struct ints){ &e.contact_id, 1 }));
	return course_tally_add(c, &(struct course_count){ e.course_id, e.status, e.active, e.archived, -1 });
}
