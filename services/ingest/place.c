#include "ingest/place.h"

#include "core/cleanup.h"
#include "ingest/store.h"
#include "model/roster_store.h"
#include "service/log.h"

static void answer_damaged(struct call *c)
{
    log_error("damaged_value", F_STR("what", "roster"),
              F_STR("request_id", c->request_id));
    call_problem(c, "internal_error");
}

static void on_part(struct call *c, const struct redis_reply *reply)
{
    c->place = roster_new();
    if (redis_reply_is_nil(reply) ||
        roster_part_decode(redis_reply_bytes(reply), c->place) < 0)
        answer_damaged(c);
    else
        c->next(c);
}

static void on_head(struct call *c, const struct redis_reply *reply)
{
    _cleanup_(roster_head_done) struct roster_head head = {0};
    char key[KEY_SIZE];
    const char *words[] = {"GET", key};
    struct bytes value;
    uint64_t version;
    size_t part;

    if (!store_versioned(reply, &value, &version)) {
        c->next(c);
        return;
    }
    if (roster_head_decode(value, &head) < 0) {
        answer_damaged(c);
        return;
    }
    if (!roster_head_part(&head, c->student->uid, &part)) {
        c->next(c);
        return;
    }
    roster_part_key(c->student->school_code, version, part, key);
    store_ask(c, words, 2, on_part);
}

void place_find(struct call *c, call_fn *next)
{
    char key[KEY_SIZE];
    const char *words[] = {"HMGET", key, "v", "d"};

    roster_freep(&c->place);
    c->next = next;
    if (roster_head_key(c->student->school_code, key))
        store_ask(c, words, 4, on_head);
    else
        next(c);
}

const struct roster_line *place_of(const struct call *c)
{
    return c->place ? roster_find(c->place, c->student->uid) : NULL;
}
