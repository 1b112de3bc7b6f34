#include "billing/submit.h"

#include "billing/handlers.h"
#include "billing/season_facts.h"
#include "billing/jobs.h"
#include "core/check.h"
#include "core/time.h"
#include "model/me.h"

#include <stdio.h>
#include <string.h>

/* ---- may it be? ---- */

/* R24: at any hour of an open phase. */
static bool phase_is_open(struct scene *scene, struct decision *d)
{
    struct window_who who = student_who(scene->student);
    struct window w = window_at(&scene->school->schedule, &who, scene->now_ms);

    if (season_is_over(scene, d))
        return false;
    if (w.phase != PHASE_CLOSED)
        return true;
    refuse(d, 403, "window_closed", "现在不在采集阶段内。",
           json_pack("{s:o}", "opens_at", me_time(w.opens_at_ms)));
    return false;
}

static bool channel_is_good(struct scene *scene, struct decision *d,
                            const char *channel)
{
    static const char *const CHANNELS[] = {"native", "h5", "jsapi"};
    bool is_known = false;

    for (size_t i = 0; i < 3; i++)
        is_known = is_known || strcmp(channel, CHANNELS[i]) == 0;
    if (!is_known) {
        refuse_malformed(d, "channel 为 native、h5 或 jsapi。");
        return false;
    }
    if (strcmp(channel, "jsapi") == 0 && !scene->student->openid.len) {
        refuse(d, 409, "openid_missing", "请先绑定微信。", NULL);
        return false;
    }
    return true;
}

static bool consent_stands(struct scene *scene, struct decision *d)
{
    if (steps_is_done(&scene->student->steps, STEP_CONSENT))
        return true;
    refuse(d, 409, "steps_missing", "请先同意处理人脸照片。",
           json_pack("{s:[s]}", "missing", "consent"));
    return false;
}

static bool is_free(const struct scene *scene)
{
    return scene->student->paid_order_no[0] || /* R25 */
           scene->school->policy.amount_fen == 0;
}

/* ---- orders ---- */

/* Unique per merchant, 6 to 32 characters: the day, then 20 hex digits. */
static void order_no(const struct scene *scene, char ret[33])
{
    struct local_time t = time_local(scene->now_ms);
    char id[ID_SIZE];

    scene_id(scene, "", id);
    (void)snprintf(ret, 33, "%04d%02d%02d%.20s", t.year % 10000, t.month % 100,
                   t.day % 100, id);
}

static const struct order *make_order(struct scene *scene, struct decision *d,
                                      const char *channel,
                                      const char *client_ip)
{
    const struct policy *policy = &scene->school->policy;
    struct order order = {
        .state = ORDER_CREATED,
        .amount_fen = policy->amount_fen,
        .prints = policy->prints,
        .created_ms = scene->now_ms,
        .expires_ms = scene->now_ms + policy->order_ms,
    };
    struct effect *e;
    char key[KEY_SIZE];

    order_no(scene, order.no);
    scene_copy(order.submission_id, sizeof order.submission_id,
               scene->student->submission.id);
    scene_copy(order.channel, sizeof order.channel, channel);
    if (!orders_add(&scene->student->orders, &order))
        return NULL;
    jobs_order(d, scene, &order, client_ip);
    CHECK(key_of("ord", order.no, key));
    e = decision_add(d, EFFECT_RECORD, key);
    CHECK(buf_add_text(&e->value, scene->student->uid) == 0);
    return orders_find(&scene->student->orders, order.no);
}

static void answer_submission(struct scene *scene, struct decision *d)
{
    struct student *s = scene->student;
    const struct order *order = orders_latest(&s->orders, s->submission.id);

    decide(d, 201,
           json_pack("{s:s, s:s, s:o}", "submission_id", s->submission.id,
                     "state", submission_state_name(s->submission.state),
                     "order", me_order(order)));
}

static bool names_draft(struct decision *d, const char *draft_id)
{
    if (draft_id[0])
        return true;
    refuse_malformed(d, "缺少 draft_id。");
    return false;
}

/* ---- a new submission ---- */

/* The one before goes into the history; the oldest of that makes room. */
static void shelve(struct student *s)
{
    if (!s->submission.id[0])
        return;
    if (s->past_len == STUDENT_PAST_MAX) {
        s->past_len--;
        memmove(&s->past[0], &s->past[1], s->past_len * sizeof *s->past);
    }
    s->past[s->past_len++] = s->submission;
    memset(&s->submission, 0, sizeof s->submission);
}

void submit_to_review(struct scene *scene, int64_t now_ms)
{
    struct submission *sub = &scene->student->submission;

    submission_move(sub, SUBMISSION_IN_REVIEW, now_ms, "system", "");
    if (!scene->school->auto_approval || drafts_wants_person(&sub->draft))
        return;
    submission_move(sub, SUBMISSION_APPROVED, now_ms, "system", "");
    sub->decided_ms = now_ms;
    scene_copy(sub->decided_by, sizeof sub->decided_by, "system");
}

/* R36: a plan that costs nothing has its prints too; who has paid once has had
 * them planned with the money. */
static void plan_free_prints(struct scene *scene)
{
    struct student *s = scene->student;

    if (!s->paid_order_no[0] && s->prints == PRINTS_NONE &&
        scene->school->policy.prints > 0)
        s->prints = PRINTS_PLANNED;
}

static void index_submission(struct scene *scene, struct decision *d)
{
    struct effect *e;
    char key[KEY_SIZE];

    CHECK(key_of("sub", scene->student->submission.id, key));
    e = decision_add(d, EFFECT_RECORD, key);
    CHECK(buf_add_text(&e->value, scene->student->uid) == 0);
}

static void start(struct scene *scene, struct decision *d)
{
    const Tucai__V1__Submit *op = scene->command->submit;
    struct student *s = scene->student;
    char id[ID_SIZE];

    scene_id(scene, "s", id);
    appeals_settle(&s->appeals, s->submission.id, scene->now_ms);
    shelve(s);
    scene_copy(s->submission.id, sizeof s->submission.id, id);
    s->submission.submitted_ms = scene->now_ms;
    CHECK(drafts_take(&s->drafts, op->draft_id, &s->submission.draft));
    index_submission(scene, d);
    if (is_free(scene)) {
        plan_free_prints(scene);
        submit_to_review(scene, scene->now_ms);
    } else {
        submission_move(&s->submission, SUBMISSION_AWAITING_PAYMENT,
                        scene->now_ms, "student", "");
        if (!make_order(scene, d, op->channel, op->client_ip)) {
            refuse(d, 409, "too_many_orders", "订单过多，请联系学校。", NULL);
            return;
        }
    }
    d->is_changed = true;
    answer_submission(scene, d);
}

void submit_draft(struct scene *scene, struct decision *d)
{
    const Tucai__V1__Submit *op = scene->command->submit;
    struct student *s = scene->student;
    char id[ID_SIZE];

    if (!names_draft(d, op->draft_id))
        return;
    scene_id(scene, "s", id);
    if (strcmp(s->submission.id, id) == 0) { /* this very command, again */
        answer_submission(scene, d);
        return;
    }
    if (submission_is_live(student_submission_state(s))) {
        refuse(d, 409, "already_submitted", "照片已经提交。", NULL);
        return;
    }
    if (!drafts_find(&s->drafts, op->draft_id)) {
        refuse_unknown(d);
        return;
    }
    if (consent_stands(scene, d) && phase_is_open(scene, d) &&
        (is_free(scene) || channel_is_good(scene, d, op->channel)))
        start(scene, d);
}

/* ---- while it waits for payment ---- */

static struct submission *unpaid(struct scene *scene, struct decision *d,
                                 const char *submission_id)
{
    struct submission *sub = scene_submission(scene, d, submission_id);

    if (sub && sub->state != SUBMISSION_AWAITING_PAYMENT) {
        refuse(d, 409, "already_submitted", "照片已经提交，不能再更换。", NULL);
        return NULL;
    }
    return sub;
}

void submit_change(struct scene *scene, struct decision *d)
{
    const Tucai__V1__ChangeDraft *op = scene->command->change_draft;
    struct submission *sub = unpaid(scene, d, op->submission_id);
    struct drafts *drafts = &scene->student->drafts;
    struct draft chosen;

    if (!sub || !names_draft(d, op->draft_id))
        return;
    if (strcmp(sub->draft.id, op->draft_id) != 0) {
        if (!drafts_take(drafts, op->draft_id, &chosen)) {
            refuse_unknown(d);
            return;
        }
        CHECK(drafts_add(drafts, &sub->draft)); /* one has just left */
        sub->draft = chosen;
        d->is_changed = true;
    }
    answer_submission(scene, d);
    d->status = 200;
}

void submit_order(struct scene *scene, struct decision *d)
{
    const Tucai__V1__NewOrder *op = scene->command->new_order;
    struct submission *sub = unpaid(scene, d, op->submission_id);
    const struct order *last;
    char channel[8];
    char no[33];

    if (!sub)
        return;
    order_no(scene, no);
    last = orders_latest(&scene->student->orders, sub->id);
    if (last && (last->state == ORDER_CREATED || strcmp(last->no, no) == 0)) {
        answer_submission(scene, d); /* it can still be paid */
        return;
    }
    scene_copy(channel, sizeof channel, op->channel);
    if (!channel[0] && last)
        scene_copy(channel, sizeof channel, last->channel);
    if (!phase_is_open(scene, d) || !channel_is_good(scene, d, channel))
        return;
    if (!make_order(scene, d, channel, op->client_ip)) {
        refuse(d, 409, "too_many_orders", "订单过多，请联系学校。", NULL);
        return;
    }
    d->is_changed = true;
    answer_submission(scene, d);
}

/* ---- back out ---- */

void submit_refund(struct scene *scene, struct decision *d)
{
    struct student *s = scene->student;
    struct order *order = orders_find(&s->orders, s->paid_order_no);

    memset(s->paid_order_no, 0, sizeof s->paid_order_no);
    s->prints = PRINTS_NONE;
    if (order && order_refund(order))
        jobs_pay(d, scene, order, TUCAI__V1__PAY_OP__PAY_OP_REFUND);
}

void submit_drop_order(struct scene *scene, struct decision *d)
{
    struct student *s = scene->student;
    struct order *order = orders_latest(&s->orders, s->submission.id);

    if (!order || order->state != ORDER_CREATED)
        return;
    order->state = ORDER_EXPIRED; /* money that comes now goes back (R26) */
    jobs_pay(d, scene, order, TUCAI__V1__PAY_OP__PAY_OP_CLOSE);
}

void submit_withdraw(struct scene *scene, struct decision *d)
{
    const Tucai__V1__SubmissionRef *op = scene->command->withdraw;
    struct submission *sub = scene_submission(scene, d, op->submission_id);
    enum withdraw_verdict verdict;

    if (!sub)
        return;
    decide(d, 204, NULL);
    if (sub->state == SUBMISSION_WITHDRAWN)
        return;
    verdict = submission_withdraw(sub);
    if (verdict == WITHDRAW_REVIEW_STARTED) {
        refuse(d, 409, "review_started", "学校已开始审核，不能撤回。", NULL);
        return;
    }
    if (verdict == WITHDRAW_DOWNLOADED) {
        refuse(d, 409, "downloaded", "照片已下载，不能撤回。", NULL);
        return;
    }
    if (verdict == WITHDRAW_UNPAID)
        submit_drop_order(scene, d);
    else
        submit_refund(scene, d);
    submission_move(sub, SUBMISSION_WITHDRAWN, scene->now_ms, "student", "");
    (void)drafts_add(&scene->student->drafts, &sub->draft);
    d->is_changed = true;
}

/* R27: the season was closed without an accepted photo. */
static bool is_given_back(const struct student *s)
{
    if (!s->season_closed_ms || s->paid_order_no[0] ||
        student_submission_state(s) == SUBMISSION_ACCEPTED)
        return false;
    for (size_t i = 0; i < s->orders.len; i++) {
        enum order_state state = s->orders.at[i].state;

        if (state == ORDER_REFUNDING || state == ORDER_REFUNDED)
            return true;
    }
    return false;
}

void submit_downloaded(struct scene *scene, struct decision *d)
{
    struct submission *sub = &scene->student->submission;

    decide(d, 204, NULL);
    if (!submission_may_download(student_submission_state(scene->student))) {
        refuse(d, 409, "not_ready", "照片还不能下载：请先完成支付。", NULL);
        return;
    }
    if (is_given_back(scene->student)) {
        refuse(d, 409, "not_ready", "费用已退还，照片不能再下载。", NULL);
        return;
    }
    if (sub->downloaded_ms)
        return;
    sub->downloaded_ms = scene->now_ms;
    d->is_changed = true;
}
