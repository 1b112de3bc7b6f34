#ifndef MODEL_ACCOUNT_H
#define MODEL_ACCOUNT_H

/*
 * account - a member of the staff, from and to its stored form (staff:<name>,
 * versioned).
 *
 * Neither the password nor the secret of the second factor is here: the one is
 * an Argon2id hash, the other is wrapped by the master key.
 */

#include "core/bytes.h"
#include "rules/roles.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#define ACCOUNT_NAME_SIZE 72
#define ACCOUNT_COLLEGE_SIZE 68
#define ACCOUNT_HASH_SIZE 128
#define ACCOUNT_TOTP_BYTES 60

struct account_totp {
    bool is_there;
    uint8_t wrapped[ACCOUNT_TOTP_BYTES];
};

struct account {
    char name[ACCOUNT_NAME_SIZE];
    enum role role;
    char school_code[8];
    char college[ACCOUNT_COLLEGE_SIZE];
    char password_hash[ACCOUNT_HASH_SIZE];
    int64_t failures, failed_ms, locked_until_ms; /* failed_ms: the last */
    /* Of the stored value, when the password or the second factor was set. */
    uint64_t password_version;
    bool is_disabled;
    uint64_t session_epoch; /* sessions of another one are over */
    struct account_totp totp, totp_pending;
    uint64_t totp_last_step;
    int64_t created_ms;
    char created_by[ACCOUNT_NAME_SIZE];
};

/* 1 to 64 of [A-Za-z0-9._@-]: it stands in keys and in the audit log. */
bool account_name_is_sound(const char *name);

/* 0 or -EBADMSG. */
int account_decode(struct bytes data, struct account *ret)
    __attribute__((warn_unused_result));
int account_encode(const struct account *account, struct buf *ret)
    __attribute__((warn_unused_result));

/* As the staff's interface shows it: no hash, no secret. */
json_t *account_show(const struct account *account, int64_t now_ms);

#endif
