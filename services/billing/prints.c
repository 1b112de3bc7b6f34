#include "billing/handlers.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/*
 * prints - orders of print sheets (R37, R38): who gave them, for whom, why. The
 * relay carries them out, step by step (relay/orders).
 */

/* ---- what is kept, and its first step ---- */

static void keep(struct decision *d, const Tucai__V1__PrintRun *run,
                 uint64_t version)
{
    struct effect *e;
    char key[KEY_SIZE];

    CHECK(print_key(run->print_id, key));
    e = decision_add(d, EFFECT_PUT, key);
    e->version = version;
    CHECK(print_pack(&run->base, &e->value) == 0);
}

static void begin(struct decision *d, const Tucai__V1__PrintRun *run,
                  uint64_t version, Tucai__V1__PrintStep__What what)
{
    Tucai__V1__PrintStep step = TUCAI__V1__PRINT_STEP__INIT;
    struct effect *e;
    char id[ID_SIZE];

    (void)snprintf(id, sizeof id, "print:%.40s:%" PRIu64, run->print_id,
                   version + 1);
    e = decision_add(d, EFFECT_JOB, id);
    scene_copy(e->member, sizeof e->member, "print");
    step.what = what;
    step.print_id = run->print_id;
    CHECK(print_pack(&step.base, &e->value) == 0);
}

static void note(struct decision *d, const struct scene *scene,
                 const char *print_id, const char *detail)
{
    scene_copy(d->noted.school_code, sizeof d->noted.school_code,
               scene->print.school_code);
    scene_copy(d->noted.about, sizeof d->noted.about, print_id);
    scene_copy(d->noted.detail, sizeof d->noted.detail, detail);
}

/* ---- a new one ---- */

static bool is_short(const char *text)
{
    return strlen(text) <= ROSTER_FIELD_BYTES_MAX &&
           text_is_utf8(bytes_of_text(text));
}

static bool is_sound(const Tucai__V1__OrderPrints *op, struct decision *d)
{
    if (!print_paper_is_known(op->paper)) {
        refuse_malformed(d, "paper 为 5inch、6inch、a4 或 a3。");
        return false;
    }
    if (!print_format_is_known(op->format)) {
        refuse_malformed(d, "format 为 pdf 或 jpeg。");
        return false;
    }
    if (!is_short(op->scope->campus) || !is_short(op->scope->college) ||
        !is_short(op->scope->class_name)) {
        refuse_malformed(d, "校区、学院和班级最长 64 字节。");
        return false;
    }
    return true;
}

/* R38: paper of this student there is already, or somebody has asked for it. */
static bool is_again(const struct student *s)
{
    return s->sheet_ordered_ms != 0 || s->prints >= PRINTS_PACKED;
}

static bool may_order(struct scene *scene, struct decision *d)
{
    const Tucai__V1__OrderPrints *op = scene->command->order_prints;

    if (!is_sound(op, d))
        return false;
    if (scene->print.is_empty) {
        refuse(d, 409, "scope_empty",
               "所选范围内没有可以冲印的学生：照片须已被学信网接收，且套餐包含"
               "冲印。",
               NULL);
        return false;
    }
    if (!scene->student)
        return *op->reason == '\0' || scene_has_reason(d, op->reason);
    if (*op->reason || is_again(scene->student))
        return scene_has_reason(d, op->reason);
    return true;
}

static void remember(struct scene *scene, struct decision *d,
                     const char *reason)
{
    if (!scene->student)
        return;
    scene->student->sheet_ordered_ms = scene->now_ms;
    if (*reason)
        scene_note(scene, "prints", reason);
    d->is_changed = true;
}

void prints_order(struct scene *scene, struct decision *d)
{
    const Tucai__V1__OrderPrints *op = scene->command->order_prints;
    Tucai__V1__PrintRun run = TUCAI__V1__PRINT_RUN__INIT;
    char id[ID_SIZE], index[KEY_SIZE];

    if (!may_order(scene, d))
        return;
    scene_id(scene, "p", id);
    decide(d, 202, json_pack("{s:s}", "print_id", id));
    run.print_id = id;
    run.school_code = scene->print.school_code;
    run.scope = op->scope;
    run.paper = op->paper;
    run.format = op->format;
    run.by = (char *)scene->by;
    run.reason = op->reason;
    run.ordered_ms = scene->now_ms;
    run.state = PRINT_QUEUED;
    keep(d, &run, 0);
    begin(d, &run, 0, TUCAI__V1__PRINT_STEP__WHAT__LIST);
    CHECK(key_of("prints", run.school_code, index));
    decision_index(d, EFFECT_ADD, index, id, scene->now_ms);
    remember(scene, d, op->reason);
    note(d, scene, id, op->paper);
}

/* ---- its files, again ---- */

void prints_remake(struct scene *scene, struct decision *d)
{
    const struct print_order *order = &scene->print.orders[0];
    Tucai__V1__PrintRun *run = order->run;

    if (run->state != PRINT_EXPIRED) {
        refuse(d, 409, "state_conflict",
               "只有文件已到期删除的冲印任务才能重新生成。", NULL);
        return;
    }
    decide(d, 202, json_pack("{s:s}", "print_id", run->print_id));
    run->state = PRINT_PRINTING;
    run->done = run->left_out = 0;
    keep(d, run, order->version);
    begin(d, run, order->version, TUCAI__V1__PRINT_STEP__WHAT__VOLUME);
    note(d, scene, run->print_id, "");
}

/* ---- looked at (R43) ---- */

void prints_read(struct scene *scene, struct decision *d)
{
    const Tucai__V1__PrintReading *op = scene->command->print_reading;

    if (!*op->what) {
        refuse_malformed(d, "缺少所查看的内容。");
        return;
    }
    decide(d, 204, NULL);
    note(d, scene, op->print_id, "");
}
