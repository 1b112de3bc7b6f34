#include "billing/retention_prints.h"

#include "billing/erase.h"
#include "billing/retention_child.h"
#include "core/check.h"
#include "core/cleanup.h"
#include "model/consignment.h"
#include "model/print_run.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    WAIT_MS = 2000, /* for an order that is being gathered */
    ERASE_JOB_MAX = 256 << 10,
};

/* ---- whose orders ---- */

/* Of "<season>/<school>" the school. */
static const char *school_of(const char *group)
{
    const char *slash = strrchr(group, '/');

    return slash ? slash + 1 : group;
}

int retention_prints(struct load *load, const Tucai__V1__RetentionJob *job,
                     struct outcome *outcome)
{
    _cleanup_(redis_reply_freep) struct redis_reply *ids = NULL;
    char key[KEY_SIZE], id[ID_SIZE];
    const char *const words[] = {"ZRANGE", key, "0", "-1"};
    Tucai__V1__RetentionJob next = *job;
    int r;

    if (!key_of("prints", school_of(job->group), key))
        return -EBADMSG;
    r = redis_ask(load->billing->redis, words, 4, &ids);
    next.what = TUCAI__V1__RETENTION_JOB__WHAT__PRINT;
    next.group = id;
    for (size_t i = 0; r == 0 && i < redis_reply_count(ids); i++) {
        struct bytes b = redis_reply_bytes(redis_reply_at(ids, i));

        (void)snprintf(id, sizeof id, "%.*s", (int)b.len, (const char *)b.at);
        retention_child(outcome, &next, load->job->uid, 0);
    }
    return r;
}

/* ---- one part of one order ---- */

struct work {
    struct load *load;
    const Tucai__V1__RetentionJob *job;
    struct outcome *outcome;
    Tucai__V1__PrintRun *run;
    uint64_t version;
    Tucai__V1__PrintPart *part; /* or NULL: there is none of that number */
    uint64_t part_version;
    unsigned gone, left; /* of the part */
};

static void work_done(struct work *w)
{
    print_run_freep(&w->run);
    print_part_freep(&w->part);
}

static int read_order(struct work *w)
{
    _cleanup_(buf_done) struct buf data = BUF_INIT(PRINT_VALUE_MAX);
    char key[KEY_SIZE];
    int r = -EBADMSG;

    if (print_key(w->job->group, key))
        r = redis_get_versioned(w->load->billing->redis, key, &data,
                                &w->version);
    if (r < 0 || w->version == 0)
        return r;
    w->run = print_run_decode(buf_view(&data));
    return w->run ? 0 : -EBADMSG;
}

static int read_part(struct work *w)
{
    _cleanup_(buf_done) struct buf data = BUF_INIT(PRINT_VALUE_MAX);
    char key[KEY_SIZE];
    int r;

    print_part_key(w->run->print_id, w->job->page, key);
    r = redis_get_versioned(w->load->billing->redis, key, &data,
                            &w->part_version);
    if (r < 0 || w->part_version == 0)
        return r;
    w->part = print_part_decode(buf_view(&data));
    return w->part ? 0 : -EBADMSG;
}

static int exists(struct work *w, const char *key, bool *ret)
{
    _cleanup_(redis_reply_freep) struct redis_reply *reply = NULL;
    const char *const words[] = {"EXISTS", key};
    int r = redis_ask(w->load->billing->redis, words, 2, &reply);

    *ret = r == 0 && redis_reply_int(reply) > 0;
    return r;
}

static int is_gone(struct work *w, const char *uid, bool *ret)
{
    char key[KEY_SIZE];
    bool is_there = false;
    int r = 0;

    *ret = false;
    if (*w->load->job->uid) {
        *ret = strcmp(uid, w->load->job->uid) == 0;
        return 0;
    }
    if (key_of("s", uid, key))
        r = exists(w, key, &is_there);
    *ret = r == 0 && !is_there;
    return r;
}

/* His place stays, so that counts and codes do. */
static void blank(Tucai__V1__PrintMember *member)
{
    print_set_text(&member->uid, "");
    print_set_text(&member->student_no, "");
}

static int look_at(struct work *w, Tucai__V1__PrintMember *member)
{
    bool gone = false;
    int r = *member->uid ? is_gone(w, member->uid, &gone) : 0;

    if (gone)
        blank(member);
    w->gone += gone;
    w->left += *member->uid != 0;
    return r;
}

/* A state for each of them?  One question for a part in which nobody is gone,
 * as in most. */
static int are_all_there(struct work *w, bool *ret)
{
    _cleanup_(redis_reply_freep) struct redis_reply *count = NULL;
    const Tucai__V1__PrintPart *part = w->part;
    _cleanup_(freep) const char **words =
        must_alloc((part->n_members + 1) * sizeof *words);
    _cleanup_(freep) char(*keys)[KEY_SIZE] =
        must_alloc((part->n_members + 1) * sizeof *keys);
    size_t n = 0;
    int r = 0;

    words[0] = "EXISTS";
    for (size_t i = 0; i < part->n_members; i++) {
        if (!key_of("s", part->members[i]->uid, keys[n]))
            continue;
        words[n + 1] = keys[n];
        n++;
    }
    if (n > 0)
        r = redis_ask(w->load->billing->redis, words, n + 1, &count);
    *ret = r == 0 && n > 0 && redis_reply_int(count) == (int64_t)n;
    w->left = *ret ? (unsigned)n : 0;
    return r;
}

static int look_at_part(struct work *w)
{
    bool all_there = false;
    int r = read_part(w);

    if (r < 0 || !w->part)
        return r;
    if (!*w->load->job->uid)
        r = are_all_there(w, &all_there);
    for (size_t i = 0; r == 0 && !all_there && i < w->part->n_members; i++)
        r = look_at(w, w->part->members[i]);
    return r;
}

/* ---- what is kept without him ---- */

static void put(struct work *w, const char *key, uint64_t version,
                const ProtobufCMessage *message)
{
    _cleanup_(buf_done) struct buf data = BUF_INIT(PRINT_VALUE_MAX);

    CHECK(print_pack(message, &data) == 0);
    effect_put(w->outcome, key, version, buf_view(&data));
}

/* The record loses them in this commit, the store right after it. */
static void drop_files(struct work *w)
{
    Tucai__V1__PrintRun *run = w->run;
    Tucai__V1__EraseJob job = TUCAI__V1__ERASE_JOB__INIT;
    _cleanup_(buf_done) struct buf payload = BUF_INIT(ERASE_JOB_MAX);
    _cleanup_(freep) char **list =
        must_alloc((run->n_files + 1) * sizeof *list);
    char id[ID_SIZE];

    effect_zrem(w->outcome, "print:due", run->print_id);
    if (run->n_files == 0)
        return;
    for (size_t i = 0; i < run->n_files; i++)
        list[i] = run->files[i]->blob->location;
    job.locations = list;
    job.n_locations = run->n_files;
    CHECK(print_pack(&job.base, &payload) == 0);
    (void)snprintf(id, sizeof id, "erase:%.24s:%.24s", run->print_id, list[0]);
    effect_child(w->outcome, &(struct child_job){.id = id,
                                                 .kind = "erase",
                                                 .uid = "",
                                                 .payload = buf_view(&payload),
                                                 .reply_to = ""});
    for (size_t i = 0; i < run->n_files; i++)
        tucai__v1__print_file__free_unpacked(run->files[i], NULL);
    run->n_files = 0;
}

/* A step that has him in its hands conflicts with this, and finds an order that
 * is to be made again. */
static void leave(struct work *w)
{
    char key[KEY_SIZE];

    print_part_key(w->run->print_id, w->job->page, key);
    put(w, key, w->part_version, &w->part->base);
    drop_files(w);
    if (w->run->state != PRINT_FAILED)
        w->run->state = PRINT_EXPIRED;
    CHECK(print_key(w->run->print_id, key));
    put(w, key, w->version, &w->run->base);
}

/* ---- nobody is left ---- */

static void forget_versioned(struct work *w, const char *key, uint64_t version)
{
    /* Only the one that was looked at: else it is decided again. */
    effect_put(w->outcome, key, version, (struct bytes){NULL, 0});
    effect_del(w->outcome, key);
}

static void forget_consignment(struct work *w, const Tucai__V1__Consignment *c,
                               const char *key, uint64_t version)
{
    char index[KEY_SIZE];

    forget_versioned(w, key, version);
    CHECK(key_of("cons", c->school_code, index));
    effect_zrem(w->outcome, index, c->consignment_id);
    effect_zrem(w->outcome, "cons:all", c->consignment_id);
}

/* An order that is gone has no parts in it; the last one takes it along. */
static int leave_consignment(struct work *w)
{
    _cleanup_(consignment_freep) Tucai__V1__Consignment *c = NULL;
    _cleanup_(buf_done) struct buf data = BUF_INIT(PRINT_VALUE_MAX);
    uint64_t version = 0;
    uint32_t parts = 0;
    char key[KEY_SIZE];
    int r = 0;

    if (key_of("con", w->run->consignment_id, key))
        r = redis_get_versioned(w->load->billing->redis, key, &data, &version);
    if (r < 0 || version == 0)
        return r;
    c = consignment_decode(buf_view(&data));
    if (!c)
        return -EBADMSG;
    for (size_t i = 0; i < c->n_print_ids; i++) {
        if (strcmp(c->print_ids[i], w->run->print_id) == 0)
            c->parts[i] = 0;
        parts += c->parts[i];
    }
    if (parts > 0)
        put(w, key, version, &c->base);
    else
        forget_consignment(w, c, key, version);
    return 0;
}

static int forget_order(struct work *w)
{
    const struct erase_record record = {w->load->job->now_ms,
                                        w->run->school_code, "prints"};
    unsigned parts = print_parts(w->run->total);
    char key[KEY_SIZE];

    CHECK(print_key(w->run->print_id, key));
    forget_versioned(w, key, w->version);
    for (unsigned i = 0; i < parts; i++) {
        print_part_key(w->run->print_id, i, key);
        effect_del(w->outcome, key);
    }
    print_bundles_key(w->run->print_id, key);
    effect_del(w->outcome, key);
    CHECK(key_of("prints", w->run->school_code, key));
    effect_zrem(w->outcome, key, w->run->print_id);
    drop_files(w);
    erase_tally(w->outcome, &record, 1);
    return leave_consignment(w);
}

/* ---- the job ---- */

/* One that failed before anybody was in it goes with the season. */
static bool is_empty(const struct work *w, unsigned left)
{
    const char *uid = w->load->job->uid;

    return left == 0 && (!*uid || w->gone || print_run_is_sorted(w->run) ||
                         strcmp(w->run->scope->student_uid, uid) == 0);
}

static int end_part(struct work *w)
{
    Tucai__V1__RetentionJob next = *w->job;
    bool is_last = !w->part || next.page + 1 >= print_parts(w->run->total);

    next.skip += w->left;
    if (is_last && is_empty(w, next.skip))
        return forget_order(w);
    if (w->gone)
        leave(w);
    if (is_last)
        return 0;
    next.page++;
    retention_child(w->outcome, &next, w->load->job->uid, 0);
    return 0;
}

int retention_print(struct load *load, const Tucai__V1__RetentionJob *job,
                    struct outcome *outcome)
{
    _cleanup_(work_done) struct work w = {
        .load = load, .job = job, .outcome = outcome};
    int r = read_order(&w);

    outcome_ok(outcome, (struct bytes){NULL, 0});
    if (r < 0 || !w.run)
        return r;
    if (w.run->state == PRINT_QUEUED || w.run->state == PRINT_GATHERING) {
        outcome_later(outcome, WAIT_MS, "the order is being gathered");
        return 0;
    }
    r = look_at_part(&w);
    return r == 0 ? end_part(&w) : r;
}
