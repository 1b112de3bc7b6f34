#include "billing/retention_child.h"

#include "core/check.h"
#include "core/text.h"
#include "rules/drafts.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>

enum { PAYLOAD_MAX = 1024 };

static void name_job(const Tucai__V1__RetentionJob *job, const char *uid,
                     char ret[ID_SIZE])
{
    uint8_t hash[16];
    char hex[2 * sizeof hash + 1];
    char text[400];
    int len =
        snprintf(text, sizeof text, "%u|%" PRIu32 "|%" PRId64 "|%s|%s",
                 (unsigned)job->what, job->page, job->day, job->group, uid);

    CHECK(len > 0 && len < (int)sizeof text);
    (void)crypto_generichash(hash, sizeof hash, (const uint8_t *)text,
                             (unsigned)len, NULL, 0);
    text_hex((struct bytes){hash, sizeof hash}, hex);
    (void)snprintf(ret, ID_SIZE, "retention:%s", hex);
}

void retention_child(struct outcome *outcome,
                     const Tucai__V1__RetentionJob *job, const char *uid,
                     int64_t not_before_ms)
{
    uint8_t payload[PAYLOAD_MAX];
    char id[ID_SIZE];

    CHECK(tucai__v1__retention_job__get_packed_size(job) <= sizeof payload);
    name_job(job, uid, id);
    effect_child(
        outcome,
        &(struct child_job){
            .id = id,
            .kind = "retention",
            .uid = uid,
            .payload = {payload, tucai__v1__retention_job__pack(job, payload)},
            .reply_to = "",
            .not_before_ms = not_before_ms});
}
