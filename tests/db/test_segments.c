#include "call.h"
#include "job.h"
#include "profile.h"
#include "segment.h"

DB_SUITE(segments);

static const char *regions[] = { "North", "South", "East", "West" };

static void make_field(const char *key, const char *type)
{
	struct profile_field f = { .key = key, .label = key, .type = type };

	if (!strcmp(type, "choice"))
		f.options = (struct words){ regions, 4 };
	OK(profile_field_create(&c, &f));
}

static void make_fields(void)
{
	make_field("region", "choice");
	make_field("job", "text");
	make_field("since", "date");
	make_field("staff", "number");
}

static enum err fill(int64_t id, const char *profile)
{
	const struct contact in = { .profile = profile };

	return contact_update(&c, id, sql_int("SELECT version FROM contact WHERE id = %lld", (long long)id),
		&in, members(contact_fields, "profile"));
}

static int64_t person(const char *name, const char *profile)
{
	int64_t id = make_contact(name);

	if (profile)
		OK(fill(id, profile));
	return id;
}

static enum err create(const char *match, const char *conditions, int64_t *id)
{
	static int made;
	struct segment s = { .match = match, .conditions = conditions };
	enum err e;

	s.name = arena_printf(&c.arena, "Segment %d", ++made);
	e = segment_create(&c, &s);
	*id = s.id;
	return e;
}

static int64_t make_segment(const char *match, const char *conditions)
{
	int64_t id;

	OK(create(match, conditions, &id));
	return id;
}

static struct segment read_segment(int64_t id)
{
	struct segment s;

	OK(segment_find(&c, id, &s));
	return s;
}

/* Their given names, in order of their ids. */
static const char *who(int64_t segment_id)
{
	const char *names = sql_text("SELECT GROUP_CONCAT(c.given_name ORDER BY c.id) FROM segment_member m "
				     "JOIN contact c ON c.id = m.contact_id WHERE m.segment_id = %lld",
		(long long)segment_id);

	cr_assert_eq(read_segment(segment_id).members,
		sql_int("SELECT COUNT(*) FROM segment_member WHERE segment_id = %lld",
			(long long)segment_id));
	return names ? names : "";
}

static const char *who_fits(const char *match, const char *conditions)
{
	return who(make_segment(match, conditions));
}

static void some_people(void)
{
	make_fields();
	sql("DELETE FROM contact"); /* whoever acts is not asked about */
	person("Ada Alpha",
		"{\"region\":\"North\",\"job\":\"Head nurse\",\"since\":\"2020-05-01\",\"staff\":12.5}");
	person("Bea Beta", "{\"region\":\"South\",\"job\":\"nurse\",\"since\":\"2021-05-01\",\"staff\":3}");
	person("Cid Gamma",
		"{\"region\":\"North\",\"job\":\"M\xC3\xA9"
		"decin\"}");
	person("Dot Delta", NULL);
}

Test(segments, seg_02_seg_07_each_op_finds_whom_it_says)
{
	some_people();
	cr_assert_str_eq(who_fits("all", "[{\"field\":\"region\",\"op\":\"is\",\"value\":\"North\"}]"),
		"Ada,Cid");
	cr_assert_str_eq(who_fits("all", "[{\"field\":\"job\",\"op\":\"is\",\"value\":\"NURSE\"}]"), "Bea");
	cr_assert_str_eq(who_fits("all", "[{\"field\":\"job\",\"op\":\"contains\",\"value\":\"Nurse\"}]"),
		"Ada,Bea");
	cr_assert_str_eq(who_fits("all", "[{\"field\":\"job\",\"op\":\"starts_with\",\"value\":\"medec\"}]"),
		"Cid");
	cr_assert_str_eq(who_fits("all",
				 "[{\"field\":\"since\",\"op\":\"before\",\"value\":\"2021-05-01\"}]"),
		"Ada");
	cr_assert_str_eq(who_fits("all", "[{\"field\":\"since\",\"op\":\"after\",\"value\":\"2020-05-01\"}]"),
		"Bea");
	cr_assert_str_eq(who_fits("all", "[{\"field\":\"staff\",\"op\":\"after\",\"value\":3}]"), "Ada");
	cr_assert_str_eq(who_fits("all", "[{\"field\":\"staff\",\"op\":\"before\",\"value\":12.5001}]"),
		"Ada,Bea");
	cr_assert_str_eq(who_fits("all", "[{\"field\":\"staff\",\"op\":\"is\",\"value\":\"3.0\"}]"), "Bea");
}

Test(segments, seg_06_an_empty_field_is_found_by_is_empty_and_by_nothing_else)
{
	some_people();
	cr_assert_str_eq(
		who_fits("all",
			"[{\"field\":\"staff\",\"op\":\"is_empty\"},{\"field\":\"job\",\"op\":\"is_empty\"},"
			"{\"field\":\"region\",\"op\":\"is_empty\"}]"),
		"Dot");
	cr_assert_str_eq(who_fits("all", "[{\"field\":\"region\",\"op\":\"is_not\",\"value\":\"South\"}]"),
		"Ada,Cid");
	cr_assert_str_eq(who_fits("all", "[{\"field\":\"staff\",\"op\":\"is_not\",\"value\":3}]"), "Ada");
}

Test(segments, all_any_and_groups_combine_conditions)
{
	static const char north_or_nurse[] =
		"{\"match\":\"any\",\"conditions\":[{\"field\":\"region\",\"op\":\"is\",\"value\":\"North\"},"
		"{\"field\":\"job\",\"op\":\"contains\",\"value\":\"nurse\"}]}";

	some_people();
	cr_assert_str_eq(
		who_fits("any",
			"[{\"field\":\"staff\",\"op\":\"is\",\"value\":3},{\"field\":\"region\",\"op\":\"is\",\"value\":\"North\"}]"),
		"Ada,Bea,Cid");
	cr_assert_str_eq(who_fits("all",
				 arena_printf(&c.arena, "[%s,{\"field\":\"since\",\"op\":\"is_empty\"}]",
					 north_or_nurse)),
		"Cid");
	cr_assert_str_eq(who_fits("any",
				 arena_printf(&c.arena, "[{\"field\":\"since\",\"op\":\"is_empty\"},%s]",
					 north_or_nurse)),
		"Ada,Bea,Cid,Dot");
	cr_assert_str_eq(who_fits("all", arena_printf(&c.arena, "[%s,%s]", north_or_nurse, north_or_nurse)),
		"Ada,Bea,Cid");
}

Test(segments, a_rule_is_given_back_as_it_was_sent)
{
	static const char rule[] =
		"[{\"field\":\"staff\",\"op\":\"after\",\"value\":3.5},{\"match\":\"any\",\"conditions\":["
		"{\"field\":\"job\",\"op\":\"is\",\"value\":\"Say \\\"x\\\"\"},{\"field\":\"since\",\"op\":\"before\",\"value\":\"2021-05-01\"}]},"
		"{\"field\":\"region\",\"op\":\"is_empty\"}]";

	make_fields();
	cr_assert_str_eq(read_segment(make_segment("any", rule)).conditions, rule);
	cr_assert_str_eq(read_segment(1).match, "any");
}

Test(segments, what_is_wrong_in_a_rule_is_said_at_its_place)
{
	static const struct {
		const char *conditions, *pointer;
	} wrong[] = {
		{ "[]", "/conditions" },
		{ "{}", "/conditions" },
		{ "[{\"field\":\"colour\",\"op\":\"is\",\"value\":\"x\"}]", "/conditions/0/field" },
		{ "[{\"op\":\"is\",\"value\":\"x\"}]", "/conditions/0/field" },
		{ "[{\"field\":\"job\",\"value\":\"x\"}]", "/conditions/0/op" },
		{ "[{\"field\":\"job\",\"op\":\"like\",\"value\":\"x\"}]", "/conditions/0/op" },
		{ "[{\"field\":\"job\",\"op\":\"before\",\"value\":\"x\"}]", "/conditions/0/op" },
		{ "[{\"field\":\"staff\",\"op\":\"contains\",\"value\":1}]", "/conditions/0/op" },
		{ "[{\"field\":\"job\",\"op\":\"is\"}]", "/conditions/0/value" },
		{ "[{\"field\":\"job\",\"op\":\"is_empty\"},{\"field\":\"job\",\"op\":\"is\",\"value\":\" \"}]",
			"/conditions/1/value" },
		{ "[{\"field\":\"job\",\"op\":\"is_empty\",\"value\":\"x\"}]", "/conditions/0/value" },
		{ "[{\"field\":\"since\",\"op\":\"after\",\"value\":\"2021-02-30\"}]",
			"/conditions/0/value" },
		{ "[{\"field\":\"staff\",\"op\":\"after\",\"value\":\"many\"}]", "/conditions/0/value" },
		{ "[{\"field\":\"region\",\"op\":\"is\",\"value\":\"Mars\"}]", "/conditions/0/value" },
		{ "[{\"match\":\"any\",\"conditions\":[]}]", "/conditions/0/conditions" },
		{ "[{\"conditions\":[{\"field\":\"job\",\"op\":\"is_empty\"}]}]", "/conditions/0/match" },
		{ "[{\"match\":\"any\",\"conditions\":[{\"field\":\"x\",\"op\":\"is_empty\"}]}]",
			"/conditions/0/conditions/0/field" },
		{ "[{\"match\":\"any\",\"conditions\":[{\"match\":\"all\",\"conditions\":[{\"field\":\"job\",\"op\":\"is_empty\"}]}]}]",
			"/conditions/0/conditions/0/conditions" },
	};
	int64_t id;

	make_fields();
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		INVALID(wrong[i].pointer, create("all", wrong[i].conditions, &id));
}

Test(segments, a_name_is_one_segments)
{
	struct segment s = { .name = "Nurses",
		.match = "all",
		.conditions = "[{\"field\":\"job\",\"op\":\"is_empty\"}]" };

	make_fields();
	OK(segment_create(&c, &s));
	s.name = "nurses";
	REFUSED(ERR_CODE_TAKEN, segment_create(&c, &s));
}

/* --- kept in step --- */

Test(segments, seg_03_seg_04_a_profile_that_changes_moves_its_person_at_once)
{
	int64_t north, ada;

	some_people();
	north = make_segment("all", "[{\"field\":\"region\",\"op\":\"is\",\"value\":\"North\"}]");
	ada = sql_int("SELECT id FROM contact WHERE given_name = 'Ada'");
	OK(fill(ada, "{\"region\":\"South\"}"));
	cr_assert_str_eq(who(north), "Cid");
	OK(fill(ada, "{\"region\":\"North\"}"));
	cr_assert_str_eq(who(north), "Ada,Cid");
	OK(fill(ada, "{\"region\":null}"));
	cr_assert_str_eq(who(north), "Cid");
}

Test(segments, seg_03_a_new_contact_is_in_every_segment_whose_rule_fits)
{
	struct contact in = { .given_name = "Eve",
		.family_name = "Epsilon",
		.profile = "{\"region\":\"North\"}" };
	int64_t north, nobody;

	some_people();
	north = make_segment("all", "[{\"field\":\"region\",\"op\":\"is\",\"value\":\"North\"}]");
	nobody = make_segment("all",
		"[{\"field\":\"region\",\"op\":\"is_empty\"},{\"field\":\"job\",\"op\":\"is_empty\"}]");
	OK(contact_create(&c, &in));
	cr_assert_str_eq(who(north), "Ada,Cid,Eve");
	person("Fay Zeta", NULL);
	cr_assert_not_null(strstr(who(nobody), "Fay"));
}

Test(segments, a_change_that_is_taken_back_leaves_the_members_as_they_were)
{
	int64_t north, ada;

	some_people();
	north = make_segment("all", "[{\"field\":\"region\",\"op\":\"is\",\"value\":\"North\"}]");
	ada = sql_int("SELECT id FROM contact WHERE given_name = 'Ada'");
	step_begin();
	cr_assert_eq(fill(ada, "{\"region\":\"South\"}"), ERR_OK);
	step_end(ERR_BAD_MOVE);
	cr_assert_str_eq(who(north), "Ada,Cid");
}

Test(segments, another_rule_moves_whom_it_concerns)
{
	int64_t id;
	struct segment in = { .conditions = "[{\"field\":\"job\",\"op\":\"contains\",\"value\":\"nurse\"}]" };

	some_people();
	id = make_segment("all", "[{\"field\":\"region\",\"op\":\"is\",\"value\":\"North\"}]");
	OK(segment_update(&c, id, 1, &in, members(segment_fields, "conditions")));
	cr_assert_str_eq(who(id), "Ada,Bea");
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM segment_rule"), 1, "the old rule is gone");
	OK(segment_update(&c, id, 2, &in, members(segment_fields, "conditions")));
	cr_assert(c.unchanged);
	REFUSED(ERR_STALE_VERSION, segment_update(&c, id, 1, &in, members(segment_fields, "conditions")));
}

Test(segments, a_change_is_foreseen_with_who_enters_and_who_leaves)
{
	struct segment_preview p = { .match = "all",
		.conditions = "[{\"field\":\"job\",\"op\":\"contains\",\"value\":\"nurse\"}]" };
	const char *before;

	some_people();
	p.segment_id = make_segment("all", "[{\"field\":\"region\",\"op\":\"is\",\"value\":\"North\"}]");
	before = fingerprint();
	OK(segment_foresee(&c, &p));
	cr_assert_str_eq(fingerprint(), before);
	cr_assert_eq(p.members, 2);
	cr_assert_eq(p.entering, 1);
	cr_assert_eq(p.leaving, 1);
	cr_assert_str_eq(((struct segment_person *)p.entering_sample.items)->name, "Bea Beta");
	cr_assert_str_eq(((struct segment_person *)p.leaving_sample.items)->name, "Cid Gamma");
	cr_assert_eq(p.sample.n, 2);
	cr_assert_not(p.brake);
	p = (struct segment_preview){ .match = "all", .conditions = p.conditions };
	OK(segment_foresee(&c, &p));
	cr_assert_eq(p.entering, 2, "a new one begins empty");
}

Test(segments, a_change_that_moves_more_than_the_brake_allows_asks_for_the_name)
{
	int64_t id;
	struct segment in = { .conditions = "[{\"field\":\"region\",\"op\":\"is_empty\"}]" };

	some_people();
	id = make_segment("all", "[{\"field\":\"region\",\"op\":\"is\",\"value\":\"North\"}]");
	sql("UPDATE organisation SET segment_brake_people = 2");
	REFUSED(ERR_SEGMENT_BRAKE, segment_update(&c, id, 1, &in, members(segment_fields, "conditions")));
	in.confirm = "something else";
	REFUSED(ERR_SEGMENT_BRAKE,
		segment_update(&c, id, 1, &in, members(segment_fields, "conditions confirm")));
	in.confirm = read_segment(id).name;
	OK(segment_update(&c, id, 1, &in, members(segment_fields, "conditions confirm")));
	sql("UPDATE organisation SET segment_brake_people = 1000, segment_brake_percent = 50");
	in = (struct segment){ .conditions = "[{\"field\":\"region\",\"op\":\"is\",\"value\":\"South\"}]" };
	REFUSED(ERR_SEGMENT_BRAKE, segment_update(&c, id, 2, &in, members(segment_fields, "conditions")));
	sql("UPDATE organisation SET segment_brake_percent = 0");
	OK(segment_update(&c, id, 2, &in, members(segment_fields, "conditions")));
}

Test(segments, seg_14_seg_16_seg_22_whom_staff_take_out_stays_out_until_they_are_let_in_again)
{
	int64_t north, ada;
	struct ints one = { &ada, 1 };

	some_people();
	north = make_segment("all", "[{\"field\":\"region\",\"op\":\"is\",\"value\":\"North\"}]");
	ada = sql_int("SELECT id FROM contact WHERE given_name = 'Ada'");
	OK(segment_exclude(&c, north, &(struct exclusion_input){ one, "On leave" }));
	cr_assert_str_eq(who(north), "Cid");
	cr_assert_eq(audit_count("segment.exclude"), 1);
	OK(fill(ada, "{\"job\":\"Head\"}"));
	OK(fill(ada, "{\"region\":\"South\"}"));
	OK(fill(ada, "{\"region\":\"North\"}"));
	cr_assert_str_eq(who(north), "Cid", "no rule takes her in");
	OK(segment_include(&c, north, ada));
	cr_assert_str_eq(who(north), "Ada,Cid");
	REFUSED(ERR_NOT_FOUND, segment_include(&c, north, ada));
	ada = 424242;
	REFUSED(ERR_UNKNOWN_CONTACT, segment_exclude(&c, north, &(struct exclusion_input){ one, NULL }));
}

/* Those of the page that the cursor points to, by given name; *next is the cursor of the one after. */
static const char *excluded(int64_t segment, const char *q, const char **next)
{
	struct member_query in = { .segment_id = segment, .q = q, .limit = 1, .cursor = *next };
	const struct segment_excluded *x;
	struct page page = { 0 };

	OK(segment_exclusions(&c, &in, &page));
	*next = page.next;
	x = page.items.items;
	return page.items.n ? x->name : NULL;
}

Test(segments, whom_staff_took_out_is_listed_page_by_page_and_found_by_name)
{
	int64_t north, taken[2];
	const char *next = NULL;

	some_people();
	north = make_segment("all", "[{\"field\":\"region\",\"op\":\"is\",\"value\":\"North\"}]");
	taken[0] = sql_int("SELECT id FROM contact WHERE given_name = 'Ada'");
	taken[1] = sql_int("SELECT id FROM contact WHERE given_name = 'Cid'");
	OK(segment_exclude(&c, north, &(struct exclusion_input){ { taken, 2 }, "On leave" }));
	cr_assert_eq(strncmp(excluded(north, NULL, &next), "Ada", 3), 0);
	cr_assert_not_null(next);
	cr_assert_eq(strncmp(excluded(north, NULL, &next), "Cid", 3), 0);
	cr_assert_null(next);
	cr_assert_eq(strncmp(excluded(north, "cid", &next), "Cid", 3), 0);
	cr_assert_null(next);
}

Test(segments, a_field_or_option_that_a_rule_asks_for_is_not_taken_away)
{
	static const char *fewer[] = { "South", "East", "West" };
	struct profile_field f = { .options = { fewer, 3 } };
	int64_t region;

	make_fields();
	region = sql_int("SELECT id FROM profile_field WHERE field_key = 'region'");
	make_segment("all", "[{\"field\":\"region\",\"op\":\"is\",\"value\":\"North\"}]");
	REFUSED(ERR_FIELD_IN_USE, profile_field_remove(&c, region));
	REFUSED(ERR_OPTION_IN_USE,
		profile_field_update(&c, region, 1, &f, members(profile_field_fields, "options")));
}

Test(segments, a_segment_without_courses_is_deleted_with_all_that_is_its_own)
{
	int64_t north;

	some_people();
	north = make_segment("all", "[{\"field\":\"region\",\"op\":\"is\",\"value\":\"North\"}]");
	OK(segment_remove(&c, north));
	cr_assert_eq(
		sql_int("SELECT (SELECT COUNT(*) FROM segment) + (SELECT COUNT(*) FROM segment_member) + (SELECT COUNT(*) FROM segment_rule) "
			"+ (SELECT COUNT(*) FROM segment_condition) + (SELECT COUNT(*) FROM segment_tally)"),
		0);
	cr_assert_eq(audit_count("segment.delete"), 1);
}

Test(segments, members_are_listed_by_name_and_searched)
{
	struct member_query q = { .limit = 1 };
	struct page page = { 0 };

	some_people();
	q.segment_id = make_segment("all", "[{\"field\":\"region\",\"op\":\"is\",\"value\":\"North\"}]");
	OK(segment_members(&c, &q, &page));
	cr_assert_eq(page.total, 2);
	cr_assert_str_eq(((struct contact_row *)page.items.items)->name, "Ada Alpha");
	q.cursor = page.next;
	page = (struct page){ 0 };
	OK(segment_members(&c, &q, &page));
	cr_assert_str_eq(((struct contact_row *)page.items.items)->name, "Cid Gamma");
	cr_assert_null(page.next);
	q = (struct member_query){ .segment_id = q.segment_id, .q = "gam" };
	page = (struct page){ 0 };
	OK(segment_members(&c, &q, &page));
	cr_assert_eq(page.items.n, 1);
	q.q = "beta";
	page = (struct page){ 0 };
	OK(segment_members(&c, &q, &page));
	cr_assert_eq(page.items.n, 0, "Bea is no member");
}

/* --- the rule against a second opinion --- */

enum { PEOPLE = 60, RULES = 150 };
static const char *const words[] = { "", "nurse", "Nurse", "head nurse", "chef",
	("\xC3\xA9"
	 "clair"),
	"Eclair", "a%b", "a_b" };
static const char *const days[] = { "", "2020-01-01", "2020-06-15", "2021-01-01", "2021-12-31" };
static const char *const amounts[] = { "", "-1.5", "0", "2", "2.5", "10", "100" };
static const char *const places[] = { "", "North", "South", "East", "West" };
static const char *const keys[] = { "region", "job", "since", "staff" };
struct known {
	int64_t id;
	const char *value[4];
};

static const char *pick(int field)
{
	switch (field) {
	case 0:
		return places[dice(5)];
	case 1:
		return words[dice(9)];
	case 2:
		return days[dice(5)];
	default:
		return amounts[dice(7)];
	}
}

/* Without case and the one accent that the words have. */
static const char *plain(const char *text)
{
	char *copy = arena_strdup(&c.arena, text);
	char *accent = strstr(copy, "\xC3\xA9");

	if (accent) {
		*accent = 'e';
		memmove(accent + 1, accent + 2, strlen(accent + 1));
	}
	for (char *p = copy; *p; p++)
		*p = (char)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p);
	return copy;
}

static int order(int field, const char *a, const char *b)
{
	double x, y;

	if (field != 3)
		return strcmp(plain(a), plain(b));
	x = strtod(a, NULL);
	y = strtod(b, NULL);
	return (x > y) - (x < y);
}

static bool oracle_holds(const struct known *k, int field, const char *op, const char *value)
{
	const char *v = k->value[field];

	if (!strcmp(op, "is_empty"))
		return !*v;
	if (!*v)
		return false;
	if (!strcmp(op, "contains"))
		return strstr(plain(v), plain(value));
	if (!strcmp(op, "starts_with"))
		return !strncmp(plain(v), plain(value), strlen(plain(value)));
	return !strcmp(op, "is")        ? !order(field, v, value)
		: !strcmp(op, "is_not") ? order(field, v, value) != 0
		: !strcmp(op, "before") ? order(field, v, value) < 0
					: order(field, v, value) > 0;
}

/* A random condition: its JSON, and for each person whether it holds. */
static const char *draw_condition(const struct known *people, bool *holds)
{
	static const char *const of_texts[] = { "is", "is_not", "contains", "starts_with", "is_empty" };
	static const char *const of_orders[] = { "is", "is_not", "before", "after", "is_empty" };
	int field = (int)dice(4);
	const char *op = field < 2 ? of_texts[dice(5)] : of_orders[dice(5)], *value = "";

	while (!*value)
		value = pick(field);
	for (int i = 0; i < PEOPLE; i++)
		holds[i] = oracle_holds(&people[i], field, op, value);
	if (!strcmp(op, "is_empty"))
		return arena_printf(&c.arena, "{\"field\":\"%s\",\"op\":\"is_empty\"}", keys[field]);
	return arena_printf(&c.arena, "{\"field\":\"%s\",\"op\":\"%s\",\"value\":\"%s\"}", keys[field], op,
		value);
}

static const char *draw_list(const struct known *people, bool any, int depth, bool *holds)
{
	const char *json = "[";
	int n = 1 + (int)dice(3);

	for (int i = 0; i < PEOPLE; i++)
		holds[i] = !any;
	for (int part = 0; part < n; part++) {
		bool one[PEOPLE], group = depth && !dice(3), group_any = dice(2);
		const char *text = group
			? arena_printf(&c.arena, "{\"match\":\"%s\",\"conditions\":%s}",
				  group_any ? "any" : "all", draw_list(people, group_any, 0, one))
			: draw_condition(people, one);

		for (int i = 0; i < PEOPLE; i++)
			holds[i] = any ? holds[i] || one[i] : holds[i] && one[i];
		json = arena_printf(&c.arena, "%s%s%s", json, part ? "," : "", text);
	}
	return arena_printf(&c.arena, "%s]", json);
}

static const char *draw_profile(struct known *k)
{
	for (int f = 0; f < 4; f++)
		k->value[f] = pick(f);
	return arena_printf(&c.arena, "{\"region\":\"%s\",\"job\":\"%s\",\"since\":\"%s\",\"staff\":\"%s\"}",
		k->value[0], k->value[1], k->value[2], k->value[3]);
}

static void same_as_oracle(int64_t segment_id, const struct known *people, const bool *holds,
	const char *rule)
{
	for (int i = 0; i < PEOPLE; i++)
		cr_assert_eq(
			sql_int("SELECT COUNT(*) FROM segment_member WHERE segment_id = %lld AND contact_id = %lld",
				(long long)segment_id, (long long)people[i].id),
			holds[i], "%s for %s, %s, %s, %s", rule, people[i].value[0], people[i].value[1],
			people[i].value[2], people[i].value[3]);
}

Test(segments, seg_02_random_rules_mean_what_a_second_reading_of_them_means, .timeout = 240)
{
	struct known people[PEOPLE];
	static bool holds[RULES][PEOPLE];
	const char *rules[RULES];
	int64_t ids[RULES];

	make_fields();
	for (int i = 0; i < PEOPLE; i++)
		people[i].id = make_contact("Ada Lovelace");
	for (int i = 0; i < PEOPLE; i++)
		OK(fill(people[i].id, draw_profile(&people[i])));
	for (int r = 0; r < RULES; r++) {
		bool any = dice(2);

		rules[r] = draw_list(people, any, 1, holds[r]);
		ids[r] = make_segment(any ? "any" : "all", rules[r]);
		same_as_oracle(ids[r], people, holds[r], rules[r]);
	}
	everything_holds();
	sql("DELETE FROM segment_member WHERE contact_id = %lld", (long long)people[3].id);
	cr_assert_gt(check_finds(false), 0, "a membership that got lost is found");
}
