#include "call.h"

DB_SUITE(routes);

/* Bodies that get as far as the rule itself; the rest is sent {}. */
static const struct {
	const char *path, *body;
} bodies[] = {
	{ "/api/session", "{\"email\":\"nobody@example.com\",\"password\":\"wrong\"}" },
	{ "/api/contacts/{id}/roles", "{\"roles\":[]}" },
	{ "/api/settings", "{\"organisation_name\":\"Ours\"}" },
	{ "/api/contacts", "{\"given_name\":\"Ada\",\"family_name\":\"Lovelace\"}" },
	{ "/api/contacts/{id}", "{\"given_name\":\"Augusta\"}" },
	{ "/api/programs", "{\"code\":\"X\",\"name\":\"X\"}" },
	{ "/api/programs/{id}", "{\"name\":\"Y\"}" },
	{ "/api/programs/{id}/enrollments", "{\"contact_ids\":[1]}" },
	{ "/api/components", "{\"code\":\"X\",\"title\":\"X\",\"kind\":\"exam\"}" },
	{ "/api/components/{id}", "{\"title\":\"Y\"}" },
	{ "/api/components/{id}/offerings", "{\"title\":\"Spring\"}" },
	{ "/api/offerings/{id}", "{\"title\":\"Autumn\"}" },
	{ "/api/enrollments/{id}", "{\"expires_on\":\"2030-01-01\"}" },
	{ "/api/enrollments/purge", "{\"ids\":[1]}" },
	{ "/api/enrollments/purge/preview", "{\"ids\":[1]}" },
	{ "/api/enrollments/{id}/requirements/{rid}/completion", "{\"completed_on\":\"2026-06-15\"}" },
	{ "/api/enrollments/{id}/requirements/{rid}/completion/grade", "{\"grade\":80}" },
	{ "/api/enrollments/{id}/requirements/{rid}/completion/reject", "{\"note\":\"No.\"}" },
	{ "/api/enrollments/{id}/requirements/{rid}/completion/void", "{\"reason\":\"No.\"}" },
	{ "/api/enrollments/{id}/requirements/{rid}/waive", "{\"reason\":\"Yes.\"}" },
	{ "/api/courses", "{\"code\":\"X\",\"title\":\"X\"}" },
	{ "/api/courses/{id}", "{\"title\":\"Y\"}" },
	{ "/api/courses/{id}/steps", "[{\"title\":\"Read it\",\"kind\":\"lesson\",\"required\":true}]" },
	{ "/api/courses/{id}/enrollments", "{\"contact_ids\":[1]}" },
	{ "/api/courses/{id}/equivalencies", "{\"counts_id\":2}" },
	{ "/api/course-enrollments/actions", "{\"action\":\"re_enroll\",\"ids\":[1]}" },
	{ "/api/course-enrollments/{id}", "{\"status\":\"in_progress\"}" },
	{ "/api/course-enrollments/{id}/reassign", "{\"reason\":\"Again.\"}" },
	{ "/api/course-enrollments/{id}/progress", "{\"step_id\":1,\"done\":true}" },
	{ "/api/completions/approve", "{\"items\":[{\"enrollment_id\":1,\"requirement_id\":1}]}" },
	{ "/api/completions/reject",
		"{\"items\":[{\"enrollment_id\":1,\"requirement_id\":1}],\"note\":\"No.\"}" },
	{ "/api/registrations",
		"{\"given_name\":\"A\",\"family_name\":\"B\",\"email\":\"a@b.test\",\"password\":\"quiet-river-lantern\"}" },
	{ "/api/registrations/confirm", "{\"token\":\"x\",\"password\":\"quiet-river-lantern\"}" },
	{ "/api/password-resets", "{\"email\":\"a@b.test\"}" },
	{ "/api/password-resets/accept", "{\"token\":\"x\",\"password\":\"quiet-river-lantern\"}" },
	{ "/api/email-changes/confirm", "{\"token\":\"x\"}" },
	{ "/api/me/programs/{id}/enroll", "{}" },
	{ "/api/me", "{\"given_name\":\"Augusta\"}" },
	{ "/api/me/email", "{\"email\":\"a@b.test\",\"current_password\":\"wrong\"}" },
	{ "/api/profile-fields", "{\"key\":\"x\",\"label\":\"X\",\"type\":\"text\"}" },
	{ "/api/profile-fields/{id}", "{\"label\":\"Y\"}" },
	{ "/api/segments",
		"{\"name\":\"X\",\"match\":\"all\",\"conditions\":[{\"field\":\"region\",\"op\":\"is_empty\"}]}" },
	{ "/api/segments/preview",
		"{\"match\":\"all\",\"conditions\":[{\"field\":\"region\",\"op\":\"is_empty\"}]}" },
	{ "/api/segments/{id}", "{\"name\":\"Y\"}" },
	{ "/api/segments/{id}/exclusions", "{\"contact_ids\":[1]}" },
	{ "/api/segments/{id}/courses", "{\"course_ids\":[1]}" },
	{ "/api/me/notifications", "{\"progress\":true,\"reminders\":false,\"approvals\":true}" },
	{ "/api/programs/{id}/moves", "{\"all\":true,\"keep_dates\":true}" },
	{ "/api/mail/resend", "{\"state\":\"failed\"}" },
	{ "/api/offerings/{id}/registrations", "{\"contact_ids\":[1]}" },
	{ "/api/cart", "{\"offering_id\":1}" },
	{ "/api/events",
		"{\"title\":\"X\",\"starts_at\":\"2026-07-01T10:00:00Z\",\"duration_minutes\":60,\"required_minutes\":50}" },
	{ "/api/events/{id}", "{\"title\":\"Y\"}" },
	{ "/api/events/{id}/attendance/{rid}", "{\"minutes\":30}" },
	{ "/api/credit-types", "{\"code\":\"X\",\"title\":\"X\"}" },
	{ "/api/credit-types/{id}", "{\"title\":\"Y\"}" },
	{ "/api/courses/{id}/credits", "[{\"credit_type\":\"T\",\"maximum\":2}]" },
	{ "/api/credits/{id}", "{\"amount\":1,\"reason\":\"Typed wrongly.\"}" },
	{ "/api/course-enrollments/{id}/claim", "{\"credit_type\":\"T\",\"amount\":1}" },
	{ "/api/reports/exports", "{\"agency\":\"pars\"}" },
	{ "/api/reports/exports/{id}/reject", "{\"message\":\"No.\"}" },
	{ "/api/webhook", "{\"url\":\"https://ams.example.org/hook\"}" },
	{ "/api/reports/settings", "{\"birth_field\":null}" },
	{ "/api/courses/{id}/report-ids", "{\"pars\":\"202612345\"}" },
	{ "/api/completions/grade", "{\"items\":[{\"enrollment_id\":1,\"requirement_id\":1,\"grade\":80}]}" },
};

static const char *body_of(const struct route *r)
{
	if (route_takes_query(r) || !r->in.fields)
		return NULL;
	if (r->method == DELETE)
		return "{\"confirm\":\"C\"}";
	for (size_t i = 0; i < sizeof(bodies) / sizeof(*bodies); i++)
		if (!strcmp(bodies[i].path, r->path))
			return bodies[i].body;
	return "{}";
}

/* Every number in a path is 1, the first of its kind there is. */
static const char *path_of(const struct route *r)
{
	struct buf b = { .arena = &c.arena };

	for (const char *p = r->path; *p; p++) {
		if (*p != '{') {
			buf_add(&b, p, 1);
			continue;
		}
		buf_text(&b, strncmp(p, "{word}", 6) ? "1" : "enrollment");
		p = strchr(p, '}');
	}
	return buf_end(&b);
}

static struct request *request_for(unsigned role, const struct route *r)
{
	struct request *q = call_begin(role, r->method, path_of(r), body_of(r));

	q->if_match = r->method == PATCH || r->flags & NEEDS_VERSION ? "\"1\"" : NULL;
	if (!strcmp(r->path, "/api/enrollments") && r->method == GET)
		q->query = "inactive=true";
	return q;
}

/* One of each kind, with the number 1. */
static void make_one_of_each(void)
{
	int64_t component = make_component("R", "experience"), e;

	sql("INSERT INTO contact (id, given_name, family_name, created_at) VALUES (1, 'Ada', 'Lovelace', '2026-01-01')");
	cr_assert_eq(component, 1);
	e = enroll_one(PROGRAM(.stages = "R!"), 1);
	cr_assert_eq(e, 1);
	OK(record(e, "R", TODAY));
	cr_assert_eq(make_offering(component, "Spring"), 1);
	sql("INSERT INTO profile_field (field_key, label, type, created_at) VALUES ('region', 'Region', 'text', '2026-01-01')");
	sql("INSERT INTO event (title, starts_at, duration_minutes, required_minutes, created_at) "
	    "VALUES ('E', '2026-06-01', 60, 50, '2026-01-01')");
	sql("INSERT INTO sales_order (contact_id, state, method, total_minor, created_at) VALUES (1, 'complete', 'free', 0, '2026-01-01')");
	sql("INSERT INTO course (code, title, description, content_source, enrollment_method, status, created_at) "
	    "VALUES ('C', 'C', '', 'own', 'open', 'active', '2026-01-01')");
	sql("INSERT INTO course_enrollment (course_id, contact_id, status, active, sort_name, enrolled_on, created_at) "
	    "VALUES (1, 1, 'in_progress', TRUE, 'Lovelace Ada', '2026-01-01', '2026-01-01')");
	sql("INSERT INTO course_source (course_id, contact_id, kind, active) VALUES (1, 1, 'staff', TRUE)");
	sql("INSERT INTO course_tally VALUES (1, 'in_progress', TRUE, FALSE, 1)");
	sql("INSERT INTO segment_rule VALUES (1, 'all'); INSERT INTO segment_condition (rule_id, n, part, field_id, op) VALUES (1, 0, 1, 1, 'is_empty'); "
	    "INSERT INTO segment (id, name, rule_id, created_at) VALUES (1, 'Everybody', 1, '2026-01-01'); INSERT INTO segment_tally VALUES (1, 0)");
	sql("INSERT INTO credit_type (code, title, increment, decimals, created_at) VALUES ('T', 'T', 1, 0, '2026-01-01')");
	sql("INSERT INTO course_credit VALUES (1, 1, 3, 1, NULL)");
	sql("INSERT INTO credit_award (course_id, contact_id, attempt, credit_type_id, amount, awarded_on, provenance, submission, "
	    "created_at) VALUES (1, 1, 1, 1, 1, '2026-01-01', 'claimed', 'queued', '2026-01-01')");
	sql("INSERT INTO report_export (agency, state, adds, deletes, left_out, hash, created_at) VALUES ('pars', 'sent', 0, 0, 0, 'aa', '2026-01-01')");
	sql("INSERT INTO job (kind, state, run_at, created_at) VALUES ('audit_verify', 'done', '2026-01-01', '2026-01-01')");
}

static const char *named(const struct route *r)
{
	return arena_printf(&c.arena, "%s %s", method_name(r->method), r->path);
}

static bool about_rights(const char *code)
{
	return !strcmp(code, "not_signed_in") || !strcmp(code, "right_missing");
}

static void check_refused(unsigned role, const struct route *r)
{
	struct request *q = request_for(role, r);
	const char *before = fingerprint();
	struct answer a = call_end(q);

	cr_assert_str_eq(a.code, role == ANONYMOUS ? "not_signed_in" : "right_missing", "%s gave %d %s",
		named(r), a.status, a.body);
	cr_assert_eq(a.status, role == ANONYMOUS ? 401 : 403, "%s", named(r));
	cr_assert_str_eq(fingerprint(), before, "%s was refused and changed something", named(r));
}

/* The roles of a person: a learner like everybody who signs in, or nobody at all. */
static void check_role(unsigned role)
{
	unsigned holds = role == ANONYMOUS ? ANONYMOUS : role | LEARNER;
	size_t refused = 0;

	make_one_of_each();
	for (size_t i = 0; i < route_count; i++) {
		const struct route *r = &routes[i];
		struct answer a;

		if (!(r->roles & holds)) {
			check_refused(role, r);
			refused++;
			continue;
		}
		a = call_end(request_for(role, r));
		cr_assert_not(about_rights(a.code), "%s gave %d %s", named(r), a.status, a.body);
		cr_assert_neq(a.status, 500, "%s gave %s", named(r), a.body);
	}
	cr_assert_gt(refused, 0, "nobody may do everything");
}

Test(routes, the_right_of_every_route_stands_in_the_table_of_rights)
{
	for (size_t i = 0; i < route_count; i++) {
		size_t k = 0;

		while (k < perm_count && strcmp(perm_rows[k].name, routes[i].right))
			k++;
		cr_assert_lt(k, perm_count, "%s", routes[i].right);
		cr_assert_eq(perm_rows[k].roles, routes[i].roles, "%s", routes[i].path);
	}
}

Test(routes, who_is_not_signed_in_may_do_what_everyone_may)
{
	check_role(ANONYMOUS);
}

Test(routes, learners_may_do_what_the_rights_of_learners_say)
{
	check_role(LEARNER);
}

Test(routes, staff_may_do_what_the_rights_of_staff_say)
{
	check_role(STAFF);
}

Test(routes, certification_admins_may_do_what_their_rights_say)
{
	check_role(CERTIFICATION_ADMIN);
}

Test(routes, certification_managers_may_do_what_their_rights_say)
{
	check_role(CERTIFICATION_MANAGER);
}

Test(routes, sysadmins_may_do_what_their_rights_say)
{
	check_role(SYSADMIN);
}

Test(routes, two_roles_hold_the_rights_of_both)
{
	static const char purge[] = "{\"ids\":[424242]}";

	cr_assert_str_eq(call(STAFF, POST, "/api/enrollments/purge", purge).code, "right_missing");
	sql("INSERT INTO role_grant VALUES (%lld, 'certification_manager')",
		(long long)contact_of_role(STAFF));
	cr_assert_eq(call(STAFF, POST, "/api/enrollments/purge", purge).status, 200);
	cr_assert_eq(call(STAFF, GET, "/api/contacts", NULL).status, 200);
}

Test(routes, a_role_that_is_taken_away_is_gone_with_the_next_call)
{
	struct request *r;

	cr_assert_eq(call(STAFF, GET, "/api/contacts", NULL).status, 200);
	r = call_begin(STAFF, GET, "/api/contacts", NULL);
	sql("DELETE FROM role_grant");
	cr_assert_str_eq(call_end(r).code, "right_missing");
}

/* --- sessions --- */

static void check_nobody(const char *change)
{
	for (size_t i = 0; i < route_count; i++) {
		struct request *r;

		if (routes[i].roles & ANONYMOUS)
			continue;
		r = request_for(SYSADMIN, &routes[i]);
		sql("UPDATE session SET %s", change);
		cr_assert_str_eq(call_end(r).code, "not_signed_in", "%s", named(&routes[i]));
		sql("DELETE FROM session");
	}
}

Test(routes, a_session_that_was_idle_for_two_hours_is_nobodys)
{
	struct request *r = call_begin(SYSADMIN, GET, "/api/session", NULL);

	sql("UPDATE session SET seen_at = '2026-06-15 10:00:00', created_at = seen_at");
	cr_assert_eq(call_end(r).status, 200, "two hours are still allowed");
	check_nobody("seen_at = '2026-06-15 09:59:59', created_at = seen_at");
}

Test(routes, a_session_ends_after_twelve_hours_however_busy_it_is)
{
	struct request *r = call_begin(SYSADMIN, GET, "/api/session", NULL);

	sql("UPDATE session SET created_at = '2026-06-15 00:00:00'");
	cr_assert_eq(call_end(r).status, 200, "twelve hours are still allowed");
	check_nobody("created_at = '2026-06-14 23:59:59'");
}

Test(routes, an_unknown_cookie_is_nobodys)
{
	struct request *r = call_begin(SYSADMIN, GET, "/api/session", NULL);

	r->cookie = SESSION_COOKIE "=token-of-nobody";
	cr_assert_str_eq(call_end(r).code, "not_signed_in");
}

/* --- what every call that changes something must bring --- */

static void check_foreign(const char *requested_with, const char *origin, const char *fetch_site)
{
	for (size_t i = 0; i < route_count; i++) {
		struct request *r;
		const char *before;

		if (!route_changes(&routes[i]) || routes[i].flags & FOREIGN)
			continue;
		r = request_for(SYSADMIN, &routes[i]);
		r->requested_with = requested_with;
		r->host = "laurel.example";
		r->origin = origin;
		r->fetch_site = fetch_site;
		before = fingerprint();
		cr_assert_str_eq(call_end(r).code, "foreign_origin", "%s", named(&routes[i]));
		cr_assert_str_eq(fingerprint(), before, "%s", named(&routes[i]));
	}
}

Test(routes, a_change_without_our_header_is_refused)
{
	make_one_of_each();
	check_foreign(NULL, NULL, NULL);
	check_foreign("XMLHttpRequest", NULL, "same-origin");
}

Test(routes, a_change_that_another_site_sends_is_refused)
{
	make_one_of_each();
	check_foreign("laurel", "http://elsewhere.example", NULL);
	check_foreign("laurel", NULL, "cross-site");
}

Test(routes, a_change_from_our_own_site_is_taken)
{
	struct request *r = call_begin(STAFF, POST, "/api/contacts",
		"{\"given_name\":\"Ada\",\"family_name\":\"Lovelace\"}");

	r->host = "laurel.example";
	r->origin = "https://laurel.example";
	cr_assert_eq(call_end(r).status, 201);
}

Test(routes, an_edit_without_the_version_it_is_for_is_refused)
{
	make_one_of_each();
	for (size_t i = 0; i < route_count; i++) {
		struct request *r = request_for(SYSADMIN, &routes[i]);
		const char *before;

		if (!r->if_match)
			continue;
		r->if_match = NULL;
		before = fingerprint();
		cr_assert_str_eq(call_end(r).code, "version_required", "%s", named(&routes[i]));
		cr_assert_str_eq(fingerprint(), before, "%s", named(&routes[i]));
	}
}

Test(routes, an_edit_of_another_version_is_refused)
{
	make_one_of_each();
	for (size_t i = 0; i < route_count; i++) {
		struct request *r = request_for(SYSADMIN, &routes[i]);
		const char *before;

		if (!r->if_match)
			continue;
		r->if_match = "\"777\"";
		before = fingerprint();
		cr_assert_str_eq(call_end(r).code, "stale_version", "%s", named(&routes[i]));
		cr_assert_str_eq(fingerprint(), before, "%s", named(&routes[i]));
	}
}

Test(routes, a_method_that_an_address_does_not_take_is_refused_with_those_it_takes)
{
	struct request *r = call_begin(SYSADMIN, DELETE, "/api/contacts", NULL);
	struct answer a = call_end(r);

	cr_assert_eq(a.status, 405);
	cr_assert_str_eq(a.code, "method_not_allowed");
	cr_assert_str_eq(r->headers->name, "Allow");
	cr_assert_str_eq(r->headers->value, "GET, HEAD, POST");
	cr_assert_eq(call(SYSADMIN, GET, "/api/nothing", NULL).status, 404);
}

Test(routes, the_only_list_a_call_takes_may_come_bare)
{
	const char *path =
		arena_printf(&c.arena, "/api/contacts/%lld/roles", (long long)make_contact("Ada Lovelace"));
	struct request *r = call_begin(SYSADMIN, PUT, path, "[\"staff\"]");

	r->if_match = "\"1\"";
	cr_assert_eq(call_end(r).status, 200);
	r = call_begin(SYSADMIN, PUT, path, "[\"baker\"]");
	r->if_match = "\"2\"";
	cr_assert_eq(call_end(r).status, 422);
	cr_assert_eq(call(SYSADMIN, POST, "/api/contacts", "[]").status, 422,
		"a call that takes more than a list");
}
