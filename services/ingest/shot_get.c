#include "ingest/routes.h"

#include "core/check.h"
#include "core/text.h"
#include "core/time.h"
#include "ingest/shot.h"
#include "ingest/waiting.h"

#include <stdlib.h>

enum { WAIT_MAX_S = 30, LOOK_EVERY_MS = 1000 };

/* A long poll.  It looks once at a time; news that comes meanwhile makes it
 * look once more. */
struct poll {
    struct waiting *waiting;
    int64_t end_ms;
    bool is_looking, again;
};

static void poll_free(void *own)
{
    struct poll *p = own;

    waiting_free(p->waiting);
    free(p);
}

static void look(struct call *c);

static void on_found(struct call *c, const struct shot_found *found)
{
    struct poll *p = c->own;

    p->is_looking = false;
    if (!found)
        call_problem(c, "not_found");
    else if (verdict_is_final(&found->verdict) || c->app->is_stopping ||
             time_mono_ms() >= p->end_ms)
        call_json(c, 200, verdict_render(&found->verdict));
    else if (p->again)
        look(c);
}

static void look(struct call *c)
{
    struct poll *p = c->own;

    p->again = p->is_looking;
    if (p->is_looking)
        return;
    p->is_looking = true;
    shot_find(c, c->params[0], on_found);
}

static void on_left(struct call *c)
{
    call_set_own(c, NULL, NULL);
}

static int64_t wait_ms(const struct call *c)
{
    char text[16];
    int64_t seconds;

    if (!call_query(c, "wait", text, sizeof text) ||
        !text_to_i64(text, 0, 3600, &seconds))
        return 0;
    return (seconds < WAIT_MAX_S ? seconds : WAIT_MAX_S) * TIME_MS_PER_S;
}

void shot_get(struct call *c)
{
    struct poll *p = must_alloc(sizeof *p);

    call_set_own(c, p, poll_free);
    p->end_ms = time_mono_ms() + wait_ms(c);
    c->left = on_left;
    p->waiting =
        waiting_new(c, c->params[0], c->session.uid, LOOK_EVERY_MS, look);
    look(c);
}
