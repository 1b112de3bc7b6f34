#include "qc/face/nn_plan.h"

#include "core/cleanup.h"

#include <errno.h>
#include <stdlib.h>

/* Tensors start at whole cache lines, with padding for what kernels read
 * beyond the end. */
enum { UNIT_FLOATS = 16 };

/* Of a root tensor: the first step that writes it, the last that reads it. */
struct life {
    int first;
    int last;
};

bool nn_plan_is_view(const struct tflite_model *m, const struct tflite_op *op)
{
    if (op->code == TFLITE_RESHAPE)
        return true;
    return op->code == TFLITE_STRIDED_SLICE &&
           m->tensors[op->in[0]].elements == m->tensors[op->out[0]].elements;
}

static size_t room_of(const struct tflite_tensor *t)
{
    return (t->elements / UNIT_FLOATS + 2) * UNIT_FLOATS;
}

static void find_constants(const struct tflite_model *m, struct nn_plan *p)
{
    for (int t = 0; t < m->n_tensors; t++) {
        p->constant[t] = m->tensors[t].data.len > 0 ? t : -1;
        p->root[t] = t;
    }
    for (int i = 0; i < m->n_ops; i++) {
        const struct tflite_op *op = &m->ops[i];
        if (op->code == TFLITE_DEQUANTIZE)
            p->constant[op->out[0]] = p->constant[op->in[0]];
        if (nn_plan_is_view(m, op))
            p->root[op->out[0]] = p->root[op->in[0]];
    }
}

static void touch(const struct nn_plan *p, struct life *lives, int t, int step)
{
    if (t < 0 || p->constant[t] >= 0)
        return;

    struct life *l = &lives[p->root[t]];

    if (l->first > step)
        l->first = step;
    if (l->last < step)
        l->last = step;
}

static void find_lives(const struct tflite_model *m, const struct nn_plan *p,
                       struct life *lives)
{
    for (int t = 0; t < m->n_tensors; t++)
        lives[t] = (struct life){m->n_ops + 1, -1};
    for (int i = 0; i < m->n_ops; i++) {
        const struct tflite_op *op = &m->ops[i];
        for (int k = 0; k < op->n_in; k++)
            touch(p, lives, op->in[k], i);
        for (int k = 0; k < op->n_out; k++)
            touch(p, lives, op->out[k], i);
    }
    /* The input stays as it was, the outputs until they are read. */
    for (int k = 0; k < m->n_in; k++) {
        touch(p, lives, m->in[k], -1);
        touch(p, lives, m->in[k], m->n_ops);
    }
    for (int k = 0; k < m->n_out; k++)
        touch(p, lives, m->out[k], m->n_ops);
}

static bool meet(const struct life *a, const struct life *b)
{
    return a->first <= b->last && b->first <= a->last;
}

/* The lowest place where t fits among those already placed. */
static size_t lowest_place(const struct tflite_model *m,
                           const struct nn_plan *p, const struct life *lives,
                           const int *placed, int n)
{
    int t = placed[n];
    size_t need = room_of(&m->tensors[t]), place = 0;
    bool moved = true;

    while (moved) {
        moved = false;
        for (int i = 0; i < n; i++) {
            int other = placed[i];
            size_t end = p->offset[other] + room_of(&m->tensors[other]);
            if (!meet(&lives[t], &lives[other]) || place >= end ||
                p->offset[other] >= place + need)
                continue;
            place = end;
            moved = true;
        }
    }
    return place;
}

/* Largest first: the small ones fill the gaps. */
static int list_by_size(const struct tflite_model *m, const struct nn_plan *p,
                        const struct life *lives, int *ret)
{
    int n = 0;

    for (int t = 0; t < m->n_tensors; t++) {
        if (p->root[t] != t || lives[t].last < lives[t].first)
            continue;

        int i = n++;

        for (;
             i > 0 && m->tensors[ret[i - 1]].elements < m->tensors[t].elements;
             i--)
            ret[i] = ret[i - 1];
        ret[i] = t;
    }
    return n;
}

static int place_all(const struct tflite_model *m, struct nn_plan *p)
{
    size_t n_tensors = (size_t)m->n_tensors;
    _cleanup_(freep) struct life *lives = calloc(n_tensors, sizeof *lives);
    _cleanup_(freep) int *order = calloc(n_tensors, sizeof *order);

    if (!lives || !order)
        return -ENOMEM;
    find_lives(m, p, lives);

    int n = list_by_size(m, p, lives, order);

    for (int i = 0; i < n; i++) {
        int t = order[i];
        size_t end;
        p->offset[t] = lowest_place(m, p, lives, order, i);
        end = p->offset[t] + room_of(&m->tensors[t]);
        if (end > p->size)
            p->size = end;
    }
    for (int t = 0; t < m->n_tensors; t++)
        p->offset[t] = p->offset[p->root[t]];
    return 0;
}

int nn_plan_make(const struct tflite_model *m, struct nn_plan *ret)
{
    size_t n = (size_t)m->n_tensors;
    struct nn_plan p = {
        .constant = calloc(n, sizeof *p.constant),
        .root = calloc(n, sizeof *p.root),
        .offset = calloc(n, sizeof *p.offset),
    };
    int r = p.constant && p.root && p.offset ? 0 : -ENOMEM;

    if (r == 0) {
        find_constants(m, &p);
        r = place_all(m, &p);
    }
    if (r < 0) {
        nn_plan_done(&p);
        return r;
    }
    *ret = p;
    return 0;
}

void nn_plan_done(struct nn_plan *plan)
{
    free(plan->constant);
    free(plan->root);
    free(plan->offset);
    *plan = (struct nn_plan){0};
}
