#include "payment.h"

bool payment_offered(void)
{
	return false;
}
