#include "billing/operations.h"

#include "billing/retention.h"

#include <string.h>

#define OP(name) TUCAI__V1__COMMAND__OP_##name

/* clang-format off */
static const struct operation TABLE[] = {
    {OP(FINISH_SESSION),   RIGHT_OPEN,     session_finish,    PAPER_NONE,    true},
    {OP(END_SESSION),      RIGHT_OPEN,     session_end,       PAPER_NONE,    false},
    {OP(PATCH_ME),         RIGHT_OPEN,     profile_patch,     PAPER_NONE,    true},
    {OP(VIDEO),            RIGHT_OPEN,     profile_video,     PAPER_NONE,    true},
    {OP(NEW_NONCE),        RIGHT_OPEN,     profile_nonce,     PAPER_NONE,    true},
    {OP(DELETE_DRAFT),     RIGHT_OPEN,     box_delete,        PAPER_NONE,    true},
    {OP(SUBMIT),           RIGHT_OPEN,     submit_draft,      PAPER_NONE,    true},
    {OP(CHANGE_DRAFT),     RIGHT_OPEN,     submit_change,     PAPER_NONE,    true},
    {OP(NEW_ORDER),        RIGHT_OPEN,     submit_order,      PAPER_NONE,    true},
    {OP(WITHDRAW),         RIGHT_OPEN,     submit_withdraw,   PAPER_NONE,    true},
    {OP(DOWNLOADED),       RIGHT_OPEN,     submit_downloaded, PAPER_NONE,    true},
    {OP(QUERY_ORDER),      RIGHT_OPEN,     money_query,       PAPER_NONE,    true},
    {OP(PAY_RESULT),       RIGHT_OPEN,     money_result,      PAPER_NONE,    true},
    {OP(ORDER_EXPIRES),    RIGHT_OPEN,     money_due,         PAPER_NONE,    true},
    {OP(SEALED),           RIGHT_OPEN,     delivery_sealed,   PAPER_NONE,    true},
    {OP(REGISTRY_RECEIPT), RIGHT_OPEN,     delivery_receipt,  PAPER_NONE,    true},
    {OP(PRINTS),           RIGHT_OPEN,     delivery_prints,   PAPER_NONE,    true},
    {OP(REAL_NAME),        RIGHT_OPEN,     real_name_heard,   PAPER_NONE,    true},
    {OP(ERASE_ME),         RIGHT_OPEN,     retention_erase_me, PAPER_NONE,   true},
    {OP(REVIEW),           RIGHT_SCHOOL,   review_decide,     PAPER_NONE,    true},
    {OP(UNDO_REVIEW),      RIGHT_SCHOOL,   review_undo,       PAPER_NONE,    true},
    {OP(RESET),            RIGHT_SCHOOL,   review_reset,      PAPER_NONE,    true},
    {OP(PHOTO_OPENED),     RIGHT_SCHOOL,   review_opened,     PAPER_NONE,    true},
    {OP(UNLOCK),           RIGHT_SCHOOL,   review_unlock,     PAPER_NONE,    true},
    {OP(STAFF_LOGIN),      RIGHT_OPEN,     staff_login,       PAPER_STAFF,   false},
    {OP(STAFF_TOUCH),      RIGHT_OPEN,     staff_touch,       PAPER_SESSION, false},
    {OP(PUT_SCHOOL),       RIGHT_SCHOOL,   papers_school,     PAPER_SCHOOL,  false},
    {OP(PUT_SEASON),       RIGHT_PROVINCE, papers_season,     PAPER_SEASON,  false},
    {OP(PUT_RULE_SET),     RIGHT_PROVINCE, papers_rule_set,   PAPER_RULE_SET, false},
    {OP(STAFF_CREATE),     RIGHT_ACCOUNTS, staff_create,      PAPER_ACCOUNT, false},
    {OP(STAFF_CHANGE),     RIGHT_ACCOUNTS, staff_change,      PAPER_ACCOUNT, false},
    {OP(TOTP_BEGIN),       RIGHT_SIGNED_IN, totp_begin,       PAPER_ACCOUNT, false},
    {OP(TOTP_CONFIRM),     RIGHT_SIGNED_IN, totp_confirm,     PAPER_ACCOUNT, false},
    {OP(READING),          RIGHT_SCHOOL,   reading_record,    PAPER_NONE,    true},
    {OP(RESTORE_ORDERS),   RIGHT_OPEN,     books_restore,     PAPER_NONE,    false},
    {OP(RECONCILE),        RIGHT_PROVINCE, books_reconcile,   PAPER_NONE,    false},
    {OP(BIND_WECHAT),      RIGHT_OPEN,     account_bind,      PAPER_NONE,    true},
    {OP(SEND_OTP),         RIGHT_OPEN,     account_otp,       PAPER_NONE,    true},
    {OP(MAKE_APPEAL),      RIGHT_OPEN,     appeal_make,       PAPER_NONE,    true},
    {OP(DECIDE_APPEAL),    RIGHT_SCHOOL,   appeal_decide,     PAPER_NONE,    true},
    {OP(APPEAL_OPENED),    RIGHT_SCHOOL,   appeal_opened,     PAPER_NONE,    true},
    {OP(PUT_WAIVERS),      RIGHT_SCHOOL,   waiver_put,        PAPER_NONE,    true},
    {OP(REPORT_PROBLEM),   RIGHT_OPEN,     inbox_report,      PAPER_NONE,    true},
    {OP(SETTLE_PROBLEM),   RIGHT_SCHOOL,   inbox_settle,      PAPER_PROBLEM, false},
    {OP(CLOSE_SEASON),     RIGHT_PROVINCE, season_close,      PAPER_SEASON,  false},
    {OP(CLONE_SEASON),     RIGHT_PROVINCE, season_clone,      PAPER_SEASON,  false},
    {OP(WALK),             RIGHT_OPEN,     walk_step,         PAPER_WALK,    false},
    {OP(SEASON_CLOSED),    RIGHT_OPEN,     season_closed,     PAPER_NONE,    true},
    {OP(PUT_ROSTER),       RIGHT_SCHOOL,   roster_put,        PAPER_ROSTER,  false},
    {OP(REPLAY_JOB),       RIGHT_MACHINERY, letter_replay,    PAPER_LETTER,  false},
    {OP(ORDER_PRINTS),     RIGHT_SCHOOL,   prints_order,      PAPER_PRINTS,  false},
    {OP(REMAKE_PRINTS),    RIGHT_SCHOOL,   prints_remake,     PAPER_PRINTS,  false},
    {OP(PRINT_READING),    RIGHT_SCHOOL,   prints_read,       PAPER_PRINTS,  false},
    {OP(PACK_CONSIGNMENT), RIGHT_SCHOOL,   consignment_pack,  PAPER_PRINTS,  false},
    {OP(CHANGE_CONSIGNMENT), RIGHT_SCHOOL, consignment_change, PAPER_PRINTS, false},
    {OP(SCAN_CONSIGNMENT), RIGHT_SCHOOL,   consignment_scanned, PAPER_PRINTS, false},
    {OP(CONSIGN_STEP),     RIGHT_OPEN,     consignment_step,  PAPER_PRINTS,  false},
    {OP(RESOLVE_BATCH),    RIGHT_PROVINCE, batch_resolve,     PAPER_BATCH,   false},
    {OP(ARCHIVE_READ),     RIGHT_SCHOOL,   reading_archive,   PAPER_NONE,    false},
};
/* clang-format on */

const struct operation *operation_of(Tucai__V1__Command__OpCase op)
{
    for (size_t i = 0; i < sizeof TABLE / sizeof *TABLE; i++) {
        if (TABLE[i].op == op)
            return &TABLE[i];
    }
    return NULL;
}

bool operation_allows(const struct operation *operation,
                      const Tucai__V1__StaffWho *staff, const char *school_code)
{
    enum role role;

    if (operation->right == RIGHT_OPEN)
        return true;
    if (!staff)
        return false;
    role = role_of(staff->role);
    return role_may(role, operation->right) &&
           (role_reach(role) == REACH_ALL ||
            strcmp(staff->school_code, school_code) == 0);
}

/* The submission a staff command is about. */
static const char *submission_of(const Tucai__V1__Command *c)
{
    if (c->op_case == OP(REVIEW))
        return c->review->submission_id;
    if (c->op_case == OP(UNDO_REVIEW))
        return c->undo_review->submission_id;
    if (c->op_case == OP(RESET))
        return c->reset->submission_id;
    if (c->op_case == OP(PHOTO_OPENED))
        return c->photo_opened->submission_id;
    return "";
}

const char *operation_uid(const Tucai__V1__Command *command,
                          char ret_key[KEY_SIZE])
{
    bool has_key = false;

    if (command->uid[0])
        return command->uid;
    if (command->op_case == OP(PAY_RESULT))
        return command->pay_result->student_uid;
    if (command->op_case == OP(FINISH_SESSION))
        has_key =
            key_of("chal", command->finish_session->challenge_id, ret_key);
    else if (command->op_case == OP(DECIDE_APPEAL))
        has_key = key_of("appeal", command->decide_appeal->appeal_id, ret_key);
    else
        has_key = key_of("sub", submission_of(command), ret_key);
    if (!has_key)
        ret_key[0] = '\0';
    return "";
}
