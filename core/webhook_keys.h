#ifndef LAUREL_WEBHOOK_KEYS_H
#define LAUREL_WEBHOOK_KEYS_H

#include "webhook.h"

/* Private to the core: what webhook_use() was given; NULL for nothing. */
const struct webhook_keys *webhook_keys(void);

/* https with a host and without a user; http to this machine only where that is allowed. */
bool webhook_url_safe(const char *url, bool loopback);

/* clang-format off */
/* What every message says, and how it begins: event and data are SQL, :stamp is the instant. */
#define WEBHOOK_ENVELOPE(event, data) \
	"JSON_OBJECT('type', " event ", 'timestamp', :stamp, 'data', " data "), 'waiting', :now, :now "
/* clang-format on */

#endif
