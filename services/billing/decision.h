#ifndef BILLING_DECISION_H
#define BILLING_DECISION_H

/*
 * decision - what a handler decided, as data: the answer, and what is to be
 * committed beside the student's new state.  Handlers touch nothing else, so
 * tests compare decisions; commit.c turns one into the job's outcome.
 *
 * Events, indexes and notices are not listed by handlers: they follow from
 * the difference between the old state and the new one (derived.c).
 */

#include "core/bytes.h"
#include "model/records.h"
#include "model/sealed.h"
#include "rules/drafts.h"

#include <jansson.h>

enum effect_kind {
    EFFECT_RECORD, /* a plain value that must be new: key, value, ttl_s   */
    EFFECT_PUT,    /* a versioned value: key, version, value              */
    EFFECT_FORGET, /* key                                                 */
    EFFECT_EXPIRE, /* key, ttl_s                                          */
    EFFECT_ADD,    /* to a sorted set: key, member, score                 */
    EFFECT_REMOVE, /* from it: key, member                                */
    EFFECT_TAKE,   /* the same, and it must be there: else decide again   */
    EFFECT_APPEND, /* to a stream: key, member = field, value            */
    EFFECT_EVENT,  /* to the student: member = kind, value = JSON         */
    EFFECT_COUNT,  /* up by at_ms: key                                    */
    EFFECT_REPLAY, /* a dead letter that tries again: key = its id        */
    EFFECT_AUDIT,  /* an entry of the audit log: value (audit.h)          */
    EFFECT_JOB,    /* a child: member = kind, key = job id, value, at_ms,
                      photo (location "": none)                           */
};

struct effect {
    enum effect_kind kind;
    char key[KEY_SIZE];
    char member[ID_SIZE];
    uint64_t version;
    int64_t ttl_s;
    int64_t at_ms; /* score, count, or a child's not_before; 0: now */
    struct buf value;
    struct sealed_text to;     /* of a job: its text `to`; len 0: it has none */
    struct sealed_text openid; /* the same, its text `openid` */
    struct buf text; /* of a job: its text `text`, sealed on its way */
    struct photo_ref photo;
};

#define DECISION_EFFECTS_MAX 256
/* A school's new roster, ready to be kept (model/roster_store.h). */
struct roster_write {
    char school_code[8];
    uint64_t version; /* it was decided on */
    size_t old_parts; /* of that version */
    struct buf head;
    struct buf *parts;
    size_t n_parts;
};

struct decision {
    unsigned status; /* of the answer; 2xx or a refusal */
    const char *code;
    bool is_erased; /* it has to go, whole */
    struct {        /* what the audit log says beside the command itself */
        char school_code[8];
        char detail[96];
        char about[ID_SIZE];
    } noted;
    json_t *json;       /* members of the answer; NULL: none */
    bool is_changed;    /* the student's state has to be kept */
    unsigned escalated; /* reviews, for the figures (R29) */
    size_t effects_len;
    struct effect effects[DECISION_EFFECTS_MAX];
    struct roster_write *roster; /* NULL: none is written */
};

/* Frees what it holds; it may be filled again. */
void decision_done(struct decision *d);

/* The answer.  Takes json (may be NULL). */
void decide(struct decision *d, unsigned status, json_t *json);

/* A refusal with its stable code and the sentence for the person; what was
 * added before is dropped.  Takes extra (may be NULL). */
void refuse(struct decision *d, unsigned status, const char *code,
            const char *detail, json_t *extra);

/* Adds an empty effect to be filled; value has room for 1 MiB. */
struct effect *decision_add(struct decision *d, enum effect_kind kind,
                            const char *key);

void decision_event(struct decision *d, const char *kind, json_t *json);
void decision_index(struct decision *d, enum effect_kind kind, const char *key,
                    const char *member, int64_t score);

/* An empty one with room for n_parts, to be filled. */
struct roster_write *decision_roster(struct decision *d, size_t n_parts);

/* The first effect of a kind, for tests; NULL if there is none. */
const struct effect *decision_find(const struct decision *d,
                                   enum effect_kind kind);

#endif
