#include "billing/retention_letters.h"

#include "core/cleanup.h"
#include "core/time.h"
#include "model/records.h"
#include "rules/policy.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { MOST = 600, ID_MAX = 65 }; /* of one stage and day; the rest tomorrow */

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
    int64_t forgotten;
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

static int look_at_stage(struct round *round, const char *stage)
{
    _cleanup_(redis_reply_freep) struct redis_reply *list = NULL;
    char key[KEY_SIZE], until[24], most[8], id[ID_MAX];
    const char *const words[] = {"ZRANGEBYSCORE", key,     "-inf", until,
                                 "WITHSCORES",    "LIMIT", "0",    most};
    int r;

    (void)snprintf(key, sizeof key, "dead:%s", stage);
    (void)snprintf(until, sizeof until, "%" PRId64,
                   round->now_ms - round->policy.attempts_keep_ms);
    (void)snprintf(most, sizeof most, "%d", (int)MOST);
    r = redis_ask(round->redis, words, 8, &list);
    for (size_t i = 0; r == 0 && i + 1 < redis_reply_count(list); i += 2) {
        struct bytes name = redis_reply_bytes(redis_reply_at(list, i));

        (void)snprintf(id, sizeof id, "%.*s", (int)name.len,
                       (const char *)name.at);
        r = look_at(round, id, redis_reply_int(redis_reply_at(list, i + 1)));
    }
    return r;
}

static void count(const struct round *round)
{
    struct local_time t = time_local(round->now_ms);
    char name[64], key[KEY_SIZE];

    (void)snprintf(name, sizeof name, "%04d-%02d-%02d::dead_letters",
                   t.year % 10000, t.month % 100, t.day % 100);
    if (round->forgotten == 0 || !key_of("erased", name, key))
        return;
    effect_incr(round->outcome, key, round->forgotten);
    effect_zadd(round->outcome, "erased", name,
                (double)time_day_start_ms(time_local_day(round->now_ms)));
}

int retention_letters(struct redis *redis, int64_t now_ms,
                      struct outcome *outcome)
{
    static const char *const STAGES[] = {"decode", "qc",     "billing",
                                         "pay",    "notify", "relay"};
    struct round round = {redis, outcome, now_ms, policy_default(), 0};
    int r = 0;

    for (size_t i = 0; i < sizeof STAGES / sizeof *STAGES && r == 0; i++)
        r = look_at_stage(&round, STAGES[i]);
    if (r == 0)
        count(&round);
    return r;
}
