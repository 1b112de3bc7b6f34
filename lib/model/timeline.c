#include "model/timeline.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "model/me.h"

#include <stdlib.h>
#include <string.h>

enum {
    EVENTS_MAX = (1 + STUDENT_PAST_MAX) * (SUBMISSION_HISTORY_MAX + 3) +
                 DRAFTS_MAX + 3 * ORDERS_MAX + 2 * APPEALS_MAX +
                 LOCKOUT_REASONS + STUDENT_NOTES_MAX + 1
};

struct event {
    int64_t at_ms;
    size_t order; /* of what came at the same time */
    const char *kind, *what, *about;
};

struct timeline {
    size_t n;
    struct event events[EVENTS_MAX];
};

/* A moment of 0 is one that has not come. */
static void add(struct timeline *t, int64_t at_ms, const char *kind,
                const char *what, const char *about)
{
    if (at_ms == 0)
        return;
    CHECK(t->n < EVENTS_MAX);
    t->events[t->n] = (struct event){at_ms, t->n, kind, what, about};
    t->n++;
}

/* One that came back into the box stands in its submission too. */
static void add_draft(struct timeline *t, const struct draft *d)
{
    for (size_t i = 0; i < t->n; i++) {
        if (strcmp(t->events[i].kind, "draft") == 0 &&
            strcmp(t->events[i].about, d->id) == 0)
            return;
    }
    add(t, d->stored_ms, "draft", "made", d->id);
}

static void add_submission(struct timeline *t, const struct submission *s)
{
    if (!s->id[0])
        return;
    add_draft(t, &s->draft);
    for (size_t i = 0; i < s->history_len; i++)
        add(t, s->history[i].at_ms, "submission",
            submission_state_name(s->history[i].state), s->id);
    add(t, s->opened_ms, "photo", "opened", s->id);
    add(t, s->downloaded_ms, "photo", "downloaded", s->id);
}

static void add_orders(struct timeline *t, const struct orders *orders)
{
    for (size_t i = 0; i < orders->len; i++) {
        const struct order *o = &orders->at[i];

        add(t, o->created_ms, "order", "created", o->no);
        add(t, o->paid_ms, "order", "paid", o->no);
        add(t, o->refunded_ms, "order", "refunded", o->no);
    }
}

static void add_appeals(struct timeline *t, const struct appeals *appeals)
{
    for (size_t i = 0; i < appeals->len; i++) {
        const struct appeal *a = &appeals->at[i];

        add(t, a->made_ms, "appeal", "made", a->id);
        add(t, a->decided_ms, "appeal", appeal_state_name(a->state), a->id);
    }
}

static void add_locks(struct timeline *t, const struct lockout *lockout)
{
    for (size_t i = 0; i < LOCKOUT_REASONS; i++) {
        const struct lock *l = &lockout->locks[i];

        if (l->end_ms > 0)
            add(t, l->begun_ms, "lock", lockout_reason_name(l->reason), "");
    }
}

static int oldest_first(const void *a, const void *b)
{
    const struct event *x = a, *y = b;

    if (x->at_ms != y->at_ms)
        return x->at_ms < y->at_ms ? -1 : 1;
    return x->order < y->order ? -1 : 1;
}

json_t *timeline_of(const struct student *s)
{
    _cleanup_(freep) struct timeline *t = must_alloc(sizeof *t);
    json_t *list = json_array();

    add(t, s->first_seen_ms, "session", "first", "");
    for (size_t i = 0; i < s->drafts.len; i++)
        add_draft(t, &s->drafts.at[i]);
    for (size_t i = 0; i < s->past_len; i++)
        add_submission(t, &s->past[i]);
    add_submission(t, &s->submission);
    add_orders(t, &s->orders);
    add_appeals(t, &s->appeals);
    add_locks(t, &s->lockout);
    for (size_t i = 0; i < s->notes_len; i++)
        add(t, s->notes[i].at_ms, "note", s->notes[i].what, "");
    qsort(t->events, t->n, sizeof *t->events, oldest_first);
    for (size_t i = 0; i < t->n; i++) {
        const struct event *e = &t->events[i];

        (void)json_array_append_new(
            list,
            json_pack("{s:o, s:s, s:s, s:s}", "at", me_time(e->at_ms), "kind",
                      e->kind, "what", e->what, "about", e->about));
    }
    return list;
}
