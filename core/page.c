#include "page.h"
#include "db.h"

#include <ctype.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

const char *page_cursor(struct ctx *c, const char *text, int64_t id)
{
	const char *plain = arena_printf(&c->arena, "%lld:%s", (long long)id, text ? text : "");
	size_t n = strlen(plain), size = sodium_base64_ENCODED_LEN(n, BASE64);

	return sodium_bin2base64(arena_alloc(&c->arena, size), size, (const unsigned char *)plain, n, BASE64);
}

static bool read_cursor(struct ctx *c, const char *cursor, const char **text, int64_t *id)
{
	size_t n = strlen(cursor), used;
	char *plain = arena_alloc(&c->arena, n + 1), *end;

	if (sodium_base642bin((unsigned char *)plain, n, cursor, n, NULL, &used, NULL, BASE64) ||
		utf8_length(plain) < 0)
		return false;
	*id = strtoll(plain, &end, 10);
	*text = end + 1;
	return end != plain && *end == ':' && *id > 0 && strlen(plain) == used;
}

enum err page_start(struct ctx *c, int64_t *limit, const char *cursor, int64_t *rows, const char **after_text,
	int64_t *after_id)
{
	*limit = *limit ? *limit : PAGE_DEFAULT;
	*rows = *limit + 1;
	*after_text = "";
	*after_id = 0;
	if (cursor && !read_cursor(c, cursor, after_text, after_id))
		return fail_field(c, "cursor", "is not a cursor of this list");
	return ERR_OK;
}

bool page_cut(struct page *p, int64_t limit)
{
	if (p->items.n <= (size_t)limit)
		return false;
	p->items.n = (size_t)limit;
	return true;
}

struct word_count {
	const char *word;
	int64_t n, most;
};
static const struct field word_count_fields[] = {
	FIELD(word_count, word, 0, 0, 84),
	FIELD(word_count, n, 0, 0, WIDE),
	FIELD(word_count, most, 0, 0, WIDE),
	FIELD_END,
};
STMT(count_word, word_count, word_count,
	"SELECT COUNT(*) AS n FROM (SELECT 1 FROM contact_word WHERE word LIKE :word LIMIT :most) w")

/* Above this many, collecting them all costs more than asking row by row until a page is full. */
enum { BROAD = 20000 };

enum err search_is_broad(struct ctx *c, const char *w1, bool *broad)
{
	struct word_count count = { .word = w1, .most = BROAD };

	TRY(db_one(c, &count_word, &count, &count));
	*broad = count.n == BROAD;
	return ERR_OK;
}

static bool word_char(char ch)
{
	return isalnum((unsigned char)ch) || (unsigned char)ch >= 0x80;
}

enum { WORD_BYTES = 80 };

/* As much of a word as the index keeps, cut between characters; searches are cut alike. */
static size_t whole(const char *word, size_t n)
{
	if (n <= WORD_BYTES)
		return n;
	for (n = WORD_BYTES; ((unsigned char)word[n] & 0xC0) == 0x80; n--)
		;
	return n;
}

struct words search_words(struct ctx *c, const char *text)
{
	struct words w = { arena_alloc(&c->arena, (strlen(text) / 2 + 1) * sizeof(*w.v)), 0 };

	while (*text) {
		size_t n = 0;

		while (word_char(text[n]))
			n++;
		if (n)
			w.v[w.n++] = arena_printf(&c->arena, "%.*s", (int)whole(text, n), text);
		text += n ? n : 1;
	}
	return w;
}

static int longest_first(const void *a, const void *b)
{
	size_t x = strlen(*(const char *const *)a), y = strlen(*(const char *const *)b);

	return (x < y) - (x > y);
}

enum err search_start(struct ctx *c, const char *q, const char **w[static SEARCH_WORDS])
{
	struct words words;

	for (size_t i = 0; i < SEARCH_WORDS; i++)
		*w[i] = NULL;
	if (!q)
		return ERR_OK;
	words = search_words(c, q);
	if (words.n > SEARCH_WORDS)
		return fail_field(c, "q", "must have at most %d words", SEARCH_WORDS);
	if (*q && !words.n)
		return fail_field(c, "q", "must have a letter or a digit in it");
	qsort(words.v, words.n, sizeof(*words.v), longest_first);
	for (size_t i = 0; i < words.n; i++)
		*w[i] = arena_printf(&c->arena, "%s%%", words.v[i]);
	return ERR_OK;
}

const char *like_anywhere(struct ctx *c, const char *text)
{
	char *pattern, *to;

	if (!text || !*text)
		return NULL;
	to = pattern = arena_alloc(&c->arena, strlen(text) * 2 + 3);
	*to++ = '%';
	for (; *text; text++) {
		if (strchr("%_\\", *text))
			*to++ = '\\';
		*to++ = *text;
	}
	*to = '%';
	return pattern;
}
