#ifndef DECODE_TICKET_H
#define DECODE_TICKET_H

/*
 * ticket - what the registry says about one student: bytes become trusted
 * here, once their signature was verified.
 */

#include "core/bytes.h"
#include "decode/refusal.h"

enum {
    TICKET_TEXT_MAX = 64, /* bytes of UTF-8 */
    TICKET_SCHOOL_DIGITS = 5,
    TICKET_KEY_ID_SIZE = 8,
    TICKET_SKEW_S = 5 * 60, /* how far ahead the registry's clock may be */
};

/* UTF-8 without a NUL inside, and with one behind it. */
struct ticket_text {
    char at[TICKET_TEXT_MAX + 1];
};

struct ticket {
    struct ticket_text ticket_id;
    struct ticket_text student_uid;
    struct ticket_text name_masked;
    struct ticket_text id_masked;
    struct ticket_text school_code;
    struct ticket_text campus; /* may be empty; the others are not */
    struct ticket_text level;
    uint32_t graduation_year;
    int64_t issued_at_s; /* Unix seconds */
    int64_t expires_at_s;
    uint8_t recipient_key_id[TICKET_KEY_ID_SIZE];
};

/*
 * Reads a protobuf Ticket; 0 or CODE_MALFORMED.  A NUL inside a text is
 * refused as well: no store or log of ours could carry it.
 */
int ticket_read(struct bytes msg, struct ticket *ret)
    __attribute__((warn_unused_result));

/*
 * 0, CODE_NOT_YET_VALID, CODE_EXPIRED or CODE_WRONG_YEAR at now_ms, a time
 * between the years 1970 and 9998.
 */
int ticket_judge(const struct ticket *t, int64_t now_ms);

#endif
