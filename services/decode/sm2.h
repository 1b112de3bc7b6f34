#ifndef DECODE_SM2_H
#define DECODE_SM2_H

/*
 * sm2 - one SM2 key with what OpenSSL prepared for it, kept for as long as the
 * process runs: opening and verifying allocate almost nothing.
 */

#include "core/bytes.h"

enum {
    SM2_KEY_ID_SIZE = 8,
    SM4_KEY_SIZE = 16,
};

#define SM2_SIGNER_ID "1234567812345678"

enum sm2_role {
    SM2_PUBLIC,  /* verifies */
    SM2_PRIVATE, /* opens    */
};

struct sm2_key;

/* A PEM file.  0; -EINVAL if it holds no SM2 key of that role; -errno. */
int sm2_key_load(const char *path, enum sm2_role role, struct sm2_key **ret)
    __attribute__((warn_unused_result));
void sm2_key_free(struct sm2_key *key);

/* First 8 bytes of SM3(04 || x || y). */
const uint8_t *sm2_key_id(const struct sm2_key *key);

/* Opens raw x || y || C3 || C2 of 97 to 256 bytes to exactly len bytes; false
 * if it does not open, or to another length. */
bool sm2_open(struct sm2_key *key, struct bytes raw, uint8_t *ret, size_t len)
    __attribute__((warn_unused_result));

/* SM2 with SM3 and SM2_SIGNER_ID; the signature is r || s, 64 bytes. */
bool sm2_verify(struct sm2_key *key, struct bytes msg, struct bytes signature)
    __attribute__((warn_unused_result));

/* SM4-CTR of data into ret (as long); key and iv are 16 bytes.  Sealing and
 * opening are the same. */
void sm4_ctr(const uint8_t *key, const uint8_t *iv, struct bytes data,
             uint8_t *ret);

#endif
