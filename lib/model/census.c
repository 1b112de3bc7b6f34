#include "model/census_inside.h"

#include "core/check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name, *text;
} STATES[CENSUS_STATES] = {
    [CENSUS_NOT_STARTED] = {"not_started", "未开始"},
    [CENSUS_STARTED] = {"started", "已登录，未采集"},
    [CENSUS_DRAFT] = {"draft", "已有草稿，未提交"},
    [CENSUS_AWAITING_PAYMENT] = {"awaiting_payment", "待缴费"},
    [CENSUS_IN_REVIEW] = {"in_review", "待学校审核"},
    [CENSUS_APPROVED] = {"approved", "学校已通过"},
    [CENSUS_SENT] = {"sent", "已发往学信网"},
    [CENSUS_ACCEPTED] = {"accepted", "学信网已接收"},
    [CENSUS_REJECTED] = {"rejected", "学校未通过"},
    [CENSUS_REFUSED] = {"refused", "学信网未接收"},
    [CENSUS_RESET] = {"reset", "学校已重置"},
};

const char *census_state_name(enum census_state state)
{
    CHECK((unsigned)state < CENSUS_STATES);
    return STATES[state].name;
}

const char *census_state_text(enum census_state state)
{
    CHECK((unsigned)state < CENSUS_STATES);
    return STATES[state].text;
}

struct census *census_new(struct roster *roster)
{
    struct census *census = must_alloc(sizeof *census);

    census->roster = roster;
    return census;
}

void census_free(struct census *census)
{
    if (!census)
        return;
    roster_free(census->roster);
    free(census->known);
    free(census->places);
    free(census);
}

int census_add(struct census *census, struct bytes uid, enum census_state state)
{
    size_t cap = census->cap ? 2 * census->cap : 1024;
    struct census_known *known;

    if (uid.len == 0 || uid.len >= CENSUS_UID_SIZE ||
        memchr(uid.at, 0, uid.len))
        return -EBADMSG;
    /* Each is told twice at most: the indexes are read twice. */
    if (census->n_known == 2 * CENSUS_STUDENTS_MAX)
        return -EMSGSIZE;
    if (census->n_known == census->cap) {
        known = realloc(census->known, cap * sizeof *known);
        if (!known)
            return -ENOMEM;
        census->known = known;
        census->cap = cap;
    }
    known = &census->known[census->n_known];
    memcpy(known->uid, uid.at, uid.len);
    known->uid[uid.len] = '\0';
    known->state = state;
    known->order = census->n_known++;
    return 0;
}

/* ---- closing ---- */

static int by_uid(const void *a, const void *b)
{
    const struct census_known *x = a, *y = b;
    int order = strcmp(x->uid, y->uid);

    return order ? order : (x->order > y->order) - (x->order < y->order);
}

/* Of one uid's entries, which stand together, the last stays. */
static void keep_last(struct census *census)
{
    size_t n = 0;

    for (size_t i = 0; i < census->n_known; i++) {
        if (n > 0 &&
            strcmp(census->known[n - 1].uid, census->known[i].uid) == 0)
            n--;
        census->known[n++] = census->known[i];
    }
    census->n_known = n;
}

/* Both are sorted by uid. */
static void assign(struct census *census)
{
    const struct roster *roster = census->roster;
    size_t k = 0;

    for (size_t i = 0; i < roster->n; i++) {
        struct census_place *place = &census->places[i];
        int order = 1;

        place->line = &roster->lines[i];
        while (k < census->n_known &&
               (order = strcmp(census->known[k].uid, place->line->uid)) < 0)
            census->unassigned[census->known[k++].state]++;
        if (k < census->n_known && order == 0)
            place->state = census->known[k++].state;
    }
    for (; k < census->n_known; k++)
        census->unassigned[census->known[k].state]++;
}

static int by_class(const void *a, const void *b)
{
    const struct roster_line *x = ((const struct census_place *)a)->line;
    const struct roster_line *y = ((const struct census_place *)b)->line;
    int order = strcmp(x->campus, y->campus);

    if (order == 0)
        order = strcmp(x->college, y->college);
    if (order == 0)
        order = strcmp(x->class_name, y->class_name);
    if (order == 0)
        order = strcmp(x->student_no, y->student_no);
    return order ? order : strcmp(x->uid, y->uid);
}

int census_close(struct census *census)
{
    size_t n = census->roster->n;

    census->places = calloc(n + 1, sizeof *census->places);
    if (!census->places)
        return -ENOMEM;
    if (census->n_known > 0)
        qsort(census->known, census->n_known, sizeof *census->known, by_uid);
    keep_last(census);
    assign(census);
    if (n > 0)
        qsort(census->places, n, sizeof *census->places, by_class);
    return 0;
}

bool census_is_in(const struct census_place *place, const char *college)
{
    return !college || strcmp(place->line->college, college) == 0;
}
