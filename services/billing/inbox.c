#include "billing/inbox.h"

#include "billing/handlers.h"
#include "billing/shot.h"
#include "core/check.h"
#include "core/text.h"
#include "core/time.h"

#include <stdio.h>
#include <string.h>

/*
 * inbox - what students report to their school (R5).
 */

/* ---- a new report ---- */

static bool report_is_sound(const Tucai__V1__ReportProblem *op,
                            struct decision *d)
{
    static const char GOOD[] = "abcdefghijklmnopqrstuvwxyz"
                               "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:_.-";
    size_t chars = text_chars(op->text);

    if (!text_is_utf8(bytes_of_text(op->text))) {
        refuse_malformed(d, "问题描述不是 UTF-8 文本。");
        return false;
    }
    if (chars == 0 || chars > PROBLEM_CHARS_MAX ||
        strlen(op->text) >= PROBLEM_TEXT_SIZE) {
        refuse_malformed(d, chars ? "问题描述最多1000个字。"
                                  : "请描述遇到的问题。");
        return false;
    }
    if (strlen(op->request_id) >= PROBLEM_REQUEST_SIZE ||
        op->request_id[strspn(op->request_id, GOOD)]) {
        refuse_malformed(d, "request_id 为出错页面上的编号。");
        return false;
    }
    return true;
}

static bool may_report(const struct scene *scene, struct decision *d)
{
    const struct reports *reports = &scene->student->reports;
    int64_t wait_ms = reports_wait_ms(reports, scene->now_ms);

    if (reports_is_full(reports)) {
        refuse(d, 409, "too_many_problems", "反馈次数过多，请直接联系学校。",
               NULL);
        return false;
    }
    if (wait_ms > 0) {
        refuse(d, 429, "rate_limited", "反馈过于频繁，请稍后再试。",
               json_pack("{s:I}", "retry_after_s",
                         (json_int_t)((wait_ms + 999) / TIME_MS_PER_S)));
        return false;
    }
    return true;
}

static void index_of(const char *school_code, bool is_done, char ret[KEY_SIZE])
{
    char id[24];

    (void)snprintf(id, sizeof id, "%s%s", school_code, is_done ? ":done" : "");
    CHECK(key_of("probs", id, ret));
}

static void keep(struct decision *d, const struct problem_report *p,
                 uint64_t version)
{
    char key[KEY_SIZE];
    struct effect *e;

    CHECK(key_of("prob", p->id, key));
    e = decision_add(d, EFFECT_PUT, key);
    e->version = version;
    CHECK(problem_report_encode(p, &e->value) == 0);
    index_of(p->school_code, p->done_ms != 0, key);
    decision_index(d, EFFECT_ADD, key, p->id,
                   p->done_ms ? p->done_ms : p->at_ms);
}

void inbox_forget(struct decision *d, const char *school_code, const char *id)
{
    char key[KEY_SIZE];

    if (!key_of("prob", id, key))
        return;
    (void)decision_add(d, EFFECT_FORGET, key);
    index_of(school_code, false, key);
    decision_index(d, EFFECT_REMOVE, key, id, 0);
    index_of(school_code, true, key);
    decision_index(d, EFFECT_REMOVE, key, id, 0);
}

static void write_report(struct scene *scene, struct problem_report *p)
{
    const Tucai__V1__ReportProblem *op = scene->command->report_problem;
    const struct student *s = scene->student;

    scene_copy(p->uid, sizeof p->uid, s->uid);
    scene_copy(p->school_code, sizeof p->school_code, s->school_code);
    scene_copy(p->name_masked, sizeof p->name_masked, s->name_masked);
    scene_copy(p->student_no, sizeof p->student_no, s->student_no);
    scene_copy(p->campus, sizeof p->campus, s->campus);
    scene_copy(p->text, sizeof p->text, op->text);
    scene_copy(p->request_id, sizeof p->request_id, op->request_id);
    p->at_ms = scene->now_ms;
    shot_take_blob(scene->job, "screenshot", &p->screenshot);
}

void inbox_report(struct scene *scene, struct decision *d)
{
    struct reports *reports = &scene->student->reports;
    struct problem_report report = {.at_ms = 0};

    scene_id(scene, "p", report.id);
    decide(d, 202, json_pack("{s:s}", "problem_id", report.id));
    if (reports->len &&
        strcmp(reports->at[reports->len - 1].id, report.id) == 0)
        return; /* this command, again */
    if (!report_is_sound(scene->command->report_problem, d) ||
        !may_report(scene, d))
        return;
    write_report(scene, &report);
    keep(d, &report, 0);
    CHECK(reports_add(reports, report.id, scene->now_ms));
    d->is_changed = true;
}

/* ---- done with ---- */

void inbox_settle(struct scene *scene, struct decision *d)
{
    const Tucai__V1__SettleProblem *op = scene->command->settle_problem;
    struct problem_report *p = &scene->problem;
    bool is_done = strcmp(op->state, "done") == 0;
    char key[KEY_SIZE];

    if (!is_done && strcmp(op->state, "open") != 0) {
        refuse_malformed(d, "state 为 done 或 open。");
        return;
    }
    if (is_done != (p->done_ms != 0)) {
        index_of(p->school_code, p->done_ms != 0, key);
        decision_index(d, EFFECT_REMOVE, key, p->id, 0);
        p->done_ms = is_done ? scene->now_ms : 0;
        scene_copy(p->done_by, sizeof p->done_by, is_done ? scene->by : "");
        keep(d, p, scene->document.version);
    }
    decide(d, 200,
           json_pack("{s:s, s:s}", "problem_id", p->id, "state", op->state));
}
