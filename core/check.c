#include "check.h"
#include "audit.h"
#include "credit_evidence.h"
#include "credit_rule.h"
#include "db.h"
#include "segment.h"

/* One row that breaks a rule. */
struct breach {
	int64_t id, most;
	const char *detail;
};
static const struct field breach_fields[] = {
	FIELD(breach, id, 0, 0, WIDE),
	FIELD(breach, most, 0, 0, WIDE),
	FIELD(breach, detail, 0, 0, 2000),
	FIELD_END,
};

/* --- what is there, beside what adds up to it: nothing is left when both agree --- */

/* clang-format off */
#define TALLIED \
	"SELECT program_id, definition_version AS version, grace_begins_on AS on_date, 1 AS graces, met = 0 AS untouched, " \
	"0 AS expires, 0 AS earned FROM enrollment WHERE cancelled_at IS NULL AND earned_on IS NULL " \
	"UNION ALL SELECT program_id, definition_version, expires_on, 0, 0, 1, 0 FROM enrollment " \
	"WHERE cancelled_at IS NULL AND earned_on IS NULL " \
	"UNION ALL SELECT program_id, definition_version, earned_on, 0, 0, 0, 1 FROM enrollment " \
	"WHERE cancelled_at IS NULL AND earned_on IS NOT NULL "
#define COURSE_COUNTED \
	"SELECT course_id, status, active, archived, COUNT(*) AS n FROM course_enrollment GROUP BY course_id, status, active, archived"
#define HAS_SOURCE \
	"EXISTS (SELECT 1 FROM course_source s WHERE s.course_id = e.course_id AND s.contact_id = e.contact_id AND s.active)"
/* clang-format on */

STMT(tally_breaks, breach, breach,
	"SELECT program_id AS id, CONCAT('version ', version, ' on ', on_date, ' differs by ', SUM(graces), ' in grace, ', "
	"SUM(untouched), ' untouched, ', SUM(expires), ' expiring, ', SUM(earned), ' earned') AS detail FROM (" TALLIED
	"UNION ALL SELECT program_id, version, on_date, -graces, -untouched, -expires, -earned FROM program_tally) r "
	"GROUP BY program_id, version, on_date HAVING SUM(graces) OR SUM(untouched) OR SUM(expires) OR SUM(earned) LIMIT :most")
STMT(drop_tally, none, none, "DELETE FROM program_tally")
STMT(fill_tally, none, none,
	"INSERT INTO program_tally (program_id, version, on_date, graces, untouched, expires, earned) SELECT program_id, version, "
	"on_date, SUM(graces), SUM(untouched), SUM(expires), SUM(earned) FROM (" TALLIED
	") r GROUP BY program_id, version, on_date")

STMT(count_breaks, breach, breach,
	"SELECT p.program_id AS id, CONCAT(p.registrants, ' are counted, ', COUNT(e.id), ' are there') AS detail "
	"FROM program_count p LEFT JOIN enrollment e ON e.program_id = p.program_id AND e.cancelled_at IS NULL "
	"GROUP BY p.program_id, p.registrants HAVING p.registrants <> COUNT(e.id) LIMIT :most")
STMT(fill_count, none, none,
	"UPDATE program_count p SET registrants = (SELECT COUNT(*) FROM enrollment e WHERE e.program_id = p.program_id "
	"AND e.cancelled_at IS NULL)")

STMT(course_tally_breaks, breach, breach,
	"SELECT course_id AS id, CONCAT(SUM(n), ' more ', status, IF(active, ', active', ', suspended'), "
	"IF(archived, ', archived', ''), ' are there than counted') AS detail FROM (" COURSE_COUNTED
	" UNION ALL SELECT course_id, status, active, archived, -n FROM course_tally) r "
	"GROUP BY course_id, status, active, archived HAVING SUM(n) <> 0 LIMIT :most")
STMT(drop_course_tally, none, none, "DELETE FROM course_tally")
STMT(fill_course_tally, none, none,
	"INSERT INTO course_tally (course_id, status, active, archived, n) " COURSE_COUNTED)

STMT(activity_breaks, breach, breach,
	"SELECT e.id, IF(e.active, 'is active without an active source', 'is suspended and has an active source') AS detail "
	"FROM course_enrollment e WHERE e.active <> " HAS_SOURCE " ORDER BY e.id LIMIT :most")
STMT(mend_activity, none, none,
	"UPDATE course_enrollment e SET e.active = NOT e.active, e.version = e.version + 1 WHERE e.active <> " HAS_SOURCE)

STMT(required_steps_breaks, breach, breach,
	"SELECT c.id, CONCAT(c.required_steps, ' required steps are counted, ', COUNT(s.id), ' are there') AS detail "
	"FROM course c LEFT JOIN course_step s ON s.course_id = c.id AND s.required AND NOT s.retired "
	"GROUP BY c.id, c.required_steps HAVING c.required_steps <> COUNT(s.id) LIMIT :most")
STMT(fill_required_steps, none, none,
	"UPDATE course c SET required_steps = (SELECT COUNT(*) FROM course_step s WHERE s.course_id = c.id AND s.required "
	"AND NOT s.retired)")

/* Attendance of an earlier attempt says nothing of this one, so only attempts that begin with the enrolment are judged. */
STMT(event_step_breaks, breach, breach,
	"SELECT e.id, CONCAT('step ', s.id, ' shows ', p.percent, ' %, ', a.minutes, ' of ', v.required_minutes, ' minutes') AS detail "
	"FROM course_step s JOIN event v ON v.id = s.event_id JOIN event_attendance a ON a.event_id = v.id "
	"JOIN course_enrollment e ON e.course_id = s.course_id AND e.contact_id = a.contact_id "
	"JOIN course_step_progress p ON p.course_enrollment_id = e.id AND p.attempt = e.attempt AND p.step_id = s.id "
	"WHERE e.attempt = 1 AND p.percent <> LEAST(100, FLOOR(a.minutes * 100 / v.required_minutes)) LIMIT :most")

STMT(sort_name_breaks, breach, breach,
	"SELECT e.id, CONCAT('is sorted as ', e.sort_name, ', the contact as ', c.sort_name) AS detail FROM course_enrollment e "
	"JOIN contact c ON c.id = e.contact_id WHERE BINARY e.sort_name <> BINARY c.sort_name LIMIT :most")
STMT(mend_sort_name, none, none,
	"UPDATE course_enrollment e JOIN contact c ON c.id = e.contact_id SET e.sort_name = c.sort_name "
	"WHERE BINARY e.sort_name <> BINARY c.sort_name")

STMT(member_breaks, breach, breach,
	"SELECT t.segment_id AS id, CONCAT(t.members, ' members are counted, ', COUNT(m.contact_id), ' are there') AS detail "
	"FROM segment_tally t LEFT JOIN segment_member m ON m.segment_id = t.segment_id GROUP BY t.segment_id, t.members "
	"HAVING t.members <> COUNT(m.contact_id) LIMIT :most")
STMT(fill_members, none, none,
	"UPDATE segment_tally t SET members = (SELECT COUNT(*) FROM segment_member m WHERE m.segment_id = t.segment_id)")

STMT(seat_breaks, breach, breach,
	"SELECT o.id, CONCAT(o.seats_taken, ' seats are counted, ', COUNT(r.id), ' are taken') AS detail FROM offering o "
	"LEFT JOIN registration r ON r.offering_id = o.id AND r.state IN ('pending', 'registered', 'attended') "
	"GROUP BY o.id, o.seats_taken HAVING o.seats_taken <> COUNT(r.id) LIMIT :most")

/* While a link is being made or taken away its job is under way: only settled ones are judged. */
STMT(link_breaks, breach, breach,
	"SELECT k.segment_id AS id, CONCAT('contact ', m.contact_id, ' is a member and has no source in course ', k.course_id) AS detail "
	"FROM segment_course k JOIN segment_member m ON m.segment_id = k.segment_id LEFT JOIN course_source s "
	"ON s.course_id = k.course_id AND s.contact_id = m.contact_id AND s.kind = 'segment' AND s.ref_id = k.segment_id AND s.active "
	"WHERE k.state = 'linked' AND s.course_id IS NULL "
	"UNION ALL SELECT s.ref_id, CONCAT('contact ', s.contact_id, ' has a source in course ', s.course_id, ' and is no member') "
	"FROM course_source s LEFT JOIN segment_course k ON k.segment_id = s.ref_id AND k.course_id = s.course_id "
	"LEFT JOIN segment_member m ON m.segment_id = s.ref_id AND m.contact_id = s.contact_id "
	"WHERE s.kind = 'segment' AND s.active AND COALESCE(k.state, '') NOT IN ('linking', 'unlinking') "
	"AND (k.segment_id IS NULL OR m.contact_id IS NULL) LIMIT :most")

/* Attendance and progress only ever open the latch: what closes it again is a person's decision, which ends the attempt. */
STMT(latch_breaks, breach, breach,
	"SELECT e.id, CONCAT('attempt ', e.attempt, ' has all ', r.required_steps, ' required steps done and is ', e.status) AS detail "
	"FROM course_enrollment e JOIN course r ON r.id = e.course_id WHERE e.status <> 'completed' AND e.active AND NOT e.archived "
	"AND r.required_steps > 0 AND (SELECT COUNT(*) FROM course_step s JOIN course_step_progress p ON p.step_id = s.id "
	"AND p.course_enrollment_id = e.id AND p.attempt = e.attempt AND p.done_on IS NOT NULL WHERE s.course_id = e.course_id "
	"AND s.required AND NOT s.retired) = r.required_steps LIMIT :most")

STMT(certificate_breaks, breach, breach,
	"SELECT x.id, CONCAT('certificate ', x.serial, ' stands, and ', IF(x.program_id IS NULL, 'the course is not completed', "
	"'the program is not earned')) AS detail FROM certificate x LEFT JOIN enrollment e ON e.id = x.enrollment_id "
	"LEFT JOIN course_enrollment k ON k.id = x.course_enrollment_id WHERE x.withdrawn_at IS NULL AND NOT x.reissued "
	"AND (x.program_id IS NOT NULL AND e.earned_on IS NULL "
	"OR x.course_id IS NOT NULL AND x.cycle = k.attempt AND k.completed_on IS NULL) LIMIT :most")

STMT(credit_breaks, breach, breach,
	"SELECT a.id, CONCAT(a.amount, ' are awarded, ', k.maximum, ' is the most there is') AS detail FROM credit_award a "
	"JOIN course_credit k ON k.course_id = a.course_id AND k.credit_type_id = a.credit_type_id "
	"WHERE a.provenance IN ('earned', 'auto_on_import') AND a.amount > k.maximum LIMIT :most")

STMT(credit_evidence_breaks, breach, breach,
	"SELECT enrollment_id AS id, CONCAT('requirement ', requirement_id, ' is ', COALESCE(CONCAT('met on ', was), 'not met'), "
	"', its credits say ', COALESCE(CONCAT('met on ', met_on), 'not met')) AS detail FROM " UNLIKE_LEDGER(
		"enrollment n ", "credit_award") "y ORDER BY enrollment_id, requirement_id LIMIT :most")

enum { MENDS = 3 };

static const struct invariant {
	const char *rule, *entity, *cause, *repair;
	struct stmt *find, *mend[MENDS];
	enum err (*settle)(
		struct ctx *c); /* mends what statements alone cannot, by the rules and with its audit */
} invariants[] = {
	{ "the trackers add up to the enrolments", "program", "a change that did not keep the tally",
		"counts the enrolments anew", &tally_breaks, { &drop_tally, &fill_tally }, NULL },
	{ "a program's registrants are counted", "program", "a change that did not keep the count",
		"counts the enrolments anew", &count_breaks, { &fill_count }, NULL },
	{ "a course report's counts add up to its enrolments", "course",
		"a change that did not keep the tally", "counts the enrolments anew", &course_tally_breaks,
		{ &drop_course_tally, &fill_course_tally }, NULL },
	{ "a course enrolment is active while it has an active source", "course_enrollment",
		"a source that began or ended by itself",
		"sets the activity that the sources give and counts anew", &activity_breaks,
		{ &mend_activity, &drop_course_tally, &fill_course_tally }, NULL },
	{ "a course knows how many steps it requires", "course", "a change of steps that did not count them",
		"counts the steps anew", &required_steps_breaks, { &fill_required_steps }, NULL },
	{ "an event's step shows the attended minutes", "course_enrollment",
		"attendance that was changed without its step", NULL, &event_step_breaks, { NULL }, NULL },
	{ "course reports are sorted by the contacts' names", "course_enrollment",
		"a name that was changed without its enrolments", "takes the names over", &sort_name_breaks,
		{ &mend_sort_name }, NULL },
	{ "a segment's members are counted", "segment", "a change that did not keep the count",
		"counts the members anew", &member_breaks, { &fill_members }, NULL },
	{ "a linked course has a source for each member, and for nobody else", "segment",
		"a member who came or went without the courses", NULL, &link_breaks, { NULL }, NULL },
	{ "an offering's seats are counted", "offering", "a registration that did not keep the count", NULL,
		&seat_breaks, { NULL }, NULL },
	{ "who did all a course requires has completed it", "course_enrollment",
		"a step that was done without settling its course", NULL, &latch_breaks, { NULL }, NULL },
	{ "a certificate that stands was earned", "certificate",
		"a completion that was taken back without its certificate", NULL, &certificate_breaks,
		{ NULL }, NULL },
	{ "an earned credit is within its course's maximum", "credit_award",
		"a maximum that was lowered later, or an award that did not ask for it", NULL, &credit_breaks,
		{ NULL }, NULL },
	{ "a requirement that asks for credits is met as the ledger says", "enrollment",
		"credits that changed without their requirements",
		"records or voids the requirements as the credits say", &credit_evidence_breaks, { NULL },
		credit_evidence_mend },
};
enum { INVARIANTS = sizeof(invariants) / sizeof(*invariants) };

struct round {
	const struct invariant *rule;
	struct list breaches;
	bool repair;
};

static void note_repair(struct ctx *c, int64_t n, const char *rule)
{
	audit_json(c, "check.repair", (struct audit_object){ "check", n, rule }, "[]");
}

static enum err look(struct ctx *c, void *arg)
{
	struct round *r = arg;

	TRY(db_all(c, r->rule->find, &(struct breach){ .most = CHECK_MOST }, &r->breaches));
	if (!r->repair || !r->breaches.n)
		return ERR_OK;
	for (size_t i = 0; i < MENDS && r->rule->mend[i]; i++)
		TRY(db_exec(c, r->rule->mend[i], NULL));
	if (r->rule->settle)
		TRY(r->rule->settle(c));
	if (r->rule->repair)
		note_repair(c, r->rule - invariants + 1, r->rule->rule);
	return ERR_OK;
}

static void tell_all(const struct round *r, check_tell *tell, void *arg)
{
	const struct breach *b = r->breaches.items;

	for (size_t i = 0; i < r->breaches.n; i++)
		tell(&(struct violation){ r->rule->rule, r->rule->entity, b[i].id, b[i].detail,
			     r->rule->cause, r->rule->repair },
			arg);
}

#define MEMBERS_FIT "a segment has just those whom its rule fits"

static enum err note_members(struct ctx *c, void *arg)
{
	(void)arg;
	note_repair(c, INVARIANTS + 1, MEMBERS_FIT);
	return ERR_OK;
}

/* What the rules of segments say is worked out in memory, contact by contact. */
struct member_check {
	struct ctx *c;
	check_tell *tell;
	void *arg;
	int64_t found;
};

static void tell_member(int64_t segment_id, int64_t contact_id, bool missing, void *arg)
{
	struct member_check *k = arg;

	if (k->found++ >= CHECK_MOST)
		return;
	k->tell(&(struct violation){ MEMBERS_FIT, "segment", segment_id,
			arena_printf(&k->c->arena,
				missing ? "contact %lld fits and is no member"
					: "contact %lld is a member without fitting",
				(long long)contact_id),
			"a profile that was changed without its segments",
			"lets them enter and leave, with the courses that brings" },
		k->arg);
}

static enum err check_members(struct ctx *c, bool repair, check_tell *tell, void *arg, int64_t *found)
{
	struct member_check k = { .c = c, .tell = tell, .arg = arg };

	TRY(segments_check(c, repair, tell_member, &k));
	if (repair && k.found)
		TRY(db_transact(c, note_members, NULL, false));
	*found += k.found;
	return ERR_OK;
}

enum err check_run(struct ctx *c, bool repair, check_tell *tell, void *arg, int64_t *found)
{
	*found = 0;
	for (size_t i = 0; i < INVARIANTS; i++) {
		struct round r = { .rule = &invariants[i], .repair = repair };

		TRY(db_transact(c, look, &r, !repair));
		tell_all(&r, tell, arg);
		*found += (int64_t)r.breaches.n;
	}
	return check_members(c, repair, tell, arg, found);
}
