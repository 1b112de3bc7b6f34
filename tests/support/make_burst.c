/*
 * make_burst - frames as a phone would take them of the person in a photo:
 *
 *   make_burst MODELS PHOTO OUT_PREFIX MOTION DEGREES
 *
 * MOTION   solid  the head turns: its mesh in three dimensions carries the
 *                 picture along
 *          flat   the photo as a print that is turned
 *          bent   the same print, bent around a vertical axis
 *          still  nothing moves
 *          blink  the eyes close
 * Writes OUT_PREFIX0.jpg .. 3.jpg, 480 pixels long, at 0, 1/3, 2/3 and all of
 * DEGREES (> 0: towards the picture's right).
 */
#include "core/check.h"
#include "core/text.h"
#include "image/resize.h"
#include "jpeg_file.h"
#include "qc/face/reader.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    FRAMES = 4,
    LONG_SIDE = 480,
    RING = 32, /* points around the head that stand still */
    NAILS = FACE_MESH_POINTS + RING,
    QUALITY = 82,
};

/* How the picture at `at` came from `from`: the warp between is smooth. */
struct nail {
    struct point at, from;
};

struct motion {
    const char *name;
    const struct face_reading *r;
    float radians; /* or how far the eyes are closed: 0..1 */
    struct nail nails[NAILS];
    int n;
};

/* ---- where a pixel comes from --------------------------------------------
 */

/* Shepard's interpolation of the nails' ways. */
static struct point from_nails(const struct motion *m, float x, float y)
{
    float soft = 0.03F * m->r->face_width, sum = 0;
    struct point way = {0, 0};

    for (int i = 0; i < m->n; i++) {
        const struct nail *n = &m->nails[i];
        float dx = x - n->at.x, dy = y - n->at.y;
        float d = dx * dx + dy * dy + soft * soft, w = 1 / (d * d);

        way.x += w * (n->from.x - n->at.x);
        way.y += w * (n->from.y - n->at.y);
        sum += w;
    }
    return (struct point){x + way.x / sum, y + way.y / sum};
}

/* A pin-hole camera four picture widths from the print. */
static struct point from_print(const struct motion *m, float x, float y)
{
    float w = (float)m->r->upright.width, far = 4 * w;
    float mx = w / 2, my = (float)m->r->upright.height / 2;
    float u = x - mx, c = cosf(m->radians), s = sinf(m->radians);
    float on_print = u * far / (far * c - u * s);

    return (struct point){mx + on_print,
                          my + (y - my) * (far + on_print * s) / far};
}

/* The print's surface follows a cylinder of one width's radius. */
static struct point from_bent(const struct motion *m, float x, float y)
{
    struct point p = from_print(m, x, y);
    float w = (float)m->r->upright.width, u = (p.x - w / 2) / w;
    float angle = asinf(fmaxf(-0.99F, fminf(0.99F, u)));

    p.x = w / 2 + w * (angle + (1 - cosf(angle)) * tanf(m->radians) * 0.8F);
    return p;
}

/* Height of a line of mesh points, which runs from left to right, at x. */
static bool height_at(const struct face_point *p, const int line[9], float x,
                      float *ret)
{
    for (int i = 0; i + 1 < 9; i++) {
        const struct face_point *a = &p[line[i]], *b = &p[line[i + 1]];

        if (x < a->x || x >= b->x)
            continue;
        *ret = a->y + (b->y - a->y) * (x - a->x) / (b->x - a->x);
        return true;
    }
    return false;
}

/* The skin of the upper lid is drawn down over the eye. */
static struct point from_lids(const struct motion *m, float x, float y)
{
    static const int LIDS[2][2][9] = {
        {{33, 246, 161, 160, 159, 158, 157, 173, 133},
         {33, 7, 163, 144, 145, 153, 154, 155, 133}},
        {{362, 398, 384, 385, 386, 387, 388, 466, 263},
         {362, 382, 381, 380, 374, 373, 390, 249, 263}},
    };

    for (int eye = 0; eye < 2; eye++) {
        float upper, lower, top, edge;

        if (!height_at(m->r->points, LIDS[eye][0], x, &upper) ||
            !height_at(m->r->points, LIDS[eye][1], x, &lower))
            continue;
        top = upper - 1.2F * (lower - upper);
        edge = upper + m->radians * (lower - upper);
        if (y > top && y < edge)
            return (struct point){x, top + (y - top) * (upper - top) /
                                               (edge - top)};
    }
    return (struct point){x, y};
}

static struct point from_self(const struct motion *m, float x, float y)
{
    (void)m;
    return (struct point){x, y};
}

/* ---- nails ---------------------------------------------------------------
 */

static void nail(struct motion *m, struct point at, struct point from)
{
    CHECK(m->n < NAILS);
    m->nails[m->n++] = (struct nail){at, from};
}

static void nail_surroundings(struct motion *m)
{
    const struct face_reading *r = m->r;

    for (int i = 0; i < RING; i++) {
        float a = 6.2831853F * (float)i / RING, d = 1.7F * r->face_height;
        struct point p = {r->eyes.x + d * cosf(a), r->eyes.y + d * sinf(a)};

        nail(m, p, p);
    }
}

/* About an upright axis through the neck: half a face's width behind. */
static void nail_turned_head(struct motion *m)
{
    const struct face_point *p = m->r->points;
    float ax = m->r->eyes.x;
    float az = (p[POINT_CHEEK_LEFT].z + p[POINT_CHEEK_RIGHT].z) / 2;
    float c = cosf(m->radians), s = sinf(m->radians);

    for (int i = 0; i < FACE_MESH_POINTS; i++) {
        float dx = p[i].x - ax, dz = p[i].z - az;

        nail(m, (struct point){ax + c * dx - s * dz, p[i].y},
             (struct point){p[i].x, p[i].y});
    }
}

/* ---- frames --------------------------------------------------------------
 */

typedef struct point from_fn(const struct motion *m, float x, float y);

static from_fn *prepare(struct motion *m)
{
    m->n = 0;
    if (strcmp(m->name, "flat") == 0)
        return from_print;
    if (strcmp(m->name, "bent") == 0)
        return from_bent;
    if (strcmp(m->name, "still") == 0)
        return from_self;
    if (strcmp(m->name, "blink") == 0)
        return from_lids;
    nail_surroundings(m);
    nail_turned_head(m);
    return from_nails;
}

static void take(const struct image *from, struct point p, uint8_t *ret)
{
    float fx = fmaxf(0, fminf(p.x - 0.5F, (float)from->width - 1.001F));
    float fy = fmaxf(0, fminf(p.y - 0.5F, (float)from->height - 1.001F));
    int x = (int)fx, y = (int)fy;

    fx -= (float)x;
    fy -= (float)y;
    for (int c = 0; c < 3; c++) {
        float top = (1 - fx) * image_at(from, x, y)[c] +
                    fx * image_at(from, x + 1, y)[c];
        float low = (1 - fx) * image_at(from, x, y + 1)[c] +
                    fx * image_at(from, x + 1, y + 1)[c];

        ret[c] = (uint8_t)(top + fy * (low - top) + 0.5F);
    }
}

static void draw(struct motion *m, struct image *ret)
{
    const struct image *from = &m->r->upright;
    int side = from->width > from->height ? from->width : from->height;
    float scale = (float)LONG_SIDE / (float)side;
    from_fn *source = prepare(m);

    CHECK(image_fit(ret, (int)(scale * (float)from->width),
                    (int)(scale * (float)from->height)) == 0);
    for (int y = 0; y < ret->height; y++) {
        for (int x = 0; x < ret->width; x++)
            take(
                from,
                source(m, ((float)x + 0.5F) / scale, ((float)y + 0.5F) / scale),
                image_at(ret, x, y));
    }
}

static void write_frame(const char *prefix, int i, const struct image *img)
{
    char path[512];

    (void)snprintf(path, sizeof path, "%s%d.jpg", prefix, i);
    CHECK(jpeg_file_write(path, img, QUALITY) == 0);
}

int main(int argc, char **argv)
{
    struct face_reader *reader = NULL;
    struct buf photo = BUF_INIT(JPEG_FILE_MAX);
    struct motion m = {0};
    struct image frame = {0};
    int64_t degrees;

    if (argc != 6 || !text_to_i64(argv[5], -60, 60, &degrees) ||
        face_reader_new(argv[1], &reader) < 0 ||
        jpeg_file_read(argv[2], &photo) < 0 ||
        face_read(reader, buf_view(&photo), &m.r) != 0 || m.r->n_boxes == 0) {
        (void)fputs("make_burst: no such models, photo, face or number\n",
                    stderr);
        return 1;
    }
    m.name = argv[4];
    for (int i = 0; i < FRAMES; i++) {
        float part = (float)i / (FRAMES - 1);

        m.radians =
            part *
            (strcmp(m.name, "blink") == 0 ? 1 : (float)degrees * 0.01745329F);
        draw(&m, &frame);
        write_frame(argv[3], i, &frame);
    }
    image_done(&frame);
    buf_done(&photo);
    face_reader_free(reader);
    return 0;
}
