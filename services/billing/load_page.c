#include "billing/load.h"

#include "core/cleanup.h"
#include "core/text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { STATE_MAX = 1 << 20 };

static void copy(const struct redis_reply *reply, size_t i, char *ret,
                 size_t size)
{
    struct bytes b = redis_reply_bytes(redis_reply_at(reply, i));

    (void)snprintf(ret, size, "%.*s", (int)b.len, (const char *)b.at);
}

/* This school, or the first one; and the next one behind it. */
static int load_schools(struct load *load, const char *code)
{
    _cleanup_(redis_reply_freep) struct redis_reply *reply = NULL;
    struct page *page = &load->scene.page;
    char from[16];
    const char *const words[] = {"ZRANGEBYLEX", "schools", from, "+",
                                 "LIMIT",       "0",       "2"};
    int r;

    (void)snprintf(from, sizeof from, "%s%.8s", *code ? "[" : "-", code);
    r = redis_ask(load->billing->redis, words, 7, &reply);
    if (r < 0)
        return r;
    if (redis_reply_count(reply) > 0)
        copy(reply, 0, page->school_code, sizeof page->school_code);
    if (redis_reply_count(reply) > 1)
        copy(reply, 1, page->next_school, sizeof page->next_school);
    return 0;
}

/* Members and scores, one behind the other. */
static void take_uids(struct page *page, const struct redis_reply *reply,
                      const Tucai__V1__Walk *walk)
{
    int64_t score_ms = 0;

    page->last_ms = walk->after_ms;
    page->skip = walk->skip;
    for (size_t i = 0; i + 1 < redis_reply_count(reply); i += 2) {
        struct page_item *item = &page->items[page->n++];

        copy(reply, i, item->uid, sizeof item->uid);
        score_ms = redis_reply_int(redis_reply_at(reply, i + 1));
        page->skip = score_ms == page->last_ms ? page->skip + 1 : 1;
        page->last_ms = score_ms;
    }
}

static int load_uids(struct load *load, const Tucai__V1__Walk *walk,
                     const char *key)
{
    _cleanup_(redis_reply_freep) struct redis_reply *reply = NULL;
    char from[24], skip[16], most[8];
    const char *const words[] = {"ZRANGEBYSCORE", key,     from, "+inf",
                                 "WITHSCORES",    "LIMIT", skip, most};
    int r;

    (void)snprintf(from, sizeof from, "%" PRId64, walk->after_ms);
    (void)snprintf(skip, sizeof skip, "%" PRIu32, walk->skip);
    (void)snprintf(most, sizeof most, "%d", PAGE_MAX);
    r = redis_ask(load->billing->redis, words, 8, &reply);
    if (r == 0)
        take_uids(&load->scene.page, reply, walk);
    return r;
}

/* ---- what is in review (R29) ---- */

static int load_escalated(struct load *load, struct page_item *item)
{
    _cleanup_(redis_reply_freep) struct redis_reply *score = NULL;
    const char *const words[] = {"ZSCORE", "overdue", item->uid};
    int r = redis_ask(load->billing->redis, words, 3, &score);

    if (r == 0)
        item->is_escalated = !redis_reply_is_nil(score);
    return r;
}

static int load_due(struct load *load, struct page_item *item)
{
    _cleanup_(buf_done) struct buf data = BUF_INIT(STATE_MAX);
    _cleanup_(student_freep) struct student *s = NULL;
    const struct school *school = load->scene.school;
    struct window_who who;
    uint64_t version = 0;
    char key[KEY_SIZE];
    int r = -EBADMSG;

    if (key_of("s", item->uid, key))
        r = redis_get_versioned(load->billing->redis, key, &data, &version);
    if (r == 0 && version)
        r = student_decode(buf_view(&data), &s);
    if (r < 0 || !s || student_submission_state(s) != SUBMISSION_IN_REVIEW)
        return r;
    who = student_who(s);
    item->due_ms =
        window_review_due(&school->schedule, &who, s->submission.submitted_ms);
    return load_escalated(load, item);
}

static int load_reviews(struct load *load, const Tucai__V1__Walk *walk)
{
    struct page *page = &load->scene.page;
    char key[KEY_SIZE];
    int r = load_school(load, page->school_code);

    if (r < 0 || !load->scene.school || !key_of("rv", page->school_code, key))
        return r;
    r = load_uids(load, walk, key);
    for (size_t i = 0; i < page->n && r == 0; i++)
        r = load_due(load, &page->items[i]);
    return r;
}

int load_page(struct load *load, const Tucai__V1__Walk *walk)
{
    struct page *page = &load->scene.page;
    char id[16], key[KEY_SIZE];
    int r = load_schools(load, walk->school_code);

    if (r < 0 || !page->school_code[0])
        return r;
    if (walk->what == TUCAI__V1__WALK__WHAT__OVERDUE)
        return load_reviews(load, walk);
    if (walk->what == TUCAI__V1__WALK__WHAT__CLONE)
        return load_document(load, "sc", page->school_code);
    (void)snprintf(id, sizeof id, "%s:all", page->school_code);
    return key_of("st", id, key) ? load_uids(load, walk, key) : 0;
}
