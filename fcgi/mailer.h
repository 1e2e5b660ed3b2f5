#ifndef LAUREL_MAILER_H
#define LAUREL_MAILER_H

#include "mail_delivery.h"

/* Where mail goes from now on; settings must live as long as the process. */
void mailer_use(const struct mail_settings *settings);

/* A round of the schedule: send what is due, for a few seconds at most; nothing while the server is away. */
must_check enum err mailer_run(struct ctx *c);

#endif
