#include "billing/work.h"

#include "billing/audit.h"
#include "billing/commit.h"
#include "billing/load.h"
#include "billing/money.h"
#include "billing/needs.h"
#include "billing/notice.h"
#include "billing/retention_job.h"
#include "core/cleanup.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void refuse_school(struct decision *d)
{
    refuse(d, 422, "school_unknown", "学校尚未开通图像采集。", NULL);
}

/* ---- code: decode has opened it ---- */

/* The one that this was made of (clone.c). */
static int load_season_before(struct load *load)
{
    json_t *season = json_loadb((const char *)load->document.at,
                                load->document.len, 0, NULL);
    const char *from =
        json_string_value(json_object_get(season, "cloned_from"));
    int r = from ? load_from_season(load, from) : 0;

    json_decref(season);
    return r;
}

/* The season a school names, else the one of the student's year. */
static int load_season(struct load *load, const Tucai__V1__Ticket *ticket)
{
    const char *named = load->scene.school->season;
    char year[16];
    int r;

    (void)snprintf(year, sizeof year, "%u", ticket->graduation_year);
    scene_copy(load->scene.season, sizeof load->scene.season,
               *named ? named : year);
    r = load_document(load, "season", load->scene.season);
    return r < 0 ? r : load_season_before(load);
}

static int open_code(struct load *load, struct decision *d,
                     const Tucai__V1__CodeJob *job,
                     const Tucai__V1__Ticket *ticket)
{
    char key[KEY_SIZE];
    int r;

    if (!key_of("s", ticket->student_uid, key)) {
        refuse(d, 422, "code_malformed", "采集码无法识别。", NULL);
        return 0;
    }
    load->scene.code_job = job;
    load->scene.ticket = ticket;
    r = load_student(load, ticket->student_uid);
    if (r == 0)
        r = load_school(load, ticket->school_code);
    if (r == 0 && load->scene.school)
        r = load_season(load, ticket);
    if (r < 0)
        return r;
    if (load->scene.school)
        session_open(&load->scene, d);
    else
        refuse_school(d);
    return 0;
}

static int on_code(struct load *load, struct decision *d)
{
    struct bytes payload = load->job->payload;
    struct bytes previous = load->job->previous;
    Tucai__V1__CodeJob *job =
        tucai__v1__code_job__unpack(NULL, payload.len, payload.at);
    Tucai__V1__CodeResult *code =
        tucai__v1__code_result__unpack(NULL, previous.len, previous.at);
    int r = -EBADMSG;

    if (job && code && code->ticket)
        r = open_code(load, d, job, code->ticket);
    if (job)
        tucai__v1__code_job__free_unpacked(job, NULL);
    if (code)
        tucai__v1__code_result__free_unpacked(code, NULL);
    return r;
}

/* ---- shot: qc has judged it ---- */

static int load_both(struct load *load, const char *uid)
{
    int r = load_student(load, uid);

    if (r == 0)
        r = load_school(load, load->student->school_code);
    return r;
}

static int judge_shot(struct load *load, struct decision *d,
                      struct outcome *outcome)
{
    int r = load_both(load, load->scene.shot_job->uid);

    if (r < 0)
        return r;
    if (load->version == 0 || !load->scene.school)
        return -EBADMSG;
    if (load->scene.shot_job->appeal_id[0])
        appeal_made(&load->scene, d);
    else
        shot_judge(&load->scene, d);
    commit(load, d, outcome); /* while the verdict is here */
    return 0;
}

static int on_shot(struct load *load, struct decision *d,
                   struct outcome *outcome)
{
    struct bytes payload = load->job->payload;
    struct bytes previous = load->job->previous;
    Tucai__V1__ShotJob *job =
        tucai__v1__shot_job__unpack(NULL, payload.len, payload.at);
    Tucai__V1__ShotVerdict *verdict =
        tucai__v1__shot_verdict__unpack(NULL, previous.len, previous.at);
    int r = -EBADMSG;

    load->scene.shot_job = job;
    load->scene.verdict = verdict;
    if (job && verdict)
        r = judge_shot(load, d, outcome);
    if (job)
        tucai__v1__shot_job__free_unpacked(job, NULL);
    if (verdict)
        tucai__v1__shot_verdict__free_unpacked(verdict, NULL);
    return r;
}

/* ---- commands ---- */

static int find_student(struct load *load)
{
    char key[KEY_SIZE] = "";
    char found[ID_SIZE];
    const char *uid = operation_uid(load->scene.command, key);
    int r = 0;

    if (!*uid && key[0]) {
        r = load_text(load, key, found);
        uid = found;
    }
    return r < 0 ? r : load_both(load, uid);
}

/* Whose right is asked for; "": none's.  Which accounts somebody may change is
 * the handler's to say. */
static const char *school_of(const struct load *load,
                             const struct operation *op)
{
    const Tucai__V1__Command *c = load->scene.command;

    if (op->needs_student)
        return load->student->school_code;
    if (op->paper == PAPER_SCHOOL)
        return c->put_school->id;
    if (op->paper == PAPER_ROSTER)
        return c->put_roster->school_code;
    if (op->paper == PAPER_PRINTS)
        return load->scene.print.school_code;
    if (op->op == TUCAI__V1__COMMAND__OP_ARCHIVE_READ)
        return c->archive_read->school_code;
    if (op->paper == PAPER_ACCOUNT)
        return c->staff ? c->staff->school_code : "";
    return load->scene.problem.school_code;
}

static bool is_missing(const struct load *load, const struct operation *op)
{
    return (op->needs_student && load->version == 0) ||
           (op->paper == PAPER_PROBLEM && !load->scene.problem.id[0]) ||
           (op->paper == PAPER_PRINTS && !load->scene.print.school_code[0]);
}

/* Whose it is that is changed; "": no school's. */
static void run(struct load *load, struct decision *d,
                const struct operation *op)
{
    const Tucai__V1__Command *c = load->scene.command;

    if (is_missing(load, op))
        refuse_unknown(d);
    else if (!operation_allows(op, c->staff, school_of(load, op)))
        refuse(d, 403, "forbidden", "没有这项权限。", NULL);
    else if (op->needs_student && !load->scene.school)
        refuse_school(d);
    else
        op->handle(&load->scene, d);
    audit_command(&load->scene, d);
}

static int run_operation(struct load *load, struct decision *d)
{
    const Tucai__V1__Command *c = load->scene.command;
    const struct operation *op = operation_of(c->op_case);
    int r;

    if (!op)
        return -EBADMSG;
    r = needs_paper(load, op->paper);
    if (r == 0 && op->needs_student)
        r = find_student(load);
    if (r == 0)
        r = needs_besides(load);
    if (r < 0)
        return r;
    if (c->staff) {
        load->scene.by = c->staff->name;
        load->scene.role = c->staff->role;
    }
    run(load, d, op);
    return 0;
}

/* A notice is believed before it is looked up, and looked up before it is
 * credited. */
static int credit_notice(struct load *load, struct decision *d,
                         const struct wechatpay_notice *notice)
{
    const struct wechatpay_payment *paid = &notice->payment;
    const char *no =
        notice->is_refund ? notice->refund.order_no : paid->order_no;
    struct payment payment = {no, paid->transaction_id, paid->amount_fen,
                              paid->paid_at_ms};
    char key[KEY_SIZE];
    char uid[ID_SIZE] = "";
    int r = key_of("ord", no, key) ? load_text(load, key, uid) : 0;

    if (r == 0)
        r = load_both(load, uid);
    if (r < 0)
        return r;
    decide(d, 204, NULL);
    if (load->version == 0 || !load->scene.school)
        refuse_unknown(d);
    else if (!notice->is_refund && paid->state == WECHATPAY_PAID)
        money_credit(&load->scene, d, &payment);
    else if (notice->is_refund &&
             notice->refund.state == WECHATPAY_REFUND_SUCCESS)
        money_refunded(&load->scene, d,
                       &(struct refund){no, notice->refund.refund_no,
                                        notice->refund.refund_fen,
                                        notice->refund.refunded_at_ms});
    return 0;
}

static int on_notice(struct load *load, struct decision *d)
{
    const Tucai__V1__PaymentNotice *raw = load->scene.command->payment_notice;
    struct wechatpay_notice notice;
    int r;

    if (!load->billing->wechatpay) {
        refuse(d, 422, "not_configured", "未配置支付。", NULL);
        return 0;
    }
    r = notice_open(load->billing->wechatpay, raw, &notice);
    if (r > 0) {
        refuse(d, notice_status((enum wechatpay_refusal)r),
               wechatpay_refusal_name((enum wechatpay_refusal)r), "通知无效。",
               NULL);
        return 0;
    }
    return r < 0 ? r : credit_notice(load, d, &notice);
}

static int on_command(struct load *load, struct decision *d)
{
    struct bytes payload = load->job->payload;
    Tucai__V1__Command *c =
        tucai__v1__command__unpack(NULL, payload.len, payload.at);
    int r;

    if (!c)
        return -EBADMSG;
    load->scene.command = c;
    if (c->op_case == TUCAI__V1__COMMAND__OP_PAYMENT_NOTICE)
        r = on_notice(load, d);
    else
        r = run_operation(load, d);
    load->scene.command = NULL;
    tucai__v1__command__free_unpacked(c, NULL);
    return r;
}

/* What comes by the clock (dispatch/timers.c); the others have nothing to do
 * here. */
static int on_timer(struct load *load, struct decision *d,
                    struct outcome *outcome)
{
    static const struct {
        const char *name;
        handler_fn *handle;
    } TIMERS[] = {
        {"reviews", walk_reviews},
    };

    if (bytes_equal(load->job->payload, bytes_of_text("retention")))
        return retention_begin(load, outcome);
    decide(d, 204, NULL);
    for (size_t i = 0; i < sizeof TIMERS / sizeof *TIMERS; i++) {
        if (bytes_equal(load->job->payload, bytes_of_text(TIMERS[i].name)))
            TIMERS[i].handle(&load->scene, d);
    }
    commit(load, d, outcome);
    return 0;
}

static int handle(struct load *load, struct decision *d,
                  struct outcome *outcome)
{
    const char *kind = load->job->kind;
    int r;

    if (strcmp(kind, "shot") == 0)
        return on_shot(load, d, outcome);
    if (strcmp(kind, "timer") == 0)
        return on_timer(load, d, outcome);
    if (strcmp(kind, "retention") == 0)
        return retention_job(load, d, outcome);
    r = strcmp(kind, "code") == 0 ? on_code(load, d) : on_command(load, d);
    if (r == 0)
        commit(load, d, outcome);
    return r;
}

int work_handle(void *ctx, const struct job *job, struct outcome *outcome)
{
    struct billing *billing = ctx;
    struct decision d = {.status = 0};
    struct load load;
    int r;

    load_init(&load, billing, job);
    r = handle(&load, &d, outcome);
    if (r == -EBADMSG) /* trying again would not help */
        outcome_fatal(outcome, "unreadable");
    else if (r < 0) /* Redis is away: no fault of the job */
        outcome_later(outcome, 0, strerror(-r));
    decision_done(&d);
    load_done(&load);
    return 0;
}
