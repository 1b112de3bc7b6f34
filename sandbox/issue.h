#ifndef SANDBOX_ISSUE_H
#define SANDBOX_ISSUE_H

/*
 * issue - capture codes as the registry would give them out.
 */

#include "core/bytes.h"

#include <stdint.h>

/* Names of the key pairs in a folder of keys. */
#define ISSUE_COLLECTOR "collector"
#define ISSUE_REGISTRY "registry"
#define ISSUE_RELAY "relay" /* signs manifests: docs/registry-protocol.md */

/* One student's ticket; texts are borrowed UTF-8, empty ones are left out. */
struct issue_ticket {
    const char *ticket_id; /* NULL: a new one */
    const char *student_uid;
    const char *name_masked;
    const char *id_masked;
    const char *school_code;
    const char *campus;
    const char *level;
    uint32_t graduation_year;
    int64_t issued_at_s;
    int64_t expires_at_s;
};

struct issuer;

/* Keys: DIR/registry.key.pem signs, for DIR/collector.pub.pem it is sealed.
 * 0, -EINVAL (no SM2 keys) or -errno. */
int issuer_open(const char *dir, struct issuer **ret)
    __attribute__((warn_unused_result));
void issuer_free(struct issuer *issuer);

/* Adds the text "TC1:..." without a NUL.  0 or -errno. */
int issuer_make(const struct issuer *issuer, const struct issue_ticket *ticket,
                struct buf *ret_text) __attribute__((warn_unused_result));

/* The layers one by one, for tests that spoil what lies between them: a
 * SignedTicket around ticket bytes, an envelope around any bytes. */
int issuer_sign(const struct issuer *issuer, struct bytes ticket,
                struct buf *ret) __attribute__((warn_unused_result));
int issuer_seal(const struct issuer *issuer, struct bytes opened,
                struct buf *ret) __attribute__((warn_unused_result));

/* 8 bytes. */
const uint8_t *issuer_collector_id(const struct issuer *issuer);

#endif
