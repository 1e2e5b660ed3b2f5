#include "csv_out.h"
#include "transcript.h"

/* The columns; what a line has nothing to say about stays empty. */
enum column {
	RECORD,
	CODE,
	TITLE,
	PART_OF,
	CYCLE,
	STAGE,
	STATUS,
	ENROLLED_ON,
	COMPLETED_ON,
	EXPIRES_ON,
	GRADE,
	OFFERING,
	AMOUNT,
	COLUMNS
};
static const char *const heads[COLUMNS] = { "record", "code", "title", "part_of", "cycle", "stage", "status",
	"enrolled_on", "completed_on", "expires_on", "grade", "offering", "amount" };

static const char *day(struct arena *a, struct date d)
{
	char text[DATE_TEXT];

	if (!d.day)
		return NULL;
	date_format(d, text);
	return arena_strdup(a, text);
}

static const char *decimal(struct arena *a, struct decimal d)
{
	return d.set ? decimal_text(a, d.hundredths) : NULL;
}

static const char *number(struct arena *a, int64_t n)
{
	return arena_printf(a, "%lld", (long long)n);
}

static void write_requirements(struct buf *b, const struct transcript_program *p)
{
	const struct transcript_requirement *r = p->requirements.items;

	for (size_t i = 0; i < p->requirements.n; i++) {
		const char *cells[COLUMNS] = { [RECORD] = "requirement",
			[CODE] = p->code,
			[TITLE] = r[i].title,
			[PART_OF] = p->name,
			[CYCLE] = number(b->arena, p->cycle),
			[STAGE] = r[i].stage,
			[STATUS] = r[i].status,
			[COMPLETED_ON] = day(b->arena, r[i].completed_on),
			[GRADE] = decimal(b->arena, r[i].grade),
			[OFFERING] = r[i].offering };

		csv_line(b, cells, COLUMNS);
	}
}

static void write_programs(struct buf *b, const struct transcript *t)
{
	const struct transcript_program *p = t->programs.items;

	for (size_t i = 0; i < t->programs.n; i++) {
		const char *cells[COLUMNS] = { [RECORD] = transcript_is_award(&p[i]) ? "award" : "program",
			[CODE] = p[i].code,
			[TITLE] = p[i].name,
			[CYCLE] = number(b->arena, p[i].cycle),
			[STATUS] = p[i].status,
			[ENROLLED_ON] = day(b->arena, p[i].enrolled_on),
			[COMPLETED_ON] = day(b->arena, p[i].earned_on),
			[EXPIRES_ON] = day(b->arena, p[i].expires_on) };

		csv_line(b, cells, COLUMNS);
		write_requirements(b, &p[i]);
	}
}

static void write_courses(struct buf *b, const struct transcript *t)
{
	const struct transcript_course *k = t->courses.items;

	for (size_t i = 0; i < t->courses.n; i++) {
		const char *cells[COLUMNS] = { [RECORD] = "course",
			[CODE] = k[i].code,
			[TITLE] = k[i].title,
			[CYCLE] = number(b->arena, k[i].attempt),
			[STATUS] = k[i].status,
			[ENROLLED_ON] = day(b->arena, k[i].enrolled_on),
			[COMPLETED_ON] = day(b->arena, k[i].completed_on),
			[GRADE] = k[i].grade };

		csv_line(b, cells, COLUMNS);
	}
}

static void write_credits(struct buf *b, const struct transcript *t)
{
	const struct transcript_credit *k = t->credits.items;

	for (size_t i = 0; i < t->credits.n; i++) {
		const char *cells[COLUMNS] = { [RECORD] = "credit",
			[CODE] = k[i].code,
			[TITLE] = k[i].title,
			[PART_OF] = k[i].course,
			[CYCLE] = number(b->arena, k[i].attempt),
			[STATUS] = k[i].provenance,
			[COMPLETED_ON] = day(b->arena, k[i].awarded_on),
			[EXPIRES_ON] = day(b->arena, k[i].expires_on),
			[AMOUNT] = decimal(b->arena, k[i].amount) };

		csv_line(b, cells, COLUMNS);
	}
}

static void write_certificates(struct buf *b, const struct transcript *t)
{
	const struct transcript_certificate *k = t->certificates.items;

	for (size_t i = 0; i < t->certificates.n; i++) {
		const char *cells[COLUMNS] = { [RECORD] = "certificate",
			[CODE] = k[i].serial,
			[TITLE] = k[i].title,
			[CYCLE] = number(b->arena, k[i].cycle),
			[STATUS] = k[i].status,
			[COMPLETED_ON] = day(b->arena, k[i].earned_on),
			[EXPIRES_ON] = day(b->arena, k[i].expires_on) };

		csv_line(b, cells, COLUMNS);
	}
}

void transcript_csv(struct buf *b, const struct transcript *t)
{
	csv_line(b, heads, COLUMNS);
	write_programs(b, t);
	write_courses(b, t);
	write_credits(b, t);
	write_certificates(b, t);
}
