#ifndef LAUREL_CSV_TEXT_H
#define LAUREL_CSV_TEXT_H

#include <stddef.h>
#include <stdint.h>

/* Characters of text from outside, for the CSV reader and its header cleaner. */

enum { CHAR_BROKEN = 0xFFFD };

/* The next character of UTF-8 and its bytes; -1 and 1 byte for what is none. */
int32_t utf8_next(const unsigned char *p, size_t n, size_t *bytes);

/* Writes up to 4 bytes; how many. */
size_t utf8_put(char *to, int32_t ch);

/* The character a byte of Windows-1252 stands for; -1 for the five that stand for none. */
int32_t windows_1252(unsigned char byte);

enum char_class { CHAR_PLAIN, CHAR_BLANK, CHAR_BREAK, CHAR_UNSEEN, CHAR_CONTROL };

/* after: the character before; joiners inside words of scripts that need them are plain. */
enum char_class char_class(int32_t ch, int32_t after);

#endif
