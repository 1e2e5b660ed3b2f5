#ifndef LAUREL_REPORT_EXPORT_PARTS_H
#define LAUREL_REPORT_EXPORT_PARTS_H

#include "audit.h"
#include "report_export.h"

/* Private to the core: what making a file and deciding about it have in common. */

enum { REPORT_ROWS_A_READ = 2000 };

/* One file at a time is made or decided: until COMMIT. */
must_check enum err report_hold(struct ctx *c);
/* The same; REPORT_IN_WORK while a file of the agency is being made by a job. */
must_check enum err report_hold_idle(struct ctx *c, const char *agency);

/* Credits that a file adds move by this verb: those of its rows after n = before that are in this state. */
must_check enum err report_move_credits(struct ctx *c, int64_t id, int64_t before, const char *verb,
	const char *state);

struct audit_object report_object(struct ctx *c, const struct report_export *x);

#endif
