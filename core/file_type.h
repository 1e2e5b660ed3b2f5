#ifndef LAUREL_FILE_TYPE_H
#define LAUREL_FILE_TYPE_H

#include "file.h"

/* Private to the core: may browsers show a file of this type in place? */
bool file_type_shows(const char *type);

#endif
