#include "billing/handlers.h"
#include "billing/submit.h"
#include "billing/walk.h"
#include "core/check.h"
#include "core/time.h"
#include "model/me.h"

#include <stdio.h>
#include <string.h>

/*
 * season - its end (R27).  The document says `closed` and `closed_ms`, the
 * moment from which what is kept of its students is counted (R41); no session
 * is opened any more.  Then a walk brings it to every student.
 */

/* A session that was just being opened is there before its student is looked
 * for. */
enum { BEFORE_WALK_MS = 1000 };

/* ---- the document ---- */

static void begin_walk(struct decision *d, const char *season,
                       const struct scene *scene)
{
    Tucai__V1__Walk first = TUCAI__V1__WALK__INIT;
    char purpose[KEY_SIZE];

    first.what = TUCAI__V1__WALK__WHAT__CLOSE;
    first.season = (char *)season;
    (void)snprintf(purpose, sizeof purpose, "close:%.100s", season);
    walk_begin(d, purpose, &first, scene->verdict_ms + BEFORE_WALK_MS);
}

static void keep(struct scene *scene, struct decision *d, const char *season,
                 const json_t *document)
{
    char *text = json_dumps(document, JSON_INDENT(2));
    struct effect *e;
    char key[KEY_SIZE];

    CHECK(key_of("season", season, key));
    e = decision_add(d, EFFECT_PUT, key);
    e->version = scene->document.version;
    CHECK(text && buf_add_text(&e->value, text) == 0);
    free(text);
}

/* Closing again begins the walk again, once it is forgotten: every step of it
 * finds what it has done. */
void season_close(struct scene *scene, struct decision *d)
{
    const char *season = scene->command->close_season->season;
    json_t *document = json_loadb((const char *)scene->document.value.at,
                                  scene->document.value.len, 0, NULL);
    int64_t closed_ms =
        json_integer_value(json_object_get(document, "closed_ms"));

    if (!document) {
        refuse_unknown(d);
        return;
    }
    if (closed_ms == 0) {
        closed_ms = scene->now_ms;
        (void)json_object_set_new(document, "closed", json_true());
        (void)json_object_set_new(document, "closed_ms",
                                  json_integer(closed_ms));
        keep(scene, d, season, document);
        decision_index(d, EFFECT_ADD, "seasons", season, 0);
    }
    json_decref(document);
    begin_walk(d, season, scene);
    decide(d, 202,
           json_pack("{s:s, s:o}", "season", season, "closed_at",
                     me_time(closed_ms)));
}

/* ---- one student ---- */

static bool is_of(const struct scene *scene, const char *season)
{
    const struct student *s = scene->student;
    char year[16];

    if (s->season[0])
        return strcmp(s->season, season) == 0;
    if (scene->school->season[0])
        return strcmp(scene->school->season, season) == 0;
    (void)snprintf(year, sizeof year, "%lld", (long long)s->graduation_year);
    return strcmp(year, season) == 0;
}

/* What the registry still may accept waits for its answer (delivery.c). */
static bool is_on_its_way(const struct scene *scene)
{
    enum submission_state state = student_submission_state(scene->student);

    return state == SUBMISSION_SENT ||
           (state == SUBMISSION_APPROVED && scene->is_sealed);
}

static void end_submission(struct scene *scene, struct decision *d)
{
    struct submission *sub = &scene->student->submission;
    enum submission_state state = student_submission_state(scene->student);
    enum submission_state to =
        state == SUBMISSION_APPROVED ? SUBMISSION_RESET : SUBMISSION_WITHDRAWN;

    appeals_settle(&scene->student->appeals, sub->id, scene->now_ms);
    if (state == SUBMISSION_AWAITING_PAYMENT)
        submit_drop_order(scene, d);
    if (submission_is_live(state) && submission_may_move(state, to))
        submission_move(sub, to, scene->now_ms, "system", "本季采集已经结束");
}

void season_closed(struct scene *scene, struct decision *d)
{
    struct student *s = scene->student;

    decide(d, 204, NULL);
    if (s->season_closed_ms ||
        !is_of(scene, scene->command->season_closed->season))
        return;
    s->season_closed_ms = scene->now_ms;
    d->is_changed = true;
    if (student_submission_state(s) == SUBMISSION_ACCEPTED ||
        is_on_its_way(scene))
        return;
    end_submission(scene, d);
    if (s->paid_order_no[0])
        submit_refund(scene, d);
}
