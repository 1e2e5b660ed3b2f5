/* Dates, instants and paths as anybody may write them. What is taken is written back and taken again. */
#include "date.h"
#include "field.h"
#include "route.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void dates(const char *text)
{
	struct date d, again;
	char written[DATE_TEXT];

	if (!date_parse(text, &d))
		return;
	date_format(d, written);
	if (strcmp(written, text) != 0 || !date_parse(written, &again) || again.day != d.day)
		abort();
}

static void instants(const char *text)
{
	struct instant t, again;
	char written[INSTANT_TEXT];

	if (!instant_parse(text, &t))
		return;
	instant_format(t, written);
	if (!instant_parse(written, &again) || again.us != t.us)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct path_params params;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	dates(text);
	instants(text);
	if (utf8_length(text) > (int64_t)size)
		abort();
	path_match("/api/enrollments/{id}/requirements/{rid}/completion", text, &params);
	path_match("/api/things/{word}", text, &params);
	free(text);
	return 0;
}
