#include "qc/produce/produce.h"

#include "core/check.h"
#include "image/hot.h"
#include "image/jpeg_write.h"
#include "qc/produce/mask.h"
#include "qc/produce/matte.h"

#include <math.h>
#include <stdlib.h>
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

/* Pixels of context around the frame for the resize filter. */
enum { CONTEXT = 8 };

struct producer {
    struct jpeg_decoder decoder;
    struct image fine; /* the frame's surroundings at a finer scale */
    struct planes frame;
    struct plane net;
    struct matte matte;
    struct image px;
    struct buf jpeg;
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
    plane_done(&p->net);
    matte_done(&p->matte);
    image_done(&p->px);
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

/* From which y on body stands at this x; the chin's if ever since. */
static float touches_from(const struct face_reading *f, float x)
{
    float y = (float)f->upright.height;

    while (y > f->chin_y && face_map_at(&f->map, FACE_BACKGROUND, x, y) <= 0.5f)
        y -= f->map.cell_height;
    return fmaxf(y, f->chin_y);
}

/* Body beside the photo's edge counts only where the map shows that edge. */
static struct subject subject_of(const struct face_reading *f)
{
    float width = (float)f->upright.width, height = (float)f->upright.height;
    float map_right = f->map.left + f->map.cell_width * FACE_MAP_SIDE;

    return (struct subject){
        .crown_y = f->crown_y,
        .eyes_y = f->eyes.y,
        .centre_x =
            (f->points[POINT_CHEEK_LEFT].x + f->points[POINT_CHEEK_RIGHT].x) /
            2,
        .face_width = f->face_width,
        .crown_cut = f->crown_cut,
        .width = width,
        .height = height,
        .touches_left_y = f->map.left < 1 ? touches_from(f, 0.5f) : 2 * height,
        .touches_right_y =
            map_right > width - 1 ? touches_from(f, width - 0.5f) : 2 * height,
    };
}

int produce_place(const struct face_reading *reading,
                  const struct geometry_spec *spec, struct placement *ret)
{
    if (reading->n_boxes == 0)
        return PRODUCE_NO_FACE;

    struct subject s = subject_of(reading);

    switch (geometry_place(spec, &s, ret)) {
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

/* The frame's surroundings in pixels of the photo at 1/denom. */
static struct rect surroundings(const struct face_reading *f,
                                const struct placement *at,
                                const struct geometry_spec *spec, int denom)
{
    float k = f->source_scale / (float)denom;
    struct rect r = {(int)(at->left * k) - CONTEXT,
                     (int)(at->top * k) - CONTEXT,
                     (int)((float)spec->width / at->scale * k) + 2 * CONTEXT,
                     (int)((float)spec->height / at->scale * k) + 2 * CONTEXT};

    return rect_clip(r, f->source_width / denom, f->source_height / denom);
}

/* The frame out of the photo itself, where `upright` is too coarse. */
static int resample_fine(struct producer *p, const struct face_reading *f,
                         struct bytes photo, const struct placement *at,
                         const struct geometry_spec *spec)
{
    int denom = (int)f->source_scale;

    while (denom > 1 && at->scale * (float)denom / f->source_scale > 1)
        denom /= 2;

    float k = f->source_scale / (float)denom;
    struct rect part = surroundings(f, at, spec, denom);
    struct window w = {at->left * k - (float)part.x,
                       at->top * k - (float)part.y, at->scale / k};
    int r = jpeg_read_part(&p->decoder, photo, denom, part, &p->fine);

    if (r != 0)
        return r < 0 ? r : PRODUCE_DAMAGED;
    return resize_window(&p->fine, &w, even(spec->width), even(spec->height),
                         &p->frame);
}

static int resample(struct producer *p, const struct face_reading *f,
                    struct bytes photo, const struct placement *at,
                    const struct geometry_spec *spec)
{
    bool enlarges = at->scale > 1;
    float k = enlarges ? f->native.scale : 1;
    struct window w = {at->left * k, at->top * k, at->scale / k};

    if (w.scale > ENLARGE_MAX && f->native.denom > 1)
        return resample_fine(p, f, photo, at, spec);
    return resize_window(enlarges ? f->fine : &f->upright, &w,
                         even(spec->width), even(spec->height), &p->frame);
}

/* One pixel of one colour: what the person adds, on the new background. */
static inline float mixed(float image, float alpha, float front, float back,
                          float ground)
{
    float person = front + alpha * (image - alpha * front - (1 - alpha) * back);

    person = fminf(fmaxf(person, 0), 1);
    return alpha * person + (1 - alpha) * ground;
}

/* One colour of a row of packed pixels. */
struct target {
    uint8_t *at;
    size_t n;
};

HOT static void compose_plane(const float *restrict image,
                              const float *restrict alpha,
                              const float *const colours[2], float ground,
                              struct target to)
{
    const float *restrict front = colours[0], *restrict back = colours[1];

    for (size_t i = 0; i < to.n; i++)
        to.at[3 * i] = (uint8_t)(255 * mixed(image[i], alpha[i], front[i],
                                             back[i], ground) +
                                 0.5f);
}

static int compose(struct producer *p, const struct produce_spec *spec)
{
    const struct matte *m = &p->matte;
    int w = spec->geometry.width, h = spec->geometry.height;
    int r = image_fit(&p->px, w, h);

    for (int y = 0; r == 0 && y < h; y++) {
        for (int c = 0; c < 3; c++) {
            size_t at = (size_t)y * (size_t)m->alpha.width;
            compose_plane(
                p->frame.c[c].at + at, m->alpha.at + at,
                (const float *const[2]){m->colours.front.c[c].at + at,
                                        m->colours.back.c[c].at + at},
                (float)spec->background[c] / 255,
                (struct target){image_at(&p->px, 0, y) + c, (size_t)w});
        }
    }
    return r;
}

static int make_picture(struct producer *p, const struct face_reading *f,
                        struct bytes photo, const struct produce_spec *spec,
                        const struct placement *at)
{
    int r = resample(p, f, photo, at, &spec->geometry);

    if (r != 0)
        return r;
    r = plane_fit(&p->net, even(spec->geometry.width),
                  even(spec->geometry.height));
    if (r < 0)
        return r;
    mask_project(f, at, &p->net);
    r = matte_make(&p->matte, &p->frame, &p->net);
    return r == 0 ? compose(p, spec) : r;
}

static int encode(struct producer *p, const struct produce_spec *spec,
                  int *ret_quality)
{
    struct jpeg_target target = {
        .dpi = spec->dpi,
        .bytes_min = spec->bytes_min,
        .bytes_max = spec->bytes_max,
        .quality_min = spec->quality_min,
        .quality_max = QUALITY_MAX,
    };
    int r = jpeg_write_to_target(&p->px, &target, &p->jpeg, ret_quality);

    return r == JPEG_DOES_NOT_FIT ? PRODUCE_TOO_MANY_BYTES : r;
}

int produce_photo(struct producer *p, const struct face_reading *reading,
                  struct bytes photo, const struct produce_spec *spec,
                  struct produced *ret)
{
    struct produced out = {.px = &p->px};
    double start = now_ms(), made;
    int r = produce_place(reading, &spec->geometry, &out.placement);

    if (r == 0)
        r = make_picture(p, reading, photo, spec, &out.placement);
    made = now_ms();
    if (r == 0)
        r = encode(p, spec, &out.quality);
    if (r != 0)
        return r;
    out.jpeg = buf_view(&p->jpeg);
    out.matte_ms = made - start;
    out.encode_ms = now_ms() - made;
    *ret = out;
    return 0;
}
