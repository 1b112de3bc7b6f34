/* Who is silent, and what then; leases of those who are not. */
#include "dispatch/dispatch.h"

#include "dispatch/count.h"
#include "service/log.h"

#include <string.h>

enum { WORKER_SILENCE_MS = 800, FRONT_SILENCE_MS = 60000, LATE_MS = 300 };

static bool is_running(const struct peer *p, const struct held *h)
{
    return p->running.token == h->token && strcmp(p->running.id, h->id) == 0;
}

/* The job it ran is blamed, the others are just visible again.  Should it
 * speak again, or have gone to another dispatcher, the ledger takes this back.
 */
static void give_back_all(struct dispatch *d, const struct peer *p)
{
    for (size_t i = 0; i < p->n_held; i++) {
        const struct held *h = &p->held[i];

        count_redelivery(p->stage);
        ledger_add(d->ledger,
                   is_running(p, h)
                       ? op_crash(h->id, h->token, d->epoch, p->stage)
                       : op_lost(h->id, h->token, d->epoch));
    }
}

static bool is_lost(const struct peer *p, int64_t now_ms)
{
    bool is_worker = p->is_known && p->stage != STAGE_NONE;

    return now_ms - p->seen_ms >
           (is_worker ? WORKER_SILENCE_MS : FRONT_SILENCE_MS);
}

/* Our own absence says nothing about the others' silence. */
static void excuse(struct dispatch *d, int64_t now_ms, int64_t absent_ms)
{
    for (size_t i = 0; i < d->peers.n; i++) {
        struct peer *p = d->peers.list[i];

        p->seen_ms += absent_ms;
        if (p->seen_ms > now_ms)
            p->seen_ms = now_ms;
    }
}

void watch_peers(struct dispatch *d, int64_t now_ms)
{
    int64_t since_ms = d->ticked_ms ? now_ms - d->ticked_ms : 0;

    d->ticked_ms = now_ms;
    if (since_ms > LATE_MS)
        excuse(d, now_ms, since_ms);
    for (size_t i = 0; i < d->peers.n;) {
        struct peer *p = d->peers.list[i];

        if (!is_lost(p, now_ms)) {
            i++;
            continue;
        }
        if (p->stage != STAGE_NONE && !(p->is_leaving && p->n_held == 0))
            log_warn("worker_lost", F_STR("stage", STAGE_TABLE[p->stage].name),
                     F_INT("held", p->n_held));
        give_back_all(d, p);
        peers_drop(&d->peers, i);
    }
}

static void renew(struct dispatch *d, const struct peer *p, struct held *h)
{
    struct op *op;

    if (h->is_renewing)
        return;
    h->is_renewing = true;
    op = op_renew(h->id, h->token);
    op->from = p->name;
    ledger_add(d->ledger, op);
}

void watch_renew(struct dispatch *d)
{
    for (size_t i = 0; i < d->peers.n; i++) {
        const struct peer *p = d->peers.list[i];

        for (size_t k = 0; k < p->n_held; k++)
            renew(d, p, &p->held[k]);
    }
}
