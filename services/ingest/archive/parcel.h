#ifndef ARCHIVE_PARCEL_H
#define ARCHIVE_PARCEL_H

/*
 * parcel - a school's archive while it is made, piece by piece: photos out of
 * the blob store, each whole or not at all, then the manifest, then the
 * archive's own end.
 *
 * Whoever's photo is not to be had any more (erased, reset, damaged since the
 * roll was called) is left out and named in the manifest.
 *
 * Blocking  every function that adds reads files: for the thread pool.
 * Faults    -EMSGSIZE, -ENOMEM: the archive cannot be completed.
 */

#include "ingest/archive/names.h"
#include "ingest/archive/zip.h"
#include "net/blob.h"
#include "rules/submission.h"

struct parcel_source {
    const char *blobs; /* the folder */
    const struct blob_key *master;
    const char *school_code;
    bool states[SUBMISSION_STATES]; /* those that are taken */
    int64_t now_ms;
};

struct parcel {
    struct parcel_source source;
    struct zip zip;
    struct spool *directory, *manifest;
    struct buf out; /* made and not yet sent: the caller empties it */
    struct buf photo, line;
    int tail; /* which part of the end comes next */
    size_t manifest_at;
    size_t n_photos, n_left_out;
    int fault; /* of the last photo that could not be read; 0: none */
};

/* Borrows what source points to. */
void parcel_init(struct parcel *p, const struct parcel_source *source);
void parcel_done(struct parcel *p);

/* of: where it belongs; state: the student's, of no length if there is none. */
int parcel_photo(struct parcel *p, const struct names_of *of,
                 struct bytes state) __attribute__((warn_unused_result));

/* Behind the last photo: the next piece of the end. */
int parcel_tail(struct parcel *p, bool *ret_end)
    __attribute__((warn_unused_result));

#endif
