#include "ingest/routes.h"

#include "core/time.h"
#include "ingest/command.h"
#include "ingest/store.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DATE_SIZE = 12, PATH_BYTES = 1024 };

/* ?date=2025-06-01; answers and returns false if it is none. */
static bool get_date(struct call *c, char ret[DATE_SIZE])
{
    int64_t day;

    if (call_query(c, "date", ret, DATE_SIZE) && time_parse_day(ret, &day) == 0)
        return true;
    call_problem(c, "date_invalid");
    return false;
}

/* ---- /reconciliation ---- */

/* No books of that day were compared yet. */
static void answer_pending(struct call *c)
{
    char date[DATE_SIZE];

    if (get_date(c, date))
        call_json(c, 200,
                  json_pack("{ss ss si s[]}", "date", date, "state", "pending",
                            "differences_total", 0, "differences"));
}

static void on_report(struct call *c, const struct redis_reply *reply)
{
    struct bytes text = {NULL, 0};
    uint64_t version;
    json_t *json;

    if (!store_versioned(reply, &text, &version)) {
        answer_pending(c);
        return;
    }
    json = json_loadb((const char *)text.at, text.len, 0, NULL);
    if (json)
        call_json(c, 200, json);
    else
        call_problem(c, "internal_error");
}

void reconciliation_get(struct call *c)
{
    char key[KEY_SIZE], date[DATE_SIZE];
    const char *const words[] = {"HMGET", key, "v", "d"};

    if (!get_date(c, date))
        return;
    (void)snprintf(key, sizeof key, "b:day:%s", date);
    store_ask(c, words, 4, on_report);
}

void reconciliation_post(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__Reconcile op = TUCAI__V1__RECONCILE__INIT;
    char date[DATE_SIZE];

    if (!get_date(c, date))
        return;
    op.date = date;
    command.op_case = TUCAI__V1__COMMAND__OP_RECONCILE;
    command.reconcile = &op;
    command_run(c, &command, command_done);
}

/* ---- /journal ---- */

/* A day that has nothing in it, or is not signed yet, has no file. */
static void send_file(struct call *c, const char *ending, const char *type)
{
    char date[DATE_SIZE], path[PATH_BYTES];
    const char *folder = c->app->cfg->journal;
    struct stat st;
    int fd = -1;

    if (!get_date(c, date))
        return;
    if (*folder && snprintf(path, sizeof path, "%s/journal-%s.%s", folder, date,
                            ending) < PATH_BYTES)
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd >= 0 && fstat(fd, &st) == 0) {
        call_file(c, type, fd, st.st_size);
        return;
    }
    if (fd >= 0)
        (void)close(fd);
    call_problem(c, "not_found");
}

void journal_get(struct call *c)
{
    send_file(c, "jsonl", "application/jsonl");
}

void journal_signature(struct call *c)
{
    send_file(c, "sig", "application/json");
}
