#include "relay/orders/tidy.h"

#include "core/cleanup.h"
#include "relay/orders/record.h"
#include "service/log.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

/* An order that was not kept, or is being made again, has nothing that could
 * go. */
static int tidy_one(const struct relay *relay, const char *print_id,
                    struct outcome *outcome)
{
    _cleanup_(record_done) struct record record = {.run = NULL};
    int r = record_load(relay, print_id, &record);

    if (r < 0 && r != -EBADMSG)
        return r;
    effect_zrem(outcome, "print:due", print_id);
    if (!record.run || record.run->state != PRINT_MADE)
        return 0;
    record_drop_files(&record, outcome);
    record.run->state = PRINT_EXPIRED;
    record_keep(&record, outcome);
    log_info("print_expired", F_INT("students", record.run->total));
    return 0;
}

int tidy_job(struct relay *relay, const struct job *job,
             struct outcome *outcome)
{
    _cleanup_(redis_reply_freep) struct redis_reply *ids = NULL;
    char now[24], id[ID_SIZE];
    const char *const words[] = {"ZRANGEBYSCORE", "print:due", "-inf", now,
                                 "LIMIT",         "0",         "100"};
    int r;

    outcome_ok(outcome, (struct bytes){0});
    (void)snprintf(now, sizeof now, "%" PRId64, job->now_ms);
    r = redis_ask(relay->redis, words, 7, &ids);
    for (size_t i = 0; r == 0 && i < redis_reply_count(ids); i++) {
        struct bytes b = redis_reply_bytes(redis_reply_at(ids, i));

        (void)snprintf(id, sizeof id, "%.*s", (int)b.len, (const char *)b.at);
        r = tidy_one(relay, id, outcome);
    }
    return r;
}
