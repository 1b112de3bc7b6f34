#include "dispatch/stages.h"

#include "core/check.h"

#include <string.h>

/* clang-format off */
const struct stage STAGE_TABLE[STAGES] = {
    {.name = "decode",  .reads_blobs = true},
    {.name = "qc",      .reads_blobs = true, .grants = 4},
    {.name = "billing", .reads_of = "roster",
                        .keys = {"s:", "ev", "sess:", "sc:", "ro:", "season:",
                                 "staff:", "ord:", "idem:", "rv:", "ready:",
                                 "appeal:", "b:", "reply:", "sub:", "chal:",
                                 "st:", "rs:", "rule_sets", "keep:", "erased",
                                 "staff_names", "staff_of:", "ap:", "prob:",
                                 "probs:", "schools", "overdue", "print:",
                                 "prints:", "con:", "cons:", "try:", "seasons",
                                 "batch:uncertain", NULL},
                        .audits = true},
    {.name = "pay",     .reads_texts = true, .keys = {"pay:", "ord:", "b:", NULL}},
    {.name = "notify",  .reads_texts = true, .keys = {"notify:", NULL}},
    {.name = "relay",   .grants = 4,
                        .keys = {"batch:", "print:", "export:", "ready:", NULL}},
};
/* clang-format on */

int stage_of(const char *name)
{
    for (int i = 0; i < STAGES; i++) {
        if (strcmp(STAGE_TABLE[i].name, name) == 0)
            return i;
    }
    return STAGE_NONE;
}

static bool may_touch(const struct stage *stage, const char *key)
{
    for (const char *const *p = stage->keys; *p; p++) {
        if (strncmp(key, *p, strlen(*p)) == 0)
            return true;
    }
    return false;
}

static bool is_registry(const char *name)
{
    return *name && strlen(name) <= 32 &&
           name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789")] == 0;
}

bool stage_reads(int stage, const char *kind)
{
    const struct stage *s = &STAGE_TABLE[stage];

    CHECK(stage >= 0 && stage < STAGES);
    return s->reads_blobs || (s->reads_of && strcmp(s->reads_of, kind) == 0);
}

bool stage_may(int stage, const Tucai__V1__Effect *effect)
{
    const struct stage *s = &STAGE_TABLE[stage];

    CHECK(stage >= 0 && stage < STAGES);
    if (effect->kind == TUCAI__V1__EFFECT__KIND__CHILD)
        return effect->child && s->keys[0];
    if (effect->kind == TUCAI__V1__EFFECT__KIND__AUDIT)
        return s->audits; /* nobody may touch what it wrote in any other way */
    if (effect->kind == TUCAI__V1__EFFECT__KIND__SEAL)
        return may_touch(s, "ready:") && is_registry(effect->key);
    if (effect->kind == TUCAI__V1__EFFECT__KIND__FORGET ||
        effect->kind == TUCAI__V1__EFFECT__KIND__REPLAY)
        return may_touch(s, "keep:") && is_job_id(effect->key);
    return may_touch(s, effect->key);
}

bool is_job_id(const char *id)
{
    size_t len = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                            "abcdefghijklmnopqrstuvwxyz0123456789:_.-");

    return len >= 1 && len <= 64 && id[len] == 0;
}
