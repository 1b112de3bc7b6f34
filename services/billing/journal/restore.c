#include "billing/journal/restore.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/random.h"
#include "net/loop.h"
#include "proto/student.pb-c.h"
#include "service/admit_client.h"
#include "service/config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What books_restore() answers. */
enum { RESTORED = 204, LEFT_OUT = 200 };
enum { OPEN_MAX = 256, ASK_AGAIN_MS = 50, COMMAND_MAX = 65536, ID_BYTES = 8 };

/* clang-format off */
static const struct config_entry TABLE[] = {
    {"TUCAI_DISPATCH", CONFIG_TEXT, offsetof(struct admit_client_options, endpoints),
     NULL, 0, 0, "endpoints", "Comma list of dispatchers."},
    {"TUCAI_CURVE_KEY_FILE", CONFIG_TEXT,
     offsetof(struct admit_client_options, curve_key_file), "", 0, 0, "path", "Own CURVE secret key (Z85)."},
    {"TUCAI_CURVE_SERVER_KEY_FILE", CONFIG_TEXT,
     offsetof(struct admit_client_options, curve_server_key_file), "", 0, 0, "path",
     "The dispatchers' CURVE public key (Z85)."},
};
/* clang-format on */

/* One student's command. */
struct task {
    char id[64];
    struct buf payload;
    int64_t orders;
};

struct restore {
    struct loop *loop;
    struct admit_client *client;
    struct loop_timer *timer;
    char run[2 * ID_BYTES + 1]; /* tells the jobs of this run from others' */
    struct task *tasks;
    size_t n, cap;
    size_t first;  /* all before it are over */
    size_t opened; /* all from here on are not sent yet */
    struct restore_tally tally;
};

/* ---- commands ---- */

static Tucai__V1__Order order_of(const struct event *e)
{
    Tucai__V1__Order o = TUCAI__V1__ORDER__INIT;

    o.order_no = (char *)e->order_no;
    o.second_of = (char *)e->second_of;
    o.submission_id = (char *)e->submission_id;
    o.state = (int32_t)e->state;
    o.amount_fen = (uint32_t)e->amount_fen;
    o.prints = (uint32_t)e->prints;
    o.channel = (char *)e->channel;
    o.created_ms = e->created_ms;
    o.expires_ms = e->expires_ms;
    o.paid_ms = e->paid_ms;
    o.transaction_id = (char *)e->transaction_id;
    o.refund_no = (char *)e->refund_no;
    o.refunded_ms = e->refunded_ms;
    return o;
}

static void pack(const struct event *orders, size_t n, struct buf *ret)
{
    Tucai__V1__RestoreOrders op = TUCAI__V1__RESTORE_ORDERS__INIT;
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__Order list[ORDERS_MAX], *pointers[ORDERS_MAX];
    uint8_t *room;

    for (size_t i = 0; i < n; i++) {
        list[i] = order_of(&orders[i]);
        pointers[i] = &list[i];
    }
    op.school_code = (char *)orders[n - 1].school_code;
    op.season = (char *)orders[n - 1].season;
    op.orders = pointers;
    op.n_orders = n;
    command.uid = (char *)orders[0].uid;
    command.op_case = TUCAI__V1__COMMAND__OP_RESTORE_ORDERS;
    command.restore_orders = &op;
    room = buf_room(ret, tucai__v1__command__get_packed_size(&command));
    CHECK(room);
    buf_grew(ret, tucai__v1__command__pack(&command, room));
}

/* Of more orders than a student can have, expired ones were dropped. */
static void add_student(void *ctx, const struct event *orders, size_t n)
{
    struct restore *r = ctx;
    size_t skip = n > ORDERS_MAX ? n - ORDERS_MAX : 0;
    struct task *task;

    if (r->n == r->cap) {
        r->cap = r->cap ? 2 * r->cap : 1024;
        r->tasks = reallocarray(r->tasks, r->cap, sizeof *r->tasks);
        CHECK(r->tasks);
    }
    task = &r->tasks[r->n];
    memset(task, 0, sizeof *task);
    (void)snprintf(task->id, sizeof task->id, "rb:%s:%zu", r->run, r->n);
    task->payload = BUF_INIT(COMMAND_MAX);
    task->orders = (int64_t)(n - skip);
    pack(orders + skip, n - skip, &task->payload);
    r->n++;
}

/* ---- sending ---- */

/* The status of billing's answer; 0: it gave none. */
static uint32_t status_of(const struct admit_answer *answer)
{
    Tucai__V1__Answer *a = NULL;
    uint32_t status;

    if (answer->status == ADMIT_FINISHED && strcmp(answer->state, "done") == 0)
        a = tucai__v1__answer__unpack(NULL, answer->result.len,
                                      answer->result.at);
    status = a ? a->status : 0;
    tucai__v1__answer__free_unpacked(a, NULL);
    return status;
}

static struct task *task_of(struct restore *r, const char *id)
{
    const char *number = strrchr(id, ':');
    size_t i = number ? strtoul(number + 1, NULL, 10) : r->n;

    return i < r->n && r->tasks[i].payload.at ? &r->tasks[i] : NULL;
}

static void on_answer(void *ctx, const struct admit_answer *answer)
{
    struct restore *r = ctx;
    struct task *task = task_of(r, answer->id);
    uint32_t status;

    if (!task || answer->status == ADMIT_NEW || answer->status == ADMIT_EXISTS)
        return; /* asked again by the timer */
    r->tally.students++;
    status = status_of(answer);
    if (status == RESTORED)
        r->tally.orders += task->orders;
    else if (status == LEFT_OUT)
        r->tally.left_out++;
    else
        r->tally.refused++;
    buf_done(&task->payload);
}

/* Sends what is open, again: the same id is the same job. */
static void on_timer(void *ctx)
{
    struct restore *r = ctx;

    while (r->first < r->n && r->first < r->opened &&
           !r->tasks[r->first].payload.at)
        r->first++;
    if (r->first == r->n) {
        loop_stop(r->loop);
        return;
    }
    admit_client_cancel(r->client, r);
    for (size_t i = r->first; i < r->n && i < r->first + OPEN_MAX; i++) {
        if (i >= r->opened)
            r->opened = i + 1;
        if (!r->tasks[i].payload.at)
            continue;
        admit_client_send(
            r->client,
            &(struct admit_request){.id = r->tasks[i].id,
                                    .kind = "command",
                                    .payload = buf_view(&r->tasks[i].payload)},
            on_answer, r);
    }
}

static void restore_done(struct restore *r)
{
    loop_timer_free(r->timer);
    admit_client_free(r->client);
    loop_free(r->loop);
    for (size_t i = 0; i < r->n; i++)
        buf_done(&r->tasks[i].payload);
    free(r->tasks);
}

int restore_orders(struct rebuild *rebuild, struct restore_tally *ret)
{
    _cleanup_(restore_done) struct restore r = {.loop = loop_new()};
    struct admit_client_options options;
    int e = config_load(TABLE, sizeof TABLE / sizeof *TABLE, &options);

    if (e < 0)
        return e;
    e = admit_client_new(r.loop, &options, &r.client);
    if (e < 0) {
        (void)fprintf(stderr, "dispatch: %s\n", strerror(-e));
        return e;
    }
    random_id(r.run, ID_BYTES);
    rebuild_students(rebuild, add_student, &r);
    r.timer = loop_timer_new(r.loop, on_timer, &r);
    loop_timer_start(r.timer, 0, ASK_AGAIN_MS);
    loop_run(r.loop);
    *ret = r.tally;
    return 0;
}
