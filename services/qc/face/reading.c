#include "qc/face/reading.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "image/pyramid.h"
#include "qc/face/detect.h"
#include "qc/face/files.h"
#include "qc/face/look.h"
#include "qc/face/mesh.h"
#include "qc/face/pose.h"
#include "qc/face/reader.h"
#include "qc/face/segment.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

/* Of the long side: what the networks look at, and twice that for sharpness. */
enum { UPRIGHT_SIDE_MIN = 900, FINE_SIDE_MIN = 2 * UPRIGHT_SIDE_MIN };

/* Of the face's height: what the map shows around the eyes, and how far above
 * the forehead point the skull ends. */
#define MAP_SIZE 3.0f
#define MAP_ABOVE_EYES 1.35f
#define SKULL_ABOVE 0.22f

/* A face upright and whole has a higher score than this. */
#define DOUBT 0.8f

/* Of the face's width: a head that is cut on a shorter line misses so little,
 * a fifteenth of that width, that it does not show. */
#define CUT_SHARE 0.55f

static double now_ms(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Milliseconds since *since, which then is now. */
static double lap(double *since)
{
    double now = now_ms(), ms = now - *since;

    *since = now;
    return ms;
}

static int load_canonical(const char *models, struct canonical *ret)
{
    _cleanup_(buf_done) struct buf file = {0};
    int r = face_read_file(
        models, "geometry_pipeline_metadata_landmarks.binarypb", &file);

    return r < 0 ? r : canonical_read(buf_view(&file), ret);
}

int face_reader_new(const char *models, struct face_reader **ret)
{
    _cleanup_(face_reader_freep) struct face_reader *r = must_alloc(sizeof *r);
    int fault = load_canonical(models, &r->canonical);

    if (fault == 0)
        fault = detector_new(models, &r->detector);
    if (fault == 0)
        fault = mesh_new(models, &r->mesh);
    if (fault == 0)
        fault = segmenter_new(models, &r->segmenter);
    if (fault < 0)
        return fault;
    *ret = steal(&r);
    return 0;
}

struct face_reader *face_reader_free(struct face_reader *r)
{
    if (!r)
        return NULL;
    detector_free(r->detector);
    mesh_free(r->mesh);
    segmenter_free(r->segmenter);
    jpeg_decoder_done(&r->decoder);
    image_done(&r->fine);
    pyramid_done(&r->pyramid);
    look_done(&r->look);
    image_done(&r->reading.upright);
    jpeg_decoder_done(&r->small_decoder);
    image_done(&r->small);
    pyramid_done(&r->small_pyramid);
    free(r);
    return NULL;
}

void face_reader_freep(struct face_reader **r)
{
    *r = face_reader_free(*r);
}

static int denom_for(int width, int height)
{
    int side = width > height ? width : height, denom = 1;

    while (denom < 8 && side / (2 * denom) >= FINE_SIDE_MIN)
        denom *= 2;
    return denom;
}

/* All fields anew; the image keeps its memory. */
static void start_reading(struct face_reading *f)
{
    *f = (struct face_reading){.upright = f->upright};
}

/* One decoding for both: at half the scale that the networks need twice. */
static int decode(struct face_reader *r, struct bytes photo)
{
    struct face_reading *f = &r->reading;
    int width = f->source_width, height = f->source_height;
    int denom = denom_for(width, height);
    bool halve = (width > height ? width : height) / denom >= FINE_SIDE_MIN;
    int result =
        halve ? jpeg_read_both(&r->decoder, photo, denom, &r->fine, &f->upright)
              : jpeg_read(&r->decoder, photo, denom, &f->upright);

    if (result != 0)
        return result;
    f->fine = halve ? &r->fine : &f->upright;
    f->pyramid = &r->pyramid;
    f->native.denom = denom;
    f->native.scale = halve ? 2 : 1;
    f->source_scale = (float)denom * f->native.scale;
    return pyramid_build(&r->pyramid, &f->upright);
}

static int open_photo(struct face_reader *r, struct bytes photo)
{
    struct face_reading *f = &r->reading;
    int result = jpeg_inspect(photo, &f->facts);

    if (result != 0)
        return result;
    jpeg_upright_size(&f->facts, &f->source_width, &f->source_height);
    return decode(r, photo);
}

static float distance(const struct face_point *a, const struct face_point *b)
{
    return hypotf(a->x - b->x, a->y - b->y);
}

static void measure(struct face_reading *f)
{
    const struct face_point *p = f->points;

    f->eyes = (struct point){
        (p[POINT_EYE_LEFT_OUTER].x + p[POINT_EYE_RIGHT_OUTER].x) / 2,
        (p[POINT_EYE_LEFT_OUTER].y + p[POINT_EYE_RIGHT_OUTER].y) / 2,
    };
    f->eye_distance_px =
        f->source_scale * distance(&p[POINT_IRIS_LEFT], &p[POINT_IRIS_RIGHT]);
    f->face_width = distance(&p[POINT_CHEEK_LEFT], &p[POINT_CHEEK_RIGHT]);
    f->face_height = distance(&p[POINT_FOREHEAD], &p[POINT_CHIN]);
    f->chin_y = p[POINT_CHIN].y;
    f->crown_expected_y = p[POINT_FOREHEAD].y - SKULL_ABOVE * f->face_height;
}

static void fit(struct face_reader *r)
{
    struct face_reading *f = &r->reading;

    f->flag = mesh_fit(r->mesh, &r->pyramid, &f->boxes[0], f->points);

    struct pose pose = pose_of(&r->canonical, f->points);

    f->yaw_deg = pose.yaw_deg;
    f->pitch_deg = pose.pitch_deg;
    f->roll_deg = pose.roll_deg;
    measure(f);
}

/* `size` long from `start`, moved and cut so that it lies within 0..limit. */
static void fit_span(float *start, float *size, float limit)
{
    if (*size > limit)
        *size = limit;
    *start = fmaxf(0, fminf(*start, limit - *size));
}

static void segment(struct face_reader *r)
{
    struct face_reading *f = &r->reading;
    float side = MAP_SIZE * f->face_height;
    struct segment_window w = {f->eyes.x - side / 2,
                               f->eyes.y - MAP_ABOVE_EYES * f->face_height,
                               side, side};

    fit_span(&w.left, &w.width, (float)f->upright.width);
    fit_span(&w.top, &w.height, (float)f->upright.height);
    segmenter_run(r->segmenter, &r->pyramid, &w, &f->map);

    float left = f->points[POINT_CHEEK_LEFT].x;
    float right = f->points[POINT_CHEEK_RIGHT].x;

    f->crown_y =
        segment_crown(&f->map, f->points[POINT_FOREHEAD].y, left, right);
    f->crown_cut =
        f->map.top < 1 && segment_head_at_top(&f->map, left, right) > CUT_SHARE;
}

/* What needs a face. */
static void read_face(struct face_reader *r, double *clock)
{
    struct face_reading *f = &r->reading;

    fit(r);
    f->ms.mesh_ms = lap(clock);
    segment(r);
    f->ms.segment_ms = lap(clock);
}

static int detect(struct face_reader *r)
{
    struct face_reading *f = &r->reading;
    int result = 0;

    f->n_boxes = detector_find(r->detector, &r->pyramid, f->boxes);
    if (f->n_boxes == 0 || f->boxes[0].score < DOUBT)
        result =
            look_turned(&r->look, r->detector, &r->pyramid, &f->turned_gain);
    if (result == 0 && f->n_boxes == 0 && f->turned_gain < DOUBT)
        result = look_from_afar(&r->look, r->detector, &r->pyramid, f->boxes,
                                &f->n_boxes);
    return result;
}

int face_read(struct face_reader *r, struct bytes photo,
              const struct face_reading **ret)
{
    struct face_reading *f = &r->reading;
    double clock = now_ms();

    start_reading(f);

    int result = open_photo(r, photo);

    if (result != 0)
        return result;
    f->ms.decode_ms = lap(&clock);
    result = detect(r);
    f->ms.detect_ms = lap(&clock);
    if (result == 0 && f->n_boxes > 0)
        read_face(r, &clock);
    if (result == 0)
        *ret = f;
    return result;
}
