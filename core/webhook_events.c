#include "db.h"
#include "json.h"
#include "report.h"
#include "webhook_keys.h"

#include <string.h>

/* What is told, in the transaction in which it happens: each fact is a message with a key, so that it is told once. */

struct telling {
	const char *event, *stamp, *provenances;
	struct ints ids;
	int64_t id, attempt, import_id, from_course, to_course, from_contact, to_contact;
	struct date on;
};
static const struct field telling_fields[] = {
	FIELD(telling, event, 0, 0, 32),
	FIELD(telling, stamp, 0, 0, 40),
	FIELD(telling, provenances, 0, 0, 200),
	FIELD(telling, ids, 0, 0, WIDE),
	FIELD(telling, id, 0, 0, WIDE),
	FIELD(telling, attempt, 0, 0, WIDE),
	FIELD(telling, on, 0, 0, DATE_MAX),
	FIELD(telling, import_id, 0, 0, WIDE),
	FIELD(telling, from_course, 0, 0, WIDE),
	FIELD(telling, to_course, 0, 0, WIDE),
	FIELD(telling, from_contact, 0, 0, WIDE),
	FIELD(telling, to_contact, 0, 0, WIDE),
	FIELD_END,
};

/* clang-format off */
#define INTO "INSERT IGNORE INTO webhook_delivery (event, dedupe, payload, state, send_at, created_at) SELECT :event, "
#define ENVELOPE(data) WEBHOOK_ENVELOPE(":event", data)
#define CONTACT \
	"'contact', JSON_OBJECT('id', p.id, 'contact_no', p.contact_no, 'email', p.email, 'given_name', p.given_name, " \
	"'family_name', p.family_name)"
#define PERSON CONTACT ", 'course', JSON_OBJECT('id', k.id, 'code', k.code, 'title', k.title)"
/* A credit is told once as awarded, each correction once, and once that it is gone. */
#define TELL_CREDITS(from, condition) \
	INTO "CONCAT(:event, ':', a.id, ':', IF(:event = 'credit.awarded', 1, a.version)), " ENVELOPE("JSON_OBJECT('credit_id', a.id, " PERSON ", " \
	"'attempt', a.attempt, 'credit_type', t.code, 'amount', a.amount, 'awarded_on', a.awarded_on, 'expires_on', a.expires_on, " \
	"'provenance', a.provenance)") "FROM webhook_setting s STRAIGHT_JOIN " from \
	"STRAIGHT_JOIN contact p ON p.id = a.contact_id STRAIGHT_JOIN course k ON k.id = a.course_id " \
	"STRAIGHT_JOIN credit_type t ON t.id = a.credit_type_id WHERE s.enabled AND FIND_IN_SET(a.provenance, :provenances) AND " condition
#define TOLD_OF_COURSE(v) v ".completed_on IS NOT NULL AND " v ".completion_origin <> 'import'"
#define IDS "JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) m "
/* clang-format on */

STMT(tell_credits, telling, none, TELL_CREDITS(IDS "STRAIGHT_JOIN credit_award a ON a.id = m.id ", "TRUE"))
STMT(tell_earned, telling, none,
	TELL_CREDITS(IDS
		"STRAIGHT_JOIN course_enrollment e ON e.id = m.id STRAIGHT_JOIN credit_award a ON a.course_id = e.course_id "
		"AND a.contact_id = e.contact_id AND a.attempt = e.attempt ",
		"a.created_at = :now"))
STMT(tell_imported, telling, none,
	TELL_CREDITS("credit_award a ",
		"a.import_id = :import_id AND a.course_id BETWEEN :from_course AND :to_course AND a.contact_id > :from_contact "
		"AND a.contact_id <= :to_contact"))
STMT(tell_completed, telling, none,
	INTO "CONCAT(:event, ':', e.id, ':', e.attempt), " ENVELOPE(
		"JSON_OBJECT('course_enrollment_id', e.id, " PERSON
		", 'attempt', e.attempt, 'completed_on', e.completed_on, 'origin', e.completion_origin, 'grade', e.grade)") "FROM webhook_setting s STRAIGHT_JOIN " IDS
															    "STRAIGHT_JOIN course_enrollment e ON e.id = m.id "
															    "STRAIGHT_JOIN contact p ON p.id = e.contact_id STRAIGHT_JOIN course k ON k.id = e.course_id "
															    "WHERE s.enabled AND e.status = 'completed' AND e.completion_origin <> 'import'")

/* clang-format off */
STMT(tell_uncompleted, telling, none,
	INTO "CONCAT(:event, ':', e.id, ':', e.version), " ENVELOPE("JSON_OBJECT('course_enrollment_id', e.id, " PERSON ", 'attempt', :attempt, "
	"'completed_on', :on)") "FROM webhook_setting s STRAIGHT_JOIN course_enrollment e ON e.id = :id STRAIGHT_JOIN contact p ON p.id = e.contact_id "
	"STRAIGHT_JOIN course k ON k.id = e.course_id WHERE s.enabled")
/* What was taken back may be true once more, and is told again then. */
STMT(untell_completed, telling, none,
	"UPDATE webhook_delivery SET dedupe = NULL WHERE dedupe = CONCAT('course.completed:', :id, ':', :attempt)")
STMT(tell_deleted, telling, none,
	INTO "CONCAT(:event, ':', e.id), " ENVELOPE("JSON_OBJECT('course_enrollment_id', e.id, " PERSON ", 'attempts', e.attempt)")
	"FROM webhook_setting s STRAIGHT_JOIN course_enrollment e ON e.id = :id STRAIGHT_JOIN contact p ON p.id = e.contact_id "
	"STRAIGHT_JOIN course k ON k.id = e.course_id WHERE s.enabled AND ((" TOLD_OF_COURSE("e") ") OR EXISTS (SELECT 1 FROM course_attempt t "
	"WHERE t.course_enrollment_id = e.id AND " TOLD_OF_COURSE("t") "))")
STMT(tell_deleted_credits, telling, none,
	TELL_CREDITS("course_enrollment e ON e.id = :id STRAIGHT_JOIN credit_award a ON a.course_id = e.course_id AND a.contact_id = e.contact_id ", "TRUE"))
STMT(tell_program, telling, none,
	INTO "CONCAT(:event, ':', n.id, ':', n.version), " ENVELOPE("JSON_OBJECT('enrollment_id', n.id, " CONTACT ", 'program', "
	"JSON_OBJECT('id', g.id, 'code', g.code, 'name', g.name, 'kind', g.kind), 'cycle', n.cycle, 'definition_version', n.definition_version, "
	"'earned_on', :on)") "FROM webhook_setting s STRAIGHT_JOIN enrollment n ON n.id = :id STRAIGHT_JOIN contact p ON p.id = n.contact_id "
	"STRAIGHT_JOIN program g ON g.id = n.program_id WHERE s.enabled")
STMT(tell_certificate, telling, none,
	INTO "CONCAT(:event, ':', z.id, ':', z.version), " ENVELOPE("JSON_OBJECT('serial', z.serial, 'code', z.code, " CONTACT ", 'of', z.subject_kind, "
	"'title', z.title, 'earned_on', z.earned_on, 'expires_on', z.expires_on, 'enrollment_id', z.enrollment_id, 'course_enrollment_id', "
	"z.course_enrollment_id)") "FROM webhook_setting s STRAIGHT_JOIN certificate z ON z.id = :id STRAIGHT_JOIN contact p ON p.id = z.contact_id "
	"WHERE s.enabled")
/* clang-format on */

/* Of which provenances the association is told, by the one table that says so. */
static const char *told(struct ctx *c)
{
	struct buf b = { .arena = &c->arena };

	for (const struct report_rule *r = report_rules; r->provenance; r++)
		if (r->sent)
			buf_printf(&b, "%s%s", b.used ? "," : "", r->provenance);
	return buf_end(&b);
}

static enum err tell(struct ctx *c, struct stmt *s, struct telling t)
{
	char stamp[INSTANT_TEXT];

	instant_format(c->now, stamp);
	t.stamp = arena_strdup(&c->arena, stamp);
	t.provenances = told(c);
	return db_exec(c, s, &t);
}

enum err webhook_credits_earned(struct ctx *c, const struct ints *course_enrollment_ids)
{
	return tell(c, &tell_earned,
		(struct telling){ .event = "credit.awarded", .ids = *course_enrollment_ids });
}

enum err webhook_credit_claimed(struct ctx *c, int64_t award_id)
{
	return tell(c, &tell_credits, (struct telling){ .event = "credit.awarded", .ids = { &award_id, 1 } });
}

enum err webhook_credit_corrected(struct ctx *c, int64_t award_id)
{
	return tell(c, &tell_credits,
		(struct telling){ .event = "credit.corrected", .ids = { &award_id, 1 } });
}

enum err webhook_credits_imported(struct ctx *c, const struct webhook_range *r)
{
	return tell(c, &tell_imported,
		(struct telling){ .event = "credit.awarded",
			.import_id = r->import_id,
			.from_course = r->from_course,
			.to_course = r->to_course,
			.from_contact = r->from_contact,
			.to_contact = r->to_contact });
}

enum err webhook_courses_completed(struct ctx *c, const struct ints *course_enrollment_ids)
{
	return tell(c, &tell_completed,
		(struct telling){ .event = "course.completed", .ids = *course_enrollment_ids });
}

enum err webhook_credits_removed(struct ctx *c, const struct ints *award_ids)
{
	if (!award_ids->n)
		return ERR_OK;
	return tell(c, &tell_credits, (struct telling){ .event = "credit.removed", .ids = *award_ids });
}

enum err webhook_course_uncompleted(struct ctx *c, const struct webhook_completion *was)
{
	const struct telling t = { .event = "course.uncompleted",
		.id = was->course_enrollment_id,
		.attempt = was->attempt,
		.on = was->completed_on };

	if (!was->completed_on.day || !was->origin || !strcmp(was->origin, "import"))
		return ERR_OK;
	TRY(tell(c, &tell_uncompleted, t));
	return tell(c, &untell_completed, t);
}

enum err webhook_course_deleted(struct ctx *c, int64_t course_enrollment_id)
{
	struct telling t = { .event = "credit.removed", .id = course_enrollment_id };

	TRY(tell(c, &tell_deleted_credits, t));
	t.event = "course.deleted";
	return tell(c, &tell_deleted, t);
}

enum err webhook_program_follow(struct ctx *c, int64_t enrollment_id, struct date before, struct date after)
{
	if (before.day == after.day || (c->via && !strcmp(c->via, "import")))
		return ERR_OK;
	return tell(c, &tell_program,
		(struct telling){ .event = after.day ? "program.earned" : "program.rescinded",
			.id = enrollment_id,
			.on = after.day ? after : before });
}

enum err webhook_certificate_withdrawn(struct ctx *c, int64_t id)
{
	return tell(c, &tell_certificate, (struct telling){ .event = "certificate.withdrawn", .id = id });
}

enum err webhook_certificate_reinstated(struct ctx *c, int64_t id)
{
	return tell(c, &tell_certificate, (struct telling){ .event = "certificate.reinstated", .id = id });
}
