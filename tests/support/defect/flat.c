/*
 * flat - the photo as a print on a table or on a screen, photographed again:
 * a sheet in space, seen by a camera with a lens of about a phone's angle.
 */
#include "defect.h"

#include "image/colour.h"
#include "noise.h"

#include <math.h>

/* Focal length by the picture's width. */
#define FOCAL 1.1F

/* A sheet that shows the photo, one unit wide, and around it a margin. */
struct sheet {
    const struct scene *scene;
    float height;
    float margin;
    float grid;   /* contrast of a screen's pixels; below 0 it is a print */
    float across; /* pixels of the screen along the width */
    float rotation[3][3];
    float distance;
    int table; /* which one it lies on */
};

static void multiply(const float a[3][3], const float b[3][3], float ret[3][3])
{
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++)
            ret[i][j] =
                a[i][0] * b[0][j] + a[i][1] * b[1][j] + a[i][2] * b[2][j];
    }
}

/* Turned aside by `deg`, half as much backwards, a quarter in its plane. */
static void tilt(float deg, float ret[3][3])
{
    float a = deg * (float)M_PI / 180;
    const float yaw[3][3] = {
        {cosf(a), 0, sinf(a)}, {0, 1, 0}, {-sinf(a), 0, cosf(a)}};
    const float pitch[3][3] = {{1, 0, 0},
                               {0, cosf(a / 2), -sinf(a / 2)},
                               {0, sinf(a / 2), cosf(a / 2)}};
    const float roll[3][3] = {{cosf(a / 4), -sinf(a / 4), 0},
                              {sinf(a / 4), cosf(a / 4), 0},
                              {0, 0, 1}};
    float both[3][3];

    multiply(yaw, pitch, both);
    multiply(both, roll, ret);
}

/* Where the ray through a position of the picture meets the sheet's plane;
 * the sheet's middle is the origin. */
static struct point on_sheet(const struct sheet *s, float x, float y)
{
    const float ray[3] = {x / FOCAL, y / FOCAL, 1};
    const float(*m)[3] = s->rotation;
    float along = s->distance * m[2][2] /
                  (m[0][2] * ray[0] + m[1][2] * ray[1] + m[2][2] * ray[2]);
    float to[3] = {along * ray[0], along * ray[1],
                   along * ray[2] - s->distance};

    return (struct point){m[0][0] * to[0] + m[1][0] * to[1] + m[2][0] * to[2],
                          m[0][1] * to[0] + m[1][1] * to[1] + m[2][1] * to[2]};
}

/* How much of its light a screen's pixel gives here: three upright stripes
 * with gaps between. */
static float stripe(const struct sheet *s, struct point at, int c)
{
    float u = at.x * s->across;
    float v = at.y * s->across;
    float column = 3 * (u - floorf(u)) - (float)c;
    float line = v - floorf(v);
    bool lit =
        column >= 0.09F && column < 0.91F && line >= 0.08F && line < 0.92F;

    return 1 + s->grid * ((lit ? 3.4F : 0) - 1);
}

static void photo_light(const struct sheet *s, struct point at, float ret[3])
{
    const struct image *photo = s->scene->photo;
    float px[3];

    scene_colour(photo, (at.x + 0.5F) * (float)photo->width,
                 (at.y / s->height + 0.5F) * (float)photo->height, px);
    for (int c = 0; c < 3; c++) {
        float light = colour_linear(pixel_value(px[c]));

        /* Ink on paper is neither black nor white; a screen is both. */
        ret[c] = s->grid < 0 ? 0.04F + 0.68F * light
                             : (0.008F + light) * stripe(s, at, c);
    }
}

static void table_light(const struct sheet *s, struct point at, float ret[3])
{
    static const float TABLES[4][4] = {
        /* colour, and how much of a grain */
        {0.46F, 0.30F, 0.17F, 0.5F},    /* oak */
        {0.62F, 0.61F, 0.58F, 0.06F},   /* white */
        {0.16F, 0.17F, 0.19F, 0.2F},    /* grey cloth */
        {0.075F, 0.045F, 0.03F, 0.6F}}; /* dark wood */
    const float *table = TABLES[s->table];
    float grain = noise_clouds(at.x * 3, at.y * 60, 1) +
                  0.5F * noise_clouds(at.x * 40, at.y * 400, 1);

    for (int c = 0; c < 3; c++)
        ret[c] = table[c] * (1 + table[3] * (grain - 0.75F)) *
                 (s->grid < 0 ? 1 : 0.6F);
}

/* What a position is from the sheet's edge; below 0 inside. */
static float beyond(const struct sheet *s, struct point at, float margin)
{
    return fmaxf(fabsf(at.x) - 0.5F, fabsf(at.y) - s->height / 2) - margin;
}

static void light_at(const struct sheet *s, struct point at, float ret[3])
{
    /* The sheet stands off the table a little, and the lamp is upper left. */
    struct point shade = {at.x - 0.006F, at.y - 0.009F};
    float lamp = 1 - 0.12F * (at.x + at.y);
    float outside = beyond(s, at, s->margin);

    if (beyond(s, at, 0) < 0)
        photo_light(s, at, ret);
    else if (outside < 0)
        for (int c = 0; c < 3; c++)
            ret[c] = s->grid < 0 ? 0.78F : 0.006F;
    else
        table_light(s, at, ret);
    if (outside >= 0)
        lamp *=
            0.45F + 0.55F * ramp(-0.004F, 0.012F, beyond(s, shade, s->margin));
    for (int c = 0; c < 3 && (s->grid < 0 || outside >= 0); c++)
        ret[c] *= lamp;
}

/* As a lens and a sensor see it: a little soft, a little noisy. */
static void expose(const struct sheet *s, struct image *ret)
{
    const float spread = 1.5F / (float)ret->width;
    float middle_x = (float)ret->width / 2;
    float middle_y = (float)ret->height / 2;

    for (int i = 0; i < ret->width * ret->height; i++) {
        int row = i / ret->width;
        float x = ((float)(i % ret->width) + 0.5F - middle_x) * spread / 1.5F;
        float y = ((float)row + 0.5F - middle_y) * spread / 1.5F;
        float sum[3] = {0};

        for (int k = 0; k < 9; k++) {
            int down = k / 3;
            float light[3];

            light_at(s,
                     on_sheet(s, x + spread / 3 * (float)(k % 3 - 1),
                              y + spread / 3 * (float)(down - 1)),
                     light);
            for (int c = 0; c < 3; c++)
                sum[c] += light[c] / 9;
        }
        for (int c = 0; c < 3; c++) {
            float grain = noise_at(3 * i + c, 7) + noise_at(3 * i + c, 11) - 1;

            ret->px[3 * i + c] =
                pixel_value(255 * powf(fmaxf(sum[c], 0), 1 / 2.2F) + 4 * grain);
        }
    }
}

/* Fills the picture but for `around`, by the sheet's width, on each side. */
static int photograph(struct sheet *s, float deg, float around,
                      struct image *ret)
{
    int r = image_fit(ret, s->scene->photo->width, s->scene->photo->height);

    s->height = (float)s->scene->photo->height / (float)s->scene->photo->width;
    s->distance = FOCAL * (1 + 2 * (s->margin + around));
    s->table = (int)(s->scene->frame.origin.x + s->scene->frame.origin.y) % 4;
    tilt(deg, s->rotation);
    if (r == 0)
        expose(s, ret);
    return r;
}

enum { PRINT = -1 };

/* Strength: how much of the table is seen, percent of the print's width; at
 * an angle that a hand holds a phone at. */
static int print(const struct scene *s, float strength, struct image *ret)
{
    struct sheet sheet = {.scene = s, .margin = 0.04F, .grid = PRINT};

    return photograph(&sheet, 3, strength / 100, ret);
}

/* Strength: as in print; cut along the photo, without a white margin. */
static int print_cut(const struct scene *s, float strength, struct image *ret)
{
    struct sheet sheet = {.scene = s, .grid = PRINT};

    return photograph(&sheet, -3, strength / 100, ret);
}

/* Strength: degrees that the print is turned aside, half as much back. */
static int print_turned(const struct scene *s, float deg, struct image *ret)
{
    struct sheet sheet = {.scene = s, .margin = 0.04F, .grid = PRINT};

    return photograph(&sheet, deg, 0.08F, ret);
}

/* Camera pixels that one pixel of the screen is wide. */
#define PITCH 1.37F

static int screen_at(const struct scene *s, float deg, float contrast,
                     struct image *ret)
{
    struct sheet sheet = {.scene = s, .margin = 0.035F, .grid = contrast};

    sheet.across = (float)s->photo->width / PITCH / 1.2F;
    return photograph(&sheet, deg, 0.06F, ret);
}

/* Strength: contrast of the screen's pixels, 0..1; a dark frame around it. */
static int screen(const struct scene *s, float contrast, struct image *ret)
{
    return screen_at(s, 2, contrast, ret);
}

/* Strength: degrees that the screen is turned aside, half as much back. */
static int screen_turned(const struct scene *s, float deg, struct image *ret)
{
    return screen_at(s, deg, 0.15F, ret);
}

const struct defect FLAT_DEFECTS[] = {
    {"print", print},
    {"print_cut", print_cut},
    {"screen", screen},
    {"print_turned", print_turned},
    {"screen_turned", screen_turned},
    {NULL, NULL},
};
