#ifndef LAUREL_WEBHOOK_KEYS_H
#define LAUREL_WEBHOOK_KEYS_H

#include "webhook.h"

/* Private to the core: what webhook_use() was given; NULL for nothing. */
const struct webhook_keys *webhook_keys(void);

/* https with a host and without a user; http to this machine only where that is allowed. */
bool webhook_url_safe(const char *url, bool loopback);

#endif
