#ifndef LAUREL_COMPONENT_SQL_H
#define LAUREL_COMPONENT_SQL_H

#include "component.h"

/* Private to the core: how many offerings of a component can still be used. */
/* clang-format off */
#define OPEN_OFFERINGS(component_id) \
	"(SELECT COUNT(*) FROM offering o WHERE o.component_id = " component_id " AND o.status = 'open' " \
	"AND (o.ends_at IS NULL OR o.ends_at >= :now))"
/* clang-format on */

#endif
