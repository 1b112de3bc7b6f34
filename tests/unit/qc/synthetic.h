#ifndef SYNTHETIC_H
#define SYNTHETIC_H

/*
 * synthetic - a reading of a face that nobody took: a frontal head, evenly
 * lit, eyes open and mouth closed, on a picture of SYNTHETIC_SIDE squared.
 * A test changes one thing and measures.
 */

#include "qc/check/families.h"

enum { SYNTHETIC_SIDE = 800 };

/* The head's measures, in pixels of the picture. */
enum {
    SYNTHETIC_EYES_X = 400,
    SYNTHETIC_EYES_Y = 380,
    SYNTHETIC_EYE_DISTANCE = 140,
};

struct synthetic {
    struct face_reading reading;
    float (*map)[FACE_CLASSES];
};

void synthetic_init(struct synthetic *s);
void synthetic_done(struct synthetic *s);

/* A part of the picture in the face's frame: origin between the eyes, unit
 * the distance of the irises. */
struct part {
    float left;
    float top;
    float right;
    float bottom;
};

/* All map cells of a part become one class. */
void synthetic_map(struct synthetic *s, struct part p, enum face_class c);
/* As far as that share; the rest stays background: the map is not sure. */
void synthetic_faint(struct synthetic *s, struct part p, enum face_class c,
                     float share);

/* One change to the head and what is measured then. */
struct synthetic_row {
    const char *name;
    void (*change)(struct synthetic *);
    enum finding_code code;
    double value; /* NAN: unknown */
    double within;
};

/* Fails the test at the first row that is not so. */
void synthetic_check(const struct synthetic_row *rows, size_t n,
                     void (*measure)(const struct face_reading *,
                                     struct measures *));

/* As it is. */
void synthetic_same(struct synthetic *s);

/* Moves one mesh point, in the face's frame. */
void synthetic_move(struct synthetic *s, int point, float dx, float dy);

/* All pixels of a part become one colour (0xRRGGBB). */
void synthetic_colour(struct synthetic *s, struct part p, unsigned rgb);

/* All pixels of a part become one grey. */
void synthetic_grey(struct synthetic *s, struct part p, uint8_t grey);

/* Turns the mesh around the point between the eyes, clockwise. */
void synthetic_roll(struct synthetic *s, float degrees);

#endif
