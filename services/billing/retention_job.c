#include "billing/retention_job.h"

#include "billing/commit.h"
#include "billing/retention.h"
#include "billing/retention_child.h"
#include "billing/retention_letters.h"
#include "billing/retention_prints.h"
#include "billing/retention_roster.h"
#include "billing/season_end.h"
#include "core/check.h"
#include "core/cleanup.h"
#include "core/text.h"
#include "core/time.h"
#include "model/retention.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    PAGE = 100,
    PAGES_MAX = 20000,
    PAUSE_MS = 1000, /* so that what a page led to is over before the next */
    SHORT_PAGES_MAX = 60, /* looks for the last of a season's students */
};

#define WHAT(name) TUCAI__V1__RETENTION_JOB__WHAT__##name

/* ---- follow-up jobs ---- */

static void next_page(const struct load *load, struct outcome *outcome,
                      const Tucai__V1__RetentionJob *job)
{
    Tucai__V1__RetentionJob next = *job;

    if (++next.page < PAGES_MAX)
        retention_child(outcome, &next, "", load->job->now_ms + PAUSE_MS);
}

int retention_begin(struct load *load, struct outcome *outcome)
{
    Tucai__V1__RetentionJob job = TUCAI__V1__RETENTION_JOB__INIT;

    job.day = time_local_day(load->job->admitted_ms);
    job.what = WHAT(DUE);
    retention_child(outcome, &job, "", 0);
    job.what = WHAT(GROUPS);
    retention_child(outcome, &job, "", 0);
    job.what = WHAT(ROSTERS);
    retention_child(outcome, &job, "", 0);
    job.what = WHAT(LETTERS);
    for (size_t i = 0; retention_letters_stage(i); i++) {
        job.group = (char *)retention_letters_stage(i);
        retention_child(outcome, &job, "", 0);
    }
    outcome_ok(outcome, (struct bytes){NULL, 0});
    return 0;
}

/* ---- pages ---- */

static bool copy_text(struct bytes from, char *ret, size_t size)
{
    if (from.len == 0 || from.len >= size)
        return false;
    memcpy(ret, from.at, from.len);
    ret[from.len] = '\0';
    return true;
}

/* Once nobody of it is left, its people leave the orders of prints. */
static void end_group(const struct load *load, struct outcome *outcome,
                      const Tucai__V1__RetentionJob *page, bool has_students)
{
    Tucai__V1__RetentionJob job = *page;

    if (has_students && job.skip < SHORT_PAGES_MAX) {
        job.skip++;
        next_page(load, outcome, &job);
        return;
    }
    job.what = WHAT(PRINTS);
    job.page = job.skip = 0;
    retention_child(outcome, &job, "", 0);
}

/* A job for each uid of a page; a full page is followed by another. */
static void add_students(const struct load *load, struct outcome *outcome,
                         const Tucai__V1__RetentionJob *page,
                         const struct redis_reply *uids)
{
    Tucai__V1__RetentionJob job = *page;
    char uid[STUDENT_TEXT_SIZE];

    job.what = page->what == WHAT(DUE) ? WHAT(STUDENT) : WHAT(ALL);
    job.page = 0;
    for (size_t i = 0; i < redis_reply_count(uids); i++) {
        if (copy_text(redis_reply_bytes(redis_reply_at(uids, i)), uid,
                      sizeof uid))
            retention_child(outcome, &job, uid, 0);
    }
    if (redis_reply_count(uids) == PAGE)
        next_page(load, outcome, page);
    else if (page->what == WHAT(GROUP))
        end_group(load, outcome, page, redis_reply_count(uids) > 0);
}

static int run_page(struct load *load, struct outcome *outcome,
                    const Tucai__V1__RetentionJob *job)
{
    _cleanup_(redis_reply_freep) struct redis_reply *uids = NULL;
    bool is_due = job->what == WHAT(DUE);
    char key[KEY_SIZE], until[24], count[8];
    const char *const words[] = {"ZRANGEBYSCORE", key, "-inf", until,
                                 "LIMIT",         "0", count};
    int r;

    if (!key_of("keep", is_due ? "due" : job->group, key))
        return -EBADMSG;
    (void)snprintf(until, sizeof until, "%" PRId64, load->job->now_ms);
    (void)snprintf(count, sizeof count, "%d", (int)PAGE);
    r = redis_ask(load->billing->redis, words, 7, &uids);
    if (r < 0)
        return r;
    add_students(load, outcome, job, uids);
    return 0;
}

/* ---- seasons and schools ---- */

struct group {
    char name[RETENTION_GROUP_SIZE];
    char *school; /* into name, behind the last '/' */
};

static bool parse_group(const struct redis_reply *list, size_t i,
                        struct group *ret)
{
    if (!copy_text(redis_reply_bytes(redis_reply_at(list, i)), ret->name,
                   sizeof ret->name))
        return false;
    ret->school = strrchr(ret->name, '/');
    return ret->school != NULL;
}

static int look_at_group(struct load *load, struct outcome *outcome,
                         const Tucai__V1__RetentionJob *job,
                         const struct group *group)
{
    Tucai__V1__RetentionJob page = *job;
    char season[RETENTION_GROUP_SIZE];
    const struct school *school = NULL;
    int r;

    scene_copy(season, sizeof season, group->name);
    season[group->school - group->name] = '\0';
    r = season_end_read(load->billing->redis, season, &page.closed_ms);
    if (r == 0 && page.closed_ms > 0)
        r = schools_get(load->billing->schools, group->school + 1, &school);
    if (r < 0 || !school)
        return r;
    if (page.closed_ms + school->policy.student_keep_ms <= load->job->now_ms) {
        page.what = WHAT(GROUP);
        page.page = 0;
        page.group = (char *)group->name;
        retention_child(outcome, &page, "", 0);
    }
    return 0;
}

static int run_groups(struct load *load, struct outcome *outcome,
                      const Tucai__V1__RetentionJob *job)
{
    _cleanup_(redis_reply_freep) struct redis_reply *list = NULL;
    char from[16], to[16];
    const char *const words[] = {"ZRANGE", "keep:groups", from, to,
                                 "WITHSCORES"};
    struct group group;
    int r;

    (void)snprintf(from, sizeof from, "%" PRIu32, job->page * PAGE);
    (void)snprintf(to, sizeof to, "%" PRIu32, (job->page + 1) * PAGE - 1);
    r = redis_ask(load->billing->redis, words, 5, &list);
    for (size_t i = 0; r == 0 && i + 1 < redis_reply_count(list); i += 2) {
        if (parse_group(list, i, &group))
            r = look_at_group(load, outcome, job, &group);
    }
    if (r < 0)
        return r;
    if (redis_reply_count(list) == 2 * PAGE)
        next_page(load, outcome, job);
    return 0;
}

/* ---- rosters ---- */

static int look_at_school(struct load *load, struct outcome *outcome,
                          const Tucai__V1__RetentionJob *page,
                          struct bytes code)
{
    Tucai__V1__RetentionJob job = *page;
    char school_code[8];
    bool has = false;
    int r = 0;

    if (copy_text(code, school_code, sizeof school_code))
        r = retention_has_roster(load->billing->redis, school_code, &has);
    if (!has)
        return r;
    job.what = WHAT(ROSTER);
    job.page = 0;
    job.group = school_code;
    retention_child(outcome, &job, "", 0);
    return 0;
}

static int run_rosters(struct load *load, struct outcome *outcome,
                       const Tucai__V1__RetentionJob *job)
{
    _cleanup_(redis_reply_freep) struct redis_reply *codes = NULL;
    char from[16], to[16];
    const char *const words[] = {"ZRANGE", "schools", from, to};
    int r;

    (void)snprintf(from, sizeof from, "%" PRIu32, job->page * PAGE);
    (void)snprintf(to, sizeof to, "%" PRIu32, (job->page + 1) * PAGE - 1);
    r = redis_ask(load->billing->redis, words, 4, &codes);
    for (size_t i = 0; r == 0 && i < redis_reply_count(codes); i++)
        r = look_at_school(load, outcome, job,
                           redis_reply_bytes(redis_reply_at(codes, i)));
    if (r == 0 && redis_reply_count(codes) == PAGE)
        next_page(load, outcome, job);
    return r;
}

/* ---- one student ---- */

static bool is_of_group(const struct student *s, const char *group)
{
    char own[RETENTION_GROUP_SIZE];

    return retention_group(s->season, s->school_code, own) &&
           strcmp(own, group) == 0;
}

static int run_student(struct load *load, struct decision *d,
                       struct outcome *outcome,
                       const Tucai__V1__RetentionJob *job)
{
    int r = load_student(load, load->job->uid);

    if (r == 0)
        r = load_school(load, load->student->school_code);
    if (r == 0 && job->what == WHAT(ALL))
        r = load_document(load, "season", load->student->season);
    if (r < 0)
        return r;
    decide(d, 204, NULL);
    load->scene.by = "system";
    if (load->version > 0 && load->scene.school && job->what == WHAT(STUDENT))
        retention_due(&load->scene, d);
    else if (load->version > 0 && load->scene.school &&
             is_of_group(load->student, job->group))
        retention_all(&load->scene, d, job->closed_ms);
    commit(load, d, outcome);
    return 0;
}

static int run_letters(struct load *load, struct outcome *outcome,
                       const Tucai__V1__RetentionJob *job)
{
    struct letters_page page = {job->group, load->job->now_ms, job->skip,
                                false};
    Tucai__V1__RetentionJob next = *job;
    int r = retention_letters(load->billing->redis, &page, outcome);

    next.skip = page.skip;
    if (r == 0 && !page.is_last && ++next.page < PAGES_MAX)
        retention_child(outcome, &next, "", 0);
    return r;
}

/* What has no decision to be committed is over with its effects. */
static int run_lists(struct load *load, struct outcome *outcome,
                     const Tucai__V1__RetentionJob *job)
{
    int r = -EBADMSG;

    if (job->what == WHAT(DUE) || job->what == WHAT(GROUP))
        r = run_page(load, outcome, job);
    else if (job->what == WHAT(GROUPS))
        r = run_groups(load, outcome, job);
    else if (job->what == WHAT(LETTERS))
        r = run_letters(load, outcome, job);
    else if (job->what == WHAT(ROSTERS))
        r = run_rosters(load, outcome, job);
    else if (job->what == WHAT(ROSTER))
        r = retention_roster(load, job->group, outcome);
    else if (job->what == WHAT(PRINTS))
        r = retention_prints(load, job, outcome);
    if (r == 0)
        outcome_ok(outcome, (struct bytes){NULL, 0});
    return r;
}

static int run(struct load *load, struct decision *d, struct outcome *outcome,
               const Tucai__V1__RetentionJob *job)
{
    if (job->what == WHAT(STUDENT) || job->what == WHAT(ALL))
        return run_student(load, d, outcome, job);
    if (job->what == WHAT(PRINT))
        return retention_print(load, job, outcome);
    return run_lists(load, outcome, job);
}

int retention_job(struct load *load, struct decision *d,
                  struct outcome *outcome)
{
    struct bytes payload = load->job->payload;
    Tucai__V1__RetentionJob *job =
        tucai__v1__retention_job__unpack(NULL, payload.len, payload.at);
    int r = job ? run(load, d, outcome, job) : -EBADMSG;

    if (job)
        tucai__v1__retention_job__free_unpacked(job, NULL);
    return r;
}
