#ifndef QC_CHECK_SPECTRUM_H
#define QC_CHECK_SPECTRUM_H

/*
 * spectrum - which waves a square of pixels is made of.  Pure.
 *
 * Two squares go through one transform, as its real and imaginary part; their
 * powers come out added up.
 */

enum { SPECTRUM_SIDE = 256 };

struct spectrum {
    float re[SPECTRUM_SIDE][SPECTRUM_SIDE]; /* in: one square */
    float im[SPECTRUM_SIDE][SPECTRUM_SIDE]; /* in: the other; out: scratch */
};

/* Fades both squares towards their edges, so that these are no edges. */
void spectrum_fade(struct spectrum *s);

/*
 * Afterwards re[x][y] is the power of the wave with x and y periods a side;
 * beyond half a side they count down from the side (-1 is SIDE - 1).
 */
void spectrum_run(struct spectrum *s);

/*
 * How far single waves stand out of their surroundings: the ratio of the
 * `rank`th strongest such peak, 1 being the strongest.  Waves along the axes do
 * not count (JPEG's blocks are such), nor do very long ones.
 */
float spectrum_peak(const struct spectrum *s, int rank);

#endif
