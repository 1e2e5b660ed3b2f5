#ifndef LAUREL_PAPER_H
#define LAUREL_PAPER_H

#include "fixture.h"
#include "pdf.h"

/* What programs that are not ours make of a document: `before`, the file, `after`, in a shell. It fails if they do. */
const char *told(struct pdf_file file, const char *before, const char *after);
const char *text_of(struct pdf_file file);

#endif
