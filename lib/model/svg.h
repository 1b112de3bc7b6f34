#ifndef MODEL_SVG_H
#define MODEL_SVG_H

/*
 * svg - writing the text of an SVG, piece by piece; only for annotate*.c.
 *
 * The first error stays and nothing is added after it, so that a drawing is
 * written in one go and asked for its error at the end.
 */

#include "core/bytes.h"

#include <stdio.h>

struct svg {
    struct buf *to;
    int error;    /* 0 or the negative errno of buf_add */
    double width; /* of the picture, px */
    double height;
};

/* A rectangle in px. */
struct box {
    double x, y, w, h;
};

void svg_put(struct svg *s, const char *text);

/* The same, with what XML reserves written as references. */
void svg_put_text(struct svg *s, const char *text, size_t len);
void svg_put_base64(struct svg *s, struct bytes data);

/* As printf; a piece of a drawing is short. */
#define svg_format(svg, ...)                                                   \
    do {                                                                       \
        char text_[480];                                                       \
        (void)snprintf(text_, sizeof text_, __VA_ARGS__);                      \
        svg_put((svg), text_);                                                 \
    } while (0)

/* A dashed or solid line, with a light edge so that it shows on any picture:
 * `look` is a class of annotate.c's style. */
void svg_line(struct svg *s, const char *look, const double from[2],
              const double to[2]);
void svg_rect(struct svg *s, const char *look, const struct box *b);
void svg_ellipse(struct svg *s, const char *look, const struct box *b,
                 double turned_deg);

#endif
