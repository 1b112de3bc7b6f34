#ifndef SANDBOX_REGISTRY_MOOD_H
#define SANDBOX_REGISTRY_MOOD_H

/*
 * registry_mood - in which ways the registry misbehaves, as told at its desk or
 * by TUCAI_SANDBOX_REGISTRY: one mode for so many requests, or by chance a new
 * one for each; and beside that what it cannot do at all.
 *
 *   {"mode": "cut_after", "times": 3, "delay_ms": 60000, "refuse_every": 10,
 *    "chance": 30, "seed": 1, "asks": 404, "deduplicates": false,
 *    "forgets": true, "expired": true}          all may be left out
 */

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum registry_mode {
    REGISTRY_NORMAL,
    REGISTRY_DOWN,       /* 500 to everything, nothing is kept           */
    REGISTRY_CLOSED,     /* 422 closed to batches                        */
    REGISTRY_CUT_BEFORE, /* a batch's connection cut, nothing kept       */
    REGISTRY_CUT_AFTER,  /* a batch kept, then the connection cut        */
    REGISTRY_FAIL_AFTER, /* a batch kept, then 500                       */
    REGISTRY_PROCESSING, /* kept, but "processing" to whoever asks       */
    REGISTRY_SLOW,       /* a batch kept, answered after delay_ms        */
    REGISTRY_FORGED,     /* one receipt says what its signature does not */
    REGISTRY_STRAY_KEY,  /* the answer is signed by a key nobody knows   */
    REGISTRY_OTHER,      /* the answer is about another manifest         */
    REGISTRY_MODES,
};

struct registry_mood {
    enum registry_mode mode;
    int64_t times;            /* requests still to misbehave at              */
    int64_t delay_ms;         /* of a slow answer                            */
    int64_t refuse_every;     /* each n-th new photo; 0: none                */
    int64_t chance;           /* percent of requests with a drawn mode       */
    uint64_t seed;            /* of what is drawn                            */
    int64_t asks;             /* 200, or the status of every question        */
    bool deduplicates;        /* false: what comes twice is judged twice     */
    bool forgets;             /* a batch's key, as soon as it is answered    */
    bool is_expired;          /* the certificate it shows                    */
    enum registry_mode drawn; /* for the request at hand                 */
};

/* A good mood. */
#define REGISTRY_MOOD_INIT                                                     \
    ((struct registry_mood){.asks = 200, .deduplicates = true})

/* False, and *ret as it was, when that makes no sense. */
bool registry_mood_read(const json_t *wish, struct registry_mood *ret);
json_t *registry_mood_json(const struct registry_mood *mood);

/* Before a request is looked at: what is drawn for it. */
void registry_mood_draw(struct registry_mood *mood);

/* Is it of this mode now?  Uses up one of `times`. */
bool registry_misbehaves(struct registry_mood *mood, enum registry_mode mode);

#endif
