#include "service/worker_inside.h"

#include "core/check.h"

#include <stdlib.h>
#include <string.h>

enum { REPORT_MAX = 12 * 1024 * 1024 };

struct task *task_find(const struct worker *w, const char *id, uint64_t token)
{
    for (struct task *t = w->tasks; t; t = t->next) {
        if (t->assign->token == token && strcmp(t->assign->id, id) == 0)
            return t;
    }
    return NULL;
}

struct task *task_first(const struct worker *w, enum task_state state)
{
    for (struct task *t = w->tasks; t; t = t->next) {
        if (t->state == state)
            return t;
    }
    return NULL;
}

size_t task_count(const struct worker *w, enum task_state state)
{
    size_t n = 0;

    for (const struct task *t = w->tasks; t; t = t->next)
        n += t->state == state;
    return n;
}

static void append(struct worker *w, struct task *t)
{
    struct task **end = &w->tasks;

    while (*end)
        end = &(*end)->next;
    *end = t;
    t->next = NULL;
}

static void take_out(struct worker *w, const struct task *t)
{
    struct task **at = &w->tasks;

    while (*at && *at != t)
        at = &(*at)->next;
    if (*at)
        *at = t->next;
}

void task_to_end(struct task *t)
{
    take_out(t->worker, t);
    append(t->worker, t);
}

struct task *task_add(struct worker *w, Tucai__V1__Assign *assign)
{
    struct task *t = must_alloc(sizeof *t);

    t->worker = w;
    t->assign = assign;
    t->state = TASK_OPENING;
    t->assigned_ms = loop_now_ms(w->loop);
    t->report = BUF_INIT(REPORT_MAX);
    append(w, t);
    return t;
}

static void free_bufs(struct buf **list, size_t n)
{
    for (size_t i = 0; *list && i < n; i++)
        buf_done(&(*list)[i]);
    free(*list);
    *list = NULL;
}

void task_clear_files(struct task *t)
{
    free_bufs(&t->inputs, t->assign->n_blobs);
    if (t->done) {
        free_bufs(&t->outputs, t->done->n_blobs);
        tucai__v1__done__free_unpacked(t->done, NULL);
        t->done = NULL;
    }
}

static bool is_in_pool(const struct task *t)
{
    return t->state == TASK_SAVING ||
           (t->state == TASK_OPENING && t->inputs != NULL);
}

static void forget_keys(Tucai__V1__Blob *const *blobs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (blobs[i]->key.len > 0)
            explicit_bzero(blobs[i]->key.data, blobs[i]->key.len);
    }
}

void task_drop(struct task *t)
{
    if (!t->is_dropped)
        take_out(t->worker, t);
    t->is_dropped = true;
    if (is_in_pool(t))
        return;
    task_clear_files(t);
    buf_done(&t->report);
    forget_keys(t->assign->blobs, t->assign->n_blobs);
    forget_keys(t->assign->grants, t->assign->n_grants);
    tucai__v1__assign__free_unpacked(t->assign, NULL);
    free(t);
}
