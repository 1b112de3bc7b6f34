/*
 * pictures - how many turned, leaning, shrunk and recompressed codes are read,
 * and how long that takes: a table on stdout, one row per size, lean, margin
 * and quality; each row stands for 12 angles.
 */
#include "decode/picture.h"
#include "scene.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/time.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_LEN = 516, ANGLES = 12 };

static char text[TEXT_LEN + 1];
static struct symbol symbol;

struct sum {
    int read, all;
    int64_t us, most_us;
};

static void make_text(void)
{
    static const char alphabet[] =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    uint32_t seed = 7;

    for (size_t i = 0; i < TEXT_LEN; i++) {
        seed = seed * 1664525u + 1013904223u;
        text[i] = alphabet[(seed >> 8) % 45];
    }
    memcpy(text, "TC1:", 4);
    CHECK(symbol_make(bytes_of_text(text), &symbol) == 0);
}

static void try(const struct scene *scene, struct sum *sum)
{
    _cleanup_(grey_done) struct grey g = {0};
    _cleanup_(buf_done) struct buf file = BUF_INIT(1 << 24);
    _cleanup_(buf_done) struct buf got = BUF_INIT(4096);
    int64_t began_us;
    int64_t took_us;

    scene_draw(&symbol, scene, &g);
    scene_encode(&g, scene->quality, &file);
    began_us = time_mono_us();
    sum->read += picture_read(buf_view(&file), &got) == 0 &&
                 bytes_equal(buf_view(&got), bytes_of_text(text));
    took_us = time_mono_us() - began_us;
    sum->all++;
    sum->us += took_us;
    sum->most_us = took_us > sum->most_us ? took_us : sum->most_us;
}

static void row(double module_px, double lean, double margin, int quality)
{
    struct sum sum = {0};

    for (int i = 0; i < ANGLES; i++) {
        struct scene scene = {.angle_deg = i * 360.0 / ANGLES + i % 3 * 5,
                              .lean = lean,
                              .module_px = module_px / (1 - lean),
                              .margin = margin,
                              .quality = quality};

        try(&scene, &sum);
    }
    (void)printf("%6.1f  %5.2f  %6.0f  %7d  %2d of %2d  %7.0f  %7.0f\n",
                 module_px, lean, margin, quality, sum.read, sum.all,
                 (double)sum.us / sum.all / 1000, (double)sum.most_us / 1000);
    (void)fflush(stdout);
}

int main(void)
{
    static const double sizes[] = {2, 3, 5};
    static const double leans[] = {0, 0.1, 0.2, 0.3};
    static const int qualities[] = {0, 50, 15}; /* 0: PNG */

    make_text();
    (void)puts("px/mod   lean  margin  quality  read      mean ms   most ms");
    for (size_t i = 0; i < 72; i++)
        row(sizes[i / 24], leans[i / 6 % 4], i / 3 % 2 ? 4 : 0,
            qualities[i % 3]);
    return 0;
}
