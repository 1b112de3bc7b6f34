#ifndef IMAGE_JPEG_FORM_H
#define IMAGE_JPEG_FORM_H

/*
 * jpeg_form - how a picture is coded; for the files of jpeg_write.h only.
 */

#include "image/jpeg_write.h"

enum jpeg_chroma { CHROMA_HALVED, CHROMA_FULL };

struct jpeg_form {
    int quality;
    int dpi;
    enum jpeg_chroma chroma;
    unsigned restart_interval; /* blocks between restart marks, 0: none */
    const struct ycc *exact;   /* as in struct jpeg_target */
    bool small;                /* at the cost of a second look */
    bool sampled;              /* a third of its blocks, to learn the size */
};

/* 0, or -ENOMEM; ret is replaced. */
int jpeg_write_form(const struct image *img, const struct jpeg_form *form,
                    struct buf *ret) __attribute__((warn_unused_result));

/* How many pixels a sample has; 0 of a picture too small or wide for one. */
size_t jpeg_sample_pixels(const struct image *img);

#endif
