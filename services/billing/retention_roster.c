#include "billing/retention_roster.h"

#include "billing/erase.h"
#include "billing/season_end.h"
#include "core/cleanup.h"
#include "model/retention.h"
#include "model/roster_store.h"
#include "service/roster_reader.h"

#include <stdio.h>
#include <string.h>

enum { PAGE = 1000, PAGES_MAX = 100, RANK_SIZE = 16 };

int retention_has_roster(struct redis *redis, const char *school_code,
                         bool *ret)
{
    _cleanup_(redis_reply_freep) struct redis_reply *count = NULL;
    char key[KEY_SIZE];
    const char *const words[] = {"EXISTS", key};
    int r;

    *ret = false;
    if (!roster_head_key(school_code, key))
        return 0;
    r = redis_ask(redis, words, 2, &count);
    if (r == 0)
        *ret = redis_reply_int(count) > 0;
    return r;
}

/* ---- the seasons that use it ---- */

static int add_season(struct redis *redis, const char *season,
                      struct roster_use *use)
{
    int64_t ended_ms = 0;
    int r = season_end_read(redis, season, &ended_ms);

    if (r < 0)
        return r;
    if (ended_ms == 0)
        use->is_used = true;
    else if (ended_ms > use->ended_ms)
        use->ended_ms = ended_ms;
    return 0;
}

/* "<season>/<school>": nothing for another school's. */
static int add_group(struct redis *redis, struct bytes group,
                     const char *school_code, struct roster_use *use)
{
    char name[RETENTION_GROUP_SIZE];
    char *slash;

    if (group.len >= sizeof name)
        return 0;
    memcpy(name, group.at, group.len);
    name[group.len] = '\0';
    slash = strrchr(name, '/');
    if (!slash || strcmp(slash + 1, school_code) != 0)
        return 0;
    *slash = '\0';
    return add_season(redis, name, use);
}

static int add_page(struct redis *redis, int page, const char *school_code,
                    struct roster_use *use, bool *ret_more)
{
    _cleanup_(redis_reply_freep) struct redis_reply *list = NULL;
    char from[RANK_SIZE], to[RANK_SIZE];
    const char *const words[] = {"ZRANGE", "keep:groups", from, to};
    int r;

    (void)snprintf(from, sizeof from, "%d", page * PAGE);
    (void)snprintf(to, sizeof to, "%d", (page + 1) * PAGE - 1);
    r = redis_ask(redis, words, 4, &list);
    for (size_t i = 0; r == 0 && i < redis_reply_count(list); i++)
        r = add_group(redis, redis_reply_bytes(redis_reply_at(list, i)),
                      school_code, use);
    *ret_more = redis_reply_count(list) == PAGE;
    return r;
}

static int read_use(struct load *load, const char *school_code,
                    struct roster_use *use)
{
    struct redis *redis = load->billing->redis;
    const char *named = load->scene.school->season;
    bool more = true;
    int r = *named ? add_season(redis, named, use) : 0;

    for (int page = 0; r == 0 && more && page < PAGES_MAX; page++)
        r = add_page(redis, page, school_code, use, &more);
    return r;
}

/* ---- it goes ---- */

static void forget(struct outcome *outcome, const char *school_code,
                   uint64_t version, size_t parts)
{
    char key[KEY_SIZE];

    if (!roster_head_key(school_code, key))
        return;
    /* Only the one that was looked at: else it is decided again. */
    effect_put(outcome, key, version, (struct bytes){NULL, 0});
    effect_del(outcome, key);
    for (size_t i = 0; i < parts; i++) {
        roster_part_key(school_code, version, i, key);
        effect_del(outcome, key);
    }
}

static int judge(struct load *load, const char *school_code,
                 const struct roster_head *head, uint64_t version,
                 struct outcome *outcome)
{
    int64_t now_ms = load->job->now_ms;
    struct roster_use use = {.imported_ms = head->imported_ms};
    int r = read_use(load, school_code, &use);

    if (r < 0 ||
        !retention_roster_is_due(&use, &load->scene.school->policy, now_ms))
        return r;
    forget(outcome, school_code, version, head->n_parts);
    erase_tally(outcome, &(struct erase_record){now_ms, school_code, "roster"},
                (int64_t)head->lines);
    return 0;
}

int retention_roster(struct load *load, const char *school_code,
                     struct outcome *outcome)
{
    _cleanup_(roster_head_done) struct roster_head head;
    uint64_t version;
    int r =
        roster_reader_head(load->billing->redis, school_code, &head, &version);

    if (r == 0)
        r = load_school(load, school_code);
    if (r < 0 || version == 0 || !load->scene.school)
        return r;
    return judge(load, school_code, &head, version, outcome);
}
