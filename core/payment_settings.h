#ifndef LAUREL_PAYMENT_SETTINGS_H
#define LAUREL_PAYMENT_SETTINGS_H

#include "payment.h"

/* Private to the core: what payment_use() was given; NULL for nothing. */
const struct payment_settings *payment_settings(void);

#endif
