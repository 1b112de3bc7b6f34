#include "billing/bill/own.h"

#include "billing/booked.h"
#include "core/cleanup.h"
#include "core/text.h"
#include "model/student.h"

#include <errno.h>
#include <string.h>

enum { STATE_MAX = 1 << 20 };

int own_list(struct redis *redis, const char *list, int64_t day_ms,
             struct redis_reply **ret)
{
    char key[KEY_SIZE];
    const char *const words[] = {"ZRANGE", key, "0", "-1"};

    booked_key(list, day_ms, key);
    return redis_ask(redis, words, 4, ret);
}

/* NULL if there is none. */
static int load(struct redis *redis, const char *uid, struct student **ret)
{
    _cleanup_(buf_done) struct buf data = BUF_INIT(STATE_MAX);
    uint64_t version = 0;
    char key[KEY_SIZE];
    int r = 0;

    *ret = NULL;
    if (key_of("s", uid, key))
        r = redis_get_versioned(redis, key, &data, &version);
    if (r < 0 || version == 0)
        return r;
    return student_decode(buf_view(&data), ret);
}

/* "" if nobody made such an order. */
static int owner(struct redis *redis, const char *order_no, char ret[ID_SIZE])
{
    _cleanup_(buf_done) struct buf uid = BUF_INIT(ID_SIZE - 1);
    bool found = false;
    char key[KEY_SIZE];
    int r = 0;

    memset(ret, 0, ID_SIZE);
    if (key_of("ord", order_no, key))
        r = redis_get(redis, key, &uid, &found);
    if (r == 0 && found && uid.len > 0)
        memcpy(ret, uid.at, uid.len);
    return r;
}

static bool has_submission(const struct student *s, const char *id)
{
    bool has = strcmp(s->submission.id, id) == 0;

    for (size_t i = 0; i < s->past_len; i++)
        has = has || strcmp(s->past[i].id, id) == 0;
    return has;
}

static void take_seconds(const struct orders *all, const char *no,
                         struct orders *ret)
{
    for (size_t i = 0; i < all->len; i++) {
        if (strcmp(all->at[i].second_of, no) == 0)
            ret->at[ret->len++] = all->at[i];
    }
}

int own_order(struct redis *redis, const char *order_no, struct own_order *ret)
{
    _cleanup_(student_freep) struct student *student = NULL;
    const struct order *order;
    int r;

    memset(ret, 0, offsetof(struct own_order, seconds));
    ret->seconds.len = 0;
    text_copy(ret->order.no, sizeof ret->order.no, order_no);
    r = owner(redis, order_no, ret->uid);
    if (r == 0 && ret->uid[0])
        r = load(redis, ret->uid, &student);
    if (r < 0 || !student)
        return r;
    order = orders_find(&student->orders, order_no);
    if (!order)
        return 0;
    ret->is_known = true;
    ret->order = *order;
    take_seconds(&student->orders, order_no, &ret->seconds);
    ret->has_submission = has_submission(student, order->submission_id);
    return 0;
}

static bool is_unpaid(struct student *s)
{
    static const bool NEEDS_MONEY[SUBMISSION_STATES] = {
        [SUBMISSION_IN_REVIEW] = true,
        [SUBMISSION_APPROVED] = true,
        [SUBMISSION_SENT] = true,
        [SUBMISSION_ACCEPTED] = true,
    };
    const struct order *order = orders_find(&s->orders, s->paid_order_no);

    return NEEDS_MONEY[student_submission_state(s)] &&
           (!order || order->state != ORDER_PAID);
}

int own_is_unpaid(struct redis *redis, const char *uid, bool *ret)
{
    _cleanup_(student_freep) struct student *student = NULL;
    int r = load(redis, uid, &student);

    *ret = student && is_unpaid(student);
    return r;
}
