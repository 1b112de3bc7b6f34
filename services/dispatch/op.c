#include "dispatch/op.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "dispatch/stages.h"
#include "service/wire.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { WORDS_MAX = 24 * 1024 * 1024, NUMBER_SIZE = 40, FIELD_BLOBS = 1 };

/* ---- words ----------------------------------------------------------------
 */

/* A word that does not fit leaves n_words at SIZE_MAX: the op is not sound. */
static void add(struct op *op, struct bytes word)
{
    uint32_t len = (uint32_t)word.len;
    uint8_t *room = op->n_words == SIZE_MAX
                        ? NULL
                        : buf_room(&op->words, sizeof len + word.len);

    if (!room) {
        op->n_words = SIZE_MAX;
        return;
    }
    memcpy(room, &len, sizeof len);
    if (word.len)
        memcpy(room + sizeof len, word.at, word.len);
    buf_grew(&op->words, sizeof len + word.len);
    op->n_words++;
}

static void add_text(struct op *op, const char *text)
{
    add(op, bytes_of_text(text));
}

static void add_int(struct op *op, int64_t n)
{
    char text[NUMBER_SIZE];

    snprintf(text, sizeof text, "%" PRId64, n);
    add_text(op, text);
}

static void add_u64(struct op *op, uint64_t n)
{
    char text[NUMBER_SIZE];

    snprintf(text, sizeof text, "%" PRIu64, n);
    add_text(op, text);
}

static void add_real(struct op *op, double x)
{
    char text[NUMBER_SIZE];

    snprintf(text, sizeof text, isfinite(x) ? "%.17g" : "nan", x);
    add_text(op, text);
}

void op_views(const struct op *op, struct bytes *ret)
{
    const uint8_t *at = op->words.at;

    for (size_t i = 0; i < op->n_words; i++) {
        uint32_t len;

        memcpy(&len, at, sizeof len);
        ret[i] = (struct bytes){at + sizeof len, len};
        at += sizeof len + len;
    }
}

/* ---- parts ----------------------------------------------------------------
 */

static struct op *op_new(enum op_kind kind, const char *id, uint64_t token)
{
    struct op *op = must_alloc(sizeof *op);

    op->kind = kind;
    op->token = token;
    op->words = BUF_INIT(WORDS_MAX);
    op->stage = STAGE_NONE;
    strncpy(op->id, id, sizeof op->id - 1);
    return op;
}

void op_free(struct op *op)
{
    if (!op)
        return;
    buf_done(&op->words);
    free(op);
}

static struct op *sound(struct op *op)
{
    if (op->n_words != SIZE_MAX)
        return op;
    op_free(op);
    return NULL;
}

/* The keys themselves stay out of the ledger; only wrapped ones go in. */
static void add_blobs(struct op *op, Tucai__V1__Blob *const *blobs, size_t n)
{
    struct buf packed = BUF_INIT(64 * 1024);

    for (size_t i = 0; i < n; i++) {
        Tucai__V1__Blob blob = *blobs[i];

        blob.key = (ProtobufCBinaryData){0};
        if (wire_add(&packed, FIELD_BLOBS, &blob.base) < 0)
            op->n_words = SIZE_MAX;
    }
    add(op, buf_view(&packed));
    buf_done(&packed);
}

/* As read_admission() of the script reads it. */
static void add_admission(struct op *op, const Tucai__V1__Admit *a)
{
    add_text(op, a->id);
    add_text(op, a->kind);
    add_text(op, a->uid);
    add(op, wire_view(a->payload));
    add_text(op, a->reply_to);
    add_blobs(op, a->blobs, a->n_blobs);
    add_int(op, a->not_before_ms);
    add_text(op, a->exclusive ? "1" : "");
    if (a->guarded)
        add_u64(op, a->state_version);
    else
        add_text(op, "");
    add(op, wire_view(a->fingerprint));
}

/* ---- effects: name, then the words its `read` takes ------------------------
 */

static void add_key_value(struct op *op, const Tucai__V1__Effect *e)
{
    add_text(op, e->text);
    add(op, wire_view(e->value));
}

static void add_pairs(struct op *op, const Tucai__V1__Effect *e)
{
    add_int(op, e->number);
    add_int(op, (int64_t)e->n_pairs);
    for (size_t i = 0; i < e->n_pairs; i++)
        add(op, wire_view(e->pairs[i]));
}

static void add_number(struct op *op, const Tucai__V1__Effect *e)
{
    add_int(op, e->number);
}

static void add_number_value(struct op *op, const Tucai__V1__Effect *e)
{
    add_int(op, e->number);
    add(op, wire_view(e->value));
}

static void add_value(struct op *op, const Tucai__V1__Effect *e)
{
    add(op, wire_view(e->value));
}

static void add_member(struct op *op, const Tucai__V1__Effect *e)
{
    add_text(op, e->text);
}

static void add_member_number(struct op *op, const Tucai__V1__Effect *e)
{
    add_text(op, e->text);
    add_int(op, e->number);
}

static void add_score(struct op *op, const Tucai__V1__Effect *e)
{
    add_real(op, e->score);
    add_text(op, e->text);
}

static void add_seal(struct op *op, const Tucai__V1__Effect *e)
{
    add_int(op, e->number);
    add_real(op, e->score);
}

static void add_none(struct op *op, const Tucai__V1__Effect *e)
{
    (void)op;
    (void)e;
}

/* clang-format off */
static const struct {
    const char *name;
    void (*add_rest)(struct op *op, const Tucai__V1__Effect *e);
} EFFECTS[] = {
    [TUCAI__V1__EFFECT__KIND__PUT]     = {"PUT", add_number_value},
    [TUCAI__V1__EFFECT__KIND__SET_NEW] = {"SET_NEW", add_number_value},
    [TUCAI__V1__EFFECT__KIND__DEL]     = {"DEL", add_none},
    [TUCAI__V1__EFFECT__KIND__EXPIRE]  = {"EXPIRE", add_number},
    [TUCAI__V1__EFFECT__KIND__INCR]    = {"INCR", add_number},
    [TUCAI__V1__EFFECT__KIND__ZADD]    = {"ZADD", add_score},
    [TUCAI__V1__EFFECT__KIND__ZREM]    = {"ZREM", add_member_number},
    [TUCAI__V1__EFFECT__KIND__HSET]    = {"HSET", add_key_value},
    [TUCAI__V1__EFFECT__KIND__HDEL]    = {"HDEL", add_member},
    [TUCAI__V1__EFFECT__KIND__XADD]    = {"XADD", add_pairs},
    [TUCAI__V1__EFFECT__KIND__PUBLISH] = {"PUBLISH", add_value},
    [TUCAI__V1__EFFECT__KIND__CHILD]   = {"CHILD", add_none},
    [TUCAI__V1__EFFECT__KIND__SEAL]    = {"SEAL", add_seal},
    [TUCAI__V1__EFFECT__KIND__FORGET]  = {"FORGET", add_none},
    [TUCAI__V1__EFFECT__KIND__REPLAY]  = {"REPLAY", add_none},
    [TUCAI__V1__EFFECT__KIND__AUDIT]   = {"AUDIT", add_value},
    [TUCAI__V1__EFFECT__KIND__XTRIM]   = {"XTRIM", add_member},
};
/* clang-format on */

static void add_effect(struct op *op, const Tucai__V1__Effect *e)
{
    add_text(op, EFFECTS[e->kind].name);
    if (e->kind == TUCAI__V1__EFFECT__KIND__CHILD) {
        add_admission(op, e->child);
        return;
    }
    add_text(op, e->key);
    EFFECTS[e->kind].add_rest(op, e);
}

static bool is_effect_allowed(const Tucai__V1__Effect *e, int stage)
{
    return (unsigned)e->kind < sizeof EFFECTS / sizeof *EFFECTS &&
           EFFECTS[e->kind].name && stage_may(stage, e);
}

static const Tucai__V1__Effect *first_forbidden(const Tucai__V1__Done *done,
                                                int stage)
{
    for (size_t i = 0; i < done->n_effects; i++) {
        if (!is_effect_allowed(done->effects[i], stage))
            return done->effects[i];
    }
    return NULL;
}

/* ---- operations -----------------------------------------------------------
 */

struct op *op_admit(const Tucai__V1__Admit *admit)
{
    struct op *op;

    if (!is_job_id(admit->id))
        return NULL;
    op = op_new(OP_ADMIT, admit->id, 0);
    add_text(op, "ADMIT");
    add_admission(op, admit);
    return sound(op);
}

static const char *outcome_name(Tucai__V1__Outcome outcome)
{
    static const char *const NAMES[] = {
        [TUCAI__V1__OUTCOME__OUTCOME_OK] = "ok",
        [TUCAI__V1__OUTCOME__OUTCOME_REJECT] = "reject",
        [TUCAI__V1__OUTCOME__OUTCOME_RETRY] = "retry",
        [TUCAI__V1__OUTCOME__OUTCOME_LATER] = "later",
        [TUCAI__V1__OUTCOME__OUTCOME_FATAL] = "fatal",
        [TUCAI__V1__OUTCOME__OUTCOME_CRASH] = "crash",
    };

    return (unsigned)outcome < sizeof NAMES / sizeof *NAMES ? NAMES[outcome]
                                                            : NULL;
}

static struct op *done_head(const Tucai__V1__Done *d, int stage,
                            const char *outcome, const char *reason)
{
    struct op *op = op_new(OP_DONE, d->id, d->token);

    op->stage = stage;
    op->outcome = d->outcome;
    add_text(op, "DONE");
    add_text(op, d->id);
    add_u64(op, d->token);
    add_text(op, outcome);
    add(op, wire_view(d->result));
    add_text(op, reason);
    add_int(op, d->after_ms);
    return op;
}

static struct op *forbidden(const Tucai__V1__Done *d, int stage)
{
    struct op *op =
        done_head(d, stage, "fatal", "an effect that this stage may not have");

    op->outcome = TUCAI__V1__OUTCOME__OUTCOME_FATAL;
    op->is_forbidden = true;
    add_text(op, "");
    add_int(op, 0);
    return sound(op);
}

struct op *op_done(const Tucai__V1__Done *done, int stage)
{
    const char *outcome = outcome_name(done->outcome);
    struct op *op;

    if (!is_job_id(done->id) || !outcome)
        return NULL;
    if (first_forbidden(done, stage))
        return forbidden(done, stage);
    op = done_head(done, stage, outcome, done->reason);
    add_blobs(op, done->blobs, done->n_blobs);
    add_int(op, (int64_t)done->n_effects);
    for (size_t i = 0; i < done->n_effects; i++)
        add_effect(op, done->effects[i]);
    return sound(op);
}

static struct op *op_claimed(enum op_kind kind, const char *name,
                             const char *id, uint64_t token)
{
    struct op *op = op_new(kind, id, token);

    add_text(op, name);
    add_text(op, id);
    add_u64(op, token);
    return op;
}

struct op *op_renew(const char *id, uint64_t token)
{
    return op_claimed(OP_RENEW, "RENEW", id, token);
}

struct op *op_give_back(const char *id, uint64_t token)
{
    return op_claimed(OP_GIVE_BACK, "GIVE_BACK", id, token);
}

struct op *op_adopt(const char *id, uint64_t token, uint64_t by)
{
    struct op *op = op_claimed(OP_ADOPT, "ADOPT", id, token);

    add_u64(op, by);
    return op;
}

struct op *op_lost(const char *id, uint64_t token, uint64_t by)
{
    struct op *op = op_claimed(OP_GIVE_BACK, "LOST", id, token);

    add_u64(op, by);
    add_text(op, "");
    return op;
}

struct op *op_crash(const char *id, uint64_t token, uint64_t by, int stage)
{
    struct op *op = op_claimed(OP_DONE, "LOST", id, token);

    op->stage = stage;
    op->outcome = TUCAI__V1__OUTCOME__OUTCOME_CRASH;
    add_u64(op, by);
    add_text(op, "worker lost");
    return op;
}
