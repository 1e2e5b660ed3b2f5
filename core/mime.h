#ifndef LAUREL_MIME_H
#define LAUREL_MIME_H

#include "arena.h"
#include "date.h"

#include <stdbool.h>

/*
 * A message as it goes over the wire: RFC 5322 with MIME bodies in base64, so
 * that no line is too long and no byte is above 127. Names and subject become
 * encoded words (RFC 2047) where they must. Texts from outside cannot end a
 * header: control characters become blanks. Addresses are checked before:
 * mail_address_valid().
 */
struct mime_message {
	const char *from_name, *from, *to_name, *to; /* names may be NULL */
	const char *subject, *message_id, *language;
	struct instant date;
	const char *text, *html;
	const char *ics;         /* a calendar to attach, or NULL */
	const char *unsubscribe; /* the URL of one click (RFC 8058), or NULL */
};

const char *mime_write(struct arena *a, const struct mime_message *m);

/* An address that can stand in a header and in SMTP's envelope: no blanks, no signs that end it. */
bool mail_address_valid(const char *address);

#endif
