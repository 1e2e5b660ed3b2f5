#include "contact.h"
#include "account_link.h"
#include "audit.h"
#include "db.h"
#include "import.h"
#include "mail.h"
#include "perm.h"
#include "profile.h"
#include "segment.h"

#include <stdio.h>
#include <string.h>

const struct field contact_fields[] = {
	FIELD(contact, id, OUT, 1, WIDE),
	FIELD(contact, contact_no, IN | OUT | TRIM, 1, 32),
	FIELD(contact, given_name, IN | OUT | REQ | TRIM, 1, 80),
	FIELD(contact, family_name, IN | OUT | REQ | TRIM, 1, 80),
	FIELD(contact, name, OUT | QUIET, 1, 161),
	FIELD(contact, email, IN | OUT | NULLABLE | TRIM, 3, 254),
	FIELD_WORD(contact, language, IN | OUT | NULLABLE, mail_languages),
	FIELD(contact, time_zone, IN | OUT | NULLABLE | TRIM, 1, 60),
	FIELD(contact, version, OUT | QUIET, 1, WIDE),
	FIELD(contact, created_at, OUT | QUIET, 0, WIDE),
	FIELD(contact, has_account, OUT | QUIET, 0, 1),
	FIELD(contact, profile, IN | OUT | QUIET | RAW, 0, 65536), /* its changes are told key by key */
	FIELD(contact, role_list, QUIET, 0, 255),
	FIELD(contact, roles, OUT | QUIET, 0, 5),
	FIELD_END,
};
const struct field me_fields[] = {
	FIELD(contact, id, OUT, 1, WIDE),
	FIELD(contact, contact_no, OUT, 1, 32),
	FIELD(contact, given_name, IN | OUT | REQ | TRIM, 1, 80),
	FIELD(contact, family_name, IN | OUT | REQ | TRIM, 1, 80),
	FIELD(contact, name, OUT | QUIET, 1, 161),
	FIELD(contact, email, OUT | NULLABLE, 3, 254),
	FIELD(contact, pending_email, OUT | NULLABLE | QUIET, 3, 254),
	FIELD_WORD(contact, language, IN | OUT | NULLABLE, mail_languages),
	FIELD(contact, time_zone, IN | OUT | NULLABLE | TRIM, 1, 60),
	FIELD(contact, profile, IN | OUT | QUIET | RAW, 0, 65536), /* its changes are told key by key */
	FIELD(contact, version, OUT | QUIET, 1, WIDE),
	FIELD_END,
};
const struct field contact_row_fields[] = {
	FIELD(contact_row, id, OUT, 1, WIDE),
	FIELD(contact_row, contact_no, OUT, 1, 32),
	FIELD(contact_row, given_name, OUT, 1, 80),
	FIELD(contact_row, family_name, OUT, 1, 80),
	FIELD(contact_row, name, OUT, 1, 161),
	FIELD(contact_row, email, OUT | NULLABLE, 0, 254),
	FIELD(contact_row, sort_name, 0, 0, 161),
	FIELD_END,
};
const struct field contact_query_fields[] = {
	SEARCH_FIELDS(contact_query),
	PAGE_FIELDS(contact_query),
	FIELD_END,
};

struct contact_word {
	int64_t contact_id;
	const char *word;
};
static const struct field contact_word_fields[] = {
	FIELD(contact_word, contact_id, 0, 1, WIDE),
	FIELD(contact_word, word, 0, 1, 80),
	FIELD_END,
};

#define ROW \
	"c.id, c.contact_no, c.given_name, c.family_name, CONCAT(c.given_name, ' ', c.family_name) AS name, c.email, c.sort_name"
#define AFTER "c.sort_name >= :after_text AND (c.sort_name > :after_text OR c.id > :after_id)"

STMT(list_contacts, contact_query, contact_row,
	"SELECT " ROW " FROM contact c WHERE " AFTER " ORDER BY c.sort_name, c.id LIMIT :rows")
STMT(search_contacts, contact_query, contact_row,
	"SELECT " ROW " FROM contact c WHERE " SEARCH_SQL("c.id") " AND " AFTER
								  " ORDER BY c.sort_name, c.id LIMIT :rows")
STMT(sift_contacts, contact_query, contact_row,
	"SELECT " ROW " FROM contact c FORCE INDEX (contact_sort) WHERE " AFTER
	" AND " SEARCH_EACH("c.id") " ORDER BY c.sort_name, c.id LIMIT :rows")

#define WHOLE \
	"SELECT c.id, c.contact_no, c.given_name, c.family_name, CONCAT(c.given_name, ' ', c.family_name) AS name, c.email, " \
	"c.language, c.time_zone, c.version, c.created_at, " PROFILE_SQL( \
		"c.id") " AS profile, a.contact_id IS NOT NULL AS has_account, " \
			"(SELECT GROUP_CONCAT(role) FROM role_grant g WHERE g.contact_id = c.id) AS role_list " \
			"FROM contact c LEFT JOIN account a ON a.contact_id = c.id WHERE c.id = :id"

STMT(find_contact, contact, contact, WHOLE)
STMT(lock_contact, contact, contact, WHOLE " FOR UPDATE")
STMT(insert_contact, contact, none,
	"INSERT INTO contact (contact_no, given_name, family_name, email, language, time_zone, created_at) "
	"VALUES (:contact_no, :given_name, :family_name, :email, :language, :time_zone, :now)")
STMT(number_contact, contact, none, "UPDATE contact SET contact_no = :contact_no WHERE id = :id")
STMT(update_contact, contact, none,
	"UPDATE contact SET contact_no = :contact_no, given_name = :given_name, family_name = :family_name, email = :email, "
	"language = :language, time_zone = :time_zone, version = version + 1 WHERE id = :id")
STMT(rename_enrollments, contact, none,
	"UPDATE enrollment e JOIN contact c ON c.id = e.contact_id SET e.sort_name = c.sort_name WHERE c.id = :id")
STMT(rename_course_enrollments, contact, none,
	"UPDATE course_enrollment e JOIN contact c ON c.id = e.contact_id SET e.sort_name = c.sort_name WHERE c.id = :id")
STMT(drop_words, contact, none, "DELETE FROM contact_word WHERE contact_id = :id")
STMT(insert_word, contact_word, none,
	"INSERT IGNORE INTO contact_word (word, contact_id) VALUES (:word, :contact_id)")

enum err version_check(struct ctx *c, int64_t stored, int64_t given)
{
	if (stored == given)
		return ERR_OK;
	return fail(c, ERR_STALE_VERSION, "You edited version %lld, but it is at version %lld by now.",
		(long long)given, (long long)stored);
}

bool actor_is_staff(const struct ctx *c)
{
	return c->actor.roles & (STAFF_ROLES | SYSTEM);
}

enum err contact_scope(struct ctx *c, int64_t contact_id)
{
	if (actor_is_staff(c) || c->actor.id == contact_id)
		return ERR_OK;
	return fail(c, ERR_NOT_FOUND, "It does not exist, or it is not yours to see.");
}

enum err contact_list(struct ctx *c, struct contact_query *q, struct page *into)
{
	const struct contact_row *last;
	bool broad = false;

	TRY(PAGE_START(c, q));
	TRY(SEARCH_START(c, q));
	if (q->w1)
		TRY(search_is_broad(c, q->w1, &broad));
	TRY(db_all(c, !q->w1 ? &list_contacts : broad ? &sift_contacts : &search_contacts, q, &into->items));
	if (page_cut(into, q->limit)) {
		last = (const struct contact_row *)into->items.items + q->limit - 1;
		into->next = page_cursor(c, last->sort_name, last->id);
	}
	return ERR_OK;
}

enum err contact_find(struct ctx *c, int64_t id, struct contact *into)
{
	TRY(contact_scope(c, id));
	TRY(db_one(c, &find_contact, &(struct contact){ .id = id }, into));
	into->roles = role_names(&c->arena, role_bits(&c->arena, into->role_list));
	return ERR_OK;
}

static enum err taken(struct ctx *c, const struct contact *in)
{
	if (!strcmp(c->db->duplicate, "contact_email"))
		return fail(c, ERR_EMAIL_TAKEN, "Another contact has the e-mail address %s.", in->email);
	return fail(c, ERR_CONTACT_NO_TAKEN, "Another contact has the number %s.", in->contact_no);
}

/* One @, something on both sides, no blanks: more would refuse addresses that work. */
bool email_plausible(const char *email)
{
	const char *at = strchr(email, '@');

	return at && at != email && at[1] && !strchr(at + 1, '@') && !strpbrk(email, " \t\r\n,;<>");
}

enum err email_check(struct ctx *c, const char *email)
{
	if (!email || email_plausible(email))
		return ERR_OK;
	return fail_field(c, "email", "must be an e-mail address, like name@example.org");
}

static enum err check_values(struct ctx *c, const struct contact *in)
{
	TRY(email_check(c, in->email));
	if (in->time_zone && !time_zone_known(in->time_zone))
		return fail_field(c, "time_zone", "must be the name of a time zone, like Europe/Paris");
	return ERR_OK;
}

/* Store what was sent of a profile; *changes gets what the audit tells of it. */
static enum err store_profile(struct ctx *c, const struct contact *in, bool by_member, const char **changes)
{
	struct list values, changed;

	*changes = "[]";
	TRY(profile_read(c, in->id, in->profile, by_member, &values));
	TRY(profile_store(c, &values, &changed));
	if (changed.n)
		*changes = ((const struct profile_change *)changed.items)->changes;
	return ERR_OK;
}

static enum err index_words(struct ctx *c, const struct contact *in)
{
	struct words words = search_words(c,
		arena_printf(&c->arena, "%s %s %s %s", in->given_name, in->family_name, in->contact_no,
			in->email ? in->email : ""));

	for (size_t i = 0; i < words.n; i++)
		TRY(db_exec(c, &insert_word, &(struct contact_word){ in->id, words.v[i] }));
	return ERR_OK;
}

/* The number follows the id; where somebody already chose that very number, a suffix keeps it apart. */
static enum err give_number(struct ctx *c, struct contact *in)
{
	enum err e = ERR_CONTACT_NO_TAKEN;

	for (int suffix = 1; e == ERR_CONTACT_NO_TAKEN; suffix++) {
		in->contact_no = arena_printf(&c->arena, suffix > 1 ? "C%06lld-%d" : "C%06lld",
			(long long)in->id, suffix);
		e = db_exec_unique(c, &number_contact, in, ERR_CONTACT_NO_TAKEN);
	}
	return e;
}

enum err contact_create(struct ctx *c, struct contact *in)
{
	const char *profile;
	enum err e;

	TRY(segments_hold(c));
	TRY(check_values(c, in));
	e = db_insert(c, &insert_contact, in, &in->id, ERR_EMAIL_TAKEN);
	if (e == ERR_EMAIL_TAKEN)
		return taken(c, in);
	TRY(e);
	if (!in->contact_no)
		TRY(give_number(c, in));
	TRY(index_words(c, in));
	TRY(store_profile(c, in, false, &profile));
	if (!strcmp(profile, "[]")) /* a field that is empty can be what a segment asks for */
		TRY(segments_refresh(c, &(struct ints){ &in->id, 1 }));
	in->name = arena_printf(&c->arena, "%s %s", in->given_name, in->family_name);
	audit_json(c, "contact.create", (struct audit_object){ "contact", in->id, in->name },
		audit_join(c, audit_changes(c, contact_fields, NULL, in), profile));
	return import_release(c, in->id);
}

/* People sign in with their address: whoever could change it could take an account over, or lock it. */
static enum err check_login(struct ctx *c, const struct contact *before, const struct contact *after)
{
	if (!before->has_account || (before->email && after->email && !strcmp(before->email, after->email)))
		return ERR_OK;
	if (!after->email)
		return fail(c, ERR_EMAIL_REQUIRED,
			"%s signs in with this address, so it cannot be left empty.", before->name);
	if (c->actor.roles & (PERM_roles_write | SYSTEM) || c->actor.id == before->id)
		return ERR_OK;
	return fail(c, ERR_RIGHT_MISSING,
		"%s signs in with this address; it takes the right roles_write to change it.", before->name);
}

/*
 * Store a contact that differs, with what follows from its names and its
 * address; profile is what was changed there already.
 */
static enum err store(struct ctx *c, const struct contact *before, struct contact *after, const char *profile)
{
	enum err e;

	TRY(check_values(c, after));
	TRY(check_login(c, before, after));
	e = db_exec_unique(c, &update_contact, after, ERR_EMAIL_TAKEN);
	if (e == ERR_EMAIL_TAKEN)
		return taken(c, after);
	TRY(e);
	TRY(db_exec(c, &rename_enrollments, after));
	TRY(db_exec(c, &rename_course_enrollments, after));
	TRY(db_exec(c, &drop_words, after));
	TRY(index_words(c, after));
	after->name = arena_printf(&c->arena, "%s %s", after->given_name, after->family_name);
	audit_json(c, "contact.update", (struct audit_object){ "contact", after->id, after->name },
		audit_join(c, audit_changes(c, contact_fields, before, after), profile));
	return import_release(c, after->id);
}

static enum err change(struct ctx *c, const struct field *table, const struct contact *in, uint64_t sent,
	int64_t version)
{
	struct contact before = { 0 }, after;
	const char *profile = "[]";

	if (field_sent(table, sent, "profile"))
		TRY(segments_hold(c));
	TRY(db_one(c, &lock_contact, in, &before));
	TRY(version_check(c, before.version, version));
	after = before;
	field_merge(table, &after, in, sent);
	if (field_sent(table, sent, "profile"))
		TRY(store_profile(c, in, table == me_fields, &profile));
	if (audit_nothing(c, contact_fields, &before, &after) && !strcmp(profile, "[]"))
		return ERR_OK;
	c->unchanged = false;
	return store(c, &before, &after, profile);
}

enum err contact_update(struct ctx *c, int64_t id, int64_t version, const struct contact *in, uint64_t sent)
{
	struct contact key = *in;

	key.id = id;
	return change(c, contact_fields, &key, sent, version);
}

enum err contact_set_email(struct ctx *c, int64_t id, const char *email, struct contact *was)
{
	struct contact after;

	TRY(db_one(c, &lock_contact, &(struct contact){ .id = id }, was));
	after = *was;
	after.email = email;
	return audit_nothing(c, contact_fields, was, &after) ? ERR_OK : store(c, was, &after, "[]");
}

enum err me_find(struct ctx *c, struct contact *into)
{
	TRY(contact_find(c, c->actor.id, into));
	return link_pending_email(c, c->actor.id, &into->pending_email);
}

enum err me_update(struct ctx *c, int64_t version, const struct contact *in, uint64_t sent)
{
	struct contact key = *in;

	key.id = c->actor.id;
	return change(c, me_fields, &key, sent, version);
}
