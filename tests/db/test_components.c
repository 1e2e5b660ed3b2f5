#include "fixture.h"

DB_SUITE(components);

static enum err update(int64_t id, int64_t version, struct component in, const char *names)
{
	return component_update(&c, id, version, &in, members(component_row_fields, names));
}

static struct component read_component(int64_t id)
{
	struct component k = { 0 };

	OK(component_find(&c, id, &k));
	return k;
}

Test(components, a_new_one_is_active)
{
	struct component k = read_component(make_component("Safety", "class"));

	cr_assert_str_eq(k.status, "active");
	cr_assert_str_eq(k.kind, "class");
	cr_assert_eq(k.version, 1);
	cr_assert_eq(k.open_offerings, 0);
	cr_assert_eq(audit_count("component.create"), 1);
}

Test(components, a_code_belongs_to_one)
{
	int64_t id = make_component("Safety", "class");

	make_component("Fire", "class");
	REFUSED(ERR_CODE_TAKEN,
		component_create(&c, &(struct component){ .code = "SAFETY", .title = "x", .kind = "exam" }));
	REFUSED(ERR_CODE_TAKEN, update(id, 1, (struct component){ .code = "Fire" }, "code"));
}

Test(components, an_edit_of_an_older_version_is_refused)
{
	int64_t id = make_component("Safety", "class");

	OK(update(id, 1, (struct component){ .title = "Safety first" }, "title"));
	REFUSED(ERR_STALE_VERSION, update(id, 1, (struct component){ .title = "Safety last" }, "title"));
	cr_assert_str_eq(read_component(id).title, "Safety first");
	cr_assert_str_eq(read_component(id).kind, "class");
}

Test(components, one_that_an_active_program_asks_for_cannot_be_retired)
{
	int64_t program = PROGRAM(.stages = "Safety", .name = "Engineer");
	int64_t id = sql_int("SELECT id FROM component WHERE code = 'Safety'");

	REFUSED(ERR_COMPONENT_IN_USE, update(id, 1, (struct component){ .status = "inactive" }, "status"));
	cr_assert_not_null(strstr(said(), "Engineer"));
	sql("UPDATE program SET status = 'inactive' WHERE id = %lld", (long long)program);
	OK(update(id, 1, (struct component){ .status = "inactive" }, "status"));
}

Test(components, one_that_only_older_versions_ask_for_can_be_retired)
{
	int64_t program = PROGRAM(.stages = "Safety");
	struct definition_saved saved;

	OK(definition_save(&c, program, 1, define((struct plan){ .stages = "Fire" }), &saved));
	OK(update(sql_int("SELECT id FROM component WHERE code = 'Safety'"), 1,
		(struct component){ .status = "inactive" }, "status"));
}

Test(components, it_tells_which_programs_ask_for_it)
{
	struct component k;
	const struct component_use *use;

	PROGRAM(.stages = "Safety Fire", .name = "Beta");
	PROGRAM(.stages = "Safety", .name = "Alpha", .draft = true);
	k = read_component(sql_int("SELECT id FROM component WHERE code = 'Safety'"));
	use = k.used_by.items;
	cr_assert_eq(k.used_by.n, 2);
	cr_assert_str_eq(use[0].name, "Alpha");
	cr_assert_str_eq(use[0].status, "draft");
	cr_assert_str_eq(use[1].name, "Beta");
	cr_assert_eq(k.programs, 1, "active ones");
}

static size_t listed(struct component_query q)
{
	struct page page = { 0 };

	OK(component_list(&c, &q, &page));
	return page.items.n;
}

Test(components, the_list_is_filtered_by_kind_status_and_words)
{
	int64_t id = make_component("Safety", "class");

	make_component("Fire safety", "exam");
	make_component("50% rule", "document");
	OK(update(id, 1, (struct component){ .status = "inactive" }, "status"));
	cr_assert_eq(listed((struct component_query){ 0 }), 3);
	cr_assert_eq(listed((struct component_query){ .kind = "exam" }), 1);
	cr_assert_eq(listed((struct component_query){ .status = "active" }), 2);
	cr_assert_eq(listed((struct component_query){ .q = "safety" }), 2);
	cr_assert_eq(listed((struct component_query){ .q = "0%" }), 1);
	cr_assert_eq(listed((struct component_query){ .q = "_ire" }), 0);
}

Test(components, its_pages_follow_each_other)
{
	struct component_query q = { .limit = 3 };
	struct page page;
	size_t seen = 0;

	for (int i = 0; i < 10; i++) {
		struct component in = { .code = arena_printf(&c.arena, "K%d", i),
			.title = "Same",
			.kind = "exam" };

		OK(component_create(&c, &in));
	}
	do {
		page = (struct page){ 0 };
		OK(component_list(&c, &q, &page));
		seen += page.items.n;
		q.cursor = page.next;
	} while (page.next);
	cr_assert_eq(seen, 10);
}

/* --- offerings --- */

static struct instant at(const char *text)
{
	struct instant t;

	cr_assert(instant_parse(text, &t));
	return t;
}

static enum err offer(struct offering in)
{
	in.title = in.title ? in.title : "Spring";
	return offering_create(&c, &in);
}

Test(components, an_offering_keeps_what_was_said_of_it)
{
	struct offering in = { .component_id = make_component("Safety", "class"),
		.title = "Spring",
		.location = "Paris",
		.starts_at = at("2026-09-01T08:00:00Z"),
		.ends_at = at("2026-09-01T16:00:00Z"),
		.capacity = 12,
		.price = &(struct price){ 19900, "EUR" } };
	struct offering o = { 0 };

	OK(offering_create(&c, &in));
	OK(offering_find(&c, in.id, &o));
	cr_assert_str_eq(o.status, "open");
	cr_assert_str_eq(o.location, "Paris");
	cr_assert_eq(o.starts_at.us, in.starts_at.us);
	cr_assert_eq(o.capacity, 12);
	cr_assert_eq(o.price->amount_minor, 19900);
	cr_assert_str_eq(o.price->currency, "EUR");
}

Test(components, an_offering_ends_after_it_starts)
{
	int64_t k = make_component("Safety", "class");
	struct instant early = at("2026-09-01T08:00:00Z"), late = at("2026-09-01T16:00:00Z");

	INVALID("/ends_at",
		offer((struct offering){ .component_id = k, .starts_at = late, .ends_at = early }));
	INVALID("/starts_at", offer((struct offering){ .component_id = k, .ends_at = early }));
	INVALID("/price/currency",
		offer((struct offering){ .component_id = k, .price = &(struct price){ 1, "eur" } }));
	REFUSED(ERR_NOT_FOUND, offer((struct offering){ .component_id = k + 1000 }));
	OK(offer((struct offering){ .component_id = k, .starts_at = early, .ends_at = early }));
}

Test(components, an_offering_is_edited_at_its_version)
{
	int64_t id = make_offering(make_component("Safety", "class"), "Spring");
	const struct offering in = { .status = "closed", .price = &(struct price){ 500, "CHF" } };
	struct offering o = { 0 };

	OK(offering_update(&c, id, 1, &in, members(offering_fields, "status price")));
	REFUSED(ERR_STALE_VERSION, offering_update(&c, id, 1, &in, members(offering_fields, "status")));
	OK(offering_find(&c, id, &o));
	cr_assert_str_eq(o.status, "closed");
	cr_assert_str_eq(o.title, "Spring");
	cr_assert_eq(o.price->amount_minor, 500);
	OK(offering_update(&c, id, 2, &(struct offering){ 0 }, members(offering_fields, "price")));
	o = (struct offering){ 0 };
	OK(offering_find(&c, id, &o));
	cr_assert_null(o.price);
}

Test(components, open_offerings_are_those_that_can_still_be_taken)
{
	int64_t k = make_component("Safety", "class");

	OK(offer((struct offering){ .component_id = k,
		.starts_at = at("2026-06-15T08:00:00Z"),
		.ends_at = at("2026-06-15T12:00:00Z") }));
	OK(offer((struct offering){ .component_id = k,
		.starts_at = at("2026-06-15T08:00:00Z"),
		.ends_at = at("2026-06-15T11:59:59Z") }));
	OK(offer((struct offering){ .component_id = k }));
	OK(offer((struct offering){ .component_id = k, .status = "closed" }));
	OK(offer((struct offering){ .component_id = k, .status = "cancelled" }));
	cr_assert_eq(read_component(k).open_offerings, 2);
}

Test(components, offerings_are_listed_newest_first_page_by_page)
{
	struct offering_query q = { .component_id = make_component("Safety", "class"), .limit = 2 };
	int64_t last = INT64_MAX;
	struct page page;
	size_t seen = 0;

	for (int i = 0; i < 5; i++)
		make_offering(q.component_id, "One");
	do {
		page = (struct page){ 0 };
		OK(offering_list(&c, &q, &page));
		for (size_t i = 0; i < page.items.n; i++, seen++) {
			cr_assert_lt(((struct offering *)page.items.items)[i].id, last);
			last = ((struct offering *)page.items.items)[i].id;
		}
		q.cursor = page.next;
	} while (page.next);
	cr_assert_eq(seen, 5);
	q = (struct offering_query){ .component_id = 4711 };
	REFUSED(ERR_NOT_FOUND, offering_list(&c, &q, &page));
}
