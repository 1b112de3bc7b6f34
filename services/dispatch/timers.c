/*
 * Jobs that come by the clock.  Each slot of time has one job id, so whichever
 * dispatcher comes first makes it and the others find it there.  A slot in
 * which no dispatcher ran is skipped: handlers look at all that is due, not at
 * one slot.
 */
#include "dispatch/dispatch.h"

#include "core/time.h"
#include "service/wire.h"

#include <inttypes.h>
#include <stdio.h>

/* clang-format off */
static const struct timer {
    const char *name;  /* the job's payload */
    const char *kind;
    const char *stage; /* made only while a worker of it is here */
    int64_t period_ms;
    int64_t offset_ms; /* into the period, in China's time */
} TIMERS[] = {
    {"seal",      "seal",  "relay", 5000, 0},
    {"orders",    "timer", "billing", TIME_MS_PER_MIN, 0},
    {"phases",    "timer", "billing", TIME_MS_PER_MIN, 0},
    {"reviews",   "timer", "billing", TIME_MS_PER_HOUR, 0},
    {"retention", "timer", "billing", TIME_MS_PER_DAY, 3 * TIME_MS_PER_HOUR},
    {"sweep",     "sweep", "relay", TIME_MS_PER_DAY, 4 * TIME_MS_PER_HOUR},
    {"prints",    "print_tidy", "relay", TIME_MS_PER_HOUR, 40 * TIME_MS_PER_MIN},
    {"bills",     "bill",  "pay", TIME_MS_PER_DAY, 10 * TIME_MS_PER_HOUR + 30 * TIME_MS_PER_MIN},
};
/* clang-format on */

enum { TIMER_COUNT = sizeof TIMERS / sizeof *TIMERS };

static void make(struct dispatch *d, const struct timer *t, int64_t slot)
{
    Tucai__V1__Admit a = TUCAI__V1__ADMIT__INIT;
    char id[JOB_ID_SIZE];

    snprintf(id, sizeof id, "timer:%s:%" PRId64, t->name, slot);
    a.id = id;
    a.kind = wire_text(t->kind);
    a.payload = wire_bytes(bytes_of_text(t->name));
    ledger_add(d->ledger, op_admit(&a));
}

void timers_make(struct dispatch *d)
{
    unsigned workers[STAGES], credit[STAGES];
    int64_t now_ms = ledger_now_ms(d->ledger) + TIME_CHINA_OFFSET_MS;

    _Static_assert(TIMER_COUNT <= sizeof d->timer_slots / sizeof(int64_t), "");
    peers_count(&d->peers, workers, credit);
    for (int i = 0; i < TIMER_COUNT; i++) {
        int64_t slot = (now_ms - TIMERS[i].offset_ms) / TIMERS[i].period_ms;

        if (slot == d->timer_slots[i] ||
            workers[stage_of(TIMERS[i].stage)] == 0)
            continue;
        d->timer_slots[i] = slot;
        make(d, &TIMERS[i], slot);
    }
}
