#include "call.h"
#include "profile.h"

DB_SUITE(profile);

static int64_t make_field(const char *key, const char *type)
{
	static const char *choices[] = { "North", "South", "East" };
	struct profile_field f = { .key = key, .label = key, .type = type };

	if (!strcmp(type, "choice"))
		f.options = (struct words){ choices, 3 };
	OK(profile_field_create(&c, &f));
	return f.id;
}

static void make_fields(void)
{
	make_field("region", "choice");
	make_field("job", "text");
	make_field("since", "date");
	make_field("staff", "number");
}

static struct contact read_contact(int64_t id)
{
	struct contact k = { 0 };

	OK(contact_find(&c, id, &k));
	return k;
}

static enum err fill(int64_t id, const char *profile)
{
	const struct contact in = { .profile = profile };

	return contact_update(&c, id, sql_int("SELECT version FROM contact WHERE id = %lld", (long long)id),
		&in, members(contact_fields, "profile"));
}

static enum err change(int64_t id, struct profile_field in, const char *sent)
{
	return profile_field_update(&c, id,
		sql_int("SELECT version FROM profile_field WHERE id = %lld", (long long)id), &in,
		members(profile_field_fields, sent));
}

Test(profile, seg_02_seg_06_a_field_of_each_type_is_filled_and_read_back)
{
	struct contact in = {
		.given_name = "Ada",
		.family_name = "Lovelace",
		.profile =
			"{\"region\":\"North\",\"job\":\" Head \\\"of\\\" labs \",\"since\":\"2020-02-29\",\"staff\":12.50}"
	};

	make_fields();
	OK(contact_create(&c, &in));
	cr_assert_str_eq(read_contact(in.id).profile,
		"{\"job\":\"Head \\\"of\\\" labs\",\"region\":\"North\",\"since\":\"2020-02-29\",\"staff\":12.5}");
}

Test(profile, a_key_that_is_not_sent_keeps_its_value_and_null_and_no_text_empty_it)
{
	int64_t ada = make_contact("Ada Lovelace");

	make_fields();
	OK(fill(ada, "{\"region\":\"North\",\"job\":\"Head\",\"staff\":-3}"));
	OK(fill(ada, "{\"region\":null,\"job\":\"\",\"since\":\"2021-01-01\"}"));
	cr_assert_str_eq(read_contact(ada).profile, "{\"since\":\"2021-01-01\",\"staff\":-3}");
}

Test(profile, what_does_not_fit_its_field_is_refused_at_its_place)
{
	static const struct {
		const char *profile, *pointer;
	} wrong[] = {
		{ "{\"colour\":\"red\"}", "/profile/colour" },
		{ "{\"a/b~\":\"red\"}", "/profile/a~1b~0" },
		{ "{\"region\":\"West\"}", "/profile/region" },
		{ "{\"region\":\"north\"}", "/profile/region" },
		{ "{\"region\":1}", "/profile/region" },
		{ "{\"job\":true}", "/profile/job" },
		{ "{\"job\":[\"Head\"]}", "/profile/job" },
		{ "{\"since\":\"2021-02-29\"}", "/profile/since" },
		{ "{\"since\":\"yesterday\"}", "/profile/since" },
		{ "{\"staff\":\"many\"}", "/profile/staff" },
		{ "{\"staff\":1.23456}", "/profile/staff" },
		{ "{\"staff\":1e20}", "/profile/staff" },
		{ "{\"staff\":\"1.\"}", "/profile/staff" },
		{ "{\"staff\":1,\"staff\":2}", "/profile/staff" },
		{ "[]", "/profile" },
	};
	int64_t ada = make_contact("Ada Lovelace");

	make_fields();
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		INVALID(wrong[i].pointer, fill(ada, wrong[i].profile));
	INVALID("/profile/job",
		fill(ada, arena_printf(&c.arena, "{\"job\":\"%s\"}", arena_printf(&c.arena, "%0201d", 1))));
}

Test(profile, all_that_is_wrong_is_said_at_once)
{
	int64_t ada = make_contact("Ada Lovelace");

	make_fields();
	INVALID("/profile/region", fill(ada, "{\"region\":\"West\",\"since\":\"soon\"}"));
	cr_assert(complained_of("/profile/since"));
}

Test(profile, numbers_keep_their_digits)
{
	static const char *const numbers[][2] = { { "0", "0" }, { "-0.0", "0" }, { "007", "7" },
		{ "12.3400", "12.34" }, { "-0.0001", "-0.0001" },
		{ "99999999999999.9999", "99999999999999.9999" }, { "100", "100" } };
	int64_t ada = make_contact("Ada Lovelace");

	make_fields();
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		OK(fill(ada, arena_printf(&c.arena, "{\"staff\":\"%s\"}", numbers[i][0])));
		cr_assert_str_eq(read_contact(ada).profile,
			arena_printf(&c.arena, "{\"staff\":%s}", numbers[i][1]));
	}
}

Test(profile, each_key_that_changes_stands_in_the_contacts_audit)
{
	int64_t ada = make_contact("Ada Lovelace");

	make_fields();
	OK(fill(ada, "{\"region\":\"North\",\"staff\":3}"));
	cr_assert_str_eq(sql_text("SELECT changes FROM audit ORDER BY id DESC LIMIT 1"),
		"[{\"field\":\"profile.region\",\"before\":null,\"after\":\"North\"},"
		"{\"field\":\"profile.staff\",\"before\":null,\"after\":3}]");
	OK(fill(ada, "{\"region\":\"South\",\"staff\":3}"));
	cr_assert_str_eq(sql_text("SELECT changes FROM audit ORDER BY id DESC LIMIT 1"),
		"[{\"field\":\"profile.region\",\"before\":\"North\",\"after\":\"South\"}]");
	cr_assert_str_eq(sql_text("SELECT action FROM audit ORDER BY id DESC LIMIT 1"), "contact.update");
}

Test(profile, a_profile_that_is_already_so_changes_nothing)
{
	int64_t ada = make_contact("Ada Lovelace"), entries, version;

	make_fields();
	OK(fill(ada, "{\"region\":\"North\",\"staff\":3}"));
	entries = sql_int("SELECT COUNT(*) FROM audit");
	version = read_contact(ada).version;
	OK(fill(ada, "{\"region\":\"North\",\"staff\":\"3.0\",\"job\":null}"));
	cr_assert(c.unchanged);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM audit"), entries);
	cr_assert_eq(read_contact(ada).version, version);
	OK(fill(ada, "{\"job\":\"chef\"}"));
	OK(fill(ada, "{\"job\":\"Chef\"}"));
	cr_assert_str_eq(read_contact(ada).profile, "{\"job\":\"Chef\",\"region\":\"North\",\"staff\":3}",
		"rules take both for the same, people do not");
}

Test(profile, seg_06_the_contacts_whose_field_is_empty_are_reported_page_by_page)
{
	int64_t region, seen = 0;
	struct missing_query q;
	struct page page;

	make_fields();
	region = sql_int("SELECT id FROM profile_field WHERE field_key = 'region'");
	for (int i = 0; i < 12; i++) {
		int64_t id = make_contact(arena_printf(&c.arena, "Ada %c", 'L' - i));

		if (i % 3 == 0)
			OK(fill(id, "{\"region\":\"North\"}"));
		OK(fill(id, "{\"job\":\"Head\"}"));
	}
	q = (struct missing_query){ .field_id = region, .limit = 3 };
	do {
		page = (struct page){ 0 };
		OK(profile_missing(&c, &q, &page));
		for (size_t i = 0; i < page.items.n; i++, seen++)
			cr_assert_null(strstr(((struct contact_row *)page.items.items)[i].name, " L"));
		q.cursor = page.next;
	} while (page.next);
	cr_assert_eq(page.total, sql_int("SELECT COUNT(*) FROM contact") - 4);
	cr_assert_eq(seen, page.total);
}

Test(profile, seg_06_the_list_of_fields_says_for_how_many_each_is_filled)
{
	int64_t ada = make_contact("Ada Lovelace");
	const struct profile_field *f;
	struct list fields;

	make_fields();
	OK(fill(ada, "{\"region\":\"North\"}"));
	make_contact("Alan Turing");
	OK(profile_field_list(&c, &fields));
	f = fields.items;
	cr_assert_eq(fields.n, 4);
	cr_assert_str_eq(f[1].key, "region");
	cr_assert_eq(f[1].filled, 1);
	cr_assert_eq(f[1].empty, sql_int("SELECT COUNT(*) - 1 FROM contact"));
	cr_assert_eq(f[1].options.n, 3);
	cr_assert_str_eq(f[1].options.v[2], "East");
	cr_assert_eq(f[0].filled, 0);
}

Test(profile, a_field_needs_a_key_of_its_own_and_options_only_for_a_choice)
{
	static const char *some[] = { "A", "B", "a" };
	struct profile_field f = { .key = "job title", .label = "Job title", .type = "text" };

	make_fields();
	INVALID("/key", profile_field_create(&c, &f));
	f.key = "region";
	REFUSED(ERR_CODE_TAKEN, profile_field_create(&c, &f));
	f.key = "REGION";
	REFUSED(ERR_CODE_TAKEN, profile_field_create(&c, &f));
	f.key = "title";
	f.options = (struct words){ some, 2 };
	INVALID("/options", profile_field_create(&c, &f));
	f.type = "choice";
	f.options.n = 0;
	INVALID("/options", profile_field_create(&c, &f));
	f.options.n = 3;
	INVALID("/options/2", profile_field_create(&c, &f));
	f.options.n = 2;
	OK(profile_field_create(&c, &f));
}

Test(profile, label_and_options_of_a_field_can_change_its_key_and_type_never)
{
	static const char *more[] = { "West", "North" };
	int64_t id, ada = make_contact("Ada Lovelace");

	make_fields();
	id = sql_int("SELECT id FROM profile_field WHERE field_key = 'region'");
	OK(fill(ada, "{\"region\":\"South\"}"));
	INVALID("/key", change(id, (struct profile_field){ .key = "area" }, "key"));
	INVALID("/type", change(id, (struct profile_field){ .type = "text" }, "type"));
	REFUSED(ERR_OPTION_IN_USE, change(id, (struct profile_field){ .options = { more, 2 } }, "options"));
	OK(fill(ada, "{\"region\":\"North\"}"));
	OK(change(id, (struct profile_field){ .label = "Area", .options = { more, 2 } }, "label options"));
	OK(fill(ada, "{\"region\":\"West\"}"));
	cr_assert_eq(audit_count("profile_field.update"), 1);
	REFUSED(ERR_STALE_VERSION,
		profile_field_update(&c, id, 1, &(struct profile_field){ .label = "X" },
			members(profile_field_fields, "label")));
}

Test(profile, a_field_that_somebody_has_filled_is_not_deleted)
{
	int64_t id = make_field("job", "text"), ada = make_contact("Ada Lovelace");

	OK(fill(ada, "{\"job\":\"Head\"}"));
	REFUSED(ERR_FIELD_IN_USE, profile_field_remove(&c, id));
	OK(fill(ada, "{\"job\":null}"));
	OK(profile_field_remove(&c, id));
	INVALID("/profile/job", fill(ada, "{\"job\":\"Head\"}"));
}

static enum err read_own(int64_t id, const char *profile)
{
	struct list values;

	return profile_read(&c, id, profile, true, &values);
}

Test(profile, people_fill_in_only_what_is_theirs_to_fill)
{
	int64_t ada = make_contact("Ada Lovelace");

	make_fields();
	sql("UPDATE profile_field SET member_edits = TRUE WHERE field_key = 'job'");
	OK(read_own(ada, "{\"job\":\"Head\"}"));
	INVALID("/profile/region", read_own(ada, "{\"region\":\"North\"}"));
}

Test(profile, people_see_and_fill_in_their_own_profile_through_the_interface)
{
	struct request *r;
	struct answer a;

	make_fields();
	sql("UPDATE profile_field SET member_edits = TRUE WHERE field_key = 'job'");
	sql("UPDATE contact SET email = 'ada@example.com' WHERE id = %lld",
		(long long)contact_of_role(LEARNER));
	a = call(LEARNER, GET, "/api/me/profile-fields", NULL);
	cr_assert_not_null(
		strstr(a.body,
			"{\"items\":[{\"key\":\"job\",\"label\":\"job\",\"type\":\"text\",\"options\":[]}],"),
		"%s", a.body);
	r = call_begin(LEARNER, PATCH, "/api/me", "{\"profile\":{\"job\":\"Head\"}}");
	r->if_match = "\"1\"";
	a = call_end(r);
	cr_assert_eq(a.status, 200, "%s", a.body);
	cr_assert_not_null(strstr(a.body, "\"profile\":{\"job\":\"Head\"}"), "%s", a.body);
	r = call_begin(LEARNER, PATCH, "/api/me", "{\"profile\":{\"region\":\"North\"}}");
	r->if_match = "\"2\"";
	a = call_end(r);
	cr_assert_eq(a.status, 422, "%s", a.body);
	cr_assert_not_null(strstr(a.body, "/profile/region"), "%s", a.body);
}

static enum err store_many(struct list *values, struct list *changed)
{
	return profile_store(&c, values, changed);
}

Test(profile, the_values_of_many_contacts_are_stored_in_a_fixed_number_of_statements)
{
	enum { PEOPLE = 500 };
	struct profile_value *v = arena_alloc(&c.arena, PEOPLE * sizeof(*v));
	struct list values = { v, PEOPLE, sizeof(*v) }, changed;
	int64_t job = make_field("job", "text");
	uint64_t before;

	sql("INSERT INTO contact (id, given_name, family_name, created_at) SELECT seq, 'Ada', 'Lovelace', '2026-01-01' FROM seq_1_to_%d",
		PEOPLE);
	for (int i = 0; i < PEOPLE; i++)
		v[i] = (struct profile_value){ .contact_id = PEOPLE - i,
			.field_id = job,
			.text_value = "Head" };
	before = c.db->executed;
	OK(store_many(&values, &changed));
	cr_assert_leq(c.db->executed - before, 12);
	cr_assert_eq(changed.n, PEOPLE);
	cr_assert_eq(((struct profile_change *)changed.items)[0].contact_id, 1);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM profile_value"), PEOPLE);
	OK(store_many(&values, &changed));
	cr_assert_eq(changed.n, 0, "the same again changes nothing");
}

Test(profile, seg_06_fields_and_values_go_through_the_interface)
{
	struct answer a = call(CERTIFICATION_ADMIN, POST, "/api/profile-fields",
		"{\"key\":\"region\",\"label\":\"Region\",\"type\":\"choice\",\"options\":[\"North\",\"South\"]}");

	cr_assert_eq(a.status, 201, "%s", a.body);
	a = call(STAFF, POST, "/api/contacts",
		"{\"given_name\":\"Ada\",\"family_name\":\"Lovelace\",\"profile\":{\"region\":\"South\"}}");
	cr_assert_not_null(strstr(a.body, "\"profile\":{\"region\":\"South\"}"), "%s", a.body);
	a = call(STAFF, POST, "/api/contacts",
		"{\"given_name\":\"Ada\",\"family_name\":\"Lovelace\",\"profile\":{\"region\":\"West\"}}");
	cr_assert_eq(a.status, 422);
	cr_assert_not_null(strstr(a.body, "/profile/region"), "%s", a.body);
	cr_assert_str_eq(call(STAFF, POST, "/api/profile-fields", "{}").code, "right_missing");
	a = call(STAFF, GET, "/api/profile-fields", NULL);
	cr_assert_not_null(strstr(a.body, "\"options\":[\"North\",\"South\"]"), "%s", a.body);
}
