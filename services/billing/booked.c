#include "billing/booked.h"

#include "billing/jobs.h"
#include "billing/journal/event.h"
#include "core/check.h"
#include "core/time.h"

#include <stdio.h>
#include <string.h>

enum { SECONDS_PER_DAY = 86400 };

void booked_key(const char *list, int64_t at_ms, char ret[KEY_SIZE])
{
    char at[TIME_TEXT_SIZE];

    time_format(at_ms, at);
    (void)snprintf(ret, KEY_SIZE, "b:%s:%.10s", list, at);
}

static void list(struct decision *d, const char *name, const char *member,
                 int64_t at_ms)
{
    char key[KEY_SIZE];

    booked_key(name, at_ms, key);
    decision_index(d, EFFECT_ADD, key, member, at_ms);
    decision_add(d, EFFECT_EXPIRE, key)->ttl_s =
        BOOKED_KEPT_DAYS * SECONDS_PER_DAY;
}

static void write_event(const struct scene *scene, const struct order *order,
                        struct decision *d)
{
    struct event event = {.at_ms = scene->now_ms};
    struct effect *e = decision_add(d, EFFECT_APPEND, EVENT_OUTBOX_KEY);
    json_t *json;
    char *text;

    scene_copy(event.uid, sizeof event.uid, scene->student->uid);
    scene_copy(event.school_code, sizeof event.school_code,
               scene->student->school_code);
    scene_copy(event.season, sizeof event.season, scene->student->season);
    event_take(&event, order);
    json = event_json(&event);
    text = json_dumps(json, JSON_COMPACT);
    scene_copy(e->member, sizeof e->member, EVENT_OUTBOX_FIELD);
    CHECK(text && buf_add_text(&e->value, text) == 0);
    free(text);
    json_decref(json);
}

/* What comes from the journal does not go there again. */
static bool is_restoring(const struct scene *scene)
{
    return scene->command &&
           scene->command->op_case == TUCAI__V1__COMMAND__OP_RESTORE_ORDERS;
}

static void book_order(const struct scene *scene, const struct order *was,
                       const struct order *is, struct decision *d)
{
    if (is->paid_ms && (!was || !was->paid_ms))
        list(d, "paid", order_provider_no(is), is->paid_ms);
    if (is->refunded_ms && (!was || !was->refunded_ms))
        list(d, "refunded", order_provider_no(is), is->refunded_ms);
    if ((was && was->state == is->state) || is_restoring(scene))
        return;
    write_event(scene, is, d);
    jobs_journal(d, scene, is->no);
}

static bool is_in_review(const struct submission *s)
{
    return s->state == SUBMISSION_IN_REVIEW || s->state == SUBMISSION_APPROVED;
}

static void book_submission(const struct scene *scene,
                            const struct student *before, struct decision *d)
{
    const struct submission *was = &before->submission;
    const struct submission *is = &scene->student->submission;
    bool is_same = strcmp(was->id, is->id) == 0 && is_in_review(was);

    if (is_in_review(is) && !is_same && scene->school &&
        scene->school->policy.amount_fen > 0)
        list(d, "submitted", scene->student->uid, scene->now_ms);
}

void book(const struct scene *scene, struct student *before, struct decision *d)
{
    struct orders *orders = &scene->student->orders;

    for (size_t i = 0; i < orders->len; i++)
        book_order(scene, orders_find(&before->orders, orders->at[i].no),
                   &orders->at[i], d);
    book_submission(scene, before, d);
}
