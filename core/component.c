#include "component.h"
#include "audit.h"
#include "booking.h"
#include "component_sql.h"
#include "contact.h"
#include "db.h"

#include <ctype.h>
#include <string.h>

static const char *const kinds[] = { "class", "exam", "experience", "document", "course", NULL };
static const char *const statuses[] = { "active", "inactive", NULL };
static const char *const offering_statuses[] = { "open", "closed", "cancelled", NULL };

static const struct field component_use_fields[] = {
	FIELD(component_use, program_id, OUT, 1, WIDE),
	FIELD(component_use, name, OUT, 1, 200),
	FIELD(component_use, status, OUT, 1, 16),
	FIELD(component_use, program_kind, OUT, 1, 16),
	FIELD_END,
};

/* clang-format off */
#define COMPONENT_ROW \
	FIELD(component, id, OUT, 1, WIDE), \
	FIELD(component, code, IN | OUT | REQ | TRIM, 1, 40), \
	FIELD(component, title, IN | OUT | REQ | TRIM, 1, 200), \
	FIELD_WORD(component, kind, IN | OUT | REQ, kinds), \
	FIELD_WORD(component, status, IN | OUT, statuses), \
	FIELD(component, course_id, IN | OUT | NULLABLE, 1, WIDE), \
	FIELD(component, version, OUT | QUIET, 1, WIDE), \
	FIELD(component, open_offerings, OUT | QUIET, 0, WIDE), \
	FIELD(component, programs, OUT | QUIET, 0, WIDE)
/* clang-format on */

const struct field component_row_fields[] = { COMPONENT_ROW, FIELD_END };
const struct field component_fields[] = {
	COMPONENT_ROW,
	FIELD_MANY(component, used_by, OUT | QUIET, 0, WIDE, component_use),
	FIELD_END,
};
const struct field component_query_fields[] = {
	FIELD(component_query, q, IN | TRIM, 0, 200),
	FIELD(component_query, pattern, 0, 0, 404),
	FIELD_WORD(component_query, kind, IN, kinds),
	FIELD_WORD(component_query, status, IN, statuses),
	PAGE_FIELDS(component_query),
	FIELD_END,
};

const struct field price_fields[] = {
	FIELD(price, amount_minor, IN | OUT | REQ, 0, 100000000000),
	FIELD(price, currency, IN | OUT | REQ, 3, 3),
	FIELD_END,
};
const struct field offering_fields[] = {
	FIELD(offering, id, OUT, 1, WIDE),
	FIELD(offering, component_id, OUT, 1, WIDE),
	FIELD(offering, title, IN | OUT | REQ | TRIM, 1, 200),
	FIELD(offering, starts_at, IN | OUT | NULLABLE, 0, WIDE),
	FIELD(offering, ends_at, IN | OUT | NULLABLE, 0, WIDE),
	FIELD(offering, location, IN | OUT | NULLABLE | TRIM, 0, 200),
	FIELD(offering, capacity, IN | OUT | NULLABLE, 1, 1000000),
	FIELD_SUB(offering, price, IN | OUT | NULLABLE, price),
	FIELD(offering, price_minor, QUIET, 0, WIDE),
	FIELD(offering, price_currency, QUIET, 0, 3),
	FIELD_WORD(offering, status, IN | OUT, offering_statuses),
	FIELD(offering, event_id, IN | OUT | NULLABLE, 1, WIDE),
	FIELD(offering, version, OUT | QUIET, 1, WIDE),
	FIELD(offering, refund_days, IN | OUT | NULLABLE, 1, 365),
	FIELD(offering, seats_taken, OUT | QUIET, 0, WIDE),
	FIELD(offering, seats_waiting, OUT | QUIET, 0, WIDE),
	FIELD(offering, registration, OUT | NULLABLE | QUIET, 0, 16),
	FIELD(offering, registration_id, OUT | NULLABLE | QUIET, 0, WIDE),
	FIELD_END,
};
const struct field offering_query_fields[] = {
	FIELD(offering_query, component_id, 0, 1, WIDE),
	FIELD_WORD(offering_query, status, IN, offering_statuses),
	PAGE_FIELDS(offering_query),
	FIELD_END,
};

#define COUNTS \
	OPEN_OFFERINGS("k.id") \
	" AS open_offerings, " \
	"(SELECT COUNT(*) FROM version_requirement v JOIN program p ON p.id = v.program_id AND p.definition_version = v.version " \
	"WHERE v.component_id = k.id AND p.status = 'active') AS programs"
#define COLUMNS "k.id, k.code, k.title, k.kind, k.status, k.course_id, k.version"

STMT(list_components, component_query, component,
	"SELECT " COLUMNS ", " COUNTS " FROM component k WHERE (:kind IS NULL OR k.kind = :kind) "
	"AND (:status IS NULL OR k.status = :status) "
	"AND (:pattern IS NULL OR k.title LIKE :pattern OR k.code LIKE :pattern) "
	"AND k.title >= :after_text AND (k.title > :after_text OR k.id > :after_id) ORDER BY k.title, k.id LIMIT :rows")
STMT(find_component, component, component, "SELECT " COLUMNS ", " COUNTS " FROM component k WHERE k.id = :id")
STMT(lock_component, component, component, "SELECT " COLUMNS " FROM component k WHERE k.id = :id FOR UPDATE")
STMT(uses, component, component_use,
	"SELECT p.id AS program_id, p.name, p.status, p.kind AS program_kind FROM version_requirement v "
	"JOIN program p ON p.id = v.program_id AND p.definition_version = v.version "
	"WHERE v.component_id = :id GROUP BY p.id, p.name, p.status, p.kind ORDER BY p.name")
STMT(insert_component, component, none,
	"INSERT INTO component (code, title, kind, status, course_id, created_at) VALUES (:code, :title, :kind, :status, :course_id, :now)")
STMT(update_component, component, none,
	"UPDATE component SET code = :code, title = :title, kind = :kind, status = :status, course_id = :course_id, version = version + 1 "
	"WHERE id = :id")
STMT(find_course, component, component, "SELECT id AS course_id FROM course WHERE id = :course_id")

#define OFFERING \
	"o.id, o.component_id, o.title, o.starts_at, o.ends_at, o.location, o.capacity, o.price_minor, o.price_currency, " \
	"o.status, o.event_id, o.version, o.refund_days, o.seats_taken, o.seats_waiting"

STMT(list_offerings, offering_query, offering,
	"SELECT " OFFERING
	" FROM offering o WHERE o.component_id = :component_id AND (:status IS NULL OR o.status = :status) "
	"AND (:after_id = 0 OR o.id < :after_id) ORDER BY o.id DESC LIMIT :rows")
STMT(find_offering, offering, offering, "SELECT " OFFERING " FROM offering o WHERE o.id = :id")
STMT(lock_offering, offering, offering, "SELECT " OFFERING " FROM offering o WHERE o.id = :id FOR UPDATE")
STMT(insert_offering, offering, none,
	"INSERT INTO offering (component_id, title, starts_at, ends_at, location, capacity, price_minor, price_currency, status, "
	"refund_days, created_at) VALUES (:component_id, :title, :starts_at, :ends_at, :location, :capacity, "
	"IF(:price_currency IS NULL, NULL, :price_minor), :price_currency, :status, :refund_days, :now)")
STMT(update_offering, offering, none,
	"UPDATE offering SET title = :title, starts_at = :starts_at, ends_at = :ends_at, location = :location, "
	"capacity = :capacity, price_minor = IF(:price_currency IS NULL, NULL, :price_minor), price_currency = :price_currency, status = :status, "
	"refund_days = :refund_days, version = version + 1 WHERE id = :id")

struct version_key {
	int64_t program_id, version, contact_id;
};
static const struct field version_key_fields[] = {
	FIELD(version_key, program_id, 0, 1, WIDE),
	FIELD(version_key, version, 0, 1, WIDE),
	FIELD(version_key, contact_id, 0, 1, WIDE),
	FIELD_END,
};
STMT(of_version, version_key, offering,
	"SELECT " OFFERING
	", COALESCE(r.state, 'none') AS registration, r.id AS registration_id FROM offering o LEFT JOIN registration r "
	"ON r.offering_id = o.id AND r.contact_id = :contact_id AND r.live = 1 "
	"WHERE o.status <> 'cancelled' AND o.component_id IN (SELECT component_id "
	"FROM version_requirement WHERE program_id = :program_id AND version = :version) ORDER BY o.starts_at, o.id")

enum err component_list(struct ctx *c, struct component_query *q, struct page *into)
{
	const struct component *last;

	TRY(PAGE_START(c, q));
	q->pattern = like_anywhere(c, q->q);
	TRY(db_all(c, &list_components, q, &into->items));
	if (page_cut(into, q->limit)) {
		last = (const struct component *)into->items.items + q->limit - 1;
		into->next = page_cursor(c, last->title, last->id);
	}
	return ERR_OK;
}

enum err component_find(struct ctx *c, int64_t id, struct component *into)
{
	struct component key = { .id = id };

	TRY(db_one(c, &find_component, &key, into));
	return db_all(c, &uses, &key, &into->used_by);
}

static enum err code_taken(struct ctx *c, const char *code)
{
	return fail(c, ERR_CODE_TAKEN, "Another component has the code %s.", code);
}

/* The course of a component of kind course; its completion meets the requirements that ask for the component. */
static enum err check_course(struct ctx *c, const struct component *k)
{
	struct component known = { 0 };
	bool found;

	if (!k->course_id)
		return ERR_OK;
	if (strcmp(k->kind, "course") != 0)
		return fail_field(c, "course_id", "is for a component of kind course only");
	TRY(db_maybe(c, &find_course, k, &known, &found));
	return found ? ERR_OK : fail_field(c, "course_id", "is not a course");
}

enum err component_create(struct ctx *c, struct component *in)
{
	enum err e;

	TRY(check_course(c, in));
	if (!in->status)
		in->status = "active";
	e = db_insert(c, &insert_component, in, &in->id, ERR_CODE_TAKEN);
	if (e == ERR_CODE_TAKEN)
		return code_taken(c, in->code);
	TRY(e);
	audit(c, "component.create", (struct audit_object){ "component", in->id, in->title },
		component_row_fields, NULL, in);
	return ERR_OK;
}

/* What active programs rest on stays what it is. */
static enum err check_use(struct ctx *c, const struct component *before, const struct component *after)
{
	const struct component_use *use;
	struct list used_by;

	bool retired = strcmp(before->status, after->status) && strcmp(after->status, "active");
	bool no_course = !strcmp(before->kind, "course") && strcmp(after->kind, "course");

	if (!retired && !no_course)
		return ERR_OK;
	TRY(db_all(c, &uses, before, &used_by));
	use = used_by.items;
	for (size_t i = 0; i < used_by.n; i++)
		if (!strcmp(use[i].status, "active") && (retired || !strcmp(use[i].program_kind, "award")))
			return fail(c, ERR_COMPONENT_IN_USE, "The active program %s asks for this component.",
				use[i].name);
	return ERR_OK;
}

enum err component_update(struct ctx *c, int64_t id, int64_t version, const struct component *in,
	uint64_t sent)
{
	struct component before = { 0 }, after;
	enum err e;

	TRY(db_one(c, &lock_component, &(struct component){ .id = id }, &before));
	TRY(version_check(c, before.version, version));
	after = before;
	field_merge(component_row_fields, &after, in, sent);
	if (audit_nothing(c, component_row_fields, &before, &after))
		return ERR_OK;
	TRY(check_course(c, &after));
	TRY(check_use(c, &before, &after));
	e = db_exec_unique(c, &update_component, &after, ERR_CODE_TAKEN);
	if (e == ERR_CODE_TAKEN)
		return code_taken(c, after.code);
	TRY(e);
	audit(c, "component.update", (struct audit_object){ "component", id, after.title },
		component_row_fields, &before, &after);
	return ERR_OK;
}

bool offering_to_come(const struct ctx *c, const struct offering *o)
{
	return !strcmp(o->status, "open") && (!o->starts_at.us || o->starts_at.us > c->now.us);
}

/* The price is two columns and one object. */
struct price *price_of(struct ctx *c, int64_t minor, const char *currency)
{
	struct price *p;

	if (!currency)
		return NULL;
	p = arena_new(&c->arena, struct price);
	*p = (struct price){ minor, currency };
	return p;
}

static void price_out(struct ctx *c, struct offering *o)
{
	o->price = price_of(c, o->price_minor, o->price_currency);
}

static enum err price_in(struct ctx *c, struct offering *o)
{
	o->price_minor = 0;
	o->price_currency = NULL;
	if (!o->price)
		return ERR_OK;
	for (const char *p = o->price->currency; *p; p++)
		if (!isupper((unsigned char)*p))
			return fail_field(c, "price/currency", "must be three capital letters, like EUR");
	o->price_minor = o->price->amount_minor;
	o->price_currency = o->price->currency;
	return ERR_OK;
}

static enum err check_offering(struct ctx *c, struct offering *o)
{
	if (o->event_id)
		return fail_field(c, "event_id", "is not an event"); /* there are none yet */
	if (o->ends_at.us && !o->starts_at.us)
		return fail_field(c, "starts_at", "is needed where there is an end");
	if (o->ends_at.us && o->ends_at.us < o->starts_at.us)
		return fail_field(c, "ends_at", "must not be before the start");
	return price_in(c, o);
}

enum err offering_list(struct ctx *c, struct offering_query *q, struct page *into)
{
	struct offering *items;
	struct component k;

	TRY(PAGE_START(c, q));
	TRY(db_one(c, &find_component, &(struct component){ .id = q->component_id }, &k));
	TRY(db_all(c, &list_offerings, q, &into->items));
	items = into->items.items;
	if (page_cut(into, q->limit))
		into->next = page_cursor(c, NULL, items[q->limit - 1].id);
	for (size_t i = 0; i < into->items.n; i++)
		price_out(c, &items[i]);
	return ERR_OK;
}

enum err offering_find(struct ctx *c, int64_t id, struct offering *into)
{
	TRY(db_one(c, &find_offering, &(struct offering){ .id = id }, into));
	price_out(c, into);
	return ERR_OK;
}

enum err offering_create(struct ctx *c, struct offering *in)
{
	struct component k = { .id = in->component_id };

	TRY(db_one(c, &lock_component, &k, &k));
	if (!in->status)
		in->status = "open";
	TRY(check_offering(c, in));
	TRY(db_insert(c, &insert_offering, in, &in->id, ERR_INTERNAL));
	audit(c, "offering.create", (struct audit_object){ "offering", in->id, in->title }, offering_fields,
		NULL, in);
	return ERR_OK;
}

enum err offering_update(struct ctx *c, int64_t id, int64_t version, const struct offering *in, uint64_t sent)
{
	struct offering before = { 0 }, after;

	TRY(db_one(c, &lock_offering, &(struct offering){ .id = id }, &before));
	TRY(version_check(c, before.version, version));
	price_out(c, &before);
	after = before;
	field_merge(offering_fields, &after, in, sent);
	if (audit_nothing(c, offering_fields, &before, &after))
		return ERR_OK;
	TRY(check_offering(c, &after));
	TRY(booking_check_change(c, &before, &after));
	TRY(db_exec(c, &update_offering, &after));
	audit(c, "offering.update", (struct audit_object){ "offering", id, after.title }, offering_fields,
		&before, &after);
	return booking_follow(c, &after);
}

enum err offerings_of_version(struct ctx *c, int64_t program_id, int64_t version, int64_t contact_id,
	struct list *into)
{
	struct offering *items;

	TRY(db_all(c, &of_version, &(struct version_key){ program_id, version, contact_id }, into));
	items = into->items;
	for (size_t i = 0; i < into->n; i++)
		price_out(c, &items[i]);
	return ERR_OK;
}
