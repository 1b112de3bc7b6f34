#ifndef RELAY_SEALED_H
#define RELAY_SEALED_H

/*
 * sealed - a batch whose content is fixed: the versioned value of batch:<id>
 * (proto/relay.proto).  Version 1: to be sent; 2: answered.
 */

#include "relay/relay.h"

struct sealed_photo {
    char uid[72];
    char submission_id[ID_SIZE];
    struct photo_ref photo;
};

struct sealed {
    char batch_id[ID_SIZE];
    uint64_t version; /* 0: there is none */
    struct buf head;  /* line and manifest */
    uint8_t manifest_sha256[32];
    struct sealed_photo *photos;
    size_t n_photos;
    struct buf answer; /* the registry's; empty: not yet */
    int64_t built_ms, answered_ms;
    uint32_t accepted, refused; /* receipts */
};

/* An empty one, to fill. */
void sealed_init(struct sealed *s, const char *batch_id);
void sealed_done(struct sealed *s);

/* From Redis into an initialised one.  -EBADMSG: not ours. */
int sealed_load(const struct relay *relay, struct sealed *s)
    __attribute__((warn_unused_result));

/* Puts it in place of the version it was loaded with. */
void sealed_save(const struct sealed *s, struct outcome *outcome);

#endif
