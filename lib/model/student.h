#ifndef MODEL_STUDENT_H
#define MODEL_STUDENT_H

/*
 * student - everything that is known of one student, as one plain value.
 * Bytes (protobuf StudentState, key s:<uid>) become this struct here and
 * nowhere else.  The struct is large (tens of KB): keep it on the heap.
 */

#include "core/bytes.h"
#include "model/consent.h"
#include "model/sealed.h"
#include "model/student_parts.h"
#include "model/wechat_accounts.h"
#include "rules/admission.h"
#include "rules/appeal.h"
#include "rules/order.h"
#include "rules/reports.h"
#include "rules/submission.h"

#define STUDENT_TEXT_SIZE 68 /* 64 bytes of text of the capture code */
#define STUDENT_DEVICES_MAX 8
#define STUDENT_PAST_MAX 8
#define STUDENT_JUDGED_MAX 8
#define STUDENT_NOTES_MAX 16
#define STUDENT_WAIVED_MAX 48 /* more than there are findings */

struct student {
    char uid[STUDENT_TEXT_SIZE];
    char name_masked[STUDENT_TEXT_SIZE];
    char id_masked[STUDENT_TEXT_SIZE];
    char school_code[8];
    char campus[STUDENT_TEXT_SIZE];
    int64_t graduation_year;
    char level[STUDENT_TEXT_SIZE];
    char season[STUDENT_TEXT_SIZE]; /* the id of its document */
    int64_t first_seen_ms;
    int64_t ticket_issued_ms;

    struct sealed_text phone;
    bool notify_photo, notify_payment;
    struct steps steps;
    int64_t video_started_ms;
    size_t devices_len;
    uint8_t devices[STUDENT_DEVICES_MAX][32];
    struct challenge challenge;
    struct sealed_text openid;
    struct wechat_accounts wechat; /* beside the bound one */

    char student_no[STUDENT_TEXT_SIZE]; /* typed, while the roster has none */
    char college[STUDENT_TEXT_SIZE];
    char class_name[STUDENT_TEXT_SIZE];

    struct nonces nonces;
    struct lockout lockout;
    size_t judged_len;
    char judged[STUDENT_JUDGED_MAX][ID_SIZE]; /* shots, latest last */
    struct drafts drafts;

    struct submission submission; /* the current one; id "" if none */
    size_t past_len;
    struct submission past[STUDENT_PAST_MAX];
    struct orders orders;
    char paid_order_no[33]; /* R25 */
    enum prints_state prints;
    struct photo_ref sheet; /* the prints that were made by themselves (R36) */
    int64_t sheet_ordered_ms; /* R38: somebody had it made; 0: nobody */
    int64_t window_from_ms, window_to_ms; /* R34 */
    size_t notes_len;
    struct note notes[STUDENT_NOTES_MAX]; /* latest last */
    struct consents consents;             /* R5 */
    int64_t erased_ms;                    /* on the student's request; 0: not */

    struct appeals appeals; /* R31 */
    size_t waived_len;
    char waived[STUDENT_WAIVED_MAX][FINDING_SIZE]; /* R31: codes that are off */
    struct reports reports;                        /* R5 */
    int64_t season_closed_ms; /* R27: nothing is submitted any more */
};

/* A zeroed student; free with student_free().  Never NULL. */
struct student *student_new(void);
struct student *student_free(struct student *s); /* NULL */
void student_freep(struct student **s);

/*
 * Bytes of StudentState to a new struct: 0, or -EBADMSG when they are none or
 * pass a limit above.  The caller frees *ret.
 */
int student_decode(struct bytes data, struct student **ret)
    __attribute__((warn_unused_result));

/* One order of the wire, into a zeroed struct: false if it is none. */
struct Tucai__V1__Order;
bool student_order(const struct Tucai__V1__Order *in, struct order *ret);

/* The opposite, appended to ret.  0 or buf_add()'s fault. */
int student_encode(const struct student *s, struct buf *ret)
    __attribute__((warn_unused_result));

/* Who the schedule's phases are matched against. */
struct window_who student_who(const struct student *s);

/* The state of the current submission, SUBMISSION_NONE if there is none. */
enum submission_state student_submission_state(const struct student *s);

/* "none", "planned", "made"... */
const char *prints_state_name(enum prints_state state);
enum prints_state prints_state_of(const char *name); /* or PRINTS_NONE */

#endif
