#include "json.h"
#include "language.h"
#include "transcript.h"

#include <string.h>

#define CELLS(...) ((const char *const[]){ __VA_ARGS__ })

static const char *day(struct ctx *c, struct date d)
{
	return d.day ? language_day(&c->arena, "en", d) : NULL;
}

static const char *grade(struct ctx *c, const struct transcript_requirement *r)
{
	const char *points = r->grade.set ? decimal_text(&c->arena, r->grade.hundredths) : NULL;

	if (!points || !r->grade_scale.set)
		return points;
	return arena_printf(&c->arena, "%s / %s", points, decimal_text(&c->arena, r->grade_scale.hundredths));
}

/* What stands under the name of a program, on one line. */
static const char *summary(struct ctx *c, const struct transcript_program *p)
{
	struct buf b = { .arena = &c->arena };

	buf_printf(&b, "%s \u00B7 enrolled on %s", transcript_words(p->status), day(c, p->enrolled_on));
	if (p->earned_on.day)
		buf_printf(&b, " \u00B7 earned on %s", day(c, p->earned_on));
	if (p->earned_on.day && p->designation)
		buf_printf(&b, " \u00B7 designation %s", p->designation);
	if (p->completion_deadline.day)
		buf_printf(&b, " \u00B7 %s %s", strcmp(p->status, "expired") ? "due by" : "expired on",
			day(c, p->completion_deadline));
	buf_printf(&b, " \u00B7 %lld of %lld requirements met", (long long)p->met, (long long)p->required);
	return buf_end(&b);
}

static const char *program_title(struct ctx *c, const struct transcript_program *p)
{
	const char *again =
		p->cycle > 1 ? arena_printf(&c->arena, ", enrollment no. %lld", (long long)p->cycle) : "";

	return arena_printf(&c->arena, "%s (%s%s)", p->name, p->code, again);
}

/* What no requirement of a program has needs no column. */
static void has_columns(const struct transcript_program *p, bool *grades, bool *offerings)
{
	const struct transcript_requirement *r = p->requirements.items;

	*grades = *offerings = false;
	for (size_t i = 0; i < p->requirements.n; i++) {
		*grades = *grades || r[i].grade.set;
		*offerings = *offerings || r[i].offering;
	}
}

static void write_program(struct ctx *c, struct pdf *pdf, const struct transcript_program *p)
{
	struct pdf_column columns[5] = { { "Requirement", 40, PDF_START }, { "Status", 18, PDF_START },
		{ "Date", 20, PDF_START } };
	const struct transcript_requirement *r = p->requirements.items;
	bool grades, offerings;
	size_t n = 3;

	has_columns(p, &grades, &offerings);
	if (grades)
		columns[n++] = (struct pdf_column){ "Grade", 12, PDF_START };
	if (offerings)
		columns[n++] = (struct pdf_column){ "Offering", 24, PDF_START };
	pdf_heading(pdf, 3, program_title(c, p));
	pdf_paragraph(pdf, summary(c, p));
	pdf_table(pdf, columns, n);
	for (size_t i = 0; i < p->requirements.n; i++)
		pdf_row(pdf,
			CELLS(r[i].title, transcript_words(r[i].status), day(c, r[i].completed_on),
				grades ? grade(c, &r[i]) : r[i].offering, r[i].offering));
	pdf_table_end(pdf);
}

static void write_programs(struct ctx *c, struct pdf *pdf, const struct transcript *t)
{
	const struct transcript_program *p = t->programs.items;
	size_t awards = 0;

	pdf_heading(pdf, 2, "Programs");
	for (size_t i = 0; i < t->programs.n; i++)
		if (transcript_is_award(&p[i]))
			awards++;
		else
			write_program(c, pdf, &p[i]);
	if (awards == t->programs.n)
		pdf_paragraph(pdf, "No program so far.");
	if (awards)
		pdf_heading(pdf, 2, "Awards");
	for (size_t i = 0; i < t->programs.n; i++)
		if (transcript_is_award(&p[i]))
			write_program(c, pdf, &p[i]);
}

static void write_courses(struct ctx *c, struct pdf *pdf, const struct transcript *t)
{
	static const struct pdf_column columns[] = { { "Course", 44, PDF_START }, { "Attempt", 12, PDF_END },
		{ "Status", 18, PDF_START }, { "Enrolled on", 20, PDF_START },
		{ "Completed on", 20, PDF_START }, { "Grade", 12, PDF_START } };
	const struct transcript_course *k = t->courses.items;

	if (!t->courses.n)
		return;
	pdf_heading(pdf, 2, "Courses");
	pdf_table(pdf, columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < t->courses.n; i++)
		pdf_row(pdf,
			CELLS(arena_printf(&c->arena, "%s (%s)", k[i].title, k[i].code),
				arena_printf(&c->arena, "%lld", (long long)k[i].attempt),
				transcript_words(k[i].status), day(c, k[i].enrolled_on),
				day(c, k[i].completed_on), k[i].grade));
	pdf_table_end(pdf);
}

static void write_totals(struct ctx *c, struct pdf *pdf, const struct transcript *t)
{
	const struct transcript_total *s = t->totals.items;

	for (size_t i = 0; i < t->totals.n; i++)
		pdf_fact(pdf, s[i].title, decimal_text(&c->arena, s[i].amount.hundredths));
}

static void write_credits(struct ctx *c, struct pdf *pdf, const struct transcript *t)
{
	static const struct pdf_column columns[] = { { "Credit", 30, PDF_START }, { "Amount", 12, PDF_END },
		{ "Course", 40, PDF_START }, { "Awarded on", 20, PDF_START },
		{ "Valid until", 20, PDF_START } };
	const struct transcript_credit *k = t->credits.items;

	if (!t->credits.n)
		return;
	pdf_heading(pdf, 2, "Credits");
	write_totals(c, pdf, t);
	pdf_table(pdf, columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < t->credits.n; i++)
		pdf_row(pdf,
			CELLS(k[i].title, decimal_text(&c->arena, k[i].amount.hundredths), k[i].course,
				day(c, k[i].awarded_on), day(c, k[i].expires_on)));
	pdf_table_end(pdf);
}

static void write_certificates(struct ctx *c, struct pdf *pdf, const struct transcript *t)
{
	static const struct pdf_column columns[] = { { "Certificate", 40, PDF_START },
		{ "Number", 24, PDF_START }, { "Issued on", 20, PDF_START }, { "Valid until", 20, PDF_START },
		{ "Status", 16, PDF_START } };
	const struct transcript_certificate *k = t->certificates.items;

	if (!t->certificates.n)
		return;
	pdf_heading(pdf, 2, "Certificates");
	pdf_table(pdf, columns, sizeof(columns) / sizeof(*columns));
	for (size_t i = 0; i < t->certificates.n; i++)
		pdf_row(pdf,
			CELLS(k[i].title, k[i].serial, day(c, k[i].issued_on), day(c, k[i].expires_on),
				transcript_words(k[i].status)));
	pdf_table_end(pdf);
}

enum err transcript_pdf(struct ctx *c, const struct transcript *t, struct pdf_file *into)
{
	const char *title = arena_printf(&c->arena, "Transcript of %s", t->name);
	struct pdf *pdf = pdf_new(c,
		&(struct pdf_info){ .title = title,
			.author = t->organisation_name,
			.header = t->organisation_name,
			.footer = title });

	pdf_heading(pdf, 1, "Transcript");
	pdf_fact(pdf, "Name", t->name);
	pdf_fact(pdf, "Contact number", t->contact_no);
	pdf_fact(pdf, "As of", day(c, t->as_of));
	pdf_fact(pdf, "Issued by", t->organisation_name);
	write_programs(c, pdf, t);
	write_courses(c, pdf, t);
	write_credits(c, pdf, t);
	write_certificates(c, pdf, t);
	return pdf_render(pdf, into);
}
