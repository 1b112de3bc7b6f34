#ifndef INGEST_DOWNLOAD_H
#define INGEST_DOWNLOAD_H

/*
 * download - a file of the blob store as an answer, opened segment by segment
 * in the thread pool: memory stays the same whatever its size.
 */

#include "ingest/photo.h"

#define DOWNLOAD_NAME_SIZE 64

struct download {
    const char *type;              /* a literal: "application/pdf" */
    char name[DOWNLOAD_NAME_SIZE]; /* ASCII, for whoever saves it */
    struct photo_place place;
};

/* Answers with it; 404 when it is there no more. */
void download_send(struct call *c, const struct download *download);

#endif
