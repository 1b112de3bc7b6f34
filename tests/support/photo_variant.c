/*
 * photo_variant VARIANT PHOTO OUT - a photo with one defect made on purpose,
 * for the demo and the tests of qc.  The result has the photo's own size
 * (two_faces: twice its width).
 */
#include "core/check.h"
#include "core/cleanup.h"
#include "jpeg_file.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { QUALITY = 92 };

/* Where a pixel of the result comes from, and how its light changes. */
struct source {
    float x;
    float y;
    float gain;
};

struct variant {
    const char *name;
    int widths; /* of the result, by the photo's */
    struct source (*at)(const struct image *photo, float x, float y);
};

static struct source same(const struct image *photo, float x, float y)
{
    (void)photo;
    return (struct source){x, y, 1};
}

static struct source too_dark(const struct image *photo, float x, float y)
{
    (void)photo;
    return (struct source){x, y, 0.4F};
}

static struct source too_bright(const struct image *photo, float x, float y)
{
    (void)photo;
    return (struct source){x, y, 2.2F};
}

/* Lit from the left: the right half of the picture lies in shadow. */
static struct source side_light(const struct image *photo, float x, float y)
{
    float right = x / (float)photo->width - 0.5F;

    return (struct source){x, y, 0.35F + 0.65F / (1 + expf(60 * right))};
}

static struct source around(const struct image *photo, float x, float y,
                            float scale)
{
    float middle_x = (float)photo->width / 2;
    float middle_y = (float)photo->height / 2;

    return (struct source){middle_x + (x - middle_x) * scale,
                           middle_y + (y - middle_y) * scale, 1};
}

static struct source too_small(const struct image *photo, float x, float y)
{
    return around(photo, x, y, 2.5F);
}

static struct source cut_off(const struct image *photo, float x, float y)
{
    return (struct source){x + (float)photo->width / 2, y, 1};
}

static struct source tilted(const struct image *photo, float x, float y)
{
    const float angle = 18 * (float)M_PI / 180;
    float dx = x - (float)photo->width / 2;
    float dy = y - (float)photo->height / 2;

    return (struct source){
        (float)photo->width / 2 + dx * cosf(angle) + dy * sinf(angle),
        (float)photo->height / 2 - dx * sinf(angle) + dy * cosf(angle), 1};
}

static struct source upside_down(const struct image *photo, float x, float y)
{
    return (struct source){(float)photo->width - x, (float)photo->height - y,
                           1};
}

static struct source two_faces(const struct image *photo, float x, float y)
{
    return (struct source){fmodf(x, (float)photo->width), y, 1};
}

static const struct variant VARIANTS[] = {
    {"same", 1, same},
    {"too_dark", 1, too_dark},
    {"too_bright", 1, too_bright},
    {"side_light", 1, side_light},
    {"too_small", 1, too_small},
    {"cut_off", 1, cut_off},
    {"tilted", 1, tilted},
    {"upside_down", 1, upside_down},
    {"two_faces", 2, two_faces},
    {"blurred", 1, same},
};

static uint8_t scaled(uint8_t v, float gain)
{
    return (uint8_t)fminf((float)v * gain + 0.5F, 255);
}

/* A grey ground lies around the photo. */
static void sample(const struct image *photo, struct source from, uint8_t *ret)
{
    static const uint8_t GROUND[3] = {150, 150, 158};
    const uint8_t *px = GROUND;

    if (from.x >= 0 && from.y >= 0 && from.x < (float)photo->width &&
        from.y < (float)photo->height)
        px = image_at(photo, (int)from.x, (int)from.y);
    for (int c = 0; c < 3; c++)
        ret[c] = scaled(px[c], from.gain);
}

/* The mean of 3 x 3 positions, so that what shrinks does not glitter. */
static void render(const struct image *photo, const struct variant *v,
                   struct image *ret)
{
    for (int i = 0; i < ret->width * ret->height; i++) {
        int x = i % ret->width;
        int y = i / ret->width;
        int sum[3] = {0};

        for (int k = 0; k < 9; k++) {
            int row = k / 3;
            uint8_t px[3];

            sample(photo,
                   v->at(photo, (float)x + (float)(k % 3) / 3 + 1 / 6.0F,
                         (float)y + (float)row / 3 + 1 / 6.0F),
                   px);
            for (int c = 0; c < 3; c++)
                sum[c] += px[c];
        }
        for (int c = 0; c < 3; c++)
            image_at(ret, x, y)[c] = (uint8_t)((sum[c] + 4) / 9);
    }
}

/* One box blur along a line of n pixels, `step` bytes apart. */
static void blur_line(uint8_t *line, int n, size_t step, int radius)
{
    uint8_t *copy = must_alloc((size_t)n);

    for (int i = 0; i < n; i++)
        copy[i] = line[(size_t)i * step];
    for (int i = 0; i < n; i++) {
        int sum = 0;

        for (int k = -radius; k <= radius; k++) {
            int at = i + k < 0 ? 0 : i + k < n ? i + k : n - 1;

            sum += copy[at];
        }
        line[(size_t)i * step] = (uint8_t)(sum / (2 * radius + 1));
    }
    free(copy);
}

/* Three box blurs are nearly a Gaussian one: sigma about the radius. */
static void blur(struct image *img, int radius)
{
    for (int round = 0; round < 3; round++) {
        for (int y = 0; y < img->height; y++)
            for (size_t c = 0; c < 3; c++)
                blur_line(image_at(img, 0, y) + c, img->width, 3, radius);
        for (int x = 0; x < img->width; x++)
            for (size_t c = 0; c < 3; c++)
                blur_line(image_at(img, x, 0) + c, img->height,
                          3 * (size_t)img->width, radius);
    }
}

static const struct variant *find(const char *name)
{
    for (size_t i = 0; i < sizeof VARIANTS / sizeof *VARIANTS; i++) {
        if (strcmp(VARIANTS[i].name, name) == 0)
            return &VARIANTS[i];
    }
    return NULL;
}

int main(int argc, char **argv)
{
    _cleanup_(image_done) struct image photo = {0};
    _cleanup_(image_done) struct image out = {0};
    const struct variant *v = argc == 4 ? find(argv[1]) : NULL;

    if (!v) {
        (void)fputs("usage: photo_variant VARIANT PHOTO OUT\n", stderr);
        return 2;
    }
    if (jpeg_file_pixels(argv[2], &photo) != 0 ||
        image_fit(&out, photo.width * v->widths, photo.height) != 0)
        return 1;
    render(&photo, v, &out);
    if (strcmp(v->name, "blurred") == 0)
        blur(&out, photo.width / 80);
    return jpeg_file_write(argv[3], &out, QUALITY) == 0 ? 0 : 1;
}
