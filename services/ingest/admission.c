#include "ingest/admission.h"

#include "core/check.h"
#include "net/loop.h"

#include <stdlib.h>

enum { SILENCE_MS = 5000 };

struct admission_wait {
    struct call *c;
    admission_fn *fn;
    struct loop_timer *silence;
};

static void finish(struct admission_wait *w, const struct admit_answer *answer)
{
    struct call *c = w->c;
    admission_fn *fn = w->fn;

    loop_timer_free(w->silence);
    free(w);
    fn(c, answer);
    call_release(c);
}

static void on_silence(void *ctx)
{
    struct admission_wait *w = ctx;

    admit_client_cancel(w->c->app->dispatch, w);
    finish(w, NULL);
}

static void on_admitted(void *ctx, const struct admit_answer *answer)
{
    finish(ctx, answer);
}

void admission_send(struct call *c, const struct admit_request *request,
                    admission_fn *fn)
{
    struct admission_wait *w = must_alloc(sizeof *w);

    w->c = c;
    w->fn = fn;
    w->silence = loop_timer_new(c->app->loop, on_silence, w);
    loop_timer_start(w->silence, SILENCE_MS, 0);
    call_hold(c);
    admit_client_send(c->app->dispatch, request, on_admitted, w);
}
