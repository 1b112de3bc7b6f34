#ifndef INGEST_PRINT_FILES_H
#define INGEST_PRINT_FILES_H

/*
 * print_files - orders of prints as they are read: by their id, for those who
 * may see their school; 404 for all others.
 */

#include "ingest/call.h"
#include "proto/print.pb-c.h"

/* run is borrowed for the call. */
typedef void print_fn(struct call *c, const Tucai__V1__PrintRun *run);

/* The order that c->params[0] names. */
void print_find(struct call *c, print_fn *fn);

#endif
