#include "ingest/shot.h"

#include "ingest/store.h"
#include "model/capture.h"

#include <string.h>

/* A dry run asks for the consent and for nothing else (spec http-api.md). */
static void judge_dry_run(struct call *c)
{
    json_t *extra;

    if (steps_is_done(&c->student->steps, STEP_CONSENT)) {
        c->next(c);
        return;
    }
    extra = json_pack("{s:[s], s:s}", "missing", step_name(STEP_CONSENT),
                      "detail", "请先同意人脸照片的处理。");
    call_problem_with(c, 409, "steps_missing", extra);
    json_decref(extra);
}

static void refuse(struct call *c, const struct admission_verdict *v,
                   int64_t now_ms)
{
    json_t *extra = capture_refusal(c->student, c->school, v, now_ms);

    call_problem_with(c, admission_status(v->code), admission_name(v->code),
                      extra);
    json_decref(extra);
}

/* EXISTS x:<uid> */
static void with_exclusion(struct call *c, const struct redis_reply *reply)
{
    const struct shot_try *t = &c->shot.attempt;
    struct capture_try attempt = {
        .nonce_sha256 = t->has_nonce ? t->nonce_sha256 : NULL,
        .shot_in_progress = redis_reply_int(reply) > 0,
        .has_frames = t->has_frames || !t->has_nonce,
        .now_ms = app_now_ms(c->app),
    };
    struct admission_verdict v = capture_judge(c->student, c->school, &attempt);

    /* What comes with the form is judged when it has come. */
    if (!t->has_nonce && v.code == ADMISSION_NONCE_INVALID)
        v.code = ADMISSION_OK;
    if (v.code == ADMISSION_OK)
        c->next(c);
    else
        refuse(c, &v, attempt.now_ms);
}

static void with_student(struct call *c)
{
    char key[KEY_SIZE];
    const char *words[] = {"EXISTS", key};

    c->next = c->judged;
    if (!c->student || !c->school) {
        call_problem(c, "not_found");
        return;
    }
    if (c->shot.attempt.is_dry_run) {
        judge_dry_run(c);
        return;
    }
    if (key_of("x", c->student->uid, key))
        store_ask(c, words, 2, with_exclusion);
    else
        call_problem(c, "not_found");
}

void shot_judge(struct call *c, const struct shot_try *attempt, call_fn *next)
{
    c->shot.attempt = *attempt;
    c->judged = next;
    store_student(c, c->session.uid, with_student);
}
