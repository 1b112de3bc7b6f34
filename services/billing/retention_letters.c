#include "billing/retention_letters.h"

#include "billing/erase.h"
#include "core/cleanup.h"
#include "model/records.h"
#include "rules/policy.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { ID_MAX = 65 };

static bool has_pictures(struct bytes kind)
{
    return bytes_equal(kind, bytes_of_text("shot")) ||
           bytes_equal(kind, bytes_of_text("dry_run")) ||
           bytes_equal(kind, bytes_of_text("code"));
}

struct round {
    struct redis *redis;
    struct outcome *outcome;
    int64_t now_ms;
    struct policy policy;
    uint32_t looked_at, forgotten;
};

static int look_at(struct round *round, const char *id, int64_t died_ms)
{
    _cleanup_(buf_done) struct buf kind = BUF_INIT(32);
    char key[KEY_SIZE];
    int64_t keep_ms;
    bool found = false;
    int r = key_of("j", id, key)
                ? redis_hget(round->redis, key, "k", &kind, &found)
                : 0;

    if (r < 0 || !found)
        return r;
    keep_ms = has_pictures(buf_view(&kind)) ? round->policy.attempts_keep_ms
                                            : round->policy.student_keep_ms;
    if (died_ms + keep_ms <= round->now_ms) {
        effect_forget(round->outcome, id);
        round->forgotten++;
    }
    return 0;
}

static int look_at_page(struct round *round, const struct letters_page *page)
{
    _cleanup_(redis_reply_freep) struct redis_reply *list = NULL;
    char key[KEY_SIZE], until[24], skip[12], most[8], id[ID_MAX];
    const char *const words[] = {"ZRANGEBYSCORE", key,     "-inf", until,
                                 "WITHSCORES",    "LIMIT", skip,   most};
    int r;

    (void)snprintf(key, sizeof key, "dead:%s", page->stage);
    (void)snprintf(until, sizeof until, "%" PRId64,
                   round->now_ms - round->policy.attempts_keep_ms);
    (void)snprintf(skip, sizeof skip, "%" PRIu32, page->skip);
    (void)snprintf(most, sizeof most, "%d", (int)RETENTION_LETTERS_PAGE);
    r = redis_ask(round->redis, words, 8, &list);
    for (size_t i = 0; r == 0 && i + 1 < redis_reply_count(list); i += 2) {
        struct bytes name = redis_reply_bytes(redis_reply_at(list, i));

        (void)snprintf(id, sizeof id, "%.*s", (int)name.len,
                       (const char *)name.at);
        round->looked_at++;
        r = look_at(round, id, redis_reply_int(redis_reply_at(list, i + 1)));
    }
    return r;
}

const char *retention_letters_stage(size_t i)
{
    static const char *const STAGES[] = {"decode", "qc",     "billing",
                                         "pay",    "notify", "relay"};

    return i < sizeof STAGES / sizeof *STAGES ? STAGES[i] : NULL;
}

int retention_letters(struct redis *redis, struct letters_page *page,
                      struct outcome *outcome)
{
    struct round round = {redis, outcome, page->now_ms, policy_default(), 0, 0};
    int r = look_at_page(&round, page);

    if (r < 0)
        return r;
    erase_tally(outcome,
                &(struct erase_record){page->now_ms, "", "dead_letters"},
                round.forgotten);
    page->is_last = round.looked_at < RETENTION_LETTERS_PAGE;
    /* The commit takes out what is due: the next one begins behind the rest. */
    page->skip += round.looked_at - round.forgotten;
    return 0;
}
