#ifndef LAUREL_PAYMENT_H
#define LAUREL_PAYMENT_H

#include "order.h"

enum {
	PAYMENT_PAGE_MINUTES = 40, /* the provider's page is open so long */
	PAYMENT_HOLD_MINUTES = 45, /* and the seats are held a little longer */
};

/* Can people pay by card here? */
bool payment_offered(void);

#endif
