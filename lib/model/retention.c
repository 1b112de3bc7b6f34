#include "model/retention.h"

#include "core/check.h"
#include "core/text.h"

#include <stdio.h>
#include <string.h>

/* ---- taking out ---- */

static void take(struct photo_ref *photo, struct erased *ret)
{
    if (!photo->location[0])
        return;
    CHECK(ret->len < ERASED_MAX);
    text_copy(ret->locations[ret->len++], PHOTO_LOCATION_SIZE, photo->location);
    memset(photo, 0, sizeof *photo);
}

static void take_original(struct draft *draft, struct erased *ret)
{
    ret->originals += draft->original.location[0] != '\0';
    take(&draft->original, ret);
    take(&draft->preview, ret);
}

static void take_all(struct draft *draft, struct erased *ret)
{
    take(&draft->original, ret);
    take(&draft->preview, ret);
    take(&draft->photo, ret);
}

static bool shows(const struct draft *draft, const char *location)
{
    return strcmp(draft->photo.location, location) == 0 ||
           strcmp(draft->original.location, location) == 0 ||
           strcmp(draft->preview.location, location) == 0;
}

static bool is_used(const struct student *s, const char *location)
{
    bool used = shows(&s->submission.draft, location);

    for (size_t i = 0; i < s->drafts.len; i++)
        used = used || shows(&s->drafts.at[i], location);
    for (size_t i = 0; i < s->past_len; i++)
        used = used || shows(&s->past[i].draft, location);
    for (size_t i = 0; i < s->appeals.len; i++)
        used = used ||
               strcmp(s->appeals.at[i].original.location, location) == 0 ||
               strcmp(s->appeals.at[i].preview.location, location) == 0;
    return used;
}

/* A withdrawn photo is back in the box: its files stand in two places. */
static void spare_used(const struct student *s, struct erased *ret)
{
    size_t kept = 0;

    for (size_t i = 0; i < ret->len; i++) {
        if (is_used(s, ret->locations[i]))
            continue;
        memmove(ret->locations[kept++], ret->locations[i], PHOTO_LOCATION_SIZE);
    }
    ret->len = kept;
}

/* ---- what is due ---- */

static bool has_original(const struct draft *draft)
{
    return draft->original.location[0] || draft->preview.location[0];
}

static bool has_pictures(const struct draft *draft)
{
    return has_original(draft) || draft->photo.location[0];
}

static bool has_originals(const struct student *s)
{
    bool has = has_original(&s->submission.draft);

    for (size_t i = 0; i < s->drafts.len; i++)
        has = has || has_original(&s->drafts.at[i]);
    for (size_t i = 0; i < s->past_len; i++)
        has = has || has_original(&s->past[i].draft);
    return has;
}

static int64_t last_step_ms(const struct submission *sub)
{
    return sub->history_len ? sub->history[sub->history_len - 1].at_ms
                            : sub->submitted_ms;
}

static int64_t originals_due_ms(const struct student *s,
                                const struct policy *policy)
{
    if (student_submission_state(s) != SUBMISSION_ACCEPTED || !has_originals(s))
        return 0;
    return last_step_ms(&s->submission) + policy->originals_keep_ms;
}

static int64_t attempt_due_ms(const struct submission *past,
                              const struct policy *policy)
{
    if (!has_pictures(&past->draft))
        return 0;
    return last_step_ms(past) + policy->attempts_keep_ms;
}

static int64_t earlier(int64_t a_ms, int64_t b_ms)
{
    if (!a_ms || !b_ms)
        return a_ms + b_ms;
    return a_ms < b_ms ? a_ms : b_ms;
}

bool retention_group(const char *season, const char *school_code,
                     char ret[RETENTION_GROUP_SIZE])
{
    return *season && *school_code &&
           snprintf(ret, RETENTION_GROUP_SIZE, "%s/%s", season, school_code) <
               RETENTION_GROUP_SIZE;
}

int64_t retention_due_ms(const struct student *s, const struct policy *policy)
{
    int64_t due_ms = originals_due_ms(s, policy);

    for (size_t i = 0; i < s->past_len; i++)
        due_ms = earlier(due_ms, attempt_due_ms(&s->past[i], policy));
    return due_ms;
}

static bool is_due(int64_t due_ms, int64_t now_ms)
{
    return due_ms && due_ms <= now_ms;
}

void retention_apply(struct student *s, const struct policy *policy,
                     int64_t now_ms, struct erased *ret)
{
    memset(ret, 0, sizeof *ret);
    for (size_t i = 0; i < s->past_len; i++) {
        if (!is_due(attempt_due_ms(&s->past[i], policy), now_ms))
            continue;
        take_all(&s->past[i].draft, ret);
        ret->attempts++;
    }
    if (is_due(originals_due_ms(s, policy), now_ms)) {
        take_original(&s->submission.draft, ret);
        for (size_t i = 0; i < s->drafts.len; i++)
            take_original(&s->drafts.at[i], ret);
        for (size_t i = 0; i < s->past_len; i++)
            take_original(&s->past[i].draft, ret);
    }
    spare_used(s, ret);
}

bool retention_roster_is_due(const struct roster_use *use,
                             const struct policy *policy, int64_t now_ms)
{
    int64_t wait_ms = policy->student_keep_ms;

    if (use->is_used)
        return false;
    if (use->imported_ms <= use->ended_ms)
        return use->ended_ms && use->ended_ms + wait_ms <= now_ms;
    if (wait_ms < RETENTION_ROSTER_WAITS_MS)
        wait_ms = RETENTION_ROSTER_WAITS_MS;
    return use->imported_ms + wait_ms <= now_ms;
}

void retention_drop_drafts(struct student *s, struct erased *ret)
{
    memset(ret, 0, sizeof *ret);
    for (size_t i = 0; i < s->drafts.len; i++)
        take_all(&s->drafts.at[i], ret);
    memset(&s->drafts, 0, sizeof s->drafts);
    spare_used(s, ret);
}

/* What a person was to look at (R31). */
static void take_appealed(struct student *s, struct erased *ret)
{
    for (size_t i = 0; i < s->appeals.len; i++) {
        take(&s->appeals.at[i].original, ret);
        take(&s->appeals.at[i].preview, ret);
    }
}

void retention_drop_sheet(struct student *s, struct erased *ret)
{
    take(&s->sheet, ret);
}

void retention_drop_pictures(struct student *s, bool keep_made,
                             struct erased *ret)
{
    retention_drop_drafts(s, ret);
    take_appealed(s, ret);
    for (size_t i = 0; i < s->past_len; i++)
        take_all(&s->past[i].draft, ret);
    take_original(&s->submission.draft, ret);
    if (!keep_made) {
        take(&s->submission.draft.photo, ret);
        take(&s->sheet, ret);
    }
    spare_used(s, ret);
}
