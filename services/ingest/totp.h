#ifndef INGEST_TOTP_H
#define INGEST_TOTP_H

/*
 * totp - codes of a second factor by RFC 6238: HMAC-SHA-1, steps of 30 s, 6
 * digits, a step before and after allowed for clocks that differ.
 *
 * Pure, but for the randomness of a new secret.  That a step counts once is
 * the caller's to keep (it is what totp_find() gives).
 */

#include "net/blob.h"

#include <stdbool.h>
#include <stdint.h>

#define TOTP_SECRET_BYTES 20
#define TOTP_BASE32_SIZE 33 /* of a secret, with the NUL */
#define TOTP_CODE_SIZE 7
#define TOTP_URI_SIZE 512

struct totp_secret {
    uint8_t bytes[TOTP_SECRET_BYTES];
};

void totp_new(struct totp_secret *ret);
void totp_forget(struct totp_secret *secret);

/* At rest: under the master key, and bound to the account's name. */
int totp_wrap(const struct blob_key *master, const char *name,
              const struct totp_secret *secret, uint8_t ret[BLOB_WRAPPED_BYTES])
    __attribute__((warn_unused_result));
/* BLOB_DAMAGED: another key, or another account's. */
int totp_unwrap(const struct blob_key *master, const char *name,
                const uint8_t wrapped[BLOB_WRAPPED_BYTES],
                struct totp_secret *ret) __attribute__((warn_unused_result));

/* The code of a step: the number of 30 s since 1970. */
void totp_code(const struct totp_secret *secret, uint64_t step,
               char ret[TOTP_CODE_SIZE]);

/* The step around now_ms, later than `after`, that this is the code of; 0: of
 * none. */
uint64_t totp_find(const struct totp_secret *secret, const char *code,
                   int64_t now_ms, uint64_t after);

/* As a person types it, and as a QR code brings it (otpauth://totp/...). */
void totp_base32(const struct totp_secret *secret, char ret[TOTP_BASE32_SIZE]);
void totp_uri(const struct totp_secret *secret, const char *name,
              char ret[TOTP_URI_SIZE]);

#endif
