#ifndef SANDBOX_SM2_ISSUE_H
#define SANDBOX_SM2_ISSUE_H

/*
 * sm2_issue - the registry's half of SM2: keys made, tickets signed, session
 * keys sealed.  The other half is the collector's: decode/sm2.h.
 */

#include "core/bytes.h"

#include <openssl/types.h>

enum { SM2_ISSUE_ID_SIZE = 8, SM2_ISSUE_SIGNATURE_SIZE = 64 };

/* A new pair as DIR/NAME.key.pem (mode 0600) and DIR/NAME.pub.pem; files that
 * are there already are kept.  0 or -errno. */
int sm2_issue_keygen(const char *dir, const char *name)
    __attribute__((warn_unused_result));

/* Reads DIR/NAME.key.pem (is_private) or DIR/NAME.pub.pem.  0, -EINVAL or
 * -errno.  Free with EVP_PKEY_free. */
int sm2_issue_load(const char *dir, const char *name, bool is_private,
                   EVP_PKEY **ret) __attribute__((warn_unused_result));

/* First 8 bytes of SM3(04 || x || y). */
int sm2_issue_id(EVP_PKEY *key, uint8_t *ret)
    __attribute__((warn_unused_result));

/* r || s over msg; ret has room for 64 bytes.  0 or -EIO. */
int sm2_issue_sign(EVP_PKEY *key, struct bytes msg, uint8_t *ret)
    __attribute__((warn_unused_result));

/* x || y || C3 || C2 of data, at most 160 bytes; ret has room for 96 more than
 * data has.  0 or -EIO. */
int sm2_issue_seal(EVP_PKEY *key, struct bytes data, uint8_t *ret)
    __attribute__((warn_unused_result));

#endif
