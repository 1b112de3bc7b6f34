#include "dispatch/ledger.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/random.h"
#include "core/time.h"
#include "dispatch/ledger_reply.h"
#include "ledger_text.h"
#include "net/redis_async.h"
#include "service/log.h"

#include <inttypes.h>
#include <string.h>

enum {
    OPS_A_TURN = 256,
    AGAIN_MS = 100,
    SETTLE_MS = 1000, /* for every dispatcher to renew its leases */
    HEAD_WORDS_MAX = 9 + 2 * STAGES,
    NUMBER_SIZE = 24,
};

/* First in, first out. */
struct op_list {
    struct op *first;
    struct op **end;
    size_t n;
};

struct ledger {
    struct loop *loop;
    struct redis_async *redis;
    struct ledger_handlers handlers;
    int64_t lease_ms, shift_ms;
    bool is_loaded; /* Redis has the script */
    struct loop_timer *again;

    struct op_list renewals; /* go first: a lease does not wait in a queue */
    struct op_list waiting;
    struct op_list flying; /* of the turn under way */
    bool is_flying;
    int64_t turn_us; /* when it began */

    int64_t clock_ms; /* Redis's, at clock_mono_ms here */
    int64_t clock_mono_ms;
    int64_t awake_mono_ms; /* first turn after Redis stood still */
};

const char *ledger_script(void)
{
    return LEDGER_TEXT;
}

/* ---- lists ----------------------------------------------------------------
 */

static void list_init(struct op_list *list)
{
    *list = (struct op_list){.end = &list->first};
}

static void list_add(struct op_list *list, struct op *op)
{
    op->next = NULL;
    *list->end = op;
    list->end = &op->next;
    list->n++;
}

static struct op *list_take(struct op_list *list)
{
    struct op *op = list->first;

    list->first = op->next;
    if (!list->first)
        list->end = &list->first;
    list->n--;
    return op;
}

static void list_done(struct op_list *list)
{
    while (list->first)
        op_free(list_take(list));
}

/* What did not fly goes back to where it was: before all others. */
static void land_unflown(struct ledger *l)
{
    struct op_list rest = l->waiting;

    if (l->flying.n == 0)
        return;
    if (rest.n == 0)
        rest.end = &rest.first;
    list_init(&l->waiting);
    while (l->flying.first)
        list_add(&l->waiting, list_take(&l->flying));
    while (rest.first)
        list_add(&l->waiting, list_take(&rest));
}

/* ---- connection -----------------------------------------------------------
 */

static void on_loaded(void *ctx, const struct redis_reply *reply)
{
    struct ledger *l = ctx;
    if (!reply)
        return;
    if (redis_reply_is_error(reply)) {
        loop_timer_start(l->again, AGAIN_MS, 0);
        return;
    }
    l->is_loaded = true;
    log_info("ledger_up");
}

static void load_script(void *ctx)
{
    struct ledger *l = ctx;
    const struct bytes words[] = {
        bytes_of_text("FUNCTION"), bytes_of_text("LOAD"),
        bytes_of_text("REPLACE"), bytes_of_text(LEDGER_TEXT)};

    /* A connection that is gone comes back through on_state(). */
    if (redis_async_is_up(l->redis) &&
        redis_async_ask(l->redis, words, 4, on_loaded, l) < 0)
        loop_timer_start(l->again, AGAIN_MS, 0);
}

static void on_state(void *ctx, bool up)
{
    struct ledger *l = ctx;

    l->is_loaded = false;
    if (up)
        load_script(l);
    else
        log_warn("ledger_down");
}

/* ---- a turn ---------------------------------------------------------------
 */

/* Redis refused the whole turn: loading, disk full, no memory, no script. */
static void on_refused(struct ledger *l, const struct redis_reply *reply)
{
    struct bytes text = redis_reply_bytes(reply);
    char line[128];

    snprintf(line, sizeof line, "%.*s", (int)text.len, (const char *)text.at);
    log_warn("ledger_refused", F_STR("error", line));
    l->is_loaded = false;
    loop_timer_start(l->again, AGAIN_MS, 0);
}

static void end_ops(struct ledger *l, const struct ledger_reply *reply)
{
    size_t ends = 0;

    for (size_t i = 0; l->flying.first; i++) {
        struct op *op = list_take(&l->flying);
        struct op_end end = {.letter = ledger_reply_letter(reply, i)};

        if (end.letter == '*')
            ledger_reply_end(reply, ends++, &end);
        l->handlers.on_end(l->handlers.ctx, op, &end);
        op_free(op);
    }
}

static void note_clock(struct ledger *l, int64_t redis_ms)
{
    int64_t mono_ms = time_mono_ms();

    if (mono_ms - l->clock_mono_ms > l->lease_ms / 2)
        l->awake_mono_ms = mono_ms;
    l->clock_ms = redis_ms;
    l->clock_mono_ms = mono_ms;
}

static bool is_settled(const struct ledger *l)
{
    return time_mono_ms() - l->awake_mono_ms >= SETTLE_MS;
}

static void on_turn(struct ledger *l, const struct ledger_reply *reply)
{
    size_t n = l->flying.n;
    struct ledger_stats stats;
    struct claim claim;

    note_clock(l, ledger_reply_now_ms(reply));
    end_ops(l, reply);
    for (size_t i = 0; ledger_reply_claim(reply, i, &claim); i++)
        l->handlers.on_claim(l->handlers.ctx, &claim);
    if (ledger_reply_stats(reply, &stats))
        l->handlers.on_stats(l->handlers.ctx, &stats);
    l->handlers.on_turn(l->handlers.ctx, n,
                        (double)(time_mono_us() - l->turn_us) / 1e6);
}

static void on_reply(void *ctx, const struct redis_reply *reply)
{
    struct ledger *l = ctx;
    struct ledger_reply parts;

    l->is_flying = false;
    if (reply && ledger_reply_open(reply, l->flying.n, &parts)) {
        on_turn(l, &parts);
        return;
    }
    land_unflown(l);
    if (reply)
        on_refused(l, reply);
}

/* Words before the operations, in the order of part 1 of the script. */
struct head {
    struct bytes words[HEAD_WORDS_MAX];
    char numbers[HEAD_WORDS_MAX][NUMBER_SIZE];
    size_t n;
};

static void head_text(struct head *h, const char *text)
{
    h->words[h->n++] = bytes_of_text(text);
}

static void head_number(struct head *h, int64_t value)
{
    snprintf(h->numbers[h->n], NUMBER_SIZE, "%" PRId64, value);
    head_text(h, h->numbers[h->n]);
}

static void head_fill(struct head *h, const struct ledger *l,
                      const unsigned wanted[STAGES], bool stats)
{
    uint32_t seed;
    int64_t stages = 0;

    random_fill(&seed, sizeof seed);
    for (int i = 0; i < STAGES; i++)
        stages += wanted[i] > 0;
    h->n = 0;
    head_text(h, "FCALL");
    head_text(h, LEDGER_NAME);
    head_text(h, "0");
    head_number(h, l->lease_ms);
    head_number(h, l->shift_ms);
    head_number(h, is_settled(l) ? l->clock_ms : 0);
    head_number(h, seed >> 1);
    head_number(h, stats ? 1 : 0);
    head_number(h, stages);
    for (int i = 0; i < STAGES; i++) {
        if (wanted[i] == 0)
            continue;
        head_text(h, STAGE_TABLE[i].name);
        head_number(h, wanted[i]);
    }
}

static size_t take_ops(struct ledger *l)
{
    size_t words = 0;

    while (ledger_backlog(l) > 0 && l->flying.n < OPS_A_TURN) {
        struct op *op =
            list_take(l->renewals.n > 0 ? &l->renewals : &l->waiting);

        words += op->n_words;
        list_add(&l->flying, op);
    }
    return words;
}

void ledger_turn(struct ledger *l, const unsigned wanted[STAGES], bool stats)
{
    _cleanup_(freep) struct bytes *words = NULL;
    struct head head;
    size_t n;

    CHECK(ledger_is_free(l));
    head_fill(&head, l, wanted, stats);
    words = must_alloc((head.n + take_ops(l)) * sizeof *words);
    memcpy(words, head.words, head.n * sizeof *words);
    n = head.n;
    for (const struct op *op = l->flying.first; op; op = op->next) {
        op_views(op, words + n);
        n += op->n_words;
    }
    l->is_flying = true;
    l->turn_us = time_mono_us();
    if (redis_async_ask(l->redis, words, n, on_reply, l) < 0) {
        l->is_flying = false;
        land_unflown(l);
    }
}

/* ---- the rest -------------------------------------------------------------
 */

int ledger_new(struct loop *loop, const struct ledger_options *options,
               const struct ledger_handlers *handlers, struct ledger **ret)
{
    struct ledger *l = must_alloc(sizeof *l);
    const struct redis_async_handlers state = {.on_state = on_state, .ctx = l};
    int r;

    l->loop = loop;
    l->handlers = *handlers;
    l->lease_ms = options->lease_ms;
    l->shift_ms = options->shift_ms;
    list_init(&l->renewals);
    list_init(&l->waiting);
    list_init(&l->flying);
    r = redis_async_new(loop, &options->redis, &state, &l->redis);
    if (r < 0) {
        free(l);
        return r;
    }
    l->again = loop_timer_new(loop, load_script, l);
    *ret = l;
    return 0;
}

void ledger_free(struct ledger *l)
{
    if (!l)
        return;
    redis_async_free(l->redis);
    loop_timer_free(l->again);
    list_done(&l->renewals);
    list_done(&l->waiting);
    list_done(&l->flying);
    free(l);
}

void ledger_add(struct ledger *l, struct op *op)
{
    list_add(op->kind == OP_RENEW ? &l->renewals : &l->waiting, op);
}

size_t ledger_backlog(const struct ledger *l)
{
    return l->renewals.n + l->waiting.n;
}

bool ledger_is_up(const struct ledger *l)
{
    return l->is_loaded && redis_async_is_up(l->redis);
}

bool ledger_is_free(const struct ledger *l)
{
    return ledger_is_up(l) && !l->is_flying;
}

int64_t ledger_now_ms(const struct ledger *l)
{
    return l->clock_ms ? l->clock_ms + time_mono_ms() - l->clock_mono_ms : 0;
}
