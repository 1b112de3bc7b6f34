#include "service/effects.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "service/wire.h"

#include <string.h>

enum {
    RESULT_MAX = 1024 * 1024,
    EFFECTS_MAX = 8 * 1024 * 1024,
    TEXT_MAX = 1024,
    FIELD_DONE_EFFECTS = 7,
};

void outcome_init(struct outcome *o)
{
    *o = (struct outcome){.how = TUCAI__V1__OUTCOME__OUTCOME_FATAL,
                          .reason = must_dup("no outcome"),
                          .result = BUF_INIT(RESULT_MAX),
                          .effects = BUF_INIT(EFFECTS_MAX)};
}

static void drop_files(struct outcome *o)
{
    for (size_t i = 0; i < o->n_files; i++) {
        free(steal(&o->files[i].name));
        buf_done(&o->files[i].data);
    }
    o->n_files = 0;
}

void outcome_done(struct outcome *o)
{
    drop_files(o);
    free(steal(&o->text.name));
    buf_done(&o->text.data);
    buf_done(&o->effects);
    buf_done(&o->result);
    free(steal(&o->reason));
}

/* ---- how it ended ---------------------------------------------------------
 */

static void end(struct outcome *o, Tucai__V1__Outcome how, const char *reason)
{
    o->how = how;
    o->after_ms = 0;
    free(o->reason);
    o->reason = must_dup(reason);
    buf_done(&o->result);
}

static void end_with(struct outcome *o, Tucai__V1__Outcome how,
                     struct bytes result)
{
    end(o, how, "");
    if (buf_add(&o->result, result.at, result.len) < 0)
        o->is_broken = true;
}

void outcome_ok(struct outcome *o, struct bytes result)
{
    end_with(o, TUCAI__V1__OUTCOME__OUTCOME_OK, result);
}

void outcome_reject(struct outcome *o, struct bytes result)
{
    end_with(o, TUCAI__V1__OUTCOME__OUTCOME_REJECT, result);
}

void outcome_retry(struct outcome *o, const char *reason)
{
    end(o, TUCAI__V1__OUTCOME__OUTCOME_RETRY, reason);
}

void outcome_later(struct outcome *o, int64_t after_ms, const char *reason)
{
    end(o, TUCAI__V1__OUTCOME__OUTCOME_LATER, reason);
    o->after_ms = after_ms;
}

void outcome_fatal(struct outcome *o, const char *reason)
{
    end(o, TUCAI__V1__OUTCOME__OUTCOME_FATAL, reason);
}

/* ---- effects --------------------------------------------------------------
 */

static void add(struct outcome *o, const Tucai__V1__Effect *effect)
{
    if (++o->n_effects > OUTCOME_EFFECTS_MAX ||
        wire_add(&o->effects, FIELD_DONE_EFFECTS, &effect->base) < 0)
        o->is_broken = true;
}

static Tucai__V1__Effect effect_of(Tucai__V1__Effect__Kind kind,
                                   const char *key)
{
    Tucai__V1__Effect e = TUCAI__V1__EFFECT__INIT;

    e.kind = kind;
    e.key = wire_text(key);
    return e;
}

void effect_put(struct outcome *o, const char *key, uint64_t version,
                struct bytes value)
{
    Tucai__V1__Effect e = effect_of(TUCAI__V1__EFFECT__KIND__PUT, key);

    e.number = (int64_t)version;
    e.value = wire_bytes(value);
    add(o, &e);
}

void effect_set_new(struct outcome *o, const char *key, struct bytes value,
                    int64_t ttl_s)
{
    Tucai__V1__Effect e = effect_of(TUCAI__V1__EFFECT__KIND__SET_NEW, key);

    e.number = ttl_s;
    e.value = wire_bytes(value);
    add(o, &e);
}

void effect_del(struct outcome *o, const char *key)
{
    Tucai__V1__Effect e = effect_of(TUCAI__V1__EFFECT__KIND__DEL, key);

    add(o, &e);
}

void effect_expire(struct outcome *o, const char *key, int64_t ttl_s)
{
    Tucai__V1__Effect e = effect_of(TUCAI__V1__EFFECT__KIND__EXPIRE, key);

    e.number = ttl_s;
    add(o, &e);
}

void effect_incr(struct outcome *o, const char *key, int64_t by)
{
    Tucai__V1__Effect e = effect_of(TUCAI__V1__EFFECT__KIND__INCR, key);

    e.number = by;
    add(o, &e);
}

void effect_zadd(struct outcome *o, const char *key, const char *member,
                 double score)
{
    Tucai__V1__Effect e = effect_of(TUCAI__V1__EFFECT__KIND__ZADD, key);

    e.text = wire_text(member);
    e.score = score;
    add(o, &e);
}

static void remove_member(struct outcome *o, const char *key,
                          const char *member, bool must)
{
    Tucai__V1__Effect e = effect_of(TUCAI__V1__EFFECT__KIND__ZREM, key);

    e.text = wire_text(member);
    e.number = must;
    add(o, &e);
}

void effect_zrem(struct outcome *o, const char *key, const char *member)
{
    remove_member(o, key, member, false);
}

void effect_ztake(struct outcome *o, const char *key, const char *member)
{
    remove_member(o, key, member, true);
}

void effect_hset(struct outcome *o, const char *key, const char *field,
                 struct bytes value)
{
    Tucai__V1__Effect e = effect_of(TUCAI__V1__EFFECT__KIND__HSET, key);

    e.text = wire_text(field);
    e.value = wire_bytes(value);
    add(o, &e);
}

void effect_hdel(struct outcome *o, const char *key, const char *field)
{
    Tucai__V1__Effect e = effect_of(TUCAI__V1__EFFECT__KIND__HDEL, key);

    e.text = wire_text(field);
    add(o, &e);
}

void effect_xadd(struct outcome *o, const char *key, int64_t maxlen,
                 const struct bytes *fields, size_t n)
{
    Tucai__V1__Effect e = effect_of(TUCAI__V1__EFFECT__KIND__XADD, key);
    _cleanup_(freep) ProtobufCBinaryData *pairs =
        must_alloc((n ? n : 1) * sizeof *pairs);

    for (size_t i = 0; i < n; i++)
        pairs[i] = wire_bytes(fields[i]);
    e.number = maxlen;
    e.pairs = pairs;
    e.n_pairs = n;
    add(o, &e);
}

void effect_xtrim(struct outcome *o, const char *key, const char *id)
{
    Tucai__V1__Effect e = effect_of(TUCAI__V1__EFFECT__KIND__XTRIM, key);

    e.text = wire_text(id);
    add(o, &e);
}

void effect_publish(struct outcome *o, const char *channel,
                    struct bytes message)
{
    Tucai__V1__Effect e = effect_of(TUCAI__V1__EFFECT__KIND__PUBLISH, channel);

    e.value = wire_bytes(message);
    add(o, &e);
}

static void fill_texts(const struct child_job *child, Tucai__V1__Blob *blobs,
                       Tucai__V1__Blob **list)
{
    CHECK(child->n_texts <= CHILD_TEXTS_MAX);
    for (size_t i = 0; i < child->n_texts; i++) {
        const struct child_text *text = &child->texts[i];

        blobs[i] = (Tucai__V1__Blob)TUCAI__V1__BLOB__INIT;
        blobs[i].name = wire_text(text->name);
        blobs[i].wrapped_key = wire_bytes(text->sealed);
        blobs[i].key = wire_bytes(text->plain);
        list[i] = &blobs[i];
    }
}

static void fill_blob(const struct job_blob *in, Tucai__V1__Blob *out)
{
    *out = (Tucai__V1__Blob)TUCAI__V1__BLOB__INIT;
    out->name = wire_text(in->name);
    out->location = wire_text(in->location);
    out->wrapped_key = wire_bytes(in->wrapped_key);
    out->sha256 = wire_bytes(in->sha256);
    out->size = in->size;
}

void effect_child(struct outcome *o, const struct child_job *child)
{
    Tucai__V1__Blob blobs[CHILD_TEXTS_MAX + 1];
    Tucai__V1__Blob *list[CHILD_TEXTS_MAX + 1];
    Tucai__V1__Effect e = effect_of(TUCAI__V1__EFFECT__KIND__CHILD, "");
    Tucai__V1__Admit a = TUCAI__V1__ADMIT__INIT;

    a.id = wire_text(child->id);
    a.kind = wire_text(child->kind);
    a.uid = wire_text(child->uid);
    a.reply_to = wire_text(child->reply_to);
    a.payload = wire_bytes(child->payload);
    a.not_before_ms = child->not_before_ms;
    fill_texts(child, blobs, list);
    a.blobs = list;
    a.n_blobs = child->n_texts;
    if (child->blob) {
        list[a.n_blobs] = &blobs[a.n_blobs];
        fill_blob(child->blob, list[a.n_blobs++]);
    }
    e.child = &a;
    add(o, &e);
}

void effect_seal(struct outcome *o, const char *registry, int64_t full,
                 int64_t age_ms)
{
    Tucai__V1__Effect e = effect_of(TUCAI__V1__EFFECT__KIND__SEAL, registry);

    e.number = full;
    e.score = (double)age_ms;
    add(o, &e);
}

void effect_forget(struct outcome *o, const char *job_id)
{
    Tucai__V1__Effect e = effect_of(TUCAI__V1__EFFECT__KIND__FORGET, job_id);

    add(o, &e);
}

void effect_replay(struct outcome *o, const char *job_id)
{
    Tucai__V1__Effect e = effect_of(TUCAI__V1__EFFECT__KIND__REPLAY, job_id);

    add(o, &e);
}

void effect_audit(struct outcome *o, struct bytes entry)
{
    Tucai__V1__Effect e =
        effect_of(TUCAI__V1__EFFECT__KIND__AUDIT, "audit:log");

    e.value = wire_bytes(entry);
    add(o, &e);
}

/* ---- figures --------------------------------------------------------------
 */

void outcome_count(struct outcome *o, unsigned counter, unsigned value)
{
    if (o->n_counts < COUNTS_MAX)
        o->counts[o->n_counts++] = (struct count){counter, value};
}

/* ---- files ----------------------------------------------------------------
 */

void outcome_blob(struct outcome *o, const char *name, struct bytes data)
{
    struct outcome_file *f;

    if (o->n_files == OUTCOME_BLOBS_MAX) {
        o->is_broken = true;
        return;
    }
    f = &o->files[o->n_files++];
    f->name = must_dup(name);
    f->data = BUF_INIT(OUTCOME_BLOB_BYTES_MAX);
    if (buf_add(&f->data, data.at, data.len) < 0)
        o->is_broken = true;
}

void outcome_text(struct outcome *o, const char *name, struct bytes plain)
{
    CHECK(!o->text.name);
    o->text.name = must_dup(name);
    o->text.data = BUF_INIT(TEXT_MAX);
    if (plain.len == 0 || buf_add(&o->text.data, plain.at, plain.len) < 0)
        o->is_broken = true;
}
