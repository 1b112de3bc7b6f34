#include "dispatch/peers.h"

#include "core/check.h"
#include "net/link.h"

#include <stdlib.h>
#include <string.h>

static struct peer *peer_new(const struct peer_name *name)
{
    struct peer *p = must_alloc(sizeof *p);

    p->name = *name;
    p->stage = STAGE_NONE;
    p->out = BUF_INIT(LINK_FRAME_MAX);
    return p;
}

static void peer_free(struct peer *p)
{
    buf_done(&p->out);
    free(p->held);
    free(p);
}

void peers_done(struct peers *peers)
{
    for (size_t i = 0; i < peers->n; i++)
        peer_free(peers->list[i]);
    peers->n = 0;
}

struct peer *peers_find(const struct peers *peers, const struct peer_name *name)
{
    for (size_t i = 0; i < peers->n; i++) {
        struct peer *p = peers->list[i];

        if (p->name.len == name->len &&
            memcmp(p->name.at, name->at, name->len) == 0)
            return p;
    }
    return NULL;
}

struct peer *peers_get(struct peers *peers, const struct peer_name *name)
{
    struct peer *p = peers_find(peers, name);

    if (p || peers->n == PEERS_MAX)
        return p;
    p = peer_new(name);
    peers->list[peers->n++] = p;
    return p;
}

void peers_drop(struct peers *peers, size_t i)
{
    peer_free(peers->list[i]);
    peers->list[i] = peers->list[--peers->n];
}

unsigned peer_room(const struct peer *p)
{
    if (!p->is_known || p->is_leaving || p->stage == STAGE_NONE ||
        p->n_held >= p->credit)
        return 0;
    return p->credit - (unsigned)p->n_held;
}

void peers_room(const struct peers *peers, unsigned ret[STAGES])
{
    memset(ret, 0, STAGES * sizeof *ret);
    for (size_t i = 0; i < peers->n; i++) {
        if (peers->list[i]->stage != STAGE_NONE)
            ret[peers->list[i]->stage] += peer_room(peers->list[i]);
    }
}

void peers_count(const struct peers *peers, unsigned ret_workers[STAGES],
                 unsigned ret_credit[STAGES])
{
    memset(ret_workers, 0, STAGES * sizeof *ret_workers);
    memset(ret_credit, 0, STAGES * sizeof *ret_credit);
    for (size_t i = 0; i < peers->n; i++) {
        const struct peer *p = peers->list[i];

        if (!p->is_known || p->stage == STAGE_NONE)
            continue;
        ret_workers[p->stage]++;
        ret_credit[p->stage] += p->credit;
    }
}

struct peer *peers_choose(struct peers *peers, int stage)
{
    struct peer *best = NULL;
    size_t best_at = 0;

    for (size_t i = 0; i < peers->n; i++) {
        size_t at = (peers->next + i) % peers->n;
        struct peer *p = peers->list[at];

        if (p->stage != stage || peer_room(p) == 0)
            continue;
        if (!best || peer_room(p) > peer_room(best)) {
            best = p;
            best_at = at;
        }
    }
    if (best)
        peers->next = best_at + 1;
    return best;
}

struct held *peer_holds(const struct peer *p, const char *id, uint64_t token)
{
    for (size_t i = 0; i < p->n_held; i++) {
        if (p->held[i].token == token && strcmp(p->held[i].id, id) == 0)
            return &p->held[i];
    }
    return NULL;
}

void peer_hold(struct peer *p, const char *id, uint64_t token, int64_t now_ms)
{
    struct held *h;

    CHECK(strlen(id) < JOB_ID_SIZE);
    if (p->n_held == p->cap_held) {
        p->cap_held = p->cap_held ? 2 * p->cap_held : 8;
        p->held = realloc(p->held, p->cap_held * sizeof *p->held);
        CHECK(p->held);
    }
    h = &p->held[p->n_held++];
    memset(h, 0, sizeof *h);
    memcpy(h->id, id, strlen(id) + 1);
    h->token = token;
    h->since_ms = now_ms;
}

int64_t peer_let_go(struct peer *p, const char *id, uint64_t token)
{
    struct held *h = peer_holds(p, id, token);
    int64_t since_ms;

    if (!h)
        return -1;
    since_ms = h->since_ms;
    *h = p->held[--p->n_held];
    return since_ms;
}
