#ifndef RULES_POLICY_H
#define RULES_POLICY_H

/*
 * policy - every number of the domain's rules, its default and its range.
 *
 * The numbers stand in one table (policy.c), each beside the rule it belongs
 * to; no other code has one.  A school's configuration overrides them.
 *
 * Units    *_ms lengths in milliseconds, *_fen 1/100 yuan, *_min minutes of the
 *          day.  In JSON a length is given in seconds (`pause_s`).
 */

#include <stddef.h>
#include <stdint.h>

struct policy {
    int64_t otp_ms, otp_tries, otp_again_ms;                      /* R3  */
    int64_t video_ms;                                             /* R5  */
    int64_t open_min, close_min;                                  /* R7  */
    int64_t nonce_ms;                                             /* R10 */
    int64_t pause_ms;                                             /* R14 */
    int64_t failed_max, failed_lock_ms;                           /* R15 */
    int64_t not_live_max;                                         /* R16 */
    int64_t cut_before_ms, cut_least_ms, cut_margin_ms;           /* R18 */
    int64_t drafts_capacity;                                      /* R21 */
    int64_t draft_keep_ms;                                        /* R22 */
    int64_t amount_fen, prints, order_ms;                         /* R24 */
    int64_t undo_ms;                                              /* R29 */
    int64_t personal_window_ms;                                   /* R34 */
    int64_t originals_keep_ms, attempts_keep_ms, student_keep_ms; /* R41 */
    int64_t session_ms, staff_session_ms, staff_idle_ms; /* http-api.md */
    int64_t staff_tries, staff_lock_ms;                  /* http-api.md */
    int64_t staff_enrol_ms;                              /* R46 */
};

struct policy_number {
    const char *group; /* JSON object of the school: "limits",
                        "plan", "hours"; "staff": of no school's own */
    const char *name;  /* JSON member: "pause_s"                         */
    const char *rule;  /* "R14"                                          */
    size_t offset;     /* of the int64_t in struct policy                */
    int64_t scale;     /* struct's units in one of JSON's: 1000 for *_s  */
    int64_t otherwise, min, max; /* in JSON's units                      */
    const char *meaning;
};

extern const struct policy_number POLICY_NUMBERS[];
extern const size_t POLICY_NUMBERS_LEN;

/* Every number at its default. */
struct policy policy_default(void);

/* The table's row of a member; NULL if there is none. */
const struct policy_number *policy_find(const char *group, const char *name);

/* Sets one number, given in JSON's units and inside the row's range. */
void policy_set(struct policy *policy, const struct policy_number *number,
                int64_t value);

#endif
