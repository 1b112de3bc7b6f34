#include "billing/journal/verify.h"

#include "billing/journal/files.h"
#include "core/cleanup.h"
#include "core/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

struct walk {
    const struct verify_request *request;
    struct verify_report *report;
    int folder;
    int64_t seq; /* of the line before; 0: none */
    char digest[CHAIN_HEX];
};

static void blame(struct walk *w, int64_t seq, const char *what)
{
    w->report->seq = seq;
    w->report->what = what;
}

static void check_line(struct walk *w, struct bytes line)
{
    struct event event;

    if (event_read(line, &event) < 0)
        blame(w, w->seq + 1, "the line cannot be read");
    else if (event.seq != w->seq + 1)
        blame(w, w->seq + 1, "a line is missing, or out of order");
    else if (strcmp(event.prev, w->digest) != 0)
        blame(w, event.seq, "a line before it is not as it was written");
    if (w->report->what)
        return;
    w->seq = event.seq;
    w->report->lines++;
    chain_digest(line, w->digest);
    if (w->request->each)
        w->request->each(w->request->ctx, &event);
}

static int check_lines(struct walk *w, FILE *f)
{
    _cleanup_(freep) char *line = NULL;
    size_t size = 0;
    ssize_t len;

    while (!w->report->what && (len = getline(&line, &size, f)) > 0) {
        if (line[len - 1] != '\n')
            blame(w, w->seq + 1, "the last line was cut off");
        else
            check_line(w,
                       (struct bytes){(const uint8_t *)line, (size_t)len - 1});
    }
    return ferror(f) ? -EIO : 0;
}

static int check_signature(struct walk *w, int64_t day, bool is_last)
{
    struct day_end end = {.local_day = day, .seq = w->seq};
    enum day_verdict verdict;
    int r;

    memcpy(end.digest, w->digest, sizeof end.digest);
    r = day_verify(w->folder, w->request->keys, &end, &verdict);
    if (r < 0)
        return r;
    if (verdict == DAY_FORGED)
        blame(w, 0, "the signature does not fit");
    else if (verdict == DAY_UNSIGNED && !is_last)
        blame(w, 0, "the day is over, and not signed");
    w->report->days_signed += verdict == DAY_SIGNED;
    return 0;
}

static int check_day(struct walk *w, int64_t day, bool is_last)
{
    char name[FILES_NAME_SIZE];
    _cleanup_(fclosep) FILE *f = NULL;
    int64_t before = w->seq;
    int fd, r;

    files_date(day, w->report->date);
    files_lines_name(day, name);
    fd = openat(w->folder, name, O_RDONLY | O_CLOEXEC);
    f = fd < 0 ? NULL : fdopen(fd, "r");
    if (!f)
        return -errno;
    r = check_lines(w, f);
    w->report->days++;
    /* a day whose only line was cut off has none, and no signature */
    if (r == 0 && !w->report->what && w->request->keys && w->seq > before)
        r = check_signature(w, day, is_last);
    return r;
}

int verify_journal(const struct verify_request *request,
                   struct verify_report *ret)
{
    _cleanup_(closep) int folder =
        open(request->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct walk w = {.request = request, .report = ret, .folder = folder};
    _cleanup_(freep) int64_t *days = NULL;
    size_t n = 0;
    int r;

    memset(ret, 0, sizeof *ret);
    text_copy(w.digest, sizeof w.digest, CHAIN_START);
    if (folder < 0)
        return -errno;
    r = files_days(folder, &days, &n);
    for (size_t i = 0; r == 0 && !ret->what && i < n; i++)
        r = check_day(&w, days[i], i + 1 == n);
    return r;
}
