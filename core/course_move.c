#include "course_move.h"

#include <string.h>

const char *const course_content_sources[] = { "own", "premium", "marketplace", "import_shell", NULL };
const char *const course_statuses[] = {
	"assigned",
	"not_started",
	"in_progress",
	"pending",
	"completed",
	NULL,
};

/* A shell that an import made is the organisation's own, but nobody can take it again. */
/* clang-format off */
#define EVERY(x) { x, x, x, x }
#define NONE     NULL
const struct course_move course_moves[] = {
	/*                              own                  premium              marketplace          import_shell */
	{ "import",    "none",        EVERY(NONE) },
	{ "import",    "assigned",    EVERY(NONE) },
	{ "import",    "not_started", EVERY("exists_not_started") },
	{ "import",    "in_progress", EVERY("exists_in_progress") },
	{ "import",    "pending",     EVERY("exists_pending") },
	{ "import",    "completed",   EVERY("exists_completed") },
	{ "change",    "none",        EVERY("not_found") },
	{ "change",    "assigned",    { "use_import",        "shared_content",    "shared_content",    "use_import" } },
	{ "change",    "not_started", { NONE,                "shared_content",    "shared_content",    NONE } },
	{ "change",    "in_progress", { NONE,                "shared_content",    "shared_content",    NONE } },
	{ "change",    "pending",     { "use_import",        "shared_content",    "shared_content",    "use_import" } },
	{ "change",    "completed",   { NONE,                "shared_content",    "shared_content",    NONE } },
	{ "re_enroll", "none",        EVERY("not_found") },
	{ "re_enroll", "assigned",    EVERY("not_re_enrollable") },
	{ "re_enroll", "not_started", EVERY("not_re_enrollable") },
	{ "re_enroll", "in_progress", EVERY("not_re_enrollable") },
	{ "re_enroll", "pending",     EVERY("not_re_enrollable") },
	{ "re_enroll", "completed",   { NONE,                NONE,                "not_re_enrollable", "not_re_enrollable" } },
	{ "reassign",  "none",        EVERY("not_found") },
	{ "reassign",  "assigned",    EVERY("bad_move") },
	{ "reassign",  "not_started", EVERY("bad_move") },
	{ "reassign",  "in_progress", EVERY(NONE) },
	{ "reassign",  "pending",     EVERY("bad_move") },
	{ "reassign",  "completed",   EVERY(NONE) },
	{ NULL, NULL, EVERY(NULL) },
};
/* clang-format on */

static size_t column_of(const char *content_source)
{
	size_t i = 0;

	while (i < COURSE_SOURCES && strcmp(course_content_sources[i], content_source) != 0)
		i++;
	return i;
}

const char *course_move_refusal(const char *verb, const char *status, const char *content_source)
{
	size_t column = column_of(content_source);

	for (const struct course_move *m = course_moves; m->verb && column < COURSE_SOURCES; m++)
		if (!strcmp(m->verb, verb) && !strcmp(m->from, status))
			return m->refusal[column];
	return "bad_move";
}

/* How people read a status. */
static const char *spoken(const char *status)
{
	if (!strcmp(status, "not_started"))
		return "not started";
	return strcmp(status, "in_progress") ? status : "in progress";
}

static enum err shared(struct ctx *c, const char *status, const char *content_source)
{
	const char *remedy = "Delete the enrollment first, then import the completion from a CSV file.";

	if (!strcmp(status, "assigned"))
		remedy = "Import the completion from a CSV file.";
	else if (!strcmp(status, "completed"))
		remedy = !strcmp(content_source, "premium")
			? "Re-enroll the contact, or reassign the course if the completion must go."
			: "Reassign the course, if the completion must go.";
	return fail_remedy(c, ERR_SHARED_CONTENT, remedy,
		"This is %s content, shared by many organisations: its status cannot be changed by hand.",
		content_source);
}

static enum err by_import_only(struct ctx *c, const char *status)
{
	if (!strcmp(status, "pending"))
		return fail_remedy(c, ERR_USE_IMPORT,
			"Approve or decline it, or delete the enrollment and import the completion from a CSV file.",
			"The enrollment still waits for approval: its status cannot be changed by hand.");
	return fail_remedy(c, ERR_USE_IMPORT, "Import the completion from a CSV file.",
		"The course is assigned and was not opened yet: its status cannot be changed by hand.");
}

static enum err not_again(struct ctx *c, const char *status, const char *content_source)
{
	if (strcmp(status, "completed") != 0)
		return fail_remedy(c, ERR_NOT_RE_ENROLLABLE,
			"Re-enroll once the course is completed; reassign it to start over.",
			"Only who has completed a course can be enrolled in it again; this enrollment is %s.",
			spoken(status));
	return fail_remedy(c, ERR_NOT_RE_ENROLLABLE,
		"Reassign the course, if it must be taken again; that takes the completion away.",
		"%s cannot be taken again: that is for premium courses and the organisation's own.",
		!strcmp(content_source, "marketplace") ? "Marketplace courses"
						       : "Courses that an import made");
}

enum err course_move_check(struct ctx *c, const char *verb, const char *status, const char *content_source)
{
	const char *refusal = course_move_refusal(verb, status, content_source);

	if (!refusal)
		return ERR_OK;
	if (!strcmp(refusal, "shared_content"))
		return shared(c, status, content_source);
	if (!strcmp(refusal, "use_import"))
		return by_import_only(c, status);
	if (!strcmp(refusal, "not_re_enrollable"))
		return not_again(c, status, content_source);
	return fail(c, ERR_BAD_MOVE,
		"Nothing was done in it yet that could be started over: the enrollment is %s.",
		spoken(status));
}
