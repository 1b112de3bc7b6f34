#include "rules/appeal.h"

#include "core/check.h"

#include <string.h>

struct appeal *appeals_find(struct appeals *appeals, const char *id)
{
    for (size_t i = 0; i < appeals->len; i++) {
        if (strcmp(appeals->at[i].id, id) == 0)
            return &appeals->at[i];
    }
    return NULL;
}

struct appeal *appeals_of(struct appeals *appeals, const char *object)
{
    for (size_t i = 0; i < appeals->len; i++) {
        if (strcmp(appeals->at[i].object, object) == 0)
            return &appeals->at[i];
    }
    return NULL;
}

bool appeal_is_in_making(const struct appeal *appeal)
{
    return appeal->is_shot && appeal->state == APPEAL_ACCEPTED &&
           !appeal->draft_id[0] && !appeal->is_unmade;
}

static bool is_over(const struct appeal *appeal)
{
    return appeal->state != APPEAL_OPEN && !appeal_is_in_making(appeal);
}

static bool make_room(struct appeals *appeals)
{
    size_t i = 0;

    while (i < appeals->len && !is_over(&appeals->at[i]))
        i++;
    if (i == appeals->len)
        return false;
    appeals->len--;
    memmove(&appeals->at[i], &appeals->at[i + 1],
            (appeals->len - i) * sizeof *appeals->at);
    return true;
}

struct appeal *appeals_add(struct appeals *appeals)
{
    struct appeal *added;

    if (appeals->len == APPEALS_MAX && !make_room(appeals))
        return NULL;
    added = &appeals->at[appeals->len++];
    memset(added, 0, sizeof *added);
    return added;
}

void appeals_settle(struct appeals *appeals, const char *object, int64_t now_ms)
{
    struct appeal *appeal = appeals_of(appeals, object);

    if (!appeal || appeal->state != APPEAL_OPEN)
        return;
    appeal->state = APPEAL_SETTLED;
    appeal->decided_ms = now_ms;
    memset(&appeal->original, 0, sizeof appeal->original);
    memset(&appeal->preview, 0, sizeof appeal->preview);
}

int64_t appeals_open_since(const struct appeals *appeals)
{
    for (size_t i = 0; i < appeals->len; i++) {
        if (appeals->at[i].state == APPEAL_OPEN)
            return appeals->at[i].made_ms;
    }
    return 0;
}

int64_t appeals_decided_at(const struct appeals *appeals)
{
    int64_t latest_ms = 0;

    for (size_t i = 0; i < appeals->len; i++) {
        const struct appeal *a = &appeals->at[i];

        if (a->decided_by[0] && a->decided_ms > latest_ms)
            latest_ms = a->decided_ms;
    }
    return latest_ms;
}

enum appeal_verdict appeal_may_decide(const struct appeal *appeal,
                                      const char *by)
{
    if (appeal->state != APPEAL_OPEN)
        return APPEAL_DECIDED;
    if (!appeal->is_shot && strcmp(appeal->first_by, by) == 0)
        return APPEAL_SAME_PERSON;
    return APPEAL_MAY_DECIDE;
}

const char *appeal_state_name(enum appeal_state state)
{
    static const char *const NAMES[APPEAL_STATES] = {
        [APPEAL_OPEN] = "open",
        [APPEAL_ACCEPTED] = "accepted",
        [APPEAL_REJECTED] = "rejected",
        [APPEAL_SETTLED] = "settled",
    };

    CHECK(state < APPEAL_STATES);
    return NAMES[state];
}
