#ifndef INGEST_PHOTO_H
#define INGEST_PHOTO_H

/*
 * photo - a picture out of the blob store, opened in the thread pool.
 */

#include "ingest/call.h"

/* What a job or a state says of a stored picture. */
struct photo_place {
    char location[33];
    uint8_t wrapped_key[60];
};

/* content: of the whole picture, borrowed for the call; r != 0: it is gone
 * or damaged. */
typedef void photo_fn(struct call *c, int r, struct bytes content);

void photo_load(struct call *c, const struct photo_place *place, photo_fn *fn);

/* False if there is none. */
bool photo_place_of(const struct photo_ref *photo, struct photo_place *ret);

/* Answers with the JPEG. */
void photo_send(struct call *c, const struct photo_ref *photo);

#endif
