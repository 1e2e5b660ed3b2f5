#include "calendar.h"
#include "component.h"
#include "json.h"
#include "smtp.h"

#include <string.h>

enum { LINE_OCTETS = 75 };

/* As many octets as a line may have, and only whole characters. */
static size_t line_length(const char *s, size_t room)
{
	size_t n = strlen(s);

	if (n <= room)
		return n;
	for (n = room; n > 1 && ((unsigned char)s[n] & 0xc0) == 0x80;)
		n--;
	return n;
}

static void add_line(struct buf *b, const char *line)
{
	size_t n = line_length(line, LINE_OCTETS);

	buf_add(b, line, n);
	for (line += n; *line; line += n) {
		n = line_length(line, LINE_OCTETS - 1);
		buf_text(b, "\r\n ");
		buf_add(b, line, n);
	}
	buf_text(b, "\r\n");
}

/* TEXT: commas, semicolons, backslashes and line ends are escaped; other control characters are no text. */
static void add_text(struct buf *b, const char *name, const char *text)
{
	struct buf line = { .arena = b->arena };

	buf_printf(&line, "%s:", name);
	for (; *text; text++) {
		if (*text == '\n')
			buf_text(&line, "\\n");
		else if (strchr("\\;,", *text))
			buf_printf(&line, "\\%c", *text);
		else if ((unsigned char)*text >= ' ' && *text != 0x7f)
			buf_add(&line, text, 1);
	}
	add_line(b, buf_end(&line));
}

/* 20260615T120000Z */
static void add_moment(struct buf *b, const char *name, struct instant t)
{
	char text[INSTANT_TEXT];

	instant_format((struct instant){ t.us / 1000000 * 1000000 }, text);
	buf_printf(b, "%s:%.4s%.2s%.2sT%.2s%.2s%.2sZ\r\n", name, text, text + 5, text + 8, text + 11,
		text + 14, text + 17);
}

/* A parameter in quotes, which can hold none. */
static const char *quoted(struct arena *a, const char *text)
{
	char *copy = arena_strdup(a, text);

	for (char *p = copy; *p; p++)
		if (*p == '"' || (unsigned char)*p < ' ' || *p == 0x7f)
			*p = '\'';
	return copy;
}

static void add_organizer(struct ctx *c, struct buf *b, const struct calendar_event *e)
{
	if (e->organizer)
		add_line(b,
			arena_printf(&c->arena, "ORGANIZER;CN=\"%s\":mailto:%s",
				quoted(&c->arena, e->organizer_name ? e->organizer_name : e->organizer),
				e->organizer));
}

const char *calendar_write(struct ctx *c, const struct calendar_event *e)
{
	struct buf b = { .arena = &c->arena };

	buf_text(&b,
		"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Laurel//Laurel//EN\r\nCALSCALE:GREGORIAN\r\n");
	buf_printf(&b, "METHOD:%s\r\nBEGIN:VEVENT\r\n", e->cancelled ? "CANCEL" : "PUBLISH");
	add_text(&b, "UID", e->uid);
	add_moment(&b, "DTSTAMP", c->now);
	add_moment(&b, "DTSTART", e->starts_at);
	if (e->ends_at.us)
		add_moment(&b, "DTEND", e->ends_at);
	buf_printf(&b, "SEQUENCE:%lld\r\nSTATUS:%s\r\n", (long long)e->sequence,
		e->cancelled ? "CANCELLED" : "CONFIRMED");
	add_text(&b, "SUMMARY", e->title);
	if (e->location)
		add_text(&b, "LOCATION", e->location);
	if (e->url)
		add_line(&b, arena_printf(&c->arena, "URL:%s", e->url));
	add_organizer(c, &b, e);
	buf_text(&b, "END:VEVENT\r\nEND:VCALENDAR\r\n");
	return buf_end(&b);
}

/* The part of an address after the @, or of a URL between // and the next sign; it keeps the UIDs of two Laurels apart. */
static const char *host_of(struct arena *a, const struct mail_settings *s)
{
	const char *from = s->public_url ? strstr(s->public_url, "//") + 2 : "laurel.invalid";

	return arena_printf(a, "%.*s", (int)strcspn(from, "/"), from);
}

enum err offering_calendar(struct ctx *c, int64_t offering_id, bool cancelled, const char **ics)
{
	struct mail_settings s = { 0 };
	struct offering o = { 0 };
	bool known = mail_origin_from_env(&c->arena, &s);

	*ics = NULL;
	TRY(offering_find(c, offering_id, &o));
	cancelled |= !strcmp(o.status, "cancelled");
	if (!o.starts_at.us)
		return ERR_OK;
	*ics = calendar_write(c,
		&(struct calendar_event){
			.uid = arena_printf(&c->arena, "offering-%lld@%s", (long long)o.id,
				host_of(&c->arena, &s)),
			.title = o.title,
			.location = o.location,
			.organizer = known ? s.from : NULL,
			.organizer_name = s.from_name,
			.starts_at = o.starts_at,
			.ends_at = o.ends_at,
			.sequence = 2 * o.version + cancelled,
			.cancelled = cancelled,
		});
	return ERR_OK;
}
