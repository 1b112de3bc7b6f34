#ifndef INGEST_ROUTE_H
#define INGEST_ROUTE_H

/*
 * route - the table of the interface: which handler answers a request, who may
 * make it, and what it demands.
 */

#include "ingest/call.h"

enum who {
    WHO_ANYBODY,
    WHO_STUDENT,
    WHO_STAFF,    /* any member of staff */
    WHO_REVIEWER, /* school or province: sees photos, decides */
    WHO_PROVINCE,
    WHO_OPERATOR, /* operator or province */
};

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
