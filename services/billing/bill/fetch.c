#include "billing/bill/fetch.h"

#include "billing/bill/unpack.h"
#include "billing/wechatpay_api.h"
#include "core/cleanup.h"

#include <errno.h>
#include <string.h>

static enum fetched end(enum fetched how, const char *reason,
                        const char **ret_reason)
{
    *ret_reason = reason;
    return how;
}

static bool is_away(const struct pay_answer *answer, const char *code)
{
    return answer->status >= 500 || answer->status == 429 ||
           strcmp(code, "SYSTEM_ERROR") == 0 ||
           strcmp(code, "STATEMENT_CREATING") == 0 ||
           strcmp(code, "BILL_CREATING") == 0;
}

/* What an answer other than "here it is" means. */
static enum fetched refused(const struct pay_answer *answer,
                            const char **ret_reason)
{
    char code[WECHATPAY_ID_SIZE];

    wechatpay_read_error(answer->body, code);
    if (strcmp(code, "NO_STATEMENT_EXIST") == 0)
        return end(FETCHED_NONE, "no statement", ret_reason);
    if (is_away(answer, code))
        return end(FETCHED_LATER, "away", ret_reason);
    return end(FETCHED_BROKEN, "bill refused", ret_reason);
}

static enum fetched download(struct pay_client *client,
                             const struct wechatpay_bill *bill,
                             struct buf *ret_text, const char **ret_reason)
{
    _cleanup_(buf_done) struct buf packed = BUF_INIT(FETCH_FILE_MAX);
    int r = pay_client_download(client, bill->url, &packed);

    if (r == -EACCES || r == -EMSGSIZE)
        return end(FETCHED_BROKEN, "download refused", ret_reason);
    if (r < 0)
        return end(FETCHED_LATER, "download", ret_reason);
    if (unpack_gzip(buf_view(&packed), ret_text) < 0)
        return end(FETCHED_BROKEN, "not gzip", ret_reason);
    if (!unpack_is_sha1(buf_view(ret_text), bill->sha1))
        return end(FETCHED_BROKEN, "wrong digest", ret_reason);
    return FETCHED;
}

enum fetched fetch_bill(struct pay_client *client, const char *date,
                        struct buf *ret_text, const char **ret_reason)
{
    _cleanup_(wechatpay_request_done) struct wechatpay_request request =
        WECHATPAY_REQUEST_INIT;
    _cleanup_(buf_done) struct buf body = BUF_INIT(0);
    struct pay_answer answer = {0};
    struct wechatpay_bill bill;
    int r = wechatpay_ask_bill(date, &request);

    if (r < 0)
        return end(FETCHED_BROKEN, "no such day", ret_reason);
    r = pay_client_call(client, &request, &answer, &body);
    if (r < 0)
        return end(FETCHED_LATER, "away", ret_reason);
    if (r > 0)
        return end(FETCHED_BROKEN,
                   wechatpay_refusal_name((enum wechatpay_refusal)r),
                   ret_reason);
    if (answer.status != 200)
        return refused(&answer, ret_reason);
    if (wechatpay_read_bill(answer.body, &bill) != 0)
        return end(FETCHED_BROKEN, "bill malformed", ret_reason);
    return download(client, &bill, ret_text, ret_reason);
}
