/*
 * The bare loop for documents: the text of one, laid out line by line with Pango and drawn by Cairo into a PDF in
 * memory, over and over. No table, no tag, no database, no call: what the libraries alone can do with these words.
 *
 *   bench_paper TEXT PROCESSES SECONDS
 *
 * TEXT is a file, a line each. Prints documents a second, all processes together.
 */
#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LINES = 100000, PROCESSES = 64 };

static const double width = 595.276, height = 841.890, margin = 48;

static char *lines[LINES];
static size_t nlines;

static void die(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

static void read_lines(const char *path)
{
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;

	if (!f)
		die(path);
	while (nlines < LINES && getline(&line, &size, f) > 0) {
		line[strcspn(line, "\n\f")] = '\0';
		lines[nlines++] = strdup(line);
	}
	free(line);
	fclose(f);
}

static cairo_status_t count(void *bytes, const unsigned char *data, unsigned n)
{
	(void)data;
	*(size_t *)bytes += n;
	return CAIRO_STATUS_SUCCESS;
}

static void draw(PangoFontDescription *font)
{
	size_t bytes = 0;
	cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(count, &bytes, width, height);
	cairo_t *cr = cairo_create(surface);
	PangoLayout *layout = pango_cairo_create_layout(cr);
	double y = margin;

	pango_layout_set_font_description(layout, font);
	for (size_t i = 0; i < nlines; i++, y += 13) {
		if (y > height - margin) {
			cairo_show_page(cr);
			y = margin;
		}
		pango_layout_set_text(layout, lines[i], -1);
		cairo_move_to(cr, margin, y);
		pango_cairo_show_layout(cr, layout);
	}
	g_object_unref(layout);
	cairo_destroy(cr);
	cairo_surface_finish(surface);
	cairo_surface_destroy(surface);
	if (!bytes)
		die("nothing was drawn");
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void work(double seconds, double *rate)
{
	PangoFontDescription *font = pango_font_description_from_string("Noto Sans 9");
	double began, ended;
	long n = 0;

	draw(font); /* fonts are found and loaded once */
	began = now();
	do {
		draw(font);
		n++;
		ended = now();
	} while (ended - began < seconds);
	*rate = (double)n / (ended - began);
	exit(EXIT_SUCCESS);
}

int main(int argc, char **argv)
{
	double *rates, sum = 0;
	int processes;

	if (argc != 4)
		return EXIT_FAILURE;
	read_lines(argv[1]);
	processes = atoi(argv[2]);
	rates = mmap(NULL, PROCESSES * sizeof(*rates), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		0);
	if (processes < 1 || processes > PROCESSES || rates == MAP_FAILED)
		die("processes");
	for (int i = 0; i < processes; i++)
		if (!fork())
			work(atof(argv[3]), &rates[i]);
	while (wait(NULL) > 0)
		;
	for (int i = 0; i < processes; i++)
		sum += rates[i];
	printf("%.1f\n", sum);
	return EXIT_SUCCESS;
}
