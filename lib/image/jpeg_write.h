#ifndef IMAGE_JPEG_WRITE_H
#define IMAGE_JPEG_WRITE_H

/*
 * jpeg_write - baseline JPEG without EXIF, with a density, of a wanted size.
 */

#include "core/bytes.h"
#include "image/image.h"
#include "image/ycc.h"

#include <stdbool.h>

struct jpeg_target {
    const struct ycc *exact; /* NULL, or: the picture holds (Y, Cb, Cr), and
                                its flat areas of this colour stay so */
    int dpi;
    size_t bytes_min; /* 0: any */
    size_t bytes_max;
    int quality_min;
    int quality_max;
};

/* How a picture was coded: coded so again, it has the same bytes. */
struct jpeg_coding {
    int quality;
    bool full_chroma;
    bool restarts; /* a mark after every block, for length */
    bool quick;    /* in half the time, some per cent longer */
};

enum jpeg_write_refusal {
    JPEG_DOES_NOT_FIT = 1, /* too many bytes even at quality_min */
};

/* Encodes at one quality, 4:2:0, quickly rather than small.  ret is replaced.
 */
int jpeg_write(const struct image *img, int quality, int dpi, struct buf *ret)
    __attribute__((warn_unused_result));

/*
 * Encodes at the highest quality that fits bytes_max; a picture that stays
 * under bytes_min at quality_max with halved chroma keeps its full chroma.
 * 0, JPEG_DOES_NOT_FIT or a negative errno.
 */
int jpeg_write_to_target(const struct image *img,
                         const struct jpeg_target *target, struct buf *ret,
                         struct jpeg_coding *ret_coding)
    __attribute__((warn_unused_result));

/* Encodes as it was before; of the target only `exact` and `dpi` count. */
int jpeg_write_again(const struct image *img, const struct jpeg_target *target,
                     const struct jpeg_coding *coding, struct buf *ret)
    __attribute__((warn_unused_result));

#endif
