#ifndef QC_CHECK_VERDICT_H
#define QC_CHECK_VERDICT_H

/*
 * verdict - qc as a pure function: a photo and a rule set in, findings and
 * the made photo out (domain.md R11, R12).
 *
 * The judge keeps the networks and its buffers from photo to photo; what it
 * gives out is borrowed until its next use.  No files, no clock but for the
 * timings.
 */

#include "core/bytes.h"
#include "model/finding.h"
#include "model/head_guide.h"
#include "model/ruleset.h"
#include "qc/check/alive.h"
#include "qc/check/measure.h"
#include "qc/check/recipe.h"
#include "qc/face/reading.h"
#include "qc/produce/produce.h"

#include <stdbool.h>

struct verdict_request {
    struct bytes photo;
    const struct ruleset *rules;
    const struct produce_spec *spec;
    const struct burst_frames *burst; /* NULL: liveness is not judged */
    bool make_refused; /* make the photo even if it does not pass */
    bool scores;       /* those of ofiq.h, too */
    bool preview;      /* make that too (preview.h) */
};

struct verdict_timings {
    struct face_timings read;
    double check_ms;
    double matte_ms;
    double encode_ms;
    double preview_ms;
    double total_ms;
};

struct verdict {
    const char *rule_set; /* borrowed from the request */
    int rule_set_version;
    bool passed;
    int invalid; /* enum jpeg_refusal behind `image_invalid`, else 0 */
    struct finding_list findings;
    struct measures measures;
    struct bytes made;             /* empty unless made */
    char recipe[RECIPE_TEXT_SIZE]; /* of what was made, else "" */
    struct bytes preview;          /* empty unless asked for and decodable */
    struct head_guide head;
    struct verdict_timings ms;
};

struct verdict_maker;

/* Loads the networks; 0 or a negative errno of face_reader_new. */
int verdict_maker_new(const char *models, struct verdict_maker **ret)
    __attribute__((warn_unused_result));
struct verdict_maker *verdict_maker_free(struct verdict_maker *v);
void verdict_maker_freep(struct verdict_maker **v);

/* 0, or a negative errno (no memory). */
int verdict_make(struct verdict_maker *v, const struct verdict_request *request,
                 struct verdict *ret) __attribute__((warn_unused_result));

/*
 * Makes a photo again by its recipe (recipe.h): of the verdict only what was
 * made is filled.  0; a positive value for a photo or a face that cannot be
 * read; -EINVAL for a recipe of another version.
 */
int verdict_make_again(struct verdict_maker *v, struct bytes photo,
                       const struct recipe *recipe, struct verdict *ret)
    __attribute__((warn_unused_result));

/* The production that a rule set's photo asks for. */
void verdict_spec(const struct photo_form *form, struct produce_spec *ret);

#endif
