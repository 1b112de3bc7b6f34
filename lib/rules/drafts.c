#include "rules/drafts.h"

#include "core/check.h"

#include <string.h>

bool drafts_is_suspicion(const char *code, double measured)
{
    static const struct {
        const char *code;
        double from;
    } SUSPECT[] = {{"recapture", 0}, {"not_live", 0}, {"retouched", 0.9}};

    for (size_t i = 0; i < sizeof SUSPECT / sizeof *SUSPECT; i++) {
        if (strcmp(code, SUSPECT[i].code) == 0)
            return measured >= SUSPECT[i].from;
    }
    return false;
}

bool drafts_wants_person(const struct draft *draft)
{
    return draft->is_suspected || draft->real_name == REAL_NAME_OTHER;
}

bool drafts_is_full(const struct drafts *drafts, const struct policy *policy)
{
    return (int64_t)drafts->len >= policy->drafts_capacity;
}

int64_t drafts_deletable_at(const struct draft *draft,
                            const struct policy *policy)
{
    return draft->stored_ms + policy->draft_keep_ms;
}

int64_t drafts_oldest_deletable_at(const struct drafts *drafts,
                                   const struct policy *policy)
{
    if (drafts->len == 0)
        return 0;
    return drafts_deletable_at(&drafts->at[0], policy);
}

const struct draft *drafts_find(const struct drafts *drafts, const char *id)
{
    for (size_t i = 0; i < drafts->len; i++) {
        if (strcmp(drafts->at[i].id, id) == 0)
            return &drafts->at[i];
    }
    return NULL;
}

bool drafts_add(struct drafts *drafts, const struct draft *draft)
{
    size_t i = drafts->len;

    if (drafts->len == DRAFTS_MAX)
        return false;
    for (; i > 0 && drafts->at[i - 1].stored_ms > draft->stored_ms; i--)
        drafts->at[i] = drafts->at[i - 1];
    drafts->at[i] = *draft;
    drafts->len++;
    return true;
}

bool drafts_take(struct drafts *drafts, const char *id, struct draft *ret)
{
    const struct draft *found = drafts_find(drafts, id);
    size_t i;

    if (!found)
        return false;
    if (ret)
        *ret = *found;
    i = (size_t)(found - drafts->at);
    drafts->len--;
    memmove(&drafts->at[i], &drafts->at[i + 1],
            (drafts->len - i) * sizeof *drafts->at);
    return true;
}

static const char *const ANSWERS[REAL_NAMES] = {
    [REAL_NAME_NONE] = "",
    [REAL_NAME_SAME] = "same",
    [REAL_NAME_OTHER] = "other",
    [REAL_NAME_UNKNOWN] = "unknown",
};

const char *real_name_text(enum real_name answer)
{
    CHECK(answer < REAL_NAMES);
    return ANSWERS[answer];
}

enum real_name real_name_of(const char *text)
{
    for (int i = REAL_NAME_SAME; i < REAL_NAMES; i++) {
        if (strcmp(text, ANSWERS[i]) == 0)
            return (enum real_name)i;
    }
    return REAL_NAME_NONE;
}
