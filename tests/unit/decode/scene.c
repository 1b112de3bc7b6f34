#include "scene.h"

#include "core/check.h"
#include "core/cleanup.h"

#include <math.h>
#include <png.h>
#include <stdint.h>
#include <string.h>

#include <jpeglib.h>

enum { SAMPLES = 3, DARK = 20, LIGHT = 240 };

static double rad(double deg)
{
    return deg * M_PI / 180;
}

/* Where a point of the picture, from its middle, in pixels, lies on the
 * symbol, in modules from its corner. */
struct view {
    double cosine, sine, module_px, lean, half_px;
};

static bool is_dark(const struct symbol *s, const struct view *v, double x,
                    double y)
{
    double rx = v->cosine * x + v->sine * y;
    double ry = -v->sine * x + v->cosine * y;
    double far = 1 - v->lean * (ry / v->half_px + 1) / 2;
    double mx = rx / far / v->module_px + s->side / 2.0;
    double my = ry / far / v->module_px + s->side / 2.0;

    return mx >= 0 && my >= 0 && mx < s->side && my < s->side &&
           s->dark[(int)my][(int)mx];
}

static uint8_t sample(const struct symbol *symbol, const struct view *v,
                      double x, double y)
{
    int dark = 0;

    for (int i = 0; i < SAMPLES * SAMPLES; i++) {
        double dx = (i % SAMPLES + 0.5) / SAMPLES;
        double dy = (i / SAMPLES + 0.5) / SAMPLES;

        dark += is_dark(symbol, v, x + dx, y + dy);
    }
    return (uint8_t)(LIGHT - (LIGHT - DARK) * dark / (SAMPLES * SAMPLES));
}

static void blur(struct grey *g, double radius)
{
    int n = (int)ceil(radius);
    size_t len = (size_t)g->width * (size_t)g->height;
    _cleanup_(freep) uint8_t *from = malloc(len);

    CHECK(from);
    memcpy(from, g->px, len);
    for (int i = 0; i < (int)len; i++) {
        double sum = 0;
        double weight = 0;

        for (int k = 0; k < (2 * n + 1) * (2 * n + 1); k++) {
            int x = i % g->width + k % (2 * n + 1) - n;
            int y = i / g->width + k / (2 * n + 1) - n;
            double d = hypot(k % (2 * n + 1) - n, k / (2 * n + 1) - n);
            double w = fmax(0, radius + 0.5 - d);

            if (x < 0 || y < 0 || x >= g->width || y >= g->height)
                continue;
            sum += w * from[y * g->width + x];
            weight += w;
        }
        g->px[i] = (uint8_t)(sum / weight);
    }
}

static uint8_t expose(double value, const struct scene *s, double across)
{
    static uint32_t seed = 1;

    seed = seed * 1664525u + 1013904223u;
    value *= 1 - s->light * across;
    if (s->noise)
        value += (int)((seed >> 8) % (uint32_t)(2 * s->noise + 1)) - s->noise;
    if (s->inverted)
        value = GREY_WHITE - value;
    return (uint8_t)fmin(fmax(value, 0), GREY_WHITE);
}

void scene_draw(const struct symbol *symbol, const struct scene *s,
                struct grey *g)
{
    double module_px = s->module_px > 0 ? s->module_px : 4;
    double side = (symbol->side + 2 * s->margin) * module_px;
    double turned =
        side * (fabs(cos(rad(s->angle_deg))) + fabs(sin(rad(s->angle_deg))));
    int width = s->width ? s->width : (int)lround(turned);
    int height = s->height ? s->height : (int)lround(turned);
    struct view v = {cos(rad(s->angle_deg)), sin(rad(s->angle_deg)), module_px,
                     s->lean, symbol->side * module_px / 2};

    CHECK(grey_make(g, width, height) == 0);
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++)
            g->px[y * width + x] =
                sample(symbol, &v, x - width / 2.0, y - height / 2.0);
    }
    if (s->blur_px > 0)
        blur(g, s->blur_px);
    for (int i = 0; i < width * height; i++)
        g->px[i] = expose(g->px[i], s, (double)(i % width) / width);
}

void scene_paste(const struct grey *part, int x, int y, struct grey *whole)
{
    CHECK(x + part->width <= whole->width && y + part->height <= whole->height);
    for (int row = 0; row < part->height; row++)
        memcpy(whole->px + (y + row) * whole->width + x,
               part->px + row * part->width, (size_t)part->width);
}

static void encode_png(const struct grey *g, struct buf *ret)
{
    png_image png = {.version = PNG_IMAGE_VERSION,
                     .width = (png_uint_32)g->width,
                     .height = (png_uint_32)g->height,
                     .format = PNG_FORMAT_GRAY};
    png_alloc_size_t len = PNG_IMAGE_PNG_SIZE_MAX(png);
    uint8_t *room = buf_room(ret, len);

    CHECK(room);
    CHECK(png_image_write_to_memory(&png, room, &len, 0, g->px, 0, NULL));
    buf_grew(ret, len);
}

static void encode_jpeg(const struct grey *g, int quality, struct buf *ret)
{
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    unsigned char *file = NULL;
    unsigned long len = 0;

    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &file, &len);
    jpeg.image_width = (JDIMENSION)g->width;
    jpeg.image_height = (JDIMENSION)g->height;
    jpeg.input_components = 1;
    jpeg.in_color_space = JCS_GRAYSCALE;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, quality, TRUE);
    jpeg_start_compress(&jpeg, TRUE);
    for (int y = 0; y < g->height; y++) {
        JSAMPROW row = g->px + (size_t)y * (size_t)g->width;

        (void)jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    CHECK(buf_add(ret, file, len) == 0);
    free(file);
}

void scene_encode(const struct grey *g, int quality, struct buf *ret)
{
    if (quality > 0)
        encode_jpeg(g, quality, ret);
    else
        encode_png(g, ret);
}
