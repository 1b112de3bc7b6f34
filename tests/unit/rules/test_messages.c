#include "rules/messages.h"

#include "rules_test.h"

#include <string.h>

static const struct messages GUIDE = {{NULL}};

#define DRAFTS "系统检测到草稿箱有照片，可以选择进行上传。"
#define FREE "到2025年04月02日08：00：00会自动解锁，无需另行申请。"

/* clang-format off */
static const struct row {
    enum lockout_reason why;
    int64_t until;
    bool drafts;
    const char *text;
} ROWS[] = {
    /* the guide's item 12 word for word, then what it leaves unclear */
    {LOCKOUT_NOT_LIVE, AT(1, 8, 0), true,
     "系统检测到您的照片多次未通过活体检测，请联系学校图采工作部门进行账号解锁。" DRAFTS FREE},
    {LOCKOUT_NOT_LIVE, AT(1, 8, 0), false,
     "系统检测到您的照片多次未通过活体检测，请联系学校图采工作部门进行账号解锁。" FREE},
    {LOCKOUT_NOT_LIVE, 0, false,
     "系统检测到您的照片多次未通过活体检测，请联系学校图采工作部门进行账号解锁。"},
    /* item 13 */
    {LOCKOUT_FAILED_CHECKS, AT(1, 8, 0), true,
     "请仔细阅读拍摄要求，可于2025年04月02日08：00：00后重新拍摄。" DRAFTS FREE},
    {LOCKOUT_FAILED_CHECKS, AT(1, 8, 0), false,
     "请仔细阅读拍摄要求，可于2025年04月02日08：00：00后重新拍摄。" FREE},
    {LOCKOUT_FAILED_CHECKS, 0, true,
     "锁定结束后已没有可拍摄的时间，请联系学校图采工作部门。" DRAFTS},
    {LOCKOUT_VIOLATION, AT(1, 8, 0), false,
     "照片被判定为翻拍或经过美颜处理，账号已被锁定，可于2025年04月02日08：00：00后重新拍摄。" FREE},
};
/* clang-format on */

static void test_locks(void **state)
{
    char text[MESSAGE_SIZE];

    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        message_of_lock(&GUIDE, ROWS[i].why, ROWS[i].until, ROWS[i].drafts,
                        text);
        assert_string_equal(text, ROWS[i].text);
    }
}

static void test_the_guides_item_14(void **state)
{
    (void)state;
    assert_string_equal(message_text(&GUIDE, MESSAGE_DRAFTS_FULL),
                        "草稿箱已满，请前往草稿箱删除或使用草稿箱照片。");
}

static void test_a_schools_own_words(void **state)
{
    struct messages own = {{NULL}};
    char text[MESSAGE_SIZE];
    char longest[2 * MESSAGE_SIZE];

    (void)state;
    own.at[MESSAGE_LOCKED_FAILED_CHECKS] = "请于{until}再来";
    own.at[MESSAGE_ENDS_BY_ITSELF] = "。";
    message_of_lock(&own, LOCKOUT_FAILED_CHECKS, AT(0, 12, 30) + S(4) + 1,
                    false, text);
    assert_string_equal(text, "请于2025年04月01日12：30：05再来。");
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    own.at[MESSAGE_LOCKED_FAILED_CHECKS] = longest;
    message_of_lock(&own, LOCKOUT_FAILED_CHECKS, AT(0, 12, 0), true, text);
    assert_int_equal(strlen(text), MESSAGE_SIZE - 1);
}

static void test_names(void **state)
{
    static const char *const NAMES[MESSAGES] = {
        "locked_not_live", "locked_failed_checks", "locked_violation",
        "locked_no_more",  "drafts_there",         "ends_by_itself",
        "drafts_full"};

    (void)state;
    for (int i = 0; i < MESSAGES; i++)
        assert_string_equal(message_name((enum message)i), NAMES[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_locks),
        cmocka_unit_test(test_the_guides_item_14),
        cmocka_unit_test(test_a_schools_own_words),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests_name("messages", tests, NULL, NULL);
}
