#include "relay/sheet/progress.h"

#include "core/time.h"

#include <stdio.h>
#include <unistd.h>

void progress_init(struct progress *p, size_t total)
{
    *p = (struct progress){.is_shown = isatty(STDERR_FILENO) == 1,
                           .total = total,
                           .began_ms = time_mono_ms()};
    p->shown_ms = p->began_ms;
}

void progress_show(struct progress *p, size_t students, size_t sheets)
{
    int64_t now_ms, spent_ms;

    if (!p->is_shown)
        return;
    now_ms = time_mono_ms();
    if (now_ms - p->shown_ms < TIME_MS_PER_S)
        return;
    p->shown_ms = now_ms;
    p->is_begun = true;
    spent_ms = now_ms - p->began_ms;
    (void)fprintf(stderr, "\r\033[K%zu", students);
    if (p->total)
        (void)fprintf(stderr, "/%zu", p->total);
    (void)fprintf(stderr, " students, %.0f sheets/s",
                  (double)sheets * TIME_MS_PER_S / (double)spent_ms);
    if (p->total > students && students)
        (void)fprintf(stderr, ", %.0f s left",
                      (double)spent_ms / TIME_MS_PER_S *
                          (double)(p->total - students) / (double)students);
}

void progress_clear(struct progress *p)
{
    if (p->is_begun)
        (void)fputs("\r\033[K", stderr);
    p->is_begun = false;
}
