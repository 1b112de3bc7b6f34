#include "billing/operations.h"

#include <string.h>

#define OP(name) TUCAI__V1__COMMAND__OP_##name

/* clang-format off */
static const struct operation TABLE[] = {
    {OP(FINISH_SESSION),   session_finish,    RIGHT_OPEN,     true,  PAPER_NONE},
    {OP(END_SESSION),      session_end,       RIGHT_OPEN,     false, PAPER_NONE},
    {OP(PATCH_ME),         profile_patch,     RIGHT_OPEN,     true,  PAPER_NONE},
    {OP(VIDEO),            profile_video,     RIGHT_OPEN,     true,  PAPER_NONE},
    {OP(NEW_NONCE),        profile_nonce,     RIGHT_OPEN,     true,  PAPER_NONE},
    {OP(DELETE_DRAFT),     box_delete,        RIGHT_OPEN,     true,  PAPER_NONE},
    {OP(SUBMIT),           submit_draft,      RIGHT_OPEN,     true,  PAPER_NONE},
    {OP(CHANGE_DRAFT),     submit_change,     RIGHT_OPEN,     true,  PAPER_NONE},
    {OP(NEW_ORDER),        submit_order,      RIGHT_OPEN,     true,  PAPER_NONE},
    {OP(WITHDRAW),         submit_withdraw,   RIGHT_OPEN,     true,  PAPER_NONE},
    {OP(DOWNLOADED),       submit_downloaded, RIGHT_OPEN,     true,  PAPER_NONE},
    {OP(QUERY_ORDER),      money_query,       RIGHT_OPEN,     true,  PAPER_NONE},
    {OP(PAY_RESULT),       money_result,      RIGHT_OPEN,     true,  PAPER_NONE},
    {OP(ORDER_EXPIRES),    money_due,         RIGHT_OPEN,     true,  PAPER_NONE},
    {OP(SEALED),           delivery_sealed,   RIGHT_OPEN,     true,  PAPER_NONE},
    {OP(REGISTRY_RECEIPT), delivery_receipt,  RIGHT_OPEN,     true,  PAPER_NONE},
    {OP(PRINTS),           delivery_prints,   RIGHT_OPEN,     true,  PAPER_NONE},
    {OP(REVIEW),           review_decide,     RIGHT_SCHOOL,   true,  PAPER_NONE},
    {OP(UNDO_REVIEW),      review_undo,       RIGHT_SCHOOL,   true,  PAPER_NONE},
    {OP(RESET),            review_reset,      RIGHT_SCHOOL,   true,  PAPER_NONE},
    {OP(PHOTO_OPENED),     review_opened,     RIGHT_SCHOOL,   true,  PAPER_NONE},
    {OP(UNLOCK),           review_unlock,     RIGHT_SCHOOL,   true,  PAPER_NONE},
    {OP(STAFF_LOGIN),      staff_login,       RIGHT_OPEN,     false, PAPER_STAFF},
    {OP(STAFF_TOUCH),      staff_touch,       RIGHT_OPEN,     false, PAPER_SESSION},
    {OP(PUT_SCHOOL),       papers_school,     RIGHT_SCHOOL,   false, PAPER_SCHOOL},
    {OP(PUT_SEASON),       papers_season,     RIGHT_PROVINCE, false, PAPER_SEASON},
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
    if (operation->right == RIGHT_OPEN)
        return true;
    if (!staff)
        return false;
    if (strcmp(staff->role, "province") == 0)
        return true;
    return operation->right == RIGHT_SCHOOL &&
           strcmp(staff->role, "school") == 0 &&
           strcmp(staff->school_code, school_code) == 0;
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
    else
        has_key = key_of("sub", submission_of(command), ret_key);
    if (!has_key)
        ret_key[0] = '\0';
    return "";
}
