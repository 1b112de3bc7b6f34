#include "ingest/routes.h"

#include "core/cleanup.h"
#include "image/jpeg_read.h"
#include "ingest/auth.h"
#include "ingest/command.h"
#include "ingest/intake.h"
#include "ingest/limiter.h"
#include "ingest/media.h"
#include "ingest/shot.h"
#include "ingest/shot_admit.h"
#include "ingest/store.h"

/* The checks of POST /shots stand in the order of spec/http-api.md. */

static bool is_form(const struct call *c)
{
    return media_is(c->x, "multipart/form-data");
}

static bool is_too_long(const struct call *c)
{
    int64_t most = INTAKE_PHOTO_BYTES_MAX;

    if (is_form(c))
        most += 5 * INTAKE_FRAME_BYTES_MAX;
    return http_body_length(c->x) > most;
}

/* ---- behind the body ---- */

/* The rest is behind what was kept of it: a phone may put a map of depths, of
 * more than that, in front of the picture. */
static int inspect_cut(struct bytes head, int side_min)
{
    struct jpeg_facts facts;
    int r = jpeg_inspect_small(head, side_min, &facts);

    return r == JPEG_TRUNCATED ? 0 : r;
}

/* Damage that only decoding shows ends the shot later; the end mark is such:
 * it is added here, so that a header that is sound passes. */
static int inspect(struct bytes head, int side_min)
{
    static const uint8_t END[] = {0xFF, 0xD9};
    _cleanup_(buf_done) struct buf file = BUF_INIT(head.len + sizeof END);
    struct jpeg_facts facts;

    if (head.len == INTAKE_HEAD_BYTES_MAX)
        return inspect_cut(head, side_min);
    if (buf_add(&file, head.at, head.len) < 0 ||
        buf_add(&file, END, sizeof END) < 0)
        return JPEG_TOO_LARGE;
    return jpeg_inspect_small(buf_view(&file), side_min, &facts);
}

/* The photo and its frames: 0 or the first refusal. */
static int inspect_all(const struct intake *in)
{
    int r = inspect(intake_head(in, "photo", 0), JPEG_SIDE_MIN);

    for (unsigned i = 0; r == 0 && i < intake_count(in, "frames"); i++)
        r = inspect(intake_head(in, "frames", i), JPEG_FRAME_SIDE_MIN);
    return r;
}

static void on_committed(struct call *c, struct intake *in, enum intake_end end)
{
    if (end == INTAKE_WHOLE)
        shot_admit(c, in);
    else
        call_problem(c, "busy");
}

static void with_judgement(struct call *c)
{
    struct intake *in = c->own;
    int refusal = inspect_all(in);
    json_t *extra;

    if (refusal == 0) {
        intake_commit(in, on_committed);
        return;
    }
    extra = json_pack("{s:s}", "reason", jpeg_refusal_name(refusal));
    call_problem_with(c, 0, "image_invalid", extra);
    json_decref(extra);
}

/* The window may have closed, and the form has brought the nonce. */
static void judge_again(struct call *c, struct intake *in)
{
    struct shot_try attempt = c->shot.attempt;
    unsigned frames = intake_count(in, "frames");

    if (is_form(c) && !attempt.is_dry_run) {
        auth_hash(intake_text(in, "nonce"), attempt.nonce_sha256);
        attempt.has_nonce = true;
        attempt.has_frames = frames >= 3 && frames <= 5;
    }
    shot_judge(c, &attempt, with_judgement);
}

static void on_body(struct call *c, struct intake *in, enum intake_end end)
{
    switch (end) {
    case INTAKE_WHOLE:
        if (intake_count(in, "photo") != 1)
            call_problem(c, "form_malformed");
        else if (c->shot.is_repeat)
            intake_commit(in, on_committed);
        else
            judge_again(c, in);
        break;
    case INTAKE_TOO_LARGE:
        call_problem(c, "too_large");
        break;
    case INTAKE_MALFORMED:
        call_problem(c, "form_malformed");
        break;
    case INTAKE_UNSUPPORTED:
        call_problem(c, "unsupported_media_type");
        break;
    case INTAKE_FAULT:
        call_problem(c, "busy");
        break;
    }
}

/* ---- before the body ---- */

static void read_body(struct call *c)
{
    static const char *const JPEG[] = {"image/jpeg", NULL};
    static const struct form_file FILES[] = {
        {"photo", JPEG, INTAKE_PHOTO_BYTES_MAX, 1},
        {"frames", JPEG, INTAKE_FRAME_BYTES_MAX, INTAKE_PARTS_MAX},
        {0},
    };
    static const char *const FIELDS[] = {"nonce", NULL};
    static const struct form WANTED = {FILES, FIELDS,
                                       INTAKE_PHOTO_BYTES_MAX +
                                           5 * INTAKE_FRAME_BYTES_MAX + 65536};

    if (is_form(c))
        intake_form(c, &WANTED, on_body);
    else
        intake_raw(c, "photo", INTAKE_PHOTO_BYTES_MAX, on_body);
}

static void judge_first(struct call *c)
{
    const char *nonce = http_header(c->x, "x-capture-nonce");
    struct shot_try attempt = {.is_dry_run = shot_is_dry_run(c)};

    attempt.has_nonce = !is_form(c);
    auth_hash(nonce ? nonce : "", attempt.nonce_sha256);
    shot_judge(c, &attempt, read_body);
}

/* A repeated request gets its first answer, whatever has become of the shot;
 * the photo is read to see that it is the same. */
static void on_earlier(struct call *c, const struct shot_found *found)
{
    c->shot.is_repeat = found != NULL;
    if (found)
        store_student(c, c->session.uid, read_body);
    else
        judge_first(c);
}

static bool is_rate_limited(struct call *c)
{
    int64_t now = app_now_ms(c->app);
    int64_t wait_ms = limiter_wait_ms(c->app->dry_runs, c->session.uid, now);

    if (wait_ms > 0) {
        call_problem_wait(c, "rate_limited", wait_ms);
        return true;
    }
    limiter_add(c->app->dry_runs, c->session.uid, now);
    return false;
}

void shot_post(struct call *c)
{
    bool is_dry_run = shot_is_dry_run(c);
    char id[COMMAND_ID_SIZE];

    if (is_dry_run && is_rate_limited(c))
        return;
    if (app_is_busy(c->app, is_dry_run ? DEMAND_DRY_RUN : DEMAND_SHOT)) {
        call_problem(c, "busy");
    } else if (is_too_long(c)) {
        call_problem(c, "too_large");
    } else if (!is_form(c) && !media_is(c->x, "image/jpeg")) {
        call_problem(c, "unsupported_media_type");
    } else if (command_is_repeatable(c)) {
        shot_id_of(c, id);
        shot_find(c, id, on_earlier);
    } else {
        judge_first(c);
    }
}
