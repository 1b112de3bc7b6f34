#include "rules/reports.h"

#include "core/text.h"
#include "core/time.h"

bool reports_is_full(const struct reports *reports)
{
    return reports->len == REPORTS_MAX;
}

int64_t reports_wait_ms(const struct reports *reports, int64_t now_ms)
{
    int64_t free_ms;

    if (reports->len < REPORTS_PER_HOUR)
        return 0;
    free_ms =
        reports->at[reports->len - REPORTS_PER_HOUR].at_ms + TIME_MS_PER_HOUR;
    return free_ms > now_ms ? free_ms - now_ms : 0;
}

bool reports_add(struct reports *reports, const char *id, int64_t now_ms)
{
    struct report *added;

    if (reports_is_full(reports))
        return false;
    added = &reports->at[reports->len++];
    added->at_ms = now_ms;
    text_copy(added->id, sizeof added->id, id);
    return true;
}
