#ifndef LAUREL_REPORT_H
#define LAUREL_REPORT_H

#include "move.h"
#include "page.h"

/*
 * What leaves Laurel about credits.
 *
 * Whom a credit is told to follows from its provenance alone, by the table
 * report_rules, and nothing else decides it:
 *
 *   earned, claimed, auto_on_import   everybody: they were awarded here (CRI-22)
 *   import_course    only the file for PARS, when somebody makes it (CRI-15);
 *                    importing it sends nothing to anybody (CRI-21)
 *   import_legacy    nobody (CRI-13, CRI-14)
 *
 * So CRI-15 and CRI-21 do not contradict each other: the one says what stands
 * in the file, the other that no import makes anything leave.  A credit that
 * only stands in the file is `not_reportable`: it is never queued.
 */
/* What a credit of a provenance begins as; report_rules is made of these, and so is the SQL that awards credits. */
#define REPORT_BEGINS_earned         "queued"
#define REPORT_BEGINS_claimed        "queued"
#define REPORT_BEGINS_auto_on_import "queued"
#define REPORT_BEGINS_import_course  "not_reportable"
#define REPORT_BEGINS_import_legacy  "not_reportable"

struct report_rule {
	const char *provenance;
	const char *submission;     /* what it begins as: queued, or not_reportable */
	bool in_pars, in_cpe, sent; /* sent: to the association's system, by webhook */
};
extern const struct report_rule report_rules[]; /* a row without provenance ends it */

/* NULL for a provenance that there is not. */
const struct report_rule *report_rule(const char *provenance);

/* send, accept, reject, correct: how a credit's submission moves. */
extern const struct move submission_moves[];

/* Who is reported to: "pars" (ACCME, physicians), "cpe" (ACPE and NABP's CPE Monitor, pharmacists). */
extern const char *const report_agencies[];

/*
 * Which profile field of a contact carries what (keys, NULL where none does
 * yet), and the codes of the credit types each agency takes; none: all.
 */
struct report_settings {
	const char *birth_field;         /* a date, or a text MMDD: only day and month leave Laurel */
	const char *license_state_field; /* the state that licenses a physician */
	const char *license_field;       /* the licence's number, or the NPI */
	const char *eprofile_field;      /* a pharmacist's NABP e-Profile ID */
	struct words pars_types, cpe_types;
	int64_t version;

	/* private */
	int64_t birth_field_id, license_state_field_id, license_field_id, eprofile_field_id;
	const char *pars_list, *cpe_list; /* the codes as JSON */
};
extern const struct field report_settings_fields[];

must_check enum err report_settings_find(struct ctx *c, struct report_settings *into);
/* VALIDATION for keys and codes that there are not, and for a field whose type cannot carry it. */
must_check enum err report_settings_update(struct ctx *c, int64_t version, const struct report_settings *in,
	uint64_t sent);

/* What the agencies call a course; NULL where nobody has said it yet. */
struct report_activity {
	int64_t course_id;
	const char *pars; /* ACCME's activity ID: digits */
	const char *cpe;  /* ACPE's Universal Activity Number: 0000-0000-26-001-L04-P */
};
extern const struct field report_activity_fields[];

must_check enum err report_activity_find(struct ctx *c, int64_t course_id, struct report_activity *into);
/* VALIDATION for numbers that are not of their shape. */
must_check enum err report_activity_save(struct ctx *c, int64_t course_id, const struct report_activity *in);

/* The credits awarded from a day to a day, both included; without one, from the first, or until the last. */
struct report_window {
	struct date from, to;
	const char *agency;

	/* private */
	const char *provenances;
	int64_t after_id, rows;
};
extern const struct field report_window_fields[];

/* Texts that are written bit by bit; write() takes each part and may fail. */
struct report_writer {
	enum err (*write)(struct ctx *c, void *arg, const char *data, size_t n);
	void *arg;
};

/*
 * Everything that belongs into a window's file, in the agency's columns.  What
 * is not known yet is an empty cell; an activity that has no number at the
 * agency is shown by the course's code.  It changes nothing: what was handed
 * in is not marked.  Opens no transaction, and keeps a few thousand lines in
 * memory at most.
 */
must_check enum err report_window_check(struct ctx *c, struct report_window *w);
must_check enum err report_write(struct ctx *c, const struct report_window *w,
	const struct report_writer *to);

#endif
