#include "billing/journal/event.h"

#include "core/check.h"
#include "core/text.h"
#include "core/time.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void jsonp(json_t **json)
{
    json_decref(*json);
}

void event_take(struct event *e, const struct order *o)
{
    text_copy(e->order_no, sizeof e->order_no, o->no);
    text_copy(e->second_of, sizeof e->second_of, o->second_of);
    e->state = o->state;
    text_copy(e->submission_id, sizeof e->submission_id, o->submission_id);
    text_copy(e->channel, sizeof e->channel, o->channel);
    e->amount_fen = o->amount_fen;
    e->prints = o->prints;
    e->created_ms = o->created_ms;
    e->expires_ms = o->expires_ms;
    e->paid_ms = o->paid_ms;
    e->refunded_ms = o->refunded_ms;
    text_copy(e->transaction_id, sizeof e->transaction_id, o->transaction_id);
    text_copy(e->refund_no, sizeof e->refund_no, o->refund_no);
}

json_t *event_json(const struct event *e)
{
    char at[TIME_TEXT_SIZE];
    json_t *json;

    time_format(e->at_ms, at);
    json = json_pack(
        "{ss ss sI ss ss ss ss ss sI sI ss sI sI sI ss ss sI ss*}", "event",
        order_state_name(e->state), "time", at, "at_ms", (json_int_t)e->at_ms,
        "order_no", e->order_no, "uid", e->uid, "school_code", e->school_code,
        "season", e->season, "submission_id", e->submission_id, "amount_fen",
        (json_int_t)e->amount_fen, "prints", (json_int_t)e->prints, "channel",
        e->channel, "created_ms", (json_int_t)e->created_ms, "expires_ms",
        (json_int_t)e->expires_ms, "paid_ms", (json_int_t)e->paid_ms,
        "transaction_id", e->transaction_id, "refund_no", e->refund_no,
        "refunded_ms", (json_int_t)e->refunded_ms, "second_of",
        e->second_of[0] ? e->second_of : NULL);
    CHECK(json);
    return json;
}

static json_t *object_of(struct bytes text)
{
    json_t *json = json_loadb((const char *)text.at, text.len,
                              JSON_REJECT_DUPLICATES, NULL);

    if (json_is_object(json))
        return json;
    json_decref(json);
    return NULL;
}

int event_line(struct bytes written, const struct event *place, struct buf *ret)
{
    __attribute__((cleanup(jsonp))) json_t *json = NULL;
    __attribute__((cleanup(jsonp))) json_t *from = object_of(written);
    char *text;
    int r;

    if (!from)
        return -EBADMSG;
    json = json_pack("{sI ss}", "seq", (json_int_t)place->seq, "outbox",
                     place->outbox);
    if (!json || json_object_update_missing(json, from) < 0 ||
        json_object_set_new(json, "prev", json_string(place->prev)) < 0)
        return -ENOMEM;
    text = json_dumps(json, JSON_COMPACT);
    if (!text)
        return -ENOMEM;
    r = strlen(text) > EVENT_LINE_MAX ? -EBADMSG : buf_add_text(ret, text);
    free(text);
    return r;
}

static bool get_text(const json_t *json, const char *name, char *ret,
                     size_t size)
{
    const json_t *value = json_object_get(json, name);

    if (!json_is_string(value) || json_string_length(value) >= size)
        return false;
    text_copy(ret, size, json_string_value(value));
    return true;
}

/* "" when the line does not have it. */
static bool get_optional(const json_t *json, const char *name, char *ret,
                         size_t size)
{
    ret[0] = '\0';
    return !json_object_get(json, name) || get_text(json, name, ret, size);
}

static bool get_number(const json_t *json, const char *name, int64_t *ret)
{
    const json_t *value = json_object_get(json, name);

    *ret = json_integer_value(value);
    return json_is_integer(value) && *ret >= 0;
}

static bool get_state(const json_t *json, enum order_state *ret)
{
    const char *name = json_string_value(json_object_get(json, "event"));

    for (int s = ORDER_CREATED; name && s < ORDER_STATES; s++) {
        if (strcmp(order_state_name((enum order_state)s), name) == 0) {
            *ret = (enum order_state)s;
            return true;
        }
    }
    return false;
}

#define TEXT(name, field) get_text(json, name, field, sizeof(field))
#define NUMBER(name, field) get_number(json, name, &(field))

static bool read_order(const json_t *json, struct event *e)
{
    return get_state(json, &e->state) && TEXT("order_no", e->order_no) &&
           e->order_no[0] &&
           get_optional(json, "second_of", e->second_of, sizeof e->second_of) &&
           TEXT("submission_id", e->submission_id) &&
           NUMBER("amount_fen", e->amount_fen) && NUMBER("prints", e->prints) &&
           TEXT("channel", e->channel) && NUMBER("created_ms", e->created_ms) &&
           NUMBER("expires_ms", e->expires_ms) &&
           NUMBER("paid_ms", e->paid_ms) &&
           TEXT("transaction_id", e->transaction_id) &&
           TEXT("refund_no", e->refund_no) &&
           NUMBER("refunded_ms", e->refunded_ms);
}

int event_read(struct bytes line, struct event *ret)
{
    __attribute__((cleanup(jsonp))) json_t *json = object_of(line);
    struct event e;

    memset(&e, 0, sizeof e);
    if (line.len > EVENT_LINE_MAX || !json || !NUMBER("seq", e.seq) ||
        !TEXT("outbox", e.outbox) || !TEXT("prev", e.prev) ||
        strlen(e.prev) != CHAIN_HEX - 1 || !NUMBER("at_ms", e.at_ms) ||
        !TEXT("uid", e.uid) || !TEXT("school_code", e.school_code) ||
        !get_optional(json, "season", e.season, sizeof e.season) ||
        !read_order(json, &e))
        return -EBADMSG;
    *ret = e;
    return 0;
}
