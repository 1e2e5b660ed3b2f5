#ifndef LAUREL_TEST_ZIP_H
#define LAUREL_TEST_ZIP_H

#include "arena.h"
#include "field.h"

/* A ZIP archive as its directory describes it; `unpacked` is what it says of an entry, whether it is true or not. */
struct zip_entry {
	const char *name, *data;
	uint32_t unpacked; /* 0: what it is */
	uint32_t flags;
};
struct bytes zip_of(struct arena *a, const struct zip_entry *entries, size_t n);
#define ZIP(a, ...) \
	zip_of(a, (const struct zip_entry[]){ __VA_ARGS__ }, \
		sizeof((const struct zip_entry[]){ __VA_ARGS__ }) / sizeof(struct zip_entry))

#endif
