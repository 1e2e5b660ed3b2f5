#ifndef LAUREL_BOOKING_FOR_H
#define LAUREL_BOOKING_FOR_H

#include "ctx.h"

/*
 * Private to the core: may an enrolment's requirement be worked on by an
 * offering of this component (IMIS-28)?  Locks the enrolment; 0 is none.
 * VALIDATION when it is not the contact's or asks for nothing of the kind,
 * REQUIREMENT_LOCKED, COMPLETION_READ_ONLY.
 */
must_check enum err booking_check_for(struct ctx *c, int64_t enrollment_id, int64_t contact_id,
	int64_t component_id);

#endif
