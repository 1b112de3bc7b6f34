#ifndef QC_PRODUCE_PRODUCE_H
#define QC_PRODUCE_PRODUCE_H

/*
 * produce - the registered photo out of a student's photo (domain.md R11):
 * head placed by geometry, background replaced, encoded to the standard.
 *
 * Never an empty strip: where the photo ends before the body reaches the
 * frame's lower edge at any scale the bands allow, the answer is a refusal.
 *
 * What cannot be cut out cleanly is refused, never torn.
 *
 * Errors   0; a positive enum produce_refusal, each the finding of that name;
 *          a negative errno.
 */

#include "core/bytes.h"
#include "image/image.h"
#include "image/jpeg_write.h"
#include "qc/face/reading.h"
#include "qc/produce/geometry.h"

#include <stdint.h>

enum produce_refusal {
    PRODUCE_FACE_TOO_LARGE = 1,
    PRODUCE_FACE_CUT_OFF,
    PRODUCE_NO_FACE,
    PRODUCE_TOO_MANY_BYTES, /* no quality allowed fits: `low_quality` */
    PRODUCE_DAMAGED,        /* seen only at full resolution: `image_invalid` */
    PRODUCE_HEAD_LOST,      /* its top cannot be told from the wall: either
                               looks like a cover, `head_covered` */
    PRODUCE_UNCLEAR_BODY,   /* nor can the body: `clothes_background` */
};

struct produce_spec {
    struct geometry_spec geometry;
    uint8_t background[3]; /* R, G, B */
    int dpi;
    size_t bytes_min;
    size_t bytes_max;
    int quality_min;
};

/* The photo standard of domain.md, on light blue. */
extern const struct produce_spec PRODUCE_STANDARD;

/* Raised by every change after which a recipe gives other bytes. */
enum { PRODUCE_VERSION = 5 };

/* What was done to a photo: with the same photo, networks and version it gives
 * the same bytes again. */
struct recipe {
    int version;
    int width;
    int height;
    int dpi;
    uint8_t background[3];
    struct placement placement; /* crop, scale, rotation */
    struct jpeg_coding coding;
};

struct produced {
    struct bytes jpeg; /* borrowed until the producer's next use */
    const struct image *px;
    struct recipe recipe;
    double matte_ms;
    double encode_ms;
};

struct producer;

struct producer *producer_new(void);
struct producer *producer_free(struct producer *p);
void producer_freep(struct producer **p);

/* Where the frame goes, without making anything: 0 or a refusal. */
int produce_place(const struct face_reading *reading,
                  const struct geometry_spec *spec, struct placement *ret)
    __attribute__((warn_unused_result));

/* `photo` is what the reading was made from. */
int produce_photo(struct producer *p, const struct face_reading *reading,
                  struct bytes photo, const struct produce_spec *spec,
                  struct produced *ret) __attribute__((warn_unused_result));

/* The same once more; -EINVAL for a recipe of another version. */
int produce_again(struct producer *p, const struct face_reading *reading,
                  struct bytes photo, const struct recipe *recipe,
                  struct produced *ret) __attribute__((warn_unused_result));

#endif
