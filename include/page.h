#ifndef LAUREL_PAGE_H
#define LAUREL_PAGE_H

#include "ctx.h"

/*
 * Lists are read by key, never by offset: a cursor names the last row seen, so
 * page 10,000 costs what page 1 costs and nothing is shown twice or skipped.
 * Every list query struct has these members; `after_*` come from the cursor.
 */
#define PAGE_MEMBERS \
	int64_t limit; \
	const char *cursor; \
	int64_t rows; \
	const char *after_text; \
	int64_t after_id

/* clang-format off */
#define PAGE_FIELDS(T) \
	FIELD(T, limit, IN, 1, 200), \
	FIELD(T, cursor, IN, 1, 1200), \
	FIELD(T, rows, 0, 0, WIDE), \
	FIELD(T, after_text, 0, 0, 800), \
	FIELD(T, after_id, 0, 0, WIDE)
/* clang-format on */

enum { PAGE_DEFAULT = 50 };

struct page {
	struct list items;
	const char *next; /* cursor of the next page, NULL on the last */
	int64_t total;
	bool has_total;
};

/*
 * Fill in limit, rows (one more than shown, to know whether there is a next
 * page) and the position; VALIDATION for a cursor that is not ours.
 */
must_check enum err page_start(struct ctx *c, int64_t *limit, const char *cursor, int64_t *rows,
	const char **after_text, int64_t *after_id);
#define PAGE_START(c, q) \
	page_start((c), &(q)->limit, (q)->cursor, &(q)->rows, &(q)->after_text, &(q)->after_id)

/* Cut the row too many off; true when there is a next page. */
bool page_cut(struct page *p, int64_t limit);

/* The cursor after a row with this sort text (NULL for lists by id) and id. */
const char *page_cursor(struct ctx *c, const char *text, int64_t id);

/* The words of a search, for queries that match the beginnings of words. */
enum { SEARCH_WORDS = 6 };
#define SEARCH_MEMBERS const char *q, *w1, *w2, *w3, *w4, *w5, *w6

/* clang-format off */
#define SEARCH_FIELDS(T) \
	FIELD(T, q, IN | TRIM, 0, 200), \
	FIELD(T, w1, 0, 0, 84), FIELD(T, w2, 0, 0, 84), FIELD(T, w3, 0, 0, 84), \
	FIELD(T, w4, 0, 0, 84), FIELD(T, w5, 0, 0, 84), FIELD(T, w6, 0, 0, 84)

/* Counted, because MariaDB would look up EXISTS in a list of all the words there are. */
#define SEARCH_AND(contact_id, w) \
	" AND (" w " IS NULL OR (SELECT COUNT(*) FROM contact_word w FORCE INDEX (contact_word_contact) " \
	"WHERE w.contact_id = " contact_id " AND w.word LIKE " w ") > 0)"
#define SEARCH_REST(contact_id) \
	SEARCH_AND(contact_id, ":w2") SEARCH_AND(contact_id, ":w3") SEARCH_AND(contact_id, ":w4") \
	SEARCH_AND(contact_id, ":w5") SEARCH_AND(contact_id, ":w6")

/* Contacts with words that begin so: found from the first word, for words that few contacts have. */
#define SEARCH_SQL(contact_id) \
	contact_id " IN (SELECT contact_id FROM contact_word WHERE word LIKE :w1)" SEARCH_REST(contact_id)
/* The same, asked of one row after the other: for words so common that a page is full soon. */
#define SEARCH_EACH(contact_id) "TRUE" SEARCH_AND(contact_id, ":w1") SEARCH_REST(contact_id)

#define SEARCH_START(c, search) \
	search_start((c), (search)->q, (const char **[]){&(search)->w1, &(search)->w2, &(search)->w3, \
		&(search)->w4, &(search)->w5, &(search)->w6})
/* clang-format on */

/*
 * Split q into LIKE patterns, the longest word first, as it is likely the
 * rarest; w1 stays NULL without q. VALIDATION for more than SEARCH_WORDS words.
 */
must_check enum err search_start(struct ctx *c, const char *q, const char **w[static SEARCH_WORDS]);

/* Do so many contacts have a word like this that SEARCH_EACH is the better way? */
must_check enum err search_is_broad(struct ctx *c, const char *w1, bool *broad);

/* The words of a text as searches split it: letters, digits and everything beyond ASCII. */
struct words search_words(struct ctx *c, const char *text);

/* "%text%" with LIKE's own signs escaped; NULL for NULL or empty text. For short tables only. */
const char *like_anywhere(struct ctx *c, const char *text);

#endif
