#include "rules/policy.h"

#include "core/check.h"

#include <string.h>

#define NUMBER(field) offsetof(struct policy, field)

/* clang-format off */
const struct policy_number POLICY_NUMBERS[] = {
    /* group, name, rule, field, scale, default, least, most, meaning */
    {"limits", "otp_s", "R3", NUMBER(otp_ms), 1000, 300, 30, 3600,
     "life of a one-time code"},
    {"limits", "otp_tries", "R3", NUMBER(otp_tries), 1, 5, 1, 20,
     "wrong codes before a new one is needed"},
    {"limits", "otp_again_s", "R3", NUMBER(otp_again_ms), 1000, 60, 0, 3600,
     "pause before another one-time code is sent"},
    {"limits", "video_s", "R5", NUMBER(video_ms), 1000, 60, 0, 3600,
     "length of the video of the capture requirements"},
    {"hours", "open", "R7", NUMBER(open_min), 1, 8 * 60, 0, 24 * 60,
     "minute of the day at which capture opens"},
    {"hours", "close", "R7", NUMBER(close_min), 1, 18 * 60, 0, 24 * 60,
     "minute of the day at which capture closes"},
    {"limits", "nonce_s", "R10", NUMBER(nonce_ms), 1000, 300, 10, 3600,
     "life of a capture nonce"},
    {"limits", "pause_s", "R14", NUMBER(pause_ms), 1000, 10, 0, 3600,
     "pause after a failed check"},
    {"limits", "failed_max", "R15", NUMBER(failed_max), 1, 5, 1, 1000,
     "failed checks in a row that lock"},
    {"limits", "failed_lock_s", "R15", NUMBER(failed_lock_ms), 1000, 1800, 0, 86400,
     "length of that lock"},
    {"limits", "not_live_max", "R16", NUMBER(not_live_max), 1, 3, 1, 1000,
     "failed liveness checks in one day that lock"},
    {"limits", "cut_before_s", "R18", NUMBER(cut_before_ms), 1000, 7200, 0, 86400,
     "a lock ends so long before the last close"},
    {"limits", "cut_least_s", "R18", NUMBER(cut_least_ms), 1000, 1800, 0, 86400,
     "but not earlier than so long after it began"},
    {"limits", "cut_margin_s", "R18", NUMBER(cut_margin_ms), 1000, 600, 0, 86400,
     "and in any case so long before the last close"},
    {"limits", "drafts_capacity", "R21", NUMBER(drafts_capacity), 1, 3, 1, 10,
     "photos in the drafts box"},
    {"limits", "draft_keep_s", "R22", NUMBER(draft_keep_ms), 1000, 86400, 0, 2592000,
     "a draft cannot be deleted before this age"},
    {"plan", "amount_fen", "R24", NUMBER(amount_fen), 1, 1500, 0, 100000,
     "price"},
    {"plan", "prints", "R24", NUMBER(prints), 1, 5, 0, 50,
     "prints in that price"},
    {"limits", "order_s", "R24", NUMBER(order_ms), 1000, 7200, 60, 604800,
     "an unpaid order lives so long"},
    {"limits", "undo_s", "R29", NUMBER(undo_ms), 1000, 600, 0, 86400,
     "a review can be taken back so long"},
    {"limits", "personal_window_s", "R34", NUMBER(personal_window_ms), 1000, 259200, 0, 2592000,
     "window of a student whom the registry refused after the last phase"},
    {"limits", "originals_keep_s", "R41", NUMBER(originals_keep_ms), 1000, 2592000, 0, 31536000,
     "originals are kept so long after the registry accepted"},
    {"limits", "attempts_keep_s", "R41", NUMBER(attempts_keep_ms), 1000, 604800, 0, 31536000,
     "rejected attempts are kept so long"},
    {"limits", "student_keep_s", "R41", NUMBER(student_keep_ms), 1000, 15552000, 0, 94608000,
     "everything is kept so long after the season"},
    {"limits", "session_s", "http-api.md", NUMBER(session_ms), 1000, 43200, 60, 604800,
     "life of a student's token"},
    {"staff", "staff_session_s", "http-api.md", NUMBER(staff_session_ms), 1000, 28800, 60, 86400,
     "life of a staff token"},
    {"staff", "staff_idle_s", "http-api.md", NUMBER(staff_idle_ms), 1000, 1800, 60, 86400,
     "a staff token not used so long ends"},
    {"staff", "staff_tries", "http-api.md", NUMBER(staff_tries), 1, 5, 1, 100,
     "wrong passwords that lock a staff name"},
    {"staff", "staff_lock_s", "http-api.md", NUMBER(staff_lock_ms), 1000, 900, 1, 86400,
     "length of that lock"},
    {"staff", "staff_enrol_s", "R46", NUMBER(staff_enrol_ms), 1000, 600, 60, 86400,
     "life of a staff token that may only set up the second factor"},
};
/* clang-format on */

const size_t POLICY_NUMBERS_LEN =
    sizeof POLICY_NUMBERS / sizeof *POLICY_NUMBERS;

/* A number without a row would have no default. */
_Static_assert(sizeof(struct policy) / sizeof(int64_t) ==
                   sizeof POLICY_NUMBERS / sizeof *POLICY_NUMBERS,
               "every number of struct policy has one row");

struct policy policy_default(void)
{
    struct policy policy = {0};

    for (size_t i = 0; i < POLICY_NUMBERS_LEN; i++)
        policy_set(&policy, &POLICY_NUMBERS[i], POLICY_NUMBERS[i].otherwise);
    return policy;
}

const struct policy_number *policy_find(const char *group, const char *name)
{
    for (size_t i = 0; i < POLICY_NUMBERS_LEN; i++) {
        const struct policy_number *n = &POLICY_NUMBERS[i];

        if (strcmp(n->group, group) == 0 && strcmp(n->name, name) == 0)
            return n;
    }
    return NULL;
}

void policy_set(struct policy *policy, const struct policy_number *number,
                int64_t value)
{
    int64_t scaled = value * number->scale;

    CHECK(value >= number->min && value <= number->max);
    memcpy((char *)policy + number->offset, &scaled, sizeof scaled);
}
