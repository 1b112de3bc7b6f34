#include "relay/verdict.h"

#include "core/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* clang-format off */
static const struct rule {
    int status;
    enum verdict_step step;
    const char *code; /* "": any */
    const char *reason;
} ON_POST[] = {
    {200, VERDICT_READ,  "",                "answered"},
    {202, VERDICT_READ,  "",                "answered"},
    {401, VERDICT_LATER, "",                "registry does not know our key"},
    {403, VERDICT_LATER, "",                "registry does not know us"},
    {408, VERDICT_LATER, "",                "registry is slow"},
    {425, VERDICT_LATER, "",                "registry is slow"},
    {429, VERDICT_LATER, "",                "registry is slow"},
    {422, VERDICT_LATER, "digest",          "broken transfer"},
    {422, VERDICT_LATER, "closed",          "registry is closed"},
}, ON_GET[] = {
    {200, VERDICT_READ,  "",                "answered"},
    {202, VERDICT_READ,  "",                "answered"},
    {404, VERDICT_SEND,  "batch_unknown",   "not there yet"},
    {401, VERDICT_LATER, "",                "registry does not know our key"},
    {403, VERDICT_LATER, "",                "registry does not know us"},
    {408, VERDICT_LATER, "",                "registry is slow"},
    {425, VERDICT_LATER, "",                "registry is slow"},
    {429, VERDICT_LATER, "",                "registry is slow"},
    {501, VERDICT_CANNOT, "",               "registry cannot be asked"},
};
/* clang-format on */

static struct verdict look_up(const struct rule *rules, size_t n, int status,
                              const char *code)
{
    for (size_t i = 0; i < n; i++) {
        bool same = !*rules[i].code || strcmp(rules[i].code, code) == 0;
        if (rules[i].status == status && same)
            return (struct verdict){.step = rules[i].step,
                                    .reason = rules[i].reason};
    }
    if (status < 0)
        return (struct verdict){.step = VERDICT_LATER, .reason = "no answer"};
    if (status >= 500)
        return (struct verdict){.step = VERDICT_LATER,
                                .reason = "registry failed"};
    return (struct verdict){.step = VERDICT_STOP,
                            .reason = "registry refused the batch"};
}

struct verdict verdict_of_get(int status, const char *code)
{
    struct verdict v =
        look_up(ON_GET, sizeof ON_GET / sizeof *ON_GET, status, code);

    if (v.step == VERDICT_STOP)
        v = (struct verdict){.step = VERDICT_CANNOT,
                             .reason = "registry cannot be asked"};
    return v;
}

/* Whoever refuses a batch has not received it (section 4). */
struct verdict verdict_of_post(int status, const char *code, bool is_sent)
{
    struct verdict v =
        look_up(ON_POST, sizeof ON_POST / sizeof *ON_POST, status, code);

    v.may_be_there =
        v.step == VERDICT_READ || (is_sent && (status < 0 || status >= 500));
    return v;
}

struct verdict verdict_before_post(const struct verdict_registry *registry,
                                   enum verdict_step asked,
                                   int64_t posted_ms_ago)
{
    if (posted_ms_ago < 0 || registry->deduplicates ||
        (asked == VERDICT_SEND && posted_ms_ago >= registry->settle_ms))
        return (struct verdict){.step = VERDICT_SEND,
                                .reason = "not there yet"};
    if (asked == VERDICT_SEND)
        return (struct verdict){.step = VERDICT_LATER,
                                .reason = "it may still arrive"};
    return (struct verdict){.step = VERDICT_UNCERTAIN,
                            .reason = "registry cannot be asked"};
}

struct verdict verdict_without_receipts(const struct verdict_registry *registry,
                                        struct verdict after_post)
{
    if (after_post.may_be_there && !registry->asks && !registry->deduplicates)
        after_post.step = VERDICT_UNCERTAIN;
    return after_post;
}

static int64_t doubled(unsigned waits)
{
    int64_t pause = VERDICT_PAUSE_FIRST_MS;

    while (waits-- > 0 && pause < VERDICT_PAUSE_MAX_MS)
        pause *= 2;
    return pause < VERDICT_PAUSE_MAX_MS ? pause : VERDICT_PAUSE_MAX_MS;
}

int64_t verdict_pause_ms(unsigned waits, uint16_t chance,
                         const char *retry_after)
{
    int64_t pause = doubled(waits);
    int64_t wished_s;

    pause = pause * 3 / 4 + pause / 2 * chance / UINT16_MAX;
    if (retry_after && text_to_i64(retry_after, 0, INT64_MAX, &wished_s)) {
        if (wished_s > VERDICT_RETRY_AFTER_MAX_S)
            wished_s = VERDICT_RETRY_AFTER_MAX_S;
        if (wished_s * 1000 > pause)
            pause = wished_s * 1000;
    }
    return pause;
}
