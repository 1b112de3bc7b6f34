#ifndef ARCHIVE_EXPORT_H
#define ARCHIVE_EXPORT_H

/*
 * export - a call that asks for a school's archive (R39), as its files share
 * it: school_archive.c says who may have what and has it recorded, gather.c
 * calls the roll, send.c makes and sends.
 */

#include "ingest/archive/parcel.h"
#include "ingest/archive/roll.h"
#include "ingest/call.h"
#include "model/roster_store.h"

enum { EXPORT_BATCH = 8, EXPORT_FIELD_SIZE = ROSTER_FIELD_BYTES_MAX + 4 };

struct export
{
    struct app *app;
    struct call *c;

    /* what is asked for; "": all */
    bool states[SUBMISSION_STATES];
    char campus[EXPORT_FIELD_SIZE];
    char college[EXPORT_FIELD_SIZE];
    char class_name[EXPORT_FIELD_SIZE];
    char scope[64]; /* the same in words of the query, for the audit log */

    /* the roll */
    call_fn *gathered;
    struct roll *roll;
    int state;       /* whose index is read */
    char cursor[24]; /* in it */
    struct roster_head head;
    uint64_t roster_version;
    size_t part;

    /* the archive */
    struct parcel parcel;
    bool is_parcel;
    struct buf found[EXPORT_BATCH]; /* students' states */
    size_t at, n_batch, n_found;    /* of the roll, in work, answered */
    bool is_waiting;                /* for the client to take what is sent */
    bool is_end;
    int r;
};

/* Calls the roll and goes on with `gathered`, or answers with a problem. */
void gather_roll(struct call *c, call_fn *gathered);

/* Begins the answer and sends the archive of everybody on the roll. */
void send_archive(struct call *c, const struct http_header *headers);

#endif
