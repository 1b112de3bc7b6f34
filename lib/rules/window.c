#include "rules/window.h"

#include "core/check.h"
#include "core/time.h"

#include <string.h>

/* The phases that concern one student, and the days they span. */
struct view {
    const struct schedule *schedule;
    const struct window_who *who;
    bool applies[SCHEDULE_PHASES_MAX];
    int64_t first_day, last_day; /* of capture; last < first if there is none */
};

struct opening {
    int64_t from_ms, to_ms; /* to is the first moment outside */
};

static bool is_capture(enum phase_kind kind)
{
    return kind == PHASE_FIRST_CAPTURE || kind == PHASE_RECAPTURE ||
           kind == PHASE_MAKE_UP;
}

static bool is_any_or(const char *wanted, const char *have)
{
    return !wanted || !*wanted || strcmp(wanted, have ? have : "") == 0;
}

static bool is_listed(const struct phase *phase, const char *uid)
{
    if (!phase->uids)
        return true;
    for (size_t i = 0; i < phase->uids_len; i++) {
        if (strcmp(phase->uids[i], uid) == 0)
            return true;
    }
    return false;
}

static bool phase_is_for(const struct phase *phase,
                         const struct window_who *who)
{
    return is_any_or(phase->campus, who->campus) &&
           is_any_or(phase->level, who->level) && is_listed(phase, who->uid);
}

static bool has_personal(const struct window_who *who)
{
    return !who->is_over && who->personal_to_ms > who->personal_from_ms;
}

static void span(struct view *v, int64_t first_day, int64_t last_day)
{
    if (v->last_day < v->first_day) {
        v->first_day = first_day;
        v->last_day = last_day;
        return;
    }
    if (first_day < v->first_day)
        v->first_day = first_day;
    if (last_day > v->last_day)
        v->last_day = last_day;
}

static struct view view_of(const struct schedule *schedule,
                           const struct window_who *who)
{
    struct view v = {.schedule = schedule, .who = who, .last_day = -1};

    CHECK(schedule->phases_len <= SCHEDULE_PHASES_MAX);
    if (who->is_over)
        return v;
    for (size_t i = 0; i < schedule->phases_len; i++) {
        const struct phase *p = &schedule->phases[i];

        v.applies[i] = phase_is_for(p, who);
        if (v.applies[i] && is_capture(p->kind))
            span(&v, p->first_day, p->last_day);
    }
    if (has_personal(who))
        span(&v, time_local_day(who->personal_from_ms),
             time_local_day(who->personal_to_ms));
    return v;
}

static bool is_closed_day(const struct schedule *schedule, int64_t day)
{
    for (size_t i = 0; i < schedule->closed_days_len; i++) {
        if (schedule->closed_days[i] == day)
            return true;
    }
    return false;
}

static bool is_capture_day(const struct view *v, int64_t day)
{
    for (size_t i = 0; i < v->schedule->phases_len; i++) {
        const struct phase *p = &v->schedule->phases[i];

        if (v->applies[i] && is_capture(p->kind) && day >= p->first_day &&
            day <= p->last_day)
            return true;
    }
    return false;
}

/* Cuts the day's hours down to the personal window (R34). */
static void cut_to_personal(const struct window_who *who, struct opening *o)
{
    if (o->from_ms < who->personal_from_ms)
        o->from_ms = who->personal_from_ms;
    if (o->to_ms > who->personal_to_ms)
        o->to_ms = who->personal_to_ms;
}

/* When the window is open on a day; false if it is not at all. */
static bool opening_of(const struct view *v, int64_t day, struct opening *ret)
{
    int64_t start = time_day_start_ms(day);

    if (is_closed_day(v->schedule, day))
        return false;
    ret->from_ms = start + v->schedule->open_min * TIME_MS_PER_MIN;
    ret->to_ms = start + v->schedule->close_min * TIME_MS_PER_MIN;
    if (!is_capture_day(v, day)) {
        if (!has_personal(v->who))
            return false;
        cut_to_personal(v->who, ret);
    }
    return ret->from_ms < ret->to_ms;
}

static int64_t next_open(const struct view *v, int64_t from_ms)
{
    int64_t day = time_local_day(from_ms);
    struct opening o;

    if (day < v->first_day)
        day = v->first_day;
    for (; day <= v->last_day; day++) {
        if (opening_of(v, day, &o) && o.to_ms > from_ms)
            return o.from_ms > from_ms ? o.from_ms : from_ms;
    }
    return 0;
}

/* Days that are open all round the clock run into each other. */
static int64_t close_of(const struct view *v, int64_t now_ms)
{
    int64_t day = time_local_day(now_ms);
    int64_t close = 0;
    struct opening o;

    while (opening_of(v, day, &o) && (!close || o.from_ms == close)) {
        close = o.to_ms;
        day++;
    }
    return close;
}

/* Of several phases on one day the one that lets most students capture. */
static enum phase_kind phase_on(const struct view *v, int64_t now_ms)
{
    int64_t day = time_local_day(now_ms);
    enum phase_kind found = PHASE_CLOSED;

    if (has_personal(v->who) && now_ms >= v->who->personal_from_ms &&
        now_ms < v->who->personal_to_ms)
        found = PHASE_MAKE_UP;
    for (size_t i = 0; i < v->schedule->phases_len; i++) {
        const struct phase *p = &v->schedule->phases[i];
        bool is_now = day >= p->first_day && day <= p->last_day;

        if (!v->applies[i] || !is_now)
            continue;
        if (p->kind == PHASE_FIRST_CAPTURE)
            return PHASE_FIRST_CAPTURE;
        if (p->kind > found)
            found = p->kind;
    }
    return found;
}

struct window window_at(const struct schedule *schedule,
                        const struct window_who *who, int64_t now_ms)
{
    struct view v = view_of(schedule, who);
    struct window w = {.phase = phase_on(&v, now_ms)};
    int64_t next = next_open(&v, now_ms);

    w.open = next == now_ms && next != 0;
    if (w.open)
        w.closes_at_ms = close_of(&v, now_ms);
    else
        w.opens_at_ms = next;
    return w;
}

int64_t window_next_open(const struct schedule *schedule,
                         const struct window_who *who, int64_t from_ms)
{
    struct view v = view_of(schedule, who);

    return next_open(&v, from_ms);
}

int64_t window_last_close(const struct schedule *schedule,
                          const struct window_who *who)
{
    struct view v = view_of(schedule, who);
    struct opening o;

    for (int64_t day = v.last_day; day >= v.first_day; day--) {
        if (opening_of(&v, day, &o))
            return o.to_ms;
    }
    return 0;
}

int64_t window_review_due(const struct schedule *schedule,
                          const struct window_who *who, int64_t submitted_ms)
{
    struct view v = view_of(schedule, who);
    int64_t review_ms = 0;
    int64_t last_ms = has_personal(who) ? who->personal_to_ms : 0;

    for (size_t i = 0; i < schedule->phases_len; i++) {
        const struct phase *p = &schedule->phases[i];
        int64_t end_ms = time_day_start_ms(p->last_day + 1);

        if (!v.applies[i])
            continue;
        if (end_ms > last_ms)
            last_ms = end_ms;
        if (p->kind == PHASE_REVIEW && end_ms > submitted_ms &&
            (review_ms == 0 || end_ms < review_ms))
            review_ms = end_ms;
    }
    return review_ms ? review_ms : last_ms;
}

static const char *const NAMES[] = {
    [PHASE_CLOSED] = "closed",
    [PHASE_REVIEW] = "review",
    [PHASE_FIRST_CAPTURE] = "first_capture",
    [PHASE_RECAPTURE] = "recapture",
    [PHASE_MAKE_UP] = "make_up",
};

const char *phase_name(enum phase_kind kind)
{
    CHECK(kind <= PHASE_MAKE_UP);
    return NAMES[kind];
}

bool phase_of_name(const char *name, enum phase_kind *ret)
{
    for (enum phase_kind kind = PHASE_REVIEW; kind <= PHASE_MAKE_UP; kind++) {
        if (strcmp(name, NAMES[kind]) == 0) {
            *ret = kind;
            return true;
        }
    }
    return false;
}
