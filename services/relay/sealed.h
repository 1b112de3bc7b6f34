#ifndef RELAY_SEALED_H
#define RELAY_SEALED_H

/*
 * sealed - a batch whose content is fixed: the versioned value of batch:<id>
 * (proto/relay.proto), and what follows from it: the field `state` of the same
 * hash, and its place in batch:open and batch:uncertain.
 */

#include "relay/relay.h"

struct sealed_photo {
    char uid[72];
    char submission_id[ID_SIZE];
    struct photo_ref photo;
};

enum sealed_state {
    SEALED_SENDING,
    SEALED_UNCERTAIN, /* a person has to say whether the registry has it */
    SEALED_ANSWERED,
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
    enum sealed_state state;
    int64_t posted_ms; /* a sending that may have arrived; 0: none */
    uint32_t posts;    /* sendings that posted_ms was set for */
    char cause[96];    /* of SEALED_UNCERTAIN */
    int64_t uncertain_ms, resolved_ms;
};

/* An empty one, to fill. */
void sealed_init(struct sealed *s, const char *batch_id);
void sealed_done(struct sealed *s);

/* From Redis into an initialised one.  -EBADMSG: not ours. */
int sealed_load(const struct relay *relay, struct sealed *s)
    __attribute__((warn_unused_result));

/* Puts it in place of the version it was loaded with. */
void sealed_save(const struct sealed *s, struct outcome *outcome);

/* All of its members were taken back before it was built. */
void sealed_is_empty(const char *batch_id, struct outcome *outcome);

#endif
