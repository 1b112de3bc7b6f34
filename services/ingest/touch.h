#ifndef INGEST_TOUCH_H
#define INGEST_TOUCH_H

/*
 * touch - a staff session that is used does not become idle: once a minute a
 * token's use is told to billing, which alone may move its end.
 */

#include "ingest/app.h"

struct touched;

struct touched *touched_new(void);
void touched_free(struct touched *t);

void touch_session(struct app *app, const uint8_t token_sha256[32]);

#endif
