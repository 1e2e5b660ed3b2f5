#include "demo_world.h"

#include "db.h"
#include "profile.h"
#include "segment.h"

#include <string.h>

/* What the association knows of its people, the groups it makes of them, and what these bring. */

static const char *regions[] = { "North", "South", "East", "West", "Overseas" };
static const char *sectors[] = { "Water", "Energy", "Rail", "Building", "Public administration" };
static const char *const jobs[] = { "Site manager", "Plant operator", "Safety officer", "Design engineer",
	"Laboratory technician", "Team lead", "Apprentice" };
enum { REGIONS = 5, SECTORS = 5, JOBS = 7 };

static const struct {
	const char *key, *label, *type;
	const char **options;
	size_t n;
	bool member_edits;
} fields[] = {
	{ "region", "Region", "choice", regions, REGIONS, true },
	{ "sector", "Sector", "choice", sectors, SECTORS, false },
	{ "job_title", "Job title", "text", NULL, 0, true },
	{ "member_since", "Member since", "date", NULL, 0, false },
	{ "team_size", "Team size", "number", NULL, 0, true },
};

static const struct {
	const char *name, *match, *conditions;
} segments[] = {
	{ "Northern region", "all", "[{\"field\":\"region\",\"op\":\"is\",\"value\":\"North\"}]" },
	{ "Safety officers", "all", "[{\"field\":\"job_title\",\"op\":\"contains\",\"value\":\"safety\"}]" },
	{ "Leads of large teams in water and energy", "all",
		"[{\"field\":\"team_size\",\"op\":\"after\",\"value\":10},{\"match\":\"any\",\"conditions\":["
		"{\"field\":\"sector\",\"op\":\"is\",\"value\":\"Water\"},{\"field\":\"sector\",\"op\":\"is\",\"value\":\"Energy\"}]}]" },
	{ "Members since before 2016", "all",
		"[{\"field\":\"member_since\",\"op\":\"before\",\"value\":\"2016-01-01\"}]" },
};

const char *demo_profile(struct arena *a, int n)
{
	unsigned mix = (unsigned)n * 2654435761u >> 8;
	const char *json = arena_printf(a, "{\"job_title\":\"%s\",\"member_since\":\"%d-%02u-%02u\"",
		jobs[mix % JOBS], 2008 + (int)(mix / 7 % 18), 1 + mix / 5 % 12, 1 + mix / 11 % 28);

	/* Nobody knows everything of everybody: some fields stay empty. */
	if (n % 9)
		json = arena_printf(a, "%s,\"region\":\"%s\"", json, regions[mix / 3 % REGIONS]);
	if (n % 7)
		json = arena_printf(a, "%s,\"sector\":\"%s\"", json, sectors[mix / 13 % SECTORS]);
	if (n % 3 == 0)
		json = arena_printf(a, "%s,\"team_size\":%u", json, 1 + mix / 17 % 40);
	return arena_printf(a, "%s}", json);
}

enum err demo_found_fields(struct ctx *c)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		struct profile_field f = { .key = fields[i].key,
			.label = fields[i].label,
			.type = fields[i].type,
			.options = { fields[i].options, fields[i].n },
			.member_edits = fields[i].member_edits };

		TRY(profile_field_create(c, &f));
	}
	return ERR_OK;
}

/* What a segment can assign. */
struct assignable {
	int64_t id;
};
static const struct field assignable_fields[] = { FIELD(assignable, id, 0, 0, WIDE), FIELD_END };
STMT(find_assignable, none, assignable,
	"SELECT id FROM course WHERE enrollment_method = 'assignment_only' AND status = 'active' ORDER BY id LIMIT 4")

enum err demo_found_segments(struct ctx *c)
{
	const struct assignable *course;
	struct segment_link_result linked;
	struct list courses;

	TRY(db_all(c, &find_assignable, NULL, &courses));
	course = courses.items;
	for (size_t i = 0; i < sizeof(segments) / sizeof(*segments); i++) {
		struct segment s = { .name = segments[i].name,
			.match = segments[i].match,
			.conditions = segments[i].conditions };
		int64_t id = i < courses.n ? course[i].id : 0;

		TRY(segment_create(c, &s));
		if (id)
			TRY(segment_link(c, s.id, &(struct segment_link_request){ { &id, 1 } }, &linked));
	}
	return ERR_OK;
}
