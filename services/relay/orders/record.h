#ifndef RELAY_ORDERS_RECORD_H
#define RELAY_ORDERS_RECORD_H

/*
 * record - an order of prints (proto/print.proto) as the steps of its job load
 * and keep it.  Two steps never run at a time, and whoever else changes an
 * order does so by its version.
 */

#include "model/print_run.h"
#include "relay/relay.h"

struct record {
    Tucai__V1__PrintRun *run; /* NULL: there is none */
    uint64_t version;
};

/* 0 or a negative errno; -EBADMSG: what is stored is none. */
int record_load(const struct relay *relay, const char *print_id,
                struct record *ret) __attribute__((warn_unused_result));
void record_done(struct record *record);

/* Puts it in place of the version it was loaded with. */
void record_keep(const struct record *record, struct outcome *outcome);

/* It ends here, for a stable reason. */
void record_fail(struct record *record, const char *failure,
                 struct outcome *outcome);

/* One more file of it; volume: of sheets, from 1, else 0. */
Tucai__V1__PrintFile *record_add_file(struct record *record, const char *name,
                                      const struct photo_ref *ref,
                                      unsigned volume);

/* Takes all files out of it; once that is committed they are removed. */
void record_drop_files(struct record *record, struct outcome *outcome);

/* The next step, as a child. */
void record_step(const struct record *record, Tucai__V1__PrintStep__What what,
                 unsigned number, struct outcome *outcome);

/* A value of the order's beside the record, new, kept as long
 * (billing/retention_prints.h); a page of what is being gathered, which goes by
 * itself should nobody come for it. */
int record_add(struct outcome *outcome, const char *key,
               const ProtobufCMessage *message)
    __attribute__((warn_unused_result));
int record_add_page(struct outcome *outcome, const char *key,
                    const ProtobufCMessage *message)
    __attribute__((warn_unused_result));

/* The opposite: *ret is NULL when it is not there or is none. */
int record_part(const struct relay *relay, const char *key,
                Tucai__V1__PrintPart **ret) __attribute__((warn_unused_result));
int record_bundles(const struct relay *relay, const char *print_id,
                   Tucai__V1__PrintBundles **ret)
    __attribute__((warn_unused_result));

#endif
