#include "calendar.h"

#include <criterion/criterion.h>
#include <string.h>

static struct ctx c = { .arena = { .limit = 16 << 20 } };

static void end(void)
{
	arena_reset(&c.arena);
}

TestSuite(calendar, .fini = end);

static struct calendar_event event(void)
{
	struct calendar_event e = { .uid = "offering-7@guild.test", .title = "Spring class", .sequence = 3 };

	cr_assert(instant_parse("2026-06-01T08:00:00Z", &c.now));
	cr_assert(instant_parse("2026-06-15T14:30:00+02:00", &e.starts_at));
	cr_assert(instant_parse("2026-06-15T16:00:00+02:00", &e.ends_at));
	return e;
}

static void has(const char *text, const char *part)
{
	cr_assert(strstr(text, part), "no %s in:\n%s", part, text);
}

Test(calendar, an_event_names_itself_its_times_in_utc_and_its_sequence)
{
	struct calendar_event e = event();

	cr_assert_str_eq(calendar_write(&c, &e),
		"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Laurel//Laurel//EN\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n"
		"BEGIN:VEVENT\r\nUID:offering-7@guild.test\r\nDTSTAMP:20260601T080000Z\r\nDTSTART:20260615T123000Z\r\n"
		"DTEND:20260615T140000Z\r\nSEQUENCE:3\r\nSTATUS:CONFIRMED\r\nSUMMARY:Spring class\r\n"
		"END:VEVENT\r\nEND:VCALENDAR\r\n");
}

Test(calendar, a_cancelled_event_leaves_the_calendar)
{
	struct calendar_event e = event();

	e.cancelled = true;
	has(calendar_write(&c, &e), "METHOD:CANCEL\r\n");
	has(calendar_write(&c, &e), "STATUS:CANCELLED\r\n");
}

Test(calendar, texts_are_escaped_and_cannot_begin_a_line)
{
	struct calendar_event e = event();

	e.title = "Trees, shrubs; and \\more\nEND:VEVENT\rX:Y";
	e.location = "Room \"7\"";
	e.organizer = "office@guild.test";
	e.organizer_name = "The \"Guild\"\r\nX:Y";
	has(calendar_write(&c, &e), "SUMMARY:Trees\\, shrubs\\; and \\\\more\\nEND:VEVENTX:Y\r\n");
	has(calendar_write(&c, &e), "LOCATION:Room \"7\"\r\n");
	has(calendar_write(&c, &e), "ORGANIZER;CN=\"The 'Guild'''X:Y\":mailto:office@guild.test\r\n");
}

Test(calendar, long_lines_are_folded_at_75_octets_between_whole_characters)
{
	struct calendar_event e = event();
	const char *text;

	e.title =
		"Bäume und Sträucher im Frühjahr: Schnitt, Pflege, Schutz – für Fortgeschrittene und alle, die es werden "
		"wollen; auch für Gäste aus Überlingen 🌳🌳🌳🌳🌳🌳🌳🌳🌳🌳🌳🌳🌳🌳🌳🌳🌳🌳🌳🌳🌳🌳🌳🌳";
	text = calendar_write(&c, &e);
	has(text, "\r\n ");
	for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
		cr_assert_leq(strcspn(line, "\r"), 75);
		cr_assert_neq((unsigned char)line[line[0] == ' '] & 0xc0, 0x80,
			"folded inside a character: %s", line);
	}
}
