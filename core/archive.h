#ifndef LAUREL_ARCHIVE_H
#define LAUREL_ARCHIVE_H

#include "ctx.h"

/*
 * Private to the core: what a ZIP archive says of itself in its directory, read
 * within bounds and without unpacking anything.  Office documents are ZIPs too.
 */
struct archive {
	size_t entries;
	uint64_t packed, unpacked; /* bytes, as declared */
	const char *office;        /* docx, xlsx, pptx; NULL for others */
	bool macros, encrypted;    /* an office document with macros; an entry that needs a password */
	const char *leads_out;     /* an entry whose path leaves the folder it is unpacked in */
	const char *runs,
		*archive; /* an entry that is a program or a script; one that is an archive itself */
};

enum {
	ARCHIVE_ENTRIES = 5000,
	ARCHIVE_UNPACKED = 300 << 20, /* bytes that all of it may come to */
	ARCHIVE_RATIO = 100,          /* times its own size, once that passes ARCHIVE_SMALL */
	ARCHIVE_SMALL = 1 << 20,
};

/* Does a directory of a ZIP archive end the data? Whatever stands before it, unpackers then take it for one. */
bool archive_ends(struct bytes data);

/*
 * Read the directory. FILE_UNSAFE when it is broken or larger than bounds
 * allow; what it found is then not to be used.
 */
must_check enum err archive_read(struct ctx *c, struct bytes data, struct archive *into);

/* FILE_UNSAFE for what an archive must not hold. */
must_check enum err archive_check(struct ctx *c, const struct archive *a);

#endif
