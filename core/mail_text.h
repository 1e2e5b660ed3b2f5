#ifndef LAUREL_MAIL_TEXT_H
#define LAUREL_MAIL_TEXT_H

#include "mail.h"

/*
 * The words of a mail, as text and as HTML from the same paragraphs. What the
 * words and the variables hold is text: it is escaped where it is written, so
 * no variable can become markup.
 */
struct mail_letter {
	const char *template, *vars, *language, *time_zone;
	const char *given_name; /* NULL: somebody we do not know by name */
	const char *organisation;
	const char *public_url;  /* without a slash at its end */
	const char *unsubscribe; /* a path, or NULL */
};
struct mail_text {
	const char *subject, *text, *html;
};

/* ERR_INTERNAL when words or a variable are missing. */
must_check enum err mail_write(struct ctx *c, const struct mail_letter *l, struct mail_text *into);

#endif
