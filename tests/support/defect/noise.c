#include "noise.h"

#include "defect.h"

#include <math.h>

float noise_at(int x, int y)
{
    uint32_t v = (uint32_t)x * 374761393U + (uint32_t)y * 668265263U;

    v = (v ^ (v >> 13)) * 1274126177U;
    return (float)((v ^ (v >> 16)) & 0xFFFF) / 65535;
}

float noise_clouds(float x, float y, float size)
{
    float u = x / size;
    float v = y / size;
    int i = (int)floorf(u);
    int j = (int)floorf(v);
    float s = ramp(0, 1, u - (float)i);
    float t = ramp(0, 1, v - (float)j);

    return (1 - t) * ((1 - s) * noise_at(i, j) + s * noise_at(i + 1, j)) +
           t * ((1 - s) * noise_at(i, j + 1) + s * noise_at(i + 1, j + 1));
}
