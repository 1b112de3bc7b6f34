#include "dispatch/ledger_reply.h"

enum part { NOW, LETTERS, ENDS, CLAIMS, STATS, PARTS };

enum claim_field {
    C_STAGE,
    C_ID,
    C_TOKEN,
    C_EXPIRED,
    C_KIND,
    C_UID,
    C_FAILURES,
    C_CRASHES,
    C_WAITS,
    C_ADMITTED,
    C_PAYLOAD,
    C_PREVIOUS,
    C_BLOBS,
    CLAIM_FIELDS,
};

enum stats_field {
    S_NAME,
    S_READY,
    S_DELAYED,
    S_HELD,
    S_DEAD,
    S_OLDEST,
    STATS_FIELDS,
};

/* Behind the stages. */
enum {
    S_BATCHES_OPEN,
    S_BATCHES_UNCERTAIN,
    S_BATCHES_OLDEST,
    S_IMBALANCE,
    S_REST
};

static const struct redis_reply *part(const struct ledger_reply *reply,
                                      enum part p)
{
    return redis_reply_at(reply->root, p);
}

/* hiredis ends every text with a NUL. */
static const char *text(const struct redis_reply *array, size_t i)
{
    struct bytes b = redis_reply_bytes(redis_reply_at(array, i));

    return b.at ? (const char *)b.at : "";
}

static int64_t number(const struct redis_reply *array, size_t i)
{
    return redis_reply_int(redis_reply_at(array, i));
}

bool ledger_reply_open(const struct redis_reply *root, size_t n,
                       struct ledger_reply *ret)
{
    struct ledger_reply reply = {root};

    if (redis_reply_count(root) != PARTS ||
        redis_reply_bytes(part(&reply, LETTERS)).len != n)
        return false;
    *ret = reply;
    return true;
}

int64_t ledger_reply_now_ms(const struct ledger_reply *reply)
{
    return redis_reply_int(part(reply, NOW));
}

char ledger_reply_letter(const struct ledger_reply *reply, size_t i)
{
    return (char)redis_reply_bytes(part(reply, LETTERS)).at[i];
}

void ledger_reply_end(const struct ledger_reply *reply, size_t i,
                      struct op_end *ret)
{
    const struct redis_reply *ends = part(reply, ENDS);

    ret->state = text(ends, 2 * i);
    ret->result = redis_reply_bytes(redis_reply_at(ends, 2 * i + 1));
}

bool ledger_reply_claim(const struct ledger_reply *reply, size_t i,
                        struct claim *ret)
{
    const struct redis_reply *c = part(reply, CLAIMS);
    size_t at = i * CLAIM_FIELDS;

    if (at >= redis_reply_count(c))
        return false;
    *ret = (struct claim){
        .stage = stage_of(text(c, at + C_STAGE)),
        .id = text(c, at + C_ID),
        .token = (uint64_t)number(c, at + C_TOKEN),
        .was_expired = number(c, at + C_EXPIRED) != 0,
        .kind = text(c, at + C_KIND),
        .uid = text(c, at + C_UID),
        .failures = (unsigned)number(c, at + C_FAILURES),
        .crashes = (unsigned)number(c, at + C_CRASHES),
        .waits = (unsigned)number(c, at + C_WAITS),
        .admitted_ms = number(c, at + C_ADMITTED),
        .payload = redis_reply_bytes(redis_reply_at(c, at + C_PAYLOAD)),
        .previous = redis_reply_bytes(redis_reply_at(c, at + C_PREVIOUS)),
        .blobs = redis_reply_bytes(redis_reply_at(c, at + C_BLOBS)),
    };
    return true;
}

bool ledger_reply_stats(const struct ledger_reply *reply,
                        struct ledger_stats *ret)
{
    const struct redis_reply *s = part(reply, STATS);
    const size_t rest = (size_t)STAGES * STATS_FIELDS;

    if (redis_reply_count(s) != STAGES * STATS_FIELDS + S_REST)
        return false;
    for (size_t i = 0; i < STAGES; i++) {
        size_t at = i * STATS_FIELDS;

        ret->stages[i] = (struct stage_stats){
            .ready = number(s, at + S_READY),
            .delayed = number(s, at + S_DELAYED),
            .held = number(s, at + S_HELD),
            .dead = number(s, at + S_DEAD),
            .oldest_ms = number(s, at + S_OLDEST),
        };
    }
    ret->batches_open = number(s, rest + S_BATCHES_OPEN);
    ret->batches_uncertain = number(s, rest + S_BATCHES_UNCERTAIN);
    ret->oldest_batch_ms = number(s, rest + S_BATCHES_OLDEST);
    ret->imbalance = number(s, rest + S_IMBALANCE);
    return true;
}
