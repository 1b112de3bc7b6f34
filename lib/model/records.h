#ifndef MODEL_RECORDS_H
#define MODEL_RECORDS_H

/*
 * records - the small values in Redis and between the stages, as plain
 * structs: sessions, answers of commands, and the keys they live under.
 */

#include "core/bytes.h"

#include <stdbool.h>
#include <stdint.h>

#define KEY_SIZE 160

/* "s:<uid>"... into ret; false if the id does not fit or has odd characters
 * (space, control, quotes): such a key is never asked for. */
bool key_of(const char *prefix, const char *id, char ret[KEY_SIZE]);

/* "sess:<hex>" of a token's SHA-256. */
void key_of_session(const uint8_t sha256[32], char ret[KEY_SIZE]);

struct session {
    char uid[72];
    char staff[72];
    char role[16]; /* student, college, school, province, operator, auditor */
    char school_code[8];
    char college[68];
    uint64_t account_epoch; /* of a member of staff: model/account.h */
    bool is_enrolling;      /* may only set up its second factor */
    int64_t expires_ms;
};

/* 0 or -EBADMSG. */
int session_decode(struct bytes data, struct session *ret)
    __attribute__((warn_unused_result));
int session_encode(const struct session *s, struct buf *ret)
    __attribute__((warn_unused_result));

/* The result of a command, code or notice job (student.proto Answer). */
struct answer {
    uint32_t status;
    char code[40];
    struct bytes json; /* a view into what was decoded */
};

int answer_decode(struct bytes data, struct answer *ret, struct buf *ret_json)
    __attribute__((warn_unused_result));

#endif
