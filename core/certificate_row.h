#ifndef LAUREL_CORE_CERTIFICATE_ROW_H
#define LAUREL_CORE_CERTIFICATE_ROW_H

#include "audit.h"
#include "certificate.h"
#include "enrollment_row.h"
#include "move.h"

/*
 * Private to the core: how a certificate's state is read off its facts, in
 * SQL, once.  k is the certificate, n the newer one that takes its place: its
 * reissue, or the certificate of the latest later cycle that stands.
 */

/* clang-format off */
#define CERTIFICATE_STATUS \
	"CASE WHEN k.withdrawn_at IS NOT NULL THEN 'withdrawn' WHEN n.id IS NOT NULL THEN 'superseded' " \
	"WHEN k.expires_on < :today THEN 'expired' ELSE 'valid' END"

#define CERTIFICATE_NEWER \
	"LEFT JOIN certificate n ON n.id = COALESCE((SELECT r.id FROM certificate r WHERE r.reissue_of = k.id), " \
	"(SELECT l.id FROM certificate l WHERE l.contact_id = k.contact_id AND l.program_id = k.program_id " \
	"AND l.cycle > k.cycle AND l.withdrawn_at IS NULL AND NOT l.reissued ORDER BY l.cycle DESC, l.id DESC LIMIT 1)) "

#define CERTIFICATE_COLUMNS \
	"k.id, k.contact_id, CONCAT(c.given_name, ' ', c.family_name) AS contact_name, c.contact_no, k.subject_kind, " \
	"k.program_id, k.enrollment_id, k.cycle, k.course_id, k.course_enrollment_id, k.serial, k.code, k.recipient, k.title, " \
	"k.designation, k.earned_on, k.issued_on, k.expires_on, k.template_id, k.template_version, k.reissue_of, k.reissued, " \
	"k.withdrawn_at, k.withdrawn_because, k.withdraw_reason, k.issued_at, k.issued_by, k.withdrawn_by, k.version, " \
	CERTIFICATE_STATUS " AS status, n.code AS newer_code, n.serial AS newer_serial"

#define CERTIFICATE_FROM "FROM certificate k " CERTIFICATE_NEWER "JOIN contact c ON c.id = k.contact_id "
/* clang-format on */

/* withdraw, reinstate, reissue: from which status, to which. */
extern const struct move certificate_moves[];

/* The certificate of an enrolment or attempt that no reissue replaces, held until the transaction ends. */
must_check enum err certificate_current(struct ctx *c, const struct certificate *of, struct certificate *into,
	bool *found);

/* Number it, store it, tell the audit and the person. k->id, serial and code are filled in. */
must_check enum err certificate_write(struct ctx *c, struct certificate *k, const char *action);

/* What an earned enrolment's certificate would say now. template_id 0 where its version issues none. */
must_check enum err certificate_basis(struct ctx *c, int64_t enrollment_id, struct certificate *into);

must_check enum err certificate_take_back(struct ctx *c, const struct certificate *k, const char *because,
	const char *reason);
must_check enum err certificate_give_back(struct ctx *c, const struct certificate *k);

struct audit_object certificate_object(struct ctx *c, const struct certificate *k);

/* Read by code: lock holds the row. */
must_check enum err certificate_read(struct ctx *c, const char *code, bool lock, struct certificate *into);

#endif
