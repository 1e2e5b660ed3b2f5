#ifndef LAUREL_CONTACT_H
#define LAUREL_CONTACT_H

#include "page.h"

/* A person's record, with or without a login. It comes before any enrolment (IMIS-05). */
struct contact {
	int64_t id;
	const char *contact_no, *given_name, *family_name, *name, *email;
	const char *pending_email;        /* waits for its confirmation; me_find() only */
	const char *language, *time_zone; /* of mails; NULL: the organisation's */
	int64_t version;
	struct instant created_at;
	bool has_account;
	const char *role_list;
	const char *profile; /* JSON object {key: value}, without the empty fields; see profile.h */
	struct words roles;
};
extern const struct field contact_fields[];

/* A contact as lists and searches show it. */
struct contact_row {
	int64_t id;
	const char *contact_no, *given_name, *family_name, *name, *email, *sort_name;
};
extern const struct field contact_row_fields[];

struct contact_query {
	SEARCH_MEMBERS;
	PAGE_MEMBERS;
};
extern const struct field contact_query_fields[];

/* Search by the beginnings of words in name, number and e-mail address; all by name without q. */
must_check enum err contact_list(struct ctx *c, struct contact_query *q, struct page *into);
must_check enum err contact_find(struct ctx *c, int64_t id, struct contact *into);

/*
 * Add a contact; without contact_no it gets the next one. CONTACT_NO_TAKEN,
 * EMAIL_TAKEN. in->id is filled.
 */
must_check enum err contact_create(struct ctx *c, struct contact *in);

/* Change what was sent; STALE_VERSION when version is not the stored one. */
must_check enum err contact_update(struct ctx *c, int64_t id, int64_t version, const struct contact *in,
	uint64_t sent);

/* The actor's own contact, as they may see and change it themselves: names, language, time zone. */
extern const struct field me_fields[];
must_check enum err me_find(struct ctx *c, struct contact *into);
must_check enum err me_update(struct ctx *c, int64_t version, const struct contact *in, uint64_t sent);

/* An address that its owner has confirmed; *was is the contact before. EMAIL_TAKEN. */
must_check enum err contact_set_email(struct ctx *c, int64_t id, const char *email, struct contact *was);

/* VALIDATION at "email" for what cannot be an e-mail address; NULL is fine. */
must_check enum err email_check(struct ctx *c, const char *email);
bool email_plausible(const char *email);

bool actor_is_staff(const struct ctx *c);

/* ERR_NOT_FOUND unless the actor is staff or is this contact: a learner sees what is theirs. */
must_check enum err contact_scope(struct ctx *c, int64_t contact_id);

/* The STALE_VERSION check every edit makes; what names the object in the message. */
must_check enum err version_check(struct ctx *c, int64_t stored, int64_t given);

#endif
