#include "relay/work.h"

#include "relay/batch.h"
#include "relay/manifest.h"
#include "relay/orders/order_job.h"
#include "relay/orders/tidy.h"
#include "relay/real_name.h"
#include "relay/relay.h"
#include "relay/sheet_job.h"
#include "relay/sweep/erase.h"
#include "relay/sweep/sweep.h"

#include <string.h>

static int seal(struct relay *relay, const struct job *job,
                struct outcome *outcome)
{
    const struct relay_settings *s = relay->settings;

    (void)job;
    effect_seal(outcome, s->registry_name, s->batch_photos,
                s->batch_age_s * 1000);
    outcome_ok(outcome, (struct bytes){0});
    return 0;
}

static const struct kind {
    const char *name;
    int (*handle)(struct relay *relay, const struct job *job,
                  struct outcome *outcome);
} KINDS[] = {
    {"seal", seal},
    {"batch", batch_job},
    {"sheet", sheet_job},
    {"sweep", sweep_job},
    {"real_name", real_name_job},
    /* and what somebody asked to be gone */
    {"erase", erase_job},
    {"print", order_job},
    {"print_tidy", tidy_job},
    {"resolve", batch_resolve},
};

int work_handle(void *relay, const struct job *job, struct outcome *outcome)
{
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
        if (strcmp(KINDS[i].name, job->kind) == 0)
            return KINDS[i].handle(relay, job, outcome);
    }
    outcome_fatal(outcome, "no such kind of job");
    return 0;
}
