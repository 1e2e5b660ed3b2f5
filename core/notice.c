#include "notice.h"
#include "mail.h"

enum { STAGES_MAX = 64 };

static enum err tell(struct ctx *c, const struct enrollment *e, const char *template, const char *vars,
	const char *key)
{
	return mail_queue(c,
		&(struct mail_request){
			.contact_id = e->contact_id,
			.template = template,
			.vars = vars,
			.dedupe = key,
			.optional = true,
		});
}

static const char *link_to(struct ctx *c, const struct enrollment *e)
{
	return mail_path(c, "/my-programs/%lld", (long long)e->id);
}

uint64_t notice_locked(const struct progress *p)
{
	const struct stage_view *stages = p->stages.items;
	uint64_t locked = 0;
	bool waits = false;

	for (size_t i = 0; i < p->stages.n && i < STAGES_MAX && p->definition.in_order; i++) {
		locked |= (uint64_t)waits << i;
		waits |= !stages[i].complete;
	}
	return locked;
}

static enum err tell_of_stage(struct ctx *c, const struct enrollment *e, const char *title, size_t position)
{
	return tell(c, e, "stage_started",
		mail_vars(c, "program", e->program_name, "stage", title, "deadline",
			mail_day(c, e->completion_deadline), "link", link_to(c, e), NULL),
		mail_path(c, "stage:%lld:%lld:%zu", (long long)e->id, (long long)e->definition_version,
			position));
}

enum err notice_stages(struct ctx *c, const struct progress *p, uint64_t locked_before)
{
	const struct stage_view *stages = p->stages.items;
	uint64_t begun = locked_before & ~notice_locked(p);

	for (size_t i = 0; i < p->stages.n && i < STAGES_MAX; i++)
		if (begun >> i & 1 && !stages[i].complete)
			TRY(tell_of_stage(c, p->enrollment, stages[i].title, i));
	return ERR_OK;
}

/* A record that is rejected, mended and decided again is told of each time. */
static const char *decision_key(struct ctx *c, const struct requirement_view *r)
{
	return mail_path(c, "decision:%lld:%lld", (long long)r->completion_id, (long long)c->now.us);
}

enum err notice_approved(struct ctx *c, const struct enrollment *e, const struct requirement_view *r)
{
	return tell(c, e, "decision_approved",
		mail_vars(c, "program", e->program_name, "requirement", r->title, "completed_on",
			mail_day(c, r->completed_on), "link", link_to(c, e), NULL),
		decision_key(c, r));
}

enum err notice_rejected(struct ctx *c, const struct enrollment *e, const struct requirement_view *r,
	const char *note)
{
	return tell(c, e, "decision_rejected",
		mail_vars(c, "program", e->program_name, "requirement", r->title, "note", note, "link",
			mail_path(c, "/my-programs/%lld/requirements/%lld", (long long)e->id,
				(long long)r->id),
			NULL),
		decision_key(c, r));
}

enum err notice_earned(struct ctx *c, const struct enrollment *e)
{
	return tell(c, e, "program_earned",
		mail_vars(c, "program", e->program_name, "earned_on", mail_day(c, e->earned_on), "link",
			link_to(c, e), NULL),
		mail_path(c, "earned:%lld:%lld", (long long)e->id, (long long)e->approved_on.day));
}
