#ifndef TEST_DECODE_SCENE_H
#define TEST_DECODE_SCENE_H

/*
 * scene - pictures of a QR code as people send them, for tests: turned,
 * leaning, small, blurred, badly lit, compressed.
 */

#include "core/bytes.h"
#include "decode/grey.h"
#include "symbol.h"

struct scene {
    double angle_deg;
    double lean;      /* 0: from the front; 0.3: the far side a third smaller */
    double module_px; /* 0: 4 */
    double margin;    /* modules around the code */
    double blur_px;   /* radius of a box */
    double light;     /* 0: even; 1: one side black */
    int noise;        /* up to so many steps up or down */
    int quality;      /* of the JPEG; 0: PNG */
    bool inverted;
    int width, height; /* of a larger picture around it; 0: as needed */
};

/* Draws into g, which grows as needed. */
void scene_draw(const struct symbol *symbol, const struct scene *s,
                struct grey *g);

/* Puts `part` into `whole` with its corner at (x, y). */
void scene_paste(const struct grey *part, int x, int y, struct grey *whole);

/* Adds the file. */
void scene_encode(const struct grey *g, int quality, struct buf *ret);

#endif
