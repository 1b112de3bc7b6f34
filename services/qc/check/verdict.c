#include "qc/check/verdict.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/time.h"
#include "qc/check/families.h"
#include "qc/check/guide.h"
#include "qc/check/judge.h"
#include "qc/check/marks.h"
#include "qc/check/preview.h"
#include "qc/check/quality.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct verdict_maker {
    struct face_reader *reader;
    struct producer *producer;
    struct preview preview;
};

int verdict_maker_new(const char *models, struct verdict_maker **ret)
{
    _cleanup_(verdict_maker_freep) struct verdict_maker *v =
        must_alloc(sizeof *v);
    int r = face_reader_new(models, &v->reader);

    if (r < 0)
        return r;
    v->producer = producer_new();
    *ret = steal(&v);
    return 0;
}

struct verdict_maker *verdict_maker_free(struct verdict_maker *v)
{
    if (!v)
        return NULL;
    face_reader_free(v->reader);
    producer_free(v->producer);
    preview_done(&v->preview);
    free(v);
    return NULL;
}

void verdict_maker_freep(struct verdict_maker **v)
{
    *v = verdict_maker_free(*v);
}

/* Milliseconds since *clock_us, which then is now. */
static double lap(int64_t *clock_us)
{
    int64_t now = time_mono_us();
    double ms = (double)(now - *clock_us) / 1000;

    *clock_us = now;
    return ms;
}

/* A production that fails refuses the photo, whatever the rule set says. */
static void add_production(struct finding_list *list, int refusal)
{
    static const enum finding_code CODES[] = {
        [PRODUCE_FACE_TOO_LARGE] = FINDING_FACE_TOO_LARGE,
        [PRODUCE_FACE_CUT_OFF] = FINDING_FACE_CUT_OFF,
        [PRODUCE_NO_FACE] = FINDING_NO_FACE,
        [PRODUCE_TOO_MANY_BYTES] = FINDING_LOW_QUALITY,
        [PRODUCE_DAMAGED] = FINDING_IMAGE_INVALID,
        [PRODUCE_HEAD_LOST] = FINDING_HEAD_COVERED,
        [PRODUCE_UNCLEAR_BODY] = FINDING_CLOTHES_BACKGROUND,
    };
    enum finding_code code = CODES[refusal];

    if (code == FINDING_IMAGE_INVALID) {
        judge_invalid(list);
        return;
    }
    for (int i = 0; i < list->n; i++) {
        if (list->at[i].code == code && list->at[i].severity == FINDING_REFUSE)
            return;
    }
    judge_add_refusal(list, code);
}

static int make_photo(struct verdict_maker *v,
                      const struct verdict_request *request,
                      const struct face_reading *reading, struct verdict *ret)
{
    struct produced made;
    int r = produce_photo(v->producer, reading, request->photo, request->spec,
                          &made);

    if (r < 0)
        return r;
    if (r > 0) { /* of a refused photo no more needs to be said */
        if (finding_list_passed(&ret->findings))
            add_production(&ret->findings, r);
        return 0;
    }
    ret->made = made.jpeg;
    recipe_text(&made.recipe, ret->recipe);
    ret->ms.matte_ms = made.matte_ms;
    ret->ms.encode_ms = made.encode_ms;
    return 0;
}

/* What follows once the photo could be read. */
static int judge_reading(struct verdict_maker *v,
                         const struct verdict_request *request,
                         const struct face_reading *reading,
                         struct verdict *ret)
{
    int64_t clock = time_mono_us();
    int r = 0;

    ret->ms.read = reading->ms;
    check_all(reading, request->spec, &ret->measures);
    check_marks(request->photo, reading, &ret->measures);
    if (request->scores && reading->n_boxes > 0)
        quality_measure(reading, &ret->measures);
    judge(&ret->measures, request->rules, &ret->findings);
    ret->ms.check_ms = lap(&clock);
    if (finding_list_passed(&ret->findings) ||
        (request->make_refused && reading->n_boxes > 0))
        r = make_photo(v, request, reading, ret);
    clock = time_mono_us();
    if (r == 0 && request->preview)
        r = preview_make(&v->preview, &reading->upright, &ret->preview);
    ret->head = guide_of(reading, &request->spec->geometry);
    ret->ms.preview_ms = lap(&clock);
    return r;
}

static int read_all(struct verdict_maker *v,
                    const struct verdict_request *request,
                    const struct face_reading **ret, struct measures *m)
{
    int r = face_read(v->reader, request->photo, ret);

    if (r == 0 && request->burst)
        r = check_alive(v->reader, *ret, request->burst, m);
    return r;
}

int verdict_make(struct verdict_maker *v, const struct verdict_request *request,
                 struct verdict *ret)
{
    struct verdict verdict = {
        .rule_set = request->rules->name,
        .rule_set_version = request->rules->version,
    };
    const struct face_reading *reading;
    int64_t clock = time_mono_us();
    int r = read_all(v, request, &reading, &verdict.measures);

    if (r > 0) {
        verdict.invalid = r;
        judge_invalid(&verdict.findings);
        r = 0;
    } else if (r == 0) {
        r = judge_reading(v, request, reading, &verdict);
    }
    if (r < 0)
        return r;
    verdict.passed = finding_list_passed(&verdict.findings);
    verdict.ms.total_ms = lap(&clock);
    *ret = verdict;
    return 0;
}

int verdict_make_again(struct verdict_maker *v, struct bytes photo,
                       const struct recipe *recipe, struct verdict *ret)
{
    const struct face_reading *reading;
    struct produced made;
    int r = face_read(v->reader, photo, &reading);

    if (r == 0)
        r = produce_again(v->producer, reading, photo, recipe, &made);
    if (r != 0)
        return r;
    *ret = (struct verdict){.made = made.jpeg};
    recipe_text(&made.recipe, ret->recipe);
    return 0;
}

void verdict_spec(const struct photo_form *form, struct produce_spec *ret)
{
    *ret = (struct produce_spec){
        .geometry =
            {
                .width = (int)form->width,
                .height = (int)form->height,
                .hair_top = {(float)form->hair_top_min,
                             (float)form->hair_top_max},
                .eyes = {(float)form->eyes_min, (float)form->eyes_max},
                .face_width = {(float)form->face_width_min,
                               (float)form->face_width_max},
                .hair_top_wanted = (float)form->hair_top_wanted,
                .face_width_wanted = (float)form->face_width_wanted,
            },
        .dpi = (int)form->dpi,
        .bytes_min = (size_t)form->bytes_min,
        .bytes_max = (size_t)form->bytes_max,
        .quality_min = (int)form->quality_min,
    };
    photo_background_rgb(form->background, ret->background);
}
