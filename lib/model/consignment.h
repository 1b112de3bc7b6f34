#ifndef MODEL_CONSIGNMENT_H
#define MODEL_CONSIGNMENT_H

/*
 * consignment - parcels of prints on their way to a school (R37), as
 * proto/print.proto keeps them: packed -> shipped -> received.  Pure.
 */

#include "core/bytes.h"
#include "model/records.h"
#include "proto/print.pb-c.h"

#include <jansson.h>

enum consignment_state {
    CONSIGNMENT_PACKED,
    CONSIGNMENT_SHIPPED,
    CONSIGNMENT_RECEIVED,
    CONSIGNMENT_STATES,
};

enum {
    CONSIGNMENT_PRINTS_MAX = 20,
    CONSIGNMENT_BUNDLES_MAX = 4000,
    CONSIGNMENT_UNKNOWN_MAX = 200, /* stray codes that are kept */
    CONSIGNMENT_SCAN_MAX = 1000,   /* codes of one scan */
    CONSIGNMENT_TEXT_MAX = 64,     /* bytes of a waybill, a carrier */
};

const char *consignment_state_name(enum consignment_state state);
/* CONSIGNMENT_STATES for any other name. */
enum consignment_state consignment_state_of(const char *name);

/* NULL: it is none.  Free with consignment_freep(). */
Tucai__V1__Consignment *consignment_decode(struct bytes data);
void consignment_freep(Tucai__V1__Consignment **c);

/* What became of a code that was scanned. */
enum scan {
    SCAN_RECEIVED, /* a bundle that was not there yet */
    SCAN_DOUBLED,  /* one that was */
    SCAN_UNKNOWN,  /* a sound code of no bundle of these */
    SCAN_MISREAD,  /* its check character is wrong: scan it again */
};

/* Judges and records one code; a received bundle gets the moment and `by`.
 * ret: the code as it is kept, of PRINT_CODE_SIZE bytes; what is too long is
 * cut and is a misread. */
enum scan consignment_scan(Tucai__V1__Consignment *c, const char *code,
                           const char *by, int64_t now_ms, char *ret);

/* The first of a run's bundles in c->bundles, which stand one behind the other;
 * SIZE_MAX: it has none. */
size_t consignment_first(const Tucai__V1__Consignment *c, unsigned run);

/* New references, for the staff: a line of a list; all of it; the codes that
 * are there and that are not, {received[], missing[]}. */
json_t *consignment_line(const Tucai__V1__Consignment *c);
json_t *consignment_show(const Tucai__V1__Consignment *c);
json_t *consignment_differences(const Tucai__V1__Consignment *c);

#endif
