#ifndef BILLING_INBOX_H
#define BILLING_INBOX_H

/*
 * inbox - what students report to their school (domain.md R5); the handlers are
 * in handlers.h.
 */

#include "billing/decision.h"

/* A report goes, with all of it (R41). */
void inbox_forget(struct decision *d, const char *school_code, const char *id);

#endif
