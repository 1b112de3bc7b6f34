#ifndef IMAGE_JPEG_READ_H
#define IMAGE_JPEG_READ_H

/*
 * jpeg_read - a photo from outside: judged by its header, then decoded.
 *
 * Limits come first: nothing is allocated by a size the file claims before
 * that size was found acceptable.  Taken: 8-bit Huffman-coded YCbCr or RGB,
 * both sides >= 400 px, up to 100 megapixels baseline or 25 progressive.
 *
 * Errors   0; a positive enum jpeg_refusal (all mean `image_invalid` of
 *          domain.md to a student); a negative errno.
 */

#include "core/bytes.h"
#include "image/image.h"

#include <stdbool.h>

enum jpeg_refusal {
    JPEG_NOT_JPEG = 1, /* WebP, PNG, text, nothing                        */
    JPEG_TRUNCATED,    /* ends before its end                             */
    JPEG_DAMAGED,      /* entropy data or markers that contradict the rest */
    JPEG_TOO_SMALL,    /* a side under JPEG_SIDE_MIN                      */
    JPEG_TOO_LARGE,    /* pixels, or the work of its progressive scans    */
    JPEG_NO_COLOUR,    /* one component, or three without any chroma      */
    JPEG_CMYK,         /* four components                                 */
    JPEG_UNSUPPORTED,  /* 12 bits, arithmetic coding, lossless, ...       */
};

enum {
    JPEG_SIDE_MIN = 400,
    JPEG_FRAME_SIDE_MIN = 160, /* of a burst's frames: jpeg_inspect_small */
    JPEG_SIDE_MAX = 65000,
    JPEG_PIXELS_MAX = 100 * 1000 * 1000,
    JPEG_PROGRESSIVE_PIXELS_MAX = 25 * 1000 * 1000,
};

/* What the header says. */
struct jpeg_facts {
    int width; /* as stored, before orientation */
    int height;
    int orientation; /* EXIF, 1..8; 1 where there is none */
    bool progressive;
    int quality; /* 1..100, by the quantisation of luma; 0: not told */
};

/*
 * Judges the header only: no pixels, no allocation, time linear in the bytes
 * before the first scan.  Also looks whether the file ends with an end mark.
 */
int jpeg_inspect(struct bytes file, struct jpeg_facts *ret)
    __attribute__((warn_unused_result));

/* The same for pictures of which less is asked: both sides >= side_min. */
int jpeg_inspect_small(struct bytes file, int side_min, struct jpeg_facts *ret)
    __attribute__((warn_unused_result));

/* Stable lower-case name for logs: "truncated". */
const char *jpeg_refusal_name(int refusal);

/* Size after the orientation is applied. */
void jpeg_upright_size(const struct jpeg_facts *facts, int *ret_width,
                       int *ret_height);

/* The pixels of a photo that must be turned, before they are: reused. */
struct jpeg_decoder {
    struct image stored;
    struct image stored_half;
    int side_min; /* 0: JPEG_SIDE_MIN */
};

void jpeg_decoder_done(struct jpeg_decoder *d);

/* Decodes at 1/denom (1, 2, 4 or 8), upright, into ret (reused, of no use after
 * an error). */
int jpeg_read(struct jpeg_decoder *d, struct bytes file, int denom,
              struct image *ret) __attribute__((warn_unused_result));

/* The same, and what image_halve makes of it. */
int jpeg_read_both(struct jpeg_decoder *d, struct bytes file, int denom,
                   struct image *ret, struct image *ret_half)
    __attribute__((warn_unused_result));

/*
 * As jpeg_read, but only what `wanted` covers (upright pixels of the picture
 * at 1/denom, inside it): decodes no colour outside.  A chroma-subsampled
 * border pixel may differ by a step from jpeg_read's.
 */
int jpeg_read_part(struct jpeg_decoder *d, struct bytes file, int denom,
                   struct rect wanted, struct image *ret)
    __attribute__((warn_unused_result));

#endif
