/* Whatever bytes a client sends as a body: refused, or read and written back as JSON that reads the same. */
#include "json.h"
#include "perm.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct part {
	const char *title;
	struct quorum needed;
};

struct body {
	int64_t n;
	const char *name, *unit;
	bool flag;
	struct date day;
	struct instant at;
	struct decimal grade;
	struct ints ids;
	struct words words;
	struct part *one;
	struct list many;
};

static const char *const units[] = { "days", "weeks", NULL };

/* clang-format off */
static const struct field part_fields[] = {
	FIELD(part, title, IN | OUT | REQ | TRIM, 1, 20),
	FIELD(part, needed, IN | OUT, 0, 9),
	FIELD_END
};
static const struct field body_fields[] = {
	FIELD(body, n, IN | OUT, -WIDE, WIDE),
	FIELD(body, name, IN | OUT | NULLABLE, 0, 40),
	FIELD_WORD(body, unit, IN | OUT | NULLABLE, units),
	FIELD(body, flag, IN | OUT, 0, 1),
	FIELD(body, day, IN | OUT | NULLABLE, DATE_MIN, DATE_MAX),
	FIELD(body, at, IN | OUT | NULLABLE, 0, WIDE),
	FIELD(body, grade, IN | OUT | NULLABLE, 0, 100000),
	FIELD(body, ids, IN | OUT, 0, 50),
	FIELD(body, words, IN | OUT, 0, 50),
	FIELD_SUB(body, one, IN | OUT | NULLABLE, part),
	FIELD_MANY(body, many, IN | OUT, 0, 50, part),
	FIELD_END
};
/* clang-format on */

static enum err read_body(struct ctx *c, const char *text, size_t size, struct body *into)
{
	struct cJSON *json;

	TRY(json_parse(c, text, size, &json));
	return json_read(c, body_fields, json, true, into, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct ctx c = { .arena.limit = 64 << 20, .pointer = "" };
	struct body body = { 0 }, again = { 0 };
	struct buf first = { .arena = &c.arena }, second = { .arena = &c.arena };

	json_use_arena(&c.arena);
	memset(&c.problem, 0, sizeof(c.problem));
	if (!read_body(&c, (const char *)data, size, &body)) {
		json_object(&first, body_fields, &body);
		if (read_body(&c, buf_end(&first), first.used, &again))
			abort();
		json_object(&second, body_fields, &again);
		if (strcmp(buf_end(&first), buf_end(&second)) != 0)
			abort();
	}
	arena_reset(&c.arena);
	return 0;
}
