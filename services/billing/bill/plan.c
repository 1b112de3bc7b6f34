#include "billing/bill/plan.h"

#include "billing/journal/book.h"
#include "billing/journal/files.h"
#include "core/cleanup.h"
#include "core/time.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

void plan_report_key(const char *date, char ret[KEY_SIZE])
{
    (void)snprintf(ret, KEY_SIZE, "b:day:%s", date);
}

/* The first day of the journal; `today` if it has none. */
static int first_day(const struct journal *journal, int64_t today, int64_t *ret)
{
    _cleanup_(closep) int folder =
        open(journal->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    _cleanup_(freep) int64_t *days = NULL;
    size_t n = 0;
    int r = folder < 0 ? -errno : files_days(folder, &days, &n);

    *ret = n > 0 ? days[0] : today;
    return r;
}

static int is_balanced(const struct journal *journal, const char *date,
                       bool *ret)
{
    _cleanup_(buf_done) struct buf text = BUF_INIT(PLAN_REPORT_MAX);
    uint64_t version = 0;
    char key[KEY_SIZE];
    const char *state;
    json_t *json;
    int r;

    plan_report_key(date, key);
    r = redis_get_versioned(journal->redis, key, &text, &version);
    if (r < 0)
        return r;
    json = json_loadb((const char *)text.at, text.len, 0, NULL);
    state = json_string_value(json_object_get(json, "state"));
    *ret = state && strcmp(state, "balanced") == 0;
    json_decref(json);
    return 0;
}

static void add_day(const char *date, int64_t today, struct outcome *outcome)
{
    char id[48];

    (void)snprintf(id, sizeof id, "bill:%s:%" PRId64, date, today);
    effect_child(outcome, &(struct child_job){.id = id,
                                              .kind = "bill",
                                              .uid = "",
                                              .payload = bytes_of_text(date),
                                              .reply_to = ""});
}

int plan_days(const struct journal *journal, int64_t now_ms,
              struct outcome *outcome)
{
    _cleanup_(book_closep) struct book *book = NULL;
    int64_t today = time_local_day(now_ms), day;
    int r = book_open(journal->folder, journal->key, now_ms, &book);

    book_closep(&book); /* to open it was to sign */
    if (r == 0)
        r = first_day(journal, today, &day);
    if (r == 0 && day < today - PLAN_DAYS_BACK)
        day = today - PLAN_DAYS_BACK;
    for (; r == 0 && day < today; day++) {
        char date[FILES_DATE_SIZE];
        bool balanced = false;

        files_date(day, date);
        r = is_balanced(journal, date, &balanced);
        if (r == 0 && !balanced)
            add_day(date, today, outcome);
    }
    if (r == 0)
        outcome_ok(outcome, (struct bytes){NULL, 0});
    return r;
}
