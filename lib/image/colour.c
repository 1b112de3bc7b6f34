#include "image/colour.h"

#include <math.h>

static float table[256];

__attribute__((constructor)) static void fill_table(void)
{
    for (int i = 0; i < 256; i++) {
        float v = (float)i / 255;
        table[i] =
            v <= 0.04045f ? v / 12.92f : powf((v + 0.055f) / 1.055f, 2.4f);
    }
}

float colour_linear(uint8_t v)
{
    return table[v];
}

float colour_luminance(const uint8_t rgb[3])
{
    return 0.2126f * table[rgb[0]] + 0.7152f * table[rgb[1]] +
           0.0722f * table[rgb[2]];
}

static float lab_curve(float t)
{
    return t > 0.008856f ? cbrtf(t) : 7.787f * t + 16.0f / 116;
}

struct lab colour_lab(const uint8_t rgb[3])
{
    static const float TO_XYZ[3][3] = {{0.43605f, 0.38508f, 0.14309f},
                                       {0.22249f, 0.71689f, 0.06062f},
                                       {0.01393f, 0.09710f, 0.71419f}};
    static const float WHITE[3] = {0.964221f, 1, 0.825211f};
    float f[3];

    for (int i = 0; i < 3; i++) {
        float v = 0;
        for (int c = 0; c < 3; c++)
            v += TO_XYZ[i][c] * table[rgb[c]];
        f[i] = lab_curve(v / WHITE[i]);
    }
    return (struct lab){116 * f[1] - 16, 500 * (f[0] - f[1]),
                        200 * (f[1] - f[2])};
}

float colour_distance(struct lab a, struct lab b)
{
    float l = a.l - b.l, x = a.a - b.a, y = a.b - b.b;

    return sqrtf(l * l + x * x + y * y);
}
