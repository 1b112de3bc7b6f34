#ifndef DECODE_SM2_DER_H
#define DECODE_SM2_DER_H

/*
 * sm2_der - SM2 values between the raw form that codes carry and the DER form
 * that OpenSSL takes (GM/T 0009).
 *
 *     signature    r || s                   SEQUENCE { r, s INTEGER }
 *     ciphertext   x || y || C3 || C2       SEQUENCE { x, y INTEGER,
 *                                                      C3, C2 OCTET STRING }
 *
 * r, s, x, y and C3 have 32 bytes each; C2 is as long as what was sealed.
 */

#include "core/bytes.h"

enum {
    SM2_NUMBER_SIZE = 32,
    SM2_SIGNATURE_SIZE = 2 * SM2_NUMBER_SIZE,
    SM2_CIPHER_OVERHEAD = 3 * SM2_NUMBER_SIZE,
    SM2_CIPHER_MAX = 256, /* raw */
    SM2_DER_MAX = SM2_CIPHER_MAX + 32,
};

/* ret has room for SM2_DER_MAX; raw is SM2_SIGNATURE_SIZE long.  Returns the
 * length. */
size_t sm2_der_of_signature(struct bytes raw, uint8_t *ret);

/* The same for a ciphertext of SM2_CIPHER_OVERHEAD + 1 to SM2_CIPHER_MAX. */
size_t sm2_der_of_cipher(struct bytes raw, uint8_t *ret);

/* The way back; ret has room for SM2_SIGNATURE_SIZE.  0 or -EINVAL. */
int sm2_signature_of_der(struct bytes der, uint8_t *ret)
    __attribute__((warn_unused_result));

/* The way back; ret has room for SM2_CIPHER_MAX.  0 or -EINVAL. */
int sm2_cipher_of_der(struct bytes der, uint8_t *ret, size_t *ret_len)
    __attribute__((warn_unused_result));

#endif
