#include "billing/bill/bill_job.h"

#include "billing/bill/day_books.h"
#include "billing/bill/fetch.h"
#include "billing/bill/plan.h"
#include "billing/journal/files.h"
#include "core/cleanup.h"
#include "core/random.h"
#include "core/time.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

enum {
    NOT_READY_MS = 10 * TIME_MS_PER_MIN,
    MENDS_MAX = 2000, /* of one commit; the others are found again tomorrow */
    PAYLOAD_MAX = 4096,
    ID_BYTES = 8,
};

/* ---- figures ---- */

enum { DAY_BALANCED, DAY_DIFFERENT };

static const char *day_name(unsigned state)
{
    return state == DAY_BALANCED ? "balanced" : "different";
}

static const char *kind_name(unsigned kind)
{
    return difference_name((enum difference_kind)kind);
}

const struct counter BILL_COUNTED[BILL_COUNTED_N] = {
    [BILL_COUNTED_DAYS] = {.family = {"tucai_reconciliations_total",
                                      "Days whose books were compared (R28).",
                                      METRIC_COUNTER,
                                      {"state"}},
                           .first = DAY_BALANCED,
                           .last = DAY_DIFFERENT,
                           .value_name = day_name},
    [BILL_COUNTED_KINDS] = {.family = {"tucai_reconciliation_differences_total",
                                       "Comparisons with a difference of that "
                                       "kind.",
                                       METRIC_COUNTER,
                                       {"kind"}},
                            .first = 0,
                            .last = DIFFERENCES - 1,
                            .value_name = kind_name},
};

static void count(const struct report *report, struct outcome *outcome)
{
    outcome_count(outcome, BILL_COUNTED_DAYS,
                  report_is_balanced(report) ? DAY_BALANCED : DAY_DIFFERENT);
    for (unsigned kind = 0; kind < DIFFERENCES; kind++) {
        if (report->has[kind])
            outcome_count(outcome, BILL_COUNTED_KINDS, kind);
    }
}

/* ---- what the rules can mend ---- */

/* A job ends once, so what it asks for is asked once, under a random id. */
static void mend(const struct day_mend *m, struct outcome *outcome)
{
    _cleanup_(buf_done) struct buf payload = BUF_INIT(PAYLOAD_MAX);
    const struct order *o = &m->order;
    const struct pay_job job = {
        .op = m->mend == MEND_QUERY ? PAY_QUERY : PAY_REFUND,
        .uid = m->uid,
        .order_no = o->no,
        .description = "",
        .openid = "",
        .client_ip = "",
        .refund_no = o->refund_no,
        .reason = "",
        .transaction_id = m->mend == MEND_REFUND ? o->transaction_id : "",
        .amount_fen = o->amount_fen,
        .refund_fen = m->mend == MEND_REFUND ? o->amount_fen : 0,
        .expires_ms = o->expires_ms,
    };
    char id[48] = "mend:";

    if (pay_job_pack(&job, &payload) < 0)
        return;
    random_id(id + strlen(id), ID_BYTES);
    effect_child(outcome, &(struct child_job){.id = id,
                                              .kind = "pay",
                                              .uid = m->uid,
                                              .payload = buf_view(&payload),
                                              .reply_to = ""});
}

/* ---- keeping ---- */

static int keep_file(const struct bill_desk *desk, const char *what,
                     const char *date, struct bytes text)
{
    _cleanup_(closep) int folder =
        open(desk->journal->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    char name[FILES_NAME_SIZE];

    (void)snprintf(name, sizeof name, "%s-%s", what, date);
    return folder < 0 ? -errno : files_write(folder, name, text);
}

static int keep_report(const struct bill_desk *desk, const char *date,
                       const struct job *job, const struct day_books *books,
                       struct outcome *outcome)
{
    _cleanup_(buf_done) struct buf old = BUF_INIT(PLAN_REPORT_MAX);
    _cleanup_(freep) char *whole = NULL;
    _cleanup_(freep) char *brief = NULL;
    uint64_t version = 0;
    char key[KEY_SIZE], name[FILES_DATE_SIZE + 8];
    json_t *json = report_json(books->report, date, job->now_ms, SIZE_MAX);
    int r;

    whole = json_dumps(json, JSON_COMPACT);
    json_decref(json);
    json = report_json(books->report, date, job->now_ms, BILL_JOB_SHOWN);
    brief = json_dumps(json, JSON_COMPACT);
    json_decref(json);
    if (!whole || !brief)
        return -ENOMEM;
    (void)snprintf(name, sizeof name, "%s.json", date);
    r = keep_file(desk, "reconciliation", name, bytes_of_text(whole));
    if (r < 0)
        return r;
    plan_report_key(date, key);
    r = redis_get_versioned(desk->journal->redis, key, &old, &version);
    if (r == 0)
        effect_put(outcome, key, version, bytes_of_text(brief));
    return r;
}

/* ---- one day ---- */

static int settle(const struct bill_desk *desk, const struct job *job,
                  const char *date, const struct statement *bill,
                  struct outcome *outcome)
{
    _cleanup_(day_books_done) struct day_books books = {.report = report_new()};
    int64_t day;
    int r;

    if (time_parse_day(date, &day) < 0)
        return -EINVAL;
    r = day_books_compare(desk->journal->redis, day, bill, &books);
    if (r == 0)
        r = keep_report(desk, date, job, &books, outcome);
    if (r < 0)
        return r;
    for (size_t i = 0; i < books.n && i < MENDS_MAX; i++)
        mend(&books.mends[i], outcome);
    count(books.report, outcome);
    outcome_ok(outcome, (struct bytes){NULL, 0});
    return 0;
}

static void read_bill(const struct bill_desk *desk, const struct job *job,
                      const char *date, struct bytes text,
                      struct outcome *outcome)
{
    _cleanup_(statement_done) struct statement bill = {0};
    char name[FILES_DATE_SIZE + 8];
    int r = 0;

    (void)snprintf(name, sizeof name, "%s.csv", date);
    if (text.len > 0)
        r = keep_file(desk, "bill", name, text);
    if (r == 0 && text.len > 0)
        r = statement_read(text, desk->mchid, &bill);
    if (r > 0) {
        outcome_retry(outcome,
                      statement_refusal_name((enum statement_refusal)r));
        return;
    }
    if (r == 0)
        r = settle(desk, job, date, &bill, outcome);
    if (r < 0)
        outcome_later(outcome, 0, strerror(-r));
}

static void on_day(const struct bill_desk *desk, const struct job *job,
                   const char *date, struct outcome *outcome)
{
    _cleanup_(buf_done) struct buf text = BUF_INIT(FETCH_TEXT_MAX);
    const char *reason = "";
    enum fetched how = fetch_bill(desk->client, date, &text, &reason);

    if (how == FETCHED_LATER)
        outcome_later(outcome, NOT_READY_MS, reason);
    else if (how == FETCHED_BROKEN)
        outcome_retry(outcome, reason);
    else
        read_bill(desk, job, date, buf_view(&text), outcome);
}

void bill_handle(const struct bill_desk *desk, const struct job *job,
                 struct outcome *outcome)
{
    char date[FILES_DATE_SIZE] = "";
    int64_t day;
    int r;

    if (bytes_equal(job->payload, bytes_of_text("bills"))) {
        r = plan_days(desk->journal, job->now_ms, outcome);
        if (r < 0)
            outcome_later(outcome, 0, strerror(-r));
        return;
    }
    if (job->payload.len < sizeof date)
        memcpy(date, job->payload.at, job->payload.len);
    if (time_parse_day(date, &day) < 0)
        outcome_fatal(outcome, "no such day");
    else
        on_day(desk, job, date, outcome);
}
