#include "billing/decision.h"

#include "core/check.h"
#include "model/roster_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VALUE_MAX = 2 << 20, TEXT_MAX = 1024 };

static void drop_effects(struct decision *d)
{
    for (size_t i = 0; i < d->effects_len; i++) {
        buf_done(&d->effects[i].value);
        buf_done(&d->effects[i].text);
    }
    d->effects_len = 0;
}

static void drop_roster(struct decision *d)
{
    struct roster_write *write = d->roster;

    if (!write)
        return;
    for (size_t i = 0; i < write->n_parts; i++)
        buf_done(&write->parts[i]);
    free(write->parts);
    buf_done(&write->head);
    free(write);
    d->roster = NULL;
}

void decision_done(struct decision *d)
{
    json_decref(d->json);
    drop_effects(d);
    drop_roster(d);
    memset(d, 0, sizeof *d);
}

void decide(struct decision *d, unsigned status, json_t *json)
{
    json_decref(d->json);
    d->status = status;
    d->code = "";
    d->json = json;
}

void refuse(struct decision *d, unsigned status, const char *code,
            const char *detail, json_t *extra)
{
    json_t *json = extra ? extra : json_object();

    if (!json_object_get(json, "detail"))
        (void)json_object_set_new(json, "detail", json_string(detail));
    decide(d, status, json);
    d->code = code;
    d->is_changed = d->is_erased = false;
    drop_effects(d);
    drop_roster(d);
}

struct effect *decision_add(struct decision *d, enum effect_kind kind,
                            const char *key)
{
    struct effect *e = &d->effects[d->effects_len++];

    CHECK(d->effects_len <= DECISION_EFFECTS_MAX);
    memset(e, 0, sizeof *e);
    e->kind = kind;
    e->value = BUF_INIT(VALUE_MAX);
    e->text = BUF_INIT(TEXT_MAX);
    (void)snprintf(e->key, sizeof e->key, "%s", key);
    return e;
}

void decision_event(struct decision *d, const char *kind, json_t *json)
{
    struct effect *e = decision_add(d, EFFECT_EVENT, "");
    char *text = json_dumps(json, JSON_COMPACT | JSON_ENCODE_ANY);

    (void)snprintf(e->member, sizeof e->member, "%s", kind);
    CHECK(text && buf_add_text(&e->value, text) == 0);
    free(text);
    json_decref(json);
}

void decision_index(struct decision *d, enum effect_kind kind, const char *key,
                    const char *member, int64_t score)
{
    struct effect *e = decision_add(d, kind, key);

    (void)snprintf(e->member, sizeof e->member, "%s", member);
    e->at_ms = score;
}

struct roster_write *decision_roster(struct decision *d, size_t n_parts)
{
    struct roster_write *write = must_alloc(sizeof *write);

    CHECK(!d->roster && n_parts <= ROSTER_PARTS_MAX);
    write->head = BUF_INIT(ROSTER_HEAD_BYTES_MAX);
    write->parts = must_alloc((n_parts + 1) * sizeof *write->parts);
    write->n_parts = n_parts;
    for (size_t i = 0; i < n_parts; i++)
        write->parts[i] = BUF_INIT(ROSTER_PART_BYTES_MAX);
    d->roster = write;
    return write;
}

const struct effect *decision_find(const struct decision *d,
                                   enum effect_kind kind)
{
    for (size_t i = 0; i < d->effects_len; i++) {
        if (d->effects[i].kind == kind)
            return &d->effects[i];
    }
    return NULL;
}
