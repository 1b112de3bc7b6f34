#include "qc/produce/produce.h"

#include "core/check.h"
#include "image/hot.h"
#include "image/jpeg_write.h"
#include "image/turn.h"
#include "qc/produce/doubt.h"
#include "qc/produce/edge.h"
#include "qc/produce/mask.h"
#include "qc/produce/matte.h"
#include "qc/produce/subject.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const struct produce_spec PRODUCE_STANDARD = {
    .geometry =
        {
            .width = 480,
            .height = 640,
            .hair_top = {50, 110},
            .eyes = {200, 300},
            .face_width = {180, 300},
            .hair_top_wanted = 72,
            .face_width_wanted = 222,
        },
    .background = {100, 197, 255},
    .dpi = 300,
    .bytes_min = 20480,
    .bytes_max = 40000,
    .quality_min = 60,
};

enum { QUALITY_MAX = 98, JPEG_BYTES_MAX = 4 * 1024 * 1024 };

/* From this enlargement on the photo is decoded again, finer. */
#define ENLARGE_MAX 1.2f

/* A band of doubt along the body this wide, in half pixels, tears it. */
#define DOUBT_MAX 12.0f
enum { BEARD = 5 };

/* Of the face's height: the least that hair and skull rise over the forehead
 * point.  Less, and the wall has swallowed them, or a hat as dark as it. */
#define CROWN_LEAST 0.1f

/* Pixels of context around the frame for the resize filter. */
enum { CONTEXT = 8 };

struct producer {
    struct jpeg_decoder decoder;
    struct image fine; /* the frame's surroundings at a finer scale */
    struct planes frame;
    struct resizer resizer;
    struct turner turner;
    struct matte_guess guess;
    struct matte matte;
    struct image px;
    struct image ycc; /* the same as a JPEG holds it */
    struct buf jpeg;
};

/* A photo and what was read in it. */
struct source {
    const struct face_reading *reading;
    struct bytes photo;
};

struct producer *producer_new(void)
{
    struct producer *p = must_alloc(sizeof *p);

    p->jpeg = BUF_INIT(JPEG_BYTES_MAX);
    return p;
}

struct producer *producer_free(struct producer *p)
{
    if (!p)
        return NULL;
    jpeg_decoder_done(&p->decoder);
    image_done(&p->fine);
    planes_done(&p->frame);
    resizer_done(&p->resizer);
    turner_done(&p->turner);
    matte_guess_done(&p->guess);
    matte_done(&p->matte);
    image_done(&p->px);
    image_done(&p->ycc);
    buf_done(&p->jpeg);
    free(p);
    return NULL;
}

void producer_freep(struct producer **p)
{
    *p = producer_free(*p);
}

static double now_ms(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

int produce_place(const struct face_reading *reading,
                  const struct geometry_spec *spec, struct placement *ret)
{
    if (reading->n_boxes == 0)
        return PRODUCE_NO_FACE;
    if (reading->points[POINT_FOREHEAD].y - reading->crown_y <
        CROWN_LEAST * reading->face_height)
        return PRODUCE_HEAD_LOST;

    switch (subject_place(reading, spec, ret)) {
    case 0:
        return 0;
    case GEOMETRY_CUT_OFF:
        return PRODUCE_FACE_CUT_OFF;
    default:
        return PRODUCE_FACE_TOO_LARGE;
    }
}

/* The matte works at half size, so frames have even sides until the end. */
static int even(int side)
{
    return side + side % 2;
}

/* The same way from the frame, into a picture k times as large from whose
 * upper left corner that far is left out. */
static struct affine scaled(const struct affine *m, float k, float left,
                            float top)
{
    return (struct affine){m->x0 * k - left, m->xx * k, m->xy * k,
                           m->y0 * k - top,  m->yx * k, m->yy * k};
}

/* The frame's surroundings in pixels of a picture. */
static struct rect surroundings(const struct affine *to_picture,
                                const struct recipe *recipe)
{
    float w = (float)recipe->width, h = (float)recipe->height;
    struct point corner = affine_at(to_picture, 0, 0);
    struct point low = corner, high = corner;

    for (int i = 1; i < 4; i++) {
        corner = affine_at(to_picture, i & 1 ? w : 0, i & 2 ? h : 0);
        low = (struct point){fminf(low.x, corner.x), fminf(low.y, corner.y)};
        high = (struct point){fmaxf(high.x, corner.x), fmaxf(high.y, corner.y)};
    }
    return (struct rect){(int)low.x - CONTEXT, (int)low.y - CONTEXT,
                         (int)(high.x - low.x) + 2 * CONTEXT,
                         (int)(high.y - low.y) + 2 * CONTEXT};
}

static int cut_frame(struct producer *p, const struct image *from,
                     const struct affine *m)
{
    struct window straight = {m->x0, m->y0, 1 / m->xx};

    if (m->xy == 0)
        return resize_window(&p->resizer, from, &straight, &p->frame);
    return turn_window(&p->turner, from, m, &p->frame);
}

/* The frame out of the photo itself, where `upright` is too coarse. */
static int resample_fine(struct producer *p, const struct source *from,
                         const struct recipe *recipe)
{
    const struct face_reading *f = from->reading;
    const struct placement *at = &recipe->placement;
    struct affine to_upright = placement_to_photo(at);
    int denom = (int)f->source_scale;

    while (denom > 1 && at->scale * (float)denom / f->source_scale > 1)
        denom /= 2;

    float k = f->source_scale / (float)denom;
    struct affine to_decoded = scaled(&to_upright, k, 0, 0);
    struct rect part =
        rect_clip(surroundings(&to_decoded, recipe), f->source_width / denom,
                  f->source_height / denom);
    int r = jpeg_read_part(&p->decoder, from->photo, denom, part, &p->fine);

    if (r != 0)
        return r < 0 ? r : PRODUCE_DAMAGED;
    to_decoded = scaled(&to_upright, k, (float)part.x, (float)part.y);
    return cut_frame(p, &p->fine, &to_decoded);
}

static int resample(struct producer *p, const struct source *from,
                    const struct recipe *recipe)
{
    const struct face_reading *f = from->reading;
    const struct placement *at = &recipe->placement;
    bool enlarges = at->scale > 1;
    float k = enlarges ? f->native.scale : 1;
    struct affine to_upright = placement_to_photo(at);
    struct affine to_picture = scaled(&to_upright, k, 0, 0);
    int r = planes_fit(&p->frame, even(recipe->width), even(recipe->height));

    if (r < 0)
        return r;
    if (at->scale / k > ENLARGE_MAX && f->native.denom > 1)
        return resample_fine(p, from, recipe);
    return cut_frame(p, enlarges ? f->fine : &f->upright, &to_picture);
}

/* One pixel of one colour: what the person adds, on the new background. */
static inline float mixed(float image, float alpha, float front, float back,
                          float ground)
{
    float person = front + alpha * (image - alpha * front - (1 - alpha) * back);

    person = fminf(fmaxf(person, 0), 1);
    return alpha * person + (1 - alpha) * ground;
}

/* One colour of a row. */
struct compose_row {
    const float *image;
    const float *front;
    const float *back;
    float ground;
};

static inline uint8_t composed(const struct compose_row *c, float alpha,
                               size_t i)
{
    return (uint8_t)(255 * mixed(c->image[i], alpha, c->front[i], c->back[i],
                                 c->ground) +
                     0.5f);
}

HOT static void compose_row(const struct compose_row colours[3],
                            const float *alpha, uint8_t *restrict to, size_t n)
{
    const struct compose_row r = colours[0], g = colours[1], b = colours[2];

    for (size_t i = 0; i < n; i++) {
        to[3 * i] = composed(&r, alpha[i], i);
        to[3 * i + 1] = composed(&g, alpha[i], i);
        to[3 * i + 2] = composed(&b, alpha[i], i);
    }
}

static int compose(struct producer *p, const struct recipe *recipe)
{
    const struct matte *m = &p->matte;
    int w = recipe->width, h = recipe->height;
    int r = image_fit(&p->px, w, h);

    for (int y = 0; r == 0 && y < h; y++) {
        size_t at = (size_t)y * (size_t)m->alpha.width;
        struct compose_row colours[3];

        for (int c = 0; c < 3; c++)
            colours[c] = (struct compose_row){
                p->frame.c[c].at + at, m->colours.front.c[c].at + at,
                m->colours.back.c[c].at + at,
                (float)recipe->background[c] / 255};
        compose_row(colours, m->alpha.at + at, image_at(&p->px, 0, y),
                    (size_t)w);
    }
    return r;
}

static int fit_guess(struct matte_guess *g, const struct recipe *recipe)
{
    int w = even(recipe->width) / 2, h = even(recipe->height) / 2;
    int r = plane_fit(&g->person, w, h);

    return r < 0 ? r : plane_fit(&g->hair, w, h);
}

/* In the half-size frame; a beard hangs a little lower than the chin. */
static int row_under_chin(const struct face_reading *f,
                          const struct placement *at)
{
    float chin = at->eyes_px + at->scale * (f->chin_y - f->eyes.y);

    return (int)(chin / 2) + BEARD;
}

static int make_picture(struct producer *p, const struct source *from,
                        const struct recipe *recipe)
{
    const struct placement *at = &recipe->placement;
    int r = resample(p, from, recipe);

    if (r != 0)
        return r;
    r = fit_guess(&p->guess, recipe);
    if (r < 0)
        return r;
    mask_project(from->reading, at, &p->guess);
    r = matte_make(&p->matte, &p->frame, &p->guess);
    if (r < 0)
        return r;
    if (doubt_of_body(&p->matte, &p->guess.person,
                      row_under_chin(from->reading, at)) > DOUBT_MAX)
        return PRODUCE_UNCLEAR_BODY;
    if (edge_tears(from->reading, at, &p->matte.alpha))
        return PRODUCE_FACE_TOO_LARGE;
    edge_cut(from->reading, at, &p->matte.alpha);
    return compose(p, recipe);
}

/* Exactly one of target's limits and a coding that is known decides. */
static int encode(struct producer *p, struct jpeg_target *target,
                  const struct jpeg_coding *known, struct recipe *recipe)
{
    struct ycc exact = ycc_of(recipe->background);
    int r = ycc_convert(&p->px, recipe->background, &p->ycc);

    if (r < 0)
        return r;
    target->exact = &exact;
    target->dpi = recipe->dpi;
    r = known
            ? jpeg_write_again(&p->ycc, target, known, &p->jpeg)
            : jpeg_write_to_target(&p->ycc, target, &p->jpeg, &recipe->coding);
    target->exact = NULL; /* it was ours */
    return r == JPEG_DOES_NOT_FIT ? PRODUCE_TOO_MANY_BYTES : r;
}

/* By the recipe, whose coding is still to be found unless `known`. */
static int produce(struct producer *p, const struct source *from,
                   struct jpeg_target *target, const struct jpeg_coding *known,
                   struct produced *ret)
{
    struct produced out = {.px = &p->px, .recipe = ret->recipe};
    double start = now_ms(), made;
    int r = make_picture(p, from, &out.recipe);

    made = now_ms();
    if (r == 0)
        r = encode(p, target, known, &out.recipe);
    if (r != 0)
        return r;
    out.jpeg = buf_view(&p->jpeg);
    out.matte_ms = made - start;
    out.encode_ms = now_ms() - made;
    *ret = out;
    return 0;
}

int produce_photo(struct producer *p, const struct face_reading *reading,
                  struct bytes photo, const struct produce_spec *spec,
                  struct produced *ret)
{
    const struct source from = {reading, photo};
    struct jpeg_target target = {
        .bytes_min = spec->bytes_min,
        .bytes_max = spec->bytes_max,
        .quality_min = spec->quality_min,
        .quality_max = QUALITY_MAX,
    };
    struct produced out = {.recipe = {
                               .version = PRODUCE_VERSION,
                               .width = spec->geometry.width,
                               .height = spec->geometry.height,
                               .dpi = spec->dpi,
                           }};
    int r = produce_place(reading, &spec->geometry, &out.recipe.placement);

    memcpy(out.recipe.background, spec->background,
           sizeof out.recipe.background);
    if (r == 0)
        r = produce(p, &from, &target, NULL, &out);
    if (r == 0)
        *ret = out;
    return r;
}

int produce_again(struct producer *p, const struct face_reading *reading,
                  struct bytes photo, const struct recipe *recipe,
                  struct produced *ret)
{
    const struct source from = {reading, photo};
    struct jpeg_target target = {.dpi = recipe->dpi};
    struct produced out = {.recipe = *recipe};
    int r;

    if (recipe->version != PRODUCE_VERSION)
        return -EINVAL;
    if (reading->n_boxes == 0)
        return PRODUCE_NO_FACE;
    r = produce(p, &from, &target, &recipe->coding, &out);
    if (r == 0)
        *ret = out;
    return r;
}
