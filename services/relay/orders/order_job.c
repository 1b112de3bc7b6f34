#include "relay/orders/order_job.h"

#include "core/cleanup.h"
#include "relay/orders/gather.h"
#include "relay/orders/packing_lists.h"
#include "relay/orders/sort.h"
#include "relay/orders/volume.h"
#include "service/log.h"

#include <errno.h>

/* Which step follows from the state that the one before left: another one is an
 * old job's, whose work is done. */
static bool is_due(const Tucai__V1__PrintRun *run,
                   Tucai__V1__PrintStep__What what)
{
    switch (what) {
    case TUCAI__V1__PRINT_STEP__WHAT__LIST:
        return run->state == PRINT_QUEUED;
    case TUCAI__V1__PRINT_STEP__WHAT__GATHER:
    case TUCAI__V1__PRINT_STEP__WHAT__SORT:
        return run->state == PRINT_GATHERING;
    case TUCAI__V1__PRINT_STEP__WHAT__VOLUME:
    case TUCAI__V1__PRINT_STEP__WHAT__PACKING:
        return run->state == PRINT_PRINTING;
    case _TUCAI__V1__PRINT_STEP__WHAT_IS_INT_SIZE:
        break;
    }
    return false;
}

static int take_step(const struct relay *relay, struct record *record,
                     const Tucai__V1__PrintStep *step, const struct job *job,
                     struct outcome *outcome)
{
    if (!record->run || !is_due(record->run, step->what))
        return 0;
    switch (step->what) {
    case TUCAI__V1__PRINT_STEP__WHAT__LIST:
        return gather_list(relay, record, outcome);
    case TUCAI__V1__PRINT_STEP__WHAT__GATHER:
        return gather_page(relay, record, step->number, outcome);
    case TUCAI__V1__PRINT_STEP__WHAT__SORT:
        return sort_members(relay, record, step->number, outcome);
    case TUCAI__V1__PRINT_STEP__WHAT__VOLUME:
        return volume_make(relay, record, step->number, outcome);
    case TUCAI__V1__PRINT_STEP__WHAT__PACKING:
        return packing_lists_make(relay, record, job->now_ms, outcome);
    case _TUCAI__V1__PRINT_STEP__WHAT_IS_INT_SIZE:
        break;
    }
    return 0;
}

/* What is kept of the order cannot be read, and trying again would not help: it
 * says so.  Nothing was decided yet. */
static int fail(const struct relay *relay, const char *print_id,
                struct outcome *outcome)
{
    _cleanup_(record_done) struct record record = {.run = NULL};
    int r = record_load(relay, print_id, &record);

    if (r == 0 && record.run)
        record_fail(&record, "damaged", outcome);
    else if (r == -EBADMSG)
        outcome_fatal(outcome, "the order cannot be read");
    return r == -EBADMSG ? 0 : r;
}

static int run(const struct relay *relay, const Tucai__V1__PrintStep *step,
               const struct job *job, struct outcome *outcome)
{
    _cleanup_(record_done) struct record record = {.run = NULL};
    int r = record_load(relay, step->print_id, &record);

    if (r == 0)
        r = take_step(relay, &record, step, job, outcome);
    if (r != -EBADMSG)
        return r;
    log_error("print_failed", F_INT("fault", r), F_INT("step", step->what));
    return fail(relay, step->print_id, outcome);
}

int order_job(struct relay *relay, const struct job *job,
              struct outcome *outcome)
{
    Tucai__V1__PrintStep *step =
        tucai__v1__print_step__unpack(NULL, job->payload.len, job->payload.at);
    int r = 0;

    outcome_ok(outcome, (struct bytes){0});
    if (step)
        r = run(relay, step, job, outcome);
    else
        outcome_fatal(outcome, "no step of an order");
    if (step)
        tucai__v1__print_step__free_unpacked(step, NULL);
    return r;
}
