#ifndef MODEL_PRINT_RUN_H
#define MODEL_PRINT_RUN_H

/*
 * print_run - an order of prints (proto/print.proto): its keys, its states, and
 * how it is shown.
 */

#include "core/bytes.h"
#include "model/records.h"
#include "proto/print.pb-c.h"
#include "rules/drafts.h"

#include <jansson.h>

enum print_state {
    PRINT_QUEUED,
    PRINT_GATHERING,
    PRINT_PRINTING,
    PRINT_MADE,
    PRINT_FAILED,
    PRINT_EXPIRED, /* made, and its files are gone; they can be made again */
    PRINT_STATES,
};

enum {
    PRINT_PART_MEMBERS = 200,
    PRINT_PAGE_MEMBERS = 2000,   /* looked at in one go */
    PRINT_STUDENTS_MAX = 120000, /* of one order */
    PRINT_VOLUMES_MAX = 600,
    PRINT_VALUE_MAX = 8 << 20, /* bytes of any of its values */
    PRINT_PAGE_S =
        7 * 86400, /* how long what is gathered waits for its order */
};

const char *print_state_name(enum print_state state);

/* "5inch", "6inch", "a4" or "a3"; "pdf" or "jpeg". */
bool print_paper_is_known(const char *name);
bool print_format_is_known(const char *name);

/* "print:<id>"; false: there can be none of that id. */
bool print_key(const char *id, char ret[KEY_SIZE]);
/* "print:<id>:<n>", and with a kind 'c', 'g' "print:<id>:c:<n>". */
void print_part_key(const char *id, unsigned n, char ret[KEY_SIZE]);
void print_page_key(const char *id, char kind, unsigned n, char ret[KEY_SIZE]);
void print_bundles_key(const char *id, char ret[KEY_SIZE]);

/* How many parts hold so many members. */
unsigned print_parts(unsigned members);

/* NULL: they are none.  Free with tucai__v1__print_run__free_unpacked(). */
Tucai__V1__PrintRun *print_run_decode(struct bytes data);
void print_run_freep(Tucai__V1__PrintRun **run);
Tucai__V1__PrintPart *print_part_decode(struct bytes data);
void print_part_freep(Tucai__V1__PrintPart **part);
Tucai__V1__PrintBundles *print_bundles_decode(struct bytes data);
void print_bundles_freep(Tucai__V1__PrintBundles **bundles);

/* Where a sheet lies; false: it is nowhere that could be. */
bool print_sheet_in(const Tucai__V1__BlobRef *in, struct photo_ref *ret);

/* Another text in a message that was unpacked, which frees it. */
void print_set_text(char **field, const char *text);

/* Appended to ret.  0 or -EMSGSIZE, -ENOMEM. */
int print_pack(const ProtobufCMessage *message, struct buf *ret)
    __attribute__((warn_unused_result));

/* Has it been sorted into parts and bundles? */
bool print_run_is_sorted(const Tucai__V1__PrintRun *run);

/* A file as ingest sends it; NULL: there is none of that name and volume. */
const Tucai__V1__PrintFile *print_run_file(const Tucai__V1__PrintRun *run,
                                           const char *name, unsigned volume);

/* Files of sheets that there are. */
unsigned print_run_volumes(const Tucai__V1__PrintRun *run);

/* A new reference, for the staff. */
json_t *print_run_show(const Tucai__V1__PrintRun *run);
json_t *print_bundle_show(const Tucai__V1__PrintBundle *bundle);

#endif
