#include "call.h"

#include "file.h"

DB_SUITE(files);

#define PDF "%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

static struct file last;

static enum err upload_bytes(const char *name, struct bytes data)
{
	struct file_upload up = { name, "application/pdf", data };

	TRY(file_judge(&c, &up, &last));
	return file_store(&c, &up, &last);
}

static enum err upload(const char *name)
{
	return upload_bytes(name, (struct bytes){ PDF, strlen(PDF) });
}

static int64_t sent(const char *name)
{
	OK(upload(name));
	return last.id;
}

static int64_t number_of(int64_t e, const char *title)
{
	return sql_int(
		"SELECT v.requirement_id FROM version_requirement v JOIN enrollment e ON e.program_id = v.program_id "
		"AND e.definition_version = v.version WHERE e.id = %lld AND v.title = '%s'",
		(long long)e, title);
}

static enum err record_with(int64_t e, const char *title, struct ints files)
{
	struct completion_input in = { .completed_on = TODAY, .file_ids = files };
	struct requirement_view v;

	return completion_record(&c, e, number_of(e, title), &in, &v);
}

static const struct file *file_at(int64_t e, const char *title, size_t i)
{
	struct requirement_view v = requirement_in(e, title);

	cr_assert_lt(i, v.files.n);
	return (const struct file *)v.files.items + i;
}

/* A program whose requirement "Proof" needs a file and is approved by staff. */
static int64_t program_with_proof(void)
{
	int64_t program = PROGRAM(.stages = "Proof! Rest");

	sql("UPDATE version_requirement SET needs_file = TRUE WHERE title = 'Proof' AND program_id = %lld",
		(long long)program);
	return program;
}

static int64_t ada, ada_in;

static void enrol_ada(void)
{
	ada = make_contact("Ada Lovelace");
	ada_in = enroll_one(program_with_proof(), ada);
}

/* --- keeping --- */

Test(files, what_was_sent_comes_back_byte_for_byte)
{
	size_t n = 3 * (256 << 10) + 17;
	char *data = arena_alloc(&c.arena, n);
	struct bytes back;

	memcpy(data, PDF, strlen(PDF));
	for (size_t i = strlen(PDF); i < n; i++)
		data[i] = (char)dice(256);
	OK(upload_bytes("large.pdf", (struct bytes){ data, n }));
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM file_chunk"), 4);
	OK(file_read(&c, last.id, &back));
	cr_assert_eq(back.n, n);
	cr_assert_not(memcmp(back.data, data, n));
	cr_assert_eq(audit_count("file.upload"), 1);
}

Test(files, a_file_as_large_as_chunks_end_has_no_empty_chunk)
{
	size_t n = 256 << 10;
	char *data = arena_alloc(&c.arena, n);

	memcpy(data, PDF, strlen(PDF));
	OK(upload_bytes("even.pdf", (struct bytes){ data, n }));
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM file_chunk"), 1);
}

Test(files, what_is_refused_leaves_nothing_behind)
{
	static const char page[] = "<html><script>alert(1)</script></html>";

	REFUSED(ERR_FILE_TYPE_REFUSED, upload_bytes("a.pdf", (struct bytes){ page, strlen(page) }));
	REFUSED(ERR_FILE_EMPTY, upload_bytes("a.pdf", (struct bytes){ "", 0 }));
	INVALID("/name", upload(".."));
}

Test(files, nobody_can_fill_the_disk_with_files_that_are_used_for_nothing)
{
	for (int i = 0; i < FILES_WAITING; i++)
		sent("a.pdf");
	REFUSED(ERR_FILES_WAITING, upload("one more.pdf"));
	act_as(STAFF);
	sent("another's.pdf");
}

Test(files, what_waits_for_more_than_a_day_is_swept_and_told)
{
	int64_t old = sent("old.pdf"), kept, fresh;

	enrol_ada();
	kept = sent("kept.pdf");
	OK(record_with(ada_in, "Proof", ids(1, kept)));
	minutes_pass(24 * 60 - 1);
	fresh = sent("fresh.pdf");
	minutes_pass(2);
	OK(file_sweep(&c));
	cr_assert_str_eq(sql_text("SELECT GROUP_CONCAT(id ORDER BY id) FROM file"),
		arena_printf(&c.arena, "%lld,%lld", (long long)kept, (long long)fresh));
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM file_chunk"), 2);
	cr_assert_eq(sql_int("SELECT entity_id FROM audit WHERE action = 'file.expire'"), old);
}

Test(files, one_takes_back_only_what_is_ones_own_and_waits)
{
	int64_t mine = sent("a.pdf"), used = sent("b.pdf");

	enrol_ada();
	OK(record_with(ada_in, "Proof", ids(1, used)));
	REFUSED(ERR_NOT_FOUND, file_discard(&c, used));
	act_as(STAFF);
	REFUSED(ERR_NOT_FOUND, file_discard(&c, mine));
	act_as(CERTIFICATION_ADMIN);
	OK(file_discard(&c, mine));
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM file"), 1);
	REFUSED(ERR_NOT_FOUND, file_discard(&c, mine));
}

/* --- on records --- */

Test(files, imis_52_a_requirement_that_needs_a_file_is_recorded_with_one)
{
	int64_t file = sent("diploma.pdf");

	enrol_ada();
	REFUSED(ERR_FILE_REQUIRED, record(ada_in, "Proof", TODAY));
	REFUSED(ERR_FILE_REQUIRED, record_with(ada_in, "Proof", ids(0)));
	OK(record_with(ada_in, "Proof", ids(1, file)));
	cr_assert_str_eq(requirement_in(ada_in, "Proof").status, "awaiting_approval");
	OK(record(ada_in, "Rest", TODAY));
	cr_assert_eq(requirement_in(ada_in, "Rest").files.n, 0);
}

Test(files, imis_53_the_files_are_stored_with_the_record_and_the_audit_names_them)
{
	int64_t first = sent("diploma.pdf"), second;

	enrol_ada();
	second = sent("תעודה.pdf");
	OK(record_with(ada_in, "Proof", ids(2, second, first)));
	cr_assert_eq(requirement_in(ada_in, "Proof").files.n, 2);
	cr_assert_eq(file_at(ada_in, "Proof", 1)->id, first, "in the order they were listed");
	cr_assert_str_eq(file_at(ada_in, "Proof", 0)->name, "תעודה.pdf");
	cr_assert_str_eq(file_at(ada_in, "Proof", 0)->type, "application/pdf");
	cr_assert_eq(file_at(ada_in, "Proof", 0)->size, (int64_t)strlen(PDF));
	cr_assert_str_eq(
		sql_text(
			"SELECT JSON_EXTRACT(x.item, '$.after') FROM audit a, JSON_TABLE(a.changes, '$[*]' COLUMNS "
			"(item JSON PATH '$')) x WHERE a.action = 'completion.record' AND JSON_VALUE(x.item, '$.field') = 'files'"),
		"[\"תעודה.pdf\", \"diploma.pdf\"]");
}

Test(files, any_requirement_may_have_files)
{
	int64_t file = sent("more.pdf");

	enrol_ada();
	OK(record_with(ada_in, "Rest", ids(1, file)));
	cr_assert_eq(requirement_in(ada_in, "Rest").files.n, 1);
}

Test(files, only_ones_own_waiting_files_can_be_attached_and_only_once)
{
	int64_t mine = sent("mine.pdf"), other, theirs;

	enrol_ada();
	other = enroll_one(program_with_proof(), ada);
	act_as(STAFF);
	theirs = sent("theirs.pdf");
	act_as(CERTIFICATION_ADMIN);
	INVALID("/file_ids/0", record_with(ada_in, "Proof", ids(1, theirs)));
	INVALID("/file_ids/1", record_with(ada_in, "Proof", ids(2, mine, INT64_C(424242))));
	OK(record_with(ada_in, "Proof", ids(2, mine, mine)));
	cr_assert_eq(requirement_in(ada_in, "Proof").files.n, 1, "named twice, attached once");
	INVALID("/file_ids/0", record_with(other, "Proof", ids(1, mine)));
}

Test(files, imis_62_the_files_of_a_final_record_stay_as_they_are)
{
	int64_t file = sent("diploma.pdf");

	enrol_ada();
	OK(record_with(ada_in, "Proof", ids(1, file)));
	OK(approve(ada_in, "Proof"));
	REFUSED(ERR_COMPLETION_READ_ONLY, record_with(ada_in, "Proof", ids(1, file)));
	REFUSED(ERR_NOT_FOUND, file_discard(&c, file));
	minutes_pass(5000);
	OK(file_sweep(&c));
	cr_assert_eq(file_at(ada_in, "Proof", 0)->id, file);
}

Test(files, a_second_try_keeps_its_files_or_says_which_it_shall_have)
{
	int64_t first = sent("first.pdf"), second = sent("second.pdf");

	enrol_ada();
	OK(record_with(ada_in, "Proof", ids(1, first)));
	OK(reject(ada_in, "Proof", "Not readable."));
	OK(record(ada_in, "Proof", TODAY));
	cr_assert_eq(file_at(ada_in, "Proof", 0)->id, first, "nothing said: they stay");
	OK(reject(ada_in, "Proof", "Still not."));
	REFUSED(ERR_FILE_REQUIRED, record_with(ada_in, "Proof", ids(0)));
	OK(record_with(ada_in, "Proof", ids(2, first, second)));
	cr_assert_eq(requirement_in(ada_in, "Proof").files.n, 2);
	OK(reject(ada_in, "Proof", "One is enough."));
	OK(record_with(ada_in, "Proof", ids(1, second)));
	cr_assert_eq(requirement_in(ada_in, "Proof").files.n, 1);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM file WHERE id = %lld", (long long)first), 0);
}

Test(files, a_voided_record_keeps_its_files_beside_the_new_one)
{
	int64_t first = sent("first.pdf"), second = sent("second.pdf");
	struct file f;

	enrol_ada();
	OK(record_with(ada_in, "Proof", ids(1, first)));
	OK(void_it(ada_in, "Proof", "The wrong person."));
	cr_assert_eq(requirement_in(ada_in, "Proof").files.n, 0);
	OK(record_with(ada_in, "Proof", ids(1, second)));
	cr_assert_eq(requirement_in(ada_in, "Proof").files.n, 1);
	OK(file_find(&c, first, &f));
	cr_assert_str_eq(f.name, "first.pdf");
}

Test(files, a_record_that_is_carried_over_brings_its_files_along)
{
	int64_t file = sent("diploma.pdf"), program, again;
	struct enroll_request in = { .carry_over = true };
	struct enroll_result out = { 0 };

	enrol_ada();
	program = row_of(ada_in).program_id;
	OK(record_with(ada_in, "Proof", ids(1, file)));
	OK(approve(ada_in, "Proof"));
	OK(enrollment_cancel(&c, ada_in, NULL));
	in.contact_ids = ids(1, ada);
	OK(enroll(&c, program, &in, &out));
	again = ((struct enroll_outcome *)out.items.items)->enrollment_id;
	cr_assert_eq(file_at(again, "Proof", 0)->id, file);
	act_as(CERTIFICATION_MANAGER);
	OK(enrollment_purge(&c, &(struct purge_request){ .ids = ids(1, ada_in) },
		&(struct purge_result){ 0 }));
	cr_assert_eq(file_at(again, "Proof", 0)->id, file, "what another record has stays");
}

Test(files, imis_58_who_approves_sees_the_files_in_the_queue)
{
	struct completion_query q = { .status = "awaiting_approval" };
	int64_t first = sent("b.pdf"), second = sent("a.pdf"), other;
	const struct completion_row *rows;
	struct page page = { 0 };

	enrol_ada();
	other = enroll_one(PROGRAM(.stages = "Talk!"), ada);
	OK(record(other, "Talk", TODAY));
	OK(record_with(ada_in, "Proof", ids(2, first, second)));
	OK(completion_list(&c, &q, &page));
	rows = page.items.items;
	cr_assert_eq(page.items.n, 2);
	cr_assert_eq(rows[0].files.n, 0);
	cr_assert_eq(rows[1].files.n, 2);
	cr_assert_str_eq(((const struct file *)rows[1].files.items)->name, "b.pdf");
}

/* --- who sees them --- */

static int status_for(unsigned role, int64_t file)
{
	return call(role, GET, arena_printf(&c.arena, "/api/files/%lld", (long long)file), NULL).status;
}

Test(files, imis_63_who_may_see_the_record_may_open_its_files)
{
	static const unsigned staff[] = { STAFF, CERTIFICATION_ADMIN, CERTIFICATION_MANAGER, SYSADMIN };
	int64_t file, mine;

	act_as(CERTIFICATION_MANAGER);
	file = sent("diploma.pdf");
	cr_assert_eq(status_for(CERTIFICATION_MANAGER, file), 200, "one's own");
	cr_assert_eq(status_for(STAFF, file), 404, "another's that waits");
	mine = enroll_one(program_with_proof(), contact_of_role(LEARNER));
	cr_assert_eq(status_for(LEARNER, file), 404);
	OK(record_with(mine, "Proof", ids(1, file)));
	for (size_t i = 0; i < sizeof(staff) / sizeof(*staff); i++)
		cr_assert_eq(status_for(staff[i], file), 200, "role %u", staff[i]);
	cr_assert_eq(status_for(LEARNER, file), 200, "the enrollee");
	cr_assert_eq(status_for(ANONYMOUS, file), 401);
}

Test(files, another_learner_cannot_tell_a_foreign_file_from_none)
{
	int64_t file = sent("diploma.pdf");
	struct answer foreign, none;

	enrol_ada();
	OK(record_with(ada_in, "Proof", ids(1, file)));
	foreign = call(LEARNER, GET, arena_printf(&c.arena, "/api/files/%lld", (long long)file), NULL);
	none = call(LEARNER, GET, "/api/files/424242", NULL);
	cr_assert_eq(foreign.status, 404);
	cr_assert_str_eq(foreign.body, none.body);
}

static const char *head_of(const struct request *r, const char *name)
{
	for (const struct header *h = r->headers; h; h = h->next)
		if (!strcmp(h->name, name))
			return h->value;
	return NULL;
}

static bool begins(const char *s, const char *with)
{
	return s && !strncmp(s, with, strlen(with));
}

Test(files, a_file_is_a_download_unless_browsers_show_its_type_and_it_is_asked_for)
{
	struct request *r;
	int64_t file;

	act_as(STAFF);
	file = sent("Prüfung \"1\".pdf");
	r = call_begin(STAFF, GET, arena_printf(&c.arena, "/api/files/%lld", (long long)file), NULL);
	cr_assert_str_eq(call_end(r).body, PDF);
	cr_assert_str_eq(r->reply_type, "application/pdf");
	cr_assert_str_eq(head_of(r, "Content-Disposition"),
		"attachment; filename=\"Pr__fung _1_.pdf\"; filename*=UTF-8''Pr%C3%BCfung%20%221%22.pdf");
	cr_assert(strstr(head_of(r, "Content-Security-Policy"), "sandbox"));
	r = call_begin(STAFF, GET, arena_printf(&c.arena, "/api/files/%lld", (long long)file), NULL);
	r->query = "inline=true";
	call_end(r);
	cr_assert(begins(head_of(r, "Content-Disposition"), "inline;"));
	OK(upload_bytes("a.txt", (struct bytes){ "some words\n", 11 }));
	r = call_begin(STAFF, GET, arena_printf(&c.arena, "/api/files/%lld", (long long)last.id), NULL);
	r->query = "inline=true";
	call_end(r);
	cr_assert(begins(head_of(r, "Content-Disposition"), "attachment;"));
}

/* --- uploads --- */

static struct answer post(unsigned role, const char *type, const char *body, size_t n)
{
	struct request *r = call_begin(role, POST, "/api/files", NULL);

	r->content_type = type;
	r->body = body;
	r->body_length = n;
	return call_end(r);
}

#define FORM "multipart/form-data; boundary=x"
#define PART "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n"

Test(files, everybody_who_is_signed_in_may_send_files)
{
	static const char body[] = PART PDF "\r\n--x--\r\n";

	cr_assert_eq(post(LEARNER, FORM, body, sizeof(body) - 1).status, 201);
	cr_assert_eq(post(STAFF, FORM, body, sizeof(body) - 1).status, 201);
	cr_assert_eq(post(ANONYMOUS, FORM, body, sizeof(body) - 1).status, 401);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM file"), 2);
}

Test(files, an_upload_that_was_cut_off_leaves_nothing_behind)
{
	static const char body[] = PART PDF "\r\n--x--\r\n";

	cr_assert_str_eq(post(STAFF, FORM, body, sizeof(PART) + 10).code, "file_cut_off");
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM file"), 0);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM file_chunk"), 0);
	cr_assert_eq(audit_count("file.upload"), 0);
}

Test(files, a_program_may_send_the_bare_file_with_its_name_in_the_address)
{
	struct request *r = call_begin(STAFF, POST, "/api/files", NULL);

	r->query = "name=r%C3%A9sum%C3%A9.pdf";
	r->content_type = "application/pdf";
	r->body = PDF;
	r->body_length = strlen(PDF);
	cr_assert_eq(call_end(r).status, 201);
	cr_assert_str_eq(sql_text("SELECT CONCAT_WS('|', name, type, declared_type) FROM file"),
		"résumé.pdf|application/pdf|application/pdf");
}

/* --- purge --- */

Test(files, imis_35_a_purge_takes_the_files_along_and_counts_them)
{
	int64_t a = sent("a.pdf"), b = sent("b.pdf"), third = sent("c.pdf"), kept = sent("d.pdf"), other;
	struct purge_request r = { 0 };
	struct purge_result out;

	enrol_ada();
	other = enroll_one(program_with_proof(), make_contact("Bo Diddley"));
	OK(record_with(ada_in, "Proof", ids(2, a, b)));
	OK(void_it(ada_in, "Proof", "A mistake."));
	OK(record_with(ada_in, "Proof", ids(1, third)));
	OK(record_with(other, "Proof", ids(1, kept)));
	OK(enrollment_cancel(&c, ada_in, NULL));
	r.ids = ids(1, ada_in);
	OK(enrollment_purge_preview(&c, &r, &out));
	cr_assert_eq(out.files, 3);
	OK(enrollment_purge(&c, &r, &out));
	cr_assert_eq(out.purged, 1);
	cr_assert_eq(sql_int("SELECT GROUP_CONCAT(id) FROM file"), kept);
	cr_assert_eq(sql_int("SELECT COUNT(*) FROM file_chunk"), 1);
	cr_assert_eq(
		sql_int("SELECT JSON_VALUE(x.item, '$.before') FROM audit a, JSON_TABLE(a.changes, '$[*]' COLUMNS (item JSON PATH '$')) x "
			"WHERE a.action = 'enrollment.purge' AND JSON_VALUE(x.item, '$.field') = 'files'"),
		3);
}
