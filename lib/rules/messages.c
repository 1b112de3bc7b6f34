#include "rules/messages.h"

#include "core/check.h"
#include "core/time.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name, *guide;
} CATALOGUE[MESSAGES] = {
    [MESSAGE_LOCKED_NOT_LIVE] =
        {"locked_not_live", "系统检测到您的照片多次未通过活体检测，请联系学校"
                            "图采工作部门进行账号解锁。"},
    [MESSAGE_LOCKED_FAILED_CHECKS] =
        {"locked_failed_checks", "请仔细阅读拍摄要求，可于{until}后重新拍摄。"},
    [MESSAGE_LOCKED_VIOLATION] = {"locked_violation",
                                  "照片被判定为翻拍或经过美颜处理，账号已被锁定"
                                  "，可于{until}后重新拍摄。"},
    [MESSAGE_LOCKED_NO_MORE] =
        {"locked_no_more", "锁定结束后已没有可拍摄的时间，请联系学校图采工作部"
                           "门。"},
    [MESSAGE_DRAFTS_THERE] = {"drafts_there",
                              "系统检测到草稿箱有照片，可以选择进行上传。"},
    [MESSAGE_ENDS_BY_ITSELF] = {"ends_by_itself",
                                "到{until}会自动解锁，无需另行申请。"},
    [MESSAGE_DRAFTS_FULL] = {"drafts_full", "草稿箱已满，请前往草稿箱删除或使用"
                                            "草稿箱照片。"},
};

static const enum message OF_REASON[LOCKOUT_REASONS] = {
    [LOCKOUT_FAILED_CHECKS] = MESSAGE_LOCKED_FAILED_CHECKS,
    [LOCKOUT_NOT_LIVE] = MESSAGE_LOCKED_NOT_LIVE,
    [LOCKOUT_VIOLATION] = MESSAGE_LOCKED_VIOLATION,
};

const char *message_name(enum message message)
{
    CHECK(message < MESSAGES);
    return CATALOGUE[message].name;
}

const char *message_text(const struct messages *messages, enum message message)
{
    CHECK(message < MESSAGES);
    return messages->at[message] ? messages->at[message]
                                 : CATALOGUE[message].guide;
}

/* The date as the guide writes it, full-width colons and all. */
static void date_text(int64_t at_ms, char ret[64])
{
    /* Rounded up: at the second that is shown it is possible. */
    struct local_time t = time_local(at_ms + TIME_MS_PER_S - 1);

    (void)snprintf(ret, 64, "%04d年%02d月%02d日%02d：%02d：%02d", t.year,
                   t.month, t.day, t.hour, t.minute, t.second);
}

/* Appends text with `{until}` replaced; what does not fit is left out. */
static void append(char ret[MESSAGE_SIZE], const char *text, const char *until)
{
    static const char MARK[] = "{until}";
    const char *mark = strstr(text, MARK);
    size_t len = strlen(ret);
    int before = mark ? (int)(mark - text) : (int)strlen(text);

    (void)snprintf(ret + len, MESSAGE_SIZE - len, "%.*s%s%s", before, text,
                   mark ? until : "", mark ? mark + sizeof MARK - 1 : "");
}

void message_of_lock(const struct messages *messages, enum lockout_reason why,
                     int64_t until_ms, bool has_drafts, char ret[MESSAGE_SIZE])
{
    enum message first;
    char until[64] = "";

    CHECK(why > LOCKOUT_NONE && why < LOCKOUT_REASONS);
    first = OF_REASON[why];
    if (until_ms)
        date_text(until_ms, until);
    else if (why != LOCKOUT_NOT_LIVE)
        first = MESSAGE_LOCKED_NO_MORE; /* no date to fill in */
    ret[0] = '\0';
    append(ret, message_text(messages, first), until);
    if (has_drafts)
        append(ret, message_text(messages, MESSAGE_DRAFTS_THERE), until);
    if (until_ms)
        append(ret, message_text(messages, MESSAGE_ENDS_BY_ITSELF), until);
}
