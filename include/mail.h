#ifndef LAUREL_MAIL_H
#define LAUREL_MAIL_H

#include "ctx.h"

/*
 * Mail is queued in the transaction that causes it and sent after its commit,
 * in the person's language, with days and times in their time zone. Nothing is
 * sent for a change that was rolled back; nothing is lost while the mail server
 * is away; no request waits for one.
 *
 *      TRY(mail_queue(c, &(struct mail_request){
 *              .contact_id = id,
 *              .template = "reset_password",
 *              .vars = mail_vars(c, "link", mail_path(c, "/reset/%s", token),
 *                      "until", mail_moment(c, expires_at), NULL),
 *      }));
 *
 * Which mails there are, and the variables of each: mail.def.
 */
struct mail_request {
	int64_t contact_id;   /* whose name, language and time zone; 0: nobody we know, `to` is needed then */
	const char *to;       /* NULL: the contact's address, as it is when the mail is sent */
	const char *template; /* a name in mail.def */
	const char *vars;     /* a JSON object: see mail_vars(); NULL: none */
	const char
		*dedupe; /* NULL, or a key of at most 120 ASCII characters: at most one mail with it, ever */
	bool optional;   /* left out when the person refused mails of the template's kind */
	const char *ics; /* NULL, or a calendar to attach: calendar.h */
	const char *language;   /* NULL: the contact's, else the organisation's */
	struct instant send_at; /* 0: now */
};

/*
 * Queue a mail, in the caller's transaction. Silently the same mail when
 * dedupe is known; silently none when the contact has no address or refused
 * it. Unknown templates and missing or wrong variables are ERR_INTERNAL: a bug
 * of the caller, which a test finds.
 */
must_check enum err mail_queue(struct ctx *c, const struct mail_request *m);

/* What a variable is, and how its text in `vars` must look. */
enum mail_type {
	MAIL_TEXT,   /* any text; it is never markup */
	MAIL_LINES,  /* lines of text, ended by \n: each becomes an entry of a list */
	MAIL_LINK,   /* a path of Laurel's own, beginning with / */
	MAIL_DAY,    /* YYYY-MM-DD */
	MAIL_MOMENT, /* RFC 3339 */
	MAIL_MONEY,  /* minor units and the ISO 4217 code: "12500 EUR" */
};

/* Names and texts, ended by a NULL for a name; a NULL for a text is an absent variable. */
const char *mail_vars(struct ctx *c, const char *name, const char *text, ...) __attribute__((sentinel));
const char *mail_path(struct ctx *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
const char *mail_day(struct ctx *c, struct date d);       /* NULL for no date */
const char *mail_moment(struct ctx *c, struct instant t); /* NULL for none */
const char *mail_money(struct ctx *c, int64_t minor, const char *currency);

/* The languages people can be written to in: "en" ..., ended by NULL. */
extern const char *const mail_languages[];

/* The kinds of optional mail, which people can refuse one by one, ended by NULL. */
extern const char *const mail_kinds[];

/* One variable of a template, one template. */
struct mail_var {
	const char *name; /* NULL ends the list */
	enum mail_type type;
	bool absent_allowed;
};
struct mail_template {
	const char *name;
	const char *kind; /* NULL: it always comes */
	bool secret;      /* its variables are forgotten once it has left */
	const struct mail_var *vars;
};
extern const struct mail_template mail_templates[];               /* the last has no name */
const struct mail_template *mail_template_find(const char *name); /* NULL for none */

#endif
