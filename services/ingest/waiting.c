#include "ingest/waiting.h"

#include "core/check.h"
#include "net/loop.h"

#include <stdlib.h>

struct waiting {
    struct call *c;
    call_fn *look;
    struct loop_timer *timer;
    struct feed_listener listeners[3];
};

static void look(void *ctx)
{
    struct waiting *w = ctx;

    w->look(w->c);
}

struct waiting *waiting_new(struct call *c, const char *key,
                            const char *other_key, int64_t every_ms,
                            call_fn *fn)
{
    struct waiting *w = must_alloc(sizeof *w);
    const char *keys[] = {key, other_key, FEED_STOP};

    w->c = c;
    w->look = fn;
    w->timer = loop_timer_new(c->app->loop, look, w);
    loop_timer_start(w->timer, every_ms, every_ms);
    for (int i = 0; i < 3; i++) {
        w->listeners[i].key = keys[i];
        w->listeners[i].fn = look;
        w->listeners[i].ctx = w;
        if (keys[i])
            feed_listen(c->app->feed, &w->listeners[i]);
    }
    return w;
}

void waiting_free(struct waiting *w)
{
    if (!w)
        return;
    loop_timer_free(w->timer);
    feed_leave(&w->listeners[0]);
    feed_leave(&w->listeners[1]);
    feed_leave(&w->listeners[2]);
    free(w);
}
