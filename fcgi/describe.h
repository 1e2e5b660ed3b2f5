#ifndef LAUREL_DESCRIBE_H
#define LAUREL_DESCRIBE_H

#include "json.h"
#include "route.h"

/* What there is, written from the tables that the program itself runs on. */

/* {"routes":[...],"rights":{...},"bodies":{...}}: for the site's forms and for tests. */
void describe_write(struct buf *b);

/* The OpenAPI 3.1 document. */
void openapi_write(struct buf *b);

/* Who may do what, as the README shows it. */
void rights_table_write(struct buf *b);

/* Every struct that a call takes or gives, once: calls `each` for the first use of a name. */
void each_shape(void (*each)(struct buf *b, const struct shape *s), struct buf *b);

#endif
