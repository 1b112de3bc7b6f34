#include "relay/sweep/sweep.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/time.h"
#include "net/blob_walk.h"
#include "relay/sweep/references.h"
#include "service/log.h"

#include <errno.h>
#include <string.h>
#include <time.h>

enum {
    READ_MS = 90000, /* all within the worker's deadline */
    WALK_MS = 40000,
    ORPHANS_MAX = 20000, /* of one day; the next one takes the rest */
    S_PER_HOUR = 3600,
};

struct sweep {
    const char *dir;
    struct seen seen;
    int64_t until_mono_ms;
    int64_t kept; /* old files that something refers to */
    size_t n_orphans;
    char (*orphans)[BLOB_LOCATION_SIZE];
};

static void sweep_done(struct sweep *s)
{
    seen_done(&s->seen);
    free(s->orphans);
}

static int look_at(void *ctx, const char *location)
{
    struct sweep *s = ctx;

    if (time_mono_ms() > s->until_mono_ms)
        return -ETIME;
    if (seen_has(&s->seen, location))
        s->kept++;
    else if (s->n_orphans < ORPHANS_MAX)
        memcpy(s->orphans[s->n_orphans++], location, BLOB_LOCATION_SIZE);
    return 0;
}

static int find_orphans(struct sweep *s, int64_t before_s)
{
    int r;

    s->orphans = must_alloc(ORPHANS_MAX * sizeof *s->orphans);
    s->until_mono_ms = time_mono_ms() + WALK_MS;
    r = blob_walk(s->dir, before_s, look_at, s);
    return r == -ETIME ? 0 : r; /* what was found is enough for today */
}

/* Old files, and none of them known: more likely this is another ledger, or an
 * empty one, than that all of them are orphans. */
static bool is_strange(const struct sweep *s)
{
    return s->n_orphans > 0 && s->kept == 0;
}

static int remove_orphans(const struct sweep *s)
{
    int r = 0;

    for (size_t i = 0; i < s->n_orphans && r == 0; i++)
        r = blob_remove(s->dir, s->orphans[i]);
    log_info("swept", F_INT("removed", s->n_orphans), F_INT("kept", s->kept));
    return r;
}

static int run(struct sweep *s, struct redis *redis, int64_t before_s)
{
    int r = references_read(redis, time_mono_ms() + READ_MS, &s->seen);

    if (r == 0)
        r = find_orphans(s, before_s);
    if (r < 0)
        return r;
    if (!is_strange(s))
        return remove_orphans(s);
    log_error("sweep_refused", F_INT("files", s->n_orphans),
              F_STR("reason", "the ledger knows none of the old files"));
    return 0;
}

int sweep_job(struct relay *relay, const struct job *job,
              struct outcome *outcome)
{
    int64_t hours = relay->settings->sweep_after_h;
    int64_t before_s = (int64_t)time(NULL) - hours * S_PER_HOUR;
    _cleanup_(sweep_done) struct sweep s = {0};
    int r;

    outcome_ok(outcome, (struct bytes){0});
    s.dir = relay->settings->worker.blobs;
    if (hours == 0 || !*s.dir)
        return 0;
    seen_init(&s.seen, (uint64_t)job->admitted_ms);
    r = run(&s, relay->redis, before_s);
    if (r != -ETIME)
        return r;
    outcome_fatal(outcome, "the ledger is too large to be read in time");
    return 0;
}
