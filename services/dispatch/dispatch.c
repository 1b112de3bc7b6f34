#include "dispatch/dispatch.h"

#include "core/check.h"
#include "core/random.h"
#include "dispatch/count.h"
#include "service/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    TICK_MS = 20, /* how late a delayed job may come */
    WATCH_MS = 100,
    RENEW_MS = 500,
    STATS_MS = 1000,
    CLAIMS_A_TURN = 256,
    STOP_MS = 3000, /* a ledger that does not answer is not waited for */
};

/* ---- turns ----------------------------------------------------------------
 */

/* Cuts the room to what one turn claims, last stage first: what is begun is
 * finished.  False when there is none. */
static bool any_room(unsigned room[STAGES])
{
    unsigned left = CLAIMS_A_TURN;

    for (int i = STAGES - 1; i >= 0; i--) {
        if (room[i] > left)
            room[i] = left;
        left -= room[i];
    }
    return left < CLAIMS_A_TURN;
}

/* Starts a turn if there is something to commit, or it is time to ask for
 * jobs; then says to everyone what there is to say. */
static void turn(struct dispatch *d)
{
    unsigned room[STAGES] = {0};
    bool stats = loop_now_ms(d->loop) - d->stats_ms >= STATS_MS;
    bool can_claim;

    if (ledger_is_free(d->ledger)) {
        if (!d->is_stopping)
            peers_room(&d->peers, room);
        can_claim = any_room(room) && d->is_claim_due;
        if (can_claim || stats || ledger_backlog(d->ledger) > 0) {
            d->is_claim_due = false;
            ledger_turn(d->ledger, room, stats);
        }
    }
    outbox_flush(d);
}

/* ---- what the ledger says -------------------------------------------------
 */

static Tucai__V1__Ack__Status status_of(const struct op *op, char letter)
{
    switch (letter) {
    case '!':
        return TUCAI__V1__ACK__STATUS__STALE;
    case 'c':
        return TUCAI__V1__ACK__STATUS__CONFLICT;
    case 'x':
    case 'E':
        return TUCAI__V1__ACK__STATUS__REFUSED;
    default:
        return op->is_forbidden ? TUCAI__V1__ACK__STATUS__REFUSED
                                : TUCAI__V1__ACK__STATUS__APPLIED;
    }
}

static void end_done(struct dispatch *d, struct peer *p, const struct op *op,
                     char letter)
{
    count_done(op, letter);
    if (!p)
        return;
    if (letter == 'c' && !peer_holds(p, op->id, op->token))
        peer_hold(p, op->id, op->token, loop_now_ms(d->loop));
    outbox_ack(p, op->id, op->token, status_of(op, letter));
}

/* A lease that could not be renewed: the job is somebody else's. */
static void end_renew(struct peer *p, const struct op *op, char letter)
{
    struct held *h = p ? peer_holds(p, op->id, op->token) : NULL;

    if (!h)
        return;
    h->is_renewing = false;
    if (letter != '!')
        return;
    (void)peer_let_go(p, op->id, op->token);
    outbox_ack(p, op->id, op->token, TUCAI__V1__ACK__STATUS__STALE);
}

static void on_end(void *ctx, const struct op *op, const struct op_end *end)
{
    struct dispatch *d = ctx;
    struct peer *p = peers_find(&d->peers, &op->from);

    if (op->kind == OP_DONE)
        end_done(d, p, op, end->letter);
    else if (op->kind == OP_RENEW || op->kind == OP_ADOPT)
        end_renew(p, op, end->letter);
    else if (op->kind == OP_ADMIT && p)
        outbox_admitted(p, op, end);
    else if (op->kind == OP_GIVE_BACK && p)
        outbox_ack(p, op->id, op->token,
                   end->letter == '.' ? TUCAI__V1__ACK__STATUS__APPLIED
                                      : TUCAI__V1__ACK__STATUS__STALE);
}

static void bury(struct dispatch *d, const struct claim *c, int fault)
{
    Tucai__V1__Done done = TUCAI__V1__DONE__INIT;
    char reason[96];

    snprintf(reason, sizeof reason, "its files' keys cannot be opened: %s",
             strerror(-fault));
    done.id = (char *)(uintptr_t)c->id;
    done.token = c->token;
    done.outcome = TUCAI__V1__OUTCOME__OUTCOME_FATAL;
    done.reason = reason;
    ledger_add(d->ledger, op_done(&done, c->stage));
}

static void on_claim(void *ctx, const struct claim *c)
{
    struct dispatch *d = ctx;
    struct peer *p = peers_choose(&d->peers, c->stage);
    int r;

    if (c->was_expired)
        count_expired(c->stage);
    if (!p) { /* it left while the turn was under way */
        ledger_add(d->ledger, op_give_back(c->id, c->token));
        return;
    }
    r = outbox_assign(d, p, c);
    if (r < 0)
        bury(d, c, r);
    else
        peer_hold(p, c->id, c->token, loop_now_ms(d->loop));
}

static void on_stats(void *ctx, const struct ledger_stats *stats)
{
    struct dispatch *d = ctx;

    d->stats = *stats;
    d->stats_ms = loop_now_ms(d->loop);
    if (stats->imbalance != 0)
        log_error("ledger_imbalance", F_INT("jobs", stats->imbalance));
    count_stats(stats);
    outbox_load(d);
}

/* What is not committed by then its peers say to another dispatcher. */
static void stop_if_idle(struct dispatch *d)
{
    bool is_idle = ledger_is_free(d->ledger) && ledger_backlog(d->ledger) == 0;

    if (d->is_stopping && (is_idle || loop_now_ms(d->loop) >= d->stop_by_ms))
        loop_stop(d->loop);
}

static void on_turn(void *ctx, size_t n_ops, double seconds)
{
    struct dispatch *d = ctx;

    count_turn(n_ops, seconds);
    turn(d);
    stop_if_idle(d);
}

/* ---- what peers say -------------------------------------------------------
 */

static void on_frame(void *ctx, struct bytes peer, struct bytes frame)
{
    struct dispatch *d = ctx;

    inbox_take(d, peer, frame);
}

static void on_drained(void *ctx)
{
    turn(ctx);
}

static void on_tick(void *ctx)
{
    struct dispatch *d = ctx;
    int64_t now_ms = loop_now_ms(d->loop);

    if (now_ms - d->ticked_ms >= WATCH_MS)
        watch_peers(d, now_ms);
    if (now_ms - d->renewed_ms >= RENEW_MS && ledger_is_up(d->ledger)) {
        d->renewed_ms = now_ms;
        watch_renew(d);
        if (d->makes_timers && ledger_now_ms(d->ledger) > 0 && !d->is_stopping)
            timers_make(d);
    }
    d->is_claim_due = true;
    turn(d);
    stop_if_idle(d);
}

/* ---- the rest -------------------------------------------------------------
 */

static int load_master(struct dispatch *d, const char *path)
{
    int r;

    if (!path || !*path)
        return 0;
    r = blob_key_load(path, &d->master);
    d->has_master = r == 0;
    return r;
}

static int open_lines(struct dispatch *d, const struct dispatch_options *o)
{
    const struct ledger_handlers ledger = {on_end, on_claim, on_stats, on_turn,
                                           d};
    const struct link_handlers link = {
        .on_frame = on_frame, .on_drained = on_drained, .ctx = d};
    int r = load_master(d, o->master_key_file);

    if (r == 0)
        r = ledger_new(d->loop, &o->ledger, &ledger, &d->ledger);
    if (r == 0)
        r = link_bind(d->loop, &o->link, &link, &d->link);
    return r;
}

int dispatch_new(struct loop *loop, const struct dispatch_options *options,
                 struct dispatch **ret)
{
    struct dispatch *d = must_alloc(sizeof *d);
    int r;

    d->loop = loop;
    d->makes_timers = options->makes_timers;
    d->has_roles =
        options->link.curve_peers_file && *options->link.curve_peers_file;
    random_fill(&d->epoch, sizeof d->epoch);
    r = open_lines(d, options);
    if (r < 0) {
        dispatch_free(d);
        return r;
    }
    d->tick = loop_timer_new(loop, on_tick, d);
    loop_timer_start(d->tick, TICK_MS, TICK_MS);
    *ret = d;
    return 0;
}

void dispatch_free(struct dispatch *d)
{
    if (!d)
        return;
    if (d->tick)
        loop_timer_free(d->tick);
    link_free(d->link);
    ledger_free(d->ledger);
    peers_done(&d->peers);
    blob_key_forget(&d->master);
    free(d);
}

void dispatch_stop(struct dispatch *d)
{
    if (!d->is_stopping)
        d->stop_by_ms = loop_now_ms(d->loop) + STOP_MS;
    d->is_stopping = true;
    stop_if_idle(d);
}

bool dispatch_is_ready(const struct dispatch *d)
{
    return ledger_is_up(d->ledger) && !d->is_stopping;
}

void dispatch_count(const struct dispatch *d)
{
    count_peers(&d->peers);
}
