#ifndef LAUREL_SALES_MAIL_H
#define LAUREL_SALES_MAIL_H

#include "order.h"

/* Private to the core: what people are written about their registrations and orders, in the transaction that does it. */
must_check enum err tell_registered(struct ctx *c, const struct booking *r);
must_check enum err tell_promoted(struct ctx *c, const struct booking *r);

/* r as it was; who takes something out of the cart needs no mail. */
must_check enum err tell_cancelled(struct ctx *c, const struct booking *r, const char *cause);

must_check enum err tell_receipt(struct ctx *c, int64_t order_id);
must_check enum err tell_refunded(struct ctx *c, const struct refund *r);

#endif
