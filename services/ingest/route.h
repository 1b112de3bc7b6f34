#ifndef INGEST_ROUTE_H
#define INGEST_ROUTE_H

/*
 * route - the table of the interface: which handler answers a request, who may
 * make it, and what it demands.
 */

#include "ingest/call.h"
#include "rules/roles.h"

enum who {
    WHO_ANYBODY,
    WHO_STUDENT,
    WHO_STAFF,    /* reads how schools are configured */
    WHO_REVIEWER, /* school or province: sees photos, decides */
    WHO_PROVINCE,
    WHO_OPERATOR,  /* operator or province */
    WHO_SIGNED_IN, /* any member of staff, also one who still has to set up a
                      second factor */
    WHO_PROGRESS,  /* college, school or province: figures, who is missing */
    WHO_ACCOUNTS,  /* school or province: makes accounts */
    WHO_AUDITOR,
    WHO_ERASURES,  /* auditor or province */
    WHO_MACHINERY, /* operator alone */
};

/* What a role must have a right to (rules/roles.h). */
enum right route_right(enum who who);

enum body {
    BODY_NONE, /* whatever comes is not looked at */
    BODY_JSON, /* an object, or nothing; in c->json */
    BODY_TEXT, /* as it was sent, in c->body: billing names a faulty line */
    BODY_OWN,  /* the handler reads it itself */
};

struct route {
    const char *method;
    const char *pattern; /* also the metric's label */
    enum who who;
    enum demand demand;
    enum body body;
    call_fn *handle;
};

/* The table's row for a request; else NULL, and *ret_known says whether the
 * path exists for another method.  Fills c->params. */
const struct route *route_find(struct call *c, bool *ret_known);

#endif
