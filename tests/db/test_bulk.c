#include "call.h"

DB_SUITE(bulk);

enum { MANY = 10000, FIRST = 100000 };

/* Contacts numbered from FIRST, as an import would add them. */
static void add_contacts(int64_t n)
{
	sql("INSERT INTO contact (id, contact_no, given_name, family_name, created_at) "
	    "SELECT seq, seq, CONCAT('Given', seq), CONCAT('Family', seq), '2026-01-01' FROM seq_%d_to_%lld",
		FIRST, (long long)(FIRST + n - 1));
	sql("INSERT INTO contact_word SELECT family_name, id FROM contact WHERE id >= %d", FIRST);
}

static struct ints numbered(int64_t from, size_t n)
{
	struct ints list = { arena_alloc(&c.arena, (n + 1) * sizeof(int64_t)), n };

	for (size_t i = 0; i < n; i++)
		list.v[i] = FIRST + from + (int64_t)i;
	return list;
}

static struct enroll_result out;

static enum err enroll_many(int64_t program, struct ints contacts, bool carry_over)
{
	struct enroll_request r = { .contact_ids = contacts, .carry_over = carry_over };

	out = (struct enroll_result){ 0 };
	return enroll(&c, program, &r, &out);
}

static const struct enroll_outcome *outcome(size_t i)
{
	cr_assert_lt(i, out.items.n);
	return (const struct enroll_outcome *)out.items.items + i;
}

static void expect(size_t i, const char *code)
{
	cr_assert_str_eq(outcome(i)->code ? outcome(i)->code : "none", code, "contact %zu", i);
	cr_assert_str_eq(outcome(i)->outcome, strcmp(code, "none") ? "refused" : "enrolled");
	cr_assert_eq(outcome(i)->enrollment_id > 0, !strcmp(code, "none"));
}

/* How many statements had run when the counting began. */
static uint64_t executed_before;

/* --- enrolling --- */

Test(bulk, ten_thousand_are_enrolled_in_as_many_statements_as_ten)
{
	int64_t program = PROGRAM(.stages = "R");
	uint64_t ten, many;

	add_contacts(MANY + 10);
	executed_before = c.db->executed;
	OK(enroll_many(program, numbered(MANY, 10), false));
	ten = c.db->executed - executed_before;
	executed_before = c.db->executed;
	OK(enroll_many(program, numbered(0, MANY), false));
	many = c.db->executed - executed_before;
	cr_assert_eq(many, ten);
	cr_assert_lt(many, 20);
	cr_assert_eq(out.enrolled, MANY);
	cr_assert_eq(sql_int("SELECT COUNT(DISTINCT contact_id) FROM enrollment"), MANY + 10);
	cr_assert_eq(tracker_of(program).nothing_completed, MANY + 10);
	cr_assert_eq(program_of(program).registrants, MANY + 10);
	everything_holds();
}

Test(bulk, ten_thousand_who_lapsed_are_enrolled_again_in_as_many_statements_as_ten)
{
	int64_t program = PROGRAM(.stages = "R", .period = "1 months", .grace = "none");
	uint64_t ten, many;

	add_contacts(MANY + 10);
	OK(enroll_many(program, numbered(0, MANY), false));
	OK(enroll_many(program, numbered(MANY, 10), false));
	today_is(ON(2026, 7, 16));
	executed_before = c.db->executed;
	OK(enroll_many(program, numbered(MANY, 10), false));
	ten = c.db->executed - executed_before;
	executed_before = c.db->executed;
	OK(enroll_many(program, numbered(0, MANY), false));
	many = c.db->executed - executed_before;
	cr_assert_eq(many, ten);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM enrollment WHERE superseded"), MANY + 10);
	cr_assert_eq(
		sql_int("SELECT COUNT(*) FROM enrollment n JOIN enrollment o ON o.id = n.previous_id AND o.superseded "
			"AND o.contact_id = n.contact_id WHERE n.cycle = 2"),
		MANY + 10);
	cr_assert_eq(tracker_of(program).expired, MANY + 10);
	everything_holds();
}

Test(bulk, one_call_leaves_one_audit_entry_that_names_everybody)
{
	int64_t program = PROGRAM(.name = "Welding", .stages = "R");

	add_contacts(50);
	OK(enroll_many(program, numbered(0, 50), false));
	cr_assert_eq(audit_count("enrollment.create"), 1);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM enrollment_batch"), 1);
	cr_assert_str_eq(sql_text("SELECT title FROM audit WHERE action = 'enrollment.create'"), "Welding");
	cr_assert_eq(
		sql_int("SELECT COUNT(*) FROM audit a, JSON_TABLE(a.changes, '$[*]' COLUMNS (field VARCHAR(40) PATH '$.field', "
			"NESTED PATH '$.after[*]' COLUMNS (contact BIGINT PATH '$[0]', id BIGINT PATH '$[1]'))) x "
			"JOIN enrollment e ON e.id = x.id AND e.contact_id = x.contact "
			"WHERE a.action = 'enrollment.create' AND x.field = 'enrollments'"),
		50);
}

Test(bulk, imis_16_outcomes_come_in_the_order_asked_for_each_by_the_same_rules)
{
	int64_t before = PROGRAM(.name = "Basics", .stages = "R"),
		program = PROGRAM(.stages = "R", .prerequisite = before);
	int64_t fit = make_contact("Ada Lovelace"), enrolled = make_contact("Bo Diddley"),
		unfit = make_contact("Cy Young");
	int64_t fits = enroll_one(before, fit), fitted = enroll_one(before, enrolled);

	OK(record(fits, "R", TODAY));
	OK(record(fitted, "R", TODAY));
	enroll_one(program, enrolled);
	OK(enroll_many(program, ids(5, unfit, enrolled, INT64_C(424242), fit, fit), false));
	expect(0, "not_eligible");
	expect(1, "already_enrolled");
	expect(2, "unknown_contact");
	expect(3, "none");
	expect(4, "already_enrolled");
	cr_assert_eq(out.enrolled, 1);
	cr_assert_eq(out.refused, 4);
	cr_assert_eq(outcome(3)->contact_id, fit);
	cr_assert_eq(row_of(outcome(3)->enrollment_id).contact_id, fit);
	cr_assert_str_eq(outcome(0)->detail, "The prerequisite Basics is not earned yet.");
	everything_holds();
}

Test(bulk, a_contact_who_is_named_often_is_enrolled_once)
{
	int64_t program = PROGRAM(.stages = "R");
	struct ints often = numbered(0, 1000);

	add_contacts(3);
	for (size_t i = 0; i < often.n; i++)
		often.v[i] = FIRST + (int64_t)i % 3;
	OK(enroll_many(program, often, false));
	cr_assert_eq(out.enrolled, 3);
	cr_assert_eq(out.refused, 997);
	for (size_t i = 0; i < 3; i++)
		expect(i, "none");
	expect(3, "already_enrolled");
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM enrollment"), 3);
	everything_holds();
}

Test(bulk, when_nobody_can_be_enrolled_nothing_is_written)
{
	int64_t program = PROGRAM(.stages = "R"), ada = make_contact("Ada Lovelace");
	const char *before;

	enroll_one(program, ada);
	before = fingerprint();
	OK(enroll_many(program, ids(2, ada, INT64_C(424242)), false));
	cr_assert(c.unchanged);
	cr_assert_str_eq(fingerprint(), before);
}

Test(bulk, imis_06_a_program_that_is_not_active_takes_nobody)
{
	int64_t program = PROGRAM(.stages = "R", .draft = true);

	add_contacts(2);
	REFUSED(ERR_PROGRAM_NOT_ACTIVE, enroll_many(program, numbered(0, 2), false));
}

/* --- carrying completions over --- */

Test(bulk, completions_are_carried_over_for_a_hundred_at_a_time)
{
	int64_t program = PROGRAM(.stages = "R");

	add_contacts(101);
	INVALID("/contact_ids", enroll_many(program, numbered(0, 101), true));
	OK(enroll_many(program, numbered(0, 100), true));
	cr_assert_eq(out.enrolled, 100);
	OK(enroll_many(program, numbered(0, 101), false));
	cr_assert_eq(out.enrolled, 1, "without carrying over there is no such limit");
}

Test(bulk, imis_46_each_takes_over_their_own_completions_if_asked_for)
{
	int64_t program = PROGRAM(.stages = "A B"), ada = make_contact("Ada Lovelace"),
		bo = make_contact("Bo Diddley");
	int64_t first = enroll_one(program, ada), other = enroll_one(program, bo);

	OK(record(first, "A", ON(2026, 6, 1)));
	OK(record(other, "B", ON(2026, 6, 2)));
	OK(enrollment_cancel(&c, first, NULL));
	OK(enrollment_cancel(&c, other, NULL));
	OK(enroll_many(program, ids(2, ada, bo), true));
	first = outcome(0)->enrollment_id;
	other = outcome(1)->enrollment_id;
	cr_assert_str_eq(date_text(requirement_in(first, "A").completed_on), "2026-06-01");
	cr_assert_str_eq(requirement_in(first, "B").status, "none");
	cr_assert_str_eq(date_text(requirement_in(other, "B").completed_on), "2026-06-02");
	cr_assert_eq(row_of(first).met, 1);
	everything_holds();
}

/* --- reading --- */

static struct enrollment_query roll;

static enum err read_page(struct page *into)
{
	struct enrollment_query q = roll;

	*into = (struct page){ 0 };
	return enrollment_list(&c, &q, into);
}

static uint64_t statements_of_page(struct page *into)
{
	executed_before = c.db->executed;
	OK(read_page(into));
	return c.db->executed - executed_before;
}

Test(bulk, a_page_takes_as_many_statements_at_any_depth_and_size)
{
	static const int64_t limits[] = { 1, 50, 200 };
	int64_t program = PROGRAM(.stages = "R");
	struct page page;
	uint64_t first;

	add_contacts(MANY);
	OK(enroll_many(program, numbered(0, MANY), false));
	roll = (struct enrollment_query){ .program_id = program };
	first = statements_of_page(&page);
	for (size_t i = 0; i < 3; i++) {
		roll = (struct enrollment_query){ .program_id = program, .limit = limits[i] };
		cr_assert_eq(statements_of_page(&page), first);
		cr_assert_eq(page.items.n, (size_t)limits[i]);
		roll.cursor = page_cursor(&c, "Family109000 Given109000", FIRST + 9000);
		cr_assert_eq(statements_of_page(&page), first);
		cr_assert_eq(page.items.n, (size_t)limits[i]);
		cr_assert_str_eq(((struct enrollment *)page.items.items)->contact_name,
			"Given109001 Family109001");
	}
}

Test(bulk, walking_all_pages_names_everybody_once_in_order)
{
	int64_t program = PROGRAM(.stages = "R"), seen = 0;
	struct page page;

	add_contacts(1000);
	OK(enroll_many(program, numbered(0, 1000), false));
	roll = (struct enrollment_query){ .program_id = program, .limit = 37 };
	do {
		OK(read_page(&page));
		cr_assert_eq(page.total, 1000);
		for (size_t i = 0; i < page.items.n; i++)
			cr_assert_eq(((struct enrollment *)page.items.items)[i].contact_id, FIRST + seen++);
		roll.cursor = page.next;
	} while (page.next);
	cr_assert_eq(seen, 1000);
}

Test(bulk, a_progress_view_takes_as_many_statements_for_one_requirement_as_for_fifty)
{
	const char *fifty = "R0";
	int64_t one = PROGRAM(.stages = "R0"), e, f;
	uint64_t small;

	for (int i = 1; i < 50; i++)
		fifty = arena_printf(&c.arena, "%s%s R%d", fifty, i % 10 ? "" : " |", i);
	e = enroll_one(one, make_contact("Ada Lovelace"));
	f = enroll_one(PROGRAM(.stages = fifty), make_contact("Bo Diddley"));
	view_of(e);
	executed_before = c.db->executed;
	view_of(e);
	small = c.db->executed - executed_before;
	executed_before = c.db->executed;
	cr_assert_eq(view_of(f).requirements.n, 50);
	cr_assert_eq(c.db->executed - executed_before, small);
}

Test(bulk, the_largest_call_fits_through_the_gate)
{
	struct buf b = { .arena = &c.arena };
	int64_t program = PROGRAM(.stages = "R");
	const char *path = arena_printf(&c.arena, "/api/programs/%lld/enrollments", (long long)program);
	struct answer a;

	add_contacts(MANY + 1);
	buf_text(&b, "{\"contact_ids\":");
	for (int i = 0; i < MANY; i++)
		buf_printf(&b, "%c%d", i ? ',' : '[', FIRST + i);
	a = call(STAFF, POST, path, arena_printf(&c.arena, "%s]}", buf_end(&b)));
	cr_assert_eq(a.status, 200, "%.200s", a.body);
	cr_assert_eq(strncmp(a.body, "{\"enrolled\":10000,\"refused\":0,", 30), 0, "%.100s", a.body);
	a = call(STAFF, POST, path, arena_printf(&c.arena, "%s,%d]}", buf_end(&b), FIRST + MANY));
	cr_assert_str_eq(a.code, "validation", "one more than ten thousand");
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM enrollment"), MANY);
}
