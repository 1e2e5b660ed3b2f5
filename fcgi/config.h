#ifndef LAUREL_CONFIG_H
#define LAUREL_CONFIG_H

#include "db.h"
#include "payment.h"
#include "smtp.h"
#include "webhook.h"

enum { WORKERS_MAX = 64 };

/* What the environment says; read here and nowhere else (the parts of the database, of mail and of payment have functions of their own). */
struct config {
	const char *socket;          /* LAUREL_SOCKET: where nginx finds the pool */
	const char *sql_dir;         /* LAUREL_SQL_DIR: the migrations */
	int64_t workers;             /* LAUREL_WORKERS */
	int64_t requests_per_worker; /* LAUREL_WORKER_REQUESTS: then it makes way for a fresh one */
	const char *public_url;      /* LAUREL_PUBLIC_URL: where people reach it; no slash at its end */
	struct date today;           /* LAUREL_TODAY: a fixed date for tests and demos; 0 for the real one */
	struct db_config db;
	struct mail_settings mail;
	struct payment_settings payment;
	struct webhook_keys webhook;
};

/* False, with a message on stderr, when a value makes no sense. Texts live in `keep`. */
bool config_read(struct arena *keep, struct config *into);

#endif
