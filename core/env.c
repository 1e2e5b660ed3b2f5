#include "env.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *env_or(const char *name, const char *otherwise)
{
	const char *s = getenv(name);

	return s && *s ? s : otherwise;
}

const char *secret_read(struct arena *keep, const char *path)
{
	char line[256] = "";
	FILE *f = fopen(path, "re");

	if (!f || !fgets(line, sizeof(line), f)) {
		fprintf(stderr, "laurel: cannot read the password in %s\n", path);
		if (f)
			fclose(f);
		return NULL;
	}
	fclose(f);
	line[strcspn(line, "\r\n")] = '\0';
	return arena_strdup(keep, line);
}
