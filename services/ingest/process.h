#ifndef INGEST_PROCESS_H
#define INGEST_PROCESS_H

/*
 * process - the life of the one process: connects everything and listens;
 * serves; lets what runs finish, and ends.
 */

#include "ingest/app.h"

/* 0 or a fault. */
int process_open(struct app *app, const struct ingest_config *cfg)
    __attribute__((warn_unused_result));

/* Until SIGTERM. */
void process_run(struct app *app);

/* Also of an app that did not open whole. */
void process_close(struct app *app);

#endif
