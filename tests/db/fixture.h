#ifndef LAUREL_FIXTURE_H
#define LAUREL_FIXTURE_H

#include "account.h"
#include "audit.h"
#include "check.h"
#include "completion.h"
#include "component.h"
#include "contact.h"
#include "db.h"
#include "definition.h"
#include "enrollment.h"
#include "perm.h"
#include "program.h"
#include "setting.h"

#include <criterion/criterion.h>
#include <string.h>

/*
 * Each test has a process and a schema of its own, a clock that stands still
 * at noon UTC of 15 June 2026, and acts as a Certification Admin until it says
 * otherwise.
 */
extern struct ctx c;

void fixture_open(void);
void fixture_close(void);
#define DB_SUITE(name) TestSuite(name, .init = fixture_open, .fini = fixture_close)

void today_is(struct date d);
void minutes_pass(int64_t minutes);
#define ON(y, m, d) date_of(y, m, d)
#define TODAY       date_of(2026, 6, 15)
const char *date_text(struct date d); /* NULL for no date */

/* A contact of that role, who is also a learner, as everybody with a login. */
void act_as(unsigned roles);
void act_as_contact(int64_t contact_id);
int64_t contact_of_role(unsigned role);

/* Straight into the database, on a connection of its own: sees what is committed. */
void sql(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
int64_t sql_int(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
const char *sql_text(const char *fmt, ...)
	__attribute__((format(printf, 1, 2))); /* NULL for null or no row */
MYSQL *rival(void);                            /* one more connection; the caller closes it */
const char *schema_name(void);

/*
 * One call as the program makes it: in a transaction that is committed, with
 * its audit, when the call succeeds, and rolled back when it does not.
 */
void step_begin(void);
enum err step_end(enum err e);
const char *said(void); /* what the last call complained of */
#define STEP(call) (step_begin(), step_end(call))
#define OK(call) \
	do { \
		enum err ok_ = STEP(call); \
		cr_assert_eq(ok_, ERR_OK, "%s gave %s: %s", #call, err_slug(ok_), said()); \
	} while (0)

/* Refused with this code, and nothing in the whole database is different afterwards. */
const char *fingerprint(void);
#define REFUSED(code, call) \
	do { \
		const char *before_ = fingerprint(); \
		enum err refused_ = STEP(call); \
		cr_assert_eq(refused_, code, "%s gave %s: %s", #call, err_slug(refused_), said()); \
		cr_assert_str_eq(fingerprint(), before_, "%s was refused and changed something", #call); \
	} while (0)
/* Refused with a complaint about this place. */
#define INVALID(pointer, call) \
	do { \
		REFUSED(ERR_VALIDATION, call); \
		cr_assert(complained_of(pointer), "%s should complain of %s: %s", #call, pointer, said()); \
	} while (0)
bool complained_of(const char *pointer);

/* Something of each kind; made by the system itself, whoever acts. */
int64_t make_contact(const char *name); /* "Ada Lovelace" */
int64_t make_person(const char *name, const char *email);
int64_t make_component(const char *title, const char *kind);
int64_t make_offering(int64_t component_id, const char *title);

/*
 * stages: requirements by name, '|' between stages, "2:" before a stage that
 * asks for any two.  A requirement's marks: '!' needs approval, '#' needs a
 * grade, "#60" with a pass mark.  "Course Exam#60! | 1: Essay Talk".
 * A component of the same name stands behind each requirement.
 */
struct plan {
	char nothing;                      /* C17 knows no empty initializer */
	const char *name, *stages;         /* "Program 1" ..., "Course" */
	const char *period, *grace;        /* "12 months", "3 months"; "none" */
	const char *kind, *component_kind; /* certification, experience */
	bool in_order, approval, maintenance, enrollee_cancel, draft;
	int64_t prerequisite;
};
#define PROGRAM(...) make_program((struct plan){ 0, __VA_ARGS__ })
int64_t make_program(struct plan p);
struct definition *define(struct plan p);

/* The newest definition's requirement of that title. */
int64_t requirement_of(int64_t program_id, const char *title);

int64_t enroll_one(int64_t program_id, int64_t contact_id);
int64_t enroll_on(int64_t program_id, int64_t contact_id, struct date on);
struct enroll_outcome try_enroll(int64_t program_id, int64_t contact_id);
struct ints ids(size_t n, ...);                                 /* of int64_t */
uint64_t members(const struct field *table, const char *names); /* "code name" as bits of what was sent */

/* Steps on a requirement of an enrolment, to be called inside OK() and REFUSED(). */
enum err record(int64_t enrollment_id, const char *title, struct date on);
enum err record_graded(int64_t enrollment_id, const char *title, struct date on, int64_t grade);
enum err grade(int64_t enrollment_id, const char *title, int64_t points);
enum err approve(int64_t enrollment_id, const char *title);
enum err reject(int64_t enrollment_id, const char *title, const char *note);
enum err void_it(int64_t enrollment_id, const char *title, const char *reason);
enum err waive(int64_t enrollment_id, const char *title, const char *reason);

struct enrollment row_of(int64_t enrollment_id);
struct enrollment_view view_of(int64_t enrollment_id);
struct requirement_view requirement_in(int64_t enrollment_id, const char *title);
struct tracker tracker_of(int64_t program_id);
struct program program_of(int64_t program_id);
int64_t audit_count(const char *action);

/* What `laurel check` finds, and the last of it: sums, sources, latches, memberships (GO1-01). */
int64_t check_finds(bool repair);
extern struct violation check_last;
void everything_holds(void);

/*
 * Work in processes of their own, each with a connection: started together,
 * ended by child_result(), which gives back what work returned (0..255).
 */
struct child {
	int pid, gate;
};
struct child child_start(int (*work)(int64_t arg), int64_t arg);
void children_go(struct child *children, size_t n);
int child_result(struct child *child);
/* This process dies by SIGKILL so many microseconds from now, whatever it does then; 0: it lives. */
void die_in(int64_t microseconds);
/* Work that calls die_in(arg) in a process of its own: was it killed? */
bool killed(int (*work)(int64_t arg), int64_t arg);

/* Every job that is due, to its end; whose work it was is forgotten again. */
void run_jobs(void);
/* The same for killed(): 1 when a job could not be run. */
int run_jobs_briefly(int64_t microseconds);

/* Numbers that look random and are the same in every run. */
uint32_t dice(uint32_t sides);

#endif
